"""The adapters on the published vectors: the library's own functions in a student's hand, and who judged.

The counts are exact: a join that quietly left its rows to the library would give the same verdicts.
"""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from blockkit import (
    RULES,
    Chain,
    Flag,
    Header,
    Invalid,
    ScriptError,
    Transaction,
    connect_block,
    keys,
    pow,
    sha256,
    sighash,
    target_to_bits,
    to_display,
    work,
)
from blockkit.keys import is_low_s, is_strict_der
from tests.classroom.test_adapters import all_joined, joined
from tests.conformance import test_keys, test_pow, test_scripts, test_sighash, test_transactions
from tests.conformance.reading import core_flags, read_json
from tests.conformance.test_chain import BLOCK, COINS, FIRST, block_277647, blocks

__all__ = ["block_277647"]  # a fixture

# ---- branches, work, targets ---------------------------------------------------------------------


@pytest.mark.vector(test_pow.HEADERS, rows=2017)
def test_prefer_over_real_headers(vectors):
    tree, tips = {}, []
    for raw in read_json(vectors / test_pow.HEADERS):
        tips.append(test_pow.place(Header.parse(bytes.fromhex(raw)), tree))
    prefer = joined("prefer")
    assert all(prefer(low, high) and not prefer(high, low) for low, high in pairwise(tips))
    rng = random.Random(13)
    for _ in range(2_000):
        tip, other = rng.sample(tips, 2)
        assert prefer(tip, other) == RULES.prefer(tip, other)
    assert prefer.parts.judged == prefer.parts.asked["best_tip"] == 2 * 2016 + 2_000


def core_s_work(target):
    """``GetBlockProof`` as Core writes it, in numbers of 256 bits."""
    return (2**256 - 1 - target) // (target + 1) + 1


@pytest.mark.vector(test_pow.COMPACT, rows=20)
@pytest.mark.vector(test_pow.REAL, rows=237)
@pytest.mark.vector(test_pow.PERIODS, rows=473)
def test_work_of_every_published_target(vectors):
    slot = joined("work")
    for _, row in test_pow.compact(vectors / test_pow.COMPACT):
        bits, stands = int(row["bits"], 16), not (row["negative"] or row["overflow"])
        target = int(row["target"], 16) if stands else 0
        assert slot(bits) == work(bits) == (core_s_work(target) if target else 0), row["bits"]
    assert (slot.parts.judged, slot.parts.left.total()) == (6, 14)
    for _, (old, _, _, new) in test_pow.real_retargets(vectors / test_pow.REAL):
        for bits in (int(old, 16), int(new, 16)):
            assert slot(bits) == work(bits) == core_s_work(pow.bits_to_target(bits))
    for _, target in test_pow.periods(vectors / test_pow.PERIODS):
        assert slot(target_to_bits(target)) == core_s_work(target)
    assert (slot.parts.judged, slot.parts.left.total()) == (6 + 2 * 237 + 473, 14)


@pytest.mark.vector(test_pow.RETARGETS, rows=4)
@pytest.mark.vector(test_pow.REAL, rows=237)
def test_next_bits_of_every_real_change(vectors):
    slot = joined("next_bits")
    changes = [row for _, row in test_pow.core_retargets(vectors / test_pow.RETARGETS)]
    changes += [row for _, row in test_pow.real_retargets(vectors / test_pow.REAL)]
    for bits, first_time, last_time, expected in changes:
        first, last = test_pow.period(int(bits, 16), first_time, last_time, 2)
        period = [first] + [last] * 2015
        assert f"{slot(period):08x}" == expected
        assert slot(period[:-1]) == int(bits, 16)
    assert (slot.parts.judged, slot.parts.left.total()) == (241, 241)


# ---- signatures ----------------------------------------------------------------------------------


@pytest.mark.vector(test_keys.WYCHEPROOF, rows=463)
def test_verify_signature_on_wycheproof(vectors, backend):
    slot = joined("verify_signature")
    for name, (key, row) in test_keys.wycheproof(vectors / test_keys.WYCHEPROOF):
        signature = bytes.fromhex(row["sig"])
        args = bytes.fromhex(key), sha256(bytes.fromhex(row["msg"])), signature
        good = slot(*args)
        assert good == keys.verify(*args), name
        well_formed = is_strict_der(signature + b"\1") and is_low_s(signature)
        assert (good and well_formed) == (row["result"] == "valid"), name
    assert (slot.parts.judged, slot.parts.left.total()) == (311, 152)


def signatures_of(block, coins):
    """What is asked about each signature of a block: key, digest, signature."""
    asked = []

    def noted(key, digest, signature):
        asked.append((key, digest, signature))
        return True

    connect_block(block[0], block[1], dict(coins), replace(RULES, verify_signature=noted))
    return asked


def need_each_to_hold(block_277647, count):
    """The real signatures hold, and none does when another message was signed, or by another key."""
    block, index, coins = block_277647
    asked = signatures_of((block, index), coins)
    assert len(asked) == 732
    slot, another = joined("verify_signature"), sha256(b"another message")
    for n in random.Random(277_647).sample(range(732), count):
        key, digest, signature = asked[n]
        assert slot(key, digest, signature)
        assert not slot(key, another, signature) and not slot(asked[n - 366][0], digest, signature)
    assert slot.parts.judged == slot.parts.asked["verify_ecdsa"] == 3 * count


def test_sixty_signatures_of_block_277647(block_277647, backend):
    need_each_to_hold(block_277647, 60)


@pytest.mark.soak
def test_all_signatures_of_block_277647(block_277647, backend):
    need_each_to_hold(block_277647, 732)


@pytest.mark.vector(BLOCK, rows=1)
@pytest.mark.vector(COINS, rows=732)
def test_block_277647_is_judged_by_the_parts_alone(block_277647):
    block, index, coins = block_277647
    slots = all_joined()
    _, fees = connect_block(block, index, dict(coins), replace(RULES, **slots))
    assert fees == 4_737_355
    assert [slots[slot].parts.said() for slot in ("verify_script", "sighash", "verify_signature")] == [
        "732 inputs judged by your opens, 0 by the reference.",
        "732 signature hashes judged by your sighash_all, 0 by the reference.",
        "732 signatures judged by your verify_ecdsa, 0 by the reference.",
    ]


@pytest.mark.vector(test_sighash.FILE, rows=500)
@pytest.mark.parametrize("part", ["sighash_all", "serialize_tx"])
def test_sighash_with_the_published_type_and_with_all(vectors, part):
    """No published row has hash type 1, so each is asked again with it, against the library."""
    slot = joined("sighash", part)
    for name, (raw, script, index, hash_type, expected) in test_sighash.rows(vectors / test_sighash.FILE):
        tx, script = Transaction.parse(bytes.fromhex(raw)), bytes.fromhex(script)
        assert to_display(slot(tx, index, script, hash_type)) == expected, name
        assert slot(tx, index, script, 1) == sighash(tx, index, script, 1), name
    assert slot.parts.asked == {part: 500}
    assert slot.parts.left == {"another hash type than 1 (ALL)": 500}


# ---- scripts -------------------------------------------------------------------------------------

SCRIPT_PARTS = ("opens", "run_script", "op_checkmultisig", "check_lock_time")


def accepts(rules, tx, index, output, flags):
    try:
        rules.verify_input(tx, index, output, flags)
    except ScriptError:
        return False
    return True


@pytest.mark.parametrize(
    ("own", "judged"),
    [
        (SCRIPT_PARTS, 123),
        (["opens"], 123),
        (["run_script"], 123),
        (["op_checkmultisig"], 9),
        (["check_lock_time"], 0),
    ],
)
@pytest.mark.vector(test_scripts.FILE, rows=1207)
def test_verify_script_on_script_tests(vectors, own, judged):
    """Others have a witness, an operation that no exercise knows, or P2SH, or ask for rules of policy."""
    slot = joined("verify_script", *own)
    rules = replace(RULES, verify_script=slot)
    for name, row in test_scripts.rows(vectors / test_scripts.FILE):
        tx, output, flags, expected = test_scripts.case(row)
        assert accepts(rules, tx, 0, output, flags) == (expected == "OK"), (name, row)
    assert (slot.parts.judged, slot.parts.left.total()) == (judged, 1207 - judged)


BLOCKS = Flag.P2SH | Flag.WITNESS | Flag.TAPROOT | Flag.DERSIG | Flag.NULLDUMMY  # with the next: CLASSROOM's
BLOCKS |= Flag.CHECKLOCKTIMEVERIFY | Flag.CHECKSEQUENCEVERIFY


@pytest.mark.parametrize(("own", "judged"), [(SCRIPT_PARTS, (76, 88)), (["check_lock_time"], (9, 38))])
@pytest.mark.vector(test_transactions.VALID, rows=120)
@pytest.mark.vector(test_transactions.INVALID, rows=93)
def test_verify_script_on_whole_transactions(vectors, own, judged):
    """Each input under the row's own flags and under those of a block; the verdict is the library's."""
    counts = []
    for file in (test_transactions.VALID, test_transactions.INVALID):
        slots = all_joined() | {"verify_script": joined("verify_script", *own)}
        rules, all_good = replace(RULES, **slots), []
        for name, (spent, raw, flags) in test_transactions.rows(vectors / file):
            if flags == "BADTX":
                continue
            tx, good = Transaction.parse(bytes.fromhex(raw)), True
            outputs = test_transactions.outputs_of(spent, tx)
            named = core_flags(flags)
            row_flags = test_transactions.ALL & ~named if file == test_transactions.VALID else named
            for i in range(len(tx.inputs)):
                for tried in (row_flags, BLOCKS):
                    verdict = accepts(rules, tx, i, outputs, tried)
                    assert verdict == accepts(RULES, tx, i, outputs, tried), (name, i, tried)
                    good = good and (verdict or tried is not row_flags)
            all_good.append(good)
        assert all_good == [file == test_transactions.VALID] * len(all_good)
        counts.append(slots["verify_script"].parts.judged)
    assert tuple(counts) == judged


# ---- a whole run ---------------------------------------------------------------------------------


@pytest.mark.vector(FIRST, rows=255, applied=170)
def test_blocks_1_to_170_run_on_the_parts(vectors):
    slots = all_joined()
    chain, plain = Chain(replace(RULES, **slots)), Chain()
    for block in blocks(vectors / FIRST)[:170]:
        assert chain.accept(block, block.header.time) and plain.accept(block, block.header.time)
    assert (chain.tip.height, chain.state_hash()) == (170, plain.state_hash())
    assert {slot: join.parts.judged for slot, join in slots.items()} == {
        "prefer": 170,
        "work": 171,
        "next_bits": 0,  # no change is due
        "verify_signature": 1,
        "sighash": 1,
        "verify_script": 1,
    }
    assert slots["next_bits"].parts.left == {"no change was due": 170}


WRONG = {
    "best_tip": lambda tips: tips[0],
    "expected_hashes": lambda target: 0,
    "verify_ecdsa": lambda key, z, r, s: False,
    "sighash_all": lambda tx, index, script_code: bytes(32),
    "serialize_tx": lambda tx: b"",
    "opens": lambda unlocking, locking, check: False,
}
NEVER_MOVES = {"best_tip", "expected_hashes"}


@pytest.mark.parametrize("part", WRONG)
def test_a_wrong_part_does_not_reach_block_170(vectors, part):
    """The chain runs on the part and on nothing else: where it is wrong, the chain stops."""
    slots = all_joined(**{part: WRONG[part]})
    if part == "serialize_tx":  # with a sighash_all of their own it is not asked
        slots["sighash"] = joined("sighash", serialize_tx=WRONG[part])
    chain = Chain(replace(RULES, **slots))
    *before, last = blocks(vectors / FIRST)[:170]
    for block in before:
        assert chain.accept(block, block.header.time) == (part not in NEVER_MOVES)
    if part in NEVER_MOVES:
        assert not chain.accept(last, last.header.time)
        assert chain.tip.height == 0
    else:
        with pytest.raises(Invalid, match="mandatory-script-verify-flag-failed"):
            chain.accept(last, last.header.time)
        assert chain.tip.height == 169
