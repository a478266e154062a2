"""Blocks 1 to 255 of the main chain, each after damaged copies of itself."""

import bz2
import random

from tests.kernel import hand

FILE = "btcd/blocks1-256.bz2"
COPIES = 4  # damaged ones before each block


def real_blocks(vectors):
    """The raw blocks, in their order; each is led by four bytes of the network and four of its size."""
    data, at = bz2.decompress((vectors / FILE).read_bytes()), 0
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at + 8 : at + 8 + size]
        at += 8 + size


def damaged(raw, before, chance):
    """A copy with one thing changed."""
    body, at = raw[80:], chance.randrange(len(raw) - 80)
    new_root = raw[:36] + hand.hash256(body) + raw[68:]
    return chance.choice(
        (
            lambda: (
                raw[: 80 + at] + bytes([raw[80 + at] ^ 1 << chance.randrange(8)]) + raw[81 + at :]
            ),  # a bit
            lambda: raw[: chance.randrange(len(raw))],  # the end is missing
            lambda: raw[: 80 + at] + chance.randbytes(3) + raw[80 + at :],  # bytes put in
            lambda: raw[:80] + b"\2" + body[1:] * 2,  # the transactions twice
            lambda: raw[:80] + b"\0" + body[1:],  # none is counted
            lambda: new_root,  # its header changed: no work stands behind it
            lambda: raw[:68] + (int.from_bytes(raw[68:72], "little") + 1).to_bytes(4, "little") + raw[72:],
            lambda: raw[:72] + b"\xff\xff\0\x1e" + raw[76:],  # an easier target than there may be
            lambda: before[:80] + body,  # under the header of the block below
            lambda: raw[:80] + before[80:],  # the transactions of the block below
        )
    )()


def verdicts(judge, vectors, seed=1):
    """What the judge says to each copy and to each block."""
    chance, chain, before = random.Random(f"mutants {seed}"), judge.chain("mainnet"), None
    for height, raw in enumerate(real_blocks(vectors), start=1):
        for copy in range(COPIES):
            said = chain.accept(damaged(raw, before or raw, chance))
            yield f"block {height}, damaged copy {copy}", said or "taken"
        said = chain.accept(raw)
        yield f"block {height}", said or ("the tip" if chain.tip() == hand.block_id(raw) else "kept")
        before = raw
    chain.close()
