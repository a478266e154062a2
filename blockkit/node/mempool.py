"""The mempool: valid transactions that are not yet in a block, and which of them to mine first.

A transaction enters when it could stand in the next block: the coins it spends are in the chain or come
from the pool itself, nobody else in the pool spends them, and its scripts hold. Of two that spend the
same coin the first seen stays. A miner chooses by *packages*, a transaction together with those it
depends on, the best fee a byte first: so a child can pay for its parent. Bytes are virtual ones here: those
in a witness count a quarter.

Source: Bitcoin Core v28.1, ``MemPoolAccept`` in ``validation.cpp`` and ``addPackageTxs`` in
``node/miner.cpp``; the reject strings are Core's.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

from blockkit.block import MAX_BLOCK_WEIGHT, MAX_SIGOP_COST
from blockkit.chain import Chain
from blockkit.errors import Invalid
from blockkit.guards import need_a, need_all, need_bytes, need_int
from blockkit.hashing import HASH_SIZE, to_display
from blockkit.headers import BlockIndex, fork_of
from blockkit.interpreter import Flag
from blockkit.params import MAX_MONEY, NEVER
from blockkit.transaction import WITNESS_SCALE, OutPoint, Transaction, known_outpoint
from blockkit.utxo import Coin, check_inputs, is_unspendable, spent_coins
from blockkit.validation import is_final, locks_are_over, script_flags, sigop_cost, verify_scripts

# bytes without the witness: one of 64 could be taken for a node of a Merkle tree
MIN_SIZE = 65  # (Core: MIN_STANDARD_TX_NONWITNESS_SIZE)
MAX_WEIGHT = MAX_BLOCK_WEIGHT - 4_000  # beside a coinbase (Core: DEFAULT_BLOCK_MAX_WEIGHT)
MAX_STANDARD_WEIGHT = 400_000  # of one transaction, among strangers (Core: MAX_STANDARD_TX_WEIGHT)
MAX_TX_SIGOPS = MAX_SIGOP_COST // 5  # of one transaction (Core: MAX_STANDARD_TX_SIGOPS_COST)
BYTES_PER_SIGOP = 20  # a check takes no less room, whatever its bytes (Core: DEFAULT_BYTES_PER_SIGOP)
MAX_FAMILY = 25  # ancestors or descendants, itself counted (Core: DEFAULT_ANCESTOR_LIMIT, …DESCENDANT_LIMIT)
LEAST_FEE = 1_000  # satoshi for 1,000 virtual bytes, among strangers (Core: DEFAULT_MIN_RELAY_TX_FEE)
MOST_BYTES = (
    5_000_000  # of a pool among strangers, virtual ones; Core has 300 MB (DEFAULT_MAX_MEMPOOL_SIZE_MB)
)
MAX_FAMILY_SIZE = 101_000  # virtual bytes (Core: DEFAULT_ANCESTOR_SIZE_LIMIT_KVB, …DESCENDANT_SIZE_LIMIT_KVB)

# the script rules that nodes of today ask besides those of blocks (Core: STANDARD_SCRIPT_VERIFY_FLAGS)
STANDARD = (
    Flag.STRICTENC
    | Flag.LOW_S
    | Flag.NULLDUMMY
    | Flag.MINIMALDATA
    | Flag.DISCOURAGE_UPGRADABLE_NOPS
    | Flag.CLEANSTACK
    | Flag.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM
    | Flag.MINIMALIF
    | Flag.NULLFAIL
    | Flag.WITNESS_PUBKEYTYPE
    | Flag.CONST_SCRIPTCODE
    | Flag.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION
    | Flag.DISCOURAGE_OP_SUCCESS
    | Flag.DISCOURAGE_UPGRADABLE_PUBKEYTYPE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A transaction in the pool."""

    tx: Transaction
    txid: bytes
    fee: int  # satoshi
    weight: int  # what a block counts
    size: int  # virtual bytes, or more where signature checks are many: what fee rates count
    sigops: int  # what its signature checks may cost, counted as a block counts them
    order: int  # of arrival: parents always come before their children

    @property
    def spends_from(self) -> set[bytes]:
        """The txids of the transactions whose outputs it spends."""
        return {txin.prevout.txid for txin in self.tx.inputs}


class Mempool:
    """The pool of a :class:`~blockkit.chain.Chain`; ``extra_flags`` adds policy: ``STANDARD`` is
    that of today's nodes, none is the default.

    It learns of a new tip only in :meth:`follow`, which :meth:`accept` and a block template call. Among
    strangers it needs bounds: ``least_fee`` for 1,000 virtual bytes, in satoshi, and ``most_bytes`` of them
    altogether. When there are more, the transactions that pay least leave, with those that spend from them.
    """

    def __init__(
        self, chain: Chain, extra_flags: Flag = Flag.NONE, least_fee: int = 0, most_bytes: int | None = None
    ) -> None:
        need_a(Chain, chain, "the chain")
        need_a(Flag, extra_flags, "extra_flags, STANDARD or Flag.LOW_S | Flag.NULLDUMMY,")
        self.chain = chain
        self.extra_flags = extra_flags
        self.least_fee = need_int(least_fee, "least_fee, satoshi for 1,000 bytes,", 0, MAX_MONEY)
        self.most_bytes = most_bytes
        self.entries: dict[bytes, Entry] = {}  # by txid, in order of arrival
        self.spenders: dict[OutPoint, bytes] = {}  # which transaction of the pool spends a coin
        self.tip = chain.tip  # what the pool was last brought in line with
        self._arrivals = 0

    # -- in

    def accept(self, tx: Transaction) -> Entry:
        """Take a transaction in. Raises :class:`Invalid`, and the pool is as it was."""
        need_a(Transaction, tx, "the transaction")
        self.follow()
        entry = self._judge(tx)
        self._arrivals += 1
        self.spenders |= {txin.prevout: entry.txid for txin in tx.inputs}
        self.entries[entry.txid] = entry  # comes last: a spender that is not an entry counts for nothing
        self._make_room(entry)
        return entry

    def _make_room(self, new: Entry) -> None:
        """When it is too full, drop those that pay least. Raises :class:`Invalid` if ``new`` is among them.

        Weighing takes a while: so it makes room for more than one.
        """
        size = sum(entry.size for entry in self.entries.values())
        if self.most_bytes is None or size <= self.most_bytes:
            return
        left = size - self.most_bytes * 95 // 100
        for _, txid in sorted((self._worth(entry), entry.txid) for entry in self.entries.values()):
            if left > 0 and txid in self.entries:
                family = [self.entries[txid], *self.descendants(self.entries[txid])]
                left -= sum(entry.size for entry in family)
                self.remove(txid)
        if new.txid not in self.entries:
            raise Invalid("mempool full", "it pays less than all that are there")

    def _worth(self, entry: Entry) -> Fraction:
        """What a byte of the transaction pays, together with those that would leave with it."""
        family = [entry, *self.descendants(entry)]
        return Fraction(sum(one.fee for one in family), sum(one.size for one in family))

    def accept_package(self, txs: Sequence[Transaction]) -> list[Entry]:
        """Take several in, parents first: all of them, or none."""
        taken: list[Entry] = []
        try:
            for tx in need_all(Transaction, txs, "the package"):
                taken.append(self.accept(tx))
        except BaseException:
            for entry in taken:
                self.remove(entry.txid)
            raise
        return taken

    def _judge(self, tx: Transaction) -> Entry:
        """The rules of the next block, for one transaction by itself."""
        chain, params, height = self.chain, self.chain.rules.params, self.tip.height + 1
        chain.rules.check_transaction(tx)
        txid, size, weight = tx.txid, len(tx.stripped()), tx.weight
        if tx.is_coinbase:
            raise Invalid("coinbase", "new coins come with a block, not alone")
        if tx.witnesses and height < params.segwit_height:
            never = params.segwit_height == NEVER
            when = "this chain has none" if never else f"they begin at height {params.segwit_height}"
            raise Invalid("no-witness-yet", f"{to_display(txid)} has a witness, and {when}")
        most = MAX_STANDARD_WEIGHT if self.extra_flags else MAX_WEIGHT
        if weight > most:
            raise Invalid("tx-size", expected=f"a weight of at most {most}", got=weight)
        if size < MIN_SIZE:
            raise Invalid("tx-size-small", expected=f"{MIN_SIZE} bytes or more", got=size)
        if not is_final(tx, height, self.tip.median_time):
            raise Invalid("non-final", f"the lock time {tx.lock_time} is not over")
        if txid in self.entries:
            if self.entries[txid].tx.wtxid != tx.wtxid:
                why = f"{to_display(txid)} is in the pool already, with another witness"
                raise Invalid("txn-same-nonwitness-data-in-mempool", why)
            raise Invalid("txn-already-in-mempool", f"{to_display(txid)} is in the pool already")
        for txin in tx.inputs:
            rival = self.spenders.get(txin.prevout, b"")
            if rival in self.entries:
                message = f"{txin.prevout} is spent by {to_display(rival)}, which came first"
                raise Invalid("txn-mempool-conflict", message)
        coins = self._coins(tx, height)
        if not locks_are_over(tx, coins, self.tip):
            raise Invalid("non-BIP68-final", "an output that it spends is too young")
        fee = check_inputs(tx, coins, height, params.coinbase_maturity)
        flags = self._flags()
        sigops = sigop_cost(tx, coins, flags)
        virtual_size = -(-max(weight, sigops * BYTES_PER_SIGOP) // WITNESS_SCALE)
        entry = Entry(tx, txid, fee, weight, virtual_size, sigops, self._arrivals)
        if entry.sigops > MAX_TX_SIGOPS:
            raise Invalid("bad-txns-too-many-sigops", expected=f"at most {MAX_TX_SIGOPS}", got=entry.sigops)
        if fee * 1000 < self.least_fee * virtual_size:
            least = -(-self.least_fee * virtual_size // 1000)
            raise Invalid("min relay fee not met", expected=f"{least} satoshi or more", got=fee)
        self._need_small_families(entry)
        try:
            verify_scripts(tx, coins, flags | self.extra_flags, chain.rules)
        except Invalid as error:
            if not self.extra_flags:
                raise
            verify_scripts(tx, coins, flags, chain.rules)  # passes when only the policy is broken
            _, _, where = str(error).partition(": ")
            raise Invalid("non-mandatory-script-verify-flag", where) from error
        return entry

    def _need_small_families(self, entry: Entry) -> None:
        """Refuse what would make long chains in the pool: each entry costs the more, the more hang on it."""
        ancestors = self.ancestors(entry)

        def families() -> Iterator[list[Entry]]:
            yield [*ancestors, entry]
            for ancestor in ancestors:
                yield [ancestor, *self.descendants(ancestor), entry]

        for family in families() if ancestors else ():
            size = sum(member.size for member in family)
            if len(family) > MAX_FAMILY or size > MAX_FAMILY_SIZE:
                expected = f"at most {MAX_FAMILY} transactions of {MAX_FAMILY_SIZE} bytes together"
                got = f"{len(family)} of {size}"
                raise Invalid("too-long-mempool-chain", expected=expected, got=got)

    def _coins(self, tx: Transaction, height: int) -> list[Coin]:
        """What the transaction spends, from the chain or from the pool."""
        view = {}
        for txin in tx.inputs:
            parent = self.entries.get(txin.prevout.txid)
            if parent is None:
                if txin.prevout in self.chain.utxos:
                    view[txin.prevout] = self.chain.utxos[txin.prevout]
            elif txin.prevout.index < len(parent.tx.outputs):
                output = parent.tx.outputs[txin.prevout.index]
                if not is_unspendable(output):
                    view[txin.prevout] = Coin(output, height, coinbase=False)
        if len(view) < len(tx.inputs) and any(outpoint in self.chain.utxos for outpoint in tx.outpoints()):
            raise Invalid("txn-already-known", f"{to_display(tx.txid)} is in the chain")
        return spent_coins(tx, view)

    def _flags(self) -> Flag:
        """The script rules of the next block, which is not there yet."""
        return script_flags(self.tip.height + 1, bytes(HASH_SIZE), self.chain.rules.params)

    # -- out

    def remove(self, txid: bytes) -> None:
        """Take a transaction out, with all that spend from it; nothing happens when it is not there."""
        txid = need_bytes(txid, "the txid", HASH_SIZE)
        if txid in self.entries:
            for entry in [self.entries[txid], *self.descendants(self.entries[txid])]:
                del self.entries[entry.txid]
                for txin in entry.tx.inputs:
                    self.spenders.pop(txin.prevout, None)

    def follow(self) -> None:
        """Bring the pool in line with the chain's tip; does nothing when that has not moved.

        What new blocks hold, or spend, leaves. After a reorganisation the transactions of the blocks that
        went come back, as far as they are still valid, and everything is judged anew; so it is at a height
        where new script rules come into force.
        """
        self.chain.settle()
        old, new = self.tip, self.chain.tip
        if old is new:
            return
        before, flags = (dict(self.entries), dict(self.spenders), old), self._flags()
        try:
            self.tip, fork = new, fork_of(old, new)
            if fork is old and self._flags() == flags:
                for height in range(old.height + 1, new.height + 1):
                    self._remove_mined(new.at(height))
            else:
                self._judge_anew(old, fork)
        except BaseException:  # a keyboard interrupt: nothing may be lost
            self.entries, self.spenders, self.tip = before
            raise

    def _judge_anew(self, old: BlockIndex, fork: BlockIndex) -> None:
        """Everything once more, the transactions of the blocks from ``old`` down to ``fork`` first."""
        returning = [
            tx
            for height in range(fork.height + 1, old.height + 1)
            for tx in self.chain.blocks[old.at(height).hash].transactions[1:]
        ]
        again = returning + [entry.tx for entry in self.entries.values()]
        self.entries, self.spenders = {}, {}
        for tx in again:
            with suppress(Invalid):  # mined in the new branch, or no longer valid there
                self.accept(tx)

    def _remove_mined(self, index: BlockIndex) -> None:
        for tx in self.chain.blocks[index.hash].transactions:
            txid = tx.txid
            self.entries.pop(txid, None)  # what spends from it stays: those coins are in the chain now
            for txin in tx.inputs:
                spender = self.spenders.get(txin.prevout)
                if spender is not None and spender != txid:
                    self.remove(spender)
                self.spenders.pop(txin.prevout, None)

    # -- which to mine

    def ancestors(self, entry: Entry) -> list[Entry]:
        """All in the pool that a transaction depends on, in order of arrival, itself left out."""
        need_a(Entry, entry, "the entry, pool.entries[txid],")
        found: dict[bytes, Entry] = {}
        waiting = [entry]
        while waiting:
            for txid in waiting.pop().spends_from:
                if txid in self.entries and txid not in found:
                    found[txid] = self.entries[txid]
                    waiting.append(found[txid])
        return sorted(found.values(), key=lambda ancestor: ancestor.order)

    def descendants(self, entry: Entry) -> list[Entry]:
        """All in the pool that depend on a transaction."""
        need_a(Entry, entry, "the entry, pool.entries[txid],")
        found: dict[bytes, Entry] = {}
        waiting = [entry]
        while waiting:
            parent = waiting.pop()
            for n in range(len(parent.tx.outputs)):  # outpoints() would hash the transaction each time
                outpoint = known_outpoint(parent.txid + n.to_bytes(4, "little"))
                child = self.spenders.get(outpoint, b"")
                if child in self.entries and child not in found:
                    found[child] = self.entries[child]
                    waiting.append(found[child])
        return list(found.values())

    def select(self, max_weight: int, max_sigops: int) -> list[Entry]:
        """What a block with room for this weight, and this cost of checks, should hold; parents first.

        The package with the best fee a byte comes first. When one is taken, those that depend on it are
        weighed again without it. Source: Core, ``addPackageTxs``.
        """
        chosen: dict[bytes, Entry] = {}
        weight = sigops = 0

        def package(entry: Entry) -> list[Entry]:
            return [part for part in [*self.ancestors(entry), entry] if part.txid not in chosen]

        def rank(entry: Entry) -> tuple[Fraction, int, bytes]:
            parts = package(entry)
            rate = Fraction(sum(part.fee for part in parts), sum(part.size for part in parts))
            return -rate, entry.order, entry.txid

        heap = [rank(entry) for entry in self.entries.values()]
        heapify(heap)
        while heap:
            weighed = heappop(heap)
            entry = self.entries[weighed[2]]
            if entry.txid in chosen or weighed != rank(entry):
                continue  # weighed anew since: its new place in the heap is another
            parts = package(entry)
            more_weight, more_sigops = sum(part.weight for part in parts), sum(part.sigops for part in parts)
            if weight + more_weight > max_weight or sigops + more_sigops > max_sigops:
                continue
            weight, sigops = weight + more_weight, sigops + more_sigops
            chosen |= {part.txid: part for part in parts}
            touched = {child.txid for part in parts for child in self.descendants(part)} - chosen.keys()
            for txid in sorted(touched):
                heappush(heap, rank(self.entries[txid]))
        return list(chosen.values())
