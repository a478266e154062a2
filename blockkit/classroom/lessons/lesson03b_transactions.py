"""Lesson 03b: transactions and what their signatures sign."""

from blockkit import digests, keys, transaction
from blockkit.classroom import adapters, malleability, misprints, shapes
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.data.payments import real_payment, spent_by
from blockkit.transaction import Transaction, TxIn, TxOut

FIRST = real_payment("f4184fc5")
LOCKING = spent_by("f4184fc5").script_pubkey
METHODS = (
    Transaction.serialize, Transaction.stripped, Transaction.parse, Transaction.read, Transaction.txid,
    Transaction.wtxid, TxIn.serialize, TxOut.serialize, transaction.frame,
)  # fmt: skip
DIGESTS = (digests.sighash, digests.changed_copy, adapters.sighash)

LESSON = Lesson(
    "03b_transactions",
    "03_utxo",
    "transactions",
    (
        Exercise(
            "E3.5", "The bytes of a payment", points=10, minutes=30, hardness=3,
            parts=(
                Part(
                    "serialize_tx", Place.PART_OF_A_SLOT, shapes.serialize_tx, (shapes.bare(FIRST),),
                    helpers=METHODS,
                ),
                Part("txid", Place.COURSE, shapes.txid, (shapes.bare(FIRST),)),
                Part("parse_tx", Place.COURSE, shapes.parse_tx, (FIRST.serialize(),)),
            ),
        ),
        Exercise(
            "E3.6", "What is signed", points=8, minutes=12, hardness=2,
            parts=(
                Part(
                    "sighash_all", Place.PART_OF_A_SLOT, shapes.sighash_all,
                    (shapes.bare(FIRST), 0, LOCKING), helpers=DIGESTS, given=(shapes.serialize_tx,),
                ),
            ),
        ),
        Exercise(
            "E3.7", "A twin", points=4, minutes=6, hardness=1,
            parts=(
                Part("twin", Place.COURSE, malleability.twin, (3, 5)),
                Part("is_low_s", Place.COURSE, malleability.is_low_s, (5,), helpers=(keys.is_low_s,)),
            ),
        ),
        Exercise(
            "E3.8", "Three errors in a lecture", points=4, minutes=15, hardness=2,
            parts=(
                Part(
                    "repair", Place.TOOL, misprints.repair,
                    ("1234", lambda candidate: candidate == "120034"), helpers=(misprints.repairs,),
                ),
            ),
        ),
    ),
)  # fmt: skip
