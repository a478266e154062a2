"""The joins: what they hand on, what a wrong or broken part does to them, and a chain that runs on them."""

import inspect
import random
from dataclasses import replace
from itertools import permutations
from types import SimpleNamespace

import pytest

from blockkit import (
    CLASSROOM,
    MAINNET,
    RULES,
    Chain,
    Coin,
    Flag,
    Invalid,
    OutPoint,
    PrivateKey,
    Rules,
    ScriptError,
    Transaction,
    TxIn,
    TxOut,
    connect_block,
    from_display,
    hash160,
    hash256,
    keys,
    sighash,
    subsidy,
    work,
)
from blockkit import pow as library_pow
from blockkit.asm import from_asm
from blockkit.block import Block
from blockkit.classroom import shapes
from blockkit.classroom.adapters import ADAPTERS, input_ok, required_bits
from blockkit.classroom.asking import Refused, Slip
from blockkit.classroom.trying.calling import REFUSALS
from blockkit.classroom.trying.time_limit import TooLong
from blockkit.data import real_block
from blockkit.digests import Spending
from blockkit.headers import BlockIndex
from blockkit.opcodes import CODES
from blockkit.script import encode_number, push, push_plainly
from blockkit.spending import Spend
from blockkit.templates import multisig, p2pk, p2pkh, p2sh
from blockkit.unlocking import verify_script
from tests.library.building import NOW, coinbase_of, next_block, payment

TABLE = {adapter.slot: adapter for adapter in ADAPTERS}
PARTS = [part for adapter in ADAPTERS for part in adapter.parts]


def by_a_student(function):
    """The same answers from a function that is not the reference's."""
    return lambda *args: function(*args)


def joined(slot, *own, params=MAINNET, **parts):
    """A slot's function, made of ``parts``, the library's own in a student's hand (``own``), and references.

    Without any named, all parts are the library's in a student's hand.
    """
    held = {part: getattr(shapes, part) for part in PARTS} | {"bits_to_target": shapes.bits_to_target}
    for part in own or ([] if parts else TABLE[slot].parts):
        held[part] = by_a_student(held[part])
    return TABLE[slot].make(SimpleNamespace(**held | parts, params=params))


def all_joined(params=MAINNET, **parts):
    """Every slot that has an adapter, by name."""
    return {slot: joined(slot, *TABLE[slot].parts, params=params, **parts) for slot in TABLE}


def rules_of(slots, params=MAINNET):
    """The rules of a chain with ``slots``; those that know their chain are bound to it."""
    own_bits = slots["next_bits"]
    bound = {
        "next_bits": lambda headers, params=params: own_bits(headers, params),
        "subsidy": lambda height, params=params: subsidy(height, params),
    }
    return replace(RULES, params=params, **slots | bound)


# ---- the table -----------------------------------------------------------------------------------


def test_the_table_names_slots_and_references():
    assert list(TABLE) == ["prefer", "work", "next_bits", "verify_signature", "sighash", "verify_script"]
    for adapter in ADAPTERS:
        assert hasattr(RULES, adapter.slot)
        assert all(callable(getattr(shapes, part)) for part in adapter.parts)


@pytest.mark.parametrize("slot", TABLE)
def test_a_join_has_the_arguments_of_its_slot(slot):
    given = inspect.signature(joined(slot)).parameters
    assert list(given) == list(inspect.signature(getattr(RULES, slot)).parameters)
    assert joined(slot).__name__ == slot


@pytest.mark.parametrize("slot", TABLE)
def test_a_join_fits_on_a_screen(slot):
    assert len(inspect.getsource(joined(slot).join).splitlines()) <= 24


def test_two_joins_share_no_count():
    first, second = joined("work"), joined("work")
    first(0x1D00FFFF)
    assert (first.parts.judged, second.parts.judged) == (1, 0)


# ---- prefer --------------------------------------------------------------------------------------


def tip(chainwork, height=1):
    return BlockIndex(real_block(1).header, bytes(32), height, chainwork, None)


def test_the_chain_moves_only_for_more_work():
    prefer = joined("prefer")
    low, high, equal = tip(10), tip(24), tip(10)
    assert [prefer(low, high), prefer(high, low), prefer(low, equal), prefer(low, low)] == [
        RULES.prefer(low, high),
        RULES.prefer(high, low),
        RULES.prefer(low, equal),
        True,  # it is there already
    ]


def longest(tips):
    """Wrong: length, not work."""
    return max(tips, key=lambda tip: tip.height)


def newest(tips):
    """Wrong: among equals the last."""
    return max(reversed(tips), key=lambda tip: tip.chainwork)


def test_a_wrong_best_tip_moves_the_chain_wrongly():
    long, heavy = tip(10, height=5), tip(24, height=3)
    assert joined("prefer", best_tip=longest)(heavy, long)
    assert not joined("prefer", best_tip=longest)(long, heavy)
    assert joined("prefer", best_tip=newest)(tip(10), tip(10))


@pytest.mark.parametrize("answer", [24, True, "tip", (1, 2)])
def test_an_answer_that_is_no_tip_moves_nothing_and_is_said(answer):
    prefer = joined("prefer", best_tip=lambda tips: answer)
    assert not prefer(tip(10), tip(24))
    assert "your best_tip gave" in prefer.parts.said() and "one of the tips" in prefer.parts.said()


# ---- work and targets ----------------------------------------------------------------------------


def test_work_uses_the_loaded_bits_to_target():
    def twice(bits):
        return 2 * library_pow.bits_to_target(bits)

    assert joined("work")(0x1D00FFFF) == work(0x1D00FFFF) == 4_295_032_833
    assert joined("work", "expected_hashes", bits_to_target=twice)(0x1D00FFFF) == 2_147_516_416


@pytest.mark.parametrize("error", REFUSALS)
def test_bits_that_are_refused_cost_nothing(error):
    def bits_to_target(bits):
        raise error("no target")

    slot = joined("work", "expected_hashes", bits_to_target=bits_to_target)
    assert slot(0x04923456) == joined("work")(0x04923456) == joined("work")(0) == 0
    assert slot.parts.said() == (
        "0 blocks' work judged by your expected_hashes, 1 by the reference. "
        "The reference judged: bits without a target (1)."
    )


def test_a_wrong_expected_hashes_counts_wrongly():
    assert joined("work", expected_hashes=lambda target: 2**256 // target)(0x1D008000) == work(0x1D008000) + 1


def headers(count, seconds, bits=0x2000FFFF):
    header = replace(real_block(1).header, bits=bits)
    return [replace(header, time=1_231_006_505 + n * seconds) for n in range(count)]


def test_the_bits_change_when_a_period_is_full():
    next_bits = joined("next_bits", params=CLASSROOM)
    assert next_bits(headers(9, 60), CLASSROOM) == 0x2000FFFF
    assert next_bits(headers(10, 60), CLASSROOM) == 0x2000E665
    assert next_bits(headers(10, 60), replace(CLASSROOM, never_retarget=True)) == 0x2000FFFF
    assert next_bits.parts.said() == (
        "1 change of the target judged by your retarget, 2 by the reference. "
        "The reference judged: no change was due (2)."
    )


def test_a_wrong_retarget_is_noticed():
    def without_limit(bits, first_time, last_time, params):
        planned = params.retarget_blocks * params.block_seconds
        target = library_pow.bits_to_target(bits) * (last_time - first_time) // planned
        return library_pow.target_to_bits(min(target, params.pow_limit))

    quick = headers(10, 1, 0x2000E665)
    right, wrong = joined("next_bits"), joined("next_bits", retarget=without_limit)
    assert right(quick, CLASSROOM) == library_pow.next_bits(quick, CLASSROOM) != wrong(quick, CLASSROOM)


def test_required_bits_cuts_out_the_period():
    rules = SimpleNamespace(params=CLASSROOM, next_bits=library_pow.next_bits)
    assert [required_bits(rules, headers(n, 60)) for n in (1, 9, 10, 11)] == [0x2000FFFF] * 2 + [
        0x2000E665,
        0x2000FFFF,  # the eleventh header of this list began a new period
    ]
    never = SimpleNamespace(params=replace(CLASSROOM, never_retarget=True), next_bits=library_pow.next_bits)
    assert required_bits(never, headers(10, 60)) == 0x2000FFFF


# ---- signatures ----------------------------------------------------------------------------------

PAYMENT = Transaction.parse(real_block(170).transactions[1])
SPENT = TxOut(50_00000000, PAYMENT.outputs[1].script_pubkey)  # the change goes back to the key
KEY, SIGNATURE = SPENT.script_pubkey[1:66], PAYMENT.inputs[0].script_sig[1:-1]
DIGEST = sighash(PAYMENT, 0, SPENT.script_pubkey, 1)


def judged(slots, tx=PAYMENT, output=SPENT, index=0, flags=Flag.NONE):
    """May the input spend the output, by the rules with ``slots``? Else the error."""
    try:
        replace(RULES, **slots).verify_input(tx, index, output, flags)
    except ScriptError as error:
        return error
    return True


def test_block_170_is_judged_by_the_parts():
    slots = {slot: joined(slot) for slot in ("verify_signature", "sighash", "verify_script")}
    assert judged(slots) is True
    assert [join.parts.said() for join in slots.values()] == [
        "1 signature judged by your verify_ecdsa, 0 by the reference.",
        "1 signature hash judged by your sighash_all, 0 by the reference.",
        "1 input judged by your opens, 0 by the reference.",
    ]


def test_the_point_of_a_key():
    for number in (1, 2, 3, 182, 20090103):
        short, long = (PrivateKey(number, compressed).public_key() for compressed in (True, False))
        x, y = shapes.point_of(long)
        assert shapes.point_of(short) == (x, y)
        assert shapes.point_of(bytes([6 + y % 2]) + long[1:]) == (x, y)
        assert shapes.point_of(bytes([7 - y % 2]) + long[1:]) is None
    no_root, too_large = b"\2" + (5).to_bytes(32, "big"), b"\2" + (shapes.FIELD + 1).to_bytes(32, "big")
    assert [shapes.point_of(key) for key in (no_root, too_large, b"", b"\5" + bytes(32))] == [None] * 4


def test_a_point_that_is_no_key_is_a_student_s_question():
    seen = []
    slot = joined("verify_signature", verify_ecdsa=lambda key, z, r, s: bool(seen.append(key)))
    off_the_curve = b"\4" + bytes(63) + b"\1"
    slot(off_the_curve, DIGEST, SIGNATURE)
    slot(b"\2" + (5).to_bytes(32, "big"), DIGEST, SIGNATURE)
    assert seen == [(0, 1), None]
    assert not joined("verify_signature")(off_the_curve, DIGEST, SIGNATURE)


def test_bytes_without_two_numbers_are_no_signature():
    slot = joined("verify_signature", verify_ecdsa=lambda *args: True)
    assert not slot(KEY, DIGEST, b"\x30\x06\x02") and not slot(KEY[:-1], DIGEST, SIGNATURE)
    assert (slot.parts.judged, slot.parts.left.total()) == (0, 2)


def test_a_verify_ecdsa_that_says_yes_to_all_is_noticed():
    slot = joined("verify_signature", verify_ecdsa=lambda key, z, r, s: True)
    assert slot(KEY, hash256(b"another message"), SIGNATURE)
    assert not keys.verify(KEY, hash256(b"another message"), SIGNATURE)


def keeps_the_others(tx, index, script_code):
    """Wrong: the other inputs keep their scripts."""
    inputs = list(tx.inputs)
    inputs[index] = replace(inputs[index], script_sig=script_code)
    return hash256(replace(tx, inputs=tuple(inputs)).serialize() + b"\1\0\0\0")


def test_a_wrong_sighash_all_or_serialize_tx_is_noticed():
    two = replace(PAYMENT, inputs=PAYMENT.inputs + (TxIn(OutPoint(bytes(32), 5), b"\x51"),))
    code = SPENT.script_pubkey
    for slot in (joined("sighash"), joined("sighash", "serialize_tx")):
        assert slot(two, 0, code, 1) == sighash(two, 0, code, 1)
        assert slot.parts.judged == 1
    assert joined("sighash", sighash_all=keeps_the_others)(two, 0, code, 1) != sighash(two, 0, code, 1)
    reversed_bytes = joined("sighash", serialize_tx=lambda tx: tx.serialize()[::-1])
    assert reversed_bytes(two, 0, code, 1) != sighash(two, 0, code, 1)


@pytest.mark.parametrize("hash_type", [0, 2, 3, 0x41, 0x81, 0x101])
def test_other_hash_types_are_the_library_s_and_that_is_said(hash_type):
    slot = joined("sighash", sighash_all=lambda *args: bytes(32))
    assert slot(PAYMENT, 0, b"\x51", hash_type) == sighash(PAYMENT, 0, b"\x51", hash_type)
    assert slot.parts.said() == (
        "0 signature hashes judged by your sighash_all, 1 by the reference. "
        "The reference judged: another hash type than 1 (ALL) (1)."
    )


def test_a_separator_is_left_out_before_the_student_sees_the_script():
    code = SPENT.script_pubkey + bytes([CODES["OP_CODESEPARATOR"]])
    assert joined("sighash")(PAYMENT, 0, code, 1) == sighash(PAYMENT, 0, code, 1) == DIGEST


# ---- scripts -------------------------------------------------------------------------------------

OWNERS = [PrivateKey(n) for n in (11, 12, 13)]
TWO_OF_THREE = multisig(2, [owner.public_key() for owner in OWNERS])


def locked_until(height):
    """A lock that the first owner opens in a transaction that is held back until ``height``."""
    return push(encode_number(height)) + from_asm(
        f"OP_CHECKLOCKTIMEVERIFY OP_DROP {OWNERS[0].public_key().hex()} OP_CHECKSIG"
    )


LOCKED_UNTIL_100 = locked_until(100)


def spending(lock, *signers, extra=b"", lock_time=0, sequence=0xFFFFFFFE, middle=b""):
    """A signed transaction that spends a coin with this lock."""
    tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b"", sequence),), (TxOut(1, b""),), lock_time)
    digest = sighash(tx, 0, lock, 1)
    signatures = b"".join(push(signer.sign(digest) + b"\1") for signer in signers)
    return replace(tx, inputs=(replace(tx.inputs[0], script_sig=extra + signatures + middle),))


def script_slot(**parts):
    return joined("verify_script", *([] if parts else TABLE["verify_script"].parts), **parts)


def says(slot, tx, lock, flags=Flag.CHECKLOCKTIMEVERIFY):
    return judged({"verify_script": slot}, tx, TxOut(5, lock), flags=flags) is True


def test_two_of_three_and_not_before():
    a, b, c = OWNERS
    slot, zero = script_slot(), b"\0"
    for signers in ((a, b), (a, c), (b, c)):
        assert says(slot, spending(TWO_OF_THREE, *signers, extra=zero), TWO_OF_THREE)
    for signers in ((c, a), (a, a), (a,)):
        assert not says(slot, spending(TWO_OF_THREE, *signers, extra=zero), TWO_OF_THREE)
    assert not says(slot, spending(TWO_OF_THREE, a, b), TWO_OF_THREE)  # without the extra item
    for lock_time, sequence, good in ((100, 0, True), (99, 0, False), (100, 0xFFFFFFFF, False)):
        tx = spending(LOCKED_UNTIL_100, a, lock_time=lock_time, sequence=sequence)
        assert says(slot, tx, LOCKED_UNTIL_100) is good
    assert slot.parts.said() == (
        "10 inputs judged by your opens, run_script, op_checkmultisig, check_lock_time, 0 by the reference."
    )


def test_the_extra_item_is_judged_by_the_library_where_it_must_be_empty():
    tx = spending(TWO_OF_THREE, *OWNERS[:2], extra=b"\x51")
    assert says(script_slot(), tx, TWO_OF_THREE)
    error = judged(
        {"verify_script": script_slot()}, tx, TxOut(5, TWO_OF_THREE), flags=Flag.NULLDUMMY | Flag.DERSIG
    )
    assert error.reason == "SIG_NULLDUMMY"


def test_before_its_rule_a_time_lock_is_the_library_s():
    slot = script_slot(check_lock_time=lambda *args: False)
    assert says(slot, spending(LOCKED_UNTIL_100, OWNERS[0]), LOCKED_UNTIL_100, Flag.NONE)
    assert slot.parts.left == {"OP_NOP2": 1}


NEAR_LIMITS = "sizes near Core's limits"
NOT_THEIRS = [
    ("P2SH", push(b"\x51"), p2sh(hash160(b"\x51")), Flag.P2SH),
    ("a coin that a witness opens", b"", b"\x52\x02ab", Flag.WITNESS),
    ("rules of policy, which no block is judged by", b"\x51", b"", Flag.CLEANSTACK),
    ("OP_IF", b"\x51\x51", from_asm("OP_IF OP_1 OP_ENDIF"), Flag.NONE),
    ("OP_CHECKSIGADD", b"\x51", b"\xba", Flag.NONE),
    ("0xbb", b"\x51", b"\xbb", Flag.NONE),
    ("a push that runs past the end", b"\x51", b"\x05ab", Flag.NONE),
    (NEAR_LIMITS, b"\x51", from_asm("OP_DUP " * 202), Flag.NONE),
    (NEAR_LIMITS, b"\x51" * 501, b"\x51" * 500, Flag.NONE),
    (NEAR_LIMITS, push(bytes(521)), b"\x51", Flag.NONE),
    (NEAR_LIMITS, b"\x51", push(bytes(520)) * 20, Flag.NONE),
    (NEAR_LIMITS, b"", (b"\0" * 22 + b"\1\x14" + from_asm("OP_CHECKMULTISIG")) * 10, Flag.NONE),
    ("a number spelled in another way", b"\0\0\1\0", from_asm("OP_0 OP_CHECKMULTISIG"), Flag.NONE),
    ("a form of key or signature that is forbidden", b"\0\1\x30", multisig(1, [KEY]), Flag.DERSIG),
]


@pytest.mark.parametrize(("why", "script_sig", "lock", "flags"), NOT_THEIRS)
def test_what_no_exercise_covers_is_the_library_s_and_that_is_said(why, script_sig, lock, flags):
    tx = replace(spending(lock), inputs=(TxIn(OutPoint(bytes(32), 0), script_sig),))
    slot, expected = script_slot(opens=lambda *args: True), judged({}, tx, TxOut(5, lock), flags=flags)
    got = judged({"verify_script": slot}, tx, TxOut(5, lock), flags=flags)
    assert str(got) == str(expected)
    assert slot.parts.left == {why: 1}
    assert f"The reference judged: {why} (1)." in slot.parts.said()


def test_when_no_part_is_needed_the_library_judges():
    slot = script_slot(check_lock_time=lambda *args: False)
    assert says(slot, PAYMENT, SPENT.script_pubkey)
    assert slot.parts.left == {"no part of yours was needed": 1}


def test_a_checker_without_a_transaction_is_the_library_s():
    class Yes:
        def check_signature(self, signature, key, script_code):
            return True

        def check_lock_time(self, lock_time):
            return lock_time == 100

        def check_sequence(self, sequence):
            return True

    slot = script_slot()
    slot(push(b"signature"), LOCKED_UNTIL_100, Yes(), Flag.CHECKLOCKTIMEVERIFY)
    assert slot.parts.left == {"no transaction to ask": 1}


# -- wrong parts


def ignores_the_top(unlocking, locking, check):
    """Wrong: what lies on top at the end does not matter."""
    try:
        shapes.run_script(locking, shapes.run_script(unlocking, [], check), check)
    except ValueError:
        return False
    return True


def ignores_verify(program, stack, check):
    """Wrong: EQUALVERIFY takes two items and compares nothing."""
    for step in program:
        stack = stack[:-2] if step == "OP_EQUALVERIFY" else shapes.run_script([step], stack, check)
    return stack


def any_order(stack, check):
    """Wrong: each signature needs a key, in whatever order."""
    stack = list(stack)
    keys = [stack.pop() for _ in range(stack.pop()[0])]
    signatures = [stack.pop() for _ in range(stack.pop()[0])]
    stack.pop()
    good = all(any(check(signature, key) for key in keys) for signature in signatures)
    return stack + [b"\1" if good else b""]


def without_the_extra_item(stack, check):
    """Wrong: takes one item too few."""
    return shapes.op_checkmultisig([b"", *stack], check)


def ignores_the_kind(asked, lock_time, sequence):
    """Wrong: compares a height with a time."""
    return asked <= lock_time and sequence != 0xFFFFFFFF


KEY_HASH_LOCK = p2pkh(hash160(OWNERS[0].public_key()))
SIGNED_BY_ANOTHER = spending(p2pk(OWNERS[1].public_key()), OWNERS[0])
WITH_ANOTHER_KEY = spending(KEY_HASH_LOCK, OWNERS[1], middle=push(OWNERS[1].public_key()))
WRONG_PARTS = {
    "opens": (ignores_the_top, SIGNED_BY_ANOTHER, p2pk(OWNERS[1].public_key())),
    "run_script": (ignores_verify, WITH_ANOTHER_KEY, KEY_HASH_LOCK),
    "op_checkmultisig": (
        any_order,
        spending(TWO_OF_THREE, *OWNERS[1::-1], extra=b"\0"),
        TWO_OF_THREE,
    ),
    "op_checkmultisig, again": (without_the_extra_item, spending(TWO_OF_THREE, *OWNERS[:2]), TWO_OF_THREE),
    "check_lock_time": (
        ignores_the_kind,
        spending(LOCKED_UNTIL_100, OWNERS[0], lock_time=500_000_000, sequence=0),
        LOCKED_UNTIL_100,
    ),
}


@pytest.mark.parametrize("part", WRONG_PARTS)
def test_a_wrong_part_opens_what_the_library_keeps_shut(part):
    wrong, tx, lock = WRONG_PARTS[part]
    assert not says(script_slot(), tx, lock)
    assert says(script_slot(**{part.split(",")[0]: wrong}), tx, lock)


@pytest.mark.parametrize("part", ["opens", "run_script", "op_checkmultisig", "check_lock_time"])
def test_a_part_that_refuses_everything_is_noticed(part):
    def never(*args):
        raise ValueError("no")

    lock = {"op_checkmultisig": TWO_OF_THREE, "check_lock_time": LOCKED_UNTIL_100}.get(part, KEY_HASH_LOCK)
    a, b, _ = OWNERS
    tx = {
        TWO_OF_THREE: spending(TWO_OF_THREE, a, b, extra=b"\0"),
        LOCKED_UNTIL_100: spending(LOCKED_UNTIL_100, a, lock_time=100),
        KEY_HASH_LOCK: spending(KEY_HASH_LOCK, a, middle=push(a.public_key())),
    }[lock]
    assert says(script_slot(), tx, lock) and not says(script_slot(**{part: never}), tx, lock)


def test_a_stack_may_be_a_tuple():
    def as_tuple(function):
        return lambda *args: tuple(function(*args))

    slot = script_slot(
        run_script=as_tuple(shapes.run_script), op_checkmultisig=as_tuple(shapes.op_checkmultisig)
    )
    assert says(slot, spending(TWO_OF_THREE, *OWNERS[1:], extra=b"\0"), TWO_OF_THREE)


# -- all of it against the library, on scripts made at random

OPERATIONS = ["OP_CHECKSIG", "OP_CHECKMULTISIG"] * 2 + [*shapes.SIX, "OP_CHECKLOCKTIMEVERIFY", "OP_DROP"]
FLAGS = [
    flag for flag in Flag if flag not in (Flag.SIGPUSHONLY, Flag.MINIMALDATA, Flag.CLEANSTACK, Flag.NULLFAIL)
]
SIGNATURES = [PrivateKey(n).sign(bytes(32)) + b"\1" for n in range(1, 5)]
KEYS = [PrivateKey(n, n % 2 == 0).public_key() for n in range(1, 5)]
NUMBERS = [b"", b"\1", b"\2", b"\3"]
ODD = [b"\0", b"\x80", b"\x81", b"\2\0", b"\x15", b"\x32", b"0123", b"\x30\1\1", SIGNATURES[0][:-1] + b"\x55"]


class Lottery(Spend):
    """Whether a signature holds for a key is as good as random, but always the same."""

    __slots__ = ()

    def check_signature(self, signature, key, script_code):
        return hash256(signature + key + script_code)[0] < 150


def random_script(rng):
    def pushed(data):
        return rng.choice([push, push_plainly])(data)

    def anything():
        return b"".join(
            pushed(rng.choice(rng.choice([NUMBERS, ODD, SIGNATURES, KEYS])))
            if rng.random() < 0.65
            else bytes([CODES[rng.choice(OPERATIONS)]])
            for _ in range(rng.randint(0, 6))
        )

    if rng.random() < 0.4:
        return anything()
    chosen = rng.choices(KEYS + [b"no key"], k=rng.randint(0, 4))
    needed = pushed(encode_number(rng.randint(0, len(chosen))))
    listed = needed + b"".join(map(pushed, chosen)) + pushed(encode_number(len(chosen)))
    script = listed + bytes([CODES["OP_CHECKMULTISIG"]]) + rng.choice([b"", anything()])
    if rng.random() < 0.3:  # signatures in the script itself: none of those that are checked is signed
        first, second = (push(signature) for signature in rng.sample(SIGNATURES, 2))
        script = first + from_asm("OP_DROP") + script + from_asm("OP_VERIFY")
        script += second + push(rng.choice(KEYS)) + from_asm("OP_CHECKSIG")
    return script


def unlocking_script(rng):
    if rng.random() < 0.3:
        return random_script(rng)
    return b"".join(push(rng.choice([b"", *SIGNATURES, *ODD])) for _ in range(rng.randint(0, 5)))


def from_the_front(stack, check):
    """Right: walks from the first signature on, and asks of pairs that the library may not meet."""
    stack, groups = list(stack), []
    for _ in range(2):
        number = int.from_bytes(stack.pop(), "little")
        if number > 20:
            raise ValueError("too many")
        groups.append([stack.pop() for _ in range(number)][::-1])
    listed, signatures = groups
    stack.pop()
    if len(signatures) > len(listed):
        raise ValueError("more signatures than keys")
    for key in listed:
        if signatures and check(signatures[0], key):
            signatures.pop(0)
    return stack + [b"" if signatures else b"\1"]


def accepted(slot, *args):
    try:
        slot(*args)
    except ScriptError:
        return False
    return True


def test_parts_and_library_agree_on_random_scripts():
    rng = random.Random(2026)
    slots = [script_slot(), script_slot(run_script=by_a_student(shapes.run_script))]
    slots.append(script_slot(op_checkmultisig=from_the_front))
    yes = 0
    for _ in range(3_000):
        script_sig, lock = unlocking_script(rng), random_script(rng)
        flags = Flag(sum(flag for flag in FLAGS if rng.random() < 0.3))
        sequence, lock_time = rng.choice([0, 0xFFFFFFFF]), rng.choice([0, 50, 500_000_001])
        tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), script_sig, sequence),), (), lock_time)
        args = script_sig, lock, Lottery(Spending(tx), 0), flags
        expected = accepted(verify_script, *args)
        yes += expected
        assert [accepted(slot, *args) for slot in slots] == [expected] * 3, (
            script_sig.hex(),
            lock.hex(),
            flags,
        )
    assert yes > 500 and slots[0].parts.judged > 2_000 and slots[2].parts.asked["op_checkmultisig"] > 500


def test_no_signature_of_a_multisig_signs_one_that_stands_in_the_script():
    """Core's FindAndDelete: it leaves out all of them, not only the one that is checked."""
    slot, verdicts = script_slot(op_checkmultisig=from_the_front), []
    for signatures in permutations(SIGNATURES, 2):
        for chosen in permutations(KEYS, 2):
            lock = push(signatures[0]) + from_asm("OP_DROP") + multisig(2, chosen)
            script_sig = b"\0" + b"".join(map(push, signatures))
            tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), script_sig),), ())
            args = script_sig, lock, Lottery(Spending(tx), 0), Flag.NONE
            verdicts.append(accepted(verify_script, *args))
            assert accepted(slot, *args) == verdicts[-1]
    assert slot.parts.judged == len(verdicts) == 144 and 0 < sum(verdicts) < 144


# ---- what breaks ---------------------------------------------------------------------------------

ASKED = {  # a call of the slot that asks the part
    "best_tip": ("prefer", (tip(10), tip(24))),
    "expected_hashes": ("work", (0x1D00FFFF,)),
    "retarget": ("next_bits", (headers(10, 60), CLASSROOM)),
    "verify_ecdsa": ("verify_signature", (KEY, DIGEST, SIGNATURE)),
    "sighash_all": ("sighash", (PAYMENT, 0, SPENT.script_pubkey, 1)),
    "serialize_tx": ("sighash", (PAYMENT, 0, SPENT.script_pubkey, 1)),
    "opens": ("verify_script", (PAYMENT.inputs[0].script_sig, SPENT.script_pubkey)),
    "run_script": ("verify_script", (PAYMENT.inputs[0].script_sig, SPENT.script_pubkey)),
    "op_checkmultisig": ("verify_script", (b"\0", from_asm("OP_0 OP_0 OP_CHECKMULTISIG"))),
    "check_lock_time": ("verify_script", (b"\x51", from_asm("OP_CHECKLOCKTIMEVERIFY"))),
}


def outcome(part, function):
    """What the slot does when its part is ``function``: its answer, or the refusal; and what is said."""
    slot, args = ASKED[part]
    join = joined(slot, **{part: function})
    if slot == "verify_script":
        args += Spend(Spending(PAYMENT), 0), Flag.CHECKLOCKTIMEVERIFY
    try:
        return join(*args), join.parts.problem
    except Invalid as error:
        return error, str(error)


def test_every_part_is_asked_here():
    assert list(ASKED) == PARTS


ON_PURPOSE = {"best_tip": False, "verify_ecdsa": False}  # the others refuse by an error, as their slots do


@pytest.mark.parametrize("error", REFUSALS)
@pytest.mark.parametrize("part", PARTS)
def test_a_refusal_of_a_part_is_the_slot_s(part, error):
    def refuses(*args):
        raise error("these words")

    answer, said = outcome(part, refuses)
    assert answer is ON_PURPOSE[part] if part in ON_PURPOSE else isinstance(answer, Refused)
    assert f"your {part} raised" in said and "these words" in said


@pytest.mark.parametrize("error", [NameError, AttributeError, RecursionError, MemoryError, SystemExit])
@pytest.mark.parametrize("part", PARTS)
def test_a_slip_ends_nothing_and_is_said(part, error):
    def slips(*args):
        raise error("these words")

    answer, said = outcome(part, slips)
    assert answer is False if part == "best_tip" else isinstance(answer, Slip)
    assert f"your {part} raised {error.__name__}" in said and "these words" in said


@pytest.mark.parametrize("rubbish", [..., "text", 1.5, [1], -1])
@pytest.mark.parametrize("part", PARTS)
def test_rubbish_is_said(part, rubbish):
    answer, said = outcome(part, lambda *args: rubbish)
    assert answer is False if part == "best_tip" else isinstance(answer, Slip)
    assert f"your {part} gave" in said and "expected" in said


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_stopped_from_outside_stops(part):
    for error in (TooLong, KeyboardInterrupt):

        def stopped(*args, error=error):
            raise error

        with pytest.raises(error):
            outcome(part, stopped)


def test_the_reason_of_a_refusal_is_core_s():
    def slips(*args):
        raise NameError

    reasons = {part: getattr(outcome(part, slips)[0], "reason", "") for part in PARTS}
    assert reasons.pop("expected_hashes") == "high-hash" and reasons.pop("retarget") == "bad-diffbits"
    assert not reasons.pop("best_tip") and set(reasons.values()) == {"UNKNOWN_ERROR"}


def test_an_error_below_check_is_not_taken_for_the_student_s_no():
    def broken(key, digest, signature):
        raise ScriptError("UNKNOWN_ERROR", "from below")

    slots = {"verify_script": script_slot(), "verify_signature": broken}
    assert str(judged(slots)) == "UNKNOWN_ERROR: from below"


def test_check_with_its_arguments_mixed_up_ends_nothing():
    def mixed(unlocking, locking, check):
        return check(*locking[:1], None)

    assert "the key must be bytes" in str(judged({"verify_script": script_slot(opens=mixed)}))


# ---- the ledger's question -----------------------------------------------------------------------


def test_input_ok_asks_the_loaded_rules():
    slots = all_joined()
    asked = input_ok(replace(RULES, **slots))
    assert asked(PAYMENT, 0, SPENT) and not asked(PAYMENT, 0, TxOut(5, TWO_OF_THREE))
    assert slots["verify_script"].parts.judged == 2
    assert not input_ok(RULES)(PAYMENT, 0, TxOut(5, TWO_OF_THREE))
    empty = replace(PAYMENT, inputs=(TxIn(PAYMENT.inputs[0].prevout, push(b"\x6a")),))
    only_hashed = TxOut(5, p2sh(hash160(b"\x6a")))
    assert input_ok(RULES)(empty, 0, only_hashed) and not input_ok(RULES, Flag.P2SH)(empty, 0, only_hashed)


# ---- whole chains --------------------------------------------------------------------------------


def paid(chain, height, lock):
    """A payment of the coinbase at ``height`` to ``lock``."""
    return payment(coinbase_of(chain, height), lock=lock)


def test_a_classroom_chain_runs_on_the_parts():
    """Thirty blocks through three changes of the target, with a multisig, a time lock, and a fork."""
    slots = all_joined(CLASSROOM)
    chain, copy = (
        Chain(rules_of(slots, CLASSROOM)),
        Chain(plain(CLASSROOM)),
    )

    def add(**changes):
        block = next_block(chain, time=chain.tip.header.time + 55, **changes)
        assert chain.accept(block, NOW) and copy.accept(block, NOW)

    for _ in range(10):
        add()
    to_three, to_later = (
        paid(chain, 1, TWO_OF_THREE),
        paid(chain, 2, locked_until(12)),
    )
    add(txs=(to_three, to_later), fees=2000)
    spends = [
        respent(to_three, TWO_OF_THREE, OWNERS[:2], extra=b"\0"),
        respent(to_later, locked_until(12), OWNERS[:1], lock_time=12),
    ]
    for _ in range(2):
        add()
    add(txs=tuple(spends))
    while chain.tip.height < 30:
        add()
    fork = chain.tip.at(28)
    for _ in range(3):
        block = next_block(chain, parent=fork, time=fork.header.time + 56, extra=7)
        moved = chain.accept(block, NOW), copy.accept(block, NOW)
        fork = chain.index[block.header.hash]
    assert moved == (True, True) and chain.tip.height == 31
    assert chain.state_hash() == copy.state_hash()
    parts = {slot: join.parts for slot, join in slots.items()}
    assert parts["next_bits"].judged >= 3 and parts["prefer"].judged > 30 and parts["work"].judged > 30
    assert parts["verify_script"].judged == 4 and not parts["verify_script"].left
    assert not any(part.problem for part in parts.values())


def plain(params):
    """The library's own rules, that know their chain whether it is handed in or not."""
    return Rules(
        params,
        next_bits=lambda headers, params=params: library_pow.next_bits(headers, params),
        subsidy=lambda height, params=params: subsidy(height, params),
    )


def respent(tx, lock, signers, extra=b"", lock_time=0):
    """Spends the first output of ``tx``, without a fee."""
    spent = Transaction(
        1, (TxIn(OutPoint(tx.txid, 0), b"", 0),), (TxOut(tx.outputs[0].value, b"\x51"),), lock_time
    )
    digest = sighash(spent, 0, lock, 1)
    unlock = extra + b"".join(push(signer.sign(digest) + b"\1") for signer in signers)
    return replace(spent, inputs=(replace(spent.inputs[0], script_sig=unlock),))


def block_170_on(slots):
    """A short way to block 170: the coin that it spends is there."""
    block = Block(real_block(170).header, tuple(map(Transaction.parse, real_block(170).transactions)))
    index = BlockIndex(block.header, block.header.hash, 170, 0, None)
    coins = {PAYMENT.inputs[0].prevout: Coin(SPENT, 9, True)}
    connect_block(block, index, coins, replace(RULES, **slots))
    return coins


def test_block_170_connects_and_a_broken_part_is_named():
    assert len(block_170_on(all_joined())) == 3

    def opens(unlocking, locking, check):
        return is_ture(unlocking)  # noqa: F821

    with pytest.raises(Invalid, match="mandatory-script-verify-flag-failed") as caught:
        block_170_on({"verify_script": script_slot(opens=opens)})
    assert "your opens raised NameError" in str(caught.value) and "is_ture" in str(caught.value)


def test_a_broken_best_tip_leaves_the_chain_where_it_is():
    slot = joined("prefer", best_tip=lambda tips: max(tips))
    chain = Chain(replace(plain(CLASSROOM), prefer=slot))
    assert not chain.accept(next_block(chain), NOW)
    assert chain.tip.height == 0 and "your best_tip raised TypeError" in slot.parts.said()


def test_a_broken_expected_hashes_or_retarget_refuses_the_block():
    chain = Chain(plain(CLASSROOM))
    broken = {"work": joined("work", expected_hashes=lambda target: 1 / 0)}
    with pytest.raises(Invalid, match=r"high-hash: your expected_hashes raised ZeroDivisionError"):
        Chain(replace(plain(CLASSROOM), **broken)).accept(next_block(chain), NOW)
    slots = {"next_bits": joined("next_bits", retarget=lambda *args: None)}
    chain = Chain(rules_of(slots, CLASSROOM))
    for _ in range(9):
        chain.accept(next_block(chain), NOW)
    with pytest.raises(Invalid, match="bad-diffbits: your retarget gave None"):
        chain.accept(next_block(chain, bits=0x2000FFFF), NOW)


# ---- the shapes ----------------------------------------------------------------------------------


def test_the_shapes_that_no_join_needs_are_the_library_s():
    assert shapes.find_nonce(real_block(0).header.serialize()[:76], 2**248 - 1) == 236
    assert shapes.find_nonce(real_block(0).header.serialize()[:76], 2**248 - 1, 0, 236) is None
    assert shapes.chain_work([0x1D00FFFF, 0x04923456, 0x1D008000]) == 4_295_032_833 + 8_589_934_591
    assert shapes.address(KEY_OF_BLOCK_0) == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    assert shapes.decode_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa") == (0, hash160(KEY_OF_BLOCK_0))
    for text in ("11111111111111111111116iowaD", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"):
        with pytest.raises(ValueError):
            shapes.decode_address(text)
    raw = real_block(170).transactions[1]
    assert shapes.serialize_tx(shapes.parse_tx(raw)) == raw
    assert from_display(shapes.txid(PAYMENT)) == PAYMENT.txid
    with pytest.raises(Invalid, match="bad-txns-vin-empty"):
        shapes.parse_tx(bytes(10))


KEY_OF_BLOCK_0 = Transaction.parse(real_block(0).transactions[0]).outputs[0].script_pubkey[1:66]


@pytest.mark.parametrize(
    ("lock_time", "sequences", "height", "time", "final"),
    [
        (0, [0], 1, 1, True),
        (100, [0], 100, 1, False),
        (100, [0], 101, 1, True),
        (100, [2**32 - 1], 1, 1, True),
    ],
)
def test_a_transaction_is_final_as_e3_11_says(lock_time, sequences, height, time, final):
    assert shapes.is_final(lock_time, sequences, height, time) is final


def test_the_machine_of_the_shapes_is_the_contract_s():
    """What the contracts decide of E3.9 and E3.10, and the library's own machine does otherwise."""
    yes = lambda signature, key: True  # noqa: E731
    assert shapes.run_script(["OP_CHECKSIG"], [b"", b"key"], yes) == [
        b"\1"
    ]  # an empty signature is asked too
    assert len(shapes.run_script([b"", "OP_DUP"] * 450, [], yes)) == 900  # no limits
    for name in ("OP_FOO", "OP_DROP", "OP_CHECKMULTISIG"):
        with pytest.raises(ValueError):
            shapes.run_script([name], [b"1", b"1"], yes)
    for number in (b"\0", b"\x80", b"\1\0", b"\x15", b"\x81"):
        with pytest.raises(ValueError):
            shapes.op_checkmultisig([b""] * 40 + [b"", number], yes)
    assert shapes.opens([b"\x80\0"], [], yes) and not shapes.opens([b"\x80"], [], yes)
    assert not shapes.opens([], [], yes)
    assert shapes.program_of(from_asm("OP_0 OP_1 OP_16 OP_1NEGATE OP_RESERVED 0505 OP_DUP")) == [
        b"",
        b"\1",
        b"\x10",
        b"\x81",
        "OP_RESERVED",
        b"\5\5",
        "OP_DUP",
    ]
