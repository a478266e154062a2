"""Lesson 03d: ledger and wallet."""

from blockkit import transaction, utxo, validation
from blockkit.classroom import ledgers, wallet_files
from blockkit.classroom.dice import Dice
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.wallet import coin_selection, wallet_file

COINS = ledgers.heap(50, 30)
PAYMENT = ledgers.payment([0, 1], [60, 15])
BLOCK = ledgers.block_of([PAYMENT])
AFTER, SPENT = ledgers.connect(BLOCK, COINS, 7, ledgers.everybody)
TOOLS = wallet_files.QUICK
LOCKED = wallet_files.lock_wallet(b"secret", "password", Dice(1), TOOLS.derive, TOOLS.seal)

RULES_OF_A_PAYMENT = (
    transaction.check_transaction, utxo.check_inputs, utxo.spent_coins, ledgers.check_amounts,
    ledgers.coins_of, validation.spend_coins,
)  # fmt: skip
MOVES = (
    utxo.apply, utxo.disconnect, utxo.check_inputs, utxo.spent_coins, validation.connect,
    validation.connect_block, validation.spend_coins, transaction.check_transaction,
)  # fmt: skip
FILES = (wallet_file.lock_wallet, wallet_file.unlock_wallet, wallet_file.cipher, coin_selection.select_coins)

LESSON = Lesson(
    "03d_ledger",
    "03_utxo",
    "ledger",
    (
        Exercise(
            "E3.12", "Is this payment valid?", points=12, minutes=25, hardness=3,
            parts=(
                Part(
                    "validate_tx", Place.COURSE, ledgers.validate_tx,
                    (PAYMENT, COINS, 7, ledgers.everybody), helpers=RULES_OF_A_PAYMENT,
                ),
                Part("ledger_cases", Place.TOOL, ledgers.ledger_cases, ()),
            ),
        ),
        Exercise(
            "E3.13", "A block moves coins", points=10, minutes=25, hardness=3,
            parts=(
                Part(
                    "connect", Place.COURSE, ledgers.connect, (BLOCK, COINS, 7, ledgers.everybody),
                    helpers=MOVES, given=(ledgers.validate_tx,),
                ),
                Part("disconnect", Place.COURSE, ledgers.disconnect, (BLOCK, SPENT, AFTER), helpers=MOVES),
            ),
        ),
        Exercise(
            "E3.14", "A file that keeps a secret", points=4, minutes=15, hardness=2,
            parts=(
                Part(
                    "lock_wallet", Place.TOOL, wallet_files.lock_wallet,
                    (b"secret", "password", Dice(1), TOOLS.derive, TOOLS.seal), helpers=FILES,
                ),
                Part(
                    "unlock_wallet", Place.TOOL, wallet_files.unlock_wallet,
                    (LOCKED, "password", TOOLS.derive, TOOLS.unseal), helpers=FILES,
                ),
            ),
        ),
    ),
)  # fmt: skip
