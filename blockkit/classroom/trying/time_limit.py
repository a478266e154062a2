"""A bound in time for code that may never end.

Two ways, because no single one works everywhere: an alarm signal (Linux, macOS, main thread) also ends
a call that waits inside C; elsewhere a timer thread raises the error inside the running thread at its
next Python instruction. In a browser there is neither, and the code simply runs.
"""

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLong(BaseException):
    """The time is up. No ``Exception``, so that a student's ``except Exception`` lets it pass."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`TooLong` inside the block when it runs for more than ``seconds``."""
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _alarm(seconds):
            yield
    else:
        with _timer_thread(seconds):
            yield


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(signum: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    # It rings again every tenth of a second: code that swallows the first ring meets the next.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _timer_thread(seconds: float) -> Iterator[None]:
    target = ctypes.c_ulong(threading.get_ident())
    timer = threading.Timer(
        seconds,
        lambda: ctypes.pythonapi.PyThreadState_SetAsyncExc(target, ctypes.py_object(TooLong)),
    )
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:  # a browser has no threads
        yield
        return
    try:
        yield
    finally:
        timer.cancel()
