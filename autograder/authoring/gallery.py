"""Pictures of figures and widgets, as a reader sees them: ``python -m autograder.authoring.gallery``.

Opens the lessons in a real JupyterLab with a real Chromium: in the light and the dark theme, in a window
of 1,024 pixels, and at 200 %. Writes ``docs/gallery/*.png`` and ``docs/gallery.md``, a contact sheet of them.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from autograder.authoring.masters import ROOT
from autograder.authoring.real_lab import Notebook, browser, running_lab
from blockkit.classroom.lessons import LESSONS

FOLDER = ROOT / "docs/gallery"
NOTEBOOKS = {lesson.name: lesson.notebook for lesson in LESSONS}  # where it is below course/
COLOURS = 128  # in a picture: a quarter of the bytes, and no difference to the eye

# What is shown: a name, its title, the lesson, and the first line of the cell that draws it.
SHOWN = (
    ("fingerprint", "W1a · One flipped bit", "01a_fingerprints", "widgets.fingerprint"),
    ("birthday", "Two texts with the same 16 bits", "01a_fingerprints", "figures.birthday"),
    ("header", "W1b · The 80 bytes of a header", "01b_bytes", "widgets.header"),
    ("orders", "Two orders of the same bytes", "01b_bytes", "figures.two_orders"),
    ("merkle", "W1c · A Merkle tree and a proof", "01c_merkle", "widgets.merkle"),
    ("twins", "Two lists, one root", "01c_merkle", "figures.merkle_twins"),
    ("chain", "W1d · Five blocks, one edited", "01d_chain", "widgets.chain"),
    ("machine", "What your machine can do after module 01", "01d_chain", "figures.machine"),
    ("mining", "W2a · Mining for a target", "02a_mining", "widgets.mining(rules)"),
    ("time", "How long 2ⁿ tries take", "02a_mining", "widgets.mining_time"),
    ("bits", "Four bytes for a target", "02b_retarget", "widgets.four_bytes"),
    ("changes", "W2b · The 237 changes of the target", "02b_retarget", "widgets.changes(rules)"),
    ("jump", "The hash rate jumps", "02b_retarget", "widgets.jump"),
    ("supply", "W2c · All coins there will be", "02c_coins", "widgets.supply(rules)"),
    ("coinbase", "The bytes of a coinbase", "02c_coins", "figures.coinbase_bytes"),
    ("miner", "What a miner claims", "02c_coins", "widgets.miner"),
    ("tree", "W2d · Two branches, one best tip", "02d_forks", "widgets.block_tree(rules)"),
    ("confirmations", "How many confirmations", "02d_forks", "widgets.confirmations"),
    ("robbery", "A double spend, step by step", "02d_forks", "widgets.robbery"),
    ("six", "Six nodes: two splits, a tie, a stranger's branch", "02d_forks", "figures.six_nodes"),
    ("curve", "W3a · A walk on a curve", "03a_keys", "widgets.curve(rules)"),
    ("signature", "Do two walks meet?", "03a_keys", "figures.signature"),
    ("address", "From a key to an address", "03a_keys", "widgets.address_strip(rules)"),
    ("transaction", "W3b · What a signature protects", "03b_transactions", "widgets.transaction(rules)"),
    ("malleate", "Does a signed payment keep its id?", "03b_transactions", "widgets.malleate"),
    ("misprints", "Three errors in a lecture", "03b_transactions", "figures.misprints"),
    ("script", "Two scripts, one stack", "03c_scripts", "figures.script_film"),
    ("stepper", "W3c · One step at a time", "03c_scripts", "widgets.stepper(rules)"),
    ("multisig", "Each signature needs a key of its own", "03c_scripts", "figures.key_tiles"),
    ("modern", "A coin of today, and an old node", "03c_scripts", "widgets.pasted_spend(rules)"),
    ("cards", "The first payment", "03d_ledger", "figures.cards"),
    ("pay", "W3d · What does it cost to pay?", "03d_ledger", "widgets.pay(rules)"),
    ("split", "A ledger splits off", "03d_ledger", "widgets.split"),
    ("judge", "Two real blocks, judged", "03d_ledger", "widgets.judge(rules)"),
)
# How each is shown: the file's ending, what is said of it, theme, zoom, and the window's width in pixels.
WAYS = (
    ("light", "light theme", "light", 1, 1280),
    ("dark", "dark theme", "dark", 1, 1280),
    ("1024", "1,024 pixels", "light", 1, 1024),
    ("200", "at 200 %", "light", 2, 800),
)
HIDE_SIDE_BAR = "() => window.jupyterapp.commands.execute('application:toggle-left-area')"
FIND_OUTPUT = """start => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets;
    const at = cells.findIndex(c => c.model.type === 'code' && c.model.sharedModel.source.includes(start));
    if (at < 0) throw new Error(`no cell holds ${start}`);
    cells[at].outputArea.node.setAttribute('data-gallery', start);
    window.jupyterapp.shell.currentWidget.content.scrollToItem(at);
}"""


def take(notebook: Notebook, name: str, start: str, ending: str) -> None:
    """One picture of one output."""
    notebook.page.evaluate(FIND_OUTPUT, start)
    output = notebook.page.locator(f'[data-gallery="{start}"] .jp-OutputArea-output:has(img)').first
    path = FOLDER / f"{name}-{ending}.png"
    notebook.screenshot(output, path)
    with Image.open(path) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(path, optimize=True)


def page() -> str:
    """The Markdown page that shows the pictures, all ways of one in a row."""
    lines = [
        "# Gallery",
        "",
        "Made by `make gallery` from the lessons, in JupyterLab. Each picture opens in its full size.",
    ]
    for name, title, lesson, _ in SHOWN:
        lines += ["", f"## {title}", "", f"From `course/{NOTEBOOKS[lesson]}.ipynb`.", ""]
        lines += ["| " + " | ".join(words for _, words, *_ in WAYS) + " |", "|" + " --- |" * len(WAYS)]
        cells = [
            f"[![{title}, {words}](gallery/{name}-{ending}.png)](gallery/{name}-{ending}.png)"
            for ending, words, *_ in WAYS
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Take all pictures, or those of the lessons that are named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lessons = sys.argv[1:] or dict.fromkeys(row[2] for row in SHOWN)
    with tempfile.TemporaryDirectory() as home, running_lab(Path(home)) as lab, browser() as chromium:
        for lesson in lessons:
            for zoom, width in dict.fromkeys((zoom, width) for *_, zoom, width in WAYS):
                print(f"{lesson}, {width} pixels wide, {zoom * 100} %")
                notebook = lab.open(chromium, f"course/{NOTEBOOKS[lesson]}.ipynb", zoom, width)
                notebook.page.evaluate(HIDE_SIDE_BAR)
                notebook.run_all()
                for ending, _, theme, *window in WAYS:
                    if window == [zoom, width]:
                        notebook.set_theme(theme)
                        for name, _, where, start in SHOWN:
                            if where == lesson:
                                take(notebook, name, start, ending)
                notebook.close()
    (ROOT / "docs/gallery.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
