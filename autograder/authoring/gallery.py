"""Pictures of every figure and widget, as a reader sees them: ``python -m autograder.authoring.gallery``.

Opens the lessons in a real JupyterLab with a real Chromium, in the light and the dark theme, at 100 %
and at 200 %, and writes ``docs/gallery/*.png`` and the page ``docs/gallery.md`` that shows them.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from autograder.authoring.masters import ROOT
from autograder.authoring.real_lab import Notebook, browser, running_lab

FOLDER = ROOT / "docs/gallery"
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
    ("machine", "What your machine can do now", "01d_chain", "figures.machine"),
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
    """The Markdown page that shows the pictures."""
    lines = [
        "# Gallery",
        "",
        "Made by `make gallery` from the lessons, in JupyterLab: light theme, dark theme, and at 200 %.",
    ]
    for name, title, lesson, _ in SHOWN:
        lines += ["", f"## {title}", "", f"From `course/01_hashing/{lesson}.ipynb`.", ""]
        for ending, words in (("light", "light theme"), ("dark", "dark theme"), ("light-200", "at 200 %")):
            lines += [f"![{title}, {words}](gallery/{name}-{ending}.png)", ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running_lab(Path(home)) as lab, browser() as chromium:
        for lesson in dict.fromkeys(row[2] for row in SHOWN):
            for zoom, themes in ((1, ("light", "dark")), (2, ("light", "dark"))):
                print(f"{lesson} at {zoom * 100} %")
                notebook = lab.open(chromium, f"course/01_hashing/{lesson}.ipynb", zoom)
                notebook.page.evaluate(HIDE_SIDE_BAR)
                notebook.run_all()
                for theme in themes:
                    notebook.set_theme(theme)
                    for name, _, where, start in SHOWN:
                        if where == lesson:
                            take(notebook, name, start, theme if zoom == 1 else f"{theme}-200")
                notebook.close()
    (ROOT / "docs/gallery.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
