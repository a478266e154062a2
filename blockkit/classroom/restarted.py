"""A check or a picture after a restart of the kernel: one line instead of a traceback.

Then no cell above has been run, so it meets a name that is not there. Nor is it there when the cell
that defines it has a syntax error.
"""

import linecache
import re
import sys
from traceback import walk_tb
from types import TracebackType
from typing import Any

from blockkit.classroom import failed_cells
from blockkit.classroom.lessons import EXERCISE_OF
from blockkit.classroom.messages import say
from blockkit.classroom.trying.trial import grading

# A cell that students do not edit, or one that draws a picture.
OF_THE_COURSE = re.compile(r"^((check|challenge|keep)\(|(figures|widgets)\.)", re.MULTILINE)


def watch_for_missing_names() -> None:
    """From now on, a ``NameError`` in the lines of a check or a picture is said in one line.

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
        name = error.name or ""
        if failed_cells.never_ran(name):
            print(say("cell-failed", name=name))
        elif name in EXERCISE_OF:
            print(say("not-defined-part", name=name, exercise=EXERCISE_OF[name]))
        else:
            print(say("not-defined", name=name))
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
