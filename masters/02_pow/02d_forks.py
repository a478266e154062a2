# %% [markdown] id="title"
# # 02d · Forks and races
#
# **You already have** blocks that cost work, and the rules for targets and coins. **You will build** the choice between two histories, the odds that the past changes, and a thief. **You need** 75 minutes, and 10 more for the challenge.
#
# Two miners find a block at the same moment: a fork (分叉). Both histories are valid. Which does a node follow?

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, tip, widgets
from blockkit.classroom.notebook import CannotUse, Dice, node_follows, print_money, try_call

rules = load()

# %% id="picture" tags=["figure"]
widgets.block_tree(rules)

# %% [markdown] id="picture-text"
# The higher a block, the more tries it cost. Move the slider: from which value on does the flag jump? (Work is a whole number, rounded down: 2^1.9 counts as 3.)
#
# <details><summary>Answer</summary>
#
# At 2.0: three blocks of 4 tries, 12, beat five of 2.
#
# </details>
#
# **Not true: “the longest chain wins.”** Tutorials write it, and so does the whitepaper. The chain with the most *work* wins (累计工作量最大的链): 24 tries beat 10, three blocks beat five.

# %% [markdown] id="E2.13-text"
# You build: `chain_work` and `best_tip`, the fork choice of all nodes, and `fork_cases`, which unmasks faulty ones.
#
# **Contract 1.** `chain_work(bits_list: list) -> int`: the sum of `rules.work(bits)` over the list; 0 for an empty one. (`rules.work` is 0 for bits without a target.)
#
# **Contract 2.** `best_tip(tips: list)`. A *tip* is the last block of a branch. Each has `.chainwork` (0 or more) and `.failed` (text, empty when the branch is valid). `tips` are in the order in which they were **seen**. Return the valid tip with the most work; among equals the first seen; `None` when none is valid. Return the very object; change nothing. Both lists may be thousands long. `tip(24)` and `tip(24, "bad-cb-amount")` make tips.
#
# - **True:** three blocks of `201fffff` (24 tries) beat five of `207fffff` (10).
# - **False:** `[tip(10), tip(24, "bad-cb-amount")]` does not give the second tip, but the first.
# - **Edge:** equal work: the first seen stays.
#
# **Contract 3.** Now find the mistakes of others. Five nodes, `A` to `E`, each make one mistake. `fork_cases() -> list` returns at most 8 cases. A case is a list of 1 to 8 pairs `(work, failed)` in the order seen, with work from 0 to 2^256. Each node must choose wrongly in at least one of your cases; and for every two nodes there must be a case in which they choose differently. `node_follows("A", [(24, ""), (24, "")])` returns the place in the list that node A chooses, counted from 0, or `None`.
#
# **Predict.** Two tips with equal work. Whom do two nodes follow?
#
# <details><summary>Answer to Predict</summary>
#
# Each follows what it saw first. They may differ until the next block.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What is the best tip before you have seen a valid one? For the nodes: what would *you* forget?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# Keep the best so far. `>` or `>=`? For the nodes: ties, order, an invalid tip before and after a valid one, very large numbers.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# best = None
# for each tip, in order:
#     if it is valid, and best is None or it has more work than best:
#         best = this tip
# return best
# ```
#
# Three tips: the second lighter than the first, the third heavier than both.
#
# </details>


# %% id="E2.13-solution"
def chain_work(bits_list: list) -> int:
    """The work of blocks with these bits."""
    ### BEGIN SOLUTION
    return sum(rules.work(bits) for bits in bits_list)
    ### END SOLUTION


def best_tip(tips: list):
    """The valid tip with the most work; among equals the first seen."""
    ### BEGIN SOLUTION
    best = None
    for one in tips:
        if not one.failed and (best is None or one.chainwork > best.chainwork):
            best = one
    return best
    ### END SOLUTION


def fork_cases() -> list:
    """Cases that unmask the five nodes: lists of pairs (work, failed)."""
    ### BEGIN SOLUTION
    return [
        [(24, ""), (24, "")],
        [(30, "bad-cb-amount"), (10, "")],
        [(10, ""), (30, "bad-cb-amount")],
        [(2**80, ""), (2**80 + 1, "")],
        [(10, ""), (5, ""), (24, "")],
    ]
    ### END SOLUTION


# %% id="E2.13-visible"
from blockkit.classroom.notebook import NODES, case, check, chooses, gives, tells_apart, tip, unmasks


def most_work():
    """Three heavy blocks beat five light ones."""
    case("three of 201fffff", gives, 24, chain_work, [0x201FFFFF] * 3)
    case("five of 207fffff", gives, 10, chain_work, [0x207FFFFF] * 5)
    case("the heavy one is last", chooses, 1, best_tip, [tip(10), tip(24)])
    case("the heavy one is first", chooses, 0, best_tip, [tip(24), tip(10)])
    case("work 0", chooses, 0, best_tip, [tip(0)])


def invalid():
    """More work does not mend a branch that breaks a rule."""
    case("an invalid tip last", chooses, 0, best_tip, [tip(10), tip(24, "bad-cb-amount")])
    case("an invalid tip first", chooses, 1, best_tip, [tip(24, "high-hash"), tip(10), tip(9)])


properties = [
    ("work", "24 against 10: most work wins", most_work, 3),
    ("tie", "a tie: the first seen stays", lambda: chooses(1, best_tip, [tip(10), tip(24), tip(24)]), 2),
    ("invalid", "an invalid tip is passed over", invalid, 2),
    ("none", "no valid tip: None", lambda: chooses(None, best_tip, [tip(24, "high-hash")])),
    ("unmask", "your cases unmask all five nodes", lambda: unmasks(NODES, fork_cases)),
    ("apart", "your cases tell them apart", lambda: tells_apart(NODES, fork_cases)),
]
check("E2.13", properties, chain_work, best_tip, fork_cases)

# %% id="E2.13-picture" tags=["figure"]
figures.unmasked(fork_cases)

# %% [markdown] id="E2.13-break"
# ### Break it
#
# Your node follows a tip of 24. Mallory shows it three branches: 24, 25, and 99, which is invalid. Which one makes it change its mind?

# %% id="E2.13-try"
# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
try:
    for rival in (tip(24), tip(25), tip(99, "bad-cb-amount")):
        print(rival, "→", try_call(best_tip, [tip(24), rival]))
except CannotUse as why:
    print(f"best_tip: {why}")

# %% [markdown] id="E2.14-text"
# A payment with six blocks on top may still vanish in a reorganisation (重组): an attacker mines another branch in secret, and wins when it replaces the public one.
#
# You build: `catch_up`, the formula of the whitepaper, and `race`, an experiment. They do not agree.
#
# **Contract 1.** `catch_up(q: float, z: int) -> float`. The attacker finds the next block with probability `q`, 0 ≤ q ≤ 1, the others with p = 1 − q; 0 ≤ z ≤ 100. 1.0 when q ≥ 0.5. Otherwise, with L = z · q / p,
#
# P = 1 − sum over k = 0 … z of e^(−L) · L^k / k! · (1 − (q/p)^(z−k)).
#
# It may be wrong by less than 0.000001.
#
# **Contract 2.** `race(q, z, rng, n) -> float`: play `n` races, return the share the attacker wins. Blocks are found one after the other; each is the attacker's when `rng.random() < q`. First until the others have `z` blocks. If the attacker has **as many or more** by then, he has won. (One block, mined before he paid, is not counted: level here is one ahead.) Otherwise go on, block by block. When he has as many as the others, he has won; when he is 50 behind, he gives up and has lost. Use no other randomness. The checks use q ≤ 0.45 and z ≤ 10.
#
# - **True:** `catch_up(0.1, 5)` is 0.0009137; `catch_up(0.3, 10)` is 0.0416605, as the paper prints.
# - **False:** (q/p)^z, 0.0000019 for q = 0.1, z = 6: it forgets what the attacker finds meanwhile.
# - **Edge:** z = 0: 1.0. q = 0 and z ≥ 1: 0.0. `race(q, z, rng, 1)` is 0.0 or 1.0.
#
# *By hand,* q = 0.1, z = 1: L = 0.1111. k = 0 gives 0.8948 · (1 − 1/9) = 0.7954, k = 1 gives 0. P = 0.2046.
#
# **Predict.** 30 % against six blocks: does the attacker win 1 time in 100, in 10, or in 6?
#
# <details><summary>Answer to Predict</summary>
#
# Nearly 1 in 6 (0.156; the whitepaper says 0.132).
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# The others have z blocks. How many has the attacker by then?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `math.exp` and `math.factorial`. In a race two counters are enough.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# race, n times:
#     his = theirs = 0
#     while theirs < z: a block: his + 1 or theirs + 1
#     while theirs > his and theirs − his < 50: a block
#     won if his ≥ theirs
# return won / n
# ```
#
# </details>


# %% id="E2.14-solution"
from math import exp, factorial


def catch_up(q: float, z: int) -> float:
    """The chance that the attacker ever draws level, by the whitepaper."""
    ### BEGIN SOLUTION
    if q >= 0.5:
        return 1.0
    ratio = q / (1 - q)
    mean, missed = z * ratio, 0.0
    for k in range(z + 1):
        missed += exp(-mean) * mean**k / factorial(k) * (1 - ratio ** (z - k))
    return 1.0 - missed
    ### END SOLUTION


def race(q: float, z: int, rng, n: int) -> float:
    """The share of ``n`` races that the attacker wins."""
    ### BEGIN SOLUTION
    won = 0
    for _ in range(n):
        his = theirs = 0
        while theirs < z or 0 < theirs - his < 50:
            if rng.random() < q:
                his += 1
            else:
                theirs += 1
        won += his >= theirs
    return won / n
    ### END SOLUTION


# %% id="E2.14-visible"
from blockkit.classroom.notebook import Dice, call, check, holds, shown

TENTH = [1.0, 0.2045873, 0.0509779, 0.0131722, 0.0034552, 0.0009137, 0.0002428]  # q = 0.1, z = 0 … 6
THIRD = [1.0, 0.1773523, 0.0416605, 0.0101008, 0.0024804, 0.0006132]  # q = 0.3, z = 0, 5 … 25


def near(expected, room, function, *args):
    """A number that may differ by ``room``."""
    found = call(function, *args)
    holds(
        type(found) in (int, float) and abs(found - expected) < room,
        f"{getattr(function, '__name__', 'it')}{shown(args)} returned {shown(found)}; expected {expected} ± {room:f}",
    )


def row(q, step, printed):
    """One row of the paper's table."""
    for place, expected in enumerate(printed):
        near(expected, 0.000001, catch_up, q, step * place)


def ends():
    """A majority, nothing to catch up, no power."""
    for q, z, expected in ((0.5, 6, 1.0), (0.51, 100, 1.0), (1.0, 1, 1.0), (0.2, 0, 1.0), (0.0, 1, 0.0)):
        near(expected, 0.000001, catch_up, q, z)


def races():
    """Within five standard deviations of the exact shares, 0.432 and 0.0651; and nothing to catch up."""
    near(0.432, 0.04, race, 0.3, 2, Dice(7), 4000)
    near(0.0651, 0.0195, race, 0.3, 10, Dice(7), 4000)
    near(1.0, 0.000001, race, 0.3, 0, Dice(7), 10)
    same = [call(race, 0.3, 2, Dice(1), 300) for _ in range(2)]
    holds(same[0] == same[1], "the same dice gave two shares: use no other randomness")


properties = [
    ("tenth", "the paper's numbers for q = 0.1", lambda: row(0.1, 1, TENTH)),
    ("third", "the paper's numbers for q = 0.3", lambda: row(0.3, 5, THIRD)),
    ("ends", "q ≥ 0.5, z = 0, q = 0", ends),
    ("race", "4,000 races at q = 0.3, z = 2 and 10; the same dice, the same share", races, 2),
]
check("E2.14", properties, catch_up, race)

# %% [markdown] id="E2.14-widget-text"
# How many confirmations are enough? **Predict,** then move: 45 % against six blocks. And which of the two numbers, *exact* or *paper*, does your `race` come near?

# %% id="E2.14-widget" tags=["figure"]
widgets.confirmations(catch_up, race)

# %% [markdown] id="E2.14-break"
# <details><summary>Answer</summary>
#
# Nearly three in four (0.734). `race` comes near the exact value. The attacker's blocks follow the negative binomial law (Rosenfeld, 2014), not Poisson's, which the paper takes.
#
# </details>
#
# **Not true: “the paper's numbers are always too low.”** For few blocks, or a strong attacker, they are too high: 0.446 instead of 0.432 at 30 % and two blocks.
#
# **Not true: “six blocks are final”, “below 50 % no attack works.”** The risk never ends: at six blocks 0.0006 for 10 %, 0.156 for 30 %.
#
# ### Break it
#
# At 10 % and six blocks the paper says 0.00024, the exact value is 0.00059. How many races do you need to see the difference?
#
# <details><summary>Answer</summary>
#
# Some 20,000; in 1,000 he wins 0.6 times on average.
#
# </details>

# %% id="E2.14-try"
try:
    for n in (1_000, 10_000, 50_000):
        print(f"{n:6,} races: {try_call(race, 0.1, 6, Dice(2), n):.5f}")
except CannotUse as why:
    print(f"race: {why}")

# %% [markdown] id="E2.15-text"
# Now play the thief (双花（双重支付）: he spends one coin twice). The merchant is inside this notebook.
#
# You build: `attacker_move`, his next move.
#
# **Contract.** `attacker_move(honest: int, secret: int, z: int) -> str`. Since the payment, the public branch has `honest` blocks, the payment in the first. The thief's hidden branch begins at the same parent, pays the coin back to himself, and has `secret` blocks. (All his blocks count here.) The merchant delivers at `z` ≥ 1 confirmations (确认), that is when `honest` ≥ `z`. Return `"publish"` when the goods are delivered **and** the hidden branch is longer; else `"stop"` when the hidden branch is 50 or more behind; else `"mine"`.
#
# - **True:** (6, 7, 6) → `"publish"`.
# - **False:** (6, 6, 6): level is not enough → `"mine"`. (5, 7, 6): published now, the merchant keeps the goods → `"mine"`.
# - **Edge:** (50, 0, 6) → `"stop"`; (50, 1, 6) → `"mine"`.
#
# **Predict.** Does it help the thief to publish at a tie?
#
# <details><summary>Answer to Predict</summary>
#
# No: a node keeps the branch that it saw first.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which two things must be true at once?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# Which sign includes equality, which does not?
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# if honest ≥ z and secret > honest: "publish"
# if honest − secret ≥ 50: "stop"
# otherwise "mine"
# ```
#
# </details>


# %% id="E2.15-solution"
def attacker_move(honest: int, secret: int, z: int) -> str:
    """What the thief does next: "publish", "stop" or "mine"."""
    ### BEGIN SOLUTION
    if honest >= z and secret > honest:
        return "publish"
    if honest - secret >= 50:
        return "stop"
    return "mine"
    ### END SOLUTION


# %% id="E2.15-visible"
from blockkit.classroom.notebook import check, gives_each

properties = [
    (
        "publish",
        "published when delivered and longer",
        lambda: gives_each(
            attacker_move,
            [("publish", 6, 7, 6), ("publish", 2, 3, 2), ("mine", 5, 7, 6), ("mine", 0, 1, 1)],
        ),
    ),
    (
        "tie",
        "never at equal length",
        lambda: gives_each(attacker_move, [("mine", 6, 6, 6), ("mine", 9, 9, 6), ("publish", 6, 60, 6)]),
    ),
    (
        "stop",
        "stops at 50 behind",
        lambda: gives_each(attacker_move, [("stop", 50, 0, 6), ("mine", 50, 1, 6), ("stop", 70, 12, 6)]),
    ),
]
check("E2.15", properties, attacker_move)

# %% [markdown] id="E2.15-widget-text"
# A real attack: two chains with your rules, real payments, every block mined. **Predict:** with 30 % against three confirmations, in how many of ten seeds does the thief win? Try them.

# %% id="E2.15-widget" tags=["figure"]
widgets.robbery(rules.using(best_tip, attacker_move))

# %% [markdown] id="E2.15-break"
# ### Break it
#
# The thief pays himself 51 bitcoins in a secret block, one too many. What do the nodes say?

# %% id="E2.15-try"
print(print_money(rules))

# %% [markdown] id="E2.15-answer"
# **Not true: “with 51 % one can print coins, or take anybody's.”** Work decides between *valid* branches only. A majority can take back its *own* payments, and keep others out.

# %% [markdown] id="challenge-text"
# ## Challenge · Selfish mining  (●●●, 10 minutes, no points)
#
# A selfish miner with the share *a* of the power keeps his blocks secret until the others come near; at a tie, the share *g* of the others mines on his. Above the threshold (1 − g) / (3 − 2g) he gets more blocks than his share: 0.4837 for a = 0.4, g = 0 (Eyal and Sirer, 2014). Write `worth_it(a, g)`.


# %% id="challenge-stub"
def worth_it(a: float, g: float) -> bool:
    """Does selfish mining pay for a share ``a`` below one half?"""
    return TODO


# %% id="challenge-check" tags=["check"]
from blockkit.classroom.notebook import accepts, challenge, rejects

challenge(
    [
        ("third", "without followers, from one third on", lambda: accepts(worth_it, 0.34, 0)),
        ("less", "a little less does not pay", lambda: rejects(worth_it, 0.33, 0)),
        ("quarter", "with half of the others, from one quarter on", lambda: accepts(worth_it, 0.26, 0.5)),
        ("all", "with all of them, always", lambda: accepts(worth_it, 0.01, 1)),
    ]
)

# %% [markdown] id="nodes-text"
# ## Six nodes
#
# Three nodes run on your rules, three on the reference. Forty blocks, two splits, then a tie, and a stranger who pays himself too much. **Predict:** do all six end on one tip? If a rule of yours differs, and these blocks show it, the picture has the first one on which they disagree, and the name of the rule.

# %% id="nodes" tags=["figure"]
figures.six_nodes(rules.using(best_tip))

# %% [markdown] id="built"
# ## You built
#
# - `chain_work` and `best_tip`: the choice between histories;
# - `fork_cases`: inputs that unmask faulty nodes;
# - `catch_up` and `race`: the odds, by formula and by experiment;
# - `attacker_move`: a thief, who needs luck or a majority.
#
# **Toy rules in this notebook:** the thief counts blocks, since all have equal work here. *Real rule:* he weighs their work, as nodes do. Everybody hears of a block at once. *Real rule:* blocks travel for seconds, and that alone makes forks.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · A merchant sells cars to a stranger. Why is “six blocks” no answer?</summary>
#
# The risk depends on the stranger's power, and on what there is to gain.
#
# </details>
#
# <details><summary>2 · Two nodes follow different tips of equal work. Is one of them wrong?</summary>
#
# No. The next block decides.
#
# </details>
#
# <details><summary>3 · Why can no majority create a coin?</summary>
#
# A block with a wrong sum is invalid, and work counts on valid branches only.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [03a · Keys and addresses](../03_utxo/03a_keys.ipynb).
