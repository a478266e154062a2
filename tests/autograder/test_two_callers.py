"""Every suite and every solution gets the same verdict, property by property, by a caller in another process.

The ledger has the verdicts of the caller that notebooks use. Here a solution's functions run in a forked
child (``tests/classroom/forked.py``), and only plain values and handles cross.
"""

import os
from random import Random

import pytest

from autograder import suites
from autograder.mutants import ledger, measure
from autograder.mutants.__main__ import ours
from blockkit.classroom.lessons import EXERCISES
from blockkit.classroom.trying import trial as trials
from blockkit.classroom.trying.trial import calling_by
from tests.classroom.forked import ForkedCaller

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

# In the process of a notebook nothing can be said of the single properties: there is no notebook any more.
ENDS_ITS_PROCESS = {"generic: ends the process"}
# A view of a part of some bytes crosses as the bytes that it shows, and a frozen object as a copy: the first
# looks behind the one, the second writes into the other, which the check then cannot see.
LOOKS_BEHIND = {"whole_memoryview", "loses_the_signatures"}

# Watching ends after so many calls; how many a copy of the arguments makes differs between the processes.
WATCHED_FOR_A_WHILE = {"generic: asks the course for the answer"}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_library_answers_every_suite_from_another_process(exercise, monkeypatch):
    monkeypatch.setattr(suites, "trial", lambda exercise: trials.Trial(trials.SUITE))
    functions = [part.reference for part in EXERCISES[exercise].parts]
    caller = ForkedCaller(functions)
    with calling_by(caller):
        found = suites.report(exercise, *functions)
    caller.close()
    assert found.passed, [(one.name, one.message) for one in found.outcomes if not one.holds]


def compared(solutions):
    """What the two callers disagree on: the solution, and what each says it fails."""
    written = ledger.read()
    for verdict in measure.run(solutions, jobs=2, by=ForkedCaller):
        entry = written[verdict.solution.exercise].entries[verdict.solution.name]
        if verdict.solution.name in ENDS_ITS_PROCESS:
            assert verdict.visible and verdict.hidden
        elif verdict.solution.name in WATCHED_FOR_A_WHILE:
            assert entry.hidden and verdict.hidden
        elif verdict.solution.name in LOOKS_BEHIND:
            assert entry.hidden and not verdict.hidden
        elif (entry.visible, entry.hidden) != (verdict.visible, verdict.hidden):
            yield verdict.solution.exercise, verdict.solution.name, entry, verdict.visible, verdict.hidden


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_part_of_all_solutions_gets_the_same_verdict(exercise):
    solutions = ours([exercise])
    assert list(compared(Random(exercise).sample(solutions, 10))) == []


@pytest.mark.soak
@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_solution_gets_the_same_verdict(exercise):
    assert list(compared(ours([exercise]))) == []
