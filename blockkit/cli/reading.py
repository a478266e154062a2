"""What people hand in: hex text, a file or standard input; and how it is refused.

Whatever cannot be used raises ``ValueError`` (:class:`Invalid` is one) with a sentence that says what was
expected, what came, and how to mend it. :func:`blockkit.cli.main` prints it and ends with 2.
"""

import codecs
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, TypeVar

from blockkit.addresses import decode_address
from blockkit.block import HEADER_SIZE
from blockkit.errors import Invalid, shown_unless_key
from blockkit.explain import kind_of
from blockkit.explain.words import counted, size_words
from blockkit.foreign import foreign_bytes, foreign_text
from blockkit.hashing import HASH_SIZE, from_hex
from blockkit.node.block_files import MAGIC
from blockkit.params import PARAMS, ChainParams

MAX_INPUT = 8_200_000  # bytes: room for a block of 4,000,000 written as hex, and some to spare

# what PowerShell's > and Notepad put before a text, and how they write it
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

# what else stands where somebody copies from, and what to take instead
OTHER_TEXTS = {
    r"https?://.*": "this is a web page, and nothing is fetched: take the hex that it shows",
    r"[0-9a-fA-F]{64}(:|i)[0-9]+": "this only names an output, which cannot be looked up: give the bytes",
    r"[{\[].*[}\]]": "this is JSON: take the hex in it (what is spent goes after --spends)",
    r"(bc|bcrt|class)1[02-9ac-hj-np-z]{8,}": "nearly an address; `blockkit address` says what is wrong",
}

Record = TypeVar("Record")


def read_bytes(source: str, what: str) -> bytes:
    """The bytes in ``source``: hex digits, the name of a file (raw or hex text), or ``-``.

    Blanks, line breaks and quotes between or around the digits do not matter.
    """
    if source == "-":
        raw = read_standard_input()
    elif re.fullmatch(r"0|[1-9][0-9]{0,6}", source.strip()):
        raise ValueError(
            f"{what} is expected, as hex or in a file; a height ({source.strip()}) cannot be looked up here: "
            "give the bytes themselves"
        )
    elif has_only_hex_digits(hex_in(source)):
        return hex_bytes(hex_in(source), what)
    elif os.path.isdir(source):
        raise ValueError(f"{shown_unless_key(source)} is a folder: name a file in it")
    elif os.path.exists(source):
        with open(source, "rb") as file:
            raw = read_file(file, shown_unless_key(source))
    else:
        raise ValueError(f"{what} is expected, as hex or in a file: {why_not_hex(source, 'nor a file')}")
    text = text_in_file(raw)
    if has_only_hex_digits(hex_in(text)):
        return hex_bytes(hex_in(text), what)
    if text.isascii() and all(character.isprintable() or character.isspace() for character in text):
        raise ValueError(f"{what} is expected, as raw bytes or hex text: {why_not_hex(text)}")
    return raw


def hex_in(text: str) -> str:
    """Hex as it is pasted: without blanks, line breaks, quotes around it, and a 0x in front."""
    return "".join(text.split()).strip("\"'").removeprefix("0x")


def text_in_file(raw: bytes) -> str:
    """Bytes as the text that they may be, with a strange character for each byte that is not."""
    encoding = next((name for mark, name in MARKS.items() if raw.startswith(mark)), "ascii")
    return raw.decode(encoding, "replace").strip()


def read_file(file: BinaryIO, name: str) -> bytes:
    """Everything in an open file that is neither empty nor huge."""
    raw = file.read(MAX_INPUT + 1)
    if not raw.strip():
        raise ValueError(f"{name} is empty: it should hold raw bytes or hex text")
    if len(raw) > MAX_INPUT:
        raise ValueError(
            f"{name} has more than {MAX_INPUT:,} bytes, and no block has more than 4,000,000: "
            "take a file that holds one block or one transaction"
        )
    return raw


def read_standard_input() -> bytes:
    """Everything that is typed or piped in."""
    if sys.stdin is None:
        raise ValueError("- reads standard input, which is closed: give hex or the name of a file")
    return read_file(sys.stdin.buffer, "standard input")


def has_only_hex_digits(text: str) -> bool:
    """Nothing but hex digits, and at least one?"""
    return re.fullmatch(r"[0-9a-fA-F]+", text) is not None


def why_not_hex(text: str, nor: str = "") -> str:
    """What keeps ``text`` from being hex, and what to do about it."""
    text = text.strip()
    if not text:
        return "nothing came; give hex digits, the name of a file, or - for standard input"
    if foreign := foreign_text(text):
        return foreign
    if is_address(text):
        return "this is an address; `blockkit address` reads it"
    for form, words in OTHER_TEXTS.items():
        if re.fullmatch(form, text, re.DOTALL):
            return words
    if re.fullmatch(r"0[xX][0-9a-fA-F]*", text):
        return "leave out the 0x in front"
    if has_only_hex_digits(text.strip("\"'")):
        return "take the quotes away"
    if has_only_hex_digits("".join(text.split())):
        return "there are blanks or line breaks between the hex digits; take them out"
    secret = may_be_secret(text)
    wrong = f"neither hex (0-9 and a-f) {nor}" if nor else "not hex (0-9 and a-f)"
    mend = "; if it is a private key, keep it out of commands" if secret else ""
    return f"{'what came' if secret else shown_unless_key(text)} is {wrong}{mend}"


def is_address(text: str) -> bool:
    """Is it an address of one of the chains?"""
    for params in PARAMS.values():
        with suppress(ValueError):
            decode_address(text, params)
            return True
    return False


def may_be_secret(text: str) -> bool:
    """Has it the length of a private key in WIF or in hex, a few typing errors allowed for?

    Then no message repeats it.
    """
    return re.fullmatch(r"[0-9A-Za-z]{48,66}", text.strip().strip("\"'")) is not None


def hex_bytes(text: str, what: str, size: int | None = None) -> bytes:
    """The bytes in hex text; may be empty when no size is asked."""
    text = text.strip()
    if text and not has_only_hex_digits(text):
        raise ValueError(f"{what} is expected as hex: {why_not_hex(text)}")
    if size is not None and len(text) != 2 * size:
        raise ValueError(
            f"{what} has {size} bytes, written as {2 * size} hex digits; got {counted(len(text), 'digit')}"
        )
    if len(text) % 2:
        raise ValueError(
            f"{what} has two hex digits a byte; got {counted(len(text), 'digit')}: one is missing or too many"
        )
    return from_hex(text)


def whole_number(text: str, what: str, low: int, high: int) -> int:
    """A number in decimal digits, within bounds."""
    if not re.fullmatch(r"-?[0-9]{1,20}", text) or not low <= int(text) <= high:
        raise ValueError(f"{what} is a whole number from {low} to {high}, got {shown_unless_key(text)}")
    return int(text)


def parsed(parse: Callable[[bytes], Record], data: bytes, what: str) -> Record:
    """``parse(data)``; the refusal names what was expected."""
    try:
        return parse(data)
    except Invalid as error:
        fault = f"{size_words(len(data))} came that are not a {what}: {error}{readable_by(data)}"
        raise ValueError(fault) from None


def readable_by(data: bytes) -> str:
    """A hint for those who took the wrong command, or an id; empty when there is none to give."""
    if len(data) == HASH_SIZE:
        return "; an id has 32 bytes, and cannot be looked up here: give the bytes themselves"
    if foreign := foreign_bytes(data):
        return f"; {foreign}"
    try:
        return f"; try `blockkit {kind_of(data)}`"
    except Invalid:
        return ""


def unframed(data: bytes, params: ChainParams) -> bytes:
    """A block without the magic bytes and the length that a file of Bitcoin Core puts before it."""
    chain = MAGIC.get(data[:4])
    if chain is None or len(data) <= 8 + HEADER_SIZE:
        return data
    if chain != params.name:
        raise ValueError(f"this block is marked as one of the {chain} chain: add --chain {chain}")
    size, block = int.from_bytes(data[4:8], "little"), data[8:]
    if size != len(block):
        raise ValueError(
            f"the file announces a block of {size:,} bytes, and {len(block):,} follow: "
            "cut out one block, with or without the 8 bytes before it"
        )
    return block
