"""The records of the exercises: what one lacks is an error, and what it says is used."""

from dataclasses import fields, replace

import pytest

from autograder import suites
from autograder.mutants import measure
from blockkit.classroom import lessons
from blockkit.classroom.lessons import EXERCISES, KEPT, LESSONS, PARTS, lesson_of
from blockkit.classroom.lessons.record import Exercise, IncompleteRecord, Part, Place, answers, need_whole
from blockkit.classroom.trying import trial as trials
from blockkit.rules import RULES, SLOTS

MERKLE = lesson_of("E1.9")
MODULE = "lesson01c_merkle"
NOTHING = {str: "", int: 0, float: 0, tuple: (), Place: None}


def without(lesson, old, new):
    """The lesson with one exercise replaced."""
    return replace(lesson, exercises=tuple(new if one is old else one for one in lesson.exercises))


def test_all_records_are_whole():
    for lesson in LESSONS:
        need_whole(lesson, f"lesson{lesson.name}")


@pytest.mark.parametrize(
    "fact", [field.name for field in fields(Exercise) if field.name not in ("name", "about_bits")]
)
def test_each_fact_of_an_exercise_is_missed(fact):
    exercise = EXERCISES["E1.9"]
    lacking = replace(exercise, **{fact: NOTHING[type(getattr(exercise, fact))]})
    with pytest.raises(IncompleteRecord, match=r"lesson01c_merkle\.py: E1\.9 needs"):
        need_whole(without(MERKLE, exercise, lacking), MODULE)


@pytest.mark.parametrize(
    ("fact", "nothing", "message"),
    [
        ("name", "", "needs a name"),
        ("place", None, "needs a name, a place"),
        ("place", Place.COURSE, "but it is not"),
        ("reference", None, "the library's own function as its reference"),
        ("reference", len, "the default of its slot"),
        ("example", (), "needs an example that its reference takes"),
    ],
)
def test_each_fact_of_a_function_is_missed(fact, nothing, message):
    exercise = EXERCISES["E1.9"]
    part = replace(exercise.parts[0], **{fact: nothing})
    with pytest.raises(IncompleteRecord, match=message):
        need_whole(without(MERKLE, exercise, replace(exercise, parts=(part,))), MODULE)


def test_a_lesson_is_called_as_its_module_and_has_a_stage():
    for changes in ({"name": "01x_other"}, {"stage": ""}, {"folder": ""}):
        with pytest.raises(IncompleteRecord, match="the lesson"):
            need_whole(replace(MERKLE, **changes), MODULE)


def test_two_of_one_name_are_refused():
    with pytest.raises(IncompleteRecord, match=r"two exercises are called E1\.9"):
        lessons.need_different(["E1.9", "E1.10", "E1.9"], "exercises")


# ---- the facts that cannot be missed by looking: what may not be called, and what is given --------


def earned(exercise, function):
    return suites.report(exercise, function).score


def test_what_answers_an_exercise_cannot_be_forgotten():
    """References, and what of their modules they name, are counted without anybody listing them."""
    names = {one.__qualname__ for one in answers(MERKLE, EXERCISES["E1.10"])}
    assert {"merkle_proof", "verify_proof", "merkle_levels"} <= names
    assert earned("E1.9", lambda txids: PARTS["merkle_root"].reference(txids)) == 0


def test_without_a_helper_an_answer_by_it_would_count(monkeypatch):
    """A helper from another module is a fact of the record: take it out, and its check is noticed."""

    def by_helper(text):
        return suites.oracle.sha256_hex(text)

    exercise = EXERCISES["E1.1"]
    part = replace(exercise.parts[0], helpers=(suites.oracle.sha256_hex,))
    lesson = without(lesson_of("E1.1"), exercise, replace(exercise, parts=(part,)))
    for record, sees in ((lesson, True), (lesson_of("E1.1"), False)):
        forbidden = answers(record, record.exercises[0])
        trial = trials.Trial(not_to_borrow=trials.codes(*forbidden))
        try:
            trial.call(by_helper, "abc")
            seen = False
        except trials.Borrowed:
            seen = True
        assert seen is sees


def test_without_what_is_given_a_right_answer_would_be_refused():
    """Lesson 01d gives ``block_id`` to everybody; were that left out, honest work would count as borrowed."""
    lesson = lesson_of("E1.13")
    given = {one.__name__ for one in lesson.given}
    assert "block_id" in given
    stingy = replace(lesson, given=())
    assert not given & {getattr(one, "__name__", "") for one in answers(lesson, EXERCISES["E1.13"])}
    assert given & {getattr(one, "__name__", "") for one in answers(stingy, EXERCISES["E1.13"])}
    source = measure.from_master("E1.13")[0].source
    names = measure.namespace("E1.13")
    exec(compile(source, "master", "exec"), names)
    trial = trials.Trial(not_to_borrow=trials.codes(*answers(stingy, EXERCISES["E1.13"])))
    with pytest.raises(trials.Borrowed):
        trial.call(names["first_broken"], *PARTS["first_broken"].example)
    trials.trial_of("E1.13").call(names["first_broken"], *PARTS["first_broken"].example)


# ---- what is computed ----------------------------------------------------------------------------


def test_what_is_a_yes_or_no_question_is_read_from_the_reference():
    assert {name for name, part in PARTS.items() if part.yes_or_no} == {
        "verify_proof",
        "has_duplicate_subtree",
        "valid_chain",
        "meets_target",
        "stamp_ok",
        "coinbase_ok",
        "verify_ecdsa",
        "is_low_s",
        "opens",
        "check_lock_time",
        "is_final",
    }


def test_each_slot_has_its_own_function_as_reference():
    for part in PARTS.values():
        assert (part.place is Place.SLOT) == (part.name in SLOTS)
        if part.place is Place.SLOT:
            assert getattr(RULES, part.name) is part.reference
    assert set(PARTS) - set(KEPT) == {
        "find_collision", "mint_stamp", "stamp_ok", "fork_cases", "catch_up", "race", "repair",
        "ledger_cases", "lock_wallet", "unlock_wallet",
    }  # fmt: skip


def test_every_reference_answers_its_example():
    for part in KEPT.values():
        assert part.reference(*part.example) is not None or part.name == "first_broken"
    assert isinstance(PARTS["merkle_root"], Part)
