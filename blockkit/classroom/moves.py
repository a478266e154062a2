"""What a check says of a block that moves coins: which coins are too many, missing, or other ones (E3.13)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from blockkit.block import Block
from blockkit.classroom.ledgers import Coins, InputOk, Spent, everybody
from blockkit.classroom.messages import say
from blockkit.classroom.properties import SAID_NO, Fails, holds
from blockkit.classroom.trying.for_checks import call_seen
from blockkit.classroom.trying.plain import Student, plain
from blockkit.classroom.trying.trial import Raised
from blockkit.errors import shown
from blockkit.hashing import to_display
from blockkit.transaction import TxOut
from blockkit.utxo import Coin

FEW = 3  # coins that a message names


def moves(
    expected: tuple[Coins, Spent],
    connect: Callable[..., Any],
    block: Block,
    utxos: Coins,
    height: int,
    input_ok: InputOk = everybody,
) -> None:
    """``connect`` gives the new set and the undo list, and the old set stays."""
    handed = dict(utxos)
    found = _asked(connect, "connect", [block, handed, height, input_ok])
    if not isinstance(found, list) or len(found) != 2:
        raise Fails(say("moves-two-things", got=shown(found)))
    compare_sets(found[0], expected[0])
    compare_lists(found[1], expected[1])
    _stays(handed, utxos)


def moves_back(
    expected: Coins, disconnect: Callable[..., Any], block: Block, undo: Spent, utxos: Coins
) -> None:
    """``disconnect`` gives the set before the block, and changes none of its arguments."""
    handed, noted = dict(utxos), list(undo)
    compare_sets(_asked(disconnect, "disconnect", [block, noted, handed]), expected)
    _stays(handed, utxos)
    holds(noted == undo, say("moves-undo-changed", before=len(undo), after=len(noted)))


def refuses_block(
    connect: Callable[..., Any], block: Block, utxos: Coins, height: int, input_ok: InputOk = everybody
) -> object:
    """``connect`` refuses the block, and the old set stays."""
    handed = dict(utxos)
    try:
        found = _asked(connect, "connect", [block, handed, height, input_ok])
    except Raised as problem:
        if not problem.refused:
            raise Fails(say("slip-no-refusal-by-rule", problem=problem)) from None
        _stays(handed, utxos)
        return SAID_NO
    raise Fails("\n".join([say("returned", got=shown(found, 60)), say("must-refuse-by-rule")]))


def _asked(function: Callable[..., Any], name: str, args: Sequence[Any]) -> Any:
    """The answer as plain data; of the arguments only how many coins they are is worth showing."""
    student = function if isinstance(function, Student) else Student(function, name, plain)
    return call_seen(student, args, [_in_short(arg) for arg in args])


class _Short:
    """An argument as a message shows it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _in_short(value: Any) -> Any:
    if isinstance(value, Block):
        return _Short(say("moves-block", count=len(value.transactions)))
    if isinstance(value, dict):
        return _Short(say("moves-coins", count=len(value)))
    return _Short(say("moves-undo", count=len(value))) if isinstance(value, list) else value


def compare_sets(found: Any, coins: Any) -> None:
    """Raise :class:`Fails` with the coins in which two sets differ; the second is the right one."""
    expected = plain(coins)
    if not isinstance(found, Mapping):
        raise Fails(say("moves-no-set", got=shown(found)))
    if found == expected:
        return
    lines = []
    if len(found) != len(expected):
        lines.append(say("moves-counts", got=len(found), expected=len(expected)))
    for key, names in (
        ("moves-missing", [name for name in expected if name not in found]),
        ("moves-too-many", [name for name in found if name not in expected]),
        ("moves-other", [name for name in expected if name in found and found[name] != expected[name]]),
    ):
        source = found if key == "moves-too-many" else expected
        for name in names[:FEW]:
            got = _coin(found[name]) if key == "moves-other" else ""
            lines.append(say(key, name=_named(name), coin=_coin(source[name]), got=got))
    raise Fails("\n".join(lines))


def compare_lists(found: Any, undo: Any) -> None:
    """Raise :class:`Fails` with the first entry in which two undo lists differ; the second is right."""
    expected = plain(undo)
    if not isinstance(found, list):
        raise Fails(say("moves-no-list", got=shown(found)))
    for place, (one, right) in enumerate(zip(found, expected, strict=False)):
        if one != right:
            shape = isinstance(one, list) and len(one) == 2
            got = f"{_named(one[0])}: {_coin(one[1])}" if shape else shown(one)
            text = f"{_named(right[0])}: {_coin(right[1])}"
            raise Fails(say("moves-undo-differs", place=place, got=got, expected=text))
    if len(found) != len(expected):
        raise Fails(say("moves-undo-counts", got=len(found), expected=len(expected)))


def _named(name: Any) -> str:
    if isinstance(name, bytes) and len(name) == 36:
        return f"{to_display(name[:32])[:8]}…:{int.from_bytes(name[32:], 'little')}"
    return shown(name)


def _coin(coin: Any) -> str:
    """A coin in words, if it is one."""
    if type(coin) is not Coin or type(coin.output) is not TxOut:
        return shown(coin)
    value, height, mark = map(shown, (coin.output.value, coin.height, coin.coinbase))
    return say("moves-coin", value=value, height=height, mark=mark)


def _stays(now: Coins, was: Coins) -> None:
    if now != was or list(now) != list(was):
        raise Fails(say("moves-set-changed", before=len(was), after=len(now)))
