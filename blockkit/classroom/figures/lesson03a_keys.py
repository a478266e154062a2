"""The pictures of lesson 03a: a walk on a small curve, and a signature that meets or misses."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.curves import SMALL, G, points_of, steps_to_infinity
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.messages import say
from blockkit.classroom.real_signatures import real_signature
from blockkit.classroom.shapes import Point
from blockkit.classroom.trying.for_figures import Asker
from blockkit.errors import shown
from blockkit.guards import need_int
from blockkit.keys import ORDER

PRIMES = tuple(SMALL)


# ---- a walk --------------------------------------------------------------------------------------

LEFT, TOP, SIDE = 56, 92, 416  # of the square with the dots


def curve(p: int, k: int, line: bool = False, rules: CourseRules = REFERENCE) -> Figure:
    """The dots of the curve modulo ``p``, and ``k`` steps on it; with ``line``, how the last was found."""
    if p not in SMALL:
        raise ValueError(f"p must be one of {', '.join(map(str, PRIMES))}, got {shown(p)}")
    need_int(k, "the number of steps", 0, steps_to_infinity(p) + 1)
    ask, start = Asker(rules), SMALL[p]
    walk = _walked(ask, k, p)
    end = ask("multiply_point", k, start, p, read=_point_on(p))
    if end != walk[k]:
        facts = {"k": k, "said": _named(end), "walked": _named(walk[k])}
        ask.notes.append(say("curve-other", **facts))

    drawing = svg.Drawing(776, 548, say("curve-title", p=p))
    drawing.text(
        28, 66, say("curve-subtitle", dots=len(points_of(p)), start=_named(start)), 13, fill=palette.MUTED
    )
    place = _places(p)
    middle = place((0, p / 2))[1]
    drawing.line(LEFT, middle, LEFT + SIDE, middle, dash="6 5", line=1.2)
    drawing.rect(LEFT, TOP, SIDE, SIDE, stroke=palette.EDGE)
    for value in (0, p // 2, p - 1):
        x, y = place((value, value))
        drawing.text(x, TOP + SIDE + 20, str(value), 12, anchor="middle", fill=palette.MUTED)
        drawing.text(LEFT - 10, y + 4, str(value), 12, anchor="end", fill=palette.MUTED)
    radius = 4 if p < 100 else 2.5
    for point in points_of(p):
        x, y = place(point)
        drawing.rect(x - radius, y - radius, 2 * radius, 2 * radius, fill=palette.GREY, radius=radius)
    found = _draw_line(drawing, walk[k - 1], start, p) if line and k > 1 else ""
    _draw_steps(drawing, walk, place)
    _draw_list(drawing, walk, k)
    sentence = say(
        "curve-sentence-infinity" if end is None else "curve-sentence",
        k=k, start=_named(start), end=_named(end), number=steps_to_infinity(p),
    )  # fmt: skip
    sentence += found and f" {found}"
    return Figure(
        pictures=(drawing.picture(say("curve-alt", p=p, dots=len(points_of(p))) + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("curve-table"),
            (say("curve-steps"), "x", "y"),
            tuple(
                (str(i), *(map(str, at) if at else ("–", say("curve-infinity")))) for i, at in enumerate(walk)
            ),
        ),
        notes=tuple(ask.notes),
    )


def _walked(ask: Asker, k: int, p: int) -> list[Point]:
    """0 to ``k`` steps from the start, all by one ``add_points``: the reference's if it fails once."""
    own, walk = ask.rules.add_points, [None]
    while len(walk) <= k:
        walk.append(ask("add_points", walk[-1], SMALL[p], p, read=_point_on(p)))
    return walk if ask.rules.add_points is own else _walked(ask, k, p)  # type: ignore[return-value]


def _point_on(p: int) -> Callable[[Any], Point]:
    """Reads a point of the curve; what is none cannot be drawn."""

    def read(value: Any) -> Point:
        if value is None:
            return None
        if type(value) not in (tuple, list) or len(value) != 2 or tuple(value) not in points_of(p):
            raise TypeError(shown(value))
        return value[0], value[1]

    return read


def _named(point: Point) -> str:
    return say("curve-infinity") if point is None else f"({point[0]}, {point[1]})"


def _places(p: int) -> Callable[[tuple[float, float]], tuple[float, float]]:
    """Where a point is in the picture: y grows upwards. The square ends at ``p``, where lines go on at 0."""
    unit = (SIDE - 24) / p
    return lambda point: (LEFT + 12 + unit * point[0], TOP + SIDE - 12 - unit * point[1])


def _draw_steps(
    drawing: svg.Drawing, walk: list[Point], place: Callable[[tuple[float, float]], tuple[float, float]]
) -> None:
    """The last five steps as arrows, with the numbers of the dots they lead to."""
    last = len(walk) - 1
    for i in range(max(2, last - 4), last + 1):
        a, b = walk[i - 1], walk[i]
        if a is not None and b is not None:
            (x1, y1), (x2, y2) = place(a), place(b)
            long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1
            cut = min(7 / long, 0.4)
            dx, dy = (x2 - x1) * cut, (y2 - y1) * cut
            ink = palette.INK if i == last else palette.BLUE
            drawing.arrow(x1 + dx, y1 + dy, x2 - dx, y2 - dy, stroke=ink, line=2.5 if i == last else 1.5)
    marked = {1: say("curve-start")} | {i: str(i) for i in range(max(2, last - 5), last + 1)}
    labels: list[tuple[float, float]] = []  # where they are: one beside another, not on it
    for i, words in marked.items():
        point = walk[i] if i <= last else None
        if point is None:
            continue
        x, y = place(point)
        while any(abs(x - other) < 24 and abs(y - height) < 18 for other, height in labels):
            x += 8
        labels.append((x, y))
        fill = palette.ORANGE_TINT if i == 1 else palette.SKY_TINT
        wide = svg.width_of(words, 12, bold=True) + 8
        drawing.rect(
            x - wide / 2, y - 9, wide, 18, fill=fill, stroke=palette.INK, radius=9, line=2 if i == last else 1
        )
        drawing.text(x, y + 4.5, words, 12, anchor="middle", bold=True, on=fill)


def _draw_line(drawing: svg.Drawing, a: Point, b: Point, p: int) -> str:
    """The line through two points, which goes on at the other side where it leaves the square; in words."""
    place = _places(p)
    if a is None or b is None:
        return ""
    (x1, y1), (x2, y2) = a, b
    upright = x1 == x2 and (y1 + y2) % p == 0
    if upright:
        drawing.line(*place((x1, 0)), *place((x1, p)), stroke=palette.RUST, line=1.5, dash="2 4")
        return say("curve-line-upright", a=_named(a))
    m = 3 * x1 * x1 * pow(2 * y1, -1, p) if x1 == x2 else (y2 - y1) * pow(x2 - x1, -1, p)
    m = (m + p // 2) % p - p // 2  # the less steep of the two ways to draw it
    for piece in _pieces(m, (y1 - m * x1) % p, p):
        drawing.line(*place(piece[0]), *place(piece[1]), stroke=palette.RUST, line=1.2)
    x3 = (m * m - x1 - x2) % p
    third = x3, (y1 + m * (x3 - x1)) % p
    mirrored = x3, -third[1] % p
    x, y = place(third)
    drawing.rect(x - 7, y - 7, 14, 14, fill=palette.PAPER, stroke=palette.RUST, radius=7, line=2)
    drawing.line(x, y, *place(mirrored), stroke=palette.RUST, line=1.5, dash="2 4")
    key = "curve-line-tangent" if a == b else "curve-line"
    return say(key, a=_named(a), third=_named(third), end=_named(mirrored))


def _pieces(m: int, c: int, p: int) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of y = m·x + c inside the square from 0 to ``p``."""
    cuts = {0.0, float(p)}
    if m:
        low, high = sorted((c, m * p + c))
        cuts |= {(n * p - c) / m for n in range(low // p, high // p + 2)}
    inside = sorted(x for x in cuts if 0 <= x <= p)
    for x1, x2 in pairwise(inside):
        floor = (m * (x1 + x2) / 2 + c) // p * p
        ends = [(x, min(max(m * x + c - floor, 0), p)) for x in (x1, x2)]
        yield ends[0], ends[1]


def _draw_list(drawing: svg.Drawing, walk: list[Point], k: int) -> None:
    """The last steps as numbers."""
    x = LEFT + SIDE + 40
    drawing.text(x, TOP + 14, say("curve-steps"), 12, bold=True)
    drawing.text(x + 70, TOP + 14, say("curve-end"), 12, bold=True)
    first = max(0, k - 11)
    for row, i in enumerate(range(first, k + 1)):
        y = TOP + 40 + 26 * row
        if i == k:
            drawing.rect(x - 10, y - 17, 220, 25, fill=palette.SKY_TINT, radius=6)
        on = palette.SKY_TINT if i == k else palette.PAPER
        drawing.text(x, y, str(i), 13, bold=i == k, on=on)
        drawing.text(x + 70, y, _named(walk[i]), 13, mono=walk[i] is not None, bold=i == k, on=on)
    drawing.text(x, TOP + SIDE - 4, say("curve-mirror"), 12, fill=palette.MUTED)


# ---- a signature ---------------------------------------------------------------------------------


def signature(rules: CourseRules = REFERENCE) -> Figure:
    """Block 170's signature, its twin, and both for another message: do the two walks meet at r?"""
    ask, real = Asker(rules), real_signature("block 170")
    cases = [
        ("signature-right", real.z, real.s), ("signature-twin", real.z, ORDER - real.s),
        ("signature-other", real.z + 1, real.s), ("signature-bit", real.z, real.s ^ 1),
    ]  # fmt: skip
    said = ask.each("verify_ecdsa", [(real.key, z, real.r, s) for _, z, s in cases], read=_verdict)
    drawing = svg.Drawing(776, 92 + 108 * len(cases), say("signature-title"))
    drawing.text(28, 66, say("signature-subtitle"), 13, fill=palette.MUTED)
    rows = []
    for number, ((name, z, s), verdict) in enumerate(zip(cases, said, strict=True)):
        w = pow(s, -1, ORDER)
        u, v = z * w % ORDER, real.r * w % ORDER
        end = REFERENCE.add_points(REFERENCE.multiply_point(u, G), REFERENCE.multiply_point(v, real.key))
        x = end[0] % ORDER if end else 0
        if verdict != (x == real.r):
            ask.notes.append(say("signature-note", case=say(name), said=say(f"signature-{verdict}".lower())))
        _draw_meeting(drawing, 88 + 108 * number, say(name), (u, v, x, real.r), verdict)
        words = say(f"signature-{verdict}".lower())
        rows.append((say(name), f"{u:064x}", f"{v:064x}", f"{x:064x}", f"{real.r:064x}", words))
    sentence = say("signature-sentence", true=sum(said), count=len(said))
    heads = tuple(say(f"signature-{key}") for key in ("case", "u", "v", "x", "r", "verdict"))
    return Figure(
        pictures=(drawing.picture(say("signature-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("signature-table"), heads, tuple(rows)),
        notes=tuple(ask.notes),
    )


def _verdict(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError(shown(value))
    return value


def _draw_meeting(
    drawing: svg.Drawing, top: float, name: str, numbers: tuple[int, int, int, int], verdict: bool
) -> None:
    """Two arrows that lead to R, the x of R above r, and what the function says."""
    u, v, x, r = (f"{number:064x}"[:12] + "…" for number in numbers)
    meets = numbers[2] == numbers[3]
    drawing.rect(28, top, 720, 96, fill=palette.PALE, radius=10)
    drawing.text(44, top + 24, name, 13, bold=True, on=palette.PALE)
    drawing.text(44, top + 54, "u · G", 12, bold=True, on=palette.PALE)
    drawing.text(44, top + 80, "v · key", 12, bold=True, on=palette.PALE)
    drawing.text(104, top + 54, f"u = {u}", 12, mono=True, on=palette.PALE)
    drawing.text(104, top + 80, f"v = {v}", 12, mono=True, on=palette.PALE)
    drawing.arrow(254, top + 50, 300, top + 58, stroke=palette.BLUE)
    drawing.arrow(254, top + 76, 300, top + 68, stroke=palette.BLUE)
    drawing.tag(306, top + 63, "R", fill=palette.SKY_TINT, stroke=palette.BLUE)
    drawing.text(350, top + 54, say("signature-x"), 12, on=palette.PALE)
    drawing.text(350, top + 80, "r", 12, on=palette.PALE)
    drawing.text(396, top + 54, x, 12, mono=True, bold=meets, on=palette.PALE)
    drawing.text(396, top + 80, r, 12, mono=True, bold=meets, on=palette.PALE)
    drawing.text(514, top + 68, "=" if meets else "≠", 18, bold=True, on=palette.PALE)
    fill, ink = palette.verdict(verdict)
    words = f"{'✓' if verdict else '✗'} {say(f'signature-{verdict}'.lower())}"
    drawing.tag(546, top + 63, words, fill=fill, ink=ink, stroke=ink, dash="" if verdict else "4 3")
