"""What a caller hands in, checked at the doors: each returns the value, or says how to mend it."""

from collections.abc import Sequence
from dataclasses import is_dataclass
from types import GeneratorType
from typing import TypeVar

from blockkit.errors import shown, shown_unless_key

Kind = TypeVar("Kind")


def need_bytes(value: object, what: str, size: int | None = None) -> bytes:
    """``value`` as bytes of exactly ``size``, or an error that says how to mend it."""
    if isinstance(value, bytes):
        data = value  # the usual case first: this function runs for every hash
    elif isinstance(value, bytearray | memoryview):
        data = bytes(value)
    else:
        advice = ""
        if isinstance(value, str) and len(value) == 64:
            advice = (
                "; a txid or a block's id becomes bytes with from_display(…), other hex with bytes.fromhex(…)"
            )
        elif isinstance(value, str):
            advice = "; turn hex text into bytes with bytes.fromhex(…), other text with text.encode('utf-8')"
        elif hasattr(value, "serialize"):
            advice = "; its serialize() gives them"
        raise TypeError(f"{what} must be bytes, got {described(value)}{advice}")
    if size is not None and len(data) != size:
        raise ValueError(f"{what} must be {size} bytes, got {len(data)}: {shown(data.hex())}")
    return data


def described(value: object) -> str:
    """The kind of a value, and where that is short, a picture of it.

    The value is of the wrong type, so it may be anything that was at hand: a private key, for example.
    """
    return type(value).__name__ + ("" if is_dataclass(value) else f" {shown_unless_key(value)}")


def need_a(kind: type, value: object, what: str) -> None:
    """Refuse a value that is no ``kind``, and say how to come by one."""
    if not isinstance(value, kind):
        name, advice = kind.__name__, ""
        if isinstance(value, bytes | bytearray) and hasattr(kind, "parse"):
            advice = f"; {name}.parse(data) makes one from bytes"
        elif isinstance(getattr(value, name.lower(), None), kind):
            advice = f"; it has one as .{name.lower()}"
        elif name == "Block" and hasattr(type(value), "raw"):
            advice = "; Block.parse(….raw) makes one from it"
        elif kind is tuple:
            many = isinstance(value, list | GeneratorType)
            advice = "; tuple(…) makes one" if many else "; a single one is written (one,)"
        elif isinstance(value, GeneratorType):
            advice = "; it yields None until it finds one: next(found for found in … if found)"
        article = "an" if name[0] in "AEIOaeio" else "a"
        raise TypeError(f"{what} must be {article} {name}, got {described(value)}{advice}")


def need_all(kind: type[Kind], values: object, what: str) -> tuple[Kind, ...]:
    """``values``, a list or tuple whose items are all of ``kind``, as a tuple."""
    if not isinstance(values, list | tuple):
        advice = "; put it in [ ]" if isinstance(values, kind) else ""
        raise TypeError(f"{what} must be a list of {kind.__name__}, got {described(values)}{advice}")
    if not all(isinstance(value, kind) for value in values):
        for value in values:
            need_a(kind, value, f"each of {what}")
    return tuple(values)


def need_bool(value: object, what: str) -> bool:
    """``value`` if it is ``True`` or ``False``: the answer of a function that a student wrote."""
    if not isinstance(value, bool):
        missing = ": is a return missing?" if value is None else ""
        raise TypeError(f"{what} must be True or False, got {described(value)}{missing}")
    return value


def need_no_verdict(answer: object, name: str) -> None:
    """A function that raises to refuse must not say no by its answer: that would pass unnoticed."""
    if answer is False:
        raise TypeError(f"{name} raises an error to refuse, but it returned False")


def need_int(value: object, what: str, low: int, high: int) -> int:
    """``value`` as an integer with low <= value <= high; ``True`` is not a number here."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{what} must be a whole number (int), got {described(value)}")
    if not low <= value <= high:
        raise ValueError(f"{what} must lie between {low} and {high}, got {shown(value)}")
    return value


def from_hex(text: str) -> bytes:
    """The bytes of a hex string, strictly: ``bytes.fromhex`` skips blanks, this refuses them."""
    if not isinstance(text, str):
        raise TypeError(f"hex must be text (str), got {described(text)}")
    wrong = [c for c in text if c not in "0123456789abcdefABCDEF"]
    if wrong:
        raise ValueError(f"hex digits are 0-9 and a-f, but {shown_unless_key(text)} holds {wrong[0]!r}")
    if len(text) % 2:
        raise ValueError(
            f"a byte is two hex digits, but {shown(text)} has {len(text)}: one is missing or too many"
        )
    return bytes.fromhex(text)


def need_txids(txids: object) -> list[bytes]:
    """A list of hashes, of at least one: what a Merkle tree is made of."""
    if isinstance(txids, str | bytes | bytearray):
        raise TypeError("txids must be a list of 32-byte hashes, got one string; put it in a list")
    if not isinstance(txids, Sequence):
        raise TypeError(f"txids must be a list of 32-byte hashes, in their order, got {described(txids)}")
    leaves = list(txids)
    for i, txid in enumerate(leaves):
        if not isinstance(txid, bytes) or len(txid) != 32:
            leaves[i] = need_bytes(txid, f"txid {i}", 32)
    if not leaves:
        raise ValueError("a Merkle tree needs at least one txid, got an empty list")
    return leaves
