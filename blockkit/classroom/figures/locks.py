"""The pictures of lesson 03c for multisig and time locks: keys that are passed, blocks that come too soon."""

from typing import Any

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.real_spends import PEOPLE, fits
from blockkit.classroom.trying.for_figures import Asker, yes_or_no
from blockkit.errors import shown
from blockkit.guards import need_int

# ---- multisig ------------------------------------------------------------------------------------

CASES = (("Alice", "Carol"), ("Carol", "Alice"), ("Alice", "Alice"))
TILE, GAP = 128, 24


def key_tiles(rules: CourseRules = REFERENCE) -> Figure:
    """Signatures above, keys below: which signature found which key, and which keys were passed."""
    ask, keys = Asker(rules), [*PEOPLE]
    drawing = svg.Drawing(776, 90 + 176 * len(CASES), say("tiles-title"))
    drawing.text(28, 62, say("tiles-subtitle"), 13, fill=palette.MUTED)
    stacks = [
        ([b"", *(f"by {one}".encode() for one in names), b"\2", *(one.encode() for one in keys), b"\3"], fits)
        for names in CASES
    ]
    said = ask.each("op_checkmultisig", stacks, read=_verdict)
    rows = []
    for number, (names, stack) in enumerate(zip(CASES, said, strict=True)):
        good = stack == [b"\1"]
        found = walk(names, keys)
        _draw_case(drawing, 82 + 176 * number, names, keys, found, good)
        if good != (None not in found.values()):
            ask.notes.append(say("tiles-note", names=", ".join(names), said=say(f"tiles-{good}".lower())))
        passed = [
            key
            for place, key in enumerate(keys)
            if place not in found.values() and place < _reached(found, keys)
        ]
        rows.append((", ".join(names), ", ".join(passed) or "–", say(f"tiles-{good}".lower())))
    sentence = say("tiles-sentence", count=sum(one == [b"\1"] for one in said))
    heads = tuple(say(f"tiles-head-{key}") for key in ("signed", "passed", "verdict"))
    return Figure(
        pictures=(drawing.picture(say("tiles-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("tiles-table"), heads, tuple(rows)),
        notes=tuple(ask.notes),
    )


def _verdict(value: Any) -> list[bytes]:
    if type(value) not in (list, tuple) or list(value) not in ([b"\1"], [b""]):
        raise TypeError(shown(value))
    return list(value)


def walk(names: tuple[str, ...], keys: list[str]) -> dict[int, int | None]:
    """Which key each signature finds, by its place; ``None`` where the keys ran out."""
    found: dict[int, int | None] = {}
    at = 0
    for place, name in enumerate(names):
        while at < len(keys) and keys[at] != name:
            at += 1
        found[place] = at if at < len(keys) else None
        at += 1
    return found


def _reached(found: dict[int, int | None], keys: list[str]) -> int:
    """How many keys were looked at."""
    places = list(found.values())
    return len(keys) if None in places else max(place for place in places if place is not None) + 1


def _draw_case(
    drawing: svg.Drawing,
    top: float,
    names: tuple[str, ...],
    keys: list[str],
    found: dict[int, int | None],
    good: bool,
) -> None:
    drawing.rect(28, top, 720, 164, fill=palette.PALE, radius=10)
    drawing.text(44, top + 38, say("tiles-signatures"), 12, bold=True, on=palette.PALE)
    drawing.text(44, top + 132, say("tiles-keys"), 12, bold=True, on=palette.PALE)
    left = 136
    for place, key in enumerate(keys):
        x, mine = left + (TILE + GAP) * place, place in found.values()
        passed = not mine and place < _reached(found, keys)
        fill, ink = (palette.GREEN_TINT, palette.GREEN_TEXT) if mine else (palette.WHITE, palette.GREY)
        drawing.rect(x, top + 112, TILE, 32, fill=fill, stroke=ink, radius=6, dash="4 3" if passed else "")
        drawing.text(x + TILE / 2, top + 133, key, 13, anchor="middle", bold=mine, struck=passed, on=fill)
    for place, name in enumerate(names):
        x, own = left + (TILE + GAP) * place, found[place]
        fill, ink = (
            (palette.SKY_TINT, palette.BLUE) if own is not None else (palette.RUST_TINT, palette.RUST_TEXT)
        )
        drawing.rect(
            x, top + 18, TILE, 32, fill=fill, stroke=ink, radius=6, dash="" if own is not None else "4 3"
        )
        drawing.text(
            x + TILE / 2, top + 39, say("tiles-by", name=name), 13, anchor="middle", bold=True, on=fill
        )
        if own is not None:
            drawing.arrow(
                x + TILE / 2, top + 52, left + (TILE + GAP) * own + TILE / 2, top + 108, stroke=palette.INK
            )
        else:
            drawing.text(
                x + TILE + 12, top + 39, say("tiles-none"), 12, fill=palette.RUST_TEXT, on=palette.PALE
            )
    fill, ink = palette.verdict(good)
    words = f"{'✓' if good else '✗'} {say(f'tiles-{good}'.lower())}"
    drawing.tag(
        736, top + 82, words, fill=fill, ink=ink, stroke=ink, anchor="end", dash="" if good else "4 3"
    )


# ---- a time lock ---------------------------------------------------------------------------------

BLOCK = 104
BLOCK_TIME = 1_700_000_000  # no time of a block matters where a lock is a height


def lock_line(lock: int = 100, sequence: int = 0xFFFFFFFE, rules: CourseRules = REFERENCE) -> Figure:
    """Five blocks around a lock time, and which of them may have the payment; and does its coin open?"""
    need_int(lock, "the lock time, a height,", 2, 400_000_000)
    need_int(sequence, "the sequence", 0, 0xFFFFFFFF)
    ask, heights = Asker(rules), range(lock - 2, lock + 3)
    calls = [(lock, [sequence], height, BLOCK_TIME) for height in heights]
    may = ask.each("is_final", calls, read=yes_or_no)
    opened = ask("check_lock_time", lock, lock, sequence, read=yes_or_no)
    others = [str(call[2]) for call, one in zip(calls, may, strict=True) if one != REFERENCE.is_final(*call)]
    if others:
        ask.notes.append(say("line-note", heights=", ".join(others)))
    if opened != REFERENCE.check_lock_time(lock, lock, sequence):
        ask.notes.append(say("line-note-opens", said=say("line-opens" if opened else "line-stays")))
    drawing = svg.Drawing(776, 300, say("line-title", lock=lock))
    drawing.text(28, 64, say("line-subtitle", sequence=f"{sequence:#010x}"), 13, fill=palette.MUTED)
    first = next((place for place, one in enumerate(may) if one), None)
    for place, (height, one) in enumerate(zip(heights, may, strict=True)):
        x = 148.0 + (BLOCK + 18) * place
        fill, ink = palette.verdict(one)
        if place:
            drawing.line(x - 18, 158, x, 158, stroke=palette.GREY, line=3)
        drawing.rect(x, 122, BLOCK, 72, fill=fill, stroke=ink, dash="" if one else "4 3", radius=8, line=1.5)
        drawing.text(
            x + BLOCK / 2, 150, say("line-block", height=height), 13, anchor="middle", bold=True, on=fill
        )
        words = f"{'✓' if one else '✗'} {say('line-may' if one else 'line-not')}"
        drawing.text(x + BLOCK / 2, 176, words, 12, anchor="middle", on=fill)
    drawing.rect(28, 122, 92, 72, fill=palette.ORANGE_TINT, stroke=palette.BROWN, radius=8)
    drawing.text(74, 150, say("line-payment"), 12, anchor="middle", bold=True, on=palette.ORANGE_TINT)
    waits = say("line-waits" if first != 0 else "line-ready")
    drawing.text(74, 176, waits, 12, anchor="middle", on=palette.ORANGE_TINT)
    if first is not None:
        x = 148.0 + (BLOCK + 18) * first + BLOCK / 2
        drawing.path(f"M74 118C74 84 {x:g} 84 {x:g} 108", stroke=palette.BROWN, line=2)
        drawing.polygon([(x, 118), (x - 5, 108), (x + 5, 108)], fill=palette.BROWN)
    fill, ink = palette.verdict(opened)
    drawing.text(28, 246, say("line-asks", lock=lock), 13)
    words = f"{'✓' if opened else '✗'} {say('line-opens' if opened else 'line-stays')}"
    drawing.tag(28, 270, words, fill=fill, ink=ink, stroke=ink, dash="" if opened else "4 3")
    reached = str(heights[first]) if first is not None else say("line-none")
    sentence = say("line-sentence", height=reached, verdict=say("line-opens" if opened else "line-stays"))
    rows = [
        (str(height), say("line-may" if one else "line-not"))
        for height, one in zip(heights, may, strict=True)
    ]
    return Figure(
        pictures=(drawing.picture(say("line-alt", lock=lock) + " " + sentence),),
        sentence=sentence,
        table=Table(say("line-table"), (say("line-head-block"), say("line-head-may")), tuple(rows)),
        notes=tuple(ask.notes),
    )
