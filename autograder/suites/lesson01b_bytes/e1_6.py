"""E1.6: compact sizes, written and read."""

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property, seeded
from blockkit.classroom.properties import gives, refuses
from blockkit.data import real_block


def _sizes(encode_varint: Student, *numbers: int) -> None:
    for number in numbers:
        gives(oracle.varint(number), encode_varint, number)


def _reads(decode_varint: Student, *numbers: int) -> None:
    for number in numbers:
        data = oracle.varint(number)
        gives((number, len(data)), decode_varint, data)


@hidden_property("E1.6", "one-or-three", "writing: one byte up to 252, three from 253 on")
def _from_253(encode_varint: Student, _: Student) -> None:
    gives(b"\xfc", encode_varint, 252)
    gives(b"\xfd\xfd\x00", encode_varint, 253)
    _sizes(encode_varint, 0, 1, 100, 127, 128, 250, 251, 254, 255, 256, 257, 0x1234, 0x8000)


@hidden_property("E1.6", "three-or-five", "writing: three bytes up to 65,535, five from 65,536 on")
def _from_65536(encode_varint: Student, _: Student) -> None:
    gives(b"\xfd\xff\xff", encode_varint, 65535)
    gives(b"\xfe\x00\x00\x01\x00", encode_varint, 65536)
    _sizes(encode_varint, 65534, 65537, 0x123456, 2**24 - 1, 2**24)


@hidden_property("E1.6", "nine-at-most", "writing: nine bytes from 2**32 to 2**64 - 1, and nothing beyond")
def _from_2_to_32(encode_varint: Student, _: Student) -> None:
    gives(b"\xfe\xff\xff\xff\xff", encode_varint, 2**32 - 1)
    gives(b"\xff\x00\x00\x00\x00\x01\x00\x00\x00", encode_varint, 2**32)
    _sizes(encode_varint, 2**31, 2**32 + 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 2, 2**64 - 1)
    for number in (2**64, 2**64 + 1, 2**70, 2**200, -1, -2, -253, -(2**63), -(2**64)):
        refuses(encode_varint, number)


@hidden_property("E1.6", "read-every-length", "reading: numbers of every length, up to the last of each")
def _every_length(_: Student, decode_varint: Student) -> None:
    _reads(decode_varint, 0, 1, 127, 128, 252, 253, 254, 255, 256, 65534, 65535, 65536, 65537)
    _reads(decode_varint, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1)
    _reads(decode_varint, *range(246, 260), 0x0200, 0xFD00, 0xFD0000, 0xFE00FD, 0xFF000000000000)


@hidden_property("E1.6", "small-end-first", "writing and reading: the smallest byte stands first")
def _little_endian(encode_varint: Student, decode_varint: Student) -> None:
    numbers = [0x0102, 0x01020304, 0x0102030405060708]
    numbers += [seeded("varint").getrandbits(bits) for bits in (16, 17, 32, 33, 50, 64)]
    _sizes(encode_varint, *numbers)
    _reads(decode_varint, *numbers)


@hidden_property(
    "E1.6", "from-offset", "reading starts at the given place and tells where the next thing stands"
)
def _place(_: Student, decode_varint: Student) -> None:
    data, expected = b"\xfd\x05", []
    for number in (7, 0xFD, 300, 0xFEFE, 70000, 2**32 + 5, 0, 255):
        start = len(data)
        data += oracle.varint(number)
        expected.append((start, number, len(data)))
    data += b"\xff\x00"
    for start, number, after in expected:
        gives((number, after), decode_varint, data, start)
    gives((5, 4), decode_varint, b"\x01\x02\x03\x05", 3)
    gives((1, 1), decode_varint, b"\x01\x02\x03\x05")
    far = bytes(70_000) + data  # behind more than two bytes can count
    for start, number, after in expected:
        gives((number, after + 70_000), decode_varint, far, start + 70_000)


@hidden_property("E1.6", "real-data", "reading real data: the counts in the first payment and in block 170")
def _real_counts(_: Student, decode_varint: Student) -> None:
    block = real_block(170)
    gives((2, 81), decode_varint, block.raw, 80)  # two transactions follow the header
    payment = block.transactions[1]
    gives((1, 5), decode_varint, payment, 4)  # one input
    gives((0x48, 42), decode_varint, payment, 41)  # its script has 72 bytes
    gives((2, 119), decode_varint, payment, 118)  # two outputs
    gives((0x43, 128), decode_varint, payment, 127)  # the script of the first has 67


@hidden_property("E1.6", "longer-form", "reading: a longer form than needed is refused", weight=2)
def _longer_than_needed(_: Student, decode_varint: Student) -> None:
    _reads(decode_varint, 252, 253, 65536, 2**32)
    for prefix, size, numbers in (
        (b"\xfd", 2, (0, 1, 251, 252)),
        (b"\xfe", 4, (0, 1, 252, 253, 65534, 65535)),
        (b"\xff", 8, (0, 252, 253, 65535, 65536, 2**32 - 2, 2**32 - 1)),
    ):
        for number in numbers:
            data = prefix + number.to_bytes(size, "little")
            refuses(decode_varint, data)
            refuses(decode_varint, b"\x07\x08\x09" + data + b"\x0a\x0b", 3)
    refuses(decode_varint, b"\x05\xfd\xfc\x00", 1)


@hidden_property("E1.6", "cut-short", "reading: bytes that end too early are refused", weight=2)
def _too_early(_: Student, decode_varint: Student) -> None:
    _reads(decode_varint, 0, 0x1234, 0x12345678)
    for number in (0x1234, 0x12345678, 0x1234567890ABCDEF):
        data = oracle.varint(number)
        refuses(decode_varint, data[:-1])
        refuses(decode_varint, data[:1])
        refuses(decode_varint, b"\x01\x02" + data[:-1], 2)
    for data in (b"\xfd\xff\xff", b"\xfe\xff\xff\xff\xff", b"\xff" * 9):  # what is left is no shorter form
        for left in range(1, len(data)):
            refuses(decode_varint, data[:left])
            refuses(decode_varint, b"\x01\x02" + data[:left], 2)
    refuses(decode_varint, b"")
    for place in (1, 2, 100):
        refuses(decode_varint, b"\x01", place)
    refuses(decode_varint, b"\xfd\x34\x12", 3)
