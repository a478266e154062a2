"""Merkle trees: one hash for a list of transactions, and short proofs that one of them is in it.

Level by level, neighbours are hashed in pairs until one hash is left, the *root*. A level with an
odd number of hashes pairs the last one with a copy of itself. That copy is the catch: the list
``1 2 3`` and the list ``1 2 3 3`` have the same root (CVE-2012-2459), so a root alone does not fix
the list, and :func:`has_duplicate_subtree` must be asked too.

Source: Bitcoin whitepaper, section 7; Bitcoin Core, ``consensus/merkle.cpp``.
"""

from collections.abc import Sequence

from blockkit.guards import need_bytes, need_int, need_txids
from blockkit.hashing import HASH_SIZE, hash256


def merkle_levels(txids: Sequence[bytes]) -> list[list[bytes]]:
    """All levels of the tree, from the txids (wire order) up to ``[root]``, copies not included.

    Raises ``ValueError`` for an empty list: a block has at least its coinbase.
    """
    level = need_txids(txids)
    levels = [level]
    while len(level) > 1:
        even = level if len(level) % 2 == 0 else [*level, level[-1]]  # who is left alone meets a copy
        level = [hash256(left + right) for left, right in zip(even[::2], even[1::2], strict=True)]
        levels.append(level)
    return levels


def merkle_root(txids: Sequence[bytes]) -> bytes:
    """The root, 32 bytes in wire order, of a list of txids in wire order."""
    return merkle_levels(txids)[-1][0]


def has_duplicate_subtree(txids: Sequence[bytes]) -> bool:
    """True when two *different positions* that are hashed together hold the same hash.

    Such a list has the root of a shorter one. An honest list whose last hash is paired with its own
    copy is not flagged (Core: the ``mutated`` flag of ``ComputeMerkleRoot``).
    """
    leaves = need_txids(txids)
    if len(set(leaves)) == len(leaves):
        return False  # equal nodes have equal leaves below them
    levels = merkle_levels(leaves)[:-1]
    pairs = (pair for level in levels for pair in zip(level[::2], level[1::2], strict=False))
    return any(left == right for left, right in pairs)


def merkle_proof(txids: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes, from the bottom up, that lead from ``txids[index]`` to the root."""
    levels = merkle_levels(txids)
    index = need_int(index, "index", 0, len(levels[0]) - 1)
    proof = []
    for level in levels[:-1]:
        neighbour = min(index ^ 1, len(level) - 1)  # the last one of an odd level is its own
        proof.append(level[neighbour])
        index //= 2
    return proof


def verify_proof(txid: bytes, index: int, count: int, proof: Sequence[bytes], root: bytes) -> bool:
    """True when ``proof`` leads from ``txid``, at ``index`` among ``count`` transactions, to ``root``.

    ``index`` says on which side each hash stands; ``count`` fixes how many there must be, so that a
    node from inside the tree cannot be passed off as a transaction.
    """
    node, root = need_bytes(txid, "txid", HASH_SIZE), need_bytes(root, "root", HASH_SIZE)
    count = need_int(count, "count", 1, 2**32 - 1)
    index = need_int(index, "index", 0, count - 1)
    hashes = [need_bytes(h, f"proof hash {i}", HASH_SIZE) for i, h in enumerate(proof)]
    if len(hashes) != (count - 1).bit_length():
        return False
    for neighbour in hashes:
        if index == count - 1 and index % 2 == 0 and neighbour != node:
            return False  # the last node of an odd level has no neighbour but its copy
        node = hash256(neighbour + node if index % 2 else node + neighbour)
        index, count = index // 2, (count + 1) // 2
    return node == root
