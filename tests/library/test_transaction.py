"""Transactions: there and back, what is refused, and in words that help."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import Block, Invalid, OutPoint, Transaction, TxIn, TxOut, check_transaction, hash256, sighash
from blockkit.data import real_block
from blockkit.params import MAX_MONEY
from blockkit.transaction import NOWHERE

RAW = real_block(170).transactions[1]
TX = Transaction.parse(RAW)
COINBASE = Transaction.parse(real_block(170).transactions[0])

uint32 = st.integers(0, 2**32 - 1)
scripts = st.binary(max_size=300)
outpoints = st.builds(OutPoint, st.binary(min_size=32, max_size=32), uint32)
inputs = st.builds(TxIn, outpoints, scripts, uint32)
outputs = st.builds(TxOut, st.integers(-(2**63), 2**63 - 1), scripts)
transactions = st.builds(
    Transaction,
    st.integers(-(2**31), 2**31 - 1),
    st.lists(inputs, min_size=1, max_size=4).map(tuple),
    st.lists(outputs, max_size=4).map(tuple),
    uint32,
)


@given(transactions)
def test_any_transaction_is_bytes_and_back(tx):
    raw = tx.serialize()
    again = Transaction.parse(raw)
    assert again == tx
    assert hash(again) == hash(tx)
    assert again.serialize() == raw
    assert again.txid == tx.txid == hash256(raw)


@given(st.lists(transactions, min_size=1, max_size=3))
def test_any_block_is_bytes_and_back(txs):
    block = Block(real_block(1).header, tuple(txs))
    assert Block.parse(block.serialize()) == block


def test_a_changed_copy_does_not_keep_the_old_bytes():
    changed = replace(TX, lock_time=7)
    assert changed.serialize()[-4:] == b"\x07\0\0\0"
    assert changed.txid != TX.txid


@given(transactions, st.data())
def test_a_signature_of_ALL_covers_everything_but_other_scripts(tx, data):
    index = data.draw(st.integers(0, len(tx.inputs) - 1))
    digest = sighash(tx, index, b"\x51", 1)
    emptied = replace(tx, inputs=tuple(replace(txin, script_sig=b"\x99") for txin in tx.inputs))
    assert sighash(emptied, index, b"\x51", 1) == digest
    assert sighash(replace(tx, lock_time=tx.lock_time ^ 1), index, b"\x51", 1) != digest
    assert sighash(tx, index, b"\x52", 1) != digest
    assert sighash(tx, index, b"\x51", 2) != digest


def test_an_input_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="input's index must lie between 0 and 0"):
        sighash(TX, 1, b"", 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "end of data"),
        (RAW[:-1], "end of data"),
        (RAW + b"\0", "trailing bytes"),
        (RAW[:4] + b"\xfd\x01\x00" + RAW[5:], "non-canonical ReadCompactSize()"),
        (RAW[:4] + b"\xfe\xff\xff\xff\x01" + RAW[5:], "end of data"),  # 33 million inputs are announced
        (RAW[:4] + b"\xfe\xff\xff\xff\xff" + RAW[5:], "ReadCompactSize(): size too large"),
        (RAW[:41] + b"\xff" + b"\xff" * 8, "ReadCompactSize(): size too large"),
        (RAW[:4] + b"\x00\x01" + RAW[4:-4] + b"\0" + RAW[-4:], "Superfluous witness record"),
        (RAW[:4] + b"\x00\x02" + bytes(22), "Unknown transaction optional data"),
    ],
)
def test_malformed_bytes(data, reason):
    with pytest.raises(Invalid) as caught:
        Transaction.parse(data)
    assert caught.value.reason == reason


def test_an_announced_count_makes_no_room_by_itself(monkeypatch):
    """A count that cannot fit is refused before the first input is read."""
    monkeypatch.setattr(OutPoint, "read", lambda reader: pytest.fail("an input was read"))
    with pytest.raises(Invalid, match="2000 items are announced, 36 bytes are left"):
        Transaction.parse(RAW[:4] + b"\xfd\xd0\x07" + bytes(36))


OUT = TX.outputs[0]
BAD = {
    "bad-txns-vin-empty": replace(TX, inputs=()),
    "bad-txns-vout-empty": replace(TX, outputs=()),
    "bad-txns-oversize": replace(TX, outputs=(TxOut(0, bytes(999_900)),)),
    "bad-txns-vout-negative": replace(TX, outputs=(TxOut(-1, b""),)),
    "bad-txns-vout-toolarge": replace(TX, outputs=(TxOut(MAX_MONEY + 1, b""),)),
    "bad-txns-txouttotal-toolarge": replace(TX, outputs=(TxOut(MAX_MONEY, b""), TxOut(1, b""))),
    "bad-txns-inputs-duplicate": replace(TX, inputs=TX.inputs * 2),
    "bad-cb-length": replace(COINBASE, inputs=(TxIn(NOWHERE, b"\x01"),)),
    "bad-txns-prevout-null": replace(TX, inputs=(*TX.inputs, TxIn(NOWHERE, b"\x51"))),
}


@pytest.mark.parametrize("reason", BAD)
def test_each_rule_has_a_transaction_that_breaks_only_it(reason):
    with pytest.raises(Invalid) as caught:
        check_transaction(BAD[reason])
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "tx",
    [
        replace(TX, outputs=(TxOut(MAX_MONEY, b""),)),
        replace(TX, outputs=(TxOut(0, b""),)),
        replace(TX, outputs=(TxOut(0, bytes(999_788)),)),
        replace(COINBASE, inputs=(TxIn(NOWHERE, bytes(2)),)),
        replace(COINBASE, inputs=(TxIn(NOWHERE, bytes(100)),)),
    ],
    ids=["all the money", "nothing", "1,000,000 bytes", "coinbase of 2", "coinbase of 100"],
)
def test_the_edge_of_each_rule_is_allowed(tx):
    check_transaction(tx)
    assert len(tx.serialize()) <= 1_000_000


def test_the_largest_transaction_has_a_million_bytes():
    assert len(replace(TX, outputs=(TxOut(0, bytes(999_788)),)).serialize()) <= 1_000_000
    rest = 1_000_000 - len(replace(TX, outputs=(TxOut(0, bytes(999_700)),)).serialize())
    exact = replace(TX, outputs=(TxOut(0, bytes(999_700 + rest)),))
    assert len(exact.serialize()) == 1_000_000
    check_transaction(exact)
    with pytest.raises(Invalid, match="bad-txns-oversize"):
        check_transaction(replace(TX, outputs=(TxOut(0, bytes(999_701 + rest)),)))


@pytest.mark.parametrize(
    ("tx", "told"),
    [
        (replace(TX, outputs=(TxOut(2**63, b""),)), r"output's value \(satoshi\) must lie between"),
        (replace(TX, outputs=(TxOut(0.5, b""),)), "output's value .* whole number .* got float 0.5"),
        (replace(TX, outputs=(TxOut(1, "76a9"),)), r"output's script_pubkey must be bytes, .* bytes.fromhex"),
        (replace(TX, outputs=TX.outputs[0]), r"must be a tuple, got TxOut; a single one is written \(one,\)"),
        (replace(TX, outputs=(b"",)), "an output must be a TxOut, got bytes"),
        (replace(TX, lock_time=-1), "lock_time must lie between 0"),
        (replace(TX, version=2**31), "version must lie between -2147483648"),
        (replace(TX, inputs=None), "inputs must be a tuple, got NoneType"),
        (replace(TX, inputs=(TX.inputs[0].prevout,)), "an input must be a TxIn, got OutPoint"),
        (replace(TX, inputs=(TxIn((bytes(32), 0), b""),)), r"\(txid, index\), must be an OutPoint, got"),
        (replace(TX, inputs=(TxIn(NOWHERE, None),)), "input's script_sig must be bytes, got NoneType"),
        (replace(TX, inputs=(replace(TX.inputs[0], sequence=2**32),)), "input's sequence must lie between 0"),
    ],
)
def test_a_wrong_field_is_told_in_plain_words(tx, told):
    with pytest.raises((TypeError, ValueError), match=told):
        tx.serialize()
    with pytest.raises((TypeError, ValueError), match=told):
        sighash(tx, 0, b"")


def test_bytes_for_a_transaction_are_told():
    with pytest.raises(TypeError, match=r"must be a Transaction, got bytes.*Transaction.parse\(data\)"):
        check_transaction(RAW)


@pytest.mark.parametrize("index", [-1, len(TX.inputs)])
def test_the_witness_of_an_input_that_is_not_there(index):
    with pytest.raises(ValueError, match="the input's index must lie between 0"):
        TX.witness(index)


def test_outputs_are_called_by_the_txid_and_their_number():
    assert len(TX.outputs) == 2
    assert TX.outpoints() == [OutPoint(TX.txid, 0), OutPoint(TX.txid, 1)]


def test_a_list_for_a_witness_is_told():
    with pytest.raises(TypeError, match="an input's witness, a tuple of bytes, must be a tuple, got list"):
        replace(TX, witnesses=([b"an item"],)).serialize()
