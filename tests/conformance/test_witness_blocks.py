"""Blocks with witnesses: Core's own regtest chain, three of the main chain, and with each part spoilt."""

from dataclasses import replace

import pytest

from blockkit import (
    MAINNET,
    REGTEST,
    Block,
    Chain,
    Coin,
    Invalid,
    TxOut,
    check_block,
    check_pow,
    connect_block,
    rules_for,
    subsidy,
    to_display,
)
from blockkit.commitment import check_commitment, commitment_in, commitment_to
from blockkit.headers import BlockIndex
from blockkit.params import NEVER
from blockkit.utxo import disconnect
from blockkit.validation import SPOILT, check_witnesses, script_flags, sigop_cost, validate_block
from tests.conformance.reading import read_json

REGTEST_CHAIN = "witness/regtest_blocks.json"
FIRST, LARGE = "witness/block481824.raw", "witness/block702861.raw"
WITH_COINS = "witness/block757739_with_coins.json"
NOW = 2_000_000_000


def open_witnesses(block):
    """How many transactions have a witness, the coinbase among them."""
    return sum(bool(tx.witnesses) for tx in block.transactions)


# ---- Core's regtest ------------------------------------------------------------------------------


@pytest.mark.vector(REGTEST_CHAIN, rows=206, note="connected one by one from block 0; 4 spend with a witness")
def test_core_regtest_blocks(vectors, backend):
    chain = Chain(rules_for(REGTEST))
    blocks = [Block.parse(bytes.fromhex(raw)) for raw in read_json(vectors / REGTEST_CHAIN)]
    assert [chain.accept(block, NOW) for block in blocks] == [True] * 206
    assert [index for index, block in enumerate(blocks, 1) if open_witnesses(block) > 1] == WITH_SPENDS
    assert all(open_witnesses(block) for block in blocks)
    assert (chain.tip.height, len(chain.utxos)) == (206, 230)


WITH_SPENDS = [202, 204, 205, 206]  # heights


def test_on_regtest_as_it_was_they_are_refused(vectors):
    chain = Chain(rules_for(replace(REGTEST, segwit_height=NEVER)))
    first = Block.parse(bytes.fromhex(read_json(vectors / REGTEST_CHAIN)[0]))
    with pytest.raises(Invalid, match="unexpected-witness"):
        chain.accept(first, NOW)
    old = replace(first.transactions[0], witnesses=())
    assert chain.accept(replace(first, transactions=(old,)), NOW)  # the same block, as it knew them


# ---- blocks of the main chain --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "height", "transactions", "witnesses", "weight"),
    [(FIRST, 481_824, 1866, 7, 3_954_880), (LARGE, 702_861, 2500, 2065, 3_993_054)],
)
@pytest.mark.vector(FIRST, rows=1, note="round trip, `check_block`, proof of work, commitment, weight")
@pytest.mark.vector(LARGE, rows=1, note="round trip, `check_block`, proof of work, commitment, weight")
def test_a_block_by_itself(vectors, file, height, transactions, witnesses, weight):
    raw = (vectors / file).read_bytes()
    block = Block.parse(raw)
    assert block.serialize() == raw
    assert (len(block.transactions), open_witnesses(block), block.weight) == (transactions, witnesses, weight)
    assert block.stripped_size * 3 + len(raw) == weight
    check_pow(block.header)
    check_block(block)
    check_witnesses(block, height, MAINNET)
    (reserved,) = block.transactions[0].witness(0)
    assert commitment_in(block.transactions[0]) == commitment_to(block.transactions, reserved)
    for tx in block.transactions:
        copy = replace(tx)  # has lost the bytes it was parsed from
        assert (copy.serialize(), copy.stripped()) == (tx.serialize(), tx.stripped())


def refusal(block, in_force=True):
    try:
        check_commitment(block, in_force)
    except Invalid as error:
        return error.reason
    return ""


def with_transaction(block, n, **changes):
    txs = list(block.transactions)
    txs[n] = replace(txs[n], **changes)
    return replace(block, transactions=tuple(txs))


def test_block_481824_with_a_part_spoilt(vectors):
    block = Block.parse((vectors / FIRST).read_bytes())
    coinbase = block.transactions[0]
    opened = [n for n, tx in enumerate(block.transactions) if tx.witnesses and n]
    for n in opened:
        witnesses = block.transactions[n].witnesses
        for index, items in enumerate(witnesses):
            for at, item in enumerate(items):
                other = item[:-1] + bytes([item[-1] ^ 1]) if item else b"\0"
                changed = (*items[:at], other, *items[at + 1 :])
                spoilt = with_transaction(
                    block, n, witnesses=(*witnesses[:index], changed, *witnesses[index + 1 :])
                )
                check_block(spoilt)  # its ids are the same
                assert refusal(spoilt) == "bad-witness-merkle-match"
        assert refusal(with_transaction(block, n, witnesses=())) == "bad-witness-merkle-match"
    for items in ((), (bytes(31),), (bytes(33),), (bytes(32), bytes(32)), (bytes(32), b"")):
        assert refusal(with_transaction(block, 0, witnesses=(items,))) == "bad-witness-nonce-size"
    assert refusal(with_transaction(block, 0, witnesses=((b"\1" * 32,),))) == "bad-witness-merkle-match"
    without = tuple(out for out in coinbase.outputs if not out.script_pubkey.startswith(b"\x6a\x24\xaa\x21"))
    assert len(without) == len(coinbase.outputs) - 1
    assert refusal(with_transaction(block, 0, outputs=without)) == "unexpected-witness"
    assert refusal(block, in_force=False) == "unexpected-witness"  # a block earlier there were none
    assert {"bad-witness-merkle-match", "bad-witness-nonce-size", "unexpected-witness"} == SPOILT


@pytest.fixture(scope="module")
def block_757739(vectors):
    """The block, its place above eleven headers of which only the times are known, and what it spends."""
    (data,) = read_json(vectors / WITH_COINS)
    block = Block.parse(bytes.fromhex(data["raw"]))
    assert (to_display(block.header.hash), len(data["spent"])) == (data["id"], 91)
    below = None
    for height, time in enumerate(data["parent_times"], data["height"] - len(data["parent_times"])):
        header = replace(block.header, time=time, nonce=height)
        below = BlockIndex(header, header.hash, height, 0, below)
    inputs = [txin for tx in block.transactions[1:] for txin in tx.inputs]
    coins = {
        txin.prevout: Coin(TxOut(value, bytes.fromhex(script)), height, coinbase)
        for txin, (value, script, height, coinbase) in zip(inputs, data["spent"], strict=True)
    }
    made = {outpoint for tx in block.transactions for outpoint in tx.outpoints()}
    older = {outpoint: coin for outpoint, coin in coins.items() if outpoint not in made}
    return block, BlockIndex(block.header, block.header.hash, data["height"], 0, below), older, coins


@pytest.mark.vector(
    WITH_COINS, rows=1, note="in its place, and connected: 91 coins, every script, exact coinbase"
)
def test_block_757739_connects(block_757739, backend):
    block, index, older, _ = block_757739
    check_pow(block.header)
    check_block(block)
    validate_block(block, index, MAINNET)
    utxos = dict(older)
    undo, fees = connect_block(block, index, utxos)
    taken = sum(output.value for output in block.transactions[0].outputs)
    assert taken == subsidy(index.height) + fees
    disconnect(utxos, undo)
    assert utxos == older


def test_block_757739_with_a_part_spoilt(block_757739):
    """Without the witness of an input, or with a byte of it changed, the block does not connect."""
    block, index, older, _ = block_757739
    refused = 0
    for n, tx in enumerate(block.transactions[1:], 1):
        for i, items in enumerate(tx.witnesses):
            changed = (*items[:-1], items[-1][:-1] + bytes([items[-1][-1] ^ 1])) if items else ()
            for other in {(), changed} - {items}:
                bad = with_transaction(block, n, witnesses=(*tx.witnesses[:i], other, *tx.witnesses[i + 1 :]))
                utxos = dict(older)
                with pytest.raises(Invalid, match="mandatory-script-verify-flag-failed"):
                    connect_block(bad, index, utxos)
                assert utxos == older
                refused += 1
    assert refused == 2 * 73


def test_the_cost_of_block_757739(block_757739):
    block, index, _, coins = block_757739
    flags = script_flags(index.height, index.hash, MAINNET)
    cost = sum(
        sigop_cost(tx, [coins[txin.prevout] for txin in tx.inputs if not tx.is_coinbase], flags)
        for tx in block.transactions
    )
    outputs, key_hashes = 33 * 4, 51 + 4  # to P2PKH; version 0, by themselves and inside P2SH
    scripts = 8 * 2 + 6 * 3 + 4 + 2 + 3  # multisigs of 2, 3 and 4 keys, two of one key, one with branches
    redeem_scripts = 4 * 3 * 4  # multisigs of 3 keys, before there were witnesses
    assert cost == outputs + key_hashes + scripts + redeem_scripts
