"""A trial: one run of a student's functions, with what it may not call and how long it may take.

Checks, hidden suites, figures, widgets and saved parts each open one with limits of their own:

    with opened(Trial(limits=CHECK)) as trial:
        value = try_call(merkle_root, txids)

Trials share nothing: two of them in one process, also one inside the other, do not meet.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from types import CodeType
from typing import Any

from blockkit.classroom import lessons
from blockkit.classroom.lessons.record import answers
from blockkit.classroom.messages import say
from blockkit.classroom.trying.calling import (
    WATCHED,
    WATCHED_LATER,
    Caller,
    Done,
    Terms,
    call_here,
    sentence,
)
from blockkit.classroom.trying.plain import Student
from blockkit.classroom.trying.silence import no_stderr

__all__ = [
    "CHECK", "FIGURE", "SAVED_PART", "SUITE", "Borrowed", "CannotUse", "Endless", "Limits", "Raised",
    "Trial", "Unwritten", "calling_by", "codes", "current", "grading", "opened", "trial_of", "try_call",
]  # fmt: skip


# ---- limits --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a trial may take, in seconds of processor time unless it says otherwise."""

    a_call: float = 2.0
    patience: int = 2  # so many calls may run into their limit; each later one gets a_late_call
    a_late_call: float = 0.25
    endless: float = inf  # after so many calls that did not end, none is tried any more
    in_all: float = inf
    in_all_on_the_clock: float = inf


CHECK = Limits()  # what one check of a notebook takes
SUITE = Limits(endless=3, in_all=24.0, in_all_on_the_clock=90.0)  # nbgrader gives a cell 120 seconds
FIGURE = Limits(in_all=2.0)  # one part in one figure
SAVED_PART = Limits()  # loading a file, and one call


AT_FIRST = 25  # calls of a function in a suite, which are watched at length


# ---- what comes back -----------------------------------------------------------------------------


class CannotUse(Exception):
    """A student's function gave no usable answer; the message says why, in a few words."""

    refused = False  # did it raise what means "no"?
    words = ""  # of an error that it raised: its kind, and what it says, in one line


class Unwritten(CannotUse):
    """It still returns ``TODO``."""


class Endless(CannotUse):
    """It did not end in time."""


class Borrowed(CannotUse):
    """It called what would do the work for it."""


class Raised(CannotUse):
    """It raised an error; ``refused`` says whether that means "no" or is a slip."""


PROBLEMS: Mapping[str, type[CannotUse]] = {
    "unwritten": Unwritten,
    "endless": Endless,
    "borrowed": Borrowed,
    "raised": Raised,
}


# ---- the trial -----------------------------------------------------------------------------------

_caller: ContextVar[Caller] = ContextVar("caller", default=call_here)


@contextmanager
def calling_by(caller: Caller) -> Iterator[None]:
    """Let ``caller`` run the functions of every trial that is made inside the block."""
    before = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(before)


@dataclass(slots=True)
class Trial:
    """One run of a student's functions."""

    limits: Limits = CHECK
    not_to_borrow: Mapping[CodeType, str] = field(default_factory=dict)
    also_allowed: frozenset[CodeType] = frozenset()
    caller: Caller = field(default_factory=lambda: _caller.get())  # where the functions run
    used: float = 0.0  # seconds of processor time so far
    late: int = 0  # calls that did not end
    calls: dict[str, int] = field(default_factory=dict)  # of each of a suite's functions so far
    called: list[Callable[..., Any]] = field(default_factory=list)  # by the property that is tried now
    printed: bool = False  # did the last call of a check print something?
    about_bits: bool = False  # do messages show what may be the four bytes of a target in hex?
    # Functions that did not end and are not called again. A widget gives its trials one list: otherwise
    # each move of a control would wait for them anew.
    never_again: list[Callable[..., Any]] | None = None
    started: float = field(default_factory=monotonic)

    def call(self, function: Callable[..., Any] | Student, *args: Any, seconds: float = 0.0) -> Any:
        """The value of ``function(*args)``; :class:`CannotUse` says what went wrong.

        ``seconds`` is another limit for this one call.
        """
        student = function if isinstance(function, Student) else None
        terms = self._terms(seconds, student)
        if student:
            function = student.function
        if any(function is late for late in self.never_again or ()):
            raise Endless(say("why-endless", seconds=f"{terms.seconds:g}"))
        done = self.caller(function, args, terms)
        self.used += done.seconds
        if done.problem == "endless":
            self.late += 1
            if self.never_again is not None:
                self.never_again.append(function)
        if done.problem:
            problem = PROBLEMS.get(done.problem, CannotUse)(self._why(done, terms))
            problem.refused = done.refused
            problem.words = done.words if done.problem == "raised" else ""
            raise problem
        return done.value

    def _why(self, done: Done, terms: Terms) -> str:
        """Why a call gave no answer; after so short a time, also why it got no more."""
        if done.problem == "endless" and terms.seconds == self.limits.a_late_call < self.limits.a_call:
            return say("why-endless-late", seconds=done.words, calls=self.limits.patience)
        return sentence(done)

    def _terms(self, seconds: float, student: Student | None = None) -> Terms:
        limits = self.limits
        on_the_clock = monotonic() - self.started
        if (
            self.late >= limits.endless
            or self.used > limits.in_all
            or on_the_clock > limits.in_all_on_the_clock
        ):
            raise Endless(say("why-no-time-left"))
        limit = seconds or limits.a_call
        if self.late >= limits.patience:
            limit = min(limit, limits.a_late_call)
        if student is None:
            return Terms(limit, self.not_to_borrow, self.also_allowed)
        self.calls[student.name] = calls = self.calls.get(student.name, 0) + 1
        watched = WATCHED if calls <= AT_FIRST else WATCHED_LATER
        return Terms(
            limit, self.not_to_borrow, self.also_allowed, student.digest, student.afterwards, watched
        )


def trial_of(exercise: str, limits: Limits = CHECK, *, also: tuple[object, ...] = ()) -> Trial:
    """A trial in which nothing that answers the exercise may be called; ``also`` names more of that."""
    if exercise not in lessons.EXERCISES:  # a challenge
        return Trial(limits)
    lesson, asked = lessons.lesson_of(exercise), lessons.exercise(exercise)
    forbidden = codes(*answers(lesson, asked), *also)
    others = (part.reference for part in lessons.PARTS.values() if part not in asked.parts)
    allowed = frozenset(codes(*others)) - set(forbidden)
    return Trial(limits, forbidden, allowed, about_bits=asked.about_bits)


def codes(*functions: object) -> dict[CodeType, str]:
    """The code of functions, methods and properties, with their names."""
    found = {}
    for function in functions:
        function = getattr(function, "fget", None) or function  # a property
        function = getattr(function, "__func__", function)  # a method, bound or of the class
        code = getattr(function, "__code__", None)
        if code is not None:
            found[code] = str(getattr(function, "__qualname__", ""))
    return found


# ---- the trial that is going on ------------------------------------------------------------------

_current: ContextVar[Trial] = ContextVar("trial")


def current() -> Trial:
    """The trial that is going on, or a new one outside of all."""
    found = _current.get(None)
    return Trial() if found is None else found


@contextmanager
def opened(trial: Trial) -> Iterator[Trial]:
    """Make ``trial`` the current one. While grading, both ways to stderr are closed until it ends."""
    with ExitStack() as stack:
        if grading() and "ipykernel" in sys.modules:
            stack.enter_context(no_stderr())
        stack.callback(_current.reset, _current.set(trial))
        yield trial


def try_call(function: Callable[..., Any], *args: Any, seconds: float = 0.0) -> Any:
    """Call a student's function in bounded time; :class:`CannotUse` says what went wrong."""
    return current().call(function, *args, seconds=seconds)


_FROM_THE_START = bool(os.environ.get("NBGRADER_EXECUTION"))


def grading() -> bool:
    """Is nbgrader running this notebook?

    A student's cell that clears the environment later changes nothing: nbgrader would give full marks
    to a report that is no number.
    """
    return _FROM_THE_START or bool(os.environ.get("NBGRADER_EXECUTION"))
