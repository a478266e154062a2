"""Scripts that ask for no signature: programs, branches, limits, times, and outputs of a special form."""

from tests.kernel.drafts import CHECKSIG, DROP, EDGES, ELSE, ENDIF, IF, MULTISIG, NOP, NOTIF, SEPARATOR
from tests.kernel.hand import KEYS, hash160, number, p2sh, push, small

ARITY = {0x69: (1, 0), 0x6B: (1, 0), 0x6D: (2, 0), 0x6E: (2, 4), 0x6F: (3, 6), 0x70: (4, 6), 0x71: (6, 6)}
ARITY |= {0x72: (4, 4), 0x73: (1, 2), 0x74: (0, 1), 0x75: (1, 0), 0x76: (1, 2), 0x77: (2, 1), 0x78: (2, 3)}
ARITY |= {0x7B: (3, 3), 0x7C: (2, 2), 0x7D: (2, 3), 0x82: (1, 2), 0x87: (2, 1), 0x88: (2, 0), 0x6C: (0, 1)}
ARITY |= dict.fromkeys((0x8B, 0x8C, 0x8F, 0x90, 0x91, 0x92), (1, 1)) | {0x9D: (2, 0), 0xA5: (3, 1)}
ARITY |= dict.fromkeys((0x93, 0x94, 0x9A, 0x9B, 0x9C, 0x9E, *range(0x9F, 0xA5)), (2, 1))
ARITY |= dict.fromkeys(range(0xA6, 0xAB), (1, 1)) | {0x79: (2, 2), 0x7A: (2, 1)}


def item(chance):
    if chance.random() < 0.6:
        return small(chance.randrange(-1, 17))
    return push(chance.choice(EDGES) if chance.random() < 0.8 else chance.randbytes(chance.randrange(6)))


def steps(chance, length, depth=0):
    """Operations that mostly find what they need."""
    script = b""
    for _ in range(length):
        code = chance.choice(list(ARITY))
        takes, leaves = ARITY[code]
        while depth < takes and chance.random() < 0.98:
            script, depth = script + item(chance), depth + 1
        if code == 0x6C:  # from the other stack, where something may lie
            script += item(chance) + b"\x6b"
        if code in (0x79, 0x7A):
            script += small(chance.randrange(max(depth, 1)))
            takes, leaves = 0, 1 if code == 0x79 else 0
        if code in (0x69, 0x88, 0x9D):  # or it would end here nearly always
            script += b"\x76\x69" if code == 0x69 and chance.random() < 0.5 else b"\x51"
            script += {0x69: b"\x69", 0x88: b"\x76\x88", 0x9D: b"\x76\x9d"}[code]
            continue
        script, depth = script + bytes([code]), max(depth - takes, 0) + leaves
    return script


def program(draft, chance):
    unlock = b"".join(item(chance) for _ in range(chance.randrange(5)))
    lock = steps(chance, chance.randrange(1, 12), chance.randrange(5))
    return unlock, lock + chance.choice((b"", b"", b"\x51", b"\x74", b"\x91", item(chance) + b"\x87"))


def branches(draft, chance):
    """IF in IF, with what may not stand there even where it does not run."""
    odd = [
        bytes([code])
        for code in (0x50, 0x62, 0x65, 0x66, 0x6A, 0x89, 0x8A, 0x7E, 0x95, 0x98, 0xB0, 0xBA, 0xFF)
    ]
    odd += [push(bytes(520)), push(bytes(521)), SEPARATOR, DROP, b"\x4c\xff", CHECKSIG]

    def part(level):
        luck = chance.random()
        if luck < 0.4 or level > 3:
            return item(chance)
        if luck < 0.5:
            return chance.choice(odd)
        inner = part(level + 1)
        other = chance.choice((b"", ELSE + part(level + 1), ELSE + part(level + 1) + ELSE + part(level + 1)))
        unspoilt = item(chance) + chance.choice((IF, NOTIF)) + inner + other + ENDIF
        return unspoilt if chance.random() < 0.95 else unspoilt[:-1]

    skipped = b"\0" + IF + chance.choice(odd) + ENDIF
    return item(chance), part(0) + (skipped if chance.random() < 0.3 else b"") + part(0)


def noise(draft, chance):
    few = [bytes([chance.randrange(256)]) for _ in range(chance.randrange(1, 20))]
    return chance.choice((b"", item(chance))), chance.choice((b"", b"\x51")) + b"".join(few)


def limits(draft, chance):
    """Just at a limit, or one above or below."""
    off = chance.choice((-1, 0, 0, 1, 1))
    key = KEYS[0]

    def by_operations():
        extra = 3 * chance.choice((0, 1))  # two keys and their multisig
        multisig = b"\0\0" + push(key.short) * 2 + b"\x52" + MULTISIG + DROP if extra else b""
        return b"", b"\x51" + multisig + NOP * (201 + off - extra - bool(extra))

    def by_stack():
        aside = chance.randrange(5)
        return b"\x51" * (999 - aside), b"\x51\x6b" * aside + b"\x51" * (1 + off)

    def by_size():
        filled = (push(bytes(500)) + DROP) * 19
        return b"", filled + b"\x51" * (
            10_000 + off - len(filled)
        ) if chance.random() < 0.2 else filled + push(bytes(10_000 + off - len(filled) - 5)) + DROP + b"\x51"

    def by_push():
        data = push(bytes([1]) * (520 + off))
        return data, chance.choice((b"", b"\0" + IF + data + ENDIF))

    def by_keys():
        return b"\0", b"\0" + push(key.short) * (20 + off) + push(number(20 + off)) + MULTISIG

    return chance.choice((by_operations, by_stack, by_size, by_push, by_keys))()


# ---- times, and outputs with a meaning of their own ----------------------------------------------


def times(draft, chance):
    """OP_CHECKLOCKTIMEVERIFY and OP_CHECKSEQUENCEVERIFY on numbers of 0 to 6 bytes."""
    draft.lock_time = chance.choice(draft.lock_times)
    own = chance.choice((draft.lock_time, draft.sequences[draft.index]))
    near = own + chance.choice((-1, 0, 0, 1, 1 << 22, -(1 << 22), 1 << 31))
    data = chance.choice(
        (number(near), number(near), number(-near), number(near) + b"\0", chance.choice(EDGES))
    )
    if chance.random() < 0.1:
        data = chance.randbytes(chance.randrange(7))
    return push(data) if chance.random() < 0.97 else b"", chance.choice((b"\xb1", b"\xb2")) + chance.choice(
        (b"", b"\x51", DROP + b"\x51")
    )


def hashed(draft, chance):
    """P2SH: nested, opened by more than pushes, or by the wrong script."""
    redeem = chance.choice(
        (b"\x51", b"\0", b"", b"\x76\x87", p2sh(b"\x51"), b"\x4c", steps(chance, 4), b"\xae")
    )
    before = chance.choice((b"", item(chance), NOP, push(b"\x51"), b"\x50", b"\x51" + IF))
    last = chance.choice((push(redeem), push(redeem), b"\x4d" + len(redeem).to_bytes(2, "little") + redeem))
    if len(redeem) == 1 and chance.random() < 0.3:
        last = redeem  # it runs, and leaves 01 or nothing
    lock = p2sh(redeem) if chance.random() < 0.9 else chance.choice((p2sh(NOP), p2sh(redeem) + NOP))
    return before + last, lock


def witness_program(draft, chance):
    """Outputs that a witness opens, without one."""
    size = chance.choice((1, 2, 19, 20, 20, 21, 31, 32, 32, 33, 40, 41))
    first = chance.choice((b"\0", b"\0", b"\x51", b"\x51", b"\x52", b"\x60", b"\x4f", b"\x61"))
    program = first + push(chance.choice((b"\1" * size, bytes(size))))
    program = chance.choice((program, program, program, b"\x51\x02\x4e\x73", b"\0\x14" + hash160(b"\x51")))
    unlock = chance.choice((b"", b"", b"", b"\x51", b"\0"))
    if chance.random() < 0.4:
        return unlock + chance.choice((push(program), b"\x4c" + bytes([len(program)]) + program)), p2sh(
            program
        )
    return unlock, program
