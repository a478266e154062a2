"""Random trees of blocks with witnesses. Each body also comes spoilt: with other witnesses, before and after.

The header is the same, so what is spoilt must neither keep the right body out nor take its place.
"""

import random
from hashlib import sha256

from tests.kernel import hand
from tests.kernel.hand import ANYBODY, COIN, opened, txid
from tests.kernel.regtest import INTERVAL, spend
from tests.kernel.rules_on_witnesses import FREE, MARK, ZEROS, bare, commitment
from tests.kernel.trees import Node, base, delivered

BLOCKS = 25
RESERVED = ([ZEROS],) * 20 + ([], [bytes(31)], [ZEROS, b""])  # the coinbase's own witness
SCRIPT = b"\0\x20" + sha256(ANYBODY).digest()
LOCKS = {ANYBODY: [], FREE: [b"any"], SCRIPT: [ANYBODY]}  # and the witness that opens each


def spending(chance, coins):
    """Some transactions on these coins, which change; now and then one has another witness than it should."""
    txs, sound = [], True
    while coins and chance.random() < 0.6:
        name, value, lock = coins.pop(chance.randrange(len(coins)))
        following = chance.choice(list(LOCKS))
        tx, stack = spend((name, value), (value, following)), LOCKS[lock]
        if chance.random() < 0.05:
            stack = chance.choice(([], [b"\x52"], [b"any", ANYBODY]))
            sound = False
        txs.append(opened(tx, stack) if stack else tx)
        coins.append((txid(tx), value, following))
    return txs, sound


def committing(chance, txs):
    """The outputs by which a coinbase commits to them, and whether it does."""
    root = commitment(txs)
    right, wrong, short = MARK + root, MARK + root[::-1], MARK + root[:31]
    if chance.random() < 0.15:
        return [(0, script) for script in chance.choice(([], [wrong], [short], [right, wrong]))], False
    outputs = chance.choice(([right],) * 5 + ([wrong, right + b"more"], [right, short], [right, b"\x6a"]))
    return [(0, script) for script in outputs], True


def spoilt(chance, header, coinbase, txs):
    """The same block with other witnesses."""
    other = [opened(bare(tx), [b"other"]) if chance.random() < 0.5 else tx for tx in txs]
    first, rest = chance.choice(
        (
            (bare(coinbase), [bare(tx) for tx in txs]),
            (coinbase, [bare(tx) for tx in txs]),
            (coinbase, other),
            (opened(bare(coinbase), [chance.randbytes(32)]), txs),
            (opened(bare(coinbase), [ZEROS, ZEROS]), txs),
        )
    )
    return header + hand.count(1 + len(rest)) + first + b"".join(rest)


def grown(chance, nodes):
    """A block on one of the nodes, most often on a late one, and copies of it that are spoilt."""
    sound = [node for node, _ in nodes if not node.bad or chance.random() < 0.15]
    parent = sound[-1 - min(int(chance.expovariate(0.6)), len(sound) - 1)]
    height, coins = parent.height + 1, parent.coins[:]
    txs, opens = spending(chance, coins)
    outputs, commits = committing(chance, txs)
    greedy, reserved = chance.random() < 0.05, chance.choice(RESERVED)
    first = hand.coinbase(height, 50 * COIN + greedy, extra=chance.randbytes(4), more=outputs)
    first = opened(first, reserved) if reserved else first
    time = parent.median + chance.choice((1, INTERVAL))
    raw = hand.block(hand.block_id(parent.raw), time, [first, *txs])
    copies = [spoilt(chance, raw[:80], first, txs) for _ in range(4)]
    bad = parent.bad or greedy or not (opens and commits) or reserved != [ZEROS]
    return Node(raw, height, [*parent.times[-11:], time], coins, bad=bad), copies


def tree(seed):
    """The nodes with their spoilt copies, and the order in which all come: ``(number, bytes)``."""
    chance = random.Random(f"witness tree {seed}")
    root = base()[1]
    root = Node(root.raw, root.height, root.times, [(*coin, ANYBODY) for coin in root.coins])
    nodes = [(root, [])]
    for _ in range(BLOCKS):
        nodes.append(grown(chance, nodes))
    order, deliveries = list(range(1, len(nodes))), []
    if chance.random() < 0.6:  # all headers first: then a body may come before its parent's
        deliveries = [(number, nodes[number][0].raw[:80]) for number in order]
    for _ in range(2):
        far = chance.choice((3, 15, 50))
        order.sort(key=lambda number: number + far * chance.random())
        for number in order:
            node, copies = nodes[number]
            before, after = chance.choice((0, 0, 1, 2)), chance.choice((0, 0, 1))
            bodies = [*chance.sample(copies, before), node.raw, *chance.sample(copies, after)]
            deliveries += [(number, raw) for raw in bodies]
    return [node for node, _ in nodes], deliveries


def verdicts(judge, seeds):
    """What the judge says to each delivery of random trees."""
    for seed in seeds:
        yield from delivered(judge, f"witness tree {seed}", *tree(seed))
