"""Probes of lesson 03a. Each list goes from small to large, and from plain to odd."""

from collections.abc import Iterator
from typing import Any

from blockkit.base58 import encode_base58check
from blockkit.classroom.curves import SMALL, G, multiply_point, points_of, sign_ecdsa
from blockkit.classroom.diagnosis.probe import each
from blockkit.classroom.real_signatures import real_signature
from blockkit.classroom.shapes import FIELD, Point, address
from blockkit.keys import ORDER

# ---- E3.1: two points, or steps and a point, and a prime -----------------------------------------


def _sums() -> Iterator[tuple[Any, ...]]:
    for a, b in (
        ((1, 5), (2, 10)),
        ((2, 10), (1, 5)),
        ((1, 5), (1, 5)),
        ((2, 10), (2, 10)),
        ((1, 5), (1, 12)),
    ):
        yield a, b, 17
    yield from ((None, (1, 5), 17), ((1, 5), None, 17), (None, None, 17))
    yield from (((3, 0), (3, 0), 17), ((3, 0), (1, 5), 17), ((1, 5), (3, 0), 17))
    for p in (17, 43, 11):
        some = points_of(p)
        yield from ((a, b, p) for a, b in zip(some, some[3:], strict=False))
        yield from ((a, a, p) for a in some[::2])
    yield from (((6, 6), (6, 6), p) for p in (11, 17))
    yield from ((G, G), (G, multiply_point(2, G)), (None, G))


def _walks() -> Iterator[tuple[Any, ...]]:
    for k in (0, 1, 2, 3, 4, 5, 8, 9, 10, 17, 18, 19, 100):
        yield k, (1, 5), 17
    yield from ((0, None, 17), (3, None, 17), (2, (3, 0), 17), (3, (3, 0), 17))
    for p in (43, 223):
        yield from ((k, SMALL[p], p) for k in (0, 1, 2, 5, 30, 31, 32, 42, 43, 44, 2**40, 2**300 + 1))
    yield from ((k, G) for k in (0, 1, 2, 3, 20))


# ---- E3.2: keys, messages and signatures ---------------------------------------------------------


def _judged() -> Iterator[tuple[Any, ...]]:
    key, secret = multiply_point(3, G), 3
    assert key is not None
    r, s = sign_ecdsa(secret, 7, 2)
    yield from ((key, 7, r, s), (key, 8, r, s), (key, 7, r, ORDER - s), (G, 7, r, s), (key, 7, s, r))
    yield from (
        (key, 7, r, s + ORDER),
        (key, 7, r + ORDER, s),
        (key, 7, r - ORDER, s),
        (key, 7, r, s - ORDER),
    )
    yield from ((key, 7, r, 0), (key, 7, 0, s), (key, 7, ORDER, s), (key, 7, r, ORDER))
    yield from ((None, 7, r, s), (None, 1, G[0], 1), ((0, 0), 7, r, s))  # type: ignore[index]
    yield from (
        ((key[0] + FIELD, key[1]), 7, r, s),
        ((key[0], key[1] + FIELD), 7, r, s),
        ((key[0], key[1] - FIELD), 7, r, s),
    )
    yield (5, 5), 0, 5, 5  # beside the curve, where the arithmetic says yes
    yield key, -r * secret % ORDER, r, 1  # the sum is infinity
    x = G[0]  # type: ignore[index]
    yield G, (1 - x) % ORDER, x, 1  # s is 1, and nothing else is special
    yield FAR, 1, 2, 1
    first = real_signature("block 170")
    yield first.key, first.z, first.r, first.s


FAR: Point = (
    0x19099FBDDDCDB7A14410B5C6BA73F51BD2F74A3D1CD8456FCC1DA68ED6468884,
    0xB07B9F7DD9EA5753E009246A1DB85E7E1644BFDEE276881A950CE59FDD45B45B,
)  # R has the x ORDER + 2

# ---- E3.3: secret, message, nonce ----------------------------------------------------------------


def _signed() -> Iterator[tuple[Any, ...]]:
    yield from ((1, 0, 1), (1, 1, 1), (2, 1, 1), (1, 1, 2), (5, 1111, 7), (5, 2222, 7), (12345, 1, 67890))
    x = G[0]  # type: ignore[index]
    for s in (1, ORDER // 2 - 1, ORDER // 2, ORDER // 2 + 1, ORDER // 2 + 2, ORDER - 1):
        yield 3, (s - 3 * x) % ORDER, 1
    yield 1, -x % ORDER, 1  # s is 0
    yield from ((1, ORDER, 1), (1, 2**256 - 1, 1), (ORDER - 1, 3, 2))


# ---- E3.4: keys and texts ------------------------------------------------------------------------


def _keys() -> Iterator[tuple[Any, ...]]:
    first = real_signature("block 170").key_bytes
    short = bytes([2 + first[64] % 2]) + first[1:33]
    for key in (short, first, b"\2" + bytes(31) + b"\1"):
        yield from ((key,), (key, 0), (key, 1), (key, 5), (key, 111), (key, 255))
    yield b"\3" + bytes(31) + b"\1", 5  # a key that was not asked with another version before
    for number in (272, 579, 5953):  # their hashes begin with a zero byte, the last one's with two
        yield from ((b"\2" + number.to_bytes(32, "big"), version) for version in (0, 5))


def _texts() -> Iterator[tuple[Any, ...]]:
    good = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    yield from (
        (good,),
        (address(b"\2" * 33, 5),),
        (address(b"\3" * 33, 111),),
        ("1111111111111111111114oLvT2",),
    )
    yield from ((f"{good[:place]}x{good[place + 1 :]}",) for place in (0, 1, 17, 33))
    yield from (
        (f"1{good}",),
        (good[1:],),
        ("111111111111111111114oLvT2",),
        ("11111111111111111111116iowaD",),
    )
    yield from ((encode_base58check(bytes(range(size))),) for size in (1, 20, 22, 40))  # of another length
    yield from ((f"{good} ",), (f" {good}",), (f"{good[:9]} {good[9:]}",), (f"{good}\n",), ("",), ("1",))
    yield from ((good.replace("5", letter),) for letter in "0OIl")
    yield from ((f"{good[:12]}{letter}{good[12:]}",) for letter in "0-")


PROBES = {
    "add_points": each(*_sums()),
    "multiply_point": each(*_walks()),
    "verify_ecdsa": each(*_judged()),
    "sign_ecdsa": each(*_signed()),
    "address": each(*_keys()),
    "decode_address": each(*_texts()),
}
