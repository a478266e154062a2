"""A figure: a picture, the same facts as a table, and one sentence that says what to see.

Drawing functions (:mod:`blockkit.classroom.figures`) return a ``Figure``; widgets, notebooks and the
printed page only show it. Pictures are ``<img>`` with alt text: inline SVG would be thrown away in a
notebook that is not trusted yet, and a screen reader could not name it.
"""

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import Any

from blockkit.classroom.messages import say

NARROWEST = 480  # pixels; in a narrower space a picture scrolls

# A picture takes the colours of JupyterLab's theme, not those of the computer's. The rule also reaches the
# pictures of cells that have not been run yet, whose own rules JupyterLab leaves out.
THEME = (
    "<style>.bk-drawing{color-scheme:light}[data-jp-theme-light=false] .bk-drawing{color-scheme:dark}</style>"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a picture that can be clicked: a rectangle in the picture's own units."""

    x: float
    y: float
    width: float
    height: float
    value: int  # what a click there stands for, for example the index of a leaf


@dataclass(frozen=True, slots=True)
class Picture:
    """One SVG image with its text alternative."""

    svg: str
    width: int  # pixels at 100 %
    height: int
    alt: str
    spots: tuple[Spot, ...] = ()

    @property
    def html(self) -> str:
        """The picture as an ``<img>`` that shrinks with the page, until the page scrolls instead.

        On a page zoomed to 200 % it would otherwise shrink as much as the text around it grows.
        """
        data = b64encode(self.svg.encode("utf-8")).decode("ascii")
        least = min(self.width, NARROWEST)
        return (
            f'{THEME}<img alt="{escape(self.alt, quote=True)}" class="bk-drawing" '
            f'width="{self.width}" height="{self.height}" '
            f'style="max-width:100%;min-width:{least}px;height:auto" '
            f'src="data:image/svg+xml;base64,{data}">'
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under column headings."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def html(self) -> str:
        """The table, folded away under its caption."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.headings)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows
        )
        return (
            f"<details><summary>{escape(self.caption)}</summary>"
            f'<div style="overflow-x:auto" tabindex="0" role="region" '
            f'aria-label="{escape(self.caption, quote=True)}">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
        )

    @property
    def text(self) -> str:
        """The table in columns of plain text."""
        grid = [self.headings, *self.rows]
        widths = [max(len(row[i]) for row in grid) for i in range(len(self.headings))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in grid
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """What a drawing function returns. Shows itself in a notebook, in HTML and in plain text."""

    pictures: tuple[Picture, ...]  # empty where nothing can be drawn; table and sentence remain
    sentence: str
    table: Table
    notes: tuple[str, ...] = ()  # banners: which part was drawn by the reference, and why

    @property
    def top_html(self) -> str:
        """What stands above the sentence: banners and pictures."""
        notes = "".join(
            f'<p role="note"><strong>{escape(say("note"))}</strong> {escape(note)}</p>'
            for note in dict.fromkeys(self.notes)
        )
        pictures = "".join(f"<div>{picture.html}</div>" for picture in self.pictures)
        return notes + pictures

    @property
    def html(self) -> str:
        """Banners, pictures, sentence, folded table."""
        sentence = f"<p>{escape(self.sentence)}</p>"
        # Who has no mouse scrolls from the table's summary, which takes the focus.
        return f'<div style="overflow-x:auto">{self.top_html}{sentence}{self.table.html}</div>'

    @property
    def text(self) -> str:
        """The figure for a terminal or a reader without pictures."""
        notes = [f"{say('note')} {note}" for note in dict.fromkeys(self.notes)]
        return "\n".join([*notes, self.sentence, "", self.table.caption, self.table.text])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


@dataclass(frozen=True, slots=True)
class SmallMultiples:
    """The same figure for a few parameters, for a page where no kernel runs."""

    figures: tuple[Figure, ...]
    opening: str  # the first line, for example how to see it move

    @property
    def html(self) -> str:
        """The opening line, then the figures one after the other."""
        figures = "".join(f'<div style="margin-bottom:28px">{figure.html}</div>' for figure in self.figures)
        return f"<div><p>{escape(self.opening)}</p>{figures}</div>"

    @property
    def text(self) -> str:
        """The same in plain text."""
        return "\n\n".join([self.opening, *(figure.text for figure in self.figures)])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}
