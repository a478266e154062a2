"""Closing the ways by which a student's function writes to the outside.

nbgrader gives 0 to a check that writes anything to stderr, even a harmless warning; and what a function
prints while a hidden check calls it would show the inputs.
"""

import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import TextIO


class _Nowhere(io.TextIOBase):
    """A stream that forgets what is written to it."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


@contextmanager
def no_stderr() -> Iterator[None]:
    """Python's ``sys.stderr`` becomes stdout; file descriptor 2, which C code uses, goes nowhere."""
    stream = sys.stderr
    with _no_file_descriptors(2), _written_by(stream, sys.stdout), redirect_stderr(sys.stdout):
        yield


@contextmanager
def _written_by(stream: object, other: TextIO) -> Iterator[None]:
    """What is written to ``stream`` goes to ``other``: a logging handler made earlier has ``stream``."""
    try:
        stream.write = other.write  # type: ignore[attr-defined]
    except AttributeError:  # an object of Python's own, as in a terminal
        yield
        return
    try:
        yield
    finally:
        del stream.write  # type: ignore[attr-defined]


@contextmanager
def silence() -> Iterator[None]:
    """Close every way out: prints, warnings, logging, display, file descriptors."""
    nowhere = _Nowhere()
    logging_was_off_below = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    with ExitStack() as stack:
        stack.callback(logging.disable, logging_was_off_below)
        stack.enter_context(_no_file_descriptors(1, 2))
        stack.enter_context(_no_display())
        stack.enter_context(redirect_stdout(nowhere))
        stack.enter_context(redirect_stderr(nowhere))
        yield


@contextmanager
def _no_file_descriptors(*descriptors: int) -> Iterator[None]:
    """What goes to these descriptors without passing ``sys.stdout`` goes to the null device."""
    kept: list[tuple[int, int]] = []
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        null = os.open(os.devnull, os.O_WRONLY)
        for descriptor in descriptors:
            kept.append((os.dup(descriptor), descriptor))
            os.dup2(null, descriptor)
        os.close(null)
    try:
        yield
    finally:
        for copy, descriptor in kept:
            os.dup2(copy, descriptor)
            os.close(copy)


@contextmanager
def _no_display() -> Iterator[None]:
    """In a notebook, ``display(...)`` has a way out of its own."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        yield
        return
    from IPython.core.displaypub import CapturingDisplayPublisher

    publisher = shell.display_pub
    shell.display_pub = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        shell.display_pub = publisher
