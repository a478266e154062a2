"""Lesson 03c: the machine with one stack, multisig, and time locks."""
