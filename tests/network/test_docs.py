"""The table of docs/network.md names tests that exist."""

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
