"""E1.8: the 80 bytes of a header."""

from dataclasses import replace
from typing import Any

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property, seeded
from blockkit.block import Header
from blockkit.classroom.properties import gives, holds
from blockkit.classroom.trying.for_checks import call
from blockkit.data import real_block

PLAIN = Header(1, bytes(range(32)), bytes(range(100, 132)), 0x01020304, 0x05060708, 0x090A0B0C)


def _eighty(header_bytes: Student, *headers: Header) -> None:
    for header in headers:
        gives(oracle.header_bytes(header), header_bytes, header)


def _bytes_of(header_bytes: Student, start: int, end: int, *headers: Header) -> None:
    """Only these bytes are looked at, so that a slip in one field costs this field."""
    for header in headers:
        found, right = call(header_bytes, header), oracle.header_bytes(header)
        is_right = type(found) is bytes and found[start:end] == right[start:end]
        holds(is_right, f"bytes {start} to {end - 1} of {found!r} are not {right[start:end]!r}")


def _numbers(header_bytes: Student, *headers: Header) -> None:
    """The three numbers at the end, each in four bytes; in which order, other properties ask."""
    for header in headers:
        found = call(header_bytes, header)
        holds(type(found) is bytes and len(found) == 80, f"{found!r} is not 80 bytes")
        right = oracle.header_bytes(header)
        pieces, wanted = ([data[at : at + 4] for at in (68, 72, 76)] for data in (found, right))
        holds(sorted(pieces) == sorted(wanted), f"the numbers are {pieces}, not {wanted}")


def _real(*heights: int) -> list[Header]:
    return [real_block(height).header for height in heights]


def _with(*changes: dict[str, Any]) -> list[Header]:
    """``PLAIN``, and what it is after each of the changes."""
    return [PLAIN, *(replace(PLAIN, **change) for change in changes)]


def _hashes(field: str) -> list[Header]:
    """Headers with this hash different: zeros at its ends, and real ones."""
    hashes = (b"\0" * 28 + b"\1\2\3\4", b"\1\2\3\4" + b"\0" * 28, b"\xff" * 32, bytes(32), b" \n" * 16)
    return _with(*({field: data} for data in hashes)) + _real(1, 170, 277316)


def _amounts(field: str) -> list[Header]:
    """Headers with this number different, small and large ones, and real ones."""
    numbers = (0, 1, 7, 255, 256, 65536, 0x01020304, 2**31, 2**32 - 1)
    return _with(*({field: number} for number in numbers)) + _real(1, 170, 277316)


@hidden_property("E1.8", "genesis", "genesis, byte for byte")
def _genesis(header_bytes: Student) -> None:
    genesis = (
        "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b2"
        "7ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
    )
    gives(bytes.fromhex(genesis), header_bytes, real_block(0).header)
    gives(oracle.header_bytes(PLAIN), header_bytes, PLAIN)


@hidden_property(
    "E1.8", "previous-hash", "blocks 1, 170 and 100,000: a previous hash that is not all zeros", weight=3
)
def _with_previous(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 4, 36, *_real(1, 170, 100000), *_hashes("prev_block"))


@hidden_property("E1.8", "other-versions", "blocks 277,315 to 277,647: the version is not always 1")
def _version_2(header_bytes: Student) -> None:
    headers = _real(277315, 277316, 277647) + _with(*({"version": version} for version in (0, 3, 4)))
    _bytes_of(header_bytes, 0, 4, *headers)


@hidden_property("E1.8", "signed-version", "the version is signed, and four bytes long", weight=2)
def _signed(header_bytes: Student) -> None:
    versions = (-1, -2, -256, -(2**31), 2**31 - 1, 0x20000000, 0x3FFFE000, 256, 0x01020304)
    _bytes_of(header_bytes, 0, 4, *_with(*({"version": version} for version in versions)))


@hidden_property("E1.8", "root-bytes", "bytes 36 to 67: the Merkle root", weight=3)
def _root(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 36, 68, *_hashes("merkle_root"))


@hidden_property("E1.8", "time-bytes", "bytes 68 to 71: the time", weight=3)
def _time(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 68, 72, *_amounts("time"))


@hidden_property("E1.8", "bits-bytes", "bytes 72 to 75: bits", weight=3)
def _bits(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 72, 76, *_amounts("bits"))


@hidden_property("E1.8", "nonce-bytes", "bytes 76 to 79: the nonce", weight=3)
def _nonce(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 76, 80, *_amounts("nonce"))


@hidden_property("E1.8", "unsigned-fields", "time, bits and nonce are unsigned: 2**31 and above")
def _unsigned(header_bytes: Student) -> None:
    for large in (2**31, 2**31 + 1, 2**32 - 1):
        _numbers(header_bytes, *_with({"time": large}, {"bits": large}, {"nonce": large}))


@hidden_property("E1.8", "full-width", "small numbers take four bytes like large ones: always 80")
def _always_80(header_bytes: Student) -> None:
    for small in (0, 1, 255, 256, 65535, 65536):
        _numbers(header_bytes, replace(PLAIN, time=small, bits=small, nonce=small))
    _numbers(header_bytes, Header(0, bytes(32), bytes(32), 0, 0, 0))
    _numbers(header_bytes, Header(2**31 - 1, b"\xff" * 32, b"\xff" * 32, 2**32 - 1, 2**32 - 1, 2**32 - 1))


@hidden_property("E1.8", "field-order", "each field in its place: time, then bits, then nonce")
def _in_order(header_bytes: Student) -> None:
    others = Header(7, b"\7" * 32, b"\7" * 32, 7, 7, 7)
    names = ("version", "prev_block", "merkle_root", "time", "bits", "nonce")
    changes = [{name: getattr(others, name)} for name in names]
    _eighty(header_bytes, *_with(*changes), PLAIN, *_with(*reversed(changes)))


@hidden_property("E1.8", "hash-order", "both hashes stand as they travel, not as they are shown")
def _as_they_travel(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 4, 68, *_hashes("prev_block"), *_hashes("merkle_root"))
    _bytes_of(header_bytes, 4, 68, replace(PLAIN, prev_block=bytes(32), merkle_root=bytes(range(32))))


@hidden_property("E1.8", "made-up", "made-up headers, one after the other")
def _made_up(header_bytes: Student) -> None:
    numbers = seeded("headers")
    for _ in range(12):
        header = Header(
            numbers.getrandbits(32) - 2**31,
            numbers.randbytes(32),
            numbers.randbytes(32),
            numbers.getrandbits(32),
            numbers.getrandbits(32),
            numbers.getrandbits(32),
        )
        _eighty(header_bytes, header, replace(header, nonce=header.nonce ^ 1))
    _eighty(header_bytes, PLAIN)
