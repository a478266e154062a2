"""`make lock`: the lock files are what pyproject.toml asks for, and two runs write the same bytes."""

import os
import re
import sys
from pathlib import Path

import pytest

from autograder.authoring import locks


@pytest.fixture
def uv(monkeypatch):
    """uv where the developers' environment has it."""
    folder = Path(sys.executable).parent
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def pins(path):
    return re.findall(r"(?m)^[\w.-]+==[^\\\n]*", path.read_text(encoding="utf-8"))


def test_make_and_the_lock_command_mean_the_same_files(make):
    assert [make.ROOT / name for name in locks.LOCKS] == list(make.LOCKS.values())


def test_the_locks_are_what_pyproject_asks_for(home, uv):
    """`make lock` again changes no pin; and writing it twice gives the same bytes."""
    paths = [home / name for name in locks.LOCKS]
    before = [pins(path) for path in paths]
    assert locks.main([], home) == 0
    assert [pins(path) for path in paths] == before
    written = [path.read_bytes() for path in paths]
    assert locks.main([], home) == 0
    assert [path.read_bytes() for path in paths] == written
    for text in written:  # uv's own header would tell how and where it was called
        assert re.findall(rb"(?m)^ *#.*", text) == [b"# Made by `make lock`; edit pyproject.toml instead."]


def test_what_cannot_be_had_is_said_and_leaves_the_lock_as_it_was(home, uv, capfd):
    pyproject = home / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8")
    pyproject.write_text(text.replace("tornado>=", "tornado>=999999,>="), encoding="utf-8")
    developers = home / locks.DEVELOPERS
    before = developers.read_bytes()
    assert locks.main(["--offline"], home) == 1
    assert "locks: uv found no versions for tests/requirements.txt" in capfd.readouterr().err
    assert developers.read_bytes() == before


def test_without_uv(home, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert locks.main([], home) == 1
    assert capsys.readouterr().err.startswith("locks: uv is not installed")
