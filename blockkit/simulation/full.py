"""Full nodes in a simulation: the ``Node`` that runs behind sockets, on views of shared trees.

Half of sixteen nodes allow a miner 60 coins instead of 50. Each camp's blocks are invalid to the other:

>>> from dataclasses import replace
>>> from random import Random
>>> from blockkit import REGTEST, rules_for
>>> from blockkit.simulation.mining import Miners, let_mine
>>> ours = rules_for(REGTEST)
>>> generous = replace(ours, subsidy=lambda height, params: 60 * 100_000_000)
>>> simulation = full_network([ours, generous] * 8, out=4, seed=2)
>>> let_mine(simulation, Miners([1] * 16, 600, Random(2)), 20, find_block)
>>> simulation.run(20_000)
>>> [(camp.nodes, camp.height) for camp in camps(simulation.nodes)]
[(8, 13), (8, 7)]
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from random import Random
from typing import Any

from blockkit.network.limits import Limits
from blockkit.network.node import Node
from blockkit.network.state import Out
from blockkit.node.mining import block_template, mine
from blockkit.rules import Rules
from blockkit.simulation.engine import Simulation
from blockkit.simulation.sharing import Tree, View
from blockkit.simulation.wiring import random_graph
from blockkit.simulation.world import World

OUT = 8  # connections that each node dials, as Bitcoin's; with those who dial it, it has about sixteen

# Thousands of links: little is remembered of each. Nobody asks whether the other is still there: the
# simulation says so when a connection ends.
LIMITS = Limits(events=100, known=100, rejected=100, ping_interval=inf)


def full_nodes(rules: Sequence[Rules], seed: int | str = 0, limits: Limits = LIMITS) -> list[Node]:
    """A node for each of the rules. Nodes with equal rules share what they find out about blocks."""
    trees: list[tuple[Rules, Tree]] = []
    nodes = []
    for number, one in enumerate(rules):
        tree = next((tree for known, tree in trees if known is one or known == one), None)
        if tree is None:
            tree = Tree(one)
            trees.append((one, tree))
        rng = Random(f"node {number} {seed}")
        nodes.append(Node(View(tree), rng=rng, limits=limits, agent=f"/{number}/"))
    return nodes


def full_network(
    rules: Sequence[Rules], seed: int | str = 0, out: int = OUT, limits: Limits = LIMITS, **options: Any
) -> Simulation:
    """A network of such nodes, spread over the world; each dials ``out`` others.

    ``options`` are those of :class:`Simulation`. The clock starts ten minutes after block 0.
    """
    count = len(rules)
    if not count:
        raise ValueError(
            "rules is a list with the Rules of each node, [rules_for(REGTEST)] * 100; it is empty"
        )
    world = World(count, seed)
    edges = random_graph(count, out, Random(f"edges {seed}"))
    start = rules[0].params.genesis_time + 600.0
    settings = {"seed": seed, "delay": world.delay, "start": start} | options
    return Simulation(full_nodes(rules, seed, limits), edges, **settings)


def find_block(node: Node, now: float) -> Out:
    """The node finds a block on top of its tip, with real proof of work; returns what it sends."""
    extra = node.rng.getrandbits(32)  # so that two blocks of one height differ
    template = block_template(node.chain, b"\x51", int(now), extra=extra)  # type: ignore[arg-type]
    return node.submit(next(found for found in mine(template) if found), now)


@dataclass(frozen=True, slots=True)
class Camp:
    """Nodes that agree about the tip."""

    tip: bytes  # its id
    height: int
    nodes: int  # how many they are
    fork: int  # the height of the last block that they share with the largest camp


def camps(nodes: Sequence[Node]) -> list[Camp]:
    """Who follows which branch, the largest camp first."""
    tips = {node.chain.tip.hash: node.chain.tip for node in nodes}
    counted = Counter(node.chain.tip.hash for node in nodes).most_common()
    largest = list(tips[counted[0][0]].ancestors()) if counted else []
    shared = {index.hash: index.height for index in largest}
    found = []
    for tip, number in counted:
        fork = next(shared[index.hash] for index in tips[tip].ancestors() if index.hash in shared)
        found.append(Camp(tip, tips[tip].height, number, fork))
    return found
