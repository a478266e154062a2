"""Real spends that lesson 03c reads, each with the outputs it spends: a P2WSH coin, and four of taproot.

A transaction names the outputs it spends and does not repeat them, so ``spends.json`` beside this file has
both. Spends are facts, which no licence covers; their sources are named there. When loaded, a transaction is
checked by the hash of all its bytes, witness included, and its outputs by a hash of their own.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from blockkit.data import need_hash, rows_of
from blockkit.errors import shown
from blockkit.hashing import from_hex, hash256, to_display
from blockkit.transaction import Transaction, TxOut

FILE = Path(__file__).with_name("spends.json")

# What each must hash to, in display order: the transaction with its witness, and its outputs in a row.
HASHES = {
    "p2wsh": (
        "2c35e81b238aa8e41ea9c0d110d640a430698e21d1b65dcf0c5b35e64bc89fe9",
        "a560161b7b565d0131d3dae99765272aa2436870dc37127b317403850646a136",
    ),
    "taproot-key": (
        "af2fdc4c54270adfb2a65987a79ed2f0e771a779ea48bb0ef06095b48395f74d",
        "fd2cb256c16bbf33992c2cf0e2d683b88d13cd2ab87930b78768672a7bcc5328",
    ),
    "taproot-script": (
        "2fb9e9ff2c166ffbd48406f7b9362125b665da2a760540065250188417f048c2",
        "b2a0ba7552ae7e5019e6d2badcc045fdd0836ccd7a507ca3484427fcfc40f8f7",
    ),
    "taproot-both": (
        "526a41ff7182577e3eff0af07b399d310e4d33def08eb847322d818f80cd0738",
        "816f8d6a3481e92579c958ec65918dbe9b91cc639ad99d6f45e3c5de965c013e",
    ),
    "taproot-add": (
        "19886d04721b18c202e34b6d9964e8f810563502ba3946e4c0cbd636d7e17157",
        "18062f9a6d4705b56e66a1591e72a2f9cbfc86b01cceb726dbeaa92a840f7542",
    ),
}


@dataclass(frozen=True, slots=True)
class ShippedSpend:
    """A transaction of the main chain, and the outputs that its inputs spend, in their order."""

    name: str
    tx: Transaction
    spent: tuple[TxOut, ...]
    note: str  # what it is
    source: str


def names() -> tuple[str, ...]:
    """The names of the spends at hand."""
    return tuple(HASHES)


def shipped_spend(name: str) -> ShippedSpend:
    """A real spend; ``ValueError`` names those at hand."""
    if name not in HASHES:
        raise ValueError(f"there is no spend {shown(name)}; there are {', '.join(names())}")
    return _spends()[name]


@cache
def _spends() -> dict[str, ShippedSpend]:
    return load(FILE)


def load(path: Path) -> dict[str, ShippedSpend]:
    """Read and verify a file of spends; :class:`Invalid` names what is damaged."""
    with rows_of(path) as rows:
        found = {name: _read(name, rows[name]) for name in HASHES}
    for name, spend in found.items():
        outputs = b"".join(output.serialize() for output in spend.spent)
        got = tuple(to_display(hash256(data)) for data in (spend.tx.serialize(), outputs))
        need_hash(path, f"the spend {name}", HASHES[name], got)
    return found


def _read(name: str, row: dict[str, Any]) -> ShippedSpend:
    spent = tuple(TxOut(int(value), from_hex(script)) for value, script in row["spent"])
    tx = Transaction.parse(from_hex(str(row["raw"])))
    return ShippedSpend(name, tx, spent, str(row["note"]), str(row["source"]))
