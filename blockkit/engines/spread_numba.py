"""The loop of :mod:`blockkit.simulation.spread`, compiled: the same arithmetic in the same order.

Imported only when it is asked for: it needs ``numba``. What the pure loop keeps in lists is in arrays here.
"""

from contextlib import suppress
from heapq import heappop, heappush
from typing import Any

import numba
import numpy

Array = numpy.ndarray[Any, Any]


@numba.njit(nogil=True)  # nogil: other threads run meanwhile
def loop(
    first: Array, to: Array, sender: Array, push: Array, sending: Array, delay: Array, small: Array,
    times: Array, finders: Array, one_by_one: bool,
    parent: Array, height: Array, rows: Array,
) -> None:  # fmt: skip
    """Fill ``parent``, ``height`` and ``rows``; number 0 of each is the block that all began with."""
    count = rows.shape[1]
    tip, free = numpy.zeros(count, numpy.int64), numpy.zeros(count, numpy.float64)
    heap = [(0.0, 0, 0)]
    heap.pop()
    found = 0  # how many of the finds have happened
    while heap or found < len(times):
        if found < len(times) and (not heap or times[found] <= heap[0][0]):
            now, node, block = times[found], finders[found], found + 1
            parent[block] = tip[node]
            height[block] = height[tip[node]] + 1
            found += 1
        else:
            now, line, block = heappop(heap)
            if line >= 0:
                node = to[line]
                if rows[block, node] > 0 and height[block] > height[tip[node]]:
                    rows[block, node] = 0.0
                    other = sender[line]
                    start = max(now + small[line], free[other])
                    arrives = start + sending[line] + delay[line]
                    free[other] = arrives if one_by_one else start + sending[line]
                    heappush(heap, (arrives, -1 - node, block))
                continue
            node = -1 - line
            if rows[block, node] < 0:
                continue
        rows[block, node] = -now
        if height[block] <= height[tip[node]]:
            continue
        tip[node] = block
        for line in range(first[node], first[node + 1]):
            if push[line] > 0 and rows[block, to[line]] > 0:
                start = max(now, free[node])
                free[node] = start + push[line] * sending[line]
                rows[block, to[line]] = 0.0
                heappush(heap, (free[node] + delay[line], -1 - to[line], block))
        for line in range(first[node], first[node + 1]):
            then = now + small[line]
            if then < rows[block, to[line]]:
                rows[block, to[line]] = then
                heappush(heap, (then, line, block))


with suppress(RuntimeError):  # no folder to keep what was compiled: then it is compiled each time
    loop.enable_caching()


def spread(
    net: Any, finds: list[tuple[float, int]], size: float, overhead: float, one_by_one: bool
) -> tuple[list[int], list[int], Array]:
    """Parents, heights and rows of all blocks, as :func:`blockkit.simulation.spread.spread` has them."""
    first, to, sender = (numpy.array(part, numpy.int64) for part in (net.first, net.to, net.sender))
    push, delay, cost = (numpy.array(part, numpy.float64) for part in (net.push, net.delay, net.cost))
    blocks = len(finds) + 1
    parent, height = numpy.zeros(blocks, numpy.int64), numpy.zeros(blocks, numpy.int64)
    rows = numpy.full((blocks, net.count), numpy.inf)
    times = numpy.array([at for at, _ in finds], numpy.float64)
    finders = numpy.array([node for _, node in finds], numpy.int64)
    loop(first, to, sender, push, size * cost, delay, delay + overhead, times, finders, one_by_one,
         parent, height, rows)  # fmt: skip
    return parent.tolist(), height.tolist(), rows
