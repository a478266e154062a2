"""What the suites of lesson 02a share: real headers, and what block 0's first 76 bytes lead to."""

from random import Random

from autograder.suites import oracle
from autograder.suites.common import seeded
from blockkit.data import real_block

# The targets of the real blocks, read off their bits by hand: digits, and zero bytes behind them.
OWN_TARGETS = {
    0: 0xFFFF << 8 * 26,
    1: 0xFFFF << 8 * 26,
    170: 0xFFFF << 8 * 26,
    100_000: 0x04864C << 8 * 24,
    277_315: 0x03A30C << 8 * 22,
    277_316: 0x03A30C << 8 * 22,
    277_647: 0x03A30C << 8 * 22,
}
HEADERS = {height: real_block(height).header.serialize() for height in OWN_TARGETS}
FIRST_76 = HEADERS[0][:76]
EIGHT = 2**248 - 1  # zero bits
FOUND_BY_EIGHT = (236, 395, 581, 641, 784)  # the first nonces of FIRST_76 for it
SATOSHIS = 2_083_236_893


def number_of(header: bytes) -> int:
    """The id as a number, by its written form."""
    return int(oracle.display(oracle.hash256(header)), 16)


def made_up(purpose: str, count: int, size: int = 80) -> list[bytes]:
    """Headers of random bytes, the same in every run."""
    numbers: Random = seeded(f"lesson 02a {purpose}")
    return [numbers.randbytes(size) for _ in range(count)]
