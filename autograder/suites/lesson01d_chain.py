"""Lesson 01d: a block that points back, where a chain is broken, and the bug hunt.

A chain here is a list of JSON blocks; ids and puzzles are worked out by the oracle.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from blockkit.classroom.json_chain import GENESIS, NO_PREVIOUS
from blockkit.classroom.properties import accepts, gives, holds, leaves_alone, rejects, same
from blockkit.classroom.trying.for_checks import call, call_on
from blockkit.errors import shown

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
        payments = PAYMENTS[: number % 4] if number < 8 else []
        _CHAIN.append(oracle.solved(oracle.new_block(_CHAIN, payments, TIME + 600 * number)))
    chain = _CHAIN[:length]
    return [{**block, "transactions": [dict(one) for one in block["transactions"]]} for block in chain]


def unmined(length: int) -> list[Block]:
    """Linked blocks without payments; nobody has solved their puzzles."""
    chain: list[Block] = []
    for number in range(length):
        chain.append({**oracle.new_block(chain, [], TIME + number), "proof": number})
    return chain


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


# Each field alone: a slip elsewhere in the block does not cost what is right.


def _field(new_block: Student, field: str, *calls: tuple[list[Block], list[Block], int]) -> None:
    for chain, payments, time in calls:
        block = call(new_block, chain, payments, time)
        expected = oracle.new_block(chain, payments, time)[field]
        found = block[field] if isinstance(block, dict) and field in block else "nothing"
        holds(same(found, expected), f"{field!r} is {shown(found)}, not {shown(expected)}")


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
    for last in families.each_field_changed(chain[3], {"index": 9}):
        _field(new_block, "index", ([*chain[:3], last], [], TIME), ([last], [], TIME))
    _field(new_block, "index", (chain[:1] * 3, [], TIME), (chain[:1] * 300, [], TIME))


@hidden_property("E1.12", "time-alone", "time, whatever else is in the block", weight=2)
def _time_alone(new_block: Student) -> None:
    for time in (0, 1, TIME, 2**32 - 1):
        _field(new_block, "time", (honest(2), PAYMENTS[:1], time), ([], [], time))


@hidden_property("E1.12", "payments-alone", "transactions, whatever else is in the block", weight=2)
def _payments_alone(new_block: Student) -> None:
    many = [{"from": "Alice", "to": "Bob", "amount": amount} for amount in range(300)]
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


@hidden_property(
    "E1.13", "each-field", "one field of one block is changed: the first, the middle, the last", weight=2
)
def _each_field(first_broken: Student) -> None:
    chain = honest(5)
    tip = _tip(chain)
    paid = [{**PAYMENTS[0], "amount": 6}, *PAYMENTS[1:]]
    others = {"index": 9, "time": 0, "proof": -1, "transactions": paid, "note": ""}
    for field in others:
        for place, changed in families.one_fault(chain, lambda block, f=field: {**block, f: others[f]}):  # type: ignore[misc]
            gives(place, first_broken, changed, tip)
    gives(0, first_broken, [{**chain[0], "previous_hash": "11" * 32}, *chain[1:]], tip)
    gives(None, first_broken, chain, tip)


@hidden_property(
    "E1.13", "whole-link", "each digit of a link counts, and of the known id; so do small letters"
)
def _whole_link(first_broken: Student) -> None:
    chain = honest(3)
    tip = _tip(chain)
    for digit in (0, 3, 8, 16, 31, 32, 47, 63):
        link = _one_digit(chain[2]["previous_hash"], digit)
        gives(1, first_broken, _with(chain, 2, previous_hash=link), tip)
        gives(2, first_broken, chain, _one_digit(tip, digit))
    gives(2, first_broken, chain, tip.upper())
    gives(1, first_broken, _with(chain, 2, previous_hash=chain[2]["previous_hash"].upper()), tip)
    gives(None, first_broken, chain, tip)


def _one_digit(name: str, at: int) -> str:
    """The id with one digit changed."""
    return name[:at] + ("1" if name[at] != "1" else "2") + name[at + 1 :]


@hidden_property("E1.13", "long-chain", "hundreds of blocks, to the last one")
def _hundreds(first_broken: Student) -> None:
    chain = unmined(260)
    gives(None, first_broken, chain, _tip(chain))
    for place, changed in families.one_fault(chain, lambda block: {**block, "proof": -1}, (205,)):
        gives(place, first_broken, changed, _tip(chain))


@hidden_property("E1.13", "asked-again", "a chain that has changed since is looked at again")
def _chain_asked_again(first_broken: Student) -> None:
    chain = honest(4)
    changes = (
        lambda chain, tip: chain[2].update(time=5),
        lambda chain, tip: chain[0]["transactions"].append(PAYMENTS[0]),
        lambda chain, tip: chain[0]["transactions"].pop(),
        lambda chain, tip: chain[2].update(time=honest(3)[2]["time"]),
        lambda chain, tip: chain.pop(),
    )
    families.asked_again(first_broken, [chain, _tip(chain)], changes, oracle.first_broken)
    gives(1, first_broken, honest(3)[:2], _tip(honest(3)))


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


@hidden_property("E1.14", "genesis", "a chain begins with GENESIS and with no other block", weight=4)
def _begins(valid_chain: Student) -> None:
    other = oracle.solved({**GENESIS, "time": GENESIS["time"] + 1})
    changed = {**GENESIS, "transactions": PAYMENTS}
    _no(valid_chain, [other], [changed], [oracle.solved(changed)], [{**GENESIS, "proof": 0}])
    _no(valid_chain, relinked([other, *honest(3)[1:]]), relinked([changed, *honest(3)[1:]]))
    _no(valid_chain, honest(4)[1:], honest(2)[::-1])
    _yes(valid_chain, 1, 3)


@hidden_property(
    "E1.14",
    "changed-payment",
    "a changed payment, all links repaired or none: the puzzles are not solved",
    weight=2,
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


@hidden_property(
    "E1.14", "whole-puzzle", "the puzzle covers the whole block, not two numbers of it", weight=2
)
def _old_puzzle(valid_chain: Student) -> None:
    chain = honest(1)
    for length in (1, 2, 3):
        block = oracle.new_block(chain, PAYMENTS[:length], TIME + length)
        chain.append({**block, "proof": oracle.proof_of_two_proofs(chain[-1]["proof"])})
        _no(valid_chain, chain)
    two_zeros = oracle.solved(oracle.new_block(honest(2), PAYMENTS, TIME), begins="00", but_not="000")
    _no(valid_chain, [*honest(2), two_zeros])
    _no(
        valid_chain,
        [
            *honest(2),
            oracle.solved(
                oracle.new_block(honest(2), PAYMENTS, TIME), begins="", but_not="000", inside="000"
            ),
        ],
    )
    _yes(valid_chain, 2, 3)


@hidden_property(
    "E1.14",
    "every-link",
    "every link counts: blocks missing, exchanged, twice, or from another chain",
    weight=6,
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


@hidden_property("E1.14", "no-chain", "what is no chain at all is not valid, and is no error", weight=2)
def _no_chain(valid_chain: Student) -> None:
    a, b = honest(2)
    _no(valid_chain, None, 0, 7, "", "000", {}, GENESIS, b"000", True)
    _no(valid_chain, [None], ["000"], [[]], [7], [a, None], [a, "000"], [a, 7], [a, []], [a, {}])
    _no(valid_chain, [a, b, None], [a, b, {}], [a, b, "000"])
    _no(valid_chain, [a, {"index": 1}], [a, {5: 6}], [a, {**b, "transactions": [{"amount": 1.5}]}])
    _no(valid_chain, [a, {**b, "transactions": [{5: 1}]}], [a, {**b, "time": float("nan")}], [a, [a, b]])
    _no(valid_chain, [a, {**b, "previous_hash": None}], [a, list(b)], [a, list(b.values())])
    _yes(valid_chain, 2)


# Each of the seven rules alone. A solution without one of them loses what this rule is worth, and the three
# properties after these, in which only one block of a chain breaks one rule.


def _mended(chain: Sequence[Block], place: int, block: Block) -> list[Block]:
    """The chain with this block at a place; all blocks behind it are linked and mined anew."""
    return relinked([*chain[:place], block, *chain[place + 1 :]], place + 1)


def _one_is(chain: Sequence[Block], place: int, **fields: Any) -> list[Block]:
    """The chain in which one block, mined all the same, has other fields; everything behind it fits."""
    return _mended(chain, place, oracle.solved({**chain[place], **fields}))


@hidden_property(
    "E1.14", "genesis-fields", "each field of GENESIS counts, and no field is missing or new", weight=4
)
def _each_field_of_genesis(valid_chain: Student) -> None:
    others: Block = {"index": 1, "time": 0, "transactions": PAYMENTS[:1], "previous_hash": "11" * 32}
    first = [oracle.solved(block) for block in families.each_field_changed(GENESIS, others)]
    first += [block for block in families.each_field_missing(GENESIS) if "proof" in block]
    for more in families.each_field_added(GENESIS):
        first += [more, oracle.solved(more)]
    first.append(oracle.solved(GENESIS, but_not=oracle.block_id(GENESIS)))  # another proof does it too
    for block in first:
        _no(valid_chain, [block], relinked([block, honest(2)[1]]))
    _yes(valid_chain, 1, 2)


@hidden_property(
    "E1.14", "each-key", "rule 2: each key is missing, has another name, or is one too many", weight=2
)
def _each_key(valid_chain: Student) -> None:
    a, b, c = honest(3)
    names = {"index": "Index", "time": "timestamp", "transactions": "payments", "previous_hash": "prev_hash"}
    for old, new in names.items():
        renamed = {names.get(key, key) if key == old else key: b[key] for key in b}
        _no(valid_chain, [a, oracle.solved(renamed)], [a, {**renamed, new: b[old], "proof": b["proof"]}])
    _no(valid_chain, [a, oracle.solved({"nonce" if key == "proof" else key: b[key] for key in b}, "nonce")])
    for more in families.each_field_added(c):
        _no(valid_chain, [a, b, oracle.solved(more)])
    _no(valid_chain, [a, {**b, 5: 1}], [a, {**b, None: 1}], [a, dict.fromkeys("abcde", 0)])
    _yes(valid_chain, 2, 3)


@hidden_property("E1.14", "place", "rule 3: the index is the place in the chain", weight=5)
def _place_alone(valid_chain: Student) -> None:
    chain = honest(4)
    for place, wrong in ((1, (0, 2, -1)), (2, (1, 3)), (3, (0, 2, 4))):
        for index in wrong:
            _no(valid_chain, _one_is(chain, place, index=index))
    _yes(valid_chain, 3, 4)


@hidden_property("E1.14", "int-kinds", "rule 4: neither True nor a text nor None is a whole number")
def _kinds_of_numbers(valid_chain: Student) -> None:
    a, b, c = honest(3)
    no_numbers: tuple[Any, ...] = (True, False, "7", None, [7], {})
    for no_number in no_numbers:
        _no(valid_chain, [a, b, oracle.solved({**c, "time": no_number})])
        _no(valid_chain, [a, b, oracle.solved({**c, "proof": no_number}, vary="time")])
    _no(valid_chain, [a, oracle.solved({**b, "index": True})])
    _no(valid_chain, [a, {**b, "proof": 2.0}], [a, {**b, "time": 2.0}], [a, {**b, "index": 1.0}])
    _yes(valid_chain, 2, 3)


@hidden_property("E1.14", "payments-list", "rule 5: transactions is a list, and no tuple, text or dictionary")
def _a_list_of_payments(valid_chain: Student) -> None:
    a, b, c = honest(3)
    for no_list in (None, {}, "", 0, "[]", {"0": PAYMENTS[0]}, True):
        _no(valid_chain, [a, b, oracle.solved({**c, "transactions": no_list})])
    _no(valid_chain, [a, {**b, "transactions": tuple(b["transactions"])}])  # the same JSON as the list
    _yes(valid_chain, 2, 3)


@hidden_property(
    "E1.14", "each-link", "rule 6: one link does not fit, wherever it is, in one digit or all", weight=12
)
def _each_link(valid_chain: Student) -> None:
    chain = honest(5)
    for place in (1, 2, 4):
        _no(valid_chain, _one_is(chain, place, previous_hash=NO_PREVIOUS))
    for place in (2, 3):
        _no(valid_chain, _one_is(chain, place, previous_hash=chain[place - 1]["previous_hash"]))
    for digit in (0, 2, 3, 8, 16, 31, 32, 40, 63):
        link = _one_digit(chain[2]["previous_hash"], digit)
        _no(valid_chain, [*chain[:2], oracle.solved({**chain[2], "previous_hash": link})])
    for link in (chain[1]["previous_hash"].upper(), chain[1]["previous_hash"][:63], ""):
        _no(valid_chain, _one_is(chain[:3], 1, previous_hash=link))
    _yes(valid_chain, 3, 5)


@hidden_property(
    "E1.14", "each-puzzle", "rule 7: one block is not mined, and the blocks behind it are", weight=8
)
def _each_puzzle(valid_chain: Student) -> None:
    chain = honest(5)
    for place in (1, 2, 3, 4):
        _no(valid_chain, _mended(chain, place, oracle.unsolved(chain[place])))
    for place, begins, but_not in ((1, "00", "000"), (2, "0", "00"), (3, "00", "000"), (4, "00", "000")):
        _no(valid_chain, _mended(chain, place, oracle.solved(chain[place], "proof", begins, but_not)))
    _yes(valid_chain, 4, 5)


# Only one block breaks one rule, and all behind it is linked and mined: every rule, once at each place.


def _faulty(chain: Sequence[Block], place: int) -> Iterator[list[Block]]:
    yield _one_is(chain, place, note="")
    yield _one_is(chain, place, index=place + 1)
    yield _one_is(chain, place, time="noon")
    yield _one_is(chain, place, transactions=None)
    yield _one_is(chain, place, previous_hash=NO_PREVIOUS)
    yield _mended(chain, place, oracle.unsolved(chain[place]))
    yield [*chain[:place], {**chain[place], "transactions": [{"amount": 0.5}]}, *chain[place + 1 :]]


@hidden_property("E1.14", "fault-early", "only block 0 or block 1 breaks a rule: each rule once", weight=6)
def _fault_early(valid_chain: Student) -> None:
    chain = honest(4)
    _no(valid_chain, relinked([oracle.solved({**GENESIS, "time": 0}), *chain[1:]]), *_faulty(chain, 1))
    _yes(valid_chain, 2, 4)


@hidden_property(
    "E1.14", "fault-middle", "only a block in the middle breaks a rule: each rule once", weight=6
)
def _fault_middle(valid_chain: Student) -> None:
    _no(valid_chain, *_faulty(honest(7), 4))
    _yes(valid_chain, 4, 7)


@hidden_property("E1.14", "fault-late", "only the last block breaks a rule: each rule once", weight=6)
def _fault_late(valid_chain: Student) -> None:
    _no(valid_chain, *_faulty(honest(6), 5))
    _yes(valid_chain, 5, 6)


# ---- and beyond the rules


@hidden_property("E1.14", "long-chain", "hundreds of blocks, to the last link and the last puzzle", weight=2)
def _long_chain(valid_chain: Student) -> None:
    chain = honest(210)
    accepts(valid_chain, chain)
    rejects(valid_chain, [*chain[:120], oracle.unsolved(chain[120])])


@hidden_property(
    "E1.14", "what-is-allowed", "what no rule forbids is valid: any time, any proof, any payments"
)
def _allowed(valid_chain: Student) -> None:
    a, b, c = honest(3)
    for time in (0, -1, 2**40):
        families.allowed(valid_chain, [[a, b, oracle.solved({**c, "time": time})]])
    for proof in (0, -1, 2**70):
        families.allowed(valid_chain, [[a, b, oracle.solved({**c, "proof": proof}, vary="time")]])
    odd: tuple[list[Any], ...] = (
        [],
        [{}],
        [{"from": "Nobody", "to": "Nobody", "amount": -1}],
        [1, "text", None, True, [["deep"]], {"": {}}],
        [PAYMENTS[0]] * 3,
        [{"amount": 2**80, "note": '\u2028 \x00 "'}],
    )
    for payments in odd:
        families.allowed(valid_chain, [[a, oracle.solved({**b, "transactions": payments})]])
    families.allowed(valid_chain, [[a, b, oracle.solved(c, begins="0000")]])  # more zeros than needed
    _no(valid_chain, [a, b, c, c])


@hidden_property(
    "E1.14", "inside-itself", "a list or a dictionary inside itself is not valid, and no error", weight=3
)
def _inside_itself(valid_chain: Student) -> None:
    a, b = honest(2)
    endless: list[Any] = []
    endless.append(endless)
    _no(valid_chain, [a, {**b, "transactions": endless}])
    round_and_round: Block = {}
    round_and_round["again"] = round_and_round
    _no(valid_chain, [a, {**b, "transactions": [round_and_round]}])
    block = {**b, "transactions": []}
    block["transactions"].append(block)
    _no(valid_chain, [a, block])
    _yes(valid_chain, 1, 2)


@hidden_property("E1.14", "no-error", "a block that has no id is not valid, and is no error", weight=4)
def _no_error(valid_chain: Student) -> None:
    a, b, c = honest(3)
    for value in (0.5, 2.0, (1, 2), b"000", "\ud800"):
        _no(valid_chain, [a, {**b, "transactions": [{"amount": value}]}, c])
        _no(valid_chain, [a, {**b, "previous_hash": value}])
    _no(valid_chain, [a, {**b, "transactions": [[{"amount": 0.5}]]}], [a, {**b, "transactions": [{1: 1}]}])
    _no(valid_chain, [a, b, [c]], [a, (b,)], [a, b, 5.0], [a, b, b"000"], [a, "000" * 5], [a, 0])
    _yes(valid_chain, 2, 3)


@hidden_property("E1.14", "asked-again", "a chain that has changed since is judged again", weight=2)
def _judged_again(valid_chain: Student) -> None:
    chain = honest(5)
    elsewhere = _one_is(chain[:3], 2, previous_hash=NO_PREVIOUS)[2]

    def swap(place: int, block: Block) -> Any:
        return lambda chain: chain.__setitem__(place, block)

    changes = [
        lambda chain: chain[2]["transactions"].append(PAYMENTS[0]),
        lambda chain: chain[2]["transactions"].pop(),
        lambda chain: chain.__delitem__(slice(3, None)),
        swap(2, elsewhere),
        swap(2, _one_is(chain[:3], 2, index=3)[2]),
        swap(2, chain[2]),
        swap(0, {**GENESIS, "time": 0}),
    ]
    for change in ("time", "proof"):
        _no(valid_chain, [*honest(2), {**honest(3)[2], change: 1}])
    families.asked_again(valid_chain, [honest(5)], changes, lambda chain: oracle.valid_chain(chain, GENESIS))


@hidden_property("E1.14", "real-list", "rule 1: a chain is a list; the same blocks in a tuple are none")
def _a_real_list(valid_chain: Student) -> None:
    a, b, c = honest(3)
    _no(valid_chain, (a, b, c), (a,), (), {0: a, 1: b}, {"chain": [a, b]}, a, [[a, b, c]], [(a, b)])
    _yes(valid_chain, 1, 3)


@hidden_property("E1.14", "an-answer", "it always answers: None is no answer")
def _an_answer(valid_chain: Student) -> None:
    chain = honest(3)
    families.never_none(valid_chain, [[chain], [chain[:1]]], [[[]], [None], [chain[1:]], [[chain[0], None]]])
    families.never_none(valid_chain, [], [[list(wrong)] for wrong in _faulty(chain, 2)])
