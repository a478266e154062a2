"""The library's own functions in the shape in which a student writes them.

These are the references of the exercises whose functions are a part of a slot, or fill none. Each says which
exercise asks for it. Where a slot of :class:`~blockkit.Rules` has the exercise's own signature, the reference
is the slot's default and does not stand here: ``meets_target``, ``bits_to_target``, ``target_to_bits``,
``next_bits`` and ``subsidy``. The same is true of ``retarget``, which is :func:`blockkit.pow.retarget`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from blockkit.base58 import decode_base58check, encode_base58check
from blockkit.digests import Spending
from blockkit.errors import Invalid
from blockkit.guards import need_int
from blockkit.hashing import hash160, hash256, to_display
from blockkit.headers import BlockIndex
from blockkit.interpreter import Checker, Flag, Machine
from blockkit.keys import FIELD_PRIME, ORDER, has_key_size
from blockkit.node.mining import search_slice
from blockkit.opcodes import NAMES, OP_1NEGATE, OP_16, is_true
from blockkit.pow import bits_to_target as bits_to_target
from blockkit.pow import retarget as retarget
from blockkit.pow import work
from blockkit.script import ScriptError, small_number, steps
from blockkit.spending import Spend
from blockkit.transaction import NOWHERE, Transaction, TxIn
from blockkit.validation import is_final as is_final_tx

Point = tuple[int, int] | None  # x and y; None is infinity, the zero of adding
Check = Callable[[bytes, bytes], bool]  # signature, key: does the one fit the other?
Program = list[bytes | str]  # bytes are put on the stack, a text is an operation

FIELD = FIELD_PRIME  # as the notebooks call it
ALL = b"\1\0\0\0"  # the hash type that exercises know, as it is hashed


# ---- work and branches ---------------------------------------------------------------------------


def find_nonce(header76: bytes, target: int, start: int = 0, stop: int = 2**32) -> int | None:
    """E2.2: the smallest nonce from ``start`` up to, not including, ``stop`` that meets ``target``."""
    return search_slice(header76, min(target, 2**256 - 1), start, stop)  # every hash meets a larger one


def expected_hashes(target: int) -> int:
    """E2.4: how many hashes it takes on average until one is at most ``target``."""
    return 2**256 // (target + 1)


def chain_work(bits_list: Sequence[int]) -> int:
    """E2.13: the work of blocks with these bits, in hashes."""
    return sum(map(work, bits_list))


def best_tip(tips: Sequence[BlockIndex]) -> BlockIndex | None:
    """E2.13: the valid tip with the most work; among equals the first; ``None`` when none is valid."""
    return max((tip for tip in tips if not tip.failed), key=lambda tip: tip.chainwork, default=None)


# ---- keys ----------------------------------------------------------------------------------------


def point_of(key: bytes) -> Point:
    """The point that the bytes of a public key stand for (SEC 1, big endian); ``None`` where there is none.

    Whether the point of a key of 65 bytes is on the curve is not asked here: that is E3.2's question.
    """
    if not has_key_size(key):
        return None
    x, odd = int.from_bytes(key[1:33], "big"), key[0] & 1
    if len(key) == 65:
        y = int.from_bytes(key[33:], "big")
        return (x, y) if key[0] == 4 or y & 1 == odd else None  # 06 and 07 say twice whether y is odd
    square = (x**3 + 7) % FIELD
    y = pow(square, (FIELD + 1) // 4, FIELD)  # its root, if it has one: FIELD is 3 modulo 4
    if x >= FIELD or y * y % FIELD != square:
        return None
    return x, y if y & 1 == odd else FIELD - y


def verify_ecdsa(key: Point, z: int, r: int, s: int) -> bool:
    """E3.2: is (``r``, ``s``) a signature by ``key`` of the 32 bytes whose number, big endian, is ``z``?"""
    from blockkit.engines import secp256k1

    need_int(z, "z, the number of 32 bytes,", 0, 2**256 - 1)
    if key is None or not all(0 <= number < FIELD for number in key) or not (0 < r < ORDER and 0 < s < ORDER):
        return False
    x, y = (number.to_bytes(32, "big") for number in key)
    return secp256k1.engine.verify(b"\4" + x + y, z.to_bytes(32, "big"), r, s)


def address(key: bytes, version: int = 0) -> str:
    """E3.4: the address of a public key, 33 or 65 bytes."""
    return encode_base58check(bytes([version]) + hash160(key))


def decode_address(text: str) -> tuple[int, bytes]:
    """E3.4: version and hash of an address; ``ValueError`` for a typing error."""
    payload = decode_base58check(text)
    need_int(len(payload), "an address's number of bytes, without its checksum,", 21, 21)
    return payload[0], payload[1:]


# ---- transactions --------------------------------------------------------------------------------


def serialize_tx(tx: Transaction) -> bytes:
    """E3.5: the bytes that travel."""
    return tx.serialize()


def txid(tx: Transaction) -> str:
    """E3.5: the id as people see it."""
    return to_display(tx.txid)


def parse_tx(raw: bytes) -> Transaction:
    """E3.5: the transaction in exactly these bytes; one without inputs is refused too.

    So is one with a witness: before 2017 its mark was read as a count of 0 inputs.
    """
    tx = Transaction.parse(raw)
    if not tx.inputs or tx.witnesses:
        raise Invalid("bad-txns-vin-empty", "a transaction spends something")
    return tx


def bare(tx: Transaction) -> Transaction:
    """The same transaction, without the bytes that a parsed one remembers, and without its witnesses."""
    return Transaction(tx.version, tx.inputs, tx.outputs, tx.lock_time)


def signed_copy(tx: Transaction, index: int, script_code: bytes) -> Transaction:
    """What the signature of input ``index`` covers: other inputs' scripts and all witnesses are left out."""
    inputs = [replace(txin, script_sig=b"") for txin in tx.inputs]
    inputs[index] = replace(inputs[index], script_sig=script_code)
    return replace(tx, inputs=tuple(inputs), witnesses=())


def sighash_all(tx: Transaction, index: int, script_code: bytes) -> bytes:
    """E3.6: the 32 bytes that the signature of input ``index`` signs with hash type 1."""
    return hash256(serialize_tx(signed_copy(tx, index, script_code)) + ALL)


# ---- scripts -------------------------------------------------------------------------------------

SIX = ("OP_DUP", "OP_HASH160", "OP_EQUAL", "OP_VERIFY", "OP_EQUALVERIFY", "OP_CHECKSIG")  # E3.9 knows these


def program_of(script: bytes) -> Program:
    """A script as the list of its steps: bytes of every push, also of OP_0 and OP_1 to OP_16, and names.

    A push that runs past the end raises :class:`~blockkit.ScriptError`.
    """
    return [step_of(opcode, data) for opcode, data, _ in steps(script)]


def step_of(opcode: int, data: bytes | None) -> bytes | str:
    """A step of :func:`blockkit.script.steps` as a program writes it."""
    name = NAMES.get(opcode, f"0x{opcode:02x}")
    if data is None and OP_1NEGATE <= opcode <= OP_16 and name != "OP_RESERVED":
        return small_number(opcode)
    return name if data is None else data


class _Machine(Machine):
    """The library's machine on a stack alone: about a signature it asks ``check``, whatever its form."""

    def __init__(self, stack: list[bytes], check: Check) -> None:
        never_asked = cast(Checker, None)
        super().__init__(b"", list(stack), never_asked, Flag.MINIMALDATA)  # so a number has one spelling
        self.check = check

    def signed(self, signature: bytes, key: bytes, code: bytes) -> bool:
        return self.check(signature, key)


def run_script(program: Program, stack: list[bytes], check: Check) -> list[bytes]:
    """E3.9: the stack after ``program``; :class:`~blockkit.ScriptError` at the first step that fails."""
    machine = _Machine(stack, check)
    for step in program:
        if isinstance(step, bytes):
            machine.stack.append(step)
        elif step in SIX:
            machine.step(step)
        else:
            raise ScriptError("BAD_OPCODE", step)
    return machine.stack


def opens(unlocking: Program, locking: Program, check: Check) -> bool:
    """E3.9: does the one program open the other?"""
    try:
        stack = run_script(locking, run_script(unlocking, [], check), check)
    except ValueError:  # a ScriptError, or one that check raises
        return False
    return bool(stack) and is_true(stack[-1])


def op_checkmultisig(stack: list[bytes], check: Check) -> list[bytes]:
    """E3.10: the stack after OP_CHECKMULTISIG; :class:`~blockkit.ScriptError` when it cannot run."""
    machine = _Machine(stack, check)
    machine.op_checkmultisig()
    return machine.stack


# ---- time ----------------------------------------------------------------------------------------


def _transaction(lock_time: int, sequences: Sequence[int]) -> Transaction:
    return Transaction(1, tuple(TxIn(NOWHERE, b"", sequence) for sequence in sequences), (), lock_time)


def check_lock_time(asked: int, lock_time: int, sequence: int) -> bool:
    """E3.11: does the transaction's own ``lock_time`` keep what a script has ``asked`` for?"""
    return Spend(Spending(_transaction(lock_time, [sequence])), 0).check_lock_time(asked)


def is_final(lock_time: int, sequences: Sequence[int], height: int, time: int) -> bool:
    """E3.11: may a block of this height and time hold the transaction?"""
    return is_final_tx(_transaction(lock_time, sequences), height, time)
