"""What a payment costs, and what becomes of the rest: the sizes of lesson 03d, and its challenge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from blockkit.classroom.messages import say
from blockkit.classroom.properties import Fails, holds
from blockkit.classroom.trying.for_checks import call, call_text
from blockkit.errors import shown
from blockkit.transaction import OutPoint

INPUT, OUTPUT, REST = 148, 34, 10  # bytes of a usual payment: toy numbers, some bytes too many
DUST = 546  # satoshi: nodes relay no smaller output
FIVE_COINS = (8_450_000, 1_500_000, 50_000, 5_460, 546)  # satoshi, of the widget


def size_of(inputs: int, outputs: int) -> int:
    """The bytes of a payment."""
    return INPUT * inputs + OUTPUT * outputs + REST


@dataclass(frozen=True, slots=True)
class Bill:
    """A payment with its change and its fee; ``missing`` is above 0 where the coins are not enough."""

    there: int
    amount: int
    change: int
    fee: int
    size: int
    missing: int = 0


def bill(coins: Mapping[int, int], amount: int, fee_rate: int, keep_change: bool = True) -> Bill:
    """What spending these coins comes to; change that would be dust goes to the fee."""
    there, count = sum(coins.values()), len(coins)
    least = fee_rate * size_of(count, 1)
    if there < amount + least or not coins:
        return Bill(there, amount, 0, least, size_of(count, 1), amount + least - there)
    change = there - amount - fee_rate * size_of(count, 2)
    if keep_change and change >= DUST:
        return Bill(there, amount, change, there - amount - change, size_of(count, 2))
    return Bill(there, amount, 0, there - amount, size_of(count, 1))


def is_gift(fee: int, inputs: int, fee_rate: int) -> bool:
    """Is the fee of a payment without change so high that change, and no dust, could have come back?"""
    return fee >= fee_rate * size_of(inputs, 2) + DUST


def spends_enough(
    select_coins: Callable[..., Any], coins: Mapping[OutPoint, int], amount: int, fee_rate: int
) -> None:
    """The challenge: whichever coins are chosen, they pay amount, fee and change to the satoshi."""
    args = [dict(coins), amount, fee_rate]
    found = call(select_coins, *args)
    called = call_text(select_coins, args)
    pair = isinstance(found, list | tuple) and len(found) == 2 and isinstance(found[0], list | tuple)
    if not pair or type(found[1]) is not int:
        raise Fails(say("select-form", call=called, got=shown(found)))
    names, change = list(found[0]), found[1]
    holds(names and all(name in coins for name in names), say("select-strange", call=called))
    holds(len(set(names)) == len(names), say("select-twice", call=called))
    holds(change == 0 or change >= DUST, say("select-dust", call=called, change=change))
    fee = sum(coins[name] for name in names) - amount - change
    least = fee_rate * size_of(len(names), 2 if change else 1)
    holds(fee >= least, say("select-fee", call=called, fee=fee, least=least))
    most = fee_rate * size_of(len(names), 2) + DUST - 1
    gift = not change and is_gift(fee, len(names), fee_rate)
    holds(not gift, say("select-gift", call=called, fee=fee, most=most))
