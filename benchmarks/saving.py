"""SQLite: a chain saved after every block, in rows of the table of coins.

The chain is our own: scripts are not run and coins need not ripen, so that it is there in seconds. Saving a
block writes its body and its undo list, deletes the coins it spent and inserts those it made, all in one
transaction of the database, which is safely on the disk when ``save`` returns. Therefore the clock's time
counts here, not the processor's. The same changes in the dictionary of coins stand beside it.
"""

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.coins import some_script, some_transaction
from benchmarks.measure import Row, Setting, compared, per_second
from blockkit.block import Block, Header
from blockkit.chain import Chain
from blockkit.interpreter import Checker, Flag
from blockkit.merkle import merkle_root
from blockkit.node.mining import search
from blockkit.node.store import Store
from blockkit.params import COIN, REGTEST
from blockkit.rules import rules_for
from blockkit.script import encode_number, push
from blockkit.transaction import NOWHERE, OutPoint, Transaction, TxIn, TxOut
from blockkit.utxo import disconnect

BLOCKS, TRANSACTIONS = 5, 2_000


def opens_all(script_sig: bytes, script_pubkey: bytes, checker: Checker, flags: Flag) -> None:
    """In the place of ``verify_script``: everybody may spend."""


RULES = replace(rules_for(replace(REGTEST, coinbase_maturity=1)), verify_script=opens_all)


def save_rows(setting: Setting) -> Iterator[Row]:
    """Rows of coins saved in a second."""
    blocks = list(some_blocks(Random(1)))
    gc.collect()
    gc.freeze()
    rounds = [saved(blocks) for _ in range(setting.rounds)]
    gc.unfreeze()
    changes = rounds[0][0]
    costs = {
        "ours": [save for _, save, _ in rounds],
        "the dictionary alone": [change for _, _, change in rounds],
    }
    what = f"save to SQLite, {BLOCKS} blocks of {TRANSACTIONS:,} tx"
    yield from compared(what, costs, ["the dictionary alone"], per_second(changes, "coins"))


def some_blocks(random: Random) -> Iterator[Block]:
    """One block whose coinbase is split into many coins, then blocks that spend them."""
    chain, spendable = Chain(RULES), list[tuple[OutPoint, int]]()
    for height in range(1, BLOCKS + 2):
        transactions = [some_transaction(spendable, random) for _ in range(TRANSACTIONS if height > 1 else 0)]
        parts = 2 * TRANSACTIONS if height == 1 else 1
        outputs = tuple(TxOut(50 * COIN // parts, some_script(random)) for _ in range(parts))
        coinbase = Transaction(1, (TxIn(NOWHERE, push(encode_number(height)) + b"\0"),), outputs)
        spendable += [(OutPoint(coinbase.txid, i), output.value) for i, output in enumerate(outputs)]
        block = mined(chain, (coinbase, *transactions))
        chain.accept(block, block.header.time)
        yield block


def mined(chain: Chain, transactions: tuple[Transaction, ...]) -> Block:
    """The block of these transactions on top of the chain."""
    root = merkle_root([tx.txid for tx in transactions])
    tip = chain.tip
    header = Header(4, tip.hash, root, tip.header.time + 600, tip.header.bits, 0)
    found = next(filter(None, search(header)))
    return Block(found, transactions)


def saved(blocks: list[Block]) -> tuple[int, float, float]:
    """How many coins change, seconds to save the chain after each block, seconds to change the dictionary."""
    chain, changes, saving, changing = Chain(RULES), 0, 0.0, 0.0
    with TemporaryDirectory() as folder, Store(Path(folder) / "chain.sqlite", RULES) as store:
        for block in blocks:
            chain.accept(block, block.header.time)
            start = perf_counter()
            store.save(chain)
            saving += perf_counter() - start
            undo = chain.undo[chain.tip.hash]
            changes += len(undo)
            gc.collect()
            start = perf_counter()
            redo = disconnect(chain.utxos, undo)
            changing += perf_counter() - start
            disconnect(chain.utxos, redo)
    return changes, saving, changing
