"""E2.11: the height in a coinbase."""

from collections.abc import Iterable

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property, seeded
from blockkit.classroom.properties import gives, refuses
from blockkit.data.coins import real_coinbase

TAIL = bytes.fromhex("03858402062f503253482f")  # what follows in block 277,316


def _reads(coinbase_height: Student, heights: Iterable[int], tail: bytes = TAIL) -> None:
    for height in heights:
        gives(height, coinbase_height, oracle.height_script(height) + tail)


def _refuses(coinbase_height: Student, *texts: str) -> None:
    for text in texts:
        refuses(coinbase_height, bytes.fromhex(text))


@hidden_property("E2.11", "real-blocks", "real coinbases: 277,316, 277,647 and 413,567")
def _real(coinbase_height: Student) -> None:
    for height in (277_316, 277_647, 413_567):
        gives(height, coinbase_height, real_coinbase(height).inputs[0].script_sig)


@hidden_property("E2.11", "older-blocks", "blocks 0, 1, 170 and 100,000 say their bits")
def _older(coinbase_height: Student) -> None:
    for height, bits in ((0, 0x1D00FFFF), (1, 0x1D00FFFF), (170, 0x1D00FFFF), (100_000, 0x1B04864C)):
        gives(bits, coinbase_height, real_coinbase(height).inputs[0].script_sig)


@hidden_property("E2.11", "small", "heights 1 to 16 are one byte", weight=3)
def _small(coinbase_height: Student) -> None:
    _reads(coinbase_height, range(1, 17))
    _reads(coinbase_height, (1, 7, 8, 15, 16), tail=b"")


@hidden_property("E2.11", "one-byte", "17 to 127", weight=2)
def _one_byte(coinbase_height: Student) -> None:
    _reads(coinbase_height, (17, 18, 63, 64, 80, 81, 96, 97, 100, 126, 127))
    _reads(coinbase_height, (32, 31, 28, 127), tail=b"")  # 32 is a blank, if bytes were a text


@hidden_property("E2.11", "two-bytes", "256 to 32,767: the low byte first", weight=2)
def _two_bytes(coinbase_height: Student) -> None:
    _reads(coinbase_height, (256, 257, 511, 0x0180, 0x1234, 0x7F00, 32_767))


@hidden_property("E2.11", "zero-byte", "a zero byte keeps the sign away", weight=2)
def _zero_byte(coinbase_height: Student) -> None:
    _reads(coinbase_height, (128, 129, 200, 255, 32_768, 40_000, 65_535, 8_388_608, 10_000_000, 2**24 - 1))


@hidden_property("E2.11", "three-and-four", "65,536 to 2,147,483,647", weight=2)
def _long(coinbase_height: Student) -> None:
    _reads(coinbase_height, (65_536, 0x010203, 227_931, 501_386, 8_388_607, 2**24, 0x01020304, 2**31 - 1))


@hidden_property("E2.11", "what-follows", "what follows is not looked at, also when it is nothing")
def _follows(coinbase_height: Student) -> None:
    for tail in (b"", b"\0", b"\x01\x05", b"\x4c", b"\xff" * 90, b"\x51", b"\x80\x80"):
        _reads(coinbase_height, (1, 16, 17, 127, 128, 300, 277_316, 2**31 - 1), tail=tail)


@hidden_property("E2.11", "cut-off", "a script that ends inside the height is refused", weight=3)
def _cut(coinbase_height: Student) -> None:
    for height in (17, 128, 300, 277_316, 8_388_608, 2**31 - 1):
        script = oracle.height_script(height)
        for size in range(1, len(script)):
            refuses(coinbase_height, script[:size])
        gives(height, coinbase_height, script)


@hidden_property("E2.11", "empty", "an empty script is refused")
def _empty(coinbase_height: Student) -> None:
    _refuses(coinbase_height, "")
    _reads(coinbase_height, (1, 300))


@hidden_property("E2.11", "other-bytes", "another first byte is refused: 05, 4b to 50, 61, ff …", weight=3)
def _other(coinbase_height: Student) -> None:
    for first in ("05", "06", "20", "4b", "4c", "4d", "4e", "4f", "50", "61", "62", "6a", "80", "ac", "ff"):
        _refuses(coinbase_height, first + "0301020301020304", first + "01" * 90)
    _reads(coinbase_height, (1, 16, 17, 2**31 - 1))


@hidden_property("E2.11", "negative", "a height below zero is refused", weight=3)
def _negative(coinbase_height: Student) -> None:
    _refuses(coinbase_height, "0181", "01ff", "020080", "02ffff", "03443b84", "03ffffff", "0400000080")
    _refuses(coinbase_height, "04ffff1d80", "04ffffffff", "018101", "0200800301")
    _reads(coinbase_height, (127, 32_767, 8_388_607, 2**31 - 1))


@hidden_property("E2.11", "any-height", "heights anywhere, in no order")
def _any(coinbase_height: Student) -> None:
    numbers = seeded("E2.11")
    _reads(coinbase_height, [numbers.randrange(1, 1 << numbers.randrange(1, 32)) for _ in range(40)])
