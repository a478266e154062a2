"""Amounts, times, locks and scripts, said in words."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from blockkit.asm import to_asm
from blockkit.errors import Invalid
from blockkit.params import COIN
from blockkit.pow import bits_to_target
from blockkit.script import MAX_SCRIPT_SIZE
from blockkit.spending import SEQUENCE_DISABLED, SEQUENCE_IN_TIME, SEQUENCE_MASK, has_relative_locks
from blockkit.transaction import FINAL_SEQUENCE, LOCK_TIME_THRESHOLD, Transaction

SHOWN = 12  # things of a kind that are listed; the others are counted


def counted(n: int, noun: str) -> str:
    """A number of things: 1 byte, 2 bytes."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def listed(numbers: Sequence[int]) -> str:
    """Numbers in a sentence: 0, 2 and 3."""
    shown = [f"{n:,}" for n in numbers[:SHOWN]]
    if len(numbers) > SHOWN:
        return f"{', '.join(shown)} and {len(numbers) - SHOWN:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def size_words(n: int) -> str:
    """A number of bytes."""
    return counted(n, "byte")


def btc(satoshi: int) -> str:
    """An amount in bitcoins, exact: eight decimals, and no float on the way."""
    sign = "-" if satoshi < 0 else ""
    return f"{sign}{abs(satoshi) // COIN}.{abs(satoshi) % COIN:08d}"


def utc(time: int) -> str:
    """Seconds since 1970 as a date."""
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M:%S} UTC"


def text_in(data: bytes) -> str:
    """What can be read in ``data`` as ASCII; a dot for every other byte, so that no terminal is upset."""
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)


def lock_time_words(tx: Transaction) -> str:
    """From when on a transaction may stand in a block."""
    lock = tx.lock_time
    if lock == 0:
        return "none"
    idle = all(txin.sequence == FINAL_SEQUENCE for txin in tx.inputs)
    return from_when(lock) + ("; not in force, for every sequence is final" if idle else "")


def sequence_words(sequence: int, tx: Transaction) -> str:
    """What an input's sequence asks for (BIP 68)."""
    if sequence == FINAL_SEQUENCE:
        return "final"
    if not has_relative_locks(tx) or sequence & SEQUENCE_DISABLED:
        return "not final: the lock time counts"
    return f"the spent output must be {age_words(sequence)} old"


def age_words(sequence: int) -> str:
    """How old an output must be: blocks, or seconds in steps of 512 (BIP 68 and 112)."""
    asked = sequence & SEQUENCE_MASK
    return f"{asked * 512:,} seconds" if sequence & SEQUENCE_IN_TIME else counted(asked, "block")


def from_when(lock: int) -> str:
    """The first block that a lock time allows."""
    return f"from block {lock + 1:,} on" if lock < LOCK_TIME_THRESHOLD else f"after {utc(lock)}"


def hash_type_words(hash_type: int) -> str:
    """What a signature covers, as its last byte says."""
    kinds = {1: "ALL", 2: "NONE", 3: "SINGLE"}
    kind = kinds.get(hash_type & 0x1F, "unknown, counts as ALL")
    return kind + (" and ANYONECANPAY" if hash_type & 0x80 else "")


def taproot_hash_type_words(hash_type: int) -> str:
    """The same of a signature in taproot (BIP 341)."""
    if hash_type & 0x7F in (1, 2, 3):
        return hash_type_words(hash_type)
    return "0 is left out, not written" if hash_type == 0 else "unknown: refused in taproot"


def target_words(bits: int) -> str:
    """The target that ``bits`` stand for, 64 hex digits; or why there is none."""
    try:
        return f"{bits_to_target(bits):064x}"
    except Invalid as error:
        return f"none ({error})"


def short_asm(script: bytes) -> str:
    """The script as text, long pushes by their size alone: the shape that one recognises."""
    if len(script) > MAX_SCRIPT_SIZE:
        return f"{size_words(len(script))}, too long to run (at most {MAX_SCRIPT_SIZE:,})"
    return re.sub(r"\b[0-9a-f]{17,}\b", lambda word: f"<{len(word[0]) // 2} bytes>", to_asm(script))


# what the operations of everyday scripts do; the others are named only
DEEDS = {
    "OP_0": "pushes an empty item",
    "OP_RETURN": "fails: nobody can spend this, and what follows is free for any data",
    "OP_DUP": "copies the top item",
    "OP_DROP": "throws the top item away",
    "OP_EQUAL": "are the two top items the same?",
    "OP_EQUALVERIFY": "fails unless the two top items are the same",
    "OP_HASH160": "puts RIPEMD-160 of SHA-256 in the place of the top item",
    "OP_CHECKSIG": "did this key make this signature?",
    "OP_CHECKSIGADD": "adds 1 to a number if this key made this signature (BIP 342)",
    "OP_CHECKMULTISIG": "did enough of these keys sign?",
    "OP_CHECKLOCKTIMEVERIFY": "fails before the lock time on top (BIP 65)",
    "OP_CHECKSEQUENCEVERIFY": "fails while the output is younger than the top says (BIP 112)",
}
