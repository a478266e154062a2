"""The robbery and the split network, on real chains."""

from dataclasses import replace
from random import Random

import pytest

from blockkit import CLASSROOM, REGTEST, rules_for
from blockkit.agreement import races, robbery, splits
from blockkit.agreement.robbery import MINE, PRICE, PUBLISH, STOP, attacker_move, rob
from blockkit.errors import Invalid
from blockkit.node.mining import search_slice

OURS = rules_for(CLASSROOM)
FASTER = rules_for(replace(CLASSROOM, halving_blocks=15))


# ---- the strategy --------------------------------------------------------------------------------


def test_the_words_of_the_strategy():
    for (honest, secret, z), word in {
        (6, 7, 6): PUBLISH, (6, 6, 6): MINE, (5, 7, 6): MINE, (50, 0, 6): STOP, (50, 1, 6): MINE,
        (0, 1, 1): MINE,
    }.items():  # fmt: skip
        assert attacker_move(honest, secret, z) == word


@pytest.mark.parametrize(("q", "z"), [(0.3, 2), (0.3, 6)])
def test_games_of_the_strategy_come_near_the_exact_value(q, z):
    """With one block in the drawer: E2.14 and E2.15 speak of one race."""
    rng, games, won = Random(q), 4000, 0
    for _ in range(games):
        honest, secret = 0, 1
        while (word := attacker_move(honest, secret, z)) == MINE:
            his = rng.random() < q
            honest, secret = honest + (not his), secret + his
        won += word == PUBLISH
    exact = races.rosenfeld(q, z)
    assert abs(won / games - exact) < 4 * (exact * (1 - exact) / games) ** 0.5


# ---- the attack ----------------------------------------------------------------------------------


def test_a_majority_takes_its_payment_back():
    found = rob(0.6, 3, 7)
    assert (found.word, found.honest, found.secret, found.moved) == (PUBLISH, 3, 4, True)
    assert (found.paid, found.kept) == (PRICE, 0) and found.before != found.after
    assert [step.finder for step in found.steps] == [
        "thief", "thief", "others", "thief", "thief", "others", "others",
    ]  # fmt: skip
    assert [step.balance for step in found.steps] == [0, 0, *[PRICE] * 5]


def test_a_minority_without_luck_gives_up():
    found = rob(0.3, 3, 2)
    assert (found.word, found.honest, found.secret, found.moved) == (STOP, 84, 34, False)
    assert found.paid == found.kept == PRICE and found.before == found.after
    assert rob(0.3, 3, 2) == found


def test_published_too_early_nobody_moves():
    """At a tie everybody keeps what they saw first."""
    tie = rob(0.5, 1, 3, lambda honest, secret, z: PUBLISH if honest == secret >= z else MINE)
    assert tie.word == PUBLISH and not tie.moved and tie.kept == PRICE


def test_a_strategy_that_never_ends_is_cut_off():
    found = rob(0.6, 1, 1, lambda *state: MINE, most=20)
    assert found.word == MINE and len(found.steps) == 21 and not found.moved


def test_the_rules_of_the_chain_decide():
    """A node that never moves earns nothing to pay with; and a miner of somebody else's is asked."""
    stubborn = replace(OURS, prefer=lambda tip, other: False)
    with pytest.raises(Invalid, match="Insufficient funds"):  # this node never leaves block 0
        rob(0.6, 3, 7, rules=stubborn)
    calls = []

    def find_nonce(header76, target, start, stop):
        calls.append(header76)
        return search_slice(header76, target, start, stop)

    assert rob(0.6, 3, 7, find_nonce=find_nonce) == rob(0.6, 3, 7) and len(calls) == 6 + 7


@pytest.mark.parametrize(
    "call",
    [
        lambda: rob(1.5, 3, 1),
        lambda: rob(0.5, 0, 1),
        lambda: rob(0.5, 1, 1, lambda *state: "attack"),
        lambda: rob(0.5, 1, 1, find_nonce=lambda *args: None),
    ],
)
def test_what_is_no_attack(call):
    with pytest.raises(ValueError, match=r"q lies|a strategy says|no nonce"):
        call()


def test_nobody_prints_money():
    refused = "bad-cb-amount: expected 5000000000, got 5100000000"
    assert robbery.print_money() == refused
    assert robbery.print_money(coins=50) == ""
    assert robbery.print_money(rules_for(REGTEST)) == refused
    assert robbery.print_money(replace(OURS, subsidy=lambda height, params: 2**42)) == ""


# ---- six nodes -----------------------------------------------------------------------------------


def test_the_same_rules_end_on_one_tip():
    met = splits.meet([OURS] * 6)
    assert met.agreed and len(met.found) == 40 and set(met.branches) == {1, 2}
    first, second = splits.SPLITS
    for split in (first, second):
        assert set(met.branches[split.begin - 1 : split.end - 1]) == {2}
    heights = {
        part: max(
            one.height for one in met.found if one.miner in part and first.begin <= one.number < first.end
        )
        for part in first.parts
    }
    assert list(heights.values()) == [12, 14]  # four heavy blocks against six
    followed = next(one for one in met.found if one.number == first.end)
    assert followed.height == 13


@pytest.mark.parametrize("seed", range(1, 6))
def test_other_seeds_agree_too(seed):
    met = splits.meet([OURS] * 6, seed)
    assert met.dispute is None and met.branches[-1] == 1


@pytest.mark.parametrize(
    ("slot", "function", "number"),
    [
        ("prefer", lambda tip, other: other.height > tip.height, 18),
        ("work", lambda bits: 1, 18),
        ("next_bits", lambda headers, params: headers[-1].bits, 10),
        ("subsidy", lambda height, params: 5_000_000_000, 23),
        ("meets_target", lambda header, target: False, 1),
        ("bits_to_target", lambda bits: 2**250, 1),
        ("merkle_root", lambda txids: 1 // 0, 1),
        ("hash256", lambda data: bytes(32), 1),
    ],
)
def test_the_first_block_on_which_they_disagree_and_the_slot(slot, function, number):
    theirs = replace(FASTER, **{slot: function})
    dispute = splits.meet([theirs] * 3 + [FASTER] * 3).dispute
    assert (dispute.slot, dispute.number) == (slot, number)
    yours, others = dispute.verdicts[:3], dispute.verdicts[3:]
    assert set(yours) - {splits.NOT_ASKED} != set(others) - {splits.NOT_ASKED}


def test_a_tie_that_is_judged_otherwise_is_no_dispute():
    """Whoever follows the last seen of two equal branches is outvoted by the next block."""
    theirs = replace(FASTER, prefer=lambda tip, other: other.chainwork >= tip.chainwork)
    met = splits.meet([theirs] * 3 + [FASTER] * 3)
    assert met.dispute is None and met.agreed
    assert met.tie.moved == (0, 1, 2)  # but the tie shows it
    assert met.tie.tips[:3] == (met.tie.tips[5], met.tie.tips[3], met.tie.tips[3])


def test_after_the_second_split_two_tips_have_the_same_work():
    met, split = splits.meet([OURS] * 6), splits.SPLITS[-1]
    assert met.tie.number == split.end - 1 and not met.tie.moved
    by_part = [{met.tie.tips[node] for node in part} for part in split.parts]
    assert [len(tips) for tips in by_part] == [1, 1] and by_part[0] != by_part[1]
    blocks = {one.hash: one for one in met.found}
    assert [blocks[tip].height for part in by_part for tip in part] == [23, 23]
    ended = next(one for one in met.found if one.number == split.end)
    assert {ended.parent} == by_part[0] and met.branches[split.end - 1] == 1  # one block, and all are there


def test_nobody_follows_a_strangers_branch_though_it_has_more_work():
    met = splits.meet([OURS] * 6)
    first, second = met.refused
    assert first.leads and second.leads and second.parent == first.hash and first.parent in met.tie.tips
    assert first.verdicts == ("bad-cb-amount",) * 6 and second.verdicts == ("bad-prevblk",) * 6
    assert not {first.hash, second.hash} & {one.hash for one in met.found}


def test_whoever_takes_a_strangers_block_is_named_with_the_rule():
    def generous(height, params):
        return FASTER.subsidy(height, params) * (2 if height >= 24 else 1)

    met = splits.meet([replace(FASTER, subsidy=generous)] * 3 + [FASTER] * 3)
    assert met.dispute.miner == splits.STRANGER and met.dispute.height == 24
    assert met.dispute.verdicts == ("accepted",) * 3 + ("bad-cb-amount",) * 3
    assert met.dispute.slot == "subsidy" and len(met.refused) == 1 and not met.agreed
