"""What a hidden suite costs with a right answer, in processor time: ``python -m benchmarks.suites``.

The goal is at most 60 ms a suite on a quiet machine; one whose arithmetic cannot cost less (E3.1, E3.2: walks
of 256 bits on a curve) gives the reason in its first lines. Machines differ and are busy, so beside the
milliseconds stands how many times ten thousand double SHA-256 the suite costs, measured just before; what is
above the goal is marked.

Counted is all that the grading of one student pays: the calls of the answer, the watching and timing of each
call, the copies of its arguments, and the right answers that the oracle works out, in the first run of the
suite in this process. Not counted is loading Python, the course and the notebook's setup cells; nor the
search for proofs, which are shipped; nor the garbage collector's walks through what was loaded before; nor an
answer that is slow by nature. The answer is the notebook's own; our other right ones, such as SHA-256 written
by hand, take longer.
"""

import argparse
import gc
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from hashlib import sha256
from io import StringIO
from time import process_time
from typing import Any

from autograder import suites
from autograder.mutants import measure
from blockkit.classroom.lessons import EXERCISES

GOAL = 60  # milliseconds


def _milliseconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return 1000 * (process_time() - start)


def _ten_thousand_hashes() -> None:
    for number in range(10_000):
        sha256(sha256(b"%d" % number).digest()).digest()


def _from_the_notebook(exercise: str) -> list[Callable[..., Any]]:
    (own,) = measure.from_master(exercise)
    with redirect_stdout(StringIO()):  # which parts the setup cell found kept
        names = measure.namespace(exercise)
    exec(compile(own.source, own.name, "exec"), names)
    return [names[name] for name in EXERCISES[exercise].functions]


def main() -> None:
    """One line a suite, in its first run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suites", description=main.__doc__)
    parser.add_argument("exercises", nargs="*", metavar="E1.9", help="only these; without any, all")
    asked = parser.parse_args().exercises
    if unknown := [name for name in asked if name not in EXERCISES]:
        parser.error(f"there is no exercise {', '.join(unknown)}; they are {', '.join(EXERCISES)}")
    for exercise in asked or EXERCISES:
        functions = _from_the_notebook(exercise)
        suites.trial(exercise)  # what may not be borrowed is loaded now
        gc.collect()
        gc.freeze()
        unit = min(_milliseconds(_ten_thousand_hashes) for _ in range(3))
        cost = _milliseconds(lambda one=exercise, its=functions: suites.report(one, *its))  # type: ignore[misc]
        above = f"   above {GOAL} ms" if cost > GOAL else ""
        sys.stdout.write(f"{exercise:<6} {cost:6.1f} ms   {cost / unit:5.1f} times 10,000 hashes{above}\n")


if __name__ == "__main__":
    main()
