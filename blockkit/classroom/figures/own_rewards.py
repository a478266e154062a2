"""The last picture of lesson 02c: the reader's chain pays its miner, to height 101 and past a halving."""

from dataclasses import replace
from functools import cache
from random import Random

from blockkit.addresses import script_of
from blockkit.chain import Chain
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson02c_coins import bitcoins, need_coins
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, opened, try_call
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.node.mining import block_template, mine
from blockkit.params import CLASSROOM, COIN
from blockkit.transaction import Transaction
from blockkit.wallet.wallet import Wallet, new_key

LAST = 101  # the height to which the chain is mined: past the halving at 100
SECONDS = 67  # between two blocks; at exactly 60 each tenth block would be harder, by the slip in the rule
SEED = 7  # of the wallet's key

Rewards = tuple[tuple[Transaction, ...], int]  # the coinbases of blocks 1 to LAST, and the wallet's balance


def _mined(rules: CourseRules) -> Rewards:
    """Mine a classroom chain by these rules to height 101, all for one wallet."""
    chain = Chain(replace(rules, params=CLASSROOM))
    wallet = Wallet((new_key(Random(SEED)),), CLASSROOM)
    script, coinbases = script_of(wallet.addresses[0], CLASSROOM), []
    for height in range(1, LAST + 1):
        now = CLASSROOM.genesis_time + SECONDS * height
        block = next((found for found in mine(block_template(chain, script, now)) if found), None)
        if block is None or not chain.accept(block, now):
            raise ValueError(say("coins-rewards-no-tip", height=height))
        coinbases.append(block.transactions[0])
    return tuple(coinbases), wallet.balance(chain.utxos)


@cache
def _by_reference() -> Rewards:
    return _mined(REFERENCE)


def _rewards(ask: Asker) -> Rewards:
    """The chain by the reader's rules; by the reference, with a note, when theirs cannot be run."""
    try:
        with opened(Trial(replace(FIGURE, a_call=FIGURE.in_all))):
            return try_call(_mined, ask.rules)  # type: ignore[no-any-return]
    except CannotUse as problem:
        ask.notes.append(say("coins-rewards-stands-in", why=str(problem)))
        return _by_reference()


def my_rewards(rules: CourseRules = REFERENCE) -> Figure:
    """What each block of a classroom chain pays its miner, and what the miner's wallet says at the end."""
    ask = Asker(rules)
    heights = range(LAST + 1)
    new = ask.each("subsidy", [(height, CLASSROOM) for height in heights], read=need_coins)
    supply = ask("supply_after", LAST, CLASSROOM, read=need_coins)
    same = all(getattr(ask.rules, slot) is getattr(REFERENCE, slot) for slot in MACHINE)
    coinbases, balance = _by_reference() if same else _rewards(ask)
    asked = [(tx, height, 0, CLASSROOM) for height, tx in enumerate(coinbases, 1)]
    scripts = [(tx.inputs[0].script_sig,) for tx in coinbases]
    named = ask.each("coinbase_height", scripts, read=lambda value: need_int(value, "a height", 0, 2**32 - 1))
    allowed = [bool(one) for one in ask.each("coinbase_ok", asked)]
    paid = [0, *(sum(output.value for output in tx.outputs) for tx in coinbases)]
    fit = sum(height == name for height, name in enumerate(named, 1))
    missing = supply - balance
    facts = {
        "last": LAST, "balance": bitcoins(balance), "supply": bitcoins(supply), "missing": bitcoins(missing),
        "satoshi": f"{balance:,}", "named": fit, "allowed": sum(allowed), "all": len(coinbases),
    }  # fmt: skip
    if any(new[height] != REFERENCE.subsidy(height, CLASSROOM) for height in heights):
        ask.notes.append(say("coins-rewards-other", name="subsidy"))
    if supply != REFERENCE.supply_after(LAST, CLASSROOM):
        ask.notes.append(say("coins-rewards-other", name="supply_after"))
    drawing = svg.Drawing(776, 404, say("coins-rewards-title", **facts))
    drawing.text(28, 64, say("coins-rewards-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_blocks(drawing, paid, new[0])
    for column, (key, fill) in enumerate(
        (("balance", palette.GREEN_TINT), ("supply", palette.SKY_TINT), ("missing", palette.YELLOW_TINT))
    ):
        left = 28 + 244 * column
        drawing.rect(left, 290, 232, 62, fill=fill, radius=8)
        drawing.text(left + 14, 313, say(f"coins-rewards-{key}"), 12, on=fill)
        words = svg.shortened(str(facts[key]), 200, 20)
        drawing.text(left + 14, 339, words, 20, bold=True, on=fill)
    drawing.text(28, 382, say("coins-rewards-checks", **facts), 13)
    sentence = say("coins-rewards-sentence", **facts)
    rows = [("0", bitcoins(new[0]), say("coins-nobody"), "", "")]
    rows += [
        (str(height), bitcoins(paid[height]), say("coins-you"), shown(named[height - 1]),
         say("coins-ok-yes" if allowed[height - 1] else "coins-ok-no"))
        for height in heights[1:]
    ]  # fmt: skip
    headings = ("coins-block", "coins-new", "coins-owner", "coins-named", "coins-allowed")
    return Figure(
        pictures=(drawing.picture(say("coins-rewards-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("coins-rewards-table"), tuple(map(say, headings)), tuple(rows)),
        notes=tuple(ask.notes),
    )


# The slots that a chain of empty blocks runs on.
MACHINE = (
    "hash256", "merkle_root", "has_duplicate_subtree", "header_bytes", "bits_to_target", "target_to_bits",
    "meets_target", "work", "next_bits", "subsidy", "prefer", "check_transaction",
)  # fmt: skip


def _draw_blocks(drawing: svg.Drawing, paid: list[int], first: int) -> None:
    """A column for each block, as high as its coinbase pays; block 0, which nobody can spend, is dashed."""
    left, bottom, pitch, scale = 60, 248, 6.6, 130 / (50 * COIN)
    drawing.line(left - 6, bottom, left + pitch * len(paid) + 4, bottom)
    for height, value in enumerate([first, *paid[1:]]):
        x, high = left + pitch * height, min(value * scale, 150)
        if height == 0:
            drawing.rect(x, bottom - high, 5, high, fill=palette.WHITE, stroke=palette.RUST_TEXT, dash="3 2")
        else:
            drawing.rect(x, bottom - high, 5, high, fill=palette.BLUE if height % 2 else palette.SKY)
    for coins in (25, 50):
        y = bottom - coins * COIN * scale
        drawing.text(left - 12, y + 4, str(coins), 12, anchor="end")
        drawing.line(left - 8, y, left + pitch * len(paid), y, line=0.7, dash="2 4")
    for height in range(0, len(paid), 20):
        drawing.text(left + pitch * height + 2, bottom + 18, str(height), 12, anchor="middle")
    drawing.text(left + pitch * 50, bottom + 18, say("coins-height-axis"), 12, anchor="middle")
    drawing.tag(left - 2, 94, say("coins-nobody-tag"), fill=palette.RUST_TINT, ink=palette.RUST_TEXT)
    words = say("coins-halved-tag")
    drawing.tag(left + pitch * len(paid) + 4, 94, words, fill=palette.WHITE, stroke=palette.INK, anchor="end")
