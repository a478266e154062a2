"""Random spends of outputs as they are today: the case of a number is the same on every machine.

Each would hold, mostly, but for one thing. Its transaction has up to three inputs of mixed kinds; what is
asked is one of them. The others are opened as they should be, since taproot signs what they spend as well.
"""

import random

from tests.kernel import hand, version_0, version_1
from tests.kernel.drafts import FLAGS, FUNDS, P2SH, WITNESS, Case, Mixed

MAKERS = {version_0.key_hash: 14, version_0.script_hash: 28, version_0.other_programs: 6}
MAKERS |= {version_0.unexpected: 4, version_1.by_key: 18, version_1.by_script: 36}


def case(seed, for_block=False):
    """The case of this seed; ``for_block`` by all flags, and by times that are over."""
    chance = random.Random(seed)
    draft = Mixed(chance, for_block)
    kind = chance.choices(list(MAKERS), list(MAKERS.values()))[0]
    locks = [
        kind(draft, chance) if n == draft.index else chance.choice((version_0, version_1)).plain(n, chance)
        for n in range(len(draft.sequences))
    ]
    draft.outputs = [(value, lock.script) for (value, _), lock in zip(draft.outputs, locks, strict=True)]
    funding = hand.transaction(1, [(FUNDS, 0, b"", 0xFFFFFFFF)], draft.outputs)
    if for_block:
        draft.outpoints = [(hand.hash256(funding), n) for n in range(len(locks))]
    opened = [lock.opens(draft) for lock in locks]
    draft.scripts = [unlock for unlock, _ in opened]
    flags = sum(FLAGS) if for_block or chance.random() < 0.6 else some_flags(chance)
    raw = draft.raw([stack for _, stack in opened])
    return Case(raw, draft.index, tuple(draft.outputs), flags, kind.__name__, funding)


def some_flags(chance):
    """Most of the rules. WITNESS means nothing without P2SH, nor TAPROOT without WITNESS."""
    flags = sum(flag for flag in FLAGS if chance.random() < 0.85)
    return flags if flags & P2SH else flags & ~WITNESS
