"""The last pictures of lesson 02a: the reader's miner extends a chain, and what a repair costs now."""

from dataclasses import replace
from functools import cache, partial

from blockkit.block import Block, Header
from blockkit.chain import Chain
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson01d_chain import TOY_CHAIN
from blockkit.classroom.figures.lesson02a_mining import need_tries, tries_shown
from blockkit.classroom.json_chain import canonical
from blockkit.classroom.messages import say
from blockkit.classroom.mining import target_of
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, opened, try_call
from blockkit.errors import Invalid, shown
from blockkit.guards import need_int
from blockkit.hashing import hash256, to_display
from blockkit.node.mining import block_template, search_slice
from blockkit.params import CLASSROOM
from blockkit.pow import target_to_bits

LUCK = 30  # times the expected tries: e^-30 of all searches need more
TO_ANYBODY = b"\x51"  # the script of a coin that anybody may spend


def need_nonce(number: object) -> int:
    """A nonce that can be drawn."""
    return need_int(number, "a nonce", 0, 2**32 - 1)


# ---- block 1 -------------------------------------------------------------------------------------


@cache
def _template() -> Block:
    """Block 1 of the classroom's chain, but for its nonce."""
    chain = Chain(replace(REFERENCE, params=CLASSROOM))
    return block_template(chain, TO_ANYBODY, CLASSROOM.genesis_time + CLASSROOM.block_seconds)


def my_block(rules: CourseRules = REFERENCE) -> Figure:
    """Block 1 of a classroom chain, mined by ``find_nonce``: does a chain by these rules accept it?"""
    template, ask = _template(), Asker(rules)
    target = REFERENCE.bits_to_target(template.header.bits)
    expected = ask("expected_hashes", target, read=need_tries)
    stop = LUCK * REFERENCE.expected_hashes(target)
    nonce = ask("find_nonce", template.header.serialize()[:76], target, 0, stop, read=need_nonce)
    mined = replace(template, header=replace(template.header, nonce=nonce))
    headers = [template.header, mined.header]
    verdicts = ask.each("meets_target", [(header.serialize(), target) for header in headers])
    refusal = _refusal(mined, ask.rules)

    facts = {
        "nonce": f"{nonce:,}", "tries": f"{nonce + 1:,}", "expected": tries_shown(expected),
        "id": to_display(mined.header.hash)[:16], "why": refusal,
    }  # fmt: skip
    state = "refused" if refusal else "accepted"
    drawing = svg.Drawing(760, 344, say(f"own-title-{state}", **facts))
    drawing.text(28, 64, say("own-subtitle", **facts), 13, fill=palette.MUTED)
    for left, header, yes, key in zip((28, 436), headers, verdicts, ("before", "after"), strict=True):
        _draw_header(drawing, left, header, bool(yes), say(f"own-{key}"))
    drawing.arrow(340, 160, 420, 160, stroke=palette.INK, line=3)
    drawing.text(380, 140, say("own-tries", **facts), 13, anchor="middle", bold=True)
    drawing.text(380, 186, say("own-expected", **facts), 12, anchor="middle", fill=palette.MUTED)
    drawing.rect(28, 252, 704, 70, fill=palette.PALE, radius=10)
    call = f"Chain(rules).accept(block) → {'True' if not refusal else say('own-refused')}"
    drawing.text(46, 280, call, 14, bold=True, mono=True, on=palette.PALE)
    words = svg.shortened(say(f"own-verdict-{state}", **facts), 668, 13)
    drawing.text(46, 306, words, 13, on=palette.PALE)
    sentence = say(f"own-sentence-{state}", **facts)
    rows = (
        (say(f"own-{key}"), f"{header.nonce:,}", to_display(header.hash), _marked(bool(yes)))
        for key, header, yes in zip(("before", "after"), headers, verdicts, strict=True)
    )
    headings = (say("what"), say("mining-nonce"), say("own-id"), say("own-meets"))
    return Figure(
        pictures=(drawing.picture(say("own-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("own-table"), headings, tuple(rows)),
        notes=tuple(ask.notes),
    )


def _refusal(block: Block, rules: CourseRules) -> str:
    """Why a chain by these rules refuses the block; nothing when it accepts it."""
    try:
        with opened(Trial(FIGURE)):
            said: str = try_call(partial(_judged, block, rules))
            return said
    except CannotUse as problem:  # a function in the rules broke
        return str(problem)


def _judged(block: Block, rules: CourseRules) -> str:
    """What a new chain by these rules says: a reason in Bitcoin Core's words, or nothing."""
    try:
        accepted = Chain(replace(rules, params=CLASSROOM)).accept(block, block.header.time)
    except Invalid as refused:
        return refused.reason
    return "" if accepted else say("own-no-tip")


def _marked(yes: bool) -> str:
    return say("mining-yes" if yes else "mining-no")


def _draw_header(drawing: svg.Drawing, left: float, header: Header, yes: bool, title: str) -> None:
    """A header as a card: its nonce, the first digits of its id, and whether they are few enough."""
    dash, line = ("", 2.2) if yes else ("5 4", 1.3)
    drawing.rect(left, 88, 296, 142, fill=palette.WHITE, stroke=palette.INK, line=line, dash=dash, radius=10)
    drawing.text(left + 18, 116, title, 14, bold=True, on=palette.WHITE)
    rows = [(say("mining-nonce"), f"{header.nonce:,}"), (say("own-id"), to_display(header.hash)[:16] + "…")]
    for y, (label, value) in zip((146, 172), rows, strict=True):
        drawing.text(left + 18, y, label, 12, fill=palette.MUTED, on=palette.WHITE)
        drawing.text(left + 72, y, value, 14, mono=True, on=palette.WHITE)
    fill, ink = palette.verdict(yes)
    drawing.tag(left + 18, 204, _marked(yes), fill=fill, ink=ink)


# ---- what a repair costs -------------------------------------------------------------------------

EDITED, FORGED = 2, 500  # the block that Mallory changes, and the amount she writes
MOST_BITS = 16
# The nonces of the five blocks before, as ``search_slice`` finds them. Other zero bits are mined when drawn.
NONCES = {8.0: (123, 76, 94, 109, 36), 16.0: (218468, 5072, 54054, 71980, 10334)}


def _header(number: int, amount: int, prev_block: bytes, target: int, nonce: int = 0) -> Header:
    """A header of 80 bytes for a block of 01d: its root is the hash of its one payment (toy rule)."""
    block = TOY_CHAIN[number]
    root = hash256(canonical({"transactions": [{**block["transactions"][0], "amount": amount}]}))
    return Header(1, prev_block, root, block["time"], target_to_bits(target), nonce)


def _amount(number: int) -> int:
    return int(TOY_CHAIN[number]["transactions"][0]["amount"])


@cache
def _honest(zero_bits: float) -> tuple[Header, ...]:
    """The five blocks of 01d, each mined with so many zero bits."""
    target, chain, previous = target_of(zero_bits), list[Header](), bytes(32)
    known = NONCES.get(zero_bits, (0,) * len(TOY_CHAIN))
    for number, start in enumerate(known):
        header = _header(number, _amount(number), previous, target)
        nonce = search_slice(header.serialize()[:76], target, start, 2**32)
        chain.append(replace(header, nonce=need_nonce(nonce)))
        previous = chain[-1].hash
    return tuple(chain)


def price_of_repair(zero_bits: float = 8.0, rules: CourseRules = REFERENCE) -> Figure:
    """The changed payment of 01d in a chain with work: links are repaired for nothing, blocks are not."""
    if not 4 <= zero_bits <= MOST_BITS:
        raise ValueError(f"zero bits must lie between 4 and {MOST_BITS}, got {shown(zero_bits)}")
    target, ask = target_of(zero_bits), Asker(rules)
    expected = ask("expected_hashes", target, read=need_tries)
    stop = LUCK * REFERENCE.expected_hashes(target)
    linked, again = list(_honest(zero_bits)), list(_honest(zero_bits))
    for number in range(EDITED, len(again)):
        amount = FORGED if number == EDITED else _amount(number)
        linked[number] = _header(number, amount, linked[number - 1].hash, target, linked[number].nonce)
        header = _header(number, amount, again[number - 1].hash, target)
        nonce = ask("find_nonce", header.serialize()[:76], target, 0, stop, read=need_nonce)
        again[number] = replace(header, nonce=nonce)
    said = ask.each("meets_target", [(header.serialize(), target) for header in (*linked, *again)])
    tries = [header.nonce + 1 for header in again[EDITED:]]
    facts = {
        "bits": f"{zero_bits:.1f}", "tries": f"{sum(tries):,}", "old": _amount(EDITED), "new": FORGED,
        "count": len(tries), "expected": tries_shown(expected * len(tries)),
        "each": ", ".join(f"{one:,}" for one in tries),
    }  # fmt: skip
    drawing = svg.Drawing(760, 392, say("repair-title", **facts))
    drawing.text(28, 64, say("repair-subtitle", **facts), 13, fill=palette.MUTED)
    rows = []
    for key, top, chain, verdicts in (("linked", 84, linked, said[:5]), ("again", 234, again, said[5:])):
        drawing.text(28, top + 16, say(f"repair-{key}", **facts), 13, bold=True)
        for number, (header, yes) in enumerate(zip(chain, verdicts, strict=True)):
            cost = header.nonce + 1 if key == "again" and number >= EDITED else 0
            _draw_mined(drawing, 28 + 142 * number, top + 28, number, header, bool(yes), cost)
            rows.append(
                (say(f"repair-{key}-short"), str(number), f"{header.nonce:,}", to_display(header.hash),
                 _marked(bool(yes)), f"{cost:,}")
            )  # fmt: skip
    sentence = say("repair-sentence", **facts)
    keys = ("what", "mining-block", "mining-nonce", "own-id", "own-meets", "repair-cost")
    return Figure(
        pictures=(drawing.picture(say("repair-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("repair-table"), tuple(map(say, keys)), tuple(rows)),
        notes=tuple(ask.notes),
    )


def _draw_mined(
    drawing: svg.Drawing, left: float, top: float, number: int, header: Header, yes: bool, cost: int
) -> None:
    """A block as a card; a chain of lines joins it to the next one."""
    edited = number == EDITED
    line, dash = (2.5 if edited else 1.3), "" if yes else "5 4"
    drawing.rect(left, top, 124, 106, fill=palette.WHITE, stroke=palette.INK, line=line, dash=dash, radius=8)
    if number < len(TOY_CHAIN) - 1:
        drawing.line(left + 125, top + 53, left + 141, top + 53, stroke=palette.INK, line=3)
    on = palette.WHITE
    drawing.text(left + 12, top + 22, say("chain-block-title", index=number), 13, bold=True, on=on)
    if edited:
        drawing.text(
            left + 112, top + 22, str(FORGED), 12, anchor="end", bold=True, fill=palette.RUST_TEXT, on=on
        )
    drawing.text(left + 12, top + 42, f"{to_display(header.hash)[:8]}…", 12, mono=True, on=on)
    ink = palette.GREEN_TEXT if yes else palette.RUST_TEXT
    drawing.text(left + 12, top + 64, _marked(yes), 12, bold=True, fill=ink, on=on)
    words = say("repair-tries", tries=f"{cost:,}") if cost else say("repair-free")
    drawing.text(
        left + 12,
        top + 90,
        words,
        13 if cost else 12,
        bold=bool(cost),
        fill=palette.INK if cost else palette.MUTED,
        on=on,
    )
