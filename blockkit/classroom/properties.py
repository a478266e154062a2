"""What a property says: the sentences of which checks are made.

Each raises :class:`Fails`, with a message for the student, when it does not hold.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from blockkit.classroom.lessons import part_name
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_checks import call, call_on, call_text, copied
from blockkit.classroom.trying.for_figures import kind_and_size
from blockkit.classroom.trying.trial import Raised
from blockkit.errors import shown

# What a property returns that only saw a "no". A function that always fails says no to everything, so
# such properties count only when another one holds.
SAID_NO = object()


class Fails(Exception):
    """A property does not hold; the message tells the student which input showed it."""


def gives(expected: object, function: Callable[..., Any], *args: Any) -> Any:
    """``function(*args)`` gives ``expected``: the same value of the same type."""
    return _compared(expected, call(function, *args), function, args)


def gives_each(function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> None:
    """``gives`` for several cases, each written ``(expected, argument, …)``."""
    for expected, *args in cases:
        gives(expected, function, *args)


def _compared(expected: object, value: Any, function: Callable[..., Any], args: Sequence[Any]) -> Any:
    if not same(value, expected):
        raise Fails(
            say(
                "gave-other",
                call=call_text(function, args),
                got=shown(value),
                kind=kind_and_size(value),
                expected=shown(expected),
                where=difference(value, expected),
            )
        )
    return value


def difference(value: object, expected: object) -> str:
    """Where two values of one kind begin to differ, in words; empty for values of different kinds."""
    if isinstance(value, Mapping) and isinstance(expected, Mapping):
        for key in [*expected, *(key for key in value if key not in expected)]:
            if key not in value or key not in expected or not same(value[key], expected[key]):
                got, wanted = (shown(d[key]) if key in d else say("nothing") for d in (value, expected))
                return say("differ-key", field=shown(key), got=got, expected=wanted)
    for kind, unit in ((bytes, "byte"), (str, "character"), (list, "item"), (tuple, "item")):
        if type(value) is kind and isinstance(expected, kind):
            common = min(len(value), len(expected))
            at = next((i for i in range(common) if not same(value[i], expected[i])), common)
            return say("differ-at", unit=say(f"unit-{unit}"), at=at)
    return ""


def leaves_alone(expected: object, function: Callable[..., Any], *args: Any) -> None:
    """``function(*args)`` gives ``expected`` and changes none of its arguments."""
    handed = [copied(arg) for arg in args]
    _compared(expected, call_on(function, handed), function, args)
    for before, after in zip(args, handed, strict=True):
        if not same(after, before):
            raise Fails(
                say(
                    "changed-argument",
                    name=part_name(function),
                    before=shown(before),
                    after=shown(after),
                )
            )


def refuses(function: Callable[..., Any], *args: Any) -> object:
    """``function(*args)`` raises ``ValueError``, or another error that means "no" and is no slip."""
    try:
        value = call(function, *args)
    except Raised as problem:
        if problem.refused:
            return SAID_NO
        raise Fails(say("slip-no-refusal", problem=problem)) from None
    raise Fails(
        say("should-refuse", call=call_text(function, args), got=shown(value), kind=kind_and_size(value))
    )


def accepts(function: Callable[..., Any], *args: Any) -> None:
    """``function(*args)`` says yes: any true value."""
    _says(True, function, args)


def rejects(function: Callable[..., Any], *args: Any) -> object:
    """``function(*args)`` says no: any false value, and no error."""
    _says(False, function, args)
    return SAID_NO


def _says(expected: bool, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    value = call(function, *args)
    if bool(value) is not expected:
        raise Fails(
            say(
                "said-wrong",
                call=call_text(function, args),
                got=shown(value),
                expected=expected,
            )
        )


def holds(condition: object, message: str) -> None:
    """A plain condition, with the sentence that a student reads when it does not hold."""
    if not condition:
        raise Fails(message)


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
    return type(value) is type(expected) and value == expected
