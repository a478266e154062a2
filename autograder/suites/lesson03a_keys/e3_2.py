"""E3.2: is a signature true?"""

from typing import Any

from autograder.suites import curve, families
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03a_keys.shared import (
    FIELD,
    FIRST,
    KEY,
    ORDER,
    SECRET,
    SLIDES,
    G,
    made,
    numbers,
)  # fmt: skip
from blockkit.classroom.properties import accepts, rejects

LARGEST = 2**256 - 1
assert KEY is not None
MIRROR = (KEY[0], FIELD - KEY[1])
# The x of R is ORDER + 2 here; nobody knows how often G must be added to get there.
BEYOND = (
    0x19099FBDDDCDB7A14410B5C6BA73F51BD2F74A3D1CD8456FCC1DA68ED6468884,
    0xB07B9F7DD9EA5753E009246A1DB85E7E1644BFDEE276881A950CE59FDD45B45B,
)


def _true(verify_ecdsa: Student, *calls: tuple[Any, ...]) -> None:
    for call in calls:
        accepts(verify_ecdsa, *call)


def _false(verify_ecdsa: Student, *calls: tuple[Any, ...]) -> None:
    for call in calls:
        rejects(verify_ecdsa, *call)


@hidden_property(
    "E3.2", "real", "two payments of the main chain, and neither with the other's message", weight=2
)
def _real(verify_ecdsa: Student) -> None:
    _true(verify_ecdsa, *((one.key, one.z, one.r, one.s) for one in (FIRST, SLIDES)))
    _false(verify_ecdsa, (FIRST.key, SLIDES.z, FIRST.r, FIRST.s), (SLIDES.key, FIRST.z, SLIDES.r, SLIDES.s))
    _false(verify_ecdsa, (SLIDES.key, FIRST.z, FIRST.r, FIRST.s))


@hidden_property("E3.2", "any-message", "messages of 0, 1, the order and the largest of 32 bytes", weight=2)
def _any_message(verify_ecdsa: Student) -> None:
    for z, other in ((0, 1), (1, 0), (ORDER, 1), (LARGEST, LARGEST - 1)):
        r, s = made(z, 3 + z % 1000)
        accepts(verify_ecdsa, KEY, z, r, s)
        rejects(verify_ecdsa, KEY, other, r, s)


@hidden_property("E3.2", "other-key", "another key did not sign this, nor did the mirror image of the key")
def _other_key(verify_ecdsa: Student) -> None:
    z = numbers("other key", 1)[0]
    r, s = made(z, 41)
    _true(verify_ecdsa, (KEY, z, r, s))
    _false(verify_ecdsa, (MIRROR, z, r, s), (G, z, r, s), (KEY, z, s, r))


@hidden_property("E3.2", "one-bit", "one bit of r, of s or of the message changed")
def _one_bit(verify_ecdsa: Student) -> None:
    z = numbers("one bit", 1)[0]
    r, s = made(z, 5)
    accepts(verify_ecdsa, KEY, z, r, s)
    for bit in (1, 1 << 128, 1 << 254):
        _false(verify_ecdsa, (KEY, z ^ bit, r, s), (KEY, z, r ^ bit, s), (KEY, z, r, s ^ bit))


@hidden_property("E3.2", "range-of-r", "r of 0, of the order, below 0 or a whole order too large", weight=2)
def _range_of_r(verify_ecdsa: Student) -> None:
    z = 77
    r, s = made(z, 9)
    _true(verify_ecdsa, (KEY, z, r, s))
    _false(verify_ecdsa, (KEY, z, r + ORDER, s), (KEY, z, r - ORDER, s), (KEY, z, 0, s), (KEY, z, ORDER, s))
    _false(verify_ecdsa, (KEY, z, -r, s), (KEY, z, r + 2 * ORDER, s))


@hidden_property("E3.2", "range-of-s", "s of 0, of the order, below 0 or a whole order too large", weight=2)
def _range_of_s(verify_ecdsa: Student) -> None:
    z = 78
    r, s = made(z, 10)
    _true(verify_ecdsa, (KEY, z, r, s))
    _false(verify_ecdsa, (KEY, z, r, s + ORDER), (KEY, z, r, s - ORDER), (KEY, z, r, -s))
    _false(verify_ecdsa, (KEY, z, r, 0), (KEY, z, r, ORDER), (KEY, z, r, 2 * ORDER))


@hidden_property("E3.2", "beyond-order", "the x of R beyond the order counts modulo the order", weight=2)
def _beyond_order(verify_ecdsa: Student) -> None:
    _true(verify_ecdsa, (BEYOND, 1, 2, 1))
    _false(verify_ecdsa, (BEYOND, 1, 3, 1), (BEYOND, 1, ORDER + 2, 1))


@hidden_property("E3.2", "infinity-sum", "the sum is infinity: false, and no error")
def _infinity_sum(verify_ecdsa: Student) -> None:
    for r, s in ((12_345, 1), (numbers("infinity", 1)[0], 99)):
        rejects(verify_ecdsa, KEY, -r * SECRET % ORDER, r, s)
    rejects(verify_ecdsa, G, ORDER - 5, 5, 1)
    r, s = made(5, 11)
    accepts(verify_ecdsa, KEY, 5, r, s)


@hidden_property("E3.2", "off-curve", "a key beside the curve, for which the arithmetic says yes", weight=2)
def _off_curve(verify_ecdsa: Student) -> None:
    for x, y in ((5, 5), (1, FIELD - 2), (KEY[0], KEY[1] ^ 1)):  # type: ignore[index]
        for k in (1, 2):
            point = curve.times(k, (x, y))
            assert point is not None
            r = point[0] % ORDER
            rejects(verify_ecdsa, (x, y), 0, r, r * pow(k, -1, ORDER) % ORDER)
    r, s = made(0, 12)
    accepts(verify_ecdsa, KEY, 0, r, s)


@hidden_property(
    "E3.2", "key-range", "coordinates of the field's size and more, or below 0, are no key", weight=2
)
def _key_range(verify_ecdsa: Student) -> None:
    (x, y), z = G, 79
    r, s = curve.signed(1, z, 13)
    accepts(verify_ecdsa, G, z, r, s)
    for key in ((x + FIELD, y), (x, y + FIELD), (x - FIELD, y), (x, y - FIELD), (x, -y)):
        rejects(verify_ecdsa, key, z, r, s)
    # The curve has points at x = 1: as 1 + FIELD it is one digit longer, but of no more bytes.
    root = pow(8, (FIELD + 1) // 4, FIELD)
    rejects(verify_ecdsa, (1 + FIELD, root), 0, 1, 1)
    accepts(verify_ecdsa, (1, root), 0, 1, 1)


@hidden_property("E3.2", "no-key", "infinity is no key, nor is (0, 0): false, and no error")
def _no_key(verify_ecdsa: Student) -> None:
    r, s = made(80, 14)
    accepts(verify_ecdsa, KEY, 80, r, s)
    _false(verify_ecdsa, (None, 80, r, s), ((0, 0), 80, r, s))
    _false(verify_ecdsa, (None, 1, G[0], 1), (None, 7, G[0], 7))  # R is G without any key


@hidden_property("E3.2", "high-s", "a high s is as good as a low one", weight=2)
def _high_s(verify_ecdsa: Student) -> None:
    for one in (FIRST, SLIDES):
        accepts(verify_ecdsa, one.key, one.z, one.r, ORDER - one.s)
        rejects(verify_ecdsa, one.key, one.z ^ 1, one.r, ORDER - one.s)
    r, s = made(81, 15)
    _true(verify_ecdsa, (KEY, 81, r, curve.low(s)), (KEY, 81, r, ORDER - curve.low(s)))
    _false(verify_ecdsa, (KEY, 81, ORDER - r, s), (KEY, 82, r, ORDER - s))


@hidden_property("E3.2", "asked-again", "the same r and s, another message and another key")
def _asked_again(verify_ecdsa: Student) -> None:
    r, s = made(83, 16)
    _true(verify_ecdsa, (KEY, 83, r, s))
    _false(verify_ecdsa, (KEY, 84, r, s), (MIRROR, 83, r, s))
    moved = (83 + 2 * r * SECRET) % ORDER  # what the mirror's secret has signed with the same r and s
    _true(verify_ecdsa, (MIRROR, moved, r, s), (KEY, 83, r, s))
    _false(verify_ecdsa, (KEY, moved, r, s))


@hidden_property("E3.2", "true-or-false", "the answer is True or False, never nothing")
def _true_or_false(verify_ecdsa: Student) -> None:
    one = FIRST
    no: list[list[Any]] = [
        [one.key, one.z, 0, 1],
        [one.key, one.z, 1, ORDER],
        [None, 1, 1, 1],
        [(0, 0), 1, 1, 1],
    ]
    families.never_none(verify_ecdsa, [[one.key, one.z, one.r, one.s]], [*no, [one.key, 1, one.r, one.s]])
