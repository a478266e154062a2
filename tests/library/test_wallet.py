"""The wallet: which coins it chooses, what it pays on a real chain, and what it never says."""

import logging
import pprint
import random
import re
import traceback
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockkit import CLASSROOM, MAINNET, Coin, Invalid, OutPoint, PrivateKey, TxOut, hash160
from blockkit.addresses import (
    decode_wif,
    encode_wif,
    p2pkh_address,
    p2sh_address,
    p2wpkh_address,
    script_of,
)
from blockkit.asm import from_asm
from blockkit.keys import ORDER
from blockkit.node.mempool import STANDARD, Mempool
from blockkit.node.mining import block_template, coinbase, mine
from blockkit.params import MAX_MONEY, NEVER
from blockkit.templates import multisig, p2pk, p2pkh, p2sh, p2tr, p2wpkh, p2wsh
from blockkit.wallet.coin_selection import InputSize, dust, exact_fit, select_coins
from blockkit.wallet.signing import build, sign_input
from blockkit.wallet.wallet import KINDS, Wallet, new_key
from tests.library.building import KEY, NOW, PARAMS, RULES, SUBSIDY, coinbase_of, grown, next_block

FRIEND = Wallet((PrivateKey(77),), PARAMS)
MINER = Wallet((KEY,), PARAMS)
(FRIENDS_ADDRESS,) = FRIEND.addresses
(CHANGE,) = MINER.addresses


def purse(*values, height=1, coinbase=False):
    """Coins of these values."""
    return {
        OutPoint(bytes(32), index): Coin(TxOut(value, p2pkh(bytes(20))), height, coinbase)
        for index, value in enumerate(values)
    }


def chosen(coins, selection):
    return [coins[outpoint].output.value for outpoint in selection.outpoints]


def plain_size(inputs, outputs):
    """Written down apart from the code: 4 version, 1 count, inputs, 1 count, outputs, 4 lock time."""
    return 4 + 1 + inputs * 148 + 1 + outputs * 34 + 4


# ---- keys ----------------------------------------------------------------------------------------


def test_keys_come_from_the_given_randomness():
    assert new_key(random.Random(1)) == new_key(random.Random(1)) != new_key(random.Random(2))
    assert new_key() != new_key()


def test_every_key_can_be_drawn_and_nothing_else():
    class Recorder(random.Random):
        def randrange(self, *bounds):
            assert bounds == (1, ORDER)  # a range leaves its end out
            return bounds[0]

    assert new_key(Recorder()) == PrivateKey(1)


# ---- which coins ---------------------------------------------------------------------------------

# The fee of one input and one output is 192 bytes long, of two inputs 340; change adds 34.


@pytest.mark.parametrize(
    ("values", "amount", "rate", "expected", "change"),
    [
        ([5000], 5000 - 192, 1, [5000], 0),  # to the satoshi
        ([5000], 5000 - 192 - 34 - 546, 1, [5000], 546),  # the least change there is
        ([5000], 5000 - 192 - 34 - 545, 1, [5000], 0),  # one less is dust: to the fee
        ([90_000], 90_000 - 10 * (192 + 34 + 148), 10, [90_000], 1480),  # dust is what costs more to spend
        ([90_000], 90_000 - 10 * (192 + 34 + 148) + 1, 10, [90_000], 0),
        ([1000, 9000, 5000], 4000, 1, [5000], 5000 - 4000 - 192 - 34),  # the smallest that is enough
        ([1000, 9000, 5000], 10_000, 1, [9000, 5000], 14_000 - 10_000 - 340 - 34),
        ([1000, 9000, 5000, 3000], 10_000, 1, [9000, 3000], 12_000 - 10_000 - 340 - 34),
        ([20_000, 3000, 2000], 5000 - 340, 1, [3000, 2000], 0),  # one coin more than needed, but no change
        ([20_000, 3000, 2000], 5000 - 340 - 34 - 545, 1, [3000, 2000], 0),  # nor is there when it were dust
        ([20_000, 3000, 2000], 5000 - 340 - 34 - 546, 1, [20_000], 15_000 + 340 + 546 - 192),  # no dust
        ([20_000, 3000, 2000, 1000], 6000 - 488, 1, [20_000], 14_000 + 488 - 192 - 34),  # two more: no
        ([8000, 5000, 140], 8000, 1, [8000, 5000], 13_000 - 8000 - 340 - 34),  # 140 costs 148 to spend
        ([1000, 1000], 1500, 0, [1000, 1000], 0),  # no fee at all; 500 is dust
        ([7000, 7000], 6000, 0, [7000], 1000),
    ],
)
def test_the_rule_by_examples(values, amount, rate, expected, change):
    coins = purse(*values)
    selection = select_coins(coins, amount, rate)
    assert chosen(coins, selection) == expected
    assert selection.change == change
    assert selection.fee == sum(expected) - amount - change
    assert selection.size == plain_size(len(expected), 2 if change else 1)


@given(
    values=st.lists(st.one_of(st.integers(1, 4000), st.integers(1, 10**9)), min_size=1, max_size=7),
    amount=st.integers(1, 20_000),
    rate=st.integers(0, 40),
    seed=st.randoms(use_true_random=False),
)
def test_what_is_selected_is_enough_honest_and_no_more_than_needed(values, amount, rate, seed):
    coins = purse(*values)
    cost = 148 * rate
    brings = sorted((value - cost for value in values if value > cost), reverse=True)

    def needed(outputs=1):
        return amount + rate * plain_size(0, outputs)

    fewest = next((n for n in range(1, len(brings) + 1) if sum(brings[:n]) >= needed()), None)
    if fewest is None:
        with pytest.raises(Invalid, match="Insufficient funds"):
            select_coins(coins, amount, rate)
        return
    selection = select_coins(coins, amount, rate)
    used = chosen(coins, selection)
    assert sum(used) == amount + selection.fee + selection.change
    assert selection.size == plain_size(len(used), 1 + bool(selection.change))
    assert selection.fee >= rate * selection.size
    least_change = max(546, cost)
    assert selection.change == 0 or selection.change >= least_change
    assert selection.fee < rate * plain_size(len(used), 2) + least_change  # no more than change would cost

    # no coin could be left out, and one more than the fewest is only taken to save the change
    assert sum(used) - min(used) - cost * (len(used) - 1) < needed()
    assert len(used) == fewest or (len(used) == fewest + 1 and selection.change == 0)
    fits = any(
        needed() <= sum(some) < needed(2) + least_change
        for count in range(1, fewest + 2)
        for some in combinations(brings, count)
    )
    assert (selection.change == 0) == fits

    shuffled = list(coins.items())
    seed.shuffle(shuffled)
    assert select_coins(dict(shuffled), amount, rate) == selection


def test_not_enough_says_what_is_there_needed_and_missing():
    with pytest.raises(Invalid) as caught:
        select_coins(purse(3000, 2000), 4700, 1)
    assert caught.value.reason == "Insufficient funds"
    assert str(caught.value) == (
        "Insufficient funds: needed: 5040 satoshi (4700 and a fee of 340), "
        "there: 5000 in 2 coins, missing: 40"
    )
    assert (caught.value.expected, caught.value.got) == (5040, 5000)
    assert select_coins(purse(3000, 2040), 4700, 1).change == 0  # with these 40 it is enough
    with pytest.raises(Invalid, match=r"missing: 1$"):
        select_coins(purse(3000, 2039), 4700, 1)


def test_not_enough_says_which_coins_do_not_count():
    with pytest.raises(Invalid, match=r"needed: 1044 .*, there: 0 in 0 coins"):
        select_coins({}, 1000, 1)
    coins = purse(10**6) | {OutPoint(bytes(32), 9): Coin(TxOut(10**9, p2pkh(bytes(20))), 50, True)}
    with pytest.raises(Invalid, match="1 from coinbases, whose coins rest until they are 100 blocks old"):
        select_coins(coins, 10**8, 1, height=149)
    assert chosen(coins, select_coins(coins, 10**8, 1, height=150)) == [10**9]
    with pytest.raises(
        Invalid, match=r"there: 10000 in 1 coin,.* not counted: 2 worth less than it costs to spend"
    ):
        select_coins(purse(10**4, 1480, 1000), 9000, 10)


def test_new_coins_rest_only_when_they_are_new_and_a_height_is_known():
    old, new = purse(10**6, height=10), purse(10**6, height=10, coinbase=True)
    assert select_coins(old, 1000, 1, height=11, maturity=5) == select_coins(new, 1000, 1)
    with pytest.raises(Invalid, match="Insufficient funds"):
        select_coins(new, 1000, 1, height=14, maturity=5)
    assert select_coins(new, 1000, 1, height=15, maturity=5)


@pytest.mark.parametrize("amount", [0, -1, MAX_MONEY + 1])
def test_amounts_that_cannot_be_paid(amount):
    with pytest.raises(ValueError, match="the amount, in satoshi, must lie between 1 and"):
        select_coins(purse(5000), amount, 1)


@pytest.mark.parametrize(("amount", "rate"), [(1.5, 1), ("1000", 1), (True, 1), (1000, 1.0), (1000, None)])
def test_amounts_and_rates_are_whole_numbers(amount, rate):
    with pytest.raises(TypeError, match="must be a whole number"):
        select_coins(purse(5000), amount, rate)


@pytest.mark.parametrize("rate", [-1, 10_001])
def test_fee_rates_that_are_a_slip(rate):
    with pytest.raises(ValueError, match="the fee rate, in satoshi per byte, must lie between 0 and 10000"):
        select_coins(purse(5000), 1000, rate)


def test_the_number_of_inputs_grows_from_one_byte_to_three():
    coins = purse(*[1000] * 300)
    for count, extra in ((252, 0), (253, 2)):
        amount = 1000 * count - plain_size(count, 1) - extra
        selection = select_coins(coins, amount, 1)
        assert len(selection.outpoints) == count
        assert selection.fee == selection.size == plain_size(count, 1) + extra
        assert selection.change == 0


def test_other_sizes_can_be_given():
    coins = purse(100_000)
    outputs = [TxOut(0, bytes(100)), TxOut(0, b"")]
    change = TxOut(0, bytes(23))
    selection = select_coins(
        coins, 5000, 2, payments=outputs, change=change, input_size=lambda coin: InputSize(1000 + coin.height)
    )
    assert selection.size == 10 + (8 + 1 + 100) + (8 + 1) + (8 + 1 + 23) + 1001
    assert selection.fee == 2 * selection.size


def test_the_search_for_an_exact_fit_ends():
    even = tuple(range(4000, 0, -2))
    assert (
        exact_fit(even, 99_999, 99_999, 50) == ()
    )  # no sum of even numbers is odd; there are 2^2000 of them
    assert sum(even[place] for place in exact_fit(even, 99_998, 99_999, 50)) == 99_998
    assert exact_fit((9, 7, 5, 3), 12, 12, 2) == (0, 3)  # the first found, from the largest down
    assert exact_fit((9, 7, 5, 3), 15, 15, 2) == ()
    assert exact_fit((9, 7, 5, 3), 15, 15, 3) == (1, 2, 3)
    assert exact_fit((), 1, 2, 5) == ()


# ---- paying on a chain ---------------------------------------------------------------------------


def mined(chain, tx):
    """The chain takes the transaction; returns its fee."""
    paid = sum(output.value for output in tx.outputs)
    fee = sum(chain.utxos[txin.prevout].output.value for txin in tx.inputs) - paid
    assert chain.accept(next_block(chain, txs=[tx], fees=fee), NOW)
    return fee


def test_a_payment_reaches_a_friend_and_the_change_comes_back():
    chain = grown(4)
    before = MINER.balance(chain.utxos)
    tx = MINER.pay(chain.utxos, 5, [(FRIENDS_ADDRESS, 1_000_000)], 3, CHANGE)
    assert tx.outputs[0] == TxOut(1_000_000, p2pkh(hash160(PrivateKey(77).public_key())))
    assert tx.outputs[1].script_pubkey == script_of(CHANGE, PARAMS)
    fee = mined(chain, tx)
    assert fee == 3 * plain_size(1, 2) >= 3 * len(tx.serialize())
    assert FRIEND.balance(chain.utxos) == 1_000_000
    assert MINER.balance(chain.utxos) == before - 1_000_000 + SUBSIDY  # the fee came back: he is the miner


def test_several_are_paid_at_once_also_by_hash_of_a_script():
    chain = grown(5)
    shared = p2sh_address(multisig(1, [KEY.public_key()]), PARAMS)
    payments = [(FRIENDS_ADDRESS, SUBSIDY), (shared, SUBSIDY), (FRIENDS_ADDRESS, 10_000)]
    tx = MINER.pay(chain.utxos, 6, payments, 7, shared)
    assert [output.value for output in tx.outputs[:3]] == [SUBSIDY, SUBSIDY, 10_000]
    assert tx.outputs[3].script_pubkey == script_of(shared, PARAMS)
    size = 10 + 3 * 148 + 2 * 34 + 2 * 32
    assert mined(chain, tx) == 7 * size
    assert size - 3 * 4 <= len(tx.serialize()) <= size  # signature and type are 71 or 72 bytes, seldom less


def test_old_and_long_keys_are_paid_from_with_their_own_size():
    chain = grown(4)
    old = Wallet((PrivateKey(5, compressed=False), PrivateKey(6)), PARAMS)
    long, short = (key.public_key() for key in old.keys)
    coinbase = coinbase_of(chain, 1)
    scripts = [p2pkh(hash160(long)), p2pk(long), p2pk(short), p2pkh(hash160(short))]
    tx = build([OutPoint(coinbase.txid, 0)], [TxOut(100_000, script) for script in scripts])
    mined(chain, sign_input(tx, 0, coinbase.outputs[0], KEY))
    sizes = [148 + 32, 148 - 34, 148 - 34, 148]
    assert sorted(map(old.input_size, old.own(chain.utxos).values())) == sorted((size, 0) for size in sizes)
    all_of_it = 400_000 - 10 - 34 - sum(sizes)
    tx = old.pay(chain.utxos, 6, [(FRIENDS_ADDRESS, all_of_it)], 1, CHANGE)
    assert (len(tx.inputs), len(tx.outputs)) == (4, 1)
    assert mined(chain, tx) == 10 + 34 + sum(sizes)
    assert old.balance(chain.utxos) == 0


def test_new_coins_rest():
    chain = grown(3)
    assert MINER.balance(chain.utxos) == 3 * SUBSIDY
    assert [len(MINER.coins(chain.utxos, height)) for height in (2, 3, 4, 5)] == [0, 1, 2, 3]
    everything = 3 * SUBSIDY - plain_size(3, 1)
    with pytest.raises(
        Invalid, match="not counted: 1 from coinbases, whose coins rest until they are 2 blocks old"
    ):
        MINER.pay(chain.utxos, 4, [(FRIENDS_ADDRESS, everything)], 1, CHANGE)
    tx = MINER.pay(chain.utxos, 5, [(FRIENDS_ADDRESS, everything)], 1, CHANGE)
    with pytest.raises(Invalid, match="bad-txns-premature-spend-of-coinbase"):
        chain.accept(next_block(chain, txs=[tx]), NOW)
    chain.accept(next_block(chain), NOW)
    mined(chain, tx)


def test_a_wallet_sees_its_own_coins_only():
    chain = grown(2)
    assert FRIEND.own(chain.utxos) == {} == FRIEND.coins(chain.utxos, 99)
    assert Wallet((), PARAMS).balance(chain.utxos) == 0
    both = Wallet((*FRIEND.keys, *MINER.keys), PARAMS)
    assert both.addresses == (FRIENDS_ADDRESS, CHANGE)
    assert both.own(chain.utxos) == MINER.own(chain.utxos) == chain.utxos


def test_wallets_are_values():
    assert Wallet([KEY], PARAMS) == MINER and hash(Wallet([KEY], PARAMS)) == hash(MINER)
    assert FRIEND != MINER != replace(MINER, params=MAINNET)
    more = replace(MINER, keys=(*MINER.keys, *FRIEND.keys))
    assert more.addresses == (CHANGE, FRIENDS_ADDRESS)
    with pytest.raises(AttributeError):
        MINER.keys = ()


def test_slips_in_a_payment_are_told_before_anything_is_signed():
    utxos = grown(3).utxos
    for wrong in (0, -5, MAX_MONEY + 1):
        with pytest.raises(
            ValueError, match=f"the amount for {FRIENDS_ADDRESS}, in satoshi .* must lie between 1 and"
        ):
            MINER.pay(utxos, 9, [(FRIENDS_ADDRESS, wrong)], 1, CHANGE)
    with pytest.raises(TypeError, match="must be a whole number"):
        MINER.pay(utxos, 9, [(FRIENDS_ADDRESS, 0.5)], 1, CHANGE)
    with pytest.raises(ValueError, match="the amount, in satoshi, must lie"):  # both together
        MINER.pay(utxos, 9, [(FRIENDS_ADDRESS, MAX_MONEY)] * 2, 1, CHANGE)
    with pytest.raises(ValueError, match="whom to pay"):
        MINER.pay(utxos, 9, [], 1, CHANGE)
    elsewhere = p2pkh_address(KEY.public_key(), MAINNET)
    for arguments in ([(elsewhere, 1000)], 1, CHANGE), ([(FRIENDS_ADDRESS, 1000)], 1, elsewhere):
        with pytest.raises(Invalid, match="unknown-address"):
            MINER.pay(utxos, 9, *arguments)
    with pytest.raises(Invalid, match="Insufficient funds"):
        MINER.pay(utxos, 9, [(FRIENDS_ADDRESS, 3 * SUBSIDY)], 1, CHANGE)


COINS = grown(3).utxos
PAIR = (FRIENDS_ADDRESS, 1000)


def paid(payments=(PAIR,), coins=COINS, height=9, change=CHANGE):
    return MINER.pay(coins, height, payments, 1, change)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: new_key("seed"), "rng (Random(1) makes one) must be a Random, got str 'seed'"),
        (lambda: new_key(random), "must be a Random"),  # the module
        (lambda: Wallet(KEY, PARAMS), "as in Wallet([key], params)"),
        (lambda: Wallet(None, PARAMS), "as in Wallet([key], params)"),
        (lambda: Wallet(PARAMS, [KEY]), "params must be ChainParams"),
        (lambda: Wallet([KEY], "main"), "such as MAINNET, REGTEST or CLASSROOM, got str 'main'"),
        (lambda: Wallet([KEY], RULES), "got Rules; it has them as .params"),
        (lambda: script_of(FRIENDS_ADDRESS, None), "params must be ChainParams"),
        (lambda: MINER.own(grown(1)), "such as chain.utxos, got Chain"),
        (lambda: MINER.balance(None), "such as chain.utxos, got NoneType"),
        (lambda: MINER.coins([], 9), "such as chain.utxos, got list"),
        (lambda: MINER.coins({OutPoint(bytes(32), 0): TxOut(5, b"")}, 9), "from OutPoint to Coin"),
        (
            lambda: MINER.coins(COINS, None),
            "chain.tip.height + 1) must be a whole number (int), got NoneType",
        ),
        (lambda: MINER.coins(COINS, "9"), "chain.tip.height + 1) must be a whole number (int), got str '9'"),
        (lambda: MINER.coins(COINS, grown(1).tip), "chain.tip.height + 1) must be a whole number"),
        (lambda: MINER.coins(COINS, -1), "chain.tip.height + 1) must lie between 0 and"),
        (lambda: MINER.input_size(TxOut(5, b"")), "the coin must be a Coin, got TxOut"),
        (lambda: MINER.input_size(*purse(5).values()), "no key of this wallet opens the coin"),
        (lambda: paid(coins=None), "such as chain.utxos, got NoneType"),
        (lambda: paid(coins=grown(1)), "such as chain.utxos, got Chain"),
        (lambda: paid(height=None), "chain.tip.height + 1) must be a whole number (int), got NoneType"),
        (lambda: paid(change=None), "an address must be text (str), got NoneType"),
        (lambda: paid(change=MINER), "got Wallet; a wallet has its own in .addresses"),
        *[
            (lambda wrong=wrong: paid(wrong), "a list of pairs, each an address and satoshi, as in [(address")
            for wrong in (
                dict([PAIR]),
                PAIR,
                list(PAIR),
                [(*PAIR, 1)],
                PAIR[:1],
                [PAIR[:1]],
                PAIR[0],
                None,
                5,
            )
        ],
        (lambda: paid([PAIR[::-1]]), "an address must be text (str), got int"),
        (
            lambda: paid([(FRIENDS_ADDRESS, 0.5)]),
            "in satoshi (0.5 BTC is 50_000_000), must be a whole number",
        ),
        (
            lambda: paid([(FRIENDS_ADDRESS, "5")]),
            "(0.5 BTC is 50_000_000), must be a whole number (int), got str",
        ),
        (lambda: select_coins(grown(1), 5, 1), "such as chain.utxos, got Chain"),
        (lambda: select_coins(None, 5, 1), "such as chain.utxos, got NoneType"),
        (lambda: select_coins({}, 5, 1, height="9"), "chain.tip.height + 1) must be a whole number"),
        (lambda: select_coins({}, 5, 1, maturity=None), "the maturity, in blocks, must be a whole number"),
        (
            lambda: select_coins({}, 5, 1, payments=TxOut(5, b"")),
            "payments must be a list of TxOut, got TxOut",
        ),
        (lambda: select_coins(COINS, 5, 1, change=CHANGE), "must be a TxOut, got str"),
    ],
)
def test_slips_are_told(call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call()


MINED = grown(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: coinbase("1", 5, b""), "the height must be a whole number (int), got str '1'"),
        (lambda: coinbase(-1, 5, b""), "the height must lie between 0"),
        (lambda: coinbase(1, 5.0, b""), "the value, in satoshi, must be a whole number (int), got float 5.0"),
        (lambda: coinbase(1, 2**63, b""), "the value, in satoshi, must lie between"),
        (lambda: coinbase(1, 5, CHANGE), "the script that is paid must be bytes, got str"),
        (lambda: block_template(None, b"", NOW), "the chain must be a Chain, got NoneType"),
        (lambda: block_template(RULES, b"", NOW), "the chain must be a Chain, got Rules"),
        (
            lambda: block_template(MINED, b"", NOW, []),
            "(Mempool(chain) makes one, its accept(tx) fills it) must",
        ),
        (lambda: mine(next_block(MINED).header), "(block_template makes it) must be a Block, got Header"),
        (lambda: mine(None), "(block_template makes it) must be a Block, got NoneType"),
        (lambda: mine(MINED), "(block_template makes it) must be a Block, got Chain"),
    ],
)
def test_slips_of_a_miner_are_told_at_once(call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call()


def test_what_the_chain_would_refuse_is_not_handed_out():
    utxos = dict(grown(3).utxos)
    with pytest.raises(Invalid, match="bad-txns-oversize"):
        MINER.pay(utxos, 9, [(FRIENDS_ADDRESS, 600)] * 30_000, 1, CHANGE)
    utxos[OutPoint(bytes(32), 0)] = Coin(TxOut(MAX_MONEY + 1, script_of(CHANGE, PARAMS)), 1, False)
    with pytest.raises(Invalid, match="bad-txns-inputvalues-outofrange"):
        MINER.pay(utxos, 9, [(FRIENDS_ADDRESS, MAX_MONEY - 1000)], 1, CHANGE)


# ---- witnesses -----------------------------------------------------------------------------------

OF_KIND = {kind: Wallet((PrivateKey(77),), PARAMS, kind) for kind in KINDS}
WITHOUT = replace(PARAMS, segwit_height=NEVER)


def test_the_addresses_of_a_key_that_everybody_knows():
    known = {
        "p2pkh": "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
        "p2sh-p2wpkh": "3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN",
        "p2wpkh": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "p2tr": "bc1pmfr3p9j00pfxjh0zmgp99y8zftmd3s5pmedqhyptwy6lm87hf5sspknck9",
    }
    assert known.keys() == set(KINDS)
    for kind, address in known.items():
        wallet = Wallet([PrivateKey(1)], MAINNET, kind)
        assert wallet.addresses == (address,) and repr(wallet) == f"Wallet(main: ('{address}',))"
    assert Wallet([PrivateKey(1)], MAINNET) == Wallet([PrivateKey(1)], MAINNET, "p2pkh") != wallet


def mixed_chain(*kinds, value=1_000_000):
    """A chain, on which the friend has an output of each kind."""
    chain = grown(4)
    payments = [(OF_KIND[kind].addresses[0], value) for kind in kinds]
    mined(chain, MINER.pay(chain.utxos, 5, payments, 1))
    return chain


def mined_by_template(chain, tx):
    """The chain takes the transaction, with a commitment to its witnesses; returns its fee."""
    pool = Mempool(chain, STANDARD)
    fee = pool.accept(tx).fee
    assert chain.accept(next(b for b in mine(block_template(chain, b"\x51", NOW, pool)) if b), NOW)
    assert OutPoint(tx.txid, 0) in chain.utxos
    return fee


@pytest.mark.parametrize("paid_to", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_pays_each_other_and_its_change_is_of_its_own(kind, paid_to):
    chain, wallet = mixed_chain(kind), OF_KIND[kind]
    before = wallet.balance(chain.utxos)
    other = Wallet((PrivateKey(78),), PARAMS, paid_to)
    tx = wallet.pay(chain.utxos, 6, [(other.addresses[0], 300_000)], 10)
    assert bool(tx.witnesses) == (kind != "p2pkh")
    assert tx.outputs[0] == TxOut(300_000, script_of(other.addresses[0], PARAMS))
    assert tx.outputs[1].script_pubkey == script_of(wallet.addresses[0], PARAMS)
    fee = mined_by_template(chain, tx)
    assert other.balance(chain.utxos) == 300_000
    assert wallet.balance(chain.utxos) == before - 300_000 - fee
    assert 0 <= fee - 10 * tx.virtual_size <= 10  # signature and type are 71 or 72 bytes, seldom less


def test_change_goes_to_the_first_address_unless_told():
    chain, two = mixed_chain("p2wpkh"), Wallet((PrivateKey(77), PrivateKey(78)), PARAMS, "p2wpkh")
    for told, expected in ((None, two.addresses[0]), (two.addresses[1], two.addresses[1])):
        named = {} if told is None else {"change_address": told}
        tx = two.pay(chain.utxos, 6, [(FRIENDS_ADDRESS, 300_000)], 1, **named)
        assert tx.outputs[1].script_pubkey == script_of(expected, PARAMS)


def test_all_kinds_are_spent_together():
    chain, wallet = mixed_chain(*KINDS), OF_KIND["p2tr"]
    assert wallet.own(chain.utxos) == OF_KIND["p2pkh"].own(chain.utxos)
    assert len(wallet.own(chain.utxos)) == 4
    sizes = [148, 64 + 27, 68, 57.5]
    weight = sum(4 * size for size in sizes) + 4 * (10 + 43) + 2 + 1  # the mark; no witness of the first
    fee = 7 * -(-weight // 4)
    everything = int(4_000_000 - fee)
    tx = wallet.pay(chain.utxos, 6, [(wallet.addresses[0], everything)], 7)
    assert (len(tx.inputs), len(tx.outputs)) == (4, 1)
    assert [len(witness) for witness in sorted(tx.witnesses, key=len)] == [0, 1, 2, 2]
    assert mined_by_template(chain, tx) == fee
    assert weight - 12 <= tx.weight <= weight
    with pytest.raises(Invalid, match=r"Insufficient funds.*missing: [1-9]$"):
        wallet.pay(mixed_chain(*KINDS).utxos, 6, [(wallet.addresses[0], everything + 1)], 7)


def test_sizes_of_inputs_by_kind():
    chain = mixed_chain(*KINDS)
    known = [(148, 0), (64, 108), (41, 108), (41, 66)]
    for kind, size in zip(KINDS, known, strict=True):
        wallet, script = OF_KIND[kind], script_of(OF_KIND[kind].addresses[0], PARAMS)
        assert wallet.input_size(Coin(TxOut(5, script), 1, False)) == size
        at, coin = next(
            pair for pair in wallet.own(chain.utxos).items() if pair[1].output.script_pubkey == script
        )
        tx = wallet.pay({at: coin}, 6, [(FRIENDS_ADDRESS, 500_000)], 1)
        outside = len(tx.stripped()) - 4 - 1 - 1 - sum(map(len, map(TxOut.serialize, tx.outputs))) - 4
        witness = len(tx.serialize()) - len(tx.stripped()) - 2 if tx.witnesses else 0
        assert size[0] - 3 <= outside <= size[0] and size[1] - 3 <= witness <= size[1]


@pytest.mark.parametrize(
    ("script", "least"),  # as Bitcoin Core's policy.cpp and its tests have them
    [
        (p2pkh(bytes(20)), 546),
        (p2sh(bytes(20)), 540),
        (p2pk(KEY.public_key()), 576),
        (p2wpkh(bytes(20)), 294),
        (p2wsh(bytes(32)), 330),
        (p2tr(bytes(32)), 330),
        (from_asm("OP_1 4e73"), 240),  # an anchor
        (from_asm("OP_RETURN 00"), 0),  # nobody can spend it
    ],
)
def test_dust_by_kind(script, least):
    assert dust(TxOut(0, script)) == least


@pytest.mark.parametrize(
    ("script", "least", "cost"),
    [(p2wpkh(bytes(20)), 294, 68), (p2tr(bytes(32)), 330, 57.5), (p2sh(bytes(20)), 540, 148)],
)
def test_change_is_at_least_what_it_is_worth_by_its_kind(script, least, cost):
    change = TxOut(0, script)
    size = 10 + 148 + 34 + 9 + len(script)
    for rate in (1, 20):
        limit = max(least, -int(-rate * cost // 1))
        enough = select_coins(purse(50_000), 50_000 - rate * size - limit, rate, change=change)
        assert (enough.change, enough.size) == (limit, size)
        assert select_coins(purse(50_000), 50_000 - rate * size - limit + 1, rate, change=change).change == 0


SIZES = {
    kind: InputSize(*size)
    for kind, size in zip(KINDS, [(148, 0), (64, 108), (41, 108), (41, 66)], strict=True)
}


@settings(deadline=None)
@given(
    coins=st.lists(st.tuples(st.integers(1, 30_000), st.sampled_from(KINDS)), min_size=1, max_size=9),
    amount=st.integers(1, 60_000),
    rate=st.integers(0, 60),
    change=st.sampled_from([p2pkh(bytes(20)), p2wpkh(bytes(20)), p2tr(bytes(32))]),
)
def test_a_choice_of_all_kinds_is_enough_and_honest(coins, amount, rate, change):
    kinds = dict(coins)  # one coin of each value, so that it names the kind
    there, script = purse(*kinds), TxOut(0, change)

    def virtual_size(values, outputs):
        """Written down apart from the code."""
        some = [SIZES[kinds[value]] for value in values]
        weight = sum(4 * outside + witness for outside, witness in some)
        weight += 4 * (10 + 34 + (9 + len(change) if outputs == 2 else 0))
        if any(witness for _, witness in some):
            weight += 2 + sum(witness == 0 for _, witness in some)
        return -(-weight // 4)

    def call():
        return select_coins(
            there, amount, rate, change=script, input_size=lambda coin: SIZES[kinds[coin.output.value]]
        )

    useful = [value for value in kinds if 4 * value > rate * SIZES[kinds[value]].weight]
    short = amount + rate * virtual_size(useful, 1) - sum(useful)
    try:
        selection = call()
    except Invalid as error:
        assert error.reason == "Insufficient funds"
        assert short > -rate * (2 + len(useful) / 4)  # what is counted too much is a few bytes at most
        return
    assert short <= 0
    used = chosen(there, selection)
    assert sum(used) == amount + selection.fee + selection.change
    assert selection.size == virtual_size(used, 2 if selection.change else 1)
    assert selection.fee >= rate * selection.size
    assert selection.change == 0 or selection.fee == rate * selection.size
    assert selection.change == 0 or selection.change >= dust(script)
    assert call() == selection


def test_a_fit_that_leaves_change_all_the_same_is_none():
    """Two coins would fit, if one more byte in four were paid for; one coin with its change is less."""
    kinds = {17043: KINDS[2], 10498: KINDS[1], 12409: KINDS[0], 19583: KINDS[0], 9140: KINDS[2]}
    selection = select_coins(
        purse(*kinds),
        8571,
        36,
        change=TxOut(0, p2wpkh(bytes(20))),
        input_size=lambda coin: SIZES[kinds[coin.output.value]],
    )
    assert chosen(purse(*kinds), selection) == [19583]
    assert (selection.size, selection.change) == (10 + 148 + 34 + 31, 19583 - 8571 - 36 * 223)


def test_a_chain_without_witnesses_has_wallets_as_before():
    for params in (CLASSROOM, WITHOUT):
        wallet = Wallet([KEY], params)
        assert wallet.addresses == (p2pkh_address(KEY.public_key(), params),)
        for kind in KINDS[1:]:
            with pytest.raises(
                ValueError, match=f"the {params.name} chain has no witnesses, so no {kind} addr"
            ):
                Wallet([KEY], params, kind)
        locked = {OutPoint(bytes(32), 0): Coin(TxOut(10**6, p2wpkh(hash160(KEY.public_key()))), 1, False)}
        assert wallet.own(locked) == {}
        lost = p2wpkh_address(PrivateKey(5).public_key(), params)
        coins = {OutPoint(bytes(32), 0): Coin(TxOut(10**6, p2pkh(hash160(KEY.public_key()))), 1, False)}
        for payments, change in ([(lost, 1000)], ""), ([(wallet.addresses[0], 1000)], lost):
            with pytest.raises(ValueError, match="has no witnesses: nobody could spend what"):
                wallet.pay(coins, 9, payments, 1, change)
        assert wallet.pay(coins, 9, [(wallet.addresses[0], 1000)], 1).outputs[1].script_pubkey == script_of(
            wallet.addresses[0], params
        )


def test_before_witnesses_are_in_force_their_coins_rest():
    later = replace(PARAMS, segwit_height=20)
    wallet = Wallet([PrivateKey(77)], later, "p2wpkh")
    coins = {
        OutPoint(bytes(32), n): Coin(TxOut(10**6, script_of(OF_KIND[kind].addresses[0], later)), 1, False)
        for n, kind in enumerate(KINDS)
    }
    assert wallet.balance(coins) == 4 * 10**6
    assert [len(wallet.coins(coins, height)) for height in (19, 20)] == [1, 4]
    with pytest.raises(Invalid, match=r"Insufficient funds: .*there: 1000000 in 1 coin"):
        wallet.pay(coins, 19, [(FRIENDS_ADDRESS, 2 * 10**6)], 1)
    assert wallet.pay(coins, 20, [(FRIENDS_ADDRESS, 2 * 10**6)], 1).witnesses
    assert not wallet.pay(coins, 19, [(FRIENDS_ADDRESS, 10**5)], 1).witnesses


OLD = PrivateKey(5, compressed=False)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Wallet([KEY], PARAMS, "segwit"), "is one of p2pkh, p2sh-p2wpkh, p2wpkh, p2tr, got 'segwit'"),
        (lambda: Wallet([KEY], PARAMS, None), "p2tr, got None"),
        (lambda: Wallet([KEY], PARAMS, ["p2tr"]), "p2tr, got ['p2tr']"),
        *[
            (lambda kind=kind: Wallet([KEY, OLD], PARAMS, kind), "a witness takes compressed keys only")
            for kind in KINDS[1:]
        ],
        (
            lambda: Wallet((), PARAMS, "p2tr").pay({}, 9, [PAIR], 1),
            "this wallet has no keys, and so no address",
        ),
        (
            lambda: select_coins(purse(5), 1, 1, input_size=lambda coin: 148),
            "what input_size returns, such as InputSize(148), must be an InputSize, got int",
        ),
        (
            lambda: OF_KIND["p2tr"].pay(COINS, 9, [PAIR], 1, None),
            "an address must be text (str), got NoneType",
        ),
    ],
)
def test_slips_about_kinds_are_told(call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        call()


def test_old_keys_have_no_coins_with_a_witness():
    wallet = Wallet([OLD], PARAMS)
    assert (
        wallet.own({OutPoint(bytes(32), 0): Coin(TxOut(5, p2wpkh(hash160(OLD.public_key()))), 1, False)})
        == {}
    )


# ---- secrets -------------------------------------------------------------------------------------

SECRET = PrivateKey(0x1F2E3D4C5B6A79880716253443526170_1F2E3D4C5B6A79880716253443526170)
WIFS = [encode_wif(key, PARAMS) for key in (SECRET, PrivateKey(SECRET.number, compressed=False))]
TRACES = [str(SECRET.number), f"{SECRET.number:x}", repr(SECRET.number.to_bytes(32, "big"))[2:-1], *WIFS]


def mistakes():
    """Calls that fail while a secret is near."""
    wallet, utxos = Wallet((SECRET,), PARAMS), grown(1).utxos
    output = TxOut(5000, p2pkh(bytes(20)))
    tx = build([OutPoint(bytes(32), 0)], [output])
    yield lambda: sign_input(tx, 0, output, SECRET)
    yield lambda: sign_input(tx, 0, output, SECRET.number)
    yield lambda: sign_input(tx, 0, output, WIFS[0])
    yield lambda: sign_input(tx, 0, SECRET, SECRET)
    yield lambda: sign_input(tx, 5, output, SECRET)
    yield lambda: sign_input(tx, 0, output, SECRET, hash_type=0)
    yield lambda: Wallet((SECRET.number,), PARAMS)
    yield lambda: Wallet(WIFS, PARAMS)
    yield lambda: Wallet(WIFS[0], PARAMS)
    yield lambda: Wallet((SECRET,), PARAMS, WIFS[0])
    yield lambda: Wallet((SECRET,), PARAMS, SECRET.number)
    taproot = TxOut(5000, Wallet((SECRET,), PARAMS, "p2tr")._script_that_pays(FRIENDS_ADDRESS))
    yield lambda: sign_input(tx, 0, [taproot, taproot], SECRET)
    yield lambda: sign_input(tx, 0, taproot, SECRET, merkle_root=WIFS[0])
    yield lambda: sign_input(tx, 0, TxOut(5, p2tr(bytes(32))), SECRET)
    yield lambda: sign_input(tx, 0, TxOut(5, p2wpkh(bytes(20))), SECRET)
    yield lambda: sign_input(tx, 0, [SECRET], SECRET)
    yield lambda: sign_input(tx, 0, [WIFS[0]], SECRET)
    for misplaced in (WIFS[0], SECRET.number, SECRET):
        yield lambda misplaced=misplaced: p2pkh_address(misplaced, PARAMS)
        yield lambda misplaced=misplaced: p2pk(misplaced)
        yield lambda misplaced=misplaced: multisig(1, [misplaced])
        yield lambda misplaced=misplaced: script_of(misplaced, PARAMS)
        yield lambda misplaced=misplaced: wallet.pay(utxos, 9, {misplaced: 5}, 1, CHANGE)
        yield lambda misplaced=misplaced: wallet.pay(utxos, 9, [misplaced, 5], 1, CHANGE)
        yield lambda misplaced=misplaced: build([misplaced], [output])
        yield lambda misplaced=misplaced: build([], misplaced)
        yield lambda misplaced=misplaced: new_key(misplaced)
    yield lambda: encode_wif(SECRET.number, PARAMS)
    yield lambda: decode_wif(SECRET.number, PARAMS)
    yield lambda: decode_wif(WIFS[0], MAINNET)
    yield lambda: from_asm(f"{WIFS[0]} OP_CHECKSIG")
    yield lambda: sign_input(tx, 0, output, signatures={b"": WIFS[0]})
    for where in [WIFS[0], WIFS[1], WIFS[0][:-1], SECRET]:  # pasted into the wrong field
        yield lambda where=where: wallet.pay(utxos, 9, [(where, 5)], 1, wallet.addresses[0])
        yield lambda where=where: wallet.pay(utxos, 9, [(where, -5)], 1, wallet.addresses[0])
        yield lambda where=where: wallet.pay(utxos, 9, [(CHANGE, 5)], 1, where)
    yield lambda: wallet.pay(utxos, 9, [(CHANGE, 5)], 1, CHANGE)


def test_no_error_shows_a_secret(caplog):
    count = 0
    for call in mistakes():
        try:
            call()
        except (TypeError, ValueError) as error:
            logging.getLogger("wallet").exception("it failed")
            texts = "".join(traceback.format_exception(error)) + caplog.text
            while error is not None:  # also what the error was raised from, hidden or not
                texts += str(error) + repr(error.args) + repr(vars(error))
                error = error.__context__
            assert not [trace for trace in TRACES if trace in texts], texts
            count += 1
    assert count == len(list(mistakes()))


def test_no_picture_of_a_wallet_shows_a_secret():
    wallet = Wallet((SECRET,), PARAMS)
    assert repr(wallet) == f"Wallet(regtest: ('{wallet.addresses[0]}',))"
    pictures = [repr(wallet), str(wallet), f"{wallet}", f"{wallet=}", pprint.pformat(wallet), "%s" % wallet]  # noqa: UP031
    pictures += [repr(wallet.keys), pprint.pformat(wallet.keys), repr([wallet]), repr(wallet._openers)]
    for picture in pictures:
        assert not [trace for trace in TRACES if trace in picture]
