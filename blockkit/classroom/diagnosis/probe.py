"""One question to a student's function, and the spelling of what it answers."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any

from blockkit.block import Block
from blockkit.classroom.lessons.record import Part
from blockkit.classroom.messages import say
from blockkit.classroom.properties import Fails, accepts, case, leaves_alone, refuses, rejects, same
from blockkit.classroom.trying.calling import REFUSALS
from blockkit.classroom.trying.for_checks import copied
from blockkit.classroom.trying.plain import RECORDS, Student, fields_of, plain, truth
from blockkit.classroom.trying.trial import CannotUse, Raised, try_call
from blockkit.errors import shown
from blockkit.transaction import OutPoint, Transaction

REFUSED = "refused"
SLIPPED = "slipped"  # an error that says no to nobody: a method that a tuple lacks, for example
Asked = Callable[..., Any]  # the function as a probe asks it


class CannotSay(Exception):
    """The function does something of which no kind is made: it never ends, for example."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One call. Every right answer answers it in the same way.

    Where right answers differ, ``fact`` asks the function and returns what they have in common; ``words``
    then says in a sentence what was found and what was expected. ``later`` does something to the arguments
    when the function has answered, before its answer is looked at: an answer of its own does not change.
    """

    args: tuple[Any, ...]
    fact: Callable[..., Any] | None = None  # fact(function, *args)
    words: Callable[..., str] | None = None  # words(found, expected, *args)
    later: Callable[..., object] | None = None  # later(*args)
    name: str = ""  # of the case, where its arguments do not say what it is


def each(*calls: Sequence[Any]) -> list[Probe]:
    """A plain probe for each tuple of arguments, and only one where two are the same."""
    return [Probe(args) for args in {repr(one): tuple(one) for one in calls}.values()]


def each_named(*calls: tuple[str, Sequence[Any]]) -> list[Probe]:
    """A plain probe for each name of a case and its arguments."""
    return [Probe(tuple(args), name=name) for name, args in calls]


# ---- asking --------------------------------------------------------------------------------------


def all_answers(part: Part, function: Asked, asked: Sequence[Probe]) -> list[str]:
    """How the function answers each probe, spelled; in the trial that is going on.

    Raises :class:`CannotSay`.
    """
    student = Student(function, part.name, truth if part.yes_or_no else plain)
    return [_answer(student, probe) for probe in asked]


def right_answers(part: Part, asked: Sequence[Probe]) -> list[str]:
    """What the library's own function answers to each probe, spelled."""
    return [spelled(_right(part, probe)) for probe in asked]


def _answer(student: Student, probe: Probe) -> str:
    changes: list[str] = []

    def ask(*args: Any) -> Any:
        handed = [_own(arg) for arg in args]
        try:
            return try_call(student, *handed)
        finally:
            changes.extend(_change(before, after) for before, after in zip(args, handed, strict=True))

    try:
        answer = spelled(_asked(student if probe.later else ask, probe))
    except CannotUse as problem:
        if not isinstance(problem, Raised):
            raise CannotSay(str(problem)) from None
        answer = REFUSED if problem.refused else SLIPPED
    return answer + "".join(changes)


def _asked(ask: Asked, probe: Probe) -> Any:
    """What comes of one question."""
    if probe.later and isinstance(ask, Student):
        handed = [_own(arg) for arg in probe.args]
        return try_call(ask.then(partial(probe.later, *handed)), *handed)
    return probe.fact(ask, *probe.args) if probe.fact else ask(*probe.args)


def _own(arg: Any) -> Any:
    """A copy that the function may spoil. Nothing frozen is safe from ``object.__setattr__``."""
    return deepcopy(arg) if isinstance(arg, Transaction | Block) else copied(arg)


def _change(before: Any, after: Any) -> str:
    """What the function has made of an argument, spelled; nothing where it is as it was."""
    if same(after, before) or repr(after) == repr(before):  # NaN is not the same as itself
        return ""
    return f", and makes {spelled(plain(after))} of its argument"


def _right(part: Part, probe: Probe) -> Any:
    """The library's answer as a value; ``REFUSALS`` is what it is for a refusal."""
    args = [copied(arg) for arg in probe.args]
    try:
        return probe.fact(part.reference, *args) if probe.fact else part.reference(*args)
    except REFUSALS:
        return REFUSALS


# ---- spelling ------------------------------------------------------------------------------------


def spelled(value: Any) -> str:
    """An answer as text, with its type; a list and a tuple count as the same, as in the checks."""
    if value is REFUSALS:
        return REFUSED
    if value is None or type(value) in (bool, int, float, str, bytes):
        return f"{type(value).__name__} {value!r}"
    if type(value) in (list, tuple):
        return f"[{', '.join(map(spelled, value))}]"
    if type(value) in RECORDS:
        return f"{type(value).__name__} {spelled(fields_of(value))}"
    if type(value) is OutPoint:
        return f"OutPoint {bytes(value).hex()}"
    if type(value) is dict:
        return f"{{{', '.join(sorted(f'{spelled(key)}: {spelled(value[key])}' for key in value))}}}"
    raise CannotSay(f"{type(value).__name__} has no spelling")


def hash_of(part: Part, answers: Sequence[str]) -> str:
    """One hash over all the answers that a function gives."""
    return sha256("\n".join([part.name, *answers]).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# ---- what a student reads ------------------------------------------------------------------------


def example(part: Part, function: Asked, asked: Sequence[Probe], answers: Sequence[str]) -> str:
    """The smallest input whose answer is wrong, in the words of the checks; nothing when all are right."""
    for probe, answer in zip(asked, answers, strict=True):
        right = _right(part, probe)
        if answer != spelled(right):
            return _in_words(part, function, probe, right)
    return ""


def _in_words(part: Part, function: Asked, probe: Probe, right: Any) -> str:
    # Its own copies: a function that changes what it is handed would spoil the probes of later answers.
    handed = replace(probe, args=tuple(_own(arg) for arg in probe.args))
    try:
        if probe.words:
            asked = Student(function, part.name) if probe.later else partial(try_call, function)
            words = probe.words(_asked(asked, handed), right, *probe.args)
            return words or _change_in_words(part, probe.args, handed.args)
        if right is REFUSALS:
            sentence: Callable[..., Any] = partial(refuses, function)
        elif part.yes_or_no:
            sentence = partial(accepts if right else rejects, function)
        else:
            sentence = partial(leaves_alone, right, function)
        if probe.name:
            sentence = partial(case, probe.name, sentence)
        sentence(*handed.args)
    except (Fails, CannotUse) as problem:
        return str(problem)
    return ""  # it answers otherwise than before


def _change_in_words(part: Part, before: Sequence[Any], after: Sequence[Any]) -> str:
    """The first argument that the function has changed; nothing where all are as they were."""
    for was, now in zip(before, after, strict=True):
        if _change(was, now):
            return say("changed-argument", name=part.name, before=shown(was), after=shown(now))
    return ""
