"""48 things a stranger may send, as raw bytes (W1 to W48), and what Core's code did with each.

A case is judged by a ping that follows it: *closed*, *alive* when a pong comes, *silent* when none does; and
what else was answered. ``CORE`` is the column of Litecoin Core 0.21, whose network code is Bitcoin Core's.
``OURS`` differs where Core of today is stricter or milder, each time for a reason.
"""

from dataclasses import dataclass, replace

from blockkit import Block, Header, OutPoint, Transaction, TxIn, TxOut, rules_for
from blockkit.encoding import encode_varint
from blockkit.network.messages import (
    MAGIC,
    Addr,
    Address,
    Entry,
    GetData,
    GetHeaders,
    Headers,
    Inv,
    Verack,
    Version,
    encode,
    frame,
)
from blockkit.node.mining import coinbase
from blockkit.params import REGTEST

REG = MAGIC["regtest"]
HELLO = Version(version=70_013, nonce=77, agent="/stranger/", time=0)
NOBODYS = bytes(range(32))  # an id that nobody knows
EASY = 2**255 - 1  # regtest's target


@dataclass
class World:
    """What a case is built from: the rules, the last block, and the clock."""

    rules: object
    tip: object  # an index
    now: int
    serial: int = 0  # so that each case has headers of its own

    def header(self, prev=None, meets=True, **fields):
        self.serial += 1
        given = {
            "version": 0x20000000,
            "prev_block": self.tip.hash if prev is None else prev,
            "merkle_root": self.serial.to_bytes(32, "little"),
            "time": max(self.tip.median_time + 1, self.now - 600),
            "bits": self.tip.header.bits,
            "nonce": 0,
        }
        return solved(self.rules, Header(**given | fields), meets)


def solved(rules, header, meets=True):
    """The header with a nonce that meets its target, or one that does not."""
    while meets != rules.meets_target(header.serialize(), EASY):
        header = replace(header, nonce=header.nonce + 1)
    return header


def msg(message):
    return encode(REG, message)


def raw(command, payload):
    return frame(REG, command, payload)


def broken_checksum():
    data = bytearray(msg(Verack()))
    data[20] ^= 1
    return bytes(data)


def command_with_more():
    data = bytearray(raw(b"ping", bytes(8)))
    data[4:16] = b"ping\0\0xyz\0\0\0"
    return bytes(data)


def announced(size):
    return REG + b"block".ljust(12, b"\0") + size.to_bytes(4, "little") + bytes(4) + bytes(100)


def stray_tx(world):
    spent = OutPoint(world.serial.to_bytes(32, "big"), 0)
    world.serial += 1
    return Transaction(2, (TxIn(spent, bytes(30)),), (TxOut(1000, b"\x51" * 25),))


def wrong_root(world):
    return Block(world.header(), (coinbase(world.tip.height + 1, 50 * 10**8, b"\x51"),))


def two_apart(world):
    return Headers((world.header(), world.header()))


def many_headers(world):
    return raw(b"headers", encode_varint(2_001) + (world.header().serialize() + b"\0") * 2_001)


def unknown_parents(world, count):
    for n in range(count):
        yield msg(Headers((world.header(prev=bytes([n + 1]) * 32),)))


ID = bytes(32)
BEFORE = {  # sent instead of a handshake
    "ping before version": lambda w: raw(b"ping", bytes(8)),
    "verack before version": lambda w: msg(Verack()),
    "headers before version": lambda w: msg(Headers((w.header(),))),
    "version 31799 too old": lambda w: msg(replace(HELLO, version=31_799)),
    "version of 20 bytes": lambda w: raw(b"version", HELLO.payload()[:20]),
}
AFTER = {
    "wrong magic": lambda w: b"\xf9\xbe\xb4\xd9" + msg(Verack())[4:],
    "length 4,000,001 announced": lambda w: announced(4_000_001),
    "length 33,000,000 announced": lambda w: announced(33_000_000),
    "bad checksum": lambda w: broken_checksum(),
    "command not printable": lambda w: raw(b"pi\x01\xffg", bytes(8)),
    "command with bytes after NUL": lambda w: command_with_more(),
    "unknown command": lambda w: raw(b"nonsense", b"abc"),
    "ping of 4 bytes": lambda w: raw(b"ping", bytes(4)),
    "ping of 9 bytes": lambda w: raw(b"ping", bytes(9)),
    "second version": lambda w: msg(HELLO),
    "second verack": lambda w: msg(Verack()),
    "verack with payload": lambda w: raw(b"verack", b"abc"),
    "getheaders, 101 in locator": lambda w: msg(GetHeaders((NOBODYS,) * 101)),
    "getheaders, 102 in locator": lambda w: msg(GetHeaders((NOBODYS,) * 102)),
    "getheaders, count 2^32, no bytes": lambda w: raw(b"getheaders", bytes(4) + encode_varint(2**32)),
    "headers: 2,001 claimed": many_headers,
    "headers: empty": lambda w: msg(Headers()),
    "headers: one good": lambda w: msg(Headers((w.header(),))),
    "headers: not a chain": lambda w: msg(two_apart(w)),
    "headers: bad work": lambda w: msg(Headers((w.header(meets=False),))),
    "headers: bits 0": lambda w: msg(Headers((w.header(bits=0),))),
    "headers: bits negative": lambda w: msg(Headers((w.header(bits=0x1D80FFFF),))),
    "headers: too easy bits 0x21000001": lambda w: msg(Headers((w.header(bits=0x21000001),))),
    "headers: time = genesis (too old)": lambda w: msg(Headers((w.header(time=w.tip.at(0).header.time),))),
    "headers: 3 h ahead": lambda w: msg(Headers((w.header(time=w.now + 3 * 3600),))),
    "headers: unknown parent x1": lambda w: b"".join(unknown_parents(w, 1)),
    "headers: unknown parent x11": lambda w: b"".join(unknown_parents(w, 11)),
    "headers: n_tx = 1": lambda w: raw(b"headers", b"\x01" + w.header().serialize() + b"\x01"),
    "inv: 50,001": lambda w: msg(Inv((Entry(1, ID),) * 50_001)),
    "inv: count says 3, bytes for 1": lambda w: raw(b"inv", b"\x03" + bytes(36)),
    "inv: kind 99": lambda w: msg(Inv((Entry(99, NOBODYS),))),
    "getdata: 50,001": lambda w: msg(GetData((Entry(1, ID),) * 50_001)),
    "getdata: unknown tx": lambda w: msg(GetData((Entry(1, NOBODYS),))),
    "getdata: unknown block": lambda w: msg(GetData((Entry(2, NOBODYS),))),
    "addr: 1,001": lambda w: msg(Addr((Address(1, ID[:10] + b"\xff\xff\x7f\0\0\1", 9999),) * 1_001)),
    "tx: garbage": lambda w: raw(b"tx", b"garbage"),
    "tx: trailing byte": lambda w: raw(b"tx", stray_tx(w).serialize() + b"x"),
    "tx: coinbase alone": lambda w: raw(b"tx", coinbase(1, 50 * 10**8, b"\x51" * 25).serialize()),
    "block: garbage": lambda w: raw(b"block", b"garbage" * 20),
    "block: bad merkle root": lambda w: raw(b"block", wrong_root(w).serialize()),
    "varint not minimal in inv": lambda w: raw(b"inv", b"\xfd\x01\x00" + bytes(36)),
    "mempool": lambda w: raw(b"mempool", b""),
    "getaddr": lambda w: raw(b"getaddr", b""),
}
CASES = BEFORE | AFTER

CLOSED = """
    version 31799 too old|wrong magic|length 4,000,001 announced|length 33,000,000 announced
    getheaders, 102 in locator|headers: bad work|headers: bits 0|headers: bits negative
    headers: too easy bits 0x21000001|headers: time = genesis (too old)|tx: coinbase alone
    block: bad merkle root|mempool
"""
SILENT = "ping before version|verack before version|headers before version|version of 20 bytes"
CORE = (
    dict.fromkeys(CASES, "alive")
    | dict.fromkeys((name.strip() for name in CLOSED.replace("\n", "|").split("|") if name.strip()), "closed")
    | dict.fromkeys(SILENT.split("|"), "silent")
)
ANSWERS = {  # what else Core sends
    "headers: one good": "getdata",
    "headers: n_tx = 1": "getdata",
    "headers: unknown parent x1": "getheaders",
    "headers: unknown parent x11": "getheaders",
    "getdata: unknown tx": "notfound",
}
OURS = CORE | {
    "headers: 2,001 claimed": "closed",  # as Core of today, which has no score
    "headers: not a chain": "closed",  # likewise
    "inv: 50,001": "closed",  # likewise
    "getdata: 50,001": "closed",  # likewise
    "addr: 1,001": "closed",  # likewise
    "tx: coinbase alone": "alive",  # as Core since v30: no transaction costs its sender the connection
    "mempool": "alive",  # ignored, like all that we do not know; 0.21 closes
}
REGTEST_RULES = rules_for(REGTEST)
