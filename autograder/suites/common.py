"""How a hidden property is written down, and its inputs.

    @hidden_property("E1.9", "no transactions: refused")
    def _empty(merkle_root: Student) -> None:
        refuses(merkle_root, [])
        gives(ID, merkle_root, [ID])

Rules for properties. They test what the contract in the notebook says and nothing else. Each sees at
least two different right answers, so that no constant holds any of them, and a refusal stands beside
an answer. None compares source text, the text of an error, or a time.
"""

from collections.abc import Callable
from random import Random

from blockkit.classroom.trying.plain import Student

__all__ = ["SEED", "SUITES", "Student", "hidden_property", "seeded", "txids"]

SEED = 20090103  # of every random input; the instructor's view shows it

Test = Callable[..., object]

SUITES: dict[str, list[tuple[str, Test]]] = {}  # by exercise: names and tests, in order


def hidden_property(exercise: str, name: str) -> Callable[[Test], Test]:
    """Add the decorated test to the suite of ``exercise``; it is handed the student's functions."""

    def add(test: Test) -> Test:
        suite = SUITES.setdefault(exercise, [])
        if any(name == known for known, _ in suite):
            raise ValueError(f"{exercise} has two properties called {name!r}")
        suite.append((name, test))
        return test

    return add


# ---- inputs --------------------------------------------------------------------------------------


def seeded(purpose: str) -> Random:
    """Random numbers that are the same in every run."""
    return Random(f"{SEED} {purpose}")


def txids(number: int, purpose: str = "txids") -> list[bytes]:
    """So many different made-up txids; a shorter list is the beginning of a longer one."""
    numbers = seeded(purpose)
    return [numbers.randbytes(32) for _ in range(number)]
