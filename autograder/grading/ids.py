"""What the id of a cell says: its name today, and the notebook it belongs to.

A copy that a student holds may be years old. ``autograder/authoring/ids.txt`` says what its ids are called
now."""

import functools
import re
from pathlib import Path

from blockkit.classroom.lessons import LESSONS

REGISTER = Path(__file__).parents[1] / "authoring/ids.txt"
RENAMED = re.compile(r"^cell +(\S+) +retired: now (\S+)", re.MULTILINE)


@functools.cache
def _renamed() -> dict[str, str]:
    return dict(RENAMED.findall(REGISTER.read_text(encoding="utf-8")))


def today(own_id: str) -> str:
    """The id of a cell as it is now: ``01c-setup`` for ``01c_merkle-001`` of version 0.1."""
    return _renamed().get(own_id, own_id)


@functools.cache
def _notebooks() -> dict[str, str]:
    """``01c`` and ``E1_9`` to the notebook ``01c_merkle``."""
    found = {lesson.name.partition("_")[0]: lesson.name for lesson in LESSONS}
    for lesson in LESSONS:
        found |= {exercise.cell_id: lesson.name for exercise in lesson.exercises}
    return found


def notebook_of(own_id: str) -> str:
    """The notebook that a cell belongs to, ``01c_merkle``; "" for a cell that the course did not make."""
    return _notebooks().get(today(own_id).partition("-")[0], "")
