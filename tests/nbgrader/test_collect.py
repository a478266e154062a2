"""Collecting what students sent, and the roster: the commands of the instructor's guide."""

import shutil
import sqlite3
import zipfile

from autograder.authoring.masters import ROOT
from tests.course.conftest import STUDENT
from tests.nbgrader.test_grading import GRADED, succeed


def test_zip_collect_sorts_files_by_student(tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    archive = tmp_path / "build/downloaded/01_hashing/archive"
    archive.mkdir(parents=True)
    for name in GRADED:
        shutil.copy(STUDENT[name], archive / f"alice__{name}.ipynb")
    with zipfile.ZipFile(archive / "class.zip", "w") as packed:
        packed.write(STUDENT["01a_fingerprints"], "bob__01a_fingerprints.ipynb")
    succeed(tmp_path, "zip_collect", "01_hashing")
    submitted = tmp_path / "build/submitted"
    assert {path.name for path in submitted.glob("alice/01_hashing/*.ipynb")} == {
        f"{n}.ipynb" for n in GRADED
    }
    assert (submitted / "bob/01_hashing/01a_fingerprints.ipynb").exists()


def test_a_roster_is_imported(tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "roster.csv").write_text(
        "id,first_name,last_name,email\nalice,Alice,Liddell,alice@example.org\n", encoding="utf-8"
    )
    succeed(tmp_path, "db", "student", "import", "roster.csv")
    with sqlite3.connect(tmp_path / "build/gradebook.db") as database:
        assert database.execute("select id, last_name from student").fetchall() == [("alice", "Liddell")]
