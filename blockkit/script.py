"""Script as bytes: pushes of data and one-byte operations, and how to read and count them.

A script is a small program that says how an output can be spent. A byte from 01 to 4b pushes that many
bytes that follow; most others name an operation. Running one is :mod:`blockkit.interpreter`'s matter.

Source: Bitcoin Core, ``script/script.h`` and ``script/script.cpp``.
"""

from collections.abc import Iterator, Sequence

from blockkit.errors import Invalid
from blockkit.guards import need_a, need_bytes
from blockkit.opcodes import CODES, OP_1, OP_1NEGATE, OP_16, OP_PUSHDATA1, OP_PUSHDATA4

MAX_KEYS = 20  # of one OP_CHECKMULTISIG (Core: MAX_PUBKEYS_PER_MULTISIG)
MAX_SCRIPT_SIZE = 10_000  # bytes; a longer one never runs (Core: MAX_SCRIPT_SIZE)


# the operations that cost a signature check, or several
ONE_CHECK = bytes([CODES["OP_CHECKSIG"], CODES["OP_CHECKSIGVERIFY"]])
MANY_CHECKS = bytes([CODES["OP_CHECKMULTISIG"], CODES["OP_CHECKMULTISIGVERIFY"]])
P2SH_BEGIN, P2SH_END = bytes([CODES["OP_HASH160"], 20]), bytes([CODES["OP_EQUAL"]])


class ScriptError(Invalid):
    """A script failed; ``reason`` is Core's name of the failure, for example ``EQUALVERIFY``."""


# ---- numbers -------------------------------------------------------------------------------------


def encode_number(n: int) -> bytes:
    """A number on the stack: little endian, the top bit of the last byte is the sign, zero is empty."""
    need_a(int, n, "a number")
    size = abs(n).bit_length() // 8 + 1  # one bit more, for the sign
    sign = 1 << 8 * size - 1 if n < 0 else 0
    return (sign | abs(n)).to_bytes(size, "little") if n else b""


def decode_number(data: bytes, minimal: bool = False, size: int = 4) -> int:
    """The number in ``data``; :class:`ScriptError` when it is longer than ``size`` bytes.

    With ``minimal`` it must also be in its shortest form.
    """
    if len(data) > size:
        raise ScriptError("UNKNOWN_ERROR", f"a number of {len(data)} bytes, at most {size} are allowed")
    number = int.from_bytes(data, "little")
    sign = 1 << 8 * len(data) - 1 if data else 0
    number = sign - number if number & sign else number  # the sign bit means minus, it is not a digit
    if minimal and encode_number(number) != data:
        raise ScriptError("UNKNOWN_ERROR", f"the number {data.hex()} has a shorter form")
    return number


# ---- pushes --------------------------------------------------------------------------------------


def small_number(opcode: int) -> bytes:
    """What OP_1NEGATE and OP_1 to OP_16 push: -1, and 1 to 16."""
    return encode_number(opcode - OP_1 + 1)


SMALL_NUMBERS = {small_number(code): bytes([code]) for code in (OP_1NEGATE, *range(OP_1, OP_16 + 1))}


def push(data: bytes) -> bytes:
    """The shortest bytes that push ``data``."""
    data = need_bytes(data, "data to push (a number first goes through encode_number)")
    return SMALL_NUMBERS.get(data) or push_plainly(data)


def push_plainly(data: bytes) -> bytes:
    """A push that spells ``data`` out, even where an operation like OP_1 would do."""
    size = len(need_bytes(data, "data to push"))
    if size < OP_PUSHDATA1:
        return bytes([size]) + data
    width = 0 if size < 2**8 else 1 if size < 2**16 else 2
    return bytes([OP_PUSHDATA1 + width]) + size.to_bytes(1 << width, "little") + data


# ---- reading -------------------------------------------------------------------------------------


def steps(script: bytes, at: int = 0) -> Iterator[tuple[int, bytes | None, int]]:
    """Each step of a script from ``at`` on, as (opcode, pushed data or ``None``, position after it).

    A push that runs past the end raises :class:`ScriptError` (Core: ``GetScriptOp`` fails there).
    """
    script = need_bytes(script, "a script")
    end = len(script)
    while at < end:
        opcode = script[at]
        at += 1
        if opcode > OP_PUSHDATA4:
            yield opcode, None, at
            continue
        size = opcode
        if opcode >= OP_PUSHDATA1:
            width = 1 << opcode - OP_PUSHDATA1  # 1, 2 or 4 bytes of length
            size = int.from_bytes(script[at : at + width], "little")
            at += width
        data = script[at : at + size]
        at += size
        if at > end:
            raise ScriptError("BAD_OPCODE", f"a push of {size} bytes runs past the end of the script")
        yield opcode, data, at


def is_push_only(script: bytes) -> bool:
    """Does the script do nothing but push?"""
    try:
        return all(opcode <= OP_16 for opcode, _, _ in steps(script))
    except ScriptError:
        return False


def find_and_delete(script: bytes, pattern: bytes) -> bytes:
    """The script without ``pattern``, wherever a step begins with it (Core: ``FindAndDelete``).

    What follows a push that runs past the end is kept as it is.
    """
    if not pattern or pattern not in script:
        return script
    kept, at, following = [], 0, steps(script)
    while at < len(script):
        if script.startswith(pattern, at):
            at += len(pattern)
            following = steps(script, at)
            continue
        try:
            _, _, after = next(following)
        except ScriptError:
            break
        kept.append(script[at:after])
        at = after
    return b"".join(kept) + script[at:]


def count_sigops(script: bytes, accurate: bool = False) -> int:
    """How many signature checks a script may cost (Core: ``GetSigOpCount``).

    A multisig counts 20; with ``accurate``, the number of keys where OP_1 to OP_16 stands before it.
    """
    if len(script) > MAX_SCRIPT_SIZE and not any(code in script for code in ONE_CHECK + MANY_CHECKS):
        return 0  # no need to step through a million bytes
    total, before = 0, 0
    try:
        for opcode, _, _ in steps(script):
            if opcode in ONE_CHECK:
                total += 1
            elif opcode in MANY_CHECKS:
                known = accurate and OP_1 <= before <= OP_16
                total += before - OP_1 + 1 if known else MAX_KEYS
            before = opcode
    except ScriptError:
        pass  # what follows a broken push never runs
    return total


def is_p2sh(script: bytes) -> bool:
    """The one pattern that BIP 16 gives a meaning of its own: OP_HASH160 <20 bytes> OP_EQUAL."""
    return len(script) == 23 and script[:2] == P2SH_BEGIN and script[22:] == P2SH_END


def is_witness_program(script: bytes) -> bool:
    """OP_0 or OP_1 to OP_16, then one push of 2 to 40 bytes: outputs that a witness opens (BIP 141)."""
    if not 4 <= len(script) <= 42 or script[1] != len(script) - 2:
        return False
    return script[0] == 0 or OP_1 <= script[0] <= OP_16


def redeem_script(script_sig: bytes, script_pubkey: bytes) -> bytes:
    """The script that a P2SH input pushes last (BIP 16); nothing where it does not, or for other inputs."""
    if not (script_sig and is_p2sh(script_pubkey) and is_push_only(script_sig)):
        return b""
    *_, last = (data or b"" for _, data, _ in steps(script_sig))  # OP_1 and the like push no script
    return last


def redeem_script_sigops(script_sig: bytes, script_pubkey: bytes) -> int:
    """The signature checks inside a P2SH input's redeem script (BIP 16)."""
    return count_sigops(redeem_script(script_sig, script_pubkey), accurate=True)


def witness_sigops(program: bytes, witness: Sequence[bytes]) -> int:
    """The signature checks that opening a witness program may cost: none but in version 0 (BIP 141)."""
    if len(program) == 22 and program.startswith(b"\0\x14"):  # of a key
        return 1
    if len(program) == 34 and program.startswith(b"\0\x20") and witness:  # of a script, the last item
        return count_sigops(witness[-1], accurate=True)
    return 0
