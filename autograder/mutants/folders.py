"""Where solutions stand: ours in this folder, one TOML file an exercise; other people's in any layout."""

import re
from collections.abc import Sequence
from pathlib import Path

from autograder.mutants import edits
from autograder.mutants.solution import Solution
from blockkit.classroom.lessons import EXERCISES

OURS = Path(__file__).parent


class NothingFound(Exception):
    """A folder without solutions; the message says what one looks like."""


_EXERCISE = re.compile(r"E?(\d+)[._](\d+)(?!\d)", re.IGNORECASE)
_WRONG = re.compile(r"wrong|incorrect|bad|mutant|w(?![a-z])", re.IGNORECASE)
_RIGHT = re.compile(r"right|correct|good|[cr](?![a-z])", re.IGNORECASE)


def ours() -> list[Solution]:
    """The solutions of this repository."""
    return [
        one for path in sorted(OURS.glob("E*.toml"), key=_in_order) for one in edits.read(path, ours=True)
    ]


def find(folder: Path) -> list[Solution]:
    """All solutions below a folder.

    They stand in ``…/E1.9/wrong/*.py``, in ``…/E1_9/W3_something.py``, or in a TOML file as ours do.
    Raises :class:`NothingFound`, and :class:`Mistake` for a TOML file that is wrong.
    """
    found, folder = [], folder.resolve()
    for path in _files(folder):
        if path.suffix == ".toml":
            found += edits.read(path)
            continue
        parts = path.relative_to(folder.parent).parts
        exercise, right = _exercise_of(parts), _is_right(parts)
        if exercise is not None and right is not None:
            found.append(_solution(exercise, path, right))
    if not found:
        raise NothingFound(
            f"no solutions in {folder}: expected files such as E1.9/wrong/one_leaf_hashed.py, "
            "E1_9/right/recursive.py, E1.9/W3_one_leaf_hashed.py or E1_9.toml below it"
        )
    return found


def left_out(folder: Path) -> list[str]:
    """Files that stand in an exercise's folder, but do not say whether they are wrong or right."""
    folder = folder.resolve()
    paths = [path.relative_to(folder.parent) for path in _files(folder) if path.suffix == ".py"]
    return [str(path) for path in paths if _exercise_of(path.parts) and _is_right(path.parts) is None]


def _files(folder: Path) -> list[Path]:
    paths = [path for kind in ("py", "toml") for path in folder.rglob(f"*.{kind}")]
    return sorted((path for path in paths if not path.name.startswith("__")), key=_in_order)


def _in_order(path: Path) -> list[tuple[str, int]]:
    """W2 before W10."""
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D+)(\d*)", str(path))]


def _exercise_of(parts: Sequence[str]) -> str | None:
    """The innermost part that names an exercise of ours."""
    for part in reversed(parts):
        is_file = part is parts[-1]  # a number in front of a file's name may count the files
        match = _EXERCISE.match(part) if part[:1] in "Ee" or not is_file else None
        if match and (name := f"E{match[1]}.{match[2]}") in EXERCISES:
            return name
    return None


def _is_right(parts: Sequence[str]) -> bool | None:
    """Right or wrong, by the nearest folder of that name, or by the beginning of the file's name."""
    stem = _EXERCISE.sub("", parts[-1]).lstrip("_-. ")
    words = [part for part in reversed(parts[1:-1]) if len(part) > 1]
    words += [parts[0]] if parts[0].lower() in ("wrong", "right") else []
    for word in [*words, stem]:
        if _WRONG.match(word):
            return False
        if _RIGHT.match(word):
            return True
    return None


def _solution(exercise: str, path: Path, right: bool) -> Solution:
    """One file; its first lines may say why it is wrong and what should catch it."""
    source = path.read_text(encoding="utf-8", errors="replace")
    reason = re.match(r"# \w+: (.*)", source)
    caught_by = re.search(r"^# caught by: (.*)", source, re.MULTILINE)
    return Solution(
        exercise,
        path.name,
        source,
        right,
        reason[1].strip() if reason else "",
        caught_by[1].strip() if caught_by else "",
    )
