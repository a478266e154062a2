"""Probes of lesson 03b. Each list goes from small to large, and from plain to odd."""

from collections.abc import Iterator
from typing import Any

from blockkit.classroom.diagnosis.probe import each, each_named
from blockkit.classroom.malleability import HALF
from blockkit.classroom.shapes import bare
from blockkit.data.payments import real_payment, spent_by
from blockkit.keys import ORDER
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut

COIN, OTHER = OutPoint(bytes(range(32)), 1), OutPoint(bytes(range(32, 64)), 0)
ONE = TxIn(COIN, b"\1\2", 0xFFFFFFFF)
PAID = TxOut(5_000, b"\x51")

# ---- E3.5: transactions, and bytes ---------------------------------------------------------------


def _transactions() -> list[Transaction]:
    """One field after the other is no longer the usual one."""
    small = Transaction(1, (ONE,), (PAID,), 0)
    return [
        small,
        bare(real_payment("f4184fc5")),
        Transaction(2, (ONE,), (PAID,), 0),
        Transaction(-1, (ONE,), (PAID,), 0),
        Transaction(1, (ONE,), (PAID,), 99),
        Transaction(1, (TxIn(COIN, b"\1\2", 7),), (PAID,), 0),
        Transaction(1, (TxIn(OutPoint(bytes(range(32)), 258), b"\1", 0xFFFFFFFF),), (PAID,), 0),
        Transaction(1, (TxIn(COIN, b"", 0xFFFFFFFF),), (TxOut(1, b""),), 0),
        Transaction(1, (ONE, TxIn(OTHER, b"\3", 5)), (PAID, TxOut(0, b"\x52\x53")), 0),
        Transaction(1, (ONE,), (TxOut(2**40 + 1, b"\x51"), TxOut(255, b"\x51")), 0),
        Transaction(1, (ONE,), (TxOut(-1, b"\x51"),), 0),
        Transaction(1, (ONE,), (), 0),
        Transaction(1, (TxIn(COIN, b"\7" * 253, 0xFFFFFFFF),), (TxOut(9, b"\5" * 300),), 0),
        Transaction(1, (ONE,), tuple(TxOut(n, b"\x51") for n in range(253)), 0),
    ]


def _usual() -> list[Transaction]:
    """Plain ones, which most mistakes of ``serialize_tx`` do not reach: what is wrong here is in ``txid``."""
    plain = TxIn(OTHER, b"\1\2", 0xFFFFFFFF)
    outputs = [(PAID,), (TxOut(7, b"\x51"),), (PAID, PAID), (PAID, TxOut(8, b"")), (TxOut(9, b"\x52"),)]
    made = [Transaction(1, (plain,), some, 0) for some in outputs]
    two = Transaction(1, (plain, TxIn(OutPoint(bytes(32), 0), b"\3", 0xFFFFFFFF)), (PAID,), 0)
    return [*made, two, bare(real_payment("f4184fc5"))]


def _bytes() -> Iterator[bytes]:
    """What is a transaction, and then what is none."""
    raws = [tx.serialize() for tx in _transactions()]
    yield from raws
    small, first = raws[:2]
    yield from (small[:-1], small[:-4], small[:-8], small[:50], small[:4], small[:3], b"")
    yield from (small + b"\0", small + b"\1", small + bytes(4), first + b"\7", first[:-1])
    yield small[:4] + b"\0" + small[48:]  # no inputs
    yield small[:4] + b"\0\1" + small[4:-4] + b"\1\1\7" + small[-4:]  # the later form
    yield small[:4] + b"\xfd\1\0" + small[5:]


# ---- E3.6: a transaction, a place, a script ------------------------------------------------------


def _signed() -> Iterator[tuple[Any, ...]]:
    code = b"\x76\xa9\x14" + bytes(range(20)) + b"\x88\xac"
    one = Transaction(1, (TxIn(COIN, b"", 0xFFFFFFFF),), (PAID,), 0)
    yield from ((one, 0, code), (one, 0, b"\x51"), (one, 0, b""))
    yield Transaction(1, (ONE,), (PAID,), 0), 0, code
    for scripts in ((b"", b""), (b"\1\2", b""), (b"", b"\3\4"), (b"\1\2", b"\3\4")):
        two = (TxIn(COIN, scripts[0], 5), TxIn(OTHER, scripts[1], 6))
        yield from ((Transaction(1, two, (PAID, TxOut(7, b"\x52")), 0), index, code) for index in (0, 1))
    yield Transaction(2, (ONE,), (PAID,), 99), 0, code
    yield Transaction(-1, (ONE,), (), 0), 0, code
    yield one, 0, b"\x51" * 253
    yield bare(real_payment("f4184fc5")), 0, spent_by("f4184fc5").script_pubkey


# ---- E3.7: r and s -------------------------------------------------------------------------------

LOW = (1, 2, 3, 2**200, HALF - 1, HALF)
HIGH = (HALF + 1, HALF + 2, 2**255, ORDER - 2, ORDER - 1)

# ---- E3.8: a text, and a judge who likes one text ------------------------------------------------


def _repaired() -> Iterator[tuple[str, tuple[Any, ...]]]:
    for text, right in (
        ("ab12", "ab12"), ("ab12", "ab012"), ("ab12", "ab0012"), ("ab12", "ab0000000012"),
        ("ab112", "ab12"), ("abff12", "ab12"), ("abff12", "ab00000012"), ("ab712", "ab0012"),
        ("ab712", "ab012"), ("fab12", "ab12"), ("ab12f", "ab12"), ("ab12", "0ab12"), ("ab12", "ab120"),
        ("ab12", "00000000ab12"), ("ab12", "ab1200000000"), ("ab12", "ab000000012"), ("ab12", "ab1002"),
        ("", "00"), ("7", ""), ("abc12", "abc12"), ("abc12", "abc0012"),
        ("ab12cd", "ab120000cd"), ("ab12cd", "a0b12c0d"), ("ab12", "ab512"),
        ("ab12cd", "abcd0000000000"), ("ab12cd", "abcd"), ("ab12cd", "acd"), ("ab12", "ab" + "0" * 9 + "12"),
    ):  # fmt: skip
        yield f"right is {right!r}", (text, _judge(right))
    yield "nothing is right", ("ab12", _judge("no text of this form"))


def _judge(right: str) -> Any:
    """Says yes to one text."""

    def is_right(candidate: object) -> bool:
        return type(candidate) is str and candidate == right

    return is_right


PROBES = {
    "serialize_tx": each(*((tx,) for tx in _transactions())),
    "txid": each(*((tx,) for tx in _usual())),
    "parse_tx": each(*((raw,) for raw in _bytes())),
    "sighash_all": each(*_signed()),
    "twin": each(*((r, s) for r in (3, ORDER - 1) for s in (*LOW, *HIGH))),
    "is_low_s": each(*((s,) for s in (*LOW, *HIGH))),
    "repair": each_named(*_repaired()),
}
