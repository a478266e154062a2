"""What the exercises of lesson 03d share: the rules worked out once more, and calls on the very objects.

The rules here are a list of questions, each asked by itself, so that *all* the reasons are found that are
true of a payment. Coins, payments and blocks cannot be changed, so of a call only the dictionary is copied.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.suites.common import Student
from blockkit.block import Block
from blockkit.classroom.ledgers import (
    Coins,
    InputOk,
    Spent,
    all_but,
    block_of,
    coin_name,
    everybody,
    heap,
    payment,
)
from blockkit.classroom.properties import SAID_NO, holds, same
from blockkit.classroom.trying.for_checks import call_seen, call_text
from blockkit.classroom.trying.plain import plain
from blockkit.classroom.trying.trial import Raised
from blockkit.errors import shown
from blockkit.transaction import OutPoint, Transaction
from blockkit.utxo import Coin

__all__ = [
    "MAX_MONEY", "Block", "Coin", "Coins", "InputOk", "OutPoint", "Spent", "Transaction", "after", "all_but",
    "ask", "before", "block_of", "broken", "coin_name", "connects", "disconnects", "everybody", "everything",
    "fee_is", "heap", "payment", "refused", "refused_block", "subsidy_of",
]  # fmt: skip

MAX_MONEY = 21_000_000 * 100_000_000
SCRIPT = "mandatory-script-verify-flag-failed"


# ---- E3.12 ---------------------------------------------------------------------------------------


def broken(
    tx: Transaction, utxos: Mapping[OutPoint, Coin], height: int, maturity: int = 100, bad: Sequence[int] = ()
) -> set[str]:
    """The names of all rules that a payment breaks; ``bad`` are the inputs whose signature is."""
    names, values = [txin.prevout for txin in tx.inputs], [output.value for output in tx.outputs]
    coins = [utxos[name] for name in names if name in utxos]
    found = {
        "bad-txns-vin-empty": len(names) == 0,
        "bad-txns-vout-empty": len(values) == 0,
        "bad-txns-vout-negative": min(values, default=0) < 0,
        "bad-txns-vout-toolarge": max(values, default=0) > MAX_MONEY,
        "bad-txns-txouttotal-toolarge": sum(values) > MAX_MONEY,
        "bad-txns-inputs-duplicate": len(names) > len(dict.fromkeys(names)),
        "bad-txns-inputs-missingorspent": len(coins) < len(names),
        "bad-txns-premature-spend-of-coinbase": any(
            one.coinbase and one.height + maturity > height for one in coins
        ),
        "bad-txns-in-belowout": sum(one.output.value for one in coins) < sum(values),
        SCRIPT: any(place < len(names) for place in bad),
    }
    return {name for name, is_so in found.items() if is_so}


def ask(
    validate_tx: Student,
    tx: Transaction,
    utxos: Coins,
    height: int = 200,
    input_ok: InputOk = everybody,
    *maturity: int,
) -> Any:
    """What the function says of a payment."""
    args: list[Any] = [tx, utxos, height, input_ok, *maturity]
    return call_seen(validate_tx, [tx, dict(utxos), *args[2:]], args)


def fee_is(expected: int, validate_tx: Student, *args: Any) -> None:
    """The payment keeps all rules, and leaves this fee."""
    found = ask(validate_tx, *args)
    holds(same(found, expected), f"{call_text(validate_tx, args)} gave {shown(found)}, not {expected}")


def refused(validate_tx: Student, *args: Any) -> object:
    """The payment is refused on purpose, whatever the name of the reason."""
    try:
        found = ask(validate_tx, *args)
    except Raised as problem:
        holds(problem.refused, f"a slip is no refusal: {problem}")
        return SAID_NO
    holds(False, f"{call_text(validate_tx, args)} gave {shown(found)}, not an error")
    return SAID_NO


# ---- E3.13 ---------------------------------------------------------------------------------------


def subsidy_of(height: int) -> int:
    """New coins on the main chain."""
    return 5_000_000_000 >> height // 210_000


def everything(block: Block, utxos: Coins, height: int) -> Coins:
    """The coins that were there, and all that a block makes."""
    return utxos | {
        name: Coin(output, height, place == 0)
        for place, tx in enumerate(block.transactions)
        for name, output in zip(tx.outpoints(), tx.outputs, strict=True)
    }


def after(block: Block, utxos: Coins, height: int) -> tuple[Coins, Spent]:
    """The coins after a good block, and what it spent: worked out from who makes and who spends what."""
    found = everything(block, utxos, height)
    return found, [
        (txin.prevout, found.pop(txin.prevout)) for tx in block.transactions[1:] for txin in tx.inputs
    ]


def before(block: Block, spent: Spent, utxos: Coins) -> Coins:
    """The coins before a block: those after it without what it made, and what it spent of others."""
    made = {name for tx in block.transactions for name in tx.outpoints()}
    return {name: coin for name, coin in [*utxos.items(), *spent] if name not in made}


def connects(
    connect: Student, block: Block, utxos: Coins, height: int, input_ok: InputOk = everybody
) -> None:
    """The block is good, and moves the coins as it should; the old set stays."""
    _gives(after(block, utxos, height), connect, block, utxos, height, input_ok)


def disconnects(disconnect: Student, block: Block, utxos: Coins, height: int) -> None:
    """From the coins after a block, and what it truly spent, to those before it; its arguments stay."""
    new, spent = after(block, utxos, height)
    found = before(block, spent, new)
    assert found == utxos
    _gives(found, disconnect, block, spent, new)


def refused_block(
    connect: Student, block: Block, utxos: Coins, height: int = 200, input_ok: InputOk = everybody
) -> object:
    """The block is refused on purpose, and the old set stays."""
    handed = dict(utxos)
    try:
        call_seen(connect, [block, handed, height, input_ok], [block, utxos, height, input_ok])
    except Raised as problem:
        holds(problem.refused, f"a slip is no refusal: {problem}")
        _stays("the set", handed, utxos)
        return SAID_NO
    holds(False, f"a bad block was connected at height {height}: {_sizes(block, utxos)}")
    return SAID_NO


def _gives(expected: object, function: Student, *args: Any) -> None:
    handed = [_fresh(arg) for arg in args]
    found = call_seen(function, handed, args)
    wanted = plain(expected)
    if not same(found, wanted):
        raise_text = f"{function.name} of {_sizes(*args[:2])} gave {_counted(found)}, not {_counted(wanted)}"
        holds(False, raise_text)
    for name, now, was in zip(("the block", "an argument", "an argument"), handed, args, strict=False):
        _stays(name, now, was)


def _fresh(value: Any) -> Any:
    return type(value)(value) if type(value) in (dict, list) else value


def _stays(name: str, now: object, was: object) -> None:
    holds(now == was and (not isinstance(was, dict) or list(now) == list(was)), f"{name} was changed")  # type: ignore[call-overload]


def _sizes(*args: Any) -> str:
    counts: Iterable[str] = (
        f"{len(one.transactions)} transactions" if isinstance(one, Block) else f"{len(one)} entries"
        for one in args
    )
    return " and ".join(counts)


def _counted(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(one, dict | list) for one in value):
        return f"{len(value[0])} coins and {len(value[1])} spent ({shown(value, 60)})"
    return f"{len(value)} coins" if isinstance(value, dict) else shown(value)
