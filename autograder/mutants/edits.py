"""Solutions as edits: one TOML file an exercise, right answers in full, wrong ones as what differs.

    exercise = "E1.9"

    [right.loop]
    note = "level by level"
    source = '''
    def merkle_root(txids):
        …
    '''

    [wrong.hashed_once]
    reason = "hashes once"
    caught_by = "two"
    base = "loop"
    edits = [["hash256(a + b)", "sha256(a + b)"]]

``caught_by`` is the id of the hidden property that should catch it. The old text of an edit occurs
exactly once in its base. A wrong answer that no short edit can say has a ``source`` instead of ``base``
and ``edits``. ``behaves_like``, where it is given, is the sentence for a student whose function gives the
same answers (:mod:`autograder.authoring.diagnosis`).
"""

import ast
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.mutants.solution import Mistake, Solution
from autograder.suites import SUITES
from blockkit.classroom.lessons import EXERCISES

KINDS = ("right", "wrong")
KEYS = {
    "right": ("note", "source"),
    "wrong": ("reason", "caught_by", "behaves_like", "base", "edits", "source"),
}


def read(path: Path, ours: bool = False) -> list[Solution]:
    """The solutions of one file; none when it is a TOML file about something else.

    Raises :class:`Mistake`.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Mistake(f"{path.name}: {problem}; a source of several lines stands between '''") from None
    if not {"exercise", *KINDS} & table.keys():
        return []
    exercise = table.pop("exercise", None)
    if exercise not in EXERCISES:
        names = ", ".join(EXERCISES)
        raise Mistake(f'{path.name}: begin with exercise = "E1.9" or another of {names}; got {exercise!r}')
    answers = _answers(path.name, table)
    found: list[Solution] = []
    for (kind, name), answer in answers.items():
        where = f"{path.name}, {kind}.{name}"
        source = _source(where, answer, answers)
        found.append(
            Solution(
                exercise,
                name,
                source,
                kind == "right",
                answer["note" if kind == "right" else "reason"],
                _caught_by(where, exercise, answer.get("caught_by", "")),
                answer.get("behaves_like", ""),
                ours,
            )
        )
    _all_different(path.name, found)
    return found


Answer = dict[str, Any]  # what stands below one [right.name] or [wrong.name]


def _answers(file: str, table: Mapping[str, Any]) -> dict[tuple[str, str], Answer]:
    """The tables by kind and name, each with keys that are known and texts where texts belong."""
    answers: dict[tuple[str, str], Answer] = {}
    for kind, group in table.items():
        if kind not in KINDS or not isinstance(group, dict):
            raise Mistake(f"{file}: {kind!r} is unknown here; write [right.name] or [wrong.name]")
        for name, answer in group.items():
            where = f"{file}, {kind}.{name}"
            if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
                raise Mistake(f"{where}: a name is a few words such as leaves_only, without numbers")
            if any((other, name) in answers for other in KINDS):
                raise Mistake(f"{where}: another answer of this file has the same name; choose a new one")
            if not isinstance(answer, dict):
                raise Mistake(f"{where}: write [{kind}.{name}], and below it {', '.join(KEYS[kind])}")
            answers[kind, name] = answer
            for key, value in answer.items():
                if key not in KEYS[kind]:
                    raise Mistake(f"{where}: {key!r} is unknown here; there are {', '.join(KEYS[kind])}")
                if key != "edits" and not isinstance(value, str):
                    raise Mistake(f"{where}: {key} is a text, got {value!r}")
            if not answer.get(KEYS[kind][0]):
                raise Mistake(f"{where}: say in {KEYS[kind][0]} what it does")
    return answers


def _source(where: str, answer: Answer, answers: Mapping[tuple[str, str], Answer]) -> str:
    """The whole text of an answer, which parses and does something else than its base."""
    base = answer.get("base")
    if ("source" in answer) == (base is not None or "edits" in answer):
        raise Mistake(f"{where}: write either a source, or a base and edits")
    if base is None and "source" in answer:
        _tree(where, answer["source"])
        return str(answer["source"])
    old = answers.get(("right", str(base)), {}).get("source")
    if old is None:
        names = ", ".join(name for kind, name in answers if kind == "right")
        raise Mistake(f"{where}: base must name a right answer of this file ({names}), got {base!r}")
    source = edited(where, old, answer.get("edits"))
    if _tree(where, source) == _tree(where, old):
        raise Mistake(f"{where}: its edits change nothing that Python sees; change what it does")
    return source


def edited(where: str, base: str, edits: object) -> str:
    """``base`` with every old text replaced by the new one. Raises :class:`Mistake`."""
    places = []
    for old, new in _pairs(where, edits):
        if (times := base.count(old)) != 1:
            advice = "copy it anew from the base" if not times else "let it begin or end later"
            raise Mistake(f"{where}: {old!r} occurs {times} times in its base instead of once; {advice}")
        start = base.index(old)
        places.append((start, start + len(old), new))
    done, pieces = 0, []
    for start, end, new in sorted(places):
        if start < done:
            raise Mistake(f"{where}: two of its edits overlap; make one of them")
        pieces += [base[done:start], new]
        done = end
    return "".join(pieces) + base[done:]


def _pairs(where: str, edits: object) -> Sequence[tuple[str, str]]:
    if not isinstance(edits, list) or not edits:
        raise Mistake(f'{where}: write edits = [["old text", "new text"]]')
    for pair in edits:
        texts = isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
        if not texts or not pair[0]:
            raise Mistake(f'{where}: an edit is a pair ["old text", "new text"], got {pair!r}')
    return [(old, new) for old, new in edits]


def _tree(where: str, source: str) -> str:
    """What Python makes of the text, without positions, so that layout and comments do not count."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError) as problem:
        why = f"line {problem.lineno}: {problem.msg}" if isinstance(problem, SyntaxError) else str(problem)
        raise Mistake(f"{where}: Python cannot read what this makes, {why}") from None


def _caught_by(where: str, exercise: str, own_id: str) -> str:
    ids = [one.id for one in SUITES[exercise]]
    if own_id and own_id not in ids:
        raise Mistake(f"{where}: caught_by must be one of {', '.join(ids)}, got {own_id!r}")
    return own_id


def _all_different(file: str, found: Sequence[Solution]) -> None:
    seen: dict[str, Solution] = {}
    for one in found:
        other = seen.setdefault(_tree(f"{file}, {one.name}", one.source), one)
        if other is not one:
            raise Mistake(f"{file}: {other.name} and {one.name} are the same program; remove one of them")
