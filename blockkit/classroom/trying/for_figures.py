"""How a figure asks the student's functions."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import monotonic
from typing import Any

from blockkit.classroom.messages import say
from blockkit.classroom.slots import REFERENCE, SECONDS_A_CALL, CourseRules, answer, described


class Asker:
    """Asks the slots of ``rules`` for one figure, and collects the banners the figure must carry.

    A slot that failed once, or that was slow all in all, is not asked again: the reference takes its
    place for the rest of the figure.
    """

    def __init__(self, rules: CourseRules) -> None:
        self.rules = rules
        self.notes: list[str] = []
        self._seconds: dict[str, float] = {}

    def __call__(self, slot: str, *args: Any, read: Callable[[Any], Any] | None = None) -> Any:
        """The value of ``slot`` for ``args``.

        ``read`` turns the value into what the figure needs, and raises ``TypeError`` or
        ``ValueError`` when it cannot be drawn.
        """
        started = monotonic()
        value, note = answer(self.rules, slot, *args)
        self._seconds[slot] = self._seconds.get(slot, 0.0) + monotonic() - started
        if not note and read:
            try:
                read(value)
            except (TypeError, ValueError):
                got, value = value, getattr(REFERENCE, slot)(*args)
                why = say("why-undrawable", got=described(got), expected=described(value))
                note = say("stands-in", slot=slot, why=why)
        if not note and self._seconds[slot] > SECONDS_A_CALL:
            why = say("why-slow", seconds=f"{SECONDS_A_CALL:g}")
            note = say("stands-in", slot=slot, why=why)
        if note:
            self.notes.append(note)
            self.rules = replace(self.rules, **{slot: getattr(REFERENCE, slot)})
        return read(value) if read else value

    def each(
        self, slot: str, calls: Iterable[tuple[Any, ...]], read: Callable[[Any], Any] | None = None
    ) -> list[Any]:
        """The values for several calls; all from one hand, the reference's if one of them fails."""
        calls, before = list(calls), len(self.notes)
        values = [self(slot, *args, read=read) for args in calls]
        if len(self.notes) > before:
            values = [self(slot, *args, read=read) for args in calls]
        return values
