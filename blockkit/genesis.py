"""Block 0, where a chain begins: nobody judges it, it is part of the rules.

Source: Bitcoin Core v28.1, ``CreateGenesisBlock`` in ``kernel/chainparams.cpp``.
"""

from blockkit.block import Block, Header
from blockkit.hashing import to_display
from blockkit.merkle import merkle_root
from blockkit.params import ChainParams
from blockkit.transaction import Transaction

# Satoshi's transaction, 204 bytes. Its input holds the headline of The Times of 3 January 2009.
COINBASE = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d01"
    "04455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f662073"
    "65636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe55482719"
    "67f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a"
    "4c702b6bf11d5fac00000000"
)


def genesis_block(params: ChainParams) -> Block:
    """Block 0 of the chain of ``params``; ``ValueError`` when its id is not ``params.genesis``.

    Chains share Satoshi's transaction, and only the header differs, unless ``params.block_0`` holds a whole
    block of the chain's own.
    """
    block = Block.parse(params.block_0) if params.block_0 else _satoshis_block(params)
    found = to_display(block.header.hash)
    if found != params.genesis:
        raise ValueError(f"block 0 of the {params.name} chain has id {found}, not {params.genesis}")
    txids = [tx.txid for tx in block.transactions]
    if not txids or merkle_root(txids) != block.header.merkle_root:
        raise ValueError(f"block 0 of the {params.name} chain holds other transactions than its header says")
    return block


def _satoshis_block(params: ChainParams) -> Block:
    """The usual transaction below a header with the chain's own time, bits and nonce."""
    coinbase = Transaction.parse(COINBASE)
    header = Header(
        version=1,
        prev_block=bytes(32),
        merkle_root=coinbase.txid,
        time=params.genesis_time,
        bits=params.genesis_bits,
        nonce=params.genesis_nonce,
    )
    return Block(header, (coinbase,))
