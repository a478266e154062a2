"""What a student sees in JupyterLab: no tools of instructors, folded checks, both themes, nothing cut off."""

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NOTEBOOK = "course/01_hashing/01a_fingerprints.ipynb"
GO_TO = "at => window.jupyterapp.shell.currentWidget.content.scrollToItem(at)"
FOLDED = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .map((cell, at) => [at, cell.model.sharedModel.source.split('\\n')[0], !!cell.inputHidden])
"""


def paper(notebook, picture, path):
    """How bright the card of a picture is, from 0 to 255, as it is seen."""
    notebook.screenshot(picture, path)
    with Image.open(path) as seen:
        return seen.convert("L").getpixel((6, seen.height // 2))


def test_what_a_student_sees(open_notebook, tmp_path):
    """One opening of 01a serves all of it."""
    notebook = open_notebook(NOTEBOOK)
    notebook.run_all()
    page = notebook.page
    # nbgrader's menu and buttons are for instructors
    expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
    expect(page.get_by_text("Validate", exact=True)).to_have_count(0)
    # a check is one line, and its verdict is directly below
    cells = page.evaluate(FOLDED)
    at = next(at for at, first, folded in cells if first == "# Check of E1.1: run me" and folded)
    assert not any(folded for _, first, folded in cells if first.startswith("def "))
    page.evaluate(GO_TO, at)
    expect(page.get_by_text("# Check of E1.1: run me")).to_be_visible()
    # pictures follow the theme, and nothing is run again for it
    page.evaluate(GO_TO, 2)
    widget = page.locator(".bk-fingerprint").first
    picture = widget.locator("img").first
    notebook.set_theme("dark")
    assert paper(notebook, picture, tmp_path / "dark.png") < 60
    notebook.set_theme("light")
    assert paper(notebook, picture, tmp_path / "light.png") > 240
    # a number outside is not used: the field says so, also when the nearest has taken its place
    number = widget.get_by_label("Bit to flip, as a number")
    number.fill("99999")
    expect(widget.get_by_text("only 0 to 551")).to_be_visible()
    expect(number).to_have_attribute("aria-invalid", "true")
    number.press("Enter")
    expect(number).to_have_value("551")
    expect(number).to_have_attribute("aria-invalid", "false")
    expect(widget.get_by_text("only 0 to 551")).to_be_visible()
    widget.get_by_role("button", name="Reset").click()
    expect(widget.get_by_text("only 0 to 551")).to_be_hidden()
    # at 1,024 pixels, beside the file browser, no picture needs a scroll bar
    page.set_viewport_size({"width": 1024, "height": 900})
    expect(picture).to_be_visible()
    for figure in page.locator(".bk-figure").all():
        assert figure.evaluate("box => box.scrollWidth <= box.clientWidth + 1")
