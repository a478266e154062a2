"""A block judged alone, with what it spent: its own rules and every script, without the chain below it.

What is judged: the proof of work, the block by itself, every script, ages and amounts of the coins, the
signature checks, what the miner takes; and where the headers below are known, its place and its lock times.
What cannot be seen is whether the coins were still unspent, and whether an id came twice (BIP 30).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from blockkit.block import HEADER_SIZE, Block, Header, need_few_sigops
from blockkit.errors import Invalid
from blockkit.guards import need_all
from blockkit.hashing import to_display
from blockkit.headers import BlockIndex, parent_of
from blockkit.interpreter import Flag
from blockkit.node.block_files import Fault, Place, blocks_in, undo_file_of
from blockkit.node.replay import HeaderReplay, Refusal
from blockkit.node.undo_files import UndoFile
from blockkit.opcodes import OP_1, OP_16
from blockkit.rules import Rules, checked
from blockkit.script import decode_number, push, small_number, steps
from blockkit.transaction import OutPoint
from blockkit.utxo import Coin, Undo, apply, check_inputs, spent_coins
from blockkit.validation import (
    check_witnesses,
    locks_are_over,
    script_flags,
    sigop_cost,
    validate_block,
    verify_scripts,
)


def judge_alone(block: Block, spent: Sequence[Sequence[Coin]], index: BlockIndex, rules: Rules) -> int:
    """Every rule that needs no more than the block, what it spent, and its place; returns the fees (satoshi).

    ``spent`` lists for each transaction but the coinbase the coins of its inputs. An ``index`` without a
    parent is a place of which only the height is known; lock times by the clock are not judged then.
    Raises :class:`Invalid` for the rule that is broken.
    """
    rules = checked(rules)
    params, flags = rules.params, script_flags(index.height, index.hash, rules.params)
    rules.check_pow(block.header)
    rules.check_block(block)
    if index.parent is not None:
        validate_block(block, index, params, rules.merkle_root)
    else:
        check_witnesses(block, index.height, params, rules.merkle_root)
    coins = coins_of(block, spent)
    made: Undo = []
    fees = cost = 0
    for tx in block.transactions:
        used = [] if tx.is_coinbase else spent_coins(tx, coins)
        if used:
            fees += check_inputs(tx, used, index.height, params.coinbase_maturity)
            in_force = index.parent is not None and flags & Flag.CHECKSEQUENCEVERIFY
            if in_force and not locks_are_over(tx, used, parent_of(index)):
                raise Invalid("bad-txns-nonfinal", f"{to_display(tx.txid)} spends a coin that is too young")
        cost += sigop_cost(tx, used, flags)
        need_few_sigops(cost)
        verify_scripts(tx, used, flags, rules)
        apply(tx, coins, index.height, made)
    allowed = fees + rules.subsidy(index.height, params)
    taken = sum(output.value for output in block.transactions[0].outputs)
    if taken > allowed:
        raise Invalid("bad-cb-amount", expected=allowed, got=taken)
    return fees


def coins_of(block: Block, spent: Sequence[Sequence[Coin]]) -> dict[OutPoint, Coin]:
    """The coins that were there before the block; those that it makes and spends itself are compared only."""
    if len(spent) != len(block.transactions) - 1:
        counts = f"{len(block.transactions) - 1} transactions", f"{len(spent)}"
        raise Invalid("damaged-undo-data", expected=counts[0], got=counts[1])
    own = {
        outpoint: output
        for tx in block.transactions
        for outpoint, output in zip(tx.outpoints(), tx.outputs, strict=True)
    }
    coins: dict[OutPoint, Coin] = {}
    for tx, used in zip(block.transactions[1:], spent, strict=True):
        need_all(Coin, list(used), "the coins of a transaction")
        if len(used) != len(tx.inputs):
            raise Invalid("damaged-undo-data", expected=f"{len(tx.inputs)} coins", got=len(used))
        for txin, coin in zip(tx.inputs, used, strict=True):
            if txin.prevout not in own:
                coins[txin.prevout] = coin
            elif own[txin.prevout] != coin.output:
                raise Invalid("damaged-undo-data", f"{txin.prevout} is another output in the block itself")
    return coins


def named_height(block: Block) -> int | None:
    """The height that a coinbase names (BIP 34, from version 2 on); ``None`` where it does not."""
    if block.header.version < 2 or not block.transactions:
        return None
    script = block.transactions[0].inputs[0].script_sig if block.transactions[0].inputs else b""
    with suppress(Invalid):
        opcode, data, _ = next(steps(script), (0, None, 0))
        data = small_number(opcode) if data is None and OP_1 <= opcode <= OP_16 else data or b""
        if data and script.startswith(push(data)):
            return decode_number(data, minimal=True)
    return None


@dataclass
class Alone:
    """Judge the blocks of files one by one, each with its undo data; how far it has come."""

    files: Sequence[Path]
    rules: Rules
    now: int  # our clock, in seconds since 1970
    keep_going: bool = False

    read: int = 0  # bytes of the files that are behind us
    judged: int = 0  # blocks
    transactions: int = 0  # of them
    inputs: int = 0  # of them, whose scripts have run
    without_undo: int = 0  # blocks that are not judged: block 0, and what was never connected
    without_place: int = 0  # blocks whose headers do not lead down to block 0
    faults: list[Fault] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def run(self) -> Iterator[Place]:
        """Go through the files; yields the place of each block that was judged."""
        tree = HeaderReplay(self.files, self.rules, self.now, keep_going=True)
        for _ in tree.run():
            pass
        self.faults += tree.faults
        self._index = tree.chain.index
        before = 0
        for file in self.files:
            undo = UndoFile(undo_file_of(file))
            self.faults += undo.faults
            for place in blocks_in(file, self.rules.params):
                if isinstance(place, Fault):
                    continue  # it was met when the headers were read
                self.read = before + place.at
                if self._judge(place, undo):
                    yield place
                elif self.refusals and not self.keep_going:
                    return
            before += file.stat().st_size

    def _judge(self, place: Place, undo: UndoFile) -> bool:
        """Judge one block; was it?"""
        block_hash, height = b"", None
        try:
            data = place.read()
            block_hash = self.rules.block_hash(Header.parse(data[:HEADER_SIZE]))
            block = Block.parse(data)
            spent = undo.undo_of(block)
            if spent is None:
                self.without_undo += 1
                return False
            index = self._index.get(block_hash) or lone_index(block, block_hash)
            height = index.height
            judge_alone(block, spent, index, self.rules)
        except Invalid as error:
            self.refusals.append(Refusal(place, block_hash, height, error))
            return False
        self.without_place += index.parent is None
        self.judged += 1
        self.transactions += len(block.transactions)
        self.inputs += sum(map(len, spent))
        return True


def lone_index(block: Block, block_hash: bytes) -> BlockIndex:
    """A place of which only the height is known, as the coinbase names it."""
    height = named_height(block)
    if height is None:
        why = "the headers do not lead down to block 0, and the coinbase names no height (BIP 34)"
        raise Invalid("height-unknown", why)
    return BlockIndex(block.header, block_hash, height, 0, None)
