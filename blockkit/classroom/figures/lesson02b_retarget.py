"""The pictures of lesson 02b: all 237 real changes of the target, and miners that come and go."""

from collections.abc import Sequence
from datetime import UTC, datetime

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.retargeting import target_of, zero_bits
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data.targets import RealRetarget, real_retarget, real_retargets
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.params import MAINNET

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
    times = max(old / new, new / old)
    factor = f"{times:.3f}" if times < 1.1 else f"{times:.2f}"
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
