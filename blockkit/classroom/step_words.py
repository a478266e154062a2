"""What a step of a script did, in a few words (lesson 03c)."""

from collections.abc import Sequence

from blockkit.classroom.messages import say
from blockkit.opcodes import NUMBERS, is_true
from blockkit.script import decode_number

DOES = {"OP_DUP": "dup", "OP_VERIFY": "verify", "OP_DROP": "drop", "OP_SIZE": "size", "OP_DEPTH": "depth"}
DOES |= {"OP_EQUALVERIFY": "equalverify", "OP_CHECKSIGVERIFY": "checksigverify"}
DOES |= {"OP_CHECKLOCKTIMEVERIFY": "lock", "OP_CHECKSEQUENCEVERIFY": "age"}
DOES |= {"OP_TOALTSTACK": "aside", "OP_FROMALTSTACK": "back", "OP_CODESEPARATOR": "separator"}
DOES |= dict.fromkeys(("OP_HASH160", "OP_SHA256", "OP_HASH256", "OP_RIPEMD160", "OP_SHA1"), "hash")
DOES |= dict.fromkeys(("OP_SWAP", "OP_ROT", "OP_2SWAP", "OP_2ROT", "OP_ROLL"), "moved")
DOES |= dict.fromkeys(("OP_OVER", "OP_2DUP", "OP_3DUP", "OP_2OVER", "OP_TUCK", "OP_PICK"), "copied")
DOES |= {"OP_2DROP": "two-gone", "OP_NIP": "nip"}
DOES |= dict.fromkeys(("OP_NOP", *(f"OP_NOP{number}" for number in range(1, 11))), "nothing")
JUDGES = {"OP_EQUAL": "equal", "OP_CHECKSIG": "checksig", "OP_CHECKMULTISIG": "multisig"}
JUDGES["OP_NUMEQUAL"] = "numequal"


def words_of(step: bytes | str, before: Sequence[bytes], after: Sequence[bytes]) -> str:
    """What a step did, in a few words."""
    if isinstance(step, bytes):
        few = {0: "stepper-push-empty", 1: "stepper-push-one"}
        return say(few.get(len(step), "stepper-push"), size=len(step))
    if step in DOES:
        return say(f"stepper-does-{DOES[step]}")
    if step in JUDGES and after:
        return say(f"stepper-does-{JUDGES[step]}-{'yes' if is_true(after[-1]) else 'no'}")
    if step in NUMBERS and after:
        return say("stepper-does-number", number=decode_number(after[-1], size=5))
    if step == "OP_CHECKSIGADD" and len(before) > 2 and after:
        signed = "yes" if before[-3] else "no"  # below the signature the count, on top the key
        return say(f"stepper-does-checksigadd-{signed}", count=decode_number(after[-1]))
    return say(
        "stepper-other-same" if len(before) == len(after) else "stepper-other",
        before=len(before),
        after=len(after),
    )
