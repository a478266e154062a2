"""Cutting: from bytes to pieces, each with its place, its name and what it says."""

from collections.abc import Sequence
from contextlib import suppress

from blockkit.addresses import address_of
from blockkit.block import HEADER_SIZE, MAX_BLOCK_WEIGHT, Block, Header
from blockkit.commitment import commitment_index
from blockkit.encoding import Reader
from blockkit.errors import Invalid, shown
from blockkit.explain.cutter import Cutter, Enough, Piece
from blockkit.explain.forms import form_of, title_of
from blockkit.explain.openings import Opening, opening_of
from blockkit.explain.words import (
    btc,
    counted,
    lock_time_words,
    sequence_words,
    size_words,
    target_words,
    text_in,
    utc,
)
from blockkit.foreign import foreign_bytes
from blockkit.guards import need_bytes
from blockkit.hashing import HASH_SIZE, to_display
from blockkit.keys import has_key_size, is_strict_der
from blockkit.params import MAINNET, ChainParams, need_params
from blockkit.taproot import TAPSCRIPT
from blockkit.transaction import MIN_OUTPUT, Transaction, TxOut

KINDS = ("tx", "header", "block")
# why a transaction is refused that is one but for its witness
SPOILT_WITNESS = ("Superfluous witness record", "Unknown transaction optional data")
NO_SECRET = bytes.fromhex("50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0")  # (BIP 341)


def parse_tx(data: bytes) -> Transaction:
    """The transaction in these bytes, also one that has no inputs yet, as wallets begin one.

    Nodes take the 00 in the place of its inputs for the mark of a witness, and refuse it.
    """
    try:
        return Transaction.parse(data)
    except Invalid as refusal:
        if data[4:5] == b"\0":
            with suppress(Invalid):
                return Reader.whole(data, _without_inputs)
        raise refusal from None


def _without_inputs(reader: Reader) -> Transaction:
    version, _ = reader.sint(4), reader.read(1)
    outputs = []
    for _ in range(reader.count(MIN_OUTPUT)):
        value, script_pubkey, _ = reader.framed(8, 0)
        outputs.append(TxOut(int.from_bytes(value, "little", signed=True), script_pubkey))
    return Transaction(version, (), tuple(outputs), reader.uint(4))


def kind_of(data: bytes) -> str:
    """Which of ``KINDS`` the bytes are; :class:`Invalid` says why they are none of them."""
    try:
        parse_tx(data)
        return "tx"
    except Invalid as error:
        no_transaction = error
    if len(data) == HEADER_SIZE:
        return "header"
    try:
        Block.parse(data)
        return "block"
    except Invalid as no_block:
        if no_transaction.reason in SPOILT_WITNESS:
            raise no_transaction from None
        if foreign := foreign_bytes(data):
            raise Invalid("unknown-bytes", foreign) from None
        mend = "if its end is missing, copy it again"
        if has_key_size(data):
            mend = "it looks like a public key, which `blockkit address` reads"
        elif is_strict_der(data):
            mend = "it looks like a signature"
        elif (form := form_of(data)) != "nonstandard":
            mend = f"it looks like the script of an output ({title_of(form)})"
        elif len(data) == HASH_SIZE:
            mend = "an id has 32 bytes, and cannot be looked up here: give the bytes themselves"
        are = "is" if len(data) == 1 else "are"
        raise Invalid(
            "unknown-bytes",
            f"{size_words(len(data))} {are} not a transaction ({no_transaction}), "
            f"not a header, which has {HEADER_SIZE}, and not a block ({no_block}); {mend}",
        ) from None


def explain(
    data: bytes, kind: str = "auto", params: ChainParams = MAINNET, spent: Sequence[TxOut | None] = ()
) -> list[Piece]:
    """The labelled pieces of a ``tx``, a ``header`` or a ``block``; of a block, its first transaction.

    ``spent`` are the outputs that a transaction spends, in the order of its inputs, ``None`` for those that
    are not known; without them, what an item of a witness is for is a guess, and is called one.

    Raises :class:`Invalid` for bytes that are none of these. Addresses are those of the chain of ``params``.
    What comes after ``MAX_PIECES`` pieces is left whole.
    """
    data = need_bytes(data, "the bytes to explain")
    need_params(params)
    kind = kind_of(data) if kind == "auto" else kind
    cutter = _Cutter(data, params)
    try:
        if kind == "tx":
            cutter.transaction(parse_tx(data), spent)
        elif kind == "header":
            cutter.header(Header.parse(data))
        elif kind == "block":
            cutter.block(Block.parse(data))
        else:
            raise ValueError(f"kind must be auto, {', '.join(KINDS)}, got {shown(kind)}")
    except Enough:
        cutter.rest()
    return cutter.pieces


class _Cutter(Cutter):
    """Cuts up whole records."""

    def block(self, block: Block) -> None:
        """The header, the first transaction, and the others in one piece."""
        carry = sum(bool(tx.witnesses) for tx in block.transactions)
        txs = counted(len(block.transactions), "transaction")
        self.heading(
            "block",
            f"{txs}, {carry:,} with a witness; weight {block.weight:,} of at most {MAX_BLOCK_WEIGHT:,}",
        )
        self.header(block.header)
        self.count("number of transactions")
        if block.transactions:
            self.transaction(block.transactions[0])
        left = len(self.data) - self.at
        if left:
            others = f"{len(block.transactions) - 1:,}, in {size_words(left)}"
            self.cut(left, "the other transactions", "data", others)

    def header(self, header: Header) -> None:
        """The six fields."""
        self.heading("header", f"id {to_display(header.hash)}")
        self.number(4, "version", lambda n: f"{n} (0x{n & 0xFFFFFFFF:08x})", signed=True)
        self.hash("prev_block")
        self.hash("merkle_root")
        self.number(4, "time", lambda n: f"{n}, {utc(n)}")
        self.number(4, "bits", lambda n: f"0x{n:08x}, target {target_words(n)}")
        self.number(4, "nonce")

    def transaction(self, tx: Transaction, spent: Sequence[TxOut | None] = ()) -> None:
        """Inputs, outputs, and the witness of each input."""
        self.heading("transaction", f"txid {to_display(tx.txid)}")
        if tx.witnesses:
            self.heading("with its witness", f"wtxid {to_display(tx.wtxid)}")
            bytes_in = f"{size_words(len(tx.serialize()))}, {len(tx.stripped()):,} without the witness"
            self.heading("weight", f"{tx.weight:,}: 4 for each byte, 1 in the witness; {bytes_in}")
            self.heading("virtual size", f"{tx.virtual_size:,}: a quarter of the weight; fee rates count it")
        self.number(4, "version", signed=True)
        if tx.witnesses:
            self.cut(1, "marker", "count", "no inputs, to nodes that know no witness (BIP 144)")
            self.cut(1, "flag", "count", "a witness follows the outputs")
        self.count("number of inputs")
        if not tx.inputs:
            self.heading("no inputs", "not finished, or never valid; nodes would take this 00 for a marker")
        for i in range(len(tx.inputs)):
            self.sure = i < len(spent) and spent[i] is not None
            self.input(tx, i)
        self.sure = False
        self.count("number of outputs")
        committing = commitment_index(tx) if tx.is_coinbase else None
        for i, output in enumerate(tx.outputs):
            self.output(i, output, commitment=i == committing)
        for i in range(len(tx.inputs) if tx.witnesses else 0):
            self.witness(tx, i, opening_of(tx, i, spent[i] if i < len(spent) else None))
        self.number(4, "lock_time", lambda n: f"{n} ({lock_time_words(tx)})")

    def input(self, tx: Transaction, i: int) -> None:
        """What is spent, and the script that opens it."""
        txin = tx.inputs[i]
        self.heading(f"input {i}", "spends nothing: new coins" if tx.is_coinbase else "")
        self.depth += 1
        self.hash("txid of the spent output")
        self.number(4, "index of the spent output", lambda n: f"{n} (none)" if tx.is_coinbase else str(n))
        self.count("length of script_sig")
        if tx.is_coinbase:
            text = f"free text of the miner: {text_in(txin.script_sig)}"
            self.cut(len(txin.script_sig), "script_sig", "data", text)
        else:
            self.script("script_sig", txin.script_sig)
        self.number(4, "sequence", lambda n: f"{n} ({sequence_words(n, tx)})")
        self.depth -= 1

    def output(self, i: int, output: TxOut, commitment: bool) -> None:
        """An amount and its lock; ``commitment``: is it the one that commits to a block's witnesses?"""
        script = output.script_pubkey
        self.heading(f"output {i}", address_of(script, self.params) or "")
        self.depth += 1
        self.number(8, "value", lambda n: f"{n} satoshi = {btc(n)} BTC", signed=True)
        self.count("length of script_pubkey")
        if commitment:
            self.heading("script_pubkey", "the commitment to the witnesses of this block (BIP 141)")
            self.depth += 1
            self.cut(1, "OP_RETURN", "operation", "nobody can spend this")
            self.cut(1, "push", "operation", "36 bytes follow")
            self.cut(4, "mark", "data", "of a commitment")
            self.cut(32, "commitment", "hash", "hash256 of the root of all wtxids, and the reserved value")
            if left := len(script) - 38:
                self.cut(left, "free", "data", "no rule reads what follows")
            self.depth -= 1
        else:
            self.script("script_pubkey", script)
        self.depth -= 1

    # -- the witness

    def witness(self, tx: Transaction, i: int, opening: Opening) -> None:
        """The items that open input ``i``."""
        items = tx.witness(i)
        words = f"{title_of(opening.form)}, {opening.words}" if items else "empty"
        if items and not opening.sure:
            words = f"looks like {words}"
        self.heading(f"witness of input {i}", words)
        self.depth += 1
        for fault in opening.faults:
            self.heading("wrong", fault)
        self.count("number of items")
        for n, (item, role) in enumerate(zip(items, opening.roles, strict=True)):
            self.count(f"length of item {n}", "" if item else " (an empty item)")
            if item or role in ("script", "control block"):
                self.item(role, item, opening)
        self.depth -= 1

    def item(self, role: str, item: bytes, opening: Opening) -> None:
        """One item of a witness, by what it is for."""
        taproot = opening.form.startswith("p2tr")
        if role == "schnorr signature" or (taproot and role == "argument" and len(item) in (64, 65)):
            if len(item) not in (64, 65):
                self.cut(len(item), "signature", "data", f"{size_words(len(item))}; 64 or 65 are expected")
            else:
                self.schnorr_signature(item)
        elif role == "script":
            if taproot and opening.leaf_version != TAPSCRIPT:
                words = "its leaf version has no meaning yet: nothing runs"
                self.cut(len(item), "script of the leaf", "data", words)
            else:
                self.script("tapscript" if taproot else "witness script", item, tapscript=taproot)
        elif role == "control block":
            self.control_block(item, opening)
        elif role == "annex":
            self.cut(1, "annex", "data", "50 marks it; it has no meaning yet, but signatures cover it")
            self.cut(len(item) - 1, "annex, the rest", "data", size_words(len(item) - 1))
        elif role == "reserved value":
            words = "goes into the commitment; any 32 bytes, for later rules"
            self.cut(len(item), "reserved value", "data", words)
        else:
            self.pushed(item)

    def control_block(self, item: bytes, opening: Opening) -> None:
        """Leaf version and parity, the internal key, and the way from the leaf to the root."""
        if opening.leaf_version is None:
            self.cut(len(item), "control block", "data", f"{size_words(len(item))}: of a size that none has")
            return
        depth = (len(item) - 33) // HASH_SIZE
        self.heading(
            "control block",
            f"the proof that the output hides this script, {depth} {'hash' if depth == 1 else 'hashes'}",
        )
        self.depth += 1
        known = "tapscript" if opening.leaf_version == TAPSCRIPT else "without a meaning yet: anything holds"
        parity = f"parity {item[0] & 1}: y of the output key is {'odd' if item[0] & 1 else 'even'}"
        words = f"leaf version {opening.leaf_version:#04x}, {known}; {parity}"
        self.cut(1, "leaf version and parity", "number", words)
        words = "32 bytes, x alone; could have signed instead of the script"
        if item[1:33] == NO_SECRET:
            words = "32 bytes: the point of BIP 341 whose secret nobody knows, so only scripts open this"
        self.cut(32, "internal key", "hash", words)
        for n in range(depth):
            words = f"32 bytes: what the {'result' if n else 'leaf'} is hashed with, the smaller first"
            self.cut(HASH_SIZE, f"hash {n} of the path", "hash", words)
        self.depth -= 1
