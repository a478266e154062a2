"""Breaking solutions: a reader is handed functions that are faulty, and writes inputs that show it.

A *bench* has faulty functions, the *boxes*, named by a letter. A *case* is one input. A box is unmasked by a
case to which it answers otherwise than the right function; and two boxes are told apart by a case to which
they answer differently. Boxes are black to who only asks them. Their code is in the package, where everybody
may read it: that spoils the game and no more, since the cases must be written all the same.

A bench for another exercise needs boxes, a right function, and :attr:`Bench.need_case`; the lesson's module
has it. Its check uses :func:`unmasks` and :func:`tells_apart`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from blockkit.classroom.messages import say
from blockkit.classroom.properties import Fails
from blockkit.classroom.trying.for_checks import call, call_text
from blockkit.errors import shown

Case = Any
Answers = dict[str, list[Any]]  # by box: what it answers to each case


@dataclass(frozen=True, slots=True)
class Box:
    """A faulty function, and what it does wrong."""

    function: Callable[..., Any]
    fault: str  # what a reader learns who has unmasked it


@dataclass(frozen=True, slots=True)
class Bench:
    """Boxes, the right function, and what a case is."""

    boxes: Mapping[str, Box]  # by letter
    right: Callable[[Case], Any]
    ask: Callable[[Callable[..., Any], Case], Any]  # what a box answers to a case, as plain data
    need_case: Callable[[Case], None]  # raises ValueError for what is no case, and says why
    most: int  # so many cases at most: who tries everything has understood nothing

    def answers(self, cases: Sequence[Case]) -> Answers:
        """What each box says to each case."""
        return {name: [self.ask(box.function, case) for case in cases] for name, box in self.boxes.items()}

    def unmasked(self, cases: Sequence[Case]) -> dict[str, list[int]]:
        """For each box the places of the cases that unmask it."""
        right = [self.right(case) for case in cases]
        return {
            name: [place for place, (one, other) in enumerate(zip(said, right, strict=True)) if one != other]
            for name, said in self.answers(cases).items()
        }


def cases_of(bench: Bench, function: Callable[..., Any]) -> list[Case]:
    """The cases that a reader's function gives. Raises :class:`Fails` for what is none."""
    return need_cases(bench, call(function), call_text(function, []))


def need_cases(bench: Bench, cases: Any, name: str = "") -> list[Case]:
    """The cases as a list. Raises :class:`Fails` for what is none, or too many."""
    if not isinstance(cases, list | tuple) or len(cases) > bench.most:
        raise Fails(say("breaking-no-list", name=name, most=bench.most, got=shown(cases)))
    for place, case in enumerate(cases):
        try:
            bench.need_case(case)
        except ValueError as error:
            raise Fails(say("breaking-no-case", name=name, place=place, why=str(error))) from None
    return list(cases)


def unmasks(bench: Bench, function: Callable[..., Any], *names: str) -> None:
    """The reader's cases unmask each box of these names; all boxes where none is named."""
    cases = cases_of(bench, function)
    caught = bench.unmasked(cases)
    left = [name for name in names or tuple(bench.boxes) if not caught[name]]
    if left:
        raise Fails(say("breaking-still-hidden", names=", ".join(left), count=len(cases)))


def tells_apart(bench: Bench, function: Callable[..., Any]) -> None:
    """No two boxes give the same answers to all of the reader's cases."""
    cases = cases_of(bench, function)
    answers = bench.answers(cases)
    alike = [f"{a} and {b}" for a, b in combinations(bench.boxes, 2) if answers[a] == answers[b]]
    if alike:
        raise Fails(say("breaking-alike", pairs=", ".join(alike), count=len(cases)))
