"""The widgets of lesson 03c."""

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.pasting import inputs_in
from blockkit.classroom.real_spends import real_spend
from blockkit.classroom.widgets.kit import Explorer, LabelledRange, choice, labelled


def stepper(rules: CourseRules = REFERENCE) -> Explorer:
    """W3c: at which step does a wrong answer fail?"""
    program = choice("widget-program", list(figures.PROGRAMS), "slides")
    spoil = choice("widget-spoil", list(figures.SPOILS), figures.SPOILS[0])
    step = LabelledRange(
        value=3, min=0, max=figures.last_step("slides", figures.SPOILS[0], rules), label=say("widget-step")
    )

    def follow(key: str) -> None:
        if key != "step":
            step.between(0, figures.last_step(program.value, spoil.value, rules))
        if key == "spoil":
            step.value = step.max  # where it fails

    names = ("program", "spoil", "step")
    stills = [("slides", "nothing", step) for step in (0, 3, 5, 7)]
    return Explorer(
        "stepper",
        rules,
        dict(zip(names, (program, spoil, step), strict=True)),
        [figures.stepper],
        [dict(zip(names, still, strict=True)) for still in stills],
        follow,
    )


def pasted_spend(rules: CourseRules = REFERENCE) -> Explorer:
    """W3c′: what does an old node see of a coin of today, and what one of today? It takes any spend."""
    example = real_spend("p2wpkh").to_paste()
    text = labelled(ipywidgets.Textarea, "widget-raw", "100%", value=example, rows=5)
    index = LabelledRange(value=0, min=0, max=0, label=say("widget-input"))
    step = LabelledRange(value=0, min=0, max=2, label=say("widget-step"))  # the verdict is asked first
    today = labelled(ipywidgets.ToggleButton, "widget-today", value=False)

    def follow(key: str) -> None:
        if key == "text":
            index.between(0, inputs_in(text.value) - 1)
        if key != "step":
            step.between(0, figures.last_pasted_step(text.value, index.value, today.value, rules))
            step.value = step.max

    names = ("text", "index", "step", "today")
    stills = [(example, 0, 2, False), (example, 0, figures.LAST, True)]
    return Explorer(
        "pasted-spend",
        rules,
        dict(zip(names, (text, index, step, today), strict=True)),
        [figures.pasted_spend],
        [dict(zip(names, still, strict=True)) for still in stills],
        follow,
    )
