"""What we sign, Core accepts: every lock, every hash type."""

import pytest

from blockkit import hash160
from blockkit.interpreter import Flag
from blockkit.templates import p2pkh
from blockkit.wallet.signing import CONSENSUS
from tests.kernel.core import CoreSpend
from tests.library.locks import BOB, CASES, LOCKS


def core_holds(tx, spent, index=1):
    outputs = [(output.value, output.script_pubkey) for output in spent]
    return CoreSpend(tx.serialize(), outputs).holds(index, CONSENSUS)


def test_every_lock_and_hash_type_is_there():
    assert len(LOCKS) == 43 and len(CASES) == 260
    assert CONSENSUS & Flag.TAPROOT and CONSENSUS & Flag.WITNESS


@pytest.mark.parametrize(("name", "hash_type"), CASES)
def test_core_accepts_what_we_sign(kernel, name, hash_type):
    tx, spent = LOCKS[name].sign(hash_type)
    assert core_holds(tx, spent)
    spent[1] = type(spent[1])(spent[1].value + 1, spent[1].script_pubkey)
    assert core_holds(tx, spent) == (LOCKS[name].way == "2009")  # the later ways sign the amount


def test_core_refuses_a_signature_for_something_else(kernel):
    tx, spent = LOCKS["p2wpkh"].sign()
    assert not core_holds(tx, [spent[0], type(spent[1])(50_000, p2pkh(hash160(BOB.public_key()))), spent[2]])
