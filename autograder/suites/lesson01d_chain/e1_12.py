"""E1.12: a block that points back."""

from copy import deepcopy
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson01d_chain.shared import PAYMENTS, TIME, Block, honest
from blockkit.classroom.json_chain import NO_PREVIOUS
from blockkit.classroom.properties import Fails, gives, holds, leaves_alone, same
from blockkit.classroom.trying.for_checks import call, call_on
from blockkit.errors import shown


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


# Each field alone: a slip elsewhere in the block does not cost what is right.


def _field(new_block: Student, field: str, *calls: tuple[list[Block], list[Block], int]) -> None:
    for chain, payments, time in calls:
        block = call(new_block, chain, payments, time)
        expected = oracle.new_block(chain, payments, time)[field]
        found = block[field] if isinstance(block, dict) and field in block else "nothing"
        if not same(found, expected):
            raise Fails(f"{field!r} is {shown(found)}, not {shown(expected)}")


@hidden_property("E1.12", "link-alone", "previous_hash, whatever else is in the block", weight=3)
def _link_alone(new_block: Student) -> None:
    chain = honest(3)
    for last in families.each_field_changed(
        chain[2], {"time": 1, "proof": 1, "transactions": [], "index": 7}
    ):
        _field(new_block, "previous_hash", ([*chain[:2], last], PAYMENTS[:1], TIME))
    _field(new_block, "previous_hash", ([], [], TIME), (chain, [], TIME), (chain[:1], PAYMENTS, TIME))


@hidden_property("E1.12", "index-alone", "index, whatever the blocks before say theirs is", weight=2)
def _index_alone(new_block: Student) -> None:
    chain = honest(4)
    _field(new_block, "index", ([], [], TIME), (chain[:1], [], TIME), (chain, PAYMENTS, TIME))
    for said in range(-3, 6):  # by the last block, by the first, by all
        last, first = {**chain[3], "index": said}, {**chain[0], "index": said}
        _field(new_block, "index", ([*chain[:3], last], [], TIME), ([last], [], TIME))
        _field(new_block, "index", ([first, *chain[1:]], [], TIME), ([first, *chain[1:3], last], [], TIME))
    _field(new_block, "index", (chain[:1] * 3, [], TIME), (chain[:1] * 260, [], TIME))


@hidden_property("E1.12", "time-alone", "time, whatever else is in the block", weight=2)
def _time_alone(new_block: Student) -> None:
    for time in (0, 1, TIME, 2**32 - 1):
        _field(new_block, "time", (honest(2), PAYMENTS[:1], time), ([], [], time))


@hidden_property("E1.12", "payments-alone", "transactions, whatever else is in the block", weight=2)
def _payments_alone(new_block: Student) -> None:
    many = [{"from": "Alice", "to": "Bob", "amount": amount} for amount in range(310)]
    for payments in (PAYMENTS, PAYMENTS[:1], many, []):
        _field(new_block, "transactions", (honest(1), payments, TIME))


@hidden_property(
    "E1.12", "real-list", "a dictionary with a list in it, so that the block has an id", weight=2
)
def _kinds(new_block: Student) -> None:
    for chain, payments in (([], []), (honest(2), PAYMENTS), (honest(1), PAYMENTS[:1])):
        expected = oracle.new_block(chain, payments, TIME)
        families.gives_exactly(expected, new_block, chain, payments, TIME)


@hidden_property("E1.12", "empty-list", "an empty list that the caller fills later stays empty in the block")
def _empty_filled_later(new_block: Student) -> None:
    for length in (0, 2):
        handed: list[Block] = []
        chain, expected = honest(length), oracle.new_block(honest(length), [], TIME)
        filled = new_block.then(lambda handed=handed: handed.append(PAYMENTS[0]))  # type: ignore[misc]
        block = call_on(filled, [chain, handed, TIME])
        holds(same(block, expected), f"a later payment got into the block: {block!r}")


@hidden_property("E1.12", "any-payment", "what no rule forbids may be in a payment: 0, None, the same twice")
def _any_payment(new_block: Student) -> None:
    odd: tuple[list[Block], ...] = (
        [{"from": "Alice", "to": "Bob", "amount": 0}],
        [{"amount": -5}, {"amount": False}, {"amount": 2**70}],
        [{"from": None, "to": ""}, {"note": ["a", {"b": []}]}, {"from": "Eve", "to": "Eve", "amount": 1}],
        [PAYMENTS[0]] * 3,
        [{}, {}],
    )
    for payments in odd:
        _follows(new_block, honest(2), payments)


@hidden_property("E1.12", "asked-again", "a chain or a list that has changed since makes another block")
def _block_asked_again(new_block: Student) -> None:
    args: list[Any] = [honest(2), PAYMENTS[:1], TIME]
    changes = (
        lambda chain, payments, time: chain[-1].update(time=1),
        lambda chain, payments, time: payments.append(PAYMENTS[2]),
        lambda chain, payments, time: chain.append(honest(3)[2]),
        lambda chain, payments, time: payments.clear(),
        lambda chain, payments, time: chain[-1]["transactions"].append(PAYMENTS[1]),
        lambda chain, payments, time: chain.clear(),
    )
    families.asked_again(new_block, args, changes, oracle.new_block)


@hidden_property("E1.12", "answers-kept", "two blocks at once, and what the caller does to one of them")
def _blocks_kept(new_block: Student) -> None:
    calls = [[honest(1), PAYMENTS[:1], TIME], [honest(2), [], TIME + 9], [[], PAYMENTS, TIME + 10]]
    families.answers_kept(new_block, calls, oracle.new_block)
    for args in calls:
        families.answer_is_fresh(new_block, args, oracle.new_block)
