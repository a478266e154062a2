"""Probes of lesson 02a. Each list goes from small to large, and from plain to odd."""

from collections.abc import Collection, Iterator
from hashlib import sha256
from itertools import count
from typing import Any

from blockkit.classroom.diagnosis.probe import Asked, Probe, each
from blockkit.classroom.hashcash import zero_bits
from blockkit.data import real_block
from blockkit.data.stamps import real_stamp
from blockkit.hashing import hash256

FIRST = real_block(0).header.serialize()
FIRST_76 = FIRST[:76]
FIRST_TARGET = 0xFFFF * 2**208

# ---- E2.1: headers and targets -------------------------------------------------------------------


def _judged() -> Iterator[tuple[bytes, int]]:
    yield FIRST, FIRST_TARGET
    yield FIRST_76 + (2083236892).to_bytes(4, "little"), FIRST_TARGET
    yield FIRST_76 + (26595).to_bytes(4, "little"), 2**240 - 1  # an id that ends in zeros
    real = [real_block(height).header.serialize() for height in (1, 170, 277_315)]
    yield real[2], 0x3A30C * 2**176
    yield real[2], 2 * 2**192
    yield real[2], 4 * 2**192 - 1
    for header in (FIRST, *real, *(bytes([seed]) * 80 for seed in range(6))):
        digest = hash256(header)
        number = int.from_bytes(digest, "little")
        digits = f"{number:x}"
        turned = int.from_bytes(digest, "big"), int(digest.hex()[::-1], 16)
        once = int.from_bytes(sha256(header).digest(), "little")
        as_long = 1 << (number.bit_length() - 1), 2 ** (4 * len(digits) - 4), 16 ** len(digits) - 1
        between = (number + other for other in (*turned, once))
        yield from ((header, number + more) for more in (-2, -1, 0, 1, 2))
        yield from ((header, target) for target in (*as_long, *(both // 2 for both in between)))


# ---- E2.2: 76 bytes, target, start and stop ------------------------------------------------------

EIGHT, SIX, FOUR = 2**248 - 1, 2**250 - 1, 2**252 - 1
SEARCHES: list[tuple[Any, ...]] = [
    (FIRST_76, FOUR), (FIRST_76, FOUR, 0, 5), (FIRST_76, SIX), (FIRST_76, EIGHT), (FIRST_76, EIGHT, 0, 400),
    (FIRST_76, 2**256 - 1, 0, 3), (FIRST_76, 2**256 - 1, 7, 9), (FIRST_76, 2**255, 0, 8),
    (FIRST_76, EIGHT, 200, 400), (FIRST_76, EIGHT, 236, 400), (FIRST_76, EIGHT, 237, 400),
    (FIRST_76, EIGHT, 200, 236), (FIRST_76, EIGHT, 200, 237), (FIRST_76, EIGHT, 236, 236),
    (FIRST_76, EIGHT, 230, 237), (FIRST_76, EIGHT, 390, 395), (FIRST_76, EIGHT, 390, 396),
    (FIRST_76, EIGHT, 300, 350), (FIRST_76, EIGHT, 1, 20), (FIRST_76, EIGHT, 0, 20), (FIRST_76, 0, 0, 20),
    (FIRST_76, EIGHT, 230, 700), (FIRST_76, SIX, 100, 160), (FIRST_76, 3 * 2**250, 0, 60),
    (bytes(76), SIX, 0, 300), (bytes(76), SIX, 256, 500), (bytes(range(76)), SIX, 1000, 1300),
    (FIRST_76, 2**244 - 1, 4150, 4250),
]  # fmt: skip

# ---- E2.3: what is minted, and what a mail box says ----------------------------------------------


def _parts(mint_stamp: Asked, resource: str, bits: int, day: str, rand: str) -> list[Any]:
    """The parts of a stamp but the counter, and whether there is one."""
    stamp = mint_stamp(resource, bits, day, rand)
    if type(stamp) is not str:
        return [type(stamp).__name__]
    *parts, counter = stamp.split(":")
    return [*parts, bool(counter) and counter.isascii()]


def _said_of_parts(found: list[Any], expected: list[Any], *args: Any) -> str:
    resource, bits, day, rand = args
    call = f"mint_stamp({resource!r}, {bits}, {day!r}, {rand!r})"
    return f"{call}: the parts before the counter are {found[:-1]}, not {expected[:-1]}"


def _lacking(mint_stamp: Asked, bits: int) -> int:
    """How many zero bits the worst of 24 stamps lacks; more than asked is luck, and not looked at."""
    stamps = [mint_stamp("ann", bits, "261128", f"r{seed}") for seed in range(24)]
    return max(max(0, bits - zero_bits(stamp)) if type(stamp) is str else bits for stamp in stamps)


def _said_of_bits(found: int, _: int, bits: int) -> str:
    return f"mint_stamp('ann', {bits}, '261128', …): the worst of 24 stamps lacks {found} of {bits} zero bits"


MINTED = [
    ("ann@example.org", 1, "090103", "x"), ("ann@example.org", 4, "090103", "x"),
    ("bob@example.org", 5, "090103", "8f1c2a"), ("bob", 0, "261128", "y"), ("ann", 7, "2611281530", "x+/="),
]  # fmt: skip


class _Box(set[str]):
    """A ``seen`` that a probe hands over as it is, not a copy, so that it can look into it afterwards."""

    def __deepcopy__(self, memo: object) -> "_Box":
        return self


def _at_the_box(ask: Asked, stamps: list[str], resource: str, bits: int, days: Collection[str]) -> list[Any]:
    """What a mail box says to some stamps, one after the other, and what it has seen after each."""
    seen, said = _Box(), list[Any]()
    for stamp in stamps:
        said.append(ask(stamp, resource, bits, list(days), seen))
        said.append(sorted(map(str, seen)))
    return said


def _said_at_the_box(found: list[Any], expected: list[Any], *args: Any) -> str:
    stamps, resource, bits, days = args
    at = next(place for place in range(len(expected)) if found[place] != expected[place])
    where = f"stamp_ok({stamps[at // 2]!r}, {resource!r}, {bits}, {days!r}, seen)"
    if len(stamps) > 1:
        where += f", number {at // 2 + 1} of {len(stamps)} stamps"
    what = "seen is then" if at % 2 else "it said"
    return f"{where}: {what} {found[at]}, not {expected[at]}"


def _stamp(claim: object, zeros: int, day: str = "261128", resource: str = "ann", form: str = "") -> str:
    """A stamp with exactly so many zero bits, whatever it claims."""
    start = form or f"1:{claim}:{day}:{resource}::x:"
    return next(text for n in count() if zero_bits(text := f"{start}{n}") == zeros)


def _boxes() -> Iterator[tuple[list[str], str, int, list[str]]]:
    for name, resource, day in (
        ("2004", "foo", "040806"),
        ("2006", "adam@cypherspace.org", "060408"),
        ("2013", "adam@cypherspace.org", "130303"),
        ("2022", "sametcodes", "220127"),
    ):
        stamp = real_stamp(name)
        yield [stamp], resource, 20, [day]
        yield [stamp], resource, 21, [day]
        yield [stamp], "bar", 20, [day]
        yield [stamp], resource, 20, ["000000"]
        yield [stamp, stamp], resource, 20, [day]
    yield [real_stamp("copied")], "anni@cypherspace.org", 20, ["130303"]
    yield [real_stamp("misprinted")], "sametcodes", 20, ["220127"]
    for claim, zeros, bits in (
        (8, 8, 8), (8, 9, 8), (8, 10, 10), (9, 9, 8), (9, 8, 8), (7, 8, 8), (10, 10, 9), (6, 6, 7), (4, 4, 4),
        (5, 4, 4), (4, 5, 5), (4, 4, 1), (3, 2, 2), (2, 7, 5), (7, 7, 2), (0, 3, 0), (1, 0, 0),
        (1, 5, 1), (1, 8, 1), (2, 9, 2),
    ):  # fmt: skip
        yield [_stamp(claim, zeros)], "ann", bits, ["261128"]
    ann, days = "ann", ["261127", "261128"]
    yield [_stamp(4, 4, day="2611281530")], ann, 4, days
    yield [_stamp(4, 4, day="261129")], ann, 4, days
    yield [_stamp(4, 4), _stamp(4, 5), _stamp(4, 4)], ann, 4, days
    yield [_stamp(3, 4), _stamp(4, 4), _stamp(3, 4)], ann, 4, days
    yield [_stamp(4, 4, resource="bob"), _stamp(4, 4)], ann, 4, days
    yield [_stamp(4, 4), _stamp(5, 4), _stamp(4, 4, day="261126"), _stamp(5, 5)], ann, 4, days
    yield [_stamp(4, 4, form="0:4:261128:ann::x:")], ann, 4, days
    yield [_stamp(4, 4, form="1:4:261128:ann:x:")], ann, 4, days
    yield [_stamp(4, 4, form="1:4:261128:ann:::x:")], ann, 4, days


# ---- E2.4: targets -------------------------------------------------------------------------------

TARGETS = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 17, 100, 255, 256, 2**16 - 1, 2**16, 2**32 - 1, 2**32, FIRST_TARGET,
    0x8000 * 2**208, 0x3A30C * 2**176, 0x4864C * 2**192, 2**248 - 1, 2**248, 3 * 2**252, 2**254 - 1, 2**254,
    2**255 - 1, 2**255, 2**255 + 1, 2**256 - 2, 2**256 - 1,
]  # fmt: skip

PROBES = {
    "meets_target": each(*_judged()),
    "find_nonce": each(*SEARCHES),
    "mint_stamp": [
        *(Probe(args, _parts, _said_of_parts) for args in MINTED),
        *(Probe((bits,), _lacking, _said_of_bits) for bits in (3, 4, 6, 7)),
    ],
    "stamp_ok": [Probe(args, _at_the_box, _said_at_the_box) for args in _boxes()],
    "expected_hashes": each(*((target,) for target in TARGETS)),
}
