"""Where nbgrader keeps this course: its settings, its folders and its gradebook."""

import os
import sys
from pathlib import Path
from typing import Any

ROSTER = "roster.csv"  # beside the gradebook's folders: the roster as it was read last


def course_directory() -> Any:
    """nbgrader's ``CourseDirectory``, by the ``nbgrader_config.py`` of the folder we are in."""
    from nbgrader.apps.baseapp import NbGrader  # loads much

    # It starts a program (alembic) by its name.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    app = NbGrader()
    app.initialize([])
    return app.coursedir


def submitted(course: Any) -> Path:
    """The folder that has a folder for each student."""
    return Path(course.root, course.submitted_directory)


def roster_file(submitted_folder: Path) -> Path:
    """The roster as it was read last, beside that folder: ``build/roster.csv``."""
    return submitted_folder.parent / ROSTER
