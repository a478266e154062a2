"""One JupyterLab and one Chromium for all browser tests; without Chromium they are skipped, in one line.

def test_something(open_notebook):
    notebook = open_notebook("course/01_hashing/01a_fingerprints.ipynb")
    notebook.run_all()
    notebook.page.locator(".bk-fingerprint")…
"""

import pytest
from playwright.sync_api import expect

from autograder.authoring import real_lab as labs

expect.set_options(timeout=30_000)  # milliseconds; the other lane works, too


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab as `make lab` starts it, on a copy of course/."""
    if not labs.CHROMIUM:
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    with labs.running_lab(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="session")
def browser(lab):
    with labs.browser() as chromium:
        yield chromium


@pytest.fixture
def open_notebook(lab, browser):
    """A function that opens a notebook below the server's folder; give ``zoom=2`` for 200 %."""
    opened = []

    def open_(path, zoom=1):
        opened.append(lab.open(browser, path, zoom))
        return opened[-1]

    yield open_
    for notebook in opened:
        notebook.close()
