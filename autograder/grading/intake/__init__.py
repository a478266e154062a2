"""Intake: from the files that a student sent to notebooks that nbgrader can read.

It comes before grading reads anything, and after ``nbgrader zip_collect``:

    python -m autograder.grading.intake 01_hashing

``nbgrader autograde`` does the same again for each student, by ``pre_convert_hook`` in
``nbgrader_config.py``. :mod:`.reading` turns the bytes of one file into a notebook, :mod:`.folder` finds
the notebooks of an assignment among a student's files, and :mod:`.whole_class` goes through the class.

Nothing is thrown away: what is mended lies as it was sent beside what is graded, in a file whose name ends
with ``.as-sent``.
"""

from autograder.grading.intake.folder import Line, take_in
from autograder.grading.intake.reading import Read, read

__all__ = ["Line", "Read", "read", "take_in"]
