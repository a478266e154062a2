"""What the tests of the repository's frame share: copies of the repository to break."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Spaces, a quote, an umlaut and another alphabet: every test of the frame runs in such a folder.
AWKWARD = "Zoë's course – ключ"
# They need nothing that has to be installed.
WITHOUT_VENV = {
    "blockkit": (),
    "blockkit/classroom": ("lab", "moved", "restore"),
    "autograder": (),
    "autograder/authoring": ("links", "locks"),
}


def repository_files():
    """List what git would commit, so that the tests also work before the first commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    names = sorted(set(os.fsdecode(listed).split("\0")) - {""})
    return [name for name in names if (ROOT / name).is_file()]


def copy_files(names, to):
    for name in names:
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return to


@pytest.fixture
def files():
    """The files of the repository, as names."""
    return repository_files()


@pytest.fixture
def clone(files, tmp_path):
    """A clean copy of the repository."""
    return copy_files(files, tmp_path / AWKWARD)


@pytest.fixture
def home(tmp_path):
    """A copy of just what make.py reads and starts without .venv."""
    names = ["make.py", "Makefile", "pyproject.toml", "README.md"]
    names += ["binder/requirements.txt", "tests/requirements.txt", "blockkit/labconfig/overrides.json"]
    for package, modules in WITHOUT_VENV.items():
        names += [f"{package}/{module}.py" for module in ("__init__", *modules)]
    return copy_files(names, tmp_path / AWKWARD)


@pytest.fixture
def make(home):
    """The module make.py, which takes the copy for the repository."""
    spec = importlib.util.spec_from_file_location("make_copy", home / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def type_command(home):
    """Type `python make.py …` in the copy, with the environment given."""

    def type_(*arguments, python=sys.executable, **env):
        command = [str(python), str(home / "make.py"), *arguments]
        env = {"HOME": str(home), "LC_ALL": "C.UTF-8", "PIP_RETRIES": "0", **env}
        return subprocess.run(
            command, env=env, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
        )

    return type_


def complaint(result, said_by="make.py"):
    """Return the one line of error of a command that failed in an orderly way."""
    assert result.returncode == 1, result
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith(f"{said_by}: ")]
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.fixture
def busy():
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]
