"""The widgets of the course: controls above a figure. They hold no rules; the figures do all the work.

Each shows itself as one output that holds the living widget and, for a page where no kernel runs, the
same figure for a few values.
"""

from functools import lru_cache

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.figure import Figure
from blockkit.classroom.live import Explorer, LabelledRange, choice, labelled
from blockkit.classroom.messages import say
from blockkit.classroom.slots import REFERENCE, CourseRules
from blockkit.data import heights


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
    field = choice("widget-field", figures.CHAIN_FIELDS, "amount")
    value = labelled(ipywidgets.Text, "widget-value", "300px", value="500")
    repaired = labelled(ipywidgets.ToggleButton, "widget-repair")

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
