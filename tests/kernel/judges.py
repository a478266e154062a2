"""The two judges: the library, and Bitcoin Core. Both speak the library's words.

A judge has ``script(case)``, which says ``OK`` or not, and ``chain(name)``, which takes blocks as bytes and
says why it refuses one, ``""`` where it does not. What a judge was asked is hashed (``asked``), so that a
recorded answer is never held against another question.
"""

import re
import time
from dataclasses import replace
from hashlib import sha256

from blockkit import Block, Chain, Flag, Header, Invalid, ScriptError, Transaction, TxOut, rules_for
from blockkit.encoding import Reader
from blockkit.params import MAINNET, PARAMS
from tests.kernel import core

# Core's names since v28.1, and ours
RENAMED = {
    "duplicate-invalid": "duplicate",
    "block-script-verify-flag-failed": "mandatory-script-verify-flag-failed",
}
NOT_HERE = "Core's kernel is not here: py-bitcoinkernel has no wheel for this Python or system"

# how Core's log says that a script failed, and the name of the failure
SCRIPT_WORDS = {
    "Script evaluated without error but finished with a false/empty top stack element": "EVAL_FALSE",
    "Script failed an OP_VERIFY operation": "VERIFY",
    "Script failed an OP_EQUALVERIFY operation": "EQUALVERIFY",
    "Script failed an OP_CHECKMULTISIGVERIFY operation": "CHECKMULTISIGVERIFY",
    "Script failed an OP_CHECKSIGVERIFY operation": "CHECKSIGVERIFY",
    "Script failed an OP_NUMEQUALVERIFY operation": "NUMEQUALVERIFY",
    "Script is too big": "SCRIPT_SIZE",
    "Push value size limit exceeded": "PUSH_SIZE",
    "Operation limit exceeded": "OP_COUNT",
    "Stack size limit exceeded": "STACK_SIZE",
    "Signature count negative or greater than pubkey count": "SIG_COUNT",
    "Pubkey count negative or limit exceeded": "PUBKEY_COUNT",
    "Opcode missing or not understood": "BAD_OPCODE",
    "Attempted to use a disabled opcode": "DISABLED_OPCODE",
    "Operation not valid with the current stack size": "INVALID_STACK_OPERATION",
    "Operation not valid with the current altstack size": "INVALID_ALTSTACK_OPERATION",
    "OP_RETURN was encountered": "OP_RETURN",
    "Invalid OP_IF construction": "UNBALANCED_CONDITIONAL",
    "Negative locktime": "NEGATIVE_LOCKTIME",
    "Locktime requirement not satisfied": "UNSATISFIED_LOCKTIME",
    "Non-canonical DER signature": "SIG_DER",
    "Only push operators allowed in signatures": "SIG_PUSHONLY",
    "Dummy CHECKMULTISIG argument must be zero": "SIG_NULLDUMMY",
    "Witness program has incorrect length": "WITNESS_PROGRAM_WRONG_LENGTH",
    "Witness program was passed an empty witness": "WITNESS_PROGRAM_WITNESS_EMPTY",
    "Witness program hash mismatch": "WITNESS_PROGRAM_MISMATCH",
    "Witness provided for non-witness script": "WITNESS_UNEXPECTED",
    "Stack size must be exactly one after execution": "CLEANSTACK",
    "Witness requires empty scriptSig": "WITNESS_MALLEATED",
    "Witness requires only-redeemscript scriptSig": "WITNESS_MALLEATED_P2SH",
    "Invalid Schnorr signature size": "SCHNORR_SIG_SIZE",
    "Invalid Schnorr signature hash type": "SCHNORR_SIG_HASHTYPE",
    "Invalid Schnorr signature": "SCHNORR_SIG",
    "Invalid Taproot control block size": "TAPROOT_WRONG_CONTROL_SIZE",
    "Too much signature validation relative to witness weight": "TAPSCRIPT_VALIDATION_WEIGHT",
    "OP_CHECKMULTISIG(VERIFY) is not available in tapscript": "TAPSCRIPT_CHECKMULTISIG",
    "OP_IF/NOTIF argument must be minimal in tapscript": "TAPSCRIPT_MINIMALIF",
    "Empty public key in tapscript": "PUBKEYTYPE",  # so v28.1 calls it, like any key of a wrong form
    "Script number overflowed or is non-minimally encoded": "UNKNOWN_ERROR",  # v28.1 had no name for it
}


wrong = {}  # the faults that are made on purpose: what of the rules and of the chain's numbers is replaced


def our_rules(params):
    """The library's rules; with a fault, if one was made."""
    numbers, slots = (
        {name.partition(".")[2]: wrong[name] for name in wrong if name.startswith(kind)}
        for kind in ("params", "rules")
    )
    return replace(rules_for(replace(params, **numbers)), **slots)


class Ours:
    """The library."""

    name = "blockkit"

    def __init__(self):
        self.hashed = sha256()

    def asked(self):
        return self.hashed.hexdigest()[:16]

    def script(self, case):
        self.hashed.update(repr((case.raw, case.index, case.outputs, case.flags)).encode())
        tx = Transaction.parse(case.raw)
        try:
            outputs = [TxOut(*output) for output in case.outputs]
            our_rules(MAINNET).verify_input(tx, case.index, outputs, Flag(case.flags))
        except ScriptError as error:
            return error.reason
        return "OK"

    def chain(self, name="regtest"):
        return OurChain(name, self.hashed)


class OurChain:
    """The library's chain, with bytes for blocks."""

    def __init__(self, name, hashed):
        self.chain, self.hashed = Chain(our_rules(PARAMS["main" if name == "mainnet" else name])), hashed

    def close(self):
        pass

    def tip(self):
        return self.chain.tip.hash

    def accept(self, raw):
        self.hashed.update(raw)
        try:
            block = Block.read(Reader(raw))  # as Core does; Block.parse refuses what is left over
        except Invalid:
            return "unreadable"
        try:
            self.chain.accept(block, int(time.time()))
        except Invalid as error:
            why = error.__cause__
            return f"{error.reason}: {why.reason}" if isinstance(why, ScriptError) else error.reason
        return ""

    def accept_header(self, raw):
        try:
            self.chain.accept_header(Header.parse(raw), int(time.time()))
        except Invalid:
            return False
        return True


class Core:
    """Bitcoin Core, by the library's words."""

    name = "Core"

    def script(self, case):
        holds = core.CoreSpend(case.raw, case.outputs).holds(case.index, case.flags)
        return "OK" if holds else "no"

    def chain(self, name="regtest"):
        return ItsChain(name)


class ItsChain(core.CoreChain):
    """Core's chain."""

    def accept(self, raw):
        try:
            reason = super().accept(raw)
        except ValueError:
            return "unreadable"
        return in_our_words(reason)


def in_our_words(state):
    """``mandatory-script-verify-flag-failed: EVAL_FALSE`` of Core's longer sentence."""
    name, words = re.fullmatch(r"([^ ,]*)(?: \((.*?)\))?(?:,.*)?", state).groups()
    name = RENAMED.get(name, name)
    return f"{name}: {SCRIPT_WORDS.get(words, words)}" if words else name
