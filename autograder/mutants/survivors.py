"""The generated mutants that pass every hidden check, each judged once by a person, and committed.

Most of them are right: their change changes no answer. A survivor that is not on the list is either such
a one, and is added with the reason, or a hole in a suite, and is mended there. One that no longer survives,
or is no longer made, leaves the list when all mutants of its exercise are tried.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.mutants import conditions
from autograder.mutants.measure import Verdict
from autograder.mutants.solution import Mistake, Solution
from blockkit.classroom.lessons import EXERCISES

PATH = Path(__file__).parent / "survivors.json"

Accepted = Mapping[str, tuple[str, str]]  # by hash: the mutant, and why it is right
Book = dict[str, Accepted]  # by exercise


def read() -> Book:
    """The committed list; an empty one where there is none. Raises :class:`Mistake`."""
    if not PATH.exists():
        return {}
    try:
        table = json.loads(PATH.read_text(encoding="utf-8"))
        return {
            exercise: {key: (name, why) for key, (name, why) in accepted.items()}
            for exercise, accepted in table.items()
        }
    except (ValueError, TypeError, AttributeError) as problem:
        raise Mistake(f"{PATH.name} cannot be read ({problem}); take it back from git") from None


def write(book: Book) -> None:
    """Write it, one line a survivor, sorted."""
    pages = []
    for exercise in (name for name in EXERCISES if name in book):
        entries = sorted(book[exercise].items(), key=lambda entry: (entry[1], entry[0]))
        rows = ",\n".join(f"  {_text(key)}: {_text(list(entry))}" for key, entry in entries)
        pages.append(f" {_text(exercise)}: {{\n{rows}\n }}" if rows else f" {_text(exercise)}: {{}}")
    PATH.write_text("{\n" + ",\n".join(pages) + "\n}\n", encoding="utf-8", newline="\n")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def key_of(mutant: Solution) -> str:
    """What a mutant is known by: its program, whatever it is called."""
    return conditions.code_hash(mutant.source)


def alive(verdicts: Iterable[Verdict]) -> list[Solution]:
    """Those that pass every hidden check."""
    return [verdict.solution for verdict in verdicts if not verdict.hidden]


def unknown(verdicts: Iterable[Verdict], book: Book) -> list[Solution]:
    """The survivors that nobody has judged yet."""
    return [one for one in alive(verdicts) if key_of(one) not in book.get(one.exercise, {})]


def renewed(book: Book, verdicts: list[Verdict], why: str) -> Book:
    """The list after all mutants of some exercises were tried; with ``why`` new survivors join it.

    An exercise of which no survivor was ever judged gets a page only when none is left to be judged.
    """
    new = dict(book)
    for exercise in {verdict.solution.exercise for verdict in verdicts}:
        known, left = book.get(exercise, {}), [one for one in alive(verdicts) if one.exercise == exercise]
        if exercise in book or why or not left:
            new[exercise] = {
                key_of(one): known.get(key_of(one), (one.name, why))
                for one in left
                if why or key_of(one) in known
            }
    return new
