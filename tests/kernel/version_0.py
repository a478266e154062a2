"""Spends by witnesses of version 0, inside P2SH or not, mostly with one thing wrong."""

import random
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tests.kernel.drafts import CHECKSIG, DROP, EDGES, ELSE, ENDIF, IF, NOP, NOTIF, SEPARATOR
from tests.kernel.hand import KEYS, hash160, operations, p2pkh, p2sh, push
from tests.kernel.programs import branches, item, limits, noise, program, times
from tests.kernel.signing import deleted, one_key, several_keys, some_key, some_signature


@dataclass
class Lock:
    """An output's script, and how it is opened: by ``(script of the input, items of its witness)``."""

    script: bytes
    opens: Any


def items(unlock):
    """What a script of pushes leaves on the stack."""
    found = []
    for operation in operations(unlock):
        code = operation[0]
        size = {0x4C: 2, 0x4D: 3, 0x4E: 5}.get(code, 1)
        if code <= 0x4E:
            found.append(operation[size:])
        elif code == 0x4F:
            found.append(b"\x81")
        elif 0x51 <= code <= 0x60:
            found.append(bytes([code - 0x50]))
    return found


def spoilt(stack, chance):
    """The witness, now and then with an item more or less."""
    if chance.random() < 0.9:
        return stack
    return chance.choice(
        (
            [],
            stack[1:],
            stack[:-1],
            [b"", *stack],
            [b"\1", *stack],
            [*stack, b""],
            stack[::-1],
            [bytes(520), *stack],
            [bytes(521), *stack],
            [*stack, b"\x50any"],
        )
    )


def inside(program, chance):
    """The output that hashes a program, and the script that opens it: seldom a wrong one."""
    plain = push(program)
    if chance.random() < 0.9:
        return p2sh(program), plain
    longer = b"\x4c" + bytes([len(program)]) + program
    odd = (longer, b"\0" + plain, plain + NOP, plain + b"\x51", b"", push(program + b"\0"), program)
    return p2sh(program), chance.choice(odd)


def placed(program, chance, opens):
    """The lock of a program, three in ten inside P2SH; ``opens`` makes the witness."""
    lock, unlock = inside(program, chance) if chance.random() < 0.3 else (program, b"")
    if chance.random() < 0.03:
        unlock = chance.choice((b"\x51", b"\0", NOP, push(b"\x51"))) + unlock
    return Lock(lock, lambda draft: (unlock, spoilt(opens(draft), chance)))


def key_hash(draft, chance):
    """P2WPKH."""
    key = chance.choice(KEYS)
    public = some_key(key, chance)
    program = b"\0\x14" + hash160(public)
    code = p2pkh(public) if chance.random() < 0.95 else program  # a mistake that is made
    shown = public if chance.random() < 0.95 else chance.choice((key.long, key.short, b""))
    return placed(program, chance, lambda draft: [some_signature(draft, key, code, chance), shown])


def odd_ifs(draft, chance):
    """What an IF takes need not be the number 1 in version 0."""
    return push(chance.choice(EDGES)), chance.choice((IF, NOTIF)) + b"\x51" + ELSE + b"\0" + ENDIF


def untidy(draft, chance):
    """Another number of items left than one."""
    return item(chance) * chance.randrange(3), b"".join(item(chance) for _ in range(chance.randrange(1, 3)))


def later_operations(draft, chance):
    """What only tapscript has."""
    op = chance.choice((b"\xba", b"\xba", b"\x50", b"\x7e", b"\xbb", b"\xfe"))
    script = chance.choice((op, b"\0" + IF + op + ENDIF, b"\x51" + IF + op + ENDIF))
    return b"\0\x51" + push(KEYS[0].short), script + chance.choice((b"", b"\x51"))


def sizes(draft, chance):
    """Items and stacks at their limits."""
    many = b"\x51" * chance.choice((999, 1000, 1000, 1001, 1001))
    size = push(bytes(chance.choice((519, 520, 521))))
    drop = b"\x6d" * 200
    return chance.choice(
        (
            (many, drop),
            (many, b"\x74" + DROP + drop),
            (size, DROP + b"\x51"),
            (b"\x51" + size, b"\x75"),
        )
    )


def separated(draft, chance):
    """Signatures between separators: each signs what comes after the last one that ran."""
    key = chance.choice(KEYS)
    check = push(key.short)
    first = check + b"\xad" + SEPARATOR
    last = chance.choice((NOP, b"\0" + DROP, b"\0" + IF + SEPARATOR + ENDIF)) + check + CHECKSIG
    script = SEPARATOR * chance.randrange(3) + first + last
    code = script[len(script) - len(first + last) :]
    return push(draft.sign(key, last)) + push(draft.sign(key, code)), script


SCRIPTS = {one_key: 26, several_keys: 20, deleted: 6, program: 10, branches: 6, noise: 2, limits: 5, times: 4}
SCRIPTS |= {odd_ifs: 3, untidy: 4, later_operations: 3, sizes: 4, separated: 7}


def script_hash(draft, chance):
    """P2WSH."""
    maker = chance.choices(list(SCRIPTS), list(SCRIPTS.values()))[0]
    seed = chance.random()  # the maker comes twice: what is signed is not known as yet
    unlock, script = maker(draft, random.Random(seed))
    program = b"\0\x20" + sha256(script).digest()
    shown = script if chance.random() < 0.97 else chance.choice((script + NOP, script[1:], b""))
    if maker is deleted:  # the script holds its signature, which is that of now
        return placed(program, chance, lambda draft: [*items(unlock), shown])
    return placed(program, chance, lambda draft: [*items(maker(draft, random.Random(seed))[0]), shown])


def other_programs(draft, chance):
    """Programs of wrong sizes and unknown versions, the anchor, and what is no program."""
    size = chance.choice((0, 1, 2, 3, 19, 20, 21, 31, 32, 32, 33, 40, 41))
    first = chance.choice((b"\0", b"\0", b"\x51", b"\x51", b"\x52", b"\x60", b"\x4f", b"\x61"))
    body = chance.choice((b"\1", b"\1", b"\1", b"\0")) * size
    forms = (first + push(body),) * 4 + (b"\x51\x02\x4e\x73", first + b"\x4c" + bytes([size]) + body)
    program = chance.choice(forms)
    stack = [chance.choice(EDGES) for _ in range(chance.randrange(3))]
    return placed(program, chance, lambda draft: stack)


def unexpected(draft, chance):
    """Outputs that no witness opens, with one."""
    key, kind = chance.choice(KEYS), chance.randrange(4)
    lock = (b"\x51", p2sh(b"\x51"), push(key.short) + CHECKSIG, p2sh(push(key.short) + CHECKSIG))[kind]
    code = push(key.short) + CHECKSIG
    stack = chance.choice(([], [], [b""], [b"\1"], [bytes(600)]))

    def opens(draft):
        signature = draft.signed_as_in_2009(draft.index, key, code, chance.choice((1, 2, 3, 0x81, 0x83)))
        return (b"", push(b"\x51"), push(signature), push(signature) + push(code))[kind], stack

    return Lock(lock, opens)


# ---- inputs beside the one that is asked about: they are spent as they should be -----------------


def plain(index, chance):
    """An output of any kind, opened without a fault."""
    key = chance.choice(KEYS)
    hash_type = chance.choice((1, 1, 2, 3, 0x81, 0x82, 0x83))
    program, code = b"\0\x14" + hash160(key.short), p2pkh(key.short)

    def by_script(draft):
        return push(draft.signed_as_in_2009(index, key, code, hash_type)) + push(key.short), []

    def by_witness(draft):
        return b"", [draft.signed_v0(index, key, code, hash_type), key.short]

    return chance.choice(
        (
            Lock(b"\x51", lambda draft: (b"", [])),
            Lock(b"\x51\x02\x4e\x73", lambda draft: (b"", [])),
            Lock(b"\x52" + push(b"\2" * 32), lambda draft: (b"", [b"any"])),
            Lock(code, by_script),
            Lock(program, by_witness),
            Lock(p2sh(program), lambda draft: (push(program), by_witness(draft)[1])),
        )
    )
