"""The package as an importer meets it: light, typed, layered, and of readable size."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import blockkit

PACKAGE = Path(blockkit.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Imports run downwards only: each floor may use itself and those before it.
FLOORS = [
    {"errors"},
    {"ripemd160", "hashing", "encoding", "merkle"},
    {"block", "data"},
    {"rules"},
    {"classroom"},
]


def code_lines(path):
    """Lines that are neither blank, comment nor docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = [
        node.body[0]
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and ast.get_docstring(node) is not None
    ]
    skipped = {line for doc in docs for line in range(doc.lineno, doc.end_lineno + 1)}
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in skipped
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_one_idea_of_at_most_300_lines(path):
    assert code_lines(path) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downwards(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    floor = next(number for number, names in enumerate(FLOORS) if own in names)
    below = set().union(*FLOORS[: floor + 1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("blockkit"):
            named = node.module.split(".")[1:2] or [alias.name for alias in node.names]
            assert set(named) <= below, f"{path.name} imports {named}"


def test_import_is_light():
    heavy = "numpy matplotlib ipywidgets anywidget IPython asyncio numba ecdsa"
    code = f"import sys, blockkit; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_typed_and_versioned():
    assert (PACKAGE / "py.typed").exists()
    assert blockkit.__version__.count(".") == 2
    assert all(hasattr(blockkit, name) for name in blockkit.__all__)
