"""The curve of Bitcoin's signatures, and who does the arithmetic.

The readable way goes over the points of the ``ecdsa`` package (:class:`Engine`). Two libraries in C do the
same fifty times faster; where one of them is installed (``pip install blockkit-course[fast]``) it takes over
what it can do, and nothing else changes. The choice is made once, when this module is imported; the
environment variable ``BLOCKKIT_SECP256K1`` names another (``ecdsa``, ``btclib``, ``coincurve``).

An ECDSA signature comes as its two numbers. What it must look like as bytes, and whether a high ``s`` may
pass, is decided in :mod:`blockkit.keys`, so that no library has a say in it. Schnorr signatures have one form
only; :mod:`blockkit.schnorr` sees to the sizes. Source: BIP 340.
"""

import os
from contextlib import suppress
from hashlib import sha256
from typing import Any

from ecdsa import BadSignatureError, SECP256k1, SigningKey, VerifyingKey
from ecdsa.ellipticcurve import INFINITY, PointJacobi
from ecdsa.errors import MalformedPointError
from ecdsa.util import sigdecode_string, sigencode_strings

from blockkit.hashing import tagged_hash
from blockkit.keys import FIELD_PRIME

ORDER = int(SECP256k1.order)  # how many points the curve has; secrets and both numbers are below it
G = SECP256k1.generator  # the point that all others are multiples of


def public_key(secret: int, compressed: bool = True) -> bytes:
    """The point ``secret`` times G: 33 bytes (02 or 03, then x), or 65 (04, x, y)."""
    point = SigningKey.from_secret_exponent(secret, curve=SECP256k1).verifying_key
    return bytes(point.to_string("compressed" if compressed else "uncompressed"))


def sign(secret: int, digest: bytes) -> tuple[int, int]:
    """``r`` and ``s`` of a signature whose nonce comes from secret and digest (RFC 6979)."""
    key = SigningKey.from_secret_exponent(secret, curve=SECP256k1)
    r, s = key.sign_digest_deterministic(digest, sha256, sigencode=sigencode_strings)
    return number_of(r), number_of(s)


def number_of(digits: bytes) -> int:
    """Bytes as the number that they are on this curve: big endian, unlike all else in Bitcoin."""
    return int.from_bytes(digits, "big")


def even_point(x: bytes) -> Any:
    """The point with this x whose y is even (BIP 340: lift_x); ``None`` where the curve has none."""
    number = number_of(x)
    square = (number**3 + 7) % FIELD_PRIME
    y = pow(square, (FIELD_PRIME + 1) // 4, FIELD_PRIME)  # the root, if there is one
    if number >= FIELD_PRIME or y * y % FIELD_PRIME != square:
        return None
    return PointJacobi(SECP256k1.curve, number, FIELD_PRIME - y if y % 2 else y, 1, ORDER)


def x_and_parity(point: Any) -> tuple[bytes, int]:
    """The x of a point as 32 bytes, and whether its y is odd."""
    plain = point.to_affine()
    return int(plain.x()).to_bytes(32, "big"), int(plain.y()) % 2


class Engine:
    """What is asked of an engine, in the readable way."""

    def verify(self, key: bytes, digest: bytes, r: int, s: int) -> bool:
        """ECDSA: is it the key's signature of the digest? Both numbers lie between 0 and ORDER."""
        forms = ("compressed", "uncompressed", "hybrid")  # hybrid (06, 07): odd, but the chain has some
        try:
            point = VerifyingKey.from_string(key, curve=SECP256k1, valid_encodings=forms)
            return bool(point.verify_digest(_pair(r, s), digest, sigdecode=sigdecode_string))
        except (MalformedPointError, BadSignatureError):
            return False
        except TypeError:  # the sum is the point at infinity, and the package asks for its x
            return False

    def verify_schnorr(self, key: bytes, message: bytes, signature: bytes) -> bool:
        """BIP 340: is s·G the sum of R and e·P? The key is the x of P, the signature that of R, then s."""
        point, r, s = even_point(key), signature[:32], number_of(signature[32:])
        if point is None or s >= ORDER:
            return False
        total = G.mul_add(s, point, -_challenge(r, key, message) % ORDER)
        return total != INFINITY and x_and_parity(total) == (r, 0)

    def sign_schnorr(self, secret: int, message: bytes, aux: bytes) -> bytes:
        """BIP 340: R's x and s = k + e·secret; the nonce k comes from the secret, the message and ``aux``."""
        key, odd = x_and_parity(G * secret)
        secret = ORDER - secret if odd else secret  # the one whose point has an even y
        mask = number_of(tagged_hash("BIP0340/aux", aux))
        seed = (secret ^ mask).to_bytes(32, "big") + key + message
        nonce = number_of(tagged_hash("BIP0340/nonce", seed)) % ORDER
        r, odd = x_and_parity(G * nonce)
        nonce = ORDER - nonce if odd else nonce
        return r + ((nonce + _challenge(r, key, message) * secret) % ORDER).to_bytes(32, "big")

    def tweak(self, key: bytes, tweak: bytes) -> tuple[bytes, int] | None:
        """The x of the key's even point and ``tweak`` times G together, and whether y is odd."""
        point, factor = even_point(key), number_of(tweak)
        if point is None or factor >= ORDER:
            return None
        total = point + G * factor
        return None if total == INFINITY else x_and_parity(total)


class Btclib(Engine):
    """The same by libsecp256k1, as the package ``btclib-secp256k1`` carries it."""

    def __init__(self) -> None:
        from btclib_secp256k1 import dsa, ssa, xonly

        self.dsa, self.ssa, self.xonly = dsa, ssa, xonly

    def verify(self, key: bytes, digest: bytes, r: int, s: int) -> bool:
        """ECDSA."""
        try:
            return bool(self.dsa.verify(digest, key, _pair(r, _low(s)), compact=True))
        except ValueError:  # the key is not a point of the curve
            return False

    def verify_schnorr(self, key: bytes, message: bytes, signature: bytes) -> bool:
        """BIP 340."""
        try:
            return bool(self.ssa.verify(message, key, signature))
        except ValueError:
            return False

    def sign_schnorr(self, secret: int, message: bytes, aux: bytes) -> bytes:
        """BIP 340."""
        return bytes(self.ssa.sign_custom(message, secret, aux))

    def tweak(self, key: bytes, tweak: bytes) -> tuple[bytes, int] | None:
        """The sum of two points."""
        try:
            total, odd = self.xonly.tweak_add(key, tweak)
        except ValueError:  # no point, a tweak that is too large, or the point at infinity
            return None
        return bytes(total), int(odd)


class Coincurve(Engine):
    """The same by libsecp256k1, as the package ``coincurve`` carries it."""

    def __init__(self) -> None:
        from coincurve import PrivateKey, PublicKey, PublicKeyXOnly
        from coincurve.ecdsa import cdata_to_der, deserialize_compact

        self.secret, self.key, self.x_only = PrivateKey, PublicKey, PublicKeyXOnly
        self.to_der, self.from_pair = cdata_to_der, deserialize_compact

    def verify(self, key: bytes, digest: bytes, r: int, s: int) -> bool:
        """ECDSA."""
        try:
            signature = self.to_der(self.from_pair(_pair(r, _low(s))))
            return bool(self.key(key).verify(signature, digest, hasher=None))
        except ValueError:
            return False

    def verify_schnorr(self, key: bytes, message: bytes, signature: bytes) -> bool:
        """BIP 340."""
        try:
            return bool(self.x_only(key).verify(signature, message))
        except ValueError:
            return False

    def sign_schnorr(self, secret: int, message: bytes, aux: bytes) -> bytes:
        """BIP 340; this library signs 32 bytes only, so other messages are signed in the readable way."""
        if len(message) != 32:
            return super().sign_schnorr(secret, message, aux)
        return bytes(self.secret(secret.to_bytes(32, "big")).sign_schnorr(message, aux))

    def tweak(self, key: bytes, tweak: bytes) -> tuple[bytes, int] | None:
        """The sum of two points."""
        try:
            total = self.x_only(key)
            total.tweak_add(tweak)
        except ValueError:
            return None
        return bytes(total.format()), int(total.parity)


def _challenge(r: bytes, key: bytes, message: bytes) -> int:
    """The number e, which binds a Schnorr signature to its nonce, its key and its message."""
    return number_of(tagged_hash("BIP0340/challenge", r + key + message)) % ORDER


def _pair(r: int, s: int) -> bytes:
    """Both numbers as 64 bytes."""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _low(s: int) -> int:
    """Of the two ``s`` that sign the same, the smaller one: libsecp256k1 accepts no other."""
    return min(s, ORDER - s)


WAYS: dict[str, type[Engine]] = {"btclib": Btclib, "coincurve": Coincurve, "ecdsa": Engine}


def choose(wanted: str = "") -> tuple[str, Engine]:
    """The engine called ``wanted``, or the first of ``WAYS`` whose library is installed.

    Raises ``ValueError`` for an unknown name and ``ImportError`` when that library is missing.
    """
    if wanted and wanted not in WAYS:
        raise ValueError(f"BLOCKKIT_SECP256K1 must be one of {', '.join(WAYS)}, got {wanted!r}")
    for name in [wanted] if wanted else WAYS:
        with suppress(ImportError):
            return name, WAYS[name]()
    raise ImportError(f"BLOCKKIT_SECP256K1 asks for {wanted}, which is not installed: unset it")


BACKEND, engine = choose(os.environ.get("BLOCKKIT_SECP256K1", ""))
