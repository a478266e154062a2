"""Probes of lesson 02b. Each list goes from small to large, and from plain to odd."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from blockkit.block import Header
from blockkit.classroom.diagnosis.probe import each
from blockkit.data import real_block
from blockkit.data.targets import real_retarget
from blockkit.params import CLASSROOM, MAINNET, ChainParams

# ---- E2.5 and E2.6 -------------------------------------------------------------------------------

READ = (
    0x00000000, 0x01120000, 0x01123456, 0x02123456, 0x02008000, 0x027F80FF, 0x03123456, 0x0304C086,
    0x04123456, 0x05009234, 0x1D00FFFF, 0x1B04864C, 0x1903A30C, 0x1C7FFFFF, 0x1F123456, 0x207FFFFF,
    0x01003456, 0x00FFFF00, 0x04800000, 0x1D800000, 0x01803456, 0x04923456, 0x01FEDCBA, 0x03800001,
    0x1D80FFFF, 0x2100FFFF, 0x220000FF, 0x21010000, 0x22000100, 0x23000001, 0x23000000, 0xFF123456,
)  # fmt: skip

WRITTEN = (
    0, 1, 2, 0x7F, 0x80, 0x81, 0xFF, 0x100, 0x1234, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x123456, 0x7FFFFF,
    0x800000, 0x800001, 0x80FFFF, 0xFFFFFF, 0x12345600, 0x123456FF, 0x123456FFFF, 0x12345678, 0x92345678,
    0x12 << 64, 0x1234 << 80, 0xFFFF << 208, 0x04864C << 192, 0x03A30C << 176, (0x03A30C << 176) + 1,
    2**224 - 1, 2**240 - 1, 2**248 - 1, 2**248, 2**255, 2**256 - 1,
)  # fmt: skip

# ---- E2.7: bits, first and last time, and the chain's numbers ------------------------------------

PLAN = 2016 * 600


def _changes() -> Iterator[tuple[Any, ...]]:
    for height in (32_256, 34_272, 2016, 68_544, 66_528, 473_760, 100_800):
        one = real_retarget(height)
        yield one.old_bits, one.first_time, one.last_time, MAINNET
    for taken in (PLAN, PLAN - 600, PLAN // 2, PLAN * 2, PLAN // 4, PLAN // 5, PLAN * 4, PLAN * 5, PLAN * 9):
        yield 0x1B04864C, 1_300_000_000, 1_300_000_000 + taken, MAINNET
    for taken in (0, -600, -PLAN, -2 * PLAN):
        yield 0x1B04864C, 1_300_000_000, 1_300_000_000 + taken, MAINNET
    for taken in (600, 540, 900, 300, 100, 2400, 5000):
        yield 0x2000FFFF, 1_231_006_505, 1_231_006_505 + taken, CLASSROOM
        yield 0x1F123456, 1_231_006_505, 1_231_006_505 + taken, CLASSROOM
    yield 0x1D00FFFF, 1_300_000_000, 1_300_000_000 + 2 * PLAN, MAINNET
    yield 0x0404CDDB, 1_300_000_000, 1_300_000_000 + PLAN // 3, MAINNET


# ---- E2.8: headers and the chain's numbers -------------------------------------------------------


def _row(number: int, seconds: int, bits: int) -> list[Header]:
    first = real_block(0).header
    return [replace(first, time=first.time + seconds * n, bits=bits) for n in range(number)]


def _lists() -> Iterator[tuple[list[Header], ChainParams]]:
    for number in (1, 2, 5, 8, 9, 10):
        yield _row(number, 60, 0x2000FFFF), CLASSROOM
        yield _row(number, 30, 0x1F123456), CLASSROOM
    for seconds in (1, 10, 20, 66, 67, 120, 900):
        yield _row(10, seconds, 0x1F123456), CLASSROOM
    for number in (9, 10):
        row = _row(number, 40, 0x1F123456)
        yield [*row[:-1], replace(row[-1], bits=0x1E0ABCDE)], CLASSROOM
        yield [row[0], replace(row[1], time=row[1].time + 9000), *row[2:]], CLASSROOM
        yield [row[0], replace(row[1], time=row[0].time - 9000), *row[2:]], CLASSROOM
        yield [*row[:-2], replace(row[-2], time=row[0].time), row[-1]], CLASSROOM
    yield _row(1, 60, 0x1D00FFFF), MAINNET
    yield _row(10, 60, 0x1D00D86A), MAINNET
    seven = replace(CLASSROOM, name="seven", retarget_blocks=7, block_seconds=8)
    for number in (6, 7):
        yield _row(number, 5, 0x1E123456), seven


PROBES = {
    "bits_to_target": each(*((bits,) for bits in READ)),
    "target_to_bits": each(*((target,) for target in WRITTEN)),
    "retarget": each(*_changes()),
    "next_bits": each(*_lists()),
}
