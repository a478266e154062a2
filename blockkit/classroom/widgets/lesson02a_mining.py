"""The widgets of lesson 02a."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import inf
from time import perf_counter

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing.figure import Figure
from blockkit.classroom.messages import say
from blockkit.classroom.mining import HEADER76, Mined, example, search, target_of
from blockkit.classroom.widgets.kit import DecimalRange, Explorer, LabelledRange
from blockkit.classroom.widgets.long_work import Worker
from blockkit.node.mining import search_slice

MANY, FEW, HARD = 30, 3, 16.0  # blocks to mine at most, and at most above so many zero bits


def mining(rules: CourseRules = REFERENCE) -> Worker:
    """W2a: how many tries does a block cost?"""
    zero_bits = DecimalRange(value=12.0, min=4.0, max=20.0, label=say("widget-zero-bits"))
    blocks = LabelledRange(value=1, min=1, max=MANY, label=say("widget-blocks"))
    wanted = [1]  # what the reader chose, while the range allows less

    def follow(key: str) -> None:
        if key == "blocks":
            wanted[0] = blocks.value
        most = FEW if zero_bits.value > HARD else MANY
        blocks.between(1, most)
        blocks.value = min(wanted[0], most)
        blocks.unit = say("widget-at-most", most=most)

    def draw(zero_bits: float, blocks: int, rules: CourseRules, so_far: Mined | None) -> Figure:
        nothing = Mined(target_of(zero_bits), blocks, ended="idle")
        return figures.mining(zero_bits, blocks, rules, so_far or nothing)

    def begin(zero_bits: float, blocks: int, rules: CourseRules, so_far: Mined | None) -> Iterator[Mined]:
        return search(so_far or Mined(target_of(zero_bits), blocks), rules)

    follow("blocks")
    return Worker(
        "mining",
        rules,
        {"zero_bits": zero_bits, "blocks": blocks},
        draw,
        [{"zero_bits": n, "blocks": FEW if n == HARD else MANY} for n in (8.0, 12.0, 12.5, HARD)],
        follow,
        begin,
        ending=lambda mined, why: replace(mined, ended=why),
        draw_still=figures.mining,
        first=example(12.0, 1),
    )


# ---- how long it would take ----------------------------------------------------------------------

BURST, PIECE = 0.1, 1024  # seconds that measuring takes, and tries between two looks at the clock


@cache
def tries_a_second() -> int:
    """How many tries the kernel's computer makes in a second, by the quickest piece of a short burst."""
    started, quickest = perf_counter(), inf
    while quickest == inf or perf_counter() - started < BURST:
        before = perf_counter()
        search_slice(HEADER76, 0, 0, PIECE)
        quickest = min(quickest, perf_counter() - before)
    return int(float(f"{PIECE / quickest:.1e}"))


def mining_time(rules: CourseRules = REFERENCE) -> Explorer:
    """W2a′: how long would your computer need?"""
    zero_bits = DecimalRange(value=32.0, min=8.0, max=80.0, label=say("widget-zero-bits"))
    power = LabelledRange(value=0, max=12, label=say("widget-computers"))

    def draw(zero_bits: float, power: int, rules: CourseRules) -> Figure:
        return figures.mining_time(zero_bits, power, rules, tries_a_second(), measured=True)

    def follow(key: str) -> None:
        power.unit = say("widget-so-many", count=f"{10**power.value:,}")

    follow("power")
    return Explorer(
        "mining-time",
        rules,
        {"zero_bits": zero_bits, "power": power},
        [draw],
        [{"zero_bits": n, "power": 0} for n in (32.0, 45.8, 62.1, 78.9)],
        follow,
        draw_still=[figures.mining_time],
    )
