"""Races against the tables of the papers, to the last printed digit; each formula beside a seeded race."""

from math import sqrt
from random import Random

import pytest

from blockkit.agreement import races
from tests.conformance.reading import read_json

PUBLISHED = "network/tables.json"
ROUNDED = {"0.33": 1 / 3, "0.47": 0.475, "0.50": 0.499}  # what the file's two digits were computed with


@pytest.fixture
def tables(vectors):
    return read_json(vectors / PUBLISHED)


@pytest.mark.vector(PUBLISHED, rows=354, applied=22, note="Nakamoto, section 11: every printed number")
@pytest.mark.parametrize("q", [0.1, 0.3])
def test_nakamotos_table(tables, q):
    for z, printed in tables[f"nakamoto_q{q}"].items():
        assert f"{races.nakamoto(q, int(z)):.7f}" == printed


def test_blocks_for_less_than_one_in_a_thousand(tables):
    for q, z in tables["nakamoto_lt_0.1pct"].items():
        assert races.blocks_to_wait(float(q), 0.001, races.nakamoto) == z
    for q, z in tables["rosenfeld_vs_nakamoto_lt_0.1pct"].items():
        assert races.blocks_to_wait(float(q), 0.001) == z


def test_rosenfelds_table(tables):
    seen = 0
    for percent, row in tables["rosenfeld_table"].items():
        for z, printed in enumerate(row, start=1):
            chance = races.rosenfeld(int(percent.rstrip("%")) / 100, z)
            assert f"{chance:.3%}" == printed or (printed, chance) == ("100%", 1.0)
            seen += 1
    assert seen == 250


def test_the_two_side_by_side(tables):
    for q, (paper, exact, _) in tables["nakamoto_vs_rosenfeld_P_at_z6"].items():
        assert f"{races.nakamoto(float(q), 6):.7f}" == paper
        assert f"{races.rosenfeld(float(q), 6):.7f}" == exact


def test_selfish_mining(tables):
    for g, threshold in tables["selfish_threshold"].items():
        assert races.selfish_threshold(float(g)) == pytest.approx(threshold, abs=1e-12)
    for g, row in tables["selfish_revenue"].items():
        for a, share in row.items():
            power = ROUNDED.get(a) or float(a)
            assert races.selfish_revenue(power, float(g.removeprefix("g="))) == pytest.approx(share, abs=5e-7)


@pytest.mark.parametrize(
    ("formula", "ahead", "q", "z"),
    [
        (races.rosenfeld, 0, 0.1, 2),
        (races.rosenfeld, 0, 0.3, 6),
        (races.rosenfeld, 0, 0.4, 1),
        (races.overtake, 1, 0.1, 1),
        (races.overtake, 1, 0.3, 6),
    ],
)
def test_races_that_are_played_out_come_near_the_exact_value(formula, ahead, q, z):
    rng, games = Random(f"{q} {z}"), 20_000
    share = sum(races.won(races.play(q, z, rng, ahead)) for _ in range(games)) / games
    exact = formula(q, z)
    assert abs(share - exact) < 4 * sqrt(exact * (1 - exact) / games)


def test_nakamotos_number_is_not_what_races_come_to():
    rng, games = Random(6), 40_000
    share = sum(races.won(races.play(0.3, 6, rng)) for _ in range(games)) / games
    sigma = sqrt(share * (1 - share) / games)
    assert abs(share - races.nakamoto(0.3, 6)) > 9 * sigma


@pytest.mark.parametrize(("a", "g"), [(0.25, 0.5), (1 / 3, 0), (0.4, 0), (0.3, 1)])
def test_selfish_mining_that_is_played_out(a, g):
    share = races.play_selfish(a, g, 200_000, Random(2014)).share
    assert share == pytest.approx(races.selfish_revenue(a, g), abs=0.006)


def test_the_ends():
    for chance in (races.nakamoto, races.rosenfeld):
        assert chance(0.2, 0) == chance(0.5, 6) == chance(0.51, 6) == chance(1, 6) == 1.0
        assert chance(0.0, 1) == chance(0.0, 100) == 0.0
    assert races.overtake(0.2, 0) == pytest.approx(0.25)  # the gambler's ruin: q/p
    assert races.blocks_to_wait(0.5, 0.001) is None
    assert races.play(0.0, 0, Random(0)) == [0] and races.play(0.0, 1, Random(0))[-1] == races.GIVES_UP


@pytest.mark.parametrize(
    "call",
    [
        lambda: races.nakamoto(1.5, 6),
        lambda: races.rosenfeld(0.1, -1),
        lambda: races.play(-0.1, 6, Random(0)),
        lambda: races.play(1, 6, Random(0)),
        lambda: races.selfish_revenue(0.5, 0),
        lambda: races.selfish_threshold(2),
    ],
)
def test_what_is_no_share(call):
    with pytest.raises(ValueError, match=r"got|below 1"):
        call()
