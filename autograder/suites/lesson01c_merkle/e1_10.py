"""E1.10: proofs, made and verified."""

from collections.abc import Sequence
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, endless_txids, hidden_property, txids
from blockkit.classroom.properties import accepts, gives, holds, leaves_alone, rejects
from blockkit.classroom.trying.for_checks import call_on
from blockkit.data import real_block

PLACES = (
    [(number, place) for number in range(1, 6) for place in range(number)]
    + [(number, place) for number in (6, 7, 9, 13) for place in (1, number - 2, number - 1)]
    + [(8, 4), (16, 5), (17, 16), (33, 30)]
)


def _changed(data: bytes, place: int) -> bytes:
    """The same bytes with one bit changed."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _proves(merkle_proof: Student, ids: Sequence[bytes], *places: int) -> None:
    for place in places:
        gives(oracle.merkle_proof(ids, place), merkle_proof, ids, place)


def _verifies(verify_proof: Student, ids: Sequence[bytes], place: int) -> None:
    proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
    accepts(verify_proof, ids[place], place, len(ids), proof, root)


@hidden_property("E1.10", "every-place", "the proof of every place, bottom up")
def _every_place(merkle_proof: Student, _: Student) -> None:
    for number, place in PLACES:
        _proves(merkle_proof, txids(number), place)
    _proves(merkle_proof, real_block(170).txids, 0, 1)
    _proves(merkle_proof, real_block(100000).txids, 0, 3)
    _proves(merkle_proof, real_block(277647).txids, 100)


@hidden_property("E1.10", "own-neighbour", "the last of an odd level is its own neighbour, on each level")
def _own_neighbour(merkle_proof: Student, _: Student) -> None:
    for number in (3, 5, 6, 7, 9, 12, 17):
        _proves(merkle_proof, txids(number), number - 1)
    _proves(merkle_proof, real_block(277647).txids, 212)


@hidden_property("E1.10", "left-alone", "the list is left alone; equal ids have a proof for each place")
def _proofs_change_nothing(merkle_proof: Student, _: Student) -> None:
    for number, place in ((1, 0), (3, 2), (5, 1), (6, 5), (7, 6)):
        ids = txids(number)
        leaves_alone(oracle.merkle_proof(ids, place), merkle_proof, ids, place)
        _proves(merkle_proof, tuple(ids), place)
    a, b, c = txids(3)
    for place in range(5):
        _proves(merkle_proof, [a, b, a, c, a], place)
    ids = [a, b, c]
    for new in (b, a, c):
        ids[0] = new
        now = call_on(merkle_proof, [ids, 2])
        holds(now == oracle.merkle_proof(ids, 2), "it gives the proof in the list as it was before")


@hidden_property(
    "E1.10", "true-proofs", "true proofs hold, for every number of transactions and in real blocks"
)
def _true_proofs(_: Student, verify_proof: Student) -> None:
    for number, place in PLACES:
        _verifies(verify_proof, txids(number), place)
    for height, places in ((170, (0, 1)), (100000, (3,)), (277647, (100, 212))):
        block = real_block(height)
        for place in places:
            proof = oracle.merkle_proof(block.txids, place)
            root, number = block.header.merkle_root, len(block.txids)
            accepts(verify_proof, block.txids[place], place, number, proof, root)
        rejects(verify_proof, real_block(1).txids[0], place, number, proof, root)
    ids = txids(11)
    proof, root = oracle.merkle_proof(ids, 6), oracle.merkle_root(ids)
    leaves_alone(True, verify_proof, ids[6], 6, 11, proof, root)
    leaves_alone(False, verify_proof, ids[6], 6, 11, [*proof, root], root)
    accepts(verify_proof, ids[6], 6, 11, tuple(proof), root)
    rejects(verify_proof, ids[7], 6, 11, proof, root)


@hidden_property("E1.10", "other-place", "the right transaction at another place does not hold")
def _another_place(_: Student, verify_proof: Student) -> None:
    for number, place in ((2, 0), (2, 1), (3, 1), (5, 1), (7, 5), (13, 9)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        for other in {place ^ 1, place ^ 2, place ^ 4, number - 1 - place} - {place}:
            if other < number:
                rejects(verify_proof, ids[place], other, number, proof, root)


@hidden_property("E1.10", "every-hash", "every hash of the proof counts, and so does their order")
def _every_hash(_: Student, verify_proof: Student) -> None:
    for number, place in ((2, 1), (5, 3), (8, 6), (33, 17)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        rejects(verify_proof, _changed(ids[place], 31), place, number, proof, root)
        for step in range(len(proof)):
            wrong = [*proof[:step], _changed(proof[step], 31 * step % 32), *proof[step + 1 :]]
            rejects(verify_proof, ids[place], place, number, wrong, root)
        if len(proof) > 1:
            rejects(verify_proof, ids[place], place, number, proof[::-1], root)
    for number in (3, 5, 7):  # at the end of an odd level the sibling handed in counts as well
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, number - 1), oracle.merkle_root(ids)
        accepts(verify_proof, ids[-1], number - 1, number, proof, root)
        rejects(verify_proof, ids[-1], number - 1, number, [b"\xff" * 32, *proof[1:]], root)
        rejects(verify_proof, root, 0, number, oracle.merkle_proof(ids, 0), root)


@hidden_property("E1.10", "whole-root", "the root counts from its first byte to its last")
def _whole_root(_: Student, verify_proof: Student) -> None:
    for number, place in ((1, 0), (4, 1), (7, 3)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        for byte in (0, 4, 28, 31):
            rejects(verify_proof, ids[place], place, number, proof, _changed(root, byte))
        rejects(verify_proof, ids[place], place, number, proof, root[::-1])


@hidden_property(
    "E1.10", "proof-length", "a proof that is too short or too long does not hold, and is no error"
)
def _wrong_length(_: Student, verify_proof: Student) -> None:
    extra = txids(1, "extra")[0]
    for number, place in ((1, 0), (2, 1), (5, 4), (8, 5)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        # longer: the root as one half of something higher up
        top = oracle.hash256(root + extra)
        rejects(verify_proof, ids[place], place, number, [*proof, extra], top)
        rejects(verify_proof, ids[place], place, number, [*proof, extra], root)
        # shorter: the last hash missing, with the true root and with the node it ends at
        if proof:
            below = len(proof) - 1
            rejects(verify_proof, ids[place], place, number, proof[:-1], root)
            inner = oracle.node(ids, below, place >> below)
            rejects(verify_proof, ids[place], place, number, proof[:-1], inner)
            rejects(verify_proof, ids[place], place, number, [], root)
            rejects(verify_proof, root, place, number, [], root)


@hidden_property("E1.10", "inner-node", "a node from inside the tree is no transaction")
def _inner_node(_: Student, verify_proof: Student) -> None:
    for number, place in ((3, 1), (6, 5), (8, 7)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        for level in range(1, len(proof) + 1):
            inner, above = oracle.node(ids, level, place >> level), place >> level
            rejects(verify_proof, inner, above, number, proof[level:], root)
        rejects(verify_proof, root, 0, number, [], root)


# Trees too large to be built: a proof of any hashes leads somewhere.
FAR = ((300, 100), (5000, 1234), (10**6, 699_050))  # none at the end of an odd level


@hidden_property("E1.10", "proof-thousands", "the proof in a list of thousands")
def _proof_of_thousands(merkle_proof: Student, _: Student) -> None:
    _proves(merkle_proof, txids(9), 8)
    _proves(merkle_proof, txids(2100), 2099)


@hidden_property("E1.10", "verify-thousands", "verifying where there are thousands, or a million", weight=2)
def _verify_thousands(_: Student, verify_proof: Student) -> None:
    for number, place in FAR:
        proof = txids(oracle.height(number), "far")
        txid = txids(1)[0]
        root = oracle.root_above(txid, place, proof)
        accepts(verify_proof, txid, place, number, proof, root)
        for level in {0, 8, len(proof) - 1}:
            wrong = [*proof[:level], _changed(proof[level], 15), *proof[level + 1 :]]
            rejects(verify_proof, txid, place, number, wrong, root)
            if place ^ 1 << level < number:
                rejects(verify_proof, txid, place ^ 1 << level, number, proof, root)
        rejects(verify_proof, txid, place, number, proof[:-1], root)
        rejects(verify_proof, txid, place, number, [*proof, proof[0]], root)


@hidden_property("E1.10", "fresh-proofs", "two proofs at once, and what the caller does to one of them")
def _fresh_proofs(merkle_proof: Student, _: Student) -> None:
    calls: list[list[Any]] = [[txids(5), 1], [txids(9), 8], [txids(5), 4], [txids(1), 0]]
    families.answers_kept(merkle_proof, calls, oracle.merkle_proof)
    for args in calls[:3]:
        families.answer_is_fresh(merkle_proof, args, oracle.merkle_proof)


@hidden_property(
    "E1.10", "root-in-proof", "the root, or the txid, among the hashes of a proof proves nothing"
)
def _root_in_proof(_: Student, verify_proof: Student) -> None:
    for number, place in ((2, 1), (4, 2), (7, 6)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        for step in range(len(proof)):
            for hash_ in (root, ids[place]):
                wrong = [*proof[:step], hash_, *proof[step + 1 :]]
                if wrong != proof:
                    rejects(verify_proof, ids[place], place, number, wrong, root)
        rejects(verify_proof, root, place, number, proof, root)
        rejects(verify_proof, txids(1, "extra")[0], place, number, [root] * len(proof), root)


@hidden_property("E1.10", "every-byte", "every byte of the txid and of the root counts")
def _every_byte(_: Student, verify_proof: Student) -> None:
    for number, place in ((1, 0), (3, 1)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        for byte in range(2, 32, 4):
            rejects(verify_proof, ids[place], place, number, proof, _changed(root, byte))
            rejects(verify_proof, _changed(ids[place], byte), place, number, proof, root)


@hidden_property("E1.10", "verify-again", "a proof that has changed since is verified again")
def _verify_again(_: Student, verify_proof: Student) -> None:
    ids = txids(6)
    proof = oracle.merkle_proof(ids, 3)
    args: list[Any] = [ids[3], 3, 6, list(proof), oracle.merkle_root(ids)]
    changes = (
        lambda *args: args[3].__setitem__(1, ids[0]),
        lambda *args: args[3].__setitem__(1, proof[1]),
        lambda *args: args[3].pop(),
        lambda *args: args[3].append(proof[2]),
    )
    families.asked_again(verify_proof, args, changes, oracle.verify_proof)


@hidden_property("E1.10", "zero-ends", "hashes that begin or end with a zero byte are hashes like any other")
def _zero_ends_in_proofs(merkle_proof: Student, verify_proof: Student) -> None:
    a, b = txids(2)
    for c in families.zeros_at_the_ends(lambda c: oracle.hash256(c + a), endless_txids("zeros")):
        for ids, place in (([c, a, b], 2), ([c, a, b], 0), ([b, b, c, a, b], 0)):
            _proves(merkle_proof, ids, place)
            _verifies(verify_proof, ids, place)
    low = [bytes(31) + b"\1", b"\1" + bytes(31), bytes(32)]
    for place in range(3):
        _proves(merkle_proof, low, place)
        _verifies(verify_proof, low, place)
    rejects(verify_proof, low[0], 1, 3, oracle.merkle_proof(low, 0), oracle.merkle_root(low))


@hidden_property(
    "E1.10", "true-or-false", "verifying answers with True or False itself, as the machine needs it"
)
def _true_or_false(_: Student, verify_proof: Student) -> None:
    ids = txids(5)
    proof, root = oracle.merkle_proof(ids, 2), oracle.merkle_root(ids)
    yes: list[list[Any]] = [[ids[2], 2, 5, proof, root], [ids[0], 0, 1, [], ids[0]]]
    no: list[list[Any]] = [
        [ids[1], 2, 5, proof, root],
        [ids[2], 2, 5, proof[:2], root],
        [ids[2], 2, 5, [], root],
    ]
    no += [[ids[2], 2, 5, [*proof, root], root], [ids[0], 0, 1, [], ids[1]], [ids[0], 0, 1, [root], ids[0]]]
    families.true_or_false(verify_proof, yes, no)
