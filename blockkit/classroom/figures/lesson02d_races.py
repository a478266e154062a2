"""The picture of lesson 02d about races: how many confirmations are enough?"""

from collections.abc import Callable
from math import sqrt
from random import Random
from typing import Any

from blockkit.agreement import races
from blockkit.classroom.dice import Dice
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_tools import Tools
from blockkit.guards import need_int

RACES, MOST_Z, MOST_Q = 50, 12, 0.6
ROOM = 0.000001  # by which a chance may be wrong, so also below 0
Numbers = Callable[..., Any]


def asked(z: int) -> str:
    """So many confirmations, in words."""
    return say("confirmations-one" if z == 1 else "confirmations-many", z=z)


def _share(said: Any) -> float:
    """A chance that can be drawn."""
    if type(said) not in (int, float) or not -ROOM <= said <= 1 + ROOM:
        raise ValueError("no number from 0 to 1")
    return min(max(float(said), 0.0), 1.0)


def confirmations(
    q: float, z: int, seed: int, catch_up: Numbers = races.nakamoto, race: Numbers = races.share
) -> Figure:
    """Fifty races of an attacker with the share ``q`` against ``z`` confirmations, and both formulas."""
    if not 0 <= q <= MOST_Q:
        raise ValueError(f"the attacker's share lies between 0 and {MOST_Q} here, got {q!r}")
    z, seed = need_int(z, "z", 0, MOST_Z), need_int(seed, "the seed", 0, 10**6)
    ask = Tools(catch_up=(catch_up, races.nakamoto), race=(race, races.share))
    fifty = ask("race", q, z, Dice(seed), RACES, read=_share)
    printed = [ask("catch_up", q, n, read=_share) for n in (*range(1, MOST_Z + 1), z)]
    if ask.failed("catch_up"):  # for one of them: so for all
        printed = [races.nakamoto(q, n) for n in (*range(1, MOST_Z + 1), z)]
    *column, paper = printed
    if abs(paper - races.nakamoto(q, z)) > 0.000001:
        facts = {"said": f"{paper:.7g}", "q": q, "z": z, "right": f"{races.nakamoto(q, z):.7f}"}
        ask.notes.append(say("races-other", **facts))
    exact = races.rosenfeld(q, z)
    rng = Random(seed)
    paths = [races.play(q, z, rng) for _ in range(RACES)]
    facts = {"q": f"{100 * q:.0f}", "asked": asked(z), "seed": seed}
    drawing = svg.Drawing(776, 430, say("races-title", **facts))
    drawing.text(28, 64, say("races-subtitle", **facts), 13, fill=palette.MUTED)
    _draw_paths(drawing, paths)
    _draw_chances(drawing, fifty, exact, paper)
    numbers = {"exact": _chance(exact), "paper": _chance(paper), "fifty": _chance(fifty)}
    sentence = say("races-sentence", **facts, **numbers)
    heads = (say("races-z"), say("races-exact"), say("races-paper"))
    rows = tuple(
        (str(n), f"{races.rosenfeld(q, n):.7f}", f"{said:.7f}") for n, said in enumerate(column, start=1)
    )
    return Figure(
        (drawing.picture(say("races-alt") + " " + sentence),),
        sentence,
        Table(say("races-table"), heads, rows),
        tuple(ask.notes),
    )


def _chance(value: float) -> str:
    """A chance in three digits, or more where it is small."""
    return f"{value:.3f}" if value >= 0.01 or value == 0 else f"{value:.2g}"


# ---- the races -----------------------------------------------------------------------------------

LEFT, TOP, WIDE, HIGH, BLOCKS = 72, 92, 400, 268, 110
LOWEST = -14  # an attacker may have so many to spare in the picture


def _x(found: float) -> float:
    return LEFT + WIDE * min(found, BLOCKS) / BLOCKS


def _y(behind: float) -> float:
    return TOP + HIGH * (races.GIVES_UP - max(behind, LOWEST)) / (races.GIVES_UP - LOWEST)


def _draw_paths(drawing: svg.Drawing, paths: list[list[int]]) -> None:
    drawing.rect(LEFT, TOP, WIDE, HIGH, fill=palette.WHITE, stroke=palette.EDGE)
    for behind in (0, races.GIVES_UP):
        drawing.line(LEFT, _y(behind), LEFT + WIDE, _y(behind), stroke=palette.INK, dash="6 4")
    won, lost = ([path for path in paths if races.won(path) is wanted] for wanted in (True, False))
    for group, colour in ((lost, palette.GREY), (won, palette.BLUE)):
        for number, path in enumerate(group):
            drawing.path(_steps(path), stroke=colour, line=3 if number == 0 else 0.7)
    for path in won:
        if len(path) <= BLOCKS:
            drawing.path(
                "M-4 0l3 4l6 -8", stroke=palette.NIGHT, line=2, at=(_x(len(path) - 1), _y(path[-1]), 0)
            )
    for behind, key in ((0, "races-level"), (races.GIVES_UP, "races-gives-up")):  # above the lines
        wide = svg.width_of(say(key), 12) + 8
        drawing.rect(LEFT + WIDE - wide - 2, _y(behind) + 3, wide, 17, fill=palette.WHITE)
        drawing.text(LEFT + WIDE - 6, _y(behind) + 15, say(key), 12, anchor="end", on=palette.WHITE)
    for behind in (0, 25, 50):
        drawing.text(LEFT - 8, _y(behind) + 4, str(behind), 12, anchor="end", fill=palette.MUTED)
    for found in (0, 50, 100):
        drawing.text(_x(found), TOP + HIGH + 17, str(found), 12, anchor="middle", fill=palette.MUTED)
    drawing.text(LEFT, TOP + HIGH + 36, say("races-behind") + " ↑", 12, fill=palette.MUTED)
    drawing.text(
        LEFT + WIDE, TOP + HIGH + 36, say("races-found") + " →", 12, anchor="end", fill=palette.MUTED
    )
    drawing.text(LEFT, TOP + HIGH + 58, say("races-won", won=len(won)), 14, bold=True)
    drawing.text(LEFT + 90, TOP + HIGH + 58, say("races-lost", lost=len(lost)), 14)


def _steps(path: list[int]) -> str:
    """A race as steps; what is beyond the picture is left out."""
    marks = [f"M{svg.number(_x(0))} {svg.number(_y(path[0]))}"]
    for found, behind in enumerate(path[1 : BLOCKS + 1], start=1):
        marks.append(f"H{svg.number(_x(found))}V{svg.number(_y(behind))}")
    return "".join(marks)


# ---- the chances ---------------------------------------------------------------------------------

SCALE, SPAN = 524, 216  # of the axis from 0 to 100 %


def _draw_chances(drawing: svg.Drawing, played: float, exact: float, paper: float) -> None:
    for row, words in enumerate(say("races-chance").split("\n")):
        drawing.text(SCALE - 16, 112 + 18 * row, words, 13, bold=True)
    error = sqrt(max(exact * (1 - exact), 0.0) / RACES)
    rows = (
        (say("races-fifty"), played, error, say("races-value", value=_chance(played), error=f"{error:.2f}")),
        (say("races-exact"), exact, 0.0, _chance(exact)),
        (say("races-paper"), paper, 0.0, _chance(paper)),
    )
    for row, (name, value, room, words) in enumerate(rows):
        y = 168 + 66 * row
        drawing.text(SCALE - 16, y - 14, name, 13)
        drawing.text(SCALE + SPAN + 8, y - 14, words, 13, bold=True, anchor="end")
        drawing.line(SCALE, y, SCALE + SPAN, y, stroke=palette.EDGE, line=6)
        x = SCALE + SPAN * value
        if room:
            low, high = (SCALE + SPAN * min(1.0, max(0.0, value + side * room)) for side in (-1, 1))
            drawing.line(low, y, high, y, stroke=palette.INK, line=2)
            for end in (low, high):
                drawing.line(end, y - 6, end, y + 6, stroke=palette.INK, line=2)
        if row == 0:
            drawing.rect(x - 5, y - 5, 10, 10, fill=palette.BLUE, stroke=palette.INK)
        elif row == 1:
            drawing.path("M0 -7l7 7l-7 7l-7 -7z", fill=palette.NIGHT, at=(x, y, 0))
        else:
            drawing.path("M0 -7l7 12h-14z", fill=palette.RUST_TEXT, at=(x, y, 0))
    for share in (0, 50, 100):
        x = SCALE + SPAN * share / 100
        drawing.text(x, 330, f"{share} %", 12, anchor="middle", fill=palette.MUTED)
