"""The usual locking scripts: how to write each, and what one that is met asks of its spender.

A *witness program* is a number and some bytes on the stack, and opens nothing by itself: to nodes before
block 481,824 anybody may spend it, and those since then ask the input's witness, by the number, its version.

Source: BIP 11, 16, 65, 141 and 341; Bitcoin Core, ``script/solver.cpp``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from blockkit.asm import from_asm, to_asm
from blockkit.errors import shown
from blockkit.guards import need_bytes, need_int
from blockkit.keys import has_key_size, need_public_key
from blockkit.opcodes import CODES, NAMES, OP_1, OP_16
from blockkit.script import (
    decode_number,
    encode_number,
    is_p2sh,
    is_witness_program,
    push,
    push_plainly,
    small_number,
    steps,
)
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


def witness_program(version: int, program: bytes) -> bytes:
    """A version, 0 to 16, and 2 to 40 bytes whose meaning it gives (BIP 141)."""
    number = need_int(version, "a witness version", 0, 16)
    need_int(len(need_bytes(program, "a witness program")), "the size of a witness program", 2, 40)
    return bytes([OP_1 + number - 1 if number else 0]) + push_plainly(program)


def p2wpkh(key_hash: bytes) -> bytes:
    """Pay to the hash (20 bytes) of a public key, with the signature in the witness: bc1q… (version 0)."""
    return witness_program(0, need_bytes(key_hash, "a hash", 20))


def p2wsh(script_hash: bytes) -> bytes:
    """Pay to the SHA-256 (32 bytes) of a script that the witness brings: longer bc1q… (version 0)."""
    return witness_program(0, need_bytes(script_hash, "a hash", 32))


def p2tr(output_key: bytes) -> bytes:
    """Pay to taproot: a key (32 bytes) that may have scripts hidden in it, bc1p… (version 1, BIP 341)."""
    return witness_program(1, need_bytes(output_key, "an output key", 32))


P2A = witness_program(1, b"Ns")  # pay to anchor: anybody may spend it, to pay the fee of its transaction

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


def is_p2wpkh(script: bytes) -> bool:
    """OP_0 <20 bytes>."""
    return len(need_bytes(script, "the script")) == 22 and script[:2] == b"\0\x14"


def is_p2wsh(script: bytes) -> bool:
    """OP_0 <32 bytes>."""
    return len(need_bytes(script, "the script")) == 34 and script[:2] == b"\0\x20"


def is_p2tr(script: bytes) -> bool:
    """OP_1 <32 bytes>."""
    return len(need_bytes(script, "the script")) == 34 and script[:2] == bytes([OP_1, 32])


def payee(script: bytes) -> tuple[str, bytes] | None:
    """Of a script that an address can name: its form, and the hash, key or program in it; else ``None``.

    The forms: ``p2pkh``, ``p2sh``, ``p2wpkh``, ``p2wsh``, ``p2tr``, ``p2a``, and ``witness_v1`` to
    ``witness_v16`` for programs that have no meaning yet, which anybody may spend.
    """
    if is_p2pkh(script):
        return "p2pkh", script[3:23]
    if is_p2sh(script):
        return "p2sh", script[2:22]
    if not is_witness_program(script):
        return None
    forms = {"p2wpkh": is_p2wpkh, "p2wsh": is_p2wsh, "p2tr": is_p2tr, "p2a": P2A.__eq__}
    later = f"witness_v{script[0] - OP_1 + 1}" if script[0] else None  # version 0 has two sizes only
    form = next((form for form, fits in forms.items() if fits(script)), later)
    return (form, script[2:]) if form else None


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

    form: str  # "p2pk", "p2pkh", "multisig", "p2wpkh" or "p2tr"
    needed: int
    names: tuple[bytes, ...]  # public keys, in the order of the script; p2pkh and p2wpkh name theirs by hash


def read_lock(script: bytes) -> Lock:
    """The lock that a script is, timelocked or not; ``ValueError`` when it has none of the known forms.

    Scripts that an output names by their hash (P2SH, P2WSH) are locks themselves; the output is none.
    """
    if is_p2wpkh(script):
        return Lock("p2wpkh", 1, (script[2:],))
    if is_p2tr(script):
        return Lock("p2tr", 1, (script[2:],))
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
        "only P2PK, P2PKH and multisig can be signed, with or without a timelock, and P2WPKH and P2TR; "
        f"this script is something else: {shown(to_asm(script))}"
    )
