"""E3.2: is a signature true?

A signature costs two walks of 256 bits, 3 ms with the reference's own, unless its z, r and s were found from
two short walks. Some twenty must be of the first kind: real ones, what is changed afterwards, and what has a
given message. So this suite costs more than 60 ms.
"""

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
    found,
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
    _false(verify_ecdsa, (FIRST.key, SLIDES.z, FIRST.r, FIRST.s), (SLIDES.key, FIRST.z, FIRST.r, FIRST.s))


@hidden_property("E3.2", "any-message", "messages of 0, 1, the order and the largest of 32 bytes", weight=2)
def _any_message(verify_ecdsa: Student) -> None:
    for v in (1, 2, 9):
        accepts(verify_ecdsa, KEY, *found(0, v))
    for z, others in ((1, (0,)), (ORDER, ()), (LARGEST, (LARGEST - 1,))):
        r, s = made(z, 3 + z % 1000)
        accepts(verify_ecdsa, KEY, z, r, s)
        for other in others:
            rejects(verify_ecdsa, KEY, other, r, s)


@hidden_property("E3.2", "other-key", "another key did not sign this, nor did the mirror image of the key")
def _other_key(verify_ecdsa: Student) -> None:
    z, r, s = found(41, 42)
    _true(verify_ecdsa, (KEY, z, r, s))
    _false(verify_ecdsa, (MIRROR, z, r, s), (G, z, r, s), (KEY, z, s, r))


@hidden_property("E3.2", "one-bit", "one bit of r, of s or of the message changed")
def _one_bit(verify_ecdsa: Student) -> None:
    z, r, s = found(5, 1000)
    accepts(verify_ecdsa, KEY, z, r, s)
    low, high = 1, 1 << 254
    _false(verify_ecdsa, *((KEY, z ^ bit, r, s) for bit in (low, high)), (KEY, z, r, s ^ low))
    for bit in (low, 1 << 128, high):  # with an s and a message that fit all but the last comparison
        u, v = 7, 11
        _, near, _ = found(u, v)
        wrong = near ^ bit
        s = wrong * pow(v, -1, ORDER) % ORDER
        rejects(verify_ecdsa, KEY, u * s % ORDER, wrong, s)


@hidden_property("E3.2", "range-of-r", "r of 0, of the order, below 0 or a whole order too large", weight=2)
def _range_of_r(verify_ecdsa: Student) -> None:
    z, r, s = found(77, 9)
    _true(verify_ecdsa, (KEY, z, r, s))
    _false(verify_ecdsa, (KEY, z, r + ORDER, s), (KEY, z, r - ORDER, s), (KEY, z, 0, s), (KEY, z, ORDER, s))
    _false(verify_ecdsa, (KEY, z, -r, s), (KEY, z, r + 2 * ORDER, s))


@hidden_property("E3.2", "range-of-s", "s of 0, of the order, below 0 or a whole order too large", weight=2)
def _range_of_s(verify_ecdsa: Student) -> None:
    z, r, s = found(78, 10)
    _true(verify_ecdsa, (KEY, z, r, s))
    _false(verify_ecdsa, (KEY, z, r, s + ORDER), (KEY, z, r, s - ORDER), (KEY, z, r, -s))
    _false(verify_ecdsa, (KEY, z, r, 0), (KEY, z, r, ORDER), (KEY, z, r, 2 * ORDER))
    rejects(verify_ecdsa, G, (1 - G[0]) % ORDER, G[0], ORDER + 1)  # below FIELD; with s = 1 it holds


@hidden_property("E3.2", "beyond-order", "the x of R beyond the order counts modulo the order", weight=2)
def _beyond_order(verify_ecdsa: Student) -> None:
    _true(verify_ecdsa, (BEYOND, 1, 2, 1))
    _false(verify_ecdsa, (BEYOND, 1, 3, 1), (BEYOND, 1, ORDER + 2, 1))


@hidden_property("E3.2", "infinity-sum", "the sum is infinity: false, and no error")
def _infinity_sum(verify_ecdsa: Student) -> None:
    r = numbers("infinity", 1)[0]
    rejects(verify_ecdsa, KEY, -r * SECRET % ORDER, r, r * pow(99, -1, ORDER) % ORDER)
    rejects(verify_ecdsa, G, ORDER - 5, 5, 1)
    accepts(verify_ecdsa, KEY, *found(5, 11))


@hidden_property("E3.2", "same-end", "both walks end at the same point: R is its double")
def _same_end(verify_ecdsa: Student) -> None:
    for steps in (1, 7, 300):
        z, r, s = found(steps, steps, G)
        accepts(verify_ecdsa, G, z, r, s)
        rejects(verify_ecdsa, G, z, r - 1, s)


@hidden_property("E3.2", "off-curve", "a key beside the curve, for which the arithmetic says yes", weight=2)
def _off_curve(verify_ecdsa: Student) -> None:
    for x, y in ((5, 5), (1, FIELD - 2), (KEY[0], KEY[1] ^ 1)):  # type: ignore[index]
        for k in (1, 2):
            point = curve.times(k, (x, y))
            assert point is not None
            r = point[0] % ORDER
            rejects(verify_ecdsa, (x, y), 0, r, r * pow(k, -1, ORDER) % ORDER)
    accepts(verify_ecdsa, KEY, *found(0, 12))


@hidden_property(
    "E3.2", "key-range", "coordinates of the field's size and more, or below 0, are no key", weight=2
)
def _key_range(verify_ecdsa: Student) -> None:
    x, y = G
    z, r, s = found(79, 13, G)
    accepts(verify_ecdsa, G, z, r, s)
    for key in ((x + FIELD, y), (x, y + FIELD), (x - FIELD, y), (x, y - FIELD), (x, -y)):
        rejects(verify_ecdsa, key, z, r, s)
    # The curve has points at x = 1: as 1 + FIELD it is one digit longer, but of no more bytes.
    root = pow(8, (FIELD + 1) // 4, FIELD)
    rejects(verify_ecdsa, (1 + FIELD, root), 0, 1, 1)
    accepts(verify_ecdsa, (1, root), 0, 1, 1)
    cube = pow(FIELD - 6, (FIELD + 2) // 9, FIELD)  # the point of this x has the y FIELD - 1, which is not -1
    rejects(verify_ecdsa, (cube, -1), 0, cube, cube)
    accepts(verify_ecdsa, (cube, FIELD - 1), 0, cube, cube)


@hidden_property("E3.2", "no-key", "infinity is no key, nor is (0, 0): false, and no error")
def _no_key(verify_ecdsa: Student) -> None:
    z, r, s = found(80, 14)
    accepts(verify_ecdsa, KEY, z, r, s)
    _false(verify_ecdsa, (None, z, r, s), ((0, 0), z, r, s))
    _false(verify_ecdsa, (None, 1, G[0], 1), (None, 7, G[0], 7))  # R is G without any key


@hidden_property("E3.2", "high-s", "a high s is as good as a low one", weight=2)
def _high_s(verify_ecdsa: Student) -> None:
    for one in (FIRST, SLIDES):
        accepts(verify_ecdsa, one.key, one.z, one.r, ORDER - one.s)
    rejects(verify_ecdsa, FIRST.key, FIRST.z ^ 1, FIRST.r, ORDER - FIRST.s)
    for z, r, s in (found(81, v) for v in range(15, 21)):
        accepts(verify_ecdsa, KEY, z, r, s)  # some of them are high
    rejects(verify_ecdsa, KEY, z, ORDER - r, s)


@hidden_property("E3.2", "asked-again", "the same r and s, another message and another key")
def _asked_again(verify_ecdsa: Student) -> None:
    z, r, s = found(83, 16)
    _true(verify_ecdsa, (KEY, z, r, s))
    _false(verify_ecdsa, (KEY, z ^ 1, r, s), (MIRROR, z, r, s))
    moved = (z + 2 * r * SECRET) % ORDER  # what the mirror's secret has signed with the same r and s
    _true(verify_ecdsa, (MIRROR, moved, r, s), (KEY, z, r, s))
    _false(verify_ecdsa, (KEY, moved, r, s))


@hidden_property("E3.2", "true-or-false", "the answer is True or False, never nothing")
def _true_or_false(verify_ecdsa: Student) -> None:
    one = FIRST
    no: list[list[Any]] = [
        [one.key, one.z, 0, 1],
        [one.key, one.z, 1, ORDER],
        [None, 1, 1, 1],
        [(0, 0), 1, 1, 1],
        [G, ORDER - 5, 5, 1],
    ]
    families.true_or_false(verify_ecdsa, [[one.key, one.z, one.r, one.s]], [*no, [one.key, 1, one.r, one.s]])
