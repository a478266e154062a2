"""The slots of the course: which functions a student writes, and how a part of theirs is tried out.

``CourseRules`` is :class:`blockkit.Rules` with the parts that only the lessons have (the fingerprints
of 01a, the JSON chain of 01d). A figure asks :func:`answer` for the value of a slot: it runs the
student's function within a time limit and falls back on the reference, saying why.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from traceback import walk_tb
from typing import Any

from blockkit.classroom import fingerprints, json_chain
from blockkit.classroom.lessons import KEPT
from blockkit.classroom.lessons.record import Part
from blockkit.classroom.messages import say
from blockkit.classroom.trying.time_limit import TooLong, time_limit
from blockkit.errors import shown
from blockkit.rules import Rules

SECONDS_A_CALL = 2.0  # how long one call of a student's function may take


class _Todo:
    """What an exercise returns before it is written."""

    def __repr__(self) -> str:
        return "TODO"

    def __deepcopy__(self, memo: object) -> "_Todo":
        return self


TODO: Any = _Todo()


Block = json_chain.Block


@dataclass(frozen=True, slots=True)
class CourseRules(Rules):
    """Bitcoin's rules and the parts that only the lessons use."""

    sha256_hex: Callable[[str], str] = fingerprints.sha256_hex
    changed_bits: Callable[[bytes, bytes], int] = fingerprints.changed_bits
    canonical: Callable[[dict[str, Any]], bytes] = json_chain.canonical
    new_block: Callable[[Sequence[Block], Sequence[dict[str, Any]], int], Block] = json_chain.new_block
    first_broken: Callable[[Sequence[Block], str], int | None] = json_chain.first_broken
    valid_chain: Callable[[Sequence[Block]], bool] = json_chain.valid_chain

    def block_id(self, block: Block) -> str:
        """The id of a JSON block by these rules."""
        return self.hash256(self.canonical(block)).hex()

    def using(self, *functions: Callable[..., Any]) -> "CourseRules":
        """These rules with the given functions in the slots of the same names.

        Raises ``ValueError`` for a name that is no slot.
        """
        return self.filled({need_slot(slot_name(function)).name: function for function in functions})

    def filled(self, parts: Mapping[str, Any]) -> "CourseRules":
        """These rules with ``parts`` in the slots they are named after."""
        for name in parts:
            need_slot(name)
        return replace(self, **parts)


REFERENCE = CourseRules()


SLOTS = KEPT


def slot_name(function: Callable[..., Any]) -> str:
    """The name of a function or, for a lambda or another callable, the slot name it was given."""
    own = str(getattr(function, "__name__", shown(function)))
    given = getattr(function, "__globals__", {})
    return own if own in SLOTS else next((n for n in SLOTS if given.get(n) is function), own)


def need_slot(name: str) -> Part:
    """The slot of that name; ``ValueError`` names those there are."""
    if name not in SLOTS:
        raise ValueError(f"{name} is no slot; the slots are {', '.join(SLOTS)}")
    return SLOTS[name]


class CannotUse(Exception):
    """A student's function gave no usable answer; the message says why, in a few words."""


class Unwritten(CannotUse):
    """It still returns ``TODO``."""


class Endless(CannotUse):
    """It did not end in time."""


def try_call(function: Callable[..., Any], *args: Any, seconds: float = SECONDS_A_CALL) -> Any:
    """Call a student's function in bounded time; :class:`CannotUse` says what went wrong."""
    if function is TODO:
        raise Unwritten(say("why-todo"))
    try:
        with time_limit(seconds):
            value = function(*args)
    except TooLong:
        raise Endless(say("why-endless", seconds=f"{seconds:g}")) from None
    except BaseException as error:  # a student's function may raise SystemExit or GeneratorExit too
        raise CannotUse(say("why-raised", error=_told(error), where=_where(error, function))) from error
    if value is TODO:
        raise Unwritten(say("why-todo"))
    return value


def _told(error: BaseException) -> str:
    """An error in one line, whatever its own words do."""
    try:
        words = " ".join(str(error).split())
    except Exception:
        words = ""
    kind = type(error).__name__
    return f"{kind}: {words[:120]}" if words else kind


def _where(error: BaseException, function: Callable[..., Any]) -> str:
    """In which line of the student's cell the error arose; empty when that cannot be told."""
    code = getattr(function, "__code__", None)
    lines = [
        line
        for frame, line in walk_tb(error.__traceback__)
        if code is not None and frame.f_code.co_filename == code.co_filename
    ]
    return say("in-line", line=lines[-1]) if lines else ""


def answer(rules: CourseRules, slot: str, *args: Any) -> tuple[Any, str]:
    """The value of ``slot`` for ``args``, and a note when the reference had to stand in.

    A value counts when it has the type (and, for bytes and text, the length) of the reference's.
    A *wrong* value of the right form is returned as it is: the picture shall show it.
    """
    reference = getattr(REFERENCE, slot)(*deepcopy(args))
    function = getattr(rules, slot)
    if function is getattr(REFERENCE, slot):
        return reference, ""
    try:
        value = try_call(function, *deepcopy(args))
        _need_form(value, reference)
    except CannotUse as problem:
        return reference, say("stands-in", slot=slot, why=str(problem))
    return value, ""


def _need_form(value: object, model: object) -> None:
    """Refuse a value that cannot be drawn in place of ``model``."""
    if model is None or isinstance(model, int):  # a bool is an int
        fits = type(value) in (int, bool, type(None))
    elif isinstance(model, bytes | str):
        fits = type(value) is type(model) and len(value) == len(model)
    elif isinstance(model, list | tuple):
        fits = (
            isinstance(value, list | tuple)
            and type(value) in (list, tuple)  # no subclass: it could lie, or never end
            and all(type(inner) is type(model[0]) for inner in value if model)
        )
    else:
        fits = isinstance(value, type(model))
    if not fits:
        raise CannotUse(say("why-form", got=described(value), expected=described(model)))


def described(value: object) -> str:
    """A value's type and size in words, for messages: ``bytes, length 32``."""
    kind = type(value).__name__
    try:
        size = f", length {len(value)}" if isinstance(value, bytes | str | list | tuple) else ""
    except Exception:  # a subclass may lie, even by raising
        size = ""
    return f"{kind}{size}"


def same_parameters(function: Callable[..., Any], slot: str) -> bool:
    """Can ``function`` be called with as many arguments as the slot's reference takes?"""
    try:
        inspect.signature(function).bind(*need_slot(slot).example)
    except (TypeError, ValueError):
        return False
    return True
