"""The check under each exercise: named properties, partial credit, and words instead of tracebacks.

A notebook's visible check reads

    check("E1.9", [
        ("four", "block 100,000: four transactions", lambda: gives(ROOT, merkle_root, TXIDS)),
        ("none", "no transactions: refused", lambda: refuses(merkle_root, [])),
    ], merkle_root)

In a student's notebook it returns a :class:`Report`, which prints as prose. While nbgrader runs the
notebook (it sets ``NBGRADER_EXECUTION``) it returns the points as a number, which nbgrader records as
partial credit. Hidden suites are run by the same code.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from blockkit.classroom import failed_cells, lessons
from blockkit.classroom.drawing import lines as html_lines
from blockkit.classroom.lessons.practice import PRACTICE
from blockkit.classroom.messages import beginning, say
from blockkit.classroom.progress import SESSION, record
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
from blockkit.classroom.trying.calling import in_one_line
from blockkit.classroom.trying.for_checks import call, call_on
from blockkit.classroom.trying.trial import CannotUse, Trial, Unwritten, grading, opened, trial_of

# The names of the first line are this module's; notebooks of version 0.1 import the others from here too.
__all__ = [
    "OlderProperty", "Outcome", "Property", "Report", "challenge", "check", "run", "shown_or_scored",
    "SAID_NO", "accepts", "call", "call_on", "gives", "gives_each", "holds", "leaves_alone", "refuses",
    "rejects", "same",
]  # fmt: skip

# A short id that never changes, unique in its check; the sentence that a student reads; the test; and
# what it weighs, where that is not 1.
Test = Callable[[], object]
Property = tuple[str, str, Test] | tuple[str, str, Test, int]
OlderProperty = tuple[str, Test]  # in notebooks handed out before there were ids

# What a check says only once, though several properties show it.
ADVICE = (
    "printed-only",
    "return-missing",
    "never-used",
    "right-but-hex",
    "right-but-bytes",
    "right-but-type",
    "only-said-no",
)
FEW = 2  # so many lines of ✗ leave the first line of a report in view


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one property."""

    id: str
    name: str
    holds: bool
    message: str = ""  # for the student, when it does not hold
    said_no: bool = False  # it holds, but all it saw was a "no"
    unwritten: bool = False  # it met TODO
    weight: int = 1  # its part of the points, beside the weights of the others
    called: tuple[Callable[..., Any], ...] = ()  # the functions asked, where known; the last met TODO, if any

    @property
    def mark(self) -> str:
        """✓, ✗, or · for a right "no" that does not count yet."""
        return "✓" if self.holds else "·" if self.said_no else "✗"

    @property
    def lines(self) -> list[str]:
        """It as a report shows it."""
        return [f"  {self.mark} {self.name}", *(f"      {line}" for line in self.message.splitlines())]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one check. Prints as prose."""

    exercise: str
    points: float
    outcomes: tuple[Outcome, ...]
    unwritten: bool  # the function still returns TODO
    functions: tuple[Callable[..., Any], ...] = ()
    diagnosis: str = ""  # which known mistake it behaves like, where that is certain
    outdated: str = ""  # that a function is the one from before its cell was broken, where that is so

    @property
    def held(self) -> int:
        """How many properties hold."""
        return sum(outcome.holds for outcome in self.outcomes)

    @property
    def passed(self) -> bool:
        """Do all of them hold?"""
        return self.held == len(self.outcomes)

    def about(self, function: Callable[..., Any]) -> tuple[Outcome, ...]:
        """The outcomes that say something about one of the functions.

        Left out is a property that asked others only, and one that could not be tried, since another
        function still returns ``TODO``.
        """
        return tuple(
            one
            for one in self.outcomes
            if not one.called
            or (
                any(asked is function for asked in one.called)
                and (not one.unwritten or one.called[-1] is function)
            )
        )

    @property
    def score(self) -> float:
        """The points earned: never above ``points``, which nbgrader would not forgive."""
        held = sum(outcome.weight for outcome in self.outcomes if outcome.holds)
        share = self.points * held / sum(outcome.weight for outcome in self.outcomes)
        return max(0.0, min(self.points, round(share, 2)))

    def __repr__(self) -> str:
        return "\n".join([*self._top, *(line for one in self._middle() for line in one), *self._end()])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """In a notebook only the first ✗ is open, so that the whole report is in view."""
        parts, open_ = [html_lines.plain(self._top)], True
        for lines in self._middle():
            crossed = lines[0].strip().startswith("✗")
            folds = crossed and len(lines) > 1 and not open_
            parts.append(html_lines.folded(lines) if folds else html_lines.plain(lines))
            open_ = open_ and not crossed
        return {"text/plain": repr(self), "text/html": html_lines.box(*parts, html_lines.plain(self._end()))}

    @property
    def _top(self) -> list[str]:
        """How it went."""
        key = "report-unwritten" if self.unwritten else "report-head"
        head = say(key, exercise=self.exercise, held=self.held, total=len(self.outcomes))
        half = [] if self.unwritten else [one.message for one in self.outcomes if one.unwritten]
        return [head, *self.outdated.splitlines(), *dict.fromkeys(half)]

    def _middle(self) -> list[list[str]]:
        """The lines of each property, then the known mistake; none while nothing is written."""
        if self.unwritten:
            return []
        parts, before = [], set[str]()
        for outcome in self.outcomes:
            lines = outcome.lines
            if outcome.unwritten:  # said at the top
                lines = lines[:1]
            elif outcome.message in before and outcome.mark == "✗":
                lines = [lines[0], "      " + say("as-above")]
            before.add(outcome.message)
            parts.append(lines)
        if self.diagnosis:
            parts.append(self.diagnosis.splitlines())
        return _advised_once(parts)

    def _end(self) -> list[str]:
        """What to do next; after many lines how it went, too, as the first line may be out of view."""
        if self.unwritten:
            return []
        if self.passed:
            return [say("report-practised" if self.exercise == PRACTICE.name else "report-passed")]
        last = say("report-failed")
        if sum(len(lines) for lines in self._middle() if len(lines) > 1) > FEW:
            last = say("report-again", head=self._top[0], last=last)
        return [last]


def _advised_once(parts: Sequence[Sequence[str]]) -> list[list[str]]:
    """The same lines, but of the sentences that help as much when they are read once only the first."""
    beginnings, before, found = tuple(map(beginning, ADVICE)), set[str](), []
    for lines in parts:
        found.append([line for line in lines if line not in before])
        before.update(line for line in lines if line.strip().startswith(beginnings))
    return found


def run(
    exercise: str,
    points: float,
    properties: Sequence[Property | OlderProperty],
    functions: Sequence[Callable[..., Any]] = (),
    trial: Trial | None = None,
) -> Report:
    """Try every property, in one trial; nothing a student's function does gets out of here."""
    tried = []
    with opened(trial or trial_of(exercise)) as going_on:
        for one in properties:
            going_on.called.clear()
            outcome = _try_property(*(one if len(one) > 2 else ("", *one)))
            called = tuple(going_on.called)
            known = all(any(one is function for function in functions) for one in called)
            tried.append(replace(outcome, called=called if known else ()))
    if all(one.said_no for one in tried if one.holds):
        tried = [_not_counted(one) for one in tried]
    unwritten = all(one.unwritten for one in tried)
    return Report(exercise, points, tuple(tried), unwritten, tuple(functions))


def _try_property(own_id: str, name: str, test: Test, weight: int = 1) -> Outcome:
    """What became of one property."""
    held = Outcome(own_id, name, True, weight=weight)
    try:
        result = test()
    except (Fails, CannotUse) as problem:
        return replace(held, holds=False, message=str(problem), unwritten=isinstance(problem, Unwritten))
    except NameError as error:  # the test itself misses a name: a student's errors do not come so far
        return replace(held, holds=False, message=say("not-defined", name=error.name))
    except Exception as error:  # a value so odd that looking at it raises
        return replace(held, holds=False, message=say("odd-answer", error=in_one_line(error)))
    if result is False:
        return replace(held, holds=False, message=say("plainly-false"))
    return replace(held, said_no=result is SAID_NO)


def _not_counted(outcome: Outcome) -> Outcome:
    """A "no" from a function that never gave a right answer proves nothing."""
    return replace(outcome, holds=False, message=say("only-said-no")) if outcome.holds else outcome


def check(
    exercise: str, properties: Sequence[Property | OlderProperty], *functions: Callable[..., Any]
) -> Report | float:
    """The visible check of an exercise: a report to read or, while grading, the points earned."""
    report = run(exercise, lessons.exercise(exercise).visible_points, properties, functions)
    if not grading():
        broken = failed_cells.outdated(functions)
        report = replace(report, outdated="\n".join(say("check-outdated", name=name) for name in broken))
        if not (report.passed or report.unwritten):
            from blockkit.classroom.diagnosis import diagnosed  # loaded where something is wrong only

            report = replace(report, diagnosis=diagnosed(exercise, functions))
        SESSION.reports.update({lessons.part_name(function): report for function in functions})
        if exercise in lessons.EXERCISES:
            record(exercise, report.passed)
    return shown_or_scored(report)


def challenge(properties: Sequence[Property]) -> None:
    """The check of a challenge, which has no points: prints what became of each property."""
    report = run("challenge", 0, properties)
    for outcome in report.outcomes:
        if report.unwritten:
            print(f"  · {outcome.name}: {outcome.message}")
        else:
            print("\n".join(outcome.lines))


def shown_or_scored(report: Report) -> Report | float:
    """The report for a person; for nbgrader its text on stdout and its number as the result."""
    if not grading():
        return report
    print(report)
    return report.score
