"""The chain: which branch of the tree wins, and the coins it leaves.

A block is judged three times: by itself (``check_block``), in its place (``validate_header``,
``validate_block``), and against the coins (``connect_block``), which happens only when its branch is to be
the chain. A reorganisation happens whole or not at all.

Source: Bitcoin Core v28.1, ``validation.cpp``.
"""

from collections.abc import Iterable, MutableMapping
from itertools import groupby
from typing import Self

from blockkit.block import Block, Header
from blockkit.errors import Invalid
from blockkit.genesis import genesis_block
from blockkit.guards import need_a, need_bytes, need_int
from blockkit.hashing import HASH_SIZE, hash256, to_display
from blockkit.headers import BlockIndex, fork_of, parent_of
from blockkit.rules import RULES, Rules, checked
from blockkit.utxo import Undo, Utxos, disconnect
from blockkit.validation import SPOILT, connect, validate_block

# with the undo list, if it was ever connected, and why it failed, if it did
Row = tuple[Header, Undo | None, str]


class Chain:
    """All blocks at hand, the branch with the most work, and the coins it leaves.

    ``index`` holds every header by id, ``blocks`` the bodies, ``utxos`` the unspent outputs, and ``tip``
    is the last block of the chain. Only :meth:`accept` and its siblings change them.

    *Interrupts.* A call may end anywhere, by a broken rule, an error in somebody's function or Ctrl-C. Then
    after :meth:`settle` the coins are those of the tip, and the same call may simply be made again. Three
    habits see to it: each change of a coin is noted before it is made; what says that a step is done (the
    tip, a block that is ``complete``) is set last; and what an interrupt may leave half-done (``tips``,
    ``waiting``) is looked at again by whoever uses it.
    """

    def __init__(self, rules: Rules = RULES) -> None:
        self.rules = rules = checked(rules)
        genesis = genesis_block(rules.params)
        block_hash = rules.block_hash(genesis.header)
        work = rules.work(genesis.header.bits)
        # made before the tip: so deepcopy meets each parent before its child
        self.index = {block_hash: BlockIndex(genesis.header, block_hash, 0, work, None, complete=True)}
        self.tip = self.index[block_hash]
        self.blocks: MutableMapping[bytes, Block] = {block_hash: genesis}
        self.undo: MutableMapping[bytes, Undo] = {block_hash: []}  # of every block that was ever connected
        self.utxos: Utxos = {}  # without the coins of block 0: they cannot be spent
        self.tips = [self.tip]  # the ends of all complete branches
        self.waiting: dict[bytes, BlockIndex] = {}  # whose body came before their parent's
        self.arrivals = 0  # how often a block became complete
        # the last move: where to, and its steps; it was interrupted if the tip is not there
        self._move: tuple[BlockIndex, list[Undo]] = self.tip, []

    def accept_header(self, header: Header, now: int) -> BlockIndex:
        """Put a header in its place; ``now`` is our clock. Raises :class:`Invalid`, and nothing changes."""
        need_a(Header, header, "the header")
        now = need_int(now, "now, our clock, int(time.time()) in seconds,", 0, 2**32 - 1)
        block_hash = self.rules.block_hash(header)
        if block_hash in self.index:
            known = self.index[block_hash]
            if known.failed:
                raise Invalid("duplicate", f"this block was refused before: {known.failed}")
            return known
        self.rules.check_pow(header)
        parent = self.index.get(header.prev_block)
        if parent is None:
            raise Invalid("prev-blk-not-found", f"its parent is {to_display(header.prev_block)}")
        if parent.failed:
            raise Invalid("bad-prevblk", f"it stands on an invalid block: {parent.failed}")
        self.rules.validate_header(header, parent, now)
        return self._place(header, parent, block_hash)

    def accept(self, block: Block, now: int) -> bool:
        """Take a block in and move to the best branch; is the block now part of the chain?

        ``now`` is our clock, in seconds since 1970. ``False`` means that the block is kept, but lies on a
        branch with less work or waits for the body of its parent. Raises :class:`Invalid` when it breaks a
        rule. Source: Core, ``ProcessNewBlock``.
        """
        need_a(Block, block, "the block")
        self.settle()
        self.rules.check_pow(block.header)
        self.rules.check_block(block)  # marks nothing: another body may belong to this header
        index = self.accept_header(block.header, now)
        if index.hash in self.waiting:
            self._keep(None, index)  # it has a body; another, whose witnesses may be spoilt, is not looked at
        elif not index.complete:
            self._validate(block, index)
            self._keep(block, index)
        self._activate(index)
        return self.holds(index)

    def holds(self, index: BlockIndex) -> bool:
        """Is this block part of the chain? An index comes from ``index[…]`` or ``tip.at(height)``."""
        need_a(BlockIndex, index, "the index, chain.index[id] or chain.tip.at(height),")
        return index.height <= self.tip.height and self.tip.at(index.height) is index

    def invalidate(self, block_hash: bytes) -> None:
        """Refuse a block and all above it from now on, whatever the rules say (Core: ``invalidateblock``)."""
        block_hash = need_bytes(block_hash, "a block's id", HASH_SIZE)
        index = self.index.get(block_hash)
        if index is None or index.height == 0:
            known = block_hash[::-1] in self.index
            turned = "; turned round it is one: from_display(…) reads an id" if known else ""
            raise ValueError(f"{to_display(block_hash)} is no block above block 0 of this chain{turned}")
        self.settle()
        if self.holds(index):
            self._move_to(parent_of(index))
        self._fail(index, "invalidated by hand")
        self._activate()

    def settle(self) -> None:
        """Take back the steps of a move that was interrupted; whoever needs the coins asks this first."""
        target, steps = self._move
        if self.tip is not target:
            for undo in reversed(steps):
                disconnect(self.utxos, undo)
        self._move = self.tip, []

    def state_hash(self) -> bytes:
        """One hash of the tip and of every coin: two chains that agree have the same."""
        self.settle()
        coins = sorted((outpoint, coin.serialize()) for outpoint, coin in self.utxos.items())
        return hash256(self.tip.hash + b"".join(outpoint + coin for outpoint, coin in coins))

    @classmethod
    def restored(
        cls, rules: Rules, rows: Iterable[Row], bodies: Iterable[Block], utxos: Utxos, tip: bytes
    ) -> Self:
        """A chain whose blocks were judged before: rows, parents first; bodies in the order they came in."""
        chain = cls(rules)
        for header, undo, failed in rows:
            index = chain._place(header, chain.index[header.prev_block])
            index.failed = failed
            if undo is not None:
                chain.undo[index.hash] = undo
        for block in bodies:
            chain._keep(block, chain.index[rules.block_hash(block.header)])
        chain.utxos, chain.tip = utxos, chain.index[tip]
        return chain

    def _place(self, header: Header, parent: BlockIndex, block_hash: bytes = b"") -> BlockIndex:
        own, work = block_hash or self.rules.block_hash(header), self.rules.work(header.bits)
        self.index[own] = BlockIndex(header, own, parent.height + 1, parent.chainwork + work, parent)
        return self.index[own]

    def _validate(self, block: Block, index: BlockIndex) -> None:
        """Judge a body in its place. A fault marks the block, unless its header does not fix the culprit."""
        try:
            validate_block(block, index, self.rules.params, self.rules.merkle_root)
        except Invalid as error:
            if error.reason not in SPOILT:
                self._fail(index, error.reason)
            raise

    # -- how the tip moves

    def _keep(self, block: Block | None, index: BlockIndex) -> None:
        """Keep a body (``None``: it is kept already), and mark what is complete now, down to block 0."""
        if block is not None:
            self.blocks[index.hash] = block
        self.waiting[index.hash] = index
        if not parent_of(index).complete:
            return
        by_height = sorted(self.waiting.values(), key=lambda waiting: waiting.height)
        for _, level in groupby(by_height, key=lambda waiting: waiting.height):
            for other in sorted(level, key=lambda waiting: parent_of(waiting).sequence_id):
                parent = parent_of(other)
                if parent.complete and not other.complete:
                    if not other.failed:
                        self.tips = [tip for tip in self.tips if tip is not parent] + [other]
                    self.arrivals += 1
                    other.sequence_id = self.arrivals
                    other.complete = True  # set last
        self.waiting = {block_hash: other for block_hash, other in self.waiting.items() if not other.complete}

    def _activate(self, new: BlockIndex | None = None) -> None:
        """Move to the branch that the rules prefer; among equals the first seen stays.

        A branch that turns out to be bad is marked, and the next best one is tried. That is an error only
        when ``new``, the block that just came, is in the bad part.
        """
        problem: Invalid | None = None
        while (best := self._best()) is not self.tip:
            try:
                self._move_to(best)
                break
            except Invalid as error:
                problem = problem or error
        if problem is not None and new is not None and new.failed:
            raise problem

    def _best(self) -> BlockIndex:
        sound = (tip for tip in self.tips if tip.complete and not tip.failed)
        candidates = sorted(sound, key=lambda tip: tip.sequence_id)
        best = next((tip for tip in candidates if tip.chainwork == self.tip.chainwork), self.tip)
        best = min(best, self.tip, key=lambda tip: tip.sequence_id)  # after a refusal by hand it may be older
        for candidate in candidates:
            if self.rules.prefer(best, candidate):
                best = candidate
        return best

    def _move_to(self, target: BlockIndex) -> None:
        """Disconnect down to the fork, connect up to ``target``: whole, or not at all."""
        fork = fork_of(self.tip, target)
        connected: dict[bytes, Undo] = {}
        steps: list[Undo] = []  # each is put here before it is filled
        self._move = target, steps
        index = target
        try:
            for height in range(self.tip.height, fork.height, -1):
                steps.append([])
                disconnect(self.utxos, self.undo[self.tip.at(height).hash], steps[-1])
            for height in range(fork.height + 1, target.height + 1):
                index = target.at(height)
                steps.append(connected.setdefault(index.hash, []))
                connect(self.blocks[index.hash], index, self.utxos, self.rules, steps[-1])
            self.undo.update(connected)
            self.tip = target
        except BaseException as error:
            self.settle()
            if isinstance(error, Invalid):
                self._fail(index, error.reason)
            raise

    def _fail(self, index: BlockIndex, reason: str) -> None:
        """Mark a block and all that stand on it as invalid."""

        def stands_on(other: BlockIndex, base: BlockIndex) -> bool:
            return other.height >= base.height and other.at(base.height) is base

        for other in self.index.values():
            if not other.failed and stands_on(other, index):
                other.failed = reason
        self.tips = [tip for tip in self.tips if not tip.failed]
        parent = parent_of(index)  # is it an end now?
        if parent.complete and not parent.failed and not any(stands_on(tip, parent) for tip in self.tips):
            self.tips.append(parent)
