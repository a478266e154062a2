"""Intake: bytes to notebooks, a folder to an assignment's notebooks, a class to what is said about it."""

import io
import json
import tarfile
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.archives import Unpacker
from autograder.grading.ids import notebook_of, today
from autograder.grading.intake import read, take_in
from autograder.grading.intake.whole_class import handed_in, report, take_in_class

DONE, STUB = (
    "def to_display(raw):\n    return raw[::-1].hex()  # 区块头",
    "def to_display(raw):\n    return TODO",
)


def notebook(solution=DONE, own_id="E1_7-solution"):
    setup = new_code_cell("import json", id="01b-setup")
    return new_notebook(cells=[setup, new_code_cell(solution, id=own_id)])


def as_text(made):
    return json.dumps(made, indent=1, ensure_ascii=False)


def put(path, made):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(made), encoding="utf-8")


def sources(found):
    return [cell.source for cell in found.notebook.cells]


# ---- ids -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own_id", "expected"),
    [
        ("01b-setup", "01b_bytes"),
        ("01b_bytes-001", "01b_bytes"),
        ("E1_7-solution", "01b_bytes"),
        ("E2_5-visible", "02b_retarget"),
        ("00-title", ""),
        ("a3f9c1d2", ""),
        ("", ""),
    ],
)
def test_an_id_names_its_notebook(own_id, expected):
    assert notebook_of(own_id) == expected


def test_an_old_id_has_its_name_of_today():
    assert today("01c_merkle-001") == "01c-setup"


# ---- bytes ---------------------------------------------------------------------------------------


def test_a_good_notebook_stays_as_it_was():
    found = read(as_text(notebook()).encode())
    assert found.as_it_was and found.notebook == notebook() | {"cells": found.notebook.cells}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_other_encodings_are_read(encoding):
    found = read(as_text(notebook()).encode(encoding))
    assert sources(found) == ["import json", DONE]
    assert len(found.mended) == 1 and not found.lost


def test_a_western_code_page_is_read():
    found = read(as_text(notebook("# Lösung für Müller")).encode("cp1252"))
    assert sources(found)[1] == "# Lösung für Müller"


def test_a_few_broken_characters_are_counted_and_the_rest_is_kept():
    data = as_text(notebook("# 张三, 区块头, 编码")).encode()
    at = data.index("张".encode())
    found = read(data[:at] + b"\xff" + data[at + 3 :])
    assert sources(found)[1] == "# \ufffd三, 区块头, 编码"
    assert found.doubts == ("1 characters cannot be read; each is shown as \ufffd",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"\0" * 5000, "it is empty"),
        (b"PK\x03\x04abc", "it is a zip archive, and no notebook"),
        (b"<!DOCTYPE html><html>", "it is a web page, and no notebook"),
        (b"def f(): pass", "its JSON breaks off in line 1, and no cell of it is whole"),
        (b"[1, 2]", "it is JSON, and no notebook"),
        (b'{"a": 1}', "it is JSON with no list of cells, and no notebook"),
        (b'{"cells": ' + b"[" * 200_000, "it is nested too deeply for a notebook"),
    ],
)
def test_what_is_no_notebook_is_named(data, why):
    found = read(data)
    assert found.notebook is None
    assert why in found.lost[0]


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_file_that_ends_early_gives_its_whole_cells(cut):
    """Wherever it ends."""
    text = as_text(notebook())
    end = len(text) * cut // 100
    found = read(text[:end].encode())
    whole = text[:end].count('"source"') - 1 if found.notebook else 0
    assert found.lost
    if found.notebook:
        assert sources(found) == ["import json", DONE][: len(found.notebook.cells)]
        assert len(found.notebook.cells) >= max(whole, 1)


def conflict(mine, theirs, middle=()):
    """The text of a file in conflict from its second line to its last."""
    mine, theirs = as_text(mine).splitlines(), as_text(theirs).splitlines()
    lines = [
        mine[0],
        "<<<<<<< HEAD",
        *mine[1:-1],
        *middle,
        "=======",
        *theirs[1:-1],
        ">>>>>>> origin/main",
        mine[-1],
    ]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("mine", "theirs", "taken"), [(DONE, STUB, DONE), (STUB, DONE, DONE), (DONE, DONE + "\n", DONE)]
)
def test_of_a_conflict_the_side_with_more_work_is_taken(mine, theirs, taken):
    for middle in ((), ("||||||| 1a2b3c4", '"base": 1,')):
        found = read(conflict(notebook(mine), notebook(theirs), middle))
        assert sources(found)[1] == taken
        assert "conflict markers" in found.doubts[0]


def test_an_equals_sign_line_in_a_cell_is_no_conflict():
    assert read(as_text(notebook("'''\n=======\n'''")).encode()).as_it_was


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made["cells"][1].update(metadata=None),
        lambda made: made["cells"][1].update(metadata={"tags": "one"}),
        lambda made: made["cells"][1].update(outputs="none"),
        lambda made: made["cells"][1].update(execution_count="1"),
        lambda made: made["cells"][1].update(colour="red"),
        lambda made: made["cells"][1].update(cell_type="kode"),
        lambda made: made["cells"][1].update(source=[DONE[:5], DONE[5:], 7]),
        lambda made: made["cells"][1].update(id="two words"),
        lambda made: made["cells"][1].pop("metadata"),
        lambda made: made["cells"].append("text"),
        lambda made: made.update(metadata=[]),
        lambda made: made.update(nbformat=5),
        lambda made: made.update(nbformat="4"),
        lambda made: made.update(nbformat_minor=None),
        lambda made: made.pop("nbformat"),
    ],
)
def test_an_odd_structure_becomes_a_valid_notebook_with_the_same_texts(change):
    made = json.loads(as_text(notebook()))
    change(made)
    found = read(json.dumps(made).encode())
    assert sources(found) == ["import json", DONE] and found.mended
    nbformat.validate(found.notebook)


def test_half_a_character_is_written_as_a_question():
    found = read(json.dumps(notebook("a = '\ud83d'")).encode())
    assert sources(found)[1] == "a = '\ufffd'"
    nbformat.writes(found.notebook).encode()


def test_what_a_notebook_of_nbformat_3_says_is_kept():
    cell = {"cell_type": "code", "input": DONE, "language": "python", "outputs": [], "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    assert sources(read(json.dumps(old).encode())) == [DONE]


# ---- folders -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submitted/alice/01_hashing"
    made.mkdir(parents=True)
    return made


def graded(folder):
    return nbformat.read(folder / "01b_bytes.ipynb", as_version=4).cells[-1].source


@pytest.mark.parametrize(
    "name",
    [
        "01b_bytes-Copy1.ipynb", "01b_bytes (1).ipynb", "01b_bytes_20261128093000.ipynb", "01b_bytes-1.ipynb",
        "01b_bytes.ipynb.txt", "01b_bytes.ipynb.json", "01B Bytes.IPYNB", "Hausaufgabe.ipynb",
        "01_hashing/01b_bytes.ipynb", "01b_bytes-mine-1.ipynb", "01c_merkle.ipynb",
    ],
)  # fmt: skip
def test_a_notebook_is_found_under_any_name(folder, name):
    put(folder / name, notebook())
    said = take_in(folder)
    assert graded(folder) == DONE
    assert [line.kind for line in said] == ["mended"] and name in str(said[0])
    assert take_in(folder) == said  # and it is said again


def test_without_ids_the_name_says_which_one_it_is(folder):
    put(folder / "01b_bytes (2).ipynb", new_notebook(cells=[new_code_cell(DONE)]))
    take_in(folder)
    assert graded(folder) == DONE


@pytest.mark.parametrize(("original", "copy"), [(STUB, DONE), (DONE, STUB)])
def test_the_one_with_work_in_it_is_graded(folder, original, copy):
    put(folder / "01b_bytes.ipynb", notebook(original))
    put(folder / "01b_bytes-Copy1.ipynb", notebook(copy))
    said = take_in(folder)
    assert graded(folder) == DONE
    assert not any(line.kind == "look" for line in said)


def test_two_with_different_work_are_told(folder):
    put(folder / "01b_bytes.ipynb", notebook())
    put(folder / "01b_bytes-Copy1.ipynb", notebook(DONE + "  # better"))
    said = take_in(folder)
    assert graded(folder) == DONE
    assert [(line.file, line.kind) for line in said] == [("01b_bytes-Copy1.ipynb", "look")]
    assert "more than one has work in it; this one is not graded" in str(said[0])


def test_what_a_grader_mended_by_hand_is_left_alone(folder):
    (folder / "01b_bytes.ipynb").write_bytes(b"{")
    take_in(folder)
    put(folder / "01b_bytes.ipynb", notebook())
    assert take_in(folder) == [] and graded(folder) == DONE


def test_a_notebook_of_another_assignment_is_told(folder):
    put(
        folder / "02b_retarget.ipynb",
        notebook(own_id="E2_5-solution") | {"cells": [new_code_cell(DONE, id="02b-a")]},
    )
    assert [line.text for line in take_in(folder)] == [
        "it is 02b_retarget, which belongs to 02_pow; it is not graded here"
    ]


def test_what_else_a_student_sent_does_not_hide_what_needs_a_look(folder):
    """Who hands in the whole course: other notebooks are told only where one of the assignment is missing."""

    def add(place, own_id, text="as handed out"):
        put(folder / f"{place}.ipynb", new_notebook(cells=[new_code_cell(text, id=own_id)]))

    for name in ("01a-title", "01b-title", "01c-title"):
        add(name, name)
    add("course/03d_ledger", "E3_12-solution", "return TODO")
    add("course/02a_mining", "E2_1-solution", DONE)
    add("course/scratch", "x", "1 + 1")
    add("course/00_start", "00-title")
    kinds = {line.file: line.kind for line in take_in(folder) if line.file.startswith("course")}
    assert kinds == {"course/02a_mining.ipynb": "look", "course/scratch.ipynb": "look"}
    add("01d_chain", "01d-title")
    kinds = {line.file: line.kind for line in take_in(folder) if line.file.startswith("course")}
    assert kinds == {"course/02a_mining.ipynb": "other", "course/scratch.ipynb": "other"}


@pytest.mark.parametrize(
    "sent", [b'"2026-12-02 08:15:00 CET" \r\n', "2026-12-02 08:15:00 CET\r\n".encode("utf-16")]
)
def test_a_time_that_windows_wrote_is_a_time(folder, sent):
    put(folder / "01b_bytes.ipynb", notebook())
    (folder / "timestamp.txt").write_bytes(sent)
    assert take_in(folder) == []
    assert (folder / "timestamp.txt").read_text("utf-8") == "2026-12-02 08:15:00 CET\n"


def test_what_programs_keep_for_themselves_is_left_out(folder):
    put(folder / ".ipynb_checkpoints/01b_bytes-checkpoint.ipynb", notebook())
    put(folder / "__MACOSX/01b_bytes.ipynb", notebook())
    assert take_in(folder) == []


def test_metadata_that_only_look_like_ours_harm_nothing(folder):
    for odd in ("x", [1], [["a", "b", "c"]], {"a": 1}, [[1, "lost", None]]):
        made = notebook()
        made.metadata["blockkit_intake"] = odd
        put(folder / "01b_bytes.ipynb", made)
        take_in(folder)


def test_an_assignment_of_your_own_keeps_its_names(tmp_path):
    folder = tmp_path / "submitted/alice/essay"
    put(folder / "essay.ipynb", new_notebook(cells=[new_code_cell("1")]))
    (folder / "other.ipynb").write_bytes(as_text(new_notebook()).encode("utf-16"))
    assert [line.text for line in take_in(folder)] == ["it was UTF-16 with a byte order mark"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "essay.ipynb",
        "other.ipynb",
        "other.ipynb.as-sent",
    ]


# ---- the class -----------------------------------------------------------------------------------


def test_the_class_is_told_what_nbgrader_would_not_see(tmp_path):
    folder = tmp_path / "submitted"
    put(folder / "alice/01_hashing/01b_bytes.ipynb", notebook())
    put(folder / "alcie/01_hashing/work/01b_bytes.ipynb", notebook())
    put(folder / "bob/01b_bytes.ipynb", notebook())
    put(folder / "carol/01-Hashing/01b_bytes.ipynb", notebook())
    put(folder / "dora.ipynb", notebook())
    (tmp_path / "roster.csv").write_text("id\nalice\nbob\ncarol\n")
    said = take_in_class(folder, "01_hashing")
    assert [str(line) for line in said] == [
        "alcie: work/01b_bytes.ipynb: it is graded as 01b_bytes.ipynb",
        "LOOK: alcie: alcie: no such id in the roster; is it alice? Then rename the folder",
        "LOOK: bob: 01b_bytes.ipynb: move it into bob/01_hashing to have it graded",
        "LOOK: carol: 01-Hashing: rename the folder to 01_hashing to have it graded",
        "LOOK: dora.ipynb: dora.ipynb: it is in no student's folder; it is not graded",
    ]
    assert handed_in(folder, "01_hashing")["01b_bytes"] == 2
    assert "2 students: 01a_fingerprints 0, 01b_bytes 2" in report(said, folder, "01_hashing")


# ---- archives ------------------------------------------------------------------------------------


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return data.getvalue()


def unpacked(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    unpacker, target = Unpacker(), tmp_path / "target"
    unpacker.unpack(tmp_path / name, target)
    files = sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
    return unpacker.problems, files


def test_only_notebooks_come_out_and_none_of_them_outside(tmp_path):
    data = zipped({
        "a.ipynb": "1", "../../b.ipynb": "2", "/c.ipynb": "3", "C:\\d\\e.ipynb": "4", "f.py": "5",
        "__MACOSX/._a.ipynb": "6", ".ipynb_checkpoints/a.ipynb": "7", "g.ipynb.txt": "8",
        "alice.zip": zipped({"h/i.ipynb": "9"}),
    })  # fmt: skip
    problems, files = unpacked(tmp_path, "class.zip", data)
    assert problems == []
    expected = ["C_/d/e.ipynb", "a.ipynb", "alice/h/i.ipynb", "b.ipynb", "c.ipynb", "g.ipynb"]
    assert files == [f"class/{name}" for name in expected]
    assert not list(tmp_path.glob("*.ipynb"))


def test_a_tar_archive_is_read_without_its_links(tmp_path):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        link = tarfile.TarInfo("l.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        info = tarfile.TarInfo("a.ipynb")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"1"))
    assert unpacked(tmp_path, "class.tar.gz", data.getvalue()) == ([], ["class/a.ipynb"])


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(tmp_path):
    bad = bytearray(zipped({"a.ipynb": "1" * 1000}))
    bad[40] ^= 255
    data = zipped({"a.ipynb": "1", "bad.zip": bytes(bad), "no.zip": b"PK", "x.rar": "Rar!"})
    problems, files = unpacked(tmp_path, "class.zip", data)
    assert files == ["class/a.ipynb"]
    assert [problem.split(" ")[0] for problem in problems] == [
        "class.zip/bad.zip:",
        "class.zip/no.zip",
        "x.rar",
    ]


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.grading.archives.LARGEST", 1000)
    monkeypatch.setattr("autograder.grading.archives.FILES", 3)
    problems, files = unpacked(tmp_path, "one.zip", zipped({"a.ipynb": "0" * 10**6, "b.ipynb": "1"}))
    assert (len(problems), files) == (1, ["one/b.ipynb"])
    problems, _ = unpacked(tmp_path, "two.zip", zipped({f"{n}.ipynb": "1" for n in range(5)}))
    assert "more than 3 files" in problems[0]
    data = b"{}"
    for _ in range(6):
        data = zipped({"a.zip": data})
    problems, _ = unpacked(tmp_path, "three.zip", data)
    assert "too many archives" in problems[0]
