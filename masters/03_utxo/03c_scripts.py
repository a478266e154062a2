# %% [markdown] id="title"
# # 03c · Scripts
#
# **You already have** keys, and what a signature signs. **You will build** the machine that decides who may spend a coin. **You need** 75 minutes, and 20 for the challenge; a good place to stop is after E3.9.
#
# A coin belongs to nobody: it is locked by a small program, a script (脚本). The payer supplies another one, which leaves items on a stack (栈); then the lock runs on this stack. Here both run for the slides' payment.

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, widgets
from blockkit.classroom.notebook import answer, fits, hash160, program_of, real_spend
from blockkit.classroom.notebook import digest_of, schnorr_sign, tweaked_key
from blockkit.classroom.notebook import tweaked_secret, unsigned, with_witness, x_key

rules = load()

# %% id="picture" tags=["figure"]
figures.script_film("slides", rules)

# %% [markdown] id="stepper-text"
# At which step does a wrong unlocking script fail? **Predict:** with a wrong *signature*, what does OP_CHECKSIG leave? And with a wrong *key*? *Spoil* each.

# %% id="stepper" tags=["figure"]
widgets.stepper(rules)

# %% [markdown] id="stepper-after"
# <details><summary>Answer to Predict</summary>
#
# An empty item: false. No earlier step fails. A wrong key fails at OP_EQUALVERIFY.
#
# </details>

# %% [markdown] id="E3.9-text"
# Six operations can check all 732 inputs of block 277,647.
#
# You build: `run_script`, which runs a program on a stack, and `opens`.
#
# **Contract 1.** `run_script(program, stack, check) -> list[bytes]`. A program is a list of steps. `bytes` are put on the stack; a text is an operation:
#
# | operation | takes | puts |
# | --- | --- | --- |
# | `OP_DUP` | the top | it, twice |
# | `OP_HASH160` | the top | its `hash160` |
# | `OP_EQUAL` | two items | `b"\x01"` if they are the same bytes, else `b""` |
# | `OP_VERIFY` | the top | nothing; fails if it is false |
# | `OP_EQUALVERIFY` | two items | nothing; fails if they are not the same bytes |
# | `OP_CHECKSIG` | the top, a key; below it, a signature | `b"\x01"` if `check(signature, key)`, else `b""` |
#
# The top is the *last* item of the list. Return the final stack as a **new** list. A step *fails* when items are missing, when VERIFY takes a false item, when `check` raises a `ValueError`, and when the text is none of these six: raise `ValueError` or another error. An item is *false* if it is empty or all its bytes are 0; a last byte `80` counts as 0 (minus zero). Any other item is true.
#
# **Contract 2.** `opens(unlocking, locking, check) -> bool` runs `unlocking` on an empty stack, then `locking` on the stack that is left. `True` when no step fails and the top at the end is true, whatever is below; otherwise `False`, never an error.
#
# - **True:** block 170: `opens([signature], [key, "OP_CHECKSIG"], check)`. The slides: the picture above.
# - **False:** `[key, signature]`: the order matters.
# - **Edge:** `80` is false, `80 00` (the number 128) is true. An extra item below is allowed. An empty stack at the end is `False`.
#
# **Predict.** Does OP_HASH160 hash the key here, or its copy?
#
# <details><summary>Answer to Predict</summary>
#
# The copy that OP_DUP made. The key itself stays below for OP_CHECKSIG.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# OP_EQUALVERIFY is OP_EQUAL, and then?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `stack.pop()` takes the top; on an empty list it raises `IndexError`, which `opens` must catch too. `isinstance(step, bytes)`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# copy the stack
# for each step:
#     bytes: put them on top
#     OP_DUP … OP_CHECKSIG: take, then put
#     any other text: fail
#     …VERIFY: take the top; false: fail
# opens: run both; an error or an empty stack: False
#        else: is the top true?
# ```
#
# </details>
#
# A small step first: which items are true?


# %% id="E3.9-stone"
from blockkit.classroom.notebook import challenge, gives_each


def is_true(item: bytes) -> bool:
    """False: empty, zeros, or zeros with 80 at the end."""
    return TODO


challenge([
    ("false", lambda: gives_each(is_true, [(False, b""), (False, b"\0\x80")])),
    ("true", lambda: gives_each(is_true, [(True, b"\1"), (True, b"\x80\0")])),
])  # fmt: skip


# %% id="E3.9-solution"
def run_script(program, stack: list[bytes], check) -> list[bytes]:
    """The stack after the program; an error if a step fails."""
    ### BEGIN SOLUTION
    stack = list(stack)
    for step in program:
        if isinstance(step, bytes):
            stack.append(step)
        elif step == "OP_DUP":
            stack.append(stack[-1])
        elif step == "OP_HASH160":
            stack.append(hash160(stack.pop()))
        elif step in ("OP_EQUAL", "OP_EQUALVERIFY"):
            stack.append(b"\1" if stack.pop() == stack.pop() else b"")
        elif step == "OP_CHECKSIG":
            key, signature = stack.pop(), stack.pop()
            stack.append(b"\1" if check(signature, key) else b"")
        elif step != "OP_VERIFY":
            raise ValueError(f"unknown operation {step}")
        if step in ("OP_VERIFY", "OP_EQUALVERIFY"):
            *front, last = stack.pop() or b"\0"
            if not any(front) and last in (0, 0x80):
                raise ValueError("false")
    return stack
    ### END SOLUTION


def opens(unlocking, locking, check) -> bool:
    """Does the unlocking program open the lock?"""
    ### BEGIN SOLUTION
    try:
        stack = run_script(unlocking, [], check)
        run_script([*locking, "OP_VERIFY"], stack, check)
    except (ValueError, IndexError):
        return False
    return True
    ### END SOLUTION


# %% id="E3.9-visible"
from blockkit.classroom.notebook import (
    accepts,
    case,
    check,
    fits,
    gives,
    hash160,
    leaves_alone,
    real_spend,
    refuses,
    rejects,
)

FIRST, SLIDES = real_spend("block 170"), real_spend("slides")


def steps_alone():
    """Each operation by itself, and with an item too few."""
    below = [b"below"]
    for program, items, end in (
        (["OP_DUP"], [b"a"], [b"a", b"a"]), (["OP_HASH160"], [b"a"], [hash160(b"a")]),
        (["OP_EQUAL"], [b"a", b"b"], [b""]), (["OP_EQUAL"], [b"a", b"a"], [b"\1"]),
        (["OP_VERIFY"], [b"\1"], []), (["OP_EQUALVERIFY"], [b"a", b"a"], []),
        (["OP_CHECKSIG"], [b"by Bob", b"Bob"], [b"\1"]), (["OP_CHECKSIG"], [b"by Bob", b"Eve"], [b""]),
    ):  # fmt: skip
        gives([*below, *end], run_script, program, [*below, *items], fits)
        refuses(run_script, program, items[1:], fits)
    refuses(run_script, ["OP_FOO"], [b"\1"], fits)
    case("the list that was handed in", leaves_alone, [b"a", b"b"], run_script, [b"b"], [b"a"], fits)
    gives([b"OP_DUP"], run_script, [b"OP_DUP"], [], fits)


def pays_to_key():
    """Block 170: the key is in the lock."""
    accepts(opens, FIRST.unlocking, FIRST.locking, FIRST.check)
    case("the slides' signature", rejects, opens, SLIDES.unlocking[:1], FIRST.locking, FIRST.check)


def pays_to_hash():
    """The slides: the hash of the key is in the lock."""
    signature, key = SLIDES.unlocking
    accepts(opens, [signature, key], SLIDES.locking, SLIDES.check)
    case("the other order", rejects, opens, [key, signature], SLIDES.locking, SLIDES.check)
    case("another key", rejects, opens, [signature, FIRST.locking[0]], SLIDES.locking, SLIDES.check)
    case("another signature", rejects, opens, [FIRST.unlocking[0], key], SLIDES.locking, SLIDES.check)


def true_or_not():
    """What is true at the end, and for OP_VERIFY."""
    for item in (b"\1", b"\x80\0", b"\0\1", b"\x81"):
        accepts(opens, [], [item], fits)
        gives([], run_script, ["OP_VERIFY"], [item], fits)
    for item in (b"", b"\0", b"\x80", b"\0\x80"):
        rejects(opens, [], [item], fits)
        refuses(run_script, ["OP_VERIFY"], [item], fits)


def at_the_end():
    """An empty stack, and items below the top."""
    case("nothing at all", rejects, opens, [], [], fits)
    case("nothing left", rejects, opens, [b"\1"], ["OP_VERIFY"], fits)
    case("items are missing", rejects, opens, [], ["OP_DUP"], fits)
    accepts(opens, [b"", b"by Bob"], [b"Bob", "OP_CHECKSIG"], fits)
    case("true below, false on top", rejects, opens, [b"\1"], [b""], fits)


properties = [
    ("steps", "each operation by itself, and with an item too few", steps_alone),
    ("key", "block 170: a key", pays_to_key),
    ("hash", "the slides: the hash of a key", pays_to_hash),
    ("truth", "what is true: 80 is false, 80 00 is true", true_or_not),
    ("end", "an empty stack: no; an extra item below: yes", at_the_end),
]
check("E3.9", properties, run_script, opens)

# %% id="E3.9-picture" tags=["figure"]
figures.script_film("block 170", rules.using(run_script, opens))

# %% [markdown] id="E3.9-break"
# ### Break it
#
# **Steal with one byte.** Until 2010 nodes ran both scripts as one, joined by a separator byte. A slide joins them without it (“合并在一起”). Open *its* coin with one byte and no key. (The lock has 25 bytes, hex `19`.)
#
# <details><summary>Answer</summary>
#
# `b"\x19"`: it pushes the next 25 bytes, the lock itself, which then never runs (with the separator, `1a`). Since 2010 scripts run separately: a push with too few bytes fails.
#
# </details>
#
# **Not true: “an output belongs to a person.”** It belongs to whoever can open it.
#
# **A good place to stop** is after the next cell.

# %% id="E3.9-try"
spend, mine = real_spend("slides"), rules.using(opens)
try:
    joined = program_of(b"" + spend.script_pubkey)  # your byte goes into b""
    print(joined)
    print(*answer(mine, "opens", joined, [], spend.check))
except ValueError as why:
    print("no program:", why)

# %% [markdown] id="E3.10-text"
# Any two of three owners can spend: multisig (多重签名).
#
# You build: `op_checkmultisig`.
#
# **Contract.** `op_checkmultisig(stack, check) -> list[bytes]`. From the top down it takes:
#
# 1. the number n, then n keys;
# 2. the number m, then m signatures;
# 3. *one more item*, whatever it is: a mistake of 2009 that became a rule.
#
# A number is `b""` for 0, or one byte, hex `01` to `14` (1 to 20); hex `15` to `7f` is refused; nothing else is tested. It puts `b"\x01"` if every signature fits a key of its own **in the same order**: both lists are read in one direction, and a passed key cannot be used again. Otherwise `b""`. Items below stay; so does the list that you were given. Raise `ValueError` or another error when items are missing, n is above 20, or m is above n. Call `check` as often as you like.
#
# - **True:** keys of Alice, Bob, Carol; signatures by Alice, Carol.
# - **False:** by Carol, Alice: `b""`. Alice's twice: `b""`.
# - **Edge:** 0 of 3 needs no signature. A key that is listed twice may be used twice. Without the extra item: refused.
#
# **Predict.** Carol signs first, then Alice; the signatures are in this order. Does it open?
#
# <details><summary>Answer to Predict</summary>
#
# No. Both are valid, but Alice's key had been passed when Carol's was found.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# A key does not fit the next signature. Which of the two do you skip?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `int.from_bytes(item, "little")`; the last n items are `stack[len(stack) - n:]`, also for n = 0.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# copy the stack; take n, n keys, m, m signatures, one more
# for each key:
#     if it fits the first signature that is left: drop this one
# no signature left: 01, else empty
# ```
#
# </details>
#
# A small step first: the matching alone.


# %% id="E3.10-stone"
from blockkit.classroom.notebook import challenge, gives_each


def match(signatures, keys, check) -> bool:
    """Does each signature find a key of its own, in order?"""
    return TODO


A, B = b"by Alice", b"by Bob"
challenge([("Alice and Bob", lambda: gives_each(match, [
    (True, [A, B], [b"Alice", b"Eve", b"Bob"], fits),
    (False, [B, A], [b"Alice", b"Eve", b"Bob"], fits),
    (False, [A, A], [b"Alice", b"Bob"], fits),
]))])  # fmt: skip


# %% id="E3.10-solution"
def op_checkmultisig(stack: list[bytes], check) -> list[bytes]:
    """The stack after OP_CHECKMULTISIG."""
    ### BEGIN SOLUTION
    stack = list(stack)

    def take(most):
        n = int.from_bytes(stack.pop(), "little")
        if n > most or n > len(stack):
            raise ValueError(f"{n} are too many")
        taken = stack[len(stack) - n :]
        del stack[len(stack) - n :]
        return taken

    keys = take(20)
    signatures = take(len(keys))
    stack.pop()
    for key in keys:
        if signatures and check(signatures[0], key):
            del signatures[0]
    return [*stack, b"" if signatures else b"\1"]
    ### END SOLUTION


# %% id="E3.10-visible"
from blockkit.classroom.notebook import case, check, fits, gives, leaves_alone, refuses

THREE = [b"Alice", b"Bob", b"Carol"]


def laid(names, keys, extra=b""):
    """What the operation takes: signatures by these names, and these keys."""
    numbers = [bytes([len(one)]) if one else b"" for one in (names, keys)]
    return [extra, *(b"by " + name for name in names), numbers[0], *keys, numbers[1]]


def opened_by(*cases):
    """Each case: whether it opens, who signs, and whose keys these are."""
    for good, names, keys in cases:
        who, whose = (b", ".join(some).decode() or "nobody" for some in (names, keys))
        left, stack = [b"below", b"\1" if good else b""], [b"below", *laid(names, keys)]
        case(f"signed by {who}; keys of {whose}", gives, left, op_checkmultisig, stack, fits)


def refused():
    """Items are missing, or numbers are too large."""
    whole = laid(THREE[:2], THREE)
    gives([b"\1"], op_checkmultisig, laid(THREE[:2], THREE, b"anything"), fits)
    case("the list that was handed in", leaves_alone, [b"\1"], op_checkmultisig, whole, fits)
    case("without the extra item", refuses, op_checkmultisig, whole[1:], fits)
    case("3 of 2", refuses, op_checkmultisig, laid(THREE, THREE[:2]), fits)
    case("21 keys", refuses, op_checkmultisig, laid([], [b"key"] * 21), fits)
    case("no keys", refuses, op_checkmultisig, [b"\1"], fits)


properties = [
    (
        "pairs",
        "two of three: each of the three pairs",
        lambda: opened_by((1, THREE[:2], THREE), (1, THREE[::2], THREE), (1, THREE[1:], THREE)),
    ),
    (
        "order",
        "the other order, one signature twice, a stranger: no",
        lambda: opened_by(
            (0, THREE[::-2], THREE), (0, THREE[:1] * 2, THREE), (0, [b"Alice", b"Eve"], THREE), (1, THREE, THREE)
        ),
    ),
    (
        "edges",
        "0 of 3; a key that is listed twice",
        lambda: opened_by((1, [], THREE), (1, [], []), (1, THREE[:1] * 2, THREE[:1] * 2), (0, THREE[:1], THREE[1:])),
    ),
    ("refused", "no extra item, 3 of 2, 21 keys: refused", refused),
]  # fmt: skip
check("E3.10", properties, op_checkmultisig)

# %% id="E3.10-picture" tags=["figure"]
figures.key_tiles(rules.using(op_checkmultisig))

# %% [markdown] id="E3.10-break"
# ### Break it
#
# **Forge two of three.** `careless` below only checks that each signature fits *some* key. How can Alice spend alone? Then correct its last line.
#
# <details><summary>Answer</summary>
#
# With her signature twice. Corrected: `if signatures and check(signatures[0], key): signatures = signatures[1:]` for each key, then `not signatures`.
#
# </details>
#
# **Not true: “multisig only means several signatures.”** Each needs a key of its own, in the order of the keys.


# %% id="E3.10-try"
def careless(signatures, keys):
    return all(any(fits(one, key) for key in keys) for one in signatures)


signatures = [b"by Alice", b"by Bob"]  # without Bob?
keys = [b"Alice", b"Bob", b"Carol"]
laid_out = [b"", *signatures, b"\2", *keys, b"\3"]
print("careless:", careless(signatures, keys))
mine = rules.using(op_checkmultisig)
print("yours:", *answer(mine, "op_checkmultisig", laid_out, fits))

# %% [markdown] id="E3.11-text"
# A payment may say “not before”: it has a lock time (锁定时间), and each input a sequence (序列号). OP_CHECKLOCKTIMEVERIFY in a lock requires such a lock time.
#
# You build: `check_lock_time` and `is_final`.
#
# **Contract.** A lock time below 500,000,000 is a height, from there on a time in seconds.
#
# `check_lock_time(asked: int, lock_time: int, sequence: int) -> bool` is what the operation checks. `True` when `asked` (up to five bytes) and the payment's `lock_time` are of the same kind, `asked` ≤ `lock_time`, and the input's `sequence` is not `0xffffffff`.
#
# `is_final(lock_time: int, sequences: list[int], height: int, time: int) -> bool`: may a block of this height and time include the payment? `True` when `lock_time` is 0; when it is a height **below** the block's height, or a time **below** the block's time; or when all `sequences` (at least one) are `0xffffffff`.
#
# - **True:** asked 100, lock time 100, sequence `0xfffffffe`. Lock time 100 in block 101.
# - **False:** asked 499,999,999, lock time 500,000,000: a height and a time. Lock time 100 in block 100.
# - **Edge:** all sequences are final (`0xffffffff`): the lock time has no effect, so `is_final` is `True`, and `check_lock_time` is `False`.
#
# **Predict.** Lock time 100: which is the first block that may include it?
#
# <details><summary>Answer to Predict</summary>
#
# Block 101: the lock time must be below the height.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which of these numbers is compared with a height, and when?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `(a < x) == (b < x)`: both on the same side. `all(…)`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# check_lock_time: same kind, and asked ≤ lock time, and not final
# is_final: all final, or lock time 0: True
#           else: lock time < height, or < time
# ```
#
# </details>


# %% id="E3.11-solution"
def check_lock_time(asked: int, lock_time: int, sequence: int) -> bool:
    """Does the payment wait as long as its coin requires?"""
    ### BEGIN SOLUTION
    same_kind = (asked < 500_000_000) == (lock_time < 500_000_000)
    return same_kind and asked <= lock_time and sequence != 0xFFFFFFFF
    ### END SOLUTION


def is_final(lock_time: int, sequences, height: int, time: int) -> bool:
    """May a block of this height and time include the payment?"""
    ### BEGIN SOLUTION
    if lock_time == 0 or all(sequence == 0xFFFFFFFF for sequence in sequences):
        return True
    return lock_time < (height if lock_time < 500_000_000 else time)
    ### END SOLUTION


# %% id="E3.11-visible"
from blockkit.classroom.notebook import accepts, check, rejects

BORDER, FINAL, TODAY = 500_000_000, 0xFFFFFFFF, 1_700_000_000


def judged(function, yes, no):
    """To some it says yes, to others no."""
    for one in yes:
        accepts(function, *one)
    for one in no:
        rejects(function, *one)


def switched_off():
    """A sequence of 0xffffffff: of this input, and of all."""
    judged(check_lock_time, [(100, 100, 0)], [(100, 100, FINAL)])
    judged(is_final, [(100, [FINAL, FINAL], 50, 0)], [(100, [FINAL, 0], 50, 0)])


properties = [
    (
        "equal",
        "asked 99, 100 and 101, own 100",
        lambda: judged(check_lock_time, [(99, 100, 0), (100, 100, 0xFFFFFFFE), (TODAY, TODAY, 1)], [(101, 100, 0)]),
    ),
    (
        "kinds",
        "a height against a time: no",
        lambda: judged(check_lock_time, [(BORDER, BORDER, 0)], [(BORDER - 1, BORDER, 0), (100, TODAY, 0), (2**39 - 1, 100, 0)]),
    ),
    (
        "final",
        "final inputs: the lock time means nothing",
        switched_off,
    ),
    (
        "blocks",
        "lock time 0, block 100 and block 101; the same for times",
        lambda: judged(
            is_final,
            [(100, [0], 101, 0), (0, [0], 0, 0), (TODAY, [0], 1, TODAY + 1), (BORDER, [0], 1, BORDER + 1)],
            [(100, [0], 100, TODAY), (TODAY, [0], 900_000, TODAY), (BORDER, [0], BORDER + 1, BORDER)],
        ),
    ),
]  # fmt: skip
check("E3.11", properties, check_lock_time, is_final)

# %% id="E3.11-picture" tags=["figure"]
figures.lock_line(100, 0xFFFFFFFE, rules.using(check_lock_time, is_final))

# %% [markdown] id="E3.11-break"
# ### Break it
#
# The payer changes one number, and even block 98 may include the payment. Which? And what protects the coin?
#
# <details><summary>Answer</summary>
#
# The sequence, `0xffffffff`. But then `check_lock_time` returns `False`: the lock does not open.
#
# </details>

# %% id="E3.11-try" tags=["figure"]
sequence = 0xFFFFFFFE  # the payer's number
figures.lock_line(100, sequence, rules.using(check_lock_time, is_final))

# %% [markdown] id="modern-text"
# ## A coin of today, and an old node
#
# Paste any transaction: all its bytes in hex, then a line for each input, in order: satoshi, a space, the locking script in hex. The example is from the first block with witnesses, 481,824. **Predict:** it has no unlocking script. What does a node say that is older than witnesses?

# %% id="modern" tags=["figure"]
widgets.pasted_spend(rules)

# %% [markdown] id="modern-after"
# <details><summary>Answer to Predict</summary>
#
# Yes, to *anybody*: the lock pushes an empty item and 20 bytes, which are true. Today's nodes treat these 20 bytes as a key's hash, and check the witness (见证).
#
# </details>
#
# So new rules came without a split: what new nodes accept, old ones accept too (软分叉). Taproot (2021) does the same with 32 bytes: a *key*, in which scripts may be hidden. The cell explains `taproot-script`, one of its first spends; try `taproot-key`, `taproot-both` and `taproot-add` too. In `taproot-add` the inner key is x = 1: nobody knows its secret. `print(spend.to_paste())` prints what the widget takes; for `taproot-script`, input 1 shows the script.

# %% id="taproot"
spend = real_spend("taproot-script")
print("inner key:", spend.inner_key or "not shown, spent by key")
spend.story()

# %% [markdown] id="challenge-text"
# ## Challenge · A taproot spend of your own  (●●●, 20 minutes, no points)
#
# Build, sign and check a spend of a taproot coin. The secret is a number; its key is only an x (32 bytes). Taproot adds a tweak (调整), a hash of the key, times G:
#
# 1. `x_key(secret)` → `tweaked_key(key)` → the lock: `b"\x51\x20"` and this key;
# 2. `unsigned(lock)` is a payment that spends a coin with this lock; `digest_of(payment)` is what is signed;
# 3. `schnorr_sign(tweaked_secret(secret), digest)` is the signature;
# 4. `with_witness(payment, signature)` is the spend; the widget above takes its `to_paste()`.


# %% id="challenge-stub"
def taproot_spend(secret: int):
    """A coin of this secret, spent with one signature."""
    return TODO


# %% id="challenge-check" tags=["check"]
from blockkit.classroom.notebook import challenge, taproot_properties

challenge(taproot_properties(taproot_spend))

# %% [markdown] id="built"
# ## You built
#
# - `run_script` and `opens`: who may spend;
# - `op_checkmultisig`: two of three;
# - `check_lock_time` and `is_final`: not before.
#
# **Toy rules in this notebook:** six operations. *Real rule:* over a hundred (also relative locks), and limits: 520 bytes per item, 1,000 items. The extra item may be anything. *Real rule:* since 2017 it must be empty. A lock time is compared with the block's own time. *Real rule:* since 2016 with the median time of the eleven blocks before it.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · Why does the lock contain the hash of a key, and not the key?</summary>
#
# It is shorter, and nobody sees the key before the coin is spent.
#
# </details>
#
# <details><summary>2 · Why must the signatures of a multisig be in order?</summary>
#
# So reading them once is enough: at most n checks, and no signature counts twice.
#
# </details>
#
# <details><summary>3 · By the rules of 2009 anybody may spend a coin that needs a witness. Why does nobody?</summary>
#
# Today's nodes would refuse the block: its miner would lose the reward.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [03d · Ledger and wallet](03d_ledger.ipynb).
