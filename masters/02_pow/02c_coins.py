# %% [markdown] id="title"
# # 02c · Coins
#
# **You already have** blocks, links, and work, so that every change costs something. **You will build** the rule that makes new coins, the number of all coins, a reader of coinbases, and the check of a miner's pay. **You need** 55 minutes.
#
# A miner pays himself, by a transaction without a payer: the *coinbase* (coinbase 交易). Every node checks how much he takes. The new coins in it are the *subsidy* (区块补贴). Type a height (区块高度) below: how many coins exist by then?

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, widgets
from blockkit.classroom.notebook import CLASSROOM, MAINNET, CannotUse, answer, real_coinbase, try_call

rules = load()

# %% id="picture" tags=["figure"]
widgets.supply(rules)

# %% [markdown] id="picture-text"
# **Predict.** By which height do 99 % of all coins exist: 1.5, 3 or 6 million? Type until you know.
#
# <details><summary>Answer to Predict</summary>
#
# 1.5 million; exactly, 1,411,199.
#
# </details>
#
# Amounts are whole numbers of satoshi (聪), 100,000,000 to a bitcoin.
#
# **Not true: “coins come from solving the puzzle.”** They come from a transaction that every node checks. If it pays too much, all the work is worthless.

# %% [markdown] id="E2.9-text"
# You build: `subsidy`, the only place where coins come from.
#
# **Contract.** `subsidy(height: int, params) -> int`, in satoshi: 5,000,000,000 at first; halved (减半), rounding down, after every `params.halving_blocks` blocks. `MAINNET.halving_blocks` is 210,000; your own chain, `CLASSROOM`, has 100. `height` is 0 or more.
#
# - **True:** on the main chain, 277,316 gives 2,500,000,000.
# - **False:** 210,000 does not give 5,000,000,000; block 209,999 is the last that does.
# - **Edge:** 2,730,000 gives 610,351 (rounded down); 6,929,999 gives 1; all heights from 6,930,000 on give 0. `CLASSROOM`: 99 gives 5,000,000,000, 100 gives 2,500,000,000.
#
# **Predict.** How many times has the subsidy been halved by block 420,000, this block included?
#
# <details><summary>Answer to Predict</summary>
#
# Twice, at 210,000 and at 420,000 itself.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which blocks are number 0 to 209,999, and how many are they?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `//` rounds down. Which division tells how often to halve?
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# era = height divided by params.halving_blocks, rounded down
# return 5,000,000,000, halved era times, rounded down
# ```
#
# </details>


# %% id="E2.9-solution"
def subsidy(height: int, params) -> int:
    """The new coins of a block, in satoshi."""
    ### BEGIN SOLUTION
    return 5_000_000_000 >> height // params.halving_blocks
    ### END SOLUTION


# %% id="E2.9-visible"
from blockkit.classroom.notebook import CLASSROOM, MAINNET, case, check, gives


def main(*cases):
    """Heights of the main chain, each with its subsidy."""
    for height, expected in cases:
        case(f"main chain, block {height:,}", gives, expected, subsidy, height, MAINNET)


def classroom():
    """Halvings of your own chain."""
    for height, expected in [(0, 50), (99, 50), (100, 25), (250, 12.5)]:
        case(f"classroom chain, block {height}", gives, int(expected * 10**8), subsidy, height, CLASSROOM)


properties = [
    (
        "real",
        "blocks 0, 277,316 and 501,386",
        lambda: main((0, 5_000_000_000), (277_316, 2_500_000_000), (501_386, 1_250_000_000)),
    ),
    (
        "border",
        "the last block of an era, and the first of the next",
        lambda: main((209_999, 5_000_000_000), (210_000, 2_500_000_000), (419_999, 2_500_000_000)),
    ),
    ("down", "rounded down", lambda: main((2_729_999, 1_220_703), (2_730_000, 610_351))),
    ("nothing", "at the end 1 satoshi, then nothing", lambda: main((6_929_999, 1), (6_930_000, 0))),
    ("classroom", "the classroom chain halves every 100 blocks", classroom),
]
check("E2.9", properties, subsidy)

# %% id="E2.9-picture" tags=["figure"]
figures.halvings(rules.using(subsidy))

# %% [markdown] id="E2.9-break"
# ### Break it
#
# Three rivals. Each is right for the first 2.7 million blocks. Find for each, if you can, a height of the main chain at which your `subsidy` disagrees. Change `height`.
#
# <details><summary>Answer</summary>
#
# `rounded`: 2,730,000; a fork begins there. `cut`: nowhere; `5_000_000_000 / 2**n` is exact as a float, and `int` cuts it off as `//` does. `wrapped`: 13,440,000, after 64 halvings. Bitcoin's own program had this fault until 2014 (BIP 42).
#
# </details>
#
# **Not true: “after 63 halvings one satoshi is left”** (an online course). After 32 it is; after 33 nothing.

# %% id="E2.9-try"
# answer(rules, name, …): what your function says
# or, with a note, what the reference says
height = 277_316
halved = height // 210_000
print("rounded:", round(5_000_000_000 / 2**halved))
print("cut:    ", int(5_000_000_000 / 2**halved))
print("wrapped:", 5_000_000_000 >> (halved % 64))
yours = rules.using(subsidy)
print("yours:  ", *answer(yours, "subsidy", height, MAINNET))

# %% [markdown] id="E2.10-text"
# You build: `supply_after`, the number of all coins.
#
# **Contract.** `supply_after(height: int, params) -> int`: all coins that blocks 0 to `height`, **both included**, may create, in satoshi. Do not walk block by block: a height of ten million takes a few dozen steps. `rules.subsidy(height, params)` is at hand.
#
# - **True:** on the main chain, 0 gives 5,000,000,000; 1 gives 10,000,000,000; 209,999 gives 1,050,000,000,000,000.
# - **False:** 21,000,000 · 100,000,000. The end is 2,099,999,997,690,000.
# - **Edge:** all heights from 6,929,999 on give the same. `CLASSROOM` ends with 999,999,998,900, at height 3,299.
#
# **Predict.** How many bitcoins after block 0?
#
# <details><summary>Answer to Predict</summary>
#
# 50, not 0.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# How many blocks are there from 0 to `height`? How many of them have the same subsidy?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# An era begins at a multiple of `params.halving_blocks`. The last one may be incomplete: `min`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# total = 0, start = 0
# while start ≤ height, and the subsidy at start is not 0:
#     blocks = the smaller of: blocks in an era; blocks from start to height
#     total = total + blocks · subsidy at start
#     start = start of the next era
# return total
# ```
#
# </details>


# %% id="E2.10-solution"
def supply_after(height: int, params) -> int:
    """All coins of blocks 0 to ``height``, both included, in satoshi."""
    ### BEGIN SOLUTION
    total = start = 0
    while start <= height and (each := rules.subsidy(start, params)):
        total += each * min(params.halving_blocks, height + 1 - start)
        start += params.halving_blocks
    return total
    ### END SOLUTION


# %% id="E2.10-visible"
from blockkit.classroom.notebook import CLASSROOM, MAINNET, case, check, gives


def supplies(params, *cases):
    """Heights of a chain, each with the coins there are."""
    for height, expected in cases:
        case(f"{params.name} chain, block {height:,}", gives, expected, supply_after, height, params)


END = 2_099_999_997_690_000
properties = [
    (
        "first",
        "blocks 0, 1 and 170",
        lambda: supplies(MAINNET, (0, 5_000_000_000), (1, 10_000_000_000), (170, 855_000_000_000)),
    ),
    (
        "inside",
        "inside an era, and at its end",
        lambda: supplies(MAINNET, (277_316, 1_218_292_500_000_000), (209_999, 1_050_000_000_000_000)),
    ),
    (
        "end",
        "the last satoshi, and ten million blocks, quickly",
        lambda: supplies(MAINNET, (6_929_998, END - 1), (6_929_999, END), (10_000_000, END)),
    ),
    (
        "classroom",
        "the classroom chain",
        lambda: supplies(CLASSROOM, (100, 502_500_000_000), (3_299, 999_999_998_900)),
    ),
]
check("E2.10", properties, supply_after)

# %% id="E2.10-picture" tags=["figure"]
figures.supply(1_411_199, rules.using(supply_after))

# %% [markdown] id="E2.10-break"
# ### Break it
#
# Change the heights until you have the first one at which all coins exist. How many bitcoins are they?
#
# <details><summary>Answer</summary>
#
# 6,929,999, the last block with a subsidy. 20,999,999.9769 bitcoins.
#
# </details>
#
# **Not true: “20,999,999.98”, “the reward halves every four years, in November 2012”**. The first is rounded. In the second, only the subsidy is halved, and the rule knows heights, not years.

# %% id="E2.10-try"
yours = rules.using(supply_after)
for height in (1_000_000, 6_000_000, 8_000_000):
    for one in (height, height + 1):
        print(f"{one:,}", *answer(yours, "supply_after", one, MAINNET))

# %% [markdown] id="E2.11-text"
# You build: `coinbase_height`. Since BIP 34 the script of a coinbase begins with the height of its block. Before, two coinbases could be equal, and so were their txids; it happened twice, in 2010.
#
# **Contract.** `coinbase_height(script_sig: bytes) -> int`. Look at the first byte, *b*.
#
# - *b* from 0x51 to 0x60: the height is *b* − 0x50, so 1 to 16.
# - *b* from 1 to 4: the next *b* bytes are the height, little-endian (小端序). The highest bit of the last of them is a sign and must be 0.
# - Anything else, an empty script, too few bytes, or a sign: `ValueError` or another error.
#
# What follows is not looked at. (A first byte 0 is never tried, nor a height written longer than needed, as `0101`.)
#
# - **True:** `03443b0403858402062f503253482f` gives 277,316.
# - **False:** 4,471,556: the same three bytes, big-endian.
# - **Edge:** `028000` gives 128: a zero byte keeps the sign away. `51` gives 1, `60` gives 16, `0111` gives 17.
#
# **Predict.** Block 0 is older than this rule. Its script begins with `04ffff001d`, so your function will say 486,604,799. What is this number?
#
# <details><summary>Answer to Predict</summary>
#
# 1d00ffff, the `bits` of block 0.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# How does the reader know where the height ends?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# A slice that runs past the end is short, without an error: compare lengths. `number[-1] & 0x80` is the sign.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# if the script is empty: raise ValueError
# b = first byte
# if b from 0x51 to 0x60: return b − 0x50
# if b not from 1 to 4: raise ValueError
# number = the b bytes after it
# if fewer than b, or the sign is set: raise ValueError
# return number, little-endian
# ```
#
# </details>


# %% id="E2.11-solution"
def coinbase_height(script_sig: bytes) -> int:
    """The height that a coinbase's script begins with, or ``ValueError``."""
    ### BEGIN SOLUTION
    if not script_sig:
        raise ValueError("an empty script")
    size = script_sig[0]
    if 0x51 <= size <= 0x60:
        return size - 0x50
    if not 1 <= size <= 4:
        raise ValueError(f"no height begins with {size:02x}")
    number = script_sig[1 : 1 + size]
    if len(number) < size or number[-1] & 0x80:
        raise ValueError("too few bytes, or a sign")
    return int.from_bytes(number, "little")
    ### END SOLUTION


# %% id="E2.11-visible"
from blockkit.classroom.notebook import case, check, gives, real_coinbase, refuses


def scripts(*cases):
    """Scripts in hex, each with its height."""
    for text, expected in cases:
        case(f"the script {text}", gives, expected, coinbase_height, bytes.fromhex(text))


def real():
    """Coinbases of real blocks."""
    for height in (277_316, 277_647, 413_567):
        script = real_coinbase(height).inputs[0].script_sig
        case(f"block {height:,}", gives, height, coinbase_height, script)


def refused():
    """What has no height, beside what has one."""
    scripts(("5102", 1), ("0122", 34))
    for text in ("", "03443b", "02", "0180", "05", "050100000000", "61"):
        case(f"the script {text or 'of no bytes'}", refuses, coinbase_height, bytes.fromhex(text))


properties = [
    ("real", "blocks 277,316, 277,647 and 413,567", real),
    ("small", "heights 1, 16 and 17", lambda: scripts(("51", 1), ("60", 16), ("0111", 17))),
    ("sign", "128 and 32,768 have a zero byte", lambda: scripts(("028000", 128), ("03008000", 32_768))),
    ("refused", "empty, too short, negative or something else: ValueError", refused),
]
check("E2.11", properties, coinbase_height)

# %% id="E2.11-picture" tags=["figure"]
figures.coinbase_bytes(rules.using(coinbase_height))

# %% [markdown] id="E2.11-break"
# A slide prints this coinbase beside block 277,315. Your function says to which block it belongs.
#
# ### Break it
#
# Ask your function for blocks of 2009 and 2010. What else must a node know?
#
# <details><summary>Answer</summary>
#
# Old scripts begin with the `bits` of the block, not with its height. So a node must know from which height the rule holds: `MAINNET.bip34_height`, 227,931.
#
# </details>
#
# The rest of the script is free. The last line that is printed shows what the miner of block 0 wrote there.

# %% id="E2.11-try"
yours = rules.using(coinbase_height)
for height in (170, 100_000, 277_647):
    script = real_coinbase(height).inputs[0].script_sig
    print(height, script[:5].hex(), *answer(yours, "coinbase_height", script))
print(real_coinbase(0).inputs[0].script_sig[8:].decode())

# %% [markdown] id="E2.12-text"
# You build: `coinbase_ok`. What goes into a payment may be more than what comes out; the difference is its *fee* (手续费). A miner may take subsidy and fees, together the *reward* (区块奖励), and not a satoshi more.
#
# **Contract.** `coinbase_ok(tx, height: int, fees: int, params) -> bool`. `tx.inputs` and `tx.outputs` are tuples. An input (输入) has `script_sig` and `prevout`, the output that it spends, with a `txid` (32 bytes) and an `index`. An output (输出) has `value`, in satoshi, in bad data also negative. `True` when all five hold:
#
# 1. exactly one input;
# 2. it spends no output: `prevout` has a txid of 32 zero bytes **and** the index 4,294,967,295;
# 3. its script has 2 to 100 bytes;
# 4. no output is negative;
# 5. all outputs together are **at most** `rules.subsidy(height, params)` plus `fees`.
#
# A coinbase that breaks a rule, also one without inputs, is `False`, never an error. There is at least one output. The height in the script is not asked here (toy rule).
#
# - **True:** the coinbase of 277,316: 2,509,094,928, with 9,094,928 of fees.
# - **False:** with fees of 9,094,927.
# - **Edge:** less is allowed; the rest is lost for ever. At `CLASSROOM` height 100 without fees, 2,500,000,000 is allowed.
#
# **Predict.** A miner forgets the fees. Is the block valid?
#
# <details><summary>Answer to Predict</summary>
#
# Yes; the fees are gone. In block 501,726 a miner took 0 of the 12.5 bitcoins that he was allowed.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the five can fail while the other four hold?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `bytes(32)` are 32 zero bytes; 4,294,967,295 is `2**32 - 1`. `sum` and `all` take a generator.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# if not exactly one input: return False
# if its txid or its index is another: return False
# if its script has fewer than 2 or more than 100 bytes: return False
# if an output is negative: return False
# return sum of the values ≤ subsidy + fees
# ```
#
# </details>


# %% id="E2.12-solution"
def coinbase_ok(tx, height: int, fees: int, params) -> bool:
    """Does this coinbase have the right form, and take no more than it may?"""
    ### BEGIN SOLUTION
    if len(tx.inputs) != 1:
        return False
    txin = tx.inputs[0]
    if txin.prevout.txid != bytes(32) or txin.prevout.index != 2**32 - 1:
        return False
    if not 2 <= len(txin.script_sig) <= 100:
        return False
    if any(output.value < 0 for output in tx.outputs):
        return False
    return sum(output.value for output in tx.outputs) <= rules.subsidy(height, params) + fees
    ### END SOLUTION


# %% id="E2.12-visible"
from dataclasses import replace

from blockkit.classroom.notebook import CLASSROOM, MAINNET, accepts, case, check, real_coinbase, rejects

REAL = real_coinbase(277_316)
FEES = 9_094_928


def paying(*values):
    """The real coinbase with other outputs."""
    return replace(REAL, outputs=tuple(replace(REAL.outputs[0], value=value) for value in values))


def exact():
    """All it may take, and one satoshi more."""
    case("277,316", accepts, coinbase_ok, REAL, 277_316, FEES, MAINNET)
    case("one satoshi of fees less", rejects, coinbase_ok, REAL, 277_316, FEES - 1, MAINNET)
    case("one satoshi more taken", rejects, coinbase_ok, paying(25 * 10**8 + FEES, 1), 277_316, FEES, MAINNET)


def less():
    """Less is allowed; the border is where it was."""
    case("nothing taken", accepts, coinbase_ok, paying(0), 277_316, FEES, MAINNET)
    case("fees forgotten", accepts, coinbase_ok, paying(25 * 10**8), 277_316, FEES, MAINNET)
    case("CLASSROOM, 99", accepts, coinbase_ok, paying(5 * 10**9), 99, 0, CLASSROOM)
    case("CLASSROOM, 100", rejects, coinbase_ok, paying(5 * 10**9), 100, 0, CLASSROOM)


def inputs():
    """One input, with a script of 2 to 100 bytes; the amount is right."""
    plain = paying(25 * 10**8)
    (txin,) = plain.inputs
    for size, ask in ((1, rejects), (2, accepts), (100, accepts), (101, rejects)):
        other = replace(plain, inputs=(replace(txin, script_sig=bytes(size)),))
        case(f"a script of {size}", ask, coinbase_ok, other, 277_316, 0, MAINNET)
    outpoint = type(txin.prevout)  # it takes a txid and an index
    index = replace(txin, prevout=outpoint(bytes(32), 0))
    txid = replace(txin, prevout=outpoint(b"a payment's txid, of 32 bytes   ", 2**32 - 1))
    others = [("two inputs", (txin, txin)), ("no input", ()), ("index 0", (index,)), ("a txid", (txid,))]
    for name, some in others:
        case(name, rejects, coinbase_ok, replace(plain, inputs=some), 277_316, 0, MAINNET)


def negative():
    """60 bitcoins and −35 are 25 together; −1 alone is less than allowed."""
    case("10 + 15", accepts, coinbase_ok, paying(10**9, 15 * 10**8), 277_316, 0, MAINNET)
    case("60 - 35", rejects, coinbase_ok, paying(6 * 10**9, -35 * 10**8), 277_316, 0, MAINNET)
    case("-1 alone", rejects, coinbase_ok, paying(-1), 277_316, 0, MAINNET)


properties = [
    ("exact", "exactly subsidy and fees, and one satoshi too many", exact),
    ("less", "less is allowed, by the chain's own subsidy", less),
    ("inputs", "one input that spends nothing, a script of 2 to 100 bytes", inputs),
    ("negative", "no output is negative", negative),
]
check("E2.12", properties, coinbase_ok)

# %% id="E2.12-picture" tags=["figure"]
figures.coinbase_scale(rules.using(coinbase_ok))

# %% [markdown] id="E2.12-break"
# ### Break it
#
# Leave rule 4 out of your function. Run its cell, then the one below: 60 bitcoins and −10, where 50 are allowed. Who would own what? Then put rule 4 back.
#
# <details><summary>Answer</summary>
#
# The miner can spend the 60. Nobody ever spends the −10. With rule 4: `False`.
#
# </details>

# %% id="E2.12-try"
from dataclasses import replace

# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
first = real_coinbase(1)
plus = replace(first.outputs[0], value=6_000_000_000)
minus = replace(first.outputs[0], value=-1_000_000_000)
greedy = replace(first, outputs=(plus, minus))
try:
    print(try_call(coinbase_ok, greedy, 1, 0, MAINNET))
except CannotUse as why:
    print(f"coinbase_ok: {why}")

# %% [markdown] id="widget-text"
# ## Who pays the miner?
#
# The dots are the fees of eleven real blocks in a row, of December 2017. **Predict:** if every block had their average, 4.09 bitcoins, from which height on would fees be more than the subsidy?

# %% id="widget" tags=["figure"]
widgets.miner(rules.using(subsidy, supply_after))

# %% [markdown] id="closing"
# <details><summary>Answer</summary>
#
# From 840,000 on: 6.25 is more, 3.125 is less. (That is 2024; but fees are rarely so high.)
#
# </details>
#
# **Not true: “fees are fixed, 0.01 a payment; the network pays them”** (an article). The sender chooses them.
#
# ## Your chain pays you
#
# Your functions now mine `CLASSROOM` to height 101. Each coinbase pays your wallet, a key that was made for you. **Predict:** your `supply_after` counts 5,050 bitcoins by then. How many have you?

# %% id="my-rewards" tags=["figure"]
mine = rules.using(subsidy, supply_after, coinbase_height, coinbase_ok)
figures.my_rewards(mine)

# %% [markdown] id="built"
# The other 50 are in block 0: as on the main chain, its coinbase is not among the coins that can be spent. And the last few of yours must wait: a coinbase can be spent after 100 blocks, on your chain after 5.
#
# ## You built
#
# - `subsidy`: where coins come from;
# - `supply_after`: all of them, exactly;
# - `coinbase_height`: to which block a coinbase belongs;
# - `coinbase_ok`: no miner takes more than allowed.
#
# **Toy rules in this notebook:** we count what may be created. *Real rule:* some cannot be spent, and some were never taken. `coinbase_ok` does not ask for the height. *Real rule:* the machine does.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · Who decides that there are no more than 21 million?</summary>
#
# Every node that checks a coinbase, block by block.
#
# </details>
#
# <details><summary>2 · Half of all miners agree to pay themselves 51 bitcoins. What happens?</summary>
#
# All other nodes refuse their blocks, however much work is in them.
#
# </details>
#
# <details><summary>3 · A fee is written nowhere. How does a node know it?</summary>
#
# It looks up what the inputs are worth, and subtracts the outputs.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [02d · Forks and races](02d_forks.ipynb).
