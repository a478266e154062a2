"""Bitcoin's messages: one frozen dataclass for each, and the frames in which they travel.

A frame is four *magic* bytes that name the chain, the command in 12 bytes, the payload's size, four bytes of
its hash, and the payload. :func:`encode` makes one; a :class:`Decoder` is fed bytes as they come and gives
messages. What it cannot read becomes a message too, :class:`Unreadable`; so nothing here raises for what a
stranger sends. As Core does, it ignores bytes after the end of a payload that it knows.

Source: Bitcoin Core v28.1, ``protocol.h``, ``net.cpp`` and ``net_processing.cpp``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple, Self, TypeVar

from blockkit.block import Block, Header
from blockkit.encoding import MAX_SIZE, Reader, encode_varint
from blockkit.errors import Invalid
from blockkit.hashing import HASH_SIZE, hash256
from blockkit.network.limits import Limits
from blockkit.transaction import Transaction

VERSION = 70_013  # of the protocol: from the next on peers would offer us compact blocks
NODE_NETWORK, NODE_WITNESS = 1, 8  # services: whole blocks, with their witnesses (Core: ServiceFlags)
MSG_TX, MSG_BLOCK, MSG_WITNESS = (
    1,
    2,
    1 << 30,
)  # kinds of inventory; the last is added to another (GetDataMsg)
MSG_WITNESS_TX, MSG_WITNESS_BLOCK = MSG_TX | MSG_WITNESS, MSG_BLOCK | MSG_WITNESS

MAGIC = {  # by the name of the chain (Core: pchMessageStart); the classroom's is ours
    "main": bytes.fromhex("f9beb4d9"),
    "regtest": bytes.fromhex("fabfb5da"),
    "classroom": bytes.fromhex("c1a55e0e"),
}
FRAME = 24  # bytes before a payload
COMMAND_SIZE, CHECKSUM_SIZE = 12, 4

Item = TypeVar("Item")


class TooMany(Invalid):
    """A list is longer than anybody may send: whoever sends it is disconnected."""


def read_list(reader: Reader, most: int, what: str, read: Callable[[Reader], Item]) -> tuple[Item, ...]:
    """A list led by its length. The length is judged before anything is read."""
    count = reader.varint(MAX_SIZE)
    if count > most:
        raise TooMany("too-many", f"{what} of {count}", expected=f"at most {most}", got=count)
    return tuple(read(reader) for _ in range(count))


def printable(data: bytes) -> str:
    """A stranger's text, fit for a log: nothing in it moves the cursor or begins a new line."""
    return "".join(chr(byte) if 32 <= byte < 127 else "?" for byte in data)


def write_list(items: tuple[bytes, ...] | list[bytes]) -> bytes:
    """The same as bytes."""
    return encode_varint(len(items)) + b"".join(items)


class Message:
    """What all messages can do; the smallest of them have no payload."""

    __slots__ = ()
    command: ClassVar[str] = ""  # the name in the frame; empty: it never travels

    def payload(self) -> bytes:
        """The bytes in the frame."""
        return b""

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload. Raises :class:`Invalid`, :class:`TooMany` where a limit is broken."""
        return cls()


# ---- the handshake -------------------------------------------------------------------------------


class Address(NamedTuple):
    """Where a node is: 16 bytes of IPv6, in which IPv4 has a corner of its own, and a port."""

    services: int = 0
    ip: bytes = bytes(16)
    port: int = 0
    time: int = 0  # when it was last seen; only in an addr message

    def serialize(self) -> bytes:
        """26 bytes; the port alone is big endian."""
        return self.services.to_bytes(8, "little") + self.ip + self.port.to_bytes(2, "big")

    @classmethod
    def read(cls, reader: Reader) -> "Address":
        """The address that comes next."""
        return cls(reader.uint(8), reader.read(16), int.from_bytes(reader.read(2), "big"))


NOBODY = Address()


@dataclass(frozen=True, slots=True)
class Version(Message):
    """The first message of both sides: who I am, and how far I have come."""

    command: ClassVar[str] = "version"
    version: int = VERSION
    services: int = NODE_NETWORK | NODE_WITNESS
    time: int = 0  # the sender's clock; nobody sets his own by it
    receiver: Address = NOBODY
    sender: Address = NOBODY
    nonce: int = 0  # who meets his own is talking to himself
    agent: str = ""
    height: int = 0  # of the sender's tip, or so he says
    relay: bool = True  # send me transactions too (BIP 37)

    def payload(self) -> bytes:
        """The bytes in the frame."""
        agent = self.agent.encode()
        numbers = self.version.to_bytes(4, "little", signed=True), self.services.to_bytes(8, "little")
        time, nonce = self.time.to_bytes(8, "little", signed=True), self.nonce.to_bytes(8, "little")
        height = self.height.to_bytes(4, "little", signed=True)
        addresses = self.receiver.serialize() + self.sender.serialize()
        name = encode_varint(len(agent)) + agent
        return b"".join((*numbers, time, addresses, nonce, name, height, bytes([self.relay])))

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload; what comes after the receiver's address may be missing."""
        begun = cls(reader.sint(4), reader.uint(8), reader.sint(8), Address.read(reader))
        if not reader.peek():
            return begun
        sender, nonce = Address.read(reader), reader.uint(8)
        agent = reader.read(reader.varint(limits.agent)) if reader.peek() else b""
        height = reader.sint(4) if reader.peek() else 0
        relay = reader.read(1) != b"\0" if reader.peek() else True
        begun = replace(begun, sender=sender, nonce=nonce, agent=printable(agent))
        return replace(begun, height=height, relay=relay)


@dataclass(frozen=True, slots=True)
class Verack(Message):
    """The answer to a version: I have read it."""

    command: ClassVar[str] = "verack"


@dataclass(frozen=True, slots=True)
class SendHeaders(Message):
    """Tell me of new blocks by their headers (BIP 130)."""

    command: ClassVar[str] = "sendheaders"


@dataclass(frozen=True, slots=True)
class Ping(Message):
    """Are you there?"""

    command: ClassVar[str] = "ping"
    nonce: int = 0

    def payload(self) -> bytes:
        """The bytes in the frame."""
        return self.nonce.to_bytes(8, "little")

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload."""
        return cls(reader.uint(8))


@dataclass(frozen=True, slots=True)
class Pong(Ping):
    """I am; with the number of the ping."""

    command: ClassVar[str] = "pong"


# ---- headers and blocks --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GetHeaders(Message):
    """Send me the headers after the first of these ids that you know."""

    command: ClassVar[str] = "getheaders"
    locator: tuple[bytes, ...] = ()  # ids from the tip down, close ones first, block 0 last
    stop: bytes = bytes(HASH_SIZE)  # the last one wanted; zeros: as many as you may
    version: int = VERSION

    def payload(self) -> bytes:
        """The bytes in the frame."""
        return self.version.to_bytes(4, "little") + write_list(self.locator) + self.stop

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload."""
        version = reader.uint(4)
        locator = read_list(reader, limits.locator, "a locator", lambda r: r.read(HASH_SIZE))
        return cls(locator, reader.read(HASH_SIZE), version)


@dataclass(frozen=True, slots=True)
class GetBlocks(GetHeaders):
    """The way of 2009: send me the ids of the blocks after these."""

    command: ClassVar[str] = "getblocks"


@dataclass(frozen=True, slots=True)
class Headers(Message):
    """Headers, each standing on the one before."""

    command: ClassVar[str] = "headers"
    headers: tuple[Header, ...] = ()

    def payload(self) -> bytes:
        """The bytes in the frame: after each header a 0, where a block has its number of transactions."""
        return write_list([header.serialize() + b"\0" for header in self.headers])

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload."""

        def one(reader: Reader) -> Header:
            header = Header.read(reader)
            reader.varint()
            return header

        return cls(read_list(reader, limits.headers, "headers", one))


@dataclass(frozen=True, slots=True)
class BlockMessage(Message):
    """A block; without its witnesses for those who did not ask for them."""

    command: ClassVar[str] = "block"
    block: Block

    def payload(self) -> bytes:
        """The bytes in the frame."""
        return self.block.serialize()

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload."""
        return cls(Block.read(reader))


@dataclass(frozen=True, slots=True)
class TxMessage(Message):
    """A transaction."""

    command: ClassVar[str] = "tx"
    tx: Transaction

    def payload(self) -> bytes:
        """The bytes in the frame."""
        return self.tx.serialize()

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload."""
        return cls(Transaction.read(reader))


# ---- who has what --------------------------------------------------------------------------------


class Entry(NamedTuple):
    """One line of an inventory."""

    kind: int  # MSG_TX, MSG_BLOCK, either with MSG_WITNESS; others exist
    hash: bytes  # the id, wire order

    @classmethod
    def read(cls, reader: Reader) -> "Entry":
        """The line that comes next."""
        return cls(reader.uint(4), reader.read(HASH_SIZE))


@dataclass(frozen=True, slots=True)
class Inv(Message):
    """I have these."""

    command: ClassVar[str] = "inv"
    items: tuple[Entry, ...] = ()

    def payload(self) -> bytes:
        """The bytes in the frame."""
        return write_list([kind.to_bytes(4, "little") + name for kind, name in self.items])

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload."""
        return cls(read_list(reader, limits.inv, f"{cls.command}", Entry.read))


@dataclass(frozen=True, slots=True)
class GetData(Inv):
    """Send me these."""

    command: ClassVar[str] = "getdata"


@dataclass(frozen=True, slots=True)
class NotFound(Inv):
    """I have these not, or no longer."""

    command: ClassVar[str] = "notfound"


# ---- addresses -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GetAddr(Message):
    """Whom do you know?"""

    command: ClassVar[str] = "getaddr"


@dataclass(frozen=True, slots=True)
class Addr(Message):
    """Nodes that I have heard of."""

    command: ClassVar[str] = "addr"
    addresses: tuple[Address, ...] = ()

    def payload(self) -> bytes:
        """The bytes in the frame."""
        return write_list([one.time.to_bytes(4, "little") + one.serialize() for one in self.addresses])

    @classmethod
    def read(cls, reader: Reader, limits: Limits) -> Self:
        """The message in a payload."""

        def one(reader: Reader) -> Address:
            time = reader.uint(4)
            return Address.read(reader)._replace(time=time)

        return cls(read_list(reader, limits.addr, "addr", one))


# ---- what never travels --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unknown(Message):
    """A command that we do not know: it is ignored, for the protocol grows."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Unreadable(Message):
    """Bytes that are no message. After most we go on; ``fatal`` ones end the connection."""

    name: str  # the command, if there was one
    reason: str
    fatal: bool = False
    discourage: bool = False  # and its address is not welcome for a while


@dataclass(frozen=True, slots=True)
class Close(Message):
    """To the adapter: close this connection."""

    reason: str
    discourage: bool = False


@dataclass(frozen=True, slots=True)
class Connect(Message):
    """To the adapter: dial this address, ``host:port``."""

    address: str


KINDS: dict[str, type[Message]] = {
    kind.command: kind
    for kind in (
        *(Version, Verack, SendHeaders, Ping, Pong, GetHeaders, GetBlocks, Headers, BlockMessage, TxMessage),
        *(Inv, GetData, NotFound, GetAddr, Addr),
    )
}


# ---- frames --------------------------------------------------------------------------------------


def encode(magic: bytes, message: Message) -> bytes:
    """A message in its frame."""
    return frame(magic, message.command.encode(), message.payload())


def frame(magic: bytes, command: bytes, payload: bytes) -> bytes:
    """Any payload in a frame."""
    size = len(payload).to_bytes(4, "little")
    return magic + command.ljust(COMMAND_SIZE, b"\0") + size + hash256(payload)[:CHECKSUM_SIZE] + payload


HANDSHAKE = ("version", "verack")


class Decoder:
    """Bytes in, messages out. It keeps no more than one frame, and nothing after a fatal fault.

    Of a ``stranger`` only what the handshake needs is read until it is over: a block costs a second to read.
    """

    def __init__(self, magic: bytes, limits: Limits | None = None, stranger: bool = False) -> None:
        self.magic, self.limits = magic, limits or Limits()
        self._buffer = bytearray()
        self._over = False
        self._awaited = list(HANDSHAKE) if stranger else []

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are complete with these bytes."""
        self._buffer += data
        while not self._over and (message := self._next()) is not None:
            yield message
        if self._over:
            self._buffer.clear()

    def _next(self) -> Message | None:
        """The next message, or ``None`` while it is not there as a whole."""
        head = bytes(self._buffer[:FRAME])
        if head[:4] != self.magic[: len(head)]:
            self._over = True
            asks_http = head[:4] in (b"HTTP", b"GET ", b"POST")
            return Unreadable(
                "", "it speaks HTTP: no Bitcoin node" if asks_http else "wrong magic", fatal=True
            )
        if len(head) < FRAME:
            return None
        command, size = head[4:16].rstrip(b"\0"), int.from_bytes(head[16:20], "little")
        name = printable(command)
        if size > self.limits.payload:
            self._over = True
            return Unreadable(name, f"a message of {size} bytes", fatal=True)
        if len(self._buffer) < FRAME + size:
            return None
        payload = bytes(self._buffer[FRAME : FRAME + size])
        del self._buffer[: FRAME + size]
        if hash256(payload)[:CHECKSUM_SIZE] != head[20:]:
            return Unreadable(name, "wrong checksum")
        message = self._read(name, payload)
        if self._awaited[:1] == [name] and not isinstance(message, Unreadable):
            del self._awaited[0]  # in this order: a verack alone opens nothing
        self._over = isinstance(message, Unreadable) and message.fatal
        return message

    def _read(self, name: str, payload: bytes) -> Message:
        """What is in a frame whose checksum is right."""
        if name not in KINDS or (self._awaited and name not in HANDSHAKE):
            return Unknown(name, len(payload))
        try:
            return KINDS[name].read(Reader(payload), self.limits)
        except TooMany as error:
            return Unreadable(name, str(error), fatal=True, discourage=True)
        except Invalid as error:
            return Unreadable(name, str(error))


def without_witnesses(block: Block) -> Block:
    """The block as nodes before 2017 know it."""
    return Block(block.header, tuple(replace(tx, witnesses=()) for tx in block.transactions))
