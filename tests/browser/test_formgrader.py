"""What an instructor can click in formgrader, in the JupyterLab of ``make lab ARGS=--instructor``."""

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from autograder.authoring import real_lab as labs
from autograder.authoring.build import own_programs_first
from tests.course.conftest import STUDENT
from tests.nbgrader.test_grading import write_sources

pytestmark = pytest.mark.browser


@pytest.fixture
def formgrader(browser, tmp_path, monkeypatch):
    """The page of all assignments, and the folder of the course: one notebook of one assignment."""
    with labs.running_lab(tmp_path, instructor=True) as lab:
        (lab.root / "nbgrader_config.py").unlink()
        write_sources(lab.root, ["01b_bytes"])
        monkeypatch.setenv("PATH", own_programs_first()["PATH"])
        Gradebook(f"sqlite:///{lab.root}/build/gradebook.db").close()  # as `make release` leaves one
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{lab.url}/formgrader/manage_assignments?token={labs.TOKEN}")
        yield page, lab.root
        context.close()


def test_generate_writes_below_build_and_leaves_the_course_as_it_is(formgrader):
    page, root = formgrader
    generate = page.locator("tr", has_text="01_hashing").locator(".glyphicon-education")
    expect(page.locator(".glyphicon-education")).to_have_count(1, timeout=120_000)
    generate.click()
    expect(page.get_by_text("Successfully created the student version")).to_be_visible(timeout=120_000)
    assert (root / "build/release/01_hashing/01b_bytes.ipynb").is_file()
    for path in STUDENT.values():
        assert (root / "course" / path.parent.name / path.name).read_bytes() == path.read_bytes()
    assert {path.name for path in root.iterdir()} == {"build", "course", "nbgrader_config.py"}
