"""The package as an importer meets it: light, typed, layered, and of readable size."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import blockkit
from blockkit import interpreter

PACKAGE = Path(blockkit.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path):
    """A module as it is imported: ``merkle``, ``node.mining``; the package itself is ``blockkit``."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts).removesuffix("__init__").rstrip(".") or "blockkit"


NAMES = [name_of(path) for path in MODULES]

# ---- circles and floors --------------------------------------------------------------------------

# Within the book imports run downwards only: each floor may use itself and those before it.
FLOORS = [
    "blockkit",  # the package itself: lends names of all circles, but loads a module only when it is asked
    "errors guards",
    "params",
    "ripemd160 hashing encoding base58 bech32 merkle keys schnorr foreign",
    "script opcodes asm templates addresses interpreter transaction",
    "digests spending unlocking block genesis data",
    "pow headers",
    "rules",
    "utxo validation chain",
]

# Each circle may use itself and those before it: modules or folders, and the most lines of code they may be.
CIRCLES = {
    "the book": (" ".join(FLOORS), 3_250),  # what spells and judges bytes, 2009 to 2016; and what is signed
    "later rules": ("commitment witness taproot", 300),  # the soft forks of 2017 and 2021
    "the machine": ("engines wallet node", 2_430),  # what runs on the book: quicker, with keys, among others
    "the network": ("network", 1_700),  # Bitcoin's messages, and a node that speaks them
    "the papers": ("agreement", 440),  # what the papers compute, and their attacks; applications: none yet
    "the simulation": ("simulation", 1_000),  # many nodes, a clock of their own; propagation; strategies
    "the windows": ("explain cli __main__", 2_980),  # what shows it
    "the school": ("classroom", 13_500),  # imported by nobody; a tenth of it are inputs of the diagnosis
}

# An import that goes outwards all the same, and why; it must be inside a function, so that nothing is loaded.
SEAMS = {
    ("keys", "engines"): "the arithmetic of the curve: three libraries can do it, the first call chooses one",
    ("schnorr", "engines"): "the same",
    ("validation", "commitment"): "the door to the rules of 2017: asked for every block in its place",
    ("unlocking", "witness"): "the door to the rules of 2017: asked when a witness program is met",
    ("unlocking", "taproot"): "the door to the rules of 2021: likewise",
}


def circle_of(name):
    """In which circles a module is listed; the list should have one."""
    parts = name.split(".")
    return [circle for circle, (listed, _) in CIRCLES.items() if parts[0] in listed.split()]


def floor_of(name):
    """The number of a module's floor in the book."""
    return next(n for n, names in enumerate(FLOORS) if name.split(".")[0] in names.split())


def imported(path):
    """The modules of the package that a file imports, in functions too: (module, is it in a function?)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            named = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            raise AssertionError(f"{path.name}: a relative import, which this test cannot read")
        else:
            continue
        for name in named:
            if name.split(".")[0] == "blockkit":
                yield home_of(name), node in inner


def home_of(name):
    """The module that an import loads: the longest part of the dotted name that is one, or a name's home."""
    parts = name.split(".")[1:]
    for count in range(len(parts), 0, -1):
        if ".".join(parts[:count]) in NAMES:
            return ".".join(parts[:count])
    lent = {word: module for module, words in blockkit.HOMES.items() for word in words.split()}
    return lent.get(parts[0], "blockkit") if parts else "blockkit"


@pytest.mark.parametrize("name", NAMES)
def test_every_module_is_in_one_circle(name):
    assert len(circle_of(name)) == 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_circle_imports_only_itself_and_earlier_ones(path):
    order, own = list(CIRCLES), name_of(path)
    for other, in_function in imported(path):
        if (own.split(".")[0], other.split(".")[0]) in SEAMS:
            assert in_function, f"{own} loads {other}, though it need not"
            continue
        (mine,), (theirs,) = circle_of(own), circle_of(other)
        assert order.index(theirs) <= order.index(mine), f"{own} of {mine} imports {other} of {theirs}"
        if mine == theirs == "the book" and own != "blockkit":
            assert floor_of(other) <= floor_of(own), f"{own} imports {other}, from a floor above"


def test_every_seam_is_used():
    used = {(name_of(p).split(".")[0], other.split(".")[0]) for p in MODULES for other, _ in imported(p)}
    assert set(SEAMS) <= used


def test_only_the_front_door_and_the_school_import_by_a_text():
    """The tests above read import statements; a name that is put together at run time they cannot see."""
    by_text = [n for n, p in zip(NAMES, MODULES, strict=True) if "import_module(" in p.read_text("utf-8")]
    assert {name.split(".")[0] for name in by_text} <= {"blockkit", "classroom"}


@pytest.mark.parametrize("circle", [circle for circle, (listed, _) in CIRCLES.items() if listed])
def test_no_module_of_a_circle_loads_one_of_a_later_circle(circle):
    """Whatever the source says: import them all, one after the other, and look what is there."""
    order = list(CIRCLES)
    own = [name for name in NAMES if circle_of(name) == [circle] and name != "__main__"]
    code = f"""
import importlib, sys
for name in {own!r}:
    importlib.import_module("blockkit." + name if name != "blockkit" else name)
print(*(name.partition(".")[2] or name for name in sys.modules if name.split(".")[0] == "blockkit"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert set(own) <= set(loaded)
    later = [name for name in loaded if order.index(circle_of(name)[0]) > order.index(circle)]
    assert later == []


# ---- size ----------------------------------------------------------------------------------------


def code_lines(path, *, documented=False, function=None):
    """Lines that are neither blank, comment nor docstring; ``documented`` counts docstrings too.

    Of the whole module, or of one function in it.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = [
        node.body[0]
        for node in ast.walk(tree)
        if isinstance(node, kinds) and node.body and ast.get_docstring(node) is not None
    ]
    in_docs = {line for doc in docs for line in range(doc.lineno, doc.end_lineno + 1)}
    written = {
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line.strip() and (number in in_docs or not line.strip().startswith("#"))
    }
    if function:
        (node,) = (node for node in tree.body if getattr(node, "name", None) == function)
        written &= set(range(node.lineno, node.end_lineno + 1))
    return len(written if documented else written - in_docs)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_one_idea_of_at_most_300_lines(path):
    assert code_lines(path) <= 300


# What judges a block of the legacy era, from its bytes to the coins: the afternoon's read.
RULE_BOOK = """
    hashing encoding merkle keys script opcodes interpreter transaction digests spending unlocking block pow
    headers utxo validation chain
"""
# Lines of code, and with docstrings. They may fall; a commit that needs more makes room first.
CODE, WITH_DOCSTRINGS = 1_450, 1_850
HOOKS = 245  # so many more, for what the later rules take hold of

# The half hour after it: four modules, and what their signatures sign, which is read beside the way of 2009.
LATER_RULES, SIGNED_LATER = "commitment witness taproot schnorr", ("witness_sighash", "taproot_sighash")
LATER_CODE = 300


def signed_later(*, documented=False):
    """The lines of the functions in the book that belong to the later rules."""
    path = PACKAGE / "digests.py"
    return sum(code_lines(path, documented=documented, function=name) for name in SIGNED_LATER)


def test_the_rule_book_stays_short():
    paths = [PACKAGE / f"{name}.py" for name in RULE_BOOK.split()]
    assert sum(map(code_lines, paths)) - signed_later() <= CODE + HOOKS
    documented = sum(code_lines(path, documented=True) for path in paths)
    assert documented - signed_later(documented=True) <= WITH_DOCSTRINGS + HOOKS


def test_the_ways_to_sign_and_to_unlock_are_short():
    assert sum(code_lines(PACKAGE / f"{name}.py") for name in ("digests", "unlocking")) <= HOOKS


def test_the_later_rules_are_half_an_hour():
    modules = sum(code_lines(PACKAGE / f"{name}.py") for name in LATER_RULES.split())
    assert 40 < signed_later() < modules
    assert modules + signed_later() <= LATER_CODE


def test_the_machine_of_2009_asks_nothing_about_the_later_rules():
    """A soft fork is a module and a subclass of its own."""
    machine = inspect.getsource(interpreter.Machine)
    assert re.findall("(?i)witness|taproot|tapscript|schnorr|annex|leaf", machine) == []


@pytest.mark.parametrize("circle", CIRCLES)
def test_a_circle_stays_below_its_ceiling(circle):
    _, ceiling = CIRCLES[circle]
    paths = [path for path, name in zip(MODULES, NAMES, strict=True) if circle_of(name) == [circle]]
    assert sum(map(code_lines, paths)) <= ceiling


# ---- the front door ------------------------------------------------------------------------------

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
