"""The masters: notebooks as text (py:percent), the only ones a person edits.

A cell's role stands in its first line:

    # %% [markdown]
    # %% tags=["setup"]        imports and data; locked, so that grading runs it as it was written
    # %% solution="E1.9"       the student's cell; the answer between BEGIN SOLUTION and END SOLUTION
    # %% visible="E1.9"        the visible check
    # %% hidden="E1.9"         the hidden check, between BEGIN HIDDEN TESTS and END HIDDEN TESTS
    # %% tags=["figure"]       its picture is committed with the student's notebook
"""

from dataclasses import dataclass
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[2]
MASTERS = ROOT / "masters"
ROLES = ("solution", "visible", "hidden")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a master."""

    source: str
    markdown: bool
    tags: tuple[str, ...]
    role: str = ""  # one of ROLES, or nothing
    exercise: str = ""  # "E1.9", where there is a role


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

    def cell(self, role: str, exercise: str) -> Cell:
        """The one cell with that role for that exercise."""
        found = [c for c in self.cells if (c.role, c.exercise) == (role, exercise)]
        if len(found) != 1:
            raise ValueError(
                f"{self.path.name} should have one {role} cell for {exercise}, it has {len(found)}"
            )
        return found[0]

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises in the order they appear."""
        return tuple(cell.exercise for cell in self.cells if cell.role == "solution")


def read(path: Path) -> Master:
    """Parse one master."""
    cells = []
    for cell in jupytext.read(path, fmt="py:percent").cells:
        roles = [role for role in ROLES if role in cell.metadata]
        if len(roles) > 1:
            raise ValueError(f"{path.name}: a cell cannot be {' and '.join(roles)} at once")
        role = roles[0] if roles else ""
        cells.append(
            Cell(
                source=cell.source,
                markdown=cell.cell_type == "markdown",
                tags=tuple(cell.metadata.get("tags", ())),
                role=role,
                exercise=cell.metadata[role] if role else "",
            )
        )
    return Master(path, tuple(cells))


def masters(folder: Path = MASTERS) -> list[Master]:
    """All masters, in the order of the course."""
    return [read(path) for path in sorted(folder.glob("*/*.py"))]
