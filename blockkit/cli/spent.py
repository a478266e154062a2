"""The outputs that a transaction spends, as people give them: ``--spends`` and ``--previous``.

A transaction only names what it spends. Amounts and scripts come from who has them: written out, in a file
such as explorers and Bitcoin Core give, or in the earlier transactions themselves.
"""

import json
import os
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from blockkit.addresses import script_of
from blockkit.cli.options import Parser, SourceArgs
from blockkit.cli.reading import (
    has_only_hex_digits,
    hex_bytes,
    parsed,
    read_bytes,
    read_file,
    text_in_file,
    whole_number,
)
from blockkit.errors import shown_unless_key
from blockkit.explain.words import counted
from blockkit.hashing import to_display
from blockkit.params import COIN, MAX_MONEY, ChainParams
from blockkit.transaction import OutPoint, Transaction, TxOut

FORMS = (
    "a list of [value, script] or {value, script_pubkey}, satoshi and hex, in the order of the inputs; or a "
    "transaction with a prevout in each input, as Esplora gives it, and Bitcoin Core (getrawtransaction, "
    "verbosity 2)"
)


class SpentArgs(SourceArgs, Protocol):
    """The two options; at most one of them is given."""

    spends: list[str] | None
    previous: list[str] | None


def add_spent(parser: Parser, required: bool) -> None:
    """Declare them."""
    spent = parser.add_mutually_exclusive_group(required=required)
    spent.add_argument(
        "--spends",
        action="append",
        metavar="VALUE:SCRIPT|FILE",
        help="an output that is spent: satoshi, and its script in hex or its address; once for each input, "
        f"in their order. Or a JSON file with all: {FORMS}",
    )
    spent.add_argument(
        "--previous",
        action="append",
        metavar="HEX|FILE",
        help="a transaction whose outputs are spent; repeat",
    )


Made = dict[bytes, dict[int, TxOut]]  # outputs, by the txid and the index that an input names


def outputs_given(args: SpentArgs, tx: Transaction) -> list[TxOut | None]:
    """What each input spends, in their order; ``None`` where it was not given."""
    made = outputs_made(args, tx)
    named = dict.fromkeys(to_display(txin.prevout.txid) for txin in tx.inputs)
    for txid in map(to_display, made):
        if txid not in named:
            spent = ", ".join([*named][:3])
            raise ValueError(f"no input spends transaction {txid} (--previous); they spend {spent}")
    for txin in tx.inputs:
        outputs = made.get(txin.prevout.txid)
        if args.previous and outputs is not None and txin.prevout.index not in outputs:
            raise ValueError(
                f"no block may have this: it spends output {txin.prevout.index:,} of "
                f"{to_display(txin.prevout.txid)}, which has {counted(len(outputs), 'output')}; "
                "without --previous it is explained all the same"
            )
    return [made.get(txin.prevout.txid, {}).get(txin.prevout.index) for txin in tx.inputs]


def outputs_needed(args: SpentArgs, tx: Transaction) -> dict[OutPoint, TxOut]:
    """What the inputs spend; the refusal names a transaction that is missing.

    An output that a given transaction does not have is left out: that is the input's fault.
    """
    made = outputs_made(args, tx)
    for txin in tx.inputs:
        if txin.prevout.txid not in made:
            raise ValueError(
                f"what is spent must be given: add --previous with transaction "
                f"{to_display(txin.prevout.txid)}, or --spends VALUE:SCRIPTHEX once for each input"
            )
    found = {txin.prevout: made[txin.prevout.txid].get(txin.prevout.index) for txin in tx.inputs}
    return {prevout: output for prevout, output in found.items() if output is not None}


def outputs_made(args: SpentArgs, tx: Transaction) -> Made:
    """All outputs that one of the two options gives."""
    made: Made = {}
    if args.spends and tx.is_coinbase:
        raise ValueError("a coinbase spends nothing: leave --spends out")
    if args.spends:
        listed = zip(tx.inputs, outputs_listed(args.spends, tx, args.params), strict=True)
        for txin, output in listed:
            if output is not None:
                made.setdefault(txin.prevout.txid, {})[txin.prevout.index] = output
    for source in args.previous or ():
        raw = read_bytes(source, "a previous transaction")
        previous = parsed(Transaction.parse, raw, "transaction (--previous)")
        made[previous.txid] = dict(enumerate(previous.outputs))
    return made


def outputs_listed(spends: Sequence[str], tx: Transaction, params: ChainParams) -> list[TxOut | None]:
    """The outputs that ``--spends`` lists, one for each input."""
    outputs: list[TxOut | None] = []
    if len(spends) == 1 and os.path.isfile(spends[0]):
        outputs += outputs_in_file(spends[0], params)
    else:
        outputs += [output_in(text, params) for text in spends]
    if len(outputs) != len(tx.inputs):
        raise ValueError(
            f"--spends is needed once for each input, in their order: the transaction has {len(tx.inputs)}, "
            f"got {len(outputs)}"
        )
    return outputs


def output_in(text: str, params: ChainParams) -> TxOut:
    """An output written as VALUE:SCRIPTHEX or VALUE:ADDRESS."""
    value, _, script = text.partition(":")
    if ":" not in text:
        raise ValueError(
            f"--spends takes satoshi and script as VALUE:SCRIPTHEX or VALUE:ADDRESS, or one JSON file; "
            f"got {shown_unless_key(text)}"
        )
    if "." in value:
        raise ValueError(
            f"--spends takes whole satoshi, got {shown_unless_key(value)}: 0.5 BTC is written 50000000"
        )
    satoshi = whole_number(value, "the value before the colon (satoshi)", 0, MAX_MONEY)
    if script and not has_only_hex_digits(script):
        try:
            return TxOut(satoshi, script_of(script, params))
        except ValueError as error:
            raise ValueError(f"after the colon comes a script in hex, or an address: {error}") from None
    return TxOut(satoshi, hex_bytes(script, "the script after the colon"))


# ---- files ---------------------------------------------------------------------------------------


def outputs_in_file(name: str, params: ChainParams) -> list[TxOut | None]:
    """The outputs in a JSON file."""
    with open(name, "rb") as file:
        text = text_in_file(read_file(file, shown_unless_key(name)))
    try:
        data = json.loads(text, parse_float=Decimal)
        data = data.get("result", data) if isinstance(data, dict) else data  # as the node itself answers
        rows = [one.get("prevout") for one in data["vin"]] if isinstance(data, dict) else data
        return [None if row is None else output_in_row(row, params) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidOperation) as error:
        what = str(error) if isinstance(error, json.JSONDecodeError) else "its form is another"
        raise ValueError(f"{shown_unless_key(name)} is not what --spends reads ({what}): {FORMS}") from None


def output_in_row(row: Any, params: ChainParams) -> TxOut:
    """One output; Core writes amounts in bitcoins, and the script below ``scriptPubKey``."""
    if isinstance(row, list):
        value, script = row[:2]
    elif "scriptPubKey" in row:
        value, script = Decimal(row["value"]) * COIN, row["scriptPubKey"]["hex"]
    else:
        value, script = row["value"], row["script_pubkey"] if "script_pubkey" in row else row["scriptpubkey"]
    if isinstance(value, bool) or not 0 <= value <= MAX_MONEY or value != int(value):
        raise ValueError
    if script and not has_only_hex_digits(script):
        return TxOut(int(value), script_of(script, params))
    return TxOut(int(value), hex_bytes(script, "a script"))
