"""Copies that were handed out before the cells got their present ids, in the course as it is now.

The real nbgrader grades them, by its own command line. It does so where the modules that they import can
no longer be imported by their old names, so grading needs no help for those.
"""

import ast
import os
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.authoring.build import release, run_through
from autograder.authoring.masters import notebook_id
from blockkit.classroom.lessons import EXERCISES, LESSONS
from tests.course.conftest import shown
from tests.nbgrader.test_grading import (
    GRADED,
    PARTLY_RIGHT,
    WRONG,
    everything,
    full,
    nothing,
    scores,
    succeed,
    write_sources,
)

SOLVED = {path.stem: path for path in sorted(Path(__file__).parent.glob("solved/*/*.ipynb"))}
THEN = [name for name in GRADED if name in SOLVED]  # the notebooks that were handed out then
STUDENTS = ("solved", "wrong", "untouched", "muddled")
EXERCISES_THEN = [task.name for lesson in LESSONS if lesson.name in THEN for task in lesson.exercises]
WITH_E1_9 = "01c_merkle"  # all that the student of the wrong answer hands in

# What Python runs first when it starts: a cell of a notebook that imports a module by its old name fails.
NO_OLD_NAMES = """
import builtins

real = builtins.__import__

def only_the_door(name, globals=None, locals=None, fromlist=(), level=0):
    inside = (globals or {}).get("__name__") == "__main__" and name.startswith("blockkit.classroom")
    if inside and name != "blockkit.classroom.notebook":
        raise ImportError(f"{name} has moved")
    return real(name, globals, locals, fromlist, level)

builtins.__import__ = only_the_door
"""


def frozen(name):
    return nbformat.read(SOLVED[name], as_version=4)


def stub(source):
    """A solution cell as it was handed out: each function's body is ``return TODO``."""
    lines, kept = source.splitlines(), []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            docstring = node.body[0]
            kept += [*lines[node.lineno - 1 : docstring.end_lineno], "    return TODO", "", ""]
    return "\n".join(kept)


def cell_of(notebook, grade_id):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def handed_in(student, name):
    """The notebook that a student with an old copy hands in."""
    notebook = frozen(name)
    if student == "untouched":
        for cell in notebook.cells:
            if cell.id.endswith("-solution"):
                cell.source = stub(cell.source)
    if student == "wrong":
        cell_of(notebook, "E1_9-solution").source = WRONG["E1.9"]
    if student == "muddled":
        muddle(notebook, name)
    return notebook


def muddle(notebook, name):
    """What copy and paste in JupyterLab leave behind: it takes the metadata along."""
    if name == "01a_fingerprints":  # a cell twice, and one from another notebook
        notebook.cells.append(deepcopy(cell_of(notebook, "E1_1-solution")))
        notebook.cells.append(deepcopy(cell_of(frozen("01b_bytes"), "E1_5-solution")))
    if name == "01b_bytes":  # the first cell of another notebook, below its own
        notebook.cells.insert(2, deepcopy(cell_of(frozen("01c_merkle"), "01c_merkle-001")))
    if name == "01c_merkle":  # no first cell any more
        notebook.cells.remove(cell_of(notebook, "01c_merkle-001"))
    if name == "01d_chain":  # the newest first cell below the old one
        own = {"grade": False, "grade_id": "01d-setup", "locked": True, "schema_version": 3}
        own |= {"solution": False, "task": False}
        notebook.cells.insert(2, new_code_cell("pass", metadata={"nbgrader": own}))


def submit(root, student, name, notebook):
    folder = root / "build/submitted" / student / "01_hashing"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Today's course, and old copies graded in it."""
    root = tmp_path_factory.mktemp("old copies")
    write_sources(root, THEN)
    succeed(root, "generate_assignment", "01_hashing", "--create")
    for student in STUDENTS:
        for name in THEN:
            if student != "wrong" or name == WITH_E1_9:
                submit(root, student, name, handed_in(student, name))
    (root / "first").mkdir()
    (root / "first/sitecustomize.py").write_text(NO_OLD_NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root / "first"), prepend=os.pathsep)
        succeed(root, "autograde", "01_hashing", "--create")
    return root


@pytest.mark.slow
@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("solved", everything(full, EXERCISES_THEN)),
        ("wrong", full("E1.9") | PARTLY_RIGHT | full("E1.10") | full("E1.11")),
        ("untouched", everything(nothing, EXERCISES_THEN)),
        ("muddled", everything(full, EXERCISES_THEN)),
    ],
)
def test_an_old_copy_gets_the_same_marks_cell_by_cell(course, student, expected):
    given = scores(course, student)
    assert {cell: given[cell] for cell in expected} == pytest.approx(expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("student", "name"),
    [(student, name) for student in STUDENTS for name in THEN if student != "wrong" or name == WITH_E1_9],
)
def test_the_setup_cell_is_the_newest_and_ran_once(course, student, name):
    graded = nbformat.read(course / f"build/autograded/{student}/01_hashing/{name}.ipynb", as_version=4)
    newest = nbformat.read(course / f"build/source/01_hashing/{name}.ipynb", as_version=4)
    setup = notebook_id(name, "setup")
    assert [cell.source for cell in graded.cells].count(cell_of(newest, setup).source) == 1
    assert shown(cell_of(graded, setup))  # it fails on an error
    for cell in graded.cells:
        if "nbgrader" in cell.metadata:
            assert not any(output.output_type == "error" for output in cell.outputs), cell.source


@pytest.mark.slow
def test_the_old_imports_did_fail_while_grading(course):
    """Without this the tests above would prove less than they say."""
    graded = nbformat.read(course / "build/autograded/solved/01_hashing/01c_merkle.ipynb", as_version=4)
    errors = [o.evalue for c in graded.cells for o in c.get("outputs", []) if o.output_type == "error"]
    assert "blockkit.classroom.slots has moved" in errors


@pytest.mark.slow
def test_a_gradebook_of_an_earlier_release_is_taken_over(tmp_path):
    """An instructor whose students have handed in old copies updates the course and releases it again."""
    name, assignment = WITH_E1_9, "01_hashing"
    write_sources(tmp_path, [name])
    newest = tmp_path / f"build/source/{assignment}/{name}.ipynb"
    text = newest.read_text(encoding="utf-8")
    newest.write_text(text.replace("01c-setup", "01c_merkle-001"), encoding="utf-8")
    database = f"sqlite:///{tmp_path}/build/gradebook.db"
    release(tmp_path, assignment, database)
    submit(tmp_path, "early", name, handed_in("wrong", name))
    succeed(tmp_path, "autograde", assignment, "--create")
    before = scores(tmp_path, "early")
    assert before["E1_9-visible"] == PARTLY_RIGHT["E1_9-visible"]

    newest.write_text(text, encoding="utf-8")
    release(tmp_path, assignment, database)
    assert scores(tmp_path, "early") == before
    submit(tmp_path, "late", name, handed_in("solved", name))
    succeed(tmp_path, "autograde", assignment)
    late = scores(tmp_path, "late")
    assert sum(late.values()) == pytest.approx(sum(EXERCISES[f"E1.{n}"].points for n in (9, 10, 11)))


# ---- opened again by a student -------------------------------------------------------------------
# These need the old names: a student's own copy says `from blockkit.classroom.slots import TODO`.


@pytest.mark.parametrize("name", SOLVED)
def test_an_old_copy_runs_from_top_to_bottom_and_every_check_holds(name, tmp_path, monkeypatch):
    monkeypatch.delenv("BLOCKKIT_MY_CHAIN", raising=False)
    folder = tmp_path / SOLVED[name].parent.name
    folder.mkdir()
    ran = run_through(frozen(name), folder)
    for cell in ran.cells:
        if cell.id.endswith("-visible"):
            assert "Hidden checks run when your work is graded" in shown(cell), cell.id
    kept = {path.stem for path in (tmp_path / "my_chain").glob("*.py")}
    asked = {cell.id.split("-")[0].replace("_", ".") for cell in ran.cells if cell.id.endswith("-visible")}
    assert kept == {part.name for task in asked for part in EXERCISES[task].parts if part.kept}
