# %% [markdown] id="title"
# # 01c · Merkle trees
#
# **You already have** `hash256` and the 80-byte header. **You will build** one hash for all transactions of a block, a proof that one payment is among them, and an alarm. **You need** 65 minutes, and 25 more for the challenge.
#
# A block (区块) can contain thousands of transactions (交易), but its header (区块头) has only 32 bytes for them. How is that enough?

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, real_block, sources, widgets
from blockkit.classroom.notebook import CannotUse, answer, try_call

rules = load()
hash256 = rules.hash256

# %% id="picture" tags=["figure"]
figures.merkle_tree(11, 6, rules)

# %% [markdown] id="picture-text"
# This is a Merkle tree (默克尔树) over 11 real transactions. At the bottom are the *leaves*. Each leaf is a *txid* (交易 ID): the `hash256` of one transaction (toy rule). Neighbours are joined and hashed, level (row) by level, until one hash is left: the Merkle root (默克尔根), which is in the header.
#
# Each level has half as many hashes, rounded up: 11, 6, 3, 2, 1. A last hash without a neighbour is paired with a copy of itself, drawn dashed. Find the two copies.
#
# **Not true: “the root stores the transactions.”** With 32 bytes you can *check* a list, not read it.

# %% [markdown] id="E1.9-text"
# You build: `merkle_root`, one hash for a list of transactions.
#
# **Contract.** `merkle_root(txids)` takes a list or a tuple of txids, also of thousands, and returns the root; all hashes are 32 bytes in wire order. Two neighbours become `hash256(left + right)`. On *every* level below the root, a last hash without a neighbour is paired with itself. `txids` stays as it was.
#
# - **True:** the four txids of block 100,000 give the root in its header, displayed as `f3e94742…25a95766`.
# - **False:** `hash256` of these four joined to 128 bytes, `68e9c97a…6adc1af6`; no pairs were made.
# - **Edge:** one txid is its own root, as in block 0; an empty list raises `ValueError` or another error.
#
# **One level by hand.** In a new cell: `a, b, c = real_block(100_000).txids[:3]`, then `[hash256(a + b), hash256(c + c)]`. Two hashes are left; what next?
#
# **Predict.** Block 277,647 has 213 transactions. How many levels has its tree, and how many of them need a copy?
#
# <details><summary>Answer to Predict</summary>
#
# Nine: 213, 107, 54, 27, 14, 7, 4, 2, 1. Those with 213, 107, 27 and 7 need a copy.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Three hashes are on a level. Which pairs do you hash?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# In the picture, the level with three hashes is not the lowest: test for “odd” inside your loop. `list(txids)` is a new list that you may change.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# level = a new list of the txids; if it is empty: ValueError
# while level has more than one hash:
#     if their number is odd: append the last one again
#     level = hash256(left + right) for each pair
# return the only hash in level
# ```
#
# </details>


# %% id="E1.9-solution"
def merkle_root(txids: list[bytes]) -> bytes:
    """The Merkle root of a list or tuple of txids."""
    ### BEGIN SOLUTION
    level = list(txids)
    if not level:
        raise ValueError("a Merkle tree needs at least one txid, got none")
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]
    ### END SOLUTION


# %% id="E1.9-visible"
from blockkit.classroom.notebook import case, check, gives, leaves_alone, real_block, refuses

ONE, TWO, FOUR, MANY = (real_block(height) for height in (0, 170, 100_000, 277_647))
ROOT = FOUR.header.merkle_root
THREE_ROOT = bytes.fromhex("53b5d0dd680d97e65c96ab80dca66f934c51256b70cc1d0873e25d82705443fa")


def left_alone():
    """Four txids never need a copy; three do, when the last is repeated."""
    case("four txids", leaves_alone, ROOT, merkle_root, list(FOUR.txids))
    case("three of them", leaves_alone, THREE_ROOT, merkle_root, list(FOUR.txids[:3]))


properties = [
    ("one", "block 0: one txid", lambda: gives(ONE.header.merkle_root, merkle_root, ONE.txids)),
    ("two", "block 170: two txids", lambda: gives(TWO.header.merkle_root, merkle_root, TWO.txids)),
    (
        "four",
        "block 100,000: four txids, and three of them, left as they were",
        left_alone,
    ),
    ("many", "block 277,647: 213 txids", lambda: gives(MANY.header.merkle_root, merkle_root, MANY.txids)),
    ("none", "no txids: refused", lambda: refuses(merkle_root, [])),
]
check("E1.9", properties, merkle_root)

# %% [markdown] id="E1.9-picture-text"
# Real blocks of one to eight transactions. Is your root the one in the header? Which trees need a copy?

# %% id="E1.9-picture" tags=["figure"]
figures.real_trees(rules.using(merkle_root))

# %% [markdown] id="E1.9-break"
# ### Break it
#
# Put something into the brackets, so that the longer list has the same root.

# %% id="E1.9-try"
# answer(rules, name, …): what your function says
# or, with a note, what the reference says
three = list(real_block(100_000).txids[:3])
mine = rules.using(merkle_root)
for txids in (three, three + []):
    root, note = answer(mine, "merkle_root", txids)
    print(len(txids), "txids:", root.hex(), note)

# %% [markdown] id="E1.9-answer"
# <details><summary>Answer</summary>
#
# `three[-1:]`: you write the copy yourself, so the tree need not make it.
#
# </details>

# %% [markdown] id="phone"
# ## A phone that has only headers
#
# A phone has no room for all blocks. As a light client (SPV, 轻客户端) it keeps only headers. Somebody claims that a transaction is in block 277,647. Must the phone fetch all 213 txids? No: on each level it joins the hash it has with one more, its *sibling*, until it has the root. The siblings, six-sided in the picture, are the Merkle proof (默克尔证明).
#
# In numbers: 213 txids are 6,816 bytes; with eight levels below the root, a proof has 8 · 32 = 256.
#
# **Predict, then try.** How many hashes are sent for 8, 9 and 13 transactions?

# %% id="phone-widget" tags=["figure"]
widgets.merkle(rules.using(merkle_root))

# %% [markdown] id="phone-answer"
# <details><summary>Answer</summary>
#
# 3, 4 and 4.
#
# </details>
#
# **Not true: “ten times the transactions, ten times the proof.”** From 213 to 2,130 transactions, a proof grows from 8 to 12 hashes.

# %% [markdown] id="E1.10-text"
# You build: `merkle_proof` for a *node*, a computer that has the blocks; `verify_proof` for the phone.
#
# **Contract 1.** `merkle_proof(txids, index)` returns a list: the siblings on the way from `txids[index]` to the root, the lowest first. The last hash of an odd level is its own sibling. `index` is always a place in the list, counted from 0.
#
# **Contract 2.** `verify_proof(txid, index, count, proof, root)` says whether the proof leads from `txid` to `root`. At an even place your hash is the left one, at an odd place the right one; one level up its place is `index // 2`. `count` is the number of transactions (toy rule: the phone knows it), 0 ≤ `index` < `count`; it fixes the length of the proof. Neither function changes an argument.
#
# - **True:** `f4184fc5…9e16`, the first payment from one person to another, is at place 1 in block 170, which has two transactions; its proof is the other txid.
# - **False:** the same proof at place 0, which joins the two in the wrong order.
# - **Edge:** with one transaction the proof is empty. A wrong, short or long proof is `False`, never an error.
#
# **Predict.** A block has the txids a, b and c. What is the proof for c?
#
# <details><summary>Answer to Predict</summary>
#
# First c itself, the copy; then `hash256(a + b)`.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Your hash is at place 5. Where is its sibling? And at place 4?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# The loop of `merkle_root` passes every level: take one hash from each. In `verify_proof` let `count` shrink like the levels, 11, 6, 3, 2, 1; the proof must end exactly at 1.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# merkle_proof: on each level below the root:
#     if the number of hashes is odd: append the last one again
#     append to proof the hash at index + 1 (index even) or index - 1 (index odd)
#     go one level up; halve index, rounding down
#
# verify_proof: result = txid; for each sibling in proof:
#     if count = 1: no, the proof is too long
#     result = hash256 of result and sibling, in the right order
#     halve index, rounding down; halve count, rounding up
# yes, if count = 1 and result = root
# ```
#
# </details>


# %% id="E1.10-solution"
def merkle_proof(txids: list[bytes], index: int) -> list[bytes]:
    """The siblings from ``txids[index]`` to the root, the lowest first."""
    ### BEGIN SOLUTION
    level, proof = list(txids), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append(level[index + 1 if index % 2 == 0 else index - 1])
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
        index = index // 2
    return proof
    ### END SOLUTION


def verify_proof(
    txid: bytes,
    index: int,
    count: int,
    proof: list[bytes],
    root: bytes,
) -> bool:
    """Does it lead from ``txid``, at ``index`` of ``count``, to ``root``?"""
    ### BEGIN SOLUTION
    result = txid
    for sibling in proof:
        if count == 1:
            return False
        result = hash256(result + sibling if index % 2 == 0 else sibling + result)
        index, count = index // 2, (count + 1) // 2
    return count == 1 and result == root
    ### END SOLUTION


# %% id="E1.10-visible"
from blockkit.classroom.notebook import accepts, call, case, check, gives, real_block, rejects

TWO, FOUR, MANY = (real_block(height) for height in (170, 100_000, 277_647))
A, B, C, D = FOUR.txids
ROOT = FOUR.header.merkle_root
# The two hashes below the root.
AB = bytes.fromhex("15b88c5107195bf09eb9da89b83d95b3d070079a3c5c5d3d17d0dcd873fbdacc")
CD = bytes.fromhex("49aef42d78e3e9999c9e6ec9e1dddd6cb880bf3b076a03be1318ca789089308e")
PROOFS = ([B, CD], [A, CD], [D, AB], [C, AB])


def true_and_false(block, place, proof):
    """The proof holds for this transaction, and not for the one at the next place."""
    count, root = len(block.txids), block.header.merkle_root
    own, neighbour = block.txids[place], block.txids[place ^ 1]
    case("the true proof", accepts, verify_proof, own, place, count, proof, root)
    case("the neighbour's txid", rejects, verify_proof, neighbour, place, count, proof, root)
    case("the wrong place", rejects, verify_proof, own, place ^ 1, count, proof, root)


def by_both(block, place):
    """What your ``merkle_proof`` gives, seen by your ``verify_proof``."""
    true_and_false(block, place, call(merkle_proof, block.txids, place))


def inner_node():
    """The hash of a pair is passed off as a txid, with its true sibling: for four txids this is too short."""
    case("the true proof", accepts, verify_proof, A, 0, 4, [B, CD], ROOT)
    for node, place, sibling in ((AB, 0, CD), (CD, 1, AB)):
        case("an inner node", rejects, verify_proof, node, place, 4, [sibling], ROOT)


properties = [
    ("two", "block 170: the proof for f4184fc5…", lambda: gives([TWO.txids[0]], merkle_proof, TWO.txids, 1)),
    (
        "four-proofs",
        "block 100,000: all proofs",
        lambda: [case(f"place {i}", gives, PROOFS[i], merkle_proof, FOUR.txids, i) for i in range(4)],
    ),
    (
        "four-verified",
        "block 100,000: verified",
        lambda: [true_and_false(FOUR, i, PROOFS[i]) for i in range(4)],
    ),
    ("many", "block 277,647: places 5 and 211", lambda: [by_both(MANY, 5), by_both(MANY, 211)]),
    ("inner", "an inner node is no txid: False with count 4", inner_node),
]
check("E1.10", properties, merkle_proof, verify_proof)

# %% id="E1.10-picture" tags=["figure"]
mine = rules.using(merkle_root, merkle_proof, verify_proof)
figures.merkle_tree(13, 12, mine)

# %% [markdown] id="E1.10-break"
# ### Break it
#
# `inner` is a hash *inside* the tree of block 100,000. A cheat calls it a txid and sends its true sibling. What does your phone say when the `count` it knows is 2, and when it is 4?

# %% id="E1.10-try"
a, b, c, d = real_block(100_000).txids
root = real_block(100_000).header.merkle_root
inner, sibling = hash256(a + b), hash256(c + d)
mine = rules.using(verify_proof)
for count in (2, 4):
    claim = inner, 0, count, [sibling], root
    print(count, "transactions:", *answer(mine, "verify_proof", *claim))

# %% [markdown] id="E1.10-answer"
# <details><summary>Answer</summary>
#
# With 4, a hash is missing: `False`. With 2 the lie passes. A proof is only as good as the count.
#
# </details>

# %% [markdown] id="E1.11-text"
# For your attack it was enough to write the last txid twice. It also works one level up: [1, 2, 3, 4, 5, 6] and [1, 2, 3, 4, 5, 6, 5, 6] have one root. This is the hole CVE-2012-2459:
#
# 1. A cheat pads an honest block and sends it to your node.
# 2. The node sees double payments, refuses the block and notes its id as bad.
# 3. But the header is unchanged, so this is the honest block's id too.
# 4. When the honest block arrives, your node refuses it.

# %% id="E1.11-twins" tags=["figure"]
figures.merkle_twins(rules.using(merkle_root))

# %% [markdown] id="E1.11-contract"
# You build: `has_duplicate_subtree`, the alarm that rings for a padded list and not for an honest one.
#
# **Contract.** `has_duplicate_subtree(txids)` takes a list or a tuple of at least one txid, also of thousands, and changes nothing. It returns `True` when, on any level, two neighbours that are hashed together are equal, otherwise `False`. A last hash and its own copy are one place, not two neighbours: no alarm.
#
# - **True:** the txids of block 277,647 with the last one written twice.
# - **False:** its 213 txids as they are.
# - **Edge:** one txid gives `False`. No check asks about equal txids at other places; honest blocks have none.
#
# **Predict.** Is it enough to compare the txids in each pair of [1, 2, 3, 4, 5, 6, 5, 6]?
#
# <details><summary>Answer to Predict</summary>
#
# No: 1 2, 3 4, 5 6, 5 6 are all unequal. One level up, the last two hashes are equal.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which places are hashed together in [1, 2, 3, 3]? How many places has [1, 2, 3]?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# Take the loop of `merkle_root`. Compare the pairs *before* the copy is appended.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# level = a new list of the txids
# while level has more than one hash:
#     if the two hashes of any complete pair are equal: return True
#     append the last one again if needed; go one level up
# return False
# ```
#
# </details>


# %% id="E1.11-solution"
def has_duplicate_subtree(txids: list[bytes]) -> bool:
    """Are two neighbours that are hashed together equal, anywhere?"""
    ### BEGIN SOLUTION
    level = list(txids)
    while len(level) > 1:
        if any(level[i] == level[i + 1] for i in range(0, len(level) - 1, 2)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return False
    ### END SOLUTION


# %% id="E1.11-visible"
from blockkit.classroom.notebook import accepts, case, check, real_block, rejects

FOUR, MANY = list(real_block(100_000).txids), list(real_block(277_647).txids)
SIX = MANY[:6]


def tells_apart(padded, honest, names):
    """The alarm rings for the one list and not for the other."""
    case(f"{names[0]} is padded", accepts, has_duplicate_subtree, padded)
    case(f"{names[1]} is honest", rejects, has_duplicate_subtree, honest)


NAMES_3 = "[1, 2, 3, 3]", "[1, 2, 3]"
NAMES_6 = "[1, 2, 3, 4, 5, 6, 5, 6]", "[1, 2, 3, 4, 5, 6]"
NAMES_213 = "block 277,647 with its last txid twice", "block 277,647"


properties = [
    (
        "three",
        "[1, 2, 3, 3] rings, [1, 2, 3] does not",
        lambda: tells_apart(FOUR[:3] + FOUR[2:3], FOUR[:3], NAMES_3),
    ),
    (
        "six",
        "[1, 2, 3, 4, 5, 6, 5, 6] rings, [1, 2, 3, 4, 5, 6] does not",
        lambda: tells_apart(SIX + SIX[4:], SIX, NAMES_6),
    ),
    (
        "many",
        "block 277,647 rings only with its last txid twice",
        lambda: tells_apart(MANY + MANY[-1:], MANY, NAMES_213),
    ),
]
check("E1.11", properties, has_duplicate_subtree)

# %% id="E1.11-picture" tags=["figure"]
figures.merkle_twins(rules.using(merkle_root, has_duplicate_subtree))

# %% [markdown] id="E1.11-break"
# ### Break it
#
# `listen` is a small node. It refuses double payments, and remembers the root as bad unless the alarm rings. It receives the padded block, then the honest one. Guess its answers, then run both cells.
#
# Is `len(set(txids)) < len(txids)` an alarm too? It rings for [1, 2, 1] as well, whose root belongs to no honest list. What does a node lose?


# %% id="E1.11-listen"
def listen(alarm, blocks):
    bad = set()
    for txids in blocks:
        root = rules.merkle_root(txids)
        twice = len(set(txids)) < len(txids)
        yield "refused" if twice or root in bad else "accepted"
        if twice and not alarm(txids):
            bad.add(root)


# %% id="E1.11-try"
# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
honest = list(real_block(277_647).txids)
padded = honest + honest[-1:]
print("no alarm:  ", *listen(lambda txids: False, [padded, honest]))


def alarm(txids):
    return try_call(has_duplicate_subtree, txids)


try:
    print("your alarm:", *listen(alarm, [padded, honest]))
except CannotUse as why:
    print("your alarm:", why)

# %% [markdown] id="E1.11-answer"
# <details><summary>Answer</summary>
#
# Nothing: no honest block repeats a txid. The checks accept this alarm.
#
# </details>
#
# **Not true: “padding is harmless.”** The harm is in what the node remembers.

# %% [markdown] id="challenge-text"
# ## Challenge · Prove what you owe  (●●●, 25 minutes, no points)
#
# In a *sum tree* each place has a hash and an amount, so the root shows all that an exchange owes its customers: a proof of liabilities (负债证明). You build `sum_root`; its contract is in the next cell.
#
# **Predict.** Why no copy here? And how would a dishonest exchange use a leaf of −500?
#
# <details><summary>Answer</summary>
#
# A copy would count money twice. A leaf of −500 makes the debt look smaller, and customers whose proofs do not touch it cannot see it.
#
# </details>


# %% id="challenge-stub"
def sum_root(leaves: list[tuple[bytes, int]]) -> tuple[bytes, int]:
    """The hash and the amount at the top of a sum tree.

    A leaf is 32 bytes and an amount in satoshi. A parent's amount is
    the sum of its two children's. Its hash is hash256 of left hash, left
    amount, right hash and right amount, joined; each amount is written
    in 8 bytes, little endian. A leaf or place without a neighbour is
    joined with (bytes(32), 0). An empty list and a negative amount raise
    ValueError.
    """
    return TODO


# %% id="challenge-check" tags=["check"]
from blockkit.classroom.notebook import challenge, gives, refuses

LEAVES = [(bytes([number]) * 32, 100 * number) for number in (1, 2, 3)]
TOP = bytes.fromhex("e93a48e4363074d314c95a61a982d196e36f54e81b538e4343f6023c6d4573e2")
properties = [
    ("three", "three customers, 600 satoshi", lambda: gives((TOP, 600), sum_root, LEAVES)),
    ("one", "one customer", lambda: gives(LEAVES[2], sum_root, LEAVES[2:])),
    ("negative", "a customer with −500: refused", lambda: refuses(sum_root, [*LEAVES, (bytes(32), -500)])),
    ("none", "no customers: refused", lambda: refuses(sum_root, [])),
]
challenge(properties)

# %% [markdown] id="built"
# ## You built
#
# - `merkle_root`: 32 bytes that fix thousands of payments and their order;
# - `merkle_proof` and `verify_proof`: a phone checks a payment with few hashes;
# - `has_duplicate_subtree`: your node no longer falls for a padded block.
#
# **Toy rules in this notebook:** the phone is told the count. *Real rule:* the header does not contain it; a careful phone also asks for the proof of the first transaction, whose length shows the depth of the tree. A txid is the hash of all bytes of a transaction. *Real rule:* since block 481,824 (2017) it can leave out the signatures; a second Merkle root covers them, and the first transaction contains a hash of it.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · How long is a proof among 1,000, among 1,024, among 1,025 transactions?</summary>
#
# 10, 10 and 11 hashes.
#
# </details>
#
# <details><summary>2 · Why does <code>verify_proof</code> need the place of the transaction?</summary>
#
# `hash256(a + b)` and `hash256(b + a)` differ. The place says which hash is the left one.
#
# </details>
#
# <details><summary>3 · Two different lists have the same root. Is SHA-256 broken?</summary>
#
# No. The tree copied a hash of one list, so both lists led to the same bytes.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [01d · A chain of blocks](01d_chain.ipynb).
