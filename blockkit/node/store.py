"""A chain in a file: blocks, undo lists, coins and the tip, in SQLite.

:meth:`Store.save` writes what has changed since the last time as one transaction of the database. When
the process is killed, at whatever instant, the file holds the state before or the state after, never one
between. :meth:`Store.load` brings the chain back without judging its blocks again.

One process at a time may have the file open. It does not protect against somebody who writes to it: ids
and Merkle roots are checked when it is read; signatures, witnesses, coins and undo lists are not.
"""

import sqlite3
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from blockkit.block import Block, Header
from blockkit.chain import Chain, Row
from blockkit.encoding import Reader, encode_varint
from blockkit.errors import Invalid
from blockkit.guards import need_a
from blockkit.hashing import to_display
from blockkit.headers import fork_of
from blockkit.merkle import merkle_root
from blockkit.params import PARAMS
from blockkit.rules import RULES, Rules, checked
from blockkit.transaction import OutPoint
from blockkit.utxo import Coin, Undo

VERSION = 3  # of the tables below
BEFORE_WITNESSES = 2  # the same tables, of versions that refused what came after block 481,823

TABLES = """
    CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value);
    CREATE TABLE IF NOT EXISTS blocks (
        number INTEGER PRIMARY KEY, hash BLOB UNIQUE, header BLOB, undo BLOB, failed TEXT,
        body BLOB, arrived INTEGER
    );
    CREATE TABLE IF NOT EXISTS coins (outpoint BLOB PRIMARY KEY, coin BLOB) WITHOUT ROWID;
"""
# a body, an undo list or a reason of failure may come later than the header
SAVE_BLOCK = """
    INSERT INTO blocks (hash, header, undo, failed, body, arrived) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (hash) DO UPDATE SET undo = excluded.undo, failed = excluded.failed, body = excluded.body,
        arrived = ifnull(arrived, excluded.arrived)
"""


class Store:
    """A chain's file; use it in a ``with`` statement, or :meth:`close` it.

    Raises :class:`Invalid` (``store-not-opened``, ``wrong-store``, ``store-in-use``, ``damaged-store``) when
    the file cannot be used; what is in it stays as it is.
    """

    def __init__(self, path: Path | str, rules: Rules = RULES) -> None:
        self.path, self.rules = Path(path), checked(rules)
        self.note = ""  # what has been done to an older file
        self._closed = False
        self._counts = (1, 1, 1)  # of headers, bodies and undo lists in the file; block 0 is never written
        self._failed: set[bytes] = set()
        self._chain: Chain | None = None  # the one that was loaded or saved
        self._tip = Chain(rules).tip
        try:
            self._db = sqlite3.connect(self.path, timeout=0.5, isolation_level=None)
        except sqlite3.Error as error:
            why = "it is a folder" if self.path.is_dir() else "is its folder there?"
            raise Invalid("store-not-opened", f"{self.path.name} cannot be opened: {error}; {why}") from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._db.close()
            reason = "store-in-use" if "locked" in str(error) else "damaged-store"
            raise Invalid(reason, f"{self.path.name} cannot be used: {error}") from error
        except Invalid:
            self._db.close()
            raise

    def _prepare(self) -> None:
        """Take the file for ourselves, and make the tables where there are none."""
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master")}
        if tables and not {"about", "blocks", "coins"} <= tables:
            raise Invalid("wrong-store", f"{self.path.name} is a database of somebody else's")
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("BEGIN EXCLUSIVE")
        for statement in TABLES.split(";"):
            self._db.execute(statement)
        if not self._filled():  # nothing is in it yet: it may be any chain's
            about = {"version": VERSION, "chain": self.rules.params.name, "tip": self._tip.hash}
            self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", about.items())
        self._db.execute("COMMIT")
        for name, wanted in {"chain": self.rules.params.name, "version": VERSION}.items():
            found = self._about(name)
            if name == "version" and found == BEFORE_WITNESSES:
                self._mark_anew()
            elif found != wanted:
                message = f"the {name} of {self.path.name} is {found}, not {wanted}; nothing in it is damaged"
                mend = f"; rules_for(PARAMS[{found!r}]) opens it" if found in PARAMS else ""
                raise Invalid("wrong-store", message + mend, expected=wanted, got=found)

    def _mark_anew(self) -> None:
        """Make an older file one of ours; what was refused as too late for its rules may come again."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE about SET value = ? WHERE name = 'version'", (VERSION,))
        self._db.execute("UPDATE blocks SET failed = '' WHERE failed <> '' AND failed = 'beyond-last-height'")
        self._db.execute("COMMIT")
        self.note = (
            f"{self.path.name} is of a time when blockkit knew no witnesses (version {BEFORE_WITNESSES}). "
            f"Nothing in it had to be converted; it is marked as version {VERSION} now, which an earlier "
            "blockkit does not open"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._closed = True
        self._db.close()

    def _need_open(self) -> None:
        if self._closed:
            raise ValueError(f"{self.path.name} is closed: open it again with Store(path, rules)")

    def _about(self, name: str) -> Any:
        row = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise Invalid("damaged-store", f"{self.path.name} does not say its {name}")
        return row[0]

    # -- writing

    def save(self, chain: Chain) -> None:
        """Write what has changed since the last ``save`` or ``load``: all of it, or nothing.

        ``chain`` must be the one that was loaded or saved before, or a new one for an empty file.
        """
        need_a(Chain, chain, "the chain")
        if chain.rules.params != self.rules.params:
            ours, theirs = self.rules.params.name, chain.rules.params.name
            message = f"{self.path.name} was opened for the {ours} chain, this is a {theirs} chain"
            raise ValueError(f"{message}: Store(path, chain.rules) opens it for this one")
        self._need_open()
        chain.settle()
        # A dictionary keeps the order in which its keys came: what is new stands at the end.
        headers, bodies, undos = self._counts
        arrived = dict(zip(islice(chain.blocks, bodies, None), count(bodies), strict=False))
        fresh = [*islice(chain.index, headers, None), *arrived, *islice(chain.undo, undos, None)]
        failed = {block_hash for block_hash, index in chain.index.items() if index.failed}
        changed = dict.fromkeys(fresh) | dict.fromkeys(failed - self._failed)
        try:
            if chain is not self._chain and (self._chain is not None or self._filled()):
                message = f"{self.path.name} holds another chain, perhaps of an earlier run"
                raise ValueError(f"{message}: load() goes on with that one, another file would keep this one")
            self._db.execute("BEGIN IMMEDIATE")
            rows = [(*self._row(chain, block_hash), arrived.get(block_hash)) for block_hash in changed]
            self._db.executemany(SAVE_BLOCK, rows)
            self._save_coins(chain)
            self._db.execute("UPDATE about SET value = ? WHERE name = 'tip'", (chain.tip.hash,))
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:  # a full disk has rolled back already
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise Invalid("store-not-written", f"{self.path.name}: {error}") from error
            raise
        self._remember(chain)

    def _filled(self) -> bool:
        return self._db.execute("SELECT 1 FROM blocks").fetchone() is not None

    def _remember(self, chain: Chain) -> None:
        self._chain = chain
        self._counts = (len(chain.index), len(chain.blocks), len(chain.undo))
        self._failed = {block_hash for block_hash, index in chain.index.items() if index.failed}
        self._tip = chain.tip

    @staticmethod
    def _row(chain: Chain, block_hash: bytes) -> tuple[bytes, bytes, bytes | None, str, bytes | None]:
        index, block, undo = chain.index[block_hash], chain.blocks.get(block_hash), chain.undo.get(block_hash)
        packed, body = pack_undo(undo) if undo is not None else None, block.serialize() if block else None
        return block_hash, index.header.serialize(), packed, index.failed, body

    def _save_coins(self, chain: Chain) -> None:
        """Every outpoint that a block between the saved tip and the new one touched, as it is now."""
        old, new = chain.index[self._tip.hash], chain.tip
        fork = fork_of(old, new)
        branches = [branch.at(h) for branch in (old, new) for h in range(fork.height + 1, branch.height + 1)]
        touched = {outpoint for index in branches for outpoint, _ in chain.undo[index.hash]}
        gone = [(bytes(outpoint),) for outpoint in touched if outpoint not in chain.utxos]
        here = [(bytes(o), chain.utxos[o].serialize()) for o in touched if o in chain.utxos]
        self._db.executemany("DELETE FROM coins WHERE outpoint = ?", gone)
        self._db.executemany("INSERT OR REPLACE INTO coins VALUES (?, ?)", here)

    # -- reading

    def load(self) -> Chain:
        """The chain as it was saved; a new one from an empty file.

        Raises :class:`Invalid` (``damaged-store``) when the file does not fit together.
        """
        self._need_open()
        try:
            rows = self._db.execute("SELECT hash, header, undo, failed FROM blocks ORDER BY number")
            parsed = [self._parsed(*row) for row in rows]
            rows = self._db.execute("SELECT hash, body FROM blocks WHERE body IS NOT NULL ORDER BY arrived")
            blocks = [self._block(*row) for row in rows]
            rows = self._db.execute("SELECT outpoint, coin FROM coins")
            coins = {OutPoint.parse(outpoint): Coin.parse(coin) for outpoint, coin in rows}
            chain = Chain.restored(self.rules, parsed, blocks, coins, self._about("tip"))
            if not chain.tip.complete:
                raise Invalid("damaged-store", "the body of a block below the tip is missing")
        except Invalid as error:
            raise Invalid("damaged-store", f"{self.path.name}: {error}") from error
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            raise Invalid("damaged-store", f"{self.path.name} does not fit together: {error!r}") from error
        self._remember(chain)
        return chain

    def _parsed(self, block_hash: bytes, header: bytes, undo: bytes | None, failed: str) -> Row:
        parsed = Header.parse(header)
        if self.rules.block_hash(parsed) != block_hash:
            message = f"block {to_display(block_hash)} has another id, by the rules that it is read with"
            raise Invalid("damaged-store", message)
        return parsed, unpack_undo(undo) if undo is not None else None, failed

    def _block(self, block_hash: bytes, body: bytes) -> Block:
        block = Block.parse(body)
        root = merkle_root([tx.txid for tx in block.transactions])
        if self.rules.block_hash(block.header) != block_hash or root != block.header.merkle_root:
            raise Invalid("damaged-store", f"block {to_display(block_hash)} holds other transactions")
        return block


def pack_undo(undo: Undo) -> bytes:
    """An undo list as bytes: for each change the outpoint, then the coin led by its size, 0 for none."""
    parts: list[bytes] = []
    for outpoint, coin in undo:
        data = coin.serialize() if coin is not None else b""
        parts += (outpoint, encode_varint(len(data)), data)
    return b"".join(parts)


def unpack_undo(data: bytes) -> Undo:
    """The undo list in exactly these bytes."""
    reader, undo = Reader(data), []
    while reader.at < len(data):
        outpoint, coin = OutPoint.read(reader), reader.var_bytes()
        undo.append((outpoint, Coin.parse(coin) if coin else None))
    return undo
