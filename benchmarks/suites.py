"""What a hidden suite costs with a right answer, in processor time: ``python -m benchmarks.suites``.

The goal is at most 60 ms a suite on a quiet machine. Machines differ and are busy, so beside the
milliseconds stands how many times ten thousand double SHA-256 the suite costs, measured just before.
"""

import sys
from collections.abc import Callable
from hashlib import sha256
from time import process_time
from typing import Any

from autograder import suites
from autograder.mutants import folders, measure
from blockkit.classroom.lessons import EXERCISES


def _milliseconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return 1000 * (process_time() - start)


def _ten_thousand_hashes() -> None:
    for number in range(10_000):
        sha256(sha256(b"%d" % number).digest()).digest()


def _first_right(exercise: str) -> list[Callable[..., Any]]:
    first = next(one for one in folders.ours() if one.exercise == exercise and one.right)
    names = measure.namespace(exercise)
    exec(compile(first.source, first.name, "exec"), names)
    return [names[name] for name in EXERCISES[exercise].functions]


def main() -> None:
    """One line a suite, in its first run."""
    for exercise in EXERCISES:
        functions = _first_right(exercise)
        unit = min(_milliseconds(_ten_thousand_hashes) for _ in range(3))
        cost = _milliseconds(lambda one=exercise, its=functions: suites.report(one, *its))  # type: ignore[misc]
        sys.stdout.write(f"{exercise:<6} {cost:6.1f} ms   {cost / unit:5.1f} times 10,000 hashes\n")


if __name__ == "__main__":
    main()
