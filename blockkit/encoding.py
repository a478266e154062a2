"""From numbers to bytes and back: the compact size, and a strict reader.

Everything here is strict. A value has one encoding; bytes that say the same thing another way are
refused, because two nodes that disagree about what bytes mean disagree about the chain.
"""

from collections.abc import Callable
from typing import Self, TypeVar

from blockkit.errors import Invalid
from blockkit.guards import need_bytes, need_int

Value = TypeVar("Value")

MAX_VARINT = 2**64 - 1
MAX_SIZE = 0x02000000  # no list and no script is longer (Core: MAX_SIZE)

# by the first byte: how many follow it, and the smallest number that needs this form (Core: WriteCompactSize)
VARINT_FORMS = {0xFD: (2, 0xFD), 0xFE: (4, 2**16), 0xFF: (8, 2**32)}


def encode_varint(n: int) -> bytes:
    """``n`` as a compact size: 1, 3, 5 or 9 bytes, little endian, the shortest form that fits."""
    n = need_int(n, "a compact size", 0, MAX_VARINT)
    if n < 0xFD:
        return bytes([n])
    prefix, size = (0xFD, 2) if n < 2**16 else (0xFE, 4) if n < 2**32 else (0xFF, 8)
    return bytes([prefix]) + n.to_bytes(size, "little")


def decode_varint(data: bytes, at: int = 0) -> tuple[int, int]:
    """The compact size that starts at ``data[at]``, and the position after it.

    Raises :class:`Invalid` when the bytes end too early or a shorter form would have done.
    """
    reader = Reader(data, need_int(at, "the position", 0, len(need_bytes(data, "data"))))
    return reader.varint(), reader.at


class Reader:
    """Reads values one after the other from bytes; refuses to read past the end."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = need_bytes(data, "data to read")
        self.at = at

    @classmethod
    def whole(cls, data: bytes, read: Callable[[Self], Value]) -> Value:
        """What ``read`` makes of exactly these bytes; :class:`Invalid` when some are left over."""
        reader = cls(data)
        value = read(reader)
        if left := len(reader.data) - reader.at:
            raise Invalid("trailing bytes", f"{left} bytes are left over after position {reader.at}")
        return value

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        piece = self.data[self.at : self.at + size]
        if len(piece) < size:
            raise Invalid("end of data", f"bytes needed at position {self.at}: {size}, left: {len(piece)}")
        self.at += size
        return piece

    def peek(self) -> bytes:
        """The next byte without moving on; empty at the end."""
        return self.data[self.at : self.at + 1]

    def uint(self, size: int) -> int:
        """An unsigned little-endian number of ``size`` bytes."""
        return int.from_bytes(self.read(size), "little")

    def sint(self, size: int) -> int:
        """A signed little-endian number of ``size`` bytes."""
        return int.from_bytes(self.read(size), "little", signed=True)

    def varint(self, largest: int = MAX_VARINT) -> int:
        """A compact size up to ``largest``; a longer form than needed is refused."""
        n = self.read(1)[0]
        if n >= 0xFD:
            size, smallest = VARINT_FORMS[n]
            n = self.uint(size)
            if n < smallest:
                why = f"{n} has a shorter form than {size + 1} bytes"
                raise Invalid("non-canonical ReadCompactSize()", why)
        if n > largest:
            raise Invalid("ReadCompactSize(): size too large", expected=f"at most {largest}", got=n)
        return n

    def var_bytes(self) -> bytes:
        """Bytes led by their number, a compact size."""
        return self.read(self.varint(MAX_SIZE))

    def framed(self, before: int, after: int) -> tuple[bytes, bytes, bytes]:
        """``before`` bytes, bytes led by their number, ``after`` bytes: so inputs and outputs are written.

        A block has thousands of them; this cuts each out in one step.
        """
        data, start = self.data, self.at
        at = start + before
        size = data[at] if at < len(data) else 0xFD
        if size < 0xFD:
            at += 1
        else:
            self.at = at
            size, at = self.varint(MAX_SIZE), self.at
        end = at + size
        self.at = end + after
        if self.at > len(data):
            raise Invalid("end of data", f"{self.at - start} bytes are needed at position {start}")
        return data[start : start + before], data[at:end], data[end : self.at]

    def count(self, smallest: int) -> int:
        """A compact size that says how many things follow, each of at least ``smallest`` bytes.

        A number that cannot fit into what is left is refused before room is made for anything.
        """
        n = self.varint(MAX_SIZE)
        left = len(self.data) - self.at
        if n * smallest > left:
            raise Invalid("end of data", f"{n} items are announced, {left} bytes are left")
        return n
