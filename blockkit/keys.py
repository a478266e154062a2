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

from blockkit.guards import need_bool, need_bytes, need_int
from blockkit.hashing import HASH_SIZE

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # points of secp256k1 (SEC 2)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A secret number. It is left out of ``repr``, so that it does not end up in a log or a notebook."""

    number: int = field(repr=False)  # 0 < number < ORDER
    compressed: bool = True  # is the public key written in 33 bytes, or in 65?

    def __post_init__(self) -> None:
        known = isinstance(self.number, int) and not isinstance(self.number, bool)
        if not known or not 0 < self.number < ORDER:  # the message must not show the number
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

    Bytes that are no key, or no signature, give ``False``.
    """
    from blockkit.engines import secp256k1

    digest, key = need_bytes(digest, "the digest", HASH_SIZE), need_bytes(key, "the key")
    numbers = parse_der(need_bytes(signature, "the signature"))
    if not has_key_size(key) or numbers is None or not all(0 < number < ORDER for number in numbers):
        return False
    return secp256k1.verify(key, digest, *numbers)


def has_key_size(key: bytes) -> bool:
    """Has a public key the length its first byte announces (Core: ``CPubKey::GetLen``)?"""
    sizes = {2: 33, 3: 33, 4: 65, 6: 65, 7: 65}
    return bool(key) and sizes.get(key[0]) == len(key)


# ---- signatures as bytes -------------------------------------------------------------------------


def encode_der(r: int, s: int) -> bytes:
    """30 <length> 02 <length> r 02 <length> s; numbers big endian, with a zero byte before a high bit."""
    numbers = b""
    for number in (r, s):
        digits = need_int(number, "r and s", 1, ORDER - 1).to_bytes(33, "big").lstrip(b"\0")
        digits = b"\0" * (digits[0] >> 7) + digits
        numbers += bytes([2, len(digits)]) + digits
    return bytes([0x30, len(numbers)]) + numbers


def is_strict_der(signature: bytes) -> bool:
    """BIP 66: 30 <length> 02 <length> r 02 <length> s <hash type>, nothing more, nothing shorter."""
    n = len(signature)
    if not 9 <= n <= 73 or signature[0] != 0x30 or signature[1] != n - 3:
        return False
    r_size = signature[3]
    if 5 + r_size >= n or r_size + signature[5 + r_size] + 7 != n:
        return False
    numbers = signature[4 : 4 + r_size], signature[6 + r_size : -1]
    return signature[2] == signature[4 + r_size] == 2 and all(map(_is_shortest, numbers))


def _is_shortest(digits: bytes) -> bool:
    """A positive number that begins with no zero byte, unless the next one looks like a sign."""
    if not digits or digits[0] & 0x80:
        return False
    return digits[0] != 0 or len(digits) == 1 or bool(digits[1] & 0x80)


def parse_der(signature: bytes) -> tuple[int, int] | None:
    """r and s, read as laxly as nodes did before BIP 66; ``None`` where even they gave up.

    Lengths may be written in a longer form, numbers may have zero bytes in front, whatever comes after
    ``s`` is ignored, and so is the outer length (Core: ``ecdsa_signature_parse_der_lax``).
    """
    try:
        if signature[0] != 0x30:
            return None
        # The outer length: only how many bytes it takes matters.
        at = 2 + (signature[1] & 0x7F if signature[1] & 0x80 else 0)
        numbers = []
        for _ in range(2):
            if signature[at] != 0x02:
                return None
            size, at = _lax_length(signature, at + 1)
            if size > len(signature) - at:
                return None
            numbers.append(int.from_bytes(signature[at : at + size], "big"))
            at += size
        return numbers[0], numbers[1]
    except IndexError:  # the bytes end too early
        return None


def _lax_length(data: bytes, at: int) -> tuple[int, int]:
    """A DER length at ``at``, and the position after it; ``IndexError`` where there is none."""
    first, at = data[at], at + 1
    if first < 0x80:
        return first, at
    end = at + (first & 0x7F)
    digits = data[at:end].lstrip(b"\0")
    if end > len(data) or len(digits) >= 4:
        raise IndexError
    return int.from_bytes(digits, "big"), end


def is_low_s(signature: bytes) -> bool:
    """Is ``s`` the lower of the two that sign the same? Policy, not consensus (BIP 62, rule 5).

    A signature whose numbers are out of range passes: it fails later, as no signature at all.
    """
    r, s = parse_der(signature) or (0, 0)
    return not (r < ORDER and ORDER // 2 < s < ORDER)
