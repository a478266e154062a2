"""The machine that measures the checks: what it finds, what it survives, what its gate says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.mutants import __main__ as command
from autograder.mutants import generated, generic, measure
from autograder.mutants.measure import NothingFound, Solution
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


@pytest.fixture
def folder(tmp_path):
    """Write solutions below a folder: ``{"E1_9/wrong/one.py": source}``."""

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


def test_our_tree_is_whole():
    found = measure.find(measure.SOLUTIONS, ours=True)
    for exercise in EXERCISES:
        wrong = [one for one in found if one.exercise == exercise and not one.right]
        right = [one for one in found if one.exercise == exercise and one.right]
        assert len(wrong) >= 12 and len(right) >= 5
        names = {name for name, _ in SUITES[exercise]}
        assert all(one.caught_by in names and one.reason for one in wrong), exercise
        assert not any(one.caught_by for one in right)
        # each property earns its place: some wrong solution names it
        assert len({one.caught_by for one in wrong}) >= len(names) - 1


def test_every_layout_is_understood(folder):
    found = measure.find(
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
            }
        )
    )
    assert sorted((one.exercise, one.right) for one in found) == sorted(
        [("E1.9", False)] * 4
        + [("E1.9", True)] * 4
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
    assert [(one.caught_by, one.reason) for one in named] == [
        (SIX, "copies the odd node at the leaf level only")
    ]


def test_a_file_that_does_not_say_what_it_is_is_named(folder, capsys):
    own = folder({"E1.9/right/one.py": RIGHT, "E1.9/notes.py": ""})
    assert rows(capsys, "--solutions", own)[2].startswith("left out: own/E1.9/notes.py")


def test_an_empty_folder_is_told_in_words(tmp_path, capsys):
    with pytest.raises(NothingFound, match=r"E1_9/right/recursive\.py"):
        measure.find(tmp_path)
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
    assert SIX in row["killed_by"]["leaves.py"]
    assert code == 0


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
    verdicts = list(measure.run(measure.find(own), jobs=4, seconds=20))
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
    verdicts = {v.solution.name: v for v in measure.run(measure.find(own), jobs=1)}
    assert verdicts["breaks_the_library.py"].hidden
    assert not verdicts["one.py"].hidden and not verdicts["one.py"].visible
    assert SUITES


def test_where_nothing_can_be_forked(folder, monkeypatch):
    """Windows has no fork: each process begins anew, and comes to the same verdicts."""
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    own = folder({"E1.9/right/one.py": RIGHT, "E1.9/wrong/leaves.py": LEAVES_ONLY})
    verdicts = {v.solution.name: v for v in measure.run(measure.find(own), jobs=2)}
    assert not verdicts["one.py"].hidden and not verdicts["one.py"].visible
    assert SIX in verdicts["leaves.py"].hidden


def test_no_part_of_a_student_is_borrowed(folder, tmp_path, monkeypatch):
    """A ``my_chain`` beside the command must not stand in for the reference."""
    (tmp_path / "my_chain").mkdir(exist_ok=True)
    (tmp_path / "my_chain" / "hashing.py").write_text("def hash256(data):\n    return b'rubbish'\n")
    monkeypatch.chdir(tmp_path)
    found = list(measure.run(measure.find(folder({"E1.9/right/one.py": RIGHT}))))
    assert not found[0].hidden


# ---- the gate ------------------------------------------------------------------------------------


def test_the_gate_says_why(folder, capsys):
    survivor = "def merkle_root(txids):\n" + RIGHT.split("\n", 1)[1]
    files = {"E1.9/right/wrong_in_truth.py": LEAVES_ONLY, "E1.9/wrong/right_in_truth.py": survivor}
    code, found, err = rows(capsys, "--solutions", folder(files), "--gate")
    assert code == 1
    assert found["E1.9"]["survivors"] == ["right_in_truth.py"]
    assert found["E1.9"]["right_rejected"] == 1
    assert "wrong_in_truth.py is right, but rejected by" in err and SIX in err
    assert "catches only 0%" in err
    code, _, _ = rows(capsys, "--solutions", folder(files))
    assert code == 0


def ours(folder, monkeypatch, files):
    """Let a small folder stand for our own tree, and leave out what is made from it."""
    monkeypatch.setattr(measure, "SOLUTIONS", folder(files))
    monkeypatch.setattr(generic, "solutions", lambda base: [])
    monkeypatch.setattr(measure, "from_master", lambda exercise: [])


def test_a_property_that_is_missing_is_missed(folder, capsys, monkeypatch):
    files = {"E1_9/right/C1_one.py": RIGHT, "E1_9/wrong/W5_leaves.py": LEAVES_ONLY}
    ours(folder, monkeypatch, files)
    assert rows(capsys, "--exercise", "E1.9", "--gate")[0] == 0
    rest = [(name, test) for name, test in SUITES["E1.9"] if name != SIX]
    monkeypatch.setitem(SUITES, "E1.9", rest)
    code, found, err = rows(capsys, "--exercise", "e1_9", "--gate")
    assert code == 1 and f"W5_leaves.py should be caught by “{SIX}”" in err
    assert found["E1.9"]["not_as_said"] == ["W5_leaves.py"]
    monkeypatch.setitem(SUITES, "E1.9", rest[:2])
    code, found, err = rows(capsys, "--exercise", "E1.9", "--gate")
    assert code == 1 and found["E1.9"]["survivors"] == ["W5_leaves.py"]
    assert "no hidden property catches W5_leaves.py" in err


def test_a_wrong_file_of_ours_names_its_property(folder, capsys, monkeypatch):
    nameless = LEAVES_ONLY.split("\n", 2)[2]
    ours(folder, monkeypatch, {"E1_9/right/C1.py": RIGHT, "E1_9/wrong/W5.py": nameless})
    code, _, err = rows(capsys, "--exercise", "E1.9", "--gate")
    assert code == 1 and "W5.py does not say what it is caught by" in err


def test_a_missing_visible_check_is_said_and_no_crash(folder, capsys, monkeypatch):
    monkeypatch.setattr(measure, "_cell", lambda role, exercise: None)
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
    assert "caught by: three transactions" in text and SIX in text


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
    base = next(s for s in measure.find(measure.SOLUTIONS) if s.exercise == exercise and s.right)
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
