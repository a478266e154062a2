"""Collecting what students sent, and the roster: the commands of the instructor's guide."""

import csv
import io
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook

from autograder.authoring.build import own_programs_first
from autograder.authoring.masters import ROOT
from autograder.grading import roster
from autograder.grading.exporting import Grades
from autograder.grading.roster import NoRoster, Person
from tests.course.conftest import STUDENT
from tests.nbgrader.test_grading import GRADED, nbgrader, succeed

ASSIGNMENT = "01_hashing"
ALICE = Person("alice", "Alice", "Liddell", "alice@example.org", "4711")
MUELLER = Person("mu1", "Jörg", "Müller", "", "4712")
ZHANG = Person("zhang3", "三", "张", "", "4713")


def run(root, module, *arguments):
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=root, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture
def root(tmp_path):
    """The root of a course: nbgrader's settings and the place for what was downloaded."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / f"build/downloaded/{ASSIGNMENT}/archive").mkdir(parents=True)
    return tmp_path


def archive(root):
    return root / f"build/downloaded/{ASSIGNMENT}/archive"


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return data.getvalue()


# ---- zip_collect ---------------------------------------------------------------------------------


def test_zip_collect_sorts_files_by_student_whatever_named_them(root):
    """The archives of both platforms, and files that the instructor named, in one run."""
    notebook = {name: STUDENT[name].read_text("utf-8") for name in GRADED}
    (root / "build/roster.csv").write_text(
        "id,first_name,last_name,email,lms_user_id\nalice,Alice,Liddell,,4711\nmu1,Jörg,Müller,,\n"
        "zhang3,三,张,,4713\nbob,Bob,B.,,\n",
        encoding="utf-8",
    )
    canvas = {
        "liddellalice_4711_99_01b_bytes-1.ipynb": notebook["01b_bytes"],
        "zhang3_LATE_4713_98_work.zip": zipped({"w/01a_fingerprints.ipynb": notebook["01a_fingerprints"]}),
        "nobodyjane_4799_97_01b_bytes.ipynb": notebook["01b_bytes"],
    }
    moodle = {"Jörg Müller_88_assignsubmission_file_/01b_bytes (1).ipynb": notebook["01b_bytes"]}
    moodle |= {"Jörg Müller_88_assignsubmission_file_/notes.txt": "hello"}
    (archive(root) / "submissions.zip").write_bytes(zipped(canvas))
    (archive(root) / "course-hw1-12.zip").write_bytes(zipped(moodle))
    (archive(root) / "bob__01c_merkle.ipynb").write_text(notebook["01c_merkle"], "utf-8")
    (archive(root) / "bob").mkdir()
    (archive(root) / "bob/01c_merkle__2026.ipynb").write_text(notebook["01c_merkle"], "utf-8")
    done = succeed(root, "zip_collect", ASSIGNMENT)
    submitted = root / "build/submitted"
    there = {path.relative_to(submitted).as_posix() for path in submitted.glob("*/*/*.ipynb")}
    assert {f"alice/{ASSIGNMENT}/01b_bytes.ipynb", f"mu1/{ASSIGNMENT}/01b_bytes.ipynb"} < there
    assert {f"zhang3/{ASSIGNMENT}/01a_fingerprints.ipynb", f"bob/{ASSIGNMENT}/01c_merkle.ipynb"} < there
    assert f"nobodyjane-4799/{ASSIGNMENT}/01b_bytes.ipynb" in there
    assert len(list(submitted.iterdir())) == 5
    assert "LOOK: nobodyjane-4799: nobodyjane-4799: no such id in the roster" in done.stdout
    assert "5 students: 01a_fingerprints 1, 01b_bytes 3, 01c_merkle 1" in done.stdout
    assert "zhang3 handed in late, says Canvas" in done.stderr
    harmless = ("Parsing file", "Copying", "Creating", "Invalid submission notebook name")
    assert not [text for text in harmless if text in done.stderr]


def test_what_cannot_be_collected_is_named_and_ends_the_command_with_1(root):
    shutil.copy(STUDENT["01b_bytes"], archive(root) / "alice__01b_bytes.ipynb")
    (archive(root) / "bob__01b_bytes.ipynb").write_bytes(STUDENT["01b_bytes"].read_bytes()[:2000])
    (archive(root) / "carol__work.zip").write_bytes(b"PK")
    shutil.copy(STUDENT["01b_bytes"], archive(root) / "01b_bytes.ipynb")
    shutil.copy(STUDENT["01b_bytes"], archive(root) / "..__01b_bytes.ipynb")
    done = nbgrader(root, "zip_collect", ASSIGNMENT)
    assert done.returncode == 1
    assert "carol__work.zip cannot be read" in done.stderr
    assert "01b_bytes.ipynb: nobody knows whose it is" in done.stderr
    assert "LOST: bob: 01b_bytes.ipynb: its JSON breaks off in line" in done.stdout
    submitted = root / "build/submitted"
    assert sorted(path.name for path in submitted.iterdir()) == ["alice", "bob"]
    assert (submitted / f"alice/{ASSIGNMENT}/01b_bytes.ipynb").is_file()


@pytest.mark.parametrize("there", ["no folder", "no name"])
def test_nothing_collected_is_an_error(root, there):
    if there == "no folder":
        shutil.rmtree(archive(root))
    else:
        shutil.copy(STUDENT["01b_bytes"], archive(root))
    done = nbgrader(root, "zip_collect", ASSIGNMENT)
    assert done.returncode == 1
    assert ("Nothing to collect" if there == "no folder" else "0 files were collected") in done.stderr


def test_intake_says_when_nothing_was_handed_in(root):
    done = run(root, "autograder.grading.intake", ASSIGNMENT)
    assert done.returncode == 1 and "nothing there" in done.stderr


# ---- the roster ----------------------------------------------------------------------------------

HEAD = "id,first_name,last_name,email,lms_user_id"
ROWS = ["alice,Alice,Liddell,alice@example.org,4711", "mu1,Jörg,Müller,,4712"]
TEXT = "\r\n".join([HEAD, *ROWS, ""])


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.replace(",", ";").encode("utf-8-sig"),
        TEXT.replace(",", ";").encode("cp1252"),
        TEXT.replace(",", "\t").encode("utf-16"),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace("id,first_name", "ID , First Name").replace("\r", "").encode(),
        TEXT.replace(HEAD, "SIS Login ID,Vorname,Nachname,E-Mail,canvas_user_id").encode(),
        ("\r\n" + TEXT + "\r\n,,,,\r\n").encode(),
        TEXT.replace("Müller", '"Müller"').encode(),
    ],
)
def test_a_roster_is_read_as_spreadsheets_write_it(data):
    assert roster.parse(data) == ([ALICE, MUELLER], [])


def test_a_chinese_roster_of_windows_is_read():
    text = f"{HEAD}\nzhang3,三,张,,4713\n"
    assert roster.parse(text.encode("gb18030")) == ([ZHANG], [])


def test_a_line_that_cannot_be_used_is_named_and_the_others_are_kept():
    people, problems = roster.parse(f"{HEAD}\n,No,Body,,\nalice,,,,\nalice,,,,\n../x,,,,\nbob\n".encode())
    assert [one.id for one in people] == ["alice", "bob"]
    assert problems == [
        "line 2 has no id",
        "line 4: the id 'alice' was there before",
        "line 5: the id '../x' cannot name a folder; 'x' could",
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "empty"), (b"PK\x03\x04", "save it as CSV"), (b"nummer,wer\n1,2\n", "names no column id")],
)
def test_what_is_no_roster_says_what_was_expected(data, why):
    with pytest.raises(NoRoster, match=why):
        roster.parse(data)


def test_the_command_enters_the_class_and_tells_who_is_not_in_it(root):
    (root / "roster.csv").write_bytes(TEXT.replace(",", ";").encode("cp1252"))
    done = run(root, "autograder.grading.roster", "roster.csv")
    said = "2 students are in the gradebook as in roster.csv; the first has the id alice: Alice Liddell"
    assert (done.returncode, done.stdout.strip()) == (0, said)
    (root / "second.csv").write_text("id\nalicia\n,\nmu1\n", encoding="utf-8")
    done = run(root, "autograder.grading.roster", "second.csv")
    assert "LOOK: alice is in the gradebook and not in the roster; is it alicia?" in done.stdout
    with sqlite3.connect(root / "build/gradebook.db") as database:
        rows = database.execute("select id, last_name from student order by id").fetchall()
    assert rows == [("alice", "Liddell"), ("alicia", None), ("mu1", None)]
    assert roster.main([str(root / "none.csv")]) == 1


def test_a_login_is_the_id_rather_than_a_number():
    """In both languages, where a roster has both."""
    for head in ("student_number,username", "Matrikelnummer,Benutzername"):
        people, _ = roster.parse(f"{head},Nachname\n100,alice,Liddell\n".encode())
        assert [one.id for one in people] == ["alice"]


def test_a_gradebook_that_was_restored_alone_is_its_own_roster(root):
    """Without build/roster.csv the names of a platform would become second students."""
    (root / "roster.csv").write_text(f"{HEAD}\nalice,Alice,Liddell,,\nmu1,Jörg,Müller,,4712\n", "utf-8")
    assert run(root, "autograder.grading.roster", "roster.csv").returncode == 0
    (root / "build/roster.csv").unlink()
    notebook = STUDENT["01b_bytes"].read_text("utf-8")
    names = ("liddellalice_4711_99_01b_bytes.ipynb", "muellerj_4712_98_01b_bytes.ipynb")
    (archive(root) / "submissions.zip").write_bytes(zipped(dict.fromkeys(names, notebook)))
    done = succeed(root, "zip_collect", ASSIGNMENT)
    assert {path.name for path in (root / "build/submitted").iterdir()} == {"alice", "mu1"}
    assert "LOOK" not in done.stdout and "There is no roster" not in done.stderr


def test_students_whom_grading_made_are_no_roster(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", own_programs_first()["PATH"])
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.add_student("alice")
    assert roster.known(tmp_path / "roster.csv") == {}
    (tmp_path / "gradebook.db").write_bytes(b"something else")
    assert roster.known(tmp_path / "roster.csv") == {}
    (tmp_path / "gradebook.db").unlink()
    assert roster.known(tmp_path / "roster.csv") == {} and not list(tmp_path.iterdir())


def test_git_does_not_see_the_roster():
    done = subprocess.run(
        ["git", "check-ignore", "roster.csv", "build/roster.csv"], cwd=ROOT, capture_output=True
    )
    if done.returncode == 128:
        pytest.skip("this copy is no repository")
    assert done.stdout.split() == [b"roster.csv", b"build/roster.csv"]


# ---- export --------------------------------------------------------------------------------------


def test_marks_are_rounded_and_names_quoted(tmp_path):
    student = SimpleNamespace(id="a", last_name="O'Neil, jr", first_name="=1+1", email=None)
    submission = SimpleNamespace(score=0.1 + 0.2, late_submission_penalty=0.1, timestamp=None)
    book = SimpleNamespace(
        students=[student],
        assignments=[SimpleNamespace(name=ASSIGNMENT, duedate=None, max_score=2.4 + 3.6)],
        find_submission=lambda assignment, own_id: submission,
    )
    Grades(to=str(tmp_path / "grades.csv")).export(book)
    row = next(csv.DictReader((tmp_path / "grades.csv").open(encoding="utf-8")))
    assert (row["raw_score"], row["score"], row["max_score"]) == ("0.3", "0.2", "6.0")
    assert (row["last_name"], row["first_name"], row["email"]) == ("O'Neil, jr", "'=1+1", "")
