"""Replay: feed a chain with the blocks of files, whatever their order there, and say how it goes.

A block whose parent has not come yet waits, as a place in a file and not as bytes, until it has. What is in
the chain already is passed over; so a replay that was cancelled goes on where it stopped, by being started
again with the same store.

Source: Bitcoin Core v28.1, ``ChainstateManager::LoadExternalBlockFile`` in ``validation.cpp``.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from blockkit.block import HEADER_SIZE, Block, Header
from blockkit.chain import Chain
from blockkit.errors import Invalid
from blockkit.hashing import to_display
from blockkit.headers import BlockIndex
from blockkit.node.block_files import BlockFile, Fault, Place, blocks_in, headers_in
from blockkit.node.large_store import LargeStore
from blockkit.rules import Rules

MILESTONE = 1_000  # blocks between two hashes of the coins


@dataclass(frozen=True, slots=True)
class Milestone:
    """The chain at a height of so many thousand: what others can compare."""

    height: int
    id: bytes  # of the block, wire order
    coins: int  # how many unspent outputs there are
    state: bytes  # ``Chain.state_hash`` of them, wire order

    def __str__(self) -> str:
        named = f"{self.height:>7}  {to_display(self.id)}"
        return f"{named}  {self.coins:>10,} coins, hash {self.state.hex()}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A block that breaks a rule: where it lies, which it is, and the rule."""

    place: Place
    id: bytes  # wire order
    height: int | None  # where its parent is known
    error: Invalid

    def __str__(self) -> str:
        at = "" if self.height is None else f" at height {self.height:,}"
        return f"{self.place}: block {to_display(self.id)}{at}: {self.error}"


@dataclass
class Replay:
    """How far a replay has come. ``now`` is our clock, in seconds since 1970."""

    store: LargeStore
    files: Sequence[Path]
    now: int
    keep_going: bool = False  # past a block that is refused, for the sake of other branches

    read: int = 0  # bytes of the files that are behind us
    judged: int = 0  # blocks, in this run
    transactions: int = 0  # of them
    inputs: int = 0  # whose scripts have run
    known: int = 0  # blocks that were in the store already, or came twice
    faults: list[Fault] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    waiting: dict[bytes, list[Place]] = field(default_factory=dict)  # by the parent they wait for

    def __post_init__(self) -> None:
        self.chain = self.store.load()
        self.size = sum(file.stat().st_size for file in self.files if file.exists())
        self._milestone = self.chain.tip.height // MILESTONE * MILESTONE

    def run(self) -> Iterator[Milestone | None]:
        """Go through the files; yields after each block, a :class:`Milestone` where one is reached.

        Everything is saved when it ends, by an error or Ctrl-C too. It stops at the first block that is
        refused, unless it shall keep going.
        """
        try:
            before = 0
            for file in self.files:
                for found in blocks_in(file, self.store.rules.params):
                    if isinstance(found, Fault):
                        self.faults.append(found)
                        continue
                    self.read = before + found.at
                    for place in self._ready(found):
                        yield self._judge(place)
                        if self.refusals and not self.keep_going:
                            return
                before += file.stat().st_size if file.exists() else 0
                self.read = before
        finally:
            self.store.save(self.chain)

    @property
    def left_over(self) -> int:
        """How many blocks wait for a parent that has not come."""
        return sum(map(len, self.waiting.values()))

    @property
    def first_left_over(self) -> tuple[bytes, Place]:
        """The parent that is missing first, and the first block that waits for it."""
        parent, (place, *_) = next(iter(self.waiting.items()))
        return parent, place

    def _ready(self, found: Place) -> Iterator[Place]:
        """A block, if its parent is here, and then those that waited for it; nothing otherwise."""
        with BlockFile(found.file, found.key) as file:
            header = Header.parse(file.read(found.at, HEADER_SIZE))
        if header.prev_block not in self.chain.index and self._id(header) not in self.chain.index:
            self.waiting.setdefault(header.prev_block, []).append(found)
            return
        ready = deque([(found, self._id(header))])
        while ready:
            place, block_hash = ready.popleft()
            index = self.chain.index.get(block_hash)
            if index is not None and (index.complete or index.failed):
                self.known += 1
            else:
                yield place
            if block_hash in self.chain.index:
                ready += ((child, self._id_at(child)) for child in self.waiting.pop(block_hash, []))

    def _id(self, header: Header) -> bytes:
        return self.store.rules.block_hash(header)

    def _id_at(self, place: Place) -> bytes:
        with BlockFile(place.file, place.key) as file:
            return self._id(Header.parse(file.read(place.at, HEADER_SIZE)))

    def _judge(self, place: Place) -> Milestone | None:
        """Feed one block to the chain."""
        header = None
        try:
            data = place.read()
            header = Header.parse(data[:HEADER_SIZE])
            block = Block.parse(data)
            self.chain.accept(block, self.now)
        except Invalid as error:
            parent = self.chain.index.get(header.prev_block) if header else None
            height = parent.height + 1 if parent else None
            self.refusals.append(Refusal(place, self._id(header) if header else b"", height, error))
            return None
        self.judged += 1
        self.transactions += len(block.transactions)
        self.inputs += sum(len(tx.inputs) for tx in block.transactions[1:])
        tip = self.chain.tip
        if self.store.full:
            self.store.save(self.chain)
        if tip.height % MILESTONE or tip.height <= self._milestone:
            return None
        self._milestone = tip.height
        return Milestone(tip.height, tip.hash, *self.chain.count_coins())


@dataclass
class HeaderReplay:
    """The headers alone, with all their rules; no body is read, and nothing is kept."""

    files: Sequence[Path]
    rules: Rules
    now: int  # our clock, in seconds since 1970
    keep_going: bool = False

    read: int = 0  # bytes of the files that are behind us
    judged: int = 0
    faults: list[Fault] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    # by the parent that they wait for: file, byte, header
    waiting: dict[bytes, list[tuple[Path, int, Header]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chain = Chain(self.rules)

    def run(self) -> Iterator[None]:
        """Go through the files; yields after each thousand headers."""
        before, index = 0, self.chain.index
        for file in self.files:
            for found in headers_in(file, self.rules.params):
                if isinstance(found, Fault):
                    self.faults.append(found)
                    continue
                at, header = found
                ready = [(file, at, header)]
                if header.prev_block not in index:
                    if self.rules.block_hash(header) not in index:  # block 0 is
                        self.waiting.setdefault(header.prev_block, []).append(ready.pop())
                    continue
                while ready:
                    accepted = self._judge(*ready.pop())
                    if self.waiting and accepted is not None:
                        ready += self.waiting.pop(accepted.hash, [])
                if self.refusals and not self.keep_going:
                    return
                if self.judged % MILESTONE == 0:
                    self.read = before + at
                    yield
            before += file.stat().st_size if file.exists() else 0
            self.read = before

    @property
    def left_over(self) -> int:
        """How many headers wait for a parent that has not come."""
        return sum(map(len, self.waiting.values()))

    @property
    def first_left_over(self) -> tuple[bytes, Place]:
        """The parent that is missing first, and the first header that waits for it."""
        parent, ((file, at, _), *_) = next(iter(self.waiting.items()))
        return parent, Place(file, at, HEADER_SIZE)

    @property
    def best(self) -> BlockIndex:
        """The header with the most work below it; among equals the first."""
        return max(self.chain.index.values(), key=lambda index: index.chainwork)

    def _judge(self, file: Path, at: int, header: Header) -> BlockIndex | None:
        try:
            index = self.chain.accept_header(header, self.now)
        except Invalid as error:
            height = self.chain.index[header.prev_block].height + 1
            place = Place(file, at, HEADER_SIZE)
            self.refusals.append(Refusal(place, self.rules.block_hash(header), height, error))
            return None
        self.judged += 1
        return index
