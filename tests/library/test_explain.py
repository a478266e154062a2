"""Labelled bytes: nothing is lost, known records say what is known of them, strange ones do no harm."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import REGTEST, Invalid, OutPoint, Transaction, TxIn, TxOut
from blockkit.asm import from_asm
from blockkit.data import real_block
from blockkit.explain import KINDS, cutter, explain, kind_of, plain, render
from blockkit.explain.words import (
    btc,
    hash_type_words,
    lock_time_words,
    sequence_words,
    short_asm,
    target_words,
    utc,
)
from blockkit.params import MAX_MONEY
from blockkit.script import push_plainly
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
    with pytest.raises(Invalid, match=f"unknown-bytes: {size:,} bytes? are not a header, which has 80"):
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
