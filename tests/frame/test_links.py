"""The Binder links of README.md, made from the one place that knows the repository's address."""

import re
import subprocess
import sys
import tomllib
import urllib.parse
from pathlib import Path

import pytest

from autograder.authoring import links

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ["00_start/00_start", "01_hashing/01a_bits & bytes", "01_hashing/01b_merkle"]


@pytest.fixture
def course(home):
    """Three notebooks, and three files that are none of the course's."""
    extra = ["01_hashing/01b_merkle-mine-1", "01_hashing/.ipynb_checkpoints/01b_merkle"]
    for name in [*NOTEBOOKS, *extra, "my_chain/deep/er"]:
        path = home / "course" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    text = (home / "pyproject.toml").read_text()
    text = re.sub(r"(?m)^repository = .*", 'repository = "someone/some-where"', text)
    text = re.sub(r'(?m)^tag = "[^"]*"', 'tag = "v9.8.7"', text)
    (home / "pyproject.toml").write_text(text)
    return home


def addresses(text):
    return re.findall(r"\]\((https://mybinder\.org/v2/[^)]*)\)", text)


def test_one_link_for_each_notebook_and_one_badge(course, home):
    assert links.main([], home) == 0
    first, *others = addresses((course / "README.md").read_text())
    base = "https://mybinder.org/v2/gh/someone/some-where/v9.8.7?"
    assert first == base + "urlpath=lab%2Ftree%2Fcourse%2F00_start%2F00_start.ipynb"
    assert others[0] == base + "labpath=course%2F00_start%2F00_start.ipynb"
    assert [urllib.parse.unquote(other) for other in others] == [
        f"{base}labpath=course/{name}.ipynb" for name in NOTEBOOKS
    ]
    assert not re.search(r"[ /&]", "".join(others).replace(base, ""))


def test_only_the_part_between_the_markers_changes(course, home):
    readme = course / "README.md"
    before = readme.read_text()
    links.main([], home)
    once = readme.read_text()
    links.main([], home)
    assert readme.read_text() == once != before
    cut = re.compile(r"(?s)(?<=links:begin -->).*(?=<!-- links:end)")
    assert cut.sub("", once) == cut.sub("", before)


def test_check_tells_and_changes_nothing(course, home, capsys):
    readme = course / "README.md"
    before = readme.read_text()
    assert links.main(["--check"], home) == 1
    assert capsys.readouterr().err == ("links: the links of README.md are out of date: run `make links`.\n")
    assert readme.read_text() == before
    links.main([], home)
    assert links.main(["--check"], home) == 0
    (course / "course/00_start/00_start.ipynb").rename(course / "course/00_start/new.ipynb")
    assert links.main(["--check"], home) == 1


def test_a_readme_without_markers(home, capsys):
    (home / "README.md").write_text("nothing")
    assert links.main([], home) == 1
    assert "links:begin" in capsys.readouterr().err
    assert (home / "README.md").read_text() == "nothing"


def test_an_unknown_address_is_admitted(home):
    links.main([], home)
    table = tomllib.loads((home / "pyproject.toml").read_text())["tool"]["blockkit"]
    admitted = "once `pyproject.toml` names the repository" in (home / "README.md").read_text()
    assert admitted == (table["repository"] == "OWNER/REPOSITORY")


def test_the_readme_of_this_repository_is_up_to_date():
    subprocess.run([sys.executable, ROOT / "make.py", "links", "--check"], check=True)
