"""Cutting: from bytes to pieces, each with its place, its name and what it says."""

from collections.abc import Callable
from dataclasses import dataclass

from blockkit.addresses import address_of
from blockkit.asm import to_asm
from blockkit.block import HEADER_SIZE, Block, Header
from blockkit.encoding import Reader
from blockkit.errors import Invalid, shown
from blockkit.explain.words import (
    DEEDS,
    btc,
    hash_type_words,
    lock_time_words,
    sequence_words,
    short_asm,
    size_words,
    target_words,
    text_in,
    utc,
)
from blockkit.foreign import foreign_bytes
from blockkit.guards import need_bytes
from blockkit.hashing import HASH_SIZE, to_display
from blockkit.keys import has_key_size, is_low_s, is_strict_der, parse_der
from blockkit.opcodes import NAMES, OP_PUSHDATA1
from blockkit.params import MAINNET, ChainParams, need_params
from blockkit.script import ScriptError, decode_number, steps
from blockkit.transaction import Transaction

KINDS = ("tx", "header", "block")
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


def kind_of(data: bytes) -> str:
    """Which of ``KINDS`` the bytes are; :class:`Invalid` says why they are none of them."""
    try:
        Transaction.parse(data)
        return "tx"
    except Invalid as error:
        no_transaction = error
    if len(data) == HEADER_SIZE:
        return "header"
    try:
        Block.parse(data)
        return "block"
    except Invalid as no_block:
        if no_transaction.reason == "witness-not-supported":
            raise no_transaction from None
        if foreign := foreign_bytes(data):
            raise Invalid("unknown-bytes", foreign) from None
        mend = "if something is missing at the end, copy it again"
        if len(data) == HASH_SIZE:
            mend = "an id has 32 bytes, and cannot be looked up here: give the bytes themselves"
        raise Invalid(
            "unknown-bytes",
            f"{size_words(len(data))} are not a header, which has {HEADER_SIZE}, "
            f"not a transaction ({no_transaction}) and not a block ({no_block}); {mend}",
        ) from None


def explain(data: bytes, kind: str = "auto", params: ChainParams = MAINNET) -> list[Piece]:
    """The labelled pieces of a ``tx``, a ``header`` or a ``block``; of a block, its first transaction.

    Raises :class:`Invalid` for bytes that are none of these. Addresses are those of the chain of ``params``.
    What comes after ``MAX_PIECES`` pieces is left whole.
    """
    data = need_bytes(data, "the bytes to explain")
    need_params(params)
    kind = kind_of(data) if kind == "auto" else kind
    cutter = _Cutter(data, params)
    try:
        if kind == "tx":
            cutter.transaction(Transaction.parse(data))
        elif kind == "header":
            cutter.header(Header.parse(data))
        elif kind == "block":
            cutter.block(Block.parse(data))
        else:
            raise ValueError(f"kind must be auto, {', '.join(KINDS)}, got {shown(kind)}")
    except _Enough:
        cutter.rest()
    return cutter.pieces


class _Enough(Exception):
    """There are more pieces than anybody will read."""


class _Cutter:
    """Walks over bytes that are known to be well formed, and cuts off piece by piece."""

    def __init__(self, data: bytes, params: ChainParams) -> None:
        self.data, self.params = data, params
        self.at, self.depth = 0, 0
        self.pieces: list[Piece] = []

    # -- the smallest steps

    def cut(self, size: int, name: str, role: str, value: str = "", order: str = "") -> None:
        if len(self.pieces) >= MAX_PIECES:
            raise _Enough
        raw = self.data[self.at : self.at + size]
        self.pieces.append(Piece(self.at, raw, name, value, order, self.depth, role))
        self.at += size

    def rest(self) -> None:
        raw, message = self.data[self.at :], f"not cut up after {MAX_PIECES:,} pieces"
        self.pieces.append(Piece(self.at, raw, "the rest", message, "", 0, "data"))

    def heading(self, name: str, value: str = "") -> None:
        self.cut(0, name, "heading", value)

    def number(
        self, size: int, name: str, words: Callable[[int], str] = str, *, signed: bool = False
    ) -> None:
        raw = self.data[self.at : self.at + size]
        value = words(int.from_bytes(raw, "little", signed=signed))
        self.cut(size, name, "number", value, "little endian")

    def count(self, name: str) -> None:
        reader = Reader(self.data, self.at)
        n = reader.varint()
        self.cut(reader.at - self.at, name, "count", str(n), "compact size")

    def hash(self, name: str) -> None:
        raw = self.data[self.at : self.at + HASH_SIZE]
        self.cut(HASH_SIZE, name, "hash", to_display(raw), "shown reversed")

    # -- records

    def block(self, block: Block) -> None:
        self.header(block.header)
        self.count("number of transactions")
        if block.transactions:
            self.transaction(block.transactions[0])
        left = len(self.data) - self.at
        if left:
            self.cut(
                left,
                "the other transactions",
                "data",
                f"{len(block.transactions) - 1:,}, in {size_words(left)}",
            )

    def header(self, header: Header) -> None:
        self.heading("header", f"id {to_display(header.hash)}")
        self.number(4, "version", lambda n: f"{n} (0x{n & 0xFFFFFFFF:08x})", signed=True)
        self.hash("prev_block")
        self.hash("merkle_root")
        self.number(4, "time", lambda n: f"{n}, {utc(n)}")
        self.number(4, "bits", lambda n: f"0x{n:08x}, target {target_words(n)}")
        self.number(4, "nonce")

    def transaction(self, tx: Transaction) -> None:
        self.heading("transaction", f"txid {to_display(tx.txid)}")
        self.number(4, "version", signed=True)
        self.count("number of inputs")
        for i, txin in enumerate(tx.inputs):
            self.heading(f"input {i}", "spends nothing: new coins" if tx.is_coinbase else "")
            self.depth += 1
            self.hash("txid of the spent output")
            self.number(4, "index of the spent output", lambda n: f"{n} (none)" if tx.is_coinbase else str(n))
            self.count("length of script_sig")
            if tx.is_coinbase:
                text = f"free text of the miner: {text_in(txin.script_sig)}"
                self.cut(len(txin.script_sig), "script_sig", "data", text)
            else:
                self.script("script_sig", txin.script_sig)
            self.number(4, "sequence", lambda n: f"{n} ({sequence_words(n, tx)})")
            self.depth -= 1
        self.count("number of outputs")
        for i, output in enumerate(tx.outputs):
            self.heading(f"output {i}", address_of(output.script_pubkey, self.params) or "")
            self.depth += 1
            self.number(8, "value", lambda n: f"{n} satoshi = {btc(n)} BTC", signed=True)
            self.count("length of script_pubkey")
            self.script("script_pubkey", output.script_pubkey)
            self.depth -= 1
        self.number(4, "lock_time", lambda n: f"{n} ({lock_time_words(tx)})")

    # -- scripts

    def script(self, name: str, script: bytes) -> None:
        self.heading(name, short_asm(script) or "empty")
        self.depth += 1
        end = self.at + len(script)
        try:
            for opcode, data, after in steps(script):
                self.operation(opcode, data, end - len(script) + after - self.at)
                if data:
                    self.pushed(data)
        except ScriptError as error:
            self.cut(end - self.at, "broken push", "data", str(error))
        self.depth -= 1

    def operation(self, opcode: int, data: bytes | None, size: int) -> None:
        name = NAMES.get(opcode, f"OP_UNKNOWN_{opcode:02x}")
        follow = f"{size_words(len(data))} follow" if data else DEEDS.get(name, "")
        if data is not None and opcode >= OP_PUSHDATA1:  # the number of bytes stands beside the opcode
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
        if has_key_size(data):
            name, role = "public key", "hash"
            value += ", compressed: x and whether y is odd" if size == 33 else ": x and y"
        elif data[0] == 0x30 and 9 <= size <= 80 and parse_der(data[:-1]):
            name, value = "signature", f"{size_words(size)}, not in strict DER (BIP 66)"
        elif size >= 4 and all(32 <= byte < 127 for byte in data):
            value = f'text "{text_in(data)}"'
        elif size <= 4:
            return self.cut(size, name, "number", str(decode_number(data)), "little endian, signed")
        elif size in (20, 32):
            name, role, value = "hash", "hash", "20 bytes, as in an address" if size == 20 else "32 bytes"
        elif size > 33 and NAMES.get(data[-1], "").startswith("OP_CHECK") and "broken" not in to_asm(data):
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
