"""The parts that widgets are made of: a labelled range, a picture, and an explorer that joins them.

The JavaScript and the styles beside this file are what the browser runs; there is no build step.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from blockkit.classroom.course_rules import CourseRules
from blockkit.classroom.drawing.figure import Figure, SmallMultiples
from blockkit.classroom.messages import say
from blockkit.classroom.trying.time_limit import TooLong
from blockkit.classroom.trying.trial import Trial, opened
from blockkit.errors import shown

Values = dict[str, Any]

HERE = Path(__file__).parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
LIMITS = say("range-limits", min="{min}", max="{max}")  # the browser fills in the numbers
PATIENCE = 1.0  # seconds until a browser that says nothing gets the next picture all the same
STEPS = say("range-steps", step="{step}")
NOTHING: Values = {"top": "", "sentence": "", "bottom": "", "spots": []}  # what a Picture starts with

# In JupyterLab either the widget is seen or what stands in for it. A panel without elements is a widget that
# is not there: it says "Loading widget..." or "Error displaying widget: model not found", and neither helps.
# What stands in comes a moment late, or it would be seen each time before the widget. Elsewhere these rules
# say nothing.
ONE_OF_TWO = (
    "<style>.lm-Widget.jp-OutputArea:has(.bk-still)>.jp-OutputArea-child>.lm-Panel:not(:has(*)),"
    ".lm-Widget.jp-OutputArea:has(.bk-widget)>.jp-OutputArea-child:has(.bk-still){display:none}"
    ".lm-Widget .bk-still{animation:bk-late 1.5s step-end}"
    "@keyframes bk-late{from{max-height:0;overflow:hidden;visibility:hidden}}</style>"
)


class LabelledRange(anywidget.AnyWidget):
    """A slider and a number field with one label: ipywidgets' own slider has no accessible name."""

    _esm = HERE / "range.js"
    _css = HERE / "range.css"
    value: Any = traitlets.Int(0).tag(sync=True)
    min: Any = traitlets.Int(0).tag(sync=True)
    max: Any = traitlets.Int(100).tag(sync=True)
    step: Any = traitlets.Int(1).tag(sync=True)
    field_step: Any = traitlets.Int(0).tag(sync=True)  # of the number field, where it takes finer numbers
    label = traitlets.Unicode("").tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    limits = traitlets.Unicode(LIMITS).tag(sync=True)
    number_label = traitlets.Unicode(say("range-as-number")).tag(sync=True)
    continuous_update = traitlets.Bool(True).tag(sync=True)
    places = traitlets.Int(0).tag(sync=True)  # digits behind the point
    step_note = traitlets.Unicode(STEPS).tag(sync=True)

    def between(self, low: int, high: int) -> None:
        """Set both ends of the range; a value outside moves to the nearer end."""
        with self.hold_trait_notifications():
            self.min, self.max = low, high
            self.value = min(max(self.value, low), high)


class DecimalRange(LabelledRange):
    """The same for numbers with one digit behind the point: 12.0, 12.1, 12.2, …

    A value is always the float that is written so, however the browser came by it.
    """

    value = traitlets.Float(0.0).tag(sync=True)
    min = traitlets.Float(0.0).tag(sync=True)
    max = traitlets.Float(100.0).tag(sync=True)
    step = traitlets.Float(0.1).tag(sync=True)
    places = traitlets.Int(1).tag(sync=True)

    @traitlets.validate("value")
    def _as_written(self, proposal: Any) -> float:
        return round(float(proposal["value"]), self.places)


class Picture(anywidget.AnyWidget):
    """A figure on the page. Redraws without flicker, reads its sentence out, and can be clicked."""

    _esm = HERE / "picture.js"
    _css = HERE / "picture.css"
    drawn = traitlets.Dict(NOTHING).tag(sync=True)
    turn = traitlets.Int(0).tag(sync=True)  # how often something was drawn
    seen = traitlets.Int(0).tag(sync=True)  # the turn that the browser has got to
    shown_at = -PATIENCE

    @property
    def behind(self) -> bool:
        """Has the browser not yet shown what it got? It is slow, or far away: more would only queue up."""
        return self.seen < self.turn and monotonic() - self.shown_at < PATIENCE

    def show(self, figure: Figure) -> None:
        """Show another figure."""
        self.turn, self.shown_at = self.turn + 1, monotonic()
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


def nothing(key: str) -> None:
    """What :class:`Explorer` does after a move where no control follows another one."""


class Explorer:
    """Controls, a reset button, and one picture for each drawing function.

    ``controls`` maps the names of parameters to controls; each drawing function is called with their
    values and with ``rules``. ``follow`` is called with the name of the control that was moved, before
    the redraw, so that one control can adjust another. ``stills`` are the values drawn where no
    kernel runs, by ``draw_still`` if that is another way. ``buttons`` come before the one that resets.
    """

    def __init__(
        self,
        name: str,
        rules: CourseRules,
        controls: Values,
        draw: Sequence[Callable[..., Figure]],
        stills: Sequence[Values],
        follow: Callable[[str], None],
        draw_still: Sequence[Callable[..., Figure]] = (),
        buttons: Sequence[Any] = (),
    ) -> None:
        self.rules, self.controls, self.draw = rules, controls, list(draw)
        self.draw_still = draw_still
        self.trial = Trial(never_again=[])
        self.stills, self.follow = stills, follow
        self.pictures = [Picture() for _ in draw]
        self.reset_button = button("widget-reset", self.reset)
        self._start = self.values
        self._quiet = False
        for key, control in controls.items():
            control.add_class("bk-control")
            control.observe(partial(self.changed, key), "value")
        for picture in self.pictures:
            picture.add_class("bk-picture")
        row = ipywidgets.HBox([*controls.values(), *buttons, self.reset_button])
        row.layout = ipywidgets.Layout(
            flex_flow="row wrap", align_items="center", grid_gap="4px 16px", margin="0 0 8px 0"
        )
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
        said: set[str] = set()
        for draw, picture in zip(self.draw, self.pictures, strict=True):
            with self._reporting(picture), opened(self.trial):
                picture.show(_not_yet_said(draw(**self.values, rules=self.rules), said))

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
        first, *others = self.draw_still or self.draw
        with opened(self.trial):
            drawn = [first(**values, rules=self.rules) for values in self.stills]
            drawn += [draw(**self.stills[0], rules=self.rules) for draw in others]
        said: set[str] = set()
        return SmallMultiples(tuple(_not_yet_said(figure, said) for figure in drawn), say("live-version"))

    def outputs(self) -> list[Values]:
        """The living widget, and after it what stands in for it: two outputs of one cell.

        In one output the still picture would be lost when a notebook is opened again: JupyterLab would choose
        the widget, and its kernel is gone. Where there is no widget, the first one is empty.
        """
        view = {"version_major": 2, "version_minor": 0, "model_id": self.view.model_id}
        still = self.still()
        html = f'<div class="bk-still">{ONE_OF_TWO}{still.html}</div>'
        return [
            {WIDGET_VIEW: view, "text/html": "", "text/plain": ""},
            {"text/html": html, "text/plain": still.text},
        ]

    def _ipython_display_(self) -> None:
        for bundle in self.outputs():
            display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _not_yet_said(figure: Figure, said: set[str]) -> Figure:
    """The figure without the banners in ``said``, which then has all of them: each comes once a cell."""
    shorter = replace(figure, notes=tuple(note for note in figure.notes if note not in said))
    said.update(figure.notes)
    return shorter


def labelled(kind: Callable[..., Any], key: str, width: str = "auto", **traits: Any) -> Any:
    """One of ipywidgets' own controls with a label that is not cut off."""
    control = kind(description=say(key), layout=ipywidgets.Layout(width=width), **traits)
    if control.style.has_trait("description_width"):
        control.style.description_width = "initial"
    return control


def button(key: str, pressed: Callable[..., None]) -> Any:
    """A button with a label."""
    made = labelled(ipywidgets.Button, key)
    made.on_click(pressed)
    return made


def choice(key: str, options: Sequence[Any], value: object) -> Any:
    """One of several, with a label."""
    return labelled(ipywidgets.Dropdown, key, "max-content", options=options, value=value)
