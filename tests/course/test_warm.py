"""The warm shell itself: each run starts afresh, and what goes wrong in one is seen."""

import os

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.course.conftest import student_notebook, with_answers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

WRONG = "def merkle_root(txids):\n    return txids[0]\n"
SLIP = "def merkle_root(txids):\n    return root of all\n"


def notebook_of(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def texts(cells):
    return [text for text, _ in cells.values()]


def test_a_run_sees_nothing_of_the_one_before(run_warm):
    assert texts(run_warm(notebook_of("x = 1\nimport this, math; math.pi = 3", "x")))[1] == "1"
    assert texts(
        run_warm(notebook_of("import math, sys", "'x' in dir(), 'this' in sys.modules, math.pi > 3"))
    ) == [
        "",
        "(False, False, True)",
    ]


def test_a_cell_runs_as_in_a_notebook(run_warm):
    cells = notebook_of(
        "get_ipython().run_line_magic('time', '1')", "await __import__('asyncio').sleep(0)\n2", "_;"
    )
    assert [text.splitlines()[-1:] for text in texts(run_warm(cells))] == [["1"], ["2"], []]


@pytest.mark.parametrize("source", ["1 / 0", "def f(:", "input()", "raise SystemExit"])
def test_an_error_in_a_cell_is_seen(source, run_warm):
    with pytest.raises(AssertionError):
        run_warm(notebook_of(source, "1"))


@pytest.mark.parametrize("source", ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)"])
def test_an_end_of_the_process_is_seen_and_the_next_run_goes_on(source, run_warm):
    with pytest.raises((AssertionError, OSError)):
        run_warm(notebook_of(source))
    assert texts(run_warm(notebook_of("1 + 1"))) == ["2"]


def test_a_wrong_solution_is_seen(run_warm):
    text, _ = run_warm(with_answers(student_notebook("01c_merkle"), {"E1.9": WRONG}))["E1_9-visible"]
    assert "2 of 5 visible checks hold" in text
    with pytest.raises(AssertionError, match="SyntaxError"):
        run_warm(with_answers(student_notebook("01c_merkle"), {"E1.9": SLIP}))
