"""Two signatures that everybody can look up, as the numbers that E3.2 is about (lesson 03a)."""

from dataclasses import dataclass
from functools import cache

from blockkit.classroom.shapes import Point, point_of, sighash_all
from blockkit.data import real_block
from blockkit.errors import shown
from blockkit.hashing import from_display, hash256
from blockkit.keys import parse_der
from blockkit.templates import p2pkh
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut


@dataclass(frozen=True, slots=True)
class RealSignature:
    """A signature of the main chain as the numbers that :func:`verify_ecdsa` is asked about."""

    key: Point
    key_bytes: bytes  # as it travels
    z: int  # the 32 bytes that were signed
    r: int
    s: int


SLIDES_ID = "0627052b6f28912f2703066a912ea577f2ce4da4caa5a5fbd8a57286c345c2f2"
SLIDES_KEY = bytes.fromhex(
    "0484ecc0d46f1918b30928fa0e4ed99f16a0fb4fde0735e7ade8416ab9fe423cc5"
    "412336376789d172787ec3457eee41c04f4938de5cc17b4a10fa336a8d752adf"
)
SLIDES_DER = bytes.fromhex(
    "3045022100884d142d86652a3f47ba4746ec719bbfbd040a570b1deccbb6498c75c4ae24cb"
    "02204b9f039ff08df09cbe9f6addac960298cad530a863ea8f53982c09db8f6e3813"
)
SLIDES_PAYER = bytes.fromhex("7f9b1a7fb68d60c536c2fd8aeaa53a8f3cc025a8")  # hash160 of the key
SLIDES_PAYEE = bytes.fromhex("ab68025513c3dbd2f7b92a94e0581f5d50f654e7")


@cache
def real_signature(name: str) -> RealSignature:
    """The signature of the first payment, ``"block 170"``, or of the one on the lecture's ``"slides"``."""
    if name == "block 170":
        tx = Transaction.parse(real_block(170).transactions[1])
        key = tx.outputs[1].script_pubkey[1:66]  # the change goes back to the payer's own key
        signature, script = tx.inputs[0].script_sig[1:], b"\x41" + key + b"\xac"
    elif name == "slides":
        tx, key, signature = _slides_payment(), SLIDES_KEY, SLIDES_DER
        script = p2pkh(SLIDES_PAYER)
    else:
        raise ValueError(f'there is no signature {shown(name)}; there are "block 170" and "slides"')
    r, s = parse_der(signature) or (0, 0)
    return RealSignature(point_of(key), key, int.from_bytes(sighash_all(tx, 0, script), "big"), r, s)


def _slides_payment() -> Transaction:
    """The payment of the slides, put together from what they print, and checked by its id."""
    unlocking = bytes([len(SLIDES_DER) + 1]) + SLIDES_DER + b"\1" + bytes([65]) + SLIDES_KEY
    coin = OutPoint(from_display("7957a35fe64f80d234d76d83a2a8f1a0d8149a41d81de548f0a65a8a999f6f18"), 0)
    outputs = (TxOut(1_500_000, p2pkh(SLIDES_PAYEE)), TxOut(8_450_000, p2pkh(SLIDES_PAYER)))
    tx = Transaction(1, (TxIn(coin, unlocking, 0xFFFFFFFF),), outputs, 0)
    if hash256(tx.serialize()) != from_display(SLIDES_ID):
        raise ValueError("the payment of the slides is damaged")
    return tx
