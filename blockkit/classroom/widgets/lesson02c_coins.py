"""The widgets of lesson 02c."""

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import DecimalRange, Explorer, LabelledRange, choice, nothing


def supply(rules: CourseRules = REFERENCE) -> Explorer:
    """The first picture: how many coins exist at a height that one types?"""
    height = LabelledRange(value=100_000, max=figures.MOST_HEIGHT, label=say("coins-widget-height"))
    height.unit = say("coins-widget-up-to", most=f"{figures.MOST_HEIGHT:,}")
    return Explorer(
        "supply",
        rules,
        {"height": height},
        [figures.supply],
        [{"height": 100_000}],
        nothing,
    )


def miner(rules: CourseRules = REFERENCE) -> Explorer:
    """W2c: who pays the miner at this height?"""
    height = LabelledRange(value=277_316, max=figures.MOST_HEIGHT, label=say("coins-widget-height"))
    fees = DecimalRange(
        value=4.09, max=float(figures.MOST_FEES), step=0.01, places=2, label=say("coins-widget-fees"),
        unit=say("coins-widget-bitcoins"),
    )  # fmt: skip
    chain = choice("coins-widget-chain", tuple(figures.CHAINS), "main")

    shown = [figures.CHAINS["main"]]

    def follow(key: str) -> None:
        if key == "chain":
            before, now = shown[0], figures.CHAINS[chain.value]
            shown[0], most = now, figures.last_height(now)
            same = height.value * now.halving_blocks // before.halving_blocks  # the same part of the same era
            height.between(0, most)
            height.value = min(same, most)
            height.unit = say("coins-widget-up-to", most=f"{most:,}")

    follow("chain")
    stills = [277_316, 6_930_000]
    return Explorer(
        "miner",
        rules,
        {"height": height, "fees": fees, "chain": chain},
        [figures.miner],
        [{"height": one, "fees": 4.09, "chain": "main"} for one in stills],
        follow,
    )
