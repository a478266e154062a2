"""E3.1: adding two points, and walking k steps.

A walk of 256 bits on secp256k1 is some 380 additions, each with an inverse: 7 ms. An answer may go wrong with
long numbers only, so there are six such walks, and this suite costs more than 60 ms. All else is small.
"""

from collections.abc import Iterable
from itertools import combinations, pairwise

from autograder.suites import curve, families
from autograder.suites.common import Student, hidden_property
from autograder.suites.curve import Point
from autograder.suites.lesson03a_keys.shared import FIELD, ORDER, G, numbers
from blockkit.classroom.properties import gives

INFINITY: Point = None
MIRROR = (G[0], FIELD - G[1])


def _adds(add_points: Student, p: int, pairs: Iterable[tuple[Point, Point]]) -> None:
    for a, b in pairs:
        gives(curve.plus(a, b, p), add_points, a, b, p)


def _walks(multiply_point: Student, p: int, a: Point, steps: Iterable[int]) -> None:
    for k in steps:
        gives(curve.times(k, a, p), multiply_point, k, a, p)


# ---- add_points ----------------------------------------------------------------------------------


@hidden_property("E3.1", "every-sum", "sums of two points with different x, p = 11 and 43", weight=3)
def _every_sum(add_points: Student, _: Student) -> None:
    pairs = [(a, b) for a, b in combinations(curve.points(11), 2) if a[0] != b[0]]
    _adds(add_points, 11, [*pairs[::2], *((b, a) for a, b in pairs[1::2])])
    for a in curve.points(43)[3::11]:
        _adds(add_points, 43, ((a, b) for b in curve.points(43)[::2] if a[0] != b[0]))


@hidden_property("E3.1", "infinity-added", "infinity on either side, and on both")
def _infinity(add_points: Student, _: Student) -> None:
    for p in (11, 223):
        for a in curve.points(p)[:: len(curve.points(p)) // 4]:
            _adds(add_points, p, ((None, a), (a, None)))
        gives(INFINITY, add_points, None, None, p)
    gives(G, add_points, None, G)
    gives(G, add_points, G, None)


@hidden_property("E3.1", "doubling", "a point added to itself", weight=2)
def _doubling(add_points: Student, _: Student) -> None:
    for p in (11, 17, 43, 223):
        _adds(add_points, p, ((a, a) for a in curve.points(p)[:: 1 + p // 12] if a[1]))
    gives(curve.times(2, G), add_points, G, G)
    twice = curve.times(2, G)
    gives(curve.times(4, G), add_points, twice, twice)


@hidden_property("E3.1", "doubling-zero", "a point with y = 0 added to itself: infinity; to others: a point")
def _doubling_zero(add_points: Student, _: Student) -> None:
    for p in (11, 17, 19, 23, 223):
        flat = [a for a in curve.points(p) if a[1] == 0]
        _adds(add_points, p, ((a, a) for a in flat))
        _adds(add_points, p, ((a, b) for a in flat for b in curve.points(p)[1:40:13]))


@hidden_property("E3.1", "opposites", "opposite points give infinity, and only these")
def _opposites(add_points: Student, _: Student) -> None:
    for p in (11, 43, 223):
        some = curve.points(p)[:: 1 + p // 8]
        _adds(add_points, p, ((a, (a[0], -a[1] % p)) for a in some))
        _adds(add_points, p, ((a, (b[0], -b[1] % p)) for a, b in pairwise(some)))
    gives(INFINITY, add_points, G, MIRROR)
    gives(G, add_points, curve.times(2, G), MIRROR)


@hidden_property("E3.1", "large-sums", "sums on secp256k1, which is the curve when no prime is given")
def _large_sums(add_points: Student, _: Student) -> None:
    for k in (number % 2**64 for number in numbers("large sums", 2)):
        a, b = curve.times(k, G), curve.times(k // 2**20, G)
        gives(curve.plus(a, b), add_points, a, b)
        gives(curve.plus(b, a), add_points, b, a)
        gives(curve.times(k + 1, G), add_points, a, G, FIELD)


@hidden_property("E3.1", "another-curve", "the same points on another curve, one after the other")
def _another_curve(add_points: Student, _: Student) -> None:
    for point, primes in (((6, 6), (11, 17, 11)), ((12, 12), (37, 43, 37))):
        for p in primes:
            others = [b for b in curve.points(p) if b[0] != point[0]][:3]
            _adds(add_points, p, [(point, point), *((point, b) for b in others)])
    calls = [((1, 5), (2, 10), 17), ((6, 6), (6, 6), 11), (None, G, FIELD)]
    families.answers_kept(add_points, calls, curve.plus)


# ---- multiply_point ------------------------------------------------------------------------------


@hidden_property("E3.1", "zero-times", "0 times a point, 1 time, and infinity any number of times")
def _zero_times(_: Student, multiply_point: Student) -> None:
    for p, a in ((17, (1, 5)), (43, (2, 12)), (11, (5, 0))):
        _walks(multiply_point, p, a, (0, 1))
        _walks(multiply_point, p, None, (0, 1, 2, 7))
    gives(INFINITY, multiply_point, 0, G)
    gives(G, multiply_point, 1, G)


@hidden_property("E3.1", "every-walk", "every number of steps on three small curves", weight=2)
def _every_walk(_: Student, multiply_point: Student) -> None:
    _walks(multiply_point, 17, (1, 5), range(1, 9))
    _walks(multiply_point, 11, (4, 4), range(1, 12))
    _walks(multiply_point, 43, (2, 12), range(1, 31))


@hidden_property("E3.1", "beyond", "as many steps as there are points, and more", weight=2)
def _beyond(_: Student, multiply_point: Student) -> None:
    for p, order in ((11, 12), (17, 18), (43, 31), (223, 252)):
        for a in curve.points(p)[1 :: len(curve.points(p)) // 2]:
            _walks(multiply_point, p, a, (order - 1, order, order + 1, 2 * order + 5))
    _walks(multiply_point, 43, (2, 12), (ORDER, ORDER + 1, 2**255))


@hidden_property("E3.1", "real-key", "keys of secp256k1, from secrets of 256 bits", weight=2)
def _real_key(_: Student, multiply_point: Student) -> None:
    for k in (2, 3, *numbers("real key", 2)):
        gives(curve.times(k, G), multiply_point, k, G)
    other = curve.times(777, G)
    gives(curve.times(777 * 3**50, G), multiply_point, 3**50, other)


@hidden_property("E3.1", "order", "the order of secp256k1: one step less, exactly, one more")
def _order(_: Student, multiply_point: Student) -> None:
    gives(MIRROR, multiply_point, ORDER - 1, G)
    gives(INFINITY, multiply_point, ORDER, G)
    gives(G, multiply_point, ORDER + 1, G)


@hidden_property("E3.1", "long-walk", "numbers of 300 bits and more, on small curves and on secp256k1")
def _long_walk(_: Student, multiply_point: Student) -> None:
    for k in (2**333 + 12_345, 3**189):
        _walks(multiply_point, 43, (2, 12), (k, k + 1))
        _walks(multiply_point, 223, (2, 98), (k,))
    gives(curve.times(3**189 % ORDER, G), multiply_point, 3**189, G)


@hidden_property("E3.1", "walk-again", "the same steps from the same point on another curve")
def _walk_again(_: Student, multiply_point: Student) -> None:
    for point, primes in (((6, 6), (11, 17, 11)), ((12, 12), (37, 43, 37))):
        for p in primes:
            _walks(multiply_point, p, point, (2, 3, 5))
