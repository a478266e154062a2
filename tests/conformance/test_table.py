"""The table of published files in docs/vectors.md, and what happens where the files are not at hand."""

import subprocess
import sys
import warnings

import pytest

from tests.conformance.conftest import NEW, NOT_USED, SOURCES, Verdict, about, data_files, table_line
from tests.conftest import ROOT


@pytest.fixture
def lines(request):
    """The lines of the page's table, cell by cell."""
    if request.config.getoption("--vector-table", None):
        pytest.skip("the page is being written")
    page = (ROOT / "docs" / "vectors.md").read_text(encoding="utf-8")
    return [
        [cell.strip(" `") for cell in line.split("|")[1:-1]] for line in page.splitlines() if "| `" in line
    ]


def unknown(folder, lines):
    """Published files that neither the page nor the tests know of yet."""
    return [file for file in data_files(folder) if file not in {line[0] for line in lines}]


def test_every_file_in_the_table_is_published_still(vectors, lines):
    assert [line[0] for line in lines if line[0] not in data_files(vectors)] == []


def test_a_file_that_is_new_is_told_and_stops_nothing(vectors, lines):
    for file in unknown(vectors, lines):
        warnings.warn(f"{file}: {NEW}; add it to NOT_USED or to a test, and write the page", stacklevel=1)


@pytest.mark.soak
def test_no_published_file_is_new(vectors, lines):
    assert unknown(vectors, lines) == []
    assert [file for file in data_files(vectors) if not about(file, SOURCES)] == []


def test_a_new_file_is_seen(tmp_path, lines):
    (tmp_path / "bips").mkdir()
    (tmp_path / "bips" / "bip-9999.json").write_text("[]")
    assert unknown(tmp_path, lines) == ["bips/bip-9999.json"]
    assert NEW in table_line("bips/bip-9999.json", None)


def test_each_has_passed_or_is_not_used_for_a_reason(lines):
    for file, source, rows, applied, passed, failed, note in lines:
        assert source, file
        if rows == "–":
            assert note.startswith("not used"), file
        else:
            assert 0 < int(applied) == int(passed) <= int(rows), file
            assert failed == "0", file


@pytest.mark.parametrize(
    ("tests", "cells"),
    [
        ({"a": {"1": (1, {"passed"}), "2": (1, {"passed"})}}, "3 | 2 | 2 | 0"),
        (
            {"a": {"1": (1, {"passed"}), "2": (1, {"failed", "passed"})}},
            "3 | 2 | 1 | 1",
        ),  # one back-end failed
        ({"a": {"1": (1, {"skipped", "passed"}), "2": (1, {"skipped"})}}, "3 | 2 | 1 | 1"),
        ({"a": {"1": (1, {"passed"})}, "b": {"": (3, {"failed"})}}, "3 | 3 | 0 | 3"),
    ],
)
def test_what_did_not_pass_is_counted(tests, cells):
    line = table_line("btcd/new", Verdict(3, {"why": None}, tests))
    assert line == f"| `btcd/new` | btcsuite/btcd (ISC) | {cells} | why |"


def test_a_file_that_no_test_reads_has_its_reason_in_the_table():
    assert NOT_USED["network/"] in table_line("network/messages.json", None)


def test_without_the_published_files_each_test_is_skipped_once(tmp_path):
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    command += ["--vectors", tmp_path / "none", "tests/conformance/test_sighash.py"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    skipped = [line for line in ran.stdout.splitlines() if line.startswith("SKIPPED")]
    assert len(skipped) == 2 and all("name their folder with --vectors" in line for line in skipped)
