"""Searches for what the suites must have mined, and ships it: two JSON files beside this one.

    python -m autograder.suites.mining

A suite that had to search would take most of a second. Whoever changes a suite's blocks or stamps runs this
afterwards; until then the new puzzles are solved anew in each run, and a test complains.
"""

import json
import sys

from autograder import suites
from autograder.suites import SUITES, oracle
from blockkit.classroom.json_chain import GENESIS
from blockkit.classroom.lessons import EXERCISES
from blockkit.classroom.trying.trial import SUITE, Trial, opened

LONGEST = 500  # blocks; a recursion with two calls inside another for each block fails at 480


def asked_by_suites() -> dict[str, int]:
    """Every puzzle in the suites of 01d and of E2.3, with its solution: what the library is asked in them."""
    for exercise in SUITES:
        parts = EXERCISES[exercise].parts
        if not parts[0].reference.__module__.endswith(("json_chain", "hashcash")):
            continue
        with opened(Trial(SUITE)):
            for _, _, test, *_ in suites.properties(exercise, *(part.reference for part in parts)):
                test()
    return dict(sorted(oracle.asked.items()))


def proofs_of_long_chain() -> list[int]:
    """The proofs of the longest chain that a suite asks about, found anew: seconds of work."""
    chain: list[oracle.Block] = [GENESIS]
    while len(chain) < LONGEST:
        block = oracle.new_block(chain, [], GENESIS["time"] + len(chain))
        chain.append(oracle.solved(block))
    return [block["proof"] for block in chain[1:]]


def text(table: dict[str, int]) -> str:
    """The file, a puzzle a line."""
    return json.dumps(table, indent=0) + "\n"


if __name__ == "__main__":
    oracle.LONG_CHAIN.write_text(json.dumps(proofs_of_long_chain()) + "\n", encoding="utf-8")
    oracle.asked.clear()
    table = asked_by_suites()
    oracle.MINED.write_text(text(table), encoding="utf-8")
    sys.stdout.write(f"{len(table)} puzzles, and the proofs of one chain of {LONGEST} blocks\n")
