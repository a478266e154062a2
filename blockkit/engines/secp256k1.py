"""The curve of Bitcoin's signatures, and who does the arithmetic.

The readable way goes over the ``ecdsa`` package. Two libraries in C do the same fifty times faster;
where one of them is installed (``pip install blockkit-course[fast]``) it checks the signatures, and
nothing else changes. The choice is made once, when this module is imported; the environment variable
``BLOCKKIT_SECP256K1`` names another (``ecdsa``, ``btclib``, ``coincurve``).

All take the signature as its two numbers. What a signature must look like as bytes, and whether a high
``s`` may pass, is decided in :mod:`blockkit.keys`, so that no library has a say in it.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from ecdsa import BadSignatureError, SECP256k1, SigningKey, VerifyingKey
from ecdsa.errors import MalformedPointError
from ecdsa.util import sigdecode_string, sigencode_strings

ORDER = int(SECP256k1.order)  # how many points the curve has; secrets and both numbers are below it

Verify = Callable[[bytes, bytes, int, int], bool]  # key, digest, r and s with 0 < r, s < ORDER


def public_key(secret: int, compressed: bool = True) -> bytes:
    """The point ``secret`` times G: 33 bytes (02 or 03, then x), or 65 (04, x, y)."""
    point = SigningKey.from_secret_exponent(secret, curve=SECP256k1).verifying_key
    return bytes(point.to_string("compressed" if compressed else "uncompressed"))


def sign(secret: int, digest: bytes) -> tuple[int, int]:
    """``r`` and ``s`` of a signature whose nonce comes from secret and digest (RFC 6979)."""
    key = SigningKey.from_secret_exponent(secret, curve=SECP256k1)
    r, s = key.sign_digest_deterministic(digest, sha256, sigencode=sigencode_strings)
    return int.from_bytes(r, "big"), int.from_bytes(s, "big")


# ---- the check, three ways -----------------------------------------------------------------------


def _with_ecdsa() -> Verify:
    forms = ("compressed", "uncompressed", "hybrid")  # hybrid (06, 07): odd, but the chain has some

    def verify(key: bytes, digest: bytes, r: int, s: int) -> bool:
        try:
            point = VerifyingKey.from_string(key, curve=SECP256k1, valid_encodings=forms)
            return bool(point.verify_digest(_pair(r, s), digest, sigdecode=sigdecode_string))
        except (MalformedPointError, BadSignatureError):
            return False
        except TypeError:  # the sum is the point at infinity, and the package asks for its x
            return False

    return verify


def _with_btclib() -> Verify:
    from btclib_secp256k1 import dsa

    def verify(key: bytes, digest: bytes, r: int, s: int) -> bool:
        try:
            return bool(dsa.verify(digest, key, _pair(r, _low(s)), compact=True))
        except ValueError:  # the key is not a point of the curve
            return False

    return verify


def _with_coincurve() -> Verify:
    from coincurve import PublicKey
    from coincurve.ecdsa import cdata_to_der, deserialize_compact

    def verify(key: bytes, digest: bytes, r: int, s: int) -> bool:
        try:
            signature = cdata_to_der(deserialize_compact(_pair(r, _low(s))))
            return bool(PublicKey(key).verify(signature, digest, hasher=None))
        except ValueError:
            return False

    return verify


def _pair(r: int, s: int) -> bytes:
    """Both numbers as 64 bytes."""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _low(s: int) -> int:
    """Of the two ``s`` that sign the same, the smaller one: libsecp256k1 accepts no other."""
    return min(s, ORDER - s)


WAYS: dict[str, Callable[[], Verify]] = {
    "btclib": _with_btclib,
    "coincurve": _with_coincurve,
    "ecdsa": _with_ecdsa,
}


def choose(wanted: str = "") -> tuple[str, Verify]:
    """The way called ``wanted``, or the first of ``WAYS`` whose library is installed.

    Raises ``ValueError`` for an unknown name and ``ImportError`` when that library is missing.
    """
    if wanted and wanted not in WAYS:
        raise ValueError(f"BLOCKKIT_SECP256K1 must be one of {', '.join(WAYS)}, got {wanted!r}")
    for name in [wanted] if wanted else WAYS:
        with suppress(ImportError):
            return name, WAYS[name]()
    raise ImportError(f"BLOCKKIT_SECP256K1 asks for {wanted}, which is not installed: unset it")


BACKEND, verify = choose(os.environ.get("BLOCKKIT_SECP256K1", ""))
