"""The widget of lesson 01c."""

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import Explorer, LabelledRange


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
