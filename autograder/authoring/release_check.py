"""Is the repository ready to be released? `make release-check`; docs/releasing.md has the whole list.

Reads files and git, and runs the commands that hold the built course, the wheels and Binder's image; it
changes nothing. Ends with 1 unless every point is in order.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder.authoring import links

BUILT = [sys.executable, "-m", "autograder.authoring.build", "--check"]
WHEELS = ["tests/frame/test_wheels.py", "tests/frame/test_locks.py"]
BINDER = ["tests/frame/test_binder.py"]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that must be in order, and what to do where it is not."""

    name: str
    problems: Callable[[Path], Iterator[str]]


def version(root: Path) -> str:
    """The version that is about to be released."""
    text = (root / "blockkit" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    return found[1] if found else "(none)"


# ---- what is looked at ---------------------------------------------------------------------------


def tag(root: Path) -> Iterator[str]:
    """The tag that Binder's links name is the version's, and is free or at this very commit."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["blockkit"]
    wanted = f"v{version(root)}"
    if table["tag"] != wanted:
        yield f"pyproject.toml names the tag {table['tag']}; the version needs {wanted}"
    tagged = _git(root, "rev-parse", "--quiet", "--verify", f"{wanted}^{{commit}}")
    if tagged and tagged != _git(root, "rev-parse", "HEAD"):
        yield f"the tag {wanted} is on an earlier commit: raise __version__ in blockkit/__init__.py"
    if _git(root, "status", "--porcelain"):
        yield "there are changes that are not committed (`git status` lists them)"


def changelog(root: Path) -> Iterator[str]:
    """CHANGELOG.md has a dated section for the version, and nothing is left under *Unreleased*."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## \[([^\]]+)\](.*?)(?=^## \[|\Z)", text, re.MULTILINE | re.DOTALL))
    body = sections.get(version(root))
    if body is None:
        yield f"CHANGELOG.md has no section “## [{version(root)}] - year-month-day”"
    elif not re.match(r" - \d{4}-\d\d-\d\d\n", body):
        yield f"the section [{version(root)}] of CHANGELOG.md needs a date after “ - ”, such as 2026-11-28"
    elif "\n- " not in body:
        yield f"the section [{version(root)}] of CHANGELOG.md lists nothing"
    if "\n- " in sections.get("Unreleased", ""):
        yield "CHANGELOG.md still has entries under [Unreleased]: move them to the version's section"


def readme_links(root: Path) -> Iterator[str]:
    """README's links lead to the repository, and to this version of it."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["blockkit"]
    if table["repository"] == "OWNER/REPOSITORY":
        yield "pyproject.toml does not yet say where the repository is ([tool.blockkit], repository)"
    readme = (root / "README.md").read_text(encoding="utf-8")
    if links.with_links(readme, links.binder_links(root)) != readme:
        yield "the Binder links in README.md are out of date: run `make links`"


def command(line: list[str], root: Path) -> Iterator[str]:
    """A command that ends with 0; where it does not, the end of what it printed."""
    done = subprocess.run(
        line, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        last = "\n      ".join(done.stdout.strip().splitlines()[-8:])
        yield f"it ended with {done.returncode}:\n      {last}"


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    return done.stdout.strip()


def _tests(files: list[str]) -> Callable[[Path], Iterator[str]]:
    return partial(command, [sys.executable, "-m", "pytest", "-q", *files])


QUICK = [
    Point("the tag", tag),
    Point("CHANGELOG.md", changelog),
    Point("the links in README.md", readme_links),
]
SLOW = [
    Point("course/ is what masters/ builds", partial(command, BUILT)),
    Point("what the two wheels hold, and the locks", _tests(WHEELS)),
    Point("what Binder builds, done by hand", _tests(BINDER)),
]


def main(root: Path, points: list[Point]) -> int:
    """Print each point with its problems; 1 when there are any."""
    print(f"Is version {version(root)} ready?")
    ready = True
    for point in points:
        problems = list(point.problems(root))
        print(f"  {'✗' if problems else '✓'} {point.name}", flush=True)
        for problem in problems:
            print(f"      {problem}", flush=True)
        ready = ready and not problems
    print(
        "Ready."
        if ready
        else "Not yet: see the lines with ✗. docs/releasing.md says what to do in which order."
    )
    return 0 if ready else 1


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), QUICK + SLOW))
