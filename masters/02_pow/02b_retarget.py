# %% [markdown] id="title"
# # 02b · Target, bits, retarget
#
# **You already have** a miner, and targets that somebody gives you. **You will build** the rule that sets the target, the same on every node. **You need** 75 minutes; there is a good place to stop after E2.6.
#
# Nobody knows how many miners (矿工) there are. Yet a block (区块) comes about every ten minutes. The picture shows what keeps it so: all 237 times from 2009 to 2017 that the rule set the target (目标值) anew.

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, widgets
from blockkit.classroom.notebook import CLASSROOM, MAINNET, CannotUse, answer
from blockkit.classroom.notebook import real_block, try_call

rules = load()

# %% id="picture" tags=["figure"]
widgets.changes(rules)

# %% [markdown] id="picture-text"
# Type other heights: 2,016, the first time that a change was due; and 32,256, the first time that it changed something. What did the clocks say, and what became of the target? (The new bits come from `retarget`, which you build in E2.7.)
#
# **Not true: “it becomes harder when a block takes less than ten minutes.”** Some tutorials ask for one zero more after each fast block. Bitcoin changes the target only every 2,016 blocks, in finer steps: 215 of these 237 changes are smaller than a factor of 1.4, and only one is larger than 2.

# %% [markdown] id="E2.5-text"
# A target has 32 bytes, but a header (区块头) spends only four on it: the field `bits`.
#
# You build: `bits_to_target`, which reads the four bytes.
#
# **Contract.** `bits_to_target(bits: int) -> int`, 0 ≤ `bits` < 2^32. The first of the four bytes is a *size* in bytes. Of the 24 bits of the other three, the highest is a *sign*; the other 23 are a number, the *digits*. The target is `digits` shifted **left** by 8 · (size − 3) bits; if size is below 3, shifted **right** by 8 · (3 − size), and what falls off is gone. Raise `ValueError` or another error when the sign is set and the target is not 0 (a negative target), and when the target is 2^256 or more.
#
# - **True:** `1d00ffff` → `ffff` and 26 zero bytes; `1b04864c` → `04864c` and 24 zero bytes.
# - **False:** `04923456` is no target: negative. Nor is `ff123456`: too large.
# - **Edge:** `01123456` → 18, which is 0x12; `02008000` → 128; `01003456` → 0; `04800000` → 0, since −0 is 0.
#
# **Predict.** Can two different bits mean the same target?
#
# <details><summary>Answer to Predict</summary>
#
# Yes: `1b010000` and `1c000100`.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What do four zero bytes behind a number do to it?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `bits >> 24` is the size. `bits & 0x7fffff` leaves the sign out; `bits & 0x800000` is the sign. `<<` and `>>` shift; by a negative number they fail.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# size, digits, sign = the three pieces
# size ≥ 3: target = digits, shifted left by 8 · (size − 3)
# else:     target = digits, shifted right by 8 · (3 − size)
# sign and target ≠ 0: refuse
# target ≥ 2^256: refuse
# return target
# ```
#
# </details>


# %% id="E2.5-solution"
def bits_to_target(bits: int) -> int:
    """The target that the four bytes stand for."""
    ### BEGIN SOLUTION
    size, digits = bits >> 24, bits & 0x7FFFFF
    if size >= 3:
        target = digits << 8 * (size - 3)
    else:
        target = digits >> 8 * (3 - size)
    if bits & 0x800000 and target:
        raise ValueError(f"{bits:08x} is a negative target")
    if target >= 2**256:
        raise ValueError(f"{bits:08x} is above 256 bits")
    return target
    ### END SOLUTION


# %% id="E2.5-visible"
from blockkit.classroom.notebook import case, check, gives, refuses


def reads(*cases):
    """Each of these bits, written in hex, stands for its target."""
    for text, target in cases:
        case(f"bits {text}", gives, target, bits_to_target, int(text, 16))


def refuses_all(*texts):
    """None of these is a target."""
    for text in texts:
        case(f"bits {text}", refuses, bits_to_target, int(text, 16))


def negative():
    """The sign counts only where there is something to be negative."""
    reads(("04800000", 0), ("04123456", 0x12345600))
    refuses_all("04923456", "1d80ffff")


def too_large():
    """The largest size is not the question; the number is."""
    reads(("2100ffff", 0xFFFF * 2**240), ("2000ffff", 0xFFFF * 2**232))
    refuses_all("ff123456", "21010000")


properties = [
    (
        "real",
        "three real blocks",
        lambda: reads(
            ("1d00ffff", 0xFFFF * 2**208), ("1b04864c", 0x04864C * 2**192), ("1903a30c", 0x03A30C * 2**176)
        ),
    ),
    (
        "small",
        "sizes 1, 2 and 3",
        lambda: reads(("01123456", 0x12), ("02008000", 0x80), ("03123456", 0x123456), ("01003456", 0)),
    ),
    ("negative", "a sign before 0 is nothing; a negative target is refused", negative),
    ("too-large", "2^256 and more is refused", too_large),
]
check("E2.5", properties, bits_to_target)

# %% [markdown] id="E2.5-widget-text"
# Type eight hex digits. Which byte must grow by 1, so that the target is 256 times as large?

# %% id="E2.5-widget" tags=["figure"]
widgets.four_bytes(rules.using(bits_to_target))

# %% [markdown] id="E2.5-break"
# ### Break it
#
# In a header, the four bytes are little-endian. What if you forget this? Guess first.
#
# <details><summary>Answer</summary>
#
# `ffff001d` has its sign set and size 255, so it is refused at once. You are lucky: not every mistake is noticed so early.
#
# </details>

# %% id="E2.5-try"
# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
raw = real_block(0).header.serialize()[72:76]
for order in ("little", "big"):
    bits = int.from_bytes(raw, order)
    try:
        print(f"{bits:08x}: {try_call(bits_to_target, bits):064x}")
    except CannotUse as why:
        print(f"{bits:08x}: {why}")

# %% [markdown] id="E2.6-text"
# You build: `target_to_bits`, the way back.
#
# **Contract.** `target_to_bits(target: int) -> int`, 0 ≤ `target` < 2^256. The *size* is the number of bytes that the target needs; 0 needs 0. The *digits* are its first three bytes; a shorter target is filled with zero bytes **on the right**. Further bytes are **cut off**, not rounded. If the first digit byte is 0x80 or more, it would read as a sign. Then a zero byte goes in front: size grows by 1, and the last digit byte falls off.
#
# - **True:** the targets of blocks 0, 100,000 and 277,316 give `1d00ffff`, `1b04864c`, `1903a30c`.
# - **False:** 0x123456ff is not `04123457`; it is `04123456`.
# - **Edge:** 0 → `00000000`; 1 → `01010000`; 0xffffff → `0400ffff`; 2^224 − 1, the easiest target of the main chain, → `1d00ffff`.
#
# **Predict.** What are the bits of 127, and of 128?
#
# <details><summary>Answer to Predict</summary>
#
# `017f0000` and `02008000`.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What does the first bit of the digits mean to the reader?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `target.bit_length()` counts bits; 8 are a byte, 9 are two. Shift, as before.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# size = bit length / 8, rounded up
# size ≥ 3: digits = target, shifted right by 8 · (size − 3)
# else:     digits = target, shifted left by 8 · (3 − size)
# digits ≥ 0x800000: shift digits right by 8, size + 1
# return size in the first byte, digits in the other three
# ```
#
# </details>


# %% id="E2.6-solution"
def target_to_bits(target: int) -> int:
    """The four bytes for a target; what does not fit is cut off."""
    ### BEGIN SOLUTION
    size = (target.bit_length() + 7) // 8
    if size >= 3:
        digits = target >> 8 * (size - 3)
    else:
        digits = target << 8 * (3 - size)
    if digits >= 0x800000:
        digits, size = digits >> 8, size + 1
    return size << 24 | digits
    ### END SOLUTION


# %% id="E2.6-visible"
from blockkit.classroom.notebook import case, check, gives


def writes(*cases):
    """Each target has these bits, written in hex."""
    for text, target in cases:
        case(f"bits {text}", gives, int(text, 16), target_to_bits, target)


properties = [
    (
        "real",
        "three real blocks",
        lambda: writes(
            ("1d00ffff", 0xFFFF * 2**208), ("1b04864c", 0x04864C * 2**192), ("1903a30c", 0x03A30C * 2**176)
        ),
    ),
    (
        "cut",
        "cut off, not rounded",
        lambda: writes(("04123456", 0x123456FF), ("1d00ffff", 2**224 - 1), ("05123456", 0x1234567890)),
    ),
    (
        "sign",
        "0x80 in front gets a zero byte before it",
        lambda: writes(("02008000", 0x80), ("0400ffff", 0xFFFFFF), ("017f0000", 0x7F)),
    ),
    ("small", "0, 1 and 256", lambda: writes(("00000000", 0), ("01010000", 1), ("02010000", 256))),
]
check("E2.6", properties, target_to_bits)

# %% [markdown] id="E2.6-break"
# ### Break it
#
# How many targets have the bits `1d00ffff`? Add exponents until the answer changes.
#
# <details><summary>Answer</summary>
#
# 2^208, one for each tail of 26 bytes. At most one part in 32,768 is lost.
#
# </details>
#
# After the next cell is **a good place to stop**: half of the time is over.

# %% id="E2.6-try"
# answer(rules, name, …): what your function says
# or, with a note, what the reference says
for exponent in (8, 100):
    target = 0xFFFF * 2**208 + 2**exponent - 1
    bits, note = answer(rules.using(target_to_bits), "target_to_bits", target)
    print(f"+ 2^{exponent} - 1:", bits if bits is None else f"{bits:08x}", note)

# %% [markdown] id="E2.7-text"
# Every 2,016 blocks each node compares the plan, two weeks, with two clock times, and moves the target (难度调整).
#
# You build: `retarget`, the rule that keeps ten minutes ten minutes.
#
# **Contract.** `retarget(bits: int, first_time: int, last_time: int, params) -> int`; times are whole seconds. In this order, with whole numbers only:
#
# 1. planned = `params.retarget_blocks * params.block_seconds`, 1,209,600 on the main chain;
# 2. taken = `last_time - first_time`, but at least `planned // 4` and at most `planned * 4`;
# 3. new target = old target · taken, **then** divided by planned, rounded down;
# 4. at most `params.pow_limit`, which is a target, not bits;
# 5. return its bits.
#
# `rules.bits_to_target` and `rules.target_to_bits` are yours once kept, otherwise the reference's. `bits` always stand for a target of this chain. By line 2, a clock that ran **backwards** counts as `planned // 4`.
#
# - **True:** block 32,256, the first time that the bits became others: `retarget(0x1d00ffff, 1261130161, 1262152739, MAINNET)` → `1d00d86a`.
# - **False:** planned = 2,015 · 600, “since only 2,015 gaps are measured”: wrong in 221 of 237 changes.
# - **Edge:** at 68,544, 289,434 s count as 302,400: `1c05a3f4` → `1c0168fd`. At the easiest target nothing becomes easier: `1d00ffff` stays.
#
# **Predict.** For two weeks, blocks come twice as fast. What happens to the target?
#
# <details><summary>Answer to Predict</summary>
#
# It halves.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# If everything took longer, should the target grow or shrink?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `min` and `max`. `//` divides whole numbers; a float `/` loses digits.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# The five lines of the contract. For block 32,256: 0xffff · 2^208 · 1,022,578 // 1,209,600 has 28 bytes and begins with `d8 6a`. The first is 0x80 or more, so size 29 and digits `00d86a`.
#
# </details>


# %% id="E2.7-solution"
def retarget(bits: int, first_time: int, last_time: int, params) -> int:
    """The bits after a period from ``first_time`` to ``last_time``."""
    ### BEGIN SOLUTION
    planned = params.retarget_blocks * params.block_seconds
    taken = min(max(last_time - first_time, planned // 4), planned * 4)
    target = rules.bits_to_target(bits) * taken // planned
    return rules.target_to_bits(min(target, params.pow_limit))
    ### END SOLUTION


# %% id="E2.7-visible"
from blockkit.classroom.notebook import CLASSROOM, MAINNET, case, check, gives, real_retargets

REAL = {one.height: one for one in real_retargets()}


def real(*heights):
    """The change at each of these heights, as it was."""
    for height in heights:
        one = REAL[height]
        name = f"block {height:,}, {one.old_bits:08x} → {one.new_bits:08x}"
        case(name, gives, one.new_bits, retarget, one.old_bits, one.first_time, one.last_time, MAINNET)


def easiest():
    """A slow period changes nothing at the easiest target, of each chain."""
    real(2016)
    case("your chain", gives, 0x2000FFFF, retarget, 0x2000FFFF, 0, 900, CLASSROOM)
    case("your chain, faster", gives, 0x2000E665, retarget, 0x2000FFFF, 0, 540, CLASSROOM)


def limit():
    """A quarter of the plan is the least that counts, four times the plan the most."""
    real(68544, 66528)
    case("slow, your chain", gives, 0x2000FFFC, retarget, 0x1F3FFF00, 0, 6000, CLASSROOM)
    case("the clock ran back", gives, 0x1C0168FD, retarget, 0x1C05A3F4, 1262152739, 1231006505, MAINNET)


def up():
    """What a fraction would round."""
    real(473760, 475776)
    case("whole numbers", gives, 0x1C1D0000, retarget, 0x1C640000, 0, 350_784, MAINNET)


properties = [
    ("first", "block 32,256, and the change after it", lambda: real(32256, 34272)),
    ("limit", "block 68,544, and slow blocks: at most four times", limit),
    ("easiest", "the easiest target stays, on both chains", easiest),
    ("up", "block 473,760, where the target grew; to the last digit", up),
]
check("E2.7", properties, retarget)

# %% id="E2.7-picture" tags=["figure"]
widgets.changes(rules.using(retarget))

# %% [markdown] id="E2.7-break"
# Each cross would be a change that your function gets wrong.
#
# ### Break it
#
# Find the faults: the rival below is written as in a course that is taught today. How many of the 237 changes does it get wrong, and which?
#
# <details><summary>Answer</summary>
#
# 16. It knows neither the easiest target (the first 15) nor the limit of four (68,544). Its third fault, the fraction, shows in none of the real changes; but for `1c640000` and 350,784 s it gives `1c1cffff`, and the rule `1c1d0000`.
#
# </details>


# %% id="E2.7-try" tags=["figure"]
def rival(bits, first_time, last_time, params):
    target = rules.bits_to_target(bits)
    share = (last_time - first_time) / 1_209_600
    return rules.target_to_bits(int(target * share))


figures.changes(68_544, rules.filled({"retarget": rival}))

# %% [markdown] id="E2.8-text"
# You build: `next_bits`, the bits that the next block must carry.
#
# **Contract.** `next_bits(headers: list, params) -> int`. `headers` are the headers since the last change, oldest first, from 1 to `params.retarget_blocks` of them; the machine collects them. A header has `time` and `bits`. While there are fewer than `params.retarget_blocks`: the bits of the **last** one. Otherwise `rules.retarget(bits of the last, time of the first, time of the last, params)`. The list stays as it is.
#
# - **True:** on your chain, `CLASSROOM`, ten headers 60 s apart with bits `2000ffff` give `2000e665`.
# - **False:** with nine of them nothing changes: `2000ffff`.
# - **Edge:** ten headers have *nine* gaps. The slip is Satoshi's, and it is the rule.
#
# **Predict.** Which two blocks does the change at 32,256 compare?
#
# <details><summary>Answer to Predict</summary>
#
# 30,240 and 32,255.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# How many gaps have ten fence posts?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `headers[0]`, `headers[-1]`, `len(headers)`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# fewer headers than params.retarget_blocks: return the bits of the last
# return rules.retarget(…)
# ```
#
# </details>


# %% id="E2.8-solution"
def next_bits(headers: list, params) -> int:
    """The bits of the block that follows ``headers``."""
    ### BEGIN SOLUTION
    first, last = headers[0], headers[-1]
    if len(headers) < params.retarget_blocks:
        return last.bits
    return rules.retarget(last.bits, first.time, last.time, params)
    ### END SOLUTION


# %% id="E2.8-visible"
from dataclasses import replace

from blockkit.classroom.notebook import CLASSROOM, MAINNET, case, check, first_headers, gives
from blockkit.classroom.notebook import leaves_alone, real_block

REAL_PERIOD = list(first_headers()[:2016])


def apart(seconds, number, bits):
    """So many headers, each ``seconds`` after the one before."""
    return [replace(real_block(0).header, time=1_231_006_505 + seconds * n, bits=bits) for n in range(number)]


def nine_and_ten():
    """Nine headers change nothing; with the tenth, a change is due."""
    nine, ten = apart(60, 9, 0x2000FFFF), apart(60, 10, 0x2000FFFF)
    case("nine headers", gives, 0x2000FFFF, next_bits, nine, CLASSROOM)
    case("ten headers", gives, 0x2000E665, next_bits, ten, CLASSROOM)


def slow():
    """Ten headers 120 s apart: the target grows by 1,080 / 600."""
    case("slow", gives, 0x2000E666, next_bits, apart(120, 10, 0x20008000), CLASSROOM)
    case("slow, but not yet", gives, 0x20008000, next_bits, apart(120, 9, 0x20008000), CLASSROOM)
    mixed = [*apart(60, 5, 0x2000FFFF), *apart(60, 1, 0x20008000)]
    case("the bits of the last", leaves_alone, 0x20008000, next_bits, mixed, CLASSROOM)


def real_period():
    """The main chain's own; and as if its last block had come in half the time."""
    case("blocks 0 to 2,015", gives, 0x1D00FFFF, next_bits, REAL_PERIOD, MAINNET)
    hasty = [*REAL_PERIOD[:-1], replace(REAL_PERIOD[-1], time=1_231_006_505 + 604_800)]
    case("a week instead", gives, 0x1C7FFF80, next_bits, hasty, MAINNET)


properties = [
    ("ten", "nine headers: no change; ten: a change", nine_and_ten),
    ("real", "the real first period", real_period),
    ("slow", "a slow period; and the bits of the last, with the list left as it was", slow),
]
check("E2.8", properties, next_bits)

# %% [markdown] id="E2.8-break"
# ### Break it
#
# On your chain blocks come *exactly* every 60 s, as planned. What does the rule do? Guess, then run.
#
# <details><summary>Answer</summary>
#
# Nine gaps are compared with a plan of ten, so the target shrinks by 10 % at every change, and the tries grow by 11 %. Here the clocks say 60 s whatever the target; with real miners, a period then takes longer, until blocks come every 66.7 s. On the main chain the same slip is 0.05 %.
#
# </details>

# %% id="E2.8-try"
bits, mine = 0x2000FFFF, rules.using(next_bits)
for number in range(7):
    print(f"period {number}, bits {bits:08x}: {rules.work(bits)} tries a block")
    bits, note = answer(mine, "next_bits", apart(60, 10, bits), CLASSROOM)
    if note or not bits:
        print(note or "next_bits gave no bits")
        break

# %% [markdown] id="jump-text"
# **Not true: “Bitcoin compares two weeks.”** It compares 2,015 gaps with a plan of 2,016.
#
# Now let the miners move. Periods count from 0; the miners change at the beginning of period 1. **Predict:** with ten times as many, in which period does a block take ten minutes again? And with a tenth (0.1)?

# %% id="jump" tags=["figure"]
widgets.jump(rules.using(retarget, next_bits))

# %% [markdown] id="real-text"
# <details><summary>Answer</summary>
#
# Both times in period 3: 60 s, 240 s, 600.3 s; and 6,003 s, 1,501 s, 600.3 s (the 0.3 is the slip). The limit of four makes it so. But the two slow periods last 140 and 35 *days*.
#
# </details>
#
# Move the last clock of every period: two hours are 0.6 % of two weeks, but twelve times a whole period of ten blocks.
#
# **Not true: “the price sets the difficulty (难度).”** No price is in the rule, only two clock times. A price works only through the number of miners. (*Difficulty* is the target of block 0's bits, `1d00ffff`, divided by the target.)
#
# ## Your rules judge Bitcoin
#
# The headers of blocks 0 to 2,016, all real, on a chain with your parts. The first change leaves the bits as they are, so a rule without changes would pass, too; the 237 above ask more.

# %% id="real" tags=["figure"]
figures.first_period(rules.using(bits_to_target, next_bits))

# %% [markdown] id="hundred-text"
# ## A hundred periods of your chain
#
# A thousand blocks, the first included, mined now. After a third, the miners double; after two thirds, half of them leave. **Predict:** does the target follow exactly?

# %% id="hundred" tags=["figure"]
figures.hundred_periods(rules.using(bits_to_target, retarget, next_bits))

# %% [markdown] id="built"
# It follows, but trembles: ten blocks are few, so luck looks like miners. Hence 2,016. And blocks take more than 60 s: the slip again, and luck.
#
# ## You built
#
# - `bits_to_target` and `target_to_bits`: 32 bytes in four;
# - `retarget`: plan against fact, at most four times either way;
# - `next_bits`: when, and between which two clocks.
#
# **Toy rules in this notebook:** nobody limits how a clock may lie. *Real rule:* a clock must be later than the median of the last 11 blocks, and at most two hours ahead; within these bounds miners may lie. The rule compares the first and the last clock of a period, never the last of one with the first of the next. So a majority of miners could set every last clock ahead and every first one back, and the target would grow at each change (*time warp*; BIP 54 proposes to forbid it).
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · Why four bytes and not 32?</summary>
#
# Each header is short. Three leading bytes are precise enough: one part in 32,768.
#
# </details>
#
# <details><summary>2 · Half of the miners leave just after a change. How long does the next period take?</summary>
#
# Four weeks: each of 2,016 blocks takes twenty minutes.
#
# </details>
#
# <details><summary>3 · Why may no fraction be in the rule?</summary>
#
# Two nodes that round differently would require different bits, and each would refuse the other's blocks for ever.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [02c · Coins](02c_coins.ipynb).
