"""Lesson 02d: forks and races."""

from random import Random

from blockkit import rules
from blockkit.agreement import races, robbery
from blockkit.classroom import branches, shapes
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place

LESSON = Lesson(
    "02d_forks",
    "02_pow",
    "forks",
    (
        Exercise(
            "E2.13", "Which branch wins?", points=8, minutes=20, hardness=2, about_bits=True,
            parts=(
                Part("chain_work", Place.COURSE, shapes.chain_work, ([0x201FFFFF] * 3,)),
                Part(
                    "best_tip", Place.PART_OF_A_SLOT, shapes.best_tip,
                    ([branches.tip(10), branches.tip(24)],), helpers=(rules.prefer, branches.right_place),
                ),
                Part("fork_cases", Place.TOOL, branches.fork_cases, ()),
            ),
        ),
        Exercise(
            "E2.14", "How sure are six blocks?", points=8, minutes=25, hardness=3,
            parts=(
                Part(
                    "catch_up", Place.TOOL, races.nakamoto, (0.1, 5),
                    helpers=(races.rosenfeld, races.overtake, races.blocks_to_wait),
                ),
                Part("race", Place.TOOL, races.share, (0.3, 2, Random(7), 10)),
            ),
        ),
        Exercise(
            "E2.15", "Rob the merchant", points=4, minutes=10, hardness=2,
            parts=(Part("attacker_move", Place.COURSE, robbery.attacker_move, (6, 7, 6)),),
        ),
    ),
)  # fmt: skip
