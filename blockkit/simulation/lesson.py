"""A lesson's network: up to 60 nodes that are nothing but a student's functions.

``on_message(me, sender, message)`` is called for each message, and returns what the node sends: a list of
``(receiver, message)``, or ``None`` for nothing. ``me`` is the node's memory: it has ``me.name`` (a number),
``me.peers``, ``me.now`` and ``me.rng``, and keeps whatever else is put on it.

>>> def on_start(me):
...     me.seen = set()
>>> def on_message(me, sender, rumour):
...     if rumour in me.seen:
...         return []
...     me.seen.add(rumour)
...     return [(peer, rumour) for peer in me.peers if peer != sender]
>>> from blockkit.simulation.wiring import ring
>>> simulation = lesson(10, ring(10), on_message, on_start=on_start, delay=1.0)
>>> simulation.tell(0, "a block was found")
>>> simulation.run(4)
>>> sum(bool(node.me.seen) for node in simulation.nodes)
9
>>> simulation.run(60)
>>> simulation.last, simulation.delivered
(6.0, 12)
"""

from collections.abc import Callable, Iterable
from copy import deepcopy
from math import inf
from random import Random
from types import SimpleNamespace
from typing import Any

from blockkit.guards import need_int
from blockkit.simulation.engine import Simulation
from blockkit.simulation.wiring import Edge

MOST_NODES = 60  # what a picture can still show, and a slow function can still serve

Out = list[tuple[int, Any]]
OnMessage = Callable[[Any, Any, Any], Any]
OnTick = Callable[[Any], Any]


class Small:
    """A student's function as a node. Nodes share nothing: each gets a copy of what another one sends."""

    def __init__(
        self, on_message: OnMessage, on_tick: OnTick | None = None, every: float = 1.0, **memory: Any
    ) -> None:
        if not callable(on_message):
            raise TypeError(f"on_message must be a function, got {on_message!r}; give it without brackets")
        if not every > 0:
            raise ValueError(f"on_tick is called every so many seconds, more than 0; got {every!r}")
        self.on_message, self.on_tick, self.every = on_message, on_tick, every
        self.me = SimpleNamespace(**{"name": None, "peers": [], "now": 0.0, **memory})
        self.next_tick = inf if on_tick is None else 0.0

    def connected(self, peer: int, outbound: bool, now: float) -> Out:
        """One neighbour more."""
        self.me.peers = sorted({*self.me.peers, peer})
        return []

    def disconnected(self, peer: int, now: float) -> Out:
        """One less."""
        self.me.peers = [other for other in self.me.peers if other != peer]
        return []

    def handle(self, peer: Any, message: Any, now: float) -> Out:
        """Ask the student's function."""
        self.me.now = now
        return self._checked(self.on_message(self.me, peer, message), "on_message")

    def tick(self, now: float) -> Out:
        """Ask the student's other function."""
        self.me.now, self.next_tick = now, now + self.every
        return self._checked(self.on_tick(self.me), "on_tick") if self.on_tick else []

    def _checked(self, out: Any, name: str) -> Out:
        """What the function returned, if it can be sent."""
        if out is None:
            return []
        shape = isinstance(out, list | tuple)
        if not shape or not all(isinstance(sent, tuple) and len(sent) == 2 for sent in out):
            raise TypeError(f"{name} returns a list of pairs (receiver, message), or None; got {out!r}")
        for receiver, _ in out:
            if receiver not in self.me.peers:
                raise ValueError(
                    f"{name} of node {self.me.name} sends to {receiver!r}, which is no neighbour: "
                    f"me.peers is {self.me.peers}"
                )
        return [(receiver, deepcopy(message)) for receiver, message in out]


def lesson(
    count: int,
    edges: Iterable[Edge],
    on_message: OnMessage,
    *,
    on_start: Callable[[Any], Any] | None = None,
    on_tick: OnTick | None = None,
    every: float = 1.0,
    seed: int = 0,
    **options: Any,
) -> Simulation:
    """A network of ``count`` nodes with the same functions; ``options`` are those of :class:`Simulation`.

    :raises ValueError: for more than 60 nodes
    """
    need_int(count, "the number of nodes in a lesson (other modes take more)", 1, MOST_NODES)
    nodes = [Small(on_message, on_tick, every, name=name) for name in range(count)]
    for name, node in enumerate(nodes):
        node.me.rng = Random(f"{seed} {name}")
        if on_start is not None:
            on_start(node.me)
    return Simulation(nodes, edges, seed=seed, **options)
