"""What goes wrong, said in words a student can act on.

Three kinds of failure, three ways to say so:

* data from outside breaks a rule of Bitcoin: :class:`Invalid`, with Bitcoin Core's own reject string;
* a caller passes the wrong type or size: ``TypeError`` or ``ValueError`` in plain words;
* a proof or a signature does not hold: the function returns ``False``.
"""

from typing import Any


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

    Bytes are shown as hex with their number, because ``b'\\x87m\\xd0'`` is hard to compare by eye.
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
            advice = "; a hash as people read it becomes bytes with from_display(…)"
        elif isinstance(value, str):
            advice = "; turn hex text into bytes with bytes.fromhex(…), other text with text.encode('utf-8')"
        raise TypeError(f"{what} must be bytes, got {type(value).__name__} {shown(value)}{advice}")
    if size is not None and len(data) != size:
        raise ValueError(f"{what} must be {size} bytes, got {len(data)}: {shown(data.hex())}")
    return data


def need_a(kind: type, value: object, what: str) -> None:
    """Refuse a value that is no ``kind``, and say how one is made from bytes."""
    if not isinstance(value, kind):
        name, advice = kind.__name__, ""
        if isinstance(value, bytes | bytearray) and hasattr(kind, "parse"):
            advice = f"; {name}.parse(data) makes one from bytes"
        raise TypeError(f"{what} must be a {name}, got {type(value).__name__} {shown(value)}{advice}")


def need_int(value: object, what: str, low: int, high: int) -> int:
    """``value`` as an integer with low <= value <= high; ``True`` is not a number here."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{what} must be a whole number (int), got {type(value).__name__} {shown(value)}")
    if not low <= value <= high:
        raise ValueError(f"{what} must lie between {low} and {high}, got {value}")
    return value
