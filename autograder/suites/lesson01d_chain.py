"""Lesson 01d: a block that points back, where a chain is broken, and the bug hunt.

A chain here is a list of JSON blocks; ids and puzzles are worked out by the oracle.
"""

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property
from blockkit.classroom.json_chain import GENESIS, NO_PREVIOUS
from blockkit.classroom.properties import accepts, gives, holds, leaves_alone, rejects, same
from blockkit.classroom.trying.for_checks import call, call_on

Block = dict[str, Any]

PAYMENTS: list[Block] = [
    {"from": "Alice", "to": "张三", "amount": 5},
    {"from": "张三", "to": "Zoë", "amount": 2, "note": "tea, two cups"},
    {"from": "Bob", "to": "Alice", "amount": 2_100_000_000_000_000},
]
TIME = 1231469665


@cache
def _built(length: int) -> tuple[Block, ...]:
    if length == 1:
        return (GENESIS,)
    chain = _built(length - 1)
    block = oracle.new_block(chain, PAYMENTS[: length % 4], TIME + 600 * length)
    return (*chain, oracle.solved(block))


def honest(length: int) -> list[Block]:
    """A valid chain of that length, from GENESIS on; the caller may change it."""
    return deepcopy(list(_built(length)))


def relinked(chain: Sequence[Block], start: int = 1, **keywords: Any) -> list[Block]:
    """The same blocks, each pointing to the one before again, and its puzzle solved again."""
    done = list(chain[:start])
    for block in chain[start:]:
        linked = {**block, "previous_hash": oracle.block_id(done[-1])}
        done.append(oracle.solved(linked, **keywords))
    return done


# ---- E1.12 ---------------------------------------------------------------------------------------


def _follows(new_block: Student, chain: list[Block], payments: list[Block], time: int = TIME) -> None:
    gives(oracle.new_block(chain, payments, time), new_block, chain, payments, time)


@hidden_property("E1.12", "first-block", "the first block of all points to 64 zeros")
def _first(new_block: Student) -> None:
    first = {"index": 0, "time": TIME, "transactions": [], "previous_hash": "0" * 64}
    gives(first, new_block, [], [], TIME)
    gives({**first, "transactions": PAYMENTS}, new_block, [], PAYMENTS, TIME)


@hidden_property("E1.12", "next-block", "the next block points to the id of the last one")
def _points_back(new_block: Student) -> None:
    for length in (1, 2, 3, 5):
        _follows(new_block, honest(length), PAYMENTS[:1])
    without_proof = [oracle.new_block([], PAYMENTS, TIME)]
    _follows(new_block, without_proof, PAYMENTS[:1])
    _follows(new_block, [{**honest(1)[0], "hash": "ab" * 32, "id": "cd" * 32}], PAYMENTS[:1])


@hidden_property("E1.12", "whole-block", "all of the last block counts in its id, the payments too")
def _all_counts(new_block: Student) -> None:
    chain = honest(3)
    changes: tuple[Block, ...] = (
        {"transactions": []},
        {"transactions": [*PAYMENTS, PAYMENTS[0]]},
        {"time": TIME + 1},
        {"proof": 7},
        {"previous_hash": NO_PREVIOUS},
        {"note": "一"},
    )
    for change in changes:
        _follows(new_block, [*chain[:2], {**chain[2], **change}], [])


@hidden_property("E1.12", "index", "the index is the number of blocks before it")
def _index(new_block: Student) -> None:
    for length in (1, 2, 3, 4, 6, 9):
        _follows(new_block, honest(length), [], TIME + length)
    _follows(new_block, [], [])


@hidden_property("E1.12", "time", "the time is the whole number that was handed in")
def _time(new_block: Student) -> None:
    for time in (0, 1, 1231006505, TIME, 2**31, 2**32 - 1):
        _follows(new_block, honest(1), PAYMENTS[:1], time)


@hidden_property("E1.12", "payments", "the payments arrive, all of them and in their order")
def _payments_arrive(new_block: Student) -> None:
    lists: tuple[list[Block], ...] = (PAYMENTS, PAYMENTS[::-1], PAYMENTS[1:2], [], PAYMENTS[:1] * 2, [{}])
    for payments in lists:
        _follows(new_block, honest(2), payments)


@hidden_property("E1.12", "later-changes", "what happens to the caller's list later does not reach the block")
def _own_copy(new_block: Student) -> None:
    def empty(payments: list[Block]) -> None:
        payments.clear()

    def add(payments: list[Block]) -> None:
        payments.append({"from": "Eve", "to": "Eve", "amount": 50})

    def swap(payments: list[Block]) -> None:
        payments[0] = {"from": "Alice", "to": "Eve", "amount": 5}

    for later, length in ((empty, 1), (add, 2), (swap, 3)):
        handed, chain = deepcopy(PAYMENTS[:2]), honest(length)
        expected = oracle.new_block(chain, PAYMENTS[:2], TIME)
        edited = new_block.then(lambda later=later, handed=handed: later(handed))  # type: ignore[misc]
        block = call_on(edited, [chain, handed, TIME])
        holds(same(block, expected), f"after a change to the caller's list the block is {block!r}")


@hidden_property("E1.12", "left-alone", "neither the chain nor the payments are changed")
def _unchanged(new_block: Student) -> None:
    for length, payments in ((1, PAYMENTS), (3, PAYMENTS[:1]), (2, [])):
        chain = honest(length)
        expected = oracle.new_block(chain, payments, TIME)
        leaves_alone(expected, new_block, chain, payments, TIME)
    leaves_alone(oracle.new_block([], PAYMENTS, TIME), new_block, [], PAYMENTS, TIME)


@hidden_property("E1.12", "each-fresh", "a block knows nothing of the block made before it")
def _one_by_one(new_block: Student) -> None:
    for payments in (PAYMENTS[:1], [], PAYMENTS[1:], [], PAYMENTS[:1]):
        _follows(new_block, honest(1), payments)
    expected = oracle.new_block(honest(1), PAYMENTS[:1], TIME)
    another = new_block.then(lambda: call(new_block, honest(2), PAYMENTS, TIME + 9))
    block = call_on(another, [honest(1), PAYMENTS[:1], TIME])
    holds(same(block, expected), f"when the next block was made, this one became {block!r}")


# ---- E1.13 ---------------------------------------------------------------------------------------


def _broken_at(first_broken: Student, expected: int | None, chain: list[Block], tip: str) -> None:
    if oracle.first_broken(chain, tip) != expected:
        raise AssertionError("the suite and its oracle disagree")
    leaves_alone(expected, first_broken, chain, tip)


def _with(chain: Sequence[Block], place: int, **fields: Any) -> list[Block]:
    """The chain with some fields of one block changed, and nothing mended."""
    return [{**block, **fields} if i == place else block for i, block in enumerate(chain)]


def _tip(chain: Sequence[Block]) -> str:
    return oracle.block_id(chain[-1])


@hidden_property("E1.13", "nothing-broken", "a chain that holds has no broken block, however long")
def _all_hold(first_broken: Student) -> None:
    for length in (1, 2, 3, 7):
        chain = honest(length)
        _broken_at(first_broken, None, chain, _tip(chain))
    unmined = [oracle.new_block([], PAYMENTS, 5)]
    unmined.append(oracle.new_block(unmined, [], 4))
    unmined.append(oracle.new_block(unmined, PAYMENTS[:1], 3))
    _broken_at(first_broken, None, unmined, _tip(unmined))
    _broken_at(first_broken, 1, _with(unmined, 1, time=6), _tip(unmined))
    reordered = [dict(reversed(block.items())) for block in honest(3)]
    _broken_at(first_broken, None, reordered, _tip(honest(3)))


@hidden_property("E1.13", "no-blocks", "no blocks at all: none is broken")
def _no_blocks(first_broken: Student) -> None:
    _broken_at(first_broken, None, [], _tip(honest(1)))
    _broken_at(first_broken, None, [], NO_PREVIOUS)
    _broken_at(first_broken, 1, _with(honest(3), 1, time=1), _tip(honest(3)))


@hidden_property("E1.13", "first-block", "the very first block is checked, and its number is 0")
def _very_first(first_broken: Student) -> None:
    chain = honest(4)
    for fields in ({"time": 1231006506}, {"transactions": PAYMENTS}, {"previous_hash": "11" * 32}):
        _broken_at(first_broken, 0, _with(chain, 0, **fields), _tip(chain))
    _broken_at(first_broken, 0, _with(honest(1), 0, proof=1), _tip(honest(1)))
    _broken_at(first_broken, None, chain, _tip(chain))
    _broken_at(first_broken, 1, _with(chain, 1, proof=1), _tip(chain))


@hidden_property("E1.13", "known-tip", "the last block is checked against the id known from elsewhere")
def _last_block(first_broken: Student) -> None:
    for length in (1, 2, 5):
        chain = honest(length)
        last = length - 1
        _broken_at(first_broken, last, _with(chain, last, time=TIME - 1), _tip(chain))
        _broken_at(first_broken, last, chain, _tip(honest(length + 1)))
        _broken_at(first_broken, last, chain, NO_PREVIOUS)
        other_end = "0" if _tip(chain)[-1] != "0" else "1"
        for tip in (_tip(chain)[:-1] + other_end, _tip(chain)[:16], ""):
            _broken_at(first_broken, last, chain, tip)
        _broken_at(first_broken, length, honest(length + 1), _tip(chain))
        _broken_at(first_broken, None, chain, _tip(chain))


@hidden_property("E1.13", "block-itself", "the changed block is named, not the one after it")
def _not_its_child(first_broken: Student) -> None:
    chain = honest(6)
    for place in range(6):
        changed = [*chain[place]["transactions"], {"from": "Bob", "to": "Eve", "amount": 1}]
        _broken_at(first_broken, place, _with(chain, place, transactions=changed), _tip(chain))
    paid = chain[3]["transactions"]
    more = [*paid[:1], {**paid[1], "amount": 20}, *paid[2:]] if len(paid) > 1 else PAYMENTS
    _broken_at(first_broken, 3, _with(chain, 3, transactions=more), _tip(chain))
    _broken_at(first_broken, None, chain, _tip(chain))
    for place in (10, 12, 13):
        _broken_at(first_broken, place, _with(honest(14), place, time=1), _tip(honest(14)))


@hidden_property("E1.13", "first-of-several", "several are broken: the first of them is named")
def _several(first_broken: Student) -> None:
    chain = honest(6)
    for places in ((1, 2), (2, 4), (0, 5), (1, 3, 5), (3, 4, 5)):
        changed = chain
        for place in places:
            changed = _with(changed, place, time=place)
        _broken_at(first_broken, places[0], changed, _tip(chain))
    _broken_at(first_broken, None, chain, _tip(chain))


@hidden_property("E1.13", "written-anew", "history written anew and linked again: only the last id tells")
def _written_anew(first_broken: Student) -> None:
    chain = honest(5)
    for place in (0, 1, 3):
        forged = _with(chain, place, transactions=[{"from": "Bob", "to": "Eve", "amount": 1}])
        for i in range(place + 1, 5):
            forged = _with(forged, i, previous_hash=oracle.block_id(forged[i - 1]))
        _broken_at(first_broken, 4, forged, _tip(chain))
        _broken_at(first_broken, None, forged, _tip(forged))
        some = [*forged[: place + 2], *chain[place + 2 :]]
        _broken_at(first_broken, place + 1 if place < 4 else 4, some, _tip(chain))


@hidden_property("E1.13", "wrong-order", "blocks that changed places, are missing or stand twice")
def _wrong_order(first_broken: Student) -> None:
    a, b, c, d, e = chain = honest(5)
    for expected, blocks in (
        (1, [a, b, d, c, e]),
        (0, [a, c, b, d, e]),
        (0, [a, c, d, e]),
        (2, [a, b, c, e]),
        (3, [a, b, c, d]),
        (1, [a, b, b, c, d, e]),
        (None, [b, c, d, e]),
        (0, [e, d, c, b, a]),
        (3, [a, b, c, d, b, c, d, e]),
        (2, [a, b, c, b]),
    ):
        _broken_at(first_broken, expected, blocks, _tip(chain))


@hidden_property("E1.13", "stored-fields", "a stored hash or position is not believed")
def _not_believed(first_broken: Student) -> None:
    chain = honest(4)
    for place in (0, 2, 3):
        told = oracle.block_id(chain[place])
        for fields in (
            {"transactions": PAYMENTS[2:], "hash": told},
            {"time": 1, "hash": told, "id": told, "block_id": told, "current_hash": told},
            {"index": place + 1},
            {"index": 0 if place else 9},
        ):
            _broken_at(first_broken, place, _with(chain, place, **fields), _tip(chain))
    storing = [{**honest(1)[0], "hash": NO_PREVIOUS}]
    for block in honest(4)[1:]:
        previous = oracle.block_id(storing[-1])
        storing.append({**block, "previous_hash": previous, "hash": "ab" * 32, "index": 7})
    _broken_at(first_broken, None, storing, _tip(storing))
    _broken_at(first_broken, 1, _with(storing, 1, proof=0), _tip(storing))


# ---- E1.14 ---------------------------------------------------------------------------------------


def _yes(valid_chain: Student, *lengths: int) -> None:
    for length in lengths:
        accepts(valid_chain, honest(length))


def _no(valid_chain: Student, *chains: object) -> None:
    for chain in chains:
        rejects(valid_chain, chain)


@hidden_property("E1.14", "honest", "honest chains of every length are valid, and none at all is not")
def _honest_chains(valid_chain: Student) -> None:
    _yes(valid_chain, 1, 2, 3, 4, 8)
    _no(valid_chain, [], [{}])
    leaves_alone(True, valid_chain, honest(5))
    accepts(valid_chain, [dict(reversed(block.items())) for block in honest(3)])


@hidden_property("E1.14", "given-chain", "the chain that is handed in is judged: rubbish, 99 times")
def _rubbish_chain(valid_chain: Student) -> None:
    chain = honest(3)
    _yes(valid_chain, 3)
    _no(valid_chain, [{}] * 99, [{"rubbish": 1}] * 99, [chain[2]] * 99, [GENESIS] * 99)
    _no(valid_chain, [*chain, {}], [*chain, *[{"rubbish": 1}] * 99], [*chain, chain[2]])
    _yes(valid_chain, 2)


@hidden_property("E1.14", "genesis", "a chain begins with GENESIS and with no other block")
def _begins(valid_chain: Student) -> None:
    other = oracle.solved({**GENESIS, "time": GENESIS["time"] + 1})
    changed = {**GENESIS, "transactions": PAYMENTS}
    _no(valid_chain, [other], [changed], [oracle.solved(changed)], [{**GENESIS, "proof": 0}])
    _no(valid_chain, relinked([other, *honest(3)[1:]]), relinked([changed, *honest(3)[1:]]))
    _no(valid_chain, honest(4)[1:], honest(2)[::-1])
    _yes(valid_chain, 1, 3)


@hidden_property(
    "E1.14", "changed-payment", "a changed payment, all links repaired or none: the puzzles are not solved"
)
def _links_mended(valid_chain: Student) -> None:
    chain = honest(4)
    for place in (1, 2, 3):
        for fields in ({"transactions": PAYMENTS[2:]}, {"time": 7}, {"proof": -1}):
            _no(valid_chain, _with(chain, place, **fields))
    for place in (1, 2, 3):
        forged = _with(honest(5), place, transactions=[{"from": "Bob", "to": "Eve", "amount": 1}])
        for i in range(place, 5):
            previous = oracle.block_id(forged[i - 1])
            forged[i] = oracle.unsolved({**forged[i], "previous_hash": previous})
        _no(valid_chain, forged, forged[:-1])
    _yes(valid_chain, 4, 5)


@hidden_property("E1.14", "whole-puzzle", "the puzzle covers the whole block, not two numbers of it")
def _old_puzzle(valid_chain: Student) -> None:
    chain = honest(1)
    for length in (1, 2, 3):
        block = oracle.new_block(chain, PAYMENTS[:length], TIME + length)
        chain.append({**block, "proof": oracle.proof_of_two_proofs(chain[-1]["proof"])})
        _no(valid_chain, chain)
    two_zeros = oracle.solved(oracle.new_block(honest(2), PAYMENTS, TIME), begins="00", but_not="000")
    _no(valid_chain, [*honest(2), two_zeros])
    _no(valid_chain, [*honest(2), _with_zeros_inside(oracle.new_block(honest(2), PAYMENTS, TIME))])
    _yes(valid_chain, 2, 3)


def _with_zeros_inside(block: Block) -> Block:
    """The block with a proof for which the id holds 000, but does not begin with it."""
    tries = ({**block, "proof": number} for number in range(2**20))
    return next(one for one in tries if oracle.block_id(one).find("000") > 0)


@hidden_property(
    "E1.14", "every-link", "every link counts: blocks missing, exchanged, twice, or from another chain"
)
def _links(valid_chain: Student) -> None:
    a, b, c, d = honest(4)
    _no(valid_chain, [a, c], [a, b, d], [a, c, b, d], [a, b, b], [a, b, c, c], [a, a], [a, b, d, c])
    for previous in (NO_PREVIOUS, oracle.block_id(a), None, 0, oracle.block_id(b).upper()):
        _no(valid_chain, [a, b, oracle.solved({**c, "previous_hash": previous})])
    _no(valid_chain, [a, b, *relinked([a, b, {**c, "time": 9}, d], 2)[3:]])
    elsewhere = oracle.solved({**b, "time": 5})
    _no(valid_chain, [a, elsewhere, c, d], [a, b, relinked([a, elsewhere, c], 2)[2]])
    accepts(valid_chain, relinked([a, elsewhere, c, d], 2))
    _yes(valid_chain, 4)


@hidden_property("E1.14", "exact-keys", "a block has exactly the five keys, and a list of payments")
def _five_keys(valid_chain: Student) -> None:
    a, b, c = honest(3)
    for key in ("index", "transactions", "previous_hash", "time"):
        _no(valid_chain, [a, oracle.solved({k: v for k, v in b.items() if k != key})])
    no_proof = {k: v for k, v in b.items() if k != "proof"}
    _no(valid_chain, [a, oracle.solved(no_proof, vary="time")], [a, oracle.solved(no_proof, vary="nonce")])
    for extra in ({"hash": "000"}, {"note": ""}, {"nonce": 5}):
        _no(valid_chain, [a, oracle.solved({**b, **extra})], [a, b, oracle.solved({**c, **extra})])
    nothing: tuple[Any, ...] = (None, {}, "", 0)
    for no_list in nothing:  # the tutorial's clear() stored None
        _no(valid_chain, [a, oracle.solved({**b, "transactions": no_list})])
    _yes(valid_chain, 3)


@hidden_property("E1.14", "whole-numbers", "index is the place; index, time and proof are whole numbers")
def _whole_numbers(valid_chain: Student) -> None:
    a, b, c = honest(3)
    for index in (0, 2, 5, -1, True, "1", None):
        _no(valid_chain, [a, oracle.solved({**b, "index": index})])
    _no(valid_chain, [a, b, oracle.solved({**c, "index": 1})], [a, b, oracle.solved({**c, "index": 3})])
    for time in (True, None, "1231469665", [5], "2009-01-09"):
        _no(valid_chain, [a, oracle.solved({**b, "time": time})])
    for proof in (True, None, "7", [7]):
        _no(valid_chain, [a, oracle.solved({**b, "proof": proof}, vary="time")])
    for floats in ({"index": 1.0}, {"time": float(TIME)}, {"proof": float(b["proof"])}):
        _no(valid_chain, [a, {**b, **floats}])
    _yes(valid_chain, 2, 3)


@hidden_property("E1.14", "no-chain", "what is no chain at all is not valid, and is no error")
def _no_chain(valid_chain: Student) -> None:
    a, b = honest(2)
    _no(valid_chain, None, 0, 7, "", "000", {}, GENESIS, b"000", True)
    _no(valid_chain, [None], ["000"], [[]], [7], [a, None], [a, "000"], [a, 7], [a, []], [a, {}])
    _no(valid_chain, [a, b, None], [a, b, {}], [a, b, "000"])
    _no(valid_chain, [a, {"index": 1}], [a, {5: 6}], [a, {**b, "transactions": [{"amount": 1.5}]}])
    _no(valid_chain, [a, {**b, "transactions": [{5: 1}]}], [a, {**b, "time": float("nan")}], [a, [a, b]])
    _no(valid_chain, [a, {**b, "previous_hash": None}], [a, list(b)], [a, list(b.values())])
    _yes(valid_chain, 2)
