"""The hidden checks. "Hidden" means: not in the notebook a student opens.

A lesson is a package here, named like its master, and each exercise a module in it:
``lesson01c_merkle/e1_9.py``. All of them are loaded with this package.

A notebook's hidden cell calls :func:`hidden`. Expected values come from the chain, from a published
vector or from :mod:`autograder.suites.oracle`, never from the solution in the masters. A student reads
the *names* of the properties; an instructor who sets ``BLOCKKIT_SHOW_HIDDEN=1`` outside of grading
also reads the input that showed a fault, and what came back.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from autograder.suites import common, curve, oracle, payments
from autograder.suites.common import SUITES
from blockkit.classroom import checks, lessons
from blockkit.classroom.checks import Property, Report
from blockkit.classroom.trying.plain import Student, plain, said
from blockkit.classroom.trying.silence import silence
from blockkit.classroom.trying.trial import SUITE, Trial, grading, trial_of

__all__ = ["SUITES", "HiddenReport", "hidden", "properties", "report"]


def _load() -> None:
    """Fill ``SUITES``: a lesson is a package in this folder, an exercise a module in it, ``e1_9``."""
    for lesson in iter_modules(__path__, f"{__name__}."):
        if lesson.ispkg:
            for exercise in iter_modules(import_module(lesson.name).__path__, f"{lesson.name}."):
                import_module(exercise.name)


_load()


def properties(exercise: str, *functions: Callable[..., Any]) -> list[Property]:
    """The hidden properties of an exercise, each ready to be tried on the student's functions."""
    parts = lessons.exercise(exercise).parts
    if len(functions) != len(parts):
        names = " and ".join(part.name for part in parts)
        raise ValueError(f"{exercise} checks {names}; it was handed {len(functions)} functions")
    students = [
        Student(function, part.name, said if part.yes_or_no else plain)
        for function, part in zip(functions, parts, strict=True)
    ]
    return [(one.id, one.sentence, partial(one.test, *students), one.weight) for one in SUITES[exercise]]


def trial(exercise: str) -> Trial:
    """How a hidden suite is tried; the oracles are no more a student's own work than the library is."""
    both = [(one, module) for module in (oracle, curve, payments) for one in vars(module).values()]
    own = [one for one, module in both if getattr(one, "__module__", "") == module.__name__]
    return trial_of(exercise, SUITE, also=tuple(own))


def hidden(exercise: str, *functions: Callable[..., Any]) -> Report | float:
    """The hidden check of an exercise: a report to read or, while grading, the points earned."""
    return checks.shown_or_scored(report(exercise, *functions))


def report(exercise: str, *functions: Callable[..., Any]) -> "HiddenReport":
    """What became of each hidden property. Nothing a student's function prints comes through."""
    points = lessons.exercise(exercise).hidden_points
    tests = properties(exercise, *functions)
    with silence():
        found = checks.run(exercise, points, tests, functions, trial(exercise))
    return HiddenReport(exercise, points, found.outcomes, found.unwritten, found.functions)


@dataclass(frozen=True, slots=True)
class HiddenReport(Report):
    """A report that keeps inputs and answers to itself."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self)}

    def __repr__(self) -> str:
        if self.unwritten:
            return Report.__repr__(self)
        lines = [f"{self.exercise}: {self.held} of {len(self.outcomes)} hidden checks hold"]
        for outcome in self.outcomes:
            lines.append(f"  {outcome.mark} {outcome.name}")
            if outcome.message and _for_the_instructor():
                lines += outcome.lines[1:]
        if _for_the_instructor():
            lines.append(f"Random inputs come from seed {common.SEED}.")
        return "\n".join(lines)


def _for_the_instructor() -> bool:
    """Inputs are shown to who asks, and never while grading: a student's code could ask too."""
    return os.environ.get("BLOCKKIT_SHOW_HIDDEN") == "1" and not grading()
