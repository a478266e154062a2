"""E2.4: what does a block cost?"""

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property, seeded
from blockkit.classroom.properties import gives

LARGEST = 2**256 - 1

# The bits that changes of Bitcoin's target brought, every third of 2009 to August 2017, and the last.
REAL_BITS = """
1d00ffff 1d00be71 1c43b3e5 1c2a1115 1c13ec53 1c0eba64 1c05a3f4 1c00ba18 1b5bede6 1b2f8e9d 1b0e7256
1b055953 1b038dee 1b01cc26 1b00f339 1b0098fa 1a269421 1a0c2a12 1a08e1e5 1a098ea5 1a0df0ca 1a0e8668
1a0cd43f 1a0b350c 1a0aa1e3 1a0a8b5f 1a099431 1a07a85e 1a05db8b 1a0513c5 1a04fa62 1a05a6b1 1a03d74b
1a022fbe 1a017fe9 1a00de15 1a008968 19415257 191cdc20 190afc85 19061242 1903071f 1901a36e 190102b1
19009d8c 18692842 18415fd1 1837ba62 1824dbe9 181e8dc0 181b7b74 1819012f 18178d3a 18163c71 181686f5
1816418e 1814dd04 181287ba 1811a954 180de64f 1809b31b 1806b99f 180696f4 1805a8fa 18053fd6 18057228
1804de5e 180455d2 1803d589 18034379 18027e93 1802335a 1801f6a7 18018b7e 18014735
"""


def _target(bits: str) -> int:
    """Three bytes of digits, and zero bytes behind them; real bits have neither sign nor small sizes."""
    return int(bits[2:], 16) << 8 * (int(bits[:2], 16) - 3)


def _right(expected_hashes: Student, *targets: int) -> None:
    families.large(expected_hashes, ([target] for target in targets), oracle.expected_hashes)


@hidden_property("E2.4", "below-powers", "one less than a power of two: exactly a power of two", weight=2)
def _below_powers(expected_hashes: Student) -> None:
    for n in (*range(130, 256, 6), 208, 224, 244, 248, 255):
        gives(2 ** (256 - n), expected_hashes, 2**n - 1)


@hidden_property("E2.4", "powers", "exactly a power of two: rounded down", weight=2)
def _powers(expected_hashes: Student) -> None:
    _right(expected_hashes, *(2**n for n in (*range(0, 256, 7), 1, 2, 3, 208, 224, 254, 255)))
    _right(expected_hashes, *(3 * 2**n for n in range(0, 254, 23)))


@hidden_property("E2.4", "one-less", "1d008000: 8,589,934,591, one less than 2^33")
def _one_less(expected_hashes: Student) -> None:
    gives(8_589_934_591, expected_hashes, _target("1d008000"))
    gives(4_295_032_833, expected_hashes, _target("1d00ffff"))
    gives(8_589_934_592, expected_hashes, _target("1d008000") - 1)


@hidden_property("E2.4", "last-digit", "exact to the last digit, where no float is", weight=2)
def _last_digit(expected_hashes: Student) -> None:
    gives(5_072_103_896_884_509_938, expected_hashes, _target("1903a30c"))
    gives(547_530_165_750_508_549_308_877, expected_hashes, _target("1702353d"))
    numbers = seeded("E2.4 last digit")
    _right(expected_hashes, *(numbers.getrandbits(size) for size in range(140, 250, 5)))


@hidden_property("E2.4", "tiny-targets", "targets 0 to 18, and other small ones")
def _tiny(expected_hashes: Student) -> None:
    gives(2**256, expected_hashes, 0)
    _right(expected_hashes, *range(19), *(2**n - 1 for n in range(5, 120, 9)))


@hidden_property("E2.4", "large-targets", "the largest targets: 1, 2 or 3 tries")
def _large(expected_hashes: Student) -> None:
    gives(1, expected_hashes, LARGEST)
    gives(2, expected_hashes, 2**255 - 1)
    _right(expected_hashes, LARGEST - 1, 2**255 + 1, 2**255 - 2, 2**254 - 1, LARGEST // 3 + 1)


@hidden_property("E2.4", "real-targets", "real targets, from 2009 to 2017")
def _real(expected_hashes: Student) -> None:
    _right(expected_hashes, *map(_target, REAL_BITS.split()))
