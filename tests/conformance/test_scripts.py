"""Core's script_tests.json: an unlocking script, a locking script, flags, and the verdict by its name."""

import pytest

from blockkit import RULES, OutPoint, ScriptError, Transaction, TxIn, TxOut, hash160
from blockkit.params import COIN
from blockkit.script import count_sigops, push_plainly, redeem_script_sigops
from blockkit.templates import multisig, p2sh
from blockkit.transaction import NOWHERE
from tests.conformance.reading import core_flags, core_script, read_json

FILE = "bitcoin-core/script_tests.json"


def rows(path):
    """In their place in the file, each led by its witness; an element of one string is a comment."""
    for n, row in enumerate(read_json(path)):
        if len(row) >= 4:
            witness, row = (row[0], row[1:]) if isinstance(row[0], list) else ([0], row)
            yield f"{n} {' '.join(row[4:]) or row[1]}", [witness, *row[:4]]


def test_every_row_is_there(vectors):
    found = [row for _, row in rows(vectors / FILE)]
    assert len(found) == 1207
    assert sum(len(witness) > 1 for witness, *_ in found) == 107
    assert len({expected for *_, expected in found}) == 38


def spend(script_sig, script_pubkey, items=(), value=0):
    """The two transactions in which Core runs each row."""
    credit = Transaction(1, (TxIn(NOWHERE, b"\0\0"),), (TxOut(value, script_pubkey),))
    inputs, outputs = (TxIn(OutPoint(credit.txid, 0), script_sig),), (TxOut(value, b""),)
    return credit, Transaction(1, inputs, outputs, 0, (tuple(items),))


def case(row):
    """A row as the transaction, the output that it spends, the flags and the verdict."""
    (*items, bitcoins), script_sig, script_pubkey, flags, expected = row
    witness, value = map(bytes.fromhex, items), round(bitcoins * COIN)
    credit, tx = spend(core_script(script_sig), core_script(script_pubkey), witness, value)
    return tx, credit.outputs[0], core_flags(flags), expected


@pytest.mark.vector(FILE, rows=1207, cases=rows, note="the exact error code, with each back-end")
def test_script(row, backend):
    tx, output, flags, expected = case(row)
    try:
        RULES.verify_input(tx, 0, output, flags)
        verdict = "OK"
    except ScriptError as error:
        verdict = error.reason
    assert verdict == expected, row


def test_signature_checks_are_counted_as_core_counts_them():
    """Core's sigopcount_tests.cpp in short: no published row tells the two ways of counting apart."""
    two_keys = multisig(1, [b"\2" + bytes(32)] * 2)
    assert [count_sigops(two_keys, accurate) for accurate in (False, True)] == [20, 2]
    longer = two_keys + core_script("IF CHECKSIG ENDIF")
    assert [count_sigops(longer, accurate) for accurate in (False, True)] == [21, 3]
    lock, unlock = p2sh(hash160(longer)), core_script("0") + push_plainly(longer)
    assert count_sigops(lock) == count_sigops(unlock) == 0
    assert redeem_script_sigops(unlock, lock) == 3
    assert redeem_script_sigops(unlock + core_script("NOP"), lock) == 0  # more than pushes: never runs
    assert redeem_script_sigops(unlock, longer) == 0
