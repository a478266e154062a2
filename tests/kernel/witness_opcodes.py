"""Each of the 256 opcodes in a witness: in version 0, in tapscript, and where it does not run."""

from hashlib import sha256

from blockkit.opcodes import NAMES
from tests.kernel import hand
from tests.kernel.drafts import DROP, ENDIF, FLAGS, FUNDS, IF, Case
from tests.kernel.hand import KEYS, Tweaked, leaf_hash, push

X, SIGNATURE = KEYS[0].short[1:], bytes(64)
STACKS = (
    [],
    [b"\1"],
    [b""],
    [b"\1", b"\1"],
    [b"", b"", X],
    [b"", b"\1", X],
    [SIGNATURE, b"\1", b"\5"],
    [b""] * 3,
)


def programs(code):
    """The scripts of an opcode, and the stacks that each runs on."""
    operation = bytes([code])
    if 1 <= code <= 0x4E:  # a push needs what it pushes: just so much, and a byte less
        size = {0x4C: b"\2", 0x4D: b"\2\0", 0x4E: b"\2\0\0\0"}.get(code, b"")
        operation += size + b"\1" * (2 if size else code)
        yield operation[:-1], STACKS[:1]
    yield operation, STACKS
    yield b"\0" + IF + operation + ENDIF + b"\x51", STACKS[:1]
    yield operation + b"\x4c\xff", STACKS[:2]  # before a push that ends too early
    yield push(operation) + DROP + b"\x51", STACKS[:1]
    yield push(bytes(521)) + operation, STACKS[:1]


def cases(code, version):
    """One spend for each script and stack."""
    raw = hand.transaction(2, [(FUNDS, 0, b"", 0)], [(0, b"")], 101)
    for script, stacks in programs(code):
        if version:
            key = Tweaked(KEYS[0], leaf_hash(script))
            lock, last = b"\x51\x20" + key.program, [script, bytes([0xC0 | key.odd]) + key.inner]
        else:
            lock, last = b"\0\x20" + sha256(script).digest(), [script]
        for stack in stacks:
            yield Case(hand.opened(raw, [*stack, *last]), 0, ((0, lock),), sum(FLAGS))


def verdicts(judge, codes=range(256)):
    """For each opcode, which of its spends hold: those of version 0, then those of tapscript."""
    for code in codes:
        said = [
            "".join("-+"[judge.script(case) == "OK"] for case in cases(code, version)) for version in (0, 1)
        ]
        yield f"opcode {code:02x} {NAMES.get(code, '')} in a witness", " ".join(said)
