"""Signing: every kind of lock is opened on a real chain, alone or by several, and by nobody else."""

import re
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit import RULES, Invalid, OutPoint, PrivateKey, ScriptError, Transaction, TxOut, hash160, sha256
from blockkit.node.mempool import STANDARD, Mempool
from blockkit.node.mining import block_template, mine
from blockkit.schnorr import key_of
from blockkit.script import push, steps
from blockkit.templates import (
    LOCKED_UNTIL,
    Lock,
    multisig,
    multisig_of,
    p2pk,
    p2pkh,
    p2sh,
    p2tr,
    p2wpkh,
    p2wsh,
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
    signed_script,
    tweaked,
    unlocking_items,
    unlocking_script,
)
from tests.library.building import KEY, LOCK, NOW, PARAMS, SUBSIDY, coinbase_of, grown, next_block
from tests.library.locks import ALICE, BOB, CAROL, CASES, LOCKS, OLD, ROOT, TWO_OF_THREE

MALLORY = PrivateKey(4)


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


# ---- witnesses -----------------------------------------------------------------------------------


def holds(tx, spent, index=1, flags=CONSENSUS):
    try:
        RULES.verify_input(tx, index, spent, flags)
    except ScriptError:
        return False
    return True


@pytest.mark.parametrize(("name", "hash_type"), CASES)
def test_every_lock_is_opened_with_every_hash_type(name, hash_type):
    lock = LOCKS[name]
    tx, spent = lock.sign(hash_type)
    assert holds(tx, spent, flags=CONSENSUS | STANDARD)  # nodes would pass it on
    assert Transaction.parse(tx.serialize()) == tx
    assert bool(tx.witness(1)) == (lock.way != "2009")
    assert tx.inputs[0].script_sig == b"" and tx.witness(0) == ()
    if lock.way == "2021":
        (signature,) = tx.witness(1)
        assert len(signature) == 64 + bool(hash_type) and signature[64:] == bytes(
            [hash_type] if hash_type else []
        )


def test_without_a_hash_type_everything_is_signed():
    for name, lock in LOCKS.items():
        assert lock.sign()[0] == lock.sign(0 if lock.way == "2021" else 1)[0], name


def fields_changed(tx, spent):
    """The same spend, but for one thing: what it is, and the two."""

    def with_input(index, **change):
        inputs = [replace(txin, **change) if i == index else txin for i, txin in enumerate(tx.inputs)]
        return replace(tx, inputs=tuple(inputs))

    def with_output(index, **change):
        outputs = [replace(out, **change) if i == index else out for i, out in enumerate(tx.outputs)]
        return replace(tx, outputs=tuple(outputs))

    def with_spent(index, **change):
        return [replace(out, **change) if i == index else out for i, out in enumerate(spent)]

    yield "version", replace(tx, version=1), spent
    yield "lock time", replace(tx, lock_time=tx.lock_time + 1), spent
    yield "own outpoint", with_input(1, prevout=OutPoint(bytes(32), 9)), spent
    yield "own sequence", with_input(1, sequence=5), spent
    yield "own amount", tx, with_spent(1, value=1)
    yield "outpoint", with_input(0, prevout=OutPoint(bytes(32), 9)), spent
    yield "sequence", with_input(2, sequence=5), spent
    yield "amount", tx, with_spent(0, value=1)
    yield "script", tx, with_spent(2, script_pubkey=b"\x51")
    yield "own output", with_output(1, value=1), spent
    yield "output", with_output(2, script_pubkey=b"\x51"), spent
    yield "new output", replace(tx, outputs=(*tx.outputs, TxOut(1, b""))), spent


def covered(way, hash_type):
    """What a signature covers, as BIP 143 and 341 say it in their prose."""
    kind, alone = hash_type & 3 or 1, hash_type & 0x80
    parts = {"version", "lock time", "own outpoint", "own sequence", "own amount"}
    if not alone:
        parts |= {"outpoint"}
        if way == "2021":
            parts |= {"sequence", "amount", "script"}
        elif kind == 1:
            parts |= {"sequence"}
    if kind != 2:
        parts |= {"own output"}
    if kind == 1:
        parts |= {"output", "new output"}
    return parts


@pytest.mark.parametrize(("name", "hash_type"), [case for case in CASES if LOCKS[case[0]].way != "2009"])
def test_a_signature_covers_what_its_hash_type_says_and_no_more(name, hash_type):
    lock = LOCKS[name]
    tx, spent = lock.sign(hash_type)
    breaks = {part for part, *changed in fields_changed(tx, spent) if not holds(*changed)}
    assert breaks == covered(lock.way, hash_type)


WITH_WITNESS = [case for case in CASES if LOCKS[case[0]].way != "2009"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WITH_WITNESS), st.data())
def test_one_changed_bit_of_a_witness_opens_nothing(case, data):
    name, hash_type = case
    tx, spent = LOCKS[name].sign(hash_type)
    items = list(tx.witness(1))
    place = data.draw(st.sampled_from([place for place, item in enumerate(items) if item]))
    at, bit = data.draw(st.integers(0, len(items[place]) - 1)), data.draw(st.integers(0, 7))
    spoilt = bytearray(items[place])
    spoilt[at] ^= 1 << bit
    items[place] = bytes(spoilt)
    witnesses = (tx.witnesses[0], tuple(items), tx.witnesses[2])
    changed = replace(tx, witnesses=witnesses)
    assert changed.txid == tx.txid and changed.wtxid != tx.wtxid
    assert not holds(changed, spent)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(WITH_WITNESS),
    st.integers(1, 2**62),
    st.integers(1, 2**255),
    st.binary(min_size=0, max_size=80),
    st.integers(1, 2**62),
)
def test_whatever_is_signed_holds_until_the_amount_is_another(case, value, number, script, other):
    name, hash_type = case
    lock, key = LOCKS[name], PrivateKey(number)
    spent = [TxOut(value, lock.script), TxOut(other, p2wpkh(hash160(key.public_key())))]
    outputs = [TxOut(value % 1000, script), TxOut(7, script)]
    tx = build([OutPoint(hash160(script) + bytes(12), n) for n in range(2)], outputs, 3 if lock.waits else 0)
    tx = sign_input(tx, 1, spent, key, hash_type=max(hash_type, 1))
    tx = sign_input(tx, 0, spent, *lock.keys, hash_type=hash_type, **lock.named)
    assert holds(tx, spent, 0) and holds(tx, spent)
    assert not holds(tx, [replace(spent[0], value=value + 1), spent[1]], 0)
    assert not holds(tx, [spent[0], replace(spent[1], value=other - 1)])


def on_chain(name):
    """The lock of this name, spent on a real chain."""
    lock = LOCKS[name]
    chain, outpoint, output = locked(lock.script)
    tx = spending(outpoint, output, lock_time=3 if lock.waits else 0)
    return chain, sign_input(tx, 0, output, *lock.keys, **lock.named)


@pytest.mark.parametrize("name", [name for name, lock in LOCKS.items() if lock.way != "2009"])
def test_each_lock_with_a_witness_is_spent_on_the_chain(name):
    chain, tx = on_chain(name)
    block = next_block(chain, txs=[tx])
    with pytest.raises(Invalid, match="unexpected-witness"):  # the block does not commit to it
        chain.accept(block, NOW)
    pool = Mempool(chain, STANDARD)
    pool.accept(tx)
    template = block_template(chain, LOCK, NOW, pool)
    assert chain.accept(next(found for found in mine(template) if found), NOW)
    assert OutPoint(tx.txid, 0) in chain.utxos


def test_signing_a_witness_again_replaces_it_and_leaves_the_others():
    spent = [
        TxOut(5000, p2wpkh(hash160(BOB.public_key()))),
        TxOut(6000, LOCK),
        TxOut(7000, p2tr(key_of(tweaked(BOB)))),
    ]
    tx = build([OutPoint(bytes(32), n) for n in range(3)], [TxOut(1, LOCK)])
    one = sign_input(tx, 0, spent, BOB, hash_type=2)
    both = sign_input(sign_input(one, 2, spent, BOB), 1, spent, KEY)
    again = sign_input(both, 0, spent, BOB)
    assert again.witnesses[1:] == both.witnesses[1:] == ((), both.witness(2))
    assert again.witness(0) != one.witness(0) == both.witness(0)
    assert all(holds(again, spent, index) for index in range(3))
    assert replace(again, witnesses=()) == replace(both, witnesses=())
    spoilt = replace(both, witnesses=(both.witness(0), (b"left over",), both.witness(2)))
    assert sign_input(spoilt, 1, spent, KEY) == both  # what is signed as in 2009 has no witness


def test_several_sign_a_script_in_the_witness():
    for name in ("2 of 3 in p2wsh", "2 of 3 in p2wsh in p2sh"):
        lock = LOCKS[name]
        output = TxOut(9000, lock.script)
        tx = spending(OutPoint(bytes(32), 0), output)
        made = [make_signatures(tx, 0, output, key, **lock.named) for key in (CAROL, ALICE)]
        signed = sign_input(tx, 0, output, signatures=made[0] | made[1], **lock.named)
        assert signed == sign_input(tx, 0, output, ALICE, signatures=made[0], **lock.named)
        assert signed.witness(0)[0] == b"" and signed.witness(0)[3] == TWO_OF_THREE
        dearer = replace(output, value=9001)
        with pytest.raises(ValueError, match="is not one of this input of this transaction"):
            sign_input(tx, 0, dearer, BOB, signatures=made[0], **lock.named)


def test_a_taproot_signature_by_somebody_else():
    output = TxOut(9000, LOCKS["p2tr"].script)
    tx = spending(OutPoint(bytes(32), 0), output)
    made = make_signatures(tx, 0, output, BOB)
    ((key, signature),) = made.items()
    assert key == output.script_pubkey[2:] and len(signature) == 64
    assert sign_input(tx, 0, output, signatures=made) == sign_input(tx, 0, output, BOB)
    for wrong in (b"", signature[:63], signature + b"\0", signature + b"\4", bytes(64), signature[::-1]):
        with pytest.raises(ValueError, match="is not one of this input of this transaction"):
            sign_input(tx, 0, output, signatures={key: wrong})


def test_taproot_asks_for_all_that_is_spent_unless_it_signs_alone():
    lock = LOCKS["p2tr"]
    output, other = TxOut(9000, lock.script), TxOut(5000, LOCK)
    tx = build([OutPoint(bytes(32), 0), OutPoint(bytes(32), 1)], [TxOut(1, LOCK)] * 2)
    with pytest.raises(ValueError, match="what input 1 spends is not known: hand in the list of the outputs"):
        sign_input(tx, 0, output, BOB)
    for hash_type in (0x81, 0x82, 0x83):
        assert holds(sign_input(tx, 0, output, BOB, hash_type=hash_type), [output, other], 0)
    signed = sign_input(tx, 0, [output, other], BOB)
    assert holds(signed, [output, other], 0) and not holds(signed, [output, output], 0)
    with pytest.raises(ValueError, match="one for each of the 2 inputs, got 1"):
        sign_input(tx, 0, [output], BOB)


@pytest.mark.parametrize("hash_type", [4, 0x80, 0x84, 0xFF, 256, -1])
def test_a_hash_type_that_nobody_defined_in_taproot(hash_type):
    with pytest.raises(ValueError, match="the hash type"):
        LOCKS["p2tr"].sign(hash_type)


@pytest.mark.parametrize("name", ["p2wpkh", "p2tr"])
def test_single_without_its_output_is_not_signed_in_a_witness_either(name):
    output = TxOut(9000, LOCKS[name].script)
    tx = build([OutPoint(bytes(32), 0), OutPoint(bytes(32), 1)], [TxOut(1, LOCK)])
    with pytest.raises(ValueError, match="SIGHASH_SINGLE for input 1 needs an output 1"):
        sign_input(tx, 1, [output] * 2, BOB, hash_type=3)


P2WPKH, P2TR = LOCKS["p2wpkh"].script, LOCKS["p2tr"].script
IN_P2WSH = p2wsh(sha256(TWO_OF_THREE))
OLD_SCRIPT = p2pk(OLD.public_key())


@pytest.mark.parametrize(
    ("script", "keys", "named", "message"),
    [
        (P2WPKH, [MALLORY], {}, "the wrong key: the script asks for"),
        (P2TR, [MALLORY], {}, "the wrong key: the script asks for"),
        (p2tr(key_of(2)), [BOB], {}, "the wrong key: the script asks for"),  # not tweaked
        (P2TR, [BOB], {"merkle_root": ROOT}, "the wrong key: the script asks for"),
        (P2TR, [BOB], {"merkle_root": b"\1"}, "the Merkle root must be 32 bytes, got 1"),
        (P2TR, [BOB], {"merkle_root": "00" * 32}, "the Merkle root must be bytes, got str"),
        (P2WPKH, [BOB], {"merkle_root": ROOT}, "only a taproot output has scripts"),
        (p2wpkh(hash160(OLD.public_key())), [OLD], {}, "a witness takes compressed keys only"),
        (p2wsh(sha256(OLD_SCRIPT)), [OLD], {"witness_script": OLD_SCRIPT}, "compressed keys only"),
        (IN_P2WSH, [ALICE], {}, "names a script by its hash (P2WSH): pass the script as witness_script=…"),
        (IN_P2WSH, [ALICE], {"redeem_script": TWO_OF_THREE}, "in P2WSH it is the witness_script=…"),
        (IN_P2WSH, [ALICE], {"witness_script": LOCK}, "the wrong witness script: its hash is"),
        (P2WPKH, [BOB], {"witness_script": LOCK}, "the wrong witness script: its hash is"),
        (IN_P2WSH, [ALICE], {"witness_script": TWO_OF_THREE}, "signatures needed: 2, there: 1"),
        (
            p2sh(hash160(IN_P2WSH)),
            [ALICE],
            {"redeem_script": IN_P2WSH},
            "pass the script as witness_script=…",
        ),
        (
            p2sh(hash160(P2TR)),
            [BOB],
            {"redeem_script": P2TR},
            "a witness program inside another script is none",
        ),
        (p2wsh(sha256(P2WPKH)), [BOB], {"witness_script": P2WPKH}, "inside another script is none"),
        (p2wsh(sha256(P2TR)), [BOB], {"witness_script": P2TR}, "inside another script is none"),
        (
            p2wsh(sha256(LOCK)),
            [KEY],
            {"witness_script": LOCK.hex()},
            "the witness script must be bytes, got str",
        ),
        (b"\x51\x02Ns", [BOB], {}, "only P2PK, P2PKH and multisig can be signed"),  # an anchor
        (b"\x52\x20" + bytes(32), [BOB], {}, "only P2PK, P2PKH and multisig can be signed"),  # version 2
        (b"\0\x03abc", [BOB], {}, "only P2PK, P2PKH and multisig can be signed"),  # no size that it can have
        (timelock(3, P2WPKH), [BOB], {}, "only P2PK, P2PKH and multisig can be signed"),
        (P2TR[:34] + b"\0", [BOB], {}, "only P2PK, P2PKH and multisig can be signed"),
    ],
)
def test_slips_about_witnesses_are_told(script, keys, named, message):
    output = TxOut(9000, script)
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        sign_input(spending(OutPoint(bytes(32), 0), output), 0, output, *keys, **named)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 0.5, None, "5000"])
@pytest.mark.parametrize("name", ["p2wpkh", "p2tr"])
def test_an_amount_that_is_none(name, value):
    output = TxOut(value, LOCKS[name].script)
    with pytest.raises((TypeError, ValueError), match="the value of an output that is spent must"):
        sign_input(build([SOMEWHERE], [TxOut(1, LOCK)]), 0, output, BOB)
    with pytest.raises((TypeError, ValueError), match="the value of an output that is spent must"):
        sign_input(build([SOMEWHERE] * 2, [TxOut(1, LOCK)]), 0, [TxOut(1, LOCKS[name].script), output], BOB)


def test_what_is_no_list_of_outputs():
    tx = build([SOMEWHERE], [COIN])
    for wrong, message in (
        ([Coin(COIN, 1, False)], "(a coin's is .output) must be a TxOut, got Coin"),
        ([None], "must be a TxOut, got NoneType"),
        ([replace(COIN, script_pubkey="51")], "the script of an output that is spent must be bytes, got str"),
        ({0: COIN}, "the output that is spent must be a TxOut, got dict"),
    ):
        with pytest.raises(TypeError, match=re.escape(message)):
            sign_input(tx, 0, wrong, KEY)


def test_before_a_timelock_in_a_witness():
    lock = LOCKS["2 of 3 after a height in p2wsh"]
    output = TxOut(9000, lock.script)
    with pytest.raises(ScriptError, match=r"UNSATISFIED_LOCKTIME: .* asks for 3 or later"):
        sign_input(spending(SOMEWHERE, output), 0, output, *lock.keys, **lock.named)


def test_what_locks_with_a_witness_say():
    name = hash160(BOB.public_key())
    assert read_lock(P2WPKH) == Lock("p2wpkh", 1, (name,))
    assert read_lock(P2TR) == Lock("p2tr", 1, (P2TR[2:],))
    signature = bytes(71)
    assert unlocking_items(read_lock(P2WPKH), {BOB.public_key(): signature}) == [signature, BOB.public_key()]
    assert unlocking_items(read_lock(P2TR), {P2TR[2:]: bytes(64)}) == [bytes(64)]
    assert unlocking_items(read_lock(TWO_OF_THREE), {k.public_key(): b"s" for k in (BOB, CAROL)}) == [
        b"",
        b"s",
        b"s",
    ]
    assert signed_script(TxOut(1, P2WPKH)) == p2pkh(name)  # which is what BIP 143 signs
    assert signed_script(TxOut(1, IN_P2WSH), witness_script=TWO_OF_THREE) == TWO_OF_THREE
