"""Lesson 02a in the machine: parts that ask the machine, work by way of a part, and the price list."""

from math import log2

import pytest

from blockkit import pow
from blockkit.classroom import shapes
from blockkit.classroom.notebook import REFERENCE
from blockkit.classroom.saved_parts import part_in
from blockkit.data import real_block

MINER = """
from blockkit.classroom.notebook import REFERENCE as rules

def find_nonce(header76, target, start=0, stop=2**32):
    for nonce in range(start, stop):
        if rules.meets_target(header76 + nonce.to_bytes(4, "little"), target):
            return nonce
"""


def test_a_kept_miner_asks_the_loaded_rules():
    """Its file names the reference; the loader puts the student's own machine in its place."""
    saved = part_in(MINER, "find_nonce", "find_nonce.py")
    first_76 = real_block(0).header.serialize()[:76]
    assert saved.function(first_76, 2**248 - 1, 0, 300) == 236

    def meets_target(header, target):
        return header[76] == 17

    saved.use(REFERENCE.using(meets_target))
    assert saved.function(first_76, 2**248 - 1, 0, 300) == 17


def test_the_reference_searches_all_nonces_unless_told():
    first_76 = real_block(0).header.serialize()[:76]
    assert shapes.find_nonce(first_76, 2**244 - 1) == 4200
    assert shapes.find_nonce(first_76, 0xFFFF << 208, 2083236890) == 2083236893


def test_work_is_asked_of_expected_hashes():
    def expected_hashes(target):
        return target + 5

    rules = REFERENCE.using(expected_hashes)
    assert rules.work(0x1D00FFFF) == (0xFFFF << 208) + 5
    assert rules.work(0) == 0 == REFERENCE.work(0)


@pytest.mark.parametrize(
    ("bits", "zero_bits", "seconds"),
    [
        (0x1D00FFFF, 32.0, 1.2 * 3600),
        (0x1B04864C, 45.8, 2.0 * 31_557_600),
        (0x1903A30C, 62.1, 160_700 * 31_557_600),
        (0x1702353D, 78.9, 1.7e10 * 31_557_600),
    ],
)
def test_the_price_list_of_the_notebook(bits, zero_bits, seconds):
    tries = pow.work(bits)
    assert round(log2(tries), 1) == zero_bits
    assert tries / 1e6 == pytest.approx(seconds, rel=0.03)
