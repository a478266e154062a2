"""How the rules are tried: each is a row of a table, whose blocks are delivered on one regtest chain."""

import time

from tests.kernel import hand
from tests.kernel.regtest import Builder

BASE = 240  # blocks below: 140 coins are ripe
ROWS = []  # (reason, name, make): filled by the modules that hold the rules
WITNESSES = []  # the same, of blocks with witnesses


def row(reason, name="", rows=ROWS):
    """Make a row of the function below, which gets a :class:`Builder` and returns a block.

    Of a list of blocks the last one is judged. ``reason`` is what both judges must say, ``""`` for a block
    at a limit, which both must take.
    """

    def kept(make):
        rows.append((reason, name or make.__name__.replace("_", " "), make))
        return make

    return kept


def verdicts(judge, names, rows=ROWS):
    """Each row's name, and what the judge says to its block, one after the other on one chain."""
    chain = judge.chain("regtest")
    builder = Builder(chain, BASE)
    for _, name, make in rows:
        if name in names:
            blocks = make(builder)
            *before, last = blocks if isinstance(blocks, list) else [blocks]
            for raw in before:
                builder.deliver(raw)
            said = builder.deliver(last)
            yield name, said or ("the tip" if chain.tip() == hand.block_id(last) else "kept")
    chain.close()


def by_our_clock(judge, ahead):
    """Blocks so many seconds ahead of the machine's clock, which is the one that Core reads."""
    chain = judge.chain("regtest")
    builder = Builder(chain, 11)
    for seconds in ahead:
        said = builder.deliver(builder.block(time=int(time.time()) + seconds))
        yield f"{seconds} seconds ahead", said or "the tip"
    chain.close()


TWO_HOURS = 2 * 60 * 60
AHEAD = (TWO_HOURS + 30, TWO_HOURS)  # half a minute, in case the block is made slowly


def expected(rows=ROWS):
    """``(name, verdict)`` of every row."""
    return [(name, reason or "the tip") for reason, name, _ in rows]
