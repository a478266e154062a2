"""E1.4: two inputs whose hashes begin alike."""

import hashlib
from collections.abc import Callable

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property
from blockkit.classroom.properties import holds
from blockkit.classroom.trying.for_checks import call

Hash = Callable[[bytes], bytes]


def _keyed(key: str) -> Hash:
    """A hash of its own for each key; nobody has seen its collisions before."""
    salt, sha256 = key.encode(), hashlib.sha256
    return lambda data: sha256(salt + data).digest()


def _zeros_first(key: str) -> Hash:
    """A hash whose digests often begin with zero bits."""
    keyed = _keyed(key)

    def h(data: bytes) -> bytes:
        digest = keyed(data)
        return (int.from_bytes(digest, "big") >> digest[-1] % 7).to_bytes(32, "big")

    return h


def _exacting(key: str) -> Hash:
    """A hash that takes bytes, and nothing that is only like them."""
    keyed = _keyed(key)

    def h(data: bytes) -> bytes:
        if type(data) is not bytes:
            raise TypeError(f"h takes bytes, it got a {type(data).__name__}")
        return keyed(data)

    return h


NO_LIMIT = 2_000_000  # calls of h


def _collides(
    find_collision: Student,
    bits: int,
    h: Hash,
    spare: int = 0,
    short: int = 0,
    seconds: float = 2.0,
) -> None:
    """Two different byte strings whose hashes begin alike, found in few enough tries.

    ``spare`` calls more than the contract allows are let through; ``short`` so many bits need not agree.
    """
    calls, most = 0, oracle.most_tries(bits) + spare

    def counted(data: bytes) -> bytes:
        nonlocal calls
        calls += 1
        if calls > most:
            raise RuntimeError(f"more than 16·√(2^{bits}) hashes were tried")
        return h(data)

    pair = call(find_collision, bits, counted, seconds=seconds)
    found = isinstance(pair, list) and [type(text) for text in pair] == [bytes, bytes]
    holds(found, f"for {bits} bits it returned {pair!r}, which is not two byte strings")
    one, other = pair
    holds(one != other, f"for {bits} bits it returned {one!r} twice")
    begins = [oracle.first_bits(h(text), bits - short) for text in pair]
    holds(begins[0] == begins[1], f"for {bits} bits the two begin with {begins}")


@hidden_property("E1.4", "whole-bytes", "8 and 16 bits of SHA-256: two different inputs that begin alike")
def _whole_bytes(find_collision: Student) -> None:
    for key, bits in (("", 8), ("", 16), ("another", 8)):
        _collides(find_collision, bits, _keyed(key), spare=2000)


@hidden_property(
    "E1.4", "eight-bits", "8 bits, however many tries: two different inputs that begin alike", weight=2
)
def _eight_bits(find_collision: Student) -> None:
    for key in ("a", "b", "c", "d", "e", "f"):
        _collides(find_collision, 8, _keyed(f"eight {key}"), spare=NO_LIMIT)


@hidden_property(
    "E1.4", "all-but-one", "in few enough tries, two that begin alike, but for one bit at most", weight=2
)
def _all_but_one(find_collision: Student) -> None:
    for bits in (16, 12, 11, 13, 10, 14):
        _collides(find_collision, bits, _keyed(f"all but one {bits}"), short=1)


@hidden_property("E1.4", "inside-digit", "13 bits: the beginning may end inside a hex digit")
def _inside_a_digit(find_collision: Student) -> None:
    for bits in (13, 9, 10, 11, 13, 14):
        _collides(find_collision, bits, _keyed(f"inside {bits}"), spare=500)


@hidden_property("E1.4", "inside-byte", "12 and 20 bits: the beginning may end inside a byte")
def _inside_a_byte(find_collision: Student) -> None:
    for key, bits in (("one", 12), ("two", 12), ("one", 20)):
        _collides(find_collision, bits, _keyed(key), spare=500)


@hidden_property("E1.4", "full-of-zeros", "beginnings full of zeros")
def _full_of_zeros(find_collision: Student) -> None:
    for number, bits in enumerate((12, 13, 14, 12, 13, 14, 15)):
        _collides(find_collision, bits, _zeros_first(f"zeros {number}"), spare=500)


@hidden_property("E1.4", "few-tries", "any two of many: at most 16·√(2^bits) tries, not 2^bits")
def _few_tries(find_collision: Student) -> None:
    for number, bits in enumerate((9, 10, 16, 17, 14, 19, 9, 9, 9)):
        _collides(find_collision, bits, _keyed(f"few {number}"))


@hidden_property("E1.4", "many-bits", "21 and 24 bits: a few thousand tries are enough")
def _many_bits(find_collision: Student) -> None:
    for bits in (21, 24):
        _collides(find_collision, bits, _keyed(f"many {bits}"), seconds=6.0)
    # Who looks at a part of what was hashed, or begins anew too often, has bad luck with this key.
    _collides(find_collision, 21, _keyed("many more 46"), seconds=6.0)


@hidden_property("E1.4", "asked-again", "asked again with another hash, it searches again")
def _asked_again(find_collision: Student) -> None:
    for key in ("first", "second", "first"):
        for bits in (12, 9, 13):
            _collides(find_collision, bits, _exacting(f"again {key}"), spare=500)
