"""Labelled bytes: nothing is lost, known records say what is known of them, strange ones do no harm."""

import json
import re
import time
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import REGTEST, Block, Invalid, OutPoint, PrivateKey, Transaction, TxIn, TxOut
from blockkit.asm import from_asm
from blockkit.classroom.drawing.palette import contrast
from blockkit.data import real_block
from blockkit.explain import KINDS, cutter, describe, explain, kind_of, plain, render
from blockkit.explain.block_story import block_story_of, block_story_text
from blockkit.explain.picture import COLORS
from blockkit.explain.words import (
    btc,
    hash_type_words,
    lock_time_words,
    sequence_words,
    short_asm,
    target_words,
    utc,
)
from blockkit.hashing import hash160, sha256, to_display
from blockkit.keys import ORDER, encode_der
from blockkit.params import MAX_MONEY
from blockkit.script import push_plainly
from blockkit.taproot import branch_hash, leaf_hash, output_key
from blockkit.templates import P2A, p2pkh, p2sh, p2tr, p2wpkh, p2wsh
from blockkit.transaction import NOWHERE

PAYMENT = real_block(170).transactions[1]  # Satoshi to Hal Finney, the first payment
HEADER = real_block(1).header.serialize()
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def joined(found):
    """The bytes of all pieces; each must begin where the one before ends."""
    at = 0
    for piece in found:
        assert piece.offset == at
        at += len(piece.raw)
    return b"".join(piece.raw for piece in found)


def named(found, name):
    """The one piece of this name."""
    (piece,) = [piece for piece in found if piece.name == name]
    return piece


def test_an_empty_push_is_no_operation_without_meaning():
    tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), (TxOut(1, bytes.fromhex("4d0000ac")),))
    found = explain(tx.serialize())
    assert named(found, "OP_PUSHDATA2").value == "0 bytes follow: pushes an empty item"
    assert named(found, "script_pubkey").value == "OP_0 OP_CHECKSIG"


# ---- nothing is lost -----------------------------------------------------------------------------

DER = bytes.fromhex("3006020101020102")
SCRIPTS = st.one_of(
    st.binary(max_size=90),
    st.lists(
        st.sampled_from(
            [b"\x51", b"\x76\xa9", b"\xac", b"\xae", b"\x6a", b"\x00", b"\x4c\x00", b"\xff", b"\x4c", b"\x47"]
            + [
                push_plainly(data)
                for data in (DER + b"\x01", b"\x02" * 33, b"\x04" * 65, b"some text", b"\x81")
            ]
            + [push_plainly(data) for data in (bytes(20), bytes(32), b"\x51" * 40 + b"\xae", b"\x61" * 300)]
        ),
        max_size=6,
    ).map(b"".join),
)
TRANSACTIONS = st.builds(
    Transaction,
    st.integers(-(2**31), 2**31 - 1),
    st.lists(
        st.builds(
            TxIn,
            st.builds(OutPoint, st.binary(min_size=32, max_size=32), st.integers(0, 2**32 - 1))
            | st.just(NOWHERE),
            SCRIPTS,
            st.integers(0, 2**32 - 1),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    st.lists(st.builds(TxOut, st.integers(-(2**63), 2**63 - 1), SCRIPTS), max_size=3).map(tuple),
    st.integers(0, 2**32 - 1),
)


@given(TRANSACTIONS)
def test_the_pieces_of_any_transaction_are_its_bytes(tx):
    raw = tx.serialize()
    found = explain(raw, "tx")
    assert joined(found) == raw
    assert found[-1].name == "lock_time" and found[-1].depth == 0
    assert render(found)  # drawing never fails


@given(st.binary(min_size=80, max_size=80))
def test_the_pieces_of_any_header_are_its_bytes(raw):
    found = explain(raw, "header")
    assert joined(found) == raw
    names = ["version", "prev_block", "merkle_root", "time", "bits", "nonce"]
    assert [piece.name for piece in found[1:]] == names
    assert render(found)


@pytest.mark.parametrize("height", [0, 1, 170])
def test_the_pieces_of_a_block_are_its_bytes(height):
    raw = real_block(height).raw
    assert kind_of(raw) == "block"
    found = explain(raw)
    assert joined(found) == raw
    assert ("the other transactions" in [piece.name for piece in found]) == (height == 170)


def test_real_transactions_with_all_kinds_of_scripts(vectors):
    rows = [
        row
        for name in ("tx_valid", "tx_invalid")
        for row in json.loads((vectors / "bitcoin-core" / f"{name}.json").read_text(encoding="utf-8"))
        if len(row) == 3
    ]
    explained = 0
    for _, raw, _ in rows:
        data = bytes.fromhex(raw)
        try:
            Transaction.parse(data)
        except Invalid:
            with pytest.raises(Invalid):
                explain(data, "tx")
            continue
        assert joined(explain(data, "tx")) == data
        explained += 1
    assert explained >= 84 + 75 - 9


def test_what_nobody_would_read_is_left_whole(monkeypatch):
    monkeypatch.setattr(cutter, "MAX_PIECES", 20)
    found = explain(PAYMENT)
    assert len(found) == 21
    assert joined(found) == PAYMENT
    assert "the rest" in render(found)


# ---- what is known -------------------------------------------------------------------------------


def test_a_header_as_text():
    assert render(explain(HEADER)).splitlines() == [
        "        header: id",
        "          00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048",
        "     0  01000000          version: 4 bytes, little endian -> 1 (0x00000001)",
        "     4                    prev_block: 32 bytes, shown reversed",
        "        6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000",
        "     -> 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
        "    36                    merkle_root: 32 bytes, shown reversed",
        "        982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e",
        "     -> 0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098",
        "    68  61bc6649          time: 4 bytes, little endian -> 1231469665, 2009-01-09",
        "                          02:54:25 UTC",
        "    72  ffff001d          bits: 4 bytes, little endian -> 0x1d00ffff, target",
        "     -> 00000000ffff0000000000000000000000000000000000000000000000000000",
        "    76  01e36299          nonce: 4 bytes, little endian -> 2573394689",
    ]


def test_a_signature_number_by_number():
    found = explain(PAYMENT)
    assert named(found, "r").raw.hex() == "4e45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd41"
    assert named(found, "s").raw.hex() == "181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d09"
    assert named(found, "s").value == "the lower of two that fit"
    assert named(found, "r").order == "big endian"
    assert (named(found, "hash type").raw, named(found, "hash type").value) == (b"\x01", "ALL")
    assert named(found, "DER: a pair").value == "68 bytes follow"


def test_a_high_s_and_a_zero_byte_in_front_are_told():
    high = b"\x30\x26\x02\x01\x05\x02\x21\x00" + b"\xfe" * 32 + b"\x83"
    found = explain(Transaction(1, (TxIn(OutPoint(bytes(32), 0), push_plainly(high)),), ()).serialize(), "tx")
    assert named(found, "s").value == "a zero byte in front keeps it positive; the higher of two that fit"
    assert named(found, "hash type").value == "SINGLE and ANYONECANPAY"


@pytest.mark.parametrize(
    ("data", "name", "value"),
    [
        ("02" + "11" * 32, "public key", "33 bytes, compressed: x and whether y is odd"),
        ("04" + "11" * 64, "public key", "65 bytes: x and y"),
        ("11" * 20, "hash", "20 bytes, as in an address"),
        ("310602010102010100", "data", "9 bytes"),
        ("3009020300000102010101", "signature", "11 bytes, not in strict DER (BIP 66)"),
        (b"charley loves heidi".hex(), "data", 'text "charley loves heidi"'),
        ("81", "data", "-1"),
        ("5121" + "02" * 33 + "51ae", "data", "reads as a script: OP_1 <33 bytes> OP_1 OP_CHECKMULTISIG"),
        ("4f" * 39 + "4cae", "data", "41 bytes"),
    ],
)
def test_what_a_push_looks_like(data, name, value):
    script = push_plainly(bytes.fromhex(data))
    found = explain(Transaction(1, (TxIn(OutPoint(bytes(32), 0), script),), ()).serialize(), "tx")
    piece = found[[piece.name for piece in found].index("push") + 1]
    assert (piece.raw.hex(), piece.name, piece.value) == (data, name, value)


def test_operations_and_addresses():
    script = from_asm(
        f"OP_DUP OP_HASH160 {'62e907b15cbf27d5425399ebf6f0fb50ebb88f18'} OP_EQUALVERIFY OP_CHECKSIG"
    )
    raw = Transaction(1, (TxIn(NOWHERE, b"\x1b[31mred"),), (TxOut(50 * 10**8, script),)).serialize()
    found = explain(raw)
    assert named(found, "output 0").value == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    assert named(found, "OP_DUP").value == "copies the top item"
    assert named(found, "value").value == "5000000000 satoshi = 50.00000000 BTC"
    assert named(found, "script_sig").value == "free text of the miner: .[31mred"
    assert "\x1b" not in render(found)  # nothing in a transaction may steer the terminal
    assert named(explain(raw, params=REGTEST), "output 0").value.startswith("m")


def test_a_longer_push_and_a_negative_amount():
    script = push_plainly(b"\x61" * 100)
    found = explain(Transaction(1, (TxIn(OutPoint(bytes(32), 0), script),), (TxOut(-1, b""),)).serialize())
    piece = named(found, "OP_PUSHDATA1")
    assert (piece.raw, piece.value, piece.order) == (b"\x4c\x64", "100 bytes follow", "little endian")
    assert named(found, "value").value == "-1 satoshi = -0.00000001 BTC"


def test_a_broken_push_is_shown_as_such():
    raw = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b"\x51\x05\x01"),), ()).serialize()
    assert named(explain(raw, "tx"), "broken push").raw == b"\x05\x01"


# ---- witnesses -----------------------------------------------------------------------------------

KEY = PrivateKey(7).public_key()
SCHNORR, CONTROL = bytes(64), b"\xc1" + KEY[1:] + bytes(64)
CHECK = b"\x20" + KEY[1:] + b"\xac"  # a tapscript
TO_KEY, TO_SCRIPT, TO_TAPROOT = p2wpkh(hash160(KEY)), p2wsh(sha256(b"\x51")), p2tr(KEY[1:])


def with_witness(*items, script_sig=b"", output=b"\x51"):
    """A transaction of one input."""
    txin = TxIn(OutPoint(bytes(31) + b"\1", 0), script_sig)
    return Transaction(2, (txin,), (TxOut(10_000, output),), 0, (items,))


def witness_names(tx, spent=()):
    """The names of the witness's pieces, and the line above them."""
    found = explain(tx.serialize(), "tx", spent=spent)
    assert joined(found) == tx.serialize()
    assert render(found)
    at = [piece.name for piece in found].index("witness of input 0")
    names = [piece.name for piece in found[at + 1 : -1] if not re.match("number of|length of", piece.name)]
    return found[at].value, names


def test_a_witness_as_a_whole():
    found = explain(with_witness(DER + b"\x01", KEY).serialize())
    assert (named(found, "marker").raw, named(found, "flag").raw) == (b"\0", b"\1")
    tx = with_witness(DER + b"\x01", KEY)
    assert named(found, "with its witness").value == f"wtxid {to_display(tx.wtxid)}"
    assert named(found, "transaction").value == f"txid {to_display(tx.txid)}"
    assert named(found, "weight").value.startswith(f"{tx.weight}: 4 for each byte, 1 in the witness")
    assert named(found, "virtual size").value.startswith(f"{tx.virtual_size}: ")


DER_NAMES = ["signature", "DER: a pair", "DER: number r", "r", "DER: number s", "s", "hash type"]


@pytest.mark.parametrize(
    ("items", "looks", "names"),
    [
        ((DER + b"\x01", KEY), "P2WPKH,", [*DER_NAMES, "public key"]),
        ((b"\x01", b"\x51"), "P2WSH,", ["data", "witness script", "OP_1"]),
        ((SCHNORR,), "P2TR by key,", ["signature", "r", "s"]),
        ((SCHNORR + b"\x83",), "P2TR by key,", ["signature", "r", "s", "hash type"]),
        ((SCHNORR, b"\x50rest"), "P2TR by key,", ["signature", "r", "s", "annex", "annex, the rest"]),
        (
            (SCHNORR, CHECK, CONTROL),
            "P2TR by script,",
            ["signature", "r", "s", "tapscript", "push", "public key", "OP_CHECKSIG", "control block"]
            + ["leaf version and parity", "internal key", "hash 0 of the path", "hash 1 of the path"],
        ),
        ((b"\xff" * 7,), "a script of its own,", ["data"]),
        ((b"\x51", b"\x40" * 33), "a script of its own,", ["data", "data"]),  # 0x40 is no leaf version
    ],
)
def test_a_witness_gives_away_what_it_opens(items, looks, names):
    above, found = witness_names(with_witness(*items))
    assert above.startswith(f"looks like {looks}")
    assert found == names


@pytest.mark.parametrize(
    ("spent", "items", "form", "fault"),
    [
        (TO_KEY, (DER + b"\x01", KEY), "P2WPKH", None),
        (TO_KEY, (DER + b"\x01", KEY[:-1] + b"\0"), "P2WPKH", "EQUALVERIFY"),
        (TO_KEY, (KEY,), "P2WPKH", "WITNESS_PROGRAM_MISMATCH"),
        (TO_SCRIPT, (b"\x51",), "P2WSH", None),
        (TO_SCRIPT, (b"\x52",), "P2WSH", "WITNESS_PROGRAM_MISMATCH"),
        (TO_SCRIPT, (bytes(521), b"\x51"), "P2WSH", "PUSH_SIZE"),
        (p2wsh(sha256(bytes(10_001))), (bytes(10_001),), "P2WSH", "SCRIPT_SIZE"),
        (TO_TAPROOT, (SCHNORR,), "P2TR by key", None),
        (TO_TAPROOT, (b"\x50" * 64,), "P2TR by key", None),  # one item is no annex
        (TO_TAPROOT, (SCHNORR[1:],), "P2TR by key", "SCHNORR_SIG_SIZE"),
        (TO_TAPROOT, (SCHNORR + b"\0",), "P2TR by key", "SCHNORR_SIG_HASHTYPE"),
        (TO_TAPROOT, (SCHNORR + b"\4",), "P2TR by key", "SCHNORR_SIG_HASHTYPE"),
        (TO_TAPROOT, (CHECK, CONTROL[:-1]), "P2TR by script", "TAPROOT_WRONG_CONTROL_SIZE"),
        (TO_TAPROOT, (CHECK, b""), "P2TR by script", "TAPROOT_WRONG_CONTROL_SIZE"),
        (TO_TAPROOT, (CHECK, CONTROL[:33] + bytes(129 * 32)), "P2TR by script", "TAPROOT_WRONG_CONTROL_SIZE"),
        (TO_TAPROOT, (CHECK, CONTROL), "P2TR by script", "WITNESS_PROGRAM_MISMATCH"),
        (b"\0\x03abc", (b"x",), "witness version 0", "WITNESS_PROGRAM_WRONG_LENGTH"),
        (b"\x52\x03abc", (b"x",), "witness version 2", None),
        (b"\x51", (b"x",), "a script of its own", "WITNESS_UNEXPECTED"),
    ],
)
def test_with_the_spent_output_it_says_what_is_wrong(spent, items, form, fault):
    assert witness_names(with_witness(*items), [TxOut(1, spent)])[0].startswith(f"{form}, ")
    found = explain(with_witness(*items).serialize(), "tx", spent=[TxOut(1, spent)])
    faults = [piece.value.partition(":")[0] for piece in found if piece.name == "wrong"]
    assert (faults[:1] == [fault]) if fault else not faults


def test_a_tapscript_that_leads_to_its_output():
    leaf = leaf_hash(CHECK)
    key, parity = output_key(KEY[1:], branch_hash(branch_hash(leaf, bytes(32)), bytes(32)))
    control = bytes([0xC0 | parity]) + KEY[1:] + bytes(64)
    tx = with_witness(SCHNORR, CHECK, control)
    found = explain(tx.serialize(), spent=[TxOut(1, p2tr(key))])
    assert "wrong" not in [piece.name for piece in found]
    assert f"parity {parity}" in named(found, "leaf version and parity").value
    wrong_side = with_witness(SCHNORR, CHECK, bytes([control[0] ^ 1]) + control[1:])
    found = explain(wrong_side.serialize(), spent=[TxOut(1, p2tr(key))])
    assert named(found, "wrong").value.startswith("WITNESS_PROGRAM_MISMATCH")


def test_limits_that_hold_in_no_script_that_succeeds():
    """OP_SUCCESS and unknown leaf versions ask nothing of the other items (BIP 342)."""
    for script, version in ((b"\x50\x61", 0xC0), (b"\x61", 0xC2)):
        tx = with_witness(bytes(521), script, bytes([version]) + KEY[1:])
        faults = [piece.value for piece in explain(tx.serialize(), "tx") if piece.name == "wrong"]
        assert faults == []
    found = explain(with_witness(bytes(521), b"\x61", b"\xc0" + KEY[1:]).serialize())
    assert named(found, "wrong").value.startswith("PUSH_SIZE")
    names = [piece.name for piece in explain(with_witness(b"\x50", b"\xc0" + KEY[1:]).serialize())]
    assert "OP_SUCCESS80" in names


def test_a_program_inside_p2sh():
    program = p2wpkh(hash160(KEY))
    tx = with_witness(DER + b"\x01", KEY, script_sig=push_plainly(program))
    assert witness_names(tx)[0].startswith("looks like P2WPKH in P2SH, ")
    assert witness_names(tx, [TxOut(1, p2sh(hash160(program)))])[0].startswith("P2WPKH in P2SH, ")
    more = with_witness(DER + b"\x01", KEY, script_sig=b"\x51" + push_plainly(program))
    found = explain(more.serialize(), spent=[TxOut(1, p2sh(hash160(program)))])
    assert named(found, "wrong").value.startswith("WITNESS_MALLEATED_P2SH")
    bare = explain(tx.serialize(), spent=[TxOut(1, program)])
    assert named(bare, "wrong").value.startswith("WITNESS_MALLEATED:")


def test_an_output_says_what_opens_it():
    for script, name, takes in (
        (TO_KEY, "hash of a public key", "a witness of a signature and the public key"),
        (TO_SCRIPT, "hash of a script", "a witness that ends with the script of this hash"),
        (TO_TAPROOT, "output key", "a signature by this key, or one of the scripts hidden in it"),
        (b"\x52\x02ab", "program", "nothing today"),
        (b"\0\x02ab", "program", "what nobody has"),
    ):
        found = explain(Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), (TxOut(1, script),)).serialize())
        assert f"it takes {takes}" in named(found, name).value
        assert "a witness program of version" in named(found, "script_pubkey").value


def test_a_transaction_without_inputs_is_not_said_to_carry_a_witness():
    raw = Transaction(2, (), (TxOut(1, b"\x51"),), 3).serialize()
    assert kind_of(raw) == "tx"
    found = explain(raw)
    assert joined(found) == raw
    assert "marker" not in [piece.name for piece in found]
    assert "witness" not in render(found)
    assert "Not finished: it has no inputs yet" in describe(raw).text
    with pytest.raises(Invalid):
        explain(raw[:-1])


def test_the_coinbase_of_a_block_with_witnesses():
    commitment = bytes.fromhex("6a24aa21a9ed") + b"\x22" * 32
    older = TxOut(0, commitment[:-1] + b"\x11")
    outputs = (TxOut(5, b"\x51"), older, TxOut(0, commitment + b"more"))
    tx = Transaction(1, (TxIn(NOWHERE, b"\x51\x51"),), outputs, 0, ((b"\x07" * 32,),))
    found = explain(tx.serialize())
    assert joined(found) == tx.serialize()
    assert named(found, "commitment").raw == b"\x22" * 32
    assert named(found, "free").raw == b"more"
    assert named(found, "reserved value").raw == b"\x07" * 32
    spoilt = Transaction(1, tx.inputs, outputs, 0, ((b"\x07" * 31,),))
    assert named(explain(spoilt.serialize()), "wrong").value.startswith("bad-witness-nonce-size")


ITEMS = st.one_of(
    st.binary(max_size=70),
    st.sampled_from([DER + b"\1", KEY, SCHNORR, SCHNORR + b"\1", CHECK, CONTROL, b"\x50", b"\x51", b""]),
)
LOCKS = st.sampled_from(
    [None, TO_KEY, TO_SCRIPT, TO_TAPROOT, b"\x52\x02ab", b"\0\x02ab", b"\x51", p2sh(bytes(20))]
)


@given(TRANSACTIONS, st.lists(st.lists(ITEMS, max_size=5).map(tuple), min_size=3, max_size=3), LOCKS)
def test_the_pieces_of_any_witness_are_its_bytes(tx, witnesses, lock):
    tx = replace(tx, witnesses=tuple(witnesses[: len(tx.inputs)]))
    spent = [TxOut(100_000, lock) if lock else None] * len(tx.inputs)
    found = explain(tx.serialize(), "tx", spent=spent)
    assert joined(found) == tx.serialize()
    assert render(found)
    account = describe(tx, spent)
    assert account.text and json.dumps(account.story) and account.html


HUGE = {
    "100,000 items": (b"",) * 100_000,
    "100,000 items and a control block": (*((b"\1",) * 100_000), b"\x61", CONTROL),
    "an item of 4 MB": (b"\x11" * 4_000_000,),
    "a script of 4 MB": (b"\x61" * 4_000_000,),
    "a tapscript of 4 MB": (b"\x61" * 4_000_000, CONTROL),
    "an annex of 4 MB": (SCHNORR, b"\x50" * 4_000_000),
}


@pytest.mark.parametrize("items", HUGE.values(), ids=HUGE)
def test_huge_witnesses_take_bounded_time_and_room(items):
    tx = with_witness(*items)
    began = time.process_time()
    for spent in ((), [TxOut(1, TO_TAPROOT)], [TxOut(1, TO_SCRIPT)], [TxOut(1, TO_KEY)]):
        found = explain(tx.serialize(), "tx", spent=spent)
        assert len(found) <= cutter.MAX_PIECES + 1
        assert joined(found) == tx.serialize()
        assert len(describe(tx, spent).text) < 10_000
    assert time.process_time() - began < 60


# ---- the story -----------------------------------------------------------------------------------


def paying(*outputs, version=2, sequence=2**32 - 1, lock_time=0, witness=(DER + b"\1", KEY)):
    """A signed payment from one output of 100,000 satoshi, and that output."""
    txin = TxIn(OutPoint(bytes(31) + b"\1", 0), b"", sequence)
    return Transaction(version, (txin,), outputs, lock_time, (witness,)), [TxOut(100_000, TO_KEY)]


def codes(account):
    return [warning["code"] for warning in account.story["warnings"]]


def test_who_is_paid_from_what():
    account = describe(*paying(TxOut(60_000, TO_TAPROOT), TxOut(39_000, TO_SCRIPT)))
    story = account.story
    assert (story["input_sum"], story["output_sum"], story["fee"]) == (100_000, 99_000, 1_000)
    assert story["fee_rate"] == round(1_000 / story["virtual_size"], 2)
    assert [one["script_type"] for one in story["inputs"] + story["outputs"]] == ["p2wpkh", "p2tr", "p2wsh"]
    assert story["outputs"][0]["address"].startswith("bc1p")
    assert codes(account) == []
    assert "0.00001000 BTC (1,000 satoshi, 1 % of what is spent)" in " ".join(account.text.split())
    assert json.loads(json.dumps(story)) == story


def test_without_the_spent_outputs_it_says_what_is_missing():
    tx, _ = paying(TxOut(60_000, TO_TAPROOT))
    account = describe(tx.serialize().hex())
    assert (account.story["fee"], account.story["input_sum"], account.story["not_given"]) == (None, None, [0])
    assert "amount not known" in account.text and "--spends or --previous" in account.text
    assert account.story["inputs"][0]["sure"] is False
    assert "looks like P2WPKH" in account.text
    assert "fee: not known" in account.alt


@pytest.mark.parametrize(
    ("outputs", "changed", "code"),
    [
        ((TxOut(293, TO_KEY), TxOut(99_000, TO_TAPROOT)), {}, "dust"),
        ((TxOut(329, TO_TAPROOT), TxOut(99_000, TO_SCRIPT)), {}, "dust"),
        ((TxOut(545, p2pkh(bytes(20))), TxOut(99_000, TO_SCRIPT)), {}, "dust"),
        ((TxOut(539, p2sh(bytes(20))), TxOut(99_000, TO_SCRIPT)), {}, "dust"),
        ((TxOut(40_000, TO_SCRIPT),), {}, "absurd-fee"),
        ((TxOut(100_001, TO_SCRIPT),), {}, "overspent"),
        ((TxOut(99_000, TO_KEY),), {}, "reused-address"),
        ((TxOut(50_000, TO_SCRIPT), TxOut(49_000, TO_SCRIPT)), {}, "reused-address"),
        ((TxOut(99_000, TO_SCRIPT),), {"sequence": 2**32 - 3}, "replaceable"),
        ((TxOut(99_000, TO_SCRIPT),), {"version": 4}, "unknown-version"),
        ((TxOut(99_000, TO_SCRIPT),), {"version": 0}, "unknown-version"),
        ((TxOut(99_000, b"\x52\x02ab"),), {}, "unknown-program"),
        ((TxOut(99_000, TO_SCRIPT),), {"witness": (DER + b"\2", KEY)}, "free-outputs"),
        ((TxOut(99_000, TO_SCRIPT),), {"witness": (DER + b"\2", KEY[::-1])}, "wrong-opening"),
        ((), {}, "not-valid"),
    ],
)
def test_what_is_risky(outputs, changed, code):
    assert code in codes(describe(*paying(*outputs, **changed)))


@pytest.mark.parametrize(
    ("outputs", "changed"),
    [
        ((TxOut(294, TO_KEY[:-1] + b"x"), TxOut(99_000, TO_TAPROOT)), {}),
        ((TxOut(330, TO_TAPROOT), TxOut(99_000, TO_SCRIPT)), {}),
        ((TxOut(546, p2pkh(bytes(20))), TxOut(99_000, TO_SCRIPT)), {}),
        ((TxOut(540, p2sh(bytes(20))), TxOut(99_000, TO_SCRIPT)), {}),
        ((TxOut(0, b"\x6a\1x"), TxOut(99_000, TO_SCRIPT)), {}),
        ((TxOut(99_000, TO_SCRIPT),), {"sequence": 2**32 - 2}),
        ((TxOut(99_000, TO_SCRIPT),), {"version": 3}),
        ((TxOut(99_000, TO_SCRIPT),), {"version": 1}),
    ],
)
def test_what_is_not_risky(outputs, changed):
    assert codes(describe(*paying(*outputs, **changed))) == []


def test_a_taproot_signature_that_covers_no_output():
    for hash_type, freed in ((1, False), (2, True), (0x82, True), (3, False)):
        tx, _ = paying(TxOut(99_000, TO_SCRIPT), witness=(SCHNORR + bytes([hash_type]),))
        assert ("free-outputs" in codes(describe(tx))) == freed


def test_when_it_may_be_mined():
    tx, spent = paying(TxOut(99_000, TO_SCRIPT), sequence=10, lock_time=700_000)
    assert describe(tx, spent).story["timelocks"] == [
        "from block 700,001 on: its lock time",
        "input 0: the spent output must be 10 blocks old",
    ]
    locked = bytes.fromhex("03a08601b175") + b"\x51"  # OP_CHECKLOCKTIMEVERIFY of 100,000
    tx, _ = paying(TxOut(99_000, TO_SCRIPT), witness=(b"\1", locked))
    asked = "that the lock time is 100,000 or later, from block 100,001 on (OP_CHECKLOCKTIMEVERIFY)"
    assert describe(tx).story["timelocks"] == [f"input 0: its script asks {asked}"]
    aged = bytes.fromhex("03900040b275") + b"\x51"  # OP_CHECKSEQUENCEVERIFY of 144 times 512 seconds
    tx, _ = paying(TxOut(99_000, TO_SCRIPT), witness=(b"\1", aged))
    asked = "that the spent output is 73,728 seconds old (OP_CHECKSEQUENCEVERIFY)"
    assert describe(tx).story["timelocks"] == [f"input 0: its script asks {asked}"]
    for script in ("050000008000b27551", "018ab27551", "018ab17551"):  # asks nothing; fails, both below zero
        tx, _ = paying(TxOut(99_000, TO_SCRIPT), witness=(b"\1", bytes.fromhex(script)))
        assert describe(tx).story["timelocks"] == []
    assert "no lock time is in force" in describe(*paying(TxOut(99_000, TO_SCRIPT))).text


def test_the_discount_of_a_witness():
    tx, spent = paying(TxOut(99_000, TO_SCRIPT))
    discount = describe(tx, spent).story["witness_discount"]
    assert discount["bytes"] == len(tx.serialize()) - len(tx.stripped())
    assert discount["weight_saved"] == 3 * discount["bytes"]


def warned(account):
    return {warning["code"]: warning["text"] for warning in account.story["warnings"]}


def text_of(*args):
    return " ".join(describe(*args).text.split())


UNSIGNED = Transaction(2, (TxIn(OutPoint(bytes(31) + b"\1", 0), b""),), (TxOut(60_000, p2wsh(bytes(32))),))


@pytest.mark.parametrize(
    "script", [TO_KEY, TO_SCRIPT, TO_TAPROOT, p2pkh(bytes(20)), p2sh(bytes(20))], ids=bytes.hex
)
def test_not_signed_yet_whatever_is_spent(script):
    account = describe(UNSIGNED, [TxOut(100_000, script)])
    assert warned(account) == {"unsigned": "input 0 has no signature yet"}
    assert account.story["inputs"][0]["script_type"] == "unsigned"
    text = " ".join(account.text.split())
    assert "not signed yet" in text and "looks like" not in text
    assert "425.53 satoshi a virtual byte, as long as it is not signed" in text
    assert "94 virtual bytes, as long as it is not signed" in text


def test_a_wrapped_one_that_is_not_signed_yet():
    tx = replace(UNSIGNED, inputs=(replace(UNSIGNED.inputs[0], script_sig=push_plainly(TO_KEY)),))
    assert codes(describe(tx, [TxOut(100_000, p2sh(hash160(TO_KEY)))])) == ["unsigned"]
    assert codes(describe(tx, [TxOut(100_000, p2sh(bytes(20)))])) == ["wrong-opening", "unsigned"]


def test_what_needs_no_signature_is_not_called_unsigned():
    assert "unless what it spends needs none" in warned(describe(UNSIGNED))["unsigned"]
    assert "looks like not signed yet; an anchor, or a version without a meaning yet" in text_of(UNSIGNED)
    account = describe(UNSIGNED, [TxOut(100_000, P2A)])
    assert codes(account) == [] and account.story["inputs"][0]["script_type"] == "p2a"
    account = describe(UNSIGNED, [TxOut(100_000, b"\x52\x02ab")])
    assert codes(account) == ["unknown-rule"] and account.story["inputs"][0]["script_type"] == "witness_v2"
    assert "unless what it spends" in warned(describe(UNSIGNED, [TxOut(100_000, b"\x51")]))["unsigned"]
    assert codes(describe(UNSIGNED, [TxOut(100_000, b"\0\x02ab")])) == ["wrong-opening"]


def opened_by_script(script, version=0xC0, *arguments, annex=()):
    """A spend of a leaf that is the whole tree, and what it spends."""
    key, parity = output_key(KEY[1:], leaf_hash(script, version))
    control = bytes([version | parity]) + KEY[1:]
    return paying(TxOut(99_000, TO_SCRIPT), witness=(*arguments, script, control, *annex))[0], p2tr(key)


@pytest.mark.parametrize(
    ("script", "version", "said"),
    [
        (CHECK, 0xC2, "leaf version 0xc2 has no meaning yet"),
        (b"\x50\x51", 0xC0, "OP_SUCCESS80 has no meaning yet"),
    ],
)
def test_what_has_no_meaning_yet_in_a_tree(script, version, said):
    tx, lock = opened_by_script(script, version)
    account = describe(tx, [TxOut(100_000, lock)])
    assert warned(account) == {
        "unknown-rule": f"input 0: {said}, so nothing is asked of who spends; nodes do not pass it on"
    }
    assert f"one script of those hidden in the output; {said}" in " ".join(account.text.split())
    assert f"input 0: it looks like {said}" in warned(describe(tx))["unknown-rule"]
    known, lock = opened_by_script(CHECK, 0xC0, SCHNORR)
    assert codes(describe(known, [TxOut(100_000, lock)])) == []


def test_one_name_for_an_operation_without_a_meaning():
    tx, lock = opened_by_script(b"\x50\xfe")
    text = render(explain(tx.serialize(), spent=[TxOut(1, lock)]))
    assert "tapscript: OP_SUCCESS80 OP_SUCCESS254" in text and "OP_RESERVED" not in text


def test_an_annex_is_told():
    tx, _ = paying(TxOut(99_000, TO_SCRIPT), witness=(SCHNORR, b"\x50"))
    account = describe(tx, [TxOut(100_000, TO_TAPROOT)])
    assert warned(account) == {
        "annex": "input 0 has an annex, which means nothing yet; nodes do not pass it on"
    }
    assert "with an annex, which means nothing yet" in text_of(tx)


@pytest.mark.parametrize("program", [TO_TAPROOT, b"\x52\x02ab"])
def test_a_later_version_inside_p2sh_is_open_to_all(program):
    tx = replace(UNSIGNED, inputs=(replace(UNSIGNED.inputs[0], script_sig=push_plainly(program)),))
    version = program[0] - 0x50
    for spent in ([], [TxOut(100_000, p2sh(hash160(program)))]):
        account = describe(tx, spent)
        assert f"version {version} has no meaning inside P2SH" in warned(account)["unknown-rule"]
        assert "and what it asks" not in account.text
    said = [piece.value for piece in explain(tx.serialize(), spent=spent) if piece.name == "redeem script"]
    assert said and "looks like" not in said[0]
    zero = b"\x52\x02\0\x80"  # minus zero
    tx = replace(UNSIGNED, inputs=(replace(UNSIGNED.inputs[0], script_sig=push_plainly(zero)),))
    assert "EVAL_FALSE" in warned(describe(tx, [TxOut(100_000, p2sh(hash160(zero)))]))["wrong-opening"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (b"\x52\x20" + bytes(32), "a program of zeros"),
        (b"\x60\x02\0\x80", "a program of zeros"),  # minus zero
        (b"\x51\x02\0\0", "a program of zeros"),
        (p2tr(b"\xff" * 32), "these 32 bytes are no point of the curve"),
        (b"\0\x02ab", "version 0 knows programs of 20 and of 32 bytes"),
        (b"\x6a\4dead", "it only carries data"),
        (b"\x51" * 10_001, "no script of more than 10,000 bytes runs here"),
    ],
)
def test_what_nobody_can_spend(script, why):
    account = describe(*paying(TxOut(99_000, script)))
    text = " ".join(account.text.split())
    assert f"nobody can spend it: {why}" in text and "anybody" not in text
    assert why in warned(account)["lost"] and "0.00099000 BTC" in warned(account)["lost"]
    assert "unknown-program" not in codes(account)
    assert "data (OP_RETURN)" in text or script[0] != 0x6A
    assert "OP_RETURN" not in text or script[0] == 0x6A
    if script[:1] > b"\x51" and script[0] <= 0x60 and len(script) < 100:
        said = warned(describe(UNSIGNED, [TxOut(99_000, script)]))["wrong-opening"]
        assert "EVAL_FALSE" in said and "anybody" not in text_of(UNSIGNED, [TxOut(99_000, script)])


def test_a_single_that_has_no_output():
    inputs = tuple(TxIn(OutPoint(bytes(32), n), b"") for n in range(2))
    witness = ((DER + b"\1", KEY), (DER + b"\3", KEY))
    tx = Transaction(2, inputs, (TxOut(99_000, TO_SCRIPT),), 0, witness)
    said = warned(describe(tx))["free-outputs"]
    assert "input 1 covers no output (SINGLE, but there is no output 1): who sees it can pay himself" in said
    for changed in ({"outputs": tx.outputs * 2}, {"witnesses": witness[::-1]}):
        assert "free-outputs" not in codes(describe(replace(tx, **changed)))
    script_sig = push_plainly(DER + b"\x83") + push_plainly(KEY)
    old = replace(tx, witnesses=(), inputs=(inputs[0], replace(inputs[1], script_sig=script_sig)))
    assert "it signs the number 1, and can be used again" in warned(describe(old))["free-outputs"]
    taproot = replace(tx, witnesses=(witness[0], (SCHNORR + b"\3",)))
    assert "SCHNORR_SIG_HASHTYPE" in warned(describe(taproot))["wrong-opening"]


def test_what_only_looks_like_a_signature():
    tx, lock = opened_by_script(b"\x75" + CHECK, 0xC0, SCHNORR, bytes(64) + b"\2")
    said = warned(describe(tx, [TxOut(100_000, lock)]))["free-outputs"]
    assert said.startswith("an item of input 0 looks like a signature")
    control = CONTROL[:33] + bytes(31) + b"\2"  # 65 bytes, and no argument
    tx, _ = paying(TxOut(99_000, TO_SCRIPT), witness=(CHECK, control))
    assert len(control) == 65 and "free-outputs" not in codes(describe(tx))


def test_an_anchor_is_nobodys_address_and_may_be_small():
    tx = replace(UNSIGNED, version=3, outputs=(TxOut(60_000, TO_KEY), TxOut(0, P2A), TxOut(239, P2A)))
    account = describe(tx, [TxOut(100_000, P2A)])
    assert codes(account) == ["dust", "dust"]
    assert "an anchor under 240 satoshi is passed on only without a fee" in warned(account)["dust"]
    assert (
        "more to spend than it is worth, at 3 satoshi a virtual byte"
        in warned(describe(replace(tx, outputs=(TxOut(293, TO_KEY),))))["dust"]
    )


def test_where_more_is_paid_than_spent_there_is_no_fee():
    account = describe(*paying(TxOut(1_000_100_000, TO_SCRIPT)))
    assert account.story["fee_rate"] is None and account.story["fee"] == -1_000_000_000
    text = " ".join(account.text.split())
    assert "fee none: the outputs are 10.00000000 BTC more than what is spent" in text
    assert "slice" not in text and "virtual byte;" not in text
    assert "fee 0.00000000 BTC (more is paid than spent)" in account.alt
    huge = describe(*paying(TxOut(MAX_MONEY, TO_SCRIPT), TxOut(MAX_MONEY, TO_TAPROOT)))
    assert "e+" not in huge.text


def test_what_no_block_can_have_comes_first():
    outputs = (TxOut(1, TO_KEY),) * 50
    tx = replace(paying(*outputs)[0], witnesses=((bytes(4_000_000), KEY),))
    account = describe(tx, [TxOut(100_000, TO_KEY)])
    first = account.story["warnings"][0]
    assert first["code"] == "not-valid" and f"its weight is {tx.weight:,}, at most 4,000,000" in first["text"]
    assert "at most 400,000" not in account.text
    back = [one["text"] for one in account.story["warnings"] if "back where" in one["text"]]
    assert back == [
        "outputs 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 38 more go back where an input comes from: "
        "it shows who sent this"
    ]
    relayed = describe(replace(tx, witnesses=((bytes(400_000), KEY),)))
    assert "nodes do not pass it on: at most 400,000" in warned(relayed)["heavy"]


def test_the_fee_in_words():
    half = describe(*paying(TxOut(50_000, TO_SCRIPT)))
    assert "absurd-fee" in codes(half)
    assert "absurd-fee" not in codes(describe(*paying(TxOut(50_001, TO_SCRIPT))))
    assert "absurd-fee" in codes(describe(*paying(TxOut(0, b"\x6a\1x"))))  # all of it
    assert "nearly all of what is spent" in text_of(*paying(TxOut(400, TO_SCRIPT)))
    assert "100 % of what is spent" in text_of(*paying(TxOut(0, b"\x6a\1x")))
    assert "low-fee" in codes(describe(*paying(TxOut(99_999, TO_SCRIPT))))
    assert "low-fee" not in codes(describe(*paying(TxOut(99_500, TO_SCRIPT))))


def test_what_nodes_do_not_pass_on():
    data = TxOut(0, b"\x6a\1x")
    assert codes(describe(*paying(data, data, TxOut(99_000, TO_SCRIPT)))) == ["several-data"]
    long = PrivateKey(7, compressed=False).public_key()
    to_long = [TxOut(100_000, p2wpkh(hash160(long)))]
    tx, _ = paying(TxOut(99_000, TO_SCRIPT), witness=(DER + b"\1", long))
    assert codes(describe(tx, to_long)) == ["long-key"]
    high = encode_der(1, ORDER - 1) + b"\1"
    assert codes(describe(*paying(TxOut(99_000, TO_SCRIPT), witness=(high, KEY)))) == ["high-s"]


def test_the_missing_transactions_are_named_in_full():
    ids = [bytes([n]) * 32 for n in (1, 1, 2, 3, 4, 5)]
    tx = replace(UNSIGNED, inputs=tuple(TxIn(OutPoint(one, n), b"") for n, one in enumerate(ids)))
    text = text_of(tx)
    assert f"Not given: {'01' * 32}, {'02' * 32}, {'03' * 32} and 2 more" in text
    assert f"Not given: {'02' * 32}, {'03' * 32}, {'04' * 32} and 1 more" in text_of(tx, [TxOut(1, P2A)] * 2)


@pytest.mark.parametrize(
    ("height", "said"),
    [
        ("03003500", "as before witnesses were in force"),  # 13,568
        ("0300350c", "but the coinbase lacks the reserved value (bad-witness-nonce-size)"),  # 800,000
    ],
)
def test_a_block_whose_witnesses_were_left_out(height, said):
    commitment = TxOut(0, bytes.fromhex("6a24aa21a9ed") + bytes(32))
    coinbase = Transaction(2, (TxIn(NOWHERE, bytes.fromhex(height)),), (TxOut(5, TO_KEY), commitment))
    header = replace(real_block(1).header, version=0x20000000, merkle_root=coinbase.txid)
    story = block_story_of(Block(header, (coinbase,)))
    assert said in " ".join(block_story_text(story).split())


def test_long_stories_are_cut():
    tx = Transaction(
        1, tuple(TxIn(OutPoint(bytes(32), i), b"") for i in range(50)), (TxOut(1, b"\x51"),) * 50
    )
    text = describe(tx).text
    assert "… and 38 more inputs" in text and "… and 38 more outputs" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_picture_with_its_text_alternative():
    account = describe(*paying(TxOut(60_000, TO_TAPROOT), TxOut(39_000, TO_SCRIPT)))
    svg = ElementTree.fromstring(account.svg)
    name = "{http://www.w3.org/2000/svg}"
    assert svg.find(f"{name}title").text == account.alt
    assert "fee 0.00001000 BTC" in account.alt and "0.00100000 BTC" in account.alt
    drawn = {kind: [] for kind in ("spent", "paid", "fee")}
    for rect in svg.iter(f"{name}rect"):
        if rect.get("class") in drawn:
            drawn[rect.get("class")].append(float(rect.get("height")) + 1)
    assert sum(drawn["spent"]) == pytest.approx(sum(drawn["paid"] + drawn["fee"]), abs=2)
    assert drawn["paid"][0] / drawn["paid"][1] == pytest.approx(60 / 39, rel=0.05)
    bundle = account._repr_mimebundle_()
    assert "<img" in bundle["text/html"] and 'alt="' in bundle["text/html"]
    assert bundle["text/plain"] == account.text == str(account)


def test_text_in_the_picture_can_be_read_on_both_pages():
    for ground in ("paper", "flow"):
        for ink in ("ink", "muted"):
            for theme in (0, 1):
                assert contrast(COLORS[ink][theme], COLORS[ground][theme]) >= 4.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: describe(3), "the transaction must be bytes, got int"),
        (lambda: describe("0x00"), "hex digits are 0-9 and a-f"),
        (lambda: describe(PAYMENT, "x"), "spent must be a list of TxOut"),
        (lambda: describe(PAYMENT, [1]), "spent must be a list of TxOut"),
        (lambda: describe(PAYMENT, [None, None]), "1 input cannot spend 2 outputs"),
        (lambda: describe(PAYMENT, [], "main"), "params must be ChainParams"),
    ],
)
def test_describe_misused(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


# ---- drawing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("depth", "code"), [("256", "\x1b[38;5;74m"), ("true", "\x1b[38;2;86;180;233m")])
def test_colours_only_repeat_what_the_labels_say(depth, code):
    plain_text, coloured = render(explain(PAYMENT)), render(explain(PAYMENT), depth)
    assert "\x1b" not in plain_text
    assert f"{code}01000000" in coloured
    *lines, legend = ESCAPES.sub("", coloured).splitlines()
    assert [line.rstrip() for line in lines] == [line.rstrip() for line in plain_text.splitlines()]
    assert legend == "colours: number, count, hash or key, operation, data"


def test_lines_fit_into_the_terminal():
    raw = real_block(170).raw
    assert max(map(len, render(explain(raw)).splitlines())) <= 80
    assert len(render(explain(raw), width=140).splitlines()) < len(render(explain(raw)).splitlines())


def test_plain_data_go_through_json():
    found = json.loads(json.dumps(plain(explain(PAYMENT))))
    assert bytes.fromhex("".join(piece["bytes"] for piece in found)) == PAYMENT
    assert found[1] == {
        "offset": 0,
        "bytes": "01000000",
        "name": "version",
        "order": "little endian",
        "value": "1",
        "depth": 0,
    }


# ---- what it is ----------------------------------------------------------------------------------


def test_kinds():
    assert kind_of(PAYMENT) == "tx"
    assert kind_of(HEADER) == "header"
    assert set(KINDS) == {"tx", "header", "block"}
    with pytest.raises(ValueError, match="kind must be auto, tx, header, block, got 'coin'"):
        explain(HEADER, "coin")
    with pytest.raises(TypeError, match="must be bytes"):
        explain("00")


@pytest.mark.parametrize("size", [0, 1, 79, 81, 1000])
def test_no_record_is_said_to_be_none(size):
    with pytest.raises(Invalid, match=f"{size:,} bytes? (is|are) not a tran.*, not a header, which"):
        explain(b"\xee" * size)


def test_a_spoilt_witness_is_refused_by_name():
    with pytest.raises(Invalid) as refusal:
        explain(bytes.fromhex("01000000000101") + bytes(90))
    assert refusal.value.reason == "Superfluous witness record"


# ---- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("satoshi", "text"),
    [(0, "0.00000000"), (1, "0.00000001"), (-1, "-0.00000001"), (MAX_MONEY, "21000000.00000000")],
)
def test_amounts_are_exact(satoshi, text):
    assert btc(satoshi) == text


def test_amounts_beyond_what_a_float_holds():
    assert btc(2**63 - 1) == "92233720368.54775807"


@pytest.mark.parametrize(
    ("lock_time", "sequence", "words"),
    [
        (0, 0, "none"),
        (100_000, 0, "from block 100,001 on"),  # final when the height is *above* the lock time
        (499_999_999, 0, "from block 500,000,000 on"),
        (500_000_000, 0, "after 1985-11-05 00:53:20 UTC"),
        (7, 2**32 - 1, "from block 8 on; not in force, for every sequence is final"),
    ],
)
def test_lock_times(lock_time, sequence, words):
    tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b"", sequence),), (), lock_time)
    assert lock_time_words(tx) == words


@pytest.mark.parametrize(
    ("version", "sequence", "words"),
    [
        (2, 2**32 - 1, "final"),
        (1, 10, "not final: the lock time counts"),
        (2, 10, "the spent output must be 10 blocks old"),
        (2, 1, "the spent output must be 1 block old"),
        (2, 1 << 22 | 2, "the spent output must be 1,024 seconds old"),
        (2, 1 << 31 | 10, "not final: the lock time counts"),
        (-1, 10, "the spent output must be 10 blocks old"),  # versions count as unsigned
    ],
)
def test_sequences(version, sequence, words):
    assert sequence_words(sequence, Transaction(version, (), ())) == words


def test_the_other_words():
    assert utc(real_block(0).header.time) == "2009-01-03 18:15:05 UTC"
    assert hash_type_words(0) == hash_type_words(0x11) == "unknown, counts as ALL"
    assert target_words(0x1D00FFFF) == "00000000ffff" + "0" * 52
    assert target_words(0x01FEDCBA).startswith("none (high-hash")
    assert short_asm(b"\x61" * 10_001) == "10,001 bytes, too long to run (at most 10,000)"
    assert short_asm(push_plainly(bytes(20))) == "<20 bytes>"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: explain(HEADER.hex()), "the bytes to explain must be bytes, got str"),
        (lambda: explain(HEADER, "blok"), "kind must be auto, tx, header, block, got 'blok'"),
        (lambda: explain(HEADER, params="main"), "params must be ChainParams, such as MAINNET"),
        (
            lambda: render(HEADER),
            "the pieces must be what explain gives, as in render(explain(data)), got bytes",
        ),
        (lambda: render(None), "the pieces must be what explain gives"),
        (lambda: plain(None), "the pieces must be what explain gives"),
        (lambda: render([], "red"), "colors must be none or 256 or true, got 'red'"),
        (lambda: render([], True), "colors must be none or 256 or true, got True"),
        (
            lambda: render([], "none", "80"),
            "the width, in columns, must be a whole number (int), got str '80'",
        ),
    ],
)
def test_slips_are_told(call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call()
