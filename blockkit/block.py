"""Blocks: the 80 bytes that name one, the transactions that follow, and what makes it valid by itself.

Source: Bitcoin Core v28.1, ``primitives/block.h`` and ``CheckBlock`` in ``validation.cpp``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Self

from blockkit.encoding import Reader, encode_varint
from blockkit.errors import Invalid
from blockkit.guards import need_a, need_all, need_bytes, need_int
from blockkit.hashing import HASH_SIZE, hash256, to_display
from blockkit.merkle import has_duplicate_subtree, merkle_root
from blockkit.script import count_sigops
from blockkit.transaction import (
    MAX_BLOCK_SIZE,
    MIN_TRANSACTION,
    WITNESS_SCALE,
    Transaction,
    check_transaction,
)

HEADER_SIZE = 80  # bytes
FIELDS = Struct("<i32s32sIII")  # little endian: a signed number, two hashes, three unsigned numbers
MAX_BLOCK_WEIGHT = MAX_BLOCK_SIZE * WITNESS_SCALE  # (Core: MAX_BLOCK_WEIGHT)
MAX_SIGOP_COST = 80_000  # of a block's signature checks; most cost 4 (Core: MAX_BLOCK_SIGOPS_COST)


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
        return FIELDS.pack(self.version, self.prev_block, self.merkle_root, self.time, self.bits, self.nonce)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """The header that comes next in a longer run of bytes."""
        return cls(*FIELDS.unpack(reader.read(HEADER_SIZE)))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The header in exactly 80 bytes; fewer or more raise :class:`~blockkit.errors.Invalid`."""
        return Reader.whole(data, cls.read)

    @property
    def hash(self) -> bytes:
        """The block's id: ``hash256`` of the 80 bytes, in wire order."""
        return hash256(self.serialize())


@dataclass(frozen=True, slots=True)
class Block:
    """A header and its transactions, the coinbase first."""

    header: Header
    transactions: tuple[Transaction, ...]

    def __post_init__(self) -> None:
        need_a(Header, self.header, "a block's header")
        transactions = need_all(Transaction, self.transactions, "a block's transactions")
        object.__setattr__(self, "transactions", transactions)  # a list could still be changed

    def serialize(self) -> bytes:
        """The bytes that travel."""
        count = encode_varint(len(self.transactions))
        return self.header.serialize() + count + b"".join(tx.serialize() for tx in self.transactions)

    @property
    def stripped_size(self) -> int:
        """How many bytes it has without the witnesses."""
        count = encode_varint(len(self.transactions))
        return HEADER_SIZE + len(count) + sum(len(tx.stripped()) for tx in self.transactions)

    @property
    def weight(self) -> int:
        """Four for each byte outside the witnesses, one for each inside (BIP 141)."""
        return self.stripped_size * (WITNESS_SCALE - 1) + len(self.serialize())

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """The block that comes next in a longer run of bytes."""
        header = Header.read(reader)
        transactions = [Transaction.read(reader) for _ in range(reader.count(MIN_TRANSACTION))]
        return cls(header, tuple(transactions))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The block in exactly these bytes; :class:`Invalid` says what is wrong with them."""
        return Reader.whole(data, cls.read)


def check_block(
    block: Block,
    merkle_root: Callable[[Sequence[bytes]], bytes] = merkle_root,
    has_duplicate_subtree: Callable[[Sequence[bytes]], bool] = has_duplicate_subtree,
    check_transaction: Callable[[Transaction], object] = check_transaction,
) -> None:
    """The rules that need no other block; :class:`Invalid` names the one that is broken.

    The three functions are the ``Rules`` slots of the same names. Proof of work is the header's matter:
    :func:`blockkit.pow.check_pow`. Source: Core, ``CheckBlock``.
    """
    need_a(Block, block, "the block")
    txids = [tx.txid for tx in block.transactions]
    root = merkle_root(txids) if txids else bytes(HASH_SIZE)
    if root != block.header.merkle_root:
        raise Invalid("bad-txnmrklroot", expected=to_display(block.header.merkle_root), got=to_display(root))
    if txids and has_duplicate_subtree(txids):
        raise Invalid("bad-txns-duplicate", "transactions are doubled, yet the root is the same")
    size = block.stripped_size
    if not txids or size > MAX_BLOCK_SIZE:
        raise Invalid("bad-blk-length", expected=f"transactions, in at most {MAX_BLOCK_SIZE} bytes", got=size)
    if not block.transactions[0].is_coinbase:
        raise Invalid("bad-cb-missing", "the first transaction is no coinbase")
    if any(tx.is_coinbase for tx in block.transactions[1:]):
        raise Invalid("bad-cb-multiple", "there is a second coinbase")
    for tx in block.transactions:
        check_transaction(tx)
    need_few_sigops(sum(map(legacy_sigops, block.transactions)) * WITNESS_SCALE)


def legacy_sigops(tx: Transaction) -> int:
    """The signature checks that a transaction's own scripts may cost, redeem scripts not counted."""
    scripts = [txin.script_sig for txin in tx.inputs] + [output.script_pubkey for output in tx.outputs]
    return sum(map(count_sigops, scripts))


def need_few_sigops(cost: int) -> None:
    """Refuse a block whose scripts may cost too many signature checks."""
    if cost > MAX_SIGOP_COST:
        raise Invalid("bad-blk-sigops", expected=f"a cost of at most {MAX_SIGOP_COST}", got=cost)
