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
    _writes(target_to_bits, (100, 126, 127, 128, 129, 200, 254, 255, 256, 257, 1000, 0x7FFF, 0x8000, 0x8001))
    _writes(
        target_to_bits, (0xFF00, 0xFFFF, 0x10000, 0x10001, 70_000, 0x7FFFFF, 0x800000, 0x800001, 0xFFFFFF)
    )


@hidden_property(
    "E2.6", "sign-rule", "a first digit byte of 0x80 or more: a zero byte before it, at each size", weight=2
)
def _sign_rule(target_to_bits: Student) -> None:
    for size in range(1, 33):
        top = 8 * size - 8
        _writes(target_to_bits, (first << top for first in (0x7F, 0x80)))
        _writes(target_to_bits, [2 ** (8 * size) - 1])


@hidden_property("E2.6", "cut-off", "digits behind the first three bytes never change the answer", weight=2)
def _cut_off(target_to_bits: Student) -> None:
    for first in (0x123456, 0x7FFFFF, 0x010000, 0x0100FF, 0x00FFFF, 0x80FFFF, 0xFFFFFF):
        for zeros in (8, 104, 208):
            _writes(target_to_bits, (first << zeros, (first << zeros) + 1, (first + 1 << zeros) - 1))
            _writes(target_to_bits, [(first << zeros) + (0x80 << zeros - 8)])


@hidden_property("E2.6", "easiest", "the easiest targets of the chains, and the largest target of all")
def _easiest(target_to_bits: Student) -> None:
    gives(0x1D00FFFF, target_to_bits, MAINNET.pow_limit)
    gives(0x2000FFFF, target_to_bits, CLASSROOM.pow_limit)
    gives(0x207FFFFF, target_to_bits, REGTEST.pow_limit)
    gives(0x2100FFFF, target_to_bits, 2**256 - 1)
    _writes(target_to_bits, (2**256 - 2**230, 2**255, 2**255 + 1, 2**248))


@hidden_property("E2.6", "powers", "powers of 256 and their neighbours, to the last bit")
def _powers(target_to_bits: Student) -> None:
    for power in range(1, 32):
        _writes(target_to_bits, (256**power - 1, 256**power))
    _writes(target_to_bits, (256**power + 1 for power in (1, 2, 3, 28, 31)))
    _writes(target_to_bits, (2**exponent for exponent in range(0, 256, 5)))


@hidden_property("E2.6", "zeros-behind", "zero bytes at the end of a target count in its size")
def _zeros_behind(target_to_bits: Student) -> None:
    _writes(target_to_bits, (0x12 << zeros for zeros in range(0, 240, 8)))
    _writes(target_to_bits, (0x1200 << zeros for zeros in range(0, 240, 24)))
    _writes(target_to_bits, (0xFF0000 << zeros for zeros in range(0, 224, 24)))


@hidden_property("E2.6", "any-target", "targets of any size, and the answer is a whole number of Python")
def _any_target(target_to_bits: Student) -> None:
    numbers = seeded("any-target")
    for _ in range(30):
        target = numbers.getrandbits(numbers.randrange(1, 257))
        found = call(target_to_bits, target)
        holds(type(found) is int, f"{target:x} gave {found!r}")
        gives(oracle.bits_of(target), target_to_bits, target)
