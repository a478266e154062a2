# %% [markdown] id="title"
# # 01d · A chain of blocks
#
# **You already have** hashes, one encoding for a block, and Merkle roots. **You will build** blocks that point back, a search for the broken link, and a repaired `valid_chain`. **You need** 60 minutes.
#
# Each block (区块) names the block before it by its id. So blocks become a blockchain (区块链). In the picture, somebody has changed a payment in block 2. How does the chain show it?

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, real_block, sources, widgets
from blockkit.classroom.notebook import CannotUse, answer, try_call
from blockkit.classroom.notebook import GENESIS, NO_PREVIOUS, PUZZLE_PREFIX, block_id

rules = load()

# %% id="picture" tags=["figure"]
figures.json_chain(2, "to", "Mallory", False, rules)

# %% [markdown] id="picture-text"
# The payment is part of what is hashed, so block 2 now has another id. Block 3 still names the old one. (The verdict below comes from `first_broken`, which you build in E1.13.) Bitcoin has the same link (链接): a header (区块头) has a field `prev_block` with the id of the block before.
#
# **Predict.** In the next cell, block 0 is one second later. Which of the three ids are equal?

# %% id="late"
from dataclasses import replace

first, second = real_block(0).header, real_block(1).header
late = replace(first, time=first.time + 1)
print("id of block 0:    ", rules.to_display(rules.block_hash(first)))
print("named by block 1: ", rules.to_display(second.prev_block))
print("one second later: ", rules.to_display(rules.block_hash(late)))

# %% [markdown] id="E1.12-text"
# In this notebook a block is a dictionary (toy rule). Its id is `block_id(block)`: the `hash256` of its canonical JSON, as hex text. `GENESIS` (创世区块), the first block of your chain, is given. Its field `proof` (here: the puzzle's number) is for E1.14.
#
# You build: `new_block`, the block that comes next.
#
# **Contract.** `new_block(chain, transactions, time)` returns a dictionary with exactly four keys; `proof` is not among them. `index` is the number of blocks before it. `time` is given, in whole seconds. `transactions` is a new list of the same transactions, which belongs to the block alone: when the caller's list changes later, the block's list does not. `previous_hash` is the `block_id` of the last block. No argument changes.
#
# - **True:** after `[GENESIS]`, the index is 1 and `previous_hash` begins with `0007ab03`.
# - **False:** `"transactions": pending.clear()`, as in a tutorial; every block stores `None`.
# - **Edge:** for an empty chain, the index is 0 and `previous_hash` is `NO_PREVIOUS`, 64 zeros. A block without transactions is a block.
#
# **Predict.** What does `pending.clear()` do, and what does it return?
#
# <details><summary>Answer to Predict</summary>
#
# It empties the list and returns `None`. Both are wrong here.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Your block contains a list. Who else can change the same list?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `list(...)` makes a new list. The last block is `chain[-1]`; when is there none?
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# return a dictionary:
#     index = number of blocks in chain
#     time = time
#     transactions = a new list of the transactions
#     previous_hash = block_id of the last block; NO_PREVIOUS if chain is empty
# ```
#
# </details>


# %% id="E1.12-solution"
def new_block(
    chain: list[dict],
    transactions: list[dict],
    time: int,
) -> dict:
    """The block that follows ``chain``; its list is its own."""
    ### BEGIN SOLUTION
    return {
        "index": len(chain),
        "time": time,
        "transactions": list(transactions),
        "previous_hash": block_id(chain[-1]) if chain else NO_PREVIOUS,
    }
    ### END SOLUTION


# %% id="E1.12-visible"
from blockkit.classroom.notebook import GENESIS, NO_PREVIOUS, block_id
from blockkit.classroom.notebook import call_on, case, check, gives, holds, leaves_alone, same

HAL = [{"from": "Satoshi", "to": "Hal", "amount": 1_000_000_000}]  # the payment in block 170
ID_0 = "0007ab0347844281a636475190688982be5bae04e78498008b633d6ecfdd4110"
FIRST = {"index": 0, "time": 1231006505, "transactions": [], "previous_hash": NO_PREVIOUS}
SECOND = {"index": 1, "time": 1231731025, "transactions": HAL, "previous_hash": ID_0}
THIRD = {"index": 2, "time": 1231732000, "transactions": HAL, "previous_hash": block_id(SECOND)}
TWO = [GENESIS, SECOND]


def keeps_its_own_list():
    """A payment that the caller adds later does not get into the block."""
    gives(THIRD, new_block, TWO, HAL, 1231732000)
    pending = list(HAL)
    block = call_on(new_block, [list(TWO), pending, 1231732000])
    pending.append({"from": "Mallory", "to": "Mallory", "amount": 1})
    holds(same(block, THIRD), "a payment that came into the list later is in your block: copy the list")


properties = [
    ("after-genesis", "a block after GENESIS", lambda: gives(SECOND, new_block, [GENESIS], HAL, 1231731025)),
    (
        "empty",
        "a block without payments",
        lambda: gives({**THIRD, "transactions": []}, new_block, TWO, [], 1231732000),
    ),
    ("first", "the first block of a chain", lambda: gives(FIRST, new_block, [], [], 1231006505)),
    (
        "unchanged",
        "chain and payments stay as they were",
        lambda: leaves_alone(THIRD, new_block, TWO, HAL, 1231732000),
    ),
    ("own-list", "a payment added to the list later stays out", keeps_its_own_list),
]
check("E1.12", properties, new_block)

# %% id="E1.12-picture" tags=["figure"]
figures.json_chain(4, "amount", "12", False, rules.using(new_block))

# %% [markdown] id="E1.12-break"
# ### Break it
#
# Somebody edits a payment *inside* the list. Which amount do you expect in your block? How would you prevent this too?

# %% id="E1.12-try"
# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
payment = {"from": "Alice", "to": "Bob", "amount": 50}
try:
    block = try_call(new_block, [GENESIS], [payment], 1231731025)
    payment["amount"] = 5_000_000
    print(block)
except CannotUse as why:
    print(f"new_block: {why}")

# %% [markdown] id="E1.12-answer"
# <details><summary>Answer</summary>
#
# With `list(...)` the new list contains the same dictionary, so history has changed. `copy.deepcopy` copies what is inside, too.
#
# </details>

# %% [markdown] id="E1.13-text"
# You build: `first_broken`, which finds the first block whose id is not the id on record.
#
# **Contract.** `first_broken(chain, tip_id)` returns the place, counted from 0, of the first block whose `block_id` is not the id on record, or `None`. The id on record is the next block's `previous_hash`. For the last block, the *tip*, it is `tip_id`, which you know from elsewhere, such as a note. Compute the ids yourself; believe no `"hash"` that somebody stores in a block. A chain can have hundreds of blocks. No argument changes.
#
# - **True:** in the picture at the top, the answer is 2.
# - **False:** the answer 3. Block 3 contains the link that does not fit, but nobody has changed it.
# - **Edge:** an empty chain gives `None`. The index 0 is not `None`.
#
# **Predict.** Somebody changes block 1 of five. How many ids change, and how many links no longer fit?
#
# <details><summary>Answer to Predict</summary>
#
# One id and one link. Blocks 2, 3 and 4 still contain the same bytes.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# For each block, where is its id on record? Where for the last one?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# Make a list of the ids on record: one for each block, `tip_id` at its end. Then compare.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# on_record = previous_hash of each block but the first, then tip_id
# for each index and block:
#     if block_id(block) ≠ on_record[index]: return index
# return None
# ```
#
# </details>


# %% id="E1.13-solution"
def first_broken(chain: list[dict], tip_id: str) -> int | None:
    """The first index where the id is not the one on record, or ``None``."""
    ### BEGIN SOLUTION
    on_record = [block["previous_hash"] for block in chain[1:]] + [tip_id]
    for index, block in enumerate(chain):
        if block_id(block) != on_record[index]:
            return index
    return None
    ### END SOLUTION


# %% id="E1.13-visible"
from blockkit.classroom.notebook import SAID_NO, block_id, case, check, gives, json_chain

honest_block = json_chain.new_block
FIVE = []
for number in range(5):
    FIVE.append(honest_block(FIVE, [{"to": "Bob", "amount": number}], 1231006505 + 600 * number))
LAST_ID = block_id(FIVE[-1])


def nothing_broken():
    """The honest chain gives ``None``; this counts beside a block that was found."""
    gives(None, first_broken, FIVE, LAST_ID)
    return SAID_NO


def finds(*cases):
    """In each case some of the five blocks are a second late; the first of them is found."""
    for late in cases:
        chain = [{**block, "time": block["time"] + (n in late)} for n, block in enumerate(FIVE)]
        name = f"block {' and block '.join(map(str, late))} changed"
        case(name, gives, late[0], first_broken, chain, LAST_ID)


def finds_the_last():
    """The last of five, and the last of four, is not the one that was noted."""
    finds([4])
    case("the last of four is not the noted one", gives, 3, first_broken, FIVE[:4], LAST_ID)


properties = [
    ("honest", "the honest chain: None", nothing_broken),
    ("middle", "block 2 is changed, or block 3", lambda: finds([2], [3])),
    ("first", "the first block is changed, or the next", lambda: finds([0], [1])),
    ("last", "the last block is not the one you noted", finds_the_last),
    ("two", "two blocks are changed: the first of them", lambda: finds([1, 3], [2, 3])),
]
check("E1.13", properties, first_broken)

# %% [markdown] id="E1.13-widget-text"
# **Predict, then try:** change something in block 2, then press the button that repairs the links. Which index does your function give?

# %% id="E1.13-widget" tags=["figure"]
widgets.chain(rules.using(first_broken))

# %% [markdown] id="E1.13-break"
# <details><summary>Answer</summary>
#
# 4. Blocks 3 and 4 were rewritten too, so every link fits; only your note contradicts, and it names block 4.
#
# </details>
#
# ### Break it
#
# Mallory repairs every link after her edit. Whom does she fool: somebody who takes the last id from *her* chain, or somebody who wrote it down before? The cell asks for both.

# %% id="E1.13-try"
from copy import deepcopy

# answer(rules, name, …): what your function says
# or, with a note, what the reference says
forged = deepcopy(list(figures.TOY_CHAIN))
forged[2]["transactions"][0]["to"] = "Mallory"
for index in (3, 4):
    forged[index]["previous_hash"] = block_id(forged[index - 1])
mine = rules.using(first_broken)
for known in (block_id(forged[-1]), figures.TIP_ID):
    said = answer(mine, "first_broken", forged, known)
    print(f"last id {known[:8]}:", *said)

# %% [markdown] id="E1.13-answer"
# <details><summary>Answer</summary>
#
# With her id `None`: nothing wrong is seen, so she fools the first. With the noted id 4: the second notices.
#
# </details>
#
# **Not true: “a chain of hashes cannot be changed.”** An article says that every tampering is recorded on the chain. It is not: whoever computes a few hashes repairs all links. A change can only be *detected*, by somebody who knows a later id.
#
# How can repairs be made costly? Tutorials answer: with a puzzle, a *proof of work* (工作量证明).

# %% [markdown] id="E1.14-text"
# Run five faulty calls, find the faults, then write `valid_chain`.
#
# We wrote the next two cells in the style of early tutorials, with their real faults. A `Ledger` seals blocks. A `Node` checks chains that strangers send. To seal a block you must find a `proof`, a number that solves a puzzle (toy rule): only 1 number in 4,096 does. 349 and 596 solve the puzzle. Read both cells.


# %% id="E1.14-ledger"
from itertools import pairwise


class Ledger:
    def __init__(self):
        self.chain, self.pending = [GENESIS], []

    def seal(self, proof, time):
        block = {"index": len(self.chain), "time": time}
        block["proof"] = proof
        block["transactions"] = self.pending.clear()
        block["previous_hash"] = block_id(self.chain[-1])
        self.chain.append(block)


# %% id="E1.14-node"
from hashlib import sha256


class Node(Ledger):
    def solved(self, last_proof, proof):
        digest = sha256(f"{last_proof}{proof}".encode()).hexdigest()
        return digest.startswith(PUZZLE_PREFIX)

    def valid_chain(self, chain):
        for last, block in pairwise(self.chain):
            if block["previous_hash"] != block_id(last):
                return False
            if not self.solved(last["proof"], block["proof"]):
                return False
        return True


# %% [markdown] id="E1.14-predict"
# **Predict** what each of the next five cells prints, then run it. What should it print?

# %% id="E1.14-lost"
node = Node()
payment = {"from": "Satoshi", "to": "Hal", "amount": 1_000_000_000}
node.pending.append(payment)
node.seal(349, 1231731025)
print(node.chain[1]["transactions"])

# %% id="E1.14-rubbish"
print(Node().valid_chain([{"rubbish": True}] * 99))

# %% id="E1.14-own"
node = Node()
node.chain = [{"index": 99, "words": "my own first block"}]
print(node.valid_chain(node.chain))

# %% id="E1.14-edited"
node = Node()
node.seal(349, 1231731025)
node.seal(596, 1231732000)
payment = {"from": "Satoshi", "to": "Mallory", "amount": 1_000_000_000}
node.chain[1]["transactions"] = [payment]
node.chain[2]["previous_hash"] = block_id(node.chain[1])
edited = node.chain
print(node.valid_chain(edited))

# %% id="E1.14-datetime"
from datetime import datetime

node = Node()
node.seal(349, datetime(2009, 1, 12, 3, 30))
try:
    node.seal(596, datetime(2009, 1, 12, 3, 40))
except ValueError as error:
    print("no id:", error)

# %% [markdown] id="E1.14-contract"
# <details><summary>The five faults</summary>
#
# 1. `clear()` returns `None`: the payment is lost.
# 2. `valid_chain` never reads its argument; it walks its own chain.
# 3. The first block is not compared with `GENESIS`, and nobody checks the form of a block.
# 4. The puzzle reads two proofs and nothing else. On every computer 349 is the first proof after `GENESIS`, whatever the block says. After an edit it is enough to repair the links.
# 5. A `datetime` has no JSON, so the block has no id.
#
# </details>
#
# **Not true: “the puzzle protects the payments, since the blocks are chained.”** Two tutorials rely on this. A puzzle protects only what it reads.
#
# You build: `valid_chain`, the repaired check.
#
# **Contract.** `valid_chain(chain)`, also for hundreds of blocks, is `True` when all of this is true, and `False` for anything else, without an error:
#
# 1. `chain` is a list; its first block equals `GENESIS`.
# 2. Each later block is a dictionary with exactly the keys of `GENESIS`.
# 3. Its `index` is its place in the chain.
# 4. Its `index`, `time` and `proof` are `int`; `True` and `2.0` are not.
# 5. Its `transactions` is a list.
# 6. Its `previous_hash` is the `block_id` of the block before.
# 7. Its own `block_id` begins with `PUZZLE_PREFIX`, which is `"000"`. The proof is a field of the block, so this puzzle reads the whole block.
#
# - **True:** `[GENESIS]`; its id begins with `0007ab03`.
# - **False:** `edited`, the chain of the fourth cell above.
# - **Edge:** `[]`, `None`, `[GENESIS, None]`, a float in a later block: all `False`.
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which rule does each of the five cells break?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# Check the form before you use it, in the order of the contract. `type(x) is int` is false for `True` and `2.0`. `block_id` raises `ValueError` for a value it cannot write, `RecursionError` for a list inside itself, `TypeError` for what is no dictionary: put `try` around it.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# if chain is no list, or empty: return False
# try:
#     if chain[0] ≠ GENESIS: return False
#     for each index from 1 and its block:
#         if block is no dictionary or has other keys: return False
#         if index, time or proof is no int, or transactions is no list: return False
#         if index ≠ its place: return False
#         if previous_hash ≠ block_id of the block before: return False
#         if block_id(block) does not begin with PUZZLE_PREFIX: return False
# if one of the three errors was raised: return False
# return True
# ```
#
# </details>


# %% id="E1.14-solution"
def valid_chain(chain: list[dict]) -> bool:
    """Is every block, from ``GENESIS`` on, in place, linked and mined?"""
    ### BEGIN SOLUTION
    if not isinstance(chain, list) or not chain:
        return False
    try:
        if chain[0] != GENESIS:
            return False
        for index, block in enumerate(chain[1:], start=1):
            if not isinstance(block, dict) or block.keys() != GENESIS.keys():
                return False
            if any(type(block[key]) is not int for key in ("index", "time", "proof")):
                return False
            if not isinstance(block["transactions"], list) or block["index"] != index:
                return False
            if block["previous_hash"] != block_id(chain[index - 1]):
                return False
            if not block_id(block).startswith(PUZZLE_PREFIX):
                return False
    except (TypeError, ValueError, RecursionError):
        return False
    return True
    ### END SOLUTION


# %% id="E1.14-visible"
from blockkit.classroom.notebook import GENESIS, accepts, block_id, case, check, json_chain, mined, rejects

honest_block = json_chain.new_block
HONEST = [GENESIS]
for when in (1231731025, 1231732000):
    HONEST.append(mined(honest_block(HONEST, [{"from": "Satoshi", "to": "Hal", "amount": 1}], when)))
EDITED = {**HONEST[1], "transactions": [{"from": "Satoshi", "to": "Mallory", "amount": 1}]}
LINKED = [GENESIS, EDITED, {**HONEST[2], "previous_hash": block_id(EDITED)}]
ASIDE = mined(honest_block([GENESIS], [], 1231731026))  # nobody after it names it
OTHER = mined({**GENESIS, "time": 1231006506})
OTHER_CHAIN = [OTHER, mined(honest_block([OTHER], [], 1231731025))]


def honest_or_a_gap():
    """The honest chain is valid; without its middle block it is not."""
    case("three honest blocks", accepts, valid_chain, HONEST)
    case("GENESIS alone", accepts, valid_chain, [GENESIS])
    case("the block in the middle left out", rejects, valid_chain, [GENESIS, HONEST[2]])


def none_of(**strange):
    """None of these is valid, and none raises an error; this counts beside a valid chain."""
    return [case(name.replace("_", " "), rejects, valid_chain, chain) for name, chain in strange.items()][-1]


properties = [
    ("honest", "the honest chain: True; with a block left out: False", honest_or_a_gap),
    (
        "rubbish",
        "99 pieces of rubbish",
        lambda: none_of(
            only_rubbish=[{"rubbish": True}] * 99, rubbish_after_GENESIS=[GENESIS, {"rubbish": True}]
        ),
    ),
    (
        "linked",
        "a payment is edited, a link is repaired",
        lambda: none_of(edited_and_repaired=LINKED, edited=LINKED[:2]),
    ),
    (
        "link",
        "a block that names another one before it",
        lambda: none_of(another_one_named=[GENESIS, ASIDE, HONEST[2]]),
        3,
    ),
    (
        "genesis",
        "another first block",
        lambda: none_of(another_first_block=OTHER_CHAIN, GENESIS_left_out=HONEST[1:]),
    ),
    (
        "no-chain",
        "no chain at all",
        lambda: none_of(empty=[], None_for_a_chain=None, None_for_a_block=[GENESIS, None]),
    ),
]
check("E1.14", properties, valid_chain)

# %% [markdown] id="E1.14-break"
# ### Break it
#
# To solve the puzzle for a block is to *mine* it (挖矿). Mallory mines three blocks that pay her. Guess what your `valid_chain` says, and how many tries she needed.

# %% id="E1.14-try"
from blockkit.classroom.notebook import json_chain, mined

hers = [GENESIS]
for amount in (21, 22, 23):
    payment = {"to": "Mallory", "amount": amount}
    hers.append(mined(json_chain.new_block(hers, [payment], 1231731025)))
tries = sum(block["proof"] + 1 for block in hers[1:])
print("after", tries, "tries:")
print(*answer(rules.using(valid_chain), "valid_chain", hers))

# %% [markdown] id="E1.14-answer"
# <details><summary>Answer</summary>
#
# `True`, after 8,820 tries, and rightly: this chain keeps every rule. A puzzle does not make a rewrite impossible. It gives it a price: here about 4,096 tries a block, with Bitcoin's first target about 4,295,032,833.
#
# </details>

# %% [markdown] id="built"
# ## You built
#
# - `new_block`: a block that names the one before, with a list that nobody else can change;
# - `first_broken`: the first block that a known later id does not cover;
# - `valid_chain`: a check that believes nothing a stranger sends.
#
# **Toy rules in this notebook:** a block is JSON with its payments inside. *Real rule:* an 80-byte header with a Merkle root. The puzzle asks for `000`. *Real rule:* the hash, read as a number, must not exceed a target, which changes every 2,016 blocks. Any time is accepted. *Real rule:* the time must be later than the median of the last 11 blocks, and at most two hours ahead. Anybody can write “from Satoshi”. *Real rule:* a payment needs a signature.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · You wrote down the id of block 3. Which changes can you detect later?</summary>
#
# Every change in blocks 0 to 3. About later blocks your note says nothing.
#
# </details>
#
# <details><summary>2 · Why does <code>valid_chain</code> compare the first block with <code>GENESIS</code>?</summary>
#
# No other rule fixes it. Without the comparison, a stranger's chain with another beginning would be valid.
#
# </details>
#
# <details><summary>3 · In the tutorials' code, must a cheat solve the puzzle again after editing a payment?</summary>
#
# No. The puzzle reads two proofs, not the payments.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)).
#
# **Next:** [02a · Mining](../02_pow/02a_mining.ipynb). Hand in the four notebooks of `01_hashing` as your teacher asked; if you learn alone, the [instructor's guide](../../docs/instructors.md) says how to run the hidden checks.
