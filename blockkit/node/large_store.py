"""A store for long chains: bodies, undo lists and coins stay in the file, only the headers are in memory.

:class:`LargeStore` opens the same file as :class:`blockkit.node.store.Store`, and either can go on with what
the other wrote. The chain it loads is a :class:`~blockkit.chain.Chain` like any other. Its three large parts
are mappings that look into the file when they are asked; what is new waits in memory until
:meth:`LargeStore.save`, which ``full`` asks for in time. A header takes half a kilobyte.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from heapq import merge
from typing import Any, Generic, TypeVar

from blockkit.block import Block, Header
from blockkit.chain import Chain
from blockkit.errors import Invalid
from blockkit.guards import need_a
from blockkit.node.store import Store, pack_undo, unpack_undo
from blockkit.rules import Rules
from blockkit.transaction import OutPoint
from blockkit.utxo import Coin, Undo

Value = TypeVar("Value")
Parse = Callable[[bytes], Value]

MOST_BLOCKS = 50  # that wait to be written: at most 200 MB, most often a few
MOST_COINS = 100_000  # that are in memory, changed or not

# With these, what a long chain needs at the start is found without reading every body on the way.
INDEXES = """
    CREATE INDEX IF NOT EXISTS by_arrival ON blocks (arrived, hash) WHERE arrived IS NOT NULL;
    CREATE INDEX IF NOT EXISTS failures ON blocks (hash, failed) WHERE failed <> '';
"""
# What is not given stays as it is.
SAVE_BLOCK = """
    INSERT INTO blocks (hash, header, undo, failed, body, arrived) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (hash) DO UPDATE SET undo = ifnull(excluded.undo, undo), failed = excluded.failed,
        body = ifnull(excluded.body, body), arrived = ifnull(arrived, excluded.arrived)
"""


class Filed(MutableMapping[bytes, Value], Generic[Value]):
    """A column of the file, by the block's id: what is new waits in ``fresh``."""

    def __init__(self, first: tuple[bytes, Value], db: sqlite3.Connection, name: str, parse: Parse[Value]):
        self._first, self._db, self._parse = dict([first]), db, parse  # block 0 is never written
        self._one = f"FROM blocks WHERE hash = ? AND {name} IS NOT NULL"
        self._all = f"SELECT hash FROM blocks WHERE {name} IS NOT NULL ORDER BY number"
        self._name = name
        self.fresh: dict[bytes, Value] = {}

    def written(self) -> None:
        """All that was new is in the file now."""
        self.fresh = {}

    def __getitem__(self, key: bytes) -> Value:
        for known in (self.fresh, self._first):
            if key in known:
                return known[key]
        row = self._db.execute(f"SELECT {self._name} {self._one}", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return self._parse(row[0])

    def __contains__(self, key: object) -> bool:
        known = key in self.fresh or key in self._first
        return known or self._db.execute(f"SELECT 1 {self._one}", (key,)).fetchone() is not None

    def __setitem__(self, key: bytes, value: Value) -> None:
        self.fresh[key] = value

    def __delitem__(self, key: bytes) -> None:
        raise TypeError("what is in the file stays there")

    def __iter__(self) -> Iterator[bytes]:
        filed = (key for (key,) in self._db.execute(self._all))
        return iter(dict.fromkeys([*self._first, *filed, *self.fresh]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class FiledCoins(MutableMapping[OutPoint, Coin]):
    """The unspent outputs in the file, and what has changed since they were written."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.near: dict[OutPoint, Coin | None] = {}  # looked up or changed lately; None: there is none
        self.changed: set[OutPoint] = set()

    def get(self, key: OutPoint, default: Any = None) -> Any:
        """The coin, or ``default``."""
        if key not in self.near:
            if len(self.near) - len(self.changed) > MOST_COINS:  # whoever asks for much fills no memory
                self.near = {known: self.near[known] for known in self.changed}
            row = self._db.execute("SELECT coin FROM coins WHERE outpoint = ?", (bytes(key),)).fetchone()
            self.near[key] = Coin.parse(row[0]) if row else None
        coin = self.near[key]
        return default if coin is None else coin

    def __contains__(self, key: object) -> bool:
        return isinstance(key, OutPoint) and self.get(key) is not None

    def __getitem__(self, key: OutPoint) -> Coin:
        if (coin := self.get(key)) is None:
            raise KeyError(key)
        assert isinstance(coin, Coin)
        return coin

    def __setitem__(self, key: OutPoint, coin: Coin) -> None:
        self.get(key)  # so that even an interrupt between the next two steps leaves what is true
        self.changed.add(key)
        self.near[key] = coin

    def __delitem__(self, key: OutPoint) -> None:
        self[key]
        self.changed.add(key)
        self.near[key] = None

    def __iter__(self) -> Iterator[OutPoint]:
        return (OutPoint.parse(outpoint) for outpoint, _ in self.in_order())

    def __len__(self) -> int:
        return sum(1 for _ in self.in_order())

    def in_order(self) -> Iterator[tuple[bytes, bytes]]:
        """Outpoint and coin as bytes, sorted by the outpoint, one after the other from the file."""
        rows = self._db.execute("SELECT outpoint, coin FROM coins ORDER BY outpoint")
        kept = ((outpoint, coin) for outpoint, coin in rows if outpoint not in self.changed)
        ours = [(bytes(key), coin.serialize()) for key in self.changed if (coin := self.near[key])]
        return merge(kept, sorted(ours))

    def written(self) -> None:
        """All that was changed is in the file now."""
        self.changed = set()
        if len(self.near) > MOST_COINS:
            self.near = {}


class FiledChain(Chain):
    """A chain whose bodies, undo lists and coins are in a file."""

    blocks: Filed[Block]
    undo: Filed[Undo]
    utxos: FiledCoins

    def __init__(self, rules: Rules, db: sqlite3.Connection) -> None:
        super().__init__(rules)
        genesis = self.tip.hash, self.blocks[self.tip.hash]
        self.blocks = Filed(genesis, db, "body", Block.parse)
        self.undo = Filed((self.tip.hash, []), db, "undo", unpack_undo)
        self.utxos = FiledCoins(db)

    def fill(self, rows: Iterable[tuple[bytes, str]], arrived: Iterable[bytes], tip: bytes) -> None:
        """Put the headers into their places: rows of header and failure, ids of the bodies as they came."""
        for data, failed in rows:
            header = Header.parse(data)
            self._place(header, self.index[header.prev_block]).failed = failed
        for block_hash in arrived:
            self._keep(None, self.index[block_hash])
        self.tip = self.index[tip]

    def state_hash(self) -> bytes:
        """The same hash as any chain's, without all coins in memory at once."""
        return self.count_coins()[1]

    def count_coins(self) -> tuple[int, bytes]:
        """How many coins there are, and :meth:`state_hash`, in one go."""
        self.settle()
        number, digest = 0, hashlib.sha256(self.tip.hash)
        for outpoint, coin in self.utxos.in_order():
            digest.update(outpoint + coin)
            number += 1
        return number, hashlib.sha256(digest.digest()).digest()


class LargeStore(Store):
    """A chain's file, of which only the headers are in memory; used as :class:`Store` is."""

    def load(self) -> FiledChain:
        """The chain as it was saved, with its large parts left in the file.

        Raises :class:`Invalid` (``damaged-store``). Bodies and undo lists are read, and would show damage,
        only when somebody asks for them.
        """
        self._need_open()
        chain = FiledChain(self.rules, self._db)
        try:
            for statement in INDEXES.split(";"):
                self._db.execute(statement)
            failed = dict(self._db.execute("SELECT hash, failed FROM blocks WHERE failed <> ''"))
            rows = self._db.execute("SELECT hash, header FROM blocks ORDER BY number")
            arrived = self._db.execute("SELECT hash FROM blocks WHERE arrived IS NOT NULL ORDER BY arrived")
            headers = ((header, failed.get(block_hash, "")) for block_hash, header in rows)
            chain.fill(headers, (block_hash for (block_hash,) in arrived), self._about("tip"))
            (self._arrived,) = self._db.execute("SELECT ifnull(max(arrived), 0) FROM blocks").fetchone()
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            raise Invalid("damaged-store", f"{self.path.name} does not fit together: {error!r}") from error
        if not chain.tip.complete:
            raise Invalid("damaged-store", f"{self.path.name}: a block below the tip is missing")
        chain.settle()
        self._chain, self._tip, self._headers = chain, chain.tip, len(chain.index)
        self._failed = set(failed)
        return chain

    @property
    def full(self) -> bool:
        """Is it time for :meth:`save`?"""
        chain = self._loaded()
        return len(chain.blocks.fresh) >= MOST_BLOCKS or len(chain.utxos.near) > MOST_COINS

    def _loaded(self) -> FiledChain:
        if not isinstance(self._chain, FiledChain):
            raise ValueError(f"nothing of {self.path.name} is loaded: load() comes first")
        return self._chain

    def save(self, chain: Chain) -> None:
        """Write what is new of the chain that was loaded: all of it, or nothing."""
        need_a(Chain, chain, "the chain")
        self._need_open()
        if chain is not self._loaded():
            raise ValueError(f"{self.path.name} holds another chain: save the one that load() gave")
        chain = self._loaded()
        chain.settle()
        numbers = {block_hash: self._arrived + n for n, block_hash in enumerate(chain.blocks.fresh, 1)}
        hashes = list(chain.index)[self._headers :] if len(chain.index) > self._headers else []
        failed = {block_hash for block_hash, index in chain.index.items() if index.failed}
        changed = dict.fromkeys([*hashes, *numbers, *chain.undo.fresh, *(failed - self._failed)])
        coins = {bytes(key): chain.utxos.near[key] for key in chain.utxos.changed}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(SAVE_BLOCK, (self._fresh_row(chain, one, numbers) for one in changed))
            gone = [(key,) for key, coin in coins.items() if coin is None]
            here = [(key, coin.serialize()) for key, coin in coins.items() if coin is not None]
            self._db.executemany("DELETE FROM coins WHERE outpoint = ?", gone)
            self._db.executemany("INSERT OR REPLACE INTO coins VALUES (?, ?)", here)
            self._db.execute("UPDATE about SET value = ? WHERE name = 'tip'", (chain.tip.hash,))
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise Invalid("store-not-written", f"{self.path.name}: {error}") from error
            raise
        self._arrived += len(numbers)
        self._headers, self._failed, self._tip = len(chain.index), failed, chain.tip
        for part in (chain.blocks, chain.undo, chain.utxos):
            part.written()

    @staticmethod
    def _fresh_row(chain: FiledChain, block_hash: bytes, numbers: dict[bytes, int]) -> tuple[Any, ...]:
        index = chain.index[block_hash]
        block, undo = chain.blocks.fresh.get(block_hash), chain.undo.fresh.get(block_hash)
        packed, body = pack_undo(undo) if undo is not None else None, block.serialize() if block else None
        return block_hash, index.header.serialize(), packed, index.failed, body, numbers.get(block_hash)
