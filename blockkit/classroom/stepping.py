"""A spend step by step: what lies on the stack after each step, and which node sees what (lesson 03c).

A program whose operations are exercises runs on the reader's own functions, one step at a time; any other on
the library's machines. An old node, of 2016, runs the unlocking script, the locking script, and the script
inside P2SH. A node of today goes on where the lock has a meaning for it: a witness, or taproot. The verdict
of a run on the library alone is that of :func:`blockkit.unlocking.verify_script`: it sees more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from blockkit import taproot
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.messages import say
from blockkit.classroom.own_spend import TODAY, why_not
from blockkit.classroom.real_spends import RealSpend
from blockkit.classroom.shapes import SIX, Program, program_of
from blockkit.classroom.step_words import words_of
from blockkit.classroom.trying.for_figures import Asker, answer
from blockkit.digests import Spending
from blockkit.errors import shown
from blockkit.hashing import HASH_SIZE, sha256
from blockkit.interpreter import Flag, Machine, Stack
from blockkit.opcodes import NAMES, OP_1, OP_1NEGATE, OP_16, is_true
from blockkit.script import ScriptError, decode_number, is_p2sh, is_witness_program, small_number, steps
from blockkit.spending import Spend
from blockkit.templates import p2pkh
from blockkit.witness import WitnessMachine

THEIRS = {*SIX, "OP_CHECKMULTISIG", "OP_CHECKLOCKTIMEVERIFY", "OP_DROP"}
OLD = TODAY & ~(Flag.WITNESS | Flag.TAPROOT)  # a node of 2016: it knows P2SH and time locks, and no witness
MOST_STEPS = 60  # of a script that are shown
FINAL = 0xFFFFFFFF
BRANCHES = {"OP_IF": "if", "OP_NOTIF": "if", "OP_ELSE": "else", "OP_ENDIF": "endif"}
Check = Callable[[bytes, bytes], bool]


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
        run.good = _steps(run, ask, spend, flags)
        last = run.frames[-1].stack
        run.why = "" if run.good else say("stepper-false" if last else "stepper-nothing")
    except ScriptError as error:
        run.good, run.why = False, str(error)
    if not (run.theirs and ask.rules is not REFERENCE) or (today and run.good):
        _agree(run, why_not(spend, flags))
    run.notes += ask.notes
    return run


def _agree(run: Run, why: str) -> None:
    """Take the library's verdict; where a step fails that it lets pass, say that there is a further rule."""
    if not why and run.frames[-1].failed:
        run.frames[-1] = replace(run.frames[-1], failed=False, words=say("stepper-further-rule"))
    if run.good or not why.startswith("EVAL_FALSE"):  # else the stack that is shown says it, in plain words
        run.why = why
    run.good = not why


def _steps(run: Run, ask: Asker, spend: RealSpend, flags: Flag) -> bool:
    """Does it open, by its steps?"""
    judge, check = Spend(Spending(spend.tx, spend.spent), spend.index), spend.check
    times, lock = _lock_time(spend), spend.script_pubkey
    machine = Machine(spend.script_sig, [], judge, flags)
    stack = unlocked = _run(run, ask, "unlocking", spend.script_sig, [], check, machine)
    stack = _run(run, ask, "locking", lock, list(stack), check, Machine(lock, [], judge, flags), times)
    good = _opened(ask, stack)
    if good and is_p2sh(lock) and unlocked:
        *below, lock = unlocked
        run.frames.append(Frame("redeem", None, tuple(below), say("stepper-redeem")))
        check = _checked(judge.check_signature, lock)
        machine = Machine(lock, [], judge, flags)
        good = _opened(ask, _run(run, ask, "redeem", lock, below, check, machine, times))
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
    machine = WitnessMachine(script, [], judge, TODAY)
    check = _checked(judge.check_witness_signature, script)
    return _opened(ask, _run(run, ask, part, script, stack, check, machine, _lock_time(judge)))


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
    machine = taproot.Tapscript(script, [], judge, TODAY, witness, annex, leaf)
    stack = _on_library(run, "leaf", script, stack, machine)
    return bool(stack) and is_true(stack[-1])


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
        run.show(Frame(part, None, tuple(stack), str(error), failed=True))
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
            run.show(Frame(part, step, tuple(before), _why(error), failed=True))
            raise
        run.show(Frame(part, step, tuple(stack), words_of(step, before, stack)))
    run.say_hidden(part, stack)
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
        if not stack:
            raise ScriptError("INVALID_STACK_OPERATION", expected="1 item or more", got=0)
        asked = decode_number(stack[-1], size=5)
        if asked < 0 or not ask("check_lock_time", asked, *times, read=_yes_or_no):
            key = "stepper-lock-off" if times[1] == FINAL else "stepper-too-early"
            raise ScriptError("UNSATISFIED_LOCKTIME", say(key, asked=asked, own=times[0]))
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
    for opcode, data, position in steps(script):
        before, idle = list(machine.stack), bool(machine.idle_from)
        step = _shown_as(opcode, data)
        try:
            machine.advance(opcode, data, position)
        except ScriptError as error:
            run.show(Frame(part, step, tuple(before), _why(error), failed=True))
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


def _shown_as(opcode: int, data: bytes | None) -> bytes | str:
    """What is pushed, a small number too; of any other operation its name."""
    if data is not None:
        return data
    name = NAMES.get(opcode, f"0x{opcode:02x}")
    return small_number(opcode) if OP_1NEGATE <= opcode <= OP_16 and name != "OP_RESERVED" else name


def _why(error: ScriptError) -> str:
    return say("stepper-fails", why=str(error))


# ---- spoilt spends -------------------------------------------------------------------------------


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
