"""Probes of lesson 03c. Each list goes from small to large, and from plain to odd."""

from collections.abc import Iterator, Sequence
from typing import Any

from blockkit.classroom.diagnosis.probe import each_named
from blockkit.classroom.real_spends import fits

Named = tuple[str, tuple[Any, ...]]
ALICE, BOB, CAROL = b"Alice", b"Bob", b"Carol"
TRUE = (b"\1", b"\1\0", b"\0\1", b"\x81", b"\x80\0", b"\x7f", b"Bob")
FALSE = (b"", b"\0", b"\0\0", b"\x80", b"\0\x80")

# ---- E3.9: a program and a stack, or two programs ------------------------------------------------


def _runs() -> Iterator[Named]:
    yield "nothing to run", ([], [b"a"], fits)
    yield "a push", ([b"a"], [], fits)
    yield "bytes that spell an operation", ([b"OP_DUP"], [b"a"], fits)
    for operation, one, other in (
        ("OP_DUP", [b"a"], [b"b", b"a"]),
        ("OP_HASH160", [b"a"], [b"b", b"a"]),
        ("OP_EQUAL", [b"a", b"a"], [b"b", b"a"]),
        ("OP_EQUAL", [b"\1", b"\1\0"], [b"ab", b"a"]),
        ("OP_EQUAL", [b"a", b"ab"], [b"", b"\0"]),
        ("OP_EQUALVERIFY", [b"a", b"a"], [b"b", b"a"]),
        ("OP_EQUALVERIFY", [b"c", b"a", b"a"], [b"a"]),
        ("OP_VERIFY", [b"\1"], [b"b", b"\1"]),
        ("OP_CHECKSIG", [b"by Bob", BOB], [BOB, b"by Bob"]),
        ("OP_CHECKSIG", [b"by Bob", ALICE], [b"a", b"", BOB]),
        ("OP_DUP", [], [b""]),
        ("OP_HASH160", [], [b""]),
        ("OP_EQUAL", [], [b"a"]),
        ("OP_VERIFY", [], [b""]),
        ("OP_CHECKSIG", [], [BOB]),
    ):
        for stack in (one, other):
            yield f"{operation} on {len(stack)}", ([operation], stack, fits)
    for item in (*TRUE, *FALSE):
        yield f"OP_VERIFY of {item.hex()}", (["OP_VERIFY"], [b"a", item], fits)
    for name in ("OP_FOO", "OP_RETURN", "OP_ADD", "OP_CHECKMULTISIG"):
        yield name, ([name, b"a"], [b"\1", b"\1"], fits)
    yield "on after a bad signature", (["OP_CHECKSIG", b"x"], [b"by Eve", BOB], fits)
    yield "a long program", (["OP_DUP"] * 240, [b"a"], fits)


def _openings() -> Iterator[Named]:
    lock = [BOB, "OP_CHECKSIG"]
    for name, unlocking, locking in (
        ("Bob's own", [b"by Bob"], lock),
        ("another's signature", [b"by Eve"], lock),
        ("an item below", [b"", b"by Bob"], lock),
        ("a true item below", [b"\1", b"by Eve"], lock),
        ("two true items", [b"\1", b"by Bob"], lock),
        ("nothing at all", [], []),
        ("nothing left", [b"\1"], ["OP_VERIFY"]),
        ("an item is missing", [], ["OP_DUP"]),
        ("nothing to unlock", [], lock),
        ("an unknown operation", [b"\1"], ["OP_FOO", b"\1"]),
        ("an unknown operation before the lock", ["OP_FOO", b"\1"], [b"\1"]),
        ("they differ", [b"a", b"b"], ["OP_EQUALVERIFY", b"\1"]),
        ("they are equal", [b"a", b"a"], ["OP_EQUALVERIFY", b"\1"]),
        ("false for VERIFY", [b""], ["OP_VERIFY", b"\1"]),
        ("false on true", [b"\1"], [b""]),
        ("true on false", [b""], [b"\1"]),
        ("a copy", [b"\1"], ["OP_DUP", "OP_EQUAL"]),
    ):
        yield name, (unlocking, locking, fits)
    for item in (*TRUE, *FALSE):
        yield f"{item.hex()} at the end", ([], [item], fits)


# ---- E3.10: what lies on the stack ---------------------------------------------------------------


def _laid(names: Sequence[bytes], keys: Sequence[bytes], extra: bytes = b"") -> list[bytes]:
    m, n = (bytes([len(one)]) if one else b"" for one in (names, keys))
    return [extra, *(b"by " + name for name in names), m, *keys, n]


def _multisigs() -> Iterator[Named]:
    three = [ALICE, BOB, CAROL]
    for name, names, keys in (
        ("1 of 1", [ALICE], [ALICE]),
        ("1 of 1, a stranger", [b"Eve"], [ALICE]),
        ("1 of 2, the first", [ALICE], [ALICE, BOB]),
        ("1 of 2, the second", [BOB], [ALICE, BOB]),
        ("2 of 2", [ALICE, BOB], [ALICE, BOB]),
        ("2 of 2, the other order", [BOB, ALICE], [ALICE, BOB]),
        ("2 of 2, one twice", [ALICE, ALICE], [ALICE, BOB]),
        ("2 of 3, the first two", [ALICE, BOB], three),
        ("2 of 3, the outer two", [ALICE, CAROL], three),
        ("2 of 3, the last two", [BOB, CAROL], three),
        ("2 of 3, the other order", [CAROL, ALICE], three),
        ("2 of 3, the last one twice", [CAROL, CAROL], three),
        ("2 of 3, a stranger first", [b"Eve", CAROL], three),
        ("2 of 3, a stranger last", [ALICE, b"Eve"], three),
        ("3 of 3", three, three),
        ("3 of 3, turned round", three[::-1], three),
        ("a key listed twice", [ALICE, ALICE], [ALICE, BOB, ALICE]),
        ("a key listed twice, and a stranger", [ALICE, b"Eve"], [ALICE, ALICE]),
        ("0 of 1", [], [ALICE]),
        ("0 of 3", [], three),
        ("0 of 0", [], []),
        ("3 of 2", three, three[:2]),
        ("1 of 0", [ALICE], []),
        ("17 keys", [b"16"], [b"%d" % n for n in range(17)]),
        ("20 keys", [b"19"], [b"%d" % n for n in range(20)]),
        ("21 keys", [b"19"], [b"%d" % n for n in range(21)]),
    ):
        yield name, (_laid(names, keys), fits)
    for extra in (b"\0", b"\1", b"anything"):
        yield f"extra item {extra.hex()}", (_laid([ALICE], [ALICE], extra), fits)
    yield "something below", ([b"below", *_laid([ALICE, CAROL], three)], fits)
    yield "something below, and a stranger", ([b"below", *_laid([b"Eve"], three)], fits)
    whole = _laid([ALICE, BOB], three)
    for left_out in range(1, len(whole) + 1):
        yield f"{left_out} items too few", (whole[left_out:], fits)


# ---- E3.11: numbers ------------------------------------------------------------------------------

BORDER, FINAL, LATER = 500_000_000, 0xFFFFFFFF, 1_700_000_000


def _asked() -> Iterator[Named]:
    for asked, own in (
        (99, 100), (100, 100), (101, 100), (0, 0), (0, 100), (100, 0), (LATER, LATER), (LATER, LATER + 1),
        (LATER + 1, LATER), (100, LATER), (LATER, 100), (BORDER - 1, BORDER), (BORDER, BORDER - 1),
        (BORDER, BORDER), (BORDER - 1, BORDER - 1), (BORDER, BORDER + 1), (2**32, 100), (2**32 + 100, LATER),
        (2**39 - 1, 2**32 - 1),
    ):  # fmt: skip
        yield f"asked {asked}, own {own}", (asked, own, 1)
    for sequence in (0, 2**31 - 1, 2**31, FINAL - 1, FINAL):
        yield f"sequence {sequence:#x}", (100, 100, sequence)


def _finals() -> Iterator[Named]:
    for own, height, time in (
        (100, 99, 0), (100, 100, 0), (100, 101, 0), (100, 102, 0), (0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 2, 0),
        (100, 50, LATER), (100, 150, 0), (LATER, 100, LATER - 1), (LATER, 100, LATER),
        (LATER, 100, LATER + 1),
        (LATER, LATER + 1, 0), (BORDER, BORDER + 1, 0), (BORDER, 0, BORDER + 1), (BORDER - 1, BORDER, 0),
        (BORDER - 1, 0, BORDER),
    ):  # fmt: skip
        yield f"lock time {own}, height {height}, time {time}", (own, [0], height, time)
    for sequences in (
        [FINAL],
        [FINAL, FINAL],
        [FINAL, 0],
        [0, FINAL],
        [FINAL, 0, FINAL],
        [FINAL - 1],
        [0, 0],
    ):
        yield f"{len(sequences)} sequences", (100, sequences, 50, 0)
        yield f"{len(sequences)} sequences, in the same block", (50, sequences, 50, 0)
        yield f"{len(sequences)} sequences, reached", (100, sequences, 150, 0)


PROBES = {
    "run_script": each_named(*_runs()),
    "opens": each_named(*_openings()),
    "op_checkmultisig": each_named(*_multisigs()),
    "check_lock_time": each_named(*_asked()),
    "is_final": each_named(*_finals()),
}
