"""Addresses with a witness: all rows of BIP 173 and 350, and of BIP 86, with Bitcoin Core's reasons."""

from dataclasses import replace

import pytest

from blockkit import MAINNET, REGTEST, Invalid
from blockkit.addresses import address_of, decode_address, p2tr_address, prefix_of, script_of
from blockkit.bech32 import BECH32, BECH32M, decode_bech32, encode_bech32
from blockkit.keys import is_point
from blockkit.schnorr import taproot_tweak, tweaked_key
from tests.conformance.reading import read_json

FILES = {"bip173": BECH32, "bip350": BECH32M}
TESTNET = replace(
    REGTEST, bech32_prefix="tb"
)  # blockkit knows no test network, but its addresses can be read

# Valid when BIP 173 was written: versions from 1 on in Bech32. BIP 350 wants them in Bech32m.
SUPERSEDED = {
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
    "BC1SW50QA3JX3S",
    "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj",
}
OTHER_KIND = "Version 1+ witness address must use Bech32m checksum"  # comes before what else is wrong

# what the BIPs say, and what Core calls it
REASONS = {
    "HRP character out of range": {"Invalid character or mixed case"},
    "overall max length exceeded": {"Bech32 string too long"},
    "No separator character": {"Missing separator"},
    "Empty HRP": {"Invalid separator position"},
    "empty HRP": {"Invalid separator position"},
    "Too short checksum": {"Invalid separator position"},
    "Invalid data character": {"Invalid Base 32 character"},
    "Invalid character in checksum": {"Invalid Base 32 character", "Invalid character or mixed case"},
    "checksum calculated with uppercase form of HRP": {"Invalid checksum"},
    "Invalid human-readable part": {"unknown-address"},
    "Invalid checksum": {"Invalid Bech32 checksum"},
    "Invalid checksum (Bech32 instead of Bech32m)": {OTHER_KIND},
    "Invalid checksum (Bech32m instead of Bech32)": {"Version 0 witness address must use Bech32 checksum"},
    "Invalid witness version": {"Invalid Bech32 address witness version", OTHER_KIND},
    "Invalid program length": {OTHER_KIND},
    "Invalid program length (1 byte)": {"Invalid Bech32 address program size (1 byte)"},
    "Invalid program length (41 bytes)": {"Invalid Bech32 address program size (41 bytes)"},
    "Invalid program length for witness version 0 (per BIP141)": {
        "Invalid Bech32 v0 address program size (16 bytes), per BIP141"
    },
    "Mixed case": {"Invalid character or mixed case"},
    "zero padding of more than 4 bits": {"Invalid padding in Bech32 data section", OTHER_KIND},
    "Non-zero padding in 8-to-5 conversion": {"Invalid padding in Bech32 data section"},
    "Empty data section": {"Empty Bech32 data section"},
}


def texts(path):
    for part, pairs in read_json(path).items():
        for n, (text, about) in enumerate(pairs):
            yield f"{path.stem} {part} {n}", (FILES[path.stem], part, text, about)


def test_every_text_is_there(vectors):
    parts = [[part for _, (_, part, _, _) in texts(vectors / f"witness/{name}.json")] for name in FILES]
    names = ("valid_strings", "invalid_strings", "valid_addresses", "invalid_addresses")
    assert [[part.count(name) for name in names] for part in parts] == [[7, 12, 6, 10], [7, 14, 8, 15]]
    assert sum(map(len, parts)) == 79
    old = [text for _, (_, part, text, _) in texts(vectors / "witness/bip173.json") if part == names[2]]
    assert set(old) >= SUPERSEDED and len(SUPERSEDED) == 3


def judge(row):
    kind, part, text, about = row
    params = TESTNET if text.lower().startswith("tb1") else MAINNET
    if text in SUPERSEDED:
        with pytest.raises(Invalid) as caught:
            script_of(text, params)
        assert caught.value.reason == OTHER_KIND
    elif part == "valid_strings":
        prefix, values, found = decode_bech32(text)
        assert (found, encode_bech32(prefix, values, kind)) == (kind, text.lower())
    elif part == "valid_addresses":
        assert script_of(text, params).hex() == about
        assert address_of(bytes.fromhex(about), params) == text.lower()
    else:
        with pytest.raises(Invalid) as caught:
            script_of(text, params) if part == "invalid_addresses" else decode_bech32(text)
        assert caught.value.reason in REASONS[about]


@pytest.mark.vector(
    "witness/bip173.json",
    rows=35,
    cases=texts,
    note="3 addresses in it are refused since BIP 350; the test lists them",
)
def test_bip_173(row):
    judge(row)


@pytest.mark.vector("witness/bip350.json", rows=44, cases=texts, note="with Core's reasons")
def test_bip_350(row):
    judge(row)


# ---- BIP 86: from an inner key to an address ---------------------------------------------------------


def keys(path):
    for n, row in enumerate(read_json(path)):
        yield str(n), row


def test_every_key_is_there(vectors):
    assert len(list(keys(vectors / "witness/bip86.json"))) == 3


@pytest.mark.vector("witness/bip86.json", rows=3, cases=keys, note="from the inner key, with each back-end")
def test_bip_86(row, backend):
    inner, output = bytes.fromhex(row["internal_key"]), bytes.fromhex(row["output_key"])
    x, odd = tweaked_key(inner, taproot_tweak(inner))
    assert (x, is_point(bytes([2 + odd]) + x)) == (output, True)
    assert p2tr_address(inner) == row["address"]
    assert script_of(row["address"]).hex() == row["script_pubkey"]
    assert decode_address(row["address"]) == ("p2tr", output)
    assert prefix_of(row["address"]) == "bc"
