"""Nodes that are split for a while and meet again: do all of them end on one tip?

Six nodes judge by rules of their own. One after the other they find blocks. Twice the network falls into two
parts, whose nodes hear only each other; when it is whole again, everybody hears what was missed. With the
same rules all end on one tip. With rules that differ, there is a first block on which they disagree:

>>> from dataclasses import replace
>>> from blockkit import CLASSROOM, rules_for
>>> ours = rules_for(CLASSROOM)
>>> meet([ours] * 6).agreed
True
>>> theirs = replace(ours, prefer=lambda tip, other: other.height > tip.height)
>>> dispute = meet([theirs] * 3 + [ours] * 3).dispute
>>> dispute.slot, dispute.verdicts[0], dispute.verdicts[5]
('prefer', 'stays at height 14', 'accepted')

In the first split the clocks of one part are five minutes slow. So its target shrinks at the next change, and
four of its blocks outweigh six of the others'. After the second both parts have the same work: a tie, in
which each node stays on the tip that it saw first. Then a stranger shows two blocks that make more work than
either tip, but he pays himself twice what he may. Nobody follows; the next honest block ends the tie.

>>> met = meet([ours] * 6)
>>> met.tie.number, [one.verdicts[0] for one in met.refused]
(33, ['bad-cb-amount', 'bad-prevblk'])

No messages and no delays: that is a network's business. Whoever hears of a block judges it at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from blockkit.agreement.robbery import mined
from blockkit.block import Block
from blockkit.chain import Chain
from blockkit.errors import Invalid, shown
from blockkit.node.mining import block_template
from blockkit.params import ChainParams
from blockkit.rules import SLOTS, Rules

ACCEPTED, NOT_ASKED = "accepted", "not asked"
STRANGER = -1  # stands where a miner's number stands otherwise
SECONDS = 60  # from block to block; so the target changes every ten blocks, and that rule is seen too
SEED = 0  # in the first split it gives the part with slow clocks four blocks, the others six


@dataclass(frozen=True, slots=True)
class Split:
    """From which block to before which the network is split, and into which parts."""

    begin: int
    end: int
    parts: tuple[tuple[int, ...], tuple[int, ...]]
    slow: int = 0  # so many seconds the clocks of the first part are behind


SPLITS = (Split(9, 19, ((0, 1, 5), (2, 3, 4)), slow=400), Split(26, 34, ((0, 3, 4), (1, 2, 5))))


STRANGER_BLOCKS = 2  # so many blocks has his branch, which outweighs every tip


@dataclass(frozen=True, slots=True)
class Found:
    """A block that a node found."""

    number: int  # from 1 on, in the order in which blocks are found
    miner: int  # the number of the node
    height: int
    hash: bytes
    parent: bytes
    split: bool  # was the network split just then?


@dataclass(frozen=True, slots=True)
class Tie:
    """Several tips with the same work, after a split, when everybody has heard of all of them."""

    number: int  # how many blocks had been found
    tips: tuple[bytes, ...]  # of each node
    moved: tuple[int, ...]  # the nodes that left the tip that they saw first, for one with no more work


@dataclass(frozen=True, slots=True)
class Refused:
    """A stranger's block that breaks a rule."""

    number: int  # how many blocks had been found
    height: int
    hash: bytes
    parent: bytes
    leads: bool  # would its branch have more work than the yardstick's?
    verdicts: tuple[str, ...]  # of each node


@dataclass(frozen=True, slots=True)
class Dispute:
    """The first block on which the nodes disagree."""

    number: int
    miner: int  # STRANGER for a stranger's block
    height: int
    hash: bytes
    verdicts: tuple[str, ...]  # of each node: "accepted", the reason why not, or "not asked"
    slot: str  # the slot that alone makes the difference; "" where only several together do


@dataclass(frozen=True, slots=True)
class Meeting:
    """What became of the nodes."""

    found: tuple[Found, ...]
    tips: tuple[bytes, ...]  # of each node, at the end
    branches: tuple[int, ...]  # how many different tips there were after each block
    dispute: Dispute | None = None
    tie: Tie | None = None  # after the second split, if there was one
    refused: tuple[Refused, ...] = ()  # the stranger's blocks, in the order in which he showed them

    @property
    def agreed(self) -> bool:
        """Do all nodes end on one tip?"""
        return self.dispute is None and len(set(self.tips)) == 1


def meet(rules: Sequence[Rules], seed: int = SEED, blocks: int = 40) -> Meeting:
    """Let six nodes, one with each of ``rules``, find ``blocks`` blocks; the last node is the yardstick."""
    rng, network = Random(seed), _Network(rules)
    for number in range(1, blocks + 1):
        split = next((one for one in SPLITS if one.begin <= number < one.end), None)
        if dispute := network.step(number, rng.randrange(len(rules)), split):
            return network.result(dispute)
    return network.result(None)


class _Network:
    """The nodes, and every block so far in the order of its coming."""

    def __init__(self, rules: Sequence[Rules]) -> None:
        self.nodes = [Chain(one) for one in rules]
        self.now = self.nodes[0].tip.header.time
        self.history: list[Block] = []
        self.heard: list[set[bytes]] = [set() for _ in rules]
        self.found: list[Found] = []
        self.branches: list[int] = []
        self.tie: Tie | None = None
        self.refused: list[Refused] = []

    def result(self, dispute: Dispute | None) -> Meeting:
        tips = tuple(node.tip.hash for node in self.nodes)
        return Meeting(tuple(self.found), tips, tuple(self.branches), dispute, self.tie, tuple(self.refused))

    def step(self, number: int, miner: int, split: Split | None) -> Dispute | None:
        """One block is found, and heard by all or by one part; what a split kept back is heard first."""
        if not split and (dispute := self._catch_up(number, miner)):
            return dispute
        if number == SPLITS[-1].end and (dispute := self._stranger(number - 1)):
            return dispute
        audience: Sequence[int] = range(len(self.nodes))
        if split:
            audience = next(part for part in split.parts if miner in part)
        self.now += SECONDS
        slow = split.slow if split and audience is split.parts[0] else 0
        node = self.nodes[miner]
        try:
            template = block_template(node, bytes([0x51 + miner]), self.now - slow, extra=number)
            block, _ = mined(template, self.nodes[-1].rules)  # to search is no rule of anybody's
        except Exception as error:  # a slot of somebody else's may raise anything
            return self._dispute(number, miner, None, {miner: f"finds no block: {_words(error)}"})
        self.history.append(block)
        header = block.header
        height = node.tip.height + 1
        self.found.append(Found(number, miner, height, header.hash, header.prev_block, bool(split)))
        dispute = self._hear(number, miner, block, audience)
        if not dispute and not split:
            dispute = self._behind(number, miner)
        self.branches.append(len({node.tip.hash for node in self.nodes}))
        return dispute

    def _catch_up(self, number: int, miner: int) -> Dispute | None:
        before = [node.tip for node in self.nodes]
        for block in self.history:
            late = tuple(i for i, heard in enumerate(self.heard) if block.header.hash not in heard)
            if late and (dispute := self._hear(number - 1, miner, block, late)):
                return dispute
        tips = [node.tip for node in self.nodes]
        if len({tip.hash for tip in before}) > 1 and len({tip.chainwork for tip in (*before, *tips)}) == 1:
            moved = tuple(i for i, tip in enumerate(tips) if tip is not before[i])
            self.tie = Tie(number - 1, tuple(tip.hash for tip in tips), moved)
        return self._behind(number - 1, miner) if self.history else None

    def _stranger(self, number: int) -> Dispute | None:
        """A stranger shows a branch of his own, in which he pays himself twice what he may."""
        honest = self.nodes[-1].rules

        def twice(height: int, params: ChainParams) -> int:
            return 2 * honest.subsidy(height, params)

        his = Chain(replace(honest, subsidy=twice))
        for block in self.history:
            his.accept(block, self.now)
        for _ in range(STRANGER_BLOCKS):
            self.now += SECONDS
            block, _ = mined(block_template(his, b"\x57", self.now), honest)
            his.accept(block, self.now)
            self.history.append(block)
            verdicts = []
            for node, heard in zip(self.nodes, self.heard, strict=True):
                verdicts.append(_verdict(node, block, self.now))
                heard.add(block.header.hash)
            tip, header, best = his.tip, block.header, self.nodes[-1].tip
            leads = tip.chainwork > best.chainwork
            one = Refused(number, tip.height, header.hash, header.prev_block, leads, tuple(verdicts))
            self.refused.append(one)
            if ACCEPTED in verdicts:  # in other words they may refuse it
                return Dispute(number, STRANGER, tip.height, header.hash, tuple(verdicts), self._slot())
        return None

    def _hear(self, number: int, miner: int, block: Block, audience: Sequence[int]) -> Dispute | None:
        verdicts = {}
        for i in audience:
            verdicts[i] = _verdict(self.nodes[i], block, self.now)
            self.heard[i].add(block.header.hash)
        refused = any(said != ACCEPTED for said in verdicts.values())
        return self._dispute(number, miner, block, verdicts) if refused else None

    def _behind(self, number: int, miner: int) -> Dispute | None:
        """Does a node stay on a branch with less work than the yardstick's, though it heard of all blocks?"""
        known, best = self.nodes[-1].index, self.nodes[-1].tip
        verdicts = {}
        for i, node in enumerate(self.nodes):
            tip = known.get(node.tip.hash)
            if tip is None or tip.chainwork < best.chainwork:
                verdicts[i] = f"stays at height {node.tip.height}"
        return self._dispute(number, miner, self.history[-1], verdicts) if verdicts else None

    def _dispute(self, number: int, miner: int, block: Block | None, verdicts: dict[int, str]) -> Dispute:
        """Ask the other nodes about the block too, those that know its parent; and find the slot."""
        for i, node in enumerate(self.nodes):
            if i not in verdicts:
                asked = block is not None and block.header.prev_block in node.index
                verdicts[i] = _verdict(node, block, self.now) if block and asked else NOT_ASKED
        said = tuple(verdicts[i] for i in range(len(self.nodes)))
        if block is None:
            return Dispute(number, miner, self.nodes[miner].tip.height + 1, b"", said, self._slot())
        height = next(one.height for one in self.found if one.hash == block.header.hash)
        return Dispute(number, miner, height, block.header.hash, said, self._slot())

    def _slot(self) -> str:
        """The slot of the other rules that makes the yardstick itself disagree, when it is put into it."""
        yardstick = self.nodes[-1].rules
        right = self._replayed(yardstick)
        for slot in SLOTS:
            for theirs in {getattr(node.rules, slot) for node in self.nodes} - {getattr(yardstick, slot)}:
                changed: dict[str, Any] = {slot: theirs}
                if self._replayed(replace(yardstick, **changed)) != right:
                    return slot
        return ""

    def _replayed(self, rules: Rules) -> list[str]:
        """What a node says to all blocks so far; where it ends; and whether it can go on from there."""
        try:
            node = Chain(rules)
        except Exception as error:
            return [_words(error)]
        said = [_verdict(node, block, self.now) for block in self.history]
        said.append(node.tip.hash.hex())
        try:
            template = block_template(node, b"\x51", self.now + SECONDS)
            said.append(template.header.hash.hex())
        except Exception as error:
            said.append(_words(error))
        return said


def _verdict(node: Chain, block: Block, now: int) -> str:
    try:
        node.accept(block, now)
    except Exception as error:  # a slot of somebody else's may raise anything
        return _words(error)
    return ACCEPTED


def _words(error: Exception) -> str:
    return error.reason if isinstance(error, Invalid) else f"{type(error).__name__}: {shown(str(error), 80)}"
