"""Keys, signatures and addresses: what holds, what is refused, and that no secret is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit import MAINNET, REGTEST, Invalid, PrivateKey, hash160
from blockkit.addresses import (
    address_of,
    decode_address,
    decode_wif,
    encode_wif,
    p2pkh_address,
    p2sh_address,
    script_of,
)
from blockkit.engines import secp256k1
from blockkit.keys import (
    FIELD_PRIME,
    ORDER,
    encode_der,
    is_low_s,
    is_point,
    is_strict_der,
    parse_der,
    verify,
)
from blockkit.templates import p2pk, p2pkh, p2sh

KEY = PrivateKey(0xC0FFEE)
DIGEST = bytes(range(32))
numbers = st.integers(1, ORDER - 1)


@settings(max_examples=30, deadline=None)
@given(numbers, st.binary(min_size=32, max_size=32), st.booleans())
def test_what_a_key_signs_its_public_key_verifies(number, digest, compressed):
    key = PrivateKey(number, compressed)
    signature = key.sign(digest)
    assert signature == key.sign(digest)  # RFC 6979: no dice
    assert is_strict_der(signature + b"\x01")
    assert is_low_s(signature)
    assert verify(key.public_key(), digest, signature)
    assert not verify(
        key.public_key(), digest[1:] + digest[:1] if len(set(digest)) > 1 else bytes(31) + b"\x05", signature
    )


@given(numbers, numbers)
def test_der_there_and_back(r, s):
    encoded = encode_der(r, s)
    assert parse_der(encoded) == (r, s)
    assert is_strict_der(encoded + b"\x01")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda der: b"\x31" + der[1:], "another mark in front"),
        (lambda der: der[:1] + b"\x81" + der[1:], "a length in the longer form"),
        (lambda der: der[:1] + bytes([der[1] + 1]) + der[2:], "a length that is too large"),
        (lambda der: bytes([0x30, der[1] + 1, 2, der[3] + 1, 0]) + der[4:], "a zero byte without need"),
        (lambda der: der + b"\x00", "a byte too many"),
        (lambda der: der[:-1], "a byte too few"),
        (lambda der: b"\x30\x06\x02\x01\x80\x02\x01\x01", "a negative number"),
        (lambda der: b"\x30\x05\x02\x00\x02\x01\x01", "an empty number"),
        (lambda der: encode_der(2**280, 2**280), "more than 73 bytes"),
        (lambda der: b"", "nothing at all"),
    ],
)
def test_der_that_is_not_strict(change, fault):
    der = encode_der(5, 7)
    assert is_strict_der(der + b"\x01")
    assert not is_strict_der(change(der) + b"\x01"), fault


@pytest.mark.parametrize("name", secp256k1.WAYS)
def test_a_high_s_signs_as_well_with_every_back_end(name, monkeypatch):
    try:
        _, engine = secp256k1.choose(name)
    except ImportError:
        pytest.skip(f"{name} is not installed")
    monkeypatch.setattr(secp256k1, "engine", engine)
    r, s = parse_der(KEY.sign(DIGEST))
    twin = encode_der(r, ORDER - s)
    assert not is_low_s(twin)
    assert verify(KEY.public_key(), DIGEST, twin)
    assert not verify(PrivateKey(5).public_key(), DIGEST, twin)
    assert not verify(b"\x02" + b"\xff" * 32, DIGEST, twin)  # x is beyond the field: no point


def test_the_generator_is_the_public_key_of_1():
    x = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"  # SEC 2, section 2.4.1
    assert PrivateKey(1).public_key().hex() == "02" + x
    assert PrivateKey(1, compressed=False).public_key().hex().startswith("04" + x)


def test_hybrid_keys_count_where_the_parity_is_right():
    key = PrivateKey(9, compressed=False)
    signature, plain = key.sign(DIGEST), key.public_key()
    odd = plain[-1] & 1
    assert verify(bytes([6 + odd]) + plain[1:], DIGEST, signature)
    assert not verify(bytes([7 - odd]) + plain[1:], DIGEST, signature)


@settings(max_examples=30, deadline=None)
@given(numbers, st.booleans())
def test_a_public_key_is_a_point_and_its_neighbour_is_not(number, compressed):
    key = PrivateKey(number, compressed).public_key()
    assert is_point(key)
    if compressed:
        assert is_point(bytes([5 - key[0]]) + key[1:])  # the same x, the other y
    else:
        assert not is_point(key[:-1] + bytes([key[-1] ^ 1]))
        assert is_point(bytes([6 + key[-1] % 2]) + key[1:])
        assert not is_point(bytes([7 - key[-1] % 2]) + key[1:])


def test_about_half_of_all_numbers_are_the_x_of_a_point():
    xs = [bytes([2]) + x.to_bytes(32, "big") for x in range(1, 13)]
    assert [key[-1] for key in xs if is_point(key)] == [1, 2, 3, 4, 6, 8, 12]
    assert not is_point(bytes([2]) + (FIELD_PRIME + 1).to_bytes(32, "big"))  # not below it


@pytest.mark.parametrize("number", [0, ORDER, -1, 1.0, True, "1", None])
def test_a_number_that_is_no_key(number):
    with pytest.raises(ValueError, match="private key is a whole number"):
        PrivateKey(number)


def test_no_secret_is_shown():
    shown = repr(KEY) + str(KEY)
    with pytest.raises(ValueError) as caught:
        PrivateKey(ORDER + 0xC0FFEE)
    with pytest.raises(ValueError) as typo:
        decode_wif(encode_wif(KEY)[:-1] + "x")
    message = shown + str(caught.value) + str(typo.value)
    assert "12648430" not in message
    assert "c0ffee" not in message.lower()
    assert encode_wif(KEY)[:-1] not in message


@given(numbers, st.booleans(), st.sampled_from([MAINNET, REGTEST]))
def test_wif_there_and_back(number, compressed, params):
    key = PrivateKey(number, compressed)
    assert decode_wif(encode_wif(key, params), params) == key


def test_a_key_pasted_for_an_address_is_not_shown():
    secret = encode_wif(KEY)
    with pytest.raises(Invalid) as caught:
        decode_address(secret)
    assert secret not in str(caught.value)
    with pytest.raises(ValueError) as typo:
        decode_wif(secret[:-1] + "x")
    assert typo.value.__context__ is None


def test_a_hash_is_no_public_key():
    with pytest.raises(ValueError, match="is it a hash already"):
        p2pkh_address(hash160(KEY.public_key()))


def test_a_back_end_that_is_missing_is_told(monkeypatch):
    def missing():
        raise ImportError

    monkeypatch.setitem(secp256k1.WAYS, "coincurve", missing)
    with pytest.raises(ImportError, match="asks for coincurve, which is not installed"):
        secp256k1.choose("coincurve")


def test_wif_of_another_chain():
    with pytest.raises(ValueError, match="for the main chain"):
        decode_wif(encode_wif(KEY, REGTEST))


def test_addresses():
    genesis_key = bytes.fromhex(
        "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
        "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f"
    )
    address = p2pkh_address(genesis_key)
    assert address == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    assert decode_address(address) == ("p2pkh", hash160(genesis_key))
    assert decode_address(p2sh_address(b"\x51")) == ("p2sh", hash160(b"\x51"))
    assert p2sh_address(b"\x51").startswith("3")
    with pytest.raises(Invalid, match="is not an address of the regtest chain"):
        decode_address(address, REGTEST)


@given(st.binary(min_size=20, max_size=20), st.sampled_from([MAINNET, REGTEST]))
def test_scripts_and_addresses_there_and_back(digest, params):
    for script in (p2pkh(digest), p2sh(digest)):
        address = address_of(script, params)
        assert script_of(address, params) == script
        assert decode_address(address, params)[1] == digest
        assert address_of(script + b"\x61", params) is None


def test_an_address_is_that_of_its_script():
    key = KEY.public_key()
    assert address_of(p2pkh(hash160(key)), REGTEST) == p2pkh_address(key, REGTEST)
    assert address_of(p2sh(hash160(b"\x51")), REGTEST) == p2sh_address(b"\x51", REGTEST)
    assert address_of(p2pk(key)) is None  # names no hash
    assert address_of(p2sh(bytes(20))) == "31h1vYVSYuKP6AhS86fbRdMw9XHieotbST"
    with pytest.raises(TypeError, match="params must be ChainParams"):
        address_of(p2sh(bytes(20)), "main")
    with pytest.raises(TypeError, match="the script must be bytes, got str"):
        address_of("51")


def test_an_unknown_back_end_is_named():
    with pytest.raises(ValueError, match="must be one of btclib, coincurve, ecdsa, got 'openssl'"):
        secp256k1.choose("openssl")


@pytest.mark.parametrize(
    ("key", "digest"), [("02", DIGEST), (KEY.public_key(), b"short"), (KEY.public_key(), None)]
)
def test_misuse_is_told(key, digest):
    with pytest.raises((TypeError, ValueError), match="must be"):
        verify(key, digest, KEY.sign(DIGEST))
