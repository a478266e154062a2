"""One notebook as it was handed out: ``make restore NB=01c``, or each of them: ``make restore NB=all``.

Without make ``python -m blockkit.classroom.restore 01c``, in the folder that has ``course/``.
The package carries a copy of every notebook in ``pristine/``. The build writes it from the masters, never
from ``course/``, so what a student changed there cannot become "as it was handed out".
"""

import itertools
import sys
from collections.abc import Iterable, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

ALL = "all"
FOR_AN_UPDATE = (
    "Before `git pull`: `make restore NB=all` sets all notebooks you worked in aside, so that the update "
    "finds no edits of yours. The functions you kept are in my_chain and stay."
)
PRISTINE = files("blockkit.classroom") / "pristine"


def handed_out() -> dict[str, Traversable]:
    """Every notebook as it was handed out, by its place in ``course/``: ``01_hashing/01c_merkle.ipynb``."""
    folders = sorted((part for part in PRISTINE.iterdir() if part.is_dir()), key=lambda part: part.name)
    return {f"{folder.name}/{part.name}": part for folder in folders for part in _notebooks(folder)}


def _notebooks(folder: Traversable) -> list[Traversable]:
    found = (part for part in folder.iterdir() if part.name.endswith(".ipynb"))
    return sorted(found, key=lambda part: part.name)


def find(name: str, places: Iterable[str]) -> str:
    """The one place whose notebook fits a name, or a part of it, in small or capital letters.

    :raises ValueError: when none fits, or several do.
    """
    stems = {_stem(place): place for place in places}
    wanted = _stem(name).lower()
    fits = [stem for stem in stems if wanted in stem.lower()]
    fits = [stem for stem in fits if stem.lower() == wanted] or fits
    if len(fits) != 1:
        which = "fits several" if fits else "fits none"
        raise ValueError(f"{name!r} {which} of: {', '.join(fits or stems)}.")
    return stems[fits[0]]


def _stem(place: str) -> str:
    return Path(place).name.removesuffix(".ipynb")


def restore(name: str, course: Path) -> list[str]:
    """Bring one notebook of ``course`` back; the student's own stays beside it. What was done, in sentences.

    :raises ValueError: when the name fits none or several.
    """
    notebooks = handed_out()
    place = find(name, notebooks)
    path, original = course / place, notebooks[place].read_bytes()
    done = []
    if path.exists():
        if path.read_bytes() == original:
            return [f"{path.name} is as it was handed out; nothing to do."]
        mine = _free_name(path)
        path.rename(mine)
        done.append(f"Your version is kept as {course.name}/{path.parent.name}/{mine.name}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(original)
    return [*done, f"{course.name}/{place} is again as it was handed out; reload it in JupyterLab."]


def restore_all(course: Path) -> list[str]:
    """Bring back every notebook of ``course`` that was changed; what was done, in sentences."""
    places = handed_out()
    changed = [
        place
        for place, original in places.items()
        if not (course / place).exists() or (course / place).read_bytes() != original.read_bytes()
    ]
    done = [line for place in changed for line in restore(place, course)]
    done = done or ["All notebooks are as they were handed out; nothing to do."]
    return [*done, "For an update type `git pull` now."]


def _free_name(path: Path) -> Path:
    numbered = (path.with_name(f"{path.stem}-mine-{number}.ipynb") for number in itertools.count(1))
    return next(name for name in numbered if not name.exists())


def main(arguments: Sequence[str]) -> int:
    """Bring a notebook back in ``course/``, below the folder we are in."""
    try:
        if len(arguments) != 1 or not arguments[0]:
            raise ValueError(
                "name one notebook, or all: `python make.py restore 01c`, or `make restore NB=01c`."
            )
        course, name = Path.cwd() / "course", arguments[0]
        done = restore_all(course) if name == ALL else [*restore(name, course), FOR_AN_UPDATE]
        print("\n".join(done))
    except (OSError, ValueError) as error:
        print(f"restore: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
