"""E3.11: two questions behind a time lock."""

from typing import Any

from autograder.suites import families
from autograder.suites.common import Student, hidden_property, seeded
from blockkit.classroom.properties import accepts, leaves_alone, rejects

BORDER, FINAL = 500_000_000, 0xFFFFFFFF
LATER = 1_700_000_000


def _kind(number: int) -> str:
    return "time" if number // BORDER else "height"


def _kept(asked: int, own: int, sequence: int) -> bool:
    """As the contract has it."""
    return _kind(asked) == _kind(own) and not asked > own and sequence != FINAL


def _ripe(own: int, sequences: list[int], height: int, time: int) -> bool:
    """As the contract has it."""
    reached = time if _kind(own) == "time" else height
    return own == 0 or reached > own or set(sequences) == {FINAL}


def _asked(check_lock_time: Student, *calls: tuple[int, int, int]) -> None:
    for call in calls:
        (accepts if _kept(*call) else rejects)(check_lock_time, *call)


def _finals(is_final: Student, *calls: tuple[int, list[int], int, int]) -> None:
    for call in calls:
        (accepts if _ripe(*call) else rejects)(is_final, *call)


# ---- check_lock_time -----------------------------------------------------------------------------


@hidden_property("E3.11", "not-before", "asked below, equal to and above the payment's own", weight=3)
def _not_before(check_lock_time: Student, is_final: Student) -> None:
    for own in (0, 1, 100, 499_999_998, 500_000_001, LATER, 2**32 - 2):
        _asked(check_lock_time, *((own + step, own, 0) for step in (-1, 0, 1) if own + step >= 0))
    _asked(check_lock_time, (0, 100, 0), (100, 0, 0), (BORDER, 2**32 - 1, 0), (2**32 - 1, BORDER, 0))


@hidden_property("E3.11", "two-kinds", "a height and a time are never compared", weight=3)
def _two_kinds(check_lock_time: Student, is_final: Student) -> None:
    around = (0, 100, BORDER - 1, BORDER, BORDER + 1, LATER)
    _asked(check_lock_time, *((asked, own, 1) for asked in around for own in around))


@hidden_property("E3.11", "own-sequence", "a final sequence switches the lock off: False", weight=3)
def _own_sequence(check_lock_time: Student, is_final: Student) -> None:
    for asked, own in ((100, 100), (0, 0), (BORDER, LATER), (99, 100)):
        _asked(check_lock_time, *((asked, own, one) for one in (FINAL, FINAL - 1, 0, 1, 0x7FFFFFFF, 2**31)))


@hidden_property("E3.11", "five-bytes", "numbers of five bytes may be asked, and are never reached")
def _five_bytes(check_lock_time: Student, is_final: Student) -> None:
    for asked in (2**32, 2**32 + 100, 2**32 + LATER, 2**39 - 1):
        _asked(check_lock_time, *((asked, own, 0) for own in (100, BORDER, LATER, 2**32 - 1)))
    _asked(check_lock_time, (2**32 - 1, 2**32 - 1, 0), (LATER, LATER, 0))


# ---- is_final ------------------------------------------------------------------------------------


@hidden_property(
    "E3.11", "below-height", "a height must be below the block's, a time below its time", weight=3
)
def _below_height(check_lock_time: Student, is_final: Student) -> None:
    for own in (1, 100, 277_647, BORDER - 2):
        _finals(is_final, *((own, [0], own + step, LATER) for step in (-1, 0, 1, 2)))
    for own in (BORDER, LATER, 2**32 - 2):
        _finals(is_final, *((own, [0], 800_000, own + step) for step in (-1, 0, 1, 2)))


@hidden_property("E3.11", "which-kind", "both sides of 500,000,000: which of the two is asked", weight=3)
def _which_kind(check_lock_time: Student, is_final: Student) -> None:
    for own in (BORDER - 1, BORDER, BORDER + 1):
        _finals(
            is_final,
            *(
                (own, [0], height, time)
                for height in (0, 100, BORDER, BORDER + 9)
                for time in (0, 100, BORDER, BORDER + 9)
            ),
        )


@hidden_property("E3.11", "all-final", "final sequences switch it off, but only when all are", weight=3)
def _all_final(check_lock_time: Student, is_final: Student) -> None:
    for count in (1, 2, 3, 5):
        for own in (200, LATER):
            _finals(is_final, (own, [FINAL] * count, 100, 1_231_006_505))
            for _, sequences in families.one_fault([FINAL] * count, lambda one: one - 1):
                _finals(is_final, (own, sequences, 100, 1_231_006_505), (own, sequences, 300, LATER + 1))
            for _, sequences in families.one_fault([0] * count, lambda one: FINAL):
                _finals(is_final, (own, sequences, 100, 1_231_006_505))
    _finals(is_final, (200, [FINAL] * 1500 + [0], 100, 0), (200, [0] + [FINAL] * 1500, 100, 0))
    leave = [200, [0, FINAL, 7], 100, 0]
    leaves_alone(False, is_final, *leave)


@hidden_property("E3.11", "no-lock", "lock time 0 is final in every block", weight=2)
def _no_lock(check_lock_time: Student, is_final: Student) -> None:
    for sequences in ([0], [FINAL], [0, FINAL], [FINAL - 1] * 3):
        _finals(is_final, (0, sequences, 0, 0), (0, sequences, 1, 1), (1, sequences, 0, 0))
        _finals(is_final, (1, sequences, 1, LATER), (1, sequences, 2, 0))


@hidden_property("E3.11", "many", "several hundred combinations, some of them asked again", weight=2)
def _many(check_lock_time: Student, is_final: Student) -> None:
    drawn = seeded("time locks")
    numbers = [0, 1, 99, 100, 101, BORDER - 1, BORDER, BORDER + 1, LATER, 2**32 - 1]
    sequences = [0, 1, FINAL - 1, FINAL, FINAL]
    for _ in range(200):
        _asked(check_lock_time, (drawn.choice(numbers), drawn.choice(numbers), drawn.choice(sequences)))
        own = [drawn.choice(sequences) for _ in range(drawn.randrange(1, 4))]
        height, time = (
            drawn.choice([0, 99, 100, 101, 102, BORDER]),
            drawn.choice([0, 100, BORDER, BORDER + 1, LATER + 1]),
        )
        _finals(is_final, (drawn.choice(numbers), own, height, time))


@hidden_property("E3.11", "true-or-false", "the answer is True or False, never nothing")
def _true_or_false(check_lock_time: Student, is_final: Student) -> None:
    no: list[list[Any]] = [[101, 100, 0], [100, 100, FINAL], [100, LATER, 0]]
    families.true_or_false(check_lock_time, [[100, 100, 0], [0, 0, 1]], no)
    yes: list[list[Any]] = [
        [0, [0], 0, 0],
        [100, [0], 101, 0],
        [100, [FINAL], 0, 0],
        [LATER, [0], 0, LATER + 1],
    ]
    families.true_or_false(is_final, yes, [[100, [0], 100, LATER], [LATER, [0, FINAL], 800_000, LATER]])
