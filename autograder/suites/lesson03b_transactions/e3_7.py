"""E3.7: the other s, and which of the two it is."""

from autograder.suites import families
from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.curve import FIELD, ORDER
from blockkit.classroom.malleability import HALF
from blockkit.classroom.properties import accepts, gives, holds, rejects
from blockkit.classroom.real_signatures import real_signature
from blockkit.classroom.shapes import verify_ecdsa
from blockkit.classroom.trying.for_checks import call


def _twins(twin: Student, *pairs: tuple[int, int]) -> None:
    for r, s in pairs:
        gives((r, ORDER - s), twin, r, s)


def _numbers(purpose: str, count: int, low: int = 1, high: int = ORDER) -> list[int]:
    drawn = seeded(f"lesson 03b {purpose}")
    return [drawn.randrange(low, high) for _ in range(count)]


@hidden_property("E3.7", "any-pair", "twenty pairs of large numbers", weight=2)
def _any_pair(twin: Student, _: Student) -> None:
    _twins(twin, *zip(_numbers("r", 20), _numbers("s", 20), strict=True))


@hidden_property("E3.7", "ends", "s of 1 and of ORDER - 1, r of 1 and of ORDER - 1")
def _ends(twin: Student, _: Student) -> None:
    _twins(twin, *((r, s) for r in (1, 2, ORDER - 1) for s in (1, 2, ORDER - 1, ORDER - 2)))


@hidden_property("E3.7", "middle", "both sides of ORDER // 2, and there and back")
def _middle(twin: Student, _: Student) -> None:
    _twins(twin, *((7, s) for s in (HALF - 1, HALF, HALF + 1, HALF + 2)))
    for s in _numbers("back", 5):
        there = call(twin, 9, s)
        holds(isinstance(there, list) and there == [9, ORDER - s], "the twin of a pair is not its twin")
        gives((9, s), twin, *there)
    families.answers_kept(twin, [(7, 1), (8, HALF), (7, 2)], lambda r, s: (r, ORDER - s))


@hidden_property("E3.7", "verifies", "the twins of two real signatures are true as well", weight=2)
def _verifies(twin: Student, _: Student) -> None:
    for name in ("block 170", "slides"):
        real = real_signature(name)
        pair = call(twin, real.r, real.s)
        holds(
            isinstance(pair, list) and [type(one) for one in pair] == [int, int], "it is no pair of numbers"
        )
        holds(verify_ecdsa(real.key, real.z, *pair), "the twin is no true signature")
        holds(pair[1] != real.s, "it is the same signature")


@hidden_property("E3.7", "border", "ORDER // 2 is low, the next number is not", weight=2)
def _border(_: Student, is_low_s: Student) -> None:
    for s in (HALF, HALF - 1, 1, 2):
        accepts(is_low_s, s)
    for s in (HALF + 1, HALF + 2, ORDER - 1, ORDER - 2):
        rejects(is_low_s, s)


@hidden_property("E3.7", "between", "numbers between half of ORDER and half of FIELD are not low")
def _between(_: Student, is_low_s: Student) -> None:
    accepts(is_low_s, HALF)
    for s in (*_numbers("between", 5, HALF + 1, FIELD // 2 + 1), FIELD // 2):
        rejects(is_low_s, s)
        accepts(is_low_s, ORDER - s)


@hidden_property("E3.7", "either-or", "of two twins one is low, and the other is not", weight=2)
def _either_or(_: Student, is_low_s: Student) -> None:
    for s in _numbers("either", 20, 1, HALF):
        accepts(is_low_s, s)
        rejects(is_low_s, ORDER - s)


@hidden_property("E3.7", "odd-and-even", "low has nothing to do with odd, even, or the number of digits")
def _odd_and_even(_: Student, is_low_s: Student) -> None:
    for s in (3, 4, 2**200, 2**200 + 1, 16**63 - 1, 2**254, 2**254 + 1, HALF - 2**128):
        accepts(is_low_s, s)
    for s in (2**255, 2**255 + 1, HALF + 2**127, ORDER - 2**128, ORDER - 2**254):
        rejects(is_low_s, s)


@hidden_property("E3.7", "true-or-false", "it answers with True or False itself")
def _true_or_false(_: Student, is_low_s: Student) -> None:
    families.true_or_false(is_low_s, [[1], [HALF]], [[HALF + 1], [ORDER - 1]])
