"""A second release after an exercise was left out, or added, when work has been graded."""

import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.authoring import build as building
from autograder.authoring.build import main, source_notebook
from autograder.grading.graded_already import find_changes, fit
from tests.course.conftest import MASTERS
from tests.nbgrader.test_grading import write_sources

ASSIGNMENT, NAME = "01_hashing", "01c_merkle"
HIDDEN = ("E1_9-hidden", "E1_11-hidden")


def source(without=()):
    """The source notebook, with fewer exercises."""
    notebook = source_notebook(MASTERS[NAME])
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith(tuple(without))]
    return notebook


def of(*notebooks):
    return {ASSIGNMENT: dict(zip((NAME, "01d_chain"), notebooks, strict=False))}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course of one notebook, released by the real nbgrader."""
    root = tmp_path_factory.mktemp("released")
    write_sources(root, [NAME])
    building.release(root, ASSIGNMENT, f"sqlite:///{root}/build/gradebook.db")
    return root


@pytest.fixture
def graded(released, tmp_path):
    """A gradebook in which alice has marks and a comment, and bob handed in the same."""
    root = tmp_path / "course"
    shutil.copytree(released, root)
    database = root / "build/gradebook.db"
    with Gradebook(f"sqlite:///{database}") as book:
        for student in ("alice", "bob"):
            book.add_student(student)
            book.add_submission(ASSIGNMENT, student)
        for cell in HIDDEN:
            book.find_grade(cell, NAME, ASSIGNMENT, "alice").auto_score = 1.0
        book.find_grade("E1_9-hidden", NAME, ASSIGNMENT, "alice").manual_score = 2.5
        book.find_comment("E1_9-solution", NAME, ASSIGNMENT, "alice").manual_comment = "Well done."
        book.db.commit()
    return database


def released_again(database, notebook):
    """What nbgrader itself says of the gradebook: it refuses one that does not fit."""
    root = database.parents[1]
    nbformat.write(notebook, root / f"build/source/{ASSIGNMENT}/{NAME}.ipynb")
    building.release(root, ASSIGNMENT, f"sqlite:///{database}")


def test_nbgrader_alone_refuses(graded):
    with pytest.raises(RuntimeError, match="Cannot add or remove cells"):
        released_again(graded, source(without=["E1_11"]))


def test_an_exercise_that_is_left_out_takes_its_own_marks_along_and_no_others(graded):
    fewer = source(without=["E1_11"])
    changes = find_changes(graded, of(fewer))
    assert [str(one) for one in changes] == [
        "01_hashing/01c_merkle: E1.11 is left out; students with marks in it: 1"
    ]
    copy = fit(graded, of(fewer), changes)
    released_again(graded, fewer)
    with Gradebook(f"sqlite:///{graded}") as book:
        assert book.find_assignment(ASSIGNMENT).max_score == 22
        assert book.find_grade("E1_9-hidden", NAME, ASSIGNMENT, "alice").score == 2.5
        assert book.find_submission(ASSIGNMENT, "alice").score == 2.5
        comment = book.find_comment("E1_9-solution", NAME, ASSIGNMENT, "alice")
        assert comment.manual_comment == "Well done."
        assert find_changes(graded, of(fewer)) == []
    with Gradebook(f"sqlite:///{copy}") as book:
        assert book.find_submission(ASSIGNMENT, "alice").score == 3.5


def test_an_exercise_that_comes_back_has_room_for_marks(graded):
    fewer = source(without=["E1_11"])
    fit(graded, of(fewer), find_changes(graded, of(fewer)))
    changes = find_changes(graded, of(source()))
    assert "E1.11 is new" in str(changes[0])
    copy = fit(graded, of(source()), changes)
    assert copy.name == "gradebook.before-2.db"
    released_again(graded, source())
    with Gradebook(f"sqlite:///{graded}") as book:
        book.find_grade("E1_11-visible", NAME, ASSIGNMENT, "bob").auto_score = 2.4
        book.find_comment("E1_11-solution", NAME, ASSIGNMENT, "bob").manual_comment = "Late."
        book.db.commit()
        assert book.find_submission(ASSIGNMENT, "bob").score == 2.4
        assert book.find_assignment(ASSIGNMENT).max_score == 28


def test_a_whole_notebook_may_come_and_go(graded):
    second = source_notebook(MASTERS["01d_chain"])
    both = of(source(), second)
    fit(graded, both, find_changes(graded, both))
    with Gradebook(f"sqlite:///{graded}") as book:
        assert book.find_grade("E1_12-hidden", "01d_chain", ASSIGNMENT, "bob").max_score > 0
    fit(graded, of(source()), find_changes(graded, of(source())))
    with Gradebook(f"sqlite:///{graded}") as book:
        assert [one.name for one in book.find_assignment(ASSIGNMENT).notebooks] == [NAME]
        assert book.find_submission(ASSIGNMENT, "alice").score == 3.5


def test_the_command_refuses_before_it_writes_anything(graded, monkeypatch, capsys):
    """All exercises but those of one notebook are new to this gradebook."""
    monkeypatch.setattr(building, "masters", lambda folder: list(MASTERS.values()))
    root = graded.parents[1]
    monkeypatch.setattr(building, "ROOT", root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert main(["--gradebook"]) == 1
    said = capsys.readouterr().err
    assert "01_hashing/01d_chain: E1.12, E1.13" in said and "make release ARGS=--drop-marks" in said
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_gradebook_without_submissions_is_nbgraders_own_affair(graded, tmp_path):
    with Gradebook(f"sqlite:///{graded}") as book:
        book.remove_submission(ASSIGNMENT, "alice")
        book.remove_submission(ASSIGNMENT, "bob")
    assert find_changes(graded, of(source(without=["E1_11"]))) == []
    assert find_changes(tmp_path / "none.db", of(source())) == []
    assert not (tmp_path / "none.db").exists()
