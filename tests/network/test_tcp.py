"""The node behind a real socket, and strangers at the other end that mean no good."""

import asyncio
import gc
import socket
import struct
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from blockkit import REGTEST, Chain, rules_for
from blockkit.network import sync
from blockkit.network.limits import Limits
from blockkit.network.messages import (
    MSG_BLOCK,
    BlockMessage,
    Connect,
    Decoder,
    Entry,
    GetData,
    GetHeaders,
    Headers,
    Ping,
    Pong,
    Unknown,
    Verack,
    Version,
)
from blockkit.network.node import Node
from blockkit.network.state import PeerClosed
from blockkit.network.tcp import Adapter
from tests.interop.ours import Ours, until
from tests.library.test_package import PACKAGE, code_lines
from tests.network.raw_cases import AFTER, BEFORE, CASES, HELLO, OURS, REG, World, msg

RULES = rules_for(REGTEST)


def knock(ours):
    return socket.create_connection(("127.0.0.1", ours.port), timeout=5)


def messages(connection, decoder, enough):
    """Messages until one is enough; ``None`` at the end when the peer closes."""
    found = []
    while True:
        try:
            data = connection.recv(2**16)
        except TimeoutError:
            return found
        except OSError:
            data = b""
        if not data:
            return [*found, None]
        found += decoder.feed(data)
        if any(map(enough, found)):
            return found


def greet(connection):
    decoder = Decoder(REG)
    connection.sendall(msg(HELLO) + msg(Verack()) + msg(Ping(1)))
    messages(connection, decoder, lambda message: message == Pong(1))
    return decoder


def alive(ours):
    """Does the node still talk to somebody who behaves?"""
    with knock(ours) as connection:
        decoder = greet(connection)
        connection.sendall(msg(Ping(2)))
        return Pong(2) in messages(connection, decoder, lambda message: message == Pong(2))


def reasons(ours):
    return [event.reason for event in list(ours.node.events) if isinstance(event, PeerClosed)]


@pytest.fixture
def ours():
    with Ours(RULES) as node:
        yield node


def test_the_adapter_is_short():
    assert code_lines(PACKAGE / "network" / "tcp.py") <= 120


def test_two_nodes_over_sockets(ours):
    with Ours(RULES) as other:
        ours.mine(30)
        other.dial(ours.port)
        assert until(lambda: other.height == 30)
        other.mine(2)
        assert until(lambda: ours.height == 32)


def test_only_this_machine_can_connect(ours):
    assert ours.adapter._listener.getsockname()[0] == "127.0.0.1"


def test_a_taken_port_is_an_error_of_the_system(ours):
    with Ours(RULES) as other, pytest.raises(OSError):
        other.wait_for(other.adapter.start(ours.port))


@pytest.mark.parametrize("name", CASES)
def test_the_48_cases_through_a_socket(ours, name):
    world = World(RULES, ours.chain.tip, int(time.time()))
    with knock(ours) as connection:
        connection.settimeout(0.3 if name in BEFORE else 5)
        decoder = greet(connection) if name in AFTER else Decoder(REG)
        try:
            connection.sendall(CASES[name](world) + msg(Ping(4711)))
        except OSError:
            pass
        found = messages(connection, decoder, lambda message: message == Pong(4711))
    verdict = "alive" if Pong(4711) in found else "closed" if None in found else "silent"
    assert verdict == OURS[name]
    assert alive(ours)
    assert not any("Traceback" in line for line in ours.lines)


def test_a_slow_reader_with_50_000_wishes_fills_no_memory(ours):
    """W49: 15 MB of block 0, or 50 GB of large blocks; only what it reads is sent."""
    wishes = msg(GetData((Entry(MSG_BLOCK, ours.chain.tip.hash),) * 50_000))
    gc.collect()
    tracemalloc.start()
    with knock(ours) as connection:
        greet(connection)
        connection.sendall(wishes)
        assert until(lambda: any(link.wanted for link in ours.node.links.values()))
        time.sleep(0.3)
        waiting = sum(writer.transport.get_write_buffer_size() for writer in ours.adapter._writers.values())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert waiting < 100_000
        assert any(link.wanted for link in ours.node.links.values())  # it was not cut off, it is waited for
        assert peak < 25_000_000
        assert alive(ours)


def test_who_reads_gets_all_it_asked_for(ours):
    ours.mine(5)
    names = [ours.chain.tip.at(height).hash for height in range(1, 6)]
    with knock(ours) as connection:
        decoder = greet(connection)
        connection.sendall(msg(GetData(tuple(Entry(MSG_BLOCK, name) for name in names * 40))) + msg(Ping(9)))
        found = []
        while sum(isinstance(message, BlockMessage) for message in found) < 200:
            found += messages(connection, decoder, lambda message: True)
    assert [m.block.header.hash for m in found if isinstance(m, BlockMessage)] == names * 40


def test_who_asks_and_asks_and_never_reads_is_closed():
    """10,000 questions, each answered with what a limit allows."""
    with Ours(RULES, limits=Limits(unread=200_000)) as ours:
        ours.mine(100)
        question = msg(GetHeaders((ours.chain.tip.at(0).hash,)))
        with knock(ours) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            greet(connection)
            try:
                for _ in range(100):
                    connection.sendall(question * 100)
            except OSError:
                pass
            assert until(lambda: any("does not read" in reason for reason in reasons(ours)))
        assert alive(ours)


def test_who_wishes_much_leaves_the_others_their_turn(ours, monkeypatch):
    """50,000 small blocks fit into the system's buffers: between two of them the loop goes round."""
    rounds, served = [0], []
    real = ours.node.writable

    def turn():
        rounds[0] += 1
        ours.loop.call_soon(turn)

    def noted(peer, now):
        served.append(rounds[0])
        return real(peer, now)

    monkeypatch.setattr(ours.node, "writable", noted)
    ours.do(turn)
    with knock(ours) as greedy:
        greet(greedy)
        greedy.sendall(msg(GetData((Entry(MSG_BLOCK, ours.chain.tip.hash),) * 500)))
        assert until(lambda: len(served) == 500)
    assert len(set(served)) == 500


def test_who_asks_for_blocks_one_by_one_gets_them_all():
    """Each piece that is on its way lets the next one go, also where nothing waited meanwhile."""
    with Ours(RULES, limits=Limits(unread=3_000)) as ours:
        ours.mine(1)
        question = msg(GetData((Entry(MSG_BLOCK, ours.chain.tip.hash),)))
        with knock(ours) as connection:
            decoder, found = greet(connection), []
            connection.sendall(question * 500)
            while len(found) < 500 and None not in found[-1:]:
                found += messages(connection, decoder, lambda _: True)
            assert {type(one) for one in found} == {BlockMessage} and reasons(ours) == []


def test_between_two_questions_of_one_peer_the_others_have_their_turn(ours, monkeypatch):
    """A few kilobytes may hold hundreds of questions, each answered with megabytes."""
    rounds, handled = [0], []
    real = ours.node.handle

    def turn():
        rounds[0] += 1
        ours.loop.call_soon(turn)

    def noted(peer, message, now):
        handled.append(rounds[0])
        return real(peer, message, now)

    monkeypatch.setattr(ours.node, "handle", noted)
    ours.do(turn)
    with knock(ours) as connection:
        greet(connection)
        handled.clear()
        connection.sendall(msg(GetHeaders((ours.chain.tip.at(0).hash,))) * 300)
        assert until(lambda: len(handled) == 300)
    assert len(set(handled)) == 300


def test_who_was_closed_is_answered_no_more(monkeypatch):
    """What was read already is thrown away, and nothing is written where nobody listens."""
    with Ours(RULES, limits=Limits(unread=100_000)) as ours:
        ours.mine(100)
        answered = []
        real = sync.on_getheaders
        monkeypatch.setattr(sync, "on_getheaders", lambda *args: answered.append(1) or real(*args))
        with knock(ours) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            greet(connection)
            with suppress(OSError):
                connection.sendall(msg(GetHeaders((ours.chain.tip.at(0).hash,))) * 5_000)
            assert until(lambda: "it does not read what it asks for" in reasons(ours))
        assert alive(ours)
        assert len(answered) < 2_000


def test_a_stranger_s_block_is_not_read(ours):
    big = BlockMessage(ours.chain.blocks[ours.chain.tip.at(0).hash])
    decoder = Decoder(REG, stranger=True)
    assert [type(one) for one in decoder.feed(msg(big) + msg(HELLO) + msg(Verack()) + msg(big))] == [
        Unknown,
        Version,
        Verack,
        BlockMessage,
    ]


@pytest.mark.parametrize("first", [[Verack()], [Verack(), HELLO], [HELLO]])
def test_half_a_handshake_opens_nothing(ours, first):
    big = BlockMessage(ours.chain.blocks[ours.chain.tip.hash])
    decoder = Decoder(REG, stranger=True)
    assert isinstance(list(decoder.feed(b"".join(map(msg, [*first, big]))))[-1], Unknown)


@pytest.mark.parametrize(
    "first", [b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 403 Forbidden\r\n\r\n", bytes(range(64)), b"\x16\x03\x01"]
)
def test_another_protocol_is_closed_at_once(ours, first):
    """W50, T13: HTTP, BIP 324, TLS."""
    with knock(ours) as connection:
        connection.sendall(first)
        assert messages(connection, Decoder(REG), lambda _: False)[-1] is None
    assert until(lambda: not ours.node.links)
    reasons = [event.reason for event in ours.node.events]
    assert reasons == ["it speaks HTTP: no Bitcoin node" if b"HTTP" in first else "wrong magic"]


def test_200_half_open_connections(ours):
    """W51, T7."""
    idle = [knock(ours) for _ in range(200)]
    try:
        assert alive(ours)
    finally:
        for connection in idle:
            connection.close()


def test_a_half_open_connection_has_a_deadline():
    with Ours(RULES, limits=Limits(handshake_time=0.3)) as ours, knock(ours) as connection:
        began = time.monotonic()
        connection.sendall(msg(HELLO)[:30])  # the rest never comes
        assert messages(connection, Decoder(REG), lambda _: False) == [None]
        assert 0.2 < time.monotonic() - began < 3


def test_a_storm_of_resets(ours):
    """W52: the accept loop goes on, and the log has no traceback."""
    for _ in range(200):
        connection = knock(ours)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    assert alive(ours)
    assert until(lambda: not ours.node.links)
    assert not any("Traceback" in line for line in ours.lines)


def test_no_more_files_is_no_end_of_accepting(ours, monkeypatch):
    """What the system answers when a process has too many files open, three times."""
    failures = [OSError(24, "Too many open files")] * 3
    real = ours.loop.sock_accept

    async def failing(listener):
        if failures:
            raise failures.pop()
        return await real(listener)

    monkeypatch.setattr(ours.loop, "sock_accept", failing)
    with knock(ours):  # ends the accept that waits already
        assert until(lambda: not failures)
    assert alive(ours)
    assert sum("could not be accepted" in line for line in ours.lines) == 3


def test_an_error_of_ours_costs_one_peer_and_is_in_the_log(ours, monkeypatch):
    def broken(peer, message, now):
        if isinstance(message, Headers):
            raise AttributeError("a slip")
        return real(peer, message, now)

    real = ours.node.handle
    monkeypatch.setattr(ours.node, "handle", broken)
    with knock(ours) as connection:
        decoder = greet(connection)
        connection.sendall(msg(Headers()))
        assert messages(connection, decoder, lambda _: False)[-1] is None
    assert alive(ours)
    assert sum("Traceback" in line and "a slip" in line for line in ours.lines) == 1


def test_an_error_in_a_tick_does_not_end_the_ticks(ours, monkeypatch):
    def broken(now):
        raise AttributeError("a slip")

    monkeypatch.setattr(ours.node, "tick", broken)
    ours.do(lambda: ours.node.alarm(time.time()))
    assert until(lambda: any("a slip" in line for line in ours.lines))
    monkeypatch.undo()
    with Ours(RULES) as other:
        ours.dial(other.port)
        assert until(lambda: ours.node.links)


def test_nobody_there_is_tried_again(ours):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    ours.dial(port)
    assert until(lambda: any("does not answer" in line for line in ours.lines))
    with Ours(RULES) as other:
        other_port = other.port
        other.wait_for(other.adapter.stop())
        other.wait_for(other.adapter.start(port))
        assert other_port != port
        assert until(lambda: ours.node.links, 10)


@pytest.mark.parametrize("turns", range(6))
def test_stopping_while_a_connection_comes_about(ours, monkeypatch, turns):
    """A task that misses its cancellation would be waited for without end, and the process hang."""
    real = asyncio.open_connection

    async def run():
        adapter = Adapter(Node(Chain(RULES)), REG, [].append)
        streams, come = await real("127.0.0.1", ours.port), asyncio.Event()

        async def slow(*_, **__):
            await come.wait()
            return streams

        monkeypatch.setattr(asyncio, "open_connection", slow)
        await adapter.start()
        adapter.post([(None, Connect("127.0.0.1:1"))])
        await asyncio.sleep(0.05)
        come.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await adapter.stop()

    with ThreadPoolExecutor(1) as thread:  # in this one a loop of the browser tests may be running
        thread.submit(asyncio.run, run()).result()


def test_who_dials_itself_notices(ours):
    ours.dial(ours.port)
    assert until(lambda: any(getattr(event, "reason", "") == "self-connect" for event in ours.node.events))
    assert until(lambda: not ours.node.links)
    assert ours.node.dials == {}  # not again


def test_the_same_messages_in_pieces_of_one_byte(ours):
    with knock(ours) as connection:
        data = msg(HELLO) + msg(Verack()) + msg(Ping(3))
        for n in range(len(data)):
            connection.sendall(data[n : n + 1])
        assert Pong(3) in messages(connection, Decoder(REG), lambda message: message == Pong(3))
