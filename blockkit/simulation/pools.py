"""Pools among ordinary nodes: a network in which those who mine are better connected than those who do not.

Sixteen pools, each connected to all others and to many ordinary nodes, with fast lines: the network of
Gervais et al. (2016), by and large. Three ways to pass a block on:

* *standard*: everybody asks for it and is served in turn;
* *unsolicited*: a pool sends it to all its peers unasked, to the other pools first;
* *relay*: the pools have a network of their own, for blocks that are squeezed.
"""

from random import Random

from blockkit.guards import need_int
from blockkit.simulation.spread import Net
from blockkit.simulation.world import World

WAYS = ("standard", "unsolicited", "relay")
BLOCK = 534_800  # bytes of an average block then; at another interval as many bytes a second
POOL_BYTES = 100e6 / 8  # bytes a second of a pool's line, up and down
# what a block needs between two who know its payments (SimBlock: a compact block)
SQUEEZED = 18_000 / 535_000


def pool_net(world: World, pools: int = 16, peers: int = 700, way: str = "standard", seed: int = 0) -> Net:
    """The lines of a network whose first ``pools`` nodes mine, each with ``peers`` ordinary nodes as peers.

    :raises ValueError: for a way that is none, or more peers than nodes
    """
    need_int(pools, "the number of pools", 1, world.count - 1)
    need_int(peers, "a pool's peers", 1, world.count - pools)
    if way not in WAYS:
        raise ValueError(f"a way is one of {', '.join(WAYS)}, got {way!r}")
    rng = Random(f"pools {seed}")
    pairs = {(min(edge), max(edge)) for edge in world.edges() if min(edge) >= pools}
    for pool in range(pools):
        pairs |= {(pool, other) for other in range(pool + 1, pools)}
        pairs |= {(pool, other) for other in rng.sample(range(pools, world.count), peers)}

    def rate(a: int, b: int) -> float:
        up = POOL_BYTES if a < pools else world.upload[world.region[a]]
        down = POOL_BYTES if b < pools else world.download[world.region[b]]
        return min(up, down)

    lines = [(a, b, world.delay(a, b), rate(a, b)) for pair in sorted(pairs) for a, b in (pair, pair[::-1])]
    net = Net(world.count, lines)
    for line, (sender, to) in enumerate(zip(net.sender, net.to, strict=True)):
        if sender < pools and way == "unsolicited":
            net.push[line] = 1.0
        elif sender < pools and to < pools and way == "relay":
            net.push[line] = SQUEEZED
    return net


def block_size(interval: float) -> float:
    """Bytes of a block, when there is one every ``interval`` seconds and payments are as many."""
    return BLOCK * interval / 600
