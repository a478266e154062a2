"""Lesson 02a: mining."""

from blockkit import pow
from blockkit.classroom import hashcash, shapes
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.data import real_block
from blockkit.node import mining

HEADER = real_block(0).header.serialize()
TARGET = 0xFFFF << 208  # of bits 1d00ffff

LESSON = Lesson(
    "02a_mining",
    "02_pow",
    "mining",
    (
        Exercise(
            "E2.1", "Does the work count?", points=7, minutes=8, hardness=1,
            parts=(
                Part(
                    "meets_target", Place.SLOT, pow.meets_target, (HEADER, TARGET), helpers=(pow.check_pow,)
                ),
            ),
        ),
        Exercise(
            "E2.2", "Find the nonce", points=8, minutes=12, hardness=2,
            parts=(
                Part(
                    "find_nonce", Place.COURSE, shapes.find_nonce, (HEADER[:76], 2**248 - 1, 0, 1000),
                    helpers=(mining.search_slice, mining.search, mining.mine),
                ),
            ),
        ),
        Exercise(
            "E2.3", "A stamp against spam", points=8, minutes=22, hardness=3,
            parts=(
                Part(
                    "mint_stamp", Place.TOOL, hashcash.mint_stamp, ("bob@example.org", 4, "090103", "8f1c2a")
                ),
                Part(
                    "stamp_ok", Place.TOOL, hashcash.stamp_ok,
                    ("1:8:090103:alice@example.org::8f1c2a:327", "alice@example.org", 8, ["090103"], set()),
                ),
            ),
        ),
        Exercise(
            "E2.4", "What does a block cost?", points=4, minutes=6, hardness=1,
            parts=(
                Part(
                    "expected_hashes", Place.PART_OF_A_SLOT, shapes.expected_hashes, (TARGET,),
                    helpers=(pow.work,),
                ),
            ),
        ),
    ),
)  # fmt: skip
