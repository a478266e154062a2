"""The header, the data package, and the rules."""

import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import RULES, Block, Header, Invalid, Transaction, TxOut, check_block, data, hash256, to_display
from blockkit.data import heights, real_block


@given(st.binary(min_size=80, max_size=80))
def test_any_80_bytes_are_a_header_there_and_back(raw):
    assert Header.parse(raw).serialize() == raw


@pytest.mark.parametrize("size", [0, 79, 81])
def test_other_sizes_are_refused(size):
    with pytest.raises(Invalid):
        Header.parse(bytes(size))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 2**31),
        ("version", 1.0),
        ("time", -1),
        ("bits", "1d00ffff"),
        ("nonce", 2**32),
        ("prev_block", "00" * 32),
        ("merkle_root", bytes(31)),
    ],
)
def test_a_bad_field_is_named(field, value):
    with pytest.raises((TypeError, ValueError), match=field):
        replace(real_block(0).header, **{field: value})


def test_a_header_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        real_block(0).header.nonce = 1


def test_the_blocks_at_hand():
    assert heights() == (0, 1, 170, 546, 586, 2812, 26816, 49820, 53066, 100000, 277315, 277316, 277647)
    assert len(real_block(0).raw) == 285
    assert real_block(1).header.prev_block == real_block(0).hash
    assert real_block(277316).header.prev_block == real_block(277315).hash
    assert b"The Times 03/Jan/2009 Chancellor on brink" in real_block(0).raw
    assert to_display(real_block(170).txids[1]).startswith("f4184fc596403b9d")
    assert len(real_block(277647).txids) == 213
    with pytest.raises(ValueError, match="block 2 is not shipped; there are 0, 1, 170"):
        real_block(2)
    with pytest.raises(ValueError, match="not shipped whole"):
        _ = real_block(100000).raw


def rows():
    return json.loads(data.FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda r: r[0].update(header=r[0]["header"][:-2] + "00"), "000000000019d6689c08"),
        (lambda r: r[2]["transactions"].reverse(), "7dac2c5666815c17"),
        (lambda r: r[3]["txids"].pop(), "f3e94742aca4b5ef"),
        (lambda r: r.pop(), "cannot be read"),
        (lambda r: r[0].update(header="zz"), "cannot be read"),
    ],
)
def test_a_damaged_file_is_named_with_the_hash_it_should_have(tmp_path, damage, told):
    damaged = rows()
    damage(damaged)
    path = tmp_path / "mainnet.json"
    path.write_text(json.dumps(damaged), encoding="utf-8")
    with pytest.raises(Invalid, match=r"mainnet\.json") as error:
        data.load(path)
    assert told in str(error.value)


def test_rules_follow_their_slots():
    header = real_block(0).header
    assert RULES.block_hash(header) == real_block(0).hash
    once = replace(RULES, hash256=lambda data: bytes(32))
    assert once.block_hash(header) == bytes(32)
    assert RULES.block_hash(header) == hash256(header.serialize())


@pytest.mark.parametrize("more", [0, 1])
def test_scripts_of_a_block_have_at_most_20_000_signature_checks(more):
    """In the block's own scripts each costs 4 of 80,000; this is asked before any coin is known."""
    first = Transaction.parse(real_block(1).transactions[0])
    first = replace(first, outputs=(TxOut(0, b"\xac" * (20_000 + more)),))
    block = Block(replace(real_block(1).header, merkle_root=first.txid), (first,))
    if more:
        with pytest.raises(Invalid, match="bad-blk-sigops"):
            check_block(block)
    else:
        check_block(block)
