"""The event heap: order, lines, loss, partitions, crashes, and that the same seed gives the same run."""

import doctest
import hashlib
import importlib
import subprocess
import sys
from itertools import pairwise
from math import inf
from random import Random

import pytest

from blockkit import REGTEST, Chain, Mempool, rules_for
from blockkit.network.messages import MAGIC, BlockMessage, Close, Entry, Inv, Verack, encode
from blockkit.network.node import Node
from blockkit.simulation.engine import Simulation, TooManyEvents
from blockkit.simulation.lesson import Small, lesson
from blockkit.simulation.lines import WireSize
from blockkit.simulation.mining import SIXTEEN, Miners, let_mine
from blockkit.simulation.wiring import full, random_graph, ring
from blockkit.simulation.world import World
from tests.library.building import next_block

START = REGTEST.genesis_time + 600


class Ear:
    """A node that notes what it hears, and when."""

    next_tick = inf

    def __init__(self):
        self.heard = []

    def handle(self, peer, message, now):
        self.heard.append((now, peer, message))
        return []

    def tick(self, now):
        return []


@pytest.mark.parametrize("name", ["engine", "lesson", "wiring", "world"])
def test_the_examples(name):
    done = doctest.testmod(importlib.import_module(f"blockkit.simulation.{name}"))
    assert done.attempted > 0 and done.failed == 0


# ---- lines ---------------------------------------------------------------------------------------


def two(**options):
    simulation = Simulation([Ear(), Ear()], [(0, 1)], **options)
    return simulation, simulation.nodes[1].heard


def test_a_message_takes_the_delay_of_its_line():
    simulation, heard = two(delay=0.25)
    simulation.post(0, [(1, "a")])
    simulation.run(1)
    assert heard == [(0.25, 0, "a")] and simulation.now == 1


def test_without_edges_all_are_connected_to_all():
    simulation = Simulation([Ear() for _ in range(5)])
    assert sorted(simulation.edges) == sorted(full(5))
    simulation.post(4, [(peer, "a") for peer in range(4)])
    simulation.run(1)
    assert [len(node.heard) for node in simulation.nodes] == [1, 1, 1, 1, 0]


def test_a_message_occupies_its_line_and_the_other_direction_is_free():
    simulation, heard = two(delay=1, bandwidth=10, size=len)
    simulation.post(0, [(1, "x" * 20), (1, "y" * 10)])
    simulation.post(1, [(0, "z" * 10)])
    simulation.run(60)
    assert [now for now, _, _ in heard] == [3, 4]
    assert simulation.nodes[0].heard == [(2, 1, "z" * 10)]


def test_a_line_that_was_idle_does_not_save_up():
    simulation, heard = two(delay=0, bandwidth=10, size=len)
    simulation.run(100)
    simulation.post(0, [(1, "x" * 10)])
    simulation.run(100)
    assert heard[0][0] == 101


def test_lines_are_first_in_first_out_whatever_the_jitter():
    simulation, heard = two(delay=1, jitter=5, seed=3)
    for number in range(200):
        simulation.after(number / 100, simulation.post, 0, [(1, number)])
    simulation.run(60)
    assert [message for _, _, message in heard] == list(range(200))
    assert [now for now, _, _ in heard] == sorted(now for now, _, _ in heard)
    assert len({now for now, _, _ in heard}) > 5


def test_events_of_one_time_happen_in_the_order_in_which_they_were_planned():
    simulation, heard = two(delay=1)
    for number in (3, 1, 2):
        simulation.after(1, heard.append, number)
    simulation.run(1)
    assert heard == [3, 1, 2]


def test_so_many_messages_are_lost():
    simulation, heard = two(loss=0.25, seed=1)
    for number in range(4000):
        simulation.post(0, [(1, number)])
    simulation.run(60)
    assert simulation.lost + len(heard) == 4000
    assert abs(simulation.lost - 1000) < 5 * (4000 * 0.25 * 0.75) ** 0.5


def test_what_is_sent_to_a_stranger_goes_nowhere():
    simulation, heard = two()
    simulation.post(0, [(7, "hello"), (None, "hello")])
    simulation.run(1)
    assert heard == [] and simulation.delivered == 0


# ---- what goes wrong -----------------------------------------------------------------------------


def gossip(me, sender, message):
    if message in me.seen:
        return None
    me.seen.add(message)
    return [(peer, message) for peer in me.peers if peer != sender]


def start(me):
    me.seen = set()


def who_knows(simulation, message):
    return {node.me.name for node in simulation.nodes if message in node.me.seen}


def test_a_partition_cuts_and_healing_joins():
    simulation = lesson(6, full(6), gossip, on_start=start)
    simulation.partition([0, 1], [2, 3])
    simulation.tell(0, "a")
    simulation.run(10)
    assert who_knows(simulation, "a") == {0, 1}
    simulation.tell(4, "b")
    simulation.run(10)
    assert who_knows(simulation, "b") == {4, 5}
    assert simulation.nodes[0].me.peers == [1]
    simulation.partition([0])
    simulation.tell(1, "c")
    simulation.run(10)
    assert who_knows(simulation, "c") == {1, 2, 3, 4, 5}
    simulation.heal()
    simulation.tell(0, "d")
    simulation.run(10)
    assert who_knows(simulation, "d") == set(range(6))


def test_what_was_on_its_way_over_a_line_that_is_cut_is_lost_though_it_is_joined_again():
    simulation, heard = two(delay=10)
    simulation.post(0, [(1, "old")])
    simulation.run(5)
    simulation.partition([0])
    simulation.heal()
    simulation.post(0, [(1, "new")])
    simulation.run(20)
    assert heard == [(15, 0, "new")]


def test_a_crash_is_silent_and_a_restart_keeps_or_loses_the_memory():
    simulation = lesson(3, ring(3), gossip, on_start=start)
    simulation.crash(1)
    simulation.tell(1, "a")
    simulation.tell(0, "b")
    simulation.run(10)
    assert who_knows(simulation, "a") == set() and who_knows(simulation, "b") == {0, 2}
    assert simulation.nodes[0].me.peers == [2]
    simulation.restart(1)
    simulation.tell(0, "c")
    simulation.run(10)
    assert who_knows(simulation, "c") == {0, 1, 2}
    simulation.crash(1)
    simulation.restart(1, Small(gossip, name=1, seen=set()))
    simulation.tell(2, "d")
    simulation.run(10)
    assert who_knows(simulation, "c") == {0, 2} and who_knows(simulation, "d") == {0, 1, 2}
    with pytest.raises(ValueError, match="is running"):
        simulation.restart(1)


def test_a_node_may_close_a_connection_and_it_is_dialled_again():
    class Cross(Ear):
        def handle(self, peer, message, now):
            super().handle(peer, message, now)
            return [(peer, Close("enough"))]

    simulation = Simulation([Ear(), Cross()], [(0, 1)], delay=1, redial=30)
    simulation.post(0, [(1, "a")])
    simulation.run(5)
    simulation.post(0, [(1, "b")])
    simulation.run(30)
    simulation.post(0, [(1, "c")])
    simulation.run(5)
    assert [message for _, _, message in simulation.nodes[1].heard] == ["a", "c"]


# ---- ticks ---------------------------------------------------------------------------------------


def test_ticks_come_when_they_are_due():
    ticks = []

    class Clock(Ear):
        next_tick = 5.0

        def tick(self, now):
            ticks.append(now)
            self.next_tick = now + 10 if now < 20 else inf
            return []

    simulation = Simulation([Clock()], [])
    simulation.run(100)
    assert ticks == [5, 15, 25]


def test_who_names_no_time_gets_a_tick_every_second():
    class Plain:
        ticks = 0

        def handle(self, peer, message, now):
            return []

        def tick(self, now):
            self.ticks += 1
            return []

    simulation = Simulation([Plain()], [])
    simulation.run(10.5)
    assert simulation.nodes[0].ticks == 10


def test_a_clock_stands_still_while_its_node_is_down():
    ticks = []
    simulation = lesson(
        2, [(0, 1)], lambda me, sender, message: None, on_tick=lambda me: ticks.append(me.name)
    )
    simulation.run(1.5)
    simulation.crash(0)
    simulation.run(3)
    assert ticks.count(0) == 2 and ticks.count(1) == 5
    simulation.restart(0)
    simulation.run(2)
    assert ticks.count(0) >= 4
    hermit = Simulation([Small(gossip, lambda me: ticks.append("hermit"))], [])
    hermit.crash(0)
    hermit.run(10)
    assert "hermit" not in ticks
    hermit.restart(0)
    hermit.run(3.5)
    assert ticks.count("hermit") == 4


def test_on_tick_of_a_lesson():
    def beat(me):
        return [(peer, me.now) for peer in me.peers]

    heard = []
    simulation = lesson(2, [(0, 1)], lambda me, sender, message: heard.append(message), on_tick=beat, every=2)
    simulation.run(5)
    assert heard == [0, 0, 2, 2, 4, 4]


# ---- a lesson's mistakes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer, error, words",
    [
        ("hello", TypeError, "list of pairs"),
        ([1], TypeError, "list of pairs"),
        ([(1, 2, 3)], TypeError, "list of pairs"),
        ([(5, "a")], ValueError, "no neighbour"),
    ],
)
def test_what_a_function_may_not_return(answer, error, words):
    simulation = lesson(3, ring(3), lambda me, sender, message: answer)
    with pytest.raises(error, match=words):
        simulation.tell(0, "go")


def test_a_lesson_is_small_and_its_nodes_share_nothing():
    with pytest.raises(ValueError, match="60"):
        lesson(61, ring(61), gossip)
    assert len(lesson(60, ring(60), gossip, on_start=start).nodes) == 60

    def greedy(me, sender, basket):
        basket.append(me.name)
        me.basket = basket
        return [(peer, basket) for peer in me.peers if peer > me.name]

    simulation = lesson(3, [(0, 1), (1, 2)], greedy)
    simulation.tell(0, [])
    simulation.run(10)
    assert [node.me.basket for node in simulation.nodes] == [[0], [0, 1], [0, 1, 2]]

    def absent_minded(me, sender, basket):
        me.got = [*getattr(me, "got", []), list(basket)]
        if me.name:
            return None
        out = [(1, basket), (1, basket)]
        me.basket = basket
        return out

    simulation = lesson(2, [(0, 1)], absent_minded)
    simulation.tell(0, ["apple"])
    simulation.nodes[0].me.basket.append("worm")  # while two copies are on their way
    simulation.run(1)
    assert simulation.nodes[1].me.got == [["apple"], ["apple"]]


def test_nodes_that_talk_for_ever_are_stopped():
    simulation = lesson(2, [(0, 1)], lambda me, sender, message: [(1 - me.name, message)])
    simulation.tell(0, "ping")
    with pytest.raises(TooManyEvents, match="for ever"):
        simulation.run(10**6, most=1_000)
    assert simulation.events == 1_000


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: Simulation([object()], []), "lacks handle and tick"),
        (lambda: Simulation([Ear()], [(0, 1)]), "joins two different nodes"),
        (lambda: Simulation([Ear(), Ear()], [(0, 1)], loss=1), "loss"),
        (lambda: Simulation([Ear(), Ear()], [(0, 1)], delay=-1), "delay"),
        (lambda: Simulation([Ear(), Ear()], [(0, 1)], bandwidth=0), "bandwidth"),
        (lambda: Small("on_message"), "must be a function"),
        (lambda: Small(gossip, every=0), "more than 0"),
        (lambda: Miners([], 600, Random(1)), "shares"),
        (lambda: Miners([1], 0, Random(1)), "more than 0"),
        (lambda: random_graph(10, 5, Random(1)), "at most 4"),
        (lambda: random_graph(10, 0, Random(1)), "above 0"),
        (lambda: World(10, year="2020"), "2015 and 2019"),
        (lambda: Simulation([Ear()], []).partition(0), "list of nodes"),
        (lambda: Simulation([Ear()], []).partition([1]), "node's number"),
        (lambda: Simulation([Ear()], []).crash(-1), "node's number"),
        (lambda: Simulation([Ear()], []).restart(3), "node's number"),
        (lambda: Simulation([Ear()], []).tell("0", "hello"), "node's number"),
        (lambda: Simulation([Ear()], []).after(-1, print), "past"),
        (lambda: let_mine(Simulation([Ear()], []), Miners([1, 1], 600, Random(1)), 1, print), "2 shares"),
    ],
)
def test_what_is_refused(make, words):
    with pytest.raises((TypeError, ValueError), match=words):
        make()


# ---- wiring, world, mining -----------------------------------------------------------------------


@pytest.mark.parametrize("count, out", [(10, 3), (200, 8), (50, 1)])
def test_a_random_graph_is_connected_and_everybody_dials_as_many(count, out):
    edges = random_graph(count, out, Random(5))
    assert len({frozenset(edge) for edge in edges}) == len(edges)
    dialled = [sum(a == node for a, _ in edges) for node in range(count)]
    assert set(dialled) <= ({out} if out > 1 else {0, 1})
    reached, new = {0}, [0]
    while new:
        node = new.pop()
        for edge in edges:
            if node in edge:
                other = sum(edge) - node
                if other not in reached:
                    reached.add(other)
                    new.append(other)
    assert len(reached) == count


@pytest.mark.parametrize("year", ["2015", "2019"])
def test_the_world_is_symmetric_and_as_populated_as_measured(year):
    world = World(20_000, 1, year)
    assert all(world.latency[a][b] == world.latency[b][a] for a in range(6) for b in range(6))
    in_europe = sum(region == 1 for region in world.region) / 20_000
    assert abs(in_europe - {"2015": 0.5159, "2019": 0.4998}[year]) < 0.02
    assert abs(len(world.edges()) / 20_000 - 8.645) < 0.1
    assert world.bandwidth(0, 1) == min(world.upload[world.region[0]], world.download[world.region[1]])


def test_blocks_come_by_share_and_at_exponential_intervals():
    simulation = Simulation([Ear() for _ in range(16)], [])
    found, times = [0] * 16, []

    def find(node, now):
        found[simulation.nodes.index(node)] += 1
        times.append(now)

    let_mine(simulation, Miners(SIXTEEN, 600, Random(2)), 10_000, find)
    simulation.run(10**9)
    assert sum(found) == 10_000
    for share, blocks in zip(SIXTEEN, found, strict=True):
        assert abs(blocks - 100 * share) < 5 * (100 * share) ** 0.5
    assert abs(times[-1] / 10_000 - 600) < 5 * 600 / 100
    gaps = [b - a for a, b in pairwise(times)]
    assert abs(sum(gap > 600 for gap in gaps) / len(gaps) - 0.3679) < 0.025


def test_who_has_crashed_finds_no_block():
    simulation = Simulation([Ear(), Ear()], [])
    simulation.crash(0)
    found = []
    let_mine(simulation, Miners([1, 1], 1, Random(2)), 100, lambda node, now: found.append(node))
    simulation.run(1000)
    assert 20 < len(found) < 80 and set(found) == {simulation.nodes[1]}


# ---- Bitcoin's own nodes, the same run, bytes ----------------------------------------------------


def a_run(seed=1, magic=None, count=6):
    """Full nodes that mine, lose messages, are cut apart, crash and come back: its trace."""
    rules, lines = rules_for(REGTEST), []
    world = World(count, seed)

    def fresh(number, chain=None):
        chain = chain or Chain(rules)
        return Node(chain, Mempool(chain), rng=Random(f"{seed} {number}"))

    simulation = Simulation(
        [fresh(number) for number in range(count)],
        random_graph(count, 2, Random(seed)),
        seed=seed,
        delay=world.delay,
        bandwidth=world.bandwidth,
        jitter=0.3,
        loss=0.02,
        start=START,
        magic=magic,
        trace=lines.append,
    )

    def find(node, now):
        block = next_block(node.chain, extra=simulation.events, time=int(now))
        return node.submit(block, now)

    let_mine(simulation, Miners([3, 2, 1, 1, 1, 1], 60, Random(seed)), 30, find)
    simulation.after(300, simulation.partition, [0, 1, 2])
    simulation.after(900, simulation.heal)
    simulation.after(1000, simulation.crash, 4)
    simulation.after(1200, lambda: simulation.restart(4, fresh("4 again", simulation.nodes[4].chain)))
    simulation.run(4000)
    return simulation, lines


def test_nodes_are_cut_apart_crash_and_agree_in_the_end():
    simulation, lines = a_run()
    tips = {node.chain.tip.hash for node in simulation.nodes}
    assert len(tips) == 1 and simulation.nodes[0].chain.tip.height > 15
    text = "\n".join(lines)
    assert "lost" in text and " cut" in text and "4 crashes" in text and "4 is back" in text


def digest_of(lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    _, first = a_run(1)
    _, again = a_run(1)
    _, other = a_run(2)
    assert first == again and first != other and len(first) > 500


def test_the_same_seed_gives_the_same_run_in_another_process():
    """Whatever the order of sets of texts, which differs from one process to the next."""
    code = "from tests.simulation.test_engine import a_run, digest_of; print(digest_of(a_run(1)[1]))"
    for hash_seed in "1", "2":
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."},
        )
        assert done.stdout.strip() == digest_of(a_run(1)[1]), done.stderr


def test_through_the_codec_the_trace_is_the_same_to_the_byte():
    _, objects = a_run(3)
    simulation, through_bytes = a_run(3, magic=MAGIC["regtest"])
    assert "\n".join(objects).encode() == "\n".join(through_bytes).encode()
    assert sum("block" in line.split() for line in objects) > 50
    blocks = [node.chain.blocks[node.chain.tip.hash] for node in simulation.nodes]
    assert blocks[0] == blocks[1] and blocks[0] is not blocks[1]


def test_the_size_of_a_message_is_that_of_its_frame():
    simulation, _ = a_run(1, count=6)
    node = simulation.nodes[0]
    block = node.chain.blocks[node.chain.tip.hash]
    size = WireSize(most=1)
    for message in BlockMessage(block), Inv((Entry(2, bytes(32)),)), Verack(), BlockMessage(block):
        assert size(message) == len(encode(MAGIC["regtest"], message))
    other = node.chain.blocks[node.chain.tip.parent.hash]
    assert [size(BlockMessage(one)) for one in (other, block, other)] == [
        len(encode(MAGIC["regtest"], BlockMessage(one))) for one in (other, block, other)
    ]
    assert size("abc") == len("'abc'")
