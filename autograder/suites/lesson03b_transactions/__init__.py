"""Lesson 03b: transactions, what is signed, twins, and repairs."""
