"""The rows of the published files that a kernel can judge: scripts, whole transactions, blocks, headers.

The kernel knows seven flags. A row that asks for others, which only decide what nodes relay, is judged by
those of its flags that are rules. Not judged at all, for a kernel has no door for it: addresses and keys,
compact targets and retargets by themselves, Merkle roots, and signatures over a digest that no transaction
has (Wycheproof's).
"""

import gzip
import json
from dataclasses import replace
from functools import cache

from blockkit import Block, Chain, Invalid, Transaction, from_display, keys, rules_for
from blockkit.params import REGTEST
from tests.conformance import test_scripts, test_transactions
from tests.conformance.reading import core_flags, read_json, unpack
from tests.conformance.test_pow import bip54_chains
from tests.kernel import core, hand
from tests.kernel.drafts import P2SH, TAPROOT, WITNESS, Case


def rules_only(flags):
    """The flags that a kernel knows; WITNESS means nothing without P2SH."""
    flags = int(flags) & core.KNOWN_FLAGS
    return flags if flags & P2SH else flags & ~WITNESS


def script_tests(vectors):
    for name, row in test_scripts.rows(vectors / "bitcoin-core/script_tests.json"):
        tx, output, flags, _ = test_scripts.case(row)
        yield name, Case(tx.serialize(), 0, ((output.value, output.script_pubkey),), rules_only(flags))


def transactions(vectors):
    """Each input of each row; those that are wrong by themselves are no matter of scripts."""
    every = int(test_transactions.ALL)
    for file, left_out in ((test_transactions.VALID, True), (test_transactions.INVALID, False)):
        for name, (spent, raw, flags) in test_transactions.rows(vectors / file):
            if flags == "BADTX":
                continue
            chosen = every & ~core_flags(flags) if left_out else core_flags(flags)
            tx = Transaction.parse(bytes.fromhex(raw))
            spent = test_transactions.outputs_of(spent, tx)
            outputs = tuple((output.value, output.script_pubkey) for output in spent)
            for index in range(len(outputs)):
                case = Case(bytes.fromhex(raw), index, outputs, rules_only(chosen))
                yield f"{name}, input {index}", case


def signed(vectors):
    """The transactions of sighash.json, signed by hand, with the row's script where it does not run."""
    rows = read_json(vectors / "bitcoin-core/sighash.json")[1:]  # a heading comes first
    for n, (raw, script, index, hash_type, _) in enumerate(rows):
        tx = Transaction.parse(bytes.fromhex(raw))
        lock = hand.push(hand.KEYS[0].short) + b"\xac\0\x63" + bytes.fromhex(script) + b"\x68"
        inputs = [(txin.prevout.txid, txin.prevout.index, b"", txin.sequence) for txin in tx.inputs]
        payments = [(output.value, output.script_pubkey) for output in tx.outputs]
        low = hash_type & 0xFF
        message = hand.digest(tx.version, inputs, payments, tx.lock_time, index, lock, low)
        signature = hand.der(*hand.KEYS[0].sign(message)) + bytes([low])
        inputs[index] = (*inputs[index][:2], hand.push(signature), inputs[index][3])
        whole = hand.transaction(tx.version, inputs, payments, tx.lock_time)
        outputs = tuple((0, lock) for _ in inputs)
        yield f"sighash {n}", Case(whole, index, outputs, 0)


def block_277647(vectors):
    """The 732 spends of a block of 2013."""
    rows = read_json(vectors / "derived/277647_prevouts.json")["prevouts"]
    coins = {(from_display(txid), n): (value, bytes.fromhex(script)) for txid, n, value, script, *_ in rows}
    (raw,) = unpack(vectors / "btcd/277647.dat.bz2")
    for tx in Block.parse(raw).transactions[1:]:
        outputs = tuple(coins[txin.prevout.txid, txin.prevout.index] for txin in tx.inputs)
        for index in range(len(outputs)):
            case = Case(tx.serialize(), index, outputs, P2SH | WITNESS | TAPROOT)
            yield f"277,647: {tx.txid[::-1].hex()[:8]}", case


def full_block_test(vectors):
    """Every script that runs while Core's FullBlockTest is connected, once: some 17,000."""
    rules, cases = rules_for(replace(REGTEST, bip34_height=2)), {}

    def watched(unlock, lock, checker, flags):
        outputs = [(0, b"")] * len(checker.tx.inputs)
        outputs[checker.index] = (0, lock)
        cases[Case(checker.tx.serialize(), checker.index, tuple(outputs), rules_only(flags))] = None
        return rules.verify_script(unlock, lock, checker, flags)

    chain = Chain(replace(rules, verify_script=watched, verify_signature=cache(keys.verify)))
    for now, raw in recorded(vectors):
        try:
            chain.accept(Block.parse(raw), now)
        except Invalid:
            pass
    return ((f"FullBlockTest {n}", case) for n, case in enumerate(cases))


SCRIPTS = (script_tests, transactions, signed, block_277647)


def scripts(judge, vectors, kinds=SCRIPTS):
    """What the judge says to each script of the published rows."""
    for rows in kinds:
        for name, case in rows(vectors):
            yield name, judge.script(case)


# ---- blocks and headers --------------------------------------------------------------------------


def recorded(vectors):
    """The blocks of Core's FullBlockTest, as (clock, bytes)."""
    steps = json.loads(gzip.decompress((vectors / "derived/core_full_block_test.json.gz").read_bytes()))
    for step in steps:
        yield from ((step["now"], bytes.fromhex(raw)) for raw in step.get("blocks", []))


def real_blocks(vectors):
    """Whole blocks of the main chain, and a fork that only a chain without maturity takes."""
    for name in ("277647.dat", "blk_0_to_4.dat", "blk_3A.dat", "blk_4A.dat", "blk_5A.dat"):
        yield from ((name, raw) for raw in unpack(vectors / f"btcd/{name}.bz2"))
    yield "413567", (vectors / "bitcoin-core/block413567.raw").read_bytes()
    for height, raw in read_json(vectors / "headers/full_blocks.json").items():
        yield height, bytes.fromhex(raw)
    for row in read_json(vectors / "bips/bip-0054/coinbases.json"):
        yield from ((row["comment"], bytes.fromhex(raw)) for raw in row["block_chain"])


def header_chains(vectors):
    yield "headers 0 to 2016", read_json(vectors / "headers/headers_0_2016.json")
    yield from bip54_chains(vectors / "bips/bip-0054/timestamps.json")


def blocks(judge, vectors):
    """What the judge says to each block and header; one without its parent is judged by itself."""
    chain = judge.chain("mainnet")
    yield from ((name, chain.accept(raw) or "taken") for name, raw in real_blocks(vectors))
    for name, headers in header_chains(vectors):
        said = [chain.accept_header(bytes.fromhex(raw)) for raw in headers]
        yield name, f"{sum(said)} headers of {len(said)}"
    chain.close()
    chain = judge.chain("regtest")  # on which the rule on the height in the coinbase holds a block too early
    for n, (_, raw) in enumerate(recorded(vectors)):
        yield f"FullBlockTest, block {n}", chain.accept(raw) or "taken"
    chain.close()
