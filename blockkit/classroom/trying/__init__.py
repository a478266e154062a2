"""How a student's function is called: a trial, with its limits, and one seam where another process fits in.

:mod:`~blockkit.classroom.trying.trial` has the notion, :mod:`~blockkit.classroom.trying.calling` one call and
the seam; the others are what a call needs.
"""
