"""A branch of the regtest chain that grows by hand: what its next block is made of, and what it can spend."""

from tests.kernel import hand
from tests.kernel.hand import ANYBODY, COIN

INTERVAL = 512  # seconds between blocks: the unit of relative lock times
FINAL = 0xFFFFFFFF


class Builder:
    """Blocks on the last one that was taken."""

    def __init__(self, chain, height):
        self.chain = chain
        self.ids, self.times = [hand.GENESIS], [hand.GENESIS_TIME]
        self.coins = []  # of coinbases, as (txid, value, height), the oldest first
        self.firsts = {}  # the id of each block's coinbase
        self.grow_to(height)

    @property
    def height(self):
        """Of the next block."""
        return len(self.ids)

    @property
    def subsidy(self):
        return 50 * COIN >> self.height // 150

    def median(self, height=None):
        """The median time at a height, the last one unless said otherwise."""
        end = self.height if height is None else height + 1
        times = sorted(self.times[max(end - 11, 0) : end])
        return times[len(times) // 2]

    def grow_to(self, height):
        while self.height <= height:
            raw = self.block()
            assert self.deliver(raw) == "", f"a plain block at height {self.height} is refused"

    def block(self, *txs, coinbase=None, time=None, previous=None, **header):
        """The next block; the coinbase is the plain one unless it is given."""
        coinbase = coinbase or hand.coinbase(self.height, self.subsidy)
        time = max(self.times[-11:]) + INTERVAL if time is None else time
        raw = hand.block(previous or self.ids[-1], time, [coinbase, *txs], **header)
        self.firsts[hand.block_id(raw)] = hand.txid(coinbase)
        return raw

    def deliver(self, raw):
        """What the chain says to a block; the branch goes on from it, if that became the tip."""
        reason, name = self.chain.accept(raw), hand.block_id(raw)
        if not reason and self.chain.tip() == name != self.ids[-1]:
            self.goes_on(raw)
        return reason

    def goes_on(self, raw):
        """This block is the last one now."""
        name = hand.block_id(raw)
        self.coins.append((self.firsts[name], self.subsidy, self.height))
        self.ids.append(name)
        self.times.append(int.from_bytes(raw[68:72], "little"))

    def coin(self, age=None):
        """A coinbase to spend: the oldest one left, or the one so many blocks old in the next block."""
        ages = [self.height - coin[2] for coin in self.coins]
        return self.coins.pop(0 if age is None else ages.index(age))


def spend(coin, *outputs, unlock=b"", sequence=FINAL, version=1, lock_time=0):
    """A transaction that spends one output, (txid, value, …), the first of its transaction."""
    outputs = outputs or [(coin[1], ANYBODY)]
    return hand.transaction(version, [(coin[0], 0, unlock, sequence)], outputs, lock_time)


def locked(coin, lock, unlock=b"", **how):
    """Two transactions: one locks a coin with a script, the next one opens it."""
    first = spend(coin, (coin[1], lock))
    return first, spend((hand.hash256(first), coin[1]), unlock=unlock, **how)
