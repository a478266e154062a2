"""The picture of lesson 01d: a row of JSON blocks."""

import re
from copy import deepcopy
from typing import Any

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.json_chain import Block, block_id, new_block
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.errors import shown
from blockkit.guards import need_int

CHAIN_FIELDS = ("from", "to", "amount", "time", "previous_hash")
PAYMENTS = (
    ("Alice", "Bob", 50), ("Bob", "Carol", 20), ("Carol", "Alice", 5), ("Alice", "Carol", 30),
    ("Carol", "Bob", 12),
)  # fmt: skip


def _toy_chain() -> list[Block]:
    chain: list[Block] = []
    for number, (payer, payee, amount) in enumerate(PAYMENTS):
        payment = {"from": payer, "to": payee, "amount": amount}
        chain.append(new_block(chain, [payment], 1231006505 + 600 * number))
    return chain


TOY_CHAIN = tuple(_toy_chain())
TIP_ID = block_id(TOY_CHAIN[-1])  # what you wrote down before anybody touched the chain


def chain_value(block: int, field: str) -> str:
    """The value of a field of the untouched chain, as text."""
    return str(_holder(TOY_CHAIN[_need_block(block)], _need_field(field))[field])


def _need_block(block: int) -> int:
    return need_int(block, "block", 0, len(TOY_CHAIN) - 1)


def _need_field(field: str) -> str:
    if field not in CHAIN_FIELDS:
        raise ValueError(f"{shown(field)} is no field here; there are {', '.join(CHAIN_FIELDS)}")
    return field


def _holder(block: Block, field: str) -> dict[str, Any]:
    """The dictionary that holds the field: the block's payment or the block itself."""
    holder: dict[str, Any] = block["transactions"][0] if field in CHAIN_FIELDS[:3] else block
    return holder


def _read(field: str, value: str) -> str | int:
    """The value that a text stands for; ``ValueError`` when it cannot be one."""
    text = value.strip()
    patterns = {"amount": "-?[0-9]{1,15}", "time": "[0-9]{1,10}", "previous_hash": "[0-9a-f]{64}"}
    if not re.fullmatch(patterns.get(field, ".{1,40}"), text):
        raise ValueError(f"{shown(text)} is no value for {field}")
    text.encode("utf-8")  # half a character, such as "\\ud800", raises ValueError here
    return int(text) if field in ("amount", "time") else text


def _expected(field: str, value: str) -> str:
    """Why ``_read`` refused a text: what a value of this field is, or that a number is too large."""
    if field in ("amount", "time") and re.fullmatch("-?[0-9]+", value.strip()):
        return say("chain-too-large" if field == "amount" else "chain-time-outside")
    return say("chain-expects-" + (field if field in CHAIN_FIELDS[2:] else "name"))


def _built(ask: Asker) -> list[Block]:
    """The five blocks as the slot ``new_block`` makes them."""
    chain: list[Block] = []
    for one in TOY_CHAIN:
        made = ask("new_block", chain, one["transactions"], one["time"], read=_drawable)
        chain.append(deepcopy(made))
    return deepcopy(list(TOY_CHAIN)) if ask.notes else chain


def _drawable(block: Block) -> Block:
    """The block itself; ``TypeError`` when it is not of the form that can be drawn."""
    if block.keys() != TOY_CHAIN[0].keys():
        raise TypeError("other keys")
    if any(type(block[key]) is not type(value) for key, value in TOY_CHAIN[0].items()):
        raise TypeError("other types")
    if [one.keys() for one in block["transactions"]] != [TOY_CHAIN[0]["transactions"][0].keys()]:
        raise TypeError("other payments")
    return block


# ---- the row of blocks ---------------------------------------------------------------------------


def json_chain(
    block: int, field: str, value: str, repaired: bool = False, rules: CourseRules = REFERENCE
) -> Figure:
    """Five linked JSON blocks after somebody has set one field of one of them to ``value``.

    With ``repaired`` the liar has also recomputed every link after the edit, so that all links fit
    again, and only the id of the last block, which you wrote down earlier, shows the edit.
    """
    block, field = _need_block(block), _need_field(field)
    ask = Asker(rules)
    chain = _built(ask)
    try:
        _holder(chain[block], field)[field] = _read(field, value)
    except ValueError:
        expected = _expected(field, value)
        ask.notes.append(say("chain-bad-value", value=shown(value, 40), expected=expected))
    if repaired:
        for i in range(max(1, block), len(chain)):
            chain[i]["previous_hash"] = block_id(chain[i - 1])
    # An id is hash256 of canonical, by the student's functions where they wrote them.
    spelt = ask.each("canonical", [(one,) for one in chain])
    ids = [name.hex() for name in ask.each("hash256", [(one,) for one in spelt])]
    vouched = [one["previous_hash"] for one in chain[1:]] + [TIP_ID]
    broken = [i for i, name in enumerate(ids) if name != vouched[i]]
    verdict = ask("first_broken", chain, TIP_ID)
    true_verdict = REFERENCE.first_broken(chain, TIP_ID)
    if ids != [block_id(one) for one in chain]:
        ask.notes.append(say("chain-other-ids"))
    right = (type(verdict), verdict) == (type(true_verdict), true_verdict)  # False is no 0 here
    if not right:
        ask.notes.append(say("chain-other-verdict", said=shown(verdict), true=true_verdict))

    tip_only = broken == [len(chain) - 1]
    state = "broken" if broken and not tip_only else "whole"
    if tip_only:
        state = "repaired" if repaired else "tip"
    edited = field if chain[block] != TOY_CHAIN[block] else ""
    facts = {
        "block": block, "field": field, "old": _short(chain_value(block, field)),
        "new": _short(str(_holder(chain[block], field)[field])), "verdict": shown(verdict),
        "places": say("and").join(map(str, broken)), "tip": ids[-1][:8], "known": TIP_ID[:8],
    }  # fmt: skip
    drawing = svg.Drawing(600, 578, say(f"chain-title-{state}", **facts))
    drawing.text(28, 66, say(f"chain-subtitle-{state}", **facts), 13, fill=palette.MUTED)
    for i in range(len(chain)):
        _draw_link(drawing, i, i not in broken)
    for i, one in enumerate(chain):
        _draw_block(drawing, i, one, ids[i], edited if i == block else "")
    _draw_note(drawing)
    _draw_verdict(drawing, verdict, right)
    sentence = say(f"chain-sentence-{state}", **facts)
    return Figure(
        pictures=(drawing.picture(say("chain-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("chain-table"),
            (say("chain-block"), *CHAIN_FIELDS, say("chain-id"), say("chain-link")),
            tuple(
                (str(i), *(str(_holder(one, f)[f]) for f in CHAIN_FIELDS), ids[i],
                 say("chain-link-broken" if i in broken else "chain-link-fits"))
                for i, one in enumerate(chain)
            ),
        ),
        notes=tuple(ask.notes),
    )  # fmt: skip


# Two rows, so that the letters are still large enough where the picture gets no more than 570 pixels.
LEFT, STEP, WIDE, COLUMNS = 24, 198, 156, 3
TOP, DOWN, HIGH = 88, 222, 146  # of a block; the note has the last place of the second row


def _place(i: int) -> tuple[int, int]:
    """The upper left corner of a block, or of the note."""
    return LEFT + i % COLUMNS * STEP, TOP + i // COLUMNS * DOWN


# Around their middle: two rings, one through the other; two open halves and a cross between them.
RINGS = "M-8 -5h6a5 5 0 0 1 0 10h-6a5 5 0 0 1 0 -10zM2 -5h6a5 5 0 0 1 0 10h-6a5 5 0 0 1 0 -10z"
GAP = "M-8 -5h-1a5 5 0 0 0 0 10h1M8 -5h1a5 5 0 0 1 0 10h-1M-4 -4l8 8m0 -8l-8 8"


def _short(words: str) -> str:
    return words if len(words) <= 20 else f"{words[:8]}…"


def _draw_block(drawing: svg.Drawing, i: int, block: Block, name: str, edited: str) -> None:
    """A block as a card. What was edited stands on dark; what changed because of it is dashed."""
    (x, top), old, payment = _place(i), TOY_CHAIN[i], block["transactions"][0]
    line = 2.5 if edited else 1.3
    drawing.rect(x, top, WIDE, HIGH, fill=palette.WHITE, stroke=palette.INK, line=line, radius=10)
    drawing.text(x + 12, top + 24, say("chain-block-title", index=i), 14, bold=True)
    if edited:
        drawing.tag(
            x + WIDE / 2, top, say("chain-edited"), fill=palette.NIGHT, ink=palette.WHITE, anchor="middle"
        )
    rows = [
        (say("chain-time"), str(block["time"]), edited == "time", False),
        ("", f"{payment['from']} → {payment['to']}", edited in ("from", "to"), False),
        (say("chain-amount"), str(payment["amount"]), edited == "amount", False),
        (say("chain-previous"), f"{block['previous_hash'][:8]}…", edited == "previous_hash",
         block["previous_hash"] != old["previous_hash"]),
        (say("chain-id"), f"{name[:8]}…", False, name != block_id(old)),
    ]  # fmt: skip
    for row, (label, value, is_edited, follows) in enumerate(rows):
        y = top + 47 + 22 * row
        ink, on = palette.INK, palette.WHITE
        if is_edited:
            ink, on = palette.WHITE, palette.NIGHT
            drawing.rect(x + 5, y - 15, WIDE - 10, 21, fill=on, radius=5)
        elif follows:
            on = palette.RUST_TINT
            drawing.rect(
                x + 5, y - 15, WIDE - 10, 21, fill=on, stroke=palette.RUST_TEXT, dash="3 2", radius=5
            )
        room = WIDE - 24 - svg.width_of(label, 12)
        drawing.text(x + 11, y, label, 12, fill=ink, on=on)
        value = svg.shortened(value, room, 12, mono=True)
        drawing.text(x + WIDE - 11, y, value, 12, anchor="end", mono=True, fill=ink, on=on)


def _draw_link(drawing: svg.Drawing, i: int, whole: bool) -> None:
    """The link from a block to the one that vouches for it: two rings that meet, or a gap.

    After the last block there is only the note on which its id was written down.
    """
    stroke = palette.INK if whole else palette.RUST_TEXT
    left, top = _place(i)
    turns = i % COLUMNS == COLUMNS - 1  # to the row below
    x, y = left + (WIDE + STEP) / 2, top + 118.0
    if turns:
        x, y = LEFT + STEP + WIDE / 2, (top + HIGH + top + DOWN) / 2 + 14
        start, end = left + WIDE / 2, LEFT + WIDE / 2
        drawing.path(
            f"M{start} {top + HIGH}V{y}H{x + 15}M{x - 15} {y}H{end}V{top + DOWN}", stroke=stroke, line=1.5
        )
    drawing.path(RINGS if whole else GAP, stroke=stroke, line=2.5, at=(x, y, 0))
    if not whole:
        place = (x - 22, y, "end") if turns else (x, top + HIGH + 22, "middle")
        if not turns:
            drawing.line(x, y + 10, x, top + HIGH + 11, stroke=palette.RUST_TEXT, dash="3 3")
        words = say("chain-link-at", index=i)
        drawing.tag(place[0], place[1], words, fill=palette.RUST_TINT, ink=palette.RUST_TEXT, anchor=place[2])


def _draw_note(drawing: svg.Drawing) -> None:
    """The note beside the last block."""
    left, top = _place(len(TOY_CHAIN))
    top, fill = top + 80, palette.YELLOW_TINT
    drawing.rect(left, top, WIDE, 66, fill=fill, stroke=palette.OLIVE, radius=3, dash="6 3")
    for row, words in enumerate(say("chain-note").split("\n")):
        drawing.text(left + 11, top + 20 + 16 * row, words, 12, on=fill)
    drawing.text(left + 11, top + 56, f"{TIP_ID[:8]}…", 12, bold=True, mono=True, on=fill)


def _draw_verdict(drawing: svg.Drawing, verdict: object, right: bool) -> None:
    """What ``first_broken`` says of this chain, and what that means where it is right."""
    drawing.rect(LEFT, 496, 552, 64, fill=palette.PALE, radius=10)
    call = f"first_broken(chain, tip_id) → {svg.shortened(shown(verdict), 200, 14, mono=True)}"
    drawing.text(LEFT + 18, 522, call, 14, bold=True, mono=True, on=palette.PALE)
    if not right:
        words = say("chain-verdict-wrong")
    elif verdict is None:
        words = say("chain-verdict-whole")
    else:
        words = say("chain-verdict-broken", at=shown(verdict))
    drawing.text(LEFT + 18, 546, words, 13, on=palette.PALE)
