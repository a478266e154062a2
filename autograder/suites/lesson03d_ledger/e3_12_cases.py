"""E3.12, a reader's cases: they are graded on copies of the five faulty ledgers.

So nobody gains by changing those in the package.
"""

from collections.abc import Callable
from itertools import combinations
from typing import Any

from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03d_ledger.shared import MAX_MONEY
from blockkit.classroom.breaking import need_cases
from blockkit.classroom.faulty_ledgers import LEDGERS
from blockkit.classroom.properties import holds
from blockkit.classroom.trying.for_checks import call
from blockkit.errors import shown

Ledger = Callable[[Any], int | None]


def _sums(case: Any) -> tuple[list[int], list[int | None], list[int], list[int]]:
    """Values and ages of the coins, places and payments of a case."""
    pairs = [one if isinstance(one, list | tuple) else (one, None) for one in case[0]]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs], list(case[1]), list(case[2])


def _right(case: Any) -> int | None:
    values, ages, spends, pays = _sums(case)
    young = [ages[place] for place in spends if place < len(ages)]
    refused_by = [
        not spends, not pays, any(value < 0 for value in pays), any(value > MAX_MONEY for value in pays),
        sum(pays) > MAX_MONEY, len(spends) != len(set(spends)), any(place >= len(values) for place in spends),
        any((100 if age is None else age) < 100 for age in young),
        sum(values[place] for place in spends if place < len(values)) < sum(pays),
    ]  # fmt: skip
    return None if any(refused_by) else sum(values[place] for place in spends) - sum(pays)


def _ledger_a(case: Any) -> int | None:
    values, _, spends, pays = _sums(case)
    copies = [[case[0][place] for place in spends if place < len(values)], [], pays]
    missing = len(values) if any(place >= len(values) for place in spends) else None
    places = list(range(len(copies[0]))) + ([99] if missing is not None else [])
    return _right([copies[0], places, pays])


def _ledger_b(case: Any) -> int | None:
    _, _, _, pays = _sums(case)
    too_large = any(value > MAX_MONEY for value in pays)
    return None if too_large or not pays else _right([case[0], case[1], [sum(pays)]])


def _ledger_c(case: Any) -> int | None:
    values, _, spends, pays = _sums(case)
    if spends and not [place for place in spends if place < len(values)] and len(set(spends)) == len(spends):
        return _right([[0], [0], pays])
    there = [place for place in spends if place < len(values)]
    absent = [place for place in spends if place >= len(values)]
    return _right([case[0], there, pays]) if len(set(absent)) == len(absent) else None


def _ledger_d(case: Any) -> int | None:
    coins = [(one[0], one[1] - 1) if isinstance(one, list | tuple) else one for one in case[0]]
    return _right([coins, case[1], case[2]])


def _ledger_e(case: Any) -> int | None:
    return _right(case) or None


COPIES: dict[str, Ledger] = {
    "A": _ledger_a, "B": _ledger_b, "C": _ledger_c, "D": _ledger_d, "E": _ledger_e
}  # fmt: skip


def _cases(ledger_cases: Student) -> list[Any]:
    return need_cases(LEDGERS, call(ledger_cases), "ledger_cases()")


def _ask_about(name: str) -> None:
    @hidden_property("E3.12", f"ledger-{name.lower()}", f"your cases unmask ledger {name}")
    def _(_: Student, ledger_cases: Student) -> None:
        cases = _cases(ledger_cases)
        unmasked = any(COPIES[name](case) != _right(case) for case in cases)
        holds(unmasked, f"no case of {shown(cases)} unmasks ledger {name}")


for _name in COPIES:
    _ask_about(_name)


@hidden_property("E3.12", "apart", "your cases tell all five ledgers apart")
def _apart(_: Student, ledger_cases: Student) -> None:
    cases = _cases(ledger_cases)
    said = {name: [ledger(case) for case in cases] for name, ledger in COPIES.items()}
    alike = [f"{a} and {b}" for a, b in combinations(said, 2) if said[a] == said[b]]
    holds(not alike, f"the same answers to all cases: {', '.join(alike)}")
