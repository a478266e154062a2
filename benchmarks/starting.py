"""What ``import blockkit`` adds to the start of Python."""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks.measure import Row, Setting

TIMES = 15
GOAL = 0.040  # seconds


def import_rows(setting: Setting) -> Iterator[Row]:
    """The package alone, and with the modules that judge blocks."""
    imports = ("import blockkit", "from blockkit import Chain")
    taken: dict[str, list[float]] = {code: [] for code in ("pass", *imports)}
    for _ in range(TIMES):
        for code, times in taken.items():
            start = perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(perf_counter() - start)
    bare = median(taken["pass"])
    for what in imports:
        more = [with_it - without for with_it, without in zip(taken[what], taken["pass"], strict=True)]
        ours = f"{1e3 * median(more):.1f} ms more"
        spared = tuple(GOAL / max(seconds, 1e-6) for seconds in more)
        goal = 1.0 if what == imports[0] else None
        yield Row(f"{what}, Python {1e3 * bare:.0f} ms", ours, "the 40 ms allowed", spared, goal)
