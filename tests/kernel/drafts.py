"""What a random script is tried in: a transaction of which all is fixed but one input's script."""

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
