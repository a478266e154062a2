"""The pictures of lesson 02b: all 237 real changes of the target, and miners that come and go."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import log10

from blockkit.block import Header
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.retargeting import CHAINS, Period, jump, target_of, zero_bits
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data.targets import RealRetarget, real_retarget, real_retargets
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.params import MAINNET, ChainParams

PLAN = 2016 * 600  # seconds of a period of the main chain
LEAST, MOST = 2016, 479_807  # the heights that can be asked for


def hex_bits(bits: object) -> str:
    """Bits as people write them; whatever is none, as it is."""
    return f"{bits:08x}" if type(bits) is int and 0 <= bits < 2**32 else shown(bits)


def stairs(points: Sequence[tuple[float, float]], end: float) -> str:
    """A path of steps: each value from its x to the next one's, the last to ``end``."""
    steps = [f"M{svg.number(points[0][0])} {svg.number(points[0][1])}"]
    steps += [f"H{svg.number(x)}V{svg.number(y)}" for x, y in points[1:]]
    return "".join([*steps, f"H{svg.number(end)}"])


# ---- all changes ---------------------------------------------------------------------------------

LEFT, RIGHT, TOP, BOTTOM = 52, 748, 112, 372  # of the plot
LOWEST, HIGHEST = 26, 74  # zero bits


def changes(height: int, rules: CourseRules = REFERENCE) -> Figure:
    """All 237 changes as steps, with what ``retarget`` makes of each, and the one at ``height`` in words."""
    asked = real_retarget(need_int(height, "height", LEAST, MOST))
    ask, all_changes = Asker(rules), real_retargets()
    calls = [(one.old_bits, one.first_time, one.last_time, MAINNET) for one in all_changes]
    said = dict(zip(all_changes, ask.each("retarget", calls), strict=True))
    wrong = [one for one in all_changes if (type(said[one]), said[one]) != (int, one.new_bits)]
    for one in [asked] if asked in wrong else wrong[:1]:
        facts = {
            "height": f"{one.height:,}",
            "said": hex_bits(said[one]),
            "right": hex_bits(one.new_bits),
        }
        ask.notes.append(say("changes-note", **facts))

    drawing = svg.Drawing(776, 556, say("changes-title"))
    drawing.text(28, 66, say("changes-subtitle", count=len(all_changes)), 13, fill=palette.MUTED)
    _draw_legend(drawing, all_changes, wrong)
    _draw_axes(drawing, all_changes)
    start = [(LEFT, _y(all_changes[0].old_bits))]
    path = stairs([*start, *((_x(one), _y(one.new_bits)) for one in all_changes)], RIGHT)
    drawing.path(path, stroke=palette.BLUE, line=2)
    for one in all_changes:
        _draw_mark(drawing, one, one in wrong)
    _draw_flags(drawing)
    _draw_card(drawing, asked, said[asked])
    sentence = say(
        "changes-sentence", height=f"{asked.height:,}", seconds=f"{asked.seconds:,}",
        old=hex_bits(asked.old_bits), new=hex_bits(asked.new_bits), what=_what_became(asked),
        right=len(all_changes) - len(wrong), count=len(all_changes),
    )  # fmt: skip
    last = f"{_zero_bits(all_changes[-1].new_bits):.1f}"
    return Figure(
        pictures=(drawing.picture(say("changes-alt", last=last) + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("changes-table"),
            (say("changes-height"), say("changes-seconds"), say("changes-old"), say("changes-new"),
             say("changes-zero-bits"), say("changes-verdict")),
            tuple(
                (f"{one.height:,}", f"{one.seconds:,}", hex_bits(one.old_bits), hex_bits(one.new_bits),
                 f"{_zero_bits(one.new_bits):.1f}", f"{'✗' if one in wrong else '✓'} {hex_bits(said[one])}")
                for one in all_changes
            ),
        ),
        notes=tuple(ask.notes),
    )  # fmt: skip


def _zero_bits(bits: int) -> float:
    return zero_bits(target_of(bits))


def _x(one: RealRetarget) -> float:
    return LEFT + (RIGHT - LEFT) * one.height / MOST


def _y(bits: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * (_zero_bits(bits) - LOWEST) / (HIGHEST - LOWEST)


def _is_easier(one: RealRetarget) -> bool:
    return target_of(one.new_bits) > target_of(one.old_bits)


def _what_became(one: RealRetarget) -> str:
    old, new = target_of(one.old_bits), target_of(one.new_bits)
    if old == new:
        return say("changes-same")
    factor = f"{max(old / new, new / old):.2f}"
    return say("changes-easier" if new > old else "changes-harder", factor=factor)


def _draw_legend(drawing: svg.Drawing, all_changes: Sequence[RealRetarget], wrong: object) -> None:
    """The three marks, with how often each is there."""
    up, bad = sum(map(_is_easier, all_changes)), len(wrong)  # type: ignore[arg-type]
    x = float(LEFT)
    for kind, key, count in (
        ("dot", "changes-down", len(all_changes) - up), ("square", "changes-up", up),
        ("cross", "changes-wrong", bad),
    ):  # fmt: skip
        if kind == "cross" and not bad:
            continue
        _mark(drawing, x + 4, 87, kind)
        words = say(key, count=count)
        drawing.text(x + 14, 91, words, 12)
        x += 30 + svg.width_of(words, 12)


def _mark(drawing: svg.Drawing, x: float, y: float, kind: str) -> None:
    if kind == "dot":
        drawing.rect(x - 2, y - 2, 4, 4, fill=palette.BLUE, radius=2)
    elif kind == "square":
        drawing.rect(x - 3, y - 3, 6, 6, fill=palette.WHITE, stroke=palette.RUST_TEXT, line=1.5)
    else:
        drawing.path("M-5 -5L5 5M5 -5L-5 5", stroke=palette.RUST_TEXT, line=2.5, at=(x, y, 0))


def _draw_mark(drawing: svg.Drawing, one: RealRetarget, is_wrong: bool) -> None:
    kind = "cross" if is_wrong else "square" if _is_easier(one) else "dot"
    _mark(drawing, _x(one), _y(one.new_bits), kind)


def _draw_axes(drawing: svg.Drawing, all_changes: Sequence[RealRetarget]) -> None:
    for level in range(32, HIGHEST, 8):
        y = BOTTOM - (BOTTOM - TOP) * (level - LOWEST) / (HIGHEST - LOWEST)
        drawing.line(LEFT, y, RIGHT, y, stroke=palette.EDGE, line=1)
        drawing.text(LEFT - 8, y + 4, str(level), 12, anchor="end", fill=palette.MUTED)
    drawing.line(LEFT, BOTTOM, RIGHT, BOTTOM, line=1)
    year = 0
    for one in all_changes:
        if (new := datetime.fromtimestamp(one.last_time, UTC).year) > year:
            year = new
            drawing.line(_x(one), BOTTOM, _x(one), BOTTOM + 5, line=1)
            drawing.text(_x(one), BOTTOM + 19, str(year), 12, fill=palette.MUTED)


def _draw_flags(drawing: svg.Drawing) -> None:
    """Two places that one should know."""
    flat, cut = real_retarget(30_240), real_retarget(68_544)
    drawing.text(LEFT + 4, _y(flat.new_bits) + 18, say("changes-flat"), 12)
    x, y = _x(cut), _y(cut.new_bits)
    drawing.line(x, y - 6, x, TOP + 42, stroke=palette.INK, line=1.5)
    drawing.tag(
        x - 24, TOP + 32, say("changes-cut"), fill=palette.ORANGE_TINT, stroke=palette.BROWN, anchor="start"
    )


def _draw_lead(drawing: svg.Drawing, x: float, top: float) -> None:
    """A dashed line from a change down to its card; it leaves out the words that stand on its way."""
    gaps: list[tuple[float, float]] = [(BOTTOM + 6, BOTTOM + 24)]  # the years
    if x < LEFT + 8 + svg.width_of(say("changes-flat"), 12):
        flat = _y(real_retarget(30_240).new_bits)
        gaps.insert(0, (flat + 7, flat + 23))
    for begin, end in gaps:
        if begin > top + 3:
            drawing.line(x, top, x, begin, stroke=palette.INK, line=1.5, dash="4 3")
        top = end
    drawing.line(x, top, x, 404, stroke=palette.INK, line=1.5, dash="4 3")


def _draw_card(drawing: svg.Drawing, one: RealRetarget, said: object) -> None:
    """The change that was asked for: where it is, and what went in and came out."""
    _draw_lead(drawing, _x(one), _y(one.new_bits) + 8)
    drawing.rect(28, 404, 720, 132, fill=palette.PALE, radius=10)
    drawing.text(44, 428, say("changes-card", height=f"{one.height:,}"), 14, bold=True, on=palette.PALE)
    clocks = [
        f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M:%S}" for time in (one.first_time, one.last_time)
    ]
    took = say("changes-took", seconds=f"{one.seconds:,}", days=f"{one.seconds / 86_400:.1f}")
    counted = min(max(one.seconds, PLAN // 4), PLAN * 4)
    if counted != one.seconds:
        took = f"{one.seconds:,} s: " + say("changes-counts", seconds=f"{counted:,}")
    rows = (
        (say("changes-old"), hex_bits(one.old_bits), ""),
        (say("changes-clocks"), f"{clocks[0]} → {clocks[1]}", ""),
        ("", took, ""),
        (say("changes-new"), hex_bits(one.new_bits), _what_became(one)),
        (say("changes-says"), hex_bits(said), "✓" if said == one.new_bits else "✗"),
    )
    for row, (label, value, more) in enumerate(rows):
        y = 449 + 18 * row
        drawing.text(44, y, label, 12, fill=palette.MUTED, on=palette.PALE)
        value = svg.shortened(value, 300 if more else 540, 12, mono=bool(label))
        drawing.text(190, y, value, 12, mono=bool(label), bold=bool(more), on=palette.PALE)
        drawing.text(290, y, more, 12, bold=len(more) == 1, on=palette.PALE)


# ---- miners come and go --------------------------------------------------------------------------

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
