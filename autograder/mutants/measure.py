"""Try solutions against the visible and the hidden check, each in a process of its own.

A solution is a small file that defines the functions of an exercise. It runs in the namespace that the
notebook's setup cells leave behind, so that it may use what a student may use. The process it runs in
is thrown away afterwards, and killed when it does not end: a solution may loop, exit or crash.
"""

import ast
import io
import json
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder import suites
from blockkit.classroom import json_chain, lessons
from blockkit.classroom.checks import Report
from blockkit.classroom.trying.time_limit import time_limit

if TYPE_CHECKING:
    from autograder.authoring.masters import Master

SOLUTIONS = Path(__file__).parent / "solutions"
SECONDS_TO_LOAD = 10.0  # for the top level of a solution file
SECONDS_IN_ALL = 75.0  # for a solution, before its process is killed
BYTES_IN_ALL = 4 * 2**30  # of memory for it, where that can be limited

# What every notebook's solutions may use; the setup cells of the masters come on top.
NAMES = """
import copy, hashlib, json
from blockkit import Header
from blockkit.classroom.json_chain import (
    GENESIS, NO_PREVIOUS, PUZZLE_PREFIX, block_id, canonical, mined
)
from blockkit.classroom.notebook import REFERENCE as rules, TODO
from blockkit.data import real_block
hash256 = rules.hash256
"""


@dataclass(frozen=True, slots=True)
class Solution:
    """One answer to an exercise, right or wrong."""

    exercise: str  # "E1.9"
    name: str  # the file's name, or what it was made by
    source: str
    right: bool
    reason: str = ""
    caught_by: str = ""  # the hidden property that should catch it
    ours: bool = False  # a file of this repository, which must name its property


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a solution: the names of the properties that do not hold."""

    solution: Solution
    visible: tuple[str, ...] | None  # None: there is no visible check to try
    hidden: tuple[str, ...]

    @property
    def caught_as_said(self) -> bool:
        """Is the property that its file names among those that caught it?"""
        return not self.solution.caught_by or self.solution.caught_by in self.hidden


class NothingFound(Exception):
    """A folder without solutions; the message says what one looks like."""


# ---- finding solutions ---------------------------------------------------------------------------

_EXERCISE = re.compile(r"E?(\d+)[._](\d+)(?!\d)", re.IGNORECASE)
_WRONG = re.compile(r"wrong|incorrect|bad|mutant|w(?![a-z])", re.IGNORECASE)
_RIGHT = re.compile(r"right|correct|good|[cr](?![a-z])", re.IGNORECASE)


def find(folder: Path, ours: bool = False) -> list[Solution]:
    """All solutions below a folder: ``…/E1.9/wrong/*.py``, or ``…/E1_9/W3_something.py``."""
    found, folder = [], folder.resolve()
    for path in _files(folder):
        parts = path.relative_to(folder.parent).parts
        exercise, right = _exercise_of(parts), _is_right(parts)
        if exercise is not None and right is not None:
            found.append(_solution(exercise, path, right, ours))
    if not found:
        raise NothingFound(
            f"no solutions in {folder}: expected files such as E1.9/wrong/one_leaf_hashed.py, "
            "E1_9/right/recursive.py or E1.9/W3_one_leaf_hashed.py below it"
        )
    return found


def left_out(folder: Path) -> list[str]:
    """Files that stand in an exercise's folder, but do not say whether they are wrong or right."""
    folder = folder.resolve()
    paths = [path.relative_to(folder.parent) for path in _files(folder)]
    return [str(path) for path in paths if _exercise_of(path.parts) and _is_right(path.parts) is None]


def _files(folder: Path) -> list[Path]:
    paths = [path for path in folder.rglob("*.py") if not path.name.startswith("__")]
    return sorted(paths, key=_in_order)


def _in_order(path: Path) -> list[tuple[str, int]]:
    """W2 before W10."""
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D+)(\d*)", str(path))]


def _exercise_of(parts: Sequence[str]) -> str | None:
    """The innermost part that names an exercise of ours."""
    for part in reversed(parts):
        is_file = part is parts[-1]  # a number in front of a file's name may count the files
        match = _EXERCISE.match(part) if part[:1] in "Ee" or not is_file else None
        if match and (name := f"E{match[1]}.{match[2]}") in lessons.EXERCISES:
            return name
    return None


def _is_right(parts: Sequence[str]) -> bool | None:
    """Right or wrong, by the nearest folder of that name, or by the beginning of the file's name."""
    stem = _EXERCISE.sub("", parts[-1]).lstrip("_-. ")
    words = [part for part in reversed(parts[1:-1]) if len(part) > 1]
    words += [parts[0]] if parts[0].lower() in ("wrong", "right") else []
    for word in [*words, stem]:
        if _WRONG.match(word):
            return False
        if _RIGHT.match(word):
            return True
    return None


def _solution(exercise: str, path: Path, right: bool, ours: bool) -> Solution:
    """One file; its first lines may say why it is wrong and what should catch it."""
    source = path.read_text(encoding="utf-8", errors="replace")
    reason = re.match(r"# \w+: (.*)", source)
    caught_by = re.search(r"^# caught by: (.*)", source, re.MULTILINE)
    return Solution(
        exercise,
        path.name,
        source,
        right,
        reason[1].strip() if reason else "",
        caught_by[1].strip() if caught_by else "",
        ours,
    )


# ---- the notebook around an exercise -------------------------------------------------------------


@cache
def notebook(exercise: str) -> "Master | None":
    """The master that holds an exercise, where there is one."""
    try:
        from autograder.authoring import masters
    except ImportError:
        return None
    path = masters.MASTERS / f"{lessons.lesson_of(exercise).notebook}.py"
    return masters.read(path) if path.is_file() else None


def _cell(role: str, exercise: str) -> str | None:
    """The source of the exercise's cell of that role, where there is one."""
    master = notebook(exercise)
    if master is None or (role, exercise) not in {(c.role, c.exercise) for c in master.cells}:
        return None
    return master.cell(role, exercise).source


def missing(exercise: str) -> str:
    """Why there is no visible check, or nothing where there is one."""
    if notebook(exercise) is None:
        return f"{exercise}: its notebook is not in masters/ (or jupytext is missing)"
    if _cell("visible", exercise) is None:
        return f"{exercise}: its notebook has no visible check yet"
    return ""


def from_master(exercise: str) -> list[Solution]:
    """The solution in the master, as one more right solution."""
    source = _cell("solution", exercise)
    return [Solution(exercise, "the master's own", source, right=True)] if source else []


@cache
def _setup(name: str, source: str) -> dict[str, Any]:
    """What the setup cells of a notebook leave behind. Made once, then copied."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(NAMES, "names", "exec"), namespace)
    exec(compile(source, name, "exec"), namespace)
    return namespace


def namespace(exercise: str) -> dict[str, Any]:
    """A fresh copy of the names a student has."""
    master = notebook(exercise)
    cells = [c.source for c in master.cells if "setup" in c.tags] if master else []
    return dict(_setup(lessons.lesson_of(exercise).notebook, "\n".join(cells)))


# ---- one solution, in its own process ------------------------------------------------------------


def _failed(report: Report) -> list[str]:
    return [outcome.name for outcome in report.outcomes if not outcome.holds]


def _load(solution: Solution) -> dict[str, Any]:
    """Run a solution file in the module that a notebook's cells run in."""
    module = ModuleType("__main__")
    module.__dict__.update(namespace(solution.exercise))
    sys.modules["__main__"] = module
    with time_limit(SECONDS_TO_LOAD):
        exec(compile(solution.source, solution.name, "exec"), module.__dict__)
    return module.__dict__


def _visible(exercise: str, names: dict[str, Any]) -> list[str] | None:
    """Run the visible cell; its last expression is the report."""
    source = _cell("visible", exercise)
    if source is None:
        return None
    tree = ast.parse(source)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        raise ValueError(f"the visible cell of {exercise} should end in check(...)")
    names = dict(names)
    exec(compile(tree, "visible", "exec"), names)
    report = eval(compile(ast.Expression(last.value), "visible", "eval"), names)
    if not isinstance(report, Report):
        raise ValueError(f"the visible cell of {exercise} gave {report!r} instead of a report")
    return _failed(report)


def _hidden(exercise: str, names: dict[str, Any]) -> list[str]:
    wanted = lessons.exercise(exercise).functions
    functions: list[Callable[..., Any]] = [names[name] for name in wanted]
    return _failed(suites.report(exercise, *functions))


def _tried(step: Callable[[], list[str] | None]) -> list[str] | None:
    """The failing properties, or the error that came out as if it were one."""
    try:
        return step()
    except BaseException as error:
        return [f"({type(error).__name__})"]


def _child(solution: Solution, sender: Connection, visible: bool) -> None:
    """Everything that happens in the solution's own process. It never returns."""
    try:
        with suppress(OSError, AttributeError):
            os.setsid()  # so that what it starts can be killed with it
        _limit_memory()
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os.environ.pop("NBGRADER_EXECUTION", None)
        nowhere = io.TextIOWrapper(io.FileIO(os.devnull, "w"))
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            _send(sender, solution, visible)
    finally:
        os._exit(0)


def _send(sender: Connection, solution: Solution, visible: bool) -> None:
    """Send two lists: what fails in the visible check (or null), and in the hidden one."""
    has_visible = visible and _cell("visible", solution.exercise) is not None
    try:
        names = _load(solution)
    except BaseException as error:
        problem = [f"(it does not load: {type(error).__name__})"]
        results: list[list[str] | None] = [problem if has_visible else None, problem]
        for failed in results:
            sender.send_bytes(json.dumps(failed).encode())
        return
    for step in (_visible if has_visible else _nothing, _hidden):
        failed = _tried(lambda step=step: step(solution.exercise, names))  # type: ignore[misc]
        sender.send_bytes(json.dumps(failed).encode())


def _nothing(exercise: str, names: dict[str, Any]) -> None:
    """Stands where there is no visible check to try."""


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (BYTES_IN_ALL, BYTES_IN_ALL))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# ---- many solutions, some at a time --------------------------------------------------------------


class _Running:
    """A solution that is being tried."""

    def __init__(self, solution: Solution, visible: bool, seconds: float) -> None:
        fork = "fork" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        self.solution = solution
        self.said: list[list[str] | None] = []  # the visible, then the hidden check
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=_child, args=(solution, sender, visible), daemon=True)
        self.process.start()
        sender.close()
        self.deadline = time.monotonic() + seconds

    def listen(self) -> bool:
        """Take what it says; is it done?"""
        try:
            self.said.append(json.loads(self.receiver.recv_bytes(2**20)))
        except (EOFError, OSError, ValueError):
            return True
        return len(self.said) == 2

    def end(self) -> Verdict:
        """Kill what is left of it, and judge."""
        if self.process.pid is not None:
            with suppress(OSError, AttributeError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.receiver.close()
        why = "it did not end" if time.monotonic() > self.deadline else "its process ended"
        said: list[list[str] | None] = [*self.said, [f"({why})"], [f"({why})"]]
        if missing(self.solution.exercise):
            said[0] = None
        visible = None if said[0] is None else tuple(said[0])
        return Verdict(self.solution, visible, tuple(said[1] or ()))


def run(
    solutions: Iterable[Solution], jobs: int = 1, visible: bool = True, seconds: float = SECONDS_IN_ALL
) -> Iterator[Verdict]:
    """Try the solutions, ``jobs`` at a time; the verdicts come as they are ready."""
    waiting = deque(solutions)
    _warm({solution.exercise for solution in waiting})
    running: list[_Running] = []
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                running.append(_Running(waiting.popleft(), visible, seconds))
            soonest = min(one.deadline for one in running) - time.monotonic()
            ready = wait([one.receiver for one in running], timeout=max(0.0, soonest))
            for one in list(running):
                done = one.receiver in ready and one.listen()
                if done or time.monotonic() > one.deadline:
                    running.remove(one)
                    yield one.end()
    finally:
        for one in running:
            one.end()


def _warm(names: set[str]) -> None:
    """Load once, before the processes part, what each of them needs; nothing of it is shown."""
    os.environ.setdefault("BLOCKKIT_MY_CHAIN", _empty_folder())
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(io.StringIO()))
        stack.enter_context(redirect_stderr(io.StringIO()))
        for name in names:
            namespace(name)
            suites.report(name, *[lambda *_: None] * len(lessons.exercise(name).functions))
        if "E1.14" in names:  # many small puzzles are solved for this one
            for _, _, test in suites.properties("E1.14", json_chain.valid_chain):
                test()


@cache
def _empty_folder() -> str:
    """Where no student's part lies, so that the references stand in every slot."""
    folder = tempfile.TemporaryDirectory(prefix="blockkit-mutants-")
    _kept.append(folder)
    return folder.name


_kept: list[Any] = []  # removed when Python ends
