"""Which known mistake a student's function behaves like, found by what it answers to fixed small inputs.

A lesson's module here, named as everywhere, holds its *probes*: inputs of the kind that the visible check
uses. The file beside it (``lesson01c_merkle.json``) knows of each *kind* of mistake one hash over all the
answers that it gives, and the sentence that says what it does; so it holds neither answers nor solutions. A
function is named only when all its answers, each with its type, are those of one kind; otherwise, and
whenever anything is odd, nothing is said.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import Any

from blockkit.classroom import lessons
from blockkit.classroom.diagnosis.probe import CannotSay, Probe, all_answers, example, hash_of
from blockkit.classroom.lessons.record import Part
from blockkit.classroom.messages import say
from blockkit.classroom.trying.silence import silence
from blockkit.classroom.trying.trial import Limits, opened, trial_of

__all__ = ["LIMITS", "diagnosed", "file_of", "kinds", "probes"]

# Of processor time: half a second for all probes of a check, about ten times what a right answer takes.
LIMITS = Limits(a_call=0.25, endless=1, in_all=0.5, in_all_on_the_clock=4.0)

Kinds = Mapping[str, Mapping[str, str]]  # by function, then by the hash of its answers: the sentence


def diagnosed(exercise: str, functions: Sequence[Callable[..., Any]]) -> str:
    """Which known mistake one of the functions behaves like, with an input that shows it; or nothing."""
    with suppress(Exception):
        parts = lessons.exercise(exercise).parts
        known = kinds(lessons.lesson_of(exercise).name)
        if len(functions) == len(parts):
            with silence(), opened(trial_of(exercise, LIMITS)):
                for part, function in zip(parts, functions, strict=True):
                    if found := _named(part, function, known.get(part.name, {})):
                        return found
    return ""


def _named(part: Part, function: Callable[..., Any], known: Mapping[str, str]) -> str:
    """The sentence for one function, or nothing."""
    asked = probes(part.name)
    if not known or not asked:
        return ""
    with suppress(CannotSay):
        answers = all_answers(part, function, asked)
        sentence = known.get(hash_of(part, answers))
        if sentence and (shown := example(part, function, asked, answers)):
            return say("diagnosis", name=part.name, kind=sentence, example=indent(shown, " " * 6))
    return ""


# ---- what is known -------------------------------------------------------------------------------


def probes(part: str) -> Sequence[Probe]:
    """The inputs that a function is asked, the smallest first; none where its lesson has no probes."""
    name = f"{__name__}.lesson{lessons.lesson_of(lessons.EXERCISE_OF[part]).name}"
    try:
        table: Mapping[str, Sequence[Probe]] = import_module(name).PROBES
    except ModuleNotFoundError:
        return ()
    return table.get(part, ())


@cache
def kinds(lesson: str) -> Kinds:
    """The known kinds of mistakes in a lesson; none where nobody has made its file."""
    path = file_of(lesson)
    found: Kinds = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def file_of(lesson: str) -> Path:
    """Where the kinds of a lesson are written down."""
    return Path(__file__).with_name(f"lesson{lesson}.json")
