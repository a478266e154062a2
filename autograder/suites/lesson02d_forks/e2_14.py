"""E2.14: the whitepaper's formula, and races that are played.

A share of many races is random: it counts as right within five standard deviations of the exact value, with a
fixed seed. A single race costs less and shows more, since its end is known. Those below end alike for all who
play as the contract says, and also for who gives up at 40, draws one number for the whole second half (the
gambler's ruin), or gives the attacker the large numbers, not the small ones: they are not what is asked here.
"""

from math import sqrt
from typing import Any

from autograder.suites.common import SEED, Student, hidden_property
from autograder.suites.lesson02d_forks.shared import exact, paper
from blockkit.classroom.dice import Dice
from blockkit.classroom.properties import Fails, holds
from blockkit.classroom.trying.for_checks import call, call_on, call_text
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
    if type(found) is not float:
        raise Fails(f"{call_text(function, args)} gave {shown(found)}, no float")
    return found


@hidden_property("E2.14", "printed", "the numbers that the paper prints, and others between them", weight=2)
def _printed(catch_up: Student, race: Student) -> None:
    for q, row in ((0.1, TENTH), (0.3, THIRD)):
        for z, expected in row.items():
            _near(expected, catch_up, q, z)
    for q in (0.01, 0.12, 0.25, 0.37, 0.45, 0.49):
        for z in (1, 6, 17):
            _near(paper(q, z), catch_up, q, z)


@hidden_property("E2.14", "small-risk", "the blocks to wait for a risk below 0.1 %: 5, 8, 11, 15, 24, 41, 89")
def _small_risk(catch_up: Student, race: Student) -> None:
    for q, z in BLOCKS.items():
        below, above = _number(catch_up, q, z), _number(catch_up, q, z - 1)
        holds(below < 0.001 <= above, f"at q = {q}: {above} for {z - 1} blocks, {below} for {z}")


@hidden_property("E2.14", "majority", "from one half of the power on, always", weight=2)
def _majority(catch_up: Student, race: Student) -> None:
    for q in (0.5, 0.500001, 0.75, 1, 1.0):
        for z in (0, 1, 100):
            _near(1.0, catch_up, q, z)
    _near(paper(0.499, 6), catch_up, 0.499, 6)
    _near(paper(0.2, 6), catch_up, 0.2, 6)


@hidden_property("E2.14", "ends", "no blocks to catch up, no power, a hundred blocks")
def _ends(catch_up: Student, race: Student) -> None:
    for q in (0, 0.0, 0.1, 0.49):
        _near(1.0, catch_up, q, 0)
    for z in (1, 100):
        _near(0.0, catch_up, 0, z)
        _near(0.0, catch_up, 0.0, z)
    for q in (0.0005, 0.1, 0.3, 0.4, 0.45, 0.48):
        _near(paper(q, 100), catch_up, q, 100)


# ---- race ----------------------------------------------------------------------------------------

# q, z, the seed, and whether he wins. A rule of a race that is forgotten or changed changes the end of some.
RULES = (
    (0.2, 1, 101, True), (0.3, 1, 12, False), (0.1, 2, 3825, True), (0.3, 2, 1439, True),
    (0.4, 2, 5191, False), (0.3, 6, 6965, True), (0.4, 6, 287, False), (0.45, 6, 3385, False),
)  # fmt: skip
# Those end otherwise for who draws one number against a formula, or the attacker's blocks by Poisson's law.
PLAYED = (
    (0.3, 1, 135, False), (0.15, 1, 55, True), (0.4, 2, 2173, False), (0.3, 4, 10285, True),
    (0.2, 3, 3718, True), (0.45, 10, 1079, False), (0.4, 3, 1866, False), (0.45, 4, 127, True),
)  # fmt: skip
# Too plain to show much more than whether the numbers come from the seed.
PLAIN = ((0.3, 1, 167, True), (0.3, 1, 10, False), (0.2, 1, 778, True), (0.2, 1, 3, False))
# In the first six he falls far behind, twice by 39 blocks, and wins; the longest has 994 blocks.
# In the seventh he is 50 behind, and would win if he went on. In the last three he falls behind before the
# others have z blocks, and is level when they have.
FAR_BEHIND = (
    (0.45, 6, 36112, True), (0.45, 1, 412894, True), (0.3, 2, 487738, True), (0.2, 1, 498457, True),
    (0.4, 3, 51203, True), (0.25, 1, 71822, True), (0.45, 10, 2809246, False),
    (0.45, 6, 3385, False), (0.3, 6, 1155, True), (0.1, 2, 2202, True),
    (0.45, 10, 139645, True), (0.4, 10, 154480, True), (0.45, 6, 163, True),
)  # fmt: skip


def _share(race: Student, q: float, z: int, n: int, seed: int = SEED) -> float:
    """The share of ``n`` races."""
    return _number(race, q, z, Dice(seed), n)


def _within(race: Student, q: float, z: int, n: int) -> None:
    found, chance = _share(race, q, z, n), exact(q, z)
    room = 5 * sqrt(chance * (1 - chance) / n)
    holds(
        abs(found - chance) < room,
        f"{n:,} races at q = {q}, z = {z}: {found}, expected {chance:.4f} ± {room:.4f}",
    )


def _end(race: Student, *games: tuple[float, int, int, bool]) -> None:
    """Each of these single races is won or lost. That a share is 1 or 0 is for another property."""
    for q, z, seed, won in games:
        found = _share(race, q, z, 1, seed)
        holds(
            (found >= 0.5) == won, f"{call_text(race, [q, z, Dice(seed), 1])} gave {found}, not {float(won)}"
        )


@hidden_property("E2.14", "shares", "races come near the exact share: for one, two and six blocks", weight=2)
def _shares(catch_up: Student, race: Student) -> None:
    _end(race, *RULES)
    for q, z, n in ((0.45, 1, 350), (0.3, 2, 120), (0.3, 6, 60)):
        _within(race, q, z, n)


@hidden_property("E2.14", "not-the-paper", "races are played, not drawn from the paper's formula")
def _not_the_paper(catch_up: Student, race: Student) -> None:
    _end(race, *PLAYED)


@hidden_property(
    "E2.14", "patience", "an attacker who is far behind goes on, until he is 50 behind", weight=2
)
def _patience(catch_up: Student, race: Student) -> None:
    _end(race, *FAR_BEHIND)


@hidden_property("E2.14", "seeds", "the same seed gives the same share, another seed another")
def _seeds(catch_up: Student, race: Student) -> None:
    shares = [_share(race, 0.3, 1, 20, seed) for seed in (1, 2, 3)]
    again = [_share(race, 0.3, 1, 20, seed) for seed in (1, 2, 3)]
    holds(shares == again, f"the same seeds gave {shares}, then {again}")
    _end(race, *PLAIN)
    rng = Dice(9)  # one for five races, of which he wins some
    found = [call_on(race, [0.3, 1, rng, 1]) for _ in range(5)]
    holds(len(set(found)) > 1, f"five single races played with one and the same {rng!r} gave {shown(found)}")


@hidden_property("E2.14", "race-ends", "no confirmations, no power, a single race")
def _race_ends(catch_up: Student, race: Student) -> None:
    for q, n in ((0.1, 20), (0.45, 1009)):
        found = _share(race, q, 0, n)
        holds(found == 1, f"with no block to wait for, {found} of the races are won, not all")
    for z in (1, 6):
        found = _share(race, 0.0, z, 3)
        holds(found == 0, f"without any power, {found} of the races are won")
    for z, seed, place in ((1, 1, 0), (1, 3, 0), (1, 8, 0), (1, 0, 2), (2, 14, 4)):
        numbers = Dice(seed)  # one of them is exactly q: the block is not his, and in the end he loses
        q = [numbers.random() for _ in range(place + 1)][-1]
        found = _share(race, q, z, 1, seed)
        holds(found == 0, f"a number equal to q is not below it, yet he wins {found} of the races")
    found = _share(race, 0.3, 1, 7, 3)
    holds(abs(7 * found - round(7 * found)) < 1e-9, f"of 7 races it says that a share of {found} is won")
    for q, z, seed, won in PLAIN:
        found = _share(race, q, z, 1, seed)
        holds(found == won, f"a single race gave {found}, not {float(won)}")
