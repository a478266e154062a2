"""Base58 and Base58Check against Bitcoin Core's vectors, as far as keys are not needed."""

import json

import pytest

from blockkit.encoding import decode_base58, decode_base58check, encode_base58, encode_base58check

# version byte and payload size of what Base58Check carries (Core: base58Prefixes in chainparams)
KNOWN = {(0, 21), (5, 21), (111, 21), (196, 21), (128, 33), (128, 34), (239, 33), (239, 34)}


def rows(vectors, name, count):
    found = json.loads((vectors / "bitcoin-core" / name).read_text())
    assert len(found) == count
    return found


def test_base58_both_ways(vectors):
    for digits, text in rows(vectors, "base58_encode_decode.json", 14):
        assert encode_base58(bytes.fromhex(digits)) == text
        assert decode_base58(text) == bytes.fromhex(digits)


def test_key_io_valid_payloads(vectors):
    seen = 0
    for text, expected, info in rows(vectors, "key_io_valid.json", 70):
        script = bytes.fromhex(expected)
        if info["isPrivkey"]:
            data = script + (b"\x01" if info["isCompressed"] else b"")
        elif script[:3] == b"\x76\xa9\x14":  # P2PKH
            data = script[3:23]
        elif script[:2] == b"\xa9\x14":  # P2SH
            data = script[2:22]
        else:
            continue  # a segwit address is not Base58
        payload = decode_base58check(text)
        assert payload[1:] == data
        assert (payload[0], len(payload)) in KNOWN
        assert encode_base58check(payload) == text
        seen += 1
    assert seen == 38


def test_key_io_invalid_payloads(vectors):
    """Each is refused here, or carries no version and size that anything uses."""
    refused = 0
    for (text,) in rows(vectors, "key_io_invalid.json", 70):
        try:
            payload = decode_base58check(text)
        except ValueError:
            refused += 1
        else:
            compressed_flag = len(payload) == 34 and payload[-1] != 1
            assert compressed_flag or (payload[0], len(payload)) not in KNOWN, text
    assert refused >= 20


@pytest.mark.parametrize("slip", [" ", "0", "O", "I", "l", "é"])
def test_a_character_outside_the_alphabet_is_named(slip):
    with pytest.raises(ValueError, match="no Base58 character"):
        decode_base58check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN" + slip)
