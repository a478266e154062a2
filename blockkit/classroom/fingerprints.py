"""The library's own answers to lesson 01a: fingerprints, the distance between two, and a collision."""

from collections.abc import Callable
from itertools import count

from blockkit.errors import shown
from blockkit.guards import need_bytes
from blockkit.hashing import sha256


def sha256_hex(text: str) -> str:
    """The SHA-256 fingerprint of a text, as 64 hex digits of its UTF-8 bytes."""
    if not isinstance(text, str):
        raise TypeError(f"sha256_hex needs text (str), got {type(text).__name__} {shown(text)}")
    return sha256(text.encode("utf-8")).hex()


def changed_bits(a: bytes, b: bytes) -> int:
    """In how many bits two byte strings of the same length differ (their Hamming distance)."""
    a, b = need_bytes(a, "a"), need_bytes(b, "b")
    if len(a) != len(b):
        raise ValueError(f"both must have the same length, got {len(a)} and {len(b)} bytes")
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()


def find_collision(bits: int, h: Callable[[bytes], bytes]) -> tuple[bytes, bytes]:
    """Two different byte strings whose hashes by ``h`` (32 bytes each) begin with the same ``bits`` bits.

    About 1.25·√(2^bits) hashes are needed on average: the birthday paradox.
    """
    known: dict[int, bytes] = {}
    for number in count():
        text = b"%d" % number
        beginning = int.from_bytes(h(text), "big") >> 256 - bits
        if beginning in known:
            return known[beginning], text
        known[beginning] = text
    raise AssertionError("counting never ends")
