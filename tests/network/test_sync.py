"""Catching up: headers first, then bodies, and the branch with the most work."""

import pytest

from blockkit.network import sync
from blockkit.network.limits import Limits
from blockkit.network.messages import BlockMessage, GetData, GetHeaders, Headers, Inv, Verack, Version
from blockkit.network.state import NewTip, PeerReady
from tests.library.building import grown, next_block
from tests.network.wires import RULES, Wires


def test_two_nodes_shake_hands():
    wires = Wires("a", "b")
    wires.join("a", "b")
    assert [type(message) for _, _, message in wires.seen[:4]] == [Version, Version, Verack, Verack]
    assert [type(event) for event in wires["a"].events] == [PeerReady]
    assert wires["b"].links["a"].ready


@pytest.mark.parametrize("through_bytes", [False, True])
def test_a_new_node_asks_for_headers_and_then_for_bodies(through_bytes):
    wires = Wires("old", "new", through_bytes=through_bytes)
    wires.mine("old", 40)
    wires.join("new", "old")
    assert wires.tips() == [40, 40]
    assert len(wires.sent(Headers, "old")) == 1
    asked = [len(message.items) for message in wires.sent(GetData, "new")]
    assert asked[0] == 16 and sum(asked) == 40
    moves = [event for event in wires["new"].events if isinstance(event, NewTip)]
    assert [event.new.height for event in moves] == list(range(1, 41))


def test_more_blocks_than_one_message_has_headers():
    wires = Wires("old", "new", limits=Limits(headers=7, in_flight=3, window=5))
    wires.mine("old", 30)
    wires.join("new", "old")
    assert wires.agree()
    assert len(wires.sent(GetHeaders, "new")) == 5
    assert all(len(message.items) <= 3 for message in wires.sent(GetData, "new"))


def test_a_new_block_goes_round_and_nobody_hears_it_twice():
    wires = Wires("a", "b", "c", "d")
    for pair in ("ab", "bc", "cd", "da"):
        wires.join(*pair)
    wires.mine("a", 3)
    assert wires.tips() == [3] * 4
    assert len(wires.sent(BlockMessage)) == 3 * 3


def test_the_branch_with_the_most_work_wins_in_both_directions():
    wires = Wires("a", "b")
    wires.mine("a", 2)
    wires.mine("b", 3, extra=1)
    wires.join("a", "b")
    assert wires.agree() and wires["a"].chain.tip.height == 3
    moved = [event for event in wires["a"].events if isinstance(event, NewTip)][-1]
    assert (moved.old.height, moved.new.height) == (2, 3)
    wires.cut.add(frozenset("ab"))
    wires.mine("a", 3)
    wires.mine("b", 1, extra=5)
    wires.cut.clear()
    wires.mine("a", 1)
    assert wires.agree() and wires["b"].chain.tip.height == 7


def test_known_headers_at_the_start_of_an_answer_are_fine():
    chain = grown(20, RULES)
    wires = Wires("a", rules=RULES)
    headers = tuple(chain.tip.at(height).header for height in range(1, 21))
    wires["a"].connected("x", False, wires.now)
    for message in (Version(), Verack(), Headers(headers[:15])):
        wires["a"].handle("x", message, wires.now)
    wires["a"].handle("x", Headers(headers), wires.now)
    assert wires["a"].best_header.height == 20


def test_who_was_told_of_a_header_is_told_only_what_stands_on_it():
    wires = Wires("a", "b")
    wires.join("a", "b")
    wires.mine("a", 2)
    wires.cut.add(frozenset("ab"))  # b says nothing from now on
    for _ in range(3):
        (sent,) = [message for _, message in wires["a"].submit(next_block(wires["a"].chain), wires.now)]
        assert isinstance(sent, Headers) and len(sent.headers) == 1


def test_many_new_blocks_at_once_are_an_inv_and_a_few_are_headers():
    wires = Wires("a", "b")
    wires.join("a", "b")
    wires.mine("a", 12)
    tip = wires["a"].chain.tip
    link = wires["a"].links["b"]
    for height, kind in ((4, Headers), (3, Inv)):  # eight blocks, and nine
        link.best = link.told = tip.at(height)
        sync.announce(wires["a"], tip)
        ((_, sent),) = wires["a"].outbox()
        assert isinstance(sent, kind)


def test_an_inv_of_an_unknown_block_asks_for_headers():
    wires = Wires("a", "b")
    wires.join("a", "b")
    wires["b"].links["a"].wants_headers = False
    wires.mine("b", 1)
    assert wires.sent(Inv, "b", "a") and wires.agree()


def test_a_body_without_its_header_is_not_kept():
    chain = grown(3, RULES)
    wires = Wires("a")
    wires["a"].connected("x", False, wires.now)
    for message in (Version(), Verack()):
        wires["a"].handle("x", message, wires.now)
    out = wires["a"].handle("x", BlockMessage(next_block(chain)), wires.now)
    assert [type(message) for _, message in out] == [GetHeaders]
    assert len(wires["a"].chain.blocks) == 1
