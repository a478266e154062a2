"""The register of ids: ``python -m autograder.authoring.ids``.

``ids.txt`` beside this module has one line for each id that is or was in use: its kind, the id, and a word
on what it is or was. Cells are named as in the notebook (``E1_9-visible``), properties with their exercise
or notebook (``E1.9/four``), messages by their key. An id that is gone is marked *retired*, and is never
used again for something else: a copy that a student holds, or a list of scores, may still say it.

The command adds new ids and marks those that are gone. It stops when a retired id is in use again.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.build import whole
from autograder.authoring.masters import ID, BrokenMaster, Master, masters, notebook_id
from autograder.suites import SUITES
from blockkit.classroom import messages

REGISTER = Path(__file__).with_name("ids.txt")
RETIRED = "retired:"
KINDS = ("cell", "visible", "hidden", "message")
Key = tuple[str, str]  # ("visible", "E1.9/four")
WORDS = 60  # characters that a line says of an id, at most


class UsedAgain(ValueError):
    """An id that was retired is in use; the message says which."""


def in_use() -> dict[Key, str]:
    """All ids in use, and a word on what each is."""
    found: dict[Key, str] = {}
    for kind, own_id, what in (*_cells(), *_visible(), *_hidden(), *_messages()):
        if (kind, own_id) in found:
            raise ValueError(f"two things have the {kind} id {own_id}: {found[kind, own_id]}, and {what}")
        found[kind, own_id] = " ".join(what.split())[:WORDS].strip()
    return found


def register() -> dict[Key, str]:
    """What the register says: the word on each id, which begins with ``retired:`` when it is gone."""
    lines = REGISTER.read_text(encoding="utf-8").splitlines()
    rows = [line.split(None, 2) for line in lines if line.strip() and not line.startswith("#")]
    return {(kind, own_id): what for kind, own_id, what in rows}


def updated(known: dict[Key, str], used: dict[Key, str]) -> dict[Key, str]:
    """The register with new ids added and those that are gone marked."""
    for kind, own_id in used:
        if _gone(known.get((kind, own_id), "")):
            raise UsedAgain(f"the {kind} id {own_id} was retired and is in use again; choose another")
    marked = {key: what if key in used or _gone(what) else f"{RETIRED} {what}" for key, what in known.items()}
    return marked | {key: what for key, what in used.items() if key not in known}


def text_of(ids: dict[Key, str]) -> str:
    """The register as it is written to its file."""
    lines = ["# One id a line; python -m autograder.authoring.ids adds the new ones. Never delete a line."]
    for kind in KINDS:
        own = [(own_id, what) for (its_kind, own_id), what in ids.items() if its_kind == kind]
        lines += ["", *(f"{kind} {own_id:<28} {what}" for own_id, what in own)]
    return "\n".join(lines) + "\n"


def _gone(what: str) -> bool:
    return what.startswith(RETIRED)


def main() -> int:
    """The command line."""
    known = register()
    found = updated(known, in_use())
    changes = [
        f"{kind} {own_id}: {what}"
        for (kind, own_id), what in found.items()
        if known.get((kind, own_id)) != what
    ]
    REGISTER.write_text(text_of(found), encoding="utf-8", newline="\n")
    print("\n".join(changes) or "nothing changed")
    return 0


# ---- where ids are -------------------------------------------------------------------------------


def _cells() -> Iterator[tuple[str, str, str]]:
    for master in masters():
        for cell in whole(master):
            kind = "text" if cell.markdown else "code"
            first = next((line for line in cell.source.splitlines() if line.strip()), "")
            yield "cell", notebook_id(master.name, cell.id), f"{kind}: {first}"


def _visible() -> Iterator[tuple[str, str, str]]:
    for master in masters():
        for cell in master.cells:
            if cell.role == "visible" or "check" in cell.tags:
                owner = cell.exercise or notebook_id(master.name, cell.id)
                for own_id, name in _properties(master, cell.source):
                    yield "visible", f"{owner}/{own_id}", name


def _properties(master: Master, source: str) -> Iterator[tuple[str, str]]:
    """The ids and sentences in ``properties = [("four", "four txids", …), …]``."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
            if ast.unparse(node.targets[0]) != "properties":
                continue
            for row in node.value.elts:
                words = [part.value for part in ast.walk(row) if isinstance(part, ast.Constant)][:2]
                whole = isinstance(row, ast.Tuple) and len(row.elts) in (3, 4)  # the fourth is its weight
                if not whole or not ID.fullmatch(str(words[0])):
                    raise BrokenMaster(
                        f"{master.file}: {ast.unparse(row)[:60]} should be an id, a sentence and a test; "
                        'begin it with a short id in lower case, such as "four"'
                    )
                yield str(words[0]), str(words[1])


def _hidden() -> Iterator[tuple[str, str, str]]:
    for exercise, suite in SUITES.items():
        for one in suite:
            yield "hidden", f"{exercise}/{one.id}", one.sentence


def _messages() -> Iterator[tuple[str, str, str]]:
    for key, text in messages.table(messages.LANGUAGE).items():
        yield "message", key, text


if __name__ == "__main__":
    sys.exit(main())
