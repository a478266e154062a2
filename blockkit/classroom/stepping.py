"""A spend step by step: what lies on the stack after each step, and which node sees what (lesson 03c).

A program whose operations are exercises runs on the reader's own functions, one step at a time; any other on
the library's machines. An old node runs the unlocking script and the locking script. A node of today goes on
where the lock is a pattern with a meaning: the script inside P2SH, the witness, or taproot. What it says
at the end is :func:`blockkit.unlocking.verify_script`'s verdict, which sees more than the pictures do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from string import hexdigits
from typing import Any

from blockkit import taproot
from blockkit.classroom.messages import say
from blockkit.classroom.own_spend import TODAY, why_not
from blockkit.classroom.real_spends import RealSpend
from blockkit.classroom.shapes import SIX, Program, program_of
from blockkit.classroom.trying.for_figures import Asker, answer
from blockkit.digests import Spending
from blockkit.errors import shown
from blockkit.hashing import HASH_SIZE
from blockkit.interpreter import Flag, Machine, Stack
from blockkit.opcodes import NAMES, OP_1, OP_1NEGATE, OP_16, is_true
from blockkit.params import MAX_MONEY
from blockkit.script import ScriptError, decode_number, is_p2sh, is_witness_program, small_number, steps
from blockkit.spending import Spend
from blockkit.templates import p2pkh
from blockkit.transaction import Transaction, TxOut
from blockkit.witness import WitnessMachine

THEIRS = {*SIX, "OP_CHECKMULTISIG", "OP_CHECKLOCKTIMEVERIFY", "OP_DROP"}
OLD = Flag.CHECKLOCKTIMEVERIFY  # a node that knows no P2SH and no witness; time locks are an exercise
MOST_STEPS = 60  # of a pasted script that are shown
Check = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class Frame:
    """The stack after one step."""

    part: str  # "unlocking", "locking", "redeem", "p2wpkh", "p2wsh", "witness", "leaf"
    step: bytes | str | None  # None: before the first, or what a node does between two programs
    stack: tuple[bytes, ...]
    words: str  # what happened
    failed: bool = False
    brought: tuple[bytes, ...] = ()  # the whole witness, where this frame is the first that looks at it


@dataclass(slots=True)
class Run:
    """All steps of a spend as one node sees them."""

    frames: list[Frame] = field(default_factory=list)
    good: bool = False
    why: str = ""  # it is not good
    theirs: bool = True  # did the reader's functions run all of it?
    notes: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of the last step."""
        return len(self.frames) - 1


# ---- a whole spend -------------------------------------------------------------------------------


def run_of(spend: RealSpend, ask: Asker, today: bool = False) -> Run:
    """The steps of an input, as an old node sees them, or one of today."""
    run = Run()
    run.frames.append(Frame("unlocking", None, (), say("stepper-begin")))
    judge, check = Spend(Spending(spend.tx, spend.spent), spend.index), spend.check
    try:
        stack = _run(
            run, ask, "unlocking", spend.script_sig, [], check, Machine(spend.script_sig, [], judge, OLD)
        )
        unlocked = stack[:]
        lock = spend.script_pubkey
        stack = _run(
            run, ask, "locking", lock, stack, check, Machine(lock, [], judge, OLD), _lock_time(spend)
        )
        run.good = _opened(ask, stack)
        run.why = "" if run.good else say("stepper-false" if stack else "stepper-nothing")
        if run.good and today:
            _today(run, ask, spend, judge, unlocked)
    except ScriptError as error:
        run.good, run.why = False, str(error)
    if today and run.good:
        run.why = why_not(spend, TODAY)
        run.good = not run.why
    run.notes += ask.notes
    return run


def _today(run: Run, ask: Asker, spend: RealSpend, judge: Spend, unlocked: Stack) -> None:
    """What a node of today does after both scripts have run."""
    lock = spend.script_pubkey
    if is_p2sh(lock) and unlocked:
        script = unlocked.pop()
        run.frames.append(Frame("redeem", None, tuple(unlocked), say("stepper-redeem")))
        machine = Machine(script, [], judge, TODAY)
        _run(
            run,
            ask,
            "redeem",
            script,
            unlocked,
            _checked(judge.check_signature, script),
            machine,
            _lock_time(spend),
        )
        lock = script
    if is_witness_program(lock):
        _witness(run, ask, lock, judge)


def _witness(run: Run, ask: Asker, lock: bytes, judge: Spend) -> None:
    """The witness of a program, by its version."""
    stack, program = list(judge.witness), lock[2:]
    if lock[0] == 0 and len(program) == 20:
        words = say("stepper-p2wpkh")
        run.frames.append(Frame("p2wpkh", None, tuple(stack), words, brought=judge.witness))
        _version_0(run, ask, "p2wpkh", p2pkh(program), stack, judge)
    elif lock[0] == 0 and len(program) == HASH_SIZE and stack:
        script = stack.pop()
        words = say("stepper-p2wsh")
        run.frames.append(Frame("p2wsh", None, tuple(stack), words, brought=judge.witness))
        _version_0(run, ask, "p2wsh", script, stack, judge)
    elif lock[0] == OP_1 and len(program) == HASH_SIZE and stack:
        _taproot(run, program, stack, judge)


def _version_0(run: Run, ask: Asker, part: str, script: bytes, stack: Stack, judge: Spend) -> None:
    machine = WitnessMachine(script, [], judge, TODAY)
    check = _checked(judge.check_witness_signature, script)
    _run(run, ask, part, script, stack, check, machine, _lock_time(judge))


def _taproot(run: Run, program: bytes, stack: Stack, judge: Spend) -> None:
    """By the key, or by a script that was hidden in it; only the library knows these rules."""
    witness, annex = judge.witness, b""
    if taproot.has_annex(witness):
        annex = stack.pop()
    run.theirs = False
    if len(stack) == 1:
        words = say("stepper-key-path")
        run.frames.append(Frame("witness", None, tuple(stack), words, brought=witness))
        taproot.check_signature(stack[0], program, judge, annex)
        run.frames.append(Frame("witness", None, (b"\1",), say("stepper-key-good")))
        return
    *stack, script, control = stack
    depth = (len(control) - 33) // 32
    words = say("stepper-script-path", depth=depth, inner=f"{control[1:3].hex()}…{control[31:33].hex()}")
    run.frames.append(Frame("leaf", None, tuple(stack), words, brought=witness))
    leaf = taproot.leaf_hash(script, control[0] & 0xFE)
    machine = taproot.Tapscript(script, [], judge, TODAY, witness, annex, leaf)
    _on_library(run, "leaf", script, stack, machine)


def _checked(asked: Callable[[bytes, bytes, bytes], bool], script: bytes) -> Check:
    """The ``check(signature, key)`` of a script; signatures cover all of it."""

    def check(signature: bytes, key: bytes) -> bool:
        return bool(signature) and asked(signature, key, script)

    return check


def _lock_time(spend: RealSpend | Spend) -> tuple[int, int]:
    """The payment's own lock time, and the input's sequence."""
    return spend.tx.lock_time, spend.tx.inputs[spend.index].sequence


def _opened(ask: Asker, stack: Stack) -> bool:
    """Is the top true? ``opens`` says it, as it does for the machine."""
    return bool(stack) and bool(ask("opens", stack[-1:], [], _never))


def _never(signature: bytes, key: bytes) -> bool:
    """No signature is asked about where nothing runs."""
    return False


# ---- one program ---------------------------------------------------------------------------------


def _run(
    run: Run,
    ask: Asker,
    part: str,
    script: bytes,
    stack: Stack,
    check: Check,
    machine: Machine,
    times: tuple[int, int] = (0, 0),
) -> Stack:
    """The stack after a script; each step becomes a frame."""
    try:
        program = program_of(script)
    except ScriptError as error:
        run.frames.append(Frame(part, None, tuple(stack), str(error), failed=True))
        raise
    if all(isinstance(step, bytes) or step in THEIRS for step in program):
        return _on_theirs(run, ask, part, program, stack, check, machine, times)
    run.theirs = False
    return _on_library(run, part, script, stack, machine)


def _on_theirs(
    run: Run,
    ask: Asker,
    part: str,
    program: Program,
    stack: Stack,
    check: Check,
    machine: Machine,
    times: tuple[int, int],
) -> Stack:
    for step in program:
        before = stack
        try:
            stack = _step(ask, step, stack, check, times, run.notes)
        except ScriptError as error:
            run.frames.append(Frame(part, step, tuple(before), _why(error), failed=True))
            raise
        run.frames.append(Frame(part, step, tuple(stack), _words(step, before, stack)))
    return stack


def _step(
    ask: Asker, step: bytes | str, stack: Stack, check: Check, times: tuple[int, int], notes: list[str]
) -> Stack:
    """One step by the function that knows it; :class:`ScriptError` where the reference refuses."""
    if step == "OP_DROP":
        if not stack:
            raise ScriptError("INVALID_STACK_OPERATION", expected="1 item or more", got=0)
        return stack[:-1]
    if step == "OP_CHECKLOCKTIMEVERIFY":
        asked = decode_number(stack[-1], size=5) if stack else -1
        if asked < 0 or not ask("check_lock_time", asked, *times, read=_yes_or_no):
            raise ScriptError("UNSATISFIED_LOCKTIME", say("stepper-too-early", own=times[0]))
        return stack
    name, args = ("op_checkmultisig", ()) if step == "OP_CHECKMULTISIG" else ("run_script", ([step],))
    try:
        return list(ask(name, *args, stack, check, read=_drawable))
    except ScriptError:
        said, _ = answer(ask.rules, name, *args, stack, check)
        if said != say("refused"):
            notes.append(say("stepper-no-refusal", name=name, step=step, said=shown(said)))
        raise


def _drawable(value: Any) -> list[bytes]:
    if (
        type(value) not in (list, tuple)
        or not all(type(item) is bytes for item in value)
        or len(value) > 1000
    ):
        raise TypeError(shown(value))
    return list(value)


def _yes_or_no(value: Any) -> bool:
    if value is None:
        raise TypeError("nothing")
    return bool(value)


def _on_library(run: Run, part: str, script: bytes, stack: Stack, machine: Machine) -> Stack:
    """The same on a machine of the library's, which knows every operation."""
    machine.stack = list(stack)
    for number, (opcode, data, position) in enumerate(steps(script)):
        machine.position = position
        before, idle = list(machine.stack), bool(machine.idle_from)
        step: bytes | str = data if data is not None else NAMES.get(opcode, f"0x{opcode:02x}")
        try:
            if data is not None:
                if not idle:
                    machine.push(opcode, data)
            elif OP_1NEGATE <= opcode <= OP_16 and step != "OP_RESERVED":
                step = small_number(opcode)
                if not idle:
                    machine.stack.append(step)
            else:
                machine.operate(opcode)
        except ScriptError as error:
            run.frames.append(Frame(part, step, tuple(before), _why(error), failed=True))
            raise
        if number < MOST_STEPS:
            words = say("stepper-idle") if idle else _words(step, before, machine.stack)
            run.frames.append(Frame(part, step, tuple(machine.stack), words))
    return machine.stack


# ---- words ---------------------------------------------------------------------------------------


def _why(error: ScriptError) -> str:
    return say("stepper-fails", why=str(error))


def _words(step: bytes | str, before: Sequence[bytes], after: Sequence[bytes]) -> str:
    """What a step did, in a few words."""
    if isinstance(step, bytes):
        few = {0: "stepper-push-empty", 1: "stepper-push-one"}
        return say(few.get(len(step), "stepper-push"), size=len(step))
    known = {"OP_DUP": "dup", "OP_HASH160": "hash", "OP_VERIFY": "verify", "OP_DROP": "drop"}
    known |= {"OP_EQUALVERIFY": "equalverify", "OP_CHECKLOCKTIMEVERIFY": "lock"}
    known |= {"OP_CHECKSEQUENCEVERIFY": "age", "OP_CHECKSIGVERIFY": "checksigverify"}
    if step in known:
        return say(f"stepper-does-{known[step]}")
    judges = {"OP_EQUAL": "equal", "OP_CHECKSIG": "checksig", "OP_CHECKMULTISIG": "multisig"}
    judges["OP_NUMEQUAL"] = "numequal"
    if step in judges and after:
        return say(f"stepper-does-{judges[step]}-{'yes' if is_true(after[-1]) else 'no'}")
    if step == "OP_CHECKSIGADD" and len(before) > 2 and after:
        signed = "yes" if before[-3] else "no"  # below the signature the count, on top the key
        return say(f"stepper-does-checksigadd-{signed}", count=decode_number(after[-1]))
    return say("stepper-other", before=len(before), after=len(after))


# ---- pasted spends -------------------------------------------------------------------------------


def pasted(text: str, index: int) -> RealSpend:
    """A spend from what somebody pasted: a line of hex, then a line for each coin: amount and locking script.

    Raises ``ValueError`` that says in words what is wrong.
    """
    raw, *coins = text.strip().splitlines() or [""]
    raw = "".join(raw.split())
    strange = next((place for place, digit in enumerate(raw) if digit not in hexdigits), None)
    if not raw:
        raise ValueError(say("paste-empty"))
    if strange is not None:
        raise ValueError(say("paste-no-hex", place=strange + 1, digit=raw[strange]))
    if len(raw) % 2:
        raise ValueError(say("paste-odd", digits=f"{len(raw):,}"))
    try:
        tx = Transaction.parse(bytes.fromhex(raw))
    except ValueError as error:
        raise ValueError(say("paste-no-transaction", why=str(error))) from None
    words = [coin.replace(",", " ").split() for coin in coins if coin.strip()]
    try:
        spent = tuple(TxOut(_satoshi(value), bytes.fromhex(script)) for value, script in words)
    except ValueError:
        raise ValueError(say("paste-no-coins")) from None
    if len(spent) != len(tx.inputs):
        raise ValueError(say("paste-other-number", inputs=len(tx.inputs), coins=len(spent)))
    if not 0 <= index < len(tx.inputs):
        raise ValueError(say("paste-no-input", inputs=len(tx.inputs)))
    return RealSpend("pasted", tx, index, spent)


def _satoshi(written: str) -> int:
    """An amount that a coin may have; ``ValueError`` for anything else."""
    value = int(written)
    if not 0 <= value <= MAX_MONEY:
        raise ValueError(f"an amount is from 0 to {MAX_MONEY:,} satoshi, got {shown(written)}")
    return value


def spoilt(spend: RealSpend, how: str) -> RealSpend:
    """The same spend with a wrong signature, a wrong key, or its items in another order."""
    items = [item for item in spend.unlocking if isinstance(item, bytes)]
    if how == "signature" and items:
        place = next(i for i, item in enumerate(items) if len(item) > 60)
        items[place] = items[place][:-2] + bytes([items[place][-2] ^ 1]) + items[place][-1:]
    elif how == "key" and len(items) > 1:
        items[-1] = items[-1][:-1] + bytes([items[-1][-1] ^ 1])
    elif how == "order":
        items = items[:1] + items[:0:-1] if items[:1] == [b""] else items[::-1]
    return spend.opened_by(*items) if items else spend
