"""A gradebook with marks in it, when an exercise is left out or added: what ``make release`` does then.

nbgrader refuses to release an assignment again whose graded cells are others than those that were handed in.
So a :class:`Change` says first what would become of whose marks, and :meth:`GradedAlready.fit` makes the
gradebook as the notebooks are now, when the instructor has agreed to it.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook

Sources = Mapping[str, Mapping[str, NotebookNode]]  # by assignment and notebook: nbgrader's source notebooks
AGREED = "--drop-marks"


@dataclass(frozen=True, slots=True)
class Change:
    """A notebook whose graded cells are not those in the gradebook; the ids of cells, and who has marks."""

    assignment: str
    notebook: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    students: int  # who have marks or comments in cells that are gone

    @property
    def regrade(self) -> str:
        """The command that makes the graded notebooks fit, too: feedback and formgrader need it."""
        return f"nbgrader autograde {self.assignment} --force --notebook {self.notebook}"

    def __str__(self) -> str:
        place = f"{self.assignment}/{self.notebook}"
        parts = []
        if self.gone:
            parts.append(f"{_exercises(self.gone)} is left out; students with marks in it: {self.students}")
        if self.new:
            parts.append(f"{_exercises(self.new)} is new, and work was handed in before")
        return f"{place}: {'; '.join(parts)}"


class NotAgreed(Exception):
    """Marks are in the way; the message says whose, and the two ways on."""

    def __init__(self, changes: list[Change]) -> None:
        what = "\n".join(f"  {change}" for change in changes)
        again = "\n".join(f"  {change.regrade}" for change in changes)
        super().__init__(
            f"work that was handed in is in the gradebook, and its exercises are others now:\n{what}\n"
            f"Nothing was changed. Put the masters back as they were, or type\n"
            f"  make release ARGS={AGREED}\n"
            "which copies build/gradebook.db, deletes the marks and comments of what is left out and keeps "
            f"all others. Then, before feedback:\n{again}"
        )


def find_changes(database: Path, sources: Sources) -> list[Change]:
    """Where the cells of a gradebook and of the notebooks differ, in assignments that were handed in."""
    if not database.exists():  # to open it would make it
        return []
    with Gradebook(f"sqlite:///{database}") as gradebook:
        found = (_changes(gradebook, name, notebooks) for name, notebooks in sources.items())
        return [change for changes in found for change in changes]


def fit(database: Path, sources: Sources, changes: list[Change]) -> Path:
    """Make the gradebook as the notebooks are now; returns the copy that was made of it before."""
    copy, number = database.with_suffix(".before-1.db"), 1
    while copy.exists():
        number += 1
        copy = database.with_suffix(f".before-{number}.db")
    shutil.copy2(database, copy)
    with Gradebook(f"sqlite:///{database}") as gradebook:
        for change in changes:
            source = sources[change.assignment].get(change.notebook)
            _fit(gradebook, change, source)
    return copy


def _changes(gradebook: Any, assignment: str, sources: Mapping[str, NotebookNode]) -> list[Change]:
    try:
        found = gradebook.find_assignment(assignment)
    except MissingEntry:  # it was never released
        return []
    if not found.submissions:
        return []
    known = {notebook.name: notebook for notebook in found.notebooks}
    changes = []
    for name in sorted({*known, *sources}):
        before = _cells(known[name]) if name in known else {}
        now = {own_id for own_id, _ in _own(sources[name])} if name in sources else set()
        gone = [cell for own_id, cell in before.items() if own_id not in now]
        new = now - before.keys()
        if gone or new:
            ids = tuple(sorted(cell.name for cell in gone))
            changes.append(Change(assignment, name, ids, tuple(sorted(new)), _with_marks(gone)))
    return changes


def _cells(notebook: Any) -> dict[str, Any]:
    """The cells of a gradebook's notebook that have marks or comments, by id."""
    return {cell.name: cell for cell in [*notebook.grade_cells, *notebook.solution_cells]}


def _own(source: NotebookNode) -> list[tuple[str, NotebookNode]]:
    """The same cells of a source notebook; its setup has neither."""
    marked = [cell for cell in source.cells if "nbgrader" in cell.metadata]
    marked = [cell for cell in marked if cell.metadata.nbgrader.grade or cell.metadata.nbgrader.solution]
    return [(cell.metadata.nbgrader.grade_id, cell) for cell in marked]


def _with_marks(cells: list[Any]) -> int:
    own = {one.notebook.student.id for cell in cells for one in cell.grades if _given(one)}
    return len(
        own | {one.notebook.student.id for cell in cells for one in cell.comments if one.manual_comment}
    )


def _given(grade: Any) -> bool:
    return bool(grade.auto_score or grade.manual_score or grade.extra_credit)


def _exercises(ids: tuple[str, ...]) -> str:
    """``E1.10, E1.11`` for the ids of their cells."""
    names = dict.fromkeys(own_id.rpartition("-")[0].replace("_", ".") for own_id in ids)
    return ", ".join(sorted(names, key=lambda name: (len(name), name)))


def _fit(gradebook: Any, change: Change, source: NotebookNode | None) -> None:
    """One notebook; ``None``: it is gone."""
    where = change.notebook, change.assignment
    assignment = gradebook.find_assignment(change.assignment)
    if source is None:
        gradebook.remove_notebook(*where)
        return
    if change.notebook not in {one.name for one in assignment.notebooks}:
        notebook = gradebook.add_notebook(*where)
        for submission in assignment.submissions:
            gradebook.db.add(SubmittedNotebook(notebook=notebook, assignment=submission))
    notebook = gradebook.find_notebook(*where)
    _remove(gradebook, notebook, change.gone)
    for own_id, cell in _own(source):
        if own_id in change.new:
            _add(gradebook, where, own_id, cell)
    gradebook.db.commit()


def _remove(gradebook: Any, notebook: Any, gone: tuple[str, ...]) -> None:
    cells = _cells(notebook)
    for own_id in gone:
        cell = cells[own_id]
        for one in [*cell.grades, *cell.comments, cell]:
            gradebook.db.delete(one)
    for cell in [one for one in notebook.source_cells if one.name in gone]:
        gradebook.db.delete(cell)
    gradebook.db.commit()


def _add(gradebook: Any, where: tuple[str, str], own_id: str, cell: NotebookNode) -> None:
    """A cell with room for a mark or a comment in everything that was handed in."""
    of_nbgrader = cell.metadata.nbgrader
    gradebook.add_source_cell(
        own_id, *where, cell_type=cell.cell_type, locked=of_nbgrader.locked, source=cell.source
    )
    if of_nbgrader.grade:
        made = gradebook.add_grade_cell(
            own_id, *where, max_score=of_nbgrader.points, cell_type=cell.cell_type
        )
    else:
        made = gradebook.add_solution_cell(own_id, *where)
    room = Grade if of_nbgrader.grade else Comment
    for handed_in in gradebook.find_notebook(*where).submissions:
        gradebook.db.add(room(cell_id=made.id, notebook=handed_in))
