"""How a hidden property is written down, and how a student's function is called from one.

    @hidden_property("E1.9", "none", "no transactions: refused")
    def _empty(merkle_root: Student) -> None:
        refuses(merkle_root, [])
        gives(ID, merkle_root, [ID])

Rules for properties. They test what the contract in the notebook says and nothing else. Each sees at
least two different right answers, so that no constant holds any of them, and a refusal stands beside
an answer. None compares source text, the text of an error, or a time.

The id is what verdicts and wrong solutions refer to. It says what the property is about, in one to
three words; it never changes, even when the sentence does, and it never means something else later.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Any

from blockkit.classroom.slots import TODO
from blockkit.classroom.trying.time_limit import TooLong

SEED = 20090103  # of every random input; the instructor's view shows it
SECONDS_A_SUITE = 24.0  # all calls of a suite together; nbgrader gives a cell 30
ENDLESS_CALLS = 3  # after so many calls that did not end, the suite stops trying

Test = Callable[..., object]


@dataclass(frozen=True, slots=True)
class HiddenProperty:
    """What a right answer does, and the test that sees whether one does it."""

    id: str  # "six"
    sentence: str  # what a student reads
    test: Test  # is handed the student's functions


SUITES: dict[str, list[HiddenProperty]] = {}  # by exercise, in the order in which they are tried


def hidden_property(exercise: str, own_id: str, sentence: str) -> Callable[[Test], Test]:
    """Add the decorated test to the suite of ``exercise``.

    Raises ``ValueError`` for an id that is none, and for an id or a sentence that the suite has already.
    """
    if not re.fullmatch(r"[a-z]+(-[a-z]+){0,2}", own_id):
        raise ValueError(f"{exercise}: an id is one to three words such as left-alone, got {own_id!r}")

    def add(test: Test) -> Test:
        suite = SUITES.setdefault(exercise, [])
        for known in suite:
            if own_id == known.id or sentence == known.sentence:
                raise ValueError(f"{exercise} has two properties called {own_id!r} or {sentence!r}")
        suite.append(HiddenProperty(own_id, sentence, test))
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


# ---- a student's function ------------------------------------------------------------------------


@dataclass(slots=True)
class Budget:
    """What is left of the time for one suite."""

    seconds: float = SECONDS_A_SUITE
    endless: int = ENDLESS_CALLS

    def need_some(self) -> None:
        """Raise when there is nothing left."""
        if self.seconds <= 0 or self.endless <= 0:
            raise RuntimeError("the time for this suite is used up by earlier calls")


class Strange:
    """Stands for an answer that is no plain value: it equals nothing and runs none of its code."""

    def __init__(self, value: object) -> None:
        self.kind = type(value).__name__

    def __repr__(self) -> str:
        return f"<a {self.kind}>"


def plain(value: Any) -> Any:
    """An answer as plain data, so that what looks at it later runs no code of the student's.

    An object that equals everything, or a ``bytes`` with a ``__len__`` of its own, ends here.
    """
    if value is None or value is TODO or type(value) in (bool, int, float, str, bytes):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {plain(key): plain(value[key]) for key in value}
    return Strange(value)


class Student:
    """A student's function as the suites call it: from the budget, and giving plain data."""

    def __init__(
        self,
        function: Callable[..., Any],
        name: str,
        budget: Budget,
        digest: Callable[[Any], Any] = plain,
    ) -> None:
        self.function = function
        self.budget = budget
        self.digest = digest
        self.__name__ = name

    def __call__(self, *args: Any) -> Any:
        """Call it; whatever it raises comes out as an ordinary error."""
        self.budget.need_some()
        started = monotonic()
        try:
            return self.digest(self.function(*args))
        except TooLong:
            self.budget.endless -= 1
            raise
        except (Exception, SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            raise RuntimeError(f"it raised {type(error).__name__}") from error
        finally:
            self.budget.seconds -= monotonic() - started

    def then(self, afterwards: Callable[[], object]) -> "Student":
        """The same function; ``afterwards`` runs before its answer is looked at."""

        def later(value: Any) -> Any:
            afterwards()
            return self.digest(value)

        return Student(self.function, self.__name__, self.budget, later)


def truth(value: Any) -> Any:
    """The answer to a yes-or-no question: any true value is a yes."""
    return value if value is TODO else bool(value)
