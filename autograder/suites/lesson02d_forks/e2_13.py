"""E2.13: the work of a chain, the best of the tips, and five faulty nodes.

The last six properties grade a reader's cases on copies of the five nodes, so that nobody gains by changing
those in the package.
"""

from collections.abc import Callable, Sequence
from itertools import combinations, permutations
from typing import Any

from autograder.suites import families
from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson02d_forks.shared import work
from blockkit.classroom.branches import Pair, tip, tips
from blockkit.classroom.breaking import need_cases
from blockkit.classroom.choosing import chooses, chooses_on
from blockkit.classroom.faulty_nodes import NODES
from blockkit.classroom.properties import gives, holds, leaves_alone
from blockkit.classroom.trying.for_checks import call
from blockkit.errors import shown

DIFFICULTY_ONE, SLIDES, HALF = 0x1D00FFFF, 0x1903A30C, 0x1D008000
REASONS = ("bad-cb-amount", "high-hash", "invalidated by hand", " ", "0")


# ---- chain_work ----------------------------------------------------------------------------------


def _work(bits_list: Sequence[int]) -> int:
    return sum(map(work, bits_list))


@hidden_property("E2.13", "exact-sums", "work is summed up exactly, to the last digit", weight=3)
def _sums(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    gives(4_295_032_833 * 3, chain_work, [DIFFICULTY_ONE] * 3)
    gives(5_072_103_896_884_509_938 + 2, chain_work, [SLIDES, 0x207FFFFF])
    gives(8_589_934_591, chain_work, [HALF])
    for bits_list in (
        [DIFFICULTY_ONE, SLIDES, HALF, 0x201FFFFF, 0x207FFFFF],
        [0x1702353D] * 7 + [0x207FFFFF],
        [0x03000001, 0x207FFFFF],
        [0x2000FFFF, 0x2000E665, 0x2000CF8E],
    ):
        gives(_work(bits_list), chain_work, bits_list)


@hidden_property("E2.13", "no-target", "bits without a target count 0, and so does an empty list", weight=2)
def _without(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    gives(0, chain_work, [])
    for none in (0x01003456, 0x04923456, 0xFF123456, 0x04800000, 0x21010000, 0):
        gives(0, chain_work, [none])
        gives(8 + 2, chain_work, [0x201FFFFF, none, 0x207FFFFF])


@hidden_property(
    "E2.13", "long-chain", "thousands of blocks; a list that changed; nothing is changed", weight=2
)
def _long(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    gives(8_658_786_191_328, chain_work, [DIFFICULTY_ONE] * 2016)
    leaves_alone(_work([SLIDES, HALF, SLIDES]), chain_work, [SLIDES, HALF, SLIDES])
    changes = (
        lambda bits: bits.append(DIFFICULTY_ONE),
        lambda bits: bits.pop(0),
        lambda bits: bits.__setitem__(0, 0x207FFFFF),
        lambda bits: bits.clear(),
    )
    families.asked_again(chain_work, [[SLIDES, DIFFICULTY_ONE]], changes, _work)


# ---- best_tip ------------------------------------------------------------------------------------


def _best(pairs: Sequence[Pair]) -> int | None:
    """By sorting: the most work first, then the first seen."""
    order = sorted((-amount, place) for place, (amount, failed) in enumerate(pairs) if not failed)
    return order[0][1] if order else None


def _chosen(best_tip: Student, *lists: Sequence[Pair]) -> None:
    for pairs in lists:
        chooses(_best(pairs), best_tip, tips(pairs))


@hidden_property("E2.13", "best-anywhere", "the best is found first, in the middle and last", weight=2)
def _anywhere(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    for order in [*permutations((5, 10, 24, 7))][::2]:
        chooses(order.index(24), best_tip, [tip(amount) for amount in order])
    _chosen(best_tip, [(1, "")], [(0, "")], [(0, ""), (1, "")], [(9, ""), (10, "")], [(100, ""), (99, "")])


@hidden_property("E2.13", "ties", "among equals the first seen stays, wherever they are", weight=3)
def _ties(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    for amounts in (
        (24, 24),
        (10, 24, 24),
        (24, 10, 24),
        (24, 24, 10),
        (7, 7, 7, 7),
        (0, 0),
        (3, 9, 5, 9, 9),
    ):
        chooses(amounts.index(max(amounts)), best_tip, [tip(amount) for amount in amounts])
    _chosen(best_tip, [(24, "high-hash"), (24, ""), (24, "")], [(5, ""), (24, "x"), (24, ""), (24, "")])


@hidden_property("E2.13", "invalid", "an invalid branch never wins, however much it cost", weight=3)
def _invalid(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    for place, reason in enumerate(REASONS):
        pairs: list[Pair] = [(10, ""), (24, ""), (7, ""), (24, ""), (3, "")]
        pairs.insert(place, (2**90, reason))
        _chosen(best_tip, pairs, [(1, ""), (99, reason)], [(99, reason), (1, "")], [(5, reason), (5, "")])
    _chosen(best_tip, [(50, "a"), (40, ""), (60, "b")], [(9, "a"), (8, "b"), (0, "")])


@hidden_property("E2.13", "none-valid", "no valid tip, or no tip: None", weight=2)
def _none(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    chooses(None, best_tip, [])
    for count in (1, 2, 5):
        chooses(None, best_tip, [tip(24 - place, REASONS[place % 5]) for place in range(count)])
    chooses(0, best_tip, [tip(0), tip(24, "high-hash")])


@hidden_property("E2.13", "exact-work", "work is compared exactly, also where a float is not", weight=2)
def _exactly(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    for large in (2**53, 2**80, 5_072_103_896_884_509_938, 2**255):
        for order in [*permutations((large, large + 1, large - 1))][::2]:
            chooses(order.index(large + 1), best_tip, [tip(amount) for amount in order])


@hidden_property(
    "E2.13", "many-tips", "thousands of tips; the same list asked again; nothing is changed", weight=2
)
def _many(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    light, heavy, bad = tip(10), tip(24), tip(99, "high-hash")
    for place in (1000, 1999):
        handed = [bad, *[light] * 1999]
        handed[place] = heavy
        chooses(place, best_tip, handed)
    seen = [tip(10), tip(9), tip(12)]
    chooses_on(2, best_tip, seen)
    seen[2].failed = "bad-cb-amount"
    chooses_on(0, best_tip, seen)
    seen.append(tip(11))
    chooses_on(3, best_tip, seen)
    seen[0].chainwork = 11
    chooses_on(0, best_tip, seen)
    seen.reverse()
    chooses_on(0, best_tip, seen)
    rng = seeded("many tips")
    for _ in range(12):
        _chosen(best_tip, [(rng.randrange(6), rng.choice(["", "", "x"])) for _ in range(rng.randrange(1, 9))])


# ---- five faulty nodes ---------------------------------------------------------------------------

Node = Callable[[Sequence[Pair]], int | None]


def _node_a(case: Sequence[Pair]) -> int | None:
    right = _best(case)
    return (
        right if right is None else max(i for i, one in enumerate(case) if tuple(one) == tuple(case[right]))
    )


def _node_b(case: Sequence[Pair]) -> int | None:
    heavier = [
        (amount, "") if place == 0 else (amount, failed) for place, (amount, failed) in enumerate(case)
    ]
    return _best(heavier)


def _node_c(case: Sequence[Pair]) -> int | None:
    place = _best([(amount, "") for amount, _ in case])
    return None if place is None or case[place][1] else place


def _node_d(case: Sequence[Pair]) -> int | None:
    return _best([(int(float(amount)), failed) for amount, failed in case])


def _node_e(case: Sequence[Pair]) -> int | None:
    valid = [place for place, (_, failed) in enumerate(case) if not failed]
    end = 1
    while end < len(valid) and case[valid[end]][0] > case[valid[end - 1]][0]:
        end += 1
    return valid[end - 1] if valid else None


COPIES: dict[str, Node] = {"A": _node_a, "B": _node_b, "C": _node_c, "D": _node_d, "E": _node_e}


def _cases(fork_cases: Student) -> list[Any]:
    return need_cases(NODES, call(fork_cases), "fork_cases()")


def _unmasked(fork_cases: Student, name: str) -> None:
    cases = _cases(fork_cases)
    node = COPIES[name]
    holds(any(node(case) != _best(case) for case in cases), f"no case of {shown(cases)} unmasks node {name}")


def _ask_about(name: str) -> None:
    @hidden_property("E2.13", f"node-{name.lower()}", f"your cases unmask node {name}")
    def _(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
        _unmasked(fork_cases, name)


for _name in COPIES:
    _ask_about(_name)


@hidden_property("E2.13", "apart", "your cases tell all five nodes apart")
def _apart(chain_work: Student, best_tip: Student, fork_cases: Student) -> None:
    cases = _cases(fork_cases)
    said = {name: [node(case) for case in cases] for name, node in COPIES.items()}
    alike = [f"{a} and {b}" for a, b in combinations(said, 2) if said[a] == said[b]]
    holds(not alike, f"the same answers to all cases: {', '.join(alike)}")
