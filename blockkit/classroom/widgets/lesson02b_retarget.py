"""The widgets of lesson 02b."""

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import DecimalRange, Explorer, LabelledRange, choice, labelled, nothing


def changes(rules: CourseRules = REFERENCE) -> Explorer:
    """The first picture: which change of the target came at this height, and what did it measure?"""
    last = figures.MOST - figures.MOST % figures.LEAST  # a change every 2,016 blocks
    height = LabelledRange(
        value=68_544, min=figures.LEAST, max=last, step=figures.LEAST, label=say("widget-height")
    )
    return Explorer("changes", rules, {"height": height}, [figures.changes], [{"height": 68_544}], nothing)


def four_bytes(rules: CourseRules = REFERENCE) -> Explorer:
    """The stepper of E2.5: what do these eight hex digits mean?"""
    text = labelled(ipywidgets.Text, "widget-bits", "220px", value="1d00ffff")
    stills = [{"text": text} for text in ("1d00ffff", "1903a30c", "02008000", "04923456")]
    return Explorer("four-bytes", rules, {"text": text}, [figures.four_bytes], stills, nothing)


def jump(rules: CourseRules = REFERENCE) -> Explorer:
    """W2b: ten times more miners overnight: how long until ten minutes again?"""
    factor = DecimalRange(
        value=4.0, min=0.1, max=10.0, label=say("widget-miners"), unit=say("widget-as-many")
    )
    minutes = LabelledRange(
        value=0, min=-120, max=120, step=5, label=say("widget-clock"), unit=say("widget-minutes")
    )
    blocks = choice("widget-period", [("2,016", 2016), ("10", 10)], 2016)
    names = ("factor", "minutes", "blocks")
    stills = [(4.0, 0, 2016), (1.0, 0, 10)]  # not those that the Predict asks for
    return Explorer(
        "jump",
        rules,
        dict(zip(names, (factor, minutes, blocks), strict=True)),
        [figures.miners_jump],
        [dict(zip(names, still, strict=True)) for still in stills],
        nothing,
    )
