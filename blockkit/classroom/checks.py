"""The check under each exercise: named properties, partial credit, and words instead of tracebacks.

A notebook's visible check reads

    check("E1.9", [
        ("block 100,000: four transactions", lambda: gives(ROOT, merkle_root, TXIDS)),
        ("no transactions: refused", lambda: refuses(merkle_root, [])),
    ], merkle_root)

In a student's notebook it returns a :class:`Report`, which prints as prose. While nbgrader runs the
notebook (it sets ``NBGRADER_EXECUTION``) it returns the points as a number, which nbgrader records as
partial credit. Hidden suites are run by the same code.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from blockkit.classroom import exercises, progress, slots
from blockkit.classroom.messages import say
from blockkit.classroom.properties import (
    SAID_NO,
    Fails,
    accepts,
    gives,
    gives_each,
    holds,
    leaves_alone,
    refuses,
    rejects,
    same,
)
from blockkit.classroom.slots import CannotUse, Unwritten
from blockkit.classroom.trying import for_checks as calling
from blockkit.classroom.trying.for_checks import BORROWED, call, call_on
from blockkit.errors import shown

# A notebook's check cell imports everything from here.
__all__ = [
    "BORROWED", "REPORTS", "SAID_NO", "Fails", "Outcome", "Property", "Report", "accepts", "call", "call_on",
    "check", "gives", "gives_each", "grading", "holds", "leaves_alone", "refuses", "rejects", "run", "same",
    "shown_or_scored",
]  # fmt: skip

Property = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one property."""

    name: str
    holds: bool
    message: str = ""  # for the student, when it does not hold
    said_no: bool = False  # it holds, but all it saw was a "no"
    unwritten: bool = False  # it met TODO


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
    calling.begin(exercise)
    tried = [_try_property(name, test) for name, test in properties]
    if all(one.said_no for one in tried if one.holds):
        tried = [_not_counted(one) for one in tried]
    unwritten = all(one.unwritten for one in tried)
    return Report(exercise, points, tuple(tried), unwritten, tuple(functions))


def _try_property(name: str, test: Callable[[], object]) -> Outcome:
    """What became of one property."""
    try:
        result = test()
    except (Fails, CannotUse) as problem:
        return Outcome(name, False, str(problem), unwritten=isinstance(problem, Unwritten))
    except Exception as error:  # a value so odd that looking at it raises
        return Outcome(name, False, say("odd-answer", error=f"{type(error).__name__}: {shown(str(error))}"))
    if result is False:
        return Outcome(name, False, say("plainly-false"))
    return Outcome(name, True, said_no=result is SAID_NO)


def _not_counted(outcome: Outcome) -> Outcome:
    """A "no" from a function that never gave a right answer proves nothing."""
    return replace(outcome, holds=False, message=say("only-said-no")) if outcome.holds else outcome


REPORTS: dict[str, Report] = {}  # the newest report, by function name: what ``keep`` asks


_FROM_THE_START = bool(os.environ.get("NBGRADER_EXECUTION"))


def grading() -> bool:
    """Is nbgrader running this notebook?

    A student's cell that clears the environment later changes nothing: nbgrader would give full marks
    to a report that is no number.
    """
    return _FROM_THE_START or bool(os.environ.get("NBGRADER_EXECUTION"))


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
