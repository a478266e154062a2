"""The door of the course: all that notebooks, saved parts and the guides import.

    from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, widgets

What is behind it may move. Figures and widgets load when they are first asked for, so that the checks work
where matplotlib and ipywidgets are not installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from blockkit.base58 import BASE58
from blockkit.block import Header
from blockkit.classroom import json_chain
from blockkit.classroom.blocks_with_coins import first_blocks, first_spend, large_block, older_coins
from blockkit.classroom.branches import tip
from blockkit.classroom.breaking import tells_apart, unmasks
from blockkit.classroom.checks import challenge, check
from blockkit.classroom.choosing import chooses
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.curves import G
from blockkit.classroom.dice import Dice
from blockkit.classroom.environment import environment_check
from blockkit.classroom.failed_cells import watch_for_failed_cells
from blockkit.classroom.faulty_ledgers import LEDGERS, ledger_says
from blockkit.classroom.faulty_nodes import NODES, node_follows
from blockkit.classroom.json_chain import GENESIS, NO_PREVIOUS, PUZZLE_PREFIX, block_id, mined
from blockkit.classroom.ledgers import (
    all_but,
    block_of,
    coin_name,
    everybody,
    heap,
    lazy_disconnect,
    payment,
)
from blockkit.classroom.misprints import slide
from blockkit.classroom.moves import moves, moves_back, refuses_block
from blockkit.classroom.own_spend import (
    digest_of,
    schnorr_sign,
    taproot_properties,
    tweaked_key,
    tweaked_secret,
    unsigned,
    with_witness,
    x_key,
)
from blockkit.classroom.paying import spends_enough
from blockkit.classroom.properties import (
    SAID_NO,
    accepts,
    case,
    gives,
    gives_each,
    holds,
    leaves_alone,
    refuses,
    refuses_by_rule,
    refuses_by_value_error,
    rejects,
    same,
)
from blockkit.classroom.reading import take
from blockkit.classroom.real_signatures import real_signature
from blockkit.classroom.real_spends import fits, real_spend
from blockkit.classroom.restarted import watch_for_missing_names
from blockkit.classroom.shapes import FIELD, program_of
from blockkit.classroom.trying.for_checks import call, call_on
from blockkit.classroom.trying.for_figures import answer
from blockkit.classroom.trying.plain import TODO
from blockkit.classroom.trying.trial import CannotUse, Unwritten, try_call
from blockkit.classroom.wallet_files import QUICK, REAL, InvalidTag, guess
from blockkit.classroom.whole_machine import print_money
from blockkit.classroom.workbook import keep, load, overview, sources
from blockkit.data import real_block
from blockkit.data.coins import real_coinbase
from blockkit.data.first_headers import first_headers
from blockkit.data.payments import real_payment
from blockkit.data.stamps import real_stamp
from blockkit.data.targets import real_retargets
from blockkit.errors import Invalid, shown
from blockkit.hashing import hash160
from blockkit.keys import ORDER
from blockkit.params import CLASSROOM, MAINNET, MAX_MONEY, REGTEST
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut
from blockkit.utxo import Coin

if TYPE_CHECKING:
    from blockkit.classroom import figures, widgets

__all__ = [
    "TODO", "load", "keep", "overview", "sources", "environment_check", "figures", "widgets",
    "check", "challenge", "gives", "gives_each", "leaves_alone", "refuses", "accepts", "rejects", "case",
    "holds", "shown",
    "same", "SAID_NO", "call", "call_on", "answer", "try_call", "CannotUse", "Unwritten", "REFERENCE",
    "Header", "real_block", "real_stamp", "real_retargets", "first_headers", "real_coinbase",
    "MAINNET", "REGTEST", "CLASSROOM", "FIELD", "ORDER", "G", "BASE58", "hash160", "real_signature",
    "Transaction", "TxIn", "TxOut", "OutPoint", "real_payment", "slide", "take",
    "program_of", "real_spend", "fits", "x_key", "tweaked_key", "tweaked_secret", "unsigned", "digest_of",
    "schnorr_sign", "with_witness", "taproot_properties",
    "tip", "chooses", "Dice", "NODES", "node_follows", "unmasks", "tells_apart", "print_money",
    "Coin", "Invalid", "MAX_MONEY", "first_blocks", "first_spend", "large_block", "older_coins",
    "coin_name", "heap", "payment", "block_of", "everybody", "all_but", "lazy_disconnect",
    "LEDGERS", "ledger_says",
    "spends_enough", "moves", "moves_back", "refuses_block", "QUICK", "REAL", "InvalidTag", "guess",
    "refuses_by_rule", "refuses_by_value_error",
    "json_chain", "GENESIS", "NO_PREVIOUS", "PUZZLE_PREFIX", "block_id", "mined",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in ("figures", "widgets"):
        return import_module(f"blockkit.classroom.{name}")
    raise AttributeError(f"the notebook's door has no {name!r}; it has {', '.join(__all__)}")


watch_for_missing_names()
watch_for_failed_cells()
