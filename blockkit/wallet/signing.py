"""Building transactions and signing them: how a key opens an output.

A script asks for signatures (:class:`blockkit.templates.Lock`); the answer goes into the input that spends
the output, as a script or as a witness. Where one person has all the keys, :func:`sign_input` does it all.
Where several sign, each makes signatures with :func:`make_signatures` and hands them on, and the last calls
:func:`sign_input` with those of the others. A signed input is run by the rules of the chain before anybody
gets to see it.

What a signature covers depends on where it goes: :mod:`blockkit.digests` has the three ways.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from blockkit import schnorr
from blockkit.asm import to_asm
from blockkit.digests import (
    SIGHASH_ALL,
    SIGHASH_ANYONECANPAY,
    SIGHASH_DEFAULT,
    SIGHASH_NONE,
    SIGHASH_SINGLE,
    Spending,
    sighash,
    taproot_sighash,
    witness_sighash,
)
from blockkit.errors import shown
from blockkit.guards import need_a, need_all, need_bytes, need_int
from blockkit.hashing import HASH_SIZE, hash160, sha256
from blockkit.keys import PrivateKey, verify
from blockkit.params import REGTEST
from blockkit.rules import RULES, spending_of
from blockkit.script import ScriptError, is_p2sh, is_witness_program, push
from blockkit.spending import Spend
from blockkit.taproot import check_signature
from blockkit.templates import (
    Lock,
    is_p2wpkh,
    is_p2wsh,
    p2pkh,
    p2sh,
    p2wsh,
    read_lock,
    without_timelocks,
)
from blockkit.transaction import FINAL_SEQUENCE, MAX_UINT32, OutPoint, Transaction, TxIn, TxOut, Witness
from blockkit.validation import script_flags

# ---- signatures as items on the stack ------------------------------------------------------------


def name_in(lock: Lock, key: bytes) -> bytes:
    """What the script calls a public key; ``ValueError`` when it does not name it."""
    need_a(Lock, lock, "the lock, as read_lock(script) gives it,")
    name = hash160(key) if lock.form in ("p2pkh", "p2wpkh") else key
    if name not in lock.names:
        wanted = " or ".join(known.hex() for known in lock.names)
        raise ValueError(f"the wrong key: the script asks for {wanted}, this is {name.hex()}")
    return name


def unlocking_items(lock: Lock, signatures: Mapping[bytes, bytes]) -> list[bytes]:
    """What opens the lock, from ``{public key: signature}``; ``ValueError`` when some are missing.

    The signatures of a multisig stand in the order of the keys in the script, whoever signed first.
    """
    need_a(Lock, lock, "the lock, as read_lock(script) gives it,")
    signers = {name_in(lock, key): key for key in need_signatures(signatures)}
    keys = [signers[name] for name in lock.names if name in signers][: lock.needed]
    if len(keys) < lock.needed:
        missing = ", ".join(name.hex() for name in lock.names if name not in signers)
        raise ValueError(f"signatures needed: {lock.needed}, there: {len(keys)}; not signed by {missing}")
    items = [signatures[key] for key in keys]
    if lock.form == "multisig":
        return [b"", *items]  # OP_CHECKMULTISIG takes one item too many
    return [*items, keys[0]] if lock.form in ("p2pkh", "p2wpkh") else items


def unlocking_script(lock: Lock, signatures: Mapping[bytes, bytes]) -> bytes:
    """The same as a script that pushes them."""
    return b"".join(map(push, unlocking_items(lock, signatures)))


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
    output: TxOut | Sequence[TxOut],
    *keys: PrivateKey,
    hash_type: int | None = None,
    redeem_script: bytes = b"",
    witness_script: bytes = b"",
    merkle_root: bytes = b"",
) -> dict[bytes, bytes]:
    """``{public key: signature}`` by each of ``keys``, for input ``index`` of ``tx`` that spends ``output``.

    This is what one of several signers hands to the next; the last calls :func:`sign_input`, which says what
    the arguments are. The public key of a taproot output is its own, of 32 bytes.
    """
    return task(tx, index, output, redeem_script, witness_script, merkle_root).sign(keys, hash_type)


def sign_input(
    tx: Transaction,
    index: int,
    output: TxOut | Sequence[TxOut],
    *keys: PrivateKey,
    hash_type: int | None = None,
    redeem_script: bytes = b"",
    witness_script: bytes = b"",
    merkle_root: bytes = b"",
    signatures: Mapping[bytes, bytes] | None = None,
) -> Transaction:
    """``tx`` with input ``index``, which spends ``output``, signed by ``keys`` and ready for the chain.

    ``signatures`` are those that others made with :func:`make_signatures`. A P2SH output also needs its
    ``redeem_script``, P2WSH its ``witness_script``, and P2WSH inside P2SH both. Taproot signs all that is
    spent: there ``output`` is the list of the outputs that all inputs spend, in their order, unless it is
    one. It is signed by key, with a tweak that has the ``merkle_root`` of the output's scripts, or none (BIP
    86). Without ``hash_type`` everything is signed.

    Raises ``ValueError`` for the wrong keys, scripts or signatures, and :class:`ScriptError` when the chain
    would refuse the input all the same, as it does before a timelock.
    """
    asked = task(tx, index, output, redeem_script, witness_script, merkle_root)
    made, others = asked.sign(keys, hash_type), need_signatures({} if signatures is None else signatures)
    for key, signature in others.items():
        name_in(asked.lock, key)
        if not asked.is_signed(key, signature):
            raise ValueError(f"the signature by {key.hex()} is not one of this input of this transaction")
    script_sig, witness = asked.answer({**others, **made})
    inputs, witnesses = list(tx.inputs), list(tx.witnesses or ((),) * len(tx.inputs))
    inputs[index], witnesses[index] = replace(inputs[index], script_sig=script_sig), witness
    signed = replace(tx, inputs=tuple(inputs), witnesses=tuple(witnesses))
    try:
        RULES.verify_input(signed, index, output, CONSENSUS)
    except ScriptError as error:
        if error.reason == "UNSATISFIED_LOCKTIME":
            raise too_early(signed, index, asked.code) from None
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


# ---- one input -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """One input to sign: what its signatures cover, and where they go."""

    spending: Spending
    index: int
    lock: Lock
    code: bytes  # the script that signatures cover; in taproot they cover outputs instead
    redeem_script: bytes  # of P2SH
    witness_script: bytes  # of P2WSH
    in_witness: bool
    merkle_root: bytes  # of a taproot output's scripts

    @property
    def in_taproot(self) -> bool:
        """Is this the way of 2021?"""
        return self.lock.form == "p2tr"

    def digest(self, hash_type: int) -> bytes:
        """The 32 bytes that a signature signs."""
        if self.in_taproot:
            return taproot_sighash(self.spending, self.index, hash_type)
        if self.in_witness:
            return witness_sighash(self.spending, self.index, self.code, hash_type)
        return sighash(self.spending, self.index, self.code, hash_type)

    def sign(self, keys: Sequence[PrivateKey], hash_type: int | None) -> dict[bytes, bytes]:
        """``{public key: signature}`` by each of ``keys``."""
        usual = SIGHASH_DEFAULT if self.in_taproot else SIGHASH_ALL
        hash_type = usual if hash_type is None else hash_type
        need_useful_hash_type(hash_type, self.spending.tx, self.index, self.in_taproot)
        digest, signatures = self.digest(hash_type), {}
        ending = b"" if hash_type == SIGHASH_DEFAULT else bytes([hash_type])
        for key in keys:
            if not isinstance(key, PrivateKey):  # the message must not show it: it may be a secret
                raise TypeError(
                    f"each key must be a PrivateKey, got {type(key).__name__}; "
                    "decode_wif(…) reads one from text, and *keys passes on those of a list"
                )
            secret = tweaked(key, self.merkle_root) if self.in_taproot else key.number
            public = schnorr.key_of(secret) if self.in_taproot else key.public_key()
            name_in(self.lock, public)
            if self.in_witness and not (key.compressed or self.in_taproot):
                raise ValueError("a witness takes compressed keys only: nodes pass on no other (BIP 143)")
            signature = schnorr.sign(secret, digest) if self.in_taproot else key.sign(digest)
            signatures[public] = signature + ending
        return signatures

    def is_signed(self, key: bytes, signature: bytes) -> bool:
        """Is this the signature of the input by the owner of a public key?"""
        if self.in_taproot:
            try:
                check_signature(signature, key, Spend(self.spending, self.index), b"")
            except ScriptError:
                return False
            return True
        return bool(signature) and verify(key, self.digest(signature[-1]), signature[:-1])

    def answer(self, signatures: Mapping[bytes, bytes]) -> tuple[bytes, Witness]:
        """The input's script and its witness."""
        items = unlocking_items(self.lock, signatures)
        redeem = push(self.redeem_script) if self.redeem_script else b""
        if self.in_witness:
            return redeem, (*items, self.witness_script) if self.witness_script else tuple(items)
        return b"".join(map(push, items)) + redeem, ()


def task(
    tx: Transaction,
    index: int,
    output: TxOut | Sequence[TxOut],
    redeem_script: bytes,
    witness_script: bytes,
    merkle_root: bytes,
) -> Task:
    """What there is to sign, or a ``ValueError`` that says why it cannot be."""
    spending = spending_of(tx, index, output)
    for spent in spending.outputs:
        if spent is not None:
            need_int(spent.value, "the value of an output that is spent", -(2**63), 2**63 - 1)
            need_bytes(spent.script_pubkey, "the script of an output that is spent")
    own = spending.spent(index)
    redeem_script = need_bytes(redeem_script, "the redeem script")
    witness_script = need_bytes(witness_script, "the witness script")
    code = signed_script(own, redeem_script, witness_script)
    lock = read_lock(code)
    if lock.form in ("p2wpkh", "p2tr") and code != own.script_pubkey:
        raise ValueError(
            "a witness program inside another script is none: P2TR stands alone, P2WPKH or in P2SH"
        )
    if merkle_root and lock.form != "p2tr":
        raise ValueError("only a taproot output has scripts that a Merkle root stands for")
    in_witness = is_witness_program(redeem_script or own.script_pubkey)
    return Task(spending, index, lock, code, redeem_script, witness_script, in_witness, merkle_root)


def signed_script(output: TxOut, redeem_script: bytes = b"", witness_script: bytes = b"") -> bytes:
    """The script that signatures cover: the output's own, or the one that it names by hash."""
    script = output.script_pubkey
    if is_p2sh(script) and not redeem_script:
        raise ValueError("the output names a script by its hash (P2SH): pass the script as redeem_script=…")
    if redeem_script and script != p2sh(hash160(redeem_script)):
        hint = "; in P2WSH it is the witness_script=…" if is_p2wsh(script) else ""
        raise ValueError(
            f"the wrong redeem script: its hash is {hash160(redeem_script).hex()}, "
            f"the output's script is {shown(to_asm(script))}{hint}"
        )
    script = redeem_script or script
    if is_p2wsh(script) and not witness_script:
        raise ValueError("the output names a script by its hash (P2WSH): pass the script as witness_script=…")
    if witness_script and script != p2wsh(sha256(witness_script)):
        raise ValueError(
            f"the wrong witness script: its hash is {sha256(witness_script).hex()}, "
            f"the script that is to name it is {shown(to_asm(script))}"
        )
    if witness_script:
        return witness_script
    return p2pkh(script[2:]) if is_p2wpkh(script) else script  # which is what BIP 143 lets it stand for


def tweaked(key: PrivateKey, merkle_root: bytes = b"") -> int:
    """The secret that signs for the taproot output of a key and the root of its scripts, if any (BIP 86)."""
    return schnorr.tweaked_secret(key.number, schnorr.taproot_tweak(schnorr.key_of(key.number), merkle_root))


def need_useful_hash_type(hash_type: int, tx: Transaction, index: int, in_taproot: bool = False) -> None:
    """Refuse hash types that nobody defined, and the one case in which a signature signs anything."""
    need_a(Transaction, tx, "the transaction")
    need_int(index, "the input's index", 0, len(tx.inputs) - 1)
    kind = need_int(hash_type, "the hash type", 0 if in_taproot else 1, 255) & ~SIGHASH_ANYONECANPAY
    if hash_type == SIGHASH_DEFAULT:
        return
    if kind not in (SIGHASH_ALL, SIGHASH_NONE, SIGHASH_SINGLE):
        raise ValueError(f"the hash type is 1, 2 or 3, and 0x80 more for ANYONECANPAY; got 0x{hash_type:02x}")
    if kind == SIGHASH_SINGLE and index >= len(tx.outputs):
        raise ValueError(
            f"SIGHASH_SINGLE for input {index} needs an output {index}, there are {len(tx.outputs)}: "
            "without it no output is signed, and in the way of 2009 the number 1, and so anything else that "
            "is spent in this way"
        )
