"""Where the compiled search comes in: the same answers as the pure loop, about twenty times as fast.

Where ``numba`` is installed (``pip install blockkit-course[fast]``), the first long search starts to
compile :mod:`blockkit.engines.sha256_numba` in the background. That takes seconds, so the pure loop goes on
mining until the compiled one is ready. Nothing is imported or started before.
"""

import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Thread

# 76 bytes of the header, target, first nonce, nonce to stop before: the first that meets it, or None
Slice = Callable[[bytes, int, int, int], int | None]


class Compiler:
    """Compiles once, in a thread of its own, and remembers how that ended."""

    def __init__(self) -> None:
        self.asked = False  # has anybody wanted the loop?
        self.thread: Thread | None = None  # that compiles; None without numba
        self.search: Slice | None = None  # the loop, once it is ready
        self.problem: Exception | None = None  # why it never will be
        self.warned = False

    def compiled(self) -> Slice | None:
        """The compiled loop; ``None`` while it is being compiled, and for ever without numba."""
        if not self.asked:
            self.asked = True
            if find_spec("numba") is not None:
                self._start()
        if self.problem and not self.warned:
            self.warned = True
            warnings.warn(
                f"the search goes on uncompiled, numba could not do it: {self.problem!r}", stacklevel=2
            )
        return self.search

    def compile_now(self) -> Slice:
        """The compiled loop, however long it takes; ``ImportError`` without numba."""
        self.compiled()
        if self.thread is None:
            raise ImportError("the compiled search needs numba: pip install blockkit-course[fast]")
        if self.thread.is_alive():
            self.thread.join()
        if self.search is None:
            raise RuntimeError(f"numba could not compile the search: {self.problem!r}") from self.problem
        return self.search

    def _start(self) -> None:
        from threading import Thread  # here, not above: most programs never mine

        # Not a daemon: a program that ends meanwhile waits for the compiler, which crashes when it is
        # torn down at work. The wait is for once, since numba keeps what it compiled.
        self.thread = Thread(target=self._compile, name="compile the search", daemon=False)
        try:
            self.thread.start()
        except RuntimeError as problem:  # no more threads here
            self.problem = problem

    def _compile(self) -> None:
        try:
            from blockkit.engines import sha256_numba

            sha256_numba.check_against_hashlib()
            self.search = sha256_numba.search_slice
        except Exception as problem:  # whatever it is, the pure loop does the work as well
            self.problem = problem


_COMPILER = Compiler()
compiled, compile_now = _COMPILER.compiled, _COMPILER.compile_now
