"""The widgets of lesson 02d."""

from collections.abc import Callable
from typing import Any

from blockkit.agreement import races
from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing.figure import Figure
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import DecimalRange, Explorer, LabelledRange


def _follow(key: str) -> None:
    """No control adjusts another."""


def block_tree(rules: CourseRules = REFERENCE) -> Explorer:
    """Which branch wins, the longer or the heavier?"""
    zero_bits = DecimalRange(value=3.0, min=1.0, max=4.0, label=say("widget-lower-bits"))
    stills = [{"zero_bits": n} for n in (3.0, 1.0, 2.0)]
    return Explorer("block-tree", rules, {"zero_bits": zero_bits}, [figures.block_tree], stills, _follow)


def confirmations(
    catch_up: Callable[..., Any] = races.nakamoto, race: Callable[..., Any] = races.share
) -> Explorer:
    """W2d: how many confirmations are enough?"""

    def draw(q: float, z: int, seed: int, rules: CourseRules) -> Figure:
        return figures.confirmations(q, z, seed, catch_up, race)

    controls = {
        "q": DecimalRange(
            value=0.3, min=0.0, max=0.6, step=0.01, places=2, label=say("widget-attackers-share")
        ),
        "z": LabelledRange(value=6, min=0, max=12, label=say("widget-confirmations")),
        "seed": LabelledRange(value=7, min=0, max=99, label=say("widget-seed")),
    }
    stills = [{"q": q, "z": z, "seed": 7} for q, z in ((0.3, 6), (0.1, 6), (0.3, 2), (0.5, 6))]
    return Explorer("confirmations", REFERENCE, controls, [draw], stills, _follow)


def robbery(rules: CourseRules = REFERENCE) -> Explorer:
    """Does the thief rob the merchant?"""
    q, z, seed = say("widget-attackers-share"), say("widget-confirmations"), say("widget-seed")
    controls = {
        "q": DecimalRange(value=0.6, min=0.2, max=0.7, step=0.01, places=2, label=q, continuous_update=False),
        "z": LabelledRange(value=3, min=1, max=8, label=z, continuous_update=False),
        "seed": LabelledRange(value=7, min=0, max=99, label=seed, continuous_update=False),
    }
    stills = [{"q": q, "z": z, "seed": seed} for q, z, seed in ((0.6, 3, 7), (0.3, 3, 2), (0.3, 1, 4))]
    return Explorer("robbery", rules, controls, [figures.robbery], stills, _follow)
