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

# (exercise, check, old sentence): the sentence of today, or "" where the property is gone.
RETIRED: dict[tuple[str, str, str], str] = {
    ("E1.5", "visible", "a payment to 张三, and a block that holds it"): (
        "a payment to 张三, and a block that contains it"
    ),
    ("E1.9", "visible", "block 100,000: four txids, left as they were"): (
        "block 100,000: four txids, and three of them, left as they were"
    ),
}

# (exercise, old name of the solution, check, sentence of today): why it fails now and did not, or no longer does.
ORACLE = (
    "The visible check no longer refuses the oracle of the hidden suites: students' package neither has it nor "
    "names it. Before, the check knew of it only when a suite had been imported earlier in the same process."
)
ROUTE = "try_call inside a check sees borrowed work too, as every other way of calling does."
DIFFERENT: dict[tuple[str, str, str, str], str] = {
    (exercise, "generic: is the oracle's own", "visible", RETIRED.get((exercise, "visible", sentence), sentence)): (
        ORACLE
    )
    for exercise in ("E1.1", "E1.2", "E1.3", "E1.5", "E1.8", "E1.9", "E1.12", "E1.13")
    for sentence in OLD_SENTENCES["visible"][exercise]
    if sentence != "a payment added to the list later stays out"  # still refused
} | {
    ("E1.12", f"generic: {how} the library's own", "visible", "a payment added to the list later stays out"): ROUTE
    for how in ("is", "calls")
}

# Hidden properties that ask more, or less, than they did: exercise, ids, old names, reason.
BY_FIELD = "A property of E1.8 looks at the bytes of the field that it is about, so that a slip in another costs less."
OTHER_INPUTS = "The property has other inputs; by one of them the solution fails now, or no longer."
ASKED = {
    ("E1.2", "any-bytes bytearray", "W20_cache_by_length.py"): "What it remembers comes from inputs that were asked before.",
    ("E1.2", "zero-bytes", "W25_reads_hex.py"): OTHER_INPUTS,
    ("E1.2", "changed-bytearray", "generic: changes its arguments"): (
        "The property asks for the hash of the bytes before the call; what it does to them is left-alone's matter."
    ),
    ("E1.4", "full-of-zeros", "W15_one_byte_inputs.py"): OTHER_INPUTS,
    ("E1.4", "many-bits", "W2_hex_digits.py W9_one_bit_short.py"): OTHER_INPUTS,
    ("E1.5", "key-order", "W12_blanks_removed_everywhere.py"): OTHER_INPUTS,
    (
        "E1.8",
        "full-width",
        "W10_absolute_version.py W17_one_byte_version.py W4_unsigned_version.py W8_always_version_1.py",
    ): BY_FIELD,
    (
        "E1.8",
        "full-width other-versions signed-version unsigned-fields",
        "W12_root_before_previous.py W14_both_turned.py W18_no_previous.py W23_half_of_hex_text.py "
        "W2_previous_turned.py W1_root_turned.py",
    ): BY_FIELD,
    (
        "E1.8",
        "hash-order other-versions previous-hash signed-version",
        "W13_eight_byte_time.py W5_bits_as_hex.py W15_time_after_bits.py W7_nonce_before_bits.py",
    ): BY_FIELD,
    ("E1.8", "unsigned-fields", "W15_time_after_bits.py W7_nonce_before_bits.py"): BY_FIELD,
    ("E1.8", "other-versions", "W19_31_bits.py"): BY_FIELD,
    ("E1.8", "previous-hash", "W19_31_bits.py W1_root_turned.py W21_known_by_time.py W3_big_endian.py"): BY_FIELD,
    ("E1.8", "hash-order", "W3_big_endian.py W9_signed_numbers.py"): BY_FIELD,
    ("E1.8", "field-order", "W8_always_version_1.py"): OTHER_INPUTS,
    ("E1.8", "genesis", "W21_known_by_time.py"): "What it remembers comes from headers that were asked before.",
    (
        "E1.11",
        "left-alone",
        "W13_root_without_last.py W16_powers_of_two_only.py W1_last_two.py W24_odd_dropped.py "
        "W3_pairs_of_leaves.py W7_two_levels.py W8_last_pair_of_each_level.py W9_neighbours_in_the_list.py",
    ): "The property also asks for lists on which the alarm rings above a copy.",
}
DIFFERENT |= {
    ("E1.9", old_name, "visible", "block 100,000: four txids, and three of them, left as they were"): (
        "The visible property asks for three txids too, so that a changed argument is seen."
    )
    for old_name in (
        "W1_odd_dropped.py",
        "W2_odd_moves_up.py",
        "W3_zeros_for_the_missing.py",
        "W4_first_copied.py",
        "W15_caller_gets_the_copy.py",
        "W23_halves.py",
    )
}
NONE_FOR_NO = "It returns None for no; since then None is neither yes nor no."
DIFFERENT |= {
    ("E1.11", "C5_first_repetition.py", check, sentence): NONE_FOR_NO
    for check in CHECKS
    for sentence in (RETIRED.get(("E1.11", check, old), old) for old in OLD_SENTENCES[check]["E1.11"])
    if sentence not in OLD["E1.11"]["C5_first_repetition.py"][check]
}
DIFFERENT |= {
    (exercise, old_name, "hidden", measure.hidden_sentences(exercise)[own_id]): reason
    for (exercise, own_ids, old_names), reason in ASKED.items()
    for own_id in own_ids.split()
    for old_name in (old_names.split() if ".py" in old_names else [old_names])
}


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
