"""Scripts as text, the way block explorers and Bitcoin Core print them: ``OP_DUP OP_HASH160 89ab…``.

Source: Bitcoin Core, ``core_io.h``.
"""

from blockkit.errors import shown_unless_key
from blockkit.guards import need_bytes
from blockkit.hashing import from_hex
from blockkit.opcodes import CODES, NAMES
from blockkit.script import ScriptError, push, steps


def to_asm(script: bytes) -> str:
    """A script as people read it: names of operations, and pushed data as hex; OP_0 pushes no bytes."""
    words = []
    try:
        for opcode, data, _ in steps(need_bytes(script, "the script")):
            name = NAMES.get(opcode, f"OP_UNKNOWN_{opcode:02x}")
            words.append(name if data is None else data.hex() or "OP_0")  # nothing, however it is pushed
    except ScriptError:
        words.append("[broken push]")
    return " ".join(words)


def from_asm(text: str) -> bytes:
    """The script written as names of operations and hex data; each hex word becomes its shortest push.

    Every word without OP_ is hex: 500000 is three bytes and no number. Numbers are OP_0 to OP_16; larger
    ones are made with ``push(encode_number(…))``, lock times with :func:`blockkit.templates.timelock`.
    Raises ``ValueError`` for a word that is neither.
    """
    if not isinstance(text, str):
        raise TypeError(
            f"a script to read must be text (str), got {type(text).__name__} {shown_unless_key(text)}"
        )
    return b"".join(from_word(word) for word in text.split())


OTHER_NAMES = {"OP_TRUE": "OP_1", "OP_FALSE": "OP_0", "OP_-1": "OP_1NEGATE"}
OTHER_NAMES |= {"OP_NOP2": "OP_CHECKLOCKTIMEVERIFY", "OP_NOP3": "OP_CHECKSEQUENCEVERIFY"}


def from_word(word: str) -> bytes:
    """One word of :func:`from_asm`; the refusal says how it is written."""
    if word in CODES:
        return bytes([CODES[word]])
    name = "OP_" + word.upper().removeprefix("OP_")
    name = OTHER_NAMES.get(name, name)
    maybe_hex = len(word) % 2 == 0 and all(digit in "0123456789abcdefABCDEF" for digit in word)
    if name in CODES and not maybe_hex:
        raise ValueError(f"{shown_unless_key(word)} is written {name}; a word without OP_ is hex")
    if word.startswith("OP_"):
        raise ValueError(
            f"{shown_unless_key(word)} is not an operation; OP_DUP, OP_CHECKSIG and OP_1 are examples"
        )
    if word.lower().startswith("0x"):
        raise ValueError(f"leave out the 0x in front: {shown_unless_key(word)}")
    if word.isdecimal() and not maybe_hex:
        raise ValueError(f"{shown_unless_key(word, 20)} is not hex; as a number it is push(encode_number(…))")
    return push(from_hex(word))
