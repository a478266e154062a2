"""How the figures are taken: in turns, in one process, and what becomes a row of the table.

Each round runs every variant once, so that whatever slows the machine down for a while slows all of them
down. A variant that is done in less than a twentieth of a second runs several times in its turn. What counts
is the processor's time, not the clock's. All must give the same answer: who does less is found out.
"""

import gc
import importlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

SECONDS_A_TURN = 0.05

Work = Callable[[], object]
Show = Callable[[float], str]  # a cost, most often in seconds, as people read it


@dataclass(frozen=True)
class Setting:
    """What every row is measured with."""

    rounds: int
    vectors: Path
    simblock: Path | None = None  # where somebody has its source

    def vector(self, name: str) -> bytes | None:
        """A file of the vectors folder; ``None`` where it is not here."""
        path = self.vectors / name
        return path.read_bytes() if path.is_file() else None


@dataclass(frozen=True)
class Row:
    """A line of the table. A ratio of 3 means: three times as fast as ``against``, or a third as large."""

    what: str
    ours: str  # the cost of one call
    against: str = ""
    ratios: tuple[float, ...] = ()  # one a round; empty where there was nothing to compare with
    goal: float | None = None
    remark: str = ""  # why there are no ratios

    @property
    def verdict(self) -> str:
        """Is the goal met?"""
        if self.goal is None or not self.ratios:
            return self.remark
        return "met" if median(self.ratios) >= self.goal else "BEHIND"


def peer(module: str) -> Any:
    """The module of a peer; ``None`` where it is not installed or does not load."""
    with suppress(ImportError, OSError):
        return importlib.import_module(module)
    return None


def in_turns(work: dict[str, Work], rounds: int) -> dict[str, list[float]]:
    """Seconds of one call for each variant, one figure a round; ``ValueError`` when the answers differ."""
    answers = {name: function() for name, function in work.items()}
    first = next(iter(answers))
    for name, answer in answers.items():
        if answer != answers[first]:
            raise ValueError(f"{name} does not give the same answer as {first}")
    gc.collect()
    gc.freeze()  # what stands around is nobody's garbage
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, function in work.items():
            gc.collect()
            taken[name].append(_seconds(function))
    gc.unfreeze()
    return taken


def _seconds(function: Work) -> float:
    """The time of one call, from as many calls as fill a turn."""
    calls, start = 0, process_time()
    while True:
        function()
        calls += 1
        taken = process_time() - start
        if taken >= SECONDS_A_TURN:
            return taken / calls


def rows(
    what: str,
    ours: Work,
    others: dict[str, Work | None],
    show: Show,
    rounds: int,
    goals: dict[str, float] | None = None,
    remark: str = "peer not available",
) -> Iterator[Row]:
    """Measure ``ours`` and the others in turns; a row for each of them, also for those that are not here."""
    present = {name: work for name, work in others.items() if work is not None}
    taken = in_turns({"ours": ours, **present}, rounds)
    yield from compared(what, taken, list(others), show, goals, remark)


def compared(
    what: str,
    costs: dict[str, list[float]],
    others: list[str],
    show: Show,
    goals: dict[str, float] | None = None,
    remark: str = "peer not available",
) -> Iterator[Row]:
    """Rows from costs that were taken in turns: those of ``"ours"``, and of the others that are here."""
    shown = show(median(costs["ours"]))
    for name in others or [""]:
        pairs = zip(costs.get(name, []), costs["ours"], strict=False)
        ratios = tuple(theirs / mine for theirs, mine in pairs)
        why = "" if ratios or not name else remark
        yield Row(what, shown, name, ratios, (goals or {}).get(name), why)


def milliseconds(seconds: float) -> str:
    """Short times in ms or µs."""
    return f"{1e3 * seconds:.3g} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.3g} µs"


def per_second(count: int, unit: str) -> Show:
    """How often ``count`` things that take some seconds together are done in one."""

    def show(seconds: float) -> str:
        rate = count / seconds
        size, letter = (1e6, "M") if rate >= 1e6 else (1e3, "k")
        return f"{rate / size:.3g} {letter} {unit}/s"

    return show


def megabytes(size: float) -> str:
    """A size in memory."""
    return f"{size / 1e6:.1f} MB"
