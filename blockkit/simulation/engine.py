"""The event heap: what happens next, in a network of nodes that are objects in one process.

A node is anything with ``handle(peer, message, now)`` and ``tick(now)``, each of which returns what it
sends: a list of ``(peer, message)``. Peers are numbers, the places of the nodes in the list. What else a node
may have is used where it is there: ``next_tick`` (when ``tick`` has something to do; without it, ``tick`` is
called every second), ``connected`` and ``disconnected``, ``waiting`` and ``writable``. A full
:class:`~blockkit.network.node.Node` has all of them, a student's function in
:class:`~blockkit.simulation.lesson.Small` the first three.

>>> class Echo:
...     next_tick = float("inf")
...     def tick(self, now): return []
...     def handle(self, peer, message, now):
...         return [(peer, message - 1)] if message else []
>>> simulation = Simulation([Echo(), Echo()], [(0, 1)], seed=1, delay=0.5)
>>> simulation.post(0, [(1, 3)])
>>> simulation.run(60)
>>> simulation.delivered, simulation.last
(4, 2.0)

Nothing here asks for the time or draws a number of its own: the heap is ordered by time and, among events of
one time, by the order in which they were planned, and all chance comes from ``seed``. So the same seed gives
the same run, to the byte; ``trace`` is handed a line for each event.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from math import inf
from random import Random
from typing import Any

from blockkit.guards import need_int
from blockkit.network.messages import Close, Connect, Decoder, Unreadable, encode
from blockkit.simulation.lines import Line, WireSize, describe
from blockkit.simulation.wiring import Edge, full

Number = float | Callable[[int, int], float]  # the same for all lines, or a function of sender and receiver


class TooManyEvents(RuntimeError):
    """The network does not come to rest."""


class Simulation:
    """Nodes, the lines between them, and what is going to happen. Without ``edges`` all are connected to all.

    ``delay`` is seconds, ``bandwidth`` bytes a second: a message occupies its line until its last byte is
    sent, and lines are first in, first out. ``jitter`` is the most by which a delay grows, as a share of it;
    ``loss`` is the chance that a message is lost. ``magic`` sends everything as bytes, through ``encode``
    and a ``Decoder``. A connection that a node has closed is dialled again after ``redial`` seconds (or not).
    """

    def __init__(
        self,
        nodes: Sequence[Any],
        edges: Iterable[Edge] | None = None,
        *,
        seed: int | str = 0,
        delay: Number = 0.1,
        bandwidth: Number = inf,
        jitter: float = 0.0,
        loss: float = 0.0,
        start: float = 0.0,
        redial: float | None = 60.0,
        magic: bytes | None = None,
        size: Callable[[Any], int] | None = None,
        trace: Callable[[str], object] | None = None,
    ) -> None:
        if not 0 <= loss < 1 or jitter < 0:
            raise ValueError(f"loss lies between 0 and 1, jitter is 0 or more; got {loss!r} and {jitter!r}")
        self.nodes = list(nodes)
        for number, node in enumerate(self.nodes):
            need_node(node, number)
        self.edges = full(len(self.nodes)) if edges is None else list(edges)
        self.rng = Random(seed)
        self.now = self.last = start  # the clock, and when something happened last
        self.delay, self.bandwidth, self.jitter, self.loss = delay, bandwidth, jitter, loss
        self.redial, self.magic, self.size, self.trace = redial, magic, size or WireSize(), trace
        self.events = self.delivered = self.lost = 0
        self.alive = [True] * len(self.nodes)
        self.side = [0] * len(self.nodes)  # of a partition
        self.lines: list[dict[int, Line]] = [{} for _ in self.nodes]  # by sender and receiver
        self._alarms = [inf] * len(self.nodes)  # when each is going to get a tick
        # time, number, and: a line and the message at its end, or a function and its arguments
        self._heap: list[tuple[float, int, Any, Any]] = []
        self._planned = 0
        self._waiting: list[Callable[[int], bool] | None] = [
            getattr(node, "waiting", None) for node in self.nodes
        ]
        for edge in self.edges:
            self._need_edge(edge)
            self._join(*edge)
        for number in range(len(self.nodes)):
            self._set_alarm(number)

    # -- the clock

    def after(self, seconds: float, action: Callable[..., object], *arguments: Any) -> None:
        """Call ``action`` so many seconds from now."""
        if seconds < 0:
            raise ValueError(f"nothing can be planned for the past: {seconds!r} seconds from now")
        self._plan(self.now + seconds, action, arguments)

    def run(self, seconds: float, most: int | None = None) -> None:
        """Let so many seconds pass.

        :raises TooManyEvents: when ``most`` events were not enough; the simulation can go on
        """
        until, heap, left = self.now + seconds, self._heap, inf if most is None else most
        while heap and heap[0][0] <= until:
            if left <= 0:
                raise TooManyEvents(
                    f"after {most} events {len(heap)} are still to come, {until - self.now:.1f} seconds "
                    f"before the end: do nodes answer each other for ever, or send what they sent before?"
                )
            left -= 1
            self.now, _, what, load = heappop(heap)
            self.events += 1
            if type(what) is Line:
                self._deliver(what, load)
            else:
                what(*load)
        self.now = until

    def _plan(self, at: float, action: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self._planned += 1
        heappush(self._heap, (at, self._planned, action, arguments))

    def note(self, text: str) -> None:
        """A line for the trace."""
        if self.trace is not None:
            self.trace(f"{self.now:.6f} {text}")

    # -- messages

    def post(self, sender: int, out: Iterable[tuple[Any, Any]] | None) -> None:
        """Send what a node wants to say; for its owner, who called ``submit`` or the like, to hand over."""
        if not self.alive[sender]:
            return
        lines = self.lines[sender]
        for receiver, message in out or ():
            kind = type(message)
            if kind is Close:
                self._close(sender, receiver, message)
            elif kind is not Connect and receiver in lines:
                self._send(lines[receiver], message)
        self._set_alarm(sender)

    def _send(self, line: Line, message: Any) -> None:
        now = self.now
        if line.rate != inf:
            line.free = now = max(now, line.free) + self.size(message) / line.rate
        at = now + line.delay
        if self.jitter:
            at += line.delay * self.jitter * self.rng.random()
        if at < line.last:
            at = line.last  # first in, first out
        line.last = at
        if self.loss and self.rng.random() < self.loss:
            self.lost += 1
            self.note(f"{line.sender}>{line.receiver} lost {describe(message)}")
        else:
            if self.magic is not None:
                message = encode(self.magic, message)
            self._planned += 1
            heappush(self._heap, (at, self._planned, line, message))
        waiting = self._waiting[line.sender]
        if waiting is not None and not line.asked and waiting(line.receiver):
            line.asked = True
            self._plan(now, self._writable, (line,))

    def _deliver(self, line: Line, message: Any) -> None:
        if not line.up:
            return
        if self.magic is None:
            self._hand(line.sender, line.receiver, message)
            return
        line.decoder = line.decoder or Decoder(self.magic)
        for one in line.decoder.feed(message):
            if isinstance(one, Unreadable):
                raise ValueError(f"node {line.sender} sent bytes that are no message: {one.reason}")
            self._hand(line.sender, line.receiver, one)

    def _hand(self, sender: int | None, receiver: int, message: Any) -> None:
        self.delivered += 1
        self.last = self.now
        if self.trace is not None:
            self.note(f"{sender}>{receiver} {describe(message)}")
        out = self.nodes[receiver].handle(sender, message, self.now)
        if out:
            self.post(receiver, out)
        else:
            self._set_alarm(receiver)

    def tell(self, receiver: int, message: Any) -> None:
        """Hand a node a message that comes from nobody in the network: its sender is ``None``."""
        if self.alive[self._need_number(receiver)]:
            self._hand(None, receiver, message)

    def _writable(self, line: Line) -> None:
        line.asked = False
        if line.up and self.alive[line.sender]:
            self.post(line.sender, self.nodes[line.sender].writable(line.receiver, self.now))

    # -- ticks

    def _set_alarm(self, number: int) -> None:
        at = getattr(self.nodes[number], "next_tick", None)
        if at is None:
            at = self.now + 1 if self._alarms[number] == inf else inf
        if at < self._alarms[number]:
            self._alarms[number] = at
            self._plan(max(at, self.now), self._tick, (number, at))

    def _tick(self, number: int, at: float) -> None:
        if at != self._alarms[number]:
            return  # an earlier one came between
        self._alarms[number] = inf
        node = self.nodes[number]
        if self.alive[number] and getattr(node, "next_tick", at) <= self.now:
            self.post(number, node.tick(self.now))
        if self.alive[number]:
            self._set_alarm(number)

    # -- connections

    def _need_number(self, number: Any) -> int:
        return need_int(number, "a node's number", 0, len(self.nodes) - 1)

    def _need_edge(self, edge: Edge) -> None:
        a, b = edge
        if a == b or not (0 <= a < len(self.nodes) and 0 <= b < len(self.nodes)):
            raise ValueError(f"an edge joins two different nodes of 0 to {len(self.nodes) - 1}, got {edge!r}")

    def _join(self, a: int, b: int) -> None:
        """``a`` dials ``b``, unless one is down, they are apart, or joined already."""
        if b in self.lines[a] or not (self.alive[a] and self.alive[b] and self.side[a] == self.side[b]):
            return
        there, back = self._line(a, b), self._line(b, a)
        self.lines[a][b], self.lines[b][a] = there, back
        self.note(f"{a}-{b} joined")
        for number, peer, outbound in ((b, a, False), (a, b, True)):
            node = self.nodes[number]
            if there.up and hasattr(node, "connected"):
                self.post(number, node.connected(peer, outbound, self.now))

    def _line(self, a: int, b: int) -> Line:
        delay = self.delay(a, b) if callable(self.delay) else self.delay
        rate = self.bandwidth(a, b) if callable(self.bandwidth) else self.bandwidth
        if delay < 0 or not rate > 0:
            raise ValueError(
                f"a line has a delay of 0 or more and a bandwidth above 0, got {delay!r}, {rate!r}"
            )
        return Line(a, b, delay, rate)

    def _cut(self, a: int, b: int) -> None:
        """The connection is gone; both ends hear of it, and what is on its way is lost."""
        if b not in self.lines[a]:
            return
        for one, other in ((a, b), (b, a)):
            self.lines[one].pop(other).up = False
        self.note(f"{a}-{b} cut")
        for one, other in ((a, b), (b, a)):
            node = self.nodes[one]
            if hasattr(node, "disconnected"):
                self.post(one, node.disconnected(other, self.now))

    def _close(self, a: int, b: int, message: Close) -> None:
        self.note(f"{a}-{b} closed: {message.reason}")
        self._cut(a, b)
        if self.redial is not None and not message.discourage:
            edge = (a, b) if (a, b) in self.edges else (b, a)
            self._plan(self.now + self.redial, self._join, edge)

    # -- what may go wrong

    def partition(self, *groups: Iterable[int]) -> None:
        """Cut all lines between these groups of nodes; those in none of them make one group more."""
        side = [0] * len(self.nodes)
        for mark, group in enumerate(groups, start=1):
            if not isinstance(group, Iterable):
                raise TypeError(f"a group is a list of nodes' numbers: partition([0, 1]); got {group!r}")
            for number in group:
                side[self._need_number(number)] = mark
        self.side = side
        for a, b in self.edges:
            if self.side[a] != self.side[b]:
                self._cut(a, b)
        for a, b in self.edges:  # of an earlier partition
            self._join(a, b)

    def heal(self) -> None:
        """End a partition: what was cut is dialled again."""
        self.partition()

    def crash(self, number: int) -> None:
        """The node stops in the middle of things."""
        self._need_number(number)
        self.note(f"{number} crashes")
        self.alive[number] = False  # so nothing that it says now is heard
        for peer in list(self.lines[number]):
            self._cut(number, peer)

    def restart(self, number: int, node: Any = None) -> None:
        """It comes back: as it was, or as ``node``, made of what it had saved."""
        if self.alive[self._need_number(number)]:
            raise ValueError(f"node {number} is running; crash({number}) stops it")
        if node is not None:
            need_node(node, number)
            self.nodes[number], self._waiting[number] = node, getattr(node, "waiting", None)
        self.note(f"{number} is back")
        self.alive[number] = True
        for a, b in self.edges:
            if number in (a, b):
                self._join(a, b)
        self._set_alarm(number)


def need_node(node: Any, number: int) -> None:
    """Refuse what cannot be a node."""
    missing = [name for name in ("handle", "tick") if not callable(getattr(node, name, None))]
    if missing:
        raise TypeError(
            f"a node has handle(peer, message, now) and tick(now); node {number}, {node!r}, lacks "
            f"{' and '.join(missing)}: Small(on_message) makes one from a function"
        )
