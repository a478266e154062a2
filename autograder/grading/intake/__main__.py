"""``python -m autograder.grading.intake ASSIGNMENT``, at the root of the course.

Prints what was mended, what a person should look at, and what could not be read. Ends with 1 when something
could not be read, or when nothing was handed in.
"""

import argparse
import sys

from autograder.grading.course import course_directory, submitted
from autograder.grading.intake.whole_class import report, take_in_class


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder.grading.intake",
        description="Make what students sent ready for nbgrader, and say what was mended",
    )
    parser.add_argument("assignment", help="the assignment's folder: 01_hashing")
    wanted = parser.parse_args(arguments).assignment.rstrip("/\\")
    folder = submitted(course_directory())
    if not any(path.is_dir() for path in folder.glob(f"*/{wanted}")):
        print(f"intake: nothing there: {folder}/STUDENT/{wanted} is what is looked for", file=sys.stderr)
        return 1
    said = take_in_class(folder, wanted)
    print(report(said, folder, wanted))
    return 1 if any(line.kind == "lost" for line in said) else 0


if __name__ == "__main__":
    sys.exit(main())
