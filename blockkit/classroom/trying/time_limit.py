"""A bound in time for code that may never end: processor time first, the clock on the wall far above it.

A busy machine must not fail honest work, so what counts is the time that the processor spends on it. A
function that only waits spends none, so the clock has a limit too. No single way works everywhere:

* :func:`by_signal`: the system's timer interrupts the main thread (Linux, macOS), also inside C;
* :func:`by_thread`: another thread raises the error in this one, at its next Python instruction (Windows,
  and threads other than the main one);
* :func:`by_monitoring`: Python itself calls us at each jump and each call, and we look at the clock (Python
  3.12 and later; the only one that a browser has).

The error is raised again and again until the block ends: code that swallows it meets the next.
"""

import _signal  # type: ignore[import-not-found]
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import CodeType, FrameType
from typing import Any

WALL = 10  # so many times the processor's limit may pass on the clock
AGAIN = 0.1  # seconds until the error is raised once more
EVENTS = 200  # between two looks at the clock, in by_monitoring


class TooLong(BaseException):
    """The time is up. No ``Exception``, so that a student's ``except Exception`` lets it pass."""


def time_limit(seconds: float) -> AbstractContextManager[None]:
    """Raise :class:`TooLong` inside the block when it needs more than ``seconds`` of processor time.

    The clock's limit is ten times that. Where no way works, the block simply runs.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return by_signal(seconds)
    return by_thread(seconds) if _has_threads() else by_monitoring(seconds)


def _has_threads() -> bool:
    """A browser has none, and says so only when one is started."""
    return sys.platform not in ("emscripten", "wasi")


def _without_interruption(clean_up: Callable[[], None]) -> None:
    """Do it, however often :class:`TooLong` still arrives: the block has ended."""
    while True:
        try:
            return clean_up()
        except TooLong:
            continue


# ---- the system's timer --------------------------------------------------------------------------


@contextmanager
def by_signal(seconds: float) -> Iterator[None]:
    """``setitimer`` with processor time and with the clock; nested limits are kept.

    ``_signal.signal`` is what ``signal.signal`` calls. The latter looks for each handler among the members of
    an enumeration, which takes longer than all the rest here, and a suite sets hundreds of limits.
    """

    owner = sys._getframe(2)  # of the with statement: below are this generator and contextlib's

    def ring(signum: int, frame: FrameType | None) -> None:
        while frame is not None and frame is not owner:
            frame = frame.f_back
        if frame is owner:
            raise TooLong
        for timer in signals:  # the block has ended, and its cleaning up was interrupted
            signal.setitimer(timer, 0)

    signals = {signal.ITIMER_PROF: signal.SIGPROF, signal.ITIMER_REAL: signal.SIGALRM}
    limits = {signal.ITIMER_PROF: seconds, signal.ITIMER_REAL: seconds * WALL}
    clocks = {signal.ITIMER_PROF: time.process_time, signal.ITIMER_REAL: time.monotonic}
    started = {timer: clock() for timer, clock in clocks.items()}
    handlers: dict[int, Any] = {}
    outer: dict[int, tuple[float, float]] = {}

    def clean_up() -> None:
        for timer, handler in handlers.items():
            signal.setitimer(timer, 0)
            _signal.signal(signals[timer], handler)
        for timer, (left, interval) in outer.items():
            if left:  # a limit around this one goes on, as much shorter as this one took
                passed = clocks[timer]() - started[timer]
                signal.setitimer(timer, max(left - passed, 0.001), interval)

    try:
        for timer, limit in limits.items():
            outer[timer] = signal.setitimer(timer, 0)
            handlers[timer] = _signal.signal(signals[timer], ring)
            signal.setitimer(timer, limit, AGAIN)
        yield
    finally:
        _without_interruption(clean_up)


# ---- another thread ------------------------------------------------------------------------------


def _processor_time_of(thread: int) -> Callable[[], float]:
    """The processor time of one thread; of the whole process where the system does not tell them apart."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


@contextmanager
def by_thread(seconds: float) -> Iterator[None]:
    """A thread that looks at both clocks, and raises the error in the thread that it watches."""
    watched = threading.get_ident()
    spent, ended = _processor_time_of(watched), threading.Event()
    processor, wall = spent() + seconds, time.monotonic() + seconds * WALL

    def watch() -> None:
        error = ctypes.py_object(TooLong)
        pause = min(AGAIN, seconds / 4)
        while not ended.wait(pause):
            if spent() > processor or time.monotonic() > wall:
                pause = AGAIN
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(watched), error)

    thread = threading.Thread(target=watch, name="time limit", daemon=True)

    def clean_up() -> None:
        ended.set()
        if thread.ident is not None:  # it was started
            thread.join()
        for _ in range(10):  # an error that was on its way when the block ended arrives here
            time.sleep(0)

    try:
        thread.start()
        yield
    finally:
        _without_interruption(clean_up)


# ---- Python itself -------------------------------------------------------------------------------


@contextmanager
def by_monitoring(seconds: float) -> Iterator[None]:
    """``sys.monitoring`` looks at the clock at every so many jumps and calls; nested limits are kept."""
    monitoring: Any = getattr(sys, "monitoring", None)
    tool = next((n for n in (3, 4) if monitoring and monitoring.get_tool(n) is None), None)
    if tool is None:  # Python 3.11, or somebody else watches already
        yield
        return
    processor, wall = time.process_time() + seconds, time.monotonic() + seconds * WALL
    events, watched = 0, threading.get_ident()

    def look(code: CodeType, *_: object) -> None:
        nonlocal events, processor, wall
        events += 1
        if events < EVENTS or threading.get_ident() != watched:
            return
        events = 0
        if time.process_time() > processor or time.monotonic() > wall:
            processor, wall = time.process_time() + AGAIN, time.monotonic() + AGAIN * WALL
            raise TooLong

    kinds = (monitoring.events.PY_START, monitoring.events.JUMP)

    def clean_up() -> None:
        monitoring.set_events(tool, 0)
        for kind in kinds:
            monitoring.register_callback(tool, kind, None)
        monitoring.free_tool_id(tool)

    try:
        monitoring.use_tool_id(tool, "blockkit's time limit")
        for kind in kinds:
            monitoring.register_callback(tool, kind, look)
        monitoring.set_events(tool, kinds[0] | kinds[1])
        yield
    finally:
        _without_interruption(clean_up)
