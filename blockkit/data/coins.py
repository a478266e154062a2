"""What miners were paid: real coinbases, and the fees of eleven blocks in a row.

A coinbase is the first transaction of a block, by which its miner is paid. Each is checked by its id when it
is loaded. The fees of ``fees.json`` come from a table of a block explorer. No hash covers them, so each is
checked against the other columns of its row: the fee for a thousand units of weight was printed too.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blockkit.data import need_hash, real_block, rows_of
from blockkit.errors import Invalid
from blockkit.guards import need_int
from blockkit.hashing import from_hex, hash256, to_display
from blockkit.transaction import Transaction

COINBASES, FEES = (Path(__file__).with_name(name) for name in ("coinbases.json", "fees.json"))

# What each coinbase must hash to, in display order. Those of blocks that are shipped whole need no row here.
TXIDS = {
    100_000: "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
    277_316: "d5ada064c6417ca25c4308bd158c34b77e1c0eca2a73cda16c737e7424afba2f",
    277_647: "0fc1f998e6fc1fa43a879cea4a54fe9947e02b925ebc46237a2406c50e0f07ea",
    413_567: "5b4aaef3f4e4625d70385ddf0bd2a0b7d7141e4c2fd36d2ff2cad37fff3deb0f",
}
WHOLE = (0, 1, 170)  # blocks that are shipped whole; no payment in them leaves a fee
FIRST, LAST = 501_376, 501_386  # of the eleven blocks whose fees are at hand


@dataclass(frozen=True, slots=True)
class PaidBlock:
    """The fees of a real block, as an explorer listed them."""

    height: int
    payments: int  # how many transactions
    weight: int  # what limits a block's size since 2017
    rate: int  # satoshi for a thousand units of weight, rounded
    fees: int  # satoshi


def coinbase_heights() -> tuple[int, ...]:
    """The heights of the coinbases at hand, lowest first."""
    return tuple(sorted((*WHOLE, *TXIDS)))


def real_coinbase(height: int) -> Transaction:
    """The coinbase of the real block at ``height``; ``ValueError`` names the heights at hand."""
    _need_height(height)
    return Transaction.parse(
        real_block(height).transactions[0] if height in WHOLE else _coinbases()[height][0]
    )


def real_fees(height: int) -> int:
    """What the payments of that block left over, in satoshi; for the heights of :func:`real_coinbase`."""
    _need_height(height)
    return 0 if height in WHOLE else _coinbases()[height][1]


def _need_height(height: int) -> None:
    need_int(height, "height", 0, 2**31 - 1)
    if height not in coinbase_heights():
        known = ", ".join(f"{one:,}" for one in coinbase_heights())
        raise ValueError(f"the coinbase of block {height:,} is not shipped; there are those of {known}")


@cache
def _coinbases() -> dict[int, tuple[bytes, int]]:
    return load_coinbases(COINBASES)


@cache
def paid_blocks() -> tuple[PaidBlock, ...]:
    """The eleven blocks from 501,376 to 501,386, of December 2017, lowest first."""
    return load_fees(FEES)


# ---- reading and verifying -----------------------------------------------------------------------


def load_coinbases(path: Path) -> dict[int, tuple[bytes, int]]:
    """Read a file of coinbases, each with its fees; :class:`Invalid` names what is damaged."""
    with rows_of(path) as rows:
        found = {
            height: (from_hex(rows[str(height)]["raw"]), int(rows[str(height)]["fees"])) for height in TXIDS
        }
    for height, expected in TXIDS.items():
        need_hash(path, f"the coinbase of block {height}", expected, to_display(hash256(found[height][0])))
    return found


def load_fees(path: Path) -> tuple[PaidBlock, ...]:
    """Read a file of fees, eleven rows in order; :class:`Invalid` names the row that contradicts itself."""
    with rows_of(path) as rows:
        found = tuple(PaidBlock(**row) for row in rows["blocks"])
        heights = [block.height for block in found]
        rates = {block.height: round(block.fees * 1000 / block.weight) for block in found}
    if heights != list(range(FIRST, LAST + 1)):
        raise _damaged(path, f" should have the blocks from {FIRST} to {LAST}")
    for block in found:
        if rates[block.height] != block.rate:
            raise _damaged(path, f": the fees of block {block.height} do not fit its weight and its rate")
    return found


def _damaged(path: Path, what: str) -> Invalid:
    return Invalid("damaged-data-file", f"{path.name}{what}; install blockkit again")
