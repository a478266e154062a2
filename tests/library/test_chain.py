"""The chain: which branch wins, that a failure leaves nothing behind, and a student's functions inside."""

import pickle
import random
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import count, permutations
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit import (
    CLASSROOM,
    MAINNET,
    REGTEST,
    RULES,
    Block,
    Chain,
    ChainParams,
    Flag,
    Header,
    Invalid,
    OutPoint,
    PrivateKey,
    Rules,
    Transaction,
    TxIn,
    TxOut,
    merkle,
    merkle_root,
    next_bits,
    pow,
    rules_for,
    sighash,
    subsidy,
    to_display,
)
from blockkit import rules as rules_module
from blockkit.data import real_block
from blockkit.genesis import COINBASE, genesis_block
from blockkit.hashing import from_display
from blockkit.headers import BlockIndex
from blockkit.node.mempool import Mempool
from blockkit.node.store import Store
from blockkit.rules import checked
from blockkit.script import push
from blockkit.templates import multisig
from blockkit.utxo import apply, disconnect
from blockkit.validation import connect_block, script_flags
from tests.library import building
from tests.library.building import KEY, LOCK, NOW, SUBSIDY, coinbase_of, grown, next_block, payment, solved


def reason(call, *args, **named):
    with pytest.raises(Invalid) as caught:
        call(*args, **named)
    return caught.value.reason


@pytest.mark.parametrize("params", [MAINNET, REGTEST, CLASSROOM], ids=lambda params: params.name)
def test_every_chain_begins_with_its_block_0(params):
    chain = Chain(rules_for(params))
    assert to_display(chain.tip.hash) == params.genesis
    assert chain.tip.height == 0
    assert not chain.utxos  # the first coins cannot be spent


def test_block_1_of_the_main_chain():
    chain = Chain()
    assert chain.accept(Block.parse(real_block(1).raw), now=1231469665)
    assert chain.tip.height == 1
    assert chain.tip.chainwork == 2 * 4295032833
    (coin,) = chain.utxos.values()
    assert (coin.output.value, coin.height, coin.coinbase) == (50 * 10**8, 1, True)


def test_the_classroom_chain_changes_its_target_every_ten_blocks():
    chain = Chain(rules_for(CLASSROOM))
    for _ in range(21):
        chain.accept(next_block(chain, time=chain.tip.header.time + 20), NOW)
    bits = [index.header.bits for index in chain.tip.ancestors()][::-1]
    assert len(set(bits[:10])) == 1
    assert len(set(bits[10:20])) == 1
    assert bits[10] != bits[0]
    assert bits[20] != bits[10]


# ---- which branch wins ---------------------------------------------------------------------------


def test_among_equals_the_first_seen_stays_and_more_work_wins():
    chain = grown(3)
    fork = chain.tip
    first, second = next_block(chain, fork), next_block(chain, fork, extra=1)
    assert chain.accept(first, NOW)
    assert not chain.accept(second, NOW)
    assert chain.tip.hash == first.header.hash
    third = next_block(chain, chain.index[second.header.hash])
    assert chain.accept(third, NOW)
    assert chain.tip.hash == third.header.hash
    assert not chain.holds(chain.index[first.header.hash])


def test_work_counts_not_length():
    """Three hard blocks against ten easy ones: each branch changes its target by its times."""
    params = replace(CLASSROOM, retarget_blocks=4, coinbase_maturity=2)
    chain = Chain(rules_for(params))
    for _ in range(3):
        chain.accept(next_block(chain), NOW)
    fork, slow = chain.tip, chain.tip
    for _ in range(6):  # easy: the target stays at its limit
        block = next_block(chain, slow, time=slow.header.time + 10_000)
        chain.accept(block, NOW)
        slow = chain.index[block.header.hash]
    easy_tip, fast = chain.tip, fork
    for _ in range(5):  # hard: four times the work a block
        block = next_block(chain, fast, extra=1, time=fast.median_time + 1)
        chain.accept(block, NOW)
        fast = chain.index[block.header.hash]
    assert easy_tip.height > chain.tip.height
    assert chain.tip is fast
    assert chain.tip.chainwork > easy_tip.chainwork


def tree_of_blocks():
    """Two branches from block 2, of three and of four blocks, one with a payment in it."""
    chain = grown(3)
    fork = chain.tip.at(2)
    spend = payment(coinbase_of(chain, 1))
    blocks, a, b = [], chain.tip, fork
    for n in range(3):
        block = next_block(chain, a, txs=[spend] if n == 0 else [], fees=1000 if n == 0 else 0)
        chain.accept(block, NOW)
        blocks.append(block)
        a = chain.index[block.header.hash]
    for n in range(5):
        block = next_block(chain, b, extra=2, txs=[spend] if n == 1 else [])
        chain.accept(block, NOW)
        blocks.append(block)
        b = chain.index[block.header.hash]
    base = [chain.blocks[chain.tip.at(h).hash] for h in (1, 2)]
    base.append(
        next(chain.blocks[i.hash] for i in chain.index.values() if i.height == 3 and i.parent is fork)
    )
    return base + blocks, chain


def test_any_order_of_arrival_ends_at_the_same_tip():
    """Headers first, then the bodies in two hundred orders, parents often after their children."""
    blocks, expected = tree_of_blocks()
    numbers = random.Random(4)
    for _ in range(200):
        chain = Chain(building.RULES)
        for block in blocks:
            chain.accept_header(block.header, NOW)
        for block in numbers.sample(blocks, len(blocks)):
            chain.accept(block, NOW)
        assert chain.tip.hash == expected.tip.hash
        assert chain.state_hash() == expected.state_hash()
        assert not chain.waiting


def test_five_blocks_in_all_120_orders():
    grown_chain = grown(5)
    blocks = [grown_chain.blocks[grown_chain.tip.at(h).hash] for h in range(1, 6)]
    for order in permutations(blocks):
        chain = Chain(building.RULES)
        for block in blocks:
            chain.accept_header(block.header, NOW)
        for block in order:
            chain.accept(block, NOW)
        assert chain.state_hash() == grown_chain.state_hash()


def test_a_block_whose_parent_is_unknown_is_refused_and_may_come_again():
    source = grown(2)
    first, second = (source.blocks[source.tip.at(h).hash] for h in (1, 2))
    chain = Chain(building.RULES)
    assert reason(chain.accept, second, NOW) == "prev-blk-not-found"
    assert chain.accept(first, NOW)
    assert chain.accept(second, NOW)
    assert chain.accept(second, NOW)  # once more: nothing happens
    assert chain.state_hash() == source.state_hash()


# ---- nothing is left behind ----------------------------------------------------------------------


def test_a_reorganisation_that_fails_leaves_everything_as_it_was():
    chain = grown(4)
    fork = chain.tip.at(2)
    before, tip = chain.state_hash(), chain.tip
    bad = payment(coinbase_of(chain, 1), key=PrivateKey(5))  # a stranger's signature
    branch = fork
    for n in range(2):
        block = next_block(chain, branch, extra=7, txs=[bad] if n == 1 else [])
        chain.accept(block, NOW)
        branch = chain.index[block.header.hash]
    with pytest.raises(Invalid, match="mandatory-script-verify-flag-failed") as caught:
        chain.accept(next_block(chain, branch, extra=7), NOW)
    assert "EQUALVERIFY" in str(caught.value)
    assert chain.tip is tip
    assert chain.state_hash() == before
    assert chain.accept(next_block(chain), NOW)  # the chain goes on


def test_a_failure_after_two_disconnected_blocks_that_spend_from_each_other():
    chain = grown(4)
    fork = chain.tip
    first = payment(coinbase_of(chain, 1))
    chain.accept(next_block(chain, txs=[first], fees=1000), NOW)
    chain.accept(next_block(chain, txs=[payment(first)], fees=1000), NOW)
    before, coins = chain.state_hash(), dict(chain.utxos)
    branch = fork
    for n in range(3):
        block = next_block(chain, branch, extra=9, value=SUBSIDY + (n == 2))
        if n < 2:
            chain.accept(block, NOW)
            branch = chain.index[block.header.hash]
    assert reason(chain.accept, block, NOW) == "bad-cb-amount"
    assert chain.state_hash() == before
    assert chain.utxos == coins


def test_the_part_below_an_invalid_block_still_counts():
    """Four blocks become complete at once, the last is invalid: the third has more work than the tip."""
    chain = grown(4)
    branch, blocks = chain.tip.at(2), []
    for n in range(4):
        block = next_block(chain, branch, extra=6, value=SUBSIDY + (n == 3))
        blocks.append(block)
        branch = chain.accept_header(block.header, NOW)
    for block in reversed(blocks[1:]):
        assert not chain.accept(block, NOW)
    assert chain.accept(blocks[0], NOW)  # the fault is not this block's
    assert chain.tip.hash == blocks[2].header.hash
    assert chain.index[blocks[3].header.hash].failed == "bad-cb-amount"


def test_a_block_whose_judging_was_interrupted_is_judged_when_it_comes_again():
    chain = grown(1)
    block = next_block(chain)
    good, calls = chain.rules, []

    def slips_once(height, params):
        calls.append(height)
        return 1 // 0 if len(calls) == 1 else good.subsidy(height, params)

    chain.rules = replace(good, subsidy=slips_once)
    with pytest.raises(ZeroDivisionError):
        chain.accept(block, NOW)
    assert chain.tip.height == 1
    assert chain.accept(block, NOW)
    assert chain.tip.height == 2


def test_a_known_header_with_other_transactions_is_not_waved_through():
    chain = grown(2)
    block = next_block(chain)
    chain.accept(block, NOW)
    other = replace(block, transactions=(coinbase_of(chain, 1),))
    assert reason(chain.accept, other, NOW) == "bad-txnmrklroot"
    assert chain.accept(block, NOW)


@pytest.mark.parametrize(
    ("slot", "wrong", "told"),
    [
        ("subsidy", lambda height, params: 50e8, "what subsidy returns must be a whole number"),
        ("next_bits", lambda headers, params: None, "what next_bits returns must be a whole number"),
        ("merkle_root", lambda txids: None, "what merkle_root returns must be bytes"),
        ("hash256", lambda data: None, "what hash256 returns must be bytes"),
        ("verify_script", lambda *args: False, "verify_script raises an error to refuse"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_told(slot, wrong, told):
    with pytest.raises(TypeError, match=told):
        plugged(**{slot: wrong})


def test_misuse_of_the_chain_is_told():
    chain = grown(1)
    with pytest.raises(TypeError, match=r"rules_for\(params\) makes them"):
        Chain(REGTEST)
    with pytest.raises(TypeError, match=r"Block.parse\(data\) makes one from bytes"):
        chain.accept(real_block(1).raw, NOW)
    with pytest.raises(TypeError, match=r"int\(time.time\(\)\) in seconds, must be a whole number"):
        chain.accept(next_block(chain), now="today")


def test_a_chain_can_be_copied():
    chain = grown(3)
    other = deepcopy(chain)
    other.accept(next_block(other), NOW)
    assert (chain.tip.height, other.tip.height) == (3, 4)
    assert pickle.loads(pickle.dumps(chain.utxos)) == chain.utxos


def test_a_chain_higher_than_python_may_recurse_can_be_copied():
    chain = grown(500)
    for other in (deepcopy(chain), pickle.loads(pickle.dumps(chain))):
        assert other.state_hash() == chain.state_hash()
        assert other.tip.at(250).hash == chain.tip.at(250).hash
        assert other.accept(next_block(chain), NOW)


def test_outputs_that_nobody_can_spend_are_not_kept():
    chain = grown(3)
    tx = payment(coinbase_of(chain, 1), outputs=3)
    for script in (b"\x6a", b"\x6a\x04note", bytes(10_001)):
        dead = replace(tx, outputs=(TxOut(0, script), *tx.outputs[1:]))
        utxos = dict(chain.utxos)
        apply(dead, utxos, 4, [])
        assert OutPoint(dead.txid, 0) not in utxos
        assert OutPoint(dead.txid, 1) in utxos


def test_a_keyboard_interrupt_in_the_middle_leaves_everything_as_it_was():
    chain = grown(4)
    fork, before, tip = chain.tip.at(2), chain.state_hash(), chain.tip
    branch = fork
    for _ in range(2):
        block = next_block(chain, branch, extra=7)
        chain.accept(block, NOW)
        branch = chain.index[block.header.hash]

    def impatient(*args):
        raise KeyboardInterrupt

    last = next_block(chain, branch, extra=7, txs=[payment(coinbase_of(chain, 1))])
    chain.rules = replace(chain.rules, verify_script=impatient)
    with pytest.raises(KeyboardInterrupt):
        chain.accept(last, NOW)
    assert chain.tip is tip
    assert chain.state_hash() == before


def interrupted(action, names, stop):
    """Run ``action()``, with Ctrl-C before byte code ``stop`` of the functions ``names``: was it reached?

    In a thread of its own, for Python does not leave an exception handler cleanly that is cut off so.
    """
    seen = 0

    def trace(frame, event, argument):
        nonlocal seen
        if frame.f_code.co_name in names:
            frame.f_trace_opcodes = True
            seen += event == "opcode"
            if seen == stop:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    def run():
        sys._getframe().f_trace_opcodes = True  # Python 3.12 wants to know it before
        sys.settrace(trace)
        with suppress(KeyboardInterrupt):
            action()
        sys.settrace(None)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return seen == stop


def reorganisation(extra=0):
    """A chain with two payments, and the block with which another branch, with one more, has most work."""
    chain = grown(4)
    fork, first, other = chain.tip, payment(coinbase_of(chain, 1), outputs=2), payment(coinbase_of(chain, 2))
    chain.accept(next_block(chain, txs=[first], fees=1000), NOW)
    chain.accept(next_block(chain, txs=[payment(first)], fees=1000), NOW)
    branch = fork
    for n in range(2):
        block = next_block(chain, branch, extra=9, txs=[first, other] if n else [])
        chain.accept(block, NOW)
        branch = chain.index[block.header.hash]
    return chain, next_block(chain, branch, extra=9, fees=extra)


MOVING = ("_move_to", "settle", "_keep", "connect", "spend_coins", "apply", "disconnect")


def test_an_interrupt_at_any_step_of_a_reorganisation_leaves_a_whole_state():
    """The coins fit the tip, the old or the new one; and when the block comes again, all is well."""
    before, last = reorganisation()
    after = deepcopy(before)
    after.accept(last, NOW)
    for n in count(1):
        chain = deepcopy(before)
        if not interrupted(partial(chain.accept, last, NOW), MOVING, n):
            break
        expected = after if chain.tip.hash == last.header.hash else before
        assert chain.state_hash() == expected.state_hash(), n
        chain.accept(last, NOW)
        assert chain.state_hash() == after.state_hash(), n
    assert n > 1000


def test_an_interrupt_on_the_way_back_is_mended_when_the_chain_is_used_again():
    before, last = reorganisation(extra=1)  # the miner takes one satoshi too much
    for n in count(1):
        chain = deepcopy(before)
        if not interrupted(partial(refused, chain, last), MOVING, n):
            break
        refused(chain, last)
        assert chain.state_hash() == before.state_hash(), n
    assert n > 1000


def refused(chain, block):
    assert reason(chain.accept, block, NOW) in ("bad-cb-amount", "duplicate")


def test_bodies_that_waited_join_in_the_order_in_which_they_came():
    chain = grown(3)
    low = next_block(chain)
    low_index = chain.accept_header(low.header, NOW)
    twins = [next_block(chain, low_index, extra=n) for n in range(3)]
    for twin in twins:
        chain.accept_header(twin.header, NOW)
    for twin in twins:
        assert not chain.accept(twin, NOW)
    chain.accept(low, NOW)
    assert chain.tip.hash == twins[0].header.hash


def test_when_the_best_branch_fails_its_sound_part_is_seen_when_it_was_and_not_last():
    """Two branches wait for their first block; one has a third block, which is bad."""
    chain = grown(3)
    base = next_block(chain)
    fork = chain.accept_header(base.header, NOW)
    ends, bodies = [], []
    for extra in (7, 8):
        end = fork
        for fees in (0, 0, 1) if extra == 7 else (0, 0):  # one satoshi more than is due
            bodies.append(next_block(chain, end, extra=extra, fees=fees))
            end = chain.accept_header(bodies[-1].header, NOW)
        ends.append(end)
    for body in bodies:
        assert not chain.accept(body, NOW)
    assert chain.accept(base, NOW)
    assert ends[0].failed == "bad-cb-amount"
    assert chain.tip is ends[0].parent


def twins(chain):
    """A block, two on top of it, and one on top of each of these: A came before B."""
    ahead = deepcopy(chain)
    base = next_block(ahead, extra=1)
    ahead.accept(base, NOW)
    pair = [next_block(ahead, extra=extra) for extra in (2, 3)]
    for block in pair:
        ahead.accept(block, NOW)
    tops = [next_block(ahead, ahead.index[block.header.hash], extra=4) for block in pair]
    for block in (base, *pair, *tops):
        chain.accept_header(block.header, NOW)
    return base, *pair, *tops


def test_bodies_on_one_height_join_in_the_order_of_their_parents():
    chain = grown(3)
    base, a, b, top_a, top_b = twins(chain)
    for block in (a, b, top_b, top_a, base):
        chain.accept(block, NOW)
    assert chain.tip.hash == top_a.header.hash


def test_after_a_block_is_refused_by_hand_the_first_seen_of_the_best_wins():
    chain = grown(3)
    base, a, b, _, top_b = twins(chain)
    for block in (base, a, b, top_b):
        chain.accept(block, NOW)
    assert chain.tip.hash == top_b.header.hash
    chain.invalidate(top_b.header.hash)
    assert chain.tip.hash == a.header.hash  # not b, below the one that went


def test_an_interrupt_on_the_way_back_too_is_settled_before_coins_are_read(monkeypatch, tmp_path):
    def interrupt(*args):
        raise KeyboardInterrupt

    before, last = reorganisation(extra=1)

    def torn():
        chain = deepcopy(before)
        with monkeypatch.context() as patch:
            patch.setattr("blockkit.validation.disconnect", interrupt)
            patch.setattr("blockkit.chain.Chain.settle", interrupt)
            with pytest.raises(KeyboardInterrupt):
                chain._move_to(chain._place(last.header, chain.index[last.header.prev_block]))
        assert chain.utxos != before.utxos
        return chain

    assert torn().state_hash() == before.state_hash()
    with Store(tmp_path / "chain.db", before.rules) as store:
        store.save(torn())
        assert store.load().utxos == before.utxos
    pool = Mempool(torn())
    pool.follow()
    assert pool.chain.utxos == before.utxos


def test_an_interrupted_refusal_by_hand_makes_no_failed_block_the_tip():
    before, last = reorganisation()
    before.accept(last, NOW)
    for n in count(1):
        chain = deepcopy(before)
        bad = chain.tip.at(5)
        if not interrupted(partial(chain.invalidate, bad.hash), (*MOVING, "_fail", "invalidate"), n):
            break
        chain.accept(chain.blocks[chain.tip.at(3).hash], NOW)  # an old one: nothing new comes
        assert not chain.tip.failed, n
    assert n > 50


def test_an_interrupted_arrival_makes_no_incomplete_block_the_tip():
    before, last = reorganisation()
    for n in count(1):
        chain = deepcopy(before)
        if not interrupted(partial(chain.accept, last, NOW), ("_keep",), n):
            break
        chain.accept(chain.blocks[chain.tip.at(3).hash], NOW)
        assert chain.tip.complete, n
        assert chain.accept(last, NOW), n
    assert n > 50


def test_a_body_that_waited_and_was_refused_by_hand_meanwhile_does_not_join():
    chain = grown(3)
    low = next_block(chain)
    high = next_block(chain, chain.accept_header(low.header, NOW))
    chain.accept_header(high.header, NOW)
    chain.accept(high, NOW)
    chain.invalidate(high.header.hash)
    assert chain.accept(low, NOW)
    assert chain.tip.hash == low.header.hash
    assert [tip.hash for tip in chain.tips] == [low.header.hash]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.integers(0, 5000)), max_size=5))
def test_connect_then_disconnect_restores_the_exact_coins(payments):
    chain = grown(6)
    txs, sources, fees = [], [coinbase_of(chain, h) for h in (1, 2, 3, 4)], 0
    for which, outputs, fee in payments:
        if sources[which].outputs[0].value > fee + outputs:
            tx = payment(sources[which], fee=fee, outputs=outputs)
            fees += sources[which].outputs[0].value - sum(output.value for output in tx.outputs)
            txs.append(tx)
            sources[which] = tx  # the next one may spend it within the block
    before, coins = chain.state_hash(), dict(chain.utxos)
    block = next_block(chain, txs=txs, fees=fees)
    index = BlockIndex(block.header, block.header.hash, 7, 0, chain.tip)
    undo, counted = connect_block(block, index, chain.utxos, chain.rules)
    assert counted == fees
    assert chain.utxos != coins
    redo = disconnect(chain.utxos, undo)
    assert chain.utxos == coins
    assert chain.state_hash() == before
    disconnect(chain.utxos, redo)
    after = dict(chain.utxos)
    assert after != coins
    disconnect(chain.utxos, undo)
    assert chain.utxos == coins


def test_a_coinbase_that_comes_twice_is_undone_to_the_older_coin():
    """Before BIP 34 two blocks repeated a coinbase: taking the second back must restore the first."""
    params = replace(building.PARAMS, bip34_height=10**6)
    chain = Chain(rules_for(params))
    first = next_block(chain, extra=1)
    chain.accept(first, NOW)
    again = Block(
        replace(first.header, prev_block=chain.tip.hash, time=first.header.time + 1), first.transactions
    )
    again = solved(again)
    assert reason(chain.accept, again, NOW) == "bad-txns-BIP30"
    params = replace(params, bip30_exceptions=(to_display(again.header.hash),))
    chain = Chain(rules_for(params))
    chain.accept(first, NOW)
    before = chain.state_hash()
    chain.accept(again, NOW)
    assert [coin.height for coin in chain.utxos.values()] == [2]
    chain.invalidate(again.header.hash)
    assert chain.state_hash() == before
    assert [coin.height for coin in chain.utxos.values()] == [1]


# ---- what is refused -----------------------------------------------------------------------------


def test_a_coinbase_names_its_height_from_bip_34_on():
    chain = grown(1, rules_for(replace(building.PARAMS, bip34_height=3)))
    said = []
    for _ in range(2):
        block, other = next_block(chain), building.coinbase(77, SUBSIDY, building.LOCK)
        wrong = solved(Block(replace(block.header, merkle_root=other.txid), (other,)))
        said.append(reason(chain.accept, wrong, NOW) if chain.tip.height == 2 else chain.accept(wrong, NOW))
    assert said[1] == "bad-cb-height" and chain.tip.height == 2


def test_reject_reasons_of_a_block_in_its_place():
    chain = grown(3)
    tip = chain.tip
    low = next_block(chain, bits=0x207FFFFE)
    assert reason(chain.accept, low, NOW) == "bad-diffbits"
    assert reason(chain.accept, next_block(chain, time=tip.median_time), NOW) == "time-too-old"
    late = next_block(chain, time=NOW + 7201)
    assert reason(chain.accept, late, NOW) == "time-too-new"
    assert chain.accept(late, NOW + 1)  # not refused for ever
    assert reason(chain.accept, next_block(chain, version=3), NOW).startswith("bad-version")
    wrong_height = next_block(chain)
    other = building.coinbase(77, SUBSIDY, building.LOCK)
    wrong_height = solved(
        Block(replace(wrong_height.header, merkle_root=other.txid), (other,)),
    )
    assert reason(chain.accept, wrong_height, NOW) == "bad-cb-height"
    assert reason(chain.accept, wrong_height, NOW) == "duplicate"
    assert (
        reason(chain.accept, next_block(chain, chain.index[wrong_height.header.hash]), NOW) == "bad-prevblk"
    )


def test_one_satoshi_too_much_in_the_coinbase():
    chain = grown(3)
    spend = payment(coinbase_of(chain, 1), fee=500)
    assert reason(chain.accept, next_block(chain, txs=[spend], fees=501), NOW) == "bad-cb-amount"
    assert chain.accept(next_block(chain, txs=[spend], fees=499), NOW)  # less is allowed


def test_coins_that_are_missing_unripe_or_worth_too_little():
    chain = grown(3)
    missing = payment(payment(coinbase_of(chain, 1)))
    unripe = payment(coinbase_of(chain, 3))
    for tx, expected in (
        (missing, "bad-txns-inputs-missingorspent"),
        (unripe, "bad-txns-premature-spend-of-coinbase"),
        (payment(coinbase_of(chain, 1), fee=-1), "bad-txns-in-belowout"),
    ):
        assert reason(chain.accept, next_block(chain, txs=[tx]), NOW) == expected
    ripe = payment(coinbase_of(chain, 2))  # in block 4 it is two blocks old
    assert chain.accept(next_block(chain, txs=[ripe], fees=1000), NOW)


def test_lock_times_absolute_and_relative():
    chain = grown(5)
    coin = coinbase_of(chain, 1)

    def verdict(**named):
        tx = payment(coin, **named)
        try:
            chain.accept(next_block(chain, txs=[tx], fees=1000), NOW)
        except Invalid as error:
            return error.reason
        chain.invalidate(chain.tip.hash)
        return "fine"

    height, median = chain.tip.height + 1, chain.tip.median_time
    assert verdict(lock_time=height, sequence=0) == "bad-txns-nonfinal"
    assert verdict(lock_time=height - 1, sequence=0) == "fine"
    assert verdict(lock_time=height) == "fine"  # a final sequence switches lock times off
    assert verdict(lock_time=500_000_000, sequence=0) == "fine"
    assert verdict(lock_time=median, sequence=0) == "bad-txns-nonfinal"
    assert verdict(version=2, sequence=5) == "fine"  # five blocks old in block 6
    assert verdict(version=2, sequence=6) == "bad-txns-nonfinal"
    assert verdict(version=1, sequence=6) == "fine"  # BIP 68 asks for version 2
    assert verdict(version=-1, sequence=6) == "bad-txns-nonfinal"  # the version counts as unsigned
    age = (median - chain.tip.at(0).median_time) // 512
    assert verdict(version=2, sequence=1 << 22 | age) == "fine"
    assert verdict(version=2, sequence=1 << 22 | age + 1) == "bad-txns-nonfinal"


def test_a_body_that_is_wrong_by_itself_does_not_condemn_its_header():
    """Others may have spoilt it on the way: Core marks a block only for what it finds afterwards."""
    chain = grown(4)
    honest = next_block(chain, txs=[payment(coinbase_of(chain, h)) for h in (1, 2)], fees=2000)
    doubled = replace(honest, transactions=(*honest.transactions, honest.transactions[-1]))
    assert merkle_root([tx.txid for tx in doubled.transactions]) == honest.header.merkle_root
    assert reason(chain.accept, doubled, NOW) == "bad-txns-duplicate"
    cut = replace(honest, transactions=honest.transactions[:1])
    assert reason(chain.accept, cut, NOW) == "bad-txnmrklroot"
    assert reason(chain.accept, replace(honest, transactions=()), NOW) == "bad-txnmrklroot"
    assert honest.header.hash not in chain.index
    assert chain.accept(honest, NOW)


def test_of_two_faults_the_one_that_core_meets_first_is_named():
    chain = grown(4)
    forged = payment(coinbase_of(chain, 1), key=PrivateKey(3))
    missing = payment(payment(coinbase_of(chain, 2)))
    second = building.coinbase(77, SUBSIDY, LOCK)
    for txs, named, expected in (
        ([forged, missing], {}, "mandatory-script-verify-flag-failed"),
        ([missing, forged], {}, "bad-txns-inputs-missingorspent"),
        ([forged], {"fees": 10**6}, "mandatory-script-verify-flag-failed"),
        ([missing], {"prev_block": bytes(32)}, "prev-blk-not-found"),
        ([second], {"prev_block": bytes(32)}, "bad-cb-multiple"),
        ([missing], {"bits": 0x207FFFFE}, "bad-diffbits"),
        ([second], {"bits": 0x207FFFFE}, "bad-cb-multiple"),
    ):
        assert reason(chain.accept, next_block(chain, txs=txs, **named), NOW) == expected
    wrong = next_block(chain, txs=[second])
    assert reason(chain.accept, replace(wrong, header=replace(wrong.header, bits=0)), NOW) == "high-hash"


def test_an_output_for_a_witness_cannot_be_spent_without_one():
    """To old nodes it is anybody's money; Core refuses that at every height, though it came in 2017."""
    chain = grown(3)
    locked = replace(
        payment(coinbase_of(chain, 1)), outputs=(TxOut(1000, bytes([0, 20]) + bytes(range(20))),)
    )
    assert script_flags(chain.tip.height, chain.tip.hash, MAINNET) & Flag.WITNESS
    chain.rules = replace(chain.rules, verify_script=lambda *args: None)
    chain.accept(next_block(chain, txs=[locked]), NOW)
    chain.rules = building.RULES
    theft = Transaction(1, (TxIn(OutPoint(locked.txid, 0), b""),), (TxOut(1000, b""),))
    assert reason(chain.accept, next_block(chain, txs=[theft]), NOW) == "mandatory-script-verify-flag-failed"


def test_the_extra_item_of_a_multisig_is_empty_where_bip_147_holds():
    script = multisig(1, [KEY.public_key()])
    for height, expected in ((1, False), (10, True)):
        rules = rules_for(replace(building.PARAMS, bip147_height=height))
        chain = grown(3, rules)
        funded = payment(coinbase_of(chain, 1), outputs=1, lock=script)
        chain.accept(next_block(chain, txs=[funded]), NOW)
        spend = Transaction(1, (TxIn(OutPoint(funded.txid, 0), b""),), (TxOut(1000, LOCK),))
        signature = KEY.sign(sighash(spend, 0, script, 1)) + b"\x01"
        for dummy, holds in ((push(b"x"), expected), (push(b""), True)):
            signed = replace(spend, inputs=(replace(spend.inputs[0], script_sig=dummy + push(signature)),))
            block = next_block(chain, txs=[signed])
            if holds:
                assert chain.accept(block, NOW)
                chain.invalidate(block.header.hash)
            else:
                assert reason(chain.accept, block, NOW) == "mandatory-script-verify-flag-failed"


def test_invalidate_needs_a_block_above_block_0():
    chain = grown(1)
    for name in (bytes(32), chain.tip.at(0).hash):
        with pytest.raises(ValueError, match="no block above block 0"):
            chain.invalidate(name)


# ---- a student's functions inside ----------------------------------------------------------------

REAL = [Block.parse(real_block(h).raw) for h in (1,)]


def plugged(**slots):
    """Did Chain(rules) accept block 1 of the main chain and a payment on our own chain?"""
    chain = Chain(replace(RULES, **slots))
    accepted = chain.accept(REAL[0], 1231469665)
    own = grown(3, replace(building.RULES, **slots))
    return accepted and own.accept(next_block(own, txs=[payment(coinbase_of(own, 1))], fees=1000), NOW)


SLOTS = [
    "hash256",
    "header_bytes",
    "merkle_root",
    "has_duplicate_subtree",
    "bits_to_target",
    "meets_target",
    "work",
    "next_bits",
    "subsidy",
    "prefer",
    "check_transaction",
    "sighash",
    "verify_signature",
    "verify_script",
]


@pytest.mark.parametrize("slot", SLOTS)
def test_each_slot_runs_inside_the_chain(slot):
    calls = []
    rules = {"main": RULES, "own": building.RULES}

    def counted(name):
        def call(*args):
            calls.append(slot)
            return getattr(rules[name], slot)(*args)

        return call

    chain = Chain(replace(RULES, **{slot: counted("main")}))
    assert chain.accept(REAL[0], 1231469665)
    own = grown(3, replace(building.RULES, **{slot: counted("own")}))
    assert own.accept(next_block(own, txs=[payment(coinbase_of(own, 1))], fees=1000), NOW)
    assert calls


@pytest.mark.parametrize(
    ("slot", "wrong"),
    {
        "merkle_root": lambda txids: bytes(32),
        "has_duplicate_subtree": lambda txids: True,
        "meets_target": lambda header, target: False,
        "bits_to_target": lambda bits: 0,
        "next_bits": lambda headers, params: 0x1D00FFFE,
        "subsidy": lambda height, params: 49 * 10**8,
        "prefer": lambda tip, other: False,
        "sighash": lambda tx, index, code, kind: bytes(32),
        "verify_signature": lambda key, digest, signature: False,
    }.items(),
)
def test_a_wrong_function_makes_the_chain_refuse_real_blocks(slot, wrong):
    try:
        assert not plugged(**{slot: wrong})
    except Invalid:
        pass


# ---- what a slot is called with, and what it returns ---------------------------------------------


def test_every_slot_has_its_row():
    assert [part.name for part in fields(Rules) if part.init] == ["params", *rules_module.SLOTS]


def test_rules_know_their_chain():
    """No partial, no special case: the params are handed to whoever needs them."""
    for params in (MAINNET, REGTEST, CLASSROOM):
        assert Rules(params) == rules_for(params) == replace(RULES, params=params)
    chain = Chain(Rules(CLASSROOM))
    for _ in range(101):
        chain.accept(next_block(chain, time=chain.tip.header.time + 60), NOW)
    assert coinbase_of(chain, 99).outputs[0].value == 50 * 10**8
    assert coinbase_of(chain, 100).outputs[0].value == 25 * 10**8
    assert len({index.header.bits for index in chain.tip.ancestors()}) > 5


def test_a_students_rules_are_called_with_the_params_of_the_chain():
    seen = set()

    def my_subsidy(height, params):
        seen.add(params.name)
        return 50 * 10**8 >> height // params.halving_blocks

    def my_next_bits(headers, params):
        seen.add((params.name, len(headers)))
        return next_bits(headers, params)

    rules = replace(Rules(CLASSROOM), subsidy=my_subsidy, next_bits=my_next_bits)
    chain = grown(101, rules)
    assert coinbase_of(chain, 100).outputs[0].value == 25 * 10**8
    assert seen == {"classroom"} | {("classroom", count) for count in range(1, 11)}


def test_a_callers_params_may_be_left_out():
    assert RULES.subsidy(210_000) == 25 * 10**8
    assert RULES.next_bits([real_block(1).header]) == 0x1D00FFFF


@dataclass(frozen=True, slots=True)
class MoreRules(Rules):
    """Rules with a part of their own, as the course's are."""

    canonical: Callable[[dict[str, int]], bytes] = repr
    note: str = ""


def test_rules_with_more_parts_are_rules():
    rules = MoreRules(building.PARAMS, note="ours", subsidy=lambda height, params: 7)
    assert rules.merkle_root is merkle.merkle_root
    chain = Chain(rules)
    assert chain.accept(next_block(chain, value=7), NOW)
    assert type(chain.rules) is MoreRules and chain.rules.note == "ours"
    assert reason(chain.accept, next_block(chain, value=8), NOW) == "bad-cb-amount"
    with pytest.raises(TypeError, match="canonical must be a function, got 5;"):
        MoreRules(canonical=5)
    with pytest.raises(TypeError, match="params must be ChainParams"):
        MoreRules(None)


def test_rules_are_handed_back_as_they_were_handed_in():
    def mine(txids):
        return merkle_root(txids)

    rules = replace(RULES, merkle_root=mine)
    chain = Chain(rules)
    assert rules.merkle_root is mine
    assert rules.subsidy is pow.subsidy
    assert chain.rules.subsidy is pow.subsidy  # the library's own need not be looked at
    assert checked(RULES) is RULES
    assert checked(chain.rules) is chain.rules
    assert Chain(chain.rules).rules is chain.rules
    assert pickle.loads(pickle.dumps(checked(replace(RULES, work=RULES.bits_to_target)))).params == MAINNET


ROUND = {  # an answer of each slot that is of the wrong kind, or size
    "hash256": bytes(31),
    "to_display": b"00",
    "from_display": "00" * 32,
    "encode_varint": [1],
    "decode_varint": (1, 2, 3),
    "merkle_root": bytes(33),
    "merkle_proof": ["00"],
    "verify_proof": 1,
    "has_duplicate_subtree": 0,
    "header_bytes": bytes(79),
    "bits_to_target": 2.0,
    "target_to_bits": 2**32,
    "meets_target": None,
    "work": -1,
    "next_bits": True,
    "subsidy": 21_000_000 * 10**8 + 1,
    "prefer": "yes",
    "check_transaction": False,
    "sighash": None,
    "verify_signature": None,
    "verify_script": False,
}


@pytest.mark.parametrize("slot", rules_module.SLOTS)
def test_a_wrong_answer_of_any_slot_is_named(slot):
    asked, _ = rules_module.SLOTS[slot]
    strange = checked(replace(RULES, **{slot: lambda *arguments: ROUND[slot]}))
    with pytest.raises((TypeError, ValueError), match=rf"{slot} (returns|raises an error to refuse)"):
        getattr(strange, slot)(*asked.split(", "))


def test_the_library_own_answers_pass():
    header, txids = real_block(1).header, list(real_block(170).txids)
    for slot, arguments in {
        "hash256": (b"",),
        "to_display": (bytes(32),),
        "from_display": ("00" * 32,),
        "encode_varint": (300,),
        "decode_varint": (b"\x05", 0),
        "merkle_root": (txids,),
        "merkle_proof": (txids, 1),
        "verify_proof": (txids[0], 0, 1, [], txids[0]),
        "has_duplicate_subtree": (txids,),
        "header_bytes": (header,),
        "bits_to_target": (header.bits,),
        "target_to_bits": (5,),
        "meets_target": (header.serialize(), 5),
        "work": (header.bits,),
        "next_bits": ([header], MAINNET),
        "subsidy": (0, MAINNET),
    }.items():
        own = getattr(RULES, slot)
        wrapped = getattr(checked(replace(RULES, **{slot: lambda *given, own=own: own(*given)})), slot)
        assert wrapped(*arguments) == own(*arguments), slot


class Halving:
    def __call__(self, height, params):
        return subsidy(height, params)


@pytest.mark.parametrize(
    "accepted",
    [
        lambda height, params: 5,
        lambda height, params=None: 5,
        lambda height, params, more=1, *others, only=2: 5,
        lambda *arguments: 5,
        lambda height, *rest, **named: 5,
        Halving(),
        Halving().__call__,
        partial(lambda most, height, params: most, 5),
        max,  # in C, and it does not say what it takes
        subsidy,
    ],
)
def test_what_can_be_called_as_its_slot_is_may_enter(accepted):
    assert replace(RULES, subsidy=accepted).subsidy is accepted


@pytest.mark.parametrize(
    ("slot", "function", "message"),
    [
        ("subsidy", lambda height: 5, "subsidy takes (height) but is called with (height, params)"),
        ("subsidy", lambda: 5, "subsidy takes () but is called with (height, params)"),
        ("subsidy", lambda a, b, c: 5, "subsidy takes (a, b, c) but is called with (height, params)"),
        ("subsidy", partial(subsidy, params=REGTEST), "subsidy takes (height, *, params) but is called"),
        ("next_bits", lambda headers: 5, "begin it with def next_bits(headers, params), whether it uses"),
        ("prefer", lambda other: True, "prefer takes (other) but is called with (tip, other)"),
        ("verify_script", lambda a, b: None, "(script_sig, script_pubkey, checker, flags)"),
    ],
)
def test_a_function_of_too_few_arguments_is_refused_where_it_enters(slot, function, message):
    for enter in (
        lambda: replace(RULES, **{slot: function}),
        lambda: Rules(CLASSROOM, **{slot: function}),
        lambda: Chain(MoreRules(**{slot: function})),  # may hold it, for a picture, but not run on it
        lambda: connect_block(REAL[0], Chain().tip, {}, MoreRules(**{slot: function})),
    ):
        with pytest.raises(TypeError, match=re.escape(message)):
            enter()


def test_a_rule_that_prefers_everything_does_not_hang():
    chain = grown(2, replace(building.RULES, prefer=lambda tip, other: tip is not other))
    fork = chain.tip.at(1)
    assert chain.accept(next_block(chain, fork, extra=1), NOW)
    assert chain.tip.height == 2


def test_state_hash_tells_coins_apart():
    a, b = grown(2), grown(2)
    assert a.state_hash() == b.state_hash()
    outpoint = next(iter(b.utxos))
    b.utxos[outpoint] = replace(b.utxos[outpoint], height=9)
    assert a.state_hash() != b.state_hash()


def test_a_wrong_block_0_is_named():
    params = replace(REGTEST, genesis_nonce=3)
    with pytest.raises(ValueError, match="block 0 of the regtest chain"):
        genesis_block(params)


def test_satoshis_transaction_is_the_one_of_the_main_chain():
    """The constant against what is shipped, which is checked by the id of block 0."""
    assert to_display(genesis_block(MAINNET).header.hash) == MAINNET.genesis
    assert genesis_block(MAINNET).serialize() == real_block(0).raw
    assert len(COINBASE) == 204


def test_a_chain_begins_without_reading_the_shipped_blocks():
    code = "import sys; from blockkit import Chain; Chain(); print('blockkit.data' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def own_block_0(**header):
    """A block 0 with another headline, and REGTEST with it."""
    first = building.coinbase(0, SUBSIDY, LOCK, extra=20261127)
    fields = {"prev_block": bytes(32), "merkle_root": first.txid, "time": 1_600_000_000, "bits": 0x207FFFFF}
    block = solved(Block(Header(**{"version": 1, "nonce": 0} | fields | header), (first,)))
    params = ChainParams(
        name="ours",
        pow_limit=2**255 - 1,
        genesis=to_display(block.header.hash),
        block_0=block.serialize(),
        never_retarget=True,
        coinbase_maturity=2,
    )
    return block, params


def test_a_chain_may_bring_a_whole_block_0_of_its_own(tmp_path):
    block, params = own_block_0()
    assert genesis_block(params) == block
    chain = grown(3, Rules(params))
    assert chain.tip.at(0).header == block.header
    assert chain.blocks[block.header.hash] == block
    spend = payment(coinbase_of(chain, 1))
    assert chain.accept(next_block(chain, txs=[spend], fees=1000), NOW)
    with Store(tmp_path / "ours.db", chain.rules) as store:
        store.save(chain)
        assert store.load().state_hash() == chain.state_hash()


def test_a_block_0_of_ones_own_must_be_the_one_that_is_named():
    block, params = own_block_0()
    other, _ = own_block_0(time=1_600_000_001)
    with pytest.raises(ValueError, match=f"block 0 of the ours chain has id .*, not {params.genesis}"):
        Chain(Rules(replace(params, block_0=other.serialize())))
    doubled = replace(block, transactions=block.transactions * 2 + (coinbase_of(grown(1), 1),))
    with pytest.raises(ValueError, match="block 0 of the ours chain holds other transactions"):
        genesis_block(replace(params, block_0=doubled.serialize()))
    with pytest.raises(ValueError, match="block 0 of the ours chain holds other transactions"):
        genesis_block(replace(params, block_0=replace(block, transactions=()).serialize()))
    with pytest.raises(Invalid, match="trailing bytes"):
        genesis_block(replace(params, block_0=block.serialize() + b"!"))
    with pytest.raises(TypeError, match=r"block_0, the whole of block 0, must be bytes, got Block; its seri"):
        replace(params, block_0=block)


def test_an_outpoint_is_its_bytes():
    outpoint = OutPoint(from_display("11" * 32), 7)
    assert outpoint == bytes.fromhex("11" * 32 + "07000000")
    assert (outpoint.txid, outpoint.index) == (bytes.fromhex("11" * 32), 7)
    assert repr(outpoint) == f"OutPoint({'11' * 32}:7)"
    for txid, index in ((bytes(31), 0), (bytes(32), -1), (bytes(32), 2**32)):
        with pytest.raises(ValueError):
            OutPoint(txid, index)


def test_chain_params_are_data():
    assert isinstance(MAINNET, ChainParams)
    assert isinstance(REAL[0].transactions[0], Transaction)
