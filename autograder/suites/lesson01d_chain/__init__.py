"""Lesson 01d: a block that points back, where a chain is broken, and the bug hunt."""
