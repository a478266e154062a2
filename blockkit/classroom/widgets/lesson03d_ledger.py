"""The widgets of lesson 03d."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ipywidgets

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing.figure import Figure
from blockkit.classroom.judging import MISTAKES, MOST_SEED, SEED, Judged, judge_all, sampled, unsampled
from blockkit.classroom.messages import say
from blockkit.classroom.paying import FIVE_COINS
from blockkit.classroom.widgets.kit import Explorer, LabelledRange, choice, labelled, nothing
from blockkit.classroom.widgets.long_work import Worker

COINS = tuple(f"coin_{place}" for place in range(len(FIVE_COINS)))
MOST_SECONDS = 120.0  # that all signatures may take at a press


def pay(rules: CourseRules = REFERENCE) -> Explorer:
    """W3d: what does it cost to pay, and what becomes of the rest?"""
    controls: dict[str, Any] = {}
    for place, (key, value) in enumerate(zip(COINS, FIVE_COINS, strict=True)):
        box = ipywidgets.ToggleButton(value=place == 0, layout=ipywidgets.Layout(width="auto"))
        box.description = say("widget-coin", value=f"{value:,}")
        controls[key] = box
    amount, rate, change = say("widget-amount"), say("widget-fee-rate"), "widget-keep-change"
    satoshi, a_byte = say("widget-satoshi"), say("widget-satoshi-a-byte")
    controls |= {
        "amount": LabelledRange(
            value=1_500_000,
            min=0,
            max=figures.MOST_AMOUNT,
            step=10_000,
            field_step=1,
            label=amount,
            unit=satoshi,
        ),
        "fee_rate": LabelledRange(value=10, min=0, max=figures.MOST_RATE, label=rate, unit=a_byte),
        "change": labelled(ipywidgets.ToggleButton, change, value=True),
    }

    def draw(amount: int, fee_rate: int, change: bool, rules: CourseRules, **coins: bool) -> Figure:
        return figures.pay([place for place, key in enumerate(COINS) if coins[key]], amount, fee_rate, change)

    cases = (
        ((0,), 1_500_000, True),
        ((0,), 1_500_000, False),
        ((0, 4), 1_500_000, True),
        ((2,), 1_500_000, True),
    )
    stills = [
        {key: place in places for place, key in enumerate(COINS)}
        | {"amount": amount, "fee_rate": 10, "change": change}
        for places, amount, change in cases
    ]
    return Explorer("pay", rules, controls, [draw], stills, nothing)


def block_moves(rules: CourseRules = REFERENCE) -> Explorer:
    """Which coins does a block move, and do all of them come back?"""
    names = [(say(f"moves-title-{which}"), which) for which in figures.BLOCKS]
    controls = {
        "which": choice("widget-which-block", names, "170"),
        "back": labelled(ipywidgets.ToggleButton, "widget-take-back", value=False),
    }
    stills = [
        {"which": which, "back": back} for which, back in (("170", False), ("170", True), ("inside", True))
    ]
    return Explorer("block-moves", rules, controls, [figures.block_moves], stills, nothing)


def split(rules: CourseRules = REFERENCE) -> Explorer:
    """With which small mistake does a ledger leave the chain, and at which payment?"""
    names = [(say(f"split-{mistake}"), mistake) for mistake in MISTAKES]
    controls = {"mistake": choice("widget-mistake", names, "fee")}
    stills = [{"mistake": mistake} for mistake in ("fee", "yours", "no-fees", "scripts")]
    return Explorer("split", rules, controls, [figures.split_picture], stills, nothing)


def judge(rules: CourseRules = REFERENCE) -> Worker:
    """Do your rules agree with everybody's on real blocks? Signatures one after the other, at a press."""
    start = unsampled(rules)
    samples: dict[int, Judged] = {}  # by seed

    def sample(seed: int) -> Judged:
        if seed not in samples:
            samples[seed] = sampled(start, rules, seed)
        return samples[seed]

    def draw(seed: int, rules: CourseRules, so_far: Judged | None = None) -> Figure:
        return figures.judged_blocks(seed, rules, so_far or sample(seed))

    def begin(seed: int, rules: CourseRules, so_far: Judged | None) -> Iterator[Judged]:
        return judge_all(rules, so_far or sample(seed))

    def ending(found: Judged, why: str) -> Judged:
        return replace(found, ended=why)

    label = say("widget-seed")
    return Worker(
        "judge",
        rules,
        {"seed": LabelledRange(value=SEED, max=MOST_SEED, label=label, continuous_update=False)},
        draw,
        [{"seed": SEED}],
        nothing,
        begin,
        ending,
        draw_still=draw,
        word="widget-check-all",
        most_seconds=MOST_SECONDS,
    )
