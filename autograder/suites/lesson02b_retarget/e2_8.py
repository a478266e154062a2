"""E2.8: when the change comes, and between which two clocks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson02b_retarget.shared import ODD_CHAIN, SHORT_CHAIN
from blockkit.block import Header
from blockkit.classroom.properties import gives, leaves_alone
from blockkit.data import real_block
from blockkit.params import CLASSROOM, MAINNET, ChainParams

T0 = 1_263_163_443
FIRST = real_block(0).header


def _headers(times: Iterable[int], bits: int) -> list[Header]:
    return [replace(FIRST, time=time, bits=bits) for time in times]


def _row(number: int, taken: int, bits: int, between: int = 0) -> list[Header]:
    """So many headers, the last one ``taken`` seconds after the first; the others share one time."""
    first, middle, last = _headers((T0, T0 + (between or taken // 2), T0 + taken), bits)
    return [first, *[middle] * (number - 2), last][:number]


def _next(headers: Sequence[Header], params: ChainParams) -> int:
    if len(headers) < params.retarget_blocks:
        return headers[-1].bits
    numbers = params.retarget_blocks, params.block_seconds, params.pow_limit
    return oracle.retarget(headers[-1].bits, headers[0].time, headers[-1].time, *numbers)


def _carries(next_bits: Student, params: ChainParams, *rows: list[Header]) -> None:
    for headers in rows:
        gives(_next(headers, params), next_bits, headers, params)


@hidden_property("E2.8", "one-header", "one header alone: its own bits")
def _one_header(next_bits: Student) -> None:
    for params in (CLASSROOM, MAINNET, ODD_CHAIN):
        _carries(next_bits, params, _headers([T0], 0x1D00FFFF), _headers([0], 0x1903A30C))


@hidden_property(
    "E2.8", "not-yet", "one header too few: nothing changes, however fast or slow it was", weight=2
)
def _not_yet(next_bits: Student) -> None:
    for number in (2, 5, 8, 9):
        _carries(next_bits, CLASSROOM, _row(number, 100, 0x1F123456), _row(number, 5000, 0x1F123457))
    _carries(next_bits, ODD_CHAIN, _row(6, 10, 0x1812AB34), _row(6, 900, 0x1812AB35))


@hidden_property("E2.8", "due", "the last header of a period is there: the change is due", weight=2)
def _due(next_bits: Student) -> None:
    _carries(
        next_bits, CLASSROOM, *(_row(10, taken, 0x1F123456) for taken in (600, 540, 300, 100, 1200, 9000, 1))
    )
    _carries(next_bits, CLASSROOM, _row(10, 540, 0x2000FFFF), _row(10, 900, 0x2000FFFF))


@hidden_property("E2.8", "two-thousand", "the main chain: 2,015 headers, and 2,016")
def _two_thousand(next_bits: Student) -> None:
    _carries(next_bits, MAINNET, _row(2016, 1_022_578, 0x1D00FFFF), _row(2015, 1_022_578, 0x1D00FFFF))
    _carries(next_bits, MAINNET, _row(2016, 289_434, 0x1C05A3F4))


@hidden_property("E2.8", "first-last", "the first and the last header are compared, whatever lies between")
def _first_and_last(next_bits: Student) -> None:
    ends = [T0, T0 + 480]
    for between in ([T0 + 9_000] * 8, [T0 - 9_000] * 8, [T0 + 480 + n for n in range(8)], list(range(8))):
        _carries(next_bits, CLASSROOM, _headers([ends[0], *between, ends[1]], 0x1F123456))
    _carries(
        next_bits, CLASSROOM, _headers([T0 + 60 * n for n in (5, 4, 3, 2, 1, 0, 6, 7, 8, 9)], 0x1F123456)
    )
    _carries(next_bits, CLASSROOM, _headers([T0 + 60 * n for n in range(10, 0, -1)], 0x1F123456))


@hidden_property("E2.8", "last-bits", "the bits are those of the last header")
def _last_bits(next_bits: Student) -> None:
    for number in (3, 9, 10):
        for taken in (300, 600):
            headers = _row(number, taken, 0x1F123456)
            _carries(next_bits, CLASSROOM, [*headers[:-1], replace(headers[-1], bits=0x1E0ABCDE)])
            _carries(next_bits, CLASSROOM, [replace(headers[0], bits=0x1E0ABCDE), *headers[1:]])


@hidden_property(
    "E2.8", "other-chain", "a chain with another period: seven blocks of eight seconds", weight=2
)
def _another_chain(next_bits: Student) -> None:
    _carries(next_bits, ODD_CHAIN, *(_row(7, taken, 0x1812AB34) for taken in (48, 56, 20, 100, 900)))
    _carries(next_bits, ODD_CHAIN, _row(7, 100, 0x1900FFFF))
    _carries(
        next_bits, SHORT_CHAIN, _row(1, 0, 0x1812AB34)
    )  # a period of one block: the change is always due
    _carries(next_bits, CLASSROOM, _row(7, 48, 0x1F123456), _row(10, 48, 0x1F123456))


@hidden_property("E2.8", "asked-again", "a list that has grown or changed since is asked anew")
def _grown(next_bits: Student) -> None:
    late, other = _headers([T0 + 900], 0x1F123456)[0], _headers([T0 + 300], 0x1E0ABCDE)[0]
    changes: list[Any] = [
        lambda headers, params: headers.append(late),
        lambda headers, params: headers.__setitem__(-1, other),
        lambda headers, params: headers.__setitem__(0, replace(late, time=T0 - 300)),
        lambda headers, params: headers.pop(),
        lambda headers, params: headers.clear() or headers.append(other),
    ]
    families.asked_again(next_bits, [_row(9, 400, 0x1F123456), CLASSROOM], changes, _next)


@hidden_property("E2.8", "left-alone", "the list and its headers stay as they are")
def _left_alone(next_bits: Student) -> None:
    for headers in (_row(10, 333, 0x1F123456), _row(9, 333, 0x1F123456), _row(1, 0, 0x1F123456)):
        leaves_alone(_next(headers, CLASSROOM), next_bits, headers, CLASSROOM)
