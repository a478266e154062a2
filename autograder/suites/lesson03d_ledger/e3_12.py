"""E3.12: what a payment must keep to. The five faulty ledgers are in ``e3_12_cases``."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from autograder.suites import families
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03d_ledger.shared import (
    MAX_MONEY,
    Coins,
    InputOk,
    OutPoint,
    Transaction,
    all_but,
    ask,
    broken,
    coin_name,
    everything,
    fee_is,
    heap,
    payment,
    refused,
)
from blockkit.classroom.blocks_with_coins import first_blocks, first_coin, large_block, older_coins
from blockkit.classroom.properties import holds
from blockkit.classroom.trying.for_checks import call_on
from blockkit.classroom.trying.trial import CannotUse, Raised
from blockkit.transaction import TxIn, TxOut

HEIGHT = 277_647
WIDE = 320  # inputs and outputs: more than a check sees that stops after some hundreds


@cache
def _wide() -> tuple[Transaction, Coins]:
    """A payment with many inputs and outputs. It keeps all rules, and its fee is 320."""
    return payment(range(WIDE), [1] * WIDE), heap(*[2] * WIDE)


def _last_amount(value: Any) -> Transaction:
    """The same with another amount in its last output."""
    tx, _ = _wide()
    return replace(tx, outputs=(*tx.outputs[:-1], replace(tx.outputs[-1], value=value)))


# ---- the chain -----------------------------------------------------------------------------------


@cache
def _block_277647() -> tuple[Sequence[Transaction], Coins, list[int]]:
    """Its payments, all coins that any of them spends (none is spent twice), and the fees."""
    payments = large_block().transactions[1:]
    coins = everything(large_block(), older_coins(), HEIGHT)
    spent = [sum(coins[txin.prevout].output.value for txin in tx.inputs) for tx in payments]
    paid = [sum(output.value for output in tx.outputs) for tx in payments]
    coins = {txin.prevout: coins[txin.prevout] for tx in payments for txin in tx.inputs}
    return payments, coins, [there - out for there, out in zip(spent, paid, strict=True)]


@hidden_property("E3.12", "real-block", "real payments of block 277,647, and their fees", weight=2)
def _real(validate_tx: Student, _: Student) -> None:
    payments, coins, fees = _block_277647()
    assert (sum(fees), fees.count(0)) == (4_737_355, 8)
    for place, (tx, fee) in enumerate(zip(payments, fees, strict=True)):
        if place % 5 == 0 or fee == 0 or len(tx.inputs) > 20:  # each call has its price
            fee_is(fee, validate_tx, tx, coins, HEIGHT)


@hidden_property("E3.12", "first-payment", "the first payment: not before its coin is ripe", weight=2)
def _first(validate_tx: Student, _: Student) -> None:
    tx, coins = first_blocks()[170].transactions[1], dict([first_coin()])
    for height in (109, 110, 170, 300_000):
        fee_is(0, validate_tx, tx, coins, height)
    for height in (9, 10, 108):
        refused(validate_tx, tx, coins, height)


# ---- what it pays --------------------------------------------------------------------------------


@hidden_property("E3.12", "empty", "without inputs, without outputs, without both: refused")
def _empty(validate_tx: Student, _: Student) -> None:
    fee_is(0, validate_tx, payment([0], [50]), heap(50))
    for tx in (payment([], [0]), payment([], [0, 0]), payment([0], []), payment([], []), payment([0, 1], [])):
        refused(validate_tx, tx, heap(50, 30))


@hidden_property("E3.12", "negative", "a negative output, hidden by a large one", weight=2)
def _negative(validate_tx: Student, _: Student) -> None:
    fee_is(5, validate_tx, payment([0], [20, 25]), heap(50))
    for values in (
        [60, -10],
        [-10, 60],
        [20, -1, 20],
        [-1],
        [-(2**62), 2**62],
        [50, 0, -50],
        [MAX_MONEY, -1],
    ):
        refused(validate_tx, payment([0, 1], values), heap(50, MAX_MONEY))
    for _place, values in families.one_fault([10, 10, 10, 10], lambda value: -value):
        refused(validate_tx, payment([0], values), heap(50))
    fee_is(WIDE, validate_tx, *_wide())
    refused(validate_tx, _last_amount(-1), _wide()[1])


@hidden_property("E3.12", "max-money", "MAX_MONEY exactly and one more, in one output and as a sum", weight=4)
def _max_money(validate_tx: Student, _: Student) -> None:
    rich, half = heap(MAX_MONEY, MAX_MONEY, 5), MAX_MONEY // 2
    for fee, spends, allowed in (
        (0, [0], [MAX_MONEY]),
        (5, [0, 2], [MAX_MONEY]),
        (0, [0], [half, half]),
        (5, [0, 2], [1, MAX_MONEY - 3, 2]),
    ):
        fee_is(fee, validate_tx, payment(spends, allowed), rich)
    for values in ([MAX_MONEY + 1], [1, MAX_MONEY + 1], [2**62]):
        refused(validate_tx, payment([0, 1], values), rich)
    for values in ([half, half + 1], [MAX_MONEY, 1], [1, MAX_MONEY], [MAX_MONEY] * 2, [half, half, 0, 1]):
        refused(validate_tx, payment([0, 1], values), rich)


@hidden_property("E3.12", "no-number", "an amount that is no whole number: refused")
def _no_number(validate_tx: Student, _: Student) -> None:
    fee_is(40, validate_tx, payment([0], [10]), heap(50))
    odd: list[Any] = [10.0, 0.5, "10", None, b"\x0a", [10]]
    for value in odd:
        refused(validate_tx, payment([0], [value]), heap(50))
        refused(validate_tx, payment([0], [5, value, 5]), heap(50))
        refused(validate_tx, payment([0], [5, 5, 5, value]), heap(50))
    refused(validate_tx, _last_amount(1.0), _wide()[1])


# ---- what it spends ------------------------------------------------------------------------------


@hidden_property("E3.12", "coin-twice", "a coin spent twice: neighbours, apart, three times", weight=3)
def _twice(validate_tx: Student, _: Student) -> None:
    coins = heap(50, 30, 20, 10)
    fee_is(10, validate_tx, payment([0, 1, 2], [90]), coins)
    for spends in ([0, 0], [0, 1, 0], [1, 0, 0], [0, 1, 2, 3, 0], [1, 1, 1], [0, 1, 1, 0]):
        refused(validate_tx, payment(spends, [10]), coins)
        refused(validate_tx, payment(spends, [sum((50, 30, 20, 10)[i] for i in spends)]), coins)
    same = payment([0, 0], [60])
    other = replace(same, inputs=(same.inputs[0], replace(same.inputs[1], sequence=7, script_sig=b"x")))
    refused(validate_tx, other, coins)


@cache
def _three_thousand() -> tuple[Transaction, Coins]:
    """A payment that spends 3,000 coins: made once, which takes longer than to judge it."""
    one_coin = heap(2)[coin_name(0)]  # to make 3,000 different ones takes longer still
    return payment(range(3000), [1] * 7 + [5900]), dict.fromkeys(map(coin_name, range(3000)), one_coin)


@hidden_property("E3.12", "many-inputs", "3,000 inputs; the first coin once more at the end", weight=2)
def _many(validate_tx: Student, _: Student) -> None:
    large, coins = _three_thousand()
    fee_is(93, validate_tx, large, coins)
    for place in (0, 2998):
        refused(validate_tx, replace(large, inputs=(*large.inputs, large.inputs[place])), coins)
    fee_is(49, validate_tx, payment([0, 1], [1] * 51), heap(50, 50))


@hidden_property("E3.12", "two-of-one", "two outputs of one transaction are two coins")
def _two_of_one(validate_tx: Student, _: Student) -> None:
    coins = heap(50, 30, 20)
    assert coin_name(0).txid == coin_name(1).txid == coin_name(2).txid
    fee_is(5, validate_tx, payment([0, 1], [75]), coins)
    fee_is(0, validate_tx, payment([2, 1, 0], [100]), coins)
    other = OutPoint(bytes(32), 0), OutPoint(b"\1" * 32, 0)  # and one number of two transactions
    apart = dict(zip(other, heap(7, 8).values(), strict=True))
    fee_is(1, validate_tx, payment(other, [14]), apart)


@hidden_property("E3.12", "missing", "one missing coin among good ones: first, in the middle, last", weight=3)
def _missing(validate_tx: Student, _: Student) -> None:
    coins = heap(50, 30, 20, 10, 5)
    fee_is(15, validate_tx, payment(range(5), [100]), coins)
    for place in range(5):
        left = {name: coin for i, (name, coin) in enumerate(coins.items()) if i != place}
        refused(validate_tx, payment(range(5), [10]), left)
        refused(validate_tx, payment([place], [0]), left)
    refused(validate_tx, payment([0], [5]), {})
    for name in (OutPoint(coin_name(0).txid, 7), OutPoint(coin_name(0).txid[::-1], 0)):
        refused(validate_tx, payment([name, 0], [5]), coins)
    refused(validate_tx, _wide()[0], _without_the_last())


def _without_the_last() -> Coins:
    """The coins of the wide payment, but for the last one."""
    return {name: coin for name, coin in _wide()[1].items() if name != coin_name(WIDE - 1)}


@hidden_property("E3.12", "ripe", "99, 100 and 101 blocks: only coins of coinbases must rest", weight=3)
def _ripe(validate_tx: Student, _: Student) -> None:
    for made in (0, 1, 277_000):
        young, plain = heap(50, height=made, coinbase=True), heap(50, height=made)
        for age in (0, 1, 50, 99):
            refused(validate_tx, payment([0], [45]), young, made + age)
            fee_is(5, validate_tx, payment([0], [45]), plain, made + age)
        for age in (100, 101, 5000):
            fee_is(5, validate_tx, payment([0], [45]), young, made + age)
    coins, old = heap(50, 30, 20), heap(50, 30, 20, height=140, coinbase=True)
    for place, name in enumerate(coins):
        mixed = coins | {name: replace(coins[name], height=150, coinbase=True)}
        refused(validate_tx, payment(range(3), [10]), mixed, 249)
        fee_is(90, validate_tx, payment(range(3), [10]), mixed, 250)
        fee_is(1, validate_tx, payment([(place + 1) % 3], [[29, 19, 49][place]]), mixed, 151)
        refused(validate_tx, payment(range(3), [10]), old | {name: mixed[name]}, 249)
    fee_is(90, validate_tx, payment(range(3), [10]), old, 249)
    tx, last = _wide()[0], coin_name(WIDE - 1)
    coinbases = heap(*[2] * WIDE, height=140, coinbase=True)
    fee_is(WIDE, validate_tx, tx, coinbases, 240)
    refused(validate_tx, tx, coinbases | {last: replace(coinbases[last], height=141)}, 240)


@hidden_property("E3.12", "maturity", "on another chain coins ripen sooner, or later", weight=2)
def _maturity(validate_tx: Student, _: Student) -> None:
    young = heap(50, height=20, coinbase=True)
    for maturity in (1, 5, 10, 101, 150):
        refused(validate_tx, payment([0], [45]), young, 19 + maturity, all_but(), maturity)
        fee_is(5, validate_tx, payment([0], [45]), young, 20 + maturity, all_but(), maturity)
    fee_is(5, validate_tx, payment([0], [45]), young, 20, all_but(), 0)


@hidden_property(
    "E3.12", "below", "more out than in, by one satoshi or by all; the fee is what is left", weight=3
)
def _below(validate_tx: Student, _: Student) -> None:
    coins = heap(50, 30, 1, 0)
    for spends, there in (([0], 50), ([1], 30), ([0, 1], 80), ([0, 1, 2], 81), ([3], 0), ([2, 3], 1)):
        for fee in (0, 1, 7):
            if there >= fee:
                fee_is(fee, validate_tx, payment(spends, [there - fee]), coins)
        refused(validate_tx, payment(spends, [there + 1]), coins)
        refused(validate_tx, payment(spends, [there, 1]), coins)
        refused(validate_tx, payment(spends, [1, there + 5, 0]), coins)


@hidden_property(
    "E3.12", "allowed", "fee 0, outputs of 0, any version, lock time and sequence: allowed", weight=2
)
def _allowed(validate_tx: Student, _: Student) -> None:
    coins = heap(50, 0)
    fee_is(0, validate_tx, payment([0], [50]), coins)
    fee_is(50, validate_tx, payment([0], [0]), coins)
    fee_is(0, validate_tx, payment([0, 1], [0, 50, 0]), coins)
    fee_is(0, validate_tx, payment([1], [0]), coins)
    for version in (-1, 0, 2, 2**31 - 1, -(2**31)):
        fee_is(3, validate_tx, payment([0], [47], version), coins)
    usual = payment([0], [47])
    for changed in (
        replace(usual, lock_time=2**32 - 1),
        replace(usual, inputs=(replace(usual.inputs[0], sequence=0),), lock_time=500),
        replace(usual, inputs=(replace(usual.inputs[0], script_sig=b""),)),
        replace(usual, outputs=(TxOut(47, b""),)),
        replace(usual, outputs=(TxOut(40, b"\x6a" * 300), TxOut(7, b"\x6a"))),
    ):
        fee_is(3, validate_tx, changed, coins)
    fee_is(49, validate_tx, payment([0], [1]), coins, 1)  # in the block that made the coin


# ---- the signatures ------------------------------------------------------------------------------


def _recording(asked: list[Any], *bad: int) -> InputOk:
    """An ``input_ok`` that notes what it is asked."""

    def input_ok(tx: Transaction, index: int, output: TxOut) -> bool:
        asked.append((tx, index, output))
        return index not in bad

    return input_ok


@hidden_property("E3.12", "asks-each", "each input is asked, with its own number and its own coin", weight=2)
def _asks(validate_tx: Student, _: Student) -> None:
    coins = heap(50, 30, 20, 10)
    for spends in ([0], [2, 0, 3, 1], [3, 2]):
        asked: list[Any] = []
        tx = payment(spends, [1])
        fee_is(sum((50, 30, 20, 10)[i] for i in spends) - 1, validate_tx, tx, coins, 200, _recording(asked))
        right = {(place, coins[coin_name(i)].output) for place, i in enumerate(spends)}
        holds(
            {(index, output) for _, index, output in asked} == right, f"input_ok was asked {len(asked)} times"
        )
        holds(all(one == tx for one, _, _ in asked), "input_ok was asked about another payment")


@hidden_property("E3.12", "bad-signature", "one bad signature: the first, in the middle, the last", weight=3)
def _bad(validate_tx: Student, _: Student) -> None:
    coins = heap(50, 30, 20, 10, 5)
    fee_is(15, validate_tx, payment(range(5), [100]), coins, 200, all_but(5, 6))
    for place in range(5):
        refused(validate_tx, payment(range(5), [100]), coins, 200, all_but(place))
        refused(validate_tx, payment([place], [1]), coins, 200, all_but(0))
    refused(validate_tx, payment(range(5), [100]), coins, 200, all_but(*range(5)))
    for place in (0, WIDE - 1):
        refused(validate_tx, *_wide(), 200, all_but(place))


def _faulty() -> Iterable[tuple[Transaction, Coins, int]]:
    """One payment for each of the rules but the last: it breaks this one alone."""
    coins, young = heap(50, 30), heap(50, 30, height=150, coinbase=True)
    yield payment([], [0]), coins, 200
    yield payment([0], []), coins, 200
    yield payment([0, 1], [60, -10]), coins, 200
    yield payment([0, 1], [MAX_MONEY + 1]), heap(MAX_MONEY, MAX_MONEY), 200
    yield payment([0, 1], [MAX_MONEY, 1]), heap(MAX_MONEY, MAX_MONEY), 200
    yield payment([0, 1, 0], [10]), coins, 200
    yield payment([0, 1, 2], [10]), coins, 200
    yield payment([0, 1], [10]), young, 249
    yield payment([0, 1], [10]), heap(50) | {coin_name(1): young[coin_name(1)]}, 249
    yield payment([0, 1], [81]), coins, 200


@hidden_property("E3.12", "asks-last", "no signature is checked where another rule is broken", weight=2)
def _last(validate_tx: Student, _: Student) -> None:
    refusals = 0
    for tx, coins, height in _faulty():
        asked: list[Any] = []
        with suppress(Raised):  # whether it is refused, others ask
            ask(validate_tx, tx, coins, height, _recording(asked))
            continue
        refusals += 1
        holds(not asked, f"input_ok was asked {len(asked)} times about a payment that breaks another rule")
    holds(refusals > 4, f"only {refusals} of ten bad payments were refused")
    asked = []
    fee_is(70, validate_tx, payment([0, 1], [10]), heap(50, 30), 200, _recording(asked))
    holds(len(asked) >= 2, f"input_ok was asked {len(asked)} times about two inputs")


def _reason(problem: Raised) -> str:
    """What an error says first, behind its kind: ``Invalid: bad-txns-vin-empty: and more``."""
    said = re.match(r"\W*([\w-]*)", problem.words.partition(": ")[2], re.ASCII)
    return said[1] if said else ""


@hidden_property("E3.12", "true-reasons", "the names of reasons are true", weight=2)
def _reasons(validate_tx: Student, _: Student) -> None:
    cases: list[tuple[Transaction, Coins, int, tuple[int, ...]]] = [(*one, ()) for one in _faulty()]
    cases += [
        (payment([0, 1], [10]), heap(50, 30), 200, (1,)),
        (payment([1, 1], [100]), heap(50, 30), 200, ()),
        (_wide()[0], _without_the_last(), 200, ()),
    ]
    refusals = 0
    for tx, coins, height, bad in cases:
        true = broken(tx, coins, height, bad=bad)
        try:
            ask(validate_tx, tx, coins, height, all_but(*bad))  # whether it is refused, others ask
        except Raised as problem:
            refusals, reason = refusals + 1, _reason(problem)
            holds(reason in true, f"{problem}: true would be {' or '.join(sorted(true))}")
    holds(refusals > 5, f"only {refusals} of twelve bad payments were refused")
    fee_is(70, validate_tx, payment([0, 1], [10]), heap(50, 30))


# ---- the set -------------------------------------------------------------------------------------


@hidden_property("E3.12", "set-stays", "the set of coins stays as it was, whatever the answer")
def _stays(validate_tx: Student, _: Student) -> None:
    good = payment([0, 1], [10]), heap(50, 30), 200
    for (tx, coins, height), bad in [(good, ()), (good, (1,)), *((one, ()) for one in _faulty())]:
        handed = dict(coins)
        try:
            call_on(validate_tx, [tx, handed, height, all_but(*bad)])
        except CannotUse as problem:
            if not isinstance(problem, Raised):
                raise
        holds(handed == coins and list(handed) == list(coins), "the set was changed")
    for paid in (10, 20):
        fee_is(80 - paid, validate_tx, payment([0, 1], [paid]), heap(50, 30))


@hidden_property("E3.12", "coin-comes", "a coin comes and goes, or is worth more: asked again")
def _again(validate_tx: Student, _: Student) -> None:
    tx, coins = payment([0, 1], [60]), heap(50, 30)
    name = coin_name(1)
    fee_is(20, validate_tx, tx, coins)
    less = {one: coin for one, coin in coins.items() if one != name}
    refused(validate_tx, tx, less)
    fee_is(20, validate_tx, tx, coins)
    more = coins | {name: replace(coins[name], output=TxOut(35, b""))}
    fee_is(25, validate_tx, tx, more)
    fee_is(20, validate_tx, tx, coins)
    refused(validate_tx, tx, coins, 200, all_but(0))
    fee_is(20, validate_tx, tx, coins)
    again = replace(tx, inputs=(*tx.inputs, TxIn(coin_name(2), b"")))
    refused(validate_tx, again, coins)
    fee_is(21, validate_tx, again, coins | {coin_name(2): heap(1)[coin_name(0)]})
