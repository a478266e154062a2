"""SHA-256 twice, written so that a compiler turns the search for a nonce into vector instructions.

Imported only by the thread that compiles it (:mod:`blockkit.engines.fast_search`): it needs ``numba``.

A processor can add, turn and mix 8 or 16 numbers of 32 bits in one go. A miner does the same to every
nonce, so as many nonces can go through SHA-256 side by side. The compiler arranges that by itself (it
*vectorises the loop*), if it sees that one turn of the loop is a straight line of arithmetic and has
nothing to do with the next. Therefore

* numbers stand in tuples: an array could be changed by somebody between two steps;
* sixteen rounds are written out, and every function is pasted into its caller (``forceinline``);
* every result is cut to 32 bits at once (``uint32``), or numba would compute with 64, half as many at a time;
* the loop only stores one number for each nonce and decides nothing. :func:`first_find` looks through
  the numbers afterwards, while they are still near the processor, and :func:`search_slice` hashes the few
  that may be a find again, in Python.

Source: FIPS 180-4, sections 4.1.2, 5 and 6.2.
"""

import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

import numba
import numpy

from blockkit.guards import need_bytes, need_int
from blockkit.hashing import hash256

CHUNK = 2**16  # nonces between two returns to Python; some milliseconds, so that Ctrl-C works
NEAR = 2**12  # nonces between two looks at the results: 16 kB, the nearest memory of a processor core

Words = tuple[int, ...]  # numbers of 32 bits: 8 are a state, 16 a block of a message
Digits = numpy.ndarray[Any, numpy.dtype[numpy.uint32]]
Function = TypeVar("Function", bound=Callable[..., object])

uint32 = cast(Callable[[int], int], numba.uint32)


def inlined(function: Function) -> Function:
    """Compile ``function``, and paste it into whatever calls it."""
    return cast(Function, numba.njit(forceinline=True)(function))


def words(*numbers: int) -> Words:
    """The numbers as the compiler is to see them."""
    return tuple(uint32(number) for number in numbers)


# ---- SHA-256 -------------------------------------------------------------------------------------

# 32 bits of the square roots of the first 8 primes, and of the cube roots of the first 64
START = words(
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
)  # fmt: skip
K = words(
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
)  # fmt: skip


@inlined
def turn(x: int, n: int) -> int:
    """The bits of ``x``, ``n`` places to the right; those that fall out come in on the left."""
    return uint32(uint32(x >> uint32(n)) | uint32(x << uint32(32 - n)))


@inlined
def one_round(state: Words, k: int, word: int) -> Words:
    """The state after one of the 64 rounds."""
    a, b, c, d, e, f, g, h = state
    choice = (e & f) ^ (~e & g)
    majority = (a & b) ^ (a & c) ^ (b & c)
    t1 = uint32(h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + k + word)
    t2 = uint32((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority)
    return uint32(t1 + t2), a, b, c, uint32(d + t1), e, f, g


@inlined
def rounds(s: Words, k: Words, w: Words) -> Words:
    """Sixteen rounds with sixteen constants and sixteen words."""
    s = one_round(one_round(s, k[0], w[0]), k[1], w[1])
    s = one_round(one_round(s, k[2], w[2]), k[3], w[3])
    s = one_round(one_round(s, k[4], w[4]), k[5], w[5])
    s = one_round(one_round(s, k[6], w[6]), k[7], w[7])
    s = one_round(one_round(s, k[8], w[8]), k[9], w[9])
    s = one_round(one_round(s, k[10], w[10]), k[11], w[11])
    s = one_round(one_round(s, k[12], w[12]), k[13], w[13])
    return one_round(one_round(s, k[14], w[14]), k[15], w[15])


@inlined
def one_later(w: Words) -> Words:
    """The sixteen words one step further: without the first, with the one that follows the last."""
    a, b = w[1], w[14]
    small = turn(a, 7) ^ turn(a, 18) ^ (a >> uint32(3))
    large = turn(b, 17) ^ turn(b, 19) ^ (b >> uint32(10))
    return (*w[1:], uint32(w[0] + small + w[9] + large))


@inlined
def later(w: Words) -> Words:
    """The next sixteen words."""
    w = one_later(one_later(one_later(one_later(w))))
    w = one_later(one_later(one_later(one_later(w))))
    w = one_later(one_later(one_later(one_later(w))))
    return one_later(one_later(one_later(one_later(w))))


@inlined
def compress(state: Words, w: Words) -> Words:
    """The state after a block of sixteen words."""
    s = rounds(state, K[:16], w)
    w = later(w)
    s = rounds(s, K[16:32], w)
    w = later(w)
    s = rounds(s, K[32:48], w)
    s = rounds(s, K[48:], later(w))
    t = state
    return (
        uint32(s[0] + t[0]), uint32(s[1] + t[1]), uint32(s[2] + t[2]), uint32(s[3] + t[3]),
        uint32(s[4] + t[4]), uint32(s[5] + t[5]), uint32(s[6] + t[6]), uint32(s[7] + t[7]),
    )  # fmt: skip


# ---- the search ----------------------------------------------------------------------------------

# what SHA-256 adds to a message: a one, zeros, and at the end its length in bits
AFTER_HEADER = words(0x80000000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80 * 8)
AFTER_DIGEST = words(0x80000000, 0, 0, 0, 0, 0, 0, 32 * 8)


@inlined
def swapped(x: int) -> int:
    """The four bytes in the other order: SHA-256 counts from the big end, Bitcoin from the little."""
    return uint32((turn(x, 8) & uint32(0xFF00FF00)) | (turn(x, 24) & uint32(0x00FF00FF)))


@numba.njit(nogil=True)  # nogil: other threads run meanwhile
def first_digits(header: Words, start: int, digits: Digits) -> None:
    """For each nonce from ``start`` on, the first 32 bits of the header's hash, read as Bitcoin does.

    ``header`` is what stands before the nonce, 19 words. The first 16 are the same for all nonces, and
    so is what they do to the state.
    """
    begun = compress(START, header[:16])
    for i in range(len(digits)):
        nonce = swapped(uint32(start + i))
        once = compress(begun, (*header[16:], nonce, *AFTER_HEADER))
        twice = compress(START, once + AFTER_DIGEST)
        digits[i] = swapped(twice[7])


@numba.njit(nogil=True)
def first_find(header: Words, start: int, stop: int, limit: int, digits: Digits) -> int:
    """The first nonce from ``start`` on whose first digits are at most ``limit``; ``stop`` if there is none.

    ``digits`` is room for the results of some nonces. Their least, too, is found many at a time.
    """
    for low in range(start, stop, len(digits)):
        some = digits[: min(len(digits), stop - low)]
        first_digits(header, low, some)
        least = uint32(0xFFFFFFFF)
        for i in range(len(some)):
            least = min(least, some[i])
        if least <= limit:
            for i in range(len(some)):
                if some[i] <= limit:
                    return low + i
    return stop


with suppress(RuntimeError):  # no folder to keep what was compiled: then it is compiled each time
    first_digits.enable_caching()
    first_find.enable_caching()


def first_digits_of(header76: bytes, start: int, count: int) -> Digits:
    """:func:`first_digits` for Python: of ``count`` nonces from ``start`` on."""
    digits = numpy.empty(count, numpy.uint32)
    first_digits(words(*struct.unpack(">19I", header76)), start, digits)
    return digits


def search_slice(header76: bytes, target: int, start: int, stop: int) -> int | None:
    """The first nonce from ``start`` up to, not including, ``stop`` that meets the target, or ``None``.

    The same as :func:`blockkit.node.mining.search_slice`: ``hashlib`` decides whether a nonce is a find.
    """
    header76 = need_bytes(header76, "the beginning of a header", 76)
    need_int(target, "a target", 0, 2**256 - 1)
    need_int(start, "the first nonce", 0, 2**32)
    need_int(stop, "the nonce to stop before", 0, 2**32)
    beginning, limit = words(*struct.unpack(">19I", header76)), target >> 224
    digits = numpy.empty(NEAR, numpy.uint32)
    for low in range(start, stop, CHUNK):
        nonce, end = low, min(low + CHUNK, stop)
        while (nonce := int(first_find(beginning, nonce, end, limit, digits))) < end:
            if int.from_bytes(hash256(header76 + nonce.to_bytes(4, "little")), "little") <= target:
                return nonce
            nonce += 1
    return None


def check_against_hashlib(count: int = 100) -> None:
    """Compile, and compare: a compiler that blunders would make the search miss its find."""
    header76 = bytes(range(76))
    for nonce, digits in enumerate(first_digits_of(header76, 0, count)):
        digest = hash256(header76 + nonce.to_bytes(4, "little"))
        if digest[28:] != int(digits).to_bytes(4, "little"):
            raise RuntimeError(f"the compiled SHA-256 disagrees with hashlib about nonce {nonce}")
    if search_slice(header76, 2**256 - 1, count, count + 1) != count:
        raise RuntimeError("the compiled search passes over a nonce that meets every target")
