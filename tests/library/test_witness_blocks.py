"""Blocks with witnesses: what commits to them, that a spoilt one keeps no right one out, files of them."""

import random
import sqlite3
from dataclasses import replace
from itertools import permutations

import pytest

from blockkit import (
    CLASSROOM,
    MAINNET,
    REGTEST,
    Block,
    Chain,
    Flag,
    Invalid,
    OutPoint,
    Transaction,
    TxIn,
    TxOut,
    from_display,
    hash160,
    hash256,
    merkle_root,
    rules_for,
)
from blockkit.block import MAX_BLOCK_WEIGHT
from blockkit.cli import main
from blockkit.commitment import MARK, RESERVED, check_commitment, commitment_in, commitment_to
from blockkit.digests import Spending, witness_sighash
from blockkit.node.alone import judge_alone, lone_index
from blockkit.node.block_files import blocks_in
from blockkit.node.large_store import LargeStore
from blockkit.node.mempool import Mempool
from blockkit.node.mining import block_template, committed, mine
from blockkit.node.replay import Replay
from blockkit.node.store import BEFORE_WITNESSES, VERSION, Store
from blockkit.params import NEVER
from blockkit.templates import p2pkh
from blockkit.validation import check_witnesses, script_flags, sigop_cost
from tests.library.building import (
    KEY,
    LOCK,
    NOW,
    PARAMS,
    RULES,
    coinbase_of,
    grown,
    next_block,
    payment,
    solved,
)

PROGRAM = bytes([0, 20]) + hash160(KEY.public_key())  # P2WPKH


def opened(spent, index=0, fee=1000):
    """A P2WPKH output of ours spent to the same."""
    output = spent.outputs[index]
    paid = (TxOut(output.value - fee, PROGRAM),)
    tx = Transaction(2, (TxIn(OutPoint(spent.txid, index), b""),), paid)
    digest = witness_sighash(Spending(tx, [output]), 0, p2pkh(hash160(KEY.public_key())), 1)
    return replace(tx, witnesses=((KEY.sign(digest) + b"\x01", KEY.public_key()),))


def with_commitment(block, rules=RULES, **changes):
    """The block, committed to its witnesses and solved again."""
    txs = committed(block.transactions, rules)
    root = rules.merkle_root([tx.txid for tx in txs])
    return solved(Block(replace(block.header, merkle_root=root, **changes), txs))


def today(chain, txs=(), fees=0, **how):
    """The next block of a chain, with witnesses."""
    return with_commitment(next_block(chain, txs=txs, fees=fees, **how), chain.rules)


def spoilt(block, n=-1):
    """The same block, a byte of a witness changed."""
    txs = list(block.transactions)
    (signature, key), *others = txs[n].witnesses
    txs[n] = replace(txs[n], witnesses=((signature[:-2] + b"\0\1", key), *others))
    return replace(block, transactions=tuple(txs))


def without(block):
    """The same block as a node without witnesses passes it on."""
    return replace(block, transactions=tuple(replace(tx, witnesses=()) for tx in block.transactions))


def reason(function, *arguments):
    with pytest.raises(Invalid) as caught:
        function(*arguments)
    return caught.value.reason


@pytest.fixture
def chain():
    """Three blocks, and a fourth with a payment to PROGRAM."""
    chain = grown(3)
    funding = payment(coinbase_of(chain, 1), lock=PROGRAM)
    chain.accept(next_block(chain, txs=[funding], fees=1000), NOW)
    return chain


def spending(chain):
    """The next block, which spends by a witness."""
    funding = chain.blocks[chain.tip.hash].transactions[1]
    return today(chain, [opened(funding)], 1000)


# ---- a spoilt witness marks nothing --------------------------------------------------------------

SPOILT_BY = {
    "a witness is another": (spoilt, "bad-witness-merkle-match"),
    "all witnesses are gone": (without, "bad-witness-nonce-size"),
    "the reserved value is longer": (
        lambda block: replaced(block, witnesses=((bytes(33),),)),
        "bad-witness-nonce-size",
    ),
    "it is so long that the block is too heavy": (
        lambda block: replaced(block, witnesses=((bytes(MAX_BLOCK_WEIGHT),),)),
        "bad-witness-nonce-size",
    ),
}


def replaced(block, **changes):
    """The block with another coinbase of the same id."""
    return replace(block, transactions=(replace(block.transactions[0], **changes), *block.transactions[1:]))


@pytest.mark.parametrize("way", SPOILT_BY)
def test_the_right_body_is_taken_in_both_orders(chain, way):
    good = spending(chain)
    change, expected = SPOILT_BY[way]
    bad = change(good)
    assert bad.header == good.header and bad != good
    assert reason(chain.accept, bad, NOW) == expected
    assert not chain.index[good.header.hash].failed
    assert reason(chain.accept, bad, NOW) == expected  # and not as a duplicate
    assert chain.accept(good, NOW)
    before = chain.state_hash()
    assert chain.accept(bad, NOW)  # it is there: nobody looks at another body
    assert chain.blocks[good.header.hash] == good and chain.state_hash() == before


def test_what_is_wrong_with_a_spoilt_witness_is_said_in_few_words(chain):
    """Whatever somebody has put in: a million items, or items of a million bytes."""
    good = spending(chain)
    for items in ((b"",) * 1_000_000, (bytes(1_000_000),) * 3):
        with pytest.raises(Invalid, match="expected one item of 32 bytes, got ") as caught:
            chain.accept(replaced(good, witnesses=(items,)), NOW)
        assert len(str(caught.value)) < 100
    assert chain.accept(good, NOW)


def test_a_witness_that_somebody_put_in(chain):
    good = next_block(chain)
    bad = replaced(good, witnesses=((b"put in",),))
    assert reason(chain.accept, bad, NOW) == "unexpected-witness"
    assert chain.accept(good, NOW) and chain.accept(bad, NOW)
    assert chain.blocks[good.header.hash] == good


@pytest.mark.parametrize("order", list(permutations(("bad", "good", "parent", "bad again"))))
def test_so_it_is_for_a_block_that_waits_for_its_parent(chain, order):
    """Whatever comes when, the right body is the tip in the end; a spoilt one is refused or not needed."""
    other = Chain(chain.rules)
    for height in range(1, 5):
        other.accept(chain.blocks[chain.tip.at(height).hash], NOW)
    parent = next_block(chain)
    chain.accept(parent, NOW)
    funding = chain.blocks[chain.tip.at(4).hash].transactions[1]
    good = today(chain, [opened(funding)], 1000)
    for block in (parent, good):
        other.accept_header(block.header, NOW)
    bodies = {"bad": spoilt(good), "good": good, "parent": parent, "bad again": without(good)}
    came = set()
    for name in order:
        if name.startswith("bad") and "good" not in came:
            assert reason(other.accept, bodies[name], NOW) in {
                "bad-witness-merkle-match",
                "bad-witness-nonce-size",
            }
        else:
            other.accept(bodies[name], NOW)
        came.add(name)
        assert not any(index.failed for index in other.index.values())
    assert other.tip.hash == good.header.hash and other.blocks[good.header.hash] == good


def test_what_is_the_blocks_own_fault_marks_it(chain):
    """The commitment is right: so the header fixes what is wrong with it."""
    heavy = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), (TxOut(0, b""),))
    heavy = replace(heavy, witnesses=((bytes(MAX_BLOCK_WEIGHT),),))
    too_heavy = today(chain, [heavy])
    false = today(chain, [replace(opened(chain.blocks[chain.tip.hash].transactions[1]), lock_time=1)], 1000)
    for block, expected in (
        (too_heavy, "bad-blk-weight"),
        (false, "mandatory-script-verify-flag-failed"),
    ):
        assert reason(chain.accept, block, NOW) == expected
        assert chain.index[block.header.hash].failed == expected
        assert reason(chain.accept, block, NOW) == "duplicate"


def test_what_is_asked_before_the_witnesses_marks_a_block_with_spoilt_ones(chain):
    good = spending(chain)
    late = replace(
        good.transactions[0], lock_time=10**6, inputs=(replace(good.transactions[0].inputs[0], sequence=0),)
    )
    root = merkle_root([late.txid, *(tx.txid for tx in good.transactions[1:])])
    block = solved(Block(replace(good.header, merkle_root=root), (late, *spoilt(good).transactions[1:])))
    assert reason(chain.accept, block, NOW) == "bad-txns-nonfinal"
    assert reason(chain.accept, block, NOW) == "duplicate"


# ---- weight, and the size without witnesses ------------------------------------------------------


def of_weight(weight):
    """A block by itself, most of it one witness."""
    first = Transaction(1, (TxIn(OutPoint(bytes(32), 2**32 - 1), b"\0\0"),), (TxOut(0, b""),))
    heavy = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), (TxOut(0, b""),))

    def block(size):
        txs = committed([first, replace(heavy, witnesses=((bytes(size),),))], RULES)
        return Block(REGTEST_BLOCK.header, txs)

    return block(3_900_000 + weight - block(3_900_000).weight)


REGTEST_BLOCK = next_block(Chain(RULES))


def test_a_block_weighs_at_most_four_million():
    block = of_weight(4_000_000)
    assert block.weight == MAX_BLOCK_WEIGHT == 4_000_000
    assert len(block.serialize()) + 3 * block.stripped_size == block.weight
    assert len(without(block).serialize()) == block.stripped_size
    check_witnesses(block, 1, REGTEST)
    with pytest.raises(Invalid, match=r"bad-blk-weight: expected at most 4000000, got 4000001"):
        check_witnesses(of_weight(4_000_001), 1, REGTEST)
    legacy = next_block(Chain(RULES))
    assert legacy.weight == 4 * len(legacy.serialize()) == 4 * legacy.stripped_size


# ---- what commits --------------------------------------------------------------------------------

ROOT, OTHER = b"\x11" * 32, b"\x22" * 32


@pytest.mark.parametrize(
    ("scripts", "expected"),
    [
        ([], None),
        ([LOCK], None),
        ([MARK + ROOT], ROOT),
        ([MARK + ROOT, LOCK], ROOT),
        ([MARK + OTHER, MARK + ROOT], ROOT),
        ([MARK + ROOT, MARK + OTHER[:31]], ROOT),
        ([MARK + ROOT + b"more"], ROOT),
        ([MARK + ROOT[:31]], None),
        ([b"\x6a\x4c" + MARK[1:] + ROOT], None),
        ([b"\x51" + MARK + ROOT], None),
        ([MARK[:5] + b"\xee" + ROOT], None),
    ],
)
def test_the_last_output_with_the_mark_and_32_bytes_commits(scripts, expected):
    first = Transaction(1, (TxIn(OutPoint(bytes(32), 2**32 - 1), b""),), tuple(TxOut(0, s) for s in scripts))
    assert commitment_in(first) == expected


def test_raw_blocks_of_four_million_bytes_are_found(tmp_path):
    blocks = [of_weight(4_000_000 - n) for n in range(5)]
    path = tmp_path / "blocks.raw"
    path.write_bytes(b"".join(block.serialize() for block in blocks))
    assert all(len(block.serialize()) > 3_990_000 for block in blocks)
    found = list(blocks_in(path, REGTEST))
    assert [Block.parse(place.read()) for place in found] == blocks


# ---- where witnesses are in force ----------------------------------------------------------------


def test_witnesses_come_with_their_height():
    rules = rules_for(replace(PARAMS, segwit_height=5))
    chain = grown(3, rules)
    announced = today(chain)  # before, the output means nothing, and its witness must not be there
    assert reason(chain.accept, announced, NOW) == "unexpected-witness"
    assert chain.accept(without(announced), NOW)
    assert chain.tip.height == 4
    silent = without(today(chain))
    assert reason(chain.accept, silent, NOW) == "bad-witness-nonce-size"
    assert chain.accept(today(chain), NOW)
    assert chain.accept(next_block(chain), NOW)  # without witnesses, nobody must commit to any


def test_the_chains():
    assert [params.segwit_height for params in (MAINNET, REGTEST, CLASSROOM)] == [481_824, 0, NEVER]
    for params in (CLASSROOM, replace(REGTEST, segwit_height=NEVER)):
        template = block_template(Chain(rules_for(params)), LOCK, now=NOW)
        assert len(template.transactions[0].outputs) == 1 and not template.transactions[0].witnesses


def test_regtest_as_it_was_is_one_replace_away():
    """A coinbase may say what it likes, and a witness is refused."""
    before = rules_for(replace(PARAMS, segwit_height=NEVER))
    chain = grown(2, before)
    announced = today(grown(2, before))
    assert reason(chain.accept, announced, NOW) == "unexpected-witness"
    assert chain.accept(without(announced), NOW)
    assert reason(grown(2).accept, without(announced), NOW) == "bad-witness-nonce-size"


def test_the_flags_of_a_height_and_the_two_exceptions():
    base, later = Flag.P2SH | Flag.WITNESS, Flag.DERSIG | Flag.CHECKLOCKTIMEVERIFY | Flag.CHECKSEQUENCEVERIFY
    assert script_flags(0, bytes(32), MAINNET) == base | Flag.TAPROOT
    assert script_flags(481_823, bytes(32), MAINNET) == base | Flag.TAPROOT | later
    assert script_flags(481_824, bytes(32), MAINNET) == base | Flag.TAPROOT | later | Flag.NULLDUMMY
    breaks = from_display("0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad")
    assert script_flags(692_261, breaks, MAINNET) == base | later | Flag.NULLDUMMY
    assert script_flags(692_261, breaks, REGTEST) & Flag.TAPROOT
    breaks = from_display(MAINNET.bip16_exception)
    assert script_flags(170_060, breaks, MAINNET) == Flag.NONE


@pytest.mark.parametrize(
    ("flag", "height"),
    [
        (Flag.DERSIG, MAINNET.bip66_height),
        (Flag.CHECKLOCKTIMEVERIFY, MAINNET.bip65_height),
        (Flag.CHECKSEQUENCEVERIFY, MAINNET.csv_height),
        (Flag.NULLDUMMY, MAINNET.bip147_height),
    ],
)
def test_each_rule_begins_at_its_own_height(flag, height):
    before, after = (script_flags(at, bytes(32), MAINNET) for at in (height - 1, height))
    assert after == before | flag != before


# ---- whose Merkle root ---------------------------------------------------------------------------


def test_a_students_root_judges_witnesses_too(chain):
    """The same function makes both roots, so a wrong one takes other blocks than ours, and its own."""

    def wrong_root(txids):
        level = list(txids)
        while len(level) > 1:
            level = [
                hash256(b"".join(level[i : i + 2])) for i in range(0, len(level), 2)
            ]  # the odd one alone
        return level[0]

    asked = []

    def watched_root(txids):
        asked.append(list(txids))
        return merkle_root(txids)

    good = spending(chain)
    mine = Chain(replace(chain.rules, merkle_root=watched_root))
    for height in range(1, 5):
        mine.accept(chain.blocks[chain.tip.at(height).hash], NOW)
    asked.clear()
    assert mine.accept(good, NOW)
    assert asked == [
        [tx.txid for tx in good.transactions],
        [bytes(32), *(tx.wtxid for tx in good.transactions[1:])],
    ]
    check_commitment(good, True, wrong_root)  # of two leaves it is right
    funding = chain.blocks[chain.tip.hash].transactions[1]
    one = opened(funding)
    three = today(chain, [one, opened(one)], 2000)
    assert reason(check_commitment, three, True, wrong_root) == "bad-witness-merkle-match"
    check_commitment(three, True)
    mine = replace(chain.rules, merkle_root=wrong_root)
    check_commitment(with_commitment(next_block(chain, txs=three.transactions[1:]), mine), True, wrong_root)


# ---- templates -----------------------------------------------------------------------------------


def test_a_template_commits_to_the_witnesses_of_the_pool(chain):
    funding = chain.blocks[chain.tip.hash].transactions[1]
    pool = Mempool(chain)
    first = opened(funding)
    for tx in (first, opened(first)):
        pool.accept(tx)
    template = block_template(chain, PROGRAM, NOW, pool)
    coinbase = template.transactions[0]
    assert coinbase.witnesses == ((RESERVED,),) and coinbase.outputs[-1].value == 0
    assert coinbase.outputs[-1].script_pubkey == MARK + commitment_in(coinbase)
    assert commitment_in(coinbase) == commitment_to(template.transactions)
    assert [tx.txid for tx in template.transactions[1:]] == list(pool.entries)
    block = next(found for found in mine(template) if found)
    assert chain.accept(block, NOW)
    assert chain.accept(next(found for found in mine(block_template(chain, LOCK, NOW, pool)) if found), NOW)


def test_what_we_mine_core_takes():
    core = pytest.importorskip("tests.kernel.core", reason="Core's kernel is not here")
    if core.pbk is None:
        pytest.skip("Core's kernel is not here: there is no wheel for this system")
    ours, its = Chain(rules_for(REGTEST)), core.CoreChain()
    try:
        pool, last = Mempool(ours), None
        for height in range(1, 108):
            if height == 102:
                last = payment(coinbase_of(ours, 1), lock=PROGRAM)
                pool.accept(last)
            for _ in range({103: 2, 106: 1}.get(height, 0)):
                last = opened(last)
                pool.accept(last)
            block = next(found for found in mine(block_template(ours, LOCK, NOW, pool)) if found)
            assert len(block.transactions) == {102: 2, 103: 3, 106: 2}.get(height, 1)
            assert commitment_in(block.transactions[0])
            assert its.accept(block.serialize()) == ""
            assert ours.accept(block, NOW)
            assert its.tip() == ours.tip.hash
        assert pool.entries == {}
    finally:
        its.close()


# ---- files ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_chain():
    """Thirty blocks with spends by witnesses."""
    chain = grown(3)
    last = payment(coinbase_of(chain, 1), lock=PROGRAM)
    chain.accept(next_block(chain, txs=[last], fees=1000), NOW)
    for _ in range(26):
        first = opened(last)
        last = opened(first)
        chain.accept(today(chain, [first, last], 2000), NOW)
    return chain


def bodies(chain):
    return [chain.blocks[chain.tip.at(height).hash] for height in range(1, chain.tip.height + 1)]


@pytest.mark.parametrize("kind", [Store, LargeStore])
def test_witnesses_are_kept_in_a_store(long_chain, tmp_path, kind):
    path = tmp_path / "chain.sqlite"
    with kind(path, RULES) as store:
        chain = store.load()
        for block in bodies(long_chain):
            chain.accept(block, NOW)
        store.save(chain)
    for other in (Store, LargeStore):
        with other(path, RULES) as store:
            again = store.load()
            assert again.state_hash() == long_chain.state_hash()
            assert [again.blocks[block.header.hash] for block in bodies(long_chain)] == bodies(long_chain)
            again.invalidate(again.tip.at(20).hash)  # and their undo lists
            assert again.tip.height == 19


def framed(blocks):
    magic = bytes.fromhex("fabfb5da")
    return b"".join(magic + len(b.serialize()).to_bytes(4, "little") + b.serialize() for b in blocks)


def test_replay_of_files_with_witnesses(long_chain, tmp_path):
    """Hidden by a key, out of order, with spoilt copies before and after the right ones."""
    blocks = bodies(long_chain)
    mixed = [*blocks, *map(spoilt, blocks[10:20]), *map(without, blocks[15:25])]
    random.Random(12).shuffle(mixed)
    key, data = bytes.fromhex("0102a3c4d5e6f708"), framed(mixed)
    (tmp_path / "xor.dat").write_bytes(key)
    file = tmp_path / "blk00000.dat"
    file.write_bytes(bytes(byte ^ key[i % 8] for i, byte in enumerate(data)))
    with LargeStore(tmp_path / "chain.sqlite", RULES) as store:
        run = Replay(store, [file], NOW, keep_going=True)
        assert all(milestone is None for milestone in run.run())
        assert run.chain.state_hash() == long_chain.state_hash()
        assert {refusal.error.reason for refusal in run.refusals} <= {
            "bad-witness-merkle-match",
            "bad-witness-nonce-size",
        }
        assert 0 < len(run.refusals) < 20 and run.judged >= len(blocks)


def test_a_block_with_witnesses_alone(long_chain):
    index = long_chain.tip.at(25)
    block = long_chain.blocks[index.hash]
    coins = {outpoint: coin for outpoint, coin in long_chain.undo[index.hash] if coin is not None}
    spent = [[coins[txin.prevout] for txin in tx.inputs] for tx in block.transactions[1:]]
    lone = lone_index(block, index.hash)
    for place in (index, lone):
        assert judge_alone(block, spent, place, RULES) == 2000
        assert reason(judge_alone, spoilt(block), spent, place, RULES) == "bad-witness-merkle-match"
        assert reason(judge_alone, without(block), spent, place, RULES) == "bad-witness-nonce-size"
    before = rules_for(replace(PARAMS, segwit_height=26))
    assert reason(judge_alone, block, spent, lone, before) == "unexpected-witness"


# ---- a store of before ---------------------------------------------------------------------------


def aged(path, failed=""):
    """Make the file one of an earlier version."""
    db = sqlite3.connect(path)
    db.execute("UPDATE about SET value = ? WHERE name = 'version'", (BEFORE_WITNESSES,))
    if failed:
        db.execute("UPDATE blocks SET failed = ? WHERE number = 3", (failed,))
    db.commit()
    db.close()


@pytest.mark.parametrize("kind", [Store, LargeStore])
def test_a_store_of_before_opens_and_is_marked(tmp_path, kind):
    path, chain = tmp_path / "old.sqlite", grown(2)
    late = next_block(chain)
    with kind(path, RULES) as store:
        loaded = store.load()
        for block in bodies(chain):
            loaded.accept(block, NOW)
        loaded.accept_header(late.header, NOW)
        store.save(loaded)
        assert store.note == ""
    aged(path, "beyond-last-height")
    with kind(path, RULES) as store:
        assert f"marked as version {VERSION}" in store.note and path.name in store.note
        loaded = store.load()
        assert (loaded.tip.height, loaded.state_hash()) == (2, chain.state_hash())
        assert loaded.accept(late, NOW)  # what came too late for the old rules
        store.save(loaded)
    with kind(path, RULES) as store:
        assert store.note == "" and store.load().tip.height == 3


def test_what_an_old_store_refused_for_another_reason_stays_refused(tmp_path):
    path, chain = tmp_path / "old.sqlite", grown(2)
    bad = next_block(chain, value=51 * 10**8)
    with Store(path, RULES) as store:
        reason(chain.accept, bad, NOW)
        store.save(chain)
    aged(path)
    with Store(path, RULES) as store:
        assert store.load().index[bad.header.hash].failed == "bad-cb-amount"


def test_an_old_store_of_another_chain_is_left_alone(tmp_path):
    path = tmp_path / "old.sqlite"
    with Store(path, RULES) as store:
        store.save(grown(1))
    aged(path)
    before = path.read_bytes()
    with pytest.raises(Invalid, match="wrong-store"):
        Store(path, rules_for(MAINNET))
    assert path.read_bytes() == before


def test_the_command_says_that_a_store_is_marked(tmp_path, capsys):
    file, path = tmp_path / "blk00000.dat", tmp_path / "old.sqlite"
    chain = grown(2, rules_for(REGTEST))
    file.write_bytes(framed(bodies(chain)))
    args = ["replay", str(file), "--chain", "regtest", "--store", str(path)]
    assert main(args) == 0
    assert "marked as version" not in capsys.readouterr().err
    aged(path)
    assert main(args) == 0
    assert f"marked as version {VERSION} now" in capsys.readouterr().err


# ---- what signature checks cost ------------------------------------------------------------------


def test_checks_without_the_rules_of_2012_and_2017(chain):
    """The flags say what counts, as they do in Core."""
    tx = opened(chain.blocks[chain.tip.hash].transactions[1])
    coins = [chain.utxos[tx.inputs[0].prevout]]
    assert sigop_cost(tx, coins, Flag.P2SH | Flag.WITNESS) == 1
    assert sigop_cost(tx, coins, Flag.P2SH) == sigop_cost(tx, coins, Flag.NONE) == 0
