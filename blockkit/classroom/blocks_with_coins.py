"""Blocks with the coins they spend: 0 to 170 whole, and block 277,647 with all it needs to be judged.

``first_coinbases.bin`` holds the coinbases of blocks 2 to 169, one after the other: no block below 170 has a
payment. Their headers are in :mod:`blockkit.data.first_headers`; each Merkle root vouches for its coinbase.

``block_277647.bin`` is the block as it travels; its id vouches for it. ``coins_277647.bin`` has the 670 older
coins that it spends, in the order of spending; the other 62 it makes itself. No id here vouches for what each
coin is worth, so the file is checked by its SHA-256. A test sees that the coins fit: every script names the
key that spends it, and the coinbase takes all the fees to the satoshi. ``signatures_277647.bin`` has a
mark of 8 bytes for each of the 732 signatures: see :func:`mark_of`.

Blocks and coins are facts, which no licence covers; these were collected in btcd's tests (ISC).
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from blockkit import data
from blockkit.block import Block, check_block
from blockkit.data import IDS, real_block
from blockkit.data.first_headers import first_headers
from blockkit.encoding import Reader
from blockkit.errors import Invalid
from blockkit.hashing import to_display
from blockkit.transaction import OutPoint, Transaction
from blockkit.utxo import Coin

COINBASES, BLOCK, COINS, SIGNATURES = (
    Path(data.__file__).with_name(f"{name}.bin")
    for name in ("first_coinbases", "block_277647", "coins_277647", "signatures_277647")
)
HEIGHT = 277_647
LAST = 170  # of the first blocks
MARK = 8  # bytes

# of the two files that no block's id vouches for
SHA256 = {
    COINS.name: "2afa18373d68d1c3823df031fd02d82b4716997b1796396712e1e73cc731bca8",
    SIGNATURES.name: "0c7b3b9581e9880619e08d0afd68b3af3c2b8858236987b660e935738c80b470",
}


# ---- the first blocks ----------------------------------------------------------------------------


@cache
def first_blocks() -> tuple[Block, ...]:
    """Blocks 0 to 170, lowest first; the last one has the first payment ever."""
    return load_first_blocks(COINBASES)


def load_first_blocks(path: Path) -> tuple[Block, ...]:
    """The first blocks, with the coinbases in a file; :class:`Invalid` says that it is damaged."""
    whole = {height: Block.parse(real_block(height).raw) for height in (0, 1, LAST)}
    reader = Reader(_bytes_of(path))
    try:
        bodies = [(Transaction.read(reader),) for _ in range(2, LAST)]
    except Invalid as error:
        raise _damaged(path) from error
    headers = first_headers()
    blocks = (
        whole[0], whole[1],
        *(Block(headers[height], body) for height, body in enumerate(bodies, start=2)),
        whole[LAST],
    )  # fmt: skip
    if reader.peek() or any(block.header != headers[height] for height, block in enumerate(blocks)):
        raise _damaged(path)
    _need_sound(blocks, path)
    return blocks


@cache
def first_coin() -> tuple[OutPoint, Coin]:
    """The coin that the first payment spends: the coinbase of block 9, of 50 bitcoins."""
    (payee,) = first_blocks()[9].transactions
    return payee.outpoints()[0], Coin(payee.outputs[0], 9, True)


def first_spend() -> tuple[Transaction, dict[OutPoint, Coin]]:
    """The first payment ever, in block 170, and the one coin that it spends."""
    return first_blocks()[LAST].transactions[1], dict([first_coin()])


# ---- block 277,647 -------------------------------------------------------------------------------


@cache
def large_block() -> Block:
    """Block 277,647, of December 2013: a coinbase and 212 payments."""
    return load_large_block(BLOCK)


def load_large_block(path: Path) -> Block:
    """The block in a file; :class:`Invalid` says that it is damaged."""
    try:
        block = Block.parse(_bytes_of(path))
    except Invalid as error:
        raise _damaged(path) from error
    if to_display(block.header.hash) != IDS[HEIGHT]:
        raise _damaged(path)
    _need_sound((block,), path)
    return block


def older_coins() -> dict[OutPoint, Coin]:
    """The 670 coins that were there before block 277,647 and that it spends: a new dictionary each time."""
    return dict(_older_coins())


@cache
def _older_coins() -> dict[OutPoint, Coin]:
    return load_coins(COINS)


def load_coins(path: Path) -> dict[OutPoint, Coin]:
    """The coins in a file, by the names that block 277,647 gives them."""
    payments = large_block().transactions[1:]
    own = {outpoint for tx in large_block().transactions for outpoint in tx.outpoints()}
    names = [txin.prevout for tx in payments for txin in tx.inputs if txin.prevout not in own]
    reader = Reader(_verified(path))
    return {name: Coin.read(reader) for name in names}


@cache
def known_signatures() -> frozenset[bytes]:
    """The marks of the 732 signatures of block 277,647, all true."""
    return load_signatures(SIGNATURES)


def load_signatures(path: Path) -> frozenset[bytes]:
    """The marks in a file."""
    data = _verified(path)
    return frozenset(data[at : at + MARK] for at in range(0, len(data), MARK))


def mark_of(key: bytes, digest: bytes, signature: bytes) -> bytes:
    """What names a signature, its key and the 32 bytes that it signs.

    The digest is whoever asks's own: a wrong one has a mark that is in no file.
    """
    return sha256(key + digest + signature).digest()[:MARK]


# ---- reading and verifying -----------------------------------------------------------------------


def _need_sound(blocks: tuple[Block, ...], path: Path) -> None:
    """Each block's transactions are those that its header vouches for."""
    try:
        for block in blocks:
            check_block(block)
    except Invalid as error:
        raise _damaged(path) from error


def _verified(path: Path) -> bytes:
    data = _bytes_of(path)
    if sha256(data).hexdigest() != SHA256[path.name]:
        raise _damaged(path)
    return data


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> Invalid:
    return Invalid("damaged-data-file", f"{path.name} is damaged or missing; install blockkit again")
