"""`make release-check`: each point is noticed in a repository where it is not in order."""

import re
import subprocess

import pytest

from autograder.authoring import links, release_check
from autograder.authoring.release_check import QUICK, Point, command, main

GIT = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]


@pytest.fixture
def ready(tmp_path):
    """A small repository that is ready to be released as 9.8.7."""
    (tmp_path / "blockkit").mkdir()
    (tmp_path / "blockkit" / "__init__.py").write_text('__version__ = "9.8.7"\n')
    (tmp_path / "pyproject.toml").write_text('[tool.blockkit]\nrepository = "ada/course"\ntag = "v9.8.7"\n')
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [Unreleased]\n\n## [9.8.7] - 2026-11-28\n\n- New.\n"
    )
    (tmp_path / "README.md").write_text("<!-- links:begin -->\n<!-- links:end -->\n")
    assert links.main([], tmp_path) == 0
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(root, *arguments):
    subprocess.run([*GIT, *arguments], cwd=root, check=True, capture_output=True)


def commit(root):
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "a change")


def change(root, name, old, new):
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))
    commit(root)


def test_a_repository_that_is_ready(ready, capsys):
    assert main(ready, QUICK) == 0
    git(ready, "tag", "v9.8.7")  # also when the tag is already there, at this commit
    assert main(ready, QUICK) == 0
    assert "✗" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("pyproject.toml", "v9.8.7", "v9.8.6", "the version needs v9.8.7"),
        ("blockkit/__init__.py", "9.8.7", "9.9.0", "the version needs v9.9.0"),
        ("pyproject.toml", "ada/course", "OWNER/REPOSITORY", "does not yet say where the repository is"),
        ("pyproject.toml", "ada/course", "ada/other", "run `make links`"),
        ("README.md", "v9.8.7", "v9.8.6", "run `make links`"),
        ("CHANGELOG.md", "[9.8.7]", "[9.8.6]", "has no section “## [9.8.7] - year-month-day”"),
        ("CHANGELOG.md", " - 2026-11-28", "", "needs a date"),
        ("CHANGELOG.md", "- New.", "", "lists nothing"),
        (
            "CHANGELOG.md",
            "[Unreleased]\n",
            "[Unreleased]\n\n- Newer.\n",
            "still has entries under [Unreleased]",
        ),
    ],
)
def test_each_point_is_noticed(ready, capsys, name, old, new, said):
    change(ready, name, old, new)
    assert main(ready, QUICK) == 1
    out = capsys.readouterr().out
    assert said in out and "Not yet" in out


def test_a_tag_on_an_earlier_commit_and_a_change_that_is_not_committed(ready, capsys):
    git(ready, "tag", "v9.8.7")
    commit(ready)
    assert main(ready, QUICK) == 1
    assert "the tag v9.8.7 is on an earlier commit" in capsys.readouterr().out
    (ready / "README.md").touch()
    (ready / "new.txt").write_text("not committed")
    assert main(ready, QUICK) == 1
    assert "changes that are not committed" in capsys.readouterr().out


def test_a_command_that_fails_is_shown_with_its_last_lines(ready, capsys):
    point = Point("a command", lambda root: command(["git", "no-such-command"], root))
    assert main(ready, [point]) == 1
    assert re.search(r"✗ a command\n +it ended with 1:\n +.*no-such-command", capsys.readouterr().out)
    assert {one.name for one in release_check.SLOW} == {
        "course/ is what masters/ builds",
        "what the two wheels hold, and the locks",
        "what Binder builds, done by hand",
    }
