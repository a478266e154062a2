"""Lesson 02b: compact targets, the change of the target, and when it comes."""
