"""The lock files, from what ``pyproject.toml`` asks for: ``python -m autograder.authoring.locks``.

uv works out the versions. They are the same on every system, have hashes and no addresses.

    --upgrade    also move to newer versions; other options, too, go on to ``uv pip compile``
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HEAD = "# Made by `make lock`; edit pyproject.toml instead.\n"
STUDENTS, DEVELOPERS = "binder/requirements.txt", "tests/requirements.txt"
LOCKS = {
    STUDENTS: ["--extra", "course", "--extra", "build"],
    # What both have is of one version: the developers' lock keeps to the students'.
    DEVELOPERS: ["--extra", "dev", "-c", STUDENTS],
}
HOW = (
    "--universal --fork-strategy fewest --generate-hashes --python-version 3.11 "
    "--no-header --no-annotate --quiet"
)


def write_locks(root: Path, options: Sequence[str]) -> None:
    """Write both lock files of ``root`` anew; a version that still fits is kept.

    :raises RuntimeError: when uv is missing, or found no versions that fit.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise RuntimeError("uv is not installed: run `make test` once, or install it.")
    for path, wanted in LOCKS.items():
        print(f"Writing {path}", flush=True)
        command = [uv, "pip", "compile", "pyproject.toml", *HOW.split(), *options, *wanted, "-o", path]
        if subprocess.run(command, cwd=root).returncode:
            raise RuntimeError(f"uv found no versions for {path}; it says why above.")
        file = root / path
        file.write_text(HEAD + file.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


def main(arguments: Sequence[str], root: Path) -> int:
    """Write the locks of ``root``."""
    try:
        write_locks(root, arguments)
    except RuntimeError as error:
        print(f"locks: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
