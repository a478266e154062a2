"""The machine that measures the checks: what it finds, survives and writes down, and what its gate says."""

import ast
import json
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import suites
from autograder.mutants import __main__ as command
from autograder.mutants import conditions, edits, folders, generated, generic, ledger, measure, survivors
from autograder.mutants.folders import NothingFound
from autograder.mutants.solution import Mistake, Solution
from autograder.suites import SUITES
from blockkit.classroom.lessons import EXERCISES
from blockkit.classroom.trying import time_limit as limits

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "exercise": str,
    "wrong_total": int,
    "visible_killed": int,
    "hidden_killed": int,
    "right_total": int,
    "right_rejected": int,
    "survivors": list,
}
SIX = "six transactions: the odd node is one level up"
FOUR = "block 100,000: four txids, and three of them, left as they were"

RIGHT = """\
def merkle_root(txids):
    level = list(txids)
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
"""
LEAVES_ONLY = """\
# W5: copies the odd node at the leaf level only
# caught by: six transactions: the odd node is one level up

def merkle_root(txids):
    level = list(txids)
    if len(level) > 1 and len(level) % 2:
        level.append(level[-1])
    while len(level) > 1:
        above = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
        level = above + level[len(level) - len(level) % 2 :]
    return level[0]
"""


# The form of our own files: an answer in full, and one that differs from it.
FILE = f"""\
exercise = "E1.9"

[right.loop]
note = "level by level"
source = '''
{RIGHT}'''

[wrong.hashed_once]
reason = "hashes once"
caught_by = "two"
base = "loop"
edits = [['hash256(a + b)', 'hashlib.sha256(a + b).digest()']]
"""


@pytest.fixture
def folder(tmp_path):
    """Write solutions below a folder: ``{"E1_9/wrong/one.py": source}``; it may be called again."""

    def write(files):
        for name, source in files.items():
            path = tmp_path / "own" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
        return tmp_path / "own"

    return write


def rows(capsys, *arguments):
    """The exit code, what ``--json`` gives by exercise, and what stands on stderr."""
    code = command.main(["--json", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, {row["exercise"]: row for row in json.loads(out)}, err


# ---- finding solutions ---------------------------------------------------------------------------


def test_our_files_are_whole():
    found = folders.ours()
    for exercise in EXERCISES:
        wrong = [one for one in found if one.exercise == exercise and not one.right]
        right = [one for one in found if one.exercise == exercise and one.right]
        assert len(wrong) >= 12 and len(right) >= 5
        ids = {one.id for one in SUITES[exercise]}
        assert all(one.caught_by in ids and one.reason and one.ours for one in wrong), exercise
        assert not any(one.caught_by for one in right)
        # each property earns its place: some wrong solution names it
        assert len({one.caught_by for one in wrong}) >= len(ids) - 1


def test_a_file_holds_the_exercise_it_is_named_after():
    for path in folders.OURS.glob("E*.toml"):
        assert {one.exercise for one in edits.read(path)} == {path.stem.replace("_", ".")}


def test_every_layout_is_understood(folder):
    found = folders.find(
        folder(
            {
                "01_hashing/E1_9/wrong/W5_leaf_level_only.py": LEAVES_ONLY,
                "E1.9/right/C1.py": RIGHT,
                "deep/er/E1.10/wrong/a.py": "",
                "E1_9/W3_flat.py": "",
                "E1_9/wrong_flat.py": "",
                "E1_9/C2_flat.py": "",
                "E1_9/right_flat.py": "",
                "wrong/E1.2/x.py": "",
                "right/E1_2/x.py": "",
                "E1.1_sha256_hex/wrong/x.py": "",
                "wrong/E1_4_W2.py": "",
                "E1.5/wrong/1_2_second_try.py": "",
                "E1_9/notes.py": "",
                "E1_9/correct/x.py": "",
                "E1_9/wrong_solutions/count.py": "",
                "E1_9/wrong/__init__.py": "",
                "E9.9/wrong/x.py": "",
                "wrong/readme.py": "",
                "of_mine/E1_9.toml": FILE,
                "pyproject.toml": "[tool.ruff]\nline-length = 100\n",
            }
        )
    )
    assert sorted((one.exercise, one.right) for one in found) == sorted(
        [("E1.9", False)] * 5
        + [("E1.9", True)] * 5
        + [
            ("E1.10", False),
            ("E1.2", False),
            ("E1.2", True),
            ("E1.1", False),
            ("E1.4", False),
            ("E1.5", False),
        ]
    )
    named = [one for one in found if one.caught_by]
    assert [(one.name, one.caught_by, one.reason) for one in named] == [
        ("W5_leaf_level_only.py", SIX, "copies the odd node at the leaf level only"),
        ("hashed_once", "two", "hashes once"),
    ]
    assert not any(one.ours for one in found)


def test_a_file_that_does_not_say_what_it_is_is_named(folder, capsys):
    own = folder({"E1.9/right/one.py": RIGHT, "E1.9/notes.py": ""})
    assert rows(capsys, "--solutions", own)[2].startswith("left out: own/E1.9/notes.py")


def test_an_empty_folder_is_told_in_words(tmp_path, capsys):
    with pytest.raises(NothingFound, match=r"E1_9/right/recursive\.py"):
        folders.find(tmp_path)
    assert command.main(["--solutions", str(tmp_path)]) == 2
    assert "no solutions in" in capsys.readouterr().err
    assert command.main(["--solutions", str(tmp_path / "nowhere")]) == 2
    assert "no solutions in" in capsys.readouterr().err


def test_an_unknown_exercise_is_told_in_words(capsys):
    with pytest.raises(SystemExit):
        command.main(["--exercise", "E7.7"])
    assert "E7.7 is no exercise" in capsys.readouterr().err


# ---- measuring -----------------------------------------------------------------------------------


def test_a_further_folder(folder, capsys):
    own = folder({"E1.9/right/one.py": RIGHT, "E1.9/wrong/leaves.py": LEAVES_ONLY})
    code, found, _ = rows(capsys, "--solutions", own, "--gate", "--jobs", "2")
    row = found["E1.9"]
    assert list(found) == ["E1.9"]
    assert all(type(row[key]) is kind for key, kind in KEYS.items())
    assert (row["wrong_total"], row["hidden_killed"], row["survivors"]) == (1, 1, [])
    assert (row["right_total"], row["right_rejected"]) == (1, 0)
    assert "six" in row["killed_by"]["leaves.py"]
    assert code == 0


def test_what_each_solution_earned_and_failed(folder, capsys):
    files = {"E1.9/right/one.py": RIGHT, "E1.9/wrong/leaves.py": LEAVES_ONLY, "E1_9.toml": FILE}
    _, found, _ = rows(capsys, "--solutions", folder(files), "--jobs", "2")
    row = found["E1.9"]
    one = {solution["name"]: solution for solution in row["solutions"]}
    points = EXERCISES["E1.9"].points
    assert set(one) == {"one.py", "leaves.py", "loop", "hashed_once"}
    assert one["one.py"]["score"] == one["one.py"]["points"] == one["loop"]["score"] == points
    assert one["one.py"]["visible"] == one["one.py"]["hidden"] == []
    leaves, once = one["leaves.py"], one["hashed_once"]
    assert 0 < leaves["score"] == leaves["visible_score"] + leaves["hidden_score"] < points
    assert {"id": "six", "sentence": SIX} in leaves["hidden"]
    assert [failed["id"] for failed in leaves["hidden"]] == row["killed_by"]["leaves.py"]
    assert FOUR in [failed["sentence"] for failed in once["visible"]]
    assert [failed["id"] for failed in once["visible"]] == row["visible_killed_by"]["hashed_once"]


def test_the_points_are_those_a_student_would_get(folder):
    """As many as the notebook's own checks give, and none where the process does not survive."""
    sources = {"leaves.py": LEAVES_ONLY, "ends.py": "import os\ndef merkle_root(txids):\n    os._exit(0)\n"}
    own = folder({f"E1.9/wrong/{name}": source for name, source in sources.items()})
    verdicts = {v.solution.name: v for v in measure.run(folders.find(own))}
    names = measure.namespace("E1.9")
    exec(LEAVES_ONLY, names)
    assert verdicts["leaves.py"].hidden_score == suites.report("E1.9", names["merkle_root"]).score > 0
    ends = verdicts["ends.py"]
    assert ends.hidden == ("(its process ended)",) and (ends.visible_score, ends.hidden_score) == (0, 0)


def test_what_a_solution_may_do_to_its_process(folder, capsys, monkeypatch):
    """It loops, exits, recurses, does not load or writes a lot: it is wrong, and nothing else happens."""
    short = limits.time_limit
    monkeypatch.setattr(
        "blockkit.classroom.trying.calling.time_limit", lambda seconds: short(min(seconds, 0.2))
    )
    monkeypatch.setattr(measure, "SECONDS_TO_LOAD", 0.5)
    before = os.getcwd(), set(os.environ)
    wrong = {
        "loops_when_called.py": "def merkle_root(txids):\n    while True: pass\n",
        "loops_when_loaded.py": "while True: pass\n",
        "swallows_everything.py": (
            "def merkle_root(txids):\n    while True:\n        try:\n            while True: pass\n"
            "        except BaseException: pass\n"
        ),
        "ends_the_process.py": "import os\nos._exit(0)\n",
        "ends_when_called.py": "import os\ndef merkle_root(txids):\n    os._exit(0)\n",
        "exits.py": "exit()\n",
        "recurses.py": "def merkle_root(txids):\n    return merkle_root(txids)\n",
        "does_not_parse.py": "def merkle_root(txids:\n",
        "defines_nothing.py": "x = 1\n",
        "no_function.py": "merkle_root = 5\n",
        "has_it_unwritten.py": "def merkle_root(txids):\n    return TODO\n",
        "writes_a_lot.py": "def merkle_root(txids):\n    print('x' * 10**7)\n    return b''\n",
        "writes_elsewhere.py": "import os\ndef merkle_root(txids):\n    os.write(1, b'SECRET')\n",
        "no_text.py": "\0",
    }
    own = folder({f"E1_9/wrong/{name}": source for name, source in wrong.items()})
    verdicts = list(measure.run(folders.find(own), jobs=4, seconds=20))
    assert len(verdicts) == len(wrong)
    for verdict in verdicts:
        assert verdict.hidden and verdict.visible != (), verdict.solution.name
    assert (os.getcwd(), set(os.environ) - {"BLOCKKIT_MY_CHAIN"}) == (
        before[0],
        before[1] - {"BLOCKKIT_MY_CHAIN"},
    )
    out, err = capsys.readouterr()
    assert "SECRET" not in out + err


def test_the_solutions_do_not_see_each_other(folder):
    own = folder(
        {
            "E1.9/wrong/breaks_the_library.py": (
                "import blockkit.merkle, hashlib\nblockkit.merkle.merkle_root = None\nhash256 = None\n"
                "import autograder.suites\nautograder.suites.SUITES.clear()\ndef merkle_root(txids): pass\n"
            ),
            "E1.9/right/one.py": RIGHT,
        }
    )
    verdicts = {v.solution.name: v for v in measure.run(folders.find(own), jobs=1)}
    assert verdicts["breaks_the_library.py"].hidden
    assert not verdicts["one.py"].hidden and not verdicts["one.py"].visible
    assert SUITES


def test_where_nothing_can_be_forked(folder, monkeypatch):
    """Windows has no fork: each process begins anew, and comes to the same verdicts."""
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    own = folder({"E1.9/right/one.py": RIGHT, "E1.9/wrong/leaves.py": LEAVES_ONLY})
    verdicts = {v.solution.name: v for v in measure.run(folders.find(own), jobs=2)}
    assert not verdicts["one.py"].hidden and not verdicts["one.py"].visible
    assert "six" in verdicts["leaves.py"].hidden


def test_no_part_of_a_student_is_borrowed(folder, tmp_path, monkeypatch):
    """A ``my_chain`` beside the command must not stand in for the reference."""
    (tmp_path / "my_chain").mkdir(exist_ok=True)
    (tmp_path / "my_chain" / "hashing.py").write_text("def hash256(data):\n    return b'rubbish'\n")
    monkeypatch.chdir(tmp_path)
    found = list(measure.run(folders.find(folder({"E1.9/right/one.py": RIGHT}))))
    assert not found[0].hidden


# ---- the gate ------------------------------------------------------------------------------------


def test_the_gate_says_why(folder, capsys):
    survivor = "def merkle_root(txids):\n" + RIGHT.split("\n", 1)[1]
    files = {"E1.9/right/wrong_in_truth.py": LEAVES_ONLY, "E1.9/wrong/right_in_truth.py": survivor}
    code, found, err = rows(capsys, "--solutions", folder(files), "--gate")
    assert code == 1
    assert found["E1.9"]["survivors"] == ["right_in_truth.py"]
    assert found["E1.9"]["right_rejected"] == 1
    assert "wrong_in_truth.py is right, but rejected by" in err and "; six; " in err
    assert "catches only 0%" in err
    code, _, _ = rows(capsys, "--solutions", folder(files))
    assert code == 0


@pytest.fixture
def ours(folder, monkeypatch):
    """Let small files stand for our own, with a ledger of their own and nothing made from them."""
    monkeypatch.setattr(generic, "solutions", lambda base: [])
    monkeypatch.setattr(measure, "from_master", lambda exercise: [])

    def write(text):
        own = folder({"E1_9.toml": text})
        monkeypatch.setattr(folders, "OURS", own)
        monkeypatch.setattr(ledger, "PATH", own / "verdicts.json")

    return write


def test_a_wrong_one_that_is_not_caught_as_it_says(ours, capsys):
    ours(FILE.replace(EDIT, "edits = [['list(txids)', 'list(txids)[:128]']]"))
    rows(capsys, "--exercise", "E1.9")
    code, found, err = rows(capsys, "--exercise", "e1_9", "--gate")
    assert code == 1 and found["E1.9"]["not_as_said"] == ["hashed_once"]
    assert "hashed_once should be caught by “two”; it was caught by: every-number; real-blocks" in err


def test_a_wrong_one_that_nothing_notices(ours, capsys):
    ours(FILE.replace(EDIT, "edits = [['list(txids)', 'list(txids)[:]']]"))
    rows(capsys, "--exercise", "E1.9")
    code, found, err = rows(capsys, "--exercise", "E1.9", "--gate")
    assert code == 1 and found["E1.9"]["survivors"] == ["hashed_once"]
    assert "no hidden property catches hashed_once" in err


def test_a_wrong_one_of_ours_names_its_property(ours, capsys):
    ours(FILE.replace('caught_by = "two"\n', ""))
    code, _, err = rows(capsys, "--exercise", "E1.9", "--gate")
    assert code == 1 and "hashed_once does not say what it is caught by" in err


# ---- edits ---------------------------------------------------------------------------------------


def test_an_edit_of_its_base(folder):
    loop, once = edits.read(folder({"E1_9.toml": FILE}) / "E1_9.toml", ours=True)
    assert loop == Solution("E1.9", "loop", RIGHT, True, "level by level", ours=True)
    source = RIGHT.replace("hash256(a + b)", "hashlib.sha256(a + b).digest()")
    assert once == Solution("E1.9", "hashed_once", source, False, "hashes once", "two", ours=True)


def test_several_edits_are_made_in_the_base_and_not_in_each_other():
    assert edits.edited("", "abcd", [["d", "aa"], ["a", "d"]]) == "dbcaa"
    assert edits.edited("", "ab", [["b", ""]]) == "a"


EDIT = "edits = [['hash256(a + b)', 'hashlib.sha256(a + b).digest()']]"
OTHER = """
[wrong.another]
reason = "the same by another way"
caught_by = "two"
base = "loop"
edits = [['hash256(a + b)', 'hashlib.sha256( a + b ).digest()']]
"""


@pytest.mark.parametrize(
    "old, new, where, what",
    [
        ('exercise = "E1.9"', "", "E1_9.toml", 'begin with exercise = "E1.9"'),
        ('exercise = "E1.9"', 'exercise = "E9.9"', "E1_9.toml", "'E9.9'"),
        ("note =", "note", "E1_9.toml", "line 4"),
        ("[wrong.hashed_once]", "[wrung.hashed_once]", "'wrung'", "write [right.name] or [wrong.name]"),
        ("hashed_once", "W10", "wrong.W10", "a few words"),
        ("hashed_once", "loop", "wrong.loop", "same name; choose a new one"),
        ('"hashes once"', '""', "wrong.hashed_once", "say in reason what it does"),
        ("reason =", "reasons =", "wrong.hashed_once", "there are reason, caught_by"),
        ('"hashes once"', "7", "wrong.hashed_once", "reason is a text, got 7"),
        ('"two"', '"twenty"', "wrong.hashed_once", "one of one, two, three"),
        ('"loop"', '"lop"', "wrong.hashed_once", "must name a right answer of this file (loop), got 'lop'"),
        ('base = "loop"', "", "wrong.hashed_once", "must name a right answer"),
        ('base = "loop"', 'source = "x = 1"', "wrong.hashed_once", "either a source, or a base and edits"),
        (EDIT, "", "wrong.hashed_once", 'write edits = [["old text", "new text"]]'),
        (EDIT, "edits = ['hash256', 'sha256']", "wrong.hashed_once", "an edit is a pair"),
        ("['hash256(a + b)',", "['hash512',", "wrong.hashed_once", "occurs 0 times in its base"),
        ("['hash256(a + b)',", "['level',", "wrong.hashed_once", "let it begin or end later"),
        (EDIT, "edits = [['256(a', '(a'], ['(a + b)', '(b)']]", "wrong.hashed_once", "edits overlap"),
        (EDIT, "edits = [['hash256(a + b)', 'hash256( a + b )']]", "wrong.hashed_once", "change nothing"),
        (EDIT, "edits = [['hash256(a + b)', 'hash256(a + b']]", "wrong.hashed_once", "line 5"),
        (EDIT, EDIT + OTHER, "hashed_once and another", "the same program"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place_and_its_cure(folder, capsys, old, new, where, what):
    assert old in FILE
    own = folder({"E1_9.toml": FILE.replace(old, new)})
    with pytest.raises(Mistake) as problem:
        edits.read(own / "E1_9.toml")
    assert "E1_9.toml" in str(problem.value) and where in str(problem.value)
    assert what in str(problem.value)
    assert command.main(["--solutions", str(own)]) == 2
    assert capsys.readouterr().err.strip() == str(problem.value)


def test_the_example_of_the_guide_is_one(folder):
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = textwrap.dedent(re.search(r"(    \[wrong.*?\n)\n", guide, re.DOTALL)[1])
    ours = (folders.OURS / "E1_9.toml").read_text(encoding="utf-8")
    found = edits.read(folder({"E1_9.toml": f"{ours}\n{example}"}) / "E1_9.toml")
    verdict = next(measure.run(found[-1:]))
    assert verdict.hidden and verdict.caught_as_said


# ---- the ledger ----------------------------------------------------------------------------------


def gate(capsys, *arguments):
    """The exit code and what is said about the ledger."""
    code = command.main(["--exercise", "E1.9", "--gate", *arguments])
    return code, capsys.readouterr().err


def test_only_what_changed_is_tried_again(ours, capsys):
    ours(FILE)
    assert "tried 2 of 2 solutions: 2 that are new" in (rows(capsys, "--exercise", "E1.9")[2])
    written = ledger.PATH.read_text(encoding="utf-8")
    assert [line.split('"')[1] for line in written.splitlines() if '"source"' in line] == [
        "hashed_once",
        "loop",
    ]
    assert "tried 0 of 2" in rows(capsys, "--exercise", "E1.9")[2]
    ours(FILE.replace("a + b).digest()", "b + a).digest()"))
    assert "tried 1 of 2 solutions: 1 that are new" in rows(capsys, "--exercise", "E1.9")[2]
    assert ledger.PATH.read_text(encoding="utf-8") != written
    ours(FILE)
    rows(capsys, "--exercise", "E1.9")
    assert ledger.PATH.read_text(encoding="utf-8") == written
    assert ledger.read()["E1.9"].entries["loop"].hidden == ()
    assert "tried 2 of 2" in rows(capsys, "--exercise", "E1.9", "--all")[2]


def test_pages_of_other_exercises_stay(ours, capsys):
    ours(FILE)
    other = ledger.Page("conditions", {"one": ledger.Entry("hash", ("visible",), ("hidden",))})
    ledger.write({"E1.1": other})
    rows(capsys, "--exercise", "E1.9")
    assert ledger.read()["E1.1"] == other and set(ledger.read()) == {"E1.1", "E1.9"}
    rows(capsys)
    assert set(ledger.read()) == {"E1.9"}


def test_the_gate_wants_a_ledger_that_is_current(ours, capsys, monkeypatch):
    ours(FILE)
    code, err = gate(capsys)
    assert code == 1 and "out of date for 2 solutions, first of all E1.9 loop: run `make mutants`" in err
    assert not ledger.PATH.exists()
    rows(capsys, "--exercise", "E1.9")
    assert gate(capsys)[0] == 0
    ours(FILE.split("[wrong")[0])  # one is gone
    code, err = gate(capsys)
    assert code == 1 and "out of date for 1 solutions, first of all E1.9 hashed_once" in err
    ours(FILE)
    monkeypatch.setattr(conditions, "of_exercise", lambda exercise: "another suite")
    code, err = gate(capsys)
    assert code == 1 and "out of date for 2 solutions" in err


def test_the_gate_believes_no_verdict_that_it_cannot_repeat(ours, capsys):
    ours(FILE)
    rows(capsys, "--exercise", "E1.9")
    page = ledger.read()["E1.9"]
    false = ledger.Entry(page.entries["loop"].source, (), ("six",))
    ledger.write({"E1.9": ledger.Page(page.conditions, {**page.entries, "loop": false})})
    code, err = gate(capsys, "--all")
    assert code == 1 and "the ledger says that loop fails six; now it fails nothing" in err
    assert command.main(["--exercise", "E1.9"]) == 0  # it is not looked at again
    assert ledger.read()["E1.9"].entries["loop"] == false


def test_a_slow_machine_is_given_a_second_try(ours, capsys, monkeypatch):
    ours(FILE)
    rows(capsys, "--exercise", "E1.9")
    real, asked = command.tried, []

    def busy(solutions, jobs):
        asked.append([one.name for one in solutions])
        slow = len(asked) == 1
        return [replace(v, hidden=("one",)) if slow else v for v in real(solutions, jobs)]

    monkeypatch.setattr(command, "tried", busy)
    code, err = gate(capsys, "--all")
    assert code == 0 and "the ledger says" not in err
    assert asked == [["loop", "hashed_once"]] * 2


def test_the_tenth_depends_on_the_seed_alone(ours, capsys):
    every = [Solution("E1.9", f"number {i}", "", True) for i in range(101)]
    chosen = [ledger.tenth(every, seed) for seed in ("a", "a", "b")]
    assert chosen[0] == chosen[1] != chosen[2] and {len(some) for some in chosen} == {11}
    assert ledger.tenth([], "a") == []
    assert set().union(*(ledger.tenth(every, str(seed)) for seed in range(200))) == set(every)
    ours(FILE)
    rows(capsys, "--exercise", "E1.9")
    assert "1 of the others (seed 7)" in gate(capsys, "--seed", "7")[1]


@pytest.mark.parametrize("text", ["", "<<<<<<< ours", "[]", '{"E1.9": 7}', '{"E1.9": {"verdicts": {}}}'])
def test_a_ledger_that_cannot_be_read_is_told_in_words(ours, capsys, text):
    ours(FILE)
    ledger.PATH.write_text(text, encoding="utf-8")
    assert command.main(["--exercise", "E1.9"]) == 2
    assert "delete it and run `make mutants`" in capsys.readouterr().err


# ---- what a verdict depends on -------------------------------------------------------------------


def test_the_modules_that_take_part():
    found = conditions.modules("E1.9")
    assert {
        "autograder.suites.lesson01c_merkle.e1_9",
        "autograder.suites.oracle",
        "autograder.suites.common",
        "autograder.suites",
        "blockkit.merkle",
        "blockkit.block",  # by way of ``from blockkit import Header``
        "blockkit.classroom.checks",
        "blockkit.classroom.trying.time_limit",
        "blockkit.data",
    } <= found
    lessons = [name for name in found if ".lesson" in name and name != conditions.LESSONS]
    own = ("lesson01c_merkle", "lesson01c_merkle.e1_9", "lessons.record", "lessons.practice")
    assert all(name.endswith(own) for name in lessons), lessons
    assert not [name for name in found if ".figures" in name or ".widgets" in name]
    assert all(name.startswith(("blockkit", "autograder")) for name in found)


def test_imports_are_found_wherever_they_stand():
    source = "import os, blockkit.merkle\ndef f():\n    from blockkit import Header, pow\n"
    assert conditions.imported(source) == {"blockkit", "blockkit.merkle", "blockkit.block", "blockkit.pow"}
    assert "blockkit.hashing" in conditions.imported("from . import hashing", "blockkit")


def test_prose_does_not_change_a_hash_and_code_does():
    code = "def f(x):\n    return x + 1\n"
    prose = '"""A module."""\ndef f(x):  # why\n    """What for."""\n\n    return (x + 1)\n'
    assert conditions.code_hash(code) == conditions.code_hash(prose)
    for other in ("x + 2", "x - 1", "x + 1.0", "x + True", "y + 1", "x + '1'", "None"):
        assert conditions.code_hash(code.replace("x + 1", other)) != conditions.code_hash(code)
    assert conditions.code_hash("no Python:") != conditions.code_hash("no Python;")


def test_the_cells_of_the_notebook_count(monkeypatch):
    before = conditions.of_exercise("E1.9")
    assert before == conditions.of_exercise("E1.9") != conditions.of_exercise("E1.10")
    cell = measure.cell
    with monkeypatch.context() as change:
        change.setattr(measure, "cell", lambda *names: cell(*names) + "\n# a comment")
        assert conditions.of_exercise("E1.9") == before
        change.setattr(measure, "cell", lambda *names: cell(*names) + "\n1 + 1")
        assert conditions.of_exercise("E1.9") != before
    monkeypatch.setattr(measure, "setup", lambda exercise: "import blockkit.chain")
    assert "blockkit.chain" in conditions.modules("E1.9") and conditions.of_exercise("E1.9") != before


@pytest.mark.parametrize(
    "module", ["autograder.suites.oracle", "blockkit.classroom.trying.time_limit", measure.__name__]
)
def test_a_change_of_any_module_counts(monkeypatch, module):
    before = conditions.of_exercise("E1.9")
    known = conditions._module_hash
    monkeypatch.setattr(conditions, "_module_hash", lambda name: "new" if name == module else known(name))
    assert conditions.of_exercise("E1.9") != before


# ---- the command ---------------------------------------------------------------------------------


def test_a_missing_visible_check_is_said_and_no_crash(folder, capsys, monkeypatch):
    monkeypatch.setattr(measure, "cell", lambda role, exercise: None)
    own = folder({"E1.9/right/one.py": RIGHT})
    code, found, err = rows(capsys, "--solutions", own)
    assert code == 0 and found["E1.9"]["visible_killed"] is None
    assert "has no visible check yet" in err
    assert command.main(["--solutions", str(own)]) == 0
    assert "no check" in capsys.readouterr().out
    assert command.main(["--solutions", str(own), "--gate"]) == 1


def test_without_masters_the_hidden_checks_are_measured_all_the_same(folder, capsys, monkeypatch):
    monkeypatch.setattr(measure, "notebook", lambda exercise: None)
    _, found, err = rows(capsys, "--solutions", folder({"E1.9/right/one.py": RIGHT}))
    assert found["E1.9"]["right_rejected"] == 0
    assert "is not in masters/" in err


def test_the_table_and_the_details(folder, capsys):
    own = folder({"E1.9/right/one.py": RIGHT, "E1.9/wrong/leaves.py": LEAVES_ONLY})
    assert command.main(["--solutions", str(own), "--verbose"]) == 0
    text = capsys.readouterr().out
    assert "1 (100%)" in text and "right  one.py: full points" in text
    assert re.search(r"wrong  leaves.py: 3.2 of 4 \+ [0-9.]+ of 6 points", text)
    assert f"hidden   six ({SIX})\n" in text and "block 277,647: 213 txids" in text


def test_what_is_written_down_is_shown_by_ids(ours, capsys):
    ours(FILE)
    rows(capsys, "--exercise", "E1.9")
    command.main(["--exercise", "E1.9", "--verbose"])
    text = capsys.readouterr().out
    assert "right  loop: full points" in text
    assert re.search("wrong  hashed_once: visible .*; hidden every property\n", text)


def test_as_a_command(folder):
    """The real thing, in a process of its own."""
    own = folder({"E1.9/right/one.py": RIGHT, "E1.9/wrong/leaves.py": LEAVES_ONLY})
    command_line = [sys.executable, "-m", "autograder.mutants", "--json", "--solutions", str(own)]
    done = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert set(KEYS) <= set(json.loads(done.stdout)[0])


# ---- what is made from right solutions -----------------------------------------------------------


@pytest.mark.parametrize("exercise", EXERCISES)
def test_generic_solutions_are_sources_that_compile(exercise):
    base = next(s for s in folders.ours() if s.exercise == exercise and s.right)
    made = generic.solutions(base)
    assert len({one.name for one in made}) == len(made)
    assert {one.right for one in made} == {True, False}
    for one in made:
        compile(one.source, one.name, "exec")


def test_generated_slips_are_different_and_compile():
    base = Solution("E1.9", "one.py", RIGHT, right=True)
    made = generated.solutions(base)
    assert len({one.source for one in made}) == len(made) > 20
    for one in made:
        compile(one.source, one.name, "exec")
    assert any("len(level) > 1 → len(level) >= 1" in one.name for one in made)


SEARCH = """\
def valid_chain(chain):
    try:
        for before, block in zip(chain, chain[1:]):
            linked = block["previous_hash"] == block_id(before)
            if not linked:
                return False
        return chain[0] == GENESIS
    except (TypeError, ValueError, RecursionError):
        return False
    except KeyError:
        return False
"""


@pytest.mark.parametrize(
    "expected",
    [
        "(TypeError, ValueError, RecursionError) → (TypeError, ValueError)",
        "without its except clause 2",
        "chain[1:] → chain[1:2]",
        "chain[1:] → chain[1:300]",
        "for … in zip(chain, chain[1:]), 300 rounds at most",
        "if not linked: after the loop",
        "return True in the first round",
        "chain[0] → chain[-1]",
    ],
)
def test_generated_slips_are_those_that_once_went_unseen(expected):
    made = generated.solutions(Solution("E1.14", "search", SEARCH, right=True))
    assert [one for one in made if one.name.endswith(expected)], expected


def test_generated_slips_tuple_for_list_is_one_and_neither_words_nor_turned_sums_are():
    refusal = 'if not a:\n        raise ValueError("no " + "items")'
    source = f"def f(a):\n    {refusal}\n    return list(a[1 + len(a):])\n"
    names = [one.name for one in generated.solutions(Solution("E1.9", "f", source, right=True))]
    assert any(name.endswith("tuple(a[1 + len(a):])") for name in names)
    assert not [name for name in names if "items" in name or "len(a) + 1" in name]


def test_an_answer_is_still_right_without_what_no_check_looks_at():
    """Else all that is made from it is caught for nothing: E3.12's checks read the reasons of errors."""
    right = [one for one in folders.ours() if one.right]
    first = {one.exercise: one for one in reversed(right)}
    some = [*first.values(), *(one for one in right if one.exercise in generated.REASONS_ARE_READ)]
    without = [replace(one, source=ast.unparse(generated.bare(one))) for one in some]
    tried = measure.run(without, 1, visible=False)
    assert not [(one.solution.exercise, one.solution.name, one.hidden) for one in tried if one.hidden]
    assert len(without) > len(EXERCISES)


def test_only_where_checks_read_them_the_words_of_an_error_stay():
    source = 'def f(a):\n    raise Invalid("bad-txns", "more")\n'
    bare = {
        name: ast.unparse(generated.bare(Solution(name, "f", source, True))) for name in ("E3.12", "E3.13")
    }
    assert "raise Invalid('bad-txns', 'more')" in bare["E3.12"]
    assert "raise Invalid('', '')" in bare["E3.13"]


def test_the_tree_is_left_as_it_was():
    base = Solution("E1.14", "search", SEARCH, right=True)
    assert generated.solutions(base) == generated.solutions(base)
    assert all(one.source != SEARCH for one in generated.solutions(base))


DOUBLE_HASH = """\
def hash256(data):
    inner = hashlib.new("sha256", bytes(data)).digest()
    return hashlib.sha256(inner).digest()
"""


@pytest.fixture
def accepted(tmp_path, monkeypatch):
    """Our only right solution is one of two lines, and nothing is accepted yet."""
    only = Solution("E1.2", "two_lines", DOUBLE_HASH, right=True)
    monkeypatch.setattr(folders, "ours", lambda: [only])
    monkeypatch.setattr(measure, "from_master", lambda exercise: [])
    monkeypatch.setattr(survivors, "PATH", tmp_path / "survivors.json")
    return ["--generated", "--exercise", "E1.2"]


def test_a_survivor_fails_until_somebody_has_judged_it(accepted, capsys, monkeypatch):
    assert command.main(accepted) == 1
    err = capsys.readouterr().err
    assert "without inner =" not in err  # the hidden check sees this one
    assert "nobody has judged this survivor: two_lines: line 2: bytes(data) → data" in err
    assert command.main([*accepted, "--accept", "bytes are bytes"]) == 0
    assert "bytes are bytes" in survivors.PATH.read_text(encoding="utf-8")
    assert command.main([*accepted, "--gate", "--all"]) == 0
    assert command.main([*accepted, "--gate"]) == 0
    judged = survivors.read()
    _, *others = judged["E1.2"].items()
    survivors.write({"E1.2": dict(others)})
    assert command.main([*accepted, "--gate", "--all"]) == 1
    assert "nobody has judged this survivor" in capsys.readouterr().err
    survivors.write(judged)
    before = survivors.PATH.read_bytes()
    assert command.main(accepted) == 0  # tried again, and the same
    assert survivors.PATH.read_bytes() == before


def test_the_gate_tries_only_exercises_whose_survivors_were_judged(accepted, capsys):
    command.main(accepted)  # some survive, and nobody accepts them
    capsys.readouterr()
    assert command.main([*accepted, "--gate", "--all"]) == 0
    said = capsys.readouterr()
    assert "not tried, nobody has judged their survivors yet: E1.2\n" in said.err
    assert "E1.2 " not in said.out

    assert command.main([*accepted, "--accept", "bytes are bytes"]) == 0
    assert command.main(["--generated", "--gate", "--all"]) == 0
    said = capsys.readouterr()
    assert "E1.1, E1.3, " in said.err and "E1.2, " not in said.err
    assert "E1.2 " in said.out


def test_an_exercise_without_survivors_has_an_empty_page(accepted):
    one = Solution("E1.2", "one", "def hash256(data):\n    return rules.hash256(data)", right=True)
    judged = measure.Verdict(one, None, ("empty",))
    survivors.write(survivors.renewed({}, [judged], ""))
    assert survivors.read() == {"E1.2": {}}
    assert survivors.renewed({}, [measure.Verdict(one, None, ())], "") == {}


def test_a_survivor_that_is_no_longer_made_leaves_the_list(accepted, monkeypatch):
    assert command.main([*accepted, "--accept", "bytes are bytes"]) == 0
    monkeypatch.setattr(folders, "ours", lambda: [Solution("E1.2", "one", "hash256 = rules.hash256", True)])
    command.main([*accepted, "--accept", "another"])
    assert "bytes are bytes" not in survivors.PATH.read_text(encoding="utf-8")


def test_a_list_that_cannot_be_read(accepted, capsys):
    survivors.PATH.write_text("[]", encoding="utf-8")
    assert command.main(accepted) == 2
    assert "survivors.json cannot be read" in capsys.readouterr().err
