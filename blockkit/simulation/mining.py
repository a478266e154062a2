"""Who finds the next block, and when: shares of the hash power, and chance.

Hashes are tried so often and succeed so rarely that the time to the next block does not depend on how long
one has tried already: it is exponential, and each finder is drawn by his share.
"""

from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate
from math import log
from random import Random
from typing import Any

from blockkit.simulation.engine import Simulation

# sixteen pools of unequal size, in percent: a made-up example, as large as that of Gervais et al. (2016)
SIXTEEN = (22, 16, 13, 10, 8, 6, 5, 4, 4, 3, 2, 2, 2, 1, 1, 1)


class Miners:
    """The race for blocks: ``shares`` of the nodes, in any unit, and seconds from block to block."""

    def __init__(self, shares: Sequence[float], interval: float, rng: Random) -> None:
        if not shares or min(shares) < 0 or not sum(shares) > 0:
            raise ValueError(f"shares of hash power are 0 or more, and not all 0; got {shares!r}")
        if not interval > 0:
            raise ValueError(f"a block takes more than 0 seconds on average, got {interval!r}")
        self.bounds = list(accumulate(shares))
        self.interval, self.rng = interval, rng

    def wait(self) -> float:
        """Seconds to the next block."""
        return -self.interval * log(1.0 - self.rng.random())

    def finder(self) -> int:
        """Who finds it: the number of a node."""
        return bisect(self.bounds, self.rng.random() * self.bounds[-1])


def let_mine(simulation: Simulation, miners: Miners, blocks: int, find: Callable[[Any, float], Any]) -> None:
    """Plan so many blocks. ``find(node, now)`` makes the node find one, and returns what it sends.

    Who has crashed finds none; the time passes all the same.

    :raises ValueError: for more shares than nodes
    """
    if len(miners.bounds) > len(simulation.nodes):
        raise ValueError(f"{len(miners.bounds)} shares of hash power for {len(simulation.nodes)} nodes")

    def found(left: int) -> None:
        number = miners.finder()
        if simulation.alive[number]:
            simulation.note(f"{number} finds a block")
            simulation.post(number, find(simulation.nodes[number], simulation.now))
        if left > 1:
            simulation.after(miners.wait(), found, left - 1)

    if blocks > 0:
        simulation.after(miners.wait(), found, blocks)
