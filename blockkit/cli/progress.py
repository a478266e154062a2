"""How far long work has come: a bar on a terminal, elsewhere a line every ten seconds.

All of it goes to standard error: the report alone goes to standard output.
"""

import shutil
import sys
from collections.abc import Callable
from time import monotonic

BAR = 16  # characters


def say(text: str) -> None:
    """A line on standard error."""
    print(text, file=sys.stderr, flush=True)


class ProgressBar:
    """The bar, and the clock that it looks at."""

    def __init__(self) -> None:
        self.began = self.drawn = monotonic()
        self.live = sys.stderr is not None and sys.stderr.isatty()

    @property
    def seconds(self) -> float:
        """How long it has taken; never 0."""
        return max(monotonic() - self.began, 1e-6)

    def show(self, share: float, words: Callable[[], str]) -> None:
        """A ``share`` from 0 to 1 is done; draw it, with ``words`` beside it, when it is time."""
        if monotonic() - self.drawn < (0.1 if self.live else 10):
            return
        self.drawn = monotonic()
        message = f"{share:4.0%}  {words()}"
        if self.live:
            self._draw(f"[{'#' * round(BAR * share):.<{BAR}}] {message}")
        else:
            say(message)

    def clear(self) -> None:
        """Take the bar off the terminal."""
        if self.live:
            self._draw("")
            print(end="\r", file=sys.stderr, flush=True)

    def _draw(self, line: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        print("\r" + line[:width].ljust(width), end="", file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """A time, in the unit that suits it."""
    for unit, size in (("years", 31_557_600), ("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.2f} s"
