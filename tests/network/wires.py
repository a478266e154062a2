"""Nodes joined by wires that deliver in order, at once: a network without a clock of its own."""

from collections import deque
from dataclasses import replace

from blockkit import Chain, Mempool, rules_for
from blockkit.network.messages import Close, Connect, Decoder, encode
from blockkit.network.node import Node
from tests.library.building import NOW, PARAMS, next_block

# regtest with a short maturity; segwit from block 0 on would ask each block for a commitment
RULES = rules_for(replace(PARAMS, segwit_height=2**31 - 1))
MAGIC = bytes.fromhex("fabfb5da")


class Wires:
    """Nodes by name. A message is an object, or, with ``through_bytes``, encoded and decoded on its way."""

    def __init__(self, *names, rules=RULES, through_bytes=False, now=NOW, **options):
        self.now = now
        self.nodes = {}
        for name in names:
            chain = Chain(rules)
            self.nodes[name] = Node(chain, Mempool(chain), **options)
        self.queue = deque()
        self.decoders = {} if through_bytes else None
        self.seen = []  # (sender, receiver, message), all that was ever delivered
        self.closed = []  # (who closed, whom, Close)
        self.cut = set()  # pairs whose messages are lost

    def __getitem__(self, name):
        return self.nodes[name]

    def post(self, sender, out):
        """Put what a node wants to say on the wires."""
        for receiver, message in out:
            if isinstance(message, Close):
                self.closed.append((sender, receiver, message))
                self.post(sender, self.nodes[sender].disconnected(receiver, self.now))
                if receiver in self.nodes:
                    self.post(receiver, self.nodes[receiver].disconnected(sender, self.now))
            elif not isinstance(message, Connect):
                self.queue.append((sender, receiver, message))

    def join(self, a, b):
        """``a`` dials ``b``."""
        self.post(b, self[b].connected(a, False, self.now))
        self.post(a, self[a].connected(b, True, self.now))
        self.run()

    def run(self):
        """Deliver all, until nobody has anything to say."""
        while self.queue:
            self.deliver_one()

    def deliver_one(self):
        """The message that has waited longest."""
        if not self.queue:
            return
        sender, receiver, message = self.queue.popleft()
        if frozenset((sender, receiver)) in self.cut or receiver not in self.nodes:
            return
        self.seen.append((sender, receiver, message))
        for one in self.through(sender, receiver, message):
            self.post(receiver, self[receiver].handle(sender, one, self.now))
        if sender in self.nodes and self[sender].waiting(receiver):
            self.post(sender, self[sender].writable(receiver, self.now))

    def through(self, sender, receiver, message):
        if self.decoders is None:
            return [message]
        decoder = self.decoders.setdefault((sender, receiver), Decoder(MAGIC))
        return list(decoder.feed(encode(MAGIC, message)))

    def wait(self, seconds):
        """Time passes: every node gets its ticks when it asked for them."""
        end = self.now + seconds
        while True:
            due = min(node.next_tick for node in self.nodes.values())
            self.now = max(self.now, min(due, end))
            for name, node in self.nodes.items():
                if node.next_tick <= self.now:
                    self.post(name, node.tick(self.now))
            self.run()
            if due > end:
                return

    def mine(self, name, count=1, **options):
        """A node finds blocks."""
        for _ in range(count):
            self.post(name, self[name].submit(next_block(self[name].chain, **options), self.now))
            self.run()

    def tips(self):
        """The height of each node's tip."""
        return [node.chain.tip.height for node in self.nodes.values()]

    def agree(self):
        """Have all nodes the same tip?"""
        return len({node.chain.tip.hash for node in self.nodes.values()}) == 1

    def sent(self, kind, sender=None, receiver=None):
        """The messages of a kind that were delivered."""
        return [
            message
            for one, other, message in self.seen
            if type(message) is kind and sender in (None, one) and receiver in (None, other)
        ]
