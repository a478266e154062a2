"""``input()`` and ``exit()`` inside a function that is being checked.

In a notebook, ``input()`` would open a box below the check and lock every later cell, and ``exit()`` would
end the kernel. Neither happens here: the call ends at once with :class:`Prompted`.
"""

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn


class Prompted(BaseException):
    """The function asked a person for something, or wanted to end the program.

    No ``Exception``, so that a student's ``except Exception`` lets it pass.
    """

    def __init__(self, problem: str, name: str) -> None:
        super().__init__(name)
        self.problem = problem  # "asks" or "ends"
        self.name = name


def _refusing(problem: str, name: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise Prompted(problem, name)

    return refuse


INPUT, GETPASS = _refusing("asks", "input"), _refusing("asks", "getpass")
EXIT, QUIT = _refusing("ends", "exit"), _refusing("ends", "quit")


@contextmanager
def no_prompts() -> Iterator[None]:
    """Let ``input``, ``getpass``, ``exit`` and ``quit`` raise :class:`Prompted` inside the block.

    It surrounds each call of a student's function, so there is little in it.
    """
    # In a notebook, exit and quit are objects of the shell's own, which call its ask_exit. IPython looks for
    # its get_ipython anew each time, which takes longer than to call it.
    shell = getattr(sys.modules.get("IPython.core.getipython"), "get_ipython", _no_shell)()
    places: list[tuple[Any, str, Any]] = [
        (builtins, "input", INPUT),
        (sys.modules.get("getpass"), "getpass", GETPASS),
        (builtins, "exit", EXIT),
        (builtins, "quit", QUIT),
        (shell, "ask_exit", EXIT),
    ]
    kept: list[tuple[Any, str, Any]] = []
    try:
        for place, name, refuse in places:
            if hasattr(place, name):
                kept.append((place, name, vars(place).get(name, INHERITED)))
                setattr(place, name, refuse)
        yield
    finally:
        for place, name, own in reversed(kept):
            if own is INHERITED:
                delattr(place, name)
            else:
                setattr(place, name, own)


INHERITED = object()  # the place had no attribute of its own


def _no_shell() -> None:
    """Outside of a notebook there is none."""
