"""Two distributions from this repository, and the wall between them: what students install holds no answer.

Both are built from a copy of the repository in which somebody worked on a notebook, without network.
"""

import ast
import email
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import blockkit
from autograder.authoring.masters import masters
from tests.conftest import ROOT
from tests.frame.conftest import AWKWARD, copy_files, repository_files

NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
SETTINGS = "share/jupyter/lab/settings/overrides.d/blockkit.json"
# In a name of a file or folder, and in the text of a file, that a student gets.
FORBIDDEN_NAMES = {"autograder", "masters", "suites", "mutants", "solutions", "tests", "course", "frozen"}
FORBIDDEN_TEXTS = ("BEGIN SOLUTION", "HIDDEN TESTS", "autograder.suites", "import autograder", "oracle")


# ---------------------------------------------------------------- what is looked for


def plain(text):
    """The lines of a text without indentation, blank lines and comments."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("#"))


@cache
def answers():
    """{answer: exercise} of the masters. One of a few characters is no secret: the library has it too."""
    found = {}
    for master in masters():
        for exercise in master.exercises:
            source = master.cell("solution", exercise).source
            for answer in re.findall(r"(?s)### BEGIN SOLUTION\n(.*?)### END SOLUTION", source):
                if len(plain(answer)) > 40:
                    found[plain(answer)] = exercise
    return found


def leaks(files):
    """What of {name: bytes} a student must not have, one line for each find."""
    found = []
    for name, content in files.items():
        parts = set(Path(name).with_suffix("").parts) | set(Path(name).parts)
        found += [f"{name}: is called {part}" for part in parts & (FORBIDDEN_NAMES | {"oracle"})]
        text = content.decode("utf-8", errors="replace")
        if name.endswith(".ipynb"):
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        found += [f"{name}: says {words}" for words in FORBIDDEN_TEXTS if words.lower() in text.lower()]
        lines = plain(text)
        found += [f"{name}: answers {exercise}" for answer, exercise in answers().items() if answer in lines]
    return found


def test_a_leak_would_be_found():
    indented = [[f"    {line}\n" for line in answer.splitlines()] for answer in answers()]
    solved = json.dumps({"cells": [{"source": source} for source in indented]})
    files = {"solved.ipynb": solved, "notes.txt": " ".join(FORBIDDEN_TEXTS), "suites/oracle.py": ""}
    assert len(answers()) > 10
    assert set(leaks({name: text.encode() for name, text in files.items()})) == {
        *(f"solved.ipynb: answers {exercise}" for exercise in answers().values()),
        *(f"notes.txt: says {words}" for words in FORBIDDEN_TEXTS),
        "suites/oracle.py: is called suites",
        "suites/oracle.py: is called oracle",
    }


# ---------------------------------------------------------------- building


def build(folder, into):
    """Build wheel and archive of sources of the project in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    done = subprocess.run(command, cwd=folder, env=os.environ | NO_NETWORK, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,), (sources,) = into.glob("*.whl"), into.glob("*.tar.gz")
    return wheel, sources


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy in which somebody worked on a notebook."""
    copy = copy_files(repository_files(), tmp_path_factory.mktemp("repository") / AWKWARD)
    (copy / "course/01_hashing/01c_merkle.ipynb").write_text('{"cells": [], "my": "work"}')
    return copy


@pytest.fixture(scope="module")
def students(repository, tmp_path_factory):
    """The two files of blockkit-course."""
    return build(repository, tmp_path_factory.mktemp("students"))


@pytest.fixture(scope="module")
def instructors(repository, tmp_path_factory):
    """The two files of blockkit-autograder."""
    return build(repository / "autograder", tmp_path_factory.mktemp("instructors"))


def unpacked(path):
    """{name: bytes} of a wheel, or of an archive of sources without the name of its folder."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as file:
            return {name: file.read(name) for name in file.namelist()}
    with tarfile.open(path) as file:
        members = [member for member in file.getmembers() if member.isfile()]
        return {m.name.partition("/")[2]: file.extractfile(m).read() for m in members}


def packaged(wheel):
    """The names of what a wheel puts beside other packages."""
    return {name for name in unpacked(wheel) if ".dist-info/" not in name and ".data/" not in name}


def metadata(wheel):
    files = unpacked(wheel)
    return email.message_from_bytes(files[next(n for n in files if n.endswith(".dist-info/METADATA"))])


def requirements(wheel):
    return [Requirement(text) for text in metadata(wheel).get_all("Requires-Dist")]


# ---------------------------------------------------------------- what is in them


def test_the_students_files_hold_nothing_that_answers_or_checks(students):
    for path in students:
        files = unpacked(path)
        assert len(files) > 80
        assert leaks(files) == []


def test_the_students_wheel_holds_the_package_with_all_its_files(students):
    ours = {name for name in repository_files() if name.startswith("blockkit/")}
    assert packaged(students[0]) == ours
    assert {"blockkit/py.typed", "blockkit/data/mainnet.json"} <= ours
    for pattern in ("messages/en/*.toml", "widgets/*.js", "widgets/*.css", "pristine/*/*.ipynb"):
        there = {path.relative_to(ROOT).as_posix() for path in ROOT.glob(f"blockkit/classroom/{pattern}")}
        assert there and there <= ours, pattern


def test_what_a_student_changed_is_not_packed_as_what_was_handed_out(students):
    name = "blockkit/classroom/pristine/01_hashing/01c_merkle.ipynb"
    for path in students:
        assert unpacked(path)[name] == (ROOT / name).read_bytes()


def test_the_archive_of_sources_makes_the_same_wheel(students, instructors, tmp_path):
    for wheel, sources in (students, instructors):
        into = tmp_path / wheel.stem
        shutil.unpack_archive(sources, into, filter="data")
        (folder,) = into.iterdir()
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ | NO_NETWORK)
        assert (into / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_instructors_wheel_holds_its_package_with_all_its_files(instructors):
    ours = {name for name in repository_files() if name.startswith("autograder/")}
    for_the_build = {f"autograder/{n}" for n in ("LICENSE", "README.md", "hatch_build.py", "pyproject.toml")}
    assert packaged(instructors[0]) == ours - for_the_build
    assert "autograder/suites/oracle.py" in ours and for_the_build < ours


def test_the_students_wheel_lays_the_settings_of_jupyterlab(students):
    files = unpacked(students[0])
    settings = json.loads(files[next(name for name in files if name.endswith(f".data/data/{SETTINGS}"))])
    news = settings["@jupyterlab/apputils-extension:notification"]
    assert news == {"fetchNews": "false", "checkForUpdates": False}
    kernels = settings["@jupyterlab/apputils-extension:kernels-settings"]
    assert kernels == {"commsOverSubshells": "disabled"}


def test_the_wheels_carry_the_licences(students, instructors):
    for (wheel, _), licences in (
        (students, {"LICENSE", "LICENSE-course.md"}),
        (instructors, {"LICENSE"}),
    ):
        files = unpacked(wheel)
        inside = {Path(name).name: name for name in files if ".dist-info/licenses/" in name}
        assert inside.keys() == licences
        assert all(files[path] == (ROOT / name).read_bytes() for name, path in inside.items())
        assert metadata(wheel)["License-Expression"] == "MIT"


# ---------------------------------------------------------------- what they ask for


def test_one_version_for_both(students, instructors):
    assert metadata(students[0])["Version"] == metadata(instructors[0])["Version"] == blockkit.__version__
    (course,) = [one for one in requirements(instructors[0]) if one.name == "blockkit-course"]
    assert course.specifier == Requirement(f"x=={blockkit.__version__}").specifier
    assert course.extras == {"course"} and course.marker is None
    places = [
        name
        for name in repository_files()
        if name.endswith((".py", ".toml"))
        and re.search(r"(?m)^\W*_*version_*\W* = ['\"]\d", (ROOT / name).read_text(encoding="utf-8"))
    ]
    assert places == ["blockkit/__init__.py"]


def test_the_library_alone_brings_no_jupyterlab(students):
    head = metadata(students[0])
    assert head["Name"] == "blockkit-course" and head["Requires-Python"] == ">=3.11"
    plain = [
        requirement.name
        for requirement in requirements(students[0])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
    assert plain == ["ecdsa"]
    assert {"course", "dev", "fast", "node", "wallet"} <= set(head.get_all("Provides-Extra"))


def imported(package):
    """The distributions that the modules of a package import, apart from Python's own and ours."""
    names = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.partition(".")[0])
    names -= sys.stdlib_module_names | {"blockkit", "autograder", "hatchling"}  # the last builds
    distributions = importlib.metadata.packages_distributions()
    return {distributions.get(name, [name])[0].lower().replace("_", "-") for name in names}


def asked_for(*extras):
    """The names of what the students' half asks for, with these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return {Requirement(text).name for texts in lists for text in texts}


def test_each_half_asks_for_what_it_imports(instructors):
    # These come with matplotlib, ipykernel and ipywidgets; coincurve is used where somebody has it.
    others = {"numpy", "ipython", "traitlets", "coincurve"}
    assert imported("blockkit") <= others | asked_for("course", "fast", "node", "wallet")
    own = {one.name for one in requirements(instructors[0])}
    assert imported("autograder") <= others | own | asked_for("course")


# ---------------------------------------------------------------- installed


def environment_with_ecdsa(folder):
    """A new environment in which there is only `ecdsa`, with what that itself needs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.check_output([python, "-c", where], text=True).strip())
    for name in ("ecdsa", "six"):
        for file in importlib.metadata.files(name):
            if ".." not in file.parts and "__pycache__" not in file.parts:
                target = packages / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), target)
    return python


def install(python, wheel):
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--no-index", wheel], check=True, capture_output=True)


def ask(python, code, folder):
    """What a program prints that sees nothing of this repository."""
    command = [str(python), "-I", "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_students_wheel_works_with_ecdsa_alone(students, tmp_path):
    python = environment_with_ecdsa(tmp_path / "env")
    install(python, students[0])  # pip refuses when a dependency is missing
    assert (tmp_path / "env" / SETTINGS).exists()
    examples = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert examples
    for code in examples:
        assert ask(python, code, tmp_path) == re.search(r"print\(.*  # (.*)$", code, re.M)[1]
    commands = subprocess.run([python.with_name("blockkit"), "--help"], capture_output=True, text=True)
    assert commands.returncode == 0 and "For study only" in commands.stdout
    assert (
        ask(python, "from importlib.util import find_spec; print(find_spec('autograder'))", tmp_path)
        == "None"
    )
    # A student without a copy of the repository gets a notebook from the package.
    subprocess.run([python, "-m", "blockkit.classroom.restore", "01c"], cwd=tmp_path, check=True)
    place = "01_hashing/01c_merkle.ipynb"
    pristine = ROOT / "blockkit/classroom/pristine" / place
    assert (tmp_path / "course" / place).read_bytes() == pristine.read_bytes()


def test_the_instructors_wheel_works_beside_the_students(students, instructors, tmp_path):
    python = environment_with_ecdsa(tmp_path / "env")
    install(python, students[0])
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", instructors[0]], check=True, capture_output=True)
    code = "import autograder.suites, autograder.mutants; print(autograder.suites.__file__)"
    assert Path(ask(python, code, tmp_path)).is_relative_to(tmp_path / "env")
