"""Nodes to whom anything may happen, in any order: at last they agree, and nothing is left over."""

import random
from itertools import pairwise

import pytest

from blockkit import Invalid
from blockkit.network.limits import Limits
from tests.library.building import coinbase_of, next_block, payment
from tests.network.wires import Wires

FEW = Limits(
    headers=6, in_flight=3, window=8, getblocks=4, low_work=4, announced=2, stall_time=1, block_time=20
)


def sound(node):
    """What is asked of whom is written down twice, and agrees."""
    asked = {name: link for link in node.links.values() for name in link.in_flight}
    assert asked == node.asked_of
    txs = {name: link for link in node.links.values() for name in link.txs_in_flight}
    assert txs == node.txs_in_flight
    assert all(len(link.in_flight) <= node.limits.in_flight for link in node.links.values())
    assert not node.best_header.failed
    assert len(node.orphans) <= node.limits.orphans


def step(wires, rng, names):
    """Something happens."""
    a, b = rng.sample(names, 2)
    wires.now += rng.choice([0, 1, 3, 30])
    match rng.randrange(8):
        case 0 | 1:
            block = next_block(wires[a].chain, extra=rng.randrange(10**6))
            wires.post(a, wires[a].submit(block, wires.now))
        case 2:
            if b not in wires[a].links:
                wires.post(b, wires[b].connected(a, False, wires.now))
                wires.post(a, wires[a].connected(b, True, wires.now))
        case 3:
            wires.queue = type(wires.queue)(m for m in wires.queue if set(m[:2]) != {a, b})
            for one, other in ((a, b), (b, a)):
                wires.post(one, wires[one].disconnected(other, wires.now))
        case 4:
            wires.cut ^= {frozenset((a, b))}  # from now on nothing arrives, and nobody is told
        case 5:
            height = wires[a].chain.tip.height
            if height > 3:
                try:
                    tx = payment(coinbase_of(wires[a].chain, rng.randrange(1, height - 2)), fee=1000)
                    wires.post(a, wires[a].send(tx, wires.now))
                except Invalid:
                    pass
        case 6:
            wires.wait(rng.choice([0.5, 2, 5]))
        case 7:
            for _ in range(rng.randrange(40)):
                wires.deliver_one()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_they_agree_at_last(seed):
    rng = random.Random(seed)
    names = list("abcde")
    wires = Wires(*names, limits=FEW)
    for _ in range(150):
        step(wires, rng, names)
        for node in wires.nodes.values():
            sound(node)
    wires.cut.clear()
    wires.run()
    wires.wait(1_500)  # who lost a message in a cut does not answer a ping
    for one, other in pairwise(names):
        for a, b in ((one, other), (other, one)):
            wires.post(a, wires[a].disconnected(b, wires.now))
    for one, other in pairwise(names):
        wires.join(one, other)
    wires.wait(300)
    assert len(set(wires.tips())) == 1, wires.tips()  # two branches may be equal
    wires.mine("a", 1, extra=99)
    wires.wait(300)
    assert wires.agree()
    for node in wires.nodes.values():
        sound(node)
        assert not node.asked_of
        node.mempool.follow()
    assert not [close for _, _, close in wires.closed if close.discourage], wires.closed
