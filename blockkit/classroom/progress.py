"""Which exercises hold: remembered in ``my_chain/progress.json`` from notebook to notebook."""

import json

from blockkit.classroom import saved_parts as my_chain
from blockkit.classroom.lessons import EXERCISES

FILE = "progress.json"
_now: dict[str, bool] = {}  # what this kernel has seen; it counts where no file can be written


def record(exercise: str, passed: bool) -> None:
    """Remember how the visible check of an exercise ended."""
    before = _known()
    _now[exercise] = passed
    if passed != (exercise in before):  # an untouched notebook writes nothing
        _save({**dict.fromkeys(before, True), **_now})


def held() -> list[str]:
    """The exercises whose visible checks hold, in the order of the course."""
    known = _known()
    return [name for name in EXERCISES if name in known]


def _known() -> set[str]:
    """What the file and this kernel say; the kernel is newer."""
    try:
        saved = json.loads((my_chain.folder() / FILE).read_text(encoding="utf-8"))
        names = {name for name in saved if name in EXERCISES}
    except (OSError, ValueError, TypeError):  # missing or damaged: the checks can be run again
        names = set()
    return {name for name in names if _now.get(name, True)} | {n for n, ok in _now.items() if ok}


def _save(state: dict[str, bool]) -> None:
    passed = [name for name in EXERCISES if state.get(name)]
    try:
        my_chain.folder().mkdir(parents=True, exist_ok=True)
        (my_chain.folder() / FILE).write_text(json.dumps(passed), encoding="utf-8")
    except OSError:
        return  # a folder that cannot be written: this kernel still knows
