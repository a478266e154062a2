"""Real processes: mine on two, cut them apart, heal, agree; and what happens when one is killed."""

import gc
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from blockkit import REGTEST, rules_for
from blockkit.block import Block
from blockkit.network.messages import MSG_BLOCK, Entry, GetData, Verack
from blockkit.network.process import Process, host_and_port
from blockkit.node.store import Store
from tests.library.building import NOW, next_block
from tests.network.processes import ENVIRONMENT, Running, command, until
from tests.network.raw_cases import HELLO, msg, raw

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")


def run(*words, **options):
    named = {"capture_output": True, "text": True, "timeout": 60, "env": ENVIRONMENT} | options
    return subprocess.run(command(*words), **named)


def same(*nodes):
    return until(lambda: len({node.tip() for node in nodes}) == 1)


def test_three_processes_mine_part_heal_and_agree(tmp_path):
    with (
        Running(tmp_path / "a") as a,
        Running(tmp_path / "b", "--connect", a.address) as b,
        Running(tmp_path / "c", "--connect", b.address) as c,
    ):
        assert until(lambda: b.peers() == 2)
        a.mine(3)
        assert same(a, b, c) and c.tip()[0] == 3
        b.ask(f"disconnect {a.address}")
        assert until(lambda: a.peers() == 0)
        a.mine(2)
        c.mine(4)
        assert same(b, c) and a.tip()[0] == 5 and c.tip()[0] == 7
        b.ask(f"connect {a.address}")
        assert same(a, b, c) and a.tip()[0] == 7
        assert until(lambda: "a reorganisation" in a.logged())
    assert "stopped at height 7" in a.logged()
    assert "Traceback" not in a.logged() + b.logged() + c.logged()


def test_nodes_find_each_other_by_addresses_that_peers_tell(tmp_path):
    """Both dial only the first; then they are connected with each other, and stay so without it."""
    a = Running(tmp_path / "a")
    with (
        Running(tmp_path / "b", "--connect", a.address, "--discover", 2) as b,
        Running(tmp_path / "c", "--connect", a.address, "--discover", 2) as c,
    ):
        assert until(lambda: b.peers() >= 2 and c.peers() >= 2)
        a.kill()
        b.mine(2)
        assert same(b, c) and c.tip()[0] == 2


def test_a_node_goes_on_with_what_is_in_its_folder(tmp_path):
    with Running(tmp_path / "a") as a:
        a.mine(5)
        before = a.tip()
    with Running(tmp_path / "a") as a:
        assert a.tip() == before
    with Store(tmp_path / "a" / "chain.sqlite", rules_for(REGTEST)) as store:
        assert store.load().tip.header.version == 0x20000000  # T6: what others refuse nowhere


def test_bodies_stay_in_the_file(tmp_path):
    """A long chain takes a header's room for each block, and no body's; what a peer asks for is read."""

    def bodies():
        gc.collect()
        return sum(isinstance(one, Block) for one in gc.get_objects())

    before = bodies()
    process = Process(REGTEST, tmp_path / "a")
    with process._opened() as node:
        for _ in range(200):
            node.submit(next_block(node.chain), NOW)
        assert bodies() - before <= 2  # block 0, and perhaps the last
    with process._opened() as node:
        assert node.chain.tip.height == 200 and bodies() - before <= 2
        node.connected("x", False, NOW)
        node.handle("x", HELLO, NOW)
        node.handle("x", Verack(), NOW)
        ((_, sent),) = node.handle("x", GetData((Entry(MSG_BLOCK, node.chain.tip.at(7).hash),)), NOW)
        assert sent.block.header == node.chain.tip.at(7).header


def test_it_waits_before_it_tells_of_a_transaction(tmp_path):
    """In the mean as long as Core: 5 seconds for who dialled us, 2 for whom we dialled."""
    with Process(REGTEST, tmp_path / "a")._opened() as node:
        assert (node.limits.inbound_wait, node.limits.outbound_wait) == (5, 2)


def test_a_folder_is_used_by_one_node(tmp_path):
    with Running(tmp_path / "a"):
        done = run("node", "--data", tmp_path / "a", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "another node uses the folder" in done.stderr


def test_a_taken_port_is_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("node", "--data", tmp_path / "a", "--port", port, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and f"127.0.0.1:{port} is in use; --port 0" in done.stderr


@pytest.mark.parametrize(
    "text",
    ["45:22:5.33:9444", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", ":5", "2130706433:5", "0x7f.1:5"]
    + ["example.com:8333", "http://127.0.0.1:5", "u@127.0.0.1:5", "::1:5", "[127.0.0.1]:5", "127.0.0.1:٣"],
)
def test_addresses_that_are_none(text):
    """S2 to S4, S6, for host:port."""
    with pytest.raises(ValueError, match="HOST:PORT"):
        host_and_port(text)


def test_addresses():
    assert host_and_port("localhost:018444") == "127.0.0.1:18444"
    assert host_and_port("[::1]:5") == "[::1]:5"


def test_a_wrong_address_is_one_line(tmp_path):
    done = run("node", "--data", tmp_path / "a", "--connect", "45:22:5.33:9444")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert not (tmp_path / "a").exists()


def test_somebody_s_web_server_is_named(tmp_path):
    """macOS answers 403 at port 5000."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        with Running(tmp_path / "a", "--connect", address) as node:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                assert until(lambda: "it speaks HTTP: no Bitcoin node" in node.logged())


def test_the_log_has_nothing_that_a_peer_wrote(tmp_path):
    """No header of an HTTP request and no query: a proxy may have passed a password on."""
    with Running(tmp_path / "a") as node:
        host, port = node.address.split(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"GET /?token=secret HTTP/1.1\r\nCookie: secret\r\n\r\n")
            assert until(lambda: "it speaks HTTP" in node.logged())
        assert "secret" not in node.logged()


def test_a_flood_does_not_fill_the_log(tmp_path):
    with Running(tmp_path / "a") as node:
        host, port = node.address.split(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(msg(HELLO) + msg(Verack()) + raw(b"ping", b"abc") * 100_000)
            assert until(lambda: "more were not taken" in node.logged())
        assert node.tip()[0] == 0
        assert len(node.logged()) < 20_000


def test_a_flood_of_connections_does_not_fill_the_log(tmp_path):
    with Running(tmp_path / "a") as node:
        host, port = node.address.split(":")
        for _ in range(500):
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(b"no message at all, 24 bytes or more")
        assert until(lambda: "more peers closed" in node.logged())
        assert node.logged().count("wrong magic") < 250


def test_a_node_killed_in_the_middle_comes_back_with_all_it_had_told(tmp_path):
    """The short form; ``make soak`` has 200."""
    kills(tmp_path, 6, random.Random(14))


@pytest.mark.soak
def test_200_kills(tmp_path):
    kills(tmp_path, 200, random.Random(15))


def kills(folder, count, rng):
    """Kill one of two nodes while it syncs, then while it mines, and so on.

    Each time it mines it has come back from the last two kills. What it told the witness is in its file.
    """
    with Running(folder / "witness") as witness:
        for n in range(count):
            mines = n % 2
            if not mines:
                witness.mine(30)  # so it is behind, and syncs as soon as it is there
            node = Running(folder / "victim", "--connect", witness.address)
            if mines:
                assert same(node, witness) and until(lambda: witness.peers() == 1), f"kill {n}"
                node.process.stdin.write("mine 500\n")
                node.process.stdin.flush()
            time.sleep(rng.uniform(0.02, 0.4))
            node.kill()
            told = until(lambda: not witness.peers()) and witness.tip()
            with Store(folder / "victim" / "chain.sqlite", rules_for(REGTEST)) as store:
                chain = store.load()
                names = {index.hash[::-1].hex() for index in chain.index.values() if index.complete}
            assert told[1] in names or not mines, f"kill {n}"
        with Running(folder / "victim", "--connect", witness.address) as node:
            assert same(node, witness)


def lines_until(stream, word):
    """The lines of a stream up to the one with this word; the rest is read and dropped."""
    lines = []
    while not lines or (lines[-1] and word not in lines[-1]):
        lines.append(stream.readline())
    threading.Thread(target=stream.read, daemon=True).start()
    return lines


def test_a_network_of_three_goes_up_and_down(tmp_path):
    pipe = subprocess.PIPE
    up = subprocess.Popen(
        command("network", "up", "3", "--data", tmp_path / "net"),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        env=ENVIRONMENT,
    )
    started = lines_until(up.stderr, "orders")
    assert any("[3/3] node 3 listens on 127.0.0.1:" in line for line in started)
    up.stdin.write("1 mine 2\n")
    up.stdin.flush()
    assert up.stdout.readline().startswith("node 1: mined: tip 2 ")
    time.sleep(1)
    up.stdin.write("3 tip\n")
    up.stdin.flush()
    assert up.stdout.readline().startswith("node 3: tip 2 ")
    up.send_signal(signal.SIGINT)
    out, _ = up.communicate(timeout=60)
    assert up.returncode == 0 and out.count("stopped (127.0.0.1:") == 3
    for name in ("node1", "node2", "node3"):  # nobody is left behind
        Store(tmp_path / "net" / name / "chain.sqlite", rules_for(REGTEST)).close()


def test_when_who_started_them_is_gone_they_end(tmp_path):
    pipe = subprocess.PIPE
    line = command("network", "up", "2", "--data", tmp_path / "net")
    up = subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=ENVIRONMENT)
    lines_until(up.stderr, "orders")
    up.kill()
    up.communicate(timeout=30)

    def free():
        try:
            for name in ("node1", "node2"):
                Store(tmp_path / "net" / name / "chain.sqlite", rules_for(REGTEST)).close()
        except ValueError:
            return False
        return True

    assert until(free)
