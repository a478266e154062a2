"""W1 to W48: raw bytes to a node, through the decoder and without a socket; ours beside Core's column."""

import pytest

from blockkit import Chain, Mempool
from blockkit.network.messages import Close, Decoder, Ping, Pong, Verack, Version
from blockkit.network.node import Node
from tests.library.building import NOW
from tests.network.raw_cases import (
    AFTER,
    ANSWERS,
    BEFORE,
    CASES,
    CORE,
    HELLO,
    OURS,
    REG,
    REGTEST_RULES,
    World,
    msg,
)


def judged(name):
    """What a node does with the bytes of a case: the verdict, and the commands it answered."""
    chain = Chain(REGTEST_RULES)
    node, decoder = Node(chain, Mempool(chain)), Decoder(REG)
    node.connected("x", False, NOW)
    world = World(chain.rules, chain.tip, NOW)

    def send(data):
        for message in decoder.feed(data):
            out.extend(message for _, message in node.handle("x", message, NOW))

    out = []
    if name in AFTER:
        send(msg(HELLO) + msg(Verack()))
        assert node.links["x"].ready
        out.clear()
    send(CASES[name](world))
    send(msg(Ping(4711)))
    answers = [message for message in out if not isinstance(message, Close)]
    if len(answers) < len(out):
        verdict = "closed"
    else:
        verdict = "alive" if Pong(4711) in out else "silent"
    return verdict, [message.command for message in answers if not isinstance(message, Pong)], node


@pytest.mark.parametrize("name", CASES)
def test_what_a_stranger_sends(name):
    verdict, answers, _ = judged(name)
    assert verdict == OURS[name]
    if name in ANSWERS:
        assert answers == [ANSWERS[name]]  # once, even to eleven
    elif name == "getheaders, 101 in locator":
        assert answers == ["headers"]  # Core, far behind as it is in such a test, keeps silent
    elif name == "tx: trailing byte":
        assert answers == ["getdata"]  # for the parent
    elif name == "getdata: unknown block":
        assert answers == ["notfound"]  # Core says nothing; so the asker can go elsewhere at once
    elif name not in BEFORE:
        assert answers == []


def test_there_are_48_and_ours_differs_in_seven():
    assert len(CASES) == len(CORE) == len(OURS) == 48
    assert sum(CORE[name] != OURS[name] for name in CASES) == 7


@pytest.mark.parametrize("name", CASES)
def test_nothing_stays_behind(name):
    """Whatever was sent, the chain has no more than a header, and when the peer is gone nothing is left."""
    _, _, node = judged(name)
    assert len(node.chain.blocks) == 1 and len(node.chain.index) <= 2
    node.disconnected("x", NOW)
    assert not node.links and not node.asked_of and not node.txs_in_flight and not node.orphans


def test_only_what_no_honest_node_sends_is_discouraged():
    discouraged = set()
    for name in CASES:
        chain = Chain(REGTEST_RULES)
        node, decoder = Node(chain, Mempool(chain)), Decoder(REG)
        node.connected("x", False, NOW)
        world = World(chain.rules, chain.tip, NOW)
        data = b"" if name in BEFORE else msg(Version()) + msg(Verack())
        for message in decoder.feed(data + CASES[name](world)):
            for _, answer in node.handle("x", message, NOW):
                if isinstance(answer, Close) and answer.discourage:
                    discouraged.add(name)
    closed = {name for name in CASES if OURS[name] == "closed"}
    innocent = {  # another protocol, or an old one
        "wrong magic",
        "length 4,000,001 announced",
        "length 33,000,000 announced",
        "version 31799 too old",
    }
    assert discouraged == closed - innocent
