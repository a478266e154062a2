"""Transactions among nodes: told of once, asked for once, and orphans in a small place."""

import random
from dataclasses import replace

import pytest

from blockkit import Chain, Invalid, Mempool, OutPoint, Transaction, TxIn, TxOut, rules_for
from blockkit.network import relay
from blockkit.network.limits import Limits
from blockkit.network.messages import (
    MSG_BLOCK,
    MSG_TX,
    MSG_WITNESS_BLOCK,
    MSG_WITNESS_TX,
    BlockMessage,
    Close,
    Entry,
    GetData,
    Headers,
    Inv,
    NotFound,
    TxMessage,
    Verack,
    Version,
)
from blockkit.network.node import Node
from blockkit.network.state import Refused, TxAccepted
from tests.library.building import NOW, PARAMS, coinbase_of, next_block, payment
from tests.library.test_witness_blocks import PROGRAM, opened, today
from tests.network.wires import RULES, Wires


def joined(*pairs, blocks=6, **options):
    """Nodes with single letters as names, joined as said, on a chain with coins to spend."""
    names = sorted(set("".join(pairs)))
    wires = Wires(*names, **options)
    for pair in pairs:
        wires.join(*pair)
    wires.mine(names[0], blocks)
    assert wires.agree()
    wires.seen.clear()
    return wires


def alone(peers=("x",), **options):
    """A node with peers that only do what a test has them do."""
    chain = Chain(RULES)
    node = Node(chain, Mempool(chain), rng=random.Random(1), **options)
    for peer in peers:
        node.connected(peer, False, NOW)
        node.handle(peer, Version(nonce=5), NOW)
        node.handle(peer, Verack(), NOW)
    return node


def stray(n, size=100):
    """A transaction whose parent nobody has."""
    spent = OutPoint(n.to_bytes(32, "big"), 0)
    return Transaction(2, (TxIn(spent, bytes(size)),), (TxOut(1000, b"\x51" * 25),))


def out_of(kind, out):
    return [message for _, message in out if isinstance(message, kind)]


def test_a_transaction_goes_round_once_and_is_mined():
    wires = joined("ab", "bc", "cd")
    tx = payment(coinbase_of(wires["a"].chain, 1))
    wires.post("a", wires["a"].send(tx, NOW))
    wires.run()
    assert all(tx.txid in node.mempool.entries for node in wires.nodes.values())
    assert len(wires.sent(TxMessage)) == 3
    wires.mine("d", txs=[tx], fees=1000)
    assert wires.agree() and not any(node.mempool.entries for node in wires.nodes.values())


@pytest.mark.parametrize("pairs", [["ab", "bc", "ca"], ["ab", "bc", "cd", "da", "ac", "bd"]])
def test_a_message_dies_out_in_any_topology(pairs):
    """At most two inv for each wire (P7), and nobody hears of what he sent."""
    wires = joined(*pairs)
    tx = payment(coinbase_of(wires["a"].chain, 1))
    wires.post("a", wires["a"].send(tx, NOW))
    wires.run()
    assert len(wires.sent(Inv)) <= 2 * len(pairs)
    assert wires.sent(Inv, receiver="a") == []


def test_where_it_waits_nobody_sees_where_a_transaction_began():
    """After a while drawn by lot, several in one inv, and not what the peer has said itself meanwhile."""
    chain = Chain(RULES)
    for _ in range(9):
        chain.accept(next_block(chain), NOW)
    waits = set()
    for seed in range(50):
        limits = Limits(inbound_wait=5, outbound_wait=2, told=3)
        node = Node(chain, Mempool(chain), rng=random.Random(seed), limits=limits)
        for peer in "xy":
            node.connected(peer, peer == "y", NOW)
            node.handle(peer, Version(nonce=5), NOW)
            node.handle(peer, Verack(), NOW)
        txs = [payment(coinbase_of(chain, height)) for height in range(1, 7)]
        assert [node.send(tx, NOW) for tx in txs] == [[]] * 6
        node.handle("x", Inv((Entry(MSG_TX, txs[0].txid),)), NOW)
        told = {"x": [], "y": []}
        while node.next_tick < NOW + 100:
            at = node.next_tick
            for peer, message in node.tick(at):
                told[peer].append((at, message))
        assert [len(message.items) for _, message in told["x"]] == [3, 2]
        assert [len(message.items) for _, message in told["y"]] == [3, 3]
        assert txs[0].txid not in {name for _, message in told["x"] for _, name in message.items}
        waits |= {(peer, told[peer][0][0] - NOW) for peer in told}
    means = {peer: sum(wait for one, wait in waits if one == peer) / 50 for peer in "xy"}
    assert 3 < means["x"] < 8 and 1.2 < means["y"] < 3.2


def test_a_transaction_that_left_and_came_back_is_not_told_of_again():
    wires = joined("ab")
    tx = payment(coinbase_of(wires["a"].chain, 1))
    assert out_of(Inv, wires["a"].send(tx, NOW))
    wires["a"].mempool.remove(tx.txid)
    assert out_of(Inv, wires["a"].send(tx, NOW)) == []


def test_who_joins_later_hears_of_blocks_but_of_old_transactions_only_in_them():
    wires = joined("ab")
    tx = payment(coinbase_of(wires["a"].chain, 1))
    wires.post("a", wires["a"].send(tx, NOW))
    wires.nodes["c"] = Node(Chain(RULES))
    wires.join("c", "a")
    assert wires.agree()


def test_a_block_that_was_mined_is_heard_of_once():
    wires = joined("ab")
    wires.mine("a")
    assert len(wires.sent(BlockMessage, "a", "b")) == 1
    assert wires.sent(Inv, "b", "a") == []  # A hears nothing back


def test_after_a_reorganisation_transactions_return_or_stay_mined():
    wires = joined("ab")
    both, one = payment(coinbase_of(wires["a"].chain, 1)), payment(coinbase_of(wires["a"].chain, 2))
    wires.cut.add(frozenset("ab"))
    wires.mine("a", txs=[both, one], fees=2000)
    wires.mine("b", txs=[both], fees=1000, extra=7)
    wires.mine("b", extra=7)
    wires.cut.clear()
    wires.mine("b", extra=7)
    assert wires.agree()
    assert list(wires["a"].mempool.entries) == [one.txid]


def test_who_knows_a_parent_gets_its_orphan_into_the_pool():
    node = alone()
    wires = joined("ab")
    chain = node.chain = wires["a"].chain
    node.mempool = Mempool(chain)
    parent = payment(coinbase_of(chain, 1))
    child = payment(parent)
    grandchild = payment(child)
    for orphan in (grandchild, child):
        out = node.handle("x", TxMessage(orphan), NOW)
        (asked,) = out_of(GetData, out)
        assert asked.items[0] == Entry(MSG_WITNESS_TX, orphan.inputs[0].prevout.txid)
    assert len(node.orphans) == 2
    node.handle("x", TxMessage(parent), NOW)
    assert not node.orphans and len(node.mempool.entries) == 3
    assert len([event for event in node.events if isinstance(event, TxAccepted)]) == 3


def test_a_mined_parent_frees_its_orphan():
    wires = joined("ab")
    parent = payment(coinbase_of(wires["a"].chain, 1))
    child = payment(parent)
    wires["b"].handle("a", TxMessage(child), NOW)
    assert wires["b"].orphans
    wires.mine("a", txs=[parent], fees=1000)
    assert not wires["b"].orphans and child.txid in wires["b"].mempool.entries


def waiting(node):
    return [kept.tx for kept in node.orphans.values()]


def test_orphans_are_few_small_and_go_with_their_sender():
    """P1: bounded in count and bytes, thrown out at random, dropped with the peer."""
    node = alone(["x", "y"])
    for n in range(1, 300):
        node.handle("x", TxMessage(stray(n)), NOW)
    assert len(node.orphans) == node.limits.orphans == 100
    kept = [int.from_bytes(tx.inputs[0].prevout.txid, "big") for tx in waiting(node)]
    assert min(kept) < 150  # not the oldest first
    node.handle("y", TxMessage(stray(400, size=150_000)), NOW)
    assert len(node.orphans) == 100
    node.handle("y", TxMessage(stray(401)), NOW)
    node.disconnected("x", NOW)
    assert len(node.orphans) == 1
    assert sum(len(tx.serialize()) for tx in waiting(node)) < 100 * 100_000


def test_a_flood_of_ids_is_asked_for_a_hundred_at_a_time():
    """P3: one question for each id, then a limit in time, then the next peer."""
    node = alone(["x", "y"])
    names = [n.to_bytes(32, "big") for n in range(20_000)]
    items = tuple(Entry(MSG_TX, name) for name in names)
    (asked,) = out_of(GetData, node.handle("x", Inv(items), NOW))
    assert len(asked.items) == 100
    assert out_of(GetData, node.handle("x", Inv(items), NOW)) == []
    (others,) = out_of(GetData, node.handle("y", Inv(items[:150]), NOW))
    assert [entry.hash for entry in others.items] == names[100:150]
    assert len(node.links["x"].offered) <= node.limits.offered
    assert node.tick(NOW + 59) == []
    again, *_ = out_of(GetData, [sent for sent in node.tick(NOW + 61) if sent[0] == "y"])
    assert [entry.hash for entry in again.items][:1] == names[:1]


def test_a_notfound_that_frees_nothing_costs_nothing(monkeypatch):
    """200 peers offer 5,000 ids, and one says that it has none of nothing."""
    node = alone([f"peer {n}" for n in range(20)])
    items = tuple(Entry(MSG_TX, n.to_bytes(32, "big")) for n in range(500))
    for peer in node.links:
        node.handle(peer, Inv(items), NOW)
    looked = []
    monkeypatch.setattr(relay, "have_tx", lambda node, txid: looked.append(txid))
    for _ in range(100):
        assert node.handle("peer 0", NotFound(()), NOW) == []
    assert not looked
    freed = next(iter(node.links["peer 0"].txs_in_flight))
    node.handle("peer 0", NotFound((Entry(MSG_TX, freed),)), NOW)
    assert len(looked) <= 19 + 500  # each other peer once, and what the first one offers besides


def test_an_orphan_does_not_wait_for_ever():
    node = alone()
    node.handle("x", TxMessage(stray(1)), NOW)
    node.handle("x", TxMessage(stray(2)), NOW + 600)
    assert len(node.orphans) == 2
    node.tick(NOW + 1_200)
    assert [kept.tx for kept in node.orphans.values()] == [stray(2)]
    node.tick(NOW + 1_800)
    assert not node.orphans


def test_what_a_node_remembers_is_bounded():
    """P4."""
    node = alone(limits=Limits(known=100, rejected=100, offered=50, events=30))
    for n in range(1, 500):
        node.handle("x", TxMessage(replace(stray(n), outputs=())), NOW)
        node.handle("x", Inv((Entry(MSG_TX, bytes([n % 256]) * 31 + bytes([n // 256])),)), NOW)
    link = node.links["x"]
    assert len(node.rejected) == len(link.known) == 100
    assert len(link.offered) <= 50 and len(node.events) == 30 and len(node.txs_in_flight) <= 100


def test_a_transaction_never_costs_its_sender_the_connection():
    node = alone()
    bad = replace(stray(1), outputs=(TxOut(-5, b""),))
    assert out_of(Close, node.handle("x", TxMessage(bad), NOW)) == []
    assert [event.reason.partition(":")[0] for event in node.events if isinstance(event, Refused)] == [
        "bad-txns-vout-negative"
    ]
    assert out_of(GetData, node.handle("x", Inv((Entry(MSG_TX, bad.txid),)), NOW)) == []  # not again


def test_our_own_bad_transaction_is_an_error_for_us():
    node = alone()
    with pytest.raises(Invalid, match="bad-txns-inputs-missingorspent"):
        node.send(stray(1), NOW)


def test_not_found_sends_us_to_the_next_peer():
    node = alone(["x", "y"])
    entry = Entry(MSG_TX, bytes(32))
    node.handle("x", Inv((entry,)), NOW)
    node.handle("y", Inv((entry,)), NOW)
    out = node.handle("x", NotFound((Entry(MSG_WITNESS_TX, bytes(32)),)), NOW)
    assert [peer for peer, message in out if isinstance(message, GetData)] == ["y"]


def test_blocks_come_with_their_witnesses_only_for_those_who_ask_for_them():
    """T1: who says NODE_WITNESS serves the original bytes."""
    rules = rules_for(replace(PARAMS, segwit_height=0))
    wires = Wires("a", "b", rules=rules, through_bytes=True)
    wires.join("a", "b")
    block = today(wires["a"].chain)
    wires.post("a", wires["a"].submit(block, NOW))
    wires.run()
    assert wires.agree()  # so it came with its witnesses: the coinbase has one
    (asked,) = wires.sent(GetData, "b")
    assert asked.items == (Entry(MSG_WITNESS_BLOCK, block.header.hash),)
    ((_, full),) = wires["a"].handle("b", GetData((Entry(MSG_WITNESS_BLOCK, block.header.hash),)), NOW)
    assert wires["a"].writable("b", NOW) == []  # the first is on its way
    ((_, old),) = wires["a"].handle("b", GetData((Entry(MSG_BLOCK, block.header.hash),)), NOW)
    assert full.payload() == block.serialize()
    assert len(old.payload()) == block.stripped_size < len(full.payload())


def test_who_does_not_serve_witnesses_is_asked_for_no_block_that_may_have_some():
    rules = rules_for(replace(PARAMS, segwit_height=3))
    chain = Chain(rules)
    for _ in range(2):
        chain.accept(next_block(chain), NOW)
    for _ in range(2):
        chain.accept(today(chain), NOW)
    node = Node(Chain(rules))
    node.connected("x", False, NOW)
    node.handle("x", Version(services=1), NOW)
    node.handle("x", Verack(), NOW)
    out = node.handle("x", Headers(tuple(chain.tip.at(height).header for height in range(1, 5))), NOW)
    (asked,) = out_of(GetData, out)
    assert asked.items == tuple(Entry(MSG_BLOCK, chain.tip.at(height).hash) for height in (1, 2))


def test_a_payment_with_a_witness_is_relayed_with_it():
    wires = Wires("a", "b", rules=rules_for(replace(PARAMS, segwit_height=0)), through_bytes=True)
    wires.join("a", "b")
    for _ in range(4):
        wires.post("a", wires["a"].submit(today(wires["a"].chain), NOW))
        wires.run()
    locked = payment(coinbase_of(wires["a"].chain, 1), lock=PROGRAM)
    spent = opened(locked)
    for tx in (locked, spent):
        wires.post("a", wires["a"].send(tx, NOW))
        wires.run()
    assert wires["b"].mempool.entries[spent.txid].tx.wtxid == spent.wtxid
    ((_, old),) = wires["b"].handle("a", GetData((Entry(MSG_TX, spent.txid),)), NOW)
    assert old.payload() == spent.stripped()
    wires.post("b", wires["b"].submit(today(wires["b"].chain, txs=[locked, spent], fees=2000), NOW))
    wires.run()
    assert wires.agree() and not wires["a"].mempool.entries


def before_a_witness():
    """A node with the peer "a", a payment that it does not have, and one with a witness that spends it."""
    wires = Wires("a", "b", rules=rules_for(replace(PARAMS, segwit_height=0)))
    wires.join("a", "b")
    for _ in range(4):
        wires.post("a", wires["a"].submit(today(wires["a"].chain), NOW))
        wires.run()
    parent = payment(coinbase_of(wires["a"].chain, 1), lock=PROGRAM)
    return wires["b"], parent, opened(parent)


@pytest.mark.parametrize("parent_first", [True, False])
def test_a_payment_whose_witness_was_taken_off_keeps_nobody_s_whole_one_out(parent_first):
    node, parent, whole = before_a_witness()
    stripped = Transaction.parse(whole.stripped())
    if parent_first:
        node.handle("a", TxMessage(parent), NOW)
    node.handle("a", TxMessage(stripped), NOW)
    node.handle("a", TxMessage(whole), NOW)
    if not parent_first:
        node.handle("a", TxMessage(parent), NOW)
    assert node.mempool.entries[whole.txid].tx == whole


@pytest.mark.parametrize("taken_off", [True, False])
def test_an_orphan_with_a_wrong_witness_hides_nobody_s_right_one(taken_off):
    """While it waits, its id is asked of nobody; when it is refused, those who told of the id are asked."""
    node, parent, whole = before_a_witness()
    wrong = () if taken_off else ((bytes(71), whole.witnesses[0][1]),)
    for peer in "xyz":
        node.connected(peer, False, NOW)
        node.handle(peer, Version(nonce=ord(peer)), NOW)
        node.handle(peer, Verack(), NOW)
    node.handle("x", TxMessage(replace(whole, witnesses=wrong)), NOW)
    assert out_of(GetData, node.handle("y", Inv((Entry(MSG_TX, whole.txid),)), NOW)) == []
    out = node.handle("z", TxMessage(parent), NOW)
    asked = [(peer, message.items) for peer, message in out if isinstance(message, GetData)]
    assert asked == [("y", (Entry(MSG_WITNESS_TX, whole.txid),))]
    node.handle("y", TxMessage(whole), NOW)
    assert node.mempool.entries[whole.txid].tx == whole


def test_blocks_that_we_announced_stay_servable():
    """Even when a reorganisation took them out of the chain."""
    wires = joined("ab")
    old = wires["a"].chain.tip
    parent = old.parent
    for _ in range(2):
        block = next_block(wires["a"].chain, parent=parent, extra=9)
        wires.post("a", wires["a"].submit(block, NOW))
        parent = wires["a"].chain.index[block.header.hash]
    assert not wires["a"].chain.holds(old)
    ((_, sent),) = wires["a"].handle("b", GetData((Entry(MSG_WITNESS_BLOCK, old.hash),)), NOW)
    assert isinstance(sent, BlockMessage) and sent.block.header.hash == old.hash
