"""Binder without docker: what repo2docker would build, and the same steps done by hand."""

import os
import shutil
import subprocess
import sys

import pytest

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


@pytest.fixture
def binder(clone):
    """A clean copy that holds masters/, as every clone of the finished repository does."""
    (clone / "masters").mkdir(exist_ok=True)
    (clone / "masters" / "solution.py").touch()
    return clone


def test_repo2docker_chooses_our_python_and_our_steps(binder):
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    result = subprocess.run(
        command, cwd=binder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert result.returncode == 0, result.stdout
    assert "Building conda environment for python=3.11" in result.stdout
    install = 'pip install --no-cache-dir -r "binder/requirements.txt"'
    copy, post = "COPY --chown=", "RUN ./binder/postBuild"
    # Packages first, the repository after: an edited notebook does not rebuild the environment.
    places = [result.stdout.index(install), result.stdout.index("src/ $"), result.stdout.index(post)]
    assert copy in result.stdout and places == sorted(places)


def test_the_steps_of_binder_by_hand(binder, tmp_path):
    """A new environment, the lock, postBuild; then the first notebook runs in it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    env.update(HOME=str(tmp_path), PATH=f"{tmp_path}/env/bin{os.pathsep}{os.environ['PATH']}")
    env.pop("PYTHONPATH", None)
    python = tmp_path / "env" / "bin" / "python"

    def do(*command):
        result = subprocess.run(
            [str(part) for part in command],
            cwd=binder,
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

    assert not (binder / "masters").exists()
    assert not list((binder / "autograder/mutants").glob("*.toml"))
    overrides = "share/jupyter/lab/settings/overrides.d/blockkit.json"
    assert (tmp_path / "env" / overrides).read_bytes() == (
        binder / "blockkit" / "labconfig" / "overrides.json"
    ).read_bytes()
    where = do(python, "-I", "-c", "import blockkit; print(blockkit.__file__)")
    assert where.startswith(str(tmp_path / "env")), "not installed, only found beside the notebook"

    executed = do(python, "-c", RUN_NOTEBOOK, binder / "course/00_start/00_start.ipynb").split()[-1]
    assert int(executed) > 0
