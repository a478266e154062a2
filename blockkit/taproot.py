"""Witness version 1, the rules of 2021: an output opened by its key, or by one script of a hidden tree.

The program is the sum of two points: an *internal* key, and G times the hash of that key and of the root of
a tree whose leaves are scripts. Who knows the secret of the sum signs once (the *key path*), and nobody
learns that there is a tree. Else the witness shows what one script finds on the stack, that script, and the
way from its leaf to the root (the *script path*). Scripts run on :class:`Tapscript`.

Source: Bitcoin Core v28.1, ``script/interpreter.cpp``; BIP 341 and 342.
"""

from functools import reduce

from blockkit import schnorr
from blockkit.digests import NEVER_SEPARATED, SIGHASH_DEFAULT, led_by_size
from blockkit.hashing import tagged_hash
from blockkit.interpreter import MAX_STACK, Flag, Stack
from blockkit.opcodes import is_true
from blockkit.script import ScriptError, encode_number, steps
from blockkit.transaction import Witness, serialize_witness
from blockkit.witness import WitnessChecker, WitnessMachine

ANNEX = 0x50  # a last item that begins so is signed, and means nothing yet (Core: ANNEX_TAG)
TAPSCRIPT = 0xC0  # the version of a leaf whose script has a meaning (Core: TAPROOT_LEAF_TAPSCRIPT)
KEY_SIZE, NODE_SIZE, MAX_DEPTH = 32, 32, 128  # of the tree (Core: TAPROOT_CONTROL_…)
COST = 50  # of a signature, in bytes of witness (Core: VALIDATION_WEIGHT_PER_SIGOP_PASSED)

# unknown operations: a script with one of them holds, so that later rules can give it a meaning (BIP 342)
SUCCESS = {80, 98, *range(126, 130), *range(131, 135), 137, 138, 141, 142, *range(149, 154), *range(187, 255)}

# ---- the tree ------------------------------------------------------------------------------------


def leaf_hash(script: bytes, version: int = TAPSCRIPT) -> bytes:
    """A script as a leaf."""
    return tagged_hash("TapLeaf", bytes([version]) + led_by_size(script))


def branch_hash(one: bytes, other: bytes) -> bytes:
    """The node above two others: the smaller one first, so a proof need not say left or right."""
    return tagged_hash("TapBranch", min(one, other) + max(one, other))


def root_hash(leaf: bytes, path: bytes) -> bytes:
    """The root of the tree: from ``leaf`` up, with the other node of each pair from ``path``."""
    return reduce(branch_hash, (path[at : at + NODE_SIZE] for at in range(0, len(path), NODE_SIZE)), leaf)


def output_key(internal: bytes, root: bytes = b"") -> tuple[bytes, int] | None:
    """The program of an internal key and a tree, and its parity; ``None`` where there is no such point."""
    return schnorr.tweaked_key(internal, schnorr.taproot_tweak(internal, root))


# ---- opening an output ---------------------------------------------------------------------------


def open_output(program: bytes, witness: Witness, checker: WitnessChecker, flags: Flag) -> None:
    """Raise :class:`ScriptError` unless ``witness`` opens ``program``, by its key or by a script."""
    if not witness:
        raise ScriptError("WITNESS_PROGRAM_WITNESS_EMPTY", "the witness is missing")
    stack = list(witness)
    annex = stack.pop() if has_annex(witness) else b""
    if len(stack) == 1:
        check_signature(stack[0], program, checker, annex)
        return
    *stack, script, control = stack
    if not is_control_block(control):
        raise ScriptError(
            "TAPROOT_WRONG_CONTROL_SIZE", expected="33 and up to 128 times 32", got=len(control)
        )
    version, parity = control[0] & 0xFE, control[0] & 1
    leaf = leaf_hash(script, version)
    if output_key(control[1 : 1 + KEY_SIZE], root_hash(leaf, control[1 + KEY_SIZE :])) != (program, parity):
        raise ScriptError("WITNESS_PROGRAM_MISMATCH", "the program is not of this script")
    if version == TAPSCRIPT:
        if not has_success(script, flags):
            Tapscript(script, stack, checker, flags, witness, annex, leaf).run_to_the_end()
    elif Flag.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION in flags:
        raise ScriptError("DISCOURAGE_UPGRADABLE_TAPROOT_VERSION", f"0x{version:02x}")


def has_annex(witness: Witness) -> bool:
    """Is the last of two items or more an annex?"""
    return len(witness) > 1 and witness[-1][:1] == bytes([ANNEX])


def is_control_block(item: bytes) -> bool:
    """Has it the size of one: leaf version, internal key, and the way to the root?"""
    path = len(item) - 1 - KEY_SIZE
    return path >= 0 and path % NODE_SIZE == 0 and path <= NODE_SIZE * MAX_DEPTH


def has_success(script: bytes, flags: Flag) -> bool:
    """Is there an unknown operation, run or not? What follows it need not even be a script."""
    for opcode, _, _ in steps(script):
        if opcode in SUCCESS:
            if Flag.DISCOURAGE_OP_SUCCESS in flags:
                raise ScriptError("DISCOURAGE_OP_SUCCESS", f"0x{opcode:02x}")
            return True
    return False


def check_signature(
    signature: bytes,
    key: bytes,
    checker: WitnessChecker,
    annex: bytes,
    leaf: bytes = b"",
    separator: int = NEVER_SEPARATED,
) -> None:
    """Raise :class:`ScriptError` unless this is the key's: 64 bytes, and the hash type if it is not 0."""
    if len(signature) not in (64, 65):
        raise ScriptError("SCHNORR_SIG_SIZE", expected="64 or 65 bytes", got=len(signature))
    hash_type = signature[64] if len(signature) == 65 else SIGHASH_DEFAULT
    if len(signature) == 65 and hash_type == SIGHASH_DEFAULT:
        raise ScriptError("SCHNORR_SIG_HASHTYPE", "hash type 0 is left out, or one could change the size")
    if not checker.check_schnorr_signature(signature[:64], key, hash_type, annex, leaf, separator):
        raise ScriptError("SCHNORR_SIG", "the signature does not hold")


class Tapscript(WitnessMachine):
    """The machine of version 0 with what BIP 342 changed: a signature holds, or it ends the script."""

    limited = False  # but by the block's weight

    def __init__(
        self,
        script: bytes,
        stack: Stack,
        checker: WitnessChecker,
        flags: Flag,
        witness: Witness,
        annex: bytes,
        leaf: bytes,
    ) -> None:
        if len(stack) > MAX_STACK:
            raise ScriptError("STACK_SIZE", expected=f"at most {MAX_STACK}", got=len(stack))
        super().__init__(script, stack, checker, flags)
        self.annex, self.leaf = annex, leaf
        self.budget = COST + len(serialize_witness(witness))
        self.separator = NEVER_SEPARATED  # how many steps came before the last OP_CODESEPARATOR that ran

    def condition(self, item: bytes) -> bool:
        if item not in (b"", b"\1"):
            raise ScriptError("TAPSCRIPT_MINIMALIF", f"an IF takes an empty item or 1, not {item.hex()}")
        return is_true(item)

    def script_code(self, signatures: list[bytes]) -> bytes:
        return b""  # signatures sign the hash of the leaf instead

    def op_codeseparator(self) -> None:
        since = sum(1 for _ in steps(self.script[self.code_start : self.position]))
        self.separator = (self.separator + since) & NEVER_SEPARATED  # from -1 on: the place of this one
        super().op_codeseparator()

    def signed(self, signature: bytes, key: bytes, code: bytes) -> bool:
        """An empty signature is none; any other must hold, and costs. Keys of unknown size hold."""
        if signature:
            self.budget -= COST
            if self.budget < 0:
                raise ScriptError("TAPSCRIPT_VALIDATION_WEIGHT", "more signatures than the witness pays for")
        if not key:
            raise ScriptError("PUBKEYTYPE", "the key is empty")
        if len(key) == KEY_SIZE:
            if signature:
                check_signature(signature, key, self.checker, self.annex, self.leaf, self.separator)
        elif Flag.DISCOURAGE_UPGRADABLE_PUBKEYTYPE in self.flags:
            raise ScriptError("DISCOURAGE_UPGRADABLE_PUBKEYTYPE", f"a key of {len(key)} bytes")
        return bool(signature)

    def op_checksigadd(self) -> None:
        signature, number, key = self.take(3)
        count = self.number(number)
        self.stack.append(encode_number(count + self.signed(signature, key, b"")))

    def op_checkmultisig(self) -> None:
        raise ScriptError("TAPSCRIPT_CHECKMULTISIG", "OP_CHECKSIGADD takes its place")
