"""What happens to notebooks on their way to nbgrader: one student each, and the marks that are deserved.

The notebook is 01b without its pictures and two of its exercises, so that a class of these costs little.
"""

import json
import os
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

import nbformat

from tests.course.conftest import solution

NAME = "01b_bytes"
KEPT = ("01b-setup", "E1_7", "E1_8")  # which cells the class has of it, by how their ids begin
FULL = {"E1_7-visible": 1.6, "E1_7-hidden": 2.4, "E1_8-visible": 3.2, "E1_8-hidden": 4.8}
NOTHING = dict.fromkeys(FULL, 0.0)
FIRST = {cell: points if cell.startswith("E1_7") else 0.0 for cell, points in FULL.items()}

ACCIDENTS = {}


@dataclass(frozen=True)
class Accident:
    """What one student hands in, and what it is worth."""

    happens: object  # called with the folder and the released notebook
    marks: dict


def accident(marks=FULL, **more):
    def enter(function):
        name = function.__name__ if not more else f"{function.__name__}_{'_'.join(map(str, more.values()))}"
        ACCIDENTS[name.replace("-", "_")] = Accident(partial(function, **more), marks)
        return function

    return enter


def cell(notebook, own_id):
    return next(one for one in notebook.cells if one.id == own_id)


def solved(released, *exercises):
    """The released notebook with right answers."""
    made = deepcopy(released)
    for exercise in exercises or ("E1.7", "E1.8"):
        cell(made, f"{exercise.replace('.', '_')}-solution").source = solution(NAME, exercise)
    return made


def save(folder, notebook, name=f"{NAME}.ipynb"):
    """Write it without nbformat's own checks, as other programs do."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(notebook, indent=1, ensure_ascii=False), encoding="utf-8")


def copy_of(one, own_id):
    """What copy and paste make: all metadata, another id."""
    made = deepcopy(one)
    made["id"] = own_id
    return made


# ---- files ---------------------------------------------------------------------------------------


@accident()
def nothing_at_all(folder, released):
    save(folder, solved(released))


@accident(encoding="utf-8-sig")
@accident(encoding="utf-16")
def encoded(folder, released, encoding):
    save(folder, solved(released))
    path = folder / f"{NAME}.ipynb"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))


@accident()
def conflict(folder, released):
    """`git pull` met a solution that was written: the student's lines above, those of the course below."""
    save(folder, solved(released))
    save(folder, released, "theirs")
    mine, theirs = ((folder / name).read_text("utf-8").splitlines() for name in (f"{NAME}.ipynb", "theirs"))
    (folder / "theirs").unlink()
    start = next(at for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b)
    end = next(n for n, (a, b) in enumerate(zip(mine[::-1], theirs[::-1], strict=False)) if a != b)
    hunk = ["<<<<<<< HEAD", *mine[start:-end], "=======", *theirs[start:-end], ">>>>>>> 1c2d3e4"]
    lines = mine[:start] + hunk + mine[-end:]
    (folder / f"{NAME}.ipynb").write_text("\n".join(lines), encoding="utf-8")


@accident(marks=FIRST)
def truncated(folder, released):
    """The upload broke off in the solution of E1.8."""
    save(folder, solved(released))
    path = folder / f"{NAME}.ipynb"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index('"id": "E1_8-solution"')], "utf-8")


@accident(marks=NOTHING)
def empty(folder, released):
    (folder / f"{NAME}.ipynb").write_bytes(b"")


@accident(name=f"{NAME}-Copy1.ipynb")
@accident(name=f"{NAME} (1).ipynb")
@accident(name=f"{NAME}_20261128093000.ipynb")
def renamed(folder, released, name):
    save(folder, solved(released), name)


@accident()
def copy_beside_the_original(folder, released):
    save(folder, released)
    save(folder, solved(released), f"{NAME}-Copy1.ipynb")


@accident()
def odd_files(folder, released):
    """None of them is the notebook; each of them loses it with nbgrader alone."""
    save(folder, solved(released))
    (folder / "timestamp.txt").write_text("yesterday evening")
    (folder / "more.ipynb").mkdir()
    (folder / "broken.ipynb").write_text("{")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
        (folder / "data.json").symlink_to("/nowhere")


@accident()
def no_structure(folder, released):
    """Written by a program that knows little of notebooks."""
    made = solved(released)
    for one in made.cells:
        one["metadata"] = [] if one.id.endswith("-text") else one["metadata"]
        one["colour"] = "red"
        one.pop("outputs", None)
    made["nbformat_minor"] = "5"
    save(folder, made)


# ---- cells ---------------------------------------------------------------------------------------


@accident()
def split(folder, released):
    """In JupyterLab the last part keeps the id, and all parts have the metadata."""
    made = solved(released)
    for own_id, words in (("E1_7-solution", "def from_display"), ("E1_8-solution", "    return")):
        one = cell(made, own_id)
        at = one.source.rindex(words)
        first = copy_of(one, f"part-of-{own_id}")
        first.source, one.source = one.source[:at].rstrip("\n"), one.source[at:]
        made.cells.insert(made.cells.index(one), first)
    save(folder, made)


@accident()
def copied(folder, released):
    """The work is in a copy below the check, an untouched copy further below, and checks are doubled."""
    made = solved(released, "E1.8")
    stub = cell(made, "E1_7-solution")
    work = copy_of(stub, "copy")
    work.source = solution(NAME, "E1.7")
    check, hidden = cell(made, "E1_7-visible"), cell(made, "E1_8-hidden")
    made.cells.insert(made.cells.index(check) + 1, work)
    made.cells.insert(made.cells.index(check) + 2, copy_of(check, "again"))
    made.cells.insert(made.cells.index(hidden), copy_of(hidden, "hidden-again"))
    made.cells.append(copy_of(cell(released, "E1_8-solution"), "kept-for-later"))
    save(folder, made)


@accident(version=1)
@accident(version=99)
@accident(version="three")
def schema(folder, released, version):
    made = solved(released)
    for one in made.cells:
        if "nbgrader" in one.metadata:
            one.metadata.nbgrader["schema_version"] = version
            if version == 1:
                for key in ("task", "cell_type", "checksum"):
                    one.metadata.nbgrader.pop(key, None)
    save(folder, made)


@accident()
def stripped(folder, released):
    made = solved(released)
    for one in made.cells:
        one.metadata = {}
    save(folder, made)


@accident()
def mistyped(folder, released):
    made = solved(released)
    odd = ["yes", {}, [], None, {"points": "many", "grade": "true"}, 7, {"grade_id": ["E1_7-visible"]}]
    for number, one in enumerate(made.cells):
        one.metadata["nbgrader"] = odd[number % len(odd)]
    save(folder, made)


@accident()
def turned_into_text(folder, released):
    """M or R was pressed outside of a cell."""
    made = solved(released)
    for own_id, kind in (("E1_7-solution", "markdown"), ("E1_8-visible", "raw")):
        one = cell(made, own_id)
        one["cell_type"] = kind
        one.pop("outputs", None)
        one.pop("execution_count", None)
    save(folder, made)


@accident()
def deleted_and_moved(folder, released):
    """No setup, no cell of E1.7 but an ordinary one with its functions; the check of E1.8 comes first."""
    made = solved(released)
    own = nbformat.v4.new_code_cell(cell(made, "E1_7-solution").source, id="mine")
    first = cell(made, "E1_8-visible")
    gone = ("01b-setup", "E1_7-solution", "E1_7-visible", "E1_7-hidden", first.id)
    made.cells = [first, *(one for one in made.cells if one.id not in gone), own]
    save(folder, made)


@accident()
def flags_flipped_by_accident(folder, released):
    flip(folder, solved(released))


@accident(marks=NOTHING)
def flags_flipped_in_hope(folder, released):
    flip(folder, released)


def flip(folder, notebook):
    made = deepcopy(notebook)
    for one in made.cells:
        own = one.metadata.get("nbgrader")
        if own and own["grade"]:
            own |= {"grade": one.id.endswith("hidden"), "solution": True, "locked": False, "points": 1000}
        elif own:
            own |= {"grade": True, "solution": False, "locked": True, "points": 1000}
    save(folder, made)


@accident(marks=NOTHING)
def tagged(folder, released):
    """nbclient does not run a cell with the first tag, and nbgrader gives full marks to what did not fail."""
    made = deepcopy(released)
    for one in made.cells:
        one.metadata["tags"] = ["skip-execution", "raises-exception"]
    save(folder, made)


# ---- what runs -----------------------------------------------------------------------------------


LOUD = """

def loud(function):
    def with_noise(*arguments):
        print("x" * 5_000_000)
        return function(*arguments)
    return with_noise
"""


@accident()
def five_megabytes_a_call(folder, released):
    made = solved(released)
    for own_id, names in (
        ("E1_7-solution", ("to_display", "from_display")),
        ("E1_8-solution", ("header_bytes",)),
    ):
        one = cell(made, own_id)
        one.source += LOUD
        one.source += "".join(f"\n{name} = loud({name})" for name in names)
    save(folder, made)


@accident(marks=FIRST)
def the_end_of_python(folder, released):
    made = solved(released)
    cell(made, "E1_8-solution").source = "import os\ndef header_bytes(h):\n    os._exit(0)\n"
    save(folder, made)


@accident()
def silenced(folder, released):
    """A trick against prints; the kernel has nothing left to empty after a cell."""
    made = solved(released)
    cell(made, "E1_7-solution").source += "\nimport sys\nsys.stdout = None\n"
    save(folder, made)


@accident()
def a_package_beside(folder, released):
    save(folder, solved(released))
    (folder / "blockkit.py").write_text("x = 1\n")
    (folder / "autograder").mkdir()
    (folder / "autograder" / "__init__.py").write_text("x = 1\n")
