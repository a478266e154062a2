"""The checks: what counts, what does not, and that nothing a student's function does gets out."""

import logging
import subprocess
import sys
import warnings
from functools import partial

import pytest

from blockkit import merkle
from blockkit.classroom import checks, progress
from blockkit.classroom.checks import (
    accepts,
    check,
    gives,
    holds,
    leaves_alone,
    refuses,
    rejects,
    run,
    same,
)
from blockkit.classroom.trying.plain import TODO
from blockkit.hashing import hash256

IDS = [hash256(bytes([i])) for i in range(4)]


def right(txids):
    level = list(txids)
    if not level:
        raise ValueError("empty")
    while len(level) > 1:
        level += level[len(level) - len(level) % 2 :]
        level = [hash256(a + b) for a, b in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def report(function):
    return check(
        "E1.9",
        [
            ("four", lambda: gives(right(IDS), function, IDS)),
            ("argument unchanged", lambda: leaves_alone(right(IDS[:3]), function, IDS[:3])),
            ("empty refused", lambda: refuses(function, [])),
            ("a condition", lambda: holds(len(checks.call(function, IDS)) == 32, "32 bytes")),
        ],
        function,
    )


def test_a_right_answer():
    found = report(right)
    assert found.passed and found.score == found.points == 4.0
    assert "4 of 4 visible checks hold" in repr(found)
    assert "Hidden checks run when your work is graded" in repr(found)
    assert "E1.9" in progress.held()


def always_raises(txids):
    raise ValueError("no")


def loops(txids):
    while True:
        pass


def swallows_and_loops(txids):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


class EqualToAll:
    def __eq__(self, other):
        return True

    def __len__(self):
        return 32

    __hash__ = None


class LyingBytes(bytes):
    def __eq__(self, other):
        return True

    __hash__ = bytes.__hash__


class Explosive:
    def __repr__(self):
        raise RuntimeError("boom")

    def __len__(self):
        raise RuntimeError("boom")


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda txids: None, "returned None"),
        (print, "returned None"),
        (lambda txids: TODO, "not yet yours"),
        (TODO, "not yet yours"),
        (always_raises, "it raised ValueError"),
        (lambda txids: right(txids).hex(), "returned '"),
        (lambda txids: EqualToAll(), "EqualToAll"),
        (lambda txids: LyingBytes(32), "LyingBytes"),
        (lambda txids: Explosive(), "cannot be printed"),
        (lambda txids: sys.exit(), "it calls exit(), which would end the program"),
        (lambda: None, "it raised TypeError"),
        (merkle.merkle_root, "it calls blockkit's own merkle_root"),
        (lambda txids: merkle.merkle_root(txids), "it calls blockkit's own merkle_root"),
        (partial(merkle.merkle_root), "it calls blockkit's own merkle_root"),
        (lambda txids: merkle.merkle_levels(txids)[-1][0], "it calls blockkit's own merkle_levels"),
    ],
)
def test_a_wrong_answer_earns_nothing_and_is_told_why(function, told):
    found = report(function)
    held = [outcome.name for outcome in found.outcomes if outcome.holds]
    assert found.score == 0 or held == ["a condition"], held
    assert not found.passed
    assert told in repr(found)
    assert "E1.9" not in progress.held()


@pytest.mark.parametrize("function", [loops, swallows_and_loops])
def test_an_endless_answer_ends(function):
    found = run("E1.9", 4, [("one", lambda: gives(b"", partial(checks.call, function, seconds=0.2), IDS))])
    assert found.score == 0 and not found.unwritten


def test_a_changed_argument_is_shown():
    def sorts(txids):
        root = right(txids)
        txids.sort()
        return root

    found = report(sorts)
    assert [outcome.holds for outcome in found.outcomes] == [True, False, True, True]
    assert "changed its argument" in repr(found)


def test_an_answer_may_use_the_parts_of_other_exercises():
    def proof(txids, index):  # E1.10 by roots of halves; calls the library's merkle_root, which is E1.9
        sides = []
        while len(txids) > 1:
            half = 1 << (len(txids) - 1).bit_length() - 1
            left, rest = txids[:half], txids[half:]
            sides.append(merkle.merkle_root(rest if index < half else left))
            txids, index = (left, index) if index < half else (rest, index - half)
        return sides[::-1]

    found = run("E1.10", 12, [("proof", lambda: gives(merkle.merkle_proof(IDS, 2), proof, IDS, 2))], [proof])
    assert found.passed, repr(found)


@pytest.mark.parametrize("no", [lambda: next(iter(())), lambda: {}["x"], lambda: 1 // 0])
def test_an_error_that_python_raises_where_nothing_fits_is_a_no(no):
    properties = [("yes", lambda: accepts(abs, 1)), ("refused", lambda: refuses(lambda x: no(), "x"))]
    assert run("E1.14", 2, properties).score == 2


def test_a_name_that_does_not_exist_is_no_refusal():
    properties = [("yes", lambda: accepts(abs, 1)), ("refused", lambda: refuses(lambda x: missing, "x"))]  # noqa: F821
    assert run("E1.14", 2, properties).score < 2


def test_a_no_counts_only_beside_a_yes():
    def properties(function):
        return [
            ("yes", lambda: accepts(function, 1)),
            ("no", lambda: rejects(function, 0)),
            ("refused", lambda: refuses(function, "x")),
        ]

    assert run("E1.14", 3, properties(lambda n: False)).score == 0
    assert run("E1.14", 3, properties(always_raises)).score == 0
    assert run("E1.14", 3, properties(lambda n: True)).score == 1
    assert run("E1.14", 3, properties(lambda n: n > 0)).score == 3


@pytest.mark.parametrize(
    ("value", "expected", "equal"),
    [
        (1, True, False),
        (True, True, True),
        (1.0, 1, False),
        (bytearray(b"a"), b"a", False),
        ((1, [2]), [1, (2,)], True),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": True}, False),
        ("a", b"a", False),
    ],
)
def test_same_means_same_type(value, expected, equal):
    assert same(value, expected) is equal


def test_scores_never_exceed_the_points():
    for total in range(1, 10):
        properties = [(str(i), lambda: None) for i in range(total)]
        for points in (0.1, 1.6, 2.4, 4.8, 7.2):
            assert run("E1.1", points, properties).score <= points


def test_the_score_is_the_share_of_the_weights():
    def weighed(*weights):
        tests = [("a", "a", lambda: False, 3), ("b", "b", lambda: None)]
        return run("E1.1", 8, [*tests, *[(str(n), str(n), lambda: None, n) for n in weights]]).score

    assert weighed() == 2.0
    assert weighed(4) == 5.0
    assert weighed(2, 2) == 5.0
    assert run("E1.1", 1, [("one", "one", lambda: None, 2), ("two", "two", lambda: False)]).score == 0.67


def test_pairs_triples_and_quadruples_may_stand_in_one_check():
    found = run("E1.1", 4, [("a", lambda: None), ("b", "b", lambda: None), ("c", "c", lambda: False, 2)])
    assert [(one.id, one.name, one.weight) for one in found.outcomes] == [
        ("", "a", 1),
        ("b", "b", 1),
        ("c", "c", 2),
    ]
    assert found.score == 2.0


def noisy(txids):
    print("to stdout")
    print("to stderr", file=sys.stderr)
    warnings.warn("a warning", stacklevel=1)
    logging.getLogger("student").warning("logged")
    return right(txids)


def test_noise_costs_nothing():
    with warnings.catch_warnings(record=True):
        assert report(noisy).passed


def test_while_grading_the_result_is_a_number_and_prose_goes_to_stdout(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert report(right) == 4.0
    assert report(lambda txids: TODO) == 0.0
    shown = capsys.readouterr()
    assert "4 of 4 visible checks hold" in shown.out and not shown.err
    assert progress.held() == []


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match=r"'E9\.9' is no exercise; there are E1\.1"):
        check("E9.9", [])


def test_checks_load_without_the_notebook_packages():
    code = (
        "import sys, blockkit.classroom.workbook\n"
        "print([m for m in ('matplotlib', 'ipywidgets', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
