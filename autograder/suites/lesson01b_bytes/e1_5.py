"""E1.5: canonical JSON."""

import json
from collections.abc import Iterator
from math import inf, nan
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from blockkit.classroom.properties import gives, holds, leaves_alone, refuses
from blockkit.classroom.trying.for_checks import call

BLOCK: dict[str, Any] = {
    "index": 2,
    "time": 1231469744,
    "transactions": [
        {"to": "张三", "from": "Alice", "amount": 5},
        {"amount": 2_100_000_000_000_000, "note": None, "from": "Zoë", "to": "Bob"},
    ],
    "previous_hash": "00" * 32,
    "open": True,
}


def _written(canonical: Student, *objects: dict[Any, Any]) -> None:
    for obj in objects:
        gives(oracle.canonical(obj), canonical, obj)


def _deep(inner: Any) -> dict[str, Any]:
    """``inner`` below thirty levels, of lists and of objects whose keys are not in order."""
    for level in range(15):
        inner = {"b": level, "a": [level, inner, "z"]}
    return inner  # type: ignore[no-any-return]


def _places(fault: Any, good: Any = 7) -> Iterator[dict[Any, Any]]:
    """Objects in which only one value is at fault: the first, the middle or the last; near and deep."""
    names = ("a", "b", "c", "d", "e")
    for _, values in families.one_fault([good] * 5, lambda _: fault):
        yield dict(zip(names, values, strict=True))
        yield {"a": 1, "l": values, "z": "z"}
        yield {"l": [{"a": 1, "b": value} for value in values]}
        yield {"l": [["a", value] for value in values], "m": {}}
    yield _deep(fault)
    yield _deep({"x": fault})


@hidden_property("E1.5", "key-order", "the order in which the keys were written does not matter")
def _order_of_keys(canonical: Student) -> None:
    _written(canonical, {"a": 1, "b": 2, "c": 3}, {"c": 3, "a": 1, "b": 2}, {"b": 2, "c": 3, "a": 1})
    _written(canonical, {"b": 1, "B": 2, "a": 3, "A": 4}, {"10": 1, "9": 2, "1": 3}, {"a": 1, "": 2})
    _written(canonical, {"块": 1, "区": 2, "é": 3, "z": 4}, {"aa": 1, "a_": 2, "a": 3, "aB": 4})
    _written(canonical, {"a!": 1, "a": 2, "a ": 3, "a#": 4}, {"it's": 1, "it": 2, "its": 3, "ITS": 4})
    _written(canonical, {"🔗": 1, "\ue000": 2, "｡": 3, "a": 4})  # UTF-16 would put the first one in front


@hidden_property("E1.5", "every-depth", "keys are sorted at every depth, inside lists too")
def _every_depth(canonical: Student) -> None:
    _written(canonical, {"x": {"b": 1, "a": {"d": 2, "c": 3}}}, {"x": {"a": {"c": 3, "d": 2}, "b": 1}})
    _written(canonical, {"l": [{"b": 1, "a": 2}, [[{"d": 3, "c": 4}]]]}, {"l": [{"z": {"y": 1, "x": 2}}]})
    _written(canonical, {"b": {"b": {"b": {"b": {"b": {"b": 1, "a": 2}, "a": [{"d": {"f": 3, "e": 4}}]}}}}})
    _written(canonical, _deep({"b": 1, "a": {"d": 2, "c": [{"f": 3, "e": 4}]}}))
    shared = {"b": 1, "a": [2]}
    _written(canonical, {"one": shared, "two": shared, "all": [shared, shared]})


@hidden_property("E1.5", "list-order", "a list keeps its order")
def _order_of_lists(canonical: Student) -> None:
    _written(canonical, {"l": [2, 1]}, {"l": [1, 2]}, {"l": ["b", "a", "c", "a"]}, {"l": [[2, 1], [1]]})
    _written(canonical, {"l": [{"b": 1}, {"a": 1}]}, {"l": [3, [2, [1, [0]]]]}, {"l": []}, {"l": [[], {}]})


@hidden_property(
    "E1.5", "other-contents", "other contents, other bytes: 12 and 3 are not 1 and 23, true is not 1"
)
def _ambiguous(canonical: Student) -> None:
    _written(canonical, {"a": "1", "b": "23"}, {"a": "12", "b": "3"}, {"a": 12, "b": 3}, {"a": "12,3"})
    _written(canonical, {"a": 5}, {"a": "5"}, {"a": [5]}, {"a": {"5": ""}}, {"ab": "c"}, {"a": "bc"})
    _written(canonical, {}, {"a": {}}, {"a": ""}, {"a": 0}, {"a": -7}, {"a": "Abc"}, {"a": "abc"})
    _written(canonical, {"a": True}, {"a": 1}, {"a": "true"}, {"a": False, "b": 0}, {"a": None})
    _written(canonical, {"a": "null"}, {"a": "None"}, {"l": [None, True, False, 1, 0]})
    _written(canonical, {"a": "True"}, {"False": "false"}, {"null": None, "true": True}, {"a": "nan"})


@hidden_property("E1.5", "non-ascii", "Chinese names and é are written as they are, in UTF-8")
def _utf8(canonical: Student) -> None:
    _written(
        canonical, {"name": "张三"}, {"名": "é"}, {"e\u0301": "e\u0301"}, {"a": "\u00e9🔗"}, {"a": "Zoë €5"}
    )
    gives('{"a":"区块链"}'.encode(), canonical, {"a": "区块链"})


@hidden_property("E1.5", "spaces", "no spaces between, but texts keep theirs, and their commas and quotes")
def _blanks_in_texts(canonical: Student) -> None:
    gives(b'{"a":1,"b":[1,2,{"c":3}]}', canonical, {"a": 1, "b": [1, 2, {"c": 3}]})
    gives(b'{"a b":" c, d: e "}', canonical, {"a b": " c, d: e "})
    _written(canonical, {"a": 'say "1, 2"'}, {"a": "\\"}, {"a": "line\nline\t"}, {"a": "it's 1/2"})
    _written(canonical, {"a": "x ,y"}, {"a": "{ }"}, {"a": "[1, 2]"}, {"a": "\u3000"})
    _written(canonical, {'say "1, 2"': 1}, {"a\\b": [{'"': 1}]}, {"line\nline\t": {'a": "b': 2}})
    _written(canonical, {"a, b": {"c: d": 1}}, {"{ }": 1}, {"l": ["", '"', "\\", '\\"', "\\n"]})
    _written(canonical, {"a": "1 < 2 & 3 > 2"}, {"<b>": "&amp; </b> 50 %"}, {"a": "a/b?c=d+e"})


@hidden_property("E1.5", "floats", "a float is refused at any depth: 2.0, 1e22, NaN and infinity", weight=2)
def _no_floats(canonical: Student) -> None:
    _written(canonical, {"amount": 2}, {"amount": "2.0"}, {"a": 2**53 + 1}, {"a": [10**30, "1e22 NaN"]})
    for number in (2.5, 2.0, 0.0, 1e22, nan, inf, -inf):
        refuses(canonical, {"amount": number})
    refuses(canonical, {"t": [{"to": "Bob", "amount": 2.0}]})
    refuses(canonical, {"a": 1, "b": {"c": [1, [nan]]}, "d": 2})
    refuses(canonical, {"l": ["a", 1, None, 0.5]})
    for obj in (*_places(0.5), {"l": ["a", {"x": nan}]}, _deep(nan), _deep(-0.0), {"l": [[[[1e300]]]]}):
        refuses(canonical, obj)


@hidden_property("E1.5", "odd-keys", "a key that is no text is refused at any depth", weight=2)
def _text_keys(canonical: Student) -> None:
    _written(canonical, {"1": "a"}, {"None": 1, "True": 2})
    for key in (1, None, True, 1.5, b"a", ("a", "b")):
        refuses(canonical, {key: "a"})
    refuses(canonical, {"a": {1: 2}})
    refuses(canonical, {"l": [1, {"a": {0: "b"}}]})
    refuses(canonical, {"a": 1, 2: "b"})
    for obj in _places({2: 2}, {"2": 2}):  # one key alone: beside a text, sorting would refuse it
        refuses(canonical, obj)
    for key in (0, None, True, 2.5):
        refuses(canonical, _deep({key: 2}))
        refuses(canonical, {"l": [1, [{"a": 1, key: 2}]], "z": "z"})
    _written(canonical, {"a": {"1": 1, "2": [{"3": 3}]}})


@hidden_property("E1.5", "read-back", "read back it is the same block, and the block is left alone")
def _read_back(canonical: Student) -> None:
    for block in (BLOCK, {**BLOCK, "control": "\x00\x1f\x7f\u2028"}):
        held = call(canonical, block)
        holds(type(held) is bytes, f"it gives {held!r}, which is not bytes")
        holds(json.loads(held) == block, "json.loads reads something else")
    leaves_alone(oracle.canonical(BLOCK), canonical, BLOCK)
    unsorted = {"z": [3, 1, 2], "a": {"c": 1, "b": [{"e": 1, "d": 2}]}}
    leaves_alone(oracle.canonical(unsorted), canonical, unsorted)


@hidden_property("E1.5", "changed-since", "an object that has changed since has other bytes")
def _changed_since(canonical: Student) -> None:
    obj = {"b": 1, "l": [1, {"d": 2, "c": [3]}], "a": {"y": 1, "x": 2}, "z": "z"}
    changes = [
        lambda obj: obj.update(b=2),
        lambda obj: obj["l"].append(0),
        lambda obj: obj["l"].reverse(),
        lambda obj: obj["a"].update(w=0),
        lambda obj: obj.update(b=True),
        lambda obj: obj["l"][1]["c"].append(4),
        lambda obj: obj["l"][1].clear(),
        lambda obj: obj.pop("z"),
    ]
    families.asked_again(canonical, [obj], changes, oracle.canonical)


@hidden_property("E1.5", "thousands", "thousands of payments, and every one of them counts")
def _thousands(canonical: Student) -> None:
    payments = [{"to": "Bob", "amount": place} for place in range(1010)]
    many = {f"{place * 7919 % 1100}": place for place in range(1100)}
    numbers = list(range(2100))
    large = [{"l": payments, **many}, {"l": numbers, "text": "块 " * 5000, "n": 10**1000}]
    families.large(canonical, [[obj] for obj in large], oracle.canonical)
    for fault in (0.5, {5: 6}):
        refuses(canonical, {**many, "last": fault})
        refuses(canonical, {"l": [*numbers[:-1], fault]})
