"""Cells that did not even start, because of a syntax error: their functions are those from before, or none.

In a notebook, each cell that ends is looked at. Nothing is remembered elsewhere, nor while grading.
"""

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from blockkit.classroom.lessons import part_name
from blockkit.classroom.trying.trial import grading

DEFINED = re.compile(r"^\s*def\s+(\w+)\s*\(", re.MULTILINE)

# The function that was there when a cell that should have replaced it failed, by name.
_before: dict[str, object] = {}
# The names that a failed cell would have defined, while there is nothing of that name.
_never: set[str] = set()


def watch_for_failed_cells() -> None:
    """From now on, remember which cell failed before it started."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and not grading():
        shell.events.register("post_run_cell", lambda result: _look_at(result, shell.user_ns))


def outdated(functions: Sequence[Callable[..., Any]]) -> list[str]:
    """The names of those that are older than the last run of their cell."""
    names = {part_name(function): function for function in functions}
    return [name for name, function in names.items() if _before.get(name) is function]


def never_ran(name: str) -> bool:
    """Is ``name`` missing because the cell that defines it failed before it started?"""
    return name in _never


def _look_at(result: Any, names: dict[str, Any]) -> None:
    if result.error_before_exec is not None:
        for name in DEFINED.findall(result.info.raw_cell or ""):
            if name in names:
                _before[name] = names[name]
            else:
                _never.add(name)
