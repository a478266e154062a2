"""Running a script: the machine of 2009.

Which scripts run for an input is :mod:`blockkit.unlocking`'s matter. Operations that only move, compare or
compute stand in the tables of :mod:`blockkit.opcodes`; the others are methods of :class:`Machine`, named
after them. Scripts inside witnesses run on machines that are made of this one (:mod:`blockkit.witness`).

Errors carry Bitcoin Core's names (``script_error.h``). Rules that came later are switched on by flags;
those that only decide what nodes relay (*policy*) are off unless asked for.

Source: Bitcoin Core v28.1, ``script/interpreter.cpp``; BIP 65, 66 and 112.
"""

from enum import IntFlag
from typing import Protocol

from blockkit.keys import has_key_size, is_low_s, is_strict_der
from blockkit.opcodes import NAMES, NUMBERS, OP_1NEGATE, OP_16, OP_RESERVED, STACK, is_true
from blockkit.script import (
    MAX_KEYS,
    MAX_SCRIPT_SIZE,
    ScriptError,
    decode_number,
    encode_number,
    find_and_delete,
    push,
    push_plainly,
    small_number,
    steps,
)

MAX_ELEMENT_SIZE = 520  # bytes one push may hold (Core: MAX_SCRIPT_ELEMENT_SIZE)
# Operations above OP_16 in one script, run or not; a multisig that runs counts each of its keys too.
MAX_OPERATIONS = 201  # (Core: MAX_OPS_PER_SCRIPT)
MAX_STACK = 1_000  # items on both stacks together (Core: MAX_STACK_SIZE)

Stack = list[bytes]


class Flag(IntFlag):
    """Rules that a script is judged by besides those of 2009 (Core: ``SCRIPT_VERIFY_…``)."""

    NONE = 0
    P2SH = 1 << 0  # BIP 16
    STRICTENC = 1 << 1  # policy: keys and hash types have a known form
    DERSIG = 1 << 2  # BIP 66
    LOW_S = 1 << 3  # policy: BIP 62, rule 5
    NULLDUMMY = 1 << 4  # BIP 147
    SIGPUSHONLY = 1 << 5  # policy: BIP 62, rule 2
    MINIMALDATA = 1 << 6  # policy: BIP 62, rules 3 and 4
    DISCOURAGE_UPGRADABLE_NOPS = 1 << 7  # policy
    CLEANSTACK = 1 << 8  # policy: BIP 62, rule 6
    CHECKLOCKTIMEVERIFY = 1 << 9  # BIP 65
    CHECKSEQUENCEVERIFY = 1 << 10  # BIP 112
    WITNESS = 1 << 11  # BIP 141
    DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM = 1 << 12  # policy
    MINIMALIF = 1 << 13  # policy, in version 0: what an IF takes is empty or the number 1
    NULLFAIL = 1 << 14  # policy: BIP 146
    WITNESS_PUBKEYTYPE = 1 << 15  # policy, in version 0: keys are compressed
    CONST_SCRIPTCODE = 1 << 16  # policy
    TAPROOT = 1 << 17  # BIP 341 and 342
    DISCOURAGE_UPGRADABLE_TAPROOT_VERSION = 1 << 18  # policy
    DISCOURAGE_OP_SUCCESS = 1 << 19  # policy
    DISCOURAGE_UPGRADABLE_PUBKEYTYPE = 1 << 20  # policy


NEED_DER = Flag.DERSIG | Flag.LOW_S | Flag.STRICTENC


class Checker(Protocol):
    """What a script may ask about the transaction it stands in."""

    def check_signature(self, signature: bytes, key: bytes, script_code: bytes) -> bool:
        """Did the owner of ``key`` sign this spend? ``signature`` ends in its hash type."""

    def check_lock_time(self, lock_time: int) -> bool:
        """Is the transaction held back at least until ``lock_time`` (BIP 65)?"""

    def check_sequence(self, sequence: int) -> bool:
        """Does the input itself ask for at least the age that ``sequence`` says (BIP 112)?"""


# ---- the machine ---------------------------------------------------------------------------------

# these run the operation without VERIFY in its name, and the result must be true
VERIFYING = {"OP_EQUALVERIFY", "OP_NUMEQUALVERIFY", "OP_CHECKSIGVERIFY", "OP_CHECKMULTISIGVERIFY"}

# switched off in 2010 (CVE-2010-5137): their mere presence fails a script, even where it does not run
DISABLED = {"OP_CAT", "OP_SUBSTR", "OP_LEFT", "OP_RIGHT", "OP_INVERT", "OP_AND", "OP_OR", "OP_XOR"}
DISABLED |= {"OP_2MUL", "OP_2DIV", "OP_MUL", "OP_DIV", "OP_MOD", "OP_LSHIFT", "OP_RSHIFT"}
# these are looked at even in a branch that does not run
BRANCHING = {"OP_IF", "OP_NOTIF", "OP_VERIF", "OP_VERNOTIF", "OP_ELSE", "OP_ENDIF"}
UPGRADABLE = {f"OP_NOP{n}" for n in (1, 4, 5, 6, 7, 8, 9, 10)}  # free for later rules


class Machine:
    """Runs one script on a stack that it is given and changes."""

    limited = True  # in its bytes and its operations

    def __init__(self, script: bytes, stack: Stack, checker: Checker, flags: Flag) -> None:
        if self.limited and len(script) > MAX_SCRIPT_SIZE:
            raise ScriptError("SCRIPT_SIZE", expected=f"at most {MAX_SCRIPT_SIZE}", got=len(script))
        self.script, self.stack = script, stack
        self.checker, self.flags = checker, flags
        self.alt: Stack = []
        self.open_ifs = 0  # how many have no ENDIF yet
        self.idle_from = 0  # the first of them whose side does not run, counted from 1; 0: all of them run
        self.op_count = 0  # so far, towards MAX_OPERATIONS
        self.position = 0  # after the step that runs
        self.code_start = 0  # signatures cover what comes after the last OP_CODESEPARATOR

    def run(self) -> None:
        """Every step, from the first to the last; :class:`ScriptError` at the first that fails."""
        for opcode, data, position in steps(self.script):
            self.advance(opcode, data, position)
        if self.open_ifs:
            raise ScriptError("UNBALANCED_CONDITIONAL", "an IF without its ENDIF")

    def advance(self, opcode: int, data: bytes | None, position: int) -> None:
        """One step, as :func:`blockkit.script.steps` gives it."""
        self.position = position
        if data is not None:
            if len(data) > MAX_ELEMENT_SIZE:
                raise ScriptError("PUSH_SIZE", expected=f"at most {MAX_ELEMENT_SIZE}", got=len(data))
            if not self.idle_from:
                self.push(opcode, data)
        elif OP_1NEGATE <= opcode <= OP_16 and opcode != OP_RESERVED:
            if not self.idle_from:
                self.stack.append(small_number(opcode))
        else:
            self.operate(opcode)
        if (items := len(self.stack) + len(self.alt)) > MAX_STACK:
            raise ScriptError("STACK_SIZE", expected=f"at most {MAX_STACK}", got=items)

    def operate(self, opcode: int) -> None:
        """What is no push: some of it is forbidden even where it does not run."""
        name = NAMES.get(opcode) or f"0x{opcode:02x}"
        if opcode > OP_16:
            self.count_operations(1)
        if name in DISABLED:
            raise ScriptError("DISABLED_OPCODE", name)
        if name == "OP_CODESEPARATOR" and Flag.CONST_SCRIPTCODE in self.flags:
            raise ScriptError("OP_CODESEPARATOR")
        if not self.idle_from or name in BRANCHING:
            self.step(name)

    def step(self, name: str) -> None:
        """One operation that is not a push."""
        if name in STACK:
            n, rearrange = STACK[name]
            left = rearrange(*self.take(n))
            self.stack += (item if isinstance(item, bytes) else encode_number(item) for item in left)
        elif name in NUMBERS:
            n, compute = NUMBERS[name]
            numbers = map(self.number, self.take(n))
            self.stack.append(encode_number(int(compute(*numbers))))
        elif name in VERIFYING:
            self.step(name.removesuffix("VERIFY"))
            self.need_true(name.removeprefix("OP_"), f"what {name.removesuffix('VERIFY')} leaves is false")
        elif name in UPGRADABLE:
            if Flag.DISCOURAGE_UPGRADABLE_NOPS in self.flags:
                raise ScriptError("DISCOURAGE_UPGRADABLE_NOPS", name)
        elif method := getattr(self, name.lower(), None):
            method()
        elif name != "OP_NOP":
            raise ScriptError("BAD_OPCODE", name)

    def count_operations(self, n: int) -> None:
        self.op_count += n
        if self.limited and self.op_count > MAX_OPERATIONS:
            raise ScriptError("OP_COUNT", expected=f"at most {MAX_OPERATIONS}", got=self.op_count)

    def push(self, opcode: int, data: bytes) -> None:
        if Flag.MINIMALDATA in self.flags and push(data)[0] != opcode:
            raise ScriptError("MINIMALDATA", f"{data.hex()} has a shorter push")
        self.stack.append(data)

    def take(self, n: int) -> list[bytes]:
        """The top ``n`` items, the topmost last; they leave the stack."""
        if len(self.stack) < n:
            raise ScriptError("INVALID_STACK_OPERATION", expected=f"{n} items or more", got=len(self.stack))
        rest = len(self.stack) - n
        taken = self.stack[rest:]
        del self.stack[rest:]
        return taken

    def number(self, data: bytes, size: int = 4) -> int:
        return decode_number(data, Flag.MINIMALDATA in self.flags, size)

    def need_true(self, reason: str, why: str = "the item on top is false") -> None:
        """What every …VERIFY does: the top must be true, and goes."""
        if not is_true(self.take(1)[0]):
            raise ScriptError(reason, why)

    # -- steering

    def op_if(self) -> None:
        self.open_branch(wanted=True)

    def op_notif(self) -> None:
        self.open_branch(wanted=False)

    def open_branch(self, wanted: bool) -> None:
        self.open_ifs += 1
        if self.idle_from:
            return
        if not self.stack:
            raise ScriptError("UNBALANCED_CONDITIONAL", "IF on an empty stack")
        if self.condition(self.stack.pop()) is not wanted:
            self.idle_from = self.open_ifs

    def condition(self, item: bytes) -> bool:
        """What an IF takes."""
        return is_true(item)

    def op_else(self) -> None:
        self.need_open_if()
        if not self.idle_from:
            self.idle_from = self.open_ifs
        elif self.idle_from == self.open_ifs:
            self.idle_from = 0

    def op_endif(self) -> None:
        self.need_open_if()
        if self.idle_from == self.open_ifs:
            self.idle_from = 0
        self.open_ifs -= 1

    def need_open_if(self) -> None:
        if not self.open_ifs:
            raise ScriptError("UNBALANCED_CONDITIONAL", "ELSE or ENDIF without an IF")

    def op_verify(self) -> None:
        self.need_true("VERIFY")

    def op_return(self) -> None:
        raise ScriptError("OP_RETURN", "this script can never be satisfied")

    # -- the other stack, and items further down

    def op_toaltstack(self) -> None:
        self.alt += self.take(1)

    def op_fromaltstack(self) -> None:
        if not self.alt:
            raise ScriptError("INVALID_ALTSTACK_OPERATION", "the other stack is empty")
        self.stack.append(self.alt.pop())

    def op_depth(self) -> None:
        self.stack.append(encode_number(len(self.stack)))

    def op_pick(self) -> None:
        self.stack.append(self.stack[self.take_place()])

    def op_roll(self) -> None:
        self.stack.append(self.stack.pop(self.take_place()))

    def take_place(self) -> int:
        """Take the number on top; where the item is that lies so many places below the next one."""
        if len(self.stack) < 2:
            raise ScriptError("INVALID_STACK_OPERATION", expected=2, got=len(self.stack))
        n = self.number(self.take(1)[0])
        if not 0 <= n < len(self.stack):
            raise ScriptError("INVALID_STACK_OPERATION", f"item {n} of {len(self.stack)}")
        return len(self.stack) - 1 - n

    # -- signatures

    def op_codeseparator(self) -> None:
        self.code_start = self.position

    def script_code(self, signatures: list[bytes]) -> bytes:
        """What signatures cover: the script after the last OP_CODESEPARATOR, without them."""
        code = self.script[self.code_start :]
        for signature in signatures:
            cleaned = find_and_delete(code, push_plainly(signature))
            if cleaned != code and Flag.CONST_SCRIPTCODE in self.flags:
                raise ScriptError("SIG_FINDANDDELETE")
            code = cleaned
        return code

    def op_checksig(self) -> None:
        signature, key = self.take(2)
        good = self.signed(signature, key, self.script_code([signature]))
        self.leave_verdict(good, [signature])

    def op_checkmultisig(self) -> None:
        n = self.number(self.take(1)[0])
        if not 0 <= n <= MAX_KEYS:
            raise ScriptError("PUBKEY_COUNT", expected=f"0 to {MAX_KEYS}", got=n)
        self.count_operations(n)
        keys = self.take(n)
        m = self.number(self.take(1)[0])
        if not 0 <= m <= n:
            raise ScriptError("SIG_COUNT", expected=f"0 to {n}", got=m)
        signatures = self.take(m)
        (dummy,) = self.take(1)  # one item too many is taken: a slip of 2009 that became a rule
        good = self.all_signed(signatures, keys, self.script_code(signatures[::-1]))  # Core's order
        self.leave_verdict(good, signatures)
        if dummy and Flag.NULLDUMMY in self.flags:
            raise ScriptError("SIG_NULLDUMMY", f"the extra item must be empty, it is {dummy.hex()}")

    def all_signed(self, signatures: list[bytes], keys: list[bytes], code: bytes) -> bool:
        """Does every signature find a key of its own? Both in the same order, from the last to the first."""
        signatures, keys = signatures[:], keys[:]
        while signatures and len(signatures) <= len(keys):
            if self.signed(signatures[-1], keys.pop(), code):
                signatures.pop()
        return not signatures

    def signed(self, signature: bytes, key: bytes, code: bytes) -> bool:
        """One signature, one key: their form, as the flags want it, then the arithmetic."""
        check_signature_form(signature, self.flags)
        self.check_key_form(key)
        return bool(signature) and self.holds(signature, key, code)

    def check_key_form(self, key: bytes) -> None:
        if Flag.STRICTENC in self.flags and not (has_key_size(key) and key[0] in (2, 3, 4)):
            raise ScriptError("PUBKEYTYPE", f"{key.hex()} is no public key")

    def holds(self, signature: bytes, key: bytes, code: bytes) -> bool:
        return self.checker.check_signature(signature, key, code)

    def leave_verdict(self, good: bool, signatures: list[bytes]) -> None:
        if not good and any(signatures) and Flag.NULLFAIL in self.flags:
            raise ScriptError("NULLFAIL", "a signature that does not hold must be empty")
        self.stack.append(encode_number(good))

    # -- time

    def op_checklocktimeverify(self) -> None:
        if Flag.CHECKLOCKTIMEVERIFY not in self.flags:
            return  # until BIP 65 this was OP_NOP2
        lock_time = self.time_on_top()
        if not self.checker.check_lock_time(lock_time):
            raise ScriptError("UNSATISFIED_LOCKTIME", f"the transaction is not held back until {lock_time}")

    def op_checksequenceverify(self) -> None:
        if Flag.CHECKSEQUENCEVERIFY not in self.flags:
            return  # until BIP 112 this was OP_NOP3
        sequence = self.time_on_top()
        asks_nothing = sequence & (1 << 31)
        if not asks_nothing and not self.checker.check_sequence(sequence):
            raise ScriptError("UNSATISFIED_LOCKTIME", f"the input's sequence asks for less than {sequence}")

    def time_on_top(self) -> int:
        """The number on top, five bytes wide so that times do not end in 2038; it stays there."""
        if not self.stack:
            raise ScriptError("INVALID_STACK_OPERATION", "no time on the stack")
        time = self.number(self.stack[-1], size=5)
        if time < 0:
            raise ScriptError("NEGATIVE_LOCKTIME", got=time)
        return time


def check_signature_form(signature: bytes, flags: Flag) -> None:
    """The rules about a signature's bytes that ``flags`` ask for; an empty one always passes."""
    if not signature:
        return
    if flags & NEED_DER and not is_strict_der(signature):
        raise ScriptError("SIG_DER", f"{signature.hex()} is not strict DER (BIP 66)")
    if Flag.LOW_S in flags and not is_low_s(signature[:-1]):
        raise ScriptError("SIG_HIGH_S", "the higher of the two possible s")
    if Flag.STRICTENC in flags and (signature[-1] & ~0x80) not in (1, 2, 3):
        raise ScriptError("SIG_HASHTYPE", f"0x{signature[-1]:02x}")
