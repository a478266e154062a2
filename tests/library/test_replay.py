"""Replay: the chain that comes out of files is the chain that was in them, whatever their form and order."""

import gc
import json
import os
import random
import subprocess
import sys
from dataclasses import replace

import pytest

from blockkit import CLASSROOM, REGTEST, Block, Chain, Invalid, TxOut, rules_for
from blockkit.cli import main
from blockkit.node import block_files, large_store
from blockkit.node import replay as replaying
from blockkit.node.block_files import blocks_in, files_in, headers_in
from blockkit.node.large_store import LargeStore
from blockkit.node.replay import HeaderReplay, Replay
from blockkit.node.store import Store
from blockkit.pow import next_bits
from blockkit.transaction import OutPoint
from blockkit.utxo import Coin
from tests.library.building import NOW, PARAMS, RULES, coinbase_of, next_block, payment

MAGIC = bytes.fromhex("fabfb5da")
KEY = bytes.fromhex("0102a3c4d5e6f708")


def framed(blocks):
    """Blocks as Bitcoin Core puts them into a file."""
    return b"".join(MAGIC + len(b.serialize()).to_bytes(4, "little") + b.serialize() for b in blocks)


def hidden(data, key=KEY, at=0):
    """Bytes with the key over them, byte by byte."""
    return bytes(byte ^ key[(at + i) % len(key)] for i, byte in enumerate(data))


def raw(blocks):
    return b"".join(block.serialize() for block in blocks)


def branch(chain, parent, count, extra=0):
    """Blocks on top of ``parent`` that pay what they can; the chain takes them in."""
    blocks = []
    for _ in range(count):
        block = next_block(chain, parent=parent, extra=extra)
        chain.accept(block, NOW)
        parent = chain.index[block.header.hash]
        blocks.append(block)
    return blocks


@pytest.fixture(scope="module")
def source():
    """Forty blocks with payments; a branch of two that loses, one of five that wins in the end."""
    chain, blocks = Chain(RULES), []
    for height in range(1, 41):
        txs = ()
        if height > 5:
            first = payment(coinbase_of(chain, height - 4), outputs=2)
            txs = (first, payment(first))
        block = next_block(chain, txs=txs, fees=2000 if txs else 0)
        chain.accept(block, NOW)
        blocks.append(block)
    blocks += branch(chain, chain.tip.at(30), 2, extra=7)
    blocks += branch(chain, chain.tip.at(37), 5, extra=9)
    assert chain.tip.height == 42 and chain.tip.at(38).hash == blocks[42].header.hash
    return chain, blocks


@pytest.fixture
def replayed(tmp_path):
    """What comes of a path: the finished run, its chain's state, and the milestones."""

    def go(path, name="chain.sqlite", **options):
        with LargeStore(tmp_path / name, options.pop("rules", RULES)) as store:
            run = Replay(store, files_in(path), NOW, **options)
            seen = [milestone for milestone in run.run() if milestone]
            return run, run.chain.state_hash(), seen

    return go


# ---- forms and orders ----------------------------------------------------------------------------


def write(folder, form, blocks):
    """The blocks in one of the forms; returns the path to give."""
    shuffled = blocks[:]
    random.Random(form).shuffle(shuffled)
    half = len(shuffled) // 2
    if form == "raw":
        (folder / "blocks.raw").write_bytes(raw(blocks))
        return folder / "blocks.raw"
    if form == "raw, shuffled":
        (folder / "blocks.raw").write_bytes(raw(shuffled))
        return folder / "blocks.raw"
    if form == "one file":
        (folder / "blk00003.dat").write_bytes(framed(blocks) + bytes(1000))
        return folder / "blk00003.dat"
    key = KEY if "key" in form else bytes(8)
    (folder / "xor.dat").write_bytes(key)
    if "plain" in form:  # a copy without its veil, the key still beside it
        key = bytes(8)
    for name, part in (("blk00000.dat", shuffled[half:]), ("blk00001.dat", shuffled[:half])):
        (folder / name).write_bytes(hidden(framed(part), key) + bytes(3000))  # unused room is not hidden
    (folder / "rev00000.dat").write_bytes(b"something else")
    return folder.parent if "above" in form else folder


FORMS = ["raw", "raw, shuffled", "one file", "folder", "folder with key", "folder above, key", "plain, key"]


@pytest.mark.parametrize("form", FORMS)
def test_the_chain_comes_out_of_every_form_and_order(replayed, source, tmp_path, form, monkeypatch):
    monkeypatch.setattr(replaying, "MILESTONE", 10)
    chain, blocks = source
    folder = tmp_path / "blocks"
    folder.mkdir()
    run, state, seen = replayed(write(folder, form, blocks))
    assert (run.faults, run.refusals, run.left_over) == ([], [], 0)
    assert run.chain.tip.height == 42 and run.judged == len(blocks)
    assert run.transactions == sum(len(block.transactions) for block in blocks)
    if form in ("raw", "one file"):  # the branches have equal work at times: then the order decides
        assert (run.chain.tip.hash, state) == (chain.tip.hash, chain.state_hash())
        assert [(m.height, m.id) for m in seen[:3]] == [(h, chain.tip.at(h).hash) for h in (10, 20, 30)]
        ten = Chain(RULES)
        for block in blocks[:10]:
            ten.accept(block, NOW)
        assert (seen[0].coins, seen[0].state) == (len(ten.utxos), ten.state_hash())
    with Store(tmp_path / "chain.sqlite", RULES) as store:  # the usual store reads the same file
        again = store.load()
    assert again.state_hash() == state and set(again.blocks) == set(chain.blocks)


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_what_waits_in_memory_is_bounded(source, tmp_path, monkeypatch, most):
    """With a bound of 1 every body, undo list and coin comes from the file, in a reorganisation too."""
    monkeypatch.setattr(large_store, "MOST_BLOCKS", most)
    monkeypatch.setattr(large_store, "MOST_COINS", most)
    chain, blocks = source
    path = write(tmp_path, "raw", blocks)
    with LargeStore(tmp_path / "chain.sqlite", RULES) as store:
        run = Replay(store, [path], NOW)
        for _ in run.run():
            assert len(run.chain.blocks.fresh) < most and len(run.chain.undo.fresh) <= most
            assert len(run.chain.utxos.near) <= most or not run.chain.utxos.changed
        assert run.chain.state_hash() == chain.state_hash()
        assert dict(run.chain.utxos) == dict(chain.utxos) and len(run.chain.utxos) == len(chain.utxos)
        assert dict(run.chain.undo) == dict(chain.undo) and dict(run.chain.blocks) == dict(chain.blocks)


def test_either_store_goes_on_with_what_the_other_wrote(source, tmp_path):
    chain, blocks = source
    path, half = tmp_path / "chain.sqlite", Chain(RULES)
    with Store(path, RULES) as store:
        for block in blocks[:20]:
            half.accept(block, NOW)
        store.save(half)
    with LargeStore(path, RULES) as store:
        large = store.load()
        assert (large.tip.hash, large.state_hash()) == (half.tip.hash, half.state_hash())
        for block in blocks[20:38]:
            large.accept(block, NOW)
            half.accept(block, NOW)
        assert large.state_hash() == half.state_hash()  # with what is not written yet
        assert dict(large.utxos) == dict(half.utxos)
        store.save(large)
    with Store(path, RULES) as store:
        usual = store.load()
        for block in blocks[38:]:
            usual.accept(block, NOW)
        store.save(usual)
    with LargeStore(path, RULES) as store:
        large = store.load()
        assert (large.tip.hash, large.state_hash()) == (chain.tip.hash, chain.state_hash())
        large.invalidate(large.tip.at(38).hash)  # back to the branch that lost: all of it from the file
        assert large.tip.height == 40
        store.save(large)
    with Store(path, RULES) as store:
        assert store.load().tip.hash == blocks[39].header.hash


# ---- cancel and resume ---------------------------------------------------------------------------


@pytest.mark.parametrize("stop", [1, 7, 20, 41])
def test_a_cancelled_replay_goes_on(replayed, source, tmp_path, stop):
    _, blocks = source
    path = write(tmp_path, "raw, shuffled", blocks)
    with LargeStore(tmp_path / "chain.sqlite", RULES) as store:
        run = Replay(store, [path], NOW)
        steps = run.run()
        for _ in range(stop):
            next(steps)
        with pytest.raises(KeyboardInterrupt):
            steps.throw(KeyboardInterrupt)
        assert run.judged == stop
    run, state, _ = replayed(path)
    assert (run.judged, run.known) == (len(blocks) - stop, stop)
    assert state == replayed(path, "whole.sqlite")[1]


def test_a_save_that_fails_leaves_the_file_as_it_was(source, tmp_path, monkeypatch):
    _, blocks = source
    with LargeStore(tmp_path / "chain.sqlite", RULES) as store:
        chain = store.load()
        for block in blocks[:5]:
            chain.accept(block, NOW)
        store.save(chain)
        for block in blocks[5:9]:
            chain.accept(block, NOW)
        with monkeypatch.context() as patch:
            patch.setattr(store, "_fresh_row", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                store.save(chain)
        assert len(chain.blocks.fresh) == 4
    with Store(tmp_path / "chain.sqlite", RULES) as store:
        assert store.load().tip.height == 5


def test_a_killed_replay_goes_on(source, tmp_path):
    """Killed for good, at any moment: the file holds a state that was, and the same command goes on."""
    chain, blocks = source
    path = write(tmp_path, "raw", blocks)
    code = """
import os, sys
from pathlib import Path
from blockkit.node import large_store
from blockkit.node.replay import Replay
from tests.library.building import NOW, RULES
large_store.MOST_BLOCKS = 4
with large_store.LargeStore(sys.argv[1], RULES) as store:
    for number, _ in enumerate(Replay(store, [Path(sys.argv[2])], NOW).run()):
        if number == 17:
            os._exit(9)
"""
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "chain.sqlite", path], cwd=os.getcwd())
    assert done.returncode == 9
    with LargeStore(tmp_path / "chain.sqlite", RULES) as store:
        run = Replay(store, [path], NOW)
        assert run.chain.tip.height == 16
        list(run.run())
        assert run.chain.state_hash() == chain.state_hash()


# ---- where and why it stops ----------------------------------------------------------------------


def test_it_stops_at_a_broken_rule(replayed, source, tmp_path):
    chain, blocks = source
    greedy = next_block(Chain(RULES), value=10**10 * 51)
    other = next_block(chain, parent=chain.index[blocks[11].header.hash], value=10**12, extra=3)
    path = tmp_path / "blocks.raw"
    path.write_bytes(raw([*blocks[:12], other, *blocks[12:]]))
    run, _, _ = replayed(path)
    (refusal,) = run.refusals
    assert (run.chain.tip.height, run.judged) == (12, 12)
    assert (refusal.height, refusal.error.reason) == (13, "bad-cb-amount")
    assert refusal.place.at == len(raw(blocks[:12])) and refusal.id == other.header.hash
    assert str(refusal).startswith(f"blocks.raw, byte {refusal.place.at:,}: block ")
    run, state, _ = replayed(path, keep_going=True)
    assert state == chain.state_hash() and run.judged == len(blocks) - 12
    path.write_bytes(greedy.serialize())
    assert replayed(path, "greedy.sqlite")[0].refusals[0].error.reason == "bad-cb-amount"


def test_a_spoilt_body_does_not_keep_the_right_one_out(replayed, source, tmp_path):
    chain, blocks = source
    path = tmp_path / "blocks.raw"
    spoilt = Block(blocks[10].header, blocks[10].transactions[:1])
    path.write_bytes(raw([*blocks[:10], spoilt, *blocks[10:]]))
    run, state, _ = replayed(path, keep_going=True)
    assert [refusal.error.reason for refusal in run.refusals] == ["bad-txnmrklroot"]
    assert state == chain.state_hash()


def test_a_missing_parent_is_named(replayed, source, tmp_path):
    _, blocks = source
    path = tmp_path / "blocks.raw"
    path.write_bytes(raw(blocks[:10] + blocks[11:]))
    run, _, _ = replayed(path)
    assert (run.chain.tip.height, run.left_over) == (10, len(blocks) - 11)
    assert next(iter(run.waiting)) == blocks[10].header.hash


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(replayed, source, tmp_path):
    chain, blocks = source
    first = len(framed(blocks[:5]))
    damaged = bytearray(framed(blocks[:10]))
    damaged[first : first + 4] = b"what"
    huge = MAGIC + (2**31).to_bytes(4, "little") + bytes(20)
    (tmp_path / "blk00000.dat").write_bytes(bytes(damaged))
    (tmp_path / "blk00001.dat").mkdir()
    (tmp_path / "blk00002.dat").write_bytes(framed(blocks[5:30]) + b"rubbish!" + framed(blocks[30:]) + huge)
    (tmp_path / "blk00003.dat").write_bytes(framed(blocks[:2])[:-1])
    (tmp_path / "blk00004.dat").write_bytes(bytes.fromhex("f9beb4d9") + bytes(300))
    (tmp_path / "blk00005.dat").write_bytes(b"no blocks at all" * 20)
    (tmp_path / "blk00006.dat").write_bytes(bytes(500))
    run, state, _ = replayed(tmp_path)
    assert state == chain.state_hash() and run.refusals == []
    said = [str(fault) for fault in run.faults]
    assert [line.partition(": ")[0] for line in said] == [
        f"blk00000.dat, byte {first:,}",
        "blk00001.dat, byte 0",
        f"blk00002.dat, byte {len(framed(blocks[5:30])):,}",
        f"blk00002.dat, byte {len(framed(blocks[5:])) + 8:,}",
        f"blk00003.dat, byte {len(framed(blocks[:1])):,}",
        "blk00004.dat, byte 0",
        "blk00005.dat, byte 0",
    ]
    for line, words in zip(
        said,
        ("here should begin a record", "cannot be read: Is a directory", "should begin a record",
         "announces 2,147,483,648 bytes", "ends within a record", "add --chain main", "xor.dat must lie"),
        strict=True,
    ):  # fmt: skip
        assert words in line


def test_a_key_of_the_wrong_size(source, tmp_path):
    write(tmp_path, "folder with key", source[1])
    (tmp_path / "xor.dat").write_bytes(b"short")
    with pytest.raises(ValueError, match="a key of 8 bytes, it has 5"):
        list(blocks_in(tmp_path / "blk00000.dat", PARAMS))


def test_a_record_across_the_pieces_that_are_looked_through(source, tmp_path, monkeypatch):
    monkeypatch.setattr(block_files, "PIECE", 16)
    for gap in range(1, 40):
        path = tmp_path / "blk00000.dat"
        path.write_bytes(framed(source[1][:1]) + b"\xee" * gap + framed(source[1][1:2]))
        found = list(blocks_in(path, PARAMS))
        assert [type(one).__name__ for one in found] == ["Place", "Fault", "Place"]
        assert Block.parse(found[2].read()) == source[1][1]


# ---- headers -------------------------------------------------------------------------------------


def headers_of(path, **options):
    run = HeaderReplay(files_in(path), RULES, NOW, **options)
    list(run.run())
    return run


def test_headers_of_blocks_and_by_themselves(source, tmp_path):
    _, blocks = source
    for form in ("raw", "folder with key"):
        folder = tmp_path / form
        folder.mkdir()
        run = headers_of(write(folder, form, blocks))
        assert (run.judged, run.left_over, run.best.height) == (len(blocks), 0, 42)
    path = tmp_path / "headers"
    path.write_bytes(b"".join(block.header.serialize() for block in blocks[:40]))
    run = headers_of(path)
    assert (run.judged, run.best.hash) == (40, blocks[39].header.hash)
    assert [at for at, _ in headers_in(path, PARAMS)] == list(range(0, 3200, 80))
    late = replace(blocks[20].header, time=blocks[10].header.time)
    late = next(h for h in (replace(late, nonce=n) for n in range(100)) if h.hash[31] < 0x80)
    path.write_bytes(b"".join(b.header.serialize() for b in blocks[:20]) + late.serialize())
    (refusal,) = headers_of(path).refusals
    assert (refusal.height, refusal.place.at, refusal.error.reason) == (21, 1600, "time-too-old")


def test_a_rule_of_somebody_elses_sees_all_headers_since_the_change():
    """Ours looks at the last one only, unless the target changes: it is not shown more."""
    seen, rules = [], rules_for(CLASSROOM)

    def watched(headers, params):
        seen.append(len(headers))
        return next_bits(headers, params)

    chain, own = Chain(replace(rules, next_bits=watched)), Chain(rules)
    for _ in range(22):
        block = next_block(own)
        own.accept_header(block.header, NOW)
        chain.accept_header(block.header, NOW)
        own.accept(block, NOW)
    assert seen == [*range(1, 11), *range(1, 11), 1, 2]


# ---- the command ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def regtest_file(tmp_path_factory):
    """A hundred and five blocks by the rules of regtest, the last of which spends."""
    chain = Chain(rules_for(REGTEST))
    for height in range(1, 106):
        txs = (payment(coinbase_of(chain, height - 101)),) if height > 101 else ()
        chain.accept(next_block(chain, txs=txs, fees=1000 if txs else 0), NOW)
    path = tmp_path_factory.mktemp("blocks") / "blocks.raw"
    path.write_bytes(raw(chain.blocks[chain.tip.at(h).hash] for h in range(1, 106)))
    return path, chain


@pytest.fixture
def command(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def go(*args):
        code = main(["replay", *map(str, args), "--chain", "regtest"])
        return code, *capsys.readouterr()

    return go


def test_the_command(command, regtest_file, monkeypatch):
    path, chain = regtest_file
    monkeypatch.setattr(replaying, "MILESTONE", 50)
    code, out, err = command(path)
    first, second, *report = out.splitlines()
    assert first.startswith(f"     50  {chain.tip.at(50).hash[::-1].hex()}") and "50 coins, hash " in first
    assert second.startswith("    100  ")
    assert code == 0 and f"hash {chain.state_hash().hex()}" in out
    assert "105 blocks, 109 transactions, 4 inputs" in out
    assert report[-1] == "verdict           every rule holds up to height 105"
    assert "the chain is kept in replay.sqlite, which has 0 blocks" in err
    code, out, err = command(path, "--json")
    doc = json.loads(out)
    assert (code, doc["known"], doc["height"], doc["milestones"]) == (0, 105, 105, [])
    assert doc["state_hash"] == chain.state_hash().hex() and "which has 105 blocks" in err
    code, out, _ = command(path, "--headers")
    assert code == 0 and "105 headers in" in out and "the headers hold up to height 105" in out


def test_the_command_ends_with_a_code(command, regtest_file, tmp_path):
    path, _ = regtest_file
    whole = path.read_bytes()
    (tmp_path / "cut").write_bytes(whole[:-1])
    code, out, err = command(tmp_path / "cut", "--store", "cut.sqlite")
    assert code == 2 and "every rule holds up to height 104, of what could be read" in out
    assert "not everything could be read: cut, byte" in err
    blocks = [Block.parse(place_read.read()) for place_read in blocks_in(path, REGTEST)]
    (tmp_path / "bad").write_bytes(
        raw([*blocks[:50], replace(blocks[50], transactions=blocks[49].transactions)])
    )
    code, out, err = command(tmp_path / "bad", "--store", "bad.sqlite")
    assert code == 1 and "NOT VALID: bad-txnmrklroot" in out and "at height 51" in out
    (tmp_path / "gap").write_bytes(raw(blocks[1:]))
    code, out, err = command(tmp_path / "gap", "--store", "gap.sqlite")
    assert code == 2 and "104 blocks could not be judged: the first, at gap, byte 0, stands on" in err
    code, _, err = command(tmp_path / "gap", "--headers")
    assert code == 2 and "104 headers could not be judged" in err
    (tmp_path / "none").write_bytes(b"")
    assert command(tmp_path / "none")[0] == command(tmp_path / "nowhere")[0] == command(tmp_path)[0] == 2
    assert command(path, "--headers", "--json")[0] == 0


def test_the_command_is_cancelled(command, regtest_file, monkeypatch):
    path, _ = regtest_file
    judge = Replay._judge

    def interrupted(self, place):
        if self.judged == 60:
            raise KeyboardInterrupt
        return judge(self, place)

    monkeypatch.setattr(Replay, "_judge", interrupted)
    code, out, err = command(path)
    assert (code, out) == (
        130,
        "",
    ) and "cancelled: 60 blocks judged in this run, height 60; all is kept in" in err
    monkeypatch.setattr(Replay, "_judge", judge)
    code, out, _ = command(path)
    assert code == 0 and "45 blocks" in out and "known before      60 blocks" in out


class Terminal:
    """A terminal that keeps what is written."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


def test_the_command_shows_a_bar(command, regtest_file, monkeypatch):
    clock = iter(range(10**6))
    monkeypatch.setattr("blockkit.cli.progress.monotonic", lambda: float(next(clock)))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    code, _, _ = command(regtest_file[0])
    assert code == 0 and "\r[########" in terminal.text and "height 80, " in terminal.text
    assert terminal.text.endswith("\r")


def test_the_collector_is_as_it_was_after_headers(command, regtest_file):
    before = gc.get_threshold()
    assert command(regtest_file[0], "--headers")[0] == 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_the_store_is_asked_for_what_it_has(tmp_path, source):
    with LargeStore(tmp_path / "chain.sqlite", RULES) as store:
        with pytest.raises(ValueError, match=r"load\(\) comes first"):
            store.save(Chain(RULES))
        chain = store.load()
        with pytest.raises(ValueError, match="holds another chain"):
            store.save(source[0])
        with pytest.raises(KeyError):
            chain.blocks[bytes(32)]
        with pytest.raises(KeyError):
            chain.utxos[OutPoint(bytes(32), 0)]
        with pytest.raises(KeyError):
            del chain.utxos[OutPoint(bytes(32), 0)]
    (tmp_path / "other").write_bytes(b"not a database" * 100)
    with pytest.raises(Invalid, match="damaged-store"):
        LargeStore(tmp_path / "other", RULES)


def test_coins_that_are_asked_for_and_are_not_there_fill_no_memory(tmp_path, monkeypatch):
    """What stands in a stranger's transaction: each name is looked up, and a bounded number is remembered."""
    monkeypatch.setattr(large_store, "MOST_COINS", 10)
    with large_store.LargeStore(tmp_path / "chain.sqlite", RULES) as store:
        chain = store.load()
        changed = OutPoint(bytes(32), 0)
        chain.utxos[changed] = Coin(TxOut(5, b"\x51"), 1, False)
        for n in range(1, 100):
            assert OutPoint(n.to_bytes(32, "big"), 0) not in chain.utxos
            assert len(chain.utxos.near) <= 13
        assert chain.utxos[changed].output.value == 5
