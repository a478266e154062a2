"""The pictures of lesson 03d about blocks: coins that move and come back, and a ledger that splits off."""

from typing import Any

from blockkit.block import Block
from blockkit.classroom.blocks_with_coins import HEIGHT, first_blocks, first_spend, large_block
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.judging import BROKEN, FOOLED, STOPS, UNWRITTEN, split
from blockkit.classroom.ledgers import Coins, Spent, block_of, everybody, heap, payment
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.errors import shown
from blockkit.hashing import to_display
from blockkit.params import COIN
from blockkit.transaction import OutPoint
from blockkit.utxo import Coin

LEFT, RIGHT = 28, 748
BLOCKS = ("170", "inside")  # that can be moved


# ---- coins that move -----------------------------------------------------------------------------


def _scene(which: str) -> tuple[Block, Coins, int]:
    if which == "170":
        return first_blocks()[170], first_spend()[1], 170
    coins = heap(50 * COIN, 30 * COIN)
    one = payment([0], [20 * COIN, 30 * COIN])
    two = payment([one.outpoints()[1], 1], [60 * COIN])
    return block_of([one, two], 50 * COIN), coins, 200


def block_moves(which: str, back: bool, rules: CourseRules = REFERENCE) -> Figure:
    """The coins before a block, after it, and the undo list; ``back``: what ``disconnect`` makes of it."""
    if which not in BLOCKS:
        raise ValueError(f"the blocks are {', '.join(BLOCKS)}, got {shown(which)}")
    ask, (block, old, height) = Asker(rules), _scene(which)
    new, undo = ask("connect", block, old, height, everybody, read=_set_and_list)
    right_new, right_undo = REFERENCE.connect(block, old, height, everybody)
    if new != right_new or undo != right_undo:
        ask.notes.append(say("moves-note", got=len(new), expected=len(right_new)))
    end = ask("disconnect", block, right_undo, right_new, read=_set) if back else {}
    if back and end != old:
        ask.notes.append(say("moves-note-back", got=len(end), expected=len(old)))
    shown_as = [("before", list(old.items())), ("after", list(new.items())), ("spent", undo)]
    if back:
        shown_as.append(("back", list(end.items())))
    wide = (RIGHT - LEFT + 16) / len(shown_as)
    rows = max(len(items) for _, items in shown_as)
    drawing = svg.Drawing(776, 122 + 58 * max(rows, 1), say(f"moves-title-{which}"))
    drawing.text(LEFT, 64, say("moves-subtitle"), 13, fill=palette.MUTED)
    for column, (key, items) in enumerate(shown_as):
        x = LEFT + wide * column
        drawing.text(x, 98, f"{say(f'moves-{key}')} ({len(items)})", 13, bold=True)
        for row, (name, coin) in enumerate(items):
            kind = "undo" if key == "spent" else "gone" if name not in new and key == "before" else "coin"
            _draw_coin(drawing, x, 110 + 58 * row, wide - 16, name, coin, kind)
    facts = {"before": len(old), "after": len(new), "undo": len(undo), "back": len(end)}
    sentence = say("moves-sentence-back" if back else "moves-sentence", **facts)
    body = tuple(
        (say(f"moves-{key}"), _named(name), f"{coin.output.value:,}", str(coin.height), _mark(coin))
        for key, items in shown_as
        for name, coin in items
    )
    heads = tuple(say(f"moves-{key}") for key in ("where", "name", "value", "height", "mark"))
    return Figure(
        (drawing.picture(say("moves-alt") + " " + sentence),),
        sentence,
        Table(say("moves-table"), heads, body or ((say("none"), "", "", "", ""),)),
        tuple(ask.notes),
    )


MOST_COINS = 12  # that a picture has room for


def _is_coin(name: Any, coin: Any) -> bool:
    fits = type(name) is OutPoint and type(coin) is Coin and type(getattr(coin.output, "value", None)) is int
    return fits and 0 <= coin.output.value < 10**17 and type(coin.height) is int and abs(coin.height) < 10**9


def _set(value: Any) -> Coins:
    """A set that can be drawn."""
    if type(value) is not dict or len(value) > MOST_COINS or not all(map(_is_coin, value, value.values())):
        raise TypeError(shown(value))
    return dict(value)


def _set_and_list(value: Any) -> tuple[Coins, Spent]:
    if type(value) not in (tuple, list) or len(value) != 2 or type(value[1]) not in (tuple, list):
        raise TypeError(shown(value))
    if len(value[1]) > MOST_COINS or not all(
        type(one) in (tuple, list) and len(one) == 2 for one in value[1]
    ):
        raise TypeError(shown(value))
    if not all(_is_coin(*one) for one in value[1]):
        raise TypeError(shown(value))
    return _set(value[0]), [(name, coin) for name, coin in value[1]]


def _named(name: OutPoint) -> str:
    return f"{to_display(name.txid)[:8]}…:{name.index}"


def _mark(coin: Coin) -> str:
    return say("moves-is-coinbase") if coin.coinbase else ""


def _draw_coin(
    drawing: svg.Drawing, x: float, y: float, wide: float, name: OutPoint, coin: Coin, kind: str
) -> None:
    fill, stroke, dash = {
        "coin": (palette.GREEN_TINT, palette.GREEN_TEXT, ""),
        "gone": (palette.RUST_TINT, palette.RUST_TEXT, "4 3"),
        "undo": (palette.YELLOW_TINT, palette.OLIVE, ""),
    }[kind]
    drawing.rect(x, y, wide, 50, fill=fill, stroke=stroke, dash=dash, radius=6, line=1.5)
    value = f"{coin.output.value / COIN:g}"
    drawing.text(x + 10, y + 22, value, 15, bold=True, struck=kind == "gone", on=fill)
    drawing.text(x + wide - 10, y + 22, _mark(coin), 11, anchor="end", on=fill)
    words = svg.shortened(f"{_named(name)}, {coin.height}", wide - 20, 11)
    drawing.text(x + 10, y + 41, words, 11, on=fill)


# ---- the split -----------------------------------------------------------------------------------

ROW, TILE = 54, 13.3  # tiles in a row, and their distance


def split_picture(mistake: str, rules: CourseRules = REFERENCE) -> Figure:
    """Block 277,647 by a ledger with one mistake: where it stops, and on which side it is then."""
    found, count = split(mistake, rules), len(large_block().transactions)
    name = say(f"split-{mistake}")
    stops = found.state == STOPS
    facts = {
        "name": name, "place": found.place, "count": count - 1, "reason": found.reason,
        "height": f"{HEIGHT:,}", "before": f"{HEIGHT - 1:,}",
        "where": _where(found.place),
    }  # fmt: skip
    drawing = svg.Drawing(776, 330, say("split-title", **facts))
    drawing.text(LEFT, 64, svg.shortened(name, RIGHT - LEFT, 13), 13, fill=palette.MUTED)
    # The coinbase is the last that is judged: it may take the fees.
    known = found.state not in (BROKEN, UNWRITTEN) and not (stops and found.place is None)
    judged = 0 if not known else found.place or count
    for tile in range(count):
        x, y = LEFT + TILE * (tile % ROW), 84 + TILE * (tile // ROW)
        here = tile == found.place
        passed = not here and (1 <= tile < judged or judged == count)
        fill = palette.RUST_TINT if here else palette.GREEN_TINT if passed else palette.PALE
        stroke = palette.RUST_TEXT if here else palette.GREEN_TEXT if passed else palette.BIT_EDGE
        drawing.rect(x, y, TILE - 3, TILE - 3, fill=fill, stroke=stroke, line=2.5 if here else 1, radius=2)
        if here:
            drawing.line(x + 2, y + 2, x + TILE - 5, y + TILE - 5, stroke=palette.RUST_TEXT)
    drawing.text(LEFT, 158, say("split-tiles", count=count - 1), 12, fill=palette.MUTED)
    _draw_branches(drawing, found.state)
    whose = "-yours" if found.state in (STOPS, FOOLED) and mistake == "yours" else ""
    sentence = say(f"split-sentence-{found.state}{whose}", **facts)
    rows = [(say("split-what"), name), (say("split-says"), sentence)]
    if stops:
        rows += [(say("split-at"), str(facts["where"])), (say("split-reason"), found.reason)]
    if known:
        rows.append((say("split-judged"), f"{judged} / {count}"))
    table = Table(say("split-table"), (say("split-fact"), say("split-value")), tuple(rows))
    return Figure((drawing.picture(say("split-alt") + " " + sentence),), sentence, table)


def _where(place: int | None) -> str:
    if place is None:
        return say("split-somewhere")
    return say("split-payment", place=place) if place else say("split-coinbase")


def _draw_branches(drawing: svg.Drawing, state: str) -> None:
    """The chain of all others above; below, the ledger that stays behind, or goes where nobody follows."""
    top, low = 200, 268
    for place, words in enumerate(("277,645", "277,646", "277,647", "277,648")):
        x = 190 + 128 * place
        if place:
            drawing.line(x - 32, top + 16, x, top + 16, stroke=palette.GREEN_TEXT)
        fill = palette.GREEN_TINT if place > 1 else palette.PALE
        drawing.rect(
            x, top, 96, 32, fill=fill, stroke=palette.GREEN_TEXT if place > 1 else palette.GREY, radius=5
        )
        drawing.text(x + 48, top + 21, words, 13, anchor="middle", on=fill)
    drawing.text(LEFT, top + 21, say("split-others"), 13, bold=True)
    drawing.text(LEFT, low + 21, say("split-this"), 13, bold=True)
    if state == STOPS:
        drawing.line(366, top + 32, 366, low + 16, stroke=palette.RUST_TEXT, dash="4 3")
        drawing.line(366, low + 16, 446, low + 16, stroke=palette.RUST_TEXT, dash="4 3")
        drawing.rect(
            446, low, 224, 32, fill=palette.RUST_TINT, stroke=palette.RUST_TEXT, dash="4 3", radius=5
        )
        words = say("split-alone")
        drawing.text(558, low + 21, words, 13, anchor="middle", fill=palette.RUST_TEXT, on=palette.RUST_TINT)
        return
    drawing.text(190, low + 21, say(f"split-{state}"), 13)
