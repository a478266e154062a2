"""The table of published files in docs/vectors.md, and what happens where the files are not at hand."""

import subprocess
import sys

import pytest

from tests.conformance.conftest import Verdict, data_files, table_line
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


def test_every_published_file_is_in_the_table(vectors, lines):
    assert [line[0] for line in lines] == data_files(vectors)


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


def test_a_file_that_no_test_reads_is_shouted():
    assert "**no test of this run reads it**" in table_line("btcd/new", None)


def test_without_the_published_files_each_test_is_skipped_once(tmp_path):
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    command += ["--vectors", tmp_path / "none", "tests/conformance/test_sighash.py"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    skipped = [line for line in ran.stdout.splitlines() if line.startswith("SKIPPED")]
    assert len(skipped) == 2 and all("name their folder with --vectors" in line for line in skipped)
