"""Addresses with a witness: from key, script or program, and back; what is refused, and with which words."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit import CLASSROOM, MAINNET, REGTEST, Invalid, PrivateKey, hash160, sha256
from blockkit.addresses import (
    address_of,
    chain_of,
    decode_address,
    decode_wif,
    p2a_address,
    p2sh_address,
    p2sh_p2wpkh_address,
    p2sh_p2wsh_address,
    p2tr_address,
    p2wpkh_address,
    p2wsh_address,
    prefix_of,
    script_of,
)
from blockkit.bech32 import BECH32, BECH32M, encode_bech32, to_fives
from blockkit.params import PARAMS
from blockkit.schnorr import key_of, taproot_tweak, tweaked_key
from blockkit.script import is_witness_program
from blockkit.templates import (
    P2A,
    is_p2tr,
    is_p2wpkh,
    is_p2wsh,
    multisig,
    p2pk,
    p2pkh,
    p2sh,
    p2tr,
    p2wpkh,
    p2wsh,
    payee,
    witness_program,
)

KEY = PrivateKey(1).public_key()
SCRIPT = multisig(1, [KEY])
ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # of KEY (BIP 173)
hashes, keys = st.binary(min_size=20, max_size=20), st.binary(min_size=32, max_size=32)
chains = st.sampled_from(list(PARAMS.values()))
later = st.builds(witness_program, st.integers(1, 16), st.binary(min_size=2, max_size=40))
scripts = st.one_of(
    hashes.map(p2pkh),
    hashes.map(p2sh),
    hashes.map(p2wpkh),
    keys.map(p2wsh),
    keys.map(p2tr),
    later,
    st.just(P2A),
)
VISIBLE = "".join(map(chr, range(33, 127)))


# ---- there and back ------------------------------------------------------------------------------


@given(scripts, chains)
def test_a_script_an_address_and_back(script, params):
    address = address_of(script, params)
    assert script_of(address, params) == script
    assert decode_address(address, params) == payee(script)
    if is_witness_program(script):
        assert address.startswith(f"{params.bech32_prefix}1")
        assert script_of(address.upper(), params) == script
        assert chain_of(address) == chain_of(address.upper()) == params.name
        assert prefix_of(address) == params.bech32_prefix
        for other in PARAMS.values():
            if other != params:
                with pytest.raises(
                    Invalid, match=f"this is an address of the {params.name} chain; with params"
                ):
                    script_of(address, other)


@settings(max_examples=300)
@given(scripts, chains, st.data())
def test_any_other_character_is_noticed(script, params, data):
    address = address_of(script, params)
    place = data.draw(st.integers(0, len(address) - 1))
    other = data.draw(st.sampled_from(VISIBLE).filter(lambda character: character != address[place]))
    with pytest.raises(ValueError):
        script_of(address[:place] + other + address[place + 1 :], params)


@pytest.mark.parametrize("kind", [BECH32, BECH32M], ids=["bech32", "bech32m"])
@pytest.mark.parametrize("params", PARAMS.values(), ids=PARAMS)
def test_an_address_says_one_thing_in_one_way(params, kind):
    """Of all versions, sizes and kinds exactly those that a script may have are read."""
    read = 0
    for version, size in product(range(32), range(46)):
        text = encode_bech32(params.bech32_prefix, bytes([version]) + to_fives(bytes(range(size))), kind)
        sizes = (20, 32) if version == 0 else range(2, 41)
        if version <= 16 and size in sizes and (kind == BECH32) == (version == 0):
            script, read = witness_program(version, bytes(range(size))), read + 1
            assert script_of(text, params) == script
            assert address_of(script, params) == text
        else:
            with pytest.raises(Invalid):
                script_of(text, params)
    assert read == (2 if kind == BECH32 else 16 * 39)


# ---- forms ---------------------------------------------------------------------------------------


def test_each_form_by_its_bytes():
    assert p2wpkh(bytes(20)).hex() == "0014" + "00" * 20
    assert p2wsh(bytes(32)).hex() == "0020" + "00" * 32
    assert p2tr(bytes(32)).hex() == "5120" + "00" * 32
    assert P2A.hex() == "51024e73"
    assert witness_program(16, b"\1\2").hex() == "60020102"


FORMS = {is_p2wpkh: p2wpkh(bytes(20)), is_p2wsh: p2wsh(bytes(32)), is_p2tr: p2tr(bytes(32))}


@given(scripts)
def test_a_form_is_recognised_and_no_other(script):
    found = {is_p2wpkh: "p2wpkh", is_p2wsh: "p2wsh", is_p2tr: "p2tr"}
    form, data = payee(script)
    assert [form for fits, form in found.items() if fits(script)] == [form] * (form in found.values())
    assert data in script
    for longer in (script + b"\x61", script[:-1]):
        assert not any(fits(longer) for fits in found)


@pytest.mark.parametrize("fits", FORMS)
def test_the_same_number_of_bytes_is_not_enough(fits):
    script = FORMS[fits]
    assert fits(script)
    for place in (0, 1):
        assert not fits(script[:place] + bytes([script[place] ^ 1]) + script[place + 1 :])


@pytest.mark.parametrize(
    "script",
    [
        b"",
        p2pk(KEY),
        multisig(1, [KEY]),
        b"\0\2\1\2",  # version 0 with a program of neither size
        b"\0\x15" + bytes(21),
        b"\x51\1\1",  # too short for a program, and too long
        b"\x51\x29" + bytes(41),
        b"\x51\x4c\2\1\2",
        b"\x4f\2\1\2",  # OP_1NEGATE
        b"\x61\2\1\2",  # beyond OP_16
    ],
)
def test_a_script_without_an_address(script):
    assert payee(script) is None
    assert address_of(script) is None


def test_anchor_is_a_form_of_its_own():
    assert decode_address("bc1pfeessrawgf") == ("p2a", b"Ns")  # Core's key_io tests
    assert (p2a_address(), script_of(p2a_address(REGTEST), REGTEST)) == ("bc1pfeessrawgf", P2A)
    assert payee(b"\x51\x02Nt") == ("witness_v1", b"Nt")
    assert payee(b"\x52\x02Ns") == ("witness_v2", b"Ns")


# ---- from keys and scripts -----------------------------------------------------------------------


def test_addresses_of_a_key():
    assert p2wpkh_address(KEY) == ADDRESS
    assert script_of(p2wpkh_address(KEY, REGTEST), REGTEST) == p2wpkh(hash160(KEY))
    assert (
        p2sh_p2wpkh_address(KEY) == p2sh_address(p2wpkh(hash160(KEY))) == "3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN"
    )
    # the key of BIP 49's example, on a test network
    key = bytes.fromhex("03a1af804ac108a8a51782198c2d034b28bf90c8803f5a53f76276fa69a4eae77f")
    assert p2sh_p2wpkh_address(key, REGTEST) == "2Mww8dCYPUpKHofjgcXcBCEGmniw9CoaiD2"
    # BIP 84's first address
    key = bytes.fromhex("0330d54fd0dd420a6e5f8d3624f5f3482cae350f79d5f0753bf5beef9c2d91af3c")
    assert p2wpkh_address(key) == "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"


def test_addresses_of_a_script():
    assert script_of(p2wsh_address(SCRIPT)) == p2wsh(sha256(SCRIPT))
    assert p2sh_p2wsh_address(SCRIPT) == p2sh_address(p2wsh(sha256(SCRIPT)))
    # BIP 173: the script <KEY> OP_CHECKSIG
    expected = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"
    assert p2wsh_address(p2pk(KEY)) == expected


def test_taproot_addresses_bind_their_scripts():
    inner, root = key_of(5), bytes(range(32))
    output, _ = tweaked_key(inner, taproot_tweak(inner, root))
    assert decode_address(p2tr_address(inner, root)) == ("p2tr", output)
    assert len({p2tr_address(inner), p2tr_address(inner, root), p2tr_address(inner, bytes(32))}) == 3
    assert p2tr_address(inner, root, CLASSROOM).startswith("class1p")


@pytest.mark.parametrize("params", PARAMS.values(), ids=PARAMS)
def test_every_chain_has_a_prefix_of_its_own(params):
    assert [known for known in PARAMS.values() if known.bech32_prefix == params.bech32_prefix] == [params]
    longest = address_of(witness_program(16, bytes(40)), params)
    assert len(longest) <= 90 and script_of(longest, params)[2:] == bytes(40)


# ---- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        (ADDRESS[:-1] + "5", "Invalid Bech32 checksum", "look at place 42"),
        (ADDRESS[:8] + "x" + ADDRESS[9:-1] + "q", "Invalid Bech32 checksum", "look at place 9 and 42"),
        (ADDRESS[:-1], "Invalid checksum", "more than two characters are wrong, or some are missing"),
        (ADDRESS[:-1] + "1", "Invalid separator position", "after it"),
        (ADDRESS[:-1] + "o", "Invalid Base 32 character", "'o' at place 42"),
        (ADDRESS[:9] + "Q" + ADDRESS[10:], "Invalid character or mixed case", "'Q' at place 10"),
        (ADDRESS + " ", "Invalid character or mixed case", "' ' at place 43"),
        (ADDRESS * 3, "Bech32 string too long", "126 characters, and 90 are the most"),
        (encode_bech32("bc1x", b"\0" + to_fives(bytes(20)), BECH32), "unknown-address", "comes after 'bc1x'"),
        (
            "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
            "unknown-address",
            r"of the regtest .*--chain regtest",
        ),
        (
            address_of(p2tr(bytes(32)), CLASSROOM),
            "unknown-address",
            "address of the classroom chain; with params",
        ),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "unknown-address", "of the test networks"),
        (
            "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9",
            "unknown-address",
            "'ltc' and a 1: it may be another",
        ),
        ("sp1" + "q" * 113, "unknown-address", "silent payment address"),
        ("lnbc1pvjluezpp5qqqsyqcyq5rqwzqf", "unknown-address", "Lightning"),
        ("x" * 40, "unknown-address", "at most 35 characters"),
    ],
)
def test_an_address_that_cannot_be_read(text, reason, words):
    with pytest.raises(Invalid) as caught:
        script_of(text)
    assert caught.value.reason == reason
    assert re.search(words, str(caught.value)), str(caught.value)
    with pytest.raises(ValueError):
        decode_wif(text)


def test_a_secret_in_bech32_is_not_shown():
    secret = encode_bech32("nsec", to_fives(bytes(range(32))), BECH32)  # Nostr's private keys
    for text in (secret, secret[:-1], secret.upper()):
        for read in (script_of, decode_wif):
            with pytest.raises(ValueError) as caught:
                read(text)
            assert text[6:12].lower() not in str(caught.value).lower()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: p2wpkh_address(PrivateKey(1, compressed=False).public_key()), "compressed keys"),
        (lambda: p2sh_p2wpkh_address(PrivateKey(1, compressed=False).public_key()), "compressed keys"),
        (lambda: p2wpkh_address(hash160(KEY)), "is it a hash already"),
        (lambda: p2wsh_address(sha256(SCRIPT)), "these 32 bytes look like the hash of a witness script"),
        (lambda: p2sh_p2wsh_address(sha256(SCRIPT)), "these 32 bytes look like the hash of a witness script"),
        (lambda: p2wsh_address("51"), "the witness script must be bytes, got str"),
        (lambda: p2tr_address(KEY), "the x of a public key, must be 32 bytes, got 33"),
        (lambda: p2tr_address(bytes(32)), "no point of the curve has this x"),
        (lambda: p2tr_address(KEY[1:], REGTEST), "the Merkle root must be bytes, got ChainParams"),
        (lambda: p2tr_address(KEY[1:], b"\1"), "the Merkle root must be 32 bytes, got 1"),
        (lambda: p2wpkh_address(KEY, "main"), "params must be ChainParams"),
        (lambda: address_of(P2A, "main"), "params must be ChainParams"),
        (lambda: address_of("51"), "the script must be bytes, got str"),
        (lambda: script_of(b"bc1"), "an address must be text"),
        (lambda: script_of(ADDRESS, "main"), "params must be ChainParams"),
        (lambda: decode_wif(ADDRESS), "it is an address, which holds no private key"),
        (lambda: p2wpkh(bytes(32)), "a hash must be 20 bytes, got 32"),
        (lambda: p2wsh(bytes(20)), "a hash must be 32 bytes, got 20"),
        (lambda: p2tr(KEY), "an output key must be 32 bytes, got 33"),
        (lambda: witness_program(17, bytes(2)), "a witness version must lie between 0 and 16, got 17"),
        (
            lambda: witness_program(1, bytes(41)),
            "the size of a witness program must lie between 2 and 40, got 41",
        ),
        (lambda: payee(None), "the script must be bytes"),
    ],
)
def test_slips_are_told(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_main_is_the_chain_that_is_meant():
    assert decode_address(ADDRESS) == decode_address(ADDRESS, MAINNET) == ("p2wpkh", hash160(KEY))
