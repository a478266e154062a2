"""Deliberate faults in the rules on witnesses, one at a time: ``(name, what is replaced, by what)``.

A fourth word names the family that is to notice it, where random spends seldom do.
"""

from dataclasses import replace

from blockkit import digests, interpreter, taproot, unlocking, witness
from blockkit.script import ScriptError, encode_number, find_and_delete, steps
from tests.kernel import hand

OPEN_PROGRAM, VERIFY_SCRIPT = unlocking.open_program, unlocking.verify_script
OPEN_VERSION_0, OPEN_OUTPUT = witness.open_program, taproot.open_output
CHECK_SIGNATURE, OUTPUT_KEY, LEAF_HASH = taproot.check_signature, taproot.output_key, taproot.leaf_hash
SET_UP, SIGNED, SUCCESS = taproot.Tapscript.__init__, taproot.Tapscript.signed, taproot.SUCCESS


class Whatever:
    """Equal to everything."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None


# ---- what is signed ------------------------------------------------------------------------------


def without_amounts(spending, index, code, hash_type):
    outputs = [replace(output, value=0) for output in spending.outputs]
    return digests.witness_sighash(digests.Spending(spending.tx, outputs), index, code, hash_type)


def with_the_number_1(spending, index, code, hash_type):
    """SINGLE without an output as in 2009."""
    if hash_type & 0x1F == 3 and index >= len(spending.tx.outputs):
        return (1).to_bytes(32, "little")
    return digests.witness_sighash(spending, index, code, hash_type)


def known_types_only(spending, index, code, hash_type):
    """An unknown hash type signs nothing that anybody could have signed."""
    known = hash_type & 0x7F in (1, 2, 3)
    return digests.witness_sighash(spending, index, code, hash_type) if known else bytes(32)


def by_every_type(spending, index, hash_type, annex, leaf, separator):
    """No hash type is refused."""
    tx = spending.tx
    inputs = [(txin.prevout.txid, txin.prevout.index, b"", txin.sequence) for txin in tx.inputs]
    payments, spent = (
        [(output.value, output.script_pubkey) for output in outputs]
        for outputs in (tx.outputs, spending.outputs)
    )
    said = tx.version, inputs, payments, tx.lock_time, spent
    return hand.digest_v1(*said, index, hash_type, annex, leaf, separator)


def by_four_as_well(spending, index, hash_type, annex, leaf, separator):
    """The type 4 counts as ALL; SINGLE still needs its output."""
    judged = by_every_type if hash_type == 4 else digests.taproot_sighash
    return judged(spending, index, hash_type, annex, leaf, separator)


def without_an_output(spending, index, hash_type, annex, leaf, separator):
    """SINGLE needs no output, as in 2017."""
    judged = by_every_type if hash_type in (3, 0x83) else digests.taproot_sighash
    return judged(spending, index, hash_type, annex, leaf, separator)


def without_the_annex(spending, index, hash_type, annex, leaf, separator):
    return digests.taproot_sighash(spending, index, hash_type, b"", leaf, separator)


def without_separators(machine, signatures):
    return find_and_delete(machine.script[machine.code_start :], digests.CODE_SEPARATOR)


def type_0_spelled_out(signature, *rest):
    return CHECK_SIGNATURE(signature.removesuffix(b"\0") if len(signature) == 65 else signature, *rest)


# ---- programs and their witnesses ----------------------------------------------------------------


def never_unexpected(*said):
    try:
        VERIFY_SCRIPT(*said)
    except ScriptError as error:
        if error.reason != "WITNESS_UNEXPECTED":
            raise


def judged_inside(script, checker, flags, in_p2sh):
    """Taproot inside P2SH has the meaning that it has outside."""
    OPEN_PROGRAM(script, checker, flags, False)


def known_versions_only(script, checker, flags, in_p2sh):
    if script[0] > 0x51:
        raise ScriptError("WITNESS_PROGRAM_MISMATCH", "an unknown version")
    OPEN_PROGRAM(script, checker, flags, in_p2sh)


def of_any_size(program, items, *rest):
    """A program of version 0 that is neither a key's hash nor a script's is for everybody."""
    if len(program) in (20, 32):
        OPEN_VERSION_0(program, items, *rest)


def with_items_below(program, items, *rest):
    """What lies below the signature and the key is no matter."""
    OPEN_VERSION_0(program, items[-2:] if len(program) == 20 else items, *rest)


def any_number_left(machine):
    """The top is true, whatever is below it."""
    machine.run()
    if not machine.stack or not interpreter.is_true(machine.stack[-1]):
        raise ScriptError("EVAL_FALSE", "the item at the end is false")


def short_keys_only(machine, key):
    """Policy as if it were a rule."""
    if len(key) != 33:
        raise ScriptError("WITNESS_PUBKEYTYPE", "a long key")


def none_fails(machine, good, signatures):
    """The policy NULLFAIL as if it were a rule."""
    if not good and any(signatures) and isinstance(machine, witness.WitnessMachine):
        raise ScriptError("NULLFAIL", "a signature that does not hold must be empty")
    machine.stack.append(encode_number(good))


def tapscript_ifs(machine, item):
    return taproot.Tapscript.condition(machine, item)


# ---- taproot -------------------------------------------------------------------------------------


def without_parity(internal, root=b""):
    found = OUTPUT_KEY(internal, root)
    return found and (found[0], Whatever())


def unsorted(one, other):
    return taproot.tagged_hash("TapBranch", one + other)


def of_one_version(script, version=0xC0):
    return LEAF_HASH(script)


def small_items_first(program, items, *rest):
    """Long items are refused before the script is looked at."""
    if any(len(item) > 520 for item in items[:-2]):
        raise ScriptError("PUSH_SIZE", "a long item")
    OPEN_OUTPUT(program, items, *rest)


def an_annex_alone(program, items, *rest):
    """An item that begins like an annex is one even if nothing else is there."""
    if len(items) == 1 and items[0][:1] == b"\x50":
        raise ScriptError("WITNESS_PROGRAM_WITNESS_EMPTY", "an annex, and no signature")
    OPEN_OUTPUT(program, items, *rest)


def in_any_byte(script, flags):
    """An OP_SUCCESS in data counts as one."""
    return any(byte in SUCCESS for byte in script)


def after_a_broken_push(script, flags):
    """A push that ends too early does not end the search."""
    try:
        return any(opcode in SUCCESS for opcode, _, _ in steps(script))
    except ScriptError:
        return script[-1] in SUCCESS


def without_the_annexs_size(machine, script, stack, checker, flags, items, annex, leaf):
    SET_UP(machine, script, stack, checker, flags, items, annex, leaf)
    machine.budget -= len(digests.led_by_size(annex)) if annex else 0


def by_the_script_alone(machine, script, stack, checker, flags, items, annex, leaf):
    SET_UP(machine, script, stack, checker, flags, items, annex, leaf)
    machine.budget -= 1 + len(items[-1 - bool(annex)])  # the control block


def counted_in_bytes(machine):
    machine.separator = machine.position - 1
    machine.code_start = machine.position


def counted_from_1(machine):
    machine.separator = sum(1 for _ in steps(machine.script[: machine.position]))
    machine.code_start = machine.position


def counted_from_the_last(machine):
    """The place since the separator before."""
    machine.separator = sum(1 for _ in steps(machine.script[machine.code_start : machine.position])) - 1
    machine.code_start = machine.position


def empty_keys_hold(machine, signature, key, code):
    return SIGNED(machine, signature, key or b"\1", code)


def known_keys_only(machine, signature, key, code):
    if len(key) != 32:
        raise ScriptError("PUBKEYTYPE", "a key of an unknown size")
    return SIGNED(machine, signature, key, code)


def empty_ones_cost(machine, signature, key, code):
    if not signature:
        machine.budget -= taproot.COST
        if machine.budget < 0:
            raise ScriptError("TAPSCRIPT_VALIDATION_WEIGHT", "too many signatures")
    return SIGNED(machine, signature, key, code)


def unknown_keys_are_free(machine, signature, key, code):
    machine.budget += taproot.COST if signature and len(key) != 32 else 0
    return SIGNED(machine, signature, key, code)


def false_ones_are_false(machine, signature, key, code):
    """A signature that does not hold is not an end, as before taproot."""
    try:
        return SIGNED(machine, signature, key, code)
    except ScriptError as error:
        if error.reason != "SCHNORR_SIG":
            raise
        return False


def the_number_first(machine):
    """OP_CHECKSIGADD takes number, signature and key."""
    number, signature, key = machine.take(3)
    count = machine.number(number)
    machine.stack.append(encode_number(count + machine.signed(signature, key, b"")))


SPEND, V0, TAP = "blockkit.spending", "blockkit.witness.WitnessMachine", "blockkit.taproot.Tapscript"
SKIPPED = interpreter.BRANCHING | {"OP_CODESEPARATOR"}
OPCODES = "opcodes in witnesses"
FIRST = property(lambda spend: spend.tx.witnesses[0] if spend.tx.witnesses else ())

FAULTS = [
    ("amounts are not signed (BIP 143)", f"{SPEND}.witness_sighash", without_amounts),
    ("SINGLE signs 1 in version 0", f"{SPEND}.witness_sighash", with_the_number_1),
    ("known hash types only in version 0", f"{SPEND}.witness_sighash", known_types_only),
    ("separators are left out in version 0", f"{V0}.script_code", without_separators),
    ("signatures are taken out in version 0", f"{V0}.script_code", interpreter.Machine.script_code),
    ("another input's witness", f"{SPEND}.Spend.witness", FIRST),
    ("a witness is never unexpected", "rules.verify_script", never_unexpected),
    ("any push of a program inside P2SH", "blockkit.unlocking.push_plainly", lambda script: Whatever()),
    ("taproot is judged inside P2SH", "blockkit.unlocking.open_program", judged_inside),
    ("unknown versions fail", "blockkit.unlocking.open_program", known_versions_only),
    ("version 0 of any size", "blockkit.witness.open_program", of_any_size),
    ("more items for a key's hash", "blockkit.witness.open_program", with_items_below),
    ("more is left in a witness", f"{V0}.run_to_the_end", any_number_left),
    ("more is left in tapscript", f"{TAP}.run_to_the_end", any_number_left),
    ("items of 521 bytes in a witness", "blockkit.witness.MAX_ELEMENT_SIZE", 521),
    ("no limits in version 0", f"{V0}.limited", False),
    ("short keys only in version 0", f"{V0}.check_key_form", short_keys_only),
    ("a false signature ends version 0", f"{V0}.leave_verdict", none_fails),
    ("IFs are strict in version 0", f"{V0}.condition", tapscript_ifs),
    ("IFs are lax in tapscript", f"{TAP}.condition", lambda machine, item: interpreter.is_true(item)),
    ("hash type 4 in taproot", f"{SPEND}.taproot_sighash", by_four_as_well),
    ("SINGLE without an output in taproot", f"{SPEND}.taproot_sighash", without_an_output),
    ("hash type 0 spelled out", "blockkit.taproot.check_signature", type_0_spelled_out),
    ("the annex is not signed", f"{SPEND}.taproot_sighash", without_the_annex),
    ("the annex is not paid for", f"{TAP}.__init__", without_the_annexs_size),
    ("the control block is not paid for", f"{TAP}.__init__", by_the_script_alone),
    ("there is no annex", "blockkit.taproot.ANNEX", 0x51),
    ("an annex alone", "blockkit.taproot.open_output", an_annex_alone),
    ("parity is no matter", "blockkit.taproot.output_key", without_parity),
    ("branches are not sorted", "blockkit.taproot.branch_hash", unsorted),
    ("a leaf's version is not hashed", "blockkit.taproot.leaf_hash", of_one_version),
    ("129 branches", "blockkit.taproot.MAX_DEPTH", 129),
    ("127 branches", "blockkit.taproot.MAX_DEPTH", 127),
    ("unknown leaves are tapscript", "blockkit.taproot.TAPSCRIPT", Whatever()),
    ("no operation succeeds", "blockkit.taproot.has_success", lambda script, flags: False),
    ("an OP_SUCCESS in data", "blockkit.taproot.has_success", in_any_byte),
    ("an OP_SUCCESS after a broken push", "blockkit.taproot.has_success", after_a_broken_push),
    ("OP_RESERVED is no OP_SUCCESS", "blockkit.taproot.SUCCESS", SUCCESS - {0x50}, OPCODES),
    ("OP_CHECKSIGADD is an OP_SUCCESS", "blockkit.taproot.SUCCESS", SUCCESS | {0xBA}),
    ("0xff is an OP_SUCCESS", "blockkit.taproot.SUCCESS", SUCCESS | {0xFF}, OPCODES),
    ("sizes come before OP_SUCCESS", "blockkit.taproot.open_output", small_items_first),
    ("1,001 items for a tapscript", "blockkit.taproot.MAX_STACK", 1_001),
    ("limits in tapscript", f"{TAP}.limited", True),
    ("separators are counted in bytes", f"{TAP}.op_codeseparator", counted_in_bytes),
    ("separators are counted from 1", f"{TAP}.op_codeseparator", counted_from_1),
    ("separators are counted anew", f"{TAP}.op_codeseparator", counted_from_the_last),
    ("skipped separators count", "blockkit.interpreter.BRANCHING", SKIPPED),
    ("a signature costs 49", "blockkit.taproot.COST", 49),
    ("a signature costs 51", "blockkit.taproot.COST", 51),
    ("an empty signature costs", f"{TAP}.signed", empty_ones_cost),
    ("signatures of unknown keys are free", f"{TAP}.signed", unknown_keys_are_free),
    ("empty keys hold", f"{TAP}.signed", empty_keys_hold),
    ("unknown keys fail", f"{TAP}.signed", known_keys_only),
    ("a false signature is false in tapscript", f"{TAP}.signed", false_ones_are_false),
    ("OP_CHECKSIGADD takes the number first", f"{TAP}.op_checksigadd", the_number_first),
    ("multisigs in tapscript", f"{TAP}.op_checkmultisig", interpreter.Machine.op_checkmultisig),
]
