"""The simulation: a rumour in a network, event by event, beside SimPy; blocks that spread, beside SimBlock.

*Events*: 300 nodes, each dials eight others; who hears of a rumour for the first time tells all neighbours
but the sender. A delivery is an event: each program has as many, and all end at the same second. SimPy is
used as its manual shows: a process for each node, which waits for its ``Store``, and one for each message on
its way, as in its example of a cable. *Callbacks* does without both: the least that its heap needs.

*SimBlock* is compiled from the folder that ``--simblock`` names, with 600 nodes, 100 blocks and no compact
blocks in a copy of its settings; nothing is written into the folder. What counts is the time that it prints,
without the start of Java.
"""

import os
import re
import shutil
import subprocess
import tracemalloc
from collections.abc import Generator, Iterator
from math import inf
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from benchmarks.measure import Row, Setting, Work, compared, megabytes, peer, per_second, rows
from blockkit.simulation.engine import Simulation
from blockkit.simulation.mining import Miners
from blockkit.simulation.spread import Net, find_times, spread
from blockkit.simulation.wiring import random_graph
from blockkit.simulation.world import World

NODES, OUT, RUMOURS = 300, 8, 20
BLOCKS_OF_SIMBLOCK, NODES_OF_SIMBLOCK = 100, 600
SETTINGS = {
    "NUM_OF_NODES": NODES_OF_SIMBLOCK,
    "END_BLOCK_HEIGHT": BLOCKS_OF_SIMBLOCK,
    "CBR_USAGE_RATE": "0f",
}
Answer = tuple[int, float]  # how many messages were delivered, and when the last one was


def simulation_rows(setting: Setting) -> Iterator[Row]:
    """Events in a second, memory, and blocks beside SimBlock."""
    simpy, net = peer("simpy"), Wires()
    plain: Work | None = (lambda: with_simpy(simpy, net)) if simpy else None
    least: Work | None = (lambda: with_callbacks(simpy, net)) if simpy else None
    others = {"SimPy": plain, "SimPy, callbacks": least}
    delivered, _ = ours(net)
    what = f"a rumour among {NODES} nodes, {delivered // 1_000},000 events"
    show = per_second(delivered, "events")
    yield from rows(what, lambda: ours(net), others, show, setting.rounds, {"SimPy": 2.0})
    sizes = {"ours": [peak(lambda: ours(net))]}
    sizes |= {name: [peak(work)] for name, work in others.items() if work is not None}
    yield from compared("the same, memory", sizes, list(others), megabytes, {"SimPy": 2.0})
    yield simblock_row(setting.simblock)


class Wires:
    """Who is whose neighbour, at what distance; and when each rumour begins where."""

    def __init__(self) -> None:
        random = Random(1)
        world = World(NODES, 1)
        self.edges, self.delay = random_graph(NODES, OUT, random), world.delay
        self.links: list[list[tuple[int, float]]] = [[] for _ in range(NODES)]
        for a, b in self.edges:
            self.links[a].append((b, world.delay(a, b)))
            self.links[b].append((a, world.delay(b, a)))
        self.begins = [(random.uniform(0, 10), random.randrange(NODES)) for _ in range(RUMOURS)]


def peak(work: Work) -> float:
    """The most memory that it takes at a time."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return float(most)


# ---- ours, and SimPy -----------------------------------------------------------------------------


class Gossip:
    """A node that passes on what is new to it."""

    next_tick = inf

    def __init__(self, links: list[tuple[int, float]]) -> None:
        self.peers, self.seen = [other for other, _ in links], set[int]()

    def handle(self, sender: int | None, rumour: int, now: float) -> list[tuple[int, int]]:
        """What it says to whom."""
        if rumour in self.seen:
            return []
        self.seen.add(rumour)
        return [(other, rumour) for other in self.peers if other != sender]

    def tick(self, now: float) -> list[tuple[int, int]]:
        """Nothing to do."""
        return []


def ours(net: Wires) -> Answer:
    """With the simulation as it is: lines first in, first out, that can be cut."""
    simulation = Simulation([Gossip(links) for links in net.links], net.edges, delay=net.delay)
    for rumour, (at, node) in enumerate(net.begins):
        simulation.after(at, simulation.tell, node, rumour)
    simulation.run(60)
    return simulation.delivered, round(simulation.last, 6)


def with_simpy(simpy: Any, net: Wires) -> Answer:
    """A process for each node and for each message on its way."""
    env = simpy.Environment()
    inboxes, counted = [simpy.Store(env) for _ in net.links], [0, 0.0]

    def send(to: int, delay: float, sender: int, rumour: int) -> Generator[Any, Any, None]:
        yield env.timeout(delay)
        inboxes[to].put((sender, rumour))

    def node(number: int) -> Generator[Any, Any, None]:
        seen: set[int] = set()
        while True:
            sender, rumour = yield inboxes[number].get()
            counted[0] += 1
            counted[1] = env.now
            if rumour not in seen:
                seen.add(rumour)
                for other, delay in net.links[number]:
                    if other != sender:
                        env.process(send(other, delay, number, rumour))

    for number in range(NODES):
        env.process(node(number))
    for rumour, (at, number) in enumerate(net.begins):
        env.process(send(number, at, -1, rumour))
    env.run(until=60)
    return int(counted[0]), round(counted[1], 6)


def with_callbacks(simpy: Any, net: Wires) -> Answer:
    """An event for each message, whose callback does what the node would do."""
    env = simpy.Environment()
    seen, counted = [set[int]() for _ in net.links], [0, 0.0]

    def deliver(event: Any) -> None:
        sender, number, rumour = event.value
        counted[0] += 1
        counted[1] = env.now
        if rumour not in seen[number]:
            seen[number].add(rumour)
            for other, delay in net.links[number]:
                if other != sender:
                    env.timeout(delay, (number, other, rumour)).callbacks.append(deliver)

    for rumour, (at, number) in enumerate(net.begins):
        env.timeout(at, (-1, number, rumour)).callbacks.append(deliver)
    env.run(until=60)
    return int(counted[0]), round(counted[1], 6)


# ---- SimBlock ------------------------------------------------------------------------------------


def simblock_row(folder: Path | None) -> Row:
    """Its own simulation and our propagation of as many blocks among as many nodes."""
    what = f"{BLOCKS_OF_SIMBLOCK} blocks among {NODES_OF_SIMBLOCK} nodes, spread"
    start = process_time()
    net = Net.of_world(World(NODES_OF_SIMBLOCK, 1))
    power = Miners([1] * NODES_OF_SIMBLOCK, 600, Random(1))
    spread(net, find_times(power, BLOCKS_OF_SIMBLOCK), 535_000, overhead=0.01, one_by_one=True)
    taken = process_time() - start
    try:
        theirs = simblock_seconds(folder)
    except ValueError as problem:
        return Row(what, f"{taken:.2f} s", "SimBlock", remark=str(problem))
    return Row(what, f"{taken:.2f} s", "SimBlock", (theirs / taken,))


def simblock_seconds(folder: Path | None) -> float:
    """The seconds that SimBlock says it took; ``ValueError`` says why there are none."""
    if folder is None:
        raise ValueError("--simblock DIR names its source")
    sources = folder / "simulator" / "src" / "main" / "java"
    if not (sources / "simblock" / "simulator" / "Main.java").is_file():
        raise ValueError(f"no source of SimBlock in {folder}")
    if not shutil.which("javac") or not shutil.which("java"):
        raise ValueError("java and javac are not installed")
    with TemporaryDirectory() as place:
        work = Path(place)
        shutil.copytree(sources, work / "source")
        shutil.copytree(folder / "simulator" / "src" / "dist" / "conf", work / "conf")
        (work / "output" / "graph").mkdir(parents=True)
        settings = work / "source" / "simblock" / "settings" / "SimulationConfiguration.java"
        text = settings.read_text("utf-8")
        for name, value in SETTINGS.items():
            text, count = re.subn(rf"(\b{name} = )[^;]+;", rf"\g<1>{value};", text)
            if count < 1:
                raise ValueError(f"its settings have no {name}: another version than ours")
        settings.write_text(text, "utf-8")
        java = [str(path) for path in sorted((work / "source").rglob("*.java"))]
        run(["javac", "-nowarn", "-encoding", "UTF-8", "-d", "classes", *java], work)
        printed = run(["java", "-cp", f"classes{os.pathsep}conf", "simblock.simulator.Main"], work)
    last = (printed.strip().splitlines() or [""])[-1]
    if not last.isdecimal():
        raise ValueError(f"its last line is no time: {last[:60]!r}")
    return int(last) / 1_000


def run(command: list[str], work: Path) -> str:
    """What a command printed; ``ValueError`` where it failed."""
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, errors="replace")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise ValueError(f"{command[0]} failed: {last[:100]}")
    return done.stdout
