"""Real blocks with one to eight transactions: every shape that a small Merkle tree can have."""

from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.drawing import palette, svg
from blockkit.classroom.drawing.figure import Figure, Table
from blockkit.classroom.figures.lesson01c_merkle import Tree, plant
from blockkit.classroom.messages import say
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data import real_block

HEIGHTS = (0, 170, 586, 546, 26816, 2812, 49820, 53066)  # the first blocks with 1, 2, … 8 transactions


def real_trees(rules: CourseRules = REFERENCE) -> Figure:
    """Eight trees; does the root of each, by the reader's function, equal the one in the block's header?"""
    blocks = [real_block(height) for height in HEIGHTS]
    ask = Asker(rules)
    roots = ask.each("merkle_root", [(list(block.txids),) for block in blocks])
    drawing = svg.Drawing(760, 424, say("trees-title"))
    rows, fit = [], 0
    for at, (block, root) in enumerate(zip(blocks, roots, strict=True)):
        left, top = 28 + 178 * (at % 4), 68 + 178 * (at // 4)
        tree = plant(block.txids, left + 16, 138, top + 96, 80)
        _draw_small(drawing, tree)
        same, copies = root == block.header.merkle_root, sum(map(tree.is_copy, tree.spot))
        fit += same
        words = say(f"trees-copies-{copies}" if copies < 2 else "trees-copies", count=copies)
        height = f"{block.height:,}"
        drawing.text(
            left + 85, top + 124, f"{say('trees-block', height=height)}: {words}", 12, anchor="middle"
        )
        fill, ink = palette.verdict(same)
        said = say("trees-fits" if same else "trees-differs")
        drawing.tag(left + 85, top + 146, said, fill=fill, ink=ink, anchor="middle", size=12)
        levels = len(tree.levels)
        rows.append((height, str(len(block.txids)), str(levels), str(copies), root[::-1].hex(), said))
    every = fit == len(blocks)
    sentence = say("trees-sentence" if every else "trees-sentence-differ", all=len(blocks), fit=fit)
    headings = ("chain-block", "trees-count", "trees-levels", "trees-made", "merkle-row-root", "trees-said")
    return Figure(
        pictures=(drawing.picture(say("trees-alt") + " " + sentence),),
        sentence=sentence,
        table=Table(say("trees-table"), tuple(map(say, headings)), tuple(rows)),
        notes=tuple(ask.notes),
    )


def _draw_small(drawing: svg.Drawing, tree: Tree) -> None:
    """A tree without words: lines, and a square for each hash; the root is dark, a copy is dashed."""
    top = len(tree.levels) - 1
    for (level, index), (x, y) in tree.spot.items():
        if level < top:
            up_x, up_y = tree.spot[level + 1, index // 2]
            drawing.line(x, y, up_x, up_y, stroke=palette.GREY, line=1.2)
    for place, (x, y) in tree.spot.items():
        fill = palette.NIGHT if place[0] == top else palette.WHITE
        dash = "3 2" if tree.is_copy(place) else ""
        drawing.rect(x - 6, y - 7, 12, 14, fill=fill, stroke=palette.INK, line=1.3, dash=dash, radius=3)
