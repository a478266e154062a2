"""The two pictures at the end of lesson 02b: Bitcoin's first headers judged, and a hundred periods mined."""

from collections.abc import Callable, Sequence
from math import log2
from typing import TypeVar

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson02b_retarget import hex_bits, stairs
from blockkit.classroom.messages import say
from blockkit.classroom.retargeting import (
    PER_SECOND,
    PERIODS,
    Growth,
    Judgement,
    grown,
    judged,
    miners_in,
    target_of,
    zero_bits,
)
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.trying.trial import CannotUse, Limits, Trial, opened, try_call
from blockkit.data.first_headers import first_headers
from blockkit.params import CLASSROOM

Made = TypeVar("Made")

LIMITS = Limits(a_call=8.0)  # for a whole run: a thousand blocks take half a second
GENESIS = first_headers()[0]
# One call of each part, so that a part that cannot answer is replaced before the run begins.
CALLS = {
    "meets_target": (GENESIS.serialize(), 2**224 - 1),
    "bits_to_target": (GENESIS.bits,),
    "retarget": (GENESIS.bits, 0, 600, CLASSROOM),
    "next_bits": ([GENESIS], CLASSROOM),
    "find_nonce": (GENESIS.serialize()[:76], 2**248 - 1, 0, 1000),
}


def _run(make: Callable[[CourseRules], Made], rules: CourseRules, parts: str) -> tuple[Made, list[str]]:
    """What ``make`` makes of these rules, in bounded time; of the reference's where they cannot finish."""
    ask = Asker(rules)
    for part in parts.split():
        ask(part, *CALLS[part])
    try:
        with opened(Trial(LIMITS)):
            return try_call(make, ask.rules), ask.notes
    except CannotUse as problem:
        return make(REFERENCE), [*ask.notes, say("runs-reference", why=problem)]


# ---- the first headers ---------------------------------------------------------------------------

COLUMNS, SQUARE = 63, 11  # 2,016 squares in 32 rows


def first_period(rules: CourseRules = REFERENCE) -> Figure:
    """The real headers 1 to 2,016, one square each, as far as a chain of these rules accepts them."""
    verdict, notes = _run(judged, rules, "meets_target bits_to_target next_bits")
    facts = {
        "count": f"{verdict.accepted:,}", "height": f"{verdict.accepted + 1:,}",
        "why": verdict.why, "state": "stopped" if verdict.why else "all",
    }  # fmt: skip
    drawing = svg.Drawing(776, 482, say("first-title"))
    drawing.text(28, 66, say("first-subtitle"), 13, fill=palette.MUTED)
    _draw_squares(drawing, verdict)
    sentence = say(f"first-{facts['state']}", **facts)
    rows = [(say("first-accepted"), facts["count"], "")]
    if verdict.why:
        rows.append((say("first-refused"), facts["height"], verdict.why))
    return Figure(
        pictures=(drawing.picture(say("first-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("first-table"), (say("first-what"), say("changes-height"), say("first-reason")), tuple(rows)
        ),
        notes=tuple(notes),
    )


def _draw_squares(drawing: svg.Drawing, verdict: Judgement) -> None:
    """Accepted ones are full, the others only outlined; the first one that is refused is crossed out."""

    def place(number: int) -> tuple[float, float]:
        row, column = divmod(number, COLUMNS)
        return 40 + SQUARE * column, 84 + SQUARE * row

    total = len(first_headers()) - 1
    for part, look in (
        (range(verdict.accepted), {"fill": palette.BLUE}),
        (range(verdict.accepted, total), {"stroke": palette.BIT_EDGE}),
    ):
        steps = "".join(f"M{place(n)[0]:g} {place(n)[1]:g}h8v8h-8z" for n in part)
        if steps:
            drawing.path(steps, **look)  # type: ignore[arg-type]
    x, y = place(min(verdict.accepted, total - 1))
    if verdict.why:
        drawing.path("M-5 -5L5 5M5 -5L-5 5", stroke=palette.RUST_TEXT, line=3, at=(x + 4, y + 4, 0))
    else:
        drawing.rect(x - 2, y - 2, 12, 12, stroke=palette.INK, line=2)
        drawing.text(x + 12, y + 30, say("first-change"), 13, anchor="end")


# ---- a hundred periods ---------------------------------------------------------------------------

LEFT, WIDE = 56, 7  # of a panel, and of a period


def hundred_periods(rules: CourseRules = REFERENCE) -> Figure:
    """A thousand blocks on the classroom's chain, by these rules, while miners come and go."""
    parts = "meets_target bits_to_target retarget next_bits find_nonce"
    growth, notes = _run(grown, rules, parts)
    if growth.other is not None:
        height, said, right = growth.other
        notes.append(say("hundred-other", height=f"{height:,}", said=hex_bits(said), right=hex_bits(right)))
    if growth.stopped:
        notes.append(say("hundred-stopped", why=growth.stopped))
    blocks = len(growth.bits) * CLASSROOM.retarget_blocks
    drawing = svg.Drawing(776, 470, say("hundred-title"))
    facts = {"blocks": f"{blocks:,}", "tries": f"{growth.tries:,}"}
    drawing.text(28, 66, say("hundred-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_growth(drawing, growth)
    sentence = _sentence(growth, blocks)
    return Figure(
        pictures=(drawing.picture(say("hundred-alt", periods=PERIODS) + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("hundred-table"),
            (say("hundred-period"), say("hundred-miners"), say("hundred-bits"), say("hundred-zero-bits"),
             say("hundred-seconds")),
            tuple(
                (str(number), str(miners), hex_bits(bits), f"{_zero_bits(bits):.2f}", f"{seconds:.1f}")
                for number, (bits, seconds, miners) in enumerate(
                    zip(growth.bits, growth.seconds, growth.miners, strict=True)
                )
            ) or ((say("hundred-none"),) * 5,),
        ),
        notes=tuple(notes),
    )  # fmt: skip


def _sentence(growth: Growth, blocks: int) -> str:
    if growth.stopped:
        return say("hundred-sentence-stopped", blocks=f"{blocks:,}", why=growth.stopped)
    double = [n for n in range(PERIODS) if miners_in(n) == 2]
    thirds = (range(double[0]), double, range(double[-1] + 1, PERIODS))
    one, two, three = (f"{_mean([growth.seconds[n] for n in third]):.1f}" for third in thirds)
    changed = sum(before != after for before, after in zip(growth.bits, growth.bits[1:], strict=False))
    return say("hundred-sentence", changes=changed, blocks=f"{blocks:,}", one=one, two=two, three=three)


def _zero_bits(bits: int) -> float:
    return zero_bits(target_of(bits))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _draw_growth(drawing: svg.Drawing, growth: Growth) -> None:
    """Above the target's steps and, dashed, where they should be; below a dot for each period."""
    bits = [_zero_bits(one) for one in growth.bits]
    ideal = [log2(miners_in(n) * PER_SECOND * CLASSROOM.block_seconds) for n in range(PERIODS)]
    end = LEFT + WIDE * PERIODS
    top, bottom = 108, 262
    low, high = min(*bits, *ideal, 8) - 0.3, max(*bits, *ideal) + 0.4

    def y(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    drawing.text(28, 96, say("hundred-upper"), 13, bold=True)
    drawing.rect(LEFT, top, end - LEFT, bottom - top, fill=palette.WHITE, stroke=palette.EDGE)
    for level in range(int(low) + 1, int(high) + 1):
        drawing.line(LEFT, y(level), end, y(level), stroke=palette.EDGE, line=1)
        drawing.text(LEFT - 8, y(level) + 4, str(level), 12, anchor="end", fill=palette.MUTED)
    path = stairs([(LEFT + WIDE * n, y(one)) for n, one in enumerate(ideal)], end)
    drawing.path(path, stroke=palette.GREEN_TEXT, line=2, dash="6 4")
    if bits:
        path = stairs([(LEFT + WIDE * n, y(one)) for n, one in enumerate(bits)], LEFT + WIDE * len(bits))
        drawing.path(path, stroke=palette.BLUE, line=2.5)
    _draw_dots(drawing, growth, end)


def _draw_dots(drawing: svg.Drawing, growth: Growth, end: float) -> None:
    top, bottom, highest = 310, 424, max([120.0, *growth.seconds])

    def y(seconds: float) -> float:
        return bottom - (bottom - top) * seconds / highest

    drawing.text(28, 298, say("hundred-lower"), 13, bold=True)
    drawing.rect(LEFT, top, end - LEFT, bottom - top, fill=palette.WHITE, stroke=palette.EDGE)
    drawing.line(LEFT, y(60), end, y(60), stroke=palette.GREEN_TEXT, line=2, dash="6 4")
    for level in (0, 60, int(highest)):
        drawing.text(LEFT - 8, y(level) + 4, str(level), 12, anchor="end", fill=palette.MUTED)
    for number, seconds in enumerate(growth.seconds):
        x = LEFT + WIDE * (number + 0.5)
        drawing.rect(x - 2.5, y(seconds) - 2.5, 5, 5, fill=palette.BLUE, radius=2.5)
    for number in range(0, PERIODS + 1, 10):
        drawing.text(LEFT + WIDE * number, bottom + 18, str(number), 12, anchor="middle", fill=palette.MUTED)
    drawing.text(end, bottom + 36, say("hundred-period"), 12, anchor="end", fill=palette.MUTED)
