"""What the course knows of an exercise: one record, from which every other table is computed.

A record that lacks something raises :class:`IncompleteRecord` when the package loads.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from importlib import import_module
from inspect import signature
from sys import modules
from types import CodeType, FunctionType
from typing import Any, get_type_hints

from blockkit.rules import RULES, SLOTS

VISIBLE_SHARE = 0.4  # of the points; hidden checks carry the rest


class IncompleteRecord(ValueError):
    """A record that lacks a fact, or whose facts disagree; the message says which and where."""


class Place(Enum):
    """Where a student's function goes in the machine."""

    SLOT = "a slot of Rules, with the slot's own signature"
    PART_OF_A_SLOT = "one of the functions that an adapter joins into a slot of Rules"
    COURSE = "a part that only the course's pictures and cells call"
    TOOL = "nowhere: it is checked, and not kept"


@dataclass(frozen=True)
class Part:
    """One function that a student writes, with the library's own beside it."""

    name: str  # as the student writes it
    place: Place
    reference: Callable[..., Any]  # the library's own
    example: tuple[
        Any, ...
    ]  # the arguments of one call; for what is kept, every right answer to it is the same
    helpers: tuple[object, ...] = ()
    """What else would answer it; functions that the reference names are counted. A text names a module, of
    which all is meant, and which is loaded only when the exercise is checked."""
    given: tuple[object, ...] = ()  # of those, what the contract lets it call

    @property
    def kept(self) -> bool:
        """Is it saved, and does the course run on it from then on?"""
        return self.place is not Place.TOOL

    @cached_property
    def yes_or_no(self) -> bool:
        """Does it answer a yes-or-no question? Any true value is a yes then."""
        return get_type_hints(self.reference).get("return") is bool

    @property
    def changeable(self) -> bool:
        """Is it handed something that can be changed, such as a list?"""
        return any(isinstance(value, list | dict | bytearray | set) for value in self.example)


@dataclass(frozen=True)
class Exercise:
    """One graded exercise."""

    name: str  # "E1.9"
    title: str
    points: float
    minutes: int
    hardness: int  # 1 to 3 dots in its heading
    parts: tuple[Part, ...]
    about_bits: bool = False  # is it about the four bytes of a target? Messages then show them in hex

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions it asks for."""
        return tuple(part.name for part in self.parts)

    @property
    def cell_id(self) -> str:
        """The name as nbgrader accepts it in a cell id: without a dot."""
        return self.name.replace(".", "_")

    @property
    def visible_points(self) -> float:
        """What the check in the notebook is worth."""
        return round(self.points * VISIBLE_SHARE, 2)

    @property
    def hidden_points(self) -> float:
        """What the hidden check is worth."""
        return round(self.points - self.visible_points, 2)


@dataclass(frozen=True)
class Lesson:
    """One notebook and its exercises, in order."""

    name: str  # the master's stem: "01c_merkle"
    folder: str  # nbgrader's assignment: "01_hashing"
    stage: str  # of the machine, in the message table: "merkle" is "machine-merkle"
    exercises: tuple[Exercise, ...]
    given: tuple[object, ...] = ()  # functions of the library that the notebook gives to everybody

    @property
    def notebook(self) -> str:
        """Its path below ``course/`` and ``masters/``, without ending."""
        return f"{self.folder}/{self.name}"

    @property
    def parts(self) -> tuple[Part, ...]:
        """All functions it asks for."""
        return tuple(part for exercise in self.exercises for part in exercise.parts)


# ---- what may not be called, and what a record must have -----------------------------------------


def need_whole(lesson: Lesson, module: str) -> None:
    """Raise :class:`IncompleteRecord` unless every fact of the lesson is there."""
    lacking = list(_lacking(lesson, module))
    if lacking:
        raise IncompleteRecord(f"{module}.py: {'; '.join(lacking)}")


def _lacking(lesson: Lesson, module: str) -> Iterator[str]:
    """What a lesson lacks, one sentence each."""
    if module != f"lesson{lesson.name}":
        yield f"the lesson is called {lesson.name!r}; its module should be too"
    if not (lesson.folder and lesson.stage):
        yield "the lesson needs a folder and a stage"
    for exercise in lesson.exercises:
        if not exercise.title.strip():
            yield f"{exercise.name} needs a title"
        if exercise.points <= 0 or exercise.minutes <= 0:
            yield f"{exercise.name} needs points and minutes above 0"
        if exercise.hardness not in (1, 2, 3):
            yield f"{exercise.name} needs a hardness of 1, 2 or 3"
        if not exercise.parts:
            yield f"{exercise.name} needs the functions that a student writes"
        for part in exercise.parts:
            yield from (f"{part.name} of {exercise.name} {what}" for what in _lacking_of(part))


def _lacking_of(part: Part) -> Iterator[str]:
    """What a function's record lacks."""
    reference = part.reference
    if not callable(reference) or not isinstance(part.place, Place) or not part.name.isidentifier():
        yield "needs a name, a place, and the library's own function as its reference"
        return
    if (part.place is Place.SLOT) != (part.name in SLOTS):
        yield f"is said to be {part.place.value}, but it is not"
    elif part.place is Place.SLOT and getattr(RULES, part.name) is not reference:
        yield "needs the reference that is the default of its slot"
    if "return" not in get_type_hints(reference):
        yield "needs a reference that says what it returns"
    try:
        signature(reference).bind(*part.example)
    except TypeError as error:
        yield f"needs an example that its reference takes: {error}"


def answers(lesson: Lesson, exercise: Exercise) -> list[object]:
    """What of the library answers an exercise: a function that calls one of these has not done the work.

    These are its references, their helpers, and whatever functions and methods of their own modules the
    references name, since each may be half the answer; not what the notebook gives to everybody, or the
    contract to this function.
    """
    found: list[object] = []
    given = [*lesson.given, *(one for part in exercise.parts for one in part.given)]
    for part in exercise.parts:
        found += [part.reference, *_named_by(part.reference)]
        for helper in part.helpers:
            found += _all_of(helper) if isinstance(helper, str) else [helper]
    return [one for one in dict.fromkeys(found) if one not in given]


def _all_of(module: str) -> list[FunctionType]:
    """All functions and methods that a module defines."""
    own = [one for one in vars(import_module(module)).values() if getattr(one, "__module__", "") == module]
    methods = [one for kind in own if isinstance(kind, type) for one in vars(kind).values()]
    return [one for one in own + methods if isinstance(one, FunctionType)]


def _named_by(reference: Callable[..., Any]) -> list[FunctionType]:
    """The functions and methods of its own module that a function names."""
    names: set[str] = set()
    codes = [reference.__code__]
    while codes:
        code = codes.pop()
        names.update(code.co_names)
        codes += [const for const in code.co_consts if isinstance(const, CodeType)]
    own = vars(modules[reference.__module__])
    classes = [value for name, value in own.items() if name in names and isinstance(value, type)]
    found = [own.get(name) for name in names] + [vars(kind).get(name) for kind in classes for name in names]
    return [one for one in found if isinstance(one, FunctionType) and one.__module__ == reference.__module__]
