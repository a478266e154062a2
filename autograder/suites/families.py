"""Property families: what the suite of every exercise asks, each in its own way.

A family was forgotten in some suite as long as each suite wrote it anew. A property reads

    asked_again(merkle_root, [ids], [lambda ids: ids.reverse()], oracle.merkle_root)
    for place, chain in one_fault(honest(9), spoilt):
        gives(place, first_broken, chain, tip)

``right`` is always the oracle's function: it takes the arguments and gives the right answer. Only calls
run a student's code; an answer is looked at as plain data.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from blockkit.classroom.properties import Fails, accepts, gives, same
from blockkit.classroom.trying.for_checks import call, call_on, call_text, copied
from blockkit.classroom.trying.plain import Strange, Student, plain, said
from blockkit.errors import shown

__all__ = [
    "allowed",
    "answer_is_fresh",
    "answers_kept",
    "asked_again",
    "each_field_added",
    "each_field_changed",
    "each_field_missing",
    "exact",
    "gives_exactly",
    "large",
    "never_none",
    "one_fault",
    "true_or_false",
    "zeros_at_the_ends",
]

Right = Callable[..., Any]


# ---- the same objects, and the same answers ------------------------------------------------------


def asked_again(
    function: Student, args: Sequence[Any], changes: Iterable[Callable[..., object]], right: Right
) -> None:
    """The caller changes its own objects and asks again: the answer is to what they are now.

    Each of ``changes`` is called with ``args`` and changes one of them in place.
    """
    for change in (lambda *args: None, *changes):
        change(*args)
        expected = right(*map(copied, args))
        now = call_on(function, args)
        if not same(now, expected):
            raise Fails(f"{call_text(function, args)} gave {shown(now)}, as it was before")


def answers_kept(function: Student, calls: Sequence[Sequence[Any]], right: Right) -> None:
    """Two answers are held at once: each is still right when the next call has been made."""
    for args, others in zip(calls, [*calls[1:], calls[0]], strict=True):
        expected = right(*map(copied, args))
        followed = function.then(lambda others=others: call(function, *others))  # type: ignore[misc]
        kept = call(followed, *args)
        if not same(kept, expected):
            raise Fails(f"after another call the answer became {shown(kept)}")


def answer_is_fresh(function: Student, args: Sequence[Any], right: Right) -> None:
    """What the caller does to the answer it got does not reach the next answer."""
    call(replace(function, digest=_spoiled, afterwards=_nothing), *args)
    gives(right(*map(copied, args)), function, *args)


def _nothing() -> None:
    """Runs before a digest that must see the answer itself, wherever the function runs."""


def _spoiled(answer: Any) -> Any:
    """The answer, before the caller puts something else into it and into each list and dictionary in it."""
    seen = plain(answer)
    inside: Iterable[Any] = ()
    if type(answer) is dict:
        inside = list(answer.values())
    elif type(answer) is list:
        inside = list(answer)
    for one in inside:
        _spoiled(one)
    if type(answer) in (dict, list):
        answer.clear()
    if type(answer) is dict:
        answer["changed"] = True
    elif type(answer) is list:
        answer.append("changed")
    return seen


# ---- kinds of answers ----------------------------------------------------------------------------


def exact(value: Any) -> Any:
    """Plain data, but a tuple stays a tuple, and what only looks like a dictionary is none."""
    if isinstance(value, tuple):
        return tuple(exact(item) for item in value)
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, dict):
        return {plain(key): exact(value[key]) for key in value}
    return plain(value) if not isinstance(value, Mapping) else Strange(type(value).__name__)


def gives_exactly(expected: object, function: Student, *args: Any) -> None:
    """``gives`` where the contract says list, tuple or dictionary and another kind will not do."""
    found = call(replace(function, digest=exact, afterwards=_nothing), *args)
    is_right = same(found, expected) and repr(_kinds(found)) == repr(_kinds(expected))
    if not is_right:
        raise Fails(f"{call_text(function, args)} gave {shown(found)}, not {shown(expected)}")


def _kinds(value: Any) -> Any:
    """The kinds of the lists, tuples and dictionaries in a value, in one order of the keys."""
    if isinstance(value, Mapping):
        return ["dict", *(_kinds(value[key]) for key in sorted(value, key=repr))]
    if isinstance(value, list | tuple):
        return [type(value).__name__, *map(_kinds, value)]
    return ""


def true_or_false(function: Student, yes: Iterable[Sequence[Any]], no: Iterable[Sequence[Any]]) -> None:
    """Where the machine needs ``True`` or ``False`` itself: neither 1 nor an empty list will do."""
    for expected, inputs in ((True, yes), (False, no)):
        for args in inputs:
            found = call(replace(function, digest=plain, afterwards=_nothing), *args)
            if found is not expected:
                raise Fails(f"{call_text(function, args)} gave {shown(found)}, not {expected}")


def never_none(function: Student, yes: Iterable[Sequence[Any]], no: Iterable[Sequence[Any]]) -> None:
    """Any true and any false value is an answer, but ``None`` is none: a ``return`` is missing."""
    for expected, inputs in ((True, yes), (False, no)):
        for args in inputs:
            found = call(replace(function, digest=said, afterwards=_nothing), *args)
            if found is not expected:
                raise Fails(f"{call_text(function, args)} gave {shown(found)}, not {expected}")


# ---- inputs --------------------------------------------------------------------------------------


def large(function: Student, inputs: Iterable[Sequence[Any]], right: Right) -> None:
    """Each input, however large, has its right answer; ``inputs`` are lists of arguments."""
    for args in inputs:
        gives(right(*args), function, *args)


def one_fault(
    things: Sequence[Any], spoilt: Callable[[Any], Any], places: Iterable[int] = ()
) -> Iterator[tuple[int, list[Any]]]:
    """The things with one of them spoilt: the first, the middle one, the last; or at each of ``places``."""
    last = len(things) - 1
    for place in places or sorted({0, last // 2, last}):
        yield place, [*things[:place], spoilt(things[place]), *things[place + 1 :]]


def each_field_changed(record: Mapping[str, Any], others: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The record with one field changed: each field of ``others`` in turn."""
    for field in others:
        yield {**record, field: others[field]}


def each_field_missing(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The record without one of its fields: each in turn."""
    for missing in record:
        yield {field: record[field] for field in record if field != missing}


def each_field_added(
    record: Mapping[str, Any], names: Iterable[str] = ("hash", "note", "")
) -> Iterator[dict[str, Any]]:
    """The record with one field too many: each name in turn."""
    for name in names:
        yield {**record, name: 0}


def allowed(function: Student, *inputs: Sequence[Any]) -> None:
    """What no rule forbids is allowed; each input is a list of arguments."""
    for args in inputs:
        accepts(function, *args)


def zeros_at_the_ends(digest: Callable[[Any], bytes], inputs: Iterable[Any]) -> list[Any]:
    """Two of the inputs: one whose digest begins with a zero byte, and one whose digest ends with one.

    Whoever passes a digest on as a number, or strips it, loses them: one digest in 128 has such an end.
    """
    found: dict[int, Any] = {}
    for one in inputs:
        data = digest(one)
        for end in (0, -1):
            if data[end] == 0:
                found.setdefault(end, one)
        if len(found) == 2:
            return [found[0], found[-1]]
    raise ValueError("no digest of these begins with a zero byte, or none ends with one")
