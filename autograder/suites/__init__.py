"""The hidden checks. "Hidden" means: not in the notebook a student opens.

A notebook's hidden cell calls :func:`hidden`. Expected values come from the chain, from a published
vector or from :mod:`autograder.suites.oracle`, never from the solution in the masters. A student reads
the *names* of the properties; an instructor who sets ``BLOCKKIT_SHOW_HIDDEN=1`` outside of grading
also reads the input that showed a fault, and what came back.
"""

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograder.suites import (
    common,
    lesson01a_fingerprints,
    lesson01b_bytes,
    lesson01c_merkle,
    lesson01d_chain,
    oracle,
)
from autograder.suites.common import SUITES, Budget, Student, plain, truth
from blockkit.classroom import checks, exercises
from blockkit.classroom.checks import Property, Report

__all__ = [
    "SUITES",
    "HiddenReport",
    "lesson01b_bytes",
    "lesson01d_chain",
    "lesson01a_fingerprints",
    "hidden",
    "lesson01c_merkle",
    "properties",
    "report",
]

YES_OR_NO = ("verify_proof", "has_duplicate_subtree", "valid_chain")


# The oracle is no more a student's own work than the library is.
ORACLES_ANSWERS: dict[str, tuple[Callable[..., Any], ...]] = {
    "E1.1": (oracle.sha256_hex,),
    "E1.2": (oracle.hash256,),
    "E1.3": (oracle.changed_bits,),
    "E1.5": (oracle.canonical,),
    "E1.6": (oracle.varint,),
    "E1.7": (oracle.display,),
    "E1.8": (oracle.header_bytes,),
    "E1.9": (oracle.merkle_root, oracle.node),
    "E1.10": (oracle.merkle_proof, oracle.node),
    "E1.12": (oracle.new_block,),
    "E1.13": (oracle.first_broken,),
    "E1.14": (oracle.valid_chain,),
}
for _exercise, _answers in ORACLES_ANSWERS.items():
    checks.BORROWED[_exercise] = (*checks.BORROWED.get(_exercise, ()), *_answers)


def properties(exercise: str, *functions: Callable[..., Any]) -> list[Property]:
    """The hidden properties of an exercise, each ready to be tried on the student's functions."""
    names = exercises.exercise(exercise).functions
    if len(functions) != len(names):
        raise ValueError(f"{exercise} checks {' and '.join(names)}; it was handed {len(functions)} functions")
    budget = Budget()
    students = [
        Student(function, name, budget, truth if name in YES_OR_NO else plain)
        for function, name in zip(functions, names, strict=True)
    ]
    return [(one.id, one.sentence, partial(one.test, *students)) for one in SUITES[exercise]]


def hidden(exercise: str, *functions: Callable[..., Any]) -> Report | float:
    """The hidden check of an exercise: a report to read or, while grading, the points earned."""
    return checks.shown_or_scored(report(exercise, *functions))


def report(exercise: str, *functions: Callable[..., Any]) -> "HiddenReport":
    """What became of each hidden property. Nothing a student's function prints comes through."""
    points = exercises.exercise(exercise).hidden_points
    tests = properties(exercise, *functions)
    with _silence():
        found = checks.run(exercise, points, tests, functions)
    return HiddenReport(exercise, points, found.outcomes, found.unwritten, found.functions)


@dataclass(frozen=True, slots=True)
class HiddenReport(Report):
    """A report that keeps inputs and answers to itself."""

    def __repr__(self) -> str:
        if self.unwritten:
            return Report.__repr__(self)
        lines = [f"{self.exercise}: {self.held} of {len(self.outcomes)} hidden checks hold"]
        for outcome in self.outcomes:
            lines.append(f"  {'✓' if outcome.holds else '✗'} {outcome.name}")
            if outcome.message and _for_the_instructor():
                lines.append(f"      {outcome.message}")
        if _for_the_instructor():
            lines.append(f"Random inputs come from seed {common.SEED}.")
        return "\n".join(lines)


def _for_the_instructor() -> bool:
    """Inputs are shown to who asks, and never while grading: a student's code could ask too."""
    return os.environ.get("BLOCKKIT_SHOW_HIDDEN") == "1" and not checks.grading()


# ---- what a student's function prints stays here -------------------------------------------------


class _Nowhere(io.TextIOBase):
    """A stream that forgets what is written to it."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


@contextmanager
def _silence() -> Iterator[None]:
    """Close every way out for the inputs: prints, warnings, logging, display, file descriptors."""
    nowhere = _Nowhere()
    logging_was_off_below = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    with ExitStack() as stack:
        stack.callback(logging.disable, logging_was_off_below)
        stack.enter_context(_no_file_descriptors())
        stack.enter_context(_no_display())
        stack.enter_context(redirect_stdout(nowhere))
        stack.enter_context(redirect_stderr(nowhere))
        yield


@contextmanager
def _no_file_descriptors() -> Iterator[None]:
    """What goes to descriptors 1 and 2 without passing ``sys.stdout`` goes to the null device."""
    kept: list[tuple[int, int]] = []
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        null = os.open(os.devnull, os.O_WRONLY)
        for descriptor in (1, 2):
            kept.append((os.dup(descriptor), descriptor))
            os.dup2(null, descriptor)
        os.close(null)
    try:
        yield
    finally:
        for copy, descriptor in kept:
            os.dup2(copy, descriptor)
            os.close(copy)


@contextmanager
def _no_display() -> Iterator[None]:
    """In a notebook, ``display(...)`` has a way out of its own."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        yield
        return
    from IPython.core.displaypub import CapturingDisplayPublisher

    publisher = shell.display_pub
    shell.display_pub = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        shell.display_pub = publisher
