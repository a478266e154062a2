"""Two signatures that everybody can look up, as the numbers that E3.2 is about (lesson 03a)."""

from dataclasses import dataclass
from functools import cache

from blockkit.classroom.shapes import Point, point_of, sighash_all
from blockkit.data.payments import real_payment, spent_by
from blockkit.errors import shown
from blockkit.keys import parse_der


@dataclass(frozen=True, slots=True)
class RealSignature:
    """A signature of the main chain as the numbers that :func:`verify_ecdsa` is asked about."""

    key: Point
    key_bytes: bytes  # as it travels
    z: int  # the number of the 32 bytes that were signed, big endian
    r: int
    s: int


@cache
def real_signature(name: str) -> RealSignature:
    """The signature of the first payment, ``"block 170"``, or of the one on the lecture's ``"slides"``."""
    if name == "block 170":
        tx, coin = real_payment("f4184fc5"), spent_by("f4184fc5")
        signature, key = tx.inputs[0].script_sig[1:], coin.script_pubkey[1:66]
    elif name == "slides":
        tx, coin = real_payment("0627052b"), spent_by("0627052b")
        unlocking = tx.inputs[0].script_sig  # two pushes: signature and hash type, key
        signature, key = unlocking[1:72], unlocking[-65:]
    else:
        raise ValueError(f'there is no signature {shown(name)}; there are "block 170" and "slides"')
    r, s = parse_der(signature) or (0, 0)
    digest = sighash_all(tx, 0, coin.script_pubkey)
    return RealSignature(point_of(key), key, int.from_bytes(digest, "big"), r, s)
