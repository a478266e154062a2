"""The lessons of the course, one module each, named after its master: ``lesson01c_merkle``.

A lesson's module holds :class:`LESSON <blockkit.classroom.lessons.record.Lesson>`, the record of its
exercises. The tables below are computed from the records; nothing about an exercise is said a second time.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from blockkit.classroom.lessons.practice import PRACTICE
from blockkit.classroom.lessons.record import Exercise, IncompleteRecord, Lesson, need_whole
from blockkit.errors import shown


def _lessons() -> tuple[Lesson, ...]:
    """Every lesson whose module is in this folder, in the order of the course."""
    found = []
    for module in sorted(one.name for one in iter_modules(__path__) if one.name.startswith("lesson")):
        lesson = getattr(import_module(f"{__name__}.{module}"), "LESSON", None)
        if not isinstance(lesson, Lesson):
            raise IncompleteRecord(f"{module}.py needs LESSON = Lesson(…)")
        need_whole(lesson, module)
        found.append(lesson)
    return tuple(found)


def need_different(names: list[str], kind: str) -> None:
    """Raise :class:`IncompleteRecord` when a name is given twice."""
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise IncompleteRecord(f"two {kind} are called {twice[0]}")


LESSONS = _lessons()
_EXERCISES = [exercise for lesson in LESSONS for exercise in lesson.exercises]
_PARTS = [part for exercise in _EXERCISES for part in exercise.parts]
need_different([exercise.name for exercise in _EXERCISES], "exercises")
need_different([part.name for part in _PARTS], "functions")

EXERCISES = {exercise.name: exercise for exercise in _EXERCISES}
PARTS = {part.name: part for part in _PARTS}
KEPT = {part.name: part for part in _PARTS if part.kept}  # what a student's own may take the place of
PRACTISED = {part.name: part for part in PRACTICE.parts}
SAVED = KEPT | PRACTISED  # what keep writes into files; nothing runs on what was practised
EXERCISE_OF = {part.name: exercise.name for exercise in _EXERCISES for part in exercise.parts}


def exercise(name: str) -> Exercise:
    """The exercise of that name; ``ValueError`` names those there are."""
    if name == PRACTICE.name:
        return PRACTICE
    if name not in EXERCISES:
        raise ValueError(f"{shown(name)} is no exercise; there are {', '.join(EXERCISES)}")
    return EXERCISES[name]


def lesson_of(name: str) -> Lesson:
    """The lesson that an exercise belongs to."""
    return next(lesson for lesson in LESSONS if exercise(name) in lesson.exercises)


def part_name(function: Callable[..., Any]) -> str:
    """The name of a function or, for a lambda or another callable, the name of the part it was given."""
    own = str(getattr(function, "__name__", shown(function)))
    given = getattr(function, "__globals__", {})
    names = [*PARTS, *PRACTISED]
    return own if own in names else next((n for n in names if given.get(n) is function), own)
