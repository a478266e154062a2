"""Witnesses and taproot on the published data: digests, whole transactions, Core's corpus, real blocks."""

import json
import lzma
import random
from dataclasses import replace
from functools import cache

import pytest

from blockkit import (
    RULES,
    Block,
    Flag,
    ScriptError,
    Transaction,
    TxOut,
    hash160,
    hash256,
    sha256,
    taproot,
)
from blockkit.digests import Spending, taproot_sighash, witness_sighash
from blockkit.encoding import Reader
from blockkit.engines import secp256k1
from blockkit.hashing import tagged_hash
from blockkit.interpreter import Machine
from blockkit.opcodes import is_true
from blockkit.params import MAINNET
from blockkit.script import is_p2sh, is_push_only, steps
from blockkit.templates import p2pk, p2sh
from blockkit.validation import script_flags
from tests.conformance.reading import core_flags, read_json

BIP_143, WALLET = "witness/bip143.json", "witness/bip341_wallet.json"
ASSETS, FIRST = "witness/script_assets_test.json.xz", "witness/first_taproot.json"
BLOCK = "witness/block757739_with_coins.json"
TODAY = script_flags(800_000, bytes(32), MAINNET)
OF_2016 = TODAY & ~(Flag.WITNESS | Flag.TAPROOT | Flag.NULLDUMMY)


def holds(rules, spending, index, flags):
    try:
        rules.run_scripts(spending, index, flags)
    except ScriptError:
        return False
    return True


# ---- BIP 143 -------------------------------------------------------------------------------------


def digests(path):
    for n, row in enumerate(read_json(path)["sighashes"]):
        yield f"{n} input {row['index']} type {row['hash_type']}", row


@pytest.mark.vector(BIP_143, rows=22, cases=digests, note="14 digests and their preimages, 8 transactions")
def test_a_digest_of_bip_143(row):
    """Its preimage too: two texts with the same hash nobody has found."""
    index, tx = row["index"], Transaction.parse(bytes.fromhex(row["tx"]))
    outputs = [None] * index + [TxOut(row["amount"], b"")]
    got = witness_sighash(Spending(tx, outputs), index, bytes.fromhex(row["script_code"]), row["hash_type"])
    assert got.hex() == row["sighash"]
    assert got == hash256(bytes.fromhex(row["preimage"]))


# the keys of the two inputs in these transactions that a bare key locks; the BIP names them
BARE_KEYS = [
    "03c9f4836b9a4f77fc0d81f7bcb01b7f1b35916864b9476c241ce9fc198bd25432",
    "036d5c20fa14fb2f635474c1dc4ef5909d4568e5569b79fc94d3448486e14685f8",
]


def signed_of_bip_143(path):
    """The eight, each with what it spends: scripts as the inputs show them, amounts from the digests."""
    data, keys = read_json(path), iter(BARE_KEYS)
    amounts = {}
    for row in data["sighashes"]:
        tx = Transaction.parse(bytes.fromhex(row["tx"]))
        amounts[tx.inputs[row["index"]].prevout] = row["amount"]
    for n, raw in enumerate(data["signed"]):
        tx = Transaction.parse(bytes.fromhex(raw))
        scripts = [script_of(tx, index, keys) for index in range(len(tx.inputs))]
        values = [amounts.get(txin.prevout, 0) for txin in tx.inputs]
        yield f"signed {n}", Spending(tx, list(map(TxOut, values, scripts)))


def script_of(tx, index, keys):
    """The script that input ``index`` spends, read from the input itself."""
    *_, script_sig = [b"", *(data for _, data, _ in steps(tx.inputs[index].script_sig))]
    if not tx.witness(index):
        return p2pk(bytes.fromhex(next(keys)))
    last = tx.witness(index)[-1]
    native = b"\0\x14" + hash160(last) if len(last) == 33 else b"\0\x20" + sha256(last)
    return p2sh(hash160(script_sig)) if script_sig else native


@pytest.mark.vector(BIP_143, rows=22, cases=signed_of_bip_143)
def test_a_transaction_of_bip_143(row, backend):
    for index, output in enumerate(row.outputs):
        RULES.run_scripts(row, index, TODAY)
        if row.tx.witness(index):
            dearer = [replace(output, value=output.value + 1) for output in row.outputs]
            assert not holds(RULES, Spending(row.tx, dearer), index, TODAY), "the amount is signed"
        assert output.value or not row.tx.witness(index), "an amount is missing"


def test_every_row_of_bip_143_is_there(vectors):
    assert len(list(digests(vectors / BIP_143))) == 14
    signed = [spending for _, spending in signed_of_bip_143(vectors / BIP_143)]
    assert [len(spending.outputs) for spending in signed] == [2, 1, 2, 2, 2, 1, 1, 1]


# ---- BIP 341 -------------------------------------------------------------------------------------


def outputs_of_bip_341(path):
    for n, row in enumerate(read_json(path)["scriptPubKey"]):
        yield f"output {n}", row


def leaves(tree):
    """The leaves of a tree as the BIP writes it, from left to right."""
    return [leaf for part in tree for leaf in leaves(part)] if isinstance(tree, list) else [tree]


def root_of(tree):
    if isinstance(tree, list):
        return taproot.branch_hash(*map(root_of, tree))
    return taproot.leaf_hash(bytes.fromhex(tree["script"]), tree["leafVersion"])


@pytest.mark.vector(
    WALLET, rows=23, cases=outputs_of_bip_341, note="7 outputs, 7 inputs by key, 9 inputs signed"
)
def test_an_output_of_bip_341(row):
    given, between, expected = row["given"], row["intermediary"], row["expected"]
    internal, program = bytes.fromhex(given["internalPubkey"]), bytes.fromhex(between["tweakedPubkey"])
    tree = given["scriptTree"]
    root = root_of(tree) if tree else b""
    assert root.hex() == (between["merkleRoot"] or "")
    key, parity = taproot.output_key(internal, root)
    assert (key, expected["scriptPubKey"]) == (program, "5120" + program.hex())
    if not tree:
        return
    found = [taproot.leaf_hash(bytes.fromhex(leaf["script"]), leaf["leafVersion"]) for leaf in leaves(tree)]
    assert [leaf.hex() for leaf in found] == between["leafHashes"]
    blocks = [bytes.fromhex(block) for block in expected["scriptPathControlBlocks"]]
    for leaf, block in zip(found, blocks, strict=True):
        assert taproot.root_hash(leaf, block[33:]) == root
        assert (block[1:33], block[0] & 1) == (internal, parity)


def inputs_of_bip_341(path):
    (data,) = read_json(path)["keyPathSpending"]
    for row in data["inputSpending"]:
        yield f"input {row['given']['txinIndex']}", (data, row)


def spending_of_bip_341(data, tx):
    utxos = data["given"]["utxosSpent"]
    return Spending(tx, [TxOut(row["amountSats"], bytes.fromhex(row["scriptPubKey"])) for row in utxos])


@pytest.mark.vector(WALLET, rows=23, cases=inputs_of_bip_341)
def test_an_input_of_bip_341(row):
    data, row = row
    tx = Transaction.parse(bytes.fromhex(data["given"]["rawUnsignedTx"]))
    spending, shared = spending_of_bip_341(data, tx), data["intermediary"]
    assert spending.amounts_hash.hex() == shared["hashAmounts"]
    assert spending.outputs_hash.hex() == shared["hashOutputs"]
    assert spending.prevouts_hash.hex() == shared["hashPrevouts"]
    assert spending.scripts_hash.hex() == shared["hashScriptPubkeys"]
    assert spending.sequences_hash.hex() == shared["hashSequences"]
    got = taproot_sighash(spending, row["given"]["txinIndex"], row["given"]["hashType"])
    assert got.hex() == row["intermediary"]["sigHash"]
    assert got == tagged_hash("TapSighash", bytes.fromhex(row["intermediary"]["sigMsg"]))


def signed_inputs_of_bip_341(path):
    (data,) = read_json(path)["keyPathSpending"]
    tx = Transaction.parse(bytes.fromhex(data["auxiliary"]["fullySignedTx"]))
    spending = spending_of_bip_341(data, tx)
    for index in range(len(tx.inputs)):
        yield f"signed input {index}", (spending, index)


@pytest.mark.vector(WALLET, rows=23, cases=signed_inputs_of_bip_341)
def test_a_signed_input_of_bip_341(row, backend):
    spending, index = row
    RULES.run_scripts(spending, index, TODAY)
    tx = replace(spending.tx, lock_time=spending.tx.lock_time + 1)
    assert not holds(RULES, Spending(tx, spending.outputs), index, TODAY)


def test_every_row_of_bip_341_is_there(vectors):
    every = outputs_of_bip_341, inputs_of_bip_341, signed_inputs_of_bip_341
    assert [len(list(rows(vectors / WALLET))) for rows in every] == [7, 7, 9]


# ---- Core's corpus -------------------------------------------------------------------------------

# the rules of four times, each without some of the next: what holds under more rules holds under fewer
WEAKER = (TODAY, Flag.P2SH | Flag.WITNESS | Flag.TAPROOT, Flag.P2SH | Flag.WITNESS, Flag.NONE)
RULES_OF_BLOCKS = (
    Flag.P2SH,
    Flag.DERSIG,
    Flag.NULLDUMMY,
    Flag.CHECKLOCKTIMEVERIFY,
    Flag.CHECKSEQUENCEVERIFY,
    Flag.WITNESS,
    Flag.TAPROOT,
)


def all_sets():
    """The 64 sets of rules that a block may have: no WITNESS without P2SH, no TAPROOT without WITNESS."""
    for number in range(2 ** len(RULES_OF_BLOCKS)):
        flags = Flag(sum(flag for n, flag in enumerate(RULES_OF_BLOCKS) if number >> n & 1))
        if (Flag.P2SH in flags or Flag.WITNESS not in flags) and (
            Flag.WITNESS in flags or Flag.TAPROOT not in flags
        ):
            yield flags


@cache
def corpus(path):
    return json.loads(lzma.decompress(path.read_bytes()))


def txout(digits):
    reader = Reader(bytes.fromhex(digits))
    return TxOut(reader.sint(8), reader.var_bytes())


def judgements(case, sets=WEAKER):
    """Each as (spending, index, flags, does it hold?). What is *final* holds under whatever rules."""
    base, index, named = (
        Transaction.parse(bytes.fromhex(case["tx"])),
        case["index"],
        core_flags(case["flags"]),
    )
    outputs = list(map(txout, case["prevouts"]))
    for kind in ("success", "failure"):
        if kind not in case:
            continue
        inputs, witnesses = list(base.inputs), [()] * len(base.inputs)
        inputs[index] = replace(inputs[index], script_sig=bytes.fromhex(case[kind]["scriptSig"]))
        witnesses[index] = tuple(map(bytes.fromhex, case[kind]["witness"]))
        tx = replace(base, inputs=tuple(inputs), witnesses=tuple(witnesses))
        spending = Spending(tx, outputs)
        for flags in sets:
            if kind == "success" and (flags & named == flags or (case.get("final") and sets is not WEAKER)):
                yield spending, index, flags, True
            if kind == "failure" and flags & named == named:
                yield spending, index, flags, False


def judged(cases, sets=WEAKER):
    """How many judgements there are; none may be wrong."""
    count = 0
    for n, case in enumerate(cases):
        for spending, index, flags, expected in judgements(case, sets):
            assert holds(RULES, spending, index, flags) == expected, (n, case["comment"], flags)
            count += 1
    return count


NOTE = (
    "13,227 judgements: each success holds under weaker rules too; in pure Python a sample, whole in the soak"
)


@pytest.mark.slow
@pytest.mark.vector(ASSETS, rows=2760, note=NOTE)
def test_core_s_corpus(vectors, backend):
    cases = corpus(vectors / ASSETS)
    assert len(cases) == 2760
    if backend == "ecdsa":
        judged(random.Random(12).sample(cases, 60))
    else:
        assert judged(cases) == 13_227


@pytest.mark.soak
@pytest.mark.parametrize("backend", ["ecdsa"], indirect=True)
def test_core_s_corpus_in_pure_python(vectors, backend, monkeypatch):
    engine = secp256k1.engine
    for name in ("verify", "verify_schnorr", "tweak"):  # the same question is asked under many rules
        monkeypatch.setattr(engine, name, cache(getattr(engine, name)), raising=False)
    assert len(list(all_sets())) == 64
    assert judged(corpus(vectors / ASSETS), list(all_sets())) == 178_035


# ---- real transactions ---------------------------------------------------------------------------


def first_taproot(path):
    for row in read_json(path):
        tx = Transaction.parse(bytes.fromhex(row["raw"]))
        assert tx.txid[::-1].hex() == row["txid"]
        outputs = [TxOut(value, bytes.fromhex(script)) for value, script in row["spent"]]
        yield row["what"], Spending(tx, outputs)


@pytest.mark.vector(FIRST, rows=5, cases=first_taproot, note="7 of 7 inputs")
def test_the_first_transactions_of_taproot(row, backend):
    for index in range(len(row.outputs)):
        RULES.run_scripts(row, index, TODAY)
        witness = row.tx.witness(index)
        for n, item in enumerate(witness):
            witnesses = list(row.tx.witnesses)
            witnesses[index] = (
                *witness[:n],
                item[:-1] + bytes([item[-1] ^ 4]) if item else b"\1",
                *witness[n + 1 :],
            )
            tx = replace(row.tx, witnesses=tuple(witnesses))
            assert not holds(RULES, Spending(tx, row.outputs), index, TODAY), n


def test_all_seven_inputs_are_there(vectors):
    assert [len(spending.outputs) for _, spending in first_taproot(vectors / FIRST)] == [1, 2, 1, 2, 1]


# ---- what a soft fork is -------------------------------------------------------------------------


def spends_of(path):
    """The spends of block 757,739, all coins of which are there."""
    (row,) = read_json(path)
    coins = iter(row["spent"])
    for tx in Block.parse(bytes.fromhex(row["raw"])).transactions[1:]:
        outputs = [
            TxOut(value, bytes.fromhex(script)) for value, script, *_ in (next(coins) for _ in tx.inputs)
        ]
        yield Spending(tx, outputs)
    assert not list(coins)


def verify_script_of_2016(script_sig, script_pubkey, checker, flags):
    """As a student might write it: scripts and P2SH, and not a word about witnesses."""
    stack = []
    Machine(script_sig, stack, checker, flags).run()
    unlocked = stack[:]
    Machine(script_pubkey, stack, checker, flags).run()
    if not (stack and is_true(stack[-1])):
        raise ScriptError("EVAL_FALSE")
    if flags & Flag.P2SH and is_p2sh(script_pubkey):
        if not is_push_only(script_sig):
            raise ScriptError("SIG_PUSHONLY")
        Machine(unlocked.pop(), unlocked, checker, flags).run()
        if not (unlocked and is_true(unlocked[-1])):
            raise ScriptError("EVAL_FALSE")


@pytest.mark.vector(BLOCK, rows=1, note="its 91 inputs under the rules of today and of 2016")
def test_a_block_of_2022_under_the_rules_of_2016(vectors, backend):
    """All inputs hold without their witnesses: so they do for a student's rule that never asks for one."""
    old_node, inputs, with_witness = replace(RULES, verify_script=verify_script_of_2016), 0, 0
    for spending in spends_of(vectors / BLOCK):
        bare = Spending(replace(spending.tx, witnesses=()), spending.outputs)
        for index in range(len(spending.outputs)):
            RULES.run_scripts(spending, index, TODAY)
            RULES.run_scripts(bare, index, OF_2016)
            old_node.run_scripts(spending, index, TODAY)
            old_node.run_scripts(bare, index, TODAY)
            inputs += 1
            with_witness += bool(spending.tx.witness(index))
            assert holds(RULES, bare, index, TODAY) == (not spending.tx.witness(index))
    assert (inputs, with_witness) == (91, 73)
