"""The right answers of lesson 03a, worked out once more and in another way than in blockkit and the masters.

On small curves a slope is found by trying; on secp256k1 each step is added by itself, from the smallest
binary digit up; digits in base 58 come from long division. Only modules of Python's own are used here.
"""

from functools import cache
from hashlib import sha256

Point = tuple[int, int] | None

FIELD = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


# ---- points --------------------------------------------------------------------------------------


@cache
def points(p: int) -> list[tuple[int, int]]:
    """All points of a small curve, without infinity."""
    roots: dict[int, list[int]] = {}
    for y in range(p):
        roots.setdefault(y * y % p, []).append(y)
    return [(x, y) for x in range(p) for y in roots.get((x * x * x + 7) % p, [])]


def plus(a: Point, b: Point, p: int = FIELD) -> Point:
    """The third point of the line through both, in the mirror."""
    if a is None or b is None:
        return a or b
    slope = _slope(a, b, p)
    if slope is None:
        return None
    x = (slope * slope - a[0] - b[0]) % p
    return x, -(a[1] + slope * (x - a[0])) % p


@cache
def _slope(a: tuple[int, int], b: tuple[int, int], p: int) -> int | None:
    """The slope of the line through both, or of the curve where they are one; ``None`` when it is upright."""
    run, rise = ((b[0] - a[0]) % p, (b[1] - a[1]) % p) if a != b else (2 * a[1] % p, 3 * a[0] ** 2 % p)
    if p < 1000:
        return next((slope for slope in range(p) if slope * run % p == rise and run), None)
    return rise * pow(run, -1, p) % p if run else None


def times(k: int, a: Point, p: int = FIELD) -> Point:
    """The sum of the doublings of ``a`` that the binary digits of ``k`` name."""
    total: Point = None
    for digit in range(k.bit_length()):
        if k >> digit & 1:
            total = plus(total, _doubled(a, digit, p), p)
    return total


@cache
def _doubled(a: Point, often: int, p: int) -> Point:
    if often == 0:
        return a
    half = _doubled(a, often - 1, p)
    return plus(half, half, p)


# ---- signatures ----------------------------------------------------------------------------------


def signed(secret: int, z: int, nonce: int) -> tuple[int, int]:
    """r and s of a signature, s as it comes; both may be 0."""
    point = times(nonce, G)
    r = point[0] % ORDER if point else 0
    return r, (z + r * secret) * pow(nonce, ORDER - 2, ORDER) % ORDER


def low(s: int) -> int:
    """The smaller of the two that sign the same."""
    return s if 2 * s < ORDER else ORDER - s


# ---- base 58 -------------------------------------------------------------------------------------

DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(data: bytes) -> str:
    """Long division by 58, digit after digit; a 1 for each zero byte in front."""
    rest, text = data.lstrip(b"\0"), ""
    while rest:
        carry, quotient = 0, []
        for byte in rest:
            digit, carry = divmod(carry * 256 + byte, 58)
            quotient.append(digit)
        rest, text = bytes(quotient).lstrip(b"\0"), DIGITS[carry] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def checksum(payload: bytes) -> bytes:
    """The first four bytes of its double hash."""
    return sha256(sha256(payload).digest()).digest()[:4]


def with_checksum(payload: bytes) -> str:
    """Payload and checksum in base 58."""
    return base58(payload + checksum(payload))
