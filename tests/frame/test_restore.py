"""`make restore`: a notebook as it was handed out, from the package; the student's own stays beside it."""

import os
import shutil

import pytest

from blockkit.classroom import restore
from tests.conftest import ROOT
from tests.frame.conftest import complaint

NOTEBOOKS = ("01_hashing/01c_merkle", "01_hashing/01c_merkle_more", "02_pow/02a_target")


@pytest.fixture
def course(home, monkeypatch):
    """A course of three notebooks, two with similar names; no git, and no .venv either, as on Binder."""
    pristine = home / "blockkit/classroom/pristine"
    for name in NOTEBOOKS:
        path = pristine / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'{"handed out": "%s \xc3\xbc"}\n' % name.encode())
    monkeypatch.setattr(restore, "PRISTINE", pristine)
    monkeypatch.chdir(home)
    return shutil.copytree(pristine, home / "course")


def test_restore_keeps_the_students_version(course, capsys):
    path = course / "01_hashing/01c_merkle.ipynb"
    original = path.read_bytes()
    for number in (1, 2):
        path.write_bytes(b"my work %d" % number)
        assert restore.main(["01c_merkle"]) == 0
        assert path.read_bytes() == original
        mine = course / f"01_hashing/01c_merkle-mine-{number}.ipynb"
        assert mine.read_bytes() == b"my work %d" % number
        said = capsys.readouterr().out.splitlines()
        assert said == [
            f"Your version is kept as course/01_hashing/{mine.name}.",
            "course/01_hashing/01c_merkle.ipynb is again as it was handed out; reload it in JupyterLab.",
            restore.FOR_AN_UPDATE,
        ]


def test_restore_by_part_of_a_name(course):
    path = course / "02_pow/02a_target.ipynb"
    for name in ("02A", "02a_target.ipynb", "course/02_pow/02a_target.ipynb"):
        path.write_bytes(b"my work")
        assert restore.main([name]) == 0
        assert b"handed out" in path.read_bytes()


def test_restore_a_deleted_folder(course, capsys):
    shutil.rmtree(course / "02_pow")
    assert restore.main(["02a"]) == 0
    assert b"handed out" in (course / "02_pow/02a_target.ipynb").read_bytes()
    assert "is kept as" not in capsys.readouterr().out


def test_restore_of_an_untouched_notebook_does_nothing(course, capsys):
    assert restore.main(["02a"]) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert len(list(course.glob("*/*"))) == 3


def test_all_edited_notebooks_are_set_aside_for_an_update(course, capsys):
    edited = ["01_hashing/01c_merkle", "02_pow/02a_target"]
    originals = {name: (course / f"{name}.ipynb").read_bytes() for name in NOTEBOOKS}
    for name in edited:
        (course / f"{name}.ipynb").write_bytes(b"my work")
    for number in (1, 2):  # the second time there is nothing to do
        assert restore.main(["all"]) == 0
        said = capsys.readouterr().out.splitlines()
        assert said[-1] == "For an update type `git pull` now."
        assert ("nothing to do" in said[0]) == (number == 2)
        assert {name: (course / f"{name}.ipynb").read_bytes() for name in NOTEBOOKS} == originals
        mine = sorted(path.relative_to(course).as_posix() for path in course.glob("*/*-mine-*"))
        assert mine == [f"{name}-mine-1.ipynb" for name in edited]


def test_after_restore_all_the_course_is_as_git_has_it(clone, type_command):
    places = ["course/01_hashing/01c_merkle.ipynb", "course/00_start/00_start.ipynb"]
    for place in places:
        (clone / place).write_bytes(b"my work")
    assert type_command("restore", "all").returncode == 0
    for place in places:
        assert (clone / place).read_bytes() == (ROOT / place).read_bytes()
    assert (clone / "course/01_hashing/01c_merkle-mine-1.ipynb").read_bytes() == b"my work"
    assert "*-mine-*.ipynb" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["01c"], ["'01c' fits several of: 01c_merkle, 01c_merkle_more."]),
        (["zzz"], ["'zzz' fits none of: 01c_merkle, 01c_merkle_more, 02a_target."]),
        ([""], ["name one notebook", "make restore NB=01c"]),
        ([], ["name one notebook"]),
        (["a", "b"], ["name one notebook"]),
    ],
)
def test_restore_says_what_it_could_not_find(course, type_command, arguments, words):
    line = complaint(type_command("restore", *arguments, PATH=""), "restore")
    assert all(word in line for word in words), line
    assert len(list(course.glob("*/*"))) == 3


def test_restore_typed_where_there_is_no_git_and_no_venv(home, course, type_command):
    path = course / "02_pow/02a_target.ipynb"
    original = path.read_bytes()
    path.write_bytes(b"my work")
    result = type_command("restore", "02a", PATH="")
    assert result.returncode == 0 and result.stderr == ""
    assert path.read_bytes() == original
    assert (course / "02_pow/02a_target-mine-1.ipynb").read_bytes() == b"my work"
    assert not (home / ".venv").exists() and not (home / ".git").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_line(course, type_command):
    shutil.rmtree(course / "02_pow")
    course.chmod(0o555)
    assert "02_pow" in complaint(type_command("restore", "02a"), "restore")


# ---------------------------------------------------------------- the real copies


def test_the_package_carries_every_notebook_as_it_was_built():
    """`make check-course` compares both with the masters."""
    copies = restore.handed_out()
    there = {path.relative_to(ROOT / "course").as_posix() for path in ROOT.glob("course/*/*.ipynb")}
    assert set(copies) == {place for place in there if "-mine-" not in place}
    for place, copy in copies.items():
        assert copy.read_bytes() == (ROOT / "course" / place).read_bytes(), place


def test_what_a_student_changed_does_not_become_what_was_handed_out(clone, type_command):
    place = "course/01_hashing/01c_merkle.ipynb"
    (clone / place).write_bytes(b"my work")
    assert type_command("restore", "01c").returncode == 0
    assert (clone / place).read_bytes() == (ROOT / place).read_bytes()
    assert (clone / place.replace("course", "blockkit/classroom/pristine")).read_bytes() == (
        ROOT / place
    ).read_bytes()
