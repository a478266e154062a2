"""A check after a restart of the kernel: one line instead of a traceback.

Then no cell above has been run, so the check meets a name that is not there. Nor is it there when the cell
that defines it has a syntax error.
"""

import linecache
import re
import sys
from traceback import walk_tb
from types import TracebackType
from typing import Any

from blockkit.classroom import failed_cells
from blockkit.classroom.messages import say
from blockkit.classroom.trying.trial import grading

OF_THE_COURSE = re.compile(r"^(check|challenge|keep)\(", re.MULTILINE)  # a cell that students do not edit


def watch_for_missing_names() -> None:
    """From now on, a ``NameError`` in a check's own lines is said in one line.

    Elsewhere nothing changes. Nor does it while grading: nbgrader must see the error.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and not grading():
        shell.set_custom_exc((NameError,), _say_it)


def _say_it(
    shell: Any, kind: type, error: NameError, trace: TracebackType, tb_offset: int | None = None
) -> None:
    *_, (frame, _line) = walk_tb(trace)
    cell = "".join(linecache.getlines(frame.f_code.co_filename))
    if frame.f_globals is shell.user_ns and frame.f_code.co_name == "<module>" and OF_THE_COURSE.search(cell):
        failed = failed_cells.never_ran(error.name or "")
        print(say("cell-failed" if failed else "not-defined", name=error.name))
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
