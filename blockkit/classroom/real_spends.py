"""Spends to run, to read and to spoil: an input, its coin, and who judges a signature (lesson 03c).

Two are made here, with keys that everybody knows; the others are payments of the main chain, most of them
those of :mod:`blockkit.data.spends`. All of them hold by the rules of today.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from blockkit.classroom.shapes import Program, program_of
from blockkit.data.payments import real_payment, spent_by
from blockkit.data.spends import names as shipped
from blockkit.data.spends import shipped_spend
from blockkit.digests import Spending, sighash
from blockkit.errors import shown
from blockkit.hashing import hash160, hash256
from blockkit.keys import PrivateKey
from blockkit.script import push_plainly
from blockkit.spending import Spend
from blockkit.taproot import is_control_block
from blockkit.templates import multisig, p2pk, p2pkh, timelock
from blockkit.transaction import OutPoint, Transaction, TxIn, TxOut

PEOPLE = {"Alice": 1, "Bob": 2, "Carol": 3}  # and their secrets, which are worth nothing
LOCKED_UNTIL = 100  # the height that the made time lock asks for
MADE = ("two of three", "time lock")
# The last is in the first block with witnesses, as is the coin that it spends.
PAYMENTS = {"block 170": "f4184fc5", "slides": "0627052b", "p2wpkh": "f91d0a8a"}
OURS = ("block 170", "slides", *MADE, "p2wpkh")


@dataclass(frozen=True, slots=True)
class RealSpend:
    """One input of a transaction, and all outputs that the transaction spends."""

    name: str
    tx: Transaction
    index: int
    spent: tuple[TxOut, ...]
    people: dict[bytes, str] = field(default_factory=dict)  # whose key is this, or whose signature

    @property
    def script_sig(self) -> bytes:
        """The unlocking script, as bytes."""
        return self.tx.inputs[self.index].script_sig

    @property
    def script_pubkey(self) -> bytes:
        """The locking script of the coin, as bytes."""
        return self.spent[self.index].script_pubkey

    @property
    def unlocking(self) -> Program:
        """The unlocking script as a program."""
        return program_of(self.script_sig)

    @property
    def locking(self) -> Program:
        """The locking script as a program."""
        return program_of(self.script_pubkey)

    @property
    def inner_key(self) -> str:
        """The inner key that the witness of a taproot spend by script shows, in hex; "" where none is."""
        items = self.tx.witness(self.index)
        lock = self.script_pubkey
        control = items[-1] if len(items) > 1 and lock[:2] == b"\x51\x20" and len(lock) == 34 else b""
        return control[1:33].hex() if is_control_block(control) else ""

    @property
    def check(self) -> Callable[[bytes, bytes], bool]:
        """``check(signature, key)``: does the key's owner sign this spend? Judged by the library.

        Each that is taken from here remembers what it was asked, for itself.
        """
        spend = Spend(Spending(self.tx, self.spent), self.index)
        known: dict[tuple[bytes, bytes], bool] = {}  # the reader's function and the reference ask the same

        def check(signature: bytes, key: bytes) -> bool:
            if (signature, key) not in known:
                good = bool(signature) and spend.check_signature(signature, key, self.script_pubkey)
                known[signature, key] = good
            return known[signature, key]

        return check

    def story(self) -> Any:
        """Who pays whom from what, in words and as a picture (:func:`blockkit.explain.describe`)."""
        from blockkit.explain import describe

        return describe(self.tx, self.spent)

    def to_paste(self) -> str:
        """Its bytes in one line, then a line for each coin it spends: amount and lock."""
        coins = (f"{output.value} {output.script_pubkey.hex()}" for output in self.spent)
        return "\n".join([self.tx.serialize().hex(), *coins])

    def opened_by(self, *items: bytes) -> "RealSpend":
        """The same spend with other items in its unlocking script."""
        inputs = list(self.tx.inputs)
        inputs[self.index] = replace(inputs[self.index], script_sig=b"".join(map(push_plainly, items)))
        return replace(self, tx=replace(self.tx, inputs=tuple(inputs)))


def spend_names() -> tuple[str, ...]:
    """The names of all spends at hand."""
    return (*OURS, *shipped())


@cache
def real_spend(name: str) -> RealSpend:
    """A spend by its name; ``ValueError`` names those at hand."""
    if name in PAYMENTS:
        return RealSpend(name, real_payment(PAYMENTS[name]), 0, (spent_by(PAYMENTS[name]),))
    if name == "two of three":
        return signed_by(("Alice", "Carol"))
    if name == "time lock":
        return _after_the_lock()
    if name in shipped():
        one = shipped_spend(name)
        return RealSpend(name, one.tx, len(one.tx.inputs) - 1, one.spent)
    raise ValueError(f"there is no spend {shown(name)}; there are {', '.join(spend_names())}")


def fits(signature: bytes, key: bytes) -> bool:
    """A toy in place of arithmetic: ``b"by Alice"`` is the signature that fits the key ``b"Alice"``."""
    return signature == b"by " + key


# ---- made with secrets that everybody knows ------------------------------------------------------


def key_of(person: str) -> bytes:
    """The public key of Alice, Bob or Carol."""
    return _private_key(person).public_key()


def signed_by(people: Sequence[str], sequence: int = 0xFFFFFFFF) -> RealSpend:
    """A coin of two of three, spent with the signatures of ``people`` in this order."""
    script = multisig(2, [key_of(person) for person in PEOPLE])
    spend = unsigned_spend("two of three", script, sequence, 0)
    signatures = {_signature(spend, person): person for person in dict.fromkeys(people)}
    names = {key_of(person): person for person in PEOPLE} | signatures
    by_name = {person: signature for signature, person in signatures.items()}
    return replace(spend.opened_by(b"", *(by_name[person] for person in people)), people=names)


def _after_the_lock() -> RealSpend:
    """A coin of Alice's that no block before 101 may spend."""
    script = timelock(LOCKED_UNTIL, p2pk(key_of("Alice")))
    spend = unsigned_spend("time lock", script, 0xFFFFFFFE, LOCKED_UNTIL)
    signature = _signature(spend, "Alice")
    return replace(spend.opened_by(signature), people={key_of("Alice"): "Alice", signature: "Alice"})


def unsigned_spend(name: str, script: bytes, sequence: int, lock_time: int) -> RealSpend:
    """A payment of a made coin to Bob, not signed yet."""
    coin = OutPoint(hash256(name.encode()), 0)
    to_bob = TxOut(90_000, p2pkh(hash160(key_of("Bob"))))
    tx = Transaction(1, (TxIn(coin, b"", sequence),), (to_bob,), lock_time)
    return RealSpend(name, tx, 0, (TxOut(100_000, script),))


def _signature(spend: RealSpend, person: str) -> bytes:
    digest = sighash(spend.tx, 0, spend.script_pubkey, 1)
    return _private_key(person).sign(digest) + b"\1"


def _private_key(person: str) -> PrivateKey:
    if person not in PEOPLE:
        raise ValueError(f"the people are {', '.join(PEOPLE)}, got {shown(person)}")
    return PrivateKey(PEOPLE[person])
