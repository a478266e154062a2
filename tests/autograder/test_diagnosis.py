"""The kinds of mistakes are made from our wrong solutions, up to date, and name only what is certain."""

import dataclasses

import pytest

from autograder.authoring import diagnosis as command
from autograder.mutants import folders, measure
from autograder.mutants.solution import Mistake, Solution
from blockkit.classroom import diagnosis
from blockkit.classroom.lessons import EXERCISES
from blockkit.classroom.trying.silence import silence

OURS = folders.ours()
LOOP = """
def merkle_root(txids):
    level = list(txids)
    while len(level) > 1:
        {odd}
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]
"""
RIGHT = LOOP.format(odd="level += level[len(level) - len(level) % 2 :]")
DROPS = LOOP.format(odd="pass")


def test_the_files_are_up_to_date(capsys):
    assert command.main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("exercise", EXERCISES)
def test_each_kind_is_named_by_the_real_check_and_no_right_answer_is(exercise):
    named = 0
    for one in OURS:
        if one.exercise == exercise and (one.right or one.behaves_like):
            names = command._functions(one)
            functions = [names[name] for name in EXERCISES[exercise].functions]
            if one.right:
                assert diagnosis.diagnosed(exercise, functions) == "", one.name
                continue
            with silence():
                report = measure._visible(exercise, names)
            assert report.passed or f"behaves like one that {one.behaves_like}.\n" in report.diagnosis, (
                one.name
            )
            named += not report.passed
    assert named >= 3


def test_a_sentence_without_probes_is_told_where_they_belong(monkeypatch):
    drops = next(one for one in OURS if one.name == "odd_dropped" and one.exercise == "E1.9")
    monkeypatch.setattr(diagnosis, "probes", lambda part: ())
    command._right_hash.cache_clear()
    with pytest.raises(Mistake, match=r"merkle_root has no probes; add them to PROBES in .*01c_merkle\.py"):
        command.kinds_of("E1.9", [drops])
    command._right_hash.cache_clear()


def test_nothing_of_ours_is_named_that_says_something_else():
    """A wrong solution without a sentence is nobody's kind; that the command sees to."""
    drops = next(one for one in OURS if one.name == "odd_dropped" and one.exercise == "E1.9")
    other = dataclasses.replace(drops, name="other", behaves_like="")
    with pytest.raises(Mistake, match="other: it answers like odd_dropped, “drops the last hash"):
        command.kinds_of("E1.9", [drops, other])
    with pytest.raises(Mistake, match="give both one sentence"):
        command.kinds_of("E1.9", [drops, dataclasses.replace(drops, name="other", behaves_like="is odd")])


def test_a_sentence_needs_an_answer_that_shows_it():
    def kinds(source, right=False, sentence="is slow"):
        return command.kinds_of(
            "E1.9", [Solution("E1.9", "one", source, right, "why", behaves_like=sentence)]
        )

    assert list(kinds(DROPS).values()) == [
        {command.hashes(Solution("E1.9", "one", DROPS, False))["merkle_root"]: "is slow"}
    ]
    with pytest.raises(Mistake, match="answers every probe as it should"):
        kinds(RIGHT)
    with pytest.raises(Mistake, match="answers otherwise in merkle_root"):
        kinds("def merkle_root(txids):\n    while True: pass\n")
    with pytest.raises(Mistake, match="right answers disagree"):
        kinds(DROPS, right=True, sentence="")


def test_a_folder_is_measured(tmp_path, capsys):
    folder = tmp_path / "E1.9" / "wrong"
    folder.mkdir(parents=True)
    (folder / "drops.py").write_text("# why: forgets the odd one\n" + DROPS)
    (folder / "halts.py").write_text("# why: ends\nimport os\ndef merkle_root(txids):\n    os._exit(1)\n")
    assert command.main(["--solutions", str(tmp_path), "--jobs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "E1.9 wrong drops.py: forgets the odd one"
    assert lines[1].startswith("    → merkle_root behaves like one that drops the last hash of an odd level.")
    assert lines[3] == "    silence" and lines[4].startswith("1 named, of 2: 2 wrong, 2 of them fail")
    assert command.main(["--solutions", str(tmp_path / "none")]) == 1
