# %% [markdown] id="title"
# # 01b · From thing to bytes
#
# **You already have** `hash256`, yours or the reference. **You will build** the bytes it reads: one spelling for a block in JSON (a text form for data), numbers that say how long they are, a hash for people to read, and the 80 bytes that name a block. **You need** 65 minutes.
#
# A hash function never sees “a block” or “a payment”. It sees bytes. Who decides which bytes?

# %% id="setup"
import json

from blockkit.classroom.notebook import TODO, figures, keep, load, overview, real_block, sources, widgets
from blockkit.classroom.notebook import CannotUse, Header, Unwritten, answer, try_call

FIRST_PAYMENT = real_block(170).transactions[1]
rules = load()
hash256 = rules.hash256

# %% id="picture" tags=["figure"]
figures.header_dump(170, "nonce", "1889418793", rules)

# %% [markdown] id="picture-text"
# Block 170 contains the first payment from one person to another. Its first 80 bytes are its header (区块头). In the picture one number is larger by one: a single byte changes, and the block has another id.
#
# **Not true: “a hash is the hash of a thing.”** It is the hash of bytes. A tutorial hashes two numbers by writing one after the other, `f"{last_proof}{proof}"`.
#
# **Predict** the three lines of the next cell.

# %% id="spellings"
print("12, 3 and 1, 23 give the same text:", f"{12}{3}" == f"{1}{23}")
payment = {"amount": 5, "to": "Bob"}
for spelling in ('{"amount":5,"to":"Bob"}', '{"to": "Bob", "amount": 5}'):
    digest, same = hash256(spelling.encode()), json.loads(spelling) == payment
    print("hash:", digest.hex()[:16], " the same payment:", same)

# %% [markdown] id="spellings-text"
# Two different pairs of numbers have the same hash; one payment has two. An encoding (编码) must prevent both: it gives each thing one byte string, and two things never the same.

# %% [markdown] id="E1.5-text"
# You build: `canonical`, the one encoding of a JSON object (toy rule). In [01d](01d_chain.ipynb) it names the blocks in the pictures.
#
# **Contract.** `canonical(obj: dict) -> bytes` returns JSON in UTF-8: keys sorted at every depth as `sorted` sorts them, no spaces between the parts, characters such as 张 written as they are (`ensure_ascii=False`). Lists keep their order; `True`, `False` and `None` become `true`, `false` and `null`. A float or a key that is not text, at any depth, raises `ValueError` or another error. No other types occur. `obj` stays as it was.
#
# - **True:** `{"to": "Bob", "amount": 5}` gives `b'{"amount":5,"to":"Bob"}'`.
# - **False:** `{"amount": 2.0}` has no encoding: Python says `2 == 2.0`, but these are two spellings of one number.
# - **Edge:** `{}` gives `b'{}'`; NaN (“not a number”) is a float.
#
# **Predict.** A tutorial's block has the time `1506057125.900785`, a float. What may go wrong when another program reads and rewrites it?
#
# <details><summary>Answer to Predict</summary>
#
# It may write fewer digits, or `1.506057125900785e9`. The block is the same, but its hash is not.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# `json.dumps` accepts floats, NaN and the key `5`. Who has to say no?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `json.dumps` has the parameters `sort_keys`, `separators` and `ensure_ascii`. For the refusals, write a helper that looks at a value and calls itself for everything inside.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# to look at a value:
#     a float: raise ValueError
#     a dictionary: each key must be text; look at each value
#     a list: look at each item
# look at obj
# return its JSON, sorted, with separators "," and ":", in UTF-8
# ```
#
# </details>


# %% id="E1.5-solution"
def canonical(obj: dict) -> bytes:
    """The one encoding of a JSON object.

    A float or a key that is no text raises ``ValueError``.
    """
    ### BEGIN SOLUTION

    def look_at(value):
        if isinstance(value, float):
            raise ValueError(f"{value!r} is a float, which has more than one spelling")
        if isinstance(value, dict):
            for key, inner in value.items():
                if not isinstance(key, str):
                    raise ValueError(f"the key {key!r} is no text")
                look_at(inner)
        if isinstance(value, list):
            for inner in value:
                look_at(inner)

    look_at(obj)
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")
    ### END SOLUTION


# %% id="E1.5-visible"
from blockkit.classroom.notebook import check, gives_each, refuses

BOB, CAROL = b'{"amount":5,"to":"Bob"}', b'{"amount":7,"to":"Carol"}'
IN_ORDER = [(BOB, {"amount": 5, "to": "Bob"}), (CAROL, {"amount": 7, "to": "Carol"})]
TURNED = [(BOB, {"to": "Bob", "amount": 5}), (CAROL, {"to": "Carol", "amount": 7})]
PAYMENT, SPELLED = {"to": "张三", "amount": 5}, '{"amount":5,"to":"张三"}'
BLOCK = {"time": 1231469665, "index": 1, "transactions": [PAYMENT]}
BLOCK_SPELLED = '{"index":1,"time":1231469665,"transactions":[' + SPELLED + "]}"
NESTED = [(SPELLED.encode(), PAYMENT), (BLOCK_SPELLED.encode(), BLOCK)]

properties = [
    ("payments", "two payments", lambda: gives_each(canonical, IN_ORDER)),
    ("turned", "their keys the other way round", lambda: gives_each(canonical, TURNED)),
    ("nested", "a payment to 张三, and a block that contains it", lambda: gives_each(canonical, NESTED)),
    ("float", "a float: refused", lambda: refuses(canonical, {"amount": 2.0})),
]
check("E1.5", properties, canonical)

# %% [markdown] id="E1.5-picture-text"
# Five blocks, each naming the one before by the `hash256` of your encoding. In block 2 an amount was changed.

# %% id="E1.5-picture" tags=["figure"]
figures.json_chain(2, "amount", "500", False, rules.using(canonical))

# %% [markdown] id="E1.5-break"
# ### Break it
#
# A colleague glues the values together before hashing. Here is a pair of objects with the same bytes; find another. Does your encoding keep them apart?

# %% id="E1.5-try"
# answer(rules, name, …): what your function says
# or, with a note, what the reference says
mine = rules.using(canonical)
for obj in ({"a": "1", "b": "23"}, {"a": "12", "b": "3"}):
    print("".join(obj.values()), *answer(mine, "canonical", obj))

# %% [markdown] id="E1.6-text"
# You build: `encode_varint` and `decode_varint`, for the counts and lengths in Bitcoin's data.
#
# JSON marks where a piece ends. Bitcoin writes its length in front, in one to nine bytes.
#
# | number | bytes |
# | --- | --- |
# | 0 to 252 | 1: the number itself |
# | up to 65,535 | 3: `fd`, then the number in 2 bytes |
# | up to 4,294,967,295 | 5: `fe`, then 4 bytes |
# | up to 2^64 − 1 | 9: `ff`, then 8 bytes |
#
# The number is written in *little endian* (小端序), its last byte first: 70,000 is `00 01 11 70` in hex, so it is written `fe 70 11 01 00`.
#
# **Contract.** `encode_varint(n: int) -> bytes` uses the shortest form. `decode_varint(data: bytes, at: int = 0) -> tuple[int, int]` reads the number that starts at `data[at]` and returns it with the position after it. Both raise `ValueError` or another error for what does not fit: a number below 0 or from 2^64 on, data that end too early, a longer form than needed.
#
# - **True:** in `FIRST_PAYMENT` byte 41 is `48`, so `decode_varint(FIRST_PAYMENT, 41)` gives `(72, 42)`: the next 72 bytes are a script, a small program.
# - **False:** `fd 48 00` also says 72, in three bytes instead of one; refuse it.
# - **Edge:** 252 takes one byte, 253 takes three.
#
# **Predict.** Why refuse `fd 48 00`? Everybody can read it.
#
# <details><summary>Answer to Predict</summary>
#
# One payment would be two byte strings, with two hashes.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What do you know from the first byte alone?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `n.to_bytes(2, "little")` and `int.from_bytes(piece, "little")`. A slice past the end of the data raises no error; it is only shorter.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# encode: n below 253: one byte
#         otherwise the first form that has enough bytes for n
# decode: no byte at this position: refuse
#         first byte below fd: return it, and at + 1
#         size = 2, 4 or 8; piece = the next size bytes
#         piece too short: refuse
#         n = piece, little endian
#         encode(n) is shorter than 1 + size: refuse
#         return n, and the position after the piece
# ```
#
# </details>


# %% id="E1.6-solution"
def encode_varint(n: int) -> bytes:
    """``n`` in 1, 3, 5 or 9 bytes, the shortest form that fits."""
    ### BEGIN SOLUTION
    if not 0 <= n < 2**64:
        raise ValueError(f"{n} does not fit into a compact size")
    if n < 0xFD:
        return bytes([n])
    for prefix, size in ((b"\xfd", 2), (b"\xfe", 4), (b"\xff", 8)):
        if n < 256**size:
            return prefix + n.to_bytes(size, "little")
    ### END SOLUTION


def decode_varint(data: bytes, at: int = 0) -> tuple[int, int]:
    """The number that starts at ``data[at]``, and where it ends."""
    ### BEGIN SOLUTION
    if at >= len(data):
        raise ValueError(f"no byte at position {at}")
    first = data[at]
    if first < 0xFD:
        return first, at + 1
    size = {0xFD: 2, 0xFE: 4, 0xFF: 8}[first]
    piece = data[at + 1 : at + 1 + size]
    if len(piece) < size:
        raise ValueError(f"{size} bytes are needed, {len(piece)} are left")
    n = int.from_bytes(piece, "little")
    if len(encode_varint(n)) < 1 + size:
        raise ValueError(f"{n} has a shorter form")
    return n, at + 1 + size
    ### END SOLUTION


# %% id="E1.6-visible"
from blockkit.classroom.notebook import check, gives, gives_each, refuses

SEVENTY, EIGHTY = bytes.fromhex("fe70110100"), bytes.fromhex("fe80380100")
SHORT = [(b"\x01", 1), (b"\x64", 100)]
EDGE = [(b"\xfc", 252), (b"\xfd\xfd\x00", 253)]
LONG = [(SEVENTY, 70_000), (EIGHTY, 80_000)]
BACK = [((70_000, 5), SEVENTY), ((80_000, 5), EIGHTY)]
REAL = [((72, 42), FIRST_PAYMENT, 41), ((67, 128), FIRST_PAYMENT, 127)]


def refuses_the_longer_form():
    gives((72, 1), decode_varint, b"\x48")
    refuses(decode_varint, b"\xfd\x48\x00")


properties = [
    ("short", "1 and 100 are one byte", lambda: gives_each(encode_varint, SHORT)),
    ("edge", "252 is one byte, 253 is three", lambda: gives_each(encode_varint, EDGE)),
    ("long", "70,000 and 80,000 are five", lambda: gives_each(encode_varint, LONG)),
    ("back", "five bytes back to 70,000 and 80,000", lambda: gives_each(decode_varint, BACK)),
    ("real", "bytes 41 and 127 of the first payment", lambda: gives_each(decode_varint, REAL)),
    ("longer", "48 is read; fd 48 00, longer than needed, is refused", refuses_the_longer_form),
]
check("E1.6", properties, encode_varint, decode_varint)

# %% [markdown] id="E1.6-walk-text"
# Read four counts and lengths in the first payment.

# %% id="E1.6-walk"
mine = rules.using(decode_varint)
places = {4: "inputs", 41: "script bytes", 118: "outputs", 127: "script bytes"}
for at, what in places.items():
    found, note = answer(mine, "decode_varint", FIRST_PAYMENT, at)
    byte = FIRST_PAYMENT[at]
    print(f"byte {at:>3} is {byte:02x} → {found} {what}", note)

# %% [markdown] id="E1.6-break"
# ### Break it
#
# Byte 128 is `41`, which is 65, the length of a public key. Is it a varint too?
#
# <details><summary>Answer</summary>
#
# No. It is inside a script, and scripts write lengths by another rule. Up to 75 the two rules agree, so no test with short keys shows the mistake. Bytes do not say what they are; the rules do.
#
# </details>

# %% [markdown] id="E1.7-text"
# You build: `to_display` and `from_display`, from the bytes of a hash to the text that people read, and back.
#
# **Contract.** `to_display(raw: bytes) -> str` takes 32 bytes and returns 64 lower-case hex digits of the bytes in reverse order. `from_display(text: str) -> bytes` goes back. It accepts upper case and raises `ValueError` or another error for any other length, for spaces, for `0x` and for everything that is no hex digit.
#
# - **True:** the genesis id, `6fe28c…000000` as bytes, reads `000000…8ce26f`.
# - **False:** `to_display` of the genesis id does not end with `c82ef6`; then the digits are reversed, not the bytes. `from_display` does not accept 65 digits, as a lecture slide prints them, with one zero too many.
# - **Edge:** leading zeros stay; there are always 64 digits.
#
# **Predict.** `bytes.fromhex("00 11")`: an error, or two bytes?
#
# <details><summary>Answer to Predict</summary>
#
# Two bytes: `fromhex` skips spaces.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What does `raw[::-1]` return, and what does `raw.hex()[::-1]` return?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# Look at every character of the text yourself, before you call `bytes.fromhex`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# not 64 characters: refuse
# a character that is no hex digit: refuse
# return the bytes of the hex text, reversed
# ```
#
# </details>


# %% id="E1.7-solution"
def to_display(raw: bytes) -> str:
    """A hash in wire order as the 64 hex digits people read."""
    ### BEGIN SOLUTION
    return raw[::-1].hex()
    ### END SOLUTION


def from_display(text: str) -> bytes:
    """The 32 bytes, wire order, of a hash as people write it."""
    ### BEGIN SOLUTION
    if len(text) != 64 or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise ValueError(f"{text!r} is no hash of 64 hex digits")
    return bytes.fromhex(text)[::-1]
    ### END SOLUTION


# %% id="E1.7-visible"
from blockkit.classroom.notebook import check, gives, gives_each, refuses

GENESIS_ID = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
GENESIS = bytes.fromhex("6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000")
PAYMENT_ID = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
PAYMENT = bytes.fromhex("169e1e83e930853391bc6f35f605c6754cfead57cf8387639d3b4096c54f18f4")
FROM_THE_SLIDE = "000000000000000027e7ba6fe7bad39faf3b5a83daed765f05f7d1b71a1632249"
TO_READ = [(GENESIS_ID, GENESIS), (PAYMENT_ID, PAYMENT)]
BACK = [(GENESIS, GENESIS_ID), (PAYMENT, PAYMENT_ID)]


def refuses_65_digits():
    gives(GENESIS, from_display, GENESIS_ID)
    refuses(from_display, FROM_THE_SLIDE)


properties = [
    ("read", "the ids of block 0 and of the first payment", lambda: gives_each(to_display, TO_READ)),
    ("back", "both ids, back to bytes", lambda: gives_each(from_display, BACK)),
    ("slide", "64 digits are read; the 65 of the slide are refused", refuses_65_digits),
]
check("E1.7", properties, to_display, from_display)

# %% id="E1.7-picture" tags=["figure"]
figures.two_orders(real_block(277315).hash, rules.using(to_display))

# %% [markdown] id="E1.7-break"
# **Not true: “`hexdigest` gives a binary string.”** It gives *text*: 64 characters for 32 bytes. Hash the text instead of the bytes, and you get another hash.
#
# ### Break it
#
# Each of these texts has 64 characters and is no hash. Which of them does your `from_display` let in?

# %% id="E1.7-try"
# try_call(function, …): what your function says;
# CannotUse when it fails, never ends or is not written
texts = "0x" + "00" * 31, "00 " * 20 + "0000", "0_" * 31 + "00", "\uff11" * 64
for text in texts:
    try:
        found = try_call(from_display, text)
        print("let in:  ", text[:8], "…", found)
    except Unwritten:
        print("not written yet: write from_display first")
        break
    except CannotUse as why:
        print("kept out:", text[:8], "…", why)

# %% [markdown] id="E1.8-text"
# You build: `header_bytes`. Together with `hash256` it names every block of Bitcoin.
#
# | field | bytes | form |
# | --- | --- | --- |
# | `version` | 4 | *signed* number, little endian |
# | `prev_block` | 32 | id of the block before |
# | `merkle_root` | 32 | one hash for all payments; see [01c](01c_merkle.ipynb) |
# | `time` | 4 | number, little endian: seconds |
# | `bits` | 4 | number, little endian: the highest hash allowed (the target, 目标值), in a short form |
# | `nonce` | 4 | number, little endian: a miner (矿工), who makes blocks, varies it; not secret as in 01a |
#
# **Contract.** `header_bytes(h: Header) -> bytes` returns these 80 bytes. Read them as `h.version`, …; the four numbers are `int`. Both hashes are already in wire order, so nothing is reversed.
#
# - **True:** the genesis header begins `01000000 00000000…` and ends `…1dac2b7c`.
# - **False:** a function that always writes version 1 gives block 277,315 a wrong id; its version is 2.
# - **Edge:** version −1 is `ffffffff`; times after January 2038 (2^31 seconds) still fit, because `time` has no sign.
#
# **Predict.** `bits` of the genesis block is `0x1d00ffff`. Which four bytes are in the header?
#
# <details><summary>Answer to Predict</summary>
#
# `ff ff 00 1d`. The last byte of the number comes first (little endian).
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the six fields are bytes already?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `to_bytes` takes the size, the byte order and, for one field only, `signed=True`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# version in 4 bytes, signed
# + prev_block + merkle_root
# + time, bits and nonce in 4 bytes each
# ```
#
# </details>


# %% id="E1.8-solution"
def header_bytes(h: Header) -> bytes:
    """The 80 bytes that name a block."""
    ### BEGIN SOLUTION
    return (
        h.version.to_bytes(4, "little", signed=True)
        + h.prev_block
        + h.merkle_root
        + h.time.to_bytes(4, "little")
        + h.bits.to_bytes(4, "little")
        + h.nonce.to_bytes(4, "little")
    )
    ### END SOLUTION


# %% id="E1.8-visible"
import hashlib
from dataclasses import replace

from blockkit.classroom.notebook import call, check, gives, holds, shown

GENESIS_HEADER = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b2"
    "7ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)
IDS = {
    1: "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048",
    170: "00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee",
    100_000: "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506",
}


def id_fits(height):
    """Your 80 bytes, hashed twice, are the id the whole world knows."""
    data = call(header_bytes, real_block(height).header)
    found = hashlib.sha256(hashlib.sha256(data).digest()).digest()[::-1].hex()
    holds(found == IDS[height], f"block {height:,}: your {len(data)} bytes give the id {found}")


def genesis_and_80_bytes():
    """The genesis header is known byte by byte; the next one has the same length."""
    gives(GENESIS_HEADER, header_bytes, real_block(0).header)
    data = call(header_bytes, real_block(1).header)
    holds(len(data) == 80 and data != GENESIS_HEADER, f"block 1 gave {len(data)} bytes: {shown(data)}")


def negative_version():
    """Two genesis headers: one with version −1, one with version −2."""
    for version, first in ((-1, b"\xff\xff\xff\xff"), (-2, b"\xfe\xff\xff\xff")):
        gives(first + GENESIS_HEADER[4:], header_bytes, replace(real_block(0).header, version=version))


properties = [
    ("bytes", "the 80 bytes of block 0, and 80 others for block 1", genesis_and_80_bytes),
    ("version", "version −1 is ffffffff", negative_version),
    ("id-170", "the ids of blocks 1 and 170", lambda: (id_fits(1), id_fits(170))),
    ("id-100000", "the ids of blocks 1 and 100,000", lambda: (id_fits(1), id_fits(100_000))),
]
check("E1.8", properties, header_bytes)

# %% [markdown] id="E1.8-picture-text"
# The slide with the 65 digits shows block 277,315 and leaves out its id. Your function finds it: `0000000000000002a7bb…`. With version 1 the id would differ.

# %% id="E1.8-picture" tags=["figure"]
figures.header_dump(277315, "version", "1", rules.using(header_bytes))

# %% [markdown] id="E1.8-break"
# ### Break it
#
# Is there a field that a forger may change without changing the block's id? Guess, then try all six.

# %% id="E1.8-widget" tags=["figure"]
widgets.header(rules.using(header_bytes))

# %% [markdown] id="E1.8-answer"
# <details><summary>Answer</summary>
#
# None: the id covers all six.
#
# </details>

# %% [markdown] id="built"
# ## You built
#
# - `canonical`: one spelling for a JSON block;
# - `encode_varint` and `decode_varint`: lengths as Bitcoin writes them;
# - `to_display` and `from_display`: from bytes to text and back;
# - `header_bytes`: with `hash256`, the name of every block.
#
# **Toy rule in this notebook:** blocks as JSON. *Real rule:* Bitcoin hashes only the 80 bytes of the header; the payments come in through the Merkle root, the next lesson.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · Two nodes store the same JSON block. One writes a space after each comma. What happens?</summary>
#
# They compute different ids for the same block, and each rejects the other's.
#
# </details>
#
# <details><summary>2 · Which number has the varint fd 00 01?</summary>
#
# 256: in little endian `00 01` is 0 + 1 · 256.
#
# </details>
#
# <details><summary>3 · Why does the id of a Bitcoin block seem to begin with zeros, though its bytes end with them?</summary>
#
# People read the bytes in reverse order. A miner looks for a header whose *hash* ends with zero bytes; display order puts them in front.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [01c · Merkle trees](01c_merkle.ipynb).
