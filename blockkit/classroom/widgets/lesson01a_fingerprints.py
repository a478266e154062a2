"""The widget of lesson 01a."""

from functools import lru_cache

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing.figure import Figure
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import Explorer, LabelledRange, labelled


def fingerprint(rules: CourseRules = REFERENCE) -> Explorer:
    """W1a: how much of a fingerprint changes when one bit of the text is flipped?"""
    start = "The Times 03/Jan/2009"
    text = labelled(ipywidgets.Text, "widget-text", "320px", value=start)
    bit = LabelledRange(value=37, label=say("widget-bit"))

    @lru_cache(maxsize=1)  # the histogram stays the same while the bit moves
    def all_flips(text: str, rules: CourseRules) -> Figure:
        return figures.avalanche(text, rules)

    def follow(key: str) -> None:
        bits = figures.bit_count(text.value)
        bit.between(0, max(0, bits - 1))
        bit.unit = say("widget-of-bits", bits=f"{bits:,}")

    follow("text")
    return Explorer(
        "fingerprint",
        rules,
        {"text": text, "bit": bit},
        [figures.fingerprint, lambda text, bit, rules: all_flips(text, rules)],
        [{"text": start, "bit": n} for n in (0, 37, 167)],
        follow,
    )
