"""What a random script is tried in: a transaction of which all is fixed but one input's script."""

from copy import copy
from dataclasses import dataclass

from tests.kernel import hand

FLAGS = [1 << bit for bit in (0, 2, 4, 9, 10, 11, 17)]  # all rules that Core's kernel knows
P2SH, _, _, _, _, WITNESS, TAPROOT = FLAGS
CHECKSIG, MULTISIG, SEPARATOR, DROP = b"\xac", b"\xae", b"\xab", b"\x75"
IF, NOTIF, ELSE, ENDIF, NOP = b"\x63", b"\x64", b"\x67", b"\x68", b"\x61"
EDGES = [b"", b"\0", b"\x80", b"\1", b"\x81", b"\2", b"\x7f", b"\xff", b"\0\0", b"\0\x80", b"\1\0", b"\x10"]
EDGES += [
    b"\xff\x7f",
    b"\xff\xff\xff\x7f",
    b"\xff\xff\xff\xff",
    b"\0\0\0\x80",
    b"\0\0\0\x80\0",
    b"\1\0\0\0\0",
]
SEQUENCES = (0, 1, 9, 10, 11, 0xFFFF, 1 << 22, 1 << 22 | 10, 1 << 31, 1 << 31 | 10, 0xFFFFFFFE, 0xFFFFFFFF)
LOCK_TIMES = (0, 1, 99, 100, 101, 499_999_999, 500_000_000, 500_000_001, 1_296_700_000, 2**31, 2**32 - 1)
# for a block on a short chain, in which nobody waits for anything
PAST_SEQUENCES = (0, 0, 1 << 22, 1 << 31, 1 << 31 | 10, 0xFFFFFFFE, 0xFFFFFFFF)
PAST_TIMES = (0, 1, 99, 100, 101, 500_000_000, 500_000_001, 1_296_688_700)
FUNDS = hand.hash256(hand.coinbase(1, 50 * hand.COIN))  # the coin that pays for what is spent here


@dataclass(frozen=True)
class Case:
    """One input of one transaction: may it spend its output under these flags?"""

    raw: bytes
    index: int
    outputs: tuple[tuple[int, bytes], ...]  # that are spent: satoshi, script
    flags: int
    kind: str = ""
    funding: bytes = b""  # the transaction that makes those outputs


class Draft:
    """A transaction of which all is fixed but the script of one input."""

    def __init__(self, chance, txid, past):
        self.chance, self.txid = chance, txid
        self.lock_times, sequences = (PAST_TIMES, PAST_SEQUENCES) if past else (LOCK_TIMES, SEQUENCES)
        self.version = chance.choice((1, 1, 2, 2, 2, 0, 3, -1, -(2**31)))
        self.sequences = [chance.choice(sequences) for _ in range(chance.choice((1, 1, 2, 3)))]
        self.index = chance.randrange(len(self.sequences))
        payments = chance.choice((1, 1, 2, 3))
        self.payments = [
            (chance.randrange(1000), hand.ANYBODY * chance.randrange(3)) for _ in range(payments)
        ]
        self.lock_time = chance.choice(self.lock_times) if chance.random() < 0.3 else 0

    def inputs(self, script=b""):
        every = enumerate(self.sequences)
        return [(self.txid, n, script if n == self.index else b"", sequence) for n, sequence in every]

    def raw(self, script):
        return hand.transaction(self.version, self.inputs(script), self.payments, self.lock_time)

    def sign(self, key, code, high=False):
        """A signature, by any of the 256 hash types, that holds."""
        hash_type = self.chance.choice((1, 1, 1, 2, 3, 0x81, 0x82, 0x83, self.chance.randrange(256)))
        message = hand.digest(
            self.version, self.inputs(), self.payments, self.lock_time, self.index, code, hash_type
        )
        return hand.der(*key.sign(message, high)) + bytes([hash_type])


TYPES_OF_TAPROOT = (0, 0, 0, 1, 2, 3, 0x81, 0x82, 0x83)


class Mixed(Draft):
    """A draft whose inputs spend outputs of all kinds, by scripts and by witnesses."""

    def __init__(self, chance, past):
        super().__init__(chance, chance.randbytes(32), past)
        self.outpoints = [(self.txid, n) for n in range(len(self.sequences))]
        self.outputs = [(10_000 + chance.randrange(10**9), b"") for _ in self.sequences]
        self.scripts = [b"" for _ in self.sequences]

    def inputs(self):
        every = zip(self.outpoints, self.scripts, self.sequences, strict=True)
        return [(*outpoint, script, sequence) for outpoint, script, sequence in every]

    def raw(self, stacks):
        """The whole transaction; without a witness in the form of 2009."""
        raw = hand.transaction(self.version, self.inputs(), self.payments, self.lock_time)
        return hand.opened(raw, *stacks) if any(stacks) else raw

    def altered(self):
        """The same with one thing changed, which a hash type may leave free or not."""
        other, chance = copy(self), self.chance
        for name in ("sequences", "payments", "outpoints", "outputs"):
            setattr(other, name, getattr(self, name)[:])
        n, m = self.index, chance.randrange(len(self.sequences))
        payment = chance.randrange(len(self.payments))
        value, script = other.payments[payment]
        what = chance.randrange(10)
        if what == 0:
            other.version ^= 1
        elif what == 1:
            other.lock_time ^= 1
        elif what == 2:
            other.sequences[m] ^= 1
        elif what == 3:
            other.payments[payment] = (value + 1, script)
        elif what == 4:
            other.payments[payment] = (value, script + hand.ANYBODY)
        elif what == 5:
            other.payments.append((1, b""))
        elif what == 6:
            other.outputs[n] = (self.outputs[n][0] + 1, self.outputs[n][1])
        elif what == 7:
            other.outputs[m] = (self.outputs[m][0] + 1, self.outputs[m][1])
        elif what == 8:
            other.outputs[m] = (self.outputs[m][0], self.outputs[m][1] + hand.ANYBODY)
        else:
            other.outpoints[m] = (self.outpoints[m][0], self.outpoints[m][1] + 1)
        return other

    def signed_v0(self, index, key, code, hash_type, high=False):
        """A signature of version 0 for an input, with its hash type."""
        said = self.version, self.inputs(), self.payments, self.lock_time, index, code, hash_type
        message = hand.digest_v0(*said, self.outputs[index][0])
        return hand.der(*key.sign(message, high)) + bytes([hash_type])

    def signed_v1(self, index, key, hash_type, annex=b"", leaf=b"", place=hand.NEVER):
        """The 64 bytes of taproot for an input; the key has its secret and x."""
        said = self.version, self.inputs(), self.payments, self.lock_time, self.outputs
        message = hand.digest_v1(*said, index, hash_type, annex, leaf, place)
        return hand.schnorr(key.secret, key.program, message)

    def signed_as_in_2009(self, index, key, code, hash_type):
        """A signature for an input outside the witnesses."""
        said = self.version, self.inputs(), self.payments, self.lock_time, index, code, hash_type
        return hand.der(*key.sign(hand.digest(*said))) + bytes([hash_type])

    def sign(self, key, code, high=False):
        """A signature of version 0, by any hash type, that holds most often."""
        luck, chance = self.chance.random(), self.chance
        hash_type = chance.choice((1, 1, 1, 2, 3, 0x81, 0x82, 0x83, chance.randrange(256)))
        if luck < 0.03:
            return self.signed_as_in_2009(self.index, key, code, hash_type)
        signer = self.altered() if luck < 0.13 else self
        return signer.signed_v0(self.index, key, code, hash_type, high)
