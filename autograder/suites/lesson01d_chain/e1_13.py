"""E1.13: where a chain is broken."""

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson01d_chain.shared import (
    PAYMENTS,
    TIME,
    Block,
    edited,
    honest,
    hundreds,
    one_digit,
    tip_of,
)
from blockkit.classroom.json_chain import NO_PREVIOUS
from blockkit.classroom.properties import gives, leaves_alone


def _broken_at(first_broken: Student, expected: int | None, chain: list[Block], tip: str) -> None:
    if oracle.first_broken(chain, tip) != expected:
        raise AssertionError("the suite and its oracle disagree")
    leaves_alone(expected, first_broken, chain, tip)


@hidden_property("E1.13", "nothing-broken", "a chain that holds has no broken block, however long")
def _all_hold(first_broken: Student) -> None:
    for length in (1, 2, 3, 7):
        chain = honest(length)
        _broken_at(first_broken, None, chain, tip_of(chain))
    unmined = [oracle.new_block([], PAYMENTS, 5)]
    unmined.append(oracle.new_block(unmined, [], 4))
    unmined.append(oracle.new_block(unmined, PAYMENTS[:1], 3))
    _broken_at(first_broken, None, unmined, tip_of(unmined))
    _broken_at(first_broken, 1, edited(unmined, 1, time=6), tip_of(unmined))
    reordered = [dict(reversed(block.items())) for block in honest(3)]
    _broken_at(first_broken, None, reordered, tip_of(honest(3)))


@hidden_property("E1.13", "no-blocks", "no blocks at all: none is broken")
def _no_blocks(first_broken: Student) -> None:
    _broken_at(first_broken, None, [], tip_of(honest(1)))
    _broken_at(first_broken, None, [], NO_PREVIOUS)
    _broken_at(first_broken, 1, edited(honest(3), 1, time=1), tip_of(honest(3)))


@hidden_property("E1.13", "first-block", "the very first block is checked, and its number is 0")
def _very_first(first_broken: Student) -> None:
    chain = honest(4)
    for fields in ({"time": 1231006506}, {"transactions": PAYMENTS}, {"previous_hash": "11" * 32}):
        _broken_at(first_broken, 0, edited(chain, 0, **fields), tip_of(chain))
    _broken_at(first_broken, 0, edited(honest(1), 0, proof=1), tip_of(honest(1)))
    _broken_at(first_broken, None, chain, tip_of(chain))
    _broken_at(first_broken, 1, edited(chain, 1, proof=1), tip_of(chain))


@hidden_property("E1.13", "known-tip", "the last block is checked against the id known from elsewhere")
def _last_block(first_broken: Student) -> None:
    for length in (1, 2, 4):
        chain = honest(length)
        last, tip = length - 1, tip_of(chain)
        _broken_at(first_broken, last, edited(chain, last, time=TIME - 1), tip)
        _broken_at(first_broken, last, chain, tip_of(honest(length + 1)))
        _broken_at(first_broken, length, honest(length + 1), tip)
        _broken_at(first_broken, None, chain, tip)
    for other in (NO_PREVIOUS, one_digit(tip, 63), tip[:16], ""):
        _broken_at(first_broken, last, chain, other)


@hidden_property("E1.13", "block-itself", "the changed block is named, not the one after it")
def _not_its_child(first_broken: Student) -> None:
    chain = honest(4)
    for place in range(4):
        changed = [*chain[place]["transactions"], {"from": "Bob", "to": "Eve", "amount": 1}]
        _broken_at(first_broken, place, edited(chain, place, transactions=changed), tip_of(chain))
    paid = chain[3]["transactions"]
    more = [*paid[:1], {**paid[1], "amount": 20}, *paid[2:]] if len(paid) > 1 else PAYMENTS
    _broken_at(first_broken, 3, edited(chain, 3, transactions=more), tip_of(chain))
    _broken_at(first_broken, None, chain, tip_of(chain))
    longer = honest(14)
    for place in (10, 13):
        _broken_at(first_broken, place, edited(longer, place, time=1), tip_of(longer))


@hidden_property("E1.13", "first-of-several", "several are broken: the first of them is named")
def _several(first_broken: Student) -> None:
    chain = honest(6)
    for places in ((1, 2), (2, 4), (0, 5), (1, 3, 5), (3, 4, 5)):
        changed = chain
        for place in places:
            changed = edited(changed, place, time=place)
        _broken_at(first_broken, places[0], changed, tip_of(chain))
    _broken_at(first_broken, None, chain, tip_of(chain))


@hidden_property("E1.13", "written-anew", "history written anew and linked again: only the last id tells")
def _written_anew(first_broken: Student) -> None:
    chain = honest(5)
    for place in (0, 1, 3):
        forged = edited(chain, place, transactions=[{"from": "Bob", "to": "Eve", "amount": 1}])
        for i in range(place + 1, 5):
            forged = edited(forged, i, previous_hash=oracle.block_id(forged[i - 1]))
        _broken_at(first_broken, 4, forged, tip_of(chain))
        _broken_at(first_broken, None, forged, tip_of(forged))
        some = [*forged[: place + 2], *chain[place + 2 :]]
        _broken_at(first_broken, place + 1 if place < 4 else 4, some, tip_of(chain))


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
        _broken_at(first_broken, expected, blocks, tip_of(chain))


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
            _broken_at(first_broken, place, edited(chain, place, **fields), tip_of(chain))
    storing = [{**honest(1)[0], "hash": NO_PREVIOUS}]
    for block in honest(4)[1:]:
        previous = oracle.block_id(storing[-1])
        storing.append({**block, "previous_hash": previous, "hash": "ab" * 32, "index": 7})
    _broken_at(first_broken, None, storing, tip_of(storing))
    _broken_at(first_broken, 1, edited(storing, 1, proof=0), tip_of(storing))


@hidden_property(
    "E1.13", "each-field", "one field of one block is changed: the first, the middle, the last", weight=2
)
def _each_field(first_broken: Student) -> None:
    chain = honest(3)
    tip = tip_of(chain)
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
    tip = tip_of(chain)
    for digit in (0, 8, 31, 47, 63):
        link = one_digit(chain[2]["previous_hash"], digit)
        gives(1, first_broken, edited(chain, 2, previous_hash=link), tip)
        gives(2, first_broken, chain, one_digit(tip, digit))
    gives(2, first_broken, chain, tip.upper())
    gives(1, first_broken, edited(chain, 2, previous_hash=chain[2]["previous_hash"].upper()), tip)
    gives(None, first_broken, chain, tip)


@hidden_property("E1.13", "long-chain", "hundreds of blocks, to the last one")
def _hundreds(first_broken: Student) -> None:
    chain = hundreds(490)
    for place in (3, 485):  # who begins at the end comes to 3 last
        gives(place, first_broken, edited(chain, place, proof=-1), tip_of(chain))
    gives(None, first_broken, chain[:300], chain[300]["previous_hash"])


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
    families.asked_again(first_broken, [chain, tip_of(chain)], changes, oracle.first_broken)
    gives(1, first_broken, honest(3)[:2], tip_of(honest(3)))
