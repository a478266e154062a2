"""Notebooks run in forks of a warm shell: the same cells as in a kernel, in a fraction of the time.

A kernel takes longer to start, and to import what a notebook needs, than most notebooks take to run. Here one
process imports it once; each notebook runs in a fork of that process, which has seen no other notebook.

    with warm_shell() as run:
        ran = run(notebook, folder)    # a notebook with its outputs, as from build.run_through

The process reads one line for each notebook: where it is, where it shall run, and where its outputs go.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.v4 import new_output
from traitlets.config import Config

from blockkit.classroom import notebook as door
from tests.conftest import ROOT

CPU_SECONDS = 120  # for a whole notebook
OTHER_RUNS = ("BLOCKKIT_MY_CHAIN", "NBGRADER_EXECUTION")  # where another run keeps its parts, or is graded


@contextmanager
def warm_shell():
    """Start the process; give a function that runs a notebook in a fork of it, in a folder."""
    command = [sys.executable, "-m", "tests.course.warm"]
    env = {name: value for name, value in os.environ.items() if name not in OTHER_RUNS}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen(command, cwd=ROOT, env=env, **pipes) as process,
        tempfile.TemporaryDirectory() as scratch,
    ):
        before, after = Path(scratch) / "before.ipynb", Path(scratch) / "after.ipynb"

        def run(notebook, folder):
            nbformat.write(notebook, before)
            after.unlink(missing_ok=True)  # of the notebook before
            print(json.dumps([str(before), str(folder), str(after)]), file=process.stdin, flush=True)
            said = process.stdout.readline()
            assert said == "0\n", f"the fork that ran the notebook ended with {said!r}"
            return nbformat.read(after, as_version=4)

        try:
            yield run
        finally:
            process.stdin.close()  # it has read its last line, and ends


class ShowsValues(DisplayHook):
    """A cell's last value is shown like everything else, not printed after ``Out[1]:``."""

    def __call__(self, result=None):
        if result is not None and not self.quiet():
            data, metadata = self.compute_format_data(result)
            if data:
                self.shell.display_pub.publish(data, metadata)


class Shell(InteractiveShell):
    """IPython without sockets and without a terminal."""

    displayhook_class = ShowsValues


def serve():
    """Run one notebook for each line, in a fork; answer with how the fork ended."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a notebook writes past Python is no answer
    for name in door.__all__:  # they load when they are asked for: now, once for all
        getattr(door, name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                in_the_fork(*map(Path, json.loads(line)))
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def in_the_fork(before, folder, after):
    """Run a notebook's cells from top to bottom, up to the first error, and write it with its outputs."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the next line is not for a cell that asks
    os.chdir(folder)
    sys.path[0] = str(folder)
    config = Config({"HistoryManager": {"enabled": False}})
    shell = Shell.instance(config=config, ipython_dir=tempfile.mkdtemp(dir=after.parent))
    notebook = nbformat.read(before, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            with capture_output() as caught:
                result = shell.run_cell(cell.source, store_history=True)
            cell.outputs = list(outputs(caught))
            error = result.error_before_exec or result.error_in_exec
            if error:
                kind = type(error).__name__
                cell.outputs.append(
                    new_output("error", ename=kind, evalue=str(error), traceback=[f"{kind}: {error}"])
                )
                break
    nbformat.write(notebook, after)


def outputs(caught):
    """What a cell showed, as a notebook keeps it."""
    for name in ("stdout", "stderr"):
        text = getattr(caught, name)
        if text:
            yield new_output("stream", name=name, text=text)
    for shown in caught.outputs:
        yield new_output("display_data", data=shown.data, metadata=shown.metadata)


if __name__ == "__main__":
    serve()
