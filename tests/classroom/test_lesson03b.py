"""Lesson 03b: its data, the suites' oracle beside the library, and the numbers of the notebook."""

import json
from dataclasses import replace

import pytest

from autograder.suites import payments as oracle
from blockkit import Invalid, digests
from blockkit.classroom import figures
from blockkit.classroom.differences import difference, same
from blockkit.classroom.figures import lesson03b_transactions as pictures
from blockkit.classroom.figures.tx_dump import DUMPED, coin_of, fields_as_signed, fields_of_tx
from blockkit.classroom.malleability import HALF, is_low_s, twin
from blockkit.classroom.misprints import repair, repairs, slide
from blockkit.classroom.notebook import REFERENCE, take
from blockkit.classroom.real_signatures import real_signature
from blockkit.classroom.shapes import bare, parse_tx, serialize_tx, sighash_all, txid, verify_ecdsa
from blockkit.classroom.trying.plain import Strange, plain
from blockkit.data import payments, slides
from blockkit.data.payments import payment_names, real_payment
from blockkit.digests import Spending, sighash, witness_sighash
from blockkit.encoding import encode_varint
from blockkit.hashing import hash256, to_display
from blockkit.keys import ORDER, is_strict_der, parse_der, verify
from blockkit.templates import p2pkh
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut

FIRST = real_payment("f4184fc5")
RAW = FIRST.serialize()


# ---- data ----------------------------------------------------------------------------------------


def test_each_payment_has_the_id_it_is_called_by():
    for name in payment_names():
        assert to_display(real_payment(name).txid).startswith(name)
    with pytest.raises(ValueError, match="there are f4184fc5, d5ada064, 0437cd7f"):
        real_payment("f4184fc6")


@pytest.mark.parametrize("load, path", [
    (payments.load_payments, payments.FILE), (slides.load_slides, slides.FILE),
])  # fmt: skip
def test_a_damaged_file_is_noticed(load, path, tmp_path):
    rows = json.loads(path.read_text(encoding="utf-8"))
    key = "raw" if "raw" in next(iter(rows.values())) else "text"
    name = list(rows)[1]
    spoilt = tmp_path / path.name
    text = rows[name][key]
    rows[name][key] = text[:40] + ("0" if text[40] != "0" else "1") + text[41:]
    spoilt.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(Invalid, match=f"{path.name}: (the )?{name} should hash to"):
        load(spoilt)
    del rows[name]
    spoilt.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(Invalid, match="cannot be read"):
        load(spoilt)
    with pytest.raises(Invalid, match="cannot be read"):
        load(tmp_path / "nothing.json")


# ---- the references, and the suites' oracle beside them ------------------------------------------


def test_the_oracle_writes_names_and_digests_as_the_library_does():
    assert len(oracle.payments()) == 12
    for one in oracle.payments():
        assert serialize_tx(one.tx) == oracle.written(one.tx) == one.raw
        assert txid(one.tx) == oracle.named(one.tx) == one.txid
        assert parse_tx(one.raw) == one.tx
        for index, coin in enumerate(one.coins):
            expected = sighash(one.tx, index, coin.script_pubkey)
            assert oracle.digest(one.tx, index, coin.script_pubkey) == expected
            assert sighash_all(one.tx, index, coin.script_pubkey) == expected


def test_the_real_signatures_sign_the_oracles_digests():
    count = 0
    for one in oracle.payments():
        for index, coin in enumerate(one.coins):
            script = one.tx.inputs[index].script_sig
            signature, at = take(script, 1, script[0])
            key, _ = take(script, at + 1, script[at])
            assert verify(key, oracle.digest(one.tx, index, coin.script_pubkey), signature[:-1])
            count += 1
    assert count == sum(len(one.coins) for one in oracle.payments()) > 20


def test_reading_refuses_what_the_contract_names():
    inside = RAW[4:-4]
    for wrong in (
        RAW[:-1], RAW + b"\0", b"", RAW[:4] + b"\0" + RAW[118:], RAW[:4] + b"\xfd\1\0" + RAW[5:],
        RAW[:4] + b"\0\1" + inside + b"\1\1\7" + RAW[-4:], real_payment("f91d0a8a").serialize(),
    ):  # fmt: skip
        with pytest.raises(ValueError):
            parse_tx(wrong)
    assert parse_tx(RAW[:118] + b"\0" + bytes(4)).outputs == ()


def test_take_refuses_to_read_past_the_end():
    assert take(b"abc", 1, 2) == (b"bc", 3) and take(b"abc", 3, 0) == (b"", 3)
    for at, size in ((2, 2), (4, 0), (3, 1)):
        with pytest.raises(ValueError, match="bytes needed at place"):
            take(b"abc", at, size)


def test_twins():
    real = real_signature("block 170")
    assert is_low_s(real.s) and not is_low_s(twin(real.r, real.s)[1])
    assert twin(7, HALF) == (7, HALF + 1) and is_low_s(HALF) and not is_low_s(HALF + 1)
    for s in (1, HALF, ORDER - 1):
        assert twin(*twin(5, s)) == (5, s)


# ---- the slides ----------------------------------------------------------------------------------


def test_each_text_of_the_slides_has_one_repair():
    right = {
        "coinbase": real_payment("d5ada064").serialize().hex(),
        "signature": real_payment("0627052b").inputs[0].script_sig[1:72].hex(),
        "previous hash": "00000000000000027e7ba6fe7bad39faf3b5a83daed765f05f7d1b71a1632249",
    }
    for name, mended in right.items():
        one = slide(name)
        assert repair(one.text, one.is_right) == mended and not one.is_right(one.text)
        if name != "signature":  # which are slow to judge: below
            assert {found for found in repairs(one.text) if one.is_right(found)} == {mended}
        for odd in ("", "zz", "0", mended + "0", None, 7):
            assert not one.is_right(odd)
    with pytest.raises(ValueError, match="there are coinbase, signature, previous hash"):
        slide("nonce")


def test_the_numbers_of_candidates_that_the_notebook_names():
    coinbase, signature = slide("coinbase").text, slide("signature").text
    assert (len(coinbase), len(signature), len(slide("previous hash").text)) == (214, 143, 65)
    found = set(repairs(coinbase))
    assert len(list(repairs(coinbase))) == 5_778 and len(found) == 2_945
    strict = {
        text for text in set(repairs(signature))
        if len(text) % 2 == 0 and is_strict_der(bytes.fromhex(text) + b"\1")
    }  # fmt: skip
    real = real_signature("slides")
    true = [
        text for text in strict if verify_ecdsa(real.key, real.z, *(parse_der(bytes.fromhex(text)) or (0, 0)))
    ]
    assert len(strict) == 118 and len(true) == 1


def test_what_cannot_be_repaired_is_refused():
    with pytest.raises(ValueError, match="no repair"):
        repair("ab12cd", lambda text: text == "a0b12c0d")


# ---- answers that are transactions ---------------------------------------------------------------


def test_a_transaction_is_compared_field_by_field_and_type_by_type():
    assert same(plain(FIRST), bare(FIRST)) and plain(FIRST) is not FIRST
    for field, value in (("version", True), ("lock_time", 0.0), ("outputs", list(FIRST.outputs))):
        other = plain(replace(FIRST, **{field: value}))
        assert same(other, FIRST) == (field == "outputs"), field
    as_bytes = replace(FIRST, inputs=(replace(FIRST.inputs[0], prevout=bytes(FIRST.inputs[0].prevout)),))
    assert not same(plain(as_bytes), FIRST)
    assert not same({"version": 1}, FIRST) and not same(FIRST.inputs[0], FIRST)
    assert type(plain(replace(FIRST, outputs=[])).outputs) is list
    assert type(plain(FIRST).inputs) is tuple


def test_nothing_of_a_students_own_comes_through_in_a_field():
    class Always(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    found = plain(replace(FIRST, version=Always(7)))
    assert isinstance(found.version, Strange) and not same(found, FIRST)


def test_a_message_says_which_field_differs():
    wrong = replace(FIRST, outputs=(FIRST.outputs[0], replace(FIRST.outputs[1], value=7)))
    lines = "\n".join(difference(wrong, FIRST))
    assert "'outputs'" in lines and "'value'" in lines and "7" in lines and "4000000000" in lines


# ---- pictures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DUMPED)
def test_the_fields_of_the_dump_are_the_bytes(name):
    tx = real_payment(name)
    assert b"".join(field.data for field in fields_of_tx(tx)) == tx.serialize()


@pytest.mark.parametrize("name", ["f4184fc5", "0627052b"])
def test_what_the_dump_calls_signed_is_what_is_hashed(name):
    coin, tx = coin_of(name), real_payment(name)
    kept = [field for field in fields_as_signed(tx, coin) if field.fate != "left-out"]
    digest = hash256(b"".join(field.data for field in kept))
    assert digest == sighash_all(bare(tx), 0, coin.script_pubkey)
    assert digest.hex() in figures.transaction(name, signer="input 0").pictures[0].svg


def test_what_the_dump_says_of_the_witness_is_bip_143():
    tx, coin = real_payment("f91d0a8a"), coin_of("f91d0a8a")
    pieces = {field.name: field.data for field in fields_as_signed(tx, coin)}
    outputs = b"".join(output.serialize() for output in tx.outputs)
    text = b"".join(
        (
            pieces["version"], hash256(pieces["txid"] + pieces["index"]), hash256(pieces["sequence"]),
            pieces["txid"], pieces["index"], pieces["script-code"], pieces["worth"], pieces["sequence"],
            hash256(outputs), pieces["locktime"], pieces["type"],
        )
    )  # fmt: skip
    code = p2pkh(coin.script_pubkey[2:])
    assert hash256(text) == witness_sighash(Spending(tx, [coin]), 0, code)
    assert coin.value == 194_300 and hash256(text).hex().startswith("32f2913ca9ca1dfe")


def test_the_first_payment_changes_its_name_and_the_later_one_keeps_it():
    loses, keeps = figures.malleate("f4184fc5", "high"), figures.malleate("f91d0a8a", "high")
    assert "from f4184fc5… to 25f6aa88…" in loses.sentence and "stays f91d0a8a…" in keeps.sentence
    rows = {row[0]: row[1:3] for row in keeps.table.rows}
    assert rows["bytes"] == ("269", "270")
    assert [text[:8] for text in rows["hash of all bytes"]] == ["bb77f4a5", "5b63ba2e"]
    assert {row[0]: row[1:3] for row in loses.table.rows}["bytes"] == ("275", "276")
    for name in figures.MALLEABLE:
        assert "Nothing has changed" in figures.malleate(name, "low").sentence


def test_a_twin_that_does_not_verify_is_named():
    wrong = figures.malleate("f4184fc5", "high", REFERENCE.filled({"twin": lambda r, s: (s, r)}))
    assert "no node would pass it on" in wrong.sentence
    said = figures.malleate("f4184fc5", "low", REFERENCE.filled({"is_low_s": lambda s: False}))
    assert "your is_low_s returns False" in said.notes[0]


def test_a_digest_of_everything_protects_too_much_and_a_constant_nothing():
    rules = REFERENCE.filled({"sighash_all": lambda tx, index, code: hash256(tx.serialize())})
    wrong = figures.signed_bytes(rules)
    assert "in 0 of 4 cases" in wrong.sentence and len(wrong.notes) == 2
    assert "in 2 of 4 cases" in figures.signed_bytes().sentence and not figures.signed_bytes().notes


def test_the_arrow_shows_what_the_reader_reads():
    assert "5,000,000,000 satoshi. Fee: 0." in figures.spent("f4184fc5").sentence
    double = REFERENCE.filled({
        "parse_tx": lambda raw: replace(parse_tx(raw), outputs=(TxOut(77, b""),)),
    })  # fmt: skip
    wrong = figures.spent("f4184fc5", double)
    assert "77 satoshi" in wrong.sentence and "reads the bytes differently" in wrong.notes[0]


def test_an_id_in_wire_order_is_named():
    rules = REFERENCE.filled({"txid": lambda tx: tx.txid.hex()})
    assert "your txid gives 169e1e83" in figures.tx_dump("f4184fc5", rules).notes[0]
    rules = REFERENCE.filled({"sighash_all": lambda tx, index, code: bytes(32)})
    assert "your sighash_all gives 00" in figures.transaction("f4184fc5", "none", "input 0", rules).notes[0]
    for name, field, signer in (
        ("x", "none", "nobody"),
        ("f4184fc5", "x", "nobody"),
        ("f4184fc5", "none", "x"),
    ):
        with pytest.raises(ValueError, match="got"):
            figures.transaction(name, field, signer)


@pytest.mark.parametrize(
    "count, old, new", [(10, 5_170, 2_288), (100, 420_700, 22_268), (1_000, 41_109_000, 222_068)]
)
def test_how_many_bytes_are_hashed(count, old, new):
    assert (pictures.hashed_in_2009(count), pictures.hashed_in_2017(count)) == (old, new)
    inputs = tuple(TxIn(OutPoint(bytes(32), n), b"") for n in range(count))
    tx = Transaction(1, inputs, (TxOut(1, p2pkh(bytes(20))),) * 2)
    assert len(oracle.signed_text(tx, 0, p2pkh(bytes(20)))) * count == old
    assert len(encode_varint(count)) == (1 if count < 253 else 3)


def test_2017s_way_is_counted_as_the_library_hashes(monkeypatch):
    """Each first pass counts: the shared pieces once, and 182 bytes for each input."""
    seen = []

    def counted(hashes):
        return lambda data: (seen.append(len(data)), hashes(data))[1]

    monkeypatch.setattr(digests, "sha256", counted(digests.sha256))
    monkeypatch.setattr(digests, "hash256", counted(digests.hash256))
    inputs = tuple(TxIn(OutPoint(bytes(32), n), b"") for n in range(10))
    coin = TxOut(1, p2pkh(bytes(20)))
    spending = digests.Spending(Transaction(1, inputs, (coin,) * 2), [coin] * 10)
    for place in range(10):
        digests.witness_sighash(spending, place, p2pkh(bytes(20)))
    first_passes = [size for size in seen if size != 32]
    assert sorted(first_passes) == [10 * 4, 2 * 34, *[182] * 10, 10 * 36]
    assert sum(first_passes) == pictures.hashed_in_2017(10)


def test_the_pictures_of_the_repairs():
    assert figures.misprints().sentence == "3 of 3 texts are repaired."
    places = [row[3] for row in figures.misprints().table.rows]
    assert places[0] == "place 66: “ff” removed, 8 zeros inserted"
    assert places[1].startswith("place 43: “f” removed")
    assert "stands in" in figures.misprints(lambda text, is_right: 7).notes[0]
