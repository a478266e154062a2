"""Searches for what the suites must have mined, and ships it: ``mined.json`` beside this file.

    python -m autograder.suites.mining

A suite that had to search would take most of a second. Whoever changes a suite's blocks runs this
afterwards; until then the new puzzles are solved anew in each run, and a test complains.
"""

import json
import sys

from autograder import suites
from autograder.suites import SUITES, oracle
from blockkit.classroom.lessons import EXERCISES
from blockkit.classroom.trying.trial import SUITE, Trial, opened


def asked_by_suites() -> dict[str, int]:
    """Every puzzle in the suites of lesson 01d, with its solution: what the library is asked in them."""
    for exercise in SUITES:
        parts = EXERCISES[exercise].parts
        if not parts[0].reference.__module__.endswith("json_chain"):
            continue
        with opened(Trial(SUITE)):
            for _, _, test, *_ in suites.properties(exercise, *(part.reference for part in parts)):
                test()
    return dict(sorted(oracle.asked.items()))


def text(table: dict[str, int]) -> str:
    """The file, a puzzle a line."""
    return json.dumps(table, indent=0) + "\n"


if __name__ == "__main__":
    table = asked_by_suites()
    oracle.MINED.write_text(text(table), encoding="utf-8")
    sys.stdout.write(f"{len(table)} puzzles in {oracle.MINED.name}\n")
