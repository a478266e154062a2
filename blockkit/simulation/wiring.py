"""Who is connected to whom: edges ``(a, b)``, in which ``a`` dialled ``b``. Nodes are numbers from 0.

>>> ring(4)
[(0, 1), (1, 2), (2, 3), (3, 0)]
>>> len(full(10))
45
"""

from collections.abc import Sequence
from random import Random

from blockkit.guards import need_int

Edge = tuple[int, int]


def ring(count: int) -> list[Edge]:
    """Each is connected to two neighbours."""
    need_int(count, "the number of nodes in a ring", 3, 10**6)
    return [(node, (node + 1) % count) for node in range(count)]


def full(count: int) -> list[Edge]:
    """Each is connected to all others."""
    need_int(count, "the number of nodes", 1, 10**4)
    return [(a, b) for a in range(count) for b in range(a + 1, count)]


def random_graph(count: int, out: int | Sequence[int], rng: Random) -> list[Edge]:
    """Each node dials ``out`` others, drawn at random, as Bitcoin's nodes do; so it has about twice as many.

    ``out`` may be a list, with a number for each node. Two nodes have at most one connection. Newcomers dial
    those who are there already, so that everybody is reached from everybody; then each dials the rest.

    :raises ValueError: when there are not enough others
    """
    need_int(count, "the number of nodes", 1, 10**6)
    wanted = [out] * count if isinstance(out, int) else list(out)
    if len(wanted) != count or not all(number > 0 for number in wanted):
        raise ValueError(f"out must be a number above 0, or {count} of them, one for each node; got {out!r}")
    if 2 * max(wanted) >= count and count > 1:
        raise ValueError(
            f"of {count} nodes none can dial {max(wanted)}: at most {(count - 1) // 2}, or full()"
        )
    joined: list[set[int]] = [set() for _ in range(count)]
    edges: list[Edge] = []

    def dial(a: int, b: int) -> None:
        joined[a].add(b)
        joined[b].add(a)
        edges.append((a, b))

    order = list(range(count))
    rng.shuffle(order)
    for place in range(1, count):
        dial(order[place], order[rng.randrange(place)])
    dialled = [1] * count
    dialled[order[0]] = 0
    for node in range(count):
        while dialled[node] < wanted[node]:
            other = rng.randrange(count)
            if other != node and other not in joined[node]:
                dial(node, other)
                dialled[node] += 1
    return edges
