"""Blocks and headers that break a rule (C1 to C18, M1, M2), as real bytes to a real node behind a socket.

What each rule is, tests/library/test_chain.py asks; here: the connection ends with Core's reason, chain and
coins are as they were, and the right block from somebody else is taken.
"""

import time
from dataclasses import replace

import pytest

from blockkit import OutPoint, TxIn, TxOut, merkle_root
from blockkit.network.messages import BlockMessage, Headers
from blockkit.network.state import PeerClosed, Refused
from tests.interop.ours import Ours, until
from tests.library.building import NOW, SUBSIDY, coinbase_of, grown, next_block, payment, solved
from tests.network.raw_cases import msg
from tests.network.test_tcp import greet, knock
from tests.network.wires import RULES

BASE = grown(6, RULES)


def with_txs(block, txs):
    root = merkle_root([tx.txid for tx in txs])
    return solved(replace(block, header=replace(block.header, merkle_root=root), transactions=tuple(txs)))


def rebuilt(*txs, **options):
    return next_block(BASE, txs=txs, **options)


def coin(height):
    return coinbase_of(BASE, height)


def outputs(*values):
    """A payment whose outputs have these amounts, which no signature fits; they are judged first."""
    return replace(payment(coin(1)), outputs=tuple(TxOut(value, b"\x51") for value in values))


def doubled(block):
    return replace(block, transactions=(*block.transactions, block.transactions[-1]))


def twice_in_one():
    tx = payment(coin(1))
    return replace(tx, inputs=tx.inputs * 2)


BLOCKS = {
    "C2 bits of the sender's choice": (lambda: rebuilt(bits=0x207FFFFE), "bad-diffbits"),
    "C3 another transaction than the header's": (
        lambda: replace(rebuilt(), transactions=rebuilt(extra=1).transactions),
        "bad-txnmrklroot",
    ),
    "C14 doubled transactions, the same root": (
        lambda: doubled(rebuilt(payment(coin(1)), payment(coin(2)), fees=2000)),
        "bad-txns-duplicate",
    ),
    "C15 a coinbase too large by 1": (lambda: rebuilt(value=SUBSIDY + 1), "bad-cb-amount"),
    "C16 new coins spent too early": (
        lambda: rebuilt(payment(coin(6)), fees=1000),
        "bad-txns-premature-spend-of-coinbase",
    ),
    "C17 a coin spent twice in a block": (
        lambda: rebuilt(payment(coin(1)), payment(coin(1), fee=2000), fees=3000),
        "bad-txns-inputs-missingorspent",
    ),
    "C17 a coin spent twice by one transaction": (
        lambda: rebuilt(twice_in_one()),
        "bad-txns-inputs-duplicate",
    ),
    "C18 a negative output": (lambda: rebuilt(outputs(-1)), "bad-txns-vout-negative"),
    "C18 an output above all money": (
        lambda: rebuilt(outputs(2_100_000_000_000_001)),
        "bad-txns-vout-toolarge",
    ),
    "C18 outputs above all money together (2010)": (
        lambda: rebuilt(outputs(2_000_000_000_000_000, 2_000_000_000_000_000)),
        "bad-txns-txouttotal-toolarge",
    ),
    "C18 more out than in": (
        lambda: rebuilt(outputs(SUBSIDY + 1)),
        "bad-txns-in-belowout",
    ),
    "a coin that never was": (
        lambda: rebuilt(replace(payment(coin(1)), inputs=(TxIn(OutPoint(bytes(32), 0), b""),))),
        "bad-txns-inputs-missingorspent",
    ),
    "no coinbase": (lambda: with_txs(rebuilt(), [payment(coin(1))]), "bad-cb-missing"),
    "two coinbases": (
        lambda: with_txs(rebuilt(), rebuilt().transactions + rebuilt(extra=9).transactions),
        "bad-cb-multiple",
    ),
    "another height in the coinbase": (
        lambda: with_txs(rebuilt(), next_block(BASE, parent=BASE.tip.parent).transactions),
        "bad-cb-height",
    ),
    "M1 not after the median time": (lambda: rebuilt(time=BASE.tip.median_time), "time-too-old"),
    "an old version": (lambda: rebuilt(version=1), "bad-version(0x00000001)"),
}


@pytest.fixture
def ours():
    chain = grown(0, RULES)
    for height in range(1, 7):
        chain.accept(BASE.blocks[BASE.tip.at(height).hash], NOW)
    with Ours(RULES, chain=chain) as node:
        yield node


@pytest.mark.parametrize("name", BLOCKS)
def test_a_bad_block(ours, name):
    make, reason = BLOCKS[name]
    before = ours.do(ours.chain.state_hash)
    with knock(ours) as bad, knock(ours) as good:
        greet(bad)
        greet(good)
        bad.sendall(msg(BlockMessage(make())))
        assert until(lambda: any(isinstance(event, PeerClosed) for event in ours.node.events))
        (closed,) = [event for event in ours.node.events if isinstance(event, PeerClosed)]
        assert reason in closed.reason
        assert ours.do(ours.chain.state_hash) == before
        right = rebuilt(payment(coin(1)), fees=1000)
        good.sendall(msg(BlockMessage(right)))
        assert until(lambda: ours.chain.tip.hash == right.header.hash)


def test_a_reorganisation_that_fails_in_the_middle_changes_nothing(ours):
    """C9: the first of three is good, the second is not, and all have come before the tip could move."""
    ours.mine(2)
    before = ours.do(ours.chain.state_hash)
    branch = grown(0, RULES)
    for height in range(1, 7):
        branch.accept(BASE.blocks[BASE.tip.at(height).hash], NOW)
    blocks = []
    for n in range(4):
        parent = branch.index[blocks[-1].header.hash] if blocks else branch.tip
        blocks.append(next_block(branch, parent=parent, extra=50 + n, value=SUBSIDY + (n == 1)))
        branch.accept_header(blocks[-1].header, NOW)
    with knock(ours) as peer:
        greet(peer)
        peer.sendall(msg(Headers(tuple(block.header for block in blocks))))
        for block in blocks:
            peer.sendall(msg(BlockMessage(block)))
        assert until(lambda: any(isinstance(event, PeerClosed) for event in ours.node.events))
    assert ours.do(ours.chain.state_hash) == before


def test_what_is_sent_twice_is_taken_once(ours):
    """C12."""
    block = rebuilt()
    with knock(ours) as peer:
        greet(peer)
        peer.sendall(msg(BlockMessage(block)) * 50)
        assert until(lambda: ours.chain.tip.hash == block.header.hash)
        time.sleep(0.1)
    assert len(ours.chain.blocks) == 8
    assert not any(
        isinstance(event, PeerClosed | Refused) and "gone" not in event.reason for event in ours.node.events
    )


def test_another_block_0_has_no_parent_here(ours):
    """C4: a chain from somebody else's block 0 is asked about once, and nothing of it is kept."""
    foreign = next_block(BASE, prev_block=bytes([7]) * 32)
    with knock(ours) as peer:
        greet(peer)
        peer.sendall(msg(Headers((foreign.header,))) + msg(BlockMessage(foreign)))
        assert until(lambda: any(link.unknown for link in ours.node.links.values()))
    assert len(ours.chain.index) == 7
