"""Coins: how many there are, what a coinbase says, and what a miner may take.

These are the references of notebook 02c; that of ``subsidy`` is :func:`blockkit.pow.subsidy`. Amounts are
satoshi.
"""

from typing import Any

from blockkit.guards import need_bytes, need_int
from blockkit.params import ChainParams
from blockkit.pow import subsidy

NO_INDEX = 2**32 - 1  # with 32 zero bytes: an input that names no output
SCRIPT_SIZES = range(2, 101)  # bytes of a coinbase's script (Core: CheckTransaction)


def supply_after(height: int, params: ChainParams) -> int:
    """E2.10: all coins that blocks 0 to ``height``, both included, may create."""
    blocks, era, total = need_int(height, "a height", 0, 2**31 - 1) + 1, 0, 0
    while blocks > 0 and (each := subsidy(era * params.halving_blocks, params)):
        total += each * min(blocks, params.halving_blocks)
        blocks -= params.halving_blocks
        era += 1
    return total


def coinbase_height(script_sig: bytes) -> int:
    """E2.11: the height that a coinbase's script begins with (BIP 34); ``ValueError`` when it has none."""
    script = need_bytes(script_sig, "a coinbase's script")
    size = script[0] if script else 0
    if 0x51 <= size <= 0x60:  # OP_1 to OP_16
        return size - 0x50
    number = script[1 : 1 + size]
    if not 1 <= size <= 4 or len(number) < size or number[-1] & 0x80:
        raise ValueError("a coinbase's script begins with a height of 1 to 4 bytes, at least 0")
    return int.from_bytes(number, "little")


def coinbase_ok(tx: Any, height: int, fees: int, params: ChainParams) -> bool:
    """E2.12: does a coinbase have the right form, and does it take at most subsidy and fees?"""
    if len(tx.inputs) != 1:
        return False
    (txin,) = tx.inputs
    values = [output.value for output in tx.outputs]
    return (
        (txin.prevout.txid, txin.prevout.index) == (bytes(32), NO_INDEX)
        and len(txin.script_sig) in SCRIPT_SIZES
        and all(value >= 0 for value in values)
        and sum(values) <= subsidy(height, params) + fees
    )
