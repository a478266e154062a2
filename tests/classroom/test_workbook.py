"""keep, load and overview: a student's parts are saved whole, found again, and never in the way."""

import threading
from pathlib import Path

import pytest

from blockkit.classroom import json_chain, progress
from blockkit.classroom.checks import check
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.lessons import EXERCISE_OF, EXERCISES, KEPT, LESSONS
from blockkit.classroom.messages import say
from blockkit.classroom.progress import SESSION
from blockkit.classroom.properties import gives
from blockkit.classroom.trying.for_checks import call
from blockkit.classroom.trying.for_figures import answer
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.time_limit import TooLong, time_limit
from blockkit.classroom.trying.trial import CannotUse, Limits, Trial, try_call
from blockkit.classroom.workbook import keep, load, overview, sources
from blockkit.keys import ORDER

EXERCISE_COUNT, POINTS = len(EXERCISES), sum(task.points for task in EXERCISES.values())


def notebook(*cells):
    """Run cells as a notebook does: one namespace, sources remembered, each cell a file of its own."""
    import linecache

    space = {"__name__": "__main__", "In": list(cells), "TODO": TODO}
    for number, cell in enumerate(cells):
        name = f"<cell {number} of {id(space)}>"
        linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
        exec(compile(cell, name, "exec"), space)
    return space


def checked(space, name, *example):
    """The visible check of a function, reduced to its slot's example."""
    slot = KEPT[name]
    expected = getattr(REFERENCE, name)(*slot.example)
    check(EXERCISE_OF[name], [("example", lambda: gives(expected, space[name], *slot.example))], space[name])
    return space[name]


DOUBLE = """
import hashlib
from hashlib import sha256 as s
ROUNDS = 2
def again(data, times):
    return data if times == 0 else again(s(data).digest(), times - 1)
"""
HASH256 = "def hash256(data):\n    assert hashlib\n    return again(bytes(data), ROUNDS)\n"


def test_a_passing_function_is_kept_with_all_it_needs(own_chain):
    space = notebook(DOUBLE, HASH256)
    assert "✓ hash256 is kept" in repr(keep(checked(space, "hash256")))
    text = (own_chain / "hash256.py").read_text()
    assert "from hashlib import sha256 as s" in text and "import hashlib" in text
    assert "ROUNDS = 2" in text and "def again" in text
    rules = load()
    assert rules.hash256(b"abc") == REFERENCE.hash256(b"abc")
    assert rules.hash256 is not REFERENCE.hash256
    assert sources()["hash256"] == "yours" and sources()["merkle_root"] == "reference"


LOCALS = """
import threading
KIND = bytes
def twice(data):
    return once(once(data))
def rows(): raise OSError("of a check, nothing to do with the part")
lock, total, item, error = threading.Lock(), threading.Lock(), threading.Lock(), threading.Lock()
"""
WITH_LOCALS = """
def hash256(data: KIND, lock=None, *, once=once) -> KIND:
    rows = [(lambda total: twice(total))(item) for item in [data]]
    try:
        for total in rows:
            return total
    except ValueError as error:
        raise error
"""


def test_a_local_variable_takes_nothing_along_that_shares_its_name(own_chain):
    """Only what is looked up outside of the function is saved: annotations, defaults, helpers."""
    once = "from hashlib import sha256\ndef once(data):\n    return sha256(data).digest()\n"
    assert "is kept" in repr(keep(checked(notebook(once, LOCALS, WITH_LOCALS), "hash256")))
    text = (own_chain / "hash256.py").read_text()
    assert "def twice" in text and text.count("def once") == 1 and "KIND" in text
    assert "def rows" not in text and "threading" not in text
    assert load().hash256(b"abc") == REFERENCE.hash256(b"abc")


def test_a_kept_function_can_be_carried_into_the_next_one(own_chain):
    keep(checked(notebook(DOUBLE, HASH256), "hash256"))
    space = notebook(
        "from blockkit.classroom.notebook import load\nrules = load()\nhash256 = rules.hash256",
        "def merkle_root(txids):\n"
        "    row = list(txids)\n"
        "    while len(row) > 1:\n"
        "        row = row + row[-1:] if len(row) % 2 else row\n"
        "        row = [hash256(a + b) for a, b in zip(row[::2], row[1::2])]\n"
        "    return row[0]\n",
    )
    assert "is kept" in keep(checked(space, "merkle_root"))
    assert "def again" in (own_chain / "merkle_root.py").read_text()
    assert sources()["merkle_root"] == "yours"


def test_a_lambda_and_a_decorated_function_are_kept():
    space = notebook("changed_bits = lambda a, b: (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()\n")
    assert "is kept" in keep(checked(space, "changed_bits"))
    space = notebook(
        "from functools import lru_cache\n",
        "@lru_cache\ndef to_display(raw):\n    return raw[::-1].hex()\n",
    )
    assert "is kept" in keep(checked(space, "to_display"))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("def hash256(data):\n    return TODO\n",), "hash256 still returns TODO"),
        (("def hash256(data):\n    return b''\n",), "a visible check of E1.2 that calls hash256 fails"),
        (
            (
                "def make():\n    from hashlib import sha256\n"
                "    def hash256(data):\n        return sha256(sha256(data).digest()).digest()\n"
                "    return hash256\nhash256 = make()\n",
            ),
            "it uses sha256|hash256 uses sha256",
        ),
        (
            (
                "import hashlib\nclass Twice:\n    def __call__(self, data):\n"
                "        return hashlib.sha256(hashlib.sha256(data).digest()).digest()\n"
                "hash256 = Twice()\n",
            ),
            "fills no slot|has not been checked|is a Twice",
        ),
        (
            (
                "import hashlib\nclass H:\n    pass\nh = H()\nh.s = hashlib.sha256\n"
                "def hash256(data):\n    return h.s(h.s(data).digest()).digest()\n",
            ),
            "it uses h .a H., which cannot be saved",
        ),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_written(own_chain, cells, told):
    import re

    space = notebook(*cells)
    said = keep(checked(space, "hash256"))
    assert re.search(told, said), said
    assert said.startswith("Not kept: ") or "fills no slot" in said  # what happened comes first
    assert not (own_chain / "hash256.py").exists()


def test_an_unchecked_or_changed_function_is_not_kept():
    SESSION.forget()
    space = notebook(DOUBLE, HASH256)
    assert "has not been checked" in keep(space["hash256"])
    checked(space, "hash256")
    assert "has not been checked" in keep(notebook(DOUBLE, HASH256)["hash256"])
    assert "fills no slot" in keep(test_an_unchecked_or_changed_function_is_not_kept)


def practised(source):
    """The check of the practice in notebook 00, and the function it was given."""
    function = notebook(source)["waiting_hours"]
    report = check("Practice", [("hour", "an hour", lambda: gives(1, function, 0, 3600))], function)
    return report, function


def test_the_practice_is_checked_and_kept_as_any_exercise_and_counts_nowhere(own_chain, capsys):
    SESSION.forget()
    before = overview()
    report, stub = practised("def waiting_hours(earlier, later):\n    return TODO\n")
    assert "Practice is not yet yours" in repr(report)
    assert "Not kept: waiting_hours still returns TODO. Nothing else needs it." in keep(stub)
    assert not own_chain.exists()
    report, right = practised("def waiting_hours(earlier, later):\n    return (later - earlier) // 3600\n")
    assert report.passed and "nothing of it is graded" in repr(report) and report.score == 0
    assert "waiting_hours is kept" in keep(right) and "no notebook uses it" in keep(right)
    assert [path.name for path in own_chain.iterdir()] == ["waiting_hours.py"]  # and no progress.json
    load()
    assert "waiting_hours" not in capsys.readouterr().out and "waiting_hours" not in sources()
    assert overview() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def hash256(data:\n", "syntax error in line 1"),
        ("while True:\n    pass\n", "had not ended loading"),
        ("1 / 0\n", "cannot be loaded: it raised ZeroDivisionError"),
        ("import sys; sys.exit()\n", "cannot be loaded: it calls exit()"),
        ("def hash256():\n    return b''\n", "it takes other arguments"),
        ("def hash256(data):\n    return b''\n", "instead of <4f8b42c2…"),
        ("def hash256(data):\n    raise OSError\n", "it raised OSError"),
        ("hash256 = 3\n", "defines no function hash256"),
        ("def other(data):\n    return data\n", "defines no function hash256"),
        ("#" * 200_000, "too large"),
        ("-" * 99_000 + "1", "its file cannot be loaded: MemoryError"),
        ("hash256 = 1\0", "its file cannot be loaded"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_broken_part_never_stops_a_notebook(own_chain, capsys, text, told):
    own_chain.mkdir()
    data = text if isinstance(text, bytes) else text.encode()
    (own_chain / "hash256.py").write_bytes(data)
    rules = load()
    assert rules.hash256 is REFERENCE.hash256
    assert told in capsys.readouterr().out


def test_load_says_slot_by_slot(capsys):
    keep(checked(notebook(DOUBLE, HASH256), "hash256"))
    load()
    shown = capsys.readouterr().out
    assert "hash256  yours" in shown
    assert "reference (not kept yet): sha256_hex, changed_bits" in shown
    assert max(map(len, shown.splitlines())) <= 72  # beside the file list, on 1,024 pixels


def test_while_grading_everything_upstream_is_the_reference(monkeypatch, own_chain):
    keep(checked(notebook(DOUBLE, HASH256), "hash256"))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert load() == REFERENCE
    assert "Nothing is kept" in keep(REFERENCE.hash256)


def headline():
    return repr(overview()).splitlines()[0]


def head(held, certain, hidden):
    return (
        f"{held} of {EXERCISE_COUNT} exercises pass their visible check: "
        f"{certain:g} of {POINTS:g} points are yours; "
        f"{hidden:g} depend on the hidden checks"
    )


def test_overview_counts_and_survives_a_new_kernel(monkeypatch):
    SESSION.forget()
    assert headline() == head(0, 0, 0)
    checked(notebook(DOUBLE, HASH256), "hash256")
    progress.record("E1.9", True)
    assert headline() == head(2, 5.6, 8.4)
    SESSION.forget()  # as a new kernel
    assert headline() == head(2, 5.6, 8.4)
    progress.record("E1.9", False)
    assert headline() == head(1, 1.6, 2.4)
    for name in EXERCISES:
        progress.record(name, True)
    certain = sum(task.visible_points for task in EXERCISES.values())
    assert 0 < certain < POINTS  # never all points before the hidden checks
    assert headline() == head(EXERCISE_COUNT, certain, POINTS - certain)


def test_a_damaged_progress_file_is_no_harm(own_chain):
    own_chain.mkdir()
    for text in ("{", "3", '["E1.9", 5, {}]'):
        (own_chain / "progress.json").write_text(text)
        SESSION.forget()
        first, second, *_ = overview().splitlines()
        assert "progress.json, cannot be read" in first and second == head(0, 0, 0)
    progress.record("E1.9", True)
    assert headline() == head(1, 4, 6)


def test_the_points_add_up():
    said = (Path(__file__).parents[2] / "docs/instructors.md").read_text(encoding="utf-8")
    for folder in {lesson.folder for lesson in LESSONS if lesson.exercises}:
        module = [lesson for lesson in LESSONS if lesson.folder == folder]
        points = sum(task.points for lesson in module for task in lesson.exercises)
        assert f" {points:g} points" in said, (
            f"docs/instructors.md should say that {folder} has {points:g} points"
        )
    for task in EXERCISES.values():
        assert task.visible_points + task.hidden_points == pytest.approx(task.points)


def test_every_slot_has_an_example_the_reference_answers():
    for slot in KEPT.values():
        assert getattr(REFERENCE, slot.name)(*slot.example) is not None or slot.name == "first_broken"
        assert slot.name in EXERCISES[EXERCISE_OF[slot.name]].functions


def test_a_wrong_slot_name_is_refused_with_the_list():
    def merkleroot(txids):
        return b""

    with pytest.raises(ValueError, match="merkleroot is no part of the machine; the parts are sha256_hex"):
        REFERENCE.using(merkleroot)


def test_answer_falls_back_and_says_why():
    def rules(function):
        return REFERENCE.filled({"merkle_root": function})

    ids = [bytes(32)]
    assert answer(REFERENCE, "merkle_root", ids) == (bytes(32), "")
    assert answer(rules(lambda t: b"\1" * 32), "merkle_root", ids) == (b"\1" * 32, "")
    for function, why in [
        (lambda t: TODO, "it is not written yet"),
        (lambda t: 1 / 0, "it raised ZeroDivisionError"),
        (lambda t: "00" * 32, "it returned str, length 64, where bytes, length 32 was expected"),
    ]:
        value, note = answer(rules(function), "merkle_root", ids)
        assert value == bytes(32) and why in note


def test_the_time_limit_works_in_another_thread():
    ended = []

    def work():
        try:
            with time_limit(0.2):
                while True:
                    pass
        except TooLong:
            ended.append("in time")

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(20)
    assert ended == ["in time"]


def test_a_late_call_says_why_it_got_no_more_time():
    trial = Trial(Limits(a_call=0.05, a_late_call=0.02))

    def loops():
        while True:
            pass

    said = []
    for _ in range(3):
        with pytest.raises(CannotUse) as problem:
            trial.call(loops)
        said.append(str(problem.value))
    assert said[0] == said[1] == say("why-endless", seconds="0.05")
    assert said[2] == say("why-endless-late", seconds="0.02", calls=2)


def test_the_time_limit_leaves_quick_work_alone():
    assert try_call(lambda: 7, seconds=5) == 7


def test_json_chain_rules():
    chain = [json_chain.GENESIS]
    for amount in range(3):
        block = json_chain.new_block(chain, [{"amount": amount}], 1231006505 + amount)
        chain.append(json_chain.mined(block))
    assert json_chain.valid_chain(chain)
    tip = json_chain.block_id(chain[-1])
    assert json_chain.first_broken(chain, tip) is None
    assert json_chain.first_broken([], tip) is None
    chain[2]["transactions"][0]["amount"] = 99
    assert json_chain.first_broken(chain, tip) == 2 and not json_chain.valid_chain(chain)


@pytest.mark.parametrize("value", [1.5, float("nan"), {1: 2}, [0.5], {"a": {"b": 2.0}}, b"x", {"a": {1}}])
def test_canonical_refuses_what_has_two_spellings(value):
    with pytest.raises((TypeError, ValueError)):
        json_chain.canonical(value if isinstance(value, dict) else {"value": value})


def honest_chain():
    chain = [json_chain.GENESIS]
    for time in (1231469665, 1231470000, 1231471000):
        chain.append(json_chain.mined(json_chain.new_block(chain, [{"amount": time}], time)))
    return chain


def test_repaired_links_without_work_are_no_valid_chain():
    chain = honest_chain()
    chain[1] = {**chain[1], "transactions": [{"amount": 99}]}
    for index in (2, 3):
        chain[index] = {**chain[index], "previous_hash": json_chain.block_id(chain[index - 1])}
    assert not json_chain.valid_chain(chain)
    assert not json_chain.valid_chain(chain[:2])


@pytest.mark.parametrize(
    "strange",
    [
        [],
        None,
        [None],
        [{"rubbish": True}] * 99,
        [{**json_chain.GENESIS, "time": 1231006505.0}],
        [{**json_chain.GENESIS, "index": False}],
        [json_chain.GENESIS, None],
        [json_chain.GENESIS, {**json_chain.GENESIS, "index": 1.0}],
        [*honest_chain()[:1], *honest_chain()[2:]],
        [*honest_chain()[:2], honest_chain()[1]],
    ],
)
def test_what_is_no_valid_chain_is_false_and_no_error(strange):
    assert json_chain.valid_chain(strange) is False
    assert json_chain.valid_chain(honest_chain()) is True


LOADED = "from blockkit.classroom.notebook import load\nrules = load()\nalso = rules\n"


def test_what_is_kept_is_in_the_rules_of_the_same_notebook():
    """“From now on the course runs on yours” was true in the next notebook only."""
    space = notebook(LOADED, DOUBLE, HASH256, "def digest(data):\n    return rules.hash256(data)\n")
    before, reference = space["rules"], REFERENCE.hash256
    assert before.hash256 is reference
    assert "From now on the course runs on yours" in keep(checked(space, "hash256"))
    assert space["rules"].hash256 is not reference and space["also"].hash256 is not reference
    assert space["rules"].hash256.__globals__["__name__"] == "my_chain.hash256"
    assert space["digest"](b"abc") == reference(b"abc")
    assert before.hash256 is reference  # rules never change


def test_a_part_kept_earlier_runs_on_the_one_kept_now():
    root = (
        "def merkle_root(txids):\n"
        "    row = list(txids)\n"
        "    while len(row) > 1:\n"
        "        row = row + row[-1:] if len(row) % 2 else row\n"
        "        row = [rules.hash256(a + b) for a, b in zip(row[::2], row[1::2])]\n"
        "    return row[0]\n"
    )
    space = notebook(LOADED, DOUBLE, root, HASH256)
    keep(checked(space, "merkle_root"))
    part = space["rules"].merkle_root.__globals__
    assert part["rules"].hash256 is REFERENCE.hash256
    keep(checked(space, "hash256"))
    part = space["rules"].merkle_root.__globals__
    assert part["rules"].hash256 is space["rules"].hash256 is not REFERENCE.hash256


def test_rules_that_nobody_loaded_stay_as_they_are():
    space = notebook(LOADED, "from blockkit.classroom.notebook import REFERENCE\n", DOUBLE, HASH256)
    space["others"] = REFERENCE.using()
    keep(checked(space, "hash256"))
    assert space["REFERENCE"] is REFERENCE and space["others"].hash256 is REFERENCE.hash256


TWO = """
from blockkit.classroom.notebook import ORDER
def twin(r, s):
    return {twin}
def is_low_s(s):
    return {low}
"""
TWIN, LOW = "(r, ORDER - s)", "s <= ORDER // 2"


def both_kept(first, second):
    """What keep says to two functions of one exercise, with a property for each and one for both."""
    space = notebook(TWO.format(twin=first, low=second))
    twin, low = space["twin"], space["is_low_s"]
    properties = [
        ("one", "the twin", lambda: gives((3, ORDER - 1), twin, 3, 1)),
        ("other", "low", lambda: gives(True, low, 1)),
        ("both", "the twin is high", lambda: gives(False, low, call(twin, 3, 1)[1])),
    ]
    check("E3.7", properties, twin, low)
    return keep(twin, low).splitlines()


def test_a_right_function_is_kept_while_another_of_its_exercise_is_not_written():
    first, second = both_kept(TWIN, "TODO")
    assert "twin is kept" in first
    assert "Not kept: is_low_s still returns TODO" in second
    first, second = both_kept("TODO", LOW)
    assert "Not kept: twin still returns TODO" in first
    assert "is_low_s is kept" in second


def test_a_failing_property_holds_back_only_the_functions_that_it_asks():
    first, second = both_kept("(3, 1)", LOW)
    assert "a visible check of E3.7 that calls twin fails, “the twin”" in first
    assert (
        "a visible check of E3.7 that calls is_low_s fails, “the twin is high”" in second
    )  # it may be either's fault
    first, second = both_kept(TWIN, "True")
    assert "a visible check of E3.7 that calls twin fails, “the twin is high”" in first
    assert "a visible check of E3.7 that calls is_low_s fails, “the twin is high”" in second


def test_a_function_that_only_others_held_up_is_not_kept():
    space = notebook(TWO.format(twin="TODO", low=LOW), "def third(): return 1\n")
    twin, low, third = space["twin"], space["is_low_s"], space["third"]
    properties = [
        ("both", "both", lambda: (gives(True, low, 1), call(twin, 3, 1))),
        ("third", "the third", lambda: gives(1, third)),
    ]
    check("E3.7", properties, twin, low, third)
    assert "is_low_s could not be checked yet" in keep(low)


def test_a_property_that_asks_through_another_function_is_about_all():
    """As those of E3.13 do, which hand a function of their own to the trial."""
    space = notebook(TWO.format(twin=TWIN, low=LOW))
    twin, low = space["twin"], space["is_low_s"]

    def through():
        return int(low(twin(3, 1)[1]))

    for expected, said in ((0, "is kept"), (1, "a visible check of E")):
        check("E3.7", [("through", "through", lambda to=expected: gives(to, through))], twin, low)
        lines = keep(twin, low).splitlines()
        assert all(said in line for line in lines), lines
