"""Base58 against Bitcoin Core's vectors."""

import pytest

from blockkit.base58 import decode_base58, encode_base58
from tests.conformance.reading import read_json

FILE = "bitcoin-core/base58_encode_decode.json"


def rows(path):
    for n, (digits, text) in enumerate(read_json(path)):
        yield f"{n} {text or 'empty'}", (bytes.fromhex(digits), text)


def test_every_row_is_there(vectors):
    assert len(list(rows(vectors / FILE))) == 14


@pytest.mark.vector(FILE, rows=14, cases=rows, note="both ways")
def test_base58(row):
    data, text = row
    assert encode_base58(data) == text
    assert decode_base58(text) == data


@pytest.mark.parametrize("slip", [" ", "0", "O", "I", "l", "é"])
def test_a_character_outside_the_alphabet_is_named(slip):
    with pytest.raises(ValueError, match="no Base58 character"):
        decode_base58("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN" + slip)
