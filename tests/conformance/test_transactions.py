"""Core's tx_valid.json and tx_invalid.json: whole transactions with the outputs they spend."""

import pytest

from blockkit import (
    RULES,
    Flag,
    Invalid,
    OutPoint,
    ScriptError,
    Transaction,
    TxOut,
    check_transaction,
    from_display,
)
from tests.conformance.reading import core_flags, core_script, read_json

VALID, INVALID = "bitcoin-core/tx_valid.json", "bitcoin-core/tx_invalid.json"
ALL = Flag(sum(Flag))


def rows(path):
    """Rows in their place in the file, each with the comments that stand before it."""
    comment = []
    for n, row in enumerate(read_json(path)):
        if len(row) == 3:
            yield f"{n} {' '.join(comment)}", row
            comment = []
        else:
            comment += row


@pytest.mark.parametrize(("file", "whole", "witness"), [(VALID, 120, 28), (INVALID, 93, 13)])
def test_every_row_is_there(vectors, file, whole, witness):
    found = [row for _, row in rows(vectors / file)]
    assert (len(found), sum(row[1][8:12] == "0001" for row in found)) == (whole, witness)


def test_nine_rows_are_wrong_by_themselves(vectors):
    assert sum(row[2] == "BADTX" for _, row in rows(vectors / INVALID)) == 9


def outputs_of(spent, tx):
    """What the inputs spend, in their order."""
    known = {
        OutPoint(from_display(txid), n & 0xFFFFFFFF): TxOut(sum(amount), core_script(script))
        for txid, n, script, *amount in spent  # the amount, which only witnesses sign, may be missing
    }
    return [known[txin.prevout] for txin in tx.inputs]


def verify(spent, tx, flags):
    """Run the scripts of all inputs."""
    for i in range(len(tx.inputs)):
        RULES.verify_input(tx, i, outputs_of(spent, tx), flags)


@pytest.mark.vector(
    VALID,
    rows=120,
    cases=rows,
    note="with all flags and with none, with each back-end",
)
def test_valid(row, backend):
    """Under all rules but those the row leaves out; and rules only ever forbid, so under none as well."""
    spent, raw, left_out = row
    tx = Transaction.parse(bytes.fromhex(raw))
    check_transaction(tx)
    verify(spent, tx, ALL & ~core_flags(left_out))
    verify(spent, tx, Flag.NONE)


@pytest.mark.vector(
    INVALID,
    rows=93,
    cases=rows,
    note="9 fail without context, 84 by a script, with each back-end",
)
def test_invalid(row, backend):
    """Wrong by itself where the row says BADTX, else because of a script under the row's rules."""
    spent, raw, flags = row
    tx = Transaction.parse(bytes.fromhex(raw))
    if flags == "BADTX":
        with pytest.raises(Invalid, match="bad-"):
            check_transaction(tx)
    else:
        check_transaction(tx)
        with pytest.raises(ScriptError):
            verify(spent, tx, core_flags(flags))
