"""Random trees of blocks, some of them bad, delivered in any order: where is the tip after each delivery?

The tree of a seed is the same on every machine. In half of the trees all headers come first, so that a body
may come before its parent's; in the others a block without a parent is refused, and comes again later.
"""

import random
from dataclasses import dataclass, field
from functools import cache

from tests.kernel import hand
from tests.kernel.hand import ANYBODY, COIN, coinbase
from tests.kernel.regtest import INTERVAL, spend

BASE, BLOCKS = 105, 40  # blocks below the tree, and in it


@dataclass
class Node:
    """A block of the tree, and the coins of its branch."""

    raw: bytes
    height: int
    times: list[int]
    coins: list = field(default_factory=list)  # ripe and unspent, as (txid, value)
    spent: list = field(default_factory=list)
    bad: bool = False  # does it, or a block below it, break a rule?

    @property
    def median(self):
        times = sorted(self.times[-11:])
        return times[len(times) // 2]


@cache
def base():
    """The blocks below every tree, as bytes; the coins of the first five are ripe."""
    last, raws, coins, times = hand.GENESIS, [], [], [hand.GENESIS_TIME]
    for height in range(1, BASE + 1):
        first = coinbase(height, 50 * COIN)
        times.append(times[0] + INTERVAL * height)
        raws.append(hand.block(last, times[-1], [first]))
        last = hand.block_id(raws[-1])
        coins.append((hand.hash256(first), 50 * COIN))
    return raws, Node(raws[-1], BASE, times, coins[:5])


def grown(chance, nodes):
    """A block on one of the nodes, most often on a late one; three in ten break a rule."""
    sound = [node for node in nodes if not node.bad or chance.random() < 0.15]
    parent = sound[-1 - min(int(chance.expovariate(0.5)), len(sound) - 1)]
    height, fault = parent.height + 1, chance.choice(FAULTS) if chance.random() < 0.3 else ""
    coins, spent, txs = parent.coins[:], parent.spent[:], []
    while coins and chance.random() < 0.5:
        coin = coins.pop(chance.randrange(len(coins)))
        spent.append(coin)
        part = coin[1] // 2
        txs.append(spend(coin, (part, ANYBODY), (coin[1] - part, b"\x6a")))
        coins.append((hand.hash256(txs[-1]), part))
    value = 50 * COIN + (fault == "greedy")
    if fault == "spent twice" and spent:
        txs.append(spend(chance.choice(spent), (1, ANYBODY)))
    if fault == "false" and coins:
        lock = spend(coins[-1], (1, b"\0"))
        txs += [lock, spend((hand.hash256(lock), 1))]
    if fault == "not final":
        txs.append(spend((bytes(31) + b"\1", 1), lock_time=height, sequence=0))
    time = parent.median if fault == "old" else parent.median + chance.choice((1, INTERVAL, 10 * INTERVAL))
    first = coinbase(height + (fault == "height"), value, extra=chance.randbytes(4))
    raw = hand.block(hand.block_id(parent.raw), time, [first, *txs])
    if fault == "root":
        raw = raw[:-1] + b"\1"
    return Node(raw, height, [*parent.times[-11:], time], coins, spent, parent.bad or bool(fault))


AGAINST_COINS = ("greedy", "spent twice", "false")  # found only when the branch is to be the chain
FAULTS = (*AGAINST_COINS * 4, "not final", "old", "height", "root")


def tree(seed):
    """The nodes of a tree, and the order in which they come: ``(number, "header" or "body")``."""
    chance = random.Random(f"tree {seed}")
    nodes = [base()[1]]
    for _ in range(BLOCKS):
        nodes.append(grown(chance, nodes))
    order = list(range(1, len(nodes)))
    if chance.random() < 0.5:
        deliveries = [(number, "header") for number in order]
    else:
        deliveries = []
    for _ in range(2):
        # a few places from where it stands, or anywhere
        far = chance.choice((4, 15, 60))
        order.sort(key=lambda number: number + far * chance.random())
        deliveries += [(number, "body") for number in order]
    return nodes, deliveries


def verdicts(judge, seeds):
    """What the judge says to each delivery of random trees."""
    for seed in seeds:
        nodes, deliveries = tree(seed)
        labelled = []
        for number, what in deliveries:
            raw = nodes[number].raw
            labelled.append((f"{what} {number}", raw[:80] if what == "header" else raw))
        yield from delivered(judge, f"tree {seed}", nodes, labelled)


def delivered(judge, name, nodes, deliveries):
    """What the judge says to each delivery, and which block of the tree is the tip after it.

    A delivery is what it is called, and its bytes; 80 of them are a header.
    """
    chain, numbers = judge.chain("regtest"), {hand.block_id(node.raw): n for n, node in enumerate(nodes)}
    for raw in base()[0]:
        chain.accept(raw)
    for step, (label, raw) in enumerate(deliveries):
        if len(raw) == 80:
            said = "" if chain.accept_header(raw) else "refused"
        else:
            said = chain.accept(raw)
        yield f"{name}, step {step}: {label}", f"{said or 'taken'}, tip {numbers[chain.tip()]}"
    chain.close()
