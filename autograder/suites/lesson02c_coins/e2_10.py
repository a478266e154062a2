"""E2.10: all coins."""

from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson02c_coins.shared import (
    CLASSROOM,
    ERA,
    ERAS,
    MAINNET,
    ONE,
    REGTEST,
    SEVEN,
    TWO,
    supplies,
)
from blockkit.classroom.properties import gives

# Whoever walks block by block gets as far as the small heights, which come first.
END = 2_099_999_997_690_000


@hidden_property("E2.10", "block-zero", "block 0 counts, on every chain", weight=2)
def _zero(supply_after: Student) -> None:
    for params in (MAINNET, CLASSROOM, REGTEST, SEVEN):
        supplies(supply_after, [0, 1, 2], params)


@hidden_property("E2.10", "one-era", "inside the first era")
def _one_era(supply_after: Student) -> None:
    supplies(supply_after, [3, 170, 100_000])
    supplies(supply_after, [3, 50, 97], CLASSROOM)


@hidden_property("E2.10", "short-eras", "eras of 7 blocks, of 2 and of 1")
def _short(supply_after: Student) -> None:
    supplies(supply_after, [6, 7, 8, 13, 14, 100, 230, 231, 232], SEVEN)
    supplies(supply_after, [0, 1, 2, 3, 4, 65, 66], TWO)
    supplies(supply_after, [0, 1, 2, 13, 32, 33, 34], ONE)


@hidden_property("E2.10", "regtest", "REGTEST, which halves every 150 blocks", weight=2)
def _regtest(supply_after: Student) -> None:
    supplies(supply_after, [149, 150, 151, 299, 300, 1000, 4949, 4950, 210_000], REGTEST)


@hidden_property("E2.10", "classroom", "your own chain, to its last satoshi and beyond")
def _classroom(supply_after: Student) -> None:
    numbers = seeded("E2.10")
    heights = [99, 100, 101, 199, 200, 1399, 3298, 3299, 3300, 5000]
    supplies(supply_after, [*heights, *(numbers.randrange(3400) for _ in range(8))], CLASSROOM)


@hidden_property("E2.10", "two-chains", "one chain, then another: nothing is remembered")
def _turns(supply_after: Student) -> None:
    for height in (250, 0, 3000, 100, 250):
        for params in (MAINNET, CLASSROOM, SEVEN, MAINNET):
            supplies(supply_after, [height], params)


@hidden_property("E2.10", "first-border", "the first border: blocks 209,999 to 210,001", weight=2)
def _first_border(supply_after: Student) -> None:
    supplies(supply_after, [209_999, 210_000, 210_001])


@hidden_property("E2.10", "inside-eras", "inside later eras: 277,316, 501,386 and 840,000", weight=2)
def _inside(supply_after: Student) -> None:
    for height, coins in (
        (277_316, 1_218_292_500_000_000),
        (501_386, 1_676_733_750_000_000),
        (840_000, 1_968_750_312_500_000),
    ):
        gives(coins, supply_after, height, MAINNET)


@hidden_property("E2.10", "every-border", "the border of each of the 34 eras")
def _every_border(supply_after: Student) -> None:
    for era in range(ERAS + 1, 0, -1):
        supplies(supply_after, [ERA * era - (era % 3 == 0)])
    supplies(supply_after, [ERA * 2 - 1, ERA * 4 - 1, ERA * 32 - 1])


@hidden_property("E2.10", "the-end", "the last satoshi; then it stays as it is", weight=2)
def _end(supply_after: Student) -> None:
    gives(END - 2, supply_after, 6_929_997, MAINNET)
    gives(END - 1, supply_after, 6_929_998, MAINNET)
    for height in (6_929_999, 6_930_000, 6_930_001, 7_140_000):
        gives(END, supply_after, height, MAINNET)


@hidden_property("E2.10", "quickly", "ten million blocks and more, quickly")
def _large(supply_after: Student) -> None:
    gives(5_000_000_000, supply_after, 0, MAINNET)
    for height in (10_000_000, 13_440_000, 13_440_001, 2**31 - 1):
        gives(END, supply_after, height, MAINNET)
    supplies(supply_after, [10_000_000, 2**31 - 1], CLASSROOM)
