"""Drawing helpers: a card of paper and a few kinds of marks on it.

A drawing has its own background, light or dark like the page around it. Text smaller than 11 pixels, or
with too little contrast to its ground in one of the two, is refused where it is drawn.
"""

import re
from collections.abc import Sequence
from html import escape
from unicodedata import east_asian_width

from blockkit.classroom.drawing.figure import Picture, Spot
from blockkit.classroom.drawing.palette import EDGE, GREY, INK, PAPER, dark_style, readable

SMALLEST = 11  # pixels; smaller text cannot be read
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3

FONTS = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',"
    "'DejaVu Sans',Arial,sans-serif}"
    ".m{font-family:ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace}"
)

NOT_IN_XML = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(words: str) -> str:
    """``words`` ready for SVG: escaped, and without the characters that XML does not allow."""
    return escape(NOT_IN_XML.sub("\ufffd", words), quote=True)


def width_of(words: str, size: float, mono: bool = False, bold: bool = False) -> float:
    """About how wide text gets, in pixels; rather too much, because fonts differ."""
    narrow = 0.61 if mono else 0.66 if bold else 0.59
    return sum(size * (1.05 if east_asian_width(c) in "WF" else narrow) for c in words)


def shortened(words: str, width: float, size: float, mono: bool = False) -> str:
    """``words``, cut with an ellipsis so that they fit into ``width`` pixels."""
    if width_of(words, size, mono) <= width:
        return words
    while words and width_of(words + "…", size, mono) > width:
        words = words[:-1]
    return words + "…"


def number(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{round(value, 2):g}"


class Drawing:
    """A card of paper with a title; every method puts one mark on it."""

    def __init__(self, width: int, height: int, title: str = "") -> None:
        self.width, self.height = width, height
        self.marks: list[str] = []
        self.rect(0.5, 0.5, width - 1, height - 1, fill=PAPER, stroke=EDGE, radius=14)
        if title:
            self.text(28, 40, title, 18, bold=True)

    def rect(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none",
        stroke: str = "none", line: float = 1, dash: str = "", radius: float = 0,
    ) -> None:  # fmt: skip
        """A rectangle, from its upper left corner."""
        place = " ".join(
            f'{name}="{number(value)}"'
            for name, value in (("x", x), ("y", y), ("width", width), ("height", height))
        )
        self.marks.append(f'<rect {place} rx="{number(radius)}"{_ink(fill, stroke, line, dash)}/>')

    def path(
        self, steps: str, *, fill: str = "none", stroke: str = "none", line: float = 1,
        dash: str = "", at: tuple[float, float, float] = (0, 0, 0),
    ) -> None:  # fmt: skip
        """Any outline, in SVG's path language; ``at`` moves its origin and turns it, in degrees."""
        x, y, turn = map(number, at)
        place = f' transform="translate({x} {y}) rotate({turn})"' if any(at) else ""
        self.marks.append(f'<path d="{steps}"{place}{_ink(fill, stroke, line, dash)}/>')

    def polygon(self, points: Sequence[tuple[float, float]], **look: float | str) -> None:
        """A closed outline through ``points``."""
        steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self.path(f"M{steps}Z", **look)  # type: ignore[arg-type]

    def line(self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = GREY,
             line: float = 1.5, dash: str = "") -> None:  # fmt: skip
        """A straight line."""
        steps = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
        self.path(steps, stroke=stroke, line=line, dash=dash)

    def arrow(self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = GREY,
              line: float = 2) -> None:  # fmt: skip
        """A straight line with a head at its second end."""
        long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1
        dx, dy = (x2 - x1) / long, (y2 - y1) / long
        back = (x2 - 8 * dx, y2 - 8 * dy)
        self.line(x1, y1, *back, stroke=stroke, line=line)
        sides = [(back[0] - 4.5 * dy, back[1] + 4.5 * dx), (back[0] + 4.5 * dy, back[1] - 4.5 * dx)]
        self.polygon([(x2, y2), *sides], fill=stroke)

    def text(
        self, x: float, y: float, words: str, size: float = 13, *, anchor: str = "start",
        bold: bool = False, mono: bool = False, struck: bool = False, fill: str = INK,
        on: str = PAPER,
    ) -> None:  # fmt: skip
        """Words at a baseline; ``on`` is the colour they stand on."""
        if size < SMALLEST or not readable(fill, on, LEAST_CONTRAST):
            raise ValueError(f"{words!r} cannot be read: size {size}, {fill} on {on}")
        extra = ' class="m"' if mono else ""
        extra += f' text-anchor="{anchor}"' if anchor != "start" else ""
        extra += ' font-weight="700"' if bold else ""
        extra += ' text-decoration="line-through"' if struck else ""
        self.marks.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"{extra}'
            f' xml:space="preserve">{clean(words)}</text>'
        )

    def tag(self, x: float, y: float, words: str, *, fill: str, ink: str = INK, stroke: str = "none",
            dash: str = "", anchor: str = "start", size: float = 12) -> float:  # fmt: skip
        """Words on a rounded label whose middle is at height ``y``; returns the label's width."""
        width = width_of(words, size, bold=True) + 16
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        self.rect(left, y - 11, width, 22, fill=fill, stroke=stroke, dash=dash, radius=11, line=1.5)
        self.text(left + width / 2, y + 4.5, words, size, anchor="middle", bold=True, fill=ink, on=fill)
        return width

    def embed(self, x: float, y: float, svg: str) -> None:
        """Another SVG, for example a chart of matplotlib's."""
        self.marks.append(svg.replace("<svg ", f'<svg x="{number(x)}" y="{number(y)}" ', 1))

    def picture(self, alt: str, spots: Sequence[Spot] = ()) -> Picture:
        """The finished picture."""
        marks = "".join(self.marks)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}"><title>{clean(alt)}</title>'
            f"<style>{FONTS}{dark_style(marks)}</style>{marks}</svg>"
        )
        return Picture(svg, self.width, self.height, alt, tuple(spots))


def _ink(fill: str, stroke: str, line: float, dash: str) -> str:
    """The attributes for an area's colour and its outline."""
    ink = f' fill="{fill}"'
    if stroke != "none":
        ink += f' stroke="{stroke}" stroke-width="{number(line)}"'
        ink += f' stroke-dasharray="{dash}"' if dash else ""
        ink += ' stroke-linecap="round"' if dash.startswith("0.1") else ""
    return ink
