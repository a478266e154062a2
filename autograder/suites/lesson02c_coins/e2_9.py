"""E2.9: the new coins of a block."""

from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson02c_coins.shared import (
    CLASSROOM,
    ERA,
    ERAS,
    MAINNET,
    MILLION,
    ONE,
    REGTEST,
    SEVEN,
    TWO,
    subsidies,
)
from blockkit.classroom.properties import gives

EXACT = 9  # so often 50 bitcoins can be halved without a rest


@hidden_property("E2.9", "real-blocks", "blocks 0, 1, 170, 277,316, 413,567 and 501,386")
def _real(subsidy: Student) -> None:
    for height, coins in ((0, 50), (1, 50), (170, 50), (277_316, 25), (413_567, 25), (501_386, 12.5)):
        gives(int(coins * 10**8), subsidy, height, MAINNET)


@hidden_property("E2.9", "last-of-era", "the last block of an era still has the old subsidy", weight=2)
def _last(subsidy: Student) -> None:
    subsidies(subsidy, [ERA * era - 1 for era in range(1, EXACT + 2)])


@hidden_property("E2.9", "first-of-era", "the first block of an era has the new subsidy", weight=2)
def _first(subsidy: Student) -> None:
    subsidies(subsidy, [ERA * era for era in range(EXACT + 1)])
    subsidies(subsidy, [ERA * era + 1 for era in range(EXACT + 1)])


@hidden_property("E2.9", "rounded-down", "half a satoshi is cut off, in each era", weight=2)
def _down(subsidy: Student) -> None:
    subsidies(subsidy, [ERA * era + ERA // 2 for era in range(EXACT + 1, ERAS)])
    for era, satoshi in ((13, 610_351), (14, 305_175), (30, 4), (31, 2), (32, 1)):
        gives(satoshi, subsidy, ERA * era + 1000, MAINNET)


@hidden_property("E2.9", "last-satoshi", "the last satoshi, then nothing")
def _end(subsidy: Student) -> None:
    gives(1, subsidy, 6_929_999, MAINNET)
    subsidies(subsidy, [6_720_000 - 1, 6_720_000, 6_930_000, 6_930_001, 7_139_999, 7_140_000])


@hidden_property("E2.9", "far-eras", "eras 33 to 128: nothing comes back", weight=2)
def _far(subsidy: Student) -> None:
    subsidies(subsidy, [ERA * era + 5 for era in (0, 32, 33, 34, 63, 64, 65, 66, 96, 127, 128, 129)])
    subsidies(subsidy, [ERA * 64 - 2, ERA * 64 + 2, 10_000_000, 2**31 - 1])


@hidden_property("E2.9", "regtest", "REGTEST, which halves every 150 blocks", weight=2)
def _regtest(subsidy: Student) -> None:
    subsidies(subsidy, [1, 75, 147, 152, 220, 298, 302, 440, 1000, 1300], REGTEST)


@hidden_property("E2.9", "short-eras", "your own chain, and eras of 7 blocks, of 2 and of 1")
def _short(subsidy: Student) -> None:
    subsidies(subsidy, [0, 1, 99, 100, 101, 199, 200, 999, 1000, 3299, 3300, 6_400, 12_850], CLASSROOM)
    subsidies(subsidy, [0, 6, 7, 8, 13, 14, 90, 91, 230, 231], SEVEN)
    subsidies(subsidy, [999_999, 10**6, 6_930_000, 6_999_999, 32_999_999, 33_000_000], MILLION)
    subsidies(subsidy, [0, 1, 2, 3, 4], TWO)
    subsidies(subsidy, [0, 1, 2, 3, 13, 32, 33], ONE)


@hidden_property("E2.9", "two-chains", "one chain, then another: nothing is remembered")
def _turns(subsidy: Student) -> None:
    for height in (130, 250, 130, 210_005, 8, 60, 160):
        for params in (MAINNET, CLASSROOM, REGTEST, MAINNET):
            subsidies(subsidy, [height], params)


@hidden_property("E2.9", "any-height", "heights anywhere, in no order")
def _any(subsidy: Student) -> None:
    numbers = seeded("E2.9")
    subsidies(subsidy, [numbers.randrange(1, 40 * ERA) for _ in range(25)])
    subsidies(subsidy, [numbers.randrange(1, 3500) for _ in range(25)], CLASSROOM)
