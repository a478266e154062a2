"""Copies whose cells the gradebook does not know by their ids.

nbgrader loses all notebooks of a student over a single such cell. There are three honest ways to one: a
copy that was handed out before the setup cell got its present id, a cell that was copied from another
notebook, and a cell that was copied within one (nbgrader takes the id from the first of the two).

``nbgrader_config.py`` puts :class:`KnownCells` before nbgrader's own ``OverwriteCells``, which then writes
the newest text into every cell that is known.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked


class KnownCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Give the setup cell the id that the gradebook has for it; make other unknown cells ordinary ones."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """What nbgrader calls for every notebook that was handed in."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(where["notebook"], where["assignment"])
            known = {cell.name for cell in notebook.source_cells}
            sources = {cell.name: cell.source for cell in _setup_cells(notebook)}
        missing = [name for name in sources if name not in map(_grade_id, nb.cells)]
        for cell in nb.cells:
            if "nbgrader" not in cell.metadata or _grade_id(cell) in known:
                continue
            if missing and is_locked(cell) and not is_grade(cell):
                cell.metadata.nbgrader["grade_id"] = missing.pop(0)
            else:
                self.log.warning("Cell '%s' is unknown here; it runs as an ordinary cell", _grade_id(cell))
                del cell.metadata["nbgrader"]
        nb.cells[:0] = [_setup_cell(name, sources[name]) for name in missing]  # the student deleted it
        return nb, resources


def rename_setup_cells(database: str, assignment: str, ids: Mapping[str, str]) -> None:
    """Give the setup cells in a gradebook the ids they have now, by notebook.

    Without it nbgrader refuses to release an assignment again that was released under older ids and has
    been handed in. ``database`` is a URL, as nbgrader's ``db_url``.
    """
    path = database.removeprefix("sqlite:///")
    if path != database and not Path(path).exists():  # to open it would make it
        return
    with Gradebook(database) as gradebook:
        try:
            notebooks = gradebook.find_assignment(assignment).notebooks
        except MissingEntry:  # it was never released
            return
        for notebook in notebooks:
            for cell in _setup_cells(notebook):
                cell.name = ids.get(notebook.name, cell.name)
        gradebook.db.commit()


def _setup_cells(notebook: Any) -> list[Any]:
    """The cells that are locked and not graded: one in each notebook."""
    graded = {cell.name for cell in notebook.grade_cells}
    return [cell for cell in notebook.source_cells if cell.locked and cell.name not in graded]


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _setup_cell(name: str, source: str) -> NotebookNode:
    own = {"grade": False, "grade_id": name, "locked": True, "schema_version": 3, "solution": False}
    made: NotebookNode = new_code_cell(source, metadata={"nbgrader": own | {"task": False}})
    return made
