"""What holds for the repository as a whole: its files, its locks, its scripts."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.frame.conftest import copy_files

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"course": "binder/requirements.txt", "dev": "tests/requirements.txt"}
# Written in two halves, so that this file does not contain what it looks for.
FORBIDDEN = {
    "a home folder": r"(?<![\w.])/(?:home|Users)/" + r"[\w.-]+/",
    "a folder of root": r"(?<![\w.~-])/ro" + "ot/",
    "a workplace": r"(?<![\w.-])/wo" + "rk/",
    "a cell's temporary file": "/tmp/ipy" + "kernel",
    "a registry": "(?:pypi|pythonhosted|registry" + r"\.npmjs|deb\.debian)\.org",
    "a registry's option": "--(?:extra-)?in" + "dex-url",
}


def test_no_machine_path_and_no_registry_in_any_file(files):
    found = []
    for name in files:
        text = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
        for what, pattern in FORBIDDEN.items():
            for hit in re.finditer(pattern, text):
                line = text.count("\n", 0, hit.start()) + 1
                found.append(f"{name}:{line}: {what}: {hit[0]}")
    assert not found, "\n".join(found)


def test_the_patterns_find_what_they_should():
    bad = ["/ho" + "me/ann/x", "see /ro" + "ot/.cache", "/wo" + "rk/main", "https://py" + "pi.org/simple"]
    for text in bad:
        assert any(re.search(pattern, text) for pattern in FORBIDDEN.values()), text
    for text in ["../shared/vectors", "a/work/b", "~/root/", "PyPI"]:
        assert not any(re.search(pattern, text) for pattern in FORBIDDEN.values()), text


# ---------------------------------------------------------------- locks


def read_lock(level):
    """Return {name and marker: (version, set of hashes)} of a lock, refusing any other line."""
    pins, hashes = {}, set()
    for line in (ROOT / LOCKS[level]).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if pin := re.fullmatch(r"([a-z0-9-]+)==([\w.!+]+)( ; .*?)? \\", line):
            hashes = set()
            assert pin[1] + (pin[3] or "") not in pins, f"{pin[1]} is there twice"
            pins[pin[1] + (pin[3] or "")] = (pin[2], hashes)
        else:
            hash_ = re.fullmatch(r"    --hash=sha256:([0-9a-f]{64})( \\)?", line)
            assert hash_, f"neither a pin nor a hash: {line}"
            hashes.add(hash_[1])
    return pins


@pytest.mark.parametrize("level", LOCKS)
def test_every_pin_has_a_hash_and_nothing_has_an_address(level):
    pins = read_lock(level)
    assert len(pins) > 100
    assert all(hashes for _, hashes in pins.values())
    assert list(pins) == sorted(pins)
    text = (ROOT / LOCKS[level]).read_text(encoding="utf-8")
    assert not re.search(r"://|@|\bfile:|^-", text, flags=re.MULTILINE)


def test_the_locks_agree():
    course, dev = read_lock("course"), read_lock("dev")
    assert {name: dev.get(name) for name in course} == course


def autograder_needs():
    """What the instructors' half asks for besides the course."""
    table = tomllib.loads((ROOT / "autograder/pyproject.toml").read_text(encoding="utf-8"))
    extras = table["project"]["optional-dependencies"].values()
    return [
        *table["tool"]["hatch"]["metadata"]["hooks"]["custom"]["needs"],
        *(e for es in extras for e in es),
    ]


@pytest.mark.parametrize("level, extras", [("course", ["course", "build"]), ("dev", ["dev"])])
def test_the_locks_hold_what_pyproject_asks_for(level, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = {name.split(" ;")[0]: version for name, (version, _) in read_lock(level).items()}
    wanted = [text for extra in extras for text in project["optional-dependencies"][extra]]
    if level == "dev":
        wanted += autograder_needs()
    for requirement in map(Requirement, [*wanted, *project["dependencies"]]):
        if requirement.name != project["name"]:
            assert requirement.specifier.contains(versions[requirement.name]), requirement


# ---------------------------------------------------------------- .ci/run


STEPS = ["test", "interop", "lint", "types", "check-course"]
STEPS += ["mutants ARGS=--gate", "mutants ARGS=--generated --gate"]
FAKE_MAKE = """#!/bin/sh
echo "ran $* CI=$CI"; cat
case "$*" in test*) mkdir -p build; cp seconds "${2#*=--seconds=}" 2>&-;; esac
case " $FAILING " in *" $1 "*) exit 3;; esac
"""


@pytest.fixture
def ci(home, tmp_path):
    """Run `.ci/run` in a copy, with a `make` that does nothing; ``seconds`` is what the tests write."""
    copy_files([".ci/run", ".ci/ceilings"], home)
    tool = tmp_path / "bin" / "make"
    tool.parent.mkdir()
    tool.write_text(FAKE_MAKE)
    tool.chmod(0o755)

    def run(failing=(), seconds=None):
        if seconds is not None:
            (home / "seconds").write_text(seconds)
        env = {"PATH": f"{tool.parent}:/usr/bin:/bin", "FAILING": " ".join(failing)}
        command = ["bash", home / ".ci/run"]
        return subprocess.run(command, env=env, input="typed\n", capture_output=True, encoding="utf-8")

    return run


@pytest.mark.parametrize("failing", [[], ["lint"], ["test", "mutants"]])
def test_ci_runs_every_step_and_sums_up(ci, failing):
    result = ci(failing)
    assert "typed" not in result.stdout, "a step could wait for somebody to type"
    ran = [line for line in result.stdout.splitlines() if line.startswith("ran ")]
    assert ran == [
        f"ran {step}{' ARGS=--seconds=build/seconds.txt' if step == 'test' else ''} CI=true" for step in STEPS
    ]
    summary = result.stdout.partition("=== Summary\n")[2].splitlines()
    for step, line in zip(STEPS, summary, strict=True):
        verdict = "FAILED" if step.split()[0] in failing else "passed"
        assert re.fullmatch(rf"  {verdict}  make {step} +\d+ s +of \d+", line)
    assert result.returncode == bool(failing)
    assert result.stderr == ""


def test_ci_shows_the_seconds_of_the_tests_and_warns_of_the_slow(ci):
    result = ci(seconds="12 tests/library\n99999 tests/browser\n61 tests/new\n60000 lane 1\n")
    _, _, table = result.stdout.partition("=== Summary\n")
    lines = [re.sub(r" +", " ", line).strip() for line in table.splitlines()]
    assert lines[1:5] == [
        "tests/library 12 s of 300",
        "tests/browser 99999 s of 300 warning: slow",
        "tests/new 61 s of 60 warning: slow",
        "lane 1 60000 s",
    ]
    assert lines[5].startswith("passed make interop")
    assert result.returncode == 0  # a warning is no failure


def test_every_ceiling_is_of_something_that_is_there():
    lines = (ROOT / ".ci/ceilings").read_text(encoding="utf-8").splitlines()
    names = [line.split(" ", 1)[1] for line in lines if line and not line.startswith("#")]
    folders = [name for name in names if name.startswith("tests/")]
    assert names == [*(f"make {step}" for step in STEPS), *folders, "any other folder of tests"]
    assert folders and all((ROOT / folder).is_dir() for folder in folders)


@pytest.mark.parametrize("name", [".ci/run", "binder/postBuild"])
def test_scripts_are_executable(name):
    assert (ROOT / name).stat().st_mode & 0o111
