"""The rules on a block by itself and in its place, each broken once and kept at its limit."""

from tests.kernel import hand
from tests.kernel.hand import ANYBODY, COIN, coinbase, number, push, small
from tests.kernel.regtest import FINAL, spend
from tests.kernel.rows import row

MAX_MONEY = 21_000_000 * COIN

# ---- bytes ---------------------------------------------------------------------------------------


@row("unreadable")
def a_byte_is_missing(c):
    return c.block()[:-1]


@row("unreadable")
def a_count_in_a_longer_form(c):
    raw = c.block()
    return raw[:80] + b"\xfd\1\0" + raw[81:]


@row("unreadable")
def a_count_of_four_thousand_million(c):
    raw = c.block()
    return raw[:80] + b"\xfe\xff\xff\xff\xff" + raw[81:]


# ---- a block by itself ---------------------------------------------------------------------------


@row("high-hash")
def the_id_is_above_the_target(c):
    raw = c.block()
    for nonce in range(100):
        header = raw[:76] + nonce.to_bytes(4, "little")
        if hand.hash256(header)[31] >= 0x80:
            return header + raw[80:]


for bits in (0, 0x20FFFFFF, 0x21008000, 0x217FFFFF, 0x227FFFFF, 0x04923456, 0xFF7FFFFF):
    row("high-hash", f"bits {bits:08x}")(lambda c, bits=bits: c.block(bits=bits))


@row("bad-txnmrklroot")
def another_root(c):
    return c.block(root=bytes(32))


@row("", "a body is spoilt on its way, the right one comes later")
def spoilt_on_its_way(c):
    raw = c.block()
    return [raw[:-1] + b"\1", raw]


def three(c):
    """The ids and bytes of a coinbase and two others."""
    first = spend(c.coin())
    return [coinbase(c.height, c.subsidy), first, spend((hand.hash256(first), 50 * COIN))]


@row("bad-txns-duplicate")
def a_doubled_end_of_the_list(c):
    first, *rest = three(c)
    return c.block(*rest, rest[-1], coinbase=first)


@row("bad-txns-duplicate")
def two_of_six_doubled(c):
    first, *rest = three(c)
    for _ in range(3):
        rest.append(spend((hand.hash256(rest[-1]), 50 * COIN)))
    return c.block(*rest, *rest[-2:], coinbase=first)


@row("", "the right list with the same root, after a doubled one")
def after_a_doubled_one(c):
    first, *rest = three(c)
    good = c.block(*rest, coinbase=first)
    return [good[:80] + b"\4" + good[81:] + rest[-1], good]


def of_size(c, size):
    filled = size - len(c.block(coinbase=coinbase(c.height, c.subsidy, b"\x6a" * 70_000))) + 70_000
    return c.block(coinbase=coinbase(c.height, c.subsidy, b"\x6a" * filled))


row("bad-blk-length", "1,000,001 bytes")(lambda c: of_size(c, 1_000_001))
row("", "1,000,000 bytes")(lambda c: of_size(c, 1_000_000))


@row("bad-blk-length")
def no_transactions(c):
    return hand.block(c.ids[-1], c.median() + 1, [])


row("bad-cb-missing", "no coinbase")(lambda c: c.block(coinbase=spend(c.coin())))
row("bad-cb-multiple", "a second coinbase")(lambda c: c.block(coinbase(c.height, 0, extra=b"\2")))
row("bad-txns-vin-empty", "no inputs")(lambda c: c.block(hand.transaction(1, [], [])))
row("bad-txns-vout-empty", "no outputs")(
    lambda c: c.block(hand.transaction(1, [(c.coin()[0], 0, b"", FINAL)], []))
)


def paying(*values):
    return lambda c: c.block(spend(c.coin(), *((value, ANYBODY) for value in values)))


row("bad-txns-vout-negative", "an output of -1")(paying(-1))
row("bad-txns-vout-toolarge", "an output above 21 million")(paying(MAX_MONEY + 1))
row("bad-txns-in-belowout", "an output of 21 million, that nobody has")(paying(MAX_MONEY))
row("bad-txns-txouttotal-toolarge", "outputs above 21 million")(paying(MAX_MONEY, 1))
row("bad-txns-in-belowout", "outputs of 21 million")(paying(MAX_MONEY - 1, 1))
row("", "an output of 0")(paying(0))


def with_inputs(*prevouts):
    inputs = [(*prevout, b"", FINAL) for prevout in prevouts]
    return hand.transaction(1, inputs, [(1, ANYBODY)])


@row("bad-txns-inputs-duplicate")
def an_output_spent_twice_in_one(c):
    (txid, *_) = c.coin()
    return c.block(with_inputs((txid, 0), (txid, 0)))


row("bad-txns-prevout-null", "an input that names nothing")(
    lambda c: c.block(with_inputs((c.coin()[0], 0), (bytes(32), FINAL)))
)


def signed_with(size):
    return lambda c: c.block(coinbase=coinbase(c.height, c.subsidy, extra=bytes(size - len(small(c.height)))))


row("bad-cb-length", "a coinbase's script of 101 bytes")(signed_with(101))
row("", "a coinbase's script of 100 bytes")(signed_with(100))
row("bad-cb-length", "a coinbase's script of 1 byte")(
    lambda c: c.block(coinbase=hand.transaction(1, [(bytes(32), FINAL, b"\0", FINAL)], [(0, ANYBODY)]))
)


def costing(script):
    return lambda c: c.block(coinbase=coinbase(c.height, c.subsidy, script))


row("bad-blk-sigops", "20,001 signature checks")(costing(b"\xac" * 20_001))
row("", "20,000 signature checks")(costing(b"\xac" * 20_000))
row("bad-blk-sigops", "1,000 multisigs and a check")(costing(b"\x51\xae" * 1000 + b"\xad"))
row("", "1,000 multisigs")(costing(b"\x51\xaf" * 1000))
row("", "20,000 checks, and another behind a broken push")(costing(b"\xac" * 20_000 + b"\x4b\xac"))

# ---- the header in its place ---------------------------------------------------------------------


@row("duplicate")
def a_block_that_was_refused_before(c):
    raw = c.block(coinbase=coinbase(c.height, c.subsidy + 1))
    return [raw, raw]


@row("bad-prevblk")
def on_a_bad_block(c):
    raw = c.block(coinbase=coinbase(c.height, c.subsidy + 1))
    return [raw, c.block(previous=hand.block_id(raw))]


row("prev-blk-not-found", "on a block that nobody has")(lambda c: c.block(previous=bytes(32)))
row("bad-diffbits", "another target")(lambda c: c.block(bits=0x207FFFFE))
row("time-too-old", "the median time")(lambda c: c.block(time=c.median()))
row("", "a second after the median time")(lambda c: c.block(time=c.median() + 1))
for version in (3, 1, 0, -1, -(2**31)):
    row(f"bad-version(0x{version % 2**32:08x})", f"version {version}")(
        lambda c, version=version: c.block(version=version)
    )
row("", "version 4")(lambda c: c.block(version=4))
row("", "version 7fffffff")(lambda c: c.block(version=2**31 - 1))

# ---- the transactions in their place -------------------------------------------------------------


def held_back(lock_time, sequence=FINAL - 1):
    return lambda c: c.block(spend(c.coin(), lock_time=lock_time(c), sequence=sequence))


row("bad-txns-nonfinal", "a lock time of this height")(held_back(lambda c: c.height))
row("", "a lock time of the last height")(held_back(lambda c: c.height - 1))
row("", "a lock time of this height, but nobody waits")(held_back(lambda c: c.height, FINAL))
row("bad-txns-nonfinal", "a lock time of the median")(held_back(lambda c: c.median()))
row("", "a lock time below the median")(held_back(lambda c: c.median() - 1))
row("bad-txns-nonfinal", "a height of 499,999,999")(held_back(lambda c: 499_999_999))
row("", "a time of 500,000,000")(held_back(lambda c: 500_000_000))
row("bad-txns-nonfinal", "a coinbase with a lock time")(
    lambda c: c.block(coinbase=coinbase(c.height, c.subsidy, sequence=0, lock_time=c.height))
)


def named(script):
    return lambda c: c.block(
        coinbase=hand.transaction(1, [(bytes(32), FINAL, script(c.height), FINAL)], [(c.subsidy, ANYBODY)])
    )


row("bad-cb-height", "another height")(named(lambda height: small(height + 1) + b"\0"))
row("bad-cb-height", "the height in a longer push")(
    named(lambda height: b"\x4c" + push(number(height)) + b"\0")
)
row("bad-cb-height", "the height with a zero more")(named(lambda height: push(number(height) + b"\0")))
row("", "the height alone")(named(lambda height: push(number(height)) + b"\x51"))
