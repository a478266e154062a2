"""Lesson 03d: payments, blocks that move coins, and a file that keeps a secret."""
