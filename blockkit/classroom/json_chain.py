"""The chain of lesson 01d: blocks as JSON, linked by the hash of the block before.

Toy rule: a block here is a dictionary, its id is ``hash256`` of its canonical JSON, as hex text.
Bitcoin hashes an 80-byte header instead (:mod:`blockkit.block`).
"""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.hashing import hash256

Block = dict[str, Any]

NO_PREVIOUS = "00" * 32  # what the first block of a chain points to
COMPACT = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
EXACT = (str, int, bool, type(None))  # what has one spelling
PUZZLE_PREFIX = "000"  # a mined id begins so: 1 hash in 4,096 does (toy rule)


def canonical(obj: dict[str, Any]) -> bytes:
    """The one encoding of a JSON object: keys sorted, no blanks, UTF-8.

    Text keys and text, whole numbers, true, false, null, lists and objects inside. A float raises
    ``ValueError`` (2 and 2.0 are the same number with two spellings), a key that is no text too.
    """
    if not isinstance(obj, dict):
        raise TypeError(f"canonical needs a dictionary, got {type(obj).__name__} {shown(obj)}")
    _only_exact_values(obj)
    return COMPACT.encode(obj).encode("utf-8")


def _only_exact_values(value: object) -> None:
    """Refuse what has no single JSON spelling, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"a key must be text, got {type(key).__name__} {shown(key)}")
            if type(inner) not in EXACT:  # most are: a call for each would take as long as all the rest
                _only_exact_values(inner)
    elif isinstance(value, list):
        for inner in value:
            if type(inner) not in EXACT:
                _only_exact_values(inner)
    elif value is not None and not isinstance(value, (str, int)):  # bool is an int
        raise ValueError(
            f"{shown(value)} ({type(value).__name__}) has no single JSON spelling; "
            "use text, whole numbers, lists and dictionaries"
        )


def block_id(block: Block) -> str:
    """A block's name: 64 hex digits, ``hash256`` of its canonical JSON."""
    return hash256(canonical(block)).hex()


def new_block(chain: Sequence[Block], transactions: Sequence[dict[str, Any]], time: int) -> Block:
    """The block that would follow ``chain``; changes neither the chain nor the transactions.

    ``time`` is in whole seconds. The transactions are copied, so that nobody who keeps the list can
    change history through it.
    """
    copied = json.loads(canonical({"transactions": list(transactions)}))["transactions"]
    return {
        "index": len(chain),
        "time": need_int(time, "time", 0, 2**32 - 1),
        "transactions": copied,
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }


def first_broken(chain: Sequence[Block], tip_id: str) -> int | None:
    """The position of the first block that is not what the next one vouches for, or ``None``.

    Each block is vouched for by the ``previous_hash`` of the block after it; nobody comes after the
    last one, so its id, ``tip_id``, must be known from elsewhere.
    """
    vouched = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for position, block in enumerate(chain):
        if block_id(block) != vouched[position]:
            return position
    return None


def mined(block: Block) -> Block:
    """A copy of ``block`` with the smallest ``proof`` that makes its id begin with ``000``."""
    for proof in range(2**20):  # 1 try in 4,096 succeeds: this many practically always do
        candidate = {**block, "proof": proof}
        if block_id(candidate).startswith(PUZZLE_PREFIX):
            return candidate
    raise ValueError("no proof below 2**20 solves this block; change its time by one second")


# The first two blocks of every chain here, as ``mined`` finds them; their times are those of Bitcoin's.
GENESIS: Block = {
    "index": 0, "time": 1231006505, "transactions": [], "previous_hash": NO_PREVIOUS, "proof": 445,
}  # fmt: skip
SECOND: Block = {
    "index": 1, "time": 1231469665, "transactions": [], "previous_hash": block_id(GENESIS), "proof": 2312,
}  # fmt: skip


def valid_chain(chain: Sequence[Block]) -> bool:
    """True when every block is mined, in place, and linked to the one before, from ``GENESIS`` on.

    The puzzle covers the *whole* block. Anything that is no list of such blocks is ``False``: what a
    stranger sends must never stop the one who checks it.
    """
    if not isinstance(chain, list) or not chain or not _is_genesis(chain[0]):
        return False
    return all(
        _extends(before, block, index) for index, (before, block) in enumerate(pairwise(chain), start=1)
    )


def _is_genesis(block: object) -> bool:
    """The same bytes as ``GENESIS``; to compare dictionaries is not enough, since 1.0 == 1 == True."""
    try:
        return isinstance(block, dict) and canonical(block) == canonical(GENESIS)
    except (TypeError, ValueError, RecursionError):
        return False


def _extends(before: Block, block: object, index: int) -> bool:
    """Does ``block`` follow ``before`` by the rules, as number ``index``?"""
    if not isinstance(block, dict) or block.keys() != GENESIS.keys():
        return False
    whole_numbers = all(type(block[key]) is int for key in ("index", "time", "proof"))
    if not whole_numbers or not isinstance(block["transactions"], list):
        return False
    try:
        name = block_id(block)
    except (TypeError, ValueError, RecursionError):
        return False
    return (
        block["index"] == index
        and block["previous_hash"] == block_id(before)
        and name.startswith(PUZZLE_PREFIX)
    )
