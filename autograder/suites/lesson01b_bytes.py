"""Lesson 01b: canonical JSON, compact sizes, display order, and the 80 bytes of a header."""

import json
from collections.abc import Iterator
from dataclasses import replace
from math import inf, nan
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property, seeded
from blockkit.block import Header
from blockkit.classroom.properties import gives, holds, leaves_alone, refuses
from blockkit.classroom.trying.for_checks import call
from blockkit.data import real_block

# ---- E1.5 ----------------------------------------------------------------------------------------

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
    for obj in (*_places(0.5), *_places(nan), _deep(-0.0), {"l": [[[[1e300]]]]}):
        refuses(canonical, obj)


@hidden_property("E1.5", "odd-keys", "a key that is no text is refused at any depth", weight=2)
def _text_keys(canonical: Student) -> None:
    _written(canonical, {"1": "a"}, {"None": 1, "True": 2})
    for key in (1, None, True, 1.5, b"a", ("a", "b")):
        refuses(canonical, {key: "a"})
    refuses(canonical, {"a": {1: 2}})
    refuses(canonical, {"l": [1, {"a": {0: "b"}}]})
    refuses(canonical, {"a": 1, 2: "b"})
    for obj in _places({"a": 1, 2: 2}, {"a": 1, "b": 2}):
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
    payments = [{"to": "Bob", "amount": place} for place in range(1100)]
    many = {f"{place * 7919 % 1200}": place for place in range(1200)}
    numbers = list(range(2500))
    large = [{"l": payments, **many}, {"l": numbers, "text": "块 " * 5000, "n": 10**1000}]
    families.large(canonical, [[obj] for obj in large], oracle.canonical)
    refuses(canonical, {**many, "last": 0.5})
    for _, spoilt in families.one_fault(numbers, float):
        refuses(canonical, {"l": spoilt})


# ---- E1.6 ----------------------------------------------------------------------------------------


def _sizes(encode_varint: Student, *numbers: int) -> None:
    for number in numbers:
        gives(oracle.varint(number), encode_varint, number)


def _reads(decode_varint: Student, *numbers: int) -> None:
    for number in numbers:
        data = oracle.varint(number)
        gives((number, len(data)), decode_varint, data)


@hidden_property("E1.6", "one-or-three", "writing: one byte up to 252, three from 253 on")
def _from_253(encode_varint: Student, _: Student) -> None:
    gives(b"\xfc", encode_varint, 252)
    gives(b"\xfd\xfd\x00", encode_varint, 253)
    _sizes(encode_varint, 0, 1, 100, 127, 128, 250, 251, 254, 255, 256, 257, 0x1234, 0x8000)


@hidden_property("E1.6", "three-or-five", "writing: three bytes up to 65,535, five from 65,536 on")
def _from_65536(encode_varint: Student, _: Student) -> None:
    gives(b"\xfd\xff\xff", encode_varint, 65535)
    gives(b"\xfe\x00\x00\x01\x00", encode_varint, 65536)
    _sizes(encode_varint, 65534, 65537, 0x123456, 2**24 - 1, 2**24)


@hidden_property("E1.6", "nine-at-most", "writing: nine bytes from 2**32 to 2**64 - 1, and nothing beyond")
def _from_2_to_32(encode_varint: Student, _: Student) -> None:
    gives(b"\xfe\xff\xff\xff\xff", encode_varint, 2**32 - 1)
    gives(b"\xff\x00\x00\x00\x00\x01\x00\x00\x00", encode_varint, 2**32)
    _sizes(encode_varint, 2**31, 2**32 + 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 2, 2**64 - 1)
    for number in (2**64, 2**64 + 1, 2**70, 2**200, -1, -2, -253, -(2**63), -(2**64)):
        refuses(encode_varint, number)


@hidden_property("E1.6", "read-every-length", "reading: numbers of every length, up to the last of each")
def _every_length(_: Student, decode_varint: Student) -> None:
    _reads(decode_varint, 0, 1, 127, 128, 252, 253, 254, 255, 256, 65534, 65535, 65536, 65537)
    _reads(decode_varint, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1)
    _reads(decode_varint, *range(246, 260), 0x0200, 0xFD00, 0xFD0000, 0xFE00FD, 0xFF000000000000)


@hidden_property("E1.6", "small-end-first", "writing and reading: the smallest byte stands first")
def _little_endian(encode_varint: Student, decode_varint: Student) -> None:
    numbers = [0x0102, 0x01020304, 0x0102030405060708]
    numbers += [seeded("varint").getrandbits(bits) for bits in (16, 17, 32, 33, 50, 64)]
    _sizes(encode_varint, *numbers)
    _reads(decode_varint, *numbers)


@hidden_property(
    "E1.6", "from-offset", "reading starts at the given place and tells where the next thing stands"
)
def _place(_: Student, decode_varint: Student) -> None:
    data, expected = b"\xfd\x05", []
    for number in (7, 0xFD, 300, 0xFEFE, 70000, 2**32 + 5, 0, 255):
        start = len(data)
        data += oracle.varint(number)
        expected.append((start, number, len(data)))
    data += b"\xff\x00"
    for start, number, after in expected:
        gives((number, after), decode_varint, data, start)
    gives((5, 4), decode_varint, b"\x01\x02\x03\x05", 3)
    gives((1, 1), decode_varint, b"\x01\x02\x03\x05")
    far = bytes(70_000) + data  # behind more than two bytes can count
    for start, number, after in expected:
        gives((number, after + 70_000), decode_varint, far, start + 70_000)


@hidden_property("E1.6", "real-data", "reading real data: the counts in the first payment and in block 170")
def _real_counts(_: Student, decode_varint: Student) -> None:
    block = real_block(170)
    gives((2, 81), decode_varint, block.raw, 80)  # two transactions follow the header
    payment = block.transactions[1]
    gives((1, 5), decode_varint, payment, 4)  # one input
    gives((0x48, 42), decode_varint, payment, 41)  # its script has 72 bytes
    gives((2, 119), decode_varint, payment, 118)  # two outputs
    gives((0x43, 128), decode_varint, payment, 127)  # the script of the first has 67


@hidden_property("E1.6", "longer-form", "reading: a longer form than needed is refused", weight=2)
def _longer_than_needed(_: Student, decode_varint: Student) -> None:
    _reads(decode_varint, 252, 253, 65536, 2**32)
    for prefix, size, numbers in (
        (b"\xfd", 2, (0, 1, 251, 252)),
        (b"\xfe", 4, (0, 1, 252, 253, 65534, 65535)),
        (b"\xff", 8, (0, 252, 253, 65535, 65536, 2**32 - 2, 2**32 - 1)),
    ):
        for number in numbers:
            data = prefix + number.to_bytes(size, "little")
            refuses(decode_varint, data)
            refuses(decode_varint, b"\x07\x08\x09" + data + b"\x0a\x0b", 3)
    refuses(decode_varint, b"\x05\xfd\xfc\x00", 1)


@hidden_property("E1.6", "cut-short", "reading: bytes that end too early are refused", weight=2)
def _too_early(_: Student, decode_varint: Student) -> None:
    _reads(decode_varint, 0, 0x1234, 0x12345678)
    for number in (0x1234, 0x12345678, 0x1234567890ABCDEF):
        data = oracle.varint(number)
        refuses(decode_varint, data[:-1])
        refuses(decode_varint, data[:1])
        refuses(decode_varint, b"\x01\x02" + data[:-1], 2)
    for data in (b"\xfd\xff\xff", b"\xfe\xff\xff\xff\xff", b"\xff" * 9):  # what is left is no shorter form
        for left in range(1, len(data)):
            refuses(decode_varint, data[:left])
            refuses(decode_varint, b"\x01\x02" + data[:left], 2)
    refuses(decode_varint, b"")
    for place in (1, 2, 100):
        refuses(decode_varint, b"\x01", place)
    refuses(decode_varint, b"\xfd\x34\x12", 3)


# ---- E1.7 ----------------------------------------------------------------------------------------

IDS = {
    0: "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    277315: "0000000000000002a7bbd25a417c0374cc55261021e8a9ca74442b01284f0569",
    277316: "0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4",
}
TEXT = IDS[277315]
RAW = bytes.fromhex(TEXT)[::-1]
OTHER = bytes(range(32))


def _reads_ids(from_display: Student) -> None:
    """Two right answers, so that a refusal is not all that is seen."""
    gives(RAW, from_display, TEXT)
    gives(OTHER, from_display, oracle.display(OTHER))


@hidden_property("E1.7", "zeros-in-front", "writing: block ids have their zeros in front")
def _zeros_in_front(to_display: Student, _: Student) -> None:
    gives(IDS[0], to_display, real_block(1).header.prev_block)
    gives(IDS[277315], to_display, real_block(277316).header.prev_block)
    gives(IDS[277316], to_display, oracle.hash256(oracle.header_bytes(real_block(277316).header)))


@hidden_property("E1.7", "bytes-turned", "writing: the bytes are reversed, not the digits")
def _bytes_not_digits(to_display: Student, _: Student) -> None:
    gives("1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100", to_display, OTHER)
    gives("ab" * 31 + "cd", to_display, b"\xcd" + b"\xab" * 31)
    for raw in real_block(277647).txids[:8]:
        gives(oracle.display(raw), to_display, raw)


@hidden_property("E1.7", "all-digits", "writing: always 64 digits, also for zeros at either end")
def _always_64(to_display: Student, _: Student) -> None:
    for raw in (bytes(32), b"\1" + bytes(31), bytes(31) + b"\1", bytes(31) + b"\x10", b"\xff" * 32):
        gives(oracle.display(raw), to_display, raw)
    for raw in (b"\x10" + bytes(31), b"\0\0" + OTHER[2:], OTHER[2:] + b"\0\0", b"\n" + b" " * 31):
        gives(oracle.display(raw), to_display, raw)


@hidden_property("E1.7", "next-header", "reading: an id becomes the bytes that stand in the next header")
def _next_header(_: Student, from_display: Student) -> None:
    gives(real_block(1).header.prev_block, from_display, IDS[0])
    gives(real_block(277316).header.prev_block, from_display, IDS[277315])
    for raw in real_block(277647).txids[-8:]:
        gives(raw, from_display, oracle.display(raw))
    for raw in (OTHER, bytes(32), b"\1" + bytes(31), bytes(31) + b"\1", b"\0\0" + OTHER[2:]):
        gives(raw, from_display, oracle.display(raw))
    for text in [digit * 64 for digit in "0123456789abcdef"] + ["fedcba9876543210" * 4]:
        gives(bytes.fromhex(text)[::-1], from_display, text)


@hidden_property("E1.7", "capital-digits", "reading: capital digits count as well")
def _capitals(_: Student, from_display: Student) -> None:
    gives(RAW, from_display, TEXT.upper())
    gives(b"\xab" * 31 + b"\xcd", from_display, "CD" + "AB" * 31)
    gives(RAW, from_display, TEXT[:40] + TEXT[40:].upper())
    for text in [digit * 64 for digit in "ABCDEF"] + ["FEDCBA9876543210" * 4, "aBcDeF" * 10 + "0123"]:
        gives(bytes.fromhex(text)[::-1], from_display, text)


@hidden_property(
    "E1.7", "wrong-length", "reading: 63 or 65 digits are refused, and so is any other number", weight=2
)
def _other_lengths(_: Student, from_display: Student) -> None:
    _reads_ids(from_display)
    for text in (TEXT[:-1], TEXT[1:], TEXT + "0", "0" + TEXT, TEXT[:-2], TEXT[2:], TEXT + "00"):
        refuses(from_display, text)
    for text in ("", "00", TEXT[:32], "00" + TEXT, TEXT + TEXT, "0" * 63, "f", TEXT + "\n"):
        refuses(from_display, text)
    for digits in (1, 2, 32, 62, 63, 65, 66, 80, 128, 6400):
        refuses(from_display, "7f" * (digits // 2) + "a" * (digits % 2))


@hidden_property("E1.7", "no-spaces", "reading: spaces are refused, wherever they stand")
def _blanks(_: Student, from_display: Student) -> None:
    _reads_ids(from_display)
    for text in ("00 11 " + TEXT[6:], TEXT[:30] + "  " + TEXT[32:], TEXT[:31] + " " + TEXT[32:]):
        refuses(from_display, text)
    for text in (
        " " + TEXT,
        TEXT + " ",
        TEXT[:31] + " " + TEXT[31:],
        "  " + TEXT[2:],
        TEXT[:-2] + "  ",
        " " + TEXT[2:] + " ",
    ):
        refuses(from_display, text)
    for blank in (" ", "\t", "\n", "\r", "\f", "\v", "\u00a0", "\u3000", "\u200b", "\ufeff"):
        for text in (blank + TEXT, TEXT + blank, 2 * blank + TEXT[2:], TEXT[:-2] + 2 * blank):
            refuses(from_display, text)
    for text in (TEXT[:20] + "\n\n" + TEXT[22:], "\t\t" + TEXT[2:], " ".join([TEXT[:32], TEXT[32:]])):
        refuses(from_display, text)


@hidden_property("E1.7", "odd-letters", "reading: 0x, signs and letters after f are refused")
def _no_digits(_: Student, from_display: Student) -> None:
    _reads_ids(from_display)
    for text in ("0x" + TEXT, "0x" + TEXT[2:], "0X" + TEXT[2:], "x" + TEXT[1:]):
        refuses(from_display, text)
    for text in ("+" + TEXT[1:], "-" + TEXT[1:], TEXT[:30] + "_" + TEXT[31:], TEXT[:-1] + "g"):
        refuses(from_display, text)
    for text in ("１" * 64, "٣" * 64, "11\t" * 21 + "1", TEXT[:-2] + "\t\n"):  # digits of other scripts
        refuses(from_display, text)
    for odd in "gGzZ/:@`OlI_-+.xX#\0\u0430\uff41\u00b2é":  # neighbours and doubles of the digits among them
        for at in (0, 31, 63):
            refuses(from_display, TEXT[:at] + odd + TEXT[at + 1 :])
    for text in ("\ufb00" * 32, "\ufb00" + TEXT[2:], "\ufb00" * 64, "\u00df" * 32):  # ff as one letter
        refuses(from_display, text)
    for text in ("g" * 64, "z" + TEXT[1:], TEXT[:30] + "O0" + TEXT[32:], "." + TEXT[1:], "é" * 64):
        refuses(from_display, text)


# ---- E1.8 ----------------------------------------------------------------------------------------

PLAIN = Header(1, bytes(range(32)), bytes(range(100, 132)), 0x01020304, 0x05060708, 0x090A0B0C)


def _eighty(header_bytes: Student, *headers: Header) -> None:
    for header in headers:
        gives(oracle.header_bytes(header), header_bytes, header)


def _bytes_of(header_bytes: Student, start: int, end: int, *headers: Header) -> None:
    """Only these bytes are looked at, so that a slip in one field costs this field."""
    for header in headers:
        found, right = call(header_bytes, header), oracle.header_bytes(header)
        is_right = type(found) is bytes and found[start:end] == right[start:end]
        holds(is_right, f"bytes {start} to {end - 1} of {found!r} are not {right[start:end]!r}")


def _numbers(header_bytes: Student, *headers: Header) -> None:
    """The three numbers at the end, each in four bytes; in which order, other properties ask."""
    for header in headers:
        found = call(header_bytes, header)
        holds(type(found) is bytes and len(found) == 80, f"{found!r} is not 80 bytes")
        right = oracle.header_bytes(header)
        pieces, wanted = ([data[at : at + 4] for at in (68, 72, 76)] for data in (found, right))
        holds(sorted(pieces) == sorted(wanted), f"the numbers are {pieces}, not {wanted}")


def _real(*heights: int) -> list[Header]:
    return [real_block(height).header for height in heights]


def _with(*changes: dict[str, Any]) -> list[Header]:
    """``PLAIN``, and what it is after each of the changes."""
    return [PLAIN, *(replace(PLAIN, **change) for change in changes)]


def _hashes(field: str) -> list[Header]:
    """Headers with this hash different: zeros at its ends, and real ones."""
    hashes = (b"\0" * 28 + b"\1\2\3\4", b"\1\2\3\4" + b"\0" * 28, b"\xff" * 32, bytes(32), b" \n" * 16)
    return _with(*({field: data} for data in hashes)) + _real(1, 170, 277316)


def _amounts(field: str) -> list[Header]:
    """Headers with this number different, small and large ones, and real ones."""
    numbers = (0, 1, 7, 255, 256, 65536, 0x01020304, 2**31, 2**32 - 1)
    return _with(*({field: number} for number in numbers)) + _real(1, 170, 277316)


@hidden_property("E1.8", "genesis", "genesis, byte for byte")
def _genesis(header_bytes: Student) -> None:
    genesis = (
        "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b2"
        "7ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
    )
    gives(bytes.fromhex(genesis), header_bytes, real_block(0).header)
    gives(oracle.header_bytes(PLAIN), header_bytes, PLAIN)


@hidden_property(
    "E1.8", "previous-hash", "blocks 1, 170 and 100,000: a previous hash that is not all zeros", weight=3
)
def _with_previous(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 4, 36, *_real(1, 170, 100000), *_hashes("prev_block"))


@hidden_property("E1.8", "other-versions", "blocks 277,315 to 277,647: the version is not always 1")
def _version_2(header_bytes: Student) -> None:
    headers = _real(277315, 277316, 277647) + _with(*({"version": version} for version in (0, 3, 4)))
    _bytes_of(header_bytes, 0, 4, *headers)


@hidden_property("E1.8", "signed-version", "the version is signed, and four bytes long", weight=2)
def _signed(header_bytes: Student) -> None:
    versions = (-1, -2, -256, -(2**31), 2**31 - 1, 0x20000000, 0x3FFFE000, 256, 0x01020304)
    _bytes_of(header_bytes, 0, 4, *_with(*({"version": version} for version in versions)))


@hidden_property("E1.8", "root-bytes", "bytes 36 to 67: the Merkle root", weight=3)
def _root(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 36, 68, *_hashes("merkle_root"))


@hidden_property("E1.8", "time-bytes", "bytes 68 to 71: the time", weight=3)
def _time(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 68, 72, *_amounts("time"))


@hidden_property("E1.8", "bits-bytes", "bytes 72 to 75: bits", weight=3)
def _bits(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 72, 76, *_amounts("bits"))


@hidden_property("E1.8", "nonce-bytes", "bytes 76 to 79: the nonce", weight=3)
def _nonce(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 76, 80, *_amounts("nonce"))


@hidden_property("E1.8", "unsigned-fields", "time, bits and nonce are unsigned: 2**31 and above")
def _unsigned(header_bytes: Student) -> None:
    for large in (2**31, 2**31 + 1, 2**32 - 1):
        _numbers(header_bytes, *_with({"time": large}, {"bits": large}, {"nonce": large}))


@hidden_property("E1.8", "full-width", "small numbers take four bytes like large ones: always 80")
def _always_80(header_bytes: Student) -> None:
    for small in (0, 1, 255, 256, 65535, 65536):
        _numbers(header_bytes, replace(PLAIN, time=small, bits=small, nonce=small))
    _numbers(header_bytes, Header(0, bytes(32), bytes(32), 0, 0, 0))
    _numbers(header_bytes, Header(2**31 - 1, b"\xff" * 32, b"\xff" * 32, 2**32 - 1, 2**32 - 1, 2**32 - 1))


@hidden_property("E1.8", "field-order", "each field in its place: time, then bits, then nonce")
def _in_order(header_bytes: Student) -> None:
    others = Header(7, b"\7" * 32, b"\7" * 32, 7, 7, 7)
    names = ("version", "prev_block", "merkle_root", "time", "bits", "nonce")
    changes = [{name: getattr(others, name)} for name in names]
    _eighty(header_bytes, *_with(*changes), PLAIN, *_with(*reversed(changes)))


@hidden_property("E1.8", "hash-order", "both hashes stand as they travel, not as they are shown")
def _as_they_travel(header_bytes: Student) -> None:
    _bytes_of(header_bytes, 4, 68, *_hashes("prev_block"), *_hashes("merkle_root"))
    _bytes_of(header_bytes, 4, 68, replace(PLAIN, prev_block=bytes(32), merkle_root=bytes(range(32))))


@hidden_property("E1.8", "made-up", "made-up headers, one after the other")
def _made_up(header_bytes: Student) -> None:
    numbers = seeded("headers")
    for _ in range(12):
        header = Header(
            numbers.getrandbits(32) - 2**31,
            numbers.randbytes(32),
            numbers.randbytes(32),
            numbers.getrandbits(32),
            numbers.getrandbits(32),
            numbers.getrandbits(32),
        )
        _eighty(header_bytes, header, replace(header, nonce=header.nonce ^ 1))
    _eighty(header_bytes, PLAIN)
