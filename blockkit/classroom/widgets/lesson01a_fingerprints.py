"""The widget of lesson 01a."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing.figure import Figure
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import Explorer, LabelledRange, labelled

Draw = Callable[..., Figure]
TEXT, BIT = "The Times 03/Jan/2009", 37  # what the widget begins with


def your_text(text: str = TEXT, bit: int = BIT, rules: CourseRules = REFERENCE) -> Explorer:
    """The first widget of the course: type, and see the fingerprint of what you typed."""
    return _explorer(text, [bit], [figures.fingerprint], rules)


def fingerprint(rules: CourseRules = REFERENCE) -> Explorer:
    """W1a: how much of a fingerprint changes when one bit of the text is flipped?"""

    @lru_cache(maxsize=1)  # the histogram stays the same while the bit moves
    def all_flips(text: str, rules: CourseRules) -> Figure:
        return figures.avalanche(text, rules)

    draw = [figures.fingerprint, lambda text, bit, rules: all_flips(text, rules)]
    return _explorer(TEXT, [BIT, 0, 167], draw, rules)


def _explorer(start: str, bits: Sequence[int], draw: Sequence[Draw], rules: CourseRules) -> Explorer:
    """A text and the bit of it to flip: the first of ``bits``, and where no kernel runs each of them."""
    text = labelled(ipywidgets.Text, "widget-text", "320px", value=start)
    bit = LabelledRange(value=bits[0], max=bits[0], label=say("widget-bit"))

    def follow(key: str) -> None:
        count = figures.bit_count(text.value)
        bit.between(0, max(0, count - 1))
        bit.unit = say("widget-of-bits", bits=f"{count:,}")

    follow("text")
    stills = [{"text": start, "bit": n} for n in sorted(bits)]
    return Explorer("fingerprint", rules, {"text": text, "bit": bit}, draw, stills, follow)
