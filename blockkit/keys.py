"""Keys and signatures: who may spend.

For study only: never use it with real keys. The arithmetic does not hide secrets from somebody who
measures how long it takes.

A signature is two numbers, *r* and *s*, written in DER. Bitcoin reads that form in two ways. Until
block 363,725 nodes were lax about it, and the chain holds signatures that only a lax reader
understands (:func:`parse_der`); since then (BIP 66) there is one way to write each, which
:func:`is_strict_der` checks before the lax reader runs. A high *s* and its twin ``ORDER - s``
sign the same thing: the chain accepts both, we write the lower one.
"""

from dataclasses import dataclass, field

from blockkit.guards import need_bool, need_bytes
from blockkit.hashing import HASH_SIZE

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # points of secp256k1 (SEC 2)
FIELD_PRIME = 2**256 - 2**32 - 977  # the coordinates of its points are numbers below this one


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A secret number. It is left out of ``repr``, so that it does not end up in a log or a notebook."""

    number: int = field(repr=False)  # 0 < number < ORDER
    compressed: bool = True  # is the public key written in 33 bytes, or in 65?

    def __post_init__(self) -> None:
        if type(self.number) is not int or not 0 < self.number < ORDER:  # the message must not show it
            raise ValueError("a private key is a whole number from 1 to the curve's order minus 1")
        need_bool(self.compressed, "compressed")

    def public_key(self) -> bytes:
        """The public key: 33 bytes (02 or 03, then x), or 65 (04, x, y)."""
        from blockkit.engines import secp256k1

        return secp256k1.public_key(self.number, self.compressed)

    def sign(self, digest: bytes) -> bytes:
        """The strict DER, low-s signature of 32 bytes; the same each time (RFC 6979)."""
        from blockkit.engines import secp256k1

        r, s = secp256k1.sign(self.number, need_bytes(digest, "the digest", HASH_SIZE))
        return encode_der(r, min(s, ORDER - s))


def verify(key: bytes, digest: bytes, signature: bytes) -> bool:
    """Is ``signature`` (DER, without hash type) the key's signature of ``digest`` (32 bytes)?

    Bytes that are not a key, or not a signature, give ``False``.
    """
    from blockkit.engines import secp256k1

    digest, key = need_bytes(digest, "the digest", HASH_SIZE), need_bytes(key, "the key")
    numbers = parse_der(need_bytes(signature, "the signature"))
    if numbers is None or not has_key_size(key):
        return False
    r, s = numbers
    return 0 < r < ORDER and 0 < s < ORDER and secp256k1.engine.verify(key, digest, r, s)


def has_key_size(key: bytes) -> bool:
    """Has a public key the length its first byte announces (Core: ``CPubKey::GetLen``)?"""
    return bool(key) and {2: 33, 3: 33, 4: 65, 6: 65, 7: 65}.get(key[0]) == len(key)


def need_public_key(key: object) -> bytes:
    """``key`` as the bytes of a public key; no message shows it, for it may be a private one."""
    if not isinstance(key, bytes | bytearray | memoryview):
        raise TypeError(
            f"a public key must be bytes, got {type(key).__name__}; "
            "a PrivateKey gives its own with public_key(), hex becomes bytes with bytes.fromhex(…)"
        )
    key = bytes(key)
    if not has_key_size(key):
        begin = f" that begin with {key[:1].hex()}" if len(key) in (33, 65) else ""
        hint = "; is it a hash already?" if len(key) == 20 else ""
        raise ValueError(
            "a public key has 33 bytes that begin with 02 or 03, or 65 that begin with 04; "
            f"got {len(key)}{begin}{hint}"
        )
    return key


def is_point(key: bytes) -> bool:
    """Does a public key, of a size that it can have, lie on the curve, y² = x³ + 7?"""
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    square = (x**3 + 7) % FIELD_PRIME
    if len(key) == 33:
        y = pow(square, (FIELD_PRIME + 1) // 4, FIELD_PRIME)  # the root, if there is one
    right_half = key[0] in (2, 3, 4) or key[0] % 2 == y % 2  # 06 and 07 repeat whether y is odd
    return max(x, y) < FIELD_PRIME and y * y % FIELD_PRIME == square and right_half


# ---- signatures as bytes -------------------------------------------------------------------------


def encode_der(r: int, s: int) -> bytes:
    """30 <length> 02 <length> r 02 <length> s: the strict DER of a signature, without hash type.

    Numbers are big endian, as short as may be; one with its highest bit set gets a zero byte before it.
    """
    numbers = b""
    for number in (r, s):
        digits = number.to_bytes(number.bit_length() // 8 + 1, "big")
        numbers += bytes([2, len(digits)]) + digits
    return bytes([0x30, len(numbers)]) + numbers


def is_strict_der(signature: bytes) -> bool:
    """BIP 66: does writing the two numbers again give the same bytes? The last one is the hash type."""
    numbers = parse_der(signature[:-1]) if len(signature) <= 73 else None
    return numbers is not None and encode_der(*numbers) == signature[:-1]


def parse_der(signature: bytes) -> tuple[int, int] | None:
    """r and s, read as laxly as nodes did before BIP 66; ``None`` where even they gave up.

    Lengths may be written in a longer form, numbers may have zero bytes in front, whatever comes after
    ``s`` is ignored, and so is the outer length (Core: ``ecdsa_signature_parse_der_lax``).
    """
    try:
        r_at = 2 + (signature[1] & 0x7F if signature[1] & 0x80 else 0)  # only the outer length's size matters
        r, s_at = _lax_number(signature, r_at)
        s, _ = _lax_number(signature, s_at)
    except IndexError:  # the bytes end too early
        return None
    return (r, s) if signature[0] == 0x30 else None


def _lax_number(data: bytes, at: int) -> tuple[int, int]:
    """The number that starts at ``at``, and the position after it; ``IndexError`` where there is none."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:  # the longer form: that many bytes hold the length
        digits = size & 0x7F
        size, at = int.from_bytes(data[at : at + digits], "big"), at + digits
    if tag != 2 or at + size > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + size], "big"), at + size


def is_low_s(signature: bytes) -> bool:
    """Is ``s`` the lower of the two that sign the same? Policy, not consensus (BIP 62, rule 5).

    A signature whose numbers are out of range passes: it fails later, as no signature at all.
    """
    r, s = parse_der(signature) or (0, 0)
    return not (r < ORDER and ORDER // 2 < s < ORDER)
