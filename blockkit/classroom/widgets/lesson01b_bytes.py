"""The widget of lesson 01b."""

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.widgets.kit import Explorer, choice, labelled
from blockkit.data import heights


def header(rules: CourseRules = REFERENCE) -> Explorer:
    """W1b: which of the 80 bytes move when a field changes, and what becomes of the block id?"""
    blocks = [(f"{n:,}", n) for n in heights()]
    height = choice("widget-block", blocks, 0)
    field = choice("widget-field", figures.HEADER_FIELDS, "nonce")
    value = labelled(ipywidgets.Text, "widget-value", "560px", value="2083236894")

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
