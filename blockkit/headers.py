"""The tree of headers: each in its place, with the work of all blocks below it.

Headers alone tell which branch will win. What one must satisfy in its place is :func:`validate_header`.
Source: Bitcoin Core v28.1, ``chain.h`` and ``ContextualCheckBlockHeader`` in ``validation.cpp``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from blockkit.block import Header
from blockkit.errors import Invalid
from blockkit.params import ChainParams
from blockkit.pow import next_bits

MAX_FUTURE = 2 * 60 * 60  # seconds a header may be ahead of our clock (Core: MAX_FUTURE_BLOCK_TIME)
MEDIAN_BLOCKS = 11  # (Core: nMedianTimeSpan)

NextBits = Callable[[Sequence[Header], ChainParams], int]
OWN_NEXT_BITS: NextBits = next_bits


@dataclass(eq=False, slots=True)
class BlockIndex:
    """A header in its place in the tree (Core: ``CBlockIndex``)."""

    header: Header
    hash: bytes  # the block's id, wire order
    height: int
    chainwork: int  # hashes that this block and all below it cost on average
    parent: "BlockIndex | None" = field(repr=False)
    complete: bool = False  # are the bodies here, of this block and all below it?
    sequence_id: int = 0  # how many were complete when it was: among branches of equal work the first wins
    failed: str = ""  # why it, or a block below it, is invalid
    # Further down, at the height with its lowest 1 bit cleared: 13 → 12 → 8 → 0 is a long way in few steps.
    skip: "BlockIndex | None" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.skip = self.parent and self.parent.at(self.height & self.height - 1)

    def ancestors(self) -> "Iterator[BlockIndex]":
        """This block, its parent, and so on down to block 0."""
        index: BlockIndex | None = self
        while index is not None:
            yield index
            index = index.parent

    def at(self, height: int) -> "BlockIndex":
        """This block, or its ancestor, at ``height``; ``ValueError`` when that is above it."""
        if not 0 <= height <= self.height:
            raise ValueError(f"a height from 0 to {self.height} is needed, got {height}")
        index = self
        while index.height > height:
            far = index.skip
            index = far if far and far.height >= height else parent_of(index)
        return index

    @property
    def median_time(self) -> int:
        """The median time of this block and the ten below: it always grows, as times need not."""
        index, times = self, [self.header.time]
        while index.parent is not None and len(times) < MEDIAN_BLOCKS:  # a generator would take twice as long
            index = index.parent
            times.append(index.header.time)
        return sorted(times)[len(times) // 2]


def parent_of(index: BlockIndex) -> BlockIndex:
    """The block below; ``ValueError`` for block 0, which has none."""
    if index.parent is None:
        raise ValueError("block 0 has no parent")
    return index.parent


def fork_of(a: BlockIndex, b: BlockIndex) -> BlockIndex:
    """The last block that two branches share."""
    low = min(a.height, b.height)
    pairs = zip(a.at(low).ancestors(), b.at(low).ancestors(), strict=True)
    return next(mine for mine, theirs in pairs if mine is theirs)


def since_change(parent: BlockIndex, params: ChainParams) -> list[Header]:
    """The headers since the last change of the target up to ``parent``, oldest first."""
    count = 1 if params.never_retarget else parent.height % params.retarget_blocks + 1
    return [index.header for index in islice(parent.ancestors(), count)][::-1]


def validate_header(
    header: Header, parent: BlockIndex, now: int, params: ChainParams, next_bits: NextBits = next_bits
) -> None:
    """The rules for a header on top of ``parent``, with our clock at ``now`` (seconds since 1970).

    Raises :class:`Invalid`. Source: Core, ``ContextualCheckBlockHeader``.
    """
    height = parent.height + 1
    short = next_bits is OWN_NEXT_BITS and height % params.retarget_blocks  # then ours looks at the last only
    required = next_bits([parent.header] if short else since_change(parent, params), params)
    if header.bits != required:
        raise Invalid("bad-diffbits", expected=f"{required:08x}", got=f"{header.bits:08x}")
    if header.time <= parent.median_time:
        raise Invalid("time-too-old", expected=f"after {parent.median_time}", got=header.time)
    if header.time > now + MAX_FUTURE:
        raise Invalid("time-too-new", expected=f"at most {now + MAX_FUTURE}", got=header.time)
    upgrades = {2: params.bip34_height, 3: params.bip66_height, 4: params.bip65_height}
    for version, since in upgrades.items():
        if header.version < version and height >= since:
            reason = f"bad-version(0x{header.version & 0xFFFFFFFF:08x})"
            raise Invalid(reason, expected=f"version {version} or more", got=header.version)
