"""A few real blocks, shipped with the package so that nothing here needs a network.

Every byte is checked by hash when it is loaded: the header must hash to the block's id, each
transaction to its txid, and the txids to the Merkle root in the header. That is lesson 1 at work: to
trust these files you need to know nothing but the ids, which are public.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from blockkit.block import Header
from blockkit.encoding import encode_varint
from blockkit.errors import Invalid
from blockkit.guards import need_int
from blockkit.hashing import from_display, from_hex, hash256, to_display
from blockkit.merkle import merkle_root

FILE = Path(__file__).with_name("mainnet.json")

# What each header must hash to, in display order: all you need to know to trust the rest.
IDS = {
    0: "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    1: "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048",
    170: "00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee",
    546: "000000005a4ded781e667e06ceefafb71410b511fe0d5adc3e5a27ecbec34ae6",
    586: "000000000d0d23516c5efd3af4eb951603bb30b2c93884b522a318b30e918ee7",
    2812: "0000000049a63b4dda3a43450c19d085d6c28bfb4cbb2e0576815d7f31919c5d",
    26816: "000000001d3ec48e8791c712163916e5c693330e4314478169546b85e292ebac",
    49820: "00000000048b5eb63b54108de52259a3b8e744c0d8a8e895e743ab256da10d91",
    53066: "00000000108e779b218b803c80348fb12951f4acb235e90372e35949f75563b2",
    100000: "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506",
    277315: "0000000000000002a7bbd25a417c0374cc55261021e8a9ca74442b01284f0569",
    277316: "0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4",
    277647: "0000000000000000054a714e580b16c583701712ab91060e92dbde6eb1e052a8",
}


@dataclass(frozen=True, slots=True)
class RealBlock:
    """A block of Bitcoin's main chain, as far as it is shipped here."""

    height: int
    header: Header
    txids: tuple[bytes, ...]  # wire order; empty where only the header is shipped
    transactions: tuple[bytes, ...]  # raw bytes; empty unless the whole block is shipped

    @property
    def hash(self) -> bytes:
        """The block's id, wire order."""
        return self.header.hash

    @property
    def raw(self) -> bytes:
        """The whole block as it travels; ``ValueError`` where it is not shipped whole."""
        if not self.transactions:
            raise ValueError(f"block {self.height} is not shipped whole; 0, 1 and 170 are")
        count = encode_varint(len(self.transactions))
        return self.header.serialize() + count + b"".join(self.transactions)


def heights() -> tuple[int, ...]:
    """The heights of the blocks at hand, lowest first."""
    return tuple(sorted(IDS))


def real_block(height: int) -> RealBlock:
    """The real block at ``height``; ``ValueError`` names the heights at hand."""
    need_int(height, "height", 0, 2**31 - 1)
    if height not in IDS:
        raise ValueError(f"block {height} is not shipped; there are {', '.join(map(str, heights()))}")
    return _blocks()[height]


@cache
def _blocks() -> dict[int, RealBlock]:
    return load(FILE)


# ---- reading and verifying -----------------------------------------------------------------------


def load(path: Path) -> dict[int, RealBlock]:
    """Read and verify a file of blocks; :class:`Invalid` names what is damaged and its true hash."""
    with rows_of(path) as listed:
        rows = {int(row["height"]): row for row in listed}
        return {height: _verified(rows[height], height, path) for height in IDS}


def _verified(row: dict[str, object], height: int, path: Path) -> RealBlock:
    """One row as a block, or an error that names the hash it should have."""
    header_bytes = from_hex(str(row["header"]))
    need_hash(path, f"the header of block {height}", IDS[height], to_display(hash256(header_bytes)))
    header = Header.parse(header_bytes)
    transactions = tuple(from_hex(raw) for raw in _texts(row, "transactions"))
    txids = tuple(from_display(txid) for txid in _texts(row, "txids"))
    txids = txids or tuple(hash256(raw) for raw in transactions)
    if txids:
        root = to_display(header.merkle_root)
        need_hash(path, f"the transactions of block {height}", root, to_display(merkle_root(txids)))
    return RealBlock(height, header, txids, transactions)


def _texts(row: dict[str, object], key: str) -> list[str]:
    values = row.get(key, [])
    return [str(value) for value in values] if isinstance(values, list) else []


@contextmanager
def rows_of(path: Path) -> Iterator[Any]:
    """What is in a file of ours; what goes wrong with it inside is :class:`Invalid`, which names the file."""
    try:
        yield json.loads(path.read_text(encoding="utf-8"))
    except Invalid:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ZeroDivisionError) as error:
        what = f"{path.name} cannot be read ({error!r}); install blockkit again"
        raise Invalid("damaged-data-file", what) from error


def need_hash(path: Path, what: str, expected: object, got: object) -> None:
    """Refuse with :class:`Invalid` what hashes to something else than it should."""
    if got != expected:
        words = f"{path.name}: {what} should hash to {expected}, it gives {got}; install blockkit again"
        raise Invalid("damaged-data-file", words, expected=expected, got=got)
