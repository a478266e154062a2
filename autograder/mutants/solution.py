"""One answer to an exercise, right or wrong, wherever it was written down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Solution:
    """One answer to an exercise, right or wrong."""

    exercise: str  # "E1.9"
    name: str  # the name in its file, the file's own name, or what it was made by
    source: str
    right: bool
    reason: str = ""
    caught_by: str = ""  # the hidden property that should catch it: its id or its sentence
    behaves_like: str = ""  # what a student reads whose function gives the same answers to the probes
    ours: bool = False  # of this repository: it must name its property


class Mistake(Exception):
    """A file of solutions that cannot be used; the message says where it is wrong and what to write."""
