"""Spends of taproot outputs, by the key or by a script of the tree, mostly with one thing wrong."""

from dataclasses import dataclass

from tests.kernel import hand
from tests.kernel.drafts import NOP, TYPES_OF_TAPROOT
from tests.kernel.hand import KEYS, NEVER, ORDER, PRIME, Tweaked, branch, leaf_hash, p2sh, push, sized
from tests.kernel.tapscripts import tapscript
from tests.kernel.version_0 import Lock, spoilt

UNKNOWN_TYPES = (4, 5, 0x7F, 0x80, 0x84, 0xFF)


def some_type(chance):
    """A hash type, most often a known one."""
    if chance.random() < 0.93:
        return chance.choice(TYPES_OF_TAPROOT)
    return chance.choice((*UNKNOWN_TYPES, chance.randrange(256)))


def misspelled(signature, chance):
    """The signature with one thing about its form changed."""
    r, s, last = signature[:32], signature[32:64], signature[64:]
    n = int.from_bytes(s, "big")
    forms = (
        r + s + b"\1",
        r + s + last + b"\1",
        r + s[:-1] + last,
        r + s[:-1],
        b"",
        r + (ORDER - n).to_bytes(32, "big") + last,
        r + ORDER.to_bytes(32, "big") + last,
        PRIME.to_bytes(32, "big") + s + last,
        bytes(32) + s + last,
        r + bytes(32) + last,
        bytes([r[0] ^ 1]) + r[1:] + s + last,
        hand.der(hand.R, n) + b"\1",
    )
    return chance.choice(forms)


@dataclass
class Signer:
    """Who signs for an input, after its witness is known but for the signatures."""

    draft: object
    chance: object
    annex: bytes
    leaf: bytes = b""

    def __call__(self, key, place=NEVER, plain=False):
        """A signature that holds most often; if it is to be ``plain``, of 64 bytes that do hold."""
        chance, draft, annex, leaf = self.chance, self.draft, self.annex, self.leaf
        luck, hash_type = chance.random(), 0 if plain else some_type(chance)
        if plain:
            return draft.signed_v1(draft.index, key, 0, annex, leaf, place)
        if luck < 0.02:
            return b""
        if luck < 0.04:
            key = Tweaked(chance.choice(KEYS))
        elif luck < 0.06:
            annex = b"" if annex else b"\x50"
        elif luck < 0.075:
            leaf = b"" if leaf else bytes(32)
        elif luck < 0.09:
            place = chance.choice((place + 1 & NEVER, place - 1 & NEVER, NEVER, 0))
        signer = draft.altered() if 0.09 <= luck < 0.22 else draft
        signature = signer.signed_v1(draft.index, key, hash_type, annex, leaf, place)
        if luck > 0.98:
            hash_type = some_type(chance)  # not the one that is signed
        if hash_type or 0.29 <= luck < 0.32:  # the type 0 should be left out
            signature += bytes([hash_type])
        return misspelled(signature, chance) if 0.22 <= luck < 0.29 else signature


def some_annex(chance):
    """An annex or none."""
    if chance.random() < 0.75:
        return b""
    return b"\x50" + chance.randbytes(chance.choice((0, 0, 1, 3, 40, 252, 253, 521)))


def output(program, chance):
    """The lock of taproot, and the script of its input; now and then one that means nothing, or too much."""
    lock, luck = b"\x51\x20" + program, chance.random()
    if luck < 0.04:
        return p2sh(lock), push(lock)
    return lock, chance.choice((b"\x51", b"\0", NOP)) if luck < 0.06 else b""


def by_key(draft, chance):
    """The key path: the output's own key signs."""
    root = b"" if chance.random() < 0.5 else chance.randbytes(32)
    key = Tweaked(chance.choice(KEYS), root)
    annex = some_annex(chance)
    lock, unlock = output(key.program, chance)

    def opens(draft):
        stack = [Signer(draft, chance, annex)(key)]
        return unlock, spoilt([*stack, annex] if annex else stack, chance)

    return Lock(lock, opens)


def upwards(node, path, sort=True):
    """The root above a node, and the nodes beside the way."""
    for other in path:
        node = branch(node, other) if sort else hand.tagged("TapBranch", node + other)
    return node


def respelled(control, script, chance):
    """What shows the way to the root, with one thing changed, and the script."""
    first, inner, path = control[0], control[1:33], control[33:]
    choices = (
        (bytes([first ^ 1]) + control[1:], script),
        (bytes([first ^ 1]) + control[1:], script),
        (bytes([first ^ 2]) + control[1:], script),
        (control[:-1], script),
        (control + b"\0", script),
        (control + bytes(32), script),
        (control[:32], script),
        (control[:33], script),
        (control[:1], script),
        (b"", script),
        (control[:1] + inner[::-1] + path, script),
        (control[:1] + b"\xff" * 32 + path, script),
        (control[:33] + path[32:] + path[:32], script),
        (control, script + NOP),
        (control, b""),
    )
    return chance.choice(choices)


def by_script(draft, chance):
    """The script path."""
    depth = chance.choice(
        (0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3, 128, 129) if chance.random() < 0.3 else (0, 1, 2, 3)
    )
    path = [chance.randbytes(32) for _ in range(depth)]
    version = 0xC0 if chance.random() < 0.92 else chance.choice((0xC2, 0xBE, 0x50, 0, 0xFE, 0x66))
    annex = some_annex(chance)
    room = 34 + 32 * depth + (2 if depth > 6 else 0) + (len(sized(annex)) if annex else 0)
    script, finds = tapscript(chance, room)
    leaf = leaf_hash(script, version)
    key = Tweaked(chance.choice(KEYS), upwards(leaf, path, sort=chance.random() > 0.02))
    control = bytes([version | key.odd]) + key.inner + b"".join(path)
    shown = respelled(control, script, chance) if chance.random() < 0.12 else (control, script)
    lock, unlock = output(key.program, chance)

    def opens(draft):
        stack = [*finds(Signer(draft, chance, annex, leaf)), shown[1], shown[0]]
        stack = [*stack, annex] if annex else stack
        return unlock, spoilt(stack, chance) if chance.random() < 0.3 else stack

    return Lock(lock, opens)


def plain(index, chance):
    """An output of taproot beside the one that is asked about: opened by its key, without a fault."""
    key, hash_type = Tweaked(chance.choice(KEYS)), chance.choice(TYPES_OF_TAPROOT)

    def opens(draft):
        signature = draft.signed_v1(index, key, hash_type)
        if hash_type & 3 == 3 and index >= len(draft.payments):  # no type but these may be signed then
            return b"", [draft.signed_v1(index, key, 0)]
        return b"", [signature + (bytes([hash_type]) if hash_type else b"")]

    return Lock(b"\x51\x20" + key.program, opens)
