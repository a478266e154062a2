"""The world as it was measured: where nodes are, how long a message travels, how fast their lines are.

Six regions, in two years. What one node sends another is as slow as the slower of the sender's upload and the
receiver's download. Source: the tables of SimBlock (Aoki et al., 2019), ``world.json``.

>>> world = World(1_000, seed=7)
>>> world.names[world.region[0]], world.names[world.region[3]]
('Europe', 'Asia and Pacific')
>>> world.delay(0, 3)  # seconds
0.237
>>> world.bandwidth(0, 3)  # bytes a second
2587500.0
"""

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from blockkit.guards import need_int
from blockkit.simulation.wiring import Edge, random_graph

YEARS = ("2015", "2019")


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(Path(__file__).with_name("world.json").read_text("utf-8"))
    return tables


class World:
    """So many nodes, spread over the world as Bitcoin's were in ``year``.

    ``delay`` and ``bandwidth`` are what :class:`~blockkit.simulation.engine.Simulation` takes by these names.
    """

    def __init__(self, count: int, seed: int | str = 0, year: str = "2019") -> None:
        need_int(count, "the number of nodes", 1, 10**6)
        if year not in YEARS:
            raise ValueError(f"the world was measured in {' and '.join(YEARS)}, got {year!r}")
        tables = _tables()
        self.count, self.names = count, tuple(tables["regions"])
        self.rng = Random(f"world {seed}")
        self.latency: list[list[float]] = [[ms / 1000 for ms in row] for row in tables["latency"][year]]
        self.upload: list[float] = [bits / 8 for bits in tables["upload"][year]]
        self.download: list[float] = [bits / 8 for bits in tables["download"][year]]
        shares: list[float] = tables["share"][year]
        self.region = self.rng.choices(range(len(shares)), shares, k=count)  # of each node

    def delay(self, a: int, b: int) -> float:
        """Seconds from node ``a`` to node ``b``."""
        return self.latency[self.region[a]][self.region[b]]

    def bandwidth(self, a: int, b: int) -> float:
        """Bytes a second that ``a`` can send to ``b``."""
        return min(self.upload[self.region[a]], self.download[self.region[b]])

    def edges(self) -> list[Edge]:
        """Who dialled whom: each node as many as were measured in 2015, 8 or 9 on average."""
        bounds: list[float] = _tables()["links"]["2015"]
        most = (self.count - 1) // 2
        numbers = self.rng.choices(range(1, len(bounds) + 1), cum_weights=bounds, k=self.count)
        return random_graph(self.count, [min(number, most) for number in numbers], self.rng)
