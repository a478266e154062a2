"""Making a block: the coinbase, a template of the best-paying transactions, and the search for its nonce.

A chain of one's own, from nothing to a reward:

>>> from blockkit import CLASSROOM, Chain, rules_for
>>> from blockkit.addresses import script_of
>>> from blockkit.wallet.wallet import Wallet, new_key
>>> chain, alice = Chain(rules_for(CLASSROOM)), Wallet((new_key(),), CLASSROOM)
>>> script = script_of(alice.addresses[0], CLASSROOM)
>>> template = block_template(chain, script, now=1231007000)
>>> block = next(found for found in mine(template) if found)
>>> chain.accept(block, now=1231007000)
True
>>> alice.balance(chain.utxos)
5000000000

Source: Bitcoin Core v28.1, ``node/miner.cpp``; BIP 34.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blockkit.block import HEADER_SIZE, MAX_BLOCK_WEIGHT, MAX_SIGOP_COST, Block, Header
from blockkit.chain import Chain
from blockkit.commitment import MARK, RESERVED, commitment_to
from blockkit.engines import fast_search
from blockkit.guards import need_a, need_bytes, need_int
from blockkit.headers import since_change
from blockkit.node.mempool import Mempool
from blockkit.pow import bits_to_target
from blockkit.rules import Rules
from blockkit.script import count_sigops, encode_number, push, push_plainly
from blockkit.transaction import NOWHERE, WITNESS_SCALE, Transaction, TxIn, TxOut

MAX_NONCE = 2**32  # one more than the largest nonce
PATIENCE = 2**20  # nonces to try before the compiler is worth starting
MAX_COUNT_SIZE = 9  # bytes that the number of transactions takes at most
VERSION = 4  # says that the miner knows BIP 34, 66 and 65


def coinbase(height: int, value: int, script_pubkey: bytes, extra: int = 0) -> Transaction:
    """The transaction that pays the miner ``value`` satoshi. Its input names the height (BIP 34).

    ``extra`` is any number: with another one the id changes, and the search for a nonce begins anew.
    """
    need_int(value, "the value, in satoshi,", -(2**63), 2**63 - 1)  # what an output can hold
    numbers = need_int(height, "the height", 0, 2**31 - 1), need_int(extra, "extra", 0, 2**64)
    script_sig = push(encode_number(numbers[0])) + push_plainly(encode_number(numbers[1]))
    output = TxOut(value, need_bytes(script_pubkey, "the script that is paid"))
    return Transaction(1, (TxIn(NOWHERE, script_sig),), (output,))


def committed(transactions: Sequence[Transaction], rules: Rules) -> tuple[Transaction, ...]:
    """A block's transactions, with one more output of the coinbase: it fixes their witnesses (BIP 141)."""
    first, *others = transactions
    script = MARK + commitment_to(transactions, RESERVED, rules.merkle_root)
    return replace(first, outputs=(*first.outputs, TxOut(0, script)), witnesses=((RESERVED,),)), *others


def block_template(
    chain: Chain, script_pubkey: bytes, now: int, mempool: Mempool | None = None, extra: int = 0
) -> Block:
    """The block to mine on top of the tip: valid but for its nonce, which is 0.

    ``now`` is the clock in seconds. The block pays subsidy and fees to ``script_pubkey``; without a
    mempool it holds nothing else. Where witnesses are in force, the coinbase commits to them, though there be
    none.
    """
    need_a(Chain, chain, "the chain")
    script_pubkey = need_bytes(script_pubkey, "the script that is paid")
    now = need_int(now, "now, our clock in seconds since 1970,", 0, 2**32 - 1)
    tip, rules, height = chain.tip, chain.rules, chain.tip.height + 1
    with_witnesses = height >= rules.params.segwit_height
    entries = []
    if mempool is not None:
        need_a(Mempool, mempool, "the mempool (Mempool(chain) makes one, its accept(tx) fills it)")
        if mempool.chain is not chain:
            raise ValueError("the mempool follows another chain")
        mempool.follow()
        empty = coinbase(height, 0, script_pubkey, extra)
        (empty,) = committed([empty], rules) if with_witnesses else [empty]
        around = (HEADER_SIZE + MAX_COUNT_SIZE) * WITNESS_SCALE
        room = MAX_BLOCK_WEIGHT - around - empty.weight
        entries = mempool.select(room, MAX_SIGOP_COST - count_sigops(script_pubkey) * WITNESS_SCALE)
    fees = sum(entry.fee for entry in entries)
    first = coinbase(height, rules.subsidy(height, rules.params) + fees, script_pubkey, extra)
    transactions: tuple[Transaction, ...] = (first, *(entry.tx for entry in entries))
    transactions = committed(transactions, rules) if with_witnesses else transactions
    header = Header(
        version=VERSION,
        prev_block=tip.hash,
        merkle_root=rules.merkle_root([tx.txid for tx in transactions]),
        time=max(now, tip.median_time + 1),
        bits=rules.next_bits(since_change(tip, rules.params), rules.params),
        nonce=0,
    )
    return Block(header, transactions)


def mine(template: Block) -> Iterator[Block | None]:
    """Search for the template's nonce, a slice at a time: ``None`` after each, at last the block.

    Ends without one when no nonce fits; a template with another ``extra`` or time gives a new chance.
    """
    need_a(Block, template, "what is mined (block_template makes it)")  # here, not at the first next()
    return (replace(template, header=found) if found else None for found in search(template.header))


# ---- the search ----------------------------------------------------------------------------------


def search(
    header: Header, start: int = 0, stop: int = MAX_NONCE, slice_size: int = 2**16
) -> Iterator[Header | None]:
    """Look for a nonce from ``start`` up to, not including, ``stop``, a slice at a time.

    Yields ``None`` after each slice without a find, so that the caller can show progress, do something
    else, or stop; at last the header with its nonce. Ends without one when there is none. In a long
    search the compiled loop of :mod:`blockkit.engines.fast_search` takes over when it is installed and ready;
    the nonce found is the same.
    """
    need_a(Header, header, "the header")
    start = need_int(start, "the first nonce", 0, MAX_NONCE)
    stop = need_int(stop, "the nonce to stop before", 0, MAX_NONCE)
    slice_size = need_int(slice_size, "a slice", 1, MAX_NONCE)
    target, beginning = bits_to_target(header.bits), header.serialize()[:76]
    for low in range(start, stop, slice_size):
        compiled = fast_search.compiled() if low - start >= PATIENCE else None
        nonce = (compiled or search_slice)(beginning, target, low, min(low + slice_size, stop))
        if nonce is not None:
            yield replace(header, nonce=nonce)
            return
        yield None


def search_slice(header76: bytes, target: int, start: int, stop: int) -> int | None:
    """The first nonce from ``start`` up to, not including, ``stop`` that meets the target, or ``None``.

    The beginning of the header is hashed once and copied for each nonce. Whether a hash is above the
    target is nearly always told by its last four bytes, the first digits of the number.
    """
    begun, sha256 = hashlib.sha256(header76), hashlib.sha256
    first_digits = target.to_bytes(32, "big")[:4]
    for nonce in range(start, stop):
        inner = begun.copy()
        inner.update(nonce.to_bytes(4, "little"))
        digest = sha256(inner.digest()).digest()
        if digest[:27:-1] <= first_digits and int.from_bytes(digest, "little") <= target:
            return nonce
    return None
