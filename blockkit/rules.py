"""The replaceable parts of the machine.

``Rules`` is a bundle of functions, one for each rule that a student of the course writes, and the numbers
of the chain they are for. The default of every slot is the library's own function; ``replace`` swaps one in:

>>> from dataclasses import replace
>>> from blockkit import CLASSROOM, RULES, Rules
>>> mine = replace(RULES, hash256=lambda data: bytes(32))
>>> mine.hash256(b"anything")[:4]
b'\\x00\\x00\\x00\\x00'
>>> Rules(CLASSROOM).params.name
'classroom'

``Chain``, the mempool and the store take a ``Rules`` as an argument and judge by it; the slots that
they do not need, such as ``merkle_proof``, serve the course's pictures. Nothing is patched or reloaded.

What a function of somebody else's returns is checked once, in the table below: the machine runs on
:func:`checked` rules, and the text of a rule may trust the answers.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from blockkit import digests, encoding, hashing, keys, merkle, pow, transaction, unlocking
from blockkit.block import HEADER_SIZE, Block, Header, check_block
from blockkit.digests import Spending
from blockkit.errors import shown
from blockkit.guards import described, need_a, need_all, need_bool, need_bytes, need_int, need_no_verdict
from blockkit.hashing import HASH_SIZE
from blockkit.headers import BlockIndex, validate_header
from blockkit.interpreter import Checker, Flag
from blockkit.params import MAINNET, MAX_MONEY, ChainParams, need_params
from blockkit.spending import Spend
from blockkit.transaction import Transaction, TxOut


def prefer(tip: BlockIndex, other: BlockIndex) -> bool:
    """Should the chain move from ``tip`` to ``other``? Only for more work: among equals the first stays."""
    return other.chainwork > tip.chainwork


@dataclass(frozen=True, slots=True)
class Rules:
    """Bitcoin's rules, on the chain of ``params``.

    Hashes are bytes in wire order, amounts satoshi, times seconds. A slot called ``check_…``, and
    ``verify_script``, raises :class:`Invalid` to refuse; the others return their answer. A slot whose rule
    depends on the chain is called with ``params`` too.
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
    next_bits: Callable[[Sequence[Header], ChainParams], int] = pow.next_bits
    subsidy: Callable[[int, ChainParams], int] = pow.subsidy
    prefer: Callable[[BlockIndex, BlockIndex], bool] = prefer

    # transactions
    check_transaction: Callable[[Transaction], object] = transaction.check_transaction
    sighash: Callable[[Transaction, int, bytes, int], bytes] = digests.sighash
    verify_signature: Callable[[bytes, bytes, bytes], bool] = keys.verify
    verify_script: Callable[[bytes, bytes, Checker, Flag], object] = unlocking.verify_script

    # the slots that hold a function of somebody else's, whose answers nobody looks at yet
    _strange: tuple[str, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        need_params(self.params)
        for part in fields(self):
            function = getattr(self, part.name)
            if callable(part.default) and not callable(function):
                got = shown(function)
                raise TypeError(f"{part.name} must be a function, got {got}; give it without brackets")
        filled = [slot for slot in SLOTS if getattr(self, slot) is not OWN[slot]]
        strange = tuple(slot for slot in filled if not isinstance(getattr(self, slot), Checked))
        object.__setattr__(self, "_strange", strange)
        if type(self) is Rules:  # the course's own rules may hold a slip, for a picture to show
            for slot in strange:
                need_arguments(getattr(self, slot), slot)

    def block_hash(self, header: Header) -> bytes:
        """The id of a block, by these rules: ``hash256`` of ``header_bytes``."""
        rules = checked(self)
        return rules.hash256(rules.header_bytes(header))

    def check_pow(self, header: Header) -> None:
        """:func:`blockkit.pow.check_pow` by these rules."""
        rules = checked(self)
        pow.check_pow(header, rules.params, rules.bits_to_target, rules.meets_target)

    def validate_header(self, header: Header, parent: BlockIndex, now: int) -> None:
        """:func:`blockkit.headers.validate_header` by these rules."""
        rules = checked(self)
        validate_header(header, parent, now, rules.params, rules.next_bits)

    def check_block(self, block: Block) -> None:
        """:func:`blockkit.block.check_block` by these rules."""
        rules = checked(self)
        check_block(block, rules.merkle_root, rules.has_duplicate_subtree, rules.check_transaction)

    def verify_input(
        self, tx: Transaction, index: int, output: TxOut | Sequence[TxOut], flags: Flag = Flag.NONE
    ) -> None:
        """May input ``index`` of ``tx`` spend its ``output``? Raises :class:`ScriptError` when it may not.

        ``output`` may also be the list of the outputs that all inputs spend, in their order: a taproot
        witness signs these. Without ``flags`` the rules are those of 2009; those of a block come from
        :func:`blockkit.validation.script_flags`.
        """
        checked(self).run_scripts(spending_of(tx, index, output), index, flags)

    def run_scripts(self, spending: Spending, index: int, flags: Flag) -> None:
        """:meth:`verify_input` for the machine, which need not be asked what it hands in."""
        checker = Spend(spending, index, self.sighash, self.verify_signature)
        script_sig, output = spending.tx.inputs[index].script_sig, spending.spent(index)
        self.verify_script(script_sig, output.script_pubkey, checker, flags)


def spending_of(tx: Transaction, index: int, output: TxOut | Sequence[TxOut]) -> Spending:
    """``output`` is what input ``index`` spends, or the list of what all inputs spend, in their order."""
    need_a(Transaction, tx, "the transaction")
    need_int(index, "the input's index", 0, len(tx.inputs) - 1)
    if isinstance(output, TxOut):
        return Spending(tx, [output if i == index else None for i in range(len(tx.inputs))])
    if not isinstance(output, list | tuple):
        hint = "a coin's is .output" if hasattr(output, "output") else "TxOut(satoshi, script) makes one"
        raise TypeError(f"the output that is spent must be a TxOut, got {type(output).__name__}: {hint}")
    outputs = need_all(TxOut, output, "the outputs that are spent (a coin's is .output)")
    if len(outputs) != len(tx.inputs):
        expected = f"one for each of the {len(tx.inputs)} inputs"
        raise ValueError(f"the outputs that are spent must be {expected}, got {len(outputs)}")
    return Spending(tx, outputs)


def rules_for(params: ChainParams) -> Rules:
    """The library's own rules on the chain of ``params``: ``REGTEST``, ``CLASSROOM``, or one of your own."""
    return Rules(params)


# ---- what a slot is called with, and what it must return -----------------------------------------

Check = Callable[[Any, str], Any]  # an answer, and the slot's name: the answer, or an error


def number(most: int) -> Check:
    """The answer is a whole number from 0 to ``most``."""
    return lambda answer, slot: need_int(answer, f"what {slot} returns", 0, most)


def exactly(size: int | None) -> Check:
    """The answer is bytes, ``size`` of them unless any number will do."""
    return lambda answer, slot: need_bytes(answer, f"what {slot} returns", size)


def yes_or_no(answer: Any, slot: str) -> bool:
    """The answer is ``True`` or ``False``."""
    return need_bool(answer, f"what {slot} returns")


def no_verdict(answer: Any, slot: str) -> None:
    """The slot raises to refuse: whatever it returns but ``False`` says yes."""
    need_no_verdict(answer, slot)


def text(answer: Any, slot: str) -> str:
    """The answer is text."""
    need_a(str, answer, f"what {slot} returns")
    return str(answer)


def two_numbers(answer: Any, slot: str) -> tuple[int, int]:
    """The answer is a number and a position."""
    numbers = need_all(int, answer, f"what {slot} returns")
    if len(numbers) != 2:
        raise ValueError(f"what {slot} returns must be a number and a position, got {shown(answer)}")
    return numbers[0], numbers[1]


def hashes(answer: Any, slot: str) -> list[bytes]:
    """The answer is a list of hashes."""
    return list(need_all(bytes, answer, f"what {slot} returns"))


SLOTS: dict[str, tuple[str, Check]] = {
    "hash256": ("data", exactly(HASH_SIZE)),
    "to_display": ("raw", text),
    "from_display": ("text", exactly(HASH_SIZE)),
    "encode_varint": ("n", exactly(None)),
    "decode_varint": ("data, at", two_numbers),
    "merkle_root": ("txids", exactly(HASH_SIZE)),
    "merkle_proof": ("txids, index", hashes),
    "verify_proof": ("txid, index, count, proof, root", yes_or_no),
    "has_duplicate_subtree": ("txids", yes_or_no),
    "header_bytes": ("header", exactly(HEADER_SIZE)),
    "bits_to_target": ("bits", number(2**256 - 1)),
    "target_to_bits": ("target", number(2**32 - 1)),
    "meets_target": ("header, target", yes_or_no),
    "work": ("bits", number(2**256)),
    "next_bits": ("headers, params", number(2**32 - 1)),
    "subsidy": ("height, params", number(MAX_MONEY)),
    "prefer": ("tip, other", yes_or_no),
    "check_transaction": ("tx", no_verdict),
    "sighash": ("tx, index, script_code, hash_type", exactly(HASH_SIZE)),
    "verify_signature": ("key, digest, signature", yes_or_no),
    "verify_script": ("script_sig, script_pubkey, checker, flags", no_verdict),
}


def need_arguments(function: Callable[..., Any], slot: str) -> None:
    """Refuse a function that cannot be called as its slot is."""
    asked, _ = SLOTS[slot]
    try:
        taken = inspect.signature(function)
    except (TypeError, ValueError):  # written in C: it does not say what it takes
        return
    try:
        taken.bind(*asked.split(", "))
    except TypeError:
        none = inspect.Parameter.empty
        own = [part.replace(annotation=none, default=none) for part in taken.parameters.values()]
        raise TypeError(
            f"{slot} takes {inspect.Signature(own)} but is called with ({asked}): begin it with "
            f"def {slot}({asked}), whether it uses all of them or not"
        ) from None


@dataclass(frozen=True, slots=True)
class Checked:
    """A function of somebody else's in its slot: what it returns is looked at before anybody uses it."""

    function: Callable[..., Any]
    slot: str

    def __call__(self, *arguments: Any) -> Any:
        """The answer of the function, if it is of the right kind."""
        _, check = SLOTS[self.slot]
        return check(self.function(*arguments), self.slot)


def checked(rules: Rules) -> Rules:
    """The same rules as the machine runs them; ``rules`` itself where all slots are the library's own.

    To check what is checked already changes nothing.
    """
    if not isinstance(rules, Rules):
        raise TypeError(f"rules must be a Rules, got {described(rules)}; rules_for(params) makes them")
    if not rules._strange:
        return rules
    wrapped: dict[str, Any] = {}
    for slot in rules._strange:
        need_arguments(getattr(rules, slot), slot)
        wrapped[slot] = Checked(getattr(rules, slot), slot)
    return replace(rules, **wrapped)


OWN = {slot.name: slot.default for slot in fields(Rules)}
RULES = Rules()
