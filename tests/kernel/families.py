"""All that both judges are asked. A family yields ``(name of the case, verdict)`` for a judge and some keys.

A key is what a case is made from: the number of a random one, an opcode, the name of a rule. The keys that
come with a family are those that every change must pass; `make soak` takes others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from tests.kernel import (
    hand,
    mutants,
    opcodes,
    published,
    rows,
    rules,
    rules_on_coins,
    rules_on_witnesses,
    scripts,
    spends,
    trees,
    witness_opcodes,
    witness_trees,
)
from tests.kernel.hand import COIN, coinbase
from tests.kernel.rules_on_witnesses import MARK, ZEROS, commitment

RULES = (rules, rules_on_coins, rules_on_witnesses)  # they fill the rows


@dataclass(frozen=True)
class Family:
    """One kind of case."""

    run: Callable
    keys: Iterable
    from_files: bool = False  # then the keys are the folder of published files
    by_clock: bool = False  # then the blocks are others each time

    def verdicts(self, judge, keys=None):
        return self.run(judge, self.keys if keys is None else keys)


def one_by_one(judge, numbers, source=scripts, word="script"):
    """One spend each, by random flags: does it hold?"""
    for n in numbers:
        case = source.case(f"{word} {n}")
        yield f"{word} {n}, {case.kind}", judge.script(case)


def in_blocks(judge, numbers, source=scripts, word="block"):
    """One spend each in a block, which takes too much in any case: so Core says why a script fails."""
    chain = judge.chain("regtest")
    raws, base = trees.base()
    for raw in raws:
        chain.accept(raw)
    for n in numbers:
        case = source.case(f"{word} {n}", for_block=True)
        txs = [case.funding, case.raw]
        first = greedy(base.height + 1, n, [] if source is scripts else [(0, MARK + commitment(txs))])
        raw = hand.block(hand.block_id(base.raw), base.median + 1, [first, *txs])
        yield f"{word} {n}, {case.kind}", chain.accept(raw)
    chain.close()


def greedy(height, n, commits):
    """A coinbase that takes too much; with the output that commits to witnesses, if there is one."""
    raw = coinbase(height, 1000 * COIN, extra=n.to_bytes(8, "big"), more=commits)
    return hand.opened(raw, [ZEROS]) if commits else raw


WITH_WITNESSES = {"source": spends, "word": "spend"}
FAMILIES = {
    "scripts": Family(one_by_one, range(2_000)),
    "scripts in blocks": Family(in_blocks, range(500)),
    "spends with witnesses": Family(partial(one_by_one, **WITH_WITNESSES), range(2_000)),
    "spends with witnesses in blocks": Family(partial(in_blocks, **WITH_WITNESSES), range(300)),
    "opcodes": Family(opcodes.verdicts, range(256)),
    "opcodes in witnesses": Family(witness_opcodes.verdicts, range(256)),
    "rules": Family(rows.verdicts, [name for name, _ in rows.expected()]),
    "witnesses in blocks": Family(
        partial(rows.verdicts, rows=rows.WITNESSES), [name for name, _ in rows.expected(rows.WITNESSES)]
    ),
    "our clock": Family(rows.by_our_clock, rows.AHEAD, by_clock=True),
    "trees": Family(trees.verdicts, range(20)),
    "trees with witnesses": Family(witness_trees.verdicts, range(10)),
    "damaged blocks": Family(mutants.verdicts, (), from_files=True),
    "published scripts": Family(published.scripts, (), from_files=True),
    "published blocks": Family(published.blocks, (), from_files=True),
}
