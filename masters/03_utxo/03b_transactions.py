# %% [markdown] id="title"
# # 03b · Transactions and signature hashes
#
# **You already have** keys, signatures and blocks. **You will build** the bytes of a payment, its id, what its signature signs, and a search that corrects a lecture. **You need** 85 minutes; a good place to stop is after E3.5.
#
# These 275 bytes moved bitcoins for the first time, in January 2009. The payment spends 50. Find that number.

# %% id="setup"
from dataclasses import replace

from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, widgets
from blockkit.classroom.notebook import ORDER, OutPoint, Transaction, TxIn, TxOut
from blockkit.classroom.notebook import answer, real_payment, slide, take

rules = load()
hash256 = rules.hash256

# %% id="picture" tags=["figure"]
figures.tx_dump("f4184fc5")

# %% [markdown] id="picture-text"
# It is not there. A transaction (交易) has *inputs*, which name outputs (输出) of earlier transactions, and new outputs: 10 and 40 bitcoins here. What an input is worth is written in the earlier transaction.
#
# Now the signature. **Predict:** are its own bytes signed? Is the spent amount signed? Choose *Signed by input 0*, and try all four transactions.
#
# <details><summary>Answer to Predict</summary>
#
# No and no, by the 2009 method. In the 2017 payment, with a witness, the amount is signed.
#
# </details>

# %% id="transaction" tags=["figure"]
widgets.transaction(rules)

# %% id="objects"
# A transaction cannot be changed; replace makes a changed copy
tx = real_payment("f4184fc5")
coin = tx.inputs[0].prevout  # an OutPoint: which output is spent
print(coin.txid.hex(), coin.index)
print(tx.inputs[0].script_sig.hex()[:16], tx.inputs[0].sequence)
for output in tx.outputs:
    print(output.value, output.script_pubkey.hex()[:16])
later = replace(tx, lock_time=99)
print(tx.version, tx.lock_time, later.lock_time)
print(OutPoint(coin.txid, 7), TxIn(coin, b"", 0), TxOut(5, b"\x51"), sep="\n")

# %% [markdown] id="E3.5-text"
# You build, in this order: `serialize_tx`, `txid`, `parse_tx`.
#
# **Contract.** `serialize_tx(tx: Transaction) -> bytes` writes, with numbers in little endian (小端序):
#
# 1. `version`, 4 bytes, signed (it may be negative);
# 2. the number of inputs; each is `prevout.txid` (32 bytes as they are), `prevout.index` (4), length of the script, `script_sig`, `sequence` (4);
# 3. the number of outputs; each is `value` (8, signed), length of the script, `script_pubkey`;
# 4. `lock_time` (4).
#
# Counts and lengths are varints: `rules.encode_varint(n)` writes one; `rules.decode_varint(raw, at)` returns the number and the place after it.
#
# `txid(tx: Transaction) -> str` is the `hash256` of these bytes, reversed, as 64 hex digits (交易 ID).
#
# `parse_tx(raw: bytes) -> Transaction` does the reverse: `Transaction(version, inputs, outputs, lock_time)` has tuples of `TxIn(prevout, script_sig, sequence)` and of `TxOut(value, script_pubkey)`; a `prevout` is `OutPoint(txid, index)`. Raise `ValueError` or another error when the bytes end too early, when some are left over, when a count or length is written in more bytes than needed (`decode_varint` does that), and for 0 inputs. Refuse nothing else: no outputs, a negative value and any version are allowed.
#
# - **True:** the first payment has one input and two outputs; output 1 is worth 4,000,000,000 satoshi, and the id begins with `f4184fc5`.
# - **False:** `169e1e83…`, the id in wire order.
# - **Edge:** 253 outputs: their count takes three bytes. A byte too many or too few: refused. A value of −1 is `ffffffffffffffff`.
#
# **Predict.** How long is `f4184fc5` without the 72 bytes of its unlocking script?
#
# <details><summary>Answer to Predict</summary>
#
# 203 bytes. The length byte stays, and is 0.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Four fields are 4-byte numbers. Which helper could write them, and which read them?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `(-1).to_bytes(4, "little", signed=True)`, `int.from_bytes(…, signed=True)`. `take(raw, at, size)` returns the next bytes and the place after them, or raises an error.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# at = 0; version: take 4
# count = varint; 0: refuse
# count times: txid, index, size, script, sequence
# count = varint
# count times: value, size, script
# lock time: take 4
# at is not len(raw): refuse
# ```
#
# </details>
#
# A small step first: one output.


# %% id="E3.5-stone"
from blockkit.classroom.notebook import TxOut, challenge, gives


def read_output(raw: bytes, at: int):
    """The output that begins at this place, and the place after it."""
    return TODO


seven = b"\7" + bytes(7) + b"\2\x51\x52"
minus = b"\xee" + b"\xff" * 8 + b"\0"
challenge([
    ("7", lambda: gives((TxOut(7, b"\x51\x52"), 11), read_output, seven, 0)),
    ("-1", lambda: gives((TxOut(-1, b""), 10), read_output, minus, 1)),
])  # fmt: skip


# %% id="E3.5-solution"
def serialize_tx(tx: Transaction) -> bytes:
    """The bytes that are sent."""
    ### BEGIN SOLUTION
    size = rules.encode_varint
    raw = tx.version.to_bytes(4, "little", signed=True) + size(len(tx.inputs))
    for txin in tx.inputs:
        raw += txin.prevout.txid + txin.prevout.index.to_bytes(4, "little")
        raw += size(len(txin.script_sig)) + txin.script_sig + txin.sequence.to_bytes(4, "little")
    raw += size(len(tx.outputs))
    for output in tx.outputs:
        raw += output.value.to_bytes(8, "little", signed=True)
        raw += size(len(output.script_pubkey)) + output.script_pubkey
    return raw + tx.lock_time.to_bytes(4, "little")
    ### END SOLUTION


def txid(tx: Transaction) -> str:
    """The id as people see it."""
    ### BEGIN SOLUTION
    return hash256(serialize_tx(tx))[::-1].hex()
    ### END SOLUTION


def parse_tx(raw: bytes) -> Transaction:
    """The transaction in exactly these bytes."""
    ### BEGIN SOLUTION
    at = 0

    def number(at, size, signed=False):
        data, at = take(raw, at, size)
        return int.from_bytes(data, "little", signed=signed), at

    def script(at):
        size, at = rules.decode_varint(raw, at)
        return take(raw, at, size)

    version, at = number(at, 4, signed=True)
    count, at = rules.decode_varint(raw, at)
    if count == 0:
        raise ValueError("no inputs")
    inputs, outputs = [], []
    for _ in range(count):
        name, at = take(raw, at, 32)
        index, at = number(at, 4)
        script_sig, at = script(at)
        sequence, at = number(at, 4)
        inputs.append(TxIn(OutPoint(name, index), script_sig, sequence))
    count, at = rules.decode_varint(raw, at)
    for _ in range(count):
        value, at = number(at, 8, signed=True)
        script_pubkey, at = script(at)
        outputs.append(TxOut(value, script_pubkey))
    lock_time, at = number(at, 4)
    if at != len(raw):
        raise ValueError(f"{len(raw) - at} bytes are left over")
    return Transaction(version, tuple(inputs), tuple(outputs), lock_time)
    ### END SOLUTION


# %% id="E3.5-visible"
from dataclasses import replace

from blockkit.classroom.notebook import (
    TxOut,
    case,
    check,
    gives,
    holds,
    real_block,
    real_coinbase,
    real_payment,
    refuses,
)

PAYMENT = replace(real_payment("f4184fc5"))
PAYMENT_BYTES = real_block(170).transactions[1]
GENESIS_COINBASE = real_block(0).transactions[0]
MANY = replace(PAYMENT, outputs=tuple(TxOut(n, b"\x51") for n in range(253)))
MINUS = replace(PAYMENT, outputs=(TxOut(-1, b"\x51"),))
START, END = PAYMENT_BYTES[:118], bytes(4)
MANY_BYTES = START + b"\xfd\xfd\0" + b"".join(n.to_bytes(8, "little") + b"\1\x51" for n in range(253)) + END
BELOW, BELOW_BYTES = replace(PAYMENT, version=-1), b"\xff" * 4 + PAYMENT_BYTES[4:]
MINUS_BYTES = START + b"\1" + b"\xff" * 8 + b"\1\x51" + END


def writes():
    """To bytes."""
    case("f4184fc5", gives, PAYMENT_BYTES, serialize_tx, PAYMENT)
    case("253 outputs", gives, MANY_BYTES, serialize_tx, MANY)
    case("a value of -1", gives, MINUS_BYTES, serialize_tx, MINUS)
    case("version -1", gives, BELOW_BYTES, serialize_tx, BELOW)


def names():
    """To an id."""
    first = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
    case("f4184fc5", gives, first, txid, PAYMENT)
    second = "0627052b6f28912f2703066a912ea577f2ce4da4caa5a5fbd8a57286c345c2f2"
    case("the slides' payment", gives, second, txid, replace(real_payment("0627052b")))


def reads():
    """From bytes."""
    found = case("f4184fc5", gives, PAYMENT, parse_tx, PAYMENT_BYTES)
    kinds = {type(found.inputs).__name__, type(found.outputs).__name__}
    holds(kinds == {"tuple"}, "inputs and outputs must be tuples")
    genesis = case("block 0", gives, real_coinbase(0), parse_tx, GENESIS_COINBASE)
    holds(genesis.outputs[0].value == 5_000_000_000, "50 bitcoins")


def reads_odd_ones():
    """What no rule of this exercise forbids."""
    case("253 outputs", gives, MANY, parse_tx, MANY_BYTES)
    case("a value of -1", gives, MINUS, parse_tx, MINUS_BYTES)
    case("version -1", gives, BELOW, parse_tx, BELOW_BYTES)
    case("no outputs", gives, replace(PAYMENT, outputs=()), parse_tx, START + b"\0" + END)


def refused():
    """A byte too few, a byte too many, and other bytes that are no transaction."""
    gives(PAYMENT, parse_tx, PAYMENT_BYTES)
    for name, raw in (
        ("one byte less", PAYMENT_BYTES[:-1]), ("one byte more", PAYMENT_BYTES + b"\0"), ("no bytes", b""),
        ("0 inputs", PAYMENT_BYTES[:4] + b"\0" + PAYMENT_BYTES[118:]),
        ("a count in three bytes: fd 01 00", PAYMENT_BYTES[:4] + b"\xfd\1\0" + PAYMENT_BYTES[5:]),
    ):  # fmt: skip
        case(name, refuses, parse_tx, raw)


properties = [
    ("write", "written: f4184fc5, 253 outputs, a value of -1, version -1", writes),
    ("name", "two ids", names),
    ("read", "read: f4184fc5 and the coinbase of block 0", reads),
    ("read-odd", "read: 253 outputs, a value of -1, version -1, no outputs", reads_odd_ones),
    ("refuse", "read: cut short, too long, 0 inputs, fd 01 00: refused", refused),
]
check("E3.5", properties, serialize_tx, txid, parse_tx)

# %% id="E3.5-picture" tags=["figure"]
figures.spent("f4184fc5", rules.using(parse_tx, txid))

# %% [markdown] id="E3.5-break"
# ### Break it
#
# A careless parser accepts an extra byte, and `fd0100` for a count of 1. **Predict:** would the hash change? Would the payment?
#
# <details><summary>Answer</summary>
#
# The hash changes, the payment does not: anybody who passes it on could give it a new id. So only one encoding is allowed, and your function refuses these two.
#
# </details>
#
# **Not true: “the input contains the amount.”** A slide computes the fee (手续费) like this (每个交易vin中包含的比特币数量减去vout中的比特币数量就是交易费). The amount is in another transaction: follow the arrow above.
#
# This is **a good place to stop**.

# %% id="E3.5-try"
mine = rules.using(parse_tx)
raw = real_payment("f4184fc5").serialize()
for other in (raw + b"\0", raw[:4] + b"\xfd\1\0" + raw[5:]):
    print(hash256(other)[::-1].hex()[:16], *answer(mine, "parse_tx", other))

# %% [markdown] id="E3.6-text"
# No signature can sign the bytes that contain it.
#
# You build: `sighash_all`, for the 32 bytes that a signature signs.
#
# **Contract.** `sighash_all(tx: Transaction, index: int, script_code: bytes) -> bytes`:
#
# 1. copy `tx`; give every input an empty script, except input `index`: it gets `script_code`, the script of the coin that it spends;
# 2. write the copy with `rules.serialize_tx`;
# 3. append the hash type in *four* bytes, `01 00 00 00`;
# 4. return the `hash256`, in wire order.
#
# Sequences, outputs, version and lock time stay the same. Input `index` exists.
#
# - **True:** the first payment, index 0, and the script of its coin, `real_payment("0437cd7f").outputs[0].script_pubkey`: `7a05c614…`; 274 bytes are hashed.
# - **False:** the hash of the signed payment, `169e1e83…`.
# - **Edge:** with two inputs, the other one's script is empty, whether signed or not. So the order of signing does not matter.
#
# **Predict.** A payment has two inputs of one owner. Does she sign the same 32 bytes twice?
#
# <details><summary>Answer to Predict</summary>
#
# No: the script code is in a different place each time.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# What would happen if the first signer had to sign the second one's signature?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `replace(txin, script_sig=b"")`, `replace(tx, inputs=tuple(…))`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# for place, txin in enumerate(tx.inputs):
#     script = script_code if place == index else empty
#     a copy of txin with this script
# tx with these inputs → bytes, and four more → hash256
# ```
#
# </details>


# %% id="E3.6-solution"
def sighash_all(tx: Transaction, index: int, script_code: bytes) -> bytes:
    """What the signature of input index signs."""
    ### BEGIN SOLUTION
    inputs = [replace(txin, script_sig=b"") for txin in tx.inputs]
    inputs[index] = replace(inputs[index], script_sig=script_code)
    copy = replace(tx, inputs=tuple(inputs))
    return hash256(rules.serialize_tx(copy) + b"\1\0\0\0")
    ### END SOLUTION


# %% id="E3.6-visible"
from dataclasses import replace

from blockkit.classroom.notebook import OutPoint, TxIn, case, check, gives, real_payment

FIRST_COIN = real_payment("0437cd7f").outputs[0].script_pubkey
SLIDES_COIN = real_payment("0627052b").outputs[1].script_pubkey
OPEN = TxIn(OutPoint(bytes(range(32)), 1), b"", 5)
DONE = TxIn(OutPoint(bytes(range(32)), 2), b"\1\2\3", 6)


def signed(name, expected, tx, index, code):
    """The digest of one input, in hex here."""
    case(name, gives, bytes.fromhex(expected), sighash_all, replace(tx), index, code)


def two_inputs(*scripts):
    """The slides' payment with two other inputs."""
    inputs = [replace(txin, script_sig=script) for txin, script in zip((OPEN, DONE), scripts, strict=True)]
    return replace(real_payment("0627052b"), inputs=tuple(inputs))


def each_of_two():
    """The place of the script code counts."""
    tx = two_inputs(b"", b"")
    signed("input 0", "e91b0af6aa62d133cfeb4762eb663feaffe33b1c27e7a59de13ed652e529b426", tx, 0, SLIDES_COIN)
    signed("input 1", "3ccc9c00fe6e14cbcf4f6428cb30295622f4f503c771db3de4871b9ab515e076", tx, 1, SLIDES_COIN)


def in_any_order():
    """Signatures that are there already do not count."""
    for scripts in ((b"", b"\1\2\3"), (b"\7" * 9, b""), (b"\7", b"\7")):
        tx = two_inputs(*scripts)
        signed(
            "input 0", "e91b0af6aa62d133cfeb4762eb663feaffe33b1c27e7a59de13ed652e529b426", tx, 0, SLIDES_COIN
        )
        signed(
            "input 1", "3ccc9c00fe6e14cbcf4f6428cb30295622f4f503c771db3de4871b9ab515e076", tx, 1, SLIDES_COIN
        )


properties = [
    (
        "first",
        "block 170",
        lambda: signed(
            "f4184fc5",
            "7a05c6145f10101e9d6325494245adf1297d80f8f38d4d576d57cdba220bcb19",
            real_payment("f4184fc5"), 0, FIRST_COIN,
        ),
    ),
    (
        "slides",
        "the slides' payment",
        lambda: signed(
            "0627052b",
            "83cb5dc661ba879af76a741308ef7b1d87d55e046f0c8640f8ff4c17ac080730",
            real_payment("0627052b"), 0, SLIDES_COIN,
        ),
    ),
    ("two", "two inputs: each has its own", each_of_two),
    ("order", "two inputs: signed already or not, the same", in_any_order),
]  # fmt: skip
check("E3.6", properties, sighash_all)

# %% id="E3.6-picture" tags=["figure"]
figures.signed_bytes(rules.using(sighash_all))

# %% [markdown] id="E3.6-break"
# ### Break it
#
# A signing device keeps your key, and your computer tells it: “this coin is worth 1 bitcoin”. It is worth 50; the other 49 become the fee. Can the device notice? Compare the digests.
#
# <details><summary>Answer</summary>
#
# No: the amount is nowhere in the 274 bytes. The 2017 method signs it: see the challenge.
#
# </details>

# %% id="E3.6-try"
coinbase, tx = real_payment("0437cd7f"), real_payment("f4184fc5")
mine = rules.using(sighash_all)
for bitcoins in (1, 50):
    coin = replace(coinbase.outputs[0], value=bitcoins * 100_000_000)
    signs, note = answer(mine, "sighash_all", tx, 0, coin.script_pubkey)
    print(bitcoins, signs.hex(), note)

# %% [markdown] id="E3.7-text"
# You build: `twin` and `is_low_s`. Each signature has a twin: a second s that is also valid.
#
# **Contract.** r and s are from 1 to `ORDER` − 1.
#
# - `twin(r: int, s: int) -> tuple[int, int]` returns r and `ORDER` − s.
# - `is_low_s(s: int) -> bool` returns `True` up to `ORDER // 2`, and `False` above.
#
# - **True:** block 170's s, `181522ec…`, is low; its twin's is `e7eadd13…`. The twin's twin is the first signature again.
# - **False:** −s; `FIELD` in place of `ORDER`.
# - **Edge:** `ORDER // 2` is low, the next number is not, and they are twins.
#
# **Predict.** Block 277,647, of December 2013, has 732 signatures. How many have a high s?
#
# <details><summary>Answer to Predict</summary>
#
# 366. Until nodes required a low s, both were equally likely.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which number and s add up to `ORDER`?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `ORDER` is odd. `ORDER / 2` is not a whole number, and not exact.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# twin: r as it is; s is subtracted
# low: compare with ORDER // 2
# ```
#
# </details>


# %% id="E3.7-solution"
def twin(r: int, s: int) -> tuple[int, int]:
    """The other valid signature."""
    ### BEGIN SOLUTION
    return r, ORDER - s
    ### END SOLUTION


def is_low_s(s: int) -> bool:
    """Is it the lower of the two?"""
    ### BEGIN SOLUTION
    return s <= ORDER // 2
    ### END SOLUTION


# %% id="E3.7-visible"
from blockkit.classroom.notebook import ORDER, accepts, call, case, check, gives, real_signature, rejects

REAL_PAIR = real_signature("block 170")
OTHER_S = 0xE7EADD137135F821B79F5B5322ED6F6137921779F39C5A19B7B03CE459A92438


def first_payment():
    """The signature of the first payment."""
    gives((REAL_PAIR.r, OTHER_S), twin, REAL_PAIR.r, REAL_PAIR.s)
    case("s", accepts, is_low_s, REAL_PAIR.s)
    case("the twin's s", rejects, is_low_s, OTHER_S)


def there_and_back():
    """Twice is where you began."""
    for r, s in ((REAL_PAIR.r, REAL_PAIR.s), (3, 1), (5, ORDER - 1)):
        gives((r, ORDER - s), twin, r, s)
        gives((r, s), twin, *call(twin, r, s))


def on_the_border():
    """Two twins side by side."""
    case("ORDER // 2", accepts, is_low_s, ORDER // 2)
    case("ORDER // 2 + 1", rejects, is_low_s, ORDER // 2 + 1)
    gives((7, ORDER // 2 + 1), twin, 7, ORDER // 2)


properties = [
    ("first", "block 170", first_payment),
    ("back", "there and back", there_and_back),
    ("border", "the border", on_the_border),
]
check("E3.7", properties, twin, is_low_s)

# %% [markdown] id="malleate-text"
# Does a signed payment keep its id? Anybody who passes it on can put in the twin. **Predict:** which id stays the same?

# %% id="malleate" tags=["figure"]
widgets.malleate(rules.using(twin, is_low_s))

# %% [markdown] id="E3.7-break"
# ### Break it
#
# A shop waits for `f4184fc5…`. Its customer sends the payment, somebody on the way puts in the twin, and a miner includes that one. What does the shop see? What if the customer pays *again*?
#
# <details><summary>Answer</summary>
#
# It waits for ever, although it was paid. The customer then pays twice. Look for the coin, not for the id.
#
# </details>
#
# **Not true: “once signed, nothing can change.”** The id can change: this is *malleability* (延展性). Since 2017, signatures have a part of their own, the *witness* (隔离见证), which the id leaves out.

# %% [markdown] id="challenge-text"
# ## Challenge: the later form (no points)
#
# **Strip it.** `c586389e…` has 216 bytes: version, then `00 01`, which old nodes read as 0 inputs; inputs and outputs; for the one input a count of items (`02`), each after its length; lock time. Without `00 01` and the witness, 106 bytes are left. Their hash is the id.
#
# **Sign it.** The 2009 method hashes the whole payment again for each input. The 2017 method (BIP 143) hashes the shared parts once, and signs the amount. For input `index`, it is the `hash256` of all this, joined:
#
# 1. `version` (4); `hash256` of all prevouts, 36 bytes each; `hash256` of all sequences;
# 2. the input's own prevout, length and `script_code` (a lock `00 14 …` has only a hash: use `76 a9 14`, the hash, `88 ac`), `value` of the coin (8), `sequence`;
# 3. `hash256` of all outputs as they are written; `lock_time`; `01 00 00 00`.
#
# An `OutPoint` *is* its 36 bytes.


# %% id="challenge"
def strip(raw: bytes) -> bytes:
    """The bytes of this payment that are hashed for its id."""
    return TODO


def witness_digest(tx, index: int, script_code: bytes, value: int) -> bytes:
    """The 32 bytes of BIP 143."""
    return TODO


whole = real_payment("c586389e").serialize()
print(whole[100:].hex())

# %% id="challenge-check" tags=["check"]
from blockkit.classroom.notebook import challenge, gives, real_payment

LATER = real_payment("c586389e").serialize()
NATIVE = real_payment("f91d0a8a")
CODE = bytes.fromhex("76a9148d7a0a3461e3891723e5fdf8129caa0075060cff88ac")
DIGEST = bytes.fromhex("32f2913ca9ca1dfe273dacf102150551c5d74e4f0c34b431e9180da27793a9a6")
OTHER = bytes.fromhex("70e268be74aaa3031dded5b37493004229aea42708d61630226f379b18c29882")
challenge([
    ("c586389e: 106 bytes", lambda: gives(LATER[:4] + LATER[6:104] + LATER[-4:], strip, LATER)),
])  # fmt: skip
challenge([
    ("f91d0a8a, of 194,300 satoshi", lambda: gives(DIGEST, witness_digest, NATIVE, 0, CODE, 194_300)),
    ("a satoshi more, another digest", lambda: gives(OTHER, witness_digest, NATIVE, 0, CODE, 194_301)),
])  # fmt: skip

# %% id="hashed" tags=["figure"]
figures.bytes_hashed()

# %% [markdown] id="E3.8-text"
# The slides of a lecture show a coinbase, a signature, and a block's previous hash, each with a typing error.
#
# You build: `repair`, a search that corrects a typing error.
#
# **Contract.** `repair(text: str, is_right) -> str`. `text` consists of hex digits; `is_right(candidate)` returns `True` or `False` and never raises an error. A *repair* changes `text` at **one** place, at the beginning, the end or between: it removes 0, 1 or 2 digits there and inserts 0 to 8 zeros. So `text` itself is a candidate. Return the right candidate (there is at most one); raise `ValueError` or another error when there is none.
#
# - **True:** in the coinbase, `slide("coinbase").text` with its `.is_right`, 214 digits, remove two `f` at place 66 and insert eight zeros. Then its id is the one on the slide.
# - **False:** `text + "000000"`, which has the right length.
# - **Edge:** in `slide("signature")`, 143 digits, there is one `f` too many; in `slide("previous hash")`, 65 digits, one zero too many.
#
# **Predict.** The correct coinbase has 220 digits. Which field has lost some?
#
# <details><summary>Answer to Predict</summary>
#
# The previous id: 28 zero bytes, not 32. The index after it has a byte too many.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which three numbers describe a repair? How many candidates are there for 214 digits?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `text[:at]`, `"0" * zeros`, `text[at + out:]`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# for each place from 0 to the end itself:
#     for each out of 0, 1, 2:
#         for each number of zeros, 0 to 8:
#             candidate is right: return it
# refuse
# ```
#
# </details>


# %% id="E3.8-solution"
def repair(text: str, is_right) -> str:
    """The candidate that is right."""
    ### BEGIN SOLUTION
    for at in range(len(text) + 1):
        for out in range(3):
            for zeros in range(9):
                candidate = text[:at] + "0" * zeros + text[at + out :]
                if is_right(candidate):
                    return candidate
    raise ValueError("no repair is right")
    ### END SOLUTION


# %% id="E3.8-visible"
from blockkit.classroom.notebook import case, check, gives, real_block, real_payment, refuses, slide


def repaired(name, right):
    """One text of the slides."""
    gives(right, repair, slide(name).text, slide(name).is_right)


def hopeless():
    """Two places are not one; a lost digit that is no zero is lost."""
    case("nothing to do", gives, "ab12", repair, "ab12", lambda text: text == "ab12")
    case("two places", refuses, repair, "ab12cd", lambda text: text == "a0b12c0d")
    case("another digit lost", refuses, repair, "ab12", lambda text: text == "ab512")
    case("nothing is right", refuses, repair, "ab12", lambda text: False)


properties = [
    ("coinbase", "the coinbase", lambda: repaired("coinbase", real_payment("d5ada064").serialize().hex())),
    (
        "signature",
        "the signature",
        lambda: repaired("signature", real_payment("0627052b").inputs[0].script_sig[1:72].hex()),
    ),
    (
        "previous",
        "the previous hash",
        lambda: repaired("previous hash", real_block(277_315).header.prev_block[::-1].hex()),
    ),
    ("hopeless", "right already: unchanged; nothing helps: refused", hopeless),
]
check("E3.8", properties, repair)

# %% id="E3.8-picture" tags=["figure"]
figures.misprints(repair)

# %% [markdown] id="E3.8-break"
# ### Break it
#
# Which of the three could you repair if the slides printed no hash?
#
# <details><summary>Answer</summary>
#
# The signature: 118 candidates look like signatures, but only one fits the key.
#
# </details>

# %% [markdown] id="built"
# ## You built
#
# - `serialize_tx`, `txid`, `parse_tx`: one encoding, one id;
# - `sighash_all`: what a signature protects;
# - `twin` and `is_low_s`: why an id could change;
# - `repair`: a correction that can be checked.
#
# **Toy rules in this notebook:** every signature signs everything. *Real rule:* its hash type may leave out inputs or outputs, so others can add theirs; taproot signs all amounts and locks. The script code is the whole script. *Real rule:* the part after the last OP_CODESEPARATOR.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · What does an id cover, and what not?</summary>
#
# All its bytes, scripts too; not the spent amounts, and since 2017 not the witness.
#
# </details>
#
# <details><summary>2 · Why are the other inputs' scripts emptied before one signs?</summary>
#
# Otherwise each would sign the others' signatures: nobody could be first.
#
# </details>
#
# <details><summary>3 · A payment of 1,000 inputs: how often does the 2009 method hash each byte?</summary>
#
# About a thousand times, once for each signature.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [03c · Scripts](03c_scripts.ipynb).
