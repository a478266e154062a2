"""Ratios of what we do to the least it could cost, all measured in one run, in turns.

A ratio is worth more than a time: it holds on another machine. Each row is the median of several
rounds, with the smallest and the largest beside it. Nothing here is a test.
"""

import hashlib
import struct
from collections.abc import Callable
from statistics import median
from time import process_time

from blockkit import Header, hash256, merkle_root
from blockkit.classroom import figures
from blockkit.data import real_block
from blockkit.hashing import ripemd160
from blockkit.ripemd160 import ripemd160 as pure_ripemd160

ROUNDS = 7
SECONDS_A_ROUND = 0.05

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


ROWS: list[tuple[str, Callable[[], object], str, Callable[[], object]]] = [
    ("hash256 of a header", lambda: hash256(RAW), "bare hashlib", bare_hash256),
    ("merkle_root of 213 txids", lambda: merkle_root(TXIDS), "bare hashlib", bare_merkle_root),
    ("Header.parse", lambda: Header.parse(RAW), "struct.unpack", lambda: struct.unpack("<i32s32s3I", RAW)),
    ("pure ripemd160", lambda: pure_ripemd160(RAW), "the one in use", lambda: ripemd160(RAW)),
    ("picture of a Merkle tree", lambda: figures.merkle_tree(11, 5), "its root", bare_merkle_root),
]


def seconds(function: Callable[[], object]) -> float:
    """The time of one call, from as many calls as fill a round."""
    calls, start = 0, process_time()
    while process_time() - start < SECONDS_A_ROUND:
        function()
        calls += 1
    return (process_time() - start) / calls


def main() -> None:
    """Measure and print the table."""
    print(f"{'what':<28}{'against':<18}{'ratio':>8}{'from':>8}{'to':>8}{'µs':>10}")
    for what, ours, against, bare in ROWS:
        rounds = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
        ratios = sorted(mine / theirs for mine, theirs in rounds)
        micro = 1e6 * median(mine for mine, _ in rounds)
        print(f"{what:<28}{against:<18}{median(ratios):8.1f}{ratios[0]:8.1f}{ratios[-1]:8.1f}{micro:10.1f}")


if __name__ == "__main__":
    main()
