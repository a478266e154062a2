"""The forgeable multisig of the best-known book on programming Bitcoin: there a stranger's signature passes.

Its loop takes the signatures one after the other and throws away keys until one fits. Nobody asks, when the
keys have run out, whether the last signature fitted any of them. So the last one may be anybody's.
"""

import pytest

from blockkit import (
    RULES,
    Flag,
    OutPoint,
    PrivateKey,
    ScriptError,
    Transaction,
    TxIn,
    TxOut,
    hash160,
    interpreter,
    sighash,
)
from blockkit.script import push_plainly
from blockkit.templates import multisig, p2sh

ANN, BOB, CAT, STRANGER = map(PrivateKey, (11, 22, 33, 666))


def book_loop(machine, signatures, keys, code):
    """Wrong: a signature that used up all keys counts as good."""
    left = keys[:]
    for signature in signatures:
        if not left:
            return False
        while left:
            if machine.signed(signature, left.pop(0), code):
                break
    return True


def holds(needed, owners, signers, wrapped):
    """May ``signers`` spend an output that asks for ``needed`` of ``owners``, bare or as P2SH?"""
    lock = multisig(needed, [owner.public_key() for owner in owners])
    output = TxOut(5000, p2sh(hash160(lock)) if wrapped else lock)
    spent = OutPoint(bytes(32), 0)
    tx = Transaction(1, (TxIn(spent, b""),), (TxOut(4000, b"\x51"),))
    digest = sighash(tx, 0, lock)
    unlock = b"\0" + b"".join(push_plainly(signer.sign(digest) + b"\1") for signer in signers)
    unlock += push_plainly(lock) if wrapped else b""
    tx = Transaction(1, (TxIn(spent, unlock),), tx.outputs)
    try:
        RULES.verify_input(tx, 0, output, Flag.P2SH | Flag.DERSIG)
    except ScriptError:
        return False
    return True


FORGERIES = {  # needed, owners, who signs
    "1-of-2": (1, [ANN, BOB], [STRANGER]),
    "2-of-3": (2, [ANN, BOB, CAT], [ANN, STRANGER]),
    "2-of-3 by the second": (2, [ANN, BOB, CAT], [BOB, STRANGER]),
}
HONEST = [(1, [ANN, BOB], [ANN]), (1, [ANN, BOB], [BOB]), (2, [ANN, BOB, CAT], [ANN, CAT])]
each = pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "p2sh"])


@each
@pytest.mark.parametrize(("needed", "owners", "signers"), FORGERIES.values(), ids=FORGERIES)
def test_the_forgeable_multisig(needed, owners, signers, wrapped, monkeypatch, backend):
    """Never true here; true with the book's loop, so these cases do catch it."""
    assert not holds(needed, owners, signers, wrapped)
    monkeypatch.setattr(interpreter.Machine, "all_signed", book_loop)
    assert holds(needed, owners, signers, wrapped)


@each
@pytest.mark.parametrize(("needed", "owners", "signers"), HONEST)
def test_the_owners_can_spend(needed, owners, signers, wrapped):
    assert holds(needed, owners, signers, wrapped)


@each
@pytest.mark.parametrize("signers", [[STRANGER, ANN], [CAT, ANN], [ANN, ANN], [ANN]])
def test_too_few_owners_or_in_the_wrong_order(signers, wrapped):
    assert not holds(2, [ANN, BOB, CAT], signers, wrapped)
