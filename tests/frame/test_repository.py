"""What holds for the repository as a whole: its files, its locks, its wheel."""

import email
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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


@pytest.mark.parametrize("level, extras", [("course", ["course", "build"]), ("dev", ["dev"])])
def test_the_locks_hold_what_pyproject_asks_for(level, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = {name.split(" ;")[0]: version for name, (version, _) in read_lock(level).items()}
    wanted = [text for extra in extras for text in project["optional-dependencies"][extra]]
    for requirement in map(Requirement, [*wanted, *project["dependencies"]]):
        if requirement.name != project["name"]:
            assert requirement.specifier.contains(versions[requirement.name]), requirement


# ---------------------------------------------------------------- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel, and open it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as file:
        yield file


def metadata(wheel):
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return email.message_from_bytes(wheel.read(name))


def test_the_wheel_holds_the_packages_with_all_their_files(wheel, files):
    packaged = {name for name in wheel.namelist() if ".dist-info/" not in name and ".data/" not in name}
    ours = {name for name in files if name.startswith(("blockkit/", "autograder/"))}
    answers = {name for name in ours if re.match(r"autograder/mutants/.*\.(toml|json)$", name)}
    assert answers and packaged == ours - answers  # right answers do not travel with the package
    assert "blockkit/py.typed" in packaged


def test_the_wheel_lays_the_settings_of_jupyterlab(wheel):
    place = ".data/data/share/jupyter/lab/settings/overrides.d/blockkit.json"
    settings = json.loads(wheel.read(next(n for n in wheel.namelist() if n.endswith(place))))
    news = settings["@jupyterlab/apputils-extension:notification"]
    assert news == {"fetchNews": "false", "checkForUpdates": False}
    kernels = settings["@jupyterlab/apputils-extension:kernels-settings"]
    assert kernels == {"commsOverSubshells": "disabled"}


def test_the_wheel_carries_the_licences(wheel):
    for name in ("LICENSE", "LICENSE-course.md"):
        inside = next(n for n in wheel.namelist() if n.endswith(f".dist-info/licenses/{name}"))
        assert wheel.read(inside) == (ROOT / name).read_bytes()
    assert metadata(wheel)["License-Expression"] == "MIT"


def test_the_library_alone_brings_no_jupyterlab(wheel):
    head = metadata(wheel)
    assert head["Name"] == "blockkit-course" and head["Requires-Python"] == ">=3.11"
    plain = [
        requirement.name
        for requirement in map(Requirement, head.get_all("Requires-Dist"))
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
    assert set(plain) <= {"ecdsa"}
    assert {"course", "dev"} <= set(head.get_all("Provides-Extra"))


def test_the_version_is_the_librarys(wheel):
    code = "import blockkit; print(blockkit.__version__)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert metadata(wheel)["Version"] == said.stdout.strip() != ""


# ---------------------------------------------------------------- .ci/run


@pytest.mark.parametrize("failing", [[], ["lint"], ["test", "mutants"]])
def test_ci_runs_every_step_and_sums_up(home, tmp_path, failing):
    tool = tmp_path / "bin" / "make"
    tool.parent.mkdir()
    tool.write_text(
        '#!/bin/sh\necho "ran $* CI=$CI"; cat; case " '
        + " ".join(failing)
        + ' " in *" $1 "*) exit 3;; esac\n'
    )
    tool.chmod(0o755)
    run = home / ".ci" / "run"
    run.parent.mkdir()
    run.write_bytes((ROOT / ".ci/run").read_bytes())
    env = {"PATH": f"{tool.parent}:/usr/bin:/bin"}
    result = subprocess.run(["bash", run], env=env, input="typed\n", capture_output=True, encoding="utf-8")
    assert "typed" not in result.stdout, "a step could wait for somebody to type"
    steps = ["test", "lint", "types", "check-course", "mutants ARGS=--gate"]
    assert [line for line in result.stdout.splitlines() if line.startswith("ran ")] == [
        f"ran {step} CI=true" for step in steps
    ]
    summary = result.stdout.partition("=== Summary\n")[2].splitlines()
    for step, line in zip(steps, summary, strict=True):
        verdict = "FAILED" if step.split()[0] in failing else "passed"
        assert line.startswith(f"  {verdict}  make {step} (")
    assert result.returncode == bool(failing)


@pytest.mark.parametrize("name", [".ci/run", "binder/postBuild"])
def test_scripts_are_executable(name):
    assert (ROOT / name).stat().st_mode & 0o111
