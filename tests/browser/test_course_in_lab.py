"""The lessons themselves, opened, run and moved in the JupyterLab that `make lab` starts."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LESSONS = {
    "01a_fingerprints": "bk-fingerprint",
    "01b_bytes": "bk-header",
    "01c_merkle": "bk-merkle",
    "01d_chain": "bk-chain",
}
NO_ERRORS = '.jp-OutputArea-output[data-mime-type*="stderr"], .jp-OutputArea-output[data-mime-type*="error"]'


def run(open_notebook, path, **options):
    """Open a notebook, run it, and see that nothing went wrong and every picture is drawn."""
    notebook = open_notebook(path, **options)
    notebook.run_all()
    expect(notebook.page.locator(NO_ERRORS)).to_have_count(0)
    return notebook


def test_notebook_00_finds_everything_in_place(open_notebook):
    notebook = run(open_notebook, "course/00_start/00_start.ipynb")
    expect(notebook.page.get_by_text("Everything the course needs is here.")).to_be_visible()


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_and_its_widget_answers_to_keyboard_and_mouse(name, open_notebook):
    notebook = run(open_notebook, f"course/01_hashing/{name}.ipynb")
    widget = notebook.page.locator(f".{LESSONS[name]}").first
    widget.scroll_into_view_if_needed()
    sentence, picture = widget.locator("[role=status]").first, widget.locator(".bk-picture img").first
    expect(sentence).not_to_be_empty()
    before = sentence.text_content(), picture.get_attribute("src")
    control = widget.locator("input[type=range], select").last
    control.focus()
    notebook.page.keyboard.press("ArrowDown" if name in ("01b_bytes", "01d_chain") else "ArrowRight")
    if name in ("01b_bytes", "01d_chain"):
        value = widget.get_by_role("textbox").last
        value.fill("7")
        value.press("Enter")
    expect(sentence).not_to_have_text(before[0])
    expect(picture).not_to_have_attribute("src", before[1])
    widget.get_by_role("button", name=re.compile("reset", re.I)).click()
    expect(sentence).to_have_text(before[0])


@pytest.mark.parametrize("name", LESSONS)
def test_axe_finds_nothing_in_what_we_draw(name, open_notebook):
    notebook = run(open_notebook, f"course/01_hashing/{name}.ipynb")
    for theme in ("light", "dark"):
        notebook.set_theme(theme)
        assert notebook.accessibility_problems() == [], theme


def test_the_first_pictures_are_there_before_anything_runs(open_notebook):
    page = open_notebook("course/01_hashing/01c_merkle.ipynb").page
    picture = page.locator(".jp-OutputArea-output img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 300
    assert "Merkle" in picture.get_attribute("alt") or "transactions" in picture.get_attribute("alt")
