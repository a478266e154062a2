"""What CONTRIBUTING tells to type works, and the places it names are there."""

import re
import shlex
import subprocess
import sys

import pytest

from autograder.authoring.masters import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^ {4}((?:make|python) .*?)(?: +#.*)?$", TEXT, re.M)


def test_every_make_command_is_one_of_the_makefiles():
    known = re.search(r"^COMMANDS = (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)[1].split()
    targets = [word for line in COMMANDS for word in shlex.split(line)[1:] if line.startswith("make ")]
    named = [word for word in targets if not word.startswith("ARGS=")]
    assert named and set(named) <= {*known, "help", "restore"}


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("make test ARGS")])
def test_each_example_of_running_tests_finds_some(line):
    arguments = shlex.split(shlex.split(line)[-1].removeprefix("ARGS="))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+[\w.]*)`", TEXT))))
def test_every_place_it_names_is_there(path):
    if not path.startswith("build/"):
        assert (ROOT / path).exists()
