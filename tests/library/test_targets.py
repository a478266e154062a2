"""The data of lesson 02b: 237 changes of the target and 2,017 headers, checked when they are loaded."""

import json
from itertools import pairwise

import pytest

from blockkit import MAINNET, Invalid, check_pow, next_bits
from blockkit.data import first_headers as headers_file
from blockkit.data import real_block, targets
from blockkit.data.first_headers import first_headers
from blockkit.data.targets import period_bits, real_retarget, real_retargets
from blockkit.pow import bits_to_target, retarget


def test_every_change_follows_from_its_two_clocks():
    changes = real_retargets()
    assert (len(changes), changes[0].height, changes[-1].height) == (237, 2016, 477_792)
    for one in changes:
        assert retarget(one.old_bits, one.first_time, one.last_time, MAINNET) == one.new_bits
    for one, later in pairwise(changes):
        assert later.height - one.height == 2016 and later.old_bits == one.new_bits


def test_what_the_course_says_of_the_changes():
    changes = real_retargets()
    factors = [bits_to_target(one.old_bits) / bits_to_target(one.new_bits) for one in changes]
    either_way = sorted(max(one, 1 / one) for one in factors)
    assert round(either_way[118], 2) == 1.09  # the one in the middle
    assert sum(one < 1.4 for one in either_way) == 215 and sum(one > 2 for one in either_way) == 1
    assert sum(one < 1 for one in factors) == 31  # the target grew
    assert [one.height for one in changes if one.seconds * 4 < 1_209_600] == [68_544]
    assert all(one.seconds < 4 * 1_209_600 for one in changes)
    flat = [one for one in changes if one.new_bits == one.old_bits]
    assert [one.height for one in flat] == [2016 * n for n in range(1, 16)]
    assert round(sum(one.seconds for one in flat) / len(flat) / 2015) == 996


def test_the_changes_are_those_of_real_headers():
    assert real_retarget(100_000).new_bits == real_block(100_000).header.bits
    assert real_retarget(277_316).new_bits == real_block(277_316).header.bits
    assert real_retarget(2016) is real_retarget(4031) is real_retargets()[0]
    first = first_headers()
    assert (first[0].time, first[2015].time) == (
        real_retargets()[0].first_time,
        real_retargets()[0].last_time,
    )
    for height in (0, 2015, 479_808, True, 1.5):
        with pytest.raises((ValueError, TypeError)):
            real_retarget(height)


def test_electrum_knows_the_same_targets_and_later_ones():
    assert len(period_bits()) == 473
    assert [one.new_bits for one in real_retargets()] == list(period_bits()[:237])
    assert all(0 < bits_to_target(bits) <= MAINNET.pow_limit for bits in period_bits())


def test_the_first_headers_are_linked_and_meet_their_target():
    headers = first_headers()
    assert len(headers) == 2017 and headers[0] == real_block(0).header and headers[1] == real_block(1).header
    for one, later in pairwise(headers):
        assert later.prev_block == one.hash
    for header in headers:
        check_pow(header)
    assert next_bits(headers[:2016], MAINNET) == headers[2016].bits


def test_the_same_bytes_as_the_published_headers(vectors):
    published = json.loads((vectors / "headers" / "headers_0_2016.json").read_text())
    assert [header.serialize().hex() for header in first_headers()] == published


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: b"\1" + d, lambda d: b"", lambda d: d[40:]])
def test_a_damaged_file_of_headers_is_noticed(tmp_path, damage):
    path = tmp_path / "first_headers.bin"
    path.write_bytes(damage(headers_file.FILE.read_bytes()))
    with pytest.raises(Invalid, match="install blockkit again"):
        headers_file.load(path)
    with pytest.raises(Invalid, match="cannot be read"):
        headers_file.load(tmp_path / "none")


@pytest.mark.parametrize(
    ("file", "key", "old", "new"),
    [(targets.RETARGETS, "rows", "1d00d86a", "1d00d86b"), (targets.TARGETS, "bits", "1d00d86a", "1d00d86b")],
)
def test_a_damaged_file_of_changes_is_noticed(tmp_path, file, key, old, new):
    path = tmp_path / file.name
    path.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(Invalid, match="should hash to"):
        targets.load(path, key)
    path.write_text("{}")
    with pytest.raises(Invalid, match="cannot be read"):
        targets.load(path, key)
