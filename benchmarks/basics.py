"""Small things against the least they could cost: where a check costs more than the work, it shows here."""

import hashlib
import struct
from collections.abc import Iterator

from benchmarks.measure import Row, Setting, Work, milliseconds, rows
from blockkit.block import Header
from blockkit.classroom import figures
from blockkit.data import real_block
from blockkit.hashing import hash256, ripemd160
from blockkit.merkle import merkle_root
from blockkit.ripemd160 import ripemd160 as pure_ripemd160

HEADER = real_block(277647).header
RAW = HEADER.serialize()
TXIDS = real_block(277647).txids


def bare_hash256() -> bytes:
    """Two calls of hashlib, nothing checked."""
    return hashlib.sha256(hashlib.sha256(RAW).digest()).digest()


def bare_merkle_root() -> bytes:
    """The same 213 hashes joined in pairs, nothing checked."""
    row = list(TXIDS)
    while len(row) > 1:
        row += row[len(row) - len(row) % 2 :]
        pairs = zip(row[::2], row[1::2], strict=True)
        row = [hashlib.sha256(hashlib.sha256(a + b).digest()).digest() for a, b in pairs]
    return row[0]


def bare_header() -> Header:
    """The fields by one call of struct, nothing checked but by the class itself."""
    return Header(*struct.unpack("<i32s32s3I", RAW))


def picture() -> bool:
    """A figure of the course."""
    return bool(figures.merkle_tree(11, 5))


PAIRS: list[tuple[str, Work, str, Work]] = [
    ("hash256 of a header", lambda: hash256(RAW), "bare hashlib", bare_hash256),
    ("merkle_root of 213 txids", lambda: merkle_root(TXIDS), "bare hashlib", bare_merkle_root),
    ("Header.parse", lambda: Header.parse(RAW), "struct.unpack", bare_header),
    ("pure ripemd160", lambda: pure_ripemd160(RAW), "the one in use", lambda: ripemd160(RAW)),
    ("picture of a Merkle tree", picture, "a root of 213", lambda: bool(bare_merkle_root())),
]


def basic_rows(setting: Setting) -> Iterator[Row]:
    """Each against the bare work."""
    for what, ours, against, bare in PAIRS:
        yield from rows(what, ours, {against: bare}, milliseconds, setting.rounds)
