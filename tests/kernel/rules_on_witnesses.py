"""The rules on a block with witnesses: what commits to them, how heavy they may be, what they cost."""

import struct
from functools import partial
from hashlib import sha256

from tests.kernel import hand, rows
from tests.kernel.hand import ANYBODY, KEYS, hash256, merkle_root, opened, p2sh, push, txid
from tests.kernel.regtest import FINAL, spend

row = partial(rows.row, rows=rows.WITNESSES)

MARK, ZEROS = bytes.fromhex("6a24aa21a9ed"), bytes(32)
FREE = b"\x52\x20" + b"\7" * 32  # a program of version 2, which any witness opens
WEIGHT = 4_000_000


def commitment(txs, reserved=ZEROS, first=ZEROS):
    """What must stand behind the mark; ``txs`` are those after the coinbase."""
    return hash256(merkle_root([first, *map(hash256, txs)]) + reserved)


def spent(c, *stack, lock=FREE, unlock=b"", outputs=(), version=1):
    """Two transactions: one pays to ``lock``, the next one spends it with this witness."""
    coin = c.coin()
    first = spend(coin, (coin[1], lock))
    second = spend((hash256(first), coin[1]), *outputs, unlock=unlock, version=version)
    return [first, opened(second, list(stack)) if stack else second]


def first(c, *more, witness=(ZEROS,), value=None, script=ANYBODY, extra=b"\0"):
    """A coinbase with further outputs, and with a witness."""
    value = c.subsidy if value is None else value
    raw = hand.coinbase(c.height, value, script, extra, more=more)
    return opened(raw, list(witness)) if witness else raw


def committed(c, txs, reserved=ZEROS, script=None, **how):
    """A block of these transactions; the coinbase commits to them as it should, or by ``script``."""
    script = MARK + commitment(txs, reserved) if script is None else script
    return c.block(*txs, coinbase=first(c, (0, script), witness=(reserved,), **how))


# ---- what commits --------------------------------------------------------------------------------

row("", "a witness")(lambda c: committed(c, spent(c, b"any")))
row("", "two transactions with a witness, in all five")(
    lambda c: committed(c, [*spent(c, b"a"), *spent(c, b"", b"b")])
)
row("", "a commitment, and nothing else has a witness")(lambda c: committed(c, spent(c)))
row("", "a commitment, and no other transaction")(lambda c: committed(c, []))
row("", "another reserved value")(lambda c: committed(c, spent(c, b"any"), b"\x5a" * 32))
row("unexpected-witness", "a witness and no commitment")(lambda c: c.block(*spent(c, b"any")))
row("unexpected-witness", "a coinbase's witness and no commitment")(lambda c: c.block(coinbase=first(c)))
row("unexpected-witness", "an empty item and no commitment")(lambda c: c.block(*spent(c, b"")))


def reserved_is(*items):
    def make(c):
        txs = spent(c, b"any")
        script = MARK + commitment(txs, items[0] if items else ZEROS)
        return c.block(*txs, coinbase=first(c, (0, script), witness=items))

    return make


row("bad-witness-nonce-size", "no reserved value")(reserved_is())
row("bad-witness-nonce-size", "an empty reserved value")(reserved_is(b""))
row("bad-witness-nonce-size", "a reserved value of 31 bytes")(reserved_is(bytes(31)))
row("bad-witness-nonce-size", "a reserved value of 33 bytes")(reserved_is(bytes(33)))
row("bad-witness-nonce-size", "two reserved values")(reserved_is(ZEROS, ZEROS))
row("bad-witness-nonce-size", "a reserved value and an empty item")(reserved_is(ZEROS, b""))
row("bad-witness-nonce-size", "no reserved value, and nothing has a witness")(
    lambda c: c.block(coinbase=first(c, (0, MARK + commitment([])), witness=()))
)


def written(change, *stack):
    """The output that commits, changed."""

    def make(c):
        txs = spent(c, *stack)
        return committed(c, txs, script=change(commitment(txs)))

    return make


def said_twice(*changes):
    def make(c):
        txs = spent(c, b"any")
        return c.block(*txs, coinbase=first(c, *((0, change(commitment(txs))) for change in changes)))

    return make


def right(root):
    return MARK + root


def wrong(root):
    return MARK + root[::-1]


row("", "a commitment and a byte more")(written(lambda root: MARK + root + b"\0", b"any"))
row("", "a commitment and a broken push")(written(lambda root: MARK + root + b"\x4b", b"any"))
row("", "a commitment and 10,000 bytes more")(written(lambda root: MARK + root + bytes(10_000), b"any"))
row("unexpected-witness", "a commitment a byte short")(written(lambda root: MARK + root[:31], b"any"))
row("unexpected-witness", "a commitment by OP_PUSHDATA1")(
    written(lambda root: b"\x6a\x4c" + MARK[1:] + root, b"a")
)
row("unexpected-witness", "a commitment without OP_RETURN")(written(lambda root: MARK[1:] + root, b"any"))
row("unexpected-witness", "a commitment in a push of 37 bytes")(
    written(lambda root: b"\x6a\x25" + MARK[2:] + root + b"\0", b"any")
)
row("unexpected-witness", "a commitment with another mark")(
    written(lambda root: MARK[:5] + b"\xee" + root, b"any")
)
row("", "two commitments, the last one is right")(said_twice(wrong, right))
row("bad-witness-merkle-match", "two commitments, the first one is right")(said_twice(right, wrong))
row("", "a commitment, and a short one behind it")(said_twice(right, lambda root: MARK + root[:31]))
row("", "a commitment, and one by OP_PUSHDATA1 behind it")(
    said_twice(right, lambda root: b"\x6a\x4c" + MARK[1:] + root[::-1])
)


@row("")
def a_commitment_in_the_first_output(c):
    txs = spent(c, b"any")
    raw = first(c, (c.subsidy - 5, ANYBODY), value=5, script=MARK + commitment(txs))
    block = c.block(*txs, coinbase=raw)
    c.deliver(block)
    c.coins.pop()  # it is no coin of ours: nobody can spend it
    return block


@row("unexpected-witness")
def a_commitment_in_another_transaction(c):
    txs = spent(c, b"any")
    coin = c.coin()
    return c.block(*txs, spend(coin, (coin[1], ANYBODY), (0, MARK + commitment(txs))), coinbase=first(c))


def over(make_root, *, bare=False):
    """A commitment to something else; ``bare`` without the reserved value."""

    def make(c):
        txs = spent(c, b"any")
        root = make_root(txs)
        return committed(c, txs, script=MARK + (root if bare else hash256(root + ZEROS)))

    return row("bad-witness-merkle-match", f"a commitment to {make_root.__name__.replace('_', ' ')}")(make)


@over
def the_ids(txs):
    return merkle_root([ZEROS, *map(txid, txs)])


@over
def no_coinbase(txs):
    return merkle_root(map(hash256, txs))


@over
def a_coinbase_that_is_not_zeros(txs):
    return merkle_root([b"\1" * 32, *map(hash256, txs)])


@over
def the_root_in_display_order(txs):
    return merkle_root([ZEROS, *map(hash256, txs)])[::-1]


@over
def the_transactions_in_another_order(txs):
    return merkle_root([ZEROS, *map(hash256, txs[::-1])])


@partial(over, bare=True)
def the_root_without_the_reserved_value(txs):
    return merkle_root([ZEROS, *map(hash256, txs)])


@partial(over, bare=True)
def the_root_hashed_once(txs):
    return sha256(merkle_root([ZEROS, *map(hash256, txs)]) + ZEROS).digest()


@row("bad-witness-merkle-match")
def a_commitment_to_the_ids_with_the_coinbases_own(c):
    txs = spent(c, b"any")
    own = txid(first(c, witness=()))
    return committed(c, txs, script=MARK + commitment(txs, first=own))


# ---- spoilt on its way ---------------------------------------------------------------------------


def pair(c, *stack):
    """A block with a witness, and the same with a byte of it changed."""
    good = committed(c, spent(c, *stack or (b"any",)))
    return [good, good[:-5] + bytes([good[-5] ^ 1]) + good[-4:]]


row("bad-witness-merkle-match", "a witness is spoilt")(lambda c: pair(c)[1])
row("", "a witness is spoilt, the right one comes later")(lambda c: pair(c)[::-1])
row("", "the right witness, and a spoilt one later")(lambda c: pair(c))


def stripped(c):
    """A block with witnesses, and the same without any."""
    txs = spent(c, b"any")
    raw = first(c, (0, MARK + commitment(txs)))
    time = max(c.times[-11:]) + 512
    return [c.block(*map(bare, txs), coinbase=bare(raw), time=time), c.block(*txs, coinbase=raw, time=time)]


def bare(raw):
    return getattr(raw, "stripped", raw)


row("bad-witness-nonce-size", "the witnesses are taken away")(lambda c: stripped(c)[0])
row("", "the witnesses are taken away, and come later")(stripped)


@row("", "a witness is put in, the block without it comes later")
def put_in(c):
    txs, time = spent(c), max(c.times[-11:]) + 512
    second = opened(txs[1], [b"put in"])
    return [c.block(txs[0], second, time=time), c.block(*txs, time=time)]


@row("", "the coinbase's witness is too heavy, the right one comes later")
def too_heavy_on_its_way(c):
    raw, time = first(c, (0, MARK + commitment([]))), max(c.times[-11:]) + 512
    return [c.block(coinbase=opened(bare(raw), [bytes(WEIGHT)]), time=time), c.block(coinbase=raw, time=time)]


@row("", "a block that waits for its parent, spoilt before and after")
def while_it_waits(c):
    good = c.block()
    c.chain.accept_header(good[:80])
    c.goes_on(good)
    child, spoilt = pair(c)
    said = [c.chain.accept(raw) for raw in (spoilt, child, spoilt, good)]
    assert said == ["bad-witness-merkle-match", "", "", ""]
    c.goes_on(child)
    return child


@row("duplicate", "a fault that is met first marks the block, whatever its witness")
def another_height(c):
    txs = spent(c, b"any")
    raw = hand.coinbase(c.height + 1, c.subsidy, more=[(0, MARK + commitment(txs))])
    good = c.block(*txs, coinbase=opened(raw, [ZEROS]))
    return [good[:-5] + bytes([good[-5] ^ 1]) + good[-4:], good]


@row("bad-cb-height")
def another_height_and_a_spoilt_witness(c):
    txs = spent(c, b"any")
    return c.block(*txs, coinbase=hand.coinbase(c.height + 1, c.subsidy))


@row("bad-txns-nonfinal")
def a_lock_time_and_a_spoilt_witness(c):
    coin = c.coin()
    late = spend(coin, lock_time=c.height, sequence=0)
    return c.block(*spent(c, b"any"), late)


@row("bad-cb-multiple")
def a_second_coinbase_and_a_spoilt_witness(c):
    return c.block(*spent(c, b"any"), hand.coinbase(c.height, 0, extra=b"\2"))


@row("bad-cb-amount", "too much for the miner, after a spoilt witness")
def too_much(c):
    txs = spent(c, b"any")
    good = committed(c, txs, value=c.subsidy + 1)
    return [good[:-5] + bytes([good[-5] ^ 1]) + good[-4:], good]


# ---- weight --------------------------------------------------------------------------------------


def weighing(weight, commits=True):
    """A block of this weight, most of it in one witness."""

    def make(c):
        before = spent(c, bytes(3_900_000))
        size = len(committed(c, before)) + 3 * stripped_size(c, before)
        txs = [before[0], opened(before[1].stripped, [bytes(3_900_000 + weight - size)])]
        return committed(c, txs) if commits else c.block(*txs)

    return make


def stripped_size(c, txs):
    return len(c.block(*map(bare, txs), coinbase=bare(first(c, (0, MARK + ZEROS)))))


row("", "a weight of 4,000,000")(weighing(WEIGHT))
row("bad-blk-weight", "a weight of 4,000,001")(weighing(WEIGHT + 1))
row("unexpected-witness", "a weight of 5,000,000, and no commitment")(
    weighing(WEIGHT + 1_000_000, commits=False)
)


@row("duplicate", "too heavy once, too heavy for good")
def too_heavy_again(c):
    raw = weighing(WEIGHT + 1)(c)
    return [raw, raw]


def filled(size):
    """A block of so many bytes without its witness, which is the reserved value alone."""

    def make(c):
        def raw(filling):
            return first(c, (0, b"\x6a" * filling), (0, MARK + commitment([])))

        rest = size - len(c.block(coinbase=bare(raw(990_000))))
        return c.block(coinbase=raw(990_000 + rest))

    return make


row("bad-blk-length", "1,000,001 bytes without the witnesses")(filled(1_000_001))
row("bad-blk-weight", "1,000,000 bytes and a reserved value")(filled(1_000_000))
row("bad-blk-weight", "999,992 bytes and a reserved value, which weighs 36")(filled(999_992))
row("", "999,991 bytes and a reserved value")(filled(999_991))

# ---- cost ----------------------------------------------------------------------------------------


def costing(outside, lock, *stack, unlock=b""):
    """A block with so many checks in the coinbase, four each, and a spend by a witness."""

    def make(c):
        txs = spent(c, *stack, lock=lock, unlock=unlock)
        return c.block(*txs, coinbase=first(c, (0, MARK + commitment(txs)), (0, b"\xac" * outside)))

    return make


def idle(checks):
    """A script that is true, and has signature checks that do not run."""
    return b"\0\x63" + checks + b"\x68\x51"


def program(script):
    """The output that pays to a script's hash (version 0)."""
    return b"\0\x20" + sha256(script).digest()


def by_script(outside, checks, inside=False):
    """The same, by a script with checks that do not run; ``inside`` P2SH or not."""
    script = idle(checks)
    lock = program(script)
    return costing(outside, p2sh(lock) if inside else lock, script, unlock=push(lock) if inside else b"")


row("bad-blk-sigops", "a cost of 80,001, 5 in a witness script")(by_script(19_999, b"\xac" * 5))
row("", "a cost of 80,000, 4 in a witness script")(by_script(19_999, b"\xac" * 4))
row("bad-blk-sigops", "a cost of 80,001, by a script inside P2SH")(
    by_script(19_999, b"\xac" * 5, inside=True)
)
row("", "a cost of 80,000, by a script inside P2SH")(by_script(19_999, b"\xad" * 4, inside=True))
row("bad-blk-sigops", "20,001 checks outside the witness")(by_script(20_001, b""))
row("bad-blk-sigops", "a multisig of unknown size counts 20")(by_script(19_995, b"\xae\xac"))
row("", "a multisig of unknown size, and nothing more")(by_script(19_995, b"\xae"))
row("bad-blk-sigops", "a multisig of 5 keys counts 5")(by_script(19_999, b"\x55\xae"))
row("", "a multisig of 4 keys counts 4")(by_script(19_999, b"\x54\xaf"))
row("", "a later version costs nothing")(costing(20_000, FREE, b"\xac" * 20))
row("", "version 1 with 20 bytes costs nothing")(costing(20_000, b"\x51\x14" + b"\7" * 20, b"\xac" * 20))
DROPPING = b"\x75" + idle(b"\xac" * 4)
row("", "the last item is the script, the first costs nothing")(
    costing(19_999, program(DROPPING), b"\xac" * 5, DROPPING)
)


def of_key(outside, witness, inside=False):
    """A spend of a key's hash (version 0), which costs 1 whether it holds or not."""

    def make(c):
        key, coin = KEYS[0], c.coin()
        lock = b"\0\x14" + hand.hash160(key.short)
        funding = spend(coin, (coin[1], p2sh(lock) if inside else lock))
        raw = spend((hash256(funding), coin[1]), unlock=push(lock) if inside else b"")
        message = signed(raw, hash256(funding), hand.p2pkh(key.short), coin[1])
        signature = hand.der(*key.sign(message)) + b"\1"
        txs = [funding, opened(raw, [signature, key.short]) if witness else raw]
        return c.block(*txs, coinbase=first(c, (0, MARK + commitment(txs)), (0, b"\xac" * outside)))

    return make


def signed(raw, txid, code, value):
    """What the input of :func:`spend` signs in version 0, by the type ALL (BIP 143)."""
    outpoint, sequence = txid + bytes(4), struct.pack("<I", FINAL)
    outputs = struct.pack("<q", value) + b"\1" + ANYBODY
    parts = [raw[:4], hash256(outpoint), hash256(sequence), outpoint, push(code), struct.pack("<q", value)]
    return hash256(b"".join(parts) + sequence + hash256(outputs) + raw[-4:] + struct.pack("<I", 1))


row("", "a key's hash costs 1")(of_key(19_999, witness=True))
row("bad-blk-sigops", "a key's hash, and 80,000 outside")(of_key(20_000, witness=True))
row("", "a key's hash inside P2SH costs 1")(of_key(19_999, witness=True, inside=True))
row("bad-blk-sigops", "a key's hash inside P2SH, and 80,000 outside")(
    of_key(20_000, witness=True, inside=True)
)
row("bad-blk-sigops", "a key's hash without a witness, and 80,000 outside")(of_key(20_000, witness=False))
FAILED = "mandatory-script-verify-flag-failed: "
row(FAILED + "WITNESS_PROGRAM_MISMATCH", "a key's hash without a witness, and 79,996 outside")(
    of_key(19_999, witness=False)
)
row(FAILED + "WITNESS_PROGRAM_WITNESS_EMPTY", "a script's hash without a witness costs nothing")(
    costing(20_000, program(idle(b"\xac")))
)
BROKEN = b"\x51\x4b\xac"
row(FAILED + "BAD_OPCODE", "checks behind a broken push cost nothing")(
    costing(20_000, program(BROKEN), BROKEN)
)
row(FAILED + "WITNESS_UNEXPECTED", "a witness where nothing asks for one")(costing(0, ANYBODY, b"any"))


@row("", "checks in a tapscript cost nothing")
def in_a_tapscript(c):
    script = b"\xac" * 20 + b"\xfe"  # OP_SUCCESS: whatever else it has, it holds
    key = hand.Tweaked(KEYS[0], hand.leaf_hash(script))
    control = bytes([0xC0 | key.odd]) + key.inner
    return costing(20_000, b"\x51\x20" + key.program, script, control)(c)


# ---- bytes ---------------------------------------------------------------------------------------


def spelled(change):
    """A block with a transaction whose bytes are ``change`` of the one without its witness."""

    def make(c):
        funding, raw = spent(c)
        return c.block(funding, change(raw))

    return make


def after(raw, mark, witness):
    return raw[:4] + mark + raw[4:-4] + witness + raw[-4:]


ONE = b"\1\3any"  # an item of three bytes
row("unreadable", "a witness that is announced, and empty")(spelled(lambda raw: after(raw, b"\0\1", b"\0")))
row("unreadable", "a flag of 2")(spelled(lambda raw: after(raw, b"\0\2", ONE)))
row("unreadable", "a flag of 3")(spelled(lambda raw: after(raw, b"\0\3", ONE)))
row("unreadable", "a flag of 2, and no witness")(spelled(lambda raw: after(raw, b"\0\2", b"")))
row("unreadable", "a witness that ends too early")(spelled(lambda raw: after(raw, b"\0\1", b"\2\3any")))
row("unreadable", "four thousand million items")(
    spelled(lambda raw: after(raw, b"\0\1", b"\xfe\xff\xff\xff\xff"))
)
row("unreadable", "a size of an item in a longer form")(
    spelled(lambda raw: after(raw, b"\0\1", b"\1\xfd\3\0any"))
)
row("unreadable", "a mark and no inputs behind it")(
    spelled(lambda raw: raw[:4] + b"\0\1\0" + raw[-14:-4] + raw[-4:])
)
row("bad-txns-vin-empty", "a mark without a flag: no inputs and no outputs")(
    spelled(lambda raw: raw[:4] + b"\0\0" + raw[-4:])
)
