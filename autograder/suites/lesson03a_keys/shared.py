"""What the suites of lesson 03a share: signatures that are made here, and two of the main chain."""

from autograder.suites import curve
from autograder.suites.common import seeded
from blockkit.classroom.real_signatures import real_signature

ORDER, FIELD, G = curve.ORDER, curve.FIELD, curve.G
SECRET = 0xC0FFEE_5EED << 180 | 0x9E3779B97F4A7C15
KEY = curve.times(SECRET, G)
FIRST, SLIDES = real_signature("block 170"), real_signature("slides")


def made(z: int, nonce: int) -> tuple[int, int]:
    """``SECRET``'s signature of ``z``, s as it comes."""
    return curve.signed(SECRET, z, nonce)


def numbers(purpose: str, count: int) -> list[int]:
    """Large numbers below the order, the same in every run."""
    drawn = seeded(f"lesson 03a {purpose}")
    return [drawn.randrange(2**200, ORDER) for _ in range(count)]
