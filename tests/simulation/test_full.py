"""Full nodes by the dozen, and by the thousand where one has the minutes: shared trees, and visible forks."""

import doctest
from dataclasses import replace
from random import Random

import pytest

from blockkit import REGTEST, Chain, rules_for
from blockkit.simulation import full
from blockkit.simulation.full import camps, find_block, full_network, full_nodes
from blockkit.simulation.mining import Miners, let_mine
from blockkit.simulation.sharing import Tree

RULES = rules_for(REGTEST)
GENEROUS = replace(RULES, subsidy=lambda height, params: 60 * 100_000_000)


def mined(rules, blocks, seed=1, interval=60, out=3, prepare=None, **options):
    simulation = full_network(rules, seed, out=out, **options)
    if prepare:
        prepare(simulation)
    let_mine(simulation, Miners([1] * len(rules), interval, Random(seed)), blocks, find_block)
    simulation.run(interval * blocks * 3 + 600)
    return simulation


def test_the_example():
    done = doctest.testmod(full)
    assert done.attempted > 5 and done.failed == 0


def test_all_agree_and_no_block_is_mined_in_vain_unless_two_met():
    simulation = mined([RULES] * 40, 30)
    (camp,) = camps(simulation.nodes)
    assert camp.nodes == 40 and 25 <= camp.height <= 30 and camp.fork == camp.height
    known = {name for node in simulation.nodes for name in node.chain.blocks}
    assert len(known) == 31


def test_with_equal_rules_each_block_is_judged_once():
    asked = []

    def root(txids):
        asked.append(txids)
        return RULES.merkle_root(txids)

    rules = [replace(RULES, merkle_root=root) for _ in range(30)]  # thirty equal ones
    simulation = full_network(rules, 1, out=3)
    assert len({id(node.chain.tree) for node in simulation.nodes}) == 1
    asked.clear()
    out = find_block(simulation.nodes[0], simulation.now)
    own = len(asked)
    simulation.post(0, out)
    simulation.run(600)
    assert len(asked) == own
    (camp,) = camps(simulation.nodes)
    assert (camp.nodes, camp.height) == (30, 1)


def test_views_and_chains_give_the_same_run_to_the_byte():
    """Sharing the judgement changes nothing that anybody can see."""
    runs = []
    for shared in True, False:
        lines = []

        def alone(simulation, shared=shared):
            for node in simulation.nodes if not shared else ():
                node.chain = Chain(node.chain.rules)
                node.best_header = node.chain.tip

        mined([RULES, GENEROUS] * 8, 30, seed=4, prepare=alone, trace=lines.append)
        runs.append(lines)
    assert runs[0] == runs[1] and len(runs[0]) > 1_000
    assert any("closed" in line for line in runs[0])


def test_a_network_has_nodes():
    with pytest.raises(ValueError, match="it is empty"):
        full_network([])


def test_two_rules_make_a_visible_fork():
    simulation = mined([RULES] * 14 + [GENEROUS] * 14, 40, seed=3, out=8)
    ours, theirs = camps(simulation.nodes)
    assert (ours.nodes, theirs.nodes) == (14, 14)
    assert min(ours.fork, theirs.fork) == 0 < min(ours.height, theirs.height)
    tips = [{node.chain.tip.hash for node in part} for part in (simulation.nodes[:14], simulation.nodes[14:])]
    assert [len(tip) for tip in tips] == [1, 1] and tips[0] != tips[1]
    reasons = {event.reason for node in simulation.nodes for event in node.events if hasattr(event, "reason")}
    assert any("bad-cb-amount" in reason for reason in reasons)


def test_a_partition_makes_two_branches_and_healing_one():
    seen = []

    def prepare(simulation):
        simulation.after(60, simulation.partition, range(10))
        simulation.after(1500, lambda: seen.extend(camps(simulation.nodes)))
        simulation.after(1501, simulation.heal)

    simulation = mined([RULES] * 24, 40, seed=5, out=8, prepare=prepare)
    assert sorted(camp.nodes for camp in seen) == [10, 14] and min(camp.fork for camp in seen) < 5
    (camp,) = camps(simulation.nodes)
    assert camp.nodes == 24


def test_a_node_that_was_down_catches_up():
    def prepare(simulation):
        simulation.after(1, simulation.crash, 3)
        simulation.after(1200, lambda: simulation.restart(3, full_nodes([RULES])[0]))

    simulation = mined([RULES] * 12, 30, seed=6, prepare=prepare)
    (camp,) = camps(simulation.nodes)
    assert camp.nodes == 12
    assert isinstance(simulation.nodes[3].chain.tree, Tree)


@pytest.mark.soak
def test_a_thousand_nodes_and_a_hundred_blocks():
    simulation = mined([RULES] * 1_000, 100, interval=600, out=8)
    (camp,) = camps(simulation.nodes)
    assert camp.nodes == 1_000 and camp.height >= 98
