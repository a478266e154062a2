"""The right answers of lesson 02d, worked out in another way than in blockkit and the masters."""

from fractions import Fraction
from functools import cache
from math import exp, lgamma, log

# ---- work ----------------------------------------------------------------------------------------


def work(bits: int) -> int:
    """Hashes for a block, by the text of its bits; 0 for bits without a target."""
    text = f"{bits:08x}"
    size, digits = int(text[:2], 16), int(text[2:], 16)
    negative, digits = digits >= 0x800000, digits % 0x800000
    target = Fraction(digits) * Fraction(256) ** (size - 3)
    whole = target.numerator // target.denominator
    if not whole or negative or whole >= 2**256:
        return 0
    return int(Fraction(2**256, whole + 1))


# ---- races ---------------------------------------------------------------------------------------


def paper(q: float, z: int) -> float:
    """Nakamoto's sum from the other side: the chance to catch up, for each number that he may have found."""
    if q >= 0.5 or z == 0:
        return 1.0
    if q == 0:
        return 0.0
    ratio = q / (1 - q)
    mean = z * ratio
    found = range(z + 80)
    poisson = (exp(k * log(mean) - mean - lgamma(k + 1)) for k in found)
    return sum(chance * ratio ** max(0, z - k) for k, chance in zip(found, poisson, strict=True))


def exact(q: float, z: int) -> float:
    """The chance in the race of the contract: block by block until the others have ``z``, then the ruin."""

    @cache
    def from_here(theirs: int, his: int) -> float:
        if theirs == z:
            return (q / (1 - q)) ** max(0, z - his)
        if his >= z:
            return 1.0
        return q * from_here(theirs, his + 1) + (1 - q) * from_here(theirs + 1, his)

    return 1.0 if q >= 0.5 else from_here(0, 0)


# ---- the thief -----------------------------------------------------------------------------------


def word(honest: int, secret: int, z: int) -> str:
    """What the contract says, as a table of three rows."""
    rows = (("publish", z <= honest < secret), ("stop", secret + 50 <= honest), ("mine", True))
    return next(name for name, fits in rows if fits)
