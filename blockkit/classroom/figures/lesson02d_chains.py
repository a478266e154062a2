"""The pictures of lesson 02d on real chains: the robbery, and six nodes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from blockkit.agreement import robbery as attacks
from blockkit.agreement import splits
from blockkit.agreement.robbery import Robbery, Step
from blockkit.agreement.splits import Meeting
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson02d_races import asked
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_tools import Tools
from blockkit.classroom.whole_machine import played
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.hashing import to_display
from blockkit.params import CLASSROOM, COIN

WORDS = (attacks.PUBLISH, attacks.STOP, attacks.MINE)
LEAST_Q, MOST_Q, MOST_Z = 0.2, 0.7, 8


# ---- the robbery ---------------------------------------------------------------------------------


def robbery(q: float, z: int, seed: int, rules: CourseRules = REFERENCE) -> Figure:
    """One attack with the share ``q`` on a merchant who waits for ``z`` blocks, block by block."""
    if not LEAST_Q <= q <= MOST_Q:
        raise ValueError(f"the thief's share lies between {LEAST_Q} and {MOST_Q} here, got {q!r}")
    z, seed = need_int(z, "z", 1, MOST_Z), need_int(seed, "the seed", 0, 10**6)
    ask = Tools(attacker_move=(rules.attacker_move, attacks.attacker_move))
    others: list[str] = []

    def move(honest: int, secret: int, z: int) -> str:
        word = ask("attacker_move", honest, secret, z, read=_word)
        right = attacks.attacker_move(honest, secret, z)
        if word != right and not others:
            facts = {"said": word, "case": (honest, secret, z), "right": right}
            others.append(say("robbery-other-word", **facts))
        return str(word)

    machine = rules.filled({"attacker_move": attacks.attacker_move})  # it is asked above, on its own
    found, notes = played(lambda mine: attacks.rob(q, z, seed, move, mine, mine.find_nonce), machine)
    notes = [*ask.notes, *others, *notes]
    state = _state(found)
    facts = {
        "q": f"{100 * q:.0f}", "asked": asked(z), "seed": seed, "honest": found.honest,
        "secret": found.secret, "paid": _coins(found.paid), "kept": _coins(found.kept),
    }  # fmt: skip
    sentence = say(f"robbery-sentence-{state}", **facts)
    sentence += " " + say("robbery-tries", tries=f"{found.tries:,}")
    drawing = svg.Drawing(776, 330, say(f"robbery-title-{state}"))
    drawing.text(28, 64, say("robbery-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_attack(drawing, found)
    heads = ("block", "finder", "public", "secret", "word", "balance")
    rows = [
        (str(n), say("robbery-thief" if step.finder == "thief" else "robbery-others"), str(step.honest),
         str(step.secret), step.word, _coins(step.balance))
        for n, step in enumerate(found.steps, start=1)
    ]  # fmt: skip
    rows.append(
        (say("robbery-end"), "", str(found.honest), str(found.secret), found.word, _coins(found.kept))
    )
    caption = say("robbery-table") + "; " + say(
        "robbery-state", before=found.before.hex()[:8], after=found.after.hex()[:8]
    )  # fmt: skip
    table = Table(caption, tuple(say(f"robbery-{head}") for head in heads), tuple(rows))
    return Figure((drawing.picture(say("robbery-alt") + " " + sentence),), sentence, table, tuple(notes))


def _word(said: Any) -> str:
    if said not in WORDS:
        raise ValueError("no word of the three")
    return str(said)


def _state(found: Robbery) -> str:
    if found.word != attacks.PUBLISH:
        return found.word
    if found.before == found.after:
        return "stays"
    return "publish" if found.honest >= found.z else "early"


def _coins(satoshi: int) -> str:
    return f"{satoshi / COIN:g}"


SHOWN, LEFT, COLUMN, PUBLIC, SECRET = 11, 150, 42, 104, 164  # columns; of the picture


def _draw_attack(drawing: svg.Drawing, found: Robbery) -> None:
    for y, key in ((PUBLIC, "public"), (SECRET, "secret"), (216, "says"), (280, "balance")):
        drawing.text(28, y + 5, say(f"robbery-{key}"), 13, bold=key in ("public", "secret"))
    steps: list[tuple[int, Step | None]] = list(enumerate(found.steps))
    sale = next((n for n, step in enumerate(found.steps) if step.honest >= found.z), None)
    if len(steps) > SHOWN:
        first = SHOWN // 2 if sale is None or sale > SHOWN - 4 else max(SHOWN // 2, sale + 1)
        last = SHOWN - 1 - first
        steps = [*steps[:first], (len(steps) - first - last, None), *steps[-last:]]
    for column, (number, step) in enumerate(steps):
        x = LEFT + COLUMN * column
        skipped = range(column, column + number) if step is None else range(number, number + 1)
        if sale in skipped:
            line = x + (17 if step is None else 39)
            for top, bottom in ((PUBLIC - 20, 204), (230, 292)):  # between them stands what the thief says
                drawing.line(line, top, line, bottom, stroke=palette.RUST_TEXT, line=2, dash="5 4")
            anchor = "end" if x > 520 else "start"
            place = line + (-6 if anchor == "end" else 6)
            drawing.text(place, 250, say("robbery-delivered"), 12, anchor=anchor, fill=palette.RUST_TEXT)
        if step is None:
            for y in (PUBLIC, SECRET, 216, 280):
                drawing.text(x + (30 if sale in skipped else 17), y + 5, "…", 16, anchor="middle")
            drawing.text(
                x + 17, 304, say("robbery-skipped", count=number), 11, anchor="middle", fill=palette.MUTED
            )
            continue
        thief = step.finder == "thief"
        y, fill = (SECRET, palette.PALE) if thief else (PUBLIC, palette.SKY_TINT)
        dash = "4 3" if thief else ""
        drawing.rect(x, y - 16, 34, 32, fill=fill, stroke=palette.INK, line=1.5, dash=dash, radius=4)
        own = step.secret if thief else step.honest
        drawing.text(x + 17, y + 5, str(own), 13, anchor="middle", bold=True, on=fill)
        drawing.text(
            x + 17, 221, svg.shortened(step.word, 46, 11), 11, anchor="middle", bold=step.word != "mine"
        )
        drawing.text(x + 17, 285, _coins(step.balance), 13, anchor="middle")
    x = LEFT + COLUMN * len(steps)
    drawing.text(x + 2, 285, "→ " + say("robbery-btc", btc=_coins(found.kept)), 14, bold=True)


# ---- six nodes -----------------------------------------------------------------------------------

FASTER = replace(CLASSROOM, halving_blocks=15)  # so that forty blocks see two halvings


def six_nodes(rules: CourseRules = REFERENCE) -> Figure:
    """Three nodes by ``rules``, three by the reference: do they end on one tip, and if not, why?

    On the way there are two splits, a tie, and a stranger's branch that breaks a rule.
    """
    theirs = replace(REFERENCE, params=FASTER)
    met, notes = played(lambda mine: splits.meet([mine] * 3 + [theirs] * 3), rules, FASTER)
    facts = _facts(met)
    state = "agreed" if met.agreed else "apart"
    if met.dispute:
        state = "stranger" if met.dispute.miner == splits.STRANGER else "dispute"
    sentence = " ".join([say(f"six-sentence-{state}", **facts), *_on_the_way(met)])
    drawing = svg.Drawing(776, 350, say(f"six-title-{state}", **facts))
    drawing.text(28, 64, say("six-subtitle"), 13, fill=palette.MUTED)
    ends = met.dispute.verdicts if met.dispute else tuple(to_display(tip)[:16] for tip in met.tips)
    _draw_nodes(drawing, met, ends)
    counts = [sum(one.miner == node for one in met.found) for node in range(6)]
    rows = tuple(
        (say("six-node", number=node + 1), say("six-yours" if node < 3 else "six-reference"),
         str(counts[node]), _short(met.tie.tips[node]) if met.tie else "", ends[node])
        for node in range(6)
    )  # fmt: skip
    if met.refused:
        said = ", ".join(one.verdicts[-1] for one in met.refused)
        rows += ((say("six-stranger"), say("six-own"), str(len(met.refused)), "", said),)
    heads = tuple(say(f"six-{head}") for head in ("what", "rules", "found", "at-tie", "end"))
    table = Table(say("six-table"), heads, rows)
    return Figure((drawing.picture(say("six-alt") + " " + sentence),), sentence, table, tuple(notes))


def _facts(met: Meeting) -> dict[str, object]:
    facts: dict[str, object] = {
        "blocks": len(met.found), "count": len(set(met.tips)), "tip": to_display(met.tips[-1])[:16],
    }  # fmt: skip
    if met.dispute:
        one = met.dispute
        facts |= {
            "number": one.number, "height": one.height, "miner": one.miner + 1,
            "yours": shown(_first(one.verdicts[:3]), 60).strip("'\""),
            "others": shown(_first(one.verdicts[3:]), 60).strip("'\""),
            "slot": one.slot or say("six-no-slot"),
        }  # fmt: skip
    return facts


def _short(tip: bytes) -> str:
    return to_display(tip)[:8] + "…"


def _on_the_way(met: Meeting) -> list[str]:
    """What is to be said of the tie, and of the stranger's blocks when nobody takes them."""
    said, tie = [], met.tie
    if tie:
        first, second = dict.fromkeys(tie.tips) if len(set(tie.tips)) == 2 else (tie.tips[0], b"")
        key = "six-tie" if second else "six-tie-one"
        groups = {"nodes": _numbers(tie.tips, first), "others": _numbers(tie.tips, second)}
        said.append(say(key, tip=_short(first), other=_short(second), **groups))
        if tie.moved:
            said.append(say("six-moved", nodes=listed(tie.moved)))
    if met.refused and not met.dispute:
        said.append(say("six-refused", reasons=", ".join(one.verdicts[-1] for one in met.refused)))
    return said


def _numbers(tips: Sequence[bytes], tip: bytes) -> str:
    return listed([node for node, its in enumerate(tips) if its == tip])


def listed(nodes: Sequence[int]) -> str:
    """Their numbers, counted from 1: "1, 4, 5"."""
    return ", ".join(str(node + 1) for node in nodes)


def _first(verdicts: Sequence[str]) -> str:
    """The verdict of those that were asked."""
    return next((said for said in verdicts if said != splits.NOT_ASKED), splits.NOT_ASKED)


ROWS, FIRST, PER_BLOCK = 92, 112, 11.4  # of the rows of nodes, in pixels
BELOW = ROWS + 30 * 7  # where the stranger's row ends


def _draw_nodes(drawing: svg.Drawing, met: Meeting, ends: Sequence[str]) -> None:
    last, gap = len(met.found), met.refused[0].number if met.refused else len(met.found)

    def left(number: float) -> float:
        """Where the column of a block begins; the stranger's blocks have columns of their own."""
        return FIRST + PER_BLOCK * (number - 1 + (len(met.refused) if number > gap else 0))

    def strip(begin: float, wide: float, fill: str, words: str, dashed: Sequence[int]) -> None:
        drawing.rect(begin, ROWS - 6, wide, BELOW - ROWS + 6, fill=fill)
        drawing.text(begin + wide / 2, BELOW + 18, words, 12, anchor="middle", fill=palette.MUTED)
        for node in dashed:
            y = ROWS + 30 * node + 10
            drawing.line(begin, y, begin + wide, y, stroke=palette.RUST_TEXT, line=1.5, dash="3 3")

    for split in splits.SPLITS:
        if split.begin <= last:
            end = min(split.end, last + 1)
            wide = PER_BLOCK * (end - split.begin)
            strip(left(split.begin), wide, palette.PALE, say("six-split"), split.parts[1])
    if met.refused:
        begin, wide = FIRST + PER_BLOCK * gap, PER_BLOCK * len(met.refused)
        tips = met.tie.tips if met.tie else ()
        theirs = {one.hash for one in met.found if one.miner in splits.SPLITS[-1].parts[1]}
        dashed = [node for node, tip in enumerate(tips) if tip in theirs]
        strip(begin, wide, palette.SKY_TINT, say("six-tie-label") if met.tie else "", dashed)
        for place in range(len(met.refused)):
            x = begin + PER_BLOCK * (place + 0.5)
            drawing.text(x, BELOW - 14, "✗", 13, anchor="middle", bold=True, fill=palette.RUST_TEXT)
        drawing.text(28, BELOW - 14, say("six-stranger"), 13)
        words = "✗ " + met.refused[0].verdicts[-1]
        drawing.text(602, BELOW - 14, svg.shortened(words, 156, 12), 12)
    for node in range(6):
        y = ROWS + 30 * node + 10
        drawing.text(28, y + 4, say("six-node", number=node + 1), 13, bold=node < 3)
        accepted = bool(met.dispute) and ends[node] == splits.ACCEPTED
        wrong = bool(met.dispute) and not accepted and ends[node] != splits.NOT_ASKED
        words = ("✗ " if wrong else "✓ " if accepted else "") + ends[node]
        mono = not met.dispute
        words = svg.shortened(words, 156, 12, mono=mono)
        drawing.text(602, y + 4, words, 12, bold=wrong, mono=mono)
    for one in met.found:
        x, y = left(one.number) + PER_BLOCK / 2, ROWS + 30 * one.miner + 10
        yours = one.miner < 3
        fill, stroke = (palette.BLUE, palette.NIGHT) if yours else (palette.WHITE, palette.INK)
        drawing.rect(x - 4.5, y - 4.5, 9, 9, fill=fill, stroke=stroke, line=1.5, radius=4.5)
    drawing.text(28, BELOW + 36, say("six-block"), 12, fill=palette.MUTED)
    for number in (1, 10, 20, 30, 40):
        if number <= last:
            x = left(number) + PER_BLOCK / 2
            drawing.text(x, BELOW + 36, str(number), 12, anchor="middle", fill=palette.MUTED)
