"""The widgets of lesson 03a."""

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.curves import steps_to_infinity
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import Explorer, LabelledRange, choice, labelled


def curve(rules: CourseRules = REFERENCE) -> Explorer:
    """W3a: can you see from its end how long a walk was?"""
    prime = choice("widget-prime", list(figures.PRIMES), 43)
    steps = LabelledRange(value=5, min=0, max=steps_to_infinity(43) + 1, label=say("widget-steps"))
    line = labelled(ipywidgets.ToggleButton, "widget-line", value=False)

    def follow(key: str) -> None:
        if key == "p":
            steps.between(0, steps_to_infinity(prime.value) + 1)

    names = ("p", "k", "line")
    stills = [(43, 5, False), (43, 6, True), (43, 31, False), (17, 4, True)]  # not what the Predict asks for
    return Explorer(
        "curve",
        rules,
        dict(zip(names, (prime, steps, line), strict=True)),
        [figures.curve],
        [dict(zip(names, still, strict=True)) for still in stills],
        follow,
    )


def address_strip(rules: CourseRules = REFERENCE) -> Explorer:
    """W3a′: which typing errors does the checksum notice?"""
    key_number = LabelledRange(value=1, min=1, max=figures.MOST_KEYS, label=say("widget-key"))
    form = choice("widget-form", list(figures.FORMS), figures.FORMS[0])
    place = LabelledRange(
        value=0, min=0, max=figures.LONGEST, label=say("widget-place"), unit=say("widget-of-none")
    )

    def follow(key: str) -> None:
        if key in ("key", "form"):
            place.between(0, figures.address_length(key_number.value, form.value))

    names = ("key", "form", "place")
    short, long = figures.FORMS
    stills = [(1, short, 0), (1, long, 0), (1, short, 12), (182, short, 0)]
    return Explorer(
        "address-strip",
        rules,
        dict(zip(names, (key_number, form, place), strict=True)),
        [figures.address_strip],
        [dict(zip(names, still, strict=True)) for still in stills],
        follow,
    )
