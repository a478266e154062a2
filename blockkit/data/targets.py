"""The changes of Bitcoin's target: the first 237 with their clocks, 2009 to 2017, and 473 targets until 2026.

``retargets.json`` beside this file has the changes: the block that carries the new bits first, the two
clocks that the rule compares, the bits before and after. ``targets.json`` has what another program,
Electrum, knows of the same periods. Each file is checked by its SHA-256 when it is loaded, and the two
against each other. A test recomputes every one of the changes.

Numbers of the chain are facts, which no licence covers; the files say where they were collected.
"""

import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from blockkit.data import need_hash, rows_of
from blockkit.errors import Invalid
from blockkit.guards import need_int
from blockkit.hashing import sha256

RETARGETS = Path(__file__).with_name("retargets.json")
TARGETS = Path(__file__).with_name("targets.json")
PERIOD = 2016  # blocks

# The SHA-256 of the rows, written as JSON without spaces.
SHA256 = {
    "rows": "f1e10c45df8c280ab0def54cab39ca0e91d310e4226a2d3b2caae83968e93a24",
    "bits": "5cd00703d311e6d31d66e6c3a0aef02723957da7a794ec31ebd73e7cc3b8ad40",
}


@dataclass(frozen=True, slots=True)
class RealRetarget:
    """One change of the target on the main chain."""

    height: int  # of the first block with the new bits
    first_time: int  # of the block 2,016 below it
    last_time: int  # of the block just below it
    old_bits: int
    new_bits: int

    @property
    def seconds(self) -> int:
        """How long the period took, as the rule measures it."""
        return self.last_time - self.first_time


@cache
def real_retargets() -> tuple[RealRetarget, ...]:
    """All 237 changes, heights 2,016 to 477,792."""
    rows = load(RETARGETS, "rows")
    found = tuple(
        RealRetarget(height, first, last, int(old, 16), int(new, 16))
        for height, first, last, old, new in rows
    )
    joined = all(
        (later.height, later.old_bits) == (one.height + PERIOD, one.new_bits)
        for one, later in pairwise(found)
    )
    if not joined or [one.new_bits for one in found] != list(period_bits()[: len(found)]):
        raise Invalid(
            "damaged-data-file", f"{RETARGETS.name} and {TARGETS.name} disagree; install blockkit again"
        )
    return found


def real_retarget(height: int) -> RealRetarget:
    """The last change at or below ``height``; ``ValueError`` when none of the 237 is."""
    changes = real_retargets()
    need_int(height, "the height of a change", changes[0].height, changes[-1].height + PERIOD - 1)
    return changes[(height - changes[0].height) // PERIOD]


@cache
def period_bits() -> tuple[int, ...]:
    """The bits after each of 473 changes, by Electrum: item ``k`` from height 2,016 · (k + 1) on."""
    return tuple(int(text, 16) for text in load(TARGETS, "bits"))


def load(path: Path, key: str) -> list[Any]:
    """The list ``key`` of a file, verified; :class:`Invalid` names the file that is damaged."""
    with rows_of(path) as listed:
        rows: list[Any] = listed[key]
        got = sha256(json.dumps(rows, separators=(",", ":")).encode()).hex()
    need_hash(path, f"its list {key}", SHA256[key], got)
    return rows
