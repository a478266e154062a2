"""Lesson 02a: does the work count, a miner, stamps against spam, and what a block costs."""
