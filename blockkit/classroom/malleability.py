"""The other signature that signs the same, and payments whose signature or name was changed (lesson 03b)."""

from blockkit.keys import ORDER

HALF = ORDER // 2


def twin(r: int, s: int) -> tuple[int, int]:
    """E3.7: the other pair that signs the same message."""
    return r, ORDER - s


def is_low_s(s: int) -> bool:
    """E3.7: is this the lower of the two that sign the same?"""
    return s <= HALF
