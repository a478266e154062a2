"""E2.14: the whitepaper's formula, and races that are played.

Races are random: a share counts as right within five standard deviations of the exact value, with a fixed
seed. Where the formula of the paper lies near, races are played until one of the two explains them a thousand
times better than the other. Each pair (q, z) is chosen for short races.
"""

from math import log, sqrt
from typing import Any

from autograder.suites.common import SEED, Student, hidden_property
from autograder.suites.lesson02d_forks.shared import exact, paper
from blockkit.classroom.dice import Dice
from blockkit.classroom.properties import Fails, holds
from blockkit.classroom.trying.for_checks import call, call_text
from blockkit.errors import shown

# Section 11 of the paper, as printed.
TENTH = {
    0: 1.0, 1: 0.2045873, 2: 0.0509779, 3: 0.0131722, 4: 0.0034552, 5: 0.0009137, 6: 0.0002428, 7: 0.0000647,
    8: 0.0000173, 9: 0.0000046, 10: 0.0000012,
}  # fmt: skip
THIRD = {
    0: 1.0, 5: 0.1773523, 10: 0.0416605, 15: 0.0101008, 20: 0.0024804, 25: 0.0006132, 30: 0.0001522,
    35: 0.0000379, 40: 0.0000095, 45: 0.0000024, 50: 0.0000006,
}  # fmt: skip
# For less than 0.1 %.
BLOCKS = {0.10: 5, 0.15: 8, 0.20: 11, 0.25: 15, 0.30: 24, 0.35: 41, 0.40: 89}


# ---- catch_up ------------------------------------------------------------------------------------


def _near(expected: float, catch_up: Student, q: float, z: int) -> None:
    found = _number(catch_up, q, z)
    if not abs(found - expected) < 0.000001:  # nor is nan
        raise Fails(f"{call_text(catch_up, [q, z])} gave {found}, not {expected:.7f}")


def _number(function: Student, *args: Any) -> float:
    """The answer, if it is a number."""
    found = call(function, *args)
    if type(found) not in (int, float):
        raise Fails(f"{call_text(function, args)} gave {shown(found)}, no number")
    return float(found)


@hidden_property("E2.14", "printed", "the numbers that the paper prints, and others between them", weight=2)
def _printed(catch_up: Student, race: Student) -> None:
    for q, row in ((0.1, TENTH), (0.3, THIRD)):
        for z, expected in row.items():
            _near(expected, catch_up, q, z)
    for q in (0.01, 0.12, 0.25, 0.37, 0.45, 0.49):
        for z in (1, 2, 3, 6, 9, 17):
            _near(paper(q, z), catch_up, q, z)


@hidden_property("E2.14", "small-risk", "the blocks to wait for a risk below 0.1 %: 5, 8, 11, 15, 24, 41, 89")
def _small_risk(catch_up: Student, race: Student) -> None:
    for q, z in BLOCKS.items():
        below, above = _number(catch_up, q, z), _number(catch_up, q, z - 1)
        holds(below < 0.001 <= above, f"at q = {q}: {above} for {z - 1} blocks, {below} for {z}")


@hidden_property("E2.14", "majority", "from one half of the power on, always", weight=2)
def _majority(catch_up: Student, race: Student) -> None:
    for q in (0.5, 0.500001, 0.51, 0.75, 1, 1.0):
        for z in (0, 1, 6, 100):
            _near(1.0, catch_up, q, z)
    _near(paper(0.499, 6), catch_up, 0.499, 6)
    _near(paper(0.2, 6), catch_up, 0.2, 6)


@hidden_property("E2.14", "ends", "no blocks to catch up, no power, a hundred blocks")
def _ends(catch_up: Student, race: Student) -> None:
    for q in (0, 0.0, 0.1, 0.3, 0.49):
        _near(1.0, catch_up, q, 0)
    for z in (1, 2, 6, 100):
        _near(0.0, catch_up, 0, z)
        _near(0.0, catch_up, 0.0, z)
    for q in (0.0005, 0.1, 0.3, 0.4, 0.45, 0.48):
        _near(paper(q, 100), catch_up, q, 100)


# ---- race ----------------------------------------------------------------------------------------


def _share(race: Student, q: float, z: int, n: int, seed: int = SEED) -> float:
    """The share of ``n`` races."""
    return _number(race, q, z, Dice(seed), n)


def _deviation(q: float, z: int, n: int) -> float:
    chance = exact(q, z)
    return sqrt(chance * (1 - chance) / n)


def _within(race: Student, q: float, z: int, n: int) -> float:
    found = _share(race, q, z, n)
    chance, room = exact(q, z), 5 * _deviation(q, z, n)
    holds(
        abs(found - chance) < room,
        f"{n:,} races at q = {q}, z = {z}: {found}, expected {chance:.4f} ± {room:.4f}",
    )
    return found


@hidden_property("E2.14", "shares", "races come near the exact share: for one, two and six blocks", weight=2)
def _shares(catch_up: Student, race: Student) -> None:
    for q, z, n in ((0.2, 1, 400), (0.3, 2, 400), (0.3, 6, 300)):
        _within(race, q, z, n)


@hidden_property("E2.14", "not-the-paper", "races come nearer to the exact value than to the paper's")
def _not_the_paper(catch_up: Student, race: Student) -> None:
    q, z, few = 0.4, 1, 500
    true, printed = exact(q, z), paper(q, z)
    won, n = 0.0, 0
    better = 0.0  # how much better the exact value explains them, as a logarithm
    while abs(better) < 7 and n < 20 * few:
        share = _share(race, q, z, few, 16 + n)  # with these seeds our own answer plays 1,500
        won, n = won + share * few, n + few
        better = won * log(true / printed) + (n - won) * log((1 - true) / (1 - printed))
    found = won / n
    holds(better > 0, f"of {n:,} races, {found:.4f} are won: nearer to {printed:.4f} than to {true:.4f}")
    holds(abs(found - true) < 5 * _deviation(q, z, n), f"of {n:,} races, {found:.4f} are won, not {true:.4f}")
    _within(race, 0.2, 1, 100)


@hidden_property("E2.14", "patience", "an attacker who is five blocks behind goes on", weight=2)
def _patience(catch_up: Student, race: Student) -> None:
    _within(race, 0.45, 5, 400)
    _within(race, 0.1, 1, 100)


@hidden_property("E2.14", "seeds", "the same seed gives the same share, another seed another")
def _seeds(catch_up: Student, race: Student) -> None:
    shares = [_share(race, 0.3, 1, 40, seed) for seed in (1, 2, 3, 4)]
    again = [_share(race, 0.3, 1, 40, seed) for seed in (1, 2, 3, 4)]
    holds(shares == again, f"the same seeds gave {shares}, then {again}")
    holds(len(set(shares)) > 1, f"four different seeds gave {shares}")


@hidden_property("E2.14", "race-ends", "no confirmations, no power, a single race")
def _race_ends(catch_up: Student, race: Student) -> None:
    for q, n in ((0.1, 20), (0.45, 150)):
        found = _share(race, q, 0, n)
        holds(found == 1, f"with no block to wait for, {found} of the races are won, not all")
    for z in (1, 6):
        found = _share(race, 0.0, z, 20)
        holds(found == 0, f"without any power, {found} of the races are won")
    for seed in (1, 3, 8):  # a first number of exactly q: the block is not his, and he loses
        found = _share(race, Dice(seed).random(), 1, 1, seed)
        holds(found == 0, f"a number equal to q is not below it, yet he wins {found} of the races")
    found = _share(race, 0.3, 1, 7, 3)
    holds(abs(7 * found - round(7 * found)) < 1e-9, f"of 7 races it says that a share of {found} is won")
    single = [_share(race, 0.3, 1, 1, seed) for seed in range(12)]
    holds(set(single) == {0, 1}, f"single races gave {sorted(set(single))}, not 0.0 and 1.0")
