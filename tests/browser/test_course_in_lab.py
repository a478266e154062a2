"""The lessons themselves, opened, run and moved in the JupyterLab that `make lab` starts.

To open and run a lesson takes most of the time, so each is opened once, for all that is asked of it.
"""

import re

import pytest
from playwright.sync_api import expect

from blockkit.classroom import lessons

pytestmark = pytest.mark.browser

LESSONS = {
    "01a_fingerprints": "bk-fingerprint",
    "01b_bytes": "bk-header",
    "01c_merkle": "bk-merkle",
    "01d_chain": "bk-chain",
    "03a_keys": "bk-curve",
    "03b_transactions": "bk-transaction",
    "03c_scripts": "bk-stepper",
}
NO_ERRORS = '.jp-OutputArea-output[data-mime-type*="stderr"], .jp-OutputArea-output[data-mime-type*="error"]'


def run(notebook):
    """Run a notebook, and see that nothing went wrong."""
    notebook.run_all()
    expect(notebook.page.locator(NO_ERRORS)).to_have_count(0)


def the_first_picture_is_there(page):
    """It is committed, so it is there before anything runs."""
    picture = page.locator(".jp-OutputArea-output img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 300
    assert len(picture.get_attribute("alt")) > 40


def the_widget_answers_to_keyboard_and_mouse(name, page):
    widget = page.locator(f".{LESSONS[name]}").first
    widget.scroll_into_view_if_needed()
    sentence, picture = widget.locator("[role=status]").first, widget.locator(".bk-picture img").first
    expect(sentence).not_to_be_empty()
    before = sentence.text_content(), picture.get_attribute("src")
    control = widget.locator("input[type=range], select").last
    control.focus()
    page.keyboard.press("ArrowDown" if name in ("01b_bytes", "01d_chain") else "ArrowRight")
    if name in ("01b_bytes", "01d_chain"):
        value = widget.get_by_role("textbox").last
        value.fill("7")
        value.press("Enter")
    expect(sentence).not_to_have_text(before[0])
    expect(picture).not_to_have_attribute("src", before[1])
    widget.get_by_role("button", name=re.compile("reset", re.I)).click()
    expect(sentence).to_have_text(before[0])


def test_notebook_00_finds_everything_in_place(open_notebook):
    notebook = open_notebook("course/00_start/00_start.ipynb")
    run(notebook)
    expect(notebook.page.get_by_text("Everything the course needs is here.")).to_be_visible()


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_runs_moves_and_is_accessible_in_both_themes(name, open_notebook):
    folder = next(one.folder for one in lessons.LESSONS if one.name == name)
    notebook = open_notebook(f"course/{folder}/{name}.ipynb")
    the_first_picture_is_there(notebook.page)
    run(notebook)
    the_widget_answers_to_keyboard_and_mouse(name, notebook.page)
    for theme in ("light", "dark"):
        notebook.set_theme(theme)
        assert notebook.accessibility_problems() == [], theme
