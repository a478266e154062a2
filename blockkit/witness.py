"""Witness version 0, the rules of 2017: how a witness opens a program, and the machine its script runs on.

A program of 20 bytes is the hash of a key: the witness is a signature and the key (P2WPKH). One of 32 bytes
is the hash of a script: the witness is what the script finds on the stack, and last the script (P2WSH).
Signatures sign amounts too, and hashes that all inputs share (:func:`blockkit.digests.witness_sighash`);
nothing is deleted from the script that they sign; one true item must be left.

Source: Bitcoin Core v28.1, ``VerifyWitnessProgram`` and ``ExecuteWitnessScript`` in
``script/interpreter.cpp``; BIP 141 and 143.
"""

from typing import Protocol

from blockkit.hashing import sha256
from blockkit.interpreter import MAX_ELEMENT_SIZE, Checker, Flag, Machine, Stack
from blockkit.opcodes import is_true
from blockkit.script import ScriptError
from blockkit.templates import p2pkh
from blockkit.transaction import Witness


class WitnessChecker(Checker, Protocol):
    """What a script in a witness may ask besides; :class:`blockkit.spending.Spend` answers."""

    def check_witness_signature(self, signature: bytes, key: bytes, script_code: bytes) -> bool:
        """Did the owner of ``key`` sign, as BIP 143 says? ``signature`` ends in its hash type."""

    def check_schnorr_signature(
        self, signature: bytes, key: bytes, hash_type: int, annex: bytes, leaf: bytes, separator: int
    ) -> bool:
        """Did the owner of ``key`` sign, as BIP 341 says? ``leaf`` is empty where no script runs."""


def open_program(program: bytes, witness: Witness, checker: WitnessChecker, flags: Flag) -> None:
    """Raise :class:`ScriptError` unless ``witness`` opens ``program``, the bytes after the version."""
    if len(program) == 20:
        if len(witness) != 2:
            raise ScriptError("WITNESS_PROGRAM_MISMATCH", expected="a signature and a key", got=len(witness))
        script, stack = p2pkh(program), list(witness)
    elif len(program) == 32:
        if not witness:
            raise ScriptError("WITNESS_PROGRAM_WITNESS_EMPTY", "the witness is missing")
        *stack, script = witness
        if sha256(script) != program:
            raise ScriptError("WITNESS_PROGRAM_MISMATCH", "the program is the hash of another script")
    else:
        raise ScriptError("WITNESS_PROGRAM_WRONG_LENGTH", expected="20 or 32 bytes", got=len(program))
    WitnessMachine(script, stack, checker, flags).run_to_the_end()


class WitnessMachine(Machine):
    """The machine of 2009 with what BIP 141 and 143 changed, and two rules of policy."""

    checker: WitnessChecker

    def __init__(self, script: bytes, stack: Stack, checker: WitnessChecker, flags: Flag) -> None:
        if any(len(item) > MAX_ELEMENT_SIZE for item in stack):
            raise ScriptError("PUSH_SIZE", f"an item of the witness has more than {MAX_ELEMENT_SIZE} bytes")
        super().__init__(script, stack, checker, flags & ~Flag.CONST_SCRIPTCODE)

    def run_to_the_end(self) -> None:
        """Run, and leave one item, which is true."""
        self.run()
        if len(self.stack) != 1:
            raise ScriptError("CLEANSTACK", expected="one item at the end", got=len(self.stack))
        if not is_true(self.stack[0]):
            raise ScriptError("EVAL_FALSE", "the item at the end is false")

    def condition(self, item: bytes) -> bool:
        if Flag.MINIMALIF in self.flags and item not in (b"", b"\1"):
            raise ScriptError("MINIMALIF", f"an IF takes an empty item or the number 1, not {item.hex()}")
        return is_true(item)

    def script_code(self, signatures: list[bytes]) -> bytes:
        return self.script[self.code_start :]

    def check_key_form(self, key: bytes) -> None:
        super().check_key_form(key)
        if Flag.WITNESS_PUBKEYTYPE in self.flags and not (len(key) == 33 and key[0] in (2, 3)):
            raise ScriptError("WITNESS_PUBKEYTYPE", f"{key.hex()} is no compressed key")

    def holds(self, signature: bytes, key: bytes, code: bytes) -> bool:
        return self.checker.check_witness_signature(signature, key, code)
