"""Chains of JSON blocks, true and changed; ids and puzzles are worked out by the oracle."""

from collections.abc import Iterator, Sequence
from typing import Any

from autograder.suites import oracle
from blockkit.classroom.json_chain import GENESIS, NO_PREVIOUS

Block = dict[str, Any]


PAYMENTS: list[Block] = [
    {"from": "Alice", "to": "张三", "amount": 5},
    {"from": "张三", "to": "Zoë", "amount": 2, "note": "tea, two cups"},
    {"from": "Bob", "to": "Alice", "amount": 2_100_000_000_000_000},
]
TIME = 1231469665


_CHAIN: list[Block] = [GENESIS]


def honest(length: int) -> list[Block]:
    """A valid chain of that length, from GENESIS on; the caller may change it."""
    while len(_CHAIN) < length:
        number = len(_CHAIN) + 1
        payments = {2: PAYMENTS[:2], 3: PAYMENTS[2:]}.get(number, [])
        block = oracle.new_block(_CHAIN, payments, TIME + 600 * number)
        _CHAIN.append(
            oracle.solved(block, but_not="0000")
        )  # three zeros exactly; more are what-is-allowed's matter
    chain = _CHAIN[:length]
    return [{**block, "transactions": [dict(one) for one in block["transactions"]]} for block in chain]


def hundreds(length: int) -> list[Block]:
    """A valid chain of up to 500 blocks without payments: only their proofs are shipped."""
    return oracle.long_chain(GENESIS, oracle.shipped_proofs()[: length - 1])


def relinked(chain: Sequence[Block], start: int = 1, **keywords: Any) -> list[Block]:
    """The same blocks, each pointing to the one before again, and its puzzle solved again."""
    done = list(chain[:start])
    for block in chain[start:]:
        linked = {**block, "previous_hash": oracle.block_id(done[-1])}
        done.append(oracle.solved(linked, **keywords))
    return done


def edited(chain: Sequence[Block], place: int, **fields: Any) -> list[Block]:
    """The chain with some fields of one block changed, and nothing mended."""
    return [{**block, **fields} if i == place else block for i, block in enumerate(chain)]


def tip_of(chain: Sequence[Block]) -> str:
    """The id of its last block."""
    return oracle.block_id(chain[-1])


def one_digit(name: str, at: int) -> str:
    """The id with one digit changed."""
    return name[:at] + ("1" if name[at] != "1" else "2") + name[at + 1 :]


def mended(chain: Sequence[Block], place: int, block: Block) -> list[Block]:
    """The chain with this block at a place; all blocks behind it are linked and mined anew."""
    return relinked([*chain[:place], block, *chain[place + 1 :]], place + 1)


def one_is(chain: Sequence[Block], place: int, **fields: Any) -> list[Block]:
    """The chain in which one block, mined all the same, has other fields; everything behind it fits."""
    return mended(chain, place, oracle.solved({**chain[place], **fields}))


def faulty(chain: Sequence[Block], place: int) -> Iterator[list[Block]]:
    """The chain with one block that breaks one rule, each rule in turn; all behind it is linked and mined."""
    yield one_is(chain, place, note="")
    yield one_is(chain, place, index=place + 1)
    yield one_is(chain, place, time="noon")
    yield one_is(chain, place, transactions=None)
    yield one_is(chain, place, previous_hash=NO_PREVIOUS)
    yield mended(chain, place, oracle.unsolved(chain[place]))
    yield [*chain[:place], {**chain[place], "transactions": [{"amount": 0.5}]}, *chain[place + 1 :]]
