"""The picture of lesson 02b in which four bytes become a target of 32."""

import re

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.retargeting import zero_bits
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, opened, try_call
from blockkit.errors import Invalid, shown

CELL = 22  # pixels of one of the 32 bytes


def four_bytes(text: str, rules: CourseRules = REFERENCE) -> Figure:
    """The bits that ``text`` writes in hex: size, sign, digits, and the target by ``bits_to_target``.

    Text that is no bits is not used, with a note; 1d00ffff takes its place.
    """
    ask = Asker(rules)
    bits = _read(text)
    if bits is None:
        ask.notes.append(say("four-bad-value", value=shown(text, 40)))
        bits = 0x1D00FFFF
    right = _right(bits)
    target = _said(ask, rules, bits, right)

    size, digits, sign = bits >> 24, bits & 0x7FFFFF, bool(bits & 0x800000)
    facts = {
        "bits": f"{bits:08x}", "size": size, "digits": f"{digits:06x}", "zeros": max(size - 3, 0),
        "sign": say("four-sign-set" if sign else "four-sign-none"),
        "target": "" if target is None else _written(target),
        "why": "" if right is not None else _why(bits),
    }  # fmt: skip
    drawing = svg.Drawing(776, 330, say("four-title"))
    drawing.text(28, 66, say("four-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_four(drawing, bits, facts)
    step = "four-zeros" if size > 3 else "four-exact" if size == 3 else "four-cut"
    for row, key in enumerate(("four-long", "four-signed", "four-leading", step)):
        drawing.text(300, 100 + 24 * row, say(key, **facts), 13)
    _draw_target(drawing, target, size, facts)
    sentence = say("four-sentence" if target is not None else "four-sentence-refused", **facts)
    rows = [(say(f"four-{name}-row"), str(facts[name])) for name in ("bits", "size", "sign", "digits")]
    last = say("four-refused") if target is None else f"{target:064x}"
    return Figure(
        pictures=(drawing.picture(say("four-alt", **facts) + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("four-table"),
            (say("four-piece"), say("four-value")),
            (*rows, (say("four-target-row"), last)),
        ),
        notes=tuple(ask.notes),
    )


def _read(text: str) -> int | None:
    """The bits that a text writes, with or without 0x."""
    found = re.fullmatch("(?:0x)?([0-9a-fA-F]{1,8})", text.strip())
    return int(found[1], 16) if found else None


def _right(bits: int) -> int | None:
    try:
        return REFERENCE.bits_to_target(bits)
    except Invalid:
        return None


def _said(ask: Asker, rules: CourseRules, bits: int, right: int | None) -> int | None:
    """What ``bits_to_target`` says, ``None`` for a refusal; a note where that is wrong."""
    said: int | None
    if right is not None:
        said = ask("bits_to_target", bits, read=_drawable)
    elif rules.bits_to_target is REFERENCE.bits_to_target:
        return None
    else:
        try:
            with opened(Trial(FIGURE)):
                said = _drawable(try_call(rules.bits_to_target, bits))
        except CannotUse as problem:
            if not problem.refused:
                ask.notes.append(say("stands-in", slot="bits_to_target", why=problem))
            return None
        except TypeError as odd:
            ask.notes.append(say("stands-in", slot="bits_to_target", why=odd))
            return None
    if said != right and not ask.notes:
        ask.notes.append(say("four-other", said=_in_words(said, bits), right=_in_words(right, bits)))
    return said


def _drawable(target: int) -> int:
    if type(target) is not int or not 0 <= target < 2**256:
        raise TypeError(say("four-no-target", got=shown(target)))
    return target


def _in_words(target: int | None, bits: int) -> str:
    if target is None:
        return say("four-said-refused", bits=f"{bits:08x}")
    return say("four-said", target=_written(target))


def _written(target: int) -> str:
    """A target for a sentence: small ones as numbers, large ones by their first digits and their zeros."""
    if target < 2**32:
        return f"{target:,}"
    digits = f"{target:x}"
    digits = digits.zfill(len(digits) + len(digits) % 2)
    stem = digits.rstrip("0")
    stem += "0" * (len(stem) % 2)
    return f"0x{stem} and {(len(digits) - len(stem)) // 2} zero bytes"


def _why(bits: int) -> str:
    """Why the rule refuses these bits."""
    size, digits = bits >> 24, bits & 0x7FFFFF
    needed = size - 3 + (digits.bit_length() + 7) // 8
    return say("four-negative") if bits & 0x800000 else say("four-too-large", size=needed)


def _draw_four(drawing: svg.Drawing, bits: int, facts: dict[str, object]) -> None:
    """The four bytes as boxes: the size round and dark, the digits square, the sign as a mark on them."""
    raw = bits.to_bytes(4, "big")
    for place, byte in enumerate(raw):
        x = 28 + 62 * place
        fill, stroke, dash = (
            (palette.YELLOW_TINT, palette.OLIVE, "")
            if place == 0
            else (palette.SKY_TINT, palette.BLUE, "5 3")
        )
        drawing.rect(
            x, 96, 56, 48, fill=fill, stroke=stroke, dash=dash, line=2, radius=12 if place == 0 else 3
        )
        drawing.text(x + 28, 127, f"{byte:02x}", 18, anchor="middle", mono=True, bold=True, on=fill)
    drawing.text(28, 164, say("four-size", **facts), 12, bold=True)
    drawing.text(106, 164, say("four-digits", **facts), 12, bold=True)
    if bits & 0x800000:
        drawing.tag(90, 184, say("four-sign", **facts), fill=palette.RUST_TINT, ink=palette.RUST_TEXT)


def _draw_target(drawing: svg.Drawing, target: int | None, size: int, facts: dict[str, object]) -> None:
    """The 32 bytes: those of the digits are on a tint, and underlined."""
    top = 236
    if target is None:
        words = f"{say('four-refused')}: {facts['why']}" if facts["why"] else say("four-refused")
        drawing.tag(
            28,
            top + 13,
            words,
            fill=palette.RUST_TINT,
            ink=palette.RUST_TEXT,
            stroke=palette.RUST_TEXT,
            size=14,
        )
        return
    raw, first = target.to_bytes(32, "big"), 32 - size
    drawing.text(28, top - 10, say("four-target", zero_bits=f"{zero_bits(target):.1f}"), 13, bold=True)
    for place, byte in enumerate(raw):
        x, leading = 28 + CELL * place, first <= place < first + 3
        fill = palette.SKY_TINT if leading else palette.PALE
        drawing.rect(x, top, CELL - 1, 28, fill=fill, radius=3)
        drawing.text(
            x + CELL / 2 - 0.5, top + 19, f"{byte:02x}", 12, anchor="middle", mono=True, bold=leading, on=fill
        )
        if leading:
            drawing.line(x + 1, top + 33, x + CELL - 2, top + 33, stroke=palette.BLUE, line=3)
        if place % 4 == 0:
            drawing.text(
                x + CELL / 2 - 0.5, top + 52, str(32 - place), 11, anchor="middle", fill=palette.MUTED
            )
