"""What a block says about its witnesses, since 2017.

The Merkle root in the header fixes the ids of the transactions, in which witnesses have no part. So an output
of the coinbase holds a second root, over the hashes of all bytes: the *commitment*. What breaks it marks no
block, for somebody may have spoilt the witnesses on their way.

Source: Bitcoin Core v28.1, ``CheckWitnessMalleation`` in ``validation.cpp`` and ``GetWitnessCommitmentIndex``
in ``consensus/validation.h``; BIP 141.
"""

from collections.abc import Callable, Sequence

from blockkit.block import Block
from blockkit.errors import Invalid
from blockkit.hashing import HASH_SIZE, hash256, to_display
from blockkit.merkle import merkle_root
from blockkit.transaction import Transaction

MARK = bytes.fromhex("6a24aa21a9ed")  # OP_RETURN, a push of 36 bytes, and the first four of them
SIZE = len(MARK) + HASH_SIZE  # at least, of the script
RESERVED = bytes(HASH_SIZE)  # the coinbase's witness as we make it; free for later rules

MerkleRoot = Callable[[Sequence[bytes]], bytes]


def check_commitment(block: Block, in_force: bool, merkle_root: MerkleRoot = merkle_root) -> None:
    """Are these the witnesses that the coinbase commits to? Raises :class:`Invalid`.

    ``in_force``: are there witnesses at the block's height? Where nothing commits to them, there may be none.
    """
    coinbase = block.transactions[0]
    said = commitment_in(coinbase) if in_force else None
    if said is None:
        for tx in block.transactions:
            if tx.witnesses:
                raise Invalid("unexpected-witness", f"nothing commits to that of {to_display(tx.txid)}")
        return
    items = coinbase.witness(0)
    if len(items) != 1 or len(items[0]) != HASH_SIZE:
        got = f"{len(items)}, with {sum(map(len, items))} bytes"
        raise Invalid("bad-witness-nonce-size", expected=f"one item of {HASH_SIZE} bytes", got=got)
    found = commitment_to(block.transactions, items[0], merkle_root)
    if found != said:
        raise Invalid("bad-witness-merkle-match", expected=said.hex(), got=found.hex())


def commitment_index(coinbase: Transaction) -> int | None:
    """Which output commits: the last that has 32 bytes behind the mark; what follows them is free."""
    scripts = [output.script_pubkey for output in coinbase.outputs]
    found = [i for i, script in enumerate(scripts) if script.startswith(MARK) and len(script) >= SIZE]
    return found[-1] if found else None


def commitment_in(coinbase: Transaction) -> bytes | None:
    """The 32 bytes that :func:`commitment_index` finds."""
    index = commitment_index(coinbase)
    return None if index is None else coinbase.outputs[index].script_pubkey[len(MARK) : SIZE]


def commitment_to(
    transactions: Sequence[Transaction], reserved: bytes = RESERVED, merkle_root: MerkleRoot = merkle_root
) -> bytes:
    """What the coinbase must say. It counts as zeros itself; ``reserved`` is the one item of its witness."""
    wtxids = [bytes(HASH_SIZE), *(tx.wtxid for tx in transactions[1:])]
    return hash256(merkle_root(wtxids) + reserved)
