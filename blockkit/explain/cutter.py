"""Pieces: some bytes with their place, their name and what they say; how numbers and scripts are cut."""

from collections.abc import Callable
from dataclasses import dataclass

from blockkit.asm import to_asm
from blockkit.encoding import Reader
from blockkit.explain.forms import form_of, title_of, to_open
from blockkit.explain.words import (
    DEEDS,
    hash_type_words,
    short_asm,
    size_words,
    taproot_hash_type_words,
    text_in,
)
from blockkit.hashing import HASH_SIZE, to_display
from blockkit.keys import has_key_size, is_low_s, is_strict_der, parse_der
from blockkit.opcodes import CODES, NAMES, OP_1, OP_PUSHDATA1
from blockkit.params import ChainParams
from blockkit.script import MAX_SCRIPT_SIZE, ScriptError, decode_number, is_witness_program, steps
from blockkit.taproot import SUCCESS

PROGRAMS = {"p2wpkh": "hash of a public key", "p2wsh": "hash of a script", "p2tr": "output key"}
# what takes a key from the stack, right after which it is pushed nearly always
KEY_CHECKS = [bytes([CODES[name]]) for name in ("OP_CHECKSIG", "OP_CHECKSIGVERIFY", "OP_CHECKSIGADD")]
# what the operations without a meaning are called in 2009's scripts, and in tapscript
SUCCESS_NAMES = {NAMES.get(code, f"OP_UNKNOWN_{code:02x}"): f"OP_SUCCESS{code}" for code in SUCCESS}
MAX_PIECES = 100_000  # what comes after so many is left whole: a megabyte of operations has a million


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes and what they mean. A heading has no bytes of its own."""

    offset: int
    raw: bytes
    name: str
    value: str  # what the bytes say, in words
    order: str  # how they are to be read: "little endian", …; empty where there is nothing to say
    depth: int  # how far the label is indented
    role: str  # number, count, hash, operation or data: decides the colour


class Enough(Exception):
    """There are more pieces than anybody will read."""


class Cutter:
    """Walks over bytes that are known to be well formed, and cuts off piece by piece."""

    def __init__(self, data: bytes, params: ChainParams) -> None:
        self.data, self.params = data, params
        self.at, self.depth = 0, 0
        self.sure = False  # is it known what the input spends that is cut?
        self.pieces: list[Piece] = []

    # -- the smallest steps

    def cut(self, size: int, name: str, role: str, value: str = "", order: str = "") -> None:
        """The next bytes, with their name."""
        if len(self.pieces) >= MAX_PIECES:
            raise Enough
        raw = self.data[self.at : self.at + size]
        self.pieces.append(Piece(self.at, raw, name, value, order, self.depth, role))
        self.at += size

    def rest(self) -> None:
        """Everything that is left, in one piece."""
        raw, message = self.data[self.at :], f"not cut up after {MAX_PIECES:,} pieces"
        self.pieces.append(Piece(self.at, raw, "the rest", message, "", 0, "data"))

    def heading(self, name: str, value: str = "") -> None:
        """A line over the pieces that follow."""
        self.cut(0, name, "heading", value)

    def number(
        self, size: int, name: str, words: Callable[[int], str] = str, *, signed: bool = False
    ) -> None:
        """A number of a fixed size."""
        raw = self.data[self.at : self.at + size]
        value = words(int.from_bytes(raw, "little", signed=signed))
        self.cut(size, name, "number", value, "little endian")

    def count(self, name: str, remark: str = "") -> None:
        """A compact size."""
        reader = Reader(self.data, self.at)
        n = reader.varint()
        self.cut(reader.at - self.at, name, "count", f"{n}{remark}", "compact size")

    def hash(self, name: str) -> None:
        """The id of something."""
        raw = self.data[self.at : self.at + HASH_SIZE]
        self.cut(HASH_SIZE, name, "hash", to_display(raw), "shown reversed")

    # -- scripts

    def script(self, name: str, script: bytes, tapscript: bool = False) -> None:
        """A script, operation by operation; ``tapscript``: by the rules of 2021, which know no size."""
        long = tapscript and len(script) > MAX_SCRIPT_SIZE
        words = size_words(len(script)) if long else short_asm(script) or "empty"
        if tapscript:
            words = " ".join(SUCCESS_NAMES.get(word, word) for word in words.split(" "))
        if program := is_witness_program(script) and not tapscript:
            words += f", a witness program of version {max(script[0] - OP_1 + 1, 0)}"
        self.heading(name, words)
        self.depth += 1
        end = self.at + len(script)
        try:
            for opcode, data, after in steps(script):
                size = end - len(script) + after - self.at
                if (program and data is None) or (program and opcode == 0):
                    version = f"the version of a witness program: {max(opcode - OP_1 + 1, 0)}"
                    self.cut(1, NAMES[opcode], "operation", version)
                    continue
                self.operation(opcode, data, size, tapscript)
                if program and data:
                    self.program(script)
                elif data and len(data) == 32 and tapscript and script[after : after + 1] in KEY_CHECKS:
                    self.cut(32, "public key", "hash", "32 bytes, x alone")
                elif data:
                    self.pushed(data)
        except ScriptError as error:
            self.cut(end - self.at, "broken push", "data", str(error))
        self.depth -= 1

    def program(self, script: bytes) -> None:
        """What comes after the version of a witness program."""
        form, size = form_of(script), len(script) - 2
        self.cut(
            size, PROGRAMS.get(form, "program"), "hash", f"{size_words(size)}; it takes {to_open(script)}"
        )

    def operation(self, opcode: int, data: bytes | None, size: int, tapscript: bool = False) -> None:
        """An operation, or the byte before what a push pushes."""
        name = NAMES.get(opcode, f"OP_UNKNOWN_{opcode:02x}")
        follow = f"{size_words(len(data))} follow" if data else DEEDS.get(name, "")
        if tapscript and opcode in SUCCESS:
            self.cut(
                size, f"OP_SUCCESS{opcode}", "operation", "the whole script holds, whatever else is in it"
            )
        elif data is not None and opcode >= OP_PUSHDATA1:  # the number of bytes stands beside the opcode
            follow = f"{size_words(len(data))} follow" if data else "0 bytes follow: pushes an empty item"
            self.cut(size - len(data), name, "operation", follow, "little endian")
        else:
            self.cut(size - len(data or b""), "push" if data else name, "operation", follow)

    def pushed(self, data: bytes) -> None:
        """Data on its way to the stack: what it looks like, for nothing in a script says what it is."""
        if is_strict_der(data):
            return self.signature(data)
        size = len(data)
        name, role, value = "data", "data", size_words(size)
        if is_witness_program(data):
            name, role = "redeem script", "hash"
            looks = "" if self.sure else "looks like "
            value = f"{size_words(size)}, {looks}a witness program ({title_of(form_of(data))})"
        elif has_key_size(data):
            name, role = "public key", "hash"
            value += ", compressed: x and whether y is odd" if size == 33 else ": x and y"
        elif data[0] == 0x30 and 9 <= size <= 80 and parse_der(data[:-1]):
            name, value = "signature", f"{size_words(size)}, not in strict DER (BIP 66)"
        elif size >= 4 and all(32 <= byte < 127 for byte in data[:MAX_SCRIPT_SIZE]):
            value = f'text "{text_in(data[:MAX_SCRIPT_SIZE])}"'
        elif size <= 4:
            return self.cut(size, name, "number", str(decode_number(data)), "little endian, signed")
        elif size in (20, 32):
            name, role, value = "hash", "hash", "20 bytes, as in an address" if size == 20 else "32 bytes"
        elif 33 < size <= MAX_SCRIPT_SIZE and may_be_script(data):
            value = f"reads as a script: {short_asm(data)}"
        return self.cut(size, name, role, value)

    def signature(self, data: bytes) -> None:
        """A signature in DER and its hash type, number by number."""
        self.heading("signature", f"{size_words(len(data) - 1)} of DER and a hash type")
        self.depth += 1
        self.cut(2, "DER: a pair", "count", f"{size_words(data[1])} follow")
        s_at = 6 + data[3]
        for name, size in (("r", data[3]), ("s", data[s_at - 1])):
            self.cut(2, f"DER: number {name}", "count", f"{size_words(size)} follow")
            notes = ["a zero byte in front keeps it positive"] if self.data[self.at] == 0 else []
            if name == "s":
                notes.append(
                    "the lower of two that fit" if is_low_s(data[:-1]) else "the higher of two that fit"
                )
            self.cut(size, name, "data", "; ".join(notes) or "a number", "big endian")
        self.cut(1, "hash type", "number", hash_type_words(data[-1]))
        self.depth -= 1

    def schnorr_signature(self, data: bytes) -> None:
        """A signature of 64 bytes (BIP 340), and its hash type unless that is left out."""
        covers = "no hash type: it covers everything, as ALL does" if len(data) == 64 else "and a hash type"
        self.heading("signature", f"64 bytes (Schnorr, BIP 340), {covers}")
        self.depth += 1
        self.cut(32, "r", "data", "x of a point", "big endian")
        self.cut(32, "s", "data", "a number", "big endian")
        if len(data) == 65:
            self.cut(1, "hash type", "number", taproot_hash_type_words(data[64]))
        self.depth -= 1


def may_be_script(data: bytes) -> bool:
    """Does it end with a check, as redeem scripts do, and is no push in it broken?"""
    return NAMES.get(data[-1], "").startswith("OP_CHECK") and "broken" not in to_asm(data)
