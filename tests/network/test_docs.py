"""The table of docs/network.md names tests that exist."""

import doctest
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_page_names_is_there():
    page = (ROOT / "docs" / "network.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 40
    for file, function in named:
        text = (ROOT / file).read_text("utf-8")
        assert not function or f"def {function}(" in text, (file, function)


def test_every_name_of_the_code_that_the_page_names_is_there():
    page = (ROOT / "docs" / "network.md").read_text("utf-8").partition("## What it does not do")[0]
    network = ROOT / "blockkit" / "network"
    code = "".join(file.read_text("utf-8") for file in network.glob("*.py"))
    for name in re.findall(r"`(on_\w+|keep_\w+|adopt_\w+|Link|Ledger)`", page):
        assert re.search(rf"(def|class) {name}\b", code), name
    for file in re.findall(r"`(\w+\.py)`", page):
        assert (network / file).exists(), file


def test_the_page_s_example_runs():
    found = doctest.testfile(str(ROOT / "docs" / "network.md"), module_relative=False)
    assert found.attempted > 8 and not found.failed


def test_every_case_has_its_line():
    """The cases of the list that concern peers: each is named, alone or in a range such as ``S2 to S4``."""
    page = (ROOT / "docs" / "network.md").read_text("utf-8").partition("## What a node must bear")[2]
    named = set()
    for line in page.splitlines():
        cell = line.split("|")[1] if line.startswith("|") else ""
        for letter, first, last in re.findall(r"\b([A-Z])(\d+)(?: to [A-Z]?(\d+))?", cell):
            named |= {f"{letter}{n}" for n in range(int(first), int(last or first) + 1)}
    most = {"W": 52, "T": 13, "C": 18, "M": 5, "P": 10, "S": 10, "B": 8}
    wanted = {f"{letter}{n}" for letter, last in most.items() for n in range(1, last + 1)}
    assert wanted - named == set()
    assert {"K1", "K2", "K3", "K4"} <= named
