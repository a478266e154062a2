"""The folder in which a student's own parts are kept, one file each.

A saved file stands alone: the function's source, the helpers and constants it uses, and the imports it
needs. So it can be read, mended and run without the notebook it came from.
"""

import ast
import builtins
import inspect
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from symtable import symtable
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any

from blockkit.classroom.course_rules import CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.moved import at_home
from blockkit.classroom.trying.calling import in_one_line
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.trial import SAVED_PART, CannotUse, Endless, Trial

DOOR = "blockkit.classroom.notebook"  # all of the course that a saved file imports
MAX_FILE = 100_000  # bytes: no honest exercise comes near


def folder() -> Path:
    """Where the parts are: ``my_chain/`` beside the folders of the lessons.

    The environment variable ``BLOCKKIT_MY_CHAIN`` names another place.
    """
    named = os.environ.get("BLOCKKIT_MY_CHAIN")
    if named:
        return Path(named)
    here = Path.cwd()
    in_a_lesson = here.name[:2].isdigit() and here.name[2:3] == "_"  # course/01_hashing
    return (here.parent if in_a_lesson else here) / "my_chain"


def path_of(name: str) -> Path:
    """The file of one part."""
    return folder() / f"{name}.py"


# ---- saving --------------------------------------------------------------------------------------


def source_of(function: Callable[..., Any], name: str) -> str:
    """A module's text that defines ``function`` as ``name`` and all it needs.

    Raises :class:`~blockkit.classroom.trying.trial.CannotUse` with what is in the way.
    """
    parts = _Parts()
    parts.add_function(function, name)
    return "\n".join([*sorted(parts.imports), "", *parts.constants, "", *parts.functions])


class _Parts:
    """Collects what a function needs, walking the names it uses."""

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.constants: list[str] = []
        self.functions: list[str] = []
        self._seen: set[str] = set()

    def add_function(self, function: Callable[..., Any], name: str) -> None:
        """Add a function written by the student, after everything it uses."""
        self._seen.add(name)
        plain = inspect.unwrap(function)
        if not isinstance(plain, FunctionType):
            raise CannotUse(say("keep-no-function", name=name, kind=type(function).__name__))
        if plain.__code__.co_freevars:
            raise CannotUse(say("keep-closure", name=name, outer=", ".join(plain.__code__.co_freevars)))
        try:
            source = dedent(inspect.getsource(plain))
            outside = _names_from_outside(source)
        except (OSError, TypeError, SyntaxError):
            raise CannotUse(say("keep-no-source", name=name)) from None
        imports = _imports_around(plain)
        for used in sorted(outside):
            known = used in plain.__globals__ and not hasattr(builtins, used)
            if known and used not in self._seen:
                self._add_name(used, plain.__globals__[used], imports)
        self.functions.append(source)

    def _add_name(self, name: str, value: Any, imports: dict[str, str]) -> None:
        self._seen.add(name)
        if name in imports:
            self.imports.add(imports[name])
        elif isinstance(value, ModuleType):
            self.imports.add(f"import {value.__name__} as {name}")
        elif isinstance(value, CourseRules):
            self.imports.add(
                f"from {DOOR} import REFERENCE as {name}"
            )  # the loader puts the loaded rules here
        elif value is TODO:
            self.imports.add(f"from {DOOR} import TODO as {name}")
        elif (line := _importable(name, value)) is not None:
            self.imports.add(line)
        elif isinstance(inspect.unwrap(value) if callable(value) else value, FunctionType):
            self.add_function(value, name)
        elif _is_plain(value):
            self.constants.append(f"{name} = {value!r}")
        else:
            raise CannotUse(say("keep-no-value", name=name, kind=type(value).__name__))


def _names_from_outside(source: str) -> set[str]:
    """The names that a text looks up outside of its functions; their parameters and variables are not.

    Python's compiler says so itself. The code of a function lacks its decorators, its annotations and the
    values that its parameters have when they are left out; the text has them.
    """
    outside, tables = set[str](), [symtable(source, "<part>", "exec")]
    while tables:
        table = tables.pop()
        outside |= {one.get_name() for one in table.get_symbols() if one.is_global() and one.is_referenced()}
        tables += table.get_children()
    return outside


def _imports_around(function: FunctionType) -> dict[str, str]:
    """Import lines of the notebook (its cells are in ``In``) or file, by the name they bind."""
    cells = function.__globals__.get("In")
    if not isinstance(cells, list):
        try:
            cells = [Path(function.__code__.co_filename).read_text(encoding="utf-8")]
        except (OSError, UnicodeDecodeError):
            cells = []
    found = {}
    for cell in cells:
        try:
            tree = ast.parse(cell)
        except Exception:  # a cell with a magic command, or one that Python cannot read
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    bound = alias.asname or alias.name.split(".")[0]
                    line = (
                        ast.ImportFrom(module=node.module, names=[alias], level=node.level)
                        if isinstance(node, ast.ImportFrom)
                        else ast.Import(names=[alias])
                    )
                    found[bound] = ast.unparse(line)
    return found


def _importable(name: str, value: Any) -> str | None:
    """The import line for something that lives in an installed module; by the course's door if it has it."""
    module, own_name = getattr(value, "__module__", None), getattr(value, "__name__", "")
    if not isinstance(module, str) or module == "__main__":
        return None
    for home in (DOOR, module) if module.startswith("blockkit.") else (module,):
        if getattr(sys.modules.get(home), own_name, None) is value:
            return f"from {home} import {own_name} as {name}"
    return None


def _is_plain(value: object) -> bool:
    """Can the value be written down and read back as it is?"""
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def write(name: str, text: str) -> Path:
    """Save a part's file whole: written beside, then moved over the old one."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return path


# ---- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SavedPart:
    """A student's function from a file, and the names that its file defines."""

    function: Callable[..., Any]
    names: dict[str, Any]

    def use(self, rules: CourseRules) -> None:
        """Let the function find ``rules`` wherever its file has the reference's."""
        for name, value in list(self.names.items()):
            if isinstance(value, CourseRules):
                self.names[name] = rules


def read(name: str) -> SavedPart:
    """The student's function ``name``; :class:`CannotUse` says why there is none."""
    path = path_of(name)
    if not path.exists():
        raise CannotUse(say("why-not-kept"))
    try:
        if path.stat().st_size > MAX_FILE:
            raise CannotUse(say("why-file-large", file=path.name))
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotUse(say("why-file-unreadable", file=path.name, error=error)) from error
    return part_in(text, name, str(path))


def part_in(text: str, name: str, filename: str) -> SavedPart:
    """Run a module's text alone and return its function ``name``."""
    names: dict[str, Any] = {"__name__": f"my_chain.{name}"}
    try:
        code = compile(at_home(text), filename, "exec")
    except Exception as error:
        if isinstance(error, SyntaxError) and error.lineno:
            raise CannotUse(say("why-file-syntax", line=error.lineno, error=error.msg)) from error
        # A null byte, or brackets within brackets beyond what Python can read.
        raise CannotUse(say("why-file-raised", why=in_one_line(error))) from error
    try:
        Trial(SAVED_PART).call(exec, code, names)
    except Endless as problem:
        raise CannotUse(say("why-file-endless", seconds=f"{SAVED_PART.a_call:g}")) from problem
    except CannotUse as problem:
        raise CannotUse(say("why-file-raised", why=problem)) from problem
    function = names.get(name)
    if not callable(function):
        raise CannotUse(say("why-file-without", slot=name))
    return SavedPart(function, names)
