"""The ledger of lesson 03d: what a payment must keep to, and how a block moves coins.

These are the references of E3.12 and E3.13, in the student's shape. A ledger is a dictionary from outpoint to
coin. Beside them are toy coins and payments, as small as a check or a picture needs them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256

from blockkit.block import Block, Header
from blockkit.errors import Invalid
from blockkit.guards import need_all, need_int
from blockkit.params import MAINNET, MAX_MONEY
from blockkit.pow import subsidy
from blockkit.transaction import NOWHERE, OutPoint, Transaction, TxIn, TxOut
from blockkit.utxo import Coin

Coins = dict[OutPoint, Coin]
Spent = list[tuple[OutPoint, Coin]]  # in the order of spending
InputOk = Callable[[Transaction, int, TxOut], bool]


# ---- E3.12 ---------------------------------------------------------------------------------------


def validate_tx(
    tx: Transaction, utxos: Coins, height: int, input_ok: InputOk, maturity: int = MAINNET.coinbase_maturity
) -> int:
    """E3.12: the fee of a payment in a block at ``height``; :class:`Invalid` names the rule it breaks."""
    if not tx.inputs:
        raise Invalid("bad-txns-vin-empty", "a payment spends something")
    if not tx.outputs:
        raise Invalid("bad-txns-vout-empty", "a payment pays somebody")
    paid = check_amounts(tx.outputs)
    coins = coins_of(tx, utxos)
    for coin in coins:
        if coin.coinbase and height - coin.height < maturity:
            raise Invalid("bad-txns-premature-spend-of-coinbase", expected=maturity, got=height - coin.height)
    there = sum(coin.output.value for coin in coins)
    if there < paid:
        raise Invalid("bad-txns-in-belowout", expected=f"at most {there} satoshi", got=paid)
    for index, coin in enumerate(coins):
        if not input_ok(tx, index, coin.output):
            raise Invalid("mandatory-script-verify-flag-failed", f"input {index}")
    return there - paid


def check_amounts(outputs: Sequence[TxOut]) -> int:
    """The first stepping stone of E3.12: what the outputs pay."""
    for output in outputs:
        value = need_int(output.value, "an amount, in satoshi,", -(2**63), 2**63 - 1)
        if value < 0:
            raise Invalid("bad-txns-vout-negative", expected="0 or more", got=value)
        if value > MAX_MONEY:
            raise Invalid("bad-txns-vout-toolarge", expected=f"at most {MAX_MONEY}", got=value)
    total = sum(output.value for output in outputs)
    if total > MAX_MONEY:
        raise Invalid("bad-txns-txouttotal-toolarge", expected=f"at most {MAX_MONEY}", got=total)
    return total


def coins_of(tx: Transaction, utxos: Mapping[OutPoint, Coin]) -> list[Coin]:
    """The second stepping stone of E3.12: the coins that the inputs name, each once."""
    names = [txin.prevout for txin in tx.inputs]
    if len(set(names)) < len(names):
        raise Invalid("bad-txns-inputs-duplicate", "a coin is spent twice")
    for name in names:
        if name not in utxos:
            raise Invalid("bad-txns-inputs-missingorspent", f"{name} is no unspent coin")
    return [utxos[name] for name in names]


def ledger_cases() -> list[tuple[list[object], list[int], list[int]]]:
    """E3.12: cases that unmask the boxes of :mod:`blockkit.classroom.faulty_ledgers`."""
    return [
        ([50], [0, 0], [90]),
        ([50], [0], [59, -10]),
        ([50], [0, 3], [40]),
        ([(50, 100)], [0], [49]),
        ([50], [0], [50]),
    ]


# ---- E3.13 ---------------------------------------------------------------------------------------


def connect(block: Block, utxos: Coins, height: int, input_ok: InputOk) -> tuple[Coins, Spent]:
    """E3.13: the coins after a block, and those that it spent; :class:`Invalid` when it breaks a rule."""
    coins, undo, fees = dict(utxos), list[tuple[OutPoint, Coin]](), 0
    for tx in block.transactions:
        if not tx.is_coinbase:
            fees += validate_tx(tx, coins, height, input_ok)
            for txin in tx.inputs:
                undo.append((txin.prevout, coins.pop(txin.prevout)))
        for name, output in zip(tx.outpoints(), tx.outputs, strict=True):
            if name in coins:
                raise Invalid("bad-txns-BIP30", f"{name} is there already")
            coins[name] = Coin(output, height, tx.is_coinbase)
    allowed, taken = subsidy(height) + fees, sum(output.value for output in block.transactions[0].outputs)
    if taken > allowed:
        raise Invalid("bad-cb-amount", expected=f"at most {allowed}", got=taken)
    return coins, undo


def disconnect(block: Block, undo: Spent, utxos: Coins) -> Coins:
    """E3.13: the coins before a block, from those after it and those that it spent."""
    coins = dict(utxos)
    for name, coin in undo:
        coins[name] = coin
    for tx in block.transactions:  # what it made goes, and with it what it made and spent itself
        for name in tx.outpoints():
            coins.pop(name, None)
    return coins


def lazy_disconnect(block: Block, undo: Spent, utxos: Coins) -> Coins:
    """A mistake to look at: takes out what a block made, and only then puts back all that it spent."""
    made = {name for tx in block.transactions for name in tx.outpoints()}
    return {name: coin for name, coin in utxos.items() if name not in made} | dict(undo)


# ---- toy coins -----------------------------------------------------------------------------------

LOCK = bytes.fromhex("51")  # a script that everybody opens: here the checks say who may spend
NO_HEADER = Header(1, bytes(32), bytes(32), 0, 0, 0)


@cache
def coin_name(number: int) -> OutPoint:
    """What coin number 0, 1, 2, … is called: outputs 0 to 2 of made-up transactions."""
    need_int(number, "a coin's number", 0, 2**32 - 1)
    return OutPoint(sha256(f"coin {number // 3}".encode()).digest(), number % 3)


def heap(*values: int, height: int = 1, coinbase: bool = False) -> Coins:
    """Coins of these values, numbered from 0; ``heap(50, 30)`` has two."""
    return {coin_name(i): Coin(TxOut(value, LOCK), height, coinbase) for i, value in enumerate(values)}


def payment(spends: Iterable[int | OutPoint], values: Iterable[int], version: int = 1) -> Transaction:
    """A payment that spends coins, by number or by name, and pays these values."""
    given = [coin_name(one) if type(one) is int else one for one in spends]
    names = need_all(OutPoint, given, "what is spent, by outpoint or number,")
    inputs = tuple(TxIn(name, bytes([i % 256])) for i, name in enumerate(names))
    return Transaction(version, inputs, tuple(TxOut(value, LOCK) for value in values))


def block_of(payments: Iterable[Transaction], *takes: int, tag: int = 0) -> Block:
    """A block with a coinbase that pays ``takes``, and these payments; only its transactions matter.

    Another ``tag`` gives the coinbase another id.
    """
    script = b"\4" + tag.to_bytes(4, "little")
    outputs = tuple(TxOut(value, LOCK) for value in takes or (50 * 10**8,))
    return Block(NO_HEADER, (Transaction(1, (TxIn(NOWHERE, script),), outputs), *payments))


def everybody(tx: Transaction, index: int, output: TxOut) -> bool:
    """An ``input_ok`` that lets everybody spend."""
    return True


def nobody(tx: Transaction, index: int, output: TxOut) -> bool:
    """An ``input_ok`` that lets nobody spend."""
    return False


def all_but(*bad: int) -> InputOk:
    """An ``input_ok`` that finds a bad signature at these places of the inputs."""
    return lambda tx, index, output: index not in bad
