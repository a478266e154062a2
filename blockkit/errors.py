"""What goes wrong, said in words a student can act on.

Three kinds of failure, three ways to say so:

* data from outside breaks a rule of Bitcoin: :class:`Invalid`, with Bitcoin Core's own reject string;
* a caller passes the wrong type or size: ``TypeError`` or ``ValueError`` in plain words;
* a proof or a signature does not hold: the function returns ``False``.
"""

import re
from itertools import islice
from types import FunctionType
from typing import Any

# a private key in WIF, which is never hex alone, or as a number, or extended (BIP 32); or many words, as a
# seed is written (BIP 39); asked only where a key may come
MAY_BE_SECRET = re.compile(
    r"\b((?=\w*[G-Zg-z])[0-9A-Za-z]{48,56}|[1-9][0-9]{59,77}|[xyztuvYZUV]prv[0-9A-Za-z]{20,}"
    r"|[^\W_]{3,12}((\s|[,;]|\\[nrt])+[^\W_]{3,12}){7,})\b"
)

HEAD = 4  # so many bytes a shortened hash begins with
MEMORY_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


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

    Bytes are shown as hex with their number, because ``b'\\x87m\\xd0'`` is hard to compare by eye; a function
    by its name. Brackets are closed, and the picture of a value is the same in every run.
    """
    return _picture(value, limit, 3)


def shown_unless_key(value: object, limit: int = 90) -> str:
    """The same, where people hand in keys and addresses: what may be a private key is hidden."""
    text = MAY_BE_SECRET.sub("(hidden: it may be a private key)", _picture(value, 1_000_000, 3))
    return _cut(text, limit)


def without_memory_addresses(text: str) -> str:
    """``<object at 0x7f…>`` without the place in memory, which is another one in each run."""
    return MEMORY_ADDRESS.sub("", text)


def _picture(value: object, limit: int, depth: int) -> str:
    kind = type(value)
    try:
        if isinstance(value, bytes) and kind is bytes:
            return _cut(_bytes(value), limit)
        if isinstance(value, list | tuple | dict) and kind in (list, tuple, dict):
            return _several(value, limit, depth - 1)
        if isinstance(value, FunctionType):
            return _cut(str(value.__name__), limit)
        if isinstance(value, str | int):
            return _cut(repr(value), limit)
        return _cut(without_memory_addresses(repr(value)), limit)
    except Exception:
        return _cut(f"<a {kind.__name__} that cannot be printed>", limit)


def _bytes(value: bytes) -> str:
    digits, is_text = value.hex(), value and all(32 <= byte < 127 for byte in value)
    if is_text:  # reads better as text; a few bytes may be meant as either
        return f"<{digits} = {value!r}>" if len(value) <= 4 else repr(value)
    if 0 < len(value) <= 4:
        return f"<{digits}>"
    if len(digits) <= 24:
        return f"<{len(value)} bytes {digits}>"
    return f"<{shortened_hex(value)} ({len(value)} bytes)>"


def shortened_hex(value: bytes) -> str:
    """The first and the last digits of a hash, as people write it: ``f4184fc5…9e16``."""
    return f"{value[:HEAD].hex()}…{value[-2:].hex()}"


def _several(values: Any, limit: int, depth: int) -> str:
    """Up to three items of a list, a tuple or a dict, as there is room, and how many there are."""
    opening, closing = ("[", "]") if isinstance(values, list) else ("(", ")")
    if isinstance(values, dict):
        opening, closing = "{", "}"
    parts: list[str] = []
    items = list(islice(values.items(), 3)) if isinstance(values, dict) else [(one,) for one in values[:3]]
    for item in items if depth else []:
        part = ": ".join(_picture(one, max(40, limit // 3), depth) for one in item)
        if parts and sum(map(len, parts)) + len(part) > limit - 16:
            break
        parts.append(part)
    if len(parts) < len(values):
        parts.append(f"… {len(values)} {'keys' if isinstance(values, dict) else 'in all'}")
    elif isinstance(values, tuple) and len(values) == 1:
        closing = ",)"
    return f"{opening}{', '.join(parts)}{closing}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
