"""The generated mutants that pass every hidden check, each judged once by a person, and committed.

Most of them are right: their change changes no answer. A survivor that is not on the list is either such
a one, and is added with the reason, or a hole in a suite, and is mended there.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from autograder.mutants import conditions
from autograder.mutants.measure import Verdict
from autograder.mutants.solution import Mistake, Solution
from blockkit.classroom.lessons import EXERCISES

PATH = Path(__file__).parent / "survivors.json"


@dataclass(frozen=True, slots=True)
class Survivors:
    """What is known of the generated mutants of one exercise."""

    conditions: str = ""  # the hash of all that judged them, and of the mutants themselves
    accepted: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by hash: the mutant, and why


Book = dict[str, Survivors]  # by exercise


def read() -> Book:
    """The committed list; an empty one where there is none. Raises :class:`Mistake`."""
    if not PATH.exists():
        return {}
    try:
        table = json.loads(PATH.read_text(encoding="utf-8"))
        return {
            exercise: Survivors(
                page["conditions"], {key: (name, why) for key, (name, why) in page["accepted"].items()}
            )
            for exercise, page in table.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Mistake(f"{PATH.name} cannot be read ({problem}); take it back from git") from None


def write(book: Book) -> None:
    """Write it, one line a survivor, sorted."""
    pages = []
    for exercise, page in ((name, book[name]) for name in EXERCISES if name in book):
        entries = sorted(page.accepted.items(), key=lambda entry: (entry[1], entry[0]))
        rows = ",\n".join(f"   {_text(key)}: {_text(list(entry))}" for key, entry in entries)
        head = f' {_text(exercise)}: {{\n  "conditions": {_text(page.conditions)},\n  "accepted": {{\n'
        pages.append(f"{head}{rows}\n  }}\n }}")
    PATH.write_text("{\n" + ",\n".join(pages) + "\n}\n", encoding="utf-8", newline="\n")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def key_of(mutant: Solution) -> str:
    """What a mutant is known by: its program, whatever it is called."""
    return conditions.code_hash(mutant.source)


def conditions_of(exercise: str, mutants: Iterable[Solution]) -> str:
    """The hash of what judges them, and of which they are."""
    keys = sorted(key_of(one) for one in mutants if one.exercise == exercise)
    return sha256(" ".join([conditions.of_exercise(exercise), *keys]).encode()).hexdigest()[:16]


def unknown(verdicts: Iterable[Verdict], book: Book) -> list[Solution]:
    """The survivors that nobody has judged yet."""
    alive = (verdict.solution for verdict in verdicts if not verdict.hidden)
    return [one for one in alive if key_of(one) not in book.get(one.exercise, Survivors()).accepted]


def stale(book: Book, mutants: list[Solution], only: Iterable[str]) -> list[str]:
    """The exercises whose mutants were last tried under other conditions."""
    return [one for one in only if book.get(one, Survivors()).conditions != conditions_of(one, mutants)]


def renewed(book: Book, mutants: list[Solution], verdicts: list[Verdict], why: str) -> Book:
    """The list after all mutants of some exercises were tried.

    With ``why`` the new survivors are accepted for that reason. While some are not, the conditions stay
    as they were, so that the list counts as out of date.
    """
    new = dict(book)
    waiting = {one.exercise for one in unknown(verdicts, book)}
    for exercise in sorted({one.exercise for one in mutants}):
        page = book.get(exercise, Survivors())
        alive = [v.solution for v in verdicts if v.solution.exercise == exercise and not v.hidden]
        accepted = {
            key_of(one): page.accepted.get(key_of(one), (one.name, why))
            for one in alive
            if why or key_of(one) in page.accepted
        }
        today = conditions_of(exercise, mutants)
        still_waiting = exercise in waiting and not why
        new[exercise] = replace(page, conditions="" if still_waiting else today, accepted=accepted)
    return new
