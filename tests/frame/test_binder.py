"""Binder without docker: what repo2docker would send and build, and the same steps done by hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.frame.test_wheels import leaks

# Takes docker's place: unpacks what repo2docker sends to it.
SEND = """
import sys, tarfile
from repo2docker.buildpacks.python import PythonBuildPack

class Unpack:
    def build(self, *, fileobj, **options):
        with tarfile.open(fileobj=fileobj) as sent:
            sent.extractall(sys.argv[1], filter="data")
        return []

pack = PythonBuildPack("ubuntu")
assert pack.detect()
pack.platform = "linux/amd64"
list(pack.build(Unpack(), "image", 0, {}, [], {}))
"""
RUN_NOTEBOOK = """
import sys, nbclient, nbformat
from pathlib import Path
path = Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)
nbclient.NotebookClient(
    notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
).execute()
print(sum(cell.get("execution_count") is not None for cell in notebook.cells))
"""
NOT_FOR_STUDENTS = (".git", "masters", "autograder", "tests", "build", ".venv")


@pytest.fixture
def sent(clone, tmp_path):
    """The repository as the image gets it, of a clone in which somebody worked."""
    for name in (".git/HEAD", "build/source/01_hashing/01c_merkle.ipynb", ".venv/pyvenv.cfg"):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).touch()
    assert all((clone / name).exists() for name in NOT_FOR_STUDENTS)
    subprocess.run([sys.executable, "-c", SEND, tmp_path / "image"], cwd=clone, check=True)
    return tmp_path / "image" / "src"


def test_repo2docker_chooses_our_python_and_our_steps(clone):
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    result = subprocess.run(
        command, cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert result.returncode == 0, result.stdout
    assert "Building conda environment for python=3.11" in result.stdout
    install = 'pip install --no-cache-dir -r "binder/requirements.txt"'
    copy, post = "COPY --chown=", "RUN ./binder/postBuild"
    # Packages first, the repository after: an edited notebook does not rebuild the environment.
    places = [result.stdout.index(install), result.stdout.index("src/ $"), result.stdout.index(post)]
    assert copy in result.stdout and places == sorted(places)


def test_no_check_and_no_answer_is_sent(sent, files):
    assert not any((sent / name).exists() for name in NOT_FOR_STUDENTS)
    there = {path.relative_to(sent).as_posix() for path in sent.rglob("*") if path.is_file()}
    left_out = tuple(f"{name}/" for name in NOT_FOR_STUDENTS)
    assert there == {name for name in files if not name.startswith(left_out)}


def test_the_steps_of_binder_by_hand(sent, tmp_path):
    """A new environment, the lock, postBuild; then the first notebook runs in it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    env.update(HOME=str(tmp_path), PATH=f"{tmp_path}/env/bin{os.pathsep}{os.environ['PATH']}")
    env.pop("PYTHONPATH", None)
    python = tmp_path / "env" / "bin" / "python"

    def do(*command, folder=sent):
        result = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert result.returncode == 0, result.stdout[-3000:]
        return result.stdout

    do(sys.executable, "-m", "venv", tmp_path / "env")
    uv = shutil.which("uv", path=os.path.dirname(sys.executable))
    pip = (
        [uv, "pip", "install", "--system-certs", "--python", python]
        if uv
        else [python, "-m", "pip", "install"]
    )
    do(*pip, "--require-hashes", "-r", "binder/requirements.txt")
    do("./binder/postBuild")
    assert "No broken requirements found" in do(python, "-m", "pip", "check")

    overrides = "share/jupyter/lab/settings/overrides.d/blockkit.json"
    assert (tmp_path / "env" / overrides).read_bytes() == (
        sent / "blockkit" / "labconfig" / "overrides.json"
    ).read_bytes()
    where = do(python, "-I", "-c", "import blockkit; print(blockkit.__file__)").strip()
    assert where.startswith(str(tmp_path / "env")), "not installed, only found beside the notebook"

    executed = do(python, "-c", RUN_NOTEBOOK, sent / "course/00_start/00_start.ipynb").split()[-1]
    assert int(executed) > 0
    assert_nothing_to_find(sent, Path(where).parent, do, python)
    assert_restore_works(sent, do, python)


def assert_nothing_to_find(sent, package, do, python):
    """No suite, oracle, master or answer can be imported, beside the notebooks or beside the packages."""
    search = "import importlib.util, sys; print([n for n in sys.argv[1:] if importlib.util.find_spec(n)])"
    for folder in (sent, sent / "course", sent / "course/01_hashing"):
        assert do(python, "-c", search, "autograder", "masters", "tests", folder=folder).strip() == "[]"
    for root, folder in ((package.parent, package), (sent, sent / "course"), (sent, sent / "blockkit")):
        there = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        found = leaks(
            {path.relative_to(root).as_posix().removeprefix("course/"): path.read_bytes() for path in there}
        )
        assert len(there) > 3 and found == []


def assert_restore_works(sent, do, python):
    """`make restore`, where there is no git and no .venv."""
    notebook = sent / "course/01_hashing/01c_merkle.ipynb"
    original = notebook.read_bytes()
    notebook.write_bytes(b"my work")
    do("make", "restore", "NB=01c")
    assert notebook.read_bytes() == original
    assert notebook.with_name("01c_merkle-mine-1.ipynb").read_bytes() == b"my work"
