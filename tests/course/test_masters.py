"""The masters keep the craft rules that can be counted, and a master that lacks something is not built."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from autograder.authoring.build import heading, is_folded, made_cells, source_notebook, spaced, whole
from autograder.authoring.masters import BrokenMaster, masters, need_all, read
from blockkit.classroom.lessons import EXERCISES, LESSONS, lesson_of

ALL = masters()
GRADED = [master for master in ALL if master.exercises]


def name(master):
    return master.name


def markdown(master):
    """All prose of the notebook that is built."""
    return "\n\n".join(cell.source for cell in whole(master) if cell.markdown)


# ---- the craft -----------------------------------------------------------------------------------


def test_the_course_has_all_exercises_in_order():
    assert [exercise for master in GRADED for exercise in master.exercises] == list(EXERCISES)
    for task in EXERCISES.values():
        assert any(f"{m.assignment}/{m.name}" == lesson_of(task.name).notebook for m in GRADED), task.name


@pytest.mark.parametrize("master", GRADED, ids=name)
def test_each_exercise_has_its_cells_in_order(master):
    cells = list(whole(master))
    for exercise in master.exercises:
        task = EXERCISES[exercise]
        roles = ["text", "solution", "visible", "hidden"]
        if any(part.kept for part in task.parts):
            roles.append("keep")
        assert [c.role for c in cells if c.exercise == exercise and c.role] == roles
        assert (
            f"## {exercise} · {task.title}  ({'●' * task.hardness:○<3}, {task.minutes} minutes, {task.points} points)"
            in markdown(master).splitlines()
        )


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
    assert len(words) <= 1620, f"{len(words)} words"
    levels = [len(mark) for mark in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", text, flags=re.S), re.M)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    if master.exercises:
        cells = list(whole(master))
        assert 25 <= len(cells) <= 45, len(cells)


@pytest.mark.parametrize("master", GRADED, ids=name)
def test_a_picture_comes_early_and_cells_stay_short(master):
    first = next(i for i, cell in enumerate(master.cells) if "figure" in cell.tags)
    assert first <= 3
    for cell in master.cells:
        if not cell.markdown and not cell.role and "setup" not in cell.tags:
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 12 or "check" in cell.tags, cell.source


@pytest.mark.parametrize("master", ALL, ids=name)
def test_open_cells_are_no_wider_than_a_small_screen(master):
    """At 1,024 pixels JupyterLab shows about 70 characters beside its list of files."""
    for cell in whole(master):
        if not cell.markdown and not is_folded(cell):
            open_ = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", cell.source, flags=re.S)
            assert max(map(len, open_.splitlines())) <= 80, cell.id


def test_the_five_ledgers_can_be_asked_before_the_check():
    """The cases of E3.12 are found by asking; a reader met a NameError."""
    cells = list(next(master for master in ALL if name(master) == "03d_ledger").cells)
    code = [(cell.id, cell.source) for cell in cells if not cell.markdown]
    before = code[: [own_id for own_id, _ in code].index("E3.12-solution")]
    assert any("import ledger_says" in source and "ledger_says(name" in source for _, source in before)


def test_a_paragraph_below_a_folded_one_has_room():
    fold = "<details><summary>Hint</summary>\n\nA hint.\n\n</details>"
    assert spaced(f"{fold}\n\nHints:\n\n{fold}") == f"{fold}\n\n<br>Hints:\n\n{fold}"
    assert spaced(f"{fold}\n\n{fold}\n\n### Break it") == f"{fold}\n\n{fold}\n\n### Break it"
    cells = source_notebook(next(master for master in ALL if name(master) == "01a_fingerprints")).cells
    assert any("</details>\n\n<br>Hints:" in cell.source for cell in cells)


@pytest.mark.parametrize("master", ALL, ids=name)
def test_every_image_has_alt_text_and_links_say_where_they_go(master):
    text = markdown(master)
    assert not re.findall(r"!\[\s*\]\(", text)
    assert not re.findall(r"<img(?![^>]*alt=\"[^\"]+)", text)
    assert not re.search(r"\[(here|link|this)\]\(", text, re.I)


# ---- what the build writes -----------------------------------------------------------------------


def test_the_build_writes_heading_hidden_check_and_keep_from_the_record():
    task = EXERCISES["E1.10"]
    assert heading(task) == "## E1.10 · Prove one payment  (●●●, 30 minutes, 12 points)"
    hidden, keep = made_cells(task)
    assert hidden.id == "E1.10-hidden" and keep.id == "E1.10-keep"
    assert 'autograder.suites.hidden("E1.10", merkle_proof, verify_proof)' in hidden.source.splitlines()
    before, region = hidden.source.split("### BEGIN HIDDEN TESTS")
    assert before.startswith("#") and region.endswith("### END HIDDEN TESTS")
    assert keep.source == "keep(merkle_proof, verify_proof)"


@pytest.mark.parametrize("master", ALL, ids=name)
def test_checks_and_setup_are_folded_behind_a_first_line(master):
    """What a student sees of them; the cells that are theirs, and the pictures, stay open."""
    for cell, built in zip(whole(master), source_notebook(master).cells, strict=True):
        first = built.source.splitlines()[0]
        folded = built.metadata.get("jupyter", {}).get("source_hidden", False)
        if cell.role == "visible":
            assert first == f"# Check of {cell.exercise}: run me"
        elif cell.role == "hidden":
            assert first == f"# Hidden checks of {cell.exercise}: they come when your work is graded"
        elif "check" in cell.tags:
            assert re.fullmatch(r"# Check of the [a-z]+: run me", first)
        elif "setup" in cell.tags:
            assert first == "# Imports and data: run me first"
        else:
            assert not folded
            continue
        assert folded and len(first) < 80


def test_a_tool_is_not_kept():
    assert [cell.role for cell in made_cells(EXERCISES["E1.4"])] == ["hidden"]


@pytest.mark.parametrize("master", ALL, ids=name)
def test_a_cells_id_in_the_notebook_follows_from_the_one_in_the_master(master):
    ids = [cell.id for cell in source_notebook(master).cells]
    short = master.name.split("_")[0]
    assert ids[:2] == [f"{short}-title", f"{short}-setup"]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(rf"({short}|E\d+_\d+)(-[a-z0-9]+)+", one) for one in ids)


# ---- what stops it -------------------------------------------------------------------------------

MERKLE = next(master for master in ALL if master.name == "01c_merkle")
RECORD = "blockkit/classroom/lessons/lesson01c_merkle.py"


def changed(change):
    """The master of 01c, its list of cells changed by ``change``."""
    cells = list(MERKLE.cells)
    change(cells)
    return replace(MERKLE, cells=tuple(cells))


def place(cells, own_id):
    return next(i for i, cell in enumerate(cells) if cell.id == own_id)


def without(*ids):
    return changed(lambda cells: cells.__setitem__(slice(None), [c for c in cells if c.id not in ids]))


def of(exercise, cells=MERKLE.cells):
    return [cell.id for cell in cells if cell.exercise == exercise]


def edited(own_id, **fields):
    def change(cells):
        cells[place(cells, own_id)] = replace(cells[place(cells, own_id)], **fields)

    return changed(change)


def with_cell(own_id, source="pass"):
    return changed(lambda cells: cells.append(replace(cells[-1], id=own_id, source=source, markdown=False)))


def exercises_swapped(cells):
    own = [cells.pop(place(cells, own_id)) for own_id in of("E1.9")]
    cells += own


def check_above_the_stub(cells):
    cells.insert(place(cells, "E1.9-solution"), cells.pop(place(cells, "E1.9-visible")))


SOURCE = MERKLE.cell("solution", "E1.9").source
BROKEN = {
    "no visible check": (without("E1.10-visible"), 'E1.10 has no cell id="E1.10-visible"; write it'),
    "no text": (without("E1.9-text"), 'E1.9 has no cell id="E1.9-text"; write it'),
    "no solution": (without("E1.9-solution"), 'E1.9 has no cell id="E1.9-solution"; write it'),
    "no setup": (without("setup"), 'no cell id="setup"'),
    "an unknown exercise": (
        with_cell("E1.19-solution"),
        f"E1.19 is not in {RECORD}; correct the ids of its cells, or add it to the record",
    ),
    "a missing exercise": (
        without(*of("E1.10")),
        f"E1.10 is missing, and {RECORD} has it; write its cells, or delete it from the record",
    ),
    "another order": (
        changed(exercises_swapped),
        f"the order E1.10, E1.11, E1.9, and in {RECORD} in the order E1.9, E1.10, E1.11",
    ),
    "a check above its stub": (
        changed(check_above_the_stub),
        "the cells of E1.9 should come in the order text, solution, visible; move them",
    ),
    "no end of the answer": (
        edited("E1.9-solution", source=SOURCE.replace("### END SOLUTION", "")),
        'id="E1.9-solution" needs ### BEGIN SOLUTION above and ### END SOLUTION below each answer',
    ),
    "no markers": (
        edited(
            "E1.9-solution", source=SOURCE.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
        ),
        'id="E1.9-solution" needs ### BEGIN SOLUTION',
    ),
    "a hidden check by hand": (
        with_cell("E1.9-hidden"),
        'the build writes the cell id="E1.9-hidden"; delete it',
    ),
    "a keep cell by hand": (with_cell("E1.9-keep"), 'the build writes the cell id="E1.9-keep"; delete it'),
    "a heading by hand": (
        edited("E1.9-text", source="## E1.9 · One hash\n\nYou build"),
        'the build writes the heading of id="E1.9-text"',
    ),
    "a check in markdown": (
        edited("E1.9-visible", markdown=True),
        'the first line of id="E1.9-visible" should be # %% id="E1.9-visible"; change it',
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_one_sentence_says_what_stops_the_build(what):
    master, sentence = BROKEN[what]
    with pytest.raises(BrokenMaster) as caught:
        source_notebook(master)
    message = str(caught.value)
    assert message.startswith("masters/01_hashing/01c_merkle.py: ")
    assert sentence in message and "\n" not in message


def test_a_record_without_a_master_stops_the_build():
    with pytest.raises(
        BrokenMaster, match=r"^masters/01_hashing/01c_merkle\.py is missing: .* write the master"
    ):
        need_all([master for master in ALL if master is not MERKLE])
    need_all(ALL, LESSONS)


@pytest.mark.parametrize(
    ("first_line", "sentence"),
    [
        ("# %%", r"cell 2 \(x = 1\) has no id; write"),
        ('# %% solution="E1.9"', "the first line of cell 2 says solution; write id="),
        ('# %% id="E1.9"', 'id="E1.9" is not one or more words in lower case'),
        ('# %% id="Setup"', 'id="Setup" is not one or more words'),
        ('# %% id="title"', 'two cells have id="title"; give one of them another'),
    ],
)
def test_a_cell_needs_a_good_id_of_its_own(first_line, sentence, tmp_path):
    path = tmp_path / "masters/09_new/09a_new.py"
    path.parent.mkdir(parents=True)
    path.write_text(f'# %% [markdown] id="title"\n# # New\n\n{first_line}\nx = 1\n', encoding="utf-8")
    with pytest.raises(BrokenMaster, match=f"^masters/09_new/09a_new.py: .*{sentence}"):
        read(path)


@pytest.mark.parametrize(("here", "following"), list(pairwise(ALL)), ids=name)
def test_each_notebook_ends_with_a_link_to_the_one_that_follows(here, following):
    place = "" if here.assignment == following.assignment else f"../{following.assignment}/"
    last = markdown(here).rstrip().rsplit("**Next:** ", 1)[-1]
    assert re.match(rf"\[{following.name[:3]} · [^]]+\]\({place}{following.name}\.ipynb\)", last), last
