"""Bech32 and Bech32m: the text of addresses with a witness, which finds typing errors (BIP 173, 350).

``bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4``: a prefix that names the chain, a 1 that ends it, then
characters of five bits each, of which the last six are the checksum. All letters are small, or all are large.
The two kinds differ in one number. Bech32 misses some letters ``q`` put in before a last ``p``, so from
version 1 of witnesses on the other is in use.

Up to four wrong characters are always noticed, and up to two are found. Which ones would be right is never
said: whoever took a guess for an address would pay a stranger. Reasons are Bitcoin Core's (``bech32.cpp``).
"""

from blockkit.errors import Invalid
from blockkit.guards import need_bytes

CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # of the values 0 to 31; 1, b, i and o are left out
BECH32, BECH32M = 1, 0x2BC830A3  # the remainder of a right text, by kind
NAMES = {BECH32: "Bech32", BECH32M: "Bech32m"}
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
MAX_LENGTH, CHECKSUM_LENGTH = 90, 6  # characters


def encode_bech32(prefix: str, values: bytes, kind: int) -> str:
    """The text of values from 0 to 31, with its checksum; small letters."""
    rest = _remainder(prefix, values + bytes(CHECKSUM_LENGTH)) ^ kind
    checksum = bytes(rest >> 5 * place & 31 for place in reversed(range(CHECKSUM_LENGTH)))
    return f"{prefix}1" + "".join(CHARACTERS[value] for value in values + checksum)


def decode_bech32(text: str) -> tuple[str, bytes, int]:
    """Prefix, values and kind of a text; :class:`Invalid` says where a character is wrong."""
    if not isinstance(text, str):
        raise TypeError(f"Bech32 must be text (str), got {type(text).__name__}")
    if len(text) > MAX_LENGTH:
        raise Invalid("Bech32 string too long", f"{len(text)} characters, and {MAX_LENGTH} are the most")
    is_other = str.islower if next(filter(str.isalpha, text), "").isupper() else str.isupper
    for place, character in enumerate(text, start=1):
        if not "!" <= character <= "~" or is_other(character):
            why = f"{character!r} at place {place}; letters are all small or all large, and blanks are none"
            raise Invalid("Invalid character or mixed case", why)
    prefix, separator, data = text.lower().rpartition("1")
    if not separator:
        raise Invalid("Missing separator", "a 1 ends the prefix, and there is none")
    if not prefix or len(data) < CHECKSUM_LENGTH:
        raise Invalid("Invalid separator position", "a prefix is before the last 1, a checksum of 6 after it")
    for place, character in enumerate(data, start=len(prefix) + 2):
        if character not in CHARACTERS:
            raise Invalid("Invalid Base 32 character", f"{character!r} at place {place}; without 1, b, i, o")
    values = bytes(map(CHARACTERS.index, data))
    kind = _remainder(prefix, values)
    if kind not in NAMES:
        raise _wrong_checksum(kind, len(text), len(values))
    return prefix, values[:-CHECKSUM_LENGTH], kind


def to_fives(data: bytes) -> bytes:
    """Bytes as values of five bits; zero bits fill up the last."""
    count = (8 * len(data) + 4) // 5
    number = int.from_bytes(need_bytes(data, "data"), "big") << 5 * count - 8 * len(data)
    return bytes(number >> 5 * place & 31 for place in reversed(range(count)))


def from_fives(values: bytes) -> bytes:
    """The bytes in values of five bits; what fills up the last is less than five bits, and zero."""
    size, spare = divmod(5 * len(values), 8)
    number = sum(value << 5 * place for place, value in enumerate(reversed(values)))
    if spare > 4 or number % (1 << spare):
        raise Invalid("Invalid padding in Bech32 data section", f"the last {spare} bits fill it up")
    return (number >> spare).to_bytes(size, "big")


# ---- the checksum: the remainder of a division of polynomials ------------------------------------


def _remainder(prefix: str, values: bytes) -> int:
    rest = 1
    for value in [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *values]:
        rest = _next(rest, value)
    return rest


def _next(rest: int, value: int = 0) -> int:
    """The remainder after one value more."""
    top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ value
    for place, number in enumerate(GENERATOR):
        rest ^= number * (top >> place & 1)
    return rest


def _wrong_checksum(rest: int, length: int, count: int) -> Invalid:
    """The error for a wrong remainder: at which one or two places would another character mend it?"""
    places = {0: 0}  # what another character changes in the remainder: at which place (nothing: nowhere)
    for change in range(1, 32):
        for place in range(length, length - count, -1):  # from the last one on: those before weigh more
            places[change] = place
            change = _next(change)
    found = []
    for kind, name in NAMES.items():
        missing = rest ^ kind
        pairs = [{place, places[missing ^ one]} for one, place in places.items() if missing ^ one in places]
        found += [(name, sorted(pair - {0})) for pair in pairs[:1]]
    if not found:
        return Invalid("Invalid checksum", "more than two characters are wrong, or some are missing")
    name, wrong = min(found, key=lambda one: len(one[1]))
    where = " and ".join(map(str, wrong))
    return Invalid(f"Invalid {name} checksum", f"look at place {where}, for a character is wrong")
