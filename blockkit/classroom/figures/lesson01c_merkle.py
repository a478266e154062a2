"""The pictures of lesson 01c: a Merkle tree with a proof, and two lists with the same root."""

from collections.abc import Sequence
from dataclasses import dataclass

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Spot, Table
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data import real_block
from blockkit.guards import need_int
from blockkit.hashing import HASH_SIZE, hash256
from blockkit.merkle import merkle_levels

MOST_LEAVES = 13
HEIGHT = 277647  # the block whose first transactions are drawn

Place = tuple[int, int]  # level, 0 for the leaves, and index in it; one past the end is a copy


@dataclass(frozen=True, slots=True)
class Tree:
    """The hashes of a tree, and where each of them is drawn."""

    levels: list[list[bytes]]
    spot: dict[Place, tuple[float, float]]  # the middle of each node, copies included
    node_width: float

    def hash_at(self, place: Place) -> bytes:
        """The hash at a place; a copy has that of the last node."""
        level, index = place
        return self.levels[level][min(index, len(self.levels[level]) - 1)]

    def is_copy(self, place: Place) -> bool:
        """Is this place one past the end of its level?"""
        return place[1] == len(self.levels[place[0]])


def plant(txids: Sequence[bytes], left: float, width: float, bottom: float, room: float) -> Tree:
    """A tree in a space ``width`` wide, its leaves at height ``bottom``, its root ``room`` above."""
    levels = merkle_levels(txids)
    wide = max(2, len(txids) + sum(len(level) % 2 for level in levels[:-1]))
    pitch = min(width / (wide - 1), 84)
    rise = min(84, room / max(1, len(levels) - 1))
    bottom -= (room - rise * (len(levels) - 1)) / 2
    spot: dict[Place, tuple[float, float]] = {}
    for depth, level in enumerate(levels):
        y = bottom - rise * depth
        for i in range(len(level)):
            below = [spot[depth - 1, 2 * i][0], spot[depth - 1, 2 * i + 1][0]] if depth else []
            spot[depth, i] = (sum(below) / 2 if depth else pitch * i, y)
        if len(level) % 2 and len(level) > 1:
            spot[depth, len(level)] = (spot[depth, len(level) - 1][0] + pitch, y)
    right = max(x for x, _ in spot.values())
    shift = left + (width - right) / 2
    placed = {place: (x + shift, y) for place, (x, y) in spot.items()}
    return Tree(levels, placed, min(62, pitch - 8))


def _draw_edges(drawing: svg.Drawing, tree: Tree, path: set[Place]) -> None:
    """Lines from each node up to its parent; thick ones along ``path``."""
    ordered = sorted(tree.spot, key=lambda place: place in path)  # thick ones on top
    for level, index in ordered:
        if level + 1 < len(tree.levels):
            x, y = tree.spot[level, index]
            up_x, up_y = tree.spot[level + 1, index // 2]
            thick = (level, index) in path
            look = {"stroke": palette.NIGHT if thick else palette.GREY, "line": 4.5 if thick else 1.3}
            dash = "4 3" if tree.is_copy((level, index)) else ""
            drawing.line(x, y - 15, up_x, up_y + 15, dash=dash, **look)  # type: ignore[arg-type]


def _draw_node(
    drawing: svg.Drawing, tree: Tree, place: Place, kind: str = "", words: str = "", badge: str = ""
) -> None:
    """One hash: ``path`` dark, ``send`` six-sided, a copy dashed; a badge is a small number."""
    x, y = tree.spot[place]
    half = tree.node_width / 2
    dash = "4 3" if tree.is_copy(place) else ""
    fill, ink, stroke = palette.WHITE, palette.INK, palette.GREY
    if kind == "path":
        fill, ink, stroke = palette.NIGHT, palette.WHITE, palette.NIGHT
    if kind == "send":
        fill, stroke = palette.ORANGE_TINT, palette.BROWN
        tip = half + 3
        corners = [(-tip, 0), (4 - half, -16), (half - 4, -16), (tip, 0), (half - 4, 16), (4 - half, 16)]
        points = [(x + dx, y + dy) for dx, dy in corners]
        drawing.polygon(points, fill=fill, stroke=stroke, line=2.2, dash=dash)
    else:
        drawing.rect(x - half, y - 15, 2 * half, 30, fill=fill, stroke=stroke, line=1.5, dash=dash, radius=6)
    words = words or (say("merkle-copy") if dash else _start(tree.hash_at(place)))
    mono = words != say("merkle-copy")
    drawing.text(x, y + 4.5, words, 12, anchor="middle", mono=mono, fill=ink, on=fill)
    if badge:
        drawing.rect(x + half - 10, y - 24, 18, 18, fill=palette.INK, radius=9)
        drawing.text(
            x + half - 1, y - 10.5, badge, 12, anchor="middle", bold=True, fill=palette.WHITE, on=palette.INK
        )


def _start(raw: bytes) -> str:
    """The first four digits of a hash as people read it."""
    return raw[::-1].hex()[:4]


# ---- tree and proof ------------------------------------------------------------------------------


def merkle_tree(
    count: int, leaf: int, rules: CourseRules = REFERENCE, txids: Sequence[bytes] | None = None
) -> Figure:
    """The tree over ``count`` transactions, and the proof that number ``leaf`` is one of them.

    The transactions are the first ``count`` of ``txids`` (wire order), by default of a real block.
    """
    count = need_int(count, "count", 1, MOST_LEAVES)
    leaf = need_int(leaf, "leaf", 0, count - 1)
    chosen = list(real_block(HEIGHT).txids if txids is None else txids)[:count]
    if len(chosen) < count:
        raise ValueError(f"{count} txids are needed, got {len(chosen)}")
    tree = plant(chosen, 54, 652, 392, 280)
    ask = Asker(rules)
    root = ask("merkle_root", chosen)
    proof = ask("merkle_proof", chosen, leaf, read=_hashes)
    holds = bool(ask("verify_proof", chosen[leaf], leaf, count, proof, root))

    path = {(level, leaf >> level) for level in range(len(tree.levels))}
    send = _places(tree, leaf, proof)
    strange = len(proof) - len(send)
    true_root = tree.levels[-1][0]
    if root != true_root:
        ask.notes.append(say("merkle-other-root", got=_short(root), tree=_short(true_root)))
    if strange:
        ask.notes.append(say("merkle-strange", count=strange))
    if holds != REFERENCE.verify_proof(chosen[leaf], leaf, count, proof, root):
        ask.notes.append(say(f"merkle-wrong-{'yes' if holds else 'no'}"))

    facts = {
        "count": count, "leaf": leaf, "last": count - 1, "proof": len(proof), "root": _short(root),
        "copies": sum(map(tree.is_copy, tree.spot)), "full_root": root[::-1].hex(),
    }  # fmt: skip
    drawing = svg.Drawing(760, 546, say("merkle-title", **facts))
    drawing.text(28, 66, say("merkle-root"), 13, bold=True, fill=palette.MUTED)
    drawing.text(72, 66, root[::-1].hex(), 12.5, mono=True, fill=palette.MUTED)
    _draw_edges(drawing, tree, path)
    spots = []
    for place, (x, y) in tree.spot.items():
        numbers = [str(step + 1) for step, at in send if at == place]
        kind = "send" if numbers else "path" if place in path else ""
        words = _start(root) if place == (len(tree.levels) - 1, 0) else ""
        _draw_node(drawing, tree, place, kind, words, "+".join(numbers))
        if place[0] == 0 and not tree.is_copy(place):
            mine = place[1] == leaf
            drawing.text(x, y + 33, str(place[1]), 13, anchor="middle", bold=mine)
            if mine:
                drawing.polygon([(x, y + 37), (x - 6, y + 46), (x + 6, y + 46)], fill=palette.NIGHT)
            half = tree.node_width / 2
            spots.append(Spot(x - half - 2, y - 20, 2 * half + 4, 66, place[1]))
    _draw_legend(drawing, 478, {"copy"} if facts["copies"] else set())
    drawing.line(28, 498, 732, 498, stroke=palette.EDGE, line=1)
    drawing.text(28, 526, say("merkle-counter", **facts), 16, bold=True)
    verdict = say(f"merkle-verdict-{'yes' if holds else 'no'}")
    fill, ink = palette.verdict(holds)
    drawing.tag(732, 521, verdict, fill=fill, ink=ink, anchor="end", size=13)
    sentence = say(f"merkle-sentence-{'yes' if holds else 'no'}", **facts)
    rows = [(say("merkle-row-txid"), str(leaf), chosen[leaf][::-1].hex())]
    for i, one in enumerate(proof):
        rows.append((say("merkle-row-proof", step=i + 1), _where(tree, send, i), one[::-1].hex()))
    rows.append((say("merkle-row-root"), "", root[::-1].hex()))
    return Figure(
        pictures=(drawing.picture(say("merkle-alt", **facts) + " " + sentence, spots),),
        sentence=sentence,
        table=Table(say("merkle-table"), (say("what"), say("merkle-place"), say("merkle-hash")), tuple(rows)),
        notes=tuple(ask.notes),
    )


def _hashes(proof: Sequence[object]) -> list[bytes]:
    """A proof as a list of hashes; ``ValueError`` when something else is among them."""
    hashes = [one for one in proof if type(one) is bytes and len(one) == HASH_SIZE]
    if len(hashes) < len(proof):
        raise ValueError(f"a proof consists of {HASH_SIZE}-byte hashes")
    return hashes


def _places(tree: Tree, leaf: int, proof: list[bytes]) -> list[tuple[int, Place]]:
    """Where each hash of a proof stands: beside the path if it is that one, else wherever it is."""
    found = []
    for step, one in enumerate(proof):
        beside = (step, leaf >> step ^ 1)
        at = [place for place in tree.spot if tree.hash_at(place) == one]
        if at:
            found.append((step, beside if beside in at else at[0]))
    return found


def _where(tree: Tree, send: list[tuple[int, Place]], step: int) -> str:
    for number, place in send:
        if number == step:
            key = "merkle-at-copy" if tree.is_copy(place) else "merkle-at"
            return say(key, level=place[0], index=place[1])
    return say("merkle-nowhere")


def _short(raw: bytes) -> str:
    return raw[::-1].hex()[:8]


def _draw_legend(drawing: svg.Drawing, y: float, kinds: set[str]) -> None:
    """What the shapes mean, by small ones."""
    x = 28.0
    for kind in ("path", "send", *sorted(kinds)):
        top = y - 12
        if kind == "send":
            corners = [
                (x, y - 4),
                (x + 5, top),
                (x + 19, top),
                (x + 24, y - 4),
                (x + 19, y + 4),
                (x + 5, y + 4),
            ]
            drawing.polygon(corners, fill=palette.ORANGE_TINT, stroke=palette.BROWN, line=2)
        else:
            look = (
                (palette.NIGHT, palette.NIGHT, "") if kind == "path" else (palette.WHITE, palette.GREY, "4 3")
            )
            drawing.rect(x, top, 24, 16, fill=look[0], stroke=look[1], dash=look[2], line=1.5, radius=4)
        words = say(f"merkle-legend-{kind}")
        drawing.text(x + 32, y, words, 12, fill=palette.MUTED)
        x += 54 + svg.width_of(words, 12)


# ---- twins ---------------------------------------------------------------------------------------


def merkle_twins(rules: CourseRules = REFERENCE) -> Figure:
    """Two different lists with the same root (CVE-2012-2459), and the alarm that tells them apart."""
    honest = (1, 2, 3, 4, 5, 6)
    lists = (honest, (*honest, 5, 6))
    txids = [[hash256(bytes([n])) for n in numbers] for numbers in lists]
    ask = Asker(rules)
    roots = ask.each("merkle_root", [(one,) for one in txids])
    alarms = [bool(a) for a in ask.each("has_duplicate_subtree", [(one,) for one in txids])]
    same = roots[0] == roots[1]
    drawing = svg.Drawing(760, 424, say("twins-title" if same else "twins-title-differ"))
    for side, numbers in enumerate(lists):
        left = 28 + 368 * side
        tree = plant(txids[side], left + 14, 308, 312, 190)
        drawing.text(
            left + 168,
            76,
            say("twins-list", numbers=", ".join(map(str, numbers))),
            13,
            anchor="middle",
            bold=True,
        )
        top = len(tree.levels) - 1
        twin = {(1, 2), (1, 3)} | ({(0, 6), (0, 7)} if side else set())
        _draw_edges(drawing, tree, set())
        for place in tree.spot:
            words = str(numbers[place[1]]) if place[0] == 0 else ""
            words = _start(roots[side]) if place[0] == top else words
            kind = "path" if place[0] == top else "send" if place in twin else ""
            _draw_node(drawing, tree, place, kind, words)
        drawing.text(left + 168, 352, say("twins-alarm"), 12, anchor="middle", mono=True, fill=palette.MUTED)
        fill, ink = (
            (palette.RUST_TINT, palette.RUST_TEXT)
            if alarms[side]
            else (palette.GREEN_TINT, palette.GREEN_TEXT)
        )
        words = say(f"twins-says-{'yes' if alarms[side] else 'no'}")
        drawing.tag(left + 168, 378, words, fill=fill, ink=ink, anchor="middle", size=13)
    drawing.line(380, 64, 380, 400, stroke=palette.EDGE)
    drawing.rect(362, 104, 36, 36, fill=palette.PAPER, stroke=palette.NIGHT, line=2, radius=18)
    drawing.text(380, 129, "=" if same else "≠", 20, anchor="middle", bold=True)
    facts = {"root": _short(roots[0]), "other": _short(roots[1])}
    said = [say(f"twins-said-{'yes' if alarm else 'no'}") for alarm in alarms]
    sentence = say("twins-sentence" if same else "twins-sentence-differ", one=said[0], two=said[1], **facts)
    return Figure(
        pictures=(drawing.picture(say("twins-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(
            say("twins-table"),
            (say("twins-column"), say("merkle-row-root"), "has_duplicate_subtree"),
            tuple(
                (", ".join(map(str, numbers)), roots[i][::-1].hex(), str(alarms[i]))
                for i, numbers in enumerate(lists)
            ),
        ),
        notes=tuple(ask.notes),
    )
