"""Lesson 01c: the Merkle root, proofs, and two lists with one root."""

from collections.abc import Sequence
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property, txids
from blockkit.classroom.properties import accepts, gives, holds, leaves_alone, refuses, rejects
from blockkit.classroom.trying.for_checks import call_on
from blockkit.data import real_block

# ---- E1.9 ----------------------------------------------------------------------------------------


def _roots(merkle_root: Student, *numbers: int) -> None:
    for number in numbers:
        ids = txids(number)
        gives(oracle.merkle_root(ids), merkle_root, ids)


@hidden_property("E1.9", "one", "one transaction: its id is the root, unhashed")
def _one(merkle_root: Student) -> None:
    for height in (0, 1):
        block = real_block(height)
        gives(block.header.merkle_root, merkle_root, list(block.txids))
    gives(bytes(32), merkle_root, [bytes(32)])
    gives(real_block(170).header.merkle_root, merkle_root, list(real_block(170).txids))


@hidden_property("E1.9", "two", "two transactions: the first on the left, whichever is smaller")
def _two(merkle_root: Student) -> None:
    block = real_block(170)
    gives(block.header.merkle_root, merkle_root, list(block.txids))
    low, high = b"\1" * 32, b"\2" * 32
    gives(oracle.hash256(low + high), merkle_root, [low, high])
    gives(oracle.hash256(high + low), merkle_root, [high, low])
    gives(oracle.hash256(low + low), merkle_root, [low, low])


@hidden_property("E1.9", "three", "three transactions: the odd one is hashed with itself")
def _three(merkle_root: Student) -> None:
    a, b, c = txids(3)
    hash256 = oracle.hash256
    gives(hash256(hash256(a + b) + hash256(c + c)), merkle_root, [a, b, c])
    gives(hash256(hash256(c + a) + hash256(b + b)), merkle_root, [c, a, b])
    _roots(merkle_root, 5, 7, 9)


@hidden_property("E1.9", "six", "six transactions: the odd node is one level up")
def _six(merkle_root: Student) -> None:
    _roots(merkle_root, 6, 10, 14, 22)
    gives(oracle.merkle_root(txids(6)[::-1]), merkle_root, txids(6)[::-1])


@hidden_property("E1.9", "every-number", "every number of transactions from 1 to 33, and some above")
def _every_number(merkle_root: Student) -> None:
    _roots(merkle_root, *range(1, 34), 40, 48, 56, 65, 257)


@hidden_property("E1.9", "real-blocks", "real blocks with 4 and with 213 transactions")
def _real_blocks(merkle_root: Student) -> None:
    for height in (100000, 277647):
        block = real_block(height)
        gives(block.header.merkle_root, merkle_root, list(block.txids))


@hidden_property("E1.9", "none", "no transactions: refused")
def _none(merkle_root: Student) -> None:
    refuses(merkle_root, [])
    refuses(merkle_root, ())
    _roots(merkle_root, 1, 2)


@hidden_property("E1.9", "left-alone", "the list is left alone, and a tuple will do")
def _left_alone(merkle_root: Student) -> None:
    for number in (1, 2, 3, 5, 6, 7, 11):
        ids = txids(number)
        leaves_alone(oracle.merkle_root(ids), merkle_root, ids)
        gives(oracle.merkle_root(ids), merkle_root, tuple(ids))


@hidden_property(
    "E1.9", "each-counts", "ids that occur twice count twice, and a list that changed is read again"
)
def _each_counts(merkle_root: Student) -> None:
    a, b, c, d = txids(4)
    for ids in ([a, b, a], [a, a, b, b], [a, b, c, c], [c, a, b, a, d], [a, b, c, d, a, b], [b, a, a]):
        gives(oracle.merkle_root(ids), merkle_root, ids)
    ids = [a, b, c]
    for place, new in ((1, d), (2, a), (0, c), (2, c)):
        ids[place] = new
        now = call_on(merkle_root, [ids])
        holds(now == oracle.merkle_root(ids), "it gives the root of the list as it was before")


@hidden_property("E1.9", "thousands", "thousands of transactions, and hundreds", weight=2)
def _thousands(merkle_root: Student) -> None:
    _roots(merkle_root, 600, 2500)


@hidden_property("E1.9", "zero-ends", "hashes that begin or end with a zero byte are hashes like any other")
def _zero_ends(merkle_root: Student) -> None:
    a, b = txids(2)
    for c in families.zeros_at_the_ends(lambda c: oracle.hash256(c + c), txids(2000, "zeros")):
        gives(oracle.merkle_root([a, b, c]), merkle_root, [a, b, c])
        gives(oracle.merkle_root([c, c, a]), merkle_root, [c, c, a])
        gives(oracle.hash256(c + c), merkle_root, [c, c])
    for c in (bytes(31) + b"\1", b"\1" + bytes(31), bytes(32), b"\0" + a[1:], a[:31] + b"\0"):
        gives(oracle.merkle_root([c, a, b, b, c]), merkle_root, [c, a, b, b, c])


# ---- E1.10 ---------------------------------------------------------------------------------------

PLACES = (
    [(number, place) for number in range(1, 7) for place in range(number)]
    + [(number, place) for number in (7, 8, 9, 13) for place in (0, number // 2, number - 1)]
    + [(16, 5), (17, 15), (17, 16), (33, 32), (100, 77)]
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
    for number in (3, 5, 6, 7, 9, 11, 12, 17):
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
    for height, places in ((170, (0, 1)), (100000, (0, 3)), (277647, (0, 100, 211, 212))):
        block = real_block(height)
        for place in places:
            proof = oracle.merkle_proof(block.txids, place)
            root, number = block.header.merkle_root, len(block.txids)
            accepts(verify_proof, block.txids[place], place, number, proof, root)
            rejects(verify_proof, real_block(1).txids[0], place, number, proof, root)
    ids = txids(11)
    proof, root = oracle.merkle_proof(ids, 6), oracle.merkle_root(ids)
    leaves_alone(True, verify_proof, ids[6], 6, 11, proof, root)
    accepts(verify_proof, ids[6], 6, 11, tuple(proof), root)
    rejects(verify_proof, ids[7], 6, 11, proof, root)


@hidden_property("E1.10", "other-place", "the right transaction at another place does not hold")
def _another_place(_: Student, verify_proof: Student) -> None:
    for number, place in ((2, 0), (2, 1), (3, 1), (4, 2), (5, 1), (7, 5), (8, 0), (13, 9)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        for other in {place ^ 1, place ^ 2, place ^ 4, number - 1 - place} - {place}:
            if other < number:
                rejects(verify_proof, ids[place], other, number, proof, root)


@hidden_property("E1.10", "every-hash", "every hash of the proof counts, and so does their order")
def _every_hash(_: Student, verify_proof: Student) -> None:
    for number, place in ((2, 1), (5, 3), (8, 6), (16, 0), (33, 17)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        rejects(verify_proof, _changed(ids[place], 31), place, number, proof, root)
        for step in range(len(proof)):
            wrong = [*proof[:step], _changed(proof[step], 31 * step % 32), *proof[step + 1 :]]
            rejects(verify_proof, ids[place], place, number, wrong, root)
        if len(proof) > 1:
            rejects(verify_proof, ids[place], place, number, proof[::-1], root)
    for number in (3, 5, 7, 9):  # at the end of an odd level the sibling handed in counts as well
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, number - 1), oracle.merkle_root(ids)
        accepts(verify_proof, ids[-1], number - 1, number, proof, root)
        rejects(verify_proof, ids[-1], number - 1, number, [b"\xff" * 32, *proof[1:]], root)
        rejects(verify_proof, root, 0, number, oracle.merkle_proof(ids, 0), root)


@hidden_property("E1.10", "whole-root", "the root counts from its first byte to its last")
def _whole_root(_: Student, verify_proof: Student) -> None:
    for number, place in ((1, 0), (2, 0), (3, 2), (4, 1), (7, 3)):
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
    for number, place in ((1, 0), (2, 1), (4, 3), (5, 4), (8, 5)):
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
    for number, place in ((3, 1), (4, 0), (6, 5), (8, 7)):
        ids = txids(number)
        proof, root = oracle.merkle_proof(ids, place), oracle.merkle_root(ids)
        _verifies(verify_proof, ids, place)
        for level in range(1, len(proof) + 1):
            inner, above = oracle.node(ids, level, place >> level), place >> level
            rejects(verify_proof, inner, above, number, proof[level:], root)
        rejects(verify_proof, root, 0, number, [], root)


# Trees too large to be built: a proof of any hashes leads somewhere.
FAR = ((300, 100), (5000, 1234), (10**6, 123_456), (10**6, 699_050))  # none at the end of an odd level


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
        for level in {0, 4, 8, len(proof) - 1}:
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
    for number, place in ((2, 0), (2, 1), (4, 2), (7, 6), (16, 9)):
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
        for byte in range(2, 32, 3):
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
    for c in families.zeros_at_the_ends(lambda c: oracle.hash256(c + a), txids(2000, "zeros")):
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


# ---- E1.11 ---------------------------------------------------------------------------------------


def _honest_and_forged(has_duplicate_subtree: Student, *numbers: int) -> None:
    """An honest list raises no alarm; each longer list with the same root does."""
    for number in numbers:
        ids = txids(number)
        rejects(has_duplicate_subtree, ids)
        for twin in oracle.twins(ids):
            accepts(has_duplicate_subtree, twin)


@hidden_property("E1.11", "three", "three, and three with the last one once more")
def _last_once_more(has_duplicate_subtree: Student) -> None:
    _honest_and_forged(has_duplicate_subtree, 3)
    a, b, c = txids(3, "last")
    accepts(has_duplicate_subtree, [a, b, c, c])
    accepts(has_duplicate_subtree, [a, a])
    rejects(has_duplicate_subtree, [a, c])


@hidden_property("E1.11", "six", "six, and six with the last two once more: the copy is one level up")
def _one_level_up(has_duplicate_subtree: Student) -> None:
    _honest_and_forged(has_duplicate_subtree, 6, 10, 14)


@hidden_property("E1.11", "larger-copies", "a copy of four or of eight: two and three levels up")
def _higher_up(has_duplicate_subtree: Student) -> None:
    _honest_and_forged(has_duplicate_subtree, 12, 20, 24, 40, 48)


@hidden_property("E1.11", "honest-odd", "an honest list of odd length raises no alarm")
def _honest_odd(has_duplicate_subtree: Student) -> None:
    for number in (1, 3, 5, 7, 9, 11, 13, 15, 21):
        rejects(has_duplicate_subtree, txids(number, "odd"))
    accepts(has_duplicate_subtree, [*txids(5, "odd"), txids(5, "odd")[-1]])
    for number in (2, 4, 6, 12):  # the odd id equals a hash of the tree, but of another level
        ids = txids(number, "odd")
        for level in range(1, oracle.height(number) + 1):
            rejects(has_duplicate_subtree, [*ids, oracle.node(ids, level, 0)])


@hidden_property("E1.11", "front-and-middle", "a copy at the front or in the middle")
def _not_at_the_end(has_duplicate_subtree: Student) -> None:
    a, b, c, d, e, f = txids(6)
    for forged in (
        [a, a, b, c],
        [a, a, b],
        [a, b, c, c, d, e],
        [a, b, a, b, c, d],
        [a, b, a, b, c, d, e, f],
        [a, b, c, d, a, b, c, d, e, f],
        [a, b, c, d, e, f, e, f, a, c, b],
    ):
        accepts(has_duplicate_subtree, forged)
    rejects(has_duplicate_subtree, [a, b, c, d, e, f])


@hidden_property("E1.11", "real-blocks", "real blocks are honest, with one transaction or with 213")
def _real_blocks_honest(has_duplicate_subtree: Student) -> None:
    for height in (0, 170, 100000, 277647):
        rejects(has_duplicate_subtree, list(real_block(height).txids))
    ids = real_block(277647).txids
    accepts(has_duplicate_subtree, [*ids, ids[-1]])
    accepts(has_duplicate_subtree, [*ids[:4], *ids[:4], *ids[4:]])


@hidden_property(
    "E1.11", "every-number", "every number from 1 to 33: the list, and its copies with the same root"
)
def _every_list(has_duplicate_subtree: Student) -> None:
    _honest_and_forged(has_duplicate_subtree, *range(1, 34))


@hidden_property("E1.11", "look-alikes", "ids that only look alike are different")
def _look_alike(has_duplicate_subtree: Student) -> None:
    same = txids(1)[0]
    front = [same[:31] + bytes([i]) for i in range(6)]
    back = [bytes([i]) + same[1:] for i in range(6)]
    for ids in (front, back, front[:3], back[:4], [same, same[::-1]]):
        rejects(has_duplicate_subtree, ids)
    accepts(has_duplicate_subtree, [*front[:3], front[2]])
    accepts(has_duplicate_subtree, [*back, *back[-2:]])


@hidden_property(
    "E1.11", "left-alone", "the list is left alone, a tuple will do, and each list is judged anew"
)
def _lists_left_alone(has_duplicate_subtree: Student) -> None:
    a, b, c, d = txids(4)
    for ids, answer in (([a, b, c], False), ([a, b, c, c], True), ([a], False)):
        leaves_alone(answer, has_duplicate_subtree, ids)
    rejects(has_duplicate_subtree, (a, b, c))
    accepts(has_duplicate_subtree, (a, b, b, b))
    rejects(has_duplicate_subtree, (a, b, c, d))
    ids = [a, b, c, d]
    for last, answer in ((c, True), (d, False), (c, True)):
        ids[-1] = last
        holds(call_on(has_duplicate_subtree, [ids]) is answer, "it judges the list as it was before")


@hidden_property("E1.11", "whole-trees", "2, 4, 8 or 16 transactions: nothing has to be copied", weight=3)
def _whole_trees(has_duplicate_subtree: Student) -> None:
    for number in (2, 4, 8, 16):
        ids = txids(number, "whole")
        rejects(has_duplicate_subtree, ids)
        accepts(has_duplicate_subtree, [*ids, *ids])
        accepts(has_duplicate_subtree, [*ids[:-1], ids[-2]])


@hidden_property("E1.11", "every-pair", "one copy, at every place and on every level of a tree of 16")
def _every_pair(has_duplicate_subtree: Student) -> None:
    ids = txids(16)
    rejects(has_duplicate_subtree, ids)
    for size in (1, 2, 4, 8):
        for start in range(0, 16, 2 * size):
            forged = [*ids[: start + size], *ids[start : start + size], *ids[start + 2 * size :]]
            accepts(has_duplicate_subtree, forged)


@hidden_property("E1.11", "thousands", "thousands of transactions, and copies of hundreds of them", weight=2)
def _copies_of_hundreds(has_duplicate_subtree: Student) -> None:
    many = txids(5001)
    for number in (600, 2100):
        rejects(has_duplicate_subtree, many[:number])
    accepts(has_duplicate_subtree, [*many, many[-1]])
    accepts(has_duplicate_subtree, [*many[:4001], many[4000], *many[4002:]])
    for number in (96, 192, 1536):  # the copy has 32, 64 and 512
        (twin,) = oracle.twins(many[:number])
        accepts(has_duplicate_subtree, twin)


@hidden_property("E1.11", "zero-ends", "hashes that begin or end with a zero byte are hashes like any other")
def _zero_ends_of_copies(has_duplicate_subtree: Student) -> None:
    a, b = txids(2)
    low = [
        bytes(32),
        bytes(31) + b"\1",
        b"\1" + bytes(31),
        b"\0" + a[1:],
        a[:31] + b"\0",
        bytes(30) + b"\1\0",
    ]
    rejects(has_duplicate_subtree, low)
    rejects(has_duplicate_subtree, low[:1])
    rejects(has_duplicate_subtree, [low[1], low[2]])  # the same without their zeros
    for one in low:
        accepts(has_duplicate_subtree, [a, b, one, one])
        rejects(has_duplicate_subtree, [a, b, one])
    for c in families.zeros_at_the_ends(lambda c: oracle.hash256(c + a), txids(2000, "zeros")):
        accepts(has_duplicate_subtree, [c, a, c, a, b])
        accepts(has_duplicate_subtree, [c, a, c, a])
        rejects(has_duplicate_subtree, [b, a, c])


@hidden_property("E1.11", "true-or-false", "it answers with True or False itself, as the machine needs it")
def _alarm_or_none(has_duplicate_subtree: Student) -> None:
    a, b, c = txids(3)
    yes = [[[a, b, c, c]], [[a, b, c, a, b, c, a, b, c, c]], [[a, a]], [[a, b, a, b]]]
    families.true_or_false(has_duplicate_subtree, yes, [[[a]], [[a, b]], [[a, b, c]], [txids(6)]])
