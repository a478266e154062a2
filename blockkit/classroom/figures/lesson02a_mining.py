"""The mining pictures of lesson 02a: a search for nonces, and how long one would take."""

from functools import cache
from math import exp, log2

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.mining import HEADER76, MOST_TRIES, Mined, example, number_of, target_of
from blockkit.classroom.trying.for_figures import Asker
from blockkit.guards import need_int

LEFT, RIGHT = 28, 732  # of everything that is as wide as the card
SEEN = 1_000  # the first tries, each a tick below the line
LATEST = 8  # tries that are listed
ENOUGH = 10  # blocks, for a histogram with a shape
BINS, MEANS = 20, 5  # of the histogram, which ends at so many means


def need_tries(number: object) -> int:
    """A number of tries that can be drawn: 1 to 2^256."""
    return need_int(number, "the number of tries", 1, 2**256)


def tries_shown(number: float) -> str:
    """A number of tries in words that fit: ``4,096``, or ``5.1 × 10^18``."""
    if number < 10**9:
        return f"{round(number):,}"
    digits, power = f"{number:.1e}".split("e+")
    return f"{digits} × 10^{int(power)}"


def mining(
    zero_bits: float, blocks: int, rules: CourseRules = REFERENCE, so_far: Mined | None = None
) -> Figure:
    """W2a: a search for ``blocks`` nonces of block 0's header, as far as it has come.

    Without ``so_far`` one that was made before is drawn where there is one, and else what there is to expect.
    """
    target, blocks = target_of(zero_bits), need_int(blocks, "blocks", 1, 30)
    found = so_far or example(zero_bits, blocks) or Mined(target, blocks, ended="idle")
    state = found.ended or "running"
    ask = Asker(rules)
    ask.notes += [found.note] if found.note else []
    expected = ask("expected_hashes", target, read=need_tries)
    if expected != REFERENCE.expected_hashes(target):
        right = tries_shown(REFERENCE.expected_hashes(target))
        ask.notes.append(say("mining-other-tries", said=tries_shown(expected), right=right))
    verdicts = _verdicts(ask, found)

    facts = _facts(zero_bits, found, expected)
    drawing = svg.Drawing(760, 656, say("mining-title", **facts))
    drawing.text(LEFT, 64, say(f"mining-subtitle-{state}", **facts), 13, fill=palette.MUTED)
    _draw_line(drawing, zero_bits, found)
    _draw_digits(drawing, found)
    _draw_latest(drawing, verdicts)
    _draw_counter(drawing, found, facts)
    _draw_histogram(drawing, found, expected)
    done = "one" if blocks == 1 else "done"
    sentence = say(f"mining-sentence-{done if state in ('done', 'example') else state}", **facts)
    rows = zip(found.nonces, found.tries_a_block, strict=True)
    return Figure(
        pictures=(drawing.picture(say("mining-alt", **facts) + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("mining-table"),
            (say("mining-block"), say("mining-nonce"), say("mining-tries")),
            tuple((str(i), f"{nonce:,}", f"{tries:,}") for i, (nonce, tries) in enumerate(rows, 1))
            or ((say("none"), "", ""),),
        ),
        notes=tuple(ask.notes),
    )


def _facts(zero_bits: float, found: Mined, expected: int) -> dict[str, object]:
    """The numbers that title, sentence and text alternative need."""
    done, since = len(found.nonces), found.since_last
    none = exp(-min(since / expected, 700))  # the chance of so many tries without a block
    often = say("mining-runs", share=f"{none:.0%}")
    seldom = say("mining-one-run", runs=tries_shown(1 / none))
    return {
        "bits": f"{zero_bits:.1f}", "expected": tries_shown(expected), "done": done, "wanted": found.wanted,
        "next": min(done + 1, found.wanted), "tries": f"{found.tries:,}", "since": f"{since:,}",
        "blocks": say("mining-one" if done == 1 else "mining-many", count=done),
        "most": f"{MOST_TRIES:,}", "share": often if none > 0.1 else seldom,
        "each": tries_shown(sum(found.tries_a_block) / done) if done else say("none"),
        "edge": f"{found.target:064x}"[:16],
        "best": f"{found.best[0]:064x}"[:16] if found.best else say("none"),
    }  # fmt: skip


def _verdicts(ask: Asker, found: Mined) -> list[tuple[int, int, bool]]:
    """The latest tries: nonce, number, and whether ``meets_target`` says that it meets the target."""
    nonces = range(max(0, found.tries - LATEST), found.tries)
    headers = [HEADER76 + nonce.to_bytes(4, "little") for nonce in nonces]
    said = ask.each("meets_target", [(header, found.target) for header in headers])
    rows = [(nonce, number_of(nonce), bool(yes)) for nonce, yes in zip(nonces, said, strict=True)]
    wrong = next((row for row in rows if row[2] != (row[1] <= found.target)), None)
    if wrong:
        nonce, _, yes = wrong
        ask.notes.append(say("mining-other-verdict", nonce=f"{nonce:,}", said=yes, right=not yes))
    return rows


# ---- the target on a line ------------------------------------------------------------------------

PER_BIT, LINE, THICK = 19.5, 104, 28  # pixels a zero bit; top and height of the bar


def _x(zero_bits: float) -> float:
    """Where on the line a number with so many zero bits is: 2^256 is on the right, 0 on the left."""
    return max(RIGHT - PER_BIT * zero_bits, LEFT)


def _x_of(number: int) -> float:
    return _x(256 - log2(number + 1))


@cache
def _first_tries() -> str:
    """A tick for each of the first tries, as one path."""
    places = sorted(round(_x_of(number_of(nonce)), 1) for nonce in range(SEEN))
    return "".join(f"M{svg.number(x)} {LINE + THICK + 4}v10" for x in places)


def _draw_line(drawing: svg.Drawing, zero_bits: float, found: Mined) -> None:
    edge = _x(zero_bits)
    drawing.rect(LEFT, LINE, RIGHT - LEFT, THICK, fill=palette.WHITE, stroke=palette.GREY)
    drawing.rect(LEFT, LINE, edge - LEFT, THICK, fill=palette.GREEN_TINT, stroke=palette.GREEN_TEXT, line=1.5)
    words = say("mining-meets", tries=tries_shown(REFERENCE.expected_hashes(found.target)))
    drawing.text(LEFT + 12, LINE + 19, words, 12, bold=True, on=palette.GREEN_TINT)
    drawing.line(edge, LINE - 8, edge, LINE + THICK + 18, stroke=palette.INK, line=3)
    words = say("mining-edge", bits=f"{zero_bits:.1f}")
    drawing.tag(edge, LINE - 14, words, fill=palette.NIGHT, ink=palette.WHITE, anchor="middle")
    drawing.path(_first_tries(), stroke=palette.MUTED, line=0.8)
    base = LINE + THICK + 32
    for bits in (0, 8, 16, 24, 32):
        drawing.line(_x(bits), LINE + THICK, _x(bits), LINE + THICK + 18, stroke=palette.INK, line=1.2)
        anchor = "end" if bits == 0 else "middle"
        drawing.text(_x(bits), base, say(f"mining-tick-{bits}"), 12, anchor=anchor, fill=palette.MUTED)
    drawing.text(LEFT, base, "0", 12, fill=palette.MUTED)
    if found.best:
        _draw_diamond(drawing, _x_of(found.best[0]), LINE + THICK / 2, found.best[0] <= found.target)
    _draw_diamond(drawing, LEFT + 6, base + 18, False)
    drawing.text(LEFT + 20, base + 22, say("mining-legend-best"), 12, fill=palette.MUTED)
    at = LEFT + 34 + svg.width_of(say("mining-legend-best"), 12)
    drawing.path(f"M{svg.number(at)} {base + 13}v10m4 -10v10", stroke=palette.MUTED, line=0.8)
    drawing.text(at + 12, base + 22, say("mining-legend-ticks", count=f"{SEEN:,}"), 12, fill=palette.MUTED)
    drawing.text(RIGHT, base + 22, say("mining-scale"), 12, anchor="end")


def _draw_diamond(drawing: svg.Drawing, x: float, y: float, met: bool) -> None:
    """Hollow, so that what is below it can be seen; thick when it is below the target."""
    x = max(x, LEFT + 8)
    points = [(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)]
    drawing.polygon(points, stroke=palette.INK, line=3 if met else 2)


# ---- digits --------------------------------------------------------------------------------------

FIRST, GROUP, PLACE = 122, 67, 7.4  # left end of the digits, width of a group of eight, and of a digit


def _draw_digits(drawing: svg.Drawing, found: Mined) -> None:
    """Target and best try below each other; the first digit in which they differ decides."""
    target, best = f"{found.target:064x}", f"{found.best[0]:064x}" if found.best else ""
    decides = next((i for i, (a, b) in enumerate(zip(target, best, strict=False)) if a != b), -1)
    for y, label, digits in ((214, "mining-target", target), (236, "mining-best", best)):
        drawing.text(LEFT, y, say(label), 12, fill=palette.MUTED)
        if not digits:
            drawing.text(FIRST, y, say("mining-no-best"), 12, fill=palette.MUTED)
        for group in range(0, len(digits), 8):
            x, words = FIRST + GROUP * (group // 8), digits[group : group + 8]
            if group <= decides < group + 8:  # digit by digit: fonts differ in their width
                for i, digit in enumerate(words):
                    bold = group + i == decides
                    drawing.text(x + PLACE * i, y, digit, 12, mono=True, bold=bold)
                    if bold:
                        drawing.line(
                            x + PLACE * i - 1, y + 4, x + PLACE * i + 8, y + 4, stroke=palette.INK, line=2
                        )
            else:
                drawing.text(x, y, words, 12, mono=True)


# ---- the latest tries, and the count --------------------------------------------------------------


def _draw_latest(drawing: svg.Drawing, verdicts: list[tuple[int, int, bool]]) -> None:
    drawing.text(LEFT, 272, say("mining-latest"), 13, bold=True)
    if not verdicts:
        drawing.text(LEFT, 296, say("mining-no-tries"), 12, fill=palette.MUTED)
    for row, (nonce, number, yes) in enumerate(verdicts):
        y = 294 + 18 * row
        drawing.text(LEFT + 82, y, f"{nonce:,}", 12, anchor="end", mono=True, fill=palette.MUTED)
        drawing.text(LEFT + 96, y, f"{number:064x}"[:16] + "…", 12, mono=True, bold=yes)
        words, ink = say("mining-yes" if yes else "mining-no"), palette.GREEN_TEXT if yes else palette.MUTED
        drawing.text(LEFT + 238, y, words, 12, fill=ink, bold=yes)


def _draw_counter(drawing: svg.Drawing, found: Mined, facts: dict[str, object]) -> None:
    x, y = 408, 258
    drawing.rect(x, y, RIGHT - x, 170, fill=palette.PALE, radius=10)
    drawing.text(x + 20, y + 40, say("mining-count", **facts), 24, bold=True, on=palette.PALE)
    lines = ["mining-count-blocks", "mining-count-expected"]
    lines += ["mining-count-each"] if found.nonces else []
    for row, key in enumerate(lines):
        drawing.text(x + 20, y + 72 + 22 * row, say(key, **facts), 14, on=palette.PALE)
    if found.since_last:
        drawing.text(
            x + 20, y + 146, say("mining-count-since", **facts), 13, fill=palette.MUTED, on=palette.PALE
        )


# ---- the histogram -------------------------------------------------------------------------------

BASE, HIGH, START, BIN = 604, 104, 62, 30  # of the bars


def _draw_histogram(drawing: svg.Drawing, found: Mined, expected: int) -> None:
    """How many tries the blocks took, beside what chance lets one expect."""
    drawing.text(LEFT, 458, say("mining-histogram"), 13, bold=True)
    tries = found.tries_a_block
    counts = [0] * (BINS + 1)
    for one in tries:
        counts[min(one * BINS // (MEANS * expected), BINS)] += 1
    edges = [exp(-MEANS * i / BINS) for i in range(BINS + 1)] + [0.0]
    blocks = len(tries)
    hoped = [blocks * (edges[i] - edges[i + 1]) for i in range(BINS + 1)] if blocks >= ENOUGH else [0.0]
    top = max(*counts, *hoped, 1)
    scale = HIGH / top
    drawing.line(START, BASE, START + BIN * (BINS + 1), BASE, stroke=palette.GREY)
    for i, count in enumerate(counts):
        if count:
            x, high = float(START + BIN * i), count * scale
            drawing.rect(x + 3, BASE - high, BIN - 6, high, fill=palette.BLUE)
    if blocks >= ENOUGH:
        _draw_hoped(drawing, [(START + BIN * (i + 0.5), BASE - one * scale) for i, one in enumerate(hoped)])
    else:
        words = say("mining-few" if blocks else "mining-no-block", enough=ENOUGH)
        drawing.text(RIGHT, 458, words, 12, anchor="end", fill=palette.MUTED)
    if tries:
        mean = sum(tries) / len(tries)
        x = min(START + BIN * BINS * mean / (MEANS * expected), START + BIN * BINS)
        drawing.line(x, BASE - HIGH - 28, x, BASE, stroke=palette.INK, line=2)
        drawing.text(x + 6, BASE - HIGH - 18, say("mining-mean", mean=tries_shown(mean)), 12, bold=True)
    for i, count in enumerate(counts):
        if count:  # on paper of its own: the lines may cross it
            x, y, words = START + BIN * (i + 0.5), BASE - count * scale, str(count)
            drawing.rect(x - 5 * len(words), y - 15, 10 * len(words), 14, fill=palette.PAPER)
            drawing.text(x, y - 4, words, 11, anchor="middle")
    for means in range(MEANS + 1):
        x = START + BIN * BINS * means / MEANS
        drawing.line(x, BASE, x, BASE + 5, stroke=palette.GREY)
        words = tries_shown(means * expected) if means < MEANS else say("mining-more")
        drawing.text(
            x if means < MEANS else x + BIN / 2, BASE + 20, words, 12, anchor="middle", fill=palette.MUTED
        )
    drawing.text(RIGHT, BASE + 38, say("mining-axis"), 12, anchor="end", fill=palette.MUTED)


def _draw_hoped(drawing: svg.Drawing, points: list[tuple[float, float]]) -> None:
    """What chance lets one expect: a dashed line, and a piece of its own for the last bar."""
    steps = "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in points[:-1])
    x, y = points[-1]
    words = say("mining-hoped")
    at = RIGHT - svg.width_of(words, 12)
    last, legend = f"M{svg.number(x - 10)} {svg.number(y)}h20", f"M{svg.number(at - 34)} 454h26"
    for path in (f"M{steps}", last, legend):
        drawing.path(path, stroke=palette.RUST_TEXT, line=2, dash="5 4")
    drawing.text(at, 458, words, 12, fill=palette.MUTED)
