"""One input of one transaction: the answers to what its scripts may ask.

:class:`Spend` is the :class:`~blockkit.interpreter.Checker` that every block is judged with, and the one that
the later rules ask too (:class:`blockkit.witness.WitnessChecker`). What a signature signs is in
:mod:`blockkit.digests`.

Source: Bitcoin Core v28.1, ``GenericTransactionSignatureChecker`` in ``script/interpreter.cpp``; BIP 65, 68,
112, 143 and 340.
"""

from collections.abc import Callable
from dataclasses import dataclass

from blockkit import keys, schnorr
from blockkit.digests import Spending, sighash, taproot_sighash, witness_sighash
from blockkit.transaction import FINAL_SEQUENCE, LOCK_TIME_THRESHOLD, Transaction, Witness

# an input's sequence as a relative lock time (BIP 68)
SEQUENCE_DISABLED = 1 << 31
SEQUENCE_IN_TIME = 1 << 22  # counted in units of 512 seconds, not in blocks
SEQUENCE_MASK = 0xFFFF


@dataclass(frozen=True, slots=True)
class Spend:
    """Input ``index`` of a transaction; its witness signs some of what the other inputs spend as well.

    The two functions are replaceable; they are the ``Rules`` slots of the same names.
    """

    spending: Spending
    index: int
    sighash: Callable[[Transaction, int, bytes, int], bytes] = sighash
    verify_signature: Callable[[bytes, bytes, bytes], bool] = keys.verify

    @property
    def tx(self) -> Transaction:
        """The transaction."""
        return self.spending.tx

    @property
    def witness(self) -> Witness:
        """The items of the input's witness."""
        witnesses = self.spending.tx.witnesses
        return witnesses[self.index] if witnesses else ()

    def check_signature(self, signature: bytes, key: bytes, script_code: bytes) -> bool:
        """Did the owner of ``key`` sign? The last byte of ``signature`` is its hash type."""
        if not keys.has_key_size(key):
            return False  # before the hash is made, which may take long
        if self.sighash is sighash:  # the library's own: what the inputs share is made once
            digest = sighash(self.spending, self.index, script_code, signature[-1])
        else:
            digest = self.sighash(self.spending.bare, self.index, script_code, signature[-1])
        return self.verify_signature(key, digest, signature[:-1])

    def check_witness_signature(self, signature: bytes, key: bytes, script_code: bytes) -> bool:
        """The same in a witness of version 0, where another digest is signed (BIP 143)."""
        if not keys.has_key_size(key):
            return False
        digest = witness_sighash(self.spending, self.index, script_code, signature[-1])
        return self.verify_signature(key, digest, signature[:-1])

    def check_schnorr_signature(
        self, signature: bytes, key: bytes, hash_type: int, annex: bytes, leaf: bytes, separator: int
    ) -> bool:
        """The same in taproot (BIP 341), where a signature is 64 bytes (BIP 340), and a key 32."""
        digest = taproot_sighash(self.spending, self.index, hash_type, annex, leaf, separator)
        return schnorr.verify(key, digest, signature)

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
