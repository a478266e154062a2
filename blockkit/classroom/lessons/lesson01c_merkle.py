"""Lesson 01c: Merkle trees."""

from blockkit import merkle
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.hashing import hash256

TXIDS = [hash256(bytes([i])) for i in range(5)]

LESSON = Lesson(
    "01c_merkle",
    "01_hashing",
    "merkle",
    (
        Exercise(
            "E1.9", "One hash for a whole block", points=10, minutes=12, hardness=2,
            parts=(Part("merkle_root", Place.SLOT, merkle.merkle_root, (TXIDS,)),),
        ),
        Exercise(
            "E1.10", "Prove one payment", points=12, minutes=30, hardness=3,
            parts=(
                Part("merkle_proof", Place.SLOT, merkle.merkle_proof, (TXIDS, 3)),
                Part("verify_proof", Place.SLOT, merkle.verify_proof, (TXIDS[0], 0, 1, [], TXIDS[0])),
            ),
        ),
        Exercise(
            "E1.11", "Two lists, one root", points=6, minutes=8, hardness=2,
            parts=(
                Part(
                    "has_duplicate_subtree", Place.SLOT, merkle.has_duplicate_subtree,
                    ([*TXIDS[:3], TXIDS[2]],),
                ),
            ),
        ),
    ),
)  # fmt: skip
