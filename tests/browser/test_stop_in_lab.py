"""Long work is stopped by its button: the label changes, and from then on nothing is tried any more."""

import re

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SLOW = """
from time import perf_counter
from blockkit.classroom import widgets
from blockkit.classroom.course_rules import REFERENCE

def slow(function, seconds):
    def slowed(*arguments):
        until = perf_counter() + seconds
        while perf_counter() < until:
            pass
        return function(*arguments)
    return slowed

# As slow as a reader's own, so that each run takes longer than the test looks on.
rules = REFERENCE.filled({
    "find_nonce": slow(REFERENCE.find_nonce, 0.05), "verify_ecdsa": slow(REFERENCE.verify_ecdsa, 0.05),
})
"""
RUNS = {  # by widget: the button's word, and what says how far the work is
    "mining": ("Mine", r"([\d,]+) tries"),
    "judge": ("Check all 732", r"Of the signatures, (\d+)"),
}


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """A notebook with every widget that has long work to do, by functions that take their time."""
    written = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(SLOW),
            *(nbformat.v4.new_code_cell(f"widgets.{name}(rules)") for name in RUNS),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(written, lab.root / "stop.ipynb")
    opened = lab.open(browser, "stop.ipynb")
    opened.run_all()
    yield opened
    opened.close()


@pytest.mark.parametrize("name", RUNS)
def test_stop_ends_the_work(notebook, name):
    word, pattern = RUNS[name]
    box = notebook.page.locator(f".bk-{name}")
    box.scroll_into_view_if_needed()
    sentence = box.get_by_role("status")

    def done():
        return int(re.search(pattern, sentence.inner_text())[1].replace(",", ""))

    if name == "mining":
        box.get_by_label("Zero bits, as a number").fill("20")
        expect(sentence).to_contain_text("nothing is tried yet")
    before = sentence.inner_text()
    box.get_by_role("button", name=word).click()
    expect(box.get_by_role("button", name="Stop")).to_be_visible()
    expect(sentence).not_to_have_text(before)  # it shows how far it is
    box.get_by_role("button", name="Stop").click()
    expect(box.get_by_role("button", name="Go on")).to_be_visible()
    notebook.page.wait_for_timeout(300)  # the last picture may still be on its way
    stopped, said = done(), sentence.inner_text()
    notebook.page.wait_for_timeout(700)  # in which a run would get on by some ten steps
    assert done() == stopped > 0
    box.get_by_role("button", name="Go on").click()
    expect(box.get_by_role("button", name="Stop")).to_be_visible()
    expect(sentence).not_to_have_text(said)
    box.get_by_role("button", name="Stop").click()
    expect(box.get_by_role("button", name="Go on")).to_be_visible()
    notebook.page.wait_for_timeout(300)
    assert done() > stopped
