"""Lesson 01c: the Merkle root, proofs, and two lists with one root."""
