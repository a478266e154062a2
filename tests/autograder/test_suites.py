"""The hidden suites: an oracle that agrees with the chain, and properties that cannot be had for nothing."""

import json
import logging
import os
import re
import sys
import warnings
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time

import pytest

from autograder import suites
from autograder.mutants import folders, measure
from autograder.suites import SUITES, common, oracle
from autograder.suites.lesson01b_bytes import e1_5
from autograder.suites.lesson01d_chain import shared as chains
from blockkit import encoding, hashing, merkle, pow
from blockkit.block import Header
from blockkit.classroom import fingerprints, json_chain, lessons
from blockkit.classroom.lessons import EXERCISES
from blockkit.classroom.trying import trial as trials
from blockkit.classroom.trying.for_checks import call
from blockkit.classroom.trying.plain import TODO, Strange, Student, plain, truth
from blockkit.classroom.trying.time_limit import TooLong
from blockkit.data import heights, real_block

NAMES = list(EXERCISES)
SOLUTIONS = folders.ours()

pytestmark = pytest.mark.filterwarnings("ignore:SECRET")  # a student's function warns on purpose


def right_functions(exercise):
    """The functions of our first right solution of an exercise."""
    first = next(one for one in SOLUTIONS if one.exercise == exercise and one.right)
    names = measure.namespace(exercise)
    exec(compile(first.source, first.name, "exec"), names)
    return [names[name] for name in EXERCISES[exercise].functions]


# ---- the oracle ----------------------------------------------------------------------------------


def test_the_oracle_writes_the_published_headers(vectors):
    rows = json.loads((vectors / "headers" / "headers.json").read_text())
    first = json.loads((vectors / "headers" / "headers_0_2016.json").read_text())
    assert (len(rows), len(first)) == (26, 2017)
    for row in rows:
        data = bytes.fromhex(row["hex"])
        assert oracle.header_bytes(Header.parse(data)) == data
        assert oracle.display(oracle.hash256(data)) == row["hash"]
    previous = bytes(32)
    for text in first:
        data = bytes.fromhex(text)
        assert oracle.header_bytes(Header.parse(data)) == data
        assert data[4:36] == previous
        previous = oracle.hash256(data)


def test_the_oracle_finds_the_published_roots(vectors):
    published = json.loads((vectors / "headers" / "merkle_txids.json").read_text())["100000"]
    txids = [bytes.fromhex(text)[::-1] for text in published]
    assert oracle.merkle_root(txids) == real_block(100000).header.merkle_root
    assert list(real_block(100000).txids) == txids


@pytest.mark.parametrize("height", heights())
def test_the_oracle_agrees_with_the_chain(height):
    block = real_block(height)
    data = oracle.header_bytes(block.header)
    assert oracle.hash256(data) == block.hash and len(data) == 80
    if block.txids:
        root = oracle.merkle_root(block.txids)
        assert root == block.header.merkle_root
        for place in (0, len(block.txids) // 2, len(block.txids) - 1):
            proof = oracle.merkle_proof(block.txids, place)
            assert merkle.verify_proof(block.txids[place], place, len(block.txids), proof, root)
    if block.transactions:
        assert [oracle.hash256(raw) for raw in block.transactions] == list(block.txids)


def test_the_oracle_knows_the_published_fingerprints():
    # FIPS 180-2
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    assert (oracle.sha256_hex("abc"), oracle.sha256_hex("a" * 10**6)) == (abc, million)


def test_the_oracle_agrees_with_blockkit():
    numbers = common.seeded("test")
    for size in range(40):
        a, b = numbers.randbytes(size), numbers.randbytes(size)
        assert oracle.hash256(a) == hashing.hash256(a)
        assert oracle.changed_bits(a, b) == fingerprints.changed_bits(a, b)
    for edge in (0, 0xFD, 2**16, 2**32, 2**64):
        for n in range(max(0, edge - 3), min(2**64, edge + 3)):
            assert oracle.varint(n) == encoding.encode_varint(n)
    for number in range(1, 50):
        ids = common.txids(number)
        assert oracle.merkle_root(ids) == merkle.merkle_root(ids)
        for place in range(number):
            assert oracle.merkle_proof(ids, place) == merkle.merkle_proof(ids, place)
        for twin in oracle.twins(ids):
            assert merkle.merkle_root(twin) == merkle.merkle_root(ids)
            assert merkle.has_duplicate_subtree(twin) and len(set(twin)) < len(twin)
    assert [len(list(oracle.twins(common.txids(n)))) for n in (1, 2, 3, 4, 5, 6, 7, 12)] == [
        0,
        0,
        1,
        0,
        1,
        1,
        1,
        1,
    ]


def test_the_oracle_knows_what_work_is(vectors):
    rows = json.loads((vectors / "headers" / "headers.json").read_text())
    for data in (bytes.fromhex(row["hex"]) for row in rows):
        target, number = (
            pow.bits_to_target(Header.parse(data).bits),
            int.from_bytes(oracle.hash256(data), "little"),
        )
        for limit in (target, number, number - 1, 0, 2**256, number ^ 1):
            assert oracle.meets_target(data, limit) is pow.meets_target(data, limit) is (number <= limit)
        assert oracle.expected_hashes(target) == pow.work(Header.parse(data).bits)
        nonce = int.from_bytes(data[76:], "little")
        assert oracle.find_nonce(data[:76], target, nonce - 5, nonce + 5) == nonce
        assert oracle.find_nonce(data[:76], target, nonce - 5, nonce) is None


def test_the_oracle_agrees_with_the_json_chain():
    for value in (e1_5.BLOCK, {}, {"b": [1, {"z": None, "a": '\n\\"é'}], "a": {"x": True}}):
        assert oracle.canonical(value) == json_chain.canonical(value)
    for length in range(1, 7):
        chain = chains.honest(length)
        assert json_chain.valid_chain(chain) and oracle.valid_chain(chain, json_chain.GENESIS)
        made = json_chain.new_block(chain, chains.PAYMENTS, 7)
        assert oracle.new_block(chain, chains.PAYMENTS, 7) == made
        tip = json_chain.block_id(chain[-1])
        for place in range(length):
            chain[place]["time"] += 1
            assert oracle.first_broken(chain, tip) == json_chain.first_broken(chain, tip) == place
            assert not oracle.valid_chain(chain, json_chain.GENESIS)
            chain[place]["time"] -= 1


def test_the_library_answers_every_question_of_the_suites_as_they_expect(monkeypatch):
    """The reference, were it allowed: what the suites ask is what the library says."""
    monkeypatch.setattr(suites, "trial", lambda exercise: trials.Trial(trials.SUITE))
    for exercise in NAMES:
        found = suites.report(exercise, *[part.reference for part in EXERCISES[exercise].parts])
        assert found.passed, [(o.name, o.message) for o in found.outcomes if not o.holds]


# ---- the shape of the suites ---------------------------------------------------------------------


def test_every_exercise_has_a_suite():
    assert list(SUITES) and set(SUITES) == set(NAMES)


@pytest.mark.parametrize("exercise", NAMES)
def test_five_or_more_properties_with_sentences_of_their_own(exercise):
    sentences = [one.sentence for one in SUITES[exercise]]
    assert 5 <= len(sentences) <= 26 and len(set(sentences)) == len(sentences)
    assert all(sentence.strip() == sentence and len(sentence) <= 90 for sentence in sentences)


@pytest.mark.parametrize("exercise", NAMES)
def test_ids_are_words_and_no_two_are_alike(exercise):
    ids = [one.id for one in SUITES[exercise]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z]+(-[a-z]+){0,2}", own_id) for own_id in ids)


@pytest.mark.parametrize("own_id, sentence", [("six", "a new sentence"), ("new", SUITES["E1.9"][0].sentence)])
def test_an_id_and_a_sentence_can_be_given_once_only(own_id, sentence):
    with pytest.raises(ValueError, match="two properties"):
        common.hidden_property("E1.9", own_id, sentence)(print)


@pytest.mark.parametrize("no_id", ["", "7", "six-7", "Six", "left alone", "left-", "far-too-many-words"])
def test_what_is_no_id_is_said_so(no_id):
    with pytest.raises(ValueError, match="one to three words"):
        common.hidden_property("E1.9", no_id, "a new sentence")


@pytest.mark.parametrize("no_weight", [0, -1, 1.5, True, None])
def test_what_is_no_weight_is_said_so(no_weight):
    with pytest.raises(ValueError, match="whole number from 1 on"):
        common.hidden_property("E1.9", "new", "a new sentence", weight=no_weight)


def test_a_hidden_property_is_an_id_a_sentence_a_test_and_a_weight(monkeypatch):
    heavy = [replace(one, weight=3 if one.id == "two" else 1) for one in SUITES["E1.9"]]
    monkeypatch.setitem(SUITES, "E1.9", heavy)
    found = suites.properties("E1.9", oracle.merkle_root)
    assert [(own_id, sentence, weight) for own_id, sentence, _, weight in found] == [
        (one.id, one.sentence, one.weight) for one in heavy
    ]
    weights = {outcome.id: outcome.weight for outcome in suites.report("E1.9", wrong_root).outcomes}
    assert weights == {one.id: one.weight for one in heavy}
    outcomes = suites.report("E1.9", wrong_root).outcomes
    assert [outcome.id for outcome in outcomes] == [one.id for one in SUITES["E1.9"]]


def test_the_number_of_functions_must_fit():
    with pytest.raises(ValueError, match="encode_varint and decode_varint"):
        suites.properties("E1.6", oracle.varint)
    with pytest.raises(ValueError, match="no exercise"):
        suites.properties("E9.9", print)


# ---- what earns points ---------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", NAMES)
def test_a_right_solution_gets_full_points(exercise):
    found = suites.report(exercise, *right_functions(exercise))
    assert found.passed and found.score == found.points == EXERCISES[exercise].hidden_points


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_right_solution_depends_on_the_seed(monkeypatch, seed):
    monkeypatch.setattr(common, "SEED", seed)
    for exercise in NAMES:
        assert suites.report(exercise, *right_functions(exercise)).passed


def raises(*args):
    raise ValueError("no")


def prints(function):
    return lambda *args: print(function(*args))


@pytest.mark.parametrize("exercise", NAMES)
def test_nothing_is_earned_by_an_answer_that_is_none(exercise):
    right = right_functions(exercise)
    number = len(right)
    trivial = [
        [lambda *args: None] * number,
        [raises] * number,
        [lambda *args: exit()] * number,
        [prints(function) for function in right],
        [lambda *args: object()] * number,
        [lambda *args: args] * number,
        [lambda *args: args[0]] * number,
        [3] * number,
    ]
    for functions in trivial:
        found = suites.report(exercise, *functions)
        assert found.score == 0 and not found.held, found.outcomes


@pytest.mark.parametrize("exercise", NAMES)
def test_nothing_is_earned_by_a_constant(exercise):
    """Every answer that a right solution gives in the suite, given for ever.

    A function without arguments is a constant by nature; it gives nothing here.
    """
    answers = []

    def remembered(function):
        def call(*args):
            value = function(*args)
            answers.append(value)
            return value

        return call

    suites.report(exercise, *map(remembered, right_functions(exercise)))
    different = {repr(value): value for value in [*answers, True, False, None, 0, b"", "", [], {}]}
    for value in different.values():
        constant = lambda *args, value=value: value  # noqa: E731
        constants = [constant if part.example else list for part in EXERCISES[exercise].parts]
        found = suites.report(exercise, *constants)
        assert found.held == 0, (value, [o.name for o in found.outcomes if o.holds])


@pytest.mark.parametrize("exercise", NAMES)
def test_an_unwritten_function_is_told_so(exercise):
    found = suites.report(exercise, *[lambda *args: TODO] * len(EXERCISES[exercise].functions))
    assert found.score == 0 and found.unwritten
    assert "not yet yours" in repr(found)


def test_one_of_two_functions_earns_a_part():
    encode, decode = right_functions("E1.6")
    half = suites.report("E1.6", encode, lambda *args: TODO)
    assert 0 < half.score < half.points and not half.unwritten
    assert {o.name for o in half.outcomes if o.holds} == {
        one.sentence for one in SUITES["E1.6"] if one.sentence.startswith("writing:")
    }
    assert suites.report("E1.6", encode, decode).passed


def test_the_library_own_answer_earns_nothing():
    own = merkle.merkle_root
    for function in (own, lambda ids: own(ids), partial(own), oracle.merkle_root):
        assert suites.report("E1.9", function).score == 0


def test_a_cached_answer_to_a_changed_bytearray_is_seen():
    known = {}

    def by_id(data):
        return known.setdefault(id(data), (oracle.hash256(bytes(data)), data))[0]

    failed = [o.name for o in suites.report("E1.2", by_id).outcomes if not o.holds]
    assert "a bytearray that has changed since has another hash" in failed


# ---- what a student reads ------------------------------------------------------------------------


def wrong_root(txids):
    print("SECRET", txids)
    sys.stderr.write("SECRET")
    os.write(1, b"SECRET")
    os.write(2, b"SECRET")
    warnings.warn("SECRET", stacklevel=1)
    logging.getLogger().warning("SECRET")
    return txids[0]


def test_names_only(capfd, monkeypatch):
    monkeypatch.delenv("BLOCKKIT_SHOW_HIDDEN", raising=False)
    logging.basicConfig(force=True)
    try:
        found = suites.hidden("E1.9", wrong_root)
    finally:
        logging.root.handlers.clear()
    out, err = capfd.readouterr()
    assert "SECRET" not in out + err
    assert isinstance(found, suites.HiddenReport)
    lines = repr(found).splitlines()
    assert lines[0] == f"E1.9: 0 of {len(SUITES['E1.9'])} hidden checks hold"
    assert [line[4:] for line in lines[1:]] == [one.sentence for one in SUITES["E1.9"]]
    print("after"), os.write(1, b"wards\n")
    assert sorted(capfd.readouterr().out.split()) == ["after", "wards"]
    assert logging.root.manager.disable == 0


def test_the_instructor_sees_more(monkeypatch):
    monkeypatch.setenv("BLOCKKIT_SHOW_HIDDEN", "1")
    text = repr(suites.hidden("E1.9", wrong_root))
    assert "merkle_root([" in text and f"seed {common.SEED}" in text


def test_grading_gives_a_number_and_never_more_than_names(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("BLOCKKIT_SHOW_HIDDEN", "1")  # a student's code could set it
    assert suites.hidden("E1.9", wrong_root) == 0
    assert "merkle_root([" not in capsys.readouterr().out
    for exercise in ("E1.2", "E1.3"):
        score = suites.hidden(exercise, *right_functions(exercise))
        assert isinstance(score, float) and score == lessons.exercise(exercise).hidden_points


# ---- bounded, and safe from what comes back ------------------------------------------------------


def test_a_suite_gives_up_after_a_few_endless_calls():
    calls = []

    def endless(*args):
        calls.append(args)
        raise TooLong  # what the time limit raises inside

    assert suites.report("E1.9", endless).score == 0
    assert len(calls) == trials.SUITE.endless


def test_a_suite_has_a_budget(monkeypatch):
    monkeypatch.setattr(suites, "SUITE", replace(trials.SUITE, in_all=0.05))
    right = right_functions("E1.9")[0]
    calls = []

    def slow(txids):
        calls.append(txids)
        started = process_time()
        while process_time() < started + 0.01:
            pass
        return right(txids)

    found = suites.report("E1.9", slow)
    assert 0 < found.held < len(found.outcomes)
    assert 3 <= len(calls) <= 6


def test_an_odd_error_does_not_get_out():
    class Odd(BaseException):
        pass

    def odd(*args):
        raise Odd

    assert suites.report("E1.9", odd).score == 0


class Everything:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __len__(self):
        return 32

    def __bool__(self):
        raise RuntimeError("no")


class Liar(bytes):
    def __eq__(self, other):
        return True

    __hash__ = bytes.__hash__


def test_only_plain_values_come_back():
    for value in (Everything(), Liar(b""), bytearray(b"x"), object(), lambda: 0, {1, 2}):
        assert isinstance(plain(value), Strange)
    assert plain([Liar(b"x"), (1, b"a")])[1] == [1, b"a"]
    assert isinstance(plain([Liar(b"x")])[0], Strange)
    assert plain(TODO) is TODO is truth(TODO)
    assert plain({"a": (1,)}) == {"a": [1]}
    assert "Liar" in repr(plain(Liar(b"")))


def test_a_student_is_called_and_looked_at_afterwards():
    handed = [1]
    student = Student(lambda items: items, "name")
    assert student(handed) == [1] == call(student, handed)
    assert trials.try_call(student.then(lambda: handed.append(2)), handed) == [1, 2]


def test_the_suites_know_nothing_of_the_masters():
    folder = Path(suites.__file__).parent
    for path in folder.glob("*.py"):
        assert "masters" not in path.read_text(encoding="utf-8").replace("the masters", "")
