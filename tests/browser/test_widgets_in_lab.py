"""The widgets of the course, moved by keyboard and by mouse in a real JupyterLab.

One notebook with all of them is opened once for each zoom; every test runs it again, so its widgets are new.
"""

from contextlib import contextmanager

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WIDGETS = (
    "fingerprint",
    "header",
    "merkle",
    "chain",
    "mining",
    "mining-time",
    "supply",
    "miner",
    "curve",
    "address-strip",
    "transaction",
    "malleate",
)


@pytest.fixture(scope="module")
def at_zoom(lab, browser):
    """A function that gives the notebook with all widgets at a zoom, opened when first asked for."""
    cells = [
        "from blockkit.classroom import widgets",
        *(f"widgets.{name.replace('-', '_')}()" for name in WIDGETS),
    ]
    written = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(written, lab.root / "widgets.ipynb")
    opened = {}

    def notebook(zoom):
        if zoom not in opened:
            opened[zoom] = lab.open(browser, "widgets.ipynb", zoom)
        return opened[zoom]

    yield notebook
    for one in opened.values():
        one.close()


@pytest.fixture
def notebook(at_zoom):
    """The notebook at 100 %, freshly run."""
    return show(at_zoom(1))


def show(notebook):
    """Run the notebook, and wait for new widgets and their pictures."""
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    for name in WIDGETS:
        expect(notebook.page.locator(f".bk-{name}")).to_have_count(0)
    notebook.run_all()
    for name in WIDGETS:
        expect(notebook.page.locator(f".bk-{name} .bk-picture img").first).to_be_visible()
    return notebook


class Seen:
    """One widget as a person sees it."""

    def __init__(self, notebook, name):
        self.page = notebook.page
        self.box = notebook.page.locator(f".bk-{name}")
        self.box.scroll_into_view_if_needed()
        self.sentence = self.box.locator("[role=status]").first
        self.image = self.box.locator(".bk-picture img").first

    def control(self, label):
        return self.box.get_by_label(label, exact=True)

    def button(self, name):
        return self.box.get_by_role("button", name=name)

    @contextmanager
    def changes(self, *words):
        """Both the sentence and the picture change, and the sentence then holds ``words``."""
        sentence, source = self.sentence.text_content(), self.image.get_attribute("src")
        yield
        expect(self.sentence).not_to_have_text(sentence)
        expect(self.image).not_to_have_attribute("src", source)
        for word in words:
            expect(self.sentence).to_contain_text(word)

    def click_at(self, slider, share):
        """Click on a slider, this far along it."""
        box = slider.bounding_box()
        slider.click(position={"x": box["width"] * share, "y": box["height"] / 2})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_fingerprint(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "fingerprint")
    bit, number = widget.control("Bit to flip"), widget.control("Bit to flip, as a number")
    with widget.changes("bit 38"):
        bit.focus()
        notebook.page.keyboard.press("ArrowRight")
    expect(number).to_have_value("38")
    with widget.changes():
        widget.click_at(bit, 0.9)
    assert 140 < int(number.input_value()) < 160
    with widget.changes("bit 100"):
        number.focus()
        notebook.page.keyboard.press("Control+A")
        notebook.page.keyboard.type("100")
    expect(bit).to_have_value("100")
    text = widget.control("Text")
    with widget.changes("03/Jan/2009!", "bit 100"):
        text.focus()
        notebook.page.keyboard.press("End")
        notebook.page.keyboard.type("!")
    with widget.changes("abc", "bit 23"):  # 24 bits: the bit moves to the last one
        text.fill("abc")
    expect(number).to_have_value("23")
    expect(widget.box.locator("[role=status]").nth(1)).to_contain_text("24 single-bit changes")
    with widget.changes("03/Jan/2009", "bit 37"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_header(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "header")
    with widget.changes("unchanged"):
        widget.control("Field").focus()
        notebook.page.keyboard.press("ArrowUp")
    expect(widget.control("New value")).to_have_value("1d00ffff")
    with widget.changes("Setting bits of block 0"):
        widget.control("New value").focus()
        notebook.page.keyboard.press("End")
        notebook.page.keyboard.press("Backspace")
    with widget.changes("277,316 is unchanged"):
        widget.control("Block").select_option("277,316")
    with widget.changes("Setting time"):
        widget.control("Field").select_option("time")
        widget.control("New value").click()
        notebook.page.keyboard.press("Control+A")
        notebook.page.keyboard.type("1388185915")
    widget.control("New value").fill("tomorrow")
    expect(widget.box.get_by_role("note")).to_contain_text("'tomorrow' was not used")
    with widget.changes("Setting nonce of block 0"):
        widget.button("Reset").focus()
        notebook.page.keyboard.press("Enter")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_merkle(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "merkle")
    count, leaf = widget.control("Transactions"), widget.control("Prove number")
    with widget.changes("transaction 6"):
        leaf.focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("among 12"):
        count.focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("transaction 0 is among 12"):
        widget.click_at(leaf, 0.01)
    with widget.changes("transaction 0 is among 1,", "send 0 hashes instead of 1"):
        widget.click_at(count, 0.01)
    with widget.changes("transaction 5 is among 11"):
        widget.button("Reset").click()
    with widget.changes("transaction 0 is among 11"):  # a click on the leftmost leaf
        box = widget.image.bounding_box()
        x, y = 85 / 760 * box["width"], 392 / 546 * box["height"]
        widget.image.click(position={"x": x, "y": y})
    expect(leaf).to_have_value("0")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chain(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "chain")
    expect(widget.sentence).to_contain_text("link broken at 2")
    with widget.changes("every link was recomputed"):
        widget.button("Repair links").click()
    with widget.changes("All five blocks fit together"):
        widget.control("Block").focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("link broken at 3"):
        widget.control("New value").click(click_count=3)
        notebook.page.keyboard.type("7")
    with widget.changes("every link was recomputed"):
        widget.button("Repair links").focus()
        notebook.page.keyboard.press("Space")
    with widget.changes():
        widget.control("Field").select_option("to")
    with widget.changes("Mallory instead of Carol"):
        widget.control("New value").fill("Mallory")
    with widget.changes("All five blocks fit together"):
        widget.click_at(widget.control("Block"), 0.02)
    with widget.changes("link broken at 2"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_mining(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "mining")
    zero_bits, number = widget.control("Zero bits"), widget.control("Zero bits, as a number")
    with widget.changes("At 12.1 zero bits", "nothing is tried yet"):
        zero_bits.focus()
        notebook.page.keyboard.press("ArrowRight")
    expect(number).to_have_value("12.1")
    number.fill("12.34")
    expect(widget.box.get_by_text("in steps of 0.1")).to_be_visible()
    with widget.changes("At 12.3 zero bits"):
        number.press("Enter")
    expect(number).to_have_value("12.3")
    with widget.changes("At 20.0 zero bits"):
        number.fill("99")
        expect(widget.box.get_by_text("only 4 to 20")).to_be_visible()
        number.press("Enter")
    expect(widget.box.get_by_text("of at most 3")).to_be_visible()
    widget.control("Blocks to mine, as a number").fill("3")
    with widget.changes("Mining at 20.0 zero bits"):
        widget.button("Mine").focus()
        notebook.page.keyboard.press("Enter")
    with widget.changes("Stopped after", "with "):
        widget.button("Stop").click()
    with widget.changes("Mining at"):
        widget.button("Go on").click()
    with widget.changes("nothing is tried yet"):  # a moved control ends the run
        number.fill("8")
    with widget.changes("At 8.0 zero bits 3 blocks took 582 tries"):
        widget.button("Mine").click()
    with widget.changes("1 block took 4,201 tries"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_mining_time(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "mining-time")
    with widget.changes("with 10 computers"):
        widget.control("Computers: 10 to the power").focus()
        notebook.page.keyboard.press("ArrowRight")
    expect(widget.box.get_by_text("= 10", exact=True)).to_be_visible()
    with widget.changes("At 62.1 zero bits"):
        widget.control("Zero bits, as a number").fill("62.1")
    with widget.changes("At 32.0 zero bits", "with one computer"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_supply(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "supply")
    number = widget.control("Height, as a number")
    with widget.changes("At height 1,411,199", "99.0 % of all coins exist"):
        number.fill("1411199")
    with widget.changes("At height 1,411,200"):
        widget.control("Height").focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("100.0 % of all coins exist"):
        number.fill("8000000")
        expect(widget.box.get_by_text("only 0 to 7,000,000")).to_be_visible()
        number.press("Enter")
    with widget.changes("At height 100,000"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_miner(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "miner")
    fees, height = (widget.control(f"{name}, as a number") for name in ("Fees in the block", "Height"))
    with widget.changes("fees pay more"):
        height.fill("840000")
    with widget.changes("3.12 of fees", "new coins pay more"):
        fees.fill("3.12")
    with widget.changes("3.13 of fees", "fees pay more"):
        widget.control("Fees in the block").focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("of the classroom chain"):
        widget.control("Chain").select_option("classroom")
    expect(height).to_have_value("400")  # the same part of the same era
    with widget.changes("At height 277,316 of the main chain", "4.09 of fees"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_curve(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "curve")
    steps, number = widget.control("Steps"), widget.control("Steps, as a number")
    with widget.changes("Steps: 6. The walk ends at (29, 31)"):
        steps.focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("Steps: 31. The walk ends at infinity"):
        number.fill("31")
    with widget.changes("Steps: 32. The walk ends at (2, 12)"):
        number.fill("99")
        expect(widget.box.get_by_text("only 0 to 32")).to_be_visible()
        number.press("Enter")
    with widget.changes("Steps: 10. The walk ends at (1, 5)"):  # a shorter walk: its last step
        widget.control("Prime p").focus()
        notebook.page.keyboard.press("Home")
    with widget.changes("Steps: 4. The walk ends at (12, 1)"):
        number.fill("4")
    source = widget.image.get_attribute("src")
    widget.button("Draw the line").focus()
    notebook.page.keyboard.press("Space")
    expect(widget.image).not_to_have_attribute("src", source)
    with widget.changes("Steps: 5. The walk ends at (12, 12)"):
        widget.button("Reset").focus()
        notebook.page.keyboard.press("Enter")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_address_strip(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "address-strip")
    place = widget.control("Wrong character")
    with widget.changes("Character 1 of 1BgG", "is mistyped: 2BgG", "The checksum notices it"):
        place.focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("Character 34 of"):
        notebook.page.keyboard.press("End")
    with widget.changes("Character 33 of 1cMh"):  # a shorter address: its last character
        widget.control("Key number").focus()
        notebook.page.keyboard.press("ArrowRight")
    with widget.changes("Character 33 of 1Lag"):
        widget.control("Written in").focus()
        notebook.page.keyboard.press("ArrowDown")
    with widget.changes("of 1162gvy7"):
        widget.control("Written in").select_option("33 bytes")
        widget.control("Key number, as a number").fill("182")
    with widget.changes("Key 1 in 33 bytes has the address"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_transaction(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "transaction")
    with widget.changes("118 of the 258 bytes are signed"):
        widget.control("Signed by").focus()
        notebook.page.keyboard.press("ArrowDown")
    with widget.changes("202 of the 275 bytes are signed"):
        widget.control("Transaction").focus()
        notebook.page.keyboard.press("ArrowUp")
    with widget.changes("Nobody signs d5ada064"):
        notebook.page.keyboard.press("ArrowDown")
        notebook.page.keyboard.press("ArrowDown")
    with widget.changes("156 of the 269 bytes", "the amount of the coin, which is signed"):
        notebook.page.keyboard.press("ArrowDown")
    with widget.changes("Amounts are in satoshi"):
        widget.control("Show the field").select_option("amount")
    with widget.changes("0627052b has 258 bytes"):
        widget.button("Reset").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_malleate(notebook, theme):
    notebook.set_theme(theme)
    widget = Seen(notebook, "malleate")
    with widget.changes("from f4184fc5… to 25f6aa88…"):
        widget.control("Which s").focus()
        notebook.page.keyboard.press("ArrowDown")
    with widget.changes("The id stays f91d0a8a…"):
        widget.control("Transaction").focus()
        notebook.page.keyboard.press("ArrowDown")
    with widget.changes("Nothing has changed"):
        widget.button("Reset").click()


@pytest.mark.parametrize("zoom", [1, 2])
def test_accessible_and_whole(at_zoom, tmp_path, zoom):
    """axe finds nothing; at 200 % no control is cut off, and pictures scroll in their place."""
    notebook = show(at_zoom(zoom))
    for theme in ("light", "dark"):
        notebook.set_theme(theme)
        assert notebook.accessibility_problems() == []
        for name in WIDGETS:
            box = notebook.page.locator(f".bk-{name}")
            notebook.screenshot(box, tmp_path / f"{name}-{theme}-{zoom}00.png")
            for part in box.locator("input, select, button").all():
                place = part.bounding_box()
                if place:
                    assert place["x"] + place["width"] <= notebook.page.viewport_size["width"] + 1


def test_nothing_fails_in_the_console(notebook):
    messages = []
    notebook.page.on("console", lambda message: messages.append(f"{message.type} {message.text}"))
    show(notebook)
    widget = Seen(notebook, "merkle")
    with widget.changes("transaction 6"):
        widget.control("Prove number").focus()
        notebook.page.keyboard.press("ArrowRight")
    assert not [text for text in messages if text.startswith("error") and "404" not in text]
