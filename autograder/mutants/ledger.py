"""The ledger of verdicts: what each of our solutions fails, written down and committed.

A verdict changes only when the solution or the code that judges it changes. Both are hashed here, so that
only what changed is tried again. One line a solution: a change of a verdict is read in a diff.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from autograder.mutants import conditions
from autograder.mutants.measure import Verdict
from autograder.mutants.solution import Mistake, Solution
from blockkit.classroom.lessons import EXERCISES

PATH = Path(__file__).parent / "verdicts.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """The verdict on one solution: the ids of the properties that did not hold."""

    source: str  # the hash of the solution
    visible: tuple[str, ...] | None  # None: there was no visible check
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The verdicts on one exercise."""

    conditions: str  # the hash of all that judged it
    entries: Mapping[str, Entry] = field(default_factory=dict)  # by the solution's name


Ledger = dict[str, Page]  # by exercise


def read() -> Ledger:
    """The committed ledger; an empty one where there is none. Raises :class:`Mistake`."""
    if not PATH.exists():
        return {}
    try:
        table = json.loads(PATH.read_text(encoding="utf-8"))
        return {
            exercise: Page(page["conditions"], {name: _entry(row) for name, row in page["verdicts"].items()})
            for exercise, page in table.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Mistake(f"{PATH.name} cannot be read ({problem}); delete it and run `make mutants`") from None


def _entry(row: Mapping[str, object]) -> Entry:
    visible, hidden = row["visible"], row["hidden"]
    if not isinstance(hidden, list) or not isinstance(visible, list | None):
        raise ValueError(f"odd lists in {row}")
    return Entry(str(row["source"]), None if visible is None else tuple(visible), tuple(hidden))


def write(ledger: Ledger) -> None:
    """Write it, one line a solution, sorted."""
    pages = []
    for exercise, page in ((name, ledger[name]) for name in EXERCISES if name in ledger):
        rows = ",\n".join(f"   {_text(name)}: {_row(page.entries[name])}" for name in sorted(page.entries))
        head = f' {_text(exercise)}: {{\n  "conditions": {_text(page.conditions)},\n  "verdicts": {{\n'
        pages.append(f"{head}{rows}\n  }}\n }}")
    PATH.write_text("{\n" + ",\n".join(pages) + "\n}\n", encoding="utf-8", newline="\n")


def _row(entry: Entry) -> str:
    return _text({"source": entry.source, "visible": entry.visible, "hidden": entry.hidden})


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# ---- old and new ---------------------------------------------------------------------------------


def new_pages(verdicts: Iterable[Verdict]) -> Ledger:
    """The pages that these verdicts fill, under today's conditions."""
    rows: dict[str, dict[str, Entry]] = {}
    for verdict in verdicts:
        one = verdict.solution
        entry = Entry(conditions.code_hash(one.source), verdict.visible, verdict.hidden)
        rows.setdefault(one.exercise, {})[one.name] = entry
    return {exercise: Page(conditions.of_exercise(exercise), page) for exercise, page in rows.items()}


def known(solutions: Iterable[Solution], ledger: Ledger) -> dict[Solution, Verdict]:
    """The verdicts that are written down, where neither the solution nor what judges it has changed since."""
    found = {}
    today: dict[str, str] = {}
    for one in solutions:
        page = ledger.get(one.exercise)
        entry = page.entries.get(one.name) if page else None
        if page is None or entry is None or entry.source != conditions.code_hash(one.source):
            continue
        if one.exercise not in today:
            today[one.exercise] = conditions.of_exercise(one.exercise)
        if page.conditions == today[one.exercise]:
            found[one] = Verdict(one, entry.visible, entry.hidden)
    return found


def gone(solutions: Iterable[Solution], ledger: Ledger) -> list[str]:
    """What is written down about solutions that are there no more."""
    names = {(one.exercise, one.name) for one in solutions}
    return [
        f"{exercise} {name}"
        for exercise, page in ledger.items()
        for name in page.entries
        if (exercise, name) not in names
    ]


def tenth(solutions: list[Solution], seed: str) -> list[Solution]:
    """A tenth of them, the same for the same seed."""
    chosen = Random(seed).sample(range(len(solutions)), -(-len(solutions) // 10))
    return [solutions[place] for place in sorted(chosen)]
