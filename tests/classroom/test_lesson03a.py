"""Lesson 03a: the curve and the suites' oracle beside another program, and the numbers of the notebook."""

import subprocess
import sys

import pytest
from ecdsa import SECP256k1
from ecdsa.ellipticcurve import INFINITY, CurveFp, Point

from autograder.suites import curve as oracle
from blockkit.classroom import figures, shapes, widgets
from blockkit.classroom.curves import (
    SMALL,
    G,
    add_points,
    multiply_point,
    points_of,
    sign_ecdsa,
    steps_to_infinity,
)
from blockkit.classroom.figures import lesson03a_keys as drawn
from blockkit.classroom.notebook import REFERENCE, answer
from blockkit.classroom.real_signatures import SLIDES_PAYER, real_signature
from blockkit.classroom.shapes import FIELD, address, decode_address, verify_ecdsa
from blockkit.classroom.trying.trial import Borrowed, trial_of
from blockkit.engines import secp256k1
from blockkit.hashing import hash160
from blockkit.keys import ORDER, PrivateKey

SECRETS = [1, 2, 3, 182, 2**128 + 1, ORDER // 2, ORDER - 2, ORDER - 1]


# ---- the curve -----------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [11, 17, 43, 223])
def test_sums_and_walks_are_those_of_another_program(p):
    theirs = CurveFp(p, 0, 7)

    def point(at):
        return INFINITY if at is None else Point(theirs, *at)

    some = [None, *points_of(p)[:: max(1, p // 12)]]
    for a in some:
        for b in some:
            if a is not None and a == b and a[0] == 0:
                assert add_points(a, b, p) == (0, -a[1] % p) == oracle.plus(a, b, p)
                continue  # the other program takes such a sum for infinity
            total = point(a) + point(b)
            expected = None if total == INFINITY else (total.x(), total.y())
            assert add_points(a, b, p) == expected == oracle.plus(a, b, p)
        walked = None
        for k in range(2 * len(points_of(p)) if p < 50 else 60):
            assert multiply_point(k, a, p) == walked == oracle.times(k, a, p)
            walked = add_points(walked, a, p)


@pytest.mark.parametrize("secret", SECRETS)
def test_real_keys_are_those_of_another_program(secret):
    theirs = secret * SECP256k1.generator
    expected = (theirs.x(), theirs.y())
    assert multiply_point(secret, G) == expected == oracle.times(secret, oracle.G)
    assert shapes.point_of(secp256k1.public_key(secret)) == expected


def test_the_order_of_the_large_curve_and_of_the_small_ones():
    assert multiply_point(ORDER, G) is None and multiply_point(ORDER + 1, G) == G
    assert {p: steps_to_infinity(p) for p in SMALL} == {17: 9, 43: 31, 79: 67, 223: 42}
    assert [len(points_of(p)) for p in (11, 17, 43, 223)] == [11, 17, 30, 251]
    assert (oracle.FIELD, oracle.ORDER, oracle.G) == (FIELD, ORDER, G)


# ---- signatures ----------------------------------------------------------------------------------


def test_the_first_payment_and_the_one_on_the_slides():
    first, slides = real_signature("block 170"), real_signature("slides")
    assert f"{first.z:064x}".startswith("7a05c6145f10101e") and f"{slides.z:064x}".startswith("83cb5dc661ba")
    assert hash160(slides.key_bytes) == SLIDES_PAYER
    for one in (first, slides):
        assert verify_ecdsa(one.key, one.z, one.r, one.s)
        assert verify_ecdsa(one.key, one.z, one.r, ORDER - one.s)
        assert not verify_ecdsa(one.key, one.z + 1, one.r, one.s)
    with pytest.raises(ValueError, match='there are "block 170" and "slides"'):
        real_signature("block 171")


@pytest.mark.parametrize("secret", SECRETS)
def test_what_is_signed_verifies_by_both_ways(secret):
    key = multiply_point(secret, G)
    for z, nonce in ((0, 7), (1, ORDER - 5), (2**256 - 1, 12_345)):
        r, s = sign_ecdsa(secret, z, nonce)
        assert verify_ecdsa(key, z, r, s) and s <= ORDER // 2
        assert (r, s) == (oracle.signed(secret, z, nonce)[0], oracle.low(oracle.signed(secret, z, nonce)[1]))


def test_a_nonce_that_will_not_do():
    z = 0x304A4E09D82B776ACE033F02416B9DB64315B0574E9CCE66F1C96774AA93A1D6
    with pytest.raises(ValueError, match="take another one"):
        sign_ecdsa(5, z, 7)
    assert sign_ecdsa(5, z + 1, 7)


def test_one_nonce_for_two_messages_gives_the_secret_away():
    (r, one), (_, two) = sign_ecdsa(5, 1111, 7), sign_ecdsa(5, 2222, 7)
    found = {
        (1111 * b - 2222 * a) * pow(r * (a - b), -1, ORDER) % ORDER
        for a in (one, ORDER - one)
        for b in (two, ORDER - two)
    }
    assert 5 in found


# ---- what answers the exercises, and what a start of the course costs -----------------------------


def by_the_library(k, a, p=FIELD):
    return shapes.point_of(PrivateKey(k).public_key())


def by_another_package(k, a, p=FIELD):
    total = k * SECP256k1.generator
    return total.x(), total.y()


@pytest.mark.parametrize("borrows", [by_the_library, by_another_package])
def test_walking_with_somebody_elses_legs_is_noticed(borrows):
    assert borrows(2, G) == multiply_point(2, G)
    with pytest.raises(Borrowed):
        trial_of("E3.1").call(borrows, 2, G)
    assert trial_of("E3.3").call(multiply_point, 2, G) == borrows(2, G)


def test_who_opens_a_notebook_does_not_wait_for_the_arithmetic():
    code = "import sys, blockkit.classroom.notebook; sys.exit('ecdsa' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# ---- addresses -----------------------------------------------------------------------------------


def test_addresses_are_those_of_the_oracle():
    assert address(secp256k1.public_key(182)) == "1162gvy7qz6rLdj3zeegPCjY7Lu6wez6Hv"
    for secret in (1, 182, 999):
        for compressed in (True, False):
            key = secp256k1.public_key(secret, compressed)
            for version in (0, 5, 255):
                text = oracle.with_checksum(bytes([version]) + hash160(key))
                assert address(key, version) == text
                assert decode_address(text) == (version, hash160(key))


def test_no_other_key_below_it_has_a_hash_that_begins_with_zero():
    keys = (secp256k1.public_key(secret) for secret in range(1, 182))
    assert all(hash160(key)[0] for key in keys) and hash160(secp256k1.public_key(182))[0] == 0


# ---- pictures ------------------------------------------------------------------------------------


def test_the_walk_says_where_it_ends():
    assert "Steps: 15. The walk ends at (38, 21)" in figures.curve(43, 15).sentence
    assert "Steps: 16. The walk ends at (38, 22)" in figures.curve(43, 16).sentence
    for k in (0, 31):
        assert f"Steps: {k}. The walk ends at infinity" in figures.curve(43, k).sentence
    assert [row[1:] for row in figures.curve(17, 9).table.rows] == [
        ("–", "infinity"), ("1", "5"), ("2", "10"), ("5", "9"), ("12", "1"), ("12", "16"), ("5", "8"),
        ("2", "7"), ("1", "12"), ("–", "infinity"),
    ]  # fmt: skip
    for p, k in ((44, 1), (43, -1), (43, 33)):
        with pytest.raises(ValueError):
            figures.curve(p, k)


def test_a_walk_that_differs_from_its_steps_is_named():
    (note,) = figures.curve(43, 3, rules=REFERENCE.filled({"multiply_point": lambda k, a, p: a})).notes
    assert note == "for k = 3 your multiply_point gives (2, 12); step by step, add_points leads to (35, 21)."


def test_a_sum_beside_the_curve_is_not_drawn():
    """The third point itself is on the curve: it is drawn as the reader's own."""
    honest = figures.curve(43, 3)
    beside = figures.curve(43, 3, rules=REFERENCE.filled({"add_points": lambda a, b, p: (1, 1)}))
    assert beside.pictures == honest.pictures and "stands in for your add_points" in beside.notes[0]

    def third(a, b, p):
        total = add_points(a, b, p)
        return total if a is None else (total[0], -total[1] % p)

    own = figures.curve(43, 2, rules=REFERENCE.filled({"add_points": third}))
    assert own.table.rows[2] == ("2", "7", "36") and "multiply_point" in own.notes[0]


def test_a_verdict_that_the_curve_denies_is_named():
    notes = figures.signature(REFERENCE.filled({"verify_ecdsa": lambda *args: True})).notes
    assert len(notes) == 2 and notes[0].startswith("another message: z + 1: your verify_ecdsa returns True")
    assert not figures.signature().notes and "2 of these 4" in figures.signature().sentence


def test_the_strip_shows_the_address_of_today_too():
    rows = dict(figures.address_strip(1).table.rows)
    bip_173 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # its example: key number 1
    assert rows["the same hash, as an address since 2017"] == bip_173
    assert bip_173 in str(figures.address_strip(1).pictures[0])
    assert bip_173 not in str(figures.address_strip(1, "65 bytes"))


def test_the_strip_notices_every_single_error_at_any_place():
    for place in range(1, 35):
        assert figures.address_strip(1, "33 bytes", place).sentence.endswith("The checksum notices it.")
    assert "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH" in figures.address_strip(1).sentence
    wrong = figures.address_strip(1, rules=REFERENCE.filled({"address": lambda key, version=0: "1" * 34}))
    assert "your address gives 1111" in wrong.notes[0] and "is no address" in wrong.sentence
    wide = figures.address_strip(1, rules=REFERENCE.filled({"address": lambda key, version=0: "1" * 40}))
    assert wide.pictures == figures.address_strip(1).pictures and "your address" in wide.notes[0]


def test_a_cell_can_ask_for_points_and_infinity():
    assert answer(REFERENCE, "add_points", None, (2, 12), 43) == ((2, 12), "")
    assert answer(REFERENCE, "multiply_point", 9, (1, 5), 17) == (None, "")


@pytest.mark.parametrize("p", [17, 43, 79, 223])
def test_the_drawn_line_goes_through_all_three_points(p):
    """Each piece was squeezed by (p − 1)/p, and missed the third point."""
    start = SMALL[p]
    for k in range(2, steps_to_infinity(p) - 1):
        a, total = multiply_point(k - 1, start, p), multiply_point(k, start, p)
        third = (total[0], -total[1] % p)
        (x1, y1), (x2, y2) = a, start
        m = 3 * x1 * x1 * pow(2 * y1, -1, p) if a == start else (y2 - y1) * pow(x2 - x1, -1, p)
        m = (m + p // 2) % p - p // 2
        pieces = list(drawn._pieces(m, (y1 - m * x1) % p, p))
        for x, y in (a, start, third):
            on = [
                abs((x - left[0]) * (right[1] - left[1]) - (y - left[1]) * (right[0] - left[0])) < 1e-6 * p
                for left, right in pieces
                if left[0] - 1e-9 <= x <= right[0] + 1e-9
            ]
            assert any(on), (k, (x, y))


def test_the_place_of_a_typing_error_ends_with_the_address():
    controls = widgets.address_strip().controls
    key, form, place = (controls[name] for name in ("key", "form", "place"))
    place.value = 34
    key.value, form.value = 182, figures.FORMS[1]
    assert len(address(PrivateKey(182, compressed=False).public_key())) == place.max == place.value == 33
    key.value = 1
    assert place.max == 34
