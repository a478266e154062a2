"""Probes of lesson 03d. Each list goes from small to large, and from plain to odd."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from blockkit.block import Block
from blockkit.classroom.breaking import need_cases
from blockkit.classroom.diagnosis.probe import Asked, Probe, each_named
from blockkit.classroom.dice import Dice
from blockkit.classroom.faulty_ledgers import LEDGERS
from blockkit.classroom.ledgers import (
    Coins,
    Spent,
    all_but,
    block_of,
    connect,
    everybody,
    heap,
    nobody,
    payment,
)
from blockkit.classroom.messages import say
from blockkit.classroom.moves import compare_lists, compare_sets
from blockkit.classroom.properties import Fails
from blockkit.classroom.trying.plain import plain
from blockkit.classroom.wallet_files import QUICK, lock_wallet, unlock_wallet
from blockkit.errors import shown
from blockkit.params import MAX_MONEY
from blockkit.transaction import OutPoint, Transaction

# ---- E3.12: payments, coins, a height and who may spend ------------------------------------------


def _paid() -> Iterator[tuple[str, Sequence[Any]]]:
    two, young = heap(50, 30), heap(50, 30, height=100, coinbase=True)
    rich = heap(MAX_MONEY, MAX_MONEY, 5)

    def row(name: str, spends: Any, values: Any, coins: Coins = two, height: int = 200, *more: Any) -> Any:
        return name, (payment(spends, values), coins, height, *(more or (everybody,)))

    yield row("one coin pays a part", [0], [45])
    yield row("two coins pay a part", [0, 1], [60, 15])
    yield row("all that is there", [0], [50])
    yield row("one satoshi too much", [0], [51])
    yield row("far too much", [0], [100])
    yield row("two outputs, together too much", [0], [30, 30])
    yield row("more than the first coin is worth", [0, 1], [75])
    yield row("a coin that is not there", [2], [5])
    yield row("the first of two is not there", [2, 0], [5])
    yield row("the last of two is not there", [0, 2], [5])
    yield row("a coin that is not there pays nothing", [2], [0])
    yield row("one coin twice", [0, 0], [100])
    usual = payment([0], [60])
    same = replace(usual, inputs=usual.inputs * 2)
    yield "the same input twice", (same, two, 200, everybody)
    yield row("one coin twice, apart", [0, 1, 0], [20])
    yield row("an output of 0", [0], [0, 50])
    yield row("a negative output", [0], [60, -10])
    yield row("a negative output, and a small sum", [0], [5, -1])
    yield row("a negative sum", [0], [-1])
    yield row("no inputs", [], [0])
    yield row("no outputs", [0], [])
    yield row("MAX_MONEY", [0], [MAX_MONEY], rich)
    yield row("MAX_MONEY and one", [0, 1], [MAX_MONEY + 1], rich)
    yield row("MAX_MONEY in two outputs", [0], [1, MAX_MONEY - 1], rich)
    yield row("MAX_MONEY and one in two outputs", [0, 1], [1, MAX_MONEY], rich)
    for age in (0, 1, 99, 100, 101):
        yield row(f"a coin of a payment, {age} blocks old", [0], [45], heap(50, height=100), 100 + age)
        yield row(f"a coin of a coinbase, {age} blocks old", [0], [45], young, 100 + age)
    mixed = dict(zip(young, [heap(50).popitem()[1], young[list(young)[1]]], strict=True))
    yield row("the second coin is of a coinbase, and too young", [0, 1], [45], mixed, 150)
    for maturity, age in ((10, 9), (10, 10), (150, 149), (150, 150), (0, 0)):
        name = f"maturity {maturity}, {age} blocks old"
        yield row(name, [0], [45], young, 100 + age, everybody, maturity)
    yield row("a bad signature", [0], [45], two, 200, nobody)
    for place in range(3):
        coins = heap(50, 30, 20)
        yield row(f"input {place} of three has a bad signature", [0, 1, 2], [90], coins, 200, all_but(place))
    for version in (-1, 0, 2):
        yield f"version {version}", (payment([0], [45], version), two, 200, everybody)
    late = replace(payment([0], [45]), lock_time=9)
    yield "a lock time", (late, two, 200, everybody)
    apart = {OutPoint(bytes(32), 0): heap(7).popitem()[1], OutPoint(b"\1" * 32, 0): heap(8).popitem()[1]}
    yield row("one number of two transactions", list(apart), [14], apart)


def _of_each(ask: Asked, tx: Transaction, coins: Coins) -> Any:
    """What ``input_ok`` is asked: numbers of inputs, and what their coins are worth."""
    asked = []

    def input_ok(_: Transaction, index: int, output: Any) -> bool:
        asked.append([plain(index), plain(getattr(output, "value", None))])
        return True

    ask(tx, coins, 200, input_ok)
    return sorted(asked, key=repr)


def _of_each_words(found: object, right: object, *_: Any) -> str:
    return say("ledger-asked", got=shown(found), expected=shown(right))


def _payments() -> Iterator[Probe]:
    yield from each_named(*_paid())
    for spends in ([0], [1, 0], [2, 0, 1]):
        yield Probe((payment(spends, [1]), heap(50, 30, 20)), _of_each, _of_each_words)


# ---- E3.12: the cases that unmask ledgers --------------------------------------------------------


def _allowed(ask: Asked) -> bool:
    """Are the cases what the contract allows?"""
    try:
        need_cases(LEDGERS, ask())
    except Fails:
        return False
    return True


def _hidden(ask: Asked, name: str) -> bool:
    """Does a ledger stay unknown?"""
    return _allowed(ask) and not LEDGERS.unmasked(ask())[name]


def _all_apart(ask: Asked) -> bool:
    """Do no two ledgers answer alike in all cases?"""
    if not _allowed(ask):
        return False
    answers = list(LEDGERS.answers(ask()).values())
    return all(one not in answers[:place] for place, one in enumerate(answers))


def _cases() -> Iterator[Probe]:
    yield Probe((), _allowed, lambda found, right: say("breaking-not-allowed", most=LEDGERS.most))
    for name in LEDGERS.boxes:
        fact = partial(_hidden, name=name)
        yield Probe((), fact, lambda found, right, name=name: say("ledger-one-hidden", name=name))
    yield Probe((), _all_apart, lambda found, right: say("ledger-two-alike"))


# ---- E3.13: blocks -------------------------------------------------------------------------------

ALL = 5_000_000_000


def _blocks() -> Iterator[tuple[Block, Coins, int]]:
    """Blocks to connect, good and bad."""
    coins = heap(50, 30, 20)
    one = payment([0], [20, 25])
    two = payment([one.outpoints()[1], 1], [55, 0])
    three = payment([two.outpoints()[0]], [55])
    yield block_of([], 7), {}, 1
    yield block_of([], 7), heap(50), 1
    yield block_of([payment([0], [50])], 7), heap(50), 170
    yield block_of([payment([0], [10, 40])], ALL), heap(50), 170
    yield block_of([payment([0], [50]), payment([1], [30])], 7), coins, 200
    yield block_of([payment([1, 0], [80])], 7), coins, 200
    yield block_of([payment([0], [0, 50])], 0, 7), coins, 200
    for takes in ([ALL], [ALL - 1], [ALL + 1], [ALL, 1], [0]):
        yield block_of([], *takes), {}, 200
    for takes in ([ALL + 5], [ALL, 5], [ALL + 6], [ALL]):
        yield block_of([payment([0], [45])], *takes), coins, 200
    twice = [payment([0], [45]), payment([1], [27])]
    for most in (ALL + 8, ALL + 9, ALL + 3):
        yield block_of(twice, most), coins, 200
    for most in (ALL // 2, ALL // 2 + 1, ALL):
        yield block_of([], most), {}, 210_000
    yield block_of([one, two]), coins, 200
    yield block_of([one, two, three]), coins, 200
    yield block_of([two, one]), coins, 200
    yield block_of([one, one]), coins, 200
    yield block_of([one, payment([0], [7])]), coins, 200
    yield block_of([payment([0], [51])]), coins, 200
    yield block_of([payment([1], [30]), payment([0], [51])]), coins, 200
    spare = heap(9).popitem()[1]
    block = block_of([payment([0], [20, 30])], 40, 10)
    for tx in block.transactions:
        for name in tx.outpoints():
            yield block, heap(50) | {name: spare}, 200
        yield block, heap(50) | {OutPoint(tx.txid, 2): spare}, 200
    young = heap(50, height=100, coinbase=True)
    for height in (199, 200):
        yield block_of([payment([0], [50])], 7), young, height
    own = payment([block_of([]).transactions[0].outpoints()[0]], [5])
    yield block_of([own]), {}, 200


def _connected(ask: Asked, *args: Any) -> Any:
    """Set and undo list as plain data."""
    return plain(ask(*args))


def _connected_words(found: Any, right: Any, block: Block, utxos: Coins, height: int, *_: Any) -> str:
    heading = say("ledger-block", payments=len(block.transactions) - 1, coins=len(utxos), height=height)
    return heading + "\n" + _differs(found, right)


def _differs(found: Any, right: Any) -> str:
    if not isinstance(right, list):  # the library refuses
        return f"{say('returned', got=shown(found, 60))}\n{say('must-refuse')}"
    if not isinstance(found, list) or len(found) != 2:
        return say("moves-two-things", got=shown(found))
    try:
        compare_sets(found[0], right[0])
        compare_lists(found[1], right[1])
    except Fails as problem:
        return str(problem)
    return ""


def _moved() -> Iterator[Probe]:
    for block, coins, height in _blocks():
        yield Probe((block, coins, height, everybody), _connected, _connected_words)
    paid = block_of([payment([0], [50])], 7)
    yield Probe((paid, heap(50), 200, nobody), _connected, _connected_words)


def _back_words(found: Any, right: Any, block: Block, undo: Spent, utxos: Coins) -> str:
    heading = say("ledger-back", payments=len(block.transactions) - 1, coins=len(utxos), spent=len(undo))
    try:
        compare_sets(found, right)
    except Fails as problem:
        return f"{heading}\n{problem}"
    return ""


def _moved_back() -> Iterator[Probe]:
    old = heap(50, height=3, coinbase=True) | dict(list(heap(50, 30, 0).items())[1:])
    for block, coins, height in [*_blocks(), (block_of([payment([0, 2], [50])], 7), old, 300)]:
        try:
            after, undo = connect(block, coins, height, everybody)
        except ValueError:
            continue
        yield Probe((block, undo, after), _connected, _back_words)


# ---- E3.14: secrets and files --------------------------------------------------------------------


def _locked(ask: Asked, secret: bytes, password: str, seed: int = 1) -> Any:
    return ask(secret, password, Dice(seed), QUICK.derive, QUICK.seal)


def _opens_again(ask: Asked, secret: bytes, password: str) -> str:
    """Does the library open what was locked?"""
    try:
        found = unlock_wallet(_locked(ask, secret, password), password, QUICK.derive, QUICK.unseal)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return type(error).__name__
    return "the secret" if found == secret else "another secret"


def _fields(ask: Asked) -> Any:
    """What the contract says of the fields."""
    data = _locked(ask, b"secret", "horse")
    if not isinstance(data, dict):
        return type(data).__name__
    n, p = data.get("n"), data.get("p")
    sizes = [
        len(data[name]) // 2 if type(data.get(name)) is str else -1 for name in ("salt", "nonce", "sealed")
    ]
    enough = type(n) is int and n >= 2**14 and type(p) is int and p >= 1
    return [data.get("kdf"), enough, data.get("r"), sizes[0] >= 16, sizes[1], sizes[2]]


def _same(ask: Asked, name: str, seed: int) -> bool:
    """Is a field the same for seed 1 and another?"""
    one, other = (_locked(ask, b"secret", "horse", which) for which in (1, seed))
    return bool(isinstance(one, dict) and isinstance(other, dict) and one.get(name) == other.get(name))


def _shows(ask: Asked, secret: bytes, password: str) -> bool:
    """Is secret or password in the file?"""
    text = repr(_locked(ask, secret, password))
    return secret.hex() in text or password in text or repr(secret)[2:-1] in text


def _lock_words(key: str) -> Callable[..., str]:
    return lambda found, right, *_: say(key, got=shown(found), expected=shown(right))


def _locks() -> Iterator[Probe]:
    for secret, password in (
        (b"secret", "horse"), (b"", "horse"), (b"\0\0", "horse"), (b"x" * 300, "horse"), (b"\xff", "horse"),
        (b"secret", ""), (b"secret", "密码"), (b"secret", " Horse "),
    ):  # fmt: skip
        yield Probe((secret, password), _opens_again, _lock_words("wallet-opens"))
    yield Probe((), _fields, _lock_words("wallet-fields"))
    for name in ("salt", "nonce", "sealed"):
        for seed in (1, 2):
            yield Probe((name, seed), _same, _lock_words("wallet-same"))
    yield Probe((b"my secret key", "my password"), _shows, _lock_words("wallet-shows"))


def _files() -> Iterator[tuple[str, Sequence[Any]]]:
    for secret, password in ((b"secret", "horse"), (b"", "horse"), (b"\0\xff" * 9, "密码")):
        data = lock_wallet(secret, password, Dice(1), QUICK.derive, QUICK.seal)
        for other in dict.fromkeys((password, "Horse", "horse ", "")):
            name = f"locked with {password!r}, opened with {other!r}"
            yield f"{len(secret)} bytes {name}", (data, other, QUICK.derive, QUICK.unseal)
    data = lock_wallet(b"secret", "horse", Dice(2), QUICK.derive, QUICK.seal)
    for field in ("salt", "nonce", "sealed"):
        for place in (0, len(data[field]) // 2, len(data[field]) - 1):
            digit = "0" if data[field][place] != "0" else "1"
            text = data[field][:place] + digit + data[field][place + 1 :]
            yield (
                f"digit {place} of {field} changed",
                (data | {field: text}, "horse", QUICK.derive, QUICK.unseal),
            )
    for field, value in (("n", 2**13), ("n", 2**15), ("r", 1), ("r", 16), ("p", 2)):
        yield f"{field} = {value}", (data | {field: value}, "horse", QUICK.derive, QUICK.unseal)
    for n, r, p, size in ((2**15, 8, 1, 16), (2**14, 8, 3, 16), (2**14, 16, 1, 16), (2**14, 8, 1, 32)):
        salt = bytes(range(size))
        sealed = QUICK.seal(QUICK.derive(b"horse", salt, n, r, p), bytes(12), b"secret").hex()
        more = {"n": n, "r": r, "p": p, "salt": salt.hex(), "nonce": bytes(12).hex(), "sealed": sealed}
        name = f"a file with n = {n}, r = {r}, p = {p} and a salt of {size} bytes"
        yield name, (data | more, "horse", QUICK.derive, QUICK.unseal)


PROBES = {
    "validate_tx": list(_payments()),
    "ledger_cases": list(_cases()),
    "connect": list(_moved()),
    "disconnect": list(_moved_back()),
    "lock_wallet": list(_locks()),
    "unlock_wallet": each_named(*_files()),
}
