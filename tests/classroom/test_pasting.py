"""What people paste into the stepper: a spend however it is written; what is none is named for what it is."""

import base64
import json
import lzma
from dataclasses import replace
from random import Random

import pytest

from blockkit import taproot
from blockkit.block import Block
from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.figures.lesson03c_scripts import name_of
from blockkit.classroom.own_spend import TODAY, why_not
from blockkit.classroom.pasting import inputs_in, pasted
from blockkit.classroom.real_spends import RealSpend, real_spend, spend_names
from blockkit.classroom.stepping import MOST_STEPS, OLD, run_of, spoilt
from blockkit.classroom.trying.for_figures import Asker
from blockkit.classroom.widgets.lesson03c_scripts import pasted_spend
from blockkit.data import real_block
from blockkit.encoding import Reader
from blockkit.hashing import sha256
from blockkit.script import push_plainly
from blockkit.transaction import Transaction, TxIn, TxOut
from tests.conformance import test_scripts

SPEND = real_spend("p2wpkh")
RAW = SPEND.tx.serialize().hex()
(COIN,) = SPEND.spent
LOCK = COIN.script_pubkey.hex()
LAST = f"\n194300 {LOCK}"


@pytest.mark.parametrize("name", spend_names())
def test_every_real_spend_comes_back(name):
    spend = real_spend(name)
    again = pasted(spend.to_paste(), spend.index)
    assert (again.tx, again.spent) == (spend.tx, spend.spent)
    assert inputs_in(spend.to_paste()) == len(spend.tx.inputs)


@pytest.mark.parametrize(
    "text",
    [
        f"{RAW}\n194300 {LOCK}",
        f"  {RAW.upper()}\r\n\r\n194,300\t{LOCK}  \n",
        f"0x{RAW}\n194300 0x{LOCK}",
        f'"{RAW}"\n"194300, {LOCK}"',
        f"\ufeff{RAW}\n194300 sat {LOCK}",
        f'b"{RAW}"\n194300 {LOCK}',
        f"{RAW}\n194300,{LOCK},",
        "\n".join(RAW[i : i + 64] for i in range(0, len(RAW), 64)) + LAST,
        bytes.fromhex(RAW).hex(" ") + LAST,
        "\n".join(bytes.fromhex(RAW[i : i + 32]).hex(" ") for i in range(0, len(RAW), 32)) + LAST,
    ],
)
def test_a_spend_is_read_however_it_is_written(text):
    spend = pasted(text, 0)
    assert spend.tx == SPEND.tx and spend.spent == (TxOut(194_300, COIN.script_pubkey),)


def test_an_empty_locking_script_can_be_pasted():
    spend = replace(SPEND, spent=(TxOut(100_000, b""),))
    assert pasted(spend.to_paste(), 0).spent == spend.spent
    wrapped = "\n".join(RAW[i : i + 10] for i in range(0, len(RAW), 10))
    assert pasted(f"{wrapped}\n100000", 0).spent == spend.spent


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing is pasted yet"),
        ("\ufeff", "Nothing is pasted yet"),
        ("zz", "“z” is not a hex digit; it is in line 1: zz"),
        (f"0X01{RAW[2:40]}\n{RAW[40:90]}zz{RAW[92:]}", f"it is in line 2: …{RAW[82:90]}zz{RAW[92:99]}…"),
        (f"{RAW}\n{'1' * 5000}", "no coin has more than"),
        (f"{RAW}\n{'1' * 5000} 51", "expected satoshi"),
        (f"{RAW}\n{'1' * 5000}.5 51", "expected satoshi"),
        ("000", "3 hex digits, an odd number"),
        ("00", "1 bytes are too few for a transaction"),
        ('{"txid": "00"}', "This looks like JSON"),
        (base64.b64encode(b"psbt\xff\1\0").decode(), "This is a PSBT"),
        (b"psbt\xff\1\0".hex(), "This is a PSBT"),
        (SPEND.tx.txid.hex(), "64 hex digits are an id"),
        (real_block(170).raw.hex(), "This is a whole block"),
        (real_block(170).raw[:80].hex(), "This is a block's header"),
        ("OP_DUP OP_HASH160", "This is a script in words"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "This is an address"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "This is an address"),
        (LOCK, "22 bytes are too few for a transaction"),
        (RAW[:-2], "not the bytes of a transaction"),
        (Block.parse(real_block(170).raw).transactions[0].serialize().hex(), "This is a coinbase"),
        (RAW, "Give a line for each, in this order; there are 0 now"),
        (RAW, f"spends: 1 ({SPEND.tx.inputs[0].prevout.txid[::-1].hex()[:8]}…:0"),
        (f"{RAW}\nmany 0014", "Line 1 of the coins, “'many 0014'”: expected satoshi"),
        (f"{RAW}\n-5 0014", "expected satoshi, a space and the locking script"),
        (f"{RAW}\n{LOCK}", "Line 1 of the coins"),
        (f"{RAW}\n{RAW}", "expected satoshi, a space and the locking script"),
        (f"{RAW}\n{LOCK} 194300", "expected satoshi, a space and the locking script"),
        (f"{RAW}\n0.00194300 {LOCK}", "a whole number of satoshi: 194300."),
        (f"{RAW}\n2100000000000001 {LOCK}", "no coin has more than 2,100,000,000,000,000"),
        (f"{RAW}\n194300 {LOCK}0", "pairs of hex digits"),
        (f"{RAW}\n194300 OP_0 {LOCK}", "hex digits, not words"),
        (f"{RAW}\n194300 bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "its locking script is 0014e8df018c"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_words(text, words):
    figure = figures.pasted_spend(text)
    assert words in figure.sentence and words in figure.pictures[0].alt


def test_an_input_that_is_not_there_is_named_and_the_widget_offers_none():
    figure = figures.pasted_spend(SPEND.to_paste(), 3)
    assert "Input 3 is not there: the last one is input 0." in figure.sentence
    widget = pasted_spend()
    index, text = widget.controls["index"], widget.controls["text"]
    assert index.max == 0
    tx = replace(SPEND.tx, inputs=SPEND.tx.inputs * 30, witnesses=())
    text.value = "\n".join([tx.serialize().hex(), *[f"194300 {LOCK}"] * 30])
    assert index.max == 29
    index.value = 29
    text.value = SPEND.to_paste()
    assert (index.value, index.max) == (0, 0)


# ---- steps and verdicts --------------------------------------------------------------------------


def run(spend, today=True):
    return run_of(spend, Asker(REFERENCE), today)


def of_taproot(*witness, lock=None):
    tx = replace(real_spend("taproot-key").tx, inputs=real_spend("taproot-key").tx.inputs[:1])
    lock = lock or real_spend("taproot-key").script_pubkey
    return RealSpend("made", replace(tx, witnesses=(witness,)), 0, (TxOut(100_000, lock),))


def of_script(lock, *pushes):
    script_sig = b"".join(map(push_plainly, pushes))
    tx = Transaction(1, (TxIn(SPEND.tx.inputs[0].prevout, script_sig, 0),), SPEND.tx.outputs)
    return RealSpend("made", tx, 0, (TxOut(100_000, bytes.fromhex(lock)),))


def assert_agree(found, why, name):
    """The verdict is the library's, and so is the reason, but for a stack whose top is seen to be false."""
    assert found.good == (not why) == (not found.why), name
    seen = ("the item on top is false", "the stack is empty at the end")
    assert found.why == why or (why.startswith("EVAL_FALSE") and found.why in seen), name


def test_the_steps_agree_with_the_library_on_core_s_own_cases(vectors):
    rows = json.loads(lzma.decompress((vectors / "witness/script_assets_test.json.xz").read_bytes()))
    for spend in (one for row in Random(3).sample(rows, 150) for one in spends_of(row)):
        for today, flags in ((True, TODAY), (False, OLD)):
            found = run(spend, today)
            assert_agree(found, why_not(spend, flags), spend.name)
            said = [frame.words for frame in found.frames]
            assert not any("A node knows a further rule" in words for words in said), spend.name


def test_the_steps_agree_with_the_library_on_core_s_script_tests(vectors):
    verdicts = []
    for name, row in test_scripts.rows(vectors / test_scripts.FILE):
        tx, output, _, _ = test_scripts.case(row)
        spend = RealSpend(name, tx, 0, (output,))
        for today, flags in ((True, TODAY), (False, OLD)):
            found = run(spend, today)
            assert_agree(found, why_not(spend, flags), name)
            verdicts.append(found.good)
    assert len(verdicts) == 2 * 1207 and set(verdicts) == {True, False}


def spends_of(row):
    """A row of Core's file as spends: one that opens, one that does not."""
    readers = [Reader(bytes.fromhex(one)) for one in row["prevouts"]]
    spent = tuple(TxOut(reader.sint(8), reader.var_bytes()) for reader in readers)
    tx, index = Transaction.parse(bytes.fromhex(row["tx"])), row["index"]
    for kind in {"success", "failure"} & row.keys():
        inputs, witnesses = list(tx.inputs), [tx.witness(i) for i in range(len(tx.inputs))]
        inputs[index] = replace(inputs[index], script_sig=bytes.fromhex(row[kind]["scriptSig"]))
        witnesses[index] = tuple(map(bytes.fromhex, row[kind]["witness"]))
        whole = replace(tx, inputs=tuple(inputs), witnesses=tuple(witnesses))
        yield RealSpend(row["comment"], whole, index, spent)


def test_a_proof_of_another_size_fails_where_it_is_read():
    for control in (b"", b"\xc0" * 10, bytes(34)):
        found = run(of_taproot(b"\x51", control))
        assert not found.good and found.frames[-1].failed
        assert f"this one has {len(control)}" in found.frames[-1].words


def test_a_script_or_key_that_the_lock_does_not_name_fails_before_it_runs():
    other = of_taproot(b"\x51", lock=b"\0\x20" + sha256(b"\x52"))
    assert "is not the one in the lock" in run(other).frames[-1].words
    single = of_taproot(b"\x51", lock=b"\0\x14" + b"\1" * 20)
    assert "its number of items is 1" in run(single).frames[-1].words
    proof = of_taproot(b"\x51", b"\xc0" + bytes(31) + b"\1")
    assert "a key that is not the one in the lock" in run(proof).frames[-1].words


def test_items_of_a_witness_have_the_name_of_their_place():
    key, script = b"\x20" + bytes(31) + b"\1\xac", b"\x51"
    for proof in (b"\xc0" + bytes(32), b"\xc0" + bytes(64)):
        spend = of_taproot(bytes(65), script, proof, b"\x50 more")
        names = [name_of(item, spend) for item in spend.tx.witness(0)]
        assert names == ["signature", "script", "proof", "annex"]
    assert name_of(key, of_taproot(key, lock=b"\0\x20" + sha256(key))) == "script"


def test_an_operation_of_the_future_opens_for_everybody():
    script, inner = b"\x50", (1).to_bytes(32, "big")
    key, parity = taproot.output_key(inner, taproot.leaf_hash(script))
    spend = of_taproot(script, bytes([0xC0 | parity]) + inner, lock=b"\x51\x20" + key)
    assert run(spend).good and "anybody may spend" in run(spend).frames[-1].words
    assert "A node of today says yes." in figures.pasted_spend(spend.to_paste(), 0, 99, True).sentence


def test_an_old_node_knows_scripts_inside_p2sh_and_the_limits_of_all_scripts():
    for lock in ("515163", "51" + "61" * 202, "4d0902" + "00" * 521 + "7551"):
        found = run(of_script(lock), today=False)
        assert not found.good and found.why == why_not(of_script(lock), OLD) != ""
    assert run(of_script("00000102020000ae7551")).good == (not why_not(of_script("00000102020000ae7551")))


def test_long_scripts_are_cut_short_and_say_so():
    for lock in ("51" * 70 + "75" * 69, "51" + "7675" * 4900):
        found = run(of_script(lock), today=False)
        assert found.last <= MOST_STEPS + 3
        assert "more steps run here, which are not shown" in found.frames[-1].words


def test_a_lock_time_that_is_too_early_says_both_numbers():
    early = replace(of_script("0300350cb1"), tx=replace(of_script("0300350cb1").tx, lock_time=799_000))
    assert "until 800000" in run(early).why
    words = run(early).frames[-1].words
    assert "800000" in words and "799000" in words
    missing = run(of_script("b1")).frames[-1].words
    assert "no time on the stack" in missing


def test_a_lock_time_of_another_kind_and_one_below_zero_are_named():
    other = of_script("0164b1")
    other = replace(other, tx=replace(other.tx, lock_time=1_700_000_000))
    assert "one is a height and the other a time" in run(other).frames[-1].words
    assert "is not held back until 100" in run(other).why
    assert "NEGATIVE_LOCKTIME" in run(of_script("0181b1")).frames[-1].words


def test_the_unlocking_script_may_ask_for_the_time_too():
    spend = of_script("51")
    held = TxIn(spend.tx.inputs[0].prevout, bytes.fromhex("0132b175"), 0)
    held = replace(spend, tx=replace(spend.tx, inputs=(held,), lock_time=100))
    assert run(held).good and not any(frame.failed for frame in run(held).frames)


def test_a_node_of_2016_takes_any_extra_item():
    two = real_spend("two of three")
    filled = two.opened_by(b"\1", *two.unlocking[1:])
    assert run(filled, today=False).good
    assert "SIG_NULLDUMMY" in run(filled).why


def test_the_verdict_is_the_readers_only_where_a_part_of_theirs_ran():
    two = real_spend("two of three")
    filled = two.opened_by(b"\1", *two.unlocking[1:])
    for part, good in (("add_points", False), ("op_checkmultisig", True)):
        own = REFERENCE.filled({part: lambda *args, part=part: getattr(REFERENCE, part)(*args)})
        found = run_of(filled, Asker(own), today=False)
        assert found.good and found.theirs
        assert run_of(filled, Asker(own), today=True).good is False, good


def test_a_spend_is_spoilt_where_it_has_such_an_item():
    two, slides = real_spend("two of three"), real_spend("slides")
    assert spoilt(two, "key") == two
    assert spoilt(two, "signature").unlocking[2] == two.unlocking[2]
    assert spoilt(slides, "key").unlocking[0] == slides.unlocking[0]
    assert spoilt(of_script("51", b"short"), "signature").unlocking == [b"short"]
    with pytest.raises(ValueError, match="nothing, signature, key, order"):
        spoilt(slides, "colour")


def test_branches_and_hashes_are_said_in_words():
    lock = "a820" + sha256(b"secret").hex() + "88635167006851"
    found = run(of_script(lock, b"\1", b"secret"))
    said = " ".join(frame.words for frame in found.frames)
    assert "replaced by its hash" in said and "chose this branch" in said and "this one is skipped" in said
    assert "The branches end here" in said


def test_steps_behind_the_one_that_fails_are_in_brackets():
    for lock, last in (("52885176", "OP_DUP"), ("528851a8", "OP_SHA256")):  # an exercise's, and another
        found = run(of_script(lock, b"\1"))
        assert found.frames[-1].failed and found.unreached == [b"\1", last]
    assert run(of_script("528851a805", b"\1")).unreached == ()
    spend = of_script("528851" + "76", b"\1")
    figure = figures.pasted_spend(spend.to_paste(), 0, 99, True)
    assert "(DUP)" in str(figure.pictures[0]) and "Steps in brackets do not run." in figure.sentence
    assert "what OP_EQUAL leaves is false" in figure.sentence


def test_an_opens_that_says_no_to_a_true_item_is_not_called_a_false_item():
    upside_down = REFERENCE.filled({"opens": lambda *args: not REFERENCE.opens(*args)})
    figure = figures.script_film("block 170", upside_down)
    assert "opens says no" in str(figure.pictures[0]) and "but your opens says no" in figure.sentence


def test_a_step_that_is_skipped_looks_it():
    found = run(of_script("006387676851"))
    assert [frame.skipped for frame in found.frames if frame.step == "OP_EQUAL"] == [True]
    picture = figures.pasted_spend(of_script("006387676851").to_paste(), 0, 99, True).pictures[0]
    assert "(EQUAL)" in str(picture) and "(ELSE)" not in str(picture)


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        ("52537c", "changed places"),
        ("525378", "A copy was made"),
        ("52535193", "computed: 4"),
        ("5253516d", "two top items were removed"),
        ("525377", "below the top was removed"),
        ("516b6c", "came back from the second"),
        ("51ab", "depend on its place"),
        ("51b9", "does nothing"),
        ("515274", "number of items"),
    ],
)
def test_what_an_operation_does_is_said_in_words(lock, words):
    assert words in run(of_script(lock)).frames[-1].words


def test_a_push_that_is_too_long_fails_where_it_is_met_even_in_a_branch_that_does_not_run():
    frame = run(of_script("0063" + "4d0902" + "00" * 521 + "6851")).frames[-1]
    assert frame.failed and "PUSH_SIZE" in frame.words


def test_a_payment_that_pays_more_than_its_coins_bring_is_not_called_good():
    poor = replace(of_script("51"), spent=(TxOut(1, b"\x51"),))
    said = figures.pasted_spend(poor.to_paste(), 0, 99, True).sentence
    assert "A node of today says yes. But no block may include it" in said
    assert "its coins are worth 1." in said
