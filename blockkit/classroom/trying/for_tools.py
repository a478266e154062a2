"""How a figure asks functions that are not kept, or whose answers may differ in length from the right ones.

What :class:`~blockkit.classroom.trying.for_figures.Asker` is for the parts of the machine, this is for a
function that a cell hands in.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from blockkit.classroom.messages import say
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, current, opened, try_call
from blockkit.errors import shown

Function = Callable[..., Any]


class Tools:
    """Asks a reader's functions; the library's own takes the place of one that failed once."""

    def __init__(self, **functions: tuple[Function, Function]) -> None:
        self.functions = {name: theirs for name, (theirs, _) in functions.items()}
        self.own = {name: own for name, (_, own) in functions.items()}
        self.notes: list[str] = []
        self._trial = Trial(FIGURE, never_again=current().never_again)

    def __call__(self, name: str, *args: Any, read: Callable[[Any], Any]) -> Any:
        """What a function says, as ``read`` reads it; that raises ``ValueError`` for what cannot be drawn."""
        if not self.failed(name):
            try:
                with opened(self._trial):
                    value = try_call(self.functions[name], *deepcopy(args))
                return self._read(name, value, args, read)
            except CannotUse as why:
                self.notes.append(say("stands-in", slot=name, why=str(why)))
                self.functions[name] = self.own[name]
        return read(self.own[name](*deepcopy(args)))

    def failed(self, name: str) -> bool:
        """Is it the library's own that is asked?"""
        return self.functions[name] is self.own[name]

    def _read(self, name: str, value: Any, args: tuple[Any, ...], read: Callable[[Any], Any]) -> Any:
        try:
            return read(value)
        except (TypeError, ValueError):
            right = self.own[name](*deepcopy(args))
            raise CannotUse(say("why-other", got=shown(value, 60), expected=shown(right, 60))) from None
