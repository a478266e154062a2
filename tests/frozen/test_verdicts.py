"""What every old wrong and right solution failed, property by property, is what it fails today.

``verdicts.json`` was made by the old code and holds sentences; ``names_of_solutions.json`` says what each old
file is called now; today's verdicts are those of ``autograder/mutants/verdicts.json``, which the gate of
``make mutants`` keeps honest. Properties and solutions that came later are not compared.

A suite may be changed on purpose:

- a solution fails a property now that it did not fail, or the other way round: put the line that the test
  prints into ``DIFFERENT``, with the reason;
- a property has another sentence now, or is gone: put it into ``RETIRED``, with the sentence of today or "".

An entry that is no longer needed fails the test: remove it. The JSON files themselves never change.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from autograder.mutants import ledger, measure

HERE = Path(__file__).parent
OLD = json.loads((HERE / "verdicts.json").read_text(encoding="utf-8"))
OLD_SENTENCES = json.loads((HERE / "names.json").read_text(encoding="utf-8"))
NAMES = json.loads((HERE / "names_of_solutions.json").read_text(encoding="utf-8"))
CHECKS = ("visible", "hidden")

# (exercise, old name of the solution, check, sentence of today): why it fails now and did not, or no longer does.
ORACLE = (
    "The visible check no longer refuses the oracle of the hidden suites: students' package neither has it nor "
    "names it. Before, the check knew of it only when a suite had been imported earlier in the same process."
)
ROUTE = "try_call inside a check sees borrowed work too, as every other way of calling does."
DIFFERENT: dict[tuple[str, str, str, str], str] = {
    (exercise, "generic: is the oracle's own", "visible", sentence): ORACLE
    for exercise in ("E1.1", "E1.2", "E1.3", "E1.5", "E1.8", "E1.9", "E1.12", "E1.13")
    for sentence in OLD_SENTENCES["visible"][exercise]
    if sentence not in ("a float: refused", "a payment added to the list later stays out")  # still refused
} | {
    ("E1.12", f"generic: {how} the library's own", "visible", "a payment added to the list later stays out"): ROUTE
    for how in ("is", "calls")
}

# (exercise, check, old sentence): the sentence of today, or "" where the property is gone.
RETIRED: dict[tuple[str, str, str], str] = {}


@cache
def today():
    return ledger.read()


@cache
def sentences(exercise, check):
    """The sentences of today, by id."""
    return getattr(measure, f"{check}_sentences")(exercise)


def renamed(exercise, check, old):
    """Old sentences as they are today, without those of properties that are gone."""
    return {RETIRED.get((exercise, check, sentence), sentence) for sentence in old} - {""}


def differences(exercise, old_name):
    """What one solution fails today and did not then, or the other way round."""
    entry = today()[exercise].entries[NAMES[exercise].get(old_name, old_name)]
    found = set()
    for check in CHECKS:
        words = sentences(exercise, check)
        now = {words.get(own_id, own_id) for own_id in getattr(entry, check)}
        came_later = set(words.values()) - renamed(exercise, check, OLD_SENTENCES[check][exercise])
        before = renamed(exercise, check, OLD[exercise][old_name][check])
        found |= {(exercise, old_name, check, sentence) for sentence in (now ^ before) - came_later}
    return found


@pytest.mark.parametrize("exercise", OLD)
def test_every_old_solution_fails_what_it_failed(exercise):
    found = set().union(*(differences(exercise, old_name) for old_name in OLD[exercise]))
    assert found == {key for key in DIFFERENT if key[0] == exercise}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("exercise", OLD)
def test_every_old_property_is_there(exercise, check):
    old = set(OLD_SENTENCES[check][exercise])
    gone = old - set(sentences(exercise, check).values())
    assert gone == {sentence for name, kind, sentence in RETIRED if (name, kind) == (exercise, check)}
    assert renamed(exercise, check, old) <= set(sentences(exercise, check).values())


def test_every_old_file_has_one_new_name():
    for exercise, verdicts in OLD.items():
        assert set(NAMES[exercise]) == {name for name in verdicts if name.endswith(".py")}
        assert len(set(NAMES[exercise].values())) == len(NAMES[exercise])
    assert sum(map(len, NAMES.values())) == 438


def test_every_difference_has_a_reason():
    assert all(reason.strip() for reason in DIFFERENT.values())
