"""A node as a process of its own: a folder, a log, and orders from standard input.

The folder has the chain in one file, which one process at a time may have open: that is the lock. A block is
in the file before anybody is told of it, so a node that is killed at any moment comes back with every block
it had spoken of. The log says what happened, in words of ours; of what a peer sent only the name that it
gives itself, and the names of commands, without anything that a terminal would obey.
"""

import asyncio
import contextlib
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path

from blockkit.block import Block
from blockkit.errors import Invalid
from blockkit.hashing import to_display
from blockkit.network.limits import Limits
from blockkit.network.messages import MAGIC, Address
from blockkit.network.node import Node
from blockkit.network.state import Event, NewTip, PeerClosed, PeerReady, Refused, TxAccepted
from blockkit.network.tcp import Adapter
from blockkit.node.large_store import LargeStore
from blockkit.node.mempool import LEAST_FEE, MOST_BYTES, STANDARD, Mempool
from blockkit.node.mining import block_template, search
from blockkit.params import ChainParams
from blockkit.rules import rules_for

VERSION = 0x20000000  # of our blocks: no vote for anything (BIP 9)
ANYONE = b"\x51"  # a script that anybody may spend
LOOK = 0.5  # seconds between two looks at what happened
MOST_LINES = 10  # of a kind in one look: a flood must not fill the disk
MORE: dict[type[Event], str] = {
    NewTip: "new tips",
    TxAccepted: "transactions are in the pool",
    PeerReady: "peers are ready",
    PeerClosed: "peers closed",
    Refused: "were not taken",
}
FILE = "chain.sqlite"

Say = Callable[[str], object]


def host_and_port(text: str) -> str:
    """``127.0.0.1:18444`` or ``[::1]:18444``, checked; ``ValueError`` says what is wrong with it."""
    host, colon, port = text.rpartition(":")
    wrong = f"an address is HOST:PORT, such as 127.0.0.1:18444 or [::1]:18444; got {text!r}"
    if not colon or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 2**16:
        raise ValueError(wrong)
    if host == "localhost":
        return f"127.0.0.1:{int(port)}"
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        found = ip_address(bare)
    except ValueError:
        raise ValueError(f"{wrong} (names are not looked up)") from None
    if (found.version == 6) != (bare != host):
        raise ValueError(wrong)
    return f"{host}:{int(port)}"


@dataclass
class Process:
    """One node that runs until it is told to stop. ``say`` is for answers, ``log`` for what happens."""

    params: ChainParams
    folder: Path
    port: int = 0
    host: str = "127.0.0.1"
    connect: tuple[str, ...] = ()
    say: Say = print
    log: Say = print
    discover: int = 0  # so many addresses that peers tell are dialled at a time
    anywhere: bool = False  # on other machines too
    orders: bool = True  # read them from standard input

    ends_with_input: bool = field(default=False, init=False)

    def run(self) -> None:
        """Open the folder, listen, and go on until Ctrl-C or the order to stop."""
        with self._opened() as self.node:
            self.adapter = Adapter(self.node, MAGIC[self.params.name], self._note)
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(self._main())

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Node]:
        """A node on the chain in the folder. Bodies stay in the file; in memory are the headers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            store = LargeStore(self.folder / FILE, rules_for(self.params))
        except Invalid as error:
            if error.reason != "store-in-use":
                raise
            raise ValueError(
                f"another node uses the folder {self.folder}: name one of its own with --data"
            ) from None
        with store:
            chain = store.load()
            pool = Mempool(chain, STANDARD, LEAST_FEE, MOST_BYTES)
            limits = Limits(learned=self.discover, anywhere=self.anywhere, inbound_wait=5, outbound_wait=2)
            yield Node(chain, pool, limits=limits, save=lambda: store.save(chain))

    async def _main(self) -> None:
        self.stopped, self.waiting = asyncio.Event(), asyncio.Queue[list[str]]()
        loop = asyncio.get_running_loop()
        try:
            await self.adapter.start(self.port, self.host)
        except OSError as error:
            where = f"{self.host}:{self.port}"
            raise ValueError(f"{where} is in use; --port 0 takes a free port ({error.strerror})") from None
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends it all the same
                loop.add_signal_handler(name, self.stopped.set)
        host = ip_address(self.host)
        if not host.is_unspecified:  # else we do not know which address others see
            packed = host.packed if host.version == 6 else bytes(10) + b"\xff\xff" + host.packed
            self.node.listens = Address(self.node.services, packed, self.adapter.port)
        tip = self.node.chain.tip
        self.say(f"listening on {self.host}:{self.adapter.port}")
        self._note(f"{self.params.name} chain, height {tip.height}, folder {self.folder}")
        for address in self.connect:
            self.adapter.post(self.node.want(address, time.time()))
        obeying = asyncio.create_task(self._obey_all())
        if self.orders:
            threading.Thread(target=self._read_orders, args=(loop,), daemon=True).start()
        while not self.stopped.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), LOOK)
            self._report()
        obeying.cancel()
        await self.adapter.stop()
        self._report()
        self._note(f"stopped at height {self.node.chain.tip.height}")

    # -- the log

    def _note(self, text: str) -> None:
        with contextlib.suppress(OSError):  # whoever read the log is gone; the node need not go with him
            self.log(f"{time.strftime('%H:%M:%S')}  {text}")

    def _report(self) -> None:
        """Log what has happened since the last time; a run of new tips is one line."""
        events, counts = self.node.events, Counter[type[Event]]()
        while events:
            event = events.popleft()
            while isinstance(event, NewTip) and events and isinstance(later := events[0], NewTip):
                event = NewTip(event.old, later.new)
                events.popleft()
            counts[type(event)] += 1
            if counts[type(event)] <= MOST_LINES:
                self._note(described(event))
        for kind, count in counts.items():
            if count > MOST_LINES:
                self._note(f"{count - MOST_LINES} more {MORE[kind]}")

    # -- orders

    def _read_orders(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread of its own, for reading a line blocks; what it says is done on the node's thread."""
        for line in sys.stdin:
            if line.strip() == "follow":  # whoever started us is gone when the input ends
                self.ends_with_input = True
            elif line.strip():
                loop.call_soon_threadsafe(self.waiting.put_nowait, line.split())
        if self.ends_with_input:
            loop.call_soon_threadsafe(self.stopped.set)

    async def _obey_all(self) -> None:
        while True:
            await self._obey(await self.waiting.get())

    async def _obey(self, words: list[str]) -> None:
        """One order, and its answer in one line."""
        now, node = time.time(), self.node
        try:
            match words:
                case ["mine"]:
                    await self._mine(1)
                case ["mine", count] if count.isdigit():
                    await self._mine(int(count))
                case ["connect", address]:
                    self.adapter.post(node.want(host_and_port(address), now))
                    self.say(f"dialling {address}")
                case ["disconnect", address]:
                    self.adapter.post(node.unwant(host_and_port(address), now))
                    self.say(f"hung up on {address}")
                case ["tip"]:
                    self.say(tip_words(node))
                case ["peers"]:
                    self.say(peer_words(node))
                case ["stop"]:
                    self.stopped.set()
                case _:
                    self.say("orders are: mine N, connect HOST:PORT, disconnect HOST:PORT, tip, peers, stop")
        except ValueError as error:
            self.say(f"no: {error}")

    async def _mine(self, count: int) -> None:
        while count and not self.stopped.is_set():
            block = await self._found()
            if block is not None:
                self.adapter.post(self.node.submit(block, time.time()))
                count -= 1
                await asyncio.sleep(0)
        self.say(f"mined: {tip_words(self.node)}")

    async def _found(self) -> Block | None:
        """A block on top of our tip; ``None`` when somebody else was quicker."""
        chain = self.node.chain
        extra = self.node.rng.getrandbits(32)  # so that two nodes never make the same block
        template = block_template(chain, ANYONE, int(time.time()), self.node.mempool, extra)  # type: ignore[arg-type]
        template = replace(template, header=replace(template.header, version=VERSION))
        for header in search(template.header):
            if header is not None:
                return replace(template, header=header)
            await asyncio.sleep(0)
            if chain.tip.hash != template.header.prev_block or self.stopped.is_set():
                return None
        return None


# ---- words ---------------------------------------------------------------------------------------


def reorganised(event: NewTip) -> bool:
    """Did the chain leave the branch it was on?"""
    return event.new.height <= event.old.height or event.new.at(event.old.height) is not event.old


def described(event: Event) -> str:
    """What happened, in one line."""
    match event:
        case NewTip():
            moved = ", a reorganisation" if reorganised(event) else ""
            return f"tip {event.new.height} {to_display(event.new.hash)}{moved}"
        case TxAccepted():
            return f"transaction {to_display(event.tx.txid)} is in the pool"
        case PeerReady():
            said = event.version
            return f"peer {event.peer} is ready: {said.agent or 'no name'}, height {said.height}"
        case PeerClosed():
            return f"peer {event.peer} closed: {event.reason}"
        case Refused():
            return f"peer {event.peer}: {event.what or 'bytes'} not taken: {event.reason}"


def tip_words(node: Node) -> str:
    """How far we are."""
    return f"tip {node.chain.tip.height} {to_display(node.chain.tip.hash)}"


def peer_words(node: Node) -> str:
    """Who is there, and who is being dialled."""
    ready = [f"{link.peer} {link.address or 'dialled us'}" for link in node.ready_links()]
    lost = [
        address for address in node.dials if address not in {link.address for link in node.links.values()}
    ]
    unreachable = [f"{address} unreachable" for address in lost]
    return f"peers {len(ready)}: " + ", ".join(ready + unreachable)
