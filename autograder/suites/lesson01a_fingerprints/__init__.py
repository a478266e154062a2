"""Lesson 01a: fingerprints of a text and of bytes, changed bits, collisions."""
