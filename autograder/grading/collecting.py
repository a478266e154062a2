"""``nbgrader zip_collect`` for what Canvas and Moodle hand out, and for files that you named yourself.

``nbgrader_config.py`` puts both classes into nbgrader's command. One setting names the platform, and need
not be set as long as the files can be told apart:

    c.Collector.platform = "canvas"      # or "moodle", or "names"

Canvas names a file ``liddellalice_LATE_4711_99_01b_bytes.ipynb``, Moodle a folder
``Alice Liddell_4711_assignsubmission_file_``; which student that is, the roster says. By "names" a file is
``STUDENT__NOTEBOOK.ipynb`` or lies in a folder that is called like the student.
"""

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Enum, Instance

from autograder.grading import roster
from autograder.grading.archives import Unpacker
from autograder.grading.course import roster_file, submitted
from autograder.grading.intake.whole_class import report, take_in_class

MOODLE = re.compile(r"^(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)$")
CANVAS = re.compile(r"^(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_(?:question_\d+_)?\d+_(?P<file>.+)$")
NAMES = re.compile(r"^(?P<id>[^_].*?)__(?P<file>.+)$")
PLATFORMS = {"moodle": MOODLE, "canvas": CANVAS, "names": NAMES}
EXPECTED = (
    "names such as alice__01b_bytes.ipynb, a folder for each student of the roster, or the archive of "
    "Canvas or Moodle as it is"
)
# What nbgrader says of each file or student; among 120 of them nobody would see what needs a look.
HARMLESS = ("Parsing file:", "Copying from:", "  Copying to:", "Directory not found. Creating:",
            "Invalid submission notebook name")  # fmt: skip


class Extractor(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks what was downloaded, whatever is in it, and has the last word when nbgrader is done."""

    unpacker = Instance(Unpacker, ())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        app = self.parent
        app.log.addFilter(lambda record: not record.getMessage().startswith(HARMLESS))
        folder = Path(app._format_collect_path(app.archive_directory))
        if not folder.is_dir():
            app.fail("Nothing to collect: put the files or the archive of your platform into %s", folder)
        # nbgrader says nothing with its exit status, and asks no plugin at the end.
        nbgraders_own = app.process_extracted_files
        app.process_extracted_files = lambda: self._finish(nbgraders_own)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Called by nbgrader, with two folders."""
        source, target = Path(archive_path), Path(extracted_path)
        for path in sorted(source.rglob("*")):
            inside = path.relative_to(source)
            if path.is_file() and not path.is_symlink() and not any(p.startswith(".") for p in inside.parts):
                self.unpacker.unpack(path, target / inside.parent)

    def _finish(self, nbgraders_own: Any) -> None:
        app = self.parent
        nbgraders_own()
        collector, assignment = app.collector_plugin_inst, app.coursedir.assignment_id
        lost = [*self.unpacker.problems, *collector.problems]
        if self.unpacker.left:
            app.log.info("%d other files were left where they are", self.unpacker.left)
        if not collector.collected:
            lost.append(f"0 files were collected; expected are {EXPECTED}")
        else:
            folder = submitted(app.coursedir)
            said = take_in_class(folder, assignment)
            print(report(said, folder, assignment))
            lost += [str(line) for line in said if line.kind == "lost"]
        if collector.platforms_names and not collector.people:
            app.log.warning("There is no roster, so that students are called as the platform calls them")
        for late in collector.late:
            app.log.warning("%s handed in late, says Canvas", late)
        for problem in lost:
            app.log.error("%s", problem)
        if lost:
            app.fail("What could be read was collected; the lines above say what was not")


class Collector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Says of each file whose it is."""

    platform = Enum(
        ("auto", *PLATFORMS), "auto", help="Whose names the files have: canvas, moodle, names, or auto."
    ).tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.collected = 0
        self.problems: list[str] = []
        self.platforms_names = False  # has a platform named a file?
        self.late: list[str] = []
        self.numbers: Counter[tuple[str, str]] = Counter()
        app = self.parent
        self.root = Path(app._format_collect_path(app.extracted_directory))
        self.people = roster.known(roster_file(submitted(app.coursedir)))

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Called by nbgrader for each file: the student's id, and the file's name without ending."""
        parts = Path(os.path.relpath(submitted_file, self.root)).with_suffix("").parts
        found = self._whose(parts)
        if found is None:
            self.problems.append(
                f"{'/'.join(parts)}.ipynb: nobody knows whose it is; expected are {EXPECTED}"
            )
            return None
        student, file = found
        self.numbers[student, file] += 1
        if self.numbers[student, file] > 1:  # nbgrader would stop; intake compares them
            file = f"{file} ({self.numbers[student, file] - 1})"
        self.collected += 1
        return {"student_id": student, "file_id": f"{file}.ipynb"}

    def _whose(self, parts: tuple[str, ...]) -> tuple[str, str] | None:
        """The student and the file's own name, from the names of folders and file."""
        for kind in PLATFORMS if self.platform == "auto" else (self.platform,):
            folder = next((part for part in parts[:-1] if part in self.people), "")
            if kind == "names" and folder:
                return folder, parts[-1]
            for part in parts:
                found = PLATFORMS[kind].match(part)
                student = self._student(kind, found) if found else ""
                if found and student:
                    return student, found["file"] if part == parts[-1] and found["file"] else parts[-1]
        return None

    def _student(self, kind: str, found: "re.Match[str]") -> str:
        """The id of the student a name speaks of, by the roster where it must be."""
        if kind == "names":
            own_id = found["id"]
            return own_id if own_id == roster.safe(own_id) else ""
        name, number = found["name"], found["number"]
        by_number = [one.id for one in self.people.values() if number in (one.lms_user_id, one.id)]
        by_name = [
            one.id
            for one in self.people.values()
            if roster.flat(name)
            in (
                roster.flat(one.last_name, one.first_name),
                roster.flat(one.first_name, one.last_name),
                roster.flat(one.id),
            )
        ]
        candidates = by_number if len(by_number) == 1 else by_name
        own_id = candidates[0] if len(candidates) == 1 else f"{roster.safe(name)}-{number}"
        self.platforms_names = True
        if found.groupdict().get("late") and own_id not in self.late:
            self.late.append(own_id)
        return own_id
