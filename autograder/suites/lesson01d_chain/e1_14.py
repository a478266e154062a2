"""E1.14: the bug hunt. What is asked of each rule by itself is in ``e1_14_rules``."""

from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson01d_chain.shared import (
    PAYMENTS,
    TIME,
    Block,
    edited,
    faulty,
    honest,
    hundreds,
    one_is,
    relinked,
)
from blockkit.classroom.json_chain import GENESIS, NO_PREVIOUS
from blockkit.classroom.properties import accepts, leaves_alone, rejects


def yes(valid_chain: Student, *lengths: int) -> None:
    """Honest chains of these lengths are valid."""
    for length in lengths:
        accepts(valid_chain, honest(length))


def no(valid_chain: Student, *chains: object) -> None:
    """None of these is a valid chain."""
    for chain in chains:
        rejects(valid_chain, chain)


@hidden_property("E1.14", "honest", "honest chains of every length are valid, and none at all is not")
def _honest_chains(valid_chain: Student) -> None:
    yes(valid_chain, 1, 2, 4, 7)
    no(valid_chain, [], [{}])
    leaves_alone(True, valid_chain, honest(5))
    accepts(valid_chain, [dict(reversed(block.items())) for block in honest(3)])


@hidden_property("E1.14", "given-chain", "the chain that is handed in is judged: rubbish, 99 times")
def _rubbish_chain(valid_chain: Student) -> None:
    chain = honest(3)
    no(valid_chain, [{}] * 99, [{"rubbish": 1}] * 99, [chain[2]] * 99, [GENESIS] * 99)
    no(valid_chain, [*chain, *[{"rubbish": 1}] * 99], [*chain, chain[2]])
    yes(valid_chain, 2)


@hidden_property("E1.14", "genesis", "a chain begins with GENESIS and with no other block", weight=4)
def _begins(valid_chain: Student) -> None:
    other = oracle.solved({**GENESIS, "time": GENESIS["time"] + 1})
    changed = {**GENESIS, "transactions": PAYMENTS}
    no(valid_chain, [other], [changed], [oracle.solved(changed)], [{**GENESIS, "proof": 0}])
    no(valid_chain, relinked([other, *honest(3)[1:]]), relinked([changed, *honest(3)[1:]]))
    no(valid_chain, honest(4)[1:], honest(2)[::-1])
    yes(valid_chain, 2)


@hidden_property(
    "E1.14",
    "changed-payment",
    "a changed payment, all links repaired or none: the puzzles are not solved",
    weight=2,
)
def _links_mended(valid_chain: Student) -> None:
    chain = honest(4)
    for fields in ({"transactions": PAYMENTS[1:]}, {"time": 7}, {"proof": -1}):
        no(valid_chain, edited(chain, 1, **fields))
    no(valid_chain, edited(chain, 3, transactions=PAYMENTS[1:]))
    for place in (1, 3):
        forged = edited(honest(5), place, transactions=[{"from": "Bob", "to": "Eve", "amount": 1}])
        for i in range(place, 5):
            previous = oracle.block_id(forged[i - 1])
            forged[i] = oracle.unsolved({**forged[i], "previous_hash": previous})
        no(valid_chain, forged)
    yes(valid_chain, 2)


@hidden_property(
    "E1.14", "whole-puzzle", "the puzzle covers the whole block, not two numbers of it", weight=2
)
def _old_puzzle(valid_chain: Student) -> None:
    chain = honest(1)
    for length in (1, 2, 3):
        block = oracle.new_block(chain, PAYMENTS[:length], TIME + length)
        chain.append({**block, "proof": oracle.proof_of_two_proofs(chain[-1]["proof"])})
        no(valid_chain, chain)
    two_zeros = oracle.solved(oracle.new_block(honest(2), PAYMENTS, TIME), begins="00", but_not="000")
    no(valid_chain, [*honest(2), two_zeros])
    no(
        valid_chain,
        [
            *honest(2),
            oracle.solved(
                oracle.new_block(honest(2), PAYMENTS, TIME), begins="", but_not="000", inside="000"
            ),
        ],
    )
    yes(valid_chain, 3)


@hidden_property(
    "E1.14",
    "every-link",
    "every link counts: blocks missing, exchanged, twice, or from another chain",
    weight=6,
)
def _links(valid_chain: Student) -> None:
    a, b, c, d = honest(4)
    no(valid_chain, [a, c], [a, b, d], [a, c, b, d], [a, b, b], [a, b, c, c], [a, b, d, c])
    for previous in (NO_PREVIOUS, oracle.block_id(a), None, oracle.block_id(b).upper()):
        no(valid_chain, [a, b, oracle.solved({**c, "previous_hash": previous})])
    no(valid_chain, [a, b, *relinked([a, b, {**c, "time": 9}, d], 2)[3:]])
    elsewhere = oracle.solved({**b, "time": 5})
    no(valid_chain, [a, elsewhere, c, d], [a, b, relinked([a, elsewhere, c], 2)[2]])
    accepts(valid_chain, relinked([a, elsewhere, c, d], 2))


@hidden_property("E1.14", "exact-keys", "a block has exactly the five keys, and a list of payments")
def _five_keys(valid_chain: Student) -> None:
    a, b = honest(2)
    for key in ("index", "transactions", "previous_hash", "time"):
        no(valid_chain, [a, oracle.solved({k: v for k, v in b.items() if k != key})])
    no_proof = {k: v for k, v in b.items() if k != "proof"}
    no(valid_chain, [a, oracle.solved(no_proof, vary="time")], [a, oracle.solved(no_proof, vary="nonce")])
    for extra in ({"hash": "000"}, {"note": ""}, {"nonce": 5}):
        no(valid_chain, [a, oracle.solved({**b, **extra})])
    nothing: tuple[Any, ...] = (None, {})
    for no_list in nothing:  # the tutorial's clear() stored None
        no(valid_chain, [a, oracle.solved({**b, "transactions": no_list})])
    yes(valid_chain, 2)


@hidden_property("E1.14", "whole-numbers", "index is the place; index, time and proof are whole numbers")
def _whole_numbers(valid_chain: Student) -> None:
    a, b = honest(2)
    for index in (0, 2, True, "1"):
        no(valid_chain, [a, oracle.solved({**b, "index": index})])
    for time in (True, None, "1231469665", [5]):
        no(valid_chain, [a, oracle.solved({**b, "time": time})])
    for proof in (True, None, "7"):
        no(valid_chain, [a, oracle.solved({**b, "proof": proof}, vary="time")])
    for floats in ({"index": 1.0}, {"time": float(TIME)}, {"proof": float(b["proof"])}):
        no(valid_chain, [a, {**b, **floats}])
    yes(valid_chain, 2)


@hidden_property("E1.14", "no-chain", "what is no chain at all is not valid, and is no error", weight=2)
def _no_chain(valid_chain: Student) -> None:
    a, b = honest(2)
    no(valid_chain, None, 7, "", "000", {}, GENESIS, b"000", True)
    no(valid_chain, [None], ["000"], [[]], [7], [a, None], [a, "000"], [a, 7], [a, []], [a, {}])
    no(valid_chain, [a, b, None])
    no(valid_chain, [a, {"index": 1}], [a, {5: 6}], [a, {**b, "transactions": [{"amount": 1.5}]}])
    no(valid_chain, [a, {**b, "transactions": [{5: 1}]}], [a, {**b, "time": float("nan")}], [a, [a, b]])
    no(valid_chain, [a, {**b, "previous_hash": None}], [a, list(b)], [a, list(b.values())])
    yes(valid_chain, 2)


# ---- and beyond the rules


@hidden_property("E1.14", "long-chain", "hundreds of blocks, to the last link and the last puzzle", weight=2)
def _long_chain(valid_chain: Student) -> None:
    chain = hundreds(500)
    accepts(valid_chain, chain)  # two calls inside another for each block come to 1,000
    rejects(valid_chain, [*chain[:-1], oracle.unsolved(chain[-1])])


@hidden_property(
    "E1.14", "what-is-allowed", "what no rule forbids is valid: any time, any proof, any payments"
)
def _allowed(valid_chain: Student) -> None:
    a, b = honest(2)
    for time in (0, -1, 2**40):
        families.allowed(valid_chain, [[a, oracle.solved({**b, "time": time})]])
    for proof in (0, -1, 2**70):
        families.allowed(valid_chain, [[a, oracle.solved({**b, "proof": proof}, vary="time")]])
    odd: tuple[list[Any], ...] = (
        [],
        [{}, {"from": "Nobody", "to": "Nobody", "amount": -1}, *[PAYMENTS[0]] * 3],
        [1, "text", None, True, [["deep"]], {"": {}}, {"amount": 2**80, "note": '\u2028 \x00 "'}],
    )
    for payments in odd:
        families.allowed(valid_chain, [[a, oracle.solved({**b, "transactions": payments})]])
    families.allowed(valid_chain, [[a, oracle.solved(b, begins="0000")]])  # more zeros than needed
    no(valid_chain, [a, b, b])


@hidden_property(
    "E1.14", "inside-itself", "a list or a dictionary inside itself is not valid, and no error", weight=3
)
def _inside_itself(valid_chain: Student) -> None:
    a, b = honest(2)
    endless: list[Any] = []
    endless.append(endless)
    no(valid_chain, [a, {**b, "transactions": endless}])
    block = {**b, "transactions": []}
    block["transactions"].append(block)
    no(valid_chain, [a, block])
    yes(valid_chain, 2)


@hidden_property("E1.14", "no-error", "a block that has no id is not valid, and is no error", weight=4)
def _no_error(valid_chain: Student) -> None:
    a, b, c = honest(3)
    for value in (0.5, (1, 2), b"000", "\ud800"):
        no(valid_chain, [a, {**b, "transactions": [{"amount": value}]}, c])
        no(valid_chain, [a, {**b, "previous_hash": value}])
    no(valid_chain, [a, {**b, "transactions": [[{"amount": 2.0}]]}])
    no(valid_chain, [a, b, [c]], [a, (b,)], [a, b, 5.0])
    yes(valid_chain, 3)


@hidden_property("E1.14", "asked-again", "a chain that has changed since is judged again", weight=2)
def _judged_again(valid_chain: Student) -> None:
    chain = honest(4)
    elsewhere = one_is(chain[:3], 2, previous_hash=NO_PREVIOUS)[2]

    def swap(place: int, block: Block) -> Any:
        return lambda chain: chain.__setitem__(place, block)

    changes = [
        lambda chain: chain[2]["transactions"].append(PAYMENTS[0]),
        lambda chain: chain[2]["transactions"].pop(),
        lambda chain: chain.__delitem__(slice(3, None)),
        swap(2, elsewhere),
        swap(2, chain[2]),
        swap(0, {**GENESIS, "time": 0}),
    ]
    for change in ("time", "proof"):
        no(valid_chain, [*honest(2), {**honest(3)[2], change: 1}])
    families.asked_again(valid_chain, [honest(4)], changes, lambda chain: oracle.valid_chain(chain, GENESIS))


@hidden_property("E1.14", "real-list", "rule 1: a chain is a list; the same blocks in a tuple are none")
def _a_real_list(valid_chain: Student) -> None:
    a, b, c = honest(3)
    no(valid_chain, (a, b, c), (a,), (), {0: a, 1: b}, {"chain": [a, b]}, a, [[a, b, c]], [(a, b)])
    yes(valid_chain, 3)


@hidden_property("E1.14", "an-answer", "it always answers: None is no answer")
def _an_answer(valid_chain: Student) -> None:
    chain = honest(3)
    families.never_none(valid_chain, [[chain], [chain[:1]]], [[[]], [None], [chain[1:]], [[chain[0], None]]])
    families.never_none(valid_chain, [], [[list(wrong)] for wrong in faulty(chain[:2], 1)])
