"""What the options of all commands have in common; each command declares its own where it is written.

``add_tx``, ``add_block`` and so on each add one command to the parser. What the command line then says
reaches the command as :class:`Args`, or as a class of its own that lists its options with their types.
"""

import argparse
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from blockkit.cli.reports import Findings
from blockkit.errors import MAY_BE_SECRET
from blockkit.params import PARAMS, ChainParams

FINE, BROKEN, MISUSE, CANCELLED = 0, 1, 2, 130

EXIT_CODES = """\
exit codes:
  0    fine: valid, or found
  1    well formed, but a rule is broken (the report names it); or nothing was found
  2    wrong use, or data that cannot be read
  130  cancelled with Ctrl-C

For study only: never use it with real keys or real money.
"""

Commands = Any  # what add_subparsers gives; argparse has no public name for it


class Args(Protocol):
    """What the command line says, to every command; argparse fills it in."""

    params: ChainParams  # of the chain that --chain names
    json: bool


class SourceArgs(Args, Protocol):
    """The same, to a command that reads bytes."""

    source: str


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of repeating the usage."""

    def error(self, message: str) -> NoReturn:
        """Say so and end with the exit code of wrong use. Words too many may be those of a seed."""
        message = MAY_BE_SECRET.sub("(hidden: it may be secret)", message)
        self.exit(MISUSE, f"{self.prog}: {message} (`{self.prog} --help` says more)\n")


def add_command(commands: Commands, name: str, run: Callable[[Any], Findings], help: str) -> Parser:
    """A command with the options that all have; ``run`` is called with what the command line says."""
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


def add_chain(parser: Parser) -> None:
    """The option of the commands that differ from chain to chain."""
    parser.add_argument("--chain", choices=PARAMS, default="main", help="whose rules and addresses (main)")


def add_source(parser: Parser, what: str) -> None:
    """The argument that most commands read their bytes from, and the chain these belong to."""
    parser.add_argument("source", metavar="HEX|FILE|-", help=f"{what}; - is standard input")
    add_chain(parser)


def option_names(parser: argparse.ArgumentParser) -> set[str]:
    """Every option of a parser and of the commands below it."""
    names: set[str] = set()
    for action in parser._actions:  # argparse has no public way to list them
        names.update(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            names = names.union(*map(option_names, action.choices.values()))
    return names
