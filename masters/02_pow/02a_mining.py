# %% [markdown] id="title"
# # 02a · Mining
#
# **You already have** hashes, headers, and a chain that anybody can repair. **You will build** a miner, a stamp against spam, and the price of a block. **You need** 65 minutes.
#
# The id of a block is a number of 256 bits. The network demands a *small* one. Nobody can choose an id, so miners try one nonce (随机数) after the other. The picture mines the real header of block 0 again, with less work.

# %% id="setup"
from blockkit.classroom.notebook import REFERENCE, TODO, CannotUse, answer, figures
from blockkit.classroom.notebook import keep, load, overview, real_block, real_stamp
from blockkit.classroom.notebook import sources, try_call, widgets

rules = load()
hash256 = rules.hash256
first_header = real_block(0).header.serialize()

# %% id="picture" tags=["figure"]
widgets.mining(rules)

# %% [markdown] id="picture-text"
# Change *zero bits* from 12 to 13. What happens to the number of tries?
#
# The *target* (目标值) is the largest id that is allowed, as a number. For *n* zero bits it is 2^(256 − n) − 1; in binary, such an id begins with *n* zeros. One more halves the ids that are allowed and doubles the tries, on average: 256 for 8, 4,096 for 12. There are no steps: 12.5 is a target too.
#
# **Not true: “miners solve a mathematical problem.”** Nothing is solved. The only method is the next try.

# %% [markdown] id="E2.1-text"
# You build: `meets_target`, the question that every node asks of every block.
#
# **Contract.** `meets_target(header: bytes, target: int) -> bool`. The 80 bytes are hashed with `hash256`. The 32 bytes of the hash, read as a *little-endian* number, must be **at most** `target`. Return `True` or `False`. `header` always has 80 bytes. `target` is a whole number, 0 or more, and may be larger than any hash.
#
# - **True:** `first_header` with its own target, `0xffff * 2**208`. Its id is `000000000019d668…`.
# - **False:** the same header with a nonce one smaller. Its id is `8cdc343dc1ca87b0…`.
# - **False:** block 277,315, id `0000000000000002a7bb…`, with the target `2 * 2**192`, which is `0000000000000002 0000…`: as many zeros, and still too big.
# - **Edge:** a target equal to the number is met; one less is not.
#
# **Predict.** Of two ids `00ff…` and `0100…`, which is more easily below a target? Of the 256 values of a first byte, how many are 0?
#
# <details><summary>Answer to Predict</summary>
#
# `00ff…` is the smaller number. One of 256.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which end of the 32 bytes do people write in front?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `int.from_bytes(digest, "little")` reads bytes as a number.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# digest = hash256 of the header
# number = digest, read as a little-endian number
# return number ≤ target
# ```
#
# </details>


# %% id="E2.1-solution"
def meets_target(header: bytes, target: int) -> bool:
    """Is the id of these 80 bytes, as a number, at most ``target``?"""
    ### BEGIN SOLUTION
    return int.from_bytes(hash256(header), "little") <= target
    ### END SOLUTION


# %% id="E2.1-visible"
from blockkit.classroom.notebook import REFERENCE, accepts, case, check, real_block, rejects

BLOCKS = {height: real_block(height).header for height in (0, 1, 170, 100_000, 277_315)}
RAW = {height: header.serialize() for height, header in BLOCKS.items()}
OWN = {height: REFERENCE.bits_to_target(header.bits) for height, header in BLOCKS.items()}
NUMBER = {height: int.from_bytes(header.hash, "little") for height, header in BLOCKS.items()}
ONE_LESS = RAW[0][:76] + (2083236892).to_bytes(4, "little")


def block_0():
    """Block 0 meets its target; with the nonce before its own it does not."""
    case("block 0", accepts, meets_target, RAW[0], OWN[0])
    case("block 0 with a nonce one smaller", rejects, meets_target, ONE_LESS, OWN[0])


def equal():
    """The target may be the number itself."""
    case("the target is the number", accepts, meets_target, RAW[1], NUMBER[1])
    case("the target is one less than the number", rejects, meets_target, RAW[1], NUMBER[1] - 1)


def no_zeros_counted():
    """The block's own target is 3.64 times 2**192, and it is met; 2 times 2**192 is not."""
    case("its own target", accepts, meets_target, RAW[277_315], OWN[277_315])
    case("a target with as many zeros", rejects, meets_target, RAW[277_315], 2 * 2**192)


def five_blocks():
    """Five real blocks, each with its own target and with half of its number."""
    for height in BLOCKS:
        case(f"block {height:,}", accepts, meets_target, RAW[height], OWN[height])
        case(f"block {height:,}, half its number", rejects, meets_target, RAW[height], NUMBER[height] // 2)


properties = [
    ("block-zero", "block 0: True; with a nonce one smaller: False", block_0),
    ("equal", "a target equal to the number is met, one less is not", equal),
    ("zeros", "as many zeros as the target, but too big", no_zeros_counted),
    ("five", "five real blocks with their own targets", five_blocks),
]
check("E2.1", properties, meets_target)

# %% [markdown] id="E2.1-break"
# ### Break it
#
# Tutorials count zeros, as the rival below. Change `target` until you two disagree.
#
# <details><summary>Answer</summary>
#
# With `2 * 2**192` the rival says `True`. At this block's own target it lets 4.4 times too many ids through.
#
# </details>
#
# **Not true: “difficulty is a number of zeros.”** Zeros are only how small numbers look.


# %% id="E2.1-try"
# answer(rules, name, …): what your function says
# or, with a note, what the reference says
def zeros(number):
    return 64 - len(f"{number:x}")  # hex digits in front


header, target = real_block(277315).header.serialize(), 0x3A30C * 2**176
number = int.from_bytes(hash256(header), "little")
print("rival:       ", zeros(number) >= zeros(target))
mine = rules.using(meets_target)
print("meets_target:", *answer(mine, "meets_target", header, target))

# %% [markdown] id="E2.2-text"
# You build: `find_nonce`, a miner that fits on one screen.
#
# **Contract.** `find_nonce(header76: bytes, target: int, start: int = 0, stop: int = 2**32) -> int | None`. A header is `header76` followed by the nonce in 4 bytes, little-endian. Return the **smallest** nonce from `start` up to, *not including*, `stop`, whose header meets `target`; `None` when there is none. `target` may again be larger than any hash. 0 ≤ `start`, `stop` ≤ 2^32; with `start` ≥ `stop` there is none. Nothing is changed or remembered.
#
# - **True:** the first 76 bytes of block 0, its target, from 2083236890 to 2083236900: 2083236893, Satoshi's own.
# - **True:** the same 76 bytes with 8 zero bits (target `2**248 - 1`): 236. With 12: 4,200.
# - **False:** from 2083236894 to 2083236900 there is none; the answer is `None`, not 0.
# - **Edge:** nonce 0 can be an answer. With `stop=2083236893` there is none.
#
# **Predict.** For 12 zero bits the answer is 4,200. And for 13: about 8,400, larger, or smaller?
#
# <details><summary>Answer to Predict</summary>
#
# 4,200 again: that id happened to have 13. For 14 to 17 it is 8,603.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What is the first nonce that you may return, and what is the last?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `range(start, stop)` never reaches `stop`. `nonce.to_bytes(4, "little")` makes the four bytes.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# for each nonce from start, before stop:
#     number = hash256 of header76 and the nonce's 4 bytes, little-endian
#     if number ≤ target: return nonce
# return None
# ```
#
# </details>


# %% id="E2.2-solution"
def find_nonce(
    header76: bytes,
    target: int,
    start: int = 0,
    stop: int = 2**32,
) -> int | None:
    """The smallest nonce, from start, before stop, for target; or None."""
    ### BEGIN SOLUTION
    for nonce in range(start, stop):
        digest = hash256(header76 + nonce.to_bytes(4, "little"))
        if int.from_bytes(digest, "little") <= target:
            return nonce
    return None
    ### END SOLUTION


# %% id="E2.2-visible"
from blockkit.classroom.notebook import case, check, gives, real_block

FIRST_76 = real_block(0).header.serialize()[:76]
FIRST_TARGET, EIGHT_BITS, TWELVE_BITS = 0xFFFF * 2**208, 2**248 - 1, 2**244 - 1
SATOSHIS = 2083236893


def twelve_bits():
    """Without start and stop, the search begins at 0."""
    case("8 zero bits", gives, 236, find_nonce, FIRST_76, EIGHT_BITS)
    case("12 zero bits", gives, 4200, find_nonce, FIRST_76, TWELVE_BITS)


def start_and_stop():
    """The nonces of 8 zero bits are 236, 395, 581, …"""
    case("start is tried", gives, 236, find_nonce, FIRST_76, EIGHT_BITS, 236, 1000)
    case("nothing before start is", gives, 395, find_nonce, FIRST_76, EIGHT_BITS, 237, 1000)
    case("stop is not tried", gives, None, find_nonce, FIRST_76, EIGHT_BITS, 0, 236)
    case("the last before stop is", gives, 236, find_nonce, FIRST_76, EIGHT_BITS, 0, 237)


def none_is_none():
    """Where there is no nonce, the answer is None; next to it is one."""
    case("none", gives, None, find_nonce, FIRST_76, FIRST_TARGET, SATOSHIS + 1, SATOSHIS + 7)
    case("none, and no room", gives, None, find_nonce, FIRST_76, EIGHT_BITS, 300, 300)
    case("one", gives, SATOSHIS, find_nonce, FIRST_76, FIRST_TARGET, SATOSHIS, SATOSHIS + 7)


properties = [
    (
        "satoshi",
        "block 0: Satoshi's own nonce",
        lambda: gives(SATOSHIS, find_nonce, FIRST_76, FIRST_TARGET, SATOSHIS - 3, SATOSHIS + 7),
    ),
    ("twelve", "8 zero bits: 236, 12 zero bits: 4,200", twelve_bits),
    ("start-stop", "start is tried, stop is not", start_and_stop),
    ("none", "where there is none: None", none_is_none),
]
check("E2.2", properties, find_nonce)

# %% [markdown] id="E2.2-widget-text"
# **Predict:** of 30 blocks at 12 zero bits, which number of tries is the likeliest: few, about the mean, or many? Then mine them.

# %% id="E2.2-widget" tags=["figure"]
widgets.mining(rules.using(meets_target, find_nonce))

# %% [markdown] id="E2.2-break"
# <details><summary>Answer</summary>
#
# The fewest tries are the likeliest. 63 % of blocks come before the mean, and one in seven takes more than twice as long.
#
# </details>
#
# ### Break it
#
# At 8 zero bits, the first 64 tries succeed for 22 % of all headers. And 64 more, after 200 failures?
#
# <details><summary>Answer</summary>
#
# About 22 % again (± 2 %).
#
# </details>
#
# **Not true: “after so many failures it must come soon.”** Each try is a fresh draw.

# %% id="E2.2-try"
miner, first, unlucky, later = rules.using(find_nonce), 0, 0, 0
for number in range(5000, 6000):  # 1,000 headers
    header76, target = f"{number:076d}".encode(), 2**248 - 1
    nonce, note = answer(miner, "find_nonce", header76, target, 0, 264)
    if note:
        print(note)
        miner = REFERENCE
    first += nonce is not None and nonce < 64
    unlucky += nonce is None or nonce >= 200
    later += nonce is not None and nonce >= 200
print(f"first 64: {first / 1000:.1%}; after 200: {later / unlucky:.1%}")

# %% [markdown] id="E2.3-text"
# Proof of work (工作量证明) is older than Bitcoin. In 1997 Adam Back's *hashcash* let senders pay for e-mails with work: cheap for one, expensive for a million.
#
# You build: `mint_stamp` (铸造), which pays, and `stamp_ok`, which a mail box asks. They are no part of the chain, so no `keep`.
#
# **Contract 1.** `mint_stamp(resource: str, bits: int, day: str, rand: str) -> str` returns `1:bits:day:resource::rand:counter`; the fifth is empty. The counter is yours: ASCII, no colon, not empty. The SHA-1 of the whole stamp's ASCII bytes begins with at least `bits` zero **bits**. No argument contains a colon; `bits` is 0 to 16.
#
# **Contract 2.** `stamp_ok(stamp: str, resource: str, bits: int, days, seen: set) -> bool` is `True` when all six hold:
#
# 1. the stamp has exactly seven parts between colons, the first is `1`;
# 2. the second, the *claim*, is written in digits 0–9 (here at most three) and is at least `bits`;
# 3. the SHA-1 of the whole stamp begins with at least as many zero bits as it **claims**;
# 4. the first six characters of the third, the day (YYMMDD; an hour may follow), are in `days`, a list, a set or the like;
# 5. the fourth equals `resource`;
# 6. the stamp is not in `seen`.
#
# The fifth may be anything. Then it adds the stamp to `seen`. Otherwise it changes nothing and returns `False`, never an error.
#
# - **True:** `1:20:060408:adam@cypherspace.org::1QTjaYd7niiQA/sc:ePa`, for 20 bits, day `060408`; once.
# - **False:** `1:20:1303030600:anni@cypherspace.org::McMybZIhxKXu57jd:ckvi`, somebody changed the name.
# - **Edge:** `1:20:220127:sametcodes::HkGGq9bK/lYPdiG7:00000001DrM` has 21 zero bits but claims 20: `False` for 21, `True` for 20.
#
# **Predict.** A spammer sends a million letters of 20 bits, with two million tries a second. How long?
#
# <details><summary>Answer to Predict</summary>
#
# 10^12 tries: six days.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which parts could Mallory change without new work?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `hashlib.sha1(stamp.encode()).digest()`, as a big-endian number with `b` zero bits, is below `2**(160 - b)`. `split(":")` gives the parts. Which texts does `int` refuse?
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# zero bits of a stamp: 160 − number.bit_length()
# mint: for counter = 0, 1, 2, …: build the stamp; return it if it has enough zero bits
# ok:   split; for each of the six rules, in order: if it is broken, return False
#       add the stamp to seen; return True
# ```
#
# </details>


# %% id="E2.3-solution"
import hashlib
from itertools import count


def mint_stamp(resource: str, bits: int, day: str, rand: str) -> str:
    """A stamp for ``resource`` whose SHA-1 begins with ``bits`` zero bits."""
    ### BEGIN SOLUTION
    for counter in count():
        stamp = f"1:{bits}:{day}:{resource}::{rand}:{counter}"
        if leading_zero_bits(stamp) >= bits:
            return stamp
    ### END SOLUTION


def stamp_ok(stamp: str, resource: str, bits: int, days, seen: set) -> bool:
    """Does the stamp pay for a letter to ``resource``, for the first time?"""
    ### BEGIN SOLUTION
    parts = stamp.split(":")
    if len(parts) != 7 or parts[0] != "1":
        return False
    if not parts[1] or set(parts[1]) - set("0123456789"):
        return False
    claim = int(parts[1])
    if claim < bits or leading_zero_bits(stamp) < claim:
        return False
    if parts[2][:6] not in days or parts[3] != resource or stamp in seen:
        return False
    seen.add(stamp)
    return True


def leading_zero_bits(stamp: str) -> int:
    """How many zero bits the SHA-1 of the stamp begins with."""
    return 160 - int.from_bytes(hashlib.sha1(stamp.encode()).digest(), "big").bit_length()
    ### END SOLUTION


# %% id="E2.3-visible"
import hashlib

from blockkit.classroom.notebook import accepts, call, call_on, case, check, holds, real_stamp, rejects, shown

ADAM = "adam@cypherspace.org"


def minted(resource, bits, day, rand):
    """Mint a stamp and look at it: its parts, its zero bits, and what stamp_ok says to it."""
    stamp = call(mint_stamp, resource, bits, day, rand)
    holds(type(stamp) is str, f"mint_stamp returned {shown(stamp)}; a stamp is text")
    start, end = f"1:{bits}:{day}:{resource}::{rand}:", stamp.split(":")[-1]
    holds(stamp == start + end and end.isascii() and end, f"{stamp} should be {start} and a counter")
    zeros = 160 - int.from_bytes(hashlib.sha1(stamp.encode()).digest(), "big").bit_length()
    holds(zeros >= bits, f"{stamp} has {zeros} zero bits, not {bits}")
    case("your own stamp", accepts, stamp_ok, stamp, resource, bits, [day], set())
    case("for one bit more", rejects, stamp_ok, stamp, resource, bits + 1, [day], set())


def mints():
    """Two stamps, one for a number of bits that is no multiple of 4."""
    minted("alice@example.org", 8, "090103", "8f1c2a")
    minted("bob@example.org", 10, "261128", "x+/=")


def real_stamps():
    """Stamps that people minted in 2004, 2006 and 2022; the last has 21 zero bits and claims 20."""
    case("2004", accepts, stamp_ok, real_stamp("2004"), "foo", 20, {"040806"}, set())
    case("2006", accepts, stamp_ok, real_stamp("2006"), ADAM, 20, {"060408"}, set())
    case("2022", accepts, stamp_ok, real_stamp("2022"), "sametcodes", 20, {"220127"}, set())
    case("2022, 21 asked", rejects, stamp_ok, real_stamp("2022"), "sametcodes", 21, {"220127"}, set())


def a_copy():
    """The stamp of 2013, and its copy with another name."""
    case("the true one", accepts, stamp_ok, real_stamp("2013"), ADAM, 20, ["130303"], set())
    case("the copy", rejects, stamp_ok, real_stamp("copied"), "anni@cypherspace.org", 20, ["130303"], set())


def once():
    """The same stamp, the same mail box: the second time is one too many."""
    seen = {"another stamp"}
    first, second = (call_on(stamp_ok, [real_stamp("2004"), "foo", 20, ["040806"], seen]) for _ in range(2))
    holds(first, f"the first time it said {shown(first)}")
    holds(not second, f"the second time it said {shown(second)}: add the stamp to seen")
    holds(seen == {"another stamp", real_stamp("2004")}, f"seen is now {shown(sorted(map(str, seen)))}")


def one_rule_broken():
    """Stamps that break one rule alone: the answer is False itself, neither None nor an error."""
    good = "1:8:090103:alice@example.org::8f1c2a:327"
    asked = ["alice@example.org", 8, ["090103"], set()]
    case("claims 8, has 9", accepts, stamp_ok, good, *asked)
    for what, *broken in [
        ("rule 1: six parts", "1:8:090103:alice@example.org:8f1c2a:326", *asked),
        ("rule 2: the claim is no number", "1:xx:090103:alice@example.org::8f1c2a:114", *asked),
        ("rule 2: claims 4, has 9, asked are 8", "1:4:090103:alice@example.org::8f1c2a:75", *asked),
        ("rule 3: claims 12, has 9, asked are 8", "1:12:090103:alice@example.org::8f1c2a:66", *asked),
        ("rule 4: another day", good, *asked[:2], ["090104"], set()),
        ("rule 5: another address", good, "bob@example.org", *asked[1:]),
        ("rule 6: used before", good, *asked[:3], {good}),
    ]:
        case(what, rejects, stamp_ok, *broken)
        holds(call(stamp_ok, *broken) is not None, f"{what}: it returned None: is `return False` missing?")


def address_and_day():
    """Address and day count, also when all else is right."""
    case("its address", accepts, stamp_ok, real_stamp("2004"), "foo", 20, ["040806"], set())
    case("another address", rejects, stamp_ok, real_stamp("2004"), "bar", 20, ["040806"], set())
    case("another day", rejects, stamp_ok, real_stamp("2004"), "foo", 20, ["040805", "040807"], set())


properties = [
    ("mint", "you mint, then stamp_ok says yes", mints),
    ("real", "real stamps of 2004, 2006 and 2022", real_stamps),
    ("copy", "the copied stamp is refused", a_copy),
    ("alone", "each rule broken alone: False, never an error", one_rule_broken),
    ("once", "a stamp works once", once),
    ("elsewhere", "for another address or day: refused", address_and_day),
]
check("E2.3", properties, mint_stamp, stamp_ok)

# %% id="E2.3-picture" tags=["figure"]
figures.mail_box(stamp_ok)

# %% [markdown] id="E2.3-break"
# ### Break it
#
# Mallory sends a used stamp to a mail box with a `seen` of its own. When does the fraud work?
#
# <details><summary>Answer</summary>
#
# When the address is the same; hence the address in the stamp. (Bitcoin has one list for all, the chain.)
#
# </details>

# %% id="E2.3-try"
# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
boxes = {"foo 1": set(), "foo 2": set(), "bar": set()}
try:
    for name in ["foo 1", "foo 1", "foo 2", "bar"]:
        asked = real_stamp("2004"), name.split()[0], 20, ["040806"], boxes[name]
        print(f"{name:5}", try_call(stamp_ok, *asked))
except CannotUse as why:
    print(f"stamp_ok: {why}")

# %% [markdown] id="E2.4-text"
# You build: `expected_hashes`, the mean number of tries for a block.
#
# **Contract.** `expected_hashes(target: int) -> int`. Of the 2^256 possible hashes, `target + 1` meet the target. Return 2^256 divided by `target + 1`, rounded **down**, an exact whole number. 0 ≤ `target` < 2^256.
#
# - **True:** for block 0's target, `0xffff * 2**208`: 4,295,032,833.
# - **False:** 2^32 = 4,294,967,296, which is exactly 32 zero bits.
# - **Edge:** target 0: 2^256. The largest target: 1.
#
# **Predict.** Do exactly half of all hashes meet the target 2^255?
#
# <details><summary>Answer to Predict</summary>
#
# One more than half. So the mean is 1.99…, rounded down 1.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# How many whole numbers are there from 0 to 3?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `//` divides whole numbers exactly. `/` makes a float, which has only 53 bits.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# return 2^256, divided by (target + 1), rounded down
# ```
#
# </details>


# %% id="E2.4-solution"
def expected_hashes(target: int) -> int:
    """How many hashes it takes on average until one is at most ``target``."""
    ### BEGIN SOLUTION
    return 2**256 // (target + 1)
    ### END SOLUTION


# %% id="E2.4-visible"
from blockkit.classroom.notebook import case, check, gives


def ends():
    """Target 0 is met by the hash 0 alone, the largest by every hash."""
    case("target 0", gives, 2**256, expected_hashes, 0)
    case("the largest target", gives, 1, expected_hashes, 2**256 - 1)


properties = [
    (
        "difficulty-one",
        "block 0: 4,295,032,833 tries",
        lambda: gives(4_295_032_833, expected_hashes, 0xFFFF * 2**208),
    ),
    (
        "exact",
        "block 277,316, to the last digit",
        lambda: gives(5_072_103_896_884_509_938, expected_hashes, 0x3A30C * 2**176),
    ),
    ("ends", "target 0, and the largest", ends),
]
check("E2.4", properties, expected_hashes)

# %% [markdown] id="E2.4-break"
# ### Break it
#
# Twice the zero bits, twice the work? Guess.

# %% id="E2.4-try"
for bits in (8, 16, 32):
    target, mine = 2 ** (256 - bits) - 1, rules.using(expected_hashes)
    print(bits, "zero bits:", *answer(mine, "expected_hashes", target))

# %% [markdown] id="E2.4-widget-text"
# No: *each* zero bit doubles the work.
#
# **Predict:** how long would a *million* computers like yours need for block 277,316: a day, two months, a year? Its target, the same as block 277,315's, has 62.1 zero bits.

# %% id="E2.4-widget" tags=["figure"]
widgets.mining_time(rules.using(expected_hashes))

# %% [markdown] id="prices"
# <details><summary>Answer</summary>
#
# At a million tries a second each: 59 days.
#
# </details>
#
# One computer alone:
#
# | block | day | zero bits | tries on average | time |
# | --- | --- | --- | --- | --- |
# | 0 | 3 January 2009 | 32.0 | 4.3 · 10^9 | 1.2 hours |
# | 100,000 | 29 December 2010 | 45.8 | 6.2 · 10^13 | 2 years |
# | 277,316 | 27 December 2013 | 62.1 | 5.1 · 10^18 | 160,700 years |
# | bits `1702353d` | August 2026 | 78.9 | 5.5 · 10^23 | 1.7 · 10^10 years |
#
# ## Your block 1
#
# Your chain asks for 8 zero bits. Your miner extends it:

# %% id="my-block" tags=["figure"]
figures.my_block(rules.using(meets_target, find_nonce, expected_hashes))

# %% [markdown] id="repair-text"
# In 01d Mallory changed block 2 (of 0 to 4) and repaired the rest for free. Now she must mine 2, 3 and 4 again. **Predict:** with how many tries, at 8 zero bits? Then write 16 for 8.

# %% id="repair" tags=["figure"]
mine = rules.using(meets_target, find_nonce, expected_hashes)
figures.price_of_repair(8, mine)

# %% [markdown] id="built"
# ## You built
#
# - `meets_target`, the question, and `find_nonce`, a miner;
# - `mint_stamp` and `stamp_ok`: work that pays for a letter;
# - `expected_hashes`: the price of a block.
#
# **Toy rule in this notebook:** the target is given. *Real rule:* the header says it in four bytes; it changes every 2,016 blocks.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · A miner has failed for an hour. An equally fast rival starts now. Who will more likely be first?</summary>
#
# Both equally. Failures are no progress.
#
# </details>
#
# <details><summary>2 · Why must the hash read the whole header, and not only the nonce?</summary>
#
# Otherwise one nonce would do for every block, and a change would cost nothing.
#
# </details>
#
# <details><summary>3 · Why is a block checked so much faster than found?</summary>
#
# A check is one hash.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [02b · Target, bits, retarget](02b_retarget.ipynb).
