"""The story as a small picture: two bars of equal height, what is spent and what is paid, and the fee as the
slice that is missing from the second.

It is an SVG with its text alternative, in the colours of the page around it, light or dark; no colour says
what the labels do not say. Bars are to scale where the amounts are known.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from blockkit.explain.cutting import parse_tx
from blockkit.explain.forms import title_of
from blockkit.explain.narrating import rate_words, story_text, summary
from blockkit.explain.story import Story, story_of
from blockkit.explain.words import btc, counted
from blockkit.guards import need_bytes
from blockkit.hashing import from_hex
from blockkit.params import MAINNET, ChainParams, need_params
from blockkit.transaction import Transaction, TxOut

WIDTH, TOP, SLOT, BAR = 720, 46, 44, 26  # pixels: of the picture, over the bars, of a label, of a bar
LEFT, RIGHT = 286, 408  # where the bars begin
MOST = 6  # labels on a side
UNKNOWN = 14  # how tall a fee is drawn that is not known

# name of a kind of mark: its colour on a light and on a dark page. Okabe and Ito's, as in the terminal.
COLORS = {
    "paper": ("#FCFBF7", "#1E2125"),
    "edge": ("#D9D4C8", "#4A5058"),
    "ink": ("#1B2631", "#E6E9EC"),
    "muted": ("#55606E", "#A8B2BC"),
    "line": ("#7F8A97", "#87929E"),
    "spent": ("#56B4E9", "#56B4E9"),
    "paid": ("#009E73", "#2FBF94"),
    "fee": ("#D55E00", "#E8752F"),
    "flow": ("#E9EDF0", "#2B3036"),
}
FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','DejaVu Sans',Arial,sans-serif"
# JupyterLab has a theme of its own, which need not be the computer's.
THEME = "<style>.bk-story{color-scheme:light}[data-jp-theme-light=false] .bk-story{color-scheme:dark}</style>"


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a bar: its share of the whole, a line in bold, a line below it, and its colour."""

    share: int
    title: str
    below: str
    color: str  # of COLORS; "unknown" is dashed


@dataclass(frozen=True, slots=True)
class Account:
    """A story that shows itself: in a notebook as a picture, with the text below; elsewhere as text."""

    story: Story

    @property
    def text(self) -> str:
        """The story in lines."""
        return story_text(self.story)

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        left, right = slices(self.story)
        sides = [
            "; ".join(f"{one.title} ({one.below})" for one in side) or "nothing" for side in (left, right)
        ]
        return f"{summary(self.story)} From: {sides[0]}. To: {sides[1]}."

    @property
    def svg(self) -> str:
        """The picture."""
        return draw(self.story, self.alt)

    @property
    def html(self) -> str:
        """The picture as an image with its text alternative, and the text."""
        data = b64encode(self.svg.encode("utf-8")).decode("ascii")
        return (
            f'{THEME}<img class="bk-story" alt="{escape(self.alt, quote=True)}" '
            f'style="max-width:100%;height:auto" src="data:image/svg+xml;base64,{data}">'
            f'<pre style="white-space:pre-wrap;word-break:normal">{escape(self.text)}</pre>'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __str__(self) -> str:
        return self.text


def describe(
    data: bytes | str | Transaction, spent: Sequence[TxOut | None] = (), params: ChainParams = MAINNET
) -> Account:
    """The story of a transaction, which shows itself; as bytes, as hex text, or parsed.

    ``spent`` are the outputs that it spends, in the order of its inputs; without them the fee is not known.
    """
    need_params(params)
    if isinstance(data, str):
        data = from_hex("".join(data.split()))
    data = data.serialize() if isinstance(data, Transaction) else need_bytes(data, "the transaction")
    tx = parse_tx(data)  # what is parsed keeps its bytes: quicker than a transaction made by hand
    if not isinstance(spent, list | tuple) or not all(isinstance(one, TxOut | None) for one in spent):
        raise TypeError("spent must be a list of TxOut, one for each input, or None where it is not known")
    if len(spent) > len(tx.inputs):
        raise ValueError(f"{counted(len(tx.inputs), 'input')} cannot spend {counted(len(spent), 'output')}")
    return Account(story_of(tx, spent, params))


# ---- what is on each side ------------------------------------------------------------------------


def slices(story: Story) -> tuple[list[Slice], list[Slice]]:
    """The parts of the two bars, from the top."""
    inputs = [
        Slice(
            one["value"] or 0,
            "new coins"
            if story["is_coinbase"]
            else "? BTC"
            if one["value"] is None
            else f"{btc(one['value'])} BTC",
            "" if story["is_coinbase"] else _owner(one, one["sure"]),
            "unknown" if one["value"] is None and not story["is_coinbase"] else "spent",
        )
        for one in story["inputs"]
    ]
    outputs = [
        Slice(max(one["value"], 0), f"{btc(one['value'])} BTC", _owner(one, True), "paid")
        for one in story["outputs"]
    ]
    inputs, outputs = _gathered(inputs, "inputs"), _gathered(outputs, "outputs")
    if story["fee"] is not None:
        fee = max(story["fee"], 0)
        outputs.append(Slice(fee, f"fee {btc(fee)} BTC", rate_words(story), "fee"))
    elif not story["is_coinbase"]:
        outputs.append(Slice(0, "fee: not known", "the spent outputs are not given", "unknown"))
    return inputs, outputs


def _owner(one: Story, sure: bool) -> str:
    title = title_of(one["script_type"])
    address = one["address"] or ""
    short = address if len(address) <= 16 else f"{address[:8]}…{address[-6:]}"
    return f"{short}, {title}" if short else title if sure else f"looks like {title}"


def _gathered(parts: list[Slice], noun: str) -> list[Slice]:
    if len(parts) <= MOST:
        return parts
    others = parts[MOST - 1 :]
    total = sum(one.share for one in others)
    words = f"{btc(total)} BTC" if total else "the others"
    return [*parts[: MOST - 1], Slice(total, words, f"{len(others):,} more {noun}", others[0].color)]


# ---- drawing -------------------------------------------------------------------------------------


def draw(story: Story, alt: str) -> str:
    """The picture as SVG."""
    left, right = slices(story)
    high = SLOT * max(len(left), len(right), 2)
    marks = [_text(LEFT + BAR, 28, "spent", "ink", 15, "end"), _text(RIGHT, 28, "paid", "ink", 15)]
    marks.append(_rect(LEFT + BAR, TOP, RIGHT - LEFT - BAR, high, "flow"))
    marks += _side(left, high, LEFT, -1) + _side(right, high, RIGHT, 1)
    height = TOP + high + 20
    style = "".join(f".{name}{{fill:{light}}}" for name, (light, _) in COLORS.items())
    dark = "".join(f".{name}{{fill:{color}}}" for name, (_, color) in COLORS.items())
    line, dark_line = COLORS["line"]
    edge, dark_edge = COLORS["edge"]
    style += f".rule{{stroke:{line};fill:none}}.paper{{stroke:{edge}}}"
    style += f".unknown{{fill:none;stroke:{line};stroke-dasharray:4 3}}text{{font-family:{FONT}}}"
    dark += f".rule,.unknown{{stroke:{dark_line}}}.paper{{stroke:{dark_edge}}}"
    card = f'<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="12"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}"><title>{escape(alt)}</title>'
        f"<style>{style}@media (prefers-color-scheme:dark){{{dark}}}</style>{card}{''.join(marks)}</svg>"
    )


def _side(parts: list[Slice], high: int, x: int, way: int) -> list[str]:
    """A bar, its labels and the lines between them; ``way`` is -1 for labels on the left, 1 on the right."""
    gap = UNKNOWN if way > 0 and any(part.color == "unknown" for part in parts) else 0
    to_scale = way > 0 or not any(part.color == "unknown" for part in parts)
    whole, at, marks = sum(part.share for part in parts) if to_scale else 0, float(TOP), []
    first = TOP + (high - SLOT * len(parts)) / 2
    for n, part in enumerate(parts):
        tall = (high - gap) * part.share / whole if whole else (high - gap) / len(parts)
        tall = gap if gap and part.color == "unknown" else tall
        marks.append(_rect(x, at, BAR, max(tall - 1, 1), part.color))
        label, edge = first + SLOT * (n + 0.5), x if way < 0 else x + BAR
        marks.append(f'<path class="rule" d="M{edge} {at + tall / 2:.1f}L{edge + 18 * way} {label:.1f}"/>')
        anchor, text_at = "end" if way < 0 else "start", edge + 24 * way
        marks.append(_text(text_at, label - 2, part.title, "ink", 13, anchor))
        marks.append(_text(text_at, label + 13, part.below, "muted", 12, anchor))
        at += tall
    return marks


def _rect(x: float, y: float, width: float, height: float, color: str) -> str:
    return f'<rect class="{color}" x="{x}" y="{y:.1f}" width="{width}" height="{height:.1f}"/>'


def _text(x: float, y: float, words: str, color: str, size: int, anchor: str = "start") -> str:
    bold = ' font-weight="700"' if color == "ink" else ""
    return (
        f'<text class="{color}" x="{x}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{bold}>'
        f"{escape(words)}</text>"
    )
