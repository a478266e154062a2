"""The rules on a block against the coins, and on the scripts that open them, broken and at the limit."""

from tests.kernel import hand
from tests.kernel.hand import ANYBODY, COIN, KEYS, coinbase, p2sh, push, small
from tests.kernel.regtest import FINAL, locked, spend
from tests.kernel.rows import row

# ---- against the coins ---------------------------------------------------------------------------

row("bad-txns-inputs-missingorspent", "an output that never was")(
    lambda c: c.block(spend((bytes(31) + b"\1", 5)))
)


@row("bad-txns-inputs-missingorspent")
def spent_by_two(c):
    coin = c.coin()
    return c.block(spend(coin), spend(coin, (1, ANYBODY)))


@row("bad-txns-inputs-missingorspent")
def spent_before_it_is_made(c):
    return c.block(*locked(c.coin(), ANYBODY)[::-1])


row("", "spent in the block that makes it")(lambda c: c.block(*locked(c.coin(), ANYBODY)))


@row("bad-txns-inputs-missingorspent")
def spent_in_an_older_block(c):
    coin = c.coin()
    c.deliver(c.block(spend(coin)))
    return c.block(spend(coin, (7, ANYBODY)))


row("bad-txns-premature-spend-of-coinbase", "a coinbase 99 blocks old")(lambda c: c.block(spend(c.coin(99))))
row("", "a coinbase 100 blocks old")(lambda c: c.block(spend(c.coin(100))))
row("bad-txns-inputs-missingorspent", "an output of OP_RETURN")(lambda c: c.block(*locked(c.coin(), b"\x6a")))
LONG = (push(bytes(500)) + b"\x75") * 19
row("bad-txns-inputs-missingorspent", "a lock of 10,001 bytes")(
    lambda c: c.block(*locked(c.coin(), LONG + push(bytes(10_001 - len(LONG) - 5)) + b"\x75\x51"))
)
row("", "a lock of 10,000 bytes")(
    lambda c: c.block(*locked(c.coin(), LONG + push(bytes(10_000 - len(LONG) - 5)) + b"\x75\x51"))
)


def worth(more):
    def make(c):
        coin = c.coin()
        return c.block(spend(coin, (coin[1] + more, ANYBODY)))

    return make


row("bad-txns-in-belowout", "a satoshi more than there is")(worth(1))
row("", "all that there is")(worth(0))


def old(more, in_time=False, version=2, disabled=False):
    """A spend of a coin that asks for its very age, and ``more``."""

    def make(c):
        coin = c.coin()
        asked = c.height - coin[2] + more
        if in_time:  # the coin's time is that of the block below it
            for _ in range(6):  # or it would be as many times 512 seconds as blocks
                c.deliver(c.block(time=c.times[-1] + 5120))
            asked = ((c.median() - c.median(coin[2] - 1)) // 512 + more) | 1 << 22
        return c.block(spend(coin, sequence=asked | disabled << 31, version=version))

    return make


row("bad-txns-nonfinal", "a coin a block too young")(old(1))
row("", "a coin old enough")(old(0))
row("bad-txns-nonfinal", "a coin 512 seconds too young")(old(1, in_time=True))
row("", "a coin old enough in seconds")(old(0, in_time=True))
row("", "too young, in version 1")(old(1, version=1))
row("bad-txns-nonfinal", "too young, in version -1")(old(1, version=-1))
row("", "too young, but disabled")(old(1, disabled=True))
row("", "too young but for the bits above sixteen")(old(1 << 16))


def checks_in_p2sh(outside):
    """195 signature checks in a redeem script, which do not run, and the others outside."""
    redeem = b"\0\x63" + b"\xac" * 195 + b"\x68\x51"

    def make(c):
        txs = locked(c.coin(), p2sh(redeem), push(redeem))
        return c.block(*txs, coinbase=coinbase(c.height, c.subsidy, b"\xac" * outside))

    return make


row("bad-blk-sigops", "20,001 signature checks, 195 in P2SH")(checks_in_p2sh(19_806))
row("", "20,000 signature checks, 195 in P2SH")(checks_in_p2sh(19_805))


def taking(more):
    def make(c):
        coin = c.coin()
        tx = spend(coin, (coin[1] - 1000, ANYBODY))
        return c.block(tx, coinbase=coinbase(c.height, c.subsidy + 1000 + more))

    return make


row("bad-cb-amount", "a satoshi more than subsidy and fees")(taking(1))
row("", "subsidy and fees")(taking(0))
row("", "less than that")(taking(-1_000_000))

# ---- scripts -------------------------------------------------------------------------------------


def opens(word, name, lock, unlock=b"", **how):
    reason = f"mandatory-script-verify-flag-failed: {word}" if word else ""
    row(reason, name)(lambda c: c.block(*locked(c.coin(), lock, unlock, **how)))


def signs(word, name, change, lock=None, before=b""):
    """A lock for a key, and a signature that ``change`` has changed."""
    lock = lock or push(KEYS[0].short) + b"\xac"

    def make(c):
        coin = c.coin()
        first = spend(coin, (coin[1], lock))
        txid, outputs = hand.hash256(first), [(coin[1], ANYBODY)]
        message = hand.digest(1, [(txid, 0, b"", FINAL)], outputs, 0, 0, lock, 1)
        signature = change(hand.der(*KEYS[0].sign(message))) + b"\1"
        return c.block(first, spend((txid, coin[1]), unlock=before + push(signature)))

    row(f"mandatory-script-verify-flag-failed: {word}" if word else "", name)(make)


def with_zero(signature):
    """A zero byte before r, as was allowed until BIP 66."""
    return b"\x30" + bytes([signature[1] + 1, 2, signature[3] + 1, 0]) + signature[4:]


TWO_KEYS = b"\x51" + push(KEYS[0].short) + push(KEYS[1].short) + b"\x52\xae"

signs("", "a signature", lambda signature: signature)
signs("EVAL_FALSE", "a signature of something else", lambda signature: signature[:-1] + b"\x55")
signs("SIG_DER", "a signature that is not strict (BIP 66)", with_zero)
signs("", "a multisig", lambda signature: signature, TWO_KEYS, b"\0")
signs(
    "SIG_NULLDUMMY", "its extra item is not empty (BIP 147)", lambda signature: signature, TWO_KEYS, b"\x51"
)
opens("EVAL_FALSE", "a script that ends in false", b"\0")
opens("EVAL_FALSE", "a script that ends in minus zero", push(b"\x80"))
opens("", "a script that ends in true", push(b"\0\1"))
opens("EVAL_FALSE", "a redeem script of false (BIP 16)", p2sh(b"\0"), push(b"\0"))
opens("", "a redeem script of true", p2sh(b"\x51"), push(b"\x51"))
opens("SIG_PUSHONLY", "more than pushes before it", p2sh(b"\x51"), b"\x61" + push(b"\x51"))
opens("", "more than pushes elsewhere", b"\x51", b"\x61")
opens(
    "UNSATISFIED_LOCKTIME",
    "locked until height 101 (BIP 65)",
    small(101) + b"\xb1",
    lock_time=100,
    sequence=0,
)
opens("", "locked until height 100", small(100) + b"\xb1", lock_time=100, sequence=0)
opens("UNSATISFIED_LOCKTIME", "locked until then, but final", small(100) + b"\xb1", lock_time=100)
opens("UNSATISFIED_LOCKTIME", "locked for a block (BIP 112)", b"\x51\xb2", version=2, sequence=0)
opens("", "locked for no block", b"\0\xb2\x51", version=2, sequence=0)
opens("UNSATISFIED_LOCKTIME", "locked for a block, in version 1", b"\x51\xb2", version=1, sequence=1)
opens("NEGATIVE_LOCKTIME", "locked until -1", b"\x4f\xb1", lock_time=100, sequence=0)
opens("WITNESS_PROGRAM_MISMATCH", "a witness program of 20 bytes", b"\0\x14" + bytes(19) + b"\1")
opens("WITNESS_PROGRAM_WITNESS_EMPTY", "a witness program of 32 bytes", b"\0\x20" + bytes(31) + b"\1")
opens("WITNESS_PROGRAM_WRONG_LENGTH", "a witness program of 21 bytes", b"\0\x15" + bytes(20) + b"\1")
opens("WITNESS_PROGRAM_WITNESS_EMPTY", "taproot", b"\x51\x20" + bytes(31) + b"\1")
opens("", "a program of version 1 with 31 bytes", b"\x51\x1f" + bytes(30) + b"\1")
opens("", "a program of version 2", b"\x52\x20" + bytes(31) + b"\1")
opens("", "pay to anchor", b"\x51\x02\x4e\x73")
opens("WITNESS_MALLEATED", "a program with an unlocking script", b"\x52\x20" + bytes(31) + b"\1", b"\x51")
opens("OP_COUNT", "202 operations", b"\x51" + b"\x61" * 202)
opens("", "201 operations", b"\x51" + b"\x61" * 201)
opens("PUSH_SIZE", "a push of 521 bytes", push(b"\1" * 521))
opens("", "a push of 520 bytes", push(b"\1" * 520))
opens("STACK_SIZE", "1,001 items", b"\x51" * 1001)
opens("", "1,000 items", b"\x51" * 1000)
opens(
    "SCRIPT_SIZE", "an unlocking script of 10,001 bytes", b"\x51", LONG + push(bytes(10_001 - len(LONG) - 3))
)
opens("PUBKEY_COUNT", "21 keys", b"\0\0" + push(KEYS[0].short) * 21 + b"\1\x15\xae")
opens("", "20 keys", b"\0\0" + push(KEYS[0].short) * 20 + b"\1\x14\xae")
opens("DISABLED_OPCODE", "OP_CAT where it does not run", b"\0\x63\x7e\x68\x51")
opens("BAD_OPCODE", "OP_VERIF where it does not run", b"\0\x63\x65\x68\x51")
opens("", "OP_VER where it does not run", b"\0\x63\x62\x68\x51")
opens("OP_RETURN", "OP_RETURN", b"\x51\x6a")
opens("UNBALANCED_CONDITIONAL", "an IF without its end", b"\x51\x51\x63")


# ---- the halving --------------------------------------------------------------------------------


def halved(value):
    def make(c):
        c.grow_to(449)
        return c.block(coinbase=coinbase(c.height, value))

    return make


row("bad-cb-amount", "12.5 bitcoins in block 450")(halved(50 * COIN >> 2))
row("", "6.25 bitcoins in block 450")(halved(50 * COIN >> 3))
