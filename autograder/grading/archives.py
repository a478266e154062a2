"""Notebooks out of archives, within bounds: a bomb, a path that leads outside or a broken file harms
nothing.

Only notebooks are taken, and archives within archives, which many students send.
"""

import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.grading.intake.folder import LIKE_A_NOTEBOOK
from autograder.grading.intake.reading import LARGEST

ARCHIVE = re.compile(r"\.(zip|tar|tar\.gz|tgz)$", re.IGNORECASE)
OTHER_ARCHIVE = re.compile(r"\.(rar|7z|gz|bz2|xz)$", re.IGNORECASE)
FILES = 50_000  # in one archive
BYTES = 4_000_000_000  # in one archive, unpacked
DEPTH = 3  # of archives within archives
BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
    ValueError,
)  # fmt: skip


class TooMuch(ValueError):
    """An archive that holds more than any class sends."""


class Unpacker:
    """Unpacks notebooks into folders, and remembers what could not be read, a sentence each."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.left = 0  # other files, which nobody needs for grading

    def unpack(self, path: Path, target: Path) -> None:
        """Put the notebooks of one archive, or one notebook, into a folder."""
        if ARCHIVE.search(path.name):
            self._archive(path.name, path.read_bytes(), target / ARCHIVE.sub("", path.name), 1)
        else:
            self._file(path.name, path.read_bytes(), target / path.name, 0)

    def _archive(self, name: str, data: bytes, target: Path, depth: int) -> None:
        total = 0
        try:
            for number, (inner, read) in enumerate(_members(data), start=1):
                if number > FILES:
                    raise TooMuch(f"it has more than {FILES:,} files")
                parts = [part for part in PurePosixPath(inner.replace("\\", "/")).parts if part not in "/.."]
                if not parts or any(part.startswith((".", "__MACOSX")) for part in parts):
                    continue
                if not (LIKE_A_NOTEBOOK.search(inner) or ARCHIVE.search(inner)):
                    self._file(inner, b"", target, depth)
                    continue
                try:
                    content = read()
                except BROKEN as error:
                    self.problems.append(f"{name}: {inner} cannot be read: {error}")
                    continue
                total += len(content)
                if total > BYTES:
                    raise TooMuch(f"it has more than {BYTES:,} bytes")
                self._file(f"{name}/{inner}", content, target.joinpath(*map(_plain, parts)), depth)
        except BROKEN as error:
            self.problems.append(f"{name} cannot be read: {error}")

    def _file(self, name: str, data: bytes, target: Path, depth: int) -> None:
        if ARCHIVE.search(name):
            if depth >= DEPTH:
                self.problems.append(f"{name} is in too many archives within each other")
            else:
                self._archive(name, data, target.with_name(ARCHIVE.sub("", target.name)), depth + 1)
        elif LIKE_A_NOTEBOOK.search(name):
            ending = LIKE_A_NOTEBOOK.search(target.name)
            stem = target.name[: ending.start()] if ending else target.name
            target.parent.mkdir(parents=True, exist_ok=True)
            (target.parent / f"{stem}.ipynb").write_bytes(data)
        elif OTHER_ARCHIVE.search(name):
            self.problems.append(
                f"{name} is an archive of a kind that is not read; unpack it here, or zip it"
            )
        else:
            self.left += 1


def _plain(part: str) -> str:
    """A name that every system can write."""
    return re.sub(r'[<>:"|?*\x00-\x1f]', "_", part)[:200]


def _members(data: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The regular files of an archive, each with a function that reads it."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for info in packed.infolist():
                link = info.external_attr >> 28 == 0xA
                if not info.is_dir() and not link:
                    yield info.filename, lambda info=info: _bounded(packed.open(info))  # type: ignore[misc]
    else:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for member in tar:
                if member.isreg():
                    yield member.name, lambda member=member: _bounded(tar.extractfile(member))  # type: ignore[misc]


def _bounded(file: IO[bytes] | None) -> bytes:
    if file is None:  # a link, in a tar archive
        raise ValueError("it is no file")
    with file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooMuch(f"it has more than {LARGEST:,} bytes")
    return data
