"""A view says what a chain says, whatever comes in whatever order; and each block is judged once."""

from dataclasses import replace
from random import Random

import pytest

from blockkit import Chain, Invalid
from blockkit.headers import parent_of
from blockkit.simulation.sharing import Tree, View
from tests.library.building import NOW, RULES, SUBSIDY, coinbase_of, next_block, payment


def blocks_of_a_tree(random, count=30):
    """Valid blocks and bad ones, on branches of a tree: parents first."""
    chain, made, places = Chain(RULES), [], []
    places.append(chain.tip)
    for number in range(count):
        parent = random.choice(places[-6:])
        kind = random.choice(["good"] * 7 + ["greedy", "early", "old", "root", "height", "payment"])
        options = {"extra": number}
        if kind == "greedy":
            options["value"] = 60 * 10**8
        elif kind == "old":
            options["time"] = parent.median_time
        elif kind == "root":
            options["merkle_root"] = bytes(32)
        elif kind == "early":
            options["time"] = NOW + 3 * 60 * 60
        elif kind == "payment" and parent.height > 2:
            coin = coinbase_of_branch(made, parent.at(parent.height - 2))
            options["txs"] = (payment(coin, fee=0),)
        block = next_block(chain, parent, **options)
        if kind == "height":
            other = next_block(chain, parent_of(parent) if parent.height else parent, extra=number)
            wrong = replace(block, transactions=other.transactions)
            block = next_block(chain, parent, merkle_root=other.header.merkle_root)
            block = replace(block, transactions=wrong.transactions)
        made.append(block)
        try:
            index = Chain.accept_header(chain, block.header, NOW)
            chain.blocks[index.hash] = block
            places.append(index)
        except Invalid:
            pass
    return made


def coinbase_of_branch(made, index):
    return next(block for block in made if RULES.block_hash(block.header) == index.hash).transactions[0]


def outcome(chain, block, now, headers_only=False):
    try:
        if headers_only:
            return chain.accept_header(block.header, now).hash
        return chain.accept(block, now)
    except Invalid as error:
        return error.reason, str(error)


@pytest.mark.parametrize("seed", range(40))
def test_views_say_what_chains_say(seed):
    random = Random(seed)
    blocks = blocks_of_a_tree(random)
    tree = Tree(RULES)
    pairs = [(Chain(RULES), View(tree)) for _ in range(3)]
    events = [(pair, block, random.random() < 0.3) for pair in range(3) for block in blocks * 2]
    near = [(number + random.uniform(0, 25), number) for number in range(len(events))]
    reasons = set()
    for _, number in sorted(near):
        pair, block, headers_only = events[number]
        chain, view = pairs[pair]
        expected = outcome(chain, block, NOW, headers_only)
        assert outcome(view, block, NOW, headers_only) == expected
        assert view.tip.hash == chain.tip.hash
        if isinstance(expected, tuple):
            reasons.add(expected[0])
    for chain, view in pairs:
        assert {name: index.failed for name, index in view.index.items()} == {
            name: index.failed for name, index in chain.index.items()
        }
        assert set(view.blocks) == set(chain.blocks)
        assert [tip.hash for tip in view.tips] == [tip.hash for tip in chain.tips]
    assert reasons


def test_the_random_trees_hold_every_kind_of_fault():
    reasons, heights = set(), []
    for seed in range(40):
        chain = Chain(RULES)
        for block in blocks_of_a_tree(Random(seed)):
            said = outcome(chain, block, NOW)
            if isinstance(said, tuple):
                reasons.add(said[0])
        heights.append(chain.tip.height)
    faults = {"bad-cb-amount", "time-too-old", "time-too-new", "bad-txnmrklroot", "bad-cb-height"}
    assert faults | {"bad-prevblk"} <= reasons
    assert max(heights) > 8


def test_a_body_is_judged_once_and_kept_once():
    asked = []

    def root(txids):
        asked.append(txids)
        return RULES.merkle_root(txids)

    rules = replace(RULES, merkle_root=root)
    tree = Tree(rules)
    views = [View(tree) for _ in range(50)]
    block = next_block(views[0])
    asked.clear()
    copies = [replace(block, header=replace(block.header)) for _ in views]
    for view, copy in zip(views, copies, strict=True):
        assert view.accept(copy, NOW)
    assert len(asked) == 1
    assert len({id(view.blocks[view.tip.hash]) for view in views}) == 1


def test_another_body_for_the_same_header_is_judged_for_itself():
    tree = Tree(RULES)
    one, other = View(tree), View(tree)
    block = next_block(one)
    spoilt = replace(block, transactions=(*block.transactions, *block.transactions))
    one.accept(block, NOW)
    with pytest.raises(Invalid, match="bad-txnmrklroot"):
        other.accept(spoilt, NOW)
    assert other.accept(block, NOW)


def test_a_spoilt_witness_marks_no_block_for_others():
    rules = replace(RULES, params=replace(RULES.params, segwit_height=10**6))
    tree = Tree(rules)
    one, other = View(tree), View(tree)
    block = next_block(one)
    first = replace(block.transactions[0], witnesses=((b"\0" * 32,),))
    spoilt = replace(block, transactions=(first,))
    for view in one, other:
        with pytest.raises(Invalid, match="unexpected-witness"):
            view.accept(spoilt, NOW)
    assert one.accept(block, NOW) and other.accept(block, NOW)


def test_the_coins_are_moved_to_where_a_block_is_judged():
    """Two branches of one length, each the choice of one view, and a payment that only one of them allows."""
    tree = Tree(RULES)
    here, there = View(tree), View(tree)
    for _ in range(3):
        block = next_block(here)
        assert here.accept(block, NOW) and there.accept(block, NOW)
    left, right = next_block(here, extra=1), next_block(there, extra=2)
    assert here.accept(left, NOW) and there.accept(right, NOW)
    for view in here, there:
        spent = coinbase_of(view, 1)
        block = next_block(view, txs=(payment(spent, fee=7),), fees=7, value=SUBSIDY + 7)
        assert view.accept(block, NOW)
    again = next_block(here, txs=(payment(coinbase_of(here, 1), fee=8),), value=SUBSIDY + 8)
    with pytest.raises(Invalid, match="missingorspent"):
        here.accept(again, NOW)
    assert here.tip.height == there.tip.height == 5 and here.tip.hash != there.tip.hash
