"""Scripts of taproot's leaves. Each maker gives a script, and how to make the items that it finds.

What makes the items is given ``sign(key, place)``, which signs in this leaf after a separator.
"""

from dataclasses import dataclass

from tests.kernel import hand
from tests.kernel.drafts import CHECKSIG, DROP, EDGES, ELSE, ENDIF, IF, MULTISIG, NOP, NOTIF, SEPARATOR
from tests.kernel.hand import KEYS, NEVER, operations, push, sized, small
from tests.kernel.programs import branches, item, noise, program
from tests.kernel.version_0 import items

VERIFY, ADD, NUMEQUAL, DUP = b"\xad", b"\xba", b"\x9c", b"\x76"
SUCCESS = (80, 80, 98, 126, 127, 128, 129, 131, 132, 133, 134, 137, 138, 141, 142, 149, 150, 151, 152, 153)
SUCCESS += (187, 254)


@dataclass(frozen=True)
class Inner:
    """A key in a script: its secret, and its x."""

    secret: int
    program: bytes


INNER = [Inner(hand.even(key.secret, (key.x, key.y)), key.short[1:]) for key in KEYS]


def one_key(chance, room):
    key = chance.choice(INNER)
    public = key.program
    odd = (b"", public[:-1], public + b"\0", b"\2" + public, b"\1", bytes(32), b"\xff" * 32)
    public = public if chance.random() < 0.85 else chance.choice(odd)
    end = chance.choice((CHECKSIG, CHECKSIG, VERIFY + b"\x51"))
    return push(public) + end, lambda sign: [sign(key)]


def separated(chance, room):
    """Separators that run and that do not, between signatures: the last one's place is signed."""
    chunks = (
        (NOP, None),
        (push(SEPARATOR) + DROP, None),
        (SEPARATOR, 0),
        (SEPARATOR, 0),
        (b"\0" + IF + SEPARATOR + ENDIF, None),
        (b"\x51" + IF + SEPARATOR + ENDIF, 2),
        (b"\0" + IF + SEPARATOR + ELSE + SEPARATOR + ENDIF, 4),
    )
    script, steps, place, signed = b"", 0, NEVER, []
    last = chance.randrange(1, 4)
    for n in range(1, last + 1):
        for _ in range(chance.randrange(4)):
            code, at = chance.choice(chunks)
            place = place if at is None else steps + at
            script, steps = script + code, steps + len(list(operations(code)))
        key = chance.choice(INNER)
        signed.append((key, place))
        script, steps = script + push(key.program) + (VERIFY if n < last else CHECKSIG), steps + 2
    script += chance.choice((b"", b"", SEPARATOR))
    return script, lambda sign: [sign(key, at) for key, at in reversed(signed)]


def added(chance, room):
    """Some of a list of keys, counted by OP_CHECKSIGADD."""
    keys = [chance.choice(INNER) for _ in range(chance.randrange(1, 5))]
    signs = [chance.random() < 0.6 for _ in keys]
    asked = sum(signs) if chance.random() < 0.9 else chance.randrange(5)
    start = chance.choice((b"\0",) * 8 + (push(b"\0\x80"), push(bytes(4)), push(bytes(5)), b"\x4f", b""))
    script = start + b"".join(push(key.program) + ADD for key in keys) + small(asked) + NUMEQUAL
    if chance.random() < 0.3:
        script = push(keys[0].program) + CHECKSIG + script[len(start) + 34 :]
    swapped = chance.random() < 0.05
    if swapped:  # the number and the signature
        script = start + b"\x7c" + push(keys[0].program) + ADD + script[len(start) + 34 :]

    def opens(sign):
        found = [sign(key) if own else b"" for key, own in zip(keys, signs, strict=True)]
        return found[::-1]

    return script, opens


def success(chance, room):
    """An operation without a meaning, somewhere, and around it what would fail."""
    op = bytes([chance.choice(SUCCESS)]) if chance.random() < 0.6 else bytes([chance.randrange(0x4F, 256)])
    op = chance.choice((op, op, b"\0" + IF + op + ENDIF, push(op) + DROP + b"\x51"))
    others = (
        b"\x4c\xff",  # a push that ends too early
        b"\x6a",
        push(bytes(521)) + DROP,
        b"\0\0\0" + MULTISIG,
        b"\xff",
        b"\x51" + IF,
        NOP,
        b"\x51",
        b"\x69",
        push(b"") + CHECKSIG,
    )
    pieces = [op, *chance.sample(others, chance.randrange(3))]
    chance.shuffle(pieces)
    found = chance.choice(([], [], [b"\1"], [b"", b""], [bytes(521)], [b""] * 1001))
    return b"".join(pieces), lambda sign: found


def strict_ifs(chance, room):
    """What an IF takes is nothing or the number 1."""
    taken = chance.choice((b"", b"\1", b"\1", *EDGES))
    script = chance.choice((IF, NOTIF)) + b"\x51" + ELSE + chance.choice((b"\0", b"\x52")) + ENDIF
    if chance.random() < 0.2:  # where it does not run
        script, taken = b"\0" + IF + push(taken) + script + ELSE + b"\x51" + ENDIF, b""
        return script, lambda sign: []
    return script, lambda sign: [taken]


def unknown_keys(chance, room):
    """Keys of a size that has no meaning yet: any signature holds that is not empty."""
    key = chance.randbytes(chance.choice((0, 0, 1, 2, 31, 33, 34, 65)))
    signature = chance.choice((b"", b"\0", b"\1", chance.randbytes(64), chance.randbytes(70)))
    forms = (
        (CHECKSIG, []),
        (VERIFY + b"\x51", []),
        (ADD + b"\x51" + NUMEQUAL, [b""]),
        (CHECKSIG + b"\x91", []),
    )
    end, above = chance.choice(forms)
    key = push(key) if chance.random() < 0.9 else push(chance.choice(INNER).program)
    return key + end, lambda sign: [signature, *above]


def budget(chance, room):
    """As many signatures as the witness pays for, or one byte less, or more."""
    key, known = chance.choice(INNER), chance.random() < 0.5
    public = push(key.program) if known else push(b"\1")
    size = 64 if known else chance.choice((1, 1, 64))
    each = DUP + public + VERIFY
    if chance.random() < 0.3:
        each = DUP + b"\0" + public + ADD + DROP
    free = (b"\0" + public + CHECKSIG + DROP) * chance.choice((0, 0, 1, 2))  # an empty one costs nothing
    off = chance.choice((-1, 0, 0, 1))

    def costs(n, filled):
        script = free + each * n + NOP * filled + b"\x51\x77"
        return script, 50 + 1 + 1 + size + len(sized(script)) + room - 50 * n

    n = next(n for n in range(1, 1000) if costs(n, 0)[1] <= off)
    filled = next(filled for filled in range(200) if costs(n, filled)[1] >= off)
    script, _ = costs(n, filled)
    return script, lambda sign: [sign(key, plain=True) if known else b"\1" * size]


def several_keys(chance, room):
    """What OP_CHECKSIGADD took the place of."""
    op = chance.choice((MULTISIG, b"\xaf"))
    script = b"\0\0" + push(KEYS[0].short) + b"\x51" + op
    script = chance.choice((script, op, b"\0" + IF + script + ENDIF + b"\x51", b"\0\0\0" + op + b"\x51"))
    return script, lambda sign: []


def limits(chance, room):
    """Limits that are, and those that are no more."""
    many = [b"\1"] * chance.choice((999, 1000, 1000, 1001, 1001))
    fallen = b"\x6d" * ((len(many) - 1) // 2) + (DROP if len(many) % 2 == 0 else b"")
    long = chance.choice((519, 520, 521))
    return chance.choice(
        (
            (fallen, lambda sign: many),
            (b"\x74" + DROP + fallen, lambda sign: many),
            (b"\x51" * 990 + b"\x51\x6b" * chance.choice((9, 10, 11)) + DROP * 989, lambda sign: []),
            (DROP + b"\x51", lambda sign: [bytes(long)]),
            (b"\x75", lambda sign: [b"\1", bytes(long)]),
            (push(bytes(long)) + DROP + b"\x51", lambda sign: []),
            (b"\0" + IF + push(bytes(long)) + ENDIF + b"\x51", lambda sign: []),
            (NOP * chance.choice((201, 202, 500, 9_999, 10_000)) + b"\x51", lambda sign: []),
            ((push(bytes(520)) + DROP) * 20 + b"\x51", lambda sign: []),
        )
    )


def untidy(chance, room):
    """Another number of items left than one, or a false one."""
    found = [chance.choice(EDGES) for _ in range(chance.randrange(3))]
    return chance.choice((b"", b"", item(chance), NOP, b"\x74")), lambda sign: found


def of_before(maker):
    """A script that asks for no signature, as in the scripts of 2009."""

    def made(chance, room):
        unlock, script = maker(None, chance)
        return script, lambda sign: items(unlock)

    return made


MAKERS = {one_key: 22, separated: 16, added: 14, success: 12, strict_ifs: 5, unknown_keys: 6, budget: 8}
MAKERS |= {
    several_keys: 3,
    limits: 5,
    untidy: 3,
    of_before(program): 5,
    of_before(branches): 3,
    of_before(noise): 1,
}


def tapscript(chance, room):
    """A script of a random kind; ``room`` is what the rest of the witness weighs."""
    return chance.choices(list(MAKERS), list(MAKERS.values()))[0](chance, room)
