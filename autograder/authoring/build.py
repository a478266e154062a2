"""From masters to what students open: ``python -m autograder.authoring.build``.

    masters/01_hashing/01c_merkle.py            text, with solutions (autograder.authoring.masters)
      -> build/source/01_hashing/….ipynb        nbgrader's source notebooks
      -> course/01_hashing/….ipynb              the students' notebooks, with their pictures
      -> blockkit/classroom/pristine/01_…       the same bytes, for `make restore`

The first step adds what follows from the exercises' records: headings, hidden checks, ``keep(…)``. The
second is ``nbgrader generate_assignment``, which cuts the solutions and hidden checks out. The last one
runs each student's notebook and copies back what the cells tagged ``figure`` showed, so that a reader on
the web sees the pictures. Two builds give the same bytes.

    --check       compare with both and write nothing there; exit 1 when they differ
    --gradebook   also register the assignments in build/gradebook.db, as grading needs
    --drop-marks  with it: where an exercise was left out, delete its marks
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.authoring.masters import (
    ROOT,
    Cell,
    Master,
    masters,
    need_all,
    need_whole,
    notebook_id,
)
from autograder.grading.graded_already import AGREED, NotAgreed, find_changes, fit
from autograder.grading.renamed_setup import rename_setup_cells
from blockkit import __version__
from blockkit.classroom.lessons import exercise
from blockkit.classroom.lessons.record import Exercise

SOURCE = Path("build/source")
RELEASE = Path("build/release")
COURSE = Path("course")
PRISTINE = Path("blockkit/classroom/pristine")
NOT_GRADED = ("00_start",)
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS_A_CELL = 120
AFTER_A_FOLD = re.compile(r"(</details>\n\n)(?=[^<#\s])")


# ---- masters to source notebooks -----------------------------------------------------------------


def source_notebook(master: Master) -> NotebookNode:
    """The notebook nbgrader starts from, with solutions, checks and metadata."""
    need_whole(master)
    notebook: NotebookNode = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},  # without it JupyterLite asks for a kernel
            "blockkit": {"release": __version__},  # whoever sees a student's copy knows which one it is
        }
    )
    notebook.cells = [_notebook_cell(master, cell) for cell in whole(master)]
    nbformat.validate(notebook)
    return notebook


def whole(master: Master) -> Iterator[Cell]:
    """The cells of a master, and those that follow from the records of its exercises."""
    for cell in master.cells:
        if cell.role == "text":
            yield replace(cell, source=f"{heading(exercise(cell.exercise))}\n\n{cell.source}")
        elif first := first_line(cell):
            yield replace(cell, source=f"{first}\n{cell.source}")
        else:
            yield cell
        if cell.role == "visible":
            yield from made_cells(exercise(cell.exercise))


def first_line(cell: Cell) -> str:
    """The comment above a cell that is shown folded, or nothing: all that one sees of it."""
    if "setup" in cell.tags:
        return "# Imports and data: run me first"
    if cell.role == "visible":
        return f"# Check of {cell.exercise}: run me"
    if "check" in cell.tags:  # "challenge-check"
        return f"# Check of the {cell.id.removesuffix('-check')}: run me"
    return ""


def is_folded(cell: Cell) -> bool:
    """Is only the first line of this cell shown, so that the answer and its verdict are close together?"""
    return bool(first_line(cell)) or cell.role == "hidden"


def heading(task: Exercise) -> str:
    """``## E1.9 · One hash for a whole block  (●●○, 12 minutes, 10 points)``."""
    dots = "●" * task.hardness + "○" * (3 - task.hardness)
    return f"## {task.name} · {task.title}  ({dots}, {task.minutes} minutes, {task.points:g} points)"


def made_cells(task: Exercise) -> Iterator[Cell]:
    """The hidden check of an exercise and, for functions that later notebooks use, ``keep(…)``."""
    yield Cell(
        f"{task.name}-hidden",
        f"# Hidden checks of {task.name}: they come when your work is graded\n"
        "### BEGIN HIDDEN TESTS\n"
        "import autograder.suites\n"
        "\n"
        f'autograder.suites.hidden("{task.name}", {", ".join(task.functions)})\n'
        "### END HIDDEN TESTS",
        markdown=False,
    )
    kept = [part.name for part in task.parts if part.kept]
    if kept:
        yield Cell(f"{task.name}-keep", f"keep({', '.join(kept)})", markdown=False)


def spaced(text: str) -> str:
    """The text with an empty line between a folded paragraph and the next: JupyterLab leaves no room."""
    return AFTER_A_FOLD.sub(r"\1<br>", text)


def _notebook_cell(master: Master, cell: Cell) -> NotebookNode:
    own_id = notebook_id(master.name, cell.id)
    metadata: dict[str, object] = {"tags": list(cell.tags)} if cell.tags else {}
    if is_folded(cell):
        metadata["jupyter"] = {"source_hidden": True}
    if cell.role in ("solution", "visible", "hidden") or "setup" in cell.tags:
        metadata["nbgrader"] = _nbgrader_metadata(cell, own_id)
    source = spaced(cell.source) if cell.markdown else cell.source
    parts: dict[str, object] = {"source": source, "metadata": metadata, "id": own_id}
    made: NotebookNode = (
        nbformat.v4.new_markdown_cell(**parts) if cell.markdown else nbformat.v4.new_code_cell(**parts)
    )
    return made


def _nbgrader_metadata(cell: Cell, own_id: str) -> dict[str, object]:
    solution, graded = cell.role == "solution", cell.role in ("visible", "hidden")
    metadata: dict[str, object] = {
        "grade": graded,
        "grade_id": own_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if graded:
        task = exercise(cell.exercise)
        metadata["points"] = task.visible_points if cell.role == "visible" else task.hidden_points
    return metadata


# ---- source notebooks to students' notebooks -----------------------------------------------------


def own_programs_first() -> dict[str, str]:
    """A PATH that begins with this environment: nbgrader starts a program (alembic) by its name."""
    return {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def release(root: Path, assignment: str, database: str) -> None:
    """``nbgrader generate_assignment`` from build/source into build/release."""
    names = [path.stem for path in sorted((root / SOURCE / assignment).glob("*.ipynb"))]
    rename_setup_cells(database, assignment, {name: notebook_id(name, "setup") for name in names})
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment, "--force"]
    command += ["--create", f"--CourseDirectory.release_directory={RELEASE}"]
    command += [f"--CourseDirectory.db_url={database}"]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, env=os.environ | own_programs_first()
    )
    if done.returncode:
        raise RuntimeError(f"nbgrader could not release {assignment}:\n{done.stderr[-2000:]}")


def run_through(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """The notebook with its outputs, run from top to bottom in ``folder``; an error in a cell raises."""
    run: NotebookNode = nbformat.from_dict(notebook)
    NotebookClient(
        run, timeout=SECONDS_A_CELL, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute(stderr=subprocess.DEVNULL)  # the kernel talks about its transport
    return run


def add_pictures(notebook: NotebookNode, folder: Path) -> None:
    """Run the notebook in ``folder`` and keep what its cells tagged ``figure`` show, nothing else."""
    run = run_through(notebook, folder)
    for cell, ran in zip(notebook.cells, run.cells, strict=True):
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = _pictures(ran.outputs) if "figure" in cell.metadata.get("tags", ()) else []


def _pictures(outputs: list[NotebookNode]) -> list[NotebookNode]:
    kept = []
    for output in outputs:
        if output.output_type in ("display_data", "execute_result"):
            data = {kind: value for kind, value in output.data.items() if kind != WIDGET_VIEW}
            if any(data.values()):  # the output with a widget is empty without it
                kept.append(nbformat.v4.new_output("display_data", data=data))
    return kept


# ---- the whole build -----------------------------------------------------------------------------


def build(root: Path, *, gradebook: bool = False, agreed: bool = False) -> dict[str, str]:
    """Everything course/ should hold, as text by path below course/; writes only below build/.

    ``agreed``: marks of exercises that were left out may go; else :class:`NotAgreed` is raised where there
    are any, and nothing is written."""
    found = masters(root / "masters")
    need_all(found)
    sources = {master: source_notebook(master) for master in found}
    if gradebook:
        _need_agreement(root / "build/gradebook.db", sources, agreed)
    shutil.rmtree(root / SOURCE, ignore_errors=True)
    shutil.rmtree(root / RELEASE, ignore_errors=True)
    for master, source in sources.items():
        # What lies in build/source is an assignment to formgrader.
        place = RELEASE if master.assignment in NOT_GRADED else SOURCE
        target = root / place / master.assignment / f"{master.name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(source, target)
    with tempfile.TemporaryDirectory() as scratch:
        database = root / "build/gradebook.db" if gradebook else Path(scratch) / "gradebook.db"
        for assignment in sorted({master.assignment for master in found}):
            if assignment not in NOT_GRADED:
                print(f"releasing {assignment}")
                release(root, assignment, f"sqlite:///{database}")
    built = {}
    for number, master in enumerate(found, start=1):
        print(f"drawing the pictures of {master.name} ({number} of {len(found)})")
        path = f"{master.assignment}/{master.name}.ipynb"
        notebook = nbformat.read(root / RELEASE / path, as_version=4)
        with tempfile.TemporaryDirectory() as scratch:  # a folder of its own: no my_chain beside it
            folder = Path(scratch) / master.assignment
            folder.mkdir()
            add_pictures(notebook, folder)
        built[path] = nbformat.writes(notebook) + "\n"
    return built


def _need_agreement(database: Path, sources: dict[Master, NotebookNode], agreed: bool) -> None:
    """Make a gradebook with marks in it fit the notebooks, or raise :class:`NotAgreed`."""
    graded: dict[str, dict[str, NotebookNode]] = {}
    for master, source in sources.items():
        if master.assignment not in NOT_GRADED:
            graded.setdefault(master.assignment, {})[master.name] = source
    changes = find_changes(database, graded)
    if changes and not agreed:
        raise NotAgreed(changes)
    if changes:
        print(f"the gradebook as it was is in build/{fit(database, graded, changes).name}")
        for change in changes:
            print(f"{change}\nnow grade it again: {change.regrade}")


def differences(root: Path, built: dict[str, str]) -> list[str]:
    """Which notebooks of course/, and of their copies in the package, are not what the masters build."""
    return [line for place in (COURSE, PRISTINE) for line in _differences(root, place, built)]


def _differences(root: Path, place: Path, built: dict[str, str]) -> list[str]:
    there = {str(path.relative_to(root / place).as_posix()) for path in (root / place).glob("*/*.ipynb")}
    changed = [
        path
        for path, text in built.items()
        if path in there and (root / place / path).read_text(encoding="utf-8") != text
    ]
    name = place.as_posix()
    return (
        [f"differs: {name}/{path}" for path in changed]
        + [f"missing: {name}/{path}" for path in built if path not in there]
        + [f"no master: {name}/{path}" for path in sorted(there - built.keys()) if "-mine-" not in path]
    )


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m autograder.authoring.build", description="Build course/")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when they differ")
    parser.add_argument("--gradebook", action="store_true", help="register in build/gradebook.db")
    parser.add_argument(AGREED, action="store_true", help="delete the marks of exercises that were left out")
    options = parser.parse_args(arguments)
    try:
        built = build(ROOT, gradebook=options.gradebook, agreed=options.drop_marks)
    except NotAgreed as why:
        print(f"release: {why}", file=sys.stderr)
        return 1
    found = differences(ROOT, built)
    if options.check:
        print("\n".join(found) or f"course/ is what masters/ builds ({len(built)} notebooks)")
        return 1 if found else 0
    for path, text in built.items():
        for place in (COURSE, PRISTINE):
            target = ROOT / place / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(found) or "nothing changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
