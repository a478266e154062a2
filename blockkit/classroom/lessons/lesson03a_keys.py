"""Lesson 03a: keys and addresses."""

from blockkit import addresses, base58
from blockkit.classroom import curves, shapes
from blockkit.classroom.lessons.record import Exercise, Lesson, Part, Place
from blockkit.classroom.real_signatures import real_signature

FIRST = real_signature("block 170")
BASE58 = (
    base58.encode_base58, base58.encode_base58check, base58.decode_base58, base58.decode_base58check,
    addresses.address_of, addresses.script_of,
)  # fmt: skip
CURVE = ("blockkit.engines.secp256k1", "ecdsa.ellipticcurve", "ecdsa.keys")
WALK = (curves.add_points, curves.multiply_point)

LESSON = Lesson(
    "03a_keys",
    "03_utxo",
    "keys",
    (
        Exercise(
            "E3.1", "Walk on a curve", points=8, minutes=20, hardness=2,
            parts=(
                Part("add_points", Place.COURSE, curves.add_points, ((1, 5), (2, 10), 17)),
                Part(
                    "multiply_point", Place.COURSE, curves.multiply_point, (4, (1, 5), 17), helpers=CURVE,
                ),
            ),
        ),
        Exercise(
            "E3.2", "Is this signature true?", points=8, minutes=12, hardness=2,
            parts=(
                Part(
                    "verify_ecdsa", Place.PART_OF_A_SLOT, shapes.verify_ecdsa,
                    (FIRST.key, FIRST.z, FIRST.r, FIRST.s), helpers=CURVE, given=WALK,
                ),
            ),
        ),
        Exercise(
            "E3.3", "Sign", points=6, minutes=10, hardness=2,
            parts=(
                Part(
                    "sign_ecdsa", Place.COURSE, curves.sign_ecdsa, (12345, 1, 67890), helpers=CURVE,
                    given=WALK,
                ),
            ),
        ),
        Exercise(
            "E3.4", "An address", points=8, minutes=20, hardness=3,
            parts=(
                Part("address", Place.COURSE, shapes.address, (FIRST.key_bytes,), helpers=BASE58),
                Part(
                    "decode_address", Place.COURSE, shapes.decode_address,
                    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",), helpers=BASE58,
                ),
            ),
        ),
    ),
)  # fmt: skip
