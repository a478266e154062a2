"""Catching up with others: headers first, then the bodies, from several peers at once.

A header costs its maker the work of a block, and us 80 bytes: so the headers of a branch are judged before
anybody is asked for a body, and no body without a header is kept. Which branch is best, the chain decides.

Source: Bitcoin Core v28.1, ``net_processing.cpp``; Core's names stand beside each function.
"""

from itertools import islice

from blockkit.block import Block, Header
from blockkit.errors import Invalid
from blockkit.headers import BlockIndex, fork_of
from blockkit.network import relay
from blockkit.network.messages import (
    MSG_BLOCK,
    MSG_WITNESS,
    MSG_WITNESS_BLOCK,
    BlockMessage,
    Entry,
    GetBlocks,
    GetData,
    GetHeaders,
    Headers,
    Inv,
    NotFound,
)
from blockkit.network.state import Link, NewTip, State, reaches

# perhaps not the sender's fault but our clock's; an unknown parent is no error here: it is asked for
INNOCENT = {"time-too-new"}


# ---- asking for headers --------------------------------------------------------------------------


def locator(index: BlockIndex) -> tuple[bytes, ...]:
    """Ids down to block 0: ten in a row, then in steps that double (Core: ``LocatorEntries``)."""
    ids, step, height = [], 1, index.height
    while height > 0:
        ids.append(index.at(height).hash)
        step = step * 2 if len(ids) > 10 else 1
        height -= step
    return (*ids, index.at(0).hash)


def may_ask_headers(node: State, link: Link, start: BlockIndex | None = None) -> None:
    """Ask for what follows ``start``, or our best header, or do nothing while a question is open already.

    So who announces nonsense costs us one question at a time (Core: ``MaybeSendGetHeaders``).
    """
    if link.asked_headers is None:
        link.asked_headers = node.now
        node.alarm(node.now + node.limits.headers_time)
        node.say(link, GetHeaders(locator(start or node.best_header)))


def begin(node: State, link: Link) -> None:
    """The handshake is over: ask what it has, and say what we have.

    We ask from one header below our tip, so that a peer that has more, or just as much, says so, and can be
    asked for the bodies. Core asks from below its best header: there, a peer that sends a header or two more
    than the others have, and no body, leaves the others nothing to answer.
    """
    claimed = link.version.height if link.version else 0
    if claimed > 0:
        may_ask_headers(node, link, node.chain.tip.parent or node.chain.tip)
    if claimed < node.chain.tip.height:  # some only ask those who have announced something
        node.say(link, Inv((Entry(MSG_BLOCK, node.chain.tip.hash),)))


# ---- answering -----------------------------------------------------------------------------------


def fork_with(node: State, ids: tuple[bytes, ...]) -> BlockIndex:
    """The first block of a locator that is in our chain (Core: ``FindForkInGlobalIndex``)."""
    for block_hash in ids:
        index = node.chain.index.get(block_hash)
        if index is not None and node.chain.holds(index):
            return index
    return node.chain.tip.at(0)


def following(node: State, message: GetHeaders, most: int) -> list[BlockIndex]:
    """The blocks of our chain after the fork with a locator, up to its stop."""
    first = fork_with(node, message.locator).height + 1
    last = min(node.chain.tip.height, first + most - 1)
    if last < first:
        return []
    found = list(islice(node.chain.tip.at(last).ancestors(), last - first + 1))[::-1]
    ids = [index.hash for index in found]
    return found[: ids.index(message.stop) + 1] if message.stop in ids else found


def on_getheaders(node: State, link: Link, message: GetHeaders) -> None:
    """Send the headers that a peer lacks; an empty answer says that there are none."""
    if message.locator:
        found = following(node, message, node.limits.headers)
    else:  # only one is wanted
        asked = node.chain.index.get(message.stop)
        found = [asked] if asked is not None and asked.hash in node.chain.blocks else []
    link.told = found[-1] if found else node.chain.tip
    node.say(link, Headers(tuple(index.header for index in found)))


def on_getblocks(node: State, link: Link, message: GetBlocks) -> None:
    """The same with ids, as nodes without headers ask. They go on when they hear of our tip again."""
    found = following(node, message, node.limits.getblocks)
    if found:
        node.say(link, Inv(tuple(Entry(MSG_BLOCK, index.hash) for index in found)))
        link.resume = found[-1].hash if found[-1] is not node.chain.tip else b""


# ---- headers come --------------------------------------------------------------------------------


def on_headers(node: State, link: Link, message: Headers) -> None:
    """Judge all headers before one is kept; then ask for bodies (Core: ``ProcessHeadersMessage``)."""
    headers = message.headers
    if not headers:
        link.asked_headers = None  # that was the answer: there are none
        return
    ids = [node.chain.rules.block_hash(header) for header in headers]
    if any(header.prev_block != block_hash for block_hash, header in zip(ids, headers[1:], strict=False)):
        node.misbehaved(link, "headers: each must stand on the one before")
        return
    parent = parent_for(node, link, headers[0])
    if parent is None:
        parent_unknown(node, link, ids[-1])
        return
    link.asked_headers = None
    try:
        for block_hash, header in zip(ids, headers, strict=True):
            if block_hash not in node.chain.index:
                node.chain.rules.check_pow(header)
        if worth_keeping(node, link, parent, message, ids[-1]):
            for header in headers:
                note_best(node, link, node.chain.accept_header(header, int(node.now)))
    except Invalid as error:
        blame(node, link, "headers", error)
    if len(headers) >= node.limits.headers and ids[-1] in node.chain.index:  # there are more
        may_ask_headers(node, link, node.chain.index[ids[-1]])
    fetch_from(node, link)


def parent_unknown(node: State, link: Link, last: bytes) -> None:
    """What a block stands on is not known: remember that the peer has it, and ask for the headers below."""
    link.unknown = last
    may_ask_headers(node, link)


def parent_for(node: State, link: Link, header: Header) -> BlockIndex | None:
    """What a header stands on: a block whose header we have, or the end of what we measured."""
    if link.measured is not None and link.measured.hash == header.prev_block:
        return link.measured
    return node.chain.index.get(header.prev_block)


def worth_keeping(node: State, link: Link, parent: BlockIndex, message: Headers, last: bytes) -> bool:
    """Has the branch enough work? Where it has not, but goes on, it is measured first, and kept later."""
    headers = message.headers
    if last in node.chain.index:
        return True
    low = too_little_work(node, parent, headers, node.limits.low_work)
    if low and link.allowance < len(headers):
        measure(node, link, parent, headers)
        return False
    if parent is link.measured:  # enough: ask for it once more, and this time keep so many headers
        link.measured, link.allowance = None, parent.height + len(headers)
        may_ask_headers(node, link)
        return False
    link.allowance = max(link.allowance - len(headers), 0)
    return True


def too_little_work(node: State, parent: BlockIndex, headers: tuple[Header, ...], below: int) -> bool:
    """Would the branch end more than so many blocks below our tip? (Core: ``GetAntiDoSWorkThreshold``.)"""
    tip, rules = node.chain.tip, node.chain.rules
    reached = parent.chainwork + sum(rules.work(header.bits) for header in headers)
    return bool(reached < tip.chainwork - below * rules.work(tip.header.bits))


def measure(node: State, link: Link, parent: BlockIndex, headers: tuple[Header, ...]) -> None:
    """Go along a branch and add up its work, but keep only where we are (Core: ``HeadersSyncState``)."""
    link.measured = None
    if len(headers) < node.limits.headers:
        node.refused(link, "headers", "a branch with too little work")
        return
    last, rules = headers[-1], node.chain.rules
    reached = parent.chainwork + sum(rules.work(header.bits) for header in headers)
    name = rules.block_hash(last)
    link.measured = BlockIndex(last, name, parent.height + len(headers), reached, None)
    link.asked_headers = node.now
    node.say(link, GetHeaders((name,)))


def note_best(node: State, link: Link, index: BlockIndex) -> None:
    """The peer has this block, and all below it (Core: ``UpdateBlockAvailability``)."""
    better = link.best is None or link.best.failed or index.chainwork > link.best.chainwork
    if better and not index.failed:
        link.best = index
    if index.chainwork > node.best_header.chainwork and not index.failed:
        node.best_header = index
    if link.unknown and link.unknown in node.chain.index:
        link.unknown = b""


def blame(node: State, link: Link, what: str, error: Invalid) -> None:
    """What a peer sent breaks a rule: end the connection, unless it may be nobody's fault."""
    if error.reason in INNOCENT:
        node.refused(link, what, str(error))
    else:
        node.misbehaved(link, f"{what}: {error}")


def on_inv_blocks(node: State, link: Link, message: Inv) -> None:
    """A peer has these blocks: if we do not know the last, ask for headers. Other kinds are not for us."""
    ids = [block_hash for kind, block_hash in message.items if kind & ~MSG_WITNESS == MSG_BLOCK]
    for block_hash in ids:
        if block_hash in node.chain.index:
            note_best(node, link, node.chain.index[block_hash])
    if ids and ids[-1] not in node.chain.index:
        parent_unknown(node, link, ids[-1])
    fetch_from(node, link)


# ---- bodies --------------------------------------------------------------------------------------


def fetch_blocks(node: State) -> None:
    """Ask every peer for bodies that it has and we lack."""
    for link in node.ready_links():
        fetch_from(node, link)


def fetch_from(node: State, link: Link) -> None:
    """Ask one peer, for the lowest first (Core: ``FindNextBlocksToDownload``)."""
    lacking = blocks_to_ask(node, link)
    if not lacking or link.closing:
        return
    if not link.in_flight:
        link.progress = node.now
    for index in lacking:
        link.in_flight[index.hash] = None
        node.asked_of[index.hash] = link
    kind = MSG_WITNESS_BLOCK if link.serves_witnesses else MSG_BLOCK
    node.say(link, GetData(tuple(Entry(kind, index.hash) for index in lacking)))
    node.alarm(link.progress + node.stall_time)


def blocks_to_ask(node: State, link: Link) -> list[BlockIndex]:
    """What to ask this peer for now: on its best branch, inside the window, asked of nobody else."""
    best, tip = link.best, node.chain.tip
    room = node.limits.in_flight - len(link.in_flight)
    if best is None or best.failed or best.chainwork <= tip.chainwork or room <= 0 or link.stalled:
        return []
    if link.common is None or not reaches(best, link.common):
        link.common = fork_of(best, tip)
    while link.common is not best and best.at(link.common.height + 1).hash in node.chain.blocks:
        link.common = best.at(link.common.height + 1)
    lacking: list[BlockIndex] = []
    lowest, highest = link.common.height + 1, min(best.height, link.common.height + node.limits.window)
    for height in range(lowest, highest + 1):
        index = best.at(height)
        if not link.serves_witnesses and height >= node.chain.rules.params.segwit_height:
            break  # what it would send lacks the witnesses
        if index.hash not in node.chain.blocks and index.hash not in node.asked_of:
            lacking.append(index)
            if len(lacking) == room:
                break
    return lacking


def on_block(node: State, link: Link, message: BlockMessage) -> None:
    """A body: judge it, keep it, tell others (Core: ``ProcessBlock``)."""
    block, block_hash = message.block, node.chain.rules.block_hash(message.block.header)
    asked = arrived(node, block_hash)
    if block_hash in node.chain.blocks:
        pass
    elif block.header.prev_block not in node.chain.index:
        parent_unknown(node, link, block_hash)
    elif not asked and too_little_work(node, node.chain.index[block.header.prev_block], (block.header,), 0):
        node.refused(link, "block", "nobody asked for it, and it has less work than our tip")
    else:
        take(node, link, block, block_hash)
    fetch_blocks(node)


def take(node: State, link: Link, block: Block, block_hash: bytes) -> None:
    """Judge a block that a peer sent, and keep it."""
    try:
        accept_block(node, block)
        if reaches(node.best_header, node.chain.index[block_hash]):  # not any brother of some old block
            link.stalled, link.useful = False, True
    except Invalid as error:
        blame(node, link, f"block {block_hash[::-1].hex()}", error)
    if block_hash in node.chain.index:
        note_best(node, link, node.chain.index[block_hash])


def accept_block(node: State, block: Block) -> None:
    """Into the chain, into the file, and only then on to others. Raises :class:`Invalid`."""
    old = node.chain.tip
    try:
        node.chain.accept(block, int(node.now))
    finally:
        new = node.chain.tip
        if node.save is not None:
            node.save()
        if node.best_header.failed or new.chainwork > node.best_header.chainwork:
            node.best_header = new
        if new is not old:
            node.stall_time = max(
                0.85 * node.stall_time, node.limits.stall_time
            )  # patience returns to normal
            node.events.append(NewTip(old, new))
            relay.follow(node, old, new)
            announce(node, new)


def arrived(node: State, block_hash: bytes) -> bool:
    """Nobody is expected to send this block any more; was anybody?

    For who was, the clock begins anew with the next one, if this was the first that it was asked for: other
    blocks are no progress (Core: ``m_downloading_since``).
    """
    asked = node.asked_of.pop(block_hash, None)
    if asked is not None:
        if next(iter(asked.in_flight)) == block_hash:
            asked.progress = node.now
        asked.in_flight.pop(block_hash)
    return asked is not None


def announce(node: State, tip: BlockIndex) -> None:
    """Tell those who do not have it of a new tip: by its headers where they know what these stand on."""
    for link in node.ready_links():
        if link.has(tip):
            continue
        news: list[BlockIndex] = []
        for index in islice(tip.ancestors(), node.limits.announced + 1):
            if link.has(index):
                break
            news.append(index)
        if link.wants_headers and len(news) <= node.limits.announced and news[-1].height > 0:
            node.say(link, Headers(tuple(index.header for index in reversed(news))))
        else:
            node.say(link, Inv((Entry(MSG_BLOCK, tip.hash),)))
        link.told = tip


# ---- patience ------------------------------------------------------------------------------------


def on_notfound_blocks(node: State, link: Link, message: NotFound) -> None:
    """A peer does not have what we asked for, or no longer: ask another. That is no crime."""
    for _, name in message.items:
        if name in link.in_flight:
            del link.in_flight[name], node.asked_of[name]
            set_stalled(node, link)
    fetch_blocks(node)


def set_stalled(node: State, link: Link) -> None:
    """Ask this peer for no more blocks, until it sends one or there is nobody better."""
    link.stalled = True
    node.alarm(node.now + node.stall_time)


def release_blocks(node: State, link: Link) -> None:
    """Nothing more is expected of this peer: others may be asked for it."""
    for block_hash in link.in_flight:
        node.asked_of.pop(block_hash, None)
    link.in_flight.clear()


def on_tick_blocks(node: State, link: Link) -> None:
    """Who does not answer is not waited for: the blocks are asked of others, the headers again."""
    headers_late(node, link)
    blocks_late(node, link)
    forgive(node, link)
    if link.asked_headers is not None:
        node.alarm(link.asked_headers + node.limits.headers_time)
    if link.in_flight:
        at = link.progress + node.stall_time
        late = min(node.now + node.stall_time, link.progress + node.limits.block_time)
        node.alarm(at if at > node.now else late)


def headers_late(node: State, link: Link) -> None:
    """No headers came. That is no crime: a node that is itself far behind keeps silent."""
    if link.asked_headers is not None and node.now >= link.asked_headers + node.limits.headers_time:
        link.asked_headers = None
        if link.unknown:
            may_ask_headers(node, link)


def blocks_late(node: State, link: Link) -> None:
    """The first block did not come: ask others who have it; where nobody has, wait longer, then hang up."""
    if not link.in_flight or node.now < link.progress + node.stall_time:
        return
    others = [other for other in node.ready_links() if other is not link and not other.stalled]
    wanted = [node.chain.index[block_hash] for block_hash in link.in_flight]
    if any(reaches(other.best, index) for other in others for index in wanted):
        release_blocks(node, link)
        set_stalled(node, link)
        node.stall_time = min(2 * node.stall_time, node.limits.most_stall_time)
        fetch_blocks(node)
    elif node.now >= link.progress + node.limits.block_time:
        release_blocks(node, link)
        node.close(link, "it does not send the blocks that it announced")


def forgive(node: State, link: Link) -> None:
    """Where all peers have stalled, each is asked again: there is nobody better."""
    if link.stalled and all(other.stalled for other in node.ready_links()):
        link.stalled = False
        fetch_blocks(node)
    elif link.stalled:
        node.alarm(node.now + node.stall_time)
