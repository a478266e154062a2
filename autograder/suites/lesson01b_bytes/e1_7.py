"""E1.7: ids as they travel and as they are shown."""

from autograder.suites import oracle
from autograder.suites.common import Student, hidden_property
from blockkit.classroom.properties import gives, refuses
from blockkit.data import real_block

IDS = {
    0: "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    277315: "0000000000000002a7bbd25a417c0374cc55261021e8a9ca74442b01284f0569",
    277316: "0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4",
}
TEXT = IDS[277315]
RAW = bytes.fromhex(TEXT)[::-1]
OTHER = bytes(range(32))


def _reads_ids(from_display: Student) -> None:
    """Two right answers, so that a refusal is not all that is seen."""
    gives(RAW, from_display, TEXT)
    gives(OTHER, from_display, oracle.display(OTHER))


@hidden_property("E1.7", "zeros-in-front", "writing: block ids have their zeros in front")
def _zeros_in_front(to_display: Student, _: Student) -> None:
    gives(IDS[0], to_display, real_block(1).header.prev_block)
    gives(IDS[277315], to_display, real_block(277316).header.prev_block)
    gives(IDS[277316], to_display, oracle.hash256(oracle.header_bytes(real_block(277316).header)))


@hidden_property("E1.7", "bytes-turned", "writing: the bytes are reversed, not the digits")
def _bytes_not_digits(to_display: Student, _: Student) -> None:
    gives("1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100", to_display, OTHER)
    gives("ab" * 31 + "cd", to_display, b"\xcd" + b"\xab" * 31)
    for raw in real_block(277647).txids[:8]:
        gives(oracle.display(raw), to_display, raw)


@hidden_property("E1.7", "all-digits", "writing: always 64 digits, also for zeros at either end")
def _always_64(to_display: Student, _: Student) -> None:
    for raw in (bytes(32), b"\1" + bytes(31), bytes(31) + b"\1", bytes(31) + b"\x10", b"\xff" * 32):
        gives(oracle.display(raw), to_display, raw)
    for raw in (b"\x10" + bytes(31), b"\0\0" + OTHER[2:], OTHER[2:] + b"\0\0", b"\n" + b" " * 31):
        gives(oracle.display(raw), to_display, raw)


@hidden_property("E1.7", "next-header", "reading: an id becomes the bytes that stand in the next header")
def _next_header(_: Student, from_display: Student) -> None:
    gives(real_block(1).header.prev_block, from_display, IDS[0])
    gives(real_block(277316).header.prev_block, from_display, IDS[277315])
    for raw in real_block(277647).txids[-8:]:
        gives(raw, from_display, oracle.display(raw))
    for raw in (OTHER, bytes(32), b"\1" + bytes(31), bytes(31) + b"\1", b"\0\0" + OTHER[2:]):
        gives(raw, from_display, oracle.display(raw))
    for text in [digit * 64 for digit in "0123456789abcdef"] + ["fedcba9876543210" * 4]:
        gives(bytes.fromhex(text)[::-1], from_display, text)


@hidden_property("E1.7", "capital-digits", "reading: capital digits count as well")
def _capitals(_: Student, from_display: Student) -> None:
    gives(RAW, from_display, TEXT.upper())
    gives(b"\xab" * 31 + b"\xcd", from_display, "CD" + "AB" * 31)
    gives(RAW, from_display, TEXT[:40] + TEXT[40:].upper())
    for text in [digit * 64 for digit in "ABCDEF"] + ["FEDCBA9876543210" * 4, "aBcDeF" * 10 + "0123"]:
        gives(bytes.fromhex(text)[::-1], from_display, text)


@hidden_property(
    "E1.7", "wrong-length", "reading: 63 or 65 digits are refused, and so is any other number", weight=2
)
def _other_lengths(_: Student, from_display: Student) -> None:
    _reads_ids(from_display)
    for text in (TEXT[:-1], TEXT[1:], TEXT + "0", "0" + TEXT, TEXT[:-2], TEXT[2:], TEXT + "00"):
        refuses(from_display, text)
    for text in ("", "00", TEXT[:32], "00" + TEXT, TEXT + TEXT, "0" * 63, "f", TEXT + "\n"):
        refuses(from_display, text)
    for digits in (1, 2, 32, 62, 63, 65, 66, 80, 128, 6400):
        refuses(from_display, "7f" * (digits // 2) + "a" * (digits % 2))


@hidden_property("E1.7", "no-spaces", "reading: spaces are refused, wherever they stand")
def _blanks(_: Student, from_display: Student) -> None:
    _reads_ids(from_display)
    for text in ("00 11 " + TEXT[6:], TEXT[:30] + "  " + TEXT[32:], TEXT[:31] + " " + TEXT[32:]):
        refuses(from_display, text)
    for text in (
        " " + TEXT,
        TEXT + " ",
        TEXT[:31] + " " + TEXT[31:],
        "  " + TEXT[2:],
        TEXT[:-2] + "  ",
        " " + TEXT[2:] + " ",
    ):
        refuses(from_display, text)
    for blank in (" ", "\t", "\n", "\r", "\f", "\v", "\u00a0", "\u3000", "\u200b", "\ufeff"):
        for text in (blank + TEXT, TEXT + blank, 2 * blank + TEXT[2:], TEXT[:-2] + 2 * blank):
            refuses(from_display, text)
    for text in (TEXT[:20] + "\n\n" + TEXT[22:], "\t\t" + TEXT[2:], " ".join([TEXT[:32], TEXT[32:]])):
        refuses(from_display, text)


@hidden_property("E1.7", "odd-letters", "reading: 0x, signs and letters after f are refused")
def _no_digits(_: Student, from_display: Student) -> None:
    _reads_ids(from_display)
    for text in ("0x" + TEXT, "0x" + TEXT[2:], "0X" + TEXT[2:], "x" + TEXT[1:]):
        refuses(from_display, text)
    for text in ("+" + TEXT[1:], "-" + TEXT[1:], TEXT[:30] + "_" + TEXT[31:], TEXT[:-1] + "g"):
        refuses(from_display, text)
    for text in ("１" * 64, "٣" * 64, "11\t" * 21 + "1", TEXT[:-2] + "\t\n"):  # digits of other scripts
        refuses(from_display, text)
    for odd in "gGzZ/:@`OlI_-+.xX#\0\u0430\uff41\u00b2é":  # neighbours and doubles of the digits among them
        for at in (0, 31, 63):
            refuses(from_display, TEXT[:at] + odd + TEXT[at + 1 :])
    for text in ("\ufb00" * 32, "\ufb00" + TEXT[2:], "\ufb00" * 64, "\u00df" * 32):  # ff as one letter
        refuses(from_display, text)
    for text in ("g" * 64, "z" + TEXT[1:], TEXT[:30] + "O0" + TEXT[32:], "." + TEXT[1:], "é" * 64):
        refuses(from_display, text)
