"""The oracle of lesson 02b agrees with published cases, with the chain and with blockkit."""

import json
from random import Random

import pytest

from autograder.suites import oracle
from autograder.suites.lesson02b_retarget import e2_5
from blockkit import Invalid, bits_to_target, target_to_bits
from blockkit.data.targets import period_bits, real_retargets
from blockkit.params import CLASSROOM, MAINNET, REGTEST
from blockkit.pow import retarget


def test_published_compact_numbers(vectors):
    rows = json.loads((vectors / "derived" / "setcompact.json").read_text())["cases"]
    known = {**e2_5.CORE, **dict.fromkeys(e2_5.CORE_NOTHING, 0), **dict.fromkeys(e2_5.CORE_REFUSED)}
    for row in rows:
        bits, refused = int(row["bits"], 16), row["negative"] or row["overflow"]
        target = None if refused else int(row["target"], 16)
        assert oracle.target_of(bits) == target == known.pop(bits)
        if target is not None:
            assert oracle.bits_of(target) == int(row["recompact"], 16)
    assert known == {0x02008000: 0x80}  # Core's case of the way back


def test_published_changes(vectors):
    rows = json.loads((vectors / "derived" / "retarget.json").read_text())["cases"]
    assert len(rows) == 4
    for row in rows:
        args = int(row["bits"], 16), row["first_time"], row["last_time"], 2016, 600, 2**224 - 1
        assert oracle.retarget(*args) == int(row["next_bits"], 16)


def test_real_changes_and_targets():
    for one in real_retargets():
        args = one.old_bits, one.first_time, one.last_time, 2016, 600, 2**224 - 1
        assert oracle.retarget(*args) == one.new_bits
    for bits in period_bits():
        assert oracle.bits_of(oracle.target_of(bits)) == bits


@pytest.mark.parametrize("seed", range(3))
def test_the_same_as_blockkit(seed):
    numbers = Random(seed)
    for _ in range(2000):
        bits = numbers.randrange(37) << 24 | numbers.getrandbits(24)
        try:
            assert oracle.target_of(bits) == bits_to_target(bits)
        except Invalid:
            assert oracle.target_of(bits) is None
        target = numbers.getrandbits(numbers.randrange(257))
        assert oracle.bits_of(target) == target_to_bits(target)
    for params in (MAINNET, CLASSROOM, REGTEST):
        limits = params.retarget_blocks, params.block_seconds, params.pow_limit
        for _ in range(300):
            bits = target_to_bits(min(numbers.getrandbits(numbers.randrange(1, 256)), params.pow_limit))
            plan = params.retarget_blocks * params.block_seconds
            last = numbers.randrange(-plan, 6 * plan)
            assert oracle.retarget(bits, 0, last, *limits) == retarget(bits, 0, last, params)
