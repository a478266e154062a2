"""The pictures of lesson 02c: all coins there will be, the halvings, and who pays the miner."""

from collections.abc import Sequence
from itertools import pairwise

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data.coins import paid_blocks
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.params import CLASSROOM, COIN, MAINNET, ChainParams

ERAS = 33  # in which coins are made
MOST_HEIGHT = 7_000_000  # that can be typed on the main chain
MOST_FEES = 10  # bitcoins, of one block
CHAINS = {"main": MAINNET, "classroom": CLASSROOM}
LABELLED = ((0, 2009), (100_000, 2010), (277_316, 2013), (501_386, 2017), (840_000, 2024))
TINTS = (palette.SKY_TINT, palette.ORANGE_TINT)


def need_coins(value: object) -> int:
    """An amount that can be drawn."""
    return need_int(value, "an amount, in satoshi,", 0, 10**17)


def bitcoins(satoshi: int) -> str:
    """Satoshi in bitcoins, without needless digits: 12.5."""
    whole, rest = divmod(abs(satoshi), COIN)
    text = f"{whole:,}.{rest:08d}".rstrip("0").rstrip(".")
    return text if satoshi >= 0 else f"−{text}"


def percent(part: int, whole: int) -> str:
    """A share, rounded down, so that 100.0 means all."""
    return f"{part * 1000 // whole / 10:.1f}" if whole else "0.0"


def last_height(params: ChainParams) -> int:
    """The last height of a curve: a little more than there are coins for."""
    return min(MOST_HEIGHT, 35 * params.halving_blocks)


# ---- the curve -----------------------------------------------------------------------------------


def _coins_at_borders(ask: Asker, params: ChainParams) -> list[tuple[int, int]]:
    """The number of coins before each era, as (blocks, satoshi), by ``supply_after``."""
    long = params.halving_blocks
    blocks = [*range(long, last_height(params) + 1, long), last_height(params) + 1]
    supplies = ask.each("supply_after", [(one - 1, params) for one in blocks], read=need_coins)
    return [(0, 0), *zip(blocks, supplies, strict=True)]


def _draw_curve(
    drawing: svg.Drawing, box: tuple[float, float, float, float], points: Sequence[tuple[int, int]]
) -> None:
    """The area of each era under the curve, then the curve; ``box``: left, top, width, height."""
    left, top, wide, high = box
    most_blocks, all_coins = points[-1][0], 2 * points[1][0] * 50 * COIN

    def place(point: tuple[int, int]) -> tuple[float, float]:
        share = min(point[1] / all_coins, 1.04)
        return left + wide * point[0] / most_blocks, top + high * (1 - share)

    bottom = top + high
    for era, (before, after) in enumerate(pairwise(points)):
        (x1, y1), (x2, y2) = place(before), place(after)
        drawing.polygon([(x1, bottom), (x1, y1), (x2, y2), (x2, bottom)], fill=TINTS[era % 2])
    steps = "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in map(place, points))
    drawing.path(f"M{steps}", stroke=palette.BLUE, line=2.5)
    drawing.line(left, bottom, left + wide, bottom)
    drawing.line(left, top, left + wide, top, dash="4 4")


def _note_other(ask: Asker, name: str, height: int, params: ChainParams, said: int) -> None:
    """A note when a part says something else than the reference."""
    true = getattr(REFERENCE, name)(height, params)
    if said != true:
        facts = {"name": name, "height": f"{height:,}", "said": f"{said:,}", "true": f"{true:,}"}
        ask.notes.append(say("coins-other", **facts))


def supply(height: int, rules: CourseRules = REFERENCE) -> Figure:
    """All coins of the main chain over its heights, and what there is at one of them."""
    height = need_int(height, "a height", 0, MOST_HEIGHT)
    ask = Asker(rules)
    points = _coins_at_borders(ask, MAINNET)
    exist = ask("supply_after", height, MAINNET, read=need_coins)
    new = ask("subsidy", height, MAINNET, read=need_coins)
    _note_other(ask, "supply_after", height, MAINNET, exist)
    _note_other(ask, "subsidy", height, MAINNET, new)
    end = REFERENCE.supply_after(MOST_HEIGHT, MAINNET)
    facts = {
        "height": f"{height:,}", "new": f"{new:,}", "new_coins": bitcoins(new), "exist": f"{exist:,}",
        "exist_coins": bitcoins(exist), "share": percent(exist, end), "era": height // MAINNET.halving_blocks,
    }  # fmt: skip

    drawing = svg.Drawing(776, 400, say("coins-supply-title"))
    drawing.text(28, 64, say("coins-supply-subtitle"), 13, fill=palette.MUTED)
    left, top, wide, high = 40, 104, 452, 230
    _draw_curve(drawing, (left, top, wide, high), points)
    drawing.text(left, top - 10, say("coins-limit"), 12, fill=palette.MUTED)
    for millions in range(8):
        drawing.text(left + wide * millions / 7, top + high + 20, str(millions), 12, anchor="middle")
    drawing.text(left + wide / 2, top + high + 42, say("coins-millions"), 13, anchor="middle")
    x = left + wide * height / MOST_HEIGHT  # below the labels
    drawing.line(x, top - 6, x, top + high, stroke=palette.RUST_TEXT, line=2, dash="6 3")
    for row, (at, year) in enumerate(LABELLED):
        x = left + wide * at / MOST_HEIGHT
        y = top + high * (1 - REFERENCE.supply_after(at, MAINNET) / (MAINNET.halving_blocks * 100 * COIN))
        label = top + 212 - 30 * row
        drawing.line(x, y, left + 168, label - 4, stroke=palette.GREY, line=1)
        drawing.rect(x - 3.5, y - 3.5, 7, 7, fill=palette.NIGHT)
        words = say("coins-label", height=f"{at:,}", year=year)
        drawing.tag(left + 168, label - 4, words, fill=palette.WHITE, stroke=palette.GREY)
    drawing.rect(518, 92, 230, 250, fill=palette.PALE, radius=10)
    rows = [
        ("coins-card-height", 17),
        ("coins-card-new", 15),
        ("coins-card-exist", 15),
        ("coins-card-share", 24),
    ]
    for number, (key, size) in enumerate(rows):
        y = 122 + 60 * number
        drawing.text(534, y, say(key), 12, fill=palette.MUTED, on=palette.PALE)
        drawing.text(534, y + 24, say(f"{key}-value", **facts), size, bold=True, on=palette.PALE)
    sentence = say("coins-supply-sentence", **facts)
    borders = [(blocks, coins) for blocks, coins in points[1:-1] if blocks <= ERAS * MAINNET.halving_blocks]
    return Figure(
        pictures=(drawing.picture(say("coins-supply-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("coins-supply-table"),
            (say("coins-last-block"), say("coins-satoshi"), say("coins-share")),
            (
                (f"{height:,}", f"{exist:,}", f"{facts['share']} %"),
                *((f"{blocks - 1:,}", f"{coins:,}", f"{percent(coins, end)} %") for blocks, coins in borders),
            ),
        ),
        notes=tuple(ask.notes),
    )


# ---- the halvings --------------------------------------------------------------------------------


def halvings(rules: CourseRules = REFERENCE) -> Figure:
    """The subsidy of each era on the main chain, from 50 bitcoins to nothing, by ``subsidy``."""
    ask, long = Asker(rules), MAINNET.halving_blocks
    firsts = [era * long for era in range(ERAS + 1)]
    heights = [height for first in firsts for height in (first, first + long - 1)]
    said = ask.each("subsidy", [(height, MAINNET) for height in heights], read=need_coins)
    right = [REFERENCE.subsidy(height, MAINNET) for height in heights]
    pairs = list(zip(said, right, strict=True))
    wrong = [era for era in range(ERAS + 1) if any(a != b for a, b in pairs[2 * era : 2 * era + 2])]
    first_wrong = next((n for n, (a, b) in enumerate(pairs) if a != b), None)
    if first_wrong is not None:
        _note_other(ask, "subsidy", heights[first_wrong], MAINNET, said[first_wrong])
    coins = said[::2]
    total = sum(long * one for one in coins)
    facts = {
        "first": f"{coins[0]:,}", "last": f"{coins[ERAS - 1]:,}", "nothing": f"{coins[ERAS]:,}",
        "from": f"{firsts[ERAS]:,}", "total": f"{total:,}", "wrong": len(wrong), "eras": ERAS + 1,
    }  # fmt: skip
    drawing = svg.Drawing(776, 372, say("coins-halvings-title"))
    drawing.text(28, 64, say("coins-halvings-subtitle"), 13, fill=palette.MUTED)
    left, bottom, pitch = 34, 316, 21
    for era, one in enumerate(coins):
        high = 6 * one.bit_length()
        x, bad = left + pitch * era, era in wrong
        fill, stroke = (palette.RUST_TINT, palette.RUST_TEXT) if bad else (TINTS[era % 2], palette.GREY)
        drawing.rect(x, bottom - min(high, 216), 17, min(high, 216), fill=fill, stroke=stroke)
        if bad:
            drawing.text(x + 8, bottom - min(high, 216) - 5, "✗", 12, anchor="middle", fill=palette.RUST_TEXT)
        if era % 4 == 0 or era == ERAS:
            drawing.text(x + 8, bottom + 18, str(era), 12, anchor="middle")
    drawing.line(left - 4, bottom, left + pitch * (ERAS + 1), bottom)
    drawing.text(left, bottom + 40, say("coins-era-axis"), 13)
    for era in range(4):
        y = 94 + 22 * era
        tip = bottom - min(6 * coins[era].bit_length(), 216)
        drawing.line(left + pitch * era + 8, tip, 356, y - 4, stroke=palette.GREY, line=1)
        drawing.text(362, y, say("coins-era-label", era=era, coins=bitcoins(coins[era])), 12)
    drawing.text(left + pitch * ERAS + 8, 262, say("coins-era-last", last=facts["last"]), 12, anchor="end")
    drawing.text(left + pitch * ERAS + 8, 280, say("coins-era-none", **facts), 12, anchor="end")
    sentence = say("coins-halvings-sentence" if not wrong else "coins-halvings-wrong", **facts)
    return Figure(
        pictures=(drawing.picture(say("coins-halvings-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("coins-halvings-table"),
            (say("coins-era"), say("coins-first-block"), say("coins-satoshi"), say("coins-right")),
            tuple(
                (str(era), f"{first:,}", f"{coins[era]:,}", say("coins-no" if era in wrong else "coins-yes"))
                for era, first in enumerate(firsts)
            ),
        ),
        notes=tuple(ask.notes),
    )


# ---- who pays the miner --------------------------------------------------------------------------


def miner(height: int, fees: float, chain: str, rules: CourseRules = REFERENCE) -> Figure:
    """What a miner gets at a height when the payments of the block leave ``fees`` bitcoins over."""
    if chain not in CHAINS:
        raise ValueError(f"{shown(chain)} is no chain here; there are {', '.join(CHAINS)}")
    params = CHAINS[chain]
    height = need_int(height, "a height", 0, last_height(params))
    if not 0 <= fees <= MOST_FEES:
        raise ValueError(f"fees must lie between 0 and {MOST_FEES} bitcoins, got {shown(fees)}")
    ask, fee = Asker(rules), round(fees * 100) * COIN // 100
    points = _coins_at_borders(ask, params)
    new = ask("subsidy", height, params, read=need_coins)
    exist = ask("supply_after", height, params, read=need_coins)
    _note_other(ask, "subsidy", height, params, new)
    _note_other(ask, "supply_after", height, params, exist)
    end = REFERENCE.supply_after(last_height(params), params)
    facts = {
        "height": f"{height:,}", "new": bitcoins(new), "fees": bitcoins(fee), "reward": bitcoins(new + fee),
        "fee_share": percent(fee, new + fee), "share": percent(exist, end), "chain": say(f"coins-on-{chain}"),
    }  # fmt: skip
    if new == fee:
        state = "level" if new else "nothing"
    else:
        state = "new" if new > fee else "fees" if new else "only"
    drawing = svg.Drawing(776, 470, say(f"coins-miner-title-{state}", **facts))
    drawing.text(28, 64, say("coins-miner-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_reward(drawing, new, fee)
    left, top, wide, high = 396, 108, 340, 168
    _draw_curve(drawing, (left, top, wide, high), points)
    x = left + wide * height / points[-1][0]
    drawing.line(x, top - 8, x, top + high, stroke=palette.RUST_TEXT, line=2, dash="6 3")
    drawing.text(left, top - 12, say("coins-miner-curve", **facts), 13, bold=True)
    drawing.text(left, top + high + 20, "0", 12)
    drawing.text(left + wide, top + high + 20, f"{last_height(params):,}", 12, anchor="end")
    drawing.text(left + wide / 2, top + high + 20, say("coins-height-axis"), 12, anchor="middle")
    _draw_eleven(drawing, fee)
    sentence = say(f"coins-miner-sentence-{state}", **facts)
    rows = [
        (
            say("coins-miner-now", height=f"{height:,}"),
            bitcoins(new),
            bitcoins(fee),
            f"{facts['fee_share']} %",
        )
    ]
    for block in paid_blocks():
        then = REFERENCE.subsidy(block.height, MAINNET)
        share = percent(block.fees, then + block.fees)
        name = say("coins-miner-then", height=f"{block.height:,}")
        rows.append((name, bitcoins(then), bitcoins(block.fees), f"{share} %"))
    return Figure(
        pictures=(drawing.picture(say("coins-miner-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("coins-miner-table"),
            (say("coins-block"), say("coins-new"), say("coins-fees"), say("coins-fee-share")),
            tuple(rows),
        ),
        notes=tuple(ask.notes),
    )


def _draw_reward(drawing: svg.Drawing, new: int, fee: int) -> None:
    """The reward as one bar: new coins striped below, fees plain above."""
    bottom, high, left, wide = 296, 188, 60, 92
    whole = max(new + fee, 1)
    new_high = high * new / whole
    middle = bottom - new_high
    drawing.rect(left, bottom - high, wide, high, fill=palette.WHITE, stroke=palette.INK, line=1.5)
    drawing.rect(left, middle, wide, new_high, fill=palette.SKY_TINT, stroke=palette.INK, line=1.5)
    for step in range(1, int(new_high // 8) + 1):
        drawing.line(left, bottom - 8 * step, left + wide, bottom - 8 * step, stroke=palette.BLUE, line=1)
    fee_high = high - new_high if new + fee else 0
    if fee_high:
        drawing.rect(
            left, bottom - high, wide, fee_high, fill=palette.ORANGE_TINT, stroke=palette.INK, line=1.5
        )
    rows = [
        ("coins-bar-fees", fee, max(bottom - high + 16, min(bottom - high + fee_high / 2, middle - 4))),
        ("coins-bar-new", new, min(bottom - 14, bottom - new_high / 2)),
    ]
    if rows[1][2] - rows[0][2] < 44:  # keep the two labels apart
        rows[0] = (*rows[0][:2], min(rows[0][2], bottom - 62))
        rows[1] = (*rows[1][:2], rows[0][2] + 44)
    for key, value, y in rows:
        drawing.text(left + wide + 16, y, say(key), 12, fill=palette.MUTED)
        drawing.text(left + wide + 16, y + 17, bitcoins(value), 15, bold=True)


def _draw_eleven(drawing: svg.Drawing, fee: int) -> None:
    """The fees of eleven real blocks as dots on one line, their average, and the fees chosen."""
    left, wide, y = 60, 660, 412
    drawing.text(28, 352, say("coins-eleven"), 13, bold=True)
    drawing.line(left, y, left + wide, y)

    def place(satoshi: float) -> float:
        return left + wide * satoshi / (MOST_FEES * COIN)

    for coins in range(0, MOST_FEES + 1, 2):
        drawing.text(place(coins * COIN), y + 26, str(coins), 12, anchor="middle")
    drawing.text(left + wide, y + 42, say("coins-fee-axis"), 12, anchor="end")
    blocks = paid_blocks()
    for number, block in enumerate(blocks):
        x, up = place(block.fees), 8 + 9 * (number % 3)
        drawing.rect(x - 4.5, y - up - 4.5, 9, 9, fill=palette.BLUE, radius=4.5)
    mean = sum(block.fees for block in blocks) / len(blocks)
    drawing.line(place(mean), y - 36, place(mean), y + 6, stroke=palette.INK, line=1.5, dash="2 3")
    drawing.text(place(mean) + 5, y - 36, say("coins-mean", mean=f"{mean / COIN:.2f}"), 12)
    drawing.polygon(
        [(place(fee), y + 1), (place(fee) - 6, y + 12), (place(fee) + 6, y + 12)], fill=palette.RUST
    )
