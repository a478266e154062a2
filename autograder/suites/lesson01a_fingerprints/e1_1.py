"""E1.1: the fingerprint of a text."""

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property
from autograder.suites.lesson01a_fingerprints.shared import HEADLINE, LONG, SECONDS
from blockkit.classroom.properties import gives, holds
from blockkit.classroom.trying.for_checks import call


def _fingerprints(sha256_hex: Student, *texts: str) -> None:
    for text in texts:
        gives(oracle.sha256_hex(text), sha256_hex, text)


@hidden_property("E1.1", "published", "SHA-256 and nothing else: the published examples")
def _published(sha256_hex: Student) -> None:
    # FIPS 180-2, appendix B
    gives("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", sha256_hex, "abc")
    gives(
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        sha256_hex,
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    )


@hidden_property("E1.1", "nothing", "nothing at all has a fingerprint too")
def _nothing(sha256_hex: Student) -> None:
    gives("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", sha256_hex, "")
    _fingerprints(sha256_hex, "0", "\0", "a\0", "None")


@hidden_property("E1.1", "not-english", "letters that are not English: 区块链, é, π, an emoji")
def _not_english(sha256_hex: Student) -> None:
    _fingerprints(sha256_hex, "区块链", "é", "Zürich", "π", "Привет", "€5", "🔗", "x🔗区", "👩\u200d🚀")
    _fingerprints(sha256_hex, "\ufeffabc", "a\u200bb", "½ ≠ 1/2; 100 % „gut“")


@hidden_property("E1.1", "spaces", "spaces and line ends belong to the text")
def _blanks(sha256_hex: Student) -> None:
    _fingerprints(sha256_hex, " abc", "abc ", "abc\n", "abc\r\n", "abc\t", "\nabc", "a  b", "a b")
    _fingerprints(sha256_hex, " ", "\n", "a\r\nb", "a\nb", "a\tb", "\u00a0abc", "abc\u3000")


@hidden_property("E1.1", "capitals", "capitals and small letters are different texts")
def _capitals(sha256_hex: Student) -> None:
    _fingerprints(sha256_hex, "ABC", "Abc", "aBC", "Straße", "STRASSE", "É", HEADLINE)


@hidden_property("E1.1", "normal-forms", "two ways to write é are two texts")
def _normal_forms(sha256_hex: Student) -> None:
    _fingerprints(sha256_hex, "caf\u00e9", "cafe\u0301", "\u212b", "\u00c5", "\ufb01", "fi", "２", "2")


@hidden_property("E1.1", "long", "a long text counts to its last letter")
def _long(sha256_hex: Student) -> None:
    _fingerprints(sha256_hex, *("x" * size for size in (55, 56, 63, 64, 65, 127, 128)))
    _fingerprints(sha256_hex, "x" * 1000, "x" * 1000 + "y", "区" * 2000, "区" * 2000 + "块", "x" * 8192)
    text = "a" * (LONG - 1) + "é"
    found = call(sha256_hex, text, seconds=SECONDS)
    holds(found == oracle.sha256_hex(text), f"it gives {found!r} for {LONG:,} letters")


@hidden_property("E1.1", "leading-zeros", "zeros in front are digits like any other: always 64")
def _leading_zeros(sha256_hex: Student) -> None:
    _fingerprints(sha256_hex, "39", "286", "671", "886")  # these begin with 0, 00, 00, 000
    _fingerprints(sha256_hex, "23", "286", "403", "4163")  # these end with 0, 0, 00, 000


@hidden_property(
    "E1.1", "text-itself", "the text itself is hashed, not what it looks like; and the same each time"
)
def _as_it_is(sha256_hex: Student) -> None:
    _fingerprints(sha256_hex, "616263", "0x616263", "b'abc'", "abc", "'abc'", "cba", "%61", "\\n")
    _fingerprints(sha256_hex, "&amp;", "123", "0123", "1.0", '"abc"', "abc.", "abc", "bca", "abc")
