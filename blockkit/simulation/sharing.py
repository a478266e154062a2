"""Full nodes by the thousand: each block is judged once for each distinct ``Rules``, and kept once.

A node of its own would check every block and keep every coin, a thousand times the same. Here nodes with
equal rules share a :class:`Tree`, which judges a header, a body and the coins when the first of them asks,
and remembers the verdict. Each node has a :class:`View`: a chain like any other, with its own headers, its
own blocks, its own order of arrival and its own tip; only its verdicts come from the tree.

One clock is assumed: who asks later has a clock that is not behind. A view has no coins, so its node has no
pool of payments.
"""

from blockkit.block import Block, Header
from blockkit.chain import Chain
from blockkit.errors import Invalid
from blockkit.guards import need_a
from blockkit.hashing import to_display
from blockkit.headers import BlockIndex, fork_of
from blockkit.rules import Rules
from blockkit.validation import SPOILT


class Tree(Chain):
    """All blocks that anybody has seen, and what these rules say of them.

    Its ``tip`` is no choice: the coins stand wherever they were needed last.
    """

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.verdicts: dict[bytes, Invalid] = {}  # why a block is invalid in its place or against the coins

    def place(self, header: Header, block_hash: bytes, now: int) -> None:
        """Judge a header in its place; whether a block below it is valid is not asked."""
        if block_hash not in self.index:
            self.rules.check_pow(header)
            parent = self.index[header.prev_block]
            self.rules.validate_header(header, parent, now)
            self._place(header, parent, block_hash)

    def check(self, block: Block, block_hash: bytes) -> None:
        """Judge a body by itself. The same one is looked at once; another may belong to the header too."""
        known = self.blocks.get(block_hash)
        if block is not known and block != known:
            self.rules.check_pow(block.header)
            self.rules.check_block(block)

    def fit(self, block: Block, block_hash: bytes) -> None:
        """Judge a body in its place, and keep it; its header was placed before."""
        if block_hash in self.verdicts and block_hash not in self.blocks:
            raise self.verdicts[block_hash]
        known = self.blocks.get(block_hash)
        if block is not known and block != known:
            try:
                self._validate(block, self.index[block_hash])
            except Invalid as error:
                if error.reason not in SPOILT:
                    self.verdicts[block_hash] = error
                raise
            self.blocks.setdefault(block_hash, block)

    def connect(self, block_hash: bytes) -> None:
        """Judge a body against the coins that its branch leaves, once; all bodies below it are here."""
        if block_hash in self.undo:
            return
        if block_hash not in self.verdicts:
            try:
                self._move_to(self.index[block_hash])
                return
            except Invalid as error:
                self.verdicts[block_hash] = error
        raise self.verdicts[block_hash]


class View(Chain):
    """One node's chain, whose verdicts come from a tree that it shares."""

    def __init__(self, tree: Tree) -> None:
        need_a(Tree, tree, "the tree that a view shares")
        super().__init__(tree.rules)
        self.tree = tree

    def accept_header(self, header: Header, now: int) -> BlockIndex:
        """Put a header in its place. Raises :class:`Invalid`, and nothing changes."""
        block_hash = self.rules.block_hash(header)
        known = self.index.get(block_hash)
        if known is not None:
            if known.failed:
                raise Invalid("duplicate", f"this block was refused before: {known.failed}")
            return known
        parent = self.index.get(header.prev_block)
        if parent is None:
            self.rules.check_pow(header)
            raise Invalid("prev-blk-not-found", f"its parent is {to_display(header.prev_block)}")
        if parent.failed:
            self.rules.check_pow(header)
            raise Invalid("bad-prevblk", f"it stands on an invalid block: {parent.failed}")
        self.tree.place(header, block_hash, now)
        return self._place(header, parent, block_hash)

    def accept(self, block: Block, now: int) -> bool:
        """Take a block in and move to the best branch, as :meth:`Chain.accept` does."""
        block_hash = self.rules.block_hash(block.header)
        self.tree.check(block, block_hash)
        index = self.accept_header(block.header, now)
        if block_hash in self.waiting:
            self._keep(None, index)
        elif not index.complete:
            try:
                self.tree.fit(block, block_hash)
            except Invalid as error:
                if error.reason not in SPOILT:
                    self._fail(index, error.reason)
                raise
            self._keep(self.tree.blocks[block_hash], index)  # one object for all nodes
        self._activate(index)
        return self.holds(index)

    def settle(self) -> None:
        """There are no coins to settle."""

    def state_hash(self) -> bytes:
        """A view has no coins, so there is nothing to compare but the tip."""
        return self.tip.hash

    def _move_to(self, target: BlockIndex) -> None:
        """Move the tip, if the tree says that every block up to ``target`` fits the coins."""
        for height in range(fork_of(self.tip, target).height + 1, target.height + 1):
            index = target.at(height)
            try:
                self.tree.connect(index.hash)
            except Invalid as error:
                self._fail(index, error.reason)
                raise
        self.tip = target
