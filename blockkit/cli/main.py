"""The program itself: the list of commands, the exit codes, and what goes to which stream."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

import blockkit
from blockkit.cli.address import add_address
from blockkit.cli.mining import add_mine
from blockkit.cli.node import add_network, add_node
from blockkit.cli.options import BROKEN, CANCELLED, EXIT_CODES, FINE, MISUSE, Parser, option_names
from blockkit.cli.replay import add_replay
from blockkit.cli.reports import Findings
from blockkit.cli.show import add_block, add_explain, add_header, add_tx
from blockkit.cli.verify import add_verify
from blockkit.params import PARAMS

EXAMPLES = """\
examples:
  blockkit address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
  blockkit block block.raw --transactions
  blockkit explain tx.hex --color always | less -R
  blockkit mine --bits 20

"""
# in the order in which they are listed
COMMANDS = (
    *(add_tx, add_block, add_header, add_address, add_verify, add_mine, add_explain, add_replay),
    *(add_node, add_network),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Wrong use of options raises ``SystemExit`` with 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a character gets its code instead
            stream.reconfigure(errors="backslashreplace")
    argv = sys.argv[1:] if argv is None else argv
    first = argv[0] if argv else ""
    parser, later_options = make_parser()
    if first.partition("=")[0] in later_options:
        return complain("blockkit", f"options come after the command: blockkit COMMAND … {first}", MISUSE)
    try:
        args = parser.parse_args(argv)
    except SystemExit:
        put("")  # argparse has written its help, but not flushed it
        raise
    if args.run is None:
        put(parser.format_help())
        return FINE
    try:
        args.params = PARAMS[args.chain]
        findings: Findings = args.run(args)
        put((json.dumps(findings.data, indent=2) if args.json else "\n".join(findings.lines)) + "\n")
    except KeyboardInterrupt as stop:
        return complain(args.prog, str(stop) or "cancelled", CANCELLED)
    except (ValueError, OSError, ImportError) as error:
        return complain(args.prog, str(error), MISUSE)
    if findings.problem:
        return complain(args.prog, findings.problem, MISUSE if findings.valid else BROKEN)
    return FINE if findings.valid else BROKEN


def make_parser() -> tuple[Parser, set[str]]:
    """All commands, and the options that come after a command, never before it."""
    parser = Parser(
        prog="blockkit",
        description="Bitcoin's transactions, headers and blocks, read and judged by its own rules.",
        epilog=EXAMPLES + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"blockkit {blockkit.__version__}")
    parser.set_defaults(run=None, chain="main")
    own = option_names(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return parser, option_names(parser) - own


def put(text: str) -> None:
    """Write to standard output; that somebody reads only the first lines (``| head``) is no error."""
    try:
        print(text, end="", flush=True)
    except OSError as error:
        # What is left in the buffer must not fail a second time when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def complain(prog: str, sentence: str, code: int) -> int:
    """Say on standard error what is wrong, on one line; returns the exit code."""
    print(f"{prog}: {' '.join(sentence.split())}", file=sys.stderr)
    return code
