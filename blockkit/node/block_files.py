"""Where blocks lie in files: raw ones one after the other, or as Bitcoin Core keeps them on a disk.

Core's ``blk00000.dat`` holds records: four *magic* bytes that name the chain, the size in 4 bytes (little
endian), the block. ``rev00000.dat`` beside it holds what takes the blocks back, in records of the same form
with a checksum of 32 bytes behind each. Since v28 all of it is hidden from virus scanners: the bytes of
``xor.dat``, repeated over the whole file, are added to it (exclusive or). Room that is not used yet is zeros.

Nothing here judges a block. What cannot be read is a :class:`Fault`, and the search goes on behind it.
Source: Bitcoin Core v28.1, ``node/blockstorage.cpp``, ``LoadExternalBlockFile`` in ``validation.cpp``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from blockkit.block import HEADER_SIZE, MAX_BLOCK_WEIGHT, Block, Header
from blockkit.encoding import Reader
from blockkit.errors import Invalid
from blockkit.hashing import HASH_SIZE
from blockkit.params import ChainParams

# the first 4 bytes of a record (Core: pchMessageStart)
MAGIC = {bytes.fromhex("f9beb4d9"): "main", bytes.fromhex("fabfb5da"): "regtest"}
FRAME = 8  # bytes before a block: magic and size
CHECKSUM = HASH_SIZE  # bytes behind the undo data of a block
MAX_RECORD = 0x02000000  # bytes; no record announces more (Core: MAX_SIZE)
MOST_BLOCK = MAX_BLOCK_WEIGHT  # bytes of one that is all witness (Core: MAX_BLOCK_SERIALIZED_SIZE)
KEY_SIZE = 8  # bytes in xor.dat
PIECE = 2**20  # bytes that are looked through at a time


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be read: where, and why."""

    file: Path
    at: int  # the byte of the file, from 0
    why: str

    def __str__(self) -> str:
        return f"{self.file.name}, byte {self.at:,}: {self.why}"


class BlockFile:
    """A file and the key that hides it, for a ``with`` statement; ``OSError`` when it cannot be opened."""

    def __init__(self, path: Path, key: bytes = b"") -> None:
        self.path, self.key = path, key if any(key) else b""
        self.size = path.stat().st_size
        self._file: BinaryIO = path.open("rb")

    def __enter__(self) -> "BlockFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def raw(self, at: int, size: int) -> bytes:
        """Bytes as they lie there; fewer at the end of the file."""
        self._file.seek(at)
        return self._file.read(size)

    def read(self, at: int, size: int) -> bytes:
        """The same without the key."""
        data = self.raw(at, size)
        if not self.key:
            return data
        begin = at % len(self.key)
        pad = (self.key * (len(data) // len(self.key) + 2))[begin : begin + len(data)]
        return (int.from_bytes(data) ^ int.from_bytes(pad)).to_bytes(len(data))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of a block, or of its undo data, lie."""

    file: Path
    at: int  # the first byte, from 0
    size: int
    key: bytes = b""

    def read(self, behind: int = 0) -> bytes:
        """The bytes, and so many ``behind`` them."""
        with BlockFile(self.file, self.key) as file:
            return file.read(self.at, self.size + behind)

    def __str__(self) -> str:
        return f"{self.file.name}, byte {self.at:,}"


# ---- which files ---------------------------------------------------------------------------------


def files_in(path: Path) -> list[Path]:
    """The block files that a path means: itself; or all in a folder, or in the folder ``blocks`` below it.

    Raises ``ValueError`` when there are none.
    """
    if not path.exists():
        raise ValueError(f"{path} is not there: give a file of blocks, or a folder with files blk00000.dat …")
    if not path.is_dir():
        return [path]
    for folder in (path, path / "blocks"):
        if files := sorted(folder.glob("blk*.dat")):
            return files
    raise ValueError(f"{path} holds no files named blk00000.dat and so on, nor does a folder blocks in it")


def key_beside(path: Path) -> bytes:
    """The key in ``xor.dat`` beside a file, empty where there is none; ``ValueError`` for a wrong size."""
    keeper = path.with_name("xor.dat")
    if not keeper.is_file():
        return b""
    key = keeper.read_bytes()
    if len(key) != KEY_SIZE:
        raise ValueError(f"{keeper} should hold a key of {KEY_SIZE} bytes, it has {len(key)}")
    return key


def undo_file_of(path: Path) -> Path:
    """``rev00012.dat`` for ``blk00012.dat``."""
    return path.with_name(path.name.replace("blk", "rev", 1))


# ---- what is in them -----------------------------------------------------------------------------


def blocks_in(path: Path, params: ChainParams) -> Iterator[Place | Fault]:
    """Where the blocks of a file lie, in the order of the file, and what cannot be read."""
    try:
        with BlockFile(path, key_beside(path)) as hidden, BlockFile(path) as plain:
            for file in (hidden, plain):  # a copy may have lost its veil, with xor.dat still beside it
                if chain := MAGIC.get(file.read(0, 4)):
                    if chain == params.name:
                        yield from records(file, 0)
                    else:
                        why = f"its blocks are marked as those of the {chain} chain: add --chain {chain}"
                        yield Fault(path, 0, why)
                    return
            yield from raw_blocks(plain)
    except OSError as error:
        yield Fault(path, 0, f"the file cannot be read: {error.strerror or error}")


def records(file: BlockFile, behind: int, most: int = MOST_BLOCK) -> Iterator[Place | Fault]:
    """The records of Core's files, each with so many bytes ``behind`` it that its size does not count."""
    at, magic = 0, file.read(0, 4)
    while at < file.size:
        head = file.read(at, FRAME)
        size = int.from_bytes(head[4:], "little")
        if head[:4] == magic and len(head) == FRAME and size <= most:
            left = file.size - at - FRAME
            if size + behind <= left:
                yield Place(file.path, at + FRAME, size, file.key)
                at += FRAME + size + behind
                continue
            why = f"the file ends within a record: {size + behind:,} bytes are announced, {left:,} follow"
        elif head[:4] == magic:
            why = f"a record announces {size:,} bytes, which no block has"
        else:
            why = "here should begin a record, and does not"
        if any(file.raw(at, FRAME)):
            yield Fault(file.path, at, why)
        at = next_record(file, at + 1, magic)


def next_record(file: BlockFile, at: int, magic: bytes) -> int:
    """Where the magic bytes come next, from ``at`` on; the end of the file if they do not."""
    while at < file.size:
        found = file.read(at, PIECE + len(magic) - 1).find(magic)
        if found >= 0:
            return at + found
        at += PIECE
    return file.size


def raw_blocks(file: BlockFile) -> Iterator[Place | Fault]:
    """Blocks without anything between them: where one ends is known only when it is read to its end."""
    data, start = b"", 0  # what is in memory, and where it begins
    reader = Reader(data)
    while (at := start + reader.at) < file.size:
        if len(data) - reader.at < MOST_BLOCK and start + len(data) < file.size:
            data, start = file.raw(at, 2 * MOST_BLOCK), at
            reader = Reader(data)
        if not any(data[reader.at : reader.at + HEADER_SIZE]):
            return  # zeros: room that is not used
        begun = reader.at
        try:
            Block.read(reader)
        except Invalid as error:
            hint = "; if Bitcoin Core wrote the file, xor.dat must lie beside it" if at == 0 else ""
            yield Fault(file.path, at, f"here should be a block: {error}{hint}")
            return
        yield Place(file.path, at, reader.at - begun)


def headers_in(path: Path, params: ChainParams) -> Iterator[tuple[int, Header] | Fault]:
    """The headers in a file of headers (80 bytes each, one after the other), or those of its blocks.

    Each comes with the byte of the file where it begins.
    """
    try:
        with BlockFile(path) as file:
            start = file.read(0, 2 * HEADER_SIZE)
            alone = file.size % HEADER_SIZE == 0 and len(start) >= HEADER_SIZE
            if alone and len(start) > HEADER_SIZE:
                first, second = Header.parse(start[:HEADER_SIZE]), Header.parse(start[HEADER_SIZE:])
                alone = second.prev_block == first.hash
            if alone and start[:4] not in MAGIC:
                for at in count(0, PIECE // HEADER_SIZE * HEADER_SIZE):
                    reader = Reader(file.read(at, PIECE // HEADER_SIZE * HEADER_SIZE))
                    if not reader.data:
                        return
                    while reader.at < len(reader.data):
                        yield at + reader.at, Header.read(reader)
        key = key_beside(path)
        with BlockFile(path, key) as file, BlockFile(path) as plain:
            for place in blocks_in(path, params):
                if isinstance(place, Fault):
                    yield place
                else:
                    data = (file if place.key else plain).read(place.at, HEADER_SIZE)
                    yield place.at, Header.parse(data)
    except OSError as error:
        yield Fault(path, 0, f"the file cannot be read: {error.strerror or error}")
