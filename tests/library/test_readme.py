"""The README keeps its promises: its code runs as written, its commands and links exist."""

import contextlib
import io
import re
import subprocess
import sys

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_examples_run_and_print_what_they_say():
    examples = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(examples) == 3
    for code in examples:
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            exec(code, {})
        assert shown.getvalue().strip() == re.search(r"print\(.*  # (.*)$", code, re.M)[1]


def test_every_make_command_it_names_exists():
    known = subprocess.run([sys.executable, "make.py", "help"], cwd=ROOT, capture_output=True, text=True)
    for text in (README, (ROOT / "docs/instructors.md").read_text(encoding="utf-8")):
        named = set(re.findall(r"(?:make|make\.py) ([a-z-]+)", text)) - {"and", "it"}
        for command in named:
            assert re.search(rf"^\s+{command}\b", known.stdout, re.M), command


def test_every_link_to_a_file_leads_somewhere():
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_picture_has_a_text():
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for text in re.findall(r"!\[([^\]]*)\]", page.read_text(encoding="utf-8")):
            assert len(text) >= 10, page.name
