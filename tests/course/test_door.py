"""Notebooks and guides import the course through one door, so that what is behind it may move."""

import ast
import re
import sys

import nbformat
import pytest

from autograder.authoring.build import whole
from autograder.authoring.masters import ROOT, masters
from blockkit.classroom import notebook
from tests.course.conftest import STUDENT

DOOR = "blockkit.classroom.notebook"
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def imports(source):
    """Module and names of every import in a cell."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module, [alias.name for alias in node.names]


def need_the_door(source):
    for module, names in imports(source):
        if module != DOOR:
            assert module.split(".")[0] in sys.stdlib_module_names, f"{module} is not the door: {source}"
        assert set(names) <= set(notebook.__all__) or module != DOOR, f"{names}: {source}"


@pytest.mark.parametrize("master", masters(), ids=lambda master: master.name)
def test_a_master_imports_the_door_and_the_standard_library(master):
    for cell in master.cells:
        if not cell.markdown:
            need_the_door(cell.source)


@pytest.mark.parametrize("name", STUDENT)
def test_what_students_open_imports_the_door_and_the_standard_library(name):
    for cell in nbformat.read(STUDENT[name], as_version=4).cells:
        if cell.cell_type == "code":
            need_the_door(cell.source)


def test_what_the_build_adds_imports_nothing_else_than_the_hidden_suites():
    made = {
        m
        for master in masters()
        for c in whole(master)
        if c.role in ("hidden", "keep")
        for m, _ in imports(c.source)
    }
    assert made == {"autograder.suites"}


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_guides_import_no_other_module_of_the_classroom(path):
    code = re.findall(
        r"^(?:>>> |\s{4,})?((?:from|import) blockkit\.classroom\S*)", path.read_text("utf-8"), re.M
    )
    assert [line for line in code if line.split()[1] != DOOR] == []


def test_the_door_has_every_name_it_promises():
    for name in notebook.__all__:
        assert getattr(notebook, name) is not None
