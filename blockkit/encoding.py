"""From numbers to bytes and back: the compact size, a strict reader, and Base58Check.

Everything here is strict. A value has one encoding; bytes that say the same thing another way are
refused, because two nodes that disagree about what bytes mean disagree about the chain.
"""

from typing import Self

from blockkit.errors import Invalid, need_bytes, need_int, shown
from blockkit.hashing import hash256

MAX_VARINT = 2**64 - 1
MAX_SIZE = 0x02000000  # no list and no script is longer (Core: MAX_SIZE)

# ---- compact size ("varint") ---------------------------------------------------------------------

# first byte, bytes that follow it, smallest number that needs this form (Core: WriteCompactSize)
VARINT_FORMS = ((0xFD, 2, 0xFD), (0xFE, 4, 0x1_0000), (0xFF, 8, 0x1_0000_0000))


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

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = need_bytes(data, "data to read")
        self.at = at

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        piece = self.data[self.at : self.at + size]
        if len(piece) < size:
            where = f"{size} bytes are needed at position {self.at}, {len(piece)} are left"
            raise Invalid("end of data", where, expected=size, got=len(piece))
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
        first = self.uint(1)
        for prefix, size, smallest in VARINT_FORMS:
            if first == prefix:
                n = self.uint(size)
                if n < smallest:
                    told = f"{n} is written in {size + 1} bytes, a shorter form exists"
                    raise Invalid("non-canonical ReadCompactSize()", told)
                if n > largest:
                    raise Invalid("ReadCompactSize(): size too large", expected=f"at most {largest}", got=n)
                return n
        return first

    def var_bytes(self) -> bytes:
        """Bytes led by their number, a compact size."""
        return self.read(self.varint(MAX_SIZE))

    def count(self, smallest: int) -> int:
        """A compact size that says how many things follow, each of at least ``smallest`` bytes.

        A number that cannot fit into what is left is refused before room is made for anything.
        """
        n = self.varint(MAX_SIZE)
        left = len(self.data) - self.at
        if n * smallest > left:
            raise Invalid("end of data", f"{n} items are announced, {left} bytes are left")
        return n

    def end(self) -> Self:
        """Check that nothing is left."""
        left = len(self.data) - self.at
        if left:
            raise Invalid("trailing bytes", f"{left} bytes are left over after position {self.at}")
        return self


# ---- Base58Check ---------------------------------------------------------------------------------

# No 0, O, I and l: they look alike on paper.
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def encode_base58(data: bytes) -> str:
    """``data`` as one big number in base 58; each leading zero byte becomes a leading ``1``."""
    data = need_bytes(data, "data")
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + digits


def decode_base58(text: str) -> bytes:
    """The bytes written in base 58; a character outside the alphabet raises ``ValueError``."""
    if not isinstance(text, str):
        raise TypeError(f"Base58 must be text (str), got {type(text).__name__}")
    number = 0
    for character in text:
        digit = BASE58.find(character)
        if digit < 0:
            raise ValueError(
                f"{character!r} in {shown(text)} is no Base58 character (0, O, I, l and blanks are left out)"
            )
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base58check(payload: bytes) -> str:
    """Version and data in Base58 with a checksum: the first 4 bytes of their ``hash256``."""
    payload = need_bytes(payload, "payload")
    return encode_base58(payload + hash256(payload)[:4])


def decode_base58check(text: str) -> bytes:
    """The payload (version and data) of a Base58Check text; raises ``ValueError`` on a typing error."""
    data = decode_base58(text)
    if len(data) < 4:
        raise ValueError(f"{shown(text)} is too short for a checksum: {len(data)} bytes")
    payload, checksum = data[:-4], data[-4:]
    expected = hash256(payload)[:4]
    if checksum != expected:
        raise ValueError(
            f"the checksum of {shown(text)} is {checksum.hex()}, its data give {expected.hex()}: "
            "a character is wrong"
        )
    return payload
