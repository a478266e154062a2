"""A block with its undo data: the packed numbers by hand, what is judged alone, and files of Core's own."""

import bz2
import json
from dataclasses import replace
from pathlib import Path

import pytest

from blockkit import MAINNET, REGTEST, Block, Chain, Invalid, TxOut, hash256, rules_for
from blockkit.cli import main
from blockkit.encoding import Reader, encode_varint
from blockkit.genesis import genesis_block
from blockkit.headers import BlockIndex
from blockkit.node.alone import Alone, judge_alone, lone_index, named_height
from blockkit.node.mining import coinbase
from blockkit.node.undo_files import amount_of, base_128, read_coin, read_script, read_undo, whole_point
from blockkit.params import COIN, MAX_MONEY
from blockkit.templates import p2pk, p2pkh, p2sh
from blockkit.utxo import Coin
from tests.library.building import NOW, RULES, coinbase_of, next_block, payment

MAGIC = bytes.fromhex("fabfb5da")

# ---- numbers, amounts, scripts: examples in comments and tests of Bitcoin Core --------------------

# serialize.h, above WriteVarInt
NUMBERS = {
    "00": 0, "01": 1, "7f": 127, "8000": 128, "807f": 255, "8100": 256, "fe7f": 16383, "ff00": 16384,
    "ff7f": 16511, "82fe7f": 65535, "8efefeff00": 2**32,
}  # fmt: skip
# test/compress_tests.cpp
AMOUNTS = {
    0: 0, 1: 1, 7: 1_000_000, 9: COIN, 0x32: 50 * COIN, 0x1406F40: 21_000_000 * COIN,
}  # fmt: skip


@pytest.mark.parametrize("packed", NUMBERS)
def test_numbers_in_base_128(packed):
    reader = Reader(bytes.fromhex(packed + "55"))
    assert (base_128(reader), reader.at) == (NUMBERS[packed], len(packed) // 2)


@pytest.mark.parametrize("packed", ["", "80", "ff" * 9, "ff" * 20])
def test_numbers_that_end_too_early_or_are_too_large(packed):
    with pytest.raises(Invalid, match=r"end of data|too large"):
        base_128(Reader(bytes.fromhex(packed)))


def pack_number(n):
    """Core's WriteVarInt, turned round by hand."""
    digits = [n & 0x7F]
    while n > 0x7F:
        n = (n >> 7) - 1
        digits.append(n & 0x7F | 0x80)
    return bytes(reversed(digits))


def pack_amount(n):
    """Core's CompressAmount."""
    if n == 0:
        return 0
    zeros = 0
    while n % 10 == 0 and zeros < 9:
        n, zeros = n // 10, zeros + 1
    if zeros < 9:
        return 1 + ((n // 10) * 9 + n % 10 - 1) * 10 + zeros
    return 1 + (n - 1) * 10 + 9


def test_amounts():
    assert {packed: amount_of(packed) for packed in AMOUNTS} == AMOUNTS
    for n in [
        *range(1000),
        *(k * 10**e for k in (1, 7, 12, 999) for e in range(13)),
        MAX_MONEY,
        MAX_MONEY - 1,
    ]:
        assert amount_of(pack_amount(n)) == n
        assert base_128(Reader(pack_number(n))) == n


# coins.h of v0.14, above CCoins: amounts and scripts as they are packed
TXOUTS = {
    "8358" + "00816115944e077fe7c803cfa57f29b36bf87c1d35": (
        60_000_000_000,
        "76a914816115944e077fe7c803cfa57f29b36bf87c1d3588ac",
    ),
    "86ef97d579" + "0061b01caab50f1b8e9c50a5057eb43c2d9563a4ee": (
        234_925_952,
        "76a91461b01caab50f1b8e9c50a5057eb43c2d9563a4ee88ac",
    ),
    "bbd123" + "008c988f1a4a4de2161e0f50aac7f17e7f9555caa4": (
        110_397,
        "76a9148c988f1a4a4de2161e0f50aac7f17e7f9555caa488ac",
    ),
}


@pytest.mark.parametrize("packed", TXOUTS)
def test_coins(packed):
    """Height 203,998 (of that page), a coinbase: the code is twice the height and 1."""
    code = pack_number(203_998 * 2 + 1)
    assert code == bytes.fromhex("97f23d")
    coin = read_coin(Reader(code + b"\x00" + bytes.fromhex(packed)))
    value, script = TXOUTS[packed]
    assert coin == Coin(TxOut(value, bytes.fromhex(script)), 203_998, True)


GX = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
GY = bytes.fromhex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")  # even


def test_scripts():
    read = {
        "00" + "ab" * 20: p2pkh(b"\xab" * 20),
        "01" + "cd" * 20: p2sh(b"\xcd" * 20),
        "02" + GX.hex(): p2pk(b"\x02" + GX),
        "03" + GX.hex(): p2pk(b"\x03" + GX),
        "04" + GX.hex(): p2pk(b"\x04" + GX + GY),
        "06": b"",
        "07" + "51": b"\x51",
        "0a" + "01020304": b"\x01\x02\x03\x04",
        pack_number(10_006).hex() + "51" * 10_000: b"\x51" * 10_000,
        pack_number(10_007).hex() + "51" * 10_001: b"\x6a",  # nobody can spend it
    }
    for packed, script in read.items():
        reader = Reader(bytes.fromhex(packed))
        assert read_script(reader) == script and reader.at == len(reader.data)
    odd = read_script(Reader(b"\x05" + GX))
    assert odd[:34] == b"\x41\x04" + GX and odd[65] & 1 and odd[66:] == b"\xac"
    for x in (bytes(31) + b"\x05", b"\xff" * 32):
        with pytest.raises(Invalid, match="is no point of the curve"):
            whole_point(x, 0)


@pytest.mark.parametrize(
    "data", ["", "01", "0101", "0201000000", "fdffff", "010101" + "00" + "8fefbe8ec97effff00"]
)
def test_damaged_undo_data_is_refused(data):
    with pytest.raises(Invalid):
        Reader.whole(bytes.fromhex(data), read_undo)


# ---- a block alone -------------------------------------------------------------------------------


def spent_by(chain, block):
    """What a block of the chain spends, from the chain's own undo list."""
    coins = {outpoint: coin for outpoint, coin in chain.undo[block.header.hash] if coin is not None}
    return [[coins[txin.prevout] for txin in tx.inputs] for tx in block.transactions[1:]]


@pytest.fixture(scope="module")
def spender():
    """A chain, and its last block, which spends a ripe coinbase and an output of its own."""
    chain = Chain(RULES)
    for _ in range(5):
        chain.accept(next_block(chain), NOW)
    first = payment(coinbase_of(chain, 2), outputs=2)
    block = next_block(chain, txs=(first, payment(first)), fees=2000)
    chain.accept(block, NOW)
    return chain, block, spent_by(chain, block)


def changed(spent, **fields):
    """The first coin with other fields; ``value`` and ``script_pubkey`` are its output's."""
    output = {name: fields.pop(name) for name in ("value", "script_pubkey") if name in fields}
    coin = spent[0][0]
    return [[replace(coin, output=replace(coin.output, **output), **fields)], *spent[1:]]


def test_a_block_alone(spender):
    chain, block, spent = spender
    assert judge_alone(block, spent, chain.tip, RULES) == 2000
    assert judge_alone(block, spent, lone_index(block, block.header.hash), RULES) == 2000
    refused = [
        (changed(spent, value=1000), "bad-txns-in-belowout"),
        (changed(spent, value=spent[0][0].output.value - 1), "bad-cb-amount"),
        (changed(spent, script_pubkey=p2pkh(bytes(20))), "mandatory-script-verify-flag-failed"),
        (changed(spent, height=5), "bad-txns-premature-spend-of-coinbase"),
        (spent[:1], "damaged-undo-data"),
        ([spent[0], spent[1] * 2], "damaged-undo-data"),
        ([spent[0], changed(spent[1:], value=5)[0]], "damaged-undo-data"),
    ]
    for wrong, reason in refused:
        with pytest.raises(Invalid) as caught:
            judge_alone(block, wrong, chain.tip, RULES)
        assert caught.value.reason == reason


def test_its_place_is_judged_where_it_is_known(spender):
    """A relative lock that is not over, and a coinbase that names another height."""
    chain, _, _ = spender
    young = payment(coinbase_of(chain, 4), sequence=1000, version=2)
    block = next_block(chain, txs=(young,), fees=1000)
    spent = [[chain.utxos[young.inputs[0].prevout]]]
    index = BlockIndex(block.header, block.header.hash, 7, 0, chain.tip)
    with pytest.raises(Invalid, match="bad-txns-nonfinal"):
        judge_alone(block, spent, index, RULES)
    assert judge_alone(block, spent, lone_index(block, block.header.hash), RULES) == 1000
    with pytest.raises(Invalid, match="bad-cb-height"):
        judge_alone(chain.blocks[chain.tip.hash], spender[2], replace_height(chain.tip.parent), RULES)


def replace_height(index):
    return BlockIndex(index.header, index.hash, index.height, 0, index.parent)


@pytest.mark.parametrize("height", [1, 16, 17, 127, 128, 300, 227_931])
def test_the_height_that_a_coinbase_names(height):
    block = replace(genesis_block(REGTEST), transactions=(coinbase(height, 0, b""),))
    assert named_height(replace(block, header=replace(block.header, version=2))) == height
    assert named_height(block) is None  # version 1


# ---- files ---------------------------------------------------------------------------------------


def pack_coin(coin):
    """A coin as Core writes it, every script but P2PKH spelled out."""
    script = coin.output.script_pubkey
    known = script[3:23] if len(script) == 25 and script == p2pkh(script[3:23]) else None
    packed = b"\0" + known if known else pack_number(len(script) + 6) + script
    code = pack_number(coin.height * 2 + coin.coinbase)
    return code + b"\0" + pack_number(pack_amount(coin.output.value)) + packed


def record(block, spent, magic=MAGIC):
    """The undo data of a block as it lies in a file."""
    data = encode_varint(len(spent))
    data += b"".join(encode_varint(len(coins)) + b"".join(map(pack_coin, coins)) for coins in spent)
    return magic + len(data).to_bytes(4, "little") + data + hash256(block.header.prev_block + data)


def framed(block, magic=MAGIC):
    raw = block.serialize()
    return magic + len(raw).to_bytes(4, "little") + raw


def alone(files, rules=RULES, **options):
    run = Alone(files, rules, NOW, **options)
    list(run.run())
    return run


def test_files_of_blocks_and_their_undo_data(spender, tmp_path):
    chain, _, _ = spender
    blocks = [chain.blocks[chain.tip.at(h).hash] for h in range(7)]
    records = [record(b, spent_by(chain, b)) for b in blocks[1:]]
    path, undo = tmp_path / "blk00000.dat", tmp_path / "rev00000.dat"
    path.write_bytes(b"".join(map(framed, reversed(blocks))) + bytes(100))
    undo.write_bytes(b"".join(records) + bytes(100))
    run = alone([path])
    assert (run.judged, run.inputs, run.without_undo, run.without_place) == (6, 2, 1, 0)
    assert (run.faults, run.refusals) == ([], [])

    path.write_bytes(framed(blocks[6]))  # no headers below: the coinbase names the height
    run = alone([path])
    assert (run.judged, run.without_place) == (1, 1)

    flipped = bytearray(b"".join(records))
    flipped[-40] ^= 1  # in the last record, or its checksum: then it is nobody's
    undo.write_bytes(flipped)
    assert alone([path]).without_undo == 1
    undo.write_bytes(b"".join(records)[:-1])
    run = alone([path])
    assert "rev00000.dat, byte" in str(run.faults[0]) and "ends within a record" in str(run.faults[0])
    undo.unlink()
    assert "the undo data cannot be read" in str(alone([path]).faults[0])

    wrong = changed(spender[2], value=1000)
    undo.write_bytes(record(blocks[6], wrong))
    (refusal,) = alone([path]).refusals
    assert (refusal.height, refusal.error.reason) == (6, "bad-txns-in-belowout")


def test_the_real_block_277_647_alone(tmp_path, vectors):
    """Its 732 signatures, with what it spent packed by the hand above; only the files are given."""
    raw = bz2.decompress((vectors / "btcd/277647.dat.bz2").read_bytes())
    block = Block.parse(raw[8:])
    rows = json.loads((vectors / "derived/277647_prevouts.json").read_text())["prevouts"]
    coins = {
        (bytes.fromhex(txid)[::-1], index): Coin(TxOut(value, bytes.fromhex(script)), height, coinbase)
        for txid, index, value, script, height, coinbase in rows
    }
    made = {(tx.txid, i): output for tx in block.transactions for i, output in enumerate(tx.outputs)}
    spent = [
        [
            coins.get((txin.prevout.txid, txin.prevout.index))
            or Coin(made[txin.prevout.txid, txin.prevout.index], 277_647, False)
            for txin in tx.inputs
        ]
        for tx in block.transactions[1:]
    ]
    path = tmp_path / "blk00099.dat"
    path.write_bytes(raw)
    (tmp_path / "rev00099.dat").write_bytes(record(block, spent, raw[:4]))
    run = alone([path], rules_for(MAINNET))
    assert (run.judged, run.inputs, run.without_place, run.refusals) == (1, 733 - 1, 1, [])
    assert named_height(block) == 277_647
    assert judge_alone(block, spent, lone_index(block, block.header.hash), rules_for(MAINNET)) == 4_737_355


def test_the_real_block_757_739_alone(tmp_path, vectors):
    """A block of 2022: 91 inputs, 73 of them with a witness; one that is spoilt is refused."""
    (data,) = json.loads((vectors / "witness/block757739_with_coins.json").read_text())
    block, magic = Block.parse(bytes.fromhex(data["raw"])), bytes.fromhex("f9beb4d9")
    coins = iter(
        Coin(TxOut(value, bytes.fromhex(script)), height, coinbase)
        for value, script, height, coinbase in data["spent"]
    )
    spent = [[next(coins) for _ in tx.inputs] for tx in block.transactions[1:]]
    path = tmp_path / "blk00099.dat"
    path.write_bytes(framed(block, magic))
    (tmp_path / "rev00099.dat").write_bytes(record(block, spent, magic))
    run = alone([path], rules_for(MAINNET))
    assert (run.judged, run.inputs, run.without_place, run.refusals) == (1, 91, 1, [])
    assert judge_alone(block, spent, lone_index(block, block.header.hash), rules_for(MAINNET)) == 107_042
    stripped = replace(block, transactions=tuple(replace(tx, witnesses=()) for tx in block.transactions))
    path.write_bytes(framed(stripped, magic))
    (refusal,) = alone([path], rules_for(MAINNET)).refusals
    assert (refusal.height, refusal.error.reason) == (757_739, "bad-witness-nonce-size")


# ---- a foreign hand ------------------------------------------------------------------------------


def test_the_folder_that_bitcoin_core_writes(tmp_path, capsys):
    """Core's own kernel writes blk, rev and xor.dat; the chain that comes out is the one that went in."""
    core = pytest.importorskip("tests.kernel.core", reason="Core's kernel is not here")
    if core.pbk is None:
        pytest.skip("Core's kernel is not here: there is no wheel for this system")
    rules = rules_for(REGTEST)
    chain, judge = Chain(rules), core.CoreChain()
    try:
        for height in range(1, 111):
            txs = ()
            if height > 101:
                first = payment(coinbase_of(chain, height - 101), outputs=3)
                txs = (first, payment(first, index=1))
            for block in [
                next_block(chain, txs=txs, fees=2000 if txs else 0),
                *([next_block(chain, extra=5)] if height % 10 == 0 else []),  # loses, and has no undo data
            ]:
                assert judge.accept(block.serialize()) == ""
                chain.accept(block, NOW)
        folder = Path(judge.folder)
        assert (
            main(["replay", str(folder), "--chain", "regtest", "--store", str(tmp_path / "s"), "--json"]) == 0
        )
        doc = json.loads(capsys.readouterr().out)
        assert (doc["height"], doc["state_hash"]) == (110, chain.state_hash().hex())
        assert main(["replay", str(folder), "--chain", "regtest", "--alone", "--json"]) == 0
        doc = json.loads(capsys.readouterr().out)
        assert (doc["blocks"], doc["inputs"], doc["without_undo"]) == (110, 18, 12)
    finally:
        judge.close()


def test_the_folder_that_core_writes_of_blocks_with_witnesses(tmp_path, capsys, vectors):
    """Its own chain for tests, 206 blocks, of which four spend by a witness."""
    core = pytest.importorskip("tests.kernel.core", reason="Core's kernel is not here")
    if core.pbk is None:
        pytest.skip("Core's kernel is not here: there is no wheel for this system")
    raws = json.loads((vectors / "witness/regtest_blocks.json").read_text())
    blocks = [Block.parse(bytes.fromhex(raw)) for raw in raws]
    inputs = sum(len(tx.inputs) for block in blocks for tx in block.transactions[1:])
    chain, judge = Chain(rules_for(REGTEST)), core.CoreChain()
    try:
        for block in blocks:
            assert judge.accept(block.serialize()) == ""
            assert chain.accept(block, block.header.time)
        folder = Path(judge.folder)
        assert (
            main(["replay", str(folder), "--chain", "regtest", "--store", str(tmp_path / "s"), "--json"]) == 0
        )
        doc = json.loads(capsys.readouterr().out)
        assert (doc["height"], doc["state_hash"]) == (206, chain.state_hash().hex())
        assert main(["replay", str(folder), "--chain", "regtest", "--alone", "--json"]) == 0
        doc = json.loads(capsys.readouterr().out)
        assert (doc["blocks"], doc["inputs"], doc["without_undo"]) == (206, inputs, 1)
        assert inputs >= 4
    finally:
        judge.close()
