"""The tips of lesson 02d: the ends of branches, as small as an exercise needs them.

A tip is the library's :class:`~blockkit.headers.BlockIndex`, so that a student's ``best_tip`` can choose for
a real chain. Only ``chainwork`` and ``failed`` of it are read.

>>> best_of = [tip(10), tip(24), tip(30, "bad-cb-amount")]
>>> best_of
[tip(10), tip(24), tip(30, 'bad-cb-amount')]
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from blockkit.block import Header
from blockkit.classroom.trying.plain import Strange
from blockkit.headers import BlockIndex

NOBODY = Header(4, bytes(32), bytes(32), 0, 0, 0)  # the header of made-up tips: nobody reads it

Pair = tuple[int, str]  # work, and why the branch is invalid; "" when it is valid


class Tip(BlockIndex):
    """A tip that prints as what makes it, and equals its copy."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tip) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self.hash)

    def _all(self) -> tuple[int, str, bytes]:
        return self.chainwork, self.failed, self.hash

    def __repr__(self) -> str:
        return f"tip({self.chainwork!r}, {self.failed!r})" if self.failed else f"tip({self.chainwork!r})"


def tip(chainwork: int, failed: str = "") -> Tip:
    """The end of a branch with so much work; ``failed`` says why it is invalid, if it is."""
    return Tip(NOBODY, sha256(f"{chainwork} {failed}".encode()).digest(), 0, chainwork, None, True, 0, failed)


def tips(pairs: Iterable[Pair]) -> list[Tip]:
    """A tip for each pair of work and reason, each with an id of its own."""
    made = [tip(*pair) for pair in pairs]
    for place, one in enumerate(made):
        one.hash = place.to_bytes(32, "little")
    return made


def place_of(answer: object, among: Sequence[object]) -> Any:
    """The place of the very object in a list; ``None`` for ``None``; :class:`Strange` for another object."""
    if answer is None:
        return None
    place = next((place for place, one in enumerate(among) if one is answer), None)
    return Strange(type(answer).__name__) if place is None else place


def right_place(pairs: Sequence[Pair]) -> int | None:
    """Where the valid tip with the most work is; among equals the first; ``None`` when none is valid."""
    best = None
    for place, (work, failed) in enumerate(pairs):
        if not failed and (best is None or work > pairs[best][0]):
            best = place
    return best


def fork_cases() -> list[list[Pair]]:
    """E2.13: cases that unmask the nodes of :mod:`blockkit.classroom.faulty_nodes`, and tell them apart."""
    return [
        [(7, ""), (7, "")],
        [(9, "high-hash"), (3, "")],
        [(3, ""), (9, "high-hash")],
        [(2**90, ""), (2**90 + 1, "")],
        [(3, ""), (2, ""), (9, "")],
    ]
