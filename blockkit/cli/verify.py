"""``blockkit verify``: may a transaction spend, does a block stand, does a proof or a signature hold?"""

from functools import partial
from typing import Protocol

from blockkit.addresses import address_of
from blockkit.asm import to_asm
from blockkit.cli.options import Args, Commands, SourceArgs, add_command, add_source
from blockkit.cli.reading import hex_bytes, parsed, read_bytes, whole_number
from blockkit.cli.reports import Data, Findings, broken, row, verdict, verdict_row
from blockkit.cli.show import BLOCK_IS_GOOD, judge_block, read_block
from blockkit.cli.spent import SpentArgs, add_spent, outputs_needed
from blockkit.errors import shown_unless_key
from blockkit.explain.words import btc
from blockkit.hashing import HASH_SIZE, from_display, to_display
from blockkit.interpreter import Flag
from blockkit.keys import has_key_size, is_low_s, is_strict_der, parse_der, verify
from blockkit.merkle import verify_proof
from blockkit.params import ChainParams
from blockkit.rules import rules_for
from blockkit.transaction import Transaction, TxIn, TxOut, check_transaction
from blockkit.utxo import Coin, Utxos, check_inputs, spent_coins
from blockkit.validation import script_flags


def add_verify(commands: Commands) -> None:
    """Declare ``blockkit verify``, which has commands of its own."""
    help = "a transaction against what it spends, a block, a Merkle proof, or a signature"
    parser = commands.add_parser("verify", help=help, description="Verify " + help + ".")
    kinds = parser.add_subparsers(title="what to verify", metavar="WHAT", required=True)
    for add in (add_verify_tx, add_verify_block, add_verify_proof, add_verify_signature):
        add(kinds)


# ---- a transaction -------------------------------------------------------------------------------

MAX_HEIGHT = 2**31 - 1
# the only transaction of the main chain that breaks BIP 16, in the block that params.bip16_exception names
BIP16_BREAKER = "6a26d2ecb67f27d1fa5524763b49029d7106e91e3cc05743073461a719776192"
BIP16_HEIGHT = 170_060
NOT_JUDGED = "whether these outputs are unspent; lock times; how old the coins are"


class SpendArgs(SpentArgs, Protocol):
    """What ``blockkit verify tx`` is given."""

    height: str | None
    flags: str | None


def add_verify_tx(kinds: Commands) -> None:
    """Declare ``blockkit verify tx``."""
    parser = add_command(kinds, "tx", verify_transaction, "may every input spend? Runs all scripts")
    add_source(parser, "a transaction")
    add_spent(parser, required=True)
    rules = parser.add_mutually_exclusive_group()
    rules.add_argument("--height", metavar="N", help="by the rules of this height (all rules of today)")
    rules.add_argument("--flags", metavar="P2SH,...", help="by these script flags instead, or NONE")


def verify_transaction(args: SpendArgs) -> Findings:
    """Run the scripts of every input against the outputs that were given."""
    tx = parsed(Transaction.parse, read_bytes(args.source, "a transaction"), "transaction")
    if tx.is_coinbase:
        raise ValueError("this is a coinbase, which spends nothing: there is nothing to verify")
    flags = flags_at(args.height, args.params, tx) if args.flags is None else flags_named(args.flags)
    utxos: Utxos = {prevout: Coin(output, 0, False) for prevout, output in outputs_needed(args, tx).items()}
    names = [str(flag.name) for flag in flags]
    data: Data = {"txid": to_display(tx.txid), "flags": names, "fee": None, "inputs": []}
    lines = [row("transaction", data["txid"]), row("rules", " ".join(names) or "those of 2009")]
    if data["txid"] == BIP16_BREAKER and not flags & Flag.P2SH:
        note = f"the one transaction that breaks BIP 16: block {BIP16_HEIGHT:,} is judged without it"
        lines.append(row("", note))

    judged = verdict(lambda: check_transaction(tx), lambda: spent_coins(tx, utxos))
    if judged["valid"]:
        coins = spent_coins(tx, utxos)
        judged = verdict(lambda: check_inputs(tx, coins, height=0))
        if judged["valid"]:
            data["fee"] = check_inputs(tx, coins, height=0)
            lines.append(row("fee", f"{btc(check_inputs(tx, coins, height=0))} BTC ({data['fee']} satoshi)"))
        rules, inputs = rules_for(args.params), []
        outputs = [coin.output for coin in coins]
        for i, (txin, coin) in enumerate(zip(tx.inputs, coins, strict=True)):
            spend = verdict(partial(rules.verify_input, tx, i, outputs, flags))
            inputs.append(input_data(i, txin, coin.output) | spend)
            lines += input_lines(i, txin, coin.output, spend, args.params)
            if judged["valid"] and not spend["valid"]:
                why = f"input {i}: {spend['reason']}: {spend['detail']}"
                judged = broken("mandatory-script-verify-flag-failed", why)
        data["inputs"] = inputs
    lines += ["", row("not judged", NOT_JUDGED), verdict_row(judged, "valid: every input may spend")]
    return Findings(data | judged, lines)


def flags_named(text: str) -> Flag:
    """Flags by name, separated by commas."""
    flags = Flag.NONE
    for name in text.upper().replace(" ", "").split(","):
        if name not in Flag.__members__:
            raise ValueError(
                f"--flags takes names from {', '.join(Flag.__members__)}; got {shown_unless_key(name)}"
            )
        flags |= Flag[name]
    return flags


def flags_at(height: str | None, params: ChainParams, tx: Transaction) -> Flag:
    """The rules of a block at this height; without one, all that ever came into force.

    The one transaction that breaks BIP 16 is judged, as in the chain, without it.
    """
    at = MAX_HEIGHT if height is None else whole_number(height, "a height", 0, MAX_HEIGHT)
    exception = params.bip16_exception
    if exception and to_display(tx.txid) == BIP16_BREAKER and (height is None or at == BIP16_HEIGHT):
        return script_flags(BIP16_HEIGHT, from_display(exception), params)
    return script_flags(at, bytes(HASH_SIZE), params)


def input_data(i: int, txin: TxIn, output: TxOut) -> Data:
    """An input and what it spends, as plain data."""
    return {
        "index": i,
        "prevout": {"txid": to_display(txin.prevout.txid), "index": txin.prevout.index},
        "value": output.value,
        "script_pubkey": output.script_pubkey.hex(),
    }


def input_lines(i: int, txin: TxIn, output: TxOut, spend: Data, params: ChainParams) -> list[str]:
    """An input and what it spends, to read."""
    address = address_of(output.script_pubkey, params)
    owner = f" of {address}" if address else ""
    may = "may spend" if spend["valid"] else "MAY NOT SPEND"
    why = [] if spend["valid"] else [row("because", f"{spend['reason']}: {spend['detail']}", 2)]
    return [
        "",
        row(f"input {i}", f"{may} {btc(output.value)} BTC{owner}", 1),
        *why,
        row("output", f"{to_display(txin.prevout.txid)}:{txin.prevout.index}", 2),
        row("script_pubkey", to_asm(output.script_pubkey) or "(empty)", 2),
        row("script_sig", to_asm(txin.script_sig) or "(empty)", 2),
    ]


# ---- the others ----------------------------------------------------------------------------------


def add_verify_block(kinds: Commands) -> None:
    """Declare ``blockkit verify block``."""
    add_source(add_command(kinds, "block", verify_block, "does a block stand by itself?"), "a block")


def verify_block(args: SourceArgs) -> Findings:
    """A block by itself."""
    block = read_block(args)
    judged = judge_block(block, args.params)
    name = to_display(block.header.hash)
    lines = [row("block", name), row("not judged", "its place in the chain, and what its inputs spend")]
    return Findings({"id": name} | judged, [*lines, verdict_row(judged, BLOCK_IS_GOOD)])


class ProofArgs(Args, Protocol):
    """What ``blockkit verify proof`` is given; numbers are still text."""

    txid: str
    index: str
    count: str
    root: str
    hashes: list[str]


def add_verify_proof(kinds: Commands) -> None:
    """Declare ``blockkit verify proof``."""
    help = "is a transaction in a block? Hashes in display order"
    parser = add_command(kinds, "proof", verify_merkle_proof, help)
    for name in ("txid", "index", "count", "root"):
        parser.add_argument(name, metavar=name.upper())
    parser.add_argument("hashes", metavar="HASH", nargs="*", help="the hashes from the bottom up")


def verify_merkle_proof(args: ProofArgs) -> Findings:
    """A Merkle proof; every hash in display order."""
    txid, root = from_display(args.txid), from_display(args.root)
    count = whole_number(args.count, "COUNT, the number of transactions,", 1, 2**32 - 1)
    index = whole_number(args.index, "INDEX, where the transaction stands,", 0, count - 1)
    proof = [from_display(text) for text in args.hashes]
    needed = (count - 1).bit_length()
    if verify_proof(txid, index, count, proof, root):
        judged = verdict()
    elif len(proof) != needed:
        judged = broken("bad-merkle-proof", f"among {count} it takes {needed} hashes, got {len(proof)}")
    else:
        judged = broken(
            "bad-merkle-proof", "the hashes do not lead from this txid, at this index, to the root"
        )
    place = f"{args.txid}, number {index} (from 0) of {count}"
    lines = [row("transaction", place), row("root", args.root), verdict_row(judged, "it is in the block")]
    return Findings(
        {"txid": to_display(txid), "index": index, "count": count, "root": to_display(root)} | judged, lines
    )


class SignatureArgs(Args, Protocol):
    """What ``blockkit verify signature`` is given, all in hex."""

    key: str
    digest: str
    signature: str


def add_verify_signature(kinds: Commands) -> None:
    """Declare ``blockkit verify signature``."""
    parser = add_command(kinds, "signature", verify_signature, "did a key sign a digest?")
    parser.add_argument("key", metavar="KEYHEX", help="the public key: 33 or 65 bytes")
    parser.add_argument("digest", metavar="DIGESTHEX", help="what was signed: 32 bytes")
    parser.add_argument("signature", metavar="DERHEX", help="the signature, without hash type")


def verify_signature(args: SignatureArgs) -> Findings:
    """A signature in DER, without hash type."""
    key = hex_bytes(args.key, "a public key")
    digest = hex_bytes(args.digest, "the digest", HASH_SIZE)
    der = hex_bytes(args.signature, "a signature in DER")
    if verify(key, digest, der):
        judged = verdict()
    elif not has_key_size(key):
        judged = broken(
            "bad-signature", "a public key has 33 bytes that begin with 02 or 03, or 65 that begin with 04"
        )
    elif parse_der(der) is None:
        judged = broken("bad-signature", "the signature is not DER")
    else:
        judged = broken("bad-signature", "this key did not make this signature of this digest")
    strict = is_strict_der(der + b"\x01")  # the rule counts the hash type in
    low = parse_der(der) is not None and is_low_s(der)
    lines = [
        row("strict DER", "yes" if strict else "no: since block 363,725 no script accepts it (BIP 66)"),
        row("low s", "yes" if low else "no: valid in a block, but nodes do not relay it"),
        verdict_row(judged, "the key signed this digest"),
    ]
    return Findings({"strict_der": strict, "low_s": low} | judged, lines)
