"""How long a block would take: the ladder of times of lesson 02a."""

from math import log2, log10

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson02a_mining import LEFT, need_tries, tries_shown
from blockkit.classroom.messages import say
from blockkit.classroom.mining import target_of
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data import real_block
from blockkit.guards import need_int

YEAR = 365.25 * 86_400  # seconds
STILL_RATE = 1_000_000  # tries a second, where none is measured
REAL = ((0, "2009"), (100_000, "2010"), (277_316, "2013"))  # blocks at hand, and their years
NEWEST = 0x1702353D  # the bits of headers in August 2026, from height 961,632 on
RUNGS = (("blink", 0.1), ("hour", 3600.0), ("day", 86_400.0), ("year", YEAR), ("life", 80 * YEAR),
         ("history", 5000 * YEAR), ("universe", 13.8e9 * YEAR))  # fmt: skip
SHORTEST, LONGEST = -4, 19  # powers of ten, in seconds
FOOT, DECADE, RAIL, RUNG = 506, 17.6, 262, 216  # of the ladder: lower end, pixels a power, left rail, width


def duration(seconds: float) -> str:
    """A time in words, with two digits that count."""
    units = (("years", YEAR), ("days", 86_400.0), ("hours", 3600.0), ("minutes", 60.0), ("seconds", 1.0))
    for name, unit in units:
        if seconds >= unit:
            return say(f"time-{name}", count=_two_digits(seconds / unit))
    if seconds >= 0.001:
        return say("time-milliseconds", count=_two_digits(1000 * seconds))
    return say("time-less")


def _two_digits(number: float) -> str:
    rounded = float(f"{number:.1e}")
    return f"{rounded:.1f}" if rounded < 10 else tries_shown(rounded)


def mining_time(
    zero_bits: float,
    power: int,
    rules: CourseRules = REFERENCE,
    rate: int = STILL_RATE,
    measured: bool = False,
) -> Figure:
    """W2a′: how long 10^``power`` computers that make ``rate`` tries a second each need for a block."""
    ask = Asker(rules)
    power = need_int(power, "the power of ten", 0, 12)
    together = need_int(rate, "the rate", 1, 10**12) * 10**power
    targets = [real_block(height).header.bits for height, _ in REAL] + [NEWEST]
    names = [say("time-block", height=f"{height:,}", year=year) for height, year in REAL] + [
        say("time-newest")
    ]
    asked = [(target_of(zero_bits),), *((REFERENCE.bits_to_target(bits),) for bits in targets)]
    tries, *real = ask.each("expected_hashes", asked, read=need_tries)
    rows = [(say("time-chosen"), zero_bits, tries)]
    rows += [
        (name, 256 - log2(target + 1), n) for name, (target,), n in zip(names, asked[1:], real, strict=True)
    ]
    wrong = [
        row for row, (target,) in zip(rows, asked, strict=True) if row[2] != REFERENCE.expected_hashes(target)
    ]
    if wrong:
        ask.notes.append(say("time-other-tries", what=wrong[0][0]))
    facts = {
        "bits": f"{zero_bits:.1f}", "tries": tries_shown(tries), "time": duration(tries / together),
        "computers": say("time-computer" if power == 0 else "time-computers", count=f"{10**power:,}"),
        "rate": tries_shown(rate), "all": tries_shown(real[-1] / 600),
    }  # fmt: skip
    drawing = svg.Drawing(760, 584, say("time-title", **facts))
    drawing.text(
        LEFT, 64, say(f"time-subtitle-{'measured' if measured else 'still'}", **facts), 13, fill=palette.MUTED
    )
    if measured:
        drawing.text(LEFT, 82, say("time-bare"), 12, fill=palette.MUTED)
    _draw_ladder(drawing)
    below = FOOT + 40.0
    for name, bits, n in rows[1:]:  # from the lowest on
        y, x = _height(n / together), RAIL + RUNG
        below = min(y, below - 34)  # two that are too short for the ladder are above each other
        drawing.line(x - 8, y, x + 8, y, stroke=palette.INK, line=3)
        drawing.line(x + 8, y, x + 24, below, stroke=palette.INK)
        drawing.text(x + 30, below - 2, say("time-real", name=name, bits=f"{bits:.1f}"), 13, bold=True)
        drawing.text(x + 30, below + 14, duration(n / together), 12, fill=palette.MUTED)
    y = _height(tries / together)
    drawing.arrow(RAIL - 26, y, RAIL + 8, y, stroke=palette.INK, line=3)
    drawing.tag(RAIL - 30, y, facts["time"], fill=palette.NIGHT, ink=palette.WHITE, anchor="end", size=15)
    drawing.text(RAIL - 34, y + 28, say("time-at", **facts), 12, anchor="end", fill=palette.MUTED)
    drawing.text(LEFT, 562, say("time-network", **facts), 12)
    sentence = say("time-sentence", **facts) + " " + say("time-network", **facts)
    return Figure(
        pictures=(drawing.picture(say("time-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("time-table"),
            (say("what"), say("time-bits"), say("mining-tries"), say("time-time")),
            tuple((name, f"{bits:.1f}", tries_shown(n), duration(n / together)) for name, bits, n in rows),
        ),
        notes=tuple(ask.notes),
    )


def _height(seconds: float) -> float:
    """Where a time is on the ladder; what is shorter or longer than it is at its ends."""
    power = min(max(log10(seconds), SHORTEST), LONGEST)
    return FOOT - DECADE * (power - SHORTEST)


def _draw_ladder(drawing: svg.Drawing) -> None:
    for x in (RAIL, RAIL + RUNG):
        drawing.line(x, FOOT + 8, x, FOOT - DECADE * (LONGEST - SHORTEST) - 8, stroke=palette.GREY, line=4)
    for name, seconds in RUNGS:
        y = _height(seconds)
        drawing.line(RAIL, y, RAIL + RUNG, y, stroke=palette.GREY, line=2)
        words = say(f"time-rung-{name}")
        width = svg.width_of(words, 12) + 8
        drawing.rect(RAIL + RUNG / 2 - width / 2, y - 9, width, 18, fill=palette.PAPER)
        drawing.text(RAIL + RUNG / 2, y + 4, words, 12, anchor="middle")
