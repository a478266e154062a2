"""``nbgrader export``: the columns of nbgrader's own table, with rounded marks and proper quotes."""

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin
from traitlets import Integer, Unicode

TEXTS = ("student_id", "last_name", "first_name", "email")
COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    *TEXTS,
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins so


class Grades(ExportPlugin):  # type: ignore[misc]
    """One line for each student and assignment."""

    digits = Integer(2, help="Digits after the point.").tag(config=True)
    encoding = Unicode("utf-8", help='"utf-8-sig" for Excel, which else shows ü as Ã¼').tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Called by nbgrader."""
        path = Path(self.to or "grades.csv")
        students, assignments = set(map(str, self.student)), set(map(str, self.assignment))
        with path.open("w", encoding=self.encoding, newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    if assignments and assignment.name not in assignments:
                        continue
                    if not students or student.id in students:
                        writer.writerow(self._row(gradebook, assignment, student))
        self.log.info("Grades are in %s", path)

    def _row(self, gradebook: Any, assignment: Any, student: Any) -> dict[str, object]:
        row: dict[str, object] = {"assignment": assignment.name, "duedate": assignment.duedate or ""}
        own = (student.id, student.last_name, student.first_name, student.email)
        row |= {name: _harmless(value or "") for name, value in zip(TEXTS, own, strict=True)}
        try:
            submission = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:  # nothing was handed in
            raw, penalty, row["timestamp"] = 0.0, 0.0, ""
        else:
            raw, penalty = submission.score, submission.late_submission_penalty
            row["timestamp"] = submission.timestamp or ""
        numbers = {"raw_score": raw, "late_submission_penalty": penalty, "max_score": assignment.max_score}
        numbers["score"] = max(0.0, raw - penalty)
        return row | {name: round(value, self.digits) for name, value in numbers.items()}


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
