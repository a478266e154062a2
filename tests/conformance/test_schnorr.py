"""Schnorr signatures and tweaks: BIP 340's rows, BIP 341's tweaks, cases of our own, with each library."""

import csv
import random

import pytest

from blockkit import schnorr
from blockkit.engines import secp256k1
from blockkit.hashing import tagged_hash
from blockkit.keys import FIELD_PRIME, ORDER
from tests.conformance.reading import read_json

BIP_340, WALLET = "bips/bip-0340-test-vectors.csv", "witness/bip341_wallet.json"

every_library = pytest.mark.parametrize("backend", secp256k1.WAYS, indirect=True)


# ---- BIP 340 -------------------------------------------------------------------------------------


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield f"{row['index']} {row['comment']}", row


def test_every_row_is_there(vectors):
    found = [row for _, row in rows(vectors / BIP_340)]
    results = [row["verification result"] for row in found]
    assert (len(found), results.count("TRUE"), results.count("FALSE")) == (19, 9, 10)
    assert sum(bool(row["secret key"]) for row in found) == 8
    assert {len(row["message"]) // 2 for row in found} == {0, 1, 17, 32, 100}


@pytest.mark.vector(BIP_340, rows=19, cases=rows, note="checked and, where the secret is there, signed")
def test_bip_340(row, backend):
    key, message, signature = (bytes.fromhex(row[name]) for name in ("public key", "message", "signature"))
    good = row["verification result"] == "TRUE"
    assert schnorr.verify(key, message, signature) == good, row["comment"]
    if row["secret key"]:
        secret = int(row["secret key"], 16)
        assert schnorr.key_of(secret) == key
        assert schnorr.sign(secret, message, bytes.fromhex(row["aux_rand"])) == signature


# ---- BIP 341: tweaks -----------------------------------------------------------------------------


def tweaks(path):
    data = read_json(path)
    for n, row in enumerate(data["scriptPubKey"]):
        yield f"{n} key", (row["given"]["internalPubkey"], row["intermediary"], None)
    for n, row in enumerate(data["keyPathSpending"][0]["inputSpending"]):
        given = row["given"]
        yield f"{n} secret", (None, {**row["intermediary"], "merkleRoot": given["merkleRoot"]}, given)


def test_every_tweak_is_there(vectors):
    assert len(list(tweaks(vectors / WALLET))) == 14


@every_library
def test_bip_341_tweaks(vectors, backend):
    for name, (key, about, given) in tweaks(vectors / WALLET):
        root = bytes.fromhex(about["merkleRoot"] or "")
        if given is None:
            key = bytes.fromhex(key)
            tweak = schnorr.taproot_tweak(key, root)
            assert schnorr.tweaked_key(key, tweak)[0].hex() == about["tweakedPubkey"], name
        else:
            secret = int(given["internalPrivkey"], 16)
            key = schnorr.key_of(secret)
            tweak = schnorr.taproot_tweak(key, root)
            own = schnorr.tweaked_secret(secret, tweak)
            assert (key.hex(), f"{own:064x}") == (about["internalPubkey"], about["tweakedPrivkey"]), name
            assert schnorr.tweaked_key(key, tweak)[0] == schnorr.key_of(own)
        assert tweak.hex() == about["tweak"], name


# ---- cases of our own ----------------------------------------------------------------------------

SECRET, OTHER = 2026, 340
KEY, MESSAGE = schnorr.key_of(SECRET), bytes(range(32))
MESSAGES = [bytes(range(size)) for size in (0, 1, 17, 31, 33, 64, 100, 255)]
EVEN = SECRET if secp256k1.public_key(SECRET)[0] == 2 else ORDER - SECRET  # whose point has an even y


def thirty_two(number):
    return number.to_bytes(32, "big")


def challenge(r, key, message):
    return int.from_bytes(tagged_hash("BIP0340/challenge", r + key + message), "big") % ORDER


def made_by_hand(nonce, message=MESSAGE, *, turned=True):
    """A signature with a nonce of our choice; not ``turned``, also where R's y is odd."""
    point = secp256k1.public_key(nonce)
    nonce = ORDER - nonce if turned and point[0] == 3 else nonce
    return point[1:] + thirty_two((nonce + challenge(point[1:], KEY, message) * EVEN) % ORDER)


GOOD = made_by_hand(3)
R, S = GOOD[:32], int.from_bytes(GOOD[32:], "big")
ODD = next(nonce for nonce in range(2, 99) if secp256k1.public_key(nonce)[0] == 3)
NO_X = next(x for x in range(1, 99) if secp256k1.even_point(thirty_two(x)) is None)
ON_CURVE = next(x for x in range(1, 99) if secp256k1.even_point(thirty_two(x)) is not None)

SIGNATURES = {  # name: key, message, signature, does it hold?
    "made by hand": (KEY, MESSAGE, GOOD, True),
    "nonce with an odd y, turned": (KEY, MESSAGE, made_by_hand(ODD), True),
    "nonce with an odd y": (KEY, MESSAGE, made_by_hand(ODD, turned=False), False),
    "an empty message": (KEY, b"", made_by_hand(5, b""), True),
    "a long message": (KEY, bytes(1000), made_by_hand(5, bytes(1000)), True),
    "the message and a zero byte": (KEY, MESSAGE + b"\0", GOOD, False),
    "another message": (KEY, MESSAGE[::-1], GOOD, False),
    "another key": (schnorr.key_of(OTHER), MESSAGE, GOOD, False),
    "no point has this x": (thirty_two(NO_X), MESSAGE, GOOD, False),
    "key zero": (bytes(32), MESSAGE, GOOD, False),
    "the field's prime as key": (thirty_two(FIELD_PRIME), MESSAGE, GOOD, False),
    "a key's x plus the prime": (thirty_two(FIELD_PRIME + ON_CURVE), MESSAGE, GOOD, False),
    "the largest key": (b"\xff" * 32, MESSAGE, GOOD, False),
    "s minus": (KEY, MESSAGE, R + thirty_two(ORDER - S), False),
    "s zero": (KEY, MESSAGE, R + bytes(32), False),
    "s the order": (KEY, MESSAGE, R + thirty_two(ORDER), False),
    "the largest s": (KEY, MESSAGE, R + b"\xff" * 32, False),
    "r zero": (KEY, MESSAGE, bytes(32) + GOOD[32:], False),
    "no point has this r": (KEY, MESSAGE, thirty_two(NO_X) + GOOD[32:], False),
    "r the prime": (KEY, MESSAGE, thirty_two(FIELD_PRIME) + GOOD[32:], False),
    "the largest r": (KEY, MESSAGE, b"\xff" * 32 + GOOD[32:], False),
    "R at infinity": (KEY, MESSAGE, R + thirty_two(challenge(R, KEY, MESSAGE) * EVEN % ORDER), False),
    "R at infinity, r zero": (
        KEY,
        MESSAGE,
        bytes(32) + thirty_two(challenge(bytes(32), KEY, MESSAGE) * EVEN % ORDER),
        False,
    ),
    "key G": (schnorr.key_of(1), MESSAGE, schnorr.sign(1, MESSAGE), True),
    "key -G": (schnorr.key_of(ORDER - 1), MESSAGE, schnorr.sign(ORDER - 1, MESSAGE), True),
    "63 bytes": (KEY, MESSAGE, GOOD[:-1], False),
    "65 bytes": (KEY, MESSAGE, GOOD + b"\1", False),
    "a zero byte before s": (KEY, MESSAGE, R + b"\0" + GOOD[32:], False),
    "no bytes": (KEY, MESSAGE, b"", False),
    "a key of 33 bytes": (b"\2" + KEY, MESSAGE, GOOD, False),
    "a key of 31 bytes": (KEY[:-1], MESSAGE, GOOD, False),
}


@every_library
def test_signatures(backend):
    said = {
        name: (key, message, signature, schnorr.verify(key, message, signature))
        for name, (key, message, signature, _) in SIGNATURES.items()
    }
    assert said == SIGNATURES


def test_the_same_s_and_the_order_added_is_refused(monkeypatch):
    """Nobody can make a signature with an s that is small enough, unless the challenge is known before."""
    monkeypatch.setattr(secp256k1, "_challenge", lambda r, key, message: 1)
    engine = secp256k1.Engine()
    s, point = next(
        (s, point) for s in range(99) if (point := secp256k1.public_key((s - EVEN) % ORDER))[0] == 2
    )
    assert engine.verify_schnorr(KEY, MESSAGE, point[1:] + thirty_two(s))
    assert not engine.verify_schnorr(KEY, MESSAGE, point[1:] + thirty_two(s + ORDER))


TWEAKS = {  # name: key, tweak, the secret of the sum (None: there is none)
    "an ordinary one": (KEY, 12345, EVEN + 12345),
    "zero": (KEY, 0, EVEN),
    "one": (KEY, 1, EVEN + 1),
    "the key's own secret": (KEY, EVEN, 2 * EVEN),
    "what takes the key away": (KEY, ORDER - EVEN, None),
    "one more than that": (KEY, ORDER - EVEN + 1, 1),
    "one less than that": (KEY, ORDER - EVEN - 1, -1),
    "the order less one": (KEY, ORDER - 1, EVEN - 1),
    "the order": (KEY, ORDER, None),
    "the order and one": (KEY, ORDER + 1, None),
    "the largest": (KEY, 2**256 - 1, None),
    "no point has this x": (thirty_two(NO_X), 1, None),
    "the field's prime as key": (thirty_two(FIELD_PRIME), 1, None),
    "a key's x plus the prime": (thirty_two(FIELD_PRIME + ON_CURVE), 1, None),
    "key zero": (bytes(32), 1, None),
}


@every_library
def test_tweaks(backend):
    for name, (key, tweak, secret) in TWEAKS.items():
        point = secret and secp256k1.public_key(secret % ORDER)
        expected = point and (point[1:], point[0] - 2)
        assert schnorr.tweaked_key(key, thirty_two(tweak)) == expected, name
        if key == KEY and secret:
            assert schnorr.key_of(schnorr.tweaked_secret(SECRET, thirty_two(tweak))) == point[1:], name
            assert schnorr.key_of(schnorr.tweaked_secret(ORDER - SECRET, thirty_two(tweak))) == point[1:]
        elif key == KEY:
            with pytest.raises(ValueError, match="no key has this tweak"):
                schnorr.tweaked_secret(SECRET, thirty_two(tweak))


@every_library
def test_all_libraries_sign_alike(backend, monkeypatch):
    rng = random.Random(340)
    for message in [*MESSAGES, *(rng.randbytes(32) for _ in range(8))]:
        secret, aux = rng.randrange(1, ORDER), rng.choice([bytes(32), rng.randbytes(32)])
        signature = schnorr.sign(secret, message, aux)
        assert signature == secp256k1.Engine().sign_schnorr(secret, message, aux)
        assert schnorr.verify(schnorr.key_of(secret), message, signature)


@every_library
def test_all_libraries_agree_on_random_signatures_and_tweaks(backend):
    rng, held, points = random.Random(341), 0, 0
    plain = secp256k1.Engine()
    for _ in range(60):
        key = schnorr.key_of(rng.randrange(1, ORDER)) if rng.random() < 0.5 else rng.randbytes(32)
        secret, message = rng.randrange(1, ORDER), rng.randbytes(32)
        signature = bytearray(schnorr.sign(secret, message))
        signature[rng.randrange(64)] ^= rng.choice([0, 0, 1, 128])
        checked = (schnorr.key_of(secret), message, bytes(signature))
        held += schnorr.verify(*checked)
        assert schnorr.verify(*checked) == plain.verify_schnorr(*checked)
        tweak = rng.randbytes(32)
        points += schnorr.tweaked_key(key, tweak) is not None
        assert schnorr.tweaked_key(key, tweak) == plain.tweak(key, tweak)
    assert 15 <= held <= 45 and 35 <= points <= 55


# ---- misuse --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: schnorr.sign(0, MESSAGE), "a private key is a whole number from 1"),
        (lambda: schnorr.sign(ORDER, MESSAGE), "a private key is a whole number from 1"),
        (lambda: schnorr.sign(SECRET, "text"), "the message must be bytes, got str"),
        (lambda: schnorr.sign(SECRET, MESSAGE, b""), "aux must be 32 bytes, got 0"),
        (lambda: schnorr.verify(KEY.hex(), MESSAGE, GOOD), "the key must be bytes, got str"),
        (lambda: schnorr.verify(KEY, MESSAGE, None), "the signature must be bytes, got NoneType"),
        (lambda: schnorr.verify(KEY, None, GOOD), "the message must be bytes, got NoneType"),
        (lambda: schnorr.tweaked_key(b"\2" + KEY, MESSAGE), "the key must be 32 bytes, got 33"),
        (lambda: schnorr.tweaked_key(KEY, b""), "the tweak must be 32 bytes, got 0"),
        (lambda: schnorr.tweaked_secret(SECRET, 5), "the tweak must be bytes, got int"),
        (lambda: schnorr.taproot_tweak(b"\2" + KEY), "the inner key must be 32 bytes, got 33"),
    ],
)
def test_misuse_is_told(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_no_secret_is_shown():
    with pytest.raises(ValueError) as caught:
        schnorr.sign(ORDER + 0xC0FFEE, MESSAGE)
    assert "c0ffee" not in str(caught.value).lower() and "12648430" not in str(caught.value)
