"""What a cell is, restored by its id before nbgrader asks.

nbgrader believes what a student's copy says of its cells. Splitting, copying, another program, an old
release or a student's own hand change that, and then nbgrader loses the notebook, gives marks that nobody
earned, or stops the class. ``nbgrader_config.py`` puts :class:`RestoreCells` before everything else that
nbgrader does:

- no cell has a tag, and ``nbgrader``'s metadata are those of the gradebook, or none;
- each locked cell is there once, with the newest text: the setup cell above all exercises, a check below
  the first cells that define its functions;
- of a solution that was split or copied every piece runs, but for untouched copies of a stub that was written
  elsewhere. The halves of a cell that was cut inside of a function are joined.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.ids import today


@dataclass(slots=True)
class Known:
    """A cell as the gradebook has it, and what a student's copy has of it, in order."""

    name: str
    kind: str  # "code" or "markdown"
    locked: bool
    source: str
    checksum: str
    points: float | None  # None: it is not graded
    solution: bool
    pieces: list[NotebookNode] = field(default_factory=list)

    @property
    def exercise(self) -> str:
        """``E1_9``, or the beginning of another cell's name."""
        return self.name.partition("-")[0]

    def metadata(self) -> dict[str, Any]:
        """nbgrader's own for it."""
        own: dict[str, Any] = {
            "cell_type": self.kind,
            "checksum": self.checksum,
            "grade": self.points is not None,
            "grade_id": self.name,
            "locked": self.locked,
            "schema_version": 3,
            "solution": self.solution,
            "task": False,
        }
        return own if self.points is None else own | {"points": self.points}


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Give every cell the metadata, and every check the text and place, that it should have."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """What nbgrader calls for every notebook that was handed in."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            known = _known(gradebook.find_notebook(where["notebook"], where["assignment"]))
        own = nb.metadata.get("blockkit")
        release = str(own.get("release"))[:20] if isinstance(own, dict) else "0.1.0 or before"
        for note in [f"it is a copy of release {release}", *restore(nb, known)]:
            self.log.info("%s/%s: %s", where["student"], where["notebook"], note)
        return nb, resources


def _known(notebook: Any) -> list[Known]:
    """The cells of a notebook in the gradebook, in their order. Task cells stay nbgrader's."""
    graded = {cell.name: cell for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    return [
        Known(
            cell.name,
            cell.cell_type,
            cell.locked,
            cell.source,
            cell.checksum,
            float(graded[cell.name].max_score) if cell.name in graded else None,
            cell.name in solutions,
        )
        for cell in notebook.source_cells
        if cell.name not in tasks
    ]


def restore(notebook: NotebookNode, known: list[Known]) -> list[str]:
    """Restore the cells of a notebook in place; returns what was done, a sentence each."""
    done: list[str] = []
    by_name = {today(one.name): one for one in known}
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)
        own = cell.metadata.pop("nbgrader", None)
        own = own if isinstance(own, dict) else {}
        one = by_name.get(today(str(cell.get("id", "")))) or by_name.get(today(str(own.get("grade_id", ""))))
        if one:
            one.pieces.append(cell)
        elif own.get("task") is True:  # yours, and nbgrader's to judge
            cell.metadata["nbgrader"] = own
        elif own:
            done.append(
                f"the cell {str(own.get('grade_id'))[:60]} is unknown here; it runs as an ordinary cell"
            )
    functions = {name: set[str]() for name in {one.exercise for one in known}}
    for one in known:
        if one.solution:
            functions[one.exercise] |= _defined(one.source) - _written_in(one.pieces)
    for one in known:
        if one.locked:
            done += _locked(notebook, one, functions[one.exercise])
    for one in known:
        if one.solution and not one.locked:
            done += _solution(notebook, one)
    done += _places(notebook, known)
    return done


def _as(cell: NotebookNode, one: Known) -> NotebookNode:
    """Make a cell the one that carries a known cell's metadata."""
    cell.metadata["nbgrader"] = one.metadata()
    if cell.cell_type != one.kind:
        cell.cell_type = one.kind
        cell.pop("attachments", None)
        if one.kind == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
    if one.locked:
        cell.source = one.source
    return cell


# ---- locked cells --------------------------------------------------------------------------------


def _locked(notebook: NotebookNode, one: Known, missing: set[str]) -> Iterator[str]:
    """Keep one cell of a locked cell's pieces: the setup's first, a check's last.

    Where a student wrote ``missing`` functions of the exercise in it, they run before it.
    """
    if not one.pieces:
        one.pieces = [_new(one)]
        yield f"{one.name} was missing; it is back"
        return  # _places finds it its place
    keep = one.pieces[0] if one.points is None else one.pieces[-1]
    for piece in one.pieces:
        if piece is keep:
            continue
        if _flat(piece.source) in _flat(one.source):
            notebook.cells = [cell for cell in notebook.cells if cell is not piece]
        yield f"{one.name} was there {len(one.pieces)} times; one is left"
    if _written(keep.source) & missing:
        mine = new_code_cell(keep.source)
        notebook.cells.insert(_index(notebook, keep), _without_id_where_needed(notebook, mine))
    one.pieces = [_as(keep, one)]


def _new(one: Known) -> NotebookNode:
    made = new_code_cell() if one.kind == "code" else new_markdown_cell()
    made.source = one.source
    return _as(made, one)


def _without_id_where_needed(notebook: NotebookNode, cell: NotebookNode) -> NotebookNode:
    """A cell for this notebook: before nbformat 4.5 cells had no ids."""
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        cell.pop("id", None)
    return cell


def _flat(source: str) -> str:
    return "".join(source.split())


# ---- solutions -----------------------------------------------------------------------------------


def _solution(notebook: NotebookNode, one: Known) -> Iterator[str]:
    """Let every written piece run; the last one is the solution by name.

    One that is missing is left so, unless a person is to grade it: its functions may be anywhere.
    """
    wanted = _defined(one.source)
    if not one.pieces:
        one.pieces = [cell for cell in _code(notebook) if _defined(cell.source) & wanted][-1:]
        if one.pieces:
            yield f"{one.name} was found by its functions"
        elif one.points is not None:
            one.pieces = [_new(one)]
            yield f"{one.name} was missing; it is back"
    if len(one.pieces) > 1:
        yield f"{one.name} was there {len(one.pieces)} times; all of them run"
        _join(notebook, one)
        if any(_written(piece.source) & wanted for piece in one.pieces):
            blank = [p for p in one.pieces if _defined(p.source) & wanted and not _written(p.source) & wanted]
            notebook.cells = [cell for cell in notebook.cells if not _among(cell, blank)]
            one.pieces = [piece for piece in one.pieces if not _among(piece, blank)]
    if one.pieces:
        _as(one.pieces[-1], one)


def _join(notebook: NotebookNode, one: Known) -> None:
    """Join neighbouring pieces that are Python only together: a cell cut inside of a function."""
    at = 0
    while at + 1 < len(one.pieces):
        first, second = one.pieces[at], one.pieces[at + 1]
        neighbours = _index(notebook, second) == _index(notebook, first) + 1
        both = f"{first.source}\n{second.source}"
        broken = not (_is_python(first.source) and _is_python(second.source))
        if neighbours and broken and _is_python(both):
            second.source = both
            notebook.cells = [cell for cell in notebook.cells if cell is not first]
            del one.pieces[at]
        else:
            at += 1


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    """Cells that the gradebook does not know, and that run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and "nbgrader" not in cell.metadata]


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _top_level(source: str) -> Iterator[tuple[str, ast.stmt]]:
    """Names that a cell defines, each with its statement."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node


def _defined(source: str) -> set[str]:
    return {name for name, _ in _top_level(source)}


def _written(source: str) -> set[str]:
    """The names that are defined and not by a stub."""
    return {
        name
        for name, node in _top_level(source)
        if not any(isinstance(part, ast.Name) and part.id == "TODO" for part in ast.walk(node))
    }


def _written_in(pieces: list[NotebookNode]) -> set[str]:
    return {name for piece in pieces for name in _written(piece.source)}


# ---- the places of cells -------------------------------------------------------------------------


def _index(notebook: NotebookNode, cell: NotebookNode) -> int:
    """Where a cell is; equal cells are not the same cell. -1 when it is not there."""
    return next((at for at, one in enumerate(notebook.cells) if one is cell), -1)


def _among(cell: NotebookNode, cells: list[NotebookNode]) -> bool:
    return any(cell is one for one in cells)


def _places(notebook: NotebookNode, known: list[Known]) -> Iterator[str]:
    """Move what must run earlier or later: setup above all others, a check below its functions."""
    others = [one for one in known if not _is_setup(one)]
    for one in reversed([one for one in known if _is_setup(one)]):
        first = min((at for other in others for at in _indices(notebook, other)), default=len(notebook.cells))
        at = _index(notebook, one.pieces[0])
        if at == -1 or at > first:
            yield from _move(notebook, one, 0)
    for number, one in enumerate(known):
        if _is_setup(one) or not one.pieces:
            continue
        at = _index(notebook, one.pieces[0])
        if not one.locked and at != -1:  # a solution stays where the student has it
            continue
        earliest = _ready(notebook, known, one)
        if at == -1:  # below all that may belong to it, above the next exercise
            following = [
                i for other in known[number + 1 :] for i in _indices(notebook, other) if i >= earliest
            ]
            yield from _move(notebook, one, min(following, default=len(notebook.cells)))
        elif at < earliest:
            yield from _move(notebook, one, earliest)


def _is_setup(one: Known) -> bool:
    return one.locked and one.points is None


def _indices(notebook: NotebookNode, one: Known) -> list[int]:
    return [at for at in (_index(notebook, piece) for piece in one.pieces) if at != -1]


def _ready(notebook: NotebookNode, known: list[Known], check: Known) -> int:
    """The first place where all functions of a check's exercise have been defined by what was written."""
    place = 0
    for one in known:
        if one is check:
            break
        if one.exercise != check.exercise:
            continue
        wanted, found = _defined(one.source), set[str]()
        for piece in one.pieces:
            at = _index(notebook, piece)
            if not (one.solution and wanted and wanted <= found):
                place = max(place, at + 1)
            found |= _written(piece.source)
    return place


def _move(notebook: NotebookNode, one: Known, place: int) -> Iterator[str]:
    """Put a cell at a place, counted before it is taken away from another."""
    cell = one.pieces[0]
    at = _index(notebook, cell)
    if at != -1:
        del notebook.cells[at]
        place -= at < place
        yield f"{one.name} was in the wrong place"
    notebook.cells.insert(place, _without_id_where_needed(notebook, cell))
