"""Charts, drawn by matplotlib and the same bytes every time.

matplotlib is imported only when a chart is drawn. Where it is missing there is no picture, and the
figure's table and sentence remain.
"""

import re
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Picture

SETTINGS = {"svg.fonttype": "path", "svg.hashsalt": "blockkit"}
NO_DATE: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}

Axes = Any  # matplotlib's; naming the type would mean importing it
WIDTH, HEIGHT = 664, 286


def chart(
    drawing: svg.Drawing, alt: str, x: str, y: str, paint: Callable[[Axes], None]
) -> tuple[Picture, ...]:
    """``drawing`` with the chart that ``paint`` puts on its axes; nothing without matplotlib."""
    try:
        from matplotlib import style
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError:
        return ()
    out = StringIO()
    with style.context(["default", SETTINGS]):  # whatever style the student has chosen
        # One unit of the SVG is a point, 72 to an inch: text of 12 points is 12 pixels high.
        figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), facecolor="none", layout="constrained")
        axes = figure.add_subplot(facecolor="none")
        axes.set_xlabel(x, fontsize=14, color=palette.INK, labelpad=8)
        axes.set_ylabel(y, fontsize=14, color=palette.INK, labelpad=8)
        axes.tick_params(colors=palette.MUTED, labelsize=14, length=0, pad=6)
        axes.grid(axis="y", color=palette.EDGE, linewidth=0.8)
        axes.set_axisbelow(True)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(palette.GREY)
        paint(axes)
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(out, metadata=NO_DATE)
    text = out.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg ") :], flags=re.DOTALL)
    drawing.embed(28, 84, re.sub(r'(width|height)="([0-9.]+)pt"', r'\1="\2"', text, count=2))
    return (drawing.picture(alt),)


def histogram(axes: Axes, values: Sequence[int]) -> None:
    """A bar for each whole number, as high as it is frequent."""
    numbers = sorted(set(values))
    heights = [values.count(n) for n in numbers]
    axes.bar(numbers, heights, width=0.8, color=palette.BLUE)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_xlim(min(*numbers, 98) - 2, max(*numbers, 158) + 2)
    axes.set_ylim(0, max(heights) * 1.22)


def percent_curve(axes: Axes, xs: Sequence[int], percent: Sequence[float]) -> None:
    """A line of percentages with the area under it."""
    axes.fill_between(xs, percent, color=palette.SKY_TINT, linewidth=0)
    axes.plot(xs, percent, color=palette.BLUE, linewidth=2.5)
    axes.set_xlim(0, max(xs))
    axes.set_ylim(0, 118)
    axes.set_yticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    axes.xaxis.set_major_formatter("{x:,.0f}")


def point(axes: Axes, x: float, y: float, words: str) -> None:
    """A marked place with words beside it."""
    axes.plot([x], [y], "o", markersize=9, color=palette.NIGHT)
    _label(axes, x, y, words)


def vertical(axes: Axes, x: float, words: str, dashed: bool = False) -> None:
    """A line from bottom to top with words beside its upper end."""
    style = (0, (5, 4)) if dashed else "solid"
    axes.axvline(x, color=palette.RUST_TEXT, linewidth=2, linestyle=style)
    _label(axes, x, axes.get_ylim()[1] * 0.93, words)


def _label(axes: Axes, x: float, y: float, words: str) -> None:
    low, high = axes.get_xlim()
    left = x > low + 0.62 * (high - low)  # no room on the right
    axes.annotate(
        words, (x, y), (-10 if left else 10, 0), textcoords="offset points", fontsize=14,
        color=palette.INK, va="center", ha="right" if left else "left",
        bbox={"facecolor": palette.PAPER, "edgecolor": "none", "pad": 2},
    )  # fmt: skip
