"""Lesson 01b: canonical JSON, compact sizes, display order, the 80 bytes of a header."""
