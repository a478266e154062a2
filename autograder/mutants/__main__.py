"""``python -m autograder.mutants``: how good are the checks?"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.mutants import generated, generic, measure
from autograder.mutants.measure import NothingFound, Solution, Verdict
from autograder.suites import SUITES
from blockkit.classroom.lessons import EXERCISES

ENOUGH = 0.95  # of the wrong solutions must fall to the hidden check


@dataclass(slots=True)
class Row:
    """The verdicts on one exercise, counted."""

    exercise: str
    verdicts: list[Verdict] = field(default_factory=list)

    def _of(self, right: bool) -> list[Verdict]:
        return [v for v in self.verdicts if v.solution.right is right]

    @property
    def wrong(self) -> list[Verdict]:
        """What became of the wrong solutions."""
        return self._of(right=False)

    @property
    def survivors(self) -> list[Verdict]:
        """Wrong solutions that got full hidden points."""
        return [v for v in self.wrong if not v.hidden]

    @property
    def visible_survivors(self) -> list[Verdict]:
        """Wrong solutions that got full visible points."""
        return [v for v in self.wrong if not v.visible]

    @property
    def rejected(self) -> list[Verdict]:
        """Right solutions that did not get full points."""
        return [v for v in self._of(right=True) if v.visible or v.hidden]

    @property
    def missed(self) -> list[Verdict]:
        """Wrong solutions that fell, but not to the property their file names."""
        return [v for v in self.wrong if v.hidden and not v.caught_as_said]

    @property
    def unnamed(self) -> list[Verdict]:
        """Wrong files of ours that name no property."""
        return [v for v in self.wrong if v.solution.ours and not v.solution.caught_by]

    def as_json(self) -> dict[str, object]:
        """The row as the gate of another machine reads it."""
        measured = not measure.missing(self.exercise)
        return {
            "exercise": self.exercise,
            "wrong_total": len(self.wrong),
            "visible_killed": len(self.wrong) - len(self.visible_survivors) if measured else None,
            "hidden_killed": len(self.wrong) - len(self.survivors),
            "right_total": len(self._of(right=True)),
            "right_rejected": len(self.rejected),
            "survivors": _names(self.survivors),
            "visible_survivors": _names(self.visible_survivors) if measured else None,
            "rejected": {v.solution.name: [*(v.visible or ()), *v.hidden] for v in self.rejected},
            "killed_by": {v.solution.name: list(v.hidden) for v in self.wrong if v.hidden},
            "not_as_said": _names(self.missed),
        }

    def complaints(self) -> Iterator[str]:
        """What the gate finds wrong here, one sentence each."""
        if self.wrong and len(self.survivors) > (1 - ENOUGH) * len(self.wrong):
            share = 1 - len(self.survivors) / len(self.wrong)
            yield f"{self.exercise}: the hidden check catches only {share:.0%} of the wrong solutions"
        for verdict in self.rejected:
            failed = "; ".join([*(verdict.visible or ()), *verdict.hidden])
            yield f"{self.exercise}: {verdict.solution.name} is right, but rejected by: {failed}"
        for verdict in self.missed:
            yield (
                f"{self.exercise}: {verdict.solution.name} should be caught by "
                f"“{verdict.solution.caught_by}”; it was caught by: {'; '.join(verdict.hidden)}"
            )
        for verdict in self.survivors:
            if verdict.solution.ours:
                yield f"{self.exercise}: no hidden property catches {verdict.solution.name}"
        for verdict in self.unnamed:
            yield f"{self.exercise}: {verdict.solution.name} does not say what it is caught by"
        if reason := measure.missing(self.exercise):
            yield reason


def _names(verdicts: Iterable[Verdict]) -> list[str]:
    return [verdict.solution.name for verdict in verdicts]


# ---- what to try ---------------------------------------------------------------------------------


def chosen(folder: Path | None, only: list[str]) -> list[Solution]:
    """A further folder's solutions, or all of ours: files, masters, and what is made from them."""
    if folder is not None:
        return [one for one in measure.find(folder) if not only or one.exercise in only]
    files = measure.find(measure.SOLUTIONS, ours=True)
    every = []
    for exercise in only or EXERCISES:
        own = [one for one in files if one.exercise == exercise]
        base = [one for one in own if one.right][:1]
        every += own + measure.from_master(exercise)
        every += [made for one in base for made in generic.solutions(one)]
    return every


def slips(only: list[str]) -> list[Solution]:
    """Generated mutants of our right solutions, each source once."""
    seen: dict[tuple[str, str], Solution] = {}
    for exercise in only or EXERCISES:
        files = [one for one in measure.find(measure.SOLUTIONS, ours=True) if one.exercise == exercise]
        for base in [one for one in files if one.right] + measure.from_master(exercise):
            for made in generated.solutions(base):
                seen.setdefault((exercise, made.source), made)
    return list(seen.values())


def tried(solutions: list[Solution], jobs: int, visible: bool = True) -> list[Row]:
    """Try them all; a counter runs where somebody watches."""
    verdicts: dict[int, Verdict] = {}
    place = {id(solution): i for i, solution in enumerate(solutions)}
    for verdict in measure.run(solutions, jobs, visible):
        verdicts[place[id(verdict.solution)]] = verdict
        if sys.stderr.isatty():
            print(f"\r{len(verdicts)} of {len(solutions)} solutions", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 40, end="\r", file=sys.stderr, flush=True)
    rows = {name: Row(name) for name in EXERCISES if any(s.exercise == name for s in solutions)}
    for _, verdict in sorted(verdicts.items()):
        rows[verdict.solution.exercise].verdicts.append(verdict)
    return list(rows.values())


# ---- what to print -------------------------------------------------------------------------------


def table(rows: list[Row]) -> Iterator[str]:
    """One line an exercise, and a sum."""
    yield "exercise   wrong   visible kills   hidden kills   right   rejected   survive the hidden check"
    wrong = killed = right = rejected = 0
    for row in rows:
        data = row.as_json()
        visible = data["visible_killed"]
        total, hidden = len(row.wrong), len(row.wrong) - len(row.survivors)
        rights, turned_away = len(row.verdicts) - total, len(row.rejected)
        yield (
            f"{row.exercise:<8} {total:>7} {_share(visible, total):>15} {_share(hidden, total):>14} "
            f"{rights:>7} {turned_away:>10}   {', '.join(_names(row.survivors)) or '–'}"
        )
        wrong, killed = wrong + total, killed + hidden
        right, rejected = right + rights, rejected + turned_away
    yield f"{'all':<8} {wrong:>7} {'':>15} {_share(killed, wrong):>14} {right:>7} {rejected:>10}"


def _share(some: object, of: int) -> str:
    if not isinstance(some, int):
        return "no check"
    return f"{some} ({some / of:.0%})" if of else "–"


def details(rows: list[Row]) -> Iterator[str]:
    """Which property caught what."""
    for row in rows:
        yield f"\n{row.exercise}"
        for verdict in row.verdicts:
            one = verdict.solution
            if one.right:
                failed = "; ".join([*(verdict.visible or ()), *verdict.hidden])
                yield f"  right  {one.name}: {f'REJECTED by {failed}' if failed else 'full points'}"
                continue
            seen = "" if verdict.visible is None or verdict.visible else "  (visible check: full points)"
            yield f"  wrong  {one.name}{seen}"
            yield f"         {_caught(verdict)}"
            if verdict in row.missed:
                yield f"         NOT caught by what its file says: {one.caught_by}"


def _caught(verdict: Verdict) -> str:
    """The properties that caught it; where none holds, that is all there is to say."""
    if not verdict.hidden:
        return "SURVIVES the hidden check"
    if len(verdict.hidden) == len(SUITES[verdict.solution.exercise]):
        return "caught by: every property"
    return f"caught by: {'; '.join(verdict.hidden)}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _options(arguments)
    try:
        folder = options.solutions
        solutions = slips(options.exercise) if options.generated else chosen(folder, options.exercise)
    except NothingFound as problem:
        print(problem, file=sys.stderr)
        return 2
    if not solutions:
        print(f"no solutions for {', '.join(options.exercise)}", file=sys.stderr)
        return 2
    for name in measure.left_out(folder) if folder else ():
        print(f"left out: {name} says neither wrong nor right", file=sys.stderr)
    rows = tried(solutions, options.jobs, visible=not options.generated)
    if options.json:
        print(json.dumps([row.as_json() for row in rows], indent=1, ensure_ascii=False))
    else:
        print("\n".join(table(rows)))
        if options.verbose:
            print("\n".join(details(rows)))
    for row in rows:
        if reason := measure.missing(row.exercise):
            print(f"no visible check for {reason}", file=sys.stderr)
    complaints = [complaint for row in rows for complaint in row.complaints()] if options.gate else []
    for complaint in complaints:
        print(f"gate: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m autograder.mutants", description=__doc__)
    add = parser.add_argument
    add("--json", action="store_true", help="a list of objects instead of a table")
    add("--verbose", action="store_true", help="which property caught which wrong solution")
    add("--gate", action="store_true", help="exit with 1 unless every exercise is good enough")
    add("--exercise", action="append", default=[], metavar="E1.9", help="only this one (may be repeated)")
    add("--solutions", type=Path, metavar="DIR", help="measure a folder of yours instead of ours")
    add("--generated", action="store_true", help="try slips of the finger, made from our right solutions")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at a time")
    options = parser.parse_args(arguments)
    options.exercise = [name.replace("_", ".").upper() for name in options.exercise]
    for name in options.exercise:
        if name not in EXERCISES:
            parser.error(f"{name} is no exercise; there are {', '.join(EXERCISES)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
