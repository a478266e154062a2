"""Base58Check: bytes as text that people can copy without mistakes.

Source: Bitcoin Core, ``base58.cpp``.
"""

from blockkit.errors import shown_unless_key
from blockkit.guards import need_bytes, need_int
from blockkit.hashing import hash256

MAX_LENGTH = 1_000  # of what is written or read: the work grows with its square
# No 0, O, I and l: they look alike on paper.
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def encode_base58(data: bytes) -> str:
    """``data``, up to 1,000 bytes, as one big number in base 58; a leading zero byte becomes a ``1``."""
    data = need_bytes(data, "data")
    need_int(len(data), "the number of bytes to write in Base58", 0, MAX_LENGTH)
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + digits


def decode_base58(text: str) -> bytes:
    """The bytes written in base 58; a character outside the alphabet raises ``ValueError``."""
    if not isinstance(text, str):
        raise TypeError(f"Base58 must be text (str), got {type(text).__name__}")
    need_int(len(text), "the length of a Base58 text", 0, MAX_LENGTH)
    number = 0
    for character in text:
        digit = BASE58.find(character)
        if digit < 0:
            raise ValueError(
                f"{character!r} in {shown_unless_key(text)} is no Base58 character "
                "(0, O, I, l and blanks are left out)"
            )
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base58check(payload: bytes) -> str:
    """Version and data in Base58 with a checksum: the first 4 bytes of their ``hash256``."""
    payload = need_bytes(payload, "payload")
    return encode_base58(payload + hash256(payload)[:4])


def decode_base58check(text: str) -> bytes:
    """The payload (version and data) of a Base58Check text; raises ``ValueError`` on a typing error."""
    data = decode_base58(text)
    if len(data) < 4:
        raise ValueError(f"{shown_unless_key(text)} is too short for a checksum: {len(data)} bytes")
    payload, checksum = data[:-4], data[-4:]
    expected = hash256(payload)[:4]
    if checksum != expected:
        raise ValueError(
            f"the checksum of {shown_unless_key(text)} is {checksum.hex()}, its data give {expected.hex()}: "
            "a character is wrong"
        )
    return payload
