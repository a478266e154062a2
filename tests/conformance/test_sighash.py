"""What a signature signs: Core's sighash.json, and the case that file does not hold."""

from dataclasses import replace

import pytest

from blockkit import RULES, OutPoint, PrivateKey, ScriptError, Transaction, TxIn, TxOut, sighash, to_display
from blockkit.digests import SIGHASH_NONE
from blockkit.script import push_plainly
from blockkit.templates import p2pk
from tests.conformance.reading import read_json

FILE = "bitcoin-core/sighash.json"


def rows(path):
    """All but the first, which is the heading."""
    for n, row in enumerate(read_json(path)[1:], start=1):
        yield f"{n} input {row[2]} type {row[3]}", row


def test_every_row_is_there(vectors):
    assert len(list(rows(vectors / FILE))) == 500


@pytest.mark.vector(FILE, rows=500, cases=rows, note="all hash types, known and unknown")
def test_sighash(row):
    raw, script, index, hash_type, expected = row
    digest = sighash(Transaction.parse(bytes.fromhex(raw)), index, bytes.fromhex(script), hash_type)
    assert to_display(digest) == expected


# ---- SIGHASH_SINGLE without an output at its place: no row of the file has it -----------------------

OWNER = PrivateKey(0xC0FFEE)
LOCKED = TxOut(5000, p2pk(OWNER.public_key()))


def payment(to):
    """Two inputs, one output, and SINGLE in the second input: its signature is of the number 1."""
    signature = OWNER.sign(b"\1" + bytes(31)) + b"\3"
    inputs = (TxIn(OutPoint(bytes(32), 0), b""), TxIn(OutPoint(bytes(32), 1), push_plainly(signature)))
    return Transaction(1, inputs, (TxOut(9000, to),))


def holds(rules, tx):
    try:
        rules.verify_input(tx, 1, LOCKED)
    except ScriptError:
        return False
    return True


def test_single_without_an_output_signs_the_number_1_and_so_any_transaction():
    assert holds(RULES, payment(b"to one")) and holds(RULES, payment(b"to another"))


def no_outputs(tx, index, script_code, hash_type):
    """Wrong: where there is no output to sign, signs the transaction without outputs."""
    return sighash(tx, index, script_code, SIGHASH_NONE)


def one_from_the_other_end(tx, index, script_code, hash_type):
    """Wrong: the number 1 with its bytes in display order."""
    return sighash(tx, index, script_code, hash_type)[::-1]


@pytest.mark.parametrize("wrong", [no_outputs, one_from_the_other_end])
def test_a_wrong_single_is_caught(wrong):
    assert not holds(replace(RULES, sighash=wrong), payment(b"to one"))
