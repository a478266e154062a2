"""Rendering: pieces as coloured lines for a terminal, or as plain data."""

import textwrap
from collections.abc import Iterable

from blockkit.errors import shown
from blockkit.explain.cutter import Piece
from blockkit.explain.words import size_words
from blockkit.guards import need_int

# Okabe and Ito's colours, which people with any colour vision can tell apart: as red, green and blue,
# and their nearest neighbours among the 256 colours that nearly every terminal has.
COLORS = {
    "number": ("86;180;233", 74),  # sky blue
    "count": ("204;121;167", 175),  # pink
    "hash": ("230;159;0", 214),  # orange
    "operation": ("0;158;115", 36),  # green
    "data": ("213;94;0", 166),  # vermilion
}
DEPTHS = ("none", "256", "true")  # how many colours there are

LEFT, SHORT, ROW, MAX_ROWS = 8, 8, 32, 8  # columns before the bytes; bytes beside a label; in a row; rows


def render(pieces: Iterable[Piece], colors: str = "none", width: int = 80) -> str:
    """The pieces as lines of text: where each begins, its bytes in hex, and what they are.

    ``colors`` is one of ``DEPTHS``. A colour only repeats what the label says.
    """
    if colors not in DEPTHS:
        raise ValueError(f"colors must be {' or '.join(DEPTHS)}, got {shown(colors)}")
    need_int(width, "the width, in columns,", 0, 2**31 - 1)
    lines = []
    for piece in _need_pieces(pieces):
        lines += _heading(piece, colors, width) if not piece.raw else _labelled(piece, colors, width)
    if colors != "none":
        names = {"hash": "hash or key"}
        lines.append(
            "colours: " + ", ".join(_painted(names.get(role, role), role, colors) for role in COLORS)
        )
    return "\n".join(lines)


def _need_pieces(pieces: Iterable[Piece]) -> list[Piece]:
    found = list(pieces) if isinstance(pieces, Iterable) else None
    if found is None or not all(isinstance(piece, Piece) for piece in found):
        raise TypeError(
            f"the pieces must be what explain gives, as in render(explain(data)), got {type(pieces).__name__}"
        )
    return found


def _heading(piece: Piece, colors: str, width: int) -> list[str]:
    indent = " " * (LEFT + 2 * piece.depth)
    text = f"{piece.name}: {piece.value}" if piece.value else piece.name
    lines = textwrap.wrap(text, max(width, 80), initial_indent=indent, subsequent_indent=indent + "  ")
    return [_painted(line, "heading", colors) for line in lines]


def _labelled(piece: Piece, colors: str, width: int) -> list[str]:
    """Short pieces take one line; longer ones have their bytes in rows below the label."""
    digits = piece.raw.hex()
    short = len(piece.raw) <= SHORT
    words, _, last = piece.value.rpartition(" ")
    below = last if len(last) == 2 * ROW else ""  # a hash or a target gets a line of its own
    said = words if below else piece.value
    if piece.order:
        said = f"{size_words(len(piece.raw))}, {piece.order}" + (f" -> {said}" if said else "")
    label = f"{piece.name}: {said}" if said else piece.name
    start = LEFT + 2 * SHORT + 2 + 2 * piece.depth
    room = max(width, 80) - start
    fits = len(label) <= room and label.isprintable()  # as most do, and wrapping is slow
    beside = [label] if fits else textwrap.wrap(label, room)
    shown = _painted(f"{digits if short else '':<{2 * SHORT}}", piece.role, colors)
    lines = [f"{piece.offset:>6}  {shown}  {'  ' * piece.depth}{beside[0]}"]
    lines += [" " * start + line for line in beside[1:]]
    if not short:
        rows = [digits[at : at + 2 * ROW] for at in range(0, 2 * ROW * (MAX_ROWS + 1), 2 * ROW)]
        lines += [" " * LEFT + _painted(row, piece.role, colors) for row in rows[:MAX_ROWS] if row]
        if rows[MAX_ROWS]:
            lines.append(f"{'':{LEFT}}... and {size_words(len(piece.raw) - MAX_ROWS * ROW)} more")
    if below:
        lines.append(f"{'-> ':>{LEFT}}{below}")
    return lines


def _painted(text: str, role: str, colors: str) -> str:
    if colors == "none" or not text.strip():
        return text
    if role == "heading":
        return f"\x1b[1m{text}\x1b[0m"
    exact, near = COLORS[role]
    return f"\x1b[38;{f'2;{exact}' if colors == 'true' else f'5;{near}'}m{text}\x1b[0m"


def plain(pieces: Iterable[Piece]) -> list[dict[str, object]]:
    """The pieces as plain data, for JSON; bytes as hex."""
    return [
        {
            "offset": piece.offset,
            "bytes": piece.raw.hex(),
            "name": piece.name,
            "order": piece.order,
            "value": piece.value,
            "depth": piece.depth,
        }
        for piece in _need_pieces(pieces)
    ]
