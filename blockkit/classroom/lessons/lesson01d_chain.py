"""Lesson 01d: a chain of blocks."""

from blockkit.classroom import json_chain
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place

CHAIN = [json_chain.GENESIS, json_chain.SECOND]

LESSON = Lesson(
    "01d_chain",
    "01_hashing",
    "chain",
    (
        Exercise(
            "E1.12", "A block that points back", points=8, minutes=10, hardness=1,
            parts=(
                Part("new_block", Place.COURSE, json_chain.new_block, (CHAIN, [{"amount": 5}], 1231470000)),
            ),
        ),
        Exercise(
            "E1.13", "Where is it broken?", points=10, minutes=12, hardness=2,
            parts=(
                Part(
                    "first_broken", Place.COURSE, json_chain.first_broken,
                    (CHAIN, json_chain.block_id(json_chain.SECOND)),
                ),
            ),
        ),
        Exercise(
            "E1.14", "Bug hunt", points=10, minutes=25, hardness=3,
            parts=(Part("valid_chain", Place.COURSE, json_chain.valid_chain, (CHAIN,)),),
        ),
    ),
    given=(json_chain.block_id, json_chain.canonical, json_chain.mined),
)  # fmt: skip
