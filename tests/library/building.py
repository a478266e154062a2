"""Blocks and payments for tests, on a chain whose proof of work takes two tries."""

from dataclasses import replace

from blockkit import (
    REGTEST,
    Block,
    Chain,
    Header,
    OutPoint,
    PrivateKey,
    Transaction,
    TxIn,
    TxOut,
    hash160,
    merkle_root,
    rules_for,
    sighash,
)
from blockkit.headers import since_change
from blockkit.node.mining import coinbase, search
from blockkit.script import push
from blockkit.templates import p2pkh

PARAMS = replace(REGTEST, coinbase_maturity=2)
RULES = rules_for(PARAMS)
NOW = 1_700_000_000
KEY = PrivateKey(20090103)
LOCK = p2pkh(hash160(KEY.public_key()))
SUBSIDY = 50 * 100_000_000


def solved(block):
    """The block with a nonce that meets its target."""
    header = next(found for found in search(block.header) if found)
    return replace(block, header=header)


def next_block(chain, parent=None, txs=(), fees=0, extra=0, value=None, **header):
    """A solved block on top of ``parent`` (an index of the chain; its tip unless given)."""
    parent = parent or chain.tip
    height = parent.height + 1
    value = chain.rules.subsidy(height, chain.rules.params) + fees if value is None else value
    transactions = (coinbase(height, value, LOCK, extra), *txs)
    fields = {
        "version": 4,
        "prev_block": parent.hash,
        "merkle_root": merkle_root([tx.txid for tx in transactions]),
        "time": parent.median_time + 600,
        "bits": chain.rules.next_bits(since_change(parent, chain.rules.params), chain.rules.params),
        "nonce": 0,
    }
    return solved(Block(Header(**fields | header), transactions))


def grown(blocks, rules=RULES):
    """A chain of so many blocks on top of block 0."""
    chain = Chain(rules)
    for _ in range(blocks):
        chain.accept(next_block(chain), NOW)
    return chain


def coinbase_of(chain, height):
    """The first transaction of the block at ``height``."""
    return chain.blocks[chain.tip.at(height).hash].transactions[0]


def payment(
    spent, fee=1000, index=0, outputs=1, sequence=0xFFFFFFFF, lock_time=0, version=1, key=KEY, lock=LOCK
):
    """A signed P2PKH payment of one output of ``spent`` to ``lock``, ours, in ``outputs`` equal parts."""
    value = (spent.outputs[index].value - fee) // outputs
    tx = Transaction(
        version,
        (TxIn(OutPoint(spent.txid, index), b"", sequence),),
        tuple(TxOut(value, lock) for _ in range(outputs)),
        lock_time,
    )
    signature = key.sign(sighash(tx, 0, LOCK, 1)) + b"\x01"
    script_sig = push(signature) + push(key.public_key())
    return replace(tx, inputs=(replace(tx.inputs[0], script_sig=script_sig),))
