"""The door of a node to real sockets: bytes in, bytes out, nothing else.

Each connection has two tasks, one that reads and one that sends what the peer asked for as fast as it reads.
Whatever goes wrong with one ends that one alone. By default only this machine can connect.
"""

import asyncio
import ipaddress
import socket
import time
import traceback
from collections.abc import Callable, Coroutine
from contextlib import suppress
from itertools import count

from blockkit.network.messages import Close, Connect, Decoder, encode
from blockkit.network.node import Node
from blockkit.network.state import Out, Peer, Recent

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CHUNK = 2**16  # bytes that are read at once


class Adapter:
    """A node among real ones. ``log`` is given a line for what happens to connections."""

    def __init__(
        self,
        node: Node,
        magic: bytes,
        log: Callable[[str], object] = print,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.node, self.magic, self.log, self.clock = node, magic, log, clock
        self.port = 0  # where it listens
        self._numbers = count(1)
        self._writers: dict[Peer, asyncio.StreamWriter] = {}
        self._asked: dict[Peer, asyncio.Event] = {}  # set: there may be something to serve
        self._tasks: set[asyncio.Task[None]] = set()
        self._discouraged = Recent(1_000)  # hosts

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; ``OSError`` when the port is taken. Port 0 takes a free one."""
        self._listener = socket.create_server((host, port), backlog=128)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._spawn(self._accept())
        self._spawn(self._tick())

    async def stop(self) -> None:
        """Close everything."""
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def post(self, out: Out) -> None:
        """Send what the node says. A peer that lets too much wait is cut off."""
        for peer, message in out:
            if isinstance(message, Connect):
                self._spawn(self._dial(message.address))
            elif (writer := self._writers.get(peer)) and isinstance(message, Close):
                self._close(writer, message.discourage)
            elif writer and not writer.transport.is_closing():
                writer.write(encode(self.magic, message))
                if writer.transport.get_write_buffer_size() > self.node.limits.unread:
                    self.post(self.node.does_not_read(peer, self.clock()))

    def _close(self, writer: asyncio.StreamWriter, discourage: bool = False) -> None:
        host = (writer.get_extra_info("peername") or ["::1"])[0]
        if discourage and not ipaddress.ip_address(host).is_loopback:
            self._discouraged.add(host.encode())
        writer.transport.abort()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self) -> None:
        """Take whoever comes; no error ends this loop."""
        while self._listener.fileno() >= 0:
            try:
                connection, address = await asyncio.get_running_loop().sock_accept(self._listener)
            except OSError as error:  # the peer is gone already, or there are no more files
                self.log(f"a connection could not be accepted: {error}")
                await asyncio.sleep(0.05)
                continue
            if address[0].encode() in self._discouraged:
                connection.close()
            else:
                self._spawn(self._converse(asyncio.open_connection(sock=connection)))

    async def _dial(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        await self._converse(asyncio.open_connection(host.strip("[]"), int(port)), address)

    async def _converse(self, opening: Coroutine[None, None, Streams], address: str = "") -> None:
        """One connection, from its first byte to its last."""
        try:
            async with asyncio.timeout(self.node.limits.dial_time):  # 3.11's wait_for may lose a cancel()
                reader, writer = await opening
        except (OSError, TimeoutError) as error:
            if address:
                self.log(f"{address} does not answer: {type(error).__name__}")
                self.post(self.node.unreachable(address, self.clock()))
            return
        peer, decoder = next(self._numbers), Decoder(self.magic, self.node.limits, stranger=True)
        self._writers[peer], self._asked[peer] = writer, asyncio.Event()
        serving = asyncio.create_task(self._serve(peer, writer))
        try:
            self.post(self.node.connected(peer, bool(address), self.clock(), address))
            while data := await reader.read(CHUNK):
                for message in decoder.feed(data):
                    self.post(self.node.handle(peer, message, self.clock()))
                    await asyncio.sleep(0)  # the others' turn: a chunk may hold thousands of questions
                self._asked[peer].set()
        except OSError:
            pass
        except Exception:  # a fault of ours, or of somebody's rules: this peer pays, the others go on
            self.log(f"peer {peer}: closed after an error of ours\n{traceback.format_exc()}")
        finally:
            serving.cancel()
            writer.transport.abort()
            del self._writers[peer], self._asked[peer]
            self.post(self.node.disconnected(peer, self.clock()))

    async def _serve(self, peer: Peer, writer: asyncio.StreamWriter) -> None:
        """Send what the peer asked for, the next piece when the last one is on its way."""
        writer.transport.set_write_buffer_limits(high=0)
        with suppress(OSError):
            while True:
                await self._asked[peer].wait()
                self._asked[peer].clear()
                while self.node.waiting(peer):
                    await writer.drain()
                    self.post(self.node.writable(peer, self.clock()))
                    await asyncio.sleep(0)  # the others' turn: drain waits only when nothing can be written

    async def _tick(self) -> None:
        """Call the node's tick when it is due; that may change, so look four times a second."""
        while True:
            await asyncio.sleep(min(max(self.node.next_tick - self.clock(), 0.01), 0.25))
            try:
                if self.node.next_tick <= self.clock():
                    self.post(self.node.tick(self.clock()))
            except Exception:
                self.log(f"an error of ours\n{traceback.format_exc()}")
                self.node.alarm(self.clock() + 1)
