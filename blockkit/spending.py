"""One input of one transaction: what its signature signs, and whether it may spend its output.

A signature does not cover the bytes of the transaction but a changed copy (:func:`sighash`): the other
inputs' scripts are blanked, since they cannot be signed before they are made, and the hash type, the
last byte of the signature, says which of the inputs and outputs are left out too.

Source: Bitcoin Core v28.1, ``SignatureHash`` and ``GenericTransactionSignatureChecker`` in
``script/interpreter.cpp``; BIP 65, 68 and 112.
"""

from collections.abc import Callable
from dataclasses import dataclass

from blockkit import keys
from blockkit.guards import need_a, need_bytes, need_int
from blockkit.hashing import hash256
from blockkit.opcodes import CODES
from blockkit.script import find_and_delete
from blockkit.transaction import FINAL_SEQUENCE, LOCK_TIME_THRESHOLD, Transaction, TxIn, TxOut, frame

SIGHASH_ALL, SIGHASH_NONE, SIGHASH_SINGLE, SIGHASH_ANYONECANPAY = 1, 2, 3, 0x80

# an input's sequence as a relative lock time (BIP 68)
SEQUENCE_DISABLED = 1 << 31
SEQUENCE_IN_TIME = 1 << 22  # counted in units of 512 seconds, not in blocks
SEQUENCE_MASK = 0xFFFF

CODE_SEPARATOR = bytes([CODES["OP_CODESEPARATOR"]])
NO_OUTPUT = TxOut(-1, b"").serialize()  # stands for those before the one that SINGLE signs


def sighash(tx: Transaction, index: int, script_code: bytes, hash_type: int = SIGHASH_ALL) -> bytes:
    """The 32 bytes that the signature of input ``index`` signs.

    ``script_code`` is the script after the last OP_CODESEPARATOR that ran, without the signature; any
    OP_CODESEPARATOR that is still in it is left out here. ``hash_type`` is a whole number whose low 32 bits
    are used. Two quirks are kept because the chain holds them: every unknown type counts as
    ALL, and SINGLE without an output at the same place signs the number 1.
    """
    need_a(Transaction, tx, "the transaction")
    tx.need_fields()
    need_int(index, "the input's index", 0, len(tx.inputs) - 1)
    script_code = need_bytes(script_code, "script_code")
    need_a(int, hash_type, "the hash type, SIGHASH_ALL = 1 or another,")
    kind = hash_type & 0x1F
    if kind == SIGHASH_SINGLE and index >= len(tx.outputs):
        return (1).to_bytes(32, "little")
    copy = changed_copy(tx, index, find_and_delete(script_code, CODE_SEPARATOR), hash_type)
    return hash256(copy + (hash_type & 0xFFFFFFFF).to_bytes(4, "little"))


def changed_copy(tx: Transaction, index: int, script: bytes, hash_type: int) -> bytes:
    """The transaction as the signature of input ``index`` sees it, with ``script`` in that input."""
    kind, own = hash_type & 0x1F, tx.inputs[index]
    free = kind in (SIGHASH_NONE, SIGHASH_SINGLE)  # then the others may still change their sequence
    inputs = [
        txin.prevout + b"\0" + (b"\0\0\0\0" if free else txin.sequence.to_bytes(4, "little"))
        for txin in tx.inputs
    ]
    inputs[index] = TxIn(own.prevout, script, own.sequence).serialize()
    if hash_type & SIGHASH_ANYONECANPAY:
        inputs = [inputs[index]]
    if kind == SIGHASH_NONE:
        outputs = []
    elif kind == SIGHASH_SINGLE:
        outputs = [NO_OUTPUT] * index + [tx.outputs[index].serialize()]
    else:
        outputs = [output.serialize() for output in tx.outputs]
    return frame(tx.version, inputs, outputs, tx.lock_time)


@dataclass(frozen=True, slots=True)
class Spend:
    """Input ``index`` of ``tx``: answers what its scripts may ask (:class:`blockkit.interpreter.Checker`).

    The two functions are replaceable; they are the ``Rules`` slots of the same names.
    """

    tx: Transaction
    index: int
    sighash: Callable[[Transaction, int, bytes, int], bytes] = sighash
    verify_signature: Callable[[bytes, bytes, bytes], bool] = keys.verify

    def check_signature(self, signature: bytes, key: bytes, script_code: bytes) -> bool:
        """Did the owner of ``key`` sign? The last byte of ``signature`` is its hash type."""
        if not keys.has_key_size(key):
            return False  # before the hash is made, which may take long
        digest = self.sighash(self.tx, self.index, script_code, signature[-1])
        return self.verify_signature(key, digest, signature[:-1])

    def check_lock_time(self, lock_time: int) -> bool:
        """BIP 65: the transaction's own lock time is of the same kind, not earlier, and in force."""
        own = self.tx.lock_time
        same_kind = (own < LOCK_TIME_THRESHOLD) == (lock_time < LOCK_TIME_THRESHOLD)
        return same_kind and lock_time <= own and self.tx.inputs[self.index].sequence != FINAL_SEQUENCE

    def check_sequence(self, sequence: int) -> bool:
        """BIP 112: the input's own relative lock time is of the same kind, not shorter, and in force."""
        own = self.tx.inputs[self.index].sequence
        if not has_relative_locks(self.tx) or own & SEQUENCE_DISABLED:
            return False
        same_kind = (own & SEQUENCE_IN_TIME) == (sequence & SEQUENCE_IN_TIME)
        return same_kind and (sequence & SEQUENCE_MASK) <= (own & SEQUENCE_MASK)


def has_relative_locks(tx: Transaction) -> bool:
    """Do the inputs' sequences mean anything? From version 2 on, read as an unsigned number (BIP 68)."""
    return (tx.version & 0xFFFFFFFF) >= 2
