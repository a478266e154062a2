"""Shared by all tests: where the published vectors are, and a clean place for a student's parts."""

import signal
from pathlib import Path

import pytest

from blockkit.classroom.progress import SESSION

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ["tests.lanes", "tests.soak.page"]


def pytest_addoption(parser):
    parser.addoption(
        "--vectors",
        type=Path,
        default=ROOT.parent / "shared" / "vectors",
        help="folder of the published vectors (default: ../shared/vectors)",
    )


@pytest.fixture(scope="session")
def vectors(request):
    """The folder of published vectors; without it the conformance tests are skipped, in one line."""
    folder = request.config.getoption("--vectors")
    if not folder.is_dir():
        pytest.skip("the published vectors are not here; name their folder with --vectors")
    return folder


@pytest.fixture(autouse=True)
def own_chain(tmp_path, monkeypatch):
    """Each test keeps a student's parts in a folder of its own."""
    folder = tmp_path / "my_chain"
    monkeypatch.setenv("BLOCKKIT_MY_CHAIN", str(folder))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    SESSION.forget()
    return folder


@pytest.fixture(autouse=True)
def no_timer_is_left():
    """A limit in time that outlives its block would strike somewhere else."""
    yield
    if hasattr(signal, "getitimer"):
        left = [signal.getitimer(timer) for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF)]
        assert left == [(0.0, 0.0)] * 2
