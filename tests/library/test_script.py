"""Scripts as bytes, and the machine: limits, and inputs that would cost much."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockkit import (
    REGTEST,
    RULES,
    Flag,
    PrivateKey,
    ScriptError,
    Transaction,
    TxIn,
    TxOut,
    hash160,
    verify_script,
)
from blockkit.addresses import decode_address, decode_wif, encode_wif, p2pkh_address, p2sh_address
from blockkit.asm import from_asm, to_asm
from blockkit.base58 import encode_base58check
from blockkit.digests import Spending
from blockkit.opcodes import CODES, NAMES
from blockkit.script import (
    count_sigops,
    decode_number,
    encode_number,
    find_and_delete,
    is_p2sh,
    is_push_only,
    push,
    push_plainly,
    steps,
)
from blockkit.spending import Spend
from blockkit.templates import is_p2pkh, multisig, p2pk, p2pkh, p2sh
from blockkit.transaction import NOWHERE

CHECKER = Spend(Spending(Transaction(1, (TxIn(NOWHERE, b""),), (TxOut(0, b""),))), 0)


def reason(script_sig, script_pubkey, flags=Flag.NONE):
    with pytest.raises(ScriptError) as caught:
        verify_script(script_sig, script_pubkey, CHECKER, flags)
    return caught.value.reason


@given(st.integers(-(2**39) + 1, 2**39 - 1))
def test_numbers_there_and_back_in_shortest_form(n):
    assert decode_number(encode_number(n), minimal=True, size=5) == n


@given(st.binary(max_size=4))
def test_any_four_bytes_are_a_number_and_one_form_is_the_shortest(data):
    n = decode_number(data)
    assert decode_number(encode_number(n)) == n
    if encode_number(n) != data:
        with pytest.raises(ScriptError):
            decode_number(data, minimal=True)


@given(st.binary(max_size=70_000))
def test_a_push_is_one_step_that_pushes_its_data(data):
    for script in (push(data), push_plainly(data)):
        ((opcode, pushed, after),) = steps(script)
        assert after == len(script)
        if pushed is None:
            assert script == bytes([opcode])
        else:
            assert pushed == data
    assert len(push(data)) <= len(push_plainly(data))


def test_112_operations_have_names_and_codes():
    assert len(NAMES) == len(CODES) == 112
    names = "OP_CHECKSIG OP_NOP10 OP_CHECKSIGADD OP_16"
    assert [CODES[name] for name in names.split()] == [0xAC, 0xB9, 0xBA, 0x60]


def test_asm_there_and_back():
    text = "OP_DUP OP_HASH160 " + "ab" * 20 + " OP_EQUALVERIFY OP_CHECKSIG"
    assert to_asm(from_asm(text)) == text
    assert from_asm(text) == p2pkh(b"\xab" * 20)
    assert to_asm(b"\x05ab") == "[broken push]"
    assert to_asm(b"\x00\xff") == "OP_0 OP_UNKNOWN_ff"
    with pytest.raises(ValueError, match="is not an operation"):
        from_asm("OP_DUPP")


@pytest.mark.parametrize("empty", ["00", "4c00", "4d0000", "4e00000000"])
def test_an_empty_push_is_an_empty_item_however_it_is_spelled(empty):
    script = bytes.fromhex(empty + "ac")
    assert to_asm(script) == "OP_0 OP_CHECKSIG"
    (_, data, _), _ = steps(script)
    assert not data


KEYS = [PrivateKey(number).public_key() for number in (1, 2)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: to_asm("51"), "the script must be bytes, got str '51'"),
        (lambda: to_asm(None), "the script must be bytes, got NoneType"),
        (lambda: to_asm(TxOut(5, b"")), "the script must be bytes, got TxOut"),
        (lambda: is_p2pkh("51"), "the script must be bytes, got str '51'"),
        (lambda: from_asm(b"\x51"), "a script to read must be text (str), got bytes"),
        (lambda: from_asm(["OP_1"]), "a script to read must be text (str), got list"),
        (lambda: from_asm("2 OP_ADD"), "'2' is written OP_2; a word without OP_ is hex"),
        (lambda: from_asm("-1"), "'-1' is written OP_1NEGATE"),
        (lambda: from_asm("op_dup"), "'op_dup' is written OP_DUP"),
        (lambda: from_asm("DUP"), "'DUP' is written OP_DUP"),
        (lambda: from_asm("ADD"), "'ADD' is written OP_ADD"),  # three hex digits
        (lambda: from_asm("OP_TRUE"), "'OP_TRUE' is written OP_1"),
        (lambda: from_asm("false"), "'false' is written OP_0"),
        (lambda: from_asm("OP_NOP2"), "'OP_NOP2' is written OP_CHECKLOCKTIMEVERIFY"),
        (lambda: from_asm("OP_17"), "'OP_17' is not an operation"),
        (lambda: from_asm("0x12"), "leave out the 0x in front: '0x12'"),
        (lambda: from_asm("500"), "'500' is not hex; as a number it is push(encode_number(…))"),
        (lambda: from_asm("<key>"), "'<key>' holds '<'"),
        (lambda: p2pk(hash160(b"")), "got 20; is it a hash already?"),
        (lambda: p2pk(b""), "a public key has 33 bytes"),
        (lambda: p2pk(b"\x05" * 33), "got 33 that begin with 05"),
        (lambda: p2pk(KEYS[0].hex()), "hex becomes bytes with bytes.fromhex(…)"),
        (lambda: p2pk(PrivateKey(1)), "got PrivateKey; a PrivateKey gives its own with public_key()"),
        (lambda: multisig(KEYS, 2), "as in multisig(1, [key]); got list, then int"),
        (lambda: multisig(1, KEYS[0]), "as in multisig(1, [key]); got int, then bytes"),
        (lambda: multisig(1, set(KEYS)), "got int, then set"),  # the order counts
        (lambda: multisig(1, None), "got int, then NoneType"),
        (lambda: multisig(1, [b"short"]), "a public key has 33 bytes"),
        (lambda: multisig(1, [PrivateKey(1)]), "got PrivateKey"),
        (lambda: multisig("1", KEYS), "the number of signatures must be a whole number (int), got str '1'"),
        (lambda: multisig(3, KEYS), "the number of signatures must lie between 1 and 2, got 3"),
        (lambda: p2sh_address(hash160(b"")), "look like the hash of a redeem script: give the script itself"),
        (lambda: p2sh_address("51"), "the redeem script must be bytes, got str '51'"),
        (lambda: p2sh_address(b"\x51", RULES), "got Rules; it has them as .params"),
        (lambda: p2pkh_address(KEYS[0], "main"), "params must be ChainParams, such as MAINNET"),
        (lambda: p2pkh_address(PrivateKey(1).public_key), "a public key must be bytes, got method"),
        (lambda: encode_wif(PrivateKey(1), None), "params must be ChainParams"),
        (lambda: encode_wif(5), "the key must be a PrivateKey, got int; PrivateKey(number) makes one"),
        (lambda: decode_wif("5", "main"), "params must be ChainParams"),
        (lambda: decode_wif(encode_wif(PrivateKey(1)), REGTEST), "it is one of the main chain"),
        (
            lambda: decode_wif(encode_wif(PrivateKey(1), REGTEST)),
            "it is one of the regtest or classroom chain",
        ),
        (lambda: decode_wif(p2pkh_address(KEYS[0])), "it is an address, which holds no private key"),
        (lambda: decode_wif(encode_base58check(b"\x01" * 34)), "it is something else"),
        (lambda: decode_wif("5xyz"), "is a character wrong?"),
        (lambda: decode_address(p2pkh_address(KEYS[0]), "main"), "params must be ChainParams"),
        (lambda: decode_address(KEYS[0]), "an address must be text (str), got bytes"),
        (lambda: decode_address("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T5"), "look at place 42"),
        (lambda: decode_address("tb1" + "q" * 39, REGTEST), "unknown-address: "),
    ],
)
def test_slips_with_templates_and_addresses_are_told(call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call()


def test_patterns():
    assert is_p2pkh(p2pkh(bytes(20)))
    assert is_p2sh(p2sh(bytes(20)))
    assert not is_p2sh(p2sh(bytes(20)) + b"\x51")
    assert not is_p2pkh(p2sh(bytes(20)))
    assert not is_p2sh(b"\xa9\x4c\x14" + bytes(20) + b"\x87")  # another push
    for wrong in ((0, KEYS[:1]), (2, KEYS[:1]), (1, []), (1, KEYS[:1] * 17)):
        with pytest.raises(ValueError, match="must lie between"):
            multisig(*wrong)


def test_sigops_are_counted():
    script = multisig(2, [b"\x02" * 33] * 3)
    assert count_sigops(script) == 20
    assert count_sigops(script, accurate=True) == 3
    assert count_sigops(from_asm("OP_CHECKSIG OP_CHECKSIGVERIFY")) == 2
    assert count_sigops(from_asm("OP_CHECKSIG") + b"\x4c") == 1  # a broken push ends the count
    for last, count in ((b"", 0), (b"\xac", 1), (b"\xad", 1), (b"\xae", 20), (b"\xaf", 20)):
        assert count_sigops(bytes(20_000) + last) == count


def test_find_and_delete_sees_steps_not_bytes():
    script = (
        from_asm("OP_1 OP_CODESEPARATOR") + b"\x02\xab\xab" + from_asm("OP_CODESEPARATOR OP_CODESEPARATOR")
    )
    assert find_and_delete(script, b"\xab") == b"\x51\x02\xab\xab"
    assert find_and_delete(script, b"") == script


def test_push_only():
    assert is_push_only(b"\x00\x51\x01\x07")
    assert not is_push_only(b"\x61")
    assert not is_push_only(b"\x05\x00")


# ---- limits --------------------------------------------------------------------------------------


def test_limits_at_their_edge():
    true = from_asm("OP_1")
    nop = from_asm("OP_NOP")
    verify_script(b"", nop * 201 + true, CHECKER, Flag.NONE)
    assert reason(b"", nop * 202 + true) == "OP_COUNT"
    verify_script(true * 999, true, CHECKER, Flag.NONE)
    assert reason(true * 1000, true) == "STACK_SIZE"
    verify_script(push(bytes(520)), true, CHECKER, Flag.NONE)
    assert reason(push(bytes(521)), true) == "PUSH_SIZE"
    padding = push_plainly(bytes(520)) * 19 + from_asm("OP_2DROP") * 9 + from_asm("OP_DROP")
    script = padding + b"\x01\x01" * ((10_000 - len(padding)) // 2) + true * (len(padding) % 2)
    assert len(script) == 10_000
    verify_script(b"", script, CHECKER, Flag.NONE)
    assert reason(b"", script + true) == "SCRIPT_SIZE"


def test_deep_nesting_ends_at_the_operation_count():
    deep = from_asm("OP_1 OP_IF") * 100 + from_asm("OP_ENDIF") * 100 + from_asm("OP_1")
    verify_script(b"", deep, CHECKER, Flag.NONE)
    assert reason(b"", from_asm("OP_1 OP_IF") * 5_000) == "OP_COUNT"


def test_a_huge_p2sh_redeem_script_is_refused_by_its_push():
    assert reason(push_plainly(bytes(9_000)), p2sh(bytes(20)), Flag.P2SH) == "PUSH_SIZE"


def test_text_instead_of_bytes_is_told():
    with pytest.raises(TypeError, match="script_sig must be bytes"):
        verify_script("51", b"\x51", CHECKER, Flag.NONE)


NATIVE = "the output itself"
PROGRAMS = [  # script_sig, program, where it stands, flags, verdict: BIP 141 and 341, Core's interpreter.cpp
    (b"", b"\x00\x14" + bytes(20), NATIVE, "P2SH", "EVAL_FALSE"),
    (b"", b"\x00\x14" + bytes(19) + b"\1", NATIVE, "P2SH", "OK"),
    (b"", b"\x00\x14" + bytes(19) + b"\1", NATIVE, "WITNESS", "WITNESS_PROGRAM_MISMATCH"),
    (b"", b"\x00\x20" + bytes(31) + b"\1", NATIVE, "WITNESS", "WITNESS_PROGRAM_WITNESS_EMPTY"),
    (b"", b"\x00\x15" + bytes(20) + b"\1", NATIVE, "WITNESS", "WITNESS_PROGRAM_WRONG_LENGTH"),
    (b"", b"\x00\x02\x01\x01", NATIVE, "WITNESS", "WITNESS_PROGRAM_WRONG_LENGTH"),
    (b"", b"\x00\x28" + b"\1" * 40, NATIVE, "WITNESS", "WITNESS_PROGRAM_WRONG_LENGTH"),
    (b"", b"\x00\x29" + b"\1" * 41, NATIVE, "WITNESS", "OK"),  # one byte too long to be a program
    (b"", b"\x00\x01\x01", NATIVE, "WITNESS", "OK"),  # too short
    (b"", b"\x4f\x02\x01\x01", NATIVE, "WITNESS", "OK"),  # OP_1NEGATE is no version
    (b"", b"\x00\x4c\x01\x01", NATIVE, "WITNESS", "OK"),  # not the plain push
    (b"\x51", b"\x00\x14" + b"\1" * 20, NATIVE, "WITNESS", "WITNESS_MALLEATED"),
    (b"", b"\x51\x20" + b"\1" * 32, NATIVE, "WITNESS", "OK"),
    (b"", b"\x51\x20" + b"\1" * 32, NATIVE, "WITNESS,TAPROOT", "WITNESS_PROGRAM_WITNESS_EMPTY"),
    (b"", b"\x51\x1f" + b"\1" * 31, NATIVE, "WITNESS,TAPROOT", "OK"),
    (b"", b"\x52\x20" + b"\1" * 32, NATIVE, "WITNESS,TAPROOT", "OK"),
    (b"\x51", b"\x60\x20" + b"\1" * 32, NATIVE, "WITNESS,TAPROOT", "WITNESS_MALLEATED"),
    (b"", b"\x60\x02\x01\x01", NATIVE, "WITNESS,POLICY", "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM"),
    (b"", b"\x51\x02\x4e\x73", NATIVE, "WITNESS,POLICY", "OK"),  # pay to anchor
    (b"", b"\x51\x02\x4e\x74", NATIVE, "WITNESS,POLICY", "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM"),
    (b"", b"\x51\x02\x4e\x73", "P2SH", "WITNESS,POLICY", "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM"),
    (b"", b"\x00\x14" + b"\1" * 20, "P2SH", "P2SH", "OK"),
    (b"", b"\x00\x14" + b"\1" * 20, "P2SH", "WITNESS", "WITNESS_PROGRAM_MISMATCH"),
    (b"\x51", b"\x00\x14" + b"\1" * 20, "P2SH", "WITNESS", "WITNESS_MALLEATED_P2SH"),
    (b"", b"\x51\x20" + b"\1" * 32, "P2SH", "WITNESS,TAPROOT", "OK"),  # taproot has no wrapped form
]


@pytest.mark.parametrize(("first", "program", "where", "flags", "verdict"), PROGRAMS)
def test_a_witness_program_without_a_witness(first, program, where, flags, verdict):
    names = flags.replace("POLICY", "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM").split(",")
    script_sig, lock = first, program
    if where == "P2SH":
        script_sig, lock = first + push_plainly(program), p2sh(hash160(program))
    flags = Flag.P2SH
    for name in names:
        flags |= Flag[name]
    if verdict == "OK":
        verify_script(script_sig, lock, CHECKER, flags)
    else:
        assert reason(script_sig, lock, flags) == verdict


def test_a_witness_program_leaves_the_stack_clean():
    """Two items lie on it at the end, and that is no fault of its spender (Core: stack.resize(1))."""
    anchor = b"\x51\x02\x4e\x73"
    verify_script(b"", anchor, CHECKER, Flag.P2SH | Flag.WITNESS | Flag.CLEANSTACK)
    assert reason(b"", anchor, Flag.P2SH | Flag.CLEANSTACK) == "CLEANSTACK"
