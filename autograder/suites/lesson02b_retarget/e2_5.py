"""E2.5: reading compact bits."""

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson02b_retarget.shared import REAL_BITS
from blockkit.classroom.properties import gives, holds, refuses
from blockkit.classroom.trying.for_checks import call

# Bitcoin Core, arith_uint256_tests.cpp: all of its compact numbers.
CORE = {
    0x01123456: 0x12, 0x02123456: 0x1234, 0x03123456: 0x123456, 0x04123456: 0x12345600,
    0x05009234: 0x92340000, 0x20123456: 0x123456 << 232, 0x02008000: 0x80,
}  # fmt: skip
CORE_NOTHING = (
    0x00000000, 0x00123456, 0x01003456, 0x02000056, 0x03000000, 0x04000000,
    0x00923456, 0x01803456, 0x02800056, 0x03800000, 0x04800000,
)  # fmt: skip
CORE_REFUSED = (0x01FEDCBA, 0x04923456, 0xFF123456)


def _reads(bits_to_target: Student, *all_bits: int) -> None:
    """The right answer to each: a target, or a refusal."""
    for bits in all_bits:
        target = oracle.target_of(bits)
        if target is None:
            refuses(bits_to_target, bits)
        else:
            gives(target, bits_to_target, bits)


@hidden_property("E2.5", "published", "Bitcoin Core's published cases that are a target")
def _published(bits_to_target: Student) -> None:
    for bits, target in CORE.items():
        gives(target, bits_to_target, bits)


@hidden_property("E2.5", "nothing", "Bitcoin Core's published cases that are 0, with a sign or without")
def _nothing(bits_to_target: Student) -> None:
    for bits in CORE_NOTHING:
        gives(0, bits_to_target, bits)
    _reads(bits_to_target, 0x1D000000, 0x1D800000, 0x20800000, 0x21800000, 0x00FFFFFF, 0x0180FFFF, 0x01010000)


@hidden_property("E2.5", "negative", "a negative target is refused, whatever its size", weight=2)
def _negative(bits_to_target: Student) -> None:
    for bits in CORE_REFUSED[:2]:
        refuses(bits_to_target, bits)
    sizes = (1, 2, 3, 4, 29, 32)
    _reads(bits_to_target, 0x1D80FFFF, 0x03800001, 0x04800001, 0x1C800100, 0x20FFFFFF, 0x02800100, 0x01810000)
    _reads(bits_to_target, *(size << 24 | 0xFFFFFF for size in sizes))
    _reads(bits_to_target, *(size << 24 | 0x7FFFFF for size in sizes[2:]))


@hidden_property("E2.5", "border", "2^256 and more is refused, one step less is not", weight=2)
def _border(bits_to_target: Student) -> None:
    _reads(bits_to_target, 0x2000FFFF, 0x207FFFFF, 0x2100FFFF, 0x220000FF, 0x21008000, 0x22000080)
    _reads(bits_to_target, 0x21010000, 0x22000100, 0x23000001, 0x217FFFFF, 0x220000FF, 0x22010000)
    _reads(bits_to_target, 0x20123456, 0x21123456, 0x2100FFFE, 0x22000001, 0x2200FFFF)


@hidden_property("E2.5", "huge-size", "sizes up to 255: refused, unless all digits are 0")
def _huge_size(bits_to_target: Student) -> None:
    refuses(bits_to_target, CORE_REFUSED[2])
    for size in (35, 36, 64, 128, 200, 255):
        _reads(bits_to_target, size << 24, size << 24 | 1, size << 24 | 0x00FFFF)
    _reads(bits_to_target, 0x23000000, 0xFF800000, 0xFF000001, 0xFF7FFFFF, 0x1D00FFFF)


@hidden_property(
    "E2.5", "small-size", "sizes 0 to 3: what falls off on the right is gone, not rounded", weight=2
)
def _small_size(bits_to_target: Student) -> None:
    for digits in (0x7FFFFF, 0x00FFFF, 0x0000FF, 0x018000, 0x01FFFF, 0x123480, 0x1234FF, 0x000001):
        _reads(bits_to_target, *(size << 24 | digits for size in range(4)))


@hidden_property("E2.5", "every-size", "each size from 4 to 32, to the last digit")
def _every_size(bits_to_target: Student) -> None:
    numbers = seeded("every-size")
    _reads(bits_to_target, *(size << 24 | numbers.randrange(1, 2**23) for size in range(4, 33)))
    _reads(bits_to_target, *(size << 24 | 0x000001 for size in range(4, 35)))


@hidden_property("E2.5", "real-bits", "the bits of all 237 real changes")
def _real_bits(bits_to_target: Student) -> None:
    _reads(bits_to_target, *REAL_BITS)


@hidden_property("E2.5", "whole-number", "the answer is a whole number of Python, exact beyond 53 bits")
def _whole_number(bits_to_target: Student) -> None:
    for bits in (0x207FFFFF, 0x1D7FFFFD, 0x1903A30C, 0x04123456, 0x0A654321, 0x03000001):
        found = call(bits_to_target, bits)
        holds(type(found) is int, f"bits {bits:08x} gave {found!r}")
        gives(oracle.target_of(bits), bits_to_target, bits)
