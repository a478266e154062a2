"""The notebooks as students get them and as their author solved them."""

import os
import re

import nbformat
import pytest

from autograder.authoring.build import run_through
from autograder.authoring.masters import ROOT, masters

MASTERS = {master.name: master for master in masters()}
STUDENT = {
    path.stem: path for path in sorted((ROOT / "course").glob("*/*.ipynb")) if "-mine-" not in path.stem
}


def student_notebook(name):
    """The committed notebook."""
    return nbformat.read(STUDENT[name], as_version=4)


def solution(name, exercise):
    """What a student who solved it would have in the cell."""
    source = MASTERS[name].cell("solution", exercise).source
    return re.sub(r"^\s*### (BEGIN|END) SOLUTION\n?", "", source, flags=re.M)


def with_answers(notebook, answers):
    """The notebook with answers, by exercise, in its solution cells."""
    by_id = {cell.id: cell for cell in notebook.cells}
    for exercise, source in answers.items():
        by_id[f"{exercise.replace('.', '_')}-solution"].source = source
    return notebook


def shown(cell):
    """All text a cell printed or returned. A kernel may send what one ``print`` writes in two pieces."""
    parts, printing = [], False
    for output in cell.get("outputs", []):
        assert output.output_type != "error", "\n".join(output.traceback)
        if output.output_type != "stream":
            parts.append(output.data.get("text/plain", ""))
        elif printing:
            parts[-1] += output.text
        else:
            parts.append(output.text)
        printing = output.output_type == "stream"
    return "\n".join(parts)


def by_id(ran):
    """The code cells of a notebook that ran, each with its text, by id."""
    return {cell.id: (shown(cell), cell) for cell in ran.cells if cell.cell_type == "code"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a notebook by a kernel, in a lesson's folder of its own; give the text of each cell by id."""
    monkeypatch.delenv("BLOCKKIT_MY_CHAIN", raising=False)
    folder = tmp_path / "01_hashing"
    folder.mkdir()
    return lambda notebook: by_id(run_through(notebook, folder))


@pytest.fixture(scope="session")
def shell():
    """The warm shell of this run; a kernel each time where processes cannot fork."""
    if not hasattr(os, "fork"):
        yield run_through
        return
    from tests.course.warm import warm_shell

    with warm_shell() as run_in_fork:
        yield run_in_fork


@pytest.fixture
def run_warm(shell, tmp_path):
    """The same as ``run``, by the warm shell."""
    folder = tmp_path / "warm" / "01_hashing"
    folder.mkdir(parents=True)
    return lambda notebook: by_id(shell(notebook, folder))
