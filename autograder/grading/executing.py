"""Running a student's notebook: much output, and a kernel that dies.

nbgrader's own step loses all notebooks of a student over either. Here output is cut while it comes in, and
after the death of a kernel the cells that ran keep what they earned; those that did not earn nothing."""

from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from traitlets import Integer

CUT = "\n… more was written; only the first {:,} characters are kept …\n"


class ExecuteAll(Execute):  # type: ignore[misc]
    """Execute every cell, keep what a person can read of its output, and survive the kernel."""

    most_text = Integer(100_000, help="so many characters of a cell's output are kept").tag(config=True)
    # Seconds that output may take to arrive after a cell has ended; nbclient gives it four.
    iopub_timeout = Integer(120).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """What nbgrader calls for every notebook that was handed in."""
        self.dead = ""
        self.kept: dict[tuple[int, str], int] = {}
        return super().preprocess(nb, resources, km)  # type: ignore[no-any-return]

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Execute one cell, unless the kernel is dead."""
        if cell.cell_type != "code" or not cell.source.strip():
            return cell, resources
        if not self.dead:
            try:
                return super().preprocess_cell(cell, resources, index)  # type: ignore[no-any-return]
            except DeadKernelError:
                self.dead = f"the Python process ended in cell {index + 1}"
            except CellTimeoutError:
                self.dead = f"cell {index + 1} wrote more than could be read"
            of = resources.get("nbgrader", {})
            who = f"LOOK: {of.get('student', '?')}: {of.get('notebook', '?')}.ipynb"
            self.log.error("%s: %s; this cell and those below earn nothing", who, self.dead)
        cell.outputs = [
            new_output("error", ename="NotRun", evalue=self.dead, traceback=[f"NotRun: {self.dead}"])
        ]
        return cell, resources

    def output(self, outs: list[NotebookNode], msg: Any, display_id: Any, cell_index: int) -> Any:
        """nbclient hands over one message of a cell's output."""
        if msg["msg_type"] == "stream":
            key = cell_index, msg["content"]["name"]
            so_far, text = self.kept.get(key, 0), msg["content"]["text"]
            if so_far > self.most_text:
                return None
            self.kept[key] = so_far + len(text)
            if self.kept[key] > self.most_text:
                cut = text[: self.most_text - so_far] + CUT.format(self.most_text)
                msg = {**msg, "content": {**msg["content"], "text": cut}}
        return super().output(outs, msg, display_id, cell_index)
