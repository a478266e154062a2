"""Keys and addresses as text, nonces and signatures: Core, Wycheproof, RFC 6979, and ten cases of our own."""

import random
import re
from dataclasses import replace

import pytest

from blockkit import MAINNET, REGTEST, PrivateKey, sha256
from blockkit.addresses import address_of, decode_address, decode_wif, encode_wif, script_of
from blockkit.engines import secp256k1
from blockkit.keys import ORDER, is_low_s, is_strict_der, parse_der, verify
from blockkit.params import PARAMS
from tests.conformance.reading import read_json

KEY_IO, NO_KEY_IO = "bitcoin-core/key_io_valid.json", "bitcoin-core/key_io_invalid.json"
WYCHEPROOF = "wycheproof/ecdsa_secp256k1_sha256_bitcoin_test.json"
NONCES = "python-ecdsa/rfc6979_secp256k1.json"

# ---- keys and addresses as text ------------------------------------------------------------------


def texts(path):
    for n, row in enumerate(read_json(path)):
        kind = row[2]["chain"] if len(row) > 1 else ""
        yield f"{n} {kind} {row[0][:12]}", row


# the test networks write as regtest does, with another prefix; blockkit does not know them by name
PARAMS_OF = {"main": MAINNET, "regtest": REGTEST}
TESTNET = replace(REGTEST, bech32_prefix="tb")

FORMS = {  # an output's script, and the form of its address
    r"76a914(.{40})88ac": "p2pkh",
    r"a914(.{40})87": "p2sh",
    r"0014(.{40})": "p2wpkh",
    r"0020(.{64})": "p2wsh",
    r"5120(.{64})": "p2tr",
    r"52..(.*)": "witness_v2",
    r"53..(.*)": "witness_v3",
    r"60..(.*)": "witness_v16",
}


def form_of(row):
    """What a text is the spelling of: a key, or the script of an output, and the data in it."""
    if row[2]["isPrivkey"]:
        return "wif", row[1]
    return next((form, found[1]) for shape, form in FORMS.items() if (found := re.fullmatch(shape, row[1])))


def test_every_text_is_there(vectors):
    forms = [form_of(row)[0] for _, row in texts(vectors / KEY_IO)]
    assert {form: forms.count(form) for form in forms} == {
        "p2pkh": 11,
        "p2sh": 11,
        "wif": 16,
        "p2wpkh": 8,
        "p2wsh": 8,
        "p2tr": 8,
        "witness_v2": 2,
        "witness_v3": 4,
        "witness_v16": 2,
    }
    assert len(forms) == 70
    assert sum("tryCaseFlip" in row[2] for _, row in texts(vectors / KEY_IO)) == 32
    assert len(list(texts(vectors / NO_KEY_IO))) == 70


def refused_by_both(text, params):
    for decode in (decode_address, decode_wif):
        with pytest.raises(ValueError):
            decode(text, params)


@pytest.mark.vector(KEY_IO, rows=70, cases=texts, note="both ways, and in the other case")
def test_key_io_valid(row):
    text, data, about = row
    params = PARAMS_OF.get(about["chain"], TESTNET)
    form, payload = form_of(row)
    if form == "wif":
        key = PrivateKey(int(data, 16), about["isCompressed"])
        assert decode_wif(text, params) == key
        assert encode_wif(key, params) == text
    else:
        assert decode_address(text, params) == (form, bytes.fromhex(payload))
        assert script_of(text, params).hex() == data
        assert address_of(bytes.fromhex(data), params) == text
        with pytest.raises(ValueError):
            decode_wif(text, params)
    if about.get("tryCaseFlip"):
        assert script_of(text.swapcase(), params).hex() == data
    elif form != "wif":
        refused_by_both(text.swapcase(), params)
    # other chains refuse it, but that the test chains share their first bytes
    is_test = about["chain"] != "main"
    others = (MAINNET,) if is_test and form in ("wif", "p2pkh", "p2sh") else (MAINNET, REGTEST, TESTNET)
    for other in others:
        if other != params:
            refused_by_both(text, other)


@pytest.mark.vector(NO_KEY_IO, rows=70, cases=texts, note="refused as key and as address of every chain")
def test_key_io_invalid(row):
    for params in (*PARAMS.values(), TESTNET):
        refused_by_both(row[0], params)


# ---- signatures ----------------------------------------------------------------------------------


def wycheproof(path):
    for group in read_json(path)["testGroups"]:
        for row in group["tests"]:
            yield f"{row['tcId']} {row['comment']}", (group["publicKey"]["uncompressed"], row)


def test_every_signature_is_there(vectors):
    results = [row["result"] for _, (_, row) in wycheproof(vectors / WYCHEPROOF)]
    assert (len(results), results.count("valid"), results.count("invalid")) == (463, 162, 301)


@pytest.mark.vector(WYCHEPROOF, rows=463, cases=wycheproof, note="strict DER and low s, with each back-end")
def test_wycheproof(row, backend):
    key, row = row
    signature = bytes.fromhex(row["sig"])
    well_formed = is_strict_der(signature + b"\1") and is_low_s(signature)
    good = well_formed and verify(bytes.fromhex(key), sha256(bytes.fromhex(row["msg"])), signature)
    assert good == (row["result"] == "valid"), row["flags"]


def nonces(path):
    for n, row in enumerate(read_json(path)):
        yield f"{n} {row['message']}", row


def test_every_nonce_is_there(vectors):
    assert len(list(nonces(vectors / NONCES))) == 6


@pytest.mark.vector(NONCES, rows=6, cases=nonces, note="the signature's r is the x of nonce times G")
def test_rfc6979(row):
    key = PrivateKey(int(row["secexp"], 16))
    r, s = parse_der(key.sign(sha256(row["message"].encode())))
    x = secp256k1.public_key(int(row["k"], 16))[1:]
    assert r == int.from_bytes(x, "big") % ORDER
    assert s <= ORDER // 2


# ---- ten signatures, and what each library must make of them ---------------------------------------


def number(digits):
    return bytes([2, len(digits)]) + digits


def sequence(body):
    return bytes([0x30, len(body)]) + body


KEY = PrivateKey(2026)
DIGEST = next(  # of a signature whose r has its top bit set, so that a zero byte must stand before it
    digest for digest in map(sha256, map(bytes, range(100))) if parse_der(KEY.sign(digest))[0] >> 255
)
GOOD = KEY.sign(DIGEST)
R = b"\0" + parse_der(GOOD)[0].to_bytes(32, "big")
S = parse_der(GOOD)[1].to_bytes(32, "big")
HIGH = b"\0" + (ORDER - int.from_bytes(S, "big")).to_bytes(32, "big")

TEN = {  # name: signature, strict DER (BIP 66), accepted before BIP 66, low s
    "canonical": (sequence(number(R) + number(S)), True, True, True),
    "high s": (sequence(number(R) + number(HIGH)), True, True, False),
    "zero before r": (sequence(number(b"\0" + R) + number(S)), False, True, True),
    "zero before s": (sequence(number(R) + number(b"\0" + S)), False, True, True),
    "long form of the length": (b"\x30\x81" + GOOD[1:], False, True, True),
    "byte after the sequence": (GOOD + b"\0", False, True, True),
    "byte inside the sequence": (sequence(GOOD[2:] + b"\0"), False, True, True),
    "negative r": (sequence(number(R[1:]) + number(S)), False, True, True),
    "negative s": (sequence(number(R) + number(HIGH[1:])), False, True, False),
    "wrong tag": (b"\x31" + GOOD[1:], False, False, True),
}


def test_the_ten_are_what_they_are_called():
    assert TEN["canonical"][0] == GOOD
    assert R[1] & 0x80 and HIGH[1] & 0x80 and 0 < S[0] < 0x80
    assert len({signature for signature, *_ in TEN.values()}) == 10


every_library = pytest.mark.parametrize("backend", secp256k1.WAYS, indirect=True)


@every_library
def test_ten_signatures(backend):
    said = {}
    for name, (signature, *_) in TEN.items():
        good = verify(KEY.public_key(), DIGEST, signature)
        said[name] = (signature, is_strict_der(signature + b"\1"), good, is_low_s(signature))
    assert said == TEN


def test_a_library_that_is_merely_swapped_in_is_caught(monkeypatch):
    """Wrong: libsecp256k1 as it is refuses the high s, which is in the chain."""
    dsa = pytest.importorskip("btclib_secp256k1.dsa")

    def raw(key, digest, r, s):
        return dsa.verify(digest, key, r.to_bytes(32, "big") + s.to_bytes(32, "big"), compact=True)

    monkeypatch.setattr(secp256k1.engine, "verify", raw)
    wrong = [
        name
        for name, (signature, _, good, _) in TEN.items()
        if verify(KEY.public_key(), DIGEST, signature) != good
    ]
    assert wrong == ["high s", "negative s"]


def random_checks(count):
    """Signatures that hold, and as many in which one thing is changed, each with the verdict it must get."""
    rng = random.Random(66)
    for _ in range(count):
        key = PrivateKey(rng.randrange(1, ORDER), rng.random() < 0.5)
        digest, public = rng.randbytes(32), key.public_key()
        r, s = parse_der(key.sign(digest))
        s = rng.choice([s, ORDER - s])
        if not key.compressed and rng.random() < 0.3:
            public = bytes([6 + public[-1] % 2]) + public[1:]  # the hybrid form: 06 or 07 says if y is odd
        yield public, digest, r, s, True
        changed = bytearray(public)
        changed[0 if public[0] in (6, 7) else -1] ^= 1
        yield from rng.sample(
            [
                (public, rng.randbytes(32), r, s, False),
                (public, digest, s, r, False),
                (public, digest, r, rng.randrange(1, ORDER), False),
                (public, digest, ORDER - 1, 1, False),
                (bytes(changed), digest, r, s, False),
                (PrivateKey(rng.randrange(1, ORDER)).public_key(), digest, r, s, False),
                (b"\2" + b"\xff" * 32, digest, r, s, False),
            ],
            1,
        )


@every_library
def test_all_libraries_agree_on_random_signatures(backend):
    checks = list(random_checks(150))
    wrong = [check for check in checks if secp256k1.engine.verify(*check[:4]) != check[4]]
    assert len(checks) == 300 and not wrong
