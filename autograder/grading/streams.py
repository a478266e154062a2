"""A kernel that can still speak after a student's ``sys.stdout = None``.

Without a stream to empty, a kernel answers nothing any more: each later cell would be waited for in vain. So
after each cell a stream that cannot be emptied is put back. Run in the kernel that grades, before any cell.
"""

import sys
from typing import Any


def keep(shell: Any) -> None:
    """Put back standard output and error of this kernel after each cell, where a cell broke them."""
    streams = {"stdout": sys.stdout, "stderr": sys.stderr}

    def restore(*_: object) -> None:
        for name, stream in streams.items():
            if not callable(getattr(getattr(sys, name, None), "flush", None)):
                setattr(sys, name, stream)

    shell.events.register("post_execute", restore)
