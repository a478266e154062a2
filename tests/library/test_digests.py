"""What signatures sign, written out a second time: every number is another one read backwards."""

from dataclasses import replace
from struct import pack

import pytest

from blockkit import RULES, Flag, OutPoint, PrivateKey, Transaction, TxIn, TxOut, hash256, sha256
from blockkit.asm import from_asm
from blockkit.digests import Spending, taproot_sighash, witness_sighash
from blockkit.hashing import tagged_hash
from blockkit.script import push

TX = Transaction(
    0x01020304,
    (
        TxIn(OutPoint(b"\7" * 32, 0x11121314), b"", 0x21222324),
        TxIn(OutPoint(b"\x08" * 32, 5), b"", 0x25262728),
    ),
    (TxOut(0x3132333435, b"\x51"), TxOut(0x3637383940, b"\x52\x53")),
    0x41424344,
)
SPENT = [TxOut(0x5152535455, b"\x54"), TxOut(0x5657585960, b"\x55\x56")]
PREVOUTS = [b"\7" * 32 + pack("<I", 0x11121314), b"\x08" * 32 + pack("<I", 5)]
SEQUENCES = [pack("<I", 0x21222324), pack("<I", 0x25262728)]
OUTPUTS = [pack("<q", 0x3132333435) + b"\1\x51", pack("<q", 0x3637383940) + b"\2\x52\x53"]
AMOUNTS = [pack("<q", 0x5152535455), pack("<q", 0x5657585960)]
SCRIPTS = [b"\1\x54", b"\2\x55\x56"]
VERSION, LOCK_TIME = pack("<i", 0x01020304), pack("<I", 0x41424344)
TYPES = [0x01, 0x02, 0x03, 0x81, 0x82, 0x83]


@pytest.mark.parametrize("hash_type", TYPES)
@pytest.mark.parametrize("index", [0, 1])
def test_what_a_signature_in_version_0_signs(index, hash_type):
    kind, alone, zeros = hash_type & 3, hash_type & 0x80, bytes(32)
    outputs = {1: hash256(b"".join(OUTPUTS)), 2: zeros, 3: hash256(OUTPUTS[index])}[kind]
    signed = [
        VERSION,
        zeros if alone else hash256(b"".join(PREVOUTS)),
        hash256(b"".join(SEQUENCES)) if hash_type == 1 else zeros,
        PREVOUTS[index] + b"\3abc" + AMOUNTS[index] + SEQUENCES[index],
        outputs + LOCK_TIME + pack("<I", hash_type),
    ]
    assert witness_sighash(Spending(TX, SPENT), index, b"abc", hash_type) == hash256(b"".join(signed))


@pytest.mark.parametrize("hash_type", [0, *TYPES])
@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("annex", [b"", b"Pxyz"], ids=["plain", "annex"])
@pytest.mark.parametrize("leaf", [b"", b"\x0f" * 32], ids=["key", "script"])
def test_what_a_signature_in_taproot_signs(index, hash_type, annex, leaf):
    kind, alone = hash_type & 3 or 1, hash_type & 0x80
    shared = b"".join(sha256(b"".join(part)) for part in (PREVOUTS, AMOUNTS, SCRIPTS, SEQUENCES))
    own = PREVOUTS[index] + AMOUNTS[index] + SCRIPTS[index] + SEQUENCES[index]
    signed = [
        bytes([0, hash_type]) + VERSION + LOCK_TIME,
        b"" if alone else shared,
        sha256(b"".join(OUTPUTS)) if kind == 1 else b"",
        bytes([(2 if leaf else 0) + (1 if annex else 0)]),
        own if alone else pack("<I", index),
        sha256(b"\4Pxyz") if annex else b"",
        sha256(OUTPUTS[index]) if kind == 3 else b"",
        leaf + b"\0" + pack("<I", 0x61626364) if leaf else b"",
    ]
    found = taproot_sighash(Spending(TX, SPENT), index, hash_type, annex, leaf, 0x61626364)
    assert found == tagged_hash("TapSighash", b"".join(signed))


def test_somebodys_own_sighash_sees_no_witnesses():
    """It was written by the rules of 2009, and may serialize the whole transaction."""
    seen = []

    def own(tx, index, script_code, hash_type):
        seen.append(tx)
        return bytes(32)

    key = PrivateKey(7).public_key()
    locked = push(key) + from_asm("OP_CHECKSIG OP_NOT")
    opened = replace(TX.inputs[0], script_sig=push(b"no signature\1"))
    mixed = replace(TX, inputs=(opened, TX.inputs[1]), witnesses=((), (b"another's",)))
    spending = Spending(mixed, [TxOut(1, locked), SPENT[1]])
    replace(RULES, sighash=own).run_scripts(spending, 0, Flag.NONE)
    assert seen == [replace(mixed, witnesses=())]


def test_bytes_are_no_transaction():
    with pytest.raises(TypeError, match="the transaction"):
        Spending(TX.serialize())
