"""How a check calls a student's function: on copies, in bounded time, and watching whose work it is."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import blockkit
from blockkit import encoding, hashing, merkle
from blockkit.block import Header
from blockkit.classroom import fingerprints, json_chain, slots
from blockkit.classroom.messages import say
from blockkit.classroom.slots import SECONDS_A_CALL, CannotUse, Endless, Unwritten, try_call
from blockkit.errors import shown

SECONDS_TO_LOSE = 4.0  # in calls that never end; after that the rest of a check is given little time
SECONDS_LEFT_OVER = 0.25

# An answer that only calls the library's own function is no answer. Per exercise: what it may not call.
BORROWED: dict[str, tuple[Callable[..., Any], ...]] = {
    "E1.1": (fingerprints.sha256_hex,),
    "E1.2": (hashing.hash256,),
    "E1.3": (fingerprints.changed_bits,),
    "E1.5": (json_chain.canonical,),
    "E1.6": (encoding.encode_varint, encoding.decode_varint, encoding.Reader.varint),
    "E1.7": (hashing.to_display, hashing.from_display),
    "E1.8": (Header.serialize,),
    "E1.9": (merkle.merkle_root, merkle.merkle_levels),
    "E1.10": (merkle.merkle_proof, merkle.verify_proof, merkle.merkle_levels),
    "E1.11": (merkle.has_duplicate_subtree, merkle.merkle_levels),
    "E1.12": (json_chain.new_block,),
    "E1.13": (json_chain.first_broken,),
    "E1.14": (json_chain.valid_chain,),
}

_lost = 0.0  # seconds that endless calls have cost in the check that is running
_LIBRARY = str(Path(blockkit.__file__).parent)
_not_to_borrow: dict[CodeType, str] = {}  # for the exercise being checked


def begin(exercise: str) -> None:
    """A new check begins: what it may not call, and its time."""
    global _lost
    _lost = 0.0
    _not_to_borrow.clear()
    _not_to_borrow.update({f.__code__: f.__qualname__ for f in BORROWED.get(exercise, ())})


def call(function: Callable[..., Any], *args: Any, seconds: float = SECONDS_A_CALL) -> Any:
    """The student's function on copies of ``args``, in bounded time, and by their own work."""
    return call_on(function, [copied(arg) for arg in args], seconds)


def call_on(function: Callable[..., Any], args: Sequence[Any], seconds: float = SECONDS_A_CALL) -> Any:
    """The same on the very objects in ``args``, so that a change to them can be seen."""
    global _lost
    if _lost >= SECONDS_TO_LOSE:
        seconds = min(seconds, SECONDS_LEFT_OVER)
    as_called = call_text(function, args)
    with _watching() as borrowed:
        try:
            value = try_call(function, *args, seconds=seconds)
        except CannotUse as problem:
            if isinstance(problem, Endless):
                _lost += seconds
            if not borrowed:
                raise _with_call(problem, as_called) from problem.__cause__
    if borrowed:
        raise CannotUse(say("why-borrowed", name=borrowed[0]))
    return value


def _with_call(problem: CannotUse, as_called: str) -> CannotUse:
    """The same problem, said of the call that met it."""
    return problem if isinstance(problem, Unwritten) else CannotUse(f"{as_called}: {problem}")


def copied(value: Any) -> Any:
    """A deep copy, or the value itself where there is none (a memoryview, for example)."""
    try:
        return deepcopy(value)
    except TypeError:
        return value


def call_text(function: Callable[..., Any], args: Sequence[Any]) -> str:
    """The call as a student would write it, long arguments shortened."""
    return f"{slots.slot_name(function)}({', '.join(shown(arg) for arg in args)})"


@contextmanager
def _watching() -> Iterator[list[str]]:
    """Note which of the library's own answers is called directly from outside the library."""
    seen: list[str] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in _not_to_borrow and frame.f_back is not None:
            caller = frame.f_back.f_code
            by_student = not caller.co_filename.startswith(_LIBRARY)
            if by_student or caller is try_call.__code__:  # or handed in as the answer itself
                seen.append(_not_to_borrow[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(before)
