"""Which exercises are done: remembered in ``my_chain/progress.json`` from notebook to notebook."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blockkit.classroom import saved_parts
from blockkit.classroom.lessons import EXERCISES

if TYPE_CHECKING:
    from blockkit.classroom.checks import Report
    from blockkit.classroom.course_rules import CourseRules

FILE = "progress.json"


@dataclass(slots=True)
class Session:
    """What this kernel has seen since it started; it also counts where no file can be written."""

    passed: dict[str, bool] = field(default_factory=dict)  # by exercise: did its visible check end well?
    reports: "dict[str, Report]" = field(default_factory=dict)  # the newest, by function name: what keep asks
    loaded: "list[CourseRules]" = field(default_factory=list)  # what load returned: keep makes them anew

    def forget(self) -> None:
        """Begin anew, as a new kernel does."""
        self.passed.clear()
        self.reports.clear()
        self.loaded.clear()


SESSION = Session()


def record(exercise: str, passed: bool) -> None:
    """Remember how the visible check of an exercise ended."""
    before = _known()
    SESSION.passed[exercise] = passed
    if passed != (exercise in before):  # an untouched notebook writes nothing
        _save({**dict.fromkeys(before, True), **SESSION.passed})


def held() -> list[str]:
    """The exercises whose visible checks passed, in the order of the course."""
    known = _known()
    return [name for name in EXERCISES if name in known]


def damaged() -> bool:
    """Is there a file that says nothing we can read?"""
    return _saved() is None


def _known() -> set[str]:
    """What the file and this kernel say; the kernel is newer."""
    names = _saved() or set()  # a damaged file is no harm: the checks can be run again
    now = SESSION.passed
    return {name for name in names if now.get(name, True)} | {name for name, passed in now.items() if passed}


def _saved() -> set[str] | None:
    """The exercises that the file names; none without a file, ``None`` when it cannot be read."""
    path = saved_parts.folder() / FILE
    try:
        return {name for name in json.loads(path.read_text(encoding="utf-8")) if name in EXERCISES}
    except FileNotFoundError:
        return set()
    except (OSError, ValueError, TypeError):
        return None


def _save(state: dict[str, bool]) -> None:
    passed = [name for name in EXERCISES if state.get(name)]
    try:
        saved_parts.folder().mkdir(parents=True, exist_ok=True)
        (saved_parts.folder() / FILE).write_text(json.dumps(passed), encoding="utf-8")
    except OSError:
        return  # a folder that cannot be written: this kernel still knows
