"""The widgets of the course: controls above a figure. They hold no rules; the figures do all the work.

Each shows itself as one output that holds the living widget and, for a page where no kernel runs, the
same figure for a few values.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from blockkit.classroom import figures
from blockkit.classroom.figure import Figure, SmallMultiples, side_by_side
from blockkit.classroom.limits import TooLong
from blockkit.classroom.messages import say
from blockkit.classroom.slots import REFERENCE, CourseRules
from blockkit.data import heights
from blockkit.errors import shown

Values = dict[str, Any]

LIVE = Path(__file__).with_name("live")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOTHING: Values = {"top": "", "sentence": "", "bottom": "", "spots": []}  # what a Picture starts with


class LabelledRange(anywidget.AnyWidget):
    """A slider and a number field with one label: ipywidgets' own slider has no accessible name."""

    _esm = LIVE / "range.js"
    _css = LIVE / "range.css"
    value = traitlets.Int(0).tag(sync=True)
    min = traitlets.Int(0).tag(sync=True)
    max = traitlets.Int(100).tag(sync=True)
    step = traitlets.Int(1).tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    number_label = traitlets.Unicode(say("range-as-number")).tag(sync=True)
    continuous_update = traitlets.Bool(True).tag(sync=True)

    def between(self, low: int, high: int) -> None:
        """Set both ends of the range; a value outside moves to the nearer end."""
        with self.hold_trait_notifications():
            self.min, self.max = low, high
            self.value = min(max(self.value, low), high)


class Picture(anywidget.AnyWidget):
    """A figure on the page. Redraws without flicker, reads its sentence out, and can be clicked."""

    _esm = LIVE / "picture.js"
    _css = LIVE / "picture.css"
    drawn = traitlets.Dict(NOTHING).tag(sync=True)

    def show(self, figure: Figure) -> None:
        """Show another figure."""
        self.drawn = {
            "top": figure.top_html,
            "sentence": figure.sentence,
            "bottom": figure.table.html,
            "spots": [
                [
                    {"x": s.x, "y": s.y, "width": s.width, "height": s.height, "value": s.value}
                    for s in picture.spots
                ]
                for picture in figure.pictures
            ],
        }

    def show_problem(self, error: BaseException) -> None:
        """Show in place of a figure what went wrong, so that nothing fails in silence."""
        words = say("widget-problem", error=f"{type(error).__name__}: {shown(str(error), 300)}")
        top = f'<p class="bk-problem" role="alert">{escape(words)}</p>'
        self.drawn = {**NOTHING, "top": top}

    def on_click(self, handler: Callable[[int], None]) -> None:
        """Call ``handler`` with the value of each spot that is clicked."""
        self.on_msg(lambda _, message, __: handler(message["clicked"]))


class Explorer:
    """Controls, a reset button, and one picture for each drawing function.

    ``controls`` maps the names of parameters to controls; each drawing function is called with their
    values and with ``rules``. ``follow`` is called with the name of the control that was moved, before
    the redraw, so that one control can adjust another. ``stills`` are the values drawn where no
    kernel runs.
    """

    def __init__(
        self,
        name: str,
        rules: CourseRules,
        controls: Values,
        draw: Sequence[Callable[..., Figure]],
        stills: Sequence[Values],
        follow: Callable[[str], None],
    ) -> None:
        self.rules, self.controls, self.draw, self.stills = rules, controls, draw, stills
        self.follow = follow
        self.pictures = [Picture() for _ in draw]
        self.notes: dict[str, None] = {}  # every banner so far, each once
        self.reset_button = ipywidgets.Button(description=say("widget-reset"))
        self.reset_button.on_click(self.reset)
        self._start = self.values
        self._quiet = False
        for key, control in controls.items():
            control.add_class("bk-control")
            control.observe(partial(self.changed, key), "value")
        for picture in self.pictures:
            picture.add_class("bk-picture")
        row = ipywidgets.HBox([*controls.values(), self.reset_button])
        row.layout = ipywidgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="4px 16px")
        self.view = ipywidgets.VBox([row, *self.pictures])
        self.view.add_class("bk-widget").add_class(f"bk-{name}")
        self.redraw()

    @property
    def values(self) -> Values:
        """What the controls stand at."""
        return {key: control.value for key, control in self.controls.items()}

    def changed(self, key: str, change: object = None) -> None:
        """A control was moved: adjust the others, then redraw once."""
        if not self._quiet:
            with self._reporting(), self._one_redraw():
                self.follow(key)

    def reset(self, button: object = None) -> None:
        """Put every control back to where it began."""
        with self._reporting(), self._one_redraw():
            for key, value in self._start.items():
                self.controls[key].value = value
                self.follow(key)
            for key, value in self._start.items():  # again: following may have moved them
                self.controls[key].value = value

    def redraw(self) -> None:
        """Draw every picture by the present values."""
        for draw, picture in zip(self.draw, self.pictures, strict=True):
            with self._reporting(picture):
                figure = draw(**self.values, rules=self.rules)
                self.notes.update(dict.fromkeys(figure.notes))
                picture.show(figure)

    @contextmanager
    def _one_redraw(self) -> Iterator[None]:
        """Several changes, and one redraw at their end."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False
        self.redraw()

    @contextmanager
    def _reporting(self, picture: Picture | None = None) -> Iterator[None]:
        """Show an error where the picture was; from a callback nobody would see it otherwise."""
        try:
            yield
        except (Exception, TooLong) as error:
            (picture or self.pictures[0]).show_problem(error)

    def still(self) -> SmallMultiples:
        """The figures for a page where no kernel runs."""
        # A part that failed while the widget was made is not waited for again and again.
        rules = REFERENCE if self.notes else self.rules
        first, *others = self.draw
        drawn = [first(**values, rules=rules) for values in self.stills]
        drawn += [draw(**self.stills[0], rules=rules) for draw in others]
        drawn[0] = drawn[0].noting(*(note for note in self.notes if note not in drawn[0].notes))
        return side_by_side(drawn, say("live-version"))

    def _repr_mimebundle_(self, **_: Any) -> Values:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.view.model_id}
        still = self.still()
        return {WIDGET_VIEW: view, "text/html": still.html, "text/plain": still.text}


def _text(key: str, value: str, width: str) -> Any:
    """A line of text with a label."""
    return ipywidgets.Text(
        value=value,
        description=say(key),
        style={"description_width": "initial"},
        layout=ipywidgets.Layout(width=width),
    )


def _choice(key: str, options: Sequence[Any], value: object) -> Any:
    """One of several, with a label."""
    return ipywidgets.Dropdown(
        options=options,
        value=value,
        description=say(key),
        style={"description_width": "initial"},
        layout=ipywidgets.Layout(width="max-content"),
    )


# ---- module 01 -----------------------------------------------------------------------------------


def fingerprint(rules: CourseRules = REFERENCE) -> Explorer:
    """W1a: how much of a fingerprint changes when one bit of the text is flipped?"""
    start = "The Times 03/Jan/2009"
    text = _text("widget-text", start, "320px")
    bit = LabelledRange(value=37, label=say("widget-bit"))

    @lru_cache(maxsize=1)
    def all_flips(text: str, rules: CourseRules) -> Figure:
        return figures.avalanche(text, rules)

    def follow(key: str) -> None:
        bits = figures.bit_count(text.value)
        bit.between(0, max(0, bits - 1))
        bit.unit = say("widget-of-bits", bits=bits)

    follow("text")
    return Explorer(
        "fingerprint",
        rules,
        {"text": text, "bit": bit},
        [figures.fingerprint, lambda text, bit, rules: all_flips(text, rules)],
        [{"text": start, "bit": n} for n in (0, 37, 167)],
        follow,
    )


def header(rules: CourseRules = REFERENCE) -> Explorer:
    """W1b: which of the 80 bytes move when a field changes, and what becomes of the block id?"""
    height = _choice("widget-block", [(f"{n:,}", n) for n in heights()], 0)
    field = _choice("widget-field", figures.HEADER_FIELDS, "nonce")
    value = _text("widget-value", "2083236894", "560px")

    def follow(key: str) -> None:
        if key != "value":
            value.value = figures.header_value(height.value, field.value)

    stills = [(0, "nonce", "2083236894"), (0, "time", "1231006506"), (100000, "bits", "1d00ffff")]
    return Explorer(
        "header",
        rules,
        {"height": height, "field": field, "value": value},
        [figures.header_dump],
        [dict(zip(("height", "field", "value"), still, strict=True)) for still in stills],
        follow,
    )


def merkle(rules: CourseRules = REFERENCE) -> Explorer:
    """W1c: how many hashes prove that one transaction is in the tree?"""
    count = LabelledRange(value=11, min=1, max=13, label=say("widget-count"))
    leaf = LabelledRange(value=5, max=10, label=say("widget-leaf"))

    def follow(key: str) -> None:
        leaf.between(0, count.value - 1)
        leaf.unit = say("widget-of-leaves", count=count.value)

    follow("count")
    explorer = Explorer(
        "merkle",
        rules,
        {"count": count, "leaf": leaf},
        [figures.merkle_tree],
        [{"count": n, "leaf": i} for n, i in ((4, 1), (6, 4), (11, 5), (13, 12))],
        follow,
    )
    explorer.pictures[0].on_click(lambda value: leaf.set_trait("value", value))
    return explorer


def chain(rules: CourseRules = REFERENCE) -> Explorer:
    """W1d: which links break when a block is edited, and what does repairing them hide?"""
    block = LabelledRange(value=2, max=4, label=say("widget-block"))
    field = _choice("widget-field", figures.CHAIN_FIELDS, "amount")
    value = _text("widget-value", "500", "300px")
    repaired = ipywidgets.ToggleButton(description=say("widget-repair"))

    def follow(key: str) -> None:
        if key in ("block", "field"):
            value.value = figures.chain_value(block.value, field.value)
        if key != "repaired":
            repaired.value = False

    stills = [(2, "amount", "500", False), (2, "amount", "500", True), (4, "to", "Mallory", False)]
    names = ("block", "field", "value", "repaired")
    return Explorer(
        "chain",
        rules,
        dict(zip(names, (block, field, value, repaired), strict=True)),
        [figures.json_chain],
        [dict(zip(names, still, strict=True)) for still in stills],
        follow,
    )
