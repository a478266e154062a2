"""The block header: the 80 bytes that name a block."""

from dataclasses import dataclass
from typing import Self

from blockkit.encoding import Reader
from blockkit.errors import need_bytes, need_int
from blockkit.hashing import HASH_SIZE, hash256

HEADER_SIZE = 80  # bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What is hashed to give a block its id. Source: Bitcoin Core, ``primitives/block.h``."""

    version: int  # 4 bytes, signed, little endian
    prev_block: bytes  # 32 bytes, wire order: the id of the block before
    merkle_root: bytes  # 32 bytes, wire order: stands for all transactions
    time: int  # 4 bytes, unsigned: seconds since 1970, UTC
    bits: int  # 4 bytes, unsigned: the target, in compact form
    nonce: int  # 4 bytes, unsigned: what the miner varies

    def __post_init__(self) -> None:
        need_int(self.version, "version", -(2**31), 2**31 - 1)
        for name in ("prev_block", "merkle_root"):
            object.__setattr__(self, name, need_bytes(getattr(self, name), name, HASH_SIZE))
        for name in ("time", "bits", "nonce"):
            need_int(getattr(self, name), name, 0, 2**32 - 1)

    def serialize(self) -> bytes:
        """The 80 bytes; every number little endian."""
        return (
            self.version.to_bytes(4, "little", signed=True)
            + self.prev_block
            + self.merkle_root
            + self.time.to_bytes(4, "little")
            + self.bits.to_bytes(4, "little")
            + self.nonce.to_bytes(4, "little")
        )

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """The header that comes next in a longer run of bytes."""
        return cls(
            version=reader.sint(4),
            prev_block=reader.read(HASH_SIZE),
            merkle_root=reader.read(HASH_SIZE),
            time=reader.uint(4),
            bits=reader.uint(4),
            nonce=reader.uint(4),
        )

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The header in exactly 80 bytes; fewer or more raise :class:`~blockkit.errors.Invalid`."""
        reader = Reader(data)
        header = cls.read(reader)
        reader.end()
        return header

    @property
    def hash(self) -> bytes:
        """The block's id: ``hash256`` of the 80 bytes, in wire order."""
        return hash256(self.serialize())
