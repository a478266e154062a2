"""Scripts that ask for signatures, mostly with one thing wrong: a key, a form, or what was signed."""

from tests.kernel import hand
from tests.kernel.drafts import CHECKSIG, DROP, ENDIF, IF, MULTISIG, NOP, SEPARATOR
from tests.kernel.hand import KEYS, ORDER, number, p2pkh, push, small


def spoilt(signature, chance):
    """The signature with one thing about its form changed."""
    body, last = signature[:-1], signature[-1:]
    r, s = hand.R, int.from_bytes(body[6 + body[3] :], "big")
    longer = len(body) - 2
    forms = (
        b"\x30\x81" + bytes([longer]) + body[2:],  # the outer length in two bytes
        body[:1] + bytes([longer ^ 1]) + body[2:],  # a wrong one
        body[:1] + bytes([longer + 1]) + body[2:3] + bytes([body[3] + 1, 0]) + body[4:],  # a zero before r
        body[: 4 + body[3]] + b"\2" + bytes([body[5 + body[3]] + 1, 0]) + body[6 + body[3] :],  # before s
        body[:2] + b"\2\x81" + body[3:],  # the length of r in two bytes
        body[:2] + b"\2\x82\0" + body[3:],
        body + b"\0",
        b"\x31" + body[1:],
        body[:2] + b"\3" + body[3:],
        body[:-1],
        body[:3] + b"\x7f" + body[4:],  # r ends nowhere
        body[:1] + b"\x80" + body[2:],  # no length at all
        hand.der(r, 0),
        hand.der(0, s),
        hand.der(r, ORDER - s),
        hand.der(r, s + ORDER),
        hand.der(r + ORDER, s),
        hand.der(r, ORDER),
        b"\x30\x06\2\1\xff\2\1\x81",  # negative numbers
        b"",
    )
    return chance.choice(forms) + last


def some_key(key, chance):
    """One of the ways to write a public key, most often a good one."""
    off_curve = b"\2" + (5).to_bytes(32, "big")
    odd = (
        key.wrong_hybrid,
        off_curve,
        key.short[1:],
        key.short + b"\0",
        key.long[:-1],
        b"",
        b"\5" + key.short[1:],
    )
    odd += (b"\4" + key.long[1:33] + bytes(32), b"\2" + hand.PRIME.to_bytes(32, "big"))
    return chance.choice((key.short,) * 8 + (key.long,) * 5 + (key.hybrid,) * 4 + odd)


def some_signature(draft, key, code, chance):
    """Most often one that holds."""
    luck = chance.random()
    if luck < 0.05:
        return b""
    if luck < 0.1:
        key = chance.choice(KEYS)
    elif luck < 0.15:
        code = code + NOP
    signature = draft.sign(key, code, high=luck > 0.9)
    return spoilt(signature, chance) if 0.15 <= luck < 0.35 else signature


def around(code, chance):
    """A script that does the same as ``code`` with separators about, and what of it is signed."""
    return chance.choice(
        (
            (code, code),
            (code, code),
            (SEPARATOR + code, code),
            (NOP + SEPARATOR + NOP + code, NOP + code),
            (b"\0" + IF + SEPARATOR + ENDIF + code, b"\0" + IF + SEPARATOR + ENDIF + code),  # never runs
            (b"\x51" + IF + SEPARATOR + ENDIF + code, ENDIF + code),
            (code + SEPARATOR, code + SEPARATOR),
            (push(SEPARATOR) + DROP + SEPARATOR + code, code),
            (SEPARATOR + push(SEPARATOR) + DROP + code + SEPARATOR, push(SEPARATOR) + DROP + code),
            (push(SEPARATOR) + DROP + code, push(SEPARATOR) + DROP + code),  # one that is data stays
        )
    )


def one_key(draft, chance):
    key = chance.choice(KEYS)
    public = some_key(key, chance)
    if chance.random() < 0.5:
        lock, code = around(push(public) + CHECKSIG, chance)
        return push(some_signature(draft, key, code, chance)), lock
    lock, code = around(p2pkh(public), chance)
    return push(some_signature(draft, key, code, chance)) + push(public), lock


def deleted(draft, chance):
    """The lock holds the signature itself, which is taken out before it is signed."""
    key, twice = chance.choice(KEYS), chance.random() < 0.3
    rest = chance.choice((DROP, DROP, NOP + DROP, DROP + NOP)) + push(key.short) + CHECKSIG
    code = DROP + rest if twice else rest
    signature = draft.sign(key, code)
    plain, longer = push(signature), b"\x4c" + bytes([len(signature)]) + signature
    if twice:
        return plain, plain + plain + code
    # in a longer push, or as part of another one, it stays
    return plain, chance.choice((plain, plain, longer, push(b"\1" + plain))) + code


def several_keys(draft, chance):
    """A multisig of 0 to 21 keys."""
    n = chance.choice((0, 1, 1, 2, 2, 3, 3, 3, 15, 16, 17, 19, 20, 20, 21))
    m = min(n, chance.choice((0, 1, 1, 2, 2, 3)))
    owners = [chance.choice(KEYS) for _ in range(n)]
    publics = [some_key(key, chance) if chance.random() < 0.2 else key.short for key in owners]
    asked = m if chance.random() < 0.95 else m + chance.choice((-1, 1, n + 1 - m))
    counted = [small(asked), *map(push, publics), small(n)]
    if chance.random() < 0.1:
        counted[-1] = push(number(n) + b"\0")  # not as short as it might be
    lock, code = around(b"".join(counted) + MULTISIG, chance)
    places = sorted(chance.sample(range(n), m))
    signatures = [some_signature(draft, owners[place], code, chance) for place in places]
    luck = chance.random()
    if luck < 0.1:
        signatures.reverse()
    elif luck < 0.2 and signatures:
        signatures[-1] = signatures[0]  # one signature twice
    dummy = b"\0" if chance.random() < 0.8 else chance.choice((b"\x51", b"\1\0", b""))
    return dummy + b"".join(map(push, signatures)), lock
