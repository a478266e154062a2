"""Probes of lesson 01a. Each list goes from small to large, and from plain to odd."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from blockkit.classroom.diagnosis.probe import Probe, each
from blockkit.classroom.messages import say


def _bytes(number: int, step: int = 7) -> bytes:
    """So many bytes, not all alike, none of them zero in front."""
    return bytes((31 + step * place) % 256 for place in range(number))


# ---- E1.1: texts ---------------------------------------------------------------------------------

TEXTS = [
    "", "a", "A", "0", " ", "\n", "é", "区", "😀",
    "abc", "aBc", "cba", " abc", "abc ", "\tabc", "abc\n", "abc\r\n", "a b", "a  b", "a\r\nb\nc", "a\0b",
    "39", "286",  # fingerprints with one zero and with two zeros in front
    "616263", "0x61", "b'abc'", "\\u533a", "\ufeffabc",
    "Straße", "e\u0301", "ﬁ", "½", "区块链", "a区é😀z",
    "x" * 55, "x" * 56, "x" * 63 + "é", "x" * 64 + "yz", "区" * 64 + "块", "yx" * 65, "0123456789" * 50,
]  # fmt: skip

# ---- E1.2: data ----------------------------------------------------------------------------------

DATA: list[bytes | bytearray | memoryview] = [
    b"", b"a", b"\0", b"\n", b"\xff",
    b"abc", b"\0abc", b"abc\0", b"a\0c", b" abc", b"abc ", b"abc\n", b"a\xffb", b"\xc3\xa9",
    b"616263", b"0x61", b"\0\0\0\0",
    bytearray(b"abc"), bytearray(), memoryview(b"abc"), memoryview(b"xabcx")[1:4],
    *(_bytes(number) for number in (31, 32, 33, 55, 56, 63, 64, 65, 80, 100, 128, 129, 200, 1000)),
    bytearray(_bytes(80)),
]  # fmt: skip

# ---- E1.3: two byte strings ----------------------------------------------------------------------

PAIRS = [
    ("", ""), ("00", "00"), ("ff", "ff"), ("a5", "a5"),
    ("00", "01"), ("01", "00"), ("80", "00"), ("00", "80"), ("01", "02"), ("03", "05"), ("0f", "f0"),
    ("81", "42"), ("00", "ff"), ("ff", "00"), ("7f", "80"), ("10", "01"), ("f7", "7f"),
    ("0001", "0000"), ("0001", "0100"), ("0102", "0201"), ("0102", "0103"), ("0180", "8001"),
    ("00ff", "ff00"), ("1234", "1234"), ("00000f", "00010f"), ("a1b2c3", "a1c2c3"), ("010203", "030201"),
    ("0000000000000000ff", "000000000000000000"),
]  # fmt: skip
LONGER = [
    (_bytes(32), _bytes(32)),
    (_bytes(32), _bytes(31) + b"\x01"),
    (b"\x10" + _bytes(31), b"\x20" + _bytes(31)),
    (_bytes(32), _bytes(32, 11)),
    (_bytes(33), _bytes(32) + b"\x00"),
    (bytes(40), b"\xff" * 40),
    (_bytes(64), _bytes(64, 5)),
]

# ---- E1.4: hash functions, with what two right answers have in common -----------------------------

Hash = Callable[[bytes], bytes]
MOST_ALIKE = 6  # of six pairs that have nothing to do with each other, hardly all begin with so many


def _hash(salt: int) -> Hash:
    return lambda data: sha256(bytes([salt]) + data).digest()


HASHES = [_hash(salt) for salt in range(6)]


def _agreement(one: bytes, other: bytes, bits: int) -> int:
    """In how many bits two hashes agree from their beginning on; at most ``bits``."""
    differ = int.from_bytes(one, "big") ^ int.from_bytes(other, "big")
    return min(bits, 256 - differ.bit_length())


def _collision(find: Callable[..., Any], bits: int) -> list[Any]:
    """What the pairs that it finds for these hashes have in common.

    How many of them are one text twice, whether few calls were enough, and in how many bits all of them
    agree: from the beginning; where that is too few also with the bytes in reverse order, with the bits in
    reverse order, and by plain SHA-256.
    """
    alike: list[list[int]] = []
    twice, most = 0, 0
    for h in HASHES:
        counted, calls = _counted(h)
        pair = find(bits, counted)
        kinds = (
            [type(text).__name__ for text in pair]
            if isinstance(pair, list | tuple)
            else [type(pair).__name__]
        )
        if kinds != ["bytes", "bytes"]:
            return kinds
        twice += pair[0] == pair[1]
        most = max(most, len(calls))
        one, other = (h(text) for text in pair)
        turned = _agreement(_from_the_end(one), _from_the_end(other), bits)
        plain = _agreement(sha256(pair[0]).digest(), sha256(pair[1]).digest(), bits)
        alike.append([_agreement(one, other, bits), _agreement(one[::-1], other[::-1], bits), turned, plain])
    found = [min(column) for column in zip(*alike, strict=True)]
    few = most <= 16 * 2 ** (bits / 2)
    first, *rest = [number if number > MOST_ALIKE else 0 for number in found]
    # Where the beginnings agree as they should, nothing else is expected to.
    return [twice, few, first, *(rest if first < bits else [])]


def _counted(h: Hash) -> tuple[Hash, list[bytes]]:
    """The same hash function, and the list of what it is asked."""
    calls: list[bytes] = []

    def asked(data: bytes) -> bytes:
        calls.append(data)
        return h(data)

    return asked, calls


def _from_the_end(digest: bytes) -> bytes:
    """The hash with its bits in reverse order."""
    return int(f"{int.from_bytes(digest, 'big'):0256b}"[::-1], 2).to_bytes(32, "big")


def _in_words(found: Any, _: Any, bits: int) -> str:
    if len(found) < 3 or found[0] or found[2] >= bits:
        return ""  # another fault than too few bits; the check has said it
    return say("probe-collision" if found[2] else "probe-collision-none", bits=bits, found=found[2])


PROBES = {
    "sha256_hex": each(*([text] for text in TEXTS)),
    "hash256": each(*([data] for data in DATA)),
    "changed_bits": each(*([bytes.fromhex(text) for text in pair] for pair in PAIRS), *LONGER),
    "find_collision": [Probe((bits,), _collision, _in_words) for bits in (8, 9, 10, 11, 12, 13, 15)],
}
