"""Our node among nodes that others wrote: blocks, transactions and reorganisations in both directions."""

import socket
import time

import pytest

from blockkit import OutPoint, TxOut, hash160
from blockkit.hashing import to_display
from blockkit.network.messages import Decoder, Ping, Pong, Verack
from blockkit.templates import p2wpkh
from blockkit.wallet.signing import build, sign_input
from tests.interop import bcoin, litecoind
from tests.interop.ours import Ours, until
from tests.library.building import KEY
from tests.network.processes import Running
from tests.network.raw_cases import AFTER, ANSWERS, CASES, CORE, HELLO, REG, World, msg

LOCK = p2wpkh(hash160(KEY.public_key()))  # spends of it have witnesses
KINDS = {"litecoind": (litecoind, litecoind.Litecoind), "bcoin": (bcoin, bcoin.Bcoin)}
QUICKLY = "-whitelist=noban@127.0.0.1"  # litecoind passes transactions on at once
FIRST = 450  # blocks: bcoin votes for witnesses up to height 432


@pytest.fixture(params=KINDS)
def stranger(request):
    """A kind of stranger that is installed here."""
    module, kind = KINDS[request.param]
    if module.PROGRAM is None:
        pytest.skip(f"{request.param} is not installed here")
    return kind


def spend(chain, height):
    """A payment of the coinbase at this height, with a witness."""
    coinbase = chain.blocks[chain.tip.at(height).hash].transactions[0]
    spent = coinbase.outputs[0]
    tx = build([OutPoint(coinbase.txid, 0)], [TxOut(spent.value - 100_000, LOCK)])
    return sign_input(tx, 0, [spent], KEY)


def same_tip(ours, *others):
    return until(lambda: all(to_display(ours.chain.tip.hash) == other.tip() for other in others), 60)


def test_blocks_payments_and_reorganisations(stranger, tmp_path):
    with stranger(tmp_path / "one", QUICKLY) as theirs, Ours(stranger.rules) as ours:
        theirs.mine(FIRST, LOCK)
        ours.dial(theirs.port)
        assert same_tip(ours, theirs) and ours.height == FIRST, "we sync from it"
        ours.mine(5)
        assert same_tip(ours, theirs), "it follows ours"
        theirs.mine(3, LOCK)
        assert same_tip(ours, theirs) and ours.height == FIRST + 8, "we follow its"

        tx = spend(ours.chain, 1)
        name = to_display(tx.txid)
        ours.send(tx)
        assert until(lambda: name in theirs.pool()), "our transaction is in its pool"
        theirs.mine(1, LOCK)
        assert until(lambda: not ours.node.mempool.entries), "it is mined, and our pool empty"
        assert ours.chain.blocks[ours.chain.tip.hash].transactions[1].wtxid == tx.wtxid

        tx = spend(ours.chain, 2)
        theirs.send(tx)
        assert until(lambda: tx.txid in ours.node.mempool.entries), "its transaction is in our pool"
        assert ours.node.mempool.entries[tx.txid].tx.witnesses
        ours.mine(1)
        assert same_tip(ours, theirs) and until(lambda: not theirs.pool()), "we mine it, its pool is empty"

        for mine, other in ((3, 2), (4, 6)):
            ours.hang_up(theirs.port)
            assert until(lambda: not ours.node.links)
            ours.mine(mine, extra=mine)
            theirs.mine(other, LOCK)
            height = ours.height + max(other - mine, 0)
            ours.dial(theirs.port)
            assert same_tip(ours, theirs) and ours.height == height, f"{mine} of ours against {other}"

        with Ours(stranger.rules) as newcomer:
            newcomer.dial(theirs.port)
            assert same_tip(newcomer, theirs), "a new node of ours syncs from it"
        closed = [event for event in ours.node.events if type(event).__name__ == "Refused"]
        assert closed == []


def test_two_strangers_who_know_only_us(stranger, tmp_path):
    with (
        stranger(tmp_path / "one", QUICKLY) as one,
        stranger(tmp_path / "two", QUICKLY) as two,
        Ours(stranger.rules) as ours,
    ):
        ours.mine(FIRST, LOCK, version=0x20000003)  # a vote for what bcoin votes for
        one.dial(ours.port)
        two.dial(ours.port)
        assert same_tip(ours, one, two), "fresh strangers sync from us"
        one.mine(1)
        assert same_tip(ours, one, two)
        two.mine(1)
        assert same_tip(ours, one, two)
        tx = spend(ours.chain, 1)
        one.send(tx)
        assert until(lambda: to_display(tx.txid) in two.pool()), "a transaction crosses through ours"
        two.mine(1)
        assert same_tip(ours, one, two) and until(lambda: not one.pool())


def test_a_process_killed_while_it_syncs_from_a_stranger_goes_on(tmp_path):
    """bcoin's regtest is Bitcoin's own: a real process of ours syncs from it, and is killed on the way."""
    if bcoin.PROGRAM is None:
        pytest.skip("bcoin is not installed here")
    with bcoin.Bcoin(tmp_path / "one") as theirs:
        theirs.mine(1_000)
        for moment in (0.1, 0.4, 0.8):
            node = Running(tmp_path / "ours", "--connect", f"127.0.0.1:{theirs.port}")
            time.sleep(moment)
            node.kill()
        with Running(tmp_path / "ours", "--connect", f"127.0.0.1:{theirs.port}") as node:
            assert until(lambda: node.tip() == (1_000, theirs.tip()), 60)
        assert "Traceback" not in node.logged()


@pytest.mark.soak
def test_2400_blocks_each_way(stranger, tmp_path):
    """Two messages of headers, and five answers to getblocks."""
    with stranger(tmp_path / "one") as theirs, Ours(stranger.rules) as ours, Ours(stranger.rules) as new:
        theirs.mine(2_400)
        ours.dial(theirs.port)
        assert until(lambda: ours.height == 2_400, 300)
        new.dial(ours.port)
        assert until(lambda: new.height == 2_400, 300)
        with stranger(tmp_path / "two") as fresh:
            fresh.dial(new.port)
            assert until(lambda: fresh.height() == 2_400, 300)
            new.mine(1)
            assert until(lambda: theirs.height() == fresh.height() == 2_401, 60)


# ---- the 48 cases, on Core's own code -------------------------------------------------------------


def read_until(connection, decoder, found):
    """Messages until one is found, the peer closes, or it is silent for a second."""
    messages, ended = [], False
    try:
        while not any(map(found, messages)):
            data = connection.recv(2**16)
            if not data:
                ended = True
                break
            messages += decoder.feed(data)
    except TimeoutError:
        pass
    except OSError:
        ended = True
    return messages, ended


def judged(port, name, world):
    """What the real thing does with the bytes of a case."""
    decoder = Decoder(REG)
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        data = CASES[name](world)
        try:
            if name in AFTER:
                connection.sendall(msg(HELLO) + msg(Verack()) + msg(Ping(1)))
                read_until(connection, decoder, lambda message: message == Pong(1))
            connection.sendall(data + msg(Ping(4711)))
            messages, ended = read_until(connection, decoder, lambda message: message == Pong(4711))
        except OSError:
            messages, ended = [], True
    verdict = "closed" if ended else "alive" if Pong(4711) in messages else "silent"
    return verdict, [message.command for message in messages]


def test_the_column_is_what_core_does(tmp_path):
    if litecoind.PROGRAM is None:
        pytest.skip("litecoind is not installed here")
    with litecoind.Litecoind(tmp_path / "one") as theirs, Ours(litecoind.RULES) as ours:
        world = World(litecoind.RULES, ours.chain.tip, int(time.time()))
        found = {name: judged(theirs.port, name, world) for name in CASES}
    assert {name: verdict for name, (verdict, _) in found.items()} == CORE
    for name, answer in ANSWERS.items():
        assert answer in found[name][1], name
