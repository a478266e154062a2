"""Deliberate faults in the library: one rule made wrong at a time. Whoever cannot notice them proves nothing.

A fault replaces something by its dotted name; ``rules.`` stands for a slot of the rules, ``params.`` for a
number of the chain. Which case notices it is recorded; it is found by asking one case after the other.
"""

import importlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from blockkit import commitment, digests, hash256, interpreter, keys, pow, script, transaction
from tests.kernel import judges, witness_faults
from tests.kernel.families import FAMILIES


@dataclass(frozen=True)
class Fault:
    """One rule made wrong."""

    name: str
    where: str
    value: Any
    family: str = "scripts"  # that is to notice it


def all_in_any_order(machine, signatures, public_keys, code):
    """Signatures find their keys in whatever order they come."""
    return all(any(machine.signed(signature, key, code) for key in public_keys) for signature in signatures)


def with_one_key_twice(machine, signatures, public_keys, code):
    """A key that has signed stays, and may sign again."""
    signatures, public_keys = signatures[:], public_keys[:]
    while signatures and public_keys:
        if machine.signed(signatures[-1], public_keys[-1], code):
            signatures.pop()
        else:
            public_keys.pop()
    return not signatures


def without_the_sequence(spend, lock_time):
    """BIP 65 without its last question: is the lock time in force?"""
    own, limit = spend.tx.lock_time, transaction.LOCK_TIME_THRESHOLD
    return (own < limit) == (lock_time < limit) and lock_time <= own


def short_lengths_only(data, at):
    """The lax reader of signatures, without lengths in the longer form."""
    if data[at + 1] & 0x80:
        raise IndexError
    return LAX_NUMBER(data, at)


def known_types_only(tx, index, script_code, hash_type):
    """An unknown hash type signs nothing that anybody could have signed."""
    return digests.sighash(tx, index, script_code, hash_type) if hash_type & 0x1F in (1, 2, 3) else bytes(32)


def without_the_number_1(tx, index, script_code, hash_type):
    """SINGLE without an output at the same place signs zero."""
    digest = digests.sighash(tx, index, script_code, hash_type)
    return bytes(32) if digest == (1).to_bytes(32, "little") else digest


def numbers_of_five_bytes(machine, data, size=5):
    return interpreter.decode_number(data, False, size)


def coins_are_forgotten(utxos, undo, redo=None):
    """Taking back a block removes what it made, and does not bring back what it spent."""
    return DISCONNECT(utxos, [(outpoint, before) for outpoint, before in undo if before is None], redo)


def halved_later(height, params):
    return pow.subsidy(height - 1, params)


def for_equal_work(tip, other):
    return other.chainwork >= tip.chainwork


def unchanged(text, part):
    return text


def four_times(program, witness):
    return 4 * script.witness_sigops(program, witness)


def first_commitment(coinbase):
    """The commitment in the first output that has one."""
    return COMMITMENT_IN(replace(coinbase, outputs=coinbase.outputs[::-1]))


def alone_in_its_output(coinbase):
    """The commitment, where nothing follows it."""
    short = tuple(output for output in coinbase.outputs if len(output.script_pubkey) <= 38)
    return COMMITMENT_IN(replace(coinbase, outputs=short))


def not_zeros(transactions, reserved, merkle_root):
    """The commitment to the coinbase's own id."""
    leaves = [transactions[0].txid, *(tx.wtxid for tx in transactions[1:])]
    return hash256(merkle_root(leaves) + reserved)


OF_TODAY = "witnesses in blocks"
COMMITMENT_IN, whole_size = commitment.commitment_in, property(lambda block: len(block.serialize()))
LAX_NUMBER, DISCONNECT = keys._lax_number, importlib.import_module("blockkit.utxo").disconnect
HAS_KEY_SIZE, MACHINE = keys.has_key_size, "blockkit.interpreter.Machine"
WITHOUT_LSHIFT = interpreter.DISABLED - {"OP_LSHIFT"}
RANDOM = {
    "scripts": 20_000,
    "spends with witnesses": 20_000,
    "trees": 100,
}  # how many cases of a random family may be tried
LATER = 10**6  # a height that nothing here reaches

FAULTS = [
    Fault("signatures are not taken out of the script", "blockkit.interpreter.find_and_delete", unchanged),
    Fault("separators stay in what is signed", "blockkit.digests.find_and_delete", unchanged),
    Fault("202 operations", "blockkit.interpreter.MAX_OPERATIONS", 202),
    Fault("a push of 521 bytes", "blockkit.interpreter.MAX_ELEMENT_SIZE", 521),
    Fault("1,001 items", "blockkit.interpreter.MAX_STACK", 1_001),
    Fault("a script of 10,001 bytes", "blockkit.interpreter.MAX_SCRIPT_SIZE", 10_001),
    Fault("21 keys", "blockkit.interpreter.MAX_KEYS", 21),
    Fault("no hybrid keys", "blockkit.keys.has_key_size", lambda key: HAS_KEY_SIZE(key) and key[0] < 6),
    Fault("no strict DER", "blockkit.interpreter.is_strict_der", lambda signature: True),
    Fault("no lax lengths", "blockkit.keys._lax_number", short_lengths_only),
    Fault("unknown hash types hold no more", "rules.sighash", known_types_only),
    Fault("SINGLE's number is 0", "rules.sighash", without_the_number_1),
    Fault("a version has a sign", "blockkit.spending.has_relative_locks", lambda tx: tx.version >= 2),
    Fault("a final input waits", "blockkit.spending.Spend.check_lock_time", without_the_sequence),
    Fault("numbers of five bytes", f"{MACHINE}.number", numbers_of_five_bytes),
    Fault("minus zero is true", "blockkit.interpreter.is_true", any),
    Fault("operations before a redeem script", "blockkit.unlocking.is_push_only", lambda script: True),
    Fault("signatures in any order", f"{MACHINE}.all_signed", all_in_any_order),
    Fault("one key signs twice", f"{MACHINE}.all_signed", with_one_key_twice),
    Fault("OP_VERIF is skipped", "blockkit.interpreter.BRANCHING", interpreter.BRANCHING - {"OP_VERIF"}),
    Fault("OP_LSHIFT is back", "blockkit.interpreter.DISABLED", WITHOUT_LSHIFT, "opcodes"),
    Fault("coins rest for 99 blocks", "params.coinbase_maturity", 99, "rules"),
    Fault("redeem scripts cost nothing", "blockkit.validation.redeem_script", lambda *_: b"", "rules"),
    Fault("20,001 signature checks", "blockkit.block.MAX_SIGOP_COST", 80_004, "rules"),
    Fault("a multisig's extra item may be anything", "params.bip147_height", LATER, "rules"),
    Fault("the height need not be named", "params.bip34_height", LATER, "rules"),
    Fault("doubled transactions", "rules.has_duplicate_subtree", lambda txids: False, "rules"),
    Fault("the median of nine times", "blockkit.headers.MEDIAN_BLOCKS", 9, "rules"),
    Fault("relative times are heights", "blockkit.validation.SEQUENCE_IN_TIME", 0, "rules"),
    Fault("no output is thrown away", "blockkit.utxo.is_unspendable", lambda output: False, "rules"),
    Fault("the subsidy halves a block later", "rules.subsidy", halved_later, "rules"),
    Fault("a cost of 80,001", "blockkit.block.MAX_SIGOP_COST", 80_001, OF_TODAY),
    Fault("witnesses cost nothing", "blockkit.validation.witness_sigops", lambda *_: 0, OF_TODAY),
    Fault("a check in a witness costs 4", "blockkit.validation.witness_sigops", four_times, OF_TODAY),
    Fault("a weight of 4,000,001", "blockkit.validation.MAX_BLOCK_WEIGHT", 4_000_001, OF_TODAY),
    Fault("the first commitment counts", "blockkit.commitment.commitment_in", first_commitment, OF_TODAY),
    Fault("a commitment ends the output", "blockkit.commitment.commitment_in", alone_in_its_output, OF_TODAY),
    Fault("a spoilt witness marks its block", "blockkit.chain.SPOILT", frozenset(), OF_TODAY),
    Fault("the coinbase counts as itself", "blockkit.commitment.commitment_to", not_zeros, OF_TODAY),
    Fault("witnesses are not looked at", "blockkit.validation.check_witnesses", lambda *_: None, OF_TODAY),
    Fault("witnesses come later", "params.segwit_height", LATER, OF_TODAY),
    Fault("the witness counts in the size", "blockkit.block.Block.stripped_size", whole_size, OF_TODAY),
    Fault("three hours ahead of our clock", "blockkit.headers.MAX_FUTURE", 3 * 60 * 60, "our clock"),
    Fault("equal work moves the tip", "rules.prefer", for_equal_work, "trees"),
    Fault("a reorganisation loses coins", "blockkit.chain.disconnect", coins_are_forgotten, "trees"),
]
FAULTS += [Fault(*(*row, "spends with witnesses")[:4]) for row in witness_faults.FAULTS]


@contextmanager
def made(fault):
    """The library with one fault."""
    module, _, name = fault.where.rpartition(".")
    if module in ("rules", "params"):
        target, name, value = judges, "wrong", {**judges.wrong, fault.where: fault.value}
    else:
        target, value = find(module), fault.value
    before = getattr(target, name)
    setattr(target, name, value)
    try:
        yield
    finally:
        setattr(target, name, before)


def find(path):
    """A module, or a class in one."""
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(module), name)


def answers(fault, keys):
    """What the library with the fault says to the cases of these keys; ``None`` if it comes to no end."""
    try:
        with made(fault):
            return list(FAMILIES[fault.family].verdicts(judges.Ours(), keys))
    except Exception:
        return None


def notices(fault, key):
    """Does the library say something else to this case once it has the fault?"""
    return answers(fault, [key]) != list(FAMILIES[fault.family].verdicts(judges.Ours(), [key]))


def search(fault, start=0):
    """The key of a case that notices the fault; of random ones, the first from ``start`` on."""
    family = FAMILIES[fault.family]
    if fault.family in RANDOM:
        keys = range(start, start + RANDOM[fault.family])
    else:
        keys = family.keys
        sound, faulty = list(family.verdicts(judges.Ours())), answers(fault, keys)
        if faulty is not None:  # those first that differ when all are asked at once
            same = {key: ours == theirs for key, ours, theirs in zip(keys, sound, faulty, strict=True)}
            keys = sorted(keys, key=same.get)
    key = next((key for key in keys if notices(fault, key)), None)
    if key is None:
        raise AssertionError(f"no case of the family {fault.family!r} notices the fault {fault.name!r}")
    return key
