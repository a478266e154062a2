"""The masters keep the craft rules that can be counted."""

import re
from itertools import pairwise

import pytest

from autograder.authoring.build import source_notebook
from autograder.authoring.masters import masters
from blockkit.classroom.lessons import EXERCISES, lesson_of

ALL = masters()
GRADED = [master for master in ALL if master.exercises]


def name(master):
    return master.name


def markdown(master):
    return "\n\n".join(cell.source for cell in master.cells if cell.markdown)


def test_the_course_has_all_exercises_in_order():
    assert [exercise for master in GRADED for exercise in master.exercises] == list(EXERCISES)
    for task in EXERCISES.values():
        assert any(f"{m.assignment}/{m.name}" == lesson_of(task.name).notebook for m in GRADED), task.name


@pytest.mark.parametrize("master", GRADED, ids=name)
def test_each_exercise_has_its_cells_in_order(master):
    for exercise in master.exercises:
        places = [
            master.cells.index(master.cell(role, exercise)) for role in ("solution", "visible", "hidden")
        ]
        assert places == sorted(places), exercise
        heading = re.search(
            rf"^## {re.escape(exercise)} · .*\(([●○]{{3}}), (\d+) minutes, (\d+) points\)",
            markdown(master),
            re.M,
        )
        assert heading, f"{exercise}: heading with hardness, minutes and points"
        assert int(heading[3]) == EXERCISES[exercise].points


@pytest.mark.parametrize("master", GRADED, ids=name)
def test_each_exercise_has_three_hints_and_something_to_break(master):
    text = markdown(master)
    blocks = re.split(r"^## ", text, flags=re.M)
    for exercise in master.exercises:
        block = "".join(part for part in blocks if part.startswith(f"{exercise} "))
        assert block.count("<summary>Hint") == 3, exercise
        assert "You build" in block, exercise
        assert "Break it" in block, exercise


@pytest.mark.parametrize("master", ALL, ids=name)
def test_size_and_headings(master):
    text = markdown(master)
    words = re.sub(r"<[^>]+>|```.*?```|`[^`]*`", " ", text, flags=re.S).split()
    assert len(words) <= 1500, f"{len(words)} words"
    levels = [len(mark) for mark in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", text, flags=re.S), re.M)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    if master.exercises:
        assert 25 <= len(master.cells) <= 45, len(master.cells)


@pytest.mark.parametrize("master", GRADED, ids=name)
def test_a_picture_comes_early_and_cells_stay_short(master):
    first = next(i for i, cell in enumerate(master.cells) if "figure" in cell.tags)
    assert first <= 3
    for cell in master.cells:
        if not cell.markdown and not cell.role and "setup" not in cell.tags:
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 12 or "check" in cell.tags, cell.source


@pytest.mark.parametrize("master", ALL, ids=name)
def test_every_image_has_alt_text_and_links_say_where_they_go(master):
    text = markdown(master)
    assert not re.findall(r"!\[\s*\]\(", text)
    assert not re.findall(r"<img(?![^>]*alt=\"[^\"]+)", text)
    assert not re.search(r"\[(here|link|this)\]\(", text, re.I)


@pytest.mark.parametrize("master", GRADED, ids=name)
def test_a_missing_region_stops_the_build(master):
    broken = [
        type(cell)(
            cell.source.replace("### END SOLUTION", ""), cell.markdown, cell.tags, cell.role, cell.exercise
        )
        for cell in master.cells
    ]
    with pytest.raises(ValueError, match="needs ### BEGIN SOLUTION"):
        source_notebook(type(master)(master.path, tuple(broken)))
