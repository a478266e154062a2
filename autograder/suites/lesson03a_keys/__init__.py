"""Lesson 03a: points of a curve, signatures, addresses."""
