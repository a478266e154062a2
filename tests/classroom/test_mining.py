"""The search of the mining pictures: right steps, bounded, and nothing a student's function does stops it."""

import time
from dataclasses import replace
from itertools import islice

import pytest

from blockkit.classroom import mining
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.mining import EXAMPLES, Mined, example, number_of, scanned, search, target_of
from blockkit.classroom.shapes import find_nonce as reference
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.trial import Trial, opened


def last(steps):
    """The step that ends a search."""
    *_, end = steps
    return end


def test_targets_to_a_tenth_of_a_bit():
    assert target_of(0.0) == 2**256 - 1 and target_of(8.0) == 2**248 - 1 and target_of(256.0) == 0
    for tenths in range(40, 801):
        target = target_of(tenths / 10)
        assert (target + 1) ** 10 <= 1 << 2560 - tenths < (target + 2) ** 10
    assert target_of(12.0) > target_of(12.1) > target_of(12.5) > target_of(13.0)
    assert f"{target_of(12.5):064x}".startswith("000b504f333f9de6")
    with pytest.raises(ValueError, match="between 0 and 256"):
        target_of(256.1)


@pytest.mark.parametrize("zero_bits", EXAMPLES)
def test_what_was_mined_before_is_what_a_search_finds(zero_bits):
    before = example(zero_bits, len(EXAMPLES[zero_bits]))
    assert last(search(Mined(before.target, before.wanted))) == replace(before, ended="done")
    assert example(zero_bits, 2).nonces == before.nonces[:2] and example(zero_bits, 2).tries_a_block[1:]
    assert example(zero_bits, 31) is None and example(9.3, 30) is None


def test_the_numbers_of_the_page():
    assert [example(n, 30).tries for n in (8.0, 12.0, 12.5)] == [6839, 137_463, 199_328]
    assert example(16.0, 3).tries == 250_708
    twelve = example(12.0, 30)
    assert min(twelve.tries_a_block) == 34 and max(twelve.tries_a_block) == 29_805
    assert sum(twelve.tries_a_block) == twelve.tries and twelve.since_last == 0


def test_steps_are_slices_and_what_comes_before_a_block():
    steps = list(search(Mined(target_of(16.0), 2)))
    assert [step.tries for step in steps[:4]] == [8604, 8604 + mining.SLICE, 41_372, 57_756]
    assert [step.nonces for step in steps[:2]] == [(8603,), (8603,)]
    assert steps[-1].nonces == (8603, 111_733) and steps[-1].ended == "done"
    assert all(not step.ended for step in steps[:-1])
    for step in steps[:3]:  # the best since the last block
        start = 0 if step.tries == 8604 else 8604
        assert step.best == min((number_of(n), n) for n in range(start, step.tries))


def test_the_best_of_a_slice():
    assert scanned(0, 0, 300, None) == (min((number_of(n), n) for n in range(300)), None)
    assert scanned(2**248 - 1, 0, 300, None) == ((number_of(236), 236), 236)
    assert scanned(0, 5, 9, (1, 3)) == ((1, 3), None)
    assert scanned(0, 5, 5, None) == (None, None)


def test_a_search_is_bounded_and_can_go_on():
    stopped = last(search(Mined(target_of(20.0), 1), most=40_000))
    assert (stopped.tries, stopped.ended, stopped.since_last, stopped.nonces) == (40_000, "bound", 40_000, ())
    further = last(search(stopped, most=500))
    assert (further.tries, further.ended) == (40_500, "bound") and further.best[0] <= stopped.best[0]
    assert last(search(Mined(target_of(8.0), 30), most=237)).ended == "bound"  # with the block of nonce 236
    whole = last(search(Mined(target_of(8.0), 3)))
    halves = last(search(next(search(Mined(target_of(8.0), 3)))))
    assert whole == halves


# ---- a student's function ------------------------------------------------------------------------


def searched(function, blocks=3, zero_bits=8.0):
    rules = REFERENCE.filled({"find_nonce": function})
    return last(search(Mined(target_of(zero_bits), blocks), rules))


def test_it_is_the_students_function_that_searches():
    asked = []

    def find_nonce(header76, target, start=0, stop=2**32):
        asked.append((header76, target, start, stop))
        return reference(header76, target, start, stop)

    assert searched(find_nonce) == last(search(Mined(target_of(8.0), 3)))
    assert [start for _, _, start, _ in asked] == [0, 237, 396]
    assert {stop - start for _, _, start, stop in asked} == {mining.SLICE}
    assert asked[0][:2] == (mining.HEADER76, 2**248 - 1)


def boom(*args):
    raise KeyError("my mistake")


def ends(*args):
    raise SystemExit


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (boom, "it raised KeyError"),
        (ends, "exit()"),
        (lambda *args: TODO, "not written yet"),
        (lambda: None, "it raised TypeError"),
        (lambda *args: None, "(header76, target, 0, 16384) gives None; it should give 236"),
        (lambda *args: 237, "gives 237; it should give 236"),
        (lambda *args: 236.0, "gives 236.0; it should give 236"),
        (lambda *args: True, "gives True; it should give 236"),
        (lambda header, target, *_: reference(header, target), "237, 16621) gives 236; it should give 395"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_named_once_and_the_reference_goes_on(function, why):
    calls = []

    def find_nonce(*args):
        calls.append(args)
        return function(*args)

    found = searched(find_nonce)
    assert found.nonces == (236, 395, 581) and found.ended == "done"
    assert found.note.startswith("the reference stands in for your find_nonce") and why in found.note
    assert len(calls) <= 2


def test_a_function_that_never_ends_is_waited_for_once_in_a_widgets_life():
    calls = []

    def find_nonce(*args):
        calls.append(args)
        while True:
            pass

    with opened(Trial(never_again=[])):
        started = time.process_time()
        for _ in range(3):
            found = searched(find_nonce)
            assert found.nonces == (236, 395, 581) and "had not ended after 0.25 seconds" in found.note
    assert len(calls) == 1 and time.process_time() - started < 1.5


def test_nothing_is_searched_before_it_is_asked_for():
    calls = []
    rules = REFERENCE.filled({"find_nonce": lambda *args: calls.append(args)})
    steps = search(Mined(target_of(20.0), 3), rules)
    assert not calls
    list(islice(steps, 2))
    steps.close()
    assert len(calls) == 2
