"""The notebooks as students get them and as their author solved them."""

import re
from pathlib import Path

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
    """All text a cell printed or returned."""
    parts = []
    for output in cell.get("outputs", []):
        assert output.output_type != "error", "\n".join(output.traceback)
        parts.append(output.text if output.output_type == "stream" else output.data.get("text/plain", ""))
    return "\n".join(parts)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a notebook in a lesson's folder of its own; give the text of each cell by id."""
    monkeypatch.delenv("BLOCKKIT_MY_CHAIN", raising=False)

    def go(notebook):
        folder = tmp_path / "01_hashing"
        folder.mkdir(exist_ok=True)
        ran = run_through(notebook, Path(folder))
        return {cell.id: (shown(cell), cell) for cell in ran.cells if cell.cell_type == "code"}

    return go
