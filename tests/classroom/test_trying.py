"""How a student's function is called: limits in three ways, prompts, borrowed work, separate trials."""

import getpass
import logging
import os
import re
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from blockkit import merkle
from blockkit.block import Header
from blockkit.classroom.checks import run
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.properties import SAID_NO, Fails, accepts, gives, refuses, rejects
from blockkit.classroom.trying import calling, time_limit
from blockkit.classroom.trying.calling import Terms, call_here, in_one_line
from blockkit.classroom.trying.for_checks import call_text, copied, number_shown
from blockkit.classroom.trying.for_figures import Asker, answer
from blockkit.classroom.trying.plain import TODO, Student
from blockkit.classroom.trying.time_limit import TooLong
from blockkit.classroom.trying.trial import (
    AT_FIRST,
    CannotUse,
    Endless,
    Limits,
    Trial,
    Unwritten,
    current,
    opened,
    trial_of,
    try_call,
)
from blockkit.data import real_block
from blockkit.hashing import hash256
from blockkit.params import MAINNET
from tests.classroom.forked import ForkedCaller

IDS = [hash256(bytes([i])) for i in range(5)]

# ---- time ----------------------------------------------------------------------------------------

NEW_ENOUGH = pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with Python 3.12")
WAYS = [
    time_limit.by_signal,
    time_limit.by_thread,
    pytest.param(time_limit.by_monitoring, marks=NEW_ENOUGH),
]


def loops():
    while True:
        pass


def loops_in_a_comprehension():
    return [i + 1 for i in iter(int, 1)]


def loops_by_calls():
    def one():
        return 1

    return sum(one() for _ in iter(int, 1))


def swallows():
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("function", [loops, loops_in_a_comprehension, loops_by_calls, swallows])
def test_an_endless_function_ends(way, function):
    with pytest.raises(TooLong), way(0.1):
        function()


@pytest.mark.parametrize("way", WAYS)
def test_quick_work_is_left_alone_and_nothing_is_left_behind(way):
    for _ in range(20):
        with way(0.05):
            assert sum(range(10)) == 45
    started = time.process_time()
    while time.process_time() < started + 0.2:  # no error arrives late
        pass


@pytest.mark.parametrize("way", WAYS)
def test_a_limit_within_a_limit(way):
    """The inner one ends first and leaves the outer one as it was."""
    with pytest.raises(TooLong), way(0.4):
        with pytest.raises(TooLong), way(0.1):
            loops()
        loops()


@pytest.mark.parametrize("way", [time_limit.by_signal, time_limit.by_thread])
def test_waiting_counts_ten_times_less_than_work(way):
    """A busy machine must not fail honest work: the clock has a limit far above."""
    with way(0.1):
        time.sleep(0.3)
    with pytest.raises(TooLong), way(0.02):
        while True:
            time.sleep(0.01)


def test_the_way_is_chosen_by_what_there_is(monkeypatch):
    kinds = []
    for way in ("by_signal", "by_thread", "by_monitoring"):
        monkeypatch.setattr(time_limit, way, lambda seconds, way=way: kinds.append(way))
    time_limit.time_limit(1)
    thread = threading.Thread(target=time_limit.time_limit, args=[1])
    thread.start()
    thread.join()
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.delattr("signal.setitimer", raising=False)
    time_limit.time_limit(1)
    assert kinds == ["by_signal", "by_thread", "by_monitoring"]


def test_a_trial_loses_patience():
    limits = Limits(a_call=0.1, patience=2, a_late_call=0.02, endless=4)
    trial = Trial(limits)
    for seconds in ("0.1", "0.1", "0.02", "0.02"):
        with pytest.raises(Endless, match=f"had not ended after {seconds} seconds"):
            trial.call(loops)
    with pytest.raises(Endless, match="used up by earlier calls"):
        trial.call(lambda: 1)


def test_a_trial_has_so_much_time_in_all():
    def works_longer():
        end = time.process_time() + 0.06
        while time.process_time() < end:
            pass

    trial = Trial(Limits(in_all=0.05))
    assert trial.call(lambda: 1) == 1
    trial.call(works_longer)
    with pytest.raises(Endless, match="used up"):
        trial.call(lambda: 1)


# ---- prompts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda: input("number? "), "it asks for input with input()"),
        (lambda: getpass.getpass(), "it asks for input with getpass()"),
        (lambda: exit(), "it calls exit()"),
        (lambda: quit(), "it calls quit()"),
        (lambda: sys.exit(3), "it calls exit()"),
    ],
)
def test_a_function_that_asks_a_person_is_told_so(function, message):
    inside, outside = sys.stdin, input
    with pytest.raises(CannotUse) as problem:
        try_call(function)
    assert message in str(problem.value)
    assert sys.stdin is inside and not sys.stdin.closed and input is outside


def test_it_cannot_be_swallowed():
    def asks():
        with suppress(Exception):
            return input()

    with pytest.raises(CannotUse, match="asks for input"):
        try_call(asks)


CELLS = """
from blockkit.classroom.notebook import CannotUse, try_call
def told(function):
    try:
        print(try_call(function))
    except CannotUse as why:
        print(why)
---
told(lambda: input("number? "))
told(lambda: exit())
told(lambda: quit())
import getpass
told(lambda: getpass.getpass())
---
print("the kernel lives")
"""


@pytest.mark.slow
def test_in_a_real_kernel_nothing_is_locked_and_nothing_ends():
    """In a notebook ``input``, ``exit`` and ``quit`` are other objects than in plain Python."""
    from nbclient import NotebookClient

    notebook = new_notebook(cells=[new_code_cell(text) for text in CELLS.split("---\n")])
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=False).execute()
    said = notebook.cells[1].outputs[0].text.splitlines()
    assert [line.split(",")[0].split(":")[0] for line in said] == [
        "it asks for input with input()",
        "it calls exit()",
        "it calls exit()",
        "it asks for input with getpass()",
    ]
    assert "the kernel lives" in notebook.cells[2].outputs[0].text


# ---- whose work ----------------------------------------------------------------------------------


class Helper:
    """As a student might wrap the library: by a method, a property, a partial, a call from inside it."""

    rules = SimpleNamespace(root=merkle.merkle_root)

    @property
    def root(self):
        return merkle.merkle_root


ROUTES = [
    merkle.merkle_root,
    lambda ids: merkle.merkle_root(ids),
    partial(merkle.merkle_root),
    lambda ids: REFERENCE.merkle_root(ids),
    lambda ids: answer(REFERENCE, "merkle_root", ids)[0],
    lambda ids: try_call(REFERENCE.merkle_root, ids),
    lambda ids: Helper().root(ids),
    lambda ids: Helper.rules.root(ids),
    lambda ids: next(map(merkle.merkle_root, [ids])),
    lambda ids: sorted([ids], key=merkle.merkle_root) and merkle.merkle_levels(ids)[-1][0],
    lambda ids: max([merkle.merkle_root(ids)]),
]


@pytest.mark.parametrize("function", ROUTES)
@pytest.mark.parametrize("forked", [False, True])
def test_borrowed_work_is_seen_whatever_the_route(function, forked):
    trial = trial_of("E1.9")
    if forked:
        trial.caller = ForkedCaller([function])
    report = run(
        "E1.9", 4, [("root", "root", lambda: gives(merkle.merkle_root(IDS), function, IDS))], (), trial
    )
    assert report.score == 0 and "it calls blockkit's own" in report.outcomes[0].message
    if forked:
        trial.caller.close()


def test_a_method_is_seen():
    header = Header(1, IDS[0], IDS[1], 1, 2, 3)
    for function in (lambda h: h.serialize(), Header.serialize, lambda h: type(h).serialize(h)):
        with pytest.raises(CannotUse, match=r"blockkit's own Header\.serialize"):
            trial_of("E1.8").call(function, header)


def test_what_a_check_hands_in_does_its_own_work():
    """A function among the arguments may use the library: it is the check's, not the student's."""
    trial = trial_of("E1.2")
    assert trial.call(lambda h: h(b"abc"), lambda data: hash256(data)) == hash256(b"abc")
    with pytest.raises(CannotUse, match="blockkit's own hash256"):
        trial.call(lambda h: hash256(b"abc"), lambda data: hash256(data))


def right_elsewhere():
    """A call to be watched."""


def beyond_the_watch(ids):
    """More calls than are watched, and only then the library's work."""
    for _ in range(calling.WATCHED):
        right_elsewhere()
    return merkle.merkle_root(ids)


def test_the_beginning_of_a_call_is_watched_and_each_call_anew():
    trial = trial_of("E1.9")
    for _ in range(2):
        assert trial.call(beyond_the_watch, IDS) == merkle.merkle_root(IDS)
        with pytest.raises(CannotUse, match="blockkit's own merkle_root"):
            trial.call(lambda ids: merkle.merkle_root(ids) and beyond_the_watch(ids), IDS)
    assert sys.getprofile() is None


def test_later_calls_of_a_suites_function_are_watched_for_a_shorter_time():
    trial = trial_of("E1.9")
    honest, straight = Student(lambda ids: IDS[0], "merkle_root"), Student(merkle.merkle_root, "merkle_root")
    asks = Student(
        lambda ids: [right_elsewhere() for _ in range(100)] and merkle.merkle_root(ids), "merkle_root"
    )
    for _ in range(AT_FIRST):
        with pytest.raises(CannotUse, match="blockkit's own merkle_root"):
            trial.call(asks, IDS)
    assert trial.call(honest, IDS) == IDS[0]
    assert trial.call(asks, IDS) == merkle.merkle_root(IDS)
    with pytest.raises(CannotUse, match="blockkit's own merkle_root"):
        trial.call(straight, IDS)


class Sly(list):
    """A list with a method of a student's."""


@pytest.mark.parametrize("answer", [None, 1, [b"a", (1, {"k": [True]})], {}, [[]] * 900])
def test_plain_answers_need_no_second_call(answer):
    assert calling._is_simple(answer)


@pytest.mark.parametrize("answer", [Sly(), [Sly()], {"k": Sly()}, {1, 2}, object(), [0] * 1001])
def test_others_are_looked_at_inside_the_limits(answer):
    assert not calling._is_simple(answer)


def test_a_list_inside_itself_ends():
    endless = []
    endless.append(endless)
    assert not calling._is_simple(endless)


def test_what_cannot_change_is_not_copied():
    header, paid = Header(1, IDS[0], IDS[1], 1, 2, 3), [{"amount": 1}]
    assert copied(header) is header
    assert copied(paid) == paid
    assert copied(paid) is not paid
    assert copied(paid)[0] is not paid[0]


def test_none_is_neither_yes_nor_no():
    """Whoever forgets a return says nothing; 0 and 1 are answers."""
    for says in (accepts, rejects):
        with pytest.raises(Fails, match="None is neither yes nor no"):
            says(lambda n: None, 1)
    assert rejects(lambda n: 0, 1) is SAID_NO
    accepts(lambda n: 1, 1)


# ---- what means no -------------------------------------------------------------------------------


class NotCanonical(Exception):
    """A student's own."""


def helper_raises():
    raise NotCanonical("no floats")


def from_another():
    try:
        return {}.nothing
    except AttributeError as problem:
        raise RuntimeError("no") from problem


class Refuser:
    def __call__(self):
        raise RuntimeError("no")

    def method(self):
        raise LookupError


def passed_on():
    try:
        return unknown_name
    except NameError:
        raise


def given_on():
    try:
        return unknown_name
    except NameError as problem:
        raise problem


def unbound():
    if not IDS:
        level = IDS
    return level


def endless_recursion():
    return endless_recursion()


def raise_(error):
    raise error


REFUSING = [
    lambda: raise_(ValueError("no")),
    lambda: raise_(Exception("no floats")),
    lambda: raise_(RuntimeError),
    lambda: raise_(NameError("no such name")),  # odd, but on purpose
    lambda: raise_(type("Own", (BaseException,), {})),
    lambda: [helper_raises() for _ in range(3)],
    helper_raises,
    from_another,
    partial(raise_, Exception("no")),
    Refuser(),
    Refuser().method,
    lambda: [][0],
    lambda: (300).to_bytes(1, "big"),
    lambda: re.match("[0-9]", "no digit").group(),  # nothing was found
]
SLIPS = [
    lambda: unknown_name,  # noqa: F821
    lambda: [].nothing,
    passed_on,
    given_on,
    unbound,
    endless_recursion,
    lambda: raise_(NotImplementedError),
    lambda: raise_(NotImplementedError("floats")),
    lambda: suppress(ValueError).__exit__,  # no error at all
]


@pytest.mark.parametrize("forked", [False, True])
def test_what_the_student_raised_is_a_refusal_and_a_slip_is_none(forked):
    for functions, refused in ((REFUSING, True), (SLIPS, False)):
        caller = ForkedCaller(functions) if forked else call_here
        found = [caller(function, [], Terms(2.0)).refused for function in functions]
        if forked:
            caller.close()
        assert found == [refused] * len(functions)


def test_an_error_raised_in_what_a_check_hands_in_is_no_refusal():
    spent = {}
    exec("def h(data):\n    raise RuntimeError('too many tries')", spent)
    assert not call_here(lambda h: h(b""), [spent["h"]], Terms(2.0)).refused
    assert call_here(lambda h: raise_(RuntimeError()), [spent["h"]], Terms(2.0)).refused


def test_a_slip_is_told_from_a_refusal():
    with pytest.raises(Fails) as problem:
        refuses(unbound)
    assert "UnboundLocalError" in str(problem.value)
    assert str(problem.value).endswith("is no refusal: your own code should raise ValueError")
    assert refuses(helper_raises) is SAID_NO


# ---- trials do not meet --------------------------------------------------------------------------


def test_two_trials_do_not_meet():
    outer, inner = trial_of("E1.9", Limits(a_call=0.1)), trial_of("E1.2", Limits(a_call=0.1))
    with opened(outer):
        with pytest.raises(Endless):
            try_call(loops)
        with opened(inner):
            assert current() is inner and inner.late == 0
            assert try_call(lambda: merkle.merkle_root(IDS)) == merkle.merkle_root(IDS)
        assert current() is outer and outer.late == 1
        with pytest.raises(CannotUse, match="merkle_root"):
            try_call(lambda: merkle.merkle_root(IDS))
    assert current() is not outer


def test_trials_in_threads_do_not_meet():
    seen = []

    def work(exercise, function):
        with opened(trial_of(exercise)):
            try:
                seen.append((exercise, try_call(function) is not None))
            except CannotUse:
                seen.append((exercise, False))

    threads = [
        threading.Thread(target=work, args=(exercise, lambda: merkle.merkle_root(IDS)))
        for exercise in ("E1.9", "E1.2", "E1.9", "E1.2")
    ]
    for thread in threads:
        thread.start()
        thread.join()
    assert sorted(seen) == [("E1.2", True), ("E1.2", True), ("E1.9", False), ("E1.9", False)]


def test_outside_of_all_trials_a_call_is_bounded_too():
    with pytest.raises(Endless):
        try_call(loops, seconds=0.05)
    with pytest.raises(Unwritten):
        try_call(TODO)


def test_while_grading_stderr_is_closed_inside_a_trial_and_open_after_it(monkeypatch, capfd):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setitem(sys.modules, "ipykernel", SimpleNamespace())
    earlier = logging.StreamHandler()  # has the stream of this moment
    with opened(Trial()):
        print("inside", file=sys.stderr)
        os.write(2, b"inside\n")
        earlier.emit(logging.LogRecord("a", 40, "", 0, "inside", (), None))
    print("after", file=sys.stderr)
    os.write(2, b"after\n")
    assert capfd.readouterr().err.split() == ["after", "after"]


def test_an_answer_is_plain_data_or_none_of_ours_runs_it():
    done = call_here(lambda: 1 / 0, [], Terms(1.0))
    assert (done.problem, done.words, done.refused) == ("raised", "ZeroDivisionError: division by zero", True)
    assert calling.call_here(lambda: TODO, [], Terms(1.0)).problem == "unwritten"


# ---- what a cell of a notebook asks ---------------------------------------------------------------


def test_where_the_reference_refuses_it_is_said_and_no_source_is_shown():
    assert answer(REFERENCE, "subsidy", 3_000_000_000, MAINNET)[0] == "refused"
    yours = REFERENCE.filled({"subsidy": lambda height, params: 0})
    value, note = answer(yours, "subsidy", 3_000_000_000, MAINNET)
    assert value == 0 and note.startswith("The reference refuses this: ") and "2147483647" in note
    yours = REFERENCE.filled({"coinbase_height": lambda script: script[0]})
    value, note = answer(yours, "coinbase_height", b"")
    assert value == "refused" and note.startswith("(it raised IndexError: index out of range")


def test_a_part_that_is_slow_in_all_is_named_once_and_not_asked_again():
    asked = []

    def slow(height, params):
        asked.append(height)
        end = time.process_time() + 0.7
        while time.process_time() < end:
            pass
        return 0

    never = []
    with opened(Trial(never_again=never)):
        ask = Asker(REFERENCE.filled({"subsidy": slow}))
        ask.each("subsidy", [(height, MAINNET) for height in range(40)])
    assert ask.notes == ["the reference stands in for your subsidy: it needed more than 2 seconds in all."]
    assert len(asked) <= 4
    with opened(Trial(never_again=never)):
        Asker(REFERENCE.filled({"subsidy": slow}))("subsidy", 7, MAINNET)
    assert 7 not in asked


# ---- how arguments are shown ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "value", "text"),
    [
        ("E2.7", 0x1D00FFFF, "0x1d00ffff"),
        ("E2.7", 1_231_006_505, "1231006505"),
        ("E2.5", 0x01003456, "0x01003456"),
        ("E2.9", 0x1D00FFFF, "486604799"),
        ("E2.9", 2**70, "0x400000000000000000"),
        ("E2.5", 1 << 8_000, "0x1000000000000000… (2001 hex digits)"),
    ],
)
def test_whole_numbers_are_written_as_the_field_writes_them(exercise, value, text):
    with opened(trial_of(exercise)):
        assert number_shown(value) == text


def test_headers_are_shown_by_their_clocks_and_bits():
    header = real_block(0).header
    with opened(trial_of("E2.8")):
        assert call_text(len, [[header, replace(header, time=5)]]) == (
            "len([2 headers: time 1231006505, bits 0x1d00ffff … time 5, bits 0x1d00ffff])"
        )


def test_a_long_error_is_cut_with_a_sign_that_it_was():
    assert in_one_line(ValueError("x" * 120)) == "ValueError: " + "x" * 120
    assert in_one_line(ValueError("x" * 121)) == "ValueError: " + "x" * 119 + "…"
