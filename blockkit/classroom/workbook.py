"""What a student's notebook says: ``load`` at the top, ``keep`` after an exercise, ``overview`` at the end.

``keep(f)`` saves a function that passed its visible check, and the rules that the notebook loaded have it
from then on. ``load()`` returns a ``CourseRules`` with every saved part in its slot and the reference in the
others, and says which is which. A part that is broken is replaced by the reference: it never stops the next
notebook. While grading, all parts are the reference, so one mistake costs once.
"""

import inspect
from collections.abc import Callable
from copy import deepcopy
from textwrap import fill
from typing import Any

from blockkit.classroom import failed_cells, progress, saved_parts
from blockkit.classroom.course_rules import CourseRules, same_parameters
from blockkit.classroom.drawing import lines as html_lines
from blockkit.classroom.lessons import EXERCISE_OF, EXERCISES, KEPT, PRACTISED, SAVED, part_name
from blockkit.classroom.lessons.practice import PRACTICE
from blockkit.classroom.messages import say
from blockkit.classroom.progress import SESSION
from blockkit.classroom.properties import same
from blockkit.classroom.trying.for_checks import call_text
from blockkit.classroom.trying.trial import SAVED_PART, CannotUse, Trial, grading
from blockkit.errors import shown
from blockkit.params import MAINNET, ChainParams

__all__ = ["keep", "load", "overview", "sources"]

LINE = 72  # characters of a printed line; beside the file list on 1,024 pixels JupyterLab breaks a longer one


class Message(str):
    """A text that a notebook shows as it is, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        html = html_lines.box(html_lines.plain(self.splitlines()))
        return {"text/plain": str(self), "text/html": html}


def keep(*functions: Callable[..., Any]) -> Message:
    """Save functions that passed their visible check: this notebook and later ones run on them at once."""
    if grading():
        return Message(say("keep-grading"))
    lines = [_keep_one(function) for function in functions]
    if functions:
        _load_again(functions[0])
    lines += [say("keep-outdated", name=name) for name in failed_cells.outdated(functions)]
    return Message("\n".join(lines))


def _keep_one(function: Callable[..., Any]) -> str:
    name = part_name(function)
    if name not in SAVED:
        return say("keep-no-slot", name=name, slots=", ".join(KEPT))
    exercise = EXERCISE_OF.get(name, PRACTICE.name)
    report = SESSION.reports.get(name)
    if report is None or function not in report.functions:
        return say("keep-unchecked", name=name, exercise=exercise)
    about = report.about(function)
    failing = next((outcome for outcome in about if not outcome.holds), None)
    if report.unwritten or (failing and failing.unwritten):
        return say("keep-unwritten", name=name, instead=_instead(name))
    if not about:
        return say("keep-untried", name=name, exercise=exercise, instead=_instead(name))
    if failing:
        facts = {"name": name, "exercise": exercise, "failing": failing.name}
        return say("keep-failing", **facts, instead=_instead(name))
    try:
        text = saved_parts.source_of(function, name)
        _try_out(saved_parts.part_in(text, name, f"<{name}>").function, name)
        path = saved_parts.write(name, text)
    except (CannotUse, OSError) as problem:
        return say("keep-impossible", name=name, why=problem, instead=_instead(name))
    words = "kept-practice" if name in PRACTISED else "kept"
    return say(words, name=name, file=f"{path.parent.name}/{path.name}")


def _instead(name: str) -> str:
    """What the course runs on while this version is not kept."""
    if name in PRACTISED:
        return say("instead-practice")
    return say("instead-earlier" if saved_parts.path_of(name).exists() else "instead-reference")


def _try_out(function: Callable[..., Any], name: str) -> None:
    """One call that every right answer agrees on; :class:`CannotUse` when it goes wrong."""
    if not same_parameters(function, name):
        raise CannotUse(say("why-parameters", slot=name))
    part = SAVED[name]
    expected = part.reference(*deepcopy(part.example))
    value = Trial(SAVED_PART).call(function, *deepcopy(part.example))
    if part.yes_or_no:  # counts by truth, as in the checks
        value = bool(value)
    if not same(value, expected):
        call = call_text(part.reference, part.example)
        raise CannotUse(say("why-wrong", call=call, got=shown(value), expected=shown(expected)))


def load(params: ChainParams = MAINNET) -> CourseRules:
    """The rules of a chain with a student's saved parts; prints, part by part, whose it is.

    A part that uses ``rules`` in its own code runs on the rules that were loaded, so on the student's
    other parts.
    """
    rules, state = _loaded(params)
    SESSION.loaded.append(rules)
    print(_table(state))
    return rules


def _load_again(function: Callable[..., Any]) -> None:
    """Put rules with what is kept now in the place of those that the function's notebook has loaded.

    Rules do not change; so the notebook's names for them, mostly ``rules``, get new ones.
    """
    names = getattr(inspect.unwrap(function), "__globals__", {})
    for name, value in list(names.items()):
        if any(value is loaded for loaded in SESSION.loaded):
            names[name] = _loaded(value.params)[0]
            SESSION.loaded.append(names[name])


def sources() -> dict[str, str]:
    """For every part ``"yours"`` or ``"reference"``: what the closing picture shows."""
    return {name: "reference" if why else "yours" for name, why in _loaded(MAINNET)[1].items()}


def _loaded(params: ChainParams) -> tuple[CourseRules, dict[str, str]]:
    """The rules, and for each part why the reference is there (empty: the part is the student's)."""
    rules = CourseRules(params)
    if grading():
        return rules, dict.fromkeys(KEPT, say("why-grading"))
    parts: dict[str, saved_parts.SavedPart] = {}
    state: dict[str, str] = {}
    for name in KEPT:
        try:
            part = saved_parts.read(name)
            _try_out(part.function, name)
            parts[name], state[name] = part, ""
        except CannotUse as problem:
            state[name] = str(problem)
    rules = rules.filled({name: part.function for name, part in parts.items()})
    for part in parts.values():
        part.use(rules)
    return rules, state


def _table(state: dict[str, str]) -> str:
    """One line for each part that is the student's or was refused, one for all that are missing."""
    missing = [name for name, why in state.items() if why in (say("why-not-kept"), say("why-grading"))]
    told = {name: why for name, why in state.items() if name not in missing}
    width = max(map(len, told), default=0)
    lines = [
        f"{name.ljust(width)}  {say('load-reference', why=why) if why else say('load-yours')}"
        for name, why in told.items()
    ]
    if missing:
        line = say("load-missing", why=state[missing[0]], slots=", ".join(missing))
        lines.append(fill(line, LINE, break_long_words=False, subsequent_indent="  "))
    return "\n".join(lines)


def overview() -> Message:
    """What is certain so far: the visible checks that hold, and the points that nobody takes away."""
    held = progress.held()
    total = sum(exercise.points for exercise in EXERCISES.values())
    certain = sum(EXERCISES[name].visible_points for name in held)
    hidden = sum(EXERCISES[name].hidden_points for name in held)
    numbers = {"points": certain, "total": total, "hidden": hidden}
    facts = {name: f"{number:g}" for name, number in numbers.items()}
    lines = [say("overview-damaged")] if progress.damaged() else []
    lines.append(say("overview-head", held=len(held), all=len(EXERCISES), **facts))
    for exercise in EXERCISES.values():
        mark = "✓" if exercise.name in held else "·"
        lines.append(f"  {mark} {exercise.name:<6} {exercise.title} ({exercise.points:g})")
    return Message("\n".join([*lines, say("overview-hidden")]))
