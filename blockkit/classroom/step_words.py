"""What a step of a script did, in a few words (lesson 03c)."""

from collections.abc import Sequence

from blockkit.classroom.messages import say
from blockkit.opcodes import is_true
from blockkit.script import decode_number


def words_of(step: bytes | str, before: Sequence[bytes], after: Sequence[bytes]) -> str:
    """What a step did, in a few words."""
    if isinstance(step, bytes):
        few = {0: "stepper-push-empty", 1: "stepper-push-one"}
        return say(few.get(len(step), "stepper-push"), size=len(step))
    known = {"OP_DUP": "dup", "OP_HASH160": "hash", "OP_VERIFY": "verify", "OP_DROP": "drop"}
    known |= {"OP_EQUALVERIFY": "equalverify", "OP_CHECKLOCKTIMEVERIFY": "lock"}
    known |= {"OP_CHECKSEQUENCEVERIFY": "age", "OP_CHECKSIGVERIFY": "checksigverify", "OP_SIZE": "size"}
    known |= dict.fromkeys(("OP_SHA256", "OP_HASH256", "OP_RIPEMD160", "OP_SHA1"), "hash")
    if step in known:
        return say(f"stepper-does-{known[step]}")
    judges = {"OP_EQUAL": "equal", "OP_CHECKSIG": "checksig", "OP_CHECKMULTISIG": "multisig"}
    judges["OP_NUMEQUAL"] = "numequal"
    if step in judges and after:
        return say(f"stepper-does-{judges[step]}-{'yes' if is_true(after[-1]) else 'no'}")
    if step == "OP_CHECKSIGADD" and len(before) > 2 and after:
        signed = "yes" if before[-3] else "no"  # below the signature the count, on top the key
        return say(f"stepper-does-checksigadd-{signed}", count=decode_number(after[-1]))
    return say(
        "stepper-other-same" if len(before) == len(after) else "stepper-other",
        before=len(before),
        after=len(after),
    )
