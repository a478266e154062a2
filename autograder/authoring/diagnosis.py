"""What the visible check knows of mistakes: ``python -m autograder.authoring.diagnosis``.

A wrong solution in ``autograder/mutants`` may say ``behaves_like = "drops the last hash of an odd level"``:
what it does, as a student reads it. This command asks it all probes of its exercise
(``blockkit/classroom/diagnosis``) and writes one hash over its answers, with the sentence, beside them. It
refuses a sentence that would not be certain: when another known solution gives the same answers.

--check           only say whether the files are up to date; exit 1 when they are not
--solutions DIR   measure: what the visible check would say to each solution of a folder, beside its reason
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from autograder.mutants import folders, measure
from autograder.mutants.folders import NothingFound
from autograder.mutants.solution import Mistake, Solution
from blockkit.classroom import diagnosis, lessons
from blockkit.classroom.diagnosis.probe import CannotSay, all_answers, hash_of, right_answers
from blockkit.classroom.lessons.record import Part
from blockkit.classroom.trying.silence import silence
from blockkit.classroom.trying.trial import opened, trial_of

# Wider than in a student's check: a machine that is busy must not change what is written.
LIMITS = replace(diagnosis.LIMITS, a_call=1.5, in_all=3.0, in_all_on_the_clock=60.0)

Kinds = dict[str, dict[str, str]]  # by function, then by the hash of its answers: the sentence


# ---- what a solution answers ---------------------------------------------------------------------


def hashes(solution: Solution) -> dict[str, str]:
    """The hash of the answers of each function that answers otherwise than the library's.

    It is empty for a function that nobody can be told about: one that never ends, for example.
    """
    functions = _functions(solution)
    found = {}
    with silence(), opened(trial_of(solution.exercise, LIMITS)):
        for part in lessons.exercise(solution.exercise).parts:
            own = _hash(part, functions[part.name])
            if own != _right_hash(part.name):
                found[part.name] = own
    return found


def _hash(part: Part, function: Callable[..., Any]) -> str:
    try:
        return hash_of(part, all_answers(part, function, diagnosis.probes(part.name)))
    except CannotSay:
        return ""


@cache
def _right_hash(name: str) -> str:
    part = lessons.PARTS[name]
    return hash_of(part, right_answers(part, diagnosis.probes(name)))


def _functions(solution: Solution) -> dict[str, Any]:
    os.environ.setdefault("BLOCKKIT_MY_CHAIN", measure.empty_folder())
    with silence():
        names = measure.namespace(solution.exercise)
    exec(compile(solution.source, solution.name, "exec"), names)
    return names


# ---- the kinds of mistakes -----------------------------------------------------------------------


def kinds_of(exercise: str, solutions: Iterable[Solution]) -> Kinds:
    """The kinds that these solutions make, all of one exercise. Raises :class:`Mistake`."""
    said: dict[tuple[str, str], Solution] = {}
    silent: list[tuple[Solution, dict[str, str]]] = []
    for one in solutions:
        where, found = f"{exercise}, {one.name}", hashes(one)
        if one.right and found:
            raise Mistake(f"{where}: right answers disagree on a probe of {', '.join(found)}; leave it out")
        if not one.behaves_like:
            silent.append((one, found))
            continue
        if len(found) != 1 or not all(found.values()):
            unasked = [name for name in lessons.exercise(exercise).functions if not diagnosis.probes(name)]
            if unasked:
                module = f"blockkit/classroom/diagnosis/lesson{lessons.lesson_of(exercise).name}.py"
                raise Mistake(f"{where}: {', '.join(unasked)} has no probes; add them to PROBES in {module}")
            why = f"answers otherwise in {', '.join(found)}" if found else "answers every probe as it should"
            raise Mistake(f"{where}: it {why}, so nobody could be told; take behaves_like away")
        (key,) = found.items()
        other = said.setdefault(key, one)
        if other.behaves_like != one.behaves_like:
            raise Mistake(
                f"{where}: it answers like {other.name}; give both one sentence that is true of both"
            )
    for one, found in silent:
        for key in found.items():
            if key in said:
                raise Mistake(
                    f"{exercise}, {one.name}: it answers like {said[key].name}, “{said[key].behaves_like}”; "
                    "say so in behaves_like, add a probe that tells them apart, or take the sentence away"
                )
    kinds: Kinds = {}
    for (name, own), solution in said.items():
        kinds.setdefault(name, {})[own] = solution.behaves_like
    return kinds


def texts() -> dict[Path, str]:
    """What the files of all lessons should say. Raises :class:`Mistake`."""
    found = {}
    ours = folders.ours()
    for lesson in lessons.LESSONS:
        kinds: Kinds = {}
        for exercise in lesson.exercises:
            kinds |= kinds_of(exercise.name, [one for one in ours if one.exercise == exercise.name])
        text = json.dumps(kinds, indent=1, ensure_ascii=False, sort_keys=True)
        found[diagnosis.file_of(lesson.name)] = text + "\n"
    return found


# ---- measuring -----------------------------------------------------------------------------------


def measured(folder: Path, jobs: int) -> list[str]:
    """What the visible check says to each solution of a folder, and a sum. Raises :class:`NothingFound`."""
    lines, named, wrong, refused = [], 0, 0, 0
    verdicts = list(measure.run(folders.find(folder), jobs, hidden=False))
    for verdict in sorted(verdicts, key=lambda one: (one.solution.exercise, one.solution.name)):
        one, said = verdict.solution, verdict.diagnosis.splitlines()
        wrong += not one.right
        refused += not one.right and bool(verdict.visible)
        named += bool(said)
        lines.append(f"{one.exercise} {'right' if one.right else 'wrong'} {one.name}: {one.reason}")
        lines.append(
            f"    {said[0] if said else 'silence' if verdict.visible else 'passes the visible check'}"
        )
    lines.append(
        f"{named} named, of {len(verdicts)}: {wrong} wrong, {refused} of them fail the visible check"
    )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _options(arguments)
    try:
        if options.solutions:
            print("\n".join(measured(options.solutions, options.jobs)))
            return 0
        wanted = texts()
    except (Mistake, NothingFound) as problem:
        print(problem, file=sys.stderr)
        return 1
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if options.check:
            print(f"{path.name} is out of date: python -m autograder.authoring.diagnosis", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
            print(f"wrote {path.name}")
    return 1 if stale and options.check else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m autograder.authoring.diagnosis",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="only say whether the files are up to date")
    parser.add_argument("--solutions", type=Path, metavar="DIR", help="measure a folder of solutions")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at a time"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
