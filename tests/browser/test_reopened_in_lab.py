"""A notebook that was run, saved and closed, and is opened again: its widgets are gone with their kernel.

JupyterLab would write "Error displaying widget: model not found" in their places.
"""

import nbformat
import pytest
from playwright.sync_api import expect

from blockkit.classroom import widgets

pytestmark = pytest.mark.browser

SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
TRUSTED = "() => window.jupyterapp.shell.currentWidget.content.widgets.every(cell => cell.model.trusted)"
CELL = "at => window.jupyterapp.shell.currentWidget.content.scrollToItem(at)"
RAW = ("Error displaying widget", "Loading widget", "model not found", "Traceback")


def test_whoever_opens_a_notebook_again_sees_still_pictures_and_no_raw_error(lab, browser):
    written = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("from blockkit.classroom import widgets"),
            *(nbformat.v4.new_code_cell(f"widgets.{name}()") for name in widgets.__all__),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(written, lab.root / "again.ipynb")
    notebook = lab.open(browser, "again.ipynb")
    notebook.run_all()
    for at in range(1, len(widgets.__all__) + 1):
        notebook.page.evaluate(CELL, at)
        cell = notebook.page.locator(f'.jp-CodeCell[data-windowed-list-index="{at}"]')
        expect(cell.locator(".bk-widget")).to_be_visible()
        expect(cell.locator(".bk-still")).to_be_hidden()
    notebook.page.evaluate(SAVE)
    notebook.close()
    notebook = lab.open(browser, "again.ipynb")
    notebook.page.wait_for_function(TRUSTED)
    for at in range(1, len(widgets.__all__) + 1):
        notebook.page.evaluate(CELL, at)
        cell = notebook.page.locator(f'.jp-CodeCell[data-windowed-list-index="{at}"]')
        expect(cell.locator(".bk-still img").first).to_be_visible()
        expect(cell.get_by_text("run all cells down to this one")).to_be_visible()
        for words in RAW:
            expect(cell.get_by_text(words)).to_be_hidden()
    notebook.run_all()  # and now they live again
    notebook.page.evaluate(CELL, 1)
    cell = notebook.page.locator('.jp-CodeCell[data-windowed-list-index="1"]')
    expect(cell.locator(".bk-widget")).to_be_visible()
    expect(cell.locator(".bk-still")).to_be_hidden()
    notebook.close()
