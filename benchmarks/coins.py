"""The unspent outputs: blocks connected to half a million coins, and taken back.

The same blocks change a dictionary of :class:`blockkit.utxo.Coin` objects by the library's own functions,
and a dictionary of raw bytes (height and coinbase flag, value, script) by hand-written code that checks the
same: that the coin is there, is ripe, and is worth enough. Scripts are not run. As a long-running program
would, this one calls ``gc.freeze()`` once the coins are loaded, and the collector looks less often.
"""

import gc
from collections.abc import Iterator
from random import Random
from time import process_time

from benchmarks.measure import Row, Setting, compared, per_second
from blockkit.errors import Invalid
from blockkit.params import MAX_MONEY
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut
from blockkit.utxo import Coin, Undo, Utxos, apply, check_inputs, disconnect, is_unspendable, spent_coins

COINS, BLOCKS, TRANSACTIONS = 500_000, 20, 2_000
HEIGHT = 400_000
THRESHOLDS = (50_000, 50, 100)

RawUtxos = dict[bytes, bytes]
RawUndo = list[tuple[bytes, bytes | None]]


def coin_rows(setting: Setting) -> Iterator[Row]:
    """Connect and disconnect, against raw bytes."""
    utxos, blocks = workload(Random(1))
    raw = {bytes(outpoint): raw_coin(coin.output, coin.height, False) for outpoint, coin in utxos.items()}
    before, thresholds = len(utxos), gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    rounds = [(timed(utxos, blocks), timed_raw(raw, blocks)) for _ in range(setting.rounds)]
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    if len(utxos) != before or len(raw) != before:
        raise ValueError("the coins are not as they were")
    show, goals = per_second(BLOCKS * TRANSACTIONS, "tx"), {"raw bytes": 1.0}
    for part, what in enumerate(("connect", "disconnect")):
        costs = {
            "ours": [ours[part] for ours, _ in rounds],
            "raw bytes": [theirs[part] for _, theirs in rounds],
        }
        yield from compared(f"{what}, {COINS:,} coins, frozen", costs, ["raw bytes"], show, goals)


def workload(random: Random) -> tuple[Utxos, list[list[Transaction]]]:
    """The coins, and blocks of transactions that spend two of them each and make two."""
    utxos: Utxos = {}
    spendable: list[tuple[OutPoint, int]] = []
    for _ in range(COINS):
        outpoint, value = OutPoint(random.randbytes(32), random.randrange(4)), random.randrange(10**6, 10**10)
        utxos[outpoint] = Coin(TxOut(value, some_script(random)), random.randrange(HEIGHT - 1000), False)
        spendable.append((outpoint, value))
    blocks = []
    for _ in range(BLOCKS):
        blocks.append([some_transaction(spendable, random) for _ in range(TRANSACTIONS)])
    return utxos, blocks


def some_transaction(spendable: list[tuple[OutPoint, int]], random: Random) -> Transaction:
    """Two coins in, two out, as it comes off the wire."""
    spent = []
    for _ in range(2):
        at = random.randrange(len(spendable))
        spendable[at], spendable[-1] = spendable[-1], spendable[at]
        spent.append(spendable.pop())
    inputs = tuple(TxIn(outpoint, random.randbytes(107)) for outpoint, _ in spent)
    half = sum(value for _, value in spent) // 2
    tx = Transaction(1, inputs, tuple(TxOut(half, some_script(random)) for _ in range(2)))
    spendable += [(OutPoint(tx.txid, index), half) for index in range(2)]
    return Transaction.parse(tx.serialize())


def some_script(random: Random) -> bytes:
    """Pay to the hash of some key."""
    return b"\x76\xa9\x14" + random.randbytes(20) + b"\x88\xac"


def timed(utxos: Utxos, blocks: list[list[Transaction]]) -> tuple[float, float]:
    """Seconds to connect all blocks, and to take them back, by the library."""
    start, undos = process_time(), []
    for height, block in enumerate(blocks, start=HEIGHT):
        undo: Undo = []
        for tx in block:
            check_inputs(tx, spent_coins(tx, utxos), height)
            apply(tx, utxos, height, undo)
        undos.append(undo)
    connected = process_time()
    for undo in reversed(undos):
        disconnect(utxos, undo)
    return connected - start, process_time() - connected


# ---- the same on bytes ---------------------------------------------------------------------------


def timed_raw(utxos: RawUtxos, blocks: list[list[Transaction]]) -> tuple[float, float]:
    """The same, with every coin as bytes."""
    start, undos = process_time(), []
    for height, block in enumerate(blocks, start=HEIGHT):
        undo: RawUndo = []
        for tx in block:
            connect_raw(tx, utxos, height, undo)
        undos.append(undo)
    connected = process_time()
    for undo in reversed(undos):
        disconnect_raw(utxos, undo)
    return connected - start, process_time() - connected


def raw_coin(output: TxOut, height: int, coinbase: bool) -> bytes:
    """4 bytes of height and flag, 8 of value, the script."""
    code = height << 1 | coinbase
    return code.to_bytes(4, "little") + output.value.to_bytes(8, "little") + output.script_pubkey


def connect_raw(tx: Transaction, utxos: RawUtxos, height: int, undo: RawUndo) -> list[TxOut]:
    """What ``spent_coins``, ``check_inputs`` and ``apply`` do; the outputs are for the scripts."""
    coinbase = tx.is_coinbase
    outputs = []
    if not coinbase:
        total = 0
        for txin in tx.inputs:
            coin = utxos.get(txin.prevout)
            if coin is None:
                raise Invalid("bad-txns-inputs-missingorspent")
            code, value = int.from_bytes(coin[:4], "little"), int.from_bytes(coin[4:12], "little")
            if code & 1 and height - (code >> 1) < 100:
                raise Invalid("bad-txns-premature-spend-of-coinbase")
            total += value
            if not 0 <= value <= MAX_MONEY or total > MAX_MONEY:
                raise Invalid("bad-txns-inputvalues-outofrange")
            outputs.append(TxOut(value, coin[12:]))
        if total < sum(output.value for output in tx.outputs):
            raise Invalid("bad-txns-in-belowout")
        for txin in tx.inputs:
            undo.append((txin.prevout, utxos.pop(txin.prevout)))
    txid = tx.txid
    for index, output in enumerate(tx.outputs):
        if not is_unspendable(output):
            outpoint = txid + index.to_bytes(4, "little")
            undo.append((outpoint, utxos.get(outpoint)))
            utxos[outpoint] = raw_coin(output, height, coinbase)
    return outputs


def disconnect_raw(utxos: RawUtxos, undo: RawUndo) -> RawUndo:
    """What ``disconnect`` does."""
    redo: RawUndo = []
    for outpoint, before in reversed(undo):
        redo.append((outpoint, utxos.get(outpoint)))
        if before is None:
            del utxos[outpoint]
        else:
            utxos[outpoint] = before
    return redo
