"""Every notebook is run three ways: untouched, solved, and with each exercise solved alone.

Untouched and solved, a kernel runs it, as for a student. The last way is one run for each exercise, and goes
through the warm shell (``warm.py``), which shows the same as the kernel: the solved notebooks compare them.
"""

import pytest
from nbformat.v4 import new_output

from autograder.authoring.build import WIDGET_VIEW, _pictures
from blockkit.classroom.lessons import EXERCISES
from tests.course.conftest import MASTERS, STUDENT, solution, student_notebook, with_answers

ALONE = [(name, exercise) for name, master in MASTERS.items() for exercise in master.exercises]


def pictures(cell):
    return [o.data["text/html"] for o in cell.outputs if "text/html" in o.get("data", {})]


def kept(folder):
    return {path.stem: path.read_bytes() for path in folder.glob("*.py")}


def test_course_and_masters_have_the_same_notebooks():
    assert sorted(STUDENT) == sorted(MASTERS)


@pytest.mark.parametrize("name", MASTERS)
def test_nothing_of_the_solution_is_in_what_students_open(name):
    text = STUDENT[name].read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in text and "HIDDEN TESTS" not in text and "autograder" not in text
    for exercise in MASTERS[name].exercises:
        body = solution(name, exercise)
        cell = next(
            c for c in student_notebook(name).cells if c.id == f"{exercise.replace('.', '_')}-solution"
        )
        assert "return TODO" in cell.source and cell.source != body


MEASURES_TIME = {"E3_14-try"}  # how many passwords a thief tries in two seconds


@pytest.mark.parametrize("name", MASTERS)
def test_untouched_it_runs_to_the_end_and_shows_every_picture(name, run, tmp_path):
    cells = run(student_notebook(name))
    for cell_id, (text, cell) in cells.items():
        if "figure" in cell.metadata.get("tags", ()):
            assert any("<img alt=" in html for html in pictures(cell)), cell_id
            assert text.strip(), f"{cell_id} says nothing in plain text"
        if cell_id.endswith("-visible"):
            assert "is not yet yours" in text, f"{cell_id}: {text}"
    assert not (tmp_path / "my_chain").exists()


@pytest.mark.parametrize("name", MASTERS)
def test_the_committed_pictures_are_there_without_a_kernel(name):
    for cell in student_notebook(name).cells:
        if cell.cell_type == "code":
            has_picture = any("<img alt=" in html for html in pictures(cell))
            assert has_picture == ("figure" in cell.metadata.get("tags", ())), cell.source
            assert cell.execution_count is None


@pytest.mark.parametrize("name", [name for name, master in MASTERS.items() if master.exercises])
def test_solved_every_check_holds_and_every_part_is_kept(name, run, run_warm, tmp_path):
    answers = {exercise: solution(name, exercise) for exercise in MASTERS[name].exercises}
    cells = run(with_answers(student_notebook(name), answers))
    warm = run_warm(with_answers(student_notebook(name), answers))
    assert warm.keys() == cells.keys()
    for own_id in cells.keys() - MEASURES_TIME:
        assert warm[own_id][0] == cells[own_id][0], own_id
    assert kept(tmp_path / "warm/my_chain") == kept(tmp_path / "my_chain")
    for exercise in answers:
        text, _ = cells[f"{exercise.replace('.', '_')}-visible"]
        assert "Hidden checks run when your work is graded" in text, f"{exercise}: {text}"
    assert kept(tmp_path / "my_chain").keys() == {
        part.name for exercise in answers for part in EXERCISES[exercise].parts if part.kept
    }
    everything = "\n".join(text for text, _ in cells.values())
    assert "the reference stands in for your" not in everything


@pytest.mark.parametrize(("name", "exercise"), ALONE)
def test_each_exercise_can_be_solved_alone(name, exercise, run_warm):
    cells = run_warm(with_answers(student_notebook(name), {exercise: solution(name, exercise)}))
    for other in MASTERS[name].exercises:
        text, _ = cells[f"{other.replace('.', '_')}-visible"]
        assert ("Hidden checks run" if other == exercise else "is not yet yours") in text, text


def test_the_practice_of_the_first_notebook_is_checked_and_kept(run, tmp_path):
    notebook = student_notebook("00_start")
    assert not [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
    stub = next(cell for cell in notebook.cells if cell.id == "00-practice-stub")
    stub.source = stub.source.replace("return TODO", "return (later - earlier) // 3600")
    cells = run(notebook)
    assert "3 of 3" in cells["00-practice-check"][0]
    assert "waiting_hours is kept in my_chain/waiting_hours.py" in cells["00-practice-keep"][0]
    assert [path.name for path in (tmp_path / "my_chain").iterdir()] == ["waiting_hours.py"]


def test_of_a_widget_only_the_still_picture_is_committed():
    live = {WIDGET_VIEW: {"model_id": "1"}, "text/html": "", "text/plain": ""}
    still = {"text/html": "<img alt='a'>", "text/plain": "a"}
    outputs = [
        new_output("display_data", data=live),
        new_output("display_data", data=still),
        new_output("stream", name="stdout", text="printed"),
    ]
    assert _pictures(outputs) == [
        new_output("display_data", data={"text/html": "<img alt='a'>", "text/plain": "a"})
    ]
    for path in STUDENT.values():
        assert WIDGET_VIEW not in path.read_text(encoding="utf-8")
