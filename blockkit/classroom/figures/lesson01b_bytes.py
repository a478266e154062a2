"""The pictures of lesson 01b: the 80 bytes of a block header, and the two orders of a hash."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from blockkit.block import Header
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data import real_block
from blockkit.errors import shown
from blockkit.guards import need_bytes
from blockkit.hashing import from_display, to_display


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the header: where it stands, and how it is told from its neighbours."""

    name: str
    start: int
    size: int
    fill: str
    stroke: str
    dash: str


FIELDS = (
    Field("version", 0, 4, palette.YELLOW_TINT, palette.OLIVE, ""),
    Field("prev_block", 4, 32, palette.SKY_TINT, palette.BLUE, "8 3"),
    Field("merkle_root", 36, 32, palette.GREEN_TINT, palette.GREEN_TEXT, "2.5 2.5"),
    Field("time", 68, 4, palette.ORANGE_TINT, palette.BROWN, "9 3 2 3"),
    Field("bits", 72, 4, palette.PINK_TINT, palette.PLUM, "0.1 4.5"),
    Field("nonce", 76, 4, palette.RUST_TINT, palette.RUST_TEXT, "14 4"),
)
HEADER_FIELDS = tuple(field.name for field in FIELDS)
HASHES = ("prev_block", "merkle_root")


def header_value(height: int, field: str) -> str:
    """The value of a field of a real block's header, as people write it."""
    return _written(real_block(height).header, _need_field(field))


def _need_field(name: str) -> str:
    if name not in HEADER_FIELDS:
        raise ValueError(f"{shown(name)} is no field of a header; there are {', '.join(HEADER_FIELDS)}")
    return name


def _written(header: Header, field: str) -> str:
    """Hashes in display order, bits in hex, the other numbers in decimal."""
    if field in HASHES:
        return to_display(getattr(header, field))
    return f"{header.bits:08x}" if field == "bits" else str(getattr(header, field))


def _edited(header: Header, field: str, value: str) -> Header:
    """The header with one field set from text; ``ValueError`` when the text is no such value."""
    text = value.strip()
    if field in HASHES:
        change: dict[str, Any] = {field: from_display(text)}
        return replace(header, **change)
    pattern, base = ("(0x)?[0-9a-fA-F]{1,8}", 16) if field == "bits" else ("-?[0-9]{1,10}", 10)
    if not re.fullmatch(pattern, text):
        raise ValueError(f"{shown(text)} is no value for {field}")
    change = {field: int(text, base)}
    return replace(header, **change)


# ---- the dump ------------------------------------------------------------------------------------


def header_dump(height: int, field: str, value: str, rules: CourseRules = REFERENCE) -> Figure:
    """The 80 bytes of a real header, and what moves when ``field`` is set to ``value``.

    ``value`` is text as people write it: decimal for version, time and nonce, hex for bits, 64 hex
    digits in display order for the hashes. Text that is none leaves the header as it is, with a note.
    """
    field = _need_field(field)
    old = new = real_block(height).header
    ask = Asker(rules)
    try:
        new = _edited(old, field, value)
    except ValueError:
        kind = "hash" if field in HASHES else "bits" if field == "bits" else "number"
        low, high = (-(2**31), 2**31 - 1) if field == "version" else (0, 2**32 - 1)
        expected = say(f"header-expects-{kind}", field=field, low=f"{low:,}", high=f"{high:,}")
        ask.notes.append(say("header-bad-value", value=shown(value, 40), expected=expected))
    raw_old, raw_new = ask.each("header_bytes", [(old,), (new,)])
    hashes = ask.each("hash256", [(raw_old,), (raw_new,)])
    id_old, id_new = ask.each("to_display", [(one,) for one in hashes])

    moved = [i for i in range(80) if raw_old[i] != raw_new[i]]
    facts = {
        "height": f"{height:,}", "field": field, "count": len(moved), "places": _runs(moved),
        "old": _short(_written(old, field)), "new": _short(_written(new, field)),
        "old_id": _short(id_old), "new_id": _short(id_new),
    }  # fmt: skip
    state = "moved" if moved else "same"
    drawing = svg.Drawing(720, 650, say("header-title", **facts))
    _draw_dump(drawing, raw_old, raw_new)
    _draw_fields(drawing, new, raw_new, field if old != new else "", 372)
    _draw_ids(drawing, id_old, id_new, 540)
    sentence = say(f"header-sentence-{state}", **facts)
    return Figure(
        pictures=(drawing.picture(say("header-alt", **facts) + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("header-table"),
            (say("header-field"), say("header-place"), say("header-wire"), say("header-read")),
            (
                *(
                    (f.name, f"{f.start}–{f.start + f.size - 1}",
                     raw_new[f.start : f.start + f.size].hex(), _written(new, f.name))
                    for f in FIELDS
                ),
                (say("header-id-before"), "", hashes[0].hex(), id_old),
                (say("header-id-after"), "", hashes[1].hex(), id_new),
            ),
        ),
        notes=tuple(ask.notes),
    )  # fmt: skip


def _short(words: str) -> str:
    """A hash for a sentence: its two ends. Shorter words stay as they are."""
    return words if len(words) < 20 else f"{words[:10]}…{words[-6:]}"


def _runs(places: list[int]) -> str:
    """Positions in words: ``[4, 5, 6, 9]`` is ``4–6, 9``."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def _draw_dump(drawing: svg.Drawing, old: bytes, new: bytes) -> None:
    """Five rows of 16 bytes; each field has its own tint, outline and name."""
    cell, height, left, top, pitch = 39.5, 34, 60, 76, 57
    for row in range(5):
        drawing.text(
            50, top + row * pitch + 22, str(16 * row), 14, anchor="end", mono=True, fill=palette.MUTED
        )
    for field in FIELDS:
        for row in range(field.start // 16, (field.start + field.size - 1) // 16 + 1):
            first = max(field.start, 16 * row)
            last = min(field.start + field.size, 16 * row + 16)
            x, y = left + first % 16 * cell, top + row * pitch
            name = field.name if first == field.start else f"… {field.name}"
            drawing.text(x + 3, y - 5, name, 14, bold=first == field.start)
            drawing.rect(
                x + 1, y, (last - first) * cell - 2, height, fill=field.fill, stroke=field.stroke,
                line=2, dash=field.dash, radius=6,
            )  # fmt: skip
            for i in range(first, last):
                _draw_byte(drawing, left + i % 16 * cell, y, old[i], new[i], field.fill)


def _draw_byte(drawing: svg.Drawing, x: float, y: float, old: int, new: int, fill: str) -> None:
    """A byte; one that moved stands on dark, above the struck-out byte it replaced."""
    middle = x + 39.5 / 2
    if old == new:
        drawing.text(middle, y + 22, f"{new:02x}", 14, anchor="middle", mono=True, on=fill)
        return
    drawing.rect(x + 4, y + 3, 31.5, 28, fill=palette.NIGHT, radius=4)
    look = {"anchor": "middle", "mono": True, "fill": palette.WHITE, "on": palette.NIGHT}
    drawing.text(middle, y + 15, f"{new:02x}", 14, bold=True, **look)  # type: ignore[arg-type]
    drawing.text(middle, y + 28, f"{old:02x}", 14, struck=True, **look)  # type: ignore[arg-type]


def _draw_fields(drawing: svg.Drawing, header: Header, raw: bytes, edited: str, top: int) -> None:
    """Field by field: the bytes as they travel, and the value as people read it."""
    drawing.text(190, top, say("header-wire"), 14, bold=True, fill=palette.MUTED)
    drawing.text(372, top, say("header-read"), 14, bold=True, fill=palette.MUTED)
    for row, field in enumerate(FIELDS):
        y = top + 24 + 22 * row
        drawing.rect(
            60, y - 11, 14, 14, fill=field.fill, stroke=field.stroke, dash=field.dash, line=2, radius=3
        )
        drawing.text(82, y, field.name, 14, bold=field.name == edited)
        piece = raw[field.start : field.start + field.size]
        wire = piece.hex(" ") if field.size == 4 else f"{piece[:3].hex(' ')} … {piece[-2:].hex(' ')}"
        drawing.text(190, y, wire, 14, mono=True)
        drawing.text(346, y, "→", 14, fill=palette.MUTED)
        read = _written(header, field.name)
        if field.name in HASHES:
            read = f"{read[:20]} … {read[-10:]}"
        elif field.name == "time":
            read += f" ({datetime.fromtimestamp(header.time, UTC):%Y-%m-%d %H:%M:%S} UTC)"
        drawing.text(372, y, read, 14, mono=True, bold=field.name == edited)


def _draw_ids(drawing: svg.Drawing, old: str, new: str, top: int) -> None:
    """The block's id before and after the change; where nothing has changed, once."""
    label = say("header-id" if old == new else "header-id-before")
    drawing.text(60, top, label, 14, bold=True, fill=palette.MUTED)
    drawing.text(60, top + 22, old, 14, mono=True, fill=palette.INK)
    if old == new:
        drawing.text(60, top + 50, say("header-id-same"), 14)
        return
    drawing.rect(48, top + 36, 644, 54, fill=palette.NIGHT, radius=8)
    look = {"fill": palette.WHITE, "on": palette.NIGHT, "bold": True}
    drawing.text(60, top + 57, say("header-id-after"), 14, **look)  # type: ignore[arg-type]
    drawing.text(60, top + 79, new, 14, mono=True, fill=palette.WHITE, on=palette.NIGHT)


# ---- two orders ----------------------------------------------------------------------------------


def two_orders(raw: bytes, rules: CourseRules = REFERENCE) -> Figure:
    """A hash in wire order above the same hash in display order, byte by byte."""
    raw = need_bytes(raw, "a hash", 32)
    ask = Asker(rules)
    display = ask("to_display", raw)
    pairs = [display[i : i + 2] for i in range(0, 64, 2)]
    wrong = [i for i, pair in enumerate(pairs) if pair != f"{raw[31 - i]:02x}"]
    if wrong:
        ask.notes.append(say("orders-wrong", count=len(wrong)))
    facts = {"wire": raw.hex(), "display": display, "first": f"{raw[0]:02x}", "last": f"{raw[-1]:02x}"}

    drawing = svg.Drawing(720, 262, say("orders-title"))
    left, cell = 28, 20.75
    for i in range(32):
        x, end = left + (i + 0.5) * cell, left + (31.5 - i) * cell
        edge = i in (0, 31)
        steps = f"M{svg.number(x)} 104C{svg.number(x)} 146 {svg.number(end)} 140 {svg.number(end)} 180"
        look = ((palette.BLUE, ""), (palette.RUST_TEXT, "7 4"))[i == 31] if edge else (palette.EDGE, "")
        drawing.path(steps, stroke=look[0], line=2.5 if edge else 1, dash=look[1])
        if edge:
            drawing.polygon([(end, 186), (end - 5, 176), (end + 5, 176)], fill=look[0])
    for y, label, cells in (
        (78, say("orders-wire"), [f"{byte:02x}" for byte in raw]),
        (188, say("orders-display"), pairs),
    ):
        drawing.text(left, y - 6 if y < 100 else y + 46, label, 14, bold=True)
        for i, words in enumerate(cells):
            bad = y > 100 and i in wrong
            fill = palette.RUST_TINT if bad else palette.SKY_TINT if i % 2 else palette.PALE
            drawing.rect(
                left + i * cell,
                y,
                cell - 1,
                26,
                fill=fill,
                stroke=palette.RUST_TEXT if bad else "none",
                radius=3,
            )
            words_x = left + (i + 0.5) * cell - 0.5
            drawing.text(words_x, y + 18, words, 14, anchor="middle", mono=True, on=fill, struck=bad)
    state = "wrong" if wrong else "right"
    sentence = say(f"orders-sentence-{state}", **facts)
    return Figure(
        pictures=(drawing.picture(say("orders-alt", **facts)),),
        sentence=sentence,
        table=Table(
            say("orders-table"),
            (say("orders-order"), say("orders-bytes")),
            ((say("orders-wire"), raw.hex()), (say("orders-display"), display)),
        ),
        notes=tuple(ask.notes),
    )
