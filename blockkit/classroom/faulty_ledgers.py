"""Five ledgers that let a bad payment pass, or refuse a good one: the black boxes of E3.12.

A case is a triple: the coins at hand, which of them a payment spends, and what it pays. A coin is a value in
satoshi or, where a coinbase made it, a pair of the value and its age in blocks. Read on only if you have
given up: below is what each ledger does wrong.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from blockkit.classroom.breaking import Bench, Box
from blockkit.errors import shown
from blockkit.params import MAINNET, MAX_MONEY

MOST_CASES, MOST_COINS, MOST_VALUE = 8, 6, 2**62
MATURITY = MAINNET.coinbase_maturity  # blocks

Case = tuple[Sequence[Any], Sequence[int], Sequence[int]]  # coins, spends, pays
Coin = tuple[int, int | None]  # value, and the age of what a coinbase made


def need_case(case: Any) -> None:
    """Refuse what is no case, with ``ValueError``."""
    if not isinstance(case, list | tuple) or len(case) != 3 or not all(_is_list(part) for part in case):
        raise ValueError(f"a case is (coins, spends, pays), three lists, got {shown(case)}")
    coins, spends, pays = case
    if max(map(len, case)) > MOST_COINS:
        raise ValueError(f"a case has at most {MOST_COINS} coins, inputs and outputs each, got {shown(case)}")
    for coin in coins:
        pair = [coin, 0] if type(coin) is int else coin
        if not _is_list(pair) or len(pair) != 2 or not all(_is_number(one, MOST_VALUE) for one in pair):
            raise ValueError(f"a coin is a value, or (value, age), got {shown(coin)}")
    if not all(_is_number(place, 2 * MOST_COINS) for place in spends):
        raise ValueError(f"spends is a list of places among the coins, from 0, got {shown(spends)}")
    if not all(type(value) is int and abs(value) <= MOST_VALUE for value in pays):
        raise ValueError(f"pays is a list of whole numbers of satoshi, got {shown(pays)}")


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _is_number(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


# ---- the right one -------------------------------------------------------------------------------


def right_fee(case: Case) -> int | None:
    """The fee, by rules 1 to 9; ``None`` for a payment that is refused."""
    return _judged(case)


def _judged(
    case: Case, twice: bool = True, each_amount: bool = True, missing: bool = True,
    maturity: int = MATURITY, least: int = 0,
) -> int | None:  # fmt: skip
    """The rules, each of which a faulty ledger leaves out or changes."""
    coins, spends, pays = [_coin(one) for one in case[0]], list(case[1]), list(case[2])
    if not spends or not pays or max(*pays, sum(pays)) > MAX_MONEY or (each_amount and min(pays) < 0):
        return None
    if sum(pays) < 0 or (twice and len(set(spends)) < len(spends)):
        return None
    there = [place for place in spends if place < len(coins)]
    if missing and len(there) < len(spends):
        return None
    spent = [coins[place] for place in there]
    if any(age is not None and age < maturity for _, age in spent):
        return None
    fee = sum(value for value, _ in spent) - sum(pays)
    return fee if fee >= least else None


def _coin(one: Any) -> Coin:
    return (one, None) if type(one) is int else (one[0], one[1])


def ask(judge: Callable[[Case], int | None], case: Case) -> int | None:
    """What a ledger says: a fee, or ``None``."""
    return judge(case)


LEDGERS = Bench(
    {
        "A": Box(partial(_judged, twice=False), "lets one coin be spent twice (CVE-2018-17144)"),
        "B": Box(partial(_judged, each_amount=False), "asks of the sum alone whether it is negative"),
        "C": Box(partial(_judged, missing=False), "passes over a coin that is not there"),
        "D": Box(partial(_judged, maturity=MATURITY + 1), "lets a coinbase's coin rest one block too long"),
        "E": Box(partial(_judged, least=1), "wants a fee"),
    },
    right_fee,
    ask,
    need_case,
    MOST_CASES,
)


def ledger_says(name: str, case: Case) -> int | None:
    """The fee that one of the five ledgers finds, or ``None``: ``ledger_says("A", ([50], [0], [45]))``."""
    if name not in LEDGERS.boxes:
        raise ValueError(f"the ledgers are {', '.join(LEDGERS.boxes)}, got {shown(name)}")
    need_case(case)
    return ask(LEDGERS.boxes[name].function, case)
