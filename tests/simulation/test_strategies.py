"""Strategies, by hand and beside the closed forms of the papers, within an error that the run tells."""

import doctest
from math import sqrt

import pytest

from blockkit.agreement.races import overtake, rosenfeld, selfish_revenue, selfish_threshold
from blockkit.simulation import strategies
from blockkit.simulation.strategies import Blocks, Miner, double_spend, double_spender, duel, honest, selfish


def test_the_example():
    assert doctest.testmod(strategies).failed == 0


# ---- by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mine, theirs, says, note",
    [
        (1, 0, 0, "a first block stays secret"),
        (2, 0, 0, "and so does a second"),
        (0, 1, None, "nothing to lose: follow"),
        (1, 1, 1, "caught up: publish, and let the network decide"),
        (2, 1, 2, "one ahead: publish all"),
        (3, 1, 1, "two ahead: only as much as theirs"),
        (5, 3, 3, "still two ahead"),
        (5, 4, 5, "one ahead"),
        (1, 2, None, "lost"),
    ],
)
def test_selfish(mine, theirs, says, note):
    assert selfish(mine, theirs) == says, note


def test_honest_and_double_spend():
    assert honest(1, 0) == 1 and honest(1, 2) is None
    assert double_spend(3, 1, z=2) == 0  # the merchant has not delivered yet
    assert double_spend(2, 2, z=2) == 0  # level is not enough
    assert double_spend(3, 2, z=2) == 3
    assert double_spend(0, 20, z=2, gives_up=20) is None


def test_a_tie_is_decided_by_who_finds_the_next_block():
    tree = Blocks()
    thief, other = Miner(0, tree, selfish), Miner(1, tree)
    thief.connected(1, True, 0)
    other.connected(0, False, 0)
    assert thief.find(0) == []
    ((_, theirs),) = other.find(0)
    ((to, his),) = thief.handle(1, theirs, 0)
    assert to == 1 and tree.height[his] == tree.height[theirs] == 1
    assert other.handle(0, his, 0) == [] and other.public == theirs  # first seen
    ((_, second),) = thief.find(0)
    other.handle(0, second, 0)
    assert tree.chain(other.public) == [his, second]
    assert (thief.won, thief.lost) == (1, 0)


def test_a_strategy_cannot_publish_what_it_does_not_have():
    miner = Miner(0, Blocks(), lambda mine, theirs: 7)
    with pytest.raises(ValueError, match="1 blocks"):
        miner.find(0)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"share": 1.0}, "between 0 and 1"),
        ({"share": 0.3, "near": 11}, "near"),
        ({"share": 0.3, "others": 0}, "honest"),
    ],
)
def test_what_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        duel(selfish, **options)
    with pytest.raises(ValueError, match="confirmations"):
        double_spender(0)


# ---- beside the closed forms ---------------------------------------------------------------------


def test_an_honest_miner_gets_his_share():
    played = duel(honest, 0.3, blocks=20_000, seed=5)
    assert abs(played.revenue - 0.3) < 4 * sqrt(0.3 * 0.7 / 20_000)
    assert len(played.chain) >= 19_990  # nobody loses a block, unless two met within milliseconds


@pytest.mark.parametrize(
    "share, near", [(0.25, 0), (1 / 3, 0), (0.4, 0), (0.25, 5), (0.4, 5), (0.25, 10), (0.4, 10)]
)
def test_selfish_mining_earns_what_eyal_and_sirer_say(share, near):
    """gamma is 0, 0.45 and 0.9 here: of ten honest miners, the one who found the other block stays on it."""
    played = duel(selfish, share, near, others=10, blocks=15_000, seed=11)
    assert played.followers == pytest.approx(0.9 * near / 10)
    expected, error = selfish_revenue(share, played.followers), played.error()
    assert abs(played.revenue - expected) < 4 * error
    assert error < 0.02  # so a wrong formula would be seen: honest mining differs by more, below


@pytest.mark.parametrize("share, near", [(0.2, 0), (0.4, 0), (0.2, 10)])
def test_it_differs_from_honest_mining_by_many_errors(share, near):
    played = duel(selfish, share, near, others=10, blocks=15_000, seed=11)
    pays = share > selfish_threshold(played.followers)
    assert (played.revenue - share > 5 * played.error()) == pays
    assert (share - played.revenue > 5 * played.error()) == (not pays)


@pytest.mark.parametrize("share", [0.2, 0.3, 0.4])
def test_gamma_is_one_half_where_two_others_are_both_near(share):
    """Who found the other block stays on it, the second one follows; at a quarter it begins to pay."""
    played = duel(selfish, share, 2, others=2, blocks=30_000, seed=12)
    assert played.followers == 0.5
    assert abs(played.revenue - selfish_revenue(share, 0.5)) < 4 * played.error()
    assert (played.revenue > share) == (share > selfish_threshold(0.5) == 0.25)


def test_with_more_miners_all_who_are_near_follow():
    """At gamma = 1 every share pays: with a hundred honest miners gamma is 0.99."""
    played = duel(selfish, 0.25, 100, others=100, blocks=3_000, seed=2)
    assert played.followers == pytest.approx(0.99)
    assert abs(played.revenue - selfish_revenue(0.25, 0.99)) < 4 * played.error(20)


@pytest.mark.parametrize("q, z", [(0.1, 1), (0.3, 2), (0.3, 4)])
def test_a_double_spender_succeeds_as_often_as_races_says(q, z):
    """He mines nothing before he pays, and must be one block ahead: ``overtake``. 20 behind he stops."""
    played = duel(double_spender(z, gives_up=20), q, others=5, blocks=30_000, seed=4)
    chance, attacks = overtake(q, z), played.won + played.lost
    error = sqrt(chance * (1 - chance) / attacks)
    assert attacks > 500
    assert abs(played.success - chance) < 4 * error


def test_another_convention_would_be_noticed():
    played = duel(double_spender(2, gives_up=20), 0.3, others=5, blocks=30_000, seed=4)
    attacks = played.won + played.lost
    error = sqrt(rosenfeld(0.3, 2) * (1 - rosenfeld(0.3, 2)) / attacks)
    assert rosenfeld(0.3, 2) - played.success > 6 * error


def test_slow_lines_cost_the_honest_more_than_a_secret_miner():
    """Where honest blocks meet, their branch grows more slowly, and less than half is enough to outrun it."""
    quick = duel(double_spender(2, gives_up=20), 0.3, others=5, blocks=10_000, seed=9)
    slow = duel(double_spender(2, gives_up=20), 0.3, others=5, blocks=10_000, seed=9, unit=30)
    assert slow.success > quick.success + 0.05
