"""The usual locking scripts, and scripts as text.

Source: BIP 11 and 16; Bitcoin Core, ``script/solver.cpp`` and ``core_io.h``.
"""

from collections.abc import Sequence

from blockkit.errors import need_bytes, need_int, shown
from blockkit.hashing import from_hex
from blockkit.script import CODES, NAMES, OP_1, ScriptError, operations, push, push_plainly


def p2pk(key: bytes) -> bytes:
    """Pay to a public key: the form of the first blocks."""
    return push_plainly(key) + bytes([CODES["OP_CHECKSIG"]])


def p2pkh(key_hash: bytes) -> bytes:
    """Pay to the hash (20 bytes) of a public key: the form behind addresses that begin with 1."""
    return from_asm(
        f"OP_DUP OP_HASH160 {need_bytes(key_hash, 'a hash', 20).hex()} OP_EQUALVERIFY OP_CHECKSIG"
    )


def p2sh(script_hash: bytes) -> bytes:
    """Pay to the hash (20 bytes) of a redeem script (BIP 16): addresses that begin with 3."""
    return from_asm(f"OP_HASH160 {need_bytes(script_hash, 'a hash', 20).hex()} OP_EQUAL")


def multisig(needed: int, keys: Sequence[bytes]) -> bytes:
    """``needed`` signatures of the owners of ``keys``, in the order of the keys (BIP 11).

    At most 16 keys: the numbers are written as OP_1 to OP_16.
    """
    need_int(len(keys), "the number of keys", 1, 16)
    need_int(needed, "the number of signatures", 1, len(keys))
    listed = b"".join(push_plainly(key) for key in keys)
    return bytes([OP_1 + needed - 1]) + listed + from_asm(f"OP_{len(keys)} OP_CHECKMULTISIG")


def is_p2pkh(script: bytes) -> bool:
    """OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG."""
    return len(script) == 25 and script == p2pkh(script[3:23])


# ---- as text -------------------------------------------------------------------------------------


def to_asm(script: bytes) -> str:
    """A script as people read it: names of operations, and pushed data as hex."""
    words = []
    try:
        for opcode, data, _ in operations(script):
            words.append(data.hex() if data else NAMES.get(opcode, f"OP_UNKNOWN_{opcode:02x}"))
    except ScriptError:
        words.append("[broken push]")
    return " ".join(words)


def from_asm(text: str) -> bytes:
    """The script written as names of operations and hex data; each hex word becomes its shortest push.

    Raises ``ValueError`` for a word that is neither.
    """
    parts = []
    for word in text.split():
        if word in CODES:
            parts.append(bytes([CODES[word]]))
        elif word.startswith("OP_"):
            raise ValueError(f"{shown(word)} is no operation; OP_DUP, OP_CHECKSIG and OP_1 are examples")
        else:
            parts.append(push(from_hex(word)))
    return b"".join(parts)
