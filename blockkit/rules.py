"""The replaceable parts of the machine.

``Rules`` is a bundle of functions, one for each rule that a student of the course writes. The
default of every slot is the library's own function; ``replace`` swaps one in:

>>> from dataclasses import replace
>>> from blockkit import RULES
>>> mine = replace(RULES, hash256=lambda data: bytes(32))
>>> mine.hash256(b"anything")[:4]
b'\\x00\\x00\\x00\\x00'

``Chain``, the mempool and the store take a ``Rules`` as an argument and judge by it; the slots that
they do not need, such as ``merkle_proof``, serve the course's pictures. Nothing is patched or reloaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial

from blockkit import encoding, hashing, interpreter, keys, merkle, pow, spending, transaction
from blockkit.block import Block, Header, check_block
from blockkit.errors import shown
from blockkit.guards import need_a, need_bytes, need_int, need_no_verdict
from blockkit.hashing import HASH_SIZE
from blockkit.headers import BlockIndex, validate_header
from blockkit.interpreter import Checker, Flag
from blockkit.params import MAINNET, ChainParams, need_params
from blockkit.spending import Spend
from blockkit.transaction import Transaction, TxOut


def prefer(tip: BlockIndex, other: BlockIndex) -> bool:
    """Should the chain move from ``tip`` to ``other``? Only for more work: among equals the first stays."""
    return other.chainwork > tip.chainwork


@dataclass(frozen=True, slots=True)
class Rules:
    """Bitcoin's rules. Hashes are bytes in wire order, amounts satoshi, times seconds.

    The defaults are those of the main chain; for another one start from :func:`rules_for`. A slot called
    ``check_…``, and ``verify_script``, raises :class:`Invalid` to refuse; the others return their answer.
    """

    params: ChainParams = MAINNET

    # primitives
    hash256: Callable[[bytes], bytes] = hashing.hash256
    to_display: Callable[[bytes], str] = hashing.to_display
    from_display: Callable[[str], bytes] = hashing.from_display
    encode_varint: Callable[[int], bytes] = encoding.encode_varint
    decode_varint: Callable[[bytes, int], tuple[int, int]] = encoding.decode_varint
    merkle_root: Callable[[Sequence[bytes]], bytes] = merkle.merkle_root
    merkle_proof: Callable[[Sequence[bytes], int], list[bytes]] = merkle.merkle_proof
    verify_proof: Callable[[bytes, int, int, Sequence[bytes], bytes], bool] = merkle.verify_proof
    has_duplicate_subtree: Callable[[Sequence[bytes]], bool] = merkle.has_duplicate_subtree

    # headers and work
    header_bytes: Callable[[Header], bytes] = Header.serialize
    bits_to_target: Callable[[int], int] = pow.bits_to_target
    target_to_bits: Callable[[int], int] = pow.target_to_bits
    meets_target: Callable[[bytes, int], bool] = pow.meets_target
    work: Callable[[int], int] = pow.work
    next_bits: Callable[[Sequence[Header]], int] = pow.next_bits
    subsidy: Callable[[int], int] = pow.subsidy
    prefer: Callable[[BlockIndex, BlockIndex], bool] = prefer

    # transactions
    check_transaction: Callable[[Transaction], object] = transaction.check_transaction
    sighash: Callable[[Transaction, int, bytes, int], bytes] = spending.sighash
    verify_signature: Callable[[bytes, bytes, bytes], bool] = keys.verify
    verify_script: Callable[[bytes, bytes, Checker, Flag], object] = interpreter.verify_script

    def __post_init__(self) -> None:
        need_params(self.params)
        for slot in fields(Rules):
            if slot.name != "params" and not callable(getattr(self, slot.name)):
                got = shown(getattr(self, slot.name))
                raise TypeError(f"{slot.name} must be a function, got {got}; give it without brackets")
        own = self.next_bits is pow.next_bits or self.subsidy is pow.subsidy
        if own and self.params != MAINNET:  # their defaults would go on with the main chain's numbers
            raise ValueError("for another chain than the main one start from rules_for(params)")

    def block_hash(self, header: Header) -> bytes:
        """The id of a block, by these rules: ``hash256`` of ``header_bytes``."""
        return need_bytes(self.hash256(self.header_bytes(header)), "what hash256 returns", HASH_SIZE)

    def check_pow(self, header: Header) -> None:
        """:func:`blockkit.pow.check_pow` by these rules."""
        pow.check_pow(header, self.params, self.bits_to_target, self.meets_target)

    def validate_header(self, header: Header, parent: BlockIndex, now: int) -> None:
        """:func:`blockkit.headers.validate_header` by these rules."""
        validate_header(header, parent, now, self.params, self.next_bits)

    def check_block(self, block: Block) -> None:
        """:func:`blockkit.block.check_block` by these rules."""
        check_block(block, self.merkle_root, self.has_duplicate_subtree, self.check_transaction)

    def verify_input(self, tx: Transaction, index: int, output: TxOut, flags: Flag = Flag.NONE) -> None:
        """May input ``index`` of ``tx`` spend ``output``? Raises :class:`ScriptError` when it may not.

        Without ``flags`` the rules are those of 2009; those of a block come from
        :func:`blockkit.validation.script_flags`.
        """
        need_a(Transaction, tx, "the transaction")
        need_int(index, "the input's index", 0, len(tx.inputs) - 1)
        need_a(TxOut, output, "the output that is spent (a coin's is .output)")
        checker = Spend(tx, index, self.sighash, self.verify_signature)
        answer = self.verify_script(tx.inputs[index].script_sig, output.script_pubkey, checker, flags)
        need_no_verdict(answer, "verify_script")


def rules_for(params: ChainParams) -> Rules:
    """The library's own rules on the chain of ``params``: ``REGTEST``, ``CLASSROOM``, or one of your own."""
    need_params(params)
    return Rules(
        params,
        next_bits=partial(pow.next_bits, params=params),
        subsidy=partial(pow.subsidy, params=params),
    )


RULES = Rules()
