"""Lesson 02b: target, bits, retarget."""

from blockkit import pow
from blockkit.classroom import shapes
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.data import real_block
from blockkit.params import CLASSROOM, MAINNET

TARGET = 0xFFFF << 208  # of bits 1d00ffff

LESSON = Lesson(
    "02b_retarget",
    "02_pow",
    "target",
    (
        Exercise(
            "E2.5", "Read the four bytes", points=7, minutes=15, hardness=2, about_bits=True,
            parts=(
                Part(
                    "bits_to_target", Place.SLOT, pow.bits_to_target, (0x1D00FFFF,),
                    helpers=(pow.check_pow, pow.work),
                ),
            ),
        ),
        Exercise(
            "E2.6", "Write the four bytes", points=7, minutes=12, hardness=2, about_bits=True,
            parts=(Part("target_to_bits", Place.SLOT, pow.target_to_bits, (TARGET,)),),
        ),
        Exercise(
            "E2.7", "Two weeks, again and again", points=12, minutes=22, hardness=3, about_bits=True,
            parts=(
                Part(
                    "retarget", Place.PART_OF_A_SLOT, shapes.retarget,
                    (0x1D00FFFF, 1261130161, 1262152739, MAINNET), helpers=(pow.next_bits,),
                    given=(pow.bits_to_target, pow.target_to_bits),
                ),
            ),
        ),
        Exercise(
            "E2.8", "When does it change?", points=5, minutes=8, hardness=1, about_bits=True,
            parts=(
                Part(
                    "next_bits", Place.SLOT, pow.next_bits, ([real_block(0).header], CLASSROOM),
                    given=(pow.retarget,),
                ),
            ),
        ),
    ),
)  # fmt: skip
