"""Beside Bitcoin Core itself: its kernel checks the same scripts, and takes in the same blocks.

The adapter is the tests' (:mod:`tests.kernel.core`), as is the hand that makes the blocks, whose signatures
hold. Core is called through ctypes and runs in one thread, as ours does.
"""

from collections.abc import Iterator
from dataclasses import replace
from time import process_time
from typing import Any

from benchmarks.measure import Row, Setting, Work, compared, milliseconds, peer, rows
from benchmarks.signing import HEIGHT, block_and_coins, fastest, signed_by
from blockkit.block import Block
from blockkit.chain import Chain
from blockkit.digests import SIGHASH_ALL, Spending, sighash, witness_sighash
from blockkit.hashing import hash160, sha256
from blockkit.keys import PrivateKey
from blockkit.params import REGTEST
from blockkit.rules import RULES, Rules
from blockkit.script import push
from blockkit.templates import p2pkh
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut
from blockkit.utxo import disconnect
from blockkit.validation import connect_block, script_flags

CORE = "Core's kernel"
THE_SCRIPTS = f"{CORE}, the scripts"
SIGNATURES = 1_000  # of each block that both take in
INPUTS = 5_500  # of the large transaction


def kernel_rows(setting: Setting) -> Iterator[Row]:
    """Scripts, a block connected, and whole blocks taken in."""
    core: Any = peer("tests.kernel.core")
    if core is None or core.pbk is None:
        core = None
    yield from script_rows(setting, core)
    yield from large_rows(setting, core)
    yield from accept_rows(setting, core)


def script_rows(setting: Setting, core: Any) -> Iterator[Row]:
    """The 732 scripts of block 277,647, and all rules on it; Core is asked for the scripts alone."""
    found = block_and_coins(setting)
    if found is None:
        yield Row(f"scripts of block {HEIGHT:,}", "", CORE, remark="no vectors folder")
        return
    block, index, utxos = found
    flags = script_flags(HEIGHT, index.hash, RULES.params)
    made = {outpoint: coin.output for outpoint, coin in utxos.items()}
    for tx in block.transactions:
        made |= dict(zip(tx.outpoints(), tx.outputs, strict=True))
    spends = [(tx, [made[txin.prevout] for txin in tx.inputs]) for tx in block.transactions[1:]]

    def scripts() -> int:
        for tx, outputs in spends:
            spending = Spending(tx, outputs)
            for place in range(len(outputs)):
                RULES.run_scripts(spending, place, flags)
        return len(spends)

    def its_scripts() -> int:
        for tx, outputs in spends:
            spend = core.CoreSpend(tx.serialize(), [(out.value, out.script_pubkey) for out in outputs])
            if not all(spend.holds(place, flags) for place in range(len(outputs))):
                raise ValueError("Core refuses a script of the chain")
        return len(spends)

    def connected() -> int:
        undo, _ = connect_block(block, index, utxos)
        disconnect(utxos, undo)
        return len(spends)

    way = fastest() or "ecdsa"
    others: dict[str, Work | None] = {CORE: its_scripts if core else None}
    what = f"scripts of block {HEIGHT:,}, {way}"
    goals = {CORE: 0.67, THE_SCRIPTS: 0.59}  # at most 1.5 and 1.7 times Core's time
    yield from rows(what, signed_by(way, scripts), others, milliseconds, setting.rounds, goals)
    others = {THE_SCRIPTS: its_scripts if core else None}
    what = f"connect_block of {HEIGHT:,}, {way}"
    yield from rows(what, signed_by(way, connected), others, milliseconds, setting.rounds, goals)


# ---- one large transaction -----------------------------------------------------------------------


def large_rows(setting: Setting, core: Any) -> Iterator[Row]:
    """The worst real shape, as in block 364,292: each input signs them all, by the ways of 2009 and 2017."""
    way = fastest() or "ecdsa"
    flags = script_flags(800_000, bytes(32), RULES.params)
    for kind in ("P2PKH", "P2WPKH"):
        tx, outputs = large(kind == "P2WPKH")

        def scripts(tx: Transaction = tx, outputs: list[TxOut] = outputs) -> int:
            spending = Spending(tx, outputs)
            for place in range(INPUTS):
                RULES.run_scripts(spending, place, flags)
            return INPUTS

        def its_scripts(tx: Transaction = tx, outputs: list[TxOut] = outputs) -> int:
            spend = core.CoreSpend(tx.serialize(), [(out.value, out.script_pubkey) for out in outputs])
            if not all(spend.holds(place, flags) for place in range(INPUTS)):
                raise ValueError("Core refuses a signature of ours")
            return INPUTS

        others: dict[str, Work | None] = {CORE: its_scripts if core else None}
        what = f"one transaction of {INPUTS:,} {kind} inputs, {way}"
        yield from rows(
            what, signed_by(way, scripts), others, milliseconds, min(setting.rounds, 3), goals={CORE: 0.5}
        )


def large(has_witness: bool) -> tuple[Transaction, list[TxOut]]:
    """A transaction of many inputs, all locked by the same key, with what it spends; read from its bytes."""
    key = PrivateKey(2009)
    public = key.public_key()
    code = p2pkh(hash160(public))
    lock = b"\0\x14" + hash160(public) if has_witness else code
    outputs = [TxOut(1_000 + n, lock) for n in range(INPUTS)]
    inputs = tuple(TxIn(OutPoint(sha256(n.to_bytes(4, "big")), n), b"") for n in range(INPUTS))
    tx = Transaction(2, inputs, (TxOut(1_000, lock), TxOut(2_000, lock)))
    spending, digest = Spending(tx, outputs), witness_sighash if has_witness else sighash
    signatures = [key.sign(digest(spending, n, code)) + bytes([SIGHASH_ALL]) for n in range(INPUTS)]
    if has_witness:
        tx = replace(tx, witnesses=tuple((signature, public) for signature in signatures))
    else:
        signed = zip(inputs, signatures, strict=True)
        tx = replace(tx, inputs=tuple(replace(txin, script_sig=push(s) + push(public)) for txin, s in signed))
    return Transaction.parse(tx.serialize()), outputs


# ---- whole blocks --------------------------------------------------------------------------------


def accept_rows(setting: Setting, core: Any) -> Iterator[Row]:
    """Parsed, judged by all rules, connected and kept: another block each round."""
    what = f"accept a block of {SIGNATURES:,} signatures"
    raws, blocks = signed_chain(setting.rounds)
    chain = Chain(Rules(REGTEST))
    its: Any = core.CoreChain() if core else None
    now = Block.parse(blocks[-1]).header.time
    costs: dict[str, list[float]] = {"ours": [], **({CORE: []} if its else {})}

    def ours(raw: bytes) -> None:
        if not chain.accept(Block.parse(raw), now):
            raise ValueError("a block of ours does not join the chain")

    def theirs(raw: bytes) -> None:
        reason = its.accept(raw)
        if reason:
            raise ValueError(f"Core refuses a block of ours: {reason}")

    for raw in raws:
        ours(raw)
        if its:
            theirs(raw)
    for raw in blocks:
        for name, accept in (("ours", ours), (CORE, theirs)):
            if name in costs:
                start = process_time()
                accept(raw)
                costs[name].append(process_time() - start)
    if its:
        its.close()
    yield from compared(what, costs, [CORE], milliseconds)


def signed_chain(rounds: int) -> tuple[list[bytes], list[bytes]]:
    """The blocks below, and those to be measured, each of which spends what the one before made."""
    hand: Any = peer("tests.kernel.hand")
    last, time = hand.GENESIS, hand.GENESIS_TIME
    below: list[bytes] = []
    measured: list[bytes] = []
    key = hand.KEYS[0]
    lock, money, final = hand.p2pkh(key.short), 50 * hand.COIN, 0xFFFFFFFF
    share = money // SIGNATURES

    def add(blocks: list[bytes], height: int, *txs: bytes) -> None:
        nonlocal last, time
        time += 600
        blocks.append(hand.block(last, time, [hand.coinbase(height, 0 if txs else money), *txs]))
        last = hand.block_id(blocks[-1])

    for height in range(1, 101):
        add(below, height)
    first = hand.hash256(hand.coinbase(1, money))
    spread = hand.transaction(1, [(first, 0, b"", final)], [(share, lock)] * SIGNATURES)
    add(below, 101, spread)
    coins = [(hand.hash256(spread), place) for place in range(SIGNATURES)]
    for height in range(102, 102 + rounds):
        txs = []
        for txid, place in coins:
            inputs, outputs = [(txid, place, b"", final)], [(share, lock)]
            message = hand.digest(1, inputs, outputs, 0, 0, lock, 1)
            unlock = hand.push(hand.der(*key.sign(message)) + b"\1") + hand.push(key.short)
            txs.append(hand.transaction(1, [(txid, place, unlock, final)], outputs))
        add(measured, height, *txs)
        coins = [(hand.hash256(tx), 0) for tx in txs]
    return below, measured
