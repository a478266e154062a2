"""Intake of a whole class: every student's folder, and what is in none."""

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from autograder.grading import roster
from autograder.grading.course import roster_file
from autograder.grading.intake.folder import AS_SENT, LIKE_A_NOTEBOOK, WORDS, Line, expected, take_in

# A notebook that was not handed in, a copy that is not graded, a grading with --force, the penalty "none".
HARMLESS = (
    "No submitted file", "Skipping unknown notebook", "Removing existing notebook",
    "Late submission penalty: None",
)  # fmt: skip


def take_in_class(submitted: Path, assignment: str) -> list[Line]:
    """Take in ``STUDENT/ASSIGNMENT`` of every student in a folder, and say what is to be said."""
    said: list[Line] = []
    people = roster.known(roster_file(submitted))
    for student in sorted(submitted.iterdir()) if submitted.is_dir() else ():
        if student.name.startswith("."):
            continue
        if not student.is_dir():
            said.append(
                Line(student.name, student.name, "look", "it is in no student's folder; it is not graded")
            )
            continue
        folder = student / assignment
        if folder.is_dir():
            said += take_in(folder)
            said += unknown(student.name, people)
        said += _elsewhere(student, assignment)
    return said


def unknown(student: str, people: dict[str, roster.Person]) -> list[Line]:
    """A line about a student who is not in the roster, when there is one."""
    if not people or student in people:
        return []
    near = roster.nearest(student, people)
    text = "no such id in the roster" + (f"; is it {near}? Then rename the folder" if near else "")
    return [Line(student, student, "look", text)]


def _elsewhere(student: Path, assignment: str) -> Iterator[Line]:
    """Notebooks of a student that are in no folder of an assignment: nbgrader looks nowhere else."""
    loose = [
        path for path in sorted(student.iterdir()) if LIKE_A_NOTEBOOK.search(path.name) and path.is_file()
    ]
    for path in loose:
        yield Line(
            student.name, path.name, "look", f"move it into {student.name}/{assignment} to have it graded"
        )
    for path in sorted(student.iterdir()):
        alike = path.name.lower().replace("-", "_") == assignment.lower()
        if path.is_dir() and alike and path.name != assignment:
            yield Line(
                student.name, path.name, "look", f"rename the folder to {assignment} to have it graded"
            )


def handed_in(submitted: Path, assignment: str) -> Counter[str]:
    """How many students have each notebook of an assignment, ready to be graded."""
    names = expected(assignment)
    return Counter({name: len(list(submitted.glob(f"*/{assignment}/{name}.ipynb"))) for name in names})


def report(said: list[Line], submitted: Path, assignment: str) -> str:
    """What the command prints: what was mended, then what to look at, then how many have what."""
    order = list(WORDS)
    lines = [str(line) for line in sorted(said, key=lambda line: order.index(line.kind))]
    students = sum(path.is_dir() for path in submitted.glob(f"*/{assignment}"))
    counts = handed_in(submitted, assignment)
    lines.append(f"{students} students: " + ", ".join(f"{name} {number}" for name, number in counts.items()))
    if any(line.kind == "mended" for line in said):
        lines.append(f"What was mended lies as it was sent beside the notebook, with the ending {AS_SENT}.")
    return "\n".join(lines)


def worth_saying(record: logging.LogRecord) -> bool:
    """Not what nbgrader warns of in every class: :func:`report` says who has which notebook."""
    return not record.getMessage().startswith(HARMLESS)


def before_autograde(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's ``pre_convert_hook``: take one student in, and let nbgrader grade what was found.

    ``notebooks`` is nbgrader's own list of the files it is about to read, so it is changed in place. Whatever
    goes wrong here is said, and stops nobody: nbgrader hides what a hook raises.
    """
    nbgraders_log().addFilter(worth_saying)  # the same one again changes nothing
    try:
        folder = Path(notebooks[0]).parent
        before = set(folder.glob("*.ipynb"))
        said = take_in(folder)
        people = roster.known(roster_file(folder.parents[1]))
        for line in [*said, *unknown(folder.parent.name, people)]:
            nbgraders_log().log(
                logging.WARNING if line.kind in ("look", "lost") else logging.INFO, "%s", line
            )
        new = {str(path) for path in set(folder.glob("*.ipynb")) - before}
        notebooks[:] = sorted(path for path in {*notebooks, *new} if Path(path).is_file())
    except Exception:
        nbgraders_log().exception("Intake failed; the files are graded as they are")


def nbgraders_log() -> logging.Logger:
    """The log that nbgrader's commands, and formgrader, show."""
    from traitlets.log import get_logger

    return get_logger()  # type: ignore[return-value]
