"""One call of a student's function, and what became of it in plain data.

:func:`call_here` runs it in this process. It is one :class:`Caller`; another may run the function in a
process of its own, since only the function, its arguments, the terms and a :class:`Done` cross this seam.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from opcode import opmap
from struct import error as StructError
from time import process_time
from traceback import walk_tb
from types import CodeType, FrameType
from typing import Any, Protocol

from blockkit.classroom.messages import say
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.prompts import Prompted, no_prompts
from blockkit.classroom.trying.time_limit import TooLong, time_limit
from blockkit.errors import without_memory_addresses

# Refusing is saying no on purpose. These errors say no even where Python itself raised them. Any other
# one does when the function's own ``raise`` raised it: a name that does not exist is a slip.
REFUSALS = (
    ValueError, TypeError, LookupError, ArithmeticError, AssertionError, StructError,
    StopIteration, EOFError,  # next() finds nothing, a reader has no more bytes
)  # fmt: skip
RAISE = opmap["RAISE_VARARGS"]

# So many calls and returns inside a call are watched, those of Python's own functions too. Who borrows an
# answer does so early, or in the small cases of a check; a right answer that makes many calls, as a miner
# does, would take twice as long throughout. To ask the course for an answer takes more than a thousand; who
# does that does it from the start, so later calls of the same function are watched for a shorter time.
WATCHED, WATCHED_LATER = 2_000, 120

SIMPLE = frozenset({type(None), bool, int, float, str, bytes})
FEW = 1_000  # so many values are looked at one by one


@dataclass(frozen=True, slots=True)
class Terms:
    """What a call may do."""

    seconds: float  # of processor time
    not_to_borrow: Mapping[CodeType, str] = field(default_factory=dict)  # code that would do the work
    also_allowed: frozenset[CodeType] = frozenset()  # the answers to other exercises, which may use such code
    digest: Callable[[Any], Any] | None = None  # plain or truth: what to make of the answer
    afterwards: Callable[[], object] | None = None  # runs when the function has ended, before the digest
    watched: int = WATCHED  # so many events


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a call."""

    value: Any = None
    problem: str = ""  # "", "unwritten", "endless", "borrowed", "asks", "ends" or "raised"
    words: str = ""  # the name that was borrowed or called; or the error, in one line
    line: int = 0  # of the student's cell, where it is known
    refused: bool = False  # it raised what means "no"
    seconds: float = 0.0  # of processor time


class Caller(Protocol):
    """Who runs a student's function. The objects in ``args`` show afterwards what it did to them."""

    def __call__(self, function: Callable[..., Any], args: Sequence[Any], terms: Terms) -> Done:
        """Run it once; nothing that it does gets out but a :class:`Done`."""


def call_here(function: Callable[..., Any], args: Sequence[Any], terms: Terms) -> Done:
    """Run it in this process, on these very objects."""
    if function is TODO:
        return Done(problem="unwritten")
    done = _watched(function, [_not_watched(arg) for arg in args], terms)
    if terms.afterwards is not None and not done.problem:
        terms.afterwards()
    if terms.digest is not None and not done.problem:
        if _is_simple(done.value):  # nothing of a student's runs when one looks at these
            return Done(terms.digest(done.value), seconds=done.seconds)
        made = _watched(terms.digest, [done.value], terms)
        done = replace(made, seconds=done.seconds + made.seconds)
    return done


def _is_simple(answer: Any) -> bool:
    """Is it a value of Python's own, or a few of them in lists, tuples and dictionaries?"""
    todo = [answer]
    for _ in range(FEW):
        if not todo:
            return True
        one = todo.pop()
        kind = type(one)
        if kind in (list, tuple, dict) and len(one) < FEW:
            todo += one
            if kind is dict:
                todo += one.values()
        elif kind not in SIMPLE:
            return False
    return False


def _watched(function: Callable[..., Any], args: Sequence[Any], terms: Terms) -> Done:
    started, borrowed, before = process_time(), list[str](), sys.getprofile()
    try:
        became = _tried(function, args, terms.seconds, _watcher(terms, borrowed))
    finally:
        sys.setprofile(before)
    if borrowed:
        became = {"problem": "borrowed", "words": borrowed[0]}
    return Done(**became, seconds=process_time() - started)


def _tried(function: Callable[..., Any], args: Sequence[Any], seconds: float, watch: Any) -> dict[str, Any]:
    """What became of the call: the fields of a :class:`Done`, but for its seconds."""
    try:
        with no_prompts(), time_limit(seconds):
            sys.setprofile(watch)
            value = function(*args)
            sys.setprofile(None)
    except TooLong:
        return {"problem": "endless", "words": f"{seconds:g}"}
    except Prompted as asked:
        return {"problem": asked.problem, "words": asked.name}
    except SystemExit:
        return {"problem": "ends", "words": "exit"}
    except BaseException as error:  # a student's function may raise GeneratorExit too
        sys.setprofile(None)
        words, line, refused = in_one_line(error), _line(error, function), _means_no(error)
        return {"problem": "raised", "words": words, "line": line, "refused": refused}
    return {"problem": "unwritten"} if value is TODO else {"value": value}


LONGEST = 120  # characters of an error's own words


def in_one_line(error: BaseException) -> str:
    """An error in one line, whatever its own words do."""
    try:
        words = without_memory_addresses(" ".join(str(error).split()))
    except Exception:
        words = ""
    kind = type(error).__name__
    if len(words) > LONGEST:
        words = words[: LONGEST - 1].rstrip() + "…"
    return f"{kind}: {words}" if words else kind


def _means_no(error: BaseException) -> bool:
    """Does the error say no, or is it a slip? ``NotImplementedError`` says that something is not written."""
    if isinstance(error, NotImplementedError):
        return False
    nothing_found = isinstance(error, AttributeError) and error.obj is None  # as re.match(…).group() says
    return isinstance(error, REFUSALS) or nothing_found or _raised_on_purpose(error)


def _raised_on_purpose(error: BaseException) -> bool:
    """Was it a ``raise`` in the student's own code that raised it?"""
    stops = []
    stop = error.__traceback__
    while stop is not None:
        stops.append(stop)
        stop = stop.tb_next
    if len(stops) < 2:  # it never came to the student's function
        return False
    first, last = stops[1], stops[-1]  # the one before is ours
    own = last.tb_frame.f_globals is first.tb_frame.f_globals  # also a helper from another cell
    return own and last.tb_frame.f_code.co_code[last.tb_lasti] == RAISE


def _line(error: BaseException, function: Callable[..., Any]) -> int:
    """In which line of the student's cell the error arose; 0 when that cannot be said."""
    code = getattr(function, "__code__", None)
    lines = [
        line
        for frame, line in walk_tb(error.__traceback__)
        if code is not None and frame.f_code.co_filename == code.co_filename
    ]
    return lines[-1] if lines else 0


def sentence(done: Done) -> str:
    """Why a call gave no usable answer, in a few words."""
    if done.problem == "raised":
        where = say("in-line", line=done.line) if done.line else ""
        return say("why-raised", error=done.words, where=where)
    if done.problem == "unwritten":
        return say("why-todo")
    if done.problem == "endless":
        return say("why-endless", seconds=done.words)
    return say(f"why-{done.problem}", name=done.words)


# ---- whose work is it ----------------------------------------------------------------------------


def _watcher(terms: Terms, seen: list[str]) -> Callable[[FrameType, str, object], None] | None:
    """What notes in ``seen`` each piece of code that is called although it is not to be borrowed.

    It does not matter who calls it: the student's function, the library's ``answer`` for it, or a method.
    Only what a reference of *another* exercise calls on its way is that reference's own work. Watching
    makes calls three times as slow, so it ends in a function that makes very many: SHA-256 by hand.
    """
    forbidden = terms.not_to_borrow
    left = terms.watched

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            sys.setprofile(None)
        if event != "call":
            return
        if frame.f_code in forbidden and not _allowed(frame, terms):
            seen.append(forbidden[frame.f_code])

    return watch if forbidden else None


def _allowed(frame: FrameType, terms: Terms) -> bool:
    """Is another exercise's reference at work, between this call and ours?"""
    caller = frame.f_back
    while caller is not None and caller.f_code is not _tried.__code__:
        if caller.f_code in terms.also_allowed:
            return True
        caller = caller.f_back
    return False


def _not_watched(argument: Any) -> Any:
    """A function that a check hands in does the check's own work: nobody watches it."""
    if not callable(argument) or isinstance(argument, type):
        return argument

    def handed_in(*args: Any) -> Any:
        watch = sys.getprofile()
        sys.setprofile(None)
        try:
            return argument(*args)
        finally:
            sys.setprofile(watch)

    return handed_in
