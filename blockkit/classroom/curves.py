"""Points of the curve y² = x³ + 7, and signatures made of them (lesson 03a).

The curve is the same over every prime field: the small ones can be drawn, the one over :data:`FIELD` is
secp256k1. For study only: the arithmetic does not hide a secret from somebody who measures how long it takes.
"""

from functools import cache

from blockkit.classroom.shapes import FIELD, Point
from blockkit.guards import need_int
from blockkit.keys import ORDER

G: Point = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)  # where all walks on secp256k1 begin (SEC 2)

SMALL = {17: (1, 5), 43: (2, 12), 79: (1, 18), 223: (2, 98)}  # primes whose curves are drawn, and their start


# ---- walking -------------------------------------------------------------------------------------


def add_points(a: Point, b: Point, p: int = FIELD) -> Point:
    """E3.1: the sum of two points of the curve modulo ``p``; ``None`` is infinity, the zero."""
    if a is None or b is None:
        return b if a is None else a
    (x1, y1), (x2, y2) = a, b
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    m = 3 * x1 * x1 * pow(2 * y1, -1, p) if x1 == x2 else (y2 - y1) * pow(x2 - x1, -1, p)
    x3 = (m * m - x1 - x2) % p
    return x3, (m * (x1 - x3) - y1) % p


def multiply_point(k: int, a: Point, p: int = FIELD) -> Point:
    """E3.1: ``a`` added ``k`` times.

    Dividing is slow, so the steps are made with fractions, x / z² and y / z³, and divided once at the end.
    """
    if a is None:
        return None
    total, (x, y) = (1, 1, 0), a  # z = 0 is infinity
    for digit in f"{k:b}":
        total = _doubled(*total, p)
        if digit == "1":
            total = _plus(*total, x, y, p)
    x, y, z = total
    if z == 0:
        return None
    inverse = pow(z, -1, p)
    return x * inverse**2 % p, y * inverse**3 % p


def _doubled(x: int, y: int, z: int, p: int) -> tuple[int, int, int]:
    """Twice a point that is written with fractions."""
    m, s = 3 * x * x % p, 4 * x * y * y % p
    x3 = (m * m - 2 * s) % p
    return x3, (m * (s - x3) - 8 * pow(y, 4, p)) % p, 2 * y * z % p


def _plus(x1: int, y1: int, z1: int, x2: int, y2: int, p: int) -> tuple[int, int, int]:
    """The sum of a point that is written with fractions and a plain one."""
    if z1 == 0:
        return x2, y2, 1
    square = z1 * z1 % p
    run, rise = (x2 * square - x1) % p, (y2 * square * z1 - y1) % p
    if run == 0:
        return _doubled(x2, y2, 1, p) if rise == 0 else (1, 1, 0)
    square = run * run % p
    cube, side = square * run % p, x1 * square % p
    x3 = (rise * rise - cube - 2 * side) % p
    return x3, (rise * (side - x3) - y1 * cube) % p, z1 * run % p


@cache
def points_of(p: int) -> tuple[tuple[int, int], ...]:
    """All points of the curve modulo a small prime, found by trying; infinity is not among them."""
    need_int(p, "a prime whose points can be tried", 11, 1000)
    return tuple((x, y) for x in range(p) for y in range(p) if (y * y - x**3 - 7) % p == 0)


@cache
def steps_to_infinity(p: int) -> int:
    """How many steps lead from the start of a drawn curve to infinity."""
    steps, at = 1, add_points(None, SMALL[p], p)
    while at is not None:
        steps, at = steps + 1, add_points(at, SMALL[p], p)
    return steps


# ---- signing -------------------------------------------------------------------------------------


def sign_ecdsa(secret: int, z: int, nonce: int) -> tuple[int, int]:
    """E3.3: r and the lower s of the signature with this nonce; ``ValueError`` when it will not do.

    ``z`` is the number, big endian, of the 32 bytes that are signed.
    """
    point = multiply_point(nonce, G)
    r = point[0] % ORDER if point else 0
    s = pow(nonce, -1, ORDER) * (z + r * secret) % ORDER if r else 0  # a nonce of 0 has no inverse
    if r == 0 or s == 0:
        raise ValueError("with this nonce r or s is 0: take another one")
    return r, min(s, ORDER - s)
