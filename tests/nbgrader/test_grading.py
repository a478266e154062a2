"""The real nbgrader, from release to export, on five made-up submissions; scores cell by cell.

One class is graded once, through nbgrader's own command line; the tests then look at what came out. In
every run it hands in one notebook of the module. `make soak` grades all of them; old copies of all of them
are graded in every run, in ``tests/frozen``.
"""

import csv
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import own_programs_first, source_notebook
from autograder.authoring.masters import ROOT
from blockkit.classroom.lessons import EXERCISES
from tests.course.conftest import MASTERS, STUDENT, solution, with_answers

pytestmark = pytest.mark.slow

GRADED = [name for name, master in MASTERS.items() if master.exercises]
ONE = ["01c_merkle"]  # a wrong answer to E1.9 gets a part of the marks

# A right answer that writes to stderr whenever it is called, so inside the check cells, in four ways:
# Python, logging by a handler made earlier, a warning, and the file descriptor itself.
NOISE = """
import logging, os, sys, warnings
handler = logging.StreamHandler()
logging.getLogger("noise").addHandler(handler)
def noisy(function):
    def with_noise(*arguments):
        print("noise", file=sys.stderr)
        logging.getLogger("noise").warning("noise")
        warnings.warn("noise")
        os.write(2, b"noise")
        return function(*arguments)
    return with_noise
"""


def with_noise(exercise, text):
    wrapped = [f"{name} = noisy({name})" for name in EXERCISES[exercise].functions]
    return "\n".join([text, NOISE, *wrapped])


# Wrong in one way each, chosen so that the marks are known.
WRONG = {
    # single SHA-256; everything else is left as it was
    "E1.2": "def hash256(data):\n    return hashlib.sha256(data).digest()\n",
    # the odd node is dropped: right for 1, 2 and 4 transactions only
    "E1.9": (
        "def merkle_root(txids):\n"
        "    if not txids:\n        raise ValueError('empty')\n"
        "    row = list(txids)\n"
        "    while len(row) > 1:\n"
        "        row = [hash256(a + b) for a, b in zip(row[::2], row[1::2])]\n"
        "    return row[0]\n"
    ),
    # answers that never end
    "E1.11": "def has_duplicate_subtree(txids):\n    while True:\n        pass\n",
    "E1.13": "def first_broken(chain, tip_id):\n    while True:\n        pass\n",
    # answers that end the process politely
    "E1.10": (
        "import sys\n"
        "def merkle_proof(txids, index):\n    sys.exit(0)\n"
        "def verify_proof(txid, index, count, proof, root):\n    sys.exit(0)\n"
    ),
    "E1.12": "import sys\ndef new_block(chain, transactions, time):\n    sys.exit(0)\n",
}
HALF = ("E1.1", "E1.2", "E1.3", "E1.5", "E1.9", "E1.12")


def nbgrader(root, *arguments):
    """One nbgrader command; its output is part of the failure."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        env=os.environ | own_programs_first() | {"HOME": str(root), "JUPYTER_PLATFORM_DIRS": "1"},
    )
    return done


def succeed(root, *arguments):
    done = nbgrader(root, *arguments)
    assert done.returncode == 0, done.stderr[-3000:]
    return done


def answers_of(student, name):
    exercises = MASTERS[name].exercises
    right = {exercise: solution(name, exercise) for exercise in exercises}
    return {
        "perfect": right,
        "half": {exercise: text for exercise, text in right.items() if exercise in HALF},
        "wrong": {exercise: text for exercise, text in WRONG.items() if exercise in exercises},
        "untouched": {},
        "noisy": {exercise: with_noise(exercise, text) for exercise, text in right.items()},
    }[student]


STUDENTS = ("perfect", "half", "wrong", "untouched", "noisy")


def write_sources(root, names):
    """nbgrader's settings and source notebooks, in a folder of their own."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    folder = root / "build/source/01_hashing"
    folder.mkdir(parents=True)
    for name in names:
        nbformat.write(source_notebook(MASTERS[name]), folder / f"{name}.ipynb")


@dataclass(frozen=True)
class Course:
    """A course that was graded from end to end in a folder of its own, and its notebooks."""

    root: Path
    names: list[str]

    @property
    def exercises(self):
        return [exercise for name in self.names for exercise in MASTERS[name].exercises]


@pytest.fixture(
    scope="session",
    params=[pytest.param(ONE, id="one notebook"), pytest.param(GRADED, id="all", marks=pytest.mark.soak)],
)
def course(request, tmp_path_factory):
    """The class of five, graded."""
    root, names = tmp_path_factory.mktemp("a course"), request.param
    shutil.copytree(ROOT / "course", root / "course", ignore=shutil.ignore_patterns("my_chain", "*-mine-*"))
    write_sources(root, names)
    succeed(root, "generate_assignment", "01_hashing", "--create")
    for student in STUDENTS:
        folder = root / "build/submitted" / student / "01_hashing"
        folder.mkdir(parents=True)
        for name in names:
            notebook = nbformat.read(root / f"build/release/01_hashing/{name}.ipynb", as_version=4)
            nbformat.write(with_answers(notebook, answers_of(student, name)), folder / f"{name}.ipynb")
    # A student who deleted a check cell still gets it checked.
    path = root / f"build/submitted/perfect/01_hashing/{ONE[0]}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "E1_9-visible"]
    nbformat.write(notebook, path)
    succeed(root, "autograde", "01_hashing", "--create")
    succeed(root, "generate_feedback", "01_hashing")
    succeed(root, "export")
    return Course(root, names)


def scores(root, student):
    """What the gradebook says of a student, by cell."""
    query = """
        select base_cell.name, coalesce(grade.auto_score, -1)
        from grade join base_cell on grade.cell_id = base_cell.id
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        where submitted_assignment.student_id = ?
    """
    with sqlite3.connect(root / "build/gradebook.db") as database:
        return dict(database.execute(query, [student]).fetchall())


def full(exercise):
    task = EXERCISES[exercise]
    return {f"{task.cell_id}-visible": task.visible_points, f"{task.cell_id}-hidden": task.hidden_points}


def nothing(exercise):
    return dict.fromkeys(full(exercise), 0.0)


def everything(give, exercises=EXERCISES):
    return {cell: score for exercise in exercises for cell, score in give(exercise).items()}


@pytest.mark.parametrize("student", ["perfect", "noisy"])
def test_right_answers_get_full_marks_whatever_they_write_to_stderr(course, student):
    assert scores(course.root, student) == pytest.approx(everything(full, course.exercises))


def test_an_untouched_copy_gets_nothing(course):
    assert scores(course.root, "untouched") == pytest.approx(everything(nothing, course.exercises))


def test_half_of_the_exercises_get_exactly_theirs(course):
    expected = everything(lambda one: (full if one in HALF else nothing)(one), course.exercises)
    assert scores(course.root, "half") == pytest.approx(expected)


def test_wrong_answers_get_their_marks_cell_by_cell(course):
    expected = everything(nothing, course.exercises) | PARTLY_RIGHT
    assert scores(course.root, "wrong") == pytest.approx(expected)


# Of the wrong answers only the Merkle root is right somewhere. Visible: blocks 0 and 170 and the refusal
# hold, three and 213 transactions do not: 3 of 5. Hidden: one, two and no transactions hold: 3 of 12.
PARTLY_RIGHT = {"E1_9-visible": 2.4, "E1_9-hidden": 1.5}


def test_export_has_one_row_a_student_with_the_sum(course):
    with (course.root / "build/grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert sorted(rows) == sorted(STUDENTS)
    for student, row in rows.items():
        assert float(row["score"]) == pytest.approx(sum(scores(course.root, student).values()))
        points = sum(EXERCISES[one].points for one in course.exercises)
        assert float(row["max_score"]) == pytest.approx(points)


def test_feedback_shows_no_hidden_check(course):
    for student in STUDENTS:
        for name in course.names:
            page = (course.root / f"build/feedback/{student}/01_hashing/{name}.html").read_text("utf-8")
            assert "BEGIN HIDDEN" not in page and "autograder.suites" not in page
            assert "visible checks hold" in page or "is not yet yours" in page


def test_validate_says_that_an_untouched_copy_does_not_pass(course):
    for name in course.names:
        done = nbgrader(course.root, "validate", f"build/release/01_hashing/{name}.ipynb")
        assert "FAILED" in done.stdout + done.stderr or "failed" in done.stdout
        good = nbgrader(course.root, "validate", f"build/submitted/noisy/01_hashing/{name}.ipynb")
        assert "Success! Your notebook passes all the tests." in good.stdout + good.stderr


def test_a_second_release_after_a_typo_keeps_what_was_graded(course):
    before = scores(course.root, "half")
    source = course.root / f"build/source/01_hashing/{ONE[0]}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    notebook.cells[0].source += "\n\nA sentence that was forgotten."
    nbformat.write(notebook, source)
    succeed(course.root, "generate_assignment", "01_hashing", "--force")
    assert scores(course.root, "half") == before


def test_nbgrader_leaves_what_students_open_alone(course):
    """Whoever types `generate_assignment`, or presses Generate in formgrader, writes build/release only."""
    succeed(course.root, "generate_assignment", "01_hashing", "--force")
    opened = course.root / "course"
    there = {path.relative_to(opened).as_posix() for path in opened.glob("**/*.ipynb")}
    assert there == {f"{path.parent.name}/{name}.ipynb" for name, path in STUDENT.items()}
    for place in there:
        assert (opened / place).read_bytes() == (ROOT / "course" / place).read_bytes()
    released = {path.stem for path in course.root.glob("build/release/01_hashing/*.ipynb")}
    assert released == set(course.names)
