"""Lesson 03d: the references beside the library, the shipped blocks, the split, and who judges."""

import json
import random
import re
from dataclasses import replace
from time import process_time

import pytest

from autograder.authoring.masters import masters
from blockkit import MAINNET, Chain, Invalid, check_transaction, connect_block, hash160, subsidy, utxo
from blockkit.block import Block
from blockkit.classroom import blocks_with_coins, figures, judging, paying, widgets
from blockkit.classroom.breaking import tells_apart, unmasks
from blockkit.classroom.course_rules import REFERENCE
from blockkit.classroom.drawing import palette
from blockkit.classroom.faulty_ledgers import LEDGERS, ledger_says
from blockkit.classroom.ledgers import (
    block_of,
    coin_name,
    connect,
    disconnect,
    everybody,
    heap,
    lazy_disconnect,
    ledger_cases,
    payment,
    validate_tx,
)
from blockkit.classroom.moves import compare_sets, moves, refuses_block
from blockkit.classroom.paying import spends_enough
from blockkit.classroom.properties import SAID_NO, Fails, refuses_by_value_error
from blockkit.classroom.trying.plain import TODO, plain
from blockkit.classroom.trying.trial import Limits, Raised, Trial, opened
from blockkit.classroom.wallet_files import QUICK, REAL, InvalidTag, guess, lock_wallet, unlock_wallet
from blockkit.digests import sighash
from blockkit.headers import BlockIndex
from blockkit.keys import ORDER, parse_der, verify
from blockkit.params import MAX_MONEY
from blockkit.script import steps

HEIGHT = blocks_with_coins.HEIGHT


# ---- data ----------------------------------------------------------------------------------------


def test_the_first_blocks_make_a_chain():
    chain, blocks = Chain(), blocks_with_coins.first_blocks()
    assert len(blocks) == 171 and all(chain.accept(block, block.header.time) for block in blocks[1:])
    name, coin = blocks_with_coins.first_coin()
    assert str(name) == "OutPoint(0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9:0)"
    assert (coin.output.value, coin.height, coin.coinbase) == (5_000_000_000, 9, True)


def test_the_large_block_and_its_coins_fit():
    block, coins = blocks_with_coins.large_block(), blocks_with_coins.older_coins()
    index, before = BlockIndex(block.header, block.header.hash, HEIGHT, 0, None), dict(coins)
    undo, fees = connect_block(block, index, coins)
    assert (len(before), len(coins), fees) == (670, 707, 4_737_355)
    taken = sum(output.value for output in block.transactions[0].outputs)
    assert taken == subsidy(HEIGHT) + fees == 2_504_737_355
    utxo.disconnect(coins, undo)
    assert coins == before


def test_each_script_names_its_key_and_each_mark_is_of_a_true_signature():
    block, coins = blocks_with_coins.large_block(), blocks_with_coins.older_coins()
    _, undo = connect(block, coins, HEIGHT, everybody)
    spent, marks, high, short = dict(undo), set(), 0, 0
    for tx in block.transactions[1:]:
        for i, txin in enumerate(tx.inputs):
            (_, signature, _), (_, key, _) = steps(txin.script_sig)
            script = spent[txin.prevout].output.script_pubkey
            assert script == bytes.fromhex("76a914") + hash160(key) + bytes.fromhex("88ac")
            digest = sighash(tx, i, script, 1)
            marks.add(blocks_with_coins.mark_of(key, digest, signature[:-1]))
            high += parse_der(signature[:-1])[1] > ORDER // 2
            short += len(key) == 33
            if i == 0:  # all of them are checked by the test of connect_block above
                assert verify(key, digest, signature[:-1])
    assert marks == blocks_with_coins.known_signatures() and len(marks) == 732
    assert (high, short) == (366, 347)


@pytest.mark.parametrize("name", ["first_coinbases", "block_277647", "coins_277647", "signatures_277647"])
def test_a_damaged_file_is_noticed(name, tmp_path):
    loaders = {
        "first_coinbases": blocks_with_coins.load_first_blocks,
        "block_277647": blocks_with_coins.load_large_block,
        "coins_277647": blocks_with_coins.load_coins,
        "signatures_277647": blocks_with_coins.load_signatures,
    }
    path = blocks_with_coins.BLOCK.with_name(f"{name}.bin")
    data = bytearray(path.read_bytes())
    for place in (0, len(data) // 2, len(data) - 1):
        changed = tmp_path / path.name
        changed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(Invalid, match=f"{name}.bin is damaged"):
            loaders[name](changed)
    changed.write_bytes(data[:-1])
    with pytest.raises(Invalid, match="damaged"):
        loaders[name](changed)
    with pytest.raises(Invalid, match="missing"):
        loaders[name](tmp_path / "none.bin")


# ---- payments and blocks, beside the library -----------------------------------------------------


def by_the_library(tx, coins, height, maturity=100):
    """The fee, or the reason, by the functions that judge real blocks."""
    try:
        check_transaction(tx)
        return utxo.check_inputs(tx, utxo.spent_coins(tx, coins), height, maturity)
    except Invalid as error:
        return error.reason


def by_the_reference(*args):
    try:
        return validate_tx(*args[:3], everybody, *args[3:])
    except Invalid as error:
        return error.reason


def test_a_payment_is_judged_as_the_library_judges_it():
    rng, said = random.Random(312), set()
    coins = heap(50, 30, 0, MAX_MONEY - 1000, 7) | dict(
        list(heap(1, 2, 3, 4, 5, 60, height=150, coinbase=True).items())[5:]
    )
    for _ in range(3000):
        tx = payment(
            [rng.randrange(7) for _ in range(rng.randrange(4))],
            [rng.choice([0, 5, 30, 80, -10, MAX_MONEY, MAX_MONEY + 1, 60]) for _ in range(rng.randrange(4))],
        )
        args = tx, coins, rng.choice([200, 249, 250, 251]), rng.choice([100, 60])
        found = by_the_reference(*args)
        right = by_the_library(*args)
        assert type(found) is type(right) and (found == right or type(found) is str), (args, found, right)
        said.add(right)
    assert len([one for one in said if type(one) is str]) == 9


def by_connect_block(block, coins, height):
    """The same set and undo list by the library; its undo list notes what was made as well."""
    index, utxos = BlockIndex(block.header, bytes(32), height, 0, None), dict(coins)
    undo, _ = connect_block(block, index, utxos)
    return utxos, [(name, coin) for name, coin in undo if coin is not None]


def test_a_block_moves_coins_as_the_library_moves_them():
    first, coin = blocks_with_coins.first_blocks()[170], blocks_with_coins.first_spend()[1]
    assert connect(first, coin, 170, everybody) == by_connect_block(first, coin, 170)
    large, coins = blocks_with_coins.large_block(), blocks_with_coins.older_coins()
    new, spent = connect(large, coins, HEIGHT, everybody)
    assert (new, spent) == by_connect_block(large, coins, HEIGHT) and len(spent) == 732
    assert disconnect(large, spent, new) == coins
    ghosts = [c for name, c in lazy_disconnect(large, spent, new).items() if name not in coins]
    assert (len(ghosts), sum(c.output.value for c in ghosts)) == (62, 5_837_142_427)


def test_a_coin_is_plain_data():
    name, (one,) = coin_name(0), heap(50).values()
    assert plain({name: one}) == {name: one}
    odd = replace(one, height=object())
    assert "object" in repr(plain(odd))


def test_a_toy_payment_spends_coins_only():
    (name,) = heap(50)
    assert payment([0], [5]) == payment([name], [5])
    for spends in (["a"], [bytes(36)], [True], [None]):
        with pytest.raises(TypeError, match="what is spent, by outpoint or number, must be an OutPoint"):
            payment(spends, [5])
    with pytest.raises(ValueError, match="a coin's number must lie between 0 and"):
        payment([-1], [5])


# ---- five faulty ledgers -------------------------------------------------------------------------


def test_the_boxes_can_be_unmasked_and_told_apart():
    unmasks(LEDGERS, ledger_cases)
    tells_apart(LEDGERS, ledger_cases)
    assert ledger_says("A", ([50], [0, 0], [100])) == 0 and ledger_says("B", ([50], [0, 0], [100])) is None
    with pytest.raises(Fails):
        unmasks(LEDGERS, lambda: ledger_cases()[1:])
    for bad in (
        [([50], [0])], [([50], [-1], [5])], [([-5], [0], [5])], [([50], [0], [5.0])], [([50] * 7, [0], [5])],
        [([(50, 1, 2)], [0], [5])], ["abc"], 7, [([50], [0], [5])] * 9,
    ):  # fmt: skip
        with pytest.raises(Fails):
            unmasks(LEDGERS, lambda bad=bad: bad)
    with pytest.raises(ValueError, match="A, B, C, D, E"):
        ledger_says("F", ([50], [0], [45]))


# ---- wallet files --------------------------------------------------------------------------------


@pytest.mark.parametrize("tools", [QUICK, REAL])
def test_what_is_locked_opens_with_the_right_password_only(tools):
    data = lock_wallet(b"secret", "密码", random.Random(1), tools.derive, tools.seal)
    again = json.loads(json.dumps(data))
    assert unlock_wallet(again, "密码", tools.derive, tools.unseal) == b"secret"
    with pytest.raises(ValueError):
        unlock_wallet(again, "密 码", tools.derive, tools.unseal)
    for short in (b"", bytes(15), bytes(16)):
        with pytest.raises(InvalidTag):
            tools.unseal(bytes(32), bytes(12), short)


def test_the_quick_tools_are_as_strict_about_every_argument():
    base = [b"password", b"salt" * 4, 2**14, 8, 1]
    keys = {QUICK.derive(*base)}
    for place, other in enumerate([b"passwore", b"salt" * 3 + b"sals", 2**15, 4, 2]):
        keys.add(QUICK.derive(*base[:place], other, *base[place + 1 :]))
    assert len(keys) == 6
    for place, wrong in enumerate(["password", "salt", "1", 8.0, None]):
        with pytest.raises(TypeError):
            QUICK.derive(*base[:place], wrong, *base[place + 1 :])
    with pytest.raises(ValueError):
        QUICK.derive(b"", b"", 3, 8, 1)
    sealed = QUICK.seal(bytes(32), bytes(12), b"secret")
    for key, nonce in ((b"\1" + bytes(31), bytes(12)), (bytes(32), b"\1" + bytes(11))):
        with pytest.raises(InvalidTag):
            QUICK.unseal(key, nonce, sealed)


def test_a_thief_is_stopped_in_time():
    assert "found after 936 passwords" in guess(2, 60.0, QUICK)
    assert "not found yet" in guess(2, 0.0, QUICK)


# ---- what it costs to pay ------------------------------------------------------------------------


def test_what_is_not_enough_is_marked_and_any_satoshi_may_be_typed():
    assert "not enough" not in figures.pay([0], 1_500_000, 10).pictures[0].svg
    assert "not enough: 1,501,374 satoshi are missing" in figures.pay([4], 1_500_000, 10).pictures[0].svg
    amount = widgets.pay().controls["amount"]
    assert amount.step == 10_000 and amount.field_step == 1


def test_a_wrong_coin_in_a_set_of_the_right_size_is_named_at_once():
    coins = heap(50)
    ((name, coin),) = coins.items()
    with pytest.raises(Fails) as found:
        compare_sets({name: replace(coin, coinbase=True)}, coins)
    assert "expected 1" not in str(found.value) and "coinbase True" in str(found.value)
    with pytest.raises(Fails, match="coins in the set: 0; expected 1"):
        compare_sets({}, coins)


def test_only_a_value_error_says_that_a_wallet_stays_closed():
    data = json.loads(json.dumps(lock_wallet(b"secret", "horse", random.Random(1), QUICK.derive, QUICK.seal)))
    args = (data, "Horse", QUICK.derive, QUICK.unseal)

    def without_except(data, password, derive, unseal):
        key = derive(password.encode(), bytes.fromhex(data["salt"]), data["n"], data["r"], data["p"])
        return unseal(key, bytes.fromhex(data["nonce"]), bytes.fromhex(data["sealed"]))

    def looks_up(data, password, derive, unseal):
        return data["secret"]

    def says_nothing(data, password, derive, unseal):
        return b""

    with opened(Trial()):
        assert refuses_by_value_error(unlock_wallet, *args) is SAID_NO
        for wrong, words in (
            (without_except, r"without_except\(.*it raised InvalidTag.*; expected ValueError"),
            (looks_up, "it raised KeyError"),
            (says_nothing, "expected an error: raise ValueError"),
        ):
            with pytest.raises(Fails, match=words):
                refuses_by_value_error(wrong, *args)


def visible(exercise, **answers):
    """The functions of a visible check in the notebook, run on these answers."""
    master = next(one for one in masters() if one.name == "03d_ledger")
    (source,) = (cell.source for cell in master.cells if cell.id == f"{exercise}-visible")
    names = dict(answers)
    exec(source.rpartition("check(")[0], names)
    return names


def test_the_visible_check_of_a_wallet_names_what_lies_in_the_open():
    for field, words in (
        (lambda secret, password: {"hint": password}, "the password is in the file"),
        (lambda secret, password: {"hint": password.encode().hex()}, "the password is in the file"),
        (lambda secret, password: {"hint": secret.hex()}, "the secret is in the file"),
        (lambda secret, password: {"salt": b"salt"}, "salt is bytes, not hex digits"),
    ):

        def lock(secret, password, *others, field=field):
            return lock_wallet(secret, password, *others) | field(secret, password)

        check = visible("E3.14", lock_wallet=lock, unlock_wallet=unlock_wallet)
        with opened(Trial()), pytest.raises(Fails) as found:
            check["nothing_in_the_open"]()
        assert str(found.value) == words
    check = visible("E3.14", lock_wallet=lock_wallet, unlock_wallet=unlock_wallet)
    with opened(Trial()):
        check["nothing_in_the_open"]()


def test_where_a_contract_says_invalid_the_messages_do():
    def allows_all(*args):
        return 0

    def slip(*args):
        return args[0].nonsense

    for answer in (allows_all, slip):
        check = visible("E3.12", validate_tx=answer)
        tries = [lambda check=check: check["forbids"]("50 pays 51", [0], [51], heap(50))]
        tries.append(lambda answer=answer: refuses_block(answer, block_of([]), heap(50), 200))
        for one in tries:
            with opened(Trial()), pytest.raises(Fails, match=r"raise Invalid\(reason\)"):
                one()


def test_a_payment_without_inputs_is_none():
    figure = figures.pay([], 0, 0)
    assert figure.sentence.startswith("No coin is chosen") and "no coin goes in" in figure.pictures[0].svg
    assert figures.pay([], 5, 1).sentence.startswith("Not enough")


def test_dust_that_goes_to_the_fee_is_said_to_be_in_it():
    for keep_change in (True, False):
        sentence = figures.pay([0], 8_447_700, 10, keep_change).sentence
        assert "the fee is 2,300: 1,920 for 192 bytes at 10, and 380 more, since change below 546" in sentence
    exact = figures.pay([0], 8_450_000 - 1920, 10).sentence
    assert "the fee is 1,920 for 192 bytes" in exact and "more" not in exact


def test_one_of_a_kind_is_no_plural():
    one_case = lambda: [([50], [0], [50])]  # noqa: E731
    assert figures.unmasked_ledgers(one_case).sentence == "Your cases: 1. Unmasked: 1 of the five ledgers: E."
    for ask in (unmasks, tells_apart):
        with pytest.raises(Fails, match="your cases, 1 in all, do not"):
            ask(LEDGERS, one_case)
    with pytest.raises(Raised, match=r"block \(transactions: 1\), set \(coins: 1\)"), opened(Trial()):
        moves((heap(50), []), lambda *args: slips(), block_of([]), heap(50), 200)
    wallet = figures.wallet_file(lambda *args: {"sealed": "00"}).sentence
    assert "its fields: 1." in wallet


@pytest.mark.parametrize("rate", [0, 1, 10, 50])
def test_what_the_picture_calls_a_gift_the_challenge_does_not_take(rate, monkeypatch):
    for spare in range(-2, 2):
        there = 100_000 + rate * paying.size_of(1, 2) + paying.DUST + spare
        monkeypatch.setattr("blockkit.classroom.figures.lesson03d_ledger.FIVE_COINS", (there,))
        figure = figures.pay([0], 100_000, rate, keep_change=False)
        gift = "no output takes the rest" in figure.sentence
        assert gift == (spare >= 0)
        coins = {coin_name(0): there}
        if not gift:
            spends_enough(lambda *_: ([coin_name(0)], 0), coins, 100_000, rate)
            continue
        with pytest.raises(Fails, match="is too high"):
            spends_enough(lambda *_: ([coin_name(0)], 0), coins, 100_000, rate)


def test_the_picture_of_a_file_says_what_lies_in_the_open():
    """The tries alone do not tell: this file refuses wrong passwords, and everybody reads the key."""

    def leaky(note):
        def lock(secret, password, *others):
            return lock_wallet(secret, password, *others) | {"note": note(secret, password)}

        return lock

    assert "does not show the key; its fields: 7. 3 of 3" in figures.wallet_file().sentence
    for note in (lambda key, _: key.decode(), lambda key, _: key.hex(), lambda _, password: password):
        figure = figures.wallet_file(leaky(note))
        assert "does not show the key" not in figure.sentence and not figure.notes
        assert "So does the other one" in figure.sentence and "3 of 3 attempts" in figure.sentence


def test_the_tries_of_a_wallet_file_say_in_words_which_are_right():
    def without_except(data, password, derive, unseal):
        key = derive(password.encode(), bytes.fromhex(data["salt"]), data["n"], data["r"], data["p"])
        return unseal(key, bytes.fromhex(data["nonce"]), bytes.fromhex(data["sealed"]))

    def looks_up(data, *_):
        return data["secret"]

    wrong_error = "✗ InvalidTag, not ValueError"
    for unlock, results, counted in (
        (unlock_wallet, ["✓ opens", *["✓ stays closed (ValueError)"] * 2], "3 of 3 attempts"),
        (without_except, ["✓ opens", wrong_error, wrong_error], "1 of 3 attempts"),
        (looks_up, ["✗ stays closed (KeyError)", *["✗ KeyError, not ValueError"] * 2], "0 of 3 attempts"),
        (lambda *_: b"", ["✗ gives another secret", "✗ opens", "✗ opens"], "0 of 3 attempts"),
        (lambda *_: TODO, ["not tried"] * 3, "No attempt to open it was made: unlock_wallet is not written"),
    ):
        figure = figures.wallet_file(unlock=unlock)
        assert [result for _, result in figure.table.rows[-3:]] == results
        assert counted in figure.sentence
        assert all(result in figure.pictures[0].svg for result in results)


def test_the_bill_of_the_widget():
    usual = paying.bill({0: 8_450_000}, 1_500_000, 10)
    assert (usual.change, usual.fee, usual.size) == (6_947_740, 2_260, 226)
    assert paying.bill({0: 8_450_000}, 1_500_000, 10, keep_change=False).fee == 6_950_000
    more = paying.bill({0: 8_450_000, 4: 546}, 1_500_000, 10)
    assert more.change < usual.change  # the coin of 546 costs 1,480
    assert paying.bill({2: 50_000}, 1_500_000, 10).missing > 0
    assert paying.bill({0: 10_700}, 10_000, 1).change == 0  # dust


def test_the_challenge_takes_every_honest_choice_and_no_other():
    coins = {coin_name(i): value for i, value in enumerate(paying.FIVE_COINS)}

    def largest(coins, amount, rate, take=1):
        chosen = sorted(coins, key=coins.get)[::-1]
        for count in range(take, len(chosen) + 1):
            found = paying.bill({i: coins[name] for i, name in enumerate(chosen[:count])}, amount, rate)
            if not found.missing:
                return chosen[:count], found.change
        raise ValueError("not enough")

    for take in (1, 2, 5):
        spends_enough(lambda *args, take=take: largest(*args, take), coins, 1_500_000, 10)
    for spoilt in (
        lambda names, change: (names, change + 1), lambda names, change: (names, 0),
        lambda names, change: (names + names, change), lambda names, change: ([], change),
        lambda names, change: names, lambda names, change: (names, 545),
    ):  # fmt: skip
        with pytest.raises(Fails):
            spends_enough(lambda *args, spoilt=spoilt: spoilt(*largest(*args)), coins, 1_500_000, 10)


# ---- the split, and who judges -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mistake", "place"),
    [("fee", 5), ("old-set", 4), ("rest", 4), ("no-fees", 0), ("no-coinbases", 130), ("low-s", 1),
     ("short-keys", 1), ("scripts", 3), ("yours", None), ("fifty", None)],
)  # fmt: skip
def test_where_each_mistake_stops(mistake, place):
    found = judging.split(mistake)
    assert found.place == place
    assert found.state == {"yours": "goes-on", "fifty": "fooled"}.get(mistake, "stops")


def test_the_reference_accepts_everything_and_a_sample_is_checked():
    found = judging.judged(seed=3)
    assert not found.differs and (found.asked, len(found.said), found.fees) == (60, 732, 4_737_355)
    assert found.said != judging.judged(seed=4).said
    *_, last = judging.judge_all(REFERENCE, found)
    assert (last.asked, last.refused, last.ended) == (732, [], "done")
    sentence = figures.judged_blocks(so_far=last).sentence
    assert "All 732 signatures were checked by the reference's" in sentence
    assert "seed" not in sentence and "in a list" not in sentence
    refusing = replace(last, said=(False, *last.said[1:]))
    assert "which refuses 1 though all are valid." in figures.judged_blocks(so_far=refusing).sentence


def lenient(*_):
    return True


def test_a_wrong_digest_is_never_excused_by_the_list():
    """The list knows true signatures by the digest that they sign: nobody else's helps."""

    def wrong_digest(tx, index, script_code):
        return REFERENCE.sighash_all(tx, 0, script_code)

    found = judging.judged(REFERENCE.filled({"sighash_all": wrong_digest}))
    assert found.machine.startswith("mandatory-script-verify-flag-failed") and found.differs
    said = figures.judged_blocks(so_far=found).sentence
    assert "splits off" in said and "inputs judged by" not in said.split("sighash_all")[0]
    both = judging.judged(REFERENCE.filled({"sighash_all": wrong_digest, "verify_ecdsa": lenient}))
    assert not both.machine and both.fees == 4_737_355  # a judge that says yes to all is no honest split
    assert len(both.questions) < 732  # but what it was asked in vain is not in the list


def test_the_caption_says_whose_rules_they_are():
    reference = figures.judged_blocks().sentence
    assert reference.startswith("The reference's rules accept") and "so does yours" not in reference

    def ledger():
        def connect(block, utxos, height, input_ok):
            return REFERENCE.connect(block, utxos, height, input_ok)

        def disconnect(block, undo, utxos):
            return REFERENCE.disconnect(block, undo, utxos)

        return connect, disconnect

    coins = figures.judged_blocks(rules=REFERENCE.using(*ledger())).sentence
    assert coins.startswith("The reference's rules accept")
    assert "Your connect moves its coins correctly, and your disconnect puts them back." in coins
    assert coins.endswith("and so does yours.")

    def subsidy(height, params):
        return REFERENCE.subsidy(height, params)

    mine = figures.judged_blocks(rules=REFERENCE.using(subsidy)).sentence
    assert mine.startswith("Your rules accept") and mine.endswith("and so does yours.")


def test_a_long_reason_ends_with_an_ellipsis():
    def connect(block, utxos, height, input_ok):
        raise Invalid("bad-txns-inputs-missingorspent " + "x" * 200)

    said = judging.split("yours", REFERENCE.using(connect)).reason
    assert said.startswith("bad-txns-inputs-missingorspent xxx") and said.endswith("x…") and len(said) <= 100


def test_a_faulty_verify_is_seen_in_the_sample_or_in_the_task():
    def low_s_only(key, z, r, s):
        return s <= ORDER // 2 and REFERENCE.verify_ecdsa(key, z, r, s)

    rules = REFERENCE.filled({"verify_ecdsa": low_s_only})
    found = judging.judged(rules)
    assert found.own and found.refused and found.differs and not found.machine
    assert "though all are valid" in figures.judged_blocks(so_far=found).sentence
    *_, last = judging.judge_all(rules, found)
    assert len(last.refused) == 366


def test_a_faulty_ledger_splits_off_at_its_payment():
    def no_gifts(block, utxos, height, input_ok):
        coins = dict(utxos)
        for tag, tx in enumerate(block.transactions[1:]):
            fee = validate_tx(tx, coins, height, input_ok)
            if fee == 0:
                raise Invalid("min-fee-not-met")
            coins = connect(block_of([tx], 0, tag=tag), coins, height, input_ok)[0]
        return connect(block, utxos, height, input_ok)

    rules = REFERENCE.filled({"connect": no_gifts})
    found = judging.judged(rules)
    assert (found.place, found.ledger) == (5, "min-fee-not-met")
    assert (
        "Your own ledger refuses block 277,647 at payment 5" in figures.split_picture("yours", rules).sentence
    )


def by_ledger(**parts):
    """The verdict and the caption for these in place of ``connect`` and ``disconnect``."""
    found = judging.unsampled(REFERENCE.filled(parts))
    return found, figures.judged_blocks(so_far=found).sentence


def slips(*_):
    raise NotImplementedError("a slip")


def refuses_all(*_):
    raise Invalid("no")


def test_what_breaks_is_named_and_is_no_verdict():
    good = {"connect": lambda *args: connect(*args), "disconnect": lambda *args: disconnect(*args)}
    for slot, said in (("connect", "moves its coins"), ("disconnect", "puts them back")):
        found, sentence = by_ledger(**good | {slot: slips})
        (note,) = found.notes
        assert f"stands in for your {slot}: it raised NotImplementedError" in note
        assert f"The reference's {slot}" in sentence.replace("and the", "The") and said in sentence
        assert "yours gave no answer" in sentence and "so does yours" not in sentence
        assert not found.ledger and sentence.endswith("yours has not judged them.")
        assert "by connect and disconnect, with" in figures.judged_blocks(so_far=found).pictures[0].svg
    found, sentence = by_ledger(**good | {"disconnect": refuses_all})
    assert "for your disconnect" in found.notes[0] and "your disconnect brings" not in sentence


def test_one_of_two_is_judged_for_itself():
    found, sentence = by_ledger(connect=refuses_all)
    assert (found.ledger, found.place) == ("no", 1)
    assert "Your ledger gives another result for it: no. It stops at transaction 1" in sentence
    assert "not kept" not in sentence and "splits off" in sentence
    _, sentence = by_ledger(disconnect=lambda *args: disconnect(*args))
    assert "The reference's connect moves its coins (yours is not kept), and your disconnect" in sentence
    found, sentence = by_ledger(disconnect=lazy_disconnect)
    assert found.ledger.startswith("disconnect does not return the coins") and found.place is None


def test_a_block_that_is_accepted_stops_nowhere():
    found, sentence = by_ledger(connect=lambda block, utxos, height, input_ok: (dict(utxos), []))
    assert found.ledger.startswith("the coins after it") and found.place is None
    assert "stops at" not in sentence


def test_a_ledger_that_is_only_slow_stops_nowhere(monkeypatch):
    """The time that is used up is no refusal: the place would move with it."""
    monkeypatch.setattr(judging, "LEDGER", Limits(a_call=0.3, in_all=0.4))

    def slow(block, utxos, height, input_ok):
        end = process_time() + 0.15
        while process_time() < end:
            pass
        if len(block.transactions) > 150:
            raise Invalid("no")
        return dict(utxos), []

    rules = REFERENCE.filled({"connect": slow})
    found = judging.split("yours", rules)
    assert found == judging.Split("stops", None, "no")
    figure = figures.split_picture("yours", rules)
    assert "refuses block 277,647 at a payment that was not found in time" in figure.sentence
    assert not any("/ 213" in value for _, value in figure.table.rows)
    found = judging.unsampled(rules.filled({"disconnect": lambda *args: disconnect(*args)}))
    assert (found.ledger, found.place) == ("no", None)
    assert len(found.notes) == 1 and "not found in time" in found.notes[0]
    assert found.disconnect == judging.OWN  # the time that connect has used up is none of its own


def test_a_ledger_that_breaks_goes_nowhere():
    for broken in (slips, lambda block, *_: slips() if block != blocks_with_coins.large_block() else None):
        rules = REFERENCE.filled({"connect": broken})
        assert judging.split("yours", rules).state == "broken"
        picture = figures.split_picture("yours", rules)
        assert "gives no answer" in picture.pictures[0].svg
        assert "goes on with all others" not in picture.pictures[0].svg


def test_a_ledger_that_is_not_written_judges_nothing():
    figure = figures.split_picture("yours", REFERENCE.filled({"connect": lambda *args: TODO}))
    drawn, judged = figure.pictures[0].svg, figures.split_picture("no-fees").pictures[0].svg
    assert "not written yet" in drawn and "goes on with all others" not in drawn
    assert "connect is not written yet" in figure.sentence
    # no square is green: what is left are the blocks of all others
    assert drawn.count(palette.GREEN_TINT) == judged.count(palette.GREEN_TINT) - 212
    assert not any("/ 213" in value for _, value in figure.table.rows)


def in_a_notebook(**handed):
    """A ``connect`` as a reader writes it, in a notebook whose ``rules`` are the kept ones; and its names."""
    names = {"rules": REFERENCE, "Coin": utxo.Coin}
    exec(OWN_CONNECT, names)
    return figures.split_picture("yours", REFERENCE.filled({"connect": names["connect"], **handed})), names


OWN_CONNECT = """
def connect(block, utxos, height, input_ok):
    coins, undo = dict(utxos), []
    for tx in block.transactions:
        if not tx.is_coinbase:
            fee_of(tx, coins, height, input_ok)
            undo += [(txin.prevout, coins.pop(txin.prevout)) for txin in tx.inputs]
        for name, output in zip(tx.outpoints(), tx.outputs):
            coins[name] = Coin(output, height, tx.is_coinbase)
    return coins, undo

def fee_of(*args):
    fee = rules.validate_tx(*args)
    if type(fee) is not int:
        raise ValueError("no fee")
"""


def test_the_split_asks_the_validate_tx_that_it_is_handed():
    def rests(tx, utxos, height, input_ok, maturity=100):
        if any(height - utxos[one.prevout].height < maturity for one in tx.inputs if one.prevout in utxos):
            raise Invalid("bad-txns-premature-spend-of-coinbase")
        return validate_tx(tx, utxos, height, input_ok, maturity)

    def for_ever(*args):
        while True:
            pass

    for handed, words in (
        (rests, "refuses block 277,647 at payment 4 "),
        (lambda *args: None, "refuses block 277,647 at payment 1 "),
        (for_ever, "gives no answer about block 277,647: "),
        (lambda *args: TODO, "accepts block 277,647"),  # not written: the kept one is asked
        (validate_tx, "accepts block 277,647"),
    ):
        figure, names = in_a_notebook(validate_tx=handed)
        assert words in figure.sentence and names["rules"] is REFERENCE


def test_an_own_ledger_that_accepts_too_much_has_a_sentence_of_its_own():
    figure, _ = in_a_notebook()  # it looks at no amount of the coinbase
    assert "“" not in figure.sentence
    assert figure.sentence.startswith("Your own ledger accepts block 277,647. It also accepts the block when")


def test_the_task_can_be_stopped_and_keeps_what_it_found():
    widget = widgets.judge()
    start = widget.pictures[0].drawn["sentence"]
    begun = widget.begin(seed=7, rules=REFERENCE, so_far=None)
    for _ in range(5):
        step = next(begun)
    assert step.asked == 65 and step.ended == ""
    stopped = widget.ending(step, "stopped")
    assert "65" in figures.judged_blocks(so_far=stopped).pictures[0].svg
    assert next(widget.begin(seed=7, rules=REFERENCE, so_far=stopped)).asked == 66
    assert "60 (seed 7) were checked" in start
    assert widget.work.most_seconds > 60


def test_a_shorter_block_is_judged_without_its_fees():
    block, coins = blocks_with_coins.large_block(), blocks_with_coins.older_coins()
    assert judging.stops_at(connect, Block(block.header, block.transactions[:9]), coins) == 0
    assert MAINNET.coinbase_maturity == 100


def test_the_bars_of_a_payment_end_at_one_line():
    picture = figures.pay([0], 1_500_000, 10).pictures[0].svg
    bars = re.findall(r'<rect x="([0-9.]+)" y="(106|194)" width="([0-9.]+)"', picture)
    ends = [max(float(x) + float(wide) for x, at, wide in bars if at == row) for row in ("106", "194")]
    assert len(bars) == 4 and ends[0] == pytest.approx(ends[1])
