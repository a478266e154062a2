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
    {"errors", "guards"},
    {"params"},
    {
        "ripemd160",
        "hashing",
        "encoding",
        "base58",
        "merkle",
        "engines",
        "keys",
    },
    {
        "script",
        "opcodes",
        "asm",
        "templates",
        "addresses",
        "interpreter",
        "transaction",
        "spending",
        "block",
        "data",
    },
    {"pow", "headers"},
    {"rules"},
    {"utxo", "validation", "chain", "node", "wallet"},
    {"explain", "cli", "__main__"},
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


# What judges a block of the legacy era, from its bytes to the coins: the afternoon's read.
RULE_BOOK = """
    hashing encoding merkle keys script opcodes interpreter transaction spending block pow headers utxo
    validation chain
"""


def test_the_rule_book_stays_short():
    """1,200 was the aim: the rest are imports (110), and checks of what callers and students hand in."""
    assert sum(code_lines(PACKAGE / f"{name}.py") for name in RULE_BOOK.split()) <= 1_560


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


HEAVY = "numpy numba matplotlib ipywidgets anywidget IPython asyncio ecdsa cryptography sqlite3 argparse"


@pytest.mark.parametrize(
    "code", ["import blockkit", "from blockkit import *", "from blockkit.chain import Chain"]
)
def test_import_is_light(code):
    code = f"{code}; import sys; print([m for m in {HEAVY.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_import_alone_loads_no_module_of_the_library():
    code = "import blockkit, sys; print([m for m in sys.modules if m.startswith('blockkit.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_names_that_editors_see_are_the_names_that_load():
    seen = {}
    for node in ast.walk(ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            seen.setdefault(node.module.removeprefix("blockkit."), []).append(node.names[0].name)
    assert {home: " ".join(names) for home, names in seen.items()} == blockkit.HOMES


def test_a_missing_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        blockkit.nonsense  # noqa: B018


def test_typed_and_versioned():
    assert (PACKAGE / "py.typed").exists()
    assert blockkit.__version__.count(".") == 2
    assert all(hasattr(blockkit, name) for name in blockkit.__all__)
