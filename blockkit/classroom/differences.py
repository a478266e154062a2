"""Where two values differ, in lines that a student can compare by eye.

The line that begins with "returned" is as long up to its value as the one that begins with "expected"; a
remark comes below them only where it is certain.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_checks import number_shown
from blockkit.classroom.trying.for_figures import kind_and_size
from blockkit.classroom.trying.plain import RECORDS, fields_of
from blockkit.errors import HEAD, shown

WINDOW = 8  # so many bytes of a longer value are shown, from the first one that differs
FIELDS = {"version": 4, "prev_block": 32, "merkle_root": 32, "time": 4, "bits": 4, "nonce": 4}  # of a header
LINE = 70  # characters of a text
SHORT = 20  # characters of a word, whose length says nothing


def same(value: object, expected: object) -> bool:
    """Equal, and of the same type all the way down; a list and a tuple count as the same."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(value, list | tuple)
            and len(value) == len(expected)
            and all(same(v, e) for v, e in zip(value, expected, strict=True))
        )
    if isinstance(expected, Mapping):
        if not isinstance(value, Mapping):
            return False
        plain = {key: value[key] for key in value}
        return plain.keys() == expected.keys() and all(same(plain[k], expected[k]) for k in plain)
    if type(expected) in RECORDS:
        return type(value) is type(expected) and all(
            same(getattr(value, name), getattr(expected, name)) for name in fields_of(expected)
        )
    return type(value) is type(expected) and value == expected


def untouched(after: object, before: object) -> bool:
    """Is an argument what it was before a call? The order of a dictionary's keys counts too."""
    if isinstance(before, Mapping):
        in_order = isinstance(after, Mapping) and list(after) == list(before)
        return in_order and all(untouched(after[key], before[key]) for key in before)  # type: ignore[index]
    if isinstance(before, list | tuple):
        as_long = isinstance(after, list | tuple) and len(after) == len(before)
        return as_long and all(map(untouched, after, before))  # type: ignore[call-overload]
    return same(after, before)


def difference(value: object, expected: object) -> list[str]:
    """The lines on a wrong value: what was returned, what was expected, and what is certain about the two."""
    if type(expected) in RECORDS and type(value) is type(expected):
        value, expected = fields_of(value), fields_of(expected)
    if isinstance(value, Mapping) and isinstance(expected, Mapping):
        return _of_mappings(value, expected)
    if type(value) in (list, tuple) and isinstance(expected, list | tuple) and len(value) == len(expected):  # type: ignore[arg-type]
        at = next(i for i in range(len(expected)) if not same(value[i], expected[i]))  # type: ignore[index]
        if at >= 3 or "…" in shown(value) + shown(expected):
            return [say("at-item", at=at, count=len(expected)), *difference(value[at], expected[at])]  # type: ignore[index]
    if isinstance(expected, bytes) and type(value) is bytes:
        return _of_bytes(value, expected)
    if isinstance(expected, str) and type(value) is str:
        return [*_of_texts(value, expected, repr), *_reversed(value, expected)]
    kinds = kind_and_size(value), kind_and_size(expected)
    if kinds[0] == kinds[1] or value is None:
        kinds = "", "" if value is not None else kinds[1]
    pictures = number_shown(value), number_shown(expected)
    return [*_two_lines(*pictures, *kinds), *_other_type(value, expected)]


def _two_lines(got: str, expected: str, got_kind: str = "", expected_kind: str = "") -> list[str]:
    kinds = (f" ({kind})" if kind else "" for kind in (got_kind, expected_kind))
    return [say("returned", got=got + next(kinds)), say("expected", expected=expected + next(kinds))]


def _of_mappings(value: Mapping[Any, Any], expected: Mapping[Any, Any]) -> list[str]:
    keys = [*expected, *(key for key in value if key not in expected)]
    wrong = [k for k in keys if k not in value or k not in expected or not same(value[k], expected[k])]
    first = wrong[0]
    if first in value and first in expected:
        lines = difference(value[first], expected[first])
    else:
        lines = _two_lines(
            *(shown(side[first]) if first in side else say("no-such-key") for side in (value, expected))
        )
    more = [say("also-differ", fields=", ".join(map(shown, wrong[1:])))] if wrong[1:] else []
    return [say("at-key", field=shown(first)), *lines, *more]


# ---- bytes ---------------------------------------------------------------------------------------


def _of_bytes(value: bytes, expected: bytes) -> list[str]:
    texts = _as_text(value), _as_text(expected)
    if texts[1] is not None or (texts[0] is not None and len(value) > 4):
        if None not in texts:
            return _of_texts(*texts, lambda text: say("text-bytes", text=repr(text)))  # type: ignore[arg-type]
        pictures = (
            shown(side) if text is None else say("text-bytes", text=repr(text[:LINE]))
            for side, text in zip((value, expected), texts, strict=True)
        )
        return _two_lines(*pictures)
    sizes = _lengths(value, expected)
    at = _first_difference(value, expected)
    if len(expected) == 80 == len(value):
        return _of_headers(value, expected, at)
    if at < HEAD or at >= min(len(value), len(expected)):
        return [*_two_lines(shown(value), shown(expected)), *sizes, *_reversed(value, expected)]
    return [*_of_windows(value, expected, at, at + WINDOW), *sizes, *_reversed(value, expected)]


def _of_headers(value: bytes, expected: bytes, at: int) -> list[str]:
    """Two headers, by the first field that differs."""
    ends = list(accumulate(FIELDS.values()))
    field = next(i for i, end in enumerate(ends) if at < end)
    name, size = list(FIELDS.items())[field]
    start, end = ends[field] - size, ends[field]
    begin = start if size == 4 else at
    lines = _of_windows(value, expected, begin, min(begin + WINDOW, end))
    turned = _reversed(value[start:end], expected[start:end], "field-reversed")
    return [say("at-field", field=name, first=start, last=end - 1), *lines, *turned]


def _of_windows(value: bytes, expected: bytes, start: int, end: int) -> list[str]:
    pictures = (
        say("window", first=start, last=min(end, len(side)) - 1, digits=side[start:end].hex())
        for side in (value, expected)
    )
    return _two_lines(*pictures)


def _as_text(data: bytes) -> str | None:
    """The text that the bytes spell in UTF-8, if one can print it."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if len(text) > 4 and text.isprintable() else None


def _reversed(value: bytes | str, expected: bytes | str, words: str = "reversed") -> list[str]:
    """Is the one the other from behind, byte by byte? A text may spell bytes in hex."""
    turned = value[::-1] == expected
    if isinstance(value, str):
        pairs = [value[i : i + 2] for i in range(0, len(value), 2)]
        turned = len(value) > 2 and "".join(reversed(pairs)) == expected
    return [say(words)] if turned else []


# ---- text ----------------------------------------------------------------------------------------


def _of_texts(value: str, expected: str, written: Callable[[str], str]) -> list[str]:
    """Two texts; of long ones the part around the first difference."""
    at = _first_difference(value, expected)
    start = at - 20 if at > 30 and max(len(value), len(expected)) > LINE else 0
    pictures = []
    for text in (value, expected):
        part = text[start : start + LINE]
        pictures.append(written("…" * (start > 0) + part + "…" * (len(text) > start + LINE)))
    where = [say("differs-from", at=at)] if at > 3 else []
    sizes = _lengths(value, expected) if max(len(value), len(expected)) > SHORT else []
    return [*_two_lines(*pictures), *where, *sizes]


def _lengths(value: Sequence[Any], expected: Sequence[Any]) -> list[str]:
    lengths = len(value), len(expected)
    return [] if lengths[0] == lengths[1] else [say("lengths-differ", got=lengths[0], expected=lengths[1])]


def _first_difference(value: Sequence[Any], expected: Sequence[Any]) -> int:
    common = min(len(value), len(expected))
    return next((i for i in range(common) if value[i] != expected[i]), common)


# ---- types ---------------------------------------------------------------------------------------


def _other_type(value: Any, expected: object) -> list[str]:
    """The right value in the wrong type. No code of the value's own class decides this."""
    wanted = type(expected)
    if type(value) is str and isinstance(expected, bytes) and value.lower() == expected.hex():
        return [say("right-but-hex")]
    if type(value) is bytes and isinstance(expected, str) and value.hex() == expected:
        return [say("right-but-bytes")]
    if wanted not in (bool, int, float, str, bytes) or type(value) is wanted:
        return []
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():  # one number
        value = value.item()
    built_in = next((kind for kind in (bytes, bytearray, str, float, int) if isinstance(value, kind)), None)
    equal = built_in is not None and built_in.__eq__(value, expected) is True
    return [say("right-but-type", kind=wanted.__name__)] if equal else []
