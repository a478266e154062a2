"""The chain's file: what is saved comes back, and a kill at any instant leaves it whole."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from blockkit import MAINNET, Chain, Invalid, OutPoint, TxOut, rules_for
from blockkit.node.store import Store, pack_undo, unpack_undo
from blockkit.utxo import Coin
from tests.conftest import ROOT
from tests.library.building import NOW, RULES, coinbase_of, grown, next_block, payment


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my chain 链.sqlite"


def same(a, b):
    assert a.state_hash() == b.state_hash()
    assert list(a.index) == list(b.index)
    assert a.blocks == b.blocks
    assert a.undo == b.undo
    assert {i.hash: i.failed for i in a.index.values()} == {i.hash: i.failed for i in b.index.values()}
    assert {tip.hash for tip in a.tips} == {tip.hash for tip in b.tips}


def test_a_new_file_holds_a_new_chain(path):
    with Store(path, RULES) as store:
        same(store.load(), Chain(RULES))


def test_every_step_of_a_chain_with_a_reorganisation_comes_back(path):
    chain, fork = Chain(RULES), None
    with Store(path, RULES) as store:
        for height in range(1, 7):
            txs = [payment(coinbase_of(chain, 1))] if height == 5 else []
            chain.accept(next_block(chain, txs=txs, fees=1000 * len(txs)), NOW)
            fork = chain.tip if height == 3 else fork
            store.save(chain)
        branch = fork
        for _ in range(4):
            block = next_block(chain, branch, extra=1)
            chain.accept(block, NOW)
            branch = chain.index[block.header.hash]
            store.save(chain)
    with Store(path, RULES) as store:
        loaded = store.load()
        same(loaded, chain)
        for each in (chain, loaded):  # both go on in the same way
            each.accept(next_block(chain, branch, extra=2), NOW)
            each.invalidate(fork.hash)
        store.save(loaded)
    with Store(path, RULES) as store:
        same(store.load(), chain)


def test_headers_without_bodies_failures_and_waiting_bodies_come_back(path):
    source = grown(5)
    blocks = [source.blocks[source.tip.at(h).hash] for h in range(1, 6)]
    with Store(path, RULES) as store:
        chain = store.load()
        for block in blocks:
            chain.accept_header(block.header, NOW)
        for block in (blocks[0], blocks[3], blocks[1]):
            chain.accept(block, NOW)
        bad = next_block(chain, value=51 * 10**8)
        with pytest.raises(Invalid):
            chain.accept(bad, NOW)
        store.save(chain)
    with Store(path, RULES) as store:
        loaded = store.load()
        same(loaded, chain)
        assert loaded.index[bad.header.hash].failed == "bad-cb-amount"
        loaded.accept(blocks[2], NOW)
        assert loaded.tip.height == 4
        store.save(loaded)
    with Store(path, RULES) as store:
        loaded = store.load()
        loaded.accept(blocks[4], NOW)
        assert loaded.state_hash() == source.state_hash()


def test_a_foreign_chain_is_not_written_over(path):
    with Store(path, RULES) as store:
        store.save(grown(3))
        with pytest.raises(ValueError, match="holds another chain"):
            store.save(grown(2, replace(RULES)))
        assert store.load().tip.height == 3
    with Store(path, RULES) as store:
        with pytest.raises(ValueError, match=r"load\(\) goes on with that one"):
            store.save(grown(3))  # opened, but not loaded
        assert store.load().tip.height == 3


def test_a_full_disk_is_told_and_loses_nothing(path):
    with Store(path, RULES) as store:
        chain = grown(2)
        store.save(chain)
        store._db.execute("PRAGMA max_page_count = 1")
        for _ in range(200):
            chain.accept(next_block(chain), NOW)
        with pytest.raises(Invalid) as caught:
            store.save(chain)
        assert caught.value.reason == "store-not-written"
    with Store(path, RULES) as store:
        assert store.load().tip.height == 2


def test_one_process_at_a_time(path):
    with Store(path, RULES), pytest.raises(Invalid) as caught:
        Store(path, RULES)
    assert caught.value.reason == "store-in-use"


def test_a_file_of_another_chain_or_no_database_is_left_alone(path):
    with Store(path, RULES) as store:
        store.save(grown(1))
    before = path.read_bytes()
    with pytest.raises(Invalid, match="chain"):
        Store(path, rules_for(MAINNET))
    assert path.read_bytes() == before
    path.write_bytes(b"these are my notes, not a database" * 100)
    with pytest.raises(Invalid) as caught:
        Store(path, RULES)
    assert caught.value.reason == "damaged-store"
    assert path.read_bytes().startswith(b"these are my notes")
    with pytest.raises(Invalid):
        Store(path.parent / "no folder" / "chain.sqlite", RULES)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE blocks SET header = zeroblob(80) WHERE number = 2",
        "UPDATE blocks SET body = (SELECT body FROM blocks WHERE number = 1) WHERE number = 2",
        "UPDATE blocks SET body = x'00' WHERE number = 2",
        "UPDATE blocks SET body = NULL WHERE number = 1",
        "UPDATE blocks SET undo = x'0011' WHERE number = 2",
        "DELETE FROM blocks WHERE number = 1",
        "UPDATE coins SET coin = x'00'",
        "UPDATE about SET value = x'00' WHERE name = 'tip'",
        "DELETE FROM about WHERE name = 'tip'",
    ],
)
def test_damage_is_named(path, damage):
    with Store(path, RULES) as store:
        store.save(grown(3))
    database = sqlite3.connect(path)
    database.execute(damage)
    database.commit()
    database.close()
    with Store(path, RULES) as store, pytest.raises(Invalid) as caught:
        store.load()
    assert caught.value.reason == "damaged-store"


def test_undo_lists_are_bytes_and_back():
    coin = Coin(TxOut(5, b"\x51" * 300), 481_823, True)
    undo = [(OutPoint(bytes(32), 1), None), (OutPoint(b"\x07" * 32, 2**32 - 1), coin)]
    assert unpack_undo(pack_undo(undo)) == undo
    with pytest.raises(Invalid):
        unpack_undo(pack_undo(undo)[:-1])


ENDLESS = """
import sys
from blockkit.node.store import Store
from tests.library.building import NOW, RULES, coinbase_of, next_block, payment
with Store(sys.argv[1], RULES) as store:
    chain = store.load()
    while True:
        height = chain.tip.height
        parent = chain.tip.at(height - 2) if height % 5 == 4 else chain.tip  # now and then a longer branch
        for extra in range(4 if parent is not chain.tip else 1):
            block = next_block(chain, parent, extra=extra + height)
            chain.accept(block, NOW + 10**8)
            parent = chain.index[block.header.hash]
            store.save(chain)
            print(chain.tip.height, flush=True)
"""


def test_a_kill_at_any_instant_leaves_a_whole_chain(path):
    numbers, heights = random.Random(9), []
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(path)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        said = [child.stdout.readline() for _ in range(numbers.randrange(1, 12))]
        time.sleep(numbers.random() / 50)
        child.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        child.communicate()
        with Store(path, RULES) as store:
            chain = store.load()
        assert chain.tip.height >= int(said[-1]) - 3
        again = Chain(RULES)  # judged anew from block 0, it is the same chain with the same coins
        for height in range(1, chain.tip.height + 1):
            again.accept(chain.blocks[chain.tip.at(height).hash], NOW + 10**8)
        assert again.state_hash() == chain.state_hash()
        heights.append(chain.tip.height)
    assert heights == sorted(heights)
    assert heights[-1] > heights[0]


def test_a_loaded_chain_settles_ties_as_the_saved_one_would(tmp_path):
    """Two bodies wait for the one below them; the second header's came first."""
    chain = grown(3)
    ahead = grown(3)
    base = next_block(ahead)
    ahead.accept(base, NOW)
    pair = [next_block(ahead, extra=extra) for extra in (1, 2)]
    for block in (base, *pair):
        chain.accept_header(block.header, NOW)
    for block in reversed(pair):
        chain.accept(block, NOW)
    with Store(tmp_path / "chain.db", RULES) as store:
        store.save(chain)
        loaded = store.load()
        for one in (chain, loaded):
            one.accept(base, NOW)
            assert one.tip.hash == pair[1].header.hash
        store.save(loaded)
        assert list(store.load().blocks) == list(chain.blocks)
