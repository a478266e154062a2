"""`make test` runs in two lanes, two processes on two cores: which tests stay together, which start first,
and where the seconds go.

A file of tests is done by one lane, so that what its tests share is made once. The browser tests are one
piece of work: they share one JupyterLab and one Chromium. Long work starts first, so that no lane is left
with it alone at the end: the browser, then every file with a test that is marked ``slow``. A new file needs
no entry here.

``--seconds FILE`` writes how long each folder and each lane took; ``.ci/run`` puts that into its table.
"""

from collections import Counter
from pathlib import Path

import pytest

BROWSER = "tests/browser"


def folder_of(nodeid):
    """``tests/library`` for a test in that folder."""
    return "/".join(nodeid.split("/")[:2])


def work_of(nodeid):
    """The piece of work that a test belongs to: the browser's, or that of its file."""
    return BROWSER if folder_of(nodeid) == BROWSER else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give out whole pieces of work, in the order of the tests."""
    from xdist.scheduler import LoadScopeScheduling

    class Lanes(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return work_of(nodeid)

    config.option.loadscopereorder = False  # it would start with the files of many tests, and those are quick
    return Lanes(config, log)


def pytest_collection_modifyitems(config, items):
    """In a lane, put long work first."""
    if hasattr(config, "workerinput"):
        slow = {work_of(item.nodeid) for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (folder_of(item.nodeid) != BROWSER, work_of(item.nodeid) not in slow))


def pytest_addoption(parser):
    parser.addoption("--seconds", type=Path, help="write to this file how long each folder and lane took")


def pytest_configure(config):
    target = config.getoption("--seconds")
    if target and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Seconds(target))


class Seconds:
    """Adds up how long the tests took."""

    def __init__(self, target):
        self.target, self.folders, self.lanes = target, Counter(), Counter()

    def pytest_runtest_logreport(self, report):
        self.folders[folder_of(report.nodeid)] += report.duration
        self.lanes[getattr(report, "worker_id", "gw0")] += report.duration

    def pytest_sessionfinish(self):
        names = [f"lane {number}" for number in range(1, len(self.lanes) + 1)]
        lanes = zip(names, (self.lanes[lane] for lane in sorted(self.lanes)), strict=True)
        lines = [f"{round(seconds)} {name}" for name, seconds in [*sorted(self.folders.items()), *lanes]]
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.target.write_text("\n".join(lines) + "\n", encoding="utf-8")
