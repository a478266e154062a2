"""Signing: every kind of lock is opened on a real chain, alone or by several, and by nobody else."""

import re
from dataclasses import replace
from itertools import permutations

import pytest

from blockkit import Invalid, OutPoint, PrivateKey, ScriptError, Transaction, TxOut, hash160
from blockkit.script import push, steps
from blockkit.templates import (
    LOCKED_UNTIL,
    Lock,
    multisig,
    multisig_of,
    p2pk,
    p2pkh,
    p2sh,
    read_lock,
    timelock,
)
from blockkit.transaction import FINAL_SEQUENCE
from blockkit.utxo import Coin
from blockkit.validation import script_flags
from blockkit.wallet.signing import (
    CONSENSUS,
    build,
    make_signatures,
    name_in,
    need_useful_hash_type,
    sign_input,
    unlocking_script,
)
from tests.library.building import KEY, LOCK, NOW, PARAMS, SUBSIDY, coinbase_of, grown, next_block

ALICE, BOB, CAROL, MALLORY = KEY, PrivateKey(2), PrivateKey(3), PrivateKey(4)
OLD = PrivateKey(5, compressed=False)
TWO_OF_THREE = multisig(2, [key.public_key() for key in (ALICE, BOB, CAROL)])


def locked(script, blocks=4):
    """A chain, and on it an unspent output with this script: its place and itself."""
    chain = grown(blocks)
    coinbase = coinbase_of(chain, 1)
    output = TxOut(SUBSIDY - 1000, script)
    tx = sign_input(build([OutPoint(coinbase.txid, 0)], [output]), 0, coinbase.outputs[0], KEY)
    chain.accept(next_block(chain, txs=[tx]), NOW)
    return chain, OutPoint(tx.txid, 0), output


def spending(outpoint, output, lock_time=0):
    return build([outpoint], [TxOut(output.value - 1000, LOCK)], lock_time)


def pays(chain, tx):
    """Does the chain take the transaction, in its next block?"""
    assert chain.accept(next_block(chain, txs=[tx]), NOW)
    return OutPoint(tx.txid, 0) in chain.utxos


FORMS = {
    "p2pkh": (p2pkh(hash160(BOB.public_key())), [BOB]),
    "p2pkh, key of 65 bytes": (p2pkh(hash160(OLD.public_key())), [OLD]),
    "p2pk": (p2pk(BOB.public_key()), [BOB]),
    "p2pk, key of 65 bytes": (p2pk(OLD.public_key()), [OLD]),
    "1 of 1": (multisig(1, [BOB.public_key()]), [BOB]),
    "2 of 3": (TWO_OF_THREE, [CAROL, ALICE]),
    "2 of 2, one key twice": (multisig(2, [BOB.public_key()] * 2), [BOB]),
    "p2pkh after block 3": (timelock(3, p2pkh(hash160(BOB.public_key()))), [BOB]),
    "p2pk after block 3": (timelock(3, p2pk(BOB.public_key())), [BOB]),
    "2 of 3 after block 3": (timelock(3, TWO_OF_THREE), [BOB, CAROL]),
}


@pytest.mark.parametrize("hashed", [False, True], ids=["bare", "p2sh"])
@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_spent_on_the_chain(form, hashed):
    script, keys = FORMS[form]
    chain, outpoint, output = locked(p2sh(hash160(script)) if hashed else script)
    tx = spending(outpoint, output, lock_time=3 if "after" in form else 0)
    signed = sign_input(tx, 0, output, *keys, redeem_script=script if hashed else b"")
    assert replace(signed, inputs=tx.inputs) == tx  # nothing but the script of the input is new
    assert pays(chain, signed)


def test_the_flags_are_those_of_the_chain():
    chain = grown(1)
    assert script_flags(chain.tip.height, chain.tip.hash, PARAMS) == CONSENSUS


def test_a_signed_input_is_what_the_books_show():
    output = TxOut(5000, LOCK)
    tx = spending(OutPoint(bytes(32), 0), output)
    signature, key = [data for _, data, _ in steps(sign_input(tx, 0, output, KEY).inputs[0].script_sig)]
    assert key == KEY.public_key()
    assert signature[0] == 0x30 and signature[-1] == 1 and 69 <= len(signature) <= 72


def test_only_the_input_that_is_named_is_signed():
    output = TxOut(5000, LOCK)
    tx = build([OutPoint(bytes(32), 0), OutPoint(bytes(32), 1)], [output])
    first = sign_input(tx, 1, output, KEY)
    assert first.inputs[0] == tx.inputs[0]
    both = sign_input(first, 0, output, KEY)
    assert both.inputs[1] == first.inputs[1]
    assert both == sign_input(sign_input(tx, 0, output, KEY), 1, output, KEY)


# ---- several signers -----------------------------------------------------------------------------


@pytest.mark.parametrize("hashed", [False, True], ids=["bare", "p2sh"])
def test_two_of_three_in_every_pair_and_order(hashed):
    redeem = {"redeem_script": TWO_OF_THREE} if hashed else {}
    output = TxOut(9000, p2sh(hash160(TWO_OF_THREE)) if hashed else TWO_OF_THREE)
    tx = spending(OutPoint(bytes(32), 0), output)
    scripts = {}
    for first, second in permutations((ALICE, BOB, CAROL), 2):
        passed_on = make_signatures(tx, 0, output, first, **redeem)
        signed = sign_input(tx, 0, output, second, signatures=passed_on, **redeem)
        assert signed == sign_input(tx, 0, output, second, first, **redeem)
        assert signed.inputs[0].script_sig[0] == 0  # the item that OP_CHECKMULTISIG takes too many
        scripts.setdefault(frozenset((first, second)), set()).add(signed.inputs[0].script_sig)
    assert [len(same) for same in scripts.values()] == [1, 1, 1]  # who signed first does not show
    assert len(set.union(*scripts.values())) == 3


def test_a_third_signature_is_left_out():
    output = TxOut(9000, TWO_OF_THREE)
    tx = spending(OutPoint(bytes(32), 0), output)
    assert sign_input(tx, 0, output, CAROL, BOB, ALICE) == sign_input(tx, 0, output, ALICE, BOB)


def test_the_last_signer_may_only_collect():
    chain, outpoint, output = locked(p2sh(hash160(TWO_OF_THREE)))
    tx = spending(outpoint, output)
    made = [make_signatures(tx, 0, output, key, redeem_script=TWO_OF_THREE) for key in (CAROL, ALICE)]
    signed = sign_input(tx, 0, output, redeem_script=TWO_OF_THREE, signatures=made[0] | made[1])
    assert pays(chain, signed)


def test_signers_may_choose_different_hash_types():
    output = TxOut(9000, TWO_OF_THREE)
    tx = spending(OutPoint(bytes(32), 0), output)
    passed_on = make_signatures(tx, 0, output, CAROL, hash_type=0x81)
    signed = sign_input(tx, 0, output, BOB, signatures=passed_on)
    signatures = [data for _, data, _ in steps(signed.inputs[0].script_sig)][1:]
    assert [signature[-1] for signature in signatures] == [1, 0x81]


def test_who_signs_again_replaces_the_signature():
    output = TxOut(9000, LOCK)
    tx = spending(OutPoint(bytes(32), 0), output)
    before = make_signatures(tx, 0, output, KEY, hash_type=0x82)
    assert sign_input(tx, 0, output, KEY, signatures=before) == sign_input(tx, 0, output, KEY)


def test_one_signature_of_two_is_not_enough():
    output = TxOut(9000, TWO_OF_THREE)
    tx = spending(OutPoint(bytes(32), 0), output)
    with pytest.raises(ValueError, match="signatures needed: 2, there: 1; not signed by") as caught:
        sign_input(tx, 0, output, BOB)
    missing = [key.public_key().hex() for key in (ALICE, CAROL)]
    assert str(caught.value).endswith(", ".join(missing))


def test_a_signature_of_an_earlier_version_is_refused():
    output = TxOut(9000, TWO_OF_THREE)
    tx = spending(OutPoint(bytes(32), 0), output)
    passed_on = make_signatures(tx, 0, output, ALICE)
    changed = replace(tx, outputs=(TxOut(1, LOCK),))
    for signatures in (passed_on, {ALICE.public_key(): b""}, {ALICE.public_key(): b"\x30\x01"}):
        with pytest.raises(ValueError, match="is not one of this input of this transaction"):
            sign_input(changed, 0, output, BOB, signatures=signatures)


def test_a_signature_by_a_stranger_is_refused():
    output = TxOut(9000, TWO_OF_THREE)
    tx = spending(OutPoint(bytes(32), 0), output)
    theirs = {MALLORY.public_key(): MALLORY.sign(bytes(32)) + b"\x01"}
    with pytest.raises(ValueError, match="the wrong key"):
        sign_input(tx, 0, output, ALICE, signatures=theirs)


# ---- hash types ----------------------------------------------------------------------------------


@pytest.mark.parametrize("hash_type", [0x01, 0x02, 0x03, 0x81, 0x82, 0x83])
def test_each_hash_type(hash_type):
    chain, outpoint, output = locked(LOCK)
    signed = sign_input(spending(outpoint, output), 0, output, KEY, hash_type=hash_type)
    assert pays(chain, signed)


@pytest.mark.parametrize("hash_type", [0, 4, 0x80, 0x84, 0xFF, 256, -1])
def test_a_hash_type_that_nobody_defined(hash_type):
    output = TxOut(5000, LOCK)
    with pytest.raises(ValueError, match="the hash type"):
        sign_input(spending(OutPoint(bytes(32), 0), output), 0, output, KEY, hash_type=hash_type)


@pytest.mark.parametrize("hash_type", [0x03, 0x83])
def test_single_without_its_output_would_sign_anything(hash_type):
    output = TxOut(5000, LOCK)
    tx = build([OutPoint(bytes(32), 0), OutPoint(bytes(32), 1)], [output])
    with pytest.raises(ValueError, match="SIGHASH_SINGLE for input 1 needs an output 1, there are 1"):
        sign_input(tx, 1, output, KEY, hash_type=hash_type)
    assert sign_input(tx, 0, output, KEY, hash_type=hash_type)


# ---- the wrong key, the wrong script -------------------------------------------------------------


@pytest.mark.parametrize("script", [LOCK, p2pk(KEY.public_key()), TWO_OF_THREE], ids=["p2pkh", "p2pk", "2/3"])
@pytest.mark.parametrize("wrong", [MALLORY, PrivateKey(KEY.number, compressed=False)], ids=["other", "form"])
def test_the_wrong_key(script, wrong):
    output = TxOut(5000, script)
    with pytest.raises(ValueError, match="the wrong key: the script asks for"):
        sign_input(spending(OutPoint(bytes(32), 0), output), 0, output, wrong)
    with pytest.raises(ValueError, match="the wrong key: the script asks for"):
        make_signatures(spending(OutPoint(bytes(32), 0), output), 0, output, wrong)


def test_the_wrong_redeem_script():
    redeem = multisig(1, [ALICE.public_key()])
    hashed, bare = TxOut(5000, p2sh(hash160(redeem))), TxOut(5000, LOCK)
    tx = spending(OutPoint(bytes(32), 0), hashed)
    with pytest.raises(ValueError, match=r"pass the script as redeem_script=…"):
        sign_input(tx, 0, hashed, ALICE)
    with pytest.raises(ValueError, match="the wrong redeem script: its hash is"):
        sign_input(tx, 0, hashed, ALICE, redeem_script=multisig(1, [ALICE.public_key(), BOB.public_key()]))
    with pytest.raises(ValueError, match="the wrong redeem script"):
        sign_input(tx, 0, bare, KEY, redeem_script=LOCK)


@pytest.mark.parametrize(
    "script",
    [
        b"",
        b"\x51" + 17 * push(KEY.public_key()) + b"\x01\x11\xae",  # 1 of 17
        b"\x6a\x04text",  # OP_RETURN
        b"\x51",  # OP_1: anybody can spend it
        b"\x4c",  # a broken push
        LOCK[:-1],
        b"\x54" + TWO_OF_THREE[1:],  # 4 of 3
        b"\x00" + TWO_OF_THREE[1:],  # 0 of 3
        TWO_OF_THREE[:-1] + b"\xaf",  # OP_CHECKMULTISIGVERIFY
        timelock(9, b"\x51"),
        b"\x76" + LOCKED_UNTIL + LOCK,  # the lock time is whatever the spender says
        push(b"no key") + b"\xac",
    ],
)
def test_only_the_known_forms_are_locks(script):
    with pytest.raises(ValueError, match=r"only P2PK, P2PKH and multisig can be signed|BAD_OPCODE"):
        read_lock(script)


def test_what_a_lock_says():
    keys = tuple(key.public_key() for key in (ALICE, BOB, CAROL))
    assert read_lock(TWO_OF_THREE) == Lock("multisig", 2, keys)
    assert (
        read_lock(multisig(3, keys)) == read_lock(timelock(9, multisig(3, keys))) == Lock("multisig", 3, keys)
    )
    assert read_lock(multisig(16, keys[:1] * 16)).needed == 16
    assert read_lock(LOCK) == Lock("p2pkh", 1, (hash160(KEY.public_key()),))
    assert read_lock(p2pk(keys[0])) == Lock("p2pk", 1, keys[:1])


def test_a_thousand_timelocks_are_no_trouble():
    script = LOCK
    for lock_time in range(1000):
        script = timelock(lock_time, script)
    assert read_lock(script) == read_lock(LOCK)


def test_slips_are_told_in_plain_words():
    output = TxOut(5000, LOCK)
    tx = spending(OutPoint(bytes(32), 0), output)
    with pytest.raises(TypeError, match="each key must be a PrivateKey, got int") as caught:
        sign_input(tx, 0, output, KEY.number)
    assert str(KEY.number) not in str(caught.value)
    with pytest.raises(TypeError, match=r"each key must be a PrivateKey, got list; .*\*keys passes on those"):
        sign_input(tx, 0, output, [KEY])
    with pytest.raises(TypeError, match=r"must be a TxOut, got Coin: a coin's is \.output"):
        sign_input(tx, 0, Coin(output, 1, False), KEY)
    for index in (-1, 1):
        with pytest.raises(ValueError, match="the input's index must lie between 0 and 0"):
            sign_input(tx, index, output, KEY)


COIN = TxOut(5000, LOCK)
SOMEWHERE = OutPoint(bytes(32), 0)


def signed(output=COIN, **named):
    return sign_input(spending(SOMEWHERE, COIN), 0, output, KEY, **named)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: read_lock(LOCK.hex()), "the script must be bytes, got str"),
        (lambda: read_lock(None), "the script must be bytes, got NoneType"),
        (lambda: read_lock(COIN), "the script must be bytes, got TxOut"),
        (lambda: timelock(5, "51"), "the script must be bytes, got str '51'"),
        (lambda: timelock(LOCK, 5), "a lock time must be a whole number (int), got bytes"),
        (lambda: name_in(LOCK, b""), "the lock, as read_lock(script) gives it, must be a Lock, got bytes"),
        (lambda: unlocking_script(LOCK, {}), "must be a Lock, got bytes"),
        (lambda: unlocking_script(read_lock(LOCK), None), "must be what make_signatures gives"),
        (lambda: build(SOMEWHERE, [COIN]), "the outpoints (OutPoint(txid, index) makes one) must be a list"),
        (lambda: build([SOMEWHERE], COIN), "the outputs (TxOut(satoshi, script) makes one) must be a list"),
        (lambda: build((at for at in [SOMEWHERE]), [COIN]), "must be a list of OutPoint, got generator"),
        (lambda: build([SOMEWHERE], {COIN}), "must be a list of TxOut, got set"),
        (lambda: build(None, None), "must be a list of OutPoint, got NoneType"),
        (
            lambda: build([bytes(32)], [COIN]),
            "OutPoint(txid, index) makes one) must be an OutPoint, got bytes",
        ),
        (lambda: build([(bytes(32), 0)], [COIN]), "must be an OutPoint, got tuple"),
        (lambda: build([SOMEWHERE], [("1A1z", 5)]), "TxOut(satoshi, script) makes one) must be a TxOut, got"),
        (lambda: build([SOMEWHERE], [COIN], "5"), "a lock time must be a whole number (int), got str '5'"),
        (lambda: build([SOMEWHERE], [COIN], -1), "a lock time must lie between 0 and"),
        (lambda: signed(Coin(COIN, 1, False)), "must be a TxOut, got Coin: a coin's is .output"),
        (lambda: signed(LOCK), "must be a TxOut, got bytes: TxOut(satoshi, script) makes one"),
        (lambda: signed(redeem_script="51"), "the redeem script must be bytes, got str '51'"),
        (lambda: signed(signatures=[b""]), "{public key: signature} in bytes, got list"),
        (lambda: signed(signatures={b"": "30"}), "{public key: signature} in bytes, got dict"),
        (
            lambda: sign_input(b"", 0, COIN, KEY, hash_type=3),
            "the transaction must be a Transaction, got bytes",
        ),
        (lambda: need_useful_hash_type(1, None, 0), "the transaction must be a Transaction, got NoneType"),
    ],
)
def test_slips_are_told(call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call()


def test_a_multisig_of_the_chain_may_hold_data_in_the_place_of_keys():
    script = multisig_of(1, [b"some data", KEY.public_key()])
    assert read_lock(script) == Lock("multisig", 1, (b"some data", KEY.public_key()))
    chain, outpoint, output = locked(script)
    assert pays(chain, sign_input(spending(outpoint, output), 0, output, KEY))


def test_the_form_of_an_unlocking_script_depends_on_the_lock():
    key, signature = KEY.public_key(), bytes(range(70))
    signed = {key: signature}
    assert unlocking_script(read_lock(p2pk(key)), signed) == push(signature)
    assert unlocking_script(read_lock(LOCK), signed) == push(signature) + push(key)
    assert unlocking_script(read_lock(multisig(1, [key])), signed) == b"\x00" + push(signature)


# ---- timelocks -----------------------------------------------------------------------------------


def test_a_timelock_is_written_as_bip_65_has_it():
    assert timelock(0, b"").hex() == "00b175"
    assert timelock(16, b"").hex() == "60b175"
    assert timelock(100, b"\x51").hex() == "0164b17551"
    assert timelock(500_000_000, b"").hex() == "040065cd1db175"
    assert timelock(2**32 - 1, b"").hex() == "05ffffffff00b175"  # five bytes: four would be negative
    for wrong in (-1, 2**32):
        with pytest.raises(ValueError, match="a lock time"):
            timelock(wrong, b"")


def test_a_lock_time_needs_an_input_that_is_not_final():
    outpoint = OutPoint(bytes(32), 0)
    assert build([outpoint], []).inputs[0].sequence == FINAL_SEQUENCE
    tx = build([outpoint], [], lock_time=7)
    assert (tx.version, tx.lock_time, tx.inputs[0].sequence) == (2, 7, FINAL_SEQUENCE - 1)


@pytest.mark.parametrize("hashed", [False, True], ids=["bare", "p2sh"])
def test_before_and_after_a_height(hashed):
    script = timelock(8, LOCK)
    redeem = {"redeem_script": script} if hashed else {}
    chain, outpoint, output = locked(p2sh(hash160(script)) if hashed else script)
    assert chain.tip.height == 5
    for too_early in (0, 7):  # the script itself refuses, and the wallet hands nothing out
        with pytest.raises(ScriptError) as caught:
            sign_input(spending(outpoint, output, too_early), 0, output, KEY, **redeem)
        assert caught.value.reason == "UNSATISFIED_LOCKTIME"
        message = f"own lock time is {too_early}.*asks for 8 or later; build\\(…, lock_time=8\\) makes one"
        assert re.search(message, str(caught.value))
    tx = spending(outpoint, output, 8)
    final = replace(tx, inputs=(replace(tx.inputs[0], sequence=FINAL_SEQUENCE),))
    with pytest.raises(ScriptError, match=r"UNSATISFIED_LOCKTIME: .* 8 and its input is final"):
        sign_input(final, 0, output, KEY, **redeem)
    signed = sign_input(tx, 0, output, KEY, **redeem)
    for height in (6, 7, 8):
        with pytest.raises(Invalid) as refused:
            chain.accept(next_block(chain, txs=[signed]), NOW)
        assert refused.value.reason == "bad-txns-nonfinal"
        chain.accept(next_block(chain), NOW)
        assert chain.tip.height == height
    assert pays(chain, signed)  # at height 9, the first above 8


def test_before_and_after_a_time():
    start = PARAMS.genesis_time
    chain, outpoint, output = locked(timelock(start + 5000, LOCK))
    with pytest.raises(ScriptError, match=rf"UNSATISFIED_LOCKTIME.*lock_time={start + 5000}"):  # no time
        sign_input(spending(outpoint, output, 499_999_999), 0, output, KEY)
    signed = sign_input(spending(outpoint, output, start + 5000), 0, output, KEY)
    while chain.tip.median_time <= start + 5000:
        with pytest.raises(Invalid, match="bad-txns-nonfinal"):
            chain.accept(next_block(chain, txs=[signed]), NOW)
        chain.accept(next_block(chain), NOW)
    assert pays(chain, signed)


def test_of_two_timelocks_the_one_that_fails_is_told():
    output = TxOut(5000, timelock(3, timelock(16, timelock(9, LOCK))))
    with pytest.raises(ScriptError, match="asks for 16 or later"):
        sign_input(spending(OutPoint(bytes(32), 0), output, 9), 0, output, KEY)
    sign_input(spending(OutPoint(bytes(32), 0), output, 16), 0, output, KEY)


def test_what_is_built_can_be_parsed_again():
    output = TxOut(5000, LOCK)
    signed = sign_input(spending(OutPoint(bytes(32), 0), output), 0, output, KEY)
    assert Transaction.parse(signed.serialize()) == signed
