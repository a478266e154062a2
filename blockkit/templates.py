"""The usual locking scripts: how to write each, and what one that is met asks of its spender.

Source: BIP 11, 16 and 65; Bitcoin Core, ``script/solver.cpp``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from blockkit.asm import from_asm, to_asm
from blockkit.errors import shown
from blockkit.guards import need_bytes, need_int
from blockkit.keys import has_key_size, need_public_key
from blockkit.opcodes import CODES, NAMES, OP_1, OP_16
from blockkit.script import decode_number, encode_number, push, push_plainly, small_number, steps
from blockkit.transaction import MAX_UINT32


def p2pk(key: bytes) -> bytes:
    """Pay to a public key: the form of the first blocks."""
    return push_plainly(need_public_key(key)) + bytes([CODES["OP_CHECKSIG"]])


def p2pkh(key_hash: bytes) -> bytes:
    """Pay to the hash (20 bytes) of a public key: the form behind addresses that begin with 1."""
    return from_asm(
        f"OP_DUP OP_HASH160 {need_bytes(key_hash, 'a hash', 20).hex()} OP_EQUALVERIFY OP_CHECKSIG"
    )


def p2sh(script_hash: bytes) -> bytes:
    """Pay to the hash (20 bytes) of a redeem script (BIP 16): addresses that begin with 3."""
    return from_asm(f"OP_HASH160 {need_bytes(script_hash, 'a hash', 20).hex()} OP_EQUAL")


def multisig(needed: int, keys: Sequence[bytes]) -> bytes:
    """``needed`` signatures of the owners of ``keys``, in the order of the keys (BIP 11).

    At most 16 keys: the numbers are written as OP_1 to OP_16.
    """
    if not isinstance(keys, list | tuple):
        raise TypeError(
            "multisig takes a number, then a list of public keys, as in multisig(1, [key]); "
            f"got {type(needed).__name__}, then {type(keys).__name__}"
        )
    need_int(len(keys), "the number of keys", 1, 16)
    need_int(needed, "the number of signatures", 1, len(keys))
    return multisig_of(needed, [need_public_key(key) for key in keys])


def multisig_of(needed: int, parts: Sequence[bytes]) -> bytes:
    """The same, whatever stands in the place of the keys: the chain holds some with other data."""
    listed = b"".join(push_plainly(part) for part in parts)
    return bytes([OP_1 + needed - 1]) + listed + from_asm(f"OP_{len(parts)} OP_CHECKMULTISIG")


LOCKED_UNTIL = from_asm("OP_CHECKLOCKTIMEVERIFY OP_DROP")


def timelock(lock_time: int, script: bytes) -> bytes:
    """``script``, but not before ``lock_time``: a height, or from 500,000,000 on seconds since 1970 (BIP 65).

    The transaction that spends it must have such a lock time itself: see
    :func:`blockkit.wallet.signing.build`.
    """
    pushed = push(encode_number(need_int(lock_time, "a lock time", 0, MAX_UINT32)))
    return pushed + LOCKED_UNTIL + need_bytes(script, "the script")


# ---- what a script asks of its spender -----------------------------------------------------------


def is_p2pkh(script: bytes) -> bool:
    """OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG."""
    return len(need_bytes(script, "the script")) == 25 and script == p2pkh(script[3:23])


def without_timelocks(script: bytes) -> tuple[list[int], bytes]:
    """The lock times that stand before a script, and the script itself."""
    times = []
    while (step := next(steps(script), None)) and script.startswith(LOCKED_UNTIL, step[2]):
        opcode, data, end = step
        if opcode > OP_16 or NAMES.get(opcode) == "OP_RESERVED":  # no number
            break
        times.append(decode_number(small_number(opcode) if data is None else data, size=5))
        script = script[end + len(LOCKED_UNTIL) :]
    return times, script


@dataclass(frozen=True, slots=True)
class Lock:
    """What a script asks for: ``needed`` signatures by the keys it names."""

    form: str  # "p2pk", "p2pkh" or "multisig"
    needed: int
    names: tuple[bytes, ...]  # public keys, in the order of the script; p2pkh names its one by hash


def read_lock(script: bytes) -> Lock:
    """The lock that a script is, timelocked or not; ``ValueError`` when it has none of the known forms."""
    _, rest = without_timelocks(need_bytes(script, "the script"))  # times are the transaction's matter
    if is_p2pkh(rest):
        return Lock("p2pkh", 1, (rest[3:23],))
    keys = tuple(data for _, data, _ in steps(rest) if data)
    if len(keys) == 1 and has_key_size(keys[0]) and rest == p2pk(keys[0]):
        return Lock("p2pk", 1, keys)
    needed = rest[0] - OP_1 + 1 if rest else 0
    if 1 <= needed <= len(keys) <= 16 and rest == multisig_of(needed, keys):
        return Lock("multisig", needed, keys)
    raise ValueError(
        "only P2PK, P2PKH and multisig can be signed, with or without a timelock; "
        f"this script is something else: {shown(to_asm(script))}"
    )
