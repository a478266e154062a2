"""Schnorr signatures: the second kind, which taproot brought (BIP 340).

For study only: never use it with real keys.

A key is the 32 bytes of a point's x; of the two points that have it, the one with an even y is meant. A
signature is 64 bytes, and has no other form. Nonces and challenges are hashes of their own kind
(:func:`blockkit.hashing.tagged_hash`). Keys can be *tweaked*: a key and a multiple of G, added, are a key
again, and whoever knows both secrets knows that of the sum. That is how taproot hides a script in a key.

The arithmetic is in :mod:`blockkit.engines.secp256k1`.
"""

from blockkit.guards import need_bytes
from blockkit.hashing import tagged_hash
from blockkit.keys import ORDER, PrivateKey

KEY_SIZE, SIGNATURE_SIZE = 32, 64  # bytes


def key_of(secret: int) -> bytes:
    """The public key of a secret number: the x of its point."""
    return PrivateKey(secret).public_key()[1:]


def sign(secret: int, message: bytes, aux: bytes = bytes(32)) -> bytes:
    """The 64 bytes that sign ``message``; the same each time, unless ``aux`` brings in chance."""
    from blockkit.engines import secp256k1

    number = PrivateKey(secret).number  # refuses what is none, without showing it
    message, aux = need_bytes(message, "the message"), need_bytes(aux, "aux", 32)
    return secp256k1.engine.sign_schnorr(number, message, aux)


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Is ``signature`` the key's signature of ``message``, which may have any length?

    Bytes that are not a key, or not a signature, give ``False``.
    """
    from blockkit.engines import secp256k1

    key, signature = need_bytes(key, "the key"), need_bytes(signature, "the signature")
    if len(key) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    return secp256k1.engine.verify_schnorr(key, need_bytes(message, "the message"), signature)


def tweaked_key(key: bytes, tweak: bytes) -> tuple[bytes, int] | None:
    """The key of the sum of a key and ``tweak`` times G, and whether y of the sum is odd.

    ``None`` when the key is no point, the tweak is not below the curve's order, or the sum has no x.
    """
    from blockkit.engines import secp256k1

    return secp256k1.engine.tweak(need_bytes(key, "the key", KEY_SIZE), need_bytes(tweak, "the tweak", 32))


def tweaked_secret(secret: int, tweak: bytes) -> int:
    """The secret of :func:`tweaked_key`; ``ValueError`` where there is none."""
    is_odd = PrivateKey(secret).public_key()[0] == 3  # then the key means the other point
    factor = int.from_bytes(need_bytes(tweak, "the tweak", 32), "big")
    total = (factor - secret if is_odd else factor + secret) % ORDER
    if factor >= ORDER or total == 0:
        raise ValueError("no key has this tweak: it is beyond the curve's order, or takes the key away")
    return total


def taproot_tweak(inner_key: bytes, merkle_root: bytes = b"") -> bytes:
    """The tweak of a taproot output: it binds the inner key to the root of its scripts, if any (BIP 341)."""
    root = need_bytes(merkle_root, "the Merkle root", 32 if merkle_root else 0)
    return tagged_hash("TapTweak", need_bytes(inner_key, "the inner key", KEY_SIZE) + root)
