"""Propagation only: when each block arrives at each of 10,000 nodes, and how often two blocks meet.

Nothing travels here but the news. A node that hears of a block with more below it than its own asks for it,
waits, takes it for its tip, and tells its peers. It mines on its tip, so whoever finds a block before he has
heard of the last one makes a branch; what is not in the longest branch in the end is *stale*. A hop is

* the announcement: the delay of the line, and ``overhead``;
* the request: the same;
* the block: a place in the sender's queue, since its upload serves one peer after the other; the block's size
  by the bandwidth; the delay.

On a line that *pushes*, the block is sent at once, unasked. Nobody judges a block, a node that hears of one
takes all below it as known, and a queue is served in the order of asking.

>>> from blockkit.simulation.world import World
>>> from blockkit.simulation.mining import Miners
>>> from random import Random
>>> net = Net.of_world(World(200, seed=1))
>>> finds = find_times(Miners([1] * 200, 600, Random(1)), 50)
>>> run = spread(net, finds, size=535_000)
>>> run.stale, round(run.median, 1)
(0, 2.0)

``engines.spread_numba`` is the same loop compiled (extra ``fast``), with the same answers to the last bit.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from importlib.util import find_spec
from itertools import pairwise
from math import inf, isfinite

from blockkit.simulation.mining import Miners
from blockkit.simulation.wiring import Edge
from blockkit.simulation.world import World

Finds = list[tuple[float, int]]  # when, and which node


class Net:
    """Lines in arrays: node ``n`` has those from ``first[n]`` up to, not including, ``first[n + 1]``."""

    def __init__(self, count: int, lines: Iterable[tuple[int, int, float, float]]) -> None:
        """``lines`` are sender, receiver, delay in seconds, bytes a second: one for each direction."""
        ordered = sorted(lines)
        for line in ordered:
            if not (0 <= line[0] < count and 0 <= line[1] < count) or line[2] < 0 or not line[3] > 0:
                raise ValueError(
                    f"a line is (sender, receiver, delay, rate): nodes from 0 to {count - 1}, "
                    f"seconds of 0 or more, bytes a second above 0; got {line!r}"
                )
        self.count = count
        self.sender = array("l", [line[0] for line in ordered])
        self.to = array("l", [line[1] for line in ordered])
        self.delay = array("d", [line[2] for line in ordered])
        self.cost = array("d", [1 / line[3] for line in ordered])  # seconds a byte
        self.push = array("d", [0.0] * len(ordered))  # the share of a block that is sent unasked; 0: ask
        self.first = array("l", [0] * (count + 1))
        for sender in self.sender:
            self.first[sender + 1] += 1
        for node in range(count):
            self.first[node + 1] += self.first[node]

    @classmethod
    def of_world(cls, world: World, edges: Iterable[Edge] | None = None) -> "Net":
        """The lines of the measured world, in both directions of each edge."""
        pairs = [(a, b) for edge in (edges or world.edges()) for a, b in (edge, edge[::-1])]
        return cls(world.count, ((a, b, world.delay(a, b), world.bandwidth(a, b)) for a, b in pairs))


def find_times(miners: Miners, blocks: int) -> Finds:
    """When so many blocks are found, and by whom."""
    finds, now = [], 0.0
    for _ in range(blocks):
        now += miners.wait()
        finds.append((now, miners.finder()))
    return finds


@dataclass(frozen=True, slots=True)
class Spread:
    """What became of the blocks: number 0 is the one that all began with."""

    found: Sequence[float]  # when each was found
    parent: Sequence[int]
    height: Sequence[int]
    # of each block and node: minus the time of arrival; 0 or more if it never came
    rows: Sequence[Sequence[float]]

    @property
    def stale(self) -> int:
        """Blocks that are not in the longest branch."""
        return len(self.found) - 1 - max(self.height)

    @property
    def stale_rate(self) -> float:
        """Their share of all blocks."""
        return self.stale / (len(self.found) - 1)

    def time_to(self, share: float) -> list[float]:
        """For each block that reached so many nodes: the seconds until this share of all had it."""
        place = max(0, int(share * len(self.rows[0])) - 1) if len(self.rows) else 0
        times = []
        for block, row in enumerate(self.rows[1:], start=1):
            arrived = sorted(-at for at in row if at < 0)
            if place < len(arrived):
                times.append(arrived[place] - self.found[block])
        return times

    @property
    def median(self) -> float:
        """Seconds until half of the nodes had a block: the mean over all blocks."""
        times = self.time_to(0.5)
        return sum(times) / len(times)

    def chain(self) -> list[int]:
        """The blocks of the longest branch, the first found among equals, from its end down to the first."""
        block = max(range(len(self.height)), key=lambda number: (self.height[number], -number))
        blocks = []
        while block:
            blocks.append(block)
            block = self.parent[block]
        return blocks


def spread(
    net: Net,
    finds: Finds,
    size: float,
    *,
    overhead: float = 0.0,
    one_by_one: bool = False,
    fast: bool = False,
) -> Spread:
    """Let all these blocks spread, each of ``size`` bytes.

    ``overhead`` is seconds that each small message takes besides. With ``one_by_one`` a sender begins with
    the next block only when the last one has arrived, as SimBlock's do. ``fast`` uses the compiled loop.

    :raises ImportError: for ``fast`` without numba
    """
    times = [at for at, _ in finds]
    if times != sorted(times) or (times and not times[0] > 0):
        raise ValueError("finds are pairs (time, node), the earliest first, all after time 0")
    if not all(0 <= node < net.count for _, node in finds):
        raise ValueError(f"a block is found by a node from 0 to {net.count - 1}")
    if not (size >= 0 and isfinite(size) and overhead >= 0):
        raise ValueError(f"size (bytes) and overhead (seconds) are 0 or more, got {size!r} and {overhead!r}")
    if not fast:
        return _spread(net, finds, size, overhead, one_by_one)
    if find_spec("numba") is None:
        raise ImportError("the compiled loop needs numba: pip install blockkit-course[fast]")
    from blockkit.engines import spread_numba

    found = [0.0, *times]
    parent, height, table = spread_numba.spread(net, finds, size, overhead, one_by_one)
    return Spread(found, parent, height, [array("d", row.tobytes()) for row in table])


def _spread(net: Net, finds: Finds, size: float, overhead: float, one_by_one: bool) -> Spread:
    first, to, sender = net.first.tolist(), net.to.tolist(), net.sender.tolist()
    push, sending = net.push.tolist(), [size * cost for cost in net.cost]
    delay, small = net.delay.tolist(), [delay + overhead for delay in net.delay]
    lines = [list(zip(small[a:b], to[a:b], range(a, b), strict=True)) for a, b in pairwise(first)]
    pushes = [any(push[a:b]) for a, b in pairwise(first)]
    parent, height, found = [0], [0], [0.0]
    rows = [array("d", [inf]) * net.count]  # inf: never heard; above 0: will hear of it then; 0: asked for it
    tip, free = [0] * net.count, [0.0] * net.count  # free: when a node's upload is
    heap: list[tuple[float, int, int]] = []  # time, line (or -1 - node: the block itself arrives), block
    waiting = iter([*finds, (inf, 0)])
    at, finder = next(waiting)
    while heap or at < inf:
        if not heap or at <= heap[0][0]:
            now, node, block = at, finder, len(height)
            parent.append(tip[node])
            height.append(height[tip[node]] + 1)
            found.append(now)
            rows.append(array("d", [inf]) * net.count)
            at, finder = next(waiting)
        else:
            now, line, block = heappop(heap)
            if line >= 0:  # news: ask for the block, unless somebody was asked or it is no better
                node = to[line]
                if rows[block][node] > 0 and height[block] > height[tip[node]]:
                    rows[block][node] = 0.0
                    other = sender[line]
                    start = max(now + small[line], free[other])
                    arrives = start + sending[line] + delay[line]
                    free[other] = arrives if one_by_one else start + sending[line]
                    heappush(heap, (arrives, -1 - node, block))
                continue
            node = -1 - line
            if rows[block][node] < 0:
                continue  # it was pushed by two
        row = rows[block]
        row[node] = -now
        if height[block] <= height[tip[node]]:
            continue
        tip[node] = block
        if pushes[node]:
            for line in range(first[node], first[node + 1]):
                if push[line] and row[to[line]] > 0:
                    start = max(now, free[node])
                    free[node] = start + push[line] * sending[line]
                    row[to[line]] = 0.0
                    heappush(heap, (free[node] + delay[line], -1 - to[line], block))
        for takes, other, line in lines[node]:
            then = now + takes
            if then < row[other]:
                row[other] = then
                heappush(heap, (then, line, block))
    return Spread(found, parent, height, rows)
