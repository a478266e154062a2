"""Bech32: there and back, every slip of one character is noticed, and where it is said to be."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blockkit import Invalid
from blockkit.bech32 import BECH32, BECH32M, CHARACTERS, decode_bech32, encode_bech32, from_fives, to_fives

prefixes = st.text(st.characters(min_codepoint=33, max_codepoint=126).map(str.lower), min_size=1, max_size=20)
values = st.lists(st.integers(0, 31), max_size=60).map(bytes)
kinds = st.sampled_from([BECH32, BECH32M])
VISIBLE = "".join(map(chr, range(32, 128))) + "éſK"  # the last two turn into s and k as small letters


@given(prefixes, values, kinds)
def test_there_and_back(prefix, data, kind):
    text = encode_bech32(prefix, data, kind)
    assert decode_bech32(text) == decode_bech32(text.upper()) == (prefix, data, kind)


@given(st.binary(max_size=60))
def test_bytes_as_fives_and_back(data):
    fives = to_fives(data)
    assert max(fives, default=0) < 32 and len(fives) == -(-8 * len(data) // 5)
    assert from_fives(fives) == data


@given(st.lists(st.integers(0, 31), max_size=60).map(bytes))
def test_fives_are_bytes_only_where_these_give_them_back(fives):
    try:
        data = from_fives(fives)
    except Invalid as error:
        assert error.reason == "Invalid padding in Bech32 data section"
        spare = 5 * len(fives) % 8
        assert spare > 4 or fives[-1] % 2**spare
    else:
        assert to_fives(data) == fives


# ---- slips ---------------------------------------------------------------------------------------


@given(prefixes, values, kinds, st.data())
def test_any_other_character_is_noticed(prefix, data, kind, draw):
    text = encode_bech32(prefix, data, kind)
    text = draw.draw(st.sampled_from([text, text.upper()]))
    place = draw.draw(st.integers(0, len(text) - 1))
    other = draw.draw(st.sampled_from(VISIBLE).filter(lambda character: character != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    assume(changed.lower() != text.lower() or sum(map(str.isalpha, text)) > 1)  # 1A for 1a is no slip
    with pytest.raises(Invalid):
        decode_bech32(changed)


@given(prefixes, values, kinds, st.data())
def test_and_so_are_a_missing_one_and_two_that_have_changed_places(prefix, data, kind, draw):
    text = encode_bech32(prefix, data, kind)
    place = draw.draw(st.integers(len(prefix) + 1, len(text) - 2))
    first, second = text[place : place + 2]
    assume(first != second)
    with pytest.raises(Invalid):
        decode_bech32(text[:place] + second + first + text[place + 2 :])
    with pytest.raises(Invalid):
        decode_bech32(text[:place] + text[place + 1 :])


@given(prefixes, values, kinds, st.data())
def test_one_wrong_character_is_found(prefix, data, kind, draw):
    text = encode_bech32(prefix, data, kind)
    place = draw.draw(st.integers(len(prefix) + 1, len(text) - 1))
    other = draw.draw(st.sampled_from(CHARACTERS).filter(lambda character: character != text[place]))
    with pytest.raises(Invalid) as caught:
        decode_bech32(text[:place] + other + text[place + 1 :])
    name = {BECH32: "Bech32", BECH32M: "Bech32m"}[kind]
    assert (
        str(caught.value) == f"Invalid {name} checksum: look at place {place + 1}, for a character is wrong"
    )


def test_the_explanation_with_fewer_wrong_characters_is_given():
    """In long texts there are two patterns of three characters that turn one kind into the other."""
    text = encode_bech32("x", bytes(82), BECH32M)
    for place, change in ((13, 27), (79, 20)):  # one of the three, so that the other two are left
        place = len(text) - 1 - place
        other = CHARACTERS[CHARACTERS.index(text[place]) ^ change]
        with pytest.raises(Invalid, match=f"Invalid Bech32m checksum: look at place {place + 1}, "):
            decode_bech32(text[:place] + other + text[place + 1 :])


# Bitcoin Core's bech32_tests.cpp and bech32m: the reason, and the places, counted from 0
CORES = [
    ("abcdef1qpzrz9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "Invalid Bech32 checksum", [11]),
    ("test1zg69w7y6hn0aqy352euf40x77qddq3dc", "Invalid Bech32 checksum", [9, 16]),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "Invalid Bech32 checksum", [41]),
    ("a12UEL5L", "Invalid character or mixed case", [3]),
    ("A12uEL5L", "Invalid character or mixed case", [3]),
    ("de1lg7wt\xff", "Invalid character or mixed case", [8]),
    ("x1b4n0q5v", "Invalid Base 32 character", [2]),
    ("A1G7SGD8", "Invalid checksum", []),
]


@pytest.mark.parametrize(("text", "reason", "places"), CORES)
def test_what_core_finds_is_found(text, reason, places):
    with pytest.raises(Invalid) as caught:
        decode_bech32(text)
    assert caught.value.reason == reason
    assert [int(place) - 1 for place in re.findall(r"(?:place|and) (\d+)", str(caught.value))] == places


@settings(max_examples=20)
@given(prefixes, values)
def test_what_bech32_misses_bech32m_sees(prefix, data):
    """Letters q before a last p: the reason for the second kind (BIP 350)."""
    for kind in (BECH32, BECH32M):
        # the checksum's last value is 1, a p, for one of the values that may come before
        texts = [encode_bech32(prefix, data + bytes([a, b]), kind) for a in range(32) for b in range(4)]
        text = next((text for text in texts if text.endswith("p")), None)
        if text is None or len(text) > 80:
            continue
        for count in (1, 2, 5):
            longer = text[:-1] + "q" * count + "p"
            if kind == BECH32:
                assert decode_bech32(longer)[0] == prefix
            else:
                with pytest.raises(Invalid):
                    decode_bech32(longer)


@pytest.mark.parametrize(
    "text", ["", "1", "x", "q" * 90, "1" * 90, "bc1" + "q" * 87, "bc1" + "q" * 10**6, "é" * 90]
)
def test_nonsense_is_refused(text):
    with pytest.raises(Invalid):
        decode_bech32(text)


@pytest.mark.parametrize("text", [None, b"bc1", 5])
def test_misuse_is_told(text):
    with pytest.raises(TypeError, match=r"Bech32 must be text \(str\)"):
        decode_bech32(text)
    with pytest.raises(TypeError, match="data must be bytes"):
        to_fives("00")
