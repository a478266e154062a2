"""E3.5: the bytes of a payment, written, named and read."""

from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03b_transactions.shared import (
    COINBASE,
    FIRST,
    SLIDES,
    with_inputs,
    with_outputs,
)  # fmt: skip
from autograder.suites.payments import coin, made, named, payments, pieces, twice, written
from blockkit.classroom.properties import gives, holds, refuses
from blockkit.classroom.trying.for_checks import call
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut

SIZES = (0, 1, 252, 253, 254, 65_535, 65_536)
NUMBERS = [
    made(version=1), made(version=2), made(version=-1), made(version=0x20000000),
    made(version=-(2**31)), made(lock_time=1), made(lock_time=499_999_999), made(lock_time=2**32 - 1),
    made([TxIn(coin(1, 258), b"", 0)]), made([TxIn(coin(1, 2**32 - 1), b"\1", 0xFFFFFFFE)]),
    made([TxIn(coin(1), b"\1", 7)], lock_time=256),
]  # fmt: skip
VALUES = (0, 1, 255, 256, 2**32 - 1, 2**32, 2**40, 2**62, -1, -(2**62))


def _writes(serialize_tx: Student, *txs: Transaction) -> None:
    for tx in txs:
        gives(written(tx), serialize_tx, tx)


def _names(txid: Student, *txs: Transaction) -> None:
    for tx in txs:
        gives(named(tx), txid, tx)


def _reads(parse_tx: Student, *txs: Transaction) -> None:
    for tx in txs:
        gives(tx, parse_tx, written(tx))


def _takes(parse_tx: Student, *txs: Transaction) -> None:
    """Beside what is refused: these are not, whatever is read out of them."""
    for tx in txs:
        found = call(parse_tx, written(tx))
        counts = type(found) is Transaction and (len(found.inputs), len(found.outputs))
        holds(counts == (len(tx.inputs), len(tx.outputs)), "bytes of a transaction were not read as one")


def _with_scripts(sizes: tuple[int, ...]) -> list[Transaction]:
    """Scripts of these sizes, unlocking and locking."""
    return [
        made([TxIn(coin(3), b"\7" * size), TxIn(coin(4), b"\6")], [TxOut(9, b"\5" * size), TxOut(8, b"\4")])
        for size in sizes
    ]


# ---- serialize_tx --------------------------------------------------------------------------------


@hidden_property("E3.5", "real-written", "written: a dozen transactions of two real blocks", weight=2)
def _real_written(serialize_tx: Student, _: Student, __: Student) -> None:
    _writes(serialize_tx, SLIDES, COINBASE, *(one.tx for one in payments()))


@hidden_property("E3.5", "counts-written", "written: 252, 253 and 310 outputs, 253 and 310 inputs", weight=2)
def _counts_written(serialize_tx: Student, _: Student, __: Student) -> None:
    _writes(serialize_tx, with_outputs(2), with_inputs(3), with_outputs(252), with_outputs(253))
    _writes(serialize_tx, with_inputs(253), made(with_inputs(310).inputs, with_outputs(310).outputs))


@hidden_property(
    "E3.5", "scripts-written", "written: scripts from 0 to 65,536 bytes, in both places", weight=2
)
def _scripts_written(serialize_tx: Student, _: Student, __: Student) -> None:
    _writes(serialize_tx, *_with_scripts(SIZES))


@hidden_property("E3.5", "numbers-written", "written: versions, lock times, sequences, indexes of any kind")
def _numbers_written(serialize_tx: Student, _: Student, __: Student) -> None:
    _writes(serialize_tx, *NUMBERS)


@hidden_property("E3.5", "values-written", "written: amounts of 0, of more than 4 bytes, and below 0")
def _values_written(serialize_tx: Student, _: Student, __: Student) -> None:
    _writes(serialize_tx, *(made(outputs=[TxOut(value, b"\x51")]) for value in VALUES))


# ---- txid ----------------------------------------------------------------------------------------


@hidden_property("E3.5", "real-ids", "the ids of the first payment, the slides', and of a block's", weight=2)
def _real_ids(_: Student, txid: Student, __: Student) -> None:
    gives("f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16", txid, FIRST)
    gives("0627052b6f28912f2703066a912ea577f2ce4da4caa5a5fbd8a57286c345c2f2", txid, SLIDES)
    for one in payments():
        gives(one.txid, txid, one.tx)


@hidden_property("E3.5", "zeros-in-ids", "ids that begin or end with zeros have 64 digits too")
def _zeros_in_ids(_: Student, txid: Student, __: Student) -> None:
    for lock_time in (160, 916):  # found by trying: the id begins, or ends, with a zero byte
        tx = made(lock_time=lock_time)
        digest = twice(written(tx))
        holds(0 in (digest[0], digest[-1]), "no id with zeros at an end")
        _names(txid, tx, made(lock_time=lock_time + 1))


@hidden_property("E3.5", "every-field", "another version, input, output or lock time: another id", weight=2)
def _every_field(_: Student, txid: Student, __: Student) -> None:
    _names(txid, *NUMBERS, *_with_scripts((0, 1)), made(outputs=[TxOut(5_001, b"\x51")]))
    for lock_time in range(20):  # each ends before the next begins, so their place in memory may be one
        _names(txid, made(lock_time=lock_time))


# ---- parse_tx ------------------------------------------------------------------------------------


@hidden_property("E3.5", "real-read", "read: a dozen transactions of two real blocks", weight=2)
def _real_read(_: Student, __: Student, parse_tx: Student) -> None:
    _reads(parse_tx, SLIDES, COINBASE, *(one.tx for one in payments()))


@hidden_property("E3.5", "counts-read", "read: 0 and 1,200 outputs, 310 inputs")
def _counts_read(_: Student, __: Student, parse_tx: Student) -> None:
    _reads(parse_tx, Transaction(1, made().inputs, (), 0), with_outputs(2), with_inputs(3))
    _reads(parse_tx, with_outputs(1200), with_inputs(310))


@hidden_property("E3.5", "scripts-read", "read: scripts from 0 to 65,536 bytes, in both places")
def _scripts_read(_: Student, __: Student, parse_tx: Student) -> None:
    _reads(parse_tx, *_with_scripts(SIZES))


@hidden_property("E3.5", "numbers-read", "read: numbers of any kind, and amounts of 0 and below")
def _numbers_read(_: Student, __: Student, parse_tx: Student) -> None:
    _reads(parse_tx, *NUMBERS, *(made(outputs=[TxOut(value, b"\x51")]) for value in VALUES))


@hidden_property("E3.5", "not-judged", "read: a coin spent twice, and amounts of any sum, which others judge")
def _not_judged(_: Student, __: Student, parse_tx: Student) -> None:
    _reads(parse_tx, made([TxIn(coin(0), b"\1"), TxIn(coin(0), b"\2")]), made([TxIn(coin(0), b"")] * 2))
    _reads(parse_tx, made(outputs=[TxOut(2**62, b"")] * 3))


@hidden_property("E3.5", "tuples", "read: inputs and outputs are tuples, what is spent is an OutPoint")
def _tuples(_: Student, __: Student, parse_tx: Student) -> None:
    for tx in (SLIDES, with_inputs(2)):
        _takes(parse_tx, tx)
        found = call(parse_tx, written(tx))
        holds(type(found.inputs) is type(found.outputs) is tuple, "inputs and outputs must be tuples")
        holds(all(type(txin.prevout) is OutPoint for txin in found.inputs), "prevout must be an OutPoint")


@hidden_property("E3.5", "cut-short", "read: bytes that end too early are refused, wherever", weight=2)
def _cut_short(_: Student, __: Student, parse_tx: Student) -> None:
    for tx in (FIRST, made(outputs=[TxOut(1, b""), TxOut(2, b"")])):
        raw, ends, at = written(tx), set(), 0
        _takes(parse_tx, tx)
        for piece in pieces(tx):
            at += len(piece)
            ends |= {at - 1, at}
        for end in sorted(ends - {len(raw)}):
            refuses(parse_tx, raw[:end])
    refuses(parse_tx, b"")


@hidden_property("E3.5", "left-over", "read: bytes that are left over are refused", weight=2)
def _left_over(_: Student, __: Student, parse_tx: Student) -> None:
    for tx in (FIRST, with_outputs(3), with_inputs(12)):
        _takes(parse_tx, tx)
        for more in (b"\0", b"\1", bytes(4), b"\xff" * 100, written(tx)):
            refuses(parse_tx, written(tx) + more)


@hidden_property("E3.5", "no-inputs", "read: no inputs, and the form with a witness, refused", weight=2)
def _no_inputs(_: Student, __: Student, parse_tx: Student) -> None:
    _takes(parse_tx, FIRST)
    refuses(parse_tx, written(Transaction(1, (), FIRST.outputs, 0)))
    refuses(parse_tx, written(Transaction(1, (), (), 0)))
    raw = written(FIRST)
    refuses(parse_tx, raw[:4] + b"\0\1" + raw[4:-4] + b"\1\1\7" + raw[-4:])


@hidden_property("E3.5", "huge-counts", "read: counts and lengths beyond the bytes: refused at once")
def _huge_counts(_: Student, __: Student, parse_tx: Student) -> None:
    raw, huge = written(FIRST), (b"\xff" + (2**40).to_bytes(8, "little"), b"\xfe\xff\xff\xff\x7f")
    _takes(parse_tx, FIRST)
    for count in huge:
        refuses(parse_tx, raw[:4] + count + raw[5:60])
        refuses(parse_tx, raw[:41] + count + raw[42:])
        refuses(parse_tx, raw[:118] + count + raw[119:])


@hidden_property("E3.5", "longer-form", "read: a count or a length in a longer form than needed: refused")
def _longer_form(_: Student, __: Student, parse_tx: Student) -> None:
    raw = written(FIRST)
    _takes(parse_tx, FIRST)
    for at in (4, 41, 118, 127):
        for longer in (b"\xfd" + raw[at : at + 1] + b"\0", b"\xfe" + raw[at : at + 1] + bytes(3)):
            refuses(parse_tx, raw[:at] + longer + raw[at + 1 :])
