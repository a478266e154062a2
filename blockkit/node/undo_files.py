"""What a block spent, as Bitcoin Core keeps it in ``rev*.dat``: enough to judge the block alone.

For each transaction but the coinbase stand the coins of its inputs, packed small: numbers in base 128, the
amount without its zeros, well-known scripts by a number and their hash or key.

Source: Bitcoin Core v28.1, ``undo.h``, ``compressor.cpp``, ``serialize.h`` (``VARINT``) and
``UndoWriteToDisk`` in ``node/blockstorage.cpp``.
"""

from contextlib import suppress
from pathlib import Path

from blockkit.block import Block
from blockkit.encoding import MAX_SIZE, Reader
from blockkit.errors import Invalid
from blockkit.hashing import hash256
from blockkit.node.block_files import CHECKSUM, MAX_RECORD, BlockFile, Fault, Place, key_beside, records
from blockkit.params import MAX_MONEY
from blockkit.script import MAX_SCRIPT_SIZE
from blockkit.templates import p2pk, p2pkh, p2sh
from blockkit.transaction import TxOut
from blockkit.utxo import OP_RETURN, Coin

FIELD = 2**256 - 2**32 - 977  # the numbers in which the points of the curve have their coordinates

Spent = list[list[Coin]]  # for each transaction but the coinbase, what its inputs spent

# ---- unpacking -----------------------------------------------------------------------------------


def base_128(reader: Reader) -> int:
    """A number of seven bits a byte, highest first; 80 is added to all but the last byte.

    One is added for each further byte, so that every number has one form. Source: Core, ``ReadVarInt``.
    """
    n = 0
    while (byte := reader.uint(1)) & 0x80:
        n = (n << 7 | byte & 0x7F) + 1
        if n >> 57:
            raise Invalid("ReadVarInt(): size too large", "a number in base 128 does not fit into 64 bits")
    return n << 7 | byte


def amount_of(n: int) -> int:
    """Satoshi, from a number that leaves out up to nine zeros at the end (Core: ``DecompressAmount``)."""
    if n == 0:
        return 0
    n, zeros = divmod(n - 1, 10)
    if zeros < 9:
        n, digit = divmod(n, 9)
        n = 10 * n + digit + 1
    else:
        n += 1
    return int(n * 10**zeros)


def read_script(reader: Reader) -> bytes:
    """A script: 0 and 1 are hashes of a key or a script, 2 to 5 are keys, others are 6 more than its size.

    Source: Core, ``ScriptCompression`` and ``DecompressScript``.
    """
    form = base_128(reader)
    if form == 0:
        return p2pkh(reader.read(20))
    if form == 1:
        return p2sh(reader.read(20))
    if form < 6:
        x = reader.read(32)
        return p2pk(bytes([form]) + x if form < 4 else whole_point(x, form & 1))
    size = form - 6
    script = reader.read(size)
    return OP_RETURN if size > MAX_SCRIPT_SIZE else script  # Core drops what can never be spent


def whole_point(x: bytes, odd: int) -> bytes:
    """The key of 65 bytes whose first coordinate is ``x``, and whose second is odd or even."""
    n = int.from_bytes(x)
    square = (pow(n, 3, FIELD) + 7) % FIELD
    y = pow(square, (FIELD + 1) // 4, FIELD)
    if n >= FIELD or y * y % FIELD != square:
        raise Invalid("damaged-undo-data", f"{x.hex()} is no point of the curve")
    y = y if y & 1 == odd else FIELD - y
    return b"\x04" + x + y.to_bytes(32)


def read_coin(reader: Reader) -> Coin:
    """A coin: height and coinbase flag in one number, a byte 00 (once a version), amount, script."""
    code = base_128(reader)
    if code >> 1:
        base_128(reader)
    value = amount_of(base_128(reader))
    if value > MAX_MONEY:
        raise Invalid("damaged-undo-data", f"a coin of {value} satoshi")
    return Coin(TxOut(value, read_script(reader)), code >> 1, bool(code & 1))


def read_undo(reader: Reader) -> Spent:
    """What the transactions of a block spent (Core: ``CBlockUndo``)."""
    count = reader.count(1)
    return [[read_coin(reader) for _ in range(reader.count(3))] for _ in range(count)]


# ---- finding -------------------------------------------------------------------------------------


class UndoFile:
    """The records of one ``rev*.dat``, found by the block they belong to, which none of them names.

    A record's checksum covers the id of the block's parent, so it can be asked: is this yours? They come in
    the order in which the blocks were connected; those that are still to be asked for are tried in turn.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.key = path, key_beside(path)
        self.faults: list[Fault] = []
        self._by_count: dict[int, list[Place]] = {}  # by the number of transactions
        try:
            with BlockFile(path, self.key) as file:
                for found in records(file, CHECKSUM, MAX_RECORD):
                    self._sort_in(found, file)
        except OSError as error:
            self.faults.append(Fault(path, 0, f"the undo data cannot be read: {error.strerror or error}"))

    def _sort_in(self, found: Place | Fault, file: BlockFile) -> None:
        if isinstance(found, Fault):
            self.faults.append(found)
            return
        with suppress(Invalid):  # then it is nobody's
            count = Reader(file.read(found.at, 9)).varint(MAX_SIZE)
            self._by_count.setdefault(count, []).append(found)

    def undo_of(self, block: Block) -> Spent | None:
        """What the transactions of a block spent; ``None`` if it has no record here.

        Raises :class:`Invalid` for a record that is the block's and cannot be read.
        """
        candidates = self._by_count.get(len(block.transactions) - 1, [])
        for i, place in enumerate(candidates):
            data = place.read(CHECKSUM)
            data, checksum = data[:-CHECKSUM], data[-CHECKSUM:]
            if hash256(block.header.prev_block + data) == checksum:
                del candidates[i]
                return Reader.whole(data, read_undo)
        return None
