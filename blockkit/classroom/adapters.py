"""How several functions of a student's become one slot of :class:`~blockkit.Rules`.

A *join* is a plain function: first the parts, then the arguments of the slot that it fills. It asks the
parts what they know and leaves to the library what no exercise builds. A kept function that has a slot's own
name and signature fills the slot itself and needs no join. The references of the parts are in
:mod:`blockkit.classroom.shapes`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from blockkit import digests, unlocking
from blockkit.block import Header
from blockkit.classroom.asking import Joined, NotTheirs, Parts, Refused, Slip
from blockkit.classroom.messages import say
from blockkit.classroom.shapes import ALL, SIX, Program, point_of, program_of, signed_copy
from blockkit.digests import CODE_SEPARATOR, SIGHASH_ALL
from blockkit.guards import need_bytes
from blockkit.hashing import hash256
from blockkit.headers import BlockIndex
from blockkit.interpreter import (
    MAX_ELEMENT_SIZE,
    MAX_OPERATIONS,
    MAX_STACK,
    Checker,
    Flag,
    Machine,
    Stack,
    check_signature_form,
)
from blockkit.keys import has_key_size, parse_der
from blockkit.params import MAINNET, ChainParams
from blockkit.rules import Rules
from blockkit.script import (
    MAX_KEYS,
    MAX_SCRIPT_SIZE,
    ScriptError,
    find_and_delete,
    is_p2sh,
    is_witness_program,
)
from blockkit.spending import Spend
from blockkit.transaction import Transaction, TxOut

# ---- branches and work ---------------------------------------------------------------------------


def prefer(parts: Parts, tip: BlockIndex, other: BlockIndex) -> bool:
    """Should the chain move to ``other``? When ``best_tip`` chooses it; ``tip`` was seen first."""
    try:
        return parts.ask("best_tip", [tip, other]) is other
    except (Refused, Slip):
        return False


def work(parts: Parts, bits: int) -> int:
    """How many hashes a block costs: ``expected_hashes`` of its target, 0 where there is none."""
    try:
        target = parts.ask("bits_to_target", bits)
    except Refused:
        target = 0
    if not target:
        parts.leave(say("adapter-no-target"))
        return 0
    tries: int = parts.ask("expected_hashes", target)
    return tries


def next_bits(parts: Parts, headers: Sequence[Header], params: ChainParams = MAINNET) -> int:
    """The bits of the next block: as before, or what ``retarget`` says when a change is due."""
    first, last = headers[0], headers[-1]
    if params.never_retarget or len(headers) < params.retarget_blocks:
        parts.leave(say("adapter-not-due"))
        return last.bits
    bits: int = parts.ask("retarget", last.bits, first.time, last.time, params)
    return bits


# ---- signatures ----------------------------------------------------------------------------------


def verify_signature(parts: Parts, key: bytes, digest: bytes, signature: bytes) -> bool:
    """``verify_ecdsa`` judges numbers: the library reads them from the bytes of key and signature."""
    numbers = parse_der(signature)
    if numbers is None or not has_key_size(key):
        parts.leave(say("adapter-no-numbers"))
        return False
    try:
        good: bool = parts.ask("verify_ecdsa", point_of(key), int.from_bytes(digest, "big"), *numbers)
    except Refused:
        return False
    return good


def sighash(parts: Parts, tx: Transaction, index: int, script_code: bytes, hash_type: int) -> bytes:
    """What a signature signs: ``sighash_all``, or at least ``serialize_tx``, for hash type 1."""
    if hash_type != SIGHASH_ALL:
        parts.leave(say("adapter-hash-type"))
        return digests.sighash(tx, index, script_code, hash_type)
    script_code = find_and_delete(script_code, CODE_SEPARATOR)
    if parts.own("sighash_all"):
        digest: bytes = parts.ask("sighash_all", tx, index, script_code)
        return digest
    return hash256(parts.ask("serialize_tx", signed_copy(tx, index, script_code)) + ALL)


# ---- scripts -------------------------------------------------------------------------------------


def verify_script(
    parts: Parts, script_sig: bytes, script_pubkey: bytes, checker: Checker, flags: Flag
) -> None:
    """``opens`` judges both programs, or ``run_script`` one piece of them after the other."""
    good: bool | None = None
    try:
        first, second = programs(parts, script_sig, script_pubkey, checker, flags)
        check = Check(script_pubkey, checker, flags)
        if parts.own("opens") and is_simple(first, second):
            good = check.asked(parts, "opens", first, second)
        else:
            stack = run_pieces(parts, first, [], Check(script_sig, checker, flags))
            stack = run_pieces(parts, second, stack, check)
            good = check.asked(parts, "opens", stack[-1:], [])
    except NotTheirs as why:
        parts.leave(str(why))
    if good is None:
        unlocking.verify_script(script_sig, script_pubkey, checker, flags)
    elif not good:
        raise ScriptError("EVAL_FALSE", say("adapter-says-no", part="opens"))


def run_pieces(parts: Parts, program: Program, stack: Stack, check: "Check") -> Stack:
    """The stack after ``program``, cut at the operations that ``run_script`` does not know."""
    for piece, operation in pieces(program):
        stack = list(check.asked(parts, "run_script", piece, stack))
        if operation == "OP_CHECKMULTISIG":
            stack = multisig(parts, stack, check)
        elif operation == "OP_CHECKLOCKTIMEVERIFY":
            need_lock_time(parts, stack, check)
        elif operation == "OP_DROP":
            stack = check.on_library(stack, "OP_DROP")
    return stack


def pieces(program: Program) -> Iterator[tuple[Program, str]]:
    """What ``run_script`` can run, and the operation that comes after it; none after the last piece."""
    piece: Program = []
    for step in program:
        if isinstance(step, str) and step in CUTS:
            yield piece, step
            piece = []
        else:
            piece.append(step)
    yield piece, ""


def multisig(parts: Parts, stack: Stack, check: "Check") -> Stack:
    """The stack after ``op_checkmultisig``; what the flags ask about forms stays the library's."""
    keys, check.signatures, extra = taken_by_multisig(stack)
    need_forms(keys, check.signatures, check.flags)
    stack = list(check.asked(parts, "op_checkmultisig", stack))
    check.signatures = []
    if any(extra) and check.flags & Flag.NULLDUMMY:
        raise ScriptError("SIG_NULLDUMMY", f"the extra item must be empty, it is {extra[0].hex()}")
    return stack


def need_lock_time(parts: Parts, stack: Stack, check: "Check") -> None:
    """``check_lock_time`` is asked about the number on top, which stays."""
    asked, spend = check.time_on(stack), check.checker
    if not isinstance(spend, Spend):
        raise NotTheirs(say("adapter-no-transaction"))
    sequence = spend.tx.inputs[spend.index].sequence
    if not parts.ask("check_lock_time", asked, spend.tx.lock_time, sequence):
        raise ScriptError("UNSATISFIED_LOCKTIME", say("adapter-says-no", part="check_lock_time"))


class Check:
    """The ``check(signature, key)`` of E3.9 and E3.10 for one script; for bytes it gives no error.

    An error below it, such as a form that the flags forbid, is kept until the part has answered.
    """

    def __init__(self, script: bytes, checker: Checker, flags: Flag) -> None:
        self.checker = checker
        self.flags = flags
        self.signatures: Stack = []  # of the multisig that runs: no signature signs any of them
        self.problem: Exception | None = None
        self.machine = Machine(script, [], checker, flags)

    def __call__(self, signature: bytes, key: bytes) -> bool:
        """Does the signature hold for the key?"""
        need_bytes(signature, "the signature, which comes first,")
        need_bytes(key, "the key")
        try:
            code = self.machine.script_code(self.signatures[::-1] or [signature])
            return self.machine.signed(signature, key, code)
        except Exception as error:
            self.problem = self.problem or error
            return False

    def asked(self, parts: Parts, name: str, *args: Any) -> Any:
        """What a part answers that gets this check as its last argument."""
        try:
            return parts.ask(name, *args, self)
        finally:
            if self.problem:
                raise self.problem

    def on_library(self, stack: Stack, operation: str) -> Stack:
        """The stack after the library's own ``operation``."""
        self.machine.stack = stack[:]
        self.machine.step(operation)
        return self.machine.stack

    def time_on(self, stack: Stack) -> int:
        """The number on top of the stack, read as the library reads a lock time."""
        self.machine.stack = stack
        return self.machine.time_on_top()


# -- what the exercises do not cover

# operations that end a piece, and the part that stands for each; the last is the library's
CUTS = {"OP_CHECKMULTISIG": "op_checkmultisig", "OP_CHECKLOCKTIMEVERIFY": "check_lock_time", "OP_DROP": ""}
POLICY = Flag.SIGPUSHONLY | Flag.MINIMALDATA | Flag.CLEANSTACK | Flag.NULLFAIL  # no block is judged by these


def programs(
    parts: Parts, script_sig: bytes, script_pubkey: bytes, checker: Checker, flags: Flag
) -> tuple[Program, Program]:
    """Both scripts as programs, if a student's parts can judge them; :class:`NotTheirs` says why not."""
    if flags & POLICY:
        raise NotTheirs(say("adapter-policy"))
    if flags & Flag.P2SH and is_p2sh(script_pubkey):
        raise NotTheirs("P2SH")
    if flags & Flag.WITNESS and (is_witness_program(script_pubkey) or unlocking.witness_of(checker)):
        raise NotTheirs(say("adapter-witness"))
    first, second = program(script_sig, flags), program(script_pubkey, flags)
    parts_needed = ["opens", "run_script"] + [CUTS[step] for step in CUTS if step in first + second]
    if not any(parts.own(name) for name in parts_needed if name):
        raise NotTheirs(say("adapter-none-of-yours"))
    return first, second


def program(script: bytes, flags: Flag) -> Program:
    """The steps of a script; :class:`NotTheirs` for an operation or a size that no exercise knows."""
    try:
        steps = program_of(script)
    except ScriptError:
        raise NotTheirs(say("adapter-broken-push")) from None
    names = [step for step in steps if isinstance(step, str)]
    for name in names:
        old = name == "OP_CHECKLOCKTIMEVERIFY" and not flags & Flag.CHECKLOCKTIMEVERIFY
        if old or name not in (*SIX, *CUTS):
            raise NotTheirs("OP_NOP2" if old else name)  # its name before BIP 65
    operations = len(names) + MAX_KEYS * names.count("OP_CHECKMULTISIG")
    longest = max((len(step) for step in steps if isinstance(step, bytes)), default=0)
    small = len(script) <= MAX_SCRIPT_SIZE and len(steps) <= MAX_STACK // 2 and longest <= MAX_ELEMENT_SIZE
    if not small or operations > MAX_OPERATIONS:
        raise NotTheirs(say("adapter-limits"))
    return steps


def is_simple(unlocking: Program, locking: Program) -> bool:
    """Can ``opens`` judge both at once? There is nothing to cut, and signatures sign the second only."""
    return not any(step in unlocking + locking for step in CUTS) and "OP_CHECKSIG" not in unlocking


def taken_by_multisig(stack: Stack) -> tuple[Stack, Stack, Stack]:
    """What OP_CHECKMULTISIG takes, as far as it is there: keys, signatures, and the item too many."""
    rest, groups = stack[:], []
    for _ in range(2):
        number = rest.pop() if rest else b""
        if len(number) > 1 or number in (b"\0", b"\x80"):
            raise NotTheirs(say("adapter-long-number"))  # E3.10 knows one spelling of each number
        left = max(len(rest) - int.from_bytes(number, "little"), 0)
        groups.append(rest[left:])
        del rest[left:]
    return groups[0], groups[1], rest[-1:]


def need_forms(keys: Stack, signatures: Stack, flags: Flag) -> None:
    """Leave a multisig to the library that holds a key or a signature of a form that the flags forbid.

    In which order a student's walk meets them is free, so it cannot say whether they matter.
    """
    try:
        for signature in signatures:
            check_signature_form(signature, flags)
    except ScriptError:
        raise NotTheirs(say("adapter-forbidden-form")) from None
    if flags & Flag.STRICTENC and not all(has_key_size(key) and key[0] in (2, 3, 4) for key in keys):
        raise NotTheirs(say("adapter-forbidden-form"))


# ---- for the exercises of ledger and network -----------------------------------------------------


def input_ok(rules: Rules, flags: Flag = Flag.NONE) -> Callable[[Transaction, int, TxOut], bool]:
    """The ``input_ok(tx, index, output)`` of E3.12 and E3.13, made of ``rules``."""

    def may_spend(tx: Transaction, index: int, output: TxOut) -> bool:
        try:
            rules.verify_input(tx, index, output, flags)
        except ScriptError:
            return False
        return True

    return may_spend


def required_bits(rules: Any, headers: Sequence[Header]) -> int:
    """The bits of the block after ``headers``, which are *all* from block 0 on: a question of E4.4."""
    params = rules.params
    count = 1 if params.never_retarget else (len(headers) - 1) % params.retarget_blocks + 1
    bits: int = rules.next_bits(headers[-count:], params)  # it knows the headers since the last change
    return bits


# ---- the table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Adapter:
    """How some functions of a student's become one slot of :class:`~blockkit.Rules`.

    ``make`` is given an object that holds the parts, the other slots and ``params`` as attributes; a part is
    the student's unless it is the function of that name in :mod:`~blockkit.classroom.shapes`.
    """

    slot: str
    parts: tuple[str, ...]  # the names that a student's functions have
    make: Callable[[Any], Joined]


def _adapter(join: Callable[..., Any], *parts: str) -> Adapter:
    slot = join.__name__
    return Adapter(slot, parts, lambda rules: Joined(join, Parts(slot, parts, rules)))


ADAPTERS = (
    _adapter(prefer, "best_tip"),
    _adapter(work, "expected_hashes"),
    _adapter(next_bits, "retarget"),
    _adapter(verify_signature, "verify_ecdsa"),
    _adapter(sighash, "sighash_all", "serialize_tx"),
    _adapter(verify_script, "opens", "run_script", "op_checkmultisig", "check_lock_time"),
)
