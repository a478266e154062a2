"""The command line: ``blockkit tx``, ``block``, ``header``, ``address``, ``verify``, ``mine``, ``explain``.

Every command reads hex, a file or standard input, prints its report to standard output, as lines or with
``--json`` as one document, and ends with a code that says how it went:

* 0: fine; what was asked about is valid;
* 1: the data are well formed but break a rule, which the report names (JSON: ``"valid": false``, with
  ``reason`` and ``detail``); or a search ended without a find;
* 2: wrong use, or data that cannot be read; one sentence on standard error says how to mend it;
* 130: cancelled with Ctrl-C.

In JSON, keys are the names of the fields, hashes are in display order and amounts are satoshi.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import blockkit
from blockkit.cli.address import show_address
from blockkit.cli.mining import MAX_BITS, mine
from blockkit.cli.reports import Report
from blockkit.cli.show import show_block, show_explained, show_header, show_tx
from blockkit.cli.verify import verify_block, verify_merkle_proof, verify_signature, verify_transaction
from blockkit.explain import KINDS
from blockkit.node.mining import MAX_NONCE
from blockkit.params import PARAMS

FINE, BROKEN, MISUSE, CANCELLED = 0, 1, 2, 130

EXAMPLES = """\
examples:
  blockkit address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
  blockkit block block.raw --transactions
  blockkit explain tx.hex --color always | less -R
  blockkit mine --bits 20

"""
# options of the commands, for those who put them first
LATER_OPTIONS = {"--bits", "--chain", "--color", "--flags", "--height", "--json", "--kind", "--previous"}
LATER_OPTIONS |= {"--script", "--seconds", "--spends", "--start", "--stop", "--transactions"}

EXIT_CODES = """\
exit codes:
  0    fine: valid, or found
  1    well formed, but a rule is broken (the report names it); or nothing was found
  2    wrong use, or data that cannot be read
  130  cancelled with Ctrl-C

For study only: never use it with real keys or real money.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Wrong use of options raises ``SystemExit`` with 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a character gets its code instead
            stream.reconfigure(errors="backslashreplace")
    argv = sys.argv[1:] if argv is None else argv
    first = argv[0] if argv else ""
    if first.partition("=")[0] in LATER_OPTIONS:
        return complain("blockkit", f"options come after the command: blockkit COMMAND … {first}", MISUSE)
    parser = make_parser()
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
        report: Report = args.run(args)
        put((json.dumps(report.data, indent=2) if args.json else "\n".join(report.lines)) + "\n")
    except KeyboardInterrupt as stop:
        return complain(args.prog, str(stop) or "cancelled", CANCELLED)
    except (ValueError, OSError, ImportError) as error:
        return complain(args.prog, str(error), MISUSE)
    return FINE if report.valid else BROKEN


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


# ---- the options ---------------------------------------------------------------------------------


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of repeating the usage."""

    def error(self, message: str) -> NoReturn:
        """End with 2."""
        self.exit(MISUSE, f"{self.prog}: {message} (`{self.prog} --help` says more)\n")


def make_parser() -> Parser:
    """All commands and their options."""
    parser = Parser(
        prog="blockkit",
        description="Bitcoin's transactions, headers and blocks, read and judged by its own rules.",
        epilog=EXAMPLES + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"blockkit {blockkit.__version__}")
    parser.set_defaults(run=None, chain="main")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    tx = add(commands, "tx", show_tx, "show a transaction and check it by itself")
    add_source(tx, "a transaction")
    block = add(commands, "block", show_block, "show a block and check it by itself")
    add_source(block, "a block, raw or hex, also with the 8 bytes that Bitcoin Core's files put before it")
    block.add_argument(
        "--transactions", action="store_true", help="list all transactions, not only the first"
    )
    header = add(commands, "header", show_header, "show a header and check its proof of work")
    add_source(header, "a header: 80 bytes, 160 hex digits")
    address = add(commands, "address", show_address, "from a public key or a script to an address, and back")
    what = address.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "text",
        nargs="?",
        metavar="KEYHEX|ADDRESS|-",
        help="a public key in hex gives its address; an address is taken apart; a private key is not shown",
    )
    what.add_argument("--script", metavar="HEX", help="a redeem script: gives its P2SH address")
    add_chain(address)
    add_verify(commands)
    add_mine(commands)
    explain = add(commands, "explain", show_explained, "every byte with its name, its order and its meaning")
    add_source(explain, "a transaction, a header or a block (its header and first transaction)")
    explain.add_argument("--kind", choices=("auto", *KINDS), default="auto", help="what the bytes are")
    explain.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set",
    )
    return parser


def add(commands: Any, name: str, run: Callable[[argparse.Namespace], Report], help: str) -> Parser:
    """A command with the options that all have."""
    parser: Parser = commands.add_parser(
        name,
        help=help,
        description=help[0].upper() + help[1:] + ".",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run, prog=parser.prog)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def add_chain(parser: argparse.ArgumentParser) -> None:
    """The option of the commands that differ from chain to chain."""
    parser.add_argument("--chain", choices=PARAMS, default="main", help="whose rules and addresses (main)")


def add_source(parser: argparse.ArgumentParser, what: str) -> None:
    """The argument that most commands read their bytes from, and the chain these belong to."""
    parser.add_argument("source", metavar="HEX|FILE|-", help=f"{what}; - is standard input")
    add_chain(parser)


def add_verify(commands: Any) -> None:
    """``verify`` has commands of its own."""
    help = "a transaction against what it spends, a block, a Merkle proof, or a signature"
    verify = commands.add_parser("verify", help=help, description="Verify " + help + ".")
    kinds = verify.add_subparsers(title="what to verify", metavar="WHAT", required=True)

    tx = add(kinds, "tx", verify_transaction, "may every input spend? Runs all scripts")
    add_source(tx, "a transaction")
    spent = tx.add_mutually_exclusive_group(required=True)
    spent.add_argument(
        "--spends",
        action="append",
        metavar="VALUE:SCRIPTHEX",
        help="an output that is spent: satoshi and script; once for each input, in their order",
    )
    spent.add_argument(
        "--previous",
        action="append",
        metavar="HEX|FILE",
        help="a transaction whose outputs are spent; repeat",
    )
    rules = tx.add_mutually_exclusive_group()
    rules.add_argument("--height", metavar="N", help="by the rules of this height (the last that is judged)")
    rules.add_argument("--flags", metavar="P2SH,...", help="by these script flags instead, or NONE")

    block = add(kinds, "block", verify_block, "does a block stand by itself?")
    add_source(block, "a block")

    proof = add(kinds, "proof", verify_merkle_proof, "is a transaction in a block? Hashes in display order")
    for name in ("txid", "index", "count", "root"):
        proof.add_argument(name, metavar=name.upper())
    proof.add_argument("hashes", metavar="HASH", nargs="*", help="the hashes from the bottom up")

    signature = add(kinds, "signature", verify_signature, "did a key sign a digest?")
    signature.add_argument("key", metavar="KEYHEX", help="the public key: 33 or 65 bytes")
    signature.add_argument("digest", metavar="DIGESTHEX", help="what was signed: 32 bytes")
    signature.add_argument("signature", metavar="DERHEX", help="the signature, without hash type")


def add_mine(commands: Any) -> None:
    """The search for a nonce."""
    parser = add(commands, "mine", mine, "search for the nonce of a header")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("source", nargs="?", metavar="HEX|FILE|-", help="a header; its own nonce is ignored")
    what.add_argument(
        "--bits",
        metavar="N",
        help=f"a real header made easier, for practice: an id with N leading zero bits (1 to {MAX_BITS})",
    )
    parser.add_argument("--start", metavar="NONCE", default="0", help="the first nonce to try (0)")
    parser.add_argument("--stop", metavar="NONCE", default=str(MAX_NONCE), help="stop before this one (2^32)")
    parser.add_argument("--seconds", metavar="S", help="give up after this time")
