"""What a signature signs, three ways side by side: those of 2009, of 2017 and of 2021.

A signature does not cover the bytes of the transaction but a text made from it, in which some things are
left out: scripts of other inputs, since they cannot be signed before they are made, and whatever the *hash
type*, a number that comes with the signature, sets free. :func:`sighash` makes a changed copy of the whole
transaction for each input: a thousand inputs cost a million steps. :func:`witness_sighash` and
:func:`taproot_sighash` sign hashes that all inputs share (:class:`Spending`), and the amounts as well.

Source: Bitcoin Core v28.1, ``SignatureHash`` and ``SignatureHashSchnorr`` in ``script/interpreter.cpp``;
BIP 143, 341 and 342.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from blockkit.encoding import encode_varint
from blockkit.guards import need_a, need_bytes, need_int
from blockkit.hashing import HASH_SIZE, hash256, sha256, tagged_hash
from blockkit.opcodes import CODES
from blockkit.script import ScriptError, find_and_delete
from blockkit.transaction import MIN_INPUT, Transaction, TxOut

SIGHASH_ALL, SIGHASH_NONE, SIGHASH_SINGLE, SIGHASH_ANYONECANPAY = 1, 2, 3, 0x80
SIGHASH_DEFAULT = 0  # taproot: ALL, and the signature does not say so

CODE_SEPARATOR = bytes([CODES["OP_CODESEPARATOR"]])
NO_OUTPUT = TxOut(-1, b"").serialize()  # stands for those before the one that SINGLE signs
NO_HASH = bytes(HASH_SIZE)  # stands for what a hash type leaves out
TAPROOT_TYPES = (0, 1, 2, 3, 0x81, 0x82, 0x83)  # taproot knows these hash types, and no others
NEVER_SEPARATED = 2**32 - 1  # the place of the last OP_CODESEPARATOR where none ran


@dataclass(frozen=True, eq=False)
class Spending:
    """A transaction, the outputs it spends, and what its signatures share: each is made once, when asked for.

    ``outputs`` are in the order of the inputs; one that is not known is ``None`` or left out at the end.
    """

    tx: Transaction
    outputs: Sequence[TxOut | None] = ()

    def __post_init__(self) -> None:
        need_a(Transaction, self.tx, "the transaction")
        self.tx.need_fields()

    def spent(self, index: int) -> TxOut:
        """The output that input ``index`` spends."""
        output = self.outputs[index] if index < len(self.outputs) else None
        if output is None:
            raise ValueError(
                f"a witness signs what the inputs spend, but what input {index} spends is not known: hand in "
                "the list of the outputs that all inputs spend, in their order"
            )
        return output

    @cached_property
    def all_spent(self) -> list[TxOut]:
        """The outputs that all inputs spend."""
        return [self.spent(index) for index in range(len(self.tx.inputs))]

    # -- for the way of 2009

    @cached_property
    def bare(self) -> Transaction:
        """The transaction without its witnesses, as somebody's own :func:`sighash` knows it."""
        return replace(self.tx, witnesses=()) if self.tx.witnesses else self.tx

    @cached_property
    def blank_inputs(self) -> bytes:
        """The inputs without their scripts."""
        blank = (txin.prevout + b"\0" + txin.sequence.to_bytes(4, "little") for txin in self.tx.inputs)
        return b"".join(blank)

    @cached_property
    def free_inputs(self) -> bytes:
        """The same without their sequences, which may still change."""
        return b"".join(txin.prevout + bytes(5) for txin in self.tx.inputs)

    @cached_property
    def written_outputs(self) -> bytes:
        """The new outputs."""
        return b"".join(output.serialize() for output in self.tx.outputs)

    # -- for the later ways

    @cached_property
    def prevouts_hash(self) -> bytes:
        """Of what the inputs name."""
        return sha256(b"".join(txin.prevout for txin in self.tx.inputs))

    @cached_property
    def sequences_hash(self) -> bytes:
        """Of the inputs' sequences."""
        return sha256(b"".join(txin.sequence.to_bytes(4, "little") for txin in self.tx.inputs))

    @cached_property
    def outputs_hash(self) -> bytes:
        """Of the new outputs."""
        return sha256(self.written_outputs)

    @cached_property
    def hashed_twice(self) -> tuple[bytes, bytes, bytes]:
        """These three once more, as BIP 143 signs them."""
        return sha256(self.prevouts_hash), sha256(self.sequences_hash), sha256(self.outputs_hash)

    @cached_property
    def amounts_hash(self) -> bytes:
        """Of the amounts that are spent."""
        return sha256(b"".join(output.value.to_bytes(8, "little", signed=True) for output in self.all_spent))

    @cached_property
    def scripts_hash(self) -> bytes:
        """Of the scripts that lock what is spent."""
        return sha256(b"".join(led_by_size(output.script_pubkey) for output in self.all_spent))


def need_input(spending: Spending, index: int, hash_type: int) -> None:
    """Refuse what no signature can be about."""
    need_a(Spending, spending, "the transaction and what it spends, Spending(tx, outputs),")
    need_int(index, "the input's index", 0, len(spending.tx.inputs) - 1)
    need_a(int, hash_type, "the hash type, SIGHASH_ALL = 1 or another,")


def led_by_size(data: bytes) -> bytes:
    """Bytes after their number."""
    return encode_varint(len(data)) + data


# ---- 2009 ----------------------------------------------------------------------------------------


def sighash(
    tx: Transaction | Spending, index: int, script_code: bytes, hash_type: int = SIGHASH_ALL
) -> bytes:
    """The 32 bytes that the signature of input ``index`` signs.

    With a :class:`Spending` in its place, what the inputs of the transaction share is written only once.
    ``script_code`` is the script after the last OP_CODESEPARATOR that ran, without the signature; any
    OP_CODESEPARATOR that is still in it is left out here. ``hash_type`` is a whole number whose low 32 bits
    are used. Two quirks are kept because the chain holds them: every unknown type counts as
    ALL, and SINGLE without an output at the same place signs the number 1.
    """
    spending = tx if isinstance(tx, Spending) else Spending(tx)
    need_input(spending, index, hash_type)
    script_code = need_bytes(script_code, "script_code")
    if hash_type & 0x1F == SIGHASH_SINGLE and index >= len(spending.tx.outputs):
        return (1).to_bytes(32, "little")
    return hash256(changed_copy(spending, index, find_and_delete(script_code, CODE_SEPARATOR), hash_type))


def changed_copy(spending: Spending, index: int, script: bytes, hash_type: int) -> bytes:
    """The transaction as the signature of input ``index`` sees it, with ``script`` in that input."""
    tx, kind = spending.tx, hash_type & 0x1F
    txin, count = tx.inputs[index], len(tx.inputs)
    before, after = b"", b""
    own = txin.prevout + led_by_size(script) + txin.sequence.to_bytes(4, "little")
    if hash_type & SIGHASH_ANYONECANPAY:
        count = 1
    else:
        free = kind in (SIGHASH_NONE, SIGHASH_SINGLE)  # then the others may still change their sequence
        others, at = spending.free_inputs if free else spending.blank_inputs, MIN_INPUT * index
        before, after = others[:at], others[at + MIN_INPUT :]
    if kind == SIGHASH_NONE:
        outputs = b"\0"
    elif kind == SIGHASH_SINGLE:
        outputs = encode_varint(index + 1) + NO_OUTPUT * index + tx.outputs[index].serialize()
    else:
        outputs = encode_varint(len(tx.outputs)) + spending.written_outputs
    version, lock_time = tx.version.to_bytes(4, "little", signed=True), tx.lock_time.to_bytes(4, "little")
    ends = lock_time, (hash_type & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((version, encode_varint(count), before, own, after, outputs, *ends))


# ---- 2017 ----------------------------------------------------------------------------------------


def witness_sighash(
    spending: Spending, index: int, script_code: bytes, hash_type: int = SIGHASH_ALL
) -> bytes:
    """The 32 bytes that a signature in a version 0 witness signs (BIP 143).

    ``script_code`` is as for :func:`sighash`, but nothing is left out of it. SINGLE without an output at the
    same place signs zeros in its place.
    """
    need_input(spending, index, hash_type)
    tx, kind, alone = spending.tx, hash_type & 0x1F, hash_type & SIGHASH_ANYONECANPAY
    whole = kind not in (SIGHASH_NONE, SIGHASH_SINGLE)
    txin, outputs = tx.inputs[index], NO_HASH
    prevouts, sequences, all_outputs = spending.hashed_twice
    if whole:
        outputs = all_outputs
    elif kind == SIGHASH_SINGLE and index < len(tx.outputs):
        outputs = hash256(tx.outputs[index].serialize())
    signed = (
        tx.version.to_bytes(4, "little", signed=True),
        NO_HASH if alone else prevouts,
        sequences if whole and not alone else NO_HASH,
        txin.prevout,
        led_by_size(script_code),
        spending.spent(index).value.to_bytes(8, "little", signed=True),
        txin.sequence.to_bytes(4, "little"),
        outputs,
        tx.lock_time.to_bytes(4, "little"),
        (hash_type & 0xFFFFFFFF).to_bytes(4, "little"),
    )
    return hash256(b"".join(signed))


# ---- 2021 ----------------------------------------------------------------------------------------


def taproot_sighash(
    spending: Spending,
    index: int,
    hash_type: int = SIGHASH_DEFAULT,
    annex: bytes = b"",
    leaf: bytes = b"",
    separator: int = NEVER_SEPARATED,
) -> bytes:
    """The 32 bytes that a Schnorr signature signs: of all amounts and scripts that are spent (BIP 341).

    In a script, ``leaf`` is its hash, and ``separator`` the place of the last OP_CODESEPARATOR that ran
    (BIP 342). Raises :class:`ScriptError` for an unknown hash type, and for SINGLE without an output.
    """
    need_input(spending, index, hash_type)
    tx, kind, alone = spending.tx, hash_type & 3 or SIGHASH_ALL, hash_type & SIGHASH_ANYONECANPAY
    if hash_type not in TAPROOT_TYPES:
        raise ScriptError("SCHNORR_SIG_HASHTYPE", f"0x{hash_type:02x}")
    if kind == SIGHASH_SINGLE and index >= len(tx.outputs):
        raise ScriptError("SCHNORR_SIG_HASHTYPE", f"SINGLE, but there is no output {index}")
    txin, version = tx.inputs[index], tx.version.to_bytes(4, "little", signed=True)
    signed = [b"\0", bytes([hash_type]), version, tx.lock_time.to_bytes(4, "little")]
    if not alone:
        signed += (
            spending.prevouts_hash,
            spending.amounts_hash,
            spending.scripts_hash,
            spending.sequences_hash,
        )
    if kind == SIGHASH_ALL:
        signed.append(spending.outputs_hash)
    signed.append(bytes([2 * bool(leaf) + bool(annex)]))
    if alone:
        signed += txin.prevout, spending.spent(index).serialize(), txin.sequence.to_bytes(4, "little")
    else:
        signed.append(index.to_bytes(4, "little"))
    if annex:
        signed.append(sha256(led_by_size(annex)))
    if kind == SIGHASH_SINGLE:
        signed.append(sha256(tx.outputs[index].serialize()))
    if leaf:
        signed += leaf, b"\0", separator.to_bytes(4, "little")
    return tagged_hash("TapSighash", b"".join(signed))
