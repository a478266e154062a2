"""Lesson 01a: the fingerprint of a text, Bitcoin's double hash, changed bits, and collisions."""

import hashlib
from collections.abc import Callable
from functools import partial

from autograder.suites import families, oracle
from autograder.suites.common import Student, hidden_property, seeded
from blockkit.classroom.properties import gives, holds, leaves_alone
from blockkit.classroom.trying.for_checks import call
from blockkit.data import real_block

HEADLINE = "The Times 03/Jan/2009"
LONG = 100_001  # bytes of the long data, and letters of the long text
SECONDS = 12.0  # for them: SHA-256 by hand needs one of these, and more where it writes out each bit

# ---- E1.1 ----------------------------------------------------------------------------------------


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


# ---- E1.2 ----------------------------------------------------------------------------------------


def _twice(hash256: Student, *inputs: bytes) -> None:
    for data in inputs:
        gives(oracle.hash256(data), hash256, data)


@hidden_property("E1.2", "real-headers", "real headers hash to the ids of their blocks")
def _real_ids(hash256: Student) -> None:
    for height, block_id in (
        (0, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
        (1, "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048"),
        (277316, "0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4"),
    ):
        header = oracle.header_bytes(real_block(height).header)
        gives(bytes.fromhex(block_id)[::-1], hash256, header)


@hidden_property(
    "E1.2", "twice-published", "twice SHA-256, the second time over 32 raw bytes: “hello”, “abc”"
)
def _hello(hash256: Student) -> None:
    hello = "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50"
    gives(bytes.fromhex(hello), hash256, b"hello")  # published in the Bitcoin wiki
    abc = "4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358"
    gives(bytes.fromhex(abc), hash256, b"abc")


@hidden_property("E1.2", "zero-bytes", "zero bytes at the front and at the end are data")
def _zeros(hash256: Student) -> None:
    sha256 = hashlib.sha256
    _twice(hash256, *families.zeros_at_the_ends(lambda data: sha256(data).digest(), (b"286", b"403")))
    _twice(hash256, *families.zeros_at_the_ends(oracle.hash256, (b"187", b"66")))
    _twice(hash256, b"\0", b"\0\0", b"\0abc", b"abc\0", b"ab\0c", b"\0\0abc\0\0", bytes(32))


@hidden_property("E1.2", "short", "nothing at all has a hash, and so has one byte")
def _empty(hash256: Student) -> None:
    empty = "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456"
    gives(bytes.fromhex(empty), hash256, b"")
    _twice(hash256, b"\x01", b"0", b" ")


@hidden_property("E1.2", "any-bytes", "any bytes will do, also those that are no text")
def _no_text(hash256: Student) -> None:
    _twice(hash256, b"\x80", b"\xff\xfe", bytes(range(256)), b"\xc3\xa9", b" a ", b"a\n", b"\r\n")
    _twice(hash256, b"ABC", b"616263", b"0x00", b"\xef\xbb\xbfa")


@hidden_property("E1.2", "lengths", "long data, and lengths about the block size of SHA-256")
def _lengths(hash256: Student) -> None:
    numbers = seeded("lengths")
    _twice(hash256, *map(numbers.randbytes, (31, 32, 33, 55, 56, 63, 64, 65, 127, 128, 129)))
    _twice(hash256, *map(numbers.randbytes, (1000, 4096, 4097, 8192)))
    data = numbers.randbytes(LONG)
    found = call(hash256, data, seconds=SECONDS)
    holds(found == oracle.hash256(data), f"it gives {found!r} for {LONG:,} bytes")


@hidden_property("E1.2", "bytearray", "a bytearray and a memoryview are data too")
def _other_bytes(hash256: Student) -> None:
    for data in (b"abc", b"", b"\0\xff" * 40):
        expected = oracle.hash256(data)
        gives(expected, hash256, bytearray(data))
        gives(expected, hash256, memoryview(data))
        gives(expected, hash256, memoryview(bytearray(b"<" + data + b">"))[1:-1])


def _put(place: int, byte: int, data: bytearray) -> None:
    data[place] = byte


@hidden_property("E1.2", "changed-bytearray", "a bytearray that has changed since has another hash")
def _changed_since(hash256: Student) -> None:
    changes = [partial(_put, -1, last) for last in b"1231"] + [partial(_put, 0, 1)]
    families.asked_again(hash256, [bytearray(b"block 1")], changes, oracle.hash256)
    families.asked_again(hash256, [memoryview(bytearray(b"block 1"))], changes, oracle.hash256)
    longer = [lambda data: data.extend(b"0"), lambda data: data.pop(), lambda data: data.extend(b"1")]
    families.asked_again(hash256, [bytearray(b"block 1")], longer, oracle.hash256)


@hidden_property("E1.2", "left-alone", "the data handed in are left as they were")
def _left_alone(hash256: Student) -> None:
    for data in (b"abc", b"\0abc\0", bytes(range(80))):
        leaves_alone(oracle.hash256(data), hash256, bytearray(data))


# ---- E1.3 ----------------------------------------------------------------------------------------


def _apart(changed_bits: Student, *pairs: tuple[bytes, bytes]) -> None:
    for a, b in pairs:
        gives(oracle.changed_bits(a, b), changed_bits, a, b)


@hidden_property("E1.3", "all-none-empty", "all bits, no bits, and no bytes at all")
def _all_or_none(changed_bits: Student) -> None:
    for size in (1, 2, 3, 32, 33):
        gives(8 * size, changed_bits, bytes(size), b"\xff" * size)
        gives(0, changed_bits, b"\xa5" * size, b"\xa5" * size)
    gives(0, changed_bits, b"", b"")


@hidden_property("E1.3", "any-place", "a bit counts one wherever it stands")
def _one_bit(changed_bits: Student) -> None:
    for place in (0, 1, 7, 8, 15, 63, 64, 100, 255):
        one = (1 << place).to_bytes(32, "big")
        gives(1, changed_bits, bytes(32), one)
        gives(2, changed_bits, one, (1 << (place + 5) % 256).to_bytes(32, "big"))


@hidden_property("E1.3", "same-weight", "as many ones on both sides, but in other places")
def _same_weight(changed_bits: Student) -> None:
    gives(8, changed_bits, b"\x0f", b"\xf0")
    gives(2, changed_bits, b"\x01", b"\x80")
    gives(16, changed_bits, b"\x55\xaa", b"\xaa\x55")


@hidden_property("E1.3", "partly-changed", "bytes that changed only in part")
def _in_part(changed_bits: Student) -> None:
    _apart(changed_bits, (b"\x10\x01", b"\x30\x03"), (b"abc", b"abd"), (b"\x7f\x00", b"\x80\x01"))
    _apart(changed_bits, (b"\x11\x11", b"\x12\x11"), (b"\x0c", b"\x0a"), (b"\x00\x37", b"\x40\x37"))


@hidden_property("E1.3", "zeros-in-front", "zeros in front keep their places")
def _zeros_in_front(changed_bits: Student) -> None:
    gives(8, changed_bits, b"\x00\xff", b"\x00\x00")
    gives(9, changed_bits, b"\x00\xff", b"\x80\x00")
    gives(4, changed_bits, b"\x00\x0f", b"\x00\x00")
    _apart(changed_bits, (b"\x00\x01", b"\x01\x00"), (b"\x01\x00\x00", b"\x00\x00\x03"))


@hidden_property("E1.3", "far-back", "the ninth byte counts, and the last of thousands")
def _far_back(changed_bits: Student) -> None:
    gives(1, changed_bits, bytes(9), bytes(8) + b"\x01")
    gives(3, changed_bits, bytes(32) + b"\x00", bytes(32) + b"\x07")
    gives(6, changed_bits, b"\x05" + bytes(9999), b"\x00" + bytes(9998) + b"\x0f")
    gives(80_008, changed_bits, bytes(10_001), b"\xff" * 10_001)  # more than two bytes can count


@hidden_property("E1.3", "moved-bytes", "bytes that changed places are bytes that changed")
def _moved(changed_bits: Student) -> None:
    gives(4, changed_bits, b"\x01\x02", b"\x02\x01")
    gives(2, changed_bits, b"\x01\x01\x00", b"\x00\x01\x01")
    _apart(changed_bits, (b"stop", b"post"), (b"\x00\x00\xff", b"\x00\xff\xff"))


@hidden_property("E1.3", "either-way", "the same either way round, and each time")
def _either_way(changed_bits: Student) -> None:
    numbers = seeded("either way")
    for size in (1, 4, 8, 20, 32, 64):
        a, b = numbers.randbytes(size), numbers.randbytes(size)
        _apart(changed_bits, (a, b), (b, a), (a, bytes(size)), (bytes(size), a))


@hidden_property("E1.3", "headline", "one letter of the headline flips about half of the digest")
def _headline(changed_bits: Student) -> None:
    digest = oracle.hash256(HEADLINE.encode())
    for place in range(0, 21, 2):
        text = bytearray(HEADLINE.encode())
        text[place] ^= 1
        _apart(changed_bits, (digest, oracle.hash256(bytes(text))))


# ---- E1.4 ----------------------------------------------------------------------------------------

Hash = Callable[[bytes], bytes]


def _keyed(key: str) -> Hash:
    """A hash of its own for each key; nobody has seen its collisions before."""
    salt, sha256 = key.encode(), hashlib.sha256
    return lambda data: sha256(salt + data).digest()


def _zeros_first(key: str) -> Hash:
    """A hash whose digests often begin with zero bits."""
    keyed = _keyed(key)

    def h(data: bytes) -> bytes:
        digest = keyed(data)
        return (int.from_bytes(digest, "big") >> digest[-1] % 7).to_bytes(32, "big")

    return h


NO_LIMIT = 2_000_000  # calls of h


def _collides(
    find_collision: Student,
    bits: int,
    h: Hash,
    spare: int = 0,
    short: int = 0,
    seconds: float = 2.0,
) -> None:
    """Two different byte strings whose hashes begin alike, found in few enough tries.

    ``spare`` calls more than the contract allows are let through; ``short`` so many bits need not agree.
    """
    calls, most = 0, oracle.most_tries(bits) + spare

    def counted(data: bytes) -> bytes:
        nonlocal calls
        calls += 1
        if calls > most:
            raise RuntimeError(f"more than 16·√(2^{bits}) hashes were tried")
        return h(data)

    pair = call(find_collision, bits, counted, seconds=seconds)
    found = isinstance(pair, list) and [type(text) for text in pair] == [bytes, bytes]
    holds(found, f"for {bits} bits it returned {pair!r}, which is not two byte strings")
    one, other = pair
    holds(one != other, f"for {bits} bits it returned {one!r} twice")
    begins = [oracle.first_bits(h(text), bits - short) for text in pair]
    holds(begins[0] == begins[1], f"for {bits} bits the two begin with {begins}")


@hidden_property("E1.4", "whole-bytes", "8 and 16 bits of SHA-256: two different inputs that begin alike")
def _whole_bytes(find_collision: Student) -> None:
    for bits in (8, 16):
        _collides(find_collision, bits, _keyed(""), spare=2000)
        _collides(find_collision, bits, _keyed("another"), spare=2000)


@hidden_property(
    "E1.4", "eight-bits", "8 bits, however many tries: two different inputs that begin alike", weight=2
)
def _eight_bits(find_collision: Student) -> None:
    for key in ("a", "b", "c", "d", "e", "f"):
        _collides(find_collision, 8, _keyed(f"eight {key}"), spare=NO_LIMIT)


@hidden_property(
    "E1.4", "all-but-one", "in few enough tries, two that begin alike, but for one bit at most", weight=2
)
def _all_but_one(find_collision: Student) -> None:
    for bits in (16, 12, 11, 13, 15, 14):
        _collides(find_collision, bits, _keyed(f"all but one {bits}"), short=1)


@hidden_property("E1.4", "inside-digit", "13 bits: the beginning may end inside a hex digit")
def _inside_a_digit(find_collision: Student) -> None:
    for bits in (13, 9, 10, 11, 13, 14, 15, 13):
        _collides(find_collision, bits, _keyed(f"inside {bits}"), spare=500)


@hidden_property("E1.4", "inside-byte", "12 and 20 bits: the beginning may end inside a byte")
def _inside_a_byte(find_collision: Student) -> None:
    for key, bits in (("one", 12), ("two", 12), ("one", 20), ("three", 12)):
        _collides(find_collision, bits, _keyed(key), spare=500)


@hidden_property("E1.4", "full-of-zeros", "beginnings full of zeros")
def _full_of_zeros(find_collision: Student) -> None:
    for number, bits in enumerate((12, 14, 15, 12, 14, 15, 16, 17)):
        _collides(find_collision, bits, _zeros_first(f"zeros {number}"), spare=500)


@hidden_property("E1.4", "few-tries", "any two of many: at most 16·√(2^bits) tries, not 2^bits")
def _few_tries(find_collision: Student) -> None:
    for number, bits in enumerate((9, 10, 16, 17, 17, 18, 19)):
        _collides(find_collision, bits, _keyed(f"few {number}"))


@hidden_property("E1.4", "many-bits", "21 and 24 bits: a few thousand tries are enough")
def _many_bits(find_collision: Student) -> None:
    for bits in (21, 24):
        _collides(find_collision, bits, _keyed(f"many {bits}"), seconds=6.0)


@hidden_property("E1.4", "asked-again", "asked again with another hash, it searches again")
def _asked_again(find_collision: Student) -> None:
    for key in ("first", "second", "first", "third"):
        for bits in (12, 9, 13):
            _collides(find_collision, bits, _keyed(f"again {key}"), spare=500)
