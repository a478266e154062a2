"""E1.3: changed bits."""

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson01a_fingerprints.shared import HEADLINE
from blockkit.classroom.properties import gives


def _apart(changed_bits: Student, *pairs: tuple[bytes, bytes]) -> None:
    for a, b in pairs:
        gives(oracle.changed_bits(a, b), changed_bits, a, b)


@hidden_property("E1.3", "all-none-empty", "all bits, no bits, and no bytes at all")
def _all_or_none(changed_bits: Student) -> None:
    for size in (1, 2, 3, 32, 33):
        gives(8 * size, changed_bits, bytes(size), b"\xff" * size)
        gives(0, changed_bits, b"\xa5" * size, b"\xa5" * size)
    gives(0, changed_bits, b"", b"")


@hidden_property("E1.3", "any-place", "a bit counts one wherever it stands")
def _one_bit(changed_bits: Student) -> None:
    for place in (0, 1, 7, 8, 15, 63, 64, 100, 255):
        one = (1 << place).to_bytes(32, "big")
        gives(1, changed_bits, bytes(32), one)
        gives(2, changed_bits, one, (1 << (place + 5) % 256).to_bytes(32, "big"))


@hidden_property("E1.3", "same-weight", "as many ones on both sides, but in other places")
def _same_weight(changed_bits: Student) -> None:
    gives(8, changed_bits, b"\x0f", b"\xf0")
    gives(2, changed_bits, b"\x01", b"\x80")
    gives(16, changed_bits, b"\x55\xaa", b"\xaa\x55")


@hidden_property("E1.3", "partly-changed", "bytes that changed only in part")
def _in_part(changed_bits: Student) -> None:
    _apart(changed_bits, (b"\x10\x01", b"\x30\x03"), (b"abc", b"abd"), (b"\x7f\x00", b"\x80\x01"))
    _apart(changed_bits, (b"\x11\x11", b"\x12\x11"), (b"\x0c", b"\x0a"), (b"\x00\x37", b"\x40\x37"))


@hidden_property("E1.3", "zeros-in-front", "zeros in front keep their places")
def _zeros_in_front(changed_bits: Student) -> None:
    gives(8, changed_bits, b"\x00\xff", b"\x00\x00")
    gives(9, changed_bits, b"\x00\xff", b"\x80\x00")
    gives(4, changed_bits, b"\x00\x0f", b"\x00\x00")
    _apart(changed_bits, (b"\x00\x01", b"\x01\x00"), (b"\x01\x00\x00", b"\x00\x00\x03"))


@hidden_property("E1.3", "far-back", "the ninth byte counts, and the last of thousands")
def _far_back(changed_bits: Student) -> None:
    gives(1, changed_bits, bytes(9), bytes(8) + b"\x01")
    gives(3, changed_bits, bytes(32) + b"\x00", bytes(32) + b"\x07")
    gives(6, changed_bits, b"\x05" + bytes(2999), b"\x00" + bytes(2998) + b"\x0f")
    gives(66_408, changed_bits, bytes(8301), b"\xff" * 8301)  # more than two bytes can count


@hidden_property("E1.3", "moved-bytes", "bytes that changed places are bytes that changed")
def _moved(changed_bits: Student) -> None:
    gives(4, changed_bits, b"\x01\x02", b"\x02\x01")
    gives(2, changed_bits, b"\x01\x01\x00", b"\x00\x01\x01")
    _apart(changed_bits, (b"stop", b"post"), (b"\x00\x00\xff", b"\x00\xff\xff"))


@hidden_property("E1.3", "either-way", "the same either way round, and each time")
def _either_way(changed_bits: Student) -> None:
    numbers = seeded("either way")
    for size in (1, 4, 8, 20, 32, 64):
        a, b = numbers.randbytes(size), numbers.randbytes(size)
        _apart(changed_bits, (a, b), (b, a), (a, bytes(size)), (bytes(size), a))


@hidden_property("E1.3", "headline", "one letter of the headline flips about half of the digest")
def _headline(changed_bits: Student) -> None:
    digest = oracle.hash256(HEADLINE.encode())
    for place in range(0, 21, 2):
        text = bytearray(HEADLINE.encode())
        text[place] ^= 1
        _apart(changed_bits, (digest, oracle.hash256(bytes(text))))
