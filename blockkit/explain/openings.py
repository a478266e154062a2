"""How an input opens the output it spends, and what each item of its witness is for.

Where the spent output is known, its script says so. Where it is not, the witness gives it away nearly always:
the forms were chosen so that they differ. Nothing runs here; what can be seen to be wrong without running it
is named as Core names it.

Source: BIP 16, 141, 341 and 342; Bitcoin Core, ``script/solver.cpp`` and ``script/interpreter.cpp``.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from blockkit.explain.forms import NO_MEANING_YET, TO_OPEN, form_of, title_of, to_open
from blockkit.explain.words import counted, size_words
from blockkit.hashing import HASH_SIZE, hash160, sha256
from blockkit.interpreter import MAX_ELEMENT_SIZE, MAX_STACK
from blockkit.keys import has_key_size, is_strict_der
from blockkit.opcodes import NAMES, OP_1, is_true
from blockkit.script import (
    MAX_SCRIPT_SIZE,
    ScriptError,
    is_push_only,
    is_witness_program,
    push_plainly,
    steps,
)
from blockkit.taproot import (
    KEY_SIZE,
    MAX_DEPTH,
    SUCCESS,
    TAPSCRIPT,
    has_annex,
    is_control_block,
    leaf_hash,
    output_key,
    root_hash,
)
from blockkit.transaction import Transaction, TxOut, Witness

# How an input did it.
OPENED_BY = {
    "coinbase": "nothing is spent: new coins",
    "p2pk": "a signature",
    "p2pkh": "a signature and the key",
    "multisig": "signatures by some of its keys",
    "p2sh": "a script with the right hash, and what it asks",
    "p2wpkh": "a signature and the key, in the witness",
    "p2wsh": "a script with the right hash and what it asks, in the witness",
    "p2sh-p2wpkh": "a signature and the key, in the witness; wrapped, so that old wallets could pay to it",
    "p2sh-p2wsh": "a script and what it asks, in the witness; wrapped, so that old wallets could pay to it",
    "p2tr": "nothing: the witness is missing",
    "p2tr-key": "one signature; whether scripts are hidden in the output, nobody learns",
    "p2tr-script": "one script of those hidden in the output, what it asks, and the proof that it was there",
    "p2a": "nothing, it is an anchor",
    "unsigned": "nothing yet: it is not signed",
}

# Leaf versions that cannot be taken for a key or for the script of version 0 (BIP 341, footnotes).
LEAF_VERSIONS = {*range(0xC0, 0x100, 2), 0x66, 0x7E, 0x80, 0x84, 0x96, 0x98, 0xBA, 0xBC, 0xBE}
SCHNORR_HASH_TYPES = {1, 2, 3, 0x81, 0x82, 0x83}  # and none at all

key_of_tree = lru_cache(20_000)(output_key)  # the slowest step, and asked for the story and for the bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """How one input opens its output."""

    form: str  # as in OPENED_BY
    sure: bool  # is the spent output known? else it only looks like this
    roles: tuple[str, ...] = ()  # of the witness's items: signature, key, argument, script, control block, …
    script: bytes | None = None  # what runs at last, where the input shows it
    program: bytes | None = None  # the witness program, where it is known
    leaf_version: int | None = None
    faults: tuple[str, ...] = ()  # Core's name, and a sentence
    unruled: str = ""  # what has no meaning yet, so that nothing is asked

    @property
    def words(self) -> str:
        """How it was opened."""
        words = OPENED_BY.get(self.form) or TO_OPEN.get(self.form, NO_MEANING_YET)
        if self.program and self.form.startswith("witness_v"):
            words = to_open(self.program)
        if self.unruled and self.form in OPENED_BY:  # a script that is shown, but not asked
            words = f"{words.partition(',')[0]}; {self.unruled}"
        return f"{words}; with an annex, which means nothing yet" if "annex" in self.roles else words


def opening_of(tx: Transaction, index: int, spent: TxOut | None = None) -> Opening:
    """How input ``index`` opens the output ``spent``, or what it looks like where that is ``None``."""
    witness, script_sig = tx.witness(index), tx.inputs[index].script_sig
    if tx.is_coinbase:
        return _coinbase(witness)
    if len(script_sig) > MAX_SCRIPT_SIZE:
        size = f"script_sig has {size_words(len(script_sig))}, at most {MAX_SCRIPT_SIZE:,} run"
        return Opening(
            "nonstandard", spent is not None, ("argument",) * len(witness), faults=(f"SCRIPT_SIZE: {size}",)
        )
    if not script_sig and not witness:
        return _by_nothing(spent.script_pubkey if spent else None)
    redeem = _pushed_last(script_sig)
    faults: tuple[str, ...] = ()
    if spent is None:
        return _guess(witness, script_sig, redeem)
    locking = spent.script_pubkey
    if is_witness_program(locking):
        faults = (
            ("WITNESS_MALLEATED: script_sig must be empty, the witness opens this",) if script_sig else ()
        )
        return _by_program(form_of(locking), True, witness, locking, faults)
    form = form_of(locking)
    if form != "p2sh":
        return _without_program(Opening(form, True), witness)
    wrong = redeem is None or hash160(redeem) != locking[2:22]
    faults = ("EVAL_FALSE: the output has the hash of another script",) if wrong else ()
    if redeem is not None and is_witness_program(redeem):
        if script_sig != push_plainly(redeem):
            faults += ("WITNESS_MALLEATED_P2SH: script_sig must push the program, and nothing else",)
        return _nested(redeem, True, witness, faults)
    return _without_program(Opening("p2sh", True, script=redeem, faults=faults), witness)


def _by_nothing(locking: bytes | None) -> Opening:
    """Not signed yet; or nothing is needed."""
    form = "nonstandard" if locking is None else form_of(locking)
    if locking is not None and (form.startswith("witness_v") or form in ("p2a", "op_return", "too_long")):
        return _by_program(form, True, (), locking, ())
    return Opening("unsigned", form != "nonstandard")


def _coinbase(witness: Witness) -> Opening:
    wrong = bool(witness) and [len(item) for item in witness] != [HASH_SIZE]
    faults = (f"bad-witness-nonce-size: one item of {HASH_SIZE} bytes is expected",) if wrong else ()
    return Opening("coinbase", True, ("reserved value",) * len(witness), faults=faults)


def _without_program(opening: Opening, witness: Witness) -> Opening:
    if not witness:
        return opening
    fault = "WITNESS_UNEXPECTED: there is no witness program that it could open"
    return replace(opening, roles=("argument",) * len(witness), faults=(*opening.faults, fault))


def _pushed_last(script_sig: bytes) -> bytes | None:
    """What an unlocking script pushes last, if it does nothing but push."""
    if not script_sig or not is_push_only(script_sig):
        return None
    *_, (_, last, _) = steps(script_sig)
    return last


# ---- where the spent output is not known ---------------------------------------------------------


def _guess(witness: Witness, script_sig: bytes, redeem: bytes | None) -> Opening:
    if redeem is not None and is_witness_program(redeem) and script_sig == push_plainly(redeem):
        return _nested(redeem, False, witness, ())
    if witness:
        if script_sig:
            return _without_program(Opening("nonstandard", False), witness)
        return _by_program(_look(witness), False, witness, None, ())
    pushed = []
    with suppress(ScriptError):
        pushed = [data or b"" for _, data, _ in steps(script_sig)]
    if len(pushed) == 1 and is_strict_der(pushed[0]):
        return Opening("p2pk", False)
    if (
        len(pushed) == 2
        and has_key_size(pushed[1])
        and (is_strict_der(pushed[0]) or pushed[0][:1] == b"\x30")
    ):
        return Opening("p2pkh", False)
    if pushed and all(is_strict_der(data) for data in pushed[1:]) and not pushed[0]:
        return Opening("multisig", False)
    if redeem and _reads_as_script(redeem):
        return Opening("p2sh", False, script=redeem)
    return Opening("nonstandard", False)


def _look(witness: Witness) -> str:
    """What the items of a witness look like."""
    last = witness[-1]
    if len(witness) == 2 and has_key_size(last) and len(last) == 33 and 8 < len(witness[0]) < 74:
        return "p2wpkh"
    items = witness[:-1] if has_annex(witness) else witness
    if len(items) == 1 and len(items[0]) in (64, 65):
        return "p2tr"
    if len(items) > 1 and is_control_block(items[-1]) and items[-1][0] & 0xFE in LEAF_VERSIONS:
        return "p2tr"
    return "p2wsh" if _reads_as_script(last) else "nonstandard"


def _reads_as_script(data: bytes) -> bool:
    """Known operations only, at least one, and no broken push?"""
    operations = 0
    try:
        for opcode, pushed, _ in steps(data[:MAX_SCRIPT_SIZE] if len(data) > MAX_SCRIPT_SIZE else data):
            if pushed is None:
                if opcode not in NAMES:
                    return False
                operations += 1
    except ScriptError:
        return len(data) > MAX_SCRIPT_SIZE and operations > 0
    return operations > 0


# ---- by the program ------------------------------------------------------------------------------


def _nested(program: bytes, sure: bool, witness: Witness, faults: tuple[str, ...]) -> Opening:
    form = form_of(program)
    if form not in ("p2wpkh", "p2wsh", "witness_v0"):
        opening = _by_program("p2sh", sure, witness, program, faults)
        version = f"version {program[0] - OP_1 + 1} has no meaning inside P2SH"
        return replace(opening, script=program, unruled="" if opening.faults else version)
    if not witness and form != "witness_v0":
        return Opening("unsigned", sure, program=program, faults=faults)
    opening = _by_program(form, sure, witness, program, faults)
    nested = opening.form if opening.form == "witness_v0" else f"p2sh-{opening.form}"
    return replace(opening, form=nested)


def _by_program(
    form: str, sure: bool, witness: Witness, program: bytes | None, faults: tuple[str, ...]
) -> Opening:
    inner = program[2:] if program is not None else None
    if form == "p2wpkh":
        return _key_hash(sure, witness, program, inner, faults)
    if form == "p2wsh":
        return _script_hash(sure, witness, program, inner, faults)
    if form == "p2tr":
        return _taproot(sure, witness, program, inner, faults)
    if form == "witness_v0":
        faults += ("WITNESS_PROGRAM_WRONG_LENGTH: version 0 knows programs of 20 and of 32 bytes",)
    elif inner is not None and not is_true(inner):
        faults += ("EVAL_FALSE: a program of zeros leaves a false item",)
    unruled = f"{title_of(form)} has no meaning yet" if form.startswith("witness_v") and not faults else ""
    return Opening(form, sure, ("argument",) * len(witness), None, program, faults=faults, unruled=unruled)


def _key_hash(
    sure: bool, witness: Witness, program: bytes | None, inner: bytes | None, faults: tuple[str, ...]
) -> Opening:
    if len(witness) != 2:
        faults += (f"WITNESS_PROGRAM_MISMATCH: a signature and a key are expected, got {_items(witness)}",)
        return Opening("p2wpkh", sure, ("argument",) * len(witness), None, program, faults=faults)
    if inner is not None and hash160(witness[1]) != inner:
        faults += ("EQUALVERIFY: the program is the hash of another key",)
    return Opening("p2wpkh", sure, ("signature", "key"), None, program, faults=faults + _too_long(witness))


def _script_hash(
    sure: bool, witness: Witness, program: bytes | None, inner: bytes | None, faults: tuple[str, ...]
) -> Opening:
    if not witness:
        faults += ("WITNESS_PROGRAM_WITNESS_EMPTY: the witness is missing",)
        return Opening("p2wsh", sure, (), None, program, faults=faults)
    *arguments, script = witness
    if inner is not None and sha256(script) != inner:
        faults += ("WITNESS_PROGRAM_MISMATCH: the program is the hash of another script",)
    elif len(script) > MAX_SCRIPT_SIZE:
        faults += (f"SCRIPT_SIZE: the script has {size_words(len(script))}, at most {MAX_SCRIPT_SIZE:,} run",)
    faults += _too_long(tuple(arguments))
    roles = ("argument",) * len(arguments) + ("script",)
    return Opening("p2wsh", sure, roles, script, program, faults=faults)


def _taproot(
    sure: bool, witness: Witness, program: bytes | None, key: bytes | None, faults: tuple[str, ...]
) -> Opening:
    if not witness:
        faults += ("WITNESS_PROGRAM_WITNESS_EMPTY: the witness is missing",)
        return Opening("p2tr", sure, (), None, program, faults=faults)
    annex = ("annex",) if has_annex(witness) else ()
    items = witness[: len(witness) - len(annex)]
    if len(items) == 1:
        faults += schnorr_faults(items[0])
        return Opening("p2tr-key", sure, ("schnorr signature", *annex), None, program, faults=faults)
    *arguments, script, control = items
    version = control[0] & 0xFE if control else None
    if not is_control_block(control):
        expected = f"33 bytes and up to {MAX_DEPTH} times 32 are expected"
        faults += (f"TAPROOT_WRONG_CONTROL_SIZE: {expected}, got {size_words(len(control))}",)
        version = None
    elif key is not None and version is not None:
        root = root_hash(leaf_hash(script, version), control[1 + KEY_SIZE :])
        if key_of_tree(control[1 : 1 + KEY_SIZE], root) != (key, control[0] & 1):
            faults += (
                "WITNESS_PROGRAM_MISMATCH: the control block does not lead from this script to the output",
            )
    unruled = "" if version in (None, TAPSCRIPT) else f"leaf version {version:#04x} has no meaning yet"
    if version == TAPSCRIPT:
        try:
            success = next((opcode for opcode, _, _ in steps(script) if opcode in SUCCESS), None)
            if success is None:
                faults += _in_tapscript(tuple(arguments))
            else:  # then nothing else is asked
                unruled = f"OP_SUCCESS{success} has no meaning yet"
        except ScriptError as error:
            faults += (str(error),)
    roles = ("argument",) * len(arguments) + ("script", "control block", *annex)
    return Opening("p2tr-script", sure, roles, script, program, version, faults, unruled)


def schnorr_faults(signature: bytes) -> tuple[str, ...]:
    """What is wrong with the form of a signature in taproot."""
    if len(signature) not in (64, 65):
        return (f"SCHNORR_SIG_SIZE: 64 or 65 bytes are expected, got {size_words(len(signature))}",)
    if len(signature) == 65 and signature[64] not in SCHNORR_HASH_TYPES:
        return (f"SCHNORR_SIG_HASHTYPE: {signature[64]:#04x} is none, and 0 is left out",)
    return ()


def _items(witness: Witness) -> str:
    return counted(len(witness), "item")


def _too_long(items: Witness) -> tuple[str, ...]:
    long = max(map(len, items), default=0)
    if long <= MAX_ELEMENT_SIZE:
        return ()
    return (f"PUSH_SIZE: an item has {size_words(long)}, at most {MAX_ELEMENT_SIZE} are allowed",)


def _in_tapscript(arguments: Witness) -> tuple[str, ...]:
    if len(arguments) > MAX_STACK:
        count = counted(len(arguments), "item")
        return (f"STACK_SIZE: {count} for the script, at most {MAX_STACK:,} are allowed",)
    return _too_long(arguments)
