"""What the suites of lesson 03a share: signatures that are made here, and two of the main chain."""

from autograder.suites import curve
from autograder.suites.common import seeded
from autograder.suites.curve import Point
from blockkit.classroom.real_signatures import real_signature

ORDER, FIELD, G = curve.ORDER, curve.FIELD, curve.G
SECRET = 0xC0FFEE_5EED << 180 | 0x9E3779B97F4A7C15
KEY = curve.times(SECRET, G)
FIRST, SLIDES = real_signature("block 170"), real_signature("slides")


def made(z: int, nonce: int) -> tuple[int, int]:
    """``SECRET``'s signature of ``z``, s as it comes."""
    return curve.signed(SECRET, z, nonce)


def found(u: int, v: int, key: Point = KEY) -> tuple[int, int, int]:
    """Some z, r and s that ``key`` signs, found from R = u·G + v·key: with small u and v, cheap to check."""
    point = curve.plus(curve.times(u, G), curve.times(v, key))
    r = point[0] % ORDER if point else 0
    s = r * pow(v, -1, ORDER) % ORDER
    return u * s % ORDER, r, s


def numbers(purpose: str, count: int) -> list[int]:
    """Large numbers below the order, the same in every run."""
    drawn = seeded(f"lesson 03a {purpose}")
    return [drawn.randrange(2**200, ORDER) for _ in range(count)]
