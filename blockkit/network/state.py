"""What a node knows: its chain and its pool, its peers, and what it is about to say.

The handlers in ``sync`` and ``relay`` are functions of this state; :class:`~blockkit.network.node.Node`
calls them. Nobody here reads a clock, draws a random number of his own or touches a socket.
"""

import random
from collections import deque
from collections.abc import Callable, Hashable, MutableMapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Protocol

from blockkit.block import Block, Header
from blockkit.headers import BlockIndex
from blockkit.network.limits import Limits
from blockkit.network.messages import NODE_WITNESS, Address, Close, Entry, Message, Version
from blockkit.node.mempool import Mempool
from blockkit.transaction import Transaction

Peer = Hashable  # a connection's number, a node's number in a simulation, anything; never an address
Out = list[tuple[Peer, Message]]  # what to send to whom; Close and Connect are for the adapter


class Ledger(Protocol):
    """What a node asks of its chain: ``Chain`` has it, and so may a view of a tree that many nodes share."""

    @property
    def rules(self) -> Any:
        """By which blocks are judged; ``block_hash``, ``check_pow``, ``work`` and ``params`` are asked."""

    @property
    def tip(self) -> BlockIndex:
        """The last block of the chain."""

    @property
    def index(self) -> MutableMapping[bytes, BlockIndex]:
        """Every header at hand, by id."""

    @property
    def blocks(self) -> MutableMapping[bytes, Block]:
        """Every body at hand, by id."""

    def accept_header(self, header: Header, now: int) -> BlockIndex:
        """Put a header in its place, or raise :class:`Invalid`."""

    def accept(self, block: Block, now: int) -> bool:
        """Take a block in, or raise :class:`Invalid`; is it part of the chain?"""

    def holds(self, index: BlockIndex) -> bool:
        """Is this block part of the chain?"""


# ---- what happened -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewTip:
    """The chain moved; after a reorganisation ``new`` does not stand on ``old``."""

    old: BlockIndex
    new: BlockIndex


@dataclass(frozen=True, slots=True)
class TxAccepted:
    """A transaction is in the pool."""

    tx: Transaction


@dataclass(frozen=True, slots=True)
class PeerReady:
    """The handshake with a peer is over."""

    peer: Peer
    version: Version


@dataclass(frozen=True, slots=True)
class PeerClosed:
    """A peer is gone, and why."""

    peer: Peer
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that a peer sent was not taken; the connection goes on."""

    peer: Peer
    what: str
    reason: str


Event = NewTip | TxAccepted | PeerReady | PeerClosed | Refused


# ---- what is remembered --------------------------------------------------------------------------


class Recent:
    """The last so many ids that were added: a set that cannot grow without end."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._ids: dict[bytes, None] = {}

    def add(self, name: bytes) -> None:
        """Remember an id; the oldest is forgotten when there are too many."""
        self._ids[name] = None
        if len(self._ids) > self.most:
            del self._ids[next(iter(self._ids))]

    def __contains__(self, name: bytes) -> bool:
        return name in self._ids

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(eq=False, slots=True)
class Link:
    """One connection, and what we know of who is at its other end."""

    peer: Peer
    outbound: bool  # did we dial?
    since: float
    known: Recent  # transactions that need not be announced to it
    address: str = ""  # host:port, where we dialled one
    nonce: int = -1  # of the version that we sent it: who sends it back to us is we
    version: Version | None = None  # what it said of itself
    ready: bool = False  # is the handshake over?
    closing: bool = False
    useful: bool = False  # did it send a block or a transaction that we took?
    wants_headers: bool = False  # rather than inv, for a new block (BIP 130)
    # headers and blocks
    best: BlockIndex | None = None  # the block with the most work that it is known to have
    told: BlockIndex | None = None  # the last block that we told it of
    common: BlockIndex | None = None  # up to here we have the bodies of its best branch
    unknown: bytes = b""  # a block that it announced, and whose header we do not have
    asked_headers: float | None = None  # when; one question at a time
    measured: BlockIndex | None = None  # how far we went along a branch that has too little work so far
    allowance: int = 0  # headers of such a branch that we keep, once it proved to have enough
    in_flight: dict[bytes, None] = field(default_factory=dict)  # blocks that it was asked for
    progress: float = 0.0  # since when we wait for the first of these
    stalled: bool = False  # it is asked for no more blocks until it sends one
    # what it wants of us
    wanted: deque[Entry] = field(default_factory=deque)
    serving: bool = False  # a piece of that is on its way: the next one waits for it
    resume: bytes = b""  # the last id of our answer to getblocks; more follows when it was fetched
    # transactions
    offered: dict[bytes, None] = field(default_factory=dict)  # that we have not asked it for yet
    txs_in_flight: dict[bytes, float] = field(default_factory=dict)
    to_tell: dict[bytes, None] = field(default_factory=dict)  # that it will be told of
    tell_at: float = inf  # when
    # addresses
    gave_addresses: bool = False  # we answer getaddr once
    addr_tokens: float = 1.0  # how many of its addresses we look at now
    addr_at: float = 0.0  # when they were counted last
    # is it there?
    ping: int = 0  # the number of the ping it has not answered yet
    pinged: float = 0.0

    @property
    def serves_witnesses(self) -> bool:
        """Can it be asked for whole blocks?"""
        return self.version is not None and bool(self.version.services & NODE_WITNESS)

    def has(self, index: BlockIndex) -> bool:
        """Is the peer known to have this block's header?"""
        return reaches(self.best, index) or reaches(self.told, index)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A transaction that waits for its parents."""

    tx: Transaction
    link: Link  # who sent it
    since: float


def reaches(tip: BlockIndex | None, index: BlockIndex) -> bool:
    """Is ``index`` on the branch that ends at ``tip``?"""
    return tip is not None and tip.height >= index.height and tip.at(index.height) is index


class State:
    """Everything a node knows. ``now`` is the clock of the call that is being handled."""

    def __init__(
        self,
        chain: Ledger,
        mempool: Mempool | None = None,
        *,
        rng: random.Random | None = None,
        limits: Limits | None = None,
        services: int = Version().services,
        agent: str = "/blockkit/",
        save: Callable[[], object] | None = None,
    ) -> None:
        self.chain, self.mempool = chain, mempool
        self.rng = rng or random.Random()
        self.limits = limits or Limits()
        self.services, self.agent = services, agent
        self.save = save  # called after each block, before anybody is told of it
        self.now = 0.0
        self.next_tick = inf  # when tick() has something to do
        self.links: dict[Peer, Link] = {}
        self.events: deque[Event] = deque(maxlen=self.limits.events)
        self.asked_of: dict[bytes, Link] = {}  # which peer was asked for a block
        self.best_header = chain.tip  # the header with the most work
        self.stall_time = self.limits.stall_time
        self.rejected = Recent(self.limits.rejected)
        self.orphans: dict[bytes, Orphan] = {}  # by txid
        self.txs_in_flight: dict[bytes, Link] = {}
        self.dials: dict[str, Any] = {}  # what the owner wants us to be connected to
        self.addresses: dict[tuple[bytes, int], Address] = {}  # that peers told us of
        self.given_up = Recent(self.limits.addresses)  # of these, not to be dialled again
        self.listens: Address | None = None  # where others can dial us; told only if we dial others so
        self._out: Out = []

    # -- saying

    def say(self, link: Link, message: Message) -> None:
        """Put a message into the outbox."""
        if not link.closing:
            self._out.append((link.peer, message))

    def close(self, link: Link, reason: str, discourage: bool = False) -> None:
        """End a connection: nothing more is said, and what still comes is not looked at."""
        if not link.closing:
            self.say(link, Close(reason, discourage))
            link.closing = True
            self.events.append(PeerClosed(link.peer, reason))

    def misbehaved(self, link: Link, reason: str) -> None:
        """A peer sent what no honest node sends."""
        self.close(link, reason, discourage=True)

    def refused(self, link: Link, what: str, reason: str) -> None:
        """A peer sent what is of no use, which may be nobody's fault."""
        self.events.append(Refused(link.peer, what, reason))

    def tell_adapter(self, message: Message) -> None:
        """Something for the adapter that concerns no peer."""
        self._out.append((None, message))

    def outbox(self) -> Out:
        """All that is to be sent now; the outbox is empty then."""
        out, self._out = self._out, []
        return out

    # -- asking

    def ready_links(self) -> list[Link]:
        """The peers one can talk to."""
        return [link for link in self.links.values() if link.ready and not link.closing]

    def alarm(self, at: float) -> None:
        """Something is due then."""
        self.next_tick = min(self.next_tick, at)
