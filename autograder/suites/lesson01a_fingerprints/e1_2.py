"""E1.2: Bitcoin's double hash."""

import hashlib
from functools import partial

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson01a_fingerprints.shared import LONG, SECONDS
from blockkit.classroom.properties import gives, holds, leaves_alone
from blockkit.classroom.trying.for_checks import call
from blockkit.data import real_block


def _twice(hash256: Student, *inputs: bytes) -> None:
    for data in inputs:
        gives(oracle.hash256(data), hash256, data)


@hidden_property("E1.2", "real-headers", "real headers hash to the ids of their blocks")
def _real_ids(hash256: Student) -> None:
    for height, block_id in (
        (0, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
        (1, "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048"),
        (277316, "0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4"),
    ):
        header = oracle.header_bytes(real_block(height).header)
        gives(bytes.fromhex(block_id)[::-1], hash256, header)


@hidden_property(
    "E1.2", "twice-published", "twice SHA-256, the second time over 32 raw bytes: “hello”, “abc”"
)
def _hello(hash256: Student) -> None:
    hello = "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50"
    gives(bytes.fromhex(hello), hash256, b"hello")  # published in the Bitcoin wiki
    abc = "4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358"
    gives(bytes.fromhex(abc), hash256, b"abc")


@hidden_property("E1.2", "zero-bytes", "zero bytes at the front and at the end are data")
def _zeros(hash256: Student) -> None:
    sha256 = hashlib.sha256
    _twice(hash256, *families.zeros_at_the_ends(lambda data: sha256(data).digest(), (b"286", b"403")))
    _twice(hash256, *families.zeros_at_the_ends(oracle.hash256, (b"187", b"66")))
    _twice(hash256, b"\0", b"\0\0", b"\0abc", b"abc\0", b"ab\0c", b"\0\0abc\0\0", bytes(32))


@hidden_property("E1.2", "short", "nothing at all has a hash, and so has one byte")
def _empty(hash256: Student) -> None:
    empty = "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456"
    gives(bytes.fromhex(empty), hash256, b"")
    _twice(hash256, b"\x01", b"0", b" ")


@hidden_property("E1.2", "any-bytes", "any bytes will do, also those that are no text")
def _no_text(hash256: Student) -> None:
    _twice(hash256, b"\x80", b"\xff\xfe", bytes(range(256)), b"\xc3\xa9", b" a ", b"a\n", b"\r\n")
    _twice(hash256, b"ABC", b"616263", b"0x00", b"\xef\xbb\xbfa")


@hidden_property("E1.2", "lengths", "long data, and lengths about the block size of SHA-256")
def _lengths(hash256: Student) -> None:
    numbers = seeded("lengths")
    _twice(hash256, *map(numbers.randbytes, (31, 32, 33, 55, 56, 63, 64, 65, 127, 128, 129)))
    _twice(hash256, *map(numbers.randbytes, (1000, 4096, 4097, 8192)))
    data = numbers.randbytes(LONG)
    found = call(hash256, data, seconds=SECONDS)
    holds(found == oracle.hash256(data), f"it gives {found!r} for {LONG:,} bytes")


@hidden_property("E1.2", "each-place", "80 bytes have another hash when any one of them changes")
def _each_place(hash256: Student) -> None:
    header = oracle.header_bytes(real_block(0).header)
    for place in range(80):
        _twice(hash256, header[:place] + bytes([header[place] ^ 1]) + header[place + 1 :])


@hidden_property("E1.2", "bytearray", "a bytearray and a memoryview are data too")
def _other_bytes(hash256: Student) -> None:
    for data in (b"abc", b"", b"\0\xff" * 40):
        expected = oracle.hash256(data)
        gives(expected, hash256, bytearray(data))
        gives(expected, hash256, memoryview(data))
        gives(expected, hash256, memoryview(bytearray(b"<" + data + b">"))[1:-1])


def _put(place: int, byte: int, data: bytearray) -> None:
    data[place] = byte


@hidden_property("E1.2", "changed-bytearray", "a bytearray that has changed since has another hash")
def _changed_since(hash256: Student) -> None:
    changes = [partial(_put, -1, last) for last in b"1231"] + [partial(_put, 0, 1)]
    families.asked_again(hash256, [bytearray(b"block 1")], changes, oracle.hash256)
    families.asked_again(hash256, [memoryview(bytearray(b"block 1"))], changes, oracle.hash256)
    longer = [lambda data: data.extend(b"0"), lambda data: data.pop(), lambda data: data.extend(b"1")]
    families.asked_again(hash256, [bytearray(b"block 1")], longer, oracle.hash256)


@hidden_property("E1.2", "left-alone", "the data handed in are left as they were")
def _left_alone(hash256: Student) -> None:
    for data in (b"abc", b"\0abc\0", bytes(range(80))):
        leaves_alone(oracle.hash256(data), hash256, bytearray(data))
