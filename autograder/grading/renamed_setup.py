"""A gradebook of an earlier release, whose setup cells had other ids."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry


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
