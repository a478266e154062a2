# %% [markdown] id="title"
# # 01a · Fingerprints
#
# **You already have** a working machine ([notebook 00](../00_start/00_start.ipynb)). **You will build** the hash that names every block, and two instruments to test it. **You need** 45 minutes, and 10 more for the challenge.
#
# In January 2009 somebody makes the first block (区块) of a new chain, the genesis block (创世区块), and writes a newspaper headline into it:
#
# > The Times 03/Jan/2009 Chancellor on brink of second bailout for banks
#
# Nobody knew this headline earlier, so the block cannot be older. Each later block names the one before it by a *fingerprint*: a hash (哈希), also called digest (摘要).

# %% id="setup"
import hashlib

from blockkit.classroom.notebook import TODO, figures, keep, load, overview, real_block, sources, widgets
from blockkit.classroom.notebook import CannotUse, answer, try_call

HEADLINE = "The Times 03/Jan/2009 Chancellor on brink of second bailout for banks"
GENESIS_HEADER = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b2"
    "7ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)
rules = load()

# %% id="picture" tags=["figure"]
widgets.your_text(HEADLINE, 7, rules)

# %% [markdown] id="picture-text"
# Each square is one bit of the fingerprint. The function SHA-256 reads data of any length and returns 256 bits, which are 32 bytes (字节) or 64 hex digits. The same data always give the same fingerprint. On the right, one bit of the headline is flipped: its first letter is now a `U`. Type another text.
#
# Is the headline really in the block? Look at its bytes.

# %% id="headline"
genesis = real_block(0).raw
at = genesis.find(HEADLINE.encode("utf-8"))
print(f"{len(genesis)} bytes; the headline starts at byte {at}:")
print(genesis[at : at + 69])

# %% [markdown] id="E1.1-text"
# You build: `sha256_hex`, the fingerprint of any text.
#
# **Contract.** `sha256_hex(text: str) -> str` returns the SHA-256 of the text's UTF-8 bytes as 64 lower-case hex digits. Nothing is stripped or changed.
#
# - **True:** `"abc"` gives `ba7816bf…f20015ad`.
# - **False:** `" abc"` does not give the same; a space is data.
# - **Edge:** the empty text has a fingerprint too, `e3b0c442…7852b855`.
#
# **Predict.** 区块链 has three characters. How many bytes does SHA-256 read?
#
# <details><summary>Answer to Predict</summary>
#
# Nine. In UTF-8 each of these characters takes three bytes.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# SHA-256 reads bytes, and you have text. How do you get one from the other?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `str.encode` makes bytes. `hashlib.sha256(...)` makes an object; one of its methods has “hex” in its name.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# data = the text in UTF-8
# return the hex digest of SHA-256 of data
# ```
#
# </details>


# %% id="E1.1-solution"
def sha256_hex(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, as 64 hex digits."""
    ### BEGIN SOLUTION
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
    ### END SOLUTION


# %% id="E1.1-visible"
from blockkit.classroom.notebook import check, gives_each

STANDARD = [
    ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc"),
    ("a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9", "abd"),
]
CHINESE = [
    ("6e3110b33188c7a3056cb91e4c35efe609e8e565dd560300502403ebde626196", "区块链"),
    ("ae60964c61d97034caca8ad7ca2a706adf7da5115e2812bb9b68c49bf28900cb", "区块"),
]
SPACES = [
    ("d92b1cb3a32147b86a4db0647e4bf6eda6cf160fd3b2da264c5b088c9f9ccbfa", " abc"),
    ("5488613c42b0d34d60f7aa9e94be317a3ee102a2bbd91ccc73cc79fbc2269955", "abc "),
]
HEADLINES = [
    ("a6d72baa3db900b03e70df880e503e9164013b4d9a470853edc115776323a098", HEADLINE),
    ("7acb9a597e2a43f53a6608d152d384f293658b29971648a427265b0ad8e994ee", HEADLINE.replace("2009", "2008")),
]

properties = [
    ("abc", "“abc”, the example in the standard, and “abd”", lambda: gives_each(sha256_hex, STANDARD)),
    ("spaces", "“ abc” and “abc ”: a space is data", lambda: gives_each(sha256_hex, SPACES)),
    ("chinese", "区块链, three characters in nine bytes, and 区块", lambda: gives_each(sha256_hex, CHINESE)),
    ("headline", "the headline, and the same a year older", lambda: gives_each(sha256_hex, HEADLINES)),
]
check("E1.1", properties, sha256_hex)

# %% id="E1.1-picture" tags=["figure"]
figures.fingerprint("区块链", 0, rules.using(sha256_hex))

# %% [markdown] id="E1.1-break"
# ### Break it
#
# Can two texts look the same and have different fingerprints? The first `é` is one character, the second an `e` with a separate accent. Guess first.

# %% id="E1.1-try"
# answer(rules, name, …): what your function says
# or, with a note, what the reference says
for word in ("café", "cafe\u0301"):
    print(word, *answer(rules.using(sha256_hex), "sha256_hex", word))

# %% [markdown] id="E1.1-myth"
# **Not true: “hashing is encryption (加密).”** Whoever has the key can get an encrypted text back. A hash has no key and no way back: a film does not fit into 32 bytes. Nobody knows how to find data for a given hash, except by trying.

# %% [markdown] id="E1.2-text"
# You build: `hash256`, the hash that names Bitcoin's blocks and transactions.
#
# **Contract.** `hash256(data: bytes) -> bytes` returns the SHA-256 of the SHA-256 of the data: 32 raw bytes. Data may also be a `bytearray` or `memoryview`.
#
# - **True:** `GENESIS_HEADER`, the first 80 bytes of the genesis block, gives its id, `6fe28c0a…00000000`.
# - **False:** `b"abc"` does not give `dfe7a23f…`; this comes out when the second round reads the hex *text* of the first.
# - **Edge:** `b""` has a hash too. Zero bytes at the beginning or the end are data.
#
# **Predict.** The first round reads the 80 bytes of `GENESIS_HEADER`. How many bytes does the second round read?
#
# <details><summary>Answer to Predict</summary>
#
# 32, the raw digest. Bitcoin's author never said why twice. The usual guess: against attacks by *length extension*.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What type goes from the first round into the second: bytes or text?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `hexdigest()` returns 64 characters. Its shorter relative returns 32 bytes.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# inner = the raw digest of SHA-256 of data
# return the raw digest of SHA-256 of inner
# ```
#
# </details>


# %% id="E1.2-solution"
def hash256(data: bytes) -> bytes:
    """SHA-256 of the 32 raw bytes of the SHA-256 of ``data``."""
    ### BEGIN SOLUTION
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
    ### END SOLUTION


# %% id="E1.2-visible"
from blockkit.classroom.notebook import check, gives_each

ABC = bytes.fromhex("4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358")
ABCD = bytes.fromhex("7e9c158ecd919fa439a7a214c9fc58b85c3177fb1613bdae41ee695060e11bc6")
ID_0 = bytes.fromhex("6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000")
ID_1 = bytes.fromhex("4860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000")
HEADER_1 = real_block(1).header.serialize()
SHORT = [(ABC, b"abc"), (ABCD, b"abcd")]
BLOCKS = [(ID_0, GENESIS_HEADER), (ID_1, HEADER_1)]
ARRAYS = [(ABC, bytearray(b"abc")), (ID_1, bytearray(HEADER_1))]

properties = [
    ("short", "two rounds, the second over 32 raw bytes", lambda: gives_each(hash256, SHORT)),
    ("blocks", "the ids of blocks 0 and 1", lambda: gives_each(hash256, BLOCKS)),
    ("bytearray", "a bytearray is data too", lambda: gives_each(hash256, ARRAYS)),
]
check("E1.2", properties, hash256)

# %% [markdown] id="E1.2-break"
# ### Break it
#
# A forger wants the genesis block to be one second younger, `1231006506`. The picture shows its first 80 bytes, and its id by your `hash256`. Look only at the time; 01b explains the other names. What is left of the old id?

# %% id="E1.2-picture" tags=["figure"]
figures.header_dump(0, "time", "1231006506", rules.using(hash256))

# %% [markdown] id="E1.3-text"
# You build: `changed_bits`, an instrument that measures how different two hashes are.
#
# **Contract.** `changed_bits(a: bytes, b: bytes) -> int` returns the number of bit positions in which `a` and `b` differ. Both have the same length, which may be any length.
#
# - **True:** the fingerprints of the headline with 2009 and with 2008 differ in 129 bits.
# - **False:** for `b"\x01\x02"` and `b"\x02\x01"` the answer is not 2 (bytes that differ) and not 0 (each has two bits that are 1): it is 4.
# - **Edge:** equal data give 0.
#
# **Predict.** You flip one bit of a text. How many of the 256 bits of its fingerprint change: 1, about 16, about 128, or all?
#
# <details><summary>Answer to Predict</summary>
#
# About 128: half of them.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which operation on two bits gives 1 when they differ, 0 when not?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `x ^ y` does it for all bits of two whole numbers. `int.bit_count` counts the ones. `zip` walks over both byte strings together.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# total = 0
# for each pair of bytes x, y:
#     add to total the number of ones in x ^ y
# return total
# ```
#
# </details>


# %% id="E1.3-solution"
def changed_bits(a: bytes, b: bytes) -> int:
    """In how many bits two strings of bytes, equally long, differ."""
    ### BEGIN SOLUTION
    return sum((x ^ y).bit_count() for x, y in zip(a, b, strict=True))
    ### END SOLUTION


# %% id="E1.3-visible"
import hashlib

from blockkit.classroom.notebook import check, gives_each

IN_2009 = hashlib.sha256(HEADLINE.encode()).digest()
IN_2008 = hashlib.sha256(HEADLINE.replace("2009", "2008").encode()).digest()
ONE_BYTE = [(8, b"\xff", b"\x00"), (0, b"\xff", b"\xff")]
TWO_BYTES = [(4, b"\x01\x02", b"\x02\x01"), (1, b"\x01\x02", b"\x01\x03")]
DIGESTS = [(129, IN_2009, IN_2008), (0, IN_2009, IN_2009)]

properties = [
    ("one-byte", "ff differs from 00 in 8 bits, from ff in none", lambda: gives_each(changed_bits, ONE_BYTE)),
    (
        "two-bytes",
        "0102 differs from 0201 in 4 bits, from 0103 in 1",
        lambda: gives_each(changed_bits, TWO_BYTES),
    ),
    ("digests", "the headline in 2009 and in 2008", lambda: gives_each(changed_bits, DIGESTS)),
]
check("E1.3", properties, changed_bits)

# %% id="E1.3-picture" tags=["figure"]
mine = rules.using(sha256_hex, changed_bits)
figures.avalanche("The Times 03/Jan/2009", mine)

# %% [markdown] id="E1.3-break"
# The text has 168 bits to flip. Your functions measure all: 128.2 changed bits on average, 103 at least, 150 at most. This is the avalanche effect (雪崩效应).
#
# **Not true: “similar texts have similar fingerprints.”** Each bit of the result flips like a tossed coin.
#
# ### Break it
#
# Can you find a text and a bit with fewer than 100 changed bits? First guess how many flips you will need.
#
# <details><summary>Answer</summary>
#
# 256 tosses of a coin give fewer than 100 heads about once in 5,700 trials.
#
# </details>

# %% id="E1.3-widget" tags=["figure"]
widgets.fingerprint(rules.using(sha256_hex, changed_bits))

# %% [markdown] id="E1.4-text"
# You build: `find_collision`, a tool that finds two texts with the same shortened hash, a collision (碰撞). Shortening is a *toy rule*, a simplification.
#
# **Contract.** `find_collision(bits: int, h) -> tuple[bytes, bytes]` returns two *different* byte strings whose hashes agree in their first `bits` bits. `h` takes bytes and returns 32 bytes; it is not always SHA-256, so call the `h` you are given. `bits` is from 8 to 24, and not always a multiple of 4 or 8. You may call `h` at most 16 · √(2^bits) times: for 16 bits, 16 · 256 = 4,096 times.
#
# - **True:** with SHA-256, `b"43"` and `b"84"` agree in their first 13 bits.
# - **False:** for 16 bits, `b"43"` and `b"84"` are wrong, because only 13 bits agree. `b"43"` and `b"43"` are wrong for any number.
# - **Edge:** 13 bits are one byte and five bits more; for 13 bits at most 1,448 calls.
#
# **Predict.** There are 65,536 values of 16 bits. After about how many texts do you expect the first pair: 33,000, 4,000 or 300?
#
# <details><summary>Answer to Predict</summary>
#
# 300. Any two texts may be the pair, and 300 texts make 44,850 pairs.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# A partner for one fixed text takes about 2^bits tries. What if any two texts may be partners?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# Remember every shortened hash you have seen, with its text, in a dictionary. `int.from_bytes(h(text), "big") >> (256 - bits)` keeps the first bits.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# seen = an empty dictionary
# for i = 0, 1, 2, …:
#     text = i as bytes
#     key = the first bits of h(text)
#     if key is in seen: return seen[key] and text
#     remember text under key
# ```
#
# </details>


# %% id="E1.4-solution"
def find_collision(bits: int, h) -> tuple[bytes, bytes]:
    """Two byte strings whose hashes agree in the first ``bits`` bits."""
    ### BEGIN SOLUTION
    seen = {}
    i = 0
    while True:
        text = str(i).encode()
        key = int.from_bytes(h(text), "big") >> (256 - bits)
        if key in seen:
            return seen[key], text
        seen[key] = text
        i += 1
    ### END SOLUTION


# %% id="E1.4-visible"
import hashlib

from blockkit.classroom.notebook import call, check, holds, shown


def collides(bits):
    """Ask for collisions of two hashes that are not quite SHA-256, and count the calls."""
    for salt in (b"one", b"other"):
        calls = []

        def h(data, salt=salt, calls=calls):
            calls.append(data)
            return hashlib.sha256(salt + data).digest()

        pair = call(find_collision, bits, h)
        needed, most = len(calls), int(16 * 2 ** (bits / 2))
        two = isinstance(pair, tuple | list) and [type(text) for text in pair] == [bytes, bytes]
        holds(two, f"for {bits} bits it should return two byte strings, it returned {shown(pair)}")
        holds(pair[0] != pair[1], f"for {bits} bits it returned {shown(pair[0])} twice")
        holds(needed, f"for {bits} bits it never called h: use h, not a hash of your own choice")
        one, other = (int.from_bytes(h(text), "big") >> (256 - bits) for text in pair)
        holds(one == other, f"the first {bits} bits are {one:0{bits}b} and {other:0{bits}b}")
        holds(needed <= most, f"for {bits} bits it called h {needed:,} times; at most {most:,} are allowed")


properties = [
    ("bits-8", "8 bits: two different texts, the same first byte", lambda: collides(8)),
    ("bits-12", "12 bits: a byte and a half", lambda: collides(12)),
    ("bits-16", "16 bits, with at most 4,096 calls of h", lambda: collides(16)),
]
check("E1.4", properties, find_collision)

# %% id="E1.4-picture" tags=["figure"]
# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
bits, tries = 16, []


def counted(data):
    tries.append(data)
    return hashlib.sha256(data).digest()


try:
    try_call(find_collision, bits, counted)
except CannotUse as why:
    tries.clear()
    print(f"find_collision: {why}. The picture marks 50 % instead.")
figures.birthday(bits, len(tries) or None)

# %% [markdown] id="E1.4-break"
# The marked point is the number of tries your function needed. On average it is about 1.25 · √(2^bits): 320 for 16 bits and 5,100 for 24, though there are 16,777,216 values. This is the birthday paradox (生日悖论). Counting 0, 1, 2, … takes 252 tries for 16 bits. A tool is no part of the machine, so nothing is kept.
#
# **Not true: “no two data have the same hash.”** There are more texts than hashes, so collisions exist. Nobody has found one of all 256 bits: about 2^128 tries, which at 10^18 a second take 10^13 years.
#
# ### Break it
#
# One more bit multiplies the work by √2, about 1.4. How many tries do you expect for 20 and for 32 bits? Change `bits` in the picture's cell.
#
# <details><summary>Answer</summary>
#
# On average 1,280 and 82,000.
#
# </details>

# %% [markdown] id="challenge-text"
# ## Challenge · A sealed bid  (●●○, 10 minutes, no points)
#
# At an auction everybody sends a *commitment* (承诺), a hash of the bid. When all are in, everybody opens theirs. Bids are from 0 to 999. Mallory, the attacker of this course, has seen Alice's.

# %% id="challenge-guess"
alice = hashlib.sha256(b"427").hexdigest()
for guess in range(1000):
    if hashlib.sha256(str(guess).encode()).hexdigest() == alice:
        print("Mallory knows: Alice bids", guess)

# %% [markdown] id="challenge-task"
# A hash does not hide what can be guessed. You build `commit(value: str, nonce: bytes) -> bytes` and `opens(c: bytes, value: str, nonce: bytes) -> bool`. The nonce (随机数) is random, and secret until the opening; the `nonce` that a miner varies in 01b is another thing. No commitment may open as two different bids: keep `"42"` with `b"7"` apart from `"4"` with `b"27"`.
#
# <details><summary>Hint: the steps</summary>
#
# Begin with the hash of the nonce: it always has 32 bytes. Then hash all of it.
#
# </details>


# %% id="challenge-stub"
def commit(value: str, nonce: bytes) -> bytes:
    """A commitment: 32 bytes that fix the value and hide it."""
    return TODO


def opens(c: bytes, value: str, nonce: bytes) -> bool:
    """Does this value with this nonce open the commitment ``c``?"""
    return TODO


# %% id="challenge-check" tags=["check"]
from blockkit.classroom.notebook import accepts, call, challenge, holds, rejects

NONCE = bytes(range(32))


def differ(*bids):
    """All these bids, each with its nonce, have different commitments."""
    made = [call(commit, *bid) for bid in bids]
    holds(all(len(c) == 32 for c in made), f"it has {len(made[0])} bytes, not 32")
    holds(len(set(made)) == len(made), "two commitments are the same")


properties = [
    ("right", "the right bid opens it", lambda: accepts(opens, call(commit, "427", NONCE), "427", NONCE)),
    ("other-bid", "another bid does not", lambda: rejects(opens, call(commit, "427", NONCE), "428", NONCE)),
    (
        "other-nonce",
        "another nonce, another commitment",
        lambda: differ(("427", NONCE), ("427", NONCE[::-1])),
    ),
    (
        "guesses",
        "a thousand guesses fail",
        lambda: differ(("427", NONCE), *((str(i), b"0") for i in range(1000))),
    ),
    ("apart", "42 | 7 and 4 | 27 stay apart", lambda: differ(("42", b"7"), ("4", b"27"))),
]
challenge(properties)

# %% [markdown] id="built"
# ## You built
#
# - `sha256_hex` and `hash256`: the fingerprint of a text, and the name of a block;
# - `changed_bits`: an instrument that shows the avalanche;
# - `find_collision`: why a hash has 256 bits, not 64.
#
# **Toy rule in this notebook:** `find_collision` compares 8 to 24 bits. *Real rule:* all 256 bits count.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · A shop stores the SHA-256 of each customer's four-digit PIN. Is the PIN safe?</summary>
#
# No. Ten thousand guesses find it.
#
# </details>
#
# <details><summary>2 · A film of one gigabyte and the text “abc”: which has the longer hash?</summary>
#
# Neither. Both have 32 bytes.
#
# </details>
#
# <details><summary>3 · Two files agree in the first 8 hex digits of their SHA-256. Is SHA-256 broken?</summary>
#
# No. These are 32 bits; about 1.25 · √(2^32), or 82,000, tries find such a pair.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [01b · From thing to bytes](01b_bytes.ipynb).
