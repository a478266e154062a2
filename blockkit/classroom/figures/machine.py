"""The machine the student has built so far: all parts, theirs or the reference's."""

from collections.abc import Mapping

from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.lessons import EXERCISE_OF, KEPT, LESSONS
from blockkit.classroom.messages import say

STAGES_A_ROW = 4
STAGES = {
    lesson.stage: [part.name for part in lesson.parts if part.kept] for lesson in LESSONS if lesson.parts
}
HIGH = 290  # of a stage


def machine(sources: Mapping[str, str]) -> Figure:
    """What the student's chain can do now: its parts, each theirs or the reference's.

    ``sources`` says for each slot where it comes from, as ``load()`` does: "yours", or
    "reference" with a reason. A slot it leaves out is the reference's.
    """
    mine = {slot for slot in KEPT if str(sources.get(slot, "")).startswith("yours")}
    facts = {"mine": len(mine), "all": len(KEPT)}
    rows_of_stages = -(-len(STAGES) // STAGES_A_ROW)
    drawing = svg.Drawing(761, 98 + (HIGH + 18) * rows_of_stages, say("machine-title"))
    drawing.text(28, 66, say("machine-count", **facts), 13, fill=palette.MUTED)
    x, top = 28, 88
    for number, (stage, slots) in enumerate(STAGES.items()):
        if number and number % STAGES_A_ROW == 0:
            x, top = 28, top + HIGH + 18
        title = say(f"machine-{stage}")
        share = say("machine-share", mine=len(mine.intersection(slots)), all=len(slots))
        head = 14 + svg.width_of(title, 15, bold=True) + 8 + svg.width_of(share, 12) + 14
        width = 186 if head > 155 or any(len(slot) > 18 for slot in slots) else 155
        drawing.rect(x, top, width, HIGH, fill=palette.PALE, radius=12)
        drawing.text(x + 14, top + 25, title, 15, bold=True, on=palette.PALE)
        drawing.text(x + width - 14, top + 25, share, 12, anchor="end", fill=palette.MUTED, on=palette.PALE)
        drawing.text(x + 14, top + 44, say(f"machine-{stage}-does"), 12, fill=palette.MUTED, on=palette.PALE)
        if x > 28:
            drawing.arrow(x - 17, top + 24, x - 1, top + 24, stroke=palette.INK, line=2.5)
        for row, slot in enumerate(slots):
            _draw_part(drawing, x + 10, top + 57 + 38 * row, width - 20, slot, slot in mine)
        x += width + 18
    sentence = say("machine-sentence-all" if len(mine) == len(KEPT) else "machine-sentence", **facts)
    rows = tuple((slot, EXERCISE_OF[slot], str(sources.get(slot, say("machine-reference")))) for slot in KEPT)
    heads = (say("machine-part"), say("machine-exercise"), say("machine-source"))
    named = {
        "yours": ", ".join(slot for slot in KEPT if slot in mine) or say("none"),
        "reference": ", ".join(slot for slot in KEPT if slot not in mine) or say("none"),
    }
    return Figure(
        pictures=(drawing.picture(say("machine-alt", **named)),),
        sentence=sentence,
        table=Table(say("machine-table"), heads, rows),
    )


def _draw_part(drawing: svg.Drawing, x: float, y: float, width: float, slot: str, mine: bool) -> None:
    """One part: the student's is solid and round with a tick, the reference's dashed and square."""
    fill, stroke, dash = (
        (palette.SKY_TINT, palette.BLUE, "") if mine else (palette.WHITE, palette.GREY, "4 3")
    )
    drawing.rect(
        x, y, width, 33, fill=fill, stroke=stroke, dash=dash, line=2.2 if mine else 1.3,
        radius=11 if mine else 0,
    )  # fmt: skip
    size = 12 if len(slot) < 18 else 11
    drawing.text(x + 8, y + 14, slot, size, mono=True, bold=mine, on=fill)
    words = say("machine-yours" if mine else "machine-reference")
    drawing.text(
        x + 8,
        y + 28,
        f"✓ {words}" if mine else words,
        11,
        fill=palette.INK if mine else palette.MUTED,
        on=fill,
    )
