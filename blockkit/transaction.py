"""Transactions: what they are made of, and what makes one valid by itself.

A transaction spends outputs of earlier ones, which its inputs name by :class:`OutPoint`, and creates
new outputs. Its id is the ``hash256`` of its bytes. Since block 481,824 it may carry a *witness*: signatures
and scripts that open what it spends, left out of the id, so that nobody can change the id by changing them.

Source: Bitcoin Core v28.1, ``primitives/transaction.h`` and ``consensus/tx_check.cpp``; BIP 141 and 144.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from blockkit.encoding import Reader, encode_varint
from blockkit.errors import Invalid
from blockkit.guards import need_a, need_bytes, need_int
from blockkit.hashing import HASH_SIZE, hash256, to_display
from blockkit.params import MAX_MONEY

MAX_BLOCK_SIZE = 1_000_000  # bytes (Core: MAX_BLOCK_WEIGHT / WITNESS_SCALE_FACTOR)
WITNESS_SCALE = 4  # a byte outside the witness weighs as much as four inside (Core: WITNESS_SCALE_FACTOR)
MAX_UINT32 = 2**32 - 1
FINAL_SEQUENCE = MAX_UINT32  # an input that says so asks for no lock time
LOCK_TIME_THRESHOLD = 500_000_000  # below it a lock time is a height, from it on seconds since 1970

OUTPOINT_SIZE = HASH_SIZE + 4  # bytes
# bytes of the smallest that can be written
MIN_INPUT, MIN_OUTPUT, MIN_TRANSACTION = 41, 9, 10


class OutPoint(bytes):
    """Which output of which transaction: the txid and a number of 4 bytes, as they stand in an input.

    It *is* these 36 bytes, and therefore a key as it stands: the set of unspent outputs is a plain
    dictionary from outpoint to coin, and nothing is quicker to look up than bytes.
    """

    __slots__ = ()

    def __new__(cls, txid: bytes, index: int) -> Self:
        """``txid`` in wire order, 32 bytes; ``index`` from 0."""
        need_int(index, "an output's index", 0, MAX_UINT32)
        return super().__new__(cls, need_bytes(txid, "a txid", HASH_SIZE) + index.to_bytes(4, "little"))

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """The outpoint that comes next."""
        return super().__new__(cls, reader.read(OUTPOINT_SIZE))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The outpoint in exactly these 36 bytes."""
        return super().__new__(cls, need_bytes(data, "an outpoint", OUTPOINT_SIZE))

    @property
    def txid(self) -> bytes:
        """The transaction, 32 bytes in wire order."""
        return self[:HASH_SIZE]

    @property
    def index(self) -> int:  # type: ignore[override]  # bytes.index finds a byte; nobody looks for one here
        """Which of its outputs, from 0."""
        return int.from_bytes(self[HASH_SIZE:], "little")

    def __reduce__(self) -> tuple[Callable[[bytes], Self], tuple[bytes]]:
        return type(self).parse, (bytes(self),)  # to be copied and pickled

    def __repr__(self) -> str:
        return f"OutPoint({to_display(self.txid)}:{self.index})"

    __str__ = __repr__


known_outpoint = partial(bytes.__new__, OutPoint)  # of 36 bytes that need no check: for the busy places

NOWHERE = OutPoint(bytes(HASH_SIZE), MAX_UINT32)  # what the input of a coinbase names


@dataclass(frozen=True, slots=True)
class TxIn:
    """An output that is spent, and the script that opens it."""

    prevout: OutPoint
    script_sig: bytes
    sequence: int = FINAL_SEQUENCE  # 4 bytes, unsigned

    def serialize(self) -> bytes:
        """The bytes in a transaction."""
        size, sequence = encode_varint(len(self.script_sig)), self.sequence.to_bytes(4, "little")
        return b"".join((self.prevout, size, self.script_sig, sequence))


@dataclass(frozen=True, slots=True)
class TxOut:
    """An amount, and the script that locks it."""

    value: int  # satoshi; 8 bytes, signed
    script_pubkey: bytes

    def serialize(self) -> bytes:
        """The bytes in a transaction."""
        size = encode_varint(len(self.script_pubkey))
        return self.value.to_bytes(8, "little", signed=True) + size + self.script_pubkey


Witness = tuple[bytes, ...]  # of one input: the items that its program is opened with, the topmost last


def serialize_witness(witness: Witness) -> bytes:
    """The bytes in a transaction: how many items, then each led by its length."""
    items = (encode_varint(len(item)) + item for item in witness)
    return encode_varint(len(witness)) + b"".join(items)


def frame(version: int, inputs: Sequence[bytes], outputs: Sequence[bytes], lock_time: int) -> bytes:
    """The bytes of a transaction whose inputs and outputs are serialized already."""
    counted = encode_varint(len(inputs)), *inputs, encode_varint(len(outputs)), *outputs
    return b"".join((version.to_bytes(4, "little", signed=True), *counted, lock_time.to_bytes(4, "little")))


MARKER_AND_FLAG = b"\0\1"  # no inputs, says the first to nodes that know no witnesses (BIP 144)


@dataclass(frozen=True, slots=True)
class Transaction:
    """Inputs that spend, outputs that pay, and from when on it may stand in a block."""

    version: int  # 4 bytes, signed
    inputs: tuple[TxIn, ...]
    outputs: tuple[TxOut, ...]
    lock_time: int = 0  # 4 bytes, unsigned: a height below LOCK_TIME_THRESHOLD, else seconds since 1970
    witnesses: tuple[Witness, ...] = ()  # one for each input, or none at all where all would be empty
    # A parsed transaction keeps its bytes: there is one way to write it, so they are what serialize() makes.
    _bytes: bytes = field(default=b"", init=False, repr=False, compare=False)
    _stripped: bytes = field(default=b"", init=False, repr=False, compare=False)  # only if it has a witness

    def __post_init__(self) -> None:
        if self.witnesses and not any(self.witnesses):
            object.__setattr__(self, "witnesses", ())

    def serialize(self) -> bytes:
        """The bytes that travel, with the witness if there is one (BIP 144).

        Raises ``TypeError`` or ``ValueError`` when a field is of the wrong kind or its number does not fit.
        """
        if self._bytes:
            return self._bytes
        stripped = self.stripped()
        if not self.witnesses:
            return stripped
        witness = b"".join(map(serialize_witness, self.witnesses))
        return stripped[:4] + MARKER_AND_FLAG + stripped[4:-4] + witness + stripped[-4:]

    def stripped(self) -> bytes:
        """The bytes without the witness, as nodes before 2017 know them; the id is the hash of these.

        Raises what :meth:`serialize` does.
        """
        if self._bytes:
            return self._stripped or self._bytes
        self.need_fields()
        inputs = [txin.serialize() for txin in self.inputs]
        outputs = [output.serialize() for output in self.outputs]
        return frame(self.version, inputs, outputs, self.lock_time)

    def need_fields(self) -> None:
        """Check what was made by hand; what is parsed, thousands in a block, cannot be wrong here."""
        if self._bytes:
            return
        need_int(self.version, "a transaction's version", -(2**31), 2**31 - 1)
        need_a(tuple, self.inputs, "a transaction's inputs")
        for txin in self.inputs:
            need_a(TxIn, txin, "an input")
            need_a(OutPoint, txin.prevout, "an input's prevout, OutPoint(txid, index),")
            need_bytes(txin.script_sig, "an input's script_sig")
            need_int(txin.sequence, "an input's sequence", 0, MAX_UINT32)
        need_a(tuple, self.outputs, "a transaction's outputs")
        for output in self.outputs:
            need_a(TxOut, output, "an output")
            need_int(output.value, "an output's value (satoshi)", -(2**63), 2**63 - 1)
            need_bytes(output.script_pubkey, "an output's script_pubkey")
        need_int(self.lock_time, "a transaction's lock_time", 0, MAX_UINT32)
        need_a(tuple, self.witnesses, "a transaction's witnesses")
        if len(self.witnesses) not in (0, len(self.inputs)):
            got = f"{len(self.witnesses)} for {len(self.inputs)} inputs"
            raise ValueError(f"witnesses must be (), or one for each input, got {got}")
        for witness in self.witnesses:
            need_a(tuple, witness, "an input's witness, a tuple of bytes,")
            for item in witness:
                need_bytes(item, "an item of a witness")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """The transaction that comes next in a longer run of bytes; :class:`Invalid` where none does."""
        start = reader.at
        version = reader.sint(4)
        mark = reader.data[reader.at : reader.at + 2]
        flag = mark[1] if mark[:1] == b"\0" and len(mark) == 2 else 0  # old nodes see: no inputs (BIP 144)
        reader.at += 2 if flag else 0
        body = reader.at
        inputs, outputs = [], []
        for _ in range(reader.count(MIN_INPUT)):
            prevout, script_sig, sequence = reader.framed(OUTPOINT_SIZE, 4)
            inputs.append(TxIn(known_outpoint(prevout), script_sig, int.from_bytes(sequence, "little")))
        for _ in range(reader.count(MIN_OUTPUT)):
            value, script_pubkey, _ = reader.framed(8, 0)
            outputs.append(TxOut(int.from_bytes(value, "little", signed=True), script_pubkey))
        end = reader.at
        witnesses = read_witnesses(reader, len(inputs), flag) if flag else ()
        tx = cls(version, tuple(inputs), tuple(outputs), reader.uint(4), witnesses)
        data, stop = reader.data, reader.at
        object.__setattr__(tx, "_bytes", data[start:stop])
        if flag:
            stripped = data[start : start + 4] + data[body:end] + data[stop - 4 : stop]
            object.__setattr__(tx, "_stripped", stripped)
        return tx

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The transaction in exactly these bytes; :class:`Invalid` says what is wrong with them."""
        return Reader.whole(data, cls.read)

    @property
    def txid(self) -> bytes:
        """The id, wire order; the witness has no part in it."""
        return hash256(self.stripped())

    @property
    def wtxid(self) -> bytes:
        """The hash of all bytes, wire order (BIP 141); without a witness it is the ``txid``."""
        return hash256(self.serialize())

    @property
    def weight(self) -> int:
        """Four for each byte outside the witness, one for each inside, the mark included (BIP 141)."""
        return len(self.stripped()) * (WITNESS_SCALE - 1) + len(self.serialize())

    @property
    def virtual_size(self) -> int:
        """The weight in bytes of four, rounded up: what fee rates count (BIP 141)."""
        return -(-self.weight // WITNESS_SCALE)

    def witness(self, index: int) -> Witness:
        """The witness of input ``index``; empty where it has none."""
        need_int(index, "the input's index", 0, len(self.inputs) - 1)
        return self.witnesses[index] if self.witnesses else ()

    def outpoints(self) -> list[OutPoint]:
        """What its outputs are called, in their order."""
        txid = self.txid
        return [known_outpoint(txid + n.to_bytes(4, "little")) for n in range(len(self.outputs))]

    @property
    def is_coinbase(self) -> bool:
        """Does it create coins: one input, and that names nothing?"""
        return len(self.inputs) == 1 and self.inputs[0].prevout == NOWHERE


def read_witnesses(reader: Reader, count: int, flag: int) -> tuple[Witness, ...]:
    """The witnesses of ``count`` inputs, which come next; ``flag`` says that they do (BIP 144)."""
    witnesses: list[Witness] = []
    if flag & 1:
        for _ in range(count):
            witnesses.append(tuple([reader.var_bytes() for _ in range(reader.count(1))]))
        if not any(witnesses):
            raise Invalid("Superfluous witness record", "a witness is announced, but every input's is empty")
    if flag != 1:
        raise Invalid("Unknown transaction optional data", f"the flag is {flag}", expected=1, got=flag)
    return tuple(witnesses)


def check_transaction(tx: Transaction) -> None:
    """The rules that need no context; :class:`Invalid` names the one that is broken.

    Source: Core, ``CheckTransaction``.
    """
    need_a(Transaction, tx, "the transaction")
    if not tx.inputs:
        raise Invalid("bad-txns-vin-empty", "a transaction spends something")
    if not tx.outputs:
        raise Invalid("bad-txns-vout-empty", "a transaction pays somebody")
    size = len(tx.stripped())
    if size > MAX_BLOCK_SIZE:
        raise Invalid("bad-txns-oversize", expected=f"at most {MAX_BLOCK_SIZE} bytes", got=size)
    total = 0
    for output in tx.outputs:
        if output.value < 0:
            raise Invalid("bad-txns-vout-negative", expected="0 or more", got=output.value)
        if output.value > MAX_MONEY:
            raise Invalid("bad-txns-vout-toolarge", expected=f"at most {MAX_MONEY}", got=output.value)
        total += output.value
        if total > MAX_MONEY:
            raise Invalid("bad-txns-txouttotal-toolarge", expected=f"at most {MAX_MONEY}", got=total)
    if len({txin.prevout for txin in tx.inputs}) < len(tx.inputs):
        # Core 0.14 to 0.16.2 did not ask this in a block (CVE-2018-17144).
        raise Invalid("bad-txns-inputs-duplicate", "an output is spent twice")
    if tx.is_coinbase:
        size = len(tx.inputs[0].script_sig)
        if not 2 <= size <= 100:
            raise Invalid("bad-cb-length", expected="a script_sig of 2 to 100 bytes", got=size)
    elif any(txin.prevout == NOWHERE for txin in tx.inputs):
        raise Invalid("bad-txns-prevout-null", "only a coinbase may spend nothing")
