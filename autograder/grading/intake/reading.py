"""One file's bytes to a notebook: encodings, git's conflict markers, JSON that ends early, odd structures.

    found = read(path.read_bytes())
    found.notebook, found.mended, found.lost

What comes out is valid by nbformat's own schema, so that no later step of nbgrader's stumbles over it.
"""

import codecs
import json
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import nbformat
from nbformat import NotebookNode

LARGEST = 100_000_000  # bytes of a file; a notebook of the course that was run has about a million
ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # of a cell, as nbformat wants it
MARKER = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?: |$)")
CELLS = re.compile(r'"cells"\s*:\s*\[')
KINDS = ("code", "markdown", "raw")
# What people send in place of a notebook, by how it begins.
NO_NOTEBOOK = {
    b"PK": "a zip archive", b"\x1f\x8b": "a gzip archive", b"Rar!": "a rar archive", b"7z": "a 7z archive",
    b"%PDF": "a PDF", b"<!doctype": "a web page", b"<html": "a web page", b"\x89png": "a picture",
    b"version https://git-lfs": "the pointer of Git LFS to a file",
}  # fmt: skip
BOMS = {
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a file."""

    notebook: NotebookNode | None  # None: nothing of it can be used
    mended: tuple[str, ...] = ()  # what was changed without any loss
    doubts: tuple[str, ...] = ()  # what a person should look at
    lost: tuple[str, ...] = ()  # what could not be read, and why

    @property
    def as_it_was(self) -> bool:
        """Are the bytes a good notebook already?"""
        return not (self.mended or self.doubts or self.lost)


class Unreadable(ValueError):
    """Nothing of it can be used; the message says why."""


def read(data: bytes) -> Read:
    """The notebook in a file's bytes, and what was mended, doubted or lost; never raises."""
    try:
        _need_a_notebook(data)
        text, mended, doubts = decoded(data)
        document, also_mended, also_doubts, lost = _parsed(text)
        notebook, rebuilt = _valid(document)
    except Unreadable as why:
        return Read(None, lost=(str(why),))
    except RecursionError:
        return Read(None, lost=("it is nested too deeply for a notebook",))
    return Read(notebook, (*mended, *also_mended, *rebuilt), (*doubts, *also_doubts), tuple(lost))


def _need_a_notebook(data: bytes) -> None:
    start = data.lstrip(b"\0 \t\r\n")[:40]
    if not start:
        raise Unreadable("it is empty")
    if len(data) > LARGEST:
        raise Unreadable(f"it has {len(data):,} bytes; {LARGEST:,} are the most that is read")
    for first, what in NO_NOTEBOOK.items():
        if start.lower().startswith(first.lower()):
            raise Unreadable(f"it is {what}, and no notebook")


# ---- bytes to text -------------------------------------------------------------------------------


def decoded(data: bytes) -> tuple[str, list[str], list[str]]:
    """The text of some bytes, what was mended, and what is doubtful.

    UTF-8, UTF-16 and UTF-32 are recognised; of others GB 18030 and cp1252 are guessed.
    """
    for mark in sorted(BOMS, key=len, reverse=True):
        if data.startswith(mark):
            encoding = BOMS[mark]
            kind = encoding.upper().removesuffix("-LE").removesuffix("-BE")
            text = data[len(mark) :].decode(encoding, "replace")
            return text, [f"it was {kind} with a byte order mark"], _replaced(text)
    if b"\0" in data[:4]:
        text = data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace")
        return text, ["it was UTF-16"], _replaced(text)
    try:
        return data.decode("utf-8"), [], []
    except UnicodeDecodeError:
        return _guessed(data)


def _guessed(data: bytes) -> tuple[str, list[str], list[str]]:
    """Text that is no UTF-8: a few broken characters in it, or another encoding."""
    text = data.decode("utf-8", "replace")
    good = sum(character > "\x7f" and character != "\ufffd" for character in text)
    if text.count("\ufffd") < good:
        return text, [], _replaced(text)
    # In Chinese text two high bytes follow each other, in Western text one is alone.
    for encoding, shown in (("gb2312", "gb18030"), ("cp1252", "cp1252"), ("gb18030", "gb18030")):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return data.decode(shown), [f"it was {shown}, as far as one can see"], []
    return text, [], _replaced(text)


def _replaced(text: str) -> list[str]:
    found = text.count("\ufffd")
    return [f"{found} characters cannot be read; each is shown as \ufffd"] if found else []


# ---- text to JSON --------------------------------------------------------------------------------

Parsed = tuple[Any, list[str], list[str], list[str]]  # the document; what was mended, doubted, lost


def _parsed(text: str) -> Parsed:
    """The JSON document in a text."""
    lines = text.splitlines(keepends=True)
    if any(line.startswith("<<<<<<<") for line in lines):
        return _after_a_conflict(lines)
    try:
        return json.loads(text), [], [], []
    except ValueError:
        pass
    try:  # what a careless program writes: line ends inside of texts, something after the end
        document, _ = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except ValueError as error:
        return _as_far_as_it_goes(text, _place(error))
    if not isinstance(document, dict):
        return _as_far_as_it_goes(text, "it does not begin as a notebook")
    return document, ["its JSON was not strict"], [], []


def _place(error: ValueError) -> str:
    where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its beginning"
    return f"its JSON breaks off in {where}"


def _after_a_conflict(lines: list[str]) -> Parsed:
    """The side of a merge conflict with more work in it; of equal ones the first, which is one's own."""
    found = []
    for side in (0, 1):
        try:
            found.append(_parsed("".join(_side(lines, side))))
        except Unreadable:
            continue
    if not found:
        raise Unreadable("it has git's conflict markers, and neither side of them is a notebook")
    best = max(found, key=lambda one: (-len(one[3]), work(_cells(one[0]))))
    return best[0], best[1], ["it has git's conflict markers; the side with more work was taken"], best[3]


def _side(lines: list[str], side: int) -> Iterator[str]:
    """The lines of one side: 0 is above ``=======``, 1 below."""
    at = -1  # outside of a conflict
    for line in lines:
        marker = MARKER.match(line.rstrip("\r\n"))
        if marker:
            at = {"<": 0, "|": 2, "=": 1, ">": -1}[line[0]]
        elif at in (-1, side):
            yield line


def _as_far_as_it_goes(text: str, why: str) -> Parsed:
    """The cells that are whole, where the JSON is not."""
    start = CELLS.search(text)
    cells, decoder = [], json.JSONDecoder(strict=False)
    at = start.end() if start else len(text)
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        try:
            cell, at = decoder.raw_decode(text, at)
        except ValueError:
            break
        cells.append(cell)
    if not cells:
        raise Unreadable(f"{why}, and no cell of it is whole")
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return document, [], [], [f"{why}; its first {len(cells)} cells could be read"]


# ---- JSON to a valid notebook --------------------------------------------------------------------


def _valid(document: Any) -> tuple[NotebookNode, list[str]]:
    """A document as a notebook; where it breaks nbformat's schema, its texts in a new one."""
    if not isinstance(document, dict):
        raise Unreadable("it is JSON, and no notebook")
    if "worksheets" in document:
        try:
            document = nbformat.reads(json.dumps(document), as_version=4)
        except Exception as error:  # nbformat promises nothing about what it raises here
            raise Unreadable(f"it is a notebook of before 2015, and broken ({error})") from None
    if not isinstance(document.get("cells"), list):
        raise Unreadable("it is JSON with no list of cells, and no notebook")
    if _is_valid(document):
        notebook: NotebookNode = nbformat.from_dict(document)
        return notebook, []
    return _rebuilt(document), ["its structure was not a notebook's; its cells were written anew"]


def _is_valid(document: dict[str, Any]) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that ids are missing, which nbformat adds
            nbformat.validate(json.loads(json.dumps(document)))  # a copy: it mends in place what it can
        json.dumps(document, ensure_ascii=False).encode()  # half a character cannot be written
    except Exception:  # nbformat promises nothing about what it raises on odd structures
        return False
    return document.get("nbformat") == 4


def _rebuilt(document: dict[str, Any]) -> NotebookNode:
    """A notebook of the same texts, kinds and ids, and nbgrader's metadata; without outputs."""
    made: NotebookNode = nbformat.v4.new_notebook()
    own = document.get("metadata")
    release = own.get("blockkit") if isinstance(own, dict) else None
    if isinstance(release, dict):
        made.metadata["blockkit"] = {key: str(value) for key, value in release.items()}
    numbers, seen = count(), set[str]()
    for cell in document["cells"]:
        if not isinstance(cell, dict):
            continue
        kind = cell.get("cell_type")
        if kind not in KINDS:
            kind = "code" if "outputs" in cell or "execution_count" in cell else "markdown"
        own_id = str(cell.get("id"))
        if not ID.fullmatch(own_id) or own_id in seen or "id" not in cell:
            own_id = f"cell-{next(numbers)}"
        seen.add(own_id)
        metadata = cell.get("metadata")
        kept = {"nbgrader": metadata["nbgrader"]} if metadata and has_nbgrader(metadata) else {}
        new = getattr(nbformat.v4, f"new_{kind}_cell")
        made.cells.append(new(_text(cell.get("source")), id=own_id, metadata=kept))
    return made


def has_nbgrader(metadata: Any) -> bool:
    """Is there a table of nbgrader's in a cell's metadata?"""
    return isinstance(metadata, dict) and isinstance(metadata.get("nbgrader"), dict)


def _text(source: object) -> str:
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# ---- how much a student did ----------------------------------------------------------------------


def _cells(document: Any) -> list[Any]:
    cells = document.get("cells") if isinstance(document, dict) else None
    return cells if isinstance(cells, list) else []


def names_of(cell: Any) -> list[str]:
    """What a cell says it is: its own id, then nbgrader's."""
    metadata: Any = cell.get("metadata")
    own = metadata["nbgrader"].get("grade_id") if has_nbgrader(metadata) else None
    return [name for name in (cell.get("id"), own) if isinstance(name, str)]


def solutions(cells: Iterable[Any]) -> dict[str, str]:
    """The texts of the solution cells, by name, without spaces at the end."""
    found: dict[str, str] = {}
    for cell in filter(lambda one: isinstance(one, dict), cells):
        name = next((one for one in names_of(cell) if one.endswith("-solution")), "")
        if name:
            found[name] = found.get(name, "") + _text(cell.get("source")).rstrip()
    return found


def work(cells: Iterable[Any]) -> int:
    """How many solution cells are no longer as they were handed out."""
    return sum("return TODO" not in text for text in solutions(cells).values())
