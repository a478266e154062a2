"""Building transactions and signing them: how a key opens an output.

A script asks for signatures (:class:`blockkit.templates.Lock`); the answer is a script too, in the input
that spends the output. Where one person has all the keys, :func:`sign_input` does it all. Where several
sign, each makes signatures with :func:`make_signatures` and hands them on, and the last calls
:func:`sign_input` with those of the others. A signed input is run by the rules of the chain before anybody
gets to see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from blockkit.asm import to_asm
from blockkit.digests import (
    SIGHASH_ALL,
    SIGHASH_ANYONECANPAY,
    SIGHASH_NONE,
    SIGHASH_SINGLE,
    Spending,
    sighash,
)
from blockkit.errors import shown
from blockkit.guards import need_a, need_all, need_bytes, need_int
from blockkit.hashing import HASH_SIZE, hash160
from blockkit.keys import PrivateKey, verify
from blockkit.params import REGTEST
from blockkit.rules import RULES
from blockkit.script import ScriptError, is_p2sh, push
from blockkit.spending import Spend
from blockkit.templates import Lock, p2sh, read_lock, without_timelocks
from blockkit.transaction import FINAL_SEQUENCE, MAX_UINT32, OutPoint, Transaction, TxIn, TxOut
from blockkit.validation import script_flags

# ---- signatures as a script ----------------------------------------------------------------------


def name_in(lock: Lock, key: bytes) -> bytes:
    """What the script calls a public key; ``ValueError`` when it does not name it."""
    need_a(Lock, lock, "the lock, as read_lock(script) gives it,")
    name = hash160(key) if lock.form == "p2pkh" else key
    if name not in lock.names:
        wanted = " or ".join(known.hex() for known in lock.names)
        raise ValueError(f"the wrong key: the script asks for {wanted}, this is {name.hex()}")
    return name


def unlocking_script(lock: Lock, signatures: Mapping[bytes, bytes]) -> bytes:
    """What opens the lock, from ``{public key: signature}``; ``ValueError`` when some are missing.

    The signatures of a multisig stand in the order of the keys in the script, whoever signed first.
    """
    need_a(Lock, lock, "the lock, as read_lock(script) gives it,")
    signers = {name_in(lock, key): key for key in need_signatures(signatures)}
    keys = [signers[name] for name in lock.names if name in signers][: lock.needed]
    if len(keys) < lock.needed:
        missing = ", ".join(name.hex() for name in lock.names if name not in signers)
        raise ValueError(f"signatures needed: {lock.needed}, there: {len(keys)}; not signed by {missing}")
    pushed = b"".join(push(signatures[key]) for key in keys)
    if lock.form == "multisig":
        return push(b"") + pushed  # OP_CHECKMULTISIG takes one item too many
    return pushed + push(keys[0]) if lock.form == "p2pkh" else pushed


def need_signatures(signatures: Mapping[bytes, bytes]) -> Mapping[bytes, bytes]:
    """Refuse what :func:`make_signatures` does not give."""
    mapped = isinstance(signatures, Mapping)
    if not mapped or not all(isinstance(part, bytes) for pair in signatures.items() for part in pair):
        raise TypeError(
            "signatures must be what make_signatures gives, {public key: signature} in bytes, "
            f"got {type(signatures).__name__}"
        )
    return signatures


# ---- building and signing ------------------------------------------------------------------------

# all script rules there are, which is what REGTEST has from block 1 on
CONSENSUS = script_flags(1, bytes(HASH_SIZE), REGTEST)


def build(outpoints: Sequence[OutPoint], outputs: Sequence[TxOut], lock_time: int = 0) -> Transaction:
    """A transaction that is not signed yet.

    With a lock time, no input is final: if all were, the lock time would mean nothing.
    """
    outpoints = need_all(OutPoint, outpoints, "the outpoints (OutPoint(txid, index) makes one)")
    outputs = need_all(TxOut, outputs, "the outputs (TxOut(satoshi, script) makes one)")
    sequence = FINAL_SEQUENCE - 1 if need_int(lock_time, "a lock time", 0, MAX_UINT32) else FINAL_SEQUENCE
    inputs = tuple(TxIn(outpoint, b"", sequence) for outpoint in outpoints)
    return Transaction(2, inputs, outputs, lock_time)


def make_signatures(
    tx: Transaction,
    index: int,
    output: TxOut,
    *keys: PrivateKey,
    hash_type: int = SIGHASH_ALL,
    redeem_script: bytes = b"",
) -> dict[bytes, bytes]:
    """``{public key: signature}`` by each of ``keys``, for input ``index`` of ``tx`` that spends ``output``.

    This is what one of several signers hands to the next; the last calls :func:`sign_input`.
    """
    code = signed_script(output, redeem_script)
    need_useful_hash_type(hash_type, tx, index)
    lock, digest, signatures = read_lock(code), sighash(tx, index, code, hash_type), {}
    for key in keys:
        if not isinstance(key, PrivateKey):  # the message must not show it: it may be a secret
            raise TypeError(
                f"each key must be a PrivateKey, got {type(key).__name__}; "
                "decode_wif(…) reads one from text, and *keys passes on those of a list"
            )
        public = key.public_key()
        name_in(lock, public)
        signatures[public] = key.sign(digest) + bytes([hash_type])
    return signatures


def sign_input(
    tx: Transaction,
    index: int,
    output: TxOut,
    *keys: PrivateKey,
    hash_type: int = SIGHASH_ALL,
    redeem_script: bytes = b"",
    signatures: Mapping[bytes, bytes] | None = None,
) -> Transaction:
    """``tx`` with input ``index``, which spends ``output``, signed by ``keys`` and ready for the chain.

    ``signatures`` are those that others made with :func:`make_signatures`. A P2SH output also needs its
    ``redeem_script``. Raises ``ValueError`` for the wrong keys, scripts or signatures, and
    :class:`ScriptError` when the chain would refuse the input all the same, as it does before a timelock.
    """
    made = make_signatures(tx, index, output, *keys, hash_type=hash_type, redeem_script=redeem_script)
    code = signed_script(output, redeem_script)
    lock, others = read_lock(code), dict(need_signatures({} if signatures is None else signatures))
    for key, signature in others.items():
        name_in(lock, key)
        if not signature or not verify(key, sighash(tx, index, code, signature[-1]), signature[:-1]):
            raise ValueError(f"the signature by {key.hex()} is not one of this input of this transaction")
    script_sig = unlocking_script(lock, others | made) + (push(redeem_script) if redeem_script else b"")
    inputs = list(tx.inputs)
    inputs[index] = replace(inputs[index], script_sig=script_sig)
    signed = replace(tx, inputs=tuple(inputs))
    try:
        RULES.verify_input(signed, index, output, CONSENSUS)
    except ScriptError as error:
        if error.reason == "UNSATISFIED_LOCKTIME":
            raise too_early(signed, index, code) from None
        raise
    return signed


def too_early(tx: Transaction, index: int, script: bytes) -> ScriptError:
    """The error that says which lock time the script asks for, and how a transaction comes by it."""
    times, _ = without_timelocks(script)
    asked = max(time for time in times if not Spend(Spending(tx), index).check_lock_time(time))
    final = " and its input is final" if tx.inputs[index].sequence == FINAL_SEQUENCE else ""
    return ScriptError(
        "UNSATISFIED_LOCKTIME",
        f"the transaction's own lock time is {tx.lock_time}{final}, the script asks for {asked} or later; "
        f"build(…, lock_time={asked}) makes one that may spend it",
        expected=asked,
        got=tx.lock_time,
    )


def signed_script(output: TxOut, redeem_script: bytes) -> bytes:
    """The script that signatures cover: the output's own, or the redeem script that it names by hash."""
    if not isinstance(output, TxOut):
        hint = "a coin's is .output" if hasattr(output, "output") else "TxOut(satoshi, script) makes one"
        raise TypeError(f"the output that is spent must be a TxOut, got {type(output).__name__}: {hint}")
    redeem_script = need_bytes(redeem_script, "the redeem script")
    script = output.script_pubkey
    if is_p2sh(script) and not redeem_script:
        raise ValueError("the output names a script by its hash (P2SH): pass the script as redeem_script=…")
    if redeem_script and script != p2sh(hash160(redeem_script)):
        raise ValueError(
            f"the wrong redeem script: its hash is {hash160(redeem_script).hex()}, "
            f"the output's script is {shown(to_asm(script))}"
        )
    return redeem_script or script


def need_useful_hash_type(hash_type: int, tx: Transaction, index: int) -> None:
    """Refuse hash types that nobody defined, and the one case in which a signature signs anything."""
    need_a(Transaction, tx, "the transaction")
    need_int(index, "the input's index", 0, len(tx.inputs) - 1)
    kind = need_int(hash_type, "the hash type", 1, 255) & ~SIGHASH_ANYONECANPAY
    if kind not in (SIGHASH_ALL, SIGHASH_NONE, SIGHASH_SINGLE):
        raise ValueError(f"the hash type is 1, 2 or 3, and 0x80 more for ANYONECANPAY; got 0x{hash_type:02x}")
    if kind == SIGHASH_SINGLE and index >= len(tx.outputs):
        raise ValueError(
            f"SIGHASH_SINGLE for input {index} needs an output {index}, there are {len(tx.outputs)}: "
            "without it the number 1 is signed, and so anything else that is spent in this way"
        )
