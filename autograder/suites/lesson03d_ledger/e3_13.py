"""E3.13: a block moves coins, and puts them back.

Block 277,647 has 212 payments with 732 inputs, each judged by a right answer's ``validate_tx``: that and the
copies of 700 coins are most of what this suite costs.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03d_ledger.shared import (
    Block,
    Coin,
    Coins,
    InputOk,
    OutPoint,
    Spent,
    Transaction,
    after,
    block_of,
    coin_name,
    connects,
    disconnects,
    heap,
    payment,
    refused_block,
    subsidy_of,
)
from blockkit.classroom.blocks_with_coins import first_blocks, first_coin, large_block, older_coins
from blockkit.classroom.properties import holds
from blockkit.transaction import TxOut

HEIGHT = 277_647
COIN = 100_000_000


def _out(tx: Transaction, place: int = 0) -> OutPoint:
    return tx.outpoints()[place]


def _in_a_row(count: int, first: Any = 0, value: int = 50) -> list[Transaction]:
    """So many payments, each of which spends the output of the one before."""
    row = [payment([first], [value])]
    while len(row) < count:
        row.append(payment([_out(row[-1])], [value, 0]))
    return row


@cache
def _real_move() -> tuple[Coins, Spent]:
    """What block 277,647 makes of the coins before it, and what it spends."""
    return after(large_block(), older_coins(), HEIGHT)


@cache
def _many() -> Block:
    """More than 300 payments, one with as many outputs, one with as many inputs; few coins are left of it."""
    wide = payment([0], [1] * 301)
    row = [wide, payment(wide.outpoints(), [301])]
    while len(row) < 301:
        row.append(payment([_out(row[-1])], [301]))
    return block_of(row)


# ---- connect -------------------------------------------------------------------------------------


@hidden_property("E3.13", "real-block", "block 277,647: 670 coins before, 707 after, 732 spent", weight=2)
def _real(connect: Student, _: Student) -> None:
    old, (new, spent) = older_coins(), _real_move()
    assert (len(old), len(new), len(spent)) == (670, 707, 732)
    connects(connect, large_block(), old, HEIGHT, moved=(new, spent))
    first, coins = first_blocks()[170], dict([first_coin()])
    connects(connect, first, coins, 170)
    connects(connect, first, coins | heap(7, 8), 170)
    connects(connect, first_blocks()[1], {}, 1)


@hidden_property("E3.13", "row-inside", "three payments in a row inside one block", weight=2)
def _inside(connect: Student, _: Student) -> None:
    for count in (2, 3, 7):
        connects(connect, block_of(_in_a_row(count)), heap(50, 30), 200)
    row = _in_a_row(3)
    late = payment([_out(row[0], 0), 1], [70])  # spends beside the row what row[1] has spent already
    refused_block(connect, block_of([*row, late]), heap(50, 30))
    early = payment([1], [10, 20])
    joined = payment([_out(early, 1), 0, _out(early, 0)], [80])
    connects(connect, block_of([early, joined]), heap(50, 30), 200)


@hidden_property("E3.13", "order", "spending what comes later in the block: refused", weight=2)
def _order(connect: Student, _: Student) -> None:
    row = _in_a_row(3)
    for order in ((1, 0, 2), (0, 2, 1), (2, 1, 0), (2, 0, 1)):
        refused_block(connect, block_of([row[place] for place in order]), heap(50, 30))
    connects(connect, block_of(row), heap(50, 30), 200)
    refused_block(connect, block_of([row[1]]), heap(50, 30))


@hidden_property("E3.13", "spent-twice", "two payments of one block spend one coin: refused", weight=2)
def _twice(connect: Student, _: Student) -> None:
    one, other, third = payment([0], [50]), payment([0], [40]), payment([1], [30])
    for txs in (
        [one, other],
        [one, third, other],
        [third, one, other],
        [other, one],
        [one, payment([1, 0], [60])],
    ):
        refused_block(connect, block_of(txs), heap(50, 30))
    connects(connect, block_of([one, third]), heap(50, 30), 200)
    connects(connect, block_of([third, other]), heap(50, 30), 200)


@hidden_property("E3.13", "each-judged", "one bad payment: first, in the middle, last", weight=2)
def _judged(connect: Student, _: Student) -> None:
    coins = heap(50, 30, 20, 10)
    good = [payment([0], [50]), payment([1], [25]), payment([2], [20])]
    bad = [
        payment([3], [11]), payment([3, 3], [15]), payment([5], [1]), payment([3], [20, -10]),
        payment([3], []),
    ]  # fmt: skip
    for one in bad:
        for place in (0, 1, 3):
            refused_block(connect, block_of([*good[:place], one, *good[place:]]), coins)
    connects(connect, block_of([*good, payment([3], [10])]), coins, 200)


@hidden_property("E3.13", "signatures", "a bad signature in the first, a middle, the last payment", weight=2)
def _signatures(connect: Student, _: Student) -> None:
    coins = heap(50, 30, 20)
    txs = [payment([0], [50]), payment([1], [25]), payment([2], [20])]

    def without(bad: Transaction) -> InputOk:
        return lambda tx, index, output: tx != bad

    for bad in txs:
        refused_block(connect, block_of(txs), coins, 200, without(bad))
    connects(connect, block_of(txs), coins, 200, without(payment([0], [1])))
    asked = []

    def noting(tx: Transaction, index: int, output: TxOut) -> bool:
        asked.append((tx, index, output))
        return True

    connects(connect, block_of(txs), coins, 200, noting)
    holds(
        {tx for tx, _, _ in asked} == set(txs),
        "not every payment's signature was checked, or the coinbase's was",
    )


@hidden_property(
    "E3.13", "coinbase-amount", "the subsidy of the height, less is allowed, one more is not", weight=2
)
def _amount(connect: Student, _: Student) -> None:
    for height in (1, 209_999, 210_000, 419_999, 420_000, 13 * 210_000, 33 * 210_000):
        new = subsidy_of(height)
        connects(connect, block_of([], new), {}, height)
        refused_block(connect, block_of([], new + 1), {}, height)
    most = subsidy_of(200)
    for takes in ([0], [1], [most - 5, 5], [most // 2] * 2, [0, most, 0], [1] * 5):
        connects(connect, block_of([], *takes), {}, 200)
    for takes in ([most, 1], [1, most], [0, most + 1], [most] * 2, [most - 5, 5, 1]):
        refused_block(connect, block_of([], *takes), {})


@hidden_property("E3.13", "fees", "all fees of the block, to the satoshi", weight=2)
def _fees(connect: Student, _: Student) -> None:
    coins, most = heap(50, 30, 20), subsidy_of(200)
    txs = [payment([0], [43]), payment([1], [30]), payment([2], [9])]
    for count, fees in ((0, 0), (1, 7), (2, 7), (3, 18)):
        connects(connect, block_of(txs[:count], most + fees), coins, 200)
        connects(connect, block_of(txs[:count], most, fees), coins, 200)
        connects(connect, block_of(txs[:count], most - 1, fees), coins, 200)
        refused_block(connect, block_of(txs[:count], most + fees + 1), coins)
        refused_block(connect, block_of(txs[:count], most + fees, 1), coins)
    inside = [payment([0], [40]), payment([_out(payment([0], [40]))], [25])]
    connects(connect, block_of(inside, most + 25), coins, 200)
    refused_block(connect, block_of(inside, most + 26), coins)


@hidden_property(
    "E3.13", "name-there", "a name that is there already: refused; another index is fine", weight=2
)
def _there(connect: Student, _: Student) -> None:
    block = block_of([payment([0], [20, 30])], 40, 10)
    coinbase, paid = block.transactions
    spare = Coin(TxOut(5, b""), 3, False)
    for tx in (coinbase, paid):
        for place in (0, 1):
            refused_block(connect, block, heap(50, 30) | {_out(tx, place): spare})
        connects(connect, block, heap(50, 30) | {OutPoint(tx.txid, 2): spare}, 200)
    made = _out(coinbase, 0)  # spent later in the block, and there all the same when the coinbase comes in
    refused_block(connect, block_of([payment([made], [5])], 40, 10), {made: spare})
    twice = block_of([payment([0], [20, 30])], 40, 10)
    new = after(twice, heap(50), 200)[0]
    refused_block(connect, block_of([payment([_out(paid, 0)], [20])], 40, 10), new, 201)  # the same coinbase
    connects(connect, block_of([payment([_out(paid, 0)], [20])], 40, 10, tag=1), new, 201)
    kept = {OutPoint(bytes(32), 7): spare}
    connects(connect, block_of([], 50), kept, 200)


@hidden_property("E3.13", "coins-made", "height, coinbase mark, outputs of 0; the set is a new one", weight=2)
def _made(connect: Student, _: Student) -> None:
    coins = heap(50, 30)
    for height in (5, 170, 500):
        connects(connect, block_of([payment([0], [0, 50, 0])], 0, 7, 0), coins, height)
    changed = payment([1], [30])
    lock = replace(changed, outputs=(TxOut(10, b"\x6a\x01"), TxOut(20, b"")))
    connects(connect, block_of([lock], 50), coins, 9)
    connects(connect, block_of([payment([0], [50])], 9), heap(50, height=3, coinbase=True), 103)
    refused_block(connect, block_of([payment([0], [50])], 9), heap(50, height=3, coinbase=True), 102)
    own = block_of([], 50)
    refused_block(connect, block_of([payment([_out(own.transactions[0])], [50])], 50), {})


@hidden_property("E3.13", "many", "301 payments, one with 301 outputs, one with 301 inputs")
def _many_of_each(connect: Student, _: Student) -> None:
    connects(connect, _many(), heap(301), 200)
    refused_block(connect, block_of([], *[1] * 300, subsidy_of(200)), {})


# ---- disconnect, with what the block truly spent -------------------------------------------------


@hidden_property("E3.13", "real-back", "back from block 277,647 and from block 170", weight=3)
def _real_back(_: Student, disconnect: Student) -> None:
    disconnects(disconnect, large_block(), older_coins(), HEIGHT, _real_move())
    disconnects(disconnect, first_blocks()[170], dict([first_coin()]) | heap(9), 170)
    disconnects(disconnect, first_blocks()[2], heap(9), 2)


@hidden_property("E3.13", "inside-back", "coins made and spent in the block are in neither set", weight=3)
def _inside_back(_: Student, disconnect: Student) -> None:
    for count in (1, 2, 3, 7):
        disconnects(disconnect, block_of(_in_a_row(count)), heap(50, 30), 200)
    early = payment([1], [10, 20])
    joined = payment([_out(early, 1), 0, _out(early, 0)], [80])
    disconnects(disconnect, block_of([early, joined]), heap(50, 30, 20), 200)
    disconnects(disconnect, block_of([early, joined]), heap(50, 30), 200)


@hidden_property("E3.13", "old-coins", "spent coins come back as they were: value, height, mark", weight=2)
def _old(_: Student, disconnect: Student) -> None:
    old = {
        coin_name(0): Coin(TxOut(50, b"a"), 7, True),
        coin_name(1): Coin(TxOut(0, b""), 9, False),
        coin_name(2): Coin(TxOut(3 * COIN, b"c"), 0, True),
    }
    disconnects(disconnect, block_of([payment([0, 1], [49]), payment([2], [1, 1])]), old, 400)
    disconnects(disconnect, block_of([payment([1], [0])], 0, 0), {coin_name(1): old[coin_name(1)]}, 401)
    disconnects(disconnect, block_of([payment([0], [49])]), heap(50, 30, height=400), 400)  # not by heights


@hidden_property("E3.13", "many-back", "back from 301 payments, past 301 coins that they left alone")
def _many_back(_: Student, disconnect: Student) -> None:
    disconnects(disconnect, _many(), heap(301, *[5] * 301), 200)
    disconnects(disconnect, block_of(_many().transactions[1:2]), heap(301), 200)


def _blocks() -> Sequence[tuple[Block, int]]:
    one = block_of([payment([0], [20, 30])], 10)
    two = block_of([payment([_out(one.transactions[1], 1), 1], [60]), payment([2], [5, 5])], 11)
    return (one, 200), (two, 201)


@hidden_property("E3.13", "two-back", "two blocks forward, two back", weight=2)
def _two(connect: Student, disconnect: Student) -> None:
    states: list[Coins] = [heap(50, 30, 10)]
    for block, height in _blocks():
        connects(connect, block, states[-1], height)
        states.append(after(block, states[-1], height)[0])
    for (block, height), old in zip(reversed(_blocks()), states[-2::-1], strict=True):
        disconnects(disconnect, block, old, height)
    connects(connect, *(_blocks()[0][0], heap(50, 30, 10), 200))
