"""A node of ours behind a real socket, in a thread, for tests that speak to it from outside."""

import asyncio
import threading
import time
from dataclasses import replace

from blockkit import Chain, Mempool, block_template
from blockkit.network.messages import MAGIC
from blockkit.network.node import Node
from blockkit.network.tcp import Adapter


def until(condition, seconds=20.0):
    """Wait until it holds; did it?"""
    end = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return bool(held)


class Ours:
    """Use it in a ``with`` statement. ``do`` runs something on the node's own thread, as all must."""

    def __init__(self, rules, magic=MAGIC["regtest"], chain=None, **options):
        self.chain = chain or Chain(rules)
        self.node = Node(self.chain, Mempool(self.chain), **options)
        self.lines = []
        self.adapter = Adapter(self.node, magic, self.lines.append)

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.wait_for(self.adapter.start())
        return self

    def __exit__(self, *_):
        self.wait_for(self.adapter.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def wait_for(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def do(self, action):
        """Call it on the node's thread; what it returns is posted if it is the node's own."""

        async def run():
            return action()

        return self.wait_for(run())

    def post(self, action):
        """The same for the node's calls, which return what is to be sent."""
        self.do(lambda: self.adapter.post(action()))

    @property
    def port(self):
        return self.adapter.port

    @property
    def height(self):
        return self.chain.tip.height

    def dial(self, port):
        self.post(lambda: self.node.want(f"127.0.0.1:{port}", time.time()))

    def hang_up(self, port):
        self.post(lambda: self.node.unwant(f"127.0.0.1:{port}", time.time()))

    def mine(self, count=1, script=b"\x51", extra=0, version=0x20000000):
        """Find blocks, with what is in the pool."""

        def one():
            pool = self.node.mempool
            template = block_template(self.chain, script, int(time.time()), pool, extra)
            header = replace(template.header, version=version)  # what Core writes (BIP 9)
            while True:
                try:
                    self.chain.rules.check_pow(header)
                    break
                except ValueError:
                    header = replace(header, nonce=header.nonce + 1)
            self.adapter.post(self.node.submit(replace(template, header=header), time.time()))

        for _ in range(count):
            self.do(one)

    def send(self, tx):
        self.post(lambda: self.node.send(tx, time.time()))
