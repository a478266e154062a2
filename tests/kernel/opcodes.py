"""Each of the 256 opcodes on items at the edge, alone and in a branch that does not run.

A judge that only says yes or no cannot be asked what an operation leaves. So the library says it first, and
then Core is asked whether exactly that is there.
"""

from hashlib import sha256

from blockkit import Flag, ScriptError, Transaction
from blockkit.digests import Spending
from blockkit.interpreter import Machine
from blockkit.opcodes import NAMES
from blockkit.spending import Spend
from tests.kernel import hand
from tests.kernel.drafts import EDGES, FUNDS, Case
from tests.kernel.hand import KEYS, push

FLAGS = Flag.P2SH | Flag.DERSIG | Flag.NULLDUMMY | Flag.CHECKLOCKTIMEVERIFY | Flag.CHECKSEQUENCEVERIFY
FEW = [b"", b"\x80", b"\1", b"\x81", b"\3", b"\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80\0"]
DEEP = [(b"\7", b"\6", b"\5", b"\4", b"\3", last) for last in (b"\2", b"\5", b"\6", b"", b"\x81")]
DEEP += [(b"\6", b"\5", b"\4", b"\3"), (b"\6", b"\5", b"\4"), (b"\1" * 520,), (b"\1" * 520, b"\1" * 520)]
DEEP += [
    (b"", KEYS[0].short),
    (b"", b"", b""),
    (b"\1", b"", b""),
    (b"", b"\1", b"", b""),
    (b"", b"", b"\x15"),
]
DEEP += [(b"", b"", KEYS[0].short, b"\1"), (b"", b"", b"", b"\2"), (b"", b"\1", KEYS[0].short, b"\1")]
STACKS = [(), *((item,) for item in EDGES), *((a, b) for a in FEW for b in FEW), *DEEP]
THREES = [(a, b, c) for a in FEW[:6] for b in FEW[:5] for c in FEW[:5]]
TAKE_THREE = (0x6F, 0x7B, 0xA5)
LAST = 0xBA  # what comes above has no meaning, whatever lies on the stack
OUTPUTS = [(0, b"")]


def spending(unlock):
    return hand.transaction(2, [(FUNDS, 0, unlock, 0)], OUTPUTS, 101)


def left(script):
    """What the library leaves on the stack of a script, or the name of the failure."""
    stack = []
    try:
        Machine(script, stack, Spend(Spending(Transaction.parse(spending(b""))), 0), FLAGS).run()
    except ScriptError as error:
        return error.reason
    return stack


def programs(code):
    """The scripts of an opcode: after each stack, then where it does not run."""
    operation = bytes([code])
    if 1 <= code <= 0x4E:  # a push needs what it pushes: just so much, and a byte less
        size = {0x4C: b"\2", 0x4D: b"\2\0", 0x4E: b"\2\0\0\0"}.get(code, b"")
        data = b"\x80" * (2 if size else code)
        yield from (operation + size + data, operation + size + data[1:])
        operation += size + data
    else:
        stacks = STACKS[:3] if code > LAST else STACKS + THREES if code in TAKE_THREE else STACKS
        yield from (b"".join(map(push, stack)) + operation for stack in stacks)
    yield from (b"\0\x63" + operation + b"\x68", b"\x51\x64" + operation + b"\x68\x51", b"\x6b" + operation)


def case(script, result):
    """A spend that holds if the script leaves just ``result``; for a failure, if it does not fail."""
    lock = b"\x51"
    if isinstance(result, list):
        items = b"".join(push(item) + b"\x88" for item in reversed(result))
        lock = items + b"\x74\0\x87"  # and nothing below them
    return Case(spending(script), 0, ((0, lock),), int(FLAGS))


def verdicts(judge, codes=range(256)):
    """For each opcode a hash of what the library leaves; in Core's place, only if it agrees."""
    for code in codes:
        results = [(script, left(script)) for script in programs(code)]
        said = sha256(repr(results).encode()).hexdigest()[:8]
        if judge.name == "Core":
            wrong = [
                f"after {script.hex()} the library has {result}"
                for script, result in results
                if (judge.script(case(script, result)) == "OK") != isinstance(result, list)
            ]
            said = said if not wrong else f"{len(wrong)} differ: {wrong[0]}"
        yield f"opcode {code:02x} {NAMES.get(code, '')}", said
