"""Fingerprints: the three hash functions Bitcoin is made of, and the order their bytes are shown in.

Inside blockkit a hash is ``bytes`` in *wire order*, the order in which it travels and is hashed
again. People see it as hex text with the bytes reversed (*display order*), which is how block
explorers put the zeros of a block id in front. Only :func:`to_display` and :func:`from_display`
cross that border.
"""

import hashlib

from blockkit import ripemd160 as _pure
from blockkit.errors import shown_unless_key
from blockkit.guards import from_hex as from_hex
from blockkit.guards import need_bytes

HASH_SIZE = 32  # bytes in a SHA-256 digest, and so in a txid or a block id


def sha256(data: bytes) -> bytes:
    """SHA-256 of ``data``: 32 bytes (FIPS 180-4)."""
    return hashlib.sha256(need_bytes(data, "data to hash")).digest()


def hash256(data: bytes) -> bytes:
    """SHA-256 twice, 32 bytes in wire order: the hash of blocks, transactions and Merkle nodes."""
    return hashlib.sha256(hashlib.sha256(need_bytes(data, "data to hash")).digest()).digest()


def hash160(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256, 20 bytes: how a public key or a script is named in an address."""
    return ripemd160(sha256(data))


def tagged_hash(tag: str, data: bytes) -> bytes:
    """SHA-256 for one purpose, which ``tag`` names: what is hashed for one never serves another (BIP 340)."""
    name = sha256(tag.encode())
    return sha256(name + name + need_bytes(data, "data to hash"))


def ripemd160(data: bytes) -> bytes:
    """RIPEMD-160 of ``data``: 20 bytes, by OpenSSL where it has it, else in pure Python."""
    data = need_bytes(data, "data to hash")
    try:
        return hashlib.new("ripemd160", data).digest()
    except ValueError:  # OpenSSL 3.0.0 to 3.0.6, or a Python built without OpenSSL
        return _pure.ripemd160(data)


def to_display(raw: bytes) -> str:
    """A 32-byte hash in wire order as the 64 hex digits people read: bytes reversed, lower case."""
    return need_bytes(raw, "a hash", HASH_SIZE)[::-1].hex()


def from_display(text: str) -> bytes:
    """The 32 bytes, wire order, of a hash written as 64 hex digits in display order.

    Upper case is accepted. Blanks, a ``0x`` in front and any other length raise ``ValueError``.
    """
    if not isinstance(text, str):
        raise TypeError(f"a displayed hash must be text (str), got {type(text).__name__}")
    if len(text) != 2 * HASH_SIZE:
        raise ValueError(
            f"a displayed hash has {2 * HASH_SIZE} hex digits, got {len(text)}: {shown_unless_key(text)}"
        )
    return from_hex(text)[::-1]
