"""Real signatures: block 277,647 connected whole, and the pay-to-public-key-hash inputs of block 413,567.

And BIP 340's own, with the tweak of a key.

Our form in pure Python goes over the ``ecdsa`` package; the other two are the libraries in C that may take
its place (:mod:`blockkit.engines.secp256k1`).
"""

import bz2
import json
from collections.abc import Iterator

from benchmarks.measure import Row, Setting, Work, compared, in_turns, milliseconds, peer, per_second, rows
from blockkit import schnorr
from blockkit.block import Block
from blockkit.digests import SIGHASH_ALL
from blockkit.encoding import Reader
from blockkit.engines import secp256k1
from blockkit.hashing import from_display, hash160
from blockkit.headers import BlockIndex
from blockkit.interpreter import Flag
from blockkit.keys import has_key_size, is_strict_der
from blockkit.rules import RULES
from blockkit.script import ScriptError, steps
from blockkit.templates import p2pkh
from blockkit.transaction import OutPoint, Transaction, TxOut
from blockkit.utxo import Coin, Utxos, disconnect
from blockkit.validation import connect_block

HEIGHT = 277_647
SAMPLE = 20  # every twentieth input, where all would take minutes

WAYS = {"btclib-secp256k1": ("btclib", "btclib_secp256k1"), "coincurve": ("coincurve", "coincurve")}


def signed_by(way: str, work: Work) -> Work:
    """``work``, with the signatures checked by one of the libraries."""
    engine = secp256k1.WAYS[way]()

    def run() -> object:
        before, secp256k1.engine = secp256k1.engine, engine
        try:
            return work()
        finally:
            secp256k1.engine = before

    return run


def fastest() -> str | None:
    """The library in C that blockkit would choose; ``None`` where there is none."""
    return next((way for way, module in WAYS.values() if peer(module)), None)


# ---- a block connected ---------------------------------------------------------------------------


def block_and_coins(setting: Setting) -> tuple[Block, BlockIndex, Utxos] | None:
    """Block 277,647, its place, and the coins that it spends; ``None`` without the published files."""
    packed = setting.vector(f"btcd/{HEIGHT}.dat.bz2")
    previous = setting.vector(f"derived/{HEIGHT}_prevouts.json")
    if packed is None or previous is None:
        return None
    reader = Reader(bz2.decompress(packed))
    reader.read(8)  # the network's magic bytes, and the size
    block = Block.read(reader)
    index = BlockIndex(block.header, block.header.hash, HEIGHT, 0, None)
    utxos: Utxos = {}
    for txid, number, value, script, height, coinbase in json.loads(previous)["prevouts"]:
        if height < HEIGHT:  # the others are made and spent within the block
            coin = Coin(TxOut(value, bytes.fromhex(script)), height, bool(coinbase))
            utxos[OutPoint(from_display(txid), number)] = coin
    return block, index, utxos


def connect_rows(setting: Setting) -> Iterator[Row]:
    """All rules, 732 signatures; then the coins as they were."""
    what = f"connect block {HEIGHT:,}: 732 signatures"
    found = block_and_coins(setting)
    if found is None:
        yield Row(what, "", remark="no vectors folder")
        return
    block, index, utxos = found

    def work() -> int:
        undo, fees = connect_block(block, index, utxos)
        disconnect(utxos, undo)
        return fees

    pure, fast = signed_by("ecdsa", work), fastest()
    if fast is None:
        yield from rows(what, pure, {"ours with fast": None}, milliseconds, setting.rounds)
        return
    others: dict[str, Work | None] = {"ours in pure Python": pure}
    goals = {"ours in pure Python": 10.0}
    yield from rows(f"{what}, fast", signed_by(fast, work), others, milliseconds, setting.rounds, goals)


# ---- inputs verified without their outputs -------------------------------------------------------


def verify_rows(setting: Setting) -> Iterator[Row]:
    """Each input that shows signature and key spends an output that names the key's hash."""
    raw = setting.vector("bitcoin-core/block413567.raw")
    if raw is None:
        yield Row("verify P2PKH inputs", "", remark="no vectors folder")
        return
    inputs = list(p2pkh_inputs(Block.parse(raw)))
    pure, sample = f"ours in pure Python, 1 in {SAMPLE}", inputs[::SAMPLE]
    work = {name: signed_by(way, verify_all(inputs)) for name, (way, module) in WAYS.items() if peer(module)}
    costs = in_turns({**work, pure: signed_by("ecdsa", verify_all(sample))}, setting.rounds)
    costs[pure] = [seconds * len(inputs) / len(sample) for seconds in costs[pure]]
    ours, *others = costs
    costs["ours"] = costs.pop(ours)
    what = f"verify {len(inputs):,} P2PKH inputs, {ours}"
    yield from compared(what, costs, others or ["ours with fast"], per_second(len(inputs), "inputs"))


def p2pkh_inputs(block: Block) -> Iterator[tuple[Transaction, int, TxOut]]:
    """Transaction, index and the output that is spent: the key in the input tells its hash."""
    for tx in block.transactions[1:]:
        for index, txin in enumerate(tx.inputs):
            try:
                pushed = [data or b"" for _, data, _ in steps(txin.script_sig)]
            except ScriptError:
                continue
            if len(pushed) == 2 and has_key_size(pushed[1]):
                signature, key = pushed
                if is_strict_der(signature) and signature[-1] == SIGHASH_ALL:
                    yield tx, index, TxOut(0, p2pkh(hash160(key)))


def verify_all(inputs: list[tuple[Transaction, int, TxOut]]) -> Work:
    """Run both scripts of each input; any that does not hold raises ``ScriptError``."""

    def run() -> None:
        for tx, index, output in inputs:
            RULES.verify_input(tx, index, output, Flag.P2SH | Flag.DERSIG)

    return run


# ---- Schnorr signatures --------------------------------------------------------------------------


def schnorr_rows(setting: Setting) -> Iterator[Row]:
    """One signature checked and one key tweaked, by the library that would be chosen, and by each."""
    key, message = schnorr.key_of(2026), bytes(range(32))
    signature = schnorr.sign(2026, message)
    works: list[tuple[str, Work]] = [
        ("verify one Schnorr signature", lambda: schnorr.verify(key, message, signature)),
        ("tweak one key", lambda: schnorr.tweaked_key(key, message)),
    ]
    fast = fastest()
    for what, work in works:
        pure = signed_by("ecdsa", work)
        if fast is None:
            yield from rows(what, pure, {"ours with fast": None}, milliseconds, setting.rounds)
            continue
        others: dict[str, Work | None] = {"ours in pure Python": pure}
        if fast != "coincurve" and peer("coincurve"):
            others["ours with coincurve"] = signed_by("coincurve", work)
        yield from rows(f"{what}, fast", signed_by(fast, work), others, milliseconds, setting.rounds)
