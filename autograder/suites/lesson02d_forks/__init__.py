"""Lesson 02d: which branch wins, the races of the papers, and the robbery."""
