"""Lesson 03c: scripts."""

from blockkit import opcodes, validation
from blockkit.classroom import shapes
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.classroom.real_spends import fits
from blockkit.spending import Spend

MACHINE = ("blockkit.interpreter", "blockkit.unlocking", "blockkit.witness", opcodes.is_true)

LESSON = Lesson(
    "03c_scripts",
    "03_utxo",
    "scripts",
    (
        Exercise(
            "E3.9", "A machine with one stack", points=8, minutes=25, hardness=3,
            parts=(
                Part(
                    "run_script", Place.PART_OF_A_SLOT, shapes.run_script,
                    (["OP_DUP", "OP_EQUAL"], [b"a"], fits), helpers=MACHINE,
                ),
                Part(
                    "opens", Place.PART_OF_A_SLOT, shapes.opens,
                    ([b"by Alice"], [b"Alice", "OP_CHECKSIG"], fits), helpers=MACHINE,
                ),
            ),
        ),
        Exercise(
            "E3.10", "Two of three", points=6, minutes=20, hardness=3,
            parts=(
                Part(
                    "op_checkmultisig", Place.PART_OF_A_SLOT, shapes.op_checkmultisig,
                    ([b"", b"by Bob", b"\1", b"Alice", b"Bob", b"\2"], fits), helpers=MACHINE,
                ),
            ),
        ),
        Exercise(
            "E3.11", "Not before", points=4, minutes=10, hardness=2,
            parts=(
                Part(
                    "check_lock_time", Place.PART_OF_A_SLOT, shapes.check_lock_time,
                    (100, 100, 0xFFFFFFFE), helpers=(Spend.check_lock_time,),
                ),
                Part(
                    "is_final", Place.COURSE, shapes.is_final, (100, [0], 101, 0),
                    helpers=(validation.is_final,),
                ),
            ),
        ),
    ),
    given=(shapes.program_of,),
)  # fmt: skip
