"""Core's script_tests.json: an unlocking script, a locking script, flags, and the verdict by its name."""

import pytest

from blockkit import RULES, OutPoint, ScriptError, Transaction, TxIn, TxOut, hash160
from blockkit.script import count_sigops, push_plainly, redeem_script_sigops
from blockkit.templates import multisig, p2sh
from blockkit.transaction import NOWHERE
from tests.conformance.reading import core_flags, core_script, read_json

FILE = "bitcoin-core/script_tests.json"


def rows(path):
    """Those without a witness, in their place in the file; an element of one string is a comment."""
    for n, row in enumerate(read_json(path)):
        if len(row) >= 4 and not isinstance(row[0], list):
            yield f"{n} {' '.join(row[4:]) or row[1]}", row[:4]


def test_every_row_is_there(vectors):
    path = vectors / FILE
    assert sum(len(row) >= 4 for row in read_json(path)) == 1207
    assert len(list(rows(path))) == 1100
    assert len({expected for _, (*_, expected) in rows(path)}) == 30


def spend(script_sig, script_pubkey):
    """The two transactions in which Core runs each row."""
    credit = Transaction(1, (TxIn(NOWHERE, b"\0\0"),), (TxOut(0, script_pubkey),))
    return credit, Transaction(1, (TxIn(OutPoint(credit.txid, 0), script_sig),), (TxOut(0, b""),))


@pytest.mark.vector(
    FILE, rows=1207, cases=rows, note="the exact error code, with each back-end; 107 carry a witness"
)
def test_script(row, backend):
    script_sig, script_pubkey, flags, expected = row
    credit, tx = spend(core_script(script_sig), core_script(script_pubkey))
    try:
        RULES.verify_input(tx, 0, credit.outputs[0], core_flags(flags))
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
