"""Probes of lesson 01b. Each list goes from small to large, and from plain to odd."""

from hashlib import sha256
from math import inf, nan
from typing import Any

from blockkit.block import Header
from blockkit.classroom.diagnosis.probe import each

# ---- E1.5: objects -------------------------------------------------------------------------------

OBJECTS: list[dict[Any, Any]] = [
    {}, {"a": 1}, {"a": -1}, {"a": ""}, {"": 1}, {"a": []}, {"a": {}}, {"a": None}, {"a": True}, {"a": False},
    {"b": 1, "a": 2}, {"a": 2, "B": 1}, {"b": 1, "a10": 2, "a9": 3}, {"z": 1, "é": 2},
    {"to": "Bob", "amount": 5}, {"amount": 5, "to": "Bob"},
    {"a": "x y"}, {"a": "x,  y"}, {"a": "x: y"}, {"a": "  x "}, {"a b": 1}, {"a": 'x"y'}, {"a": "x'y"},
    {"a": "x\ny"}, {"a": "x\\y"}, {"a": "x/y"}, {"a": "true"}, {"a": "1.5"}, {"a": "NaN"}, {"a": "5"},
    {"a": "é"}, {"to": "张三"}, {"键": 1}, {"a": "😀"},
    {"a": 10**20}, {"a": [3, 1, 2]}, {"a": ["b", "a"]}, {"a": [[2, 1], [None, True]]},
    {"a": {"c": 1, "b": 2}}, {"b": {"d": {"f": 1, "e": 2}, "c": 3}, "a": 4},
    {"a": [{"c": 1, "b": 2}]}, {"a": [[{"c": 1, "b": 2}]]}, {"a": [2, {"c": [1, {"e": 1, "d": 2}]}]},
    # what has no spelling
    {"a": 1.5}, {"a": 2.0}, {"a": -0.0}, {"a": 1e22}, {"a": nan}, {"a": inf},
    {"a": {"b": 1.5}}, {"a": [1.5]}, {"a": [2.0]}, {"a": {"b": 2.0}}, {"a": [{"b": 1.5}]}, {"a": [[nan]]},
    {1: "a"}, {None: 1}, {True: 1}, {"a": {1: "b"}}, {"a": [{1: "b"}]}, {"a": 1, 2: 3},
]  # fmt: skip

# ---- E1.6: numbers, and bytes to read ------------------------------------------------------------

NUMBERS = [
    0, 1, 66, 67, 100, 127, 128, 200, 251, 252, 253, 254, 255, 256, 257, 300, 0x1234, 16383, 16384,
    32767, 32768, 65534, 65535, 65536, 65537, 70000, 2**24 - 1, 2**24, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1,
    2**32, 2**32 + 1, 2**40 + 5, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 2**64 + 5, 2**70, -1, -5, -(2**64),
]  # fmt: skip

_READABLE = [
    "00", "01", "42", "43", "64", "7f", "80", "c8", "fb", "fc", "fdfd00", "fdfe00", "fdff00", "fd0001",
    "fd3412", "fdfeff", "fdffff", "fe00000100", "fe01000100", "fe70110100", "feffffff7f", "fefeffffff",
    "feffffffff", "ff0000000001000000", "ff0100000001000000", "ffffffffffffffff7f", "ff0000000000000080",
    "ffffffffffffffffff",
]  # fmt: skip
_REFUSED = [
    "", "fd", "fd48", "fdff", "fe", "fe7011", "fe701101", "ff", "ff00000000010000", "ffffffffffffff",
    "fd0000", "fd4800", "fdfc00", "fe00000000", "fe48000000", "fefd000000", "feffff0000",
    "ff0000000000000000", "ff4800000000000000", "ffffff000000000000", "ffffffffff00000000",
]  # fmt: skip
BYTES: list[tuple[Any, ...]] = [
    *((bytes.fromhex(text),) for text in _READABLE),
    *((bytes.fromhex(text), 0) for text in ("05", "fdfd00")),
    *((bytes.fromhex(text + "07ff02"),) for text in _READABLE[:24:3]),  # more bytes come after it
    *((b"\xfd\x01\x02" + bytes.fromhex(text), 3) for text in _READABLE[::3]),  # others stand before it
    *((b"\x09" + bytes.fromhex(text) + b"\x0b", 1) for text in _READABLE[::4]),
    *((bytes.fromhex(text),) for text in _REFUSED),
    *((b"\xfd\x01\x02" + bytes.fromhex(text), 3) for text in _REFUSED[::4]),
    (b"\x05\x06", 2), (b"\x05\x06", 3),
]  # fmt: skip

# ---- E1.7: hashes, and texts to read -------------------------------------------------------------

RAW = [
    bytes(range(32)), bytes(range(31, -1, -1)), bytes(32), b"\xff" * 32, b"\x01" + bytes(31),
    bytes(31) + b"\x01",
    b"\x10" * 32, bytes(31) + b"\xf0", bytes(8) + bytes(range(100, 116)) + bytes(8), b"\xab\xcd" * 16,
    b"\x0a\xbc" * 16, *(sha256(bytes([number])).digest() for number in range(4)), b"\0\0" + b"\x1f" * 30,
]  # fmt: skip
_ID = bytes(range(32)).hex()
TO_READ = [
    _ID, _ID[::-1], "0" * 64, "f" * 64, "F" * 64, "ab" * 32, "AB" * 32, "aB" * 32, "0" * 62 + "1f",
    "1f" + "0" * 62,
    _ID.upper(), *(sha256(bytes([number])).hexdigest() for number in range(4)),
    # what is no hash
    "", "0", "00", "0" * 62, "0" * 63, "0" * 65, "0" * 66, "ab" * 31, "ab" * 33, _ID[:-1], _ID + "0",
    _ID + "00",
    _ID * 2, " " + _ID, _ID + " ", _ID + "\n", " " + _ID[1:], _ID[:-1] + " ", "ab " * 21 + "a", "ab " * 32,
    " " * 64, "0x" + _ID, "0x" + "ab" * 31, "0X" + _ID[2:], "x" + _ID[1:], "g" * 64, _ID[:-1] + "g",
    "_" + _ID[1:],
    "0_" * 31 + "00", "+" + _ID[1:], "-" + _ID[1:], "\uff11" * 64, "é" * 64, "zz" + _ID[2:],
    _ID[:32] + "-" + _ID[33:],
]  # fmt: skip

# ---- E1.8: headers -------------------------------------------------------------------------------

_A, _B = bytes(range(1, 33)), bytes(range(101, 133))


def _header(
    version: int = 1, prev: bytes = _A, root: bytes = _B, time: int = 0x01020304, bits: int = 0x1D00FFFF,
    nonce: int = 0x0A0B0C0D,
) -> Header:  # fmt: skip
    return Header(version, prev, root, time, bits, nonce)


HEADERS = [
    _header(), _header(prev=bytes(32)), _header(root=bytes(32)), _header(prev=_B, root=_A),
    *(_header(version=number) for number in (0, 2, 3, 255, 256, 0x20000000, 0x01020304, 2**31 - 1, -1, -2,
    -(2**31))),
    *(_header(time=number) for number in (0, 1, 1231006505, 2**31 - 1, 2**31, 2**32 - 1)),
    *(_header(bits=number) for number in (0, 1, 0x1903A30C, 0x207FFFFF, 2**31, 2**32 - 1)),
    *(_header(nonce=number) for number in (0, 1, 2083236893, 2**31 - 1, 2**31, 2**32 - 1)),
    _header(0x20000000, sha256(b"a").digest(), sha256(b"b").digest(), 1700000000, 0x1703A30C, 4000000000),
]  # fmt: skip

PROBES = {
    "canonical": each(*([one] for one in OBJECTS)),
    "encode_varint": each(*([one] for one in NUMBERS)),
    "decode_varint": each(*BYTES),
    "to_display": each(*([one] for one in RAW)),
    "from_display": each(*([one] for one in TO_READ)),
    "header_bytes": each(*([one] for one in HEADERS)),
}
