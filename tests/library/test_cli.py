"""The command line as people meet it: what it prints, what it refuses, and how it ends."""

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path

import ecdsa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import blockkit
from blockkit import (
    MAINNET,
    REGTEST,
    Block,
    Header,
    PrivateKey,
    Transaction,
    TxIn,
    TxOut,
    merkle_proof,
    sighash,
    to_display,
)
from blockkit.addresses import address_of, encode_wif, p2pkh_address, p2sh_address
from blockkit.asm import from_asm
from blockkit.cli import main
from blockkit.cli.main import make_parser
from blockkit.cli.mining import SLICE
from blockkit.cli.progress import duration
from blockkit.data import real_block
from blockkit.genesis import genesis_block
from blockkit.keys import encode_der
from blockkit.script import push_plainly
from blockkit.templates import p2pkh, p2sh, p2tr
from blockkit.transaction import NOWHERE, OutPoint

TX = real_block(170).transactions[1].hex()  # the first payment: 10 of 50 bitcoins go to Hal Finney
TXID = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
FUNDING = "0411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160b"
FUNDING = f"41{FUNDING}fa9b8b64f9d4c03f999b8643f656b412a3ac"  # the script it spends, from block 9
HEADER = real_block(0).header.serialize().hex()
WITNESS = "01000000000101" + "00" * 90


@pytest.fixture
def run(capsys):
    """Run a command; gives the exit code and what went to standard output and standard error."""

    def go(*args):
        try:
            code = main([str(arg) for arg in args])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return go


@pytest.fixture
def found(run):
    """Run a command with --json; gives the exit code and the document."""

    def go(*args):
        code, out, _ = run(*args, "--json")
        return code, json.loads(out)

    return go


@pytest.fixture
def refused(run):
    """Run a command that must be refused as misuse; gives the sentence that says so."""

    def go(*args):
        code, out, err = run(*args)
        assert (code, out) == (2, "")
        assert err.startswith("blockkit") and err.count("\n") == 1 and "Traceback" not in err
        return err

    return go


# ---- tx ------------------------------------------------------------------------------------------


def test_tx(run):
    code, out, err = run("tx", TX)
    assert (code, err) == (0, "")
    assert TXID in out and "275 bytes" in out
    assert "spends 0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9:0" in out
    assert "10.00000000 BTC (1000000000 satoshi)" in out
    assert "lock_time         0 (none)" in out
    assert out.endswith("verdict           valid by itself\n")


def test_tx_as_json(found):
    code, doc = found("tx", TX)
    assert (code, doc["txid"], doc["size"], doc["version"], doc["lock_time"]) == (0, TXID, 275, 1, 0)
    (txin,), (first, second) = doc["inputs"], doc["outputs"]
    assert txin["prevout"] == {
        "txid": "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9",
        "index": 0,
    }
    assert txin["sequence"] == 2**32 - 1 and txin["script_sig"].startswith("47304402")
    assert (first["value"], second["value"], second["script_pubkey"]) == (10**9, 4 * 10**9, FUNDING)
    assert second["script_pubkey_asm"].endswith(" OP_CHECKSIG") and second["address"] is None
    assert (doc["valid"], doc["reason"], doc["is_coinbase"]) == (True, None, False)


def test_tx_that_breaks_a_rule(run, found):
    tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), (TxOut(-1, b"\x51"),)).serialize().hex()
    code, out, _ = run("tx", tx)
    assert code == 1
    assert "-0.00000001 BTC" in out
    assert "NOT VALID: bad-txns-vout-negative, expected 0 or more, got -1" in out
    code, doc = found("tx", tx)
    assert (code, doc["valid"], doc["reason"]) == (1, False, "bad-txns-vout-negative")


def test_tx_addresses_follow_the_chain(found):
    script = p2pkh(bytes(20))
    tx = Transaction(1, (TxIn(NOWHERE, b"\1\2"),), (TxOut(1, script), TxOut(1, p2sh(bytes(20)))))
    for chain, first, second in (("main", "1", "3"), ("regtest", "m", "2"), ("classroom", "m", "2")):
        _, doc = found("tx", tx.serialize().hex(), "--chain", chain)
        assert [output["address"][0] for output in doc["outputs"]] == [first, second]


def test_tx_of_a_coinbase(run):
    code, out, _ = run("tx", real_block(0).transactions[0].hex())
    assert code == 0
    assert "makes new coins" in out
    assert "The Times 03/Jan/2009 Chancellor on brink of second bailout for banks" in out


# ---- where bytes come from -----------------------------------------------------------------------


@pytest.mark.parametrize("content", [bytes.fromhex(TX), TX.encode(), f"\n  {TX.upper()} \r\n".encode()])
def test_a_file_holds_raw_bytes_or_hex(found, tmp_path, monkeypatch, content):
    file = tmp_path / "payment"
    file.write_bytes(content)
    assert found("tx", file)[1]["txid"] == TXID
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert found("tx", "-")[1]["txid"] == TXID


def test_blanks_around_hex_do_not_matter(found):
    assert found("tx", f" {TX}\n")[1]["txid"] == TXID


@pytest.mark.parametrize("form", ['"{}"', "'{}'", "0x{}", "{} \n", '\r\n"0x{}"'])
def test_hex_as_it_is_pasted(found, tmp_path, form):
    for pasted in (form.format(TX), form.format(f"{TX[:20]} {TX[20:61]}\r\n{TX[61:]}")):
        (tmp_path / "tx").write_bytes(pasted.encode())
        for source in (pasted, tmp_path / "tx"):
            assert found("tx", source)[1]["txid"] == TXID


@pytest.mark.parametrize(
    ("script", "message"),
    [("0x51", "leave out the 0x in front"), ("'51'", "take the quotes away"), ("51 51", "take them out")],
)
def test_a_script_is_hex_alone(refused, script, message):
    assert message in refused("address", "--script", script)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_as_windows_writes_it(found, refused, tmp_path, monkeypatch, encoding):
    """PowerShell's > and Notepad."""
    file = tmp_path / "payment"
    file.write_bytes(f"{TX}\r\n".encode(encoding))
    assert found("tx", file)[1]["txid"] == TXID
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(G.encode(encoding))))
    assert found("address", "-")[1]["public_key"] == G
    file.write_bytes("0y00".encode(encoding))
    assert "'0y00' is not hex" in refused("tx", file)


@pytest.mark.parametrize("begin", ["fffe", "feff", "efbbbf00"])
def test_raw_bytes_that_begin_like_a_text_are_bytes(found, tmp_path, begin):
    raw = bytes.fromhex(begin + TX[len(begin) :])
    (tmp_path / "tx.raw").write_bytes(raw)
    code, doc = found("tx", tmp_path / "tx.raw")
    assert (code, doc["version"]) == (0, int.from_bytes(raw[:4], "little", signed=True))


@pytest.mark.parametrize("command", [("tx",), ("block",), ("header",), ("mine",), ("verify", "block")])
@pytest.mark.parametrize("height", ["0", "1", "170", "481823"])
def test_a_height_cannot_be_looked_up(refused, command, height):
    assert f"a height ({height}) cannot be looked up here: give the bytes" in refused(*command, height)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a", "got 1 digit: one is missing"),
        (TX[:-1], "one is missing or too many"),
        (TX[:-2], "are not a transaction: end of data"),
        (TX + "00", "are not a transaction: trailing bytes"),
        ("nosuchfile", "'nosuchfile' is neither hex (0-9 and a-f) nor a file"),
        ("", "nothing came; give hex digits, the name of a file, or - for standard input"),
        (HEADER, "try `blockkit header`"),
        (real_block(170).raw.hex(), "try `blockkit block`"),
        (WITNESS, "Superfluous witness record: a witness is announced, but every input's is empty"),
    ],
)
def test_what_is_no_transaction(refused, source, message):
    assert message in refused("tx", source)


def test_files_that_cannot_be_read(refused, tmp_path):
    assert "is a folder" in refused("tx", tmp_path)
    cases = {
        b"": "is empty",
        b" \n": "is empty",
        b"\xee" * 8_200_001: "more than 8,200,000 bytes",
        b"not hex": "'not hex' is not hex",
        bytes(range(256)): "256 bytes came that are not a transaction",
    }
    for content, message in cases.items():
        (tmp_path / "file").write_bytes(content)
        assert message in refused("tx", tmp_path / "file")


def test_closed_standard_input(refused, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input, which is closed" in refused("tx", "-")


# ---- header and block ----------------------------------------------------------------------------


def test_header(run, found):
    code, out, _ = run("header", HEADER)
    assert code == 0
    assert "1231006505 (2009-01-03 18:15:05 UTC)" in out and "4,295,032,833 hashes on average" in out
    code, doc = found("header", HEADER)
    assert doc["id"] == MAINNET.genesis
    assert doc["merkle_root"] == "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
    assert (doc["version"], doc["time"], doc["bits"], doc["nonce"]) == (1, 1231006505, 0x1D00FFFF, 2083236893)
    assert (code, doc["target"], doc["work"], doc["valid"]) == (
        0,
        "00000000ffff" + "0" * 52,
        4295032833,
        True,
    )


@pytest.mark.parametrize(
    ("bits", "target", "detail"),
    [
        ("ffff001c", "0000000000ffff" + "0" * 50, "the id is above the target"),
        ("ffffff1d", None, "bits 1dffffff stand for a negative target"),
        ("00000000", None, "bits 00000000 stand for no target of the main chain"),
        ("ffff7f20", "7fffff" + "0" * 58, "stand for no target of the main chain"),
    ],
)
def test_header_without_its_work(found, bits, target, detail):
    code, doc = found("header", HEADER[:144] + bits + HEADER[152:])
    assert (code, doc["valid"], doc["reason"]) == (1, False, "high-hash")
    assert detail in doc["detail"]
    assert doc["target"] == target


def test_header_of_another_chain(found):
    header = genesis_block(REGTEST).header.serialize().hex()
    assert found("header", header)[0] == 1
    assert found("header", header, "--chain", "regtest")[0] == 0


def test_what_is_no_header(refused):
    assert "a header has 80 bytes, written as 160 hex digits; got 1 byte\n" in refused("header", "00")
    assert "got 275 bytes; try `blockkit tx`" in refused("header", TX)


@pytest.fixture
def block_file(tmp_path):
    """A file with the block of the first payment, raw."""
    (tmp_path / "block.raw").write_bytes(real_block(170).raw)
    return tmp_path / "block.raw"


def test_block(run, found, block_file):
    code, out, _ = run("block", block_file)
    assert code == 0
    assert "2, whose outputs are 100.00000000 BTC together" in out and TXID in out
    code, doc = found("block", block_file)
    assert doc["id"] == to_display(real_block(170).hash)
    assert doc["header"]["prev_block"].startswith("000000002a22cfee")
    assert (doc["transaction_count"], doc["output_sum"], doc["txids"][1]) == (2, 100 * 10**8, TXID)
    assert (code, doc["valid"], doc["size"]) == (0, True, 490)


def test_block_of_many_transactions(run, vectors, tmp_path):
    (tmp_path / "b").write_bytes((vectors / "bitcoin-core" / "block413567.raw").read_bytes())
    code, out, _ = run("block", tmp_path / "b")
    assert code == 0
    assert "1,557, whose outputs" in out and "1,552 more; --transactions lists all" in out
    assert "Mined by" in out
    _, longer, _ = run("block", tmp_path / "b", "--transactions")
    assert len(longer.splitlines()) == len(out.splitlines()) + 1551


def test_block_of_another_chain_and_framed(run, refused, tmp_path):
    raw = genesis_block(REGTEST).serialize()
    (tmp_path / "b").write_bytes(bytes.fromhex("fabfb5da") + len(raw).to_bytes(4, "little") + raw)
    assert "add --chain regtest" in refused("block", tmp_path / "b")
    code, out, _ = run("block", tmp_path / "b", "--chain", "regtest")
    assert code == 0 and REGTEST.genesis in out
    (tmp_path / "b").write_bytes(bytes.fromhex("fabfb5da") + len(raw).to_bytes(4, "little") + raw * 2)
    message = refused("block", tmp_path / "b", "--chain", "regtest")
    assert "a block of 285 bytes, and 570 follow: cut out one block" in message


def test_block_that_breaks_a_rule(found):
    block = Block.parse(real_block(170).raw)
    short = Block(block.header, block.transactions[:1]).serialize().hex()
    code, doc = found("block", short)
    assert (code, doc["valid"], doc["reason"]) == (1, False, "bad-txnmrklroot")
    code, doc = found("verify", "block", short)
    assert (code, doc["valid"], doc["reason"]) == (1, False, "bad-txnmrklroot")
    easy = Block(replace(block.header, nonce=0), block.transactions).serialize().hex()
    for command in (("block",), ("verify", "block")):
        code, doc = found(*command, easy)
        assert (code, doc["valid"], doc["reason"]) == (1, False, "high-hash")
    empty = Block(block.header, ()).serialize().hex()
    assert found("block", empty)[1]["coinbase_text"] is None


def test_block_whose_witnesses_are_spoilt(found, vectors, tmp_path):
    raw = (vectors / "witness" / "block702861.raw").read_bytes()
    block = Block.parse(raw)
    (tmp_path / "b").write_bytes(raw)
    code, doc = found("block", tmp_path / "b")
    assert (code, doc["valid"], doc["weight"]) == (0, True, 3_993_054)
    coinbase = replace(block.transactions[0], witnesses=())
    spoilt = {"bad-witness-nonce-size": (coinbase, *block.transactions[1:])}
    last = block.transactions[-1]
    assert last.witnesses
    spoilt["bad-witness-merkle-match"] = (*block.transactions[:-1], replace(last, witnesses=()))
    for reason, transactions in spoilt.items():
        (tmp_path / "b").write_bytes(Block(block.header, transactions).serialize())
        code, doc = found("block", tmp_path / "b")
        assert (code, doc["valid"], doc["reason"]) == (1, False, reason)


def test_what_is_no_block(refused):
    assert "are not a block: end of data" in refused("block", TX)
    assert "try `blockkit tx`" in refused("block", TX)
    assert "are not a block" in refused("block", real_block(170).raw.hex()[:-2])


# ---- address -------------------------------------------------------------------------------------

# the generator of the curve: the public key of the private key 1
G = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"


def test_address_of_a_key(run, found):
    code, out, _ = run("address", G)
    assert code == 0 and "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH" in out
    code, doc = found("address", G, "--chain", "regtest")
    assert (code, doc["address"]) == (0, "mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r")
    assert (doc["given"], doc["public_key"]) == ("public key", G)
    assert doc["hash"] == "751e76e8199196d454941c45d1b3a323f1433bd6"


def test_address_of_a_script(found):
    code, doc = found("address", "--script", "51")
    assert (code, doc["address"], doc["kind"]) == (0, "3MaB7QVq3k4pQx3BhsvEADgzQonLSBwMdj", "p2sh")
    assert doc["script"] == "51"


def test_address_taken_apart(found):
    code, doc = found("address", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    assert (code, doc["kind"], doc["hash"]) == (0, "p2pkh", "62e907b15cbf27d5425399ebf6f0fb50ebb88f18")
    assert doc["script_pubkey"] == "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac"
    code, doc = found("address", p2sh_address(b"\x51", REGTEST), "--chain", "classroom")
    assert (code, doc["kind"], doc["chain"]) == (0, "p2sh", "classroom")


WITNESSED = {  # address: kind, name of what is in it, that, script
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": ("p2wpkh", "hash", "0014"),
    "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3": ("p2wsh", "hash", "0020"),
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0": ("p2tr", "output_key", "5120"),
    "bc1pfeessrawgf": ("p2a", "program", "5102"),
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs": ("witness_v2", "program", "5210"),
}


@pytest.mark.parametrize("address", WITNESSED)
def test_address_with_a_witness_taken_apart(run, found, address):
    kind, role, start = WITNESSED[address]
    code, doc = found("address", address)
    assert (code, doc["kind"], doc["valid"]) == (0, kind, True)
    assert doc["script_pubkey"] == start + doc[role]
    code, out, _ = run("address", address)
    version, checksum = address[3].lower(), address[-6:].lower()
    assert code == 0 and re.search(rf"written as +bc 1 {version} \w+ {checksum}\n", out)


def test_address_with_a_witness_that_cannot_be_read(found):
    code, doc = found("address", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")
    assert (code, doc["valid"], doc["reason"]) == (1, False, "Invalid Bech32 checksum")
    assert "place 42" in doc["detail"]
    code, doc = found("address", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080")
    assert (code, doc["reason"]) == (1, "unknown-address") and "--chain regtest" in doc["detail"]
    assert found("address", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", "--chain", "regtest")[0] == 0
    long = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj1"
    assert found("address", long)[1]["reason"] == "Invalid separator position"  # no private key


def test_other_addresses_of_a_key_and_of_a_script(run, found):
    assert found("address", G)[1]["others"] == {
        "p2wpkh": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "p2sh-p2wpkh": "3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN",
        "p2tr": "bc1pmfr3p9j00pfxjh0zmgp99y8zftmd3s5pmedqhyptwy6lm87hf5sspknck9",
    }
    assert "other addresses" in run("address", G)[1]
    long = PrivateKey(1, compressed=False).public_key().hex()
    assert list(found("address", long)[1]["others"]) == ["p2tr"]
    code, doc = found("address", "--script", G + "ac", "--chain", "regtest")
    assert code == 0 and list(doc["others"]) == ["p2wsh", "p2sh-p2wsh"]
    assert doc["others"]["p2wsh"].startswith("bcrt1q")


def test_a_taproot_address_that_nobody_can_spend(run, found):
    address = address_of(p2tr(bytes(31) + b"\5"), MAINNET)
    code, doc = found("address", address)
    assert code == 0 and "no point of the curve has this x" in doc["warning"]
    assert "warning" in run("address", address)[1]
    assert "warning" not in found("address", list(WITNESSED)[2])[1]


def test_address_of_another_chain(found):
    code, doc = found("address", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "--chain", "regtest")
    assert (code, doc["valid"], doc["reason"]) == (1, False, "unknown-address")


@pytest.mark.parametrize("key", ["02" + "00" * 31 + "05", "02" + "ff" * 32, "04" + G[2:] + "00" * 31 + "01"])
def test_address_of_a_key_that_nobody_can_have(found, key):
    code, doc = found("address", key)
    assert (code, doc["valid"], doc["reason"]) == (1, False, "bad-public-key")


def test_the_curve_as_the_ecdsa_package_knows_it(found):
    for x in range(40):
        key = b"\x02" + x.to_bytes(32, "big")
        try:
            ecdsa.VerifyingKey.from_string(key, curve=ecdsa.SECP256k1)
            expected = 0
        except ecdsa.errors.MalformedPointError:
            expected = 1
        assert found("address", key.hex())[0] == expected


@pytest.mark.parametrize("form", ["compressed", "uncompressed", "hybrid"])
def test_address_of_real_keys(found, form):
    for number in range(1, 20):
        key = PrivateKey(number, compressed=form == "compressed").public_key()
        if form == "hybrid":
            key = bytes([6 + key[-1] % 2]) + key[1:]
            wrong = bytes([key[0] ^ 1]) + key[1:]
            assert found("address", wrong.hex())[0] == 1
        code, doc = found("address", key.hex())
        assert (code, doc["address"]) == (0, p2pkh_address(key))


@pytest.mark.parametrize("params", [MAINNET, REGTEST])
@pytest.mark.parametrize("compressed", [True, False])
def test_a_private_key_is_never_printed(run, monkeypatch, params, compressed):
    secret = PrivateKey(0xC0FFEE << 200, compressed)
    wif = encode_wif(secret, params)
    hidden = (wif, f"{secret.number:064x}", str(secret.number))
    public = secret.public_key()
    for options in ((), ("--json",)):
        code, out, err = run("address", wif, "--chain", params.name, *options)
        assert code == 0
        assert public.hex() in out and p2pkh_address(public, params) in out
        assert not any(text in out + err for text in hidden)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{wif}\n".encode())))
    code, out, err = run("address", "-", "--chain", params.name)
    assert code == 0 and p2pkh_address(public, params) in out and wif not in out + err


def test_nor_is_one_with_a_typing_error_or_in_the_wrong_place(run, refused):
    secret = PrivateKey(0xC0FFEE << 200)
    wif, other = encode_wif(secret), encode_wif(secret, REGTEST)
    number = f"{secret.number:064x}"
    texts = [wif[:-1] + "1", wif[:-1], wif + "1", wif[:-1] + "0", other, number, number[:-1], number + "0"]
    for text in texts:
        assert text[8:-8] not in refused("address", text)
        for command in (("tx",), ("explain",), ("mine",), ("verify", "signature", "02", "00" * 32)):
            code, out, err = run(*command, text)
            assert code in (1, 2)
            assert text[8:-8] not in out + err
    assert "it is one of the regtest or classroom chain" in refused("address", other)
    assert "need --chain regtest" in refused("address", other)
    assert wif[8:-8] not in refused("address", f'"{wif}"') + refused("tx", f'"{wif}"')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "a character is wrong"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7Div0Na", "no Base58 character"),
        ("tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty", "it begins with 'tc' and a 1"),
        ("02" * 32, "if this is a private key, keep it out of commands"),
        (
            "07" * 33,
            "66 hex digits that begin with 02 or 03, or 130 that begin with 04; got 66 that begin with 07",
        ),
        ("02" * 40, "got 80"),
        ("x" * 70, "at most 35 characters"),
        ("", "too short for a checksum"),
        (
            "0279be",
            "a public key has 66 hex digits that begin with 02 or 03, or 130 that begin with 04; got 6",
        ),
        ("hello", "no Base58 character"),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "an address of the test networks"),
    ],
)
def test_what_is_no_address(refused, text, message):
    assert message in refused("address", text)


# what wallets show and this library does not read: the words that name it
FOREIGN = {
    "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2g"
    "Z29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8": "extended public key",
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiC"
    "hkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi": "extended private key",
    "tpub" + "D" * 107: "extended public key",
    "zprv" + "A" * 107: "extended private key",
    "cHNidP8BAHUCAAAAASaBcTce3/KF6Tet7qSze3gADAVmy7OtZGQXE8pCFxv2AAAAAAD+////": "PSBT",
    "70736274ff0100750200000001": "PSBT",
    "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=0.5&label=x": "payment URI",
    "BITCOIN:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": "payment URI",
    "pkh(02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5)#8fhd9pwu": "descriptor",
    "wsh(multi(1,xpub1,xpub2))": "descriptor",
    "lnbc1pvjluezpp5qqqsyqcyq5rqwzqf": "Lightning",
    "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg": "BIP 38",
}
SEED = "legal winner thank year wave sausage worth useful legal winner thank yellow"  # published in BIP 39
XPRV = next(text for text in FOREIGN if text.startswith("xprv"))
WIF = encode_wif(PrivateKey(1))
for text in (
    SEED,
    SEED.replace(" ", "\n"),
    " ".join(f"{n}. {word}" for n, word in enumerate(SEED.split(), 1)),
):
    FOREIGN[text] = (
        "words of a seed .BIP 39., which give away every key of a wallet: keep them out of commands"
    )
for text in (f"tr({XPRV})", f"wpkh([d34db33f/84h/0h/0h]{XPRV}/0/*)#8fhd9pwu", f"pkh({WIF})"):
    FOREIGN[text] = "with a private key in it, which gives away what it locks: keep it out of commands"
FOREIGN[f"[d34db33f/84h/0h/0h]{XPRV}/0/*"] = "extended private key"


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize("command", [("address",), ("tx",), ("block",), ("header",), ("explain",)])
def test_what_wallets_show_is_named_for_what_it_is(refused, tmp_path, command, text):
    """Typed, and for what reads files, in a file; the text, which may be a secret, is not repeated."""
    said, words = refused(*command, text), FOREIGN[text]
    assert re.search(words, said) and text[8:-8] not in said
    if command != ("address",):
        (tmp_path / "text").write_text(text + "\n")
        assert re.search(words, refused(*command, tmp_path / "text"))
        (tmp_path / "raw").write_bytes(b"psbt\xff\x01\x00\x75\x02" + bytes(80))
        assert "PSBT" in refused(*command, tmp_path / "raw")


def test_so_do_the_functions_behind_the_commands():
    for text, words in FOREIGN.items():
        for read in (blockkit.addresses.decode_address, blockkit.addresses.decode_wif):
            with pytest.raises(ValueError, match=words):
                read(text)


@pytest.mark.parametrize(
    "args",
    [
        ("explain", *SEED.split()),  # without quotes
        ("explain", TX, *SEED.split()),
        ("explain", SEED.replace("useful", "us3ful")),
        ("explain", TX, "--spends", SEED),
        ("explain", TX, "--spends", f"1:{SEED}"),
        ("explain", TX, "--previous", SEED),
        ("explain", f"my key is {XPRV}"),
        ("explain", TX, WIF),
        ("verify", "tx", TX, "--spends", "1:51", "--flags", SEED),
    ],
)
def test_no_secret_is_repeated_wherever_it_comes(refused, args):
    said = refused(*args)
    assert not {"winner", "thank", "sausage", "yellow", XPRV[20:-20], WIF[8:-8]} & set(re.split(r"\W", said))
    assert XPRV[20:-20] not in said and WIF[8:-8] not in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"https://example.org/tx/{TXID}", "a web page, and nothing is fetched"),
        (f"{TXID}:0", "only names an output"),
        ('{"txid": "aa",\n "vin": []}', "this is JSON: take the hex in it"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "`blockkit address` says what is wrong"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "this is an address; `blockkit address` reads it"),
        (PrivateKey(1).public_key().hex(), "it looks like a public key"),
        (encode_der(1, 1).hex() + "01", "it looks like a signature"),
        (p2pkh(bytes(20)).hex(), "it looks like the script of an output (P2PKH)"),
        ("02" * 40, "if its end is missing, copy it again"),
    ],
)
def test_what_else_is_copied_is_named_too(refused, text, message):
    assert message in refused("explain", text)


def test_a_key_alone_is_warned_of(refused):
    assert "if it is a private key, keep it out of commands" in refused("explain", WIF)


def test_an_address_where_bytes_are_expected(refused):
    assert "this is an address; `blockkit address` reads it" in refused(
        "tx", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"
    )


def test_addresses_of_test_networks_and_of_other_coins(found):
    _, doc = found("address", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn")
    assert "one of the regtest or classroom chain or of the test networks" in doc["detail"]
    assert "--chain regtest" in doc["detail"]
    _, doc = found("address", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "--chain", "classroom")
    assert "but one of the main chain;" in doc["detail"]
    _, doc = found("address", "LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9")
    assert "it may be another coin's" in doc["detail"]


def test_address_takes_no_file(refused, tmp_path):
    (tmp_path / "tx.hex").write_text(TX)
    message = refused("address", tmp_path / "tx.hex")
    assert (
        "is a file, and this command takes none" in message
        and "or - to read it from standard input" in message
    )


def test_an_address_of_hex_digits_alone_is_an_address(refused):
    assert "a character is wrong" in refused("address", "1" * 30 + "2A2b")


def test_address_wants_one_thing(refused):
    assert "is required" in refused("address")
    assert "not allowed with" in refused("address", G, "--script", "51")
    assert "a script is expected as hex" in refused("address", "--script", "OP_1")


# ---- verify tx -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", [(), ("--height", 170), ("--flags", "none"), ("--flags", "P2SH, DERSIG")])
def test_verify_tx(found, run, rules):
    code, doc = found("verify", "tx", TX, "--spends", f"5000000000:{FUNDING}", *rules)
    assert (code, doc["valid"], doc["fee"], doc["txid"]) == (0, True, 0, TXID)
    assert [spend["valid"] for spend in doc["inputs"]] == [True]
    expected = {
        (): [
            "P2SH",
            "DERSIG",
            "NULLDUMMY",
            "CHECKLOCKTIMEVERIFY",
            "CHECKSEQUENCEVERIFY",
            "WITNESS",
            "TAPROOT",
        ],
        ("--height", 170): ["P2SH", "WITNESS", "TAPROOT"],
        ("--flags", "none"): [],
        ("--flags", "P2SH, DERSIG"): ["P2SH", "DERSIG"],
    }
    assert doc["flags"] == expected[rules]
    code, out, _ = run("verify", "tx", TX, "--spends", f"5000000000:{FUNDING}", *rules)
    assert code == 0 and "may spend 50.00000000 BTC" in out and "valid: every input may spend" in out


@pytest.mark.parametrize(
    ("spends", "reason", "detail"),
    [
        (
            "5000000000:" + FUNDING.replace("ac", "ad"),
            "mandatory-script-verify-flag-failed",
            "CHECKSIGVERIFY",
        ),
        (
            "5000000000:" + "76a914" + "00" * 20 + "88ac",
            "mandatory-script-verify-flag-failed",
            "EQUALVERIFY",
        ),
        ("5000000000:6a", "mandatory-script-verify-flag-failed", "input 0: OP_RETURN"),
        (f"4999999999:{FUNDING}", "bad-txns-in-belowout", "4999999999"),
    ],
)
def test_verify_tx_that_may_not_spend(found, run, spends, reason, detail):
    code, doc = found("verify", "tx", TX, "--spends", spends)
    assert (code, doc["valid"], doc["reason"]) == (1, False, reason)
    assert detail in doc["detail"]
    code, out, _ = run("verify", "tx", TX, "--spends", spends)
    assert code == 1 and f"NOT VALID: {reason}" in out
    assert ("MAY NOT SPEND" in out) == (reason != "bad-txns-in-belowout")


def spend_of(previous, key, change=b""):
    """A transaction that spends output 0 of ``previous``, a P2PKH output of ``key``, as text."""
    unsigned = Transaction(1, (TxIn(OutPoint(previous.txid, 0), b""),), (TxOut(900, change),))
    digest = sighash(unsigned, 0, previous.outputs[0].script_pubkey, 1)
    opening = push_plainly(key.sign(digest) + b"\x01") + push_plainly(key.public_key())
    return Transaction(1, (TxIn(OutPoint(previous.txid, 0), opening),), unsigned.outputs)


KEY = PrivateKey(7)


def previous_transaction(script):
    """A transaction with one output of 1,000 satoshi."""
    return Transaction(1, (TxIn(OutPoint(bytes(31) + b"\1", 0), b""),), (TxOut(1000, script),))


def test_verify_tx_with_previous_transactions(found, refused, tmp_path):
    previous = previous_transaction(
        from_asm(f"OP_DUP OP_HASH160 {blockkit.hash160(KEY.public_key()).hex()} OP_EQUALVERIFY OP_CHECKSIG")
    )
    good = spend_of(previous, KEY).serialize().hex()
    (tmp_path / "previous").write_bytes(previous.serialize())
    code, doc = found("verify", "tx", good, "--previous", TX, "--previous", tmp_path / "previous")
    assert (code, doc["valid"], doc["fee"]) == (0, True, 100)
    bad = spend_of(previous, PrivateKey(8)).serialize().hex()
    code, doc = found("verify", "tx", bad, "--previous", tmp_path / "previous")
    assert (code, doc["inputs"][0]["reason"]) == (1, "EQUALVERIFY")
    message = refused("verify", "tx", good, "--previous", TX)
    assert f"add --previous with transaction {to_display(previous.txid)}" in message


def test_verify_tx_of_an_output_that_is_not_there(found):
    previous = previous_transaction(b"\x51")
    tx = Transaction(1, (TxIn(OutPoint(previous.txid, 1), b""),), (TxOut(1, b""),)).serialize().hex()
    code, doc = found("verify", "tx", tx, "--previous", previous.serialize().hex())
    assert (code, doc["reason"], doc["inputs"]) == (1, "bad-txns-inputs-missingorspent", [])


def test_verify_tx_by_the_rules_of_its_time(found):
    """A P2SH output whose script fails: before BIP 16 only its hash counted."""
    redeem = b"\x00"
    tx = (
        Transaction(1, (TxIn(OutPoint(bytes(32), 0), push_plainly(redeem)),), (TxOut(1, b""),))
        .serialize()
        .hex()
    )
    spends = ("--spends", "1:" + p2sh(blockkit.hash160(redeem)).hex())
    assert found("verify", "tx", tx, *spends, "--flags", "NONE")[0] == 0
    assert found("verify", "tx", tx, *spends, "--height", 0)[0] == 1
    # a lock time that is not over: a rule since block 388,381
    lock = from_asm("c800 OP_CHECKLOCKTIMEVERIFY").hex()
    tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b"", 0),), (TxOut(1, b""),), 100).serialize().hex()
    assert found("verify", "tx", tx, "--spends", f"1:{lock}", "--height", 388_380)[0] == 0
    code, doc = found("verify", "tx", tx, "--spends", f"1:{lock}", "--height", 388_381)
    assert (code, doc["inputs"][0]["reason"]) == (1, "UNSATISFIED_LOCKTIME")
    assert found("verify", "tx", tx, "--spends", f"1:{lock}", "--height", 1, "--chain", "regtest")[0] == 1


# 6a26d2ec…6192 of block 170,060: the redeem script asks for a signature that nobody made
BREAKER = (
    "0100000001f6ea284ec7521f8a7d094a6cf4e6873098b90f90725ffd372b343189d7a4089c0100000026255121029b6d2c97b8b7"
)
BREAKER += (
    "c718c325d7be3ac30f7c9d67651bce0c929f55ee77ce58efcf8451aeffffffff0130570500000000001976a9145a3acbc7bbcc97"
)
BREAKER += "c5ff16f5909c9d7d3fadb293a888ac00000000"


def test_verify_the_transaction_that_breaks_bip_16(run, found):
    """It is in the chain, so it is valid there; a height or flags of one's own ask for something else."""
    redeem = Transaction.parse(bytes.fromhex(BREAKER)).inputs[0].script_sig[1:]
    spends = ("--spends", "400000:" + p2sh(blockkit.hash160(redeem)).hex())
    for options in ((), ("--height", 170_060)):
        code, doc = found("verify", "tx", BREAKER, *spends, *options)
        assert (code, doc["valid"], doc["flags"]) == (0, True, [])
    assert "the one transaction that breaks BIP 16" in run("verify", "tx", BREAKER, *spends)[1]
    for options in (
        ("--height", 170_059),
        ("--height", 400_000),
        ("--flags", "P2SH"),
        ("--chain", "regtest"),
    ):
        assert found("verify", "tx", BREAKER, *spends, *options)[0] == 1


def test_verify_tx_that_is_invalid_by_itself(found):
    tx = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), ()).serialize().hex()
    code, doc = found("verify", "tx", tx, "--spends", "1:51")
    assert (code, doc["reason"], doc["inputs"]) == (1, "bad-txns-vout-empty", [])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "one of the arguments --spends --previous is required"),
        (("--spends", "1:51", "--spends", "1:51"), "the transaction has 1, got 2"),
        (("--spends", "51"), "--spends takes satoshi and script as VALUE:SCRIPTHEX"),
        (("--spends", "0.5:51"), "0.5 BTC is written 50000000"),
        (("--spends", "2100000000000001:51"), "a whole number from 0 to 2100000000000000"),
        (("--spends", "1:xyz"), "after the colon comes a script in hex, or an address: 'xyz' is too short"),
        (("--spends", "1:51", "--height", "-1"), "a height is a whole number from 0"),
        (("--spends", "1:51", "--height", "x"), "a height is a whole number"),
        (("--spends", "1:51", "--flags", "P2SH,BIP66"), "got 'BIP66'"),
        (("--spends", "1:51", "--flags", "P2SH", "--height", "1"), "not allowed with"),
    ],
)
def test_verify_tx_misused(refused, options, message):
    assert message in refused("verify", "tx", TX, *options)


def test_verify_tx_of_a_coinbase(refused):
    message = refused("verify", "tx", real_block(0).transactions[0].hex(), "--spends", "1:51")
    assert "a coinbase, which spends nothing" in message


# ---- the rest of verify --------------------------------------------------------------------------


def test_verify_block(run, found, block_file):
    code, out, _ = run("verify", "block", block_file)
    assert code == 0 and "valid by itself: proof of work, Merkle root" in out and "not judged" in out
    assert found("verify", "block", block_file)[1]["id"] == to_display(real_block(170).hash)


def proof_of(index):
    """The arguments that prove a transaction of block 277,647, which has 213."""
    block = real_block(277647)
    proof = [to_display(node) for node in merkle_proof(block.txids, index)]
    return [to_display(block.txids[index]), index, 213, to_display(block.header.merkle_root), *proof]


def test_verify_proof(run, found):
    for index in (0, 100, 212):
        code, out, _ = run("verify", "proof", *proof_of(index))
        assert code == 0 and "it is in the block" in out
    wrong = proof_of(100)
    wrong[1] = 101
    code, doc = found("verify", "proof", *wrong)
    assert (code, doc["valid"], doc["reason"]) == (1, False, "bad-merkle-proof")
    code, doc = found("verify", "proof", *proof_of(100)[:-1])
    assert (code, doc["detail"]) == (1, "among 213 it takes 8 hashes, got 7")
    only = to_display(real_block(0).txids[0])
    assert found("verify", "proof", only, 0, 1, only)[0] == 0


def test_verify_proof_misused(refused):
    txid, index, count, root, *proof = proof_of(3)
    assert "64 hex digits" in refused("verify", "proof", txid[:-1], index, count, root, *proof)
    assert "from 0 to 212, got '213'" in refused("verify", "proof", txid, 213, count, root, *proof)
    assert "COUNT" in refused("verify", "proof", txid, 0, 0, root, *proof)
    assert "64 hex digits" in refused("verify", "proof", txid, index, count, root, "zz")
    assert "required: COUNT, ROOT" in refused("verify", "proof", txid, index)


def test_verify_signature(run, found):
    digest = blockkit.sha256(b"a message")
    der = KEY.sign(digest)
    key = KEY.public_key().hex()
    code, out, _ = run("verify", "signature", key, digest.hex(), der.hex())
    assert code == 0 and "the key signed this digest" in out
    code, doc = found("verify", "signature", key, digest.hex(), der.hex())
    assert (code, doc["valid"], doc["strict_der"], doc["low_s"]) == (0, True, True, True)
    r, s = blockkit.keys.parse_der(der)
    code, doc = found("verify", "signature", key, digest.hex(), encode_der(r, blockkit.keys.ORDER - s).hex())
    assert (code, doc["strict_der"], doc["low_s"]) == (0, True, False)
    code, doc = found(
        "verify", "signature", key, digest.hex(), der.hex() + "01"
    )  # the lax reader stops after s
    assert (code, doc["strict_der"]) == (0, False)
    for args, detail in (
        ((key, "00" * 32, der.hex()), "this key did not make this signature of this digest"),
        ((key[:-2], digest.hex(), der.hex()), "a public key has 33 bytes that begin with 02 or 03"),
        ((key, digest.hex(), "30"), "the signature is not DER"),
    ):
        code, doc = found("verify", "signature", *args)
        assert (code, doc["valid"], doc["reason"]) == (1, False, "bad-signature")
        assert detail in doc["detail"]


def test_verify_signature_misused(refused):
    assert "the digest has 32 bytes, written as 64 hex digits; got 2" in refused(
        "verify", "signature", G, "00", "30"
    )
    assert "a public key is expected as hex" in refused("verify", "signature", "key", "00" * 32, "30")
    assert "required: WHAT" in refused("verify")


# ---- mine ----------------------------------------------------------------------------------------


def test_mine_finds_satoshis_nonce(run, found):
    near = ("--start", 2083236000, "--stop", 2083237000)
    code, doc = found("mine", HEADER, *near)
    assert (code, doc["valid"], doc["nonce"], doc["id"]) == (0, True, 2083236893, MAINNET.genesis)
    assert (doc["header"], doc["hashes"], doc["demonstration"]) == (HEADER, 894, False)
    code, out, err = run("mine", HEADER, *near)
    assert code == 0 and MAINNET.genesis in out and "no node would take" not in out
    assert err.startswith("mining the header that was given: one hash in 4,295,032,833 meets the target")


@pytest.mark.parametrize("bits", [1, 8, 12])
def test_mine_a_demonstration(run, found, bits):
    code, doc = found("mine", "--bits", bits)
    assert (code, doc["demonstration"]) == (0, True)
    assert int(doc["id"], 16) < 2 ** (256 - bits)
    header = Header.parse(bytes.fromhex(doc["header"]))
    assert to_display(header.hash) == doc["id"]
    assert header.merkle_root == real_block(170).header.merkle_root
    code, out, err = run("mine", "--bits", bits)
    assert code == 0 and "no node would take this block" in out
    assert "a copy of block 170's header, made easier" in err


def test_mine_without_a_find(run, found):
    code, doc = found("mine", HEADER, "--stop", 100)
    assert (code, doc["valid"], doc["reason"], doc["hashes"]) == (1, False, "nonce-not-found", 100)
    code, out, _ = run("mine", HEADER, "--start", 2**32 - 100)
    assert code == 1 and "a miner now changes the time or the coinbase" in out


def test_mine_stops_when_time_is_over(run):
    code, out, _ = run("mine", HEADER, "--seconds", "0.000001")
    assert code == 1
    assert (
        f"no nonce from 0 to {SLICE - 1} meets the target, and time is over; --start {SLICE} goes on" in out
    )


def test_mine_is_cancelled_with_ctrl_c(run, monkeypatch):
    def interrupted(header, start, stop, slice_size):
        yield None
        yield None
        raise KeyboardInterrupt

    monkeypatch.setattr("blockkit.cli.mining.search", interrupted)
    code, out, err = run("mine", HEADER, "--start", 1000)
    assert (code, out) == (130, "")
    assert f"cancelled after {2 * SLICE:,} hashes; --start {1000 + 2 * SLICE} goes on from there" in err


def slow(monkeypatch, step):
    """A clock that moves by ``step`` seconds each time somebody looks at it."""
    ticks = count(step=step)
    monkeypatch.setattr("blockkit.cli.progress.monotonic", lambda: next(ticks))
    slices = [None] * 50 + [real_block(0).header]
    monkeypatch.setattr("blockkit.cli.mining.search", lambda *_: iter(slices))


class Terminal(io.StringIO):
    """Standard error on a terminal."""

    def isatty(self):
        return True


def test_mine_shows_a_bar_on_a_terminal(run, monkeypatch):
    slow(monkeypatch, 0.04)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stderr", Terminal())
    assert run("mine", "--bits", "20")[0] == 0
    _, *drawn, cleared, end = sys.stderr.getvalue().split("\r")
    assert len(drawn) > 5
    assert all(len(line) == 79 for line in drawn[:-1])
    assert drawn[-2].startswith("[############....]  ") or "%" in drawn[-2]
    assert "hashes, " in drawn[0] and "on average" in drawn[0]
    assert cleared.strip() == "" and end == ""


def test_mine_prints_quiet_lines_elsewhere(run, monkeypatch):
    slow(monkeypatch, 1)
    _, _, err = run("mine", "--bits", "20")
    assert "\r" not in err and "[" not in err
    assert 2 < len(err.splitlines()) < 20
    assert "on average" in err.splitlines()[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--bits", 0), "--bits is a whole number from 1 to 64"),
        (("--bits", "many"), "--bits is a whole number"),
        ((), "one of the arguments HEX|FILE|- --bits is required"),
        ((HEADER, "--bits", 8), "not allowed with"),
        ((TX,), "are not a header (80 bytes)"),
        ((HEADER, "--start", -1), "--start is a whole number"),
        ((HEADER, "--start", 5, "--stop", 5), "--stop (the nonce to stop before) is a whole number from 6"),
        ((HEADER, "--stop", 2**32 + 1), "--stop"),
        ((HEADER, "--seconds", "0"), "--seconds is a number above 0"),
        ((HEADER, "--seconds", "nan"), "--seconds is a number above 0"),
        ((HEADER, "--seconds", "soon"), "--seconds is a number above 0"),
    ],
)
def test_mine_misused(refused, options, message):
    assert message in refused("mine", *options)


@pytest.mark.parametrize("bits", ["00000000", "ffffff1d"])
def test_mine_what_no_hash_meets(found, bits):
    code, doc = found("mine", HEADER[:144] + bits + HEADER[152:])
    assert (code, doc["valid"], doc["reason"]) == (1, False, "high-hash")


def test_durations():
    message = [duration(seconds) for seconds in (0.5, 59, 600, 7200, 3 * 86_400, 10**9)]
    assert message == ["0.50 s", "59 s", "10 min", "2 h", "3 days", "32 years"]


# ---- explain -------------------------------------------------------------------------------------


def test_explain(run, found, block_file):
    code, out, err = run("explain", TX)
    assert (code, err) == (0, "")
    assert "version: 4 bytes, little endian -> 1" in out and "hash type: ALL" in out
    assert "\x1b" not in out  # no terminal, no colours
    code, doc = found("explain", TX)
    assert (doc["kind"], doc["size"]) == ("tx", 275)
    assert "".join(piece["bytes"] for piece in doc["pieces"]) == TX
    assert found("explain", HEADER)[1]["kind"] == "header"
    assert found("explain", block_file)[1]["kind"] == "block"
    assert found("explain", HEADER, "--kind", "header")[0] == 0


@pytest.mark.parametrize(
    ("options", "environment", "terminal", "coloured"),
    [
        ((), {}, True, "38;5;74"),
        ((), {"COLORTERM": "truecolor"}, True, "38;2;86;180;233"),
        ((), {}, False, ""),
        ((), {"NO_COLOR": "1"}, True, ""),
        ((), {"NO_COLOR": ""}, True, "38;5;74"),
        ((), {"TERM": "dumb"}, True, ""),
        (("--color", "never"), {}, True, ""),
        (("--color", "always"), {"NO_COLOR": "1"}, False, "38;5;74"),
        (("--color", "always", "--json"), {}, True, ""),
    ],
)
def test_explain_in_colour(monkeypatch, options, environment, terminal, coloured):
    for name in ("NO_COLOR", "TERM", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    out = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    assert main(["explain", HEADER, *options]) == 0
    assert ("\x1b[" in out.getvalue()) == bool(coloured)
    assert coloured in out.getvalue()


# a real payment (block 709,635), the first that spends by a hidden script, and what it spends
TAPROOT_TX = (
    "020000000001027bc0bba407bc67178f100e352bf6e047fae4cbf960d783586cb5e430b3b700e70000000000feffffff7bc0bba407bc"
    "67178f100e352bf6e047fae4cbf960d783586cb5e430b3b700e70100000000feffffff01b4ba0e0000000000160014173fd310e9db2c"
    "7e9550ce0f03f1e6c01d833aa90140134896c42cd95680b048845847c8054756861ffab7d4abab72f6508d67d1ec0c590287ec2161dd"
    "7884983286e1cd56ce65c08a24ee0476ede92678a93b1b180c03407b5d614a4610bf9196775791fcc589597ca066dcd10048e004cd4c"
    "7341bb4bb90cee4705192f3f7db524e8067a5222c7f09baf29ef6b805b8327ecd1e5ab83ca2220f5b059b9a72298ccbefff59d9b943f"
    "7e0fc91d8a3b944a95e7b6390cc99eb5f4ac41c0d9dfdf0fe3c83e9870095d67fff59a8056dad28c6dfb944bb71cf64b90ace9a7776b"
    "22a1185fb2dc9524f6b178e2693189bf01655d7f38f043923668dc5af45bffd30a00"
)
TAPROOT_SPENDS = [
    (491_750, "51205f4237bd7dae576b34abc8a9c6fa4f0e4787c04234ca963e9e96c8f9b67b56d1"),
    (491_750, "51205f4237bd7f93c69403a30c6b641f27ccf5201090152fcf1596474221307831c3"),
]


@pytest.fixture
def spends_files(tmp_path):
    """What it spends, in every form that a file may have."""
    pairs = [[value, script] for value, script in TAPROOT_SPENDS]
    rows = [{"value": value, "script_pubkey": script} for value, script in TAPROOT_SPENDS]
    esplora = [{"scriptpubkey": script, "value": value} for value, script in TAPROOT_SPENDS]
    core = [{"value": 0.0049175, "scriptPubKey": {"hex": script}} for _, script in TAPROOT_SPENDS]
    forms = [
        pairs,
        rows,
        {"vin": [{"prevout": one} for one in esplora]},
        {"vin": [{"prevout": one} for one in core]},
        {"result": {"vin": [{"prevout": one} for one in core]}, "error": None},
        [[value, address_of(bytes.fromhex(script))] for value, script in TAPROOT_SPENDS],
    ]
    files = [tmp_path / f"{n}.json" for n in range(len(forms))]
    for file, form in zip(files, forms, strict=True):
        file.write_text(json.dumps(form), encoding="utf-8")
    return files


def test_explain_tells_a_story(run, found, spends_files):
    code, out, _ = run("explain", TAPROOT_TX)
    assert code == 0 and out.startswith("story ")
    assert "looks like P2TR by script" in out and "--spends or --previous" in out
    assert out.index("story ") < out.index("transaction: txid")
    _, doc = found("explain", TAPROOT_TX)
    assert doc["story"]["fee"] is None
    assert bytes.fromhex("".join(piece["bytes"] for piece in doc["pieces"])) == bytes.fromhex(TAPROOT_TX)
    for file in spends_files:
        code, out, _ = run("explain", TAPROOT_TX, "--spends", file)
        assert code == 0 and "looks like" not in out and "wrong" not in out
        _, doc = found("explain", TAPROOT_TX, "--spends", file)
        assert (doc["story"]["fee"], doc["story"]["fee_rate"]) == (18_200, 100.0)
        assert [one["script_type"] for one in doc["story"]["inputs"]] == ["p2tr-key", "p2tr-script"]


def test_spends_by_script_by_address_and_by_previous(found):
    by_script = [f"{value}:{script}" for value, script in TAPROOT_SPENDS]
    by_address = [f"{value}:{address_of(bytes.fromhex(script))}" for value, script in TAPROOT_SPENDS]
    for one, other in (by_script, by_address):
        _, doc = found("explain", TAPROOT_TX, "--spends", one, "--spends", other)
        assert doc["story"]["fee"] == 18_200
        code, doc = found("verify", "tx", TAPROOT_TX, "--spends", one, "--spends", other)
        assert (code, doc["fee"]) == (0, 18_200)
    funding = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), (TxOut(7, b"\x51"), TxOut(9, b"\x52")))
    other = TxIn(OutPoint(bytes(31) + b"\1", 0), b"")
    spending = Transaction(1, (TxIn(OutPoint(funding.txid, 1), b""), other), (TxOut(3, b"\x51"),))
    _, doc = found("explain", spending.serialize().hex(), "--previous", funding.serialize().hex())
    assert [one["value"] for one in doc["story"]["inputs"]] == [9, None]
    assert doc["story"]["not_given"] == [1]


def test_a_previous_transaction_that_does_not_fit_is_told(refused):
    funding = Transaction(1, (TxIn(OutPoint(bytes(32), 0), b""),), (TxOut(7, b"\x51"),))
    for index, named in ((0, None), (7, "it spends output 7 of " + to_display(funding.txid))):
        spending = Transaction(1, (TxIn(OutPoint(funding.txid, index), b""),), (TxOut(3, b"\x51"),))
        args = ("explain", spending.serialize().hex(), "--previous")
        other = f"no input spends transaction {TXID} (--previous); they spend {to_display(funding.txid)}"
        assert other in refused(*args, TX)
        assert other in refused(*args, funding.serialize().hex(), "--previous", TX)
        if named:
            assert named + ", which has 1 output" in refused(*args, funding.serialize().hex())


def test_a_coinbase_spends_nothing(refused):
    coinbase = real_block(170).transactions[0].hex()
    assert "a coinbase spends nothing: leave --spends out" in refused("explain", coinbase, "--spends", "1:51")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not what --spends reads (Expecting property name"),
        ("[]", "the transaction has 2, got 0"),
        ("[3, 4]", "its form is another): a list of [value, script]"),
        ('[{"value": 1}, {"value": 1}]', "its form is another"),
        ('[[-1, "51"], [1, "51"]]', "its form is another"),
        ('[[0.5, "51"], [1, "51"]]', "its form is another"),
        ('[[1, "xx"], [1, "51"]]', "its form is another"),
        ('[[true, "51"], [1, "51"]]', "its form is another"),
        ('{"vin": 3}', "its form is another"),
        ("[" * 100_000, "is not what --spends reads"),
        ('[[1e999999, "51"], [1, "51"]]', "its form is another"),
    ],
)
def test_files_of_spent_outputs_that_cannot_be_read(refused, tmp_path, content, message):
    (tmp_path / "spent.json").write_text(content, encoding="utf-8")
    assert message in refused("explain", TAPROOT_TX, "--spends", tmp_path / "spent.json")


def test_explain_of_a_block_begins_with_its_story(run, found, tmp_path):
    raw = real_block(170).raw
    (tmp_path / "block.raw").write_bytes(raw)
    code, out, _ = run("explain", tmp_path / "block.raw")
    assert code == 0 and out.startswith("block   Block: 2 transactions, 0 with a witness.")
    _, doc = found("explain", tmp_path / "block.raw")
    assert (doc["story"]["weight"], doc["story"]["commitment"]) == (4 * len(raw), None)


def test_spent_outputs_go_with_a_transaction(refused):
    assert "go with a transaction; this is a header" in refused("explain", HEADER, "--spends", "1:51")


def test_tx_with_a_witness(run, found):
    code, out, _ = run("tx", TAPROOT_TX)
    assert code == 0 and "with witness" in out and "727, or 182 virtual bytes" in out
    _, doc = found("tx", TAPROOT_TX)
    assert (doc["weight"], doc["virtual_size"], doc["size"]) == (727, 182, 358)
    assert doc["txid"] == "37777defed8717c581b4c0509329550e344bdc14ac38f71fc050096887e535c8"
    assert doc["wtxid"] == to_display(Transaction.parse(bytes.fromhex(TAPROOT_TX)).wtxid)
    assert [len(one["witness"]) for one in doc["inputs"]] == [1, 3]


def test_tx_without_inputs(found):
    raw = Transaction(2, (), (TxOut(1, b"\x51"),)).serialize().hex()
    code, doc = found("tx", raw)
    assert (code, doc["reason"]) == (1, "bad-txns-vin-empty")


def test_explain_refused(refused):
    assert "Superfluous witness record" in refused("explain", WITNESS)
    assert "1 byte is not a transaction (end of data" in refused("explain", "00")
    assert "not a header, which has 80" in refused("explain", "00")
    assert "trailing bytes" in refused("explain", TX + "00", "--kind", "tx")
    assert "end of data" in refused("explain", TX, "--kind", "block")
    assert "invalid choice" in refused("explain", TX, "--kind", "coin")
    message = refused("explain", HEADER, "--kind", "tx")
    assert "80 bytes came that are not a transaction" in message and "try `blockkit header`" in message
    for command in ("explain", "tx", "block"):
        assert "an id has 32 bytes, and cannot be looked up here" in refused(command, TXID)
    assert "a redeem script goes after --script" in refused("address", "76a914" + "00" * 20 + "88ac")


# ---- all commands --------------------------------------------------------------------------------


def test_help_and_version(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    for command in ("tx", "block", "header", "address", "verify", "mine", "explain"):
        assert f"\n    {command}" in out
        message = run(command, "--help")
        assert message[0] == 0 and "--help" in message[1]
        assert command == "verify" or all(f"\n  {code} " in message[1] for code in ("0", "1", "2", "130"))
    assert "130  cancelled" in out
    assert run("--version") == (0, f"blockkit {blockkit.__version__}\n", "")


def test_wrong_use(refused):
    assert "invalid choice: 'coin'" in refused("coin")
    assert "the following arguments are required: HEX|FILE|-" in refused("tx")
    assert "unrecognized arguments: --yes" in refused("tx", TX, "--yes")
    assert "invalid choice: 'test'" in refused("tx", TX, "--chain", "test")
    for option in (("--chain", "main"), ("--json",)):
        message = refused(*option, "tx", TX)
        assert f"options come after the command: blockkit COMMAND … {option[0]}" in message


def test_an_option_of_any_command_is_refused_before_it(refused):
    _, later = make_parser()
    assert {"--bits", "--chain", "--color", "--flags", "--json", "--kind", "--spends"} < later
    assert not later & {"-h", "--help", "--version"}
    for option in later:
        for written in (option, f"{option}=1"):
            assert f"options come after the command: blockkit COMMAND … {written}" in refused(written, "tx")


def test_ctrl_c_outside_of_mining(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("blockkit.cli.show.read_bytes", interrupted)
    assert run("tx", TX) == (130, "", "blockkit tx: cancelled\n")


def test_it_is_installed_as_a_command():
    import tomllib

    project = tomllib.loads(
        (Path(blockkit.__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert project["project"]["scripts"] == {"blockkit": "blockkit.cli:main"}


SOURCES = ["tx", "block", "header", "explain", "mine", "verify block", "verify tx --spends 1:51", "address"]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SOURCES),
    st.sampled_from(["hex", "file", "text"]),
    st.one_of(
        st.binary(max_size=200),
        st.binary(min_size=80, max_size=80),
        st.builds(
            lambda data, at, byte: data[:at] + bytes([byte]) + data[at + 1 :],
            st.sampled_from([bytes.fromhex(TX), real_block(170).raw, bytes.fromhex(HEADER)]),
            st.integers(0, 500),
            st.integers(0, 255),
        ),
    ),
    st.booleans(),
)
def test_nothing_that_comes_in_does_harm(command, way, data, as_json):
    words, *options = command.split(" --")[0].split(), *[f"--{option}" for option in command.split(" --")[1:]]
    args = [*words]
    with tempfile.TemporaryDirectory() as folder:
        if way == "file":
            (Path(folder) / "data").write_bytes(data)
            args.append(str(Path(folder) / "data"))
        else:
            args.append(data.hex() if way == "hex" else data.decode("latin-1"))
        args += [word for option in options for word in option.split()]
        args += ["--json"] * as_json + ["--stop", "3"] * (command == "mine")
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main(args)
            except SystemExit as end:
                code = end.code
    assert code in (0, 1, 2)
    if code == 2:
        assert out.getvalue() == "" and err.getvalue().count("\n") == 1
    elif as_json:
        assert json.loads(out.getvalue()).get("valid", True) is (code == 0)
    else:
        assert out.getvalue() and "\x1b" not in out.getvalue()


# ---- as a program --------------------------------------------------------------------------------


# A run that was started in the background ignores Ctrl-C, and its children would too.
HEARS_CTRL_C = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv.pop(0)
runpy.run_module("blockkit", run_name="__main__", alter_sys=True)
"""


def program(*args):
    """``python -m blockkit`` in a process of its own, with the usual buffers."""
    return subprocess.Popen(
        [sys.executable, "-c", HEARS_CTRL_C, "blockkit", *args],
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_as_a_program():
    process = program("tx", TX, "--json")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["txid"] == TXID
    process = program("tx", "zz")
    assert "neither hex" in process.communicate()[1]
    assert process.returncode == 2


def test_a_reader_who_leaves_early_is_no_error(tmp_path):
    previous = previous_transaction(b"\x51" * 9000)
    many = Transaction(1, previous.inputs, previous.outputs * 40).serialize()
    (tmp_path / "tx").write_bytes(many)
    for args in (("explain", str(tmp_path / "tx")), ("tx", "--help")):
        process = program(*args)
        process.stdout.close()  # as `head` does when it has seen enough
        assert process.stderr.read() == ""
        assert process.wait() == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's /dev/full")
def test_a_full_disk_is_told():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "blockkit", "header", HEADER],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 2
    assert "No space left" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C in another way")
def test_ctrl_c_in_a_long_search():
    process = program("mine", "--bits", "64")
    assert process.stderr.readline().startswith("mining")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert "cancelled" in err and "Traceback" not in err
