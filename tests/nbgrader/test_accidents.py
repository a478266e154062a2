"""A class in which each student had another accident, graded once by the real nbgrader.

Each of these notebooks was lost, forged, or stopped the class, when nbgrader was alone with it.
"""

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.authoring.build import source_notebook
from autograder.grading.intake import read
from tests.course.conftest import MASTERS
from tests.nbgrader.accidents import ACCIDENTS, KEPT, NAME
from tests.nbgrader.test_grading import nbgrader, scores, succeed, write_sources

pytestmark = pytest.mark.slow

ASSIGNMENT = "01_hashing"
REPLACED = (  # whose file was not graded as it was sent, though it had the right name
    "encoded_utf_8_sig", "encoded_utf_16", "conflict", "truncated", "empty", "copy_beside_the_original",
    "no_structure",
)  # fmt: skip


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """The class, and what nbgrader printed."""
    root = tmp_path_factory.mktemp("accidents")
    write_sources(root, [])
    notebook = source_notebook(MASTERS[NAME])
    notebook.cells = [one for one in notebook.cells if one.id.startswith(KEPT)]
    notebook.cells = [one for one in notebook.cells if "figure" not in one.metadata.get("tags", ())]
    nbformat.write(notebook, root / f"build/source/{ASSIGNMENT}/{NAME}.ipynb")
    succeed(root, "generate_assignment", ASSIGNMENT, "--create")
    released = nbformat.read(root / f"build/release/{ASSIGNMENT}/{NAME}.ipynb", as_version=4)
    for student, one in ACCIDENTS.items():
        folder = root / "build/submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        one.happens(folder, released)
    (root / "build/roster.csv").write_text("id\n" + "\n".join(one for one in ACCIDENTS if one != "split"))
    sent = {path: path.read_bytes() for path in root.glob("build/submitted/*/*/*.ipynb") if path.is_file()}
    done = nbgrader(root, "autograde", ASSIGNMENT)
    return root, sent, done


@pytest.mark.parametrize("student", ACCIDENTS)
def test_everybody_gets_what_is_deserved(graded, student):
    root, _, done = graded
    given = scores(root, student)
    assert given == pytest.approx(ACCIDENTS[student].marks), done.stderr[-3000:]


def test_the_class_is_graded_to_its_end(graded):
    assert graded[2].returncode == 0, graded[2].stderr[-3000:]


def test_the_file_that_was_sent_is_still_there(graded):
    _, sent, _ = graded
    for path, data in sent.items():
        beside = path.with_name(f"{path.name}.as-sent")
        replaced = path.parts[-3] in REPLACED and path.stem == NAME
        assert beside.exists() == replaced, path
        assert (beside if replaced else path).read_bytes() == data
        if path.stem == NAME:
            assert read(path.read_bytes()).as_it_was


def test_what_was_sent_is_not_among_what_is_graded(graded):
    assert not list(graded[0].glob("build/autograded/**/*.as-sent"))


@pytest.mark.parametrize(
    "line",
    [
        "encoded_utf_16: 01b_bytes.ipynb: it was UTF-16",
        "LOOK: conflict: 01b_bytes.ipynb: it has git's conflict markers; the side with more work was taken",
        "LOST: truncated: 01b_bytes.ipynb: its JSON breaks off in line",
        "LOST: empty: 01b_bytes.ipynb: it is empty",
        "copy_beside_the_original: 01b_bytes-Copy1.ipynb: it is graded as 01b_bytes.ipynb",
        "LOOK: odd_files: broken.ipynb: nothing says which one it is; it is not graded here",
        "LOOK: odd_files: timestamp.txt: it is no time",
        "LOOK: split: split: no such id in the roster",
        "LOOK: a_package_beside: blockkit.py: it would hide the course's package",
        "LOOK: the_end_of_python: 01b_bytes.ipynb: the Python process ended in cell",
    ],
)
def test_what_was_mended_or_doubted_is_said(graded, line):
    assert line in graded[2].stderr


def test_no_harmless_warning_hides_the_others(graded):
    """With nbgrader alone every hidden check brings "Attribute 'checksum' for cell … has changed!"."""
    assert "has changed!" not in graded[2].stderr
    assert "SAWarning" not in graded[2].stderr
    assert "without encryption" not in graded[2].stderr
    assert "Skipping unknown notebook" not in graded[2].stderr and "No submitted" not in graded[2].stderr


def test_who_sent_half_a_file_reads_so_in_the_feedback(graded):
    root = graded[0]
    succeed(root, "generate_feedback", ASSIGNMENT, "--student", "truncated")
    page = (root / f"build/feedback/truncated/{ASSIGNMENT}/{NAME}.html").read_text("utf-8")
    assert "Your file could not be read whole" in page


def test_a_flood_of_output_is_cut(graded):
    path = graded[0] / f"build/autograded/five_megabytes_a_call/{ASSIGNMENT}/{NAME}.ipynb"
    assert "only the first 100,000 characters are kept" in path.read_text("utf-8")
    assert path.stat().st_size < 1_000_000


def test_grading_again_keeps_what_a_person_gave_and_looks_at_the_time(graded):
    """Marks and comments by hand stay; a notebook that came too late loses its marks, as the setting says."""
    root, student = graded[0], "deleted_and_moved"
    url = f"sqlite:///{root}/build/gradebook.db"
    with Gradebook(url) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-12-01 23:59:00 CET")
        book.find_grade("E1_8-hidden", NAME, ASSIGNMENT, student).manual_score = 1.5
        book.find_comment("E1_8-solution", NAME, ASSIGNMENT, student).manual_comment = "Well done."
        book.db.commit()
    stamp = root / f"build/submitted/{student}/{ASSIGNMENT}/timestamp.txt"
    stamp.write_text("2026-12-02 08:15:00 CET\n")
    late = "--LateSubmissionPlugin.penalty_method=zero"
    succeed(root, "autograde", ASSIGNMENT, "--force", "--student", student, late)
    with Gradebook(url) as book:
        grade = book.find_grade("E1_8-hidden", NAME, ASSIGNMENT, student)
        assert (grade.auto_score, grade.manual_score, grade.score) == (4.8, 1.5, 1.5)
        assert grade.needs_manual_grade
        comment = book.find_comment("E1_8-solution", NAME, ASSIGNMENT, student)
        assert comment.manual_comment == "Well done."
        submission = book.find_submission(ASSIGNMENT, student)
        assert submission.total_seconds_late == 8 * 3600 + 16 * 60
        assert submission.late_submission_penalty == pytest.approx(submission.score) == pytest.approx(8.7)
