"""What a verdict depends on besides the solution, as one hash an exercise.

It covers all code of ours that takes part: the suite of the exercise, the oracle, the way a student's
function is called, the visible check and the setup cells of the notebook, and every module that one of
these imports, directly or through others. Comments, docstrings and layout do not count, so that prose can
be mended without new verdicts; nor does what draws (setup cells load it, and no check looks at a picture),
nor the sentence that a failed visible check adds.
"""

import ast
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec, resolve_name
from pathlib import Path
from types import ModuleType

from autograder.mutants import measure
from autograder.suites import SUITES
from blockkit.classroom.lessons import lesson_of

PACKAGES = ("blockkit", "autograder")
# Rooms that change no verdict: what draws, and the sentence that a failed check adds.
NO_VERDICTS = tuple(f"blockkit.classroom.{room}" for room in ("drawing", "figures", "widgets", "diagnosis"))
LESSONS = "blockkit.classroom.lessons"
# What a module reads from its folder.
DATA = {"blockkit.data": "*.json", "autograder.suites.oracle": "*.json"}


def of_exercise(exercise: str) -> str:
    """The hash of everything that the verdicts on this exercise's solutions have in common."""
    parts = [f"{name} {_module_hash(name)}" for name in sorted(modules(exercise))]
    parts.append(f"measuring {_module_hash(measure.__name__)}")
    parts += [code_hash(measure.setup(exercise)), code_hash(measure.cell("visible", exercise) or "")]
    return _hash("\n".join(parts).encode())


def modules(exercise: str) -> frozenset[str]:
    """The modules that take part. The suite of another exercise does not, unless this one's imports it."""
    own = {one.test.__module__ for one in SUITES[exercise]}
    waiting = {"autograder.suites", *own, *imported(measure.NAMES), *imported(measure.setup(exercise))}
    waiting |= imported(measure.cell("visible", exercise) or "")
    # The record of a lesson is found by its name; no import line shows it.
    record = f"{LESSONS}.lesson{lesson_of(exercise).name}"
    waiting |= {record} if _file(record) else set()
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found or name.startswith(NO_VERDICTS):
            continue
        found.add(name)
        waiting |= _loads(name)
    return frozenset(found)


def code_hash(source: str) -> str:
    """The hash of a program without its comments, docstrings and layout, the same on every Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return _hash(source.encode())
    return _hash("".join(_written(tree)).encode())


def _written(node: object) -> Iterator[str]:
    """A syntax tree as text. ``ast.dump`` writes other things from one version of Python to the next."""
    if isinstance(node, ast.Constant):
        yield f"{type(node.value).__name__} {node.value!r},"
    elif isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str):
        return  # a docstring
    elif isinstance(node, ast.AST):
        yield f"{type(node).__name__}("
        for field, value in ast.iter_fields(node):
            if value not in (None, []) and field not in ("type_comment", "type_params"):
                yield f"{field}="
                yield from _written(value)
        yield ")"
    elif isinstance(node, list):
        for item in node:
            yield from _written(item)
    else:
        yield f"{node!r},"


# ---- what a module imports -----------------------------------------------------------------------


@cache
def _file(name: str) -> Path | None:
    """Where a module of ours is, or nothing for what is no module of ours."""
    if name.partition(".")[0] not in PACKAGES:
        return None
    try:
        spec = find_spec(name)
    except ImportError:
        return None
    return Path(spec.origin) if spec and spec.origin else None


@cache
def _module_hash(name: str) -> str:
    path = _file(name)
    assert path is not None
    parts = [code_hash(path.read_text(encoding="utf-8"))]
    if name in DATA:
        parts += [_hash(data.read_bytes()) for data in sorted(path.parent.glob(DATA[name]))]
    return _hash(" ".join(parts).encode())


@cache
def _loads(name: str) -> frozenset[str]:
    path = _file(name)
    assert path is not None
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return frozenset(imported(path.read_text(encoding="utf-8"), package))


def imported(source: str, package: str = "") -> set[str]:
    """The modules of ours that a program imports, at its top or inside a function, and their packages."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package)
            names.add(module)
            names.update(_home(module, alias.name) for alias in node.names if _file(module))
    packages = {name[:at] for name in names for at, letter in enumerate(name) if letter == "."}
    return {name for name in names | packages if _file(name)}


def _home(module: str, name: str) -> str:
    """The module that ``from module import name`` loads: itself, a module in it, or a name's home.

    ``from blockkit import Header`` loads ``blockkit.block``, which lends ``Header`` to the package.
    """
    if _file(f"{module}.{name}"):
        return f"{module}.{name}"
    loaded = import_module(module)
    if not hasattr(loaded, "__getattr__"):
        return module
    lent = getattr(loaded, name, None)
    return lent.__name__ if isinstance(lent, ModuleType) else str(getattr(lent, "__module__", module))


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]
