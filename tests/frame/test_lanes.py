"""The two lanes of `make test`: real runs of a few small tests in a folder of their own."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.lanes import work_of

TEST = """
import os, time, pytest

{mark}
@pytest.mark.parametrize("number", range({count}))
def test_it(number, request):
    time.sleep(0.02)
    with open("log", "a") as log:
        log.write(os.environ.get("PYTEST_XDIST_WORKER", "alone") + " " + request.node.nodeid + "\\n")
"""
FILES = {  # how many tests each has; the quick ones are many, as in life
    "tests/autograder/test_quick.py": 9,
    "tests/browser/test_one.py": 3,
    "tests/browser/test_two.py": 3,
    "tests/library/test_quick.py": 9,
    "tests/nbgrader/test_long.py": 3,
}


@pytest.fixture
def pytest_run(tmp_path):
    """Run pytest on the small tests; give [(lane, test)] in the order of their ends, and the seconds."""
    for name, count in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEST.format(mark="@pytest.mark.slow" if "long" in name else "", count=count))
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\naddopts = --import-mode=importlib\n")

    def run(*options):
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.lanes",
            "--seconds=out/seconds",
            *options,
        ]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        log = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
        return log, (tmp_path / "out/seconds").read_text().splitlines()

    return run


def test_what_belongs_together_is_done_by_one_lane_and_long_work_starts_first(pytest_run):
    log, seconds = pytest_run("-n", "2")
    assert len(log) == sum(FILES.values())
    lanes, first = {}, {}
    for lane, test in log:
        lanes.setdefault(work_of(test), set()).add(lane)
        first.setdefault(lane, work_of(test))
    assert {len(them) for them in lanes.values()} == {1}
    assert len(lanes) == 4  # the files of the browser are one piece of work
    assert set(first.values()) == {"tests/browser", "tests/nbgrader/test_long.py"}
    names = [line.split(" ", 1)[1] for line in seconds]
    folders = ["tests/autograder", "tests/browser", "tests/library", "tests/nbgrader"]
    assert names == [*folders, "lane 1", "lane 2"]


def test_in_one_process_the_order_is_the_usual_one(pytest_run):
    log, seconds = pytest_run()
    assert [test.split("::")[0] for _, test in log] == [
        name for name, count in sorted(FILES.items()) for _ in range(count)
    ]
    assert [line.split(" ", 1)[1] for line in seconds][-1] == "lane 1"
