"""E2.12: what a miner may take."""

from dataclasses import replace

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson02c_coins.shared import CLASSROOM, ERA, MAINNET, REGTEST, SEVEN
from blockkit.classroom.properties import accepts, rejects
from blockkit.data.coins import coinbase_heights, real_coinbase, real_fees
from blockkit.params import ChainParams
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut

NOWHERE = OutPoint(bytes(32), 2**32 - 1)
LOCK = bytes.fromhex("51")
GOOD = TxIn(NOWHERE, bytes.fromhex("03443b04"))
HEIGHT, FEES = 277_316, 9_094_928
ALL = 2_509_094_928  # what the miner of that block may take


def _coinbase(*values: int, inputs: tuple[TxIn, ...] = (GOOD,)) -> Transaction:
    return Transaction(1, inputs, tuple(TxOut(value, LOCK) for value in values))


def _may(coinbase_ok: Student, tx: Transaction, height: int = HEIGHT, fees: int = FEES) -> None:
    accepts(coinbase_ok, tx, height, fees, MAINNET)


def _may_not(coinbase_ok: Student, tx: Transaction, height: int = HEIGHT, fees: int = FEES) -> None:
    rejects(coinbase_ok, tx, height, fees, MAINNET)


@hidden_property("E2.12", "real-blocks", "real coinbases with their fees, and with a satoshi less")
def _real(coinbase_ok: Student) -> None:
    for height in coinbase_heights():
        tx, fees = real_coinbase(height), real_fees(height)
        _may(coinbase_ok, tx, height, fees)
        _may_not(coinbase_ok, tx, height, fees - 1)


@hidden_property("E2.12", "excess", "a satoshi too many: in the first, a middle, the last output", weight=2)
def _excess(coinbase_ok: Student) -> None:
    honest = [ALL - 500, 100, 100, 200, 100]
    _may(coinbase_ok, _coinbase(*honest))
    for _, greedy in families.one_fault(honest, lambda value: value + 1):
        _may_not(coinbase_ok, _coinbase(*greedy))
    for values in ([ALL + 1], [ALL, 1], [1, ALL], [ALL, ALL], [0, ALL, 0, 1], [2**62]):
        _may_not(coinbase_ok, _coinbase(*values))


@hidden_property("E2.12", "less", "less than all is allowed, also nothing", weight=2)
def _less(coinbase_ok: Student) -> None:
    for values in ([ALL], [ALL - 1], [1], [0], [0, 0, 0], [2_500_000_000], [FEES], [1, 2, 3]):
        _may(coinbase_ok, _coinbase(*values))
    _may_not(coinbase_ok, _coinbase(ALL + 1))


@hidden_property("E2.12", "fees", "fees count, however many; without fees the subsidy alone", weight=2)
def _fees(coinbase_ok: Student) -> None:
    for fees in (0, 1, 9_094_928, 798_519_784, 2_500_000_000, 10**12):
        _may(coinbase_ok, _coinbase(2_500_000_000 + fees), fees=fees)
        _may_not(coinbase_ok, _coinbase(2_500_000_000 + fees + 1), fees=fees)


@hidden_property("E2.12", "subsidy", "the subsidy is that of the height", weight=2)
def _subsidy(coinbase_ok: Student) -> None:
    for height in (0, 1, ERA - 1, ERA, 2 * ERA - 1, 2 * ERA, 13 * ERA, 32 * ERA):
        coins = oracle.subsidy(height)
        _may(coinbase_ok, _coinbase(coins), height, 0)
        _may_not(coinbase_ok, _coinbase(coins + 1), height, 0)


@hidden_property("E2.12", "far-heights", "when no coins are new, fees alone")
def _far(coinbase_ok: Student) -> None:
    for height in (33 * ERA, 64 * ERA, 10_000_000):
        for fees in (0, 7, 409_471_648):
            _may(coinbase_ok, _coinbase(fees), height, fees)
            _may_not(coinbase_ok, _coinbase(fees, 1), height, fees)
        for values in ([10_000_000, 20_000_000], [70_000_000, 10_000_000, 20_000_000]):  # floats miss these
            _may(coinbase_ok, _coinbase(*values), height, sum(values))


@hidden_property("E2.12", "own-chain", "your own chain and others halve at other heights", weight=2)
def _own_chain(coinbase_ok: Student) -> None:
    def tried(params: ChainParams, *heights: int) -> None:
        for height in heights:
            coins = oracle.subsidy(height, params.halving_blocks)
            accepts(coinbase_ok, _coinbase(coins + 5), height, 5, params)
            rejects(coinbase_ok, _coinbase(coins + 6), height, 5, params)

    tried(CLASSROOM, 0, 99, 100, 101, 250)
    tried(REGTEST, 149, 150, 300)
    tried(SEVEN, 6, 7, 14)


@hidden_property("E2.12", "one-input", "two inputs, three, and none at all", weight=2)
def _one_input(coinbase_ok: Student) -> None:
    payment = TxIn(OutPoint(b"\x07" * 32, 0), b"\x51\x51")
    for inputs in ((GOOD, GOOD), (GOOD, payment), (payment, GOOD), (GOOD,) * 3, ()):
        _may_not(coinbase_ok, _coinbase(5, inputs=inputs))
    _may(coinbase_ok, _coinbase(5))


@hidden_property("E2.12", "names-no-txid", "the txid is 32 zero bytes, the first as the last", weight=2)
def _txid(coinbase_ok: Student) -> None:
    for txid in (
        b"\1" + bytes(31),
        bytes(31) + b"\1",
        bytes(15) + b"\x80" + bytes(16),
        b"\xff" * 32,
        b"0" * 32,
    ):
        _may_not(coinbase_ok, _coinbase(5, inputs=(replace(GOOD, prevout=OutPoint(txid, 2**32 - 1)),)))
    _may(coinbase_ok, _coinbase(5))


@hidden_property("E2.12", "names-no-index", "the index is 4,294,967,295", weight=2)
def _index(coinbase_ok: Student) -> None:
    for index in (0, 1, 2**31 - 1, 2**31, 2**32 - 2, 0xFFFF):
        _may_not(coinbase_ok, _coinbase(5, inputs=(replace(GOOD, prevout=OutPoint(bytes(32), index)),)))
    _may(coinbase_ok, _coinbase(5))


@hidden_property("E2.12", "script-size", "a script of 2 to 100 bytes, whatever is in it", weight=2)
def _script(coinbase_ok: Student) -> None:
    for size in (0, 1, 2, 3, 50, 99, 100, 101, 252, 253):
        tx = _coinbase(5, inputs=(replace(GOOD, script_sig=b"\x6a" * size),))
        (_may if 2 <= size <= 100 else _may_not)(coinbase_ok, tx)


@hidden_property("E2.12", "negative", "no output is negative, whatever the sum", weight=3)
def _negative(coinbase_ok: Student) -> None:
    for values in ([6_000_000_000, -4_000_000_000], [-1], [-1, 5], [5, -1, 5], [5, 5, -1], [-(2**62), 2**62]):
        _may_not(coinbase_ok, _coinbase(*values))
    for values in ([0], [0, 5], [5, 0]):
        _may(coinbase_ok, _coinbase(*values))


@hidden_property("E2.12", "many-outputs", "hundreds of outputs")
def _many(coinbase_ok: Student) -> None:
    _may(coinbase_ok, _coinbase(*[1000] * 600))
    _may(coinbase_ok, _coinbase(*[0] * 600, ALL))
    _may_not(coinbase_ok, _coinbase(*[0] * 600, ALL + 1))
    _may_not(coinbase_ok, _coinbase(*[0] * 600, -1, 5))
    _may_not(coinbase_ok, _coinbase(*[10_000_000] * 300))


@hidden_property("E2.12", "height-not-asked", "another height in the script, another version: not asked here")
def _not_asked(coinbase_ok: Student) -> None:
    for script in (b"\0\0", b"\x51\x51", b"\xff" * 4, bytes.fromhex("03433b04")):
        _may(coinbase_ok, _coinbase(ALL, inputs=(replace(GOOD, script_sig=script),)))
    _may(coinbase_ok, replace(_coinbase(ALL), version=2, lock_time=7))
    _may(coinbase_ok, _coinbase(ALL, inputs=(replace(GOOD, sequence=0),)))
    _may_not(coinbase_ok, replace(_coinbase(ALL + 1), version=2))


@hidden_property("E2.12", "same-coinbase", "the same coinbase at other heights, with other fees")
def _again(coinbase_ok: Student) -> None:
    tx = _coinbase(2_500_000_005)
    for height, fees, right in (
        (HEIGHT, 5, True), (HEIGHT, 4, False), (0, 4, True), (2 * ERA, 5, False), (HEIGHT, 5, True),
    ):  # fmt: skip
        (_may if right else _may_not)(coinbase_ok, tx, height, fees)


@hidden_property("E2.12", "says-no", "the answer is True or False itself")
def _says(coinbase_ok: Student) -> None:
    two = _coinbase(5, inputs=(GOOD, GOOD))
    yes = [[_coinbase(ALL), HEIGHT, FEES, MAINNET], [_coinbase(0), 0, 0, CLASSROOM]]
    no = [[_coinbase(ALL + 1), HEIGHT, FEES, MAINNET], [_coinbase(-1), 0, 0, CLASSROOM], [two, 0, 0, MAINNET]]
    no += [[_coinbase(5, inputs=()), HEIGHT, FEES, MAINNET]]
    families.true_or_false(coinbase_ok, yes, no)
