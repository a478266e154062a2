"""How a figure, and a cell of a notebook, asks the student's functions: the reference is ready to step in."""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any

from blockkit.classroom.course_rules import CourseRules, reference
from blockkit.classroom.messages import say
from blockkit.classroom.trying.calling import in_one_line
from blockkit.classroom.trying.plain import Strange
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, Unwritten, current, opened, try_call


def answer(rules: CourseRules, name: str, *args: Any) -> tuple[Any, str]:
    """The value of a part for ``args``, and a note when the reference had to stand in.

    A value counts when it has the type (and, for bytes and text, the length) of the reference's.
    A *wrong* value of the right form is returned as it is: the picture shall show it. Where the reference
    refuses ``args``, the note says so; "refused" is the value of a part that does the same.
    """
    try:
        expected = reference(name)(*deepcopy(args))
    except Exception as refusal:  # what a student types is the student's choice
        return _beyond(rules, name, args, in_one_line(refusal))
    value, why = _answer(rules, name, args, expected)
    return value, say("stands-in", slot=name, why=why) if why else ""


def _beyond(rules: CourseRules, name: str, args: Sequence[Any], why: str) -> tuple[Any, str]:
    """What a part makes of arguments that the reference refuses."""
    if getattr(rules, name) is reference(name):
        return say("refused"), why
    try:
        return try_call(getattr(rules, name), *deepcopy(args)), say("reference-refuses", why=why)
    except Unwritten as problem:
        return say("refused"), say("stands-in", slot=name, why=problem)
    except CannotUse as problem:
        return say("refused"), say("refused-how", why=problem)


def _answer(rules: CourseRules, name: str, args: Sequence[Any], expected: Any) -> tuple[Any, str]:
    """The value, and why it is the reference's, ``expected``, where it had to stand in."""
    function = getattr(rules, name)
    if function is reference(name):
        return expected, ""
    try:
        value = try_call(function, *deepcopy(args))
        _need_form(value, expected)
    except CannotUse as problem:
        return expected, str(problem)
    return tuple(value) if isinstance(value, list) and isinstance(expected, tuple) else value, ""


def _need_form(value: object, model: object) -> None:
    """Refuse a value that cannot be drawn in place of ``model``."""
    if model is None or isinstance(model, int):  # a bool is an int
        fits = type(value) in (int, bool, type(None))
    elif isinstance(model, bytes | str):
        fits = type(value) is type(model) and len(value) == len(model)
    elif isinstance(model, list | tuple):
        fits = (
            isinstance(value, list | tuple)
            and type(value) in (list, tuple)  # no subclass: it could lie, or never end
            and (_of_one_kind(value, model) if len(set(map(type, model))) < 2 else len(value) == len(model))
        )
    else:
        fits = isinstance(value, type(model))
    if not fits:
        got, expected = kind_and_size(value), kind_and_size(model)
        raise CannotUse(say("why-inside" if got == expected else "why-form", got=got, expected=expected))


def _of_one_kind(value: Sequence[object], model: Sequence[object]) -> bool:
    """Is each item of the type that the model's items have?"""
    return all(type(inner) is type(model[0]) for inner in value if model)


def yes_or_no(value: Any) -> bool:
    """What a part says, to be read by an :class:`Asker`; ``None`` says nothing."""
    if value is None:
        raise TypeError("nothing")
    return bool(value)


def kind_and_size(value: object) -> str:
    """A value's type and size in words, for messages: ``bytes, length 32``."""
    kind = value.kind if isinstance(value, Strange) else type(value).__name__
    try:
        size = f", length {len(value)}" if isinstance(value, bytes | str | list | tuple) else ""
    except Exception:  # a subclass may lie, even by raising
        size = ""
    return f"{kind}{size}"


class Asker:
    """Asks the parts of ``rules`` for one figure, and collects the banners the figure must carry.

    A part that failed once, or that was slow all in all, is not asked again: the reference takes its
    place for the rest of the figure.
    """

    def __init__(self, rules: CourseRules) -> None:
        self.rules = rules
        self.notes: list[str] = []
        self._never_again = current().never_again  # a widget's
        self._trials: dict[str, Trial] = {}
        self._stands_in: dict[str, list[str]] = {}  # by the reason: for which parts

    def __call__(self, name: str, *args: Any, read: Callable[[Any], Any] | None = None) -> Any:
        """The value of a part for ``args``.

        ``read`` turns the value into what the figure needs, and raises ``TypeError`` or
        ``ValueError`` when it cannot be drawn.
        """
        trial = self._trials.setdefault(name, Trial(FIGURE, never_again=self._never_again))
        with opened(trial):
            value, why = _answer(self.rules, name, args, reference(name)(*deepcopy(args)))
        if not why and read:
            try:
                read(value)
            except (TypeError, ValueError):
                got, value = kind_and_size(value), reference(name)(*args)
                expected = kind_and_size(value)
                why = say("why-inside" if got == expected else "why-undrawable", got=got, expected=expected)
        own = getattr(self.rules, name)
        if not why and own is not reference(name) and trial.used > FIGURE.in_all:
            why = say("why-slow", seconds=f"{FIGURE.in_all:g}")
            if self._never_again is not None:
                self._never_again.append(own)
        if why:
            self._note(name, why)
            self.rules = self.rules.filled({name: reference(name)})
        return read(value) if read else value

    def each(
        self, name: str, calls: Iterable[tuple[Any, ...]], read: Callable[[Any], Any] | None = None
    ) -> list[Any]:
        """The values for several calls, all by one function: the reference if it fails in one of them."""
        calls, asked = list(calls), getattr(self.rules, name)
        values = [self(name, *args, read=read) for args in calls]
        if getattr(self.rules, name) is not asked:
            values = [self(name, *args, read=read) for args in calls]
        return values

    def _note(self, name: str, why: str) -> None:
        """Say that the reference stands in; for several parts with the same reason in one banner."""
        names = self._stands_in.setdefault(why, [])
        if names:
            self.notes.remove(self._banner(names, why))
        names.append(name)
        self.notes.append(self._banner(names, why))

    def _banner(self, names: Sequence[str], why: str) -> str:
        *others, last = names
        if not others:
            return say("stands-in", slot=last, why=why)
        return say("stands-in-for-several", slots=", ".join(others) + say("and") + last, why=why)
