"""Labelled bytes of real transactions and blocks: all of their bytes, and each item of a witness by name."""

import json
from collections import Counter

import pytest

from blockkit import Block, Transaction, TxOut
from blockkit.explain import describe, explain
from blockkit.explain.block_story import block_story_of, block_story_text


def joined(found):
    at = 0
    for piece in found:
        assert piece.offset == at
        at += len(piece.raw)
    return b"".join(piece.raw for piece in found)


# the block, how many inputs have a witness of each form, and what its story says
BLOCKS = {
    "block481824": (1_866, 7, {"P2WPKH": 1, "P2WPKH in P2SH": 6}, 3_954_880, 212_514_269),
    "block702861": (
        2_500,
        2_065,
        {"P2WPKH": 2_588, "P2WPKH in P2SH": 1_578, "P2WSH": 129, "P2WSH in P2SH": 112},
        3_993_054,
        4_948_405,
    ),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_every_byte_of_a_block_of_today(vectors, name):
    count, with_witness, forms, weight, fees = BLOCKS[name]
    raw = (vectors / "witness" / f"{name}.raw").read_bytes()
    block = Block.parse(raw)
    assert len(block.transactions) == count
    seen, wrong = Counter(), []
    for tx in block.transactions:
        found = explain(tx.serialize(), "tx")
        assert joined(found) == tx.serialize()
        wrong += [piece.value for piece in found if piece.name == "wrong"]
        for piece in found:
            if piece.name.startswith("witness of input") and piece.value.startswith("looks like "):
                seen[piece.value.removeprefix("looks like ").partition(",")[0]] += 1
    assert (seen, wrong) == (forms, [])
    found = explain(raw)
    assert joined(found) == raw
    assert [piece.raw.hex() for piece in found if piece.name == "reserved value"] == ["00" * 32]
    (commitment,) = [piece.raw.hex() for piece in found if piece.name == "commitment"]
    story = block_story_of(block)
    assert (story["weight"], story["with_witness"], story["commitment"]) == (weight, with_witness, commitment)
    assert (story["height"], story["commitment_holds"]) == (int(name.removeprefix("block")), True)
    assert story["miner_earned"] - story["new_coins"] == fees
    assert "and these are the ones" in " ".join(block_story_text(story).split())


def test_the_first_taproot_transactions_with_what_they_spend(vectors):
    rows = json.loads((vectors / "witness" / "first_taproot.json").read_text(encoding="utf-8"))
    forms, fees = [], []
    for row in rows:
        raw, spent = bytes.fromhex(row["raw"]), [TxOut(v, bytes.fromhex(s)) for v, s in row["spent"]]
        found = explain(raw, spent=spent)
        assert joined(found) == raw
        assert "wrong" not in [piece.name for piece in found]
        story = describe(raw, spent).story
        assert story["txid"] == row["txid"]
        forms += [one["script_type"] for one in story["inputs"]]
        fees.append(story["fee"])
        guessed = describe(raw).story  # the forms were chosen so that a witness gives its own away
        assert [one["script_type"] for one in guessed["inputs"]] == [
            one["script_type"] for one in story["inputs"]
        ]
        assert not any(one["sure"] for one in guessed["inputs"])
    assert forms == [
        "p2tr-key",
        "p2tr-key",
        "p2tr-script",
        "p2tr-script",
        "p2tr-script",
        "p2tr-script",
        "p2wsh",
    ]
    assert fees == [21_250, 18_200, 7_500, 5_609, 180_000]


def test_the_signed_transactions_of_bip143(vectors):
    rows = json.loads((vectors / "witness" / "bip143.json").read_text(encoding="utf-8"))["signed"]
    assert len(rows) == 8
    for row in rows:
        raw = bytes.fromhex(row)
        found = explain(raw)
        assert joined(found) == raw
        assert Transaction.parse(raw).witnesses
        assert "marker" in [piece.name for piece in found]


def test_all_inputs_of_a_block_with_what_they_spend(vectors):
    (data,) = json.loads((vectors / "witness" / "block757739_with_coins.json").read_text(encoding="utf-8"))
    block = Block.parse(bytes.fromhex(data["raw"]))
    coins, forms, fees = iter(data["spent"]), Counter(), 0
    for tx in block.transactions[1:]:
        spent = [
            TxOut(value, bytes.fromhex(script)) for value, script, *_ in (next(coins) for _ in tx.inputs)
        ]
        story, guessed = describe(tx, spent).story, describe(tx).story
        assert not [one["faults"] for one in story["inputs"] if one["faults"]]
        known = [one["script_type"] for one in story["inputs"]]
        assert known == [one["script_type"] for one in guessed["inputs"]]
        forms.update(known)
        fees += story["fee"]
    assert sum(forms.values()) == 91 and next(coins, None) is None
    assert fees == block_story_of(block)["miner_earned"] - block_story_of(block)["new_coins"]
