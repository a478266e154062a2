"""E3.4: addresses, written and read."""

from collections.abc import Iterator
from itertools import pairwise

from autograder.suites import curve
from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.curve import DIGITS, base58, checksum, with_checksum
from autograder.suites.lesson03a_keys.shared import SLIDES, G
from autograder.suites.payments import twice
from blockkit.classroom.properties import gives, refuses
from blockkit.data import real_block
from blockkit.hashing import hash160, sha256
from blockkit.transaction import Transaction

GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
GENESIS_KEY = Transaction.parse(real_block(0).transactions[0]).outputs[0].script_pubkey[1:66]
GENESIS_HASH = bytes.fromhex("62e907b15cbf27d5425399ebf6f0fb50ebb88f18")
MINER = bytes.fromhex("02aa970c592640d19de03ff6f329d6fd2eecb023263b9ba5d1b81c29b523da8b21")
# Version and hash of addresses that end in 1, the second one in 11: found by trying.
ENDS_IN_ONE = [b"\0" + number.to_bytes(20, "big") for number in (24, 1924, 2**159 + 24)]
# Bytes in the form of keys, whose hash begins with one zero byte, the last one's with two: found by trying.
ZEROS = [b"\2" + number.to_bytes(32, "big") for number in (272, 579, 5953)]


def _key(secret: int, compressed: bool = True) -> bytes:
    """The bytes of a public key."""
    point = curve.times(secret, G)
    assert point is not None
    x, y = (number.to_bytes(32, "big") for number in point)
    return bytes([2 + point[1] % 2]) + x if compressed else b"\4" + x + y


def _writes(address: Student, *calls: tuple[bytes, int]) -> None:
    for key, version in calls:
        gives(with_checksum(bytes([version]) + hash160(key)), address, key, version)


def _reads(decode_address: Student, *payloads: bytes) -> None:
    for payload in payloads:
        gives((payload[0], payload[1:]), decode_address, with_checksum(payload))


# ---- address -------------------------------------------------------------------------------------


@hidden_property("E3.4", "published", "three addresses of the main chain", weight=2)
def _published(address: Student, _: Student) -> None:
    gives(GENESIS, address, GENESIS_KEY)
    gives("1Cdid9KFAaatwczBwBttQcwXYCpvK8h7FK", address, SLIDES.key_bytes)
    gives("1MxTkeEP2PmHSMze5tUZ1hAV3YTKu2Gh1N", address, MINER, 0)


@hidden_property(
    "E3.4", "both-lengths", "a key in 33 and in 65 bytes: two addresses, each as it is", weight=2
)
def _both_lengths(address: Student, _: Student) -> None:
    for secret in (1, 2, 3, 77):
        _writes(address, (_key(secret), 0), (_key(secret, False), 0))


@hidden_property(
    "E3.4", "zeros-in-front", "one 1 for each zero byte in front, not more and not less", weight=2
)
def _zeros_in_front(address: Student, _: Student) -> None:
    _writes(address, *((_key(182), version) for version in (0, 5, 1)))
    _writes(address, *((one, version) for one in ZEROS for version in (0, 111)))


@hidden_property("E3.4", "versions", "other versions, among them 1, 5, 111 and 255", weight=2)
def _versions(address: Student, _: Student) -> None:
    gives("mpXwg4jMtRhuSpVq4xS3HFHmCmWp9NyGKt", address, GENESIS_KEY, 111)
    _writes(address, *((MINER, version) for version in (1, 5, 50, 128, 255, 0)))


# ---- decode_address ------------------------------------------------------------------------------


@hidden_property("E3.4", "read-back", "eight hashes, read back with their version")
def _read_back(_: Student, decode_address: Student) -> None:
    drawn = seeded("read back")
    gives((0, GENESIS_HASH), decode_address, GENESIS)
    _reads(
        decode_address,
        *(bytes([drawn.choice((0, 5, 111, 196, 255))]) + drawn.randbytes(20) for _ in range(7)),
    )


@hidden_property("E3.4", "read-zeros", "hashes that begin or end with zero bytes, and twenty zero bytes")
def _read_zeros(_: Student, decode_address: Student) -> None:
    gives((0, bytes(20)), decode_address, "1111111111111111111114oLvT2")
    for zeros in (1, 2, 19):
        rest = bytes(range(1, 21 - zeros))
        _reads(decode_address, *(bytes([version]) + bytes(zeros) + rest for version in (0, 5)))
        _reads(decode_address, b"\0" + rest + bytes(zeros), b"\x6f" + bytes(20))
    for payload in ENDS_IN_ONE:
        gives((payload[0], payload[1:]), decode_address, with_checksum(payload))


@hidden_property("E3.4", "checksum-bytes", "each of the four bytes of the checksum counts", weight=2)
def _checksum_bytes(_: Student, decode_address: Student) -> None:
    for payload in (b"\0" + GENESIS_HASH, b"\5" + bytes(range(20))):
        right = checksum(payload)
        _reads(decode_address, payload)
        for place in range(4):
            wrong = bytearray(right)
            wrong[place] ^= 128 if payload[0] else 1
            refuses(decode_address, base58(payload + wrong))
        refuses(decode_address, base58(payload + right[::-1]))
        for other in (twice(payload)[4:8], twice(payload)[-4:], sha256(payload)[:4], right[:3] + b"\0"):
            refuses(decode_address, base58(payload + other))


@hidden_property(
    "E3.4", "other-lengths", "24, 26 and other numbers of bytes, with a right checksum", weight=2
)
def _other_lengths(_: Student, decode_address: Student) -> None:
    hash_ = bytes(range(100, 120))
    _reads(decode_address, b"\0" + hash_, b"\5" + hash_)
    for version in (b"\0", b"\5"):
        for payload in (b"", hash_[1:], hash_ + b"\7", b"\0" + hash_, hash_ * 2, bytes(21)):
            refuses(decode_address, with_checksum(version + payload))
    refuses(decode_address, "1" + GENESIS)
    refuses(decode_address, GENESIS[1:])
    refuses(decode_address, "1" + "1111111111111111111114oLvT2")


@hidden_property(
    "E3.4", "no-digits", "0, O, I, l, blanks, a newline, other letters, and no text at all", weight=2
)
def _no_digits(_: Student, decode_address: Student) -> None:
    gives((0, GENESIS_HASH), decode_address, GENESIS)
    gives((5, GENESIS_HASH), decode_address, with_checksum(b"\5" + GENESIS_HASH))
    for text in (
        "",
        " ",
        "1",
        "0" * 34,
        f" {GENESIS}",
        f"{GENESIS} ",
        f"{GENESIS}\n",
        f"{GENESIS[:17]} {GENESIS[17:]}",
    ):
        refuses(decode_address, text)
    for letter in "0OIl-é":
        for place in (1, 33):
            refuses(decode_address, GENESIS[:place] + letter + GENESIS[place + 1 :])
        refuses(decode_address, GENESIS[:17] + letter + GENESIS[17:])
    for text in _look_alikes():
        refuses(decode_address, text)


def _look_alikes() -> Iterator[str]:
    """Addresses with a stranger in them that somebody might read as the digit it looks like, or as -1."""
    drawn = seeded("look-alikes")
    for payload in (drawn.randbytes(21) for _ in range(6)):
        text = with_checksum(payload)
        for digit, strangers in (("1", "Il"), ("o", "0O")):
            if digit in text[1:]:
                yield from (text[0] + text[1:].replace(digit, stranger, 1) for stranger in strangers)
        place = text.find("z", 1)
        if place > 0 and text[place - 1] != "z":  # one digit more, and -1 behind it, make the same number
            more = DIGITS[DIGITS.index(text[place - 1]) + 1]
            yield text[: place - 1] + more + "0" + text[place + 1 :]


@hidden_property(
    "E3.4", "typing-errors", "single wrong characters and swaps of neighbours: none passes", weight=2
)
def _typing_errors(_: Student, decode_address: Student) -> None:
    gives((0, GENESIS_HASH), decode_address, GENESIS)
    gives((111, GENESIS_HASH), decode_address, with_checksum(b"\x6f" + GENESIS_HASH))
    for wrong in _mistyped(GENESIS):
        refuses(decode_address, wrong)


def _mistyped(text: str) -> Iterator[str]:
    """Every place with two of the other digits, and every swap of two neighbours."""
    for place, right in enumerate(text):
        for digit in DIGITS[place % 29 :: 29]:
            if digit != right:
                yield text[:place] + digit + text[place + 1 :]
    for place, (one, other) in enumerate(pairwise(text)):
        if one != other:
            yield text[:place] + other + one + text[place + 2 :]
