"""The page that `make soak` writes: what ran, when, and what did not."""

import re
from datetime import date

import pytest

from tests.conftest import ROOT
from tests.soak.page import PARTS, Page, read

PAGE = ROOT / "docs/soak.md"
ONE = "tests/soak/test_soak.py: two builds give the same bytes"
OTHER = "tests/soak/test_soak.py: every verdict in the ledger is what comes out today"
GONE = "tests/soak/test_soak.py: something that we no longer test"


class Report:
    """What pytest says of one step of a test."""

    def __init__(self, name, when="call", outcome="passed", duration=30.0):
        self.nodeid = f"tests/soak/test_soak.py::{name}"
        self.when, self.outcome, self.duration, self.passed = when, outcome, duration, outcome == "passed"


def written(tmp_path, cases, reports, before=""):
    """The rows of a page after a run with these cases, reports, and page before."""
    page = Page(tmp_path / "soak.md", cases)
    page.target.write_text(before)
    for report in reports:
        page.pytest_runtest_logreport(report)
    page.pytest_sessionfinish()
    return read(page.target.read_text(encoding="utf-8"))


def ran(*outcomes, name="test_two_builds_give_the_same_bytes"):
    for number, outcome in enumerate(outcomes):
        yield Report(f"{name}[{number}]", outcome=outcome)
        yield Report(f"{name}[{number}]", when="teardown", duration=0.0)


@pytest.mark.parametrize(
    ("outcomes", "cases", "result", "minutes"),
    [
        (["passed"], 1, "passed", "0.5"),
        (["passed", "failed"], 2, "failed", "1.0"),
        (["passed"], 3, "passed: 1 of 3 cases", "0.5"),
        (["skipped"], 1, "skipped", "0.5"),
    ],
)
def test_a_line_says_what_became_of_a_part(tmp_path, outcomes, cases, result, minutes):
    day, commit, *rest = written(tmp_path, {ONE: cases}, ran(*outcomes))[ONE]
    assert (day, rest) == (date.today().isoformat(), [result, minutes])
    assert re.fullmatch(r"[0-9a-f]{10}\+?", commit)


def test_a_part_that_was_interrupted_did_not_pass(tmp_path):
    reports = [Report("test_two_builds_give_the_same_bytes", when="setup")]
    assert written(tmp_path, {ONE: 1}, reports)[ONE][2] == "not finished: 0 of 1 cases"


def test_what_did_not_run_keeps_its_line(tmp_path):
    old = "| {} | 2001-02-03 | 0123456789 | failed | 7.5 |\n"
    before = old.format(OTHER) + old.format(ONE) + old.format(GONE)
    rows = written(tmp_path, {ONE: 1, OTHER: 1}, ran("passed"), before)
    assert rows[OTHER] == ("2001-02-03", "0123456789", "failed", "7.5")
    assert rows[ONE][2] == "passed"
    assert GONE not in rows
    assert written(tmp_path, {ONE: 1, OTHER: 1}, ran("passed"))[OTHER][0] == "never"


def test_every_slow_test_of_this_run_has_a_line(request):
    """`make soak` for any one of them also enters a new one: as one that never ran."""
    parts = set(request.config.stash[PARTS])
    assert parts <= read(PAGE.read_text(encoding="utf-8")).keys()
