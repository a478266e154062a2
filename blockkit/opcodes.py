"""The operations that only move, compare or compute: what they take, and what they leave.

Each is one row. The others are methods of :class:`blockkit.interpreter.Machine`.

Source: Bitcoin Core v28.1, ``EvalScript`` in ``script/interpreter.cpp``.
"""

import hashlib
from collections.abc import Callable

from blockkit.hashing import hash160, hash256, ripemd160, sha256
from blockkit.script import encode_number


def is_true(data: bytes) -> bool:
    """Everything is true but zero, in any length, and negative zero."""
    return any(data[:-1]) or (data != b"" and data[-1] not in (0, 0x80))


# how many items it takes, and what stands there afterwards; the last argument was on top
STACK: dict[str, tuple[int, Callable[..., tuple[bytes, ...]]]] = {
    "OP_2DROP": (2, lambda a, b: ()),
    "OP_2DUP": (2, lambda a, b: (a, b, a, b)),
    "OP_3DUP": (3, lambda a, b, c: (a, b, c, a, b, c)),
    "OP_2OVER": (4, lambda a, b, c, d: (a, b, c, d, a, b)),
    "OP_2ROT": (6, lambda a, b, c, d, e, f: (c, d, e, f, a, b)),
    "OP_2SWAP": (4, lambda a, b, c, d: (c, d, a, b)),
    "OP_IFDUP": (1, lambda a: (a, a) if is_true(a) else (a,)),
    "OP_DROP": (1, lambda a: ()),
    "OP_DUP": (1, lambda a: (a, a)),
    "OP_NIP": (2, lambda a, b: (b,)),
    "OP_OVER": (2, lambda a, b: (a, b, a)),
    "OP_ROT": (3, lambda a, b, c: (b, c, a)),
    "OP_SWAP": (2, lambda a, b: (b, a)),
    "OP_TUCK": (2, lambda a, b: (b, a, b)),
    "OP_SIZE": (1, lambda a: (a, encode_number(len(a)))),
    "OP_EQUAL": (2, lambda a, b: (encode_number(a == b),)),
    "OP_RIPEMD160": (1, lambda a: (ripemd160(a),)),
    "OP_SHA1": (1, lambda a: (hashlib.sha1(a).digest(),)),
    "OP_SHA256": (1, lambda a: (sha256(a),)),
    "OP_HASH160": (1, lambda a: (hash160(a),)),
    "OP_HASH256": (1, lambda a: (hash256(a),)),
}

# how many numbers it takes, and the number it leaves; True counts as 1
NUMBERS: dict[str, tuple[int, Callable[..., int]]] = {
    "OP_1ADD": (1, lambda a: a + 1),
    "OP_1SUB": (1, lambda a: a - 1),
    "OP_NEGATE": (1, lambda a: -a),
    "OP_ABS": (1, abs),
    "OP_NOT": (1, lambda a: a == 0),
    "OP_0NOTEQUAL": (1, lambda a: a != 0),
    "OP_ADD": (2, lambda a, b: a + b),
    "OP_SUB": (2, lambda a, b: a - b),
    "OP_BOOLAND": (2, lambda a, b: a != 0 and b != 0),
    "OP_BOOLOR": (2, lambda a, b: a != 0 or b != 0),
    "OP_NUMEQUAL": (2, lambda a, b: a == b),
    "OP_NUMNOTEQUAL": (2, lambda a, b: a != b),
    "OP_LESSTHAN": (2, lambda a, b: a < b),
    "OP_GREATERTHAN": (2, lambda a, b: a > b),
    "OP_LESSTHANOREQUAL": (2, lambda a, b: a <= b),
    "OP_GREATERTHANOREQUAL": (2, lambda a, b: a >= b),
    "OP_MIN": (2, min),
    "OP_MAX": (2, max),
    "OP_WITHIN": (3, lambda x, low, high: low <= x < high),
}
