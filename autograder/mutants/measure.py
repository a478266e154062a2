"""Try solutions against the visible and the hidden check, each in a process of its own.

A solution is a short text that defines the functions of an exercise. It runs in the namespace that the
notebook's setup cells leave behind, so that it may use what a student may use. The process it runs in
is thrown away afterwards, and killed when it does not end: a solution may loop, exit or crash.
"""

import ast
import io
import json
import multiprocessing
import os
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
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder import suites
from autograder.mutants.solution import Solution
from blockkit.classroom import lessons
from blockkit.classroom.checks import Report
from blockkit.classroom.trying.calling import Caller, call_here
from blockkit.classroom.trying.time_limit import time_limit
from blockkit.classroom.trying.trial import calling_by

if TYPE_CHECKING:
    from autograder.authoring.masters import Master

SECONDS_TO_LOAD = 10.0  # for the top level of a solution
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
class Verdict:
    """What became of a solution: the ids of the properties that do not hold.

    Where a property has no id, its sentence takes its place; and what stands in brackets is no property,
    but what happened to the solution instead: "(its process ended)".
    """

    solution: Solution
    visible: tuple[str, ...] | None  # None: there is no visible check to try
    hidden: tuple[str, ...]
    visible_score: float | None = None  # points earned; None where it was not tried now
    hidden_score: float | None = None
    diagnosis: str = ""  # what the visible check adds

    @property
    def caught_as_said(self) -> bool:
        """Is the property that it names among those that caught it? It may name the sentence as well."""
        said = self.solution.caught_by
        sentences = hidden_sentences(self.solution.exercise)
        return not said or said in self.hidden or said in [sentences.get(own_id) for own_id in self.hidden]


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


def cell(role: str, exercise: str) -> str | None:
    """The source of the exercise's cell of that role, where there is one."""
    master = notebook(exercise)
    if master is None or (role, exercise) not in {(c.role, c.exercise) for c in master.cells}:
        return None
    return master.cell(role, exercise).source


def missing(exercise: str) -> str:
    """Why there is no visible check, or nothing where there is one."""
    if notebook(exercise) is None:
        return f"{exercise}: its notebook is not in masters/ (or jupytext is missing)"
    if cell("visible", exercise) is None:
        return f"{exercise}: its notebook has no visible check yet"
    return ""


def from_master(exercise: str) -> list[Solution]:
    """The solution in the master, as one more right solution."""
    source = cell("solution", exercise)
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
    return dict(_setup(lessons.lesson_of(exercise).notebook, setup(exercise)))


def setup(exercise: str) -> str:
    """The setup cells of the exercise's notebook, as one text."""
    master = notebook(exercise)
    return "\n".join(c.source for c in master.cells if "setup" in c.tags) if master else ""


def hidden_sentences(exercise: str) -> dict[str, str]:
    """The sentences of the hidden properties, by id."""
    return {one.id: one.sentence for one in suites.SUITES[exercise]}


def visible_sentences(exercise: str) -> dict[str, str]:
    """The sentences of the visible properties, by id; where one has no id, by itself. Nothing is tried."""
    source = cell("visible", exercise)
    if source is None:
        return {}
    names = namespace(exercise)
    report = _last_expression(exercise, source, names)
    if not isinstance(report, ast.Call) or len(report.args) < 2:
        raise ValueError(f"the visible cell of {exercise} should end in check(...)")
    found = eval(compile(ast.Expression(report.args[1]), "visible", "eval"), names)
    rows = [one if len(one) > 2 else ("", *one) for one in found]  # of before there were ids
    return {own_id or sentence: sentence for own_id, sentence, *_ in rows}


# ---- one solution, in its own process ------------------------------------------------------------


def _load(solution: Solution) -> dict[str, Any]:
    """Run a solution in the module that a notebook's cells run in."""
    module = ModuleType("__main__")
    module.__dict__.update(namespace(solution.exercise))
    sys.modules["__main__"] = module
    with time_limit(SECONDS_TO_LOAD):
        exec(compile(solution.source, solution.name, "exec"), module.__dict__)
    return module.__dict__


def _visible(exercise: str, names: dict[str, Any]) -> Report | None:
    """Run the visible cell; its last expression is the report."""
    source = cell("visible", exercise)
    if source is None:
        return None
    names = dict(names)
    last = _last_expression(exercise, source, names)
    report = eval(compile(ast.Expression(last), "visible", "eval"), names)
    if not isinstance(report, Report):
        raise ValueError(f"the visible cell of {exercise} gave {report!r} instead of a report")
    return report


def _last_expression(exercise: str, source: str, names: dict[str, Any]) -> ast.expr:
    """What the visible cell ends in; the lines before it are run in ``names``."""
    tree = ast.parse(source)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        raise ValueError(f"the visible cell of {exercise} should end in check(...)")
    exec(compile(tree, "visible", "exec"), names)
    return last.value


def _hidden(exercise: str, names: dict[str, Any]) -> Report:
    wanted = lessons.exercise(exercise).functions
    functions: list[Callable[..., Any]] = [names[name] for name in wanted]
    return suites.report(exercise, *functions)


CallerFor = Callable[[Sequence[Any]], Caller]  # from a solution's functions
Checks = Sequence[str]  # which of the two are tried: "visible", "hidden"
Said = dict[str, Any]  # what a check sends: the failing properties, and the points


def _tried(step: Callable[[], Report | None]) -> Said | None:
    """The failing properties, or the error that came out as if it were one."""
    try:
        report = step()
        if report is None:
            return None
        failed = [outcome.id or outcome.name for outcome in report.outcomes if not outcome.holds]
        return {"failed": failed, "score": report.score, "diagnosis": report.diagnosis}
    except BaseException as error:
        return _no_points(type(error).__name__)


def _no_points(why: str) -> Said:
    return {"failed": [f"({why})"], "score": 0.0}


def _child(solution: Solution, sender: Connection, checks: Checks, by: CallerFor | None) -> None:
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
            _send(sender, solution, checks, by)
    finally:
        os._exit(0)


def _send(sender: Connection, solution: Solution, checks: Checks, by: CallerFor | None) -> None:
    """Send what the visible check says (null where there is none), then what the hidden one says."""
    has_visible = "visible" in checks and cell("visible", solution.exercise) is not None
    try:
        names = _load(solution)
    except BaseException as error:
        problem = _no_points(f"it does not load: {type(error).__name__}")
        results: list[Said | None] = [problem if has_visible else None, problem]
        for said in results:
            sender.send_bytes(json.dumps(said).encode())
        return
    functions = [names.get(name) for name in lessons.exercise(solution.exercise).functions]
    caller = by(functions) if by else call_here
    for step in (_visible if has_visible else _nothing, _hidden if "hidden" in checks else _nothing):
        with calling_by(caller):
            said = _tried(lambda step=step: step(solution.exercise, names))  # type: ignore[misc]
        sender.send_bytes(json.dumps(said).encode())


def _nothing(exercise: str, names: dict[str, Any]) -> None:
    """Stands where there is no check to try."""


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (BYTES_IN_ALL, BYTES_IN_ALL))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# ---- many solutions, some at a time --------------------------------------------------------------


class _Running:
    """A solution that is being tried."""

    def __init__(self, solution: Solution, checks: Checks, seconds: float, by: CallerFor | None) -> None:
        fork = "fork" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        self.solution, self.checks = solution, checks
        self.said: list[Said | None] = []  # the visible, then the hidden check
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=_child, args=(solution, sender, checks, by), daemon=True)
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
        visible, hidden = [*self.said, _no_points(why), _no_points(why)][:2]
        if missing(self.solution.exercise):
            visible = None
        if "hidden" not in self.checks:
            return _verdict(self.solution, visible, {"failed": [], "score": None})
        return _verdict(self.solution, visible, hidden or _no_points(why))


def _verdict(solution: Solution, visible: Said | None, hidden: Said) -> Verdict:
    failed, score = (tuple(visible["failed"]), visible["score"]) if visible else (None, None)
    diagnosis = visible.get("diagnosis", "") if visible else ""
    return Verdict(solution, failed, tuple(hidden["failed"]), score, hidden["score"], diagnosis)


def run(
    solutions: Iterable[Solution],
    jobs: int = 1,
    visible: bool = True,
    seconds: float = SECONDS_IN_ALL,
    by: CallerFor | None = None,
    hidden: bool = True,
) -> Iterator[Verdict]:
    """Try the solutions, ``jobs`` at a time; the verdicts come as they are ready.

    ``by`` makes the caller that runs a solution's functions; without it they run as in a notebook.
    """
    waiting = deque(solutions)
    checks = [name for name, wanted in (("visible", visible), ("hidden", hidden)) if wanted]
    _warm({solution.exercise for solution in waiting})
    running: list[_Running] = []
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                running.append(_Running(waiting.popleft(), checks, seconds, by))
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
    os.environ.setdefault("BLOCKKIT_MY_CHAIN", empty_folder())
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(io.StringIO()))
        stack.enter_context(redirect_stderr(io.StringIO()))
        for name in names:
            namespace(name)
            suites.report(name, *[lambda *_: None] * len(lessons.exercise(name).functions))


@cache
def empty_folder() -> str:
    """Where no student's part lies, so that the references stand in every slot."""
    folder = tempfile.TemporaryDirectory(prefix="blockkit-mutants-")
    _kept.append(folder)
    return folder.name


_kept: list[Any] = []  # removed when Python ends
