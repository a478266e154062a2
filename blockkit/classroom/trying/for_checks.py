"""How a check calls a student's function: on copies, or on the very objects to see what it does to them."""

import dis
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from copy import deepcopy
from dataclasses import fields
from io import BytesIO
from pickle import HIGHEST_PROTOCOL, Pickler, loads
from typing import Any, TextIO, TypeGuard, cast

from blockkit.block import Header
from blockkit.classroom.lessons import part_name
from blockkit.classroom.messages import say
from blockkit.classroom.trying.plain import Student
from blockkit.classroom.trying.trial import Borrowed, CannotUse, Unwritten, current
from blockkit.data import IDS, real_block
from blockkit.errors import shown
from blockkit.hashing import HASH_SIZE
from blockkit.params import PARAMS, ChainParams
from blockkit.transaction import Transaction

MOST = 8  # hashes of a list that are shown
LARGE = 2**64  # whole numbers from here on are shown in hex
DIGITS = 66  # hex digits of the longest that is shown whole: more than any target has
UNCHANGEABLE = (type(None), bool, int, float, str, bytes, Header, ChainParams, Transaction)  # and all in them
BITS = range(2**24, 2**30)  # what may be the four bytes of a target; the clocks of Bitcoin are above


def call(function: Callable[..., Any], *args: Any, seconds: float = 0.0) -> Any:
    """The student's function on copies of ``args``, in the current trial."""
    return call_seen(function, [copied(arg) for arg in args], args, seconds)


def call_on(function: Callable[..., Any], args: Sequence[Any], seconds: float = 0.0) -> Any:
    """The same on the very objects in ``args``, so that a change to them can be seen."""
    as_called = [copied(arg) for arg in args]  # before it changes them
    return _called(function, args, lambda: call_text(function, as_called), seconds)


def call_seen(
    function: Callable[..., Any], handed: Sequence[Any], args: Sequence[Any], seconds: float = 0.0
) -> Any:
    """The function on ``handed``; a message shows ``args``, of which they are copies."""
    return _called(function, handed, lambda: call_text(function, args), seconds)


def _called(
    function: Callable[..., Any], handed: Sequence[Any], as_called: Callable[[], str], seconds: float
) -> Any:
    trial, listening = current(), _Listening(sys.stdout)
    if not (trial.called and trial.called[-1] is function):
        trial.called.append(function)
    try:
        with redirect_stdout(cast(TextIO, listening)):
            return trial.call(function, *handed, seconds=seconds)
    except CannotUse as problem:
        if isinstance(problem, Unwritten):
            problem.args = (say("why-todo-named", name=part_name(function)),)
        elif not isinstance(problem, Borrowed):
            problem.args = (f"{as_called()}: {problem}",)
        raise
    finally:
        trial.printed = listening.heard


class _Listening:
    """Standard output, and whether anything was printed."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.heard = False

    def write(self, text: str) -> Any:
        self.heard = True
        return self.stream.write(text) if self.stream else len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def copied(value: Any) -> Any:
    """A deep copy, or the value itself where it cannot change or has none (a memoryview, for example)."""
    if type(value) in UNCHANGEABLE:
        return value
    if type(value) in (list, dict, tuple):
        with suppress(_NotPlain, RecursionError):
            written = BytesIO()
            _OfPlainData(written, HIGHEST_PROTOCOL).dump(value)
            return loads(written.getbuffer())
    try:
        return deepcopy(value)
    except TypeError:
        return value


class _NotPlain(Exception):
    """Something in the value is no plain data."""


class _OfPlainData(Pickler):
    """Writes lists, dictionaries, numbers, texts and bytes, in a quarter of the time of ``deepcopy``.

    Half of the cost of a suite was in the copies of chains. Whatever has a class of its own is left alone.
    """

    def reducer_override(self, value: Any) -> Any:
        raise _NotPlain(type(value).__name__)


def call_text(function: Callable[..., Any], args: Sequence[Any]) -> str:
    """The call as a student would write it, long arguments shortened."""
    return f"{part_name(function)}({', '.join(_argument(arg) for arg in args)})"


def _argument(value: object) -> str:
    """A value as an argument: what has many fields, or is a list of hashes, in short."""
    if _are_hashes(value):
        return _list_of_hashes(value)
    if isinstance(value, list | tuple) and value and all(type(one) is Header for one in value):
        ends = {
            f"{end}_{name}": number_shown(getattr(one, name))
            for end, one in (("first", value[0]), ("last", value[-1]))
            for name in ("time", "bits")
        }
        return say("headers", count=len(value), **ends)
    if type(value) is ChainParams:
        return _chain(value)
    if type(value) is Transaction:
        scripts = say("and").join(f"{len(txin.script_sig)}" for txin in value.inputs) or say("none")
        return say("a-transaction", scripts=scripts, values=shown([output.value for output in value.outputs]))
    if type(value) is not Header:
        return number_shown(value)
    texts = {one.name: getattr(value, one.name) for one in fields(value)}
    for height in IDS:
        real = real_block(height).header
        others = [name for name, field in texts.items() if field != getattr(real, name)]
        if not others:
            return say("real-header", height=f"{height:,}")
        if len(others) == 1 and not isinstance(texts[others[0]], bytes):
            changed = f"{others[0]}={number_shown(texts[others[0]])}"
            return say("changed-header", height=f"{height:,}", changed=changed)
    short = {name: f"{it[:4].hex()}…" if isinstance(it, bytes) else it for name, it in texts.items()}
    return f"Header({', '.join(f'{name}={text}' for name, text in short.items())})"


def number_shown(value: object) -> str:
    """Like ``shown``, but whole numbers of more than 64 bits are in hex, as people write targets.

    So are the four bytes of a target where an exercise is about them.
    """
    if current().about_bits and type(value) is list and value and all(type(one) is int for one in value):
        return f"[{', '.join(map(number_shown, value))}]" if len(value) <= MOST else shown(value)
    if type(value) is not int or not (value >= LARGE or (current().about_bits and value in BITS)):
        return shown(value)
    digits = f"{value:#010x}"
    if len(digits) <= DIGITS + 2:
        return digits
    return say("long-number", begin=digits[:18], count=len(digits) - 2)


def _are_hashes(value: object) -> TypeGuard[Sequence[bytes]]:
    values = value if isinstance(value, list | tuple) else ()
    return len(values) > 1 and all(type(one) is bytes and len(one) == HASH_SIZE for one in values)


def _list_of_hashes(hashes: Sequence[bytes]) -> str:
    """How many, and how they begin: equal ones look equal."""
    begin = [f"{one[:2].hex()}…" for one in hashes[:MOST]]
    opening, closing = "[]" if isinstance(hashes, list) else "()"
    more = ["…"] if len(hashes) > MOST else []
    return opening + say("hashes", count=len(hashes), begin=", ".join([*begin, *more])) + closing


def _chain(params: ChainParams) -> str:
    """The name of a chain as a cell writes it, and what is not as usual there."""
    known = PARAMS.get(params.name, params)
    others = [one.name for one in fields(params) if getattr(params, one.name) != getattr(known, one.name)]
    changes = ", ".join(f"{name}={getattr(params, name)}" for name in others)
    name = {"main": "MAINNET"}.get(params.name, params.name.upper())
    return f"replace({name}, {changes})" if changes else name


def unused_arguments(function: Callable[..., Any]) -> list[str]:
    """The arguments that the function's code never reads; none where that is not certain."""
    function = function.function if isinstance(function, Student) else function
    code = getattr(function, "__code__", None)
    if code is None or {"locals", "vars", "eval", "exec"} & set(code.co_names):
        return []
    read: set[str] = set(code.co_cellvars)
    for step in dis.get_instructions(code):
        if "LOAD" in step.opname:  # two at once have a pair of names
            read.update(step.argval if isinstance(step.argval, tuple) else [str(step.argval)])
    return [name for name in code.co_varnames[: code.co_argcount] if name not in read]
