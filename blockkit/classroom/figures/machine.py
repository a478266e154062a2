"""The machine the student has built so far: all parts, theirs or the reference's."""

from collections.abc import Mapping

from blockkit.classroom.drawing import svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.slots import SLOTS

STAGES = {
    "hash": ("sha256_hex", "hash256", "changed_bits"),
    "bytes": ("canonical", "encode_varint", "decode_varint", "to_display", "from_display", "header_bytes"),
    "merkle": ("merkle_root", "merkle_proof", "verify_proof", "has_duplicate_subtree"),
    "chain": ("new_block", "first_broken", "valid_chain"),
}  # fmt: skip


def machine(sources: Mapping[str, str]) -> Figure:
    """What the student's chain can do now: the parts of module 01, each theirs or the reference's.

    ``sources`` says for each slot where it comes from, as ``load()`` does: "yours", or
    "reference" with a reason. A slot it leaves out is the reference's.
    """
    mine = {slot for slot in SLOTS if str(sources.get(slot, "")).startswith("yours")}
    facts = {"mine": len(mine), "all": len(SLOTS)}
    drawing = svg.Drawing(761, 406, say("machine-title"))
    drawing.text(28, 66, say("machine-count", **facts), 13, fill=svg.MUTED)
    x = 28
    for stage, slots in STAGES.items():
        width = 186 if stage == "merkle" else 155
        drawing.rect(x, 88, width, 290, fill=svg.PALE, radius=12)
        drawing.text(x + 14, 113, say(f"machine-{stage}"), 15, bold=True, on=svg.PALE)
        share = say("machine-share", mine=len(mine.intersection(slots)), all=len(slots))
        drawing.text(x + width - 14, 113, share, 12, anchor="end", fill=svg.MUTED, on=svg.PALE)
        drawing.text(x + 14, 132, say(f"machine-{stage}-does"), 12, fill=svg.MUTED, on=svg.PALE)
        if x > 28:
            drawing.arrow(x - 17, 112, x - 1, 112, stroke=svg.INK, line=2.5)
        for row, slot in enumerate(slots):
            _draw_part(drawing, x + 10, 145 + 38 * row, width - 20, slot, slot in mine)
        x += width + 18
    sentence = say("machine-sentence-all" if len(mine) == len(SLOTS) else "machine-sentence", **facts)
    rows = tuple(
        (slot, SLOTS[slot].exercise, str(sources.get(slot, say("machine-reference")))) for slot in SLOTS
    )
    heads = (say("machine-part"), say("machine-exercise"), say("machine-source"))
    named = {
        "yours": ", ".join(slot for slot in SLOTS if slot in mine) or say("none"),
        "reference": ", ".join(slot for slot in SLOTS if slot not in mine) or say("none"),
    }
    return Figure(
        pictures=(drawing.picture(say("machine-alt", **named)),),
        sentence=sentence,
        table=Table(say("machine-table"), heads, rows),
    )


def _draw_part(drawing: svg.Drawing, x: float, y: float, width: float, slot: str, mine: bool) -> None:
    """One part: the student's is solid and round with a tick, the reference's dashed and square."""
    fill, stroke, dash = (svg.SKY_TINT, svg.BLUE, "") if mine else (svg.WHITE, svg.GREY, "4 3")
    drawing.rect(
        x, y, width, 33, fill=fill, stroke=stroke, dash=dash, line=2.2 if mine else 1.3,
        radius=11 if mine else 0,
    )  # fmt: skip
    size = 12 if len(slot) < 18 else 11
    drawing.text(x + 8, y + 14, slot, size, mono=True, bold=mine, on=fill)
    words = say("machine-yours" if mine else "machine-reference")
    drawing.text(
        x + 8, y + 28, f"✓ {words}" if mine else words, 11, fill=svg.INK if mine else svg.MUTED, on=fill
    )
