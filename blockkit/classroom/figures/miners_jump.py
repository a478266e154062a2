"""Miners come and go: what the rule of lesson 02b makes of it, period by period."""

from collections.abc import Sequence
from math import log10

from blockkit.block import Header
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson02b_retarget import hex_bits, stairs
from blockkit.classroom.messages import say
from blockkit.classroom.retargeting import CHAINS, Period, jump
from blockkit.classroom.trying.for_figures import Asker
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.params import ChainParams

PERIOD_WIDE, PANEL_LEFT = 52, 62


def miners_jump(factor: float, minutes: int, blocks: int, rules: CourseRules = REFERENCE) -> Figure:
    """What the rule does when miners come or go, or the last clock of each period is wrong."""
    if not 0.1 <= factor <= 10:
        raise ValueError(f"the miners become 0.1 to 10 times as many, got {shown(factor)}")
    need_int(minutes, "minutes", -120, 120)
    if blocks not in CHAINS:
        raise ValueError(f"a period has {' or '.join(map(str, CHAINS))} blocks here, got {shown(blocks)}")
    ask = Asker(rules)
    params = CHAINS[blocks][0]
    numbers = iter(range(100))

    def next_bits(headers: Sequence[Header], params: ChainParams) -> int:
        return _asked_both(ask, headers, params, next(numbers))

    periods = jump(factor, minutes, blocks, next_bits)
    right = jump(factor, minutes, blocks, REFERENCE.next_bits)
    plan = params.block_seconds
    facts = {
        "factor": f"{factor:g}", "blocks": f"{blocks:,}", "minutes": minutes, "plan": plan,
        "first": _seconds(periods[1]), "second": _seconds(periods[2]), "last": _seconds(periods[-1]),
    }  # fmt: skip
    drawing = svg.Drawing(776, 488, say("jump-title"))
    drawing.text(28, 66, say("jump-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_seconds(drawing, periods, right, plan)
    _draw_targets(drawing, periods, right)
    sentence = say("jump-sentence", end=_end(periods, blocks, facts), **facts)
    return Figure(
        pictures=(drawing.picture(say("jump-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("jump-table"),
            (say("jump-period"), say("jump-seconds"), say("jump-bits"), say("jump-zero-bits"),
             say("jump-cut-off")),
            tuple(
                (str(number), _seconds(one), hex_bits(one.bits), f"{one.zero_bits:.2f}",
                 say("jump-yes" if one.cut_off else "jump-no"))
                for number, one in enumerate(periods)
            ),
        ),
        notes=tuple(ask.notes),
    )  # fmt: skip


def _asked_both(ask: Asker, headers: Sequence[Header], params: ChainParams, number: int) -> int:
    """What ``retarget`` says; where it is right, what ``next_bits`` says. A note names what is wrong."""
    first, last = headers[0], headers[-1]
    right = REFERENCE.next_bits(headers, params)
    for slot, args in (
        ("retarget", (last.bits, first.time, last.time, params)),
        ("next_bits", (list(headers), params)),
    ):
        said = ask(slot, *args, read=_as_bits)
        if said != right:
            note = say("jump-other", number=number, slot=slot, said=hex_bits(said), right=hex_bits(right))
            if not any(f" {slot} " in known for known in ask.notes):
                ask.notes.append(note)
            return int(said)
    return right


def _as_bits(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**32:
        raise TypeError("these are no bits")
    return value


def _seconds(one: Period) -> str:
    """Seconds with a digit behind the point where they are few, and three where they are less than one."""
    if one.seconds < 1:
        return f"{one.seconds:.3f}"
    return f"{one.seconds:,.1f}" if one.seconds < 1000 else f"{one.seconds:,.0f}"


def _end(periods: Sequence[Period], blocks: int, facts: dict[str, object]) -> str:
    """From which period on nothing moves any more, or that it still does."""
    last = periods[-1].seconds
    calm = [abs(one.seconds / last - 1) < 0.005 for one in periods]
    number = next(n for n in range(1, len(periods)) if all(calm[n:]))
    if number > len(periods) - 3:
        return say("jump-not-yet", **facts)
    if number == 1:
        return say("jump-at-once")
    after = _duration(sum(one.seconds * blocks for one in periods[1:number]))
    return say("jump-follows", number=number, after=after, last=facts["last"])


def _duration(seconds: float) -> str:
    """A time in the largest unit of which there are two or more."""
    for unit, long, digits in (("days", 86_400, 3), ("hours", 3600, 3), ("minutes", 60, 2)):
        if seconds >= 2 * long:
            return say(f"jump-{unit}", number=_digits(seconds / long, digits))
    return say("jump-moments", number=_digits(seconds, 2))


def _digits(number: float, digits: int) -> str:
    """A number in so many digits, or in all those before the point where they are more."""
    return f"{number:,.0f}" if number >= 10 ** (digits - 1) else f"{number:.{digits}g}"


def _at(number: int) -> float:
    return PANEL_LEFT + PERIOD_WIDE * number


def _draw_seconds(
    drawing: svg.Drawing, periods: Sequence[Period], right: Sequence[Period], plan: int
) -> None:
    """The upper panel, on a logarithmic axis."""
    top, bottom, end = 112, 254, _at(len(periods))
    values = [one.seconds for one in (*periods, *right)]
    low, high = log10(min(*values, plan)), log10(max(*values, plan))
    low, high = low - 0.15, high + max(0.25, 0.18 * (high - low))  # above, there is room for a number

    def y(seconds: float) -> float:
        return bottom - (bottom - top) * (log10(seconds) - low) / (high - low)

    drawing.text(28, 96, say("jump-upper", plan=plan), 13, bold=True)
    drawing.rect(PANEL_LEFT, top, end - PANEL_LEFT, bottom - top, fill=palette.WHITE, stroke=palette.EDGE)
    drawing.line(PANEL_LEFT, y(plan), end, y(plan), stroke=palette.GREEN_TEXT, line=2, dash="6 4")
    drawing.text(PANEL_LEFT - 6, y(plan) + 4, str(plan), 12, anchor="end", fill=palette.GREEN_TEXT)
    for found, look in ((right, palette.GREY), (periods, palette.BLUE)):
        if found is periods or list(right) != list(periods):
            path = stairs([(_at(n), y(one.seconds)) for n, one in enumerate(found)], end)
            drawing.path(path, stroke=look, line=3 if found is periods else 1.5)
    for number, one in enumerate(periods):
        size = 12 if len(_seconds(one)) < 7 else 11
        drawing.text(
            _at(number) + PERIOD_WIDE / 2,
            y(one.seconds) - 7,
            _seconds(one),
            size,
            anchor="middle",
            on=palette.WHITE,
        )


def _draw_targets(drawing: svg.Drawing, periods: Sequence[Period], right: Sequence[Period]) -> None:
    """The lower panel: the band that the limit of four allows, the target, and a tag where it was cut off."""
    top, bottom, end = 304, 446, _at(len(periods))
    values = [one.zero_bits for one in (*periods, *right)]
    low, high = min(values) - 2.5, max(values) + 2.5

    def y(bits: float) -> float:
        return bottom - (bottom - top) * (min(max(bits, low), high) - low) / (high - low)

    drawing.text(28, 288, say("jump-lower"), 13, bold=True)
    drawing.rect(PANEL_LEFT, top, end - PANEL_LEFT, bottom - top, fill=palette.WHITE, stroke=palette.EDGE)
    for number in range(1, len(periods)):
        before = periods[number - 1].zero_bits
        _hatched(drawing, _at(number), y(before + 2), PERIOD_WIDE, y(before - 2) - y(before + 2))
    for found, look in ((right, palette.GREY), (periods, palette.BLUE)):
        if found is periods or list(right) != list(periods):
            path = stairs([(_at(n), y(one.zero_bits)) for n, one in enumerate(found)], end)
            drawing.path(path, stroke=look, line=3 if found is periods else 1.5)
    for number, one in enumerate(periods):
        middle = _at(number) + PERIOD_WIDE / 2
        drawing.text(middle, bottom + 17, str(number), 12, anchor="middle", fill=palette.MUTED)
        if number == 0 or abs(one.zero_bits - periods[number - 1].zero_bits) > 0.005:
            drawing.text(
                middle, y(one.zero_bits) - 7, f"{one.zero_bits:.1f}", 12, anchor="middle", on=palette.SKY_TINT
            )
        if number and periods[number - 1].cut_off:
            drawing.tag(
                middle,
                y(one.zero_bits) + 14,
                "⊘ 4×",
                fill=palette.ORANGE_TINT,
                stroke=palette.BROWN,
                anchor="middle",
                size=11,
            )
    drawing.text(PANEL_LEFT - 6, bottom + 17, say("jump-period"), 12, anchor="end", fill=palette.MUTED)
    drawing.text(end, bottom + 34, f"⊘ 4×: {say('jump-legend')}", 12, anchor="end", fill=palette.MUTED)


def _hatched(drawing: svg.Drawing, x: float, y: float, width: float, height: float) -> None:
    """A band with slanted lines, so that it is no matter of colour."""
    drawing.rect(x, y, width, height, fill=palette.SKY_TINT)
    lines, at = [], x + 6
    while at < x + width:
        lines.append(f"M{svg.number(at)} {svg.number(y)}V{svg.number(y + height)}")
        at += 9
    drawing.path("".join(lines), stroke=palette.BIT_EDGE, line=0.8)
