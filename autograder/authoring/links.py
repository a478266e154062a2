"""README's Binder links, made from ``pyproject.toml``: ``python -m autograder.authoring.links``.

--check      only say whether they are right; exit 1 when they are not
"""

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

BADGE = "![Open the course on Binder](https://mybinder.org/badge_logo.svg)"


def binder_links(root: Path) -> str:
    """The badge, and one link for each notebook of course/."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["blockkit"]
    address = f"https://mybinder.org/v2/gh/{table['repository']}/{table['tag']}"
    lines = [f"[{BADGE}]({address}?urlpath=lab%2Ftree%2Fcourse%2F00_start%2F00_start.ipynb)", ""]
    for path in sorted(root.glob("course/*/*.ipynb")):
        if "-mine-" not in path.stem:
            where = quote(path.relative_to(root).as_posix(), safe="")
            lines.append(f"- [{path.stem}]({address}?labpath={where})")
    if table["repository"] == "OWNER/REPOSITORY":
        lines += ["", "(They lead somewhere once `pyproject.toml` names the repository.)"]
    return "\n".join(lines) + "\n"


def with_links(readme: str, links: str) -> str:
    """The text of README.md with these links between its two markers.

    :raises ValueError: when the markers are not there, once each.
    """
    parts = re.split(r"(?s)(?<=<!-- links:begin -->\n)(.*)(?=<!-- links:end -->)", readme)
    if len(parts) != 3:
        raise ValueError("README.md must have one <!-- links:begin --> and after it one <!-- links:end -->.")
    return parts[0] + links + parts[2]


def main(arguments: Sequence[str], root: Path) -> int:
    """Write the links of the README.md in ``root``, or check them."""
    readme = root / "README.md"
    old = readme.read_text(encoding="utf-8")
    try:
        new = with_links(old, binder_links(root))
    except ValueError as error:
        print(f"links: {error}", file=sys.stderr)
        return 1
    if new == old:
        print("The links of README.md are right.")
    elif "--check" in arguments:
        print("links: the links of README.md are out of date: run `make links`.", file=sys.stderr)
        return 1
    else:
        readme.write_text(new, encoding="utf-8", newline="\n")
        print("README.md has new links.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
