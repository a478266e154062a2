"""The pictures of lesson 02d about branches: a tree with two of them, and five faulty nodes."""

from collections.abc import Callable, Sequence
from typing import Any

from blockkit.classroom.branches import Pair, tips
from blockkit.classroom.breaking import cases_of
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.faulty_nodes import NODES
from blockkit.classroom.messages import say
from blockkit.classroom.mining import target_of
from blockkit.classroom.properties import Fails
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.trying.plain import Student
from blockkit.classroom.trying.trial import FIGURE, CannotUse, Trial, current, opened
from blockkit.pow import target_to_bits, work

LOW, UPPER, LOWER = 1.0, 5, 3  # zero bits of the upper branch, and how many blocks each has
LEAST, MOST = 1.0, 4.0  # zero bits of the lower branch


# ---- the tree ------------------------------------------------------------------------------------


def block_tree(zero_bits: float, rules: CourseRules = REFERENCE) -> Figure:
    """Five light blocks against three of ``zero_bits`` each, and the flag on the branch that wins."""
    if not LEAST <= zero_bits <= MOST:
        raise ValueError(f"zero bits lie between {LEAST} and {MOST} here, got {zero_bits!r}")
    ask = Asker(rules)
    chains = [[target_to_bits(target_of(n))] * count for n, count in ((LOW, UPPER), (zero_bits, LOWER))]
    totals = ask.each("chain_work", [(chain,) for chain in chains], read=_work)
    for chain, said in zip(chains, totals, strict=True):
        if said != (right := sum(map(work, chain))):
            bits = f"{len(chain)} × {chain[0]:08x}"
            ask.notes.append(say("tree-other-work", said=said, bits=bits, right=right))
    ends = tips((total, "") for total in totals)
    places = {end.hash: place for place, end in enumerate(ends)}
    winner = ask("best_tip", ends, read=lambda end: _place(end, places))
    right_winner = int(totals[1] > totals[0])
    if winner != right_winner:
        names = {"said": say(f"tree-winner-{winner}"), "right": say(f"tree-winner-{right_winner}")}
        ask.notes.append(say("tree-other-tip", **names))
    return _tree(zero_bits, chains, totals, winner, ask.notes)


def _work(total: Any) -> int:
    """A sum that can be written into the picture."""
    if type(total) is not int or not 0 <= total < 10**12:
        raise TypeError("no whole number of tries")
    return total


def _place(end: Any, places: dict[bytes, int]) -> int:
    found = places.get(getattr(end, "hash", b""))
    if found is None:
        raise TypeError("none of the tips")
    return found


UNIT, LEFT, STEP, WIDE, BASES = 9.0, 128, 84, 66, (142, 318)  # pixels a try; of the blocks


def _tree(
    zero_bits: float, chains: list[list[int]], totals: list[int], winner: int, notes: list[str]
) -> Figure:
    facts = {
        "low": work(chains[0][0]), "high": work(chains[1][0]), "upper": totals[0], "lower": totals[1],
        "winner": say(f"tree-winner-{winner}"), "bits": f"{zero_bits:.1f}",
    }  # fmt: skip
    drawing = svg.Drawing(776, 352, say("tree-title"))
    drawing.text(28, 64, say("tree-subtitle"), 13, fill=palette.MUTED)
    middle = (BASES[0] + BASES[1]) / 2 - 34
    drawing.rect(28, middle - 22, 62, 44, fill=palette.PALE, stroke=palette.INK, radius=6)
    drawing.text(59, middle + 5, say("tree-fork"), 13, anchor="middle", on=palette.PALE)
    for row, (chain, label) in enumerate(zip(chains, ("tree-upper", "tree-lower"), strict=True)):
        base, each = BASES[row], work(chain[0])
        drawing.line(90, middle, LEFT, base - 8, stroke=palette.INK)
        for place in range(len(chain)):
            x, high = LEFT + place * STEP, each * UNIT
            fill = palette.SKY_TINT if row == winner else palette.WHITE
            dash = "" if row == winner else "4 3"
            drawing.rect(
                x, base - high, WIDE, high, fill=fill, stroke=palette.INK, line=1.5, dash=dash, radius=4
            )
            drawing.text(x + WIDE / 2, base - high / 2 + 4.5, str(each), 13, anchor="middle", on=fill)
            if place:
                drawing.line(x - STEP + WIDE, base - 8, x, base - 8, stroke=palette.INK)
        drawing.text(LEFT, base + 18, say(label, bits=facts["bits"]), 12, fill=palette.MUTED)
        end = LEFT + len(chain) * STEP
        drawing.text(end + 2, base - 4, say("tree-total", work=f"{totals[row]:,}"), 17, bold=True)
        if row == winner:
            _flag(drawing, end + 112, base)
    tie = totals[0] == totals[1]
    sentence = say("tree-sentence-tie" if tie else "tree-sentence", **facts)
    rows = tuple(
        (say(f"tree-winner-{row}"), str(len(chain)), f"{chain[0]:08x}", str(work(chain[0])), str(totals[row]),
         say("tree-yes" if row == winner else "tree-no"))
        for row, chain in enumerate(chains)
    )  # fmt: skip
    heads = tuple(say(f"tree-{what}") for what in ("branch", "blocks", "bits", "each", "work", "chosen"))
    table = Table(say("tree-table"), heads, rows)
    return Figure((drawing.picture(say("tree-alt") + " " + sentence),), sentence, table, tuple(notes))


def _flag(drawing: svg.Drawing, x: float, base: float) -> None:
    """A flag with the word on it."""
    drawing.line(x, base + 2, x, base - 58, stroke=palette.INK, line=2.5)
    points = [(x, base - 58), (x + 58, base - 45), (x, base - 30)]
    drawing.polygon(points, fill=palette.ORANGE_TINT, stroke=palette.BROWN)
    drawing.text(x + 6, base - 40, say("tree-tip"), 13, bold=True, on=palette.ORANGE_TINT)


# ---- five faulty nodes ---------------------------------------------------------------------------

EXAMPLE: list[list[Pair]] = [[(24, ""), (10, "")]]  # unmasks nobody


def unmasked(fork_cases: Callable[[], Any]) -> Figure:
    """What each of the five nodes answers to a reader's cases, and which of them are unmasked."""
    notes: list[str] = []
    with opened(Trial(FIGURE, never_again=current().never_again)):
        try:
            cases = cases_of(NODES, Student(fork_cases, "fork_cases"))
        except (CannotUse, Fails) as why:
            notes.append(say("nodes-stands-in", why=str(why).rstrip(".")))
            cases = EXAMPLE
    right = [NODES.right(case) for case in cases]
    answers, caught = NODES.answers(cases), NODES.unmasked(cases)
    rows = [(say("nodes-right"), right, "")]
    for name, box in NODES.boxes.items():
        verdict = say("nodes-unmasked", fault=box.fault) if caught[name] else say("nodes-hidden")
        rows.append((say("nodes-node", name=name), answers[name], verdict))
    drawing = svg.Drawing(776, 116 + 36 * len(rows), say("nodes-title"))
    drawing.text(28, 64, say("nodes-subtitle"), 13, fill=palette.MUTED)
    for place in range(len(cases)):
        drawing.text(_column(place) + 17, 92, say("nodes-case", place=place).split()[-1], 12, anchor="middle")
    if cases:
        drawing.text(28, 92, say("nodes-case", place="…"), 12, fill=palette.MUTED)
    for line, (name, said, verdict) in enumerate(rows):
        _draw_node(drawing, 100 + 36 * line, name, said, right, verdict)
    names = [name for name, places in caught.items() if places]
    sentence = say(
        "nodes-sentence", count=len(cases), caught=len(names),
        names=say("nodes-names", names=", ".join(names)) if names else "",
    )  # fmt: skip
    heads = (
        say("nodes-what"),
        *(say("nodes-case", place=n) for n in range(len(cases))),
        say("nodes-verdict"),
    )
    body = tuple((name, *map(_followed, said), verdict) for name, said, verdict in rows)
    table = Table(say("nodes-table"), heads, body)
    return Figure((drawing.picture(say("nodes-alt") + " " + sentence),), sentence, table, tuple(notes))


def _column(place: int) -> int:
    return 128 + 38 * place


def _followed(place: int | None) -> str:
    return say("nodes-nobody") if place is None else str(place)


def _draw_node(
    drawing: svg.Drawing, top: float, name: str, said: Sequence[Any], right: Sequence[Any], verdict: str
) -> None:
    drawing.text(28, top + 22, name, 13, bold=True)
    for place, (answer, wanted) in enumerate(zip(said, right, strict=True)):
        fill = palette.WHITE if answer == wanted else palette.RUST_TINT
        stroke, line = (palette.EDGE, 1.0) if answer == wanted else (palette.RUST_TEXT, 2.5)
        drawing.rect(_column(place), top, 34, 30, fill=fill, stroke=stroke, line=line, radius=4)
        word = "–" if answer is None else str(answer)
        drawing.text(_column(place) + 17, top + 20, word, 13, anchor="middle", bold=answer != wanted, on=fill)
    room = 748 - 440
    lines = two_lines(verdict, room)
    first = top + (21 if len(lines) == 1 else 14)
    for row, words in enumerate(lines):
        drawing.text(440, first + 15 * row, words, 12)


def two_lines(words: str, room: float) -> list[str]:
    """Words in at most two lines of a width."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if svg.width_of(longer, 12) <= room or len(lines) == 2:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
