"""The table: every row measured in this process and printed as it comes; ``--write`` keeps it in the docs."""

import argparse
import os
import platform
import re
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from benchmarks.basics import basic_rows
from benchmarks.coins import coin_rows
from benchmarks.environment import PEERS, ROOT
from benchmarks.headers import header_rows
from benchmarks.kernel import kernel_rows
from benchmarks.measure import Row, Setting
from benchmarks.parsing import memory_rows, parse_rows
from benchmarks.saving import save_rows
from benchmarks.searching import cpu_flags, search_rows
from benchmarks.signing import connect_rows, schnorr_rows, verify_rows
from benchmarks.simulating import simulation_rows
from benchmarks.starting import import_rows

PAGE = ROOT / "docs" / "benchmarks.md"

SECTIONS: dict[str, tuple[str, Callable[[Setting], Iterable[Row]]]] = {
    "parse": ("Block 413,567: 999,887 bytes, 1,557 transactions", parse_rows),
    "memory": ("The objects that the block becomes", memory_rows),
    "connect": ("Block 277,647, all rules", connect_rows),
    "verify": ("Block 413,567, the scripts of its inputs", verify_rows),
    "schnorr": ("BIP 340", schnorr_rows),
    "core": ("Beside Bitcoin Core's kernel, in one thread", kernel_rows),
    "headers": ("Headers, with all their rules", header_rows),
    "search": ("The search for a nonce", search_rows),
    "coins": ("The unspent outputs in memory", coin_rows),
    "save": ("The unspent outputs in a file", save_rows),
    "simulate": ("Networks on one machine", simulation_rows),
    "import": ("Start", import_rows),
    "basic": ("Small things against the least they could cost", basic_rows),
}
COLUMNS = ("what", "ours", "against", "ratio", "from – to", "goal", "")
WIDTHS = (46, 15, 28, 6, 13, 4, 0)


def main() -> None:
    """Measure what is asked for."""
    options = parser().parse_args()
    setting = Setting(options.rounds, options.vectors, options.simblock)
    print("\n".join(machine()))
    print("\nA ratio of 2 means: ours is twice as fast, or half as large.\n")
    print(aligned(COLUMNS))
    page = [f"| {' | '.join(COLUMNS)} |", "|---|---:|---|---:|---:|---:|---|"]
    for name, (title, measure) in SECTIONS.items():
        if options.only in name:
            print(f"\n{title}")
            page.append(f"| **{title}** |" + " |" * (len(COLUMNS) - 1))
            for row in measure(setting):
                print(aligned(cells(row)), flush=True)
                page.append(f"| {' | '.join(cells(row))} |")
    if options.write:
        write([*(f"{text}  " for text in machine()), f"Rounds: {setting.rounds}.", "", *page])


def parser() -> argparse.ArgumentParser:
    """What the command understands."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description="Speed and size as ratios, against peers, all in one run."
    )
    vectors = ROOT.parent / "shared" / "vectors"
    words = ", ".join(SECTIONS)
    parser.add_argument("--vectors", type=Path, default=vectors, help="folder of the published vectors")
    parser.add_argument("--rounds", type=rounds, default=7, metavar="N", help="turns, usually 7")
    parser.add_argument("--only", default="", choices=SECTIONS, help=f"one part: {words}", metavar="PART")
    parser.add_argument("--simblock", type=Path, metavar="DIR", help="a folder with SimBlock's source")
    parser.add_argument("--write", action="store_true", help=f"keep the table in docs/{PAGE.name}")
    return parser


def rounds(text: str) -> int:
    """A number of rounds."""
    if not text.isdecimal() or not 1 <= int(text) < 100:
        raise argparse.ArgumentTypeError(f"a number from 1 to 99 is needed, got {text!r}")
    return int(text)


def cells(row: Row) -> tuple[str, ...]:
    """A row as text."""
    ratio, spread = "", ""
    if row.ratios:
        ratio = number(median(row.ratios))
        spread = f"{number(min(row.ratios))} – {number(max(row.ratios))}" if len(row.ratios) > 1 else ""
    goal = "" if row.goal is None else f"{row.goal:g}"
    return row.what, row.ours, row.against, ratio, spread, goal, row.verdict


def number(ratio: float) -> str:
    """A ratio with the digits that mean something."""
    return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"


def aligned(texts: tuple[str, ...]) -> str:
    """Texts in columns, numbers to the right."""
    left = (0, 2, 6)
    padded = (
        text.ljust(width) if column in left else text.rjust(width)
        for column, (text, width) in enumerate(zip(texts, WIDTHS, strict=True))
    )
    return "  ".join(padded).rstrip()


def machine() -> list[str]:
    """What it was measured on: no names, only what a ratio may depend on."""
    flags = cpu_flags()
    names = {"sha_ni": "SHA", "avx2": "AVX2", "avx512f": "AVX-512"}
    has = [name for flag, name in names.items() if flag in flags]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [f"{platform.machine()}, {os.cpu_count()} cores, {' '.join(has) or 'flags unknown'}; {python}"]
    lines.append("; ".join(installed(name) for name in PEERS))
    return lines


def installed(name: str) -> str:
    """A peer and its version."""
    name = name.partition("==")[0]
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} not available"


def write(lines: list[str]) -> None:
    """Put the table between the two marks of the page."""
    page = PAGE.read_text(encoding="utf-8")
    parts = re.split(r"(?s)(?<=<!-- table:begin -->\n)(.*)(?=<!-- table:end -->)", page)
    if len(parts) != 3:
        raise SystemExit(f"{PAGE.name} must hold <!-- table:begin --> and after it <!-- table:end -->")
    PAGE.write_text(parts[0] + "\n".join(lines) + "\n" + parts[2], encoding="utf-8", newline="\n")
    print(f"\nWritten to docs/{PAGE.name}.")


if __name__ == "__main__":
    main()
