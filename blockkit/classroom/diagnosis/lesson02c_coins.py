"""Probes of lesson 02c. Each list goes from small to large, and from plain to odd."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from blockkit.classroom.diagnosis.probe import each
from blockkit.data.coins import real_coinbase, real_fees
from blockkit.params import CLASSROOM, MAINNET, REGTEST
from blockkit.transaction import OutPoint, Transaction

ERA = MAINNET.halving_blocks

# ---- E2.9 and E2.10: heights and chains ----------------------------------------------------------

HEIGHTS: list[tuple[Any, ...]] = [
    *((height, CLASSROOM) for height in (0, 1, 50, 99, 100, 101, 199, 200, 250, 1000, 1300, 1399)),
    *((height, MAINNET) for height in (0, 1, 170, 277_316, 501_386)),
    *((height, CLASSROOM) for height in (3199, 3200, 3299, 3300, 5000)),
    *((height, REGTEST) for height in (0, 149, 150, 300, 2000)),
    *((height, MAINNET) for height in (ERA - 1, ERA, ERA + 1, 2 * ERA - 1, 2 * ERA, 13 * ERA, 6_929_999)),
    *((height, MAINNET) for height in (6_930_000, 10_000_000)),
]

# ---- E2.11: scripts ------------------------------------------------------------------------------

_TAIL = "03858402062f503253482f"
_READABLE = [
    "51", "52", "5f", "60", "0111", "0164", "017f", "028000", "02ff00", "020001", "021234", "02ff7f",
    "03008000", "03443b04", "038f3c04", "03ffff7f", "0400008000", "04ffff001d", "04ffffff7f", "044c86041b",
]  # fmt: skip
_REFUSED = [
    "", "01", "02", "0280", "03", "0344", "03443b", "04", "04ffff00", "0180", "0181", "020080", "02ff80",
    "03443b84", "0400000080", "04ffffffff", "05", "0501000000", "050100000000", "0801000000000000007f",
    "4b", "4c0101", "4f", "50", "61", "6a0101", "ff",
]  # fmt: skip
SCRIPTS = [
    *(bytes.fromhex(text) for text in _READABLE),
    *(bytes.fromhex(text + _TAIL) for text in _READABLE),
    *(bytes.fromhex(text) for text in _REFUSED),
    *(bytes.fromhex(text + _TAIL) for text in _REFUSED[9:]),
    *(real_coinbase(height).inputs[0].script_sig for height in (277_316, 277_647, 413_567)),
]

# ---- E2.12: coinbases, heights and fees ----------------------------------------------------------


def _judged() -> Iterator[tuple[Any, ...]]:
    real = real_coinbase(277_316)
    (txin,), (output,) = real.inputs, real.outputs
    fees = real_fees(277_316)
    allowed = output.value

    def paying(*values: int) -> Transaction:
        return replace(real, outputs=tuple(replace(output, value=value) for value in values))

    for values in ([allowed], [allowed - fees], [1], [allowed, 0], [1, 2, 3], [allowed - 3, 1, 1, 1]):
        yield paying(*values), 277_316, fees, MAINNET
    yield paying(0), 277_316, fees, MAINNET
    for values in (
        [allowed + 1],
        [allowed, 1],
        [1, allowed],
        [0, allowed, 1],
        [allowed, allowed],
        [1, allowed, 1],
        [1, 2 * allowed],
    ):
        yield paying(*values), 277_316, fees, MAINNET
    yield real, 277_316, fees - 1, MAINNET
    yield real, 277_316, fees + 1, MAINNET
    yield real, 277_316, 0, MAINNET
    for values in ([-1], [-1, 5], [5, -1], [6 * 10**9, -4 * 10**9]):
        yield paying(*values), 277_316, fees, MAINNET
    for height in (0, 1, ERA - 1, ERA, 2 * ERA, 33 * ERA):
        for value in (0, 1, 1_250_000_000, 2_500_000_000, 5_000_000_000):
            yield paying(value), height, 0, MAINNET
    for height, chain in ((99, CLASSROOM), (100, CLASSROOM), (200, CLASSROOM), (150, REGTEST)):
        for value in (1_250_000_000, 2_500_000_000, 5_000_000_000):
            yield paying(value), height, 0, chain
    for size in (0, 1, 2, 3, 50, 99, 100, 101, 102, 200):
        yield replace(paying(5), inputs=(replace(txin, script_sig=bytes(size)),)), 277_316, 0, MAINNET
    for txid, index in (
        (bytes(32), 0),
        (b"\1" * 32, 2**32 - 1),
        (b"\1" * 32, 0),
        (bytes(31) + b"\1", 2**32 - 1),
    ):
        other = replace(txin, prevout=OutPoint(txid, index))
        yield replace(paying(5), inputs=(other,)), 277_316, 0, MAINNET
        yield replace(paying(5), inputs=(txin, other)), 277_316, 0, MAINNET
    yield replace(paying(5), inputs=()), 277_316, 0, MAINNET
    yield replace(paying(5), inputs=(txin, txin)), 277_316, 0, MAINNET


PROBES = {
    "subsidy": each(*HEIGHTS),
    "supply_after": each(*HEIGHTS),
    "coinbase_height": each(*([script] for script in SCRIPTS)),
    "coinbase_ok": each(*_judged()),
}
