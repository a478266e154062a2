"""E2.7: the change of the target."""

from collections.abc import Iterable, Sequence

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson02b_retarget.shared import CHANGES, ODD_CHAIN, SHORT_CHAIN
from blockkit.classroom.properties import gives, holds
from blockkit.params import CLASSROOM, MAINNET, REGTEST, ChainParams

PLAN = 2016 * 600
T0 = 1_263_163_443
# Targets that every chain's plan divides, so that only the properties about it ask in which order to divide.
SMOOTH, SMALLER, OWN = 0x1C3277EC, 0x190375F0, 0x1F3277EC


def _changes(retarget: Student, params: ChainParams, *cases: Sequence[int]) -> None:
    """Each case: bits, first time, last time."""
    for bits, first, last in cases:
        right = oracle.retarget(
            bits, first, last, params.retarget_blocks, params.block_seconds, params.pow_limit
        )
        gives(right, retarget, bits, first, last, params)


def _took(retarget: Student, bits: int, *seconds: int, params: ChainParams = MAINNET) -> None:
    _changes(retarget, params, *((bits, T0, T0 + taken) for taken in seconds))


@hidden_property("E2.7", "real-changes", "all 237 real changes, to the last bit")
def _all_real(retarget: Student) -> None:
    for one in CHANGES:
        gives(one.new_bits, retarget, one.old_bits, one.first_time, one.last_time, MAINNET)


@hidden_property("E2.7", "published", "Bitcoin Core's four published cases")
def _core_retargets(retarget: Student) -> None:
    gives(0x1D00D86A, retarget, 0x1D00FFFF, 1261130161, 1262152739, MAINNET)
    gives(0x1D00FFFF, retarget, 0x1D00FFFF, 1231006505, 1233061996, MAINNET)
    gives(0x1C0168FD, retarget, 0x1C05A3F4, 1279008237, 1279297671, MAINNET)
    gives(0x1D00E1FD, retarget, 0x1C387F6F, 1263163443, 1269211443, MAINNET)


@hidden_property("E2.7", "much-slower", "more than four times slower counts as four times", weight=2)
def _much_slower(retarget: Student) -> None:
    for bits in (SMOOTH, SMALLER):
        _took(retarget, bits, 4 * PLAN, 4 * PLAN + 1, 4 * PLAN - 1, 5 * PLAN, 9 * PLAN, 100 * PLAN, 2 * PLAN)
    _took(retarget, SMALLER, 6_048_000, 4 * PLAN - 600, 3 * PLAN, 2**31)


@hidden_property("E2.7", "much-faster", "more than four times faster counts as four times", weight=2)
def _much_faster(retarget: Student) -> None:
    for bits in (SMOOTH, SMALLER):
        _took(retarget, bits, PLAN // 4, PLAN // 4 - 1, PLAN // 4 + 1, PLAN // 5, 1, PLAN // 2)
    _took(retarget, SMALLER, 100_000, PLAN // 4 + 600, PLAN // 3, 7)


@hidden_property(
    "E2.7", "backwards", "clocks that stand still or run backwards count as a quarter of the plan"
)
def _backwards(retarget: Student) -> None:
    gives(0x1C0E1FDB, retarget, 0x1C387F6F, 2_419_200, 0, MAINNET)
    _took(retarget, SMOOTH, 0, -1, -600, -PLAN // 4, -PLAN // 2, -PLAN, -4 * PLAN, -(10**9), PLAN)
    _changes(retarget, MAINNET, (SMALLER, 1, 0), (SMALLER, 10**9, 0), (SMALLER, 10, 10 + PLAN))


@hidden_property("E2.7", "multiply-first", "first multiplied, then divided: small targets show it")
def _multiply_first(retarget: Student) -> None:
    for bits in (0x0300FFFF, 0x03123456, 0x02008000, 0x01010000, 0x0404CDDB, 0x05009234):
        _took(retarget, bits, PLAN // 2, PLAN - 1, PLAN, PLAN + 1, PLAN * 3 // 2, 350_784)


@hidden_property(
    "E2.7", "whole-numbers", "whole numbers alone: one fraction would change the last digit", weight=2
)
def _whole_numbers(retarget: Student) -> None:
    gives(0x1C1D0000, retarget, 0x1C640000, 0, 350_784, MAINNET)
    cases = [
        (digits, taken)
        for digits, taken in _exact_quotients()
        if int((digits << 200) * (taken / PLAN)) != (digits << 200) * taken // PLAN
    ]
    holds(len(cases) > 5, "the cases of this property are gone")
    for digits, taken in cases[:12]:
        _took(retarget, 0x1C << 24 | digits, taken)


def _exact_quotients() -> Iterable[tuple[int, int]]:
    """Digits and times whose new digits come out without a rest, so that the least loss is seen."""
    for digits in (0x640000, 0x620000, 0x540000, 0x380000, 0x310000, 0x700000, 0x460000, 0x1C0000, 0x2A0000):
        for part in range(1, 0x80):
            taken = PLAN * (part << 16) // digits
            if taken * digits == PLAN * (part << 16) and PLAN // 4 <= taken <= 4 * PLAN:
                yield digits, taken


@hidden_property("E2.7", "easiest", "nothing becomes easier than the chain's own limit", weight=2)
def _own_limit(retarget: Student) -> None:
    _took(retarget, 0x1D00FFFF, PLAN + 1, PLAN + 600, PLAN * 3, PLAN // 2 + 7)
    _took(retarget, 0x1D00D86A, PLAN * 3 // 2, PLAN * 4, PLAN - 600)
    _took(retarget, 0x2000FFFF, 601, 660, 2400, 313, params=CLASSROOM)
    _took(retarget, 0x20008000, 1201, 2400, 733, params=CLASSROOM)
    _took(retarget, 0x207FFFFF, PLAN + 1, PLAN * 2, PLAN // 2 + 7, params=REGTEST)
    _took(retarget, 0x1900FFFF, 57, 224, 31, params=ODD_CHAIN)


@hidden_property("E2.7", "other-chains", "other chains have other periods, and each its own plan", weight=2)
def _other_chains(retarget: Student) -> None:
    gives(0x2000E665, retarget, 0x2000FFFF, 0, 540, CLASSROOM)
    _took(retarget, OWN, 600, 333, 777, 301, 1501, params=CLASSROOM)
    _took(retarget, SMALLER - 0x1000000, 56, 40, 77, 29, 151, params=ODD_CHAIN)
    _took(retarget, SMALLER, 400_000, 900_000, 1_300_000)
    _took(retarget, SMALLER - 0x1000000, 40, params=ODD_CHAIN)


@hidden_property("E2.7", "own-quarter", "on other chains the limit of four is of their own plan")
def _own_quarter(retarget: Student) -> None:
    _took(retarget, 0x1E3277EC, 2399, 2400, 2401, 9000, 149, 150, 151, 20, -5, params=CLASSROOM)
    _took(retarget, SMALLER - 0x1000000, 223, 224, 225, 10_000, 13, 14, 15, 3, 0, params=ODD_CHAIN)
    _took(retarget, SMALLER - 0x1000000, 2, 3, 4, 0, 59, 60, 61, 90, params=SHORT_CHAIN)


@hidden_property("E2.7", "from-to", "the time from the first to the last, wherever both lie")
def _from_to(retarget: Student) -> None:
    for first in (0, 1, 1_231_006_505, 2**31, 2**32 - 1 - 2 * PLAN):
        times = ((first, first + taken) for taken in (400_000, 1_000_000, 2 * PLAN))
        _changes(retarget, MAINNET, *((SMALLER, *both) for both in times))


@hidden_property("E2.7", "shortest-form", "bits that are longer than needed come back in their one form")
def _shortest_form(retarget: Student) -> None:
    for bits in (0x1D000100, 0x1C00FFFF, 0x1B000001):
        _took(retarget, bits, PLAN, PLAN // 2, 3 * PLAN)
