"""E1.14, each of the seven rules by itself."""

from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson01d_chain.e1_14 import no, yes
from autograder.suites.lesson01d_chain.shared import (
    PAYMENTS,
    Block,
    faulty,
    honest,
    mended,
    one_digit,
    one_is,
    relinked,
)
from blockkit.classroom.json_chain import GENESIS, NO_PREVIOUS

# Each of the seven rules alone. A solution without one of them loses what this rule is worth, and the three
# properties after these, in which only one block of a chain breaks one rule.


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
        no(valid_chain, relinked([block, honest(2)[1]]))
    no(valid_chain, first[:1], first[-1:])
    yes(valid_chain, 1, 2)


@hidden_property(
    "E1.14", "each-key", "rule 2: each key is missing, has another name, or is one too many", weight=2
)
def _each_key(valid_chain: Student) -> None:
    a, b, c = honest(3)
    names = {"index": "Index", "time": "timestamp", "transactions": "payments", "previous_hash": "prev_hash"}
    for old, new in names.items():
        renamed = {names.get(key, key) if key == old else key: b[key] for key in b}
        no(valid_chain, [a, oracle.solved(renamed)], [a, {**renamed, new: b[old], "proof": b["proof"]}])
    no(valid_chain, [a, oracle.solved({"nonce" if key == "proof" else key: b[key] for key in b}, "nonce")])
    for more in families.each_field_added(c):
        no(valid_chain, [a, b, oracle.solved(more)])
    no(valid_chain, [a, {**b, 5: 1}], [a, {**b, None: 1}], [a, dict.fromkeys("abcde", 0)])
    yes(valid_chain, 2)


@hidden_property("E1.14", "place", "rule 3: the index is the place in the chain", weight=5)
def _place_alone(valid_chain: Student) -> None:
    chain = honest(4)
    for place, wrong in ((1, (0, 2, -1)), (2, (1, 3)), (3, (2,))):
        for index in wrong:
            no(valid_chain, one_is(chain, place, index=index))
    yes(valid_chain, 3)


@hidden_property("E1.14", "int-kinds", "rule 4: neither True nor a text nor None is a whole number")
def _kinds_of_numbers(valid_chain: Student) -> None:
    a, b, c = honest(3)
    no_numbers: tuple[Any, ...] = (False, "7", None)
    for no_number in no_numbers:
        no(valid_chain, [a, b, oracle.solved({**c, "time": no_number})])
        no(valid_chain, [a, b, oracle.solved({**c, "proof": no_number}, vary="time")])
    no(valid_chain, [a, b, oracle.solved({**c, "proof": [7]}, vary="time")])
    no(valid_chain, [a, oracle.solved({**b, "index": True})])
    no(valid_chain, [a, {**b, "proof": 2.0}], [a, {**b, "time": 2.0}], [a, {**b, "index": 1.0}])
    yes(valid_chain, 3)


@hidden_property("E1.14", "payments-list", "rule 5: transactions is a list, and no tuple, text or dictionary")
def _a_list_of_payments(valid_chain: Student) -> None:
    a, b, c = honest(3)
    for no_list in (None, {}, "[]", 0, {"0": PAYMENTS[0]}):
        no(valid_chain, [a, b, oracle.solved({**c, "transactions": no_list})])
    no(valid_chain, [a, {**b, "transactions": tuple(b["transactions"])}])  # the same JSON as the list
    yes(valid_chain, 3)


@hidden_property(
    "E1.14", "each-link", "rule 6: one link does not fit, wherever it is, in one digit or all", weight=12
)
def _each_link(valid_chain: Student) -> None:
    chain = honest(4)
    for place in (1, 2, 3):
        no(valid_chain, one_is(chain, place, previous_hash=NO_PREVIOUS))
    for place in (2, 3):
        no(valid_chain, one_is(chain, place, previous_hash=chain[place - 1]["previous_hash"]))
    for digit in (0, 31, 63):
        link = one_digit(chain[2]["previous_hash"], digit)
        no(valid_chain, [*chain[:2], oracle.solved({**chain[2], "previous_hash": link})])
    for link in (chain[1]["previous_hash"].upper(), chain[1]["previous_hash"][:63], ""):
        no(valid_chain, one_is(chain[:3], 1, previous_hash=link))
    yes(valid_chain, 3)


@hidden_property(
    "E1.14", "each-puzzle", "rule 7: one block is not mined, and the blocks behind it are", weight=8
)
def _each_puzzle(valid_chain: Student) -> None:
    chain = honest(5)
    for place in (1, 2, 4):
        no(valid_chain, mended(chain, place, oracle.unsolved(chain[place])))
    for place, begins, but_not in ((1, "00", "000"), (3, "0", "00")):
        no(valid_chain, mended(chain, place, oracle.solved(chain[place], "proof", begins, but_not)))
    yes(valid_chain, 3)


# Only one block breaks one rule, and all behind it is linked and mined: every rule, once at each place.


@hidden_property("E1.14", "fault-early", "only block 0 or block 1 breaks a rule: each rule once", weight=6)
def _fault_early(valid_chain: Student) -> None:
    chain = honest(3)
    no(valid_chain, relinked([oracle.solved({**GENESIS, "time": 0}), *chain[1:]]), *faulty(chain, 1))
    yes(valid_chain, 3)


@hidden_property(
    "E1.14", "fault-middle", "only a block in the middle breaks a rule: each rule once", weight=6
)
def _fault_middle(valid_chain: Student) -> None:
    no(valid_chain, *faulty(honest(6), 3))
    yes(valid_chain, 4)


@hidden_property("E1.14", "fault-late", "only the last block breaks a rule: each rule once", weight=6)
def _fault_late(valid_chain: Student) -> None:
    no(valid_chain, *faulty(honest(5), 4))
    yes(valid_chain, 5)
