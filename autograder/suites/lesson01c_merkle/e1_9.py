"""E1.9: the Merkle root."""

from autograder.suites import families, oracle
from autograder.suites.common import Student, endless_txids, hidden_property, txids
from blockkit.classroom.properties import gives, holds, leaves_alone, refuses
from blockkit.classroom.trying.for_checks import call_on
from blockkit.data import real_block


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
    _roots(merkle_root, *range(1, 34), 40, 48, 65, 130)


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
    _roots(merkle_root, 300, 2100)


@hidden_property("E1.9", "zero-ends", "hashes that begin or end with a zero byte are hashes like any other")
def _zero_ends(merkle_root: Student) -> None:
    a, b = txids(2)
    for c in families.zeros_at_the_ends(lambda c: oracle.hash256(c + c), endless_txids("zeros")):
        gives(oracle.merkle_root([a, b, c]), merkle_root, [a, b, c])
        gives(oracle.merkle_root([c, c, a]), merkle_root, [c, c, a])
        gives(oracle.hash256(c + c), merkle_root, [c, c])
    for c in (bytes(31) + b"\1", b"\1" + bytes(31), bytes(32), b"\0" + a[1:], a[:31] + b"\0"):
        gives(oracle.merkle_root([c, a, b, b, c]), merkle_root, [c, a, b, b, c])
