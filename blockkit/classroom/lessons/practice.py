"""The practice exercise of notebook 00: the same check and the same keep, for no points.

It is in no table of exercises, so no total counts it and no part of the machine is named after it.
"""

from blockkit.classroom.lessons.record import Exercise, Part, Place


def waiting_hours(earlier: int, later: int) -> int:
    """Whole hours between two block times."""
    return (later - earlier) // 3600


PRACTICE = Exercise(
    "Practice", "How long did block 1 take?", points=0, minutes=4, hardness=1,
    parts=(Part("waiting_hours", Place.COURSE, waiting_hours, (1231006505, 1231469665)),),
)  # fmt: skip
