"""Hash functions against their papers' own examples, and the border between bytes and display."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import from_display, hash160, hash256, hashing, sha256, to_display
from blockkit.hashing import from_hex
from blockkit.ripemd160 import ripemd160 as pure

# Dobbertin, Bosselaers, Preneel, "RIPEMD-160" (1996), appendix B.
RIPEMD160 = {
    b"": "9c1185a5c5e9fc54612808977ee8f548b2258d31",
    b"a": "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe",
    b"abc": "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
    b"message digest": "5d0689ef49d2fae572b881b123a85ffa21595f36",
    b"abcdefghijklmnopqrstuvwxyz": "f71c27109c692c1b56bbdceb5b9d2865b3708dbc",
    b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": ("12a053384a9c0c88e405a06c27dcf49ada62eb2b"),
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789": (
        "b0e20b6e3116640286ed3a87a5713079b21f5189"
    ),
    b"1234567890" * 8: "9b752e45573d4b39f4dbd3323cab82bf63326bfb",
}


@pytest.mark.parametrize("message", RIPEMD160, ids=lambda message: message[:12].decode() or "empty")
def test_ripemd160_of_the_paper(message):
    assert pure(message).hex() == RIPEMD160[message]
    assert hashing.ripemd160(message).hex() == RIPEMD160[message]


@given(st.binary(max_size=300))
def test_pure_ripemd160_is_opensslʼs(data):
    if "ripemd160" in hashlib.algorithms_available:
        assert pure(data) == hashlib.new("ripemd160", data).digest()


def test_ripemd160_where_openssl_has_none(monkeypatch):
    def missing(name, data):
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashing.hashlib, "new", missing)
    assert hash160(b"abc").hex() == "bb1be98c142444d7a56aa3981c3942a978e4dc33"


def test_known_digests():
    assert sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash256(b"abc").hex() == "4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358"
    assert hash256(bytearray(b"abc")) == hash256(memoryview(b"abc")) == hash256(b"abc")


@given(st.text(max_size=9), st.binary(max_size=200))
def test_a_tag_makes_another_hash_of_it(tag, data):
    assert hashing.tagged_hash(tag, data) == sha256(sha256(tag.encode()) * 2 + data)
    assert len({hashing.tagged_hash(tag, data), hashing.tagged_hash(tag + "2", data), sha256(data)}) == 3


@given(st.binary(min_size=32, max_size=32))
def test_display_order_there_and_back(raw):
    assert from_display(to_display(raw)) == raw
    assert from_display(to_display(raw).upper()) == raw


@pytest.mark.parametrize(
    "text", ["", "0" * 63, "0" * 65, "0x" + "0" * 62, " " + "0" * 63, "g" + "0" * 63, "００" * 32]
)
def test_what_is_no_displayed_hash_is_refused(text):
    with pytest.raises(ValueError):
        from_display(text)


def test_wrong_types_are_told_how_to_mend_it():
    with pytest.raises(TypeError, match=r"text\.encode"):
        sha256("abc")
    with pytest.raises(TypeError, match="must be text"):
        from_display(bytes(32))
    with pytest.raises(ValueError, match="must be 32 bytes, got 31"):
        to_display(bytes(31))


@pytest.mark.parametrize("text", ["0", "0g", "00 11", "0x00", "\u0660\u0660"])
def test_from_hex_is_strict(text):
    with pytest.raises(ValueError):
        from_hex(text)
