"""What a property says: the sentences of which checks are made.

Each raises :class:`Fails`, with a message for the student, when it does not hold.
"""

import builtins
from collections.abc import Callable, Sequence
from typing import Any

from blockkit.classroom.differences import difference, untouched
from blockkit.classroom.differences import same as same
from blockkit.classroom.lessons import part_name
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_checks import call, call_seen, call_text, copied, unused_arguments
from blockkit.classroom.trying.for_figures import kind_and_size
from blockkit.classroom.trying.trial import CannotUse, Raised, Unwritten, current
from blockkit.errors import shown

# What a property returns that only saw a "no". A function that always fails says no to everything, so
# such properties count only when another one holds.
SAID_NO = object()


class Fails(Exception):
    """A property does not hold; the message tells the student which input showed it."""


def gives(expected: object, function: Callable[..., Any], *args: Any) -> Any:
    """``function(*args)`` gives ``expected``: the same value of the same type."""
    return _compared(expected, call(function, *args), function, args)


def gives_each(function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> None:
    """``gives`` for several cases, each written ``(expected, argument, …)``."""
    for expected, *args in cases:
        gives(expected, function, *args)


def _compared(expected: object, value: Any, function: Callable[..., Any], args: Sequence[Any]) -> Any:
    if not same(value, expected):
        raise _wrong(function, args, value, difference(value, expected))
    return value


def _wrong(function: Callable[..., Any], args: Sequence[Any], value: object, lines: Sequence[str]) -> Fails:
    """The call, what is wrong with its answer, and what the function certainly forgot."""
    forgotten = []
    if value is None and current().printed:
        forgotten.append(say("printed-only"))
    if unused := unused_arguments(function):
        forgotten.append(say("never-used", names=say("and").join(unused)))
    return Fails("\n".join([call_text(function, args), *lines, *forgotten]))


def leaves_alone(expected: object, function: Callable[..., Any], *args: Any) -> None:
    """``function(*args)`` gives ``expected`` and changes none of its arguments."""
    handed = [copied(arg) for arg in args]
    _compared(expected, call_seen(function, handed, args), function, args)
    for before, after in zip(args, handed, strict=True):
        if not untouched(after, before):
            raise Fails(
                say(
                    "changed-argument",
                    name=part_name(function),
                    before=shown(before),
                    after=shown(after),
                )
            )


def refuses(function: Callable[..., Any], *args: Any) -> object:
    """``function(*args)`` raises ``ValueError``, or another error that means "no" and is no slip."""
    return _refuses(function, args, "slip-no-refusal")


def refuses_by_rule(function: Callable[..., Any], *args: Any) -> object:
    """The same where a contract asks for :class:`~blockkit.errors.Invalid` with a reason: messages say so."""
    return _refuses(function, args, "slip-no-refusal-by-rule", "must-refuse-by-rule")


def refuses_by_value_error(function: Callable[..., Any], *args: Any) -> object:
    """``function(*args)`` raises ``ValueError``; any other error of Python's or of a tool's may be a slip."""
    return _refuses(function, args, "other-error", means_no=by_value_error)


def by_value_error(problem: CannotUse) -> bool:
    """Did a function say no by ``ValueError``? An error of the reader's own class may be one."""
    known = getattr(builtins, problem.words.partition(":")[0], ValueError)
    return problem.refused and isinstance(known, type) and issubclass(known, ValueError)


def _refuses(
    function: Callable[..., Any], args: tuple[Any, ...], slip: str, must: str = "must-refuse",
    means_no: Callable[[CannotUse], bool] = lambda problem: problem.refused,
) -> object:  # fmt: skip
    try:
        value = call(function, *args)
    except Raised as problem:
        if means_no(problem):
            return SAID_NO
        raise Fails(say(slip, problem=problem)) from None
    got = shown(value) if value is None else f"{shown(value)} ({kind_and_size(value)})"
    raise _wrong(function, args, value, [say("returned", got=got), say(must)])


def accepts(function: Callable[..., Any], *args: Any) -> None:
    """``function(*args)`` says yes: ``True``, or 1, or another true value."""
    _says(True, function, args)


def rejects(function: Callable[..., Any], *args: Any) -> object:
    """``function(*args)`` says no: ``False``, or another false value, and no error; ``None`` says nothing."""
    _says(False, function, args)
    return SAID_NO


def _says(expected: bool, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    value = call(function, *args)
    if value is None or bool(value) is not expected:
        lines = [say("returned", got=shown(value)), say("expected", expected=expected)]
        if value is None and not current().printed:
            lines.append(say("return-missing"))
        raise _wrong(function, args, value, lines)


def case(name: str, one: Callable[..., Any], *args: Any) -> Any:
    """Another property, ``one(*args)``, in a case with a name: ``case("the wrong place", rejects, …)``."""
    try:
        return one(*args)
    except Unwritten:
        raise
    except (Fails, CannotUse) as problem:
        problem.args = (f"{name}: {problem}",)
        raise


def holds(condition: object, message: str) -> None:
    """A plain condition, with the sentence that a student reads when it does not hold."""
    if not condition:
        raise Fails(message)
