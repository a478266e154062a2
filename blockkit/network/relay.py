"""Passing transactions on, and sending what others ask for.

A transaction is told of by its id, asked for once, judged by the pool, and only then told of further, to each
peer once and never to who sent it: so it dies out in any network. One whose parents are missing is an
*orphan*: it waits for some minutes, in a small and bounded place. A transaction never costs its sender the
connection, whatever is wrong with it: rules of pools differ (Core has done so since v30).

Source: Bitcoin Core v28.1, ``net_processing.cpp``, ``txrequest.h`` and ``txorphanage.h``.
"""

from collections.abc import Sequence
from math import inf

from blockkit.errors import Invalid
from blockkit.headers import BlockIndex, fork_of
from blockkit.network.messages import (
    MSG_BLOCK,
    MSG_TX,
    MSG_WITNESS,
    MSG_WITNESS_TX,
    BlockMessage,
    Entry,
    GetData,
    Inv,
    NotFound,
    TxMessage,
    without_witnesses,
)
from blockkit.network.state import Link, Orphan, Recent, State, TxAccepted
from blockkit.script import is_witness_program
from blockkit.transaction import Transaction

MISSING = "bad-txns-inputs-missingorspent"


# ---- who has what --------------------------------------------------------------------------------


def on_inv_txs(node: State, link: Link, message: Inv) -> None:
    """A peer has these transactions: ask for those that we lack."""
    for kind, txid in message.items if node.mempool is not None else ():
        if kind & ~MSG_WITNESS == MSG_TX:
            link.known.add(txid)
            if not have_tx(node, txid) and len(link.offered) < node.limits.offered:
                link.offered[txid] = None
    ask_txs(node, link)


def have_tx(node: State, txid: bytes) -> bool:
    """Need we not ask for it: is it in the pool, waiting for a parent, or refused already?"""
    pooled = node.mempool is not None and txid in node.mempool.entries
    return pooled or txid in node.orphans or txid in node.rejected


def ask_txs(node: State, link: Link, among: Sequence[bytes] | None = None) -> None:
    """Ask for offered transactions that nobody else was asked for; the others stay offered meanwhile.

    ``among``: look at these alone, which others were asked for until now.
    """
    asked: list[bytes] = []
    for txid in list(link.offered) if among is None else [name for name in among if name in link.offered]:
        if have_tx(node, txid):
            del link.offered[txid]
        elif len(link.txs_in_flight) >= node.limits.tx_in_flight:
            break
        elif txid not in node.txs_in_flight:
            del link.offered[txid]
            node.txs_in_flight[txid] = link
            link.txs_in_flight[txid] = node.now
            asked.append(txid)
    if asked:
        kind = MSG_WITNESS_TX if link.serves_witnesses else MSG_TX
        node.say(link, GetData(tuple(Entry(kind, txid) for txid in asked)))
    if link.offered or link.txs_in_flight:
        node.alarm(node.now + node.limits.tx_time)


def got_tx(node: State, txid: bytes) -> None:
    """Nobody is asked for it any more."""
    asked = node.txs_in_flight.pop(txid, None)
    if asked is not None:
        asked.txs_in_flight.pop(txid, None)


def on_notfound_txs(node: State, link: Link, message: NotFound) -> None:
    """The peer has these not, or no longer: ask others. That is no crime."""
    freed = [name for _, name in message.items if node.txs_in_flight.get(name) is link]
    if freed:
        ask_others(node, link, freed)
        ask_txs(node, link)


def ask_others(node: State, link: Link, txids: Sequence[bytes]) -> None:
    """These do not come from this peer, which was asked: ask another that offered them."""
    for txid in txids:
        got_tx(node, txid)
    for other in node.ready_links() if txids else ():
        if other is not link:
            ask_txs(node, other, txids)


# ---- transactions --------------------------------------------------------------------------------


def on_tx(node: State, link: Link, message: TxMessage) -> None:
    """A transaction came: into the pool, among the orphans, or nowhere."""
    txid = message.tx.txid
    got_tx(node, txid)
    link.known.add(txid)
    if node.mempool is None or (have_tx(node, txid) and not completes(node, message.tx)):
        return
    try:
        accept_tx(node, message.tx)
        link.useful = True
    except Invalid as error:
        if error.reason == MISSING:
            keep_orphan(node, link, message.tx)
        else:
            reject(node, message.tx)
            node.refused(link, f"tx {txid[::-1].hex()}", str(error))
    ask_txs(node, link)


def reject(node: State, tx: Transaction) -> None:
    """Remember not to judge it again, unless its id may be good with another witness.

    So not where it has one, nor where one may have been taken off: an input without a script of its own, or
    with a witness program in it (Core: ``TX_WITNESS_STRIPPED``).
    """
    stripped = any(not one.script_sig or is_witness_program(one.script_sig[1:]) for one in tx.inputs)
    if not tx.witnesses and not stripped:
        node.rejected.add(tx.txid)


def completes(node: State, tx: Transaction) -> bool:
    """Does an orphan with this id wait without the witness that this one has?"""
    kept = node.orphans.get(tx.txid)
    return kept is not None and bool(tx.witnesses) and not kept.tx.witnesses


def accept_tx(node: State, tx: Transaction) -> None:
    """Into the pool, and on to others; then its children that were waiting. Raises :class:`Invalid`."""
    if node.mempool is None:
        raise ValueError("this node has no mempool: Node(chain, Mempool(chain)) makes one with it")
    node.mempool.accept(tx)
    announce_tx(node, tx)
    adopt_orphans(node, [tx])


def announce_tx(node: State, tx: Transaction) -> None:
    """Each peer is told once; who sent it knows."""
    node.events.append(TxAccepted(tx))
    txid = tx.txid
    for link in node.ready_links():
        if link.version is not None and link.version.relay and txid not in link.known:
            link.to_tell[txid] = None
            tell_later(node, link)


def tell_later(node: State, link: Link) -> None:
    """Tell a peer at once, or after a while drawn by lot: so nobody sees where a transaction began.

    The mean is ``Limits.inbound_wait`` or ``outbound_wait``; who waits is told of several at a time.
    """
    mean = node.limits.outbound_wait if link.outbound else node.limits.inbound_wait
    if not mean:
        tell(node, link)
    elif link.tell_at == inf:
        link.tell_at = node.now + node.rng.expovariate(1 / mean)
        node.alarm(link.tell_at)


def tell(node: State, link: Link) -> None:
    """One inv with some of what waits, but for what it heard of meanwhile or what has left the pool."""
    link.tell_at = inf
    pool = node.mempool.entries if node.mempool is not None else {}
    waiting = [txid for txid in link.to_tell if txid in pool and txid not in link.known]
    now = waiting if len(waiting) <= node.limits.told else node.rng.sample(waiting, node.limits.told)
    for txid in now:
        link.known.add(txid)
    if now:
        node.say(link, Inv(tuple(Entry(MSG_TX, txid) for txid in now)))
    link.to_tell = dict.fromkeys(txid for txid in waiting if txid not in now)
    if link.to_tell:
        tell_later(node, link)


# ---- orphans -------------------------------------------------------------------------------------


def keep_orphan(node: State, link: Link, tx: Transaction) -> None:
    """Let it wait, and note that its sender offers the parents. A full place throws out one at random."""
    if len(tx.serialize()) > node.limits.orphan_size:
        reject(node, tx)
        node.refused(
            link, f"tx {tx.txid[::-1].hex()}", "its parents are unknown, and it is too large to wait"
        )
        return
    node.orphans[tx.txid] = Orphan(tx, link, node.now)
    node.alarm(node.now + node.limits.orphan_time)
    while len(node.orphans) > node.limits.orphans:
        del node.orphans[node.rng.choice(list(node.orphans))]
    parents = dict.fromkeys(txin.prevout.txid for txin in tx.inputs)
    for txid in parents:
        if not have_tx(node, txid) and len(link.offered) < node.limits.offered:
            link.offered[txid] = None


def adopt_orphans(node: State, parents: list[Transaction]) -> None:
    """Parents have come: judge the children that waited for them, and theirs in turn."""
    while parents and node.orphans and node.mempool is not None:
        txid = parents.pop().txid
        children = [
            (name, kept.tx, kept.link)
            for name, kept in node.orphans.items()
            if any(txin.prevout.txid == txid for txin in kept.tx.inputs)
        ]
        for name, tx, link in children:
            try:
                node.mempool.accept(tx)
                announce_tx(node, tx)
                parents.append(tx)
            except Invalid as error:
                if error.reason == MISSING:
                    continue  # it waits for another one too
                node.refused(link, f"tx {name[::-1].hex()}", str(error))
                reject(node, tx)
                offer_again(node, link, name)
            del node.orphans[name]
        for link in node.ready_links() if children else ():
            ask_txs(node, link, [name for name, _, _ in children])


def offer_again(node: State, link: Link, txid: bytes) -> None:
    """An orphan was refused, perhaps for its witness alone: who else told of its id may have a right one."""
    for other in node.ready_links():
        if other is not link and txid in other.known and len(other.offered) < node.limits.offered:
            other.offered[txid] = None


def follow(node: State, old: BlockIndex, new: BlockIndex) -> None:
    """The chain moved: the pool goes with it, and so do the orphans."""
    if node.mempool is None:
        return
    node.mempool.follow()
    node.rejected = Recent(node.limits.rejected)  # what was refused may be good now
    fork = fork_of(old, new)
    for height in range(fork.height + 1, new.height + 1) if node.orphans else ():
        block = node.chain.blocks[new.at(height).hash]
        for tx in block.transactions:
            node.orphans.pop(tx.txid, None)
        adopt_orphans(node, list(block.transactions))


# ---- what others want ----------------------------------------------------------------------------


def on_getdata(node: State, link: Link, message: GetData) -> None:
    """Note what a peer wants; it is sent piece by piece, as it reads (Core: ``m_getdata_requests``)."""
    if len(link.wanted) + len(message.items) > node.limits.inv:
        node.misbehaved(link, f"more than {node.limits.inv} things asked for, and none of them read")
        return
    link.wanted.extend(message.items)
    if not link.serving:
        serve(node, link)


def serve(node: State, link: Link) -> None:
    """The next piece: one block, or some transactions (Core: ``ProcessGetData``)."""
    missing: list[Entry] = []
    size = 0
    link.serving = bool(link.wanted)
    while link.wanted and size < node.limits.served and len(missing) < node.limits.getdata:
        entry = link.wanted.popleft()
        kind, name = entry
        full = bool(kind & MSG_WITNESS)
        if kind & ~MSG_WITNESS == MSG_BLOCK and name in node.chain.blocks:
            block = node.chain.blocks[name]
            node.say(link, BlockMessage(block if full else without_witnesses(block)))
            if name == link.resume:
                link.resume = b""
                node.say(link, Inv((Entry(MSG_BLOCK, node.chain.tip.hash),)))
            break
        if kind & ~MSG_WITNESS == MSG_TX and node.mempool is not None and name in node.mempool.entries:
            tx = node.mempool.entries[name].tx
            size += tx.weight
            node.say(link, TxMessage(tx if full else Transaction.parse(tx.stripped())))
        elif kind & ~MSG_WITNESS in (MSG_BLOCK, MSG_TX):
            missing.append(entry)
    if missing:
        node.say(link, NotFound(tuple(missing)))


# ---- patience ------------------------------------------------------------------------------------


def release_txs(node: State, link: Link) -> None:
    """The peer is gone: what it was asked for others are asked for, and its orphans go with it."""
    node.orphans = {name: kept for name, kept in node.orphans.items() if kept.link is not link}
    ask_others(node, link, list(link.txs_in_flight))


def on_tick_txs(node: State, link: Link) -> None:
    """Tell of what has waited long enough; ask somebody else for what does not come."""
    if node.now >= link.tell_at:
        tell(node, link)
    elif link.tell_at < inf:
        node.alarm(link.tell_at)
    late = [txid for txid, at in link.txs_in_flight.items() if node.now >= at + node.limits.tx_time]
    ask_others(node, link, late)
    ask_txs(node, link)


def forget_orphans(node: State) -> None:
    """Those whose parents have not come for long enough."""
    for name, kept in list(node.orphans.items()):
        if node.now >= kept.since + node.limits.orphan_time:
            del node.orphans[name]
    if node.orphans:
        node.alarm(min(kept.since for kept in node.orphans.values()) + node.limits.orphan_time)
