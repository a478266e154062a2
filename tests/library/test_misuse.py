"""Slips that beginners make, and what each is told: what was wanted, what came, how to mend it."""

from dataclasses import replace

import pytest

from blockkit import (
    CLASSROOM,
    MAINNET,
    REGTEST,
    RULES,
    Block,
    Chain,
    Flag,
    PrivateKey,
    Rules,
    Transaction,
    TxIn,
    TxOut,
    check_pow,
    connect_block,
    hash160,
    hash256,
    merkle_root,
    next_bits,
    rules_for,
    sighash,
    subsidy,
)
from blockkit.addresses import encode_wif
from blockkit.block import check_block
from blockkit.data import real_block
from blockkit.digests import Spending, taproot_sighash, witness_sighash
from blockkit.node.mempool import Mempool
from blockkit.node.mining import block_template, mine, search
from blockkit.node.store import Store
from blockkit.script import count_sigops, encode_number, push, steps
from blockkit.utxo import check_inputs
from tests.library import building
from tests.library.building import KEY, LOCK, NOW, coinbase_of, grown, next_block, payment

CHAIN = grown(4)
GENESIS, BLOCK = real_block(0), Block.parse(real_block(1).raw)
TX = payment(coinbase_of(CHAIN, 1))
POINT = TX.inputs[0].prevout
WIF = encode_wif(KEY, MAINNET)


def by_hand(*, inputs=TX.inputs, outputs=TX.outputs):
    return Transaction(1, inputs, outputs)


def with_slot(**slot):
    """What a chain says of block 1 when one of its functions is a student's."""
    Chain(replace(RULES, **slot)).accept(BLOCK, NOW)


SLIPS = {
    # the wrong thing of the right name
    "a block as shipped": (
        lambda: CHAIN.accept(real_block(1), NOW),
        r"a Block, got RealBlock; Block.parse\(….raw\)",
    ),
    "a search": (
        lambda: CHAIN.accept(mine(BLOCK), NOW),
        r"yields None until .* next\(found for found in … if found",
    ),
    "a block for bytes": (lambda: hash256(BLOCK), r"must be bytes, got Block; its serialize\(\) gives them"),
    "an id as text": (lambda: hash256("00" * 32), r"from_display\(…\), other hex with bytes.fromhex\(…\)"),
    "a txid for an outpoint": (
        lambda: by_hand(inputs=(TxIn(POINT.txid, b""),)).txid,
        r"prevout, OutPoint\(txid, index\), must be an OutPoint, got bytes",
    ),
    "the same, signed": (
        lambda: sighash(by_hand(inputs=(TxIn(POINT.txid, b""),)), 0, LOCK),
        r"prevout, OutPoint\(txid, index\), must be an OutPoint",
    ),
    "a list for a tuple": (
        lambda: by_hand(inputs=[*TX.inputs]).txid,
        "a transaction's inputs must be a tuple",
    ),
    "a generator": (
        lambda: by_hand(inputs=(x for x in TX.inputs)).txid,
        "inputs must be a tuple, got generator",
    ),
    "true for an amount": (lambda: by_hand(outputs=(TxOut(True, LOCK),)).txid, "value .* got bool True"),
    "one transaction in a block": (
        lambda: Block(BLOCK.header, TX),
        "must be a list of Transaction, got Transaction",
    ),
    "raw ones in a block": (lambda: Block(BLOCK.header, (b"",)), r"Transaction.parse\(data\) makes one"),
    "a raw header in a block": (lambda: Block(bytes(80), ()), r"Header.parse\(data\) makes one from bytes"),
    "a block for a header": (lambda: check_pow(BLOCK), "the header must be a Header, got Block"),
    "a search for a block": (lambda: next(search(BLOCK)), "the header must be a Header, got Block"),
    "blocks for headers": (lambda: next_bits([BLOCK]), "each of the headers must be a Header, got Block"),
    "one header": (lambda: next_bits(BLOCK.header), "needs the headers since the last change, got Header"),
    "rules for params": (
        lambda: next_bits([BLOCK.header], RULES),
        r"params must be ChainParams, such as .*, got Rules",
    ),
    "a set of txids": (
        lambda: merkle_root({bytes(32)}),
        "must be a list of 32-byte hashes, in their order, got set",
    ),
    "no txids": (lambda: merkle_root(None), "must be a list of 32-byte hashes, in their order, got NoneType"),
    "a raw transaction": (
        lambda: RULES.verify_input(b"", 0, TxOut(1, LOCK)),
        r"Transaction.parse\(data\) makes",
    ),
    "a chain for its coins": (
        lambda: connect_block(BLOCK, CHAIN.tip, CHAIN),
        "the coins, chain.utxos, must be",
    ),
    "params for rules": (
        lambda: connect_block(BLOCK, CHAIN.tip, {}, MAINNET),
        "must be a Rules, got ChainParams",
    ),
    "nothing for headers": (lambda: next_bits(None), "needs the headers since the last change, got None"),
    "a name for params": (
        lambda: check_pow(BLOCK.header, "main"),
        r"params must be ChainParams, such as .*, got str 'main'",
    ),
    "a number for params": (
        lambda: subsidy(0, 210000),
        r"params must be ChainParams, such as .*, got int 210000",
    ),
    "rules of nothing": (lambda: Rules(None), r"params must be ChainParams, such as .*, got NoneType"),
    "an id for an index": (
        lambda: CHAIN.holds(CHAIN.tip.hash),
        r"chain.tip.at\(height\), must be a BlockIndex",
    ),
    "bytes for a block": (
        lambda: connect_block(BLOCK.serialize(), CHAIN.tip, {}),
        "the block must be a Block, got bytes",
    ),
    "a height for an index": (lambda: connect_block(BLOCK, 1, {}), "must be a BlockIndex, got int 1"),
    "an id turned round": (
        lambda: CHAIN.invalidate(CHAIN.tip.hash[::-1]),
        r"turned round it is one: from_display",
    ),
    "an id as people read it": (
        lambda: CHAIN.invalidate("00" * 32),
        r"a block's id must be bytes, .* from_display",
    ),
    "milliseconds": (
        lambda: CHAIN.accept(BLOCK, NOW * 1000),
        r"int\(time.time\(\)\) in seconds, must lie between",
    ),
    "a used undo list": (
        lambda: connect_block(BLOCK, CHAIN.tip, {}, RULES, [(POINT, None)]),
        "undo must be an empty list",
    ),
    "no coins": (lambda: check_inputs(TX, [], 5), "one coin for each of 1 inputs is needed, got 0"),
    "a coin for an output": (
        lambda: RULES.verify_input(TX, 0, next(iter(CHAIN.utxos.values()))),
        "must be a TxOut, got Coin: a coin's is .output",
    ),
    "an input that is not there": (
        lambda: RULES.verify_input(TX, 1, TX.outputs[0]),
        "the input's index must lie",
    ),
    "flags by name": (
        lambda: RULES.verify_input(TX, 0, TxOut(1, LOCK), "P2SH"),
        "must be a Flag, got str 'P2SH'",
    ),
    "a pool's flags by name": (lambda: Mempool(CHAIN, "LOW_S"), r"Flag.NULLDUMMY, must be a Flag, got str"),
    "a transaction for its id": (
        lambda: Mempool(CHAIN).remove(TX),
        "the txid must be bytes, got Transaction",
    ),
    "one for a package": (
        lambda: Mempool(CHAIN).accept_package(TX),
        "the package must be a list of Transaction",
    ),
    "a number to push": (lambda: push(5), "a number first goes through encode_number"),
    "a list to push": (lambda: push([5]), "data to push .* must be bytes"),
    "text for a number": (lambda: encode_number("5"), "a number must be an int, got str '5'"),
    "hex for a script": (
        lambda: list(steps("76a9")),
        "a script must be bytes, got str .* bytes.fromhex",
    ),
    "hex to count": (lambda: count_sigops("ac"), "a script must be bytes"),
    "a transaction without what it spends": (
        lambda: witness_sighash(TX, 0, LOCK),
        r"and what it spends, Spending\(tx, outputs\), must be a Spending, got Transaction",
    ),
    "amounts that are not known": (
        lambda: witness_sighash(Spending(TX), 0, LOCK),
        "what input 0 spends is not known: hand in the list of the outputs that all inputs spend",
    ),
    "an input too far": (lambda: taproot_sighash(Spending(TX), 1), "index must lie between 0 and 0, got 1"),
    "too few outputs that are spent": (
        lambda: RULES.verify_input(TX, 0, []),
        "the outputs that are spent must be one for each of the 1 inputs, got 0",
    ),
    "coins for outputs": (
        lambda: RULES.verify_input(TX, 0, list(CHAIN.utxos.values())[:1]),
        r"the outputs that are spent \(a coin's is .output\) must",
    ),
    "hex to sign": (lambda: sighash(TX, 0, "76a9"), "script_code must be bytes"),
    "half a key": (lambda: PrivateKey(7, compressed=2), "compressed must be True or False, got int 2"),
    "no halving": (lambda: replace(CLASSROOM, halving_blocks=0), "halving_blocks must lie between 1 and"),
    "a number beyond all digits": (
        lambda: subsidy(10**5000),
        "must lie between 0 and 2147483647, got <a int",
    ),
    # functions of students
    "a called function": (
        lambda: replace(RULES, subsidy=subsidy(0)),
        "subsidy must be a function, got 5000000000;",
    ),
    "no function": (
        lambda: replace(RULES, merkle_root=None),
        "merkle_root must be a function, got None; give it",
    ),
    "work with /": (
        lambda: with_slot(work=lambda bits: 2**256 / (bits + 1)),
        "what work returns must be a whole",
    ),
    "a target with /": (
        lambda: with_slot(bits_to_target=float),
        "what bits_to_target returns must be a whole",
    ),
    "no answer on a target": (
        lambda: with_slot(meets_target=lambda header, target: None),
        "what meets_target returns must be True or False, got NoneType None: is a return missing?",
    ),
    "no answer on doubles": (
        lambda: with_slot(has_duplicate_subtree=lambda txids: None),
        "what has_duplicate_subtree returns must be True or False",
    ),
    "no answer on branches": (
        lambda: with_slot(prefer=lambda tip, other: None),
        "what prefer returns must be True or False",
    ),
    "no answer on signatures": (
        lambda: replace(RULES, verify_signature=lambda *given: None).verify_input(TX, 0, TxOut(1, LOCK)),
        "what verify_signature returns must be True or False",
    ),
    "no for a transaction in the pool": (
        lambda: Mempool(
            grown(4, replace(building.RULES, check_transaction=lambda tx: tx.is_coinbase))
        ).accept(TX),
        "check_transaction raises an error to refuse, but it returned False",
    ),
    "no hash of a header": (
        lambda: replace(RULES, hash256=lambda data: None).block_hash(BLOCK.header),
        "what hash256 returns must be bytes, got NoneType None",
    ),
    "a short header": (
        lambda: with_slot(header_bytes=lambda header: header.serialize()[:79]),
        "what header_bytes returns must be 80 bytes, got 79",
    ),
    "no yes for a header": (
        lambda: replace(RULES, meets_target=lambda header, target: None).check_pow(BLOCK.header),
        "what meets_target returns must be True or False",
    ),
    "no yes for a block": (
        lambda: replace(RULES, has_duplicate_subtree=lambda txids: None).check_block(BLOCK),
        "what has_duplicate_subtree returns must be True or False",
    ),
    "a float to connect with": (
        lambda: connect_block(
            BLOCK, CHAIN.tip, {}, replace(building.RULES, subsidy=lambda height, params: 5e9)
        ),
        "what subsidy returns must be a whole number",
    ),
    "a float in a template": (
        lambda: block_template(Chain(replace(building.RULES, subsidy=lambda height, params: 5e9)), LOCK, NOW),
        "what subsidy returns must be a whole number",
    ),
    "a store with half an id": (
        lambda: Store("never.db", replace(RULES, hash256=lambda data: data[:31])),
        "what hash256 returns must be 32 bytes, got 31",
    ),
    "a subsidy of one argument": (
        lambda: replace(RULES, subsidy=lambda height: 5),
        r"subsidy takes \(height\) but is called with \(height, params\): begin it with def subsidy",
    ),
    "no hash to sign": (
        lambda: replace(RULES, sighash=lambda *given: None).verify_input(TX, 0, TxOut(1, LOCK)),
        "what sighash returns must be bytes, got NoneType None",
    ),
    "a header as shipped": (
        lambda: check_pow(real_block(1)),
        "must be a Header, got RealBlock; it has one as .header",
    ),
    "half a block as shipped": (lambda: CHAIN.accept(real_block(100000), NOW), "Block.parse"),
    "a generator in a block": (
        lambda: Block(BLOCK.header, iter(())),
        "must be a list of Transaction, got tuple_iter",
    ),
    "a hash type by name": (
        lambda: sighash(TX, 0, LOCK, "ALL"),
        "hash type, SIGHASH_ALL = 1 .* must be an int",
    ),
    "a transaction for its entry": (
        lambda: Mempool(CHAIN).ancestors(TX),
        "must be an Entry, got Transaction",
    ),
    "no for a transaction": (
        lambda: with_slot(check_transaction=lambda tx: False),
        "check_transaction raises an error to refuse, but it returned False",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_words_that_help(slip):
    call, told = SLIPS[slip]
    before = CHAIN.state_hash()
    with pytest.raises((TypeError, ValueError), match=told):
        call()
    assert CHAIN.state_hash() == before


@pytest.mark.parametrize(
    "call",
    [
        lambda: hash160(WIF),
        lambda: KEY.sign(WIF),
        lambda: hash160(KEY.number + 2**250),
        lambda: push([WIF]),
        lambda: merkle_root([WIF]),
        lambda: Block(WIF, ()),
        lambda: hash160({"key": WIF}),
        lambda: merkle_root([str(KEY.number + 2**250)]),
    ],
)
def test_no_message_shows_what_may_be_a_private_key(call):
    with pytest.raises(TypeError) as caught:
        call()
    assert WIF[5:20] not in str(caught.value)
    assert str(KEY.number + 2**250) not in str(caught.value)


def test_a_list_in_a_block_can_no_longer_be_changed_from_outside():
    chain, txs = grown(2), []
    block = next_block(chain)
    txs += block.transactions
    same = Block(block.header, txs)
    chain.accept(same, NOW)
    txs.append(TX)
    assert same == block
    check_block(chain.blocks[block.header.hash])


def test_flags_may_be_joined():
    assert isinstance(Mempool(CHAIN, Flag.LOW_S | Flag.NULLDUMMY).extra_flags, Flag)


# ---- stores --------------------------------------------------------------------------------------


def test_a_chain_goes_into_a_store_of_its_own_kind(tmp_path):
    path = tmp_path / "chain.db"
    with (
        Store(path) as store,
        pytest.raises(ValueError, match=r"for the main chain, this is a regtest chain: Store\("),
    ):
        store.save(CHAIN)
    with Store(path, building.RULES) as store:  # nothing was in it: it may be any chain's
        store.save(grown(2))
    with pytest.raises(
        ValueError, match=r"regtest, not main; nothing in it is damaged; rules_for\(PARAMS\['regtest"
    ):
        Store(path)
    with Store(path, building.RULES) as store:
        assert store.load().tip.height == 2


def test_a_closed_store_is_told(tmp_path):
    store = Store(tmp_path / "chain.db", building.RULES)
    store.close()
    for call in (lambda: store.save(grown(1)), store.load):
        with pytest.raises(ValueError, match=r"chain.db is closed: open it again with Store\(path, rules\)"):
            call()


def test_a_place_where_no_store_can_be(tmp_path):
    with pytest.raises(ValueError, match=r"store-not-opened: .* it is a folder"):
        Store(tmp_path)
    with pytest.raises(ValueError, match=r"store-not-opened: .* is its folder there\?"):
        Store(tmp_path / "missing" / "chain.db")


def test_a_database_of_somebody_else_is_left_alone(tmp_path):
    import sqlite3

    path = tmp_path / "notes.db"
    notes = sqlite3.connect(path)
    notes.execute("CREATE TABLE notes (text)")
    notes.close()
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"wrong-store: notes.db is a database of somebody else's"):
        Store(path, rules_for(REGTEST))
    assert before == path.read_bytes()
