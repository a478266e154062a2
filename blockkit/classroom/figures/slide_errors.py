"""The picture of lesson 03b in which the reader's ``repair`` mends what a lecture printed."""

from collections.abc import Callable
from typing import Any

from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.misprints import IN, OUT, slide
from blockkit.classroom.misprints import repair as reference
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, opened, try_call

NAMES = {"coinbase": "coinbase", "signature": "signature", "previous hash": "hash"}  # and their words
AROUND = 14  # digits shown on each side of the place


def misprints(repair: Callable[..., Any] = reference) -> Figure:
    """What is printed on three slides, and what ``repair`` makes of it."""
    notes: list[str] = []
    drawing = svg.Drawing(776, 452, say("misprints-title"))
    drawing.text(28, 64, say("misprints-subtitle"), 13, fill=palette.MUTED)
    rows, good = [], 0
    for place, (name, key) in enumerate(NAMES.items()):
        one = slide(name)
        try:
            mended = _asked(repair, one.text, one.is_right)
        except CannotUse as problem:
            notes.append(say("stands-in", slot="repair", why=str(problem)))
            mended, repair = reference(one.text, one.is_right), reference
        change = change_of(one.text, mended)
        right = one.is_right(mended)
        good += right
        words = say("misprints-no-change")
        if change and change != (0, 0, 0):
            at, out, zeros = change
            words = say("misprints-change", at=at, out=one.text[at : at + out], zeros=zeros)
        _draw_row(drawing, 84 + 120 * place, key, one.text, mended, change, right, words)
        verdict = say("misprints-right" if right else "misprints-wrong")
        rows.append((say(f"misprints-{key}"), one.text, mended, words, verdict))
    sentence = say("misprints-sentence", true=good)
    heads = tuple(say(f"misprints-{head}") for head in ("text", "printed", "digits", "what", "verdict"))
    return Figure(
        pictures=(drawing.picture(say("misprints-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("misprints-table"), heads, tuple(rows)),
        notes=tuple(notes),
    )


def _asked(repair: Callable[..., Any], text: str, is_right: Callable[[str], bool]) -> str:
    with opened(Trial(FIGURE)):
        found = try_call(repair, text, is_right)
    if type(found) is not str or not found.isascii() or len(found) > 400:
        raise CannotUse(say("why-form", got=type(found).__name__, expected="str"))
    return found


def change_of(text: str, mended: str) -> tuple[int, int, int] | None:
    """Where one change at one place makes the one of the other: place, digits out, zeros in.

    Where digits are equal, several places would do: the first counts.
    """
    for out in range(OUT + 1):
        zeros = len(mended) - len(text) + out
        if 0 <= zeros <= IN:
            for at in range(len(text) - out + 1):
                if text[:at] + "0" * zeros + text[at + out :] == mended:
                    return at, out, zeros
    return None


def _draw_row(
    drawing: svg.Drawing, top: float, key: str, text: str, mended: str,
    change: tuple[int, int, int] | None, right: bool, words: str,
) -> None:  # fmt: skip
    """A text around its place, as printed and as it is now."""
    on = palette.PALE
    drawing.rect(28, top, 720, 110, fill=on, radius=10)
    drawing.text(44, top + 24, say(f"misprints-{key}"), 13, bold=True, on=on)
    drawing.text(210, top + 24, say(f"misprints-judge-{key}"), 12, fill=palette.MUTED, on=on)
    at, out, zeros = change or (0, 0, 0)
    start = max(0, at - AROUND)
    before = "…" if start else ""
    x = _digits(drawing, 44, top + 52, before + text[start:at], on)
    x = _digits(drawing, x, top + 52, text[at : at + out], palette.RUST_TINT, struck=True)
    _digits(drawing, x, top + 52, f"{text[at + out : at + out + AROUND]}…", on)
    drawing.text(736, top + 52, say("misprints-count", count=len(text)), 12, anchor="end", on=on)
    x = _digits(drawing, 44, top + 78, before + mended[start:at], on)
    x = _digits(drawing, x, top + 78, mended[at : at + zeros], palette.GREEN_TINT)
    _digits(drawing, x, top + 78, f"{mended[at + zeros : at + zeros + AROUND]}…", on)
    drawing.text(736, top + 78, say("misprints-count", count=len(mended)), 12, anchor="end", on=on)
    drawing.text(44, top + 100, svg.shortened(words, 500, 12), 12, on=on)
    fill, ink = palette.verdict(right)
    verdict = f"{'✓' if right else '✗'} {say('misprints-right' if right else 'misprints-wrong')}"
    drawing.tag(
        736, top + 20, verdict, fill=fill, ink=ink, stroke=ink, dash="" if right else "4 3", anchor="end"
    )


def _digits(drawing: svg.Drawing, x: float, y: float, text: str, on: str, struck: bool = False) -> float:
    """Digits in a row, each in its own place; returns where the next begins."""
    wide = 9 * len(text)
    if on != palette.PALE and text:
        drawing.rect(x - 1, y - 15, wide + 1, 21, fill=on, stroke=palette.GREY)
    for place, digit in enumerate(text):
        drawing.text(
            x + 9 * place + 4,
            y,
            digit,
            14,
            anchor="middle",
            mono=True,
            struck=struck,
            bold=on != palette.PALE,
            on=on,
        )
    return x + wide
