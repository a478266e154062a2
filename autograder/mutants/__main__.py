"""How good are the checks?

Without options it tries those of our solutions that changed since their verdict was written down, or that
other code judges today, and writes the ledger of verdicts anew. With --gate it writes nothing: it tries a
tenth of the others as well, and exits with 1 when the ledger or the checks are not as they should be.
With --generated it tries slips of the finger instead, made from our right solutions, and names each one
that passes and is not on the list of accepted survivors.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from autograder.mutants import folders, generated, generic, ledger, measure, survivors
from autograder.mutants.folders import NothingFound
from autograder.mutants.measure import Verdict
from autograder.mutants.rows import Row, details, table
from autograder.mutants.solution import Mistake, Solution
from blockkit.classroom.lessons import EXERCISES

# ---- what to try ---------------------------------------------------------------------------------


def ours(only: list[str]) -> list[Solution]:
    """All of ours: the files, the masters' own, and what is made from them."""
    files = folders.ours()
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
    files = folders.ours()
    for exercise in only or EXERCISES:
        right = [one for one in files if one.exercise == exercise and one.right]
        for base in right + measure.from_master(exercise):
            for made in generated.solutions(base):
                seen.setdefault((exercise, made.source), made)
    return list(seen.values())


def tried(solutions: Iterable[Solution], jobs: int, visible: bool = True) -> list[Verdict]:
    """Try them all; a counter runs where somebody watches."""
    waiting = list(solutions)
    verdicts: dict[Solution, Verdict] = {}
    for verdict in measure.run(waiting, jobs, visible):
        verdicts[verdict.solution] = verdict
        if sys.stderr.isatty():
            print(f"\r{len(verdicts)} of {len(waiting)} solutions", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 40, end="\r", file=sys.stderr, flush=True)
    return [verdicts[one] for one in waiting]


def by_exercise(verdicts: Iterable[Verdict]) -> list[Row]:
    """The verdicts, sorted into rows."""
    rows = {exercise: Row(exercise) for exercise in EXERCISES}
    for verdict in verdicts:
        rows[verdict.solution.exercise].verdicts.append(verdict)
    return [row for row in rows.values() if row.verdicts]


# ---- our own, with the ledger --------------------------------------------------------------------


def measured(options: argparse.Namespace) -> tuple[list[Verdict], list[str]]:
    """The verdicts on our own solutions, and what is wrong with the ledger.

    What is written down and still current is believed, except for what is tried again to be sure.
    """
    solutions = ours(options.exercise)
    old = ledger.read()
    known = ledger.known(solutions, old)
    changed = [one for one in solutions if one not in known]
    rest = [one for one in solutions if one in known]
    again = rest if options.all else ledger.tenth(rest, options.seed) if options.gate else []
    now = {verdict.solution: verdict for verdict in tried(changed + again, options.jobs)}
    # A busy machine can make a slow answer look endless: what differs is tried once more, alone.
    others = [one for one in again if differ(known[one], now[one])]
    now.update({verdict.solution: verdict for verdict in tried(others, jobs=1)})
    seed = f" (seed {options.seed})" if options.gate and not options.all else ""
    print(
        f"tried {len(now)} of {len(solutions)} solutions: {len(changed)} that are new or judged by new code, "
        f"and {len(again)} of the others{seed}",
        file=sys.stderr,
    )
    complaints = [_unlike(known[one], now[one]) for one in others if differ(known[one], now[one])]
    kept = {name: page for name, page in old.items() if name in options.exercise or not options.exercise}
    stale = [f"{one.exercise} {one.name}" for one in changed] + ledger.gone(solutions, kept)
    if stale:
        complaints.append(
            f"the ledger is out of date for {len(stale)} solutions, first of all {stale[0]}: "
            f"run `make mutants` and commit autograder/mutants/{ledger.PATH.name}"
        )
    return [now.get(one) or known[one] for one in solutions], complaints


def differ(one: Verdict, other: Verdict) -> bool:
    """Do two verdicts name other properties?"""
    return (one.visible, one.hidden) != (other.visible, other.hidden)


def _unlike(written: Verdict, now: Verdict) -> str:
    old, new = ("; ".join([*(one.visible or ()), *one.hidden]) or "nothing" for one in (written, now))
    return (
        f"{now.solution.exercise}: the ledger says that {now.solution.name} fails {old}; now it fails {new}, "
        "though no code has changed. Is its answer a matter of chance, or of speed?"
    )


def write(verdicts: list[Verdict], only: list[str]) -> None:
    """Write the ledger anew; with some exercises only, the pages of the others stay."""
    if any(verdict.visible is None for verdict in verdicts):
        print(f"{ledger.PATH.name} is left as it was: a visible check is missing", file=sys.stderr)
        return
    pages = ledger.new_pages(verdicts)
    ledger.write({**ledger.read(), **pages} if only else pages)


# ---- generated ones, with the list of accepted survivors ----------------------------------------


def generated_ones(options: argparse.Namespace) -> tuple[list[Verdict], list[str]]:
    """The verdicts on generated mutants, and a complaint for each survivor that is not accepted.

    With --gate a tenth is tried, of the exercises that have a list of accepted ones; without it all are, and
    the list is written anew.
    """
    book, only = survivors.read(), options.exercise
    if options.gate:
        only = [exercise for exercise in only or EXERCISES if exercise in book]
        if without := [exercise for exercise in options.exercise or EXERCISES if exercise not in book]:
            print(f"not tried, nobody has judged their survivors yet: {', '.join(without)}", file=sys.stderr)
    mutants = slips(only) if only or not options.gate else []
    some = ledger.tenth(mutants, options.seed) if options.gate and not options.all else mutants
    verdicts = tried(some, options.jobs, visible=False)
    if not options.gate:
        survivors.write(survivors.renewed(book, verdicts, options.accept))
    new = [] if options.accept else survivors.unknown(verdicts, book)
    return verdicts, [f"{one.exercise}: nobody has judged this survivor: {one.name}" for one in new]


# ---- the command ---------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _options(arguments)
    try:
        verdicts, complaints = _verdicts(options)
    except (NothingFound, Mistake) as problem:
        print(problem, file=sys.stderr)
        return 2
    rows = by_exercise(verdicts)
    if options.json:
        print(json.dumps([row.as_json() for row in rows], indent=1, ensure_ascii=False))
    else:
        print("\n".join(table(rows)))
        if options.verbose:
            print("\n".join(details(rows)))
    for row in rows:
        if reason := measure.missing(row.exercise):
            print(f"no visible check for {reason}", file=sys.stderr)
    if not (options.gate or options.generated):
        return 0
    if not options.generated:
        complaints += [complaint for row in rows for complaint in row.complaints()]
    for complaint in complaints:
        print(f"gate: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def _verdicts(options: argparse.Namespace) -> tuple[list[Verdict], list[str]]:
    """What the options ask for. Raises :class:`NothingFound` and :class:`Mistake`."""
    if options.solutions:
        for name in folders.left_out(options.solutions):
            print(f"left out: {name} says neither wrong nor right", file=sys.stderr)
        found = folders.find(options.solutions)
        wanted = [one for one in found if not options.exercise or one.exercise in options.exercise]
        if not wanted:
            raise NothingFound(f"no solutions for {', '.join(options.exercise)}")
        return tried(wanted, options.jobs), []
    if options.generated:
        return generated_ones(options)
    verdicts, complaints = measured(options)
    if not options.gate:
        write(verdicts, options.exercise)
    return verdicts, complaints


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m autograder.mutants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--json", action="store_true", help="a list of objects instead of a table")
    add("--verbose", action="store_true", help="which property caught which wrong solution")
    add("--gate", action="store_true", help="exit with 1 unless every exercise is good enough")
    add("--all", action="store_true", help="try all of our solutions, whatever is written down")
    add("--seed", default=date.today().isoformat(), help="which tenth --gate tries again (today's: the date)")
    add("--exercise", action="append", default=[], metavar="E1.9", help="only this one (may be repeated)")
    add("--solutions", type=Path, metavar="DIR", help="measure a folder of yours instead of ours")
    add("--generated", action="store_true", help="try slips of the finger, made from our right solutions")
    add("--accept", default="", metavar="WHY", help="with --generated: put new survivors on the list")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at a time")
    options = parser.parse_args(arguments)
    options.exercise = [name.replace("_", ".").upper() for name in options.exercise]
    for name in options.exercise:
        if name not in EXERCISES:
            parser.error(f"{name} is no exercise; there are {', '.join(EXERCISES)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
