"""Five nodes that follow the wrong branch now and then: the black boxes of E2.13.

A case is a list of pairs, work and the reason why a branch is invalid, in the order in which the tips were
seen. Read on only if you have given up: below is what each node does wrong.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from blockkit.classroom.branches import Pair, Tip, place_of, right_place, tips
from blockkit.classroom.breaking import Bench, Box
from blockkit.errors import shown

MOST_CASES, MOST_TIPS = 8, 8
MOST_WORK = 2**256


def need_case(case: Any) -> None:
    """Refuse what is no list of tips, with ``ValueError``."""
    if not isinstance(case, list | tuple) or not 1 <= len(case) <= MOST_TIPS:
        raise ValueError(f"a case is a list of 1 to {MOST_TIPS} tips, got {shown(case)}")
    for pair in case:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ValueError(f"a tip is a pair (work, failed), got {shown(pair)}")
        work, failed = pair
        if type(work) is not int or not 0 <= work <= MOST_WORK:
            raise ValueError(f"work is a whole number from 0 to 2**256, got {shown(work)}")
        if type(failed) is not str:
            raise ValueError(f'failed is a text, "" for a valid branch, got {shown(failed)}')


def ask(best_tip: Callable[..., Any], case: Sequence[Pair]) -> int | None:
    """Which of the tips a node follows: its place in the list."""
    among = tips((work, failed) for work, failed in case)
    place: int | None = place_of(best_tip(among), among)
    return place


# ---- the nodes -----------------------------------------------------------------------------------


def _node_a(seen: Sequence[Tip]) -> Tip | None:
    best = None
    for one in seen:
        if not one.failed and (best is None or one.chainwork >= best.chainwork):
            best = one
    return best


def _node_b(seen: Sequence[Tip]) -> Tip | None:
    best = seen[0]
    for one in seen[1:]:
        if not one.failed and one.chainwork > best.chainwork:
            best = one
    return best


def _node_c(seen: Sequence[Tip]) -> Tip | None:
    best = max(seen, key=lambda one: one.chainwork)
    return None if best.failed else best


def _node_d(seen: Sequence[Tip]) -> Tip | None:
    valid = [one for one in seen if not one.failed]
    return max(valid, key=lambda one: float(one.chainwork), default=None)


def _node_e(seen: Sequence[Tip]) -> Tip | None:
    valid = [one for one in seen if not one.failed]
    for one, following in pairwise(valid):
        if following.chainwork <= one.chainwork:
            return one
    return valid[-1] if valid else None


NODES = Bench(
    {
        "A": Box(_node_a, "follows the last seen of two equal tips"),
        "B": Box(_node_b, "never asks whether the first tip is valid"),
        "C": Box(_node_c, "follows nobody when the heaviest branch is invalid"),
        "D": Box(_node_d, "counts work in floats, so that large numbers become equal"),
        "E": Box(_node_e, "stops looking at the first valid tip that is not heavier than the one before"),
    },
    right_place,
    ask,
    need_case,
    MOST_CASES,
)


def node_follows(name: str, case: Sequence[Pair]) -> int | None:
    """The place of the tip that one of the five nodes follows: ``node_follows("A", [(24, "")])``."""
    if name not in NODES.boxes:
        raise ValueError(f"the nodes are {', '.join(NODES.boxes)}, got {shown(name)}")
    need_case(case)
    return ask(NODES.boxes[name].function, case)
