"""The check under each exercise: named properties, partial credit, and words instead of tracebacks.

A notebook's visible check reads

    check("E1.9", [
        ("block 100,000: four transactions", lambda: gives(ROOT, merkle_root, TXIDS)),
        ("no transactions: refused", lambda: refuses(merkle_root, [])),
    ], merkle_root)

In a student's notebook it returns a :class:`Report`, which prints as prose. While nbgrader runs the
notebook (it sets ``NBGRADER_EXECUTION``) it returns the points as a number, which nbgrader records as
partial credit. Hidden suites (``autograder.suites``) are run by the same code.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from struct import error as StructError
from types import CodeType, FrameType
from typing import Any

import blockkit
from blockkit import encoding, hashing, merkle
from blockkit.block import Header
from blockkit.classroom import exercises, json_chain, progress, slots
from blockkit.classroom.messages import say
from blockkit.classroom.slots import SECONDS_A_CALL, CannotUse, described, try_call
from blockkit.errors import shown

Property = tuple[str, Callable[[], object]]

# Refusing is saying no on purpose. A name that does not exist or an attribute that is missing is a slip.
REFUSALS = (ValueError, TypeError, LookupError, ArithmeticError, AssertionError, StructError)

# What a property returns that only saw a "no". A function that always fails says no to everything, so
# such properties count only when another one holds.
SAID_NO = object()


class Fails(Exception):
    """A property does not hold; the message tells the student which input showed it."""


# ---- what a property says ------------------------------------------------------------------------


def gives(expected: object, function: Callable[..., Any], *args: Any) -> Any:
    """``function(*args)`` gives ``expected``: the same value of the same type."""
    return _compared(expected, call(function, *args), function, args)


def gives_each(function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> None:
    """``gives`` for several cases, each written ``(expected, argument, …)``."""
    for expected, *args in cases:
        gives(expected, function, *args)


def _compared(expected: object, value: Any, function: Callable[..., Any], args: Sequence[Any]) -> Any:
    if not same(value, expected):
        raise Fails(
            say(
                "gave-other",
                call=call_text(function, args),
                got=shown(value),
                kind=described(value),
                expected=shown(expected),
            )
        )
    return value


def leaves_alone(expected: object, function: Callable[..., Any], *args: Any) -> None:
    """``function(*args)`` gives ``expected`` and changes none of its arguments."""
    handed = [_copy(arg) for arg in args]
    _compared(expected, call_on(function, handed), function, args)
    for before, after in zip(args, handed, strict=True):
        if not same(after, before):
            raise Fails(
                say(
                    "changed-argument",
                    name=slots.slot_name(function),
                    before=shown(before),
                    after=shown(after),
                )
            )


def refuses(function: Callable[..., Any], *args: Any) -> object:
    """``function(*args)`` raises ``ValueError`` (or another error that means "no")."""
    try:
        value = call(function, *args)
    except CannotUse as problem:
        if isinstance(problem.__cause__, REFUSALS):
            return SAID_NO
        raise
    raise Fails(say("should-refuse", call=call_text(function, args), got=shown(value), kind=described(value)))


def accepts(function: Callable[..., Any], *args: Any) -> None:
    """``function(*args)`` says yes: any true value."""
    _says(True, function, args)


def rejects(function: Callable[..., Any], *args: Any) -> object:
    """``function(*args)`` says no: any false value, and no error."""
    _says(False, function, args)
    return SAID_NO


def _says(expected: bool, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    value = call(function, *args)
    if bool(value) is not expected:
        raise Fails(
            say(
                "said-wrong",
                call=call_text(function, args),
                got=shown(value),
                expected=expected,
            )
        )


def holds(condition: object, message: str) -> None:
    """A plain condition, with the sentence that a student reads when it does not hold."""
    if not condition:
        raise Fails(message)


def same(value: object, expected: object) -> bool:
    """Equal, and of the same type all the way down; a list and a tuple count as the same."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(value, list | tuple)
            and len(value) == len(expected)
            and all(same(v, e) for v, e in zip(value, expected, strict=True))
        )
    if isinstance(expected, Mapping):
        if not isinstance(value, Mapping):
            return False
        plain = {key: value[key] for key in value}
        return plain.keys() == expected.keys() and all(same(plain[k], expected[k]) for k in plain)
    return type(value) is type(expected) and value == expected


def call_text(function: Callable[..., Any], args: Sequence[Any]) -> str:
    """The call as a student would write it, long arguments shortened."""
    return f"{slots.slot_name(function)}({', '.join(shown(arg) for arg in args)})"


def _copy(value: Any) -> Any:
    try:
        return deepcopy(value)
    except TypeError:  # a memoryview, for example
        return value


# ---- calling a student's function ----------------------------------------------------------------

# An answer that only calls the library's own function is no answer. Per exercise: what it may not call.
BORROWED: dict[str, tuple[Callable[..., Any], ...]] = {
    "E1.1": (slots.sha256_hex,),
    "E1.2": (hashing.hash256,),
    "E1.3": (slots.changed_bits,),
    "E1.5": (json_chain.canonical,),
    "E1.6": (encoding.encode_varint, encoding.decode_varint, encoding.Reader.varint),
    "E1.7": (hashing.to_display, hashing.from_display),
    "E1.8": (Header.serialize,),
    "E1.9": (merkle.merkle_root, merkle.merkle_levels),
    "E1.10": (merkle.merkle_proof, merkle.verify_proof, merkle.merkle_levels),
    "E1.11": (merkle.has_duplicate_subtree, merkle.merkle_levels),
    "E1.12": (json_chain.new_block,),
    "E1.13": (json_chain.first_broken,),
    "E1.14": (json_chain.valid_chain,),
}

_LIBRARY = str(Path(blockkit.__file__).parent)
_not_to_borrow: dict[CodeType, str] = {}  # for the exercise being checked


def call(function: Callable[..., Any], *args: Any, seconds: float = SECONDS_A_CALL) -> Any:
    """The student's function on copies of ``args``, in bounded time, and by their own work."""
    return call_on(function, [_copy(arg) for arg in args], seconds)


def call_on(function: Callable[..., Any], args: Sequence[Any], seconds: float = SECONDS_A_CALL) -> Any:
    """The same on the very objects in ``args``, so that a change to them can be seen."""
    with _watching() as borrowed:
        try:
            value = try_call(function, *args, seconds=seconds)
        except CannotUse:
            if not borrowed:
                raise
    if borrowed:
        raise CannotUse(say("why-borrowed", name=borrowed[0]))
    return value


@contextmanager
def _watching() -> Iterator[list[str]]:
    """Note which of the library's own answers is called directly from outside the library."""
    seen: list[str] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in _not_to_borrow and frame.f_back is not None:
            caller = frame.f_back.f_code
            by_student = not caller.co_filename.startswith(_LIBRARY)
            if by_student or caller is try_call.__code__:  # or handed in as the answer itself
                seen.append(_not_to_borrow[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(before)


# ---- running and reporting -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one property."""

    name: str
    holds: bool
    message: str = ""  # for the student, when it does not hold


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one check. Prints as prose."""

    exercise: str
    points: float
    outcomes: tuple[Outcome, ...]
    unwritten: bool  # the function still returns TODO
    functions: tuple[Callable[..., Any], ...] = ()

    @property
    def held(self) -> int:
        """How many properties hold."""
        return sum(outcome.holds for outcome in self.outcomes)

    @property
    def passed(self) -> bool:
        """Do all of them hold?"""
        return self.held == len(self.outcomes)

    @property
    def score(self) -> float:
        """The points earned: never above ``points``, which nbgrader would not forgive."""
        share = self.points * self.held / len(self.outcomes)
        return max(0.0, min(self.points, round(share, 2)))

    def __repr__(self) -> str:
        if self.unwritten:
            return say("report-unwritten", exercise=self.exercise)
        head = say("report-head", exercise=self.exercise, held=self.held, total=len(self.outcomes))
        lines = [head]
        for outcome in self.outcomes:
            lines.append(f"  {'✓' if outcome.holds else '✗'} {outcome.name}")
            if outcome.message:
                lines.append(f"      {outcome.message}")
        lines.append(say("report-passed" if self.passed else "report-failed"))
        return "\n".join(lines)


def run(
    exercise: str,
    points: float,
    properties: Sequence[Property],
    functions: Sequence[Callable[..., Any]] = (),
) -> Report:
    """Try every property; nothing a student's function does gets out of here."""
    _not_to_borrow.clear()
    _not_to_borrow.update({f.__code__: f.__qualname__ for f in BORROWED.get(exercise, ())})
    tried = [_try_property(name, test) for name, test in properties]
    if all(said_no for outcome, said_no in tried if outcome.holds):
        tried = [(_not_counted(outcome), said_no) for outcome, said_no in tried]
    outcomes = tuple(outcome for outcome, _ in tried)
    unwritten = all(outcome.message == say("why-todo") for outcome in outcomes)
    return Report(exercise, points, outcomes, unwritten, tuple(functions))


def _try_property(name: str, test: Callable[[], object]) -> tuple[Outcome, bool]:
    """What became of one property, and whether all it saw was a "no"."""
    message = ""
    result: object = None
    try:
        result = test()
        if result is False:
            message = say("plainly-false")
    except (Fails, CannotUse) as problem:
        message = str(problem)
    except Exception as error:  # a value so odd that looking at it raises
        message = say("odd-answer", error=f"{type(error).__name__}: {shown(str(error))}")
    return Outcome(name, not message, message), result is SAID_NO


def _not_counted(outcome: Outcome) -> Outcome:
    """A "no" from a function that never gave a right answer proves nothing."""
    return replace(outcome, holds=False, message=say("only-said-no")) if outcome.holds else outcome


REPORTS: dict[str, Report] = {}  # the newest report, by function name: what ``keep`` asks


def grading() -> bool:
    """Is nbgrader running this notebook?"""
    return bool(os.environ.get("NBGRADER_EXECUTION"))


def check(exercise: str, properties: Sequence[Property], *functions: Callable[..., Any]) -> Report | float:
    """The visible check of an exercise: a report to read or, while grading, the points earned."""
    report = run(exercise, exercises.exercise(exercise).visible_points, properties, functions)
    for function in functions:
        REPORTS[slots.slot_name(function)] = report
    if not grading():
        progress.record(exercise, report.passed)
    return shown_or_scored(report)


def shown_or_scored(report: Report) -> Report | float:
    """The report for a person; for nbgrader its text on stdout and its number as the result."""
    if not grading():
        return report
    print(report)
    return report.score


def _no_stderr_while_grading() -> None:
    """nbgrader gives 0 to a check that writes anything to stderr, even a harmless warning.

    Both ways out are closed: Python's ``sys.stderr`` becomes stdout, file descriptor 2 (used by
    logging handlers made earlier and by C code) goes nowhere.
    """
    if grading() and "ipykernel" in sys.modules:
        sys.stderr = sys.stdout
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        os.close(null)


_no_stderr_while_grading()
