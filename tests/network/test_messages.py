"""Messages as bytes: there and back, in pieces, and whatever else may come instead of them."""

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit import Block, Transaction
from blockkit.data import real_block
from blockkit.network.limits import Limits
from blockkit.network.messages import (
    FRAME,
    KINDS,
    MAGIC,
    MSG_BLOCK,
    MSG_TX,
    Addr,
    Address,
    BlockMessage,
    Decoder,
    Entry,
    GetAddr,
    GetBlocks,
    GetData,
    GetHeaders,
    Headers,
    Inv,
    NotFound,
    Ping,
    Pong,
    SendHeaders,
    TxMessage,
    Unknown,
    Unreadable,
    Verack,
    Version,
    encode,
    frame,
)
from tests.network.raw_cases import REG

BLOCK = Block.parse(real_block(170).raw)
IDS = tuple(bytes([n]) * 32 for n in range(5))
HERE = Address(9, bytes(10) + b"\xff\xff\x7f\0\0\1", 8333)
EXAMPLES = [
    Version(70_013, 9, 1_700_000_000, HERE, HERE, 2**64 - 1, "/blockkit/", 170, False),
    Verack(),
    SendHeaders(),
    Ping(2**63),
    Pong(7),
    GetHeaders(IDS, IDS[1]),
    GetBlocks(IDS),
    Headers((BLOCK.header, real_block(1).header)),
    BlockMessage(BLOCK),
    TxMessage(BLOCK.transactions[1]),
    Inv((Entry(MSG_TX, IDS[0]), Entry(MSG_BLOCK, IDS[1]))),
    GetData((Entry(MSG_TX, IDS[0]),)),
    NotFound((Entry(MSG_TX, IDS[0]),)),
    GetAddr(),
    Addr((HERE._replace(time=1_700_000_000),)),
]


def decoded(data, limits=None):
    return list(Decoder(REG, limits).feed(data))


def test_there_is_an_example_of_every_message():
    assert [type(example) for example in EXAMPLES] == list(KINDS.values()) and len(KINDS) == 15


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: message.command)
def test_there_and_back(message):
    assert decoded(encode(REG, message)) == [message]


def test_frames_as_published():
    """The verack of the developer reference, and the start of block 0's frame on the main chain."""
    main = MAGIC["main"]
    assert encode(main, Verack()).hex() == "f9beb4d976657261636b000000000000000000005df6e0e2"
    block = Block.parse(real_block(0).raw)
    assert encode(main, BlockMessage(block))[:20].hex() == "f9beb4d9626c6f636b000000000000001d010000"


def test_a_version_as_published():
    """A message of Satoshi's client 0.7.2, version 60,002, from the protocol documentation."""
    payload = bytes.fromhex(
        "62ea0000010000000000000011b2d05000000000010000000000000000000000000000000000ffff000000000000"
        "000000000000000000000000000000000000ffff0000000000003b2eb35d8ce617650f2f5361746f7368693a302e"
        "372e322fc03e0300"
    )
    (version,) = decoded(frame(REG, b"version", payload))
    assert (version.version, version.services, version.time) == (60_002, 1, 1_355_854_353)
    assert (version.agent, version.height, version.relay) == ("/Satoshi:0.7.2/", 212_672, True)
    assert version.payload() == payload + b"\x01"  # today it also says whether it wants transactions


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_the_pieces_in_which_bytes_come_do_not_matter(data):
    stream = b"".join(encode(REG, message) for message in EXAMPLES)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    decoder, found = Decoder(REG), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += decoder.feed(stream[start:end])
    assert found == EXAMPLES


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*KINDS, "nonsense"]), st.binary(max_size=200))
def test_no_payload_makes_it_raise(command, payload):
    (message,) = decoded(frame(REG, command.encode(), payload))
    assert isinstance(message, Unreadable | Unknown | KINDS.get(command, Unknown))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data):
    decoded(data)
    decoded(REG + data)


def test_a_spoilt_message_never_raises_and_never_passes_for_another():
    rng = random.Random(14)
    for message in EXAMPLES:
        good = bytearray(encode(REG, message))
        for _ in range(30):
            bad = good.copy()
            bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
            for found in decoded(bytes(bad)):
                assert found == message or isinstance(found, Unreadable | Unknown) or not message.payload()


def test_what_comes_after_a_known_payload_is_ignored():
    """T11: later versions may say more."""
    for message in EXAMPLES:
        assert decoded(frame(REG, message.command.encode(), message.payload() + b"more")) == [message]


@pytest.mark.parametrize(
    "message, limits",
    [
        (GetHeaders(IDS), Limits(locator=4)),
        (GetBlocks(IDS), Limits(locator=4)),
        (Headers((BLOCK.header,) * 5), Limits(headers=4)),
        (Inv((Entry(1, IDS[0]),) * 5), Limits(inv=4)),
        (GetData((Entry(1, IDS[0]),) * 5), Limits(inv=4)),
        (NotFound((Entry(1, IDS[0]),) * 5), Limits(inv=4)),
        (Addr((HERE,) * 5), Limits(addr=4)),
    ],
)
def test_a_list_that_is_too_long_ends_the_connection(message, limits):
    (found,) = decoded(encode(REG, message), limits)
    assert found.fatal and found.discourage and "5" in found.reason
    longer = Limits(locator=5, headers=5, inv=5, addr=5)
    assert decoded(encode(REG, message), longer) == [message]


def test_after_a_fatal_fault_nothing_is_read_or_kept():
    decoder = Decoder(REG)
    assert [message.fatal for message in decoder.feed(b"x" * 100 + encode(REG, Verack()))] == [True]
    assert list(decoder.feed(encode(REG, Verack()))) == [] and not decoder._buffer


def test_a_length_is_judged_before_the_bytes_come():
    head = REG + b"block".ljust(12, b"\0") + (4_000_001).to_bytes(4, "little") + bytes(4)
    (found,) = decoded(head)
    assert found.fatal
    assert decoded(head[:16] + (4_000_000).to_bytes(4, "little") + bytes(4)) == []


def test_text_of_a_stranger_is_fit_for_a_log():
    (found,) = decoded(encode(REG, Version(agent="/x\n\x1b[2J\x07é/")))
    assert found.agent == "/x??[2J???/"
    (found,) = decoded(frame(REG, b"a\nb\x1b\xff", b""))
    assert found.name == "a?b??"


def test_a_decoder_keeps_one_frame_at_most():
    """100 MB in small messages, and 4 MB of one that never ends."""
    decoder, ping = Decoder(REG), encode(REG, Ping(1)) * 2_000
    list(decoder.feed(ping))
    tracemalloc.start()
    for _ in range(100):
        for _message in decoder.feed(ping):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000 and len(decoder._buffer) == 0
    list(decoder.feed(REG + b"block".ljust(12, b"\0") + (4_000_000).to_bytes(4, "little") + bytes(4)))
    for _ in range(39):
        list(decoder.feed(bytes(100_000)))
    assert len(decoder._buffer) == FRAME + 3_900_000
    assert [message.reason for message in decoder.feed(bytes(100_000))] == ["wrong checksum"]
    assert not decoder._buffer


def test_a_transaction_with_a_witness_travels_whole():
    tx = Transaction.parse(
        bytes.fromhex(
            "01000000000101" + "11" * 32 + "0000000000ffffffff01e80300000000000001510102aabb00000000"
        )
    )
    assert tx.witnesses and decoded(encode(REG, TxMessage(tx))) == [TxMessage(tx)]
