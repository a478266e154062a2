"""Targets, retargets, headers in their place, the subsidy; and three mistakes that headers hardly show.

The first 2,017 headers and BIP 54's attacks sit on the easiest target, or at a clamp, and no real id equals
its target. So the window of 2,015 intervals, ``<=`` against ``<``, and floats have cases of our own, and with
each comes a wrong rule that it catches.
"""

from dataclasses import replace
from itertools import pairwise

import pytest

from blockkit import (
    CLASSROOM,
    MAINNET,
    Header,
    Invalid,
    bits_to_target,
    check_pow,
    next_bits,
    subsidy,
    target_to_bits,
    to_display,
    work,
)
from blockkit.data import real_block
from blockkit.headers import BlockIndex, validate_header
from blockkit.node.mining import search_slice
from blockkit.pow import meets_target, retarget
from tests.conformance.reading import read_json

COMPACT, RETARGETS = "derived/setcompact.json", "derived/retarget.json"
REAL, PERIODS = "headers/retargets_2016_479807.json", "electrum/mainnet_checkpoints.json"
HEADERS, BIP54 = "headers/headers_0_2016.json", "bips/bip-0054/timestamps.json"


# ---- compact targets -----------------------------------------------------------------------------


def compact(path):
    for n, row in enumerate(read_json(path)["cases"]):
        yield f"{n} {row['bits']}", row


def test_every_compact_target_is_there(vectors):
    cases = [row for _, row in compact(vectors / COMPACT)]
    assert (len(cases), sum(r["negative"] for r in cases), sum(r["overflow"] for r in cases)) == (20, 2, 1)


@pytest.mark.vector(COMPACT, rows=20, cases=compact, note="2 negative, 1 above 256 bits: refused")
def test_compact(row):
    bits = int(row["bits"], 16)
    if row["negative"] or row["overflow"]:
        with pytest.raises(Invalid, match="negative" if row["negative"] else "above 256 bits"):
            bits_to_target(bits)
    else:
        target = int(row["target"], 16)
        assert bits_to_target(bits) == target
        assert target_to_bits(target) == int(row["recompact"], 16)


# ---- retargets -----------------------------------------------------------------------------------


def period(bits, first_time, last_time, count=MAINNET.retarget_blocks):
    """The headers between two changes of the target; times in between do not matter."""
    return [
        Header(1, bytes(32), bytes(32), time, bits, 0) for time in [first_time] + [last_time] * (count - 1)
    ]


def core_retargets(path):
    for n, row in enumerate(read_json(path)["cases"]):
        yield f"{n} {row['name']}", (row["bits"], row["first_time"], row["last_time"], row["next_bits"])


def real_retargets(path):
    for row in read_json(path):
        yield (
            f"height {row['height']}",
            (row["old_bits"], row["first_time"], row["last_time"], row["new_bits"]),
        )


def test_every_retarget_is_there(vectors):
    rows = read_json(vectors / REAL)
    assert len(list(core_retargets(vectors / RETARGETS))) == 4
    assert [row["height"] for row in rows] == [2016 * n for n in range(1, 238)]
    assert all(old["new_bits"] == new["old_bits"] for old, new in pairwise(rows))


@pytest.mark.vector(RETARGETS, rows=4, cases=core_retargets, note="free, limit, both clamps")
@pytest.mark.vector(
    REAL, rows=237, cases=real_retargets, note="all of the legacy era, from 2,016 headers each"
)
def test_retarget(row):
    bits, first_time, last_time, expected = row
    found = next_bits(period(int(bits, 16), first_time, last_time))
    assert f"{found:08x}" == expected


def periods(path):
    for n, (last_hash, target) in enumerate(read_json(path)):
        yield f"{n} {last_hash[16:32]}", target


def test_every_period_is_there(vectors):
    assert len(list(periods(vectors / PERIODS))) == 473


@pytest.mark.vector(PERIODS, rows=473, cases=periods, note="to compact form and back, exactly")
def test_target_of_a_period(row):
    assert bits_to_target(target_to_bits(row)) == row


@pytest.mark.vector(PERIODS, rows=473, applied=237)
def test_two_sources_agree_on_the_targets_of_the_legacy_era(vectors):
    targets = [target for _, target in periods(vectors / PERIODS)][:237]
    assert targets == [bits_to_target(int(row["new_bits"], 16)) for row in read_json(vectors / REAL)]


# ---- headers in their place ----------------------------------------------------------------------


def place(header, tree):
    """Judge a header on top of its parent and put it into the tree; block 0 has no parent."""
    parent = tree.get(header.prev_block)
    check_pow(header)
    if parent:
        validate_header(header, parent, header.time, MAINNET)
    else:
        assert not tree and to_display(header.hash) == MAINNET.genesis
    height, chainwork = (parent.height + 1, parent.chainwork) if parent else (0, 0)
    tree[header.hash] = BlockIndex(header, header.hash, height, chainwork + work(header.bits), parent)
    return tree[header.hash]


@pytest.mark.vector(HEADERS, rows=2017, note="in a tree, with work, target and time")
def test_real_headers_0_to_2016(vectors):
    tree = {}
    for raw in read_json(vectors / HEADERS):
        tip = place(Header.parse(bytes.fromhex(raw)), tree)
    assert (tip.height, tip.chainwork) == (2016, 2017 * 0x100010001)


def bip54_chains(path):
    """The nine chains as a path through the tree of pieces: each leaf with all headers from block 0."""

    def leaves(piece, below):
        headers = below + piece["block_headers"]
        if "valid" in piece:
            yield f"{len(headers) - 1} {piece['comment']}", headers
        for longer in piece.get("extensions", ()):
            yield from leaves(longer, headers)

    return leaves(read_json(path), [])


def test_every_bip54_chain_is_there(vectors):
    chains = [headers for _, headers in bip54_chains(vectors / BIP54)]
    assert sorted(map(len, chains)) == [42, 2001, 2016, 2017, 2017, 2018, 4032, 4032, 4033]
    assert (
        len({header for chain in chains for header in chain}) == 4040
    )  # 4,049 with those that are there twice


@pytest.fixture(scope="module")
def tree():
    """What the nine chains share is judged once."""
    return {}


@pytest.mark.vector(
    BIP54,
    rows=9,
    cases=bip54_chains,
    note="nine chains of 4,040 different headers, all valid under today's rules",
)
def test_bip54_chain(row, tree):
    for raw in row:
        header = Header.parse(bytes.fromhex(raw))
        tip = tree.get(header.hash) or place(header, tree)
    assert tip.height == len(row) - 1
    if tip.height >= 2016:
        assert f"{tip.at(2016).header.bits:08x}" in ("1d00ffff", "1c3fffc0")  # free, or clamped at a quarter


# ---- subsidy -------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [0, 0x01003456, 0x04923456, 0x22010000, 0xFF123456])
def test_bits_that_stand_for_no_target_count_no_work(bits):
    """Core's GetBlockProof: zero, negative, above 256 bits."""
    assert work(bits) == 0


def test_all_the_coins_there_will_ever_be():
    halvings = range(0, 70 * 210_000, 210_000)
    assert all(subsidy(height) == subsidy(height + 209_999) for height in halvings)
    assert [subsidy(height) for height in halvings[:3]] == [50_00000000, 25_00000000, 12_50000000]
    assert sum(subsidy(height) * 210_000 for height in halvings) == 2_099_999_997_690_000


# ---- where real headers are blind ----------------------------------------------------------------

SCHEDULE = [  # a chain of 10-block periods, each block exactly a minute after the one before: height, bits
    (0, 0x1F100000),
    (10, 0x1F0E6666),  # nine tenths each time: ten blocks are nine intervals
    (20, 0x1F0CF5C2),
    (30, 0x1F0BA9FB),
]


def on_schedule(wrong_next_bits=None):
    """Walk that chain with a rule for the bits; returns the height at which it disagrees, or ``None``."""
    rule = wrong_next_bits or next_bits
    tip = None
    for height in range(31):
        bits = next(bits for start, bits in reversed(SCHEDULE) if height >= start)
        header = Header(4, tip.hash if tip else bytes(32), bytes(32), 1_600_000_000 + 60 * height, bits, 0)
        if tip:
            try:
                validate_header(header, tip, header.time, CLASSROOM, rule)
            except Invalid as error:
                assert error.reason == "bad-diffbits"
                return height
        tip = BlockIndex(header, header.hash, height, 0, tip)
    return None


def ten_intervals(headers, params):
    """Wrong: the fair rule. The time of n intervals, worked out from the n - 1 that can be seen."""
    n, taken = CLASSROOM.retarget_blocks, headers[-1].time - headers[0].time
    return (
        retarget(headers[-1].bits, 0, taken * n // (n - 1), CLASSROOM)
        if len(headers) == n
        else headers[-1].bits
    )


def nine_intervals_planned(headers, params):
    """Wrong: the plan is shortened, which comes to the same."""
    n, taken = CLASSROOM.retarget_blocks, headers[-1].time - headers[0].time
    fair = bits_to_target(headers[-1].bits) * taken // ((n - 1) * CLASSROOM.block_seconds)
    return target_to_bits(fair) if len(headers) == n else headers[-1].bits


def test_a_chain_on_schedule_becomes_harder():
    assert on_schedule() is None
    headers = period(0x1B0404CB, 0, 2015 * 600)
    assert next_bits(headers) == 0x1B040448  # 2,015 parts of 2,016


@pytest.mark.parametrize("wrong", [ten_intervals, nine_intervals_planned])
def test_a_wrong_window_is_caught(wrong):
    assert on_schedule(wrong) == 10


def below(header, target):
    """Wrong: ``<``."""
    return int.from_bytes(Header.parse(header).hash, "little") < target


def meets_exactly(rule):
    """Does a header pass when the target is its very id, and fail when it is one less?"""
    header = real_block(1).header
    own = int.from_bytes(header.hash, "little")
    return rule(header.serialize(), own) and not rule(header.serialize(), own - 1)


def searched(header, target):
    """The search has a comparison of its own."""
    nonce = Header.parse(header).nonce
    return search_slice(header[:76], target, nonce, nonce + 1) == nonce


def test_an_id_may_equal_the_target():
    assert meets_exactly(meets_target) and meets_exactly(searched)
    assert not meets_exactly(below)


FLOATS = [  # bits, seconds, next bits: targets that come out as a whole number, where a float falls short
    (0x1C640000, 350_784, 0x1C1D0000),
    (0x1B29025C, 1_392_960, 0x1B2F39C7),
    (0x1B4FFB00, 1_679_295, 0x1B6F0991),
    (0x1B62E080, 731_822, 0x1B3BD25B),
]


def ratio_first(target, seconds):
    """Wrong: ``int(target * (seconds / planned))``."""
    return int(target * (seconds / 1_209_600))


def target_first(target, seconds):
    """Wrong: ``int(target / planned * seconds)``."""
    return int(target / 1_209_600 * seconds)


@pytest.mark.parametrize(("bits", "seconds", "expected"), FLOATS)
def test_a_retarget_is_whole_numbers(bits, seconds, expected):
    assert retarget(bits, 0, seconds) == expected
    assert next_bits(period(bits, 0, seconds)) == expected


@pytest.mark.parametrize("wrong", [ratio_first, target_first])
def test_floats_are_caught(wrong):
    assert any(
        target_to_bits(wrong(bits_to_target(bits), seconds)) != right for bits, seconds, right in FLOATS
    )


CLAMPS = [(1, 0x1B101000), (302_399, 0x1B101000), (4_838_401, 0x1C010100), (-5, 0x1B101000)]


@pytest.mark.parametrize(("seconds", "expected"), CLAMPS)
def test_a_period_counts_for_a_quarter_at_least_and_for_four_at_most(seconds, expected):
    assert next_bits(period(0x1B404000, 1_000_000, 1_000_000 + seconds)) == expected


def test_the_rule_of_another_chain_does_not_leak():
    assert next_bits(period(0x1F100000, 0, 540, 10), CLASSROOM) == 0x1F0E6666
    assert next_bits(period(0x1F100000, 0, 540, 9), CLASSROOM) == 0x1F100000
    assert next_bits(period(0x1F100000, 0, 540, 10), replace(CLASSROOM, never_retarget=True)) == 0x1F100000
