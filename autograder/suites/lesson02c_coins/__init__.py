"""Lesson 02c: new coins, all coins, the height in a coinbase, and what a miner may take."""
