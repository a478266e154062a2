"""How a hidden property is written down, and its inputs.

    @hidden_property("E1.9", "none", "no transactions: refused")
    def _empty(merkle_root: Student) -> None:
        refuses(merkle_root, [])
        gives(ID, merkle_root, [ID])

Rules for properties. They test what the contract in the notebook says and nothing else. Each sees at
least two different right answers, so that no constant holds any of them, and a refusal stands beside
an answer. None compares source text, the text of an error, or a time.

A property weighs 1. One that has a rule to itself may weigh more, so that an answer which lacks this rule
loses its share of the points, not one of many small parts.

The id is what verdicts and wrong solutions refer to. It says what the property is about, in one to
three words; it never changes, even when the sentence does, and it never means something else later.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random

from blockkit.classroom.trying.plain import Student

__all__ = ["SEED", "SUITES", "Student", "endless_txids", "hidden_property", "seeded", "txids"]

SEED = 20090103  # of every random input; the instructor's view shows it

Test = Callable[..., object]


@dataclass(frozen=True, slots=True)
class HiddenProperty:
    """What a right answer does, and the test that sees whether one does it."""

    id: str  # "six"
    sentence: str  # what a student reads
    test: Test  # is handed the student's functions
    weight: int = 1  # its part of the points, beside the weights of the others


SUITES: dict[str, list[HiddenProperty]] = {}  # by exercise, in the order in which they are tried


def hidden_property(exercise: str, own_id: str, sentence: str, weight: int = 1) -> Callable[[Test], Test]:
    """Add the decorated test to the suite of ``exercise``.

    Raises ``ValueError`` for an id that is none, for an id or a sentence that the suite has already, and
    for a weight that is no whole number from 1 on.
    """
    if not re.fullmatch(r"[a-z]+(-[a-z]+){0,2}", own_id):
        raise ValueError(f"{exercise}: an id is one to three words such as left-alone, got {own_id!r}")
    if type(weight) is not int or weight < 1:
        raise ValueError(f"{exercise}: a weight is a whole number from 1 on, got {weight!r}")

    def add(test: Test) -> Test:
        suite = SUITES.setdefault(exercise, [])
        for known in suite:
            if own_id == known.id or sentence == known.sentence:
                raise ValueError(f"{exercise} has two properties called {own_id!r} or {sentence!r}")
        suite.append(HiddenProperty(own_id, sentence, test, weight))
        return test

    return add


# ---- inputs --------------------------------------------------------------------------------------


def seeded(purpose: str) -> Random:
    """Random numbers that are the same in every run."""
    return Random(f"{SEED} {purpose}")


def endless_txids(purpose: str) -> Iterator[bytes]:
    """Made-up txids, one after the other, for a search."""
    numbers = seeded(purpose)
    while True:
        yield numbers.randbytes(32)


def txids(number: int, purpose: str = "txids") -> list[bytes]:
    """So many different made-up txids; a shorter list is the beginning of a longer one."""
    made, more = _begun(purpose)
    made += islice(more, max(0, number - len(made)))
    return made[:number]


@cache
def _begun(purpose: str) -> tuple[list[bytes], Iterator[bytes]]:
    """The txids made so far, and those to come: suites ask for the same ones again and again."""
    return [], endless_txids(purpose)
