"""``--soak-page FILE`` writes, after a run of `make soak`, what became of each part, with date and commit.

A part is one test with all its cases. One that did not run this time keeps the line of its last run.
"""

import re
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAD = """# The slow tests

Written by `make soak`, never by hand. What every change must pass is in `.ci/run`; this is the rest, slow
and rarely surprising. A part that did not run the last time keeps the line of the time before. A `+` after a
commit says that files were changed since.

| part | last run | commit | result | minutes |
| --- | --- | --- | --- | ---: |
"""
NEVER = ("never", "–", "–", "–")
PARTS: pytest.StashKey[Counter[str]] = pytest.StashKey()  # how many cases each part has that was collected


def pytest_addoption(parser):
    parser.addoption("--soak-page", type=Path, help="write what became of each slow part to this file")


def pytest_configure(config):
    config.stash[PARTS] = Counter()
    target = config.getoption("--soak-page")
    if target and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Page(target, config.stash[PARTS]))


@pytest.hookimpl(tryfirst=True)  # before those that were not asked for are left out
def pytest_collection_modifyitems(config, items):
    config.stash[PARTS].update(part_of(item.nodeid) for item in items if item.get_closest_marker("soak"))


def part_of(nodeid):
    """``tests/soak/test_soak.py: two builds give the same bytes``."""
    file, _, test = nodeid.split("[")[0].partition("::")
    return f"{file}: {test.removeprefix('test_').replace('_', ' ')}"


def read(text):
    """{part: its other cells} of a page."""
    rows = re.findall(r"(?m)^\| (tests/.*?) \| (.*) \| (.*) \| (.*) \| (.*) \|$", text)
    return {part: tuple(cells) for part, *cells in rows}


def commit():
    """The commit that is checked out, with a ``+`` when files differ from it."""

    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--", ".", ":!docs/soak.md")
    return git("rev-parse", "--short=10", "HEAD") + "+" * bool(changed)


class Page:
    """Collects what became of the slow tests, and writes the page."""

    def __init__(self, target, cases):
        self.target, self.cases, self.commit = target, cases, commit()  # it may move before the end
        self.done, self.seconds, self.outcomes = Counter(), Counter(), {}

    def pytest_runtest_logreport(self, report):
        part = part_of(report.nodeid)
        self.seconds[part] += report.duration
        self.done[part] += report.when == "teardown"
        if report.when == "call" or not report.passed:
            self.outcomes.setdefault(part, set()).add(report.outcome)

    def result(self, part):
        """The worst that happened; of a part that did not run whole, also how much of it did."""
        said = self.outcomes.get(part, set())
        word = next((one for one in ("failed", "skipped", "passed") if one in said), "not finished")
        done, cases = self.done[part], self.cases[part]
        return word if done >= cases else f"{word}: {done} of {cases} cases"

    def pytest_sessionfinish(self):
        rows = read(self.target.read_text(encoding="utf-8")) if self.target.exists() else {}
        rows = {part: cells for part, cells in rows.items() if is_there(part)}
        today = date.today().isoformat()
        for part in self.cases.keys() | self.seconds.keys():
            if part in self.seconds:
                rows[part] = (today, self.commit, self.result(part), f"{self.seconds[part] / 60:.1f}")
            else:
                rows.setdefault(part, NEVER)
        lines = [f"| {' | '.join([part, *cells])} |\n" for part, cells in sorted(rows.items())]
        self.target.write_text(HEAD + "".join(lines), encoding="utf-8")


def is_there(part):
    """Whether the test of a line still exists."""
    file, _, words = part.partition(": ")
    name = f"def test_{words.replace(' ', '_')}("
    return (ROOT / file).exists() and name in (ROOT / file).read_text(encoding="utf-8")
