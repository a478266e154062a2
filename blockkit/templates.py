"""The usual locking scripts, and scripts as text.

Source: BIP 11 and 16; Bitcoin Core, ``script/solver.cpp`` and ``core_io.h``.
"""

from collections.abc import Sequence

from blockkit.addresses import need_public_key
from blockkit.errors import shown
from blockkit.guards import need_bytes, need_int
from blockkit.hashing import from_hex
from blockkit.script import CODES, NAMES, OP_1, ScriptError, operations, push, push_plainly


def p2pk(key: bytes) -> bytes:
    """Pay to a public key: the form of the first blocks."""
    return push_plainly(need_public_key(key)) + bytes([CODES["OP_CHECKSIG"]])


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
    if not isinstance(keys, list | tuple):
        raise TypeError(
            "multisig takes a number, then a list of public keys, as in multisig(1, [key]); "
            f"got {type(needed).__name__}, then {type(keys).__name__}"
        )
    need_int(len(keys), "the number of keys", 1, 16)
    need_int(needed, "the number of signatures", 1, len(keys))
    return multisig_of(needed, [need_public_key(key) for key in keys])


def multisig_of(needed: int, parts: Sequence[bytes]) -> bytes:
    """The same, whatever stands in the place of the keys: the chain holds some with other data."""
    listed = b"".join(push_plainly(part) for part in parts)
    return bytes([OP_1 + needed - 1]) + listed + from_asm(f"OP_{len(parts)} OP_CHECKMULTISIG")


def is_p2pkh(script: bytes) -> bool:
    """OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG."""
    return len(need_bytes(script, "the script")) == 25 and script == p2pkh(script[3:23])


# ---- as text -------------------------------------------------------------------------------------


def to_asm(script: bytes) -> str:
    """A script as people read it: names of operations, and pushed data as hex."""
    words = []
    try:
        for opcode, data, _ in operations(need_bytes(script, "the script")):
            words.append(data.hex() if data else NAMES.get(opcode, f"OP_UNKNOWN_{opcode:02x}"))
    except ScriptError:
        words.append("[broken push]")
    return " ".join(words)


def from_asm(text: str) -> bytes:
    """The script written as names of operations and hex data; each hex word becomes its shortest push.

    Every word without OP_ is hex: 500000 is three bytes and no number. Numbers are OP_0 to OP_16; larger
    ones are made with ``push(encode_number(…))``, lock times with :func:`blockkit.wallet.signing.timelock`.
    Raises ``ValueError`` for a word that is neither.
    """
    if not isinstance(text, str):
        raise TypeError(f"a script to read must be text (str), got {type(text).__name__} {shown(text)}")
    return b"".join(from_word(word) for word in text.split())


OTHER_NAMES = {"OP_TRUE": "OP_1", "OP_FALSE": "OP_0", "OP_-1": "OP_1NEGATE"}
OTHER_NAMES |= {"OP_NOP2": "OP_CHECKLOCKTIMEVERIFY", "OP_NOP3": "OP_CHECKSEQUENCEVERIFY"}


def from_word(word: str) -> bytes:
    """One word of :func:`from_asm`; the refusal says how it is written."""
    if word in CODES:
        return bytes([CODES[word]])
    name = "OP_" + word.upper().removeprefix("OP_")
    name = OTHER_NAMES.get(name, name)
    is_hex = len(word) % 2 == 0 and all(digit in "0123456789abcdefABCDEF" for digit in word)
    if name in CODES and not is_hex:
        raise ValueError(f"{shown(word)} is written {name}; a word without OP_ is hex")
    if word.startswith("OP_"):
        raise ValueError(f"{shown(word)} is no operation; OP_DUP, OP_CHECKSIG and OP_1 are examples")
    if word.lower().startswith("0x"):
        raise ValueError(f"leave out the 0x in front: {shown(word)}")
    if word.isdecimal() and not is_hex:
        raise ValueError(f"{shown(word, 20)} is no hex; as a number it is push(encode_number(…))")
    return push(from_hex(word))
