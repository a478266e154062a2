"""The widgets of lesson 02c."""

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.messages import say
from blockkit.classroom.widgets.kit import DecimalRange, Explorer, LabelledRange, choice


def supply(rules: CourseRules = REFERENCE) -> Explorer:
    """The first picture: how many coins exist at a height that one types?"""
    height = LabelledRange(value=100_000, max=figures.MOST_HEIGHT, label=say("coins-widget-height"))
    height.unit = say("coins-widget-up-to", most=f"{figures.MOST_HEIGHT:,}")
    return Explorer(
        "supply",
        rules,
        {"height": height},
        [figures.supply],
        [{"height": one} for one in (100_000, 1_411_199, 6_929_999)],
        lambda key: None,
    )


def miner(rules: CourseRules = REFERENCE) -> Explorer:
    """W2c: who pays the miner at this height?"""
    height = LabelledRange(value=277_316, max=figures.MOST_HEIGHT, label=say("coins-widget-height"))
    fees = DecimalRange(
        value=4.09, max=float(figures.MOST_FEES), step=0.01, places=2, label=say("coins-widget-fees"),
        unit=say("coins-widget-bitcoins"),
    )  # fmt: skip
    chain = choice("coins-widget-chain", tuple(figures.CHAINS), "main")

    def follow(key: str) -> None:
        if key == "chain":
            most = figures.last_height(figures.CHAINS[chain.value])
            height.between(0, most)
            height.unit = say("coins-widget-up-to", most=f"{most:,}")

    follow("chain")
    stills = [277_316, 0, 840_000, 6_930_000]
    return Explorer(
        "miner",
        rules,
        {"height": height, "fees": fees, "chain": chain},
        [figures.miner],
        [{"height": one, "fees": 4.09, "chain": "main"} for one in stills],
        follow,
    )
