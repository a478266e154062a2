"""E3.6: what a signature signs."""

from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03b_transactions.shared import (
    FIRST,
    FIRST_CODE,
    SLIDES,
    SLIDES_CODE,
    with_inputs,
    with_outputs,
)  # fmt: skip
from autograder.suites.payments import coin, digest, made, payments, written
from blockkit.classroom.properties import gives, holds
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut


def _signs(sighash_all: Student, tx: Transaction, index: int, code: bytes) -> None:
    gives(digest(tx, index, code), sighash_all, tx, index, code)


@hidden_property("E3.6", "one-input", "real payments with one input", weight=2)
def _one_input(sighash_all: Student) -> None:
    _signs(sighash_all, FIRST, 0, FIRST_CODE)
    _signs(sighash_all, SLIDES, 0, SLIDES_CODE)
    for one in payments():
        if len(one.coins) == 1:
            _signs(sighash_all, one.tx, 0, one.coins[0].script_pubkey)


@hidden_property("E3.6", "several-inputs", "real payments with two to six inputs, each of them", weight=2)
def _several_inputs(sighash_all: Student) -> None:
    for one in payments():
        for index in range(len(one.coins)) if len(one.coins) > 1 else ():
            _signs(sighash_all, one.tx, index, one.coins[index].script_pubkey)


@hidden_property(
    "E3.6", "any-place", "the first, a middle and the last of 310 inputs; two coins of one payment"
)
def _any_place(sighash_all: Student) -> None:
    tx = with_inputs(310)
    for index in (0, 1, 150, 252, 253, 309):
        _signs(sighash_all, tx, index, SLIDES_CODE)
    one_payment = made([TxIn(OutPoint(coin(0).txid, place), b"") for place in range(2)])
    for index in (0, 1):
        _signs(sighash_all, one_payment, index, SLIDES_CODE)
    alike = made([TxIn(coin(5), b"\1")] * 3)  # no block may have it, but it has three digests
    for index in (0, 1, 2):
        _signs(sighash_all, alike, index, SLIDES_CODE)


@hidden_property("E3.6", "left-alone", "the payment stays as it was, with its signatures")
def _left_alone(sighash_all: Student) -> None:
    for tx in (made([TxIn(coin(0), b"\1\2\3"), TxIn(coin(1), b"\7")]), made([TxIn(coin(2), b"\5")])):
        before = written(tx)
        _signs(sighash_all, tx, 0, FIRST_CODE)
        holds(written(tx) == before, "the payment was changed")


@hidden_property("E3.6", "signed-already", "signed already or not: the same, with one input and with two")
def _signed_already(sighash_all: Student) -> None:
    for scripts in ((b"",), (b"\1\2\3",), (b"", b""), (b"\1" * 9, b""), (b"", b"\2" * 300), (b"\7", b"\7")):
        tx = made([TxIn(coin(place), script) for place, script in enumerate(scripts)])
        for index in range(len(scripts)):
            _signs(sighash_all, tx, index, FIRST_CODE)


@hidden_property("E3.6", "script-code", "a script code of 0, 1, 252, 253 and 300 bytes", weight=2)
def _script_code(sighash_all: Student) -> None:
    for size in (0, 1, 252, 253, 300, 70_000):
        _signs(sighash_all, SLIDES, 0, bytes([0x51]) * size)


@hidden_property(
    "E3.6", "sequences", "sequences that differ stay, in the own input and in the others", weight=2
)
def _sequences(sighash_all: Student) -> None:
    for sequences in ((0,), (7,), (0xFFFFFFFE,), (0, 1), (0xFFFFFFFF, 5), (3, 2, 1)):
        tx = made([TxIn(coin(place), b"\1", number) for place, number in enumerate(sequences)])
        for index in range(len(sequences)):
            _signs(sighash_all, tx, index, SLIDES_CODE)


@hidden_property("E3.6", "version-and-time", "other versions and lock times", weight=2)
def _version_and_time(sighash_all: Student) -> None:
    for version, lock_time in ((-1, 0), (2, 1), (1, 499_999_999), (1, 500_000_000), (7, 2**32 - 1), (1, 0)):
        _signs(sighash_all, made(version=version, lock_time=lock_time), 0, FIRST_CODE)


@hidden_property(
    "E3.6", "outputs", "every output is signed: amounts, scripts, none, and 310 of them", weight=2
)
def _outputs(sighash_all: Student) -> None:
    _signs(sighash_all, Transaction(1, made().inputs, (), 0), 0, FIRST_CODE)
    for outputs in (
        [TxOut(1, b"")],
        [TxOut(2, b"")],
        [TxOut(1, b"\x51"), TxOut(0, b"\x52")],
        [TxOut(-1, b"")],
    ):
        _signs(sighash_all, made(outputs=outputs), 0, FIRST_CODE)
    for count in (252, 253, 310):
        _signs(sighash_all, with_outputs(count), 0, SLIDES_CODE)


@hidden_property("E3.6", "asked-again", "the same payment with another script code, and back", weight=2)
def _asked_again(sighash_all: Student) -> None:
    for code in (SLIDES_CODE, FIRST_CODE, b"", SLIDES_CODE):
        _signs(sighash_all, SLIDES, 0, code)
    for outputs in ([TxOut(1, b"\x51")], [TxOut(2, b"\x51")], [TxOut(1, b"\x51")]):
        _signs(sighash_all, made(outputs=outputs), 0, FIRST_CODE)
