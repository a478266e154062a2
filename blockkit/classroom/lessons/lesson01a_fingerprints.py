"""Lesson 01a: fingerprints."""

from blockkit import hashing
from blockkit.classroom import fingerprints
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place

LESSON = Lesson(
    "01a_fingerprints",
    "01_hashing",
    "hash",
    (
        Exercise(
            "E1.1", "The fingerprint of a text", points=4, minutes=5, hardness=1,
            parts=(Part("sha256_hex", Place.COURSE, fingerprints.sha256_hex, ("区块链",)),),
        ),
        Exercise(
            "E1.2", "Bitcoin hashes twice", points=4, minutes=5, hardness=1,
            parts=(Part("hash256", Place.SLOT, hashing.hash256, (bytearray(b"abc"),)),),
        ),
        Exercise(
            "E1.3", "How many bits changed?", points=5, minutes=8, hardness=2,
            parts=(Part("changed_bits", Place.COURSE, fingerprints.changed_bits, (b"\1\2", b"\2\1")),),
        ),
        Exercise(
            "E1.4", "Find a collision", points=7, minutes=15, hardness=2,
            parts=(Part("find_collision", Place.TOOL, fingerprints.find_collision, (8, hashing.sha256)),),
        ),
    ),
    given=(hashing.sha256,),
)  # fmt: skip
