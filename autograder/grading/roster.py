"""A roster as a spreadsheet writes it: ``python -m autograder.grading.roster roster.csv``.

The first line names the columns; ``id`` is needed, ``first_name``, ``last_name``, ``email`` and
``lms_user_id`` are not. Names that Canvas, Moodle and spreadsheets use for them are understood, and so are
commas, semicolons and tabs, a byte order mark, UTF-16 and the Windows code page 1252. Students are entered
in the gradebook; the roster is kept in ``build/roster.csv``, so that an id that is not in it can be told.
Ends with 1 when a line cannot be used; the others are."""

import argparse
import contextlib
import csv
import difflib
import functools
import io
import re
import sqlite3
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from autograder.grading.course import course_directory, roster_file, submitted
from autograder.grading.intake.reading import decoded

# What a column may be called, in lower case with _ for what is no letter.
COLUMNS = {
    "id": ("id", "student_id", "studentid", "username", "user_name", "benutzername", "sis_login_id",
           "login_id", "id_number", "sis_user_id", "student_number", "matrikelnummer"),
    "first_name": ("first_name", "firstname", "given_name", "vorname"),
    "last_name": ("last_name", "lastname", "surname", "family_name", "name", "nachname"),
    "email": ("email", "email_address", "e_mail", "mail", "e_mail_adresse"),
    "lms_user_id": ("lms_user_id", "canvas_user_id", "user_id", "canvas_id"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One student of a roster."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""  # the number that the learning platform has for the student


class NoRoster(ValueError):
    """A file that cannot be read as a roster; the message says why, and what was expected."""


def parse(data: bytes) -> tuple[list[Person], list[str]]:
    """The students in a roster's bytes, and a sentence about each line that could not be used."""
    if data.startswith(b"PK"):
        raise NoRoster("it is a workbook; save it as CSV (in Excel: File, Save As, CSV UTF-8)")
    text, _, problems = decoded(data)
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep="):  # Excel's own line about the separator
        lines[0] = ""
    head = next((line for line in lines if line.strip()), "")
    separator = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    columns = None
    people: dict[str, Person] = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if columns is None:
            columns = _columns(row)
            continue
        values = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        own_id, where = values.get("id", ""), f"line {rows.line_num}"
        if not own_id:
            problems.append(f"{where} has no id")
        elif own_id != safe(own_id):
            problems.append(f"{where}: the id {own_id!r} cannot name a folder; {safe(own_id)!r} could")
        elif own_id in people:
            problems.append(f"{where}: the id {own_id!r} was there before")
        else:
            people[own_id] = Person(**values)
    if columns is None:
        raise NoRoster("it is empty; its first line should be id,first_name,last_name,email")
    return list(people.values()), problems


def _columns(row: list[str]) -> dict[str, int]:
    """Where each column is."""
    heads = [re.sub(r"\W+", "_", cell.strip().lower()).strip("_") for cell in row]
    found: dict[str, int] = {}
    for name, spellings in COLUMNS.items():
        at = next((heads.index(one) for one in spellings if one in heads), None)
        if at is not None and at not in found.values():
            found[name] = at
    if "id" not in found:
        raise NoRoster(
            f"its first line, {', '.join(row)[:80]}, names no column id; "
            "it should be id,first_name,last_name,email"
        )
    return found


def safe(name: str) -> str:
    """A name for a student's folder: letters, digits and ``_ . @ -``, with nothing odd at its ends."""
    return re.sub(r"[^\w.@-]+", "-", name).strip("-.")


def flat(*names: str) -> str:
    """Names as platforms put them into file names: small letters without accents, nothing between them."""
    letters = unicodedata.normalize("NFKD", "".join(names)).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: float) -> dict[str, Person]:
    people, _ = parse(path.read_bytes())
    return {person.id: person for person in people}


def known(path: Path) -> dict[str, Person]:
    """The roster that was read last, by id; empty when none was.

    Where its file is lost, as when a gradebook was restored alone, the students of the gradebook beside it:
    else a platform's names would become second students.
    """
    try:
        return _read(path, path.stat().st_mtime)
    except (OSError, NoRoster):
        return _in_gradebook(path.with_name("gradebook.db"))


def _in_gradebook(path: Path) -> dict[str, Person]:
    """The students of a gradebook, if a roster entered them: those that grading makes have no names."""
    columns = ", ".join(one.name for one in fields(Person))
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(f"select {columns} from student").fetchall()
    except sqlite3.Error:  # there is none, or another program's
        return {}
    people = [Person(*(value or "" for value in row)) for row in rows]
    return {one.id: one for one in people if one.first_name or one.last_name}


def nearest(own_id: str, people: Iterable[str]) -> str:
    """The id that is most like one which is not in the roster, or nothing."""
    alike = {one.casefold(): one for one in people}
    found = difflib.get_close_matches(own_id.casefold(), alike, n=1, cutoff=0.6)
    return alike[found[0]] if found else ""


def enter(people: list[Person], database: str, course_id: str) -> list[str]:
    """Enter students in the gradebook; returns the ids that it had before and the roster has not."""
    from nbgrader.api import Gradebook  # loads much

    with Gradebook(database, course_id) as gradebook:
        before = {student.id for student in gradebook.students}
        for person in people:
            values = {one.name: getattr(person, one.name) or None for one in fields(Person)}
            gradebook.update_or_create_student(values.pop("id"), **values)
    return sorted(before - {person.id for person in people})


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder.grading.roster", description="Enter a class in the gradebook"
    )
    parser.add_argument("file", type=Path, help="a CSV file whose first line names the columns")
    path = parser.parse_args(arguments).file
    try:
        people, problems = parse(path.read_bytes())
    except OSError as error:
        print(f"roster: {path} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    except NoRoster as why:
        print(f"roster: {path} cannot be used: {why}", file=sys.stderr)
        return 1
    course = course_directory()
    kept = roster_file(submitted(course))
    kept.parent.mkdir(parents=True, exist_ok=True)
    others = enter(people, course.db_url, course.course_id)
    with kept.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([one.name for one in fields(Person)])
        writer.writerows(map(astuple, people))
    first = "".join(
        f"; the first has the id {one.id}: {one.first_name} {one.last_name}" for one in people[:1]
    )
    print(f"{len(people)} students are in the gradebook as in {path}{first.rstrip(': ')}")
    for own_id in others:
        near = nearest(own_id, (person.id for person in people))
        print(
            f"LOOK: {own_id} is in the gradebook and not in the roster" + (f"; is it {near}?" if near else "")
        )
    for name in _same_names(people):
        print(f"LOOK: {name}: two students; a learning platform's files may not say which of them sent one")
    for problem in problems:
        print(f"roster: {path}: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _same_names(people: list[Person]) -> list[str]:
    names = Counter(f"{one.first_name} {one.last_name}".strip() for one in people)
    return [name for name, number in names.items() if name and number > 1]


if __name__ == "__main__":
    sys.exit(main())
