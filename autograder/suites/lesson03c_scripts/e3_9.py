"""E3.9: a machine with one stack, and what opens."""

from functools import partial
from typing import Any

from autograder.suites import families
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson03c_scripts.shared import FALSE, TRUE, items, knows
from blockkit.classroom.properties import accepts, gives, holds, leaves_alone, refuses, rejects
from blockkit.classroom.real_spends import real_spend
from blockkit.classroom.trying.for_checks import call_on
from blockkit.hashing import hash160

ALICE, BOB = (b"by Alice", b"Alice"), (b"by Bob", b"Bob")
BOTH, NOBODY = knows(ALICE, BOB), knows()
A, B, C = items("three items", 3)


# ---- run_script ----------------------------------------------------------------------------------


@hidden_property("E3.9", "each-operation", "pushes and each operation, on a stack with more below", weight=3)
def _each_operation(run_script: Student, opens: Student) -> None:
    for below in ([], [C], [B, C, C]):
        gives(below, run_script, [], below, BOTH)
        gives([*below, A, b""], run_script, [A, b""], below, BOTH)
        gives([*below, A, A], run_script, ["OP_DUP"], [*below, A], BOTH)
        gives([*below, hash160(A)], run_script, ["OP_HASH160"], [*below, A], BOTH)
        gives([*below, b"\1"], run_script, ["OP_EQUAL"], [*below, A, A], BOTH)
        gives([*below, b""], run_script, ["OP_EQUAL"], [*below, A, B], BOTH)
        gives(below, run_script, ["OP_EQUALVERIFY"], [*below, A, A], BOTH)
        gives([*below, b"\1"], run_script, ["OP_CHECKSIG"], [*below, *ALICE], BOTH)
    gives([A, hash160(hash160(A))], run_script, [A, "OP_DUP", "OP_HASH160", "OP_HASH160"], [], BOTH)
    for size in (520, 521, 70_000):  # no item is too long for this machine
        gives([bytes(size)] * 2, run_script, [bytes(size), "OP_DUP"], [], BOTH)
    gives([hash160(b"")], run_script, ["OP_HASH160"], [b""], BOTH)


@hidden_property("E3.9", "too-few", "each operation with an item too few: refused", weight=2)
def _too_few(run_script: Student, opens: Student) -> None:
    for operation, takes in (
        ("OP_DUP", 1),
        ("OP_HASH160", 1),
        ("OP_VERIFY", 1),
        ("OP_EQUAL", 2),
        ("OP_EQUALVERIFY", 2),
        ("OP_CHECKSIG", 2),
    ):
        for there in range(takes):
            refuses(run_script, [operation], [b"\1"] * there, BOTH)
            refuses(run_script, [b"\1"] * there + [operation, b"\1"], [], BOTH)
    gives([b"\1"], run_script, ["OP_EQUAL"], [b"\1", b"\1"], BOTH)
    gives([], run_script, ["OP_VERIFY"], [b"\1"], NOBODY)


@hidden_property("E3.9", "verify", "VERIFY takes its item, and fails on what is false", weight=2)
def _verify(run_script: Student, opens: Student) -> None:
    for one in TRUE:
        gives([], run_script, ["OP_VERIFY"], [one], BOTH)
        gives([A], run_script, ["OP_VERIFY"], [A, one], BOTH)
    for one in FALSE:
        refuses(run_script, ["OP_VERIFY"], [one], BOTH)
        refuses(run_script, [b"\1", one, "OP_VERIFY"], [], BOTH)
    refuses(run_script, ["OP_EQUALVERIFY"], [A, B], BOTH)
    refuses(run_script, ["OP_EQUALVERIFY", A], [b"\1", b"\1", b""], BOTH)


@hidden_property(
    "E3.9", "bad-signature", "a signature that does not hold pushes an empty item, and it goes on", weight=2
)
def _bad_signature(run_script: Student, opens: Student) -> None:
    for signature, key in (
        (b"by Bob", b"Alice"),
        (b"Alice", b"by Alice"),
        (b"", b"Alice"),
        (b"by Alice", b""),
    ):
        gives([b""], run_script, ["OP_CHECKSIG"], [signature, key], BOTH)
        gives([A, b"", b"", C], run_script, ["OP_CHECKSIG", "OP_DUP", C], [A, signature, key], BOTH)
    gives([b"\1", b"\1"], run_script, ["OP_CHECKSIG", "OP_DUP"], [*BOB], BOTH)
    for signature, key in ((b"", A), (A, b""), (b"", b"")):  # whether these fit is for check to say
        gives([b"\1"], run_script, ["OP_CHECKSIG"], [signature, key], knows((signature, key)))


@hidden_property("E3.9", "unknown", "any other operation fails; bytes that spell an operation are data")
def _unknown(run_script: Student, opens: Student) -> None:
    for name in (
        "OP_FOO",
        "OP_RETURN",
        "OP_ADD",
        "OP_CHECKSIGVERIFY",
        "OP_DUPVERIFY",
        "OP_CHECKMULTISIG",
        "OP_NOP",
        "OP_HASH256",
        "OP",
        "op_dup",
        "",
    ):
        refuses(run_script, [name], [b"\1", b"\1", b"\1"], BOTH)
        refuses(run_script, [b"\1", name, b"\1"], [b"\1"], BOTH)
        refuses(run_script, [name], [b"\1", *ALICE], BOTH)
    for data in (b"OP_DUP", b"OP_VERIFY", b"OP_FOO", b"OP_CHECKSIG", b"OP_EQUAL"):
        gives([A, data], run_script, [data], [A], BOTH)
        gives([A, data, data], run_script, [data, "OP_DUP"], [A], BOTH)


@hidden_property("E3.9", "equal-bytes", "EQUAL compares bytes, not numbers, beginnings or letters")
def _equal_bytes(run_script: Student, opens: Student) -> None:
    for one, other in (
        (b"\1", b"\1\0"),
        (b"", b"\0"),
        (b"\0", b"\x80"),
        (b"ab", b"abc"),
        (b"abc", b"ab"),
        (b"Alice", b"alice"),
        (A, A[::-1]),
        (A, A[:-1] + bytes([A[-1] ^ 1])),
    ):
        gives([b""], run_script, ["OP_EQUAL"], [one, other], BOTH)
        gives([b"\1"], run_script, ["OP_EQUAL"], [one, bytes(bytearray(one))], BOTH)
        refuses(run_script, ["OP_EQUALVERIFY"], [one, other], BOTH)


@hidden_property("E3.9", "left-alone", "the stack and the program that it was given stay as they were")
def _left_alone(run_script: Student, opens: Student) -> None:
    leaves_alone([A, A, b"\1"], run_script, ["OP_DUP", b"\1"], [A], BOTH)
    leaves_alone([b"\1"], run_script, ["OP_EQUALVERIFY", "OP_CHECKSIG"], [*ALICE, A, A], BOTH)
    for program, expected in (([], [A]), ([B], [A, B])):
        handed: list[Any] = [program, [A], BOTH]
        found = call_on(run_script.then(partial(handed[1].append, C)), handed)
        holds(found == expected, "the stack that it gave is the one that it was given, not a new one")
    calls = [([item], [A], BOTH) for item in (A, B, C)]
    families.answers_kept(run_script, calls, lambda program, stack, check: [*stack, *program])


# ---- opens ---------------------------------------------------------------------------------------


@hidden_property(
    "E3.9", "real", "two payments of the main chain, and what does not open their coins", weight=3
)
def _real(run_script: Student, opens: Student) -> None:
    first, slides = real_spend("block 170"), real_spend("slides")
    for spend in (first, slides):
        accepts(opens, spend.unlocking, spend.locking, spend.check)
        rejects(opens, spend.unlocking, spend.locking, NOBODY)
        rejects(opens, spend.unlocking[1:], spend.locking, spend.check)
        rejects(opens, [], spend.locking, spend.check)
    signature, key = slides.unlocking
    other = first.locking[0]
    rejects(opens, [key, signature], slides.locking, slides.check)
    rejects(opens, [signature, other], slides.locking, slides.check)
    rejects(opens, [first.unlocking[0], key], slides.locking, slides.check)
    rejects(opens, first.unlocking, [key, "OP_CHECKSIG"], first.check)


@hidden_property("E3.9", "what-is-true", "what is true at the end, and what is false", weight=2)
def _what_is_true(run_script: Student, opens: Student) -> None:
    for one in TRUE:
        accepts(opens, [one], [], BOTH)
        accepts(opens, [], [one], BOTH)
    for one in FALSE:
        rejects(opens, [one], [], BOTH)
        rejects(opens, [], [one], BOTH)


@hidden_property(
    "E3.9", "left-overs", "what lies below the top does not matter; a false top does, and so does no top"
)
def _left_overs(run_script: Student, opens: Student) -> None:
    lock = [b"Alice", "OP_CHECKSIG"]
    for below in ([b""], [b"\0", b"\x80"], [A, B, C], [b"by Bob"]):
        accepts(opens, [*below, b"by Alice"], lock, BOTH)
        rejects(opens, [*below, b"by Bob"], lock, BOTH)
        accepts(opens, below, [b"\1"], BOTH)
        rejects(opens, [*below, b"\1"], [b""], BOTH)
        rejects(opens, [*below, b"\1", b"\1"], ["OP_EQUALVERIFY", b"\x80"], BOTH)
    rejects(opens, [], [], BOTH)
    rejects(opens, [b"\1"], ["OP_VERIFY"], BOTH)
    rejects(opens, [A, A], ["OP_EQUALVERIFY"], BOTH)


@hidden_property("E3.9", "a-fault", "a step fails, first, in the middle or last: it does not open", weight=2)
def _a_fault(run_script: Student, opens: Student) -> None:
    good = [b"\1", b"\1", "OP_DUP", "OP_EQUALVERIFY", b"\1"]
    accepts(opens, [b"\1"], good, BOTH)
    for failing in (["OP_FOO"], [A, B, "OP_EQUALVERIFY"], [b"", "OP_VERIFY"]):
        for place in (0, 2, len(good)):
            rejects(opens, [b"\1"], [*good[:place], *failing, *good[place:], b"\1"], BOTH)
            rejects(opens, [*good[:place], *failing, *good[place:], b"\1"], [b"\1"], BOTH)
    for name in ("OP_DUP", "OP_HASH160", "OP_EQUAL", "OP_VERIFY", "OP_EQUALVERIFY", "OP_CHECKSIG"):
        rejects(opens, [], [name, b"\1"], BOTH)
        rejects(opens, [name, b"\1"], [b"\1"], BOTH)
    for name in ("OP_EQUAL", "OP_EQUALVERIFY", "OP_CHECKSIG"):  # one item, where two are needed
        rejects(opens, [A], [name, b"\1"], BOTH)
        rejects(opens, [A, name, b"\1"], [b"\1"], BOTH)
    rejects(opens, [b"\1"], ["OP_RETURN", b"\1"], BOTH)
    accepts(opens, [b"by Alice"], [b"Alice", "OP_CHECKSIG"], _strict)
    refuses(run_script, ["OP_CHECKSIG"], [b"by Alice", b""], _strict)
    for after in ([], [b"\1"]):
        rejects(opens, [b"by Alice"], [b"", "OP_CHECKSIG", *after], _strict)
        rejects(opens, [b"by Alice", b"", "OP_CHECKSIG", *after], [b"\1"], _strict)


def _strict(signature: bytes, key: bytes) -> bool:
    """A judge to whom an empty key is none: it raises, as a library of curves does."""
    if not key:
        raise ValueError("a key has 33 or 65 bytes")
    return (signature, key) == ALICE


@hidden_property("E3.9", "other-judge", "another check, asked again; both programs may use it")
def _other_judge(run_script: Student, opens: Student) -> None:
    lock, only_bob = [b"Alice", "OP_CHECKSIG"], knows(BOB, (b"by Bob", b"Alice"))
    for judge, signature, good in (
        (BOTH, b"by Alice", True),
        (only_bob, b"by Alice", False),
        (only_bob, b"by Bob", True),
        (BOTH, b"by Bob", False),
        (BOTH, b"by Alice", True),
        (NOBODY, b"by Alice", False),
    ):
        (accepts if good else rejects)(opens, [signature], lock, judge)
        gives([b"\1" if good else b""], run_script, lock, [signature], judge)
        (accepts if good else rejects)(
            opens, [signature, *lock], ["OP_DUP", "OP_EQUAL", "OP_VERIFY", signature, *lock], judge
        )


@hidden_property("E3.9", "large", "nine hundred steps, and items of 520 bytes")
def _large(run_script: Student, opens: Student) -> None:
    one, other = items("large", 2, 520)
    gives([one] * 900, run_script, ["OP_DUP"] * 899, [one], BOTH)
    gives([one, hash160(other)], run_script, [other, "OP_HASH160"], [one], BOTH)
    accepts(opens, [one] * 450, ["OP_DUP", "OP_EQUALVERIFY"] * 450 + [b"\1"], BOTH)
    rejects(
        opens,
        [one] * 450,
        ["OP_DUP", "OP_EQUALVERIFY"] * 450 + ["OP_HASH160", hash160(other), "OP_EQUAL"],
        BOTH,
    )


@hidden_property("E3.9", "true-or-false", "the answer of opens is True or False, never nothing")
def _true_or_false(run_script: Student, opens: Student) -> None:
    yes: list[list[Any]] = [[[b"\1"], [], BOTH], [[b"by Bob"], [b"Bob", "OP_CHECKSIG"], BOTH]]
    no: list[list[Any]] = [[[], [], BOTH], [[b""], [], BOTH], [[], ["OP_DUP"], BOTH], [[A], ["OP_FOO"], BOTH]]
    families.true_or_false(opens, yes, no)
