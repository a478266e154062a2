"""What goes wrong, said in words a student can act on.

Three kinds of failure, three ways to say so:

* data from outside breaks a rule of Bitcoin: :class:`Invalid`, with Bitcoin Core's own reject string;
* a caller passes the wrong type or size: ``TypeError`` or ``ValueError`` in plain words;
* a proof or a signature does not hold: the function returns ``False``.
"""

import re
from dataclasses import is_dataclass
from types import GeneratorType
from typing import Any, TypeVar

Kind = TypeVar("Kind")

# a private key in WIF, which is never hex alone, or as a number
MAY_BE_SECRET = re.compile(r"\b((?=\w*[G-Zg-z])[0-9A-Za-z]{48,56}|[0-9]{60,78})\b")


class Invalid(ValueError):
    """Data that breaks a rule.

    ``reason`` is the string Bitcoin Core uses for the same fault, so that it can be searched for;
    ``expected`` and ``got`` are the two values that disagreed, where there are two.
    """

    def __init__(self, reason: str, detail: str = "", *, expected: Any = None, got: Any = None) -> None:
        if not detail and got is not None:
            detail = f"expected {expected}, got {got}" if expected is not None else f"got {got}"
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.expected = expected
        self.got = got


def shown(value: object, limit: int = 90) -> str:
    """A short picture of any value for a message; never raises, whatever the value is.

    Bytes are shown as hex with their number, because ``b'\\x87m\\xd0'`` is hard to compare by eye. What
    may be a private key, as text or as a number, is not shown.
    """
    kind = type(value)
    try:
        if isinstance(value, bytes) and kind is bytes:
            digits = value.hex()
            start = digits if len(digits) <= 24 else digits[:16] + "…"
            is_text = value and all(32 <= byte < 127 for byte in value)  # text reads better as text
            text = repr(value) if is_text else f"<{len(value)} bytes {start}>"
        elif isinstance(value, list | tuple) and kind in (list, tuple):
            some = ", ".join(shown(item, 40) for item in value[:3])
            more = f", … {len(value)} in all" if len(value) > 3 else ""
            text = f"[{some}{more}]" if kind is list else f"({some}{more})"
        else:
            text = repr(value)
    except Exception:
        text = f"<a {kind.__name__} that cannot be printed>"
    text = MAY_BE_SECRET.sub("(hidden: it may be a private key)", text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


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
    """The kind of a value, and where that is short, a picture of it."""
    return type(value).__name__ + ("" if is_dataclass(value) else f" {shown(value)}")


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
