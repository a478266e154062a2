"""Stamps: the published ones, by the library and by the oracle; and what a mail box remembers."""

import pytest

from autograder.suites import oracle
from blockkit.classroom.hashcash import mint_stamp, stamp_ok, zero_bits
from blockkit.data.stamps import names, real_stamp

TRUE = [
    ("2004", "foo", "040806", 20),
    ("2006", "adam@cypherspace.org", "060408", 20),
    ("2013", "adam@cypherspace.org", "130303", 20),
    ("2022", "sametcodes", "220127", 20),
    ("2022-long", "sametcodes", "220127", 20),
]
FALSE = [
    ("copied", "anni@cypherspace.org", "130303"),
    ("misprinted", "sametcodes", "220127"),
    ("version-0", "adam@cypherspace.org", "030626"),
]


@pytest.mark.parametrize(("name", "resource", "day", "bits"), TRUE)
def test_a_published_stamp_pays_once(name, resource, day, bits):
    seen = {"another"}
    assert oracle.stamp_ok(real_stamp(name), resource, bits, [day], seen)
    for asked, where, when in ((bits + 1, resource, day), (bits, "bar", day), (bits, resource, "000000")):
        assert not stamp_ok(real_stamp(name), where, asked, [when], seen)
        assert not oracle.stamp_ok(real_stamp(name), where, asked, [when], seen)
    assert seen == {"another"}
    assert stamp_ok(real_stamp(name), resource, bits, [day], seen)
    assert seen == {"another", real_stamp(name)}
    assert not stamp_ok(real_stamp(name), resource, bits, [day], seen)
    assert not oracle.stamp_ok(real_stamp(name), resource, bits, [day], seen)


@pytest.mark.parametrize(("name", "resource", "day"), FALSE)
def test_what_is_no_stamp_pays_nothing(name, resource, day):
    seen = set()
    assert not stamp_ok(real_stamp(name), resource, 0, [day], seen) and not seen
    assert not oracle.stamp_ok(real_stamp(name), resource, 0, [day], seen)


def test_zero_bits_are_those_of_the_published_digests():
    found = {name: zero_bits(real_stamp(name)) for name in names()}
    assert found == {name: oracle.zero_bits(real_stamp(name)) for name in names()}
    assert found == {
        "2004": 20, "2006": 20, "2013": 20, "2022": 21, "2022-long": 23,
        "copied": 3, "misprinted": 1, "version-0": 32,
    }  # fmt: skip


def test_minting_counts_from_zero():
    for bits, counter in ((8, 327), (10, 2122), (12, 6812)):
        made = mint_stamp("alice@example.org", bits, "090103", "8f1c2a")
        assert made == f"1:{bits}:090103:alice@example.org::8f1c2a:{counter}"
        assert stamp_ok(made, "alice@example.org", bits, {"090103"}, set())


@pytest.mark.parametrize("claim", ["abc", "", "8x", " 8", "8_0", "-1", "²", "9" * 5000])
def test_an_odd_claim_is_refused_without_an_error(claim):
    assert not stamp_ok(f"1:{claim}:090103:ann::x:1", "ann", 0, ["090103"], set())
