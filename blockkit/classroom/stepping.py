"""A spend step by step: what lies on the stack after each step, and which node sees what (lesson 03c).

A program whose operations are exercises runs on the reader's own functions, one step at a time; any other on
the library's machines. An old node, of 2016, runs the unlocking script, the locking script, and the script
inside P2SH. A node of today goes on where the lock has a meaning for it: a witness, or taproot. The verdict
of a run on the library alone is that of :func:`blockkit.unlocking.verify_script`: it sees more.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from blockkit import taproot
from blockkit.classroom.adapters import CUTS
from blockkit.classroom.course_rules import reference
from blockkit.classroom.messages import say
from blockkit.classroom.own_spend import TODAY, why_not
from blockkit.classroom.real_spends import RealSpend
from blockkit.classroom.shapes import SIX, Program, program_of, step_of
from blockkit.classroom.step_words import words_of
from blockkit.classroom.trying.for_figures import Asker, answer, yes_or_no
from blockkit.digests import Spending
from blockkit.errors import shown
from blockkit.hashing import HASH_SIZE, sha256
from blockkit.interpreter import Flag, Machine, Stack
from blockkit.keys import has_key_size
from blockkit.opcodes import OP_1, is_true
from blockkit.script import ScriptError, is_p2sh, is_witness_program, steps
from blockkit.spending import Spend
from blockkit.templates import p2pkh
from blockkit.transaction import FINAL_SEQUENCE, LOCK_TIME_THRESHOLD
from blockkit.witness import WitnessMachine

THEIRS = {*SIX, *CUTS}  # operations that an exercise covers, and OP_DROP
PARTS = ("run_script", "opens", "op_checkmultisig", "check_lock_time")  # the exercises
# A node of 2016 knows P2SH and time locks, but nothing that came with the witness in 2017.
OLD = TODAY & ~(Flag.WITNESS | Flag.NULLDUMMY | Flag.TAPROOT)
MOST_STEPS = 60  # of a script that are shown
SPOILS = ("nothing", "signature", "key", "order")
BRANCHES = {"OP_IF": "if", "OP_NOTIF": "if", "OP_ELSE": "else", "OP_ENDIF": "endif"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The stack after one step."""

    part: str  # "unlocking", "locking", "redeem", "p2wpkh", "p2wsh", "witness", "leaf"
    step: bytes | str | None  # None: before the first, or what a node does between two programs
    stack: tuple[bytes, ...]
    words: str  # what happened
    failed: bool = False
    skipped: bool = False  # it is in a branch that does not run
    brought: tuple[bytes, ...] = ()  # the whole witness, where this frame is the first that looks at it


@dataclass(slots=True)
class Run:
    """All steps of a spend as one node sees them."""

    frames: list[Frame] = field(default_factory=list)
    good: bool = False
    why: str = ""  # it is not good
    theirs: bool = True  # did the reader's functions run all of it?
    notes: list[str] = field(default_factory=list)
    hidden: int = 0  # steps of the present script that are not shown
    unreached: Sequence[bytes | str] = ()  # steps behind the one that fails

    @property
    def last(self) -> int:
        """The number of the last step."""
        return len(self.frames) - 1

    def show(self, frame: Frame) -> None:
        """Add a frame, unless its script has too many already; where it fails is always shown."""
        if frame.failed or sum(one.part == frame.part for one in self.frames) <= MOST_STEPS:
            self.say_hidden(frame.part, frame.stack)
            self.frames.append(frame)
        else:
            self.hidden += 1

    def say_hidden(self, part: str, stack: Sequence[bytes]) -> None:
        """A frame for the steps that were not shown."""
        if self.hidden:
            self.frames.append(Frame(part, None, tuple(stack), say("stepper-more", count=self.hidden)))
            self.hidden = 0

    def fail(self, part: str, stack: Sequence[bytes], reason: str, words: str) -> ScriptError:
        """A last frame that fails; the error to raise."""
        self.show(Frame(part, None, tuple(stack), say("stepper-fails", why=words), failed=True))
        return ScriptError(reason, words)


# ---- a whole spend -------------------------------------------------------------------------------


def run_of(spend: RealSpend, ask: Asker, today: bool = False) -> Run:
    """The steps of an input, as an old node sees them, or one of today."""
    run = Run()
    run.frames.append(Frame("unlocking", None, (), say("stepper-begin")))
    flags = TODAY if today else OLD
    try:
        run.good = _opens_by_steps(run, ask, spend, flags)
        run.why = "" if run.good else _why_shut(run.frames[-1].stack)
    except ScriptError as error:
        run.good, run.why = False, str(error)
    by_reader = run.theirs and any(getattr(ask.rules, part) is not reference(part) for part in PARTS)
    if not by_reader or (today and run.good):
        _take_library_verdict(run, why_not(spend, flags))
    run.notes += ask.notes
    return run


def _why_shut(stack: Sequence[bytes]) -> str:
    if not stack:
        return say("stepper-nothing")
    return say("stepper-opens-no" if is_true(stack[-1]) else "stepper-false")


def _take_library_verdict(run: Run, why: str) -> None:
    """Where a step fails that the library lets pass, say that there is a further rule."""
    if not why and run.frames[-1].failed:
        run.frames[-1] = replace(run.frames[-1], failed=False, words=say("stepper-further-rule"))
    if run.good or not why.startswith("EVAL_FALSE"):  # else the stack that is shown says it, in plain words
        run.why = why
    run.good = not why


def _opens_by_steps(run: Run, ask: Asker, spend: RealSpend, flags: Flag) -> bool:
    judge, lock = Spend(Spending(spend.tx, spend.spent), spend.index), spend.script_pubkey
    unlocked = _run_program(run, ask, "unlocking", Machine(spend.script_sig, [], judge, flags))
    stack = _run_program(run, ask, "locking", Machine(lock, list(unlocked), judge, flags))
    good = _opened(ask, stack)
    if good and is_p2sh(lock) and unlocked:
        *below, lock = unlocked
        run.frames.append(Frame("redeem", None, tuple(below), say("stepper-redeem")))
        good = _opened(ask, _run_program(run, ask, "redeem", Machine(lock, below, judge, flags)))
    if good and is_witness_program(lock) and Flag.WITNESS in flags:
        good = _witness(run, ask, lock, judge)
    return good


def _witness(run: Run, ask: Asker, lock: bytes, judge: Spend) -> bool:
    """The witness of a program, by its version; one without a meaning yet opens for everybody."""
    stack, program = list(judge.witness), lock[2:]
    if lock[0] == 0 and len(program) == 20:
        words = say("stepper-p2wpkh")
        run.frames.append(Frame("p2wpkh", None, tuple(stack), words, brought=judge.witness))
        if len(stack) != 2:
            raise run.fail(
                "p2wpkh", stack, "WITNESS_PROGRAM_MISMATCH", say("stepper-not-two", count=len(stack))
            )
        return _version_0(run, ask, "p2wpkh", p2pkh(program), stack, judge)
    if lock[0] == 0 and len(program) == HASH_SIZE and stack:
        script = stack.pop()
        words = say("stepper-p2wsh")
        run.frames.append(Frame("p2wsh", None, tuple(stack), words, brought=judge.witness))
        if sha256(script) != program:
            raise run.fail("p2wsh", stack, "WITNESS_PROGRAM_MISMATCH", say("stepper-other-hash"))
        return _version_0(run, ask, "p2wsh", script, stack, judge)
    if lock[0] == OP_1 and len(program) == HASH_SIZE and stack and run.frames[-1].part != "redeem":
        return _taproot(run, program, stack, judge)
    return True


def _version_0(run: Run, ask: Asker, part: str, script: bytes, stack: Stack, judge: Spend) -> bool:
    return _opened(ask, _run_program(run, ask, part, WitnessMachine(script, stack, judge, TODAY)))


def _taproot(run: Run, program: bytes, stack: Stack, judge: Spend) -> bool:
    """By the key, or by a script that was hidden in it; only the library knows these rules."""
    witness, annex = judge.witness, b""
    if taproot.has_annex(witness):
        annex = stack.pop()
    run.theirs = False
    if len(stack) == 1:
        words = say("stepper-key-path") + (" " + say("stepper-annex") if annex else "")
        run.frames.append(Frame("witness", None, tuple(stack), words, brought=witness))
        try:
            taproot.check_signature(stack[0], program, judge, annex)
        except ScriptError as error:
            run.show(Frame("witness", None, tuple(stack), _why(error), failed=True))
            raise
        run.frames.append(Frame("witness", None, (b"\1",), say("stepper-key-good")))
        return True
    *stack, script, control = stack
    if not taproot.is_control_block(control):
        run.frames.append(Frame("leaf", None, tuple(stack), say("stepper-no-proof"), brought=witness))
        raise run.fail(
            "leaf", stack, "TAPROOT_WRONG_CONTROL_SIZE", say("stepper-proof-size", size=len(control))
        )
    depth, version = (len(control) - 33) // 32, control[0] & 0xFE
    words = say("stepper-script-path", depth=depth, inner=f"{control[1:3].hex()}…{control[31:33].hex()}")
    run.frames.append(Frame("leaf", None, tuple(stack), words, brought=witness))
    leaf = taproot.leaf_hash(script, version)
    key = taproot.output_key(control[1:33], taproot.root_hash(leaf, control[33:]))
    if key != (program, control[0] & 1):
        raise run.fail("leaf", stack, "WITNESS_PROGRAM_MISMATCH", say("stepper-other-key"))
    if version != taproot.TAPSCRIPT or taproot.has_success(script, TODAY):
        words = say("stepper-open-to-all", version=f"{version:02x}")
        run.frames.append(Frame("leaf", None, tuple(stack), words))
        return True
    machine = taproot.Tapscript(script, stack, judge, TODAY, witness, annex, leaf)
    stack = _run_on_library(run, "leaf", machine)
    return bool(stack) and is_true(stack[-1])


def _opened(ask: Asker, stack: Stack) -> bool:
    """Is the top true? ``opens`` says it, as it does for the machine."""
    return bool(stack) and bool(ask("opens", stack[-1:], [], _never))


def _never(signature: bytes, key: bytes) -> bool:
    """No signature is asked about where nothing runs."""
    return False


# ---- one program ---------------------------------------------------------------------------------


def _run_program(run: Run, ask: Asker, part: str, machine: Machine) -> Stack:
    """The stack after the script of a machine that has not run yet; each step becomes a frame."""
    try:
        program = program_of(machine.script)
    except ScriptError as error:
        run.show(Frame(part, None, tuple(machine.stack), str(error), failed=True))
        raise
    if all(isinstance(step, bytes) or step in THEIRS for step in program):
        return _run_on_readers(run, ask, part, program, machine)
    run.theirs = False
    return _run_on_library(run, part, machine)


def _run_on_readers(run: Run, ask: Asker, part: str, program: Program, machine: Machine) -> Stack:
    """On the reader's functions; the machine knows what is spent."""
    for number, step in enumerate(program, 1):
        before = tuple(machine.stack)
        try:
            machine.stack = _step(ask, step, machine, run.notes)
        except ScriptError as error:
            run.unreached = program[number:]
            run.show(Frame(part, step, before, _why(error), failed=True))
            raise
        run.show(Frame(part, step, tuple(machine.stack), words_of(step, before, machine.stack)))
    run.say_hidden(part, machine.stack)
    return machine.stack


def _step(ask: Asker, step: bytes | str, machine: Machine, notes: list[str]) -> Stack:
    """One step by the function that knows it; :class:`ScriptError` where the reference refuses."""
    if step == "OP_DROP":
        machine.step(step)
        return machine.stack
    if step == "OP_CHECKLOCKTIMEVERIFY":
        _need_lock_time(ask, machine)
        return machine.stack

    def check(signature: bytes, key: bytes) -> bool:
        return bool(signature) and machine.holds(signature, key, machine.script)

    name, args = ("op_checkmultisig", ()) if step == "OP_CHECKMULTISIG" else ("run_script", ([step],))
    stack = list(machine.stack)
    try:
        return list(ask(name, *args, stack, check, read=_drawable))
    except ScriptError:
        said, _ = answer(ask.rules, name, *args, stack, check)
        if said != say("refused"):
            notes.append(say("stepper-no-refusal", name=name, step=step, said=shown(said)))
        raise


def _need_lock_time(ask: Asker, machine: Machine) -> None:
    """``check_lock_time`` is asked about the number on top."""
    asked, spend = machine.time_on_top(), machine.checker
    assert isinstance(spend, Spend)
    own, sequence = spend.tx.lock_time, spend.tx.inputs[spend.index].sequence
    if ask("check_lock_time", asked, own, sequence, read=yes_or_no):
        return
    key = "stepper-too-early"
    if sequence == FINAL_SEQUENCE:
        key = "stepper-lock-off"
    elif (asked < LOCK_TIME_THRESHOLD) != (own < LOCK_TIME_THRESHOLD):
        key = "stepper-other-kind"
    raise ScriptError("UNSATISFIED_LOCKTIME", say(key, asked=asked, own=own))


def _drawable(value: Any) -> list[bytes]:
    if (
        type(value) not in (list, tuple)
        or not all(type(item) is bytes for item in value)
        or len(value) > 1000
    ):
        raise TypeError(shown(value))
    return list(value)


def _run_on_library(run: Run, part: str, machine: Machine) -> Stack:
    """On the machine itself, which knows every operation."""
    for opcode, data, position in steps(machine.script):
        before, idle = tuple(machine.stack), bool(machine.idle_from)
        step = step_of(opcode, data)
        try:
            machine.advance(opcode, data, position)
        except ScriptError as error:
            with suppress(ScriptError):  # a push without its end
                run.unreached = program_of(machine.script[position:])
            run.show(Frame(part, step, before, _why(error), failed=True))
            raise
        now_idle = bool(machine.idle_from)
        skipped = idle and (now_idle or step not in BRANCHES)
        if step in BRANCHES and not skipped:
            words = say(f"stepper-{BRANCHES[str(step)]}-{'skips' if now_idle else 'runs'}")
        else:
            words = say("stepper-idle") if skipped else words_of(step, before, machine.stack)
        run.show(Frame(part, step, tuple(machine.stack), words, skipped=skipped))
    run.say_hidden(part, machine.stack)
    return machine.stack


def _why(error: ScriptError) -> str:
    return say("stepper-fails", why=str(error))


# ---- spoilt spends -------------------------------------------------------------------------------


def spoilt(spend: RealSpend, how: str) -> RealSpend:
    """The same spend with a wrong signature, a wrong key, or its items in another order.

    Where its unlocking script has no such item, it comes back as it is; ``how`` is one of :data:`SPOILS`.
    """
    if how not in SPOILS:
        raise ValueError(f"there are {', '.join(SPOILS)}; got {shown(how)}")
    items = [item for item in spend.unlocking if isinstance(item, bytes)]
    signatures = [place for place, item in enumerate(items) if len(item) > 60 and not has_key_size(item)]
    if how == "signature" and signatures:
        place = signatures[0]
        items[place] = items[place][:-2] + bytes([items[place][-2] ^ 1]) + items[place][-1:]
    elif how == "key" and items and has_key_size(items[-1]):
        items[-1] = items[-1][:-1] + bytes([items[-1][-1] ^ 1])
    elif how == "order":
        items = items[:1] + items[:0:-1] if items[:1] == [b""] else items[::-1]
    return spend.opened_by(*items) if items else spend
