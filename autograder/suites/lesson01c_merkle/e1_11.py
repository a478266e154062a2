"""E1.11: two lists with one root."""

from autograder.suites import families, oracle
from autograder.suites.common import Student, endless_txids, hidden_property, txids
from blockkit.classroom.properties import accepts, holds, leaves_alone, rejects
from blockkit.classroom.trying.for_checks import call_on
from blockkit.data import real_block


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


@hidden_property(
    "E1.11",
    "look-alikes",
    "ids that only look alike are different",
)
def _look_alike(has_duplicate_subtree: Student) -> None:
    same = txids(1)[0]
    front = [same[:31] + bytes([i]) for i in range(6)]
    back = [bytes([i]) + same[1:] for i in range(6)]
    for ids in (front, back, front[:3], back[:4], [same, same[::-1]]):
        rejects(has_duplicate_subtree, ids)
    accepts(has_duplicate_subtree, [*front[:3], front[2]])
    accepts(has_duplicate_subtree, [*back, *back[-2:]])
    for ids in ([same, back[1], front[1], front[1]], [*front, *front[-2:]]):
        apart = [bytes(bytearray(one)) for one in ids]  # equal, and no two the same object
        accepts(has_duplicate_subtree, apart)


@hidden_property(
    "E1.11", "left-alone", "the list is left alone, a tuple will do, and each list is judged anew"
)
def _lists_left_alone(has_duplicate_subtree: Student) -> None:
    a, b, c, d = txids(4)
    odd_and_padded = [a, b, a, b, c], [*txids(12), *txids(12)[8:], a]  # the alarm comes after a copy
    for ids in odd_and_padded:
        leaves_alone(True, has_duplicate_subtree, ids)
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
    many = txids(2501)
    for number in (300, 2100):
        rejects(has_duplicate_subtree, many[:number])
    accepts(has_duplicate_subtree, [*many, many[-1]])
    accepts(has_duplicate_subtree, [*many[:2201], many[2200], *many[2202:]])
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
    for c in families.zeros_at_the_ends(lambda c: oracle.hash256(c + a), endless_txids("zeros")):
        accepts(has_duplicate_subtree, [c, a, c, a, b])
        accepts(has_duplicate_subtree, [c, a, c, a])
        rejects(has_duplicate_subtree, [b, a, c])


@hidden_property("E1.11", "true-or-false", "it answers with True or False itself, as the machine needs it")
def _alarm_or_none(has_duplicate_subtree: Student) -> None:
    a, b, c = txids(3)
    yes = [[[a, b, c, c]], [[a, b, c, a, b, c, a, b, c, c]], [[a, a]], [[a, b, a, b]]]
    families.true_or_false(has_duplicate_subtree, yes, [[[a]], [[a, b]], [[a, b, c]], [txids(6)]])
