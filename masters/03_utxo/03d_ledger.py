# %% [markdown] id="title"
# # 03d · Ledger and wallet
#
# **You already have** blocks, payments, and the programs that lock coins. **You will build** the rules for a payment, a ledger, and a wallet file. **You need** 85 minutes; a good place to stop is after E3.12.
#
# There is no list of accounts. There is a set of coins (UTXO, 未花费的输出), each with a lock. A payment spends some and makes new ones.

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, widgets
from blockkit.classroom.notebook import MAINNET, MAX_MONEY, Coin, Invalid, InvalidTag
from blockkit.classroom.notebook import CannotUse, answer, first_blocks, first_spend, try_call

rules = load()

# %% id="picture" tags=["figure"]
figures.cards()

# %% [markdown] id="pay-text"
# What does a payment cost, and where does the rest go? No payment states its fee (手续费): it is inputs minus outputs. **Predict,** then add the coin of 546 satoshi: can you spend more?

# %% id="pay" tags=["figure"]
widgets.pay(rules)

# %% [markdown] id="pay-after"
# <details><summary>Answer to Predict</summary>
#
# No, less. Its input has 148 bytes, which cost 1,480. (Since 2017 fees depend on weight: a witness input is about 68 virtual bytes.)
#
# </details>

# %% [markdown] id="E3.12-text"
# **Not true: “change (找零) comes back automatically.”** Without an output for it, it goes to the miner.
#
# **Not true: “a wallet stores coins.”** It stores keys. A slide says it well: 比特币的钱包中没有币.
#
# You build: `validate_tx`, all rules for a payment, and `ledger_cases`.
#
# **Contract 1.** `validate_tx(tx, utxos, height, input_ok, maturity=100) -> int`. `tx` is a payment in a block at `height`, `utxos` a dict from outpoint to `Coin`, which has `.output`, `.height`, `.coinbase`. Return the fee, or raise `Invalid(reason)`:
#
# | | rule | reason |
# | --- | --- | --- |
# | 1 | has inputs | `bad-txns-vin-empty` |
# | 2 | has outputs | `bad-txns-vout-empty` |
# | 3 | no output is negative | `bad-txns-vout-negative` |
# | 4 | none is above `MAX_MONEY` | `bad-txns-vout-toolarge` |
# | 5 | nor is their sum | `bad-txns-txouttotal-toolarge` |
# | 6 | no coin is spent twice | `bad-txns-inputs-duplicate` |
# | 7 | each is in `utxos` | `bad-txns-inputs-missingorspent` |
# | 8 | a coinbase's coin: `height` − its height ≥ `maturity` | `bad-txns-premature-spend-of-coinbase` |
# | 9 | coins are worth at least as much as the outputs | `bad-txns-in-belowout` |
# | 10 | `input_ok(tx, i, coin.output)` for each input i | `mandatory-script-verify-flag-failed` |
#
# Check rule 10 last: signatures cost most, and nobody should make you check one for nothing. The other rules may come in any order, and any reason that is true is accepted. Refuse an amount that is not an `int` with `Invalid` and any reason. `utxos` stays unchanged. No rule checks a version or a lock time, or requires a fee.
#
# - **True:** `first_spend()`, f4184fc5 and its coin, at height 170: fee 0.
# - **False:** one coin spent twice, to pay double. Core 0.14 to 0.16.2 did not check this in a block: 0.14 crashed, later versions would have accepted it (CVE-2018-17144).
# - **Edge:** `first_spend()` at height 108 is refused (99 blocks), at 109 allowed. An output of `MAX_MONEY` is allowed.
#
# **Contract 2.** Five ledgers, `A` to `E`, each make one mistake in rules 1 to 9. `ledger_cases() -> list` returns at most 8 cases `(coins, spends, pays)`, lists of at most 6 items. A coin is its value or, from a coinbase, `(value, age)`; `spends` are places in `coins`; a place after the last is a coin that does not exist. Each ledger must answer one of your cases wrongly, and any two must answer one differently. `ledger_says("A", ([50], [0], [45]))` is A's fee, or `None`; a cell below asks all five.
#
# **Predict.** f4184fc5 spends 50 bitcoins and pays 10 and 40. May a fee be 0?
#
# <details><summary>Answer to Predict</summary>
#
# Yes. Eight payments of block 277,647 pay no fee either.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which rules can you check before you look up the coins?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `txin.prevout`, `output.value`, `isinstance`. A `set` contains nothing twice.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# rules 1, 2; 3 to 5 for each output; 6, 7 for each outpoint
# coins = [utxos[name] for each input]
# rules 8, 9; then 10 for each input
# return sum of coins − sum of outputs
# ```
#
# </details>
#
# A small step first: rules 3 to 5. Then ask the ledgers, as often as you like.


# %% id="E3.12-stone"
from blockkit.classroom.notebook import challenge, gives, payment
from blockkit.classroom.notebook import refuses_by_rule


def amounts(outputs) -> int:
    """The sum of the outputs; refuses by rules 3 to 5."""
    return TODO


challenge([
    ("10 + 40", lambda: gives(50, amounts, payment([0], [10, 40]).outputs)),
    ("60 and −10",
     lambda: refuses_by_rule(amounts, payment([0], [60, -10]).outputs)),
])  # fmt: skip


# %% id="E3.12-ask"
from blockkit.classroom.notebook import ledger_says

one_case = ([50], [0], [45])  # coins, spends, pays
for name in "ABCDE":
    print(name, ledger_says(name, one_case))


# %% id="E3.12-solution"
def validate_tx(tx, utxos: dict, height: int, input_ok, maturity=100) -> int:
    """The fee of a payment; Invalid names the rule that it breaks."""
    ### BEGIN SOLUTION
    names, values = [txin.prevout for txin in tx.inputs], [output.value for output in tx.outputs]
    if not names:
        raise Invalid("bad-txns-vin-empty")
    if not values:
        raise Invalid("bad-txns-vout-empty")
    for value in values:
        if not isinstance(value, int):
            raise Invalid("bad-txns-vout-negative", "an amount is a whole number")
        if value < 0:
            raise Invalid("bad-txns-vout-negative")
        if value > MAX_MONEY:
            raise Invalid("bad-txns-vout-toolarge")
    if sum(values) > MAX_MONEY:
        raise Invalid("bad-txns-txouttotal-toolarge")
    if len(set(names)) < len(names):
        raise Invalid("bad-txns-inputs-duplicate")
    if any(name not in utxos for name in names):
        raise Invalid("bad-txns-inputs-missingorspent")
    coins = [utxos[name] for name in names]
    if any(coin.coinbase and height - coin.height < maturity for coin in coins):
        raise Invalid("bad-txns-premature-spend-of-coinbase")
    fee = sum(coin.output.value for coin in coins) - sum(values)
    if fee < 0:
        raise Invalid("bad-txns-in-belowout")
    for i, coin in enumerate(coins):
        if not input_ok(tx, i, coin.output):
            raise Invalid("mandatory-script-verify-flag-failed")
    return fee
    ### END SOLUTION


def ledger_cases() -> list:
    """Cases that unmask the five ledgers: (coins, spends, pays)."""
    ### BEGIN SOLUTION
    return [
        ([50], [0, 0], [100]),
        ([50], [0], [60, -10]),
        ([50], [0, 1], [50]),
        ([(50, 100)], [0], [45]),
        ([50], [0], [50]),
    ]
    ### END SOLUTION


# %% id="E3.12-visible"
from blockkit.classroom.notebook import (
    LEDGERS,
    all_but,
    case,
    check,
    everybody,
    first_spend,
    gives,
    heap,
    payment,
    refuses_by_rule,
    tells_apart,
    unmasks,
)

FIRST, ITS_COIN = first_spend()


def allows(name, fee, spends, pays, coins, input_ok=everybody):
    """A payment in a block at height 200, and its fee."""
    case(name, gives, fee, validate_tx, payment(spends, pays), coins, 200, input_ok)


def forbids(name, spends, pays, coins, input_ok=everybody):
    """A payment in a block at height 200 that is refused."""
    case(name, refuses_by_rule, validate_tx, payment(spends, pays), coins, 200, input_ok)


def judges_the_first_payment():
    """The coin of block 9 is ripe from block 109 on."""
    for height in (170, 109):
        case(f"f4184fc5 at height {height}", gives, 0, validate_tx, FIRST, ITS_COIN, height, everybody)
    case("f4184fc5 at height 108", refuses_by_rule, validate_tx, FIRST, ITS_COIN, 108, everybody)


def compares_both_sides():
    """The sums on both sides, and the amounts."""
    allows("50 and 30 pay 60 and 15", 5, [0, 1], [60, 15], heap(50, 30))
    allows("an output of MAX_MONEY", 0, [0], [MAX_MONEY], heap(MAX_MONEY))
    forbids("50 pays 51", [0], [51], heap(50))
    forbids("60 and −10", [0], [60, -10], heap(50))
    forbids("MAX_MONEY + 1", [0, 1], [MAX_MONEY + 1], heap(MAX_MONEY, 5))


def needs_every_coin():
    """All coins must be there."""
    allows("a coin that is there", 5, [0], [45], heap(50))
    forbids("a coin that is not there", [1], [45], heap(50))
    forbids("one of two is not there", [0, 1], [45], heap(50))


def takes_each_coin_once():
    """Two coins of one transaction are two; one coin is one."""
    allows("two outputs of one transaction", 0, [0, 1], [80], heap(50, 30))
    forbids("one coin twice", [0, 0], [100], heap(50))
    forbids("one coin first and last", [0, 1, 0], [60], heap(50, 30))


def asks_of_each_input():
    """One bad signature is enough."""
    allows("three good signatures", 1, [0, 1, 2], [99], heap(50, 30, 20))
    for place in range(3):
        name = f"input {place} has a bad signature"
        forbids(name, [0, 1, 2], [99], heap(50, 30, 20), all_but(place))


def unmasks_and_tells_apart():
    """Each ledger errs in one of your cases; each two differ in one."""
    unmasks(LEDGERS, ledger_cases)
    tells_apart(LEDGERS, ledger_cases)


properties = [
    ("first", "f4184fc5: fee 0 at heights 170 and 109, refused at 108", judges_the_first_payment, 2),
    ("worth", "the fee is what is left; more out than in, odd amounts: refused", compares_both_sides, 2),
    ("missing", "a coin that is not there: refused", needs_every_coin, 2),
    ("twice", "one coin twice: refused", takes_each_coin_once, 2),
    ("signature", "one bad signature of three: refused", asks_of_each_input, 2),
    ("ledgers", "your cases unmask the five ledgers and tell them apart", unmasks_and_tells_apart),
]
check("E3.12", properties, validate_tx, ledger_cases)

# %% id="E3.12-picture" tags=["figure"]
figures.unmasked_ledgers(ledger_cases)

# %% [markdown] id="E3.12-break"
# ### Break it
#
# Money from nothing: spend the coin of block 9 twice and pay yourself 100 bitcoins. What does ledger A say, and what does yours?

# %% id="E3.12-try"
# try_call(function, …): what your function returns; CannotUse if it refuses
from dataclasses import replace

from blockkit.classroom.notebook import everybody

print("A:", ledger_says("A", ([50], [0, 0], [100])))
first_tx, its_coin = first_spend()
too_much = replace(first_tx.outputs[0], value=100 * 10**8)
greedy_tx = replace(first_tx, inputs=first_tx.inputs * 2, outputs=(too_much,))
try:
    print("yours:", try_call(validate_tx, greedy_tx, its_coin, 170, everybody))
except CannotUse as why:
    print("yours:", why)

# %% [markdown] id="E3.13-text"
# **A good place to stop.**
#
# A block moves coins, one payment after another. When another branch wins, everything must be undone.
#
# You build: `connect` and `disconnect`.
#
# **Contract 1.** `connect(block, utxos, height, input_ok)` returns `(new, undo)`: the set after the block, and a list of all coins that it spent, as `(outpoint, coin)`, in the order of spending. `block.transactions[0]` is the coinbase, the others are payments. Check each with `rules.validate_tx(tx, coins, height, input_ok)` against the set *as the transactions before it left it* (`validate_tx` is yours once `keep` has saved it: if it refuses a good payment, correct it first). Remove its coins; add all outputs, also those worth 0, as `Coin(output, height, coinbase)`, under the outpoints that `tx.outpoints()` lists. An outpoint that is already in the set is refused (`bad-txns-BIP30`). The coinbase pays at most `rules.subsidy(height, MAINNET)` plus all fees (`bad-cb-amount`). `utxos` stays unchanged, whether the block is good or refused.
#
# **Contract 2.** `disconnect(block, undo, utxos)` gets the set after the block and returns the set before it. Its arguments stay unchanged.
#
# - **True:** block 170, `first_blocks()[170]`, on the coin of `first_spend()`: three coins, one entry in `undo`; `disconnect` returns the one coin.
# - **False:** payment 1 spends an output of payment 2.
# - **Edge:** a coin made and spent in the same block is in `undo`, but in neither set. The coinbase's own outputs are too young to be spent in their block.
#
# **Predict.** The set contains one coin, of 50. How many are there after block 170?
#
# <details><summary>Answer to Predict</summary>
#
# Three: 10, 40, and the new 50.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# In `disconnect`: which coins that `undo` has put back must be removed again?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `dict(utxos)` copies, `coins.pop(outpoint)` removes, `zip` pairs outpoints with outputs.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# connect: coins = copy; for each tx:
#     payment: fees += fee; record and remove what it spends
#     add its outputs; an outpoint is there already: refuse
#   coinbase pays too much: refuse
# disconnect: coins = copy; add undo's coins, remove all outputs
# ```
#
# </details>
#
# A small step first: one transaction.


# %% id="E3.13-stone"
from blockkit.classroom.notebook import call_on, challenge, heap, holds, payment


def move(tx, coins: dict, height: int) -> list:
    """Remove what tx spends, add what it makes; return what was spent."""
    return TODO


def moved():
    coins = heap(50, 30)
    spent = call_on(move, [payment([1, 0], [20, 60, 0]), coins, 7])
    holds(len(spent) == 2, f"{len(spent)} coins spent, not 2")
    holds(len(coins) == 3, f"{len(coins)} coins there, not 3")


challenge([("two go, three come", moved)])


# %% id="E3.13-solution"
def connect(block, utxos: dict, height: int, input_ok) -> tuple[dict, list]:
    """The coins after a block, and those that it spent."""
    ### BEGIN SOLUTION
    coins, undo, fees = dict(utxos), [], 0
    for tx in block.transactions:
        if not tx.is_coinbase:
            fees += rules.validate_tx(tx, coins, height, input_ok)
            for txin in tx.inputs:
                undo.append((txin.prevout, coins.pop(txin.prevout)))
        for name, output in zip(tx.outpoints(), tx.outputs, strict=True):
            if name in coins:
                raise Invalid("bad-txns-BIP30")
            coins[name] = Coin(output, height, tx.is_coinbase)
    taken = sum(output.value for output in block.transactions[0].outputs)
    if taken > rules.subsidy(height, MAINNET) + fees:
        raise Invalid("bad-cb-amount")
    return coins, undo
    ### END SOLUTION


def disconnect(block, undo: list, utxos: dict) -> dict:
    """The coins before a block."""
    ### BEGIN SOLUTION
    coins = dict(utxos)
    coins.update(undo)
    for tx in block.transactions:
        for name in tx.outpoints():
            coins.pop(name, None)
    return coins
    ### END SOLUTION


# %% id="E3.13-visible"
from blockkit.classroom.notebook import (
    REFERENCE,
    block_of,
    case,
    check,
    everybody,
    first_blocks,
    first_spend,
    heap,
    moves,
    moves_back,
    payment,
    refuses_block,
)

BLOCK, ITS_COIN = first_blocks()[170], first_spend()[1]
ONE = payment([0], [20, 25])
TWO = payment([ONE.outpoints()[1], 1], [55, 0])
INSIDE = block_of([ONE, TWO], 50 * 10**8, 5)


def by_the_library(block, coins, height):
    """The library's answer: coins after the block, and undo list."""
    return REFERENCE.connect(block, coins, height, everybody)


def moves_as_expected(name, block, coins, height):
    """connect gives what the library gives."""
    case(name, moves, by_the_library(block, coins, height), connect, block, coins, height)


def goes_back(name, block, coins, height):
    """disconnect gives what was there before."""
    after, undo = by_the_library(block, coins, height)
    case(name, moves_back, coins, disconnect, block, undo, after)


def pays_from_inside():
    """The second payment spends what the first one made."""
    moves_as_expected("payment 2 spends from payment 1", INSIDE, heap(50, 30), 200)
    goes_back("payment 2 spends from payment 1", INSIDE, heap(50, 30), 200)


def keeps_the_order():
    """Order counts, and a coin is spent once."""
    moves_as_expected("the right order", INSIDE, heap(50, 30), 200)
    case("the wrong order", refuses_block, connect, block_of([TWO, ONE]), heap(50, 30), 200)
    case("one coin, two payments", refuses_block, connect, block_of([ONE, ONE]), heap(50, 30), 200)
    own = payment([block_of([]).transactions[0].outpoints()[0]], [5])
    case("the coinbase's own output", refuses_block, connect, block_of([own]), heap(50), 200)
    taken = dict(zip(TWO.outpoints(), heap(7, 8).values(), strict=True))
    case("a name that is there", refuses_block, connect, INSIDE, heap(50, 30) | taken, 200)


def limits_the_coinbase():
    """50 bitcoins and a fee of 5."""
    moves_as_expected("all of it", block_of([ONE], 50 * 10**8 + 5), heap(50), 200)
    moves_as_expected("less", block_of([ONE], 1), heap(50), 200)
    case("one satoshi too much", refuses_block, connect, block_of([ONE], 50 * 10**8, 6), heap(50), 200)


properties = [
    ("connect", "block 170: three coins", lambda: moves_as_expected("block 170", BLOCK, ITS_COIN, 170), 2),
    ("disconnect", "block 170: and back", lambda: goes_back("block 170", BLOCK, ITS_COIN, 170), 2),
    ("inside", "a payment of a payment, there and back", pays_from_inside, 2),
    ("twice", "a coin twice, the wrong order: refused, nothing changed", keeps_the_order, 2),
    ("amount", "the coinbase takes one satoshi too much: refused", limits_the_coinbase, 2),
]  # fmt: skip
check("E3.13", properties, connect, disconnect)

# %% id="E3.13-widget" tags=["figure"]
widgets.block_moves(rules.using(connect, disconnect))

# %% [markdown] id="E3.13-break"
# ### Break it
#
# A lazy `disconnect` removes what block 277,647 made, and then puts back all that it spent. How many coins are there that were not there before? **Predict,** then run it.

# %% id="E3.13-try"
from blockkit.classroom.notebook import REFERENCE, everybody, large_block
from blockkit.classroom.notebook import lazy_disconnect, older_coins

old_set, large_one = older_coins(), large_block()
new_set, all_spent = REFERENCE.connect(large_one, old_set, 277_647, everybody)
lazy_set = lazy_disconnect(large_one, all_spent, new_set)
ghosts = [lazy_set[one].output.value for one in lazy_set.keys() - old_set]
print(f"{len(ghosts)} coins, {sum(ghosts):,} satoshi")

# %% [markdown] id="split-text"
# <details><summary>Answer to Predict</summary>
#
# 62 coins, which the block both makes and spends: a reorganisation would create 58 bitcoins.
#
# </details>
#
# ## The split
#
# Small, honest mistakes, each tried on the real block 277,647. A node that refuses a good block follows another chain from then on. **Predict:** which mistake does *no* real block reveal?

# %% id="split" tags=["figure"]
widgets.split(rules.using(validate_tx, connect))

# %% [markdown] id="split-after"
# <details><summary>Answer to Predict</summary>
#
# “50 bitcoins for ever”: only a bad block reveals a node that accepts too much.
#
# </details>

# %% [markdown] id="E3.14-text"
# Now the wallet: a private key in a file. The lecture's `wallet.json` stores it in plain text.
#
# You build: `lock_wallet` and `unlock_wallet`. You need not choose a cipher: the tools are arguments.
#
# - `derive(password, salt, n, r, p)` turns a password (bytes) into a key of 32 bytes: scrypt, slow on purpose.
# - `seal(key, nonce, secret)` encrypts *and* authenticates (AES-GCM).
# - `unseal(key, nonce, sealed)` decrypts, or raises `InvalidTag`, which is not a `ValueError`.
#
# **Contract.** `lock_wallet(secret: bytes, password: str, rng, derive, seal) -> dict`. The dict can be written as JSON. It has `kdf` (`"scrypt"`), `n` (at least 2**14, a power of two), `r` (8), `p` (1 or more), and in lower-case hex digits `salt` (16 bytes or more), `nonce` (12) and `sealed`. The password goes to `derive` in UTF-8; salt and nonce come from `rng.randbytes`, and no other randomness is used. Neither secret, password nor key is in the dict in any form.
#
# `unlock_wallet(data: dict, password: str, derive, unseal) -> bytes` needs only these fields, and uses the n, r, p and salt *in the dict*. Raise `ValueError`, and no other error, when the password is wrong or one of n, r, p, salt, nonce and sealed was changed to another value of the same kind. `data` stays unchanged.
#
# - **True:** lock, `json.dumps`, `json.loads`, unlock: the secret comes back, also an empty one.
# - **False:** base64 of the secret.
# - **Edge:** one changed hex digit, at any place, raises `ValueError`.
#
# **Predict.** A thief has your file and tries 10,000 common passwords, 81 ms each. How long does this take?
#
# <details><summary>Answer to Predict</summary>
#
# Less than 14 minutes. scrypt slows guessing down; a bad password stays bad.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What does `unlock_wallet` need that is not secret?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `.encode()`, `.hex()`, `bytes.fromhex`, `try … except InvalidTag`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# lock: draw salt and nonce; derive the key; seal; all into a dict
# unlock: read them; derive the key; unseal
#         InvalidTag, from a wrong password or a changed field → ValueError
# ```
#
# </details>


# %% id="E3.14-solution"
def lock_wallet(secret: bytes, password: str, rng, derive, seal) -> dict:
    """A secret locked by a password, as numbers and texts."""
    ### BEGIN SOLUTION
    salt, nonce = rng.randbytes(16), rng.randbytes(12)
    key = derive(password.encode(), salt, 2**14, 8, 1)
    return {
        "kdf": "scrypt", "n": 2**14, "r": 8, "p": 1, "salt": salt.hex(),
        "nonce": nonce.hex(), "sealed": seal(key, nonce, secret).hex(),
    }  # fmt: skip
    ### END SOLUTION


def unlock_wallet(data: dict, password: str, derive, unseal) -> bytes:
    """The secret again; ValueError if it cannot be unlocked."""
    ### BEGIN SOLUTION
    salt, nonce, sealed = (bytes.fromhex(data[name]) for name in ("salt", "nonce", "sealed"))
    key = derive(password.encode(), salt, data["n"], data["r"], data["p"])
    try:
        return unseal(key, nonce, sealed)
    except InvalidTag:
        raise ValueError("a wrong password, or a changed file") from None
    ### END SOLUTION


# %% id="E3.14-visible"
# QUICK has tools as strict as the real ones, which answer at once.
import json

from blockkit.classroom.notebook import QUICK, Dice, call, case, check, gives, holds, refuses_by_value_error

SECRET = b"\x00\x01 a private key \xff"


def locks_and_reads(secret=SECRET, password="horse", seed=1):
    """A locked wallet, as it comes back from a file."""
    data = call(lock_wallet, secret, password, Dice(seed), QUICK.derive, QUICK.seal)
    holds(isinstance(data, dict), f"lock_wallet returned {type(data).__name__}, not a dict")
    for name, value in data.items():
        holds(not isinstance(value, bytes), f"{name} is bytes, not hex digits")
    return json.loads(json.dumps(data))


def gives_the_secret(data, secret=SECRET, password="horse"):
    """The secret is back."""
    gives(secret, unlock_wallet, data, password, QUICK.derive, QUICK.unseal)


def stays_closed(name, data, password="horse"):
    """ValueError, and no other error."""
    case(name, refuses_by_value_error, unlock_wallet, data, password, QUICK.derive, QUICK.unseal)


def brings_it_back():
    """Three secrets."""
    for secret in (SECRET, b"", bytes(40)):
        gives_the_secret(locks_and_reads(secret), secret)
    gives_the_secret(locks_and_reads(password="密码"), password="密码")


def asks_for_the_password():
    """Right and wrong in turn."""
    data = locks_and_reads()
    gives_the_secret(data)
    stays_closed("another password", data, "Horse")
    stays_closed("no password", data, "")


def notices_a_digit():
    """A digit of each long text, and n."""
    data = locks_and_reads()
    gives_the_secret(data)
    for name, text in data.items():
        if isinstance(text, str) and len(text) >= 16:
            for place in (0, len(text) - 1):
                digit = "0" if text[place] != "0" else "1"
                stays_closed(
                    f"digit {place} of {name}", data | {name: text[:place] + digit + text[place + 1 :]}
                )
    stays_closed("n halved", data | {"n": data["n"] // 2})


def nothing_in_the_open():
    """The fields, and no secret among them."""
    one, other = locks_and_reads(), locks_and_reads(seed=2)
    fields = {name: one.get(name) for name in ("kdf", "n", "r", "p")}
    holds(fields["kdf"] == "scrypt" and fields["n"] >= 2**14 and fields["r"] == 8, f"fields: {fields}")
    holds(one["salt"] != other["salt"], "two locks have one salt")
    text = json.dumps(one)
    for name, form in (("secret", SECRET.hex()), ("password", "horse"), ("password", b"horse".hex())):
        holds(form not in text, f"the {name} is in the file")
    gives_the_secret(one)


properties = [
    ("back", "back again, also an empty secret", brings_it_back),
    ("password", "wrong password: ValueError", asks_for_the_password),
    ("digit", "one digit changed, n halved: ValueError", notices_a_digit),
    ("open", "all fields, and no secret in the open", nothing_in_the_open),
]
check("E3.14", properties, lock_wallet, unlock_wallet)

# %% id="E3.14-picture" tags=["figure"]
figures.wallet_file(lock_wallet, unlock_wallet)

# %% [markdown] id="E3.14-break"
# ### Break it
#
# A thief tries 1,000 common passwords, once with n = 2, once with n = 2^14. **Predict:** does he find the right one?
#
# <details><summary>Answer to Predict</summary>
#
# Yes, both times, at password 936. With n = 2^14 all 1,000 take more than a minute; the cell stops earlier.
#
# </details>
#
# **Not true: “a wallet's password protects the chain.”** It protects a file on your disk.

# %% id="E3.14-try"
from blockkit.classroom.notebook import guess

print(guess(2))
print(guess(2**14))

# %% [markdown] id="judge-text"
# ## Your rules judge the chain
#
# First blocks 1 to 170, in a chain with your rules. Then block 277,647: 212 payments, 732 signatures. Your function checks 60 of them now, chosen by a seed; the others are looked up in a list. The button lets it check all.

# %% id="judge" tags=["figure"]
widgets.judge(rules)

# %% [markdown] id="challenge-text"
# ## Challenge · Which coins?  (●●○, no points)
#
# `select_coins(coins, amount, fee_rate)`: `coins` maps outpoints to satoshi; an input has 148 bytes, an output 34, the rest 10. Return the chosen outpoints and the change, 0 or at least 546, so that coins = amount + fee + change, and the fee is at least `fee_rate` · size. Refuse when all coins are not enough.


# %% id="challenge-stub"
def select_coins(coins: dict, amount: int, fee_rate: int) -> tuple[list, int]:
    """Which coins to spend, and the change."""
    return TODO


# %% id="challenge-check" tags=["check"]
from blockkit.classroom.notebook import challenge, coin_name, refuses, spends_enough

FIVE = {coin_name(i): value for i, value in enumerate((8_450_000, 1_500_000, 50_000, 5_460, 546))}
challenge([
    ("usual", "1,500,000 at 10", lambda: spends_enough(select_coins, FIVE, 1_500_000, 10)),
    ("exact", "an exact fit", lambda: spends_enough(select_coins, {coin_name(0): 10_192}, 10_000, 1)),
    ("dust", "dust goes to the fee", lambda: spends_enough(select_coins, {coin_name(0): 10_700}, 10_000, 1)),
    ("small", "a coin that costs more than it brings", lambda: spends_enough(select_coins, FIVE, 9_990_000, 20)),
    ("all", "not enough: refused", lambda: refuses(select_coins, FIVE, 10_006_000, 1)),
])  # fmt: skip

# %% [markdown] id="built"
# ## You built
#
# - `validate_tx`: ten rules for a payment;
# - `connect` and `disconnect`: coins are moved, and put back;
# - `lock_wallet` and `unlock_wallet`: a file that keeps a secret.
#
# **Toy rules in this notebook:** outputs with OP_RETURN are kept. *Real rule:* nodes drop them. `validate_tx` checks no lock time, and signature checks have no limit. *Real rule:* nodes check the lock time, and limit the signature checks in a block.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · Why does rule 10 come last?</summary>
#
# A signature costs more than all the rest. Otherwise anybody could keep you busy.
#
# </details>
#
# <details><summary>2 · What is in the undo list that is nowhere else?</summary>
#
# What the spent coins were worth, their locks and heights: a block only names them.
#
# </details>
#
# <details><summary>3 · What does a thief need besides the file?</summary>
#
# The password, or time to guess it.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)).
