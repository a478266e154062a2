"""Random scripts that are nearly right: the case of a number is the same on every machine.

Most random bytes fail at once and show nothing. So each maker builds something that would hold, and mostly
spoils one thing of it: a form of a key, the order of signatures, a limit by one, a flag.
"""

import random

from tests.kernel import hand
from tests.kernel.drafts import FLAGS, FUNDS, P2SH, WITNESS, Case, Draft
from tests.kernel.hand import p2sh, push
from tests.kernel.programs import branches, hashed, limits, noise, program, times, witness_program
from tests.kernel.signing import deleted, one_key, several_keys

# the kinds of script, and how often each comes
MAKERS = {one_key: 26, several_keys: 18, deleted: 6, program: 14, branches: 8, noise: 4, limits: 4}
MAKERS |= {times: 10, hashed: 5, witness_program: 5}


def case(seed, for_block=False):
    """The case of this seed; ``for_block`` by all flags, and by times that are over.

    Its transaction spends what its funding makes, unless the lock holds a signature of that very transaction.
    """

    def attempt(txid):
        chance = random.Random(seed)
        draft = Draft(chance, txid, for_block)
        kind = chance.choices(list(MAKERS), list(MAKERS.values()))[0]
        unlock, lock = kind(draft, chance)
        if chance.random() < 0.15:
            unlock, lock = unlock + push(lock), p2sh(lock)
        return chance, draft, kind, unlock, lock

    def funded(draft, lock):
        outputs = [(10_000 + n, hand.ANYBODY) for n in range(len(draft.sequences))]
        outputs[draft.index] = (10_000 + draft.index, lock)
        return tuple(outputs), hand.transaction(1, [(FUNDS, 0, b"", 0xFFFFFFFF)], outputs)

    _, draft, _, _, lock = attempt(bytes(32))
    _, funding = funded(draft, lock)
    chance, draft, kind, unlock, lock = attempt(hand.hash256(funding))
    outputs, funding = funded(draft, lock)
    flags = sum(FLAGS) if for_block else random_flags(chance)
    return Case(draft.raw(unlock), draft.index, outputs, flags, kind.__name__, funding)


def random_flags(chance):
    flags = sum(flag for flag in FLAGS if chance.random() < 0.8)
    return flags if flags & P2SH else flags & ~WITNESS
