"""E2.6: writing compact bits."""

from collections.abc import Iterable

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property, seeded
from autograder.suites.lesson02b_retarget.shared import REAL_BITS
from blockkit.classroom.properties import gives, holds
from blockkit.classroom.trying.for_checks import call
from blockkit.params import CLASSROOM, MAINNET, REGTEST


def _writes(target_to_bits: Student, targets: Iterable[int]) -> None:
    for target in targets:
        gives(oracle.bits_of(target), target_to_bits, target)


@hidden_property("E2.6", "real-bits", "the bits of all 237 real changes, from their targets")
def _back_again(target_to_bits: Student) -> None:
    for bits in REAL_BITS:
        gives(bits, target_to_bits, oracle.target_of(bits))


@hidden_property("E2.6", "small-numbers", "targets of one, two and three bytes", weight=2)
def _small_numbers(target_to_bits: Student) -> None:
    _writes(target_to_bits, range(40))
    _writes(target_to_bits, (100, 126, 127, 256, 257, 1000, 0x4321, 0x7F00, 0x7F80, 0x7FFF))
    _writes(target_to_bits, (0x10000, 0x10001, 70_000, 0x123456, 0x400000, 0x7FFFFE, 0x7FFFFF))


@hidden_property(
    "E2.6",
    "sign-rule",
    "a first digit byte of 0x80 or more: a zero byte before it, at each size",
    weight=2,
)
def _sign_rule(target_to_bits: Student) -> None:
    _writes(target_to_bits, (0x7F, 0x80, 0x81, 0xFF, 0x8000, 0x8001, 0xFF01, 0x800000, 0x800100, 0xFFFF00))
    for size in range(1, 33):
        _writes(target_to_bits, (first << 8 * size - 8 for first in (0x7F, 0x80, 0xFF)))


@hidden_property("E2.6", "cut-off", "digits behind the first three bytes never change the answer", weight=2)
def _cut_off(target_to_bits: Student) -> None:
    for first in (0x123456, 0x7FFFFF, 0x010000, 0x0100FF, 0x00FFFF, 0x200000):
        for zeros in (8, 104, 208):
            _writes(target_to_bits, (first << zeros, (first << zeros) + 1, (first + 1 << zeros) - 1))
            _writes(target_to_bits, [(first << zeros) + (0x80 << zeros - 8)])
    _writes(
        target_to_bits, (0x8012FF, 0x80FFFF, 0xFFFFFF, 0xFFFFFF << 100)
    )  # a byte that the sign pushes out


@hidden_property("E2.6", "easiest", "the easiest targets of the chains, and the largest target of all")
def _easiest(target_to_bits: Student) -> None:
    gives(0x1D00FFFF, target_to_bits, MAINNET.pow_limit)
    gives(0x2000FFFF, target_to_bits, CLASSROOM.pow_limit)
    gives(0x207FFFFF, target_to_bits, REGTEST.pow_limit)
    gives(0x2100FFFF, target_to_bits, 2**256 - 1)
    _writes(target_to_bits, (2**256 - 2**230, 2**255, 2**255 + 1, 2**248))


@hidden_property("E2.6", "powers", "powers of 256 and their neighbours, to the last bit")
def _powers(target_to_bits: Student) -> None:
    for power in range(2, 32):
        _writes(target_to_bits, (256**power, 256**power + 1))
    _writes(target_to_bits, (2**exponent for exponent in range(16, 256, 5) if exponent % 8 < 7))


@hidden_property("E2.6", "zeros-behind", "zero bytes at the end of a target count in its size")
def _zeros_behind(target_to_bits: Student) -> None:
    _writes(target_to_bits, (0x12 << zeros for zeros in range(16, 240, 8)))
    _writes(target_to_bits, (0x1200 << zeros for zeros in range(8, 240, 24)))
    _writes(target_to_bits, (0x710000 << zeros for zeros in range(0, 224, 24)))


@hidden_property("E2.6", "any-target", "targets of any size, and the answer is a whole number of Python")
def _any_target(target_to_bits: Student) -> None:
    numbers = seeded("any-target")
    for size in range(3, 33):
        target = numbers.randrange(2**16, 2**23) << 8 * (size - 3)
        found = call(target_to_bits, target)
        holds(type(found) is int, f"{target:x} gave {found!r}")
        gives(oracle.bits_of(target), target_to_bits, target)
