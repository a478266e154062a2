"""What strangers' nodes once said, followed by ours: everywhere, though none of them is installed."""

from dataclasses import replace

import pytest

from blockkit import Chain, Mempool
from blockkit.network.messages import Close, Headers, TxMessage, Version
from blockkit.network.node import Node
from blockkit.network.sessions import SESSIONS, session
from blockkit.network.state import Refused


def follow(name, **slots):
    """A node with a student's functions that hears a session; and all it says."""
    recorded = session(name)
    chain = Chain(replace(recorded.rules(), **slots))
    node = Node(chain, Mempool(chain))
    out = node.connected(name, True, recorded.now)
    for message in recorded.messages():
        out += node.handle(name, message, recorded.now)
    return node, [message for _, message in out]


@pytest.mark.parametrize("name", SESSIONS)
def test_our_node_follows_a_chain_that_a_stranger_mined(name):
    recorded = session(name)
    node, out = follow(name)
    assert node.chain.tip.height == recorded.height
    assert not any(isinstance(event, Refused) for event in node.events)
    assert not any(isinstance(message, Close) for message in out)
    heard = list(recorded.messages())
    (version,) = [message for message in heard if isinstance(message, Version)]
    assert version.version == recorded.protocol
    assert any(isinstance(message, TxMessage) for message in heard)
    assert any(isinstance(message, Headers) for message in heard)
    assert sum(len(block.transactions) for block in node.chain.blocks.values()) == recorded.height + 2


@pytest.mark.parametrize("name", SESSIONS)
def test_a_student_s_slip_shows_at_the_block_where_it_matters(name):
    def subsidy(height, params):
        return 50 * 100_000_000 >> height // 100  # halves too soon

    node, out = follow(name, subsidy=subsidy)
    assert node.chain.tip.height == 99
    (close,) = [message for message in out if isinstance(message, Close)]
    assert "bad-cb-amount" in close.reason


def test_a_session_that_is_not_there():
    with pytest.raises(ValueError, match="bcoin, litecoind"):
        session("btcd")
