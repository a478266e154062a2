"""The mempool and the block template: who gets in, who leaves, and what a miner chooses."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit import (
    MAINNET,
    Block,
    Flag,
    Invalid,
    OutPoint,
    PrivateKey,
    Transaction,
    TxIn,
    TxOut,
    hash160,
    rules_for,
    sha256,
)
from blockkit.asm import from_asm
from blockkit.keys import ORDER, encode_der, parse_der
from blockkit.node.mempool import MAX_FAMILY, STANDARD, Mempool
from blockkit.node.mining import block_template, coinbase, mine
from blockkit.params import NEVER
from blockkit.schnorr import key_of
from blockkit.script import encode_number, push, steps
from blockkit.templates import p2tr, p2wpkh, p2wsh
from blockkit.validation import script_flags
from blockkit.wallet.signing import build, sign_input, tweaked
from tests.library.building import KEY, LOCK, NOW, PARAMS, SUBSIDY, coinbase_of, grown, next_block, payment


def test_own_outputs_are_looked_up_only_where_a_coin_is_missing():
    """A stranger's megabyte has 30,000 of them, and each may be a look into a file."""

    class Counted(dict):
        looked = 0

        def __contains__(self, key):
            Counted.looked += 1
            return super().__contains__(key)

    chain = grown(8)
    pool = Mempool(chain)
    good = payment(coinbase_of(chain, 1))
    wide = replace(good, outputs=tuple(TxOut(1, LOCK) for _ in range(500)))
    chain.utxos = Counted(chain.utxos)
    with pytest.raises(Invalid):
        pool.accept(wide)  # its signature was for another one
    assert Counted.looked < 20


def test_among_strangers_one_transaction_is_not_as_large_as_a_block():
    chain = grown(8)
    large = replace(payment(coinbase_of(chain, 1)), outputs=(TxOut(1, bytes(100_001)),))
    assert "tx-size" in refused(Mempool(chain, extra_flags=STANDARD), large)
    assert "tx-size" not in refused(Mempool(chain), large)


@pytest.fixture
def pool():
    return Mempool(grown(8))


def refused(pool, tx):
    before = dict(pool.entries), dict(pool.spenders)
    with pytest.raises(Invalid) as caught:
        pool.accept(tx)
    assert (pool.entries, pool.spenders) == before
    return caught.value.reason


def coin(pool, height):
    return coinbase_of(pool.chain, height)


def mined(pool, **named):
    """The next block with what the pool offers."""
    return next(block for block in mine(block_template(pool.chain, LOCK, NOW, pool, **named)) if block)


def test_a_payment_gets_in_with_its_fee_and_a_child_may_follow(pool):
    parent = payment(coin(pool, 1), fee=700)
    entry = pool.accept(parent)
    assert (entry.fee, entry.size, entry.sigops) == (700, len(parent.serialize()), 4)
    child = pool.accept(payment(parent, fee=50))
    assert pool.ancestors(child) == [entry]
    assert pool.descendants(entry) == [child]


def test_reasons_to_refuse(pool):
    tx = payment(coin(pool, 1))
    pool.accept(tx)
    tip = pool.chain.tip
    assert refused(pool, tx) == "txn-already-in-mempool"
    assert refused(pool, payment(coin(pool, 1), fee=9000)) == "txn-mempool-conflict"  # even with more fee
    assert refused(pool, coinbase(9, SUBSIDY, LOCK)) == "coinbase"
    assert refused(pool, payment(payment(coin(pool, 2)))) == "bad-txns-inputs-missingorspent"
    assert refused(pool, payment(coin(pool, 8))) == "bad-txns-premature-spend-of-coinbase"
    assert refused(pool, payment(coin(pool, 2), fee=-1)) == "bad-txns-in-belowout"
    assert refused(pool, payment(coin(pool, 2), key=PrivateKey(3))) == "mandatory-script-verify-flag-failed"
    assert refused(pool, payment(coin(pool, 2), lock_time=tip.height + 1, sequence=0)) == "non-final"
    assert refused(pool, payment(coin(pool, 2), version=2, sequence=8)) == "non-BIP68-final"
    assert refused(pool, replace(tx, outputs=())) == "bad-txns-vout-empty"
    tiny = Transaction(1, (replace(tx.inputs[0], script_sig=b""),), (TxOut(1, b""),))
    assert refused(pool, tiny) == "tx-size-small"


def test_relative_locks_bind_the_pool_even_before_they_bind_blocks():
    pool = Mempool(grown(8, rules_for(replace(PARAMS, csv_height=100))))
    early = payment(coin(pool, 2), version=2, sequence=8)
    assert refused(pool, early) == "non-BIP68-final"
    assert pool.chain.accept(next_block(pool.chain, txs=[early], fees=1000), NOW)


def test_a_coin_that_is_no_output_of_its_parent_is_missing(pool):
    parent = payment(coin(pool, 1))
    pool.accept(parent)
    child = payment(parent)
    wrong = replace(
        child, inputs=(replace(child.inputs[0], prevout=type(child.inputs[0].prevout)(parent.txid, 1)),)
    )
    assert refused(pool, wrong) == "bad-txns-inputs-missingorspent"


def test_a_transaction_of_the_chain_is_known(pool):
    tx = payment(coin(pool, 1))
    pool.chain.accept(next_block(pool.chain, txs=[tx], fees=1000), NOW)
    assert refused(pool, tx) == "txn-already-known"


def test_a_chain_in_the_pool_has_at_most_25_members(pool):
    tx = coin(pool, 1)
    for _ in range(MAX_FAMILY):
        tx = payment(tx, fee=10)
        pool.accept(tx)
    assert refused(pool, payment(tx, fee=10)) == "too-long-mempool-chain"
    forged = payment(tx, fee=10, key=PrivateKey(3))
    assert refused(pool, forged) == "too-long-mempool-chain"  # said before any script runs


def test_a_transaction_has_at_most_24_descendants_in_the_pool(pool):
    parent = payment(coin(pool, 1), outputs=MAX_FAMILY)
    pool.accept(parent)
    *children, last = [payment(parent, index=n) for n in range(MAX_FAMILY)]
    for child in children:
        pool.accept(child)
    assert refused(pool, last) == "too-long-mempool-chain"


def test_a_family_is_small_in_bytes_too(pool):
    big = Transaction.parse(payment(coin(pool, 1), outputs=2).serialize())
    pool.accept(big)
    child = payment(big, outputs=2900)  # 98,750 bytes
    grandchild = payment(child, outputs=70)
    pool.accept(child)
    assert refused(pool, grandchild) == "too-long-mempool-chain"
    assert refused(pool, payment(big, index=1, outputs=70)) == "too-long-mempool-chain"  # a cousin
    pool.accept(payment(big, index=1))
    pool.accept(payment(coin(pool, 2), outputs=3500))  # alone it may be larger


def test_a_transaction_that_may_cost_too_many_signature_checks(pool):
    for checks, holds in ((3998, True), (4000, False)):  # and OP_CHECKSIG in the other two outputs
        tx = payment(coin(pool, 1), outputs=2)
        tx = replace(tx, outputs=(tx.outputs[0], TxOut(1, b"\xac" * checks), tx.outputs[1]))
        signed = sign_input(
            replace(tx, inputs=(replace(tx.inputs[0], script_sig=b""),)), 0, coin(pool, 1).outputs[0], KEY
        )
        if holds:
            pool.accept(signed)
            pool.remove(signed.txid)
        else:
            assert refused(pool, signed) == "bad-txns-too-many-sigops"


def test_an_interrupt_while_a_transaction_gets_in_leaves_a_sound_pool(pool):
    tx = payment(coin(pool, 1))
    pool.spenders[tx.inputs[0].prevout] = tx.txid  # Ctrl-C came before the entry was made
    rival = payment(coin(pool, 1), fee=2000)
    entry = pool.accept(rival)
    assert list(pool.entries) == [rival.txid]
    assert pool.descendants(entry) == []
    pool.remove(rival.txid)
    assert not pool.spenders
    pool.accept(tx)
    pool.spenders[OutPoint(tx.txid, 0)] = bytes(32)  # the same with a child
    assert pool.descendants(pool.entries[tx.txid]) == []


def test_a_package_comes_whole_or_not_at_all(pool):
    a = payment(coin(pool, 1))
    b, stranger = payment(a), payment(coin(pool, 2), key=PrivateKey(3))
    with pytest.raises(Invalid):
        pool.accept_package([a, b, stranger])
    assert not pool.entries
    assert not pool.spenders
    assert [entry.tx for entry in pool.accept_package([a, b])] == [a, b]


# ---- witnesses -----------------------------------------------------------------------------------

BOB = PrivateKey(2)
P2WPKH, P2TR = p2wpkh(hash160(BOB.public_key())), p2tr(key_of(tweaked(BOB)))


def funded(pool, *scripts, height=1):
    """The pool's chain with one transaction more, which has an output for each script."""
    spent = coin(pool, height)
    value = (SUBSIDY - 100_000) // len(scripts)
    tx = build([OutPoint(spent.txid, 0)], [TxOut(value, script) for script in scripts])
    tx = sign_input(tx, 0, spent.outputs[0], KEY)
    assert pool.chain.accept(next_block(pool.chain, txs=[tx]), NOW)
    return tx


def spend(parent, index=0, fee=1000, outputs=1, hash_type=None, keys=(BOB,), **named):
    """A signed spend of one output, whatever opens it."""
    output = parent.outputs[index]
    tx = build([OutPoint(parent.txid, index)], [TxOut((output.value - fee) // outputs, LOCK)] * outputs)
    return sign_input(tx, 0, output, *keys, hash_type=hash_type, **named)


def opened_by(parent, *items, index=0, fee=1000):
    """The same for a script that anybody can open, with these items."""
    value = parent.outputs[index].value - fee
    tx = build([OutPoint(parent.txid, index)], [TxOut(value, LOCK)])
    return replace(tx, witnesses=(items,))


def test_sizes_are_virtual(pool):
    parent = funded(pool, P2WPKH, P2TR)
    for index in range(2):
        tx = spend(parent, index)
        entry = pool.accept(tx)
        assert entry.weight == tx.weight == 3 * len(tx.stripped()) + len(tx.serialize())
        assert entry.size == tx.virtual_size < len(tx.serialize())
        assert entry.sigops == 4 + (1 - index)  # of the output that it makes; in version 0 one more
    assert len(pool.entries) == 2


def test_a_transaction_with_many_checks_counts_as_a_larger_one(pool):
    checks = b"\xac" * 200
    parent = payment(coin(pool, 1), outputs=2)
    tx = replace(parent, outputs=(parent.outputs[0], TxOut(1, checks)))
    tx = sign_input(
        replace(tx, inputs=(replace(tx.inputs[0], script_sig=b""),)), 0, coin(pool, 1).outputs[0], KEY
    )
    entry = pool.accept(tx)
    assert (entry.sigops, entry.size) == (4 * 201, 4 * 201 * 20 // 4)
    assert entry.weight == tx.weight < 4 * entry.size


def test_before_witnesses_are_in_force_none_gets_in():
    for height, when in ((11, "they begin at height 11"), (NEVER, "this chain has none")):
        pool = Mempool(grown(8, rules_for(replace(PARAMS, segwit_height=height))))
        tx = spend(funded(pool, P2WPKH))
        assert pool.chain.tip.height == 9
        with pytest.raises(Invalid, match=rf"^no-witness-yet: .* has a witness, and {when}$"):
            pool.accept(tx)
        assert refused(pool, replace(tx, witnesses=())) == "mandatory-script-verify-flag-failed"
        pool.chain.accept(next_block(pool.chain), NOW)
        if height == 11:
            pool.accept(tx)  # the next block is the first that may hold it
            assert pool.chain.accept(mined(pool), NOW)
            assert OutPoint(tx.txid, 0) in pool.chain.utxos
        else:
            assert refused(pool, tx) == "no-witness-yet"


def test_a_reorganisation_to_where_there_are_no_witnesses_takes_them_out():
    pool = Mempool(grown(8, rules_for(replace(PARAMS, segwit_height=11))))
    parent = funded(pool, P2WPKH)
    chain, fork = pool.chain, pool.chain.tip
    chain.accept(next_block(chain), NOW)
    pool.accept(spend(parent))
    chain.invalidate(chain.tip.hash)
    assert chain.tip is fork
    pool.follow()
    assert not pool.entries and not pool.spenders


def test_the_same_transaction_with_another_witness(pool):
    parent = funded(pool, P2WPKH, p2wsh(sha256(b"\x75\x51")))
    tx = spend(parent)
    other = spend(parent, hash_type=0x81)
    assert tx.txid == other.txid and tx.wtxid != other.wtxid
    pool.accept(tx)
    assert refused(pool, tx) == "txn-already-in-mempool"
    assert refused(pool, other) == "txn-same-nonwitness-data-in-mempool"
    spoilt = replace(tx, witnesses=((b"", b""),))
    assert refused(pool, spoilt) == "txn-same-nonwitness-data-in-mempool"  # before any script runs
    assert refused(pool, replace(tx, witnesses=())) == "txn-same-nonwitness-data-in-mempool"
    pool.remove(tx.txid)
    pool.accept(other)
    first, second = (opened_by(parent, item, b"\x75\x51", index=1) for item in (b"a", b"b"))
    pool.accept(first)
    assert refused(pool, second) == "txn-same-nonwitness-data-in-mempool"
    mined_block = mined(pool)
    assert pool.chain.accept(mined_block, NOW)
    pool.follow()
    assert refused(pool, second) == "txn-already-known"


def test_a_block_may_hold_the_other_witness(pool):
    parent = funded(pool, P2WPKH)
    pool.accept(spend(parent))
    elsewhere = Mempool(pool.chain)
    other = spend(parent, hash_type=2)
    elsewhere.accept(other)
    assert pool.chain.accept(mined(elsewhere), NOW)
    pool.follow()
    assert not pool.entries and not pool.spenders


def test_what_no_block_could_hold(pool):
    drops = b"\x75" * 200 + b"\x51"  # of as many items as may be
    parent = funded(pool, p2wsh(sha256(drops)), p2tr(bytes(32)))
    pool.accept(opened_by(parent, *[bytes(520)] * 200, drops))
    too_heavy = opened_by(parent, *[bytes(65_000)] * 62, index=1)
    assert too_heavy.weight > 4_000_000 > len(too_heavy.stripped())
    assert refused(pool, too_heavy) == "tx-size"  # before any script runs


def test_bytes_of_a_witness_do_not_make_a_transaction_large_enough(pool):
    script = b"\x75\x51"
    parent = funded(pool, p2wsh(sha256(script)))
    tiny = Transaction(2, (TxIn(OutPoint(parent.txid, 0), b""),), (TxOut(1, b""),), 0, ((bytes(99), script),))
    assert len(tiny.stripped()) == 60 < 65 < tiny.virtual_size
    assert refused(pool, tiny) == "tx-size-small"
    pool.accept(replace(tiny, outputs=(TxOut(1, bytes(5)),)))


def low_order(signature):
    r, s = parse_der(signature[:-1])
    return encode_der(r, ORDER - s) + signature[-1:]


IF = b"\x63\x51\x67\x51\x68"  # IF 1 ELSE 1 ENDIF
LONG = PrivateKey(2, compressed=False)


@pytest.mark.parametrize(
    ("script", "spoil", "flag"),
    [
        (p2wsh(sha256(IF)), lambda tx: (b"\2", IF), "MINIMALIF"),
        (P2WPKH, lambda tx: (low_order(tx.witness(0)[0]), tx.witness(0)[1]), "LOW_S"),
        (b"\x52\x02ab", lambda tx: (b"x",), "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM"),
        (p2wsh(sha256(b"\xb0\x51")), lambda tx: (b"\xb0\x51",), "DISCOURAGE_UPGRADABLE_NOPS"),
        (
            p2wsh(sha256(push(bytes(33)) + b"\xac\x91")),
            lambda tx: (b"", push(bytes(33)) + b"\xac\x91"),
            "WITNESS_PUBKEYTYPE",
        ),
    ],
)
def test_policy_about_witnesses(pool, script, spoil, flag):
    assert Flag[flag] in STANDARD
    parent = funded(pool, script)
    tx = spend(parent) if script == P2WPKH else opened_by(parent)
    tx = replace(tx, witnesses=(spoil(tx),))
    for flags in (STANDARD, Flag[flag]):
        assert refused(Mempool(pool.chain, flags), tx) == "non-mandatory-script-verify-flag"
    Mempool(pool.chain, STANDARD & ~Flag[flag] & ~Flag.STRICTENC).accept(tx)
    pool.accept(tx)
    assert pool.chain.accept(mined(pool), NOW)


def test_the_policy_of_today_s_nodes_is_core_s():
    """STANDARD_SCRIPT_VERIFY_FLAGS of v28.1, with what blocks ask at the heights of today."""
    all_flags = Flag(sum(Flag))
    assert STANDARD | script_flags(10**6, bytes(32), MAINNET) == all_flags & ~Flag.SIGPUSHONLY


def test_a_wrong_signature_in_a_witness_breaks_a_rule_and_no_policy(pool):
    parent = funded(pool, P2WPKH, P2TR)
    for index, tx in enumerate((spend(parent), spend(parent, 1))):
        first, *others = tx.witness(0)
        spoilt = replace(tx, witnesses=((first[:9] + bytes([first[9] ^ 1]) + first[10:], *others),))
        for flags in (Flag.NONE, STANDARD):
            assert refused(Mempool(pool.chain, flags), spoilt) == "mandatory-script-verify-flag-failed", index


def test_a_child_with_a_witness_pays_for_its_parent(pool):
    parent = funded(pool, P2WPKH, P2TR)
    first, value = parent.outputs[0], parent.outputs[0].value - 10
    poor = build([OutPoint(parent.txid, 0)], [TxOut(value, P2TR)])
    poor = sign_input(poor, 0, first, BOB)
    other = spend(parent, 1, fee=2000)
    child = spend(poor, fee=9000)
    pool.accept_package([poor, other, child])
    block = mined(pool)
    assert list(block.transactions[1:]) == [poor, child, other]
    assert pool.chain.accept(block, NOW)


# ---- when the chain moves ------------------------------------------------------------------------


def test_what_is_mined_leaves_and_its_children_stay(pool):
    parent = payment(coin(pool, 1))
    child = payment(parent)
    pool.accept_package([parent, child])
    pool.chain.accept(next_block(pool.chain, txs=[parent], fees=1000), NOW)
    pool.follow()
    assert [entry.tx for entry in pool.entries.values()] == [child]
    assert list(pool.spenders.values()) == [child.txid]
    pool.chain.accept(next_block(pool.chain, txs=[child], fees=1000), NOW)
    pool.follow()
    assert not pool.entries
    assert not pool.spenders


def test_a_rival_in_a_block_takes_the_whole_family_out(pool):
    mine_, rival = payment(coin(pool, 1), outputs=2), payment(coin(pool, 1), fee=5)
    pool.accept_package([mine_, payment(mine_), payment(mine_, index=1)])
    other = pool.accept(payment(coin(pool, 2)))
    pool.chain.accept(next_block(pool.chain, txs=[rival], fees=5), NOW)
    pool.follow()
    assert list(pool.entries.values()) == [other]
    assert set(pool.spenders.values()) == {other.txid}


def test_after_a_reorganisation_transactions_come_back_and_spent_coins_go(pool):
    chain, fork = pool.chain, pool.chain.tip
    first, second = payment(coin(pool, 1)), payment(coin(pool, 2))
    chain.accept(next_block(chain, txs=[first, second], fees=2000), NOW)
    child = payment(first)
    pool.accept(child)
    rival = payment(coin(pool, 2), fee=77)  # the other branch spends this coin otherwise
    other = next_block(chain, fork, extra=3, txs=[rival], fees=77)
    chain.accept(other, NOW)
    chain.accept(next_block(chain, chain.index[other.header.hash], extra=3), NOW)
    pool.follow()
    assert [entry.tx for entry in pool.entries.values()] == [first, child]


def test_new_coins_of_a_branch_that_lost_are_gone_for_the_pool_too(pool):
    chain, fork = pool.chain, pool.chain.tip
    lost = next_block(chain)
    chain.accept(lost, NOW)
    for _ in range(2):
        chain.accept(next_block(chain), NOW)
    pool.accept(payment(lost.transactions[0]))
    branch = fork
    for _ in range(4):
        block = next_block(chain, branch, extra=4)
        chain.accept(block, NOW)
        branch = chain.index[block.header.hash]
    pool.follow()
    assert not pool.entries


def test_a_failed_reorganisation_leaves_the_pool_as_it_was(pool):
    chain, fork = pool.chain, pool.chain.tip
    chain.accept(next_block(chain), NOW)
    pool.accept(payment(coin(pool, 1)))
    before = dict(pool.entries)
    bad = next_block(chain, fork, extra=5, value=SUBSIDY + 1)
    chain.accept(bad, NOW)
    with pytest.raises(Invalid):
        chain.accept(next_block(chain, chain.index[bad.header.hash], extra=5), NOW)
    pool.follow()
    assert pool.entries == before


def test_an_interrupted_reorganisation_loses_no_transaction(pool, monkeypatch):
    chain, fork = pool.chain, pool.chain.tip
    chain.accept(next_block(chain), NOW)
    pool.accept_package([payment(coin(pool, 1)), payment(coin(pool, 2))])
    before = dict(pool.entries)
    other = next_block(chain, fork, extra=8)
    chain.accept(other, NOW)
    chain.accept(next_block(chain, chain.index[other.header.hash], extra=8), NOW)

    def impatient(tx):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(pool, "_judge", impatient)
        pool.follow()
    assert pool.entries == before
    pool.follow()
    assert pool.entries.keys() == before.keys()
    assert pool.tip is chain.tip


def test_new_script_rules_empty_the_pool_of_what_breaks_them():
    """OP_CHECKLOCKTIMEVERIFY is OP_NOP2 until its height; then a spend without a lock time fails."""
    chain = grown(4, rules_for(replace(PARAMS, bip65_height=8)))
    pool = Mempool(chain)
    lock = push(encode_number(400)) + from_asm("OP_CHECKLOCKTIMEVERIFY")
    spent = coinbase_of(chain, 1)
    draft = replace(payment(spent), outputs=(TxOut(SUBSIDY - 1000, lock),))
    locked = sign_input(draft, 0, spent.outputs[0], KEY)
    chain.accept(next_block(chain, txs=[locked], fees=1000), NOW)
    pool.accept(Transaction(1, (TxIn(OutPoint(locked.txid, 0), b""),), (TxOut(SUBSIDY - 2000, LOCK),)))
    chain.accept(next_block(chain), NOW)
    pool.follow()
    assert len(pool.entries) == 1
    chain.accept(next_block(chain), NOW)
    assert chain.accept(mined(pool), NOW)  # block 8: the first under the new rule
    assert not pool.entries


# ---- what a miner chooses ------------------------------------------------------------------------


def test_a_template_pays_the_fees_and_is_accepted(pool):
    parent, other = payment(coin(pool, 1), fee=1), payment(coin(pool, 2), fee=300)
    child = payment(parent, fee=5000)  # pays for its parent
    pool.accept_package([parent, other, child])
    block = mined(pool)
    assert list(block.transactions[1:]) == [parent, child, other]
    assert block.transactions[0].outputs[0].value == SUBSIDY + 5301
    assert pool.chain.accept(block, NOW)
    pool.follow()
    assert not pool.entries


def test_a_block_is_filled_by_weight(pool):
    """More bytes than a million, and a weight that leaves no room for one transaction more."""
    script = b"\x75" * 200 + b"\x51"
    parent = funded(pool, *[p2wsh(sha256(script))] * 40)
    for index in range(40):
        pool.accept(opened_by(parent, *[bytes(520)] * 200, script, index=index, fee=1000 + index))
    each = pool.entries[opened_by(parent, index=0, fee=1000).txid]
    template = block_template(pool.chain, LOCK, NOW, pool)
    assert len(template.transactions) == 1 + 38
    fees = [parent.outputs[0].value - tx.outputs[0].value for tx in template.transactions[1:]]
    assert fees == list(range(1039, 1001, -1))  # the two that pay least are left
    assert template.weight <= 4_000_000 < template.weight + each.weight
    assert len(template.serialize()) > 3_900_000 and template.stripped_size < 10_000
    assert pool.chain.accept(next(block for block in mine(template) if block), NOW)
    assert len(pool.chain.blocks[pool.chain.tip.hash].transactions) == 39


def test_a_template_has_room_for_a_long_script_of_the_miner(pool):
    """What the coinbase weighs is left for it, whatever that is."""
    script = b"\x75" * 200 + b"\x51"
    parent = funded(pool, *[p2wsh(sha256(script))] * 40)
    for index in range(40):
        pool.accept(opened_by(parent, *[bytes(520)] * 200, script, index=index))
    each = next(iter(pool.entries.values())).weight
    for size in (10, (4_000_000 - 38 * each) // 4):  # the second takes all that 38 of them leave
        template = block_template(pool.chain, bytes(size), NOW, pool)
        assert len(template.transactions) == 1 + (38 if size == 10 else 37)
        assert template.weight <= 4_000_000


def test_a_block_is_filled_by_the_cost_of_checks(pool):
    """In a witness a check costs 1, elsewhere 4: 20,000 of the one kind fit, or 80,000 of the other."""
    script = b"\x63" + b"\xac" * 199 + b"\x68\x51"
    parent = funded(pool, *[p2wsh(sha256(script))] * 5)
    for index in range(5):
        pool.accept(opened_by(parent, b"", script, index=index))
    assert {entry.sigops for entry in pool.entries.values()} == {199 + 4}
    assert len(pool.select(4_000_000, 203 * 3)) == 3
    assert len(pool.select(4_000_000, 203 * 3 - 1)) == 2
    assert len(pool.select(4_000_000, 80_000)) == 5


def test_a_template_before_witnesses_commits_to_nothing():
    pool = Mempool(grown(8, rules_for(replace(PARAMS, segwit_height=11))))
    for height, outputs in ((9, 1), (10, 1), (11, 2), (12, 2)):
        pool.accept(payment(coin(pool, height - 4)))
        block = mined(pool)
        assert len(block.transactions) == 2 and len(block.transactions[0].outputs) == outputs
        assert bool(block.transactions[0].witnesses) == (outputs == 2)
        assert pool.chain.accept(block, NOW) and pool.chain.tip.height == height


def test_a_template_has_room_for_its_own_signature_checks(pool):
    pool.accept(payment(coin(pool, 1)))
    greedy = b"\xac" * 20_000
    template = block_template(pool.chain, greedy, NOW, pool)
    assert len(template.transactions) == 1
    assert pool.chain.accept(next(block for block in mine(template) if block), NOW)


def test_a_package_is_taken_back_after_any_error(pool):
    with pytest.raises(TypeError, match="must be a Transaction, got str"):
        pool.accept_package([payment(coin(pool, 1)), "abc"])
    assert not pool.entries


def test_a_pool_of_another_chain_is_told(pool):
    with pytest.raises(ValueError, match="follows another chain"):
        block_template(grown(1), LOCK, NOW, pool)
    with pytest.raises(TypeError, match="the chain must be a Chain"):
        Mempool("chain")


def test_a_clock_that_goes_back_does_not_spoil_the_template(pool):
    assert pool.chain.accept(next(b for b in mine(block_template(pool.chain, LOCK, 5, pool)) if b), NOW)


def test_a_least_fee():
    chain = grown(6)
    pool = Mempool(chain, least_fee=1_000)
    size = payment(coinbase_of(chain, 1)).virtual_size
    with pytest.raises(Invalid) as error:
        pool.accept(payment(coinbase_of(chain, 1), fee=size - 3))  # signatures differ by a byte or two
    assert error.value.reason == "min relay fee not met" and not pool.entries
    pool.accept(payment(coinbase_of(chain, 1), fee=size + 3))


def test_a_full_pool_drops_who_pays_least_and_what_spends_from_it():
    chain = grown(9)
    poor = payment(coinbase_of(chain, 1), fee=1_000)
    child = payment(poor, fee=1_100)
    others = [payment(coinbase_of(chain, height), fee=10_000 * height) for height in (2, 3, 4)]
    pool = Mempool(chain, most_bytes=1_000)  # room for five of about 190 bytes
    for tx in (poor, child, *others):
        pool.accept(tx)
    pool.accept(payment(coinbase_of(chain, 5), fee=50_000))
    assert poor.txid not in pool.entries and child.txid not in pool.entries
    assert all(tx.txid in pool.entries for tx in others)
    assert sum(entry.size for entry in pool.entries.values()) <= 950
    assert set(pool.spenders.values()) == set(pool.entries)


def test_a_full_pool_refuses_who_pays_least():
    chain = grown(9)
    pool = Mempool(chain, most_bytes=500)
    kept = [payment(coinbase_of(chain, height), fee=10_000 * height) for height in (1, 2)]
    for tx in kept:
        pool.accept(tx)
    with pytest.raises(Invalid) as error:
        pool.accept(payment(coinbase_of(chain, 5), fee=500))
    assert error.value.reason == "mempool full"
    assert list(pool.entries) == [tx.txid for tx in kept]


def test_policy_is_off_unless_asked_for(pool):
    tx = payment(coin(pool, 1))
    signature, key = (data for _, data, _ in steps(tx.inputs[0].script_sig))
    r, s = parse_der(signature)
    high = push(encode_der(r, ORDER - s) + signature[-1:]) + push(key)
    twin = replace(tx, inputs=(replace(tx.inputs[0], script_sig=high),))
    strict = Mempool(pool.chain, Flag.LOW_S)
    assert refused(strict, twin) == "non-mandatory-script-verify-flag"
    assert refused(strict, payment(coin(pool, 1), key=PrivateKey(3))) == "mandatory-script-verify-flag-failed"
    strict.accept(tx)
    pool.accept(twin)


def test_a_template_without_a_pool_is_a_coinbase_alone(pool):
    template = block_template(pool.chain, LOCK, NOW)
    assert len(template.transactions) == 1
    again = block_template(pool.chain, LOCK, NOW, extra=1)
    assert again.header.merkle_root != template.header.merkle_root
    assert isinstance(mined(pool), Block)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3000)), max_size=9), st.integers(150, 2500))
def test_a_choice_fits_keeps_parents_first_and_is_greedy(fees, room):
    pool = Mempool(grown(8))
    last = {n: coin(pool, n + 1) for n in range(6)}
    for n, fee in fees:
        last[n] = payment(last[n], fee=fee)
        pool.accept(last[n])
    chosen = pool.select(4 * room, 20_000)
    assert sum(entry.size for entry in chosen) <= room
    seen = set()
    for entry in chosen:
        assert {parent.txid for parent in pool.ancestors(entry)} <= seen
        seen.add(entry.txid)
    left = [entry for entry in pool.entries.values() if entry.txid not in seen]
    used = sum(entry.size for entry in chosen)
    for entry in left:  # what was left out does not fit any more
        family = [part for part in [*pool.ancestors(entry), entry] if part.txid not in seen]
        assert used + sum(part.size for part in family) > room
    everything = pool.select(4 * 10**6, 20_000)
    assert len(everything) == len(pool.entries)
    assert pool.select(4 * 10**6, 0) == []

    def rate(parts):
        return Fraction(sum(part.fee for part in parts), sum(part.size for part in parts))

    best = max((rate([*pool.ancestors(entry), entry]) for entry in pool.entries.values()), default=0)
    if everything:
        prefix = [rate(everything[:n]) for n in range(1, len(everything) + 1)]
        assert max(prefix) == best
