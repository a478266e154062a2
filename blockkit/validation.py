"""A block judged in its place, and against the coins: what needs more than the block itself.

:func:`connect` reads like the table of contents of the rule book. Before it run
:func:`~blockkit.pow.check_pow`, :func:`~blockkit.block.check_block`,
:func:`~blockkit.headers.validate_header` and :func:`validate_block`.

Source: Bitcoin Core v28.1, ``validation.cpp`` and ``consensus/tx_verify.cpp``.
"""

from collections.abc import Callable, MutableMapping, Sequence

from blockkit.block import MAX_BLOCK_WEIGHT, Block, legacy_sigops, need_few_sigops
from blockkit.digests import Spending
from blockkit.errors import Invalid
from blockkit.guards import need_a
from blockkit.hashing import to_display
from blockkit.headers import BlockIndex, parent_of
from blockkit.interpreter import Flag
from blockkit.merkle import merkle_root
from blockkit.params import MAX_MONEY, ChainParams
from blockkit.rules import RULES, Rules, checked
from blockkit.script import ScriptError, count_sigops, encode_number, push, redeem_script, witness_sigops
from blockkit.spending import SEQUENCE_DISABLED, SEQUENCE_IN_TIME, SEQUENCE_MASK, has_relative_locks
from blockkit.transaction import FINAL_SEQUENCE, LOCK_TIME_THRESHOLD, WITNESS_SCALE, Transaction
from blockkit.utxo import Coin, Undo, Utxos, apply, check_inputs, disconnect, spent_coins

# ---- a block in its place ------------------------------------------------------------------------

# faults that mark no block, for its header does not fix the witnesses: the right ones may still come
SPOILT = {"bad-witness-nonce-size", "bad-witness-merkle-match", "unexpected-witness"}  # (BLOCK_MUTATED)


def validate_block(
    block: Block,
    index: BlockIndex,
    params: ChainParams,
    merkle_root: Callable[[Sequence[bytes]], bytes] = merkle_root,
) -> None:
    """The rules for a block at its place in the tree; :class:`Invalid` names the one that is broken.

    ``merkle_root`` is the ``Rules`` slot of that name. Source: Core, ``ContextualCheckBlock``.
    """
    height, parent = index.height, parent_of(index)
    time = parent.median_time if height >= params.csv_height else block.header.time  # BIP 113
    for tx in block.transactions:
        if not is_final(tx, height, time):
            raise Invalid("bad-txns-nonfinal", f"lock time {tx.lock_time} of {to_display(tx.txid)}")
    named = push(encode_number(height))
    if height >= params.bip34_height and not block.transactions[0].inputs[0].script_sig.startswith(named):
        raise Invalid("bad-cb-height", f"the coinbase must begin with {named.hex()}", expected=height)
    check_witnesses(block, height, params, merkle_root)


def check_witnesses(
    block: Block,
    height: int,
    params: ChainParams,
    merkle_root: Callable[[Sequence[bytes]], bytes] = merkle_root,
) -> None:
    """The rules of 2017 for a block at this height: the commitment to its witnesses, and its weight.

    The weight comes last: who spoils witnesses on their way must not make a block too heavy for good.
    """
    from blockkit.commitment import check_commitment  # not loaded by who only reads the rules of 2009

    check_commitment(block, height >= params.segwit_height, merkle_root)
    if block.weight > MAX_BLOCK_WEIGHT:
        raise Invalid("bad-blk-weight", expected=f"at most {MAX_BLOCK_WEIGHT}", got=block.weight)


def is_final(tx: Transaction, height: int, time: int) -> bool:
    """May the transaction stand in a block of this height and time (Core: ``IsFinalTx``)?"""
    if tx.lock_time == 0 or tx.lock_time < (height if tx.lock_time < LOCK_TIME_THRESHOLD else time):
        return True
    return all(txin.sequence == FINAL_SEQUENCE for txin in tx.inputs)


def locks_are_over(tx: Transaction, coins: list[Coin], parent: BlockIndex) -> bool:
    """Has each spent output aged as its input asks, in a block on top of ``parent`` (BIP 68)?"""
    for txin, coin in zip(tx.inputs, coins, strict=True):
        asked = txin.sequence & SEQUENCE_MASK
        if not has_relative_locks(tx) or txin.sequence & SEQUENCE_DISABLED:
            continue
        if txin.sequence & SEQUENCE_IN_TIME:
            made = parent.at(max(coin.height - 1, 0)).median_time  # from the block below the coin's on
            over = made + asked * 512 <= parent.median_time
        else:
            over = coin.height + asked <= parent.height + 1
        if not over:
            return False
    return True


def script_flags(height: int, block_hash: bytes, params: ChainParams) -> Flag:
    """The script rules that hold in the block of this height and id (Core: ``GetBlockScriptFlags``).

    P2SH came into force in April 2012 (BIP 16), but of all blocks before only one breaks it: so it holds
    from block 0 on, with that one exception. So do WITNESS of 2017 and TAPROOT of 2021, which one more block
    breaks.
    """
    name, flags = to_display(block_hash), Flag.P2SH | Flag.WITNESS
    flags |= Flag.NONE if name == params.taproot_exception else Flag.TAPROOT
    flags = Flag.NONE if name == params.bip16_exception else flags
    flags |= Flag.DERSIG if height >= params.bip66_height else Flag.NONE
    flags |= Flag.CHECKLOCKTIMEVERIFY if height >= params.bip65_height else Flag.NONE
    flags |= Flag.CHECKSEQUENCEVERIFY if height >= params.csv_height else Flag.NONE
    return flags | (Flag.NULLDUMMY if height >= params.bip147_height else Flag.NONE)


# ---- a block against the coins -------------------------------------------------------------------


def connect_block(
    block: Block, index: BlockIndex, utxos: Utxos, rules: Rules = RULES, undo: Undo | None = None
) -> tuple[Undo, int]:
    """Check a block against the coins and change them; returns what undoes it, and the fees in satoshi.

    The caller has asked :func:`~blockkit.block.check_block` and :func:`validate_block` before. The undo
    list is written into ``undo``, if an empty one is given. Raises :class:`Invalid` and leaves the
    coins as they were.
    """
    need_a(Block, block, "the block")
    need_a(BlockIndex, index, "the index, from chain.index,")
    need_a(MutableMapping, utxos, "the coins, chain.utxos,")
    undo = [] if undo is None else undo
    if undo:
        raise ValueError("undo must be an empty list: what it notes already would be taken back too")
    try:
        return undo, connect(block, index, utxos, checked(rules), undo)
    except BaseException:  # a keyboard interrupt too must leave the coins whole
        disconnect(utxos, undo)
        raise


def connect(block: Block, index: BlockIndex, utxos: Utxos, rules: Rules, undo: Undo) -> int:
    """The rules of :func:`connect_block`, one after the other; returns the fees.

    What a broken rule leaves half-done, the caller takes back: each change is noted in ``undo`` first.
    Source: Core, ``ConnectBlock``.
    """
    need_new_txids(block, index, utxos, rules.params)
    fees = spend_coins(block, index, utxos, rules, undo)
    allowed = fees + rules.subsidy(index.height, rules.params)
    taken = sum(output.value for output in block.transactions[0].outputs)
    if taken > allowed:
        raise Invalid("bad-cb-amount", expected=allowed, got=taken)
    return fees


def need_new_txids(block: Block, index: BlockIndex, utxos: Utxos, params: ChainParams) -> None:
    """No transaction may overwrite coins of one with the same id (BIP 30; two blocks of 2010 did)."""
    if to_display(index.hash) in params.bip30_exceptions:
        return
    for tx in block.transactions:
        if any(outpoint in utxos for outpoint in tx.outpoints()):
            raise Invalid("bad-txns-BIP30", f"{to_display(tx.txid)} is there already, with coins unspent")


def spend_coins(block: Block, index: BlockIndex, utxos: Utxos, rules: Rules, undo: Undo) -> int:
    """Move the coins, one transaction after the other; returns the fees."""
    params, flags = rules.params, script_flags(index.height, index.hash, rules.params)
    fees = cost = 0
    for tx in block.transactions:
        coins = [] if tx.is_coinbase else spent_coins(tx, utxos)
        if coins:
            fees += check_inputs(tx, coins, index.height, params.coinbase_maturity)
            if fees > MAX_MONEY:
                raise Invalid("bad-txns-accumulated-fee-outofrange", expected=MAX_MONEY, got=fees)
            if flags & Flag.CHECKSEQUENCEVERIFY and not locks_are_over(tx, coins, parent_of(index)):
                raise Invalid("bad-txns-nonfinal", f"{to_display(tx.txid)} spends a coin that is too young")
        cost += sigop_cost(tx, coins, flags)
        need_few_sigops(cost)
        verify_scripts(tx, coins, flags, rules)
        apply(tx, utxos, index.height, undo)
    return fees


def sigop_cost(tx: Transaction, coins: list[Coin], flags: Flag) -> int:
    """What a transaction's signature checks may cost: 4 each, those in redeem scripts too, 1 in a witness.

    Source: Core, ``GetTransactionSigOpCost``; BIP 16 and 141.
    """
    cost, with_witness = legacy_sigops(tx) * WITNESS_SCALE, bool(flags & Flag.WITNESS)
    for i, coin in enumerate(coins if flags & Flag.P2SH else ()):  # a coinbase spends no coins
        program = coin.output.script_pubkey
        if redeem := redeem_script(tx.inputs[i].script_sig, program):
            cost += count_sigops(redeem, accurate=True) * WITNESS_SCALE
            program = redeem
        if with_witness:
            cost += witness_sigops(program, tx.witnesses[i] if tx.witnesses else ())
    return cost


def verify_scripts(tx: Transaction, coins: list[Coin], flags: Flag, rules: Rules) -> None:
    """Run the scripts of every input: by far the longest part."""
    spending = Spending(tx, [coin.output for coin in coins])
    for i in range(len(coins)):
        try:
            rules.run_scripts(spending, i, flags)
        except ScriptError as error:
            where = f"input {i} of {to_display(tx.txid)}: {error}"
            raise Invalid("mandatory-script-verify-flag-failed", where) from error
