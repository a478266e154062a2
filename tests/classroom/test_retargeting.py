"""The experiments of lesson 02b and their pictures: miners that jump, real headers judged, periods mined."""

from dataclasses import replace

import pytest

from blockkit.classroom import figures, retargeting
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.figures import own_periods
from blockkit.classroom.figures.lesson02b_retarget import hex_bits
from blockkit.classroom.retargeting import grown, judged, jump
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.trial import Limits
from blockkit.data.targets import real_retargets
from blockkit.params import CLASSROOM, MAINNET


def with_part(name, function):
    return REFERENCE.filled({name: function})


def seconds(factor, minutes, blocks):
    return [round(one.seconds, 1) for one in jump(factor, minutes, blocks, REFERENCE.next_bits)]


# ---- miners come and go --------------------------------------------------------------------------


def test_ten_times_the_miners_and_a_tenth_of_them():
    assert seconds(10, 0, 2016)[:5] == [600.0, 60.0, 240.1, 600.3, 600.3]
    assert [round(one) for one in seconds(0.1, 0, 2016)[:5]] == [600, 6003, 1501, 600, 600]
    assert seconds(1, 0, 10)[:3] == [60.0, 66.7, 66.7]  # the slip
    slow = jump(0.1, 0, 2016, REFERENCE.next_bits)
    assert [round(one.seconds * 2016 / 86_400) for one in slow[1:3]] == [140, 35]
    assert [n for n, one in enumerate(slow) if one.cut_off] == [1]


def test_a_clock_that_is_two_hours_wrong():
    assert seconds(1, 120, 2016)[-1] == 596.7  # 0.6 % less
    assert jump(1, 120, 10, REFERENCE.next_bits)[-1].bits == 0x2000FFFF  # to the limit
    backwards = jump(1, -120, 10, REFERENCE.next_bits)[0]
    assert backwards.last_time < backwards.first_time and backwards.next_bits == 0x1E3FFFC0


def test_the_sentence_says_when_it_is_calm_again():
    say = figures.miners_jump(10.0, 0, 2016).sentence
    assert (
        "60.0 seconds in period 1, and 240.1 in period 2" in say and "From period 3 on, 7 days after" in say
    )
    assert "From period 3 on, 175 days after" in figures.miners_jump(0.1, 0, 2016).sentence
    assert figures.miners_jump(1.0, 0, 10).sentence.endswith("It stays so.")
    assert "still moves" in figures.miners_jump(1.0, -120, 10).sentence
    assert "minutes after" in figures.miners_jump(10.0, 0, 10).sentence


@pytest.mark.parametrize("values", [(0.0, 0, 10), (10.1, 0, 10), (1.0, 121, 10), (1.0, 0, 11)])
def test_values_outside_are_refused(values):
    with pytest.raises(ValueError):
        figures.miners_jump(*values)


def test_a_wrong_step_is_drawn_and_named():
    def unlimited(bits, first, last, params):
        planned = params.retarget_blocks * params.block_seconds
        return REFERENCE.target_to_bits(REFERENCE.bits_to_target(bits) * max(1, last - first) // planned)

    figure = figures.miners_jump(10.0, 0, 2016, with_part("retarget", unlimited))
    (note,) = figure.notes
    assert note.startswith("in period 1 your retarget gives 185d0ee6, the rule 1900e8a5.")
    assert (
        figure.table.rows[2][1] == "600.3" and figures.miners_jump(10.0, 0, 2016).table.rows[2][1] == "240.1"
    )
    never = figures.miners_jump(10.0, 0, 10, with_part("next_bits", lambda headers, params: headers[-1].bits))
    assert never.notes[0].startswith("in period 0 your next_bits gives 1f00ffff")


# ---- all changes, and four bytes -----------------------------------------------------------------


def test_the_first_picture_counts_what_retarget_gets_right():
    whole = figures.changes(68_544)
    assert "after 289,434 seconds, the bits went from 1c05a3f4 to 1c0168fd" in whole.sentence
    assert "divided by 4.00: harder" in whole.sentence and "237 of the 237" in whole.sentence
    assert len(whole.table.rows) == 237 and "cut off at four" in whole.pictures[0].svg
    assert "the target stays" in figures.changes(2016).sentence
    assert "multiplied by" in figures.changes(473_760 + 2015).sentence


def test_the_rival_of_the_bug_hunt_is_wrong_sixteen_times():
    def rival(bits, first_time, last_time, params):
        target = REFERENCE.bits_to_target(bits)
        return REFERENCE.target_to_bits(int(target * ((last_time - first_time) / 1_209_600)))

    figure = figures.changes(68_544, with_part("retarget", rival))
    wrong = [row[0] for row in figure.table.rows if row[-1].startswith("✗")]
    assert wrong == [*(f"{2016 * n:,}" for n in range(1, 16)), "68,544"]
    assert "retarget is wrong (16)" in figure.pictures[0].svg and "221 of the 237" in figure.sentence
    assert figure.notes == ("at block 68,544 this retarget gives 1c015982, and the chain has 1c0168fd.",)
    assert rival(0x1C640000, 0, 350_784, MAINNET) == 0x1C1CFFFF  # the fraction
    assert REFERENCE.retarget(0x1C640000, 0, 350_784, MAINNET) == 0x1C1D0000


def test_one_gap_less_is_wrong_in_all_but_sixteen():
    fewer = replace(MAINNET, retarget_blocks=2015)
    right = [
        one.height
        for one in real_retargets()
        if REFERENCE.retarget(one.old_bits, one.first_time, one.last_time, fewer) == one.new_bits
    ]
    assert right == [*(2016 * n for n in range(1, 16)), 68_544]  # there a quarter is a quarter


@pytest.mark.parametrize("height", [2015, 479_808, -1, 2016.0])
def test_heights_without_a_change_are_refused(height):
    with pytest.raises((ValueError, TypeError)):
        figures.changes(height)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1d00ffff", "size 29, digits 00ffff, sign not set. The target is 0xffff and 26 zero bytes."),
        (" 0x1903A30C ", "size 25, digits 03a30c, sign not set. The target is 0x03a30c and 22 zero bytes."),
        ("2008000", "size 2, digits 008000, sign not set. The target is 128."),
        ("04923456", "sign set. This is no target; it is negative."),
        ("ff123456", "This is no target; it is too large: 255 bytes, 2^256 or more."),
        ("21010000", "it is too large: 33 bytes"),
        ("04800000", "sign set. The target is 0."),
    ],
)
def test_what_four_bytes_say(text, words):
    figure = figures.four_bytes(text)
    assert words in figure.sentence and not figure.notes


@pytest.mark.parametrize("text", ["", "none", "1d00ffff0", "-1", "1d 00"])
def test_what_is_no_bits_is_not_used(text):
    figure = figures.four_bytes(text)
    assert "bits are written in 1 to 8 hex digits" in figure.notes[0] and "Bits 1d00ffff" in figure.sentence


def refusing(error):
    def function(bits):
        raise error

    return function


def test_a_wrong_reader_is_drawn_and_named():
    figure = figures.four_bytes("04923456", with_part("bits_to_target", lambda bits: 0x12345600))
    assert figure.notes == ("your bits_to_target gives 305,419,776; the reference refuses 04923456.",)
    assert "The target is 305,419,776" in figure.sentence
    right = figures.four_bytes("04923456")
    assert figures.four_bytes("04923456", with_part("bits_to_target", refusing(ValueError("no")))) == right
    for function in (lambda bits: TODO, lambda bits: None, lambda bits: -5):
        figure = figures.four_bytes("04923456", with_part("bits_to_target", function))
        assert len(figure.notes) == 1
    (note,) = figures.four_bytes("1d00ffff", with_part("bits_to_target", refusing(ValueError("no")))).notes
    assert "stands in for your bits_to_target" in note


def test_bits_as_people_write_them():
    assert hex_bits(0x1D00FFFF) == "1d00ffff" and hex_bits(-1) == "-1" and hex_bits(None) == "None"


# ---- the first headers ---------------------------------------------------------------------------


def test_the_reference_accepts_all_headers():
    assert judged(REFERENCE) == retargeting.Judgement(2016, "")
    figure = figures.first_period()
    assert figure.sentence == "All 2,016 real headers are accepted, blocks 1 to 2,016." and not figure.notes


def test_wrong_rules_stop_where_they_are_wrong():
    def hasty(headers, params):  # a period of 100 blocks
        due = len(headers) % 100 == 0
        return REFERENCE.retarget(0x1D00FFFF, 0, 600_000, params) if due else headers[-1].bits

    figure = figures.first_period(with_part("next_bits", hasty))
    assert figure.sentence.startswith("99 real headers are accepted. Block 100 is refused: bad-diffbits")
    strict = figures.first_period(with_part("meets_target", lambda header, target: False))
    assert "0 real headers are accepted. Block 1 is refused: high-hash" in strict.sentence


@pytest.mark.parametrize("part", ["next_bits", "bits_to_target", "meets_target"])
def test_a_part_that_fails_is_replaced_before_the_run(part):
    def failing(*args):
        raise KeyError("mine")

    figure = figures.first_period(with_part(part, failing))
    assert f"stands in for your {part}" in figure.notes[0] and "All 2,016" in figure.sentence


def test_a_part_that_fails_later_is_said_so():
    def late(headers, params):
        return headers[-1].bits if len(headers) < 5 else 1.5

    (note,) = figures.first_period(with_part("next_bits", late)).notes
    assert "your rules could not finish this" in note and "the reference draws the picture" in note


def test_rules_that_never_end_are_stopped(monkeypatch):
    monkeypatch.setattr(own_periods, "LIMITS", Limits(a_call=0.2))

    def endless(headers, params):
        while len(headers) > 3:
            pass
        return headers[-1].bits

    (note,) = figures.first_period(with_part("next_bits", endless)).notes
    assert "your rules could not finish this" in note


# ---- a hundred periods ---------------------------------------------------------------------------


@pytest.fixture()
def few_periods(monkeypatch):
    for module in (retargeting, own_periods):
        monkeypatch.setattr(module, "PERIODS", 9)


def test_a_hundred_periods():
    growth = grown(REFERENCE)
    assert len(growth.bits) == len(growth.seconds) == 100 and not growth.stopped and growth.other is None
    assert growth.bits[0] == CLASSROOM.genesis_bits and len(set(growth.bits)) > 80
    targets = [retargeting.target_of(bits) for bits in growth.bits]
    halves = [sum(map(retargeting.zero_bits, part)) / len(part) for part in (targets[5:33], targets[38:67])]
    assert 0.7 < halves[1] - halves[0] < 1.4  # twice the miners: about one zero bit
    assert 50 < sum(growth.seconds) / 100 < 90 and growth.tries < 1_000_000


def test_the_chain_grows_by_somebodys_rules(few_periods):
    figure = figures.hundred_periods()
    assert len(figure.table.rows) == 9 and not figure.notes and "90 blocks" in figure.sentence

    def frozen(headers, params):
        return headers[-1].bits

    (note,) = figures.hundred_periods(with_part("next_bits", frozen)).notes
    assert note.startswith("from block 10 on, your rules ask for bits 2000ffff, and the course for ")


def test_a_target_that_nobody_meets_ends_the_chain(few_periods, monkeypatch):
    monkeypatch.setattr(retargeting, "MOST_TRIES", 2000)

    def harder(headers, params):
        return 0x1B00FFFF if len(headers) == 10 else headers[-1].bits

    figure = figures.hundred_periods(with_part("next_bits", harder))
    assert "stopped at block 10: 2,000 tries were not enough for 48.0 zero bits" in figure.notes[-1]
    assert "run its cell and this one again" in figure.notes[-1] and len(figure.table.rows) == 1


def test_a_chain_that_refuses_its_own_blocks(few_periods):
    figure = figures.hundred_periods(with_part("meets_target", lambda header, target: False))
    assert "stopped at block 1, which its own rules refuse: high-hash" in figure.notes[0]
    assert figure.sentence.startswith("0 blocks were mined.")


@pytest.mark.parametrize("part", ["next_bits", "retarget", "bits_to_target", "find_nonce"])
def test_a_part_that_fails_does_not_stop_the_picture(few_periods, part):
    for function in (lambda *args: TODO, lambda *args: None, lambda: None):
        figure = figures.hundred_periods(with_part(part, function))
        assert figure.notes and len(figure.table.rows) in (1, 9)
