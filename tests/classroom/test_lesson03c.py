"""Lesson 03c: spends and their steps, pasted ones, the challenge, and the numbers of the notebook."""

import json
from dataclasses import replace

import pytest

from blockkit import RULES
from blockkit.classroom import figures, shapes
from blockkit.classroom.checks import run as run_check
from blockkit.classroom.notebook import REFERENCE, answer, program_of
from blockkit.classroom.own_spend import (
    SECRETS,
    TODAY,
    digest_of,
    schnorr_sign,
    taproot_properties,
    tweaked_key,
    tweaked_secret,
    unsigned,
    why_not,
    with_witness,
    x_key,
)
from blockkit.classroom.pasting import pasted
from blockkit.classroom.properties import Fails
from blockkit.classroom.real_spends import OURS, fits, key_of, real_spend, signed_by, spend_names
from blockkit.classroom.stepping import THEIRS, run_of, spoilt
from blockkit.classroom.trying.for_figures import Asker
from blockkit.data import spends
from blockkit.errors import Invalid
from blockkit.hashing import hash160, to_display
from blockkit.keys import PrivateKey
from blockkit.script import ScriptError, push_plainly
from blockkit.templates import p2sh

EVERY = [(name, index) for name in spend_names() for index in range(len(real_spend(name).tx.inputs))]


def ran(spend, today=False, rules=REFERENCE):
    return run_of(spend, Asker(rules), today)


def as_pasted(spend, index):
    return pasted(spend.to_paste(), index)


# ---- data ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "index"), EVERY)
def test_every_spend_holds_by_the_rules_of_today(name, index):
    spend = real_spend(name)
    RULES.verify_input(spend.tx, index, spend.spent, TODAY)
    if spend.tx.witnesses:
        items = list(spend.tx.witnesses)
        at = next(place for place, item in enumerate(items[index]) if len(item) >= 64)
        wrong = items[index][at][:20] + bytes([items[index][at][20] ^ 1]) + items[index][at][21:]
        items[index] = (*items[index][:at], wrong, *items[index][at + 1 :])
        with pytest.raises(ScriptError):
            RULES.verify_input(replace(spend.tx, witnesses=tuple(items)), index, spend.spent, TODAY)


@pytest.mark.parametrize("name", ["slides", "two of three"])
def test_a_wrong_coin_is_noticed(name):
    spend = real_spend(name)
    assert shapes.opens(spend.unlocking[:1], [b"\1"], spend.check)
    assert not spend.check(spend.unlocking[1][:-3] + b"\0\0\1", key_of("Alice"))


def test_a_check_that_raises_fails_its_step():
    def check(signature, key):
        raise ValueError("no key")

    with pytest.raises(ValueError, match="no key"):
        shapes.run_script(["OP_CHECKSIG"], [b"signature", b"key"], check)
    for after in ([], [b"\1"]):
        assert shapes.opens([b"signature"], [b"key", "OP_CHECKSIG", *after], check) is False
        assert shapes.opens([b"signature", b"key", "OP_CHECKSIG", *after], [b"\1"], check) is False


def test_damaged_spends_are_named(tmp_path):
    rows = json.loads(spends.FILE.read_text(encoding="utf-8"))
    for change in (
        lambda row: row["spent"][0].__setitem__(0, row["spent"][0][0] + 1),
        lambda row: row.update(raw=row["raw"][:-2] + "01"),
        lambda row: row.pop("spent"),
    ):
        changed = json.loads(json.dumps(rows))
        change(changed["p2wsh"])
        path = tmp_path / "spends.json"
        path.write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(Invalid, match=r"p2wsh|cannot be read"):
            spends.load(path)
    with pytest.raises(ValueError, match="taproot-key"):
        real_spend("nothing of the kind")


def test_the_first_witness_spend_is_the_one_of_the_notebook():
    spend = real_spend("p2wpkh")
    assert to_display(spend.tx.txid).startswith("f91d0a8a") and spend.script_sig == b""
    assert to_display(spend.tx.inputs[0].prevout.txid).startswith("dfcec48b")
    assert spend.locking == [b"", spend.script_pubkey[2:]]


# ---- steps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "index"), EVERY)
def test_old_node_and_node_of_today_step_to_yes(name, index):
    spend = replace(real_spend(name), index=index)
    old, today = ran(spend), ran(spend, today=True)
    assert old.good and today.good and not old.notes and not today.notes
    assert not any(frame.failed for frame in today.frames)
    assert today.frames[: old.last + 1] == old.frames
    assert (today.last > old.last) == bool(spend.tx.witnesses)


def test_steps_end_where_the_reference_ends():
    for name in OURS[:2]:
        spend = real_spend(name)
        stack = shapes.run_script([*spend.unlocking, *spend.locking], [], spend.check)
        assert list(ran(spend).frames[-1].stack) == stack


def test_what_is_predicted_above_the_stepper():
    wrong_signature, wrong_key = (ran(spoilt(real_spend("slides"), how)) for how in ("signature", "key"))
    assert wrong_signature.last == 7 and wrong_signature.frames[-1].stack == (b"",)
    assert wrong_key.frames[-1].step == "OP_EQUALVERIFY" and wrong_key.frames[-1].failed
    assert not wrong_signature.good and not wrong_key.good
    assert not ran(spoilt(real_spend("two of three"), "order")).good


@pytest.mark.parametrize(
    ("people", "opens"),
    [
        ("Alice Bob", True),
        ("Alice Carol", True),
        ("Bob Carol", True),
        ("Carol Alice", False),
        ("Bob Bob", False),
    ],
)
def test_two_of_three_with_real_signatures(people, opens):
    spend = signed_by(people.split())
    assert ran(spend, today=True).good == opens
    assert bool(why_not(spend)) != opens


def test_the_time_lock_is_void_for_a_final_sequence():
    spend = real_spend("time lock")
    final = replace(spend.tx.inputs[0], sequence=0xFFFFFFFF)
    void = replace(spend, tx=replace(spend.tx, inputs=(final,)))
    assert ran(spend).good and not ran(void).good
    assert ran(void).frames[-1].step == "OP_CHECKLOCKTIMEVERIFY"


def test_every_program_of_the_stepper_runs_on_the_reader_s_functions():
    for name in figures.PROGRAMS:
        run = ran(real_spend(name))
        assert run.theirs
        assert all(isinstance(frame.step, bytes | None) or frame.step in THEIRS for frame in run.frames)


def test_a_pasted_spend_of_each_kind_runs():
    key = PrivateKey(5).public_key()
    lock = push_plainly(key) + b"\xac"
    redeem = bytes.fromhex("635167") + lock + b"\x68"  # OP_IF OP_1 OP_ELSE key OP_CHECKSIG OP_ENDIF
    spend = replace(unsigned(p2sh(hash160(redeem))), name="p2sh").opened_by(b"\1", redeem)
    today = ran(as_pasted(spend, 0), today=True)
    assert today.good and not today.theirs and not why_not(spend)
    assert [frame.part for frame in today.frames if frame.part == "redeem"]
    assert "OP_ENDIF" in [frame.step for frame in today.frames]
    wrong = ran(as_pasted(spend.opened_by(b"", redeem), 0), today=True)
    assert not wrong.good and wrong.frames[-1].failed


def test_an_old_node_says_yes_to_anybody_and_a_node_of_today_says_why_not():
    spend = real_spend("p2wpkh")
    bare = replace(spend, tx=replace(spend.tx, witnesses=()))
    assert ran(bare).good and not ran(bare, today=True).good
    for today, verdict in ((False, "An old node says yes."), (True, "A node of today says no (")):
        figure = figures.pasted_spend(bare.to_paste(), 0, 40, today)
        assert verdict in figure.sentence and figure.sentence.count(" node ") == 1
    before = figures.pasted_spend(bare.to_paste(), 0, 0)  # the question above it is not answered yet
    assert " node " not in before.sentence and "opens" not in before.sentence


def test_the_witness_has_tiles_of_its_own_and_the_script_it_runs_on_a_name():
    drawn = {
        name: figures.pasted_spend(real_spend(name).to_paste(), real_spend(name).index, 40, True)
        for name in ("p2wpkh", "p2wsh", "taproot-key", "taproot-add")
    }
    rows = {name: figure.pictures[0].svg for name, figure in drawn.items()}
    for name, script in (
        ("p2wpkh", "P2WPKH script"),
        ("p2wsh", "P2WSH script"),
        ("taproot-add", "taproot script"),
    ):
        assert rows[name].count(">witness<") == 1 and rows[name].count(f">{script}<") == 1
    assert rows["p2wpkh"].index(">witness<") < rows["p2wpkh"].index(">signature<")
    assert ">signature<" in rows["taproot-key"] and "taproot script" not in rows["taproot-key"]
    said = [row[3] for row in drawn["taproot-add"].table.rows]
    assert "the count is now 1" in said[7] and "equal: 01" in said[9]
    assert not any("The stack had" in words for words in said)
    assert max(len(cell) for row in drawn["p2wpkh"].table.rows for cell in row[2:3]) <= 20


def test_the_inner_key_is_read_where_the_witness_shows_it():
    keys = {name: real_spend(name).inner_key for name in spend_names()}
    assert {name for name, key in keys.items() if key} == {"taproot-script", "taproot-both", "taproot-add"}
    assert int(keys["taproot-add"], 16) == 1


def test_readers_functions_drive_the_steps_and_a_missing_refusal_is_noted():
    def run_script(program, stack, check):
        try:
            return shapes.run_script(program, stack, check)
        except ScriptError:
            return [b"\1"]

    run = ran(spoilt(real_spend("slides"), "key"), rules=REFERENCE.using(run_script))
    assert any("does not refuse OP_EQUALVERIFY" in note for note in run.notes)

    def op_checkmultisig(stack, check):
        return [b"\1"]

    run = ran(signed_by(("Carol", "Alice")), rules=REFERENCE.using(op_checkmultisig))
    assert run.good  # a careless machine opens it, and the picture shows it


# ---- what the notebook says ----------------------------------------------------------------------


def test_one_byte_steals_when_both_scripts_are_joined():
    spend = real_spend("slides")
    assert len(spend.script_pubkey) == 0x19
    joined = program_of(b"\x19" + spend.script_pubkey)
    assert answer(REFERENCE, "opens", joined, [], spend.check) == (True, "")
    with pytest.raises(ScriptError):
        program_of(b"\x19")
    for other in (b"\x18", b"\x1a", b""):
        try:
            assert not shapes.opens(program_of(other + spend.script_pubkey), [], spend.check)
        except ScriptError:
            pass


def test_the_careless_machine_is_forged_and_the_reader_s_is_not():
    keys, twice = [b"Alice", b"Bob", b"Carol"], [b"by Alice"] * 2
    assert all(any(fits(one, key) for key in keys) for one in twice)
    assert shapes.op_checkmultisig([b"", *twice, b"\2", *keys, b"\3"], fits) == [b""]


def test_the_line_of_blocks_shows_the_answer_of_break_it():
    assert "may include it: 101. Its coin: the lock opens" in figures.lock_line(100, 0xFFFFFFFE).sentence
    switched_off = figures.lock_line(100, 0xFFFFFFFF).sentence
    assert "may include it: 98. Its coin: the lock stays closed" in switched_off


def test_a_wrong_answer_about_a_lock_time_is_noted():
    assert figures.lock_line(100).notes == figures.lock_line(100, 0xFFFFFFFF).notes == ()
    one_early = REFERENCE.filled({"is_final": lambda lock, _, height, time: height >= lock})
    figure = figures.lock_line(100, rules=one_early)
    assert figure.notes == ("your is_final says otherwise than the reference of these blocks: 100.",)
    never = REFERENCE.filled({"check_lock_time": lambda *_: False})
    (note,) = figures.lock_line(100, rules=never).notes
    assert note.startswith("your check_lock_time says that the lock stays closed")


# ---- the challenge -------------------------------------------------------------------------------


def taproot_spend(secret):
    lock = b"\x51\x20" + tweaked_key(x_key(secret))
    payment = unsigned(lock)
    return with_witness(payment, schnorr_sign(tweaked_secret(secret), digest_of(payment)))


def failing(function):
    return [name for name, _, test in taproot_properties(function) if not _holds(test)]


def _holds(test):
    found = run_check("E3.9", 1.0, [("one", "one", test)], ())
    return found.outcomes[0].holds


def test_the_secrets_of_the_challenge_are_of_both_kinds():
    assert {PrivateKey(secret).public_key()[0] for secret in SECRETS} == {2, 3}


def test_the_challenge_takes_a_right_answer_and_names_what_is_wrong():
    assert not failing(taproot_spend)

    def without_tweak(secret):
        payment = unsigned(b"\x51\x20" + x_key(secret))
        return with_witness(payment, schnorr_sign(secret, digest_of(payment)))

    def plain_secret(secret):
        payment = unsigned(b"\x51\x20" + tweaked_key(x_key(secret)))
        return with_witness(payment, schnorr_sign(secret, digest_of(payment)))

    def one_secret(secret):
        return taproot_spend(SECRETS[0])

    assert failing(without_tweak) == ["lock"]
    assert "signed" in failing(plain_secret) and "lock" not in failing(plain_secret)
    assert "lock" in failing(one_secret) and "fixed" in failing(one_secret)
    assert len(failing(lambda secret: None)) == 4


def test_what_the_challenge_gives_refuses_what_it_cannot_use():
    spend = unsigned(bytes.fromhex("5120") + tweaked_key(x_key(7)))
    for call, words in (
        (lambda: with_witness(spend, [b"x"]), "item 0 of the witness must be bytes, got list"),
        (lambda: with_witness(spend, b"x", "00"), "item 1 of the witness must be bytes, got str"),
        (lambda: with_witness(spend.tx, b"x"), "the spend must be a RealSpend, got Transaction"),
        (lambda: digest_of(spend.tx), "the spend must be a RealSpend, got Transaction"),
        (lambda: unsigned("5120"), "the lock must be bytes, got str"),
    ):
        with pytest.raises(TypeError, match=words):
            call()
    with pytest.raises(ValueError, match="the digest must be 32 bytes, got 5"):
        schnorr_sign(7, b"short")
    with pytest.raises(ValueError, match="the people are Alice, Bob, Carol, got 'Dave'"):
        signed_by(["Dave", "Bob"])
    with pytest.raises(ValueError, match="z, the number of 32 bytes, must lie between 0 and"):
        shapes.verify_ecdsa((1, 2), 2**256, 1, 1)


@pytest.mark.parametrize("field", ["inputs", "outputs"])
def test_a_spend_without_inputs_or_outputs_is_named(field):
    spend = unsigned(bytes.fromhex("5120") + tweaked_key(x_key(SECRETS[0])))
    lacking = replace(spend, tx=replace(spend.tx, **{field: ()}))
    for _, _, tried in taproot_properties(lambda secret: lacking):
        with pytest.raises(Fails, match=f"0 {field}"):
            tried()


def test_a_spend_of_one_s_own_can_be_pasted():
    for today, verdict in ((False, "An old node says yes."), (True, "A node of today says yes.")):
        assert verdict in figures.pasted_spend(taproot_spend(7).to_paste(), 0, 40, today).sentence
