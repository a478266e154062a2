"""``input()`` and ``exit()`` inside a function that is being checked.

In a notebook, ``input()`` would open a box below the check and lock every later cell, and ``exit()`` would
end the kernel. Neither happens here: the call ends at once with :class:`Prompted`.
"""

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn


class Prompted(BaseException):
    """The function asked a person for something, or wanted to end the program.

    No ``Exception``, so that a student's ``except Exception`` lets it pass.
    """

    def __init__(self, problem: str, name: str) -> None:
        super().__init__(name)
        self.problem = problem  # "asks" or "ends"
        self.name = name


@contextmanager
def no_prompts() -> Iterator[None]:
    """Let ``input``, ``getpass``, ``exit`` and ``quit`` raise :class:`Prompted` inside the block."""
    with ExitStack() as stack:
        places: list[tuple[Any, str, str]] = [
            (builtins, "input", "asks"),
            (sys.modules.get("getpass"), "getpass", "asks"),
        ]
        places += [(builtins, name, "ends") for name in ("exit", "quit")]
        # In a notebook, exit and quit are objects of the shell's own, which call this:
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        places.append((shell, "ask_exit", "ends"))
        for place, name, problem in places:
            if hasattr(place, name):
                _replace(stack, place, name, _refusing(problem, "exit" if name == "ask_exit" else name))
        yield


def _refusing(problem: str, name: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise Prompted(problem, name)

    return refuse


def _replace(stack: ExitStack, place: Any, name: str, new: object) -> None:
    """Put ``new`` in place of an attribute until the stack is closed; what was there comes back as it was."""
    own = vars(place)
    if name in own:
        stack.callback(setattr, place, name, own[name])
    else:
        stack.callback(delattr, place, name)
    setattr(place, name, new)
