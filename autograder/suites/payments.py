"""The right answers of lesson 03b, worked out once more and in another way than in blockkit and the masters.

A transaction is written as a list of pieces, one a field, by ``struct``; what a signature signs is those
pieces with some of them exchanged. ``payments.json`` has a dozen transactions of block 277,647 with the
coins that they spend: their ids are the chain's, and their signatures say whether the digests are right.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from struct import pack

from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut

FILE = Path(__file__).with_name("payments.json")
LAST = 0xFFFFFFFF  # the usual sequence


def twice(data: bytes) -> bytes:
    """Bitcoin's double hash."""
    return sha256(sha256(data).digest()).digest()


def size(n: int) -> bytes:
    """A count, as short as it can be written."""
    if n < 253:
        return pack("B", n)
    if n < 1 << 16:
        return pack("<BH", 253, n)
    return pack("<BI", 254, n) if n < 1 << 32 else pack("<BQ", 255, n)


# ---- transactions --------------------------------------------------------------------------------


def pieces(tx: Transaction, scripts: Sequence[bytes] | None = None) -> list[bytes]:
    """The fields of a transaction, each as its bytes, with other scripts in the inputs if there are any."""
    found = [pack("<i", tx.version), size(len(tx.inputs))]
    for place, txin in enumerate(tx.inputs):
        script = txin.script_sig if scripts is None else scripts[place]
        found += [bytes(txin.prevout), size(len(script)), script, pack("<I", txin.sequence)]
    found.append(size(len(tx.outputs)))
    for output in tx.outputs:
        script = output.script_pubkey
        found += [pack("<q", output.value), size(len(script)), script]
    return [*found, pack("<I", tx.lock_time)]


def written(tx: Transaction) -> bytes:
    """All its bytes."""
    return b"".join(pieces(tx))


def named(tx: Transaction) -> str:
    """Its id, as people see it."""
    return twice(written(tx))[::-1].hex()


def signed_text(tx: Transaction, index: int, code: bytes) -> bytes:
    """What is hashed for the signature of input ``index``."""
    scripts = [code if place == index else b"" for place in range(len(tx.inputs))]
    return b"".join(pieces(tx, scripts)) + pack("<I", 1)


def digest(tx: Transaction, index: int, code: bytes) -> bytes:
    """The 32 bytes that this signature signs."""
    return twice(signed_text(tx, index, code))


# ---- made and real ones --------------------------------------------------------------------------


def coin(number: int, index: int = 0) -> OutPoint:
    """The name of a coin that nobody has."""
    return OutPoint(sha256(b"coin %d" % number).digest(), index)


def made(
    inputs: Sequence[TxIn] = (), outputs: Sequence[TxOut] = (), version: int = 1, lock_time: int = 0
) -> Transaction:
    """A transaction of these parts; where none are given, of one input and one output."""
    inputs = tuple(inputs) or (TxIn(coin(0), bytes(range(1, 8))),)
    outputs = tuple(outputs) or (TxOut(5_000, b"\x51"),)
    return Transaction(version, inputs, outputs, lock_time)


@dataclass(frozen=True, slots=True)
class Payment:
    """A transaction of block 277,647, and the coins that it spends: none for the coinbase."""

    tx: Transaction
    raw: bytes
    txid: str
    coins: tuple[TxOut, ...]


@cache
def payments() -> tuple[Payment, ...]:
    """A dozen of them, in the order of the block."""
    found = []
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        raw = bytes.fromhex(row["raw"])
        parsed = Transaction.parse(raw)
        tx = Transaction(parsed.version, parsed.inputs, parsed.outputs, parsed.lock_time)
        coins = tuple(TxOut(value, bytes.fromhex(script)) for value, script in row["coins"])
        if named(tx) != row["id"]:
            raise ValueError(f"payments.json is damaged: {row['id']} has another id")
        found.append(Payment(tx, raw, row["id"], coins))
    return tuple(found)
