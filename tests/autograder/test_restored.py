"""Cells restored by their ids: which pieces are left, in which order, with whose metadata."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.restored import Known, restore

STUB, DONE, BETTER = "def f():\n    return TODO", "def f():\n    return 1", "def f():\n    return 2"
CHECK, HIDDEN = "def helper():\n    pass\ncheck(f)", "hidden(f)"


def known():
    """What the gradebook has of a notebook with two exercises."""
    rows = [("01b-setup", "import json", True, None), ("E1_5-solution", STUB, False, None)]
    rows += [("E1_5-visible", CHECK, True, 1.0), ("E1_5-hidden", HIDDEN, True, 2.0)]
    rows += [
        ("E1_6-solution", "def g():\n    return TODO", False, None),
        ("E1_6-visible", "check(g)", True, 1.0),
    ]
    return [
        Known(name, "code", locked, source, "", points, name.endswith("solution"))
        for name, source, locked, points in rows
    ]


def cell(name, source=None, **metadata):
    """A cell as it was handed out, or with another text; a name with + is a copy."""
    own = name.split("+")[0]
    found = next((one for one in known() if one.name == own), None)
    metadata = metadata or ({"nbgrader": {"grade_id": own}} if found else {})
    return new_code_cell(
        found.source if source is None else source, id=name.replace("+", "-copy"), metadata=metadata
    )


def others():
    return [cell("E1_6-solution"), cell("E1_6-visible")]


def restored(*cells):
    """The texts of a notebook afterwards, each with the name that nbgrader reads."""
    notebook = new_notebook(cells=list(cells))
    restore(notebook, known())
    return [(one.metadata.get("nbgrader", {}).get("grade_id", "-"), one.source) for one in notebook.cells]


HEAD = ("01b-setup", "import json")
END = [("E1_6-solution", "def g():\n    return TODO"), ("E1_6-visible", "check(g)")]
CHECKS = [("E1_5-visible", CHECK), ("E1_5-hidden", HIDDEN)]


def whole(*middle):
    return [HEAD, *middle, *END]


def test_a_copy_in_order_stays_so():
    given = [
        cell("01b-setup"),
        cell("E1_5-solution", DONE),
        cell("E1_5-visible"),
        cell("E1_5-hidden"),
        *others(),
    ]
    assert restored(*given) == whole(("E1_5-solution", DONE), *CHECKS)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("E1_5-solution", STUB), ("E1_5-solution+", DONE)], [("E1_5-solution", DONE)]),
        ([("E1_5-solution+", DONE), ("E1_5-solution", STUB)], [("E1_5-solution", DONE)]),
        ([("E1_5-solution", DONE), ("E1_5-solution+", BETTER)], [("-", DONE), ("E1_5-solution", BETTER)]),
        ([("E1_5-solution", "def f():"), ("E1_5-solution+", "    return 1")], [("E1_5-solution", DONE)]),
        ([("E1_5-solution", "a = 1"), ("E1_5-solution+", DONE)], [("-", "a = 1"), ("E1_5-solution", DONE)]),
        ([("E1_5-solution", STUB), ("E1_5-solution+", STUB)], [("-", STUB), ("E1_5-solution", STUB)]),
        ([("mine", DONE)], [("E1_5-solution", DONE)]),
        ([("E1_5-visible", DONE)], [("E1_5-solution", DONE)]),
        ([], []),
    ],
)  # fmt: skip
def test_every_written_piece_of_a_solution_runs_before_its_check(given, expected):
    cells = [cell(name, source) for name, source in given]
    assert restored(cell("01b-setup"), *cells, *others()) == whole(*expected, *CHECKS)


def test_a_check_stays_above_a_later_try():
    """The student saw it hold there."""
    given = [
        cell("E1_5-solution", DONE),
        cell("E1_5-visible"),
        cell("E1_5-hidden"),
        cell("E1_5-solution+", BETTER),
    ]
    expected = [("-", DONE), *CHECKS, ("E1_5-solution", BETTER)]
    assert restored(cell("01b-setup"), *given, *others()) == whole(*expected)


def test_checks_come_below_what_they_check_and_setup_above():
    given = [
        cell("E1_5-hidden"),
        cell("E1_5-visible"),
        cell("E1_5-solution", DONE),
        *others(),
        cell("01b-setup"),
    ]
    assert restored(*given) == whole(("E1_5-solution", DONE), *CHECKS)


def test_of_the_pieces_of_a_check_one_is_left():
    parts = [cell("E1_5-visible+", CHECK[:20]), cell("E1_5-visible", CHECK[20:]), cell("E1_5-hidden")]
    given = [cell("01b-setup"), cell("E1_5-solution", DONE), *parts, *others()]
    assert restored(*given) == whole(("E1_5-solution", DONE), *CHECKS)


def test_what_a_student_wrote_in_a_copy_of_a_check_runs():
    given = [
        cell("E1_5-solution", DONE),
        cell("E1_5-visible+", "print(f())"),
        cell("E1_5-visible"),
        cell("E1_5-hidden"),
    ]
    expected = [("E1_5-solution", DONE), ("-", "print(f())"), *CHECKS]
    assert restored(cell("01b-setup"), *given, *others()) == whole(*expected)


ODD = [
    None,
    "yes",
    7,
    [],
    {},
    {"grade_id": 5},
    {"grade_id": "E9_9-solution", "grade": True},
    {"schema_version": "x"},
]


@pytest.mark.parametrize("own", ODD, ids=json.dumps)
def test_whatever_the_metadata_say_the_id_decides(own):
    names = [("01b-setup", None), ("E1_5-solution", DONE), ("E1_5-visible", None), ("E1_5-hidden", "changed")]
    given = [cell(name, source, nbgrader=own, tags=["skip-execution"]) for name, source in names]
    extra = new_markdown_cell("# mine", metadata={"nbgrader": own, "tags": ["x"]})
    notebook = new_notebook(cells=[*given, extra, *others()])
    restore(notebook, known())
    assert [one.source for one in notebook.cells] == [
        "import json",
        DONE,
        CHECK,
        HIDDEN,
        "# mine",
        *(s for _, s in END),
    ]
    for one, made in zip(known()[:4], notebook.cells, strict=False):
        assert made.metadata == {"nbgrader": one.metadata()}
    assert extra.metadata == {}


def test_a_task_of_yours_stays_nbgraders():
    own = {"task": True, "grade_id": "essay", "grade": False}
    task = new_markdown_cell("Write.", metadata={"nbgrader": dict(own)})
    restore(new_notebook(cells=[task]), known())
    assert task.metadata == {"nbgrader": own}
