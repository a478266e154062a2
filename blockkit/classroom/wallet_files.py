"""The wallet file of lesson 03d: the references of E3.14, and the tools that its functions are handed.

Nothing here chooses a cipher for the student: ``derive`` makes a key of a password, ``seal`` encrypts under a
key and ``unseal`` goes back. There are two sets of them. :data:`REAL` is scrypt and AES-GCM, as in the wallet
of the package. :data:`QUICK` is for checks: a stand-in of a few hashes, as strict about every bit, but as
cheap for a thief as for a check. For study only.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from time import perf_counter
from typing import Any

from blockkit.classroom.messages import say

Derive = Callable[[bytes, bytes, int, int, int], bytes]  # password, salt, n, r, p: a key of 32 bytes
Seal = Callable[[bytes, bytes, bytes], bytes]  # key, nonce, secret: encrypted, with a tag; and back

N, R, P = 2**14, 8, 1  # scrypt: rounds (a power of two), block size, how often
SALT_SIZE, NONCE_SIZE, KEY_SIZE, TAG_SIZE = 16, 12, 32, 16  # bytes


class InvalidTag(Exception):
    """What ``unseal`` raises: another key, another nonce, or a changed byte. It does not know which."""


# ---- E3.14 ---------------------------------------------------------------------------------------


def lock_wallet(secret: bytes, password: str, rng: Random, derive: Derive, seal: Seal) -> dict[str, Any]:
    """E3.14: a secret under a password, as numbers and texts that may lie about in the open."""
    salt, nonce = rng.randbytes(SALT_SIZE), rng.randbytes(NONCE_SIZE)
    key = derive(password.encode("utf-8"), salt, N, R, P)
    sealed = seal(key, nonce, secret)
    return {
        "kdf": "scrypt", "n": N, "r": R, "p": P, "salt": salt.hex(),
        "nonce": nonce.hex(), "sealed": sealed.hex(),
    }  # fmt: skip


def unlock_wallet(data: dict[str, Any], password: str, derive: Derive, unseal: Seal) -> bytes:
    """E3.14: the secret in what :func:`lock_wallet` made; ``ValueError`` where it does not come out."""
    salt, nonce, sealed = (bytes.fromhex(data[name]) for name in ("salt", "nonce", "sealed"))
    key = derive(password.encode("utf-8"), salt, data["n"], data["r"], data["p"])
    try:
        return unseal(key, nonce, sealed)
    except InvalidTag:
        raise ValueError("another password, or something in the file was changed") from None


# ---- the tools -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WalletTools:
    """What is handed to the two functions."""

    derive: Derive
    seal: Seal
    unseal: Seal


def scrypt_key(password: bytes, salt: bytes, n: int, r: int, p: int) -> bytes:
    """scrypt (RFC 7914): slow on purpose, and it takes 128 · n · r bytes of memory."""
    from hashlib import scrypt  # a Python built without OpenSSL lacks it

    return scrypt(password, salt=salt, n=n, r=r, p=p, maxmem=256 * r * (n + p + 2), dklen=KEY_SIZE)


def aes_seal(key: bytes, nonce: bytes, secret: bytes) -> bytes:
    """AES-GCM: encrypts, and adds a tag of 16 bytes."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, secret, None)


def aes_unseal(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """The secret again; :class:`InvalidTag` when key, nonce or a byte is another one."""
    from cryptography import exceptions
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, sealed, None)
    except (exceptions.InvalidTag, ValueError) as error:  # ValueError: too short to have a tag at all
        raise InvalidTag("the tag does not fit") from error


def quick_key(password: bytes, salt: bytes, n: int, r: int, p: int) -> bytes:
    """A key that depends on every argument, in one hash: nothing to keep a thief away with."""
    for value, kind in ((password, bytes), (salt, bytes), (n, int), (r, int), (p, int)):
        if type(value) is not kind:
            raise TypeError(f"derive(password, salt, n, r, p) got {type(value).__name__} for {kind.__name__}")
    if n < 2 or n & n - 1 or r < 1 or p < 1:
        raise ValueError("n must be a power of two, at least 2; r and p at least 1")
    return sha256(b"%d %d %d %d %b %b" % (n, r, p, len(salt), salt, password)).digest()


def quick_seal(key: bytes, nonce: bytes, secret: bytes) -> bytes:
    """Encrypted with a stream of hashes, and a tag of 16 bytes behind it."""
    _need_pieces(key, nonce, secret)
    hidden = _with_stream(key, nonce, secret)
    return hidden + _tag(key, nonce, hidden)


def quick_unseal(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """The secret again; :class:`InvalidTag` when key, nonce or a byte is another one."""
    _need_pieces(key, nonce, sealed)
    hidden, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
    if not hmac.compare_digest(_tag(key, nonce, hidden), tag):
        raise InvalidTag("the tag does not fit")
    return _with_stream(key, nonce, hidden)


def _need_pieces(*pieces: object) -> None:
    for piece in pieces:
        if type(piece) is not bytes:
            raise TypeError(f"key, nonce and text are bytes, got {type(piece).__name__}")


def _with_stream(key: bytes, nonce: bytes, text: bytes) -> bytes:
    blocks = range(len(text) // 32 + 1)
    stream = b"".join(
        sha256(b"stream" + key + nonce + number.to_bytes(4, "big")).digest() for number in blocks
    )
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))


def _tag(key: bytes, nonce: bytes, hidden: bytes) -> bytes:
    return hmac.digest(key, nonce + hidden, "sha256")[:TAG_SIZE]


REAL = WalletTools(scrypt_key, aes_seal, aes_unseal)
QUICK = WalletTools(quick_key, quick_seal, quick_unseal)


# ---- a thief -------------------------------------------------------------------------------------

BEGINNINGS = (
    "password", "dragon", "monkey", "summer", "letmein", "secret", "football", "princess", "welcome",
    "shadow", "sunshine", "master", "flower", "coffee", "freedom", "bitcoin", "computer", "hello", "purple",
    "silver",
)  # fmt: skip
COMMON = [f"{word}{end}" for end in ["", "!", *range(1, 49)] for word in BEGINNINGS]  # 1,000 passwords
CHOSEN = "bitcoin45"  # which of them the owner took


def guess(n: int, seconds: float = 2.0, tools: WalletTools = REAL) -> str:
    """A thief tries 1,000 common passwords on a file locked with ``n`` rounds: what he gets in time."""
    salt, nonce = bytes(SALT_SIZE), bytes(NONCE_SIZE)
    sealed = tools.seal(tools.derive(CHOSEN.encode(), salt, n, R, P), nonce, b"a private key")
    began, tried = perf_counter(), 0
    for password in COMMON:
        try:
            tools.unseal(tools.derive(password.encode(), salt, n, R, P), nonce, sealed)
            found = True
        except InvalidTag:
            found = False
        tried, spent = tried + 1, perf_counter() - began
        if found:
            return say("guess-found", n=n, tried=tried, seconds=spent, password=password)
        if spent > seconds:
            break
    return say("guess-stopped", n=n, tried=tried, seconds=spent, all=spent / tried * len(COMMON))
