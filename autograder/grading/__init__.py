"""Grading: what stands between a copy that was handed in and nbgrader."""
