"""The story of a transaction: who is paid from what, for which fee, from when on, and what to mind.

:func:`story_of` finds it out, as plain data that go through JSON; :func:`story_text` says it to somebody who
has never seen a transaction. Inputs only name what they spend: the amounts, and with them the fee, are known
where the spent outputs are given. Nothing is judged here but what can be seen at a glance.

Source for what nodes pass on: Bitcoin Core v28.1, ``policy/policy.cpp``, ``policy/rbf.cpp`` and
``wallet/wallet.h``; BIP 68, 125 and 141.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from blockkit.addresses import address_of
from blockkit.asm import to_asm
from blockkit.block import MAX_BLOCK_WEIGHT
from blockkit.commitment import commitment_index
from blockkit.digests import SIGHASH_NONE, SIGHASH_SINGLE
from blockkit.errors import Invalid
from blockkit.explain.forms import NOBODY, TO_OPEN, form_of, to_open
from blockkit.explain.openings import Opening, opening_of
from blockkit.explain.words import (
    age_words,
    btc,
    from_when,
    listed,
    lock_time_words,
    sequence_words,
    size_words,
)
from blockkit.hashing import to_display
from blockkit.keys import is_low_s, is_strict_der
from blockkit.opcodes import CODES
from blockkit.params import COIN, MAINNET, ChainParams
from blockkit.script import (
    MAX_SCRIPT_SIZE,
    ScriptError,
    decode_number,
    small_number,
    steps,
)
from blockkit.spending import SEQUENCE_DISABLED, has_relative_locks
from blockkit.templates import P2A
from blockkit.transaction import FINAL_SEQUENCE, WITNESS_SCALE, Transaction, TxOut, check_transaction
from blockkit.wallet.coin_selection import DUST_RATE, dust

Story = dict[str, Any]  # plain data, as JSON knows them

REPLACEABLE = FINAL_SEQUENCE - 2  # a sequence up to it says that the transaction may be replaced (BIP 125)
RELATIVE = "OP_CHECKSEQUENCEVERIFY"
KNOWN_VERSIONS = (1, 2, 3)  # others are not passed on (Core: TX_MAX_STANDARD_VERSION)
MAX_FEE, MAX_RATE = COIN // 10, 10_000  # (Core: DEFAULT_TRANSACTION_MAXFEE, DEFAULT_MAX_RAW_TX_FEE_RATE)
MAX_RELAYED_WEIGHT = 400_000  # a heavier one is not passed on (Core: MAX_STANDARD_TX_WEIGHT)
NO_ADDRESS = ("op_return", "commitment", "p2a", "too_long")  # or one for all the world: an anchor's
SIGNATURES = ("signature", "schnorr signature", "argument")  # what may be one
NOT_PASSED_ON = "nodes do not pass it on"

# ---- finding out ---------------------------------------------------------------------------------


def story_of(tx: Transaction, spent: Sequence[TxOut | None] = (), params: ChainParams = MAINNET) -> Story:
    """What happens in a transaction, as plain data.

    ``spent`` are the outputs that it spends, in the order of its inputs; ``None``, or nothing at the end, for
    those that are not known.
    """
    known = [spent[i] if i < len(spent) else None for i in range(len(tx.inputs))]
    openings = [opening_of(tx, i, output) for i, output in enumerate(known)]
    story: Story = {"txid": to_display(tx.txid), "wtxid": to_display(tx.wtxid), "version": tx.version}
    story |= _sizes(tx)
    story["is_coinbase"] = tx.is_coinbase
    story["inputs"] = [_input(tx, i, known[i], opening, params) for i, opening in enumerate(openings)]
    story["outputs"] = [_output(i, output, params) for i, output in enumerate(tx.outputs)]
    if tx.is_coinbase and (committing := commitment_index(tx)) is not None:
        story["outputs"][committing] |= {"script_type": "commitment", "to_open": TO_OPEN["commitment"]}
    story |= _money(tx, known)
    story["lock_time"] = {"value": tx.lock_time, "words": lock_time_words(tx)}
    story["timelocks"] = [*_timelocks(tx, openings)]
    story["replaceable"] = not tx.is_coinbase and any(txin.sequence <= REPLACEABLE for txin in tx.inputs)
    story["warnings"] = [{"code": code, "text": text} for code, text in _warnings(tx, known, openings, story)]
    return story


def _sizes(tx: Transaction) -> Story:
    size, stripped = len(tx.serialize()), len(tx.stripped())
    heavy = WITNESS_SCALE * size  # what it would weigh if its witness were not cheaper
    saved: Story = {"bytes": size - stripped, "weight_saved": heavy - tx.weight}
    saved["percent_saved"] = round(100 * (heavy - tx.weight) / heavy, 1)
    sizes = {"size": size, "stripped_size": stripped, "weight": tx.weight, "virtual_size": tx.virtual_size}
    return {**sizes, "witness_discount": saved}


def _input(tx: Transaction, i: int, output: TxOut | None, opening: Opening, params: ChainParams) -> Story:
    txin = tx.inputs[i]
    locking = output.script_pubkey if output else None
    return {
        "index": i,
        "prevout": {"txid": to_display(txin.prevout.txid), "index": txin.prevout.index},
        "value": output.value if output else None,
        "address": address_of(locking, params) if locking is not None else None,
        "script_type": opening.form,
        "sure": opening.sure,
        "opened_by": opening.words,
        "script_sig_asm": asm(txin.script_sig),
        "script_asm": None if opening.script is None else asm(opening.script),
        "witness_items": len(tx.witness(i)),
        "sequence": txin.sequence,
        "faults": [*opening.faults],
    }


def _output(i: int, output: TxOut, params: ChainParams) -> Story:
    form = form_of(output.script_pubkey)
    return {
        "index": i,
        "value": output.value,
        "address": address_of(output.script_pubkey, params),
        "script_type": form,
        "to_open": to_open(output.script_pubkey),
        "script_pubkey_asm": asm(output.script_pubkey),
        "dust_below": dust(output),
    }


def asm(script: bytes) -> str:
    """A script as text; one that is very long by its size alone."""
    return to_asm(script) if len(script) <= MAX_SCRIPT_SIZE else size_words(len(script))


def _money(tx: Transaction, known: Sequence[TxOut | None]) -> Story:
    values = [output.value for output in known if output]
    paid, missing = sum(output.value for output in tx.outputs), [i for i, o in enumerate(known) if o is None]
    complete = bool(known) and not missing and not tx.is_coinbase
    fee = sum(values) - paid if complete else None
    rate = None if fee is None or fee < 0 else round(fee / tx.virtual_size, 2)
    total = sum(values) if complete else None
    return {
        "input_sum": total,
        "output_sum": paid,
        "fee": fee,
        "fee_rate": rate,
        "not_given": [] if tx.is_coinbase else missing,
    }


def _timelocks(tx: Transaction, openings: Sequence[Opening]) -> Iterator[str]:
    """Everything that must be waited for."""
    if tx.lock_time and any(txin.sequence != FINAL_SEQUENCE for txin in tx.inputs):
        yield f"{lock_time_words(tx)}: its lock time"
    if has_relative_locks(tx) and not tx.is_coinbase:
        for i, txin in enumerate(tx.inputs):
            if txin.sequence & 0x7FFFFFFF and not txin.sequence & SEQUENCE_DISABLED:
                yield f"input {i}: {sequence_words(txin.sequence, tx)}"
    for i, opening in enumerate(openings):
        for name, number in script_locks(opening.script or b""):
            asked = f"the spent output is {age_words(number)} old"
            if name == "OP_CHECKLOCKTIMEVERIFY":
                asked = f"the lock time is {number:,} or later, {from_when(number)}"
            yield f"input {i}: its script asks that {asked} ({name})"


def script_locks(script: bytes) -> Iterator[tuple[str, int]]:
    """The lock times that a script asks for, with the operation that does."""
    names = {CODES[name]: name for name in ("OP_CHECKLOCKTIMEVERIFY", RELATIVE)}
    before: bytes | None = None
    with suppress(ScriptError):
        for opcode, data, _ in steps(script[: MAX_SCRIPT_SIZE + 1]):
            if opcode in names and before is not None and len(before) <= 5:
                number = decode_number(before, size=5)
                if 0 <= number < 2**32 and not (names[opcode] == RELATIVE and number & SEQUENCE_DISABLED):
                    yield names[opcode], number  # others fail, or ask nothing
            before = small_number(opcode) if 0x51 <= opcode <= 0x60 else data


# ---- what to mind --------------------------------------------------------------------------------


def _warnings(
    tx: Transaction, known: Sequence[TxOut | None], openings: Sequence[Opening], story: Story
) -> Iterator[tuple[str, str]]:
    try:
        check_transaction(tx)
    except Invalid as error:
        yield "not-valid", f"no block may have it: {error}"
    if tx.weight > MAX_BLOCK_WEIGHT:
        yield "not-valid", f"no block may have it: its weight is {tx.weight:,}, at most {MAX_BLOCK_WEIGHT:,}"
    elif tx.weight > MAX_RELAYED_WEIGHT:
        yield "heavy", f"weight {tx.weight:,}; {NOT_PASSED_ON}: at most {MAX_RELAYED_WEIGHT:,}"
    for i, opening in enumerate(openings):
        for fault in opening.faults:
            yield "wrong-opening", f"input {i} cannot be opened this way: {fault}"
        if opening.form == "unsigned":
            unless = "" if opening.sure else ", unless what it spends needs none"
            yield "unsigned", f"input {i} has no signature yet{unless}"
        if opening.unruled:
            looks = "" if opening.sure else "it looks like "
            asked = "nothing is asked of who spends"
            yield "unknown-rule", f"input {i}: {looks}{opening.unruled}, so {asked}; {NOT_PASSED_ON}"
        if "annex" in opening.roles:
            yield "annex", f"input {i} has an annex, which means nothing yet; {NOT_PASSED_ON}"
    yield from _about_money(story)
    yield from _about_addresses(tx, known, story)
    yield from _about_signatures(tx, openings)
    if story["replaceable"]:
        yield (
            "replaceable",
            "until it is in a block, it may be replaced by another; it says so itself (BIP 125)",
        )
    if tx.version not in KNOWN_VERSIONS:
        yield "unknown-version", f"version {tx.version} has no meaning yet; {NOT_PASSED_ON}"
    if sum(one["script_type"] == "op_return" for one in story["outputs"]) > 1 and not tx.is_coinbase:
        yield "several-data", f"several outputs carry data (OP_RETURN): {NOT_PASSED_ON} (Core v28.1)"
    for one in story["outputs"]:
        if one["to_open"].startswith(NOBODY) and one["value"] > 0:
            lost = one["to_open"].replace(NOBODY, "nobody can ever spend it")
            yield "lost", f"output {one['index']} is lost, {btc(one['value'])} BTC: {lost}"
        elif one["script_type"].startswith("witness_v"):
            yield "unknown-program", f"spending output {one['index']} takes {one['to_open']}"


def _about_money(story: Story) -> Iterator[tuple[str, str]]:
    fee, rate = story["fee"], story["fee_rate"]
    if fee is not None and fee < 0:
        yield "overspent", f"it pays {btc(-fee)} BTC more than it spends (bad-txns-in-belowout)"
    elif fee and (fee > MAX_FEE or rate > MAX_RATE or 2 * fee >= story["input_sum"]):
        yield "absurd-fee", f"the fee is very high: {btc(fee)} BTC, {rate:,} satoshi a virtual byte"
    if rate is not None and rate < 1:
        yield "low-fee", f"{rate:,} satoshi a virtual byte: {NOT_PASSED_ON} under 1 (Core v28.1)"
    for one in story["outputs"]:
        least = one["dust_below"]
        if 0 <= one["value"] < least:
            rate = f"{DUST_RATE} satoshi a virtual byte"
            why = f"under {least} satoshi it costs more to spend than it is worth, at {rate}"
            if one["script_type"] == "p2a":
                why = f"an anchor under {least} satoshi is passed on only without a fee, with what spends it"
            yield "dust", f"output {one['index']} is dust: {why}"


def _about_addresses(
    tx: Transaction, known: Sequence[TxOut | None], story: Story
) -> Iterator[tuple[str, str]]:
    spends = Counter(spent.script_pubkey for spent in known if spent and spent.script_pubkey != P2A)
    outputs = zip(tx.outputs, story["outputs"], strict=True)
    pays = Counter(output.script_pubkey for output, one in outputs if one["script_type"] not in NO_ADDRESS)
    if twice := [script for script in spends if spends[script] > 1]:
        count = sum(spends[script] for script in twice)
        yield (
            "reused-address",
            f"{count:,} inputs come from {_addresses(twice)} that got money more than once",
        )
    if twice := [script for script in pays if pays[script] > 1]:
        count = sum(pays[script] for script in twice)
        get = "gets" if len(twice) == 1 else "get"
        yield "reused-address", f"{count:,} outputs go to {_addresses(twice)} that {get} money more than once"
    if back := [i for i, output in enumerate(tx.outputs) if output.script_pubkey in spends]:
        go = f"output {back[0]:,} goes" if len(back) == 1 else f"outputs {listed(back)} go"
        yield "reused-address", f"{go} back where an input comes from: it shows who sent this"


def _addresses(scripts: Sequence[bytes]) -> str:
    return "one address" if len(scripts) == 1 else f"{len(scripts):,} addresses"


def _about_signatures(tx: Transaction, openings: Sequence[Opening]) -> Iterator[tuple[str, str]]:
    """Signatures that cover no output; an argument of a tapscript only looks like one."""
    for i, (txin, opening) in enumerate(zip(tx.inputs, openings, strict=True)):
        taproot = opening.form.startswith("p2tr")
        items = [item for item, role in zip(tx.witness(i), opening.roles, strict=True) if role in SIGNATURES]
        script_sig = txin.script_sig if len(txin.script_sig) <= MAX_SCRIPT_SIZE else b""
        with suppress(ScriptError):
            items += [data for _, data, _ in steps(script_sig) if data and not tx.is_coinbase]
        signed = [item for item in items if (len(item) == 65 if taproot else is_strict_der(item))]
        kinds, none = {item[-1] & 0x1F for item in signed}, i >= len(tx.outputs)
        if any(
            role == "key" and len(item) != 33 for item, role in zip(tx.witness(i), opening.roles, strict=True)
        ):
            yield "long-key", f"the key of input {i} is not of 33 bytes; {NOT_PASSED_ON}"
        if opening.form == "p2tr-script":
            who = f"an item of input {i} looks like a signature that"
        else:
            who = f"a signature of input {i}"
        if not taproot and not all(is_low_s(item[:-1]) for item in signed):
            yield "high-s", f"{who} has the higher of two s that fit; {NOT_PASSED_ON}"
        if SIGHASH_NONE in kinds:
            yield "free-outputs", f"{who} covers no output (NONE): who sees it can pay himself"
        if SIGHASH_SINGLE in kinds and none and taproot:
            yield "wrong-opening", f"{who} covers output {i}, which is not there (SCHNORR_SIG_HASHTYPE)"
        elif SIGHASH_SINGLE in kinds and none:
            for_all = "it signs the number 1, and can be used again for other outputs of this key"
            why = "who sees it can pay himself" if tx.witness(i) else for_all
            yield "free-outputs", f"{who} covers no output (SINGLE, but there is no output {i}): {why}"
