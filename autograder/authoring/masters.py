"""The masters: notebooks as text (py:percent), the only ones a person edits.

The first line of a cell gives its id: one or two short words that say what the cell is, never where it is.

    # %% [markdown] id="title"
    # %% id="setup"                       imports and data; locked, so that grading runs it as it was written
    # %% id="picture" tags=["figure"]     its picture is committed with the student's notebook
    # %% [markdown] id="E1.9-text"        what the student builds
    # %% id="E1.9-solution"               the student's cell; the answer is between BEGIN and END SOLUTION
    # %% id="E1.9-visible"                the visible check
    # %% [markdown] id="E1.9-break"       anything else that belongs to the exercise

The build writes what follows from the exercise's record: the heading above ``E1.9-text``, the hidden check
and the ``keep(…)`` below ``E1.9-visible``. It folds setup and check
cells, and writes their first line. In the notebook the ids are ``01c-setup`` and ``E1_9-text``. An id is
never used again for something else: :mod:`autograder.authoring.ids` keeps the register.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jupytext

from blockkit.classroom.lessons import LESSONS
from blockkit.classroom.lessons.record import Lesson

ROOT = Path(__file__).resolve().parents[2]
MASTERS = ROOT / "masters"
WRITTEN = ("text", "solution", "visible")  # the cells that every exercise has in its master, in this order
MADE = ("hidden", "keep")  # the cells that the build adds
ID = re.compile(r"(?:(E\d+\.\d+)-)?([a-z0-9]+(?:-[a-z0-9]+)*)")
KEYS = {"id", "tags", "lines_to_next_cell"}  # the last is jupytext's own


class BrokenMaster(ValueError):
    """A master that cannot be built; the message names the file, what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a master."""

    id: str  # "setup", "E1.9-solution"
    source: str
    markdown: bool
    tags: tuple[str, ...] = ()

    @property
    def exercise(self) -> str:
        """The exercise it belongs to, ``E1.9``, or nothing."""
        return self._parts[0]

    @property
    def role(self) -> str:
        """What it is to its exercise: one of ``WRITTEN`` or ``MADE``, or nothing."""
        exercise, word = self._parts
        return word if exercise and word in WRITTEN + MADE else ""

    @property
    def _parts(self) -> tuple[str, str]:
        found = ID.fullmatch(self.id)
        return (found[1] or "", found[2]) if found else ("", "")


@dataclass(frozen=True, slots=True)
class Master:
    """One notebook as its author wrote it."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def assignment(self) -> str:
        """The folder, which is nbgrader's name for the assignment: ``01_hashing``."""
        return self.path.parent.name

    @property
    def name(self) -> str:
        """The notebook's name without ending: ``01c_merkle``."""
        return self.path.stem

    @property
    def file(self) -> str:
        """The file's name for messages: ``masters/01_hashing/01c_merkle.py``."""
        return "/".join(self.path.parts[-3:])

    def cell(self, role: str, exercise: str) -> Cell:
        """The one cell with that role for that exercise."""
        found = [c for c in self.cells if (c.role, c.exercise) == (role, exercise)]
        if len(found) != 1:
            raise BrokenMaster(
                f'{self.file} should have one cell id="{exercise}-{role}", it has {len(found)}: '
                f"write it, or delete the others"
            )
        return found[0]

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises in the order they appear."""
        return tuple(cell.exercise for cell in self.cells if cell.role == "solution")


def notebook_id(notebook: str, cell: str) -> str:
    """A cell's id in its notebook, where nbgrader allows no dot: ``01c-setup``, ``E1_9-solution``."""
    return cell.replace(".", "_") if cell.startswith("E") else f"{notebook.split('_')[0]}-{cell}"


def read(path: Path) -> Master:
    """Parse one master; :class:`BrokenMaster` for a cell without a good id of its own."""
    cells = []
    for number, cell in enumerate(jupytext.read(path, fmt="py:percent").cells, start=1):
        tags = ["setup"] if cell.metadata.get("id") == "setup" else []
        cells.append(
            Cell(
                id=cell.metadata.get("id", ""),
                source=cell.source,
                markdown=cell.cell_type == "markdown",
                tags=(*tags, *cell.metadata.get("tags", ())),
            )
        )
        if unknown := sorted(cell.metadata.keys() - KEYS):
            raise BrokenMaster(
                f"{Master(path, ()).file}: the first line of cell {number} says {', '.join(unknown)}; "
                'write id="…" and, where needed, tags=["…"], and nothing else'
            )
    master = Master(path, tuple(cells))
    for problem in _ids(master):
        raise BrokenMaster(f"{master.file}: {problem}")
    return master


def masters(folder: Path = MASTERS) -> list[Master]:
    """All masters, in the order of the course."""
    return [read(path) for path in sorted(folder.glob("*/*.py"))]


# ---- what stops the build ------------------------------------------------------------------------


def need_whole(master: Master) -> None:
    """Raise :class:`BrokenMaster` unless the master has all cells that its lesson's record asks for."""
    for problem in (*_setup(master), *_exercises(master), *_cells(master), *_regions(master)):
        raise BrokenMaster(f"{master.file}: {problem}")


def need_all(found: Sequence[Master], lessons: Sequence[Lesson] = LESSONS) -> None:
    """Raise :class:`BrokenMaster` when a lesson has a record and no master."""
    there = {f"{master.assignment}/{master.name}" for master in found}
    for lesson in lessons:
        if lesson.notebook not in there:
            raise BrokenMaster(
                f"masters/{lesson.notebook}.py is missing: lesson{lesson.name}.py in "
                "blockkit/classroom/lessons has a record of it; write the master or delete the record"
            )


def _ids(master: Master) -> Iterator[str]:
    """What is wrong with the ids of a master."""
    seen: set[str] = set()
    for number, cell in enumerate(master.cells, start=1):
        first = (cell.source.splitlines() or [""])[0][:50]
        if not cell.id:
            yield f'cell {number} ({first}) has no id; write id="…" into its first line'
        elif not ID.fullmatch(cell.id):
            yield f'id="{cell.id}" is not one or more words in lower case, joined by hyphens, such as "phone"'
        elif cell.id in seen:
            yield f'two cells have id="{cell.id}"; give one of them another id'
        seen.add(cell.id)


def _setup(master: Master) -> Iterator[str]:
    if not any("setup" in cell.tags for cell in master.cells):
        yield 'it has no cell id="setup"; write one with the imports, below the title'


def _exercises(master: Master) -> Iterator[str]:
    """Do master and record name the same exercises, in the same order?"""
    lesson = next((one for one in LESSONS if one.name == master.name), None)
    wanted = [exercise.name for exercise in lesson.exercises] if lesson else []
    record = f"blockkit/classroom/lessons/lesson{master.name}.py"
    found = list(dict.fromkeys(cell.exercise for cell in master.cells if cell.exercise))
    for name in found:
        if name not in wanted:
            yield f"{name} is not in {record}; correct the ids of its cells, or add it to the record"
    for name in wanted:
        if name not in found:
            yield f"{name} is missing, and {record} has it; write its cells, or delete it from the record"
    if found != wanted:
        yield (
            f"its exercises are in the order {', '.join(found)}, and in {record} in the order "
            f"{', '.join(wanted)}; change one of them"
        )


def _cells(master: Master) -> Iterator[str]:
    """Has every exercise its cells, in their order, and none that the build writes?"""
    places = {cell.id: place for place, cell in enumerate(master.cells)}
    for cell in master.cells:
        if cell.role in MADE:
            yield f'the build writes the cell id="{cell.id}"; delete it'
        if cell.role == "text" and cell.source.startswith("#"):
            yield f'the build writes the heading of id="{cell.id}"; begin with the text'
        if cell.role and cell.markdown != (cell.role == "text"):
            kind = "[markdown] " if cell.role == "text" else ""
            yield f'the first line of id="{cell.id}" should be # %% {kind}id="{cell.id}"; change it'
    for exercise in dict.fromkeys(cell.exercise for cell in master.cells if cell.exercise):
        for role in WRITTEN:
            if f"{exercise}-{role}" not in places:
                yield f'{exercise} has no cell id="{exercise}-{role}"; write it'
        order = [places.get(f"{exercise}-{role}", 0) for role in WRITTEN]
        if order != sorted(order):
            yield f"the cells of {exercise} should come in the order {', '.join(WRITTEN)}; move them"


def _regions(master: Master) -> Iterator[str]:
    """A solution cell without its markers would hand the answer to the students."""
    for cell in master.cells:
        markers = [f"### {end} SOLUTION" for end in ("BEGIN", "END")]
        counts = [cell.source.count(marker) for marker in markers]
        if cell.role == "solution" and (counts[0] != counts[1] or not counts[0]):
            yield f'id="{cell.id}" needs {markers[0]} above and {markers[1]} below each answer; write them'
