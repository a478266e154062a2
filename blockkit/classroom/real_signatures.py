"""Two signatures that everybody can look up, as the numbers that E3.2 is about (lesson 03a)."""

from dataclasses import dataclass
from functools import cache

from blockkit.classroom.shapes import Point, point_of, sighash_all
from blockkit.data.payments import real_payment
from blockkit.errors import shown
from blockkit.keys import parse_der
from blockkit.templates import p2pkh


@dataclass(frozen=True, slots=True)
class RealSignature:
    """A signature of the main chain as the numbers that :func:`verify_ecdsa` is asked about."""

    key: Point
    key_bytes: bytes  # as it travels
    z: int  # the 32 bytes that were signed
    r: int
    s: int


SLIDES_PAYER = bytes.fromhex("7f9b1a7fb68d60c536c2fd8aeaa53a8f3cc025a8")  # hash160 of the key


@cache
def real_signature(name: str) -> RealSignature:
    """The signature of the first payment, ``"block 170"``, or of the one on the lecture's ``"slides"``."""
    if name == "block 170":
        tx = real_payment("f4184fc5")
        key = tx.outputs[1].script_pubkey[1:66]  # the change goes back to the payer's own key
        signature, script = tx.inputs[0].script_sig[1:], b"\x41" + key + b"\xac"
    elif name == "slides":
        tx = real_payment("0627052b")
        unlocking = tx.inputs[0].script_sig  # two pushes: signature and hash type, key
        signature, key, script = unlocking[1:72], unlocking[-65:], p2pkh(SLIDES_PAYER)
    else:
        raise ValueError(f'there is no signature {shown(name)}; there are "block 170" and "slides"')
    r, s = parse_der(signature) or (0, 0)
    return RealSignature(point_of(key), key, int.from_bytes(sighash_all(tx, 0, script), "big"), r, s)
