"""The commands that show a transaction, a header or a block: ``tx``, ``header``, ``block``, ``explain``."""

import os
import shutil
import sys
from functools import partial
from typing import Protocol

from blockkit.addresses import address_of
from blockkit.asm import to_asm
from blockkit.block import HEADER_SIZE, Block, Header, check_block
from blockkit.cli.options import Commands, SourceArgs, add_command, add_source
from blockkit.cli.reading import parsed, read_bytes, readable_by, unframed
from blockkit.cli.reports import Data, Findings, row, verdict, verdict_row
from blockkit.cli.spent import SpentArgs, add_spent, outputs_given
from blockkit.commitment import check_commitment
from blockkit.errors import Invalid
from blockkit.explain import KINDS, explain, kind_of, plain, render
from blockkit.explain.block_story import block_story_of, block_story_text, height_in
from blockkit.explain.cutting import parse_tx
from blockkit.explain.narrating import story_text
from blockkit.explain.story import story_of
from blockkit.explain.words import (
    btc,
    lock_time_words,
    sequence_words,
    size_words,
    target_words,
    text_in,
    utc,
)
from blockkit.hashing import to_display
from blockkit.interpreter import MAX_ELEMENT_SIZE
from blockkit.params import ChainParams
from blockkit.pow import check_pow, work
from blockkit.transaction import Transaction, TxOut, check_transaction

FIRST = 5  # transactions of a block that are listed unless all are asked for

# ---- tx ------------------------------------------------------------------------------------------


def add_tx(commands: Commands) -> None:
    """Declare ``blockkit tx``."""
    parser = add_command(commands, "tx", show_tx, "show a transaction and check it by itself")
    add_source(parser, "a transaction")


def show_tx(args: SourceArgs) -> Findings:
    """A transaction, and whether it is valid by itself."""
    tx = parsed(parse_tx, read_bytes(args.source, "a transaction"), "transaction")
    judged = verdict(lambda: check_transaction(tx))
    data: Data = {
        "txid": to_display(tx.txid),
        "wtxid": to_display(tx.wtxid),
        "size": len(tx.serialize()),
        "weight": tx.weight,
        "virtual_size": tx.virtual_size,
        "version": tx.version,
        "inputs": [
            {
                "prevout": {"txid": to_display(txin.prevout.txid), "index": txin.prevout.index},
                "script_sig": txin.script_sig.hex(),
                "script_sig_asm": to_asm(txin.script_sig),
                "sequence": txin.sequence,
                "witness": [item.hex() for item in tx.witness(i)],
            }
            for i, txin in enumerate(tx.inputs)
        ],
        "outputs": [output_data(output, args.params) for output in tx.outputs],
        "lock_time": tx.lock_time,
        "is_coinbase": tx.is_coinbase,
    }
    return Findings(data | judged, tx_lines(tx, args.params) + [verdict_row(judged, "valid by itself")])


def output_data(output: TxOut, params: ChainParams) -> Data:
    """An output as plain data."""
    return {
        "value": output.value,
        "script_pubkey": output.script_pubkey.hex(),
        "script_pubkey_asm": to_asm(output.script_pubkey),
        "address": address_of(output.script_pubkey, params),
    }


def tx_lines(tx: Transaction, params: ChainParams) -> list[str]:
    """A transaction to read."""
    total = btc(sum(output.value for output in tx.outputs))
    lines = [row("transaction", to_display(tx.txid)), row("size", size_words(len(tx.serialize())))]
    if tx.witnesses:
        lines.insert(1, row("with witness", to_display(tx.wtxid)))
        lines.append(row("weight", f"{tx.weight:,}, or {tx.virtual_size:,} virtual bytes"))
    lines += [row("version", tx.version), row("inputs", len(tx.inputs))]
    for i, txin in enumerate(tx.inputs):
        lines.append("")
        if tx.is_coinbase:
            lines.append(row(f"input {i}", "coinbase: spends nothing, makes new coins", 1))
            lines.append(row("text", text_in(txin.script_sig), 2))
        else:
            lines.append(row(f"input {i}", f"spends {to_display(txin.prevout.txid)}:{txin.prevout.index}", 1))
            lines.append(row("script_sig", to_asm(txin.script_sig) or "(empty)", 2))
        for n, item in enumerate(tx.witness(i)):
            long = len(item) > MAX_ELEMENT_SIZE
            lines.append(
                row("" if n else "witness", size_words(len(item)) if long else item.hex() or "(empty)", 2)
            )
        lines.append(row("sequence", f"{txin.sequence} ({sequence_words(txin.sequence, tx)})", 2))
    lines += ["", row("outputs", f"{len(tx.outputs)}, together {total} BTC")]
    for i, output in enumerate(tx.outputs):
        address = address_of(output.script_pubkey, params)
        to = f" to {address}" if address else ""
        lines.append("")
        lines.append(row(f"output {i}", f"{btc(output.value)} BTC ({output.value} satoshi){to}", 1))
        lines.append(row("script_pubkey", to_asm(output.script_pubkey) or "(empty)", 2))
    return [*lines, "", row("lock_time", f"{tx.lock_time} ({lock_time_words(tx)})")]


# ---- header and block ----------------------------------------------------------------------------


def header_data(header: Header) -> Data:
    """A header's fields as plain data."""
    return {
        "version": header.version,
        "prev_block": to_display(header.prev_block),
        "merkle_root": to_display(header.merkle_root),
        "time": header.time,
        "bits": header.bits,
        "nonce": header.nonce,
    }


def header_lines(header: Header) -> list[str]:
    """A header to read."""
    return [
        row("version", f"{header.version} (0x{header.version & 0xFFFFFFFF:08x})"),
        row("prev_block", to_display(header.prev_block)),
        row("merkle_root", to_display(header.merkle_root)),
        row("time", f"{header.time} ({utc(header.time)})"),
        row("bits", f"0x{header.bits:08x}"),
        row("target", target_words(header.bits)),
        row("nonce", header.nonce),
    ]


def add_header(commands: Commands) -> None:
    """Declare ``blockkit header``."""
    parser = add_command(commands, "header", show_header, "show a header and check its proof of work")
    add_source(parser, "a header: 80 bytes, 160 hex digits")


def show_header(args: SourceArgs) -> Findings:
    """A header, and whether its id meets the target."""
    raw = read_bytes(args.source, "a header")
    if len(raw) != HEADER_SIZE:
        raise ValueError(
            f"a header has 80 bytes, written as 160 hex digits; got {size_words(len(raw))}{readable_by(raw)}"
        )
    header = Header.parse(raw)
    judged = verdict(lambda: check_pow(header, args.params))
    try:
        hashes = work(header.bits)
    except Invalid:  # bits that stand for no target; the verdict says so
        hashes = 0
    known: Data = {"id": to_display(header.hash), **header_data(header)}
    known |= {"target": target_words(header.bits) if hashes else None, "work": hashes}
    lines = [row("header", to_display(header.hash)), *header_lines(header)]
    lines.append(row("work", f"{hashes:,} hashes on average"))
    return Findings(known | judged, [*lines, verdict_row(judged, "the id meets the target")])


def read_block(args: SourceArgs) -> Block:
    """The block that the arguments name."""
    return parsed(Block.parse, unframed(read_bytes(args.source, "a block"), args.params), "block")


def judge_block(block: Block, params: ChainParams) -> Data:
    """Everything that can be said about a block without its chain.

    Whether witnesses are in force is a matter of its height: of the one that its coinbase names.
    """
    height = height_in(block)
    in_force = height is None or height >= params.segwit_height
    return verdict(
        lambda: check_pow(block.header, params),
        lambda: check_block(block),
        lambda: check_commitment(block, in_force),
    )


BLOCK_IS_GOOD = "valid by itself: proof of work, Merkle root, every transaction and the witnesses"


class BlockArgs(SourceArgs, Protocol):
    """What ``blockkit block`` is given."""

    transactions: bool


def add_block(commands: Commands) -> None:
    """Declare ``blockkit block``."""
    parser = add_command(commands, "block", show_block, "show a block and check it by itself")
    add_source(parser, "a block, raw or hex, also with the 8 bytes that Bitcoin Core's files put before it")
    parser.add_argument(
        "--transactions", action="store_true", help="list all transactions, not only the first"
    )


def show_block(args: BlockArgs) -> Findings:
    """A block, and whether it is valid by itself."""
    block = read_block(args)
    judged = judge_block(block, args.params)
    txids = [to_display(tx.txid) for tx in block.transactions]
    values = [sum(output.value for output in tx.outputs) for tx in block.transactions]
    first = block.transactions[0] if block.transactions else None
    text = text_in(first.inputs[0].script_sig) if first and first.is_coinbase else None
    data: Data = {
        "id": to_display(block.header.hash),
        "size": len(block.serialize()),
        "weight": block.weight,
        "header": header_data(block.header),
        "transaction_count": len(txids),
        "output_sum": sum(values),
        "coinbase_text": text,
        "txids": txids,
    }
    lines = [
        row("block", data["id"]),
        row("size", f"{size_words(len(block.serialize()))}, weight {block.weight:,}"),
        *header_lines(block.header),
    ]
    lines.append(row("coinbase text", text or "(no coinbase)"))
    lines.append(row("transactions", f"{len(txids):,}, whose outputs are {btc(sum(values))} BTC together"))
    shown_now = len(txids) if args.transactions else FIRST
    for i, (txid, value) in enumerate(zip(txids[:shown_now], values, strict=False)):
        lines.append(row(f"{i:>12}", f"{txid}  {btc(value)} BTC"))
    if len(txids) > shown_now:
        lines.append(row(f"{'...':>12}", f"{len(txids) - shown_now:,} more; --transactions lists all"))
    return Findings(data | judged, [*lines, verdict_row(judged, BLOCK_IS_GOOD)])


# ---- explain -------------------------------------------------------------------------------------


NAMES_OF_KINDS = {"tx": "transaction", "header": "header", "block": "block"}


class ExplainArgs(SpentArgs, Protocol):
    """What ``blockkit explain`` is given."""

    kind: str
    color: str


def add_explain(commands: Commands) -> None:
    """Declare ``blockkit explain``."""
    parser = add_command(
        commands, "explain", show_explained, "what happens, then every byte with its name and its meaning"
    )
    add_source(parser, "a transaction, a header or a block (its header and first transaction)")
    add_spent(parser, required=False)
    parser.add_argument("--kind", choices=("auto", *KINDS), default="auto", help="what the bytes are")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set",
    )


def show_explained(args: ExplainArgs) -> Findings:
    """The story, then the bytes cut up, as coloured lines; or both as plain data."""
    raw = read_bytes(args.source, "a transaction, a header or a block")
    raw = raw if args.kind == "tx" else unframed(raw, args.params)
    kind = kind_of(raw) if args.kind == "auto" else args.kind
    width = shutil.get_terminal_size().columns
    spent: list[TxOut | None] = []
    data: Data = {"kind": kind, "size": len(raw)}
    above: list[str] = []
    if kind == "tx":
        tx = parsed(parse_tx, raw, NAMES_OF_KINDS[kind])
        spent = outputs_given(args, tx)
        data["story"] = story = story_of(tx, spent, args.params)
        above = [story_text(story, max(width, 80)), ""]
    elif args.spends or args.previous:
        raise ValueError(f"--spends and --previous go with a transaction; this is a {NAMES_OF_KINDS[kind]}")
    elif kind == "block":
        data["story"] = story = block_story_of(parsed(Block.parse, raw, NAMES_OF_KINDS[kind]), args.params)
        above = [block_story_text(story, max(width, 80)), ""]
    pieces = parsed(partial(explain, kind=kind, params=args.params, spent=spent), raw, NAMES_OF_KINDS[kind])
    if args.json:  # one of the two is enough: there may be very many
        return Findings(data | {"pieces": plain(pieces)}, [])
    return Findings({}, [*above, render(pieces, color_depth(args.color), width)])


def color_depth(wanted: str) -> str:
    """How many colours: none where nobody would see them, or where the environment says so."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if wanted == "never" or (wanted == "auto" and (unwanted or not sys.stdout.isatty())):
        return "none"
    return "true" if os.environ.get("COLORTERM") in ("truecolor", "24bit") else "256"
