"""Lesson 02c: coins."""

from blockkit import pow, script, transaction, validation
from blockkit.classroom import coins
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.data.coins import real_coinbase
from blockkit.params import CLASSROOM, MAINNET

COINBASE = real_coinbase(277_316)

LESSON = Lesson(
    "02c_coins",
    "02_pow",
    "coins",
    (
        Exercise(
            "E2.9", "Half, and half again", points=7, minutes=8, hardness=1,
            parts=(Part("subsidy", Place.SLOT, pow.subsidy, (250, CLASSROOM)),),
        ),
        Exercise(
            "E2.10", "Every coin there will be", points=5, minutes=12, hardness=2,
            parts=(Part("supply_after", Place.COURSE, coins.supply_after, (250, CLASSROOM)),),
        ),
        Exercise(
            "E2.11", "Which block is this from?", points=4, minutes=12, hardness=2,
            parts=(
                Part(
                    "coinbase_height", Place.COURSE, coins.coinbase_height, (COINBASE.inputs[0].script_sig,),
                    helpers=(script.decode_number, script.small_number, script.steps),
                ),
            ),
        ),
        Exercise(
            "E2.12", "May the miner take this?", points=6, minutes=13, hardness=2,
            parts=(
                Part(
                    "coinbase_ok", Place.COURSE, coins.coinbase_ok, (COINBASE, 277_316, 9_094_928, MAINNET),
                    helpers=(transaction.check_transaction, validation.connect_block),
                ),
            ),
        ),
    ),
)  # fmt: skip
