"""The pictures of lesson 01a: one flipped bit, all flipped bits, and the birthday collision."""

from functools import cache
from math import expm1

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.chart import (
    Axes,
    chart,
    histogram,
    percent_curve,
    point,
    vertical,
)
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.errors import shown
from blockkit.guards import need_bytes, need_int
from blockkit.hashing import from_hex, sha256

Bits = list[int]  # each 0 or 1, the leftmost bit of the first byte first


def bit_count(text: str) -> int:
    """How many bits there are to flip in the UTF-8 bytes of ``text``."""
    return 8 * len(_utf8(text))


def flipped(data: bytes, bit: int) -> bytes:
    """``data`` with one bit changed; bit 0 is the leftmost bit of the first byte."""
    place = 8 * len(data) - 1 - bit
    return (int.from_bytes(data, "big") ^ 1 << place).to_bytes(len(data), "big")


def _utf8(text: str) -> bytes:
    if not isinstance(text, str):
        raise TypeError(f"the text must be a str, got {type(text).__name__} {shown(text)}")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"{shown(text)} holds half a character, which has no UTF-8 bytes") from error


def _bits(data: bytes) -> Bits:
    return [byte >> place & 1 for byte in data for place in range(7, -1, -1)]


def _digest(hex_text: str) -> bytes:
    return need_bytes(from_hex(hex_text), "a digest", 32)


# ---- one bit -------------------------------------------------------------------------------------


def fingerprint(text: str, bit: int, rules: CourseRules = REFERENCE) -> Figure:
    """The fingerprint of ``text`` beside that of the same text with one bit flipped."""
    data = _utf8(text)
    if not data:
        return _empty_text(rules)
    bit = need_int(bit, "bit", 0, 8 * len(data) - 1)
    other = flipped(data, bit)
    ask = Asker(rules)
    before = ask("sha256_hex", text, read=_digest)
    # The flipped bytes are often no UTF-8, so there is no text to give to the student's sha256_hex.
    after = sha256(other)
    counted = ask("changed_bits", before, after)
    marked = REFERENCE.changed_bits(before, after)
    if counted != marked:
        ask.notes.append(say("fingerprint-count", said=shown(counted), marked=marked))

    facts = {
        "bit": bit, "byte": bit // 8, "text": _quoted(text), "count": marked,
        "share": f"{marked / 256:.0%}", "old": f"{data[bit // 8]:08b}", "new": f"{other[bit // 8]:08b}",
    }  # fmt: skip
    drawing = svg.Drawing(720, 524, say("fingerprint-title"))
    _draw_bytes(drawing, data, other, bit)
    _draw_grid(drawing, 28, 160, _bits(before), _bits(before))
    _draw_grid(drawing, 420, 160, _bits(after), _bits(before))
    for x, digest, label in (
        (28, before, say("fingerprint-before")),
        (420, after, say("fingerprint-after", bit=bit)),
    ):
        drawing.text(x, 150, label, 14, bold=True)
        for row in (0, 1):
            half = digest.hex()[32 * row : 32 * row + 32]
            drawing.text(x, 450 + 17 * row, half, 14, mono=True, fill=palette.MUTED)
    drawing.text(360, 278, str(marked), 42, anchor="middle", bold=True)
    for line, words in enumerate(say("fingerprint-of-256", **facts).split("\n")):
        drawing.text(360, 304 + 18 * line, words, 14, anchor="middle", fill=palette.MUTED)
    drawing.arrow(320, 226, 400, 226, stroke=palette.INK, line=2.5)
    _draw_legend(drawing, 498)
    return Figure(
        pictures=(drawing.picture(say("fingerprint-alt", **facts)),),
        sentence=say("fingerprint-sentence", **facts),
        table=Table(
            say("fingerprint-table"),
            (say("what"), say("fingerprint-before"), say("fingerprint-after", bit=bit)),
            (
                (say("fingerprint-byte", byte=bit // 8), str(facts["old"]), str(facts["new"])),
                (say("fingerprint-digest"), before.hex(), after.hex()),
                (say("fingerprint-changed"), "", str(marked)),
            ),
        ),
        notes=tuple(ask.notes),
    )


def _quoted(text: str) -> str:
    """A text for a sentence: in quotation marks, shortened in the middle."""
    return f"“{text}”" if len(text) <= 40 else f"“{text[:24]} … {text[-12:]}”"


def _draw_bytes(drawing: svg.Drawing, data: bytes, other: bytes, bit: int) -> None:
    """The bytes around the flipped one, as characters where they have one."""
    at = bit // 8
    first = max(0, min(at - 10, len(data) - 21))
    window = range(first, min(first + 21, len(data)))
    for x, more in ((14, first > 0), (710, window.stop < len(data))):
        if more:
            drawing.text(x, 78, "…", 14, anchor="middle", mono=True)
    for column, i in enumerate(window):
        x, hit = 28 + 32 * column, i == at
        fill, ink = (palette.NIGHT, palette.WHITE) if hit else (palette.PALE, palette.INK)
        drawing.rect(x, 58, 30, 30, fill=fill, radius=5)
        drawing.text(x + 15, 78, _character(data[i]), 14, anchor="middle", mono=True, fill=ink, on=fill)
        if hit:
            drawing.polygon([(x + 15, 90), (x + 10, 98), (x + 20, 98)], fill=palette.NIGHT)
            words = say("fingerprint-flip", byte=at, old=f"{data[at]:08b}", new=f"{other[at]:08b}")
            half = svg.width_of(words, 14, bold=True) / 2 + 8
            center = min(max(x + 15, 28 + half), 692 - half)  # under its byte, as far as the card has room
            drawing.tag(center, 111, words, fill=palette.NIGHT, ink=palette.WHITE, anchor="middle", size=14)


def _character(byte: int) -> str:
    """A byte as its ASCII character, or as two hex digits."""
    return chr(byte) if 32 < byte < 127 else "␣" if byte == 32 else f"{byte:02x}"


# (bit, changed?): the colour of the square and of its outline
TONES = {
    (0, False): (palette.WHITE, palette.BIT_EDGE),
    (1, False): (palette.BIT_ONE, palette.BIT_ONE),
    (0, True): (palette.BIT_GONE, palette.NIGHT),
    (1, True): (palette.NIGHT, palette.NIGHT),
}


def _draw_grid(drawing: svg.Drawing, x: int, y: int, bits: Bits, before: Bits) -> None:
    """256 bits as 16 rows of squares; those that differ from ``before`` are crossed."""
    squares: dict[tuple[int, bool], list[str]] = {kind: [] for kind in TONES}
    crosses: dict[int, list[str]] = {0: [], 1: []}
    for i, (new, old) in enumerate(zip(bits, before, strict=True)):
        left, top = x + i % 16 * 17, y + i // 16 * 17
        squares[new, new != old].append(f"M{left + 0.5} {top + 0.5}h14v14h-14z")
        if new != old:
            crosses[new].append(f"M{left + 4} {top + 4}l7 7m0 -7l-7 7")
    for kind, (fill, stroke) in TONES.items():
        if squares[kind]:
            drawing.path("".join(squares[kind]), fill=fill, stroke=stroke)
    for new, stroke in ((0, palette.NIGHT), (1, palette.WHITE)):
        if crosses[new]:
            drawing.path("".join(crosses[new]), stroke=stroke, line=2)


def _draw_legend(drawing: svg.Drawing, y: int) -> None:
    samples = [
        ("fingerprint-zero", [0], [0]), ("fingerprint-one", [1], [1]),
        ("fingerprint-now-one", [1], [0]), ("fingerprint-now-zero", [0], [1]),
    ]  # fmt: skip
    x = 28.0
    for key, bits, before in samples:
        _draw_grid(drawing, int(x), y - 12, bits, before)
        drawing.text(x + 23, y, say(key), 14, fill=palette.MUTED)
        x += 46 + svg.width_of(say(key), 14)


def _empty_text(rules: CourseRules) -> Figure:
    """The empty text has a fingerprint too, but no bit that could be flipped."""
    ask = Asker(rules)
    digest = ask("sha256_hex", "", read=_digest)
    drawing = svg.Drawing(720, 424, say("fingerprint-empty-title"))
    drawing.text(28, 66, say("fingerprint-empty-hint"), 14, fill=palette.MUTED)
    _draw_grid(drawing, 28, 88, _bits(digest), _bits(digest))
    for row in (0, 1):
        half = digest.hex()[32 * row : 32 * row + 32]
        drawing.text(28, 382 + 17 * row, half, 14, mono=True, fill=palette.MUTED)
    sentence = say("fingerprint-empty-sentence", digest=digest.hex())
    table = Table(
        say("fingerprint-table"),
        (say("what"), say("fingerprint-before")),
        ((say("fingerprint-digest"), digest.hex()),),
    )
    return Figure((drawing.picture(sentence),), sentence, table, tuple(ask.notes))


# ---- every bit -----------------------------------------------------------------------------------


def avalanche(text: str, rules: CourseRules = REFERENCE) -> Figure:
    """How many of the 256 bits change, for each single bit of ``text`` that can be flipped."""
    data = _utf8(text)
    headings = (say("avalanche-x"), say("avalanche-y"))
    if not data:  # the picture beside this one shows the fingerprint of nothing
        return Figure(
            (), say("avalanche-empty"), Table(say("avalanche-table"), headings, ((say("none"), "0"),))
        )
    ask = Asker(rules)
    before = ask("sha256_hex", text, read=_digest)
    calls = ((before, sha256(flipped(data, bit))) for bit in range(8 * len(data)))
    counts = ask.each("changed_bits", calls, read=_share)
    mean = sum(counts) / len(counts)
    facts = {
        "flips": len(counts), "text": _quoted(text), "mean": f"{mean:.1f}",
        "low": min(counts), "high": max(counts),
        "low_bit": counts.index(min(counts)), "high_bit": counts.index(max(counts)),
    }  # fmt: skip

    def paint(axes: Axes) -> None:
        histogram(axes, counts)
        vertical(axes, 128, say("avalanche-half"), dashed=True)

    drawing = svg.Drawing(720, 392, say("avalanche-title", **facts))
    drawing.text(28, 64, say("avalanche-subtitle", **facts), 14, fill=palette.MUTED)
    sentence = say("avalanche-sentence", **facts)
    return Figure(
        pictures=chart(drawing, say("avalanche-alt", **facts), say("avalanche-x"), say("avalanche-y"), paint),
        sentence=sentence,
        table=Table(
            say("avalanche-table"),
            headings,
            tuple((str(n), str(counts.count(n))) for n in sorted(set(counts))),
        ),
        notes=tuple(ask.notes),
    )


def _share(count: int | None) -> int:
    """A count of changed bits that a histogram can show."""
    return need_int(count, "changed bits", 0, 256)


# ---- two texts, one fingerprint ------------------------------------------------------------------


@cache
def first_collision(bits: int) -> tuple[int, int]:
    """The first two numbers whose SHA-256, cut to ``bits`` bits, is the same."""
    seen: dict[int, int] = {}
    for i in range(2**22):
        start = int.from_bytes(sha256(str(i).encode())[:8], "big") >> 64 - bits
        if start in seen:
            return seen[start], i
        seen[start] = i
    raise ValueError(f"no collision of {bits} bits below 2**22")


def chance(bits: int, tries: int) -> float:
    """How likely it is that ``tries`` random fingerprints of ``bits`` bits hold a pair of equals."""
    return abs(expm1(-tries * (tries - 1) / 2 / 2**bits))


def birthday(bits: int, tries: int | None = None) -> Figure:
    """How soon two fingerprints cut to ``bits`` bits are the same: the odds, and a measured pair.

    ``tries`` is the number to read off; left out, it is the number after which the odds are even.
    """
    bits = need_int(bits, "bits", 4, 32)
    half = round((2 * 0.6931 * 2**bits) ** 0.5)
    tries = half if tries is None else need_int(tries, "tries", 1, 10**9)
    one, other = first_collision(bits)
    end = round(max(2.6 * 2 ** (bits / 2), other * 1.15, 8))
    facts = {
        "bits": bits, "tries": f"{tries:,}", "chance": f"{chance(bits, tries):.0%}", "one": one,
        "other": other, "found": f"{other + 1:,}", "all": f"{2**bits:,}", "half": f"{half:,}",
    }  # fmt: skip

    def paint(axes: Axes) -> None:
        steps = [end * i // 120 for i in range(121)]
        percent_curve(axes, steps, [100 * chance(bits, n) for n in steps])
        vertical(axes, other + 1, say("birthday-found", **facts))
        point(axes, min(tries, end), 100 * chance(bits, min(tries, end)), say("birthday-point", **facts))

    drawing = svg.Drawing(720, 392, say("birthday-title", **facts))
    drawing.text(28, 64, say("birthday-subtitle", **facts), 14, fill=palette.MUTED)
    quarters = sorted({1, *(2 ** (bits // 2 + i) for i in range(-2, 3)), tries, other + 1})
    return Figure(
        pictures=chart(drawing, say("birthday-alt", **facts), say("birthday-x"), say("birthday-y"), paint),
        sentence=say("birthday-sentence", **facts),
        table=Table(
            say("birthday-table"),
            (say("birthday-x"), say("birthday-y")),
            tuple((f"{n:,}", f"{chance(bits, n):.1%}") for n in quarters if n >= 1),
        ),
    )
