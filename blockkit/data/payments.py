"""Transactions that lesson 03b reads: what block 170 spends, the slides' payment, and three with witnesses.

Each is checked when it is loaded: all its bytes by the hash of them, which is the id where there is no
witness. Transactions are facts, which no licence covers; where the source has one, it is named.
"""

from functools import cache
from pathlib import Path

from blockkit.data import need_hash, real_block, rows_of
from blockkit.data.coins import real_coinbase
from blockkit.errors import shown
from blockkit.hashing import from_hex, hash256, to_display
from blockkit.transaction import Transaction, TxOut

FILE = Path(__file__).with_name("payments.json")

# What all bytes of each must hash to, in display order, by the beginning of its id.
HASHES = {
    "0437cd7f": "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9",
    "0627052b": "0627052b6f28912f2703066a912ea577f2ce4da4caa5a5fbd8a57286c345c2f2",
    "dfcec48b": "48a387570eeffb07e8e84642efe36bc4088285fc04db91743a9850bfd1611af2",
    "f91d0a8a": "bb77f4a58e0c23a21f7a261255064acf69d939971f770b42d1f0d9839bdb469b",
    "c586389e": "b759d39a8596b70b3a46700b83e1edb247e17ba58df305421864fe7a9ac142ea",
}
ELSEWHERE = ("f4184fc5", "d5ada064")  # in a block that is shipped whole, and beside the other coinbases

BEFORE = {"f4184fc5": "0437cd7f", "f91d0a8a": "dfcec48b"}  # what is at hand of the transactions they spend


def payment_names() -> tuple[str, ...]:
    """How the ids of the transactions at hand begin."""
    return (*ELSEWHERE, *HASHES)


def real_payment(name: str) -> Transaction:
    """The real transaction whose id begins with ``name``, 8 hex digits; ``ValueError`` names them all."""
    if name == "f4184fc5":
        return Transaction.parse(real_block(170).transactions[1])
    if name == "d5ada064":
        return real_coinbase(277_316)
    if name not in HASHES:
        raise ValueError(f"there is no transaction {shown(name)}; there are {', '.join(payment_names())}")
    return _payments()[name]


def spent_by(name: str) -> TxOut:
    """The output that the one input of a real payment spends; ``ValueError`` names those that are known."""
    tx = real_payment(name)
    if name == "0627052b":  # of 7957a35f, which is not at hand: 0.1 bitcoins; the change has the same lock
        return TxOut(10_000_000, tx.outputs[1].script_pubkey)
    if name not in BEFORE:
        raise ValueError(
            f"what {name} spends is not known here; it is known for {', '.join(BEFORE)}, 0627052b"
        )
    return real_payment(BEFORE[name]).outputs[tx.inputs[0].prevout.index]


@cache
def _payments() -> dict[str, Transaction]:
    return load_payments(FILE)


def load_payments(path: Path) -> dict[str, Transaction]:
    """Read and verify a file of transactions; :class:`Invalid` names what is damaged."""
    with rows_of(path) as rows:
        found = {name: from_hex(rows[name]["raw"]) for name in HASHES}
    for name, expected in HASHES.items():
        need_hash(path, name, expected, to_display(hash256(found[name])))
    return {name: Transaction.parse(raw) for name, raw in found.items()}
