"""The widget of lesson 01d."""

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import Explorer, LabelledRange, choice, labelled


def chain(rules: CourseRules = REFERENCE) -> Explorer:
    """W1d: which links break when a block is edited, and what does repairing them hide?"""
    block = LabelledRange(value=2, max=4, label=say("widget-block"))
    field = choice("widget-field", figures.CHAIN_FIELDS, "amount")
    value = labelled(ipywidgets.Text, "widget-value", "240px", value="500")
    repaired = labelled(ipywidgets.ToggleButton, "widget-repair")

    def follow(key: str) -> None:
        if key in ("block", "field"):
            value.value = figures.chain_value(block.value, field.value)
        if key != "repaired":
            repaired.value = False
        repaired.icon = "check" if repaired.value else ""

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
