"""The pictures of lesson 03d about payments: a torn coin, what a payment costs, and five faulty ledgers."""

from collections.abc import Callable, Sequence
from typing import Any

from blockkit.classroom.blocks_with_coins import first_blocks, first_spend
from blockkit.classroom.breaking import cases_of
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.faulty_ledgers import LEDGERS
from blockkit.classroom.figures.lesson02d_forks import two_lines
from blockkit.classroom.ledgers import everybody
from blockkit.classroom.messages import say
from blockkit.classroom.paying import DUST, FIVE_COINS, bill, is_gift
from blockkit.classroom.properties import Fails
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.trying.plain import Student
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, current, opened
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.params import COIN

LEFT, RIGHT = 28, 748
MOST_AMOUNT, MOST_RATE = 10_000_000, 50


# ---- the first payment ---------------------------------------------------------------------------


def cards(rules: CourseRules = REFERENCE) -> Figure:
    """The first payment ever: a coin that is torn up, two new ones, and the fee by ``validate_tx``."""
    ask, (tx, coins) = Asker(rules), first_spend()
    (coin,) = coins.values()
    fee = ask("validate_tx", tx, coins, 170, everybody, read=_satoshi)
    if fee:
        ask.notes.append(say("cards-other-fee", fee=f"{fee:,}"))
    coinbase = first_blocks()[170].transactions[0]
    paid = [output.value for output in tx.outputs]
    drawing = svg.Drawing(776, 330, say("cards-title"))
    drawing.text(LEFT, 64, say("cards-subtitle"), 13, fill=palette.MUTED)
    _draw_card(drawing, 44, 132, say("cards-block", height=9), coin.output.value, torn=True)
    end = 300 + drawing.tag(300, 176, say("cards-payment"), fill=palette.PALE, stroke=palette.GREY)
    drawing.arrow(228, 176, 294, 176)
    for place, value in enumerate(paid):
        drawing.arrow(end + 6, 176, 498, 136 + 82 * place)
        _draw_card(drawing, 506, 96 + 82 * place, say("cards-block", height=170), value)
    new = coinbase.outputs[0].value
    _draw_card(drawing, 628, 96, say("cards-coinbase"), new, tall=154)
    facts = {"there": _coins(coin.output.value), "one": _coins(paid[0]), "other": _coins(paid[1]), "fee": fee}
    drawing.rect(LEFT, 276, RIGHT - LEFT, 34, fill=palette.SKY_TINT, radius=8)
    words = say("cards-sum", **facts)
    drawing.text(388, 298, words, 15, anchor="middle", bold=True, on=palette.SKY_TINT)
    sentence = say("cards-sentence", **facts)
    rows = [(say("cards-torn"), "9", f"{coin.output.value:,}")]
    rows += [(say("cards-new"), "170", f"{value:,}") for value in paid]
    rows.append((say("cards-coinbase"), "170", f"{new:,}"))
    heads = tuple(say(f"cards-{key}") for key in ("what", "height", "satoshi"))
    return Figure(
        (drawing.picture(say("cards-alt") + " " + sentence),),
        sentence,
        Table(say("cards-table"), heads, tuple(rows)),
        tuple(ask.notes),
    )


def _satoshi(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 10**17:
        raise TypeError(shown(value))
    return value


def _coins(satoshi: int) -> str:
    return f"{satoshi / COIN:g}"


def _draw_card(
    drawing: svg.Drawing, x: float, y: float, below: str, satoshi: int, torn: bool = False, tall: float = 74
) -> None:
    """A coin as a card: what it is worth, and the block that made it."""
    wide, fill = (180 if torn else 106), palette.RUST_TINT if torn else palette.GREEN_TINT
    ink = palette.RUST_TEXT if torn else palette.GREEN_TEXT
    if torn:
        tall = 90
        middle = x + wide / 2
        steps = [(middle + (5 if i % 2 else -5), y + tall * i / 8) for i in range(9)]
        drawing.polygon([(x, y), *((a - 5, b) for a, b in steps), (x, y + tall)], fill=fill, stroke=ink)
        drawing.polygon(
            [(x + wide, y), *((a + 5, b) for a, b in steps), (x + wide, y + tall)], fill=fill, stroke=ink
        )
        drawing.text(x + wide / 4, y + 40, _coins(satoshi), 20, anchor="middle", bold=True, on=fill)
        drawing.text(x + wide * 3 / 4, y + 40, "✗", 20, anchor="middle", bold=True, fill=ink, on=fill)
        drawing.text(x + wide / 4, y + 64, below, 12, anchor="middle", on=fill)
        drawing.text(x + wide * 3 / 4, y + 64, say("cards-torn"), 12, anchor="middle", fill=ink, on=fill)
        return
    drawing.rect(x, y, wide, tall, fill=fill, stroke=ink, radius=8, line=1.5)
    drawing.text(x + wide / 2, y + tall / 2, _coins(satoshi), 20, anchor="middle", bold=True, on=fill)
    drawing.text(x + wide / 2, y + tall / 2 + 22, below, 12, anchor="middle", on=fill)


# ---- what it costs to pay ------------------------------------------------------------------------


def pay(coins: Sequence[int], amount: int, fee_rate: int, keep_change: bool = True) -> Figure:
    """A payment out of some of five coins: amount, change and fee, to scale."""
    if not set(coins) <= set(range(len(FIVE_COINS))):
        raise ValueError(f"coins are numbers from 0 to {len(FIVE_COINS) - 1}, got {shown(coins)}")
    need_int(amount, "the amount", 0, MOST_AMOUNT), need_int(fee_rate, "the fee rate", 0, MOST_RATE)
    chosen = {place: FIVE_COINS[place] for place in sorted(set(coins))}
    found = bill(chosen, amount, fee_rate, keep_change)
    drawing = svg.Drawing(776, 300, say("pay-title"))
    facts = {
        "there": f"{found.there:,}", "amount": f"{amount:,}", "change": f"{found.change:,}",
        "fee": f"{found.fee:,}", "size": found.size, "rate": fee_rate, "missing": f"{found.missing:,}",
        "count": len(chosen), "least": f"{fee_rate * found.size:,}", "dust": DUST,
        "rest": f"{found.fee - fee_rate * found.size:,}",
    }  # fmt: skip
    state = (
        "missing" if found.missing else "empty" if not chosen else "change" if found.change
        else "gift" if is_gift(found.fee, len(chosen), fee_rate)
        else "dust" if found.fee > fee_rate * found.size else "none"
    )  # fmt: skip
    drawing.text(LEFT, 64, say("pay-subtitle", **facts), 13, fill=palette.MUTED)
    scale = (RIGHT - LEFT) / max(found.there, amount + found.fee, 1)
    x: float = LEFT
    drawing.text(LEFT, 98, say("pay-in", **facts), 13, bold=True)
    if found.missing or not chosen:
        ink, words = palette.RUST_TEXT, f"✗ {say(f'pay-badge-{state}', **facts)}"
        drawing.tag(
            RIGHT, 90, words, fill=palette.RUST_TINT, ink=ink, stroke=ink, anchor="end", dash="4 3", size=12
        )
    for number, value in enumerate(chosen.values()):
        fill = (palette.SKY_TINT, palette.PALE)[number % 2]
        drawing.rect(x, 106, max(value * scale, 2), 44, fill=fill, stroke=palette.BLUE, radius=4)
        if value * scale > 90:
            drawing.text(x + value * scale / 2, 133, f"{value:,}", 13, anchor="middle", on=fill)
        x += value * scale
    drawing.text(LEFT, 186, say("pay-out", **facts), 13, bold=True)
    x = LEFT
    parts = (("amount", amount, palette.GREEN_TINT), ("change", found.change, palette.YELLOW_TINT),
             ("fee", found.fee, palette.RUST_TINT))  # fmt: skip
    wides = {key: max(value * scale, 3) for key, value, _ in parts if value}
    if wides:  # what a thin piece is wider than it should be, the widest gives
        wides[max(wides, key=lambda key: wides[key])] -= sum(wides.values()) - scale * sum(
            one[1] for one in parts
        )
    for key, value, fill in parts:
        if not value:
            continue
        wide = wides[key]
        dash = "4 3" if key == "fee" else ""
        drawing.rect(x, 194, wide, 44, fill=fill, stroke=palette.INK, radius=4, dash=dash)
        for words in (f"{say(f'pay-{key}')} {value:,}", f"{value:,}"):
            if svg.width_of(words, 13) + 10 < wide:
                drawing.text(x + wide / 2, 221, words, 13, anchor="middle", on=fill)
                break
        x += wide
    tags = [f"{say(f'pay-{key}')}: {value:,}" for key, value, _ in parts]
    drawing.text(LEFT, 268, "   ".join(tags), 13)
    sentence = say(f"pay-sentence-{state}", **facts)
    rows = [(say("pay-coin", number=place + 1), f"{value:,}") for place, value in chosen.items()]
    rows += [(say(f"pay-{key}"), f"{value:,}") for key, value, _ in parts]
    rows.append((say("pay-size"), str(found.size)))
    table = Table(say("pay-table"), (say("cards-what"), say("cards-satoshi")), tuple(rows))
    return Figure((drawing.picture(say("pay-alt") + " " + sentence),), sentence, table)


# ---- five faulty ledgers -------------------------------------------------------------------------

EXAMPLE = [([50], [0], [45]), ([50, 30], [0, 1], [80])]


def unmasked_ledgers(ledger_cases: Callable[[], Any]) -> Figure:
    """What each of the five ledgers answers to a reader's cases, and which of them are unmasked."""
    notes: list[str] = []
    with opened(Trial(FIGURE, never_again=current().never_again)):
        try:
            cases = cases_of(LEDGERS, Student(ledger_cases, "ledger_cases"))
        except (CannotUse, Fails) as why:
            notes.append(say("ledgers-stands-in", why=str(why).rstrip(".")))
            cases = EXAMPLE
    right = [LEDGERS.right(case) for case in cases]
    answers, caught = LEDGERS.answers(cases), LEDGERS.unmasked(cases)
    rows = [(say("ledgers-right"), right, "")]
    for name, box in LEDGERS.boxes.items():
        verdict = say("nodes-unmasked", fault=box.fault) if caught[name] else say("nodes-hidden")
        rows.append((say("ledgers-ledger", name=name), answers[name], verdict))
    drawing = svg.Drawing(776, 116 + 36 * len(rows), say("ledgers-title"))
    drawing.text(LEFT, 64, say("ledgers-subtitle"), 13, fill=palette.MUTED)
    wide = min(44, 320 // max(len(cases), 1))
    for place in range(len(cases)):
        drawing.text(112 + wide * place + wide / 2, 92, str(place), 12, anchor="middle")
    drawing.text(LEFT, 92, say("nodes-case", place="…"), 12, fill=palette.MUTED)
    for line, (name, said, verdict) in enumerate(rows):
        top = 100 + 36 * line
        drawing.text(LEFT, top + 22, name, 13, bold=True)
        for place, (answer, wanted) in enumerate(zip(said, right, strict=True)):
            fill = palette.WHITE if answer == wanted else palette.RUST_TINT
            stroke, thick = (palette.EDGE, 1.0) if answer == wanted else (palette.RUST_TEXT, 2.5)
            x = 112 + wide * place
            drawing.rect(x, top, wide - 4, 30, fill=fill, stroke=stroke, line=thick, radius=4)
            word = svg.shortened("–" if answer is None else str(answer), wide - 6, 12)
            middle = x + (wide - 4) / 2
            drawing.text(middle, top + 20, word, 12, anchor="middle", bold=answer != wanted, on=fill)
        x = max(384, 118 + wide * len(cases))
        lines = two_lines(verdict, RIGHT - x)
        for row, words in enumerate(lines):
            drawing.text(x, top + (21 if len(lines) == 1 else 14) + 15 * row, words, 12)
    names = [name for name, places in caught.items() if places]
    sentence = say(
        "ledgers-sentence", count=len(cases), caught=len(names),
        names=say("nodes-names", names=", ".join(names)) if names else "",
    )  # fmt: skip
    heads = (
        say("nodes-what"),
        *(say("nodes-case", place=n) for n in range(len(cases))),
        say("nodes-verdict"),
    )
    body = tuple(
        (name, *(say("ledgers-refused") if one is None else f"{one:,}" for one in said), verdict)
        for name, said, verdict in rows
    )
    table = Table(say("ledgers-table"), heads, body)
    return Figure((drawing.picture(say("ledgers-alt") + " " + sentence),), sentence, table, tuple(notes))
