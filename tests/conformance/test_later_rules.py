"""Witnesses and taproot where the published files are blind, or see with a single row: cases of our own.

Each is proved by a wrong implementation: with it swapped in, that case and no other changes its verdict.
"""

from dataclasses import dataclass, replace
from functools import cache, reduce

import pytest

from blockkit import (
    RULES,
    Flag,
    Invalid,
    OutPoint,
    PrivateKey,
    ScriptError,
    Transaction,
    TxIn,
    TxOut,
    digests,
    hash160,
    schnorr,
    sha256,
    taproot,
    transaction,
    unlocking,
    witness,
)
from blockkit.asm import from_asm
from blockkit.digests import Spending, taproot_sighash, witness_sighash
from blockkit.interpreter import MAX_ELEMENT_SIZE, Machine
from blockkit.params import MAINNET
from blockkit.script import push, push_plainly
from blockkit.taproot import Tapscript, branch_hash, leaf_hash, output_key
from blockkit.templates import p2pkh, p2sh
from blockkit.validation import script_flags
from blockkit.witness import WitnessMachine

TODAY = script_flags(800_000, bytes(32), MAINNET)
SECRET = 0xC0FFEE
KEY, OWNER = schnorr.key_of(SECRET), PrivateKey(SECRET)
ONE = b"\x51"  # OP_1: a script that holds


# ---- spends --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spent:
    """Two inputs and one output; which input opens ``script_pubkey`` is ``index``."""

    script_pubkey: bytes
    items: tuple[bytes, ...] = ()
    script_sig: bytes = b""
    index: int = 0

    def spending(self):
        inputs, witnesses = [TxIn(OutPoint(b"\7" * 32, n), b"") for n in range(2)], [(), ()]
        inputs[self.index] = replace(inputs[self.index], script_sig=self.script_sig)
        witnesses[self.index] = self.items
        tx = Transaction(2, tuple(inputs), (TxOut(9_000, ONE),), 0, tuple(witnesses))
        outputs = [TxOut(5_000, ONE), TxOut(5_001, ONE)]
        outputs[self.index] = replace(outputs[self.index], script_pubkey=self.script_pubkey)
        return Spending(tx, outputs)

    def verdict(self, flags=TODAY):
        """OK, or the name of the fault."""
        try:
            RULES.run_scripts(self.spending(), self.index, flags)
        except ScriptError as error:
            return error.reason
        return "OK"


def p2wsh(script, *items, **others):
    """A script in a version 0 witness, and what it finds on the stack."""
    return Spent(b"\0\x20" + sha256(script), (*items, script), **others)


def in_taproot(script, *items, version=0xC0, path=b"", annex=(), **others):
    """A script in a taproot witness: the only leaf, unless there is a ``path``."""
    root = taproot.root_hash(leaf_hash(script, version), path)
    program, parity = output_key(KEY, root)
    control = bytes([version | parity]) + KEY + path
    return Spent(b"\x51\x20" + program, (*items, script, control, *annex), **others)


def by_key(signature_of, **others):
    """The key path: ``signature_of(spending, index)`` is what the witness has."""
    spend = Spent(b"\x51\x20" + KEY, **others)
    return replace(spend, items=(signature_of(spend.spending(), spend.index),))


def signed(digest, end=b""):
    return schnorr.sign(SECRET, digest) + end


def in_script(text, sign=None, *, before=b"", **others):
    """A tapscript; ``sign(spending, index, leaf)`` gives the item on top of its stack."""
    script = before + from_asm(text)
    spend = in_taproot(script, **others)
    item = sign(spend.spending(), spend.index, leaf_hash(script)) if sign else b""
    return in_taproot(script, item, **others)


# ---- the cases -----------------------------------------------------------------------------------


@cache
def unknown_type(hash_type):
    """A signature that would hold if taproot knew this hash type."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "TAPROOT_TYPES", (*digests.TAPROOT_TYPES, hash_type))
        return by_key(
            lambda spending, index: signed(taproot_sighash(spending, index, hash_type), bytes([hash_type]))
        )


@cache
def annex_alone():
    """A single item is a signature even if it begins like an annex."""
    spend = Spent(b"\x51\x20" + KEY)
    digest = taproot_sighash(spend.spending(), 0)
    tries = (schnorr.sign(SECRET, digest, n.to_bytes(32, "big")) for n in range(10_000))
    return replace(spend, items=(next(found for found in tries if found[0] == taproot.ANNEX),))


def wrong_parity():
    spend = in_taproot(ONE)
    script, control = spend.items
    return replace(spend, items=(script, bytes([control[0] ^ 1]) + control[1:]))


def malleated():
    """P2WPKH in P2SH, pushed in a longer way than needed."""
    redeem = b"\0\x14" + hash160(OWNER.public_key())
    spend = Spent(p2sh(hash160(redeem)))
    digest = witness_sighash(spend.spending(), 0, p2pkh(redeem[2:]))
    items = OWNER.sign(digest) + b"\1", OWNER.public_key()
    return replace(spend, items=items, script_sig=b"\x4c" + push_plainly(redeem))


def in_p2sh():
    """Taproot has no wrapped form: version 1 in P2SH means nothing yet, so everybody may spend it."""
    program = b"\x51\x20" + KEY
    return Spent(p2sh(hash160(program)), (b"no signature",), push(program))


def single_without_output_0():
    """BIP 143: SINGLE without an output at the same place signs zeros there."""
    program = b"\0\x14" + hash160(OWNER.public_key())
    spend = Spent(program, index=1)
    digest = witness_sighash(spend.spending(), 1, p2pkh(program[2:]), 3)
    return replace(spend, items=(OWNER.sign(digest) + b"\3", OWNER.public_key()))


def single_without_output_1():
    """BIP 341: it signs nothing, so it does not hold."""
    return by_key(lambda spending, index: signed(bytes(32), b"\3"), index=1)


def separated():
    """The place of a separator counts each step before it, also those that do not run."""

    def sign(spending, index, leaf):
        return signed(taproot_sighash(spending, index, leaf=leaf, separator=6))

    first = "OP_0 OP_IF OP_CODESEPARATOR OP_ENDIF OP_CODESEPARATOR OP_NOP OP_CODESEPARATOR"
    return in_script(f"{first} {KEY.hex()} OP_CHECKSIG", sign)


def budget(padding):
    """Four signatures cost 200; the witness has 143 bytes and the padding, and 50 are free."""

    def sign(spending, index, leaf):
        return signed(taproot_sighash(spending, index, leaf=leaf))

    padded = push(bytes(padding)) + from_asm("OP_DROP")
    checks = "OP_2DUP OP_CHECKSIGVERIFY " * 3 + "OP_CHECKSIG"
    return in_script(f"{KEY.hex()} {checks}", sign, before=padded)


def empty_signatures():
    return in_script(f"{KEY.hex()} " + "OP_2DUP OP_CHECKSIG OP_DROP " * 20 + "OP_CHECKSIG OP_NOT")


def signed_annex():
    """The annex is signed, though it means nothing; 0x50 and nothing else is one too."""
    spend = Spent(b"\x51\x20" + KEY)
    return replace(spend, items=(signed(taproot_sighash(spend.spending(), 0, annex=b"P")), b"P"))


def path_of(levels):
    return b"".join(bytes([n % 251]) * 32 for n in range(levels))


CASES = {  # what the published files do not show at all comes first
    "hash type 0x04": (lambda: unknown_type(4), "SCHNORR_SIG_HASHTYPE"),
    "hash type 0x80": (lambda: unknown_type(0x80), "SCHNORR_SIG_HASHTYPE"),
    "multisig in tapscript": (lambda: in_script("OP_0 OP_0 OP_CHECKMULTISIG"), "TAPSCRIPT_CHECKMULTISIG"),
    "taproot in P2SH": (in_p2sh, "OK"),
    "an annex alone": (annex_alone, "OK"),
    "the other parity": (wrong_parity, "WITNESS_PROGRAM_MISMATCH"),
    "128 levels": (lambda: in_taproot(ONE, path=path_of(128)), "OK"),
    "129 levels": (lambda: in_taproot(ONE, path=path_of(129)), "TAPROOT_WRONG_CONTROL_SIZE"),
    "521 bytes in version 0": (lambda: p2wsh(b"\x75\x51", bytes(521)), "PUSH_SIZE"),
    "521 bytes in version 1": (lambda: in_taproot(b"\x75\x51", bytes(521)), "PUSH_SIZE"),
    "1,001 items": (lambda: in_taproot(b"\x75" * 1000, *[b"\1"] * 1001), "STACK_SIZE"),
    "0xff is no success": (lambda: in_taproot(b"\xff"), "BAD_OPCODE"),
    "another push in P2SH": (malleated, "WITNESS_MALLEATED_P2SH"),
    "SINGLE alone, version 0": (single_without_output_0, "OK"),
    "SINGLE alone, version 1": (single_without_output_1, "SCHNORR_SIG_HASHTYPE"),
    "the place of a separator": (separated, "OK"),
    "the budget is enough": (lambda: budget(7), "OK"),
    "the budget is spent": (lambda: budget(6), "TAPSCRIPT_VALIDATION_WEIGHT"),
    "empty signatures cost nothing": (empty_signatures, "OK"),
    "an annex of one byte": (signed_annex, "OK"),
    "an unknown leaf": (lambda: in_taproot(b"\xff", version=0xC2), "OK"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case(name):
    make, expected = CASES[name]
    assert make().verdict() == expected


def with_control(change):
    """A script path whose control block is changed."""
    spend = in_taproot(ONE)
    script, control = spend.items
    return replace(spend, items=(script, change(control)))


REASONS = [  # what the published rows refuse without a name, or under another one
    (with_control(lambda control: control[:32]), "TAPROOT_WRONG_CONTROL_SIZE"),
    (with_control(lambda control: b""), "TAPROOT_WRONG_CONTROL_SIZE"),
    (with_control(lambda control: control + b"\0"), "TAPROOT_WRONG_CONTROL_SIZE"),
    (with_control(lambda control: control + bytes(32)), "WITNESS_PROGRAM_MISMATCH"),
    (with_control(lambda control: control[:1] + b"\xff" * 32), "WITNESS_PROGRAM_MISMATCH"),  # no point
    (Spent(b"\x51\x20" + KEY), "WITNESS_PROGRAM_WITNESS_EMPTY"),
    (Spent(b"\x51\x20" + KEY, (b"",)), "SCHNORR_SIG_SIZE"),
    (Spent(b"\x51\x20" + KEY, (bytes(63),)), "SCHNORR_SIG_SIZE"),
    (Spent(b"\x51\x20" + KEY, (bytes(66),)), "SCHNORR_SIG_SIZE"),
    (Spent(b"\x51\x20" + KEY, (bytes(64),)), "SCHNORR_SIG"),
    (Spent(b"\x51\x20" + KEY, (bytes(65),)), "SCHNORR_SIG_HASHTYPE"),
    (Spent(b"\x51\x20" + KEY, (bytes(64) + b"\x84",)), "SCHNORR_SIG_HASHTYPE"),
    (in_taproot(from_asm("OP_0 OP_CHECKSIG"), b"\1"), "PUBKEYTYPE"),
    (in_taproot(push(KEY) + from_asm("OP_CHECKSIG"), b"\1"), "SCHNORR_SIG_SIZE"),
    (in_taproot(push(KEY) + from_asm("OP_CHECKSIG"), bytes(64)), "SCHNORR_SIG"),
    (in_taproot(push(KEY) + from_asm("OP_CHECKSIG"), b""), "EVAL_FALSE"),
    (in_taproot(push(KEY) + from_asm("OP_CHECKSIGADD"), b"", b"\1" * 5), "UNKNOWN_ERROR"),
    (in_taproot(push(KEY) + from_asm("OP_CHECKSIGADD"), b""), "INVALID_STACK_OPERATION"),
    (in_taproot(b"\x4c\xff"), "BAD_OPCODE"),
    (in_taproot(b"\x4c\xff\xbb"), "BAD_OPCODE"),  # a broken push before a success
    (in_taproot(b"\xbb\x4c\xff"), "OK"),
    (in_taproot(ONE * 2), "CLEANSTACK"),
    (in_taproot(ONE * 1_001), "STACK_SIZE"),
    (in_taproot(push(bytes(521)) + b"\x75\x51"), "PUSH_SIZE"),
    (p2wsh(ONE * 2), "CLEANSTACK"),
    (p2wsh(b"\0"), "EVAL_FALSE"),
    (p2wsh(b"\xba"), "BAD_OPCODE"),
    (p2wsh(b"\x61" * 202 + ONE), "OP_COUNT"),
    (in_taproot(b"\x61" * 202 + ONE), "OK"),
    (p2wsh(b"\x61" * 10_001), "SCRIPT_SIZE"),
    (in_taproot((push(bytes(520)) + b"\x75") * 20 + ONE), "OK"),
    (p2wsh(b"\x61" * 10_001, bytes(521)), "PUSH_SIZE"),  # asked before the script's size
    (in_taproot(ONE, *[bytes(521)] * 1_001), "STACK_SIZE"),  # the other way round
    (Spent(ONE, (b"\1",)), "WITNESS_UNEXPECTED"),
    (Spent(b"\0\x14" + b"\1" * 20, (b"\1",)), "WITNESS_PROGRAM_MISMATCH"),
    (Spent(b"\0\x14" + b"\1" * 20, (b"\1", b"\1", b"\1")), "WITNESS_PROGRAM_MISMATCH"),
    (Spent(b"\0\x14" + b"\1" * 20, (b"\1", b"\1")), "EQUALVERIFY"),
    (Spent(b"\0\x15" + bytes(21), (b"\1",)), "EVAL_FALSE"),  # to an old node as well
    (Spent(b"\0\x15" + b"\1" * 21, (b"\1",)), "WITNESS_PROGRAM_WRONG_LENGTH"),
]


@pytest.mark.parametrize(("spend", "reason"), REASONS)
def test_a_reason(spend, reason):
    """Core's name for it, where several could be meant."""
    assert spend.verdict() == reason


def test_policy_about_what_may_get_a_meaning():
    """What means nothing yet holds in a block; nodes do not relay it."""
    for spend, flag in (
        (in_taproot(b"\xff", version=0xC2), Flag.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION),
        (in_taproot(b"\x51\xbb"), Flag.DISCOURAGE_OP_SUCCESS),
        (in_taproot(from_asm("01 OP_CHECKSIG"), b"\1"), Flag.DISCOURAGE_UPGRADABLE_PUBKEYTYPE),
        (in_p2sh(), Flag.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM),
    ):
        assert (spend.verdict(), spend.verdict(TODAY | flag)) == ("OK", flag.name)


def test_policy_in_version_0():
    long_key = PrivateKey(SECRET, compressed=False)
    script = push(long_key.public_key()) + b"\xac"
    digest = witness_sighash(p2wsh(script).spending(), 0, script)
    for spend, flag in (
        (p2wsh(from_asm("OP_IF OP_1 OP_ENDIF"), b"\2"), Flag.MINIMALIF),
        (p2wsh(script, long_key.sign(digest) + b"\1"), Flag.WITNESS_PUBKEYTYPE),
    ):
        assert (spend.verdict(), spend.verdict(TODAY | flag)) == ("OK", flag.name)
    assert in_taproot(from_asm("OP_IF OP_1 OP_ENDIF"), b"\2").verdict() == "TAPSCRIPT_MINIMALIF"


@pytest.mark.parametrize("key", [b"\4" + bytes(32), b"\2" + bytes(64), b"\6" + bytes(64), b"\3" + bytes(31)])
def test_keys_in_version_0_are_compressed(key):
    """First the older rule about keys is asked, then the one for witnesses."""
    spend = p2wsh(push(key) + from_asm("OP_CHECKSIG OP_NOT"), b"")
    assert spend.verdict() == "OK"
    assert spend.verdict(TODAY | Flag.WITNESS_PUBKEYTYPE) == "WITNESS_PUBKEYTYPE"
    assert spend.verdict(TODAY | Flag.WITNESS_PUBKEYTYPE | Flag.STRICTENC) == "PUBKEYTYPE"


# ---- wrong implementations -----------------------------------------------------------------------

MORE_TYPES = {kind: (*digests.TAPROOT_TYPES, kind) for kind in (4, 0x80)}
OPEN_PROGRAM, OPEN_OUTPUT, OUTPUT_KEY = unlocking.open_program, taproot.open_output, taproot.output_key


def without_wrapping(script, checker, flags, in_p2sh):
    """A program is a program, wherever it stands."""
    OPEN_PROGRAM(script, checker, flags, False)


def with_any_annex(program, items, checker, flags):
    """A single item may be an annex."""
    if len(items) == 1 and items[0][0] == taproot.ANNEX:
        items = ()
    OPEN_OUTPUT(program, items, checker, flags)


class AnyParity(int):
    """Equal to both."""

    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def without_parity(internal, root=b""):
    key, parity = OUTPUT_KEY(internal, root)
    return key, AnyParity(parity)


def any_length(wrong_class, machine, script, stack, *others):
    """The machine of one kind takes items of any length."""
    longest = MAX_ELEMENT_SIZE if type(machine) is not wrong_class else 10**6
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(witness, "MAX_ELEMENT_SIZE", longest)
        INIT(machine, script, stack, *others)


INIT, SIGHASH, SIGNED = WitnessMachine.__init__, digests.witness_sighash, Tapscript.signed


class AnyPush(bytes):
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = bytes.__hash__


def with_the_number_1(spending, index, script_code, hash_type=1):
    """SINGLE as in 2009."""
    if hash_type & 0x1F == 3 and index >= len(spending.tx.outputs):
        return b"\1" + bytes(31)
    return SIGHASH(spending, index, script_code, hash_type)


def with_zeros(spending, index, hash_type=0, *others):
    """SINGLE as in version 0, but of nothing at all."""
    if hash_type & 3 == 3 and index >= len(spending.tx.outputs):
        return bytes(32)
    return taproot_sighash(spending, index, hash_type, *others)


def counting_what_runs(machine):
    """The place of a separator among the steps that run: here one less."""
    REAL_SEPARATOR(machine)
    machine.separator -= 1


REAL_SEPARATOR = Tapscript.op_codeseparator


def with_cost(change):
    """A signature costs a little more or less."""

    def signed(machine, signature, key, code):
        machine.budget += change
        return SIGNED(machine, signature, key, code)

    return signed


def paid_when_empty(machine, signature, key, code):
    if not signature:
        machine.budget -= 50
        if machine.budget < 0:
            raise ScriptError("TAPSCRIPT_VALIDATION_WEIGHT")
    return SIGNED(machine, signature, key, code)


def with_a_byte_after_the_mark(program, items, checker, flags):
    """An annex has something in it."""
    if len(items) > 1 and items[-1] == b"P":
        raise ScriptError("SCHNORR_SIG_SIZE")
    OPEN_OUTPUT(program, items, checker, flags)


def known_leaves_only(program, items, checker, flags):
    OPEN_OUTPUT(program, items, checker, flags | Flag.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION)


WRONG = {  # by the case that catches it: what is replaced, and by what
    "hash type 0x04": ("digests.TAPROOT_TYPES", MORE_TYPES[4]),
    "hash type 0x80": ("digests.TAPROOT_TYPES", MORE_TYPES[0x80]),
    "multisig in tapscript": ("taproot.Tapscript.op_checkmultisig", Machine.op_checkmultisig),
    "taproot in P2SH": ("unlocking.open_program", without_wrapping),
    "an annex alone": ("taproot.open_output", with_any_annex),
    "the other parity": ("taproot.output_key", without_parity),
    "128 levels": ("taproot.MAX_DEPTH", 127),
    "129 levels": ("taproot.MAX_DEPTH", 129),
    "521 bytes in version 0": (
        "witness.WitnessMachine.__init__",
        lambda *args: any_length(WitnessMachine, *args),
    ),
    "521 bytes in version 1": ("witness.WitnessMachine.__init__", lambda *args: any_length(Tapscript, *args)),
    "1,001 items": ("taproot.MAX_STACK", 1_001),
    "0xff is no success": ("taproot.SUCCESS", taproot.SUCCESS | {0xFF}),
    "another push in P2SH": ("unlocking.push_plainly", AnyPush),
    "SINGLE alone, version 0": ("spending.witness_sighash", with_the_number_1),
    "SINGLE alone, version 1": ("spending.taproot_sighash", with_zeros),
    "the place of a separator": ("taproot.Tapscript.op_codeseparator", counting_what_runs),
    "the budget is enough": ("taproot.Tapscript.signed", with_cost(-1)),
    "the budget is spent": ("taproot.Tapscript.signed", with_cost(1)),
    "empty signatures cost nothing": ("taproot.Tapscript.signed", paid_when_empty),
    "an annex of one byte": ("taproot.open_output", with_a_byte_after_the_mark),
    "an unknown leaf": ("taproot.open_output", known_leaves_only),
}


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_rule_is_caught_by_its_case_alone(name, monkeypatch):
    spends = {case: (make(), expected) for case, (make, expected) in CASES.items()}
    where, wrong = WRONG[name]
    monkeypatch.setattr(f"blockkit.{where}", wrong)
    assert [case for case, (spend, expected) in spends.items() if spend.verdict() != expected] == [name]


# ---- a witness that is announced, and is not there ----------------------------------------------

SUPERFLUOUS = bytes.fromhex("02000000000101") + bytes(36) + b"\0" + bytes(4) + b"\0" + b"\0" + bytes(4)


def without_the_rule(reader, count, flag):
    return tuple([tuple([reader.var_bytes() for _ in range(reader.count(1))]) for _ in range(count)])


def test_superfluous_witness_record(monkeypatch):
    with pytest.raises(Invalid, match="Superfluous witness record"):
        Transaction.parse(SUPERFLUOUS)
    monkeypatch.setattr(transaction, "read_witnesses", without_the_rule)
    assert Transaction.parse(SUPERFLUOUS).witnesses == ()


# ---- in bounded time -----------------------------------------------------------------------------


def test_a_script_of_separators_costs_no_more_than_its_length():
    """The place of each is counted on from the one before: half a million of them take a second or two."""
    assert in_taproot(b"\xab" * 100_000 + ONE).verdict() == "OK"


def test_a_script_of_signatures_that_are_empty_costs_no_more_than_its_length():
    script = push(KEY) + from_asm("OP_2DUP OP_CHECKSIG OP_DROP") * 50_000 + from_asm("OP_2DROP OP_1")
    assert in_taproot(script, b"").verdict() == "OK"


def test_a_script_of_ifs_costs_no_more_than_its_length():
    """Whether a step runs is known without a look at each IF that is open."""
    deep = (b"\x51\x63" * 50_000 + b"\0\x63" + b"\0\x63\x67" * 50_000) + b"\x68" * 100_001 + ONE
    assert in_taproot(deep).verdict() == "OK"


def test_what_all_inputs_share_is_made_once(monkeypatch):
    """BIP 143's point: ten times the inputs are ten times the bytes, where 2009's way had a hundred."""

    def hashed(count, version):
        inputs = tuple(TxIn(OutPoint(bytes(32), n), b"") for n in range(count))
        tx, total = Transaction(2, inputs, (TxOut(1, ONE),)), 0

        def counting(data):
            nonlocal total
            total += len(data)
            return sha256(data)

        for name in ("sha256", "hash256"):
            monkeypatch.setattr(digests, name, counting)
        spending = Spending(tx, [TxOut(1, ONE)] * count)
        for index in range(count):
            version(spending, index)
        return total

    new = [
        hashed(n, lambda spending, index: witness_sighash(spending, index, bytes(25)))
        for n in (10, 100, 1000)
    ]
    old = [
        hashed(n, lambda spending, index: digests.sighash(spending, index, bytes(25)))
        for n in (10, 100, 1000)
    ]
    assert reduce(lambda a, b: b / a, old[:2]) > 80 and reduce(lambda a, b: b / a, new[:2]) < 10.1
    assert old[2] > 100 * new[2]
    assert branch_hash(b"\1" * 32, b"\2" * 32) == branch_hash(b"\2" * 32, b"\1" * 32)
