"""Compact sizes, the reader and Base58Check: inverses, boundaries and refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import Invalid, decode_base58check, decode_varint, encode_base58check, encode_varint
from blockkit.base58 import decode_base58, encode_base58
from blockkit.encoding import Reader

BOUNDARIES = {
    0: "00",
    252: "fc",
    253: "fdfd00",
    0xFFFF: "fdffff",
    0x10000: "fe00000100",
    2**32 - 1: "feffffffff",
    2**32: "ff0000000001000000",
    2**64 - 1: "ffffffffffffffffff",
}


@pytest.mark.parametrize("n", BOUNDARIES)
def test_varint_boundaries(n):
    assert encode_varint(n).hex() == BOUNDARIES[n]
    assert decode_varint(bytes.fromhex("aa" + BOUNDARIES[n] + "bb"), 1) == (
        n,
        1 + len(BOUNDARIES[n]) // 2,
    )


@given(st.integers(0, 2**64 - 1), st.binary(max_size=4), st.binary(max_size=4))
def test_varint_there_and_back(n, before, after):
    data = before + encode_varint(n) + after
    assert decode_varint(data, len(before)) == (n, len(data) - len(after))


@given(st.binary(min_size=1, max_size=9))
def test_a_varint_has_one_encoding(data):
    try:
        n, end = decode_varint(data)
    except Invalid:
        return
    assert encode_varint(n) == data[:end]


@pytest.mark.parametrize("data", ["fd0100", "fdfc00", "feffff0000", "ffffffffff00000000"])
def test_longer_forms_than_needed_are_refused(data):
    with pytest.raises(Invalid, match="non-canonical ReadCompactSize"):
        decode_varint(bytes.fromhex(data))


@pytest.mark.parametrize("largest", [0, 1, 101, 252, 253, 254, 0xFFFF, 0x10000, 2**32])
def test_a_limit_holds_whatever_the_form(largest):
    assert Reader(encode_varint(largest)).varint(largest) == largest
    for n in (largest + 1, 2**64 - 1):
        with pytest.raises(Invalid, match="size too large") as caught:
            Reader(encode_varint(n)).varint(largest)
        assert caught.value.got == n


@pytest.mark.parametrize("data", ["", "fd", "fd01", "fe010203", "ff01020304050607"])
def test_a_varint_cut_short_is_refused(data):
    with pytest.raises(Invalid, match="end of data"):
        decode_varint(bytes.fromhex(data))


@pytest.mark.parametrize("n", [-1, 2**64, 1.0, "1", True])
def test_what_is_no_compact_size(n):
    with pytest.raises((TypeError, ValueError)):
        encode_varint(n)


def test_reader_reports_what_is_left_over():
    assert Reader.whole(b"\x01\x02", lambda reader: reader.uint(2)) == 0x0201
    with pytest.raises(Invalid, match="trailing bytes: 1 bytes are left over after position 2"):
        Reader.whole(b"\x01\x02\x03", lambda reader: reader.uint(2))


@given(st.binary(max_size=60))
def test_base58_there_and_back(data):
    assert decode_base58(encode_base58(data)) == data
    assert decode_base58check(encode_base58check(data)) == data


def test_text_and_data_beyond_all_measure_are_refused_before_the_work():
    assert decode_base58("z" * 1000)
    assert encode_base58(bytes(1000)) == "1" * 1000
    with pytest.raises(ValueError, match=r"length of a Base58 text .* between 0 and 1000, got 1001"):
        decode_base58("1" * 1001)
    with pytest.raises(ValueError, match=r"bytes to write in Base58 .* between 0 and 1000, got 1001"):
        encode_base58(bytes(1001))


def test_the_genesis_address():
    payload = bytes.fromhex("0062e907b15cbf27d5425399ebf6f0fb50ebb88f18")
    assert encode_base58check(payload) == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    assert encode_base58check(bytes(21)) == "1111111111111111111114oLvT2"


@given(st.binary(min_size=1, max_size=40), st.data())
def test_one_wrong_character_is_noticed(payload, data):
    text = encode_base58check(payload)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([c for c in "123ABCxyz" if c != text[at]]))
    with pytest.raises(ValueError):
        decode_base58check(text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize("text", ["", "1", "111"])
def test_too_short_for_a_checksum(text):
    with pytest.raises(ValueError, match="too short"):
        decode_base58check(text)
