"""One student's folder: which file is which notebook of the assignment, and which is to be graded.

A notebook's cells say which one it is, whatever its file is called: ``01b_bytes-Copy1.ipynb`` from
JupyterLab, ``01b_bytes (1).ipynb`` from a browser, ``01b_bytes_20261128093000.ipynb`` from nbgitpuller.
Where there are several, the one with the most work in it is graded. What was not graded is told."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.grading.ids import notebook_of
from autograder.grading.intake.reading import Read, decoded, names_of, read, solutions, work
from blockkit.classroom.lessons import LESSONS

OURS = ("blockkit", "autograder")  # a program of this name beside a notebook would be imported instead
AS_SENT = ".as-sent"  # at the end of the name of a file that was replaced; nbgrader_config.py ignores these
LIKE_A_NOTEBOOK = re.compile(r"\.ipynb(\.(txt|json))?$", re.IGNORECASE)  # browsers add the second ending
KEY = "blockkit_intake"  # in a notebook's metadata: what was said of it
WORDS = {"other": "", "mended": "", "look": "LOOK: ", "lost": "LOST: "}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say about a file. ``kind`` is "other", "mended", "look" or "lost"."""

    student: str
    file: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{WORDS[self.kind]}{self.student}: {self.file}: {self.text}"


@dataclass(frozen=True, slots=True)
class _File:
    """A file that may be a notebook."""

    path: Path
    read: Read
    notebook: str  # which one it is, "" when nobody knows

    @property
    def work(self) -> int:
        return work(self.read.notebook.cells) if self.read.notebook else -1

    @property
    def solutions(self) -> dict[str, str]:
        return solutions(self.read.notebook.cells) if self.read.notebook else {}


def expected(assignment: str) -> list[str]:
    """The notebooks of an assignment, as the course has them."""
    return [lesson.name for lesson in LESSONS if lesson.folder == assignment]


def take_in(folder: Path) -> list[Line]:
    """Make the notebooks of a folder ``STUDENT/ASSIGNMENT`` ready for nbgrader, and say what was done.

    Each notebook that is found gets its own name. A second call changes nothing and says the same.
    """
    student, assignment = folder.parent.name, folder.name
    said = [Line(student, name, "look", text) for name, text in _set_aside(folder)]
    wanted = expected(assignment)
    files = [_look_at(path, wanted) for path in _files(folder)]
    for name in wanted:
        own = [file for file in files if file.notebook == name]
        if own:
            said += _take(folder, name, own)
    if wanted:
        said += [Line(student, *line) for line in _not_graded(folder, files, wanted)]
    else:  # an assignment of your own
        for file in files:
            if file.path.parent == folder:
                said += _take(folder, file.path.stem, [file])
    return said


def _not_graded(folder: Path, files: list[_File], wanted: list[str]) -> Iterator[tuple[str, str, str]]:
    """Files that are no notebook of the assignment: worth a look where the student lacks one of those.

    Who hands in the whole course hands in what is graded elsewhere, too, most of it as it was handed out.
    """
    there = {file.notebook for file in files}.intersection(wanted)
    kind = "other" if len(there) == len(wanted) else "look"
    for file in files:
        where = file.path.relative_to(folder).as_posix()
        home = next((one.folder for one in LESSONS if one.name == file.notebook), "")
        if file.path.name.startswith("00_start"):  # graded nowhere
            continue
        if not home:
            yield where, kind, "nothing says which one it is; it is not graded here"
        elif file.notebook not in wanted and (file.work or not there):
            yield where, kind, f"it is {file.notebook}, which belongs to {home}; it is not graded here"


def _files(folder: Path) -> Iterator[Path]:
    """Whatever may be a notebook, in this folder or below; not what programs keep for themselves."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if any(part.startswith((".", "__MACOSX")) for part in inside) or path.is_symlink():
            continue
        if LIKE_A_NOTEBOOK.search(path.name) and path.is_file():
            yield path


def _set_aside(folder: Path) -> Iterator[tuple[str, str]]:
    """Give what is neither file nor folder another name: nbgrader would follow links, and wait at a pipe."""
    for path in sorted(folder.rglob("*")):
        if not path.exists() and not path.is_symlink():
            continue  # in a folder that has another name by now
        odd = path.is_symlink() or not (path.is_file() or path.is_dir())
        if odd and not path.name.endswith(AS_SENT):
            _rename_as_sent(path)
            yield path.relative_to(folder).as_posix(), "it is a link or a device; it was set aside"
        elif path.name.removesuffix(".py") in OURS:
            _rename_as_sent(path)
            yield (
                path.relative_to(folder).as_posix(),
                "it would hide the course's package; it was set aside",
            )
        elif path.is_dir() and path.name.endswith(".ipynb"):
            path.rename(path.with_name(f"{path.name} folder"))
            yield path.relative_to(folder).as_posix(), "it is a folder; it got another name"
    stamp = folder / "timestamp.txt"
    if stamp.is_file() and not _readable_time(stamp):
        _rename_as_sent(stamp)
        yield stamp.name, "it is no time such as 2026-12-01 23:59:00 UTC; it was set aside"


def _readable_time(stamp: Path) -> bool:
    """Is there a time in the file, as nbgrader reads it? ``echo`` on Windows writes quotes or UTF-16."""
    from nbgrader.utils import parse_utc  # loads much

    data = stamp.read_bytes()
    text = decoded(data)[0].strip().strip("\"'").strip()
    try:
        parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        return False
    if text.encode() != data.strip():
        stamp.write_text(text + "\n", encoding="utf-8")
    return True


def _look_at(path: Path, wanted: list[str]) -> _File:
    try:
        found = read(path.read_bytes())
    except OSError as error:
        found = Read(None, lost=(f"it cannot be opened: {error.strerror}",))
    return _File(path, found, _which(found.notebook) or _which_by_name(path, wanted))


def _which(notebook: NotebookNode | None) -> str:
    """The notebook that most cells belong to."""
    cells = notebook.cells if notebook else []
    votes = Counter(notebook_of(name) for cell in cells for name in names_of(cell))
    votes.pop("", None)
    return votes.most_common(1)[0][0] if votes else ""


def _which_by_name(path: Path, wanted: list[str]) -> str:
    """``01b_bytes`` for ``01b bytes - Kopie.ipynb``."""
    flat = re.sub(r"[^a-z0-9]", "", path.name.lower())
    return next((name for name in wanted if re.sub(r"[^a-z0-9]", "", name) in flat), "")


def _take(folder: Path, name: str, files: list[_File]) -> Iterator[Line]:
    """Put the best of some files in its place, and say what is to be said about it and the others."""
    place = folder / f"{name}.ipynb"

    def rank(file: _File) -> tuple[int, bool, bool, str]:
        return file.work, file.path == place, file.path.parent == folder, file.path.name

    best = max(files, key=rank)
    lines = list(_about(best, place))
    for other in files:
        if other is not best and other.work and other.solutions != best.solutions:
            text = "more than one has work in it; this one is not graded: compare them"
            lines.append((other.path.relative_to(folder).as_posix(), "look", text))
    notebook = best.read.notebook
    if best.path != place or not best.read.as_it_was:
        _write(place, notebook, [(where, kind, text) for where, kind, text in lines])
    elif notebook is not None:
        lines = [*_said_before(notebook), *lines]
    for where, kind, text in dict.fromkeys(lines):
        yield Line(folder.parent.name, where, kind, text)


def _said_before(notebook: NotebookNode) -> Iterator[tuple[str, str, str]]:
    """What the first call said, from the notebook that it wrote."""
    said = notebook.metadata.get(KEY)
    for line in said if isinstance(said, list) else []:
        if isinstance(line, list) and len(line) == 3 and line[1] in WORDS:
            where, kind, text = map(str, line)
            yield where, kind, text


def _about(file: _File, place: Path) -> Iterator[tuple[str, str, str]]:
    where = file.path.relative_to(place.parent).as_posix()
    for kind, texts in (("mended", file.read.mended), ("look", file.read.doubts), ("lost", file.read.lost)):
        for text in texts:
            yield where, kind, text
    if file.path != place:
        yield where, "mended", f"it is graded as {place.name}"


def _write(place: Path, notebook: NotebookNode | None, lines: list[tuple[str, str, str]]) -> None:
    """Write what is graded; what lay in its place stays beside it."""
    made = notebook if notebook is not None else nbformat.v4.new_notebook()
    made.metadata[KEY] = [list(line) for line in lines]
    reasons = [text for _, kind, text in lines if kind == "lost"]
    if reasons:  # the student reads it in the feedback, the grader in formgrader
        words = (
            f"**Your file could not be read whole:** {'; '.join(reasons)}. Ask whether you may send it again."
        )
        made.cells.insert(0, nbformat.v4.new_markdown_cell(words, id="intake-note"))
    if (made.nbformat, made.nbformat_minor) < (4, 5) and reasons:
        del made.cells[0]["id"]
    text = nbformat.writes(made)
    if place.exists():
        _rename_as_sent(place)
    part = place.with_name(f"{place.name}.part")
    part.write_text(text + "\n", encoding="utf-8", newline="\n")
    os.replace(part, place)


def _rename_as_sent(path: Path) -> None:
    """Give a file the ending of what was replaced; an older one keeps its name."""
    target, number = path.with_name(path.name + AS_SENT), 1
    while os.path.lexists(target):
        number += 1
        target = path.with_name(f"{path.name}-{number}{AS_SENT}")
    path.rename(target)
