"""Does an input open the output it spends? Scripts, redeem script and witness, one after the other.

:func:`verify_script` runs the ``script_sig`` of the input, then the ``script_pubkey`` of the output, on one
stack. The spend holds when no step fails and the top of the stack is true at the end. Two rules that came
later look at the pattern of what ran last. *P2SH* (2012) is the hash of a script that then runs too. A
*witness program*, a small number and some bytes, just leaves these on the stack, so old nodes let anybody
spend it; the nodes of today ask the rules of its version: :mod:`blockkit.witness` (2017) and
:mod:`blockkit.taproot` (2021). Such a change is a *soft fork*: what it accepts, old nodes accept as well.

Source: Bitcoin Core v28.1, ``VerifyScript`` and ``VerifyWitnessProgram`` in ``script/interpreter.cpp``;
BIP 16, 141 and 341.
"""

from typing import cast

from blockkit.guards import need_a, need_bytes
from blockkit.hashing import HASH_SIZE
from blockkit.interpreter import Checker, Flag, Machine, Stack
from blockkit.opcodes import OP_1, is_true
from blockkit.script import ScriptError, is_p2sh, is_push_only, is_witness_program, push_plainly
from blockkit.transaction import Witness

PAY_TO_ANCHOR = bytes.fromhex("51024e73")  # the one witness program that is meant for everybody (Core: P2A)


def verify_script(script_sig: bytes, script_pubkey: bytes, checker: Checker, flags: Flag) -> None:
    """Raise :class:`ScriptError` unless ``script_sig``, with the checker's witness, opens ``script_pubkey``.

    They run one after the other, never joined: what stands in the first cannot make the second be
    skipped (a hole until 2010). Under BIP 16 the data that a P2SH output hashes then runs as a script.
    """
    script_sig, script_pubkey = (
        need_bytes(script_sig, "script_sig"),
        need_bytes(script_pubkey, "script_pubkey"),
    )
    need_a(Flag, flags, "flags, Flag.P2SH | Flag.DERSIG,")
    if Flag.SIGPUSHONLY in flags and not is_push_only(script_sig):
        raise ScriptError("SIG_PUSHONLY", "the unlocking script does more than push")
    stack: Stack = []
    Machine(script_sig, stack, checker, flags).run()
    unlocked = stack[:]  # in P2SH the item on top is the redeem script
    Machine(script_pubkey, stack, checker, flags).run()
    _need_true_top(stack)
    last_script, in_p2sh = script_pubkey, is_p2sh(script_pubkey) and Flag.P2SH in flags
    if in_p2sh:
        if not is_push_only(script_sig):
            raise ScriptError("SIG_PUSHONLY", "a P2SH input does more than push")
        stack = unlocked
        last_script = stack.pop()  # it is there: it was hashed
        Machine(last_script, stack, checker, flags).run()
        _need_true_top(stack)
    if is_witness_program(last_script) and Flag.WITNESS in flags:
        if script_sig != (push_plainly(last_script) if in_p2sh else b""):
            reason = "WITNESS_MALLEATED_P2SH" if in_p2sh else "WITNESS_MALLEATED"
            raise ScriptError(reason, "nothing but a witness may open a witness program")
        open_program(last_script, checker, flags, in_p2sh)
    elif len(stack) != 1 and Flag.CLEANSTACK in flags:
        raise ScriptError("CLEANSTACK", expected="one item at the end", got=len(stack))
    elif witness_of(checker) and Flag.WITNESS in flags:
        raise ScriptError("WITNESS_UNEXPECTED", "there is no witness program that it could open")


def _need_true_top(stack: Stack) -> None:
    if not stack or not is_true(stack[-1]):
        raise ScriptError("EVAL_FALSE", "the top of the stack is false" if stack else "the stack ends empty")


def witness_of(checker: Checker) -> Witness:
    """The items of the witness; a checker that has never heard of them has none."""
    items: Witness = getattr(checker, "witness", ())
    return items


def open_program(script: bytes, checker: Checker, flags: Flag, in_p2sh: bool) -> None:
    """Raise :class:`ScriptError` unless the witness opens a witness program, by the rules of its version.

    Versions that have no meaning yet may be spent by everybody, so that they can be given one.
    """
    from blockkit import taproot, witness  # not loaded by who only reads the rules of 2009

    version, program = max(script[0] - OP_1 + 1, 0), script[2:]
    later = cast(witness.WitnessChecker, checker)  # what has a witness answers what it may ask
    if version == 0:
        witness.open_program(program, witness_of(checker), later, flags)
    elif version == 1 and len(program) == HASH_SIZE and not in_p2sh:
        if Flag.TAPROOT in flags:
            taproot.open_output(program, witness_of(checker), later, flags)
    elif Flag.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM in flags and (in_p2sh or script != PAY_TO_ANCHOR):
        raise ScriptError("DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM", f"version {version}")
