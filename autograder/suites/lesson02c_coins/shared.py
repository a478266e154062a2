"""What the exercises of lesson 02c share: chains with eras of other lengths, and the oracle on them."""

from collections.abc import Iterable
from dataclasses import replace

from autograder.suites import oracle
from autograder.suites.common import Student
from blockkit.classroom.properties import gives
from blockkit.params import CLASSROOM, MAINNET, REGTEST, ChainParams

ERA = 210_000  # blocks of the main chain with one subsidy
ERAS = 33  # with a subsidy that is not 0
SEVEN, TWO, ONE, MILLION = (replace(CLASSROOM, halving_blocks=blocks) for blocks in (7, 2, 1, 10**6))

__all__ = [
    "CLASSROOM",
    "ERA",
    "ERAS",
    "MAINNET",
    "MILLION",
    "ONE",
    "REGTEST",
    "SEVEN",
    "TWO",
    "subsidies",
    "supplies",
]


def subsidies(function: Student, heights: Iterable[int], params: ChainParams = MAINNET) -> None:
    """The subsidy of each of these blocks is right."""
    for height in heights:
        gives(oracle.subsidy(height, params.halving_blocks), function, height, params)


def supplies(function: Student, heights: Iterable[int], params: ChainParams = MAINNET) -> None:
    """The number of coins after each of these blocks is right."""
    for height in heights:
        gives(oracle.supply_after(height, params.halving_blocks), function, height, params)
