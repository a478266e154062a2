"""How a check calls a student's function: on copies, or on the very objects to see what it does to them."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from blockkit.classroom.lessons import part_name
from blockkit.classroom.trying.trial import Borrowed, CannotUse, Unwritten, current
from blockkit.errors import shown


def call(function: Callable[..., Any], *args: Any, seconds: float = 0.0) -> Any:
    """The student's function on copies of ``args``, in the current trial."""
    return _called(function, [copied(arg) for arg in args], seconds, lambda: call_text(function, args))


def call_on(function: Callable[..., Any], args: Sequence[Any], seconds: float = 0.0) -> Any:
    """The same on the very objects in ``args``, so that a change to them can be seen."""
    as_called = call_text(function, args)  # before the function can change them
    return _called(function, args, seconds, lambda: as_called)


def _called(
    function: Callable[..., Any], args: Sequence[Any], seconds: float, as_called: Callable[[], str]
) -> Any:
    try:
        return current().call(function, *args, seconds=seconds)
    except CannotUse as problem:
        if not isinstance(problem, Unwritten | Borrowed):
            problem.args = (f"{as_called()}: {problem}",)
        raise


def copied(value: Any) -> Any:
    """A deep copy, or the value itself where there is none (a memoryview, for example)."""
    try:
        return deepcopy(value)
    except TypeError:
        return value


def call_text(function: Callable[..., Any], args: Sequence[Any]) -> str:
    """The call as a student would write it, long arguments shortened."""
    return f"{part_name(function)}({', '.join(shown(arg) for arg in args)})"
