"""What goes wrong, said in words a student can act on.

Three kinds of failure, three ways to say so:

* data from outside breaks a rule of Bitcoin: :class:`Invalid`, with Bitcoin Core's own reject string;
* a caller passes the wrong type or size: ``TypeError`` or ``ValueError`` in plain words;
* a proof or a signature does not hold: the function returns ``False``.
"""

import re
from typing import Any

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
