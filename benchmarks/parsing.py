"""Block 413,567: its 999,887 bytes become objects, ids, a Merkle root; what the objects weigh.

Ours keeps every check on: counts, shortest forms, trailing bytes, and that no subtree is doubled. btclib can
be told not to validate, and is. Each peer is used in the plain way: a call for the block, one for each id,
one for the root. So btclib and python-bitcoinlib compute the ids again for the root; what they take when
each id is computed once is a row of its own.
"""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO

from benchmarks.measure import Row, Setting, Work, compared, megabytes, milliseconds, peer, rows
from blockkit.block import Block, check_block
from blockkit.merkle import has_duplicate_subtree, merkle_root

FILE = "bitcoin-core/block413567.raw"


def parse_rows(setting: Setting) -> Iterator[Row]:
    """Parse, ids and Merkle root; then with all rules that need no other block."""
    what, raw = "parse + txids + Merkle root", setting.vector(FILE)
    if raw is None:
        yield Row(what, "", remark="no vectors folder")
        return
    others = {**embit(raw), **btclib(raw), **python_bitcoinlib(raw)}
    goals = {"embit": 2.0, "btclib": 5.0, "python-bitcoinlib": 5.0}
    yield from rows(what, lambda: ours(raw), others, milliseconds, setting.rounds, goals)
    checked = {**btclib_checked(raw), **python_bitcoinlib_checked(raw)}
    yield from rows("parse + check_block", lambda: ours_checked(raw), checked, milliseconds, setting.rounds)


def ours(raw: bytes) -> bytes:
    """The root, after our checks."""
    block = Block.parse(raw)
    txids = [tx.txid for tx in block.transactions]
    root = merkle_root(txids)
    if has_duplicate_subtree(txids) or root != block.header.merkle_root:
        raise ValueError("this is not block 413,567")
    return root


def ours_checked(raw: bytes) -> bytes:
    """With every rule of ``check_block``."""
    block = Block.parse(raw)
    check_block(block)
    return block.header.merkle_root


def embit(raw: bytes) -> dict[str, Work | None]:
    """embit reads transactions; it has no blocks, so header, count and root are ours."""
    transaction, compact = peer("embit.transaction"), peer("embit.compact")

    def run() -> bytes:
        stream = BytesIO(raw[80:])
        count = compact.read_from(stream)
        transactions = [transaction.Transaction.read_from(stream) for _ in range(count)]
        return merkle_root([tx.txid()[::-1] for tx in transactions])

    return {"embit": run if transaction else None}


def btclib(raw: bytes) -> dict[str, Work | None]:
    """btclib; its root comes with the answer to whether a subtree is doubled."""
    block, hashes = peer("btclib.block"), peer("btclib.hashes")

    def run() -> bytes:
        parsed = block.Block.parse(raw, check_validity=False)
        [tx.id for tx in parsed.transactions]
        root, _ = block.merkle_root_and_mutated_from_transactions(parsed.transactions)
        return bytes(root[::-1])

    def least() -> bytes:
        parsed = block.Block.parse(raw, check_validity=False)
        txids = [tx.id[::-1] for tx in parsed.transactions]
        root, _ = hashes.merkle_root_and_mutated_from_hashes(txids, hashes.hash256)
        return bytes(root)

    return {"btclib": run if block else None, "btclib, ids once": least if block else None}


def python_bitcoinlib(raw: bytes) -> dict[str, Work | None]:
    """python-bitcoinlib; parsing a block already computes ids and tree, and keeps them."""
    core = peer("bitcoin.core")

    def run() -> bytes:
        block = core.CBlock.deserialize(raw)
        [tx.GetTxid() for tx in block.vtx]
        return bytes(block.calc_merkle_root())

    def least() -> bytes:
        return bytes(core.CBlock.deserialize(raw).vMerkleTree[-1])

    return {
        "python-bitcoinlib": run if core else None,
        "python-bitcoinlib, ids once": least if core else None,
    }


def btclib_checked(raw: bytes) -> dict[str, Work | None]:
    """btclib with its validation on."""
    block = peer("btclib.block")
    return {"btclib": (lambda: bytes(block.Block.parse(raw).header.merkle_root[::-1])) if block else None}


def python_bitcoinlib_checked(raw: bytes) -> dict[str, Work | None]:
    """python-bitcoinlib's CheckBlock."""
    core = peer("bitcoin.core")

    def run() -> bytes:
        block = core.CBlock.deserialize(raw)
        core.CheckBlock(block)
        return bytes(block.hashMerkleRoot)

    return {"python-bitcoinlib": run if core else None}


# ---- memory --------------------------------------------------------------------------------------

# Each is weighed in a process of its own. It parses once before, so that what it sets up is not counted.
WEIGH = """
import gc, sys, tracemalloc
from io import BytesIO
raw = open(sys.argv[1], "rb").read()
{imports}
{parse}
del block
gc.collect()
tracemalloc.start()
{parse}
gc.collect()
print(tracemalloc.get_traced_memory()[0])
"""
EMBIT = "data = BytesIO(raw[80:]); block = [Transaction.read_from(data) for _ in range(read_from(data))]"
PARSERS = {
    "ours": ("blockkit", "from blockkit import Block", "block = Block.parse(raw)"),
    "embit": (
        "embit",
        "from embit.transaction import Transaction; from embit.compact import read_from",
        EMBIT,
    ),
    "btclib": (
        "btclib",
        "from btclib.block import Block",
        "block = Block.parse(raw, check_validity=False)",
    ),
    "python-bitcoinlib": (
        "bitcoin.core",
        "from bitcoin.core import CBlock",
        "block = CBlock.deserialize(raw)",
    ),
}


def memory_rows(setting: Setting) -> Iterator[Row]:
    """What the parsed block takes in memory."""
    what = "parsed block 413,567 in memory"
    if setting.vector(FILE) is None:
        yield Row(what, "", remark="no vectors folder")
        return
    sizes: dict[str, list[float]] = {}
    for name, (module, imports, parse) in PARSERS.items():
        if peer(module):
            code = WEIGH.format(imports=imports, parse=parse)
            command = [sys.executable, "-c", code, str(setting.vectors / FILE)]
            sizes[name] = [int(subprocess.run(command, capture_output=True, check=True).stdout)]
    yield from compared(what, sizes, [name for name in PARSERS if name != "ours"], megabytes)
