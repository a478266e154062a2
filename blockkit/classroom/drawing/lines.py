"""Lines of text for a notebook: they wrap between words, and what is continued is indented.

JupyterLab shows plain text in a way that breaks a long line anywhere, also inside a word, and begins the rest
at the left edge.
"""

from collections.abc import Sequence
from html import escape

STYLE = (
    "font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px);"
    "line-height:var(--jp-code-line-height,1.3);white-space:pre-wrap;"
    "word-break:normal;overflow-wrap:anywhere"  # a word is broken only where it is longer than a line: hex
)


def box(*parts: str) -> str:
    """The parts below each other, in the letters of code."""
    return f'<div style="{STYLE}">{"".join(parts)}</div>'


def plain(lines: Sequence[str]) -> str:
    """Each line with its own indent; where it is too long, it goes on two characters further right."""
    return "".join(f'<div style="{_hanging(line)}">{escape(line)}</div>' for line in lines)


def folded(lines: Sequence[str]) -> str:
    """The first line, which a click unfolds."""
    first, others = lines[0].strip(), plain(lines[1:])  # the triangle is as wide as the indent of a property
    return f'<details><summary style="{_hanging(first)}">{escape(first)}</summary>{others}</details>'


def _hanging(line: str) -> str:
    """The style of a line; the blanks in front of it are its indent."""
    indent = len(line) - len(line.lstrip()) + 2
    return f"padding-left:{indent}ch;text-indent:-{indent}ch"
