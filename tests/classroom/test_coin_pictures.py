"""The pictures and widgets of lesson 02c: true numbers, and a word where a reader's function says others."""

import pytest

from blockkit import CLASSROOM, MAINNET
from blockkit.classroom import figures, widgets
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.figures.lesson02c_coins import bitcoins, percent


def with_part(**parts):
    return REFERENCE.filled(parts)


def always_fifty(height, params):
    return 5_000_000_000


def late(height, params):
    return 5_000_000_000 >> max(0, height - 1) // params.halving_blocks


# ---- numbers as people read them -----------------------------------------------------------------


def test_amounts_and_shares_are_exact_and_never_rounded_up():
    shown = [
        bitcoins(one) for one in (0, 1, 1_250_000_000, 2_509_094_928, -4_000_000_000, 2_099_999_997_690_000)
    ]
    assert shown == ["0", "0.00000001", "12.5", "25.09094928", "−40", "20,999,999.9769"]
    assert [percent(part, 1000) for part in (0, 1, 999, 1000)] == ["0.0", "0.1", "99.9", "100.0"]
    assert percent(2_099_999_997_689_999, 2_099_999_997_690_000) == "99.9"


# ---- all coins, and the halvings -----------------------------------------------------------------


def test_the_supply_at_a_height_that_somebody_types():
    figure = figures.supply(100_000)
    assert "5,000,000,000 satoshi (50 bitcoins), and 23.8 % of all coins exist" in figure.sentence
    assert figure.table.rows[0] == ("100,000", "500,005,000,000,000", "23.8 %")
    assert ("209,999", "1,050,000,000,000,000", "50.0 %") in figure.table.rows
    assert ("6,929,999", "2,099,999,997,690,000", "100.0 %") in figure.table.rows
    for height in (-1, 7_000_001):
        with pytest.raises(ValueError):
            figures.supply(height)


def test_a_supply_that_is_wrong_is_drawn_and_named():
    figure = figures.supply(277_316, with_part(supply_after=lambda height, params: (height + 1) * 5 * 10**9))
    assert figure.notes == (
        "your supply_after says 1,386,585,000,000,000 at height 277,316; "
        "the reference says 1,218,292,500,000,000.",
    )
    assert figure.pictures != figures.supply(277_316).pictures and "66.0 %" in figure.sentence


def test_each_era_that_is_wrong_has_a_mark():
    figure = figures.halvings(with_part(subsidy=late))
    marks = [row[3][0] for row in figure.table.rows]
    assert marks == ["✓", *"✗" * 33] and "In 33 of 34 eras" in figure.sentence
    assert figure.notes == (
        "your subsidy says 5,000,000,000 at height 210,000; the reference says 2,500,000,000.",
    )
    assert figure.pictures[0].svg.count("✗") > figures.halvings().pictures[0].svg.count("✗") == 0


# ---- who pays the miner --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("height", "fees", "chain", "words"),
    [
        (277_316, 4.09, "main", "29.09 bitcoins: 25 new ones and 4.09 of fees, so new coins pay more"),
        (839_999, 4.09, "main", "so new coins pay more"),
        (840_000, 4.09, "main", "7.215 bitcoins: 3.125 new ones and 4.09 of fees, so fees pay more"),
        (6_930_000, 0, "main", "gets nothing: there are neither new coins nor fees"),
        (6_930_000, 1, "main", "gets 1 bitcoins, all of it fees"),
        (0, 0, "main", "so new coins pay more"),
        (100, 0.1, "classroom", "25.1 bitcoins: 25 new ones and 0.1 of fees"),
    ],
)
def test_who_pays_more(height, fees, chain, words):
    figure = figures.miner(height, fees, chain)
    assert words in figure.sentence and len(figure.table.rows) == 12


def test_what_is_outside_is_refused():
    for height, fees, chain in ((-1, 1, "main"), (3501, 1, "classroom"), (1, 11, "main"), (1, -1, "main"),
                                (1, float("nan"), "main"), (1, 1, "test")):  # fmt: skip
        with pytest.raises(ValueError):
            figures.miner(height, fees, chain)


# ---- the coinbase --------------------------------------------------------------------------------


def test_the_pieces_of_the_coinbase_are_all_its_bytes():
    figure = figures.coinbase_bytes()
    raw = bytes.fromhex("".join(row[2] for row in figure.table.rows))
    assert raw == figures.coinbase.real_coinbase(277_316).serialize()
    assert ("height", "3", "443b04") in figure.table.rows and "reads 277,316" in figure.sentence


def test_a_height_that_is_wrong_is_named():
    figure = figures.coinbase_bytes(
        with_part(coinbase_height=lambda script: int.from_bytes(script[1:4], "big"))
    )
    assert figure.notes == ("your coinbase_height says 4,471,556; these bytes say 277,316.",)


def test_five_verdicts_and_a_word_on_each_that_is_wrong():
    assert [row[2] for row in figures.coinbase_scale().table.rows] == [
        "✓ True", "✗ False", "✓ True", "✗ False", "✗ False", "✗ False"
    ]  # fmt: skip
    figure = figures.coinbase_scale(with_part(coinbase_ok=lambda tx, height, fees, params: True))
    assert "one satoshi more" in figure.notes[0] and "the real one" not in figure.notes[0]
    assert [row[3][0] for row in figure.table.rows] == list("✓✗✓✗✗✗")


# ---- the reader's own chain ----------------------------------------------------------------------


def test_the_chain_pays_5000_bitcoins_and_supply_counts_5050():
    figure = figures.my_rewards()
    assert "holds 500,000,000,000 satoshi, 5,000 bitcoins; supply_after counts 5,050" in figure.sentence
    assert [row[1] for row in figure.table.rows] == ["50"] * 100 + ["25"] * 2
    assert {row[4] for row in figure.table.rows[1:]} == {"✓ True"} and not figure.notes


def test_the_chain_runs_on_the_readers_subsidy():
    figure = figures.my_rewards(with_part(subsidy=always_fifty))
    assert [row[1] for row in figure.table.rows][-1] == "50"
    assert "5,050 bitcoins; supply_after counts 5,050" in figure.sentence
    assert figure.notes == ("your subsidy says something else than the reference on this chain.",)
    assert [row[4] for row in figure.table.rows[-2:]] == ["✗ False"] * 2  # coinbase_ok sees it


def test_a_chain_that_stops_is_mined_by_the_reference():
    figure = figures.my_rewards(with_part(meets_target=lambda header, target: False))
    assert len(figure.notes) == 1 and "the reference mined this chain" in figure.notes[0]
    assert figure.pictures == figures.my_rewards().pictures


# ---- widgets -------------------------------------------------------------------------------------


def test_a_typed_height_moves_the_picture():
    explorer = widgets.supply()
    explorer.controls["height"].value = 1_411_199
    assert "99.0 % of all coins exist" in explorer.pictures[0].drawn["sentence"]
    explorer.reset()
    assert "At height 100,000" in explorer.pictures[0].drawn["sentence"]


def test_fees_have_two_digits_and_another_chain_has_other_heights():
    explorer = widgets.miner()
    height, fees, chain = (explorer.controls[name] for name in ("height", "fees", "chain"))
    assert (fees.value, fees.step, height.max) == (4.09, 0.01, 7_000_000)
    fees.value = 3.1250001
    assert fees.value == 3.13
    chain.value = "classroom"
    assert (height.max, height.value) == (3500, 132)  # in the same era
    assert "classroom chain" in explorer.pictures[0].drawn["sentence"]
    explorer.reset()
    assert (height.value, fees.value, chain.value) == (277_316, 4.09, "main")
    assert "277,316" in explorer.pictures[0].drawn["sentence"]


def test_the_stills_are_drawn_without_a_kernel():
    assert len(widgets.supply().still().figures) == 1
    sentences = [figure.sentence for figure in widgets.miner().still().figures]
    assert ["all of it fees" in one for one in sentences] == [False, True]


def test_the_chains_that_can_be_chosen():
    assert figures.CHAINS == {"main": MAINNET, "classroom": CLASSROOM}
