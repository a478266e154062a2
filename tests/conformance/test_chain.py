"""Whole blocks against the coins: 1 to 255, 277,647 and 413,567, a fork, and Core's FullBlockTest."""

import gzip
import json
from dataclasses import replace
from functools import cache

import pytest

from blockkit import (
    MAINNET,
    REGTEST,
    RULES,
    Block,
    Chain,
    Coin,
    Flag,
    Invalid,
    OutPoint,
    Transaction,
    TxOut,
    connect_block,
    from_display,
    keys,
    rules_for,
    subsidy,
    to_display,
    verify_script,
)
from blockkit.data import real_block
from blockkit.headers import BlockIndex
from blockkit.node.mempool import Mempool
from blockkit.script import push_plainly
from blockkit.utxo import disconnect
from blockkit.validation import script_flags
from tests.conformance.reading import read_json, unpack

FIRST, BLOCK, COINS = "btcd/blocks1-256.bz2", "btcd/277647.dat.bz2", "derived/277647_prevouts.json"
BIG, RECORDED = "bitcoin-core/block413567.raw", "derived/core_full_block_test.json.gz"
FORK = {name: f"btcd/blk_{name}.dat.bz2" for name in ("0_to_4", "3A", "4A", "5A")}


def blocks(path):
    return [Block.parse(raw) for raw in unpack(path)]


def index_at(block, height):
    """A place in the tree without what lies below: enough for a block whose coins are at hand."""
    return BlockIndex(block.header, block.header.hash, height, 0, None)


# ---- from the beginning --------------------------------------------------------------------------


@pytest.mark.vector(FIRST, rows=255, note="connected one by one from block 0")
def test_blocks_1_to_255(vectors, backend):
    chain, made, spent = Chain(), 0, 0
    for height, block in enumerate(blocks(vectors / FIRST), start=1):
        assert chain.accept(block, block.header.time), height
        assert chain.tip.height == height
        made += sum(len(tx.outputs) for tx in block.transactions)
        spent += sum(len(tx.inputs) for tx in block.transactions[1:])
        assert len(chain.utxos) == made - spent, height
    assert (height, made, spent) == (255, 267, 7)
    assert to_display(chain.tip.hash).startswith("00000000")
    assert sum(coin.output.value for coin in chain.utxos.values()) == 255 * 50_00000000


# ---- block 277,647, whole ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def block_277647(vectors):
    """The block, its place, and the coins there before it; of the 732 it spends, it makes 62 itself."""
    (block,) = blocks(vectors / BLOCK)
    rows = read_json(vectors / COINS)["prevouts"]
    coins = {
        OutPoint(from_display(txid), n): Coin(TxOut(value, bytes.fromhex(script)), height, coinbase)
        for txid, n, value, script, height, coinbase in rows
    }
    older = {outpoint: coin for outpoint, coin in coins.items() if coin.height < 277_647}
    assert (len(rows), len(coins), len(older)) == (732, 732, 670)
    made = {OutPoint(tx.txid, n): output for tx in block.transactions for n, output in enumerate(tx.outputs)}
    assert all(made[outpoint] == coins[outpoint].output for outpoint in coins.keys() - older.keys())
    return block, index_at(block, 277_647), older


@pytest.mark.vector(BLOCK, rows=1, note="connected: 732 signatures, fees 4,737,355, exact coinbase")
@pytest.mark.vector(COINS, rows=732, note="every coin spent by a signature that holds, with each back-end")
def test_block_277647_connects(block_277647, backend):
    block, index, coins = block_277647
    utxos, checked = dict(coins), []

    def counted(key, digest, signature):
        checked.append(keys.verify(key, digest, signature))
        return checked[-1]

    undo, fees = connect_block(block, index, utxos, replace(RULES, verify_signature=counted))
    assert (len(checked), all(checked)) == (732, True)
    assert fees == 4_737_355
    assert sum(output.value for output in block.transactions[0].outputs) == subsidy(277_647) + fees
    made = sum(len(tx.outputs) for tx in block.transactions)
    assert not coins.keys() & utxos.keys()
    assert len(utxos) == made - 62
    disconnect(utxos, undo)
    assert utxos == coins


def test_a_satoshi_too_much_is_refused_and_nothing_changes(block_277647):
    block, index, coins = block_277647
    first, *rest = block.transactions
    output = first.outputs[0]
    greedy = replace(first, outputs=(replace(output, value=output.value + 1), *first.outputs[1:]))
    utxos = dict(coins)
    with pytest.raises(Invalid, match="bad-cb-amount") as caught:
        connect_block(replace(block, transactions=(greedy, *rest)), index, utxos)
    assert caught.value.got == caught.value.expected + 1
    assert utxos == coins


# ---- block 413,567 -------------------------------------------------------------------------------


@pytest.mark.vector(BIG, rows=1, note="287 inputs that spend outputs of the block itself")
def test_spends_inside_block_413567(vectors, backend):
    block = Block.parse((vectors / BIG).read_bytes())
    flags = script_flags(413_567, block.header.hash, MAINNET)
    assert flags == Flag.P2SH | Flag.WITNESS | Flag.TAPROOT | Flag.DERSIG | Flag.CHECKLOCKTIMEVERIFY
    made, spent = {}, 0
    for tx in block.transactions:
        for i, txin in enumerate(tx.inputs):
            if txin.prevout in made:
                RULES.verify_input(tx, i, made[txin.prevout], flags)
                spent += 1
        made |= {OutPoint(tx.txid, n): output for n, output in enumerate(tx.outputs)}
    assert spent == 287


# ---- a fork --------------------------------------------------------------------------------------


@pytest.mark.vector(FORK["0_to_4"], rows=5, note="connected with a maturity of 0, left by a reorganisation")
@pytest.mark.vector(FORK["3A"], rows=1, note="on the other branch")
@pytest.mark.vector(FORK["4A"], rows=1, note="as much work: the first seen stays")
@pytest.mark.vector(FORK["5A"], rows=1, note="more work: the chain moves")
def test_the_fork_moves_the_chain_only_with_more_work(vectors, backend):
    """These blocks spend coins at once, so they need a chain on which new coins need not rest."""
    chain = Chain(rules_for(replace(MAINNET, coinbase_maturity=0)))
    trunk = blocks(vectors / FORK["0_to_4"])
    assert trunk[0].header.hash == chain.tip.hash
    assert all(chain.accept(block, block.header.time) for block in trunk)
    old_tip, before = chain.tip, chain.state_hash()
    third, fourth, fifth = (blocks(vectors / FORK[name])[0] for name in ("3A", "4A", "5A"))
    assert third.header.prev_block == trunk[2].header.hash
    for block in (third, fourth):
        assert not chain.accept(block, block.header.time)
        assert (chain.tip, chain.state_hash()) == (old_tip, before)
    assert chain.accept(fifth, fifth.header.time)
    assert chain.tip.hash == fifth.header.hash and chain.tip.height == 5

    straight = Chain(chain.rules)
    for block in (*trunk[:3], third, fourth, fifth):
        assert straight.accept(block, block.header.time)
    assert straight.state_hash() == chain.state_hash() != before


# ---- Core's FullBlockTest ------------------------------------------------------------------------

# Three of the tips it names come later in the recording than the step that names them.
TOO_EARLY = {66, 67, 78}


def deliver(chain, step):
    """Deliver a step's blocks; returns for the last of them: did it join the chain, and the error, if any."""
    joined, error = False, None
    for raw in step["blocks"]:
        try:
            joined, error = chain.accept(Block.parse(bytes.fromhex(raw)), step["now"]), None
        except Invalid as caught:
            joined, error = False, caught
    return joined, error


def faults_of(chain, n, step):
    """One step of the recording: what differs from what Core did."""
    if name := step.get("invalidate"):
        lost = chain.index[from_display(name)]
        chain.invalidate(lost.hash)
        equal = [
            tip for tip in chain.index.values() if tip.complete and tip.chainwork == lost.parent.chainwork
        ]
        first = min(equal, key=lambda tip: tip.sequence_id)  # Core's nSequenceId decides, as elsewhere
        return [] if chain.tip is first else [f"the tip is not {to_display(first.hash)}"]
    faults, before = [], (chain.tip, chain.state_hash())
    joined, error = deliver(chain, step)
    last, tip = step["hashes"][-1], to_display(chain.tip.hash)
    if joined != step["success"] or (tip == last) != step["success"]:
        faults.append(f"success should be {step['success']}; the tip is {tip}, delivered was {last}")
    reason = (step["reject_reason"] or "").split(",")[0]
    if reason and (error is None or error.reason != reason):
        faults.append(f"should be refused as {reason}")
    if step["expect_disconnect"] and error is None:
        faults.append("should be refused")
    expected = step.get("expected_tip")
    if expected and n not in TOO_EARLY:
        if tip != expected:
            faults.append(f"the tip should be {expected}, it is {tip}")
    elif not step["success"] and (chain.tip, chain.state_hash()) != before:
        faults.append("nothing should change")
    return [f"{fault}; got {error!r}" for fault in faults]


@pytest.mark.parametrize(
    "backend", ["btclib", "coincurve", pytest.param("ecdsa", marks=pytest.mark.slow)], indirect=True
)
@pytest.mark.vector(
    RECORDED,
    rows=112,
    note="111 deliveries and one invalidation, with Core's reasons; 4 steps name a tip; in 3 of them it is a "
    "block that comes only later, so the tip must not move, or go back to the first seen among the blocks "
    "with as much work as its parent",
)
def test_full_block_test(vectors, backend):
    """Each signature is asked for up to six times, so answers are kept."""
    steps = json.loads(gzip.decompress((vectors / RECORDED).read_bytes()))
    assert (len(steps), sum(len(step["blocks"]) for step in steps)) == (112, 237)
    for n in TOO_EARLY:
        assert not any(steps[n]["expected_tip"] in step["hashes"] for step in steps[:n])
    rules = rules_for(replace(REGTEST, bip34_height=2))  # as Core sets it for this test
    chain = Chain(replace(rules, verify_signature=cache(keys.verify)))
    pool, returned, faults = Mempool(chain), 0, []
    for n, step in enumerate(steps):
        faults += [f"step {n}, {step['note'] or 'start'}: {fault}" for fault in faults_of(chain, n, step)]
        pool.follow()
        for txid in step.get("expect_in_mempool", []):  # out of a block that a reorganisation disconnected
            assert from_display(txid) in pool.entries, f"step {n}: {txid} did not come back"
            returned += 1
    assert returned == 2
    assert not faults, "\n".join(faults)


# ---- strict DER, only from its height on ----------------------------------------------------------

COINBASE, PAYMENT = map(Transaction.parse, real_block(170).transactions)
CHANGE = PAYMENT.outputs[1]  # goes back to the key that is spent


def joins(height, rules=RULES):
    """Does block 170 connect at ``height``, with a zero byte before r, as OpenSSL allowed and many wrote?"""
    signature = PAYMENT.inputs[0].script_sig[1:]
    loose = bytes([0x30, signature[1] + 1, 2, signature[3] + 1, 0]) + signature[4:]
    payment = replace(PAYMENT, inputs=(replace(PAYMENT.inputs[0], script_sig=push_plainly(loose)),))
    block = Block(real_block(170).header, (replace(COINBASE, outputs=()), payment))
    utxos = {payment.inputs[0].prevout: Coin(replace(CHANGE, value=50_00000000), 9, True)}
    try:
        connect_block(block, index_at(block, height), utxos, rules)
    except Invalid as error:
        assert error.reason == "mandatory-script-verify-flag-failed" and "strict DER" in str(error)
        return False
    return True


def with_flags(change):
    """The rules, with other flags for every script."""
    return replace(
        RULES, verify_script=lambda a, b, checker, flags: verify_script(a, b, checker, change(flags))
    )


def test_strict_der_holds_from_block_363725_on(backend):
    assert joins(170) and joins(363_724)
    assert not joins(363_725)


def test_strict_der_at_the_wrong_time_is_caught():
    assert not joins(363_724, with_flags(lambda flags: flags | Flag.DERSIG))
    assert joins(363_725, with_flags(lambda flags: flags & ~Flag.DERSIG))
