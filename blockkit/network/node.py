"""A node of the network, without input or output.

Messages go in, messages come out, and between them the node reads no clock and touches no socket. So the same
node runs by the thousand in a simulation, in a notebook, and behind real sockets (``tcp``). What it does with
a message is one line in :meth:`Node.handle`; the handlers for headers and blocks are in ``sync``, those for
transactions and for what others ask in ``relay``.

Two nodes, and a block that goes from one to the other:

>>> from blockkit import CLASSROOM, Chain, block_template, mine, rules_for
>>> from blockkit.network.node import Node
>>> alice, bob = Node(Chain(rules_for(CLASSROOM))), Node(Chain(rules_for(CLASSROOM)))
>>> out = [("alice", *sent) for sent in alice.connected("bob", outbound=True, now=1231007000)]
>>> _ = bob.connected("alice", outbound=False, now=1231007000)
>>> nodes = {"alice": alice, "bob": bob}
>>> def deliver(out):
...     while out:
...         sender, receiver, message = out.pop(0)
...         answers = nodes[receiver].handle(sender, message, now=1231007000)
...         out += [(receiver, *answer) for answer in answers]
>>> deliver(out)
>>> block = next(found for found in mine(block_template(alice.chain, b"\\x51", 1231007000)) if found)
>>> deliver([("alice", *sent) for sent in alice.submit(block, now=1231007000)])
>>> bob.chain.tip.height
1

Source: Bitcoin Core v28.1, ``net_processing.cpp``.
"""

from math import inf

from blockkit.block import Block
from blockkit.network import addresses, relay, sync
from blockkit.network.messages import (
    Addr,
    BlockMessage,
    GetAddr,
    GetBlocks,
    GetData,
    GetHeaders,
    Headers,
    Inv,
    Message,
    NotFound,
    Ping,
    Pong,
    SendHeaders,
    TxMessage,
    Unreadable,
    Verack,
    Version,
)
from blockkit.network.state import Link, Out, Peer, PeerClosed, PeerReady, Recent, State
from blockkit.transaction import Transaction


class Node(State):
    """A node: its chain, its pool, its peers. Every call returns what is to be sent, and to whom.

    ``chain`` judges by its own ``Rules``: a node with other rules is a node on another branch.
    """

    # -- connections come and go

    def connected(self, peer: Peer, outbound: bool, now: float, address: str = "") -> Out:
        """There is a connection; ``outbound``: we dialled it, at ``address``."""
        self.now = now
        link = self.links[peer] = Link(peer, outbound, now, Recent(self.limits.known), address)
        self.alarm(now + self.limits.handshake_time)
        if outbound:
            self._say_version(link)
        else:
            self._make_room(link)
        return self.outbox()

    def disconnected(self, peer: Peer, now: float) -> Out:
        """The connection is gone; what was asked of this peer, others are asked for."""
        self.now = now
        link = self.links.pop(peer, None)
        if link is not None:
            if not link.closing:
                self.events.append(PeerClosed(peer, "the connection is gone"))
            addresses.failed(self, link.address)
            sync.release_blocks(self, link)
            relay.release_txs(self, link)
            sync.fetch_blocks(self)
        return self.outbox()

    def _make_room(self, newcomer: Link) -> None:
        """At most so many may dial us. Who has not even said hello goes first, then the newest of no use.

        So neither who opens connections and is silent, nor who shakes hands on all of them, keeps others out
        for long (Core: ``AttemptToEvictConnection``, which protects more kinds of peers).
        """
        inbound = [link for link in self.links.values() if not link.outbound and not link.closing]
        if len(inbound) > self.limits.inbound:
            others = [link for link in inbound if link is not newcomer]
            silent = [link for link in others if not link.ready]
            useless = [link for link in others if not link.useful]
            self.close([*silent[:1], *useless[-1:], newcomer][0], "too many connections")

    # -- a message

    def handle(self, peer: Peer, message: Message, now: float) -> Out:
        """A message from a peer: what a node does, in one table."""
        self.now = now
        link = self.links.get(peer)
        if link is None or link.closing:
            return []
        match message:
            case Unreadable():
                self.on_unreadable(link, message)
            case Version():
                self.on_version(link, message)
            case Verack():
                self.on_verack(link)
            case _ if not link.ready:
                pass  # first the handshake
            case Pong():  # a kind of Ping, so it comes first; below, GetBlocks, NotFound and GetData likewise
                self.on_pong(link, message)
            case Ping():
                self.say(link, Pong(message.nonce))
            case SendHeaders():
                link.wants_headers = True
            case GetBlocks():
                sync.on_getblocks(self, link, message)
            case GetHeaders():
                sync.on_getheaders(self, link, message)
            case Headers():
                sync.on_headers(self, link, message)
            case BlockMessage():
                sync.on_block(self, link, message)
            case TxMessage():
                relay.on_tx(self, link, message)
            case NotFound():
                sync.on_notfound_blocks(self, link, message)
                relay.on_notfound_txs(self, link, message)
            case GetData():
                relay.on_getdata(self, link, message)
            case Inv():
                sync.on_inv_blocks(self, link, message)
                relay.on_inv_txs(self, link, message)
            case GetAddr():
                addresses.on_getaddr(self, link)
            case Addr():
                addresses.on_addr(self, link, message)
            case _:
                pass  # the protocol grows: what we do not know is ignored
        return self.outbox()

    def writable(self, peer: Peer, now: float) -> Out:
        """All that was sent to this peer is on its way: the next piece of what it wants."""
        self.now = now
        link = self.links.get(peer)
        if link is not None:
            relay.serve(self, link)
        return self.outbox()

    def does_not_read(self, peer: Peer, now: float) -> Out:
        """Too much waits for this peer: end the connection, and look at nothing more that it sent."""
        self.now = now
        if link := self.links.get(peer):
            self.close(link, "it does not read what it asks for")
        return self.outbox()

    def waiting(self, peer: Peer) -> bool:
        """Is :meth:`writable` to be called, once this peer has read what was sent?"""
        link = self.links.get(peer)
        return link is not None and not link.closing and (link.serving or bool(link.wanted))

    # -- the owner's own

    def submit(self, block: Block, now: float) -> Out:
        """A block of our own. Raises :class:`Invalid` when it breaks a rule."""
        self.now = now
        sync.accept_block(self, block)
        return self.outbox()

    def send(self, tx: Transaction, now: float) -> Out:
        """A transaction of our own. Raises :class:`Invalid` when the pool refuses it."""
        self.now = now
        relay.accept_tx(self, tx)
        return self.outbox()

    # -- whom to dial

    def want(self, address: str, now: float) -> Out:
        """Dial ``host:port``, and again when the connection is lost."""
        self.now = now
        addresses.want(self, address)
        return self.outbox()

    def unwant(self, address: str, now: float) -> Out:
        """Hang up, and dial it no more."""
        self.now = now
        addresses.unwant(self, address)
        return self.outbox()

    def unreachable(self, address: str, now: float) -> Out:
        """The adapter's answer to :class:`Connect` where nobody is there."""
        self.now = now
        addresses.failed(self, address)
        return self.outbox()

    # -- the handshake

    def _say_version(self, link: Link) -> None:
        link.nonce = self.rng.getrandbits(64)
        self.say(
            link,
            Version(
                services=self.services,
                time=int(self.now),
                nonce=link.nonce,
                agent=self.agent,
                height=self.chain.tip.height,
                relay=self.mempool is not None,
            ),
        )

    def on_version(self, link: Link, message: Version) -> None:
        """The peer's hello; a second one is ignored."""
        if link.version is not None:
            return
        if message.version < self.limits.oldest_version:
            self.close(link, f"its protocol is of version {message.version}, which is too old")
        elif mine := [other for other in self.links.values() if other.nonce == message.nonce]:
            for end in (link, *mine):
                addresses.give_up(self, end.address)
                self.close(end, "self-connect")
        else:
            link.version = message
            if not link.outbound:
                self._say_version(link)
            self.say(link, Verack())

    def on_verack(self, link: Link) -> None:
        """The peer has read our hello: from now on it is one of us."""
        if link.version is None or link.ready:
            return
        link.ready = True
        addresses.succeeded(self, link)
        self.events.append(PeerReady(link.peer, link.version))
        self.say(link, SendHeaders())
        sync.begin(self, link)
        link.pinged = link.addr_at = self.now
        self.alarm(self.now + self.limits.ping_interval)

    def on_unreadable(self, link: Link, message: Unreadable) -> None:
        """What is no message: most often that is all there is to it."""
        if message.fatal:
            self.close(link, message.reason, message.discourage)
        else:
            self.refused(link, message.name, message.reason)

    # -- time

    def on_pong(self, link: Link, message: Pong) -> None:
        """The peer is there."""
        if message.nonce == link.ping:
            link.ping = 0

    def tick(self, now: float) -> Out:
        """Time passed: end what waits in vain. To be called at ``next_tick``, or whenever one likes."""
        self.now, self.next_tick = now, inf
        for link in list(self.links.values()):
            if link.closing:
                continue
            if not link.ready:
                self._tick_handshake(link)
            else:
                self._tick_ping(link)
                sync.on_tick_blocks(self, link)
                relay.on_tick_txs(self, link)
        relay.forget_orphans(self)
        addresses.dial(self)
        return self.outbox()

    def _tick_handshake(self, link: Link) -> None:
        deadline = link.since + self.limits.handshake_time
        if self.now >= deadline:
            self.close(link, "no handshake")
        else:
            self.alarm(deadline)

    def _tick_ping(self, link: Link) -> None:
        patience = self.limits.ping_time if link.ping else self.limits.ping_interval
        if self.now >= link.pinged + patience:
            if link.ping:
                self.close(link, "no answer to a ping")
                return
            link.ping, link.pinged = self.rng.getrandbits(63) + 1, self.now
            self.say(link, Ping(link.ping))
            patience = self.limits.ping_time
        self.alarm(link.pinged + patience)
