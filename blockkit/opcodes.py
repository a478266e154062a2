"""The operations of a script: their numbers and names, and what the simple ones do.

Those that only move, compare or compute are one row each. The others are methods of
:class:`blockkit.interpreter.Machine`, named after them in small letters: OP_CHECKSIG is ``op_checksig``.

Source: Bitcoin Core v28.1, ``script/script.h``, and ``EvalScript`` in ``script/interpreter.cpp``.
"""

import hashlib
from collections.abc import Callable

from blockkit.hashing import hash160, hash256, ripemd160, sha256

# ---- numbers and names ---------------------------------------------------------------------------

FROM_0X4C_ON = """
    OP_PUSHDATA1 OP_PUSHDATA2 OP_PUSHDATA4 OP_1NEGATE OP_RESERVED OP_1 OP_2 OP_3 OP_4 OP_5 OP_6 OP_7 OP_8 OP_9
    OP_10 OP_11 OP_12 OP_13 OP_14 OP_15 OP_16 OP_NOP OP_VER OP_IF OP_NOTIF OP_VERIF OP_VERNOTIF OP_ELSE
    OP_ENDIF OP_VERIFY OP_RETURN OP_TOALTSTACK OP_FROMALTSTACK OP_2DROP OP_2DUP OP_3DUP OP_2OVER OP_2ROT
    OP_2SWAP OP_IFDUP OP_DEPTH OP_DROP OP_DUP OP_NIP OP_OVER OP_PICK OP_ROLL OP_ROT OP_SWAP OP_TUCK OP_CAT
    OP_SUBSTR OP_LEFT OP_RIGHT OP_SIZE OP_INVERT OP_AND OP_OR OP_XOR OP_EQUAL OP_EQUALVERIFY OP_RESERVED1
    OP_RESERVED2 OP_1ADD OP_1SUB OP_2MUL OP_2DIV OP_NEGATE OP_ABS OP_NOT OP_0NOTEQUAL OP_ADD OP_SUB OP_MUL
    OP_DIV OP_MOD OP_LSHIFT OP_RSHIFT OP_BOOLAND OP_BOOLOR OP_NUMEQUAL OP_NUMEQUALVERIFY OP_NUMNOTEQUAL
    OP_LESSTHAN OP_GREATERTHAN OP_LESSTHANOREQUAL OP_GREATERTHANOREQUAL OP_MIN OP_MAX OP_WITHIN OP_RIPEMD160
    OP_SHA1 OP_SHA256 OP_HASH160 OP_HASH256 OP_CODESEPARATOR OP_CHECKSIG OP_CHECKSIGVERIFY OP_CHECKMULTISIG
    OP_CHECKMULTISIGVERIFY OP_NOP1 OP_CHECKLOCKTIMEVERIFY OP_CHECKSEQUENCEVERIFY OP_NOP4 OP_NOP5 OP_NOP6
    OP_NOP7 OP_NOP8 OP_NOP9 OP_NOP10 OP_CHECKSIGADD
"""
NAMES = {0x00: "OP_0"} | dict(enumerate(FROM_0X4C_ON.split(), start=0x4C))
CODES = {name: code for code, name in NAMES.items()}

OP_PUSHDATA1, OP_PUSHDATA4, OP_1NEGATE, OP_RESERVED, OP_1, OP_16 = 0x4C, 0x4E, 0x4F, 0x50, 0x51, 0x60

# ---- what the simple ones do ---------------------------------------------------------------------


def is_true(data: bytes) -> bool:
    """Everything is true but zero, in any length, and negative zero."""
    return any(data[:-1]) or (data != b"" and data[-1] not in (0, 0x80))


# how many items it takes, and what it leaves in their place; the last argument was on top. A length, or
# True or False, is left as a number.
STACK: dict[str, tuple[int, Callable[..., tuple[bytes | int, ...]]]] = {
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
    "OP_SIZE": (1, lambda a: (a, len(a))),
    "OP_EQUAL": (2, lambda a, b: (a == b,)),
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
