"""Peers that do not behave, or do not answer: each costs bounded time and memory, and one connection."""

import random
from dataclasses import replace
from ipaddress import ip_address

import pytest

from blockkit import Chain, rules_for
from blockkit.network.limits import Limits
from blockkit.network.messages import (
    MSG_BLOCK,
    Addr,
    Address,
    BlockMessage,
    Close,
    Connect,
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
    Verack,
    Version,
)
from blockkit.network.node import Node
from blockkit.network.state import PeerClosed, Refused
from blockkit.pow import bits_to_target
from tests.library.building import NOW, PARAMS, grown, next_block
from tests.network.test_relay import out_of
from tests.network.wires import RULES, Wires

CHAIN = grown(40, RULES)


def headers(first, last, chain=CHAIN):
    return Headers(tuple(chain.tip.at(height).header for height in range(first, last + 1)))


def body(height, chain=CHAIN):
    return BlockMessage(chain.blocks[chain.tip.at(height).hash])


def greeted(*peers, chain=None, outbound=False, **options):
    """A node that has shaken hands with peers, who do nothing by themselves."""
    node = Node(chain or Chain(RULES), rng=random.Random(1), **options)
    for peer in peers:
        node.connected(peer, outbound, NOW)
        node.handle(peer, Version(nonce=5, height=40), NOW)
        node.handle(peer, Verack(), NOW)
    return node


def asked_of(out):
    """Which peer is asked for which heights."""
    heights = {index.hash: index.height for index in CHAIN.index.values()}
    return {
        peer: [heights[name] for _, name in message.items]
        for peer, message in out
        if isinstance(message, GetData)
    }


def serve(node, peer, out, now):
    """A peer sends every body that it is asked for, and announces nothing."""
    out = list(out)
    while out:
        for height in asked_of([out.pop(0)]).get(peer, ()):
            out += node.handle(peer, body(height), now)


# ---- several peers, stalls -----------------------------------------------------------------------


def test_bodies_are_asked_of_several_peers():
    node = greeted("x", "y", "z")
    assert asked_of(node.handle("x", headers(1, 40), NOW)) == {"x": list(range(1, 17))}
    assert asked_of(node.handle("y", headers(1, 40), NOW)) == {"y": list(range(17, 33))}
    assert asked_of(node.handle("z", headers(1, 40), NOW)) == {"z": list(range(33, 41))}


def test_a_stalling_peer_s_blocks_are_asked_of_others_and_the_limit_doubles():
    """P10: after two seconds without a block, then four, and so on up to 64."""
    node = greeted("slow", "good")
    node.handle("slow", headers(1, 40), NOW)
    node.handle("good", headers(1, 40), NOW)
    for height in range(17, 33):
        node.handle("good", body(height), NOW + 1)
    assert node.next_tick <= NOW + 2
    assert asked_of(node.tick(NOW + 1.9)) == {}
    moved = asked_of(node.tick(NOW + 2))
    assert moved == {"good": list(range(1, 17))[: len(moved["good"])]} and moved["good"]
    assert node.stall_time == 4
    for height in range(1, 41):
        out = node.handle("good", body(height), NOW + 2.5)
        assert "slow" not in asked_of(out)
    assert node.chain.tip.height == 40 and node.links["slow"].stalled
    assert out_of(Close, node.tick(NOW + 3)) == []  # it may stay, and be of use again


def core_like(height):
    """A whole node beside an empty one, which answers and announces nothing by itself, as Core does."""
    wires = Wires("node", "honest")
    wires.mine("honest", height)
    through = wires.through
    wires.through = lambda a, b, said: [] if type(said) is Inv else through(a, b, said)
    return wires


def greet_as(wires, peer, height):
    """Somebody who does only what a test has him do shakes hands with the empty node."""
    wires.post("node", wires["node"].connected(peer, False, wires.now))
    for message in (Version(nonce=5, height=height), Verack()):
        wires.post("node", wires["node"].handle(peer, message, wires.now))


def kept_waiting():
    """A node that a staller gave 30 headers and no body; then comes an honest peer with the same blocks."""
    wires = core_like(30)
    greet_as(wires, "staller", 30)
    sent = headers(1, 30, wires["honest"].chain)
    wires.post("node", wires["node"].handle("staller", sent, wires.now))
    wires.join("node", "honest")
    return wires


def test_who_sends_headers_first_is_not_the_only_one_that_is_asked_for_bodies():
    wires = kept_waiting()
    wires.wait(20)
    assert wires.agree()


def test_blocks_that_nobody_asked_for_are_no_progress():
    """A staller that sends any other block all the while is left all the same."""
    wires = kept_waiting()
    for extra in range(2, 12):
        brother = BlockMessage(next_block(Chain(RULES), extra=extra))
        wires.post("node", wires["node"].handle("staller", brother, wires.now))
        wires.wait(1.2)
    assert wires.agree()


def test_to_have_one_block_not_is_no_progress_with_the_others():
    wires = kept_waiting()
    node = wires["node"]
    for _ in range(4):
        first = next(iter(node.links["staller"].in_flight), None)
        if first is not None:
            missing = NotFound((Entry(MSG_BLOCK, first),))
            wires.post("node", node.handle("staller", missing, wires.now))
        wires.wait(1.9)
    assert wires.agree()


def test_patience_returns_with_the_blocks_that_come():
    node = greeted("x")
    node.stall_time = 64.0
    for height in range(1, 31):
        node.submit(CHAIN.blocks[CHAIN.tip.at(height).hash], NOW)
    assert node.stall_time == node.limits.stall_time


def test_a_slow_peer_that_goes_on_sending_does_not_stall():
    node = greeted("slow", "good")
    node.handle("slow", headers(1, 40), NOW)
    node.handle("good", headers(1, 20), NOW)
    for height in range(17, 21):
        node.handle("good", body(height), NOW)
    for n in range(1, 17):
        assert asked_of(node.tick(NOW + 1.5 * n - 0.1)) == {} and not node.links["slow"].stalled
        node.handle("slow", body(n), NOW + 1.5 * n)
    assert node.chain.tip.height == 20


def test_a_peer_that_stalled_and_sends_again_is_asked_again():
    node = greeted("slow", "good")
    node.handle("slow", headers(1, 40), NOW)
    node.handle("good", headers(1, 40), NOW)
    node.handle("good", body(17), NOW + 1)
    node.tick(NOW + 2)
    assert node.links["slow"].stalled
    assert "slow" in asked_of(node.handle("slow", body(1), NOW + 3))


def test_a_silent_peer_alone_is_waited_for_and_at_last_closed():
    node = greeted("slow")
    node.handle("slow", headers(1, 40), NOW)
    for seconds in (2, 10, 100, 599):
        assert out_of(Close, node.tick(NOW + seconds)) == [], seconds
        node.handle("slow", Pong(node.links["slow"].ping), NOW + seconds)
    assert [close.discourage for close in out_of(Close, node.tick(NOW + 601))] == [False]


def test_bodies_in_reverse_order_are_kept_and_not_asked_for_again():
    node = greeted("x", limits=Limits(in_flight=100))
    node.handle("x", headers(1, 40), NOW)
    out = []
    for height in range(40, 0, -1):
        out += node.handle("x", body(height), NOW)
    assert node.chain.tip.height == 40 and asked_of(out) == {}


@pytest.mark.parametrize("answer", [Headers(), None], ids=["empty", "silent"])
def test_a_lying_height_keeps_nobody_from_syncing_from_others(answer):
    node = Node(Chain(RULES))
    for peer in ("liar", "x", "y"):
        node.connected(peer, True, NOW)
        node.handle(peer, Version(height=200 if peer == "liar" else 40), NOW)
        out = node.handle(peer, Verack(), NOW)
        assert [who for who, message in out if isinstance(message, GetHeaders)] == [peer]
    if answer is not None:
        node.handle("liar", answer, NOW)
    node.handle("x", headers(1, 40), NOW)
    node.handle("y", headers(1, 40), NOW)
    for height in range(1, 41):
        node.handle("x" if height <= 16 else "y", body(height), NOW)
    assert node.chain.tip.height == 40


@pytest.mark.parametrize("more", [0, 1, 5])
def test_headers_without_bodies_do_not_hide_who_has_the_bodies(more):
    """One peer sends all headers, perhaps some of its own, and no body: the next one is asked for all."""
    node = greeted("silent")
    assert asked_of(node.handle("silent", headers(1, 40), NOW))
    node.connected("honest", False, NOW + 1)
    node.handle("honest", Version(nonce=6, height=40 - more), NOW + 1)
    (asked,) = out_of(GetHeaders, node.handle("honest", Verack(), NOW + 1))
    known = [CHAIN.tip.at(height).hash for height in range(41 - more)]
    fork = max(known.index(name) for name in asked.locator if name in known)
    answer = headers(fork + 1, 40 - more) if fork < 40 - more else Headers()
    out = node.handle("honest", answer, NOW + 1)
    for seconds in range(2, 8):
        serve(node, "honest", out, NOW + seconds)
        out = node.tick(NOW + seconds)
    assert node.chain.tip.height == 40 - more


def test_a_staller_that_withholds_the_first_block_and_sends_the_others():
    node = greeted("slow", "good")
    node.handle("slow", headers(1, 40), NOW)
    serve(node, "good", node.handle("good", headers(1, 40), NOW), NOW)
    node.handle("slow", body(16), NOW + 1.2)
    serve(node, "good", node.tick(NOW + 2), NOW + 2)
    assert node.chain.tip.height == 40


def test_a_peer_that_goes_leaves_its_blocks_to_others():
    node = greeted("x", "y")
    node.handle("x", headers(1, 40), NOW)
    node.handle("y", headers(1, 40), NOW)
    for height in range(17, 33):
        node.handle("y", body(height), NOW)
    out = node.disconnected("x", NOW)
    assert asked_of(out)["y"][0] == 1
    assert not [name for name, link in node.asked_of.items() if link.peer == "x"]


def test_notfound_for_a_block_does_not_become_a_loop():
    node = greeted("x")
    (asked,) = out_of(GetData, node.handle("x", headers(1, 3), NOW))
    assert out_of(GetData, node.handle("x", NotFound(asked.items), NOW)) == []
    assert out_of(GetData, node.tick(NOW + 2))  # there is nobody better


def test_silence_after_getheaders_is_no_crime_and_asked_again_when_there_is_news():
    """T5: a node that is far behind itself answers no getheaders."""
    node = greeted("x")
    assert out_of(GetHeaders, node.handle("x", Inv((Entry(MSG_BLOCK, bytes(32)),)), NOW + 1)) == []
    out = node.tick(NOW + 120)
    assert len(out_of(GetHeaders, out)) == 1 and out_of(Close, out) == []


# ---- headers -------------------------------------------------------------------------------------


def test_a_branch_with_too_little_work_is_not_stored():
    """C8: far below our tip, however valid it is."""
    tall = grown(160, RULES)
    node = greeted("x", chain=tall)
    before = len(tall.index)
    low = Chain(RULES)
    for _ in range(10):
        low.accept(next_block(low, extra=3), NOW)
    out = node.handle("x", headers(1, 10, low), NOW)
    assert out_of(Close, out) == [] and len(tall.index) == before
    assert [event.reason for event in node.events if isinstance(event, Refused)] == [
        "a branch with too little work"
    ]
    out = node.handle("x", body(1, low), NOW)  # nor is a body that nobody asked for
    assert out_of(Close, out) == [] and len(tall.blocks) == before


def test_headers_that_we_know_are_never_too_little_work():
    """A peer far behind us says where it is; that is no other branch."""
    tall = grown(160, RULES)
    node = greeted("x", chain=tall)
    out = node.handle("x", headers(1, 5, tall), NOW)
    assert out == [] and node.links["x"].best.height == 5
    assert not [event for event in node.events if isinstance(event, Refused)]


def test_after_a_bad_branch_a_peer_may_come_back_to_a_good_one():
    """The bad one had more work, as far as headers tell."""
    chain = grown(3, RULES)
    node = greeted("x", "y", chain=grown(3, RULES))
    bad, good = next_block(chain, value=51 * 100_000_000), next_block(chain, extra=1)
    for peer in ("x", "y"):
        node.handle(peer, Headers((bad.header,)), NOW)
    assert out_of(Close, node.handle("x", BlockMessage(bad), NOW))
    (asked,) = out_of(GetData, node.handle("y", Headers((good.header,)), NOW))
    assert [name for _, name in asked.items] == [good.header.hash]


def test_what_stands_on_a_bad_block_is_asked_of_nobody():
    chain = grown(3, RULES)
    node = greeted("x", "y", "z", chain=grown(3, RULES), limits=Limits(in_flight=1))
    bad = next_block(chain, value=51 * 100_000_000)
    chain.accept_header(bad.header, NOW)
    child = next_block(chain, parent=chain.index[bad.header.hash])
    for peer in "xyz":
        node.handle(peer, Headers((bad.header, child.header)), NOW)
    assert set(node.asked_of) == {bad.header.hash, child.header.hash}
    assert out_of(Close, node.handle("x", BlockMessage(bad), NOW))
    assert out_of(GetData, node.disconnected("y", NOW)) == []  # z has it, but who wants it?


def test_a_long_branch_is_measured_first_and_taken_when_it_has_more_work():
    """In messages of ten headers it looks worthless at first; then all is asked for once more."""
    limits = Limits(headers=10, low_work=5)
    wires = Wires("a", "b", limits=limits)
    wires.mine("a", 30)
    wires.mine("b", 40, extra=1)
    wires.join("a", "b")
    assert wires.agree() and wires.tips() == [40, 40]
    assert len(wires.sent(Headers, "b")) == 3 + 5  # measured up to 30, then all again


def test_who_sends_another_branch_after_it_was_measured_fills_no_memory():
    limits = Limits(headers=10, low_work=5)
    node = greeted("x", chain=grown(30, RULES), limits=limits)
    low = Chain(RULES)
    for _ in range(40):
        low.accept(next_block(low, extra=3), NOW)
    for first in (1, 11, 21):
        node.handle("x", headers(first, first + 9, low), NOW)
    assert len(node.chain.index) == 31 and node.links["x"].allowance == 30
    for extra in range(4, 12):
        other = Chain(RULES)
        for _ in range(10):
            other.accept(next_block(other, extra=extra), NOW)
        node.handle("x", headers(1, 10, other), NOW)
    assert len(node.chain.index) == 31 + 30  # no more than was measured


def test_a_long_invalid_branch_costs_one_message_and_stores_nothing():
    """C7: the last of 2,000 headers has no work; none is kept."""
    node = greeted("x")
    bad = CHAIN.tip.at(40).header
    while int.from_bytes(bad.hash, "little") <= bits_to_target(bad.bits):
        bad = replace(bad, nonce=bad.nonce + 1)
    out = node.handle("x", Headers((*headers(1, 39).headers, bad)), NOW)
    assert [close.discourage for close in out_of(Close, out)] == [True]
    assert len(node.chain.index) == 1
    assert node.handle("x", headers(1, 39), NOW) == []  # it is not listened to any more


def test_more_work_wins_over_more_blocks():
    """C6: ten easy blocks against seven that became hard, in both directions."""
    params = replace(PARAMS, segwit_height=2**31 - 1, never_retarget=False, retarget_blocks=2)
    wires = Wires("easy", "hard", rules=rules_for(params))
    for name, count, seconds in (("easy", 10, 900), ("hard", 7, 1)):
        for _ in range(count):
            wires.mine(name, time=wires[name].chain.tip.header.time + seconds)
    assert wires.tips() == [10, 7]
    wires.join("easy", "hard")
    assert wires.tips() == [7, 7] and wires.agree()


def test_a_header_from_the_future_is_taken_later():
    """M2."""
    ahead = next_block(CHAIN, time=NOW + 3 * 3600)
    node = greeted("x", chain=grown(40, RULES))
    out = node.handle("x", Headers((ahead.header,)), NOW)
    assert out_of(Close, out) == [] and len(node.chain.index) == 41
    node.handle("x", Headers((ahead.header,)), NOW + 2 * 3600)
    assert len(node.chain.index) == 42


def test_an_invalid_block_closes_the_connection_and_its_branch_is_not_asked_for_again():
    good = grown(3, RULES)
    node = greeted("x", "y", chain=grown(3, RULES))
    bad = next_block(good, value=51 * 100_000_000)
    assert out_of(GetData, node.handle("x", Headers((bad.header,)), NOW))
    out = node.handle("x", BlockMessage(bad), NOW)
    (close,) = out_of(Close, out)
    assert close.discourage and "bad-cb-amount" in close.reason
    assert node.chain.tip.height == 3
    out = node.handle("y", Headers((bad.header,)), NOW)
    assert out_of(GetData, out) == []


def test_a_mutated_block_does_not_poison_the_right_one():
    """C14."""
    block = next_block(CHAIN)
    node = greeted("x", "y", chain=grown(40, RULES))
    node.handle("x", Headers((block.header,)), NOW)
    node.handle("y", Headers((block.header,)), NOW)
    mutated = replace(block, transactions=block.transactions * 2)
    out = node.handle("x", BlockMessage(mutated), NOW)
    assert out_of(Close, out)
    node.handle("y", BlockMessage(block), NOW)
    assert node.chain.tip.height == 41


# ---- what others ask -----------------------------------------------------------------------------


def test_getblocks_goes_on_when_the_last_one_was_fetched():
    """T3: 500 ids at a time (here seven), and then our tip."""
    node = greeted("x", chain=grown(20, RULES), limits=Limits(getblocks=7))
    (first,) = out_of(Inv, node.handle("x", GetBlocks((node.chain.tip.at(0).hash,)), NOW))
    assert [entry.hash for entry in first.items] == [node.chain.tip.at(height).hash for height in range(1, 8)]
    out = node.handle("x", GetData(first.items), NOW)
    while node.waiting("x"):
        out += node.writable("x", NOW)
    assert out_of(Inv, out) == [Inv((Entry(MSG_BLOCK, node.chain.tip.hash),))]


def test_wishes_in_many_messages_are_granted_no_faster_than_in_one():
    """What one message may not make us send at once, sixty may not either."""
    node = greeted("x", chain=grown(1, RULES))
    wish = GetData((Entry(MSG_BLOCK, node.chain.tip.hash),))
    out = [sent for _ in range(60) for sent in node.handle("x", wish, NOW)]
    assert len(out) == 1 and len(node.links["x"].wanted) == 59
    while node.waiting("x"):
        more = node.writable("x", NOW)
        assert len(more) <= 1
        out += more
    assert len(out) == 60
    assert len(node.handle("x", wish, NOW)) == 1  # nothing waits: at once


def test_50_000_wishes_are_granted_one_block_at_a_time():
    """T9, W49: one handle, one block; and more wishes than that close the connection."""
    node = greeted("x", chain=grown(1, RULES))
    wishes = GetData((Entry(MSG_BLOCK, node.chain.tip.hash),) * 50_000)
    out = node.handle("x", wishes, NOW)
    assert len(out) == 1 and node.waiting("x")
    assert len(node.writable("x", NOW)) == 1
    assert len(node.links["x"].wanted) == 49_998
    assert out_of(Close, node.handle("x", wishes, NOW))


def test_the_tip_is_said_once_to_who_is_behind():
    """T4: some only ask those who have announced something."""
    node = Node(grown(5, RULES))
    node.connected("x", True, NOW)
    node.handle("x", Version(height=2), NOW)
    assert out_of(Inv, node.handle("x", Verack(), NOW)) == [Inv((Entry(MSG_BLOCK, node.chain.tip.hash),))]


def test_headers_only_from_our_chain_and_up_to_the_stop():
    node = greeted("x", chain=grown(20, RULES))
    tip = node.chain.tip
    ((_, answer),) = node.handle("x", GetHeaders((bytes(32), tip.at(5).hash), tip.at(9).hash), NOW)
    assert [header.hash for header in answer.headers] == [tip.at(height).hash for height in range(6, 10)]
    ((_, answer),) = node.handle("x", GetHeaders((tip.hash,)), NOW)
    assert answer == Headers()
    ((_, answer),) = node.handle("x", GetHeaders((), tip.at(3).hash), NOW)
    assert answer.headers == (tip.at(3).header,)


# ---- connections ---------------------------------------------------------------------------------


def test_an_old_protocol_is_closed_and_ours_is_70013():
    """T12."""
    assert Version().version == 70_013
    node = Node(Chain(RULES))
    node.connected("x", False, NOW)
    assert out_of(Close, node.handle("x", Version(version=31_799), NOW))


def test_talking_to_oneself_ends_by_the_nonce():
    node = Node(Chain(RULES))
    ((_, hello),) = node.connected("out", True, NOW)
    node.connected("in", False, NOW)
    closed = out_of(Close, node.handle("in", hello, NOW))
    assert [close.reason for close in closed] == ["self-connect"] * 2  # both ends


def test_a_handshake_has_a_deadline():
    node = Node(Chain(RULES), limits=Limits(handshake_time=0.5))
    node.connected("x", False, NOW)
    assert node.next_tick == NOW + 0.5
    assert node.tick(NOW + 0.4) == []
    assert [close.reason for close in out_of(Close, node.tick(NOW + 0.5))] == ["no handshake"]
    assert [event.reason for event in node.events if isinstance(event, PeerClosed)] == ["no handshake"]


def test_a_peer_that_answers_no_ping_is_closed():
    node = greeted("x")
    (ping,) = out_of(Ping, node.tick(NOW + 120))
    node.handle("x", Pong(ping.nonce), NOW + 121)
    (ping,) = out_of(Ping, node.tick(NOW + 241))
    node.handle("x", Pong(ping.nonce + 1), NOW + 242)  # not its answer
    assert out_of(Close, node.tick(NOW + 1_000)) == []
    assert [close.reason for close in out_of(Close, node.tick(NOW + 1_442))] == ["no answer to a ping"]


def test_200_half_open_connections_leave_room_for_a_peer():
    """W51, T7: who has not said hello goes first; those who have stay."""
    node = greeted(*range(100))
    closed = []
    for peer in range(100, 300):
        closed += out_of(Close, node.connected(peer, False, NOW))
    node.connected("honest", False, NOW)
    node.handle("honest", Version(), NOW)
    node.handle("honest", Verack(), NOW)
    assert node.links["honest"].ready
    assert all(node.links[peer].ready and not node.links[peer].closing for peer in range(100))
    assert len([link for link in node.links.values() if not link.closing]) == node.limits.inbound


def test_who_dials_us_pushes_nobody_out_whom_we_dialled():
    """P6: however many come, and though one of ours has not even answered yet."""
    node = Node(Chain(RULES), limits=Limits(inbound=5))
    node.connected("ours", True, NOW)
    for peer in range(50):
        node.connected(peer, False, NOW)
        node.handle(peer, Version(), NOW)
        node.handle(peer, Verack(), NOW)
    assert not node.links["ours"].closing
    assert sum(not link.closing for link in node.links.values()) == 6


def test_who_shakes_hands_on_every_connection_keeps_nobody_out():
    """The newest who was of no use makes room; who sent us something stays, and so do the old."""
    node = Node(grown(3, RULES), limits=Limits(inbound=5))

    def come(peer):
        node.connected(peer, False, NOW)
        node.handle(peer, Version(), NOW)
        node.handle(peer, Verack(), NOW)

    for peer in ("old", 1, 2, "useful", 4):
        come(peer)
    node.handle("useful", BlockMessage(next_block(node.chain)), NOW)
    for peer in (*range(5, 50), "honest"):
        come(peer)
    assert node.links["honest"].ready and not node.links["honest"].closing
    staying = [link.peer for link in node.links.values() if not link.closing]
    assert staying == ["old", 1, 2, "useful", "honest"]


def test_no_peer_s_clock_moves_ours():
    """M4: fifty peers who live in the year 2106."""
    node = Node(grown(3, RULES))
    for peer in range(50):
        node.connected(peer, False, NOW)
        node.handle(peer, Version(time=2**32 - 1), NOW)
        node.handle(peer, Verack(), NOW)
    ahead = next_block(node.chain, time=NOW + 3 * 3600)
    node.handle(0, Headers((ahead.header,)), NOW)
    assert ahead.header.hash not in node.chain.index


def test_a_clock_that_goes_back_harms_nothing():
    """M5."""
    node = greeted("x", "y")
    node.handle("x", headers(1, 40), NOW)
    for now in (NOW + 1, NOW - 5_000, NOW - 10_000):
        assert out_of(Close, node.tick(now)) == []
    for height in range(1, 41):
        node.handle("x", body(height), NOW - 10_000)
    assert node.chain.tip.height == 40
    assert out_of(Close, node.tick(NOW)) == []


def test_a_lost_connection_is_dialled_again_each_time_later():
    node = Node(Chain(RULES))
    assert node.want("127.0.0.1:1", NOW) == [(None, Connect("127.0.0.1:1"))]
    at, waits = NOW, []
    for _ in range(8):
        node.unreachable("127.0.0.1:1", at)
        waits.append(node.next_tick - at)
        at = node.next_tick
        assert out_of(Connect, node.tick(at)) == [Connect("127.0.0.1:1")]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    node.connected("x", True, at, "127.0.0.1:1")
    node.handle("x", Version(), at)
    node.handle("x", Verack(), at)
    assert out_of(Connect, node.tick(at + 5)) == []
    node.disconnected("x", at + 10)
    assert out_of(Connect, node.tick(at + 11)) == [Connect("127.0.0.1:1")]


def test_addresses_are_remembered_told_once_and_never_dialled():
    """P5, P6, S8: a flood of them costs a few a second."""
    node = greeted("x", "y")
    flood = Addr(
        tuple(Address(1, bytes(10) + b"\xff\xff\x0a\0\0" + bytes([n % 256]), 9000 + n) for n in range(1000))
    )
    node.handle("x", flood, NOW + 30)
    assert len(node.addresses) == 4  # one at once, and a tenth a second
    for seconds in range(0, 40_000, 10_000):
        node.handle("x", flood, NOW + 10_000 + seconds)
    assert len(node.addresses) <= 1_000
    ((_, told),) = node.handle("y", GetAddr(), NOW)
    assert 0 < len(told.addresses) <= 230
    assert node.handle("y", GetAddr(), NOW) == []
    assert out_of(Connect, node.tick(NOW + 100)) == []


def near(port, last=1):
    return Address(1, bytes(10) + b"\xff\xff\x7f\0\0" + bytes([last]), port)


def test_addresses_that_peers_tell_are_dialled_if_the_owner_lets_us():
    """S1, S5, S8, S9: so many at a time, on this machine, no port below 1024; and given up in the end."""
    node = greeted("x", outbound=True, limits=Limits(learned=2))
    other = Address(1, bytes(10) + b"\xff\xff\x08\x08\x08\x08", 9000)
    metadata = Address(1, bytes(10) + b"\xff\xff\xa9\xfe\xa9\xfe", 9000)
    node.links["x"].addr_tokens = 100
    told = (near(1023), other, metadata, near(9001), near(9002), near(9003))
    first = {one.address for one in out_of(Connect, node.handle("x", Addr(told), NOW))}
    assert len(first) == 2 < 3 and first < {f"127.0.0.1:{port}" for port in (9001, 9002, 9003)}
    dialled, at = list(first), NOW
    while node.next_tick < NOW + 1_000 and len(dialled) < 30:
        for address in [address for address, one in node.dials.items() if one.busy]:
            node.unreachable(address, at)
        at = max(at, node.next_tick)
        dialled += [one.address for one in out_of(Connect, node.tick(at))]
    assert sorted(dialled) == sorted([f"127.0.0.1:{port}" for port in (9001, 9002, 9003)] * 3)
    node.links["x"].addr_tokens = 100
    assert out_of(Connect, node.handle("x", Addr(told), at + 1)) == []  # given up
    assert node.dials == {}


def test_other_machines_are_dialled_only_if_the_owner_says_so():
    node = greeted("x", outbound=True, limits=Limits(learned=9, anywhere=True))
    node.links["x"].addr_tokens = 100
    ips = ("8.8.8.8", "169.254.169.254", "10.0.0.1", "0.0.0.0", "224.0.0.1", "fc00::1")
    told = tuple(Address(1, ip_address(ip if ":" in ip else f"::ffff:{ip}").packed, 9000) for ip in ips)
    sent = out_of(Connect, node.handle("x", Addr(told), NOW))
    assert sent == [Connect("8.8.8.8:9000")]


def test_our_own_address_told_by_a_peer_is_dialled_once():
    """S7."""
    node = greeted("x", outbound=True, limits=Limits(learned=2))
    node.links["x"].addr_tokens = 100
    assert node.handle("x", Addr((near(9001),)), NOW) == [(None, Connect("127.0.0.1:9001"))]
    ((_, hello),) = node.connected("out", True, NOW, "127.0.0.1:9001")
    node.connected("in", False, NOW)
    assert len(out_of(Close, node.handle("in", hello, NOW))) == 2
    for peer in ("in", "out"):
        node.disconnected(peer, NOW)
    assert out_of(Connect, node.handle("x", Addr((near(9001),)), NOW + 99)) == []
    assert out_of(Connect, node.tick(NOW + 100)) == []


def test_who_explores_asks_for_addresses_and_tells_its_own():
    node = Node(Chain(RULES), limits=Limits(learned=1))
    node.listens = near(9001)
    node.connected("x", True, NOW)
    node.handle("x", Version(), NOW)
    out = node.handle("x", Verack(), NOW)
    assert out_of(GetAddr, out) and out_of(Addr, out) == [Addr((near(9001),))]
    assert out_of(GetAddr, [("x", message) for message in greeted_out()]) == []


def greeted_out():
    """What a node that explores nothing says after a handshake."""
    node = Node(Chain(RULES))
    node.listens = near(9001)
    node.connected("x", True, NOW)
    node.handle("x", Version(), NOW)
    return [message for _, message in node.handle("x", Verack(), NOW)]


def test_a_block_is_stored_before_anybody_is_told_of_it():
    order = []
    wires = Wires("a", "b", save=lambda: order.append("stored"))
    wires.join("a", "b")
    wires["a"].events.clear()
    out = wires["a"].submit(next_block(wires["a"].chain), NOW)
    assert order == ["stored"] and out


def test_students_who_disagree_are_on_two_branches():
    """A node takes its own Rules; the disagreement is a fork that one can see."""
    generous = replace(RULES, subsidy=lambda height, params: 60 * 100_000_000)
    wires = Wires("a", "b")
    wires.nodes["b"] = Node(Chain(generous))
    wires.join("a", "b")
    wires.mine("a", 2)
    assert wires.agree()
    wires.mine("b", 1)
    assert wires.tips() == [2, 3]
    (closed,) = wires.closed
    assert closed[0] == "a" and "bad-cb-amount" in closed[2].reason


def test_a_fault_in_somebody_s_rules_is_his_own():
    def wrong(tx):
        raise TypeError("mine")

    node = greeted("x", chain=Chain(replace(RULES, check_transaction=wrong)))
    node.handle("x", headers(1, 2), NOW)
    with pytest.raises(TypeError, match="mine"):
        node.handle("x", body(1), NOW)
    assert node.handle("x", Ping(3), NOW) == [("x", Pong(3))]
